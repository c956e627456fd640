"""About the data: what it is made from, what was doubtful, what it does not say, what words mean."""

from __future__ import annotations

import streamlit as st

from pathways.ui import about
from pathways.ui.question import open_data
from pathways.words import _

with st.container(gap=None):
    st.title(_("About the data"), anchor=False)
    st.markdown(_("Where the numbers come from, and what they cannot tell you."))
graph = open_data()

datasets, notices, sight, words = st.tabs(
    [_("Datasets"), _("Notices"), _("What we see and do not see"), _("Glossary")]
)
with datasets:
    st.header(_("Datasets"), anchor=False)
    about.show_datasets(graph)
with notices:
    st.header(_("Notices"), anchor=False)
    about.show_notices(graph)
with sight:
    about.show_sight(graph)
with words:
    st.header(_("Glossary"), anchor=False)
    about.show_words()
