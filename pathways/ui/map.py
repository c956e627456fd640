"""The map of a region: its counties in grey, providers as dots of one size. Nothing is fetched for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import streamlit as st

from pathways.atlas import Atlas, Outline
from pathways.ui.notes import show_note
from pathways.words import _, count_things

LABELLED: Final = 20
"""Most counties whose names are written into the picture; more would cover each other."""
CLEAR: Final = (110, 32)
"""Parts of a thousand of the picture, across and down, that a name needs to itself."""
TALLEST: Final = 460
WIDEST: Final = 520
"""Pixels that the picture takes at most on a wide screen."""

COLOURS: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {"county": "#EBEEEF", "border": "#74808A", "dot": "#7D1450", "ink": "#4A5764"},
    "dark": {"county": "#26323C", "border": "#83919B", "dot": "#E0559F", "ink": "#B4BFC7"},
}
"""Theme -> colours of the visual direction: grey soft, edge, school, second ink."""


class Dot(NamedTuple):
    """One provider on the map: where its main campus lies (degrees), and the words shown on it."""

    name: str
    city: str
    awards: int
    longitude: float
    latitude: float


def show_map(atlas: Atlas, dots: Sequence[Dot], *, place: str) -> None:
    """Show the counties of a region with the providers' main campuses. The list beside says the same."""
    height = min(TALLEST, round(WIDEST * atlas.height / atlas.width))
    st.vega_lite_chart(
        spec=make_spec(atlas, dots, st.context.theme.type or "light"),
        height=height,
        theme=None,
        alt=_(
            "Map of {place} with its counties and {schools}. The same schools are in the list."
        ).format(place=place, schools=count_things(len(dots), _("school"), _("schools"))),
    )
    words = _("A dot is a main campus; ask which campus teaches it. County outlines: us-atlas.")
    if not atlas.is_whole:
        words += " " + _("The outline of some counties here is not in our data.")
    show_note(words)


def make_spec(atlas: Atlas, dots: Sequence[Dot], theme: str) -> dict[str, Any]:
    """Return the Vega-Lite picture with all its data inside: it asks no other address for anything."""
    colour = COLOURS.get(theme, COLOURS["light"])
    counties = {
        "data": {"values": [_make_feature(one) for one in atlas.outlines]},
        "mark": {
            "type": "geoshape",
            "fill": colour["county"],
            "stroke": colour["border"],
            "strokeWidth": 1,
        },
        "encoding": {"tooltip": {"field": "properties.name", "title": _("County")}},
    }
    layers = [counties]
    if len(atlas.outlines) <= LABELLED:
        layers.append(_make_labels(atlas, dots, colour["ink"]))
    layers.append(
        {
            "data": {"values": [_make_point(atlas, dot) for dot in dots]},
            "mark": {
                "type": "circle",
                "size": 90,
                "opacity": 0.9,
                "color": colour["dot"],
                "stroke": colour["county"],
                "strokeWidth": 1,
            },
            "encoding": {
                "longitude": {"field": "x", "type": "quantitative"},
                "latitude": {"field": "y", "type": "quantitative"},
                "tooltip": [
                    {"field": "name", "title": _("School")},
                    {"field": "city", "title": _("City")},
                    {"field": "awards", "title": _("Awards listed")},
                ],
            },
        }
    )
    return {
        "projection": {"type": "identity"},
        "layer": layers,
        "width": "container",
        "background": "transparent",
        "config": {"view": {"stroke": None}, "font": "Public Sans, sans-serif"},
    }


def _make_feature(outline: Outline) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": outline.name},
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[[list(point) for point in ring]] for ring in outline.rings],
        },
    }


def _make_point(atlas: Atlas, dot: Dot) -> dict[str, Any]:
    x, y = atlas.place(dot.longitude, dot.latitude)
    return {"x": x, "y": y, "name": dot.name, "city": dot.city, "awards": dot.awards}


def _make_labels(atlas: Atlas, dots: Sequence[Dot], ink: str) -> dict[str, Any]:
    """Return the counties' names, each in the middle of its largest ring, where no dot covers it."""
    taken = [atlas.place(dot.longitude, dot.latitude) for dot in dots]
    rows: list[dict[str, Any]] = []
    for outline in atlas.outlines:
        ring = outline.rings[0]
        x, y = ([point[axis] for point in ring] for axis in (0, 1))
        middle = ((min(x) + max(x)) // 2, (min(y) + max(y)) // 2)
        if any(
            abs(middle[0] - other[0]) < CLEAR[0] and abs(middle[1] - other[1]) < CLEAR[1]
            for other in taken
        ):
            continue
        taken.append(middle)
        rows.append({"x": middle[0], "y": middle[1], "name": outline.name.removesuffix(" County")})
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "color": ink, "fontSize": 12.5, "tooltip": None},
        "encoding": {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
            "text": {"field": "name"},
        },
    }
