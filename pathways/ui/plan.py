"""The blocks of the plan page: blanks to fill, downloads, the sheet as a picture, the case note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from pathways.person import Person
from pathways.plan import (
    NOTE_LIMIT,
    Action,
    count_characters,
    draw_sheet,
    find_designated,
    make_sheet,
    write_note,
)
from pathways.region import Region
from pathways.trace import describe_person
from pathways.ui import cache, state
from pathways.ui.notes import show_heading, show_note
from pathways.ui.shell import write_filled
from pathways.words import _, escape_markdown, format_count, format_months, get_language

ACTIONS: Final = 3


def make_answer(region: Region, person: Person, pathway: Mapping[str, Any]) -> dict[str, Any]:
    """Return one pathway as an answer of ``trace``, with those parts of it that a plan says."""
    told = dict(pathway)
    if told["crosses_at"] is None:
        # found beyond the person's limits, the wage line among them: the plan counts it from pay
        del told["crosses_at"]
    return {
        "pathways": [told],
        "person": describe_person(region, person),
        "searched": {
            "area": region.area,
            "area_name": region.name,
            "min_wage": person.min_wage,
        },
        "designated": find_designated(region, pathway["steps"][-1]["soc"]),
    }


def ask_actions() -> list[Action]:
    """Ask for the first actions; nothing of it leaves the session."""
    show_heading(_("My next actions"), _("Leave blank what you want to fill in by hand."))
    asked = (
        ("what", _("Action {number}"), 100, 520),
        ("who", _("Who, action {number}"), 30, 220),
        ("when", _("By when, action {number}"), 20, 220),
    )
    written = []
    for number in range(1, ACTIONS + 1):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            written.append(
                Action(
                    *(
                        st.text_input(
                            label.format(number=number),
                            key=f"plan_{part}_{number}",
                            max_chars=letters,
                            width=width,
                        )
                        or ""
                        for part, label, letters, width in asked
                    )
                )
            )
    return written


def make_link(*, private: bool) -> str | None:
    """Return the address of this plan, without what only the person knows unless asked for."""
    if not st.context.url:
        return None
    return st.context.url.split("?")[0] + state.make_link(private=private)


def show_plan(answer: Mapping[str, Any], number: int, *, place: str) -> None:
    """Show the plan of one pathway of an answer; ``place`` is the id that its figures are of."""
    pathway = answer["pathways"][number]
    codes = [pathway["start"], *(step["soc"] for step in pathway["steps"])]
    facts = {code: cache.get_facts(place, code) for code in codes}
    goal = pathway["steps"][-1]["title"]
    st.header(
        escape_markdown(_("{start} to {goal}").format(start=pathway["start_title"], goal=goal)),
        anchor=False,
    )
    actions = ask_actions()
    private = st.checkbox(_("Keep my school and what I hold in the printed code"), key="plan_all")
    show_note(_("Nothing you type here is stored. It is gone when you close the page."))
    told: dict[str, Any] = {
        "today": date.today(),
        "language": get_language(),
        "facts": facts,
        "actions": actions,
    }
    link = make_link(private=private)
    note = write_note(answer, number, **told)
    name = f"plan-{codes[0]}-{codes[-1]}"
    show_heading(_("Plan sheet"))
    with st.container(horizontal=True):
        st.download_button(
            write_filled(_("Download the sheet (PDF)"), icon="download"),
            partial(make_sheet, answer, number, link=link, **told),
            f"{name}.pdf",
            "application/pdf",
            key="plan_pdf",
            type="primary",
            on_click="ignore",
        )
        st.download_button(
            _("Download the note (text)"),
            note,
            f"{name}.txt",
            "text/plain",
            key="plan_txt",
            icon=":material/download:",
            on_click="ignore",
        )
    with st.container(width=760, border=True):
        st.image(
            draw_sheet(answer, number, link=link, **told),
            width="stretch",
            alt=_(
                "Plan sheet, one page: {start} to {goal}, {months} from today. The case note below "
                "says the same in text."
            ).format(
                start=pathway["start_title"],
                goal=goal,
                months=format_months(pathway["elapsed_months"]),
            ),
        )
    show_heading(
        _("Case note"),
        _("{count} of {limit} characters. Copy it with the button at its corner.").format(
            count=format_count(count_characters(note)), limit=format_count(NOTE_LIMIT)
        ),
    )
    st.code(note, language=None, wrap_lines=True)
