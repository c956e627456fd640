"""The ladder on the page: our own component around vis-network, the facts beside it, and the list.

vis-network travels in a message of its own that never changes, so the browser keeps it; each run
sends only JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from pathways.draw import Job, Ladder, draw_ladder, read_vis_script
from pathways.ui import cache as kept
from pathways.ui import state
from pathways.ui.downloads import name_file
from pathways.ui.facts import show_pay_notices
from pathways.ui.notes import show_heading, show_note, show_pairs
from pathways.ui.permits import say_license
from pathways.words import (
    KIND,
    LEVEL,
    UNKNOWN_KIND,
    _,
    count_things,
    describe_day,
    describe_release,
    escape_markdown,
    explain_withheld,
    format_count,
    format_money,
    format_months,
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
DRAWN: Final = ("oews", "onet", "mobility")
"""Datasets behind the pay and the moves of the picture."""
HIGHEST_LINE: Final = 250_000
"""USD a year: just over the highest pay that is published."""
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
    wage_line: int | None = None,
    can_leave_out: bool = False,
) -> None:
    """Show next moves and pathways as one picture, the selected job's facts, and the same as a list.

    ``wage_line`` (USD a year) is drawn across. ``can_leave_out`` offers to leave the selected job out
    of the search.
    """
    heading = _("The ladder from {job}").format(job=start["title"])
    if not moves and not pathways:
        show_heading(heading)
        st.markdown(
            escape_markdown(_("There is nothing to draw: we know of no move from this job yet."))
        )
        return
    where = shorten_area(start["area_name"])
    show_heading(
        heading,
        _(
            "Left to right: steps. Up: pay for a newer worker in {place}. Boxes that would touch are "
            "moved apart; the pay in the box is the figure. Choose a box to see its facts."
        ).format(place=where),
    )
    pay = {soc: known["p25"] for soc, known in facts.items()}
    ladder = draw_ladder(
        start, moves, pathways, pay=pay, place=where, wage_line=_limit_line(wage_line)
    )
    selected = ladder.find_node(node) or ladder.find_node(_first_end(pathways, moves))
    wide = max(job.step for job in ladder.jobs.values()) > NARROW_STEPS
    picture, panel = (st.container(), st.container()) if wide else st.columns([3, 1], gap="medium")
    with picture, st.container(gap="xsmall"):
        _show_picture(ladder, selected, _tell_file(start))
    with panel:
        _show_selected(ladder, facts, pathways, selected, can_leave_out=can_leave_out)
    _show_list(ladder, facts, selected)


def _limit_line(amount: int | None) -> int | None:
    """Return the wage line to draw; one that would press all boxes into a corner is not drawn."""
    return amount if amount and amount <= HIGHEST_LINE else None


def show_chain(payload: Mapping[str, Any], *, key: str) -> None:
    """Show a chain of boxes (``draw.draw_chain``) with the same component; nothing can be picked."""
    library, picture = _make_components()
    library(key=f"{key}_vis_network", data={})
    picture(key=key, data={**payload, "selected": None, "legend": [], "words": _name_parts()})


def _name_parts() -> dict[str, str]:
    """Return the words of the picture's own parts."""
    return {
        "open": _("Show the picture"),
        "shut": _("Hide the picture"),
        "region": _("Picture of the ladder"),
    }


def _first_end(
    pathways: Sequence[Mapping[str, Any]], moves: Sequence[Mapping[str, Any]]
) -> str | None:
    """Return the job selected when none is: where the first pathway's first step leads."""
    steps = pathways[0]["steps"] if pathways else moves
    return str(steps[0]["soc"]) if steps else None


def _show_picture(ladder: Ladder, selected: str | None, file: Mapping[str, Any]) -> None:
    library, picture = _make_components()
    library(key="vis_network", data={})

    def remember() -> None:
        node = (st.session_state.get(PICTURE) or {}).get("picked")
        _select(ladder, node)

    picture(
        key=PICTURE,
        data={
            **ladder.payload,
            "selected": selected,
            "legend": _legend(ladder),
            "file": file,
            "words": _name_parts(),
        },
        on_picked_change=remember,
    )


