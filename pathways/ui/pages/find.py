"""Find a pathway: a job and a place in, ways to a job that pays more out."""

from __future__ import annotations

import streamlit as st

from pathways.facts import explain_no_moves
from pathways.ui import cache, state
from pathways.ui.ask import ask_education, ask_job, ask_place, name_choice
from pathways.ui.downloads import show_downloads
from pathways.ui.ladder import show_ladder
from pathways.ui.limits import ask_preset, show_badges, show_limits
from pathways.ui.moves import show_moves
from pathways.ui.notes import show_note
from pathways.ui.question import answer_question, open_data, read_question, warn_instead
from pathways.ui.relaxations import show_relaxations
from pathways.ui.sources import show_page_sources
from pathways.ui.strips import find_chosen, lead_with, show_more, show_pathways
from pathways.words import _, escape_markdown

SHOWN, MORE = 3, 6
DATASETS = ("oews", "projections", "onet", "mobility", "ipeds_completions", "ipeds_charges")

choices = state.read_choices()
with st.container(gap=None):
    st.title(_("Find a pathway"), anchor=False)
    st.markdown(_("From the job you have to a job that pays more, near you."))

open_data()

asked = read_question(choices)
place, region, facts = asked.place, asked.region, asked.facts
with st.container(gap="small"):
    with (
        st.container(border=True),
        st.grid(columns=4, min_column_width=220, vertical_alignment="bottom"),
    ):
        ask_job(choices.job, facts["title"])
        ask_place(place, name_choice(place, region.place))
        ask_education(choices.education)
        show_limits(choices.person, region.home)
    show_badges(choices.person)

more = st.session_state.get("more_shown") == (place, asked.person)
asked, answer = answer_question(asked, MORE if more else SHOWN)
warn_instead(asked.problem, region, facts["title"])
ask_preset(answer["searched"]["rank"], has_line=answer["searched"]["min_wage"] is not None)
chosen, gone = find_chosen(answer, state.read_key("p"), place, asked.person)
if gone:
    st.warning(escape_markdown(gone))

moves = cache.get_moves(place, asked.soc)
told = answer["pathways"] + answer["cost_unknown"] + [r["pathway"] for r in answer["relaxations"]]
told += [chosen] if chosen else []
goal = asked.person.goals[0] if asked.person.goals else None
known = cache.get_facts_of(place, asked.soc, goal, moves, told)

with st.container():
    title = known[goal]["title"] if goal else None
    show_pathways(answer, known, asked.person, goal_title=title, chosen=chosen)
    if not answer["pathways"] and not answer["cost_unknown"]:
        show_relaxations(answer, choices.person)
    with st.container(horizontal=True, gap="small"):
        if len(answer["pathways"]) == SHOWN and answer["searched"]["fit"] > SHOWN and not more:
            show_more((place, asked.person))
        show_downloads(answer, region)
    show_note(answer["searched"]["note"])
with st.container():
    shown = show_moves(
        moves, known, area=region.area, empty="" if moves else explain_no_moves(region, asked.soc)
    )
with st.container():
    show_ladder(
        facts,
        shown,
        lead_with(chosen, answer["pathways"]),
        known,
        node=choices.node,
        wage_line=asked.person.min_wage,
        can_leave_out=True,
    )
show_page_sources(facts, DATASETS)
