"""Annual charges: a year's tuition and fees by residence, books apart, each figure's maker told."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.charges import FILE, GRADUATE, SOURCE, UNDERGRADUATE, read_charges

PUBLISHED = Path(__file__).parent / "data" / "published"
LEWIS_AND_CLARK = "146603"
Rows = list[list[str]]


@pytest.fixture(scope="module")
def charges() -> pd.DataFrame:
    return read_charges(PUBLISHED).tables["charges"].set_index("provider")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ipeds").mkdir()
    shutil.copy(PUBLISHED / FILE, tmp_path / FILE)
    return tmp_path


def save(folder: Path, data: bytes) -> None:
    (folder / FILE).write_bytes(gzip.compress(data))


def load(folder: Path) -> bytes:
    return gzip.decompress((folder / FILE).read_bytes())


def edit(folder: Path, change: Callable[[Rows], object]) -> Reading:
    """Read the folder with the rows of its file changed in place; flags keep their quotes."""
    rows = [line.split(",") for line in load(folder).decode().splitlines()]
    change(rows)
    save(folder, "".join(",".join(row) + "\r\n" for row in rows).encode())
    return read_charges(folder)


def place(rows: Rows, column: str) -> int:
    return [header.strip() for header in rows[0]].index(column)


def put(column: str, value: str, row: int = 2) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[row - 1][place(rows, column)] = value

    return change


def coded(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def test_lewis_and_clark_by_the_year_without_books(charges: pd.DataFrame) -> None:
    row = charges.loc[LEWIS_AND_CLARK]
    assert row[["in_district", "in_state", "out_of_state"]].tolist() == [3552, 9552, 12552]
    assert (row["books"], row["year"]) == (1008, "2023-24")
    assert row[list(GRADUATE)].isna().all()


def test_one_charge_for_everybody_and_graduate_charges(charges: pd.DataFrame) -> None:
    assert charges.loc["178891", ["in_district", "out_of_state"]].tolist() == [17490, 17490]
    graduate = ["graduate_in_district", "graduate_in_state", "graduate_out_of_state"]
    assert charges.loc["100654", graduate].tolist() == [11542, 11542, 21574]


def test_a_school_without_undergraduates_has_no_undergraduate_charge(charges: pd.DataFrame) -> None:
    assert charges.loc["100690", list(UNDERGRADUATE)].isna().all()
    assert charges.loc["100690", "graduate_in_state"] == 13090


def test_a_charge_that_the_publisher_made_is_flagged(charges: pd.DataFrame) -> None:
    assert charges["flags"].dropna().to_dict() == {
        "125462": "in_district:C|in_state:C|out_of_state:C",
        "448594": "in_district:C|in_state:C|out_of_state:C",
    }


def test_the_published_rows_give_just_these_notices() -> None:
    reading = read_charges(PUBLISHED)
    assert len(reading.tables["charges"]) == 31
    assert [(n.code, n.entity, n.column, n.count) for n in reading.notices] == [
        ("charges_unordered", "160621", "in_district", 1),
        ("charges_unordered", "143215", "in_state", 1),
        ("charge_not_reported", None, None, 2),
    ]
    assert SOURCE.files == (FILE,)


@pytest.mark.parametrize("word", [".", ""])
def test_missing_is_absent_never_zero(folder: Path, word: str) -> None:
    row = edit(folder, put("CHG1AY3", word)).tables["charges"].iloc[0]
    assert pd.isna(row["in_district"])
    assert row["in_state"] == 10024


def test_a_published_zero_stays_zero(folder: Path) -> None:
    assert edit(folder, put("CHG4AY3", "0")).tables["charges"].iloc[0]["books"] == 0


def test_a_school_without_any_figure_is_left_out(folder: Path) -> None:
    def blank(rows: Rows) -> None:
        rows[1][1:] = ['"A"' if cell.startswith('"') else "." for cell in rows[1][1:]]

    assert "100654" not in set(edit(folder, blank).tables["charges"]["provider"])


@pytest.mark.parametrize(("value", "kept"), [("250000", True), ("250001", False), ("-1", False)])
def test_a_charge_out_of_range(folder: Path, value: str, kept: bool) -> None:
    found = edit(folder, put("CHG3AY3", value))
    assert pd.notna(found.tables["charges"].iloc[0]["out_of_state"]) == kept
    told = [] if kept else [(2, "CHG3AY3", 1)]
    assert [(n.row, n.column, n.count) for n in coded(found, "price_out_of_range")] == told


@pytest.mark.parametrize(
    ("flag", "flags"), [("P", "books:P"), ("L", "books:L"), ("Z", None), ("R", None), ("A", None)]
)
def test_flags_of_books(folder: Path, flag: str, flags: str | None) -> None:
    found = edit(folder, put("XCHG4AY3", f'"{flag}"')).tables["charges"].iloc[0]["flags"]
    assert found == flags if flags else pd.isna(found)


def test_a_graduate_flag_of_tuition_and_fees_is_told_once(folder: Path) -> None:
    def change(rows: Rows) -> None:
        put("XTUIT6", '"P"')(rows)
        put("XFEE6", '"P"')(rows)

    row = edit(folder, change).tables["charges"].iloc[0]
    assert row["flags"] == "graduate_in_state:P"


def test_unordered_charges_are_told_and_ordered_ones_not(folder: Path) -> None:
    assert len(coded(edit(folder, put("CHG1AY3", "10025")), "charges_unordered")) == 3
    assert len(coded(edit(folder, put("CHG1AY3", "10024")), "charges_unordered")) == 2


def test_exchanged_residence_columns_are_seen(folder: Path) -> None:
    def swap(rows: Rows) -> None:
        a, b = place(rows, "CHG1AY3"), place(rows, "CHG3AY3")
        for row in rows[1:]:
            row[a], row[b] = row[b], row[a]

    assert len(coded(edit(folder, swap), "charges_unordered")) > 10


def test_a_provider_that_stands_twice_is_kept_once(folder: Path) -> None:
    found = edit(folder, lambda rows: rows.append(list(rows[1])))
    assert [(n.row, n.entity) for n in coded(found, "duplicate_key")] == [(35, "100654")]
    assert len(found.tables["charges"]) == 31


@pytest.mark.parametrize(
    "column", ["UNITID", "CHG1AY3", "XCHG2AY3", "CHG4AY3", "TUITION5", "XTUIT6", "FEE7", "XFEE7"]
)
def test_a_deleted_column_is_named(folder: Path, column: str) -> None:
    def change(rows: Rows) -> None:
        at = place(rows, column)
        for row in rows:
            del row[at]

    with pytest.raises(SourceError, match="missing") as caught:
        edit(folder, change)
    assert (caught.value.file, caught.value.column) == (Path(FILE).name, column)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("UNITID", "11-Jan"),
        ("UNITID", "010065"),
        ("CHG1AY3", "3-Jan"),
        ("CHG1AY3", "3552.50"),
        ("CHG1AY3", "$35"),
        ("XCHG1AY3", "3552"),
        ("CHG1AY3", "R"),
    ],
)
def test_a_wrong_cell_is_named(folder: Path, column: str, value: str) -> None:
    with pytest.raises(SourceError) as caught:
        edit(folder, put(column, value))
    assert (caught.value.row, caught.value.column, caught.value.value) == (2, column, value)


def test_faults_of_the_file_itself(folder: Path) -> None:
    packed, text = (folder / FILE).read_bytes(), load(folder)
    lines = text.splitlines(keepends=True)
    for data, word in (
        (lines[0] + lines[1].replace(b"\r\n", b",1\r\n"), "wrong number of fields"),
        (lines[0] + b'"' + lines[1], "ends inside a quoted cell|wrong number|damaged"),
        (lines[0], "no rows"),
        (b"", "empty"),
        (lines[0] + lines[1].replace(b"100654", b"caf\xe9"), "not UTF-8"),
    ):
        save(folder, data)
        with pytest.raises(SourceError, match=word):
            read_charges(folder)
    (folder / FILE).write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match=r"too early or is damaged|cannot be read"):
        read_charges(folder)
    (folder / FILE).unlink()
    with pytest.raises(SourceError, match="missing"):
        read_charges(folder)


@pytest.mark.raw
def test_the_whole_file(raw: Path) -> None:
    reading = read_charges(raw)
    charges = reading.tables["charges"]
    assert len(charges) == 3_745
    assert charges.notna().sum()[["in_district", "out_of_state", "books"]].tolist() == [
        3_419,
        3_419,
        3_338,
    ]
    assert charges["graduate_in_state"].notna().sum() == 2_019
    assert charges["flags"].notna().sum() == 5
    assert charges.set_index("provider").loc[LEWIS_AND_CLARK, "out_of_state"] == 12_552
    assert {n.code for n in reading.notices} == {"charges_unordered", "charge_not_reported"}


@pytest.mark.raw
def test_the_digit_three_is_the_year_of_the_file(raw: Path) -> None:
    """The Scorecard of 2021-22 holds the charge of the digit 1, so 3 is 2023-24."""
    with gzip.open(raw / FILE) as stream:
        published = pd.read_csv(stream, dtype="str", usecols=["UNITID", "CHG1AY1", "CHG1AY3"])
    with gzip.open(raw / "scorecard/MERGED2021_22_PP.csv.gz") as stream:
        older = pd.read_csv(stream, dtype="str", usecols=["UNITID", "TUITIONFEE_IN"])
    both = published.merge(older.dropna(), on="UNITID").set_index("UNITID")
    numbers = both.apply(pd.to_numeric, errors="coerce").dropna()
    agree = numbers[["CHG1AY1", "CHG1AY3"]].eq(numbers["TUITIONFEE_IN"], axis=0).mean()
    assert agree["CHG1AY1"] > 0.9
    assert agree["CHG1AY3"] < 0.2
