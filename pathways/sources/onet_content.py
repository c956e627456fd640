"""O*NET content: skill and knowledge ratings, work activities, technology, detailed work activities.

Skills and knowledge come from release 29, everything else from release 30.1: each keeps its own
vintage. Ratings are means of answers: importance 1 to 5, level 0 to 7. No task text is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    DOWNLOAD_AGAIN,
    FILLED,
    ONET_SOC,
    SOC,
    Field,
    Reading,
    Source,
    drop_doubles,
    read_delimited,
    read_sheet,
)

RATINGS_FOLDER: Final = "onet_29"
FOLDER: Final = "onet_30_1"
ACTIVITIES: Final = f"{FOLDER}/work_activities_importance_by_soc.csv"
KINDS: Final = (("skill", "Skills", r"2\.[AB]"), ("knowledge", "Knowledge", r"2\.C"))
"""Kind, sheet and file name, and how the ids of its elements begin."""
IMPORTANCE: Final = "IM"
LEVEL: Final = "LV"
_ONE_TO_FIVE: Final = r"[1-4](\.\d+)?|5(\.0+)?"
_ZERO_TO_SEVEN: Final = r"[0-6](\.\d+)?|7(\.0+)?"
_IWA: Final = r"4\.A\.\d\.[a-z]\.\d+\.I\d{2}"
_DWA: Final = rf"{_IWA}\.D\d{{2}}"
_CODE = Field("onet_soc", r"O\*NET-SOC Code", ONET_SOC, "31-1131.00")


def read_onet_content(folder: Path) -> Reading:
    """Read five tables.

    ``skill_levels``: O*NET code, element, name, kind (skill or knowledge), importance, level, and
    the publisher's marks ``importance_suppress``, ``level_suppress`` (too imprecise to be used)
    and ``not_relevant`` (most answers: not important). A rating that is not published is missing.
    ``activities``: SOC 2018 code, element, name, importance (already a mean over O*NET codes).
    ``technology``: O*NET code, commodity and its title, example product, hot, in_demand.
    ``dwas``: pairs of O*NET code and detailed work activity. ``dwa_titles``: its title and its
    intermediate activity.
    """
    notices: list[Notice] = []
    place = folder / FOLDER
    titles = _read_dwa_titles(place / "DWA Reference.txt", notices)
    tables = {
        "skill_levels": _read_skill_levels(folder / RATINGS_FOLDER, notices),
        "activities": _read_activities(folder / ACTIVITIES, notices),
        "technology": _read_technology(place / "Technology Skills.txt", notices),
        "dwas": _read_dwas(place / "Tasks to DWAs.txt", titles, notices),
        "dwa_titles": titles,
    }
    return Reading(tables, tuple(notices))


def _read_skill_levels(place: Path, notices: list[Notice]) -> pd.DataFrame:
    return pd.concat(
        [
            _read_ratings(place / f"{sheet}.xlsx", sheet, begin, notices).assign(kind=kind)
            for kind, sheet, begin in KINDS
        ],
        ignore_index=True,
    )


def _read_ratings(path: Path, sheet: str, begin: str, notices: list[Notice]) -> pd.DataFrame:
    """Return one row per O*NET code and element from the publisher's two: importance and level."""
    ratings = read_sheet(
        path,
        sheet,
        [
            _CODE,
            Field("element", "Element ID", rf"{begin}\.\d+(\.[a-z])?", "2.A.1.a"),
            Field("name", "Element Name", FILLED, "Reading Comprehension"),
            Field("scale", "Scale ID", f"{IMPORTANCE}|{LEVEL}", IMPORTANCE),
            Field("value", "Data Value", _ZERO_TO_SEVEN, "4.12"),
            Field("suppress", "Recommend Suppress", "[YN]?", "N"),
            Field("not_relevant", "Not Relevant", "[YN]?", "N"),
        ],
        header_row=1,
    )
    if ratings.empty:
        raise SourceError("there are no rows", file=path.name, fix=DOWNLOAD_AGAIN)
    ratings["value"] = ratings["value"].astype("float64")
    _check_importance(ratings, path.name)
    key = ["onet_soc", "element"]
    ratings = drop_doubles(ratings, [*key, "scale"], path.name, notices)
    parts = []
    for scale, name in ((IMPORTANCE, "importance"), (LEVEL, "level")):
        part = ratings[ratings["scale"] == scale].set_index(key)
        parts.append(
            pd.DataFrame(
                {name: part["value"], f"{name}_suppress": part["suppress"] == "Y"},
            )
        )
    level = ratings[ratings["scale"] == LEVEL].set_index(key)
    joined = parts[0].join(parts[1], how="outer")
    joined["not_relevant"] = level["not_relevant"].eq("Y")
    marks = ["importance_suppress", "level_suppress", "not_relevant"]
    joined[marks] = joined[marks].astype("boolean").fillna(False).astype("bool")
    names = ratings.drop_duplicates("element").set_index("element")["name"]
    rows = joined.reset_index()
    rows.insert(2, "name", rows["element"].map(names))
    unpaired = rows[rows[["importance", "level"]].isna().any(axis=1)]
    notices += _note_incomplete(rows.drop(unpaired.index), "onet_soc", path.name)
    notices += _note_suppressed(rows, path.name)
    return rows


