"""What each occupation asks for: education level, related experience, months of learning on the job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from pathways.crosswalk import Crosswalk
from pathways.gates import (
    LEVEL_OF_TYPICAL,
    Answers,
    Shares,
    decide_education,
    decide_experience,
    find_level,
    find_median_category,
    pool_answers,
)
from pathways.notices import Notice, make_notice
from pathways.sources.onet import RELATED_EXPERIENCE, REQUIRED_EDUCATION
from pathways.sources.projections import ATTAINMENT

APPRENTICESHIP: Final = "Apprenticeship"
HOURS_A_YEAR: Final = 2000


def build_gates(
    occupations: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    curated: Mapping[str, pd.DataFrame],
    crosswalk: Crosswalk,
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the gate columns of ``nodes/occupation``, row for row, and what was noticed.

    Takes occupations with ``occupation``, ``entry_education``, ``experience`` and ``ojt``.
    """
    education = collect_answers(tables["onet_answers"], REQUIRED_EDUCATION)
    experience = collect_answers(tables["onet_answers"], RELATED_EXPERIENCE)
    attainment = tables["attainment"].set_index("soc")[[name for name, _ in ATTAINMENT]]
    reviewed = {
        str(row["occupation"]): {str(name): value for name, value in row.items()}
        for row in curated["education"].to_dict("records")
    }
    bands = _read_bands(curated["experience_months"], ["scale", "category"])
    training = _read_bands(curated["ojt_months"], ["category"])
    terms = read_terms(curated["apprenticeship_terms"])
    rows: list[dict[str, object]] = []
    notices: list[Notice] = []
    columns = ["occupation", "entry_education", "experience", "ojt"]
    for code, typical, asked, ojt in occupations[columns].itertuples(index=False, name=None):
        survey = pool_answers(answers_of(code, education, crosswalk))
        attained = attainment.loc[code].tolist() if code in attainment.index else None
        row = _gate_education(typical, survey, attained, reviewed.get(code))
        median = find_median_category(answers_of(code, experience, crosswalk))
        reported = bands.get(("onet_rw", str(median))) if median else None
        published = bands.get(("bls", asked)) if isinstance(asked, str) else None
        row |= decide_experience(
            published,
            reported,
            gate=row["gate_education"],
            typical=typical,
            basis=row["gate_basis"],
        )
        low, high = training.get((ojt,), (None, None)) if isinstance(ojt, str) else (None, None)
        if ojt == APPRENTICESHIP:
            low, high = terms.get(code, (low, high))
        row |= {"ojt_low": low, "ojt_high": high}
        rows.append(row)
        if survey is None:
            notices.append(make_notice("education_answers_refused", "onet_answers", entity=code))
    return pd.DataFrame(rows), notices


def read_terms(terms: pd.DataFrame) -> dict[str, tuple[int | None, int | None]]:
    """Return the months of an occupation's registered terms, shortest and longest.

    A term of 2,000 hours is a year; a range of hours counts with both ends.
    """
    months: dict[str, list[int]] = {}
    for occupation, hours in zip(terms["occupation"], terms["term_hours"], strict=True):
        months.setdefault(occupation, []).extend(
            round(int(part) / HOURS_A_YEAR * 12) for part in str(hours).split("-")
        )
    return {occupation: (min(found), max(found)) for occupation, found in months.items()}


def _gate_education(
    typical: object,
    survey: Shares | None,
    attained: Sequence[float] | None,
    review: Mapping[str, object] | None,
) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(
        ("gate_education", "gate_basis", "gate_borderline", "gate_source", "gate_reason")
    )
    row["survey_level"] = find_level(survey.percent) if survey else None
    row["survey_respondents"] = survey.respondents if survey else None
    row["attained_level"] = find_level(attained) if attained else None
    if isinstance(typical, str):
        gate = decide_education(
            LEVEL_OF_TYPICAL[typical], survey.percent if survey else None, attained
        )
        row |= {
            "gate_education": gate.level,
            "gate_basis": gate.basis,
            "gate_borderline": gate.borderline,
        }
    if review is not None:
        row |= {"gate_source": review["source"], "gate_reason": review["reason"]}
        if review["kind"] == "override":
            row |= {
                "gate_education": review["level"],
                "gate_basis": "curated",
                "gate_borderline": False,
            }
    return row


def _read_bands(
    months: pd.DataFrame, keys: list[str]
) -> dict[tuple[str, ...], tuple[int | None, int | None]]:
    return {
        tuple(str(row[key]) for key in keys): (
            None if pd.isna(row["months_low"]) else int(row["months_low"]),
            None if pd.isna(row["months_high"]) else int(row["months_high"]),
        )
        for _, row in months.iterrows()
    }


def collect_answers(answers: pd.DataFrame, scale: str) -> dict[str, Answers]:
    """Return one scale's answers by O*NET-SOC code: percent by category from 1."""
    asked = answers[answers["scale"] == scale]
    categories = range(1, int(asked["category"].max()) + 1) if len(asked) else range(0)
    collected = {}
    for onet_soc, rows in asked.groupby("onet_soc"):
        percent = dict(zip(rows["category"], rows["percent"], strict=True))
        collected[str(onet_soc)] = Answers(
            tuple(percent.get(category, 0.0) for category in categories),
            int(rows["respondents"].fillna(0).max()),
            bool(rows["suppress"].any()),
        )
    return collected


def answers_of(
    occupation: str, answers: Mapping[str, Answers], crosswalk: Crosswalk
) -> list[Answers]:
    """Return the answers that speak for an occupation: each SOC's ``.00``, else its ``.NN`` codes."""
    found = []
    for soc in crosswalk.expand_occupation(occupation):
        if f"{soc}.00" in answers:
            found.append(answers[f"{soc}.00"])
        else:
            found += [answers[code] for code in sorted(answers) if code.startswith(f"{soc}.")]
    return found
