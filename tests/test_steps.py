"""What each move asks of one person: what is held counts, what is asked is listed, nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.awards import BACHELORS, list_awards
from pathways.entry import list_entries
from pathways.errors import UnknownCodeError
from pathways.gates import LEVEL_OF_AWARD, rank_level
from pathways.graph import get_occupations
from pathways.moves import list_moves
from pathways.person import Person
from pathways.region import Region
from pathways.schema import LEVELS, Level
from pathways.steps import (
    AFTER_FOUR_YEARS,
    CREDIT,
    FURTHEST_ZONE_RISE,
    PREPARED,
    UNLIKE,
    Option,
    Step,
    Steps,
    check_holding,
    find_best,
    hold_at_start,
    hold_on_arrival,
    is_feeder,
    list_possible,
    list_steps,
    measure_dissimilarity,
)
from tests.step_tables import Edge, make_step

CNA, LPN, RN, CASHIER = "31-1131", "29-2061", "29-1141", "41-2011"
RADIOLOGIC, RADIATION = "29-2034", "29-1124"
RN_DEGREE = "credential:award/51.3801/3"


def find_steps(region: Region, person: Person, start: str, goal: str) -> list[Step]:
    """Return the steps from a start to a goal, which is named so that no weak move is left out."""
    steps = list_steps(region, replace(person, goals=(goal,)), start)
    return [step for step in steps[start] if step.destination == goal]


def list_ways(region: Region, person: Person, start: str, goal: str) -> tuple[Option, ...]:
    return find_steps(region, person, start, goal)[0].options


@pytest.fixture(scope="module")
def steps_stl(region_stl: Region) -> Steps:
    return list_steps(region_stl, Person(), CNA)


@pytest.fixture(scope="module")
def every_step(steps_stl: Steps) -> list[Step]:
    """Every step that a nursing assistant of St. Louis could ever take."""
    return [step for origin in steps_stl for step in steps_stl[origin]]


# ---- which moves are steps


def test_there_are_steps_of_every_kind(every_step: list[Step]) -> None:
    assert len(every_step) > 5_000
    kinds = {step.chosen.kind for step in every_step}
    assert kinds == {"award", "usual", "course", "hired", "apprenticeship", "held"}


def test_no_step_loses_more_than_a_tenth_of_the_pay(every_step: list[Step]) -> None:
    known = [step.pay for step in every_step if step.pay.change is not None]
    assert known
    assert [pay for pay in known if 10 * pay.change < -pay.before] == []


def test_what_prepares_for_nothing_climbs_at_most_one_job_zone(
    region_stl: Region, every_step: list[Step]
) -> None:
    """Study, work in the job left and a year of learning at work prepare for more."""
    nodes = get_occupations(region_stl.graph)
    climbs: dict[bool, set[int]] = {True: set(), False: set()}
    for step in every_step:
        zone, next_zone = (nodes[soc]["job_zone"] or 0 for soc in (step.origin, step.destination))
        prepares = any(
            option.months_high or option.way.experience or option.paid >= PREPARED
            for option in step.options
        )
        if zone and next_zone:
            climbs[prepares].add(next_zone - zone)
    assert max(climbs[False]) == FURTHEST_ZONE_RISE == 1
    assert max(climbs[True]) > 1


def test_a_job_that_is_not_published_here_is_no_step(
    region_stl: Region, every_step: list[Step]
) -> None:
    here = set(region_stl.wages[region_stl.area])
    moves = list_moves(region_stl.graph).values()
    assert {move.destination for found in moves for move in found} - here
    assert {step.destination for step in every_step} <= here


def test_every_step_is_a_move_that_we_know(region_stl: Region, every_step: list[Step]) -> None:
    known = {
        (origin, move.destination)
        for origin, moves in list_moves(region_stl.graph).items()
        for move in moves
    }
    assert {(step.origin, step.destination) for step in every_step} <= known


def test_an_excluded_job_is_no_step(region_stl: Region) -> None:
    without = list_steps(region_stl, Person(exclude=(LPN,)), CNA)
    assert LPN in {step.destination for step in list_steps(region_stl, Person(), CNA)[CNA]}
    for origin in list_possible(region_stl):
        assert LPN not in {step.destination for step in without[origin]}


@pytest.mark.parametrize("name", ["is_weak", "is_residual"])
def test_weak_moves_and_what_is_left_of_a_group_are_steps_only_to_a_goal(
    region_stl: Region, name: str
) -> None:
    tried = 0
    for origin, moves in list_possible(region_stl).items():
        for possible in moves:
            if tried == 20 or not getattr(possible, name):
                continue
            end = possible.move.destination
            if find_steps(region_stl, Person(), origin, end):
                tried += 1
                steps = list_steps(region_stl, Person(), origin)
                assert end not in {step.destination for step in steps[origin]}
    assert tried == 20


def test_limits_never_make_a_new_table(region_stl: Region) -> None:
    limited = Person(max_months=1, max_elapsed=2, max_cost=3, max_steps=1, min_wage=90_000)
    wishes = replace(limited, paid_only=True, pay="median", rank="best_pay", sectors=("health",))
    assert list_steps(region_stl, wishes, CNA) is list_steps(region_stl, Person(), CNA)


def test_a_job_that_is_in_no_list_has_no_steps(steps_stl: Steps) -> None:
    assert steps_stl.get("99-9999") is None
    with pytest.raises(KeyError):
        steps_stl["99-9999"]


# ---- what a step asks


def test_a_step_is_taken_by_one_of_its_options(every_step: list[Step]) -> None:
    for step in every_step:
        assert step.chosen in step.options
        assert not any(other != step.chosen and beats(other, step.chosen) for other in step.options)


def test_options_are_sorted_by_calendar_months_first(every_step: list[Step]) -> None:
    for step in every_step:
        elapsed = [option.elapsed for option in step.options]
        assert elapsed == sorted(elapsed)


def test_every_option_gives_what_its_way_asks(region_stl: Region, every_step: list[Step]) -> None:
    for step in every_step:
        for option in step.options:
            way = option.way
            assert way in list_entries(region_stl)[step.destination].ways
            if option.kind in ("award", "usual"):
                level = LEVEL_OF_AWARD[option.credential.rsplit("/", 1)[1]]
                assert way.kind == "school"
                assert rank_level(level) >= rank_level(way.level)
                assert option.months_high >= way.study
                assert option.months_high > 0
            elif option.kind == "held":
                assert way.kind == "school"
                assert option.months_high == 0
            else:
                assert way.kind != "school"
                assert option.months_high in (0, way.study)
            assert option.paid == way.paid
            assert option.experience <= way.experience


def test_experience_is_asked_only_of_those_who_come_from_where_it_is_gained(
    region_stl: Region, every_step: list[Step]
) -> None:
    asked = [step for step in every_step if step.experience]
    assert asked
    for step in asked:
        assert is_feeder(step.origin, step.move)


def test_a_job_to_hold_first_is_where_the_step_begins(every_step: list[Step]) -> None:
    found = [step for step in every_step if step.chosen.way.first]
    assert {step.destination for step in found} >= {"29-1171"}
    for step in found:
        assert step.origin in step.chosen.way.first


def test_the_whole_numbers_of_a_step() -> None:
    edge = Edge(0, 1, months=6, paid=12, experience=24, cost=900, likeness=70)
    assert make_step(edge).vector == (6, 42, 900, 0, 30)
    assert make_step(edge._replace(cost=None, likeness=None)).vector == (6, 42, 0, 1, UNLIKE)


@pytest.mark.parametrize(
    ("likeness", "unlike"), [(100, 1), (99, 1), (98, 2), (0, 100), (None, 100)]
)
def test_unlikeness_is_a_whole_number_of_at_least_one(likeness: int | None, unlike: int) -> None:
    assert measure_dissimilarity(make_step(Edge(0, 1, likeness=likeness)).move) == unlike


# ---- which options are kept


def beats(one: Option, other: Option) -> bool:
    """Say whether one option is nowhere worse and somewhere better."""

    def read(option: Option) -> tuple[float, ...]:
        cost = float("inf") if option.cost is None else option.cost
        return option.months_high, option.elapsed, cost

    mine, theirs = read(one), read(other)
    return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


options_drawn = st.lists(
    st.builds(
        lambda months, paid, cost: make_step(Edge(0, 1, months, paid, 0, cost)).chosen,
        st.integers(0, 4),
        st.integers(0, 3),
        st.none() | st.integers(0, 4),
    ),
    max_size=12,
)


@given(options_drawn)
def test_kept_options_are_those_that_no_other_beats(options: Sequence[Option]) -> None:
    best = find_best(options)
    kept = {option[:16] for option in best}
    assert len(kept) == len(best)
    for option in options:
        assert (option[:16] in kept) != any(beats(other, option) for other in options)


# ---- what is held


def test_education_not_said_is_the_level_of_the_start_job(region_stl: Region) -> None:
    for start in (CNA, RN, CASHIER, RADIOLOGIC):
        gate: Level = get_occupations(region_stl.graph)[start]["gate_education"]
        said = list_steps(region_stl, Person(education=gate), start)
        assert list_steps(region_stl, Person(), start)[start] == said[start]


def test_more_education_never_closes_a_step_nor_lengthens_it(region_stl: Region) -> None:
    for start in (CNA, CASHIER, RADIOLOGIC, "43-4051"):
        shortest = [
            {
                step.destination: min(option.elapsed for option in step.options)
                for step in list_steps(region_stl, Person(education=level), start)[start]
            }
            for level in LEVELS
        ]
        for fewer, more in pairwise(shortest):
            assert set(fewer) <= set(more)
            assert all(more[end] <= months for end, months in fewer.items())
        assert shortest[0] != shortest[-1]


def test_on_arrival_one_holds_what_that_job_asked_and_nothing_more(region_stl: Region) -> None:
    begin = hold_at_start(region_stl, Person(education="high_school", years=5), CASHIER)
    arrived = hold_on_arrival(region_stl, begin, RN)
    assert (begin.level, begin.experience) == ("high_school", 60)
    assert (arrived.level, arrived.experience) == ("associate", 0)
    assert "license/MO/mo-29-1141-license" in arrived.permits
    assert "license/MO/mo-29-2061-license" not in arrived.permits
    assert hold_on_arrival(region_stl, begin, CNA).level == "high_school"


def test_schooling_said_beyond_what_a_job_usually_asks_is_in_no_field_we_know(
    region_stl: Region,
) -> None:
    """A bachelor's degree of a nursing assistant opens nothing by itself: it may be in anything."""
    begin = hold_at_start(region_stl, Person(education="bachelors"), CNA)
    assert begin.level == "bachelors"
    assert {level for _fields, level in begin.schooling} == {"certificate"}


