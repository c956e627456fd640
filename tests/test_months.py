"""Months of an offer: the provider's own first, then the median, then the level's; unknown stays so."""

from __future__ import annotations

import statistics
from math import ceil
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.months import (
    BASIS_WORDS,
    CALENDAR_LEVELS,
    FEWEST_PROGRAMS,
    USUAL_LENGTHS,
    Months,
    MonthsBasis,
    explain_months,
    find_median,
    find_months,
    is_usual_length,
    join_months,
    match_levels,
    may_use_median,
)

LEVELS = sorted({*USUAL_LENGTHS, *CALENDAR_LEVELS})
LENGTHS = st.integers(0, 120)
OWN = Months(14, 14, "program", 1)
MEDIAN = Months(12, 12, "median", 287)
LEVEL = Months(12, 24, "level")


def found(basis: MonthsBasis) -> st.SearchStrategy[Months | None]:
    return st.none() | st.tuples(LENGTHS, LENGTHS).map(
        lambda ends: Months(min(ends), max(ends), basis, 1)
    )


def test_the_first_known_wins() -> None:
    assert find_months(OWN, MEDIAN, LEVEL) is OWN
    assert find_months(None, MEDIAN, LEVEL) is MEDIAN
    assert find_months(None, None, LEVEL) is LEVEL
    assert find_months(None, MEDIAN, LEVEL, may_use_median=False) is LEVEL


def test_unknown_stays_unknown_and_says_so() -> None:
    for level in (None, Months(None, None, "level")):
        months = find_months(None, None, level)
        assert (months.low, months.high, months.basis) == (None, None, "unknown")
        assert explain_months(months)


@given(own=found("program"), median=found("median"), level=found("level"), use=st.booleans())
def test_the_answer_is_one_of_the_given_in_order_with_a_basis(
    own: Months | None, median: Months | None, level: Months | None, use: bool
) -> None:
    months = find_months(own, median, level, may_use_median=use)
    candidates = [m for m in (own, median if use else None, level) if m is not None]
    assert months == (candidates[0] if candidates else Months(None, None, "unknown"))
    assert explain_months(months)
    assert (months.low is None) == (months.high is None) == (months.basis == "unknown")
    if months.low is not None and months.high is not None:
        assert months.low <= months.high


def test_every_basis_has_words_and_the_median_says_how_many() -> None:
    assert set(BASIS_WORDS) == set(get_args(MonthsBasis))
    assert "287 programs" in explain_months(MEDIAN)
    assert all("{" not in explain_months(Months(1, 1, basis, 3)) for basis in BASIS_WORDS)


@given(st.lists(LENGTHS, max_size=40))
def test_the_median_needs_ten_and_never_understates(lengths: list[int]) -> None:
    median = find_median(lengths)
    if len(lengths) < FEWEST_PROGRAMS:
        assert median is None
    else:
        assert median == ceil(statistics.median(lengths))
        assert sum(length <= (median or 0) for length in lengths) * 2 >= len(lengths)


@pytest.mark.parametrize(("count", "expected"), [(9, None), (10, 12)])
def test_nine_lengths_are_too_few_and_ten_enough(count: int, expected: int | None) -> None:
    assert find_median([12] * count) == expected


def test_a_half_month_is_rounded_up() -> None:
    assert find_median([11] * 5 + [12] * 5) == 12


@pytest.mark.parametrize(
    ("months", "awarded", "levels", "basis"),
    [
        (14, ["2"], ("2",), "only"),
        (48, ["21"], ("21",), "only"),
        (2, ["20", "2"], ("20",), "fits"),
        (14, ["21", "2"], ("2",), "fits"),
        (10, ["21", "2"], ("2", "21"), "fits"),
        (20, ["2", "3"], ("3",), "fits"),
        (14, ["2", "3"], ("2",), "fits"),
        (15, ["3", "5", "7"], ("3",), "fits"),
        (30, ["3", "5", "7"], ("5",), "fits"),
        (34, ["20", "21"], (), "none"),
        (12, [], (), "none"),
        (12, ["18", "6"], (), "none"),
    ],
)
def test_the_level_of_a_program(
    months: int, awarded: list[str], levels: tuple[str, ...], basis: str
) -> None:
    assert match_levels(months, awarded) == (levels, basis)


@given(months=LENGTHS, awarded=st.lists(st.sampled_from(LEVELS), max_size=6))
def test_a_program_is_only_placed_on_levels_awarded(months: int, awarded: list[str]) -> None:
    match = match_levels(months, awarded)
    assert set(match.levels) <= set(awarded)
    assert (match.basis == "none") == (not match.levels)
    assert match == match_levels(months, sorted(awarded, reverse=True))
    if match.basis == "fits":
        assert all(is_usual_length(months, level) for level in match.levels)
        assert len({level in CALENDAR_LEVELS for level in match.levels}) == 1


@given(awlevel=st.sampled_from(LEVELS))
def test_a_degree_of_a_school_with_academic_years_takes_no_median(awlevel: str) -> None:
    assert may_use_median(awlevel, by_program=True)
    assert may_use_median(awlevel, by_program=False) == (awlevel not in CALENDAR_LEVELS)


@given(lengths=st.lists(LENGTHS, min_size=1), basis=st.sampled_from(["program", "field"]))
def test_joined_lengths_run_from_shortest_to_longest(
    lengths: list[int], basis: MonthsBasis
) -> None:
    assert join_months(lengths, basis) == (min(lengths), max(lengths), basis, len(lengths))


def test_lengths_run_upwards() -> None:
    assert all(0 < low <= high for low, high in USUAL_LENGTHS.values())
