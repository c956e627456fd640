"""What was chosen, kept in the page's address as plain ids, so that a link restores the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from pathways.schema import LEVELS

EXAMPLE: Final[Mapping[str, str]] = {"job": "31-1131", "place": "0041180"}
"""The real example that the first page opens with."""

SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "job": re.compile(r"\d{2}-\d{4}"),
    "place": re.compile(r"\d{7}|(?:zip|county):\d{5}"),
    "education": re.compile("|".join(LEVELS)),
    "goal": re.compile(r"\d{2}-\d{4}"),
    "node": re.compile(r"\d{2}-\d{4}"),
}
"""Key of the address -> what its value looks like; anything else is as if it were not there."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices in force. ``goal`` and ``education`` None: not said; ``node``: nothing selected."""

    job: str
    place: str
    education: str | None
    goal: str | None
    node: str | None


def read_choices() -> Choices:
    """Return the choices of the page's address, the example's where it says nothing usable."""
    found = {key: _read_key(key) for key in SHAPES}
    return Choices(
        found["job"] or EXAMPLE["job"],
        found["place"] or EXAMPLE["place"],
        found["education"],
        found["goal"],
        found["node"],
    )


def _read_key(key: str) -> str | None:
    value = st.query_params.get(key, "")
    return value if SHAPES[key].fullmatch(value) else None


def write_choice(key: str, value: str | None) -> None:
    """Put one choice into the address; None takes it out. Another job also drops goal and node."""
    if key == "job":
        for dependent in ("goal", "node"):
            st.query_params.pop(dependent, None)
    if value is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def start_over() -> None:
    """Forget every choice: the example again."""
    st.query_params.clear()
    for key in list(st.session_state):
        del st.session_state[key]


def follow(widget: str, value: str, shown: object) -> None:
    """Set a widget's state to ``shown`` whenever ``value``, the choice behind it, has changed.

    Call it before the widget. What is typed in between stays.
    """
    if st.session_state.get(f"{widget}_follows") != value:
        st.session_state[f"{widget}_follows"] = value
        st.session_state[widget] = shown
