"""BLS Employment Projections: outlook and entry requirements (tables 1.2 and 1.10), attainment (5.3).

Numbers of jobs are published in thousands; they are kept as whole jobs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.sources.base import (
    DOWNLOAD_AGAIN,
    FILLED,
    NUMBER,
    SOC,
    Field,
    Reading,
    Source,
    read_sheet,
)

FOLDER: Final = "bls_projections"
LINE_ITEM: Final = "Line item"
NOT_AVAILABLE: Final = "—"
EDUCATION: Final = (
    "No formal educational credential|High school diploma or equivalent|Some college, no degree|"
    "Postsecondary nondegree award|Associate's degree|Bachelor's degree|Master's degree|"
    f"Doctoral or professional degree|{NOT_AVAILABLE}"
)
EXPERIENCE: Final = f"None|Less than 5 years|5 years or more|{NOT_AVAILABLE}"
ON_THE_JOB: Final = (
    "None|(Short|Moderate|Long)-term on-the-job training|Internship/residency|Apprenticeship|"
    f"{NOT_AVAILABLE}"
)
ATTAINMENT: Final = (
    ("attained_1", "Less than high school diploma"),
    ("attained_2", "High school diploma or equivalent"),
    ("attained_3", "Some college, no degree"),
    ("attained_4", "Associate's degree"),
    ("attained_5", "Bachelor's degree"),
    ("attained_6", "Master's degree"),
    ("attained_7", "Doctoral or professional degree"),
)
_SHARE = rf"{NUMBER}|{NOT_AVAILABLE}"
_TITLE = Field("title", r"\d{4} National Employment Matrix title", FILLED, "Cashiers")
_CODE = Field("soc", r"\d{4} National Employment Matrix code", SOC, "41-2011")
_TYPE = Field("type", "Occupation type", "Line item|Summary", LINE_ITEM)


def read_projections(folder: Path) -> Reading:
    """Read ``outlook`` (one row per occupation: base employment, growth, openings, separation
    rates, the three entry requirements) and ``attainment`` (percent of workers 25 and older at
    each of seven levels). A missing number is missing, never 0; "None" is a published value.
    """
    return Reading({"outlook": _read_outlook(folder), "attainment": _read_attainment(folder)})


def _read_outlook(folder: Path) -> pd.DataFrame:
    path = folder / FOLDER / "occupation.xlsx"
    outlook = read_sheet(
        path,
        "Table 1.2",
        [
            _TITLE,
            _CODE,
            _TYPE,
            Field("employment", r"Employment, \d{4}", _SHARE, "3157.2"),
            Field("growth_pct", r"Employment change, percent, .*", _SHARE, "-9.9"),
            Field("openings", r"Occupational openings, .*", _SHARE, "542.6"),
            Field("education", r"Typical education needed for entry(\[\d\])?", EDUCATION),
            Field("experience", r"Work experience in a related occupation(\[\d\])?", EXPERIENCE),
            Field("ojt", r"Typical on-the-job training needed .*", ON_THE_JOB),
        ],
        header_row=2,
    )
    rates = read_sheet(
        path,
        "Table 1.10",
        [
            _TITLE,
            _CODE,
            _TYPE,
            Field("exit_rate", r"Labor force exit rate, .*", _SHARE, "3.0"),
            Field("transfer_rate", r"Occupational transfer rate, .*", _SHARE, "3.6"),
        ],
        header_row=2,
    )
    outlook = outlook[outlook["type"] == LINE_ITEM].drop(columns="type")
    rates = rates[rates["type"] == LINE_ITEM]
    if set(outlook["soc"]) != set(rates["soc"]):
        raise SourceError(
            "tables 1.2 and 1.10 name different occupations",
            file=path.name,
            value=", ".join(sorted(set(outlook["soc"]) ^ set(rates["soc"]))[:3]),
            fix=DOWNLOAD_AGAIN,
        )
    joined = outlook.merge(rates[["soc", "exit_rate", "transfer_rate"]], on="soc")
    for name in ("employment", "growth_pct", "openings", "exit_rate", "transfer_rate"):
        joined[name] = to_number(joined[name])
    for name in ("employment", "openings"):
        joined[name] = (joined[name] * 1000).round().astype("Int64")
    for name in ("education", "experience", "ojt"):
        joined[name] = joined[name].mask(joined[name] == NOT_AVAILABLE)
    return joined


def _read_attainment(folder: Path) -> pd.DataFrame:
    attainment = read_sheet(
        folder / FOLDER / "education.xlsx",
        "Table 5.3",
        [_TITLE, _CODE, *(Field(name, header, _SHARE, "12.5") for name, header in ATTAINMENT)],
        header_row=2,
    )
    attainment = attainment[attainment["soc"] != "00-0000"]
    for name, _ in ATTAINMENT:
        attainment[name] = to_number(attainment[name])
    return attainment


def to_number(column: pd.Series) -> pd.Series:
    """Return decimals; the publisher's dash for "not available" becomes missing."""
    return column.mask(column == NOT_AVAILABLE).astype("float64")


SOURCE: Final = Source(
    "projections",
    (f"{FOLDER}/occupation.xlsx", f"{FOLDER}/education.xlsx"),
    read_projections,
)
