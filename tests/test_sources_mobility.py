"""Observed moves and their groups: shares, codes, and every fault named with its row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.mobility import GROUPS, MOVES, read_mobility, read_observed_moves

HEADER = "origin_soc2010_broad,destination_soc2010_broad,annual_share\n"
ROWS = "31-1010,29-2060,0.0028\n31-1010,29-1140,9.62e-05\n41-2010,31-1010,0\n"
GROUP_HEADER = "soc2010_broad,title,employment,mean_annual_wage,minor_group,major_group\n"
GROUP_ROWS = (
    '31-1010,"Nursing, Psychiatric, and Home Health Aides",2400000,27000,31-1000,31-0000\n'
    "29-2060,Licensed Practical Nurses,700000,46000,29-2000,29-0000\n"
    "29-1140,Registered Nurses,2900000,73000,29-1000,29-0000\n"
    "41-2010,Cashiers,3500000.0,22000,41-2000,41-0000\n"
)


def write(
    folder: Path, moves: str = HEADER + ROWS, groups: str = GROUP_HEADER + GROUP_ROWS
) -> Path:
    for name, text in ((MOVES, moves), (GROUPS, groups)):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def test_both_tables_are_typed(tmp_path: Path) -> None:
    tables = read_mobility(write(tmp_path)).tables
    moves, groups = tables["observed_moves"], tables["broad_occupations"]
    assert moves["share"].tolist() == [0.0028, 9.62e-05, 0.0]
    assert list(groups.columns) == ["code", "title", "employment", "mean_wage", "minor", "major"]
    assert groups["employment"].tolist() == [2_400_000, 700_000, 2_900_000, 3_500_000]
    assert groups["title"][0] == "Nursing, Psychiatric, and Home Health Aides"


def test_good_files_raise_no_notice(tmp_path: Path) -> None:
    assert read_mobility(write(tmp_path)).notices == ()


@pytest.mark.parametrize(
    ("row", "code", "number"),
    [
        ("31-1010,29-2060,0.5\n", "duplicate_key", 5),
        ("31-1010,31-1010,0.5\n", "self_loop", 5),
        ("31-1010,99-9990,0.5\n", "foreign_key_violation", 5),
        ("99-9990,31-1010,0.5\n", "foreign_key_violation", 5),
        (",,\n", "blank_row", 5),
    ],
)
def test_a_doubtful_row_is_left_out_with_a_notice(
    tmp_path: Path, row: str, code: str, number: int
) -> None:
    reading = read_mobility(write(tmp_path, HEADER + ROWS + row))
    assert [(notice.code, notice.row) for notice in reading.notices] == [(code, number)]
    assert len(reading.tables["observed_moves"]) == 3


def test_a_group_that_stands_twice_is_kept_once(tmp_path: Path) -> None:
    text = GROUP_HEADER + GROUP_ROWS + "41-2010,Cashiers,1,1,41-2000,41-0000\n"
    reading = read_mobility(write(tmp_path, groups=text))
    assert [(notice.code, notice.row) for notice in reading.notices] == [("duplicate_key", 6)]
    assert len(reading.tables["broad_occupations"]) == 4


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ("annual_share", "share", 1, "annual_share"),
        ("0.0028", "28%", 2, "annual_share"),
        ("0.0028", "1.5", 2, "annual_share"),
        ("0.0028", "-0.1", 2, "annual_share"),
        ("0.0028", "", 2, "annual_share"),
        ("31-1010,29-2060", "31-1010,Nurses", 2, "destination_soc2010_broad"),
        ("31-1010,29-2060", "Nov-31,29-2060", 2, "origin_soc2010_broad"),
        ("0.0028", "0.0028,1", 2, None),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, row: int, column: str | None) -> None:
    folder = write(tmp_path, (HEADER + ROWS).replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        read_mobility(folder)
    assert (caught.value.file, caught.value.row, caught.value.column) == (
        "observed_moves.csv",
        row,
        column,
    )


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("22000", "$22,000", None),
        ("22000", "", "mean_annual_wage"),
        ("Cashiers", "", "title"),
        ("41-2010", "412010", "soc2010_broad"),
    ],
)
def test_a_fault_of_a_group_is_named(
    tmp_path: Path, old: str, new: str, column: str | None
) -> None:
    folder = write(tmp_path, groups=(GROUP_HEADER + GROUP_ROWS).replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        read_mobility(folder)
    assert (caught.value.row, caught.value.column) == (5, column)


def test_shares_that_come_to_more_than_one_are_refused(tmp_path: Path) -> None:
    rows = "31-1010,29-2060,0.6\n41-2010,29-1140,0.9\n31-1010,29-1140,0.6\n"
    with pytest.raises(SourceError, match="more than 1") as caught:
        read_mobility(write(tmp_path, HEADER + rows))
    assert caught.value.row == 2


@pytest.mark.parametrize("name", [MOVES, GROUPS])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    with pytest.raises(SourceError, match="missing") as caught:
        read_mobility(tmp_path)
    assert caught.value.file == Path(name).name


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no rows"):
        read_mobility(write(tmp_path, HEADER))


@given(share=st.floats(min_value=0, max_value=1))
def test_every_share_from_0_to_1_is_read(
    tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    folder = write(tmp_path_factory.mktemp("x"), f"{HEADER}31-1010,29-2060,{share}\n")
    notices: list[Notice] = []
    moves = read_observed_moves(folder / MOVES, notices)
    assert moves["share"].tolist() == [share]
    assert notices == []


def test_the_published_file_is_read_whole(raw: Path) -> None:
    reading = read_mobility(raw)
    moves = reading.tables["observed_moves"]
    assert (len(moves), moves["origin"].nunique()) == (9_446, 302)
    assert len(reading.tables["broad_occupations"]) == 539
    assert reading.notices == ()
