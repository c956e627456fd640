"""Industry codes and titles."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pathways.errors import SourceError
from pathways.sources.naics import FILE, read_naics
from tests.slices import PUBLISHED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / "naics", tmp_path / "naics")
    return tmp_path


def test_codes_are_text_of_two_to_six_digits_and_titles_are_trimmed() -> None:
    naics = read_naics(PUBLISHED).tables["naics"].set_index("code")["title"]
    assert naics.index.is_unique
    assert naics["62"] == "Health Care and Social Assistance"
    assert naics["6221"] == "General Medical and Surgical Hospitals"
    assert naics["622110"] == "General Medical and Surgical Hospitals"
    assert naics.eq(naics.str.strip()).all()


def test_sectors_of_several_codes_stand_under_the_first(folder: Path) -> None:
    codes = set(read_naics(PUBLISHED).tables["naics"]["code"])
    assert {"31", "44", "48"} <= codes
    assert not {"32", "33", "45", "49"} & codes
    path = folder / FILE
    path.write_text(path.read_text().replace("\n31,", "\n31-33,", 1))
    assert set(read_naics(folder).tables["naics"]["code"]) == codes


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("naics_code,", "code,", 1),
        ("\n21,", "\n21-Jan,", 3),
        ("\n21,", "\n1,", 3),
        ("\n22,Utilities", "\nUtilities,22", 4),
        ("\n22,Utilities", "\n22,", 4),
        ("\n22,Utilities", "\n22,Utilities,x", 4),
        ("\n22,Utilities", "\n22", 4),
    ],
)
def test_a_fault_is_named(folder: Path, old: str, new: str, row: int) -> None:
    path = folder / FILE
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        read_naics(folder)
    assert (caught.value.file, caught.value.row) == (path.name, row)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"naics_code,title\n", "no rows"),
        (b"naics_code,title\n22,Utilit\xe9\n", "not UTF-8"),
        (b'naics_code,title\n22,"Utilities\n', "inside a quoted cell"),
    ],
)
def test_a_damaged_file_is_refused(folder: Path, data: bytes, problem: str) -> None:
    (folder / FILE).write_bytes(data)
    with pytest.raises(SourceError, match=problem):
        read_naics(folder)


def test_a_code_that_stands_twice_is_kept_once_with_a_notice(folder: Path) -> None:
    assert read_naics(folder).notices == ()
    path = folder / FILE
    row = path.read_text().count("\n") + 1
    path.write_text(path.read_text() + "22,Utilities\n")
    reading = read_naics(folder)
    assert [(n.code, n.row, n.entity) for n in reading.notices] == [("duplicate_key", row, "22")]


@pytest.mark.raw
def test_the_published_file_gives_the_known_counts(raw: Path) -> None:
    codes = read_naics(raw).tables["naics"]["code"]
    assert codes.str.len().value_counts().to_dict() == {6: 1012, 5: 689, 4: 308, 3: 96, 2: 20}
