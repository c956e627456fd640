"""Which occupation leads to which. Here: O*NET's Primary related occupations, in the publisher's order."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from pathways.store import Graph, list_rows

PRIMARY: Final = ("Primary-Short", "Primary-Long")
MOST: Final = 40
"""Moves kept of one occupation."""


class Move(NamedTuple):
    """One candidate move: ``place`` is its place in the origin's list, 1 = closest."""

    destination: str
    place: int
    tier: str
    evidence: str

    @property
    def score(self) -> float:
        """Closeness from 1 (first in the list) downwards; the list's order, not a measurement."""
        return round(1 / self.place, 3)


@lru_cache(maxsize=4)
def list_moves(graph: Graph) -> dict[str, tuple[Move, ...]]:
    """Return every occupation's moves, closest first; an occupation without any is absent."""
    table = graph.table("edges/advances_to").select(
        ["origin", "destination", "tier", "rank", "evidence"]
    )
    rows: dict[str, list[tuple[int, int, str, str, str]]] = {}
    for row in list_rows(table):
        if row["tier"] in PRIMARY:
            rows.setdefault(row["origin"], []).append(
                (
                    PRIMARY.index(row["tier"]),
                    row["rank"],
                    row["destination"],
                    row["tier"],
                    row["evidence"],
                )
            )
    return {
        origin: tuple(
            Move(destination, place, tier, evidence)
            for place, (_, _, destination, tier, evidence) in enumerate(sorted(found)[:MOST], 1)
        )
        for origin, found in rows.items()
    }
