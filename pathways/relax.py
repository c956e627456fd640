"""No pathway is an answer: the smallest changes of limits that open one, or why no change does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pathways.awards import list_linked
from pathways.entry import Way
from pathways.facts import UPWARD, explain_no_moves
from pathways.front import COST, ELAPSED, LOOSEST, MONTHS, STEPS, UNKNOWN
from pathways.graph import get_occupations
from pathways.ledger import MEASURE
from pathways.person import Person
from pathways.rank import Candidate
from pathways.region import Region
from pathways.schema import NATION
from pathways.steps import Held, Obstacle, Possible, find_obstacles, find_possible, list_possible
from pathways.words import LEVEL, _, explain_withheld, format_months, join_words

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


# ---- why nothing opens one


def explain_none(
    region: Region, person: Person, starts: Sequence[str], hold: Callable[[str], Held]
) -> str:
    """Return why no pathway leads to what a person wants, whatever their limits.

    ``starts`` are the jobs searched from, ``hold`` says what the person holds in one of them. Of
    several goals the first is told; a reason that we cannot name is left out.
    """
    if not person.goals:
        return _explain_no_raise(region, person, starts[0], hold)
    titles = get_occupations(region.graph)
    goal = person.goals[0]
    if person.starts:
        said = _(
            "We find no pathway from {start} to {goal} in {place} within {steps} steps, whatever "
            "the limits."
        ).format(
            start=titles[starts[0]]["title"],
            goal=titles[goal]["title"],
            place=_name_place(region),
            steps=LOOSEST.steps,
        )
    else:
        said = _(
            "We find no job in {place} from which one step to {goal} pays at least a tenth more."
        ).format(place=_name_place(region), goal=titles[goal]["title"])
    if goal in person.exclude:
        return f"{said} " + _("You asked to leave this job out.")
    if goal not in region.wages[region.wage_areas[0]]:
        return f"{said} " + _("No figures are published there for this job.")
    known = [found for start in starts if (found := find_possible(region, start, goal))]
    moves = [move for move in known if person.starts or move.kind in UPWARD]
    return " ".join([said, *_say_obstacles(region, goal, moves, hold)])


def _explain_no_raise(
    region: Region, person: Person, start: str, hold: Callable[[str], Held]
) -> str:
    title, place = get_occupations(region.graph)[start]["title"], _name_place(region)
    moves = list_possible(region).get(start, ())
    pay = region.get_figure(start, MEASURE[person.pay])
    if pay.value is None and any(move.kind is None for move in moves):
        return _(
            "Yearly pay of {start} in {place}: {reason}. So we cannot say which jobs pay at least "
            "a tenth more."
        ).format(start=title, place=place, reason=explain_withheld(pay.withheld))
    rises = [move for move in moves if move.kind in UPWARD]
    if not rises:
        return explain_no_moves(region, start)
    likely = [rise for rise in rises if not (rise.is_weak or rise.is_residual)]
    if not likely:
        return _(
            "Jobs that pay more than {start} in {place} are reached by rare moves only, or are a "
            "mixed group of jobs. Name one of them as your goal to see what it asks."
        ).format(start=title, place=place)
    said = _(
        "We find no pathway from {start} to a job that pays at least a tenth more in {place}."
    ).format(start=title, place=place)
    kept = [rise for rise in likely if rise.move.destination not in person.exclude]
    if not kept:
        return f"{said} " + _("You asked to leave out the jobs that pay more.")
    held = hold(start)
    asked = {obstacle for rise in kept for obstacle, _way in find_obstacles(region, held, rise)}
    named = {
        "experience": _("experience in another related job"),
        "first": _("another job held first, by a rule"),
        "school": _("school of a kind that no school here reported last year"),
    }
    reasons = [words for obstacle, words in named.items() if obstacle in asked]
    if not reasons:
        return said
    return f"{said} " + _("The jobs that pay more ask for {reasons}.").format(
        reasons=join_words(reasons)
    )


def _say_obstacles(
    region: Region, goal: str, moves: Iterable[Possible], hold: Callable[[str], Held]
) -> list[str]:
    """Return what keeps the ways into a goal shut: of each kind the least that is asked."""
    least: dict[Obstacle, Way] = {}
    for possible in moves:
        for obstacle, way in find_obstacles(region, hold(possible.origin), possible):
            if obstacle not in least or way.experience < least[obstacle].experience:
                least[obstacle] = way
    return [_say_obstacle(region, goal, obstacle, way) for obstacle, way in least.items()]


def _say_obstacle(region: Region, goal: str, obstacle: Obstacle, way: Way) -> str:
    if obstacle == "experience":
        return _(
            "It asks for at least {months} of experience in a related job, and no job that we "
            "find before it counts as one."
        ).format(months=format_months(way.experience))
    if obstacle == "first":
        titles = get_occupations(region.graph)
        jobs = [titles[soc]["title"] for soc in sorted(way.first) if soc in titles]
        return _("A rule asks for work in one of these jobs first: {jobs}.").format(
            jobs=join_words(jobs)
        )
    if not list_linked(region.graph).get(goal):
        return _(
            "No field of study is linked to this occupation in our data. We can name no school."
        )
    return " ".join(
        [
            _("It asks for school in its field: {level}.").format(level=_(LEVEL[way.level])),
            _("No such award was reported in {place} last year.").format(place=_name_place(region)),
        ]
    )


def _name_place(region: Region) -> str:
    return _("the nation") if region.area == NATION else region.name
