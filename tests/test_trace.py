"""Pathways: the search agrees with plain enumeration, and every step is one that may be taken."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.errors import UnknownCodeError
from pathways.graph import get_occupations
from pathways.moves import Move, list_moves
from pathways.person import Person, make_person
from pathways.region import Comparison, Region, open_region
from pathways.schema import LEVELS
from pathways.steps import (
    FURTHEST_ZONE_RISE,
    SCHOOL_GATES,
    Step,
    list_fields,
    list_options,
    list_steps,
    needs_award,
)
from pathways.store import Graph
from pathways.trace import MONTHS_WITHOUT_GOAL, Cost, Label, search_front, trace_pathways

Table = Mapping[str, Sequence[Step]]
Vector = tuple[int, ...]

CNA, LPN, RN = "31-1131", "29-2061", "29-1141"
STARTS = (
    "31-1131", "31-1120", "35-3023", "41-2011", "43-4051", "47-2061", "53-7065", "31-9092",
    "29-2061", "51-4121",
)  # fmt: skip
UNKNOWN_PAY = Comparison(None, None, None, "not_published")


def make_step(origin: str, destination: str, place: int, **months: int) -> Step:
    """Make a step whose whole numbers are 0 unless said."""
    cells: dict[str, Any] = dict.fromkeys(Step._fields, 0)
    move = Move(destination, place, round(1 / place, 3), ("expert list",))
    given_cells = {"origin": origin, "destination": destination, "move": move, "kind": None}
    return Step(**{**cells, **given_cells, "pay": UNKNOWN_PAY, "options": (), **months})


def make_table(edges: Sequence[tuple[int, int, int, int]]) -> dict[str, tuple[Step, ...]]:
    table: dict[str, tuple[Step, ...]] = {}
    for origin, destination, place, months in edges:
        step = make_step(str(origin), str(destination), place, months=months)
        table[str(origin)] = (*table.get(str(origin), ()), step)
    return table


def add_up(path: Sequence[Step]) -> Vector:
    """The cost of a path, added up by hand."""
    return (
        len(path),
        sum(step.months for step in path),
        sum(step.elapsed for step in path),
        sum(step.move.place for step in path),
    )


def enumerate_fronts(
    steps: Table, start: str, max_steps: int
) -> dict[str, dict[Vector, tuple[str, ...]]]:
    """Every simple path by networkx, its cost, and what no other cost beats; ties to the least ids."""
    graph = nx.DiGraph()
    graph.add_node(start)
    for origin, found in steps.items():
        for step in found:
            graph.add_edge(origin, step.destination, step=step)
    best: dict[str, dict[Vector, tuple[str, ...]]] = {}
    for target in set(graph) - {start}:
        costs: dict[Vector, tuple[str, ...]] = {}
        for nodes in nx.all_simple_paths(graph, start, target, cutoff=max_steps):
            path = [graph.edges[edge]["step"] for edge in nx.utils.pairwise(nodes)]
            cost, ids = add_up(path), tuple(nodes[1:])
            costs[cost] = min(costs.get(cost, ids), ids)
        front = {
            cost: ids
            for cost, ids in costs.items()
            if not any(
                other != cost and all(a <= b for a, b in zip(other, cost, strict=True))
                for other in costs
            )
        }
        if front:
            best[target] = front
    return best


def read_fronts(front: Mapping[str, Sequence[Label]]) -> dict[str, dict[Vector, tuple[str, ...]]]:
    return {code: {tuple(lb.cost): lb.ids for lb in labels} for code, labels in front.items()}


edges = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4), st.sampled_from((0, 6, 24))),
    max_size=22,
    unique_by=lambda edge: edge[:2],
).map(lambda found: [edge for edge in found if edge[0] != edge[1]])


# ---- the search


@settings(max_examples=250, deadline=None)
@given(edges, st.integers(1, 4))
def test_the_search_agrees_with_plain_enumeration(
    found: list[tuple[int, int, int, int]], max_steps: int
) -> None:
    table = make_table(found)
    assert read_fronts(search_front(table, "0", max_steps=max_steps)) == enumerate_fronts(
        table, "0", max_steps
    )


@pytest.mark.parametrize("start", STARTS)
def test_the_search_agrees_with_enumeration_in_st_louis(region_stl: Region, start: str) -> None:
    table = list_steps(region_stl, Person(), start)
    front = search_front(table, start, max_steps=3)
    assert front
    assert read_fronts(front) == enumerate_fronts(table, start, 3)


@settings(max_examples=50, deadline=None)
@given(edges, st.randoms(use_true_random=False))
def test_the_order_of_steps_changes_nothing(
    found: list[tuple[int, int, int, int]], dice: random.Random
) -> None:
    shuffled = make_table(dice.sample(found, len(found)))
    assert search_front(shuffled, "0") == search_front(make_table(found), "0")


@settings(max_examples=50, deadline=None)
@given(edges)
def test_no_pathway_of_a_front_beats_another(found: list[tuple[int, int, int, int]]) -> None:
    for labels in search_front(make_table(found), "0").values():
        for one in labels:
            assert not any(one.cost.beats(other.cost) for other in labels if other is not one)


@settings(max_examples=50, deadline=None)
@given(edges)
def test_no_pathway_visits_a_job_twice(found: list[tuple[int, int, int, int]]) -> None:
    for labels in search_front(make_table(found), "0").values():
        for label in labels:
            visited = ["0", *label.ids]
            assert len(set(visited)) == len(visited)


@settings(max_examples=50, deadline=None)
@given(edges)
def test_a_cap_on_months_is_a_mask_over_the_front(found: list[tuple[int, int, int, int]]) -> None:
    """Leaving out the steps that alone exceed the cap changes nothing that the cap keeps."""
    whole = search_front(make_table(found), "0")
    capped = search_front(make_table([edge for edge in found if edge[3] <= 6]), "0")
    for code, labels in whole.items():
        kept = [label for label in labels if label.cost.months <= 6]
        assert kept == [lb for lb in capped.get(code, []) if lb.cost.months <= 6]


@pytest.mark.parametrize(
    ("one", "other", "beats"),
    [
        (Cost(1, 0, 0, 1), Cost(1, 0, 0, 1), True),
        (Cost(1, 0, 0, 1), Cost(2, 6, 6, 9), True),
        (Cost(1, 7, 7, 1), Cost(2, 6, 6, 9), False),
    ],
)
def test_a_cost_beats_another(one: Cost, other: Cost, beats: bool) -> None:
    assert one.beats(other) == beats


def test_a_longer_way_that_takes_less_study_stands_beside_the_short_one() -> None:
    table = make_table([(0, 2, 1, 24), (0, 1, 1, 0), (1, 2, 1, 6)])
    assert [label.ids for label in search_front(table, "0")["2"]] == [("2",), ("1", "2")]


def test_equal_costs_keep_the_smaller_ids() -> None:
    table = make_table([(0, 2, 1, 0), (0, 1, 1, 0), (1, 3, 1, 0), (2, 3, 1, 0)])
    assert [label.ids for label in search_front(table, "0")["3"]] == [("1", "3")]


@pytest.mark.parametrize(
    ("max_steps", "reached"), [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "2", "3"])]
)
def test_no_more_steps_than_allowed(max_steps: int, reached: list[str]) -> None:
    table = make_table([(0, 1, 1, 0), (1, 2, 1, 0), (2, 3, 1, 0)])
    assert list(search_front(table, "0", max_steps=max_steps)) == reached


def test_a_start_without_steps_reaches_nothing() -> None:
    assert search_front({}, "0") == {}


# ---- the steps


@pytest.fixture(scope="module")
def steps_stl(region_stl: Region) -> list[Step]:
    table = list_steps(region_stl, Person(), CNA)
    return [step for found in table.values() for step in found]


def test_no_step_climbs_more_than_one_job_zone(region_stl: Region, steps_stl: list[Step]) -> None:
    nodes = get_occupations(region_stl.graph)
    climbs = [
        (nodes[s.destination]["job_zone"] or 0) - (nodes[s.origin]["job_zone"] or 9)
        for s in steps_stl
    ]
    assert max(climbs) == FURTHEST_ZONE_RISE == 1


def test_no_step_loses_more_than_a_tenth_of_the_pay(steps_stl: list[Step]) -> None:
    assert "step_back" not in {step.kind for step in steps_stl}
    known = [step.pay for step in steps_stl if step.pay.change is not None]
    assert known
    assert [pay for pay in known if 10 * pay.change < -pay.before] == []


def test_a_step_back_that_the_list_names_is_left_out(region_stl: Region) -> None:
    table = list_steps(region_stl, Person(education="doctoral"), RN)
    assert "31-1131" not in {step.destination for step in table[RN]}


def test_a_step_that_asks_for_an_award_has_an_option_here(
    region_stl: Region, steps_stl: list[Step]
) -> None:
    nodes = get_occupations(region_stl.graph)
    held = {code: node["gate_education"] or "none" for code, node in nodes.items()}
    for step in steps_stl:
        level = max(held[step.origin], held[CNA], key=LEVELS.index)
        asked = needs_award(region_stl.graph, step.origin, step.destination, level)
        assert bool(step.options) == asked
        assert (step.months > 0) == asked


def test_no_award_here_means_no_step(graph: Graph) -> None:
    """A region whose providers conferred nothing that opens registered nursing."""
    providers = Counter(graph.table("nodes/provider")["area"].to_pylist())
    few = sorted((area for area in providers if area), key=lambda area: (providers[area], area))
    regions = (open_region(graph, area) for area in few[:20])
    bare = next(r for r in regions if RN not in list_options(r, holds_bachelors=False))
    found = list_steps(bare, Person(), CNA)
    assert RN not in {step.destination for step in found[CNA]}
    assert trace_pathways(bare, Person(), starts=[CNA], goals=[RN])["pathways"] == []


def test_a_level_counts_between_jobs_that_one_field_prepares_for(graph: Graph) -> None:
    """A degree in a field we do not know counts for nothing: no credit is assumed."""
    fields = list_fields(graph)
    shared = fields["15-1252"] & fields["15-1253"]
    assert 2 * len(shared) > len(fields["15-1252"])
    assert not needs_award(graph, "15-1252", "15-1253", "bachelors")
    assert needs_award(graph, "15-1252", "15-1253", "none")
    shared = fields["29-2034"] & fields["29-1124"]
    assert 0 < 2 * len(shared) <= len(fields["29-2034"])
    assert needs_award(graph, "29-2034", "29-1124", "associate")
    assert not list_fields(graph)[LPN] & list_fields(graph)[RN]
    assert needs_award(graph, LPN, RN, "doctoral")


def test_an_occupation_that_no_field_is_linked_to_asks_for_an_award_we_cannot_name(
    graph: Graph,
) -> None:
    fields = list_fields(graph)
    unlinked = [
        code
        for code, node in get_occupations(graph).items()
        if node["gate_education"] in SCHOOL_GATES and code not in fields
    ]
    assert unlinked
    for code in unlinked:
        assert needs_award(graph, "41-2011", code, "doctoral")


def test_a_job_that_is_not_published_here_is_no_step(region_stl: Region) -> None:
    here = region_stl.wages[region_stl.area]
    moves = list_moves(region_stl.graph).values()
    assert {move.destination for found in moves for move in found} - set(here)
    steps = list_steps(region_stl, Person(), "53-7062")
    assert {step.destination for found in steps.values() for step in found} <= set(here)


def test_options_are_sorted_by_months_first(region_stl: Region) -> None:
    for found in list_options(region_stl, holds_bachelors=False).values():
        months = [option.months_high for option in found]
        assert months == sorted(months)


def test_a_degree_held_takes_its_months_off_what_comes_after_it(region_stl: Region) -> None:
    without = list_options(region_stl, holds_bachelors=False)
    having = list_options(region_stl, holds_bachelors=True)
    pairs = [
        (long, short)
        for code in without
        for long in without[code]
        if long.bachelors_first
        for short in having[code]
        if (short.credential, short.provider) == (long.credential, long.provider)
    ]
    assert pairs
    assert all(long.months_high > short.months_high for long, short in pairs)


def test_education_not_said_is_the_level_of_the_start_job(region_stl: Region) -> None:
    unsaid = list_steps(region_stl, Person(), CNA)
    assert unsaid == list_steps(region_stl, Person(education="high_school"), CNA)


def test_more_education_never_closes_a_step(region_stl: Region) -> None:
    reached = [
        {step.destination for step in list_steps(region_stl, Person(education=level), CNA)[CNA]}
        for level in LEVELS
    ]
    for fewer, more in nx.utils.pairwise(reached):
        assert fewer <= more


# ---- the answer


@pytest.fixture(scope="module")
def nursing(region_stl: Region) -> dict[str, Any]:
    return trace_pathways(region_stl, Person(), starts=[CNA], goals=[RN])


def test_a_nursing_assistant_becomes_a_nurse_by_an_associate_degree(
    nursing: dict[str, Any],
) -> None:
    pathway = nursing["pathways"][0]
    chosen = [option for option in pathway["steps"][-1]["options"] if option["chosen"]]
    assert [step["soc"] for step in pathway["steps"]] == [RN]
    assert [option["credential"] for option in chosen] == ["credential:award/51.3801/3"]
    assert pathway["months"] == chosen[0]["months_high"]
    assert 18 <= pathway["months"] <= 24


def test_the_ledger_adds_up(nursing: dict[str, Any]) -> None:
    for pathway in nursing["pathways"]:
        for name in ("months", "elapsed_months"):
            assert pathway[name] == sum(step[name] for step in pathway["steps"])
        assert pathway["wage_gain"] == pathway["wage_end"] - pathway["wage_start"]


def test_schools_across_the_river_are_marked_as_in_another_state(nursing: dict[str, Any]) -> None:
    options = nursing["pathways"][0]["steps"][-1]["options"]
    assert {option["state"] for option in options} == {"MO", "IL"}
    assert all(option["other_state"] == (option["state"] != "MO") for option in options)


def test_licences_are_said_not_to_be_part_of_the_search(nursing: dict[str, Any]) -> None:
    assert nursing["searched"]["licenses"] in ("not_checked", "shown_not_searched")
    assert "ask the state board" in nursing["searched"]["note"]
    steps = [step for pathway in nursing["pathways"] for step in pathway["steps"]]
    assert {type(step["licenses_checked"]) for step in steps} == {bool}


def test_no_price_is_made_up(nursing: dict[str, Any]) -> None:
    for pathway in nursing["pathways"]:
        assert pathway["cost"] is None
        assert pathway["withheld"]["cost"]
        assert pathway["unknown_costs"] == len([s for s in pathway["steps"] if s["options"]])


def test_pathways_to_a_goal_are_quickest_first(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(), starts=["31-1120"], goals=["29-1124"], top=9)
    months = [pathway["elapsed_months"] for pathway in answer["pathways"]]
    assert len(months) > 1
    assert months == sorted(months)


@pytest.mark.parametrize(("start", "max_months"), [("41-2011", 0), (CNA, 12), (CNA, 24)])
def test_a_cap_on_months_is_kept(region_stl: Region, start: str, max_months: int) -> None:
    answer = trace_pathways(region_stl, Person(), starts=[start], max_months=max_months, top=20)
    assert answer["pathways"]
    assert max(pathway["months"] for pathway in answer["pathways"]) <= max_months


def test_without_a_goal_study_is_capped_and_the_answer_says_so(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(), starts=[CNA])
    assert answer["searched"]["max_months"] == MONTHS_WITHOUT_GOAL


def test_without_a_goal_every_pathway_pays_more_and_ends_elsewhere(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(), starts=[CNA], top=5)
    ends = [pathway["steps"][-1]["soc"] for pathway in answer["pathways"]]
    assert len(ends) == len(set(ends)) == 5
    assert min(pathway["wage_gain"] for pathway in answer["pathways"]) > 0


def test_shown_pathways_share_at_most_half_their_steps(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(), starts=[CNA], top=8)
    paths = [{step["soc"] for step in pathway["steps"]} for pathway in answer["pathways"]]
    for place, path in enumerate(paths):
        assert all(2 * len(path & earlier) <= len(path) for earlier in paths[:place])


def test_no_pathway_is_an_answer(region_stl: Region) -> None:
    answer = trace_pathways(region_stl, Person(), starts=[CNA], goals=["29-1215"], max_steps=1)
    assert answer["pathways"] == []


def test_the_answer_says_what_education_was_taken_for_granted(region_stl: Region) -> None:
    unsaid = trace_pathways(region_stl, Person(), starts=[CNA])["person"]
    said = trace_pathways(region_stl, make_person(education="associate"), starts=[CNA])["person"]
    assert (unsaid["education"], said["education"]) == (None, "associate")
    assert unsaid["education_basis"] != said["education_basis"]


@pytest.mark.parametrize(("starts", "goals"), [(["31-9999"], []), ([CNA], ["31-9999"])])
def test_an_unknown_code_is_refused(
    region_stl: Region, starts: list[str], goals: list[str]
) -> None:
    with pytest.raises(UnknownCodeError):
        trace_pathways(region_stl, Person(), starts=starts, goals=goals)


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="associate"):
        make_person(education="associates")


def test_a_member_code_starts_from_its_aggregate(region_stl: Region) -> None:
    by_member = trace_pathways(region_stl, Person(), starts=["31-1121"])
    assert by_member["searched"]["starts"] == ["31-1120"]
    assert by_member == trace_pathways(region_stl, Person(), starts=["31-1120"])


def test_the_order_of_stored_rows_changes_no_answer(graph: Graph) -> None:
    dice = random.Random(5)
    tables = dict(graph.tables)
    for name in ("edges/advances_to", "edges/prepares_for", "edges/offers", "nodes/provider"):
        rows = list(range(tables[name].num_rows))
        dice.shuffle(rows)
        tables[name] = tables[name].take(rows)
    other = replace(graph, tables=MappingProxyType(tables))
    answers = [
        trace_pathways(open_region(g, "0041180"), Person(), starts=[CNA], goals=[RN, LPN], top=9)
        for g in (graph, other)
    ]
    assert answers[0] == answers[1]
