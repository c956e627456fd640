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
from typing import Any, Final, NamedTuple

import pyarrow as pa
import streamlit as st

from pathways.draw import STUDIED, Job, Ladder, draw_ladder, find_option, read_vis_script
from pathways.errors import UnknownCodeError
from pathways.ledger import describe_step
from pathways.steps import Step, Steps, list_steps
from pathways.trace import find_equivalency, settle_person
from pathways.ui import cache as kept
from pathways.ui import state
from pathways.ui.downloads import name_file
from pathways.ui.facts import show_pay_notices
from pathways.ui.notes import show_heading, show_note, show_pairs
from pathways.ui.permits import LICENSE, list_required, say_license
from pathways.ui.question import keep_known, open_place
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
EARNED: Final = "ladder_earned"
"""What is selected that is no job, and so has no code in the address."""
ROW: Final = 66
"""Pixels of a row of the list: over 64, Streamlit wraps words, so that no title is cut on a phone."""
DRAWN: Final = ("oews", "onet", "mobility")
"""Datasets behind the pay and the moves of the picture."""
HIGHEST_LINE: Final = 250_000
"""USD a year: just over the highest pay that is published."""
NARROW: Final = 626
"""Pixels from lane to lane that fit beside the facts of the selected job with letters not small."""


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
            "Left to right: steps. Up: pay for a newer worker in {place}. The pay in the box is the "
            "figure: where boxes would touch they are moved apart, and a mark joined to the box "
            "stands at its pay. Choose a box to see its facts."
        ).format(place=where),
    )
    direct = _list_direct(start)
    ladder = draw_ladder(
        start,
        moves,
        pathways,
        pay={soc: known["p25"] for soc, known in facts.items()},
        place=where,
        wage_line=_limit_line(wage_line),
        licensed={
            soc for soc, known in facts.items() if list_required(known["rules"]["gates"], LICENSE)
        },
        studied={soc for soc, way in direct.items() if way.step.chosen.kind in STUDIED},
    )
    earned = st.session_state.get(EARNED, {}).get(start["soc"])
    selected = (
        ladder.find_node(node)
        or ladder.find_node(earned)
        or ladder.find_node(_first_end(start, pathways, moves))
        or _order(ladder)[0]
    )
    entry = _find_entry(ladder.jobs[selected], start, pathways, direct)
    wide = ladder.width > NARROW
    picture, panel = (st.container(), st.container()) if wide else st.columns([3, 1], gap="medium")
    with picture, st.container(gap="xsmall"):
        _show_picture(ladder, selected, _tell_file(start))
    with panel:
        _show_selected(ladder, facts, entry, selected, can_leave_out=can_leave_out)
    _show_list(ladder, facts, selected)


def _limit_line(amount: int | None) -> int | None:
    """Return the wage line to draw; one that would press all boxes into a corner is not drawn."""
    return amount if amount and amount <= HIGHEST_LINE else None


def show_chain(payload: Mapping[str, Any], *, key: str) -> None:
    """Show a chain of boxes (``draw.draw_chain``) with the same component; nothing can be picked."""
    library, picture = _make_components()
    library(key=f"{key}_vis_network", data={})
    shapes = {node["group"] for node in payload["nodes"]}
    legend = [
        {"kind": kind, "text": text} for kind, text in _name_shapes().items() if kind in shapes
    ]
    data = {**payload, "selected": None, "words": _name_parts()}
    picture(key=key, data={**data, "legend": legend if len(legend) > 1 else []})


def _name_shapes() -> dict[str, str]:
    """Return the words of every shape, in the order of the legend."""
    return {
        "job": _("Job"),
        "credential": _("Credential"),
        "missing": _("Credential that is missing here"),
        "school": _("School"),
        "studied": _("Award or course first"),
        "licensed": _("License needed"),
        "moved": _("Height of the pay, where a box was moved"),
    }


def _name_parts() -> dict[str, str]:
    """Return the words of the picture's own parts."""
    return {
        "open": _("Show the picture"),
        "shut": _("Hide the picture"),
        "region": _("Picture of the ladder"),
    }


