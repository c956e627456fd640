"""O*NET text release: occupation titles, job zones, education answers and related occupations.

Codes are O*NET-SOC (``31-1131.00``); ``crosswalk`` takes them to OEWS occupations.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.sources.base import (
    DIGITS,
    FILLED,
    NUMBER,
    ONET_SOC,
    Field,
    Reading,
    Source,
    read_delimited,
)

FOLDER: Final = "onet_30_1"
REQUIRED_EDUCATION: Final = "RL"
RELATED_EXPERIENCE: Final = "RW"
SHORT_TITLE_ABSENT: Final = "n/a"

_CODE = Field("onet_soc", r"O\*NET-SOC Code", ONET_SOC, "31-1131.00")


def read_onet(folder: Path) -> Reading:
    """Read five tables: ``onet_occupations``, ``onet_titles``, ``onet_job_zones``,
    ``onet_answers`` (percent of answers per category, with respondents and the refusal mark)
    and ``onet_related`` (three tiers, rank within the origin's list).
    """
    place = folder / FOLDER
    occupations = read_delimited(
        place / "Occupation Data.txt",
        [_CODE, Field("title", "Title", FILLED, "Nursing Assistants")],
        delimiter="\t",
    )
    tables = {
        "onet_occupations": occupations,
        "onet_titles": _read_titles(place, occupations),
        "onet_job_zones": _read_job_zones(place),
        "onet_answers": _read_answers(place),
        "onet_related": _read_related(place),
    }
    return Reading(tables)


def _read_titles(place: Path, occupations: pd.DataFrame) -> pd.DataFrame:
    alternate = read_delimited(
        place / "Alternate Titles.txt",
        [
            _CODE,
            Field("title", "Alternate Title", FILLED, "Nurse Aide"),
            Field("short", "Short Title", FILLED, "CNA or n/a"),
        ],
        delimiter="\t",
    )
    reported = read_delimited(
        place / "Sample of Reported Titles.txt",
        [_CODE, Field("title", "Reported Job Title", FILLED, "Nurses' Aide")],
        delimiter="\t",
    )
    short = alternate[alternate["short"] != SHORT_TITLE_ABSENT]
    kinds = {
        "member": occupations,
        "alternate": alternate,
        "reported": reported,
        "short": short.assign(title=short["short"]),
    }
    return pd.concat(
        [frame[["onet_soc", "title"]].assign(kind=kind) for kind, frame in kinds.items()],
        ignore_index=True,
    )


def _read_job_zones(place: Path) -> pd.DataFrame:
    zones = read_delimited(
        place / "Job Zones.txt",
        [_CODE, Field("job_zone", "Job Zone", "[1-5]", "2")],
        delimiter="\t",
    )
    return zones.assign(job_zone=zones["job_zone"].astype("int64"))


def _read_answers(place: Path) -> pd.DataFrame:
    answers = read_delimited(
        place / "Education, Training, and Experience.txt",
        [
            _CODE,
            Field("scale", "Scale ID", "[A-Z]{2}", "RL"),
            Field("category", "Category", r"\d+|n/a", "2"),
            Field("percent", "Data Value", NUMBER, "12.5"),
            Field("respondents", "N", r"\d+|n/a", "28"),
            Field("suppress", "Recommend Suppress", "Y|N|n/a", "N"),
        ],
        delimiter="\t",
    )
    answers = answers[answers["scale"].isin([REQUIRED_EDUCATION, RELATED_EXPERIENCE])]
    return answers.assign(
        category=answers["category"].astype("int64"),
        percent=answers["percent"].astype("float64"),
        respondents=pd.to_numeric(answers["respondents"], errors="coerce").astype("Int64"),
        suppress=answers["suppress"] == "Y",
    )


def _read_related(place: Path) -> pd.DataFrame:
    related = read_delimited(
        place / "Related Occupations.txt",
        [
            _CODE,
            Field("related_soc", r"Related O\*NET-SOC Code", ONET_SOC, "29-2061.00"),
            Field("tier", "Relatedness Tier", "Primary-Short|Primary-Long|Supplemental"),
            Field("rank", "Index", DIGITS, "1"),
        ],
        delimiter="\t",
    )
    return related.assign(rank=related["rank"].astype("int64"))


SOURCE: Final = Source(
    "onet",
    tuple(
        f"{FOLDER}/{name}"
        for name in (
            "Occupation Data.txt",
            "Alternate Titles.txt",
            "Sample of Reported Titles.txt",
            "Job Zones.txt",
            "Education, Training, and Experience.txt",
            "Related Occupations.txt",
        )
    ),
    read_onet,
)
