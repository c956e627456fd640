"""Files that people take away from an answer, each made only when its button is pressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from pathways.export import export_answer, export_occupation
from pathways.region import Region
from pathways.ui.notes import show_note
from pathways.words import _, get_language, speaking

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: Final[Mapping[str, tuple[str, str]]] = {
    "xlsx": ("xlsx", SHEET),
    "csv": ("csv", "text/csv"),
    "json": ("json", "application/json"),
    "graphml": ("graphml", "application/xml"),
    "ctdl": ("ctdl.jsonld", "application/ld+json"),
}
"""Form of an exported answer -> how its file ends, and its media type."""


def show_downloads(answer: Mapping[str, Any], region: Region) -> None:
    """Show one button that opens the files of an answer; without a pathway there is none.

    What only the person knows is in none of them.
    """
    if not answer["pathways"] and not answer["cost_unknown"]:
        return
    today, language = date.today(), get_language()
    with st.popover(_("Download"), icon=":material/download:", key="downloads"):
        for form, label in _name_forms().items():
            _offer(form, label, name_file(region.name, today, FILES[form][0]),
                   partial(make_file, region, answer, form, today, language))  # fmt: skip
        show_note(
            _(
                "Each file names its sources and today's date. Your school, what you hold and your "
                "wage line are not in it."
            )
        )


def show_occupation_downloads(region: Region, soc: str) -> None:
    """Show one button that opens the files of one occupation here."""
    today, language = date.today(), get_language()
    labels = {
        "xlsx": _("Excel workbook"),
        "csv": _("CSV table, one row a figure"),
        "json": _("JSON, everything"),
    }
    with st.popover(_("Download"), icon=":material/download:", key="downloads"):
        for form, label in labels.items():
            _offer(form, label, name_file(region.name, today, FILES[form][0], what=f"occupation_{soc}"),
                   partial(make_occupation_file, region, soc, form, today, language))  # fmt: skip
        show_note(
            _(
                "Pay, rules, moves, schools and sponsors. Each file names its sources and today's date."
            )
        )


def _offer(form: str, label: str, name: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        make,
        name,
        FILES[form][1],
        key=f"download_{form}",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


def make_file(
    region: Region, answer: Mapping[str, Any], form: str, today: date, language: str
) -> bytes:
    """Return one file of an answer, its sentences in a language: a button runs outside the page."""
    with speaking(language):
        return export_answer(region, answer, form, made_on=today)


def make_occupation_file(region: Region, soc: str, form: str, today: date, language: str) -> bytes:
    """Return one file of an occupation here, its sentences in a language."""
    with speaking(language):
        return export_occupation(region, soc, form, made_on=today)


def name_file(place: str, today: date, ending: str, *, what: str = "pathways") -> str:
    """Return a file's name with its place and date, in letters that every system takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-") or "region"
    return f"{what}_{plain}_{today.isoformat()}.{ending}"


def _name_forms() -> dict[str, str]:
    return {
        "xlsx": _("Excel workbook"),
        "csv": _("CSV table, one row a step"),
        "json": _("JSON, everything"),
        "graphml": _("GraphML, to draw as a graph"),
        "ctdl": _("CTDL, the first pathway"),
    }