def _check_importance(ratings: pd.DataFrame, file: str) -> None:
    """Raise SourceError for the first importance outside 1 to 5: the two scales were exchanged."""
    wrong = (ratings["scale"] == IMPORTANCE) & ~ratings["value"].between(1, 5)
    if wrong.any():
        position = int(wrong.to_numpy().argmax())
        raise SourceError(
            "an importance is not between 1 and 5",
            file=file,
            row=int(ratings.index[position]),
            column="Data Value",
            value=str(ratings["value"].iloc[position]),
            fix=DOWNLOAD_AGAIN,
        )


def _note_incomplete(rows: pd.DataFrame, code: str, table: str) -> list[Notice]:
    """Return a notice for every occupation that is rated on fewer elements than the table has."""
    rated = rows.groupby(code)["element"].nunique()
    short = rated[rated < rows["element"].nunique()]
    return [
        make_notice("ratings_incomplete", table, entity=str(occupation), value=f"{found} elements")
        for occupation, found in short.items()
    ]


def _note_suppressed(rows: pd.DataFrame, table: str) -> list[Notice]:
    counted = {name: int(rows[f"{name}_suppress"].sum()) for name in ("importance", "level")}
    return [
        make_notice("rating_suppressed", table, column=name, count=count)
        for name, count in counted.items()
        if count
    ]


def _read_activities(path: Path, notices: list[Notice]) -> pd.DataFrame:
    activities = read_delimited(
        path,
        [
            Field("soc", "soc_code", SOC, "31-1131"),
            Field("element", "element_id", r"4\.A\.\d\.[a-z]\.\d+", "4.A.1.a.1"),
            Field("name", "element_name", FILLED, "Getting Information"),
            Field("importance", "importance", _ONE_TO_FIVE, "4.25"),
        ],
        notices=notices,
    )
    activities = drop_doubles(activities, ["soc", "element"], path.name, notices)
    notices += _note_incomplete(activities, "soc", path.name)
    return activities.assign(importance=activities["importance"].astype("float64"))


def _read_technology(path: Path, notices: list[Notice]) -> pd.DataFrame:
    technology = read_delimited(
        path,
        [
            _CODE,
            Field("commodity", "Commodity Code", r"\d{8}", "43232202"),
            Field("title", "Commodity Title", FILLED, "Document management software"),
            Field("example", "Example", FILLED, "Adobe Acrobat"),
            Field("hot", "Hot Technology", "[YN]", "Y"),
            Field("in_demand", "In Demand", "[YN]", "N"),
        ],
        delimiter="\t",
        notices=notices,
    )
    technology = drop_doubles(technology, ["onet_soc", "commodity", "example"], path.name, notices)
    return technology.assign(hot=technology["hot"] == "Y", in_demand=technology["in_demand"] == "Y")


def _read_dwa_titles(path: Path, notices: list[Notice]) -> pd.DataFrame:
    titles = read_delimited(
        path,
        [
            Field("dwa", "DWA ID", _DWA, "4.A.1.a.1.I01.D01"),
            Field("iwa", "IWA ID", _IWA, "4.A.1.a.1.I01"),
            Field("title", "DWA Title", FILLED, "Review art or design materials."),
        ],
        delimiter="\t",
        notices=notices,
    )
    return drop_doubles(titles, ["dwa"], path.name, notices)


def _read_dwas(path: Path, titles: pd.DataFrame, notices: list[Notice]) -> pd.DataFrame:
    """Return each pair once: several tasks of an occupation can lead to one activity."""
    dwas = read_delimited(
        path,
        [_CODE, Field("dwa", "DWA ID", _DWA, "4.A.2.a.4.I09.D03")],
        delimiter="\t",
        notices=notices,
    )
    known = dwas["dwa"].isin(titles["dwa"])
    for row, code in dwas.loc[~known, ["dwa"]].itertuples():
        notices.append(
            make_notice("unknown_activity_code", path.name, row=row, column="DWA ID", value=code)
        )
    return dwas[known].drop_duplicates()


SOURCE: Final = Source(
    "onet_content",
    (
        *(f"{RATINGS_FOLDER}/{sheet}.xlsx" for _, sheet, _ in KINDS),
        ACTIVITIES,
        f"{FOLDER}/Technology Skills.txt",
        f"{FOLDER}/Tasks to DWAs.txt",
        f"{FOLDER}/DWA Reference.txt",
    ),
    read_onet_content,
)
