"""Recall of observed moves: equal to brute force, 1 for the truth itself, the random line for noise."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.errors import SourceError
from pathways.evaluate import (
    NOT_LISTED,
    evaluate_moves,
    expect_recall,
    group_pairs,
    list_baselines,
    measure_recall,
    pose_question,
    score_groups,
    tabulate_recall,
)
from pathways.schema import TABLE
from pathways.store import Graph

SECTORS = ("health", "retail")
CODES = tuple(f"{31 + 2 * (n // 10)}-{1 + n % 10 // 5}0{n % 5}1" for n in range(40))
GROUPS = tuple(f"{code[:6]}0" for code in CODES)
FIELDS = "origin_soc2010_broad,destination_soc2010_broad,annual_share\n"


def make_world(seed: int) -> tuple[Graph, pd.DataFrame]:
    """Make 40 groups of one occupation each, random moves, and random observed moves."""
    dice = np.random.default_rng(seed)
    count = len(CODES)
    groups = pd.DataFrame({"code": GROUPS}).assign(
        title=[f"Group {n}" for n in range(count)],
        employment=dice.integers(1_000, 9_000_000, count),
        mean_wage=dice.integers(20_000, 150_000, count),
        minor=[f"{code[:4]}000" for code in CODES],
        major=[f"{code[:2]}-0000" for code in CODES],
        fold="1",
        observed=dice.random(count) < 0.8,
    )
    pairs = [(o, d) for o, d in itertools.permutations(CODES, 2) if dice.random() < 0.6]
    edges = pd.DataFrame(pairs, columns=["origin", "destination"]).assign(
        score=dice.random(len(pairs)).round(2),
        evidence=dice.choice(["estimated", "observed", "estimated|observed"], len(pairs)),
    )
    related = edges[["origin", "destination"]].assign(
        tier=dice.choice(["Primary-Short", "Primary-Long", "Supplemental"], len(pairs)),
        rank=dice.integers(1, 21, len(pairs)),
    )
    rated = pd.DataFrame(
        itertools.product(CODES, ("e1", "e2", "e3")), columns=["occupation", "element"]
    )
    skills = rated.assign(
        kind=np.where(rated["element"] == "e3", "knowledge", "skill"),
        importance=dice.integers(100, 500, len(rated)),
        level=dice.integers(0, 700, len(rated)),
    )  # fmt: skip
    frames = {
        "nodes/occupation": pd.DataFrame({"occupation": CODES}),
        "facts/move_groups": groups,
        "facts/group_members": pd.DataFrame({"code": GROUPS, "occupation": CODES, "weight": 1.0}),
        "edges/advances_to": edges,
        "facts/related": related,
        "edges/in_sector": pd.DataFrame(
            itertools.product(CODES, SECTORS), columns=["occupation", "sector"]
        ).assign(share=dice.random(2 * count)),
        "facts/skills": skills,
        "facts/activities": skills[["occupation", "element", "importance"]],
        "facts/dwas": pd.DataFrame({"occupation": CODES, "dwa": "d"}),
        "facts/technology": pd.DataFrame({"occupation": CODES, "commodity": "t", "title": "T"}),
    }
    tables = {name: pa.Table.from_pandas(f, preserve_index=False) for name, f in frames.items()}
    moves = pd.DataFrame(
        [
            (o, d, round(float(dice.exponential(0.002)), 5))
            for o, d in itertools.permutations(GROUPS, 2)
            if dice.random() < 0.7
        ],
        columns=["origin", "destination", "share"],
    )
    return Graph(MappingProxyType(tables), MappingProxyType({})), moves


@cache
def world() -> tuple[Graph, pd.DataFrame]:
    return make_world(1)


def write(folder: Path, moves: pd.DataFrame) -> Path:
    path = folder / "observed_moves.csv"
    rows = [",".join(map(str, row)) for row in moves.itertuples(index=False)]
    path.write_text(FIELDS + "\n".join(rows) + "\n")
    return path


def count_by_hand(graph: Graph, moves: pd.DataFrame, depth: int, *, by_lift: bool) -> list[float]:
    """Recall the slow way, straight from the definition, for groups of one occupation."""
    groups = {row["code"]: row for row in graph.table("facts/move_groups").to_pylist()}
    found = []
    for origin in sorted(groups):
        wage = groups[origin]["mean_wage"]
        upward = {
            code
            for code, row in groups.items()
            if code != origin and row["mean_wage"] >= 1.1 * wage
        }
        seen = [
            (share / groups[end]["employment"] if by_lift else share, end)
            for start, end, share in moves.itertuples(index=False)
            if start == origin and end in upward and share >= 0.0005
        ]
        if len(seen) < 5:
            continue
        wanted = {end for _, end in sorted(seen, key=lambda pair: (-pair[0], pair[1]))[:10]}
        ours = sorted(
            (-row["score"], GROUPS[CODES.index(row["destination"])])
            for row in graph.table("edges/advances_to").to_pylist()
            if GROUPS[CODES.index(row["origin"])] == origin and row["evidence"] != "observed"
        )
        listed = [end for _, end in ours if end in upward][:depth]
        found.append(len(wanted & set(listed)) / len(wanted))
    return found


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_recall_is_as_counted_by_hand(seed: int) -> None:
    graph, moves = make_world(seed)
    question, _ = pose_question(graph, moves)
    found = measure_recall(question, score_groups(graph, question.weights))
    for name, depth, by_lift in (
        ("recall@10", 10, False),
        ("recall@20", 20, False),
        ("lift_recall@10", 10, True),
    ):
        assert found[name].tolist() == pytest.approx(
            count_by_hand(graph, moves, depth, by_lift=by_lift)
        )


def test_the_truth_itself_is_found_whole() -> None:
    graph, moves = world()
    question, _ = pose_question(graph, moves)
    found = measure_recall(question, np.nan_to_num(question.shares))
    assert set(found["recall@10"]) == {1.0}
    assert found["lift_recall@10"].mean() < 1


def test_an_empty_list_finds_nothing() -> None:
    graph, moves = world()
    question, _ = pose_question(graph, moves)
    found = measure_recall(question, np.full_like(question.shares, NOT_LISTED))
    assert set(found["recall@20"]) == {0.0}


def test_moves_known_by_observation_alone_are_left_out() -> None:
    graph, moves = world()
    question, _ = pose_question(graph, moves)
    values = score_groups(graph, question.weights)
    for row in graph.table("edges/advances_to").to_pylist():
        pair = CODES.index(row["origin"]), CODES.index(row["destination"])
        places = GROUPS.index(GROUPS[pair[0]]), GROUPS.index(GROUPS[pair[1]])
        expected = NOT_LISTED if row["evidence"] == "observed" else row["score"]
        assert values[places] == expected


def test_the_answer_has_the_agreed_fields(tmp_path: Path) -> None:
    graph, moves = world()
    answer = evaluate_moves(graph, write(tmp_path, moves), resamples=200)
    assert {"origins", "recall@10", "recall@20", "lift_recall@10", "baselines", "null"} <= set(
        answer
    )
    assert set(answer["baselines"]) == {
        "onet_related",
        "skill_cosine",
        "directed_similarity",
        "same_minor_group",
        "destination_size",
    }
    for figures in (*answer["baselines"].values(), answer["null"]):
        assert {"recall@10", "recall@20"} <= set(figures)
    assert len(answer["worst"]) == 10
    assert answer["worst"][0]["title"].startswith("Group")
    recalls = [row["recall@10"] for row in answer["worst"]]
    assert recalls == sorted(recalls)
    assert sum(row["origins"] for row in answer["sectors"]) == answer["origins"]
    for name, (low, high) in answer["intervals"].items():
        assert low <= answer[name] <= high


def test_one_table_holds_ours_beside_baselines_and_chance(tmp_path: Path) -> None:
    graph, moves = world()
    answer = evaluate_moves(graph, write(tmp_path, moves), resamples=10)
    rows = tabulate_recall(answer)
    assert [row["list"] for row in rows] == ["ours", *answer["baselines"], "null", "random_line"]
    assert rows[0]["recall@10"].startswith(f"{answer['recall@10']:.3f} (")
    assert len({tuple(row) for row in rows}) == 1


def test_the_shuffled_null_falls_to_the_random_line(tmp_path: Path) -> None:
    graph, moves = world()
    answer = evaluate_moves(graph, write(tmp_path, moves), resamples=10)
    for name, expected in answer["random_line"].items():
        assert answer["null"][name] == pytest.approx(expected, abs=0.04)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_random_values_reach_the_random_line_on_average(seed: int) -> None:
    graph, moves = world()
    question, _ = pose_question(graph, moves)
    dice = np.random.default_rng(seed)
    rounds = [
        measure_recall(question, dice.random(question.shares.shape))["recall@10"].mean()
        for _ in range(40)
    ]
    assert np.mean(rounds) == pytest.approx(expect_recall(question, 10), abs=0.03)


def test_the_same_question_gives_the_same_answer_in_any_order(tmp_path: Path) -> None:
    graph, moves = world()
    first = evaluate_moves(graph, write(tmp_path, moves), resamples=100)
    turned = evaluate_moves(graph, write(tmp_path, moves.iloc[::-1]), resamples=100)
    assert first == turned


def test_other_origins_and_unknown_groups_are_counted(tmp_path: Path) -> None:
    graph, moves = world()
    groups = graph.table("facts/move_groups").to_pandas()
    strange = groups.loc[~groups["observed"], "code"]
    some = moves[moves["origin"].isin(strange)]
    extra = pd.DataFrame({"origin": ["99-9990"], "destination": [GROUPS[0]], "share": [0.1]})
    answer = evaluate_moves(graph, write(tmp_path, pd.concat([some, extra])), resamples=10)
    assert answer["origins_not_fitted"] == answer["origins"] > 0
    assert answer["rows_left_out"] == 1


def test_a_file_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    graph, moves = world()
    with pytest.raises(SourceError, match="no origin"):
        evaluate_moves(graph, write(tmp_path, moves.assign(share=0.0001)))


def test_size_and_group_are_what_they_say() -> None:
    graph, moves = world()
    question, _ = pose_question(graph, moves)
    baselines = list_baselines(graph, question)
    size = question.groups["employment"].to_numpy()
    origin = question.origins[0]
    by_size = question.rank_destinations(origin, baselines["destination_size"])
    assert size[by_size].tolist() == sorted(size[by_size], reverse=True)
    minor = question.groups["minor"].tolist()
    first = [minor[end] == minor[origin] for end in
             question.rank_destinations(origin, baselines["same_minor_group"])]  # fmt: skip
    assert first == sorted(first, reverse=True)


def test_groups_take_the_best_end_and_the_mean_start() -> None:
    pairs = np.full((4, 4), NOT_LISTED)
    pairs[0, 2], pairs[0, 3], pairs[1, 3] = 0.2, 0.6, 0.4
    weights = np.array([[0.75, 0.25, 0, 0], [0, 0, 0.5, 0.5]])
    values = group_pairs(pairs, weights)
    assert values[0, 1] == pytest.approx(0.75 * 0.6 + 0.25 * 0.4)
    assert values[1, 0] == NOT_LISTED


def test_the_stored_moves_reach_the_goals(graph: Graph, raw: Path) -> None:
    if "facts/move_groups" not in TABLE:
        pytest.skip("the tables of scored moves are not in the schema yet")
    answer = evaluate_moves(graph, raw / "mobility" / "observed_moves.csv", resamples=200)
    assert answer["origins"] == 154
    assert answer["recall@10"] >= 0.37
    assert answer["recall@20"] >= 0.52
    assert answer["lift_recall@10"] >= 0.23
    for name, expected in answer["random_line"].items():
        assert answer["null"][name] == pytest.approx(expected, abs=0.01)
    for figures in answer["baselines"].values():
        assert figures["recall@10"] < answer["intervals"]["recall@10"][0]
