"""Small print in the theme's second ink: readable, quieter than the figures it explains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pathways.words import escape_markdown, start_upper


def show_note(text: str, **layout: Any) -> None:
    """Show one line of small print. The text is shown as it is, never as markup."""
    st.markdown(f":gray[:small[{escape_markdown(text)}]]", **layout)


def show_heading(text: str, note: str | None = None) -> None:
    """Show a section's heading with its line of small print close below."""
    with st.container(gap=None):
        st.header(escape_markdown(text), anchor=False)
        if note:
            show_note(note)


def show_pairs(rows: Iterable[tuple[str, str]], *, alt: str) -> None:
    """Show names and values as a quiet table of two columns."""
    pairs = list(rows)
    st.table(
        {
            "Name": [f":gray[:small[{escape_markdown(name)}]]" for name, _ in pairs],
            "Value": [f"**{escape_markdown(start_upper(value))}**" for _, value in pairs],
        },
        border="horizontal",
        hide_index=True,
        hide_header=True,
        alt=alt,
    )
