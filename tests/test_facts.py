"""What is said of an occupation: each figure with its source, each gap with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.errors import UnknownCodeError
from pathways.facts import describe_moves, describe_occupation, explain_no_moves
from pathways.graph import get_areas, get_minimum_wages, get_occupations
from pathways.moves import list_moves
from pathways.region import Region, open_region
from pathways.schema import LEVELS, NATION
from pathways.store import Graph

AREAS = (NATION, "2900000", "0041180", "0044180", "zip:33130")
WAGES = tuple(
    f"{basis}{name}" for basis in ("", "hourly_") for name in ("p10", "p25", "median", "p75", "p90")
)
FIGURES = (
    *WAGES, "employment", "location_quotient", "openings", "growth_pct", "entry_education",
    "experience", "ojt", "gate_education", "job_zone",
)  # fmt: skip
REASONS = {
    "suppressed", "top_coded", "hourly_only", "annual_only", "not_in_area", "not_published",
    "not_built",
}  # fmt: skip
CONTRACT = [
    "soc",
    "title",
    "area",
    "median",
    "p10",
    "p25",
    "p75",
    "p90",
    "hourly_median",
    "employment",
    "location_quotient",
    "wage_area",
    "openings",
    "growth_pct",
    "entry_education",
    "gate_education",
    "experience",
    "ojt",
    "job_zone",
    "industries",
    "sectors",
]
SPRINGFIELD = ("0044180", "Springfield, MO", "zip:65804", "county:29077", "Greene County, MO")


@pytest.fixture(scope="module", params=AREAS)
def region(request: pytest.FixtureRequest, graph: Graph) -> Region:
    return open_region(graph, request.param)


@pytest.fixture(scope="module")
def described(region: Region) -> list[dict[str, Any]]:
    """The facts of all 830 occupations in one region."""
    return [describe_occupation(region, soc) for soc in get_occupations(region.graph)]


def test_every_figure_has_a_source(described: list[dict[str, Any]]) -> None:
    bare = [
        (facts["soc"], name)
        for facts in described
        for name in FIGURES
        if facts[name] is not None and not facts["sources"].get(name)
    ]
    assert bare == []


def test_every_gap_has_a_reason_of_the_contract(described: list[dict[str, Any]]) -> None:
    unexplained = [
        (facts["soc"], name)
        for facts in described
        for name in FIGURES
        if facts[name] is None and facts["withheld"].get(name) not in REASONS
    ]
    assert unexplained == []


def test_no_figure_that_is_shown_is_called_withheld(described: list[dict[str, Any]]) -> None:
    both = [
        (facts["soc"], name)
        for facts in described
        for name in facts["withheld"]
        if facts[name] not in (None, [])
    ]
    assert both == []


def test_every_field_of_the_contract_is_there(described: list[dict[str, Any]]) -> None:
    assert [name for facts in described for name in CONTRACT if name not in facts] == []


def test_sources_name_dataset_vintage_and_area(
    graph: Graph, described: list[dict[str, Any]]
) -> None:
    vintages = graph.manifest["vintages"]
    for facts in described:
        for name in WAGES:
            dataset, vintage, area = facts["sources"][name].split("/")
            assert (dataset, vintage) == ("oews", vintages["oews"])
            assert area in get_areas(graph)


def test_a_wage_is_the_cell_that_its_source_names(
    region: Region, described: list[dict[str, Any]]
) -> None:
    for facts in described[::5]:
        for name in WAGES:
            area = facts["sources"][name].rsplit("/", 1)[1]
            if facts[name] is None:
                continue
            hourly = name.startswith("hourly_")
            cell = region.wages[area][facts["soc"]][name if hourly else f"annual_{name}"]
            assert facts[name] == (cell / 100 if hourly else cell)


def test_openings_are_the_national_rate_times_the_jobs_here(
    region: Region, described: list[dict[str, Any]]
) -> None:
    nodes = get_occupations(region.graph)
    for facts in described:
        if facts["openings"] is not None:
            node = nodes[facts["soc"]]
            rate = node["openings_national"] / node["employment_base"]
            assert facts["openings"] == round(rate * facts["employment"])


def test_gate_levels_are_on_the_one_scale(described: list[dict[str, Any]]) -> None:
    assert {facts["gate_education"] for facts in described} <= set(LEVELS)


def test_pay_below_the_law_is_said_exactly_where_it_is_so(
    region: Region, described: list[dict[str, Any]]
) -> None:
    law = get_minimum_wages(region.graph).get(region.home or "")
    for facts in described:
        survey = facts["hourly_p25"]
        below = law is not None and survey is not None and round(survey * 100) < law["hourly"]
        assert (facts["below_minimum"] is not None) == below


# ---- single answers


@pytest.mark.parametrize("place", SPRINGFIELD[1:])
def test_name_zip_and_county_give_the_same_figures(graph: Graph, place: str) -> None:
    by_code = describe_occupation(open_region(graph, SPRINGFIELD[0]), "31-1120")
    assert describe_occupation(open_region(graph, place), "31-1120") == by_code


@pytest.mark.parametrize("member", ["31-1121", "31-1122", "31-1121.00"])
def test_a_member_is_answered_by_its_aggregate_with_a_note(graph: Graph, member: str) -> None:
    region = open_region(graph, SPRINGFIELD[0])
    whole, answered = (describe_occupation(region, soc) for soc in ("31-1120", member))
    assert member[:7] in answered["note"] and "31-1120" in answered["note"]
    assert {**answered, "note": None} == whole


def test_the_survey_wage_below_missouris_minimum_is_shown_beside_the_law(graph: Graph) -> None:
    facts = describe_occupation(open_region(graph, "Missouri"), "31-1120")
    said = facts["below_minimum"]
    assert facts["hourly_p25"] == 13.75
    assert (said["survey_hourly"], said["minimum_hourly"], said["state"]) == (13.75, 15.0, "MO")
    assert said["source"].startswith("minimum_wage/")


@pytest.mark.parametrize(("home", "state"), [("MO", "MO"), ("IL", "IL")])
def test_the_law_is_that_of_the_home(graph: Graph, home: str, state: str) -> None:
    facts = describe_occupation(open_region(graph, "0041180", home=home), "35-3023")
    assert facts["below_minimum"] is None or facts["below_minimum"]["state"] == state


def test_no_law_is_compared_in_the_nation(graph: Graph) -> None:
    assert describe_occupation(open_region(graph, NATION), "31-1120")["below_minimum"] is None


def test_a_top_coded_wage_is_shown_as_at_least_the_cap(graph: Graph) -> None:
    facts = describe_occupation(open_region(graph, "0041180"), "29-1211")
    assert (facts["median"], facts["withheld"]["median"]) == (None, "top_coded")
    caps = {row["basis"]: row["cap"] for row in graph.table("facts/wage_caps").to_pylist()}
    assert facts["at_least"] == {"annual": caps["annual"], "hourly": caps["hourly"] / 100}


def test_no_cap_is_named_where_nothing_is_top_coded(graph: Graph) -> None:
    assert "at_least" not in describe_occupation(open_region(graph, "0041180"), "31-1131")


def test_an_unknown_occupation_is_refused(graph: Graph) -> None:
    with pytest.raises(UnknownCodeError):
        describe_occupation(open_region(graph, NATION), "31-9999")


# ---- moves in words


def test_described_moves_keep_the_order_of_the_list(region_stl: Region) -> None:
    described = [move["soc"] for move in describe_moves(region_stl, "31-1131", top=40)]
    assert described == [m.destination for m in list_moves(region_stl.graph)["31-1131"]]


@pytest.mark.parametrize("top", [1, 5])
def test_no_more_moves_than_asked_are_described(region_stl: Region, top: int) -> None:
    assert len(describe_moves(region_stl, "31-1131", top=top)) == top


def test_upward_moves_all_pay_a_tenth_more(region_stl: Region) -> None:
    upward = describe_moves(region_stl, "31-1131", top=40, upward=True)
    assert upward
    for move in upward:
        assert 10 * move["wage_change"] >= move["p25"] - move["wage_change"]


def test_upward_leaves_out_no_move_that_pays_a_tenth_more(region_stl: Region) -> None:
    upward = {m["soc"] for m in describe_moves(region_stl, "31-1131", top=40, upward=True)}
    for move in describe_moves(region_stl, "31-1131", top=40):
        if move["wage_change"] is not None and move["soc"] not in upward:
            assert 10 * move["wage_change"] < move["p25"] - move["wage_change"]


def test_every_unknown_change_of_pay_has_a_reason(region_stl: Region) -> None:
    for soc in list(get_occupations(region_stl.graph))[::20]:
        for move in describe_moves(region_stl, soc, top=40):
            known = move["wage_change"] is not None
            assert known or move["withheld"]["wage_change"] in REASONS
            assert known == (move["kind"] is not None)
            assert not known or move["sources"]["wage_change"].endswith(move["compare_area"])


def test_an_occupation_that_nobody_describes_has_estimated_moves_alone(region_stl: Region) -> None:
    moves = describe_moves(region_stl, "11-9039")
    assert moves
    for move in moves:
        assert (move["similarity"], move["withheld"]["similarity"]) == (None, "not_published")
        assert "expert list" not in move["evidence"]


def test_an_empty_filter_says_that_none_pays_more(region_stl: Region) -> None:
    said = explain_no_moves(region_stl, "31-1131")
    assert "a tenth more in St. Louis, MO-IL" in said
