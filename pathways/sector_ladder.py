"""Inside one growth sector of a region: its jobs from entry to higher pay, the moves up, who teaches and trains."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pathways.awards import list_award_links
from pathways.coverage import find_coverage
from pathways.employers import list_employers
from pathways.facts import UPWARD
from pathways.graph import find_occupation, get_credentials, get_occupations, select_arrow
from pathways.moves import list_moves
from pathways.region import Region, name_move
from pathways.sectors import cross_line, list_baskets
from pathways.steps import FURTHEST_ZONE_RISE
from pathways.store import Graph, list_rows

MOST_RUNGS: Final = 3
"""Moves of a route inside a sector: the steps that a pathway takes unless more are asked for."""


class Rung(NamedTuple):
    """One occupation of a sector's ladder, as it is here.

    ``pay`` is a newer worker's, USD a year, from ``area``; with ``employment`` None where withheld,
    ``why_no_pay`` says why. ``entry`` marks entry jobs by the rule of ``facts/entry_jobs``,
    ``crosses`` those past the wage line. ``level`` is the schooling asked.
    """

    soc: str
    title: str
    pay: int | None
    why_no_pay: str | None
    area: str
    employment: int | None
    level: str | None
    entry: bool
    crosses: bool | None


class Climb(NamedTuple):
    """One move between two occupations of a sector that pays at least a tenth more here.

    ``gain`` is USD a year, from the figures of ``area``; ``score`` orders moves by how usual they are.
    """

    origin: str
    destination: str
    kind: str
    gain: int
    area: str
    evidence: tuple[str, ...]
    score: float


class SectorLadder(NamedTuple):
    """The occupations of a sector that are published here, lowest pay first, and the moves up.

    ``not_here`` counts those of the basket that OEWS does not publish in the region.
    """

    rungs: tuple[Rung, ...]
    climbs: tuple[Climb, ...]
    not_here: int


@lru_cache(maxsize=4)
def list_entry_jobs(graph: Graph) -> frozenset[str]:
    """Return the entry jobs by our rule; a member's code gives the occupation that publishes it."""
    codes = graph.table("facts/entry_jobs")["occupation"].to_pylist()
    return frozenset(find_occupation(graph, code).soc for code in codes)


def build_ladder(region: Region, sector: str, *, wage_line: int | None = None) -> SectorLadder:
    """Return a sector's ladder here. Unknown pay stands last; an unknown sector has no rungs."""
    basket = list_baskets(region.graph).get(sector, ())
    here = region.wages[region.wage_areas[0]]
    rungs = [_make_rung(region, soc, wage_line) for soc in basket if soc in here]
    rungs.sort(key=lambda rung: (rung.pay is None, rung.pay or 0, rung.soc))
    inside = {rung.soc for rung in rungs}
    climbs = [climb for soc in sorted(inside) for climb in _list_climbs(region, soc, inside)]
    return SectorLadder(tuple(rungs), tuple(climbs), len(basket) - len(rungs))


def _make_rung(region: Region, soc: str, wage_line: int | None) -> Rung:
    node = get_occupations(region.graph)[soc]
    pay = region.get_figure(soc, "annual_p25")
    employment = region.get_figure(soc, "employment").value
    return Rung(
        soc,
        node["title"],
        None if pay.value is None else int(pay.value),
        pay.withheld,
        pay.area,
        None if employment is None else int(employment),
        node["gate_education"],
        soc in list_entry_jobs(region.graph),
        cross_line(region, soc, wage_line),
    )


def _list_climbs(region: Region, origin: str, inside: set[str]) -> Iterator[Climb]:
    for move in list_moves(region.graph).get(origin, ()):
        if move.destination not in inside or _jumps(region.graph, origin, move.destination):
            continue
        change = region.compare_pay(origin, move.destination, "annual_p25")
        kind = name_move(origin, move.destination, change)
        if kind in UPWARD and kind and change.change is not None and change.area:
            yield Climb(
                origin,
                move.destination,
                kind,
                change.change,
                change.area,
                move.evidence,
                move.score,
            )


def _jumps(graph: Graph, origin: str, destination: str) -> bool:
    """Say whether a move climbs more job zones than a step of a pathway may."""
    nodes = get_occupations(graph)
    zone, next_zone = nodes[origin]["job_zone"], nodes[destination]["job_zone"]
    return bool(zone and next_zone and next_zone > zone + FURTHEST_ZONE_RISE)


