"""The next moves out of a job, as cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.ui import state
from pathways.ui.notes import show_heading, show_note
from pathways.ui.permits import say_license
from pathways.ui.sources import list_sources, show_sources
from pathways.words import (
    KIND,
    LEVEL,
    UNKNOWN_KIND,
    escape_markdown,
    explain_withheld,
    format_gain,
    format_yearly,
    shorten_area,
)

SHOWN: Final = 6
BELOW: Final = "step_back"


def show_moves(
    moves: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    area: str,
    empty: str,
) -> list[Mapping[str, Any]]:
    """Show the moves that do not pay less, best first; the rest on demand. Return those shown."""
    if not moves:
        show_heading("Next moves")
        st.markdown(escape_markdown(empty))
        return []
    show_heading(
        "Next moves",
        "Jobs that people in this job can move to, closest first. Pay is for a newer worker.",
    )
    lower = [move for move in moves if move["kind"] == BELOW]
    kept = [move for move in moves if move["kind"] != BELOW]
    if lower and st.toggle(f"Also show {len(lower)} that pay less", key="moves_lower"):
        kept = list(moves)
    shown = kept if st.session_state.get("moves_all") else kept[:SHOWN]
    with st.grid(columns=3, min_column_width=270):
        for move in shown:
            _show_move(move, facts[move["soc"]]["rules"], area)
    if not kept:
        st.markdown("Every move we know of pays less here.")
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(kept) > SHOWN:
            st.toggle(f"Show all {len(kept)}", key="moves_all")
        with st.popover("Where each number comes from", type="tertiary"):
            show_sources(list_sources(*shown))
    return shown


def _show_move(move: Mapping[str, Any], rules: Mapping[str, Any], area: str) -> None:
    with st.container(border=True, height="stretch", gap="small"):
        st.subheader(escape_markdown(move["title"]), anchor=False)
        st.markdown(_say_pay(move, area))
        with st.container(horizontal=True, gap="xsmall"):
            rises = move["kind"] in ("advancement", "lateral_advancement")
            st.badge(KIND.get(move["kind"] or "", UNKNOWN_KIND), color="green" if rises else "gray")
            for evidence in move["evidence"]:
                st.badge(
                    escape_markdown(evidence.capitalize()),
                    color="gray",
                    icon=":material/fact_check:",
                )
        show_note(f"{_say_gates(move)} License: {say_license(rules)}.")
        st.space("stretch")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Pathways to it",
                key=f"goal_{move['soc']}",
                on_click=state.write_choice,
                args=("goal", move["soc"]),
            )
            st.button(
                "Start from it",
                key=f"start_{move['soc']}",
                type="tertiary",
                on_click=state.write_choice,
                args=("job", move["soc"]),
            )


def _say_pay(move: Mapping[str, Any], area: str) -> str:
    if move["p25"] is None:
        return f"**Pay {explain_withheld(move['withheld'].get('wage_change'))}**"
    pay = f"**{escape_markdown(format_yearly(move['p25']))}**"
    if move["wage_change"] is not None:
        pay += f", {escape_markdown(format_gain(move['wage_change']))}"
    if move["compare_area"] != area:
        pay += f" ({escape_markdown(shorten_area(move['compare_area_name']))} figures)"
    return pay


def _say_gates(move: Mapping[str, Any]) -> str:
    levels = [LEVEL[gate["level"]] for gate in move["gates"] if gate["level"] in LEVEL]
    return f"School: {levels[0]}." if levels else "School: not published."
