"""The parts of the page about the data: datasets, notices, what is seen and not seen, the words used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from pathways.graph import get_occupations
from pathways.rules import is_checked
from pathways.store import Graph
from pathways.ui.notes import show_heading, show_note, write_small
from pathways.ui.short import show_first
from pathways.words import _, describe_day, escape_markdown, format_count, link_source

HEIGHT: Final = 520
TALL: Final = 88
"""Pixels of a row of four lines of words."""
HOST: Final = r"https?://(?:www\.)?([^/]+)"
"""What is shown of a long address."""
SEVERITIES: Final = ("error", "warning", "info")
STATE_LISTS: Final[Mapping[str, str]] = {"MO": "state_list_mo", "FL": "state_list_fl"}
"""State -> column of ``facts/coverage`` with the address of its own list of training providers."""


# ---- datasets


def list_datasets(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every published file that the build read, by publisher and title."""
    rows = sorted(manifest["inputs"], key=lambda row: (row["publisher"], row["title"]))
    return [
        {
            "title": row["title"],
            "publisher": row["publisher"],
            "release": row["release"],
            "licence": row["licence"],
            "retrieved": describe_day(row["retrieved"]),
            "rows": row["rows"] or None,
            "url": row["url"],
        }
        for row in rows
    ]


def show_datasets(graph: Graph) -> None:
    """Show what the figures are made from: publisher, release, licence, day, rows and address."""
    rows = list_datasets(graph.manifest)
    st.markdown(
        _(
            "All figures come from {count} published files and from tables that we made ourselves, "
            "each row with its source. Nothing is fetched while you use this site."
        ).format(count=format_count(len(rows)))
    )
    names = {
        "title": _("Dataset"),
        "publisher": _("Publisher"),
        "release": _("Release"),
        "licence": _("License"),
        "retrieved": _("Retrieved"),
        "rows": _("Rows"),
        "url": _("Link"),
    }
    st.dataframe(
        [{names[key]: value for key, value in row.items()} for row in rows],
        hide_index=True,
        height=HEIGHT,
        row_height=TALL,
        placeholder=_("not counted"),
        column_config={
            names["title"]: st.column_config.TextColumn(width=220),
            names["publisher"]: st.column_config.TextColumn(width=190),
            names["release"]: st.column_config.TextColumn(width=150),
            names["licence"]: st.column_config.TextColumn(width=150),
            names["retrieved"]: st.column_config.TextColumn(width=90),
            names["rows"]: st.column_config.NumberColumn(format="localized", width=100),
            names["url"]: st.column_config.LinkColumn(display_text=HOST, width=200),
        },
        alt=_("Published files that the data is made from"),
    )
    show_note(
        _(
            "O*NET is published by the U.S. Department of Labor under CC BY 4.0 and was modified by "
            "us: codes were brought to those of OEWS and ratings averaged."
        )
    )


# ---- notices


def list_notices(table: pa.Table) -> list[dict[str, Any]]:
    """Return the notices by code with how many rows each is about, the graver and larger ones first."""
    groups: dict[str, dict[str, Any]] = {}
    for row in table.to_pylist():
        group = groups.setdefault(
            row["code"],
            {
                "code": row["code"],
                "severity": row["severity"],
                "message": row["message"],
                "count": 0,
                "fix": row["fix"],
                "tables": set(),
            },
        )
        group["count"] += row["count"]
        group["tables"].add(row["table"])
    return [
        {**group, "tables": ", ".join(sorted(group["tables"]))}
        for group in sorted(
            groups.values(),
            key=lambda one: (SEVERITIES.index(one["severity"]), -one["count"], one["code"]),
        )
    ]


def show_notices(graph: Graph) -> None:
    """Show what was doubtful in the published files and what was done about it."""
    groups = list_notices(graph.table("notices"))
    severities = {"error": _("Error"), "warning": _("Warning"), "info": _("To know")}
    st.markdown(
        _(
            "What was doubtful when the files were read, in {count} kinds. A warning means that the "
            "row was used with care or left out; the fix is for whoever keeps the file."
        ).format(count=format_count(len(groups)))
    )
    st.dataframe(
        [
            {
                _("What was found"): group["message"],
                _("Kind"): severities[group["severity"]],
                _("Rows"): group["count"],
                _("What mends it"): group["fix"],
                _("File or table"): group["tables"],
                _("Code"): group["code"],
            }
            for group in groups
        ],
        hide_index=True,
        height=HEIGHT,
        row_height=TALL,
        column_config={
            _("What was found"): st.column_config.TextColumn(width=320),
            _("Kind"): st.column_config.TextColumn(width=80),
            _("Rows"): st.column_config.NumberColumn(format="localized", width=80),
            _("What mends it"): st.column_config.TextColumn(width=300),
            _("File or table"): st.column_config.TextColumn(width=180),
        },
        alt=_("Kinds of doubtful data, the graver first"),
    )


