"""County outlines made small enough for a picture: fewer points, whole steps, neighbours still meet."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STEPS: Final = 1_000
"""Whole steps in a degree: outlines are stored to a thousandth, some 100 metres."""
TOLERANCE: Final = 0.006
"""Degrees that a left-out point may lie from the line: about a pixel where a state fills a screen."""
LEAST_AREA: Final = 0.0004
"""Square degrees under which an island is left out, unless it is all there is of the county."""

Points = NDArray[np.float64]


def build_shapes(arcs: pd.DataFrame, rings: pd.DataFrame) -> pd.DataFrame:
    """Return the ``facts/county_shapes`` frame from the tables of ``sources.us_atlas``.

    Arcs are simplified before they are joined, so that two neighbours keep the same border.
    """
    points = {
        int(str(number)): _simplify(rows[["longitude", "latitude"]].to_numpy("float64"))
        for number, rows in arcs.groupby("arc", sort=False)
    }
    found = [
        {"county": str(county), "rings": "|".join(_write_ring(ring) for ring in outline)}
        for county, rows in rings.groupby("county")
        if (outline := _join_rings(rows, points))
    ]
    return pd.DataFrame(found)


def _join_rings(rows: pd.DataFrame, points: dict[int, Points]) -> list[Points]:
    """Return a county's rings, largest first, without the smallest islands."""
    found = []
    for _ring, parts in rows.groupby("ring"):
        lines = [
            points[arc][::-1] if reverse else points[arc]
            for arc, reverse in zip(parts["arc"], parts["reverse"], strict=True)
        ]
        # each arc begins where the one before it ended
        found.append(np.concatenate([line[:-1] for line in lines]))
    found.sort(key=lambda ring: -_measure_area(ring))
    return [ring for ring in found if ring is found[0] or _measure_area(ring) >= LEAST_AREA]


def _measure_area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _write_ring(ring: Points) -> str:
    """Return a ring as whole numbers: the first point, then the step to each next one."""
    placed = np.rint(ring * STEPS).astype(np.int64)
    steps = np.concatenate([placed[:1], np.diff(placed, axis=0)])
    kept = steps[np.concatenate([[True], (steps[1:] != 0).any(axis=1)])]
    return " ".join(str(number) for number in kept.ravel().tolist())


def _simplify(line: Points) -> Points:
    """Return a line without the points that lie within TOLERANCE of it (Douglas and Peucker).

    Both ends stay. A line that returns to its start keeps at least its furthest point.
    """
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    stretch = np.array([np.cos(np.radians(line[:, 1].mean())), 1.0])
    flat = line * stretch
    is_closed = bool((line[0] == line[-1]).all())
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        between = flat[first + 1 : last]
        far = _measure_distance(between, flat[first], flat[last])
        place = int(far.argmax())
        whole = is_closed and (first, last) == (0, len(line) - 1)
        if far[place] > TOLERANCE or whole:
            middle = first + 1 + place
            keep[middle] = True
            parts += [(first, middle), (middle, last)]
    return line[keep]


def _measure_distance(points: Points, start: Points, end: Points) -> Points:
    """Return each point's distance from the line through two points, from the point where they are one."""
    along = end - start
    length = float(np.hypot(*along))
    away = points - start
    if length == 0:
        distance: Points = np.hypot(away[:, 0], away[:, 1])
    else:
        distance = np.abs(away[:, 0] * along[1] - away[:, 1] * along[0]) / length
    return distance
