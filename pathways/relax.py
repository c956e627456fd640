"""No pathway is an answer: the smallest changes of limits that open one, each with what it opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pathways.front import COST, ELAPSED, MONTHS, STEPS, UNKNOWN
from pathways.person import Person
from pathways.rank import Candidate

SHOWN: Final = 4
"""Relaxations listed at most."""


class Change(NamedTuple):
    """One limit that would have to change: from what was asked to what opens a pathway.

    ``before`` and ``after`` are numbers of the limit's own unit; for ``paid_only`` and ``sectors``
    what was asked and None (no such limit).
    """

    criterion: str
    before: Any
    after: Any

    @property
    def size(self) -> float:
        """How large the change is, as a share of what was asked; dropping a limit counts as whole."""
        if isinstance(self.before, bool) or not isinstance(self.before, int) or self.after is None:
            return 1.0
        return float(abs(self.after - self.before) / max(self.before, 1))


class Relaxation(NamedTuple):
    """Changes that together open pathways: the best of them, and every job that they open."""

    changes: tuple[Change, ...]
    opens: tuple[str, ...]
    candidate: Candidate


def list_changes(
    person: Person,
    candidate: Candidate,
    *,
    earned: int | None,
    in_sector: bool,
) -> tuple[Change, ...]:
    """Return the limits of a person that a pathway does not keep; empty where it keeps all.

    ``earned`` is the pay at its end that the wage line is held against. A price that is not
    published cannot be let through by any amount: its change is to no limit.
    """
    changes = []
    for criterion, column in (
        ("max_steps", STEPS),
        ("max_months", MONTHS),
        ("max_elapsed", ELAPSED),
    ):
        cap, value = getattr(person, criterion), candidate.sums[column]
        if cap is not None and value > cap:
            changes.append(Change(criterion, cap, value))
    if person.paid_only and candidate.sums[MONTHS] > 0:
        changes.append(Change("paid_only", True, None))
    if person.max_cost is not None:
        if candidate.sums[UNKNOWN]:
            changes.append(Change("max_cost", person.max_cost, None))
        elif candidate.sums[COST] > person.max_cost:
            changes.append(Change("max_cost", person.max_cost, candidate.sums[COST]))
    if person.min_wage is not None and (earned is None or earned < person.min_wage):
        changes.append(Change("min_wage", person.min_wage, earned))
    if not in_sector:
        changes.append(Change("sectors", list(person.sectors), None))
    return tuple(changes)


def find_relaxations(
    found: Iterable[tuple[Candidate, tuple[Change, ...]]],
) -> list[Relaxation]:
    """Return the smallest sets of changes that open a pathway, fewest changes first, then smallest.

    One for each set of criteria: where one change is enough, sets that only add to it are left out.
    ``found`` pairs pathways with what they would need (``list_changes``).
    """
    best: dict[frozenset[str], list[tuple[Candidate, tuple[Change, ...]]]] = {}
    for candidate, changes in found:
        if changes:
            best.setdefault(frozenset(change.criterion for change in changes), []).append(
                (candidate, changes)
            )
    least = [key for key in best if not any(other < key for other in best)]
    answers = [_open_most(best[key]) for key in least]
    answers.sort(key=lambda answer: (len(answer.changes), _size(answer.changes), answer.changes[0]))
    return answers[:SHOWN]


def _open_most(options: Sequence[tuple[Candidate, tuple[Change, ...]]]) -> Relaxation:
    """Return the smallest change of one set of criteria, and all jobs that it opens."""
    candidate, changes = min(options, key=lambda pair: (_size(pair[1]), pair[0].sums, pair[0].ids))
    limits = {change.criterion: change for change in changes}
    opens = {
        other.end for other, needed in options if all(_holds(limits, change) for change in needed)
    }
    return Relaxation(changes, tuple(sorted(opens)), candidate)


def _holds(limits: Mapping[str, Change], change: Change) -> bool:
    """Say whether a limit changed as in ``limits`` lets through what ``change`` would need."""
    allowed = limits[change.criterion]
    if allowed.after is None:
        return True
    if change.after is None:
        return False
    if change.criterion == "min_wage":
        return bool(change.after >= allowed.after)
    return bool(change.after <= allowed.after)


def _size(changes: Sequence[Change]) -> float:
    return sum(change.size for change in changes)
