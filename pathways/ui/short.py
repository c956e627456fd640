"""Long lists kept short: the first rows as a table that wraps on a phone, all of them on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from pathways.ui.notes import show_table
from pathways.words import _, format_count

FEW: Final = 8


def show_first(rows: Sequence[Mapping[str, str]], *, key: str, alt: str, few: int = FEW) -> None:
    """Show the first rows as a table, and below it a switch for all of them where there are more.

    Cells are markdown, as ``show_table`` takes them; ``key`` names the switch on the page.
    """
    is_whole = len(rows) <= few or bool(st.session_state.get(key))
    show_table(rows if is_whole else rows[:few], alt=alt)
    if len(rows) > few:
        st.toggle(_("Show all {count}").format(count=format_count(len(rows))), key=key)
