"""The hand-made tables of data/curated: one row is one fact with its source, date checked and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.schema import LEVELS
from pathways.sources.base import CIP, DIGITS, FILLED, SOC, Field, read_delimited

DAY: Final = r"\d{4}-\d{2}-\d{2}"

CURATED_FILES: Final[dict[str, tuple[Field, ...]]] = {
    "education": (
        Field("occupation", "occupation", SOC, "29-1141"),
        Field("level", "level", "|".join(LEVELS), "associate"),
        Field("rule_level", "rule_level", "|".join((*LEVELS, "")), "bachelors"),
        Field("kind", "kind", "override|confirmed", "override"),
        Field("source", "source", FILLED, "a page or a statute"),
        Field("read_on", "read_on", DAY, "2026-11-21"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "synonyms": (
        Field("phrase", "phrase", FILLED, "cajera"),
        Field("occupation", "occupation", SOC, "41-2011"),
        Field("language", "language", "en|es", "es"),
        Field("source", "source", FILLED, "general usage"),
        Field("checked", "checked", DAY, "2026-11-21"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "level_months": (
        Field("awlevel", "awlevel", DIGITS, "3"),
        Field("months_low", "months_low", r"\d*", "24"),
        Field("months_high", "months_high", r"\d*", "24"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "experience_months": (
        Field("scale", "source_scale", "bls|onet_rw", "bls"),
        Field("category", "category", FILLED, "Less than 5 years"),
        Field("months_low", "months_low", r"\d*", "12"),
        Field("months_high", "months_high", r"\d*", "48"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "ojt_months": (
        Field("category", "category", FILLED, "Apprenticeship"),
        Field("months_low", "months_low", r"\d*", "36"),
        Field("months_high", "months_high", r"\d*", "60"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "level_years": (
        Field("awlevel", "awlevel", DIGITS, "3"),
        Field("years", "years", r"\d+(\.\d+)?", "2.0"),
        Field("basis", "basis", "low|high|single", "single"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "districts": (
        Field("provider", "provider", r"\d{6}", "179308"),
        Field("county", "county_fips", r"\d{5}", "29510"),
        Field("source", "source", FILLED, "a page or a statute"),
        Field("read_on", "read_on", DAY, "2026-11-21"),
        Field("reason", "reason", "(whole|part of) county: .+", "whole county: the page names it"),
    ),
    "certifications": (
        Field("certification", "cert_id", FILLED, "0019"),
        Field("title", "name", FILLED, "CompTIA A+"),
        Field("occupation", "occupation", rf"{SOC}(\|{SOC})*", "15-1232"),
        Field("employers", "employers", "require|prefer|unclear", "unclear"),
        Field("source", "source", FILLED, "a page"),
        Field("read_on", "read_on", DAY, "2026-11-21"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "sectors": (
        Field("sector", "sector", r"[a-z]+", "health"),
        Field("title", "title", FILLED, "Health care"),
        Field("title_es", "title_es", FILLED, "Salud"),
        Field("naics", "naics", r"\d{2,4}(\|\d{2,4})*", "621|622"),
        Field("reason", "reason", FILLED, "why"),
        Field("source", "source", FILLED, "a page"),
    ),
    "cip_soc": (
        Field("cip", "cip", CIP, "47.0105"),
        Field("occupation", "occupation", SOC, "47-2111"),
        Field("action", "action", "add|drop", "add"),
        Field("source", "source", FILLED, "a page or a statute"),
        Field("reason", "reason", FILLED, "why"),
    ),
}
"""Each curated table: its columns and what their cells must match. Other columns may stand beside."""

KEYS: Final[dict[str, list[str]]] = {
    "education": ["occupation"],
    "synonyms": ["phrase", "occupation", "language"],
    "level_months": ["awlevel"],
    "experience_months": ["scale", "category"],
    "ojt_months": ["category"],
    "cip_soc": ["cip", "occupation"],
    "level_years": ["awlevel", "basis"],
    "districts": ["provider", "county"],
    "certifications": ["certification"],
    "sectors": ["sector"],
}


def read_curated(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every curated table; blank months are missing. Raises SourceError for a bad cell or key."""
    return {name: _read_table(folder, name) for name in CURATED_FILES}


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    frame = read_delimited(path, CURATED_FILES[name])
    twice = frame.duplicated(KEYS[name])
    if twice.any():
        row = int(str(frame.index[int(twice.to_numpy().argmax())]))
        raise SourceError(
            "the same key stands twice",
            file=path.name,
            row=row,
            column=", ".join(KEYS[name]),
            value=" / ".join(str(frame.loc[row, key]) for key in KEYS[name]),
            fix="Keep one row",
        )
    for column in ("months_low", "months_high"):
        if column in frame:
            frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    return frame
