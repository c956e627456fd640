"""The search: from one start job, every pathway that no other beats, in rounds of one step each.

A label adds up whole numbers (months of study, calendar months, known price, prices not known,
dissimilarity); a round adds a step. Of two labels at a job one beats the other where it is nowhere
larger, its number of steps included; of equal ones the smallest sequence of codes stays. Every step
adds at least 1 to the dissimilarity, so no pathway comes back to where it was in the same way.

A stop has to be of use (``Step.may_follow``): the next step counts work or schooling from it, or it
raised the pay and the two jobs belong together. Whether a label has just been sideways is therefore
one more thing that another must not beat it by.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pathways.person import MOST_STEPS
from pathways.steps import Step

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Caps(NamedTuple):
    """Most of each sum that a pathway may have; None is no cap."""

    steps: int | None = None
    months: int | None = None
    elapsed: int | None = None
    cost: int | None = None
    unknown: int | None = None

    @property
    def items(self) -> tuple[int | None, ...]:
        return tuple(self)


LOOSEST: Final = Caps(MOST_STEPS, 96, 240, 200_000)
"""What one search is run at; tighter caps are a mask over it (design, section 5)."""
WIDEST: Final = Caps(MOST_STEPS, 511, 1_023, (1 << 20) - 1, 7)
"""The most that a label can hold: 511 months of study, 85 years, about a million dollars."""

STEPS, MONTHS, ELAPSED, COST, UNKNOWN, UNLIKE, SIDEWAYS = range(7)
_ANSWERED: Final = range(STEPS, UNLIKE + 1)
_COMPARED: Final = range(MONTHS, SIDEWAYS + 1)
_BITS: Final = (9, 10, 20, 3, 10, 1)
"""Bits of the sums in one sorting key, in label order after the steps; a job's number takes the rest."""


@dataclass(frozen=True, eq=False)
class Front:
    """All labels kept from a start: row i ends at job ``node[i]`` and continues row ``parent[i]`` by
    step ``edge[i]``. ``sums`` has the columns STEPS to UNLIKE, and SIDEWAYS, which is of the last step
    alone. Row 0 is the start itself.
    """

    start: str
    codes: tuple[str, ...]
    steps: tuple[Step, ...]
    node: Whole
    sums: Whole
    parent: Whole
    edge: Whole

    def mask(self, caps: Caps) -> Mask:
        """Return which rows are pathways (at least one step) within the caps.

        It equals a fresh search at those caps: what beats a pathway within them is within them too.
        """
        kept: Mask = self.sums[:, STEPS] > 0
        for column, cap in enumerate(caps.items):
            if cap is not None:
                kept &= self.sums[:, column] <= cap
        return kept

    def answer(self, *, sideways: bool) -> Mask:
        """Return which rows answer: those that end on a raise, or with ``sideways`` all of them.

        No answer beats another to the same job. A pathway that passes a job twice is none.
        """
        kept = self.sums[:, STEPS] > 0
        if not sideways:
            kept &= self.sums[:, SIDEWAYS] == 0
        rows = np.flatnonzero(kept)
        columns = [self.sums[rows, column] for column in reversed(_ANSWERED)]
        ordered = rows[np.lexsort((rows, *columns, self.node[rows]))]
        best = _peel(ordered, self.node, self.sums, _ANSWERED)
        simple = [row for row in best.tolist() if self._is_simple(row)]
        answers = np.zeros(len(self.node), dtype=np.bool_)
        answers[simple] = True
        return answers

    def _is_simple(self, row: int) -> bool:
        jobs = [int(self.node[row])]
        while self.parent[row] >= 0:
            row = int(self.parent[row])
            jobs.append(int(self.node[row]))
        return len(set(jobs)) == len(jobs)

    def trace(self, row: int) -> tuple[Step, ...]:
        """Return the steps of a row, first to last."""
        path: list[Step] = []
        while self.parent[row] >= 0:
            path.append(self.steps[self.edge[row]])
            row = int(self.parent[row])
        return tuple(reversed(path))

    def end(self, row: int) -> str:
        """Return the job that a row ends at."""
        return self.codes[int(self.node[row])]


