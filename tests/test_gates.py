"""The education gate: min(typical, max(survey, attained)), told with its basis, never guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.gates import (
    LEVEL_OF_ANSWER,
    LEVEL_OF_AWARD,
    LEVEL_OF_TYPICAL,
    Answers,
    EducationGate,
    decide_education,
    find_level,
    pool_answers,
    rank_level,
)
from pathways.graph import get_occupations
from pathways.schema import LEVELS, Level
from pathways.settings import SETTINGS
from pathways.sources.curated import read_curated
from pathways.sources.projections import EDUCATION, NOT_AVAILABLE
from pathways.store import Graph

ALL_BACHELORS = (0.0, 0.0, 0.0, 0.0, 100.0, 0.0, 0.0)
HALF_SCHOOL = (0.0, 50.0, 0.0, 0.0, 50.0, 0.0, 0.0)

levels = st.sampled_from(LEVELS)


@st.composite
def shares(draw: st.DrawFn) -> tuple[float, ...]:
    """Seven percents in whole tenths that make 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=6, max_size=6)))
    edges = [0, *cuts, 1000]
    return tuple((right - left) / 10 for left, right in pairwise(edges))


def rank_by_hand(typical: Level, survey: tuple[float, ...], attained: tuple[float, ...]) -> int:
    """The rule said again, in whole tenths and without the code's own helpers."""

    def reached(percent: tuple[float, ...], tenths: int) -> int:
        for rank in range(7):
            if sum(round(10 * share) for share in percent[: rank + 1]) >= tenths:
                return rank
        return 6

    asked = [reached(survey, 250), reached(attained, 250)]
    return min(LEVELS.index(typical), max(asked))


@given(levels, shares(), shares())
def test_the_level_is_the_rule_said_by_hand(
    typical: Level, survey: tuple[float, ...], attained: tuple[float, ...]
) -> None:
    gate = decide_education(typical, survey, attained)
    if all(abs(sum(s[: n + 1]) - 25) > 1e-6 for s in (survey, attained) for n in range(7)):
        assert rank_level(gate.level) == rank_by_hand(typical, survey, attained)


@given(levels, shares(), shares())
def test_the_level_is_never_above_typical(
    typical: Level, survey: tuple[float, ...], attained: tuple[float, ...]
) -> None:
    gate = decide_education(typical, survey, attained)
    assert rank_level(gate.level) <= rank_level(typical)
    assert (gate.basis == "bls") == (gate.level == typical)


@given(levels, shares())
def test_missing_answers_leave_typical_and_say_so(typical: Level, known: tuple[float, ...]) -> None:
    alone = EducationGate(typical, "bls", borderline=False)
    assert decide_education(typical, None, known) == alone
    assert decide_education(typical, known, None) == alone
    assert decide_education(typical, None, None) == alone


@pytest.mark.parametrize(
    ("typical", "survey", "attained", "level", "basis"),
    [
        ("bachelors", HALF_SCHOOL, HALF_SCHOOL, "high_school", "survey"),
        ("bachelors", HALF_SCHOOL, ALL_BACHELORS, "bachelors", "bls"),
        ("bachelors", ALL_BACHELORS, HALF_SCHOOL, "bachelors", "bls"),
        ("high_school", ALL_BACHELORS, ALL_BACHELORS, "high_school", "bls"),
        ("none", ALL_BACHELORS, ALL_BACHELORS, "none", "bls"),
    ],
)
def test_decide_education(
    typical: Level, survey: tuple[float, ...], attained: tuple[float, ...], level: Level, basis: str
) -> None:
    gate = decide_education(typical, survey, attained)
    assert (gate.level, gate.basis) == (level, basis)


@pytest.mark.parametrize(
    ("at_school", "level", "borderline"),
    [
        (24.9, "bachelors", False),
        (25.0, "high_school", True),
        (29.9, "high_school", True),
        (30.0, "high_school", False),
        (80.0, "high_school", False),
    ],
)
def test_within_five_points_of_the_next_level_is_borderline(
    at_school: float, level: Level, borderline: bool
) -> None:
    survey = (0.0, at_school, 0.0, 0.0, 100.0 - at_school, 0.0, 0.0)
    gate = decide_education("bachelors", survey, HALF_SCHOOL)
    assert (gate.level, gate.borderline) == (level, borderline)


def test_a_level_that_typical_caps_is_not_borderline() -> None:
    survey = (0.0, 26.0, 0.0, 0.0, 74.0, 0.0, 0.0)
    assert not decide_education("high_school", survey, HALF_SCHOOL).borderline


@given(shares(), st.floats(1, 100))
def test_a_larger_quarter_never_gives_a_lower_level(
    percent: tuple[float, ...], quarter: float
) -> None:
    assert rank_level(find_level(percent, quarter)) >= rank_level(find_level(percent, quarter / 2))


