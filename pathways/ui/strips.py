"""A pathway as a strip of jobs and moves, on a phone as a list from top to bottom."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pathways.ui.ladder import read_asset
from pathways.words import (
    LEVEL,
    count_things,
    explain_withheld,
    format_gain,
    format_months,
    format_yearly,
    shorten_area,
)

PERMITS: Final = ("license", "credential")


def show_strip(pathway: dict[str, Any], *, key: str) -> None:
    """Show one pathway of ``trace_pathways`` as an ordered list of jobs and moves."""
    strip = st.components.v2.component(
        "strip",
        html='<div class="holder"><ol></ol></div>\n',
        css=read_asset("strip.css"),
        js=read_asset("strip.js"),
    )
    strip(key=key, data={"label": name_pathway(pathway), "items": list_items(pathway)})


def name_pathway(pathway: dict[str, Any]) -> str:
    """Return the pathway as one line: job, then job."""
    titles = [pathway["start_title"], *(step["title"] for step in pathway["steps"])]
    return ", then ".join(titles)


def list_items(pathway: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the strip's jobs and moves in reading order, all as words."""
    items = [
        _describe_job(
            "start",
            pathway["start_title"],
            pathway["wage_start"],
            pathway["median_start"],
            pathway["compare_area_name"],
        )
    ]
    for place, step in enumerate(pathway["steps"], start=1):
        role = "end" if place == len(pathway["steps"]) else "middle"
        items += [
            _describe_move(step),
            _describe_job(
                role, step["title"], step["p25"], step["median"], step["compare_area_name"]
            ),
        ]
    return items


def _describe_job(
    role: str, title: str, pay: int | None, median: int | None, area: str | None
) -> dict[str, Any]:
    experienced = explain_withheld(None) if median is None else format_yearly(median)
    lines = [f"With experience: {experienced}"]
    if area is not None:
        lines.append(f"Pay of {shorten_area(area)}")
    return {
        "role": role,
        "title": title,
        "pay": explain_withheld(None) if pay is None else format_yearly(pay),
        "value": pay,
        "lines": lines,
    }


def _describe_move(step: dict[str, Any]) -> dict[str, Any]:
    level = LEVEL.get(step["gates"][0]["level"], "schooling not known")
    lines = []
    if step["options"]:
        chosen = step["options"][0]
        lines.append(f"{format_months(chosen['months_low'], chosen['months_high'])} of study")
        lines.append(f"Taught at {count_things(step['providers'], 'school', 'schools')} here")
        lines.append(f"Price: {explain_withheld(step['withheld']['cost'])}")
    else:
        lines.append("No new schooling")
    if step["experience_months"]:
        lines.append(f"At least {format_months(step['experience_months'])} of experience first")
    if step["paid_months"]:
        lines.append(f"Up to {format_months(step['paid_months'])} learning on the job, paid")
    permits = list_permits(step)
    need = level.capitalize() if step["options"] else f"You have it: {level}"
    return {
        "need": need,
        "lines": lines + permits,
        "badges": ["Required by rule" if permits else say_license(step)],
    }


def list_permits(step: dict[str, Any]) -> list[str]:
    """Return the licences and certificates that a rule asks of the worker at this step, once each."""
    titles = [gate["title"] for gate in step["gates"] if gate["kind"] in PERMITS]
    return list(dict.fromkeys(titles))


def say_license(step: dict[str, Any]) -> str:
    """Return what we know of licences where no rule asks for one."""
    return "No license found" if step["licenses_checked"] else "License not checked"


def describe_totals(pathway: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the totals of a pathway's card: label and figure."""
    gain = pathway["wage_gain"]
    totals = [("Study", format_months(pathway["months"]))]
    if pathway["paid_months"]:
        totals.append(("On the job, paid", format_months(pathway["paid_months"])))
    if pathway["experience_months"]:
        totals.append(("Experience", f"at least {format_months(pathway['experience_months'])}"))
    words = (
        explain_withheld(pathway["withheld"].get("wage_gain"))
        if gain is None
        else format_gain(gain)
    )
    return [*totals, ("More pay a year", words)]
