"""What the publishers' figures ask for to enter an occupation: education level and experience.

Pure functions over rows, which the build calls. What the law asks for is in ``rules``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pathways.schema import LEVELS, Level

QUARTER: Final = 25.0
"""Percent of answers or workers at or below a level that makes it the one a quarter reached."""

HALF: Final = 50.0
"""Percent of answers that makes a category the median one."""

BORDERLINE: Final = 5.0
"""Percentage points: closer than this to the next level is called borderline."""

FEWEST_RESPONDENTS: Final = 15
"""O*NET answers of fewer people are not used."""

LEVEL_OF_ANSWER: Final[Mapping[int, Level]] = {
    1: "none",
    2: "high_school",
    3: "certificate",
    4: "certificate",
    5: "associate",
    6: "bachelors",
    7: "bachelors",
    8: "masters",
    9: "masters",
    10: "doctoral",
    11: "doctoral",
    12: "doctoral",
}
"""O*NET 30.1 scale RL. The scale puts "some college" (4) after the certificate (3): one level."""

LEVEL_OF_TYPICAL: Final[Mapping[str, Level]] = {
    "No formal educational credential": "none",
    "High school diploma or equivalent": "high_school",
    "Some college, no degree": "certificate",
    "Postsecondary nondegree award": "certificate",
    "Associate's degree": "associate",
    "Bachelor's degree": "bachelors",
    "Master's degree": "masters",
    "Doctoral or professional degree": "doctoral",
}
"""BLS typical education for entry."""

LEVEL_OF_AWARD: Final[Mapping[str, Level]] = {
    "20": "certificate",
    "21": "certificate",
    "1": "certificate",
    "2": "certificate",
    "4": "certificate",
    "3": "associate",
    "5": "bachelors",
    "6": "bachelors",
    "7": "masters",
    "8": "masters",
    "17": "doctoral",
    "18": "doctoral",
    "19": "doctoral",
}
"""IPEDS award level -> education level."""


class Answers(NamedTuple):
    """One O*NET-SOC code's answers to one question: percent by category, counted from 1."""

    percent: tuple[float, ...]
    respondents: int
    suppressed: bool


class Shares(NamedTuple):
    """Percent at each of the seven levels, lowest first, and how many people answered."""

    percent: tuple[float, ...]
    respondents: int


class EducationGate(NamedTuple):
    """The education level used as gate and where it comes from (survey, bls or curated)."""

    level: Level
    basis: str
    borderline: bool


def rank_level(level: Level) -> int:
    """Return the place of a level on the one scale: none is 0, doctoral 6."""
    return LEVELS.index(level)


def pool_answers(answers: Sequence[Answers]) -> Shares | None:
    """Pool answers by respondents into shares of the seven levels.

    None where nobody answered, fewer than FEWEST_RESPONDENTS did, or a cell is marked as not to
    be used.
    """
    respondents = _count_respondents(answers)
    if respondents is None:
        return None
    shares = [0.0] * len(LEVELS)
    for answer in answers:
        for category, percent in enumerate(answer.percent, start=1):
            level = LEVEL_OF_ANSWER[category]
            shares[rank_level(level)] += percent * answer.respondents / respondents
    return Shares(tuple(shares), respondents)


def _count_respondents(answers: Sequence[Answers]) -> int | None:
    """Return how many people answered, None where the answers are not to be used."""
    respondents = sum(answer.respondents for answer in answers)
    refused = respondents < FEWEST_RESPONDENTS or any(answer.suppressed for answer in answers)
    return None if refused else respondents


def find_level(percent: Sequence[float], quarter: float = QUARTER) -> Level:
    """Return the lowest level that ``quarter`` percent are at or below."""
    total = 0.0
    for level, share in zip(LEVELS, percent, strict=True):
        total += share
        if total >= quarter:
            return level
    return LEVELS[-1]


def decide_education(
    typical: Level, survey: Sequence[float] | None, attained: Sequence[float] | None
) -> EducationGate:
    """Return the education gate: min(BLS typical, max(survey level, attained level)).

    ``survey`` and ``attained`` are percents of the seven levels. Without either it is BLS typical,
    and the basis says so. Borderline means that five points more would give a higher level.
    """
    if survey is None or attained is None:
        return EducationGate(typical, "bls", borderline=False)

    def reach(quarter: float) -> int:
        reached = max(rank_level(find_level(shares, quarter)) for shares in (survey, attained))
        return min(rank_level(typical), reached)

    level = LEVELS[reach(QUARTER)]
    basis = "bls" if level == typical else "survey"
    return EducationGate(level, basis, borderline=reach(QUARTER + BORDERLINE) > reach(QUARTER))


def find_median_category(answers: Sequence[Answers]) -> int | None:
    """Pool answers by respondents and return the category (from 1) that half of them reach.

    None where fewer than FEWEST_RESPONDENTS answered or a cell is marked as not to be used.
    """
    respondents = _count_respondents(answers)
    if respondents is None:
        return None
    total = 0.0
    for category in range(len(answers[0].percent)):
        total += sum(answer.percent[category] * answer.respondents for answer in answers)
        if total >= HALF * respondents:
            return category + 1
    return len(answers[0].percent)


def decide_experience(
    published: tuple[int | None, int | None] | None,
    reported: tuple[int | None, int | None] | None,
    *,
    gate: object,
    typical: object,
    basis: object,
) -> dict[str, object]:
    """Return the experience asked for as a gate, and what workers report beside it, in months.

    BLS's own category gates (``published``, low and high). O*NET's median answer (``reported``)
    gates only where the level used is below BLS typical and not a curated one; elsewhere it is only
    reported. An occupation with two doors (high school beside a postsecondary award) asks no
    experience (0), whatever BLS says. ``gate`` and ``typical`` are absent where they are no text.
    """
    low, high = published or (None, None)
    by = "bls" if low else None
    below_typical = (
        isinstance(gate, str)
        and isinstance(typical, str)
        and LEVELS.index(gate) < rank_level(LEVEL_OF_TYPICAL[typical])
    )
    two_doors = gate == "high_school" and LEVEL_OF_TYPICAL.get(str(typical)) == "certificate"
    if below_typical and not two_doors and basis != "curated" and reported:
        asked = reported[0] or 0
        if asked > (low or 0):
            low, high, by = asked, reported[1], "onet"
    if two_doors:
        low, high, by = 0, 0, None
    return {
        "experience_low": low,
        "experience_high": high,
        "experience_basis": by,
        "reported_low": reported[0] if reported else None,
        "reported_high": reported[1] if reported else None,
    }
