"""The second reader finds what the product shows, and would find it if the product were wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pathways.settings import SETTINGS
from pathways.store import Graph
from tests.second_reader import (
    PAGE,
    Raw,
    Result,
    compare,
    describe_results,
    draw_hospitals,
    draw_offers,
    draw_sponsors,
    whole,
)


@pytest.fixture(scope="module")
def results(raw: Path, graph: Graph) -> list[Result]:
    return compare(raw, graph)


@pytest.mark.raw
def test_all_that_is_drawn_is_equal(results: list[Result]) -> None:
    assert [result for result in results if result.expected != result.found] == []
    assert Counter(result.kind for result in results) == {
        "offers": 100, "months": 100, "prices": 100, "sponsors": 40, "hospitals": 40
    }  # fmt: skip


@pytest.mark.raw
def test_the_page_is_this_comparison(results: list[Result]) -> None:
    page = (SETTINGS.docs_dir / PAGE).read_text(encoding="utf-8")
    assert page == describe_results(results)


def change(graph: Graph, name: str, columns: Mapping[str, Any]) -> Graph:
    """Return the graph with columns of one table replaced."""
    table = graph.table(name)
    for column, values in columns.items():
        table = table.set_column(table.column_names.index(column), column, values)
    return Graph(MappingProxyType({**graph.tables, name: table}), graph.manifest)


@pytest.mark.raw
def test_a_wrong_graph_is_found_out(raw: Path, graph: Graph) -> None:
    source = Raw(raw)
    offers = graph.table("edges/offers")
    wrong = change(graph, "edges/offers", {"completions": pc.add(offers["completions"], 1)})
    drawn = list(draw_offers(source, wrong, random.Random(1)))
    assert all(result.expected != result.found for result in drawn)

    employers = graph.table("nodes/employer")
    moved = change(graph, "nodes/employer", {"city": pa.nulls(employers.num_rows, pa.string())})
    for draw in (draw_sponsors, draw_hospitals):
        drawn = list(draw(source, moved, random.Random(1)))
        assert sum(result.expected != result.found for result in drawn) > 30


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12", 12), ("12.0", 12), ("0", 0), ("", None), ("PS", None), (".", None), ("-1", None)],
)
def test_a_cell_is_a_number_or_unknown(cell: str, number: int | None) -> None:
    assert whole(cell, 250_000) == number
    assert whole("250001", 250_000) is None


def test_the_page_lists_what_differs() -> None:
    page = describe_results(
        [Result("offers", "1/51.3801/3", 3, 3), Result("offers", "2/51.3801/3", 3, None)]
    )
    assert "| offers | 2 | 1 | 1 |" in page
    assert "- offers 2/51.3801/3: file 3, product None" in page
