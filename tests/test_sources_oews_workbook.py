"""The national workbook: the same cells as the flat file, its marks as flags, faults named."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pathways.errors import SourceError
from pathways.schema import MEASURES, NATION
from pathways.sources.oews import read_oews
from pathways.sources.oews_workbook import COLUMNS, read_oews_workbook
from tests.workbooks import write_workbook

PUBLISHED = Path(__file__).parent / "data" / "published"
NAME = "national_M2025_dl.xlsx"
Rows = list[list[object]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "oews").mkdir()
    shutil.copy(PUBLISHED / "oews" / NAME, tmp_path / "oews" / NAME)
    return tmp_path


def read_rows(folder: Path) -> Rows:
    book = CalamineWorkbook.from_path(str(folder / "oews" / NAME))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def edit(folder: Path, change: Callable[[Rows], object]) -> None:
    rows = read_rows(folder)
    change(rows)
    write_workbook(folder / "oews" / NAME, Path(NAME).stem, rows)


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_oews_workbook(folder)
    assert caught.value.fix
    return caught.value


def find(rows: Rows, occupation: str) -> list[object]:
    place = rows[0].index("OCC_CODE")
    group = rows[0].index("O_GROUP")
    return next(row for row in rows if row[place] == occupation and row[group] == "detailed")


def mark(folder: Path, occupation: str, cells: dict[str, object]) -> pd.Series:
    """Write cells of one occupation and return its row as read."""

    def change(rows: Rows) -> None:
        row = find(rows, occupation)
        for header, value in cells.items():
            row[rows[0].index(header)] = value

    edit(folder, change)
    return read_oews_workbook(folder).tables["oews_wages"].set_index("occupation").loc[occupation]


def assert_same(folder: Path) -> int:
    """Assert that both layouts give one table and return its rows."""
    ours = read_oews_workbook(folder).tables["oews_wages"]
    wages = read_oews(folder).tables["oews_wages"]
    flat = wages[wages["area"] == NATION].astype({"area": "str", "occupation": "str"})
    flat = flat.sort_values("occupation").reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, flat)
    return len(ours)


def test_both_layouts_give_the_same_table() -> None:
    assert assert_same(PUBLISHED) > 25


@pytest.mark.raw
def test_raw_both_layouts_agree_cell_by_cell(raw: Path) -> None:
    assert assert_same(raw) == 830


def test_only_detailed_occupations_once() -> None:
    wages = read_oews_workbook(PUBLISHED).tables["oews_wages"]
    assert wages["occupation"].is_unique
    assert "31-1120" in set(wages["occupation"])
    assert "31-0000" not in set(wages["occupation"])


def test_annual_only_and_hourly_only() -> None:
    reading = read_oews_workbook(PUBLISHED)
    wages = reading.tables["oews_wages"].set_index("occupation")
    teacher, actor = wages.loc["25-2021"], wages.loc["27-2011"]
    hourly = sum(1 << i for i, name in enumerate(MEASURES) if name.startswith("hourly"))
    annual = sum(1 << i for i, name in enumerate(MEASURES) if name.startswith("annual"))
    assert pd.isna(teacher["hourly_median"])
    assert teacher["annual_median"] > 0
    assert (teacher["other_basis"], teacher["suppressed"]) == (hourly, 0)
    assert pd.isna(actor["annual_median"])
    assert actor["hourly_median"] > 0
    assert (actor["other_basis"], actor["suppressed"]) == (annual, 0)
    assert {n.code for n in reading.notices} == {"annual_only_wage", "hourly_only_wage"}


def test_star_without_a_basis_is_suppressed(folder: Path) -> None:
    row = mark(folder, "31-1131", {"H_MEDIAN": "*", "A_PCT90": "*"})
    bits = (1 << MEASURES.index("hourly_median")) | (1 << MEASURES.index("annual_p90"))
    assert (row["suppressed"], row["other_basis"], row["top_coded"]) == (bits, 0, 0)
    assert pd.isna(row["hourly_median"])
    assert row["annual_median"] > 0
    assert "wage_suppressed" in {n.code for n in read_oews_workbook(folder).notices}


def test_two_stars_are_jobs_not_released(folder: Path) -> None:
    row = mark(folder, "31-1131", {"TOT_EMP": "**", "EMP_PRSE": "**"})
    assert pd.isna(row["employment"])
    assert row["suppressed"] == 0b11
    assert "wage_suppressed" not in {n.code for n in read_oews_workbook(folder).notices}


def test_number_sign_is_top_coded(folder: Path) -> None:
    row = mark(folder, "29-1215", {"H_PCT90": "#", "A_PCT90": "#"})
    bits = (1 << MEASURES.index("hourly_p90")) | (1 << MEASURES.index("annual_p90"))
    assert (row["top_coded"], row["suppressed"]) == (bits, 0)
    assert pd.isna(row["annual_p90"])
    assert "wage_top_coded" in {n.code for n in read_oews_workbook(folder).notices}


def test_exact_cap_is_a_figure(folder: Path) -> None:
    row = mark(folder, "29-1215", {"H_PCT90": 115.0, "A_PCT90": 239200})
    assert (row["hourly_p90"], row["annual_p90"], row["top_coded"]) == (11_500, 239_200, 0)


def test_unordered_percentiles_are_noted(folder: Path) -> None:
    mark(folder, "31-1131", {"A_PCT25": 99_999})
    (notice,) = [
        n for n in read_oews_workbook(folder).notices if n.code == "wage_percentiles_unordered"
    ]
    assert (notice.table, notice.entity) == (NAME, f"{NATION}/31-1131")


@pytest.mark.parametrize("header", ["OCC_CODE", "O_GROUP", "ANNUAL", *COLUMNS.values()])
def test_column_deleted(folder: Path, header: str) -> None:
    def change(rows: Rows) -> None:
        place = rows[0].index(header)
        for row in rows:
            del row[place]

    edit(folder, change)
    assert "is missing" in refuse(folder).problem


@pytest.mark.parametrize(
    ("left", "right"),
    [("H_MEAN", "A_MEAN"), ("OCC_CODE", "OCC_TITLE"), ("TOT_EMP", "H_MEDIAN"), ("AREA", "NAICS")],
)
def test_columns_swapped(folder: Path, left: str, right: str) -> None:
    def change(rows: Rows) -> None:
        a, b = rows[0].index(left), rows[0].index(right)
        for row in rows[1:]:
            row[a], row[b] = row[b], row[a]

    edit(folder, change)
    assert refuse(folder).row == 2


@pytest.mark.parametrize("code", ["11-Jan", datetime.date(2031, 11, 1), "311131", "1-1131"])
def test_code_damaged(folder: Path, code: object) -> None:
    edit(folder, lambda rows: rows[4].__setitem__(rows[0].index("OCC_CODE"), code))
    error = refuse(folder)
    assert error.row == 5
    assert ("date" in error.problem) == (code == "11-Jan" or isinstance(code, datetime.date))


@pytest.mark.parametrize("value", ["", "n/a", "-5", "1e5", "**"])
def test_wage_damaged(folder: Path, value: str) -> None:
    edit(folder, lambda rows: rows[4].__setitem__(rows[0].index("A_MEDIAN"), value))
    assert refuse(folder).column == "A_MEDIAN"


def test_other_area_is_refused(folder: Path) -> None:
    edit(folder, lambda rows: rows[4].__setitem__(0, "29"))
    assert refuse(folder).column == "AREA"


def test_occupation_twice_is_noted(folder: Path) -> None:
    edit(folder, lambda rows: rows.append(find(rows, "31-1131")))
    reading = read_oews_workbook(folder)
    assert [n.entity for n in reading.notices if n.code == "duplicate_key"] == ["31-1131"]
    assert reading.tables["oews_wages"]["occupation"].is_unique


def test_header_only_and_cut_off_and_missing(folder: Path) -> None:
    path = folder / "oews" / NAME
    data = path.read_bytes()
    edit(folder, lambda rows: rows.__delitem__(slice(1, None)))
    assert "no rows" in refuse(folder).problem
    path.write_bytes(data[:2_000])
    assert "cannot be read" in refuse(folder).problem
    path.write_bytes(b"OCC_CODE\tOCC_TITLE\n\xe9\n")
    assert "cannot be read" in refuse(folder).problem
    path.unlink()
    assert refuse(folder).problem == "the file is missing"


def test_without_detailed_rows(folder: Path) -> None:
    def change(rows: Rows) -> None:
        group = rows[0].index("O_GROUP")
        rows[1:] = [row for row in rows[1:] if row[group] != "detailed"]

    edit(folder, change)
    assert "no detailed occupations" in refuse(folder).problem


def test_next_release_needs_no_change_of_code(folder: Path) -> None:
    rows = read_rows(folder)
    find(rows, "31-1131")[rows[0].index("TOT_EMP")] = 10
    write_workbook(folder / "oews" / "national_M2026_dl.xlsx", "national_M2026_dl", rows)
    wages = read_oews_workbook(folder).tables["oews_wages"].set_index("occupation")
    assert wages.loc["31-1131", "employment"] == 10
