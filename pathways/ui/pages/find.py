"""Find a pathway: a job and a place in, ways to a job that pays more out."""

from __future__ import annotations

import streamlit as st

from pathways.errors import GraphDamagedError, GraphNotBuiltError
from pathways.facts import explain_no_moves
from pathways.ui import cache, state
from pathways.ui.ask import ask_education, ask_job, ask_place, name_choice
from pathways.ui.downloads import show_downloads
from pathways.ui.ladder import show_ladder
from pathways.ui.limits import ask_preset, show_badges, show_limits
from pathways.ui.moves import show_moves
from pathways.ui.notes import show_note
from pathways.ui.question import answer_question, read_question
from pathways.ui.relaxations import show_relaxations
from pathways.ui.sources import show_page_sources
from pathways.ui.strips import show_more, show_pathways
from pathways.words import _, escape_markdown

SHOWN, MORE = 3, 6
DATASETS = ("oews", "projections", "onet", "mobility", "ipeds_completions", "ipeds_charges")

choices = state.read_choices()
with st.container(gap=None):
    st.title(_("Find a pathway"), anchor=False)
    st.markdown(_("From the job you have to a job that pays more, near you."))

try:
    cache.load_graph()
except (GraphDamagedError, GraphNotBuiltError) as error:
    st.error(escape_markdown(str(error)), icon=":material/error:")
    st.stop()

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
if asked.problem:
    st.warning(
        escape_markdown(
            _("{problem} Shown instead: {job} in {place}.").format(
                problem=asked.problem, job=facts["title"], place=region.name
            )
        )
    )
ask_preset(answer["searched"]["rank"])

moves = cache.get_moves(place, asked.soc)
told = answer["pathways"] + answer["cost_unknown"] + [r["pathway"] for r in answer["relaxations"]]
goal = asked.person.goals[0] if asked.person.goals else None
known = cache.get_facts_of(place, asked.soc, goal, moves, told)

with st.container():
    show_pathways(answer, known, asked.person, goal_title=known[goal]["title"] if goal else None)
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
        answer["pathways"],
        known,
        node=choices.node,
        wage_line=asked.person.min_wage,
        can_leave_out=True,
    )
show_page_sources(facts, DATASETS)
