"""How much of what a destination needs is already there at an origin: directed, in five parts.

Each part holds, per occupation, a need from 0 to 1 for every element: importance x level for
skills and knowledge, importance for activities, named or not for detailed activities and
technology. The cover of a destination by an origin is the weighted share of the destination's need
that the origin's own need reaches: ``sum(w * min(o, d)) / sum(w * d)``. An element weighs more the
more it tells occupations apart. The similarity is the plain mean of the parts that both have. An
occupation without vectors has no similarity: absent, never 0, and never borrowed from a relative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pathways.store import Graph

Floats = npt.NDArray[np.float64]

PARTS: Final = ("skills", "knowledge", "activities", "dwas", "technology")
TABLES: Final = ("facts/skills", "facts/activities", "facts/dwas", "facts/technology")
"""Stored tables that the parts are read from."""

LEAST_IMPORTANCE: Final = 100.0
MOST_IMPORTANCE: Final = 500.0
MOST_LEVEL: Final = 700.0
"""Ends of O*NET's scales (1 to 5, 0 to 7) in the stored hundredths."""

DECIMALS: Final = 3


@dataclass(frozen=True, eq=False)
class Needs:
    """One part: ``values`` has a row per occupation and a column per element, each 0 to 1.

    Only occupations that the part describes are in it; ``weights`` belong to the elements.
    """

    occupations: tuple[str, ...]
    elements: tuple[str, ...]
    values: Floats
    weights: Floats


class Similarity(NamedTuple):
    """Directed similarity of one pair, 0 to 1; None where no part has both. ``parts``: by name."""

    value: float | None
    parts: Mapping[str, float]


class Element(NamedTuple):
    """One thing that carries over or is to be gained, with its share of the destination's need."""

    part: str
    element: str
    title: str
    share: float


def read_needs(tables: Mapping[str, pa.Table]) -> dict[str, Needs]:
    """Return the needs of every part from the stored tables named in TABLES."""
    skills, activities = tables["facts/skills"], tables["facts/activities"]
    rated = {
        kind: skills.filter(pc.equal(pc.cast(skills["kind"], pa.string()), kind))
        for kind in ("skill", "knowledge")
    }
    return {
        "skills": _rate(rated["skill"]),
        "knowledge": _rate(rated["knowledge"]),
        "activities": _rate(activities),
        "dwas": _list(tables["facts/dwas"], "dwa"),
        "technology": _list(tables["facts/technology"], "commodity"),
    }


def _rate(table: pa.Table) -> Needs:
    """Return needs from ratings; an absent importance or level counts as not needed."""
    span = MOST_IMPORTANCE - LEAST_IMPORTANCE
    importance = np.nan_to_num(_floats(table["importance"]), nan=LEAST_IMPORTANCE)
    need = np.clip((importance - LEAST_IMPORTANCE) / span, 0, 1)
    if "level" in table.column_names:
        need = need * np.clip(np.nan_to_num(_floats(table["level"])) / MOST_LEVEL, 0, 1)
    occupations, elements, values = _spread(table, "element", need)
    weights = values.std(axis=0) if len(occupations) > 1 else np.ones(len(elements))
    return Needs(occupations, elements, values, weights)


def _list(table: pa.Table, column: str) -> Needs:
    occupations, elements, values = _spread(table, column, np.ones(table.num_rows))
    weights = np.log((1 + len(occupations)) / np.maximum(values.sum(axis=0), 1))
    return Needs(occupations, elements, values, weights)


def _floats(column: pa.ChunkedArray) -> Floats:
    found: Floats = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
    return found


def _spread(
    table: pa.Table, column: str, cells: Floats
) -> tuple[tuple[str, ...], tuple[str, ...], Floats]:
    rows = np.array(pc.cast(table["occupation"], pa.string()).to_pylist(), dtype=str)
    columns = np.array(pc.cast(table[column], pa.string()).to_pylist(), dtype=str)
    occupations, row = np.unique(rows, return_inverse=True)
    elements, place = np.unique(columns, return_inverse=True)
    values = np.zeros((len(occupations), len(elements)))
    values[row, place] = cells
    return tuple(occupations.tolist()), tuple(elements.tolist()), values