def _first_end(
    start: Mapping[str, Any],
    pathways: Sequence[Mapping[str, Any]],
    moves: Sequence[Mapping[str, Any]],
) -> str | None:
    """Return the job selected when none is: the first other one that the first pathway reaches."""
    steps = pathways[0]["steps"] if pathways else moves
    return next((str(step["soc"]) for step in steps if step["soc"] != start["soc"]), None)


def _show_picture(ladder: Ladder, selected: str, file: Mapping[str, Any]) -> None:
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
    if not isinstance(node, str) or node not in ladder.jobs:
        return
    job = ladder.jobs[node]
    st.session_state[EARNED] = {} if job.earned is None else {start_of(ladder): job.soc}
    state.write_choice("node", job.soc if job.earned is None else None)


def _legend(ladder: Ladder) -> list[dict[str, str]]:
    """Return the shapes, marks and lines drawn with their words, always in the same order."""
    nodes, edges = ladder.payload["nodes"], ladder.payload["edges"]
    seen = {mark for edge in edges for mark in edge["marks"]} | {"job"}
    seen |= {"credential" for node in nodes if node["group"] == "credential"}
    seen |= {"moved" for node in nodes if "pay_y" in node}
    seen |= {kind for _origin, _end, kind in ladder.links}
    names = {key: _(text) for key, text in {**KIND, "unknown": UNKNOWN_KIND}.items()}
    rows = [
        {"kind": kind, "text": text}
        for kind, text in {**_name_shapes(), **names}.items()
        if kind in seen
    ]
    chosen = any(edge["chosen"] for edge in edges)
    return [*rows, {"kind": "chosen", "text": _("First pathway")}] if chosen else rows


# ---- the step into a job


class Entry(NamedTuple):
    """One step into a job in the form of the ``trace`` verb, and the title of where it begins."""

    origin: str
    step: Mapping[str, Any]


class Direct(NamedTuple):
    """A step straight from the start job, among the ``steps`` of the person who takes it.

    ``first``: the high-school equivalency comes before it.
    """

    step: Step
    steps: Steps
    first: bool


def _list_direct(start: Mapping[str, Any]) -> dict[str, Direct]:
    """Return the quickest step out of the start job to every job that one leads to, by soc.

    It is that of the person in the address; who has no diploma takes those that ask none first.
    """
    choices = state.read_choices()
    region, soc = open_place(choices.place).region, start["soc"]
    asked = replace(choices.person, starts=(soc,), home=choices.person.home or region.jurisdiction)
    person, _unknown = keep_known(region, asked)
    try:
        person = settle_person(region, person)
    except UnknownCodeError:
        return {}
    found: dict[str, Direct] = {}
    steps = list_steps(region, person, soc)
    tables = [(steps, False)]
    if steps.begin.level == "none" and find_equivalency(region.graph):
        after = replace(person, education="high_school")
        tables.append((list_steps(region, after, soc), True))
    for table, first in tables:
        for step in table[soc]:
            found.setdefault(step.destination, Direct(step, table, first))
    return found


def _find_entry(
    job: Job,
    start: Mapping[str, Any],
    pathways: Sequence[Mapping[str, Any]],
    direct: Mapping[str, Direct],
) -> Entry | None:
    """Return the step into a job: as the first shown pathway takes it, else straight from the start.

    None for the start job, and where no step is known.
    """
    for pathway in pathways:
        origin, worked = start["title"], start["soc"]
        for step in pathway["steps"]:
            stays = step["soc"] == worked
            here = (
                find_option(step).get("credential") == job.soc if stays else step["soc"] == job.soc
            )
            if here and find_option(step):
                return Entry(origin, step)
            origin, worked = step["title"], step["soc"]
    way = direct.get(job.soc)
    if way is None:
        return None
    told = describe_step(way.steps.region, way.steps, way.step)
    origin = start["title"]
    if way.first:
        origin = _("{job}, after the high school equivalency").format(job=origin)
    return Entry(origin, told)


