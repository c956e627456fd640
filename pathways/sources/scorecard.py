"""US Department of Education College Scorecard: outcomes by field of study, program prices and months.

Figures by field are of students with federal aid, at a 4-digit field and a credential level, for all
campuses of an institution (OPEID6) together. Program prices and months come from the schools that
charge by program rather than by academic year (mostly technical colleges, cosmetology, for-profit).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    CIP,
    FILLED,
    NUMBER,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    note_rows,
    pad_codes,
    read_delimited,
)

FOLDER: Final = "scorecard"
OUTCOMES: Final = f"{FOLDER}/Most-Recent-Cohorts-Field-of-Study.csv.gz"
PROGRAMS: Final = f"{FOLDER}/MERGED2021_22_PP.csv.gz"
THRESHOLDS: Final = f"{FOLDER}/high_school_earnings_by_state.csv"

CREDENTIAL_LEVELS: Final[Mapping[str, str]] = {
    "1": "Undergraduate Certificate or Diploma",
    "2": "Associate's Degree",
    "3": "Bachelor's Degree",
    "4": "Post-baccalaureate Certificate",
    "5": "Master's Degree",
    "6": "Doctoral Degree",
    "7": "First Professional Degree",
    "8": "Graduate/Professional Certificate",
    "99": "Non-Credential Program (Preparatory Coursework/Teacher Certification)",
}
"""CREDLEV, as worded in the file."""

WITHHELD: Final = ("PS", "PrivacySuppressed")
"""Suppressed for privacy: a figure exists. A blank or one of ABSENT says that there is none."""

ABSENT: Final = ("", "NULL", "NA")
NATION: Final = "US"
PROGRAMS_PER_SCHOOL: Final = 6
LONGEST: Final = 120
"""Months: a longer program is taken for an error."""

HIGHEST_PRICE: Final = 250_000
HIGHEST_OUTCOME: Final = 1_000_000
FIGURES: Final[Mapping[str, str]] = {
    "earnings_1yr": "EARN_MDN_1YR",
    "earnings_4yr": "EARN_MDN_4YR",
    "debt": "DEBT_ALL_STGP_ANY_MDN",
}
_WORDS = "|".join((*WITHHELD, *ABSENT))
_FIGURE = rf"{NUMBER}|{_WORDS}"
_PROVIDER = Field("provider", "UNITID", r"[1-9]\d{5}(\d\d)?", "178697")
"""Eight digits name a further location of the school whose six digits come first; IPEDS has none."""


def read_scorecard(folder: Path) -> Reading:
    """Read ``field_outcomes``, ``program_prices`` and ``high_school_earnings``.

    ``field_outcomes``: provider (UNITID), cip4 (51.08), credlev (CREDENTIAL_LEVELS), completions
    (awards counted for IPEDS, absent where none was reported), earnings_1yr and earnings_4yr (median,
    USD a year, after completion), debt (median, USD), each with a ``_withheld`` column (True = the
    publisher suppressed it; False beside an absent figure = nothing was published), campuses
    (UNITIDs that show these same figures, because they are computed for all together).
    ``program_prices``: provider, program (1 = the largest, to 6), cip, price (USD, whole program:
    tuition, fees, books), price_annual, months, tuition_fees (USD, tuition and fees of the largest
    program, on program 1 only), year. A field may stand twice where a school has two lengths of it.
    ``high_school_earnings``: state (US = nation), earnings (median of high-school graduates, USD).
    """
    notices: list[Notice] = []
    tables = {
        "field_outcomes": _read_outcomes(folder / OUTCOMES, notices),
        "program_prices": _read_programs(folder / PROGRAMS, notices),
        "high_school_earnings": _read_thresholds(folder / THRESHOLDS, notices),
    }
    return Reading(tables, tuple(notices))


def _read_outcomes(path: Path, notices: list[Notice]) -> pd.DataFrame:
    table = name_table(path)
    rows = read_delimited(
        path,
        [
            _PROVIDER,
            Field("institution", "OPEID6", r"0\d{5}", "002876"),
            Field("cip4", "CIPCODE", r"\d{3,4}", "5108"),
            Field("credlev", "CREDLEV", r"\d{1,2}", "2"),
            Field("words", "CREDDESC", FILLED, "Associate's Degree"),
            Field("completions", "IPEDSCOUNT1", r"(\d+(\.0)?)?|NULL|NA", "51"),
            *(Field(name, header, _FIGURE, "50894") for name, header in FIGURES.items()),
        ],
        notices=notices,
    )
    rows = _check_levels(rows, table, notices)
    digits = pad_codes(rows["cip4"], 4, table, "CIPCODE", notices)
    rows = rows.assign(cip4=digits.str[:2] + "." + digits.str[2:])
    rows = drop_doubles(rows, ["provider", "cip4", "credlev"], table, notices)
    shared = rows.groupby(["institution", "cip4", "credlev"])["provider"].transform("size")
    frame = rows[["provider", "cip4", "credlev"]].assign(
        completions=_parse(rows["completions"], "IPEDSCOUNT1", table, notices)
    )
    for name, header in FIGURES.items():
        withheld = rows[name].isin(WITHHELD)
        if withheld.any():
            notices.append(
                make_notice("outcome_suppressed", table, column=header, count=int(withheld.sum()))
            )
        figures = _parse(rows[name], header, table, notices)
        frame[name] = _keep_between(
            figures, HIGHEST_OUTCOME, "outcome_out_of_range", table, header, notices
        )
        frame[f"{name}_withheld"] = withheld
    return frame.assign(campuses=shared.astype("Int32")).reset_index(drop=True)


def _check_levels(rows: pd.DataFrame, table: str, notices: list[Notice]) -> pd.DataFrame:
    """Return the rows of known credential levels; note unknown ones and other wordings."""
    pairs = rows.groupby(["credlev", "words"], sort=True).size().reset_index(name="rows")
    for level, words, count in pairs.itertuples(index=False, name=None):
        if level not in CREDENTIAL_LEVELS:
            code = "unknown_credential_level"
        elif words != CREDENTIAL_LEVELS[level]:
            code = "credential_level_reworded"
        else:
            continue
        notices.append(
            make_notice(code, table, column="CREDDESC", value=words, entity=level, count=int(count))
        )
    return rows[rows["credlev"].isin(list(CREDENTIAL_LEVELS))]


def _read_programs(path: Path, notices: list[Notice]) -> pd.DataFrame:
    table = name_table(path)
    numbers = range(1, PROGRAMS_PER_SCHOOL + 1)
    fields = [_PROVIDER, Field("tuition_fees", "TUITIONFEE_PROG", _FIGURE, "4572.0")]
    for n in numbers:
        fields += [
            Field(f"cip_{n}", f"CIPCODE{n}", rf"{CIP}|\d\.\d{{4}}|{_WORDS}", "51.3901"),
            Field(f"price_{n}", f"CIPTFBS{n}", _FIGURE, "5745.0"),
            Field(f"price_annual_{n}", f"CIPTFBSANNUAL{n}", _FIGURE, "3830.0"),
            Field(f"months_{n}", f"MTHCMP{n}", _FIGURE, "11.0"),
        ]
    rows = read_delimited(path, fields, notices=notices)
    rows = drop_doubles(rows, ["provider"], table, notices)
    programs = pd.concat([_take_program(rows, n, table, notices) for n in numbers])
    _check_zero(programs, table, notices)
    return (
        programs.assign(year=find_year(path.name))
        .sort_values(["provider", "program"])
        .reset_index(drop=True)
    )


def _take_program(rows: pd.DataFrame, n: int, table: str, notices: list[Notice]) -> pd.DataFrame:
    """Return program ``n`` of every school that reports one."""
    rows = rows[~rows[f"cip_{n}"].isin([*ABSENT, *WITHHELD])]

    def read(name: str, header: str, highest: int, code: str) -> pd.Series:
        figures = _parse(rows[name], header, table, notices)
        return _keep_between(figures, highest, code, table, header, notices)

    frame = pd.DataFrame(
        {
            "provider": rows["provider"],
            "program": pd.array([n] * len(rows), dtype="Int32"),
            "cip": pad_codes(rows[f"cip_{n}"], 7, table, f"CIPCODE{n}", notices),
            "price": read(f"price_{n}", f"CIPTFBS{n}", HIGHEST_PRICE, "price_out_of_range"),
            "price_annual": read(
                f"price_annual_{n}", f"CIPTFBSANNUAL{n}", HIGHEST_PRICE, "price_out_of_range"
            ),
            "months": read(f"months_{n}", f"MTHCMP{n}", LONGEST, "program_months_out_of_range"),
            "tuition_fees": read(
                "tuition_fees", "TUITIONFEE_PROG", HIGHEST_PRICE, "price_out_of_range"
            )
            if n == 1
            else pd.array([pd.NA] * len(rows), dtype="Int32"),
        },
        index=rows.index,
    )
    below = (frame["price"] < frame["price_annual"]).fillna(False)
    if below.any():
        notices.append(
            note_rows("program_price_below_annual", frame["price"][below], table, f"CIPTFBS{n}")
        )
    return frame


def _check_zero(programs: pd.DataFrame, table: str, notices: list[Notice]) -> None:
    zero = programs[programs["price"].eq(0).fillna(False)]
    for row, provider, program in zero[["provider", "program"]].itertuples(name=None):
        notices.append(
            make_notice(
                "price_of_zero",
                table,
                row=int(row),
                column=f"CIPTFBS{program}",
                value="0",
                entity=provider,
            )
        )


def _read_thresholds(path: Path, notices: list[Notice]) -> pd.DataFrame:
    rows = read_delimited(
        path,
        [
            Field("state", "state", "[A-Z]{2}", "MO"),
            Field("earnings", "earnings_threshold_state", rf"{NUMBER}", "35096.0"),
            Field("nation", "earnings_threshold_national", rf"{NUMBER}", "36082.0"),
        ],
        notices=notices,
    )
    table = name_table(path)
    rows = drop_doubles(rows, ["state"], table, notices)
    nation = rows.iloc[[0]].assign(state=NATION, earnings=rows["nation"].iloc[0])
    rows = pd.concat([nation, rows])
    earnings = _parse(rows["earnings"], "earnings_threshold_state", table, notices)
    kept = _keep_between(
        earnings,
        HIGHEST_OUTCOME,
        "outcome_out_of_range",
        table,
        "earnings_threshold_state",
        notices,
    )
    known = rows[["state"]].assign(earnings=kept).dropna()
    return known.sort_values("state").reset_index(drop=True)


def find_year(name: str) -> str:
    """Return the academic year in a file name: ``MERGED2021_22_PP`` and ``ic2021_ay`` give 2021-22.

    Raises ValueError for a name without a year.
    """
    found = re.search(r"(?<!\d)(20\d\d)", name)
    if found is None:
        msg = f"no year in the file name {name!r}"
        raise ValueError(msg)
    start = int(found[1])
    return f"{start}-{(start + 1) % 100:02d}"


def _parse(cells: pd.Series, header: str, table: str, notices: list[Notice]) -> pd.Series:
    """Return figures as whole numbers, rounded; a withheld or absent cell is missing."""
    numbers = pd.to_numeric(cells.mask(cells.isin([*WITHHELD, *ABSENT])), errors="raise")
    huge = (numbers.abs() > 2**31 - 1).fillna(False)
    if huge.any():
        notices.append(note_rows("number_too_large", cells[huge], table, header))
    return numbers.mask(huge).round().astype("Int32")


def _keep_between(
    figures: pd.Series, highest: int, code: str, table: str, header: str, notices: list[Notice]
) -> pd.Series:
    """Return figures with those below 0 or above ``highest`` missing, one counted notice for them."""
    wrong = ((figures < 0) | (figures > highest)).fillna(False)
    if wrong.any():
        notices.append(note_rows(code, figures[wrong], table, header))
    return figures.mask(wrong)


SOURCE: Final = Source(FOLDER, (OUTCOMES, PROGRAMS, THRESHOLDS), read_scorecard)
