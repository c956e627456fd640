"""Entry of the app: page list, logo, shared sidebar, then the page that is open. No logic here."""

from __future__ import annotations

import streamlit as st

from pathways.settings import ROOT
from pathways.ui import state

PAGES = [
    st.Page(
        "pathways/ui/pages/find.py",
        title="Find a pathway",
        url_path="find",
        default=True,
        help="From the job you have to a job that pays more, near you.",
    ),
]

LOGO = str(ROOT / "static" / "logo.svg")
WORDMARK = str(ROOT / "static" / "wordmark.svg")

st.set_page_config(
    page_title="Career pathways",
    page_icon=LOGO,
    layout="wide",
    initial_sidebar_state="collapsed",
)
page = st.navigation(PAGES, position="top")
st.logo(WORDMARK, size="large", icon_image=WORDMARK)

with st.sidebar:
    st.markdown("A link to this page keeps your job, place and schooling. Nothing else is stored.")
    st.button(
        "Start over", key="start_over", icon=":material/restart_alt:", on_click=state.start_over
    )

with st.container(horizontal_alignment="center"), st.container(width=1120, gap="medium"):
    page.run()
