"""What the page of missing links says of one entry: its kind, cells, boxes, figures, sentence, sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from pathways.gaps import LISTS
from pathways.ui import cache
from pathways.words import (
    DATASET,
    _,
    describe_day,
    describe_source,
    explain_withheld,
    format_count,
    format_gain,
    format_money,
    start_upper,
)

Entry = Mapping[str, Any]

KIND_OF: Final[Mapping[str, str]] = {
    "taught_elsewhere": "taught_elsewhere",
    "no_such_link": "no_such_link",
    "not_conferred": "no_such_link",
    "not_in_data": "not_in_data",
    "sees_little": "sees_little",
    "one_school": "one_school",
    "missing_rung": "missing_rung",
    "dead_end": "dead_end",
    "orphan_credential": "orphan_credential",
}
"""Kind of an entry -> the choice of the page that it is shown under; any other is in the files only."""
UNSEEN: Final = ("not_in_data", "sees_little")
"""Kinds from which nothing follows: a link may be there, and we do not see it."""
KINDS: Final = tuple(dict.fromkeys(KIND_OF.values()))


def name_kind(kind: str) -> str:
    """Return what a kind of missing link is called."""
    return {
        "taught_elsewhere": _("Taught only elsewhere"),
        "no_such_link": _("No such link"),
        "not_in_data": _("Not in our data"),
        "sees_little": _("We see little of this"),
        "one_school": _("Hangs on one school"),
        "missing_rung": _("Next award not taught"),
        "dead_end": _("No better paid move"),
        "orphan_credential": _("Award without occupation"),
    }[kind]


def explain_kind(kind: str) -> str:
    """Return in one sentence what a kind of missing link means."""
    return {
        "taught_elsewhere": _(
            "The occupation asks for school. Schools teach it, but none that counts as here."
        ),
        "no_such_link": _("The occupation asks for school, and no field of study leads to it."),
        "not_in_data": _(
            "The occupation asks for school. Our data has no such award here, and how much of the "
            "field our sources see is not settled."
        ),
        "sees_little": _(
            "The occupation asks for school, and our sources see few schools of this kind. Nothing "
            "follows from what is missing here."
        ),
        "one_school": _("All awards here that lead to the occupation come from one school."),
        "missing_rung": _(
            "An award is taught here. The next one of its field, which opens more occupations, was "
            "not reported here."
        ),
        "dead_end": _("No move that we know of pays a tenth more here."),
        "orphan_credential": _(
            "People finish the award here, but its field leads to no occupation in our data."
        ),
    }[kind]


def group_entries(answer: Mapping[str, Any]) -> dict[str, list[Entry]]:
    """Return the entries of every choice of the page, in their order."""
    groups: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for name in LISTS:
        for entry in answer[name]:
            if entry["kind"] in KIND_OF:
                groups[KIND_OF[entry["kind"]]].append(entry)
    return groups


FEW: Final = 3
"""Columns of a table that leave room for wider ones."""
FIELDS_SHOWN: Final = 3
"""Fields and schools that a proposal names."""
LETTER: Final = 8
"""Pixels of a letter of a column's header, at most."""


def _say_number(entry: Entry, name: str, form: Callable[[int], str] = format_count) -> str:
    value = entry.get(name)
    if value is None:
        return start_upper(_(explain_withheld(entry["withheld"].get(name))))
    return form(value)


def _say_miles(entry: Entry) -> str:
    if not entry["nearest"]:
        return _("Not in our data")
    return _("{miles} miles").format(miles=entry["nearest"][0]["miles"])


def _say_job(title: str | None) -> str:
    return title or _("No such move known")


def list_cells(kind: str, entry: Entry) -> dict[str, str]:
    """Return an entry's cells under the headers of its kind; an absent figure is a word."""
    jobs, openings = _("Jobs here"), _("Openings a year, at most")
    gain, finished = _("Could gain a year, at most"), _("Finished it last year")
    if kind == "one_school":
        return {
            _("Occupation"): entry["to_title"],
            _("Only school"): entry["from_title"],
            jobs: _say_number(entry, "jobs"),
            openings: _say_number(entry, "openings"),
            _("Awards last year"): _say_number(entry, "completions"),
        }
    if kind == "missing_rung":
        return {
            _("Award taught here"): entry["from_title"],
            _("Next award"): entry["to_title"],
            _("It opens"): ", ".join(opened["title"] for opened in entry["opens"]),
            jobs: _say_number(entry, "jobs"),
            gain: _say_number(entry, "value_capped"),
        }
    if kind == "dead_end":
        return {
            _("Occupation"): entry["title"],
            _("Best paid move"): _say_job(entry["best"] and entry["best"]["title"]),
            jobs: _say_number(entry, "jobs"),
            _("Pay a year, newer worker"): _say_number(entry, "p25", format_money),
        }
    if kind == "orphan_credential":
        return {
            _("Award"): entry["title"],
            _("Schools here"): ", ".join(school["provider_name"] for school in entry["providers"]),
            finished: _say_number(entry, "completions"),
        }
    return {
        _("From"): _say_job(entry["from_title"]),
        _("To"): entry["to_title"],
        _("Nearest school"): _say_miles(entry),
        jobs: _say_number(entry, "jobs"),
        gain: _say_number(entry, "value_capped"),
        _("More pay a year"): _say_number(entry, "wage_change", format_gain)
        if entry["from"]
        else _("Not known"),
    }