def _list_entry(entry: Entry | None) -> list[tuple[str, str]]:
    """Return where a step begins, its months and its price, in words; what is not known says so."""
    if entry is None:
        return [(_("Study and price of this step"), _("not worked out: no direct step is known"))]
    step, option = entry.step, find_option(entry.step)
    rows = [(_("This step starts from"), entry.origin)]
    if option["months_high"]:
        price = _("not published") if option["cost"] is None else format_money(option["cost"])
        months = format_months(option["months_low"], option["months_high"])
        rows += [(_("Study for this step"), months), (_("Published price"), price)]
    else:
        rows.append((_("Study for this step"), _("none, so no school to pay")))
    if step["experience_months"]:
        least = _("at least {months}").format(months=format_months(step["experience_months"]))
        rows.append((_("Experience first"), least))
    if step["paid_months"]:
        rows.append((_("Learning on the job, paid"), format_months(step["paid_months"])))
    return rows


def _show_selected(
    ladder: Ladder,
    facts: Mapping[str, Mapping[str, Any]],
    entry: Entry | None,
    selected: str,
    *,
    can_leave_out: bool,
) -> None:
    state.follow("ladder_job", f"{start_of(ladder)}/{selected}", selected)

    def remember() -> None:
        _select(ladder, st.session_state["ladder_job"])

    st.selectbox(
        _("Selected job"),
        _order(ladder),
        format_func=lambda node: ladder.jobs[node].title,
        key="ladder_job",
        on_change=remember,
    )
    job = ladder.jobs[selected]
    step = _("today") if job.step == 0 else _("step {number}").format(number=job.step)
    if job.earned is not None:
        show_pairs(_list_entry(entry), alt=_("Facts of {job}").format(job=job.title))
        show_note(
            _(
                "{step}. This is schooling, not a job. In the picture it stands at the pay of the job "
                "that you have now."
            ).format(step=start_upper(step))
        )
        return
    known = facts[job.soc]
    show_pay_notices(known)
    rows = [
        (_("Newer worker"), say_yearly(known, "p25")),
        (_("By the hour"), _say_hourly(known)),
        (_("With experience"), say_yearly(known, "median")),
        (_("School"), _say_school(known)),
        (_("License"), say_license(known["rules"])),
        *(_list_entry(entry) if job.step else ()),
        (_("Openings a year"), _say_openings(known)),
    ]
    show_pairs(rows, alt=_("Facts of {job}").format(job=job.title))
    show_note(
        _("{code}, {step}. Openings include replacing people who leave; national rate.").format(
            code=job.soc, step=step
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


def _show_list(ladder: Ladder, facts: Mapping[str, Mapping[str, Any]], selected: str) -> None:
    with st.container(gap=None):
        st.subheader(_("The same as a list"), anchor=False)
        show_note(
            _("Pay is a year, for a newer worker. A row chosen here is chosen in the picture too.")
        )
    order = [node for node in _order(ladder) if ladder.jobs[node].step > 0]
    titles = {job.soc: job.title for job in ladder.jobs.values()}
    came_from: dict[str, list[str]] = {}
    for origin, destination, _kind in ladder.links:
        came_from.setdefault(destination, []).append(titles[origin])
    row = [order.index(selected)] if selected in order else []
    state.follow(LIST, f"{start_of(ladder)}/{selected}", {"selection": {"rows": row}})

    def remember() -> None:
        # Streamlit reports a row that we set ourselves as a choice, too, one run later
        rows = st.session_state[LIST]["selection"]["rows"]
        if rows and rows != row and rows[0] < len(order):
            _select(ladder, order[rows[0]])

    table = pa.Table.from_pylist(
        [
            {
                **_list_cells(ladder.jobs[node], facts),
                _("Step"): ladder.jobs[node].step,
                _("From"): ", ".join(came_from.get(ladder.jobs[node].soc, [])),
            }
            for node in order
        ]
    )
    st.dataframe(
        table,
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


def _list_cells(job: Job, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return a job's cells of the list; what is earned while the job stays has no pay of its own."""
    if job.earned is not None:
        cells = (_("not a job"), job.earned, _("not a job"))
    else:
        known = facts[job.soc]
        cells = (say_yearly(known, "p25"), _say_school(known), say_license(known["rules"]))
    pay, school, license_ = cells
    return {
        _("Job"): job.title,
        _("Newer worker"): pay,
        _("School"): start_upper(school),
        _("License"): start_upper(license_),
    }


def start_of(ladder: Ladder) -> str:
    """Return the code of the job that the ladder starts from."""
    return next(job.soc for job in ladder.jobs.values() if job.step == 0)
