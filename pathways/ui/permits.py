"""What the law asks before a job: in one line, and rule by rule with the day each was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.graph import get_counties
from pathways.ui import cache
from pathways.ui.notes import show_note
from pathways.words import describe_day, escape_markdown, join_words, link_source

LICENSE: Final = "license"
CLOSES: Final = ("license", "credential")
LISTED_SHOWN: Final = 8
UNCHECKED: Final = "License not checked"


def list_required(gates: Sequence[Mapping[str, Any]], *kinds: str) -> list[str]:
    """Return the titles of what a reviewed rule requires of the worker, once each."""
    return list(
        dict.fromkeys(
            gate["title"]
            for gate in gates
            if gate["kind"] in kinds
            and gate.get("status") == "required"
            and gate.get("gates_worker", False)
        )
    )


def say_license(rules: Mapping[str, Any]) -> str:
    """Say whether a license is needed here; what nobody read is "not checked", never "none"."""
    required = list_required(rules["gates"], LICENSE)
    if required:
        return join_words(required)
    if not rules["licenses_checked"]:
        return "not checked for this state: ask the state board"
    read = {gate["status"] for gate in rules["gates"] if gate["kind"] == LICENSE}
    if "required" in read:
        return "only for part of the job, or asked of the employer"
    return "decided by city or county" if "local" in read else "not asked by the state"


def show_rules(rules: Mapping[str, Any]) -> None:
    """Show every reviewed rule with its source, and what the state only lists."""
    reviewed = [gate for gate in rules["gates"] if gate["basis"] == "curated" and gate["who"]]
    listed = [gate["title"] for gate in rules["gates"] if gate["status"] == "listed"]
    with st.expander("Licenses, training and checks, rule by rule"):
        if reviewed:
            st.markdown("\n".join(f"- {_write_rule(gate)}" for gate in reviewed))
        if listed:
            more = f" and {len(listed) - LISTED_SHOWN} more" if len(listed) > LISTED_SHOWN else ""
            names = "; ".join(listed[:LISTED_SHOWN])
            show_note(f"Listed by the state, check whether it is needed: {names}{more}.")
        if not reviewed and not listed:
            show_note("We hold no rule and no list for this job here.")


def _write_rule(gate: Mapping[str, Any]) -> str:
    where = _say_jurisdiction(gate["jurisdiction"])
    words = escape_markdown(f" {say_status(gate)}, {where}. Read {describe_day(gate['checked'])}: ")
    return f"**{escape_markdown(gate['title'])}.**{words}{link_source(gate['source'])}."


def say_status(gate: Mapping[str, Any]) -> str:
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


def _say_jurisdiction(code: str) -> str:
    if code == "US":
        return "federal law"
    if code == "EVERY":
        return "every state"
    county = get_counties(cache.load_graph()).get(code)
    return f"{county['name']}, {county['state']}" if county else code
