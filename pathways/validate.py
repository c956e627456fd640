"""What a correct graph is: every rule that can be checked on the stored tables alone."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pathways.notices import Notice, make_notice
from pathways.schema import LEVELS, NODE_TYPES, RELATIONS
from pathways.store import Graph

NODE_TABLE: Final = {name: (f"nodes/{name}", name) for name in NODE_TYPES}
"""Node type -> the table and column that hold its ids."""

REFERENCES: Final = (
    ("facts/wages", "area", "facts/areas", "area"),
    ("facts/wages", "occupation", "nodes/occupation", "occupation"),
    ("facts/titles", "occupation", "nodes/occupation", "occupation"),
    ("facts/counties", "area", "facts/areas", "area"),
    ("facts/zips", "county", "facts/counties", "county"),
    ("nodes/provider", "area", "facts/areas", "area"),
    ("nodes/provider", "county", "facts/counties", "county"),
    ("nodes/credential", "awlevel", "facts/award_levels", "awlevel"),
    ("nodes/employer", "county", "facts/counties", "county"),
    ("nodes/employer", "area", "facts/areas", "area"),
    ("facts/terms", "provider", "nodes/provider", "provider"),
    ("facts/terms", "credential", "nodes/credential", "credential"),
    ("facts/charges", "provider", "nodes/provider", "provider"),
    ("facts/districts", "provider", "nodes/provider", "provider"),
    ("facts/districts", "county", "facts/counties", "county"),
    ("facts/boards", "county", "facts/counties", "county"),
    ("facts/county_shapes", "county", "facts/counties", "county"),
    ("facts/gates", "occupation", "nodes/occupation", "occupation"),
    ("facts/entry_jobs", "occupation", "nodes/occupation", "occupation"),
    ("facts/designations", "occupation", "nodes/occupation", "occupation"),
    ("facts/designations", "sector", "nodes/sector", "sector"),
    ("facts/related", "origin", "nodes/occupation", "occupation"),
    ("facts/related", "destination", "nodes/occupation", "occupation"),
    ("facts/group_members", "code", "facts/move_groups", "code"),
    ("facts/group_members", "occupation", "nodes/occupation", "occupation"),
    ("facts/industries", "occupation", "nodes/occupation", "occupation"),
    ("facts/credential_titles", "credential", "nodes/credential", "credential"),
    ("facts/near_duplicates", "left", "nodes/employer", "employer"),
    ("facts/near_duplicates", "right", "nodes/employer", "employer"),
    ("facts/skills", "occupation", "nodes/occupation", "occupation"),
    ("facts/skills", "element", "facts/elements", "element"),
    ("facts/activities", "occupation", "nodes/occupation", "occupation"),
    ("facts/activities", "element", "facts/elements", "element"),
    ("facts/dwas", "occupation", "nodes/occupation", "occupation"),
    ("facts/dwas", "dwa", "facts/elements", "element"),
    ("facts/technology", "occupation", "nodes/occupation", "occupation"),
)
"""Column that names something -> column of the table that must hold it. Absent cells are fine."""

LEVEL_COLUMNS: Final = (
    ("nodes/occupation", "gate_education"),
    ("nodes/credential", "level"),
    ("facts/award_levels", "level"),
)


def check_graph(graph: Graph) -> list[Notice]:
    """Return what is wrong with a graph's tables; empty for a correct one.

    The notices that the build raised about the published files are in the table ``notices``.
    """
    notices: list[Notice] = []
    references = list(REFERENCES)
    for relation in RELATIONS.values():
        ends = graph.table(relation.table).column_names[:2]
        for column, node_type in zip(ends, (relation.origin, relation.destination), strict=True):
            references.append((relation.table, column, *NODE_TABLE[node_type]))
    for table, column, holder, key in references:
        for value in find_strangers(graph.table(table)[column], graph.table(holder)[key]):
            notices.append(make_notice("foreign_key_violation", table, column=column, value=value))
    for table, column in LEVEL_COLUMNS:
        levels = pa.chunked_array([pa.array(LEVELS)])
        for value in find_strangers(graph.table(table)[column], levels):
            notices.append(make_notice("foreign_key_violation", table, column=column, value=value))
    moves = graph.table("edges/advances_to")
    loops = pc.sum(pc.equal(_as_text(moves["origin"]), _as_text(moves["destination"]))).as_py()
    if loops:
        notices.append(make_notice("self_loop", "edges/advances_to", count=loops))
    return notices


def find_strangers(values: pa.ChunkedArray, holder: pa.ChunkedArray) -> list[str]:
    """Return the values, absent ones aside, that the holder does not have, sorted."""
    wanted = pc.drop_null(pc.unique(_as_text(values)))
    known = pc.is_in(wanted, pc.unique(_as_text(holder)))
    found: list[str] = wanted.filter(pc.invert(known)).to_pylist()
    return sorted(found)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.string())
