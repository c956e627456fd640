"""OEWS national workbook (``national_M2025_dl.xlsx``): the same national wages in another layout.

One row per occupation, wages and jobs as columns. ``*`` and ``**`` mark a wage and a number of
jobs that were not released, ``#`` a wage at or above the cap; ANNUAL or HOURLY is TRUE where only
that basis is published. The build reads the flat files (``oews``); this reader proves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.schema import MEASURES, NATION
from pathways.sources.base import (
    DOWNLOAD_AGAIN,
    FILLED,
    SOC,
    Field,
    Reading,
    drop_doubles,
    read_sheet,
)
from pathways.sources.oews import FLAG_OF_FOOTNOTE, FOLDER, note_wages

NAME: Final = "national_M*_dl.xlsx"
DETAILED: Final = "detailed"
NOT_RELEASED: Final = ("*", "**")
TOP_CODED: Final = "#"
COLUMNS: Final[Mapping[str, str]] = {
    "employment": "TOT_EMP",
    "employment_rse": "EMP_PRSE",
    "hourly_mean": "H_MEAN",
    "annual_mean": "A_MEAN",
    "wage_rse": "MEAN_PRSE",
    "hourly_p10": "H_PCT10",
    "hourly_p25": "H_PCT25",
    "hourly_median": "H_MEDIAN",
    "hourly_p75": "H_PCT75",
    "hourly_p90": "H_PCT90",
    "annual_p10": "A_PCT10",
    "annual_p25": "A_PCT25",
    "annual_median": "A_MEDIAN",
    "annual_p75": "A_PCT75",
    "annual_p90": "A_PCT90",
}
"""Measure -> published header. Jobs per 1,000 and location quotient are blank for the nation."""
_JOBS: Final = r"\d+|\*\*"
_ERROR: Final = r"\d+(\.\d+)?|\*\*?"
_HOURLY: Final = r"\d+(\.\d{1,2})?|[*#]"
_ANNUAL: Final = r"\d+|[*#]"


def read_oews_workbook(folder: Path) -> Reading:
    """Read ``oews_wages`` of the nation: columns, units and flags of the table of ``sources.oews``.

    The newest release in the folder is read. Rows are sorted by occupation.
    """
    path = _find_workbook(folder / FOLDER)
    notices: list[Notice] = []
    rows = read_sheet(
        path,
        path.stem,
        [
            Field("area", "AREA", "99", "99"),
            Field("industry", "NAICS", "000000", "000000"),
            Field("occupation", "OCC_CODE", SOC, "31-1131"),
            Field("title", "OCC_TITLE", FILLED, "Nursing Assistants"),
            Field("group", "O_GROUP", "total|major|minor|broad|detailed", DETAILED),
            *(Field(name, header, _find_form(name)) for name, header in COLUMNS.items()),
            Field("annual_only", "ANNUAL", "(TRUE|True|1)?", "TRUE"),
            Field("hourly_only", "HOURLY", "(TRUE|True|1)?", "TRUE"),
        ],
        header_row=1,
    )
    detailed = rows[rows["group"] == DETAILED]
    if detailed.empty:
        raise SourceError("there are no detailed occupations", file=path.name, fix=DOWNLOAD_AGAIN)
    detailed = drop_doubles(detailed, ["occupation"], path.name, notices)
    wages = _type_wages(detailed.sort_values("occupation"))
    notices += [replace(notice, table=path.name) for notice in note_wages(wages)]
    return Reading({"oews_wages": wages}, tuple(notices))


def _find_workbook(place: Path) -> Path:
    found = sorted(place.glob(NAME))
    if not found:
        raise SourceError("the file is missing", file=NAME, fix=DOWNLOAD_AGAIN)
    return found[-1]


def _find_form(measure: str) -> str:
    if measure == "employment":
        return _JOBS
    if measure.endswith("rse"):
        return _ERROR
    return _HOURLY if measure.startswith("hourly") else _ANNUAL


def _type_wages(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the published cells as numbers, their marks as bits of the three flag columns."""
    frame = pd.DataFrame(
        {"area": NATION, "occupation": rows["occupation"].to_numpy()}, index=range(len(rows))
    )
    flags = {flag: np.zeros(len(rows), dtype=np.int64) for flag in FLAG_OF_FOOTNOTE.values()}
    for position, name in enumerate(MEASURES):
        if name not in COLUMNS:
            frame[name] = np.nan
            continue
        cells = rows[name].reset_index(drop=True)
        frame[name] = _type_cells(name, cells)
        other = rows["annual_only" if name.startswith("hourly") else "hourly_only"].to_numpy() != ""
        is_wage = name.startswith(("hourly", "annual"))
        is_withheld = cells.isin(NOT_RELEASED).to_numpy()
        is_other = is_withheld & other & is_wage
        for flag, marked in (
            ("suppressed", is_withheld & ~is_other),
            ("top_coded", (cells == TOP_CODED).to_numpy()),
            ("other_basis", is_other),
        ):
            flags[flag] |= marked.astype(np.int64) << position
    return frame.assign(**flags)


def _type_cells(name: str, cells: pd.Series) -> pd.Series:
    numbers = cells.mask(cells.isin([*NOT_RELEASED, TOP_CODED])).astype("float64")
    if name.startswith("hourly"):
        return (numbers * 100).round().astype("Int32")
    if name.startswith("annual") or name == "employment":
        return numbers.round().astype("Int32")
    return numbers
