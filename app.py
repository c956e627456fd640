"""Entry of the app: pages, logo, shared sidebar. No logic."""

import streamlit as st

from pathways.ui.state import start_over

st.set_page_config(
    page_title="Career pathways",
    page_icon="static/logo.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
)
st.logo("static/logo.svg")
page = st.navigation(
    [
        st.Page(
            "pathways/ui/pages/find.py",
            title="Find a pathway",
            icon=":material/alt_route:",
            url_path="find",
            default=True,
        )
    ],
    position="top",
)
with st.sidebar:
    st.button("Start over", on_click=start_over, icon=":material/restart_alt:")
    st.caption("Nothing about you is stored. What you chose stands in the page's address.")
with st.container(horizontal_alignment="center"), st.container(width=1120):
    page.run()
