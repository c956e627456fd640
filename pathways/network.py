"""One region as a networkx graph, for people, exports and tests. Searches use the tables instead.

An absent fact is an absent key. Providers and employers have no edge in, sectors none out, so a
directed walk between two occupations can only be a progression.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import networkx as nx
import pyarrow.compute as pc

from pathways.employers import list_employers, list_usual
from pathways.graph import get_counties, select_arrow
from pathways.region import Region
from pathways.store import list_rows

NODE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "occupation": ("title", "job_zone", "gate_education", "entry_education", "growth_pct"),
    "credential": ("title", "kind", "cip", "awlevel", "level", "state", "agency", "url"),
    "provider": ("title", "city", "state", "county", "control", "status", "latitude", "longitude"),
    "employer": ("title", "kind", "city", "state", "county", "types", "latitude", "longitude"),
    "sector": ("title", "naics"),
}
"""Columns of a node that stand in the graph beside ``type`` and ``dataset``."""

Attributes = dict[str, Any]


def build_network(region: Region) -> nx.DiGraph:
    """Return the region as ``nx.DiGraph``: occupations and sectors of the nation with this region's
    pay, providers, employers and credentials found here, and the edges among them.

    Every node has ``type``, ``title``, ``dataset``; every edge ``relation``, ``evidence``,
    ``dataset``, ``vintage``. A sponsor that also hires is one edge ``trains`` with ``employs`` set.
    """
    with _without_collector():
        graph = nx.DiGraph(area=region.area, name=region.name)
        graph.add_nodes_from(_occupations(region))
        graph.add_nodes_from(_rows(region, "nodes/sector", "sector"))
        providers = region.providers.reset_index().to_dict("records")
        graph.add_nodes_from(_nodes("provider", "provider", providers))
        graph.add_nodes_from(
            _nodes("employer", "employer", list_employers(region).to_dict("records"))
        )
        offers = region.all_offers.to_dict("records")
        graph.add_nodes_from(_credentials(region, {offer["credential"] for offer in offers}))
        graph.add_edges_from(_edges("offers", "provider", "credential", offers))
        for relation, ends, held in (
            ("advances_to", ("occupation", "occupation"), None),
            ("in_sector", ("occupation", "sector"), None),
            ("prepares_for", ("credential", "occupation"), "credential"),
            # after prepares_for: what must be held replaces it
            ("required_for", ("credential", "occupation"), "credential"),
            ("stacks_into", ("credential", "credential"), "credential"),
            ("trains", ("employer", "occupation"), "employer"),
        ):
            rows = _rows_held(region, f"edges/{relation}", held, graph)
            graph.add_edges_from(edge for edge in _edges(relation, *ends, rows) if edge[1] in graph)
        _add_hiring(graph, region)
    return graph


def _rows_held(
    region: Region, table: str, held: str | None, graph: nx.DiGraph
) -> list[dict[str, Any]]:
    """Return the rows of an edge table, only those that leave from a node of the graph if ``held``."""
    rows = region.graph.table(table)
    if held is not None:
        prefix = f"{held}:"
        codes = [node.removeprefix(prefix) for node in graph if node.startswith(prefix)]
        rows = select_arrow(rows, held, codes)
    return list_rows(rows)


def _occupations(region: Region) -> Iterator[tuple[str, Attributes]]:
    nodes = dict(_rows(region, "nodes/occupation", "occupation"))
    for node, attributes in nodes.items():
        soc = node.partition(":")[2]
        for measure in ("annual_p25", "annual_median", "employment"):
            figure = region.get_figure(soc, measure)
            if figure.value is not None:
                attributes[measure] = int(figure.value)
                attributes[f"{measure}_area"] = figure.area
        yield node, attributes


def _rows(region: Region, table: str, node_type: str) -> Iterator[tuple[str, Attributes]]:
    return _nodes(node_type, node_type, list_rows(region.graph.table(table)))


def _nodes(
    node_type: str, key: str, rows: Iterable[Mapping[Any, Any]]
) -> Iterator[tuple[str, Attributes]]:
    columns = NODE_COLUMNS[node_type]
    for row in rows:
        facts = {name: row[name] for name in columns if is_known(row.get(name))}
        dataset = row.get("dataset") or "oews"
        yield f"{node_type}:{row[key]}", {"type": node_type, "dataset": dataset, **facts}


def _credentials(region: Region, offered: set[str]) -> Iterator[tuple[str, Attributes]]:
    """Yield awards offered here, permits of the region's places and the nation, and what has no place."""
    credentials = region.graph.table("nodes/credential")
    awards = select_arrow(credentials, "credential", sorted(offered))
    local = select_arrow(credentials, "state", [*region.states, "US", *_counties(region)])
    no_place = pc.and_(pc.is_null(credentials["state"]), pc.is_null(credentials["awlevel"]))
    for table in (awards, local, credentials.filter(no_place)):
        yield from _nodes("credential", "credential", list_rows(table))


def _counties(region: Region) -> list[str]:
    """Return the counties of the region: rules of a county or city are kept under its FIPS code."""
    is_state = region.place.kind in ("state", "territory")
    return [
        county
        for county, row in get_counties(region.graph).items()
        if (row["state"] in region.states if is_state else row["area"] == region.area)
    ]


def _edges(
    relation: str, origin_type: str, destination_type: str, rows: Iterable[Mapping[Any, Any]]
) -> Iterator[tuple[str, str, Attributes]]:
    for row in rows:
        (_, origin), (_, destination), *facts = row.items()
        attributes = {name: value for name, value in facts if is_known(value)}
        attributes["relation"] = relation
        yield f"{origin_type}:{origin}", f"{destination_type}:{destination}", attributes


def _add_hiring(graph: nx.DiGraph, region: Region) -> None:
    listed = _rows_held(region, "edges/employs", "employer", graph)
    for origin, destination, attributes in _edges("employs", "employer", "occupation", listed):
        if graph.has_edge(origin, destination):
            graph.edges[origin, destination]["employs"] = True
        elif origin in graph and destination in graph:
            graph.add_edge(origin, destination, **attributes)
    for usual in list_usual(region):
        origin, destination = f"employer:{usual.employer}", f"occupation:{usual.occupation}"
        if origin not in graph:
            graph.add_node(origin, **usual.node)
        if not graph.has_edge(origin, destination):
            graph.add_edge(origin, destination, **usual.edge)


def is_known(value: object) -> bool:
    """Say whether a cell holds a fact: not None and not NaN. Zero, False and "" are facts."""
    return value is not None and value == value


@contextmanager
def _without_collector() -> Iterator[None]:
    # building 100,000 small dicts under the collector costs several times as much
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
