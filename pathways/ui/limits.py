"""What somebody holds and wants beyond job, place and school: one form, its badges, and undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from pathways.graph import get_credentials
from pathways.person import MOST_STEPS, Person, Preset
from pathways.search import search_credentials
from pathways.trace import list_presets
from pathways.ui import cache, state
from pathways.ui.notes import show_note
from pathways.ui.shell import fragment, write_filled
from pathways.wage_line import OWN, list_measures, say_line
from pathways.words import _, escape_markdown, format_money, format_months, format_yearly

SHOWN: Final = 6
DEFAULT_STEPS: Final = 3
NOTHING: Final = "nothing"


def count_limits(person: Person) -> int:
    """Return how many limits and holdings are set."""
    return len(list_badges(person))


def list_badges(person: Person) -> list[str]:
    """Return every limit and holding in force, in words."""
    said: list[str] = []
    if person.min_wage is not None:
        said.append(_("Wage line {pay}").format(pay=format_yearly(person.min_wage)))
    if person.max_elapsed is not None:
        said.append(
            _("At most {months} from today").format(months=format_months(person.max_elapsed))
        )
    if person.max_months is not None:
        said.append(_("At most {count} months of training").format(count=person.max_months))
    if person.max_cost is not None:
        said.append(_("Published price up to {price}").format(price=format_money(person.max_cost)))
    if person.max_steps != DEFAULT_STEPS:
        said.append(
            _("1 step")
            if person.max_steps == 1
            else _("Up to {n} steps").format(n=person.max_steps)
        )
    if person.paid_only:
        said.append(_("Paid while learning only"))
    if person.years:
        said.append(_("{n} years in this job").format(n=person.years))
    titles = cache.get_sector_titles()
    said += [titles.get(sector, sector) for sector in person.sectors]
    said += [
        _("Without {job}").format(job=cache.get_occupation_titles().get(soc, soc))
        for soc in person.exclude
    ]
    said += [_("I hold: {name}").format(name=name_holding(held)) for held in person.holds]
    return said


def name_holding(held: str) -> str:
    """Return the title of a credential that is held, its id where it has no title."""
    node = get_credentials(cache.load_graph()).get(held.removeprefix("credential:"))
    return str(node["title"]) if node else held


def show_limits(person: Person, home_state: str | None) -> None:
    """Show the button that opens the limits."""
    count = count_limits(person)
    label = _("Limits") if not count else _("Limits, {count} set").format(count=count)
    with st.popover(label, icon=":material/tune:", width="stretch"):
        _ask_limits(person, home_state)
        _ask_holdings(person, home_state)


def _ask_limits(person: Person, home_state: str | None) -> None:
    graph = cache.load_graph()
    lines = {OWN: _("My own number"), NOTHING: _("No wage line")}
    measures = {}
    for line in list_measures(graph, home_state):
        key = f"{line.measure}_{line.household or ''}"
        measures[key] = line
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
            elapsed = _ask_number(_("Months from today, at most"), "limit_elapsed", 240)
            cost = _ask_number(_("Published price, at most ($)"), "limit_cost", 200_000, step=500)
        with right:
            months = _ask_number(_("Months of training, at most"), "limit_months", 96)
            steps = st.number_input(_("Steps, at most"), 1, MOST_STEPS, key="limit_steps")
        paid = st.toggle(_("Only ways that are paid while I learn"), key="limit_paid")
        st.markdown(f"**{_('My wage line')}**")
        chosen = st.selectbox(
            _("Pay to pass"), list(lines), format_func=lambda key: lines[key], key="limit_line"
        )
        own = _ask_number(
            _("My own number ($ a year)"), "limit_wage", 500_000, step=1_000, empty=_("not set")
        )
        st.markdown(f"**{_('More about me')}**")
        years = _ask_number(_("Years in this job"), "limit_years", 50, empty=_("not said"))
        sectors = st.multiselect(
            _("Only jobs in these sectors"),
            list(titles),
            format_func=lambda sector: titles[sector],
            key="limit_sectors",
            placeholder=_("any sector"),
        )
        show_note(_("Months and prices are published ones. Aid is not taken off."))
        if st.form_submit_button(
            write_filled(_("Use these limits")), key="use_limits", type="primary", width="stretch"
        ):
            wage = measures[chosen].annual if chosen in measures else own
            state.write_person(
                replace(
                    person,
                    max_elapsed=elapsed,
                    max_months=months,
                    max_cost=cost,
                    max_steps=steps,
                    paid_only=paid,
                    min_wage=None if chosen == NOTHING and own == person.min_wage else wage,
                    years=years,
                    sectors=tuple(sectors),
                )
            )
            st.rerun()


def _ask_number(
    label: str, key: str, usual: int, *, step: int = 1, empty: str | None = None
) -> int | None:
    """Ask for a whole number up to ``usual``, or up to what an address already says; None: nothing."""
    return st.number_input(
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
            kept = tuple(other for other in person.holds if other != held)
            state.write_person(replace(person, holds=kept))
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
    """Show what is set as badges, with undo beside them."""
    badges = list_badges(person)
    if not badges and not state.can_undo():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        show_note(_("Set:") if badges else _("No limits are set."), width="content")
        for badge in badges:
            st.badge(escape_markdown(badge), color="gray")
        if state.can_undo():
            st.button(
                _("Undo last change"),
                key="undo",
                icon=":material/undo:",
                type="tertiary",
                on_click=state.undo,
            )


def ask_preset(shown: Preset) -> None:
    """Ask what matters most; the choice goes into the address."""
    presets = list_presets()
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


def name_preset(preset: Preset) -> str:
    """Return the words of a preset."""
    return list_presets()[preset]
