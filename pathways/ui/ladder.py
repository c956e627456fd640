"""The ladder on the page: our own component around vis-network, the facts beside it, and the list.

vis-network travels in a message of its own that never changes, so the browser keeps it; each run
sends only JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from pathways.draw import Ladder, draw_ladder, read_vis_script
from pathways.ui import state
from pathways.ui.facts import show_pay_notices
from pathways.ui.notes import show_heading, show_note, show_pairs
from pathways.ui.permits import say_license
from pathways.words import (
    KIND,
    LEVEL,
    UNKNOWN_KIND,
    count_things,
    explain_withheld,
    format_count,
    say_hourly,
    say_yearly,
    shorten_area,
    start_upper,
)

HERE: Final = Path(__file__).parent
PICTURE: Final = "ladder"
LIST: Final = "ladder_list"
ROW: Final = 66
"""Pixels of a row of the list: over 64, Streamlit wraps words, so that no title is cut on a phone."""
NARROW_STEPS: Final = 2
"""Steps that fit beside the facts of the selected job without making letters small."""


@cache
def _make_components() -> tuple[Any, Any]:
    # the comment's line break tells Streamlit that the script is no file name
    library = st.components.v2.component(
        "vis_network",
        html="<span hidden>\n</span>",
        js=f"/* vis-network,\nfrom pyvis */\n{read_vis_script()}\nexport default function () {{}}\n",
    )
    picture = st.components.v2.component(
        "pathway_ladder",
        html=(HERE / "ladder.html").read_text(encoding="utf-8"),
        css=(HERE / "ladder.css").read_text(encoding="utf-8"),
        js=(HERE / "ladder.js").read_text(encoding="utf-8"),
    )
    return library, picture


def show_ladder(
    start: Mapping[str, Any],
    moves: Sequence[Mapping[str, Any]],
    pathways: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    node: str | None,
) -> None:
    """Show next moves and pathways as one picture, the selected job's facts, and the same as a list."""
    heading = f"The ladder from {start['title']}"
    if not moves and not pathways:
        show_heading(heading)
        st.markdown("There is nothing to draw: we know of no move from this job yet.")
        return
    where = shorten_area(start["area_name"])
    show_heading(
        heading,
        f"Left to right: steps. Up: pay for a newer worker in {where}. Boxes that would touch are "
        "moved apart; the pay in the box is the figure. Choose a box to see its facts.",
    )
    pay = {soc: known["p25"] for soc, known in facts.items()}
    ladder = draw_ladder(start, moves, pathways, pay=pay, place=where)
    selected = ladder.find_node(node) or ladder.find_node(_first_end(pathways, moves))
    wide = max(job.step for job in ladder.jobs.values()) > NARROW_STEPS
    picture, panel = (st.container(), st.container()) if wide else st.columns([3, 1], gap="medium")
    with picture, st.container(gap="xsmall"):
        _show_picture(ladder, selected)
    with panel:
        _show_selected(ladder, facts, selected)
    _show_list(ladder, facts, selected)


def _first_end(
    pathways: Sequence[Mapping[str, Any]], moves: Sequence[Mapping[str, Any]]
) -> str | None:
    """Return the job selected when none is: where the first pathway's first step leads."""
    steps = pathways[0]["steps"] if pathways else moves
    return str(steps[0]["soc"]) if steps else None


def _show_picture(ladder: Ladder, selected: str | None) -> None:
    library, picture = _make_components()
    library(key="vis_network", data={})

    def remember() -> None:
        node = (st.session_state.get(PICTURE) or {}).get("picked")
        _select(ladder, node)

    picture(
        key=PICTURE,
        data={**ladder.payload, "selected": selected, "legend": _legend(ladder)},
        on_picked_change=remember,
    )


def _select(ladder: Ladder, node: object) -> None:
    if isinstance(node, str) and node in ladder.jobs:
        state.write_choice("node", ladder.jobs[node].soc)


def _legend(ladder: Ladder) -> list[dict[str, str]]:
    """Return the kinds of line drawn with their words, always in the same order."""
    drawn = {kind for _, _, kind in ladder.links}
    names = {**KIND, "unknown": UNKNOWN_KIND}
    rows = [{"kind": kind, "text": text} for kind, text in names.items() if kind in drawn]
    chosen = any(edge["chosen"] for edge in ladder.payload["edges"])
    return [*rows, {"kind": "chosen", "text": "First pathway"}] if chosen else rows