# ---- what is seen, and what the numbers do not say


def list_limits() -> list[tuple[str, str]]:
    """Return what the numbers leave out: a name and a sentence each."""
    return [
        (
            _("People who work for themselves"),
            _(
                "Pay and jobs come from a survey of employers. Barbers, real estate agents and "
                "drivers who work for themselves are not in it."
            ),
        ),
        (
            _("Newer worker, with experience"),
            _(
                "A newer worker's pay is what a quarter of people in the job earn less than. With "
                "experience means the middle: half earn more, half less. Both are our words for "
                "published figures; the survey does not ask how long somebody has worked."
            ),
        ),
        (
            _("The survey is older than the law"),
            _(
                "Where the minimum wage has risen since the survey, the survey's pay can be below "
                "the law. Then we show both."
            ),
        ),
        (
            _("Figures that are withheld"),
            _(
                "Publishers withhold figures that rest on few employers. We show the state's or the "
                "nation's and say so. We never guess one."
            ),
        ),
        (
            _("Openings"),
            _(
                "Openings are the nation's yearly rate times the jobs here, with people who leave. "
                "They are no count of posted jobs."
            ),
        ),
        (
            _("Moves between jobs"),
            _(
                "Some moves were observed in a census survey of the 2010s. Some are on an expert "
                "list. Some we estimate from how alike the jobs are. Each says which."
            ),
        ),
        (
            _("Employers"),
            _(
                "Hospitals and colleges are shown with the jobs that such places usually employ. "
                "Sponsors of apprenticeships are listed as the register lists them. Neither says "
                "that anybody takes people now."
            ),
        ),
        (
            _("Prices before any aid"),
            _(
                "A price is the published one: tuition, fees and books for your home. Grants are "
                "not taken off; exams, tools and license fees are not added."
            ),
        ),
        (
            _("Months"),
            _(
                "Months are full time, once you are admitted. Waiting lists and courses that must "
                "come first are not in them."
            ),
        ),
        (
            _("Places of schools"),
            _("A school stands where its main campus is. Ask which campus teaches the program."),
        ),
        (
            _("Licenses"),
            _(
                "We read rules for the jobs and states named with each rule and give the day. A job "
                "without a rule of ours was not checked. That never means that none is needed."
            ),
        ),
    ]


def list_coverage(graph: Graph, seen: str) -> list[dict[str, Any]]:
    """Return the fields of training of which our sources see ``most`` or ``little``, by name."""
    rows = [row for row in graph.table("facts/coverage").to_pylist() if row["class"] == seen]
    return sorted(rows, key=lambda row: str(row["title"]))


def list_states(graph: Graph) -> list[dict[str, Any]]:
    """Return every state and territory with wage figures: what we hold for it alone, most first.

    ``licenses`` is in how many jobs the worker's license was checked there, ``list`` the address of
    the state's own list of training providers, None where we hold none.
    """
    rules: dict[str, list[dict[str, Any]]] = {}
    for row in graph.table("facts/gates").to_pylist():
        rules.setdefault(row["soc"], []).append(row)
    fields = graph.table("facts/coverage").to_pylist()
    found = []
    for area in graph.table("facts/areas").to_pylist():
        if area["kind"] not in ("state", "territory"):
            continue
        column = STATE_LISTS.get(area["states"])
        found.append(
            {
                "state": area["states"],
                "name": area["name"],
                "licenses": sum(is_checked(rows, area["states"]) for rows in rules.values()),
                "list": next((row[column] for row in fields if column and row[column]), None),
            }
        )
    return sorted(found, key=lambda row: (-row["licenses"], str(row["name"])))


