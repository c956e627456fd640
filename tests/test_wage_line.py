"""The wage line: named measures as they are stored, and who passes a line."""

from __future__ import annotations

import pytest

from pathways.errors import UnknownCodeError
from pathways.store import Graph
from pathways.wage_line import (
    HIGH_SCHOOL,
    HOURS_A_YEAR,
    MEASURES,
    MINIMUM,
    OWN,
    POVERTY,
    choose_line,
    cross,
    find_line,
    get_legal_minimum,
    list_measures,
    say_line,
    set_own_line,
)


def test_every_stored_measure_is_known(graph: Graph) -> None:
    assert set(graph.table("facts/wage_lines")["measure"].to_pylist()) == set(MEASURES)


def test_the_measures_of_missouri(graph: Graph) -> None:
    lines = list_measures(graph, "MO")
    assert [line.measure for line in lines] == [HIGH_SCHOOL, *[POVERTY] * 8, MINIMUM]
    by_household = {line.household: line.annual for line in lines if line.measure == POVERTY}
    assert by_household[1] == 15_960
    assert by_household[8] == 55_720
    assert {line.annual for line in lines if line.measure == HIGH_SCHOOL} == {34_809}
    assert all(line.source and line.caveat for line in lines)
    assert len(list_measures(graph, "MO", 3)) == 3


@pytest.mark.parametrize(("state", "annual"), [("AK", 27_050), ("HI", 24_890), ("FL", 21_640)])
def test_a_state_has_the_guideline_of_its_own_group(graph: Graph, state: str, annual: int) -> None:
    assert find_line(graph, state, POVERTY, 2).annual == annual


def test_a_territory_has_no_poverty_guideline(graph: Graph) -> None:
    assert POVERTY not in {line.measure for line in list_measures(graph, "PR")}
    with pytest.raises(UnknownCodeError, match="minimum_wage"):
        find_line(graph, "PR", POVERTY, 1)


def test_the_nation_has_national_measures_only(graph: Graph) -> None:
    (line,) = list_measures(graph, None)
    assert (line.measure, line.annual, line.group) == (HIGH_SCHOOL, 36_082, "US")


def test_only_the_minimum_wage_is_published_by_the_hour(graph: Graph) -> None:
    for line in list_measures(graph, "MO"):
        assert (line.hourly is not None) is (line.measure == MINIMUM)
    line = find_line(graph, "MO", MINIMUM)
    assert line.hourly == 15.0
    assert line.annual == line.hourly * HOURS_A_YEAR


@pytest.mark.parametrize(
    ("state", "measure", "household", "closest"),
    [
        ("MX", POVERTY, 1, "MA"),
        ("MO", "living_wage", None, POVERTY),
        ("MO", POVERTY, 9, "8"),
        ("MO", POVERTY, 0, "1"),
        ("MO", POVERTY, None, "1"),
    ],
)
def test_what_is_unknown_is_refused_with_the_closest(
    graph: Graph, state: str, measure: str, household: int | None, closest: str
) -> None:
    with pytest.raises(UnknownCodeError) as refused:
        find_line(graph, state, measure, household)
    assert closest in refused.value.closest


@pytest.mark.parametrize(
    ("p25", "line", "minimum", "passes"),
    [
        (30_000, 30_000, None, True),
        (29_999, 30_000, None, False),
        (28_600, 31_200, 1500, True),  # Missouri 31-1120: survey 13.75, law 15.00
        (28_600, 31_201, 1500, False),
        (28_600, 31_200, None, False),
        (40_000, 35_000, 1500, True),  # the law never lowers a figure
        (None, 0, 1500, None),
        (0, 0, None, True),
    ],
)
def test_who_passes_a_line(
    p25: int | None, line: int, minimum: int | None, passes: bool | None
) -> None:
    assert cross(p25, line, minimum) is passes


def test_the_law_in_force(graph: Graph) -> None:
    assert get_legal_minimum(graph, "MO") == 1500
    assert get_legal_minimum(graph, None) is None


def test_a_persons_own_line_goes_first(graph: Graph) -> None:
    own = choose_line(graph, "MO", 41_000)
    assert own is not None and (own.measure, own.annual) == (OWN, 41_000)
    measure = choose_line(graph, "MO")
    assert measure is not None and measure.measure == HIGH_SCHOOL
    none_said = choose_line(graph, "MO", 0)
    assert none_said is not None and none_said.annual == 0


def test_lines_in_words(graph: Graph) -> None:
    assert say_line(set_own_line(41_000)) == "Your own wage line: $41,000 a year"
    said = [say_line(line) for line in list_measures(graph, "MO")]
    assert "Poverty guideline for a household of 1 person, 2026: $15,960 a year" in said
    assert "Poverty guideline for a household of 3 people, 2026: $27,320 a year" in said
    assert said[-1].endswith("MO, 2026: $31,200 a year ($15.00 an hour)")
    assert "None" not in " ".join(said)
