"""Vectors per OEWS occupation: own description first, equal weights, nothing invented or lost."""

from __future__ import annotations

import csv
import math
import statistics
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pathways.build.vectors import (
    build_activities,
    build_dwas,
    build_elements,
    build_skills,
    build_technology,
    build_vectors,
)
from pathways.crosswalk import Crosswalk, make_crosswalk
from pathways.sources.oews import read_oews
from pathways.sources.onet_content import read_onet_content
from pathways.sources.soc import read_soc

PUBLISHED = Path(__file__).parent / "data" / "published"
SAME = ("29-1141", "31-1131", "31-9099", "47-2111")
MEMBERS = {"29-2010": ("29-2011", "29-2012"), "31-1120": ("31-1121", "31-1122")}
CROSSWALK = Crosswalk(
    {code: code for code in SAME} | {soc: code for code in MEMBERS for soc in MEMBERS[code]},
    MEMBERS,
    {},
)


class Loaded(NamedTuple):
    tables: dict[str, pd.DataFrame]
    crosswalk: Crosswalk


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return read_onet_content(PUBLISHED).tables


def rate(*rows: tuple[str, float, float, bool, bool]) -> pd.DataFrame:
    """Return skill_levels of one element: code, importance, level, and the two suppress marks."""
    columns = ["onet_soc", "importance", "level", "importance_suppress", "level_suppress"]
    return pd.DataFrame(rows, columns=columns).assign(
        element="2.A.1.a", name="Reading", kind="skill", not_relevant=False
    )


def test_own_description_comes_before_specialties() -> None:
    skills = build_skills(
        rate(("29-1141.00", 4.0, 5.0, False, False), ("29-1141.01", 2.0, 1.0, False, False)),
        CROSSWALK,
    )
    assert skills[["occupation", "importance", "level"]].to_numpy().tolist() == [
        ["29-1141", 400, 500]
    ]


def test_specialties_are_averaged_where_there_is_no_own_description() -> None:
    skills = build_skills(
        rate(("31-9099.01", 4.0, 5.0, False, False), ("31-9099.02", 2.01, 1.0, False, False)),
        CROSSWALK,
    )
    assert skills["importance"].tolist() == [300]
    assert skills["level"].tolist() == [300]


def test_members_of_an_aggregate_weigh_the_same_however_many_codes_they_have() -> None:
    skills = build_skills(
        rate(
            ("31-1121.01", 1.0, 0.0, False, False),
            ("31-1121.02", 3.0, 2.0, False, False),
            ("31-1122.00", 4.0, 4.0, False, False),
        ),
        CROSSWALK,
    )
    assert skills["occupation"].tolist() == ["31-1120"]
    assert skills["importance"].tolist() == [300]
    assert skills["level"].tolist() == [250]


def test_suppressed_ratings_are_absent_never_zero() -> None:
    skills = build_skills(
        rate(("31-1131.00", 4.0, 2.0, False, True), ("47-2111.00", 1.0, 0.0, True, True)),
        CROSSWALK,
    )
    assert skills["occupation"].tolist() == ["31-1131"]
    assert skills["importance"].tolist() == [400]
    assert skills["level"].isna().all()


def test_suppressed_member_leaves_the_mean_to_the_others() -> None:
    skills = build_skills(
        rate(("31-1121.00", 4.0, 2.0, False, True), ("31-1122.00", 2.0, 1.0, False, False)),
        CROSSWALK,
    )
    assert (skills["importance"].iloc[0], skills["level"].iloc[0]) == (300, 100)


def test_published_zero_stays_zero() -> None:
    skills = build_skills(rate(("31-1131.00", 1.0, 0.0, False, False)), CROSSWALK)
    assert skills["level"].tolist() == [0]


def test_own_description_is_chosen_table_by_table() -> None:
    technology = pd.DataFrame(
        {
            "onet_soc": ["29-1141.01", "29-1141.01", "29-1141.03"],
            "commodity": ["43232202"] * 3,
            "title": ["Document management software"] * 3,
            "example": ["A", "B", "B"],
            "hot": [False, True, False],
            "in_demand": [False, False, False],
        }
    )
    assert build_technology(technology, CROSSWALK).to_numpy().tolist() == [
        ["29-1141", "43232202", "Document management software", True, False, 2]
    ]


