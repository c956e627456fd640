"""Industry outlook, skill percentiles, and table 5.4 against 1.2: as published, faults named."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.projections import SKILLS, find_prefix, read_projection_details
from tests.workbooks import write_sheets

PUBLISHED = Path(__file__).parent / "data" / "published"
PLACE = "bls_projections"
INDUSTRY, SKILL, EDUCATION = "industry.xlsx", "skills.xlsx", "education.xlsx"
SHEETS = {INDUSTRY: "Table 2.11", SKILL: "Table 6.5", EDUCATION: "Table 5.4"}
Rows = list[list[object]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_projection_details(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / PLACE, tmp_path / PLACE)
    return tmp_path


def read_rows(folder: Path, name: str, sheet: str) -> Rows:
    book = CalamineWorkbook.from_path(str(folder / PLACE / name))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def edit(folder: Path, name: str, change: Callable[[Rows], object]) -> None:
    """Rewrite a workbook with the rows of the tested sheet changed in place."""
    path = folder / PLACE / name
    book = CalamineWorkbook.from_path(str(path))
    sheets = {sheet: read_rows(folder, name, sheet) for sheet in book.sheet_names}
    change(sheets[SHEETS[name]])
    write_sheets(path, sheets)


def refuse(folder: Path, name: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_projection_details(folder)
    assert caught.value.file.startswith(name)
    assert caught.value.fix
    return caught.value


def found(folder: Path, code: str) -> list[Notice]:
    return [n for n in read_projection_details(folder).notices if n.code == code]


def find(rows: Rows, code: str) -> list[object]:
    return next(row for row in rows if row[1] == code)


def test_clean_files_raise_nothing(reading: Reading) -> None:
    assert reading.notices == ()


def assert_outlook_published(outlook: pd.DataFrame, folder: Path) -> None:
    rows = [row for row in read_rows(folder, INDUSTRY, "Table 2.11")[2:] if row[1]]
    assert [
        (r.title, r.industry, r.type, r.employment_base, r.employment_projected, r.growth_pct)
        for r in outlook.itertuples()
    ] == [
        (row[0].strip(), row[1], row[2], round(row[3] * 1000), round(row[4] * 1000), row[6])
        for row in rows
    ]


def assert_scores_published(scores: pd.DataFrame, folder: Path) -> None:
    rows = read_rows(folder, SKILL, "Table 6.5")
    expected = {
        (row[1], header): (value, row[0].endswith("]"))
        for row in rows[2:]
        if row[1]
        for header, value in zip(rows[1][2:], row[2:], strict=True)
    }
    assert len(scores) == len(expected)
    for row in scores.itertuples():
        assert expected[row.soc, row.skill] == (row.percentile, row.is_imputed)


def test_tables_are_those_published(reading: Reading) -> None:
    assert_outlook_published(reading.tables["industry_outlook"], PUBLISHED)
    assert_scores_published(reading.tables["skill_scores"], PUBLISHED)


def test_owner_and_prefix(reading: Reading) -> None:
    rows = reading.tables["industry_outlook"].set_index("industry")
    assert rows.loc["62210L", ["naics", "owner", "is_whole"]].tolist() == ["6221", "local", False]
    assert rows.loc["61110P", "owner"] == "private"
    assert rows.loc["621600", "is_whole"]
    assert pd.isna(rows.loc["621600", "owner"])
    assert pd.isna(rows.loc["TE1000", "naics"])
    assert not rows.loc["TE1000", "is_whole"]
    whole = rows[rows["is_whole"]]
    assert whole["naics"].is_unique


@pytest.mark.parametrize(
    ("industry", "prefix"),
    [
        ("621600", "6216"),
        ("620000", "62"),
        ("221112", "221112"),
        ("62210P", "6221"),
        ("3250A1", "325"),
        ("6110Y0", "611"),
        ("1131-2", "113"),
        ("487-80", "48"),
        ("31-330", "31|32|33"),
        ("44-450", "44|45"),
        ("999200", "9992"),
        ("491000", "491"),
        ("TE1000", None),
        ("900000", None),
        ("910000", None),
        ("5136A9", None),
        ("4445R0", None),
    ],
)
def test_find_prefix(industry: str, prefix: str | None) -> None:
    assert find_prefix(industry) == prefix


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (INDUSTRY, "2024 National Employment Matrix code"),
        (INDUSTRY, "Industry type"),
        (INDUSTRY, "Employment, 2034"),
        (SKILL, "Fine motor"),
        (EDUCATION, "Work experience in a related occupation"),
    ],
)
def test_column_deleted(folder: Path, name: str, header: str) -> None:
    def change(rows: Rows) -> None:
        place = rows[1].index(header)
        for row in rows[1:]:
            del row[place]

    edit(folder, name, change)
    assert "is missing" in refuse(folder, name).problem


@pytest.mark.parametrize("name", list(SHEETS))
def test_title_and_code_swapped(folder: Path, name: str) -> None:
    def change(rows: Rows) -> None:
        for row in rows[2:]:
            row[0], row[1] = row[1], row[0]

    edit(folder, name, change)
    assert refuse(folder, name).row == 3


@pytest.mark.parametrize("name", list(SHEETS))
@pytest.mark.parametrize("code", ["11-Jan", datetime.date(2031, 11, 1), "1-1031", "x"])
def test_code_damaged(folder: Path, name: str, code: object) -> None:
    edit(folder, name, lambda rows: rows[4].__setitem__(1, code))
    assert refuse(folder, name).row == 5


@pytest.mark.parametrize("name", list(SHEETS))
def test_cut_off_and_missing(folder: Path, name: str) -> None:
    path = folder / PLACE / name
    path.write_bytes(path.read_bytes()[:1_500])
    assert "cannot be read" in refuse(folder, name).problem
    path.unlink()
    assert refuse(folder, name).problem == "the file is missing"


@pytest.mark.parametrize("name", list(SHEETS))
def test_header_only(folder: Path, name: str) -> None:
    edit(folder, name, lambda rows: rows.__delitem__(slice(2, None)))
    assert "no rows" in refuse(folder, name).problem


@pytest.mark.parametrize("value", [101, -1, 50.5, "", "n/a"])
def test_percentile_damaged(folder: Path, value: object) -> None:
    edit(folder, SKILL, lambda rows: rows[3].__setitem__(4, value))
    error = refuse(folder, SKILL)
    assert (error.row, error.column) == (4, SKILLS[2])


def test_occupation_and_industry_twice_are_noted(folder: Path) -> None:
    edit(folder, SKILL, lambda rows: rows.insert(3, rows[2]))
    edit(folder, INDUSTRY, lambda rows: rows.insert(7, rows[6]))
    assert {(n.table, n.entity) for n in found(folder, "duplicate_key")} == {
        ("Table 6.5", "11-1011"),
        ("Table 2.11", "111000"),
    }


def test_exchanged_employments_are_noted(folder: Path) -> None:
    def change(rows: Rows) -> None:
        for row in rows[2:]:
            if row[1]:
                row[3], row[4] = row[4], row[3]

    edit(folder, INDUSTRY, change)
    assert len(found(folder, "outlook_inconsistent")) > 350


def test_change_within_rounding_is_not_noted(folder: Path) -> None:
    def change(rows: Rows) -> None:
        find(rows, "621600")[6] = 18.7
        find(rows, "622000")[6] = 4.3

    edit(folder, INDUSTRY, change)
    (notice,) = found(folder, "outlook_inconsistent")
    assert (notice.entity, notice.value) == ("622000", "4.3")


def test_requirement_that_differs_is_noted(folder: Path) -> None:
    edit(
        folder,
        EDUCATION,
        lambda rows: find(rows, "31-1131").__setitem__(2, "Bachelor's degree"),
    )
    (notice,) = found(folder, "requirements_differ")
    assert (notice.entity, notice.column, notice.value) == (
        "31-1131",
        "education",
        "Bachelor's degree",
    )
    rows = read_rows(folder, EDUCATION, "Table 5.4")
    assert rows[int(notice.row or 0) - 1][1] == "31-1131"


def test_occupation_in_one_table_only_is_noted(folder: Path) -> None:
    edit(folder, EDUCATION, lambda rows: rows.remove(find(rows, "31-1131")))
    (notice,) = found(folder, "requirements_differ")
    assert (notice.entity, notice.column) == ("31-1131", None)


@pytest.mark.raw
def test_raw_counts(raw: Path) -> None:
    reading = read_projection_details(raw)
    assert reading.notices == ()
    outlook, scores = reading.tables["industry_outlook"], reading.tables["skill_scores"]
    assert len(outlook) == 423
    assert_outlook_published(outlook, raw)
    assert len(scores) == 832 * 17
    assert_scores_published(scores, raw)
    assert scores.drop_duplicates("soc")["is_imputed"].sum() == 108
    assert scores["percentile"].between(0, 100).all()


@pytest.mark.raw
def test_raw_sectors_and_government_hold_every_wage_and_salary_job(raw: Path) -> None:
    outlook = read_projection_details(raw).tables["industry_outlook"]
    whole = outlook[outlook["is_whole"]]
    sectors = whole[whole["naics"].str.fullmatch(r"\d{2}(\|\d{2})*")]
    government = outlook[outlook["industry"] == "900000"]
    total = outlook.set_index("industry").loc["TE1200", "employment_base"]
    assert sectors["employment_base"].sum() + government["employment_base"].sum() == total
