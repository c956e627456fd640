"""Questions to the nation's tables: which place is meant, which occupation, which rows are an area's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from pathways.errors import AmbiguousPlaceError, UnknownCodeError
from pathways.schema import NATION
from pathways.store import Graph, list_rows

NEAREST: Final = 3
"""Names listed when a code or place is unknown."""

NATION_NAMES: Final = ("us", "usa", "united states", "nation")
"""Folded names by which the nation is asked for beside its published one."""

ABBREVIATED: Final = 3
"""Names of at most so many letters have to be typed as they are: likeness would find them in any text."""

NEAR_ENOUGH: Final = 75
"""rapidfuzz score below which a name is no near match: "Ohoi" is one of Ohio, "qwerty" of nothing."""

Row = Mapping[str, Any]


class Place(NamedTuple):
    """An OEWS area, and how it was meant.

    ``county`` is set where a county or ZIP was named, ``home`` is the state licences follow: the
    county's, else the first in the area's name; None for the nation.
    """

    area: str
    name: str
    kind: str
    states: tuple[str, ...]
    county: str | None
    home: str | None


class Occupation(NamedTuple):
    """An OEWS occupation and the code it was asked for by, where that was a member's code."""

    soc: str
    title: str
    asked: str | None


@lru_cache(maxsize=32)
def _rows_by(graph: Graph, name: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in list_rows(graph.table(name))}


def get_occupations(graph: Graph) -> Mapping[str, Row]:
    """Return every occupation node's row by its code."""
    return _rows_by(graph, "nodes/occupation", "occupation")


def get_areas(graph: Graph) -> Mapping[str, Row]:
    """Return every area's row by its code."""
    return _rows_by(graph, "facts/areas", "area")


def get_area_name(graph: Graph, area: str) -> str:
    """Return the published name of an area code."""
    return str(get_areas(graph)[area]["name"])


def get_counties(graph: Graph) -> Mapping[str, Row]:
    """Return every county's row by its FIPS code."""
    return _rows_by(graph, "facts/counties", "county")


def get_credentials(graph: Graph) -> Mapping[str, Row]:
    """Return every credential node's row by its id without the type."""
    return _rows_by(graph, "nodes/credential", "credential")


@lru_cache(maxsize=4)
def _zips(graph: Graph) -> dict[str, Row]:
    columns = ["zip", "state", "city", "county"]
    return {row["zip"]: row for row in list_rows(graph.table("facts/zips").select(columns))}


def get_minimum_wages(graph: Graph) -> Mapping[str, Row]:
    """Return the minimum wage in force by state, in cents an hour."""
    return _rows_by(graph, "facts/minimum_wage", "state")


@lru_cache(maxsize=4)
def get_pay_cap(graph: Graph) -> int:
    """Return the publisher's cap on yearly pay, USD: pay that is flagged is at least this."""
    caps = graph.table("facts/wage_caps").to_pylist()
    return next(int(row["cap"]) for row in caps if row["basis"] == "annual")


@lru_cache(maxsize=4)
def _members(graph: Graph) -> dict[str, str]:
    return {
        member: code
        for code, row in get_occupations(graph).items()
        if row["members"]
        for member in row["members"].split("|")
    }


def find_occupation(graph: Graph, code: str) -> Occupation:
    """Return the occupation of a SOC 2018, O*NET-SOC or OEWS code; a member gives its aggregate.

    Raises UnknownCodeError with the nearest codes and titles.
    """
    asked = code.strip()
    soc = re.sub(r"\.\d{2}$", "", asked)
    occupations = get_occupations(graph)
    members = _members(graph)
    if soc in occupations:
        return Occupation(soc, occupations[soc]["title"], None)
    if soc in members:
        aggregate = members[soc]
        return Occupation(aggregate, occupations[aggregate]["title"], soc)
    near = process.extract(soc, sorted(occupations), scorer=fuzz.ratio, limit=NEAREST)
    raise UnknownCodeError(
        "occupation", code, [f"{found} {occupations[found]['title']}" for found, _, _ in near]
    )


