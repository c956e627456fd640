"""County outlines: read from TopoJSON, made smaller without gaps, drawn in whole pixels."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pathways.atlas import WIDTH, Atlas, open_atlas
from pathways.build.shapes import LEAST_AREA, STEPS, TOLERANCE, _simplify, build_shapes
from pathways.errors import SourceError
from pathways.region import Region, open_region
from pathways.sources.us_atlas import FILE, read_us_atlas
from pathways.store import Graph
from tests.slices import PUBLISHED


@pytest.fixture(scope="module")
def published() -> dict[str, pd.DataFrame]:
    return read_us_atlas(PUBLISHED).tables


@pytest.fixture(scope="module")
def shapes(published: dict[str, pd.DataFrame]) -> dict[str, list[list[tuple[int, int]]]]:
    frame = build_shapes(published["outline_arcs"], published["county_rings"])
    return {
        county: [list(walk(ring)) for ring in rings.split("|")]
        for county, rings in frame.itertuples(index=False, name=None)
    }


def walk(ring: str) -> Iterator[tuple[int, int]]:
    numbers = [int(part) for part in ring.split()]
    x = y = 0
    for east, north in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + east, y + north
        yield x, y


# ---- reading


def test_a_ring_returns_to_where_it_began(published: dict[str, pd.DataFrame]) -> None:
    ends = {}
    for arc, rows in published["outline_arcs"].groupby("arc"):
        points = rows[["longitude", "latitude"]].to_numpy()
        ends[arc] = (tuple(points[0]), tuple(points[-1]))
    rings = published["county_rings"]
    assert len(rings) > 100
    for _key, parts in rings.groupby(["county", "ring"]):
        lines = [
            ends[arc][::-1] if back else ends[arc]
            for arc, back in zip(parts["arc"], parts["reverse"], strict=True)
        ]
        for one, following in zip(lines, [*lines[1:], lines[0]], strict=True):
            assert one[1] == following[0]


def test_counties_lie_where_they_are(published: dict[str, pd.DataFrame]) -> None:
    arcs = published["outline_arcs"].set_index("arc")
    rings = published["county_rings"]
    mine = rings[rings["county"] == "29510"]["arc"]  # St. Louis city
    points = arcs.loc[list(mine)]
    assert points["longitude"].between(-90.4, -90.1).all()
    assert points["latitude"].between(38.5, 38.8).all()


def spoil(place: Path, change: Any) -> Path:
    folder = place / "geography"
    folder.mkdir(parents=True)
    shutil.copy(PUBLISHED / FILE, folder)
    path = place / FILE
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return place


def drop(*keys: str) -> Any:
    def change(text: str) -> str:
        topology = json.loads(text)
        part = topology
        for key in keys[:-1]:
            part = part[key]
        del part[keys[-1]]
        return json.dumps(topology)

    return change


def cut_arcs(text: str) -> str:
    topology = json.loads(text)
    topology["arcs"] = topology["arcs"][:10]
    return json.dumps(topology)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "{}",
        drop("transform"),
        drop("arcs"),
        drop("objects", "counties"),
        cut_arcs,
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, change: Any) -> None:
    with pytest.raises(SourceError, match=r"counties-10m\.json"):
        read_us_atlas(spoil(tmp_path, change))


# ---- making small


def test_neighbours_still_meet(shapes: dict[str, list[list[tuple[int, int]]]]) -> None:
    sides = {
        county: {
            frozenset(pair)
            for ring in rings
            for pair in zip(ring, [*ring[1:], ring[0]], strict=True)
        }
        for county, rings in shapes.items()
    }
    # St. Louis city and St. Louis County share a border, and every side of it
    shared = sides["29510"] & sides["29189"]
    assert len(shared) >= 3
    for side in sides["29510"] - shared:  # the rest is the river, shared with Illinois
        assert side in sides["17163"] | sides["17119"]


def test_no_left_out_point_is_far_from_the_line() -> None:
    angle = np.linspace(0, np.pi, 400)
    line = np.column_stack([np.cos(angle), np.sin(angle)])
    kept = _simplify(line)
    assert (kept[[0, -1]] == line[[0, -1]]).all()
    assert 5 < len(kept) < 100
    for point in line:
        starts, along = kept[:-1], np.diff(kept, axis=0)
        part = np.clip(((point - starts) * along).sum(1) / (along**2).sum(1), 0, 1)
        assert np.hypot(*(starts + part[:, None] * along - point).T).min() <= TOLERANCE * 1.05


def test_an_island_keeps_an_area(shapes: dict[str, list[list[tuple[int, int]]]]) -> None:
    for rings in shapes.values():
        for ring in rings:
            assert len(set(ring)) >= 3
            x, y = (np.array(axis) / STEPS for axis in zip(*ring, strict=True))
            area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
            assert area > LEAST_AREA / 2


def test_the_order_of_the_file_makes_no_difference(published: dict[str, pd.DataFrame]) -> None:
    arcs, rings = published["outline_arcs"], published["county_rings"]
    counties = sorted(set(rings["county"]), reverse=True)
    turned = pd.concat([rings[rings["county"] == county] for county in counties])
    ours, theirs = build_shapes(arcs, rings), build_shapes(arcs, turned)
    assert ours.equals(theirs)


# ---- the picture


@pytest.fixture(scope="module")
def atlas(region_stl: Region) -> Atlas:
    found = open_atlas(region_stl)
    assert found is not None
    return found


def test_the_counties_of_a_metro(graph: Graph, atlas: Atlas) -> None:
    rows = graph.table("facts/counties").to_pylist()
    here = sorted(row["county"] for row in rows if row["area"] == "0041180")
    assert [one.county for one in atlas.outlines] == here
    assert atlas.is_whole
    assert {one.name for one in atlas.outlines} >= {"St. Louis city", "St. Clair County"}


def test_every_point_is_a_whole_pixel_in_the_picture(atlas: Atlas) -> None:
    points = [point for one in atlas.outlines for ring in one.rings for point in ring]
    assert all(isinstance(part, int) for point in points for part in point)
    assert max(x for x, _ in points) == atlas.width
    assert max(y for _, y in points) == atlas.height
    assert min(x for x, _ in points) == min(y for _, y in points) == 0
    assert max(atlas.width, atlas.height) == WIDTH


def is_inside(point: tuple[int, int], ring: tuple[tuple[int, int], ...]) -> bool:
    """Say whether a point lies in a ring: a line from it crosses the ring an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


