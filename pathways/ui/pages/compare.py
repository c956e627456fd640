"""Compare: two to four pathways or jobs side by side, in the same units and the same area."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pathways.compare import read_items
from pathways.ui import cache, state
from pathways.ui import compare as parts
from pathways.ui.ask import ask_place, name_choice
from pathways.ui.question import keep_known, open_data, open_job, open_place, warn_instead
from pathways.ui.sources import show_page_sources
from pathways.ui.strips import name_pathway
from pathways.words import _, escape_markdown, get_language

DATASETS = ("oews", "projections", "ipeds_completions", "ipeds_charges")

with st.container(gap=None):
    st.title(_("Compare"), anchor=False)
    st.markdown(_("Two to four pathways or jobs: the same figures, the same area."))

open_data()

choices = state.read_choices()
place, region, problem = open_place(choices.place)
warn_instead(problem, region)
now, _problem = open_job(place, choices.job)
job, title = now["soc"], now["title"]
person, unknown = keep_known(
    region, replace(choices.person, starts=(job,), home=region.jurisdiction)
)
if unknown:
    st.warning(escape_markdown(str(unknown)))

with st.container(width=420):
    ask_place(place, name_choice(place, region.place))

items = read_items(state.read_address().get("compare", ""))
comparison = cache.get_comparison(place, person, tuple(items), job, get_language())
parts.show_left_out(comparison)
if comparison.compared:
    with st.container(gap="small"):
        parts.show_cards(comparison, items, job, title)
if len(comparison.compared) < 2:
    example = []
    if not items:
        found = cache.find_pathways(place, replace(person, goals=()), 2, get_language())
        example = [name_pathway(pathway) for pathway in found["pathways"]]
    parts.show_empty(items, job, title, example)
else:
    with st.container(gap="small"):
        parts.show_years(comparison)
    with st.container(gap="small"):
        parts.show_differences(comparison)
with st.container(gap="xsmall"):
    if comparison.compared:
        parts.show_origins(comparison, region, cache.get_area_names())
    show_page_sources({"area_name": region.name}, DATASETS)
