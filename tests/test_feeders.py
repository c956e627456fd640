"""Where people come from: the same one-step answers as searching forward from every job."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from pathways.entry import list_entries
from pathways.errors import UnknownCodeError
from pathways.feeders import describe_feeders, list_feeders, list_origins
from pathways.front import LOOSEST
from pathways.graph import get_occupations
from pathways.moves import ASKED
from pathways.person import Person
from pathways.region import Region, open_region
from pathways.steps import Option, Step
from pathways.store import Graph
from pathways.trace import trace_pathways

CNA, RN = "31-1131", "29-1141"
STARTS, GOALS = 20, 25


@pytest.fixture(scope="module")
def pairs(region_stl: Region) -> tuple[list[str], list[str]]:
    """Starts and goals published here: goals drawn from all, half the starts from what leads there."""
    dice = random.Random(20261122)
    here = sorted(set(region_stl.wages[region_stl.area]) & set(list_entries(region_stl)))
    goals = sorted(dice.sample(here, GOALS))
    near = sorted({origin for goal in goals for origin in list_origins(region_stl, goal)})
    starts = dice.sample(near, STARTS // 2)
    starts += dice.sample(sorted(set(here) - set(starts)), STARTS - len(starts))
    return sorted(starts), goals


def read_feeder(step: Step) -> tuple[int | None, ...]:
    return step.months, step.paid, step.experience, step.elapsed, step.chosen.cost


def read_pathway(pathway: dict[str, Any]) -> tuple[int | None, ...]:
    (step,) = pathway["steps"]
    names = ("months", "paid_months", "experience_months", "elapsed_months", "cost")
    return tuple(step[name] for name in names)


def test_feeders_are_what_searching_forward_finds(
    region_stl: Region, pairs: tuple[list[str], list[str]]
) -> None:
    """On every pair of a start and a goal, those that are no feeders too.

    Left out is what is no known move but was asked for, and what is beyond the loosest caps.
    """
    starts, goals = pairs
    feeders = {
        (step.origin, goal): step
        for goal in goals
        for step in list_feeders(region_stl, Person(), goal)
        if step.origin in starts
    }
    forward: dict[tuple[str, str], list[tuple[int | None, ...]]] = {}
    asked = set()
    for start in starts:
        person = Person(starts=(start,), goals=tuple(goals), max_steps=1)
        for pathway in trace_pathways(region_stl, person, every=True)["pathways"]:
            pair = start, pathway["end"]
            if pathway["steps"][0]["evidence"] == [ASKED]:
                asked.add(pair)
            else:
                forward.setdefault(pair, []).append(read_pathway(pathway))
    assert len(starts) * len(goals) == 500
    assert not asked & feeders.keys()
    assert forward.keys() <= feeders.keys()
    assert 20 < len(forward) < 480
    for pair, step in feeders.items():
        within = [option for option in step.options if is_within(option)]
        assert (pair in forward) == bool(within)
        if step.chosen in within:
            assert read_feeder(step) in forward[pair]
            assert step.elapsed == min(way[3] for way in forward[pair])


def is_within(option: Option) -> bool:
    """Say whether the loosest caps of the search let an option through."""
    _steps, months, elapsed, cost, _unknown = LOOSEST
    return option.months_high <= months and option.elapsed <= elapsed and (option.cost or 0) <= cost


def test_every_feeder_is_published_here_and_leads_there(region_stl: Region) -> None:
    found = list_feeders(region_stl, Person(), RN)
    assert {CNA, "29-2061"} <= {step.origin for step in found}
    assert {step.origin for step in found} <= set(list_origins(region_stl, RN))
    assert {step.origin for step in found} <= set(region_stl.wages[region_stl.area])
    assert {step.destination for step in found} == {RN}


def test_feeders_stand_by_jobs_here_most_first(region_stl: Region) -> None:
    found = describe_feeders(region_stl, Person(), RN)
    workers = [feeder["workers"] for feeder in found]
    known = [count for count in workers if count is not None]
    assert len(known) > 5
    assert all(one >= other for one, other in pairwise(known))
    assert workers == known + [None] * (len(workers) - len(known))


def test_an_excluded_job_is_no_feeder(region_stl: Region) -> None:
    without = list_feeders(region_stl, Person(exclude=(CNA,)), RN)
    assert CNA not in {step.origin for step in without}


def test_what_is_held_counts_from_every_job(region_stl: Region) -> None:
    nurse = Person(holds=("award/51.3801/3",))
    held = {step.origin: step.months for step in list_feeders(region_stl, nurse, RN)}
    assert held
    assert set(held.values()) == {0}
    unheld = {step.origin: step.months for step in list_feeders(region_stl, Person(), RN)}
    assert unheld[CNA] > 0


@pytest.mark.parametrize("place", ["0041180", "0033100", "5600000"])
def test_every_figure_of_a_feeder_names_its_source(graph: Graph, place: str) -> None:
    region = open_region(graph, place)
    for feeder in describe_feeders(region, Person(), RN):
        for name in [
            "workers",
            "months",
            "paid_months",
            "experience_months",
            "elapsed_months",
            "cost",
            "wage_change",
            "similarity",
        ]:
            if feeder[name] is None:
                assert feeder["withheld"][name], name
            elif name != "elapsed_months":
                assert feeder["sources"][name], name
        assert feeder["gates"][0]["kind"] == "education"


def test_the_fields_of_the_contract_are_there(region_stl: Region) -> None:
    feeder = describe_feeders(region_stl, Person(), RN)[0]
    assert {"soc", "title", "workers", "months", "cost", "wage_change", "gates"} <= set(feeder)
    assert feeder["title"] == get_occupations(region_stl.graph)[feeder["soc"]]["title"]


def test_an_unknown_goal_is_refused(region_stl: Region) -> None:
    with pytest.raises(UnknownCodeError, match="29-1141"):
        list_feeders(region_stl, Person(), "29-1140")


def test_a_job_that_nothing_leads_to_has_no_feeders(region_stl: Region) -> None:
    moves = region_stl.graph.table("edges/advances_to")["destination"].to_pylist()
    alone = min(set(region_stl.wages[region_stl.area]) - set(moves))
    assert list_feeders(region_stl, Person(), alone) == []
