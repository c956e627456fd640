"""Training and credentials: what schools offer for a job or in a field, what it takes, and where."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from pathways.errors import UnknownCodeError
from pathways.ui import cache, state, training
from pathways.ui.ask import ask_place, name_choice
from pathways.ui.provider import show_provider
from pathways.ui.question import open_data, open_place, warn_instead
from pathways.words import _, escape_markdown, shorten_area

with st.container(gap=None):
    st.title(_("Training and credentials"), anchor=False)
    st.markdown(
        _("Who teaches what near you, how long it takes, what is published about the price.")
    )
open_data()

place, region, problem = open_place(state.read_choices().place)
warn_instead(problem, region)
soc, field = training.read_key("soc"), training.read_key("field")
taught = cache.get_fields(place)
if field is not None and field not in {one.cip for one in taught}:
    said = _("No school here reports the field {code}.").format(code=field)
    st.warning(escape_markdown(said))
    field = None
try:
    title = cache.get_facts(place, soc)["title"] if soc else ""
except UnknownCodeError as error:
    st.warning(escape_markdown(str(error)))
    soc, title = None, ""

wanted = training.read_wanted()
offers = cache.get_offers(place, soc, field) if soc or field else []
with (
    st.container(border=True),
    st.grid(columns=4, min_column_width=220, vertical_alignment="bottom"),
):
    ask_place(place, name_choice(place, region.place))
    training.ask_occupation(soc, title)
    training.ask_field(taught, field)
    if offers:
        training.ask_limits(offers, wanted, region.states)

with st.container(gap="small"):
    if soc or field:
        fitting = training.select_offers(offers, wanted)
        training.show_coverage(region, soc, field)
        training.show_count(fitting, len(offers))
        if fitting.offers:
            training.show_offers(fitting.offers, training.read_key("provider"))
        counts = Counter(str(offer["provider"]) for offer in fitting.offers)
    else:
        training.show_fields(taught, shorten_area(region.name))
        reported = region.all_offers["provider"].astype("str").value_counts().to_dict()
        closed = set(region.providers.index[region.providers["status"] == "closed"])
        counts = Counter({str(code): n for code, n in reported.items() if code not in closed})

chosen = training.read_key("provider")
if chosen:
    with st.container():
        try:
            show_provider(cache.get_provider(place, chosen), region.home)
        except UnknownCodeError as error:
            st.warning(escape_markdown(str(error)))
if counts:
    with st.container():
        training.show_places(place, region, counts)
training.show_sources(region)
