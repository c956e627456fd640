"""The facts of one occupation on the screen, each with its source one click away."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pathways.ui import cache
from pathways.words import (
    LEVEL,
    describe_source,
    escape_markdown,
    explain_withheld,
    format_count,
    format_percent,
    say_hourly,
    say_yearly,
)

FIGURES: Final = (
    ("p25", "Pay, newer worker, a year"),
    ("median", "Pay, with experience, a year"),
    ("hourly_p25", "Pay, newer worker, an hour"),
    ("hourly_median", "Pay, with experience, an hour"),
    ("employment", "Jobs here"),
    ("openings", "Openings here a year"),
    ("growth_pct", "Change of jobs in the nation over ten years"),
    ("entry_education", "Schooling most enter with"),
    ("gate_education", "Schooling asked at least"),
    ("experience", "Work experience first"),
    ("ojt", "Learning on the job"),
    ("job_zone", "O*NET job zone, 1 to 5"),
)
"""Facts of the source table: key and label."""


def say_fact(facts: dict[str, Any], name: str) -> str:
    """Say one fact in words, with the reason where there is no figure."""
    value = facts[name]
    if name in ("p25", "median"):
        return say_yearly(facts, name)
    if name.startswith("hourly"):
        return say_hourly(facts, name)
    if name == "gate_education":
        return LEVEL.get(value, "not known")
    if value is None:
        return explain_withheld(facts["withheld"].get(name))
    if name in ("employment", "openings"):
        return format_count(value)
    return format_percent(value, signed=True) if name == "growth_pct" else str(value)


def show_facts(facts: dict[str, Any], gates: dict[str, Any]) -> None:
    """Show four headline figures, what the job asks, and where each number comes from."""
    st.header(escape_markdown(facts["title"]))
    if facts["note"]:
        st.caption(escape_markdown(facts["note"]))
    with st.grid(columns=4, min_column_width=150):
        st.metric("Newer worker, a year", say_fact(facts, "p25"), border=True)
        st.metric("With experience, a year", say_fact(facts, "median"), border=True)
        st.metric("Jobs here", say_fact(facts, "employment"), border=True)
        st.metric("Openings a year", say_fact(facts, "openings"), border=True)
    st.markdown(
        escape_markdown(
            f"By the hour: {say_fact(facts, 'hourly_p25')} for a newer worker, "
            f"{say_fact(facts, 'hourly_median')} with experience. Schooling asked at least: "
            f"{say_fact(facts, 'gate_education')}. Learning on the job: "
            f"{say_fact(facts, 'ojt').lower()}."
        )
    )
    _show_minimum(facts["below_minimum"])
    _show_licenses(gates)
    vintage = facts["sources"]["p25"].split("/")[1]
    st.caption(
        escape_markdown(
            f"Pay: OEWS, {vintage}, {facts['wage_area_name']}. Openings include replacing people "
            "who leave; national rate. People who work for themselves are not counted."
        )
    )
    with st.expander("Where each number comes from"):
        areas = cache.get_area_names()
        st.dataframe(
            [
                {
                    "Fact": label,
                    "Figure": say_fact(facts, name),
                    "Source": describe_source(facts["sources"].get(name, ""), areas),
                }
                for name, label in FIGURES
            ],
            hide_index=True,
            alt="Each figure with its dataset, release and area",
        )


def _show_minimum(below: dict[str, Any] | None) -> None:
    if below:
        st.badge(
            "Survey is older than today's minimum wage", color="orange", icon=":material/history:"
        )
        st.caption(
            escape_markdown(
                f"${below['survey_hourly']:.2f} in the survey, "
                f"${below['minimum_hourly']:.2f} an hour by law in {below['state']}."
            )
        )


def _show_licenses(gates: dict[str, Any]) -> None:
    """Say what the law asks of the worker here, what is only listed, or that it was not checked."""
    if gates["note"]:
        st.badge("License not checked", color="gray", icon=":material/list_alt:")
        st.caption(escape_markdown(gates["note"]))
    with st.expander("What you need: licenses and checks"):
        reviewed = [gate for gate in gates["gates"] if gate["basis"] == "curated" and gate["who"]]
        listed = [gate for gate in gates["gates"] if gate["status"] == "listed"]
        if reviewed:
            st.dataframe(
                [
                    {
                        "What": gate["title"],
                        "Asked": say_status(gate),
                        "Where": gate["jurisdiction"],
                        "Read on": gate["checked"],
                        "Why": gate["note"],
                        "Source": gate["source"],
                    }
                    for gate in reviewed
                ],
                hide_index=True,
                column_config={"Source": st.column_config.LinkColumn("Source")},
                alt="Reviewed rules with source and the day they were read",
            )
        if listed:
            names = "; ".join(gate["title"] for gate in listed[:8])
            st.caption(
                escape_markdown(f"On the state's list, check whether it is needed: {names}.")
            )
        if not reviewed and not listed:
            st.caption("We hold no rule and no list for this job here.")


def say_status(gate: dict[str, Any]) -> str:
    """Say in words what a reviewed rule does."""
    if gate["status"] == "none":
        return "Not asked"
    if gate["status"] == "local":
        return "Decided by city or county"
    if gate["status"] == "unconfirmed":
        return "Could not be confirmed"
    if gate["who"] != "worker":
        return f"Asked of the {gate['who']}, not the worker"
    return "Required" if gate["gates_worker"] else "Required for part of the job"
