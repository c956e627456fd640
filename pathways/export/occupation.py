"""One occupation in one region as a file: facts, pay, rules, moves, schools and sponsors, each sourced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pathways.errors import CannotWriteError
from pathways.export.rows import list_about
from pathways.export.sources import attribute, list_sources
from pathways.export.writers import make_csv, make_workbook
from pathways.facts import describe_moves, describe_occupation
from pathways.neighbors import describe_pay, list_moves_into, list_trainers
from pathways.offers import describe_offers
from pathways.region import Region, name_source
from pathways.rules import describe_gates
from pathways.words import explain_withheld

Row = dict[str, Any]

MOVES: Final = 40
"""Moves of an occupation that the graph holds at most."""
UNITS: Final = ("year", "hour")
NAMES: Final = ("soc", "provider", "credential", "area", "naics", "sector", "hold")
"""Keys of a part's rows that are codes: the first that is there names the row in the one table."""
TITLES: Final = ("title", "area_name", "provider_name")
LISTED: Final = "|"
SAME: Final[Mapping[str, str]] = {
    "p25": "wage_change",
    "median": "wage_change",
    "kind": "wage_change",
    "evidence": "score",
}
"""Figure of a move -> the one whose source it shares."""
COLUMNS: Final = (
    "part", "row", "code", "title", "figure", "value", "missing", "source", "made_on", "area",
    "area_name",
)  # fmt: skip
"""Columns of the one table: a row a figure."""


def describe_all(region: Region, soc: str) -> dict[str, Any]:
    """Return what the library knows of an occupation here, part by part.

    Parts: ``facts``; ``pay`` (a row an area and unit: dollars a year, or an hour), ``gates`` with
    ``licenses_checked``, ``moves_out``, ``moves_in``, ``offers`` (of providers that are open) and
    ``sponsors``. Absent figures are None with their reason in ``withheld``. Raises UnknownCodeError.
    """
    facts = describe_occupation(region, soc)
    soc = facts["soc"]
    rules = describe_gates(region, soc)
    trained = region.graph.vintage("apprenticeship_sponsors")
    return {
        "facts": facts,
        "pay": list(_list_pay(region, soc)),
        "licenses_checked": rules["licenses_checked"],
        "gates": rules["gates"],
        "moves_out": describe_moves(region, soc, top=MOVES),
        "moves_in": list_moves_into(region, soc),
        "offers": [
            offer
            for offer in describe_offers(region, occupation=soc)
            if offer["status"] != "closed"
        ],
        "sponsors": [
            {**row, "source": f"apprenticeship_sponsors/{trained}/{region.area}"}
            for row in list_trainers(region, soc)
        ],
    }


def _list_pay(region: Region, soc: str) -> Iterator[Row]:
    for unit in UNITS:
        for pay in describe_pay(region, soc, unit):
            withheld = dict(pay.withheld)
            if pay.jobs_withheld:
                withheld["jobs"] = pay.jobs_withheld
            yield {
                "area": pay.area,
                "area_name": pay.name,
                "unit": unit,
                **{name: pay.figures.get(name) for name in ("p10", "p25", "median", "p75", "p90")},
                "jobs": pay.jobs,
                "withheld": withheld,
                "source": name_source(region, "oews", pay.area),
            }


def export_occupation(region: Region, soc: str, form: str, *, made_on: date | None = None) -> bytes:
    """Return ``describe_all`` as the content of one file.

    ``form`` is a key of OCCUPATION_FORMS: a workbook with a sheet a part, one CSV table with a row a
    figure, or JSON. Published files, their attributions and ``made_on`` (today) stand in each; nothing
    of a person does. Raises CannotWriteError for another form, UnknownCodeError for an unknown code.
    """
    if form not in OCCUPATION_FORMS:
        msg = f"There is no form {form!r} to export. Forms: {', '.join(OCCUPATION_FORMS)}."
        raise CannotWriteError(msg)
    day = (made_on or date.today()).isoformat()
    return OCCUPATION_FORMS[form](region, describe_all(region, soc), day)