def slice_area(table: pa.Table, area: str) -> pa.Table:
    """Return the rows of one area from a table that is sorted by its ``area`` column."""
    column = table["area"].combine_chunks()
    code = pc.index(column.dictionary, area).as_py()
    if code < 0:
        return table.slice(0, 0)
    indices = column.indices.to_numpy()
    start, stop = indices.searchsorted([code, code + 1])
    return table.slice(start, stop - start)


def select_arrow(table: pa.Table, column: str, values: list[str]) -> pa.Table:
    """Return the rows whose code column holds one of the values."""
    return table.filter(pc.is_in(table[column], pa.array(values, pa.string())))


def select_rows(table: pa.Table, column: str, values: list[str]) -> pd.DataFrame:
    """Return the rows whose code column holds one of the values, as a frame."""
    frame: pd.DataFrame = select_arrow(table, column, values).to_pandas()
    return frame


def find_place(graph: Graph, text: str) -> Place:
    """Return the one place that a text means: area code, ``zip:``, ``county:``, or a name.

    Raises AmbiguousPlaceError where it fits several kinds or areas, UnknownCodeError where none.
    """
    found = _read_code(graph, text.strip())
    if found is None:
        found = _read_name(graph, text.strip())
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousPlaceError(text, [f"{place.area} {place.name}" for place in found])
    raise UnknownCodeError(
        "place", text, [f"{p.area} {p.name}" for p in _suggest_places(graph, text, NEAREST)]
    )


def find_places(graph: Graph, text: str, *, limit: int = 8) -> list[Place]:
    """Return the places that a text may mean, best first; empty where nothing is near.

    Raises AmbiguousPlaceError for a bare five-digit text that is both a ZIP and a county.
    """
    text = text.strip()
    if not text:
        return []
    found = _read_code(graph, text)
    if found is not None:
        return found
    exact = _read_name(graph, text)
    more = [place for place in _suggest_places(graph, text, limit) if place not in exact]
    return (exact + more)[:limit]


def _read_code(graph: Graph, text: str) -> list[Place] | None:
    """Return the places of a code (none where it is unknown), or None where the text is no code."""
    if re.fullmatch(r"\d{7}", text):
        return [_area_place(graph, text)] if text in get_areas(graph) else []
    typed = re.fullmatch(r"(zip|county):\s*(\d{5})", text.casefold())
    if typed:
        return (
            _zip_places(graph, typed[2]) if typed[1] == "zip" else _county_places(graph, typed[2])
        )
    if re.fullmatch(r"\d{5}", text):
        is_zip = text in _zips(graph)
        is_county = text in get_counties(graph)
        if is_zip and is_county:
            raise AmbiguousPlaceError(text, [f"zip:{text}", f"county:{text}"])
        return _zip_places(graph, text) if is_zip else _county_places(graph, text)
    return None


def _area_place(graph: Graph, area: str, county: Row | None = None) -> Place:
    row = get_areas(graph)[area]
    states = tuple(row["states"].split("|")) if row["states"] else ()
    home = county["state"] if county else (states[0] if states else None)
    named = county["county"] if county else None
    return Place(area, row["name"], row["kind"], states, named, home)


def _county_places(graph: Graph, code: str) -> list[Place]:
    county = get_counties(graph).get(code)
    if county is None:
        return []
    if county["area"] is None:
        return [_area_place(graph, _state_area(graph, county["state"]), county)]
    return [_area_place(graph, county["area"], county)]


def _zip_places(graph: Graph, code: str) -> list[Place]:
    row = _zips(graph).get(code)
    if row is None:
        return []
    if row["county"]:
        return _county_places(graph, row["county"])
    return [_area_place(graph, _state_area(graph, row["state"]))._replace(home=row["state"])]


@lru_cache(maxsize=128)
def _state_area(graph: Graph, state: str) -> str:
    """Return the area of a whole state, the nation where OEWS has none for it."""
    for area, row in get_areas(graph).items():
        if row["kind"] in ("state", "territory") and row["states"] == state:
            return area
    return NATION


