"""What somebody holds and wants beyond job, place and school: one form, its badges, and undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import streamlit as st

from pathways.graph import get_credentials
from pathways.person import MOST_STEPS, Person, Preset
from pathways.search import search_credentials
from pathways.trace import list_presets
from pathways.ui import cache, state
from pathways.ui.notes import show_note
from pathways.ui.shell import fragment, write_filled
from pathways.wage_line import HOURS_A_YEAR, OWN, list_measures, say_line
from pathways.words import _, escape_markdown, format_money, format_months, format_yearly

SHOWN: Final = 6
DEFAULT_STEPS: Final = 3
NOTHING: Final = "nothing"
LEAST_YEARLY: Final = 1_000
"""USD: no job of a full year pays less, and none an hour pays more."""
OPEN: Final = "limits_open"
FORM: Final = (
    "elapsed", "months", "cost", "steps", "paid", "line", "wage", "years", "sectors",
)  # fmt: skip
"""Parts of the form; each is the widget ``limit_`` and its name."""


class Limit(NamedTuple):
    """One limit or holding in force: a name of its own, its words, and the person without it."""

    name: str
    words: str
    without: Person


def list_limits(person: Person) -> list[Limit]:
    """Return every limit and holding in force."""
    said: list[tuple[str, str, Any]] = []
    if person.min_wage is not None:
        pay = format_yearly(person.min_wage)
        said.append(("min_wage", _("Wage line {pay}").format(pay=pay), None))
    if person.max_elapsed is not None:
        words = _("At most {months} from today").format(months=format_months(person.max_elapsed))
        said.append(("max_elapsed", words, None))
    if person.max_months is not None:
        words = _("At most {count} months of training").format(count=person.max_months)
        said.append(("max_months", words, None))
    if person.max_cost is not None:
        words = _("Published price up to {price}").format(price=format_money(person.max_cost))
        said.append(("max_cost", words, None))
    if person.max_steps != DEFAULT_STEPS:
        words = (
            _("1 step")
            if person.max_steps == 1
            else _("Up to {n} steps").format(n=person.max_steps)
        )
        said.append(("max_steps", words, DEFAULT_STEPS))
    if person.paid_only:
        said.append(("paid_only", _("Paid while learning only"), False))
    if person.years:
        said.append(("years", _("{n} years in this job").format(n=person.years), None))
    limits = [Limit(name, words, _set(person, name, to)) for name, words, to in said]
    sectors, jobs = cache.get_sector_titles(), cache.get_occupation_titles()
    lists: tuple[tuple[str, tuple[str, ...], Callable[[str], str]], ...] = (
        ("sectors", person.sectors, lambda code: sectors.get(code, code)),
        ("exclude", person.exclude, lambda soc: _("Without {job}").format(job=jobs.get(soc, soc))),
        ("holds", person.holds, lambda held: _("I hold: {name}").format(name=name_holding(held))),
    )
    return limits + [
        Limit(f"{name}_{value}", say(value), _set(person, name, _drop(values, value)))
        for name, values, say in lists
        for value in values
    ]


def _set(person: Person, name: str, to: Any) -> Person:
    changed: dict[str, Any] = {name: to}
    return replace(person, **changed)


def _drop(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(other for other in values if other != value)


def name_holding(held: str) -> str:
    """Return the title of a credential that is held, its id where it has no title."""
    node = get_credentials(cache.load_graph()).get(held.removeprefix("credential:"))
    return str(node["title"]) if node else held


def show_limits(person: Person, home_state: str | None) -> None:
    """Show the button that opens the limits."""
    count = len(list_limits(person))
    label = _("Limits") if not count else _("Limits, {count} set").format(count=count)
    # it keeps whether it is open in the session, so that Change can open it; the form is made then,
    # so that it stands still once it is seen and costs nothing while it is not
    popover = st.popover(
        label, icon=":material/tune:", width="stretch", key=OPEN, on_change="rerun"
    )
    if popover.open:
        with popover:
            _ask_limits(person, home_state)
            _ask_holdings(person, home_state)


def _ask_limits(person: Person, home_state: str | None) -> None:
    graph = cache.load_graph()
    lines = {OWN: _("My own number"), NOTHING: _("No wage line")}
    measures = {}
    for line in list_measures(graph, home_state):
        key = f"{line.measure}_{line.household or ''}"
        measures[key] = line.annual
        lines[key] = say_line(line)
    titles = cache.get_sector_titles()
    shown: dict[str, Any] = {
        "limit_elapsed": person.max_elapsed,
        "limit_months": person.max_months,
        "limit_cost": person.max_cost,
        "limit_steps": person.max_steps,
        "limit_paid": person.paid_only,
        "limit_line": NOTHING if person.min_wage is None else OWN,
        "limit_wage": person.min_wage,
        "limit_years": person.years,
        "limit_sectors": [sector for sector in person.sectors if sector in titles],
    }
    for widget, value in shown.items():
        # a change made elsewhere (undo, a relaxation, Back) has to be seen here, too
        state.follow(widget, str((person.min_wage, value)), value)
    with st.form("limits", border=False):
        st.markdown(f"**{_('My limits')}**")
        left, right = st.columns(2)
        with left:
            _ask_number(_("Months from today, at most"), "limit_elapsed", 240)
            _ask_number(_("Published price, at most ($)"), "limit_cost", 200_000, step=500)
        with right:
            _ask_number(_("Months of training, at most"), "limit_months", 96)
            st.number_input(_("Steps, at most"), 1, MOST_STEPS, key="limit_steps")
        st.toggle(_("Only ways that are paid while I learn"), key="limit_paid")
        st.markdown(f"**{_('My wage line')}**")
        st.selectbox(
            _("Pay to pass"), list(lines), format_func=lambda key: lines[key], key="limit_line"
        )
        _ask_number(
            _("My own number ($ a year; under 1,000 it is an hour)"),
            "limit_wage",
            500_000,
            step=1_000,
            empty=_("not set"),
        )
        st.markdown(f"**{_('More about me')}**")
        _ask_number(_("Years in this job"), "limit_years", 50, empty=_("not said"))
        # pills: the tags of a multiselect are white on the light blue of the dark theme
        st.pills(
            _("Only jobs in these sectors (none: any sector)"),
            list(titles),
            selection_mode="multi",
            format_func=lambda sector: titles[sector],
            key="limit_sectors",
            wrap=True,
        )
        show_note(_("Months and prices are published ones. Aid is not taken off."))
        st.form_submit_button(
            write_filled(_("Use these limits")),
            key="use_limits",
            type="primary",
            width="stretch",
            on_click=_use_limits,
            args=(person, measures),
        )


def _use_limits(person: Person, measures: Mapping[str, int]) -> None:
    """Put what the form says in force; ``measures`` are the named wage lines in USD a year."""
    said = {name: st.session_state[f"limit_{name}"] for name in FORM}
    chosen, own = said["line"], read_wage(said["wage"])
    wage = measures.get(chosen, own)
    st.session_state[OPEN] = False  # what was set stands above the answers
    state.write_person(
        replace(
            person,
            max_elapsed=said["elapsed"],
            max_months=said["months"],
            max_cost=said["cost"],
            max_steps=said["steps"],
            paid_only=said["paid"],
            min_wage=None if chosen == NOTHING and own == person.min_wage else wage,
            years=said["years"],
            sectors=tuple(said["sectors"]),
        )
    )


def read_wage(said: int | None) -> int | None:
    """Return a wage in USD a year: a number under LEAST_YEARLY is meant by the hour, full time."""
    return said * HOURS_A_YEAR if said is not None and said < LEAST_YEARLY else said


def _ask_number(
    label: str, key: str, usual: int, *, step: int = 1, empty: str | None = None
) -> None:
    """Ask for a whole number up to ``usual``, or up to what an address already says; None: nothing."""
    st.number_input(
        label,
        0,
        max(usual, st.session_state[key] or 0),
        None,
        step,
        key=key,
        placeholder=empty or _("no limit"),
    )


@fragment
def _ask_holdings(person: Person, home_state: str | None) -> None:
    st.markdown(f"**{_('What I already hold')}**")
    for held in person.holds:
        if st.button(
            _("Take out: {name}").format(name=escape_markdown(name_holding(held))),
            key=f"drop_{held}",
            icon=":material/close:",
            wrap=True,
        ):
            state.write_person(replace(person, holds=_drop(person.holds, held)))
            st.rerun()
    text = st.text_input(
        _("Add a license, certificate or degree"),
        key="holding_text",
        type="search",
        live=True,
        placeholder=_("for example practical nursing"),
    )
    typed = (text or "").strip()
    if not typed:
        return
    found = search_credentials(cache.load_graph(), typed, home_state, limit=SHOWN)
    if not found:
        show_note(_("No credential is called that."))
    for match in found:
        if st.button(
            escape_markdown(match.title), key=f"hold_{match.credential}", width="stretch", wrap=True
        ):
            state.write_person(replace(person, holds=(*person.holds, match.credential)))
            st.rerun()


def show_badges(person: Person) -> None:
    """Show each limit in force as a button that takes it out, with Change and Undo beside them."""
    limits = list_limits(person)
    if not limits and not state.can_undo():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        said = _("Set. Press one to take it out:") if limits else _("No limits are set.")
        show_note(said, width="content")
        for limit in limits:
            st.button(
                escape_markdown(limit.words),
                key=f"unset_{limit.name}",
                icon=":material/close:",
                icon_position="right",
                wrap=True,
                on_click=state.write_person,
                args=(limit.without,),
            )
        if limits:
            st.button(
                _("Change"),
                key="limits_change",
                icon=":material/tune:",
                type="tertiary",
                on_click=st.session_state.__setitem__,
                args=(OPEN, True),
            )
        if state.can_undo():
            st.button(
                _("Undo last change"),
                key="undo",
                icon=":material/undo:",
                type="tertiary",
                on_click=state.undo,
            )


def ask_preset(shown: Preset, *, has_line: bool) -> None:
    """Ask what matters most; the choice goes into the address. ``has_line``: a wage line is set."""
    presets = list_presets(has_line=has_line)
    state.follow("preset", shown, shown)

    def remember() -> None:
        state.write_choice("rank", st.session_state["preset"])

    st.pills(
        _("What matters most to you?"),
        list(presets),
        key="preset",
        required=True,
        format_func=lambda preset: presets[preset],
        on_change=remember,
    )


def name_preset(preset: Preset, *, has_line: bool) -> str:
    """Return the words of a preset; ``has_line``: a wage line is set."""
    return list_presets(has_line=has_line)[preset]