def _tell_file(start: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that are drawn onto the picture when it is saved, and its file name."""
    graph, today = kept.load_graph(), date.today()
    used = [describe_release(dataset, graph.vintage(dataset)) for dataset in DRAWN]
    return {
        "button": _("Save picture"),
        "name": name_file(start["area_name"], today, "png"),
        "title": _("The ladder from {job}, {area}").format(
            job=start["title"], area=start["area_name"]
        ),
        "lines": [
            _(
                "Yearly pay of a newer worker. Where this area publishes no figure, it is that "
                "of the state or the nation. Sources: {sources}. O*NET is published under CC BY 4.0 "
                "and was modified by us."
            ).format(sources="; ".join(used)),
            _("Made on {day}.").format(day=describe_day(today.isoformat())),
        ],
    }


def _select(ladder: Ladder, node: object) -> None:
    if isinstance(node, str) and node in ladder.jobs:
        state.write_choice("node", ladder.jobs[node].soc)


def _legend(ladder: Ladder) -> list[dict[str, str]]:
    """Return the kinds of line drawn with their words, always in the same order."""
    drawn = {kind for _origin, _end, kind in ladder.links}
    names = {**KIND, "unknown": UNKNOWN_KIND}
    rows = [{"kind": kind, "text": _(text)} for kind, text in names.items() if kind in drawn]
    chosen = any(edge["chosen"] for edge in ladder.payload["edges"])
    return [*rows, {"kind": "chosen", "text": _("First pathway")}] if chosen else rows


def _show_selected(
    ladder: Ladder,
    facts: Mapping[str, Mapping[str, Any]],
    pathways: Sequence[Mapping[str, Any]],
    selected: str | None,
    *,
    can_leave_out: bool,
) -> None:
    order = _order(ladder)
    state.follow("ladder_job", selected or order[0], selected or order[0])

    def remember() -> None:
        _select(ladder, st.session_state["ladder_job"])

    st.selectbox(
        _("Selected job"),
        order,
        format_func=lambda node: ladder.jobs[node].title,
        key="ladder_job",
        on_change=remember,
    )
    job = ladder.jobs[selected or order[0]]
    known = facts[job.soc]
    show_pay_notices(known)
    rows = [
        (_("Newer worker"), say_yearly(known, "p25")),
        (_("By the hour"), _say_hourly(known)),
        (_("With experience"), say_yearly(known, "median")),
        (_("School"), _say_school(known)),
        (_("License"), say_license(known["rules"])),
        *_list_step(job, pathways),
        (_("Openings a year"), _say_openings(known)),
    ]
    show_pairs(rows, alt=_("Facts of {job}").format(job=job.title))
    show_note(
        _("{code}, {step}. Openings include replacing people who leave; national rate.").format(
            code=job.soc,
            step=_("today") if job.step == 0 else _("step {number}").format(number=job.step),
        )
    )
    if job.step:
        _show_actions(job, can_leave_out=can_leave_out)


def _show_actions(job: Job, *, can_leave_out: bool) -> None:
    """Show what can be done with a job: find ways to it, start from it, leave it out."""

    def leave_out() -> None:
        person = state.read_choices().person
        state.write_person(replace(person, exclude=(*person.exclude, job.soc)))

    with st.container(gap="xsmall"):
        st.button(
            _("Pathways to this job"),
            key="ladder_goal",
            width="stretch",
            on_click=state.write_choice,
            args=("goal", job.soc),
        )
        st.button(
            _("Start from this job"),
            key="ladder_start",
            width="stretch",
            on_click=state.write_choice,
            args=("job", job.soc),
        )
        if can_leave_out:
            st.button(
                _("Leave this job out"), key="ladder_leave", width="stretch", on_click=leave_out
            )


def _list_step(job: Job, pathways: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return months and price of the step into a job, as its first pathway takes it; else nothing."""
    step: Mapping[str, Any] = next(
        (step for path in pathways for step in path["steps"] if step["soc"] == job.soc), {}
    )
    chosen = next((option for option in step.get("options", ()) if option["chosen"]), None)
    if chosen is None:
        return []
    if not chosen["months_high"]:
        paid = step["paid_months"]
        return [(_("Learning on the job, paid"), format_months(paid))] if paid else []
    price = _("not published") if chosen["cost"] is None else format_money(chosen["cost"])
    return [
        (_("Study for this step"), format_months(chosen["months_low"], chosen["months_high"])),
        (_("Published price"), price),
    ]


def _say_hourly(facts: Mapping[str, Any]) -> str:
    reason = explain_withheld(facts["withheld"].get("hourly_p25"))
    return reason if _is_absent(facts, "hourly_p25") else say_hourly(facts, "hourly_p25")


def _is_absent(facts: Mapping[str, Any], name: str) -> bool:
    capped = facts["withheld"].get(name) == "top_coded" and (facts.get("at_least") or {}).get(
        "hourly"
    )
    return facts[name] is None and not capped


def _say_school(facts: Mapping[str, Any]) -> str:
    level = facts["gate_education"]
    return _(LEVEL[level]) if level in LEVEL else _("not published")


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
        st.subheader(_("The same as a list"), anchor=False)
        show_note(
            _("Pay is a year, for a newer worker. A row chosen here is chosen in the picture too.")
        )
    order = [node for node in _order(ladder) if ladder.jobs[node].step > 0]
    came_from: dict[str, list[str]] = {}
    for origin, destination, _kind in ladder.links:
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
                _("Job"): ladder.jobs[node].title,
                _("Newer worker"): say_yearly(facts[ladder.jobs[node].soc], "p25"),
                _("School"): start_upper(_say_school(facts[ladder.jobs[node].soc])),
                _("License"): start_upper(say_license(facts[ladder.jobs[node].soc]["rules"])),
                _("Step"): ladder.jobs[node].step,
                _("From"): ", ".join(came_from.get(ladder.jobs[node].soc, [])),
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
            _("Step"): st.column_config.NumberColumn(width=56, alignment="left"),
            _("Job"): st.column_config.TextColumn(width=190),
            _("Newer worker"): st.column_config.TextColumn(alignment="right", width=116),
        },
        alt=_("The jobs of the ladder by step, then pay, highest first"),
    )
    if ladder.hidden:
        jobs = count_things(ladder.hidden, _("job is"), _("jobs are"))
        show_note(_("{jobs} not drawn and not listed.").format(jobs=jobs))


def start_of(ladder: Ladder) -> str:
    """Return the code of the job that the ladder starts from."""
    return next(job.soc for job in ladder.jobs.values() if job.step == 0)
