"""Minimum wages: cents an hour, never under the federal floor."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.errors import SourceError
from pathways.sources.wage_law import FEDERAL, FILE, read_wage_law

PUBLISHED = Path(__file__).parent / "data" / "published"
HEADER = "state,min_wage_2026_01_01,later_2026_rate,later_effective,current_2026_10,federal_floor_only,note\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / "wage_line", tmp_path / "wage_line")
    return tmp_path


@pytest.mark.parametrize(
    ("state", "cents"), [("MO", 1500), ("FL", 1500), ("AL", 725), ("CA", 1690), ("DC", 1840)]
)
def test_the_rate_in_force_is_in_cents(state: str, cents: int) -> None:
    wages = read_wage_law(PUBLISHED).tables["minimum_wages"].set_index("state")
    assert wages.loc[state, "hourly"] == cents


def test_every_state_stands_once_and_none_is_under_the_federal_minimum() -> None:
    wages = read_wage_law(PUBLISHED).tables["minimum_wages"]
    assert len(wages) == 54
    assert wages["state"].is_unique
    assert (wages["hourly"] >= FEDERAL).all()
    assert str(wages["hourly"].dtype) == "Int32"


def test_notes_are_kept_and_absent_ones_missing() -> None:
    notes = read_wage_law(PUBLISHED).tables["minimum_wages"].set_index("state")["note"]
    assert "Long Island" in notes["NY"]
    assert notes.isna()["MO"]


def test_a_lower_state_rate_is_raised_to_the_federal_one(tmp_path: Path) -> None:
    folder = write(tmp_path, f"{HEADER}GA,5.15,,,5.15,0,\n")
    assert read_wage_law(folder).tables["minimum_wages"]["hourly"].tolist() == [725]


@settings(max_examples=50, deadline=None)
@given(cents=st.integers(min_value=725, max_value=9999))
def test_cents_are_exact(tmp_path_factory: pytest.TempPathFactory, cents: int) -> None:
    text = str(cents / 100)
    folder = write(tmp_path_factory.mktemp("x"), f"{HEADER}MO,,,,{text},0,\n")
    assert read_wage_law(folder).tables["minimum_wages"]["hourly"].tolist() == [cents]


def test_the_header_of_the_next_release_is_read(folder: Path) -> None:
    path = folder / FILE
    path.write_text(path.read_text().replace("current_2026_10", "current_2027_01"))
    assert len(read_wage_law(folder).tables["minimum_wages"]) == 54


def test_a_state_that_stands_twice_is_kept_once_with_a_notice(folder: Path) -> None:
    path = folder / FILE
    path.write_text(path.read_text() + "MO,1.0,,,1.0,0,\n")
    reading = read_wage_law(folder)
    assert [(n.code, n.row, n.entity) for n in reading.notices] == [("duplicate_key", 56, "MO")]
    assert reading.tables["minimum_wages"].set_index("state").loc["MO", "hourly"] == 1500


def test_a_blank_row_gives_a_notice_and_the_published_rows_none(folder: Path) -> None:
    assert read_wage_law(folder).notices == ()
    path = folder / FILE
    path.write_text(path.read_text() + ",,,,,,\n")
    assert [(n.code, n.row) for n in read_wage_law(folder).notices] == [("blank_row", 56)]


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        (",current_2026_10", ",now", 1, r"current_\d{4}_\d{2}"),
        ("MO,15.0,,,15.0", "MO,15.0,,,$15.00", 27, r"current_\d{4}_\d{2}"),
        ("MO,15.0,,,15.0", "MO,15.0,,,15-Jan", 27, r"current_\d{4}_\d{2}"),
        ("MO,15.0,,,15.0", "MO,15.0,,,", 27, r"current_\d{4}_\d{2}"),
        ("MO,15.0", "Missouri,15.0", 27, "state"),
        ("MO,15.0,,,15.0,0,", "MO,15.0,,,15.0,0,,", 27, None),
        ("MO,15.0,,,15.0,0,", "MO,15.0,,,15.0,0", 27, None),
    ],
)
def test_a_fault_is_named(folder: Path, old: str, new: str, row: int, column: str | None) -> None:
    path = folder / FILE
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        read_wage_law(folder)
    assert (caught.value.file, caught.value.row, caught.value.column) == (path.name, row, column)


def test_exchanged_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_wage_law(write(tmp_path, f"{HEADER}15.0,,,,MO,0,\n"))


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no rows"):
        read_wage_law(write(tmp_path, HEADER))


def test_a_byte_that_is_not_utf8_is_named(folder: Path) -> None:
    path = folder / FILE
    write(folder, path.read_bytes().replace(b"upstate", b"\xe9tat"))
    with pytest.raises(SourceError, match="not UTF-8") as caught:
        read_wage_law(folder)
    assert (caught.value.row, caught.value.column) == (34, "note")