def set_columns(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the layout of the columns: names wide and to the left, numbers narrow and to the right."""
    words = [name for place, name in enumerate(row) if place < 2 or name == _("It opens")]
    return {
        name: st.column_config.TextColumn(width=150 if len(row) > FEW else 300)
        if name in words
        else st.column_config.TextColumn(alignment="right", width=max(110, LETTER * len(name) + 24))
        for name in row
    }


def list_boxes(entry: Entry) -> tuple[list[tuple[str, str, str]], int | None, str]:
    """Return the boxes of the picture, which link of them is cut, and the words beside the cut.

    A box is a title, a line below and its shape, as ``draw.draw_chain`` takes them.
    """
    kind = entry["kind"]
    # what is not seen is not said to be broken
    words = _("We do not see this link") if kind in UNSEEN else _("The link breaks here")
    if kind == "one_school":
        boxes = [
            (entry["provider_name"], entry["city"] or "", "school"),
            (_name_field(entry["credential_title"]), "", "credential"),
            (entry["to_title"], _say_pay(entry, "p25"), "job"),
        ]
        return boxes, None, words
    if kind == "missing_rung":
        opened = entry["opens"][0]
        awards = [
            (*_split_award(entry[end]), shape)
            for end, shape in (("from_title", "credential"), ("to_title", "missing"))
        ]
        boxes = [*awards, (opened["title"], "", "job")]
        return boxes, 0, words
    if kind == "dead_end":
        boxes = [
            (entry["title"], _say_pay(entry, "p25"), "job"),
            (_("A job that pays more"), "", "job"),
        ]
        return boxes, 0, words
    if kind == "orphan_credential":
        award = (*_split_award(entry["title"]), "credential")
        return [award, (_("An occupation"), "", "job")], 0, words
    end = (entry["to_title"], _say_pay(entry, "p25"), "job")
    start = (
        (entry["from_title"], _say_pay(entry, "from_p25"), "job")
        if entry["from_title"]
        else (_("Any job before it"), "", "job")
    )
    if not entry["nearest"]:
        return [start, end], 0, words
    award = (_name_field(entry["nearest"][0]["credential_title"]), _say_miles(entry), "missing")
    return [start, award, end], 0, words


def name_place(kind: str) -> str:
    """Return what the place is called that the picture shows."""
    if kind == "one_school":
        return _("The place that hangs on one school")
    return _("The place that we do not see") if kind in UNSEEN else _("The broken place")


def _split_award(title: str) -> tuple[str, str]:
    """Return an award's field, with places to break its line, and its level."""
    field, _comma, level = title.rpartition(", ")
    return field.replace("/", "/ "), level


def _name_field(title: str) -> str:
    return _split_award(title)[0]


def _say_pay(entry: Entry, name: str) -> str:
    if entry.get(name) is None:
        return _("pay not published")
    return _("{pay} newer worker").format(pay=format_money(entry[name]))


def list_figures(entry: Entry) -> list[tuple[str, str, str]]:
    """Return the three figures of an entry: what it is, the figure, and what limits it."""
    kind = entry["kind"]
    jobs = (_("Jobs here"), _say_number(entry, "jobs"), _("In the occupation today."))
    capped = (
        _("Could gain a year, at most"),
        _say_number(entry, "value_capped"),
        _("Held to the openings a year that it leads to. National rate."),
    )
    finished = (
        _("Finished it last year"),
        _say_number(entry, "completions"),
        _("Awards, counted once for each person's first field."),
    )
    if kind == "one_school":
        openings = (
            _("Openings a year, at most"),
            _say_number(entry, "openings"),
            _("Also to replace people who leave. National rate."),
        )
        return [jobs, openings, finished]
    if kind == "missing_rung":
        return [finished, capped, (jobs[0], jobs[1], _("In the occupations that it opens."))]
    pay = (
        _("Pay a year, newer worker"),
        _say_number(entry, "p25", format_money),
        _("In the occupation itself."),
    )
    if kind == "dead_end":
        best = entry["best"]
        change = format_gain(best["wage_change"]) if best else _("not known")
        return [jobs, pay, (_("Best known move, a year"), change, best["title"] if best else "")]
    if kind == "orphan_credential":
        schools = format_count(len(entry["providers"]))
        unknown = (_("Jobs here"), _say_number(entry, "jobs"), _("No occupation is linked."))
        return [finished, (_("Schools here"), schools, _("They conferred it last year.")), unknown]
    if entry["from"] is None:
        return [jobs, capped, pay]
    return [
        (_("Workers in the job before it"), _say_number(entry, "from_jobs"), entry["from_title"]),
        capped,
        (
            _("More pay a year"),
            _say_number(entry, "wage_change", format_gain),
            _("Gap in newer-worker pay, same area for both."),
        ),
    ]


def say_entry(entry: Entry) -> str:
    """Return the broken place in words, as the picture shows it."""
    origin, end = entry["from_title"], entry["to_title"]
    said = _("{origin} to {end}: {reason}") if origin and end else _("{title}: {reason}")
    return said.format(origin=origin, end=end, title=entry["title"], reason=entry["reason"])


def list_entry_sources(entry: Entry) -> list[tuple[str, str]]:
    """Return the figures of an entry with their sources in words, once each."""
    names = {
        "jobs": _("Jobs here"),
        "from_jobs": _("Workers in the job before it"),
        "openings": _("Openings a year"),
        "completions": _("Awards last year"),
        "wage_change": _("More pay a year"),
        "p25": _("Pay, newer worker"),
        "nearest": _("Nearest school"),
        "miles": _("Miles"),
        "fields": _("Which field leads where"),
        "opens": _("Which field leads where"),
        "to": _("Which field leads where"),
        "sectors": _("Sectors"),
    }
    areas = cache.get_area_names()
    return [
        (name, describe_source(entry["sources"][field], areas))
        for field, name in names.items()
        if entry["sources"].get(field, "").partition("/")[0] in DATASET
    ]


# ---- a proposal


def list_asks(kind: str) -> list[str]:
    """Return what somebody who proposes to mend a link of this kind is asked to fill in."""
    taught = _("Who teaches it here, or could, and in which town")
    first = {
        "one_school": [
            _("A second school here that teaches it, or could"),
            _("What would happen if this school stopped"),
        ],
        "missing_rung": [
            taught,
            _("How many credits of the first award count towards the next one"),
        ],
        "dead_end": [
            _("A job that people here move to from this one, and its pay"),
            _("How you know that people make this move"),
        ],
        "orphan_credential": [
            _("The occupation that employers here take people with this award for")
        ],
    }.get(kind, [taught, _("The award or course, and its field of study")])
    school = [] if kind in ("dead_end", "orphan_credential") else [_("Months, and published price")]
    return [
        *first,
        *school,
        _("Where this is written (page or document), and its date"),
        _("Who proposes it, and for which office"),
    ]


def write_proposal(entry: Entry, answer: Mapping[str, Any], day: str) -> str:
    """Return the text of a proposal to mend one link: what we see, what to add, sources and ``day``.

    ``answer`` is that of ``find_gaps``, ``day`` an ISO date. Lines to fill in end with a colon.
    """
    searched = answer["searched"]
    said = [
        _("PROPOSED LINK"),
        _("Region: {place} ({area})").format(place=searched["place"], area=searched["area"]),
        _("Kind: {kind}").format(kind=name_kind(KIND_OF[entry["kind"]])),
    ]
    ends = ((_("From: {end}"), "from"), (_("To: {end}"), "to"))
    said += [words.format(end=_name_end(entry, end)) for words, end in ends if entry[end]]
    award = entry.get("credential_title")
    if award:
        said.append(_("Award: {title}").format(title=award))
    if entry.get("fields"):
        codes = ", ".join(entry["fields"][:FIELDS_SHOWN])
        more = len(entry["fields"]) - FIELDS_SHOWN
        if more > 0:
            codes += _(" and {count} more").format(count=more)
        said.append(_("Fields of study that lead there (CIP): {codes}").format(codes=codes))
    said += ["", _("What we see"), entry["reason"]]
    said += [f"- {label}: {figure}" for label, figure, _note in list_figures(entry)]
    for school in (entry.get("nearest") or [])[:FIELDS_SHOWN]:
        said.append(
            _(
                "- {school}, {city}, {state}, {miles} miles: {award}, finished last year: {count}"
            ).format(
                school=school["provider_name"],
                city=school["city"],
                state=school["state"],
                miles=school["miles"],
                award=school["credential_title"],
                count=format_count(school["completions"]),
            )
        )
    said += ["", _("Please add")]
    said += [f"- {ask}:" for ask in list_asks(entry["kind"])]
    sources = list(dict.fromkeys(source for _name, source in list_entry_sources(entry)))
    said += [
        "",
        _("Sources: {sources}.").format(sources="; ".join(sources)),
        _("Written on {day}.").format(day=describe_day(day)),
    ]
    return "\n".join(said)


def _name_end(entry: Entry, end: str) -> str:
    code = str(entry[end]).partition(":")[2].removeprefix("award/")
    return f"{entry[f'{end}_title']} ({code})"