def get_state_area(graph: Graph, state: str | None) -> str | None:
    """Return the area code of a state, None for no state or one that OEWS does not publish."""
    if state is None:
        return None
    area = _state_area(graph, state)
    return None if area == NATION else area


@lru_cache(maxsize=4)
def _place_names(graph: Graph) -> dict[str, tuple[str, str]]:
    """Return every name a place is asked by, folded -> (area or county, code)."""
    names: dict[str, tuple[str, str]] = {}
    for code, row in _zips(graph).items():
        if row["city"] and row["county"]:
            names.setdefault(_fold_place(f"{row['city']}, {row['state']}"), ("zip", code))
    for code, row in get_counties(graph).items():
        names[_fold_place(f"{row['name']}, {row['state']}")] = ("county", code)
    for code, row in get_areas(graph).items():
        names[_fold_place(row["name"])] = ("area", code)
        if row["kind"] in ("state", "territory"):
            names[_fold_place(row["states"])] = ("area", code)
    return names | dict.fromkeys(NATION_NAMES, ("area", NATION))


def _fold_place(name: str) -> str:
    """Return a place's name as it is compared: case, points and "Saint" for "St." make no difference."""
    plain = re.sub(r"\bsaint\b", "st", name.casefold().replace(".", "").replace(",", ", "))
    return " ".join(plain.split())


def _named_places(graph: Graph, kind: str, code: str) -> list[Place]:
    if kind == "area":
        return [_area_place(graph, code)]
    return _county_places(graph, code) if kind == "county" else _zip_places(graph, code)


def _read_name(graph: Graph, text: str) -> list[Place]:
    """Return the place of an exact name; else the areas that start with the text."""
    folded = _fold_place(text)
    names = _place_names(graph)
    if folded in names:
        return _named_places(graph, *names[folded])
    return [
        _area_place(graph, code)
        for name, (kind, code) in sorted(names.items())
        if kind == "area" and name.startswith(folded)
    ]


def _suggest_places(graph: Graph, text: str, limit: int) -> list[Place]:
    """Return the places that people may mean by a text, most alike first, areas before counties."""
    forms = _place_forms(graph)
    near = process.extract(
        _shorten_state(graph, _fold_place(text)).replace(",", ""),
        forms.keys(),
        scorer=fuzz.ratio,
        limit=limit * 3,
        score_cutoff=NEAR_ENOUGH,
    )
    found: dict[tuple[str, str | None], Place] = {}
    for form, _, _ in near:
        for kind, code in forms[form]:
            for place in _named_places(graph, kind, code):
                found.setdefault((place.area, place.home), place)
    return list(found.values())[:limit]


@lru_cache(maxsize=4)
def _place_forms(graph: Graph) -> dict[str, list[tuple[str, str]]]:
    """Return what people call places, folded -> the places so called, areas before counties.

    Beside its whole name: the name without its state, without "county", and the first city of a
    list.
    """
    forms: dict[str, list[tuple[str, str]]] = {}
    for name, place in sorted(_place_names(graph).items(), key=lambda item: item[1]):
        bare = name.partition(",")[0]
        called = (name.replace(",", ""), bare, bare.removesuffix(" county"), bare.partition("-")[0])
        for form in dict.fromkeys(called):
            if len(form) > ABBREVIATED:
                forms.setdefault(form, []).append(place)
    return forms


def _shorten_state(graph: Graph, folded: str) -> str:
    """Return a folded name with the state behind it in two letters: "joplin missouri", "joplin mo"."""
    if folded in _place_names(graph):
        return folded
    ends = [(f" {name}", f" {state}") for name, state in _state_names(graph).items()]
    # "charleston west virginia" ends in "virginia" too
    for name, state in sorted(ends, key=lambda end: -len(end[0])):
        if folded.endswith(name):
            return folded.removesuffix(name) + state
    return folded


@lru_cache(maxsize=4)
def _state_names(graph: Graph) -> dict[str, str]:
    """Return the folded name of every state and territory -> its letters."""
    return {
        _fold_place(row["name"]): row["states"].casefold()
        for row in get_areas(graph).values()
        if row["kind"] in ("state", "territory")
    }
