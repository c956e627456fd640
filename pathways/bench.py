"""Our own ways beside the usual ones, on the same data: time of each, and whether the answers are equal.

Figures are of one run on one machine. Answers that must be equal are compared, and a difference is
an error; the two searches are different methods, so there agreement is counted, and asserted only
where the words are an occupation's own title.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, Final, TypeVar

import networkx as nx
import pandas as pd
from rapidfuzz import fuzz, process, utils

from pathways.errors import PathwaysError
from pathways.graph import get_areas, get_occupations
from pathways.person import Person
from pathways.region import Region, open_region
from pathways.search import open_index, search_occupations
from pathways.settings import ROOT, SETTINGS
from pathways.steps import Step, list_steps
from pathways.store import Graph
from pathways.trace import Cost, search_front

QUERIES: Final = ROOT / "tests" / "data" / "everyday_queries.csv"
SAMPLES: Final = 40
"""Queries, titles and areas a case measures, spread evenly over all of them."""
AREA: Final = "0041180"
STARTS: Final = ("31-1131", "53-3032", "43-4051", "35-3023", "47-2061")
STEPS: Final = 3

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Front = dict[str, dict[tuple[int, ...], tuple[str, ...]]]


class BenchDiffersError(PathwaysError, AssertionError):
    """Two ways to the same answer gave different ones."""

    def __init__(self, case: str, different: int, asked: int) -> None:
        super().__init__(f"{case}: {different} of {asked} answers differ from the other way's.")


def run_bench(graph: Graph, *, samples: int = SAMPLES) -> list[dict[str, Any]]:
    """Return one row a case: case, ours_ms, peer, peer_ms, ratio (peer / ours), n, equal.

    Times are medians of one answer. ``equal`` counts the answers that are the same. Raises
    BenchDiffersError where answers differ that must not.
    """
    region = open_region(graph, AREA)
    return [
        bench_words(graph, samples),
        bench_titles(graph, samples),
        bench_regions(graph, samples),
        bench_traces(region),
    ]


def bench_words(graph: Graph, samples: int) -> dict[str, Any]:
    """Everyday words: our search and WRatio over every name; agreement is counted, not asserted."""
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        queries = [row["query"] for row in csv.DictReader(stream)]
    return _bench_search(graph, "search: everyday words", pick_evenly(queries, samples))


def bench_titles(graph: Graph, samples: int) -> dict[str, Any]:
    """The occupations' own titles: both have to find the occupation first."""
    titles = [str(row["title"]) for row in get_occupations(graph).values()]
    found = _bench_search(graph, "search: own titles", pick_evenly(titles, samples))
    return _assert_equal(found)


def _bench_search(graph: Graph, case: str, queries: Sequence[str]) -> dict[str, Any]:
    index = open_index(graph)
    rows = graph.table("facts/titles").select(["occupation", "title", "kind"]).to_pylist()
    named = [row for row in rows if row["kind"] != "member_code"]
    names = [utils.default_process(row["title"]) for row in named]

    def ours(query: str) -> str | None:
        found = search_occupations(index, query, limit=1)
        return found[0].soc if found else None

    def peer(query: str) -> str | None:
        asked = utils.default_process(query)
        best = process.extractOne(asked, names, scorer=fuzz.WRatio, processor=None)
        return str(named[best[2]]["occupation"]) if best else None

    return compare(case, "rapidfuzz WRatio over every name", ours, peer, queries)


def bench_regions(graph: Graph, samples: int) -> dict[str, Any]:
    """The wages of a region and what they fall back to: sliced from open tables, and read by pandas."""
    path = SETTINGS.graph_dir / "facts" / "wages.parquet"

    def ours(area: str) -> set[tuple[Any, ...]]:
        wages = open_region(graph, area).wages
        return {_cell(row) for rows in wages.values() for row in rows.values()}

    def peer(area: str) -> set[tuple[Any, ...]]:
        wanted = list(open_region(graph, area).wage_areas)
        frame = pd.read_parquet(path, filters=[("area", "in", wanted)])
        plain = frame.astype(object).where(frame.notna(), None)
        return {_cell(row) for row in plain.to_dict("records")}

    areas = pick_evenly(sorted(get_areas(graph)), samples)
    return _assert_equal(
        compare("region: wages of one place", "pandas read_parquet", ours, peer, areas)
    )


