"""How many months an award takes at a provider: its own figure, the field's median, the level's usual.

Full time, once admitted; prerequisites and waiting lists are not included. No credit is assumed for
anything held. Pure functions over plain values; ``build.terms`` applies them to the published tables.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping, Sequence
from math import ceil
from typing import Final, Literal, NamedTuple

from pathways.words import _, mark

MonthsBasis = Literal["program", "program_fits", "field", "median", "level", "unknown"]

FEWEST_PROGRAMS: Final = 10
"""Published lengths needed before their median stands for a field and level (design, section 5)."""

USUAL_LENGTHS: Final[Mapping[str, tuple[int, int]]] = {
    "20": (1, 5),
    "21": (3, 12),
    "1": (1, 12),
    "2": (7, 16),
    "4": (11, 27),
    "3": (12, 24),
    "5": (15, 38),
    "7": (11, 36),
}
"""IPEDS award level -> months between which 95 % of the published programs lie (College Scorecard
2021-22, schools that gave awards of that one level only in the field; level 1 joins 20 and 21). They
are schools that charge by program and teach all year, so a degree is shorter there than elsewhere."""

CALENDAR_LEVELS: Final = frozenset({"3", "5", "6", "7", "8", "17", "18", "19"})
"""Degrees and graduate awards. Published lengths come only from schools that teach all year; where a
school keeps academic years their median would promise too little, so it is not used there."""

_DEGREE_RANK: Final[Mapping[str, int]] = {"3": 1, "5": 2, "7": 3}
"""Degrees among USUAL_LENGTHS, lowest first; certificates are 0."""

BASIS_WORDS: Final[Mapping[MonthsBasis, str]] = {
    "program": mark("the provider's published length of its program in this field"),
    "program_fits": mark(
        "the provider's published length of a program in this field; it gives awards of several "
        "levels there and the length fits this one"
    ),
    "field": mark("the provider's published length of its program in the same 4-digit field"),
    "median": mark(
        "the median published length of {programs} programs in this 4-digit field at this award "
        "level, all states"
    ),
    "level": mark("the usual length of this award level"),
    "unknown": mark("no length is known for this award level"),
}


class Months(NamedTuple):
    """Months low to high, and where they come from.

    ``low`` and ``high`` are None where nothing is known. ``programs`` is the number of published
    programs behind the figure, 0 for a level's usual length.
    """

    low: int | None
    high: int | None
    basis: MonthsBasis
    programs: int = 0


class LevelMatch(NamedTuple):
    """The award levels that a published program can lead to, and how they were found."""

    levels: tuple[str, ...]
    basis: Literal["only", "fits", "none"]


def match_levels(months: int, awarded: Collection[str]) -> LevelMatch:
    """Return which of the levels that a school awards in a field its program can lead to.

    A school files no award level with a program. Where it gives awards of one level only in the
    field, that is it (``only``), whatever its length. Among several, those whose USUAL_LENGTHS hold
    the length (``fits``); a degree only where no lower award fits, so that the length and price of
    a shorter program never stand for a degree. Else ``none``.
    """
    levels = sorted(set(awarded))
    if len(levels) == 1:
        return LevelMatch((levels[0],), "only")
    fitting = [level for level in levels if is_usual_length(months, level)]
    if not fitting:
        return LevelMatch((), "none")
    lowest = min(_DEGREE_RANK.get(level, 0) for level in fitting)
    return LevelMatch(
        tuple(level for level in fitting if _DEGREE_RANK.get(level, 0) == lowest), "fits"
    )


def is_usual_length(months: int, awlevel: str) -> bool:
    """Return whether a length is within the usual ones of a level; False for a level without any."""
    low, high = USUAL_LENGTHS.get(awlevel, (1, 0))
    return low <= months <= high


def find_median(months: Sequence[int]) -> int | None:
    """Return the median rounded up to whole months, None for fewer than FEWEST_PROGRAMS lengths."""
    if len(months) < FEWEST_PROGRAMS:
        return None
    return ceil(statistics.median(months))


def find_months(
    own: Months | None, median: Months | None, level: Months | None, *, may_use_median: bool = True
) -> Months:
    """Return the first months that are known: the provider's own, the field's median, the level's.

    ``may_use_median`` comes from ``may_use_median()``. Never raises: with nothing known the basis
    is ``unknown`` and both ends are None.
    """
    for found in (own, median if may_use_median else None, level):
        if found is not None and found.high is not None:
            return found
    return Months(None, None, "unknown")


def may_use_median(awlevel: str, *, by_program: bool) -> bool:
    """Return whether a field's median holds for an offer.

    ``by_program``: the provider itself publishes program lengths, so it teaches all year as the
    schools behind the median do. Others use it for certificates only.
    """
    return by_program or awlevel not in CALENDAR_LEVELS


def join_months(lengths: Sequence[int], basis: MonthsBasis) -> Months:
    """Return the shortest and longest of some published lengths. Raise ValueError for none."""
    return Months(min(lengths), max(lengths), basis, len(lengths))


def explain_months(months: Months) -> str:
    """Return in words where months come from."""
    return _(BASIS_WORDS[months.basis]).format(programs=months.programs)
