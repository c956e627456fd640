"""SOC code lists: the 2018 structure, the way from 2010 to 2018, and the aggregates that OEWS publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pathways.sources.base import FILLED, SOC, Field, Reading, Source, read_delimited

FOLDER: Final = "soc"


def read_soc(folder: Path) -> Reading:
    """Read ``soc_structure`` (detailed SOC 2018 codes and titles), ``soc_2010_2018`` (code pairs)
    and ``oews_members`` (OEWS code, SOC 2018 member code and title; ordinary codes have themselves).
    """
    place = folder / FOLDER
    structure = read_delimited(
        place / "soc2018_structure.csv",
        [
            Field("group", "SOCGroup", "Major|Minor|Broad|Detailed", "Detailed"),
            Field("soc", "SOCCode", SOC, "31-1131"),
            Field("title", "SOCTitle", FILLED, "Nursing Assistants"),
        ],
    )
    decades = read_delimited(
        place / "soc2010_to_2018_crosswalk.csv",
        [
            Field("soc_2010", "SOCCode2010", SOC, "31-1014"),
            Field("soc", "SOCCode2018", SOC, "31-1131"),
        ],
    )
    members = read_delimited(
        place / "oes_hybrid_crosswalk.csv",
        [
            Field("occupation", r"OES\d{4}EstimatesCode", SOC, "31-1120"),
            Field("soc", "SOCCode2018", SOC, "31-1121"),
            Field("title", "SOCTitle2018", FILLED, "Home Health Aides"),
        ],
    )
    return Reading(
        {
            "soc_structure": structure[structure["group"] == "Detailed"][["soc", "title"]],
            "soc_2010_2018": decades.drop_duplicates(),
            "oews_members": members.drop_duplicates(),
        }
    )


SOURCE: Final = Source(
    "soc",
    tuple(
        f"{FOLDER}/{name}"
        for name in (
            "soc2018_structure.csv",
            "soc2010_to_2018_crosswalk.csv",
            "oes_hybrid_crosswalk.csv",
        )
    ),
    read_soc,
)
