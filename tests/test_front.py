"""The search: it gives what plain enumeration gives, and a tighter limit is a mask over it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.front import (
    COST,
    ELAPSED,
    LOOSEST,
    MONTHS,
    SIDEWAYS,
    STEPS,
    UNKNOWN,
    WIDEST,
    Caps,
    Front,
    Table,
    search_front,
)
from pathways.person import Person
from pathways.region import open_region
from pathways.steps import Steps, list_steps
from pathways.store import Graph
from tests.step_tables import (
    Answers,
    Edge,
    draw_edges,
    enumerate_answers,
    is_beaten,
    make_table,
    read_answers,
)

BLOCKS, IN_BLOCK = 12, 100
PLACES = (
    "0041180",  # St. Louis
    "0033100",  # Miami
    "0028140",  # Kansas City
    "0045220",  # Tallahassee
    "2900002",  # North Missouri, nonmetropolitan
    "2900003",  # Southeast Missouri, nonmetropolitan
    "5600000",  # Wyoming
    "5600007",  # Eastern Wyoming, nonmetropolitan
)
STARTS = ("31-1131", "41-2011", "43-4051", "35-3023", "47-2061")
CAP_FIELDS = tuple(Caps._fields)


@st.composite
def list_edges(draw: st.DrawFn) -> list[Edge]:
    """Edges between six jobs; whether a move is sideways depends on the two jobs alone."""
    sideways = draw(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))))
    drawn = draw(
        st.lists(
            st.builds(
                Edge,
                st.integers(0, 5),
                st.integers(0, 5),
                months=st.sampled_from((0, 6, 24)),
                paid=st.sampled_from((0, 12)),
                experience=st.sampled_from((0, 12)),
                cost=st.sampled_from((0, 100, None)),
                likeness=st.sampled_from((99, 50, None)),
                builds=st.booleans(),
                connects=st.booleans(),
            ),
            max_size=18,
        )
    )
    return [
        edge._replace(sideways=(edge.origin, edge.destination) in sideways)
        for edge in drawn
        if edge.origin != edge.destination
    ]


caps_drawn = st.builds(
    Caps,
    st.integers(1, 5),
    st.sampled_from((None, 0, 6, 12, 30, 48)),
    st.sampled_from((None, 0, 12, 24, 36, 60)),
    st.sampled_from((None, 0, 100, 200)),
    st.sampled_from((None, 0, 1)),
)


def draw_case(seed: int) -> tuple[list[Edge], Caps]:
    dice = random.Random(seed)
    return draw_edges(dice, plain=bool(seed % 2)), Caps(1 + seed % 5)


def list_pairs(answers: Answers) -> set[tuple[object, ...]]:
    return {(end, sums, ids) for end, found in answers.items() for sums, ids in found.items()}


# ---- against enumeration


@pytest.mark.parametrize("block", range(BLOCKS))
def test_answers_are_those_of_plain_enumeration(block: int) -> None:
    for seed in range(block * IN_BLOCK, (block + 1) * IN_BLOCK):
        edges, caps = draw_case(seed)
        table = make_table(edges)
        front = search_front(table, "0", caps)
        for sideways in (True, False):
            wanted = enumerate_answers(table, "0", caps, sideways=sideways)
            assert read_answers(front, sideways=sideways) == wanted, (seed, sideways)


@pytest.mark.parametrize("block", range(3))
def test_capped_answers_are_those_of_plain_enumeration(block: int) -> None:
    for seed in range(block * IN_BLOCK, (block + 1) * IN_BLOCK):
        dice = random.Random(seed)
        table = make_table(draw_edges(dice, plain=bool(seed % 2)))
        caps = Caps(dice.randint(1, 5), dice.choice((0, 6, 30)), dice.choice((12, 36)), 100, 1)
        wanted = enumerate_answers(table, "0", caps, sideways=True)
        assert read_answers(search_front(table, "0", caps), sideways=True) == wanted, seed


def test_the_drawn_tables_hold_what_makes_searching_hard() -> None:
    """Steps that may not follow one another, parallel ones, equal sums, prices not known, walks back."""
    seen = dict.fromkeys(("parallel", "blocked", "unknown", "several", "back"), 0)
    for seed in range(BLOCKS * IN_BLOCK):
        edges, caps = draw_case(seed)
        pairs = [edge[:2] for edge in edges]
        front = search_front(make_table(edges), "0", caps)
        free = search_front(make_table(edge._replace(sideways=False) for edge in edges), "0", caps)
        answers = read_answers(front, sideways=True)
        seen["parallel"] += len(set(pairs)) < len(pairs)
        seen["blocked"] += answers != read_answers(free, sideways=True)
        seen["unknown"] += bool((front.sums[:, UNKNOWN] > 0).any())
        seen["several"] += any(len(found) > 1 for found in answers.values())
        seen["back"] += bool(list_walks_back(front))
    assert min(seen.values()) >= 10, seen


def list_walks_back(front: Front) -> list[tuple[str, ...]]:
    """Return the rows of a front, as codes, that pass a job twice."""
    walks = (
        (front.start, *(step.destination for step in front.trace(row)))
        for row in range(len(front.node))
    )
    return [walk for walk in walks if len(set(walk)) < len(walk)]


@pytest.fixture(scope="module")
def tables(graph: Graph) -> dict[tuple[str, str], Steps]:
    """The steps of every start in every place, for somebody who said nothing."""
    regions = {place: open_region(graph, place) for place in PLACES}
    return {
        (place, start): list_steps(regions[place], Person(), start)
        for place, start in product(PLACES, STARTS)
    }


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("start", STARTS)
def test_real_answers_are_those_of_plain_enumeration(
    tables: dict[tuple[str, str], Steps], place: str, start: str
) -> None:
    """At three steps, and at the loosest caps."""
    steps = tables[place, start]
    for caps in (Caps(3), LOOSEST):
        front = search_front(steps, start, caps)
        for sideways in (True, False):
            wanted = enumerate_answers(steps, start, caps, sideways=sideways)
            assert wanted
            assert read_answers(front, sideways=sideways) == wanted


@pytest.mark.parametrize("place", PLACES)
def test_no_real_answer_is_lost_to_a_walk_that_passes_a_job_twice(
    tables: dict[tuple[str, str], Steps], place: str
) -> None:
    for start in STARTS:
        steps = tables[place, start]
        wanted = enumerate_answers(steps, start, LOOSEST, sideways=True, simple_first=True)
        assert read_answers(search_front(steps, start), sideways=True) == wanted


def test_real_starts_lead_to_many_answers(tables: dict[tuple[str, str], Steps]) -> None:
    found = [
        read_answers(search_front(steps, start), sideways=True)
        for (_place, start), steps in tables.items()
    ]
    assert len(found) == 40
    assert sum(len(ways) for answers in found for ways in answers.values()) > 1_000


# ---- limits


@settings(max_examples=150)
@given(list_edges(), caps_drawn)
def test_a_mask_over_the_front_is_a_fresh_search(edges: list[Edge], caps: Caps) -> None:
    table = make_table(edges)
    whole, fresh = search_front(table, "0"), search_front(table, "0", caps)
    for sideways in (True, False):
        masked = read_answers(whole, sideways=sideways, caps=caps)
        assert masked == read_answers(fresh, sideways=sideways)


@pytest.mark.parametrize("place", PLACES)
def test_a_mask_over_a_real_front_is_a_fresh_search(
    tables: dict[tuple[str, str], Steps], place: str
) -> None:
    dice = random.Random(int(place))
    kept = 0
    for start in STARTS:
        steps = tables[place, start]
        whole = search_front(steps, start)
        for _ in range(6):
            caps = Caps(
                dice.randint(1, 5),
                dice.choice((LOOSEST.months, dice.randint(0, 48))),
                dice.choice((LOOSEST.elapsed, dice.randint(0, 120))),
                dice.choice((LOOSEST.cost, dice.randint(0, 60_000))),
                dice.choice((None, 0, 1)),
            )
            masked = read_answers(whole, sideways=True, caps=caps)
            assert masked == read_answers(search_front(steps, start, caps), sideways=True)
            kept += len(masked)
    assert kept > 100


@settings(max_examples=100)
@given(list_edges(), caps_drawn, st.sampled_from(CAP_FIELDS))
def test_removing_a_cap_never_loses_a_pathway(edges: list[Edge], caps: Caps, name: str) -> None:
    table = make_table(edges)
    capped = read_answers(search_front(table, "0", caps), sideways=True)
    free = read_answers(search_front(table, "0", caps._replace(**{name: None})), sideways=True)
    assert list_pairs(capped) <= list_pairs(free)


@settings(max_examples=100)
@given(list_edges(), caps_drawn, st.sampled_from(CAP_FIELDS), st.integers(1, 30))
def test_raising_a_cap_never_worsens_the_best(
    edges: list[Edge], caps: Caps, name: str, more: int
) -> None:
    cap = getattr(caps, name)
    raised = caps._replace(**{name: None if cap is None else cap + more})
    table = make_table(edges)
    before = read_answers(search_front(table, "0", caps), sideways=True)
    after = read_answers(search_front(table, "0", raised), sideways=True)
    for end, found in before.items():
        for column in (STEPS, MONTHS, ELAPSED, COST, UNKNOWN):
            best = min(sums[column] for sums in after[end])
            assert best <= min(sums[column] for sums in found)


def test_more_than_a_label_can_hold_is_no_pathway() -> None:
    table = make_table([Edge(0, 1, months=511), Edge(1, 2, months=1), Edge(1, 3)])
    assert set(read_answers(search_front(table, "0", Caps(5)), sideways=True)) == {"1", "3"}
    assert set(read_answers(search_front(table, "0", Caps(5, 9_999)), sideways=True)) == {"1", "3"}


def test_the_loosest_caps_are_within_what_a_label_can_hold() -> None:
    for loose, wide in zip(LOOSEST, WIDEST, strict=True):
        assert loose is None or loose <= wide


# ---- goals, and a table made before


@settings(max_examples=150)
@given(list_edges(), caps_drawn, st.sets(st.integers(0, 6).map(str), min_size=1, max_size=2))
def test_searching_for_goals_finds_what_searching_for_everything_finds(
    edges: list[Edge], caps: Caps, goals: set[str]
) -> None:
    table = make_table(edges)
    whole = read_answers(search_front(table, "0", caps), sideways=True)
    found = read_answers(search_front(table, "0", caps, goals=goals), sideways=True)
    wanted = {end: ways for end, ways in whole.items() if end in goals}
    assert {end: ways for end, ways in found.items() if end in goals} == wanted


@pytest.mark.parametrize("place", PLACES)
def test_real_goals_are_found_as_by_searching_for_everything(
    tables: dict[tuple[str, str], Steps], place: str
) -> None:
    for start in STARTS:
        table = Table(tables[place, start], start, LOOSEST.steps)
        whole = read_answers(search_front(table, start), sideways=True)
        for goal in sorted(whole)[::4]:
            found = read_answers(search_front(table, start, goals=[goal]), sideways=True)
            assert found[goal] == whole[goal]


@settings(max_examples=50)
@given(list_edges(), caps_drawn)
def test_a_table_made_before_changes_nothing(edges: list[Edge], caps: Caps) -> None:
    steps = make_table(edges)
    made = Table(steps, "0", 5)
    one, other = search_front(made, "0", caps), search_front(steps, "0", caps)
    assert read_answers(one, sideways=True) == read_answers(other, sideways=True)


# ---- what changes nothing, and what never hurts


@settings(max_examples=100)
@given(list_edges(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(edges: list[Edge], dice: random.Random) -> None:
    shuffled = make_table(dice.sample(edges, len(edges)))
    one, other = search_front(make_table(edges), "0"), search_front(shuffled, "0")
    assert read_answers(one, sideways=True) == read_answers(other, sideways=True)


@settings(max_examples=100)
@given(list_edges(), list_edges())
def test_an_added_edge_never_hurts(edges: list[Edge], more: Sequence[Edge]) -> None:
    """Every row kept without it is still met, or bettered, by a row of the same job."""
    kinds = {edge[:2]: edge.sideways for edge in edges}
    added = [edge._replace(sideways=kinds.get(edge[:2], edge.sideways)) for edge in more[:2]]
    before = list_rows(search_front(make_table(edges), "0"))
    after = list_rows(search_front(make_table([*edges, *added]), "0"))
    for end, found in before.items():
        for sums in found:
            assert any(is_beaten(sums, other) for other in after[end])


def list_rows(front: Front) -> dict[str, list[tuple[int, ...]]]:
    """Return the sums of every row of a front by end job, whether it is sideways included."""
    rows: dict[str, list[tuple[int, ...]]] = {}
    for row, sums in enumerate(front.sums.tolist()):
        rows.setdefault(front.end(row), []).append(tuple(sums))
    return rows


@settings(max_examples=100)
@given(list_edges())
def test_no_answer_beats_another(edges: list[Edge]) -> None:
    front = search_front(make_table(edges), "0")
    for sideways in (True, False):
        for found in read_answers(front, sideways=sideways).values():
            for sums in found:
                assert not any(is_beaten(sums, other) for other in found if other != sums)


@settings(max_examples=100)
@given(list_edges())
def test_answers_pass_no_job_twice_and_never_the_start(edges: list[Edge]) -> None:
    answers = read_answers(search_front(make_table(edges), "0"), sideways=True)
    for found in answers.values():
        for ids in found.values():
            assert len({"0", *ids}) == len(ids) + 1


@settings(max_examples=100)
@given(list_edges())
def test_a_later_step_builds_or_connects_after_a_raise(edges: list[Edge]) -> None:
    front = search_front(make_table(edges), "0")
    for row in range(len(front.node)):
        path = front.trace(row)
        for step, following in pairwise(path):
            connects = following.connects and not step.is_sideways
            assert following.builds or connects


# ---- small cases by hand


def read_ids(edges: Sequence[Edge], end: str, *, sideways: bool = True) -> list[tuple[str, ...]]:
    front = search_front(make_table(edges), "0")
    return sorted(read_answers(front, sideways=sideways).get(end, {}).values())


def test_a_longer_way_that_takes_less_study_stands_beside_the_short_one() -> None:
    edges = [Edge(0, 2, months=24), Edge(0, 1), Edge(1, 2, months=6)]
    assert read_ids(edges, "2") == [("1", "2"), ("2",)]


def test_a_way_whose_price_is_known_stands_beside_a_quicker_one() -> None:
    edges = [Edge(0, 1, months=6, cost=None), Edge(0, 1, months=24, cost=900)]
    front = search_front(make_table(edges), "0")
    assert sorted(read_answers(front, sideways=True)["1"]) == [
        (1, 6, 6, 0, 1, 1),
        (1, 24, 24, 900, 0, 1),
    ]


def test_equal_sums_keep_the_smaller_codes() -> None:
    edges = [Edge(0, 2), Edge(0, 1), Edge(1, 3), Edge(2, 3)]
    assert read_ids(edges, "3") == [("1", "3")]


def test_smaller_codes_stay_though_their_last_step_is_sideways() -> None:
    edges = [Edge(0, 1), Edge(0, 2), Edge(1, 3, sideways=True), Edge(2, 3)]
    assert read_ids(edges, "3") == [("1", "3")]
    assert read_ids(edges, "3", sideways=False) == [("2", "3")]


@pytest.mark.parametrize(
    ("sideways", "builds", "connects", "is_pathway"),
    [
        (True, True, False, True),
        (True, False, True, False),
        (False, True, False, True),
        (False, False, True, True),
        (False, False, False, False),
    ],
)
def test_a_stop_has_to_be_of_use(
    sideways: bool, builds: bool, connects: bool, is_pathway: bool
) -> None:
    edges = [Edge(0, 1, sideways=sideways), Edge(1, 2, builds=builds, connects=connects)]
    assert read_ids(edges, "2") == ([("1", "2")] if is_pathway else [])


def test_what_ends_sideways_answers_only_where_it_was_asked_for() -> None:
    edges = [Edge(0, 1, sideways=True)]
    assert read_ids(edges, "1") == [("1",)]
    assert read_ids(edges, "1", sideways=False) == []


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_more_steps_than_allowed(most: int) -> None:
    table = make_table([Edge(0, 1), Edge(1, 2), Edge(2, 3)])
    front = search_front(table, "0", Caps(most))
    assert sorted(read_answers(front, sideways=True)) == ["1", "2", "3"][:most]


def test_a_start_without_steps_reaches_nothing() -> None:
    front = search_front({}, "0")
    assert len(front.node) == 1
    assert read_answers(front, sideways=True) == {}


def test_the_sums_of_a_row_are_those_of_its_steps() -> None:
    edges = [
        Edge(0, 1, months=6, paid=12, cost=100, likeness=90),
        Edge(1, 2, months=24, experience=12, cost=None, likeness=None),
    ]
    front = search_front(make_table(edges), "0")
    assert front.sums[:, :SIDEWAYS].tolist() == [
        [0, 0, 0, 0, 0, 0],
        [1, 6, 18, 100, 0, 10],
        [2, 30, 54, 100, 1, 110],
    ]
