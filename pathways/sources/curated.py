"""The hand-made tables of data/curated: one row is one fact with its source, date checked and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.schema import LEVELS
from pathways.sources.base import ANY, CIP, DIGITS, FILLED, SOC, Field, read_delimited

REVIEWED: Final = "2026-11"
"""Vintage of the curated tables: when their rows were last read over."""
DAY: Final = r"\d{4}-\d{2}-\d{2}"
MONTH_OR_DAY: Final = r"\d{4}-\d{2}(-\d{2})?"
GATE_KINDS: Final = (
    "license", "education", "credential", "experience", "on_the_job", "apprenticeship", "check"
)  # fmt: skip
"""What a gate can ask for; a license is any permission that a government gives."""
CIP_START: Final = r"\d{2}\.\d{2}(\d{2})?"
"""A field of study, or the first four digits of several."""
LINK: Final = r"(https?://\S+)?"

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
    "equivalency": (
        Field("months_low", "months_low", r"\d*", "10"),
        Field("months_high", "months_high", r"\d*", "10"),
        Field("hours", "hours", r"\d*", "81"),
        Field("source", "source", FILLED, "a page"),
        Field("source_kind", "source_kind", "agency|provider|secondary"),
        Field("read_on", "read_on", DAY, "2026-11-22"),
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
    "gates": (
        Field("gate", "gate_id", r"[a-z0-9\-]+", "mo-29-1141-license"),
        Field("soc", "occupation", SOC, "29-1141"),
        Field("jurisdiction", "jurisdiction", r"US|EVERY|[A-Z]{2}|\d{5}", "MO"),
        Field("kind", "kind", "|".join(GATE_KINDS), "license"),
        Field("status", "status", "required|none|local|unconfirmed", "required"),
        Field("who", "who", "worker|contractor|inspector|establishment", "worker"),
        Field("title", "title", FILLED, "Registered nurse license"),
        Field("issuer", "issuer", ANY),
        Field("education", "education", "|".join((*LEVELS, "")), "associate"),
        Field("months_low", "months_low", r"\d*", "12"),
        Field("months_high", "months_high", r"\d*", "24"),
        Field("hours", "hours", r"\d*", "1500"),
        Field("spent", "spent", "(study|work|within)?", "study"),
        Field("held_first", "held_first", rf"({SOC}(\|{SOC})*)?", "29-1141"),
        Field("min_age", "min_age", r"\d*", "18"),
        Field("route", "route", "[a-z]?", "a"),
        Field("covers", "covers", ANY),
        Field("scope", "scope", "all|usual|part", "all"),
        Field("source", "source", FILLED, "a page or a statute"),
        Field("source_kind", "source_kind", "statute|rule|board|agency|federal|secondary"),
        Field("source_2", "source_2", ANY),
        Field("read_on", "read_on", r"(\d{4}-\d{2}(-\d{2})?)?", "2026-11-21"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "closures": (
        Field("kind", "kind", "provider|hospital", "provider"),
        Field("id", "id", FILLED, "177418"),
        Field("title", "name", FILLED, "Fontbonne University"),
        Field("state", "state", "[A-Z]{2}", "MO"),
        Field("closed_on", "closed_on", r"(\d{4}(-\d{2}(-\d{2})?)?)?", "2025"),
        Field("status", "status", "closed|merged|unconfirmed", "closed"),
        Field("source", "source", FILLED, "a page"),
        Field("read_on", "read_on", MONTH_OR_DAY, "2026-11-21"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "recognition": (
        Field("rule", "rule_id", r"rec-[a-z0-9\-]+", "rec-associate"),
        Field("credential_kind", "credential_kind", FILLED, "associate degree"),
        Field("match", "match", FILLED, "credential:award AWLEVEL 3"),
        Field("counts", "counts", "yes|no|unclear|conditional", "yes"),
        Field("condition", "condition", ANY),
        Field("text", "rule", FILLED, "Named in the law"),
        Field("source", "source", FILLED, "a page"),
        Field("read_on", "read_on", MONTH_OR_DAY, "2026-11-21"),
    ),
    "designations": (
        Field("designated_by", "designated_by", FILLED, "CareerSource Florida"),
        Field("jurisdiction", "jurisdiction", FILLED, "FL"),
        Field("sector", "sector", "[a-z]*", "health"),
        Field("occupation", "occupation", rf"({SOC})?", "29-1141"),
        Field("document", "document", FILLED, "a list of the year"),
        Field("designated_on", "designated_on", r"(\d{4}(-\d{2}(-\d{2})?)?)?", "2025-05"),
        Field("source", "source", FILLED, "a page"),
        Field("read_on", "read_on", r"(\d{4}(-\d{2}(-\d{2})?)?)?", "2026-11-21"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "apprenticeship_terms": (
        Field("rapids", "rapids_code", r"\d{4}[A-Z]*", "0159"),
        Field("title", "title", FILLED, "Electrician"),
        Field("occupation", "occupation", SOC, "47-2111"),
        Field("term_hours", "hours", r"\d+(-\d+)?", "8000 or 5360-8000"),
        Field("source", "source", FILLED, "a page"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "entry_jobs": (
        Field("occupation", "occupation", SOC, "41-2011"),
        Field("rule", "rule", FILLED, "the rule"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "wage_lines": (
        Field("measure", "measure", "poverty_guideline|hs_earnings|minimum_wage"),
        Field("group", "state_group_or_state", FILLED, "48 states and DC"),
        Field("household", "household", r"\d?", "3"),
        Field("annual", "annual_usd", r"\d+", "15960"),
        Field("year", "year", ANY, "2026"),
        Field("caveat", "caveat", FILLED, "before tax"),
        Field("source", "source", FILLED, "a page"),
    ),
    "ladders": (
        Field("ladder", "ladder_id", r"[a-z0-9\-]+", "mo-stl-health-nursing"),
        Field("area", "area", r"\d{7}", "0041180"),
        Field("home", "home", r"\d{5}|[A-Z]{2}", "29189"),
        Field("sector", "sector", "[a-z]+", "health"),
        Field("step", "step", "[1-9]", "1"),
        Field("occupation", "occupation", SOC, "29-2061"),
        Field("origin", "from_occupation", SOC, "31-1131"),
        Field("gate_kinds", "gate_kinds", rf"({'|'.join(GATE_KINDS)}|\|)*", "education|license"),
        Field("months_low", "months_low", r"\d*", "12"),
        Field("months_high", "months_high", r"\d*", "24"),
        Field("source", "source", FILLED, "a page"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "refusals": (
        Field("refusal", "refusal_id", r"r-[a-z0-9\-]+", "r-cna-surgeon"),
        Field("area", "area", r"\d{7}", "0041180"),
        Field("start", "start", SOC, "31-1131"),
        Field("goal", "goal", SOC, "29-1248"),
        Field("reason_kind", "reason_kind", FILLED, "months"),
        Field("source", "source", FILLED, "a page"),
        Field("reason", "reason", FILLED, "why"),
    ),
    "coverage": (
        Field("field", "field", r"[a-z0-9\-]+", "cdl"),
        Field("title", "title", FILLED, "Commercial driving (CDL)"),
        Field("class", "class", "most|little", "little"),
        Field("cip", "cip", rf"{CIP_START}(\|{CIP_START})*", "49.0205 or 46.02"),
        Field("occupations", "occupations", rf"{SOC}(\|{SOC})*", "53-3032"),
        Field("reason", "reason", FILLED, "why"),
        Field("state_list_mo", "state_list_mo", LINK, "https://jobs.mo.gov"),
        Field("state_list_fl", "state_list_fl", LINK, "https://www.employflorida.com"),
        Field("source", "source", FILLED, "a page or a file"),
        Field("read_on", "read_on", DAY, "2026-11-21"),
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
        Field("action", "action", "add|drop|limit", "add"),
        Field("awlevels", "awlevels", r"(\d+(\|\d+)*)?", "2|4|3"),
        Field("source", "source", FILLED, "a page or a statute"),
        Field("reason", "reason", FILLED, "why"),
    ),
}
"""Each curated table: its columns and what their cells must match. Other columns may stand beside."""

KEYS: Final[dict[str, list[str]]] = {
    "education": ["occupation"],
    "synonyms": ["phrase", "occupation", "language"],
    "level_months": ["awlevel"],
    "equivalency": ["source"],
    "experience_months": ["scale", "category"],
    "ojt_months": ["category"],
    "cip_soc": ["cip", "occupation"],
    "level_years": ["awlevel", "basis"],
    "districts": ["provider", "county"],
    "certifications": ["certification"],
    "sectors": ["sector"],
    "gates": ["gate"],
    "closures": ["kind", "id"],
    "recognition": ["rule"],
    "designations": ["designated_by", "sector", "occupation", "document"],
    "apprenticeship_terms": ["rapids", "title", "term_hours"],
    "entry_jobs": ["occupation"],
    "wage_lines": ["measure", "group", "household"],
    "ladders": ["ladder", "step"],
    "refusals": ["refusal"],
    "coverage": ["field"],
}


NUMBERS: Final = ("months_low", "months_high", "hours", "min_age", "household", "annual", "step")
"""Columns that hold whole numbers; a blank is absent."""


def read_curated(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every curated table; blank months are missing. Raises SourceError for a bad cell or key."""
    return {name: _read_table(folder, name) for name in CURATED_FILES}


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    try:
        frame = read_delimited(path, CURATED_FILES[name])
    except SourceError as error:
        raise SourceError(
            error.problem,
            file=f"data/curated/{path.name}",
            row=error.row,
            column=error.column,
            value=error.value,
            fix="Correct it there; README.md of data/ says what the table holds",
        ) from error
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
    for column in NUMBERS:
        if column in frame:
            frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    if name == "gates":
        _check_spent(frame, path.name)
    if name == "cip_soc":
        _check_limits(frame, path.name)
    return frame


