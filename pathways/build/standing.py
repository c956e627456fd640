"""Whether the graph folder is what its manifest, the curated tables and this version make."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from pathways.build import count_graph, hash_curated
from pathways.settings import SETTINGS, Settings
from pathways.store import Graph, hash_content, open_graph
from pathways.validate import check_graph


def find_stale(settings: Settings = SETTINGS) -> list[str]:
    """Return what of the graph folder is out of date, one sentence each; empty where nothing is.

    Raises GraphNotBuiltError or GraphDamagedError as opening does.
    """
    graph = open_graph(settings.graph_dir)
    stale = []
    for name, entry in graph.manifest["tables"].items():
        if hash_content(graph.table(name)) != entry["content"]:
            stale.append(f"{name} is not what its manifest says")
    now = hash_curated(settings.curated_dir)
    for name in sorted(set(now) | set(graph.manifest["curated"])):
        if now.get(name) != graph.manifest["curated"].get(name):
            stale.append(f"data/curated/{name} has changed since graph/ was built")
    return stale


def describe_standing(settings: Settings = SETTINGS) -> dict[str, Any]:
    """Return the answer of the ``check`` verb: errors, warnings, notices, counts and manifest."""
    graph = open_graph(settings.graph_dir)
    found = [asdict(notice) for notice in check_graph(graph)]
    notices = found + graph.table("notices").to_pylist()
    return {
        "errors": _count(notices, "error"),
        "warnings": _count(notices, "warning"),
        "notices": notices,
        "counts": count_graph(graph.tables),
        "gate_sources": count_gate_sources(graph),
        "manifest": dict(graph.manifest),
    }


def count_gate_sources(graph: Graph) -> dict[str, float]:
    """Return the share of required rules by kind of source (statute, rule, board, ...), 0 to 1."""
    rules = graph.table("facts/gates").to_pylist()
    kinds = Counter(row["source_kind"] for row in rules if row["status"] == "required")
    return {kind: round(count / kinds.total(), 3) for kind, count in sorted(kinds.items())}


def _count(notices: list[dict[str, Any]], severity: str) -> int:
    return sum(notice["count"] for notice in notices if notice["severity"] == severity)
