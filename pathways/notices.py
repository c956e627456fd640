"""The catalogue of data notices: what can be doubtful in a row, how grave it is and what mends it.

A notice says something about data; a program that cannot go on raises an error instead (errors.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

Severity = Literal["error", "warning", "info"]

KEPT_PER_CODE: Final = 100
"""Notices kept of one code and table; the last kept one carries the count of all the others."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue. ``condition`` states what was found, ``fix`` is an imperative."""

    severity: Severity
    condition: str
    fix: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding. Row 1 is the header of the file; ``count`` is how many rows share the finding."""

    code: str
    severity: Severity
    table: str
    message: str
    fix: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    entity: str | None = None
    count: int = 1


NOTICES: Final[Mapping[str, Rule]] = {
    # publishers' files
    "input_differs": Rule(
        "warning",
        "The file is not the one that data/sources.toml describes (other sha256)",
        "If it is a newer release, write its release, vintage, rows and sha256 there",
    ),
    "blank_row": Rule("info", "A row has no values and was skipped", "Remove the row"),
    "surrounding_whitespace": Rule(
        "info", "A code or name stands between blanks; they were removed", "Trim the cell"
    ),
    # codes
    "lost_leading_zero": Rule(
        "info", "A code had lost its leading zero and was padded", "Format the column as text"
    ),
    "duplicate_key": Rule(
        "warning",
        "The same key stands in several rows; the first in sorted order was kept",
        "Keep one row",
    ),
    "unknown_soc_code": Rule(
        "warning",
        "The code is in none of the SOC lists that we hold; the row was left out",
        "Check the code against SOC 2018",
    ),
    "soc_not_in_wages": Rule(
        "info",
        "OEWS publishes no such occupation, alone or in an aggregate; the row was left out",
        "Nothing to mend: there are no wages to show for it",
    ),
    "unknown_area_code": Rule(
        "warning", "The area is not in the OEWS area list; it was left out", "Check the area code"
    ),
    "unknown_award_level": Rule(
        "warning",
        "The award level is not in the list of levels; the row was left out",
        "Add the level to award_levels.csv and data/curated/level_months.csv",
    ),
    "foreign_key_violation": Rule(
        "error",
        "A row names something that its own table does not hold; it was left out",
        "Correct the code or add the missing row",
    ),
    "self_loop": Rule("error", "A move leads to the job it leaves", "Remove the row"),
    "unknown_provider": Rule(
        "warning",
        "A completions row names a provider that the directory does not hold; it was left out",
        "Use directory and completions of the same collection",
    ),
    # completions
    "completions_total_differs": Rule(
        "error",
        "A number of awards is not the sum of its parts (men and women, or the fields of study)",
        "Download the file again: rows may be missing or columns exchanged",
    ),
    # geography
    "county_unsettled": Rule(
        "info",
        "The county could not be placed in one OEWS area",
        "Search this place by area name instead",
    ),
    "zip_without_county": Rule(
        "info",
        "The ZIP has no county code and its state and county name match none",
        "Search this place by county or area name instead",
    ),
    "zip_without_state": Rule(
        "info",
        "The ZIP names no state, place or county; it was left out",
        "Nothing to mend: the publisher's row is empty",
    ),
    "unknown_county_code": Rule(
        "warning",
        "The ZIP's county code is not in the county table; the ZIP has no county here",
        "Add the county with its OEWS area to county_to_oews_area.csv",
    ),
    "provider_without_area": Rule(
        "warning",
        "The provider could not be placed in an OEWS area; it is not offered in any region",
        "Correct its county code or ZIP",
    ),
    # wages
    "wage_suppressed": Rule(
        "info",
        "The publisher released no estimate; the cell is absent, never 0",
        "Nothing to mend: shown as withheld by the publisher",
    ),
    "wage_top_coded": Rule(
        "info",
        "The wage is at or above the published cap; the cell is absent and flagged",
        "Nothing to mend: shown as the cap or more",
    ),
    "annual_only_wage": Rule(
        "info",
        "Only annual wages are published; the hourly ones are not derived",
        "Nothing to mend",
    ),
    "hourly_only_wage": Rule(
        "info",
        "Only hourly wages are published; the annual ones are not derived",
        "Nothing to mend",
    ),
    "wage_percentiles_unordered": Rule(
        "error",
        "A higher percentile is below a lower one",
        "Check the file: its columns may have been exchanged",
    ),
    # occupations
    "occupation_without_related": Rule(
        "info",
        "O*NET names no Primary related occupation",
        "Nothing to mend: the list of moves says so",
    ),
    "occupation_without_outlook": Rule(
        "warning", "The projections do not hold the occupation", "Check the projections release"
    ),
    "education_answers_refused": Rule(
        "info",
        "The survey's education answers are too few or marked as not to be used; BLS typical "
        "education is used",
        "Nothing to mend: the level says so",
    ),
    "occupation_without_field": Rule(
        "info", "No field of study is linked to the occupation", "Nothing to mend"
    ),
    # fields of study
    "cip_without_occupation": Rule(
        "info",
        "The crosswalk links the field of study to no occupation",
        "Nothing to mend: educators see it as a credential without an occupation",
    ),
    "unknown_cip_code": Rule(
        "warning",
        "The field of study is not in the crosswalk's list; its title is not known",
        "Check that the code is of CIP 2020",
    ),
}


def make_notice(
    code: str,
    table: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    entity: str | None = None,
    count: int = 1,
) -> Notice:
    """Make the notice of one catalogue code. Raise KeyError for a code that is not in it."""
    rule = NOTICES[code]
    shown = None if value is None else _escape(value)
    return Notice(
        code, rule.severity, table, rule.condition, rule.fix, row, column, shown, entity, count
    )


def cap_notices(notices: Iterable[Notice]) -> list[Notice]:
    """Sort notices and keep at most KEPT_PER_CODE of one code and table; counts stay true."""
    ordered = sorted(
        notices,
        key=lambda n: (
            n.code, n.table, n.row or 0, n.column or "", n.value or "", n.entity or ""
        ),
    )  # fmt: skip
    total: Counter[tuple[str, str]] = Counter()
    kept: list[Notice] = []
    places: dict[tuple[str, str], int] = {}
    for notice in ordered:
        key = (notice.code, notice.table)
        total[key] += 1
        if total[key] <= KEPT_PER_CODE:
            places[key] = len(kept)
            kept.append(notice)
        else:
            last = places[key]
            kept[last] = replace(kept[last], count=kept[last].count + notice.count)
    return kept


def _escape(value: str) -> str:
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value)
    return printable[:80]
