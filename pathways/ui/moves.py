"""The next moves out of a job, as cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.ui import state
from pathways.ui.notes import show_heading, write_note
from pathways.ui.permits import say_license
from pathways.ui.sources import list_sources, show_sources
from pathways.words import (
    KIND,
    LEVEL,
    UNKNOWN_KIND,
    _,
    escape_markdown,
    explain_withheld,
    format_gain,
    format_yearly,
    shorten_area,
    start_upper,
)

SHOWN: Final = 6
BELOW: Final = "step_back"
ICONS: Final[Mapping[str, str]] = {"observed": "visibility", "estimated": "calculate"}
"""Evidence of a move -> icon of its badge, else that of a list."""


def name_evidence() -> dict[str, str]:
    """Return the words of a badge by evidence of a move."""
    return {
        "observed": _("Observed"),
        "expert list": _("Expert list"),
        "estimated": _("Estimated"),
        "asked": _("Your goal"),
        "local confirmed": _("Your team confirmed"),
        "local proposed": _("Your team proposed"),
    }


def show_moves(
    moves: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    area: str,
    empty: str,
) -> list[Mapping[str, Any]]:
    """Show the moves that do not pay less, best first; the rest on demand. Return those shown."""
    if not moves:
        show_heading(_("Next moves"))
        st.markdown(escape_markdown(empty))
        return []
    show_heading(
        _("Next moves"),
        _("Jobs that people in this job can move to, closest first. Pay is for a newer worker."),
    )
    lower = [move for move in moves if move["kind"] == BELOW]
    kept = [move for move in moves if move["kind"] != BELOW]
    if lower and st.toggle(
        _("Also show {count} that pay less").format(count=len(lower)), key="moves_lower"
    ):
        kept = list(moves)
    shown = kept if st.session_state.get("moves_all") else kept[:SHOWN]
    with st.grid(columns=3, min_column_width=270):
        for move in shown:
            _show_move(move, facts[move["soc"]]["rules"], area)
    if not kept:
        st.markdown(escape_markdown(_("Every move we know of pays less here.")))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(kept) > SHOWN:
            st.toggle(_("Show all {count}").format(count=len(kept)), key="moves_all")
        with st.popover(_("Where each number comes from"), type="tertiary"):
            show_sources(list_sources(*shown))
    return shown


def _show_move(move: Mapping[str, Any], rules: Mapping[str, Any], area: str) -> None:
    with st.container(border=True, height="stretch", gap="small"):
        st.subheader(escape_markdown(move["title"]), anchor=False)
        # the rest as one element: each costs the server the same, however short
        words = (_say_pay(move, area), " ".join(_write_badges(move)), _write_gates(move, rules))
        st.markdown("\n\n".join(words))
        st.space("stretch")
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Pathways to it"),
                key=f"goal_{move['soc']}",
                on_click=state.write_choice,
                args=("goal", move["soc"]),
            )
            st.button(
                _("Start from it"),
                key=f"start_{move['soc']}",
                type="tertiary",
                on_click=state.write_choice,
                args=("job", move["soc"]),
            )


def _say_pay(move: Mapping[str, Any], area: str) -> str:
    if move["p25"] is None:
        reason = explain_withheld(move["withheld"].get("wage_change"))
        return f"**{escape_markdown(_('Pay {reason}').format(reason=reason))}**"
    pay = f"**{escape_markdown(format_yearly(move['p25']))}**"
    if move["wage_change"] is not None:
        pay += f", {escape_markdown(format_gain(move['wage_change']))}"
    if move["compare_area"] != area:
        area_name = shorten_area(move["compare_area_name"])
        pay += escape_markdown(_(" ({area} figures)").format(area=area_name))
    return pay


def _write_badges(move: Mapping[str, Any]) -> Iterator[str]:
    rises = move["kind"] in ("advancement", "lateral_advancement")
    kind = _(KIND.get(move["kind"] or "", UNKNOWN_KIND))
    yield f":{'green' if rises else 'gray'}-badge[{escape_markdown(kind)}]"
    names = name_evidence()
    for evidence in move["evidence"]:
        name = escape_markdown(names.get(evidence, start_upper(evidence)))
        yield f":gray-badge[:material/{ICONS.get(evidence, 'fact_check')}: {name}]"


def _write_gates(move: Mapping[str, Any], rules: Mapping[str, Any]) -> str:
    licence = _("License: {what}.").format(what=say_license(rules))
    return write_note(f"{_say_gates(move)} {licence}")


def _say_gates(move: Mapping[str, Any]) -> str:
    levels = [_(LEVEL[gate["level"]]) for gate in move["gates"] if gate["level"] in LEVEL]
    return _("School: {level}.").format(level=levels[0] if levels else _("not published"))
