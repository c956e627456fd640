"""Occupation nodes, the names people use for them, and the moves that an expert list names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from pathways.build.gates import build_gates
from pathways.crosswalk import Crosswalk
from pathways.notices import Notice, make_notice

TIERS: Final = ("Primary-Short", "Primary-Long", "Supplemental")
PRIMARY: Final = TIERS[:2]
TITLE_KINDS: Final = (
    "occupation",
    "member",
    "member_code",
    "synonym",
    "reported",
    "alternate",
    "short",
)
"""Which of two equal names is kept: the earlier kind."""


def build_occupations(
    tables: Mapping[str, pd.DataFrame], curated: Mapping[str, pd.DataFrame], crosswalk: Crosswalk
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``nodes/occupation`` frame and what was noticed.

    A job zone is the lowest among an occupation's O*NET codes. Gates follow ``build.gates``.
    """
    occupations = tables["oews_occupations"]
    codes = occupations["occupation"].tolist()
    zones = tables["onet_job_zones"]
    zone_of = zones["job_zone"].groupby(zones["onet_soc"].map(crosswalk.map_onet)).min()
    outlook = tables["outlook"].drop_duplicates("soc").set_index("soc")
    frame = pd.DataFrame(
        {
            "occupation": codes,
            "title": occupations["title"].to_numpy(),
            "members": ["|".join(crosswalk.members.get(code, ())) or None for code in codes],
            "job_zone": zone_of.reindex(codes).astype("Int64").to_numpy(),
        }
    )
    for ours, theirs in {
        "employment_base": "employment",
        "growth_pct": "growth_pct",
        "openings_national": "openings",
        "entry_education": "education",
        "experience": "experience",
        "ojt": "ojt",
    }.items():
        frame[ours] = outlook[theirs].reindex(codes).array
    gates, notices = build_gates(frame, tables, curated, crosswalk)
    frame = pd.concat([frame, gates], axis=1)
    missing = frame.loc[frame["entry_education"].isna(), "occupation"]
    notices += [
        make_notice("occupation_without_outlook", "outlook", entity=code) for code in missing
    ]
    return frame, notices


def note_unmapped(
    codes: pd.Series, table: str, crosswalk: Crosswalk, soc_structure: pd.DataFrame
) -> list[Notice]:
    """Return a notice for each SOC 2018 code of a file that OEWS publishes nowhere.

    One that SOC 2018 itself does not hold is unknown, the others merely have no wages.
    """
    known = set(soc_structure["soc"])
    counted = codes[codes.map(crosswalk.map_soc).isna()].value_counts().sort_index()
    return [
        make_notice(
            "soc_not_in_wages" if code in known else "unknown_soc_code",
            table,
            entity=str(code),
            count=int(count),
        )
        for code, count in counted.items()
    ]


def build_titles(
    tables: Mapping[str, pd.DataFrame], curated: Mapping[str, pd.DataFrame], crosswalk: Crosswalk
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``facts/titles`` frame: one row per occupation, language and name."""
    onet = tables["onet_titles"]
    onet = onet.assign(occupation=onet["onet_soc"].map(crosswalk.map_onet))
    members = tables["oews_members"]
    members = members[members["occupation"].isin(crosswalk.members)]
    synonyms = curated["synonyms"].rename(columns={"phrase": "title"})
    unknown = synonyms.loc[~synonyms["occupation"].isin(tables["oews_occupations"]["occupation"])]
    notices = [
        make_notice("foreign_key_violation", "synonyms.csv", row=int(str(row)), value=code)
        for row, code in unknown["occupation"].items()
    ]
    english = pd.concat(
        [
            tables["oews_occupations"].assign(kind="occupation"),
            members[["occupation", "title"]].assign(kind="member"),
            members[["occupation", "soc"]]
            .rename(columns={"soc": "title"})
            .assign(kind="member_code"),
            onet.dropna(subset=["occupation"])[["occupation", "title", "kind"]],
        ]
    ).assign(language="en")
    titles = pd.concat(
        [
            english,
            synonyms.drop(unknown.index)[["occupation", "title", "language"]].assign(
                kind="synonym"
            ),
        ],
        ignore_index=True,
    )
    titles["order"] = titles["kind"].map(TITLE_KINDS.index)
    titles["folded"] = titles["title"].str.casefold()
    titles = titles.sort_values(["occupation", "language", "folded", "order", "title"])
    titles = titles.drop_duplicates(["occupation", "language", "folded"])
    return titles[["occupation", "language", "title", "kind"]], notices


def build_moves(
    tables: Mapping[str, pd.DataFrame], crosswalk: Crosswalk, *, vintage: str
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``edges/advances_to`` frame from O*NET's related occupations.

    Several O*NET codes of one occupation give one list: the best tier and rank of each pair stay.
    """
    related = tables["onet_related"]
    moves = pd.DataFrame(
        {
            "origin": related["onet_soc"].map(crosswalk.map_onet),
            "destination": related["related_soc"].map(crosswalk.map_onet),
            "tier": related["tier"],
            "rank": related["rank"],
        }
    ).dropna()
    moves = moves[moves["origin"] != moves["destination"]]
    moves["order"] = moves["tier"].map(TIERS.index)
    moves = moves.sort_values(["origin", "order", "rank", "destination"])
    moves = moves.drop_duplicates(["origin", "destination"]).drop(columns="order")
    moves = moves.assign(evidence="expert list", dataset="onet", vintage=vintage)
    started = set(moves.loc[moves["tier"].isin(PRIMARY), "origin"])
    notices = [
        make_notice("occupation_without_related", "Related Occupations.txt", entity=code)
        for code in sorted(set(tables["oews_occupations"]["occupation"]) - started)
    ]
    return moves, notices
