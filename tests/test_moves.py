"""Which occupation leads to which: stored moves, best scored first, at most forty."""

from __future__ import annotations

from types import MappingProxyType

import pyarrow as pa
import pytest

from pathways.graph import get_occupations
from pathways.moves import EVIDENCE, MOST, Move, find_weakest, list_moves
from pathways.store import Graph


def make_graph(rows: list[tuple[str, str, float]], evidence: str = "estimated") -> Graph:
    table = pa.table(
        {
            "origin": [row[0] for row in rows],
            "destination": [row[1] for row in rows],
            "score": [row[2] for row in rows],
            "tier": pa.nulls(len(rows), pa.string()),
            "similarity": pa.nulls(len(rows), pa.float64()),
            "share": pa.nulls(len(rows), pa.float64()),
            "evidence": [evidence] * len(rows),
        }
    )
    return Graph(MappingProxyType({"edges/advances_to": table}), MappingProxyType({}))


def test_every_occupation_has_moves_and_none_more_than_forty(graph: Graph) -> None:
    moves = list_moves(graph)
    assert set(moves) == set(get_occupations(graph))
    assert max(len(found) for found in moves.values()) <= MOST == 40


def test_moves_are_ordered_by_score_then_code() -> None:
    rows = [("a", "z", 0.5), ("a", "y", 0.5), ("a", "x", 0.9), ("a", "w", 0.1)]
    moves = list_moves(make_graph(rows))["a"]
    assert [(m.destination, m.place) for m in moves] == [("x", 1), ("y", 2), ("z", 3), ("w", 4)]


def test_order_of_rows_does_not_matter(graph: Graph) -> None:
    table = graph.table("edges/advances_to")
    turned = table.take(list(range(table.num_rows - 1, -1, -1)))
    other = Graph(MappingProxyType({"edges/advances_to": turned}), MappingProxyType({}))
    assert list_moves(other) == list_moves(graph)


def test_no_move_leads_back_to_its_origin(graph: Graph) -> None:
    loops = [o for o, moves in list_moves(graph).items() if o in {m.destination for m in moves}]
    assert loops == []


def test_every_move_leads_to_an_occupation_that_is_published(graph: Graph) -> None:
    ends = {move.destination for moves in list_moves(graph).values() for move in moves}
    assert ends <= set(get_occupations(graph))


@pytest.mark.parametrize("destination", ["29-2061", "29-1141"])
def test_a_nursing_assistant_can_become_a_nurse(graph: Graph, destination: str) -> None:
    assert destination in {move.destination for move in list_moves(graph)["31-1131"]}


def test_evidence_is_a_sorted_tuple_of_known_words(graph: Graph) -> None:
    for moves in list_moves(graph).values():
        for move in moves:
            assert list(move.evidence) == sorted(move.evidence)
            assert set(move.evidence) <= set(EVIDENCE)
            assert ("observed" in move.evidence) == ((move.share or 0) >= 0.0005)


def test_a_pathway_rests_on_its_weakest_move() -> None:
    moves = [
        Move("a", 1, 0.5, ("estimated", "observed")),
        Move("b", 1, 0.5, ("estimated", "expert list")),
    ]
    assert [move.strongest for move in moves] == ["observed", "expert list"]
    assert find_weakest(moves) == "expert list"
    assert find_weakest([*moves, Move("c", 1, 0.5, ("estimated",))]) == "estimated"
