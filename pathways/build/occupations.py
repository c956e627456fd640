"""Occupation nodes, the names people use for them, and the moves that an expert list names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

import pandas as pd

from pathways.crosswalk import Crosswalk
from pathways.gates import (
    LEVEL_OF_ANSWER,
    LEVEL_OF_TYPICAL,
    Answers,
    EducationGate,
    Shares,
    decide_education,
    find_level,
    pool_answers,
)
from pathways.notices import Notice, make_notice
from pathways.schema import Level
from pathways.sources.onet import REQUIRED_EDUCATION
from pathways.sources.projections import ATTAINMENT

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

    A job zone is the lowest among an occupation's O*NET codes. The education gate follows
    ``gates.decide_education``; a curated row overrides it.
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
    gates, notices = _build_gates(frame, tables, curated, crosswalk)
    frame = pd.concat([frame, gates], axis=1)
    missing = frame.loc[frame["entry_education"].isna(), "occupation"]
    notices += [
        make_notice("occupation_without_outlook", "outlook", entity=code) for code in missing
    ]
    return frame, notices


def _build_gates(
    frame: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    curated: Mapping[str, pd.DataFrame],
    crosswalk: Crosswalk,
) -> tuple[pd.DataFrame, list[Notice]]:
    answers = _collect_answers(tables["onet_answers"])
    attainment = tables["attainment"].set_index("soc")[[name for name, _ in ATTAINMENT]]
    reviewed = curated["education"].set_index("occupation")
    rows: list[dict[str, object]] = []
    notices: list[Notice] = []
    for code, label in zip(frame["occupation"], frame["entry_education"], strict=True):
        survey = pool_answers(_answers_of(code, answers, crosswalk))
        attained = attainment.loc[code].tolist() if code in attainment.index else None
        gate: EducationGate | None = None
        if isinstance(label, str):
            gate = decide_education(
                LEVEL_OF_TYPICAL[label], survey.percent if survey else None, attained
            )
        if survey is None:
            notices.append(make_notice("education_answers_refused", "onet_answers", entity=code))
        rows.append(_gate_row(gate, survey, attained, reviewed, code))
    return pd.DataFrame(rows), notices


def _gate_row(
    gate: EducationGate | None,
    survey: Shares | None,
    attained: Sequence[float] | None,
    reviewed: pd.DataFrame,
    code: str,
) -> dict[str, object]:
    row: dict[str, object] = {
        "gate_education": gate.level if gate else None,
        "gate_basis": gate.basis if gate else None,
        "gate_borderline": gate.borderline if gate else None,
        "survey_level": find_level(survey.percent) if survey else None,
        "survey_respondents": survey.respondents if survey else None,
        "attained_level": find_level(attained) if attained else None,
        "gate_source": None,
        "gate_reason": None,
    }
    if code in reviewed.index:
        review = reviewed.loc[code]
        row |= {"gate_source": review["source"], "gate_reason": review["reason"]}
        if review["kind"] == "override":
            row |= {
                "gate_education": cast(Level, review["level"]),
                "gate_basis": "curated",
                "gate_borderline": False,
            }
    return row


def _collect_answers(answers: pd.DataFrame) -> dict[str, Answers]:
    """Return the required-education answers by O*NET-SOC code."""
    required = answers[answers["scale"] == REQUIRED_EDUCATION]
    collected = {}
    for onet_soc, rows in required.groupby("onet_soc"):
        percent = dict(zip(rows["category"], rows["percent"], strict=True))
        collected[str(onet_soc)] = Answers(
            tuple(percent.get(category, 0.0) for category in LEVEL_OF_ANSWER),
            int(rows["respondents"].fillna(0).max()),
            bool(rows["suppress"].any()),
        )
    return collected


def _answers_of(
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
