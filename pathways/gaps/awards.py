"""Awards conferred here that break off: no next rung here, or no occupation linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pathways.awards import CIP4, list_award_links, list_fields
from pathways.build.training import GENERIC_FIELDS, NURSING
from pathways.coverage import find_coverage
from pathways.gaps.entry import (
    add_up,
    list_main_sectors,
    name_nearest,
    name_provider,
    say_nearest,
    set_value,
)
from pathways.gaps.view import Entry, View
from pathways.gates import LEVEL_OF_AWARD, rank_level
from pathways.graph import Row, get_credentials, select_arrow
from pathways.recognition import BASIC_FIELDS
from pathways.schema import NATION
from pathways.store import Graph, list_rows
from pathways.words import _, join_words


def find_rungs(
    view: View, jobs: Sequence[str], provider: str | None, found: Mapping[str, list[Entry]]
) -> list[str]:
    """Add awards conferred here whose next rung nobody here confers; return those not to be judged.

    Both rungs matter where the first leads to an occupation of the region and the next to one more.
    A field with a still longer award here is not broken.
    """
    graph = view.region.graph
    credentials = get_credentials(graph)
    following = _list_rungs(graph)
    leads = _list_leads(graph)
    wanted = set(jobs)
    not_judged = []
    for award in sorted(view.conferred):
        if provider is not None and provider not in view.conferred[award]:
            continue
        rungs = list(_climb(following, award))
        if not rungs or any(rung in view.conferred for rung in rungs):
            continue
        before = {soc for soc in leads.get(award, ()) if soc in view.here}
        opened = {soc for soc in leads.get(rungs[0], ()) if soc in view.here} - before
        if not before or not opened & wanted:
            continue
        coverage = find_coverage(graph, cip=credentials[award]["cip"])
        if coverage is None or coverage["class"] != "most":
            not_judged.append(award)
            continue
        found["missing_rungs"].append(
            _describe_rung(view, award, rungs[0], sorted(opened & wanted), coverage)
        )
    return not_judged


def _climb(following: Mapping[str, str], award: str) -> Iterable[str]:
    while award in following:
        award = following[award]
        yield award


@lru_cache(maxsize=4)
def _list_rungs(graph: Graph) -> dict[str, str]:
    table = graph.table("edges/stacks_into").select(["credential", "next"])
    return {row["credential"]: row["next"] for row in list_rows(table)}


@lru_cache(maxsize=4)
def _list_leads(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the occupations that each award prepares for."""
    leads: dict[str, list[str]] = {}
    for award, occupation in list_award_links(graph):
        leads.setdefault(award, []).append(occupation)
    return {award: tuple(sorted(found)) for award, found in leads.items()}


def _describe_rung(
    view: View, award: str, rung: str, opened: Sequence[str], coverage: Row
) -> Entry:
    graph = view.region.graph
    facts = [view.describe(soc) for soc in opened]
    jobs = add_up(known["employment"] for known in facts)
    openings = add_up(known["openings"] for known in facts)
    schools = view.conferred[award]
    elsewhere = select_arrow(graph.table("edges/offers"), "credential", [rung])
    nearest = name_nearest(
        view,
        {
            rung: [
                (row["provider"], row["completions"])
                for row in list_rows(elsewhere)
                if row["completions"] and row["provider"] in view.miles
            ]
        },
    )
    others = sum(
        other in view.conferred and other.split("/")[1] != rung.split("/")[1]
        for other in {other for soc in opened for other in view.links.get(soc, ())}
    )
    title, next_title = (get_credentials(graph)[code]["title"] for code in (award, rung))
    entry: Entry = {
        "id": f"credential:{award}",
        "title": title,
        "kind": "missing_rung",
        "from": f"credential:{award}",
        "from_title": title,
        "to": f"credential:{rung}",
        "to_title": next_title,
        "opens": [
            {"soc": known["soc"], "title": known["title"], "jobs": known["employment"]}
            for known in facts
        ],
        "jobs": jobs,
        "openings": openings,
        "completions": sum(schools.values()),
        "providers": [
            {**name_provider(view, code), "completions": schools[code]} for code in sorted(schools)
        ],
        "nearest": nearest,
        "coverage": coverage["class"],
        "sectors": list(
            dict.fromkeys(
                sector for soc in opened for sector in list_main_sectors(graph).get(soc, ())
            )
        ),
        "reason": _explain_rung(view, facts, nearest, others),
        "sources": {
            "jobs": view.source("oews"),
            "openings": facts[0]["sources"]["openings"],
            "completions": view.source("ipeds_completions"),
            "opens": view.source("cip_soc", NATION),
            "coverage": f"curated/{coverage['source']}",
        },
        "withheld": {
            name: "suppressed"
            for name, sum_ in (("jobs", jobs), ("openings", openings))
            if sum_ is None
        },
    }
    if nearest:
        entry["sources"]["nearest"] = view.source("ipeds_completions", NATION)
        entry["sources"]["miles"] = view.source("ipeds_hd", NATION)
    set_value(
        entry, entry["completions"], _("people who finished the rung before it last year"), openings
    )
    return entry


