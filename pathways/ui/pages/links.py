"""Missing links: where pathways break in a region, and how many people mending one could touch."""

from __future__ import annotations

import streamlit as st

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
    show_next,
    show_notice,
    show_set_aside,
)
from pathways.ui.notes import show_note
from pathways.ui.question import open_data, open_place, warn_instead
from pathways.ui.sources import show_page_sources
from pathways.words import _, get_language

DATASETS = ("oews", "projections", "onet", "ipeds_completions")

with st.container(gap=None):
    st.title(_("Missing links"), anchor=False)
    st.markdown(_("Where pathways break in this region, and what mending each one could open."))

open_data()

place, region, problem = open_place(state.read_choices().place)
warn_instead(problem, region)

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
        show_next(entry, answer)
else:
    show_empty(kind, answer)
with st.container(gap="small"):
    show_downloads(region, answer)
    show_note(answer["searched"]["note"])
    show_page_sources({"area_name": region.name}, DATASETS)
