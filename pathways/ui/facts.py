"""What we know about one job here, as four cards, what you need, and the source of each number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from pathways.ui.notes import show_heading, show_note, show_pairs
from pathways.ui.permits import list_required, say_license, show_rules
from pathways.ui.sources import list_sources, show_sources
from pathways.words import (
    BASIS,
    LEVEL,
    escape_markdown,
    explain_withheld,
    format_count,
    format_hourly,
    format_percent,
    say_hourly,
    say_yearly,
    shorten_area,
    start_upper,
)

INDUSTRIES: Final = 3


def show_facts(facts: Mapping[str, Any]) -> None:
    """Show one job's facts in this region."""
    show_heading(
        f"{facts['title']} in {shorten_area(facts['area_name'])}",
        facts["note"] or f"Occupation code {facts['soc']}",
    )
    show_pay_notices(facts)
    with st.grid(columns=4, min_column_width=150):
        _show_card("Pay, newer worker", say_yearly(facts, "p25"), say_hourly(facts, "hourly_p25"))
        _show_card(
            "Pay, with experience", say_yearly(facts, "median"), say_hourly(facts, "hourly_median")
        )
        _show_card("Jobs here", _say_count(facts, "employment"), _say_share(facts))
        _show_card(
            "Openings a year",
            _say_count(facts, "openings"),
            "Also to replace people who leave. National rate.",
        )
    needs, outlook = st.columns(2)
    with needs.container(border=True, height="stretch"):
        st.subheader("What you need", anchor=False)
        show_pairs(_list_needs(facts), alt="What this job asks")
    with outlook.container(border=True, height="stretch"):
        st.subheader("Outlook and range", anchor=False)
        show_pairs(_list_outlook(facts), alt="Outlook and range of pay")
        if facts["industries"]:
            show_note(f"Where these jobs are: {_name_industries(facts)}.")
    show_rules(facts["rules"])
    with st.container(horizontal=True, vertical_alignment="center"):
        show_note(_caption(facts), width="content")
        with st.popover("Where each number comes from", type="tertiary"):
            show_sources(list_sources(facts))


def show_pay_notices(facts: Mapping[str, Any]) -> None:
    """Show badges where pay is another area's, or older than the minimum wage in force."""
    below = facts["below_minimum"]
    other = facts["wage_area"] != facts["area"] and facts["p25"] is not None
    if not below and not other:
        return
    with st.container(horizontal=True):
        if other:
            st.badge(
                escape_markdown(f"Pay is for {facts['wage_area_name']}: not published here"),
                icon=":material/map:",
                color="gray",
            )
        if below:
            st.badge(
                "Survey is older than today's minimum wage",
                icon=":material/history:",
                color="orange",
            )
    if below:
        show_note(
            f"{format_hourly(below['survey_hourly'])} in the survey, "
            f"{format_hourly(below['minimum_hourly'])} by law in {below['state']} now."
        )


def _show_card(label: str, figure: str, below: str) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        if figure[0].isdigit() or figure[0] == "$":
            st.metric(label, escape_markdown(figure))
        else:
            st.markdown(f"{label}  \n**{escape_markdown(figure.capitalize())}**")
        show_note(below)


def _say_count(facts: Mapping[str, Any], name: str) -> str:
    value = facts[name]
    return explain_withheld(facts["withheld"].get(name)) if value is None else format_count(value)


def _say_share(facts: Mapping[str, Any]) -> str:
    share = facts["location_quotient"]
    if share is None:
        return f"Share against the nation: {explain_withheld(facts['withheld'].get('location_quotient'))}"
    return f"{share:.1f} times the national share of jobs"


def _say(facts: Mapping[str, Any], name: str) -> str:
    value = facts[name]
    return explain_withheld(facts["withheld"].get(name)) if value is None else str(value)


def _list_needs(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    level = facts["gate_education"]
    school = LEVEL[level] if level else "not published"
    basis = BASIS.get(facts["gate_basis"] or "")
    border = ", close to the next level up" if facts["gate_borderline"] else ""
    shown = start_upper(school)
    gates = facts["rules"]["gates"]
    asked = {
        "License": [say_license(facts["rules"])],
        "Certificate": list_required(gates, "credential"),
        "Checks": list_required(gates, "check"),
    }
    return [
        ("School", f"{shown} ({basis}{border})" if basis else shown),
        ("Typical school, by BLS", _say(facts, "entry_education")),
        *((name, "; ".join(titles)) for name, titles in asked.items() if titles),
        ("Experience, by BLS", _say(facts, "experience")),
        ("Training on the job, by BLS", _say(facts, "ojt")),
    ]


def _list_outlook(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    growth = facts["growth_pct"]
    return [
        (
            "Jobs in the nation, ten years",
            explain_withheld(facts["withheld"].get("growth_pct"))
            if growth is None
            else format_percent(growth, signed=True),
        ),
        ("Lowest tenth earn up to", say_yearly(facts, "p10")),
        ("Upper quarter earn at least", say_yearly(facts, "p75")),
        ("Highest tenth earn at least", say_yearly(facts, "p90")),
    ]


def _name_industries(facts: Mapping[str, Any]) -> str:
    named = facts["industries"][:INDUSTRIES]
    return "; ".join(f"{row['title']}, {_say_part(row['share'])}" for row in named)


def _say_part(share: float | None) -> str:
    return "share not published" if share is None else format_percent(round(share * 100))


def _caption(facts: Mapping[str, Any]) -> str:
    vintage = facts["sources"]["p25"].split("/")[1]
    return f"Pay and jobs: OEWS, {vintage}, {facts['wage_area_name']}."