def _show_selected(
    ladder: Ladder, facts: Mapping[str, Mapping[str, Any]], selected: str | None
) -> None:
    order = _order(ladder)
    state.follow("ladder_job", selected or order[0], selected or order[0])

    def remember() -> None:
        _select(ladder, st.session_state["ladder_job"])

    st.selectbox(
        "Selected job",
        order,
        format_func=lambda node: ladder.jobs[node].title,
        key="ladder_job",
        on_change=remember,
    )
    job = ladder.jobs[selected or order[0]]
    known = facts[job.soc]
    show_pay_notices(known)
    rows = [
        ("Newer worker", say_yearly(known, "p25")),
        ("By the hour", say_hourly(known, "hourly_p25").removeprefix("By the hour: ")),
        ("With experience", say_yearly(known, "median")),
        ("School", LEVEL.get(known["gate_education"] or "", "not published")),
        ("License", say_license(known["rules"])),
        ("Published price", "not in our data yet"),
        ("Openings a year", _say_openings(known)),
    ]
    show_pairs(rows, alt=f"Facts of {job.title}")
    show_note(
        f"{job.soc}, {'today' if job.step == 0 else f'step {job.step}'}. Openings include "
        "replacing people who leave; national rate."
    )
    if job.step:
        st.button(
            "Pathways to this job",
            key="ladder_goal",
            width="stretch",
            on_click=state.write_choice,
            args=("goal", job.soc),
        )
        st.button(
            "Start from this job",
            key="ladder_start",
            width="stretch",
            on_click=state.write_choice,
            args=("job", job.soc),
        )


def _say_openings(facts: Mapping[str, Any]) -> str:
    value = facts["openings"]
    return (
        explain_withheld(facts["withheld"].get("openings"))
        if value is None
        else format_count(value)
    )


def _order(ladder: Ladder) -> list[str]:
    """Return the node ids by step, then pay, highest first."""
    return sorted(
        ladder.jobs,
        key=lambda node: (
            ladder.jobs[node].step,
            -(ladder.jobs[node].pay or 0),
            ladder.jobs[node].soc,
        ),
    )


def _show_list(
    ladder: Ladder,
    facts: Mapping[str, Mapping[str, Any]],
    selected: str | None,
) -> None:
    with st.container(gap=None):
        st.subheader("The same as a list", anchor=False)
        show_note(
            "Pay is a year, for a newer worker. A row chosen here is chosen in the picture too."
        )
    order = [node for node in _order(ladder) if ladder.jobs[node].step > 0]
    came_from: dict[str, list[str]] = {}
    for origin, destination, _ in ladder.links:
        came_from.setdefault(destination, []).append(facts[origin]["title"])
    row = [order.index(selected)] if selected in order else []
    state.follow(LIST, f"{start_of(ladder)}/{selected}", {"selection": {"rows": row}})

    def remember() -> None:
        # Streamlit reports a row that we set ourselves as a choice, too, one run later
        rows = st.session_state[LIST]["selection"]["rows"]
        if rows and rows != row and rows[0] < len(order):
            _select(ladder, order[rows[0]])

    st.dataframe(
        [
            {
                "Job": ladder.jobs[node].title,
                "Newer worker": say_yearly(facts[ladder.jobs[node].soc], "p25"),
                "School": start_upper(
                    LEVEL.get(facts[ladder.jobs[node].soc]["gate_education"] or "", "not published")
                ),
                "License": start_upper(say_license(facts[ladder.jobs[node].soc]["rules"])),
                "Step": ladder.jobs[node].step,
                "From": ", ".join(came_from.get(ladder.jobs[node].soc, [])),
            }
            for node in order
        ],
        key=LIST,
        hide_index=True,
        height="content",
        row_height=ROW,
        on_select=remember,
        selection_mode="single-row",
        column_config={
            "Step": st.column_config.NumberColumn(width=56, alignment="left"),
            "Job": st.column_config.TextColumn(width=190),
            "Newer worker": st.column_config.TextColumn(alignment="right", width=116),
        },
        alt="The jobs of the ladder by step, then pay, highest first",
    )
    if ladder.hidden:
        show_note(f"{count_things(ladder.hidden, 'job is', 'jobs are')} not drawn and not listed.")


def start_of(ladder: Ladder) -> str:
    """Return the code of the job that the ladder starts from."""
    return next(job.soc for job in ladder.jobs.values() if job.step == 0)
