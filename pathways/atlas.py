"""Outlines of a region's counties in whole pixels, and where a point of the earth lies among them."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians
from typing import Final, NamedTuple

from pathways.graph import get_counties, select_arrow
from pathways.region import Region
from pathways.schema import NATION
from pathways.store import list_rows

STEPS: Final = 1_000
"""Whole steps in a degree of ``facts/county_shapes``."""
WIDTH: Final = 1_000
"""Pixels of the picture's longer side: finer than a screen shows it."""
FEWEST_POINTS: Final = 3

Ring = tuple[tuple[int, int], ...]


class Outline(NamedTuple):
    """One county: its FIPS code, its name and its rings of (x, y), y growing downwards."""

    county: str
    name: str
    rings: tuple[Ring, ...]


class Atlas(NamedTuple):
    """The picture of a region: its size in pixels, its counties, and the frame that places points.

    ``is_whole`` is False where outlines of the region's own counties are not published and those of
    its states stand instead.
    """

    width: int
    height: int
    outlines: tuple[Outline, ...]
    west: float
    north: float
    pixels: float
    stretch: float
    wraps: bool
    is_whole: bool

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Return where a point of the earth (degrees) lies in the picture."""
        east = longitude - 360 if self.wraps and longitude > 0 else longitude
        return (
            round((east - self.west) * self.stretch * self.pixels),
            round((self.north - latitude) * self.pixels),
        )


def open_atlas(region: Region) -> Atlas | None:
    """Return the outlines of a region's counties; None for the nation and where none is published.

    The projection keeps distances true along the middle latitude: right for a state, not for more.
    """
    if region.area == NATION:
        return None
    counties = get_counties(region.graph)
    of_states = [code for code, row in counties.items() if row["state"] in region.states]
    here = [code for code in of_states if counties[code]["area"] == region.area]
    if region.place.kind in ("state", "territory"):
        here = of_states
    shapes = _read_shapes(region, here)
    is_whole = bool(shapes) and shapes.keys() == set(here)
    if not shapes:
        shapes = _read_shapes(region, of_states)
    return _fit(shapes, {code: row["name"] for code, row in counties.items()}, is_whole)


def _read_shapes(region: Region, counties: list[str]) -> dict[str, list[list[tuple[float, float]]]]:
    table = region.graph.table("facts/county_shapes")
    rows = list_rows(select_arrow(table, "county", counties))
    return {row["county"]: [_read_ring(ring) for ring in row["rings"].split("|")] for row in rows}


def _read_ring(ring: str) -> list[tuple[float, float]]:
    """Return the points of a stored ring in degrees: a first point, then steps from each to the next."""
    numbers = [int(part) for part in ring.split()]
    points, x, y = [], 0, 0
    for east, north in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + east, y + north
        points.append((x / STEPS, y / STEPS))
    return points


def _fit(
    shapes: dict[str, list[list[tuple[float, float]]]], names: dict[str, str], is_whole: bool
) -> Atlas | None:
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return None
    longitudes = [x for x, _ in points]
    wraps = min(longitudes) < 0 < max(longitudes)  # the Aleutians lie on both sides of 180 degrees
    if wraps:
        longitudes = [x - 360 if x > 0 else x for x in longitudes]
    latitudes = [y for _, y in points]
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    stretch = cos(radians((south + north) / 2))
    pixels = WIDTH / max((east - west) * stretch, north - south)
    atlas = Atlas(
        round((east - west) * stretch * pixels),
        round((north - south) * pixels),
        (),
        west,
        north,
        pixels,
        stretch,
        wraps,
        is_whole,
    )
    outlines = (
        Outline(code, names.get(code, ""), tuple(_place_rings(atlas, rings)))
        for code, rings in sorted(shapes.items())
    )
    return atlas._replace(outlines=tuple(outlines))


def _place_rings(atlas: Atlas, rings: list[list[tuple[float, float]]]) -> Iterator[Ring]:
    for place, ring in enumerate(rings):
        points: list[tuple[int, int]] = []
        for longitude, latitude in ring:
            point = atlas.place(longitude, latitude)
            if not points or point != points[-1]:
                points.append(point)
        if len(points) > 1 and points[-1] == points[0]:
            points.pop()
        if len(set(points)) >= FEWEST_POINTS or place == 0:
            yield (*points, points[0])
