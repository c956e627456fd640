"""A pathway as a card: lead figure, totals and a strip of jobs and moves that stands up on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from pathways.ui import state
from pathways.ui.notes import show_heading, show_note
from pathways.ui.permits import CLOSES, UNCHECKED, list_required
from pathways.ui.sources import list_sources, show_sources
from pathways.words import (
    LEVEL,
    count_things,
    describe_day,
    escape_markdown,
    explain_withheld,
    format_gain,
    format_months,
    link_source,
    say_hourly,
    say_yearly,
    shorten_area,
    start_upper,
)

HERE: Final = Path(__file__).parent
SCALE: Final = 10_000

_STRIP = st.components.v2.component(
    "pathway_strip",
    html='<div class="card">\n</div>',
    css=(HERE / "strip.css").read_text(encoding="utf-8"),
    js=(HERE / "strip.js").read_text(encoding="utf-8"),
)


def show_pathways(
    answer: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]], *, goal: str | None
) -> None:
    """Show the pathways found as cards; ``facts`` holds the facts of every job in them."""
    found, searched = answer["pathways"], answer["searched"]
    show_heading(_say_found(found, searched, goal and facts[goal]["title"]), _say_limits(searched))
    if goal:
        st.button(
            "Show pathways to any job",
            key="goal_clear",
            icon=":material/undo:",
            on_click=state.write_choice,
            args=("goal", None),
        )
    top = _top_of_scale(facts[soc]["p25"] for path in found for soc in _list_jobs(path))
    honour = None if len(found) < 2 else "Quickest of these" if goal else "Best pay of these"
    for place, pathway in enumerate(found):
        with st.container(border=True):
            _STRIP(
                key=f"strip_{place}",
                data=describe_card(pathway, facts, top=top, honour=honour if place == 0 else None),
            )
            with st.expander("Why this one, which schools, and where each number comes from"):
                _show_reasons(pathway, facts)


def _say_found(found: Sequence[Any], searched: Mapping[str, Any], goal: str | None) -> str:
    if not found:
        to = f" to {goal}" if goal else ""
        return f"No pathway{to} within {searched['max_steps']} steps in our data."
    if goal:
        return f"{count_things(len(found), 'pathway', 'pathways')} to {goal}"
    shown = "Here is 1." if len(found) == 1 else f"Here are {len(found)} that differ."
    return f"{count_things(searched['reached'], 'job', 'jobs')} within reach. {shown}"


def _say_limits(searched: Mapping[str, Any]) -> str:
    most = searched["max_months"]
    cap = f"At most {most} months of study in all. " if most is not None else ""
    return (
        f"{cap}Months are full time, once you are admitted; waiting lists are not included. Licenses "
        "are named with each step and do not yet add months. Prices are not in this search yet."
    )


def _list_jobs(pathway: Mapping[str, Any]) -> list[str]:
    return [pathway["start"], *(step["soc"] for step in pathway["steps"])]


def _top_of_scale(amounts: Any) -> int:
    return -(-max((amount for amount in amounts if amount), default=SCALE) // SCALE) * SCALE


def describe_card(
    pathway: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    top: int,
    honour: str | None,
) -> dict[str, Any]:
    """Return the words and bar lengths of one card; the browser only sets them as text."""
    jobs = _list_jobs(pathway)
    items: list[dict[str, Any]] = [_describe_job(facts[jobs[0]], "now", top)]
    for place, step in enumerate(pathway["steps"], start=1):
        items.append(_describe_move(step))
        role = "end" if place == len(pathway["steps"]) else "mid"
        items.append(_describe_job(facts[step["soc"]], role, top))
    gain = pathway["wage_gain"]
    end = facts[jobs[-1]]["title"]
    totals = [
        ("School", format_months(pathway["months"])),
        ("Published price", "Not in our data yet"),
        (
            "More pay a year",
            explain_withheld(pathway["withheld"].get("wage_gain")).capitalize()
            if gain is None
            else format_gain(gain),
        ),
    ]
    if pathway["paid_months"]:
        totals.insert(1, ("On the job, paid", format_months(pathway["paid_months"])))
    return {
        "label": f"Pathway from {facts[jobs[0]]['title']} to {end}",
        "lead": format_months(pathway["elapsed_months"]),
        "to": f"from today to {end}",
        "badges": [
            *([{"text": honour, "tone": "blue"}] if honour else []),
            {"text": f"Known from: {pathway['weakest_evidence']}", "tone": "quiet"},
            *([] if _is_checked(pathway) else [{"text": UNCHECKED, "tone": "outline"}]),
        ],
        "totals": [{"name": name, "value": value} for name, value in totals],
        "items": items,
    }


def _describe_job(facts: Mapping[str, Any], role: str, top: int) -> dict[str, Any]:
    lines = [f"New: {say_hourly(facts, 'hourly_p25')}"]
    lines.append(f"With experience: {say_yearly(facts, 'median')}")
    if facts["wage_area"] != facts["area"] and facts["p25"] is not None:
        lines.append(f"{shorten_area(facts['wage_area_name'])} figures")
    if facts["below_minimum"]:
        lines.append("Survey is older than today's minimum wage")
    pay = facts["p25"]
    return {
        "type": "job",
        "role": role,
        "title": facts["title"],
        "pay": say_yearly(facts, "p25"),
        "unit": "" if pay is None else "a year",
        "share": None if pay is None else round(100 * pay / top, 1),
        "lines": lines,
    }


def _is_checked(pathway: Mapping[str, Any]) -> bool:
    """Say whether somebody read the license rules of every step; unsaid counts as no."""
    return all(step.get("licenses_checked", False) for step in pathway["steps"])


def _describe_move(step: Mapping[str, Any]) -> dict[str, Any]:
    levels = [LEVEL[gate["level"]] for gate in step["gates"] if gate["level"] in LEVEL]
    need = levels[0] if levels else "school needed: not published"
    chosen = next((option for option in step["options"] if option["chosen"]), None)
    lines: list[str] = []
    if chosen:
        lines.append(f"{format_months(chosen['months_low'], chosen['months_high'])} of study")
        lines.append(f"{count_things(step['providers'], 'school', 'schools')} here")
    else:
        lines.append("No new school needed")
    lines += list_required(step["gates"], *CLOSES, "check")
    if step["experience_months"]:
        lines.append(f"At least {format_months(step['experience_months'])} of experience first")
    if step["paid_months"]:
        lines.append(f"Up to {format_months(step['paid_months'])} learning on the job, paid")
    return {
        "type": "move",
        "dashed": step["kind"] in ("lateral_advancement", "lateral_transition"),
        "need": start_upper(need),
        "lines": lines,
        "badges": _badge_move(step),
    }


def _badge_move(step: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the badge of a move: what a rule asks, or that nobody read the rules."""
    if list_required(step["gates"], *CLOSES):
        return [{"text": "Required by rule", "tone": "green"}]
    return [] if step.get("licenses_checked", False) else [{"text": UNCHECKED, "tone": "outline"}]


