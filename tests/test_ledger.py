"""A pathway as it is told: sums add up by hand, and every figure can be followed to where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.graph import get_areas, get_occupations
from pathways.ledger import find_break_even
from pathways.person import Person
from pathways.region import Region, open_region
from pathways.rules import list_rules
from pathways.settings import ROOT
from pathways.steps import list_possible
from pathways.store import Graph
from pathways.trace import find_equivalency, trace_pathways

CNA, LPN, RN, CASHIER = "31-1131", "29-2061", "29-1141", "41-2011"
MIAMI = "0033100"
WITHHELD = [
    "suppressed",
    "top_coded",
    "hourly_only",
    "annual_only",
    "not_in_area",
    "not_published",
    "not_built",
    "no_gain",
]

SHARED = {"months_low": "months", "months_high": "months", "cost_low": "cost"}
"""Figures that stand beside another and come from the same place."""
SUMS = ("months", "paid_months", "experience_months", "elapsed_months")
PRICES = ("cost", "cost_low", "known_cost", "known_cost_low")
TOTALS = (*SUMS, *PRICES, "unknown_costs", "break_even_months")
"""What a pathway adds up or works out from its steps' figures."""
COUNTED = {"elapsed_months", "options_total"}
"""What a step works out from its own figures."""

CASES: dict[str, tuple[str, Person]] = {
    "nursing assistant": ("0041180", Person(starts=(CNA,))),
    "nursing assistant to nurse": ("0041180", Person(starts=(CNA,), goals=(RN,), min_wage=50_000)),
    "cashier in Miami": (MIAMI, Person(starts=(CASHIER,))),
    "without a diploma": ("0041180", Person(starts=(CNA,), education="none")),
    "fast food in Wyoming": ("5600000", Person(starts=("35-3023",), education="none")),
    "median pay": (MIAMI, Person(starts=(CASHIER,), pay="median", years=4)),
    "pay at the cap": ("0041180", Person(starts=("29-1211",), goals=("29-1214",))),
    "capped price": ("0041180", Person(starts=(CNA,), max_cost=2_000)),
}


@pytest.fixture(scope="module", params=CASES)
def told(request: pytest.FixtureRequest, graph: Graph) -> tuple[Region, list[dict[str, Any]]]:
    """A region and the pathways that are told in it, those without a price and relaxations too."""
    place, person = CASES[request.param]
    region = open_region(graph, place)
    answer = trace_pathways(region, person, top=6)
    found = [*answer["pathways"], *answer["cost_unknown"]]
    found += [relaxation["pathway"] for relaxation in answer["relaxations"]]
    assert found
    return region, found


# ---- where every figure is from


