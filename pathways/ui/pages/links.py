"""Missing links: where pathways break in a region, and how many people mending one could touch."""

from __future__ import annotations

import streamlit as st

from pathways.errors import (
    AmbiguousPlaceError,
    GraphDamagedError,
    GraphNotBuiltError,
    UnknownCodeError,
)
from pathways.ui import cache, state
from pathways.ui.ask import ask_place, name_choice
from pathways.ui.gap_words import group_entries
from pathways.ui.gaps import (
    ask_kind,
    ask_sector,
    ask_within,
    show_broken,
    show_downloads,
    show_empty,
    show_list,
    show_notice,
    show_set_aside,
)
from pathways.ui.notes import show_note
from pathways.ui.sources import show_page_sources
from pathways.words import _, escape_markdown, get_language

DATASETS = ("oews", "projections", "onet", "ipeds_completions")

with st.container(gap=None):
    st.title(_("Missing links"), anchor=False)
    st.markdown(_("Where pathways break in this region, and what mending each one could open."))

try:
    cache.load_graph()
except (GraphDamagedError, GraphNotBuiltError) as error:
    st.error(escape_markdown(str(error)), icon=":material/error:")
    st.stop()

place = state.read_choices().place
try:
    region = cache.load_region(place)
except (UnknownCodeError, AmbiguousPlaceError) as error:
    place = state.EXAMPLE["place"]
    region = cache.load_region(place)
    words = _("{problem} Shown instead: {place}.").format(problem=error, place=region.name)
    st.warning(escape_markdown(words))

with st.container(border=True), st.grid(columns=3, min_column_width=260):
    ask_place(place, name_choice(place, region.place))
    sector = ask_sector()
    within = ask_within()

answer = cache.get_gaps(place, sector, within, get_language())
groups = group_entries(answer)
kind = ask_kind(groups)
show_notice(answer)
if groups[kind]:
    with st.container():
        entry = show_list(kind, groups[kind], answer)
        if kind == "no_such_link":
            show_set_aside(answer)
    with st.container():
        show_broken(entry)
else:
    show_empty(kind, answer)
with st.container(gap="small"):
    show_downloads(region, answer)
    show_note(answer["searched"]["note"])
    show_page_sources({"area_name": region.name}, DATASETS)
