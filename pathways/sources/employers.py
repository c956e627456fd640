"""Hospitals, the only employers placed by name beside apprenticeship sponsors (HIFLD 2020).

A hospital of the list is a place of work, not a vacancy. Employers of visa petitions (H-1B) and of
layoff notices (WARN) are not read: neither says that somebody hires.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.notices import Notice, make_notice
from pathways.sources.base import (
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
from pathways.sources.geography import STATE_OF_FIPS

FOLDER: Final = "employers"
HOSPITALS: Final = f"{FOLDER}/hifld_hospitals_2020.csv"
NOT_AVAILABLE: Final = "NOT AVAILABLE"
NO_NUMBER: Final = "-999"


def read_employers(folder: Path) -> Reading:
    """Read ``hospitals``.

    Columns: hospital (ten-digit id), name, city, state (territories included), zip, county (FIPS;
    missing where the file has none or one of another state), type (published words), status
    (OPEN, CLOSED), naics (six digits), beds (missing where not published), latitude and longitude
    in degrees. Military and federal hospitals are among them.
    """
    notices: list[Notice] = []
    hospitals = _read_hospitals(folder / HOSPITALS, notices)
    return Reading({"hospitals": hospitals}, tuple(notices))


def _read_hospitals(path: Path, notices: list[Notice]) -> pd.DataFrame:
    table = name_table(path)
    rows = read_delimited(
        path,
        [
            Field("hospital", "ID", r"\d{6,10}", "0053391362"),
            Field("name", "NAME", FILLED, "MERCY HOSPITAL SPRINGFIELD"),
            Field("city", "CITY", example="SPRINGFIELD"),
            Field("state", "STATE", "[A-Z]{2}", "MO"),
            Field("zip", "ZIP", rf"\d{{3,5}}|{NOT_AVAILABLE}|", "65804"),
            Field("county", "COUNTYFIPS", rf"\d{{4,5}}|{NOT_AVAILABLE}|", "29077"),
            Field("type", "TYPE", FILLED, "GENERAL ACUTE CARE"),
            Field("status", "STATUS", "OPEN|CLOSED", "OPEN"),
            Field("naics", "NAICS_CODE", rf"\d{{6}}|{NOT_AVAILABLE}|", "622110"),
            Field("beds", "BEDS", rf"\d{{1,5}}|{NO_NUMBER}|", "866"),
            Field("latitude", "LATITUDE", LATITUDE, "37.2"),
            Field("longitude", "LONGITUDE", LONGITUDE, "-93.3"),
        ],
        notices=notices,
    )
    rows = rows.assign(hospital=pad_codes(rows["hospital"], 10, table, "ID", notices))
    rows = drop_doubles(rows, ["hospital"], table, notices)
    for name in ("city", "zip", "county", "naics"):
        rows[name] = rows[name].mask(rows[name] == NOT_AVAILABLE, "")
    rows["zip"] = pad_codes(rows["zip"], 5, table, "ZIP", notices)
    rows["county"] = pad_codes(rows["county"], 5, table, "COUNTYFIPS", notices)
    for name in ("city", "zip", "county", "naics", "beds"):
        rows[name] = rows[name].mask(rows[name] == "")
    rows["county"] = _drop_other_states(rows, table, notices)
    for name in ("latitude", "longitude"):
        rows[name] = pd.to_numeric(rows[name]).astype("float64")
    beds = pd.to_numeric(rows["beds"].mask(rows["beds"] == NO_NUMBER)).astype("Int32")
    return rows.assign(beds=beds).reset_index(drop=True)


def _drop_other_states(rows: pd.DataFrame, table: str, notices: list[Notice]) -> pd.Series:
    """Return the counties; one of another state than the hospital's is missing, with a notice."""
    other = rows["county"].notna() & (
        rows["county"].str.slice(0, 2).map(STATE_OF_FIPS) != rows["state"]
    )
    for row, hospital, county in rows.loc[other, ["hospital", "county"]].itertuples():
        notices.append(
            make_notice(
                "county_outside_state",
                table,
                row=int(row),
                column="COUNTYFIPS",
                value=county,
                entity=hospital,
            )
        )
    return rows["county"].mask(other)


SOURCE: Final = Source(FOLDER, (HOSPITALS,), read_employers)
