"""Registered apprenticeship: approved occupations (RAPIDS) and the sponsors that the finder lists.

A RAPIDS code is an occupation approved for apprenticeship, not a programme that runs. The finder
holds no sponsor in California or in a territory, and hardly any in states that register
apprenticeships themselves (New York 20, Oregon 12, Wisconsin 8 in August 2026): no sponsor here
does not mean no apprenticeship there.
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
    SOC,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    pad_codes,
    read_delimited,
)
from pathways.sources.careeronestop import note_missing_states

FOLDER: Final = "apprenticeship"
RAPIDS: Final = f"{FOLDER}/rapids_occupations.csv"
SPONSORS: Final = f"{FOLDER}/sponsors.csv"

LIST_LIMIT: Final = 1024
"""Characters at which the publisher cuts a sponsor's list of occupations, a last blank lost too."""
UNKNOWN_TYPE: Final = "None"
"""A published value: the sponsor's type is not known."""

_TYPE = (
    "(None|Employer|Union/Labor|Intermediary|Community College/University|Business Association|"
    "Other|City/County Agency|Community Based Organization|State Agency|Foundation|Federal Agency|"
    "Workforce Investment Board)"
)
_TITLE = r"[^|]*[^|\s][^|]*"
_DAY = r"(\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01]))?"
_TEST_RECORD = r"[(]test[)]|\btest (?:program|account)\b|-test/"
_SOUTH, _NORTH = -15.0, 72.0
_EAST, _FAR_WEST = -64.0, 130.0
"""Degrees around the states and territories: American Samoa to Alaska, Palau round to St. Croix."""


def read_apprenticeship(folder: Path) -> Reading:
    """Read ``rapids``, ``sponsors`` and ``sponsor_occupations``.

    ``rapids``: rapids (four-digit code), title, soc (SOC 2018); a code has one row for each of its
    titles and, rarely, occupations. ``sponsors``: sponsor (published id), name, city, state, zip,
    latitude and longitude in degrees, types (joined by ``|``; the word None is a value: unknown),
    structure, occupations (titles joined by ``|``), updated (ISO date). ``sponsor_occupations``:
    sponsor, title (an O*NET title), cut (whether the publisher's limit may have cut the title off;
    titles after it are lost). An absent cell is missing.
    """
    notices: list[Notice] = []
    sponsors = _read_sponsors(folder / SPONSORS, notices)
    tables = {
        "rapids": _read_rapids(folder / RAPIDS, notices),
        "sponsors": sponsors.reset_index(drop=True),
        "sponsor_occupations": _split_occupations(sponsors, notices),
    }
    return Reading(tables, tuple(notices))


def _read_rapids(path: Path, notices: list[Notice]) -> pd.DataFrame:
    table = name_table(path)
    rows = read_delimited(
        path,
        [
            Field("rapids", "rapids_code", r"\d{1,4}", "0159"),
            Field("title", "title", FILLED, "Electrician"),
            Field("soc", "soc_code", SOC, "47-2111"),
        ],
        notices=notices,
    )
    rows = rows.assign(rapids=pad_codes(rows["rapids"], 4, table, "rapids_code", notices))
    rows = drop_doubles(rows, ["rapids", "title", "soc"], table, notices)
    occupations = rows.groupby("rapids")["soc"].unique()
    for code, found in occupations[occupations.map(len) > 1].items():
        notices.append(
            make_notice(
                "ambiguous_crosswalk", table, value=" ".join(sorted(found)), entity=str(code)
            )
        )
    return rows.reset_index(drop=True)


def _read_sponsors(path: Path, notices: list[Notice]) -> pd.DataFrame:
    table = name_table(path)
    rows = read_delimited(
        path,
        [
            Field("sponsor", "sponsor_id", r"\S+", "partner-rapids-sponsor_2020-MO-71802"),
            Field("name", "name", FILLED, "Springfield Electrical JATC"),
            Field("city", "city", example="Springfield"),
            Field("state", "state", "[A-Z]{2}", "MO"),
            Field("zip", "zip", r"(\d{3,5})?", "65802"),
            Field("latitude", "latitude", LATITUDE, "37.2"),
            Field("longitude", "longitude", LONGITUDE, "-93.3"),
            Field("types", "sponsor_type", rf"{_TYPE}(\|{_TYPE})*", "Employer|Union/Labor"),
            Field("structure", "employer_structure", r"(Single|Multiple) Employer|Neither"),
            Field("occupations", "occupations", rf"{_TITLE}(\|{_TITLE})*\|?", "Carpenters"),
            Field("updated", "updated", _DAY, "2026-06-11"),
        ],
        notices=notices,
    )
    rows = drop_doubles(rows, ["sponsor"], table, notices)
    note_missing_states(rows["state"], table, notices)
    _note_test_records(rows, table, notices)
    rows["zip"] = pad_codes(rows["zip"], 5, table, "zip", notices)
    for name in ("city", "zip", "updated"):
        rows[name] = rows[name].mask(rows[name] == "")
    for name in ("latitude", "longitude"):
        rows[name] = pd.to_numeric(rows[name]).astype("float64")
    return _drop_far_places(rows, table, notices)


def _note_test_records(rows: pd.DataFrame, table: str, notices: list[Notice]) -> None:
    """Add a notice for each sponsor whose name says that it was made for a test."""
    found = rows[rows["name"].str.contains(_TEST_RECORD, case=False)]
    for row, sponsor, name in found[["sponsor", "name"]].itertuples():
        notices.append(
            make_notice(
                "test_record_suspected",
                table,
                row=int(row),
                column="name",
                value=name,
                entity=sponsor,
            )
        )


def _drop_far_places(rows: pd.DataFrame, table: str, notices: list[Notice]) -> pd.DataFrame:
    """Return the rows with coordinates outside the country made missing, each with a notice."""
    longitude = rows["longitude"]
    inside = rows["latitude"].between(_SOUTH, _NORTH) & (
        (longitude <= _EAST) | (longitude >= _FAR_WEST)
    )
    far = ~inside & rows["latitude"].notna() & longitude.notna()
    for row, sponsor, north, east in rows.loc[
        far, ["sponsor", "latitude", "longitude"]
    ].itertuples():
        notices.append(
            make_notice(
                "coordinates_outside_country",
                table,
                row=int(row),
                column="latitude",
                value=f"{north} {east}",
                entity=sponsor,
            )
        )
    return rows.assign(latitude=rows["latitude"].mask(far), longitude=longitude.mask(far))


def _split_occupations(sponsors: pd.DataFrame, notices: list[Notice]) -> pd.DataFrame:
    """Return sponsor, title, cut: one row for each title of a sponsor's list."""
    full = sponsors["occupations"].str.len() >= LIST_LIMIT - 1
    for row, sponsor in sponsors.loc[full, "sponsor"].items():
        notices.append(
            make_notice(
                "list_cut_off",
                name_table(Path(SPONSORS)),
                row=int(str(row)),
                column="occupations",
                entity=sponsor,
            )
        )
    lists = sponsors["occupations"].str.rstrip("|").str.split("|")
    pairs = sponsors[["sponsor"]].assign(title=lists, full=full).explode("title")
    pairs["title"] = pairs["title"].astype("str").str.strip()
    is_last = ~pairs.duplicated("sponsor", keep="last")
    pairs = pairs.assign(cut=pairs["full"] & is_last).drop(columns="full")
    return pairs.drop_duplicates(["sponsor", "title"]).reset_index(drop=True)


SOURCE: Final = Source(FOLDER, (RAPIDS, SPONSORS), read_apprenticeship)
