"""Our own ways beside the usual ones, on the same data: time of each, and whether the answers are equal.

Times are of the processor, so that other work on the machine counts little; of one run on one machine.
Answers that must be equal are compared, and a difference is an error; the two searches are different
methods, so there agreement is counted, and asserted only where the words are an occupation's own title.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from statistics import median
from typing import Any, Final, NamedTuple, TypeVar

import igraph  # type: ignore[import-untyped]
import networkx as nx
import numpy as np
import pandas as pd
import rustworkx
from rapidfuzz import fuzz, process, utils

from pathways.errors import PathwaysError
from pathways.front import LOOSEST, SIDEWAYS, Caps, Front, Mask, Table, search_front
from pathways.graph import get_areas, get_occupations
from pathways.person import MOST_STEPS, Person
from pathways.region import Region, open_region
from pathways.search import open_index, search_occupations
from pathways.settings import ROOT, SETTINGS
from pathways.steps import (
    hold_at_start,
    hold_on_arrival,
    list_options,
    list_possible,
    list_steps,
    measure_dissimilarity,
)
from pathways.store import Graph

QUERIES: Final = ROOT / "tests" / "data" / "everyday_queries.csv"
SAMPLES: Final = 40
"""Queries, titles and areas a case measures, spread evenly over all of them."""
AREA: Final = "0041180"
DIGITS: Final = 3
"""Of milliseconds: a mask takes a few thousandths."""
STARTS: Final = ("31-1131", "43-4051", "35-3023", "41-2011", "47-2061")
EACH: Final = 2
"""Jobs wanted from each start, spread evenly over all that it reaches."""
SLOW: Final = 3
"""Pairs that networkx is asked for the most steps of, each for seconds; none in a run of so few samples."""
FEW_STEPS: Final = 3
GOAL_STEPS: Final = 4
TIGHTER: Final = (
    LOOSEST._replace(months=12),
    LOOSEST._replace(steps=3, elapsed=48),
    LOOSEST._replace(cost=6_000, unknown=0),
    LOOSEST._replace(steps=2, months=24, elapsed=60, cost=20_000),
)
"""Limits that somebody sets after the first answer."""

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Sums = tuple[int, ...]
Answers = dict[str, dict[Sums, tuple[str, ...]]]
"""End -> sums of a pathway -> its jobs."""
Pair = tuple[str, str]


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
        *bench_traces(region, samples),
        *bench_goals(region, samples),
        bench_limits(region, samples),
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


class Free(NamedTuple):
    """A step without the rules of what is worth showing: any may follow any."""

    origin: str
    destination: str
    vector: tuple[int, int, int, int, int]
    is_sideways: bool = False

    def may_follow(self, *, sideways: bool) -> bool:
        return True


def list_free(region: Region, start: str) -> dict[str, tuple[Free, ...]]:
    """Return every move that somebody can make here as a step, whether or not it is advice."""
    begin = hold_at_start(region, Person(), start)
    table: dict[str, tuple[Free, ...]] = {}
    for origin, moves in list_possible(region).items():
        held = begin if origin == start else hold_on_arrival(region, begin, origin)
        table[origin] = tuple(
            Free(origin, end, (*option.vector, measure_dissimilarity(possible.move)))
            for possible in moves
            for end in [possible.move.destination]
            for option in list_options(region, held, possible)[1]
        )
    return table


def bench_traces(region: Region, samples: int) -> list[dict[str, Any]]:
    """Every best pathway to every job: our search, and networkx's enumeration with a Pareto filter.

    The steps of the person are made beforehand for both, as arrays for ours and as a graph for it.
    """
    drawn = {start: _draw(list_steps(region, Person(), start), start) for start in STARTS[:samples]}
    rows = []
    for steps in (FEW_STEPS, MOST_STEPS):
        caps = LOOSEST._replace(steps=steps)

        def ours(start: str, caps: Caps = caps) -> Answers:
            return read_answers(search_front(drawn[start].table, start, caps))

        def peer(start: str, caps: Caps = caps) -> Answers:
            graph = drawn[start].networkx
            paths = nx.all_simple_paths(graph, start, set(graph) - {start}, cutoff=caps.steps)
            return pick_best(drawn[start], paths, caps)

        case = f"trace: {steps} steps to every job"
        rows.append(compare(case, "networkx all_simple_paths", ours, peer, list(drawn)))
    return [_assert_equal(row) for row in rows]


def bench_goals(region: Region, samples: int) -> list[dict[str, Any]]:
    """Every best pathway to one job: ours, and three libraries that list simple paths, then filtered.

    Once over the steps that are advice, and once over every move that somebody can make here; there
    networkx is asked for the most steps as well.
    """
    pairs = pick_pairs(region, STARTS[:samples])
    advised = {
        pair: _draw(list_steps(region, Person(goals=pair[1:]), pair[0]), *pair) for pair in pairs
    }
    free = {pair: _draw(list_free(region, pair[0]), *pair) for pair in pairs}
    rows = [
        *_bench_walkers("advised moves", advised, GOAL_STEPS, WALKERS),
        *_bench_walkers("every move", free, GOAL_STEPS, WALKERS),
    ]
    if samples > SLOW:
        few = {pair: free[pair] for pair in pick_evenly(pairs, SLOW)}
        rows += _bench_walkers("every move", few, MOST_STEPS, WALKERS[:1])
    return rows


def pick_pairs(region: Region, starts: Sequence[str]) -> list[Pair]:
    """Return starts with jobs that each reaches within the steps of the goal cases."""
    caps = LOOSEST._replace(steps=GOAL_STEPS)
    return [
        (start, goal)
        for start in starts
        for goal in pick_evenly(
            sorted(read_answers(search_front(list_steps(region, Person(), start), start, caps))),
            EACH,
        )
    ]


def _bench_walkers(
    moves: str, drawn: Mapping[Pair, _Drawn], steps: int, walkers: Sequence[tuple[str, Walker]]
) -> list[dict[str, Any]]:
    caps = LOOSEST._replace(steps=steps)
    case = f"trace: {steps} steps to one job, {moves}"

    def ours(pair: Pair) -> Answers:
        start, goal = pair
        front = search_front(drawn[pair].table, start, caps, goals=(goal,))
        at_goal = front.node == drawn[pair].table.number.get(goal, -1)
        return _read_rows(front, front.answer(sideways=True) & at_goal)

    rows = []
    for name, walk in walkers:

        def peer(pair: Pair, walk: Walker = walk) -> Answers:
            return pick_best(drawn[pair], walk(drawn[pair], pair, steps), caps)

        rows.append(_assert_equal(compare(case, name, ours, peer, list(drawn))))
    return rows


def walk_networkx(drawn: _Drawn, pair: Pair, steps: int) -> Iterator[Sequence[str]]:
    """Return every simple path of a pair, as jobs."""
    paths: Iterator[Sequence[str]] = nx.all_simple_paths(drawn.networkx, *pair, cutoff=steps)
    return paths


def walk_rustworkx(drawn: _Drawn, pair: Pair, steps: int) -> Iterator[Sequence[str]]:
    """Return every simple path of a pair, as jobs."""
    start, goal = (drawn.number[job] for job in pair)
    # its cutoff counts the jobs of a path, not the steps
    found = rustworkx.all_simple_paths(drawn.rustworkx, start, goal, cutoff=steps + 1)
    return ([drawn.codes[job] for job in path] for path in found)


def walk_igraph(drawn: _Drawn, pair: Pair, steps: int) -> Iterator[Sequence[str]]:
    """Return every simple path of a pair, as jobs."""
    start, goal = (drawn.number[job] for job in pair)
    found = drawn.igraph.get_all_simple_paths(start, goal, maxlen=steps)
    return ([drawn.codes[job] for job in path] for path in found)


Walker = Callable[["_Drawn", Pair, int], Iterable[Sequence[str]]]
WALKERS: Final[tuple[tuple[str, Walker], ...]] = (
    ("networkx all_simple_paths", walk_networkx),
    ("rustworkx all_simple_paths", walk_rustworkx),
    ("igraph get_all_simple_paths", walk_igraph),
)


def bench_limits(region: Region, samples: int) -> dict[str, Any]:
    """A tighter limit: a mask over the stored answers, and searching again at the tighter limits."""
    tables = {
        start: Table(list_steps(region, Person(), start), start, MOST_STEPS)
        for start in STARTS[:samples]
    }
    fronts = {start: search_front(table, start) for start, table in tables.items()}
    stored = {start: front.answer(sideways=True) for start, front in fronts.items()}
    questions = [(start, caps) for start in tables for caps in TIGHTER]

    def ours(question: tuple[str, Caps]) -> Kept:
        start, caps = question
        return Kept(fronts[start], stored[start] & fronts[start].mask(caps))

    def peer(question: tuple[str, Caps]) -> Kept:
        start, caps = question
        front = search_front(tables[start], start, caps)
        return Kept(front, front.answer(sideways=True))

    row = compare("trace: a tighter limit", "searching again", ours, peer, questions)
    return _assert_equal(row)


class Kept:
    """Rows of a front that answer; two are equal where the pathways are, which is read only then."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, front: Front, rows: Mask) -> None:
        self.front = front
        self.rows = rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and self.read() == other.read()

    def read(self) -> Answers:
        """Return the answers of the rows."""
        return _read_rows(self.front, self.rows)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The steps that a start leads to, in the forms that the ways of searching read.

    ``between`` are the steps of each pair of jobs; a graph holds each pair once, ``codes`` number it.
    """

    table: Table
    between: Mapping[Pair, tuple[Any, ...]]
    codes: tuple[str, ...]
    number: Mapping[str, int]
    networkx: nx.DiGraph
    rustworkx: rustworkx.PyDiGraph[str, None]
    igraph: igraph.Graph


def _draw(steps: Mapping[str, Sequence[Any]], start: str, *goals: str) -> _Drawn:
    table = Table(steps, start, MOST_STEPS)
    between: dict[Pair, tuple[Any, ...]] = {}
    for step in table.steps:
        pair = step.origin, step.destination
        between[pair] = (*between.get(pair, ()), step)
    codes = tuple(sorted({start, *goals, *table.codes}))
    number = {code: place for place, code in enumerate(codes)}
    numbered = [(number[origin], number[end]) for origin, end in between]
    by_networkx = nx.DiGraph()
    by_networkx.add_nodes_from(codes)
    by_networkx.add_edges_from(between)
    by_rustworkx: rustworkx.PyDiGraph[str, None] = rustworkx.PyDiGraph()
    by_rustworkx.add_nodes_from(list(codes))
    by_rustworkx.add_edges_from_no_data(numbered)
    by_igraph = igraph.Graph(n=len(codes), edges=numbered, directed=True)
    return _Drawn(table, between, codes, number, by_networkx, by_rustworkx, by_igraph)


def pick_best(drawn: _Drawn, paths: Iterable[Sequence[str]], caps: Caps) -> Answers:
    """Return what no other beats of the pathways along paths of jobs; ties to the smallest codes.

    Between two jobs every step is tried; a step that may not come after the one before makes none.
    """
    costs: Answers = {}
    for jobs in paths:
        ids = tuple(jobs[1:])
        for path in product(*(drawn.between[pair] for pair in pairwise(jobs))):
            sums = tuple(map(sum, zip(*((1, *step.vector) for step in path), strict=True)))
            is_over = any(
                cap is not None and mine > cap for mine, cap in zip(sums, caps, strict=False)
            )
            if is_over or not all(
                step.may_follow(sideways=before.is_sideways) for before, step in pairwise(path)
            ):
                continue
            found = costs.setdefault(ids[-1], {})
            found[sums] = min(found.get(sums, ids), ids)
    return {
        end: {
            sums: ids
            for sums, ids in found.items()
            if not any(other != sums and _beats(other, sums) for other in found)
        }
        for end, found in costs.items()
    }


def _beats(one: Sums, other: Sums) -> bool:
    return all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def read_answers(front: Front) -> Answers:
    """Return every answer of a front."""
    return _read_rows(front, front.answer(sideways=True))


def _read_rows(front: Front, rows: Mask) -> Answers:
    answers: Answers = {}
    for row in np.flatnonzero(rows).tolist():
        ids = tuple(step.destination for step in front.trace(row))
        sums = tuple(front.sums[row, :SIDEWAYS].tolist())
        answers.setdefault(front.end(row), {})[sums] = ids
    return answers


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
        "ours_ms": round(ours_ms, DIGITS),
        "peer": peer_name,
        "peer_ms": round(peer_ms, DIGITS),
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
        begun = time.process_time()
        answers.append(answer(question))
        times.append(1_000 * (time.process_time() - begun))
    return times, answers


def pick_evenly(items: Sequence[Question], number: int) -> list[Question]:
    """Return at most ``number`` items, spread evenly over all of them."""
    count = min(number, len(items))
    return [items[place * len(items) // count] for place in range(count)]


def _assert_equal(row: dict[str, Any]) -> dict[str, Any]:
    if row["equal"] != row["n"]:
        raise BenchDiffersError(row["case"], row["n"] - row["equal"], row["n"])
    return row