def list_numbers(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of an object that are figures, and those that could be and are not known."""
    for name, value in item.items():
        if (isinstance(value, int | float) and not isinstance(value, bool)) or (
            value is None and name in item["withheld"]
        ):
            yield name


FIGURES = {
    "pathway": ["openings", "wage_start", "wage_end", "wage_gain", "median_start", "median_end"],
    "step": [
        "months",
        "paid_months",
        "experience_months",
        "cost",
        "p25",
        "median",
        "providers",
        "sponsors",
    ],
    "option": ["months_low", "months_high", "paid_months", "experience_months", "cost_low", "cost"],
    "ramp": ["p25", "gain"],
}
"""Fields that have to be there and may be None only with a reason."""


def check_figures(kind: str, item: Mapping[str, Any], *derived: str) -> None:
    for name in FIGURES[kind]:
        field = SHARED.get(name, name)
        assert item[name] is not None or item["withheld"][field] in WITHHELD, (kind, name)
    for name in list_numbers(item):
        field = SHARED.get(name, name)
        if item[name] is None:
            assert item["withheld"][field] in WITHHELD, (kind, name)
        elif name not in derived:
            assert field in item["sources"], (kind, name, item[name])
        assert item[name] is None or field not in item["withheld"], (kind, name)


def test_every_figure_of_a_pathway_names_its_source(
    told: tuple[Region, list[dict[str, Any]]],
) -> None:
    _region, pathways = told
    for pathway in pathways:
        check_figures("pathway", pathway, *TOTALS)
        for step in pathway["steps"]:
            is_equivalency = step["options"][0]["kind"] == "equivalency"
            same = ["similarity"] if is_equivalency else []
            check_figures("step", step, *COUNTED, *same)
            assert step["industries"] == [] or "industries" in step["sources"]
            for option in step["options"]:
                check_figures("option", option)
            for gate in step["gates"]:
                assert gate["source"]
        for ramp in pathway["off_ramps"]:
            check_figures("ramp", ramp, "step", "elapsed_months")


def list_sources(item: Any) -> Iterator[str]:
    """Yield every entry of every ``sources`` within."""
    if isinstance(item, dict):
        for name, value in item.items():
            if name == "sources":
                yield from value.values()
            else:
                yield from list_sources(value)
    elif isinstance(item, list):
        for inner in item:
            yield from list_sources(inner)


def test_every_source_is_a_dataset_of_the_manifest_or_a_curated_page(
    told: tuple[Region, list[dict[str, Any]]],
) -> None:
    region, pathways = told
    manifest = region.graph.manifest
    areas = {*get_areas(region.graph), region.home}
    seen = set()
    for source in set(list_sources(pathways)):
        if source.startswith("curated/"):
            page = source.removeprefix("curated/")
            assert page.startswith("http") or page in manifest["curated"], source
            continue
        for part in re.split(" rate x | jobs$", source):
            if not part:
                continue
            dataset, vintage, area = re.fullmatch(r"([^/]+)/(.+)/([^/]+)", part).groups()
            assert manifest["vintages"][dataset] == vintage, source
            assert area in areas, source
            seen.add(dataset)
    assert {"oews", "projections"} <= seen


def test_curated_files_that_are_named_are_there(told: tuple[Region, list[dict[str, Any]]]) -> None:
    for source in set(list_sources(told[1])):
        if source.startswith("curated/") and not source.startswith("curated/http"):
            assert (ROOT / "data" / source).is_file()


def test_prices_and_months_of_schools_come_from_where_they_are_published(
    told: tuple[Region, list[dict[str, Any]]],
) -> None:
    datasets: dict[str, set[str]] = {"months": set(), "cost": set()}
    for pathway in told[1]:
        for step in pathway["steps"]:
            for option in step["options"]:
                for name, found in datasets.items():
                    if option["kind"] == "award" and name in option["sources"]:
                        found.add(option["sources"][name].split("/")[0])
    assert datasets["months"] <= {"ipeds_levels", "scorecard_programs"}
    assert datasets["cost"] <= {"ipeds_charges", "scorecard_programs"}


def test_an_apprenticeship_whose_term_is_our_band_says_so(region_stl: Region) -> None:
    person = Person(starts=(CNA,), goals=("31-9092",))
    options = [
        option
        for pathway in trace_pathways(region_stl, person, every=True)["pathways"]
        for step in pathway["steps"]
        for option in step["options"]
        if option["kind"] == "apprenticeship"
    ]
    assert options
    assert {option["sources"]["paid_months"] for option in options} == {"curated/ojt_months.csv"}


def test_experience_that_a_rule_asks_names_the_rule(region_stl: Region) -> None:
    """Barber instructors, supervisors and others: a longer time than the publisher's stands in a law."""
    found = 0
    nodes = get_occupations(region_stl.graph)
    for soc, node in nodes.items():
        rules = list_rules(region_stl.graph, soc, region_stl.jurisdiction)
        asking = {
            f"curated/{rule['source']}"
            for rule in rules
            if rule["kind"] == "experience" and rule["spent"] == "work"
        }
        if not asking or soc not in region_stl.wages[region_stl.area]:
            continue
        for pathway in trace_pathways(region_stl, Person(goals=(soc,)), top=3)["pathways"]:
            step = pathway["steps"][-1]
            asked = [gate["months"][0] for gate in step["gates"] if gate["kind"] == "experience"]
            if max(asked, default=0) > (node["experience_low"] or 0):
                found += 1
                assert step["sources"]["experience_months"] in asking
    assert found


@pytest.mark.parametrize(
    ("place", "start", "goal"),
    [
        ("0041180", "41-9022", "41-9021"),
        (MIAMI, "41-9022", "41-9021"),
        (MIAMI, "35-3023", "51-8031"),
    ],
)
def test_experience_that_a_rule_asks_is_told_once(
    graph: Graph, place: str, start: str, goal: str
) -> None:
    region = open_region(graph, place)
    person = Person(starts=(start,), goals=(goal,), max_steps=5)
    answer = trace_pathways(region, person, every=True)
    steps = [
        step
        for pathway in (*answer["pathways"], *answer["cost_unknown"])
        for step in pathway["steps"]
        if step["soc"] == goal
    ]
    told = [[gate for gate in step["gates"] if gate["kind"] == "experience"] for step in steps]
    assert any(told)
    for step, asked in zip(steps, told, strict=True):
        assert len(asked) <= 1
        for gate in asked:
            assert gate["source"].startswith("http")
            assert gate["months"][0] == step["experience_months"]
            assert gate["checked"] and gate["hold"]


# ---- sums


def test_totals_are_the_sums_of_the_steps(told: tuple[Region, list[dict[str, Any]]]) -> None:
    for pathway in told[1]:
        steps = pathway["steps"]
        for name in SUMS:
            assert pathway[name] == sum(step[name] for step in steps)
        assert pathway["known_cost"] == sum(step["cost"] or 0 for step in steps)
        assert pathway["unknown_costs"] == sum(step["cost"] is None for step in steps)
        unknown = pathway["unknown_costs"] > 0
        assert pathway["cost"] == (None if unknown else pathway["known_cost"])


def test_calendar_months_of_a_step_are_its_study_learning_and_experience(
    told: tuple[Region, list[dict[str, Any]]],
) -> None:
    for pathway in told[1]:
        for step in pathway["steps"]:
            assert step["elapsed_months"] == (
                step["months"] + step["paid_months"] + step["experience_months"]
            )


def test_the_chosen_option_stands_first_and_its_figures_are_the_steps(
    told: tuple[Region, list[dict[str, Any]]],
) -> None:
    for pathway in told[1]:
        for step in pathway["steps"]:
            first = step["options"][0]
            assert [option["chosen"] for option in step["options"]] == [
                option is first for option in step["options"]
            ]
            assert (first["months_high"], first["paid_months"]) == (
                step["months"],
                step["paid_months"],
            )
            assert (first["experience_months"], first["cost"]) == (
                step["experience_months"],
                step["cost"],
            )
            assert len(step["options"]) == min(10, step["options_total"])


def test_pay_is_that_of_the_area_that_publishes_both(
    told: tuple[Region, list[dict[str, Any]]],
) -> None:
    region, pathways = told
    for pathway in pathways:
        pay = region.compare_pay(pathway["start"], pathway["end"], "annual_p25")
        median = region.compare_pay(pathway["start"], pathway["end"], "annual_median")
        assert (pathway["median_start"], pathway["median_end"]) == (median.before, median.after)
        assert (pathway["wage_start"], pathway["wage_end"], pathway["wage_gain"]) in (
            (pay.before, pay.after, pay.change),
            (median.before, median.after, median.change),
        )
        if pathway["wage_gain"] is not None:
            assert pathway["wage_gain"] == pathway["wage_end"] - pathway["wage_start"]


@pytest.mark.parametrize(
    ("place", "start", "goal", "capped"),
    [
        ("0041180", "29-1211", "29-1214", "wage_start"),
        ("0028140", CASHIER, "29-1249", "wage_end"),
    ],
)
def test_pay_at_the_cap_gives_no_gain_and_says_why(
    graph: Graph, place: str, start: str, goal: str, capped: str
) -> None:
    person = Person(starts=(start,), goals=(goal,), max_steps=5)
    pathway = trace_pathways(open_region(graph, place), person)["pathways"][0]
    for name in (capped, "wage_gain", "break_even_months"):
        assert pathway[name] is None
        assert pathway["withheld"][name] == "top_coded"
    other = {"wage_start", "wage_end"} - {capped}
    assert all(pathway[name] > 0 for name in other)


def test_published_pay_far_under_the_cap_is_a_step_back_from_pay_at_it(region_stl: Region) -> None:
    """Anesthesiologists are paid the cap or more in Missouri: a nursing assistant's pay is less."""
    person = Person(starts=("29-1211",), goals=(CNA,))
    step = trace_pathways(region_stl, person)["pathways"][0]["steps"][0]
    assert (step["soc"], step["kind"]) == (CNA, "step_back")
    kept = {move.move.destination: move.kind for move in list_possible(region_stl)["29-1211"]}
    assert CNA not in kept
    assert kept["29-1214"] is None


# ---- when the price is met


@pytest.mark.parametrize(
    ("cost", "gain", "months"),
    [
        (0, 5_000, 0),
        (1, 12_000, 1),
        (1_000, 12_000, 1),
        (1_001, 12_000, 2),
        (12_000, 12_000, 12),
        (10_888, 40_230, 4),
        (None, 5_000, None),
        (500, None, None),
        (500, 0, None),
        (500, -1, None),
        (0, 0, None),
    ],
)
def test_the_month_in_which_gained_pay_has_met_the_price(
    cost: int | None, gain: int | None, months: int | None
) -> None:
    assert find_break_even(cost, gain) == months


@given(st.integers(0, 300_000), st.integers(1, 200_000))
def test_no_earlier_month_meets_it(cost: int, gain: int) -> None:
    months = find_break_even(cost, gain)
    assert months * gain >= 12 * cost
    assert months == 0 or (months - 1) * gain < 12 * cost


def test_pathways_say_when_their_price_is_met(told: tuple[Region, list[dict[str, Any]]]) -> None:
    for pathway in told[1]:
        assert pathway["break_even_months"] == find_break_even(
            pathway["cost"], pathway["wage_gain"]
        )


def test_without_a_gain_no_month_meets_the_price_and_that_is_the_reason(
    region_stl: Region,
) -> None:
    person = Person(starts=(RN,), goals=(LPN,))
    pathway = trace_pathways(region_stl, person)["pathways"][0]
    assert pathway["wage_gain"] < 0
    assert pathway["break_even_months"] is None
    assert pathway["withheld"]["break_even_months"] == "no_gain"
    assert "wage_gain" not in pathway["withheld"]


def test_a_gain_without_a_price_is_still_not_published(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(starts=(CNA,), goals=(RN,)), every=True)
    unpriced = [p for p in answer["pathways"] if p["unknown_costs"] and p["wage_gain"]]
    assert unpriced
    for pathway in unpriced:
        assert pathway["withheld"]["break_even_months"] == "not_published"


# ---- where the wage line is crossed, and where one may stop


@pytest.fixture(scope="module")
def long_pathways(region_stl: Region) -> list[dict[str, Any]]:
    """Pathways of two steps and more from a fast food counter, past a wage line on the way."""
    person = Person(starts=("35-3023",), min_wage=45_000, education="none", max_cost=None)
    found = trace_pathways(region_stl, person, every=True)["pathways"]
    several = [pathway for pathway in found if len(pathway["steps"]) >= 2]
    assert len(several) > 20
    return several


def test_the_line_is_crossed_at_the_first_job_that_pays_it(
    region_stl: Region, long_pathways: list[dict[str, Any]]
) -> None:
    crossed = set()
    for pathway in long_pathways:
        jobs = [pathway["start"], *(step["soc"] for step in pathway["steps"])]
        for name, measure in (("p25", "annual_p25"), ("median", "annual_median")):
            pays = [region_stl.get_figure(soc, measure).value for soc in jobs]
            places = [place for place, pay in enumerate(pays) if pay and pay >= 45_000]
            assert pathway["crosses_at"][name] == (places[0] if places else None)
        crossed.add(pathway["crosses_at"]["p25"])
    assert {1, 2} <= crossed


def test_a_start_over_the_line_crosses_it_at_once(region_stl: Region) -> None:
    person = Person(starts=(RN,), goals=("29-1171",), min_wage=30_000)
    pathway = trace_pathways(region_stl, person)["pathways"][0]
    assert pathway["crosses_at"] == {"p25": 0, "median": 0}


def test_without_a_line_nothing_is_crossed(region_stl: Region) -> None:
    pathway = trace_pathways(region_stl, Person(starts=(CNA,), goals=(RN,)))["pathways"][0]
    assert pathway["crosses_at"] is None


def test_off_ramps_are_the_jobs_on_the_way(
    region_stl: Region, long_pathways: list[dict[str, Any]]
) -> None:
    seen = 0
    for pathway in long_pathways:
        elapsed = 0
        wanted = []
        for number, step in enumerate(pathway["steps"][:-1], 1):
            elapsed += step["elapsed_months"]
            if step["soc"] != pathway["start"]:
                pay = region_stl.compare_pay(pathway["start"], step["soc"], "annual_p25")
                wanted.append((number, step["soc"], elapsed, pay.after, pay.change))
        ramps = [
            (ramp["step"], ramp["soc"], ramp["elapsed_months"], ramp["p25"], ramp["gain"])
            for ramp in pathway["off_ramps"]
        ]
        assert ramps == wanted
        seen += len(ramps)
    assert seen > 20


# ---- the diploma first


def test_without_a_diploma_it_is_a_step_of_its_own(long_pathways: list[dict[str, Any]]) -> None:
    first = [
        pathway
        for pathway in long_pathways
        if pathway["steps"][0]["options"][0]["kind"] == "equivalency"
    ]
    assert first
    for pathway in first:
        step = pathway["steps"][0]
        assert step["soc"] == pathway["start"]
        assert (step["cost"], step["withheld"]["cost"]) == (None, "not_published")
        assert (step["providers"], step["withheld"]["providers"]) == (None, "not_published")
        assert pathway["unknown_costs"] >= 1
        assert pathway["cost"] is None


def test_the_diploma_takes_the_months_that_its_page_says(
    graph: Graph, long_pathways: list[dict[str, Any]]
) -> None:
    page = find_equivalency(graph)
    steps = [
        step
        for pathway in long_pathways
        for step in pathway["steps"]
        if step["options"][0]["kind"] == "equivalency"
    ]
    assert {(step["months"], step["elapsed_months"]) for step in steps} == {
        (page.months_high, page.months_high)
    }
    assert {step["sources"]["months"] for step in steps} == {f"curated/{page.source}"}


def test_with_a_diploma_there_is_no_such_step(region_stl: Region) -> None:
    person = Person(starts=("35-3023",), min_wage=45_000, education="high_school")
    kinds = {
        option["kind"]
        for pathway in trace_pathways(region_stl, person, every=True)["pathways"]
        for step in pathway["steps"]
        for option in step["options"]
    }
    assert "equivalency" not in kinds
