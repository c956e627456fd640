"""The benchmark asks every way the same questions, and a difference is an error."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.bench import (
    AREA,
    STARTS,
    BenchDiffersError,
    _assert_equal,
    compare,
    pick_evenly,
    pick_pairs,
    run_bench,
)
from pathways.person import Person
from pathways.region import Region
from pathways.store import Graph
from pathways.trace import trace_pathways

FIELDS = ["case", "ours_ms", "peer", "peer_ms", "ratio", "n", "equal"]


@pytest.fixture(scope="module")
def rows(graph: Graph) -> list[dict[str, Any]]:
    return run_bench(graph, samples=1)


def test_every_row_has_the_fields_of_the_contract(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert list(row) == FIELDS
        assert row["ours_ms"] >= 0
        assert row["peer_ms"] > 0


def test_answers_are_equal_where_they_must_be(rows: list[dict[str, Any]]) -> None:
    asserted = [row for row in rows if row["case"] != "search: everyday words"]
    assert all(row["equal"] == row["n"] > 0 for row in asserted)


def test_every_way_of_listing_paths_stands_beside_ours(rows: list[dict[str, Any]]) -> None:
    peers = {row["peer"].split()[0] for row in rows if "to one job" in row["case"]}
    assert peers == {"networkx", "rustworkx", "igraph"}
    cases = [(row["case"], row["peer"]) for row in rows]
    assert len(set(cases)) == len(cases)
    assert {case.split(":")[0] for case, _peer in cases} == {"search", "region", "trace"}


def test_the_jobs_wanted_are_reached(region_stl: Region) -> None:
    """Otherwise equal answers would be none on either side."""
    assert region_stl.area == AREA
    pairs = pick_pairs(region_stl, STARTS)
    assert len(set(pairs)) == 10
    for start, goal in pairs:
        person = Person(starts=(start,), goals=(goal,), max_steps=4)
        assert trace_pathways(region_stl, person)["pathways"]


def test_a_difference_is_an_error() -> None:
    row = compare("case", "peer", lambda number: number, lambda number: number // 2, [0, 1, 2])
    assert (row["n"], row["equal"]) == (3, 1)
    with pytest.raises(BenchDiffersError, match="2 of 3 answers differ"):
        _assert_equal(row)


@pytest.mark.parametrize(
    ("number", "picked"), [(1, [0]), (2, [0, 5]), (5, [0, 2, 4, 6, 8]), (99, list(range(10)))]
)
def test_samples_are_spread_evenly(number: int, picked: list[int]) -> None:
    assert pick_evenly(range(10), number) == picked