def _check_limits(links: pd.DataFrame, file: str) -> None:
    """Raise SourceError unless exactly the rows that limit a link name award levels."""
    wrong = (links["action"] == "limit") != (links["awlevels"] != "")
    if wrong.any():
        row = int(str(links.index[int(wrong.to_numpy().argmax())]))
        raise SourceError(
            "award levels stand exactly where a link is limited",
            file=f"data/curated/{file}",
            row=row,
            column="awlevels",
            value=str(links.loc[row, "awlevels"]),
            fix="Write the levels joined by | beside limit, and leave the cell empty elsewhere",
        )


def _check_spent(gates: pd.DataFrame, file: str) -> None:
    """Raise SourceError unless exactly the rules that state months or hours say how they are spent."""
    states_time = gates["months_low"].notna() | gates["hours"].notna()
    wrong = states_time != (gates["spent"] != "")
    if not wrong.any():
        return
    row = int(str(gates.index[int(wrong.to_numpy().argmax())]))
    needed = bool(states_time[row])
    raise SourceError(
        "a rule that states months or hours does not say how they are spent"
        if needed
        else "a rule says how months or hours are spent and states none",
        file=f"data/curated/{file}",
        row=row,
        column="spent",
        value=str(gates.loc[row, "spent"]),
        fix="Write study, work or within" if needed else "Leave the cell empty",
    )