def _show_reasons(pathway: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> None:
    st.markdown(f"**Why this one.** {escape_markdown(pathway['why'])}")
    if pathway["compare_area"] and pathway["compare_area"] != facts[pathway["start"]]["area"]:
        where = pathway["compare_area_name"]
        show_note(f"Pay is compared in {where}, the closest area that publishes both.")
    for step in pathway["steps"]:
        if step["options"]:
            st.markdown(f"**Schools for {escape_markdown(step['title'])}**")
            st.dataframe(
                [_describe_option(option) for option in step["options"]],
                hide_index=True,
                alt=f"Schools that teach a way into {step['title']}",
            )
    if any(step["options"] for step in pathway["steps"]):
        show_note("Place is the main campus. Ask which campus teaches it.")
    rules = {
        f"{escape_markdown(gate['title'])}: {link_source(gate['source'])}, "
        f"read {describe_day(gate['checked'])}"
        for step in pathway["steps"]
        for gate in step["gates"]
        if gate["title"] in list_required(step["gates"], *CLOSES, "check")
    }
    if rules:
        st.markdown("**Required by rule**")
        st.markdown("\n".join(f"- {rule}" for rule in sorted(rules)))
    st.markdown("**Where each number comes from**")
    jobs = [facts[soc] for soc in _list_jobs(pathway)]
    wages = [
        {"sources": {k: v for k, v in job["sources"].items() if k in ("p25", "median")}}
        for job in jobs
    ]
    show_sources(list_sources(pathway, *pathway["steps"], *wages))


def _describe_option(option: Mapping[str, Any]) -> dict[str, str]:
    other = ", other state: rules differ" if option["other_state"] else ""
    return {
        "School": option["provider_name"],
        "State": f"{option['state']}{other}",
        "Credential": option["title"],
        "Months": format_months(option["months_low"], option["months_high"]),
        "Finished last year": f"{option['completions']:,}",
        "Published price": "Not in our data yet",
    }
