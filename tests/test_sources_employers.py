"""Hospitals: placed in their own state's county, beds missing where not published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.employers import FOLDER, HOSPITALS, SOURCE, read_employers
from tests.slices import PUBLISHED, Row, change_rows, find_column


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_employers(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / FOLDER, tmp_path / FOLDER)
    return tmp_path


def find(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def set_cell(folder: Path, row: int, column: str, value: str) -> None:
    """Write one cell of a row of the file, header = 1."""

    def change(rows: list[Row]) -> None:
        rows[row - 1][find_column(rows, column)] = value

    change_rows(folder, HOSPITALS, change)


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_employers(folder)
    assert caught.value.file == Path(HOSPITALS).name
    assert caught.value.fix
    return caught.value


def test_a_hospital_has_its_place_kind_and_beds(reading: Reading) -> None:
    hospitals = reading.tables["hospitals"]
    assert hospitals.columns.tolist() == [
        "hospital", "name", "city", "state", "zip", "county", "type", "status", "naics", "beds",
        "latitude", "longitude",
    ]  # fmt: skip
    hahnemann = hospitals[hospitals["name"] == "HAHNEMANN UNIVERSITY HOSPITAL"].iloc[0]
    assert hahnemann["state"] == "PA"
    assert hahnemann["county"] == "42101"
    assert hahnemann["naics"] == "622110"
    assert hospitals["hospital"].is_unique
    assert set(hospitals["status"]) == {"OPEN"}
    assert hospitals["beds"].dropna().ge(0).all()


def test_beds_of_minus_999_are_missing_and_a_published_zero_stays(folder: Path) -> None:
    set_cell(folder, 2, "BEDS", "-999")
    set_cell(folder, 3, "BEDS", "0")
    beds = read_employers(folder).tables["hospitals"]["beds"]
    assert pd.isna(beds.iloc[0])
    assert beds.iloc[1] == 0
    assert str(beds.dtype) == "Int32"


def test_a_county_that_is_not_available_is_missing_without_a_notice(reading: Reading) -> None:
    hospitals = reading.tables["hospitals"]
    territories = hospitals[hospitals["state"].isin(["GU", "VI", "MP", "PW", "AS"])]
    assert len(territories) == 8
    assert territories["county"].isna().all()
    assert not {n.entity for n in reading.notices} & set(territories["hospital"])


def test_a_county_of_another_state_is_missing_with_a_notice(reading: Reading) -> None:
    found = {n.value: n.entity for n in find(reading, "county_outside_state")}
    assert set(found) == {"15057", "36091", "47125"}
    counties = reading.tables["hospitals"].set_index("hospital")["county"]
    assert counties[list(found.values())].isna().all()


def test_codes_without_leading_zero_are_padded_with_a_notice(folder: Path) -> None:
    reading = read_employers(folder)
    padded = reading.tables["hospitals"]["zip"].dropna()
    assert padded.str.fullmatch(r"\d{5}").all()
    (notice,) = find(reading, "lost_leading_zero")
    assert (notice.column, notice.count) == ("ZIP", 3)
    set_cell(folder, 2, "ID", "53391362")
    reading = read_employers(folder)
    assert reading.tables["hospitals"]["hospital"].iloc[0] == "0053391362"
    assert {n.column for n in find(reading, "lost_leading_zero")} == {"ZIP", "ID"}


def test_a_closed_hospital_is_read(folder: Path) -> None:
    set_cell(folder, 2, "STATUS", "CLOSED")
    assert read_employers(folder).tables["hospitals"]["status"].iloc[0] == "CLOSED"


def test_only_hospitals_are_read() -> None:
    assert SOURCE.files == (HOSPITALS,)


# faults


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("COUNTYFIPS", "1-Jan"),
        ("COUNTYFIPS", "GREENE"),
        ("NAICS_CODE", "622"),
        ("BEDS", "-1"),
        ("BEDS", "sixty"),
        ("STATUS", "NOT AVAILABLE"),
        ("ZIP", "65802-1234"),
        ("LATITUDE", "-93.3"),
        ("STATE", "Missouri"),
        ("NAME", ""),
        ("ID", "2019-08-02"),
    ],
)
def test_a_cell_of_another_form_is_refused(folder: Path, column: str, value: str) -> None:
    set_cell(folder, 7, column, value)
    error = refuse(folder)
    assert (error.row, error.column, error.value) == (7, column, value)


def test_an_id_that_stands_twice_is_kept_once_with_a_notice(folder: Path) -> None:
    path = folder / HOSPITALS
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n")
    reading = read_employers(folder)
    assert [n.row for n in find(reading, "duplicate_key")] == [len(lines) + 1]
    assert reading.tables["hospitals"]["hospital"].is_unique


def test_a_column_that_is_gone_is_named(folder: Path) -> None:
    path = folder / HOSPITALS
    path.write_text(path.read_text().replace("COUNTYFIPS", "FIPS", 1))
    error = refuse(folder)
    assert (error.row, error.column) == (1, "COUNTYFIPS")


@pytest.mark.parametrize(
    ("one", "other"), [("STATUS", "TYPE"), ("LATITUDE", "LONGITUDE"), ("ZIP", "NAICS_CODE")]
)
def test_exchanged_columns_are_refused(folder: Path, one: str, other: str) -> None:
    def swap(rows: list[Row]) -> None:
        left, right = find_column(rows, one), find_column(rows, other)
        for row in rows[1:]:
            row[left], row[right] = row[right], row[left]

    change_rows(folder, HOSPITALS, swap)
    refuse(folder)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda data: data[: data.index(b"\n") + 1], "no rows"),
        (lambda data: data + b"a,b\n", "wrong number of fields"),
        (lambda data: data[: data.rindex(b",")] + b"\n", "wrong number of fields"),
        (lambda data: data + b'"open', "inside a quoted cell"),
        (lambda data: data.replace(b"\n", b"\n\xe9", 1), "not UTF-8"),
    ],
    ids=["header only", "row too short", "cut off", "open quote", "not utf-8"],
)
def test_a_damaged_file_is_refused(
    folder: Path, spoil: Callable[[bytes], bytes], problem: str
) -> None:
    path = folder / HOSPITALS
    path.write_bytes(spoil(path.read_bytes()))
    assert problem in refuse(folder).problem


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / HOSPITALS).unlink()
    assert refuse(folder).problem == "the file is missing"


@pytest.mark.raw
def test_the_published_file_gives_the_known_counts(raw: Path) -> None:
    reading = read_employers(raw)
    hospitals = reading.tables["hospitals"]
    assert (len(hospitals), hospitals["state"].nunique()) == (7277, 57)
    assert hospitals["beds"].isna().sum() == 243
    assert hospitals["county"].isna().sum() == 11
    assert {(n.code, n.count) for n in reading.notices} == {
        ("lost_leading_zero", 3),
        ("county_outside_state", 1),
    }
