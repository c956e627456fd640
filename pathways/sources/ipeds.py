"""NCES IPEDS: institutions (HD), awards conferred (completions, C_A), list of award levels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    CIP,
    DIGITS,
    FILLED,
    LATITUDE,
    LONGITUDE,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    pad_codes,
    read_delimited,
)

FOLDER: Final = "ipeds"
DIRECTORY: Final = f"{FOLDER}/hd2024.csv"
COMPLETIONS: Final = f"{FOLDER}/c2024_a.csv.gz"
LEVELS: Final = f"{FOLDER}/award_levels.csv"

NOT_APPLICABLE: Final = "-2"
OFFICE: Final = "0"
FIRST_MAJOR: Final = "1"
GRAND_TOTAL: Final = "99"
CONTROL: Final[Mapping[str, str]] = {
    "1": "public",
    "2": "private nonprofit",
    "3": "private for-profit",
}
NO_FEDERAL_AID: Final = ("5", "6", "7")
"""OPEFLAG: not in federal student aid now, never had a code for it, or stopped in the year."""
_UNITID = Field("provider", "UNITID", r"\d{6}", "178697")


def read_ipeds(folder: Path) -> Reading:
    """Read ``institutions``, ``completions`` and ``award_levels``.

    ``institutions``: provider (UNITID), title, city, state, zip (five digits), county (FIPS; new
    Connecticut region codes), control, sector (IPEDS code), website, latitude and longitude in
    degrees, status (active, no_federal_aid, closed), closed_on (as filed). Offices (sector 0) are
    left out; an absent cell is missing. ``completions``: provider, cip, awlevel, completions
    (awards in the year, first majors; 0 = listed, nobody completed). ``award_levels``: awlevel,
    title and the publisher's words for hours, credits and duration.
    """
    notices: list[Notice] = []
    tables = {
        "institutions": _read_institutions(folder / DIRECTORY, notices),
        "completions": _read_completions(folder / COMPLETIONS, notices),
        "award_levels": _read_levels(folder / LEVELS, notices),
    }
    return Reading(tables, tuple(notices))


def _read_institutions(path: Path, notices: list[Notice]) -> pd.DataFrame:
    rows = read_delimited(
        path,
        [
            _UNITID,
            Field("title", "INSTNM", FILLED, "Ozarks Technical Community College"),
            Field("city", "CITY", example="Springfield"),
            Field("state", "STABBR", "[A-Z]{2}", "MO"),
            Field("zip", "ZIP", r"(\d{3,5}(-\d{4})?)?", "65802"),
            Field("county", "COUNTYCD", r"\d{4,5}|-2", "29077"),
            Field("control", "CONTROL", r"[123]|-[123]", "1"),
            Field("sector", "SECTOR", r"\d|99", "4"),
            Field("aid", "OPEFLAG", r"[1-8]", "1"),
            Field("died", "DEATHYR", r"\d{4}|-2", "-2"),
            Field("closed_on", "CLOSEDAT", r"(.*\d.*|\.)?", "05/31/2024 or -2"),
            Field("website", "WEBADDR", example="www.otc.edu/"),
            Field("latitude", "LATITUDE", LATITUDE, "37.2"),
            Field("longitude", "LONGITUD", LONGITUDE, "-93.3"),
        ],
        notices=notices,
    )
    rows = drop_doubles(rows[rows["sector"] != OFFICE], ["provider"], name_table(path), notices)
    county = rows["county"].mask(rows["county"] == NOT_APPLICABLE, "")
    zips = rows["zip"].str.replace(r"-\d{4}$", "", regex=True)
    codes = {
        "zip": pad_codes(zips, 5, name_table(path), "ZIP", notices),
        "county": pad_codes(county, 5, name_table(path), "COUNTYCD", notices),
    }
    died = rows["died"] != NOT_APPLICABLE
    dated = ~rows["closed_on"].isin([NOT_APPLICABLE, ".", ""])
    unfunded = rows["aid"].isin(NO_FEDERAL_AID)
    closed_on = rows["closed_on"].where(dated, rows["died"].where(died, ""))
    frame = pd.DataFrame(
        {
            "provider": rows["provider"],
            "title": rows["title"],
            "city": rows["city"],
            "state": rows["state"],
            "zip": codes["zip"],
            "county": codes["county"],
            "control": rows["control"].map(CONTROL).fillna(""),
            "sector": rows["sector"],
            "website": rows["website"],
            "latitude": pd.to_numeric(rows["latitude"]).astype("float64"),
            "longitude": pd.to_numeric(rows["longitude"]).astype("float64"),
            "status": np.select([died | dated, unfunded], ["closed", "no_federal_aid"], "active"),
            "closed_on": closed_on,
        }
    )
    text = ["city", "zip", "county", "control", "website", "closed_on"]
    frame = frame.assign(**{name: frame[name].mask(frame[name] == "") for name in text})
    return frame.reset_index(drop=True)


def _read_completions(path: Path, notices: list[Notice]) -> pd.DataFrame:
    rows = read_delimited(
        path,
        [
            _UNITID,
            Field("cip", "CIPCODE", rf"{GRAND_TOTAL}|\d\.\d{{4}}|{CIP}", "51.3901"),
            Field("major", "MAJORNUM", "[12]", "1"),
            Field("awlevel", "AWLEVEL", r"\d{1,2}", "3"),
            Field("completions", "CTOTALT", DIGITS, "12"),
            Field("men", "CTOTALM", r"\d*", "2"),
            Field("women", "CTOTALW", r"\d*", "10"),
        ],
        notices=notices,
    )
    rows = rows[rows["major"] == FIRST_MAJOR]
    for name in ("completions", "men", "women"):
        rows = rows.assign(**{name: pd.to_numeric(rows[name]).astype("Int32")})
    _check_sums(rows, name_table(path), notices)
    awards = rows[rows["cip"] != GRAND_TOTAL]
    awards = awards.assign(cip=pad_codes(awards["cip"], 7, name_table(path), "CIPCODE", notices))
    awards = drop_doubles(awards, ["provider", "cip", "awlevel"], name_table(path), notices)
    return awards[["provider", "cip", "awlevel", "completions"]].reset_index(drop=True)


def _check_sums(rows: pd.DataFrame, table: str, notices: list[Notice]) -> None:
    """Add a counted notice where men and women, or the fields of study, do not make the total."""
    wrong = (rows["completions"] != rows["men"] + rows["women"]).fillna(False)
    if wrong.any():
        notices.append(_note_sum(rows, rows.index[wrong], table, "CTOTALT", int(wrong.sum())))
    is_total = rows["cip"] == GRAND_TOTAL
    key = ["provider", "awlevel"]
    sums = rows[~is_total].groupby(key)["completions"].sum().rename("parts")
    totals = rows[is_total].join(sums, on=key)
    differing = totals.index[totals["completions"] != totals["parts"].fillna(0)]
    if len(differing):
        notices.append(_note_sum(rows, differing, table, "CIPCODE", len(differing)))


def _note_sum(
    rows: pd.DataFrame, differing: pd.Index, table: str, column: str, count: int
) -> Notice:
    first = rows.loc[differing[0]]
    return make_notice(
        "completions_total_differs",
        table,
        row=int(differing[0]),
        column=column,
        value=str(first["completions"]),
        entity="/".join(first[["provider", "cip", "awlevel"]]),
        count=count,
    )


def _read_levels(path: Path, notices: list[Notice]) -> pd.DataFrame:
    words = ("clock_hours", "semester_credits", "quarter_credits", "duration")
    rows = read_delimited(
        path,
        [
            Field("awlevel", "awlevel", r"\d{1,2}", "3"),
            Field("title", "label", FILLED, "Associate's degree"),
            *(Field(name, name) for name in words),
        ],
        notices=notices,
    )
    rows = drop_doubles(rows, ["awlevel"], name_table(path), notices)
    rows = rows.assign(**{name: rows[name].mask(rows[name] == "") for name in words})
    return rows.reset_index(drop=True)


SOURCE: Final = Source(FOLDER, (DIRECTORY, COMPLETIONS, LEVELS), read_ipeds)
