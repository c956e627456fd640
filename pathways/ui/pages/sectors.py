"""Growth sectors: which sectors a region has, by document and by rule, and one of them in full."""

from __future__ import annotations

import streamlit as st

from pathways.ui import cache, sector_jobs, sectors, state
from pathways.ui.ask import ask_place, name_choice
from pathways.ui.notes import show_heading
from pathways.ui.question import open_data, open_place, warn_instead
from pathways.ui.sources import show_page_sources
from pathways.words import _

DATASETS = ("oews", "projections", "onet", "ipeds_completions")

choices = state.read_choices()
with st.container(gap=None):
    st.title(_("Growth sectors"), anchor=False)
    st.markdown(
        _(
            "Where jobs are growing, how much of it is here, and what it pays. Three figures, no score."
        )
    )
open_data()

place, region, problem = open_place(choices.place)
warn_instead(problem, region)

with st.container(border=True), st.grid(columns=2, min_column_width=260):
    ask_place(place, name_choice(place, region.place))
    line = sectors.ask_line(region, choices.person.min_wage)

amount = None if line is None else line.annual
rows = cache.get_sectors(place, amount)
found = cache.get_designations(place)
named = sectors.group_designations(found)

with st.container(gap="small"):
    view = sectors.ask_view(set(named), rows)
    listed = sectors.choose_rows(rows, view, set(named))
    known = {row["sector"]: row for row in rows}
    asked = sectors.read_choice("sector")
    chosen = asked if asked in known else sectors.choose_first(listed)
    if listed:
        sectors.show_list(listed, chosen, named, view=view)
    else:
        st.markdown(_("No sector here is one of these. Choose All to see every sector."))
if view == sectors.DESIGNATED:
    with st.container():
        sectors.show_designations(found)

if chosen:
    row, name = known[chosen], sectors.name_sectors()[chosen]
    ladder = cache.get_sector_ladder(place, chosen, amount)
    awards, sponsors = cache.get_sector_training(place, chosen)
    with st.container():
        show_heading(name)
        sectors.show_figures(row, line, region)
        sectors.show_rule(row, line, region, named.get(chosen, []))
    with st.container():
        sector_jobs.show_jobs(ladder, name, place, choices.node)
    with st.container():
        sector_jobs.show_credentials(awards, region)
    with st.container():
        sector_jobs.show_sponsors(sponsors)
show_page_sources({"area_name": region.name}, DATASETS)
