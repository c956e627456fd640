"""Growth sectors: three columns and a rule, each recomputed by hand from the stored tables."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from pathways.designations import find_reach, list_designations
from pathways.facts import UPWARD
from pathways.graph import get_occupations, slice_area
from pathways.moves import list_moves
from pathways.region import Region, open_region
from pathways.sector_ladder import (
    MOST_RUNGS,
    build_ladder,
    list_credentials,
    list_entry_jobs,
    list_routes,
    list_sponsors,
)
from pathways.sectors import (
    CONCENTRATED,
    EVERY,
    FEWEST_PUBLISHED,
    MANY_OPENINGS,
    OWN_SHARE,
    count_jobs,
    count_openings,
    describe_sectors,
    list_baskets,
)
from pathways.steps import FURTHEST_ZONE_RISE
from pathways.store import Graph
from pathways.wage_line import get_legal_minimum

AREAS = ("0041180", "0033100", "0044180", "0045300", "Florida", "0000000")
ROUNDED = 0.006
"""Two roundings of two decimals, and the published rate in thousandths."""

ROUNDED_TO = 10

ALL_JOBS = {"0041180": 1_341_320, "0033100": 2_819_940}
"""OEWS May 2025, all occupations (series OEUM<area>00000000000001), which the graph does not hold."""


@pytest.fixture(scope="module", params=AREAS)
def region(graph: Graph, request: pytest.FixtureRequest) -> Region:
    return open_region(graph, request.param)


@pytest.fixture(scope="module")
def stl(region_stl: Region) -> dict[str, dict[str, Any]]:
    return {row["sector"]: row for row in describe_sectors(region_stl)}


def list_published(region: Region, basket: tuple[str, ...]) -> dict[str, int]:
    """Return the jobs of the basket's occupations that are published here."""
    here = region.wages[region.area]
    return {
        soc: here[soc]["employment"]
        for soc in basket
        if soc in here and here[soc]["employment"] is not None
    }


# ---- shares and baskets


def test_shares_of_an_occupation_never_pass_one(graph: Graph) -> None:
    total: dict[str, float] = defaultdict(float)
    for row in graph.table("edges/in_sector").to_pylist():
        assert 0 <= row["share"] <= 1
        total[row["occupation"]] += row["share"]
    # the publisher rounds jobs to tens, in every part and in the whole
    nation = {
        row["occupation"]: row["employment"]
        for row in slice_area(graph.table("facts/wages"), "0000000").to_pylist()
    }
    parts = Counter(row["occupation"] for row in graph.table("edges/in_sector").to_pylist())
    for soc, share in total.items():
        assert (share - 1) * nation[soc] <= ROUNDED_TO / 2 * (parts[soc] + 1), soc
    assert max(total.values()) < 1.0005
    # most jobs are in some sector
    assert sum(share > 0.9 for share in total.values()) > 0.7 * len(total)


def test_a_basket_has_half_of_each_occupations_jobs(graph: Graph) -> None:
    shares = {
        (row["occupation"], row["sector"]): row["share"]
        for row in graph.table("edges/in_sector").to_pylist()
    }
    baskets = list_baskets(graph)
    for sector, basket in baskets.items():
        assert list(basket) == sorted(basket)
        assert all(shares[soc, sector] >= OWN_SHARE for soc in basket)
    held = {(soc, sector) for sector, basket in baskets.items() for soc in basket}
    assert held == {pair for pair, share in shares.items() if share >= OWN_SHARE}
    for soc in ("29-1141", "31-1131"):
        assert soc in baskets["health"]
    assert "47-2111" in baskets["construction"]


# ---- every column


def test_every_sector_stands_once_with_its_sources(region: Region) -> None:
    rows = describe_sectors(region)
    sectors = region.graph.table("nodes/sector")["sector"].to_pylist()
    assert [row["sector"] for row in rows] == sectors
    for row in rows:
        assert row["sources"]["growth_pct"] == "projections/2024-34/0000000"
        assert row["sources"]["jobs"] == f"oews/May 2025/{region.area}"


