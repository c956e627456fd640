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
    "employer_without_area": Rule(
        "info",
        "Employers could not be placed in an OEWS area; they are shown in no region but their state",
        "Correct the ZIP or county",
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
        "Nothing to mend: its moves are estimated, and say so",
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
    # ratings, activities, industries
    "ratings_incomplete": Rule(
        "warning",
        "An occupation is not rated on every element that the table holds",
        "Download the file again: rows may be missing",
    ),
    "rating_suppressed": Rule(
        "info",
        "The publisher recommends not to use the rating: too imprecise; it is absent, never 0",
        "Nothing to mend",
    ),
    "occupation_without_ratings": Rule(
        "info",
        "O*NET does not describe the occupation in this table",
        "Nothing to mend: comparisons leave it out and say so",
    ),
    "unknown_activity_code": Rule(
        "warning",
        "The work activity is not in the list of activities; the row was left out",
        "Use Tasks to DWAs.txt and DWA Reference.txt of the same release",
    ),
    "unknown_industry_code": Rule(
        "warning",
        "The industry is not in oe.industry; its jobs were left out",
        "Use oe.data and oe.industry of the same release",
    ),
    "industry_cell_suppressed": Rule(
        "info",
        "The jobs of an occupation in an industry were not released; they are unknown, never 0",
        "Nothing to mend: shares of other industries still stand",
    ),
    "industries_do_not_add_up": Rule(
        "error",
        "The industries of one level do not add up to all jobs: some are counted twice or missing",
        "Check the industry list: its levels may have changed",
    ),
    "industry_exceeds_occupation": Rule(
        "error",
        "An industry holds more jobs of the occupation than the nation does",
        "Check the file: its rows may have been exchanged",
    ),
    "industry_without_sector": Rule(
        "warning",
        "No sector holds the industry; its jobs are in no sector",
        "Add its NAICS code to data/curated/sectors.csv",
    ),
    "industry_in_two_sectors": Rule(
        "error",
        "Two sectors hold the industry; its jobs count in both",
        "Leave its NAICS code in one row of data/curated/sectors.csv",
    ),
    "sector_without_outlook": Rule(
        "warning",
        "The projections publish no industry of that NAICS code; the sector has no outlook",
        "Name published industries in data/curated/sectors.csv",
    ),
    "requirements_differ": Rule(
        "warning",
        "Tables 1.2 and 5.4 of the projections differ on an entry requirement; table 1.2 is used",
        "Use both workbooks of the same release",
    ),
    "outlook_inconsistent": Rule(
        "error",
        "The published change is not the one between the two published employments",
        "Check the file: its columns may have been exchanged",
    ),
    # prices, months and outcomes of programs
    "outcome_suppressed": Rule(
        "info",
        "The publisher withheld the figure because too few people stand behind it; it is absent "
        "and flagged, never 0",
        "Nothing to mend: shown as withheld by the publisher",
    ),
    "outcome_out_of_range": Rule(
        "warning",
        "Earnings or debt below 0 or above 1,000,000 USD; the figure was left out",
        "Check the file: its columns may have been exchanged",
    ),
    "unknown_credential_level": Rule(
        "warning",
        "The credential level is not in the list that we hold; the row was left out",
        "Check the level against the publisher's data dictionary",
    ),
    "credential_level_reworded": Rule(
        "warning",
        "The publisher words this credential level otherwise than before; it was used by its number",
        "Check that the number still means the same level",
    ),
    "number_too_large": Rule(
        "warning",
        "The number is too large to be one; it was left out",
        "Download the file again and do not save it from a spreadsheet",
    ),
    "price_out_of_range": Rule(
        "warning",
        "A price below 0 or above 250,000 USD; it was left out",
        "Ask the provider for its price and add it as your own data",
    ),
    "price_of_zero": Rule(
        "info",
        "The published price of a program is 0; it is kept as published",
        "Ask the provider whether it is so",
    ),
    "program_months_out_of_range": Rule(
        "warning",
        "A program of fewer than 0 or more than 120 months; its length was left out",
        "Ask the provider for its length and add it as your own data",
    ),
    "program_price_below_annual": Rule(
        "error",
        "The price of a whole program is below its price of one year",
        "Check the file: its columns may have been exchanged",
    ),
    "charge_not_reported": Rule(
        "info",
        "The publisher, not the school, made a charge (corrected, carried forward or estimated); it "
        "is flagged",
        "Nothing to mend: shown with its flag",
    ),
    "charges_unordered": Rule(
        "warning",
        "A charge is higher for people who live nearer; it is kept as published",
        "Ask the provider for its charges",
    ),
    "program_without_offer": Rule(
        "info",
        "The school reported no award in the field of its published program; price and months of "
        "the program are on no offer",
        "Nothing to mend: the school may have ended the program",
    ),
    "program_level_unclear": Rule(
        "info",
        "The school files awards of several levels in the field and the length of its published "
        "program fits none of them, or several; price and months of the program are on no offer",
        "Ask the provider which award the program leads to",
    ),
    "program_length_unlike_level": Rule(
        "info",
        "The published length of a program is unusual for the only award level that the school "
        "gives in the field; it is used as published",
        "Ask the provider for the length",
    ),
    "program_shorter_than_degree": Rule(
        "info",
        "A published program of fewer than 30 months at the bachelor's level: it finishes a degree or "
        "is a second one; its price and months are on no offer",
        "Nothing to mend: the usual length and the charges of the year stand for the degree",
    ),
    "outcome_without_offer": Rule(
        "info",
        "Earnings or debt are published for a field and level in which the school reported no award "
        "in the completions year; they are on no offer",
        "Nothing to mend",
    ),
    "charge_without_provider": Rule(
        "info",
        "Charges are published for a provider that the directory does not hold; they were left out",
        "Use directory and charges of neighbouring years",
    ),
    # credentials and employers
    "state_not_covered": Rule(
        "info",
        "The file holds nothing of this state: nothing found there means nothing known",
        "Nothing to mend: ask the state's own register",
    ),
    "federal_license_differs": Rule(
        "warning",
        "States describe the same federal license differently; the first in sorted order was kept",
        "Check the license with its agency",
    ),
    "invalid_url": Rule(
        "warning",
        "The cell is not a web address that starts with http or https; it was left out",
        "Enter the full address",
    ),
    "invalid_date": Rule(
        "warning",
        "The calendar has no such day; the date was left out",
        "Enter the date as YYYY-MM-DD",
    ),
    "personal_data_removed": Rule(
        "info",
        "A cell held a contact person, e-mail address or telephone number; it was removed",
        "Nothing to mend: the value is not kept anywhere",
    ),
    "ambiguous_crosswalk": Rule(
        "info",
        "One code stands with several occupations; all of them were kept",
        "Nothing to mend: the publisher lists them all",
    ),
    "list_cut_off": Rule(
        "warning",
        "The list ends at the publisher's limit of characters: its last title may be cut and "
        "later ones are missing",
        "See the sponsor's own page for the whole list",
    ),
    "unknown_occupation_title": Rule(
        "warning",
        "The title is not the title of one O*NET occupation; the link was left out",
        "Write the whole O*NET title",
    ),
    "test_record_suspected": Rule(
        "warning",
        "The name says that the record was made for a test; it was kept",
        "Leave it out if the publisher confirms it",
    ),
    "coordinates_outside_country": Rule(
        "warning",
        "The coordinates lie outside the United States; they were left out",
        "Place it by its ZIP or county",
    ),
    "county_outside_state": Rule(
        "warning",
        "The county's code is of another state; the county was left out",
        "Place it by its ZIP",
    ),
    "board_inferred": Rule(
        "info",
        "The county's board was inferred, not read in a source that names the county",
        "Confirm it with the board and write the source",
    ),
    "near_duplicate_name": Rule(
        "info",
        "Two employers of one city have nearly the same name; both were kept",
        "Say whether they are one employer",
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
    """Sort notices and keep at most KEPT_PER_CODE of one code and table; counts stay true.

    Notices that differ in nothing but their count become one.
    """
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
        last = places.get(key)
        if last is not None and replace(kept[last], count=notice.count) == notice:
            kept[last] = replace(notice, count=kept[last].count + notice.count)
            continue
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
