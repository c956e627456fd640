"""Find a pathway: a job and a place in, facts, next moves and pathways out."""

from __future__ import annotations

import streamlit as st

from pathways.errors import (
    AmbiguousPlaceError,
    GraphDamagedError,
    GraphNotBuiltError,
    UnknownCodeError,
)
from pathways.facts import explain_no_moves
from pathways.ui import cache, state
from pathways.ui.ask import ask_education, ask_job, ask_place, name_choice
from pathways.ui.facts import show_facts
from pathways.ui.ladder import show_ladder
from pathways.ui.moves import show_moves
from pathways.ui.sources import show_page_sources
from pathways.ui.strips import show_pathways
from pathways.words import escape_markdown

SHOWN = 3
DATASETS = ("oews", "projections", "onet", "ipeds_completions")

choices = state.read_choices()
with st.container(gap=None):
    st.title("Find a pathway", anchor=False)
    st.markdown("From the job you have to a job that pays more, near you.")

try:
    cache.load_graph()
except (GraphDamagedError, GraphNotBuiltError) as error:
    st.error(escape_markdown(str(error)), icon=":material/error:")
    st.stop()

problem = None
try:
    place = choices.place
    region = cache.load_region(place)
except (UnknownCodeError, AmbiguousPlaceError) as error:
    problem, place = error, state.EXAMPLE["place"]
    region = cache.load_region(place)
try:
    facts = cache.get_facts(place, choices.job)
except UnknownCodeError as error:
    problem = error
    facts = cache.get_facts(place, state.EXAMPLE["job"])
if problem:
    st.warning(escape_markdown(f"{problem} Shown instead: {facts['title']} in {region.name}."))
soc = facts["soc"]

with st.container(border=True), st.grid(columns=3, min_column_width=260):
    ask_job(choices.job, facts["title"])
    ask_place(place, name_choice(place, region.place))
    ask_education(choices.education)

try:
    goal = cache.get_facts(place, choices.goal)["soc"] if choices.goal else None
except UnknownCodeError:
    goal = None
answer = cache.get_pathways(place, soc, choices.education, goal, SHOWN)
moves = cache.get_moves(place, soc)
known = cache.get_facts_of(place, soc, goal, moves, answer["pathways"])

with st.container():
    show_facts({**facts, "rules": known[soc]["rules"]})
with st.container():
    show_pathways(answer, known, goal=goal)
with st.container():
    shown = show_moves(
        moves, known, area=region.area, empty="" if moves else explain_no_moves(region, soc)
    )
with st.container():
    show_ladder(facts, shown, answer["pathways"], known, node=choices.node)
show_page_sources(facts, DATASETS)
