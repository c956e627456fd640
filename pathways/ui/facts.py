"""Badges on pay that needs care: another area's, or older than the minimum wage in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pathways.ui.notes import show_note
from pathways.words import _, escape_markdown, format_hourly


def show_pay_notices(facts: Mapping[str, Any]) -> None:
    """Show badges where pay is another area's, or older than the minimum wage in force."""
    below = facts["below_minimum"]
    other = facts["wage_area"] != facts["area"] and facts["p25"] is not None
    if not below and not other:
        return
    with st.container(horizontal=True):
        if other:
            words = _("Pay is for {area}: not published here").format(area=facts["wage_area_name"])
            st.badge(escape_markdown(words), icon=":material/map:", color="gray")
        if below:
            st.badge(
                escape_markdown(_("Survey is older than today's minimum wage")),
                icon=":material/history:",
                color="orange",
            )
    if below:
        show_note(say_minimum(below))


def say_minimum(below: Mapping[str, Any]) -> str:
    """Return both hourly figures where the survey's is older than the minimum wage in force."""
    return _("{survey} in the survey, {minimum} by law in {state} now.").format(
        survey=format_hourly(below["survey_hourly"]),
        minimum=format_hourly(below["minimum_hourly"]),
        state=below["state"],
    )