@pytest.mark.parametrize(
    ("holding", "goal"),
    [
        (RN_DEGREE, RN),
        (RN_DEGREE.removeprefix("credential:"), RN),
        ("license/MO/mo-29-1141-license", RN),
        ("credential:license/MO/mo-29-2061-license", LPN),
        ("award/51.3901/2", LPN),
    ],
)
def test_what_is_held_closes_the_gate_that_asks_it(
    region_stl: Region, holding: str, goal: str
) -> None:
    before = list_ways(region_stl, Person(), CNA, goal)
    (after,) = list_ways(region_stl, Person(holds=(holding,)), CNA, goal)
    assert min(option.months_high for option in before) >= 10
    assert (after.kind, after.months_high, after.cost) == ("held", 0, 0)


@pytest.mark.parametrize("holding", ["award/51.3901/2", "license/IL/il-29-1141-license"])
def test_what_is_held_for_something_else_closes_nothing(region_stl: Region, holding: str) -> None:
    person = Person(holds=(check_holding(region_stl.graph, holding),))
    assert list_ways(region_stl, person, CNA, RN) == list_ways(region_stl, Person(), CNA, RN)


def test_a_course_is_held_where_every_rule_that_asks_hours_is(region_stl: Region) -> None:
    rules = ("license/MO/mo-31-1131-education", "license/US/us-31-1131-education")

    def count(holds: tuple[str, ...]) -> list[int]:
        ways = list_ways(region_stl, Person(holds=holds), "35-3023", CNA)
        return [option.months_high for option in ways if option.kind in ("course", "hired")]

    assert min(count(())) == 2
    assert 0 in count(rules)
    assert 0 not in count(rules[1:])


