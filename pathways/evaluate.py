"""Does the list of moves hold what people were seen doing? Recall of observed moves by stored scores.

The observed moves are counted between groups of SOC 2010, so the question is put there: per origin
group, which groups that pay at least a tenth more are entered most often? A group's place in our
list is that of its best scored occupation. Moves that are known only from the origin's own rows are
left out; the others were scored by a model that never saw them (``build.moves``), which is also true
of origins that are not among the stored rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pathways.errors import SourceError
from pathways.similarity import cover_all, get_needs
from pathways.sources.base import DOWNLOAD_AGAIN
from pathways.sources.mobility import read_observed_moves
from pathways.store import Graph

Floats = npt.NDArray[np.float64]

RAISE: Final = 1.1
"""A move is upward where the destination's mean wage is at least this times the origin's."""
SEEN: Final = 0.0005
"""Yearly share from which a move counts."""
LEAST: Final = 5
"""Upward moves that an origin must have to be asked about."""
TOP: Final = 10
"""Observed moves looked for: the most frequent ones, or those of the highest lift."""
DEPTHS: Final = (10, 20)
"""Length of the list that is looked through."""
WORST: Final = 10
SHUFFLES: Final = 100
SEED: Final = 20260101
RESAMPLES: Final = 2000
OBSERVED_ONLY: Final = "observed"
TIERS: Final = ("Supplemental", "Primary-Long", "Primary-Short")
"""The expert list's tiers, the nearest last."""
NOT_LISTED: Final = -np.inf


@dataclass(frozen=True)
class Question:
    """What is looked for: groups, upward pairs and observed shares (NaN where not observed)."""

    groups: pd.DataFrame
    weights: Floats
    upward: npt.NDArray[np.bool_]
    shares: Floats
    origins: tuple[int, ...]

    def find_wanted(self, origin: int, *, by_lift: bool) -> list[int]:
        """Return the destinations looked for: highest share, or share over size, ties by code."""
        ends = np.flatnonzero(self.upward[origin] & (np.nan_to_num(self.shares[origin]) >= SEEN))
        value = self.shares[origin, ends]
        if by_lift:
            value = value / self.groups["employment"].to_numpy(dtype=np.float64)[ends]
        order: list[int] = ends[np.lexsort((ends, -value))][:TOP].tolist()
        return order

    def rank_destinations(self, origin: int, values: Floats) -> list[int]:
        """Return the upward destinations that a list holds, best first, ties by code."""
        ends = np.flatnonzero(self.upward[origin] & (values[origin] > NOT_LISTED))
        order: list[int] = ends[np.lexsort((ends, -values[origin, ends]))].tolist()
        return order


def evaluate_moves(
    graph: Graph, file: Path, *, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Any]:
    """Return how many of the observed upward moves our lists hold, in the form of ``evaluate moves``.

    ``file`` has the layout of mobility/observed_moves.csv; its origins may be others than those the
    scores were fitted on. Intervals are percentile bootstraps over origins (95 %). Raises
    SourceError for a file that cannot be read or that leaves no origin to ask about.
    """
    moves = read_observed_moves(file, [])
    question, left_out = pose_question(graph, moves)
    if not question.origins:
        raise SourceError(
            f"no origin has {LEAST} observed upward moves",
            file=file.name,
            fix=f"Use SOC 2010 groups and yearly shares as published. {DOWNLOAD_AGAIN}",
        )
    ours = score_groups(graph, question.weights)
    found = measure_recall(question, ours)
    random_line = {f"recall@{depth}": round(expect_recall(question, depth), 3) for depth in DEPTHS}
    stored = question.groups["observed"].to_numpy(dtype=bool)
    unseen = sum(not stored[origin] for origin in question.origins)
    return {
        "origins": len(question.origins),
        "origins_not_fitted": unseen,
        "rows_left_out": left_out,
        **_average(found),
        "intervals": _resample(found, resamples, seed),
        "baselines": {
            name: _average(measure_recall(question, values))
            for name, values in list_baselines(graph, question).items()
        },
        "null": _average(_shuffle(question, seed)),
        "random_line": random_line,
        "sectors": _split_sectors(graph, question, found, resamples, seed),
        "worst": _list_worst(question, ours, found),
    }


