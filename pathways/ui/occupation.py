"""The parts of the occupation page: pay here, in the state and in the nation, what is asked, who leads where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import streamlit as st

from pathways.employers import list_usual
from pathways.graph import get_counties, get_state_area
from pathways.neighbors import list_links, list_names
from pathways.region import Region
from pathways.store import Graph
from pathways.ui import cache, state
from pathways.ui.notes import say_share, show_heading, show_note, show_pairs, show_table
from pathways.ui.permits import LICENSE, say_license, say_status
from pathways.ui.shell import write_filled
from pathways.words import (
    BASIS,
    LEVEL,
    _,
    describe_day,
    describe_release,
    escape_markdown,
    explain_withheld,
    format_count,
    format_months,
    format_percent,
    format_yearly,
    get_language,
    link_source,
    say_hourly,
    say_yearly,
    start_upper,
)

Row = dict[str, Any]

FIND: Final = "pathways/ui/pages/find.py"
NAMES_SHOWN: Final = 24
LISTED_SHOWN: Final = 6

# ---- the head of the page


def show_head(facts: Row, region: Region) -> None:
    """Show the title with code, other names and the place whose facts and rules these are."""
    names = [
        name
        for name in list_names(region.graph, facts["soc"], get_language())
        if name != facts["title"]
    ]
    said = [facts["soc"]]
    if names:
        said.append(_("Also called {names}").format(names=", ".join(names[:3])))
    said.append(_("Facts for {place}").format(place=region.name))
    if region.home:
        said.append(_("rules for {state}").format(state=_name_state(region.home)))
    with st.container(gap="xsmall"):
        st.title(escape_markdown(facts["title"]), anchor=False)
        show_note(" · ".join(said))
        if facts["note"]:
            show_note(facts["note"])


def show_actions(soc: str, job: str) -> None:
    """Show what to do with this job: find ways to it, or start from it."""
    with st.container(horizontal=True, gap="small"):
        if soc == job:
            _go(_("Find pathways from this job"), "find_from", job=soc, primary=True)
            _add_to_compare(soc)
            return
        _go(_("Find pathways to this job"), "find_to", goals=soc, primary=True)
        _go(_("Start from this job"), "start_here", job=soc)
        _add_to_compare(soc)


def _go(label: str, key: str, *, primary: bool = False, **choice: str) -> None:
    written = write_filled(label) if primary else label
    if st.button(written, key=key, type="primary" if primary else "secondary"):
        for name, value in choice.items():
            state.write_choice(name, value)
        st.switch_page(FIND, query_params=state.read_shared())


def _add_to_compare(soc: str) -> None:
    def add() -> None:
        added = state.add_to_compare(soc)
        st.toast(
            _("Added. Open Compare to see them side by side.")
            if added
            else _("Compare is full. Take something out there first.")
        )

    st.button(
        _("Add to compare"),
        key="compare_add",
        icon=":material/compare_arrows:",
        # a callback: the page list takes along what stood in the address before the page ran
        on_click=add,
    )


def show_cards(facts: Row, unit: str) -> None:
    """Show the four figures people ask for first, each with what it is and where it is from."""
    pay = [
        (_("Pay, newer worker"), "p25", "hourly_p25"),
        (_("Pay, with experience"), "median", "hourly_median"),
    ]
    with st.grid(columns=4, min_column_width=150):
        for label, yearly, hourly in pay:
            by_year, by_hour = say_yearly(facts, yearly), say_hourly(facts, hourly)
            if facts[yearly] is not None:
                by_year = format_yearly(facts[yearly])
            figures = (by_year, by_hour) if unit == "year" else (by_hour, by_year)
            asked = yearly if unit == "year" else hourly
            at_cap = facts["withheld"].get(asked) == "top_coded"
            _show_card(label, *figures, at_cap=at_cap)
        _show_card(_("Jobs here"), _say_count(facts, "employment"), _say_share(facts))
        _show_card(
            _("Openings a year"),
            _say_count(facts, "openings"),
            _("Also to replace people who leave. National rate."),
        )


def _show_card(label: str, figure: str, below: str, *, at_cap: bool = False) -> None:
    """Show a figure with its small print; words in its place, or "or more", are no number to show big."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        if not at_cap and (figure[0].isdigit() or figure[0] == "$"):
            amount, _space, rest = figure.partition(" ")
            # a metric cuts a long label, a line of text wraps
            st.markdown(escape_markdown(label))
            st.metric(label, escape_markdown(amount), label_visibility="collapsed")
            below = f"{rest} · {below}" if rest else below
        else:
            st.markdown(f"{escape_markdown(label)}  \n**{escape_markdown(start_upper(figure))}**")
        show_note(below)


