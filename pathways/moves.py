"""Which occupation leads to which: stored moves, best scored first, with what knows of each.

Scores are fitted when the graph is built (``build.moves``); likeness in words is in ``similarity``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from pathways.store import Graph

ASKED: Final = "asked"
"""Evidence of a move that no list or count names: the person named its end as goal."""
EVIDENCE: Final = ("observed", "expert list", "estimated", ASKED)
"""What can know of a move, strongest first."""
MOST: Final = 40
"""Moves kept of one occupation."""


class Move(NamedTuple):
    """One candidate move: ``place`` is its place in the origin's list, 1 = best scored.

    ``score`` is the expected yearly share s of the origin's people, as s / (s + 0.0005); a common
    move is not advice. ``similarity``, ``share`` (seen to move in a year) and ``tier`` may be absent.
    """

    destination: str
    place: int
    score: float
    evidence: tuple[str, ...]
    similarity: float | None = None
    share: float | None = None
    tier: str | None = None

    @property
    def strongest(self) -> str:
        """The strongest evidence for the move."""
        return min(self.evidence, key=EVIDENCE.index)


def find_weakest(moves: Iterable[Move]) -> str:
    """Return the weakest of the moves' strongest evidence: what a pathway rests on."""
    return max((move.strongest for move in moves), key=EVIDENCE.index)


@lru_cache(maxsize=4)
def list_moves(graph: Graph) -> dict[str, tuple[Move, ...]]:
    """Return every occupation's moves, best scored first, ties by code."""
    table = graph.table("edges/advances_to").select(
        ["origin", "destination", "tier", "score", "similarity", "share", "evidence"]
    )
    rows: dict[str, list[dict[str, object]]] = {}
    for row in table.to_pylist():
        rows.setdefault(row["origin"], []).append(row)
    return {origin: _order(found) for origin, found in rows.items()}


def _order(rows: Sequence[dict[str, object]]) -> tuple[Move, ...]:
    ranked = sorted(rows, key=lambda row: (-float(str(row["score"])), str(row["destination"])))
    return tuple(
        Move(
            str(row["destination"]),
            place,
            float(str(row["score"])),
            tuple(str(row["evidence"]).split("|")),
            _number(row["similarity"]),
            _number(row["share"]),
            None if row["tier"] is None else str(row["tier"]),
        )
        for place, row in enumerate(ranked[:MOST], 1)
    )


def _number(cell: object) -> float | None:
    return None if cell is None else float(str(cell))