def _cell(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return row["area"], row["occupation"], row["annual_p25"], row["hourly_p25"], row["employment"]


def bench_traces(region: Region) -> dict[str, Any]:
    """Every best pathway to every job: our search, and networkx's enumeration with a Pareto filter."""
    tables = {start: list_steps(region, Person(), start) for start in STARTS}
    graphs = {start: _draw_steps(table) for start, table in tables.items()}

    def ours(start: str) -> Front:
        front = search_front(tables[start], start, max_steps=STEPS)
        return {code: {label.cost: label.ids for label in labels} for code, labels in front.items()}

    def peer(start: str) -> Front:
        return enumerate_fronts(graphs[start], start)

    return _assert_equal(
        compare("trace: 3 steps to every job", "networkx all_simple_paths", ours, peer, STARTS)
    )


def _draw_steps(table: Mapping[str, Sequence[Step]]) -> nx.DiGraph:
    drawn = nx.DiGraph()
    drawn.add_edges_from(
        (origin, step.destination, {"step": step}) for origin in table for step in table[origin]
    )
    drawn.add_nodes_from(STARTS)
    return drawn


def enumerate_fronts(drawn: nx.DiGraph, start: str) -> Front:
    """Return the costs that no other beats, by enumerating every simple path; ties to the least ids."""
    costs: dict[str, dict[tuple[int, ...], tuple[str, ...]]] = {}
    targets = set(drawn) - {start}
    for nodes in nx.all_simple_paths(drawn, start, targets, cutoff=STEPS):
        cost = Cost(0, 0, 0, 0)
        for edge in nx.utils.pairwise(nodes):
            cost = cost.add(drawn.edges[edge]["step"])
        found, ids = costs.setdefault(nodes[-1], {}), tuple(nodes[1:])
        found[cost] = min(found.get(cost, ids), ids)
    return {
        code: {
            cost: ids
            for cost, ids in found.items()
            if not any(other != cost and Cost(*other).beats(Cost(*cost)) for other in found)
        }
        for code, found in costs.items()
    }


def compare(
    case: str,
    peer_name: str,
    ours: Callable[[Question], Answer],
    peer: Callable[[Question], Answer],
    questions: Sequence[Question],
) -> dict[str, Any]:
    """Ask both every question once, after one to warm up, and return the row of the case."""
    our_times, our_answers = _measure(ours, questions)
    peer_times, peer_answers = _measure(peer, questions)
    same = sum(a == b for a, b in zip(our_answers, peer_answers, strict=True))
    ours_ms, peer_ms = median(our_times), median(peer_times)
    return {
        "case": case,
        "ours_ms": round(ours_ms, 2),
        "peer": peer_name,
        "peer_ms": round(peer_ms, 2),
        "ratio": round(peer_ms / ours_ms, 1),
        "n": len(questions),
        "equal": same,
    }


def _measure(
    answer: Callable[[Question], Answer], questions: Sequence[Question]
) -> tuple[list[float], list[Answer]]:
    answer(questions[0])
    times, answers = [], []
    for question in questions:
        begun = time.perf_counter()
        answers.append(answer(question))
        times.append(1_000 * (time.perf_counter() - begun))
    return times, answers


def pick_evenly(items: Sequence[Question], number: int) -> list[Question]:
    """Return at most ``number`` items, spread evenly over all of them."""
    count = min(number, len(items))
    return [items[place * len(items) // count] for place in range(count)]


def _assert_equal(row: dict[str, Any]) -> dict[str, Any]:
    if row["equal"] != row["n"]:
        raise BenchDiffersError(row["case"], row["n"] - row["equal"], row["n"])
    return row