def test_weight_is_the_jobs_published_and_withheld_under_ten(region: Region) -> None:
    for row in describe_sectors(region):
        basket = list_baskets(region.graph).get(row["sector"], ())
        published = list_published(region, basket)
        assert (row["published"], row["possible"]) == (len(published), len(basket))
        if len(published) < FEWEST_PUBLISHED:
            assert row["jobs"] is row["location_quotient"] is row["by_our_rule"] is None
            assert row["withheld"]["jobs"] == row["withheld"]["location_quotient"] == "suppressed"
        else:
            assert row["jobs"] == sum(published.values())
            assert row["location_quotient"] is not None


def test_some_sector_is_withheld_somewhere(graph: Graph) -> None:
    rows = describe_sectors(open_region(graph, "0044180"))
    assert any("jobs" in row["withheld"] for row in rows)
    assert any("jobs" not in row["withheld"] for row in rows)


@pytest.mark.parametrize(
    ("area", "sector", "quotient"),
    [("0041180", "health", 1.08), ("0041180", "finance", 1.10), ("0033100", "transport", 1.30)],
)
def test_the_location_quotient_by_hand(
    graph: Graph, area: str, sector: str, quotient: float
) -> None:
    region = open_region(graph, area)
    published = list_published(region, list_baskets(graph)[sector])
    nation = {
        row["occupation"]: row["employment"]
        for row in slice_area(graph.table("facts/wages"), "0000000").to_pylist()
    }
    share_here = sum(published.values()) / ALL_JOBS[area]
    share_nation = sum(nation[soc] for soc in published) / sum(nation.values())
    (row,) = [row for row in describe_sectors(region) if row["sector"] == sector]
    assert row["location_quotient"] == pytest.approx(share_here / share_nation, abs=ROUNDED)
    assert row["location_quotient"] == quotient


def test_health_in_st_louis_is_not_over_the_line_by_what_is_withheld(
    stl: dict[str, dict[str, Any]],
) -> None:
    # it would be 1.10 if jobs of withheld occupations were left out here and not in the nation
    assert stl["health"]["location_quotient"] < CONCENTRATED
    assert stl["health"]["by_our_rule"] is False


def test_a_quotient_agrees_with_the_publishers_own(region: Region) -> None:
    if region.area == "0000000":
        pytest.skip("the publisher gives no quotient of the nation to itself")
    here, nation = region.wages[region.area], region.wages["0000000"]
    all_here, all_nation = count_jobs(here), count_jobs(nation)
    compared = 0
    for soc, row in here.items():
        # small counts are rounded to tens, and their quotients jump
        if row["location_quotient"] and row["employment"] and row["employment"] > 5_000:
            ours = (row["employment"] / all_here) / (nation[soc]["employment"] / all_nation)
            assert ours == pytest.approx(row["location_quotient"], rel=0.01, abs=0.01), soc
            compared += 1
    assert compared >= 2


@pytest.mark.parametrize(("area", "jobs"), sorted(ALL_JOBS.items()))
def test_all_jobs_of_an_area(graph: Graph, area: str, jobs: int) -> None:
    assert count_jobs(open_region(graph, area).wages[area]) == pytest.approx(jobs, rel=0.0005)


