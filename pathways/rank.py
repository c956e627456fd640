"""Which of the pathways found are shown: one criterion per preset, answers that differ, and why.

Months and prices are compared by their high ends, as the search adds them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from pathways.front import COST, ELAPSED, MONTHS, STEPS, UNKNOWN, UNLIKE, Front
from pathways.person import Preset
from pathways.region import Comparison
from pathways.steps import Option, Step
from pathways.words import _, format_gain, format_money, format_months


class Equivalency(NamedTuple):
    """The high-school equivalency as a first step: months of preparation, and the page that says so."""

    months_low: int
    months_high: int
    source: str
    reason: str


class Candidate(NamedTuple):
    """One pathway found. ``sums`` are (steps, months, calendar months, known price, prices not known,
    dissimilarity), the equivalency included. ``pay`` compares start and end in the pay asked for.
    """

    start: str
    front: Front
    row: int
    sums: tuple[int, ...]
    end: str
    pay: Comparison
    equivalency: Equivalency | None = None

    @property
    def path(self) -> tuple[Step, ...]:
        return self.front.trace(self.row)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(step.destination for step in self.path)


_Key = tuple[float, ...]


def _earned(candidate: Candidate) -> float:
    """Return pay at the end, negative so that the best stands first; unknown pay stands last.

    Pay at the publisher's cap counts as the cap: it is at least that.
    """
    return -(candidate.pay.least_after or 0)


CRITERIA: Final[Mapping[Preset, Callable[[Candidate], _Key | None]]] = {
    "quickest": lambda c: (c.sums[ELAPSED], _earned(c), c.sums[MONTHS], c.sums[COST]),
    "best_pay": lambda c: (_earned(c), c.sums[ELAPSED], c.sums[UNKNOWN], c.sums[COST]),
    "lowest_price": lambda c: (
        None if c.sums[UNKNOWN] else (c.sums[COST], c.sums[ELAPSED], _earned(c))
    ),
    "earn_while_learning": lambda c: (
        c.sums[MONTHS],
        c.sums[UNKNOWN],
        c.sums[COST],
        _earned(c),
        c.sums[ELAPSED],
    ),
    "closest": lambda c: (c.sums[UNLIKE], c.sums[ELAPSED], _earned(c)),
    "fewest_steps": lambda c: (c.sums[STEPS], _earned(c), c.sums[ELAPSED]),
}
"""Preset -> what makes a pathway stand before another, smallest first; None leaves it out."""


def order(candidates: Iterable[Candidate], preset: Preset) -> list[Candidate]:
    """Return the candidates that a preset can order, best first, ties to the smaller codes.

    Of several ways through the same jobs one whose school publishes no price comes after the first
    of those that do where their months overlap: 22 months are not known to be sooner than 21 to 24.
    """
    keyed = [(CRITERIA[preset](candidate), candidate) for candidate in candidates]
    known = [
        (key, candidate.sums, (candidate.start, *candidate.ids), candidate)
        for key, candidate in keyed
        if key is not None
    ]
    known.sort(key=lambda row: row[:3])
    return list(_lead_with_priced([(jobs, candidate) for _key, _sums, jobs, candidate in known]))


def _lead_with_priced(
    ordered: Sequence[tuple[tuple[str, ...], Candidate]],
) -> Iterator[Candidate]:
    """Yield the candidates in their order, an unpriced one after the priced one that stands for it.

    Each comes with its jobs, start first.
    """
    same: dict[tuple[str, ...], list[Candidate]] = {}
    for jobs, candidate in ordered:
        same.setdefault(jobs, []).append(candidate)
    waiting: dict[int, list[Candidate]] = {}
    told: set[int] = set()
    for jobs, candidate in ordered:
        better = next((other for other in same[jobs] if _stands_for(other, candidate)), None)
        if better is not None and id(better) not in told:
            waiting.setdefault(id(better), []).append(candidate)
            continue
        queue = [candidate]
        while queue:
            first = queue.pop(0)
            told.add(id(first))
            yield first
            queue = waiting.pop(id(first), []) + queue


def _stands_for(priced: Candidate, other: Candidate) -> bool:
    """Say whether a way through the same jobs has fewer prices not known, in months that overlap."""
    if priced.sums[UNKNOWN] >= other.sums[UNKNOWN] or priced.equivalency != other.equivalency:
        return False
    return all(
        one.chosen is two.chosen or _overlap(one.chosen, two.chosen)
        for one, two in zip(priced.path, other.path, strict=True)
    )


def _overlap(one: Option, two: Option) -> bool:
    """Say whether two options are schooling and take calendar months that overlap."""
    if not (one.months_high and two.months_high):
        return False
    return one.soonest <= two.elapsed and two.soonest <= one.elapsed


def choose_differing(ordered: Sequence[Candidate], top: int, *, one_end: bool) -> list[Candidate]:
    """Return the first candidates that share at most half their steps with each one before.

    ``one_end``: with a goal all end at the same job; else each end is shown once.
    """
    chosen: list[Candidate] = []
    for candidate in ordered:
        ids = set(candidate.ids)
        if all(
            2 * len(ids & set(kept.ids)) <= min(len(ids), len(kept.ids))
            and (one_end or kept.end != candidate.end)
            for kept in chosen
        ):
            chosen.append(candidate)
        if len(chosen) == top:
            break
    return chosen


def keep_opened(ordered: Sequence[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """Return the chosen pathways with the first one that what is held opens at once among them.

    That is one step with nothing left to learn. It takes the last place where none of them is one.
    """
    opened = next((candidate for candidate in ordered if is_opened(candidate)), None)
    if opened is None or any(is_opened(candidate) for candidate in chosen):
        return chosen
    return [*chosen[:-1], opened]


def is_opened(candidate: Candidate) -> bool:
    """Say whether a pathway is one step that what is held opens at once."""
    only = candidate.path[0] if candidate.sums[STEPS] == 1 else None
    return only is not None and only.chosen.kind == "held" and not candidate.sums[ELAPSED]


def say_best(shown: Sequence[Candidate], place: int) -> str:
    """Return what one of the pathways shown is best at among them, in words."""
    mine = shown[place]
    claims = []
    for words, read in (
        (_("soonest"), lambda c: c.sums[ELAPSED]),
        (_("best paid"), _earned),
        (_("lowest published price"), lambda c: None if c.sums[UNKNOWN] else c.sums[COST]),
        (_("least time in school"), lambda c: c.sums[MONTHS]),
        (_("fewest steps"), lambda c: c.sums[STEPS]),
        (_("most like your job"), lambda c: c.sums[UNLIKE]),
    ):
        values = [read(candidate) for candidate in shown]
        value = values[place]
        others = [other for at, other in enumerate(values) if at != place and other is not None]
        if value is not None and others and all(value < other for other in others):
            claims.append(words)
    gain = (
        _("pay cannot be compared here")
        if mine.pay.change is None
        else _("{gain} a year").format(gain=format_gain(mine.pay.change))
    )
    if mine.pay.change is None and mine.pay.is_raise:
        gain = _("pay rises above the highest figure published")
    total = _("{elapsed} from today, {study} of them study: {gain}.").format(
        elapsed=format_months(mine.sums[ELAPSED]), study=mine.sums[MONTHS], gain=gain
    )
    if not claims:
        return total
    return _("{claims} of those shown. {total}").format(
        claims=", ".join(claims).capitalize(), total=total
    )


def say_difference(mine: Candidate, other: Candidate) -> str:
    """Return how another pathway differs from this one: time, pay, price, in words."""
    parts = []
    later = other.sums[ELAPSED] - mine.sums[ELAPSED]
    if later:
        parts.append(
            (_("{months} longer") if later > 0 else _("{months} shorter")).format(
                months=format_months(abs(later))
            )
        )
    if mine.pay.after is not None and other.pay.after is not None:
        more = other.pay.after - mine.pay.after
        if more:
            parts.append(
                (_("{money} a year more") if more > 0 else _("{money} a year less")).format(
                    money=format_money(abs(more))
                )
            )
    if other.sums[UNKNOWN]:
        parts.append(_("its price is not fully published"))
    elif not mine.sums[UNKNOWN] and other.sums[COST] != mine.sums[COST]:
        dearer = other.sums[COST] - mine.sums[COST]
        parts.append(
            (
                _("published price {money} higher")
                if dearer > 0
                else _("published price {money} lower")
            ).format(money=format_money(abs(dearer)))
        )
    return ", ".join(parts) or _("about the same in time, pay and price")
