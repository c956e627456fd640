"""Where jobs are: each job counted once, unknown never 0, shares against raw rows."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from pathways.build.industries import (
    Staffing,
    build_industries,
    find_naics,
    is_usual,
    make_staffing,
    sector_outlook,
    sector_shares,
)
from pathways.notices import Notice
from pathways.sources.oews import DATA, read_oews
from pathways.sources.projections import read_projection_details
from pathways.sources.staffing import read_staffing

HERE = Path(__file__).parent / "data"
AIDE, NURSE = "31-1131", "29-1141"
ALL = "00-0000"
INDUSTRIES = pd.DataFrame(
    [
        ("000000", "All", "0"),
        ("000001", "Private", "1"),
        ("61--62", "Education", "2"),
        ("611000", "Schools", "3"),
        ("611002", "Schools, State Government Owned", "4"),
        ("611100", "Elementary", "4"),
        ("611200", "Junior Colleges", "4"),
        ("611102", "Elementary, State", "5"),
        ("99-100", "Government", "2"),
        ("999000", "Government", "3"),
        ("999001", "Government with schools", "1"),
        ("999100", "Federal", "4"),
        ("999101", "Federal with USPS", "2"),
        ("31--34", "Manufacturing", "2"),
        ("325000", "Chemicals", "3"),
        ("3250A1", "Chemicals (3251 only)", "4"),
        ("327000", "Minerals", "3"),
    ],
    columns=["industry", "title", "level"],
)
SECTORS = pd.DataFrame(
    [("education", "61"), ("public", "9991"), ("manufacturing", "31|32|33")],
    columns=["sector", "naics"],
)
JOBS = {
    ("000000", ALL): 1000,
    ("000001", ALL): 800,
    ("61--62", ALL): 500,
    ("611000", ALL): 500,
    ("611002", ALL): 200,
    ("611100", ALL): 300,
    ("611200", ALL): 200,
    ("611102", ALL): 50,
    ("99-100", ALL): 100,
    ("999000", ALL): 100,
    ("999001", ALL): 300,
    ("999100", ALL): 100,
    ("999101", ALL): 150,
    ("31--34", ALL): 400,
    ("325000", ALL): 150,
    ("3250A1", ALL): 150,
    ("327000", ALL): 250,
    ("000000", AIDE): 100,
    ("61--62", AIDE): 60,
    ("611000", AIDE): None,
    ("611100", AIDE): 40,
    ("611200", AIDE): None,
    ("611002", AIDE): 60,
    ("31--34", AIDE): None,
    ("327000", AIDE): 30,
}


def staff(changes: dict[tuple[str, str], int | None] | None = None) -> pd.DataFrame:
    cells = {**JOBS, **(changes or {})}
    return pd.DataFrame(
        {
            "industry": [industry for industry, _ in cells],
            "occupation": [occupation for _, occupation in cells],
            "jobs": pd.array(list(cells.values()), dtype="Int64"),
        }
    )


def make(changes: dict[tuple[str, str], int | None] | None = None) -> tuple[Staffing, list[Notice]]:
    return make_staffing(staff(changes), INDUSTRIES)


def codes(notices: list[Notice]) -> list[tuple[str, str | None]]:
    return [(n.code, n.entity or n.value) for n in notices]


def test_leaves_hold_every_job_once() -> None:
    staffing, notices = make()
    assert staffing.leaves == ("3250A1", "327000", "611100", "611200", "999100")
    assert staffing.parent["611100"] == "611000"
    assert staffing.parent["999000"] == "99-100"
    assert not {"611002", "611102", "999001", "999101", "000001"} & set(staffing.parent)
    assert staffing.jobs.loc[list(staffing.leaves), ALL].sum() == 1000
    assert codes(notices) == [("industry_cell_suppressed", None)]
    assert notices[0].count == 3


def test_nothing_suppressed_gives_no_notice() -> None:
    whole = {("611000", AIDE): 60, ("611200", AIDE): 20, ("31--34", AIDE): 30}
    assert make(whole)[1] == []


def test_industry_unknown_to_the_list_is_noted_and_left_out() -> None:
    staffing, notices = make({("448000", ALL): 10})
    assert ("unknown_industry_code", "448000") in codes(notices)
    assert "448000" not in staffing.jobs.index


@pytest.mark.parametrize(
    ("changes", "whole"),
    [
        ({("611200", ALL): 260}, "611000"),
        ({("31--34", ALL): 500}, "000000"),
        ({("327000", ALL): None}, "31--34"),
        ({("000000", ALL): None}, "000000"),
    ],
)
def test_parts_that_do_not_add_up_are_noted(
    changes: dict[tuple[str, str], int | None], whole: str
) -> None:
    found = [n.entity for n in make(changes)[1] if n.code == "industries_do_not_add_up"]
    assert whole in found


def test_rounding_is_no_difference() -> None:
    changes = {("611200", ALL): 210}
    assert "industries_do_not_add_up" not in {n.code for n in make(changes)[1]}


def test_total_missing_from_the_file_is_noted() -> None:
    cells = staff()
    staffing = make_staffing(cells[cells["occupation"] != ALL], INDUSTRIES)[1]
    assert ("industries_do_not_add_up", "000000") in codes(staffing)


def test_no_staffing_at_all_gives_empty_tables() -> None:
    staffing, notices = make_staffing(staff().iloc[:0], INDUSTRIES)
    assert codes(notices) == [("industries_do_not_add_up", "000000")]
    assert build_industries(staffing).empty
    assert sector_shares(staffing, SECTORS)[0].empty


def test_sector_without_industries_has_no_row() -> None:
    sectors = pd.concat([SECTORS, pd.DataFrame({"sector": ["none"], "naics": ["77"]})])
    assert "none" not in set(sector_shares(make()[0], sectors)[0]["sector"])


def test_industry_above_the_nation_is_noted() -> None:
    more = {("611100", AIDE): 120}
    assert ("industry_exceeds_occupation", f"611100/{AIDE}") in codes(make(more)[1])
    rounded = {("611100", AIDE): 110}
    assert "industry_exceeds_occupation" not in {n.code for n in make(rounded)[1]}


def test_industries_of_an_occupation() -> None:
    built = build_industries(make()[0])
    assert built.to_dict("records") == [
        {
            "occupation": AIDE,
            "naics": "611100",
            "title": "Elementary",
            "jobs": 40,
            "share_of_occupation": 0.4,
            "share_of_industry": pytest.approx(40 / 300),
            "rank": 1,
        },
        {
            "occupation": AIDE,
            "naics": "327000",
            "title": "Minerals",
            "jobs": 30,
            "share_of_occupation": 0.3,
            "share_of_industry": 0.12,
            "rank": 2,
        },
    ]


def test_share_of_an_unpublished_nation_is_unknown() -> None:
    built = build_industries(make({("000000", AIDE): None})[0])
    assert built["share_of_occupation"].isna().all()
    assert built["share_of_industry"].notna().all()


@pytest.mark.parametrize(
    ("of_industry", "of_occupation", "usual"),
    [
        (0.01, 0.05, True),
        (0.0099, 0.05, False),
        (0.01, 0.0499, False),
        (0.005, 0.10, True),
        (0.0049, 0.10, False),
        (0.005, 0.0999, False),
        (np.nan, 0.5, False),
        (0.5, np.nan, False),
    ],
)
def test_two_sided_threshold(of_industry: float, of_occupation: float, usual: bool) -> None:
    row = pd.DataFrame({"share_of_industry": [of_industry], "share_of_occupation": [of_occupation]})
    assert is_usual(row).tolist() == [usual]


def test_sector_shares_use_the_coarsest_released_cell() -> None:
    shares, notices = sector_shares(make()[0], SECTORS)
    assert shares.to_dict("records") == [
        {
            "occupation": AIDE,
            "sector": "education",
            "share": 0.6,
            "jobs": 60,
            "is_complete": True,
        },
        {
            "occupation": AIDE,
            "sector": "manufacturing",
            "share": 0.3,
            "jobs": 30,
            "is_complete": False,
        },
    ]
    assert notices == []


def test_unreleased_sector_is_absent_not_zero() -> None:
    shares, _ = sector_shares(make({("327000", AIDE): None})[0], SECTORS)
    assert shares["sector"].tolist() == ["education"]


def test_share_is_at_most_the_whole() -> None:
    shares, _ = sector_shares(make({("61--62", AIDE): 110})[0], SECTORS)
    assert shares["share"].tolist() == [1.0, 0.3]


def test_industry_in_no_sector_and_in_two_is_noted() -> None:
    fewer = SECTORS[SECTORS["sector"] != "public"]
    assert codes(sector_shares(make()[0], fewer)[1]) == [("industry_without_sector", "999100")]
    twice = pd.concat([SECTORS, pd.DataFrame({"sector": ["college"], "naics": ["6112"]})])
    (notice,) = sector_shares(make()[0], twice)[1]
    assert (notice.code, notice.value, notice.entity) == (
        "industry_in_two_sectors",
        "611200",
        "college|education",
    )


def test_part_of_a_joined_industry_is_not_in_a_finer_sector() -> None:
    finer = pd.DataFrame({"sector": ["a", "b"], "naics": ["3251|327", "61|999"]})
    assert codes(sector_shares(make()[0], finer)[1]) == [("industry_without_sector", "3250A1")]


@pytest.mark.parametrize(
    ("industry", "naics"),
    [
        ("62--63", ("62",)),
        ("31--34", ("31", "32", "33")),
        ("99-100", ("99",)),
        ("622000", ("622",)),
        ("621600", ("6216",)),
        ("999100", ("9991",)),
        ("3250A1", ("325",)),
    ],
)
def test_naics_of_an_industry(industry: str, naics: tuple[str, ...]) -> None:
    assert find_naics(industry) == naics


OUTLOOK_SECTORS = pd.DataFrame(
    [
        ("health", "62"),
        ("transport", "48|49"),
        ("it", "5132|517|518|519|5415"),
        ("retail", "44|45"),
    ],
    columns=["sector", "naics"],
)


def test_sector_outlook_counts_the_postal_service_once() -> None:
    outlook = read_projection_details(HERE / "published").tables["industry_outlook"]
    built, notices = sector_outlook(outlook, OUTLOOK_SECTORS)
    assert built.to_dict("records") == [
        {
            "sector": sector,
            "employment_base": base,
            "employment_projected": projected,
            "growth_pct": growth,
        }
        for sector, base, projected, growth in (
            ("health", 23_692_200, 25_674_900, 8.4),
            ("transport", 6_654_500 + 605_700, 7_431_500, 2.4),
            ("it", 4_378_200, 4_957_200, 13.2),
            ("retail", 15_532_000, 15_350_100, -1.2),
        )
    ]
    assert notices == []


def test_sector_with_an_unpublished_part_has_no_outlook() -> None:
    outlook = read_projection_details(HERE / "published").tables["industry_outlook"]
    sectors = pd.DataFrame({"sector": ["a", "b"], "naics": ["62|9999", "23"]})
    built, notices = sector_outlook(outlook, sectors)
    assert built["sector"].tolist() == ["b"]
    assert [(n.code, n.value, n.entity) for n in notices] == [
        ("sector_without_outlook", "9999", "a")
    ]


def test_published_slice_adds_up(tmp_path: Path) -> None:
    shutil.copytree(HERE / "published" / "oews", tmp_path / "oews")
    shutil.copy(HERE / "staffing" / "oe.data.0.Current.gz", tmp_path / DATA)
    staffing, notices = make_staffing(
        read_oews(tmp_path).tables["oews_staffing"],
        read_staffing(tmp_path).tables["oews_industries"],
    )
    assert {n.code for n in notices} == {"industry_cell_suppressed"}
    built = build_industries(staffing).set_index(["occupation", "naics"])
    assert built.loc[(AIDE, "623100"), "rank"] == 1
    assert built.loc[(NURSE, "622100"), "rank"] == 1
    assert len(staffing.leaves) == 247


class Loaded(NamedTuple):
    staffing: Staffing
    notices: list[Notice]
    cells: dict[tuple[str, str], float]
    level: dict[str, str]


@pytest.fixture(scope="module")
def loaded(raw: Path) -> Loaded:
    tables = read_oews(raw).tables
    staffing, notices = make_staffing(
        tables["oews_staffing"], read_staffing(raw).tables["oews_industries"]
    )
    cells = {}
    with gzip.open(raw / DATA, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line[3] == "N" and line[23:25] == "01":
                value = line.split("\t")[3].strip()
                if value != "-":
                    cells[line[11:17], f"{line[17:19]}-{line[19:23]}"] = float(value)
    lines = (raw / "oews/oe.industry").read_text(encoding="utf-8").splitlines()[1:]
    level = {line.split("\t")[0].strip(): line.split("\t")[2].strip() for line in lines}
    return Loaded(staffing, notices, cells, level)


@pytest.mark.raw
def test_raw_leaves_hold_every_job_once(loaded: Loaded) -> None:
    every = loaded.cells["000000", ALL]
    leaves = loaded.staffing.leaves
    assert len(leaves) == 247
    assert sum(loaded.cells[leaf, ALL] for leaf in leaves) == pytest.approx(every, abs=1_000)
    three_digit_only = [leaf for leaf in leaves if loaded.level[leaf] == "3"]
    assert three_digit_only == ["327000", "455000", "484000", "517000", "523000", "531000"]
    naive = sum(loaded.cells[code, ALL] for code, lev in loaded.level.items() if lev == "4")
    assert naive - every > 11_000_000
    assert codes(loaded.notices) == [("industry_cell_suppressed", None)]


@pytest.mark.raw
def test_raw_government_schools_and_hospitals_are_counted_once(loaded: Loaded) -> None:
    cells = loaded.cells
    for total, without, owner in (("999201", "999200", "2"), ("999301", "999300", "3")):
        owned = sum(cells[f"{code}00{owner}", ALL] for code in ("611", "622"))
        again = cells[total, ALL] - cells[without, ALL]
        # local government also owns casinos: 202,720 jobs, counted in 71 and 72
        assert again - owned == pytest.approx(0 if owner == "2" else 202_720, abs=200)
    for code in ("611", "622"):
        by_owner = sum(cells[f"{code}00{owner}", ALL] for owner in "235")
        assert by_owner == pytest.approx(cells[f"{code}000", ALL], abs=30)
    postal = cells["491000", ALL]
    assert cells["999101", ALL] - cells["999100", ALL] == pytest.approx(postal, abs=30)


@pytest.mark.raw
def test_raw_industries_by_brute_force(loaded: Loaded) -> None:
    built = build_industries(loaded.staffing)
    assert len(built) == 3_933
    assert built["occupation"].nunique() == 829
    leaves = set(loaded.staffing.leaves)
    by_occupation: dict[str, list[tuple[float, str]]] = {}
    for (industry, occupation), jobs in loaded.cells.items():
        if industry in leaves:
            by_occupation.setdefault(occupation, []).append((-jobs, industry))
    for occupation, rows in built.groupby("occupation"):
        nation = loaded.cells["000000", str(occupation)]
        ranked = sorted(by_occupation[str(occupation)])
        expected = []
        for rank, (jobs, industry) in enumerate(ranked, start=1):
            of_occupation = -jobs / nation
            of_industry = -jobs / loaded.cells[industry, ALL]
            usual = (of_industry >= 0.01 and of_occupation >= 0.05) or (
                of_industry >= 0.005 and of_occupation >= 0.10
            )
            if rank <= 5 or usual:
                expected.append((industry, -jobs, of_occupation, of_industry, rank))
        columns = ["naics", "jobs", "share_of_occupation", "share_of_industry", "rank"]
        assert list(rows[columns].itertuples(index=False, name=None)) == expected
    assert (built.groupby("occupation")["share_of_occupation"].sum() <= 1.01).all()


@pytest.mark.raw
def test_raw_sector_shares(loaded: Loaded) -> None:
    sectors = pd.DataFrame(
        [("health", "62"), ("it", "5132|517|518|519|5415"), ("public", "9991|9992|9993")],
        columns=["sector", "naics"],
    )
    shares, _ = sector_shares(loaded.staffing, sectors)
    cells = loaded.cells
    for row in shares.itertuples():
        nation = cells["000000", row.occupation]
        assert row.share == min(row.jobs / nation, 1.0)
        if row.sector == "health" and row.is_complete:
            assert row.jobs == cells["62--63", row.occupation]
        if row.sector == "it":
            parts = [
                cells.get((code, row.occupation))
                for code in ("513200", "517000", "518000", "519000", "541500")
            ]
            coarse = [
                part if part is not None else cells.get((finer, row.occupation))
                for part, finer in zip(parts, ("", "", "518200", "519200", ""), strict=True)
            ]
            known = [part for part in coarse if part is not None]
            assert row.jobs == sum(known)
            assert row.is_complete == (len([p for p in parts if p is not None]) == 5)
    health = shares[shares["sector"] == "health"].set_index("occupation")["share"]
    assert health["31-1120"] == pytest.approx(0.975, abs=0.001)
    assert health[NURSE] == pytest.approx(0.857, abs=0.001)