@pytest.mark.raw
def test_all_jobs_are_the_publishers_in_every_area(graph: Graph, raw: Path) -> None:
    published = {}
    with gzip.open(raw / "oews" / "oe.data.0.Current.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            if line[11:25] == "00000000000001":
                published[line[4:11]] = int(line.split("\t")[3])
    assert set(published) == set(graph.table("facts/areas")["area"].to_pylist())
    wages = graph.table("facts/wages")
    for area, jobs in published.items():
        rows = {row["occupation"]: row for row in slice_area(wages, area).to_pylist()}
        assert count_jobs(rows) == pytest.approx(jobs, rel=0.005), area
    assert {area: published[area] for area in ALL_JOBS} == ALL_JOBS


def test_jobs_are_added_up_where_no_rate_is_published() -> None:
    rows = {
        "a": {"employment": 30, "jobs_per_1000": None},
        "b": {"employment": 12, "jobs_per_1000": None},
        "c": {"employment": None, "jobs_per_1000": 4.0},
    }
    assert count_jobs(rows) == 42
    rows["a"]["jobs_per_1000"] = 10.0
    assert count_jobs(rows) == 3000
    assert count_jobs({}) == 0


def test_outlook_is_the_nations_and_all_industries_stand_beside(region: Region) -> None:
    outlook = {
        row["sector"]: row["growth_pct"]
        for row in region.graph.table("facts/sector_outlook").to_pylist()
    }
    for row in describe_sectors(region):
        assert row["growth_pct"] == outlook.get(row["sector"])
        assert row["growth_pct_all"] == outlook[EVERY]


def test_the_rule_is_growth_and_concentration(region: Region) -> None:
    for row in describe_sectors(region):
        growth, quotient = row["growth_pct"], row["location_quotient"]
        if growth is None or quotient is None:
            assert row["by_our_rule"] is None
        else:
            grows = growth > row["growth_pct_all"]
            assert row["by_our_rule"] is (grows and quotient >= CONCENTRATED)


def test_the_rule_says_yes_and_no_somewhere(graph: Graph) -> None:
    said = {
        row["by_our_rule"]
        for area in ("0033100", "0041180", "0044180")
        for row in describe_sectors(open_region(graph, area))
    }
    assert said == {True, False, None}


def test_a_flat_sector_with_many_openings_is_shown(stl: dict[str, dict[str, Any]]) -> None:
    flat = [row for row in stl.values() if row["growth_pct"] is not None and row["growth_pct"] < 1]
    assert any(row["openings_national"] > 500_000 for row in flat)


# ---- pay here


def test_pay_needs_a_line(region_stl: Region) -> None:
    for row in describe_sectors(region_stl):
        assert row["share_over_line"] is None
        assert row["withheld"]["share_over_line"] in ("not_built", "suppressed")


@pytest.mark.parametrize("line", [0, 35_000, 60_000, 10_000_000])
def test_pay_is_the_share_of_jobs_over_the_line(region_stl: Region, line: int) -> None:
    for row in describe_sectors(region_stl, wage_line=line):
        if row["jobs"] is None:
            assert row["share_over_line"] is None
            continue
        jobs = list_published(region_stl, list_baskets(region_stl.graph)[row["sector"]])
        pay = {soc: region_stl.get_figure(soc, "annual_p25") for soc in jobs}
        known = {s: p for s, p in pay.items() if p.value is not None or p.withheld == "top_coded"}
        over = sum(jobs[s] for s, p in known.items() if p.value is None or p.value >= line)
        assert row["share_over_line"] == round(over / sum(jobs[s] for s in known), 3)
        if line == 0:
            assert row["share_over_line"] == 1


def test_a_higher_line_is_crossed_by_no_more_jobs(region_stl: Region) -> None:
    low = describe_sectors(region_stl, wage_line=30_000)
    high = describe_sectors(region_stl, wage_line=50_000)
    pairs = [
        (one["share_over_line"], other["share_over_line"])
        for one, other in zip(low, high, strict=True)
        if one["share_over_line"] is not None
    ]
    assert pairs and all(one >= other for one, other in pairs)
    assert any(one > other for one, other in pairs)


def test_the_law_in_force_counts_where_the_survey_is_older(region_stl: Region) -> None:
    """Missouri 31-1120: survey 28,600, law 31,200; health passes 31,200 and not 31,201."""
    minimum = get_legal_minimum(region_stl.graph, "MO")
    assert minimum is not None
    by_law = minimum * 2_080 // 100
    rows = [
        {row["sector"]: row for row in describe_sectors(region_stl, wage_line=line)}["health"]
        for line in (by_law, by_law + 1)
    ]
    assert rows[0]["share_over_line"] == 1
    aides = region_stl.get_figure("31-1120", "employment").value
    assert aides is not None
    assert rows[1]["share_over_line"] <= 1 - aides / rows[1]["jobs"]


# ---- steady


def test_a_steady_sector_hardly_changes_and_has_many_openings(
    graph: Graph, stl: dict[str, dict[str, Any]]
) -> None:
    every = count_openings(graph, get_occupations(graph))
    for row in stl.values():
        flat = abs(row["growth_pct"]) <= row["growth_pct_all"]
        many = row["openings_national"] >= MANY_OPENINGS * every
        assert row["steady"] is (flat and many)
    assert stl["education"]["steady"] and stl["retail"]["steady"]
    assert not stl["energy"]["steady"]  # flat, with few openings
    assert not stl["health"]["steady"]  # grows


# ---- designations


@pytest.mark.parametrize(
    ("jurisdiction", "state", "counties"),
    [
        ("MO", "MO", 115),
        ("CareerSource Brevard (Brevard County)", "FL", 1),
        ("CareerSource Central Florida (Orange, Osceola, Seminole, Lake, Sumter)", "FL", 5),
        ("Ozark Region, MO", "MO", 7),
        ("Southwest and south-central Missouri (51 counties)", "MO", None),
        ("Somewhere else", None, None),
    ],
)
def test_where_a_jurisdiction_lies(
    graph: Graph, jurisdiction: str, state: str | None, counties: int | None
) -> None:
    reach = find_reach(graph, jurisdiction)
    assert reach.state == state
    assert (None if reach.counties is None else len(reach.counties)) == counties


def test_every_jurisdiction_of_the_table_is_placed_in_a_state(graph: Graph) -> None:
    for jurisdiction in graph.table("facts/designations")["jurisdiction"].to_pylist():
        assert find_reach(graph, jurisdiction).state is not None, jurisdiction


@pytest.mark.parametrize(
    ("area", "here", "not_here"),
    [
        ("0036740", "CareerSource Central Florida", "CareerSource Brevard"),
        ("county:12009", "CareerSource Brevard", "CareerSource Central Florida"),
        ("0041180", "Governor of Illinois and Department of Commerce and Economic Opportunity",
         "Springfield Department of Workforce Development (Ozark Region)"),
        ("0044180", "Springfield Department of Workforce Development (Ozark Region)",
         "Kansas Department of Commerce"),
    ],
)  # fmt: skip
def test_a_designation_holds_where_its_document_says(
    graph: Graph, area: str, here: str, not_here: str
) -> None:
    by = {one.designated_by for one in list_designations(open_region(graph, area))}
    assert here in by
    assert not_here not in by


def test_a_designation_keeps_its_document_date_and_source(graph: Graph) -> None:
    rows = {
        (row["designated_by"], row["document"], row["sector"], row["occupation"]): row
        for row in graph.table("facts/designations").to_pylist()
    }
    found = list_designations(open_region(graph, "1200000"))
    assert found
    for one in found:
        row = rows[one.designated_by, one.document, one.sector, one.occupation]
        assert (one.designated_on, one.source) == (row["designated_on"], row["source"])
    dates = [one.designated_on or "" for one in found]
    assert dates == sorted(dates, reverse=True)


def test_a_part_of_a_state_that_is_not_listed_is_doubtful(region_stl: Region) -> None:
    extents = {one.jurisdiction: one.extent for one in list_designations(region_stl)}
    assert extents["Southwest and south-central Missouri (51 counties)"] == "unknown"
    assert extents["MO"] == extents["IL"] == "state"


def test_the_nation_has_no_designation(graph: Graph) -> None:
    assert list_designations(open_region(graph, "0000000")) == []


# ---- the ladder inside a sector


@pytest.fixture(scope="module", params=["health", "manufacturing", "retail", "it"])
def sector(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_rungs_are_the_sectors_jobs_by_pay(region_stl: Region, sector: str) -> None:
    ladder = build_ladder(region_stl, sector, wage_line=35_000)
    basket = list_baskets(region_stl.graph)[sector]
    here = region_stl.wages[region_stl.area]
    assert {rung.soc for rung in ladder.rungs} == set(basket) & set(here)
    assert ladder.not_here == len(set(basket) - set(here))
    known = [rung.pay for rung in ladder.rungs if rung.pay is not None]
    assert known == sorted(known)
    assert [rung.pay for rung in ladder.rungs[: len(known)]] == known  # unknown pay is last
    entry = list_entry_jobs(region_stl.graph)
    for rung in ladder.rungs:
        assert rung.pay == region_stl.get_figure(rung.soc, "annual_p25").value
        assert rung.entry is (rung.soc in entry)
        if rung.pay is not None:
            assert rung.crosses is (rung.pay >= 35_000)


def test_every_climb_is_a_move_inside_that_pays_more(region_stl: Region, sector: str) -> None:
    ladder = build_ladder(region_stl, sector)
    inside = {rung.soc for rung in ladder.rungs}
    nodes = get_occupations(region_stl.graph)
    expected = 0
    for origin in inside:
        for move in list_moves(region_stl.graph).get(origin, ()):
            pay = region_stl.compare_pay(origin, move.destination, "annual_p25")
            zones = nodes[origin]["job_zone"], nodes[move.destination]["job_zone"]
            near = None in zones or zones[1] <= zones[0] + FURTHEST_ZONE_RISE
            if move.destination in inside and near and pay.change is not None:
                expected += pay.change >= 0.1 * (pay.before or 0)
    assert len(ladder.climbs) == expected
    for climb in ladder.climbs:
        assert {climb.origin, climb.destination} <= inside
        assert climb.kind in UPWARD
        assert climb.gain > 0


def test_routes_start_where_asked_and_never_turn_back(region_stl: Region, sector: str) -> None:
    ladder = build_ladder(region_stl, sector)
    climbs = set(ladder.climbs)
    found = 0
    for rung in ladder.rungs:
        routes = list_routes(ladder, rung.soc, top=5)
        assert len(routes) <= 5
        ends = [route[-1].destination for route in routes]
        assert len(ends) == len(set(ends))
        for route in routes:
            found += 1
            stops = [rung.soc, *(climb.destination for climb in route)]
            assert len(set(stops)) == len(stops) <= MOST_RUNGS + 1
            assert [climb.origin for climb in route] == stops[:-1]
            assert set(route) <= climbs
    assert found or not ladder.climbs


def test_a_nursing_assistant_can_climb_to_registered_nurse(region_stl: Region) -> None:
    routes = list_routes(build_ladder(region_stl, "health"), "31-1131", top=40)
    assert any("29-1141" in {climb.destination for climb in route} for route in routes)


def test_an_unknown_sector_has_no_rungs(region_stl: Region) -> None:
    ladder = build_ladder(region_stl, "nothing")
    assert (ladder.rungs, ladder.climbs, ladder.not_here) == ((), (), 0)


def test_credentials_of_a_sector_count_conferred_and_listed_apart(region_stl: Region) -> None:
    awards = list_credentials(region_stl, "health")
    assert [a["completions"] for a in awards] == sorted(
        (a["completions"] for a in awards), reverse=True
    )
    closed = set(region_stl.providers.index[region_stl.providers["status"] == "closed"])
    offers = [
        row
        for row in region_stl.all_offers.to_dict("records")
        if row["credential"] == "award/51.3801/3" and row["provider"] not in closed
    ]
    (associate,) = [a for a in awards if a["credential"] == "award/51.3801/3"]
    assert associate["completions"] == sum(row["completions"] for row in offers)
    assert associate["providers"] == sum(row["completions"] > 0 for row in offers)
    assert associate["listed"] == sum(row["completions"] == 0 for row in offers)
    assert associate["occupations"] == ["Registered Nurses"]
    assert associate["coverage"] == "most"
    assert {a["coverage"] for a in awards} == {"most", "little", None}
    assert sum(a["providers"] == 0 for a in awards) > 0  # listed without a completer is kept apart


def test_sponsors_of_a_sector_are_listed_for_its_jobs(region_stl: Region) -> None:
    sponsors = list_sponsors(region_stl, "manufacturing")
    basket = {
        get_occupations(region_stl.graph)[soc]["title"]
        for soc in list_baskets(region_stl.graph)["manufacturing"]
    }
    assert sponsors
    assert [s["title"] for s in sponsors] == sorted(s["title"] for s in sponsors)
    for sponsor in sponsors:
        assert sponsor["occupations"] and set(sponsor["occupations"]) <= basket
        assert sponsor["state"] in ("MO", "IL")