def test_activities_of_an_aggregate_are_the_mean_of_its_members(
    tables: dict[str, pd.DataFrame],
) -> None:
    built = build_activities(tables["activities"], CROSSWALK)
    published = tables["activities"].set_index(["soc", "element"])["importance"]
    for row in built.itertuples():
        members = MEMBERS.get(row.occupation, (row.occupation,))
        values = [published[soc, row.element] for soc in members]
        assert row.importance == pytest.approx(statistics.mean(values) * 100, abs=0.5001)
    assert built.groupby("occupation")["element"].nunique().to_dict() == dict.fromkeys(
        sorted({*SAME, *MEMBERS}), 41
    )


def test_lists_are_joined_over_members(tables: dict[str, pd.DataFrame]) -> None:
    built = build_dwas(tables["dwas"], CROSSWALK).groupby("occupation")["dwa"].agg(set)
    by_code = tables["dwas"].groupby("onet_soc")["dwa"].agg(set)
    assert built["31-1120"] == by_code["31-1121.00"] | by_code["31-1122.00"]
    assert built["29-1141"] == by_code["29-1141.00"]
    assert built["31-9099"] == by_code["31-9099.01"] | by_code["31-9099.02"]


def test_elements_name_everything_once(tables: dict[str, pd.DataFrame]) -> None:
    elements = build_elements(tables)
    assert elements["element"].is_unique
    assert elements["title"].str.len().gt(0).all()
    assert elements["kind"].value_counts().drop("dwa").to_dict() == {
        "activity": 41, "skill": 35, "knowledge": 33
    }  # fmt: skip


def test_notices_name_what_has_no_wages_and_what_is_not_described(
    tables: dict[str, pd.DataFrame],
) -> None:
    narrow = Crosswalk({"31-1131": "31-1131"}, {}, {})
    given = {
        **tables,
        "oews_occupations": pd.DataFrame({"occupation": ["31-1131", "53-7199"]}),
    }
    frames, notices = build_vectors(given, narrow)
    unknown = {(n.table, n.entity) for n in notices if n.code == "soc_not_in_wages"}
    assert ("skill_levels", "29-1141") in unknown
    assert ("activities", "47-2111") in unknown
    assert not {entity for _, entity in unknown} & {"31-1131"}
    missing = [(n.table, n.entity) for n in notices if n.code == "occupation_without_ratings"]
    assert missing == [(name, "53-7199") for name in list(frames)[:4]]
    for name in list(frames)[:4]:
        assert set(frames[name]["occupation"]) == {"31-1131"}


def test_order_of_rows_changes_nothing(tables: dict[str, pd.DataFrame]) -> None:
    given = {**tables, "oews_occupations": pd.DataFrame({"occupation": ["31-1131"]})}
    shuffled = {name: frame.sample(frac=1, random_state=7) for name, frame in given.items()}
    frames, notices = build_vectors(given, CROSSWALK)
    again, same = build_vectors(shuffled, CROSSWALK)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(again[name], frame)
    assert same == notices


@pytest.fixture(scope="module")
def loaded(raw: Path) -> Loaded:
    tables = read_oews(raw).tables | read_onet_content(raw).tables | read_soc(raw).tables
    crosswalk = make_crosswalk(
        tables["oews_occupations"],
        tables["oews_members"],
        tables["soc_structure"],
        tables["soc_2010_2018"],
    )
    return Loaded(tables, crosswalk)


def pool(by_soc: dict[str, list[Fraction]]) -> Fraction | None:
    means = [sum(values) / len(values) for values in by_soc.values() if values]
    return sum(means, Fraction()) / len(means) if means else None


