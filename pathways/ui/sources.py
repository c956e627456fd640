"""Where each number comes from: one line of words for every source, and the caption of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.ui import cache, state
from pathways.ui.notes import show_note
from pathways.words import _, describe_release, describe_source, escape_markdown, mark

ABOUT: Final = "pathways/ui/pages/about.py"

FIGURES: Final[Mapping[str, str]] = {
    "p25": mark("Pay, newer worker"),
    "median": mark("Pay, with experience"),
    "p10": mark("Lowest tenth of pay"),
    "p75": mark("Upper quarter of pay"),
    "p90": mark("Highest tenth of pay"),
    "employment": mark("Jobs here"),
    "location_quotient": mark("Share against the nation"),
    "openings": mark("Openings a year"),
    "growth_pct": mark("Outlook, ten years"),
    "gate_education": mark("School needed, level used"),
    "entry_education": mark("School, typical by BLS"),
    "experience": mark("Experience, by BLS"),
    "ojt": mark("Training on the job, by BLS"),
    "job_zone": mark("Job zone"),
    "wage_gain": mark("More pay a year"),
    "wage_change": mark("More pay a year"),
    "evidence": mark("That people can make this move"),
    "score": mark("That people can make this move"),
    "months": mark("Months of school"),
    "options": mark("Schools that teach it"),
}
"""Field of ``sources`` -> what it is called on the page, in the order shown."""


def list_sources(*holders: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each figure's name with its source in words, once, in the page's order."""
    areas = cache.get_area_names()
    found: dict[tuple[str, str], None] = {}
    for field, name in FIGURES.items():
        for holder in holders:
            source = holder["sources"].get(field)
            if source:
                found[_(name), describe_source(source, areas)] = None
    return list(found)


def show_sources(rows: Sequence[tuple[str, str]]) -> None:
    """Show figures grouped by their source, as a short list."""
    by_source: dict[str, list[str]] = {}
    for name, source in rows:
        by_source.setdefault(source, []).append(name)
    st.markdown(
        "\n".join(
            f"- **{escape_markdown(', '.join(names))}**: {escape_markdown(source)}"
            for source, names in by_source.items()
        )
    )


def show_page_sources(facts: Mapping[str, Any], datasets: Iterable[str]) -> None:
    """Show the last block of a page: the releases used, who publishes them, and where to read more."""
    graph = cache.load_graph()
    used = []
    for dataset in datasets:
        entry = next(entry for entry in graph.manifest["inputs"] if entry["dataset"] == dataset)
        release = describe_release(dataset, graph.vintage(dataset))
        used.append(f"{release} ({entry['publisher']})")
    show_note(
        _(
            "Figures for {area}. Sources: {sources}. Pay leaves out people who work for themselves. "
            "O*NET is published under CC BY 4.0 and was modified by us."
        ).format(area=facts["area_name"], sources="; ".join(used))
    )
    st.page_link(
        ABOUT,
        label=_("About the data"),
        icon=":material/info:",
        query_params=state.read_shared() or None,
    )
