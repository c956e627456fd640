"""Pathways as they are asked for: limits are kept, no gate is skipped, wishes count, and nothing else."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import Any

import pytest

from pathways.awards import list_awards
from pathways.entry import HOURS_OF_STUDY
from pathways.errors import UnknownCodeError
from pathways.facts import list_sectors
from pathways.feeders import list_origins
from pathways.front import LOOSEST
from pathways.gates import LEVEL_OF_AWARD, rank_level
from pathways.graph import get_occupations
from pathways.moves import list_moves
from pathways.person import PRESETS, Person, Preset, make_person
from pathways.region import Region, open_region
from pathways.rules import gates_worker, list_rules
from pathways.schema import Level
from pathways.settings import ROOT
from pathways.steps import SIDEWAYS_KINDS
from pathways.store import Graph
from pathways.trace import ELAPSED_WITHOUT_GOAL, MONTHS_WITHOUT_GOAL, trace_pathways

CNA, LPN, RN, CASHIER, FAST_FOOD = "31-1131", "29-2061", "29-1141", "41-2011", "35-3023"
MIAMI, WYOMING = "0033100", "5600000"
Answer = Mapping[str, Any]


def trace(region: Region, **said: Any) -> dict[str, Any]:
    """Trace the pathways of a person of whom this was said."""
    top = said.pop("top", 3)
    every = said.pop("every", False)
    return trace_pathways(region, Person(**said), top=top, every=every)


def list_ids(answer: Answer) -> list[tuple[str, ...]]:
    return [tuple(step["soc"] for step in pathway["steps"]) for pathway in answer["pathways"]]


def list_ends(answer: Answer) -> list[str]:
    return [pathway["end"] for pathway in answer["pathways"]]


# ---- gates


GATED: dict[str, tuple[str, Person]] = {
    "nursing assistant": ("0041180", Person(starts=(CNA,))),
    "nurse wanted": ("0041180", Person(starts=(CNA,), goals=(RN, "29-1171"), years=3)),
    "no diploma": ("0041180", Person(starts=(FAST_FOOD,), education="none")),
    "cashier in Miami": (MIAMI, Person(starts=(CASHIER,), years=1)),
    "degree in an unknown field": (MIAMI, Person(starts=(CASHIER,), education="bachelors")),
    "holds a nurse's license": (
        "0041180",
        Person(starts=(CASHIER,), goals=(RN,), holds=("license/MO/mo-29-1141-license",)),
    ),
    "office in Wyoming": (WYOMING, Person(starts=("43-9061",), max_steps=5)),
    "construction in Wyoming": (WYOMING, Person(starts=("47-2061",), max_steps=5)),
    "radiologic technologist": ("0041180", Person(starts=("29-2034",), goals=("29-1124",))),
}


@pytest.mark.parametrize("case", GATED)
def test_no_pathway_passes_a_gate_that_is_neither_held_nor_closed(graph: Graph, case: str) -> None:
    place, person = GATED[case]
    region = open_region(graph, place)
    answer = trace_pathways(region, person, every=True)
    assert answer["pathways"]
    for pathway in answer["pathways"]:
        begin = person.education or _get_gate(region, pathway["start"])
        origin, level = pathway["start"], begin
        for step in pathway["steps"]:
            (chosen,) = (option for option in step["options"] if option["chosen"])
            if chosen["kind"] == "equivalency":
                assert (origin, level) == (pathway["start"], "none")
                begin = level = "high_school"
                continue
            check_schooling(step, chosen, level)
            check_rules(region, step)
            years = person.years or 0 if origin == pathway["start"] else 0
            check_time(region, step, 12 * years)
            origin = step["soc"]
            level = max((begin, _get_gate(region, origin)), key=rank_level)


def _get_gate(region: Region, soc: str) -> Level:
    gate: Level = get_occupations(region.graph)[soc]["gate_education"] or "none"
    return gate


def check_schooling(step: Answer, chosen: Answer, level: Level) -> None:
    """Schooling is held, or the option gives it: an award of that level, or a way that asks less."""
    gate = step["gates"][0]
    assert gate["kind"] == "education"
    if chosen["kind"] in ("award", "usual"):
        given = LEVEL_OF_AWARD[chosen["credential"].rsplit("/", 1)[1]]
        assert rank_level(given) >= rank_level(gate["level"])
        assert not gate["held"]
    else:
        assert gate["held"]
        if chosen["kind"] != "held":
            assert rank_level(level) >= rank_level(gate["level"])


def check_rules(region: Region, step: Answer) -> None:
    """Every rule of one of the ways in is listed, and no other."""
    rules = [
        rule
        for rule in list_rules(region.graph, step["soc"], region.jurisdiction)
        if gates_worker(rule)
    ]
    routes = {rule["route"] for rule in rules if rule["route"]} or {None}
    ways = [
        {
            f"license/{rule['jurisdiction']}/{rule['gate']}"
            for rule in rules
            if rule["route"] in (None, "", route)
        }
        for route in routes
    ]
    listed = {gate["hold"] for gate in step["gates"] if gate.get("hold")}
    assert listed in ways


def check_time(region: Region, step: Answer, worked: int) -> None:
    """Months of study, experience and learning are those that the gates ask, what is held taken off."""
    node = get_occupations(region.graph)[step["soc"]]
    gates = {gate["kind"]: gate for gate in step["gates"] if gate["source"]}
    asked = [gate["months"][0] for gate in step["gates"] if gate["kind"] == "experience"]
    assert step["experience_months"] == max(0, max([*filter(None, asked), 0]) - worked)
    if node["experience_low"] and not step["experience_months"]:
        two_doors = (node["entry_education"] or "").startswith("Postsecondary")
        assert worked or two_doors or any(gate.get("route") for gate in step["gates"])
    learned = [
        gates[kind]["months"][1] for kind in ("on_the_job", "apprenticeship") if kind in gates
    ]
    assert step["paid_months"] == max([*learned, 0])
    hours = [
        gate["hours"] or 0
        for gate in step["gates"]
        if gate.get("spent") == "study" and not gate["held"]
    ]
    if step["options"][0]["kind"] != "held":
        assert step["months"] * HOURS_OF_STUDY >= max([*hours, 0])


@pytest.mark.parametrize("case", GATED)
def test_every_stop_is_of_use(graph: Graph, case: str) -> None:
    """After the first move each counts work or schooling from the job left, or stays close to it."""
    place, person = GATED[case]
    region = open_region(graph, place)
    for pathway in trace_pathways(region, person, every=True)["pathways"]:
        steps = [s for s in pathway["steps"] if s["options"][0]["kind"] != "equivalency"]
        assert all(step["kind"] != "step_back" for step in steps)
        for before, step in pairwise(steps):
            counts = any(
                gate["kind"] == "experience" and gate["months"][0] for gate in step["gates"]
            )
            if not counts and step["options"][0]["kind"] != "held":
                assert before["kind"] not in SIDEWAYS_KINDS
                assert before["soc"][:2] == step["soc"][:2] or "expert list" in step["evidence"]


@pytest.mark.parametrize("case", GATED)
def test_no_pathway_passes_a_job_twice(graph: Graph, case: str) -> None:
    place, person = GATED[case]
    for pathway in trace_pathways(open_region(graph, place), person, every=True)["pathways"]:
        jobs = [
            step["soc"] for step in pathway["steps"] if step["options"][0]["kind"] != "equivalency"
        ]
        assert len({pathway["start"], *jobs}) == len(jobs) + 1


# ---- the whole set


@pytest.mark.parametrize("case", GATED)
def test_of_all_pathways_none_beats_another(graph: Graph, case: str) -> None:
    """The diploma first counted in: what it opens must be worth it."""
    place, person = GATED[case]
    found = trace_pathways(open_region(graph, place), person, every=True)["pathways"]
    by_end: dict[str, list[tuple[float, ...]]] = {}
    for pathway in found:
        unlike = sum(_measure(step) for step in pathway["steps"])
        sums = (
            len(pathway["steps"]),
            pathway["months"],
            pathway["elapsed_months"],
            pathway["known_cost"],
            pathway["unknown_costs"],
            unlike,
        )
        by_end.setdefault(pathway["end"], []).append(sums)
    for sums_of_end in by_end.values():
        for one, other in combinations(sums_of_end, 2):
            assert not all(a <= b for a, b in zip(one, other, strict=True))
            assert not all(b <= a for a, b in zip(one, other, strict=True))


def _measure(step: Answer) -> int:
    if step["options"][0]["kind"] == "equivalency":
        return 0
    return 100 if step["similarity"] is None else max(1, round(100 * (1 - step["similarity"])))


def test_the_diploma_costs_one_step_and_opens_what_it_opens_for_others(region_stl: Region) -> None:
    said = {"starts": (FAST_FOOD,), "every": True}
    without = trace(region_stl, **said, education="none", max_steps=3)
    having = trace(region_stl, **said, education="high_school", max_steps=2)
    assert len(set(list_ends(having))) > 20
    assert set(list_ends(having)) <= set(list_ends(without))


# ---- limits


LIMITS: list[dict[str, Any]] = [
    {"max_months": 0},
    {"max_months": 12},
    {"max_elapsed": 12},
    {"max_cost": 0},
    {"max_cost": 5_000},
    {"max_steps": 1},
    {"max_steps": 2, "max_months": 9, "max_elapsed": 30, "max_cost": 12_000},
    {"paid_only": True},
    {"min_wage": 50_000},
    {"min_wage": 90_000, "pay": "median"},
]


@pytest.mark.parametrize("limits", LIMITS, ids=lambda limits: " ".join(map(str, limits.items())))
@pytest.mark.parametrize("start", [CNA, FAST_FOOD])
def test_limits_are_kept_and_lose_nothing_that_keeps_them(
    region_stl: Region, start: str, limits: dict[str, Any]
) -> None:
    pay = limits.get("pay", "p25")
    said = {"max_steps": 5, "pay": pay, **limits}
    whole = trace(region_stl, starts=(start,), every=True, max_steps=5, pay=pay)["pathways"]
    kept = trace(region_stl, starts=(start,), every=True, **said)["pathways"]
    assert kept
    assert len(kept) < len(whole)
    measure = f"annual_{pay}"

    def keeps(pathway: Answer) -> bool:
        earned = region_stl.get_figure(pathway["end"], measure).value or 0
        return (
            len(pathway["steps"]) <= limits.get("max_steps", 5)
            and pathway["months"] <= limits.get("max_months", 999)
            and pathway["elapsed_months"] <= limits.get("max_elapsed", 999)
            and ("max_cost" not in limits or (pathway["cost"] or 0) <= limits["max_cost"])
            and not ("max_cost" in limits and pathway["cost"] is None)
            and not (limits.get("paid_only") and pathway["months"])
            and earned >= limits.get("min_wage", 0)
        )

    wanted = {_name(pathway) for pathway in whole if keeps(pathway)}
    assert {_name(pathway) for pathway in kept} == wanted


def _name(pathway: Answer) -> tuple[Any, ...]:
    jobs = tuple(step["soc"] for step in pathway["steps"])
    return jobs, pathway["months"], pathway["elapsed_months"], pathway["known_cost"]


@pytest.mark.parametrize("name", ["max_months", "max_elapsed", "max_cost", "max_steps"])
@pytest.mark.parametrize("preset", PRESETS)
def test_raising_a_limit_never_worsens_the_best(
    region_stl: Region, preset: Preset, name: str
) -> None:
    ladder = {
        "max_months": (0, 4, 12, 24, None),
        "max_elapsed": (12, 24, 36, 60, None),
        "max_cost": (0, 900, 6_000, 40_000, None),
        "max_steps": (1, 2, 3, 4, 5),
    }[name]
    firsts = [
        trace(region_stl, starts=(CNA,), rank=preset, every=True, **{name: cap})["pathways"][0]
        for cap in ladder
    ]
    if preset == "lowest_price":
        firsts = [pathway for pathway in firsts if pathway["cost"] is not None]
    keys = [_read_key(pathway, preset) for pathway in firsts]
    assert all(after <= before for before, after in pairwise(keys))


def _read_key(pathway: Answer, preset: Preset) -> float:
    """Return the first figure that a preset orders by, smaller is better."""
    return {
        "quickest": pathway["elapsed_months"],
        "best_pay": -(pathway["wage_end"] or 0),
        "lowest_price": pathway["known_cost"],
        "earn_while_learning": pathway["months"],
        "closest": sum(_measure(step) for step in pathway["steps"]),
        "fewest_steps": len(pathway["steps"]),
    }[preset]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_puts_its_best_first(region_stl: Region, preset: Preset) -> None:
    found = trace(region_stl, starts=(FAST_FOOD,), rank=preset, every=True)
    keys = [_read_key(pathway, preset) for pathway in found["pathways"]]
    assert len(keys) > 5
    assert keys == sorted(keys)
    assert found["searched"]["rank"] == preset


def test_without_a_goal_study_and_time_are_limited_and_the_answer_says_so(
    region_stl: Region,
) -> None:
    searched = trace(region_stl, starts=(CNA,))["searched"]
    assert (searched["max_months"], searched["max_elapsed"]) == (24, 48)
    assert (MONTHS_WITHOUT_GOAL, ELAPSED_WITHOUT_GOAL) == (24, 48)
    assert searched["limits_said"] == {"max_months": False, "max_elapsed": False}
    said = trace(region_stl, starts=(CNA,), max_months=60)["searched"]
    assert (said["max_months"], said["limits_said"]["max_months"]) == (60, True)
    assert trace(region_stl, starts=(CNA,), goals=(RN,))["searched"]["max_months"] is None


def test_without_a_goal_every_answer_is_a_raise_to_another_job(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CNA,), top=6)
    ends = list_ends(answer)
    assert len(ends) == len(set(ends)) == 6
    for pathway in answer["pathways"]:
        assert 10 * pathway["wage_end"] >= 11 * pathway["wage_start"]


def test_shown_pathways_share_at_most_half_their_steps(region_stl: Region) -> None:
    for one, other in combinations(list_ids(trace(region_stl, starts=(CNA,), top=8)), 2):
        assert 2 * len(set(one) & set(other)) <= min(len(one), len(other))


def test_a_price_that_is_not_published_stands_apart_under_a_limit(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CNA,), goals=(RN,), max_cost=10_000)
    assert answer["pathways"] == []
    assert answer["cost_unknown"]
    for pathway in answer["cost_unknown"]:
        assert pathway["cost"] is None
        assert pathway["known_cost"] <= 10_000


def test_what_lies_beyond_the_loosest_caps_is_told_where_nothing_else_leads_there(
    region_stl: Region,
) -> None:
    """A magnetic resonance technologist: no school here asks less than 200,000 dollars in all."""
    answer = trace(region_stl, starts=(RN,), goals=("29-2035",), every=True)
    assert answer["searched"]["none"] == ""
    assert answer["pathways"]
    for pathway in answer["pathways"]:
        assert (
            pathway["months"] > LOOSEST.months
            or pathway["elapsed_months"] > LOOSEST.elapsed
            or pathway["known_cost"] > LOOSEST.cost
        )


# ---- wishes


def test_an_excluded_job_is_neither_stop_nor_end(region_stl: Region) -> None:
    whole = trace(region_stl, starts=(CNA,), every=True)
    without = trace(region_stl, starts=(CNA,), every=True, exclude=(LPN,))
    assert any(LPN in ids for ids in list_ids(whole))
    assert not any(LPN in ids for ids in list_ids(without))
    assert without["person"]["exclude"] == [LPN]


def test_a_sector_wanted_is_that_of_the_last_job(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CASHIER,), sectors=("health",), every=True)
    others = trace(region_stl, starts=(CASHIER,), every=True)
    ends = set(list_ends(answer))

    def is_health(soc: str) -> bool:
        return "health" in {sector["sector"] for sector in list_sectors(region_stl, soc)}

    assert ends == {end for end in list_ends(others) if is_health(end)}
    assert ends < set(list_ends(others))


def test_paid_only_studies_nothing(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CNA,), paid_only=True, top=9)
    assert {pathway["months"] for pathway in answer["pathways"]} == {0}
    assert max(pathway["paid_months"] for pathway in answer["pathways"]) > 0


def test_years_worked_shorten_what_asks_experience(region_stl: Region) -> None:
    # first-line supervisors of retail sales workers ask for experience in the trade
    person = {"starts": (CASHIER,), "goals": ("41-1011",), "education": "high_school"}
    fresh = trace(region_stl, **person)["pathways"][0]
    seasoned = trace(region_stl, **person, years=40)["pathways"][0]
    one = trace(region_stl, **person, years=1)["pathways"][0]
    assert fresh["experience_months"] >= 12
    assert one["experience_months"] == fresh["experience_months"] - 12
    assert seasoned["experience_months"] == 0


@pytest.mark.parametrize("holding", ["credential:award/51.3801/3", "license/MO/mo-29-1141-license"])
def test_what_is_held_is_not_studied_again(region_stl: Region, holding: str) -> None:
    answer = trace(region_stl, starts=(CNA,), goals=(RN,), holds=(holding,))
    assert [pathway["months"] for pathway in answer["pathways"]] == [0]
    assert answer["pathways"][0]["steps"][0]["gates"][0]["held"]
    assert answer["person"]["holds"] == [holding]


def test_median_pay_is_compared_where_it_is_asked_for(region_stl: Region) -> None:
    new = trace(region_stl, starts=(CNA,), goals=(RN,))["pathways"][0]
    median = trace(region_stl, starts=(CNA,), goals=(RN,), pay="median")["pathways"][0]
    assert (median["wage_start"], median["wage_end"]) == (
        new["median_start"],
        new["median_end"],
    )
    assert new["wage_end"] < median["wage_end"]


# ---- starts and goals


def test_several_starts_are_all_searched(region_stl: Region) -> None:
    both = trace(region_stl, starts=(CNA, CASHIER), goals=(LPN,), every=True)
    alone = [
        pathway
        for start in (CNA, CASHIER)
        for pathway in trace(region_stl, starts=(start,), goals=(LPN,), every=True)["pathways"]
    ]
    assert {pathway["start"] for pathway in both["pathways"]} == {CNA, CASHIER}
    assert sorted(map(str, both["pathways"])) == sorted(
        str({**pathway, "rank": "quickest"}) for pathway in alone
    )


def test_several_goals_are_all_answers(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CNA,), goals=(LPN, RN), top=9)
    assert set(list_ends(answer)) == {LPN, RN}


def test_a_goal_without_a_start_is_reached_from_every_job_that_leads_there(
    region_stl: Region,
) -> None:
    answer = trace(region_stl, goals=(RN,), top=500)
    assert answer["searched"]["starts"] == list_origins(region_stl, RN)
    assert {CNA, LPN} <= {pathway["start"] for pathway in answer["pathways"]}
    assert {len(pathway["steps"]) for pathway in answer["pathways"]} == {1}
    assert all(pathway["wage_gain"] > 0 for pathway in answer["pathways"])


def test_a_nursing_assistant_becomes_a_nurse_by_an_associate_degree(region_stl: Region) -> None:
    pathway = trace(region_stl, starts=(CNA,), goals=(RN,))["pathways"][0]
    (chosen,) = (option for option in pathway["steps"][-1]["options"] if option["chosen"])
    assert [step["soc"] for step in pathway["steps"]] == [RN]
    assert chosen["credential"] == "credential:award/51.3801/3"
    assert pathway["months"] == chosen["months_high"]
    assert 18 <= pathway["months"] <= 24


def test_a_step_says_how_many_schools_publish_a_price_and_the_lowest(region_stl: Region) -> None:
    (step,) = trace(region_stl, starts=(CNA,), goals=(RN,))["pathways"][0]["steps"]
    awards = [a for a in list_awards(region_stl)[RN] if a.level in ("associate", "bachelors")]
    priced = {award.provider for award in awards if award.cost is not None}
    assert step["providers"] == len({award.provider for award in awards})
    assert step["providers_priced"] == len(priced) < step["providers"]
    assert step["cost_from"] == min(a.cost_low for a in awards if a.cost_low is not None)


def test_the_school_shown_publishes_its_price(region_stl: Region) -> None:
    """22 months without a price are not known to be sooner than the usual 21 to 24 with one."""
    answer = trace(region_stl, starts=(CNA,), goals=(RN,), rank="quickest")
    shown = answer["pathways"][0]["steps"][0]["options"][0]
    assert (shown["months_low"], shown["months_high"], shown["cost"]) == (21, 24, 10_888)
    # where months are limited to fewer, the way without a price is still there
    limited = trace(region_stl, starts=(CNA,), goals=(RN,), rank="quickest", max_months=22)
    assert limited["pathways"][0]["steps"][0]["options"][0]["cost"] is None
    # and nothing is missing from all that were found
    whole = trace_pathways(region_stl, Person(starts=(CNA,), goals=(RN,)), every=True)
    ways = [p for p in whole["pathways"] if [s["soc"] for s in p["steps"]] == [RN]]
    assert {(p["months"], p["unknown_costs"]) for p in ways} >= {(24, 0), (22, 1)}


def test_a_year_is_priced_as_a_year(region_stl: Region) -> None:
    """In-state tuition, fees and books of one academic year at St Charles: 10,888 / 2 = 5,444."""
    pathway = trace(region_stl, starts=(CNA,), goals=("29-2061",))["pathways"][0]
    assert (pathway["months"], pathway["cost_low"], pathway["cost"]) == (12, 5_444, 5_444)
    # 12 x 5,444 / 23,830 = 2.7: the third month
    assert (pathway["wage_gain"], pathway["break_even_months"]) == (23_830, 3)


def test_the_home_has_its_name(region_stl: Region, graph: Graph) -> None:
    assert trace(region_stl, starts=(CNA,))["person"]["home_name"] == "Missouri"
    county = open_region(graph, "county:17119")
    assert trace(county, starts=(CNA,))["person"]["home_name"] == "Madison County, IL"


def test_schools_across_the_river_are_marked_as_in_another_state(region_stl: Region) -> None:
    pathway = trace(region_stl, starts=(CNA,), goals=(RN,))["pathways"][0]
    options = pathway["steps"][-1]["options"]
    assert {option["state"] for option in options} == {"MO", "IL"}
    assert all(option["other_state"] == (option["state"] != "MO") for option in options)


def test_a_member_code_starts_from_its_aggregate(region_stl: Region) -> None:
    by_member = trace(region_stl, starts=("31-1121",))
    assert by_member["searched"]["starts"] == ["31-1120"]
    assert by_member == trace(region_stl, starts=("31-1120",))


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ({"starts": ("31-9999",)}, "31-9099"),
        ({"starts": (CNA,), "goals": ("29-1140",)}, RN),
        ({"starts": (CNA,), "exclude": ("29-1140",)}, RN),
        ({"starts": (CNA,), "holds": ("award/51.3801/9",)}, "award/51.3801/"),
        ({"starts": (CNA,), "sectors": ("helth",)}, "health"),
    ],
)
def test_an_unknown_code_is_refused_with_what_is_near(
    region_stl: Region, said: dict[str, Any], near: str
) -> None:
    with pytest.raises(UnknownCodeError, match=near):
        trace(region_stl, **said)


# ---- what the answer says of itself


def test_the_answer_says_what_education_was_taken_for_granted(region_stl: Region) -> None:
    unsaid = trace(region_stl, starts=(CNA,))
    said = trace(region_stl, starts=(CNA,), education="associate")
    assert (unsaid["person"]["education"], said["person"]["education"]) == (None, "associate")
    assert "not said" in unsaid["searched"]["note"]
    assert "not said" not in said["searched"]["note"]


def test_each_shown_pathway_says_why_and_why_not_the_others(region_stl: Region) -> None:
    shown = trace(region_stl, starts=(CNA,))["pathways"]
    assert len(shown) == 3
    for pathway in shown:
        assert pathway["why"]
        ends = [other["end"] for other in shown if other is not pathway]
        assert [other["end"] for other in pathway["why_not"]] == ends
        assert all(other["text"] for other in pathway["why_not"])


def test_where_licences_were_not_checked_the_answer_says_so(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CNA,), every=True)
    checked = {
        step["licenses_checked"] for pathway in answer["pathways"] for step in pathway["steps"]
    }
    assert checked == {True, False}
    assert "ask the state board" in answer["searched"]["note"]


def test_the_answer_counts_all_that_fit(region_stl: Region) -> None:
    few = trace(region_stl, starts=(CNA,))["searched"]
    every = trace(region_stl, starts=(CNA,), max_months=24, max_elapsed=48, every=True)
    assert few["fit"] == len(every["pathways"]) > 3
    assert few["reached"] == len(set(list_ends(every)))


def test_the_answer_is_plain_json(region_stl: Region) -> None:
    answer = trace(region_stl, starts=(CNA,), goals=(RN,), min_wage=50_000)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


# ---- what changes nothing


def test_the_order_of_stored_rows_changes_no_answer(graph: Graph) -> None:
    dice = random.Random(5)
    tables = dict(graph.tables)
    for name in ("edges/advances_to", "edges/prepares_for", "edges/offers", "nodes/provider"):
        rows = list(range(tables[name].num_rows))
        dice.shuffle(rows)
        tables[name] = tables[name].take(rows)
    other = replace(graph, tables=MappingProxyType(tables))
    assert list_moves(other)[CNA] == list_moves(graph)[CNA]
    answers = [
        trace(open_region(one, "0041180"), starts=(CNA,), goals=(RN, LPN), top=9)
        for one in (graph, other)
    ]
    assert answers[0] == answers[1]


def test_the_seed_of_hashing_changes_no_answer() -> None:
    words = ["trace", "--start", CNA, "--area", "0041180", "--top", "9", "--json"]
    answers = [
        subprocess.run(
            [sys.executable, "-m", "pathways", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "4711")
    ]
    assert answers[0] == answers[1]
    assert len(json.loads(answers[0])["pathways"]) == 9


def test_what_is_held_shows_what_it_opens_at_once(graph: Graph) -> None:
    region = open_region(graph, "0041180")
    held = "license/MO/mo-29-2061-license"
    ends = {}
    for holds in ([], [held]):
        person = make_person(home="MO", starts=["31-1131"], holds=holds)
        shown = trace_pathways(region, person, top=3)["pathways"]
        ends[len(holds)] = {
            (path["end"], path["elapsed_months"]) for path in shown if len(path["steps"]) == 1
        }
    assert ("29-2061", 0) not in ends[0]
    assert ("29-2061", 0) in ends[1]
