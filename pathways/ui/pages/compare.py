"""Compare: two to four pathways or jobs side by side, in the same units and the same area."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pathways.compare import read_items
from pathways.errors import (
    AmbiguousPlaceError,
    GraphDamagedError,
    GraphNotBuiltError,
    UnknownCodeError,
)
from pathways.ui import cache, state
from pathways.ui import compare as parts
from pathways.ui.ask import ask_place, name_choice
from pathways.ui.sources import show_page_sources
from pathways.ui.strips import name_pathway
from pathways.words import _, escape_markdown, get_language

DATASETS = ("oews", "projections", "ipeds_completions", "ipeds_charges")

with st.container(gap=None):
    st.title(_("Compare"), anchor=False)
    st.markdown(_("Two to four pathways or jobs: the same figures, the same area."))

try:
    cache.load_graph()
except (GraphDamagedError, GraphNotBuiltError) as error:
    st.error(escape_markdown(str(error)), icon=":material/error:")
    st.stop()

choices = state.read_choices()
place = choices.place
try:
    region = cache.load_region(place)
except (UnknownCodeError, AmbiguousPlaceError) as error:
    place = state.EXAMPLE["place"]
    region = cache.load_region(place)
    words = _("{problem} Shown instead: {place}.").format(problem=error, place=region.name)
    st.warning(escape_markdown(words))
try:
    now = cache.get_facts(place, choices.job)
except UnknownCodeError:
    now = cache.get_facts(place, state.EXAMPLE["job"])
job, title = now["soc"], now["title"]
person = replace(choices.person, starts=(job,), home=region.jurisdiction)

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