def _explain_rung(
    view: View, facts: Sequence[Mapping[str, Any]], nearest: Sequence[Entry], others: int
) -> str:
    said = [
        _(
            "The next award of the field was not reported in {place} last year. It leads to {jobs}."
        ).format(place=view.where, jobs=join_words([known["title"] for known in facts]))
    ]
    if nearest:
        said.append(say_nearest(nearest[0]))
    if others:
        said.append(_("Awards of other fields here that lead there: {count}.").format(count=others))
    return " ".join(said)


def find_orphans(
    view: View, sector: str | None, provider: str | None, found: Mapping[str, list[Entry]]
) -> None:
    """Add the awards conferred here whose field is linked to no occupation.

    Their sectors are those of occupations that the same four-digit field leads to; often none.
    """
    graph = view.region.graph
    linked = {cip for fields in list_fields(graph).values() for cip in fields}
    nearby = _list_field_sectors(graph)
    for award, schools in view.conferred.items():
        cip = award.split("/")[1]
        if cip in linked or (provider is not None and provider not in schools):
            continue
        sectors = nearby.get(cip[:CIP4], ())
        if sector is not None and sector not in sectors:
            continue
        node = get_credentials(graph)[award]
        mine = {provider: schools[provider]} if provider is not None else schools
        completions = sum(mine.values())
        entry: Entry = {
            "id": f"credential:{award}",
            "title": node["title"],
            "kind": "orphan_credential",
            "from": f"credential:{award}",
            "from_title": node["title"],
            "to": None,
            "to_title": None,
            "jobs": None,
            "openings": None,
            "completions": completions,
            "providers": [
                {**name_provider(view, code), "completions": mine[code]} for code in sorted(mine)
            ],
            "sectors": list(sectors),
            "reason": _explain_orphan(cip, node["awlevel"]),
            "sources": {
                "completions": view.source("ipeds_completions"),
                "providers": view.source("ipeds_completions"),
                "to": view.source("cip_soc", NATION),
            },
            "withheld": dict.fromkeys(("jobs", "openings"), "not_built"),
        }
        if sectors:
            entry["sources"]["sectors"] = view.source("oews", NATION)
        set_value(entry, completions, _("people who finished it last year"), completions)
        found["orphan_credentials"].append(entry)


@lru_cache(maxsize=4)
def _list_field_sectors(graph: Graph) -> dict[str, tuple[str, ...]]:
    sectors: dict[str, dict[str, None]] = {}
    for soc, fields in sorted(list_fields(graph).items()):
        for cip in sorted(fields):
            held = sectors.setdefault(cip[:CIP4], {})
            held.update(dict.fromkeys(list_main_sectors(graph).get(soc, ())))
    return {field: tuple(sorted(held)) for field, held in sectors.items()}


def _explain_orphan(cip: str, awlevel: str) -> str:
    if cip.startswith(NURSING) and rank_level(LEVEL_OF_AWARD[awlevel]) > rank_level("bachelors"):
        return _(
            "It is for people who are nurses already. We do not count it as a way to enter an "
            "occupation, so none is linked."
        )
    if cip.startswith(BASIC_FIELDS):
        return _("The field is of basic or personal skills, which belong to no one occupation.")
    if cip.startswith(GENERIC_FIELDS):
        return _("The field is general: it prepares for no one occupation in our data.")
    return _("No occupation is linked to this field of study in our data.")