def test_percents_that_round_below_the_quarter_give_the_highest_level() -> None:
    assert find_level((0.0,) * 7) == "doctoral"


# ---- the survey's answers


def answers_at(category: int, respondents: int, *, suppressed: bool = False) -> Answers:
    percent = tuple(100.0 if place == category else 0.0 for place in range(1, 13))
    return Answers(percent, respondents, suppressed)


@pytest.mark.parametrize(
    ("category", "level"),
    [
        (1, "none"), (2, "high_school"), (3, "certificate"), (4, "certificate"),
        (5, "associate"), (6, "bachelors"), (7, "bachelors"), (8, "masters"),
        (9, "masters"), (10, "doctoral"), (11, "doctoral"), (12, "doctoral"),
    ],
)  # fmt: skip
def test_each_answer_counts_at_its_level(category: int, level: Level) -> None:
    pooled = pool_answers([answers_at(category, 20)])
    assert pooled is not None
    assert find_level(pooled.percent) == level


@pytest.mark.parametrize(
    ("answers", "used"),
    [
        ([], False),
        ([answers_at(2, 14)], False),
        ([answers_at(2, 15)], True),
        ([answers_at(2, 7), answers_at(2, 8)], True),
        ([answers_at(2, 20, suppressed=True)], False),
        ([answers_at(2, 20), answers_at(2, 1, suppressed=True)], False),
        ([answers_at(2, 0)], False),
    ],
)
def test_too_few_or_refused_answers_are_not_used(answers: list[Answers], used: bool) -> None:
    assert (pool_answers(answers) is not None) == used


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 90)), min_size=1, max_size=5))
def test_answers_are_pooled_by_respondents(given_answers: list[tuple[int, int]]) -> None:
    pooled = pool_answers([answers_at(category, number) for category, number in given_answers])
    total = sum(number for _, number in given_answers)
    if total < 15:
        assert pooled is None
        return
    assert pooled is not None
    assert pooled.respondents == total
    for level, share in zip(LEVELS, pooled.percent, strict=True):
        people = sum(n for category, n in given_answers if LEVEL_OF_ANSWER[category] == level)
        assert share == pytest.approx(100 * people / total)


# ---- the words of the publishers


def test_every_typical_education_of_the_projections_has_a_level() -> None:
    assert set(LEVEL_OF_TYPICAL) == set(EDUCATION.split("|")) - {NOT_AVAILABLE}


def test_every_award_level_of_the_graph_has_an_education_level(graph: Graph) -> None:
    listed = {row["awlevel"]: row["level"] for row in graph.table("facts/award_levels").to_pylist()}
    assert listed == {code: LEVEL_OF_AWARD[code] for code in listed}


# ---- the levels in the graph


@pytest.mark.parametrize(
    ("soc", "level", "basis"),
    [
        ("29-1141", "associate", "curated"),
        ("29-2061", "certificate", "bls"),
        ("29-1292", "associate", None),
        ("31-1120", "high_school", "bls"),
        ("25-2021", "bachelors", None),
        ("41-2011", "none", None),
    ],
)
def test_the_level_of_a_known_occupation(
    graph: Graph, soc: str, level: Level, basis: str | None
) -> None:
    node = get_occupations(graph)[soc]
    assert node["gate_education"] == level
    assert basis in (None, node["gate_basis"])


def test_a_curated_level_names_its_source_and_reason(graph: Graph) -> None:
    curated = [n for n in get_occupations(graph).values() if n["gate_basis"] == "curated"]
    assert curated
    assert [n["occupation"] for n in curated if not (n["gate_source"] and n["gate_reason"])] == []


def test_every_reviewed_level_is_the_one_in_the_graph(graph: Graph) -> None:
    reviewed = read_curated(SETTINGS.curated_dir)["education"].set_index("occupation")["level"]
    nodes = get_occupations(graph)
    assert {code: nodes[code]["gate_education"] for code in reviewed.index} == reviewed.to_dict()


def test_an_occupation_without_usable_answers_is_labelled_bls(graph: Graph) -> None:
    silent = [
        n
        for n in get_occupations(graph).values()
        if n["survey_level"] is None and n["gate_basis"] != "curated"
    ]
    assert len(silent) > 100
    assert {n["gate_basis"] for n in silent} == {"bls"}
    for node in silent:
        assert node["gate_education"] == LEVEL_OF_TYPICAL[node["entry_education"]]


def test_every_level_in_the_graph_follows_the_rule(graph: Graph) -> None:
    for code, node in get_occupations(graph).items():
        if node["gate_basis"] == "curated" or None in (
            node["survey_level"],
            node["attained_level"],
        ):
            continue
        typical = rank_level(LEVEL_OF_TYPICAL[node["entry_education"]])
        asked = max(rank_level(node["survey_level"]), rank_level(node["attained_level"]))
        assert (code, LEVELS[min(typical, asked)]) == (code, node["gate_education"])
