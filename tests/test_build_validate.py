"""A graph that names what it does not hold is found out, whatever the table."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pyarrow as pa
import pytest

from pathways.schema import RELATIONS, TABLE, TABLES
from pathways.store import Graph, open_graph
from pathways.validate import LEVEL_COLUMNS, NODE_TABLE, REFERENCES, check_graph
from tests.slices import Built

ENDS = tuple(
    (relation.table, column)
    for relation in RELATIONS.values()
    for column in TABLE[relation.table].column_names[:2]
)
NAMING = (*((table, column) for table, column, _, _ in REFERENCES), *ENDS, *LEVEL_COLUMNS)
HOMES = {
    **NODE_TABLE,
    "county": ("facts/counties", "county"),
    "area": ("facts/areas", "area"),
    "element": ("facts/elements", "element"),
}
OTHER_MEANING = {("nodes/provider", "sector"), ("facts/sector_outlook", "sector")}
"""IPEDS sectors 1 to 9; our sectors and the line of all industries."""


@pytest.fixture(scope="module")
def sliced(built: Built) -> Graph:
    return open_graph(built.settings.graph_dir)


def break_one_row(graph: Graph, table: str, column: str) -> Graph:
    """Return the graph with a code that nothing holds in the first filled cell of a column."""
    rows = graph.table(table)
    values = rows[column].cast(pa.string()).to_pylist()
    values[next(place for place, value in enumerate(values) if value is not None)] = "stranger"
    broken = rows.set_column(rows.column_names.index(column), column, pa.array(values, pa.string()))
    return replace(graph, tables=MappingProxyType({**graph.tables, table: broken}))


@pytest.mark.parametrize(("table", "column"), NAMING)
def test_one_row_that_names_a_stranger_is_found(sliced: Graph, table: str, column: str) -> None:
    """Found in its own column; ids of nodes are named by other tables, which then lose their end."""
    found = check_graph(break_one_row(sliced, table, column))
    assert (table, column, "stranger") in {(n.table, n.column, n.value) for n in found}
    assert {notice.code for notice in found} == {"foreign_key_violation"}


def test_nothing_is_found_in_the_committed_graph(graph: Graph) -> None:
    assert check_graph(graph) == []


def test_every_column_that_names_something_is_checked() -> None:
    """A new column called like a node type, county, area or element adds its line to REFERENCES."""
    naming = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.name in HOMES and HOMES[column.name][0] != table.name
    }
    assert naming - set(NAMING) == OTHER_MEANING


@pytest.mark.parametrize(("table", "column", "holder", "key"), REFERENCES)
def test_a_reference_is_between_columns_that_exist(
    table: str, column: str, holder: str, key: str
) -> None:
    assert column in TABLE[table].column_names
    assert TABLE[holder].key == (key,)
