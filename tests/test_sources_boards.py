"""Workforce boards: one for each county that a source names, none by guess."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.boards import FILES, FOLDER, read_boards
from tests.slices import PUBLISHED, Row, change_rows, find_column, shuffle_file

FLORIDA, MISSOURI = FILES


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_boards(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / FOLDER, tmp_path / FOLDER)
    return tmp_path


def find(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def set_cell(folder: Path, name: str, row: int, column: str, value: str) -> None:
    def change(rows: list[Row]) -> None:
        rows[row - 1][find_column(rows, column)] = value

    change_rows(folder, name, change)


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_boards(folder)
    assert caught.value.fix
    return caught.value


def test_florida_is_whole_and_missouri_partial(reading: Reading) -> None:
    boards = reading.tables["boards"]
    assert boards.columns.tolist() == ["county", "state", "board", "basis", "source"]
    assert boards["county"].is_unique
    assert boards["county"].is_monotonic_increasing
    assert boards.groupby("state")["county"].size().to_dict() == {"FL": 67, "MO": 36}
    assert boards.groupby("state")["board"].nunique().to_dict() == {"FL": 21, "MO": 5}


@pytest.mark.parametrize(
    ("county", "board"),
    [
        ("12033", "CareerSource Escarosa"),
        ("29077", "Ozark"),
        ("29097", "Southwest"),
        ("29183", "St. Charles County"),
    ],
)
def test_a_county_has_the_board_that_its_source_names(
    reading: Reading, county: str, board: str
) -> None:
    row = reading.tables["boards"].set_index("county").loc[county]
    assert row["board"] == board
    assert row["source"]


def test_a_county_that_no_source_names_has_no_row(reading: Reading) -> None:
    assert "29510" not in set(reading.tables["boards"]["county"])
    assert "29189" not in set(reading.tables["boards"]["county"])


def test_an_inferred_board_is_noticed_and_a_read_one_is_not(reading: Reading) -> None:
    inferred = {n.entity for n in find(reading, "board_inferred")}
    boards = reading.tables["boards"].set_index("county")
    assert inferred == set(boards.index[boards["basis"].str.startswith("inferred")])
    assert len(inferred) == 4


def test_a_county_without_its_leading_zero_is_padded_with_a_notice(folder: Path) -> None:
    path = folder / MISSOURI
    header = path.read_text().splitlines()[0]
    path.write_text(f"{header}\nAL,1001,Autauga,Central,verbatim,a page\n")
    reading = read_boards(folder)
    assert reading.tables["boards"]["county"].iloc[0] == "01001"
    assert [n.value for n in find(reading, "lost_leading_zero")] == ["1001"]


@pytest.mark.parametrize("name", FILES)
def test_order_of_rows_changes_nothing(folder: Path, reading: Reading, name: str) -> None:
    shuffle_file(folder, name, seed=3)
    assert read_boards(folder).tables["boards"].equals(reading.tables["boards"])


# faults


def test_a_county_of_another_state_is_refused(folder: Path) -> None:
    set_cell(folder, MISSOURI, 3, "county_fips", "12033")
    error = refuse(folder)
    assert (error.row, error.column, error.value) == (3, "county_fips", "12033")


@pytest.mark.parametrize(
    ("column", "value"),
    [("county_fips", "29-Jan"), ("basis", "guess"), ("source", ""), ("board_or_area", "")],
)
@pytest.mark.parametrize("name", FILES)
def test_a_cell_of_another_form_is_refused(
    folder: Path, name: str, column: str, value: str
) -> None:
    set_cell(folder, name, 4, column, value)
    error = refuse(folder)
    assert (error.file, error.row, error.column) == (Path(name).name, 4, column)


def test_a_county_that_stands_twice_is_kept_once_with_a_notice(folder: Path) -> None:
    path = folder / MISSOURI
    row = path.read_text().count("\n") + 1
    path.write_text(path.read_text() + "MO,29077,Greene,Southwest,verbatim,a page\n")
    reading = read_boards(folder)
    assert [(n.row, n.entity) for n in find(reading, "duplicate_key")] == [(row, "29077")]
    assert reading.tables["boards"].set_index("county").loc["29077", "board"] == "Ozark"


@pytest.mark.parametrize("name", FILES)
def test_a_column_that_is_gone_is_named(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(path.read_text().replace("board_or_area", "area", 1))
    error = refuse(folder)
    assert (error.file, error.row, error.column) == (path.name, 1, "board_or_area")


@pytest.mark.parametrize("name", FILES)
def test_exchanged_columns_are_refused(folder: Path, name: str) -> None:
    def swap(rows: list[Row]) -> None:
        left, right = find_column(rows, "board_or_area"), find_column(rows, "basis")
        for row in rows[1:]:
            row[left], row[right] = row[right], row[left]

    change_rows(folder, name, swap)
    assert refuse(folder).file == Path(name).name


@pytest.mark.parametrize("name", FILES)
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
    folder: Path, name: str, spoil: Callable[[bytes], bytes], problem: str
) -> None:
    path = folder / name
    path.write_bytes(spoil(path.read_bytes()))
    error = refuse(folder)
    assert problem in error.problem
    assert error.file == path.name


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refuse(folder).problem == "the file is missing"


@pytest.mark.raw
def test_the_published_files_are_the_committed_ones(raw: Path, reading: Reading) -> None:
    assert read_boards(raw).tables["boards"].equals(reading.tables["boards"])