def _say_count(facts: Row, name: str) -> str:
    value = facts[name]
    return explain_withheld(facts["withheld"].get(name)) if value is None else format_count(value)


def _say_share(facts: Row) -> str:
    share = facts["location_quotient"]
    if share is None:
        return _("Share against the nation: {reason}").format(
            reason=explain_withheld(facts["withheld"].get("location_quotient"))
        )
    return _("{times} times the national share of jobs").format(times=f"{share:.1f}")


# ---- where these jobs are, and how they will grow


def show_industries(facts: Row, region: Region) -> None:
    """Show the five largest industries of a job with their shares, and its sectors."""
    show_heading(
        _("Where these jobs are"),
        _("Share of this job held in each industry, nation. Source: {release}.").format(
            release=describe_release("oews", region.graph.vintage("oews"))
        ),
    )
    if facts["industries"]:
        show_table(
            [
                {
                    _("Industry"): escape_markdown(row["title"]),
                    _("Share"): say_share(row["share"]),
                }
                for row in facts["industries"]
            ],
            alt=_("Industries with the most jobs of this kind, largest first"),
        )
    else:
        st.markdown(_("Not published for this job."))
    titles = cache.get_sector_titles()
    sectors = [
        f"{titles.get(row['sector'], row['sector'])}, {_say_sector(row)}"
        for row in facts["sectors"]
    ]
    if sectors:
        show_note(_("Sectors: {names}.").format(names="; ".join(sectors)))
    usual = sum(one.occupation == facts["soc"] for one in list_usual(region))
    if usual:
        show_note(
            _(
                "{count} hospitals and colleges here are of a kind that usually employs this job. "
                "We do not know whether they have openings."
            ).format(count=format_count(usual))
        )


def _say_sector(row: Mapping[str, Any]) -> str:
    share = format_percent(round(100 * row["share"]))
    return share if row["is_complete"] else _("at least {share}").format(share=share)


def show_outlook(facts: Row, release: str) -> None:
    """Show how the nation's jobs of this kind are projected to change."""
    growth = facts["growth_pct"]
    said = (
        explain_withheld(facts["withheld"].get("growth_pct"))
        if growth is None
        else format_percent(growth, signed=True)
    )
    zone = facts["job_zone"]
    show_heading(_("Outlook"), _("Nation, ten years. Source: {release}.").format(release=release))
    show_pairs(
        [
            (_("Change in jobs"), said),
            (_("Openings a year here"), _say_count(facts, "openings")),
            (
                _("Preparation, 1 (little) to 5 (much), O*NET job zone"),
                explain_withheld(facts["withheld"].get("job_zone")) if zone is None else str(zone),
            ),
        ],
        alt=_("Outlook of this job"),
    )


# ---- what is asked


class Need(NamedTuple):
    """One thing that a job asks: its name, a badge as colour and words, and one line of small print.

    ``markdown`` is the end of the line that is markdown of ours: a link.
    """

    icon: str
    title: str
    colour: str
    badge: str
    line: str
    markdown: str = ""


ICONS: Final[Mapping[str, str]] = {
    "license": "gavel",
    "credential": "description",
    "education": "school",
    "experience": "schedule",
    "on_the_job": "payments",
    "apprenticeship": "payments",
    "check": "fact_check",
}


def list_needs(rules: Row) -> tuple[list[Need], list[Need]]:
    """Return what a rule requires of the worker, and what is only good to know.

    Usual schooling, experience and learning on the job are no rule, nor is what a list names.
    """
    must, know = [], []
    for gate in rules["gates"]:
        if gate["status"] == "listed":
            continue
        if gate["basis"] != "curated" or gate.get("who") is None:
            know.append(_describe_usual(gate))
        elif gate["status"] == "required" and gate["gates_worker"]:
            must.append(_describe_rule(gate, "green", _("Required by rule")))
        else:
            know.append(_describe_rule(gate, "gray", start_upper(say_status(gate))))
    listed = [gate for gate in rules["gates"] if gate["status"] == "listed"]
    for gate in listed[:LISTED_SHOWN]:
        line = _("On a list of the state. Check whether it is needed.")
        know.append(
            Need("list_alt", gate["title"], "gray", _("Listed"), line, _link(gate.get("url")))
        )
    if len(listed) > LISTED_SHOWN:
        know.append(
            Need(
                "list_alt",
                _("{count} more on the state's list").format(count=len(listed) - LISTED_SHOWN),
                "gray",
                _("Listed"),
                _("Ask the state board which one this job needs."),
            )
        )
    return must, know


