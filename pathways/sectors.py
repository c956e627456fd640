"""Growth sectors of a region: three columns that are never made into one label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from pathways.graph import Row, get_occupations
from pathways.region import Region, name_source, read_cell
from pathways.schema import NATION
from pathways.store import Graph, list_rows
from pathways.wage_line import cross, get_legal_minimum

EVERY: Final = "all"
"""Row of the outlook that holds all industries together."""
OWN_SHARE: Final = 0.5
"""An occupation belongs to the basket of a sector that has at least half of its jobs."""
FEWEST_PUBLISHED: Final = 10
"""Weight and pay are withheld where fewer occupations of the basket are published here."""
CONCENTRATED: Final = 1.1
"""Location quotient of the basket from which a sector is concentrated here."""
MANY_OPENINGS: Final = 0.02
"""Share of the nation's openings (one in fifty) from which a sector that hardly grows has many."""


@lru_cache(maxsize=4)
def list_baskets(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """Return the occupations that have at least half of their national jobs in each sector."""
    baskets: dict[str, list[str]] = {}
    for row in list_rows(graph.table("edges/in_sector")):
        if row["share"] >= OWN_SHARE:
            baskets.setdefault(row["sector"], []).append(row["occupation"])
    return {sector: tuple(sorted(found)) for sector, found in sorted(baskets.items())}


def describe_sectors(region: Region, *, wage_line: int | None = None) -> list[dict[str, Any]]:
    """Return every sector with national outlook, weight here and pay here; rule and numbers beside.

    ``by_our_rule`` is True where the nation's projection beats all industries and the basket is
    concentrated here; None where either is not known. ``steady`` is True where the nation's jobs
    change by no more than all industries do, up or down, and the basket has many openings. Pay is
    the share of the basket's jobs whose newer-worker pay is at or over the wage line, the minimum
    wage in force counted where it is higher; withheld without a line.
    """
    outlook = region.graph.table("facts/sector_outlook").to_pylist()
    growth = {row["sector"]: row["growth_pct"] for row in outlook}
    return [
        _describe_sector(region, row, growth, wage_line)
        for row in region.graph.table("nodes/sector").to_pylist()
    ]


def _describe_sector(
    region: Region,
    row: Mapping[str, Any],
    growths: Mapping[str, float | None],
    wage_line: int | None,
) -> dict[str, Any]:
    basket = list_baskets(region.graph).get(row["sector"], ())
    here, nation = region.wages[region.wage_areas[0]], region.wages[NATION]
    jobs = {soc: read_cell(here, soc, "employment")[0] for soc in basket}
    published = {soc: count for soc, count in jobs.items() if count is not None}
    withheld: dict[str, str] = {}
    weight = quotient = over = None
    if len(published) < FEWEST_PUBLISHED:
        withheld |= dict.fromkeys(("jobs", "location_quotient", "share_over_line"), "suppressed")
    else:
        weight = int(sum(published.values()))
        quotient = _find_quotient(region, published, nation)
        over = _share_over(region, published, wage_line)
        if wage_line is None:
            withheld["share_over_line"] = "not_built"
    openings = count_openings(region.graph, basket)
    growth, growth_of_all = growths.get(row["sector"]), growths.get(EVERY)
    by_rule = None
    if growth is not None and growth_of_all is not None and quotient is not None:
        by_rule = growth > growth_of_all and quotient >= CONCENTRATED
    steady = None
    if growth is not None and growth_of_all is not None:
        many = openings >= MANY_OPENINGS * _count_all_openings(region.graph)
        steady = abs(growth) <= abs(growth_of_all) and many
    return {
        "sector": row["sector"],
        "title": row["title"],
        "growth_pct": growth,
        "growth_pct_all": growth_of_all,
        "openings_national": openings,
        "jobs": weight,
        "location_quotient": quotient,
        "published": len(published),
        "possible": len(basket),
        "share_over_line": over,
        "by_our_rule": by_rule,
        "steady": steady,
        "sources": {
            "growth_pct": name_source(region, "projections", NATION),
            "jobs": name_source(region, "oews", region.area),
        },
        "withheld": withheld,
    }


def count_openings(graph: Graph, occupations: Iterable[str]) -> int:
    """Return the nation's yearly openings of occupations, replacing people who leave included."""
    nodes = get_occupations(graph)
    return sum(nodes[soc]["openings_national"] or 0 for soc in occupations)


@lru_cache(maxsize=4)
def _count_all_openings(graph: Graph) -> int:
    return count_openings(graph, get_occupations(graph))


def _find_quotient(
    region: Region, published: Mapping[str, float], nation: Mapping[str, Row]
) -> float | None:
    """Return the basket's share of all jobs here over its share of all jobs in the nation.

    The basket counts the same occupations on both sides: those published here.
    """
    all_here = count_jobs(region.wages[region.wage_areas[0]])
    all_nation = count_jobs(nation)
    basket_nation = sum((nation[soc]["employment"] or 0) for soc in published if soc in nation)
    if not all_here or not all_nation or not basket_nation:
        return None
    quotient: float = (sum(published.values()) / all_here) / (basket_nation / all_nation)
    return round(quotient, 2)


def count_jobs(wages: Mapping[str, Row]) -> float:
    """Return all jobs of an area, those of withheld occupations included.

    OEWS gives an occupation's jobs in each 1,000 of the area's; where it gives none (the nation,
    whose detail is nearly whole) the published jobs are added up.
    """
    rated = [
        (row["employment"], row["jobs_per_1000"])
        for row in wages.values()
        if row["employment"] is not None and row["jobs_per_1000"] is not None
    ]
    rate = sum(per_1000 for _, per_1000 in rated)
    if rate:
        return float(1000 * sum(jobs for jobs, _ in rated) / rate)
    return float(sum(row["employment"] or 0 for row in wages.values()))


def _share_over(
    region: Region, published: Mapping[str, float], wage_line: int | None
) -> float | None:
    if wage_line is None:
        return None
    over = total = 0.0
    for soc, jobs in published.items():
        crosses = cross_line(region, soc, wage_line)
        if crosses is None:
            continue
        total += jobs
        if crosses:
            over += jobs
    return round(over / total, 3) if total else None


def cross_line(region: Region, soc: str, wage_line: int | None) -> bool | None:
    """Say whether a newer worker passes the line here; None where pay or line is unknown.

    Pay at the publisher's cap passes any line.
    """
    if wage_line is None:
        return None
    pay = region.get_figure(soc, "annual_p25")
    if pay.withheld == "top_coded":
        return True
    p25 = None if pay.value is None else int(pay.value)
    return cross(p25, wage_line, get_legal_minimum(region.graph, region.home))
