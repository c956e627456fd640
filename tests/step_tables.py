"""Made tables of steps, and the plain enumeration that the search is held against."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from pathways.entry import Way
from pathways.front import SIDEWAYS, Caps, Front, search_front
from pathways.moves import Move
from pathways.rank import Candidate
from pathways.region import Comparison
from pathways.steps import Option, Step

Table = Mapping[str, Sequence[Step]]
Sums = tuple[int, ...]
Ids = tuple[str, ...]
Answers = dict[str, dict[Sums, Ids]]
State = tuple[str, str]
"""A job, and how one came there (``start``, ``raise`` or ``sideways``): it decides how to go on."""

UNKNOWN_PAY = Comparison(None, None, None, "not_published")


class Edge(NamedTuple):
    """One step in plain numbers. ``likeness`` is in percent; ``cost`` None is not published.

    ``builds`` counts what was done in the job left; ``connects`` is between jobs that belong together.
    """

    origin: int
    destination: int
    months: int = 0
    paid: int = 0
    experience: int = 0
    cost: int | None = 0
    likeness: int | None = 99
    sideways: bool = False
    builds: bool = False
    connects: bool = True


def make_step(edge: Edge) -> Step:
    """Make the step of an edge; it builds where its way asks experience or schooling is held."""
    held = edge.builds and not edge.experience
    way = Way("hired", "", "none", 0, 60 if edge.builds and not held else 0, 0, ())
    option = Option(
        "held" if held else "award", way, None, None, edge.months, edge.months, "level", 0,
        edge.paid, edge.experience, edge.cost, edge.cost, "", "annual", None, 0,
    )  # fmt: skip
    likeness = None if edge.likeness is None else edge.likeness / 100
    tier = "Primary-Short" if edge.connects else "Supplemental"
    move = Move(str(edge.destination), 1, 0.5, ("expert list",), likeness, None, tier)
    kind = "similar" if edge.sideways else "advancement"
    return Step(str(edge.origin), str(edge.destination), move, UNKNOWN_PAY, kind, option, (option,))


def make_table(edges: Iterable[Edge]) -> dict[str, tuple[Step, ...]]:
    """Make a table of steps; rows keep the order of the edges."""
    table: dict[str, tuple[Step, ...]] = {}
    for edge in edges:
        table[str(edge.origin)] = (*table.get(str(edge.origin), ()), make_step(edge))
    return table


def draw_edges(dice: random.Random, *, plain: bool) -> list[Edge]:
    """Draw edges between seven jobs: few numbers and parallel steps, so that equal sums are common.

    ``plain`` draws from fewer numbers still, which makes most sums equal to others.
    """
    kinds: dict[tuple[int, int], bool] = {}
    ties: dict[tuple[int, int], bool] = {}
    edges = []
    for _ in range(dice.randint(0, 26)):
        pair = dice.randrange(7), dice.randrange(7)
        if pair[0] == pair[1]:
            continue
        edges.append(
            Edge(
                *pair,
                months=dice.choice((0, 0, 6) if plain else (0, 0, 6, 24)),
                paid=0 if plain else dice.choice((0, 0, 12)),
                experience=dice.choice((0, 0, 0, 6)),
                cost=dice.choice((0, 0, None) if plain else (0, 0, 100, 5_000, None)),
                likeness=99 if plain else dice.choice((99, 99, 98, 50, None)),
                sideways=kinds.setdefault(pair, dice.random() < 0.5),
                builds=dice.random() < 0.4,
                connects=ties.setdefault(pair, dice.random() < 0.7),
            )
        )
    return edges


def add_up(path: Sequence[Step]) -> Sums:
    """Return the sums of a path, added up by hand."""
    options = [step.chosen for step in path]
    return (
        len(path),
        sum(option.months_high for option in options),
        sum(option.months_high + option.paid + option.experience for option in options),
        sum(option.cost or 0 for option in options),
        sum(option.cost is None for option in options),
        sum(step.dissimilarity for step in path),
    )


def draw_states(table: Table, start: str) -> nx.MultiDiGraph:
    """Return the states that the start leads to.

    Any step may be the first; a later one has to build, or after a raise at least to connect.
    """
    drawn = nx.MultiDiGraph()
    begin = (start, "start")
    drawn.add_node(begin)
    left: list[State] = [begin]
    while left:
        state = left.pop()
        job, came = state
        for step in table.get(job, ()):
            allowed = step.builds or came == "start" or (came == "raise" and step.connects)
            if step.destination == start or not allowed:
                continue
            end = (step.destination, "sideways" if step.is_sideways else "raise")
            if end not in drawn:
                left.append(end)
            drawn.add_edge(state, end, step=step)
    return drawn


def enumerate_answers(
    table: Table, start: str, caps: Caps, *, sideways: bool, simple_first: bool = False
) -> Answers:
    """Return what no other beats, for every end job, by enumerating every simple path of states.

    Ties go to the smallest codes; what passes a job twice is dropped last, or first.
    """
    drawn = draw_states(table, start)
    begin = (start, "start")
    found: Answers = {}
    targets = set(drawn) - {begin}
    for edges in nx.all_simple_edge_paths(drawn, begin, targets, cutoff=caps.steps):
        path = [drawn.edges[edge]["step"] for edge in edges]
        if not sideways and path[-1].is_sideways:
            continue
        sums, ids = add_up(path), tuple(step.destination for step in path)
        if simple_first and len(set(ids)) < len(ids):
            continue
        if any(cap is not None and mine > cap for mine, cap in zip(sums, caps, strict=False)):
            continue
        costs = found.setdefault(ids[-1], {})
        costs[sums] = min(costs.get(sums, ids), ids)
    return keep_best(found)


def keep_best(found: Answers) -> Answers:
    """Return what no other sums to the same end beat, without what passes a job twice."""
    best = {}
    for end, costs in found.items():
        kept = {
            sums: ids
            for sums, ids in costs.items()
            if len(set(ids)) == len(ids)
            and not any(other != sums and is_beaten(sums, other) for other in costs)
        }
        if kept:
            best[end] = kept
    return best


def is_beaten(sums: Sums, other: Sums) -> bool:
    """Say whether the other is nowhere larger."""
    return all(theirs <= mine for mine, theirs in zip(sums, other, strict=True))


def read_answers(front: Front, *, sideways: bool, caps: Caps | None = None) -> Answers:
    """Return a front's answers in the form of ``enumerate_answers``, masked where caps are given."""
    kept = front.answer(sideways=sideways)
    if caps is not None:
        kept = kept & front.mask(caps)
    answers: Answers = {}
    for row in kept.nonzero()[0].tolist():
        ids = tuple(step.destination for step in front.trace(row))
        sums = tuple(front.sums[row, :SIDEWAYS].tolist())
        same = answers.setdefault(front.end(row), {})
        assert sums not in same, "one pathway for each sums"
        same[sums] = ids
    return answers


def make_candidates(
    edges: Iterable[Edge], pays: Mapping[str, int | None], *, before: int = 30_000
) -> list[Candidate]:
    """Return every answer from job 0 as a candidate; pay that is None is not published."""
    front = search_front(make_table(edges), "0")
    found = []
    for row in front.answer(sideways=True).nonzero()[0].tolist():
        after = pays[front.end(row)]
        withheld = None if after is not None else "not_published"
        pay = Comparison(before, after, "0000000", withheld)
        sums = tuple(front.sums[row, :SIDEWAYS].tolist())
        found.append(Candidate("0", front, row, sums, front.end(row), pay))
    return found
