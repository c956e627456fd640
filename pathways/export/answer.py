"""The answer of ``trace`` as one file: tables, a graph, JSON, or CTDL for its best pathway."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import networkx as nx

from pathways.errors import CannotWriteError
from pathways.export.ctdl import describe_pathway
from pathways.export.region import check_place, write_whole
from pathways.export.rows import (
    STEP_COLUMNS,
    TIMES,
    find_chosen,
    list_about,
    list_pathways,
    list_shown,
    list_steps,
)
from pathways.export.sources import attribute, list_sources
from pathways.export.writers import make_csv, make_graphml, make_workbook
from pathways.network import is_known
from pathways.person import PRIVATE
from pathways.region import Region

Answer = Mapping[str, Any]


def export_answer(
    region: Region,
    answer: Answer,
    form: str,
    *,
    made_on: date | None = None,
    private: bool = False,
) -> bytes:
    """Return the pathways of an answer of ``trace_pathways`` as the content of one file.

    ``form`` is a key of ANSWER_FORMS; ctdl holds the first pathway alone. Published files, their
    attributions and ``made_on`` (today) stand in each. What only the person knows (PRIVATE of
    ``person``) is left out unless ``private``. Raises CannotWriteError for another form, and for
    ctdl where the answer has no pathway.
    """
    if form not in ANSWER_FORMS:
        msg = f"There is no form {form!r} to export. Forms: {', '.join(ANSWER_FORMS)}."
        raise CannotWriteError(msg)
    told = answer if private else withhold_private(answer)
    return ANSWER_FORMS[form](region, told, (made_on or date.today()).isoformat())


def write_answer(region: Region, answer: Answer, form: str, out: Path) -> list[str]:
    """Write ``export_answer`` to a file and return its name. Raises CannotWriteError."""
    check_place("json", out)
    content = export_answer(region, answer, form)

    def write(draft: Path) -> list[str]:
        draft.write_bytes(content)
        return [draft.name]

    return write_whole(out, write)


def withhold_private(answer: Answer) -> dict[str, Any]:
    """Return the answer without what only the person knows: schooling, holdings, years, wage line.

    Whether a gate is met, where the wage line is crossed and what a change of it would open say the
    same, so they go too.
    """
    searched = {key: value for key, value in answer["searched"].items() if key not in PRIVATE}
    return {
        "pathways": [_withhold(pathway) for pathway in answer["pathways"]],
        "cost_unknown": [_withhold(pathway) for pathway in answer["cost_unknown"]],
        "relaxations": [
            {**relaxation, "pathway": _withhold(relaxation["pathway"])}
            for relaxation in answer["relaxations"]
            if not {relaxation["criterion"], *(also["criterion"] for also in relaxation["also"])}
            & set(PRIVATE)
        ],
        "searched": searched,
    }


def _withhold(pathway: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in pathway.items() if key != "crosses_at"}
    kept["steps"] = [
        {
            **step,
            "gates": [
                {key: value for key, value in gate.items() if key != "held"}
                for gate in step["gates"]
            ],
        }
        for step in pathway["steps"]
    ]
    return kept


def build_pathway_network(region: Region, answer: Answer) -> nx.MultiDiGraph:
    """Return the jobs of the pathways shown, the moves between them, and what the chosen ways ask.

    A move that stands in two pathways may be made in two ways, so every pathway has an edge of its
    own, with its number in ``pathway``. Absent facts are absent keys.
    """
    graph = nx.MultiDiGraph(area=region.area, name=region.name)
    for number, _list, pathway in list_shown(answer):
        origin = _add_job(graph, pathway["start"], pathway["start_title"], {})
        pending: list[tuple[str, dict[str, Any]]] = []
        for place, step in enumerate(pathway["steps"], start=1):
            told = {"pathway": number, "step": place}
            asked = _list_asked(graph, step, told)
            if f"occupation:{step['soc']}" == origin:
                # the diploma earned in the start job: it opens the next step
                pending = asked
                continue
            job = _add_job(graph, step["soc"], step["title"], step)
            _add_edge(graph, origin, job, "advances_to", {**told, **_tell_move(step)})
            for credential, facts in (*pending, *asked):
                _add_edge(graph, credential, job, facts.pop("relation"), facts)
            origin, pending = job, []
    return graph


def _add_job(graph: nx.MultiDiGraph, soc: str, title: str, step: Mapping[str, Any]) -> str:
    node = f"occupation:{soc}"
    pay = {name: step.get(name) for name in ("p25", "median", "compare_area")}
    known = {name: value for name, value in pay.items() if is_known(value)}
    graph.add_node(node, type="occupation", title=title, dataset="oews", **known)
    return node


def _tell_move(step: Mapping[str, Any]) -> dict[str, Any]:
    figures = ("kind", "similarity", *TIMES, "cost", "cost_basis")
    facts = {name: step[name] for name in figures}
    return {
        **facts,
        "evidence": "|".join(step["evidence"]),
        "sources": "|".join(f"{name}={value}" for name, value in sorted(step["sources"].items())),
    }


def _list_asked(
    graph: nx.MultiDiGraph, step: Mapping[str, Any], told: Mapping[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """Add the credentials that the chosen way asks, with who offers them; return what they open."""
    chosen = find_chosen(step)
    asked: list[tuple[str, dict[str, Any]]] = []
    if chosen["credential"]:
        _add_credential(graph, chosen["credential"], chosen["title"])
        asked.append((chosen["credential"], {**told, "relation": "prepares_for"}))
        if chosen["provider"]:
            name = {"title": chosen["provider_name"], "city": chosen["city"]}
            place = {**name, "state": chosen["state"]}
            known = {key: value for key, value in place.items() if is_known(value)}
            graph.add_node(chosen["provider"], type="provider", dataset="ipeds_hd", **known)
            terms = ("months_low", "months_high", "months_basis", "cost", "cost_basis", "cost_year")
            _add_edge(
                graph,
                chosen["provider"],
                chosen["credential"],
                "offers",
                {**told, **{name: chosen.get(name) for name in terms}},
            )
    for gate in step["gates"]:
        if gate.get("status") == "required" and gate["credential"]:
            _add_credential(graph, gate["credential"], gate["title"])
            facts = {"source": gate["source"], "checked": gate["checked"]}
            asked.append((gate["credential"], {**told, **facts, "relation": "required_for"}))
    return asked


def _add_credential(graph: nx.MultiDiGraph, node: str, title: str) -> None:
    graph.add_node(node, type="credential", title=title)


def _add_edge(
    graph: nx.MultiDiGraph, origin: str, end: str, relation: str, facts: Mapping[str, Any]
) -> None:
    known = {name: value for name, value in facts.items() if is_known(value)}
    # GraphML names every edge by its key: no two edges of the file may share one
    key = f"{facts['pathway']}/{facts['step']}/{relation}/{origin}"
    graph.add_edge(origin, end, key=key, relation=relation, **known)


def _make_json(region: Region, answer: Answer, made_on: str) -> bytes:
    document = {
        "made_on": made_on,
        "area": region.area,
        "area_name": region.name,
        **answer,
        "sources": list_sources(region),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _make_csv(region: Region, answer: Answer, made_on: str) -> bytes:
    told = {"area": region.area, "area_name": region.name, "attribution": attribute()}
    rows = [{**row, **told} for row in list_steps(answer, made_on)]
    return make_csv(rows, [*STEP_COLUMNS, *told])


def _make_workbook(region: Region, answer: Answer, made_on: str) -> bytes:
    note = answer["searched"]["note"]
    return make_workbook(
        {
            "steps": list_steps(answer, made_on),
            "pathways": list_pathways(answer, made_on),
            "sources": list_sources(region),
            "about": list_about(region.area, region.name, note, made_on, attribute()),
        }
    )


def _make_graphml(region: Region, answer: Answer, made_on: str) -> bytes:
    return make_graphml(
        build_pathway_network(region, answer),
        made_on=made_on,
        note=answer["searched"]["note"],
        sources=json.dumps(list_sources(region), ensure_ascii=False),
    )


def _make_ctdl(region: Region, answer: Answer, made_on: str) -> bytes:
    shown = [*answer["pathways"], *answer["cost_unknown"]]
    if not shown:
        msg = "There is no pathway to export: nothing fits what was asked."
        raise CannotWriteError(msg)
    document = describe_pathway(region, shown[0], made_on=made_on)
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


ANSWER_FORMS: Final[Mapping[str, Callable[[Region, Answer, str], bytes]]] = {
    "xlsx": _make_workbook,
    "csv": _make_csv,
    "json": _make_json,
    "graphml": _make_graphml,
    "ctdl": _make_ctdl,
}
"""Form of an exported answer -> the function that makes it."""
