"""What the score of a move is computed from: two occupations compared, and what others were seen doing.

Two kinds of features. *Comparisons* are matrices over all pairs of occupations from published facts
(similarity, expert list, pay, schooling, size, industries, names). *Flows* are averages of observed
moves of **other** origins: where people of like occupations go, and who comes from the destination.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pathways.schema import LEVELS, NATION, TABLE
from pathways.similarity import TABLES, Needs, cover_all, read_needs
from pathways.store import to_table

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

TIERS: Final = ("Primary-Short", "Primary-Long", "Supplemental")
BLS_LEVELS: Final = (
    "No formal educational credential",
    "High school diploma or equivalent",
    "Some college, no degree",
    "Postsecondary nondegree award",
    "Associate's degree",
    "Bachelor's degree",
    "Master's degree",
    "Doctoral or professional degree",
)
EXPERIENCE: Final = ("None", "Less than 5 years", "5 years or more")
MAJOR, MINOR, BROAD = 2, 4, 6
"""Characters of a SOC code that name its major group, minor group and broad occupation."""

HOURS_A_YEAR: Final = 2080
CENTS: Final = 100
PAY_WIDTH: Final = 0.05
"""Width of the pay likeness: squared difference of log wages."""
SHRINK: Final = 0.5
"""A flow average is drawn to 0 by this many origins of mean likeness."""
FLOWS: Final = (
    "flow_all",
    "flow_like_pay",
    "flow_same_major",
    "flow_like_work",
    "flow_like_industry",
    "flow_like_ratings",
    "back_flow",
    "back_known",
    "back_flow_like",
)
WORD: Final = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True)
class Comparisons:
    """``features``: pairs by name; ``covers``: similarity by part, NaN where one of the two has no
    vector; ``likeness``: symmetric kernels; ``log_pay``: per occupation.
    """

    features: Mapping[str, Floats]
    covers: Mapping[str, Floats]
    likeness: Mapping[str, Floats]
    log_pay: Floats


def compare_all(
    frames: Mapping[str, pd.DataFrame], related: pd.DataFrame, codes: Sequence[str]
) -> Comparisons:
    """Compare every occupation with every other; ``related`` is the publisher's own list.

    Where a vector, a wage or a job zone is absent, the mean of the nearest relatives (broad, minor,
    major group) stands in for it here, and only here.
    """
    features, covers = _compare_needs(frames, codes)
    profile = features["profile"]
    features |= _compare_lists(related, codes)
    nodes = frames["nodes/occupation"].set_index("occupation").reindex(list(codes))
    pay = read_log_pay(frames, codes)
    features |= _compare_numbers(nodes, pay, codes)
    work = frames["facts/industries"]
    industry = _root(_spread(work, "naics", "share_of_occupation", codes))
    sector = _root(_spread(frames["edges/in_sector"], "sector", "share", codes))
    features["industry"], features["sector"] = industry @ industry.T, sector @ sector.T
    features["titles"] = _compare_titles(frames["facts/titles"], codes)
    duties = features["cover_dwas"]
    like_work = (
        features["titles"] + (duties + duties.T) / 2 + np.maximum(profile, 0) + features["industry"]
    )
    likeness = {
        "work": (like_work / 4) ** 1.5,
        "industry": ((features["industry"] + features["sector"]) / 2) ** 2,
        "ratings": np.maximum(profile, 0) ** 3,
    }
    return Comparisons(features, covers, likeness, pay)


def _compare_needs(
    frames: Mapping[str, pd.DataFrame], codes: Sequence[str]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return features with absent vectors filled, and the covers of known vectors alone."""
    needs = read_needs({name: to_table(frames[name], TABLE[name]) for name in TABLES})
    features: dict[str, Floats] = {}
    covers: dict[str, Floats] = {}
    rated = []
    for name, part in needs.items():
        placed = _place(part, codes)
        values = fill_from_relatives(placed, codes)
        covered = cover_all(values, part.weights)
        features |= {
            f"cover_{name}": np.nan_to_num(covered),
            f"cover_{name}_back": np.nan_to_num(covered.T),
        }
        known = _find_known(placed)
        covers[name] = np.where(known[:, None] & known[None, :], covered, np.nan)
        if name in ("skills", "knowledge", "activities"):
            rated.append((values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9))
    return features | {"profile": _cosine(np.hstack(rated))}, covers


