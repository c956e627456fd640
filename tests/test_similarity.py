"""Directed similarity: 0 to 1, 1 with itself, never lower for knowing more, absent where unknown."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pathways.graph import get_occupations
from pathways.similarity import (
    PARTS,
    average_parts,
    compare_occupations,
    compare_vectors,
    cover,
    cover_all,
    get_needs,
    list_carried,
    list_gains,
    read_needs,
)
from pathways.store import Graph

CELL = st.floats(min_value=0, max_value=1, width=32)
VECTOR = arrays(np.float64, 6, elements=CELL)
WEIGHTS = arrays(np.float64, 6, elements=st.floats(min_value=0, max_value=9, width=32))


@given(origin=VECTOR, destination=VECTOR, weights=WEIGHTS)
def test_cover_is_between_0_and_1_or_absent(origin, destination, weights) -> None:
    covered = cover(origin, destination, weights)
    if covered is None:
        assert weights @ destination == 0
    else:
        assert 0 <= covered <= 1


@given(vector=VECTOR, weights=WEIGHTS)
def test_an_occupation_covers_itself(vector, weights) -> None:
    assert cover(vector, vector, weights) in (None, pytest.approx(1))


@given(
    origin=VECTOR,
    destination=VECTOR,
    weights=WEIGHTS,
    place=st.integers(min_value=0, max_value=5),
    more=CELL,
)
def test_another_skill_at_the_origin_never_lowers_it(
    origin, destination, weights, place, more
) -> None:
    before = cover(origin, destination, weights)
    richer = origin.copy()
    richer[place] = max(richer[place], more)
    after = cover(richer, destination, weights)
    assert before is None if after is None else after >= before - 1e-12


@given(
    values=arrays(np.float64, (4, 6), elements=st.one_of(CELL, st.sampled_from([0.0, 1.0]))),
    weights=WEIGHTS,
)
def test_all_pairs_are_as_one_pair_at_a_time(values, weights) -> None:
    every = cover_all(values, weights)
    for origin in range(4):
        for destination in range(4):
            one = cover(values[origin], values[destination], weights)
            found = every[origin, destination]
            assert np.isnan(found) if one is None else found == pytest.approx(one)


@given(values=arrays(np.bool_, (4, 6)), weights=WEIGHTS)
def test_lists_take_the_quick_way_to_the_same_result(values, weights) -> None:
    listed = values.astype(np.float64)
    every = cover_all(listed, weights)
    for origin in range(4):
        for destination in range(4):
            one = cover(listed[origin], listed[destination], weights)
            found = every[origin, destination]
            assert np.isnan(found) if one is None else found == pytest.approx(one)


def test_it_is_directed() -> None:
    low, high, weights = np.array([0.2, 0.2]), np.array([0.8, 0.8]), np.ones(2)
    assert cover(low, high, weights) == pytest.approx(0.25)
    assert cover(high, low, weights) == 1


def make_tables() -> dict[str, pa.Table]:
    return {
        "facts/skills": pa.table(
            {
                "occupation": ["a", "a", "b", "b", "b"],
                "element": ["s1", "s2", "s1", "s2", "k1"],
                "kind": ["skill", "skill", "skill", "skill", "knowledge"],
                "importance": [300, 500, 500, None, 500],
                "level": [350, 700, 700, 700, 700],
            }
        ),
        "facts/activities": pa.table(
            {"occupation": ["a", "b"], "element": ["x", "x"], "importance": [200, 400]}
        ),
        "facts/dwas": pa.table({"occupation": ["a", "b", "b"], "dwa": ["d1", "d1", "d2"]}),
        "facts/technology": pa.table({"occupation": ["b"], "commodity": ["t1"]}),
    }


def test_needs_are_importance_times_level() -> None:
    needs = read_needs(make_tables())
    assert needs["skills"].values.tolist() == [[0.25, 1.0], [1.0, 0.0]]
    assert needs["activities"].values.tolist() == [[0.25], [0.75]]
    assert needs["dwas"].values.tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_a_part_that_one_of_two_lacks_is_absent_not_0() -> None:
    found = compare_vectors(read_needs(make_tables()), "a", "b")
    assert set(found.parts) == {"skills", "activities", "dwas"}
    assert found.value == pytest.approx(average_parts(found.parts), abs=0.001)


def test_without_vectors_there_is_no_similarity() -> None:
    assert compare_vectors(read_needs(make_tables()), "a", "c") == (None, {})
    assert average_parts({}) is None


def test_everything_has_all_of_itself(graph: Graph) -> None:
    for occupation in list(get_occupations(graph))[::20]:
        found = compare_occupations(graph, occupation, occupation)
        assert found.value in (None, 1)


def test_real_pairs_are_between_0_and_1_and_directed(graph: Graph) -> None:
    codes = list(get_occupations(graph))[::25]
    values = {(o, d): compare_occupations(graph, o, d).value for o in codes for d in codes}
    known = [value for value in values.values() if value is not None]
    assert min(known) >= 0
    assert max(known) <= 1
    turned = [(o, d) for (o, d), value in values.items() if value != values[d, o]]
    assert len(turned) > len(known) / 2


def test_a_registered_nurse_covers_an_aide_better_than_the_other_way(graph: Graph) -> None:
    up = compare_occupations(graph, "31-1131", "29-1141")
    down = compare_occupations(graph, "29-1141", "31-1131")
    assert set(up.parts) == set(PARTS)
    assert up.value is not None and down.value is not None
    assert up.value < down.value


def test_absent_occupations_are_the_undescribed_ones(graph: Graph) -> None:
    described = {code for part in get_needs(graph).values() for code in part.occupations}
    for code in sorted(set(get_occupations(graph)) - described):
        assert compare_occupations(graph, code, "31-1131") == (None, {})


@pytest.mark.parametrize("part", PARTS)
def test_what_carries_over_and_what_is_gained_come_to_the_whole(graph: Graph, part: str) -> None:
    both = list_carried(graph, "31-1131", "29-1141", part=part, most=9_999)
    both += list_gains(graph, "31-1131", "29-1141", part=part, most=9_999)
    assert sum(element.share for element in both) == pytest.approx(1, abs=0.1)
    found = compare_occupations(graph, "31-1131", "29-1141").parts[part]
    carried = list_carried(graph, "31-1131", "29-1141", part=part, most=9_999)
    assert sum(element.share for element in carried) == pytest.approx(found, abs=0.05)


def test_elements_have_titles_and_fall_in_share(graph: Graph) -> None:
    gains = list_gains(graph, "31-1131", "29-1141", part="knowledge")
    assert len(gains) == 5
    assert all(element.title != element.element for element in gains)
    shares = [element.share for element in gains]
    assert shares == sorted(shares, reverse=True)


def test_an_undescribed_occupation_has_nothing_to_list(graph: Graph) -> None:
    assert list_gains(graph, "99-9999", "29-1141", part="skills") == []