@pytest.mark.parametrize(
    "holding", ["award/51.3801/9", "license/MO/nothing", "29-1141", "certification/none"]
)
def test_a_holding_in_no_list_is_refused(region_stl: Region, holding: str) -> None:
    with pytest.raises(UnknownCodeError, match=holding):
        list_steps(region_stl, Person(holds=(holding,)), CNA)


def test_an_unknown_award_names_what_is_near(region_stl: Region) -> None:
    with pytest.raises(UnknownCodeError, match=r"Closest: award/51\.3801/"):
        check_holding(region_stl.graph, "award/51.3801/9")


def test_years_count_towards_experience_in_the_start_job_alone(region_stl: Region) -> None:
    manager, chief = "11-1021", "11-1011"
    (full,) = {o.experience for o in list_ways(region_stl, Person(), manager, chief)}
    (left,) = {o.experience for o in list_ways(region_stl, Person(years=2), manager, chief)}
    (none,) = {o.experience for o in list_ways(region_stl, Person(years=40), manager, chief)}
    assert (full, left, none) == (60, 36, 0)
    unsaid = list_steps(region_stl, Person(), CNA)
    said = list_steps(region_stl, Person(years=9), CNA)
    assert [step.vector for step in said[manager]] == [step.vector for step in unsaid[manager]]


