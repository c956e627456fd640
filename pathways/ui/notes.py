"""Small print in the theme's second ink: readable, quieter than the figures it explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from pathways.words import escape_markdown, explain_withheld, format_percent, start_upper


def write_note(text: str) -> str:
    """Return a line of small print as markdown. The text is shown as it is, never as markup."""
    return f":gray[:small[{escape_markdown(text)}]]"


def show_note(text: str, **layout: Any) -> None:
    """Show one line of small print."""
    st.markdown(write_note(text), **layout)


def show_heading(text: str, note: str | None = None) -> None:
    """Show a section's heading with its line of small print close below."""
    with st.container(gap=None):
        st.header(escape_markdown(text), anchor=False)
        if note:
            show_note(note)


def say_share(share: float | None) -> str:
    """Return a share between 0 and 1 as a percentage; None is a word."""
    return (
        explain_withheld("not_published") if share is None else format_percent(round(100 * share))
    )


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


def show_table(rows: Sequence[Mapping[str, str]], *, alt: str) -> None:
    """Show rows as a table whose words wrap, so that it fits a phone without sideways scrolling.

    Headers and cells are markdown: text from data comes escaped. Of no rows nothing is shown.
    """
    if not rows:
        return
    st.table(
        {f":gray[:small[{name}]]": [row[name] for row in rows] for name in rows[0]},
        border="horizontal",
        hide_index=True,
        hide_header=False,
        alt=alt,
    )


def write_small(*lines: str) -> str:
    """Return lines of small print as they stand below the first line of a table's cell."""
    return "".join(f"  \n:gray[:small[{escape_markdown(line)}]]" for line in lines if line)