def list_parts(told: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return the parts of ``describe_all`` as tables, nested values as text.

    ``facts`` has a row a figure. ``missing`` has in words why a figure is absent, ``sources`` where
    those that are there come from: ``figure=...`` joined by a bar.
    """
    facts = told["facts"]
    parts = {
        "facts": [_tell_fact(facts, name) for name in facts if name not in _APART],
        "industries": [
            {**row, "source": facts["sources"]["industries"]} for row in facts["industries"]
        ],
        "sectors": [{**row, "source": facts["sources"]["sectors"]} for row in facts["sectors"]],
    }
    parts["facts"].append(
        {
            "figure": "licenses_checked",
            "value": told["licenses_checked"],
            "missing": None,
            "source": None,
        }
    )
    for name in ("pay", "gates", "moves_out", "moves_in", "offers", "sponsors"):
        parts[name] = [_flatten(row) for row in told[name]]
    return parts


_APART: Final = ("soc", "title", "industries", "sectors", "sources", "withheld")
"""Keys of ``facts`` that are no figure, or stand in a table of their own."""


def _tell_fact(facts: Mapping[str, Any], name: str) -> Row:
    return {
        "figure": name,
        "value": _write(facts[name]),
        "missing": _say_missing(facts).get(name),
        "source": facts["sources"].get(name),
    }


def _say_missing(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: explain_withheld(why) for name, why in row.get("withheld", {}).items()}


def _flatten(row: Mapping[str, Any]) -> Row:
    flat = {
        name: _write(value) for name, value in row.items() if name not in ("sources", "withheld")
    }
    if "withheld" in row:
        flat["missing"] = _join(_say_missing(row))
    if "sources" in row:
        flat["sources"] = _join(row["sources"])
    return flat


def _write(value: Any) -> Any:
    """Return a value as one cell; of a list of things their titles."""
    if isinstance(value, Mapping):
        return _join({name: part for name, part in value.items() if part is not None})
    if isinstance(value, list | tuple):
        parts = [part["title"] if isinstance(part, Mapping) else part for part in value]
        return LISTED.join(str(part) for part in parts)
    return value


def _join(pairs: Mapping[str, Any]) -> str:
    return LISTED.join(f"{name}={value}" for name, value in sorted(pairs.items()))


def list_figures(told: Mapping[str, Any]) -> list[Row]:
    """Return every figure of every part as a row of the one table, without the columns of the whole.

    A figure that is absent without a reason (a rule that names no age, say) has no row.
    """
    parts = list_parts(told)
    soc, title = told["facts"]["soc"], told["facts"]["title"]
    rows = [
        {"part": "facts", "row": 1, "code": soc, "title": title, **fact}
        for fact in parts.pop("facts")
    ]
    whole = {name: told.get(name) or told["facts"].get(name, []) for name in parts}
    for name, table in parts.items():
        for place, (flat, full) in enumerate(zip(table, whole[name], strict=True), start=1):
            rows += _list_cells(name, place, flat, full)
    return [row for row in rows if row["value"] not in (None, "") or row["missing"]]


def _list_cells(part: str, place: int, flat: Row, full: Mapping[str, Any]) -> Iterator[Row]:
    code = next((key for key in NAMES if flat.get(key)), None)
    title = next((key for key in TITLES if flat.get(key)), None)
    missing, sources = _say_missing(full), full.get("sources", {})
    for figure, value in flat.items():
        if figure in (code, title, "missing", "sources", "source"):
            continue
        yield {
            "part": part,
            "row": place,
            "code": flat[code] if code else None,
            "title": flat[title] if title else None,
            "figure": figure,
            "value": value,
            "missing": missing.get(figure) if value is None else None,
            "source": sources.get(figure)
            or sources.get(figure.partition("_")[0])
            or sources.get(SAME.get(figure, ""))
            or flat.get("source"),
        }


def _make_json(region: Region, told: Mapping[str, Any], made_on: str) -> bytes:
    document = {
        "made_on": made_on,
        "area": region.area,
        "area_name": region.name,
        "home": region.jurisdiction,
        **told,
        "sources": list_sources(region),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _make_csv(region: Region, told: Mapping[str, Any], made_on: str) -> bytes:
    published = [
        {
            "part": "sources",
            "row": place,
            "code": row["dataset"],
            "title": row["title"],
            "figure": "release",
            "value": row["release"],
            "source": row["url"],
        }
        for place, row in enumerate(list_sources(region), start=1)
    ]
    whole = {"made_on": made_on, "area": region.area, "area_name": region.name}
    return make_csv([{**row, **whole} for row in (*list_figures(told), *published)], COLUMNS)


def _make_workbook(region: Region, told: Mapping[str, Any], made_on: str) -> bytes:
    facts = told["facts"]
    note = f"{facts['title']} ({facts['soc']})"
    about: Sequence[Row] = list_about(region.area, region.name, note, made_on, attribute())
    return make_workbook({**list_parts(told), "sources": list_sources(region), "about": about})


OCCUPATION_FORMS: Final[Mapping[str, Callable[[Region, Mapping[str, Any], str], bytes]]] = {
    "xlsx": _make_workbook,
    "csv": _make_csv,
    "json": _make_json,
}
"""Form of an exported occupation -> the function that makes it."""
