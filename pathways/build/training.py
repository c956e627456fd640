"""Credentials, providers, what providers offer and which occupations an award prepares for."""

from __future__ import annotations

from typing import Final

import pandas as pd

from pathways.crosswalk import Crosswalk
from pathways.gates import LEVEL_OF_AWARD, LEVEL_OF_TYPICAL, rank_level
from pathways.notices import Notice, make_notice
from pathways.schema import LEVELS
from pathways.sources.curated import REVIEWED

POSTSECONDARY_TEACHERS: Final = "25-1"
MANAGERS: Final = "11-"
GENERIC_FIELDS: Final = ("52.0101", "52.0201", "52.0205", "24.", "30.")
"""Fields so general that they prepare nobody in particular to manage: CIP codes or prefixes."""

NURSING: Final = "51.38"
"""Registered nursing and, beside it, administration and advanced practice. Above a bachelor's degree
all of it is for people who are nurses already."""

ADVANCED_PRACTICE: Final = ("29-1151", "29-1161", "29-1171")
"""Nurse anesthetists, nurse midwives and nurse practitioners: a graduate award in the field of their
role is the way in, from registered nurse (a rule of gates.csv). Fields that name another role or none
are dropped one by one in cip_soc.csv."""

POST_MASTERS: Final = "8"
JOINED: Final = "|"
MISLEADING: Final = "reviewed: misleading"
OTHER_LEVEL: Final = "reviewed: at this award level the field prepares for another occupation"


def check_award_levels(
    completions: pd.DataFrame, award_levels: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Notice]]:
    """Return completions and award levels without the levels that are in no list, and notices."""
    listed = award_levels["awlevel"].isin(list(LEVEL_OF_AWARD))
    levels = award_levels[listed]
    known = completions["awlevel"].isin(levels["awlevel"])
    notices = [
        make_notice(
            "unknown_award_level", table, column="awlevel", value=str(level), count=int(count)
        )
        for table, strangers in (
            ("award_levels", award_levels.loc[~listed, "awlevel"]),
            ("c2024_a", completions.loc[~known, "awlevel"]),
        )
        for level, count in strangers.value_counts().sort_index().items()
    ]
    return completions[known], levels, notices


