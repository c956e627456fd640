"""Nothing fits: the smallest changes of limits, each as one button that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from pathways.person import Person
from pathways.ui import state
from pathways.ui.notes import show_note
from pathways.words import _, count_things, escape_markdown, format_money, format_months


def show_relaxations(answer: Mapping[str, Any], person: Person) -> None:
    """Show what would open a pathway, or why nothing does."""
    if answer["searched"]["none"]:
        show_note(answer["searched"]["none"])
        return
    st.markdown(_("The smallest changes that open a way:"))
    for place, relaxation in enumerate(answer["relaxations"]):
        if st.button(
            escape_markdown(say_relaxation(relaxation)),
            key=f"relax_{place}",
            width="stretch",
            wrap=True,
            icon=":material/lock_open:",
        ):
            state.write_person(apply_relaxation(person, relaxation))
            st.rerun()


def list_changes(relaxation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return every change of limits of a relaxation, the first one too."""
    return [relaxation, *relaxation["also"]]


def apply_relaxation(person: Person, relaxation: Mapping[str, Any]) -> Person:
    """Return the person with the limits changed as the relaxation says."""
    changes: dict[str, Any] = {}
    for change in list_changes(relaxation):
        criterion = change["criterion"]
        if criterion == "paid_only":
            changes["paid_only"] = False
        elif criterion == "sectors":
            changes["sectors"] = ()
        else:
            changes[criterion] = change["to"]
    return replace(person, **changes)


def say_relaxation(relaxation: Mapping[str, Any]) -> str:
    """Return one relaxation in words: the changes, what they open and the pay at its end."""
    said = [say_change(change) for change in list_changes(relaxation)]
    words = _(" and ").join(said)
    opens = count_things(len(relaxation["opens"]), _("job"), _("jobs"))
    pay = relaxation["pathway"]["wage_end"]
    best = "" if pay is None else _(", one pays {pay}").format(pay=format_money(pay))
    return _("{change}: opens {jobs}{best}").format(
        change=words[:1].upper() + words[1:], jobs=opens, best=best
    )


def say_change(change: Mapping[str, Any]) -> str:
    """Return one change of a limit in words."""
    before, after, criterion = change["from"], change["to"], change["criterion"]
    if criterion == "max_months":
        return _("allow {months} more of training").format(months=format_months(after - before))
    if criterion == "max_elapsed":
        return _("allow {months} more from today").format(months=format_months(after - before))
    if criterion == "max_steps":
        return _("allow {steps} steps").format(steps=after)
    if criterion == "max_cost":
        if after is None:
            return _("look at ways whose price is not published")
        return _("allow a published price of {price}").format(price=format_money(after))
    if criterion == "min_wage":
        if after is None:
            return _("look at jobs whose pay is not published")
        return _("lower your wage line to {pay}").format(pay=format_money(after))
    if criterion == "paid_only":
        return _("look at ways with unpaid training too")
    return _("look at all sectors")