def tabulate_recall(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return our figures, the baselines', the null's and the random line as rows of one table."""
    lists = {"ours": answer, **answer["baselines"], "null": answer["null"]}
    rows = [
        {"list": name, **{figure: f"{figures[figure]:.3f}" for figure, _, _ in _FIGURES}}
        for name, figures in lists.items()
    ]
    for figure, (low, high) in answer["intervals"].items():
        rows[0][figure] += f" ({low:.3f} to {high:.3f})"
    chance = {figure: answer["random_line"].get(figure) for figure, _, _ in _FIGURES}
    line = {figure: "" if value is None else f"{value:.3f}" for figure, value in chance.items()}
    return [*rows, {"list": "random_line", **line}]


def pose_question(graph: Graph, moves: pd.DataFrame) -> tuple[Question, int]:
    """Return what is looked for in observed moves, and how many of their rows name unknown groups."""
    groups = graph.table("facts/move_groups").to_pandas()
    place = {code: number for number, code in enumerate(groups["code"])}
    members = graph.table("facts/group_members").to_pandas()
    codes = _list_codes(graph)
    weights = np.zeros((len(groups), len(codes)))
    column = {code: number for number, code in enumerate(codes)}
    for group, occupation, weight in members.itertuples(index=False):
        weights[place[group], column[occupation]] = weight
    shares = np.full((len(groups), len(groups)), np.nan)
    known = moves["origin"].isin(place) & moves["destination"].isin(place)
    for origin, destination, share in moves.loc[
        known, ["origin", "destination", "share"]
    ].itertuples(index=False):
        shares[place[origin], place[destination]] = share
    wage = groups["mean_wage"].to_numpy(dtype=np.float64)
    upward = wage[None, :] >= RAISE * wage[:, None]
    np.fill_diagonal(upward, False)
    counts = (upward & (np.nan_to_num(shares) >= SEEN)).sum(axis=1)
    origins = tuple(np.flatnonzero(counts >= LEAST).tolist())
    return Question(groups, weights, upward, shares, origins), int((~known).sum())


def _list_codes(graph: Graph) -> list[str]:
    return sorted(graph.table("nodes/occupation")["occupation"].to_pylist())


def _spread_pairs(graph: Graph, rows: pd.DataFrame, values: Sequence[float]) -> Floats:
    column = {code: number for number, code in enumerate(_list_codes(graph))}
    pairs = np.full((len(column), len(column)), NOT_LISTED)
    pairs[rows["origin"].map(column).to_numpy(), rows["destination"].map(column).to_numpy()] = (
        values
    )
    return pairs


def group_pairs(pairs: Floats, weights: Floats) -> Floats:
    """Return values of pairs of groups: best occupation of the destination, mean over the origin's.

    A pair that no occupation of the origin lists is NOT_LISTED; one that some list counts 0 where
    it is not listed.
    """
    best = np.full((len(pairs), len(weights)), NOT_LISTED)
    for group, row in enumerate(weights):
        members = np.flatnonzero(row)
        if len(members):
            best[:, group] = pairs[:, members].max(axis=1)
    listed = best > NOT_LISTED
    mean = weights @ np.where(listed, best, 0.0)
    grouped: Floats = np.where((weights > 0).astype(float) @ listed > 0, mean, NOT_LISTED)
    return grouped


def score_groups(graph: Graph, weights: Floats) -> Floats:
    """Return our score of every pair of groups, from stored moves not known by observation alone."""
    table = graph.table("edges/advances_to").select(["origin", "destination", "score", "evidence"])
    rows = table.to_pandas()
    rows = rows[rows["evidence"].astype(str) != OBSERVED_ONLY]
    rows = rows.astype({"origin": str, "destination": str})
    pairs = _spread_pairs(graph, rows, rows["score"].tolist())
    return group_pairs(pairs, weights)


def list_baselines(graph: Graph, question: Question) -> dict[str, Floats]:
    """Return what our lists are held against, each as values of pairs of groups."""
    size = question.groups["employment"].to_numpy(dtype=np.float64)
    sizes = np.tile(size / size.max(), (len(size), 1))
    minor = question.groups["minor"].to_numpy(dtype=str)
    related = graph.table("facts/related").to_pandas()
    related = related.astype({"origin": str, "destination": str, "tier": str})
    order = related["tier"].map(TIERS.index) + 1 / related["rank"].astype(float)
    codes = _list_codes(graph)
    column = {code: number for number, code in enumerate(codes)}
    needs = get_needs(graph)
    cosine = np.full((len(codes), len(codes)), NOT_LISTED)
    rated = needs["skills"]
    at = np.array([column[code] for code in rated.occupations])
    unit = rated.values / np.maximum(np.linalg.norm(rated.values, axis=1, keepdims=True), 1e-12)
    cosine[np.ix_(at, at)] = unit @ unit.T
    total, count = np.zeros_like(cosine), np.zeros_like(cosine)
    for part in needs.values():
        at = np.array([column[code] for code in part.occupations])
        covered = cover_all(part.values, part.weights)
        total[np.ix_(at, at)] += np.nan_to_num(covered)
        count[np.ix_(at, at)] += ~np.isnan(covered)
    similar = np.where(count > 0, total / np.maximum(count, 1), NOT_LISTED)
    return {
        "onet_related": group_pairs(
            _spread_pairs(graph, related, order.tolist()), question.weights
        ),
        "skill_cosine": group_pairs(cosine, question.weights),
        "directed_similarity": group_pairs(similar, question.weights),
        "same_minor_group": (minor[:, None] == minor[None, :]) + sizes,
        "destination_size": sizes,
    }


def measure_recall(question: Question, values: Floats) -> dict[str, Floats]:
    """Return, per figure, one recall for each origin that is asked about."""
    figures: dict[str, list[float]] = {name: [] for name, _, _ in _FIGURES}
    for origin in question.origins:
        ranked = question.rank_destinations(origin, values)
        for name, depth, by_lift in _FIGURES:
            wanted = question.find_wanted(origin, by_lift=by_lift)
            figures[name].append(len(set(wanted) & set(ranked[:depth])) / len(wanted))
    return {name: np.array(figure) for name, figure in figures.items()}


_FIGURES: Final = (
    ("recall@10", 10, False),
    ("recall@20", 20, False),
    ("lift_recall@10", 10, True),
)
"""Name, length of the list and whether the moves of the highest lift are looked for."""


def expect_recall(question: Question, depth: int) -> float:
    """Return the recall of a list in random order: its length over the number of upward groups."""
    possible = question.upward[list(question.origins)].sum(axis=1)
    return float(np.minimum(1.0, depth / possible).mean())


def _shuffle(question: Question, seed: int) -> dict[str, Floats]:
    """Return the recall, averaged over SHUFFLES, when the places of each list are dealt out anew."""
    dice = np.random.default_rng(seed)
    rounds = []
    for _ in range(SHUFFLES):
        dealt = np.full(question.upward.shape, NOT_LISTED)
        for origin in question.origins:
            ends = np.flatnonzero(question.upward[origin])
            dealt[origin, dice.permutation(ends)] = np.arange(len(ends))
        rounds.append(measure_recall(question, dealt))
    return {name: np.mean([found[name] for found in rounds], axis=0) for name in rounds[0]}


def _average(found: Mapping[str, Floats]) -> dict[str, float]:
    return {name: round(float(figure.mean()), 3) for name, figure in found.items()}


def _resample(found: Mapping[str, Floats], resamples: int, seed: int) -> dict[str, list[float]]:
    count = len(next(iter(found.values())))
    drawn = np.random.default_rng(seed).integers(0, count, (resamples, count))
    return {
        name: [
            round(float(end), 3) for end in np.percentile(figure[drawn].mean(axis=1), (2.5, 97.5))
        ]
        for name, figure in found.items()
    }


def _split_sectors(
    graph: Graph, question: Question, found: Mapping[str, Floats], resamples: int, seed: int
) -> list[dict[str, Any]]:
    """Return the figures by sector: the one that holds most of an origin's jobs."""
    shares = graph.table("edges/in_sector").select(["occupation", "sector", "share"]).to_pandas()
    wide = shares.astype({"occupation": str, "sector": str}).pivot(
        index="occupation", columns="sector", values="share"
    )
    held = question.weights @ wide.reindex(_list_codes(graph)).fillna(0.0).to_numpy()
    main = [str(wide.columns[held[origin].argmax()]) for origin in question.origins]
    answer = []
    for sector in sorted(set(main)):
        chosen = np.array([name == sector for name in main])
        part = {name: figure[chosen] for name, figure in found.items()}
        answer.append(
            {
                "sector": sector,
                "origins": int(chosen.sum()),
                **_average(part),
                "intervals": _resample(part, resamples, seed),
            }
        )
    return answer


def _list_worst(
    question: Question, values: Floats, found: Mapping[str, Floats]
) -> list[dict[str, Any]]:
    """Return the origins of the lowest recall, with the moves looked for that no list of 20 held."""
    titles = question.groups["title"].astype(str).tolist()
    order = sorted(
        range(len(question.origins)),
        key=lambda n: (found["recall@10"][n], found["recall@20"][n], question.origins[n]),
    )
    worst = []
    for n in order[:WORST]:
        origin = question.origins[n]
        listed = set(question.rank_destinations(origin, values)[: max(DEPTHS)])
        wanted = question.find_wanted(origin, by_lift=False)
        worst.append(
            {
                "code": str(question.groups["code"].iloc[origin]),
                "title": titles[origin],
                "recall@10": round(float(found["recall@10"][n]), 3),
                "recall@20": round(float(found["recall@20"][n]), 3),
                "missed": [titles[end] for end in wanted if end not in listed],
            }
        )
    return worst