def cover(origin: Floats, destination: Floats, weights: Floats) -> float | None:
    """Return the weighted share of the destination's need that the origin reaches, 0 to 1.

    None where the destination needs nothing that we can see.
    """
    total = float(weights @ destination)
    if total <= 0:
        return None
    return min(1.0, float(weights @ np.minimum(origin, destination)) / total)


def cover_all(values: Floats, weights: Floats) -> Floats:
    """Return the cover of every pair, origins down and destinations across; NaN as in ``cover``."""
    total = values @ weights
    if np.isin(values, (0.0, 1.0)).all():
        met = (values * weights) @ values.T
    else:
        met = np.zeros((len(values), len(values)))
        for weight, column in zip(weights, values.T, strict=True):
            met += weight * np.minimum.outer(column, column)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.minimum(met / total[None, :], 1.0)
    covered[:, total <= 0] = np.nan
    return covered


def average_parts(parts: Mapping[str, float]) -> float | None:
    """Return the mean of the parts at hand, rounded; None where there is none."""
    return round(sum(parts.values()) / len(parts), DECIMALS) if parts else None


def compare_vectors(needs: Mapping[str, Needs], origin: str, destination: str) -> Similarity:
    """Return the similarity of one pair with its parts; a part that one of the two lacks is absent."""
    parts = {}
    for name, part in needs.items():
        row = _index(part)
        if origin in row and destination in row:
            covered = cover(part.values[row[origin]], part.values[row[destination]], part.weights)
            if covered is not None:
                parts[name] = covered
    value = average_parts(parts)
    return Similarity(value, {name: round(part, DECIMALS) for name, part in parts.items()})


@lru_cache(maxsize=32)
def _index(part: Needs) -> dict[str, int]:
    return {code: place for place, code in enumerate(part.occupations)}


@lru_cache(maxsize=4)
def get_needs(graph: Graph) -> dict[str, Needs]:
    """Return the needs of every part of a graph, read once."""
    return read_needs(graph.tables)


def compare_occupations(graph: Graph, origin: str, destination: str) -> Similarity:
    """Return how much of what a destination needs is there at an origin, with its parts."""
    return compare_vectors(get_needs(graph), origin, destination)


def list_carried(
    graph: Graph, origin: str, destination: str, *, part: str, most: int = 5
) -> list[Element]:
    """Return what carries over in one part, the largest share of the destination's need first."""
    return _list_elements(graph, origin, destination, part, most, gains=False)


def list_gains(
    graph: Graph, origin: str, destination: str, *, part: str, most: int = 5
) -> list[Element]:
    """Return what is to be gained in one part, the largest share of the destination's need first."""
    return _list_elements(graph, origin, destination, part, most, gains=True)


def _list_elements(
    graph: Graph, origin: str, destination: str, part: str, most: int, *, gains: bool
) -> list[Element]:
    needs = get_needs(graph)[part]
    row = _index(needs)
    if origin not in row or destination not in row:
        return []
    have, want = needs.values[row[origin]], needs.values[row[destination]]
    total = float(needs.weights @ want)
    if total <= 0:
        return []
    amount = np.maximum(want - have, 0) if gains else np.minimum(have, want)
    shares = needs.weights * amount / total
    titles = _titles(graph)
    order = sorted(range(len(shares)), key=lambda place: (-shares[place], needs.elements[place]))
    return [
        Element(
            part,
            needs.elements[place],
            titles.get(needs.elements[place], needs.elements[place]),
            round(float(shares[place]), DECIMALS),
        )
        for place in order[:most]
        if shares[place] > 0
    ]


@lru_cache(maxsize=4)
def _titles(graph: Graph) -> dict[str, str]:
    elements = graph.table("facts/elements").select(["element", "title"]).to_pylist()
    tools = graph.table("facts/technology").select(["commodity", "title"]).to_pylist()
    return {row["element"]: row["title"] for row in elements} | {
        row["commodity"]: row["title"] for row in tools
    }
