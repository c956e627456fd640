"""Find a pathway: from the job you have to a job that pays more, near you."""

import streamlit as st

from pathways.errors import PathwaysError
from pathways.facts import explain_no_moves
from pathways.graph import find_occupation, find_place
from pathways.rules import describe_gates
from pathways.ui import cache, state
from pathways.ui.answers import show_moves, show_pathways, show_picture
from pathways.ui.ask import ask_education, ask_job, ask_place, name_choice
from pathways.ui.facts import show_facts
from pathways.words import escape_markdown

SHOWN = 3

choices = state.read_choices()
graph = cache.load_graph()
try:
    place = find_place(graph, choices.place)
    start = find_occupation(graph, choices.job)
except PathwaysError as error:
    st.title("Find a pathway")
    st.warning(escape_markdown(str(error)), icon=":material/info:")
    st.button("Start over", on_click=state.start_over, icon=":material/restart_alt:")
    st.stop()

st.title("Find a pathway")
st.markdown("From the job you have to a job that pays more, near you.")
with st.container(border=True):
    job_column, place_column, school_column = st.columns([4, 4, 3])
    with job_column:
        ask_job(choices.job, start.title)
    with place_column:
        ask_place(choices.place, name_choice(choices.place, place))
    with school_column:
        ask_education(choices.education)

region = cache.load_region(choices.place)
facts = cache.get_facts(choices.place, choices.job)
show_facts(facts, describe_gates(region, start.soc))

answer = cache.get_pathways(choices.place, start.soc, choices.education, choices.goal, SHOWN)
show_pathways(answer)

moves = cache.get_moves(choices.place, start.soc)
if moves:
    show_picture(facts, moves, answer["pathways"], choices)
    show_moves(moves, choices)
else:
    st.header("Where it can lead")
    st.info(escape_markdown(explain_no_moves(region, start.soc)))
st.caption(escape_markdown(answer["searched"]["note"]))
