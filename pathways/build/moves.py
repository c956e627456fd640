"""Moves between occupations: candidates and scores from a model of observed moves, cross-fitted.

The observed moves are counted between groups of SOC 2010. A group is shared out over today's
occupations; a ridge regression learns the yearly share that moves, on a log scale, from the
features of ``build.move_features``. **No candidate, feature or score of an origin comes from its own
observed rows**: groups that share an occupation form one family, a family lies in one of FOLDS
folds by a hash of its first code, and an occupation is scored by the model, and from the flows, of
all rows outside its fold. Occupations of families without observed rows use all rows.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pathways.build.move_features import (
    FLOWS,
    MAJOR,
    TIERS,
    Comparisons,
    Floats,
    Places,
    Stage,
    compare_all,
    is_supervisor,
    measure_flows,
)
from pathways.crosswalk import Crosswalk
from pathways.schema import NATION
from pathways.similarity import DECIMALS, PARTS, average_parts

FOLDS: Final = 10
WHOLE: Final = "all"
"""Name of the model that is fitted on every row."""
FLOOR: Final = 1e-4
"""Added to a yearly share before its logarithm: shares under it are told apart no more."""
PENALTY: Final = 100.0
SEEN: Final = 0.0005
"""Yearly share from which a move counts as observed; at this expected share the score is 0.5."""
MOST: Final = 40
"""Moves kept of one occupation."""
CHOSEN: Final = 34
"""Of these, chosen without the origin's own observed moves; the rest is for observed ones."""
UPWARD: Final = 24
"""Of the chosen, at most this many that pay a tenth more in the nation, while others are left."""
OF_ONE_GROUP: Final = 2
"""Chosen destinations of one group: 37 kinds of postsecondary teachers are not 37 answers."""
SUPERVISORS: Final = 2
"""First-line supervisors of the own major group that are always chosen, the best scored."""
RAISE: Final = 1.1
JOINED: Final = "|"
PRIMARY: Final = TIERS[:2]


@dataclass(frozen=True)
class Observed:
    """Groups with their weights on occupations, yearly shares between them, and their folds.

    ``shares`` (groups x groups) is NaN for an origin without rows, else 0 where nobody was seen.
    ``folds`` is -1 for a family without rows.
    """

    groups: pd.DataFrame
    codes: tuple[str, ...]
    occupations: tuple[str, ...]
    weights: Floats
    shares: Floats
    families: Places
    folds: Places

    @property
    def spread(self) -> Floats:
        """How the figures of groups carry over to an occupation: its weights, scaled to 1."""
        spread: Floats = self.weights / np.maximum(self.weights.sum(axis=0, keepdims=True), 1e-12)
        return spread

    @property
    def portion(self) -> Floats:
        """Part of its group that an occupation is, by jobs; 1 for one that is in no group."""
        portion: Floats = (self.weights * self.spread).sum(axis=0)
        return np.where(portion > 0, portion, 1.0)

    @property
    def owners(self) -> Places:
        """The group that each occupation is most of; one in no group stands for itself."""
        placed = np.asarray(self.weights.any(axis=0), dtype=np.bool_)
        alone = len(self.weights) + np.arange(len(placed))
        return np.where(placed, self.weights.argmax(axis=0), alone)

    @property
    def occupation_folds(self) -> Places:
        """The fold of each occupation's family, -1 where no row speaks about it."""
        placed = np.asarray(self.weights.any(axis=0), dtype=np.bool_)
        return np.where(placed, self.folds[self.weights.argmax(axis=0)], -1)


@dataclass(frozen=True)
class Scored:
    """Scores of all pairs of occupations, and the coefficients of every fold's model."""

    scores: Floats
    features: tuple[str, ...]
    models: Mapping[str, Floats]


