"""Wages of a region: which area publishes them, why they are withheld, and how two are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import UnknownCodeError
from pathways.graph import get_occupations
from pathways.region import (
    BIT,
    Comparison,
    Figure,
    Region,
    name_move,
    open_region,
    read_cell,
)
from pathways.schema import MEASURES, NATION
from pathways.store import Graph

STL = "0041180"
MISSOURI = "2900000"
NOTHING = {**dict.fromkeys(MEASURES), "suppressed": 0, "top_coded": 0, "other_basis": 0}


def make_region(region: Region, **areas: dict[str, dict[str, object]]) -> Region:
    """Return a region of three areas with made-up wage rows, absent cells filled in."""
    wages = {
        area.removeprefix("a"): {soc: {**NOTHING, **row} for soc, row in rows.items()}
        for area, rows in areas.items()
    }
    return Region(region.graph, region.place, tuple(wages), wages)


@pytest.fixture(scope="module")
def springfield(graph: Graph) -> Region:
    return open_region(graph, "0044180")


# ---- which areas


@pytest.mark.parametrize(
    ("area", "home", "areas"),
    [
        (STL, None, (STL, MISSOURI, NATION)),
        (STL, "IL", (STL, "1700000", NATION)),
        (STL, "il", (STL, "1700000", NATION)),
        (STL, "17163", (STL, "1700000", NATION)),
        ("county:17163", None, (STL, "1700000", NATION)),
        ("Missouri", None, (MISSOURI, NATION)),
        ("National", None, (NATION,)),
        ("National", "MO", (NATION, MISSOURI)),
    ],
)
def test_wages_fall_back_from_area_to_the_state_of_home_to_nation(
    graph: Graph, area: str, home: str | None, areas: tuple[str, ...]
) -> None:
    assert open_region(graph, area, home=home).wage_areas == areas


@pytest.mark.parametrize("home", ["XX", "Narnia", "", "99999", "29"])
def test_a_home_that_is_nowhere_is_refused(graph: Graph, home: str) -> None:
    with pytest.raises(UnknownCodeError):
        open_region(graph, STL, home=home)


def test_providers_are_those_of_the_area(region_stl: Region) -> None:
    assert set(region_stl.providers["area"]) == {STL}
    assert {"MO", "IL"} <= set(region_stl.providers["state"])


def test_a_state_has_the_providers_of_its_state(graph: Graph) -> None:
    assert set(open_region(graph, "Missouri").providers["state"]) == {"MO"}


def test_offers_are_of_open_providers_and_were_completed(graph: Graph) -> None:
    region = open_region(graph, NATION)
    closed = region.providers.index[region.providers["status"] == "closed"]
    assert len(closed)
    assert not set(region.offers["provider"]) & set(closed)
    assert region.offers["completions"].min() > 0


# ---- one figure


def test_a_wage_withheld_here_and_in_the_state_comes_from_the_nation(springfield: Region) -> None:
    for area in ("0044180", MISSOURI):
        assert read_cell(springfield.wages[area], "43-4151", "annual_p25") == (None, "suppressed")
    figure = springfield.get_figure("43-4151", "annual_p25")
    assert (figure.area, figure.withheld) == (NATION, None)
    assert figure.value == springfield.wages[NATION]["43-4151"]["annual_p25"]


def test_a_wage_published_here_is_not_fetched_elsewhere(springfield: Region) -> None:
    figure = springfield.get_figure("31-1131", "annual_p25")
    assert figure == Figure(springfield.wages["0044180"]["31-1131"]["annual_p25"], "0044180", None)


def test_jobs_never_fall_back(graph: Graph, region_stl: Region) -> None:
    absent = [soc for soc in get_occupations(graph) if soc not in region_stl.wages[STL]]
    assert absent
    for soc in absent:
        for measure in ("employment", "location_quotient", "jobs_per_1000"):
            assert region_stl.get_figure(soc, measure) == Figure(None, STL, "not_in_area")


@pytest.mark.parametrize(
    ("here", "figure"),
    [
        ({"annual_p25": 40}, Figure(40, "a", None)),
        ({"annual_p25": 0}, Figure(0, "a", None)),
        ({"suppressed": BIT["annual_p25"]}, Figure(50, "b", None)),
        ({"suppressed": BIT["annual_p10"]}, Figure(50, "b", None)),
        ({}, Figure(50, "b", None)),
        ({"top_coded": BIT["annual_p25"]}, Figure(None, "a", "top_coded")),
        ({"other_basis": BIT["annual_p25"]}, Figure(None, "a", "hourly_only")),
    ],
)
def test_a_figure_falls_back_only_where_it_is_not_released(
    region_stl: Region, here: dict[str, int], figure: Figure
) -> None:
    rows = {"11-1011": here}
    region = make_region(region_stl, a=rows, b={"11-1011": {"annual_p25": 50}})
    region = Region(
        region.graph, region.place, ("a", "b"), dict(zip("ab", region.wages.values(), strict=True))
    )
    assert region.get_figure("11-1011", "annual_p25") == figure


def test_a_figure_that_no_area_releases_says_why_the_first_does_not(region_stl: Region) -> None:
    region = make_region(
        region_stl, x={"11-1011": {"suppressed": BIT["annual_p25"]}}, y={"11-1011": {}}
    )
    assert region.get_figure("11-1011", "annual_p25") == Figure(None, STL, "suppressed")


@pytest.mark.parametrize(
    ("measure", "reason"), [("hourly_median", "annual_only"), ("annual_median", "hourly_only")]
)
def test_the_other_basis_is_named_for_what_is_published(measure: str, reason: str) -> None:
    row = {**NOTHING, "other_basis": BIT[measure]}
    assert read_cell({"11-1011": row}, "11-1011", measure) == (None, reason)


@pytest.mark.parametrize(
    ("soc", "measure", "reason"),
    [("25-2021", "hourly_median", "annual_only"), ("27-2011", "annual_median", "hourly_only")],
)
def test_teachers_have_yearly_and_actors_hourly_pay_only(
    region_stl: Region, soc: str, measure: str, reason: str
) -> None:
    other = measure.replace("hourly", "x").replace("annual", "hourly").replace("x", "annual")
    assert region_stl.get_figure(soc, measure).withheld == reason
    assert region_stl.get_figure(soc, other).value is not None


def test_top_coded_is_what_the_publisher_flags_never_a_threshold(graph: Graph) -> None:
    caps = {row["basis"]: row["cap"] for row in graph.table("facts/wage_caps").to_pylist()}
    wages = open_region(graph, MISSOURI).wages[MISSOURI]
    above = [row for row in wages.values() if (row["annual_median"] or 0) > caps["annual"]]
    flagged = [row for row in wages.values() if row["top_coded"] & BIT["annual_median"]]
    assert above and flagged
    assert [row["occupation"] for row in flagged if row["annual_median"] is not None] == []


def test_every_wage_cell_has_a_value_or_one_reason(graph: Graph) -> None:
    """The three flags exclude each other and a value."""
    frame = graph.table("facts/wages").to_pandas()
    flags = ("suppressed", "top_coded", "other_basis")
    assert not (frame["suppressed"] & frame["top_coded"]).any()
    assert not (frame["suppressed"] & frame["other_basis"]).any()
    assert not (frame["top_coded"] & frame["other_basis"]).any()
    for measure in MEASURES:
        flagged = sum((frame[flag] & BIT[measure]) > 0 for flag in flags) > 0
        assert not (flagged & frame[measure].notna()).any()


# ---- two figures


@pytest.mark.parametrize(
    ("here", "state", "result"),
    [
        ({"o": 30, "d": 40}, {"o": 10, "d": 90}, Comparison(30, 40, "a", None)),
        ({"o": 30}, {"o": 10, "d": 90}, Comparison(10, 90, "b", None)),
        ({"d": 40}, {"o": 10, "d": 90}, Comparison(10, 90, "b", None)),
        ({"o": 30}, {"d": 90}, Comparison(None, None, None, "not_in_area")),
    ],
)
def test_a_comparison_takes_the_finest_area_that_publishes_both(
    region_stl: Region, here: dict[str, int], state: dict[str, int], result: Comparison
) -> None:
    areas = [
        {name: {**NOTHING, "annual_p25": pay} for name, pay in found.items()}
        for found in (here, state)
    ]
    region = Region(
        region_stl.graph, region_stl.place, ("a", "b"), dict(zip("ab", areas, strict=True))
    )
    assert region.compare_pay("o", "d", "annual_p25") == result


def test_the_finest_area_is_chosen_for_every_pair_in_st_louis(region_stl: Region) -> None:
    for soc in list(get_occupations(region_stl.graph))[::7]:
        pay = region_stl.compare_pay("31-1131", soc, "annual_p25")
        for area in region_stl.wage_areas:
            cells = [read_cell(region_stl.wages[area], s, "annual_p25") for s in ("31-1131", soc)]
            if all(value is not None for value, _ in cells):
                assert pay == Comparison(cells[0][0], cells[1][0], area, None)
                break
            if "top_coded" in [reason for _, reason in cells]:
                assert pay.change is None
                break
        else:
            assert pay.area is None


@pytest.mark.parametrize("capped", ["o", "d"])
def test_a_wage_at_the_cap_is_never_compared(region_stl: Region, capped: str) -> None:
    rows = {
        name: {**NOTHING, "annual_p25": None if name == capped else 30_000} for name in ("o", "d")
    }
    rows[capped]["top_coded"] = BIT["annual_p25"]
    whole = {name: {**NOTHING, "annual_p25": 50_000} for name in ("o", "d")}
    region = Region(region_stl.graph, region_stl.place, ("a", "b"), {"a": rows, "b": whole})
    pay = region.compare_pay("o", "d", "annual_p25")
    assert (pay.change, pay.withheld, pay.area) == (None, "top_coded", "a")
    # 30,000 is far under the cap: to the cap it is more pay, from the cap it is less
    kind = name_move("11-1011", "11-1021", pay)
    assert kind == ("advancement" if capped == "d" else "step_back")


# ---- the kind of a move


@pytest.mark.parametrize(
    ("before", "after", "same_group", "other_group"),
    [
        (10_000, 11_000, "advancement", "lateral_advancement"),
        (10_000, 10_999, "similar", "lateral_transition"),
        (10_000, 10_000, "similar", "lateral_transition"),
        (10_000, 9_000, "similar", "lateral_transition"),
        (10_000, 8_999, "step_back", "step_back"),
        (33_330, 36_663, "advancement", "lateral_advancement"),
        (10_000, None, None, None),
        (None, 10_000, None, None),
        (0, 10_000, None, None),
    ],
)
def test_a_move_is_named_by_pay_and_group(
    before: int | None, after: int | None, same_group: str | None, other_group: str | None
) -> None:
    pay = Comparison(before, after, STL, None)
    assert name_move("31-1131", "31-9092", pay) == same_group
    assert name_move("31-1131", "29-2061", pay) == other_group


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        # the cap is 239,200: a tenth under it is 217,454.5 (to the cap) and 215,280 (from it)
        (217_454, None, "advancement"),
        (217_455, None, None),
        (37_000, None, "advancement"),
        (None, 215_279, "step_back"),
        (None, 215_280, None),
        (None, None, None),
    ],
)
def test_pay_at_the_cap_counts_as_the_cap(
    before: int | None, after: int | None, kind: str | None
) -> None:
    pay = Comparison(before, after, STL, "top_coded", 239_200)
    assert name_move("31-1131", "31-9092", pay) == kind
    assert pay.is_raise == (kind == "advancement")
    assert pay.change is None


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_tenth_more_or_less_is_decided_in_whole_numbers(before: int, after: int) -> None:
    kind = name_move("31-1131", "31-9092", Comparison(before, after, STL, None))
    change = 10 * (after - before)
    expected = "advancement" if change >= before else "step_back" if change < -before else "similar"
    assert kind == expected
