"""Entry of the app: page list, logo, shared sidebar, then the page that is open. No logic here."""

from __future__ import annotations

import streamlit as st

from pathways.settings import ROOT
from pathways.ui import shell, state
from pathways.words import _

LOGO = str(ROOT / "static" / "logo.svg")
WORDMARK = str(ROOT / "static" / "wordmark.svg")
FIND = "pathways/ui/pages/find.py"

state.speak()
PAGES = [
    # file, name in the page list, its part of the address
    (FIND, _("Find a pathway"), ""),
    ("pathways/ui/pages/occupation.py", _("Occupation"), "occupation"),
    ("pathways/ui/pages/compare.py", _("Compare"), "compare"),
    ("pathways/ui/pages/sectors.py", _("Growth sectors"), "sectors"),
    ("pathways/ui/pages/training.py", _("Training"), "training"),
    ("pathways/ui/pages/links.py", _("Missing links"), "links"),
    ("pathways/ui/pages/plan.py", _("Plan"), "plan"),
    ("pathways/ui/pages/about.py", _("About the data"), "about"),
]

st.set_page_config(
    page_title="Career pathways",
    page_icon=LOGO,
    layout="wide",
    initial_sidebar_state="collapsed",
)
listed = [
    st.Page(file, title=title, url_path=path, default=not path) for file, title, path in PAGES
]
# the first page has no name in the address: who types one finds it all the same
typed = st.Page(FIND, title=_("Find a pathway"), url_path="find", visibility="hidden")
page = st.navigation([*listed, typed], position="top")
st.logo(WORDMARK, size="large", icon_image=WORDMARK)

shell.start_page(page)
with st.container(horizontal_alignment="center"), st.container(width=1120, gap="medium"):
    shell.show_language()
    shell.run_page(page)
with st.sidebar:
    shell.show_sidebar()