def _place(part: Needs, codes: Sequence[str]) -> Floats:
    row = {code: place for place, code in enumerate(part.occupations)}
    values = np.full((len(codes), len(part.elements)), np.nan)
    for place, code in enumerate(codes):
        if code in row:
            values[place] = part.values[row[code]]
    return values


def fill_from_relatives(values: Floats, codes: Sequence[str]) -> Floats:
    """Return the rows with absent ones (NaN) filled by the mean of the nearest relatives' rows."""
    filled = values.copy()
    known = _find_known(values)
    for place in np.flatnonzero(~known).tolist():
        for length in (BROAD, MINOR, MAJOR, 0):
            near = known & np.array([code[:length] == codes[place][:length] for code in codes])
            if near.any():
                filled[place] = values[near].mean(axis=0)
                break
        else:
            filled[place] = 0.0
    return filled


def _find_known(values: Floats) -> npt.NDArray[np.bool_]:
    """Return True for each row without NaN."""
    wide = values.reshape(len(values), -1)
    return np.array([not np.isnan(row).any() for row in wide], dtype=np.bool_)


def _compare_lists(related: pd.DataFrame, codes: Sequence[str]) -> dict[str, Floats]:
    place = {code: number for number, code in enumerate(codes)}
    count = len(codes)
    listed = {f"listed_{number + 1}": np.zeros((count, count)) for number in range(len(TIERS))}
    listed["listed_rank"] = np.zeros((count, count))
    for origin, destination, tier, rank in related[
        ["origin", "destination", "tier", "rank"]
    ].itertuples(index=False):
        pair = place[origin], place[destination]
        listed[f"listed_{TIERS.index(tier) + 1}"][pair] = 1.0
        listed["listed_rank"][pair] = 1 / rank
    return listed | {f"{name}_back": pairs.T for name, pairs in listed.items()}


def read_log_pay(frames: Mapping[str, pd.DataFrame], codes: Sequence[str]) -> Floats:
    """Return the log of the national mean annual wage; hourly x 2,080 or the cap where that is all."""
    wages = frames["facts/wages"]
    wages = wages[wages["area"] == NATION].set_index("occupation").reindex(list(codes))
    caps = frames["facts/wage_caps"].set_index("basis")["cap"]
    annual = wages["annual_mean"].astype("float64").to_numpy(dtype=np.float64)
    hourly = (
        wages["hourly_mean"].astype("float64").to_numpy(dtype=np.float64) * HOURS_A_YEAR / CENTS
    )
    top_coded = wages["top_coded"].fillna(0).to_numpy(dtype=np.int64) > 0
    annual = np.where(np.isnan(annual), hourly, annual)
    annual = np.where(np.isnan(annual) & top_coded, float(caps.get("annual", np.nan)), annual)
    return fill_from_relatives(np.log(annual), codes)


def _compare_numbers(nodes: pd.DataFrame, pay: Floats, codes: Sequence[str]) -> dict[str, Floats]:
    count = len(codes)
    majors = np.array([code[:MAJOR] for code in codes])
    minors = np.array([code[:MINOR] for code in codes])
    same_major = (majors[:, None] == majors[None, :]).astype(float)
    schooling = {
        "gate": _rank(nodes["gate_education"], LEVELS),
        "entry": _rank(nodes["entry_education"], BLS_LEVELS),
        "zone": _numbers(nodes["job_zone"]),
    }
    compared: dict[str, Floats] = {"pay": _differ(pay), "pay_distance": abs(_differ(pay))}
    for name, values in schooling.items():
        step = _differ(fill_from_relatives(values, codes))
        compared |= {name: step, f"{name}_distance": abs(step)}
    jobs = _numbers(nodes["employment_base"])
    openings = _numbers(nodes["openings_national"])
    growth = _numbers(nodes["growth_pct"])
    experience = np.nan_to_num(_rank(nodes["experience"], EXPERIENCE))
    supervisor = np.array([float(is_supervisor(code)) for code in codes])
    towards: dict[str, Floats] = {
        "size": np.log(fill_from_relatives(jobs, codes) + 1),
        "growth": fill_from_relatives(growth, codes),
        "turnover": np.log(fill_from_relatives((openings + 50) / (jobs + 500), codes) + 1e-6),
        "experience": experience,
        "training": np.log1p(np.nan_to_num(_numbers(nodes["ojt_high"]))),
    }
    compared |= {name: np.tile(values, (count, 1)) for name, values in towards.items()}
    return compared | {
        "same_major": same_major,
        "same_minor": (minors[:, None] == minors[None, :]).astype(float),
        "experience_same_major": experience * same_major,
        "supervisor_same_major": supervisor * same_major,
    }