def build_credentials(
    completions: pd.DataFrame, cip_titles: pd.DataFrame, award_levels: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``nodes/credential`` frame: every field and level that some provider reported."""
    pairs = completions[["cip", "awlevel"]].drop_duplicates().sort_values(["cip", "awlevel"])
    title_of = cip_titles.set_index("cip")["title"]
    label_of = award_levels.set_index("awlevel")["title"]
    fields = pairs["cip"].map(title_of)
    notices = [
        make_notice("unknown_cip_code", "c2024_a", value=cip)
        for cip in pairs.loc[fields.isna(), "cip"].unique()
    ]
    labels = pairs["awlevel"].map(label_of)
    frame = pd.DataFrame(
        {
            "credential": make_award_id(pairs["cip"], pairs["awlevel"]),
            "kind": "award",
            "title": fields.fillna("Field " + pairs["cip"]) + ", " + labels,
            "cip": pairs["cip"],
            "awlevel": pairs["awlevel"],
            "level": pairs["awlevel"].map(LEVEL_OF_AWARD),
            "state": None,
            "agency": None,
            "url": None,
            "dataset": "ipeds_completions",
        }
    )
    return frame, notices


def make_award_id(cip: pd.Series, awlevel: pd.Series) -> pd.Series:
    """Return ``award/<CIP>/<level>``, the part of a credential id after its type."""
    return "award/" + cip + "/" + awlevel


def build_providers(
    institutions: pd.DataFrame, counties: pd.DataFrame, zips: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``nodes/provider`` frame, each placed in the OEWS area of its county.

    Where the filed county is in no settled area (Connecticut's new region codes), the county of
    the ZIP decides.
    """
    area_of = counties.set_index("county")["area"]
    county_of = zips.set_index("zip")["county"]
    filed = institutions["county"]
    by_zip = institutions["zip"].map(county_of)
    county = filed.where(filed.map(area_of).notna(), by_zip).fillna(filed)
    frame = institutions.assign(county=county, area=county.map(area_of), dataset="ipeds_hd")
    notices = [
        make_notice("provider_without_area", "hd2024", entity=provider)
        for provider in frame.loc[frame["area"].isna(), "provider"]
    ]
    return frame, notices


def build_offers(
    completions: pd.DataFrame, institutions: pd.DataFrame, *, vintage: str
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``edges/offers`` frame; rows of providers outside the directory are left out."""
    known = completions["provider"].isin(institutions["provider"])
    strangers = completions.loc[~known, "provider"]
    notices = [
        make_notice("unknown_provider", "c2024_a", entity=str(provider), count=int(count))
        for provider, count in strangers.value_counts().sort_index().items()
    ]
    kept = completions[known]
    frame = pd.DataFrame(
        {
            "provider": kept["provider"],
            "credential": make_award_id(kept["cip"], kept["awlevel"]),
            "completions": kept["completions"],
            "evidence": "filed",
            "dataset": "ipeds_completions",
            "vintage": vintage,
        }
    )
    return frame, notices


def build_preparations(
    credentials: pd.DataFrame,
    occupations: pd.DataFrame,
    cip_soc: pd.DataFrame,
    corrections: pd.DataFrame,
    crosswalk: Crosswalk,
    *,
    vintage: str,
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the ``edges/prepares_for`` frame and the number of links dropped by reason.

    A link stands where the award's level lies between the occupation's education gate and one
    level above BLS typical (above the gate itself where that is higher), and no rule of
    ``explain_drop`` takes it out.
    """
    links = _correct_links(cip_soc, corrections, crosswalk)
    awards = credentials[credentials["kind"] == "award"]
    pairs = awards.merge(links, on="cip").merge(
        occupations[["occupation", "gate_education", "entry_education"]], on="occupation"
    )
    reasons = pd.Series(
        [
            explain_drop(*row)
            for row in pairs[
                ["cip", "awlevel", "level", "occupation", "gate_education", "entry_education"]
            ].itertuples(index=False, name=None)
        ],
        index=pairs.index,
        dtype="object",
    ).where(~pairs["dropped"], MISLEADING)
    reasons = reasons.mask(reasons.isna() & _is_other_level(pairs, corrections), OTHER_LEVEL)
    kept = pairs[reasons.isna()]
    frame = pd.DataFrame(
        {
            "credential": kept["credential"],
            "occupation": kept["occupation"],
            "evidence": kept["evidence"],
            "dataset": kept["dataset_link"],
            "vintage": kept["evidence"].map({"crosswalk": vintage, "reviewed": REVIEWED}),
        }
    ).drop_duplicates(["credential", "occupation"])
    return frame, reasons.dropna().value_counts().sort_index()


def note_unlinked(
    occupations: pd.DataFrame,
    cip_soc: pd.DataFrame,
    corrections: pd.DataFrame,
    crosswalk: Crosswalk,
) -> list[Notice]:
    """Return a notice for each occupation that neither crosswalk nor review links to a field."""
    linked = set(_correct_links(cip_soc, corrections, crosswalk)["occupation"])
    return [
        make_notice("occupation_without_field", "CIP2020_SOC2018_Crosswalk", entity=code)
        for code in sorted(set(occupations["occupation"]) - linked)
    ]


def _correct_links(
    cip_soc: pd.DataFrame, corrections: pd.DataFrame, crosswalk: Crosswalk
) -> pd.DataFrame:
    """Return field-occupation links: the published ones, reviewed additions, and drops marked."""
    published = pd.DataFrame(
        {"cip": cip_soc["cip"], "occupation": cip_soc["soc"].map(crosswalk.map_soc)}
    ).dropna()
    published = published.assign(evidence="crosswalk", dataset_link="cip_soc")
    added = corrections.loc[corrections["action"] == "add", ["cip", "occupation"]]
    added = added.assign(evidence="reviewed", dataset_link="curated")
    links = pd.concat([published, added]).drop_duplicates(["cip", "occupation"])
    drop = corrections.loc[corrections["action"] == "drop", ["cip", "occupation"]]
    marked = links.merge(drop.assign(dropped=True), on=["cip", "occupation"], how="left")
    marked["dropped"] = marked["dropped"].eq(True)
    return marked


def _is_other_level(pairs: pd.DataFrame, corrections: pd.DataFrame) -> pd.Series:
    """Say which awards lie outside the award levels that a reviewed link is limited to."""
    limits = {
        (row.cip, row.occupation): str(row.awlevels).split(JOINED)
        for row in corrections[corrections["action"] == "limit"].itertuples(index=False)
    }
    cells = pairs[["cip", "occupation", "awlevel"]].itertuples(index=False, name=None)
    outside = [level not in limits.get((cip, soc), (level,)) for cip, soc, level in cells]
    return pd.Series(outside, index=pairs.index, dtype="bool")


def explain_drop(
    cip: str, awlevel: str, level: str, occupation: str, gate: object, typical: object
) -> str | None:
    """Return why an award is no way into an occupation, or None where it is one."""
    if occupation.startswith(POSTSECONDARY_TEACHERS):
        return "postsecondary teachers are entered by a degree in their subject, not by one field"
    if occupation.startswith(MANAGERS) and cip.startswith(GENERIC_FIELDS):
        return "field too general for a manager"
    if (
        cip.startswith(NURSING)
        and occupation not in ADVANCED_PRACTICE
        and rank_level(LEVEL_OF_AWARD[awlevel]) > rank_level("bachelors")
    ):
        return "advanced nursing is no way to enter"
    if awlevel == POST_MASTERS:
        return "post-master's awards are no way to enter"
    if not isinstance(gate, str) or not isinstance(typical, str):
        return "no education level known for the occupation"
    lowest = LEVELS.index(gate)
    highest = max(lowest, rank_level(LEVEL_OF_TYPICAL[typical])) + 1
    if LEVELS.index(level) < lowest:
        return "below the education level needed"
    if LEVELS.index(level) > highest:
        return "more than one level above what is typical"
    return None