def search_front(
    steps: Mapping[str, Sequence[Step]] | Table,
    start: str,
    caps: Caps = LOOSEST,
    *,
    goals: Collection[str] = (),
) -> Front:
    """Return every pathway from the start that no other to the same job beats, within the caps.

    With goals, those to the goals alone: a label that cannot reach one in the steps left is dropped.
    A table made before (``Table``) saves making it again.
    """
    table = steps if isinstance(steps, Table) else Table(steps, start, caps.steps or MOST_STEPS)
    limits = [_least(cap, most) for cap, most in zip(caps, WIDEST, strict=True)]
    node = np.array([table.number[start]], dtype=np.int64)
    sums = np.zeros((1, 7), dtype=np.int64)
    kept_node, kept_sums = [node], [sums]
    kept_parent, kept_edge = [np.array([-1], dtype=np.int64)], [np.array([-1], dtype=np.int64)]
    older = _Older(len(table.codes))
    first = 0
    away = table.count_moves(goals) if goals else None
    for done in range(1, limits[STEPS] + 1):
        rows, edge = table.expand(node)
        if away is not None:
            near = away[table.end[edge]] <= limits[STEPS] - done
            rows, edge = rows[near], edge[near]
        before = sums[rows]
        found = before + table.vector[edge]
        found[:, SIDEWAYS] = table.vector[edge, SIDEWAYS]
        end = table.end[edge]
        allowed = (end != table.number[start]) & (
            (before[:, STEPS] == 0) | table.follows[before[:, SIDEWAYS], edge]
        )
        for column, cap in enumerate(limits):
            if column:
                allowed &= found[:, column] <= cap
        rows, edge, found, end = rows[allowed], edge[allowed], found[allowed], end[allowed]
        keep = _drop_beaten(end, found)
        keep = keep[~older.beat(end[keep], found[keep])]
        if not len(keep):
            break
        order = np.sort(keep)
        rows, edge, sums, node = rows[order], edge[order], found[order], end[order]
        older.add(node, sums)
        kept_node.append(node)
        kept_sums.append(sums)
        kept_parent.append(first + rows)
        kept_edge.append(edge)
        first += len(kept_node[-2])
    return Front(
        start,
        table.codes,
        table.steps,
        np.concatenate(kept_node),
        np.concatenate(kept_sums),
        np.concatenate(kept_parent),
        np.concatenate(kept_edge),
    )


def _least(cap: int | None, most: int | None) -> int:
    """Return a cap, at most what a label can hold."""
    return min(value for value in (cap, most) if value is not None)


class Table:
    """Steps as arrays, jobs numbered in the order of their codes, steps sorted by end within a job.

    Only jobs that the start reaches within the rounds are asked for their steps.
    """

    def __init__(self, steps: Mapping[str, Sequence[Step]], start: str, rounds: int) -> None:
        reached, latest = {start}, {start}
        for _ in range(rounds - 1):
            ends = {step.destination for code in latest for step in steps.get(code, ())}
            latest = ends - reached
            reached |= latest
        listed = {code: sorted(steps.get(code, ()), key=_order_step) for code in reached}
        everywhere = reached | {step.destination for found in listed.values() for step in found}
        self.codes = tuple(sorted(everywhere))
        self.number = {code: place for place, code in enumerate(self.codes)}
        self.steps = tuple(step for code in self.codes for step in listed.get(code, ()))
        counts = np.array([len(listed.get(code, ())) for code in self.codes], dtype=np.int64)
        self.begin = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        self.count = counts
        self.end = np.array([self.number[step.destination] for step in self.steps], dtype=np.int64)
        self.vector = np.array(
            [(1, *step.vector, int(step.is_sideways)) for step in self.steps], dtype=np.int64
        ).reshape(-1, 7)

        self.follows = np.array(
            [
                [step.may_follow(sideways=sideways) for step in self.steps]
                for sideways in (False, True)
            ],
            dtype=np.bool_,
        )

    def count_moves(self, goals: Collection[str]) -> Whole:
        """Return how many moves each job is away from the nearest goal; jobs that reach none are far."""
        away = np.full(len(self.codes), MOST_STEPS + 1, dtype=np.int64)
        away[[self.number[goal] for goal in goals if goal in self.number]] = 0
        leaving = np.flatnonzero(self.count)
        if len(leaving):
            for _round in range(MOST_STEPS):
                # steps stand together by the job they leave
                nearest = np.minimum.reduceat(away[self.end], self.begin[leaving])
                away[leaving] = np.minimum(away[leaving], nearest + 1)
        return away

    def expand(self, node: Whole) -> tuple[Whole, Whole]:
        """Return for every label each step out of its job: the label's row and the step's place.

        Rows in the order of their codes give continued rows in the order of theirs.
        """
        counts = self.count[node]
        rows = np.repeat(np.arange(len(node)), counts)
        offset = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return rows, self.begin[node][rows] + offset


