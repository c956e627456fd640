"""BLS Employment Projections: outlook and entry requirements (tables 1.2 and 1.10), attainment (5.3),
outlook of industries (2.11), percentile ranks of skills (6.5).

Numbers of jobs are published in thousands; they are kept as whole jobs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    DOWNLOAD_AGAIN,
    FILLED,
    NUMBER,
    SOC,
    Field,
    Reading,
    Source,
    drop_doubles,
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
SKILLS: Final = (
    "Adaptability",
    "Computers and information technology",
    "Creativity and innovation",
    "Critical and analytical thinking",
    "Customer service",
    "Detail oriented",
    "Fine motor",
    "Interpersonal",
    "Leadership",
    "Mathematics",
    "Mechanical",
    "Physical strength and stamina",
    "Problem solving and decision making",
    "Project management",
    "Science",
    "Speaking and listening",
    "Writing and reading",
)
"""The publisher's seventeen skills, made from O*NET's elements."""
INDUSTRY: Final = r"TE\d{4}|\d{4}[\dA-Z]{2}|\d{4}-\d|\d{3}-\d{2}|\d{2}-\d{3}"
OWNERS: Final = {"P": "private", "S": "state", "L": "local"}
TOLERANCE: Final = 0.1
"""Largest distance, in percentage points, between a published change and the one recomputed."""
_FOOTNOTE = re.compile(r"\s*\[\d+\]$")
_WHOLE: Final = r"\d{6}|\d{2}-\d{3}"
_PERCENTILE: Final = r"\d{1,2}|100"
_SHARE = rf"{NUMBER}|{NOT_AVAILABLE}"
_REQUIREMENTS = (
    Field("education", r"Typical education needed for entry(\[\d\])?", EDUCATION),
    Field("experience", r"Work experience in a related occupation(\[\d\])?", EXPERIENCE),
    Field("ojt", r"Typical on-the-job training needed .*", ON_THE_JOB),
)
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
            *_REQUIREMENTS,
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


def read_projection_details(folder: Path) -> Reading:
    """Read ``industry_outlook`` and ``skill_scores``, and compare table 5.4 with table 1.2.

    ``industry_outlook``: matrix code, title, type (Line item or Summary), naics (the NAICS
    prefix that holds it, several joined by ``|``, missing for totals and mixed groups), owner
    (private, state, local; missing = all), is_whole (it is all of that prefix), employment_base and employment_projected (jobs),
    growth_pct. A Summary's parts may be published only in part. ``skill_scores``: soc, skill,
    percentile (0 to 99 or 100: how many percent of occupations score lower), is_imputed (from
    similar occupations). Table 5.4 repeats requirements of table 1.2: where they differ there is a
    notice and table 1.2 stays.
    """
    notices: list[Notice] = []
    place = folder / FOLDER
    tables = {
        "industry_outlook": _read_industry_outlook(place / "industry.xlsx", notices),
        "skill_scores": _read_skill_scores(place / "skills.xlsx", notices),
    }
    notices += _compare_requirements(place)
    return Reading(tables, tuple(notices))


def _compare_requirements(place: Path) -> list[Notice]:
    """Return a notice for every requirement of table 5.4 that table 1.2 does not repeat."""
    outlook = read_sheet(
        place / "occupation.xlsx", "Table 1.2", [_TITLE, _CODE, _TYPE, *_REQUIREMENTS], header_row=2
    )
    assigned = read_sheet(
        place / "education.xlsx", "Table 5.4", [_TITLE, _CODE, *_REQUIREMENTS], header_row=2
    )
    outlook = outlook[outlook["type"] == LINE_ITEM].drop_duplicates("soc").set_index("soc")
    notices = [
        make_notice("requirements_differ", "Table 5.4", entity=soc)
        for soc in sorted(set(outlook.index) ^ set(assigned["soc"]))
    ]
    for field in _REQUIREMENTS:
        known = assigned[assigned["soc"].isin(outlook.index)]
        differs = (
            known[field.name].to_numpy() != outlook[field.name].reindex(known["soc"]).to_numpy()
        )
        for row, soc, value in known.loc[differs, ["soc", field.name]].itertuples():
            notices.append(
                make_notice(
                    "requirements_differ",
                    "Table 5.4",
                    row=row,
                    column=field.name,
                    value=value,
                    entity=soc,
                )
            )
    return notices


def _read_skill_scores(path: Path, notices: list[Notice]) -> pd.DataFrame:
    fields = [Field(f"skill_{position}", name, _PERCENTILE) for position, name in enumerate(SKILLS)]
    scores = read_sheet(path, "Table 6.5", [_TITLE, _CODE, *fields], header_row=2)
    scores = drop_doubles(scores, ["soc"], "Table 6.5", notices)
    scores["is_imputed"] = scores["title"].str.contains(_FOOTNOTE)
    names = {field.name: skill for field, skill in zip(fields, SKILLS, strict=True)}
    long = scores.melt(
        id_vars=["soc", "is_imputed"],
        value_vars=list(names),
        var_name="skill",
        value_name="percentile",
    )
    long = long.assign(
        skill=long["skill"].map(names), percentile=long["percentile"].astype("int64")
    )
    columns = ["soc", "skill", "percentile", "is_imputed"]
    return long.sort_values(["soc", "skill"], ignore_index=True)[columns]


def _read_industry_outlook(path: Path, notices: list[Notice]) -> pd.DataFrame:
    outlook = read_sheet(
        path,
        "Table 2.11",
        [
            Field("title", _TITLE.header, FILLED, "Home healthcare services"),
            Field("industry", _CODE.header, INDUSTRY, "621600"),
            Field("type", "Industry type", "Line item|Summary", LINE_ITEM),
            Field("employment_base", r"Employment, \d{4}", _SHARE, "1750.8"),
            Field("employment_projected", r"Employment, \d{4}", _SHARE, "2076.6"),
            Field("growth_pct", r"Employment change, percent, .*", _SHARE, "18.6"),
        ],
        header_row=2,
    )
    outlook = drop_doubles(outlook, ["industry"], "Table 2.11", notices)
    outlook["title"] = outlook["title"].str.replace(_FOOTNOTE, "", regex=True)
    for name in ("employment_base", "employment_projected", "growth_pct"):
        outlook[name] = to_number(outlook[name])
    notices += _note_changes(outlook)
    for name in ("employment_base", "employment_projected"):
        outlook[name] = (outlook[name] * 1000).round().astype("Int64")
    outlook.insert(2, "naics", outlook["industry"].map(find_prefix))
    outlook.insert(3, "owner", outlook["industry"].str[-1].map(OWNERS))
    whole = outlook["industry"].str.fullmatch(_WHOLE)
    outlook.insert(4, "is_whole", whole & outlook["naics"].notna())
    return outlook


def _note_changes(outlook: pd.DataFrame) -> list[Notice]:
    """Return a notice where the published change is not that of the two employments.

    Both are rounded to 0.1 thousand: a small industry may differ by as much as that allows.
    """
    base, projected = outlook["employment_base"], outlook["employment_projected"]
    change = (projected / base - 1) * 100
    allowed = TOLERANCE + 5 * (1 + projected / base) / base
    wrong = (change - outlook["growth_pct"]).abs() > allowed
    return [
        make_notice(
            "outlook_inconsistent",
            "Table 2.11",
            row=row,
            column="Employment change, percent",
            value=str(value),
            entity=code,
        )
        for row, code, value in outlook.loc[wrong, ["industry", "growth_pct"]].itertuples()
    ]


def find_prefix(industry: str) -> str | None:
    """Return the NAICS prefix that holds an industry of the employment matrix, None where none does.

    ``621600`` -> 6216, ``62210P`` -> 6221, ``3250A1`` (some 4-digit industries) -> 325, ``1131-2``
    -> 113, ``31-330`` -> 31|32|33. None: ``TE1000`` and ``900000`` (totals), ``5136A9`` (mixed).
    """
    start, dash, end = industry.partition("-")
    if dash and len(start) == 2:
        return "|".join(str(code) for code in range(int(start), int(end.rstrip("0")) + 1))
    if dash:
        return start[:-1]
    is_mixed = industry[4].isalpha() and industry[3] != "0"
    if industry.startswith(("TE", "90", "91")) or is_mixed:
        return None
    digits = industry if industry.isdigit() else industry[:4]
    return digits.rstrip("0").ljust(2, "0")


def to_number(column: pd.Series) -> pd.Series:
    """Return decimals; the publisher's dash for "not available" becomes missing."""
    return column.mask(column == NOT_AVAILABLE).astype("float64")


SOURCE: Final = Source(
    "projections",
    (f"{FOLDER}/occupation.xlsx", f"{FOLDER}/education.xlsx"),
    read_projections,
)

DETAILS: Final = Source(
    "projection_details",
    (f"{FOLDER}/industry.xlsx", f"{FOLDER}/skills.xlsx"),
    read_projection_details,
)
"""Reads table 5.4 from a file of SOURCE too, to compare it: register both."""
