"""What an occupation asks for: skills, knowledge, work activities and technology, per OEWS occupation.

O*NET describes codes finer than OEWS. A SOC code takes its own description (``.00``) and, where
there is none, all of its ``.NN`` codes; an OEWS aggregate takes all of its members. Ratings are
averaged with equal weights, first over ``.NN`` codes, then over members; lists are joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from pathways.crosswalk import ONET_DETAIL, Crosswalk
from pathways.notices import Notice, make_notice

OWN: Final = ".00"
SCALE: Final = 100
"""Ratings are stored as hundredths, the publisher's precision."""
ACTIVITY: Final = "activity"
DETAILED_ACTIVITY: Final = "dwa"


def build_vectors(
    tables: Mapping[str, pd.DataFrame], crosswalk: Crosswalk
) -> tuple[dict[str, pd.DataFrame], list[Notice]]:
    """Return the frames ``facts/skills``, ``activities``, ``dwas``, ``technology``, ``elements``.

    Takes the tables of ``sources.onet_content`` and ``oews_occupations``. Notes O*NET codes that
    OEWS does not publish and occupations that a table does not describe.
    """
    frames = {
        "facts/skills": build_skills(tables["skill_levels"], crosswalk),
        "facts/activities": build_activities(tables["activities"], crosswalk),
        "facts/dwas": build_dwas(tables["dwas"], crosswalk),
        "facts/technology": build_technology(tables["technology"], crosswalk),
    }
    notices: list[Notice] = []
    published = set(tables["oews_occupations"]["occupation"])
    for name, column in (
        ("skill_levels", "onet_soc"),
        ("activities", "soc"),
        ("dwas", "onet_soc"),
        ("technology", "onet_soc"),
    ):
        codes = tables[name][column]
        socs = codes if column == "soc" else codes.str.slice(0, -ONET_DETAIL)
        notices += [
            make_notice("soc_not_in_wages", name, entity=code)
            for code in sorted(set(socs))
            if crosswalk.map_soc(code) is None
        ]
    for name, frame in frames.items():
        notices += [
            make_notice("occupation_without_ratings", name, entity=code)
            for code in sorted(published - set(frame["occupation"]))
        ]
    return {**frames, "facts/elements": build_elements(tables)}, notices


def build_skills(skill_levels: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return occupation, element, kind, importance (100 to 500) and level (0 to 700), in hundredths.

    A rating that the publisher recommends not to use is absent; a level that it marks as not
    relevant is kept as published (near 0).
    """
    rated = skill_levels.assign(
        **{
            name: skill_levels[name].mask(skill_levels[f"{name}_suppress"])
            for name in ("importance", "level")
        }
    )
    means = _average(_take_codes(rated), ["importance", "level"], crosswalk)
    kinds = skill_levels.drop_duplicates("element").set_index("element")["kind"]
    means.insert(2, "kind", means["element"].map(kinds))
    return means


def build_activities(activities: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return occupation, element and importance (100 to 500, hundredths) of the work activities."""
    return _average(activities, ["importance"], crosswalk)


def build_dwas(dwas: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return each pair of occupation and detailed work activity once."""
    taken = _take_codes(dwas)
    pairs = taken.assign(occupation=taken["soc"].map(crosswalk.map_soc))[["occupation", "dwa"]]
    return pairs.dropna().drop_duplicates().sort_values(["occupation", "dwa"], ignore_index=True)


def build_technology(technology: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return occupation, commodity, title, hot, in_demand and examples (distinct products named).

    ``hot`` and ``in_demand`` hold where they do for one of the products.
    """
    taken = _take_codes(technology)
    taken = taken.assign(occupation=taken["soc"].map(crosswalk.map_soc)).dropna(
        subset=["occupation"]
    )
    return taken.groupby(["occupation", "commodity"], as_index=False).agg(
        title=("title", "first"),
        hot=("hot", "any"),
        in_demand=("in_demand", "any"),
        examples=("example", "nunique"),
    )


def build_elements(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return element, kind (skill, knowledge, activity, dwa) and title of everything rated or listed."""
    skills = tables["skill_levels"].rename(columns={"name": "title"})
    activities = tables["activities"].rename(columns={"name": "title"}).assign(kind=ACTIVITY)
    dwas = tables["dwa_titles"].rename(columns={"dwa": "element"}).assign(kind=DETAILED_ACTIVITY)
    columns = ["element", "kind", "title"]
    titles = pd.concat([frame[columns] for frame in (skills, activities, dwas)])
    return titles.drop_duplicates("element").sort_values("element", ignore_index=True)


def _take_codes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each SOC code's own description, of all its ``.NN`` codes where it has none.

    Adds ``soc``, the SOC 2018 code.
    """
    soc = rows["onet_soc"].str.slice(0, -ONET_DETAIL)
    is_own = rows["onet_soc"].str.endswith(OWN)
    return rows.assign(soc=soc)[is_own | ~soc.isin(soc[is_own])]


def _average(rows: pd.DataFrame, values: list[str], crosswalk: Crosswalk) -> pd.DataFrame:
    """Return the mean over codes, then over members, in hundredths; absent where nothing is rated."""
    socs = rows.groupby(["soc", "element"], as_index=False)[values].mean()
    socs["occupation"] = socs["soc"].map(crosswalk.map_soc)
    means = socs.groupby(["occupation", "element"], as_index=False)[values].mean()
    means = means.dropna(subset=values, how="all").reset_index(drop=True)
    for name in values:
        means[name] = (means[name] * SCALE).round(6).round().astype("Int64")
    return means
