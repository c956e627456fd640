"""Plan: one pathway as a sheet to print and a case note to paste, with blanks the person may fill."""

from __future__ import annotations

from typing import Final, NoReturn

import streamlit as st

from pathways.compare import Codes
from pathways.errors import UnknownCodeError
from pathways.graph import find_occupation
from pathways.settings import ROOT
from pathways.ui import cache, state
from pathways.ui.plan import make_answer, show_plan
from pathways.ui.question import keep_known, open_data, read_question
from pathways.words import _, escape_markdown

FIND: Final = str(ROOT / "pathways" / "ui" / "pages" / "find.py")


def read_codes() -> Codes:
    """Return the codes of the pathway in the address, the start job's first or not; none is empty."""
    parts = state.read_address().get("p", "").split("~")
    shape = state.SHAPES["job"]
    return tuple(parts) if all(shape.fullmatch(part) for part in parts) else ()


def lead_out(sentence: str) -> NoReturn:
    """Say that there is no plan to show and where one is chosen, and end the page."""
    st.markdown(escape_markdown(sentence))
    kept = {key: value for key, value in state.read_address().items() if key != "p"}
    st.page_link(
        FIND, label=_("Find a pathway"), icon=":material/search:", query_params=kept or None
    )
    st.stop()


with st.container(gap=None):
    st.title(_("Plan"), anchor=False)
    st.markdown(_("One page to print and sign, and a note to paste."))

graph = open_data()
codes = read_codes()
if not codes:
    lead_out(_("No pathway is chosen yet. Find one and press Make a plan."))
asked = read_question(state.read_choices())
if asked.problem:
    lead_out(str(asked.problem))
try:
    jobs = tuple(find_occupation(graph, code).soc for code in codes)
except UnknownCodeError as error:
    lead_out(str(error))
if jobs[0] != asked.soc:
    jobs = (asked.soc, *jobs)
# as on Find: what nobody can hold or want is left out, and the pathway is looked for without it
person, _unknown = keep_known(asked.region, asked.person)
pathway = cache.get_pathway(asked.place, person, jobs, state.read_language())
if pathway is None:
    lead_out(_("This pathway is not among those that we find now. Choose one again."))
show_plan(make_answer(asked.region, person, pathway), 0, place=asked.place)