def _order_step(step: Step) -> tuple[object, ...]:
    return (step.destination, step.vector)


def _drop_beaten(end: Whole, sums: Whole) -> Whole:
    """Return the places of labels of one round that no other one at the same job beats.

    Labels stand in the order of their codes, so of equal ones the first stays.
    """
    key = end.copy()
    for bits, column in zip(_BITS, _COMPARED, strict=True):
        key = (key << bits) | sums[:, column]
    ordered = np.argsort(key, kind="stable")
    new = np.ones(len(ordered), dtype=np.bool_)
    new[1:] = key[ordered][1:] != key[ordered][:-1]
    return _peel(ordered[new], end, sums, _COMPARED)


def _peel(left: Whole, end: Whole, sums: Whole, compared: Sequence[int]) -> Whole:
    """Return the places that none before them at the same job beats in the columns compared.

    ``left`` is sorted by job, then by these columns. Each pass keeps the first one left at every job
    at once, which nothing beats, and drops what it beats. Of equal sums a sideways one with smaller
    codes stays: those codes may be the smallest of where it leads.
    """
    kept = []
    while len(left):
        at = end[left]
        leads = np.ones(len(left), dtype=np.bool_)
        leads[1:] = at[1:] != at[:-1]
        pivots = left[leads]
        kept.append(pivots)
        pivot = pivots[np.cumsum(leads) - 1]
        better = np.zeros(len(left), dtype=np.bool_)
        smaller = left < pivot
        for column in compared:
            better |= sums[left, column] < sums[pivot, column]
            if column != SIDEWAYS:
                smaller &= sums[left, column] == sums[pivot, column]
        left = left[better | smaller]
    return np.concatenate(kept) if kept else np.empty(0, dtype=np.int64)


class _Older:
    """The labels kept in earlier rounds, by job; they have fewer steps than any new one."""

    def __init__(self, jobs: int) -> None:
        self.sums = np.zeros((0, 7), dtype=np.int64)
        self.node = np.zeros(0, dtype=np.int64)
        self.jobs = jobs

    def add(self, node: Whole, sums: Whole) -> None:
        """Keep some labels more."""
        joined = np.concatenate([self.node, node])
        order = np.argsort(joined, kind="stable")
        self.sums = np.concatenate([self.sums, sums])[order]
        self.node = joined[order]

    def beat(self, end: Whole, sums: Whole) -> Mask:
        """Return which labels an earlier one at the same job beats."""
        beaten = np.zeros(len(end), dtype=np.bool_)
        begin = np.searchsorted(self.node, np.arange(self.jobs))
        count = np.searchsorted(self.node, np.arange(self.jobs), side="right") - begin
        place = 0
        left = np.flatnonzero(count[end] > 0)
        while len(left):
            other = begin[end[left]] + place
            worse = np.ones(len(left), dtype=np.bool_)
            for column in _COMPARED:
                worse &= sums[left, column] >= self.sums[other, column]
            beaten[left[worse]] = True
            place += 1
            left = left[~worse & (count[end[left]] > place)]
        return beaten
