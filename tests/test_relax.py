"""No pathway is an answer: the smallest changes of limits that open one, and what each one opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.person import Person
from pathways.rank import Candidate
from pathways.region import Region, open_region
from pathways.relax import SHOWN, Change, Relaxation, find_relaxations, list_changes
from pathways.steps import list_possible
from pathways.store import Graph
from pathways.trace import ELAPSED_WITHOUT_GOAL, trace_pathways
from tests.step_tables import Edge, make_candidates

CNA, CASHIER, RN, SURGEON = "31-1131", "41-2011", "29-1141", "29-1249"
MIAMI, KANSAS_CITY = "0033100", "0028140"


@pytest.fixture(scope="module")
def region_kc(graph: Graph) -> Region:
    return open_region(graph, KANSAS_CITY)


@pytest.fixture(scope="module")
def region_miami(graph: Graph) -> Region:
    return open_region(graph, MIAMI)


# ---- what a pathway would need


def make_candidate(
    steps: int = 1, months: int = 0, elapsed: int = 0, cost: int = 0, unknown: int = 0, end: int = 1
) -> Candidate:
    made = make_candidates([Edge(0, end)], {str(end): 50_000})[0]
    return made._replace(sums=(steps, months, elapsed, cost, unknown, end))


def judge(person: Person, candidate: Candidate, earned: int | None = 50_000) -> tuple[Change, ...]:
    return list_changes(person, candidate, earned=earned, in_sector=True)


@pytest.mark.parametrize(
    ("limits", "sums", "changes"),
    [
        ({"max_steps": 3}, {"steps": 3}, []),
        ({"max_steps": 3}, {"steps": 4}, [("max_steps", 3, 4)]),
        ({"max_months": 12}, {"months": 12}, []),
        ({"max_months": 12}, {"months": 13}, [("max_months", 12, 13)]),
        ({"max_elapsed": 0}, {"elapsed": 1}, [("max_elapsed", 0, 1)]),
        ({"max_cost": 100}, {"cost": 100}, []),
        ({"max_cost": 100}, {"cost": 101}, [("max_cost", 100, 101)]),
        ({"max_cost": 100}, {"cost": 0, "unknown": 1}, [("max_cost", 100, None)]),
        ({}, {"cost": 9_999, "unknown": 1, "months": 400, "elapsed": 900}, []),
        ({"paid_only": True}, {"months": 1}, [("paid_only", True, None)]),
        ({"paid_only": True}, {"elapsed": 60}, []),
        (
            {"max_months": 1, "max_cost": 1},
            {"months": 2, "cost": 2},
            [("max_months", 1, 2), ("max_cost", 1, 2)],
        ),
    ],
)
def test_a_pathway_names_every_limit_that_it_does_not_keep(
    limits: Mapping[str, Any], sums: Mapping[str, int], changes: list[tuple[Any, ...]]
) -> None:
    assert [tuple(c) for c in judge(Person(**limits), make_candidate(**sums))] == changes


@pytest.mark.parametrize(
    ("earned", "changes"),
    [
        (60_000, ()),
        (59_999, (("min_wage", 60_000, 59_999),)),
        (None, (("min_wage", 60_000, None),)),
    ],
)
def test_a_wage_line_is_held_against_what_is_earned(
    earned: int | None, changes: tuple[Change, ...]
) -> None:
    assert judge(Person(min_wage=60_000), make_candidate(), earned) == changes


def test_a_job_of_another_sector_needs_the_sector_dropped() -> None:
    person = Person(sectors=("health",))
    found = list_changes(person, make_candidate(), earned=None, in_sector=False)
    assert found == (Change("sectors", ["health"], None),)


@pytest.mark.parametrize(
    ("change", "size"),
    [
        (Change("max_months", 12, 18), 0.5),
        (Change("max_cost", 0, 300), 300),
        (Change("min_wage", 50_000, 40_000), 0.2),
        (Change("max_cost", 100, None), 1),
        (Change("paid_only", True, None), 1),
        (Change("sectors", ["health"], None), 1),
    ],
)
def test_a_change_is_as_large_as_its_share_of_what_was_asked(change: Change, size: float) -> None:
    assert change.size == size


# ---- the smallest ones


def find(person: Person, *candidates: Candidate) -> list[Relaxation]:
    return find_relaxations((candidate, judge(person, candidate)) for candidate in candidates)


def test_the_smallest_change_of_a_limit_stands_and_says_all_that_it_opens() -> None:
    person = Person(max_months=12)
    near = [make_candidate(months=months, end=end) for months, end in ((24, 1), (18, 2), (18, 3))]
    assert [(r.changes, r.opens) for r in find(person, *near)] == [
        ((Change("max_months", 12, 18),), ("2", "3"))
    ]


def test_fewer_changes_stand_before_smaller_ones() -> None:
    person = Person(max_months=10, max_elapsed=10, max_cost=100)
    both = make_candidate(months=11, elapsed=11, end=1)
    dear = make_candidate(cost=200, end=2)
    assert [[c.criterion for c in r.changes] for r in find(person, both, dear)] == [
        ["max_cost"],
        ["max_months", "max_elapsed"],
    ]


def test_changes_that_only_add_to_one_that_is_enough_are_left_out() -> None:
    person = Person(max_months=10, max_elapsed=10)
    long = make_candidate(months=40, elapsed=10, end=1)
    both = make_candidate(months=11, elapsed=11, end=2)
    assert [len(r.changes) for r in find(person, long, both)] == [1]


def test_no_more_are_listed_than_people_read() -> None:
    person = Person(max_months=0, max_elapsed=0, max_cost=0, max_steps=1, min_wage=99_000)
    found = find_relaxations(
        (make_candidate(end=place + 1), (Change(name, 1, 2),))
        for place, name in enumerate(
            ("max_months", "max_elapsed", "max_cost", "max_steps", "min_wage", "paid_only")
        )
    )
    assert person.max_months == 0
    assert len(found) == SHOWN == 4


limits = st.builds(
    Person,
    max_steps=st.integers(1, 3),
    max_months=st.none() | st.sampled_from((0, 6, 12)),
    max_elapsed=st.none() | st.sampled_from((0, 12, 24)),
    max_cost=st.none() | st.sampled_from((0, 100)),
    min_wage=st.none() | st.sampled_from((40_000, 60_000)),
    paid_only=st.booleans(),
)
found_ways = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from((0, 6, 12, 24)),
        st.sampled_from((0, 12, 24, 36)),
        st.sampled_from((0, 100, 300)),
        st.integers(0, 1),
        st.sampled_from((None, 30_000, 50_000, 70_000)),
    ),
    max_size=8,
)


def apply(person: Person, changes: tuple[Change, ...]) -> Person:
    """Return the person with changed limits, as somebody would who takes the advice."""
    blank = Person()
    return replace(
        person,
        **{
            c.criterion: getattr(blank, c.criterion) if c.after is None else c.after
            for c in changes
        },
    )


@given(limits, found_ways)
def test_a_relaxation_opens_exactly_what_it_says(
    person: Person, ways: list[tuple[Any, ...]]
) -> None:
    earned = {str(end): way[5] for end, way in enumerate(ways, 1)}
    made = [make_candidate(*way[:5], end=end) for end, way in enumerate(ways, 1)]
    if any(not judge(person, c, earned[c.end]) for c in made):
        return
    judged = [(c, judge(person, c, earned[c.end])) for c in made]
    found = find_relaxations(judged)
    assert bool(found) == bool(made)
    for relaxation in found:
        relaxed = apply(person, relaxation.changes)
        opened = {c.end for c in made if not judge(relaxed, c, earned[c.end])}
        assert opened == set(relaxation.opens)
        assert relaxation.candidate.end in opened
        for dropped in range(len(relaxation.changes)):
            fewer = relaxation.changes[:dropped] + relaxation.changes[dropped + 1 :]
            still_shut = apply(person, fewer)
            assert all(judge(still_shut, c, earned[c.end]) for c in made)


# ---- in real places


def rerun(region: Region, person: Person, relaxation: Mapping[str, Any]) -> dict[str, Any]:
    """Search again with the limits changed as a relaxation says."""
    said = [relaxation, *relaxation["also"]]
    changes = tuple(Change(one["criterion"], one["from"], one["to"]) for one in said)
    return trace_pathways(region, apply(person, changes), every=True)


def list_ends(answer: Mapping[str, Any]) -> set[str]:
    return {pathway["end"] for pathway in answer["pathways"]}


CASES = {
    "CNA to RN in 1 month": ("0041180", Person(starts=(CNA,), goals=(RN,), max_months=1)),
    "CNA to RN, USD 100 in 3 months": (
        "0041180",
        Person(starts=(CNA,), goals=(RN,), max_cost=100, max_elapsed=3),
    ),
    "cashier to surgeon in 24 months": (
        KANSAS_CITY,
        Person(starts=(CASHIER,), goals=(SURGEON,), max_months=24),
    ),
    "anything today": (MIAMI, Person(starts=(CASHIER,), max_months=0, max_elapsed=0, max_cost=0)),
    "a wage out of reach": ("0041180", Person(starts=(CNA,), min_wage=150_000, max_steps=1)),
    "another sector": (
        MIAMI,
        Person(starts=(CASHIER,), sectors=("health",), max_months=0, max_elapsed=6, max_cost=0),
    ),
    "paid only": ("0041180", Person(starts=(CNA,), goals=(RN,), paid_only=True)),
}


@pytest.mark.parametrize("case", CASES)
def test_each_relaxation_applied_opens_exactly_what_it_says(graph: Graph, case: str) -> None:
    place, person = CASES[case]
    region = open_region(graph, place)
    answer = trace_pathways(region, person)
    assert answer["pathways"] == answer["cost_unknown"] == []
    assert answer["relaxations"]
    for relaxation in answer["relaxations"]:
        again = rerun(region, _settle(person), relaxation)
        assert list_ends(again) == set(relaxation["opens"])
        told = [step["soc"] for step in relaxation["pathway"]["steps"]]
        assert told in [[step["soc"] for step in way["steps"]] for way in again["pathways"]]


def _settle(person: Person) -> Person:
    """Say the limits that hold without a goal, which ``every`` leaves out."""
    if person.goals:
        return person
    return replace(
        person,
        max_months=24 if person.max_months is None else person.max_months,
        max_elapsed=ELAPSED_WITHOUT_GOAL if person.max_elapsed is None else person.max_elapsed,
    )


def test_a_nurse_in_a_month_takes_the_months_of_the_shortest_award(region_stl: Region) -> None:
    person = Person(starts=(CNA,), goals=(RN,))
    shortest = min(
        pathway["months"] for pathway in trace_pathways(region_stl, person, every=True)["pathways"]
    )
    found = trace_pathways(region_stl, replace(person, max_months=1))["relaxations"][0]
    assert (found["criterion"], found["from"], found["to"]) == ("max_months", 1, shortest)
    assert (found["also"], found["opens"]) == ([], [RN])
    assert 18 <= shortest <= 24


def test_a_surgeon_in_two_years_takes_the_least_that_there_is(region_kc: Region) -> None:
    person = Person(starts=(CASHIER,), goals=(SURGEON,), max_months=24)
    answer = trace_pathways(region_kc, person)
    assert answer["pathways"] == []
    every = trace_pathways(region_kc, replace(person, max_months=None), every=True)["pathways"]
    if every:
        found = answer["relaxations"][0]
        assert (found["criterion"], found["also"]) == ("max_months", [])
        assert found["to"] == min(pathway["months"] for pathway in every)
        assert answer["searched"]["none"] == ""
    else:
        assert answer["relaxations"] == []
        assert "Surgeons" in answer["searched"]["none"]


def test_where_no_moves_lead_the_answer_says_so(region_kc: Region) -> None:
    """No list names a move into the job, and nobody was seen to make one."""
    person = Person(starts=(CASHIER,), goals=(_find_unreached(region_kc),), max_steps=5)
    answer = trace_pathways(region_kc, person)
    assert answer["pathways"] == answer["relaxations"] == answer["cost_unknown"] == []
    assert "within 5 steps" in answer["searched"]["none"]
    assert "Kansas City" in answer["searched"]["none"]


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (
            Person(starts=(CASHIER,), goals=("17-2021",)),
            "No such award was reported in St. Louis, MO-IL last year.",
        ),
        (
            Person(starts=(CASHIER,), goals=("53-2021",)),
            "It asks for at least 6 months of experience in a related job",
        ),
        (
            Person(starts=(CASHIER,), goals=("53-2011",)),
            "No figures are published there for this job.",
        ),
        (Person(starts=(CNA,), goals=(RN,), exclude=(RN,)), "You asked to leave this job out."),
        (Person(goals=("17-2021",)), "No such award was reported in St. Louis, MO-IL last year."),
        (Person(goals=(SURGEON,)), "No figures are published there for this job."),
        (Person(starts=("11-1011",)), "is known to pay at least a tenth more"),
        (Person(starts=("11-3021",)), "are reached by rare moves only"),
        (Person(starts=("27-2011",)), "published by the hour only"),
        (Person(starts=("25-1071",)), "The jobs that pay more ask for experience"),
        (Person(starts=("29-1122",)), "another job held first, by a rule"),
        (Person(starts=("29-1211",)), "above the highest figure published"),
    ],
    ids=lambda value: "-".join((*value.starts, *value.goals)) if isinstance(value, Person) else "",
)
def test_what_stands_in_the_way_is_what_is_said(
    region_stl: Region, person: Person, reason: str
) -> None:
    answer = trace_pathways(region_stl, person)
    assert answer["pathways"] == answer["relaxations"] == answer["cost_unknown"] == []
    assert reason in answer["searched"]["none"]
    assert "We know of no move" not in answer["searched"]["none"]


def test_jobs_left_out_are_the_reason_where_they_are(region_stl: Region) -> None:
    steps = trace_pathways(region_stl, Person(starts=(CNA,)), every=True)["pathways"]
    ends = tuple({step["soc"] for pathway in steps for step in pathway["steps"]})
    moves = tuple(move.move.destination for move in list_possible(region_stl)[CNA])
    answer = trace_pathways(region_stl, Person(starts=(CNA,), exclude=(*ends, *moves)))
    assert "You asked to leave out the jobs that pay more." in answer["searched"]["none"]


def _find_unreached(region: Region) -> str:
    moves = region.graph.table("edges/advances_to")["destination"].to_pylist()
    here = set(region.wages[region.area])
    return min(here - set(moves) - {CASHIER})


def test_nothing_to_pay_and_no_school_still_leaves_moves(region_miami: Region) -> None:
    person = Person(starts=(CASHIER,), max_months=0, max_cost=0)
    answer = trace_pathways(region_miami, person, top=20)
    assert len(answer["pathways"]) >= 3
    for pathway in answer["pathways"]:
        assert (pathway["months"], pathway["cost"], pathway["unknown_costs"]) == (0, 0, 0)
        parts = [
            step[name] for step in pathway["steps"] for name in ("paid_months", "experience_months")
        ]
        assert pathway["elapsed_months"] == sum(parts)
        for step in pathway["steps"]:
            asked = [gate["months"][0] for gate in step["gates"] if gate["kind"] == "experience"]
            assert step["experience_months"] == max([0, *(month for month in asked if month)])
    assert max(pathway["elapsed_months"] for pathway in answer["pathways"]) > 0


def test_nothing_relaxes_where_something_fits(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(starts=(CNA,), goals=(RN,)))
    assert answer["pathways"]
    assert answer["relaxations"] == []