# ---- degrees that count


def list_awards_of(options: Sequence[Option], level: str) -> dict[tuple[str, str], Option]:
    return {
        (option.credential, option.provider): option
        for option in options
        if option.kind == "award" and option.credential.endswith(f"/{level}")
    }


def test_an_associate_in_its_field_leaves_two_years_of_a_bachelors(region_stl: Region) -> None:
    unheld = Person(education="high_school")
    whole = list_awards_of(list_ways(region_stl, unheld, RADIOLOGIC, RADIATION), BACHELORS)
    left = list_awards_of(list_ways(region_stl, Person(), RADIOLOGIC, RADIATION), BACHELORS)
    assert whole.keys() == left.keys() != set()
    for offer, option in left.items():
        assert (option.months_low, option.months_high) == (CREDIT, CREDIT) == (24, 24)
        assert whole[offer].months_high == 48
        assert 2 * option.cost == whole[offer].cost


def test_an_associate_in_another_field_leaves_all_of_it(region_stl: Region) -> None:
    bachelors = list_awards_of(list_ways(region_stl, Person(), RADIATION, RN), BACHELORS)
    assert bachelors
    assert min(option.months_high for option in bachelors.values()) > CREDIT


def test_an_award_after_a_bachelors_counts_it_in_where_none_is_held(region_stl: Region) -> None:
    start, goal = "11-2022", "11-1011"
    without = list_ways(region_stl, Person(education="high_school"), start, goal)
    having = list_ways(region_stl, Person(education="bachelors"), start, goal)
    long, short = list_awards_of(without, "7"), list_awards_of(having, "7")
    assert long.keys() == short.keys() != set()
    for offer, option in long.items():
        assert option.first == AFTER_FOUR_YEARS == 48
        assert option.months_high == short[offer].months_high + 48
        assert (option.cost, option.cost_code) == (None, "unknown")
        assert short[offer].first == 0


def test_no_award_here_and_well_seen_means_no_step(region_stl: Region) -> None:
    """Where our sources see most of who teaches, nobody teaching it here is an answer."""
    awards = list_awards(region_stl)
    shut = {
        possible.move.destination: possible.origin
        for moves in list_possible(region_stl).values()
        for possible in moves
        if possible.move.destination not in awards
        and all(
            way.kind == "school" and way.level != "certificate"
            for way in list_entries(region_stl)[possible.move.destination].ways
        )
    }
    assert shut
    for end, origin in shut.items():
        kinds = {step.chosen.kind for step in find_steps(region_stl, Person(), origin, end)}
        assert kinds <= {"held"}


def test_an_award_nobody_is_seen_to_teach_takes_its_usual_time(every_step: list[Step]) -> None:
    usual = [option for step in every_step for option in step.options if option.kind == "usual"]
    assert usual
    for option in usual:
        assert option.provider is None
        assert option.cost is None
        assert option.months_basis == "level"


def iterate_origins(region: Region) -> Iterator[str]:
    return iter(sorted(list_possible(region)))


def test_steps_say_how_many_there_are(steps_stl: Steps, region_stl: Region) -> None:
    nodes = get_occupations(region_stl.graph)
    assert len(steps_stl) == len(nodes) == len(list(steps_stl))
    assert set(iterate_origins(region_stl)) <= set(steps_stl)