def is_supervisor(code: str) -> bool:
    """Return whether a code is of first-line supervisors: minor group 1 of major groups 33 to 53."""
    return code[MINOR - 1] == "1" and code[:MAJOR] > "32"


def _numbers(column: pd.Series) -> Floats:
    return np.asarray(column.astype("float64"), dtype=np.float64)


def _rank(labels: pd.Series, order: Sequence[str]) -> Floats:
    ranks = labels.map({label: float(n) for n, label in enumerate(order)})
    return np.asarray(ranks.astype("float64"), dtype=np.float64)


def _differ(values: Floats) -> Floats:
    return values[None, :] - values[:, None]


def _spread(frame: pd.DataFrame, column: str, value: str, codes: Sequence[str]) -> Floats:
    wide = frame.pivot_table(index="occupation", columns=column, values=value, aggfunc="sum")
    return wide.reindex(list(codes)).fillna(0.0).to_numpy(dtype=np.float64)


def _root(shares: Floats) -> Floats:
    rooted: Floats = np.sqrt(np.clip(shares, 0, 1))
    return rooted


def _cosine(values: Floats) -> Floats:
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    unit = values / np.maximum(lengths, 1e-12)
    alike: Floats = unit @ unit.T
    return alike


def _compare_titles(titles: pd.DataFrame, codes: Sequence[str]) -> Floats:
    """Return the cosine of the words in the names of occupations, rare words weighing more."""
    place = {code: number for number, code in enumerate(codes)}
    counts: list[Counter[str]] = [Counter() for _ in codes]
    english = titles[titles["language"] == "en"]
    for code, title in zip(english["occupation"], english["title"], strict=True):
        counts[place[code]].update(set(WORD.findall(title.lower())))
    spread = Counter(word for found in counts for word in found)
    words = sorted(word for word, count in spread.items() if count > 1)
    column = {word: number for number, word in enumerate(words)}
    values = np.zeros((len(codes), max(len(words), 1)))
    for row, found in enumerate(counts):
        for word, count in found.items():
            if word in column:
                rarity = np.log(len(codes) / spread[word])
                values[row, column[word]] = (1 + np.log(count)) * rarity
    return _cosine(values)


@dataclass(frozen=True)
class Stage:
    """What flows are computed for: observed groups or occupations, each as weights on occupations.

    ``weights`` (n x occupations) averages facts, ``spread`` (groups x n) carries observed figures of
    a group over to what it consists of, ``majors`` names the major group of each.
    """

    weights: Floats
    spread: Floats
    majors: Sequence[str]
    log_pay: Floats


def measure_flows(
    excess: Floats,
    rows: Places,
    groups: Stage,
    stage: Stage,
    targets: Places,
    towards: Mapping[str, Floats],
    apart: npt.NDArray[np.bool_],
) -> Floats:
    """Return the features named in FLOWS for target origins to every destination of a stage.

    ``towards`` (occupations x groups) is the likeness of each occupation to each group, by kind.
    ``excess`` (rows x groups) is how much more often than its usual each observed origin moves to a
    group; ``apart`` (targets x rows) is False where the row must not speak about the target.
    """
    told = excess @ stage.spread
    counts = apart.astype(np.float64)

    def average(kernel: Floats) -> Floats:
        weighed = kernel * counts
        total = weighed.sum(axis=1, keepdims=True) + SHRINK * kernel.mean() + 1e-9
        averaged: Floats = weighed @ told / total
        return averaged

    everywhere = average(np.ones_like(counts))
    gap = stage.log_pay[targets][:, None] - groups.log_pay[rows][None, :]
    majors, theirs = np.array(stage.majors), np.array(groups.majors)
    same = majors[targets][:, None] == theirs[rows][None, :]
    back = (excess @ stage.spread[:, targets]).T * counts
    known = stage.spread[rows]
    near = stage.weights @ towards["work"][:, rows]
    return np.stack(
        [
            everywhere,
            average(np.exp(-(gap**2) / PAY_WIDTH)) - everywhere,
            average(same.astype(np.float64)),
            *(
                average(stage.weights[targets] @ towards[name][:, rows])
                for name in ("work", "industry", "ratings")
            ),
            back @ known,
            counts @ known,
            back @ near.T / (counts @ near.T + 1),
        ],
        axis=-1,
    )