@pytest.mark.parametrize("area", ["0041180", "1200000", "0200000"])
def test_providers_lie_in_the_county_that_they_file(graph: Graph, area: str) -> None:
    region = open_region(graph, area)
    found = open_atlas(region)
    assert found is not None
    rings = {one.county: one.rings for one in found.outlines}
    checked = missed = 0
    for row in region.providers.itertuples():
        if row.county in rings and row.latitude == row.latitude:
            checked += 1
            spot = found.place(row.longitude, row.latitude)
            if not any(is_inside(spot, ring) for ring in rings[row.county]):
                missed += 1
                assert min(measure(spot, ring) for ring in rings[row.county]) <= 12, row.title
    assert checked >= 5
    assert missed <= max(1, 0.05 * checked)  # outlines are simplified, and the waterfront is near


def measure(point: tuple[int, int], ring: tuple[tuple[int, int], ...]) -> float:
    """Return the pixels from a point to the nearest side of a ring."""
    sides = np.array(ring, dtype=float)
    starts, along = sides[:-1], np.diff(sides, axis=0)
    part = np.clip(((np.array(point) - starts) * along).sum(1) / (along**2).sum(1), 0, 1)
    return float(np.hypot(*(starts + part[:, None] * along - point).T).min())


def test_alaska_is_not_torn_at_the_date_line(graph: Graph) -> None:
    found = open_atlas(open_region(graph, "0200000"))
    assert found is not None and found.wraps
    for outline in found.outlines:
        for ring in outline.rings:
            x = [point[0] for point in ring]
            assert max(x) - min(x) < found.width / 2


def test_the_nation_has_no_picture(graph: Graph) -> None:
    assert open_atlas(open_region(graph, "0000000")) is None


def test_missing_outlines_are_said(graph: Graph) -> None:
    """Connecticut's planning regions are younger than the file."""
    found = open_atlas(open_region(graph, "0900000"))
    assert found is not None and not found.is_whole
    assert len(found.outlines) == 8


def test_almost_every_county_has_an_outline(graph: Graph) -> None:
    counties = set(graph.table("facts/counties")["county"].to_pylist())
    drawn = set(graph.table("facts/county_shapes")["county"].to_pylist())
    assert drawn <= counties
    states = {"29", "12", "17", "20"}
    assert {code for code in counties if code[:2] in states} <= drawn
    assert len(counties - drawn) < 20
