"""Which occupation leads to which: the publisher's Primary lists, in its order, at most forty."""

from __future__ import annotations

from types import MappingProxyType

import pyarrow as pa
import pytest

from pathways.graph import get_occupations
from pathways.moves import MOST, PRIMARY, list_moves
from pathways.store import Graph


def make_graph(rows: list[tuple[str, str, str, int]]) -> Graph:
    columns = ("origin", "destination", "tier", "rank")
    cells = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    table = pa.table({**cells, "evidence": ["expert list"] * len(rows)})
    return Graph(MappingProxyType({"edges/advances_to": table}), MappingProxyType({}))


def test_exactly_47_occupations_have_no_moves(graph: Graph) -> None:
    assert len(set(get_occupations(graph)) - set(list_moves(graph))) == 47


def test_the_build_noticed_the_same_47(graph: Graph) -> None:
    notices = graph.table("notices").to_pylist()
    noticed = [n["entity"] for n in notices if n["code"] == "occupation_without_related"]
    assert sorted(noticed) == sorted(set(get_occupations(graph)) - set(list_moves(graph)))


def test_no_list_is_longer_than_forty(graph: Graph) -> None:
    assert max(len(moves) for moves in list_moves(graph).values()) <= MOST == 40


def test_a_longer_list_is_cut_at_its_end() -> None:
    rows = [("a", f"d{n:02}", "Primary-Short", n) for n in range(1, 51)]
    moves = list_moves(make_graph(rows))["a"]
    assert [move.destination for move in moves] == [f"d{n:02}" for n in range(1, 41)]


def test_moves_are_ordered_by_tier_then_rank_then_code() -> None:
    rows = [
        ("a", "late", "Primary-Long", 1),
        ("a", "z", "Primary-Short", 2),
        ("a", "y", "Primary-Short", 2),
        ("a", "first", "Primary-Short", 1),
    ]
    moves = list_moves(make_graph(rows))["a"]
    assert [(m.destination, m.place) for m in moves] == [
        ("first", 1),
        ("y", 2),
        ("z", 3),
        ("late", 4),
    ]


def test_supplemental_occupations_are_no_moves() -> None:
    assert list_moves(make_graph([("a", "b", "Supplemental", 1)])) == {}


def test_order_of_rows_does_not_matter(graph: Graph) -> None:
    table = graph.table("edges/advances_to")
    turned = table.take(list(range(table.num_rows - 1, -1, -1)))
    other = Graph(MappingProxyType({"edges/advances_to": turned}), MappingProxyType({}))
    assert list_moves(other) == list_moves(graph)


def test_every_list_follows_tier_and_rank(graph: Graph) -> None:
    rank_of = {
        (row["origin"], row["destination"]): (PRIMARY.index(row["tier"]), row["rank"])
        for row in graph.table("edges/advances_to").to_pylist()
        if row["tier"] in PRIMARY
    }
    for origin, moves in list_moves(graph).items():
        ranks = [rank_of[origin, move.destination] for move in moves]
        assert ranks == sorted(ranks)
        assert [move.place for move in moves] == list(range(1, len(moves) + 1))


def test_no_move_leads_back_to_its_origin(graph: Graph) -> None:
    loops = [o for o, moves in list_moves(graph).items() if o in {m.destination for m in moves}]
    assert loops == []


def test_every_move_leads_to_an_occupation_that_is_published(graph: Graph) -> None:
    ends = {move.destination for moves in list_moves(graph).values() for move in moves}
    assert ends <= set(get_occupations(graph))


@pytest.mark.parametrize(
    ("origin", "destination"), [("31-1131", "29-2061"), ("31-1131", "29-1141")]
)
def test_a_nursing_assistant_can_become_a_nurse(
    graph: Graph, origin: str, destination: str
) -> None:
    assert destination in {move.destination for move in list_moves(graph)[origin]}


def test_scores_fall_along_the_list(graph: Graph) -> None:
    scores = [move.score for move in list_moves(graph)["31-1131"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1