@pytest.mark.raw
def test_raw_counts(loaded: Loaded) -> None:
    frames, notices = build_vectors(*loaded)
    assert {name: len(frame) for name, frame in frames.items()} == {
        "facts/skills": 51_186,
        "facts/activities": 31_283,
        "facts/dwas": 16_283,
        "facts/technology": 10_862,
        "facts/elements": 2_196,
    }
    for name, count in (("skills", 753), ("activities", 763), ("dwas", 783), ("technology", 783)):
        assert frames[f"facts/{name}"]["occupation"].nunique() == count
        assert "31-1120" in set(frames[f"facts/{name}"]["occupation"])
    known = set(frames["facts/elements"]["element"])
    used = [*(frames[f"facts/{name}"]["element"] for name in ("skills", "activities"))]
    assert known == set(pd.concat([*used, frames["facts/dwas"]["dwa"]])) | (
        set(loaded.tables["dwa_titles"]["dwa"])
    )
    assert {n.code for n in notices} == {"soc_not_in_wages", "occupation_without_ratings"}


@pytest.mark.raw
def test_raw_skills_by_brute_force(raw: Path, loaded: Loaded) -> None:
    rated: dict[tuple[str, str, str], dict[str, Fraction]] = defaultdict(dict)
    owned = set()
    for sheet in ("Skills", "Knowledge"):
        book = CalamineWorkbook.from_path(str(raw / f"onet_29/{sheet}.xlsx"))
        for row in book.get_sheet_by_index(0).to_python()[1:]:
            code, element, scale, value, suppress = row[0], row[2], row[4], row[6], row[11]
            if suppress != "Y":
                rated[code[:7], element, scale][code] = Fraction(str(value))
            if code.endswith(".00"):
                owned.add(code[:7])
    built = build_skills(loaded.tables["skill_levels"], loaded.crosswalk)
    for row in built.itertuples():
        for scale, value in (("IM", row.importance), ("LV", row.level)):
            by_soc = {
                soc: [
                    number
                    for code, number in rated.get((soc, row.element, scale), {}).items()
                    if soc not in owned or code.endswith(".00")
                ]
                for soc in loaded.crosswalk.expand_occupation(row.occupation)
            }
            mean = pool(by_soc)
            assert pd.isna(value) if mean is None else abs(value - mean * 100) <= Fraction(1, 2)


@pytest.mark.raw
def test_raw_lists_by_brute_force(raw: Path, loaded: Loaded) -> None:
    for name, column, frame in (
        ("Tasks to DWAs.txt", "DWA ID", build_dwas(loaded.tables["dwas"], loaded.crosswalk)),
        (
            "Technology Skills.txt",
            "Commodity Code",
            build_technology(loaded.tables["technology"], loaded.crosswalk),
        ),
    ):
        with (raw / "onet_30_1" / name).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
        owned = {r["O*NET-SOC Code"][:7] for r in rows if r["O*NET-SOC Code"].endswith(".00")}
        expected = set()
        for row in rows:
            soc, detail = row["O*NET-SOC Code"][:7], row["O*NET-SOC Code"][7:]
            occupation = loaded.crosswalk.map_soc(soc)
            if occupation and (detail == ".00" or soc not in owned):
                expected.add((occupation, row[column]))
        built = frame.iloc[:, :2].itertuples(index=False, name=None)
        assert set(built) == expected
        assert len(frame) == len(expected)


@pytest.mark.raw
def test_raw_technology_flags_by_brute_force(raw: Path, loaded: Loaded) -> None:
    built = build_technology(loaded.tables["technology"], loaded.crosswalk)
    nurse = built[built["occupation"] == "29-1141"].set_index("commodity")
    with (raw / "onet_30_1/Technology Skills.txt").open(encoding="utf-8", newline="") as stream:
        rows = [
            r for r in csv.DictReader(stream, delimiter="\t") if r["O*NET-SOC Code"] == "29-1141.00"
        ]
    for commodity, row in nurse.iterrows():
        mine = [r for r in rows if r["Commodity Code"] == commodity]
        assert row["examples"] == len({r["Example"] for r in mine})
        assert row["hot"] == any(r["Hot Technology"] == "Y" for r in mine)
        assert row["in_demand"] == any(r["In Demand"] == "Y" for r in mine)
        assert not math.isnan(row["examples"])