def show_sight(graph: Graph) -> None:
    """Show what the numbers do not say, the fields of training that are seen well or hardly, and
    what is held for each state alone.
    """
    show_heading(_("What the numbers do not say"))
    for name, sentence in list_limits():
        st.markdown(f"**{escape_markdown(name)}.** {escape_markdown(sentence)}")
    for seen, heading, note in (
        (
            "little",
            _("Our sources see little of these fields"),
            _(
                "Many schools of these fields report to no public source. That none is shown says "
                "nothing; ask the state's own list."
            ),
        ),
        (
            "most",
            _("Our sources see most of these fields"),
            _("Schools that take federal student aid report every award."),
        ),
    ):
        with st.container():
            show_heading(heading, note)
            _show_coverage(list_coverage(graph, seen), seen)
    with st.container():
        _show_states(graph)


def _show_coverage(rows: list[dict[str, Any]], seen: str) -> None:
    show_first(
        [
            {
                _("Field"): escape_markdown(row["title"]),
                _("Why"): escape_markdown(row["reason"]),
            }
            for row in rows
        ],
        key=f"about_{seen}",
        alt=_("Fields of training and why our sources see them so"),
    )


def _show_states(graph: Graph) -> None:
    show_heading(_("What we hold for each state"))
    st.markdown(
        _(
            "What our sources see of a field is the same in every state: the two lists above hold "
            "for all. The counts in them are from Missouri and Florida, where we looked first. "
            "What differs by state is below: license rules that we have read, and the state's own "
            "list of training schools."
        )
    )
    jobs = format_count(len(get_occupations(graph)))
    show_first(
        [
            {
                _("State"): escape_markdown(row["name"]),
                _("License checked"): escape_markdown(
                    _("{count} of {jobs} jobs").format(
                        count=format_count(row["licenses"]), jobs=jobs
                    )
                ),
                _("The state's own list"): link_source(row["list"])
                if row["list"]
                else _("Not in our data") + write_small(_("Ask the state's job center.")),
            }
            for row in list_states(graph)
        ],
        key="about_states",
        alt=_("States, with the jobs whose license was checked and the state's own list"),
    )
    show_note(
        _(
            "Rules of federal law and of every state count in each state. In a job that was not "
            "checked, a license can be needed: ask the state board."
        )
    )


# ---- the words used


def list_words() -> list[tuple[str, str]]:
    """Return the words of this site with what each means, in plain sentences."""
    return [
        (
            _("Occupation, job"),
            _("A kind of work with a code of the federal list, not one employer's job title."),
        ),
        (
            _("Credential"),
            _("A degree, certificate, license, certification or apprenticeship that can be held."),
        ),
        (_("Provider, school"), _("Who teaches: a college, school or training center.")),
        (_("Employer"), _("Who pays people to do the work.")),
        (
            _("Sponsor"),
            _("Who runs a registered apprenticeship. It can be an employer, a union or a school."),
        ),
        (_("Sector"), _("A group of industries, such as health care or construction.")),
        (
            _("Region"),
            _("A set of counties with one name in the wage survey. A metro can lie in two states."),
        ),
        (_("Move, step"), _("Going from one job to the next one.")),
        (_("Pathway"), _("One or more steps from the job you have to the job you want.")),
        (
            _("Gate"),
            _(
                "What you must hold before you may start: a license, schooling, experience, a check."
            ),
        ),
        (_("Off-ramp"), _("What is open to you if you stop part of the way.")),
        (_("Wage line"), _("The yearly pay that you want to pass.")),
        (
            _("Evidence"),
            _("How we know: by a rule, published, observed, an expert list, or estimated."),
        ),
        (_("Vintage"), _("The year or month that a figure is of.")),
        (_("Notice"), _("A remark about data that is doubtful.")),
        (_("Layer"), _("Data of your own, shown beside the published data and marked as yours.")),
        (_("Listed"), _("It stands on a list. Whether it is needed, or open, is to be asked.")),
        (
            _("Usually employs"),
            _("Places of this kind have such jobs in the nation. Nothing is known of this one."),
        ),
        (_("Published price"), _("What a school says it charges, before any aid.")),
    ]


def show_words() -> None:
    """Show the words of this site as a list of definitions."""
    for word, meaning in list_words():
        st.markdown(f"**{escape_markdown(word)}**  \n{escape_markdown(meaning)}")
