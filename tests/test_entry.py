"""The ways into an occupation: two doors, apprenticeships, routes of a rule, and what each one asks."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.employers import count_sponsors, list_employers
from pathways.entry import (
    APPRENTICESHIP,
    HOURS_OF_STUDY,
    HOURS_OF_WORK,
    Way,
    list_entries,
    list_ways,
)
from pathways.graph import Row, get_occupations
from pathways.region import Region, open_region
from pathways.rules import find_state, gates_worker, is_checked, list_rules
from pathways.store import Graph

POSTSECONDARY = "Postsecondary nondegree award"
PLACES = ("0041180", "0033100", "5600000", "0016980", "0000000")
"""St. Louis, Miami, Wyoming, Chicago and the nation."""


def make_node(**cells: Any) -> Row:
    """Make an occupation that asks for a diploma and nothing else."""
    blank = {
        "gate_education": "high_school",
        "entry_education": "High school diploma or equivalent",
        "experience_low": None,
        "experience_high": None,
        "ojt_low": None,
        "ojt_high": None,
    }
    return {**blank, **cells}


def make_rule(kind: str = "license", **cells: Any) -> Row:
    """Make a rule that gates the worker and asks neither schooling nor time."""
    blank = dict.fromkeys(
        ["route", "education", "hours", "months_low", "months_high", "spent", "held_first"], None
    )
    named = {"jurisdiction": "MO", "gate": f"mo-{kind}", "title": kind, "kind": kind}
    return {**blank, **named, **cells}


def show(
    node: Row, *rules: Row, has_sponsor: bool = False, checked: bool = True
) -> list[tuple[Any, ...]]:
    """Return kind, route, level and months (study, experience, paid) of every way."""
    ways = list_ways(node, rules, has_sponsor=has_sponsor, checked=checked)
    return [(w.kind, w.route, w.level, w.study, w.experience, w.paid) for w in ways]


# ---- without routes


@pytest.mark.parametrize("level", ["none", "high_school"])
def test_below_an_award_one_is_hired_and_trained(level: str) -> None:
    node = make_node(gate_education=level, experience_low=12, ojt_high=1)
    assert show(node) == [("hired", "", level, 0, 12, 1)]


def test_an_award_is_earned_at_school_before() -> None:
    node = make_node(gate_education="associate", experience_low=60, ojt_high=12)
    assert show(node) == [("school", "", "associate", 0, 60, 12)]


def test_two_doors_stand_side_by_side_without_experience() -> None:
    node = make_node(entry_education=POSTSECONDARY, experience_low=12, ojt_high=1)
    assert show(node) == [
        ("hired", "", "high_school", 0, 0, 1),
        ("school", "", "certificate", 0, 0, 1),
    ]


def test_some_college_makes_no_second_door() -> None:
    node = make_node(entry_education="Some college, no degree")
    assert show(node) == [("hired", "", "high_school", 0, 0, 0)]


@pytest.mark.parametrize(
    ("rules", "checked"), [([make_rule()], True), ([], False), ([make_rule()], False)]
)
def test_the_first_door_is_closed_where_it_is_licensed_or_was_not_checked(
    rules: list[Row], checked: bool
) -> None:
    node = make_node(entry_education=POSTSECONDARY)
    assert show(node, *rules, checked=checked) == [("school", "", "certificate", 0, 0, 0)]


def test_a_check_closes_no_door() -> None:
    node = make_node(entry_education=POSTSECONDARY)
    assert [way[0] for way in show(node, make_rule("check"))] == ["hired", "school"]


def test_the_hours_of_a_course_open_the_first_door_of_a_licensed_job() -> None:
    node = make_node(entry_education=POSTSECONDARY)
    course = make_rule(hours=2 * HOURS_OF_STUDY, spent="study")
    assert show(node, course) == [
        ("course", "", "high_school", 2, 0, 0),
        ("school", "", "certificate", 2, 0, 0),
    ]


def test_a_rule_that_asks_schooling_leaves_one_door() -> None:
    node = make_node(entry_education=POSTSECONDARY)
    assert show(node, make_rule(education="certificate")) == [
        ("school", "", "certificate", 0, 0, 0)
    ]


def test_the_higher_of_the_levels_counts() -> None:
    node = make_node(gate_education="associate")
    assert show(node, make_rule(education="bachelors"))[0][2] == "bachelors"
    assert show(node, make_rule(education="high_school"))[0][2] == "associate"


# ---- apprenticeships


@pytest.mark.parametrize(("ojt", "term"), [(None, APPRENTICESHIP), (24, 60), (72, 72)])
def test_an_apprenticeship_stands_beside_a_certificate(ojt: int | None, term: int) -> None:
    node = make_node(gate_education="certificate", ojt_high=ojt)
    assert show(node, has_sponsor=True) == [
        ("school", "", "certificate", 0, 0, ojt or 0),
        ("apprenticeship", "", "high_school", 0, 0, term),
    ]


@pytest.mark.parametrize(
    ("level", "rule", "has_sponsor"),
    [
        ("certificate", make_rule(), False),
        ("certificate", make_rule(education="certificate"), True),
        ("associate", make_rule(), True),
    ],
    ids=["no sponsor", "a rule asks schooling", "a degree is asked"],
)
def test_elsewhere_there_is_none(level: str, rule: Row, has_sponsor: bool) -> None:
    node = make_node(gate_education=level)
    assert [way[0] for way in show(node, rule, has_sponsor=has_sponsor)] == ["school"]


# ---- routes of a rule


def test_each_route_is_a_way_of_its_own_and_what_has_none_holds_on_all() -> None:
    node = make_node(gate_education="certificate")
    rules = [
        make_rule("check", gate="always"),
        make_rule(gate="a", route="a", education="certificate"),
        make_rule(gate="b", route="b", hours=HOURS_OF_WORK, spent="work"),
    ]
    ways = list_ways(node, rules, has_sponsor=False)
    assert [(way.kind, way.route, way.paid) for way in ways] == [
        ("school", "a", 0),
        ("apprenticeship", "b", 12),
    ]
    assert [[rule["gate"] for rule in way.rules] for way in ways] == [
        ["always", "a"],
        ["always", "b"],
    ]


def test_a_licensed_job_without_hours_or_schooling_in_its_rule_asks_what_the_publisher_says() -> (
    None
):
    assert show(make_node(gate_education="bachelors"), make_rule(route="a")) == [
        ("school", "a", "bachelors", 0, 0, 0)
    ]


# ---- months


@pytest.mark.parametrize(
    ("rule", "months"),
    [
        (make_rule(hours=75, spent="study"), (1, 0, 0)),
        (make_rule(hours=160, spent="study"), (1, 0, 0)),
        (make_rule(hours=161, spent="study"), (2, 0, 0)),
        (make_rule(months_low=6, months_high=9, spent="study"), (9, 0, 0)),
        (make_rule(hours=2_000, spent="work"), (0, 0, 12)),
        (make_rule(hours=8_000, spent="work"), (0, 0, 48)),
        (make_rule("experience", months_low=24, months_high=36, spent="work"), (0, 24, 0)),
        (make_rule(), (0, 0, 0)),
    ],
)
def test_months_are_those_that_the_rule_states(rule: Row, months: tuple[int, ...]) -> None:
    assert show(make_node(), rule)[0][3:] == months


def test_of_one_kind_the_longest_counts_and_kinds_add_up() -> None:
    floor = make_rule(hours=160, spent="study", gate="nation")
    state = make_rule(hours=480, spent="study", gate="state")
    other = make_rule("credential", hours=160, spent="study")
    assert show(make_node(), floor, state)[0][3] == 3
    assert show(make_node(), floor, state, other)[0][3] == 4


def test_the_longer_of_rule_and_publisher_counts_for_work() -> None:
    rule = make_rule("experience", months_low=24, months_high=24, spent="work")
    assert show(make_node(experience_low=12), rule)[0][4] == 24
    assert show(make_node(experience_low=60), rule)[0][4] == 60


def test_what_has_to_be_held_first_is_read_from_the_rules() -> None:
    rule = make_rule(held_first="33-3021|33-3051")
    (way,) = list_ways(make_node(), [rule], has_sponsor=False)
    assert way.first == {"33-3021", "33-3051"}
    assert list_ways(make_node(), [make_rule()], has_sponsor=False)[0].first == frozenset()


# ---- in real places


@pytest.fixture(scope="module", params=PLACES)
def region(request: pytest.FixtureRequest, graph: Graph) -> Region:
    return open_region(graph, request.param)


def test_every_rule_that_gates_the_worker_is_on_a_way(region: Region) -> None:
    gating = 0
    for soc, entry in list_entries(region).items():
        rules = list_rules(region.graph, soc, region.jurisdiction)
        wanted = {rule["gate"] for rule in rules if gates_worker(rule)}
        gating += len(wanted)
        assert {rule["gate"] for way in entry.ways for rule in way.rules} == wanted
        always = {rule["gate"] for rule in rules if gates_worker(rule) and not rule["route"]}
        assert all(always <= {rule["gate"] for rule in way.rules} for way in entry.ways)
    assert gating > 40


def test_every_job_with_a_level_has_a_way(region: Region) -> None:
    nodes = get_occupations(region.graph)
    entries = list_entries(region)
    assert set(entries) == {soc for soc, node in nodes.items() if node["gate_education"]}
    assert all(entry.ways for entry in entries.values())


def test_no_licensed_or_unchecked_job_is_open_to_everybody_beside_its_certificate(
    region: Region,
) -> None:
    """A second door without hours is open only where licences were looked up and there is none."""
    state = find_state(region.graph, region.jurisdiction)
    doors = 0
    for soc, entry in list_entries(region).items():
        checked = is_checked(list_rules(region.graph, soc, region.jurisdiction), state)
        assert entry.is_checked == checked
        kinds = {way.kind: way for way in entry.ways if not way.route}
        if {"hired", "school"} <= set(kinds):
            doors += 1
            assert checked
            assert all(rule["kind"] != "license" for rule in kinds["hired"].rules)
    if region.home == "MO":
        assert doors >= 4


def test_apprenticeships_beside_certificates_have_a_sponsor_here(region: Region) -> None:
    placed = set(list_employers(region)["employer"])
    sponsored = {
        row["occupation"]
        for row in region.graph.table("edges/trains").to_pylist()
        if row["employer"] in placed
    }
    assert set(count_sponsors(region)) == sponsored
    for soc, entry in list_entries(region).items():
        if any(way.kind == "apprenticeship" and not way.route for way in entry.ways):
            assert soc in sponsored


def list_kinds(region: Region, soc: str) -> list[str]:
    ways: tuple[Way, ...] = list_entries(region)[soc].ways
    return [way.kind for way in ways]


@pytest.mark.parametrize(
    ("soc", "kinds"),
    [
        ("31-9091", ["hired", "school"]),
        ("31-9092", ["school", "apprenticeship"]),
        ("53-3032", ["school"]),
        ("29-2057", ["school"]),
        ("41-2011", ["hired"]),
    ],
    ids=["two doors", "an apprenticeship beside it", "licensed", "not checked", "cashier"],
)
def test_ways_in_st_louis(region_stl: Region, soc: str, kinds: list[str]) -> None:
    assert list_kinds(region_stl, soc) == kinds


def test_a_nursing_assistant_takes_a_course_of_the_states_hours(region_stl: Region) -> None:
    ways = list_entries(region_stl)["31-1131"].ways
    course = next(way for way in ways if way.kind == "course")
    hours = max(rule["hours"] or 0 for rule in course.rules if rule["spent"] == "study")
    assert hours >= 75
    assert course.study == -(-hours // HOURS_OF_STUDY)
