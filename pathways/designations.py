"""Sectors and occupations that a state or board designated, and where each designation holds.

What a document says stays apart from what our own rule finds (``sectors``): nothing here is merged.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pathways.graph import Row, get_areas, get_counties
from pathways.region import Region
from pathways.schema import NATION
from pathways.sources.geography import fold_county_name
from pathways.store import Graph, list_rows

Extent = Literal["state", "here", "unknown"]

_NAMED = re.compile(r"\(([^()]+)\)\s*$")
_STATE_AT_END = re.compile(r", ([A-Z]{2})$")


class Designation(NamedTuple):
    """One row of a document. ``sector`` and ``occupation`` are codes, None where it names neither.

    ``extent`` says how it reaches the region: the whole ``state``, counties of it that lie ``here``,
    or ``unknown``: a part of the state whose counties we do not hold. ``designated_on`` is as
    published (year, month or day), None where the document has no date.
    """

    designated_by: str
    jurisdiction: str
    extent: Extent
    sector: str | None
    occupation: str | None
    document: str
    designated_on: str | None
    source: str
    reason: str


class _Reach(NamedTuple):
    """Where a jurisdiction lies: its state, and its counties where they are known."""

    state: str | None
    counties: frozenset[str] | None


def list_designations(region: Region) -> list[Designation]:
    """Return the designations that reach into a region, newest first; undated ones come last.

    The nation has none: a designation holds in a state or for a board's counties.
    """
    if region.area == NATION:
        return []
    here = _list_counties(region)
    found = []
    for row in list_rows(region.graph.table("facts/designations")):
        extent = _find_extent(find_reach(region.graph, row["jurisdiction"]), region, here)
        if extent is not None:
            found.append(_read_designation(row, extent))
    by_name = sorted(found, key=lambda one: (one.designated_by, one.sector or "", one.document))
    return sorted(by_name, key=lambda one: one.designated_on or "", reverse=True)


def find_reach(graph: Graph, jurisdiction: str) -> _Reach:
    """Return the state and counties that a jurisdiction's words name.

    Read are a state's code or name, counties in brackets where one state alone has them all, and a
    board of ``facts/boards`` (``Ozark Region, MO``). Counties are None where only a state is known.
    """
    return _reaches(graph, jurisdiction)


@lru_cache(maxsize=256)
def _reaches(graph: Graph, jurisdiction: str) -> _Reach:
    counties = get_counties(graph)
    if jurisdiction in {row["state"] for row in counties.values()}:
        codes = frozenset(c for c, row in counties.items() if row["state"] == jurisdiction)
        return _Reach(jurisdiction, codes)
    bracket = _NAMED.search(jurisdiction)
    if bracket:
        named = _find_named(graph, tuple(bracket[1].split(", ")))
        if named:
            return _Reach(counties[min(named)]["state"], named)
    at_end = _STATE_AT_END.search(jurisdiction)
    if at_end:
        board = jurisdiction[: at_end.start()].removesuffix(" Region")
        return _Reach(at_end[1], _find_board(graph, at_end[1], board))
    names = {
        row["name"]: row["states"]
        for row in get_areas(graph).values()
        if row["kind"] in ("state", "territory")
    }
    said = [state for name, state in names.items() if re.search(rf"\b{name}\b", jurisdiction)]
    return _Reach(said[0] if len(said) == 1 else None, None)


def _find_named(graph: Graph, names: tuple[str, ...]) -> frozenset[str]:
    """Return the counties of the one state that has all the names; empty where none or two have."""
    wanted = {fold_county_name(name)[0] for name in names}
    by_state: dict[str, dict[str, str]] = {}
    for code, row in get_counties(graph).items():
        folded, is_city = fold_county_name(row["name"])
        if folded in wanted and not is_city:
            by_state.setdefault(row["state"], {})[folded] = code
    whole = [found for found in by_state.values() if found.keys() == wanted]
    return frozenset(whole[0].values()) if len(whole) == 1 else frozenset()


def _find_board(graph: Graph, state: str, board: str) -> frozenset[str] | None:
    rows = list_rows(graph.table("facts/boards"))
    return (
        frozenset(row["county"] for row in rows if (row["state"], row["board"]) == (state, board))
        or None
    )


def _list_counties(region: Region) -> frozenset[str]:
    is_state = region.place.kind in ("state", "territory")
    return frozenset(
        code
        for code, row in get_counties(region.graph).items()
        if (row["state"] in region.states if is_state else row["area"] == region.area)
    )


def _find_extent(reach: _Reach, region: Region, here: frozenset[str]) -> Extent | None:
    if reach.state not in region.states:
        return None
    if reach.counties is None:
        return "unknown"
    if not reach.counties & here:
        return None
    states = [row["state"] for row in get_counties(region.graph).values()]
    return "state" if len(reach.counties) == states.count(str(reach.state)) else "here"


def _read_designation(row: Row, extent: Extent) -> Designation:
    return Designation(
        row["designated_by"],
        row["jurisdiction"],
        extent,
        row["sector"],
        row["occupation"],
        row["document"],
        row["designated_on"],
        row["source"],
        row["reason"],
    )
