"""Occupation: one job here, in the state and in the nation: pay, what it asks, what leads where."""

from __future__ import annotations

import streamlit as st

from pathways.neighbors import describe_pay
from pathways.ui import cache, occupation, state, ways
from pathways.ui.ask import ask_job, ask_place, name_choice
from pathways.ui.downloads import show_occupation_downloads
from pathways.ui.facts import show_pay_notices
from pathways.ui.pay import show_pay
from pathways.ui.permits import show_rules
from pathways.ui.question import open_data, open_job, open_place, warn_instead
from pathways.ui.sources import list_sources, show_page_sources, show_sources
from pathways.words import _, describe_release

DATASETS = ("oews", "projections", "onet", "ipeds_completions", "apprenticeship_sponsors")

choices = state.read_choices()
graph = open_data(_("Occupation"))
place, region, misplaced = open_place(choices.place)
facts, unknown = open_job(place, state.read_key("soc") or choices.job)
soc = facts["soc"]

with st.container(border=True), st.grid(columns=2, min_column_width=260):
    ask_job(soc, facts["title"], key="soc", label=_("Occupation"))
    ask_place(place, name_choice(place, region.place))
warn_instead(unknown or misplaced, region, facts["title"])

with st.container(gap="small"):
    occupation.show_head(facts, region)
    occupation.show_actions(soc, choices.job)
    show_pay_notices(facts)
    occupation.show_cards(facts, choices.unit)

release = describe_release("oews", graph.vintage("oews"))
left, right = st.columns([1, 1])
with left:
    rows = describe_pay(region, soc, choices.unit)
    show_pay(rows, choices.unit, choices.person.min_wage, release)
with right:
    occupation.show_industries(facts, region)
    projected = describe_release("projections", graph.vintage("projections"))
    occupation.show_outlook(facts, projected)

rules = cache.get_rules(place, soc)
with st.container():
    occupation.show_needs(facts, rules, region.home)
    show_rules(rules)
with st.container():
    ways.show_ways(region, place, soc, choices)
with st.container():
    ways.show_skills(region, place, soc, choices.job)
with st.container():
    ways.show_teachers(region, place, soc)
with st.container():
    ways.show_sponsors(region, place, soc)
with st.container():
    occupation.show_names(graph, soc)
with st.container():
    occupation.show_links(facts, graph)
with st.container(gap="xsmall"):
    show_occupation_downloads(region, soc)
    with st.popover(_("Where each number comes from"), type="tertiary"):
        show_sources(list_sources(facts))
    show_page_sources(facts, DATASETS)
