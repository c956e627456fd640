"""An answer of ``trace`` as flat tables: one row per pathway, one per step; unknown cells have a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pathways.words import _, explain_withheld, format_months, format_price

LISTED: Final = "|"
"""Between the parts of a list in one cell, as in the graph's tables."""
AND: Final = "; "
LISTS: Final[Mapping[str, str]] = {
    "pathways": "fits the limits",
    "cost_unknown": "price not published",
}
"""List of the answer -> what its pathways have in common."""
TIMES: Final = ("months", "paid_months", "experience_months", "elapsed_months")
"""Months of a step or a whole pathway: study, paid learning, experience first, and all together."""
WAGES: Final = ("wage_start", "wage_end", "wage_gain", "median_start", "median_end")
"""Pay of a whole pathway, USD a year."""
SOURCES: Final = (
    "p25",
    "median",
    "months",
    "paid_months",
    "experience_months",
    "cost",
    "providers",
    "evidence",
)
"""Figures of a step whose source has a column."""
STEP_COLUMNS: Final = (
    "pathway",
    "list",
    "step",
    "soc",
    "title",
    "from_soc",
    "from_title",
    "kind",
    "similarity",
    *TIMES,
    "cost",
    "cost_missing",
    "cost_basis",
    "p25",
    "p25_missing",
    "median",
    "median_missing",
    "compare_area",
    "compare_area_name",
    "gates",
    "licenses_checked",
    "option",
    "options",
    "options_total",
    "evidence",
    *(f"source_{figure}" for figure in SOURCES),
    "made_on",
)
TOTALS: Final = (
    *TIMES,
    "cost",
    "known_cost",
    "unknown_costs",
    *WAGES,
    "break_even_months",
    "openings",
)
"""Figures of a whole pathway; months are months, money is USD (a year for pay)."""
MISSING: Final = (
    "cost",
    *WAGES,
    "break_even_months",
    "openings",
)
"""Figures of a pathway that may be unknown: each has a column with the reason."""

Row = dict[str, Any]


def list_shown(answer: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Yield every pathway with its number, counted through both lists, and the list it stands in."""
    number = 0
    for name in LISTS:
        for pathway in answer[name]:
            number += 1
            yield number, name, pathway


def list_pathways(answer: Mapping[str, Any], made_on: str) -> list[Row]:
    """Return one row per pathway: its ends, totals, weakest evidence and sources."""
    return [
        {
            "pathway": number,
            "list": LISTS[name],
            "start": pathway["start"],
            "start_title": pathway["start_title"],
            "end": pathway["end"],
            "end_title": pathway["steps"][-1]["title"],
            "steps": len(pathway["steps"]),
            **_list_totals(pathway),
            "compare_area": pathway["compare_area"],
            "compare_area_name": pathway["compare_area_name"],
            "weakest_evidence": pathway["weakest_evidence"],
            "why": pathway["why"],
            "sources": _join_sources(pathway["sources"]),
            "made_on": made_on,
        }
        for number, name, pathway in list_shown(answer)
    ]


def _list_totals(pathway: Mapping[str, Any]) -> Row:
    row: Row = {}
    for name in TOTALS:
        row[name] = pathway[name]
        if name in MISSING:
            row[f"{name}_missing"] = say_missing(pathway, name)
    return row


def list_steps(answer: Mapping[str, Any], made_on: str) -> list[Row]:
    """Return one row per step of every pathway, in STEP_COLUMNS."""
    rows = []
    for number, name, pathway in list_shown(answer):
        origin = (pathway["start"], pathway["start_title"])
        for place, step in enumerate(pathway["steps"], start=1):
            row = {
                "pathway": number,
                "list": LISTS[name],
                "step": place,
                "from_soc": origin[0],
                "from_title": origin[1],
                **_describe(step),
                "made_on": made_on,
            }
            rows.append({column: row[column] for column in STEP_COLUMNS})
            if step["soc"] != origin[0]:
                origin = (step["soc"], step["title"])
    return rows


def _describe(step: Mapping[str, Any]) -> Row:
    chosen = find_chosen(step)
    others = [option for option in step["options"] if option is not chosen]
    return {
        **{name: step[name] for name in STEP_COLUMNS if name in step},
        **{f"{name}_missing": say_missing(step, name) for name in ("cost", "p25", "median")},
        "gates": AND.join(say_asked(gate) for gate in step["gates"]),
        "option": say_option(chosen),
        "options": AND.join(say_option(option) for option in others),
        "evidence": LISTED.join(step["evidence"]),
        **{f"source_{name}": step["sources"].get(name) for name in SOURCES},
    }


def find_chosen(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the option that a step's figures are of."""
    return next(option for option in step["options"] if option["chosen"])


def say_missing(holder: Mapping[str, Any], name: str) -> str | None:
    """Return why a figure is absent in words, None where it is there."""
    if holder[name] is not None:
        return None
    return _(explain_withheld(holder["withheld"].get(name)))


def say_asked(gate: Mapping[str, Any]) -> str:
    """Return one thing that a step asks with its kind and source."""
    kind = str(gate["kind"]).replace("_", " ")
    checked = _(", read {day}").format(day=gate["checked"]) if gate.get("checked") else ""
    return f"{kind}: {gate['title']} ({gate['source']}{checked})"


def say_option(option: Mapping[str, Any]) -> str:
    """Return one way to do a step in words: who teaches what, how long, at what published price."""
    name = option["title"]
    if option["provider_name"]:
        name = f"{name}, {option['provider_name']} ({option['state']})"
    said = []
    if option["months_high"]:
        said.append(
            _("{months} of study").format(
                months=format_months(option["months_low"], option["months_high"])
            )
        )
    if option["paid_months"]:
        said.append(
            _("up to {months} learning on the job, paid").format(
                months=format_months(option["paid_months"])
            )
        )
    if option["cost"] is None:
        said.append(_("price not published"))
    elif option["cost"]:
        price = format_price(option["cost_low"], option["cost"])
        said.append(_("{price} published price").format(price=price))
    if option["other_state"]:
        said.append(_("other state: rules differ"))
    return f"{name}: {', '.join(said)}" if said else str(name)


def list_about(
    area: str, area_name: str, note: str, made_on: str, attribution: str
) -> Sequence[Row]:
    """Return what a table is about, as names and values."""
    told = {
        "made_on": made_on,
        "area": area,
        "area_name": area_name,
        "note": note,
        "attribution": attribution,
    }
    return [{"name": name, "value": value} for name, value in told.items()]


def _join_sources(sources: Mapping[str, str]) -> str:
    return LISTED.join(f"{field}={value}" for field, value in sorted(sources.items()))