def build_scored_moves(
    frames: Mapping[str, pd.DataFrame],
    related: pd.DataFrame,
    moves: pd.DataFrame,
    groups: pd.DataFrame,
    crosswalk: Crosswalk,
    vintages: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """Return the frames ``edges/advances_to``, ``facts/related``, ``facts/move_groups``,
    ``facts/group_members`` and ``facts/move_model``.

    ``related`` is the frame of ``build.occupations.build_moves``, ``moves`` and ``groups`` are the
    tables of ``sources.mobility``; ``frames`` holds occupations, vectors, titles, industries,
    sectors and wages.
    """
    codes = tuple(sorted(frames["nodes/occupation"]["occupation"]))
    wages = frames["facts/wages"]
    nation = wages[wages["area"] == NATION].dropna(subset=["employment"])
    jobs = dict(zip(nation["occupation"], nation["employment"].astype(int), strict=True))
    observed = place_observed(moves, groups, crosswalk, jobs, codes)
    compared = compare_all(frames, related, codes)
    scored = score_moves(observed, compared)
    return {
        "edges/advances_to": make_edges(frames, related, observed, scored, compared, vintages),
        "facts/related": related[["origin", "destination", "tier", "rank"]],
        **store_observed(observed),
        "facts/move_model": store_models(scored),
    }


def weigh_group(
    group: str, soc_2010: Sequence[str], crosswalk: Crosswalk, jobs: Mapping[str, int]
) -> dict[str, float]:
    """Share a group of SOC 2010 codes out over today's occupations; the weights sum to 1.

    Each code is shared out by ``Crosswalk.weigh_soc_2010`` and weighs as many jobs as the
    occupations it became have. Empty where no code leads to an occupation.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for code in soc_2010:
        parts = crosswalk.weigh_soc_2010(code, jobs)
        mass = sum(jobs.get(occupation, 0) for occupation in parts) or 1
        for occupation, weight in parts.items():
            weights[occupation] += weight * mass
    total = sum(weights.values())
    return {occupation: weights[occupation] / total for occupation in sorted(weights)}


def find_members(groups: Sequence[str], crosswalk: Crosswalk) -> dict[str, list[str]]:
    """Return the SOC 2010 codes of each group: a code belongs to the narrowest group that has it."""
    known = set(groups)
    members: dict[str, list[str]] = {group: [] for group in groups}
    for code in sorted(crosswalk.since_2010):
        for group in (code, f"{code[:6]}0", f"{code[:4]}000"):
            if group in known:
                members[group].append(code)
                break
    return members


def place_observed(
    moves: pd.DataFrame,
    groups: pd.DataFrame,
    crosswalk: Crosswalk,
    jobs: Mapping[str, int],
    codes: Sequence[str],
) -> Observed:
    """Return the observed moves on today's occupations, with the fold of every family."""
    groups = groups.sort_values("code", ignore_index=True)
    names = tuple(groups["code"])
    place = {code: number for number, code in enumerate(names)}
    occupation = {code: number for number, code in enumerate(codes)}
    weights = np.zeros((len(names), len(codes)))
    for group, members in find_members(names, crosswalk).items():
        for code, weight in weigh_group(group, members, crosswalk, jobs).items():
            weights[place[group], occupation[code]] = weight
    shares = np.full((len(names), len(names)), np.nan)
    for origin, destination, share in moves[["origin", "destination", "share"]].itertuples(
        index=False
    ):
        row = place[origin]
        if np.isnan(shares[row]).all():
            shares[row] = 0.0
        shares[row, place[destination]] = share
    families = _find_families(weights)
    seen = ~np.isnan(shares[:, 0]) & (weights.sum(axis=1) > 0)
    folds = np.array(
        [
            _hash_fold(names[family]) if seen[families == family].any() else -1
            for family in families
        ],
        dtype=np.intp,
    )
    return Observed(groups, names, tuple(codes), weights, shares, families, folds)


def _find_families(weights: Floats) -> Places:
    """Return for each group the first group it is tied to by a common occupation."""
    family = np.arange(len(weights))
    ties = [np.flatnonzero(column) for column in weights.T]
    changed = True
    while changed:
        changed = False
        for tied in ties:
            if len(tied) > 1 and len(set(family[tied].tolist())) > 1:
                family[tied] = family[tied].min()
                changed = True
    return family


def _hash_fold(code: str) -> int:
    return int(hashlib.sha256(code.encode()).hexdigest()[:8], 16) % FOLDS


def score_moves(observed: Observed, compared: Comparisons) -> Scored:
    """Fit one model per fold on the rows outside it, one on all rows, and score every pair.

    Ridge regression by its normal equations: one thread or many, the same three decimals.
    """
    weights, spread = observed.weights, observed.spread
    pay = weights @ compared.log_pay
    groups = Stage(weights, np.eye(len(weights)), [code[:MAJOR] for code in observed.codes], pay)
    count = weights.shape[1]
    singles = Stage(
        np.eye(count), spread, [code[:MAJOR] for code in observed.occupations], compared.log_pay
    )
    names = (*compared.features, *FLOWS)
    pairs = np.stack(list(compared.features.values()), axis=-1)
    grouped = np.stack([weights @ pair @ weights.T for pair in compared.features.values()], axis=-1)
    placed = weights.sum(axis=1) > 0
    seen = ~np.isnan(observed.shares[:, 0]) & placed
    fold_of = observed.occupation_folds
    scores = np.zeros((count, count))
    models: dict[str, Floats] = {}
    towards = {name: kernel @ weights.T for name, kernel in compared.likeness.items()}
    for fold in (*range(FOLDS), -1):
        rows = np.flatnonzero(seen & (observed.folds != fold))
        targets = np.flatnonzero(fold_of == fold)
        if not len(rows):
            continue
        logs = np.log(observed.shares[rows] + FLOOR)
        excess = logs - logs.mean(axis=1, keepdims=True)
        apart = observed.families[rows][:, None] != observed.families[rows][None, :]
        flows = measure_flows(excess, rows, groups, groups, rows, towards, apart)
        counted = np.tile(placed, (len(rows), 1))
        counted[np.arange(len(rows)), rows] = False
        known = np.concatenate([grouped[rows], flows], axis=-1)[counted]
        model = _fit_ridge(known, logs[counted])
        models[WHOLE if fold < 0 else str(fold)] = model
        if len(targets):
            every = np.ones((len(targets), len(rows)), dtype=bool)
            flows = measure_flows(excess, rows, groups, singles, targets, towards, every)
            asked = np.concatenate([pairs[targets], flows], axis=-1)
            scores[targets] = _score(asked, model, observed.portion)
    return Scored(scores, names, models)


def _fit_ridge(features: Floats, logs: Floats) -> Floats:
    """Return three rows: mean and deviation of each feature, and its coefficient; last: constant."""
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    scaled = (features - mean) / deviation
    normal = scaled.T @ scaled + PENALTY * np.eye(scaled.shape[1])
    slopes = np.linalg.solve(normal, scaled.T @ (logs - logs.mean()))
    return np.stack(
        [np.append(mean, 0.0), np.append(deviation, 1.0), np.append(slopes, logs.mean())]
    )


def _score(features: Floats, model: Floats, portion: Floats) -> Floats:
    """Return the expected yearly share, as ``share / (share + SEEN)``, to three decimals.

    The model speaks of groups. An occupation gets its group's figure times the square root of its
    part of the group: half way between the whole for each member and a division by jobs.
    """
    mean, deviation, slopes = model[:, :-1]
    expected = np.sqrt(portion) * np.exp((features - mean) / deviation @ slopes + model[2, -1])
    scores: Floats = np.round(expected / (expected + SEEN), DECIMALS)
    return scores


def store_observed(observed: Observed) -> dict[str, pd.DataFrame]:
    """Return ``facts/move_groups`` (with fold) and ``facts/group_members`` (weights)."""
    folds = pd.Series(observed.folds).astype("string").mask(observed.folds < 0)
    row, column = np.nonzero(observed.weights)
    return {
        "facts/move_groups": observed.groups.assign(
            fold=folds.to_numpy(),
            observed=~np.isnan(observed.shares[:, 0]),
        ),
        "facts/group_members": pd.DataFrame(
            {
                "code": [observed.codes[place] for place in row],
                "occupation": [observed.occupations[place] for place in column],
                "weight": observed.weights[row, column].round(6),
            }
        ),
    }


def store_models(scored: Scored) -> pd.DataFrame:
    """Return the coefficients on standardised features, rounded, by fold and feature."""
    return pd.DataFrame(
        [
            {"fold": fold, "feature": name, "coefficient": round(float(slope), 4)}
            for fold, model in scored.models.items()
            for name, slope in zip((*scored.features, "constant"), model[2], strict=True)
        ],
        columns=["fold", "feature", "coefficient"],
    )


def find_supervisors(scores: Floats, codes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return a mask of the best scored first-line supervisors of each origin's major group.

    The expert list seldom names them, though they are the usual next rung of a trade.
    """
    majors = np.array([code[:MAJOR] for code in codes])
    leads = np.array([is_supervisor(code) for code in codes])
    found = np.zeros((len(codes), len(codes)), dtype=np.bool_)
    for origin in range(len(codes)):
        ends = np.flatnonzero(leads & (majors == majors[origin]))
        ends = ends[ends != origin]
        found[origin, ends[np.argsort(-scores[origin, ends], kind="stable")][:SUPERVISORS]] = True
    return found


def choose_candidates(
    scores: Floats, first: npt.NDArray[np.bool_], log_pay: Floats, owner: Places
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return two masks of pairs: what is kept, and what the score alone would keep.

    Best scores first, ties to the smaller code; at most UPWARD that pay a tenth more while others
    are left, at most OF_ONE_GROUP of one group. The pairs in ``first`` are kept before all others.
    """
    count = len(scores)
    kept, by_score = np.zeros((count, count), bool), np.zeros((count, count), bool)
    upward = np.exp(log_pay)[None, :] >= RAISE * np.exp(log_pay)[:, None]
    for origin in range(count):
        order = np.argsort(-scores[origin], kind="stable").tolist()
        order.remove(origin)
        best = _fill(order, [], upward[origin], owner)
        by_score[origin, best] = True
        held = [place for place in order if first[origin, place]][:CHOSEN]
        kept[origin, _fill(order, held, upward[origin], owner)] = True
    return kept, by_score


def _fill(
    order: Sequence[int], first: Sequence[int], upward: npt.NDArray[np.bool_], owner: Places
) -> list[int]:
    of_group = Counter(int(owner[place]) for place in first)
    ups = [place for place in first if upward[place]]
    others = [place for place in first if not upward[place]]
    held = set(first)
    for place in order:
        if min(len(ups), len(others)) >= CHOSEN:
            break
        if place in held or of_group[int(owner[place])] >= OF_ONE_GROUP:
            continue
        of_group[int(owner[place])] += 1
        (ups if upward[place] else others).append(place)
    room = CHOSEN - len(others[: CHOSEN - UPWARD])
    taken = ups[:room]
    taken += others[: CHOSEN - len(taken)]
    return [*first, *(place for place in taken if place not in held)][:CHOSEN]


def make_edges(
    frames: Mapping[str, pd.DataFrame],
    related: pd.DataFrame,
    observed: Observed,
    scored: Scored,
    compared: Comparisons,
    vintages: Mapping[str, str],
) -> pd.DataFrame:
    """Return the ``edges/advances_to`` frame: at most MOST per origin, each with what knows of it.

    Evidence ``observed`` alone means: known only from the origin's own observed moves.
    """
    codes = tuple(sorted(frames["nodes/occupation"]["occupation"]))
    listed: dict[tuple[str, str], tuple[str | None, int | None]] = {
        (origin, destination): (tier, rank)
        for origin, destination, tier, rank in related[
            ["origin", "destination", "tier", "rank"]
        ].itertuples(index=False)
    }
    primary = np.zeros_like(scored.scores, dtype=bool)
    place = {code: number for number, code in enumerate(codes)}
    for pair, (tier, _) in listed.items():
        primary[place[pair[0]], place[pair[1]]] = tier in PRIMARY
    first = primary | find_supervisors(scored.scores, codes)
    kept, by_score = choose_candidates(scored.scores, first, compared.log_pay, observed.owners)
    shares = carry_shares(observed)
    rows = []
    for start, origin in enumerate(codes):
        own = np.flatnonzero(np.nan_to_num(shares[start]) >= SEEN)
        extra = [end for end in own if not kept[start, end] and end != start]
        extra.sort(key=lambda end: (-shares[start, end], -scored.scores[start, end], end))
        chosen = np.flatnonzero(kept[start])
        for end in [*chosen, *extra[: MOST - len(chosen)]]:
            destination = codes[end]
            tier, rank = listed.get((origin, destination), (None, None))
            share = shares[start, end]
            evidence = {
                "expert list": bool(kept[start, end]) and tier is not None,
                "estimated": bool(
                    kept[start, end] and (by_score[start, end] or not primary[start, end])
                ),
                "observed": bool(share >= SEEN),
            }
            parts = {
                name: float(covered[start, end])
                for name, covered in compared.covers.items()
                if not np.isnan(covered[start, end])
            }
            rows.append(
                {
                    "origin": origin,
                    "destination": destination,
                    "tier": tier,
                    "rank": rank,
                    "score": float(scored.scores[start, end]),
                    "similarity": average_parts(parts),
                    **{f"similarity_{name}": _round(parts.get(name)) for name in PARTS},
                    "share": None if not share > 0 else round(float(share), 6),
                    "evidence": JOINED.join(
                        sorted(name for name, held in evidence.items() if held)
                    ),
                }
            )
    edges = pd.DataFrame(rows)
    return edges.assign(
        rank=edges["rank"].astype("Int64"),
        dataset=edges["evidence"].map(_name_datasets),
        vintage=edges["evidence"].map(
            lambda evidence: JOINED.join(
                vintages[name] for name in _name_datasets(evidence).split(JOINED)
            )
        ),
    )


def _round(part: float | None) -> float | None:
    return None if part is None else round(part, DECIMALS)


def _name_datasets(evidence: str) -> str:
    """Return the datasets behind an edge, sorted and joined: scores rest on observed moves."""
    held = evidence.split(JOINED)
    return JOINED.join(
        name
        for name, says in (
            ("mobility", "observed" in held or "estimated" in held),
            ("onet", "expert list" in held),
        )
        if says
    )


def carry_shares(observed: Observed) -> Floats:
    """Return the yearly share from occupation to occupation, divided by jobs within a group.

    An origin's shares add up to those of its group. NaN where the origin was not observed; 0 where
    nobody was seen, or both are of one group.
    """
    seen = ~np.isnan(observed.shares[:, 0])
    own = observed.weights * seen[:, None]
    total = own.sum(axis=0)
    spread = own / np.maximum(total, 1e-12)
    carried: Floats = spread.T @ np.nan_to_num(observed.shares) @ observed.weights
    carried[total <= 0] = np.nan
    return carried
