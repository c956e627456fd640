"""us-atlas (from the Census Bureau's cartographic boundary files): the outlines of counties."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from pathways.errors import SourceError
from pathways.sources.base import DOWNLOAD_AGAIN, Reading, Source, open_file

FILE: Final = "geography/counties-10m.json"


def read_us_atlas(folder: Path) -> Reading:
    """Read ``outline_arcs`` and ``county_rings``.

    ``outline_arcs``: arc, longitude and latitude in degrees, one row for each point in its order; an
    arc is a line between two junctions, shared by the counties on both sides. ``county_rings``:
    county (five-digit FIPS), ring, arc, reverse (the arc is walked from its end), one row for each
    arc in the ring's order; inner rings are rings like the others. Raises SourceError where the file
    is no TopoJSON of counties.
    """
    path = folder / FILE
    with open_file(path) as stream:
        content = stream.read()
    try:
        topology = json.loads(content)
        arcs = _read_arcs(topology)
        rings = pd.DataFrame(
            _list_arcs(topology["objects"]["counties"]["geometries"]),
            columns=["county", "ring", "arc", "reverse"],
        )
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SourceError(
            f"the file is no TopoJSON of counties ({type(error).__name__})",
            file=path.name,
            fix=DOWNLOAD_AGAIN,
        ) from error
    if rings.empty or int(rings["arc"].max()) > int(arcs["arc"].max()):
        raise SourceError(
            "a county has an outline that the file does not hold",
            file=path.name,
            fix=DOWNLOAD_AGAIN,
        )
    return Reading({"outline_arcs": arcs, "county_rings": rings})


def _read_arcs(topology: dict[str, Any]) -> pd.DataFrame:
    """Return every arc's points: stored as whole steps from point to point, scaled and moved."""
    scale, move = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    points = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in topology["arcs"]]
    placed = np.concatenate(points) * scale + move
    numbers = np.repeat(np.arange(len(points)), [len(arc) for arc in points])
    return pd.DataFrame({"arc": numbers, "longitude": placed[:, 0], "latitude": placed[:, 1]})


def _list_arcs(counties: list[dict[str, Any]]) -> Iterator[tuple[str, int, int, bool]]:
    for county in counties:
        if county["type"] not in ("Polygon", "MultiPolygon"):
            continue
        parts = county["arcs"] if county["type"] == "MultiPolygon" else [county["arcs"]]
        for number, ring in enumerate(ring for part in parts for ring in part):
            for arc in ring:
                # TopoJSON writes an arc walked from its end as the complement of its number
                yield str(county["id"]).zfill(5), number, ~arc if arc < 0 else arc, arc < 0


SOURCE: Final = Source("us_atlas", (FILE,), read_us_atlas)