def _describe_rule(gate: Mapping[str, Any], colour: str, badge: str) -> Need:
    said = [_name_law(gate["jurisdiction"])]
    if gate["months"]:
        said.append(format_months(*gate["months"]))
    elif gate["hours"]:
        said.append(_("{count} hours").format(count=format_count(gate["hours"])))
    if gate["min_age"]:
        said.append(_("from age {age}").format(age=gate["min_age"]))
    if gate["covers"]:
        said.append(_("only for: {part}").format(part=gate["covers"]))
    if gate["route"]:
        said.append(_("one of several ways"))
    said.append(_("read {day}").format(day=describe_day(gate["checked"])))
    return Need(
        ICONS.get(gate["kind"], "info"),
        gate["title"],
        colour,
        badge,
        " · ".join(start_upper(part) if n == 0 else part for n, part in enumerate(said)) + " · ",
        link_source(gate["source"]),
    )


def _describe_usual(gate: Mapping[str, Any]) -> Need:
    icon = ICONS.get(gate["kind"], "info")
    if gate["kind"] == "education":
        level = gate["level"]
        title = _("School: {level}").format(level=_(LEVEL[level]) if level else _("not published"))
        basis = _(BASIS[gate["basis"]]) if gate["basis"] in BASIS else _("not published")
        badge = _("Reviewed") if gate["basis"] == "curated" else _("Usual")
        return Need(icon, title, "gray", badge, start_upper(basis) + ".")
    months = format_months(*gate["months"]) if gate["months"] else ""
    if gate["kind"] == "experience":
        title = _("Work experience: {what}").format(what=gate["title"])
        line = _("At least {months} before you start.").format(months=months)
    else:
        title = _("Learning on the job: {what}").format(what=gate["title"])
        line = _("{months}, paid, once you are in the job.").format(months=months)
    return Need(icon, title, "gray", _("Usual"), line)


def show_needs(facts: Row, rules: Row, home: str | None) -> None:
    """Show two cards: what must be held, and what is good to know."""
    where = _name_state(home) if home else _("this place")
    show_heading(
        _("What you need to work as one in {place}").format(place=where),
        _("Contact the board before you pay for anything. Rules change."),
    )
    must, know = list_needs(rules)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.subheader(_("You must have"), anchor=False)
        if not rules["licenses_checked"]:
            st.badge(
                _("License not checked for this state: ask the state board"),
                icon=":material/warning:",
                color="orange",
            )
        elif not any(need.icon == ICONS[LICENSE] for need in must):
            show_note(_("License: {what}.").format(what=say_license(rules)))
        _show_list(must, empty=_("No rule that we read asks anything else of the worker."))
    with right.container(border=True, height="stretch"):
        st.subheader(_("Good to know"), anchor=False)
        usual = _("Typical school, by BLS: {level}").format(
            level=facts["entry_education"] or explain_withheld("not_published")
        )
        _show_list(know, empty="")
        show_note(f"{usual}.")


def _show_list(needs: Iterable[Need], *, empty: str) -> None:
    rows = [
        f":material/{need.icon}: **{escape_markdown(need.title)}** "
        f":{need.colour}-badge[{escape_markdown(need.badge)}]  \n"
        f":gray[:small[{escape_markdown(need.line)}]]"
        + (f" :small[{need.markdown}]" if need.markdown else "")
        for need in needs
    ]
    for row in rows:
        st.markdown(row)
    if not rows and empty:
        show_note(empty)


def _link(address: Any) -> str:
    return link_source(address) if isinstance(address, str) and address else ""


def _name_law(code: str) -> str:
    if code == "US":
        return _("federal law")
    if code == "EVERY":
        return _("law of every state")
    county = get_counties(cache.load_graph()).get(code)
    return f"{county['name']}, {county['state']}" if county else _name_state(code)


def _name_state(code: str) -> str:
    area = get_state_area(cache.load_graph(), code)
    return cache.get_area_names()[area] if area else code


# ---- other names, and where to read more


def show_names(graph: Graph, soc: str) -> None:
    """Show the names that people use for a job; searching for any of them finds it."""
    names = list_names(graph, soc, get_language())
    if not names:
        return
    show_heading(
        _("Names people use"), _("Any of them finds this job in the search. Source: O*NET and us.")
    )
    more = len(names) - NAMES_SHOWN
    said = "; ".join(names[:NAMES_SHOWN])
    if more > 0:
        said += "; " + _("and {count} more").format(count=more)
    st.markdown(escape_markdown(said) + ".")


def show_links(facts: Row, graph: Graph) -> None:
    """Show links to what the publishers themselves say about a job."""
    show_heading(
        _("Read more at the publishers"),
        _("Tasks, working life and outlook in their own words. These pages are not ours."),
    )
    links = list_links(facts["soc"], facts["members"], graph.vintage("oews"))
    st.markdown("\n".join(f"- [{escape_markdown(name)}](<{address}>)" for name, address in links))
