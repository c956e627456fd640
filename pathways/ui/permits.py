"""What the law asks before a job: in one line, and rule by rule with the day each was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.graph import get_counties
from pathways.ui import cache
from pathways.ui.notes import show_note
from pathways.words import _, describe_day, escape_markdown, join_words, link_source, mark

LICENSE: Final = "license"
CLOSES: Final = ("license", "credential")
LISTED_SHOWN: Final = 8
UNCHECKED: Final = mark("License not checked")


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
        return _("not checked for this state: ask the state board")
    read = {gate["status"] for gate in rules["gates"] if gate["kind"] == LICENSE}
    if "required" in read:
        return _("only for part of the job, or asked of the employer")
    return _("decided by city or county") if "local" in read else _("not asked by the state")


def show_rules(rules: Mapping[str, Any]) -> None:
    """Show every reviewed rule with its source, and what the state only lists."""
    reviewed = [gate for gate in rules["gates"] if gate["basis"] == "curated" and gate["who"]]
    listed = [gate["title"] for gate in rules["gates"] if gate["status"] == "listed"]
    with st.expander(_("Licenses, training and checks, rule by rule")):
        if reviewed:
            st.markdown("\n".join(f"- {_write_rule(gate)}" for gate in reviewed))
        if listed:
            names = "; ".join(listed[:LISTED_SHOWN])
            if len(listed) > LISTED_SHOWN:
                left = len(listed) - LISTED_SHOWN
                names = _("{names} and {count} more").format(names=names, count=left)
            show_note(
                _("Listed by the state, check whether it is needed: {names}.").format(names=names)
            )
        if not reviewed and not listed:
            show_note(_("We hold no rule and no list for this job here."))


def _write_rule(gate: Mapping[str, Any]) -> str:
    where = _say_jurisdiction(gate["jurisdiction"])
    words = _("{status}, {where}. Read {day}:").format(
        status=say_status(gate), where=where, day=describe_day(gate["checked"])
    )
    title, source = escape_markdown(gate["title"]), link_source(gate["source"])
    return f"**{title}.** {escape_markdown(words)} {source}."


def say_status(gate: Mapping[str, Any]) -> str:
    """Say in words what a reviewed rule does."""
    if gate["status"] == "none":
        return _("Not asked")
    if gate["status"] == "local":
        return _("Decided by city or county")
    if gate["status"] == "unconfirmed":
        return _("Could not be confirmed")
    if gate["who"] != "worker":
        names = {
            "establishment": _("establishment"),
            "contractor": _("contractor"),
            "inspector": _("inspector"),
        }
        who = names.get(gate["who"], gate["who"])
        return _("Asked of the {who}, not the worker").format(who=who)
    return _("Required") if gate["gates_worker"] else _("Required for part of the job")


def _say_jurisdiction(code: str) -> str:
    if code == "US":
        return _("federal law")
    if code == "EVERY":
        return _("every state")
    county = get_counties(cache.load_graph()).get(code)
    return f"{county['name']}, {county['state']}" if county else code