def list_routes(ladder: SectorLadder, start: str, *, top: int = 6) -> list[tuple[Climb, ...]]:
    """Return the most usual routes up from one occupation inside the sector, most usual first.

    At most MOST_RUNGS moves. Each job is reached once, by the fewest moves and then the most usual
    ones; a route that is the beginning of another is left out. What each job asks is not looked at:
    ``trace`` finds pathways for one person.
    """
    climbs: dict[str, list[Climb]] = {}
    for climb in ladder.climbs:
        climbs.setdefault(climb.origin, []).append(climb)
    routes: dict[str, tuple[float, tuple[Climb, ...]]] = {start: (1.0, ())}
    reached = [start]
    for _round in range(MOST_RUNGS):
        found: dict[str, tuple[float, tuple[Climb, ...]]] = {}
        for soc in reached:
            usual, before = routes[soc]
            for climb in climbs.get(soc, ()):
                end, score = climb.destination, usual * climb.score
                if end not in routes and score > found.get(end, (0.0, ()))[0]:
                    found[end] = (score, (*before, climb))
        routes |= found
        reached = list(found)
    passed = {climb.origin for _, route in routes.values() for climb in route}
    ends = sorted(
        (soc for soc in routes if soc != start and soc not in passed),
        key=lambda soc: (-routes[soc][0], soc),
    )
    return [routes[soc][1] for soc in ends[:top]]


def list_credentials(region: Region, sector: str) -> list[dict[str, Any]]:
    """Return the awards here that prepare for occupations of a sector, most completions first.

    ``providers`` conferred it last year, ``listed`` have it without anyone completing; ``coverage``
    is ``most`` or ``little``, None where nobody has said how much of the field we see.
    """
    basket = set(list_baskets(region.graph).get(sector, ()))
    prepared: dict[str, set[str]] = {}
    for award, soc in list_award_links(region.graph):
        if soc in basket:
            prepared.setdefault(award, set()).add(soc)
    is_open = region.providers["status"] != "closed"
    offers = region.all_offers
    offers = offers[
        offers["credential"].isin(list(prepared))
        & offers["provider"].isin(list(region.providers.index[is_open]))
    ]
    found = [
        _describe_award(region, str(award), rows["completions"].tolist(), prepared[str(award)])
        for award, rows in offers.groupby("credential", observed=True)
    ]
    return sorted(found, key=lambda award: (-award["completions"], award["credential"]))


def _describe_award(
    region: Region, award: str, completions: list[int], prepared: set[str]
) -> dict[str, Any]:
    node, nodes = get_credentials(region.graph)[award], get_occupations(region.graph)
    coverage = find_coverage(region.graph, cip=node["cip"])
    return {
        "credential": award,
        "title": node["title"],
        "cip": node["cip"],
        "level": node["level"],
        "providers": sum(count > 0 for count in completions),
        "listed": sum(count == 0 for count in completions),
        "completions": int(sum(completions)),
        "occupations": sorted(nodes[soc]["title"] for soc in prepared),
        "coverage": coverage["class"] if coverage else None,
        "coverage_field": coverage["title"] if coverage else None,
    }


def list_sponsors(region: Region, sector: str) -> list[dict[str, Any]]:
    """Return the apprenticeship sponsors here that are listed for occupations of a sector, by name."""
    basket = list(list_baskets(region.graph).get(sector, ()))
    nodes = get_occupations(region.graph)
    trained: dict[str, list[str]] = {}
    for row in list_rows(select_arrow(region.graph.table("edges/trains"), "occupation", basket)):
        trained.setdefault(row["employer"], []).append(nodes[row["occupation"]]["title"])
    employers = list_employers(region)
    rows = employers[employers["employer"].isin(list(trained))].to_dict("records")
    return sorted(
        (
            {
                "employer": row["employer"],
                "title": row["title"],
                "city": row["city"] if isinstance(row["city"], str) else None,
                "state": row["state"] if isinstance(row["state"], str) else None,
                "occupations": sorted(trained[row["employer"]]),
            }
            for row in rows
        ),
        key=lambda row: (row["title"], row["employer"]),
    )
