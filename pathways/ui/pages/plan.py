"""Plan: one pathway as a sheet to print and a case note to paste, with blanks the person may fill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from pathways.errors import PathwaysError
from pathways.settings import ROOT
from pathways.ui import cache, state
from pathways.ui.plan import show_plan
from pathways.words import _, escape_markdown

FIND: Final = str(ROOT / "pathways" / "ui" / "pages" / "find.py")
SEARCHED: Final = 50
"""Pathways to the goal among which the one of the address is looked for."""


def get_answer(codes: tuple[str, ...]) -> dict[str, Any]:
    """Return the answer that holds the pathway of these codes; raises as the library does."""
    choices = state.read_choices()
    return cache.get_pathways(choices.place, choices.job, choices.education, codes[-1], SEARCHED)


def read_codes() -> tuple[str, ...]:
    """Return the codes of the pathway in the address, the start job's first or not; none is empty."""
    parts = st.query_params.get("p", "").split("~")
    shape = state.SHAPES["job"]
    return tuple(parts) if all(shape.fullmatch(part) for part in parts) else ()


def find_number(answer: Mapping[str, Any], codes: tuple[str, ...]) -> int | None:
    """Return the place of the pathway with these codes in the answer, None where it is not there."""
    for number, pathway in enumerate(answer["pathways"]):
        steps = tuple(step["soc"] for step in pathway["steps"])
        if codes in (steps, (pathway["start"], *steps)):
            return number
    return None


def show_way_out(sentence: str) -> None:
    """Say that there is no plan to show and where one is chosen."""
    st.markdown(escape_markdown(sentence))
    kept = {key: value for key, value in st.query_params.items() if key != "p"}
    st.page_link(
        FIND, label=_("Find a pathway"), icon=":material/search:", query_params=kept or None
    )


with st.container(gap=None):
    st.title(_("Plan"), anchor=False)
    st.markdown(_("One page to print and sign, and a note to paste."))

codes = read_codes()
if not codes:
    show_way_out(_("No pathway is chosen yet. Find one and press Make a plan."))
    st.stop()
try:
    answer = get_answer(codes)
except PathwaysError as error:
    show_way_out(str(error))
    st.stop()
number = find_number(answer, codes)
if number is None:
    show_way_out(_("This pathway is not among those that we find now. Choose one again."))
    st.stop()
show_plan(answer, number, place=state.read_choices().place)
