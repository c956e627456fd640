"""How published files are read: every byte kept, every fault named with its place and remedy."""

from __future__ import annotations

import datetime
import gzip
from pathlib import Path

import pandas as pd
import pytest

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import (
    CIP,
    DIGITS,
    FILLED,
    LATITUDE,
    LONGITUDE,
    SOC,
    Field,
    cell_text,
    check_cells,
    drop_doubles,
    name_table,
    open_batches,
    pad_codes,
    read_delimited,
    read_sheet,
)
from tests.workbooks import write_workbook

CODE = Field("code", "code", DIGITS, "01001")
NAME = Field("name", "name")
FIELDS = [CODE, NAME]


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def refuse(path: Path, fields: list[Field] = FIELDS, delimiter: str = ",") -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_delimited(path, fields, delimiter=delimiter)
    assert caught.value.file == path.name
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        b"code,name\n01001,NA\n002,None\n",
        b"\xef\xbb\xbfcode,name\r\n01001,NA\r\n002,None\r\n",
        b'"code","name"\n"01001","NA"\n"002","None"',
        b" code ,name\n 01001 ,NA\n002, None \n",
    ],
    ids=["plain", "bom and crlf", "quoted, no last line end", "padded"],
)
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_read_delimited_keeps_text_as_published(tmp_path: Path, name: str, data: bytes) -> None:
    frame = read_delimited(write(tmp_path / name, data), FIELDS)
    assert frame.to_dict("list") == {"code": ["01001", "002"], "name": ["NA", "None"]}
    assert frame.index.tolist() == [2, 3]


@pytest.mark.parametrize("word", ["NA", "None", "null", "nan", "NaN", "#N/A", "1e5", "TRUE", "-"])
def test_read_delimited_takes_no_word_for_missing(tmp_path: Path, word: str) -> None:
    frame = read_delimited(write(tmp_path / "a.csv", f"code,name\n1,{word}\n".encode()), FIELDS)
    assert frame["name"].tolist() == [word]


def test_read_delimited_reads_blank_cells_as_empty_text(tmp_path: Path) -> None:
    frame = read_delimited(write(tmp_path / "a.csv", b"code,name\n1,\n2,x\n"), FIELDS)
    assert frame["name"].tolist() == ["", "x"]


def test_read_delimited_picks_columns_by_header_and_ignores_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"other,name,code\nx,n,7\n")
    assert read_delimited(path, FIELDS).to_dict("list") == {"code": ["7"], "name": ["n"]}


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"code,name\n1,a\nx,b\n", 3),
        (b"\xef\xbb\xbfcode,name\r\n1,a\r\nx,b\r\n", 3),
        (b'code,name\n1,"two\nlines"\nx,b\n', 3),
        (b"code,name\n1,a\n\nx,b\n", 4),
        (b"code,name\n1,a\n,\nx,b\n", 4),
    ],
    ids=["plain", "bom and crlf", "quoted newline", "empty line", "row of commas"],
)
def test_a_wrong_cell_is_named_with_its_row(tmp_path: Path, data: bytes, row: int) -> None:
    error = refuse(write(tmp_path / "a.csv", data))
    assert (error.row, error.column, error.value) == (row, "code", "x")
    assert "'01001'" in error.fix


@pytest.mark.parametrize("end", [b"\n\n", b",\n"])
def test_a_row_without_values_is_left_out_with_a_notice(tmp_path: Path, end: bytes) -> None:
    notices: list[Notice] = []
    path = write(tmp_path / "a.csv", b"code,name\n1,a\n2,b\n" + end)
    frame = read_delimited(path, FIELDS, notices=notices)
    assert frame.index.tolist() == [2, 3]
    assert [(n.code, n.table, n.row) for n in notices] == [("blank_row", "a", 4)]


def test_rows_that_have_values_raise_no_blank_row_notice(tmp_path: Path) -> None:
    notices: list[Notice] = []
    read_delimited(write(tmp_path / "a.csv", b"code,name\n1,\n2,b\n"), FIELDS, notices=notices)
    assert notices == []


@pytest.mark.parametrize("value", ["11-Jan", "2011-01-11 00:00:00", "1/11/2011", "Jan-11"])
@pytest.mark.parametrize("pattern", [SOC, CIP, f"99|{CIP}"])
def test_a_code_that_became_a_date_is_refused_with_the_spreadsheet_hint(
    tmp_path: Path, value: str, pattern: str
) -> None:
    fields = [Field("code", "code", pattern, "11-1011"), NAME]
    error = refuse(write(tmp_path / "a.csv", f"code,name\n{value},x\n".encode()), fields)
    assert error.problem == "the code has become a date"
    assert "as Text" in error.fix


def test_a_wrong_cell_that_is_no_date_has_no_spreadsheet_hint(tmp_path: Path) -> None:
    fields = [Field("code", "code", SOC, "11-1011"), NAME]
    error = refuse(write(tmp_path / "a.csv", b"code,name\n11-101,x\n"), fields)
    assert "spreadsheet" not in error.fix


@pytest.mark.parametrize("row", [b"2\n", b"2,b,c\n"], ids=["short", "long"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_a_row_of_the_wrong_length_is_named(tmp_path: Path, name: str, row: bytes) -> None:
    error = refuse(write(tmp_path / name, b'code,name\n1,"a\nb"\n' + row + b"3,c\n"))
    assert error.row == 3
    assert "wrong number of fields" in error.problem


def test_one_field_too_many_in_every_row_does_not_shift_columns(tmp_path: Path) -> None:
    assert refuse(write(tmp_path / "a.csv", b"code,name\n1,a,\n2,b,\n")).row == 2


def test_a_byte_that_is_not_utf8_is_named_with_row_and_column(tmp_path: Path) -> None:
    error = refuse(write(tmp_path / "a.csv", b"code,name\n1,a\n2,caf\xe9\n"))
    assert (error.row, error.column, error.problem) == (3, "name", "the file is not UTF-8 text")


def test_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    error = refuse(write(tmp_path / "a.csv", b"codes,name\n1,a\n"))
    assert (error.row, error.column) == (1, "code")
    assert "'codes'" in error.fix


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    error = refuse(write(tmp_path / "a.csv", b"code,name,code\n1,a,2\n"))
    assert (error.row, error.column) == (1, "code")


@pytest.mark.parametrize("data", [b"code,name\n", b"code,name\n\n\n"])
def test_a_file_of_only_a_header_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refuse(write(tmp_path / "a.csv", data)).problem == "there are no rows"


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    assert refuse(write(tmp_path / name, b"")).problem == "the file is empty"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refuse(tmp_path / "a.csv").problem == "the file is missing"


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98, 0.9999])
def test_a_gzip_file_cut_off_anywhere_is_refused(tmp_path: Path, share: float) -> None:
    rows = "".join(f"{i},{i * 7919 % 1000003}\n" for i in range(50_000))
    whole = gzip.compress(b"code,name\n" + rows.encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "publisher" in refuse(path).fix


def test_a_gzip_name_over_plain_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(b"code,name\n1,a\n")
    refuse(path)


def test_a_file_that_ends_inside_a_quoted_cell_is_refused(tmp_path: Path) -> None:
    error = refuse(write(tmp_path / "a.csv", b'code,name\n1,a\n2,"b\n3,c\n4,d\n'))
    assert error.problem == "the file ends inside a quoted cell"
    assert error.row == 3


def test_doubled_quotes_inside_a_cell_are_text(tmp_path: Path) -> None:
    frame = read_delimited(write(tmp_path / "a.csv", b'code,name\n1,"say ""a"""\n'), FIELDS)
    assert frame["name"].tolist() == ['say "a"']


def test_open_batches_gives_all_rows_with_values_unchecked(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", b"code\tname\n1\ta\n\nx\tb\n")
    tables = list(open_batches(path, FIELDS, delimiter="\t"))
    assert [row for table in tables for row in table.to_pylist()] == [
        {"code": "1", "name": "a"},
        {"code": "x", "name": "b"},
    ]


def write_sheet(path: Path, rows: list[list[object]]) -> Path:
    return write_workbook(path, "Table 1", rows)


def test_read_sheet_starts_at_its_header_and_ends_at_the_footnotes(tmp_path: Path) -> None:
    rows: list[list[object]] = [["A title"], ["code", "name"], [1001.0, " a "], ["002", "NA"]]
    path = write_sheet(tmp_path / "a.xlsx", [*rows, ["Footnotes:"], ["[1] text", "more"]])
    frame = read_sheet(path, "Table 1", FIELDS, header_row=2)
    assert frame.to_dict("list") == {"code": ["1001", "002"], "name": ["a", "NA"]}
    assert frame.index.tolist() == [3, 4]


def test_read_sheet_ends_at_a_blank_row(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code", "name"], ["1", "a"], ["", ""], ["See", "x"]])
    assert len(read_sheet(path, "Table 1", FIELDS, header_row=1)) == 1


def test_read_sheet_refuses_rows_after_a_blank_row_instead_of_losing_them(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code", "name"], ["1", "a"], ["", ""], ["2", "b"]])
    with pytest.raises(SourceError, match="after the table ends in row 2") as caught:
        read_sheet(path, "Table 1", FIELDS, header_row=1)
    assert caught.value.row == 4


def test_read_sheet_names_the_row_of_a_wrong_cell(tmp_path: Path) -> None:
    rows: list[list[object]] = [["A title"], ["code", "name"], ["1", "a"], ["x", "b"]]
    with pytest.raises(SourceError) as caught:
        read_sheet(write_sheet(tmp_path / "a.xlsx", rows), "Table 1", FIELDS, header_row=2)
    assert (caught.value.row, caught.value.column, caught.value.value) == (4, "code", "x")


def test_read_sheet_refuses_a_cell_that_became_a_date(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code"], [datetime.date(2011, 1, 11)]])
    with pytest.raises(SourceError, match="become a date"):
        read_sheet(path, "Table 1", [Field("code", "code", SOC)], header_row=1)


def test_read_sheet_names_a_missing_sheet(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code", "name"], ["1", "a"]])
    with pytest.raises(SourceError, match="no sheet 'Table 2'"):
        read_sheet(path, "Table 2", FIELDS, header_row=1)


def test_read_sheet_refuses_a_sheet_of_only_a_header(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code", "name"]])
    with pytest.raises(SourceError, match="no rows"):
        read_sheet(path, "Table 1", FIELDS, header_row=1)


def test_read_sheet_refuses_a_missing_column(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code"], ["1"]])
    with pytest.raises(SourceError, match="'name' is missing"):
        read_sheet(path, "Table 1", FIELDS, header_row=1)


def test_read_sheet_refuses_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="workbook cannot be read"):
        read_sheet(write(tmp_path / "a.xlsx", b"code,name\n"), "Table 1", FIELDS, header_row=1)


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), ("", ""), (" a ", "a"), (44180.0, "44180"), (12.5, "12.5"), (0.0, "0"), (7, "7")],
)
def test_cell_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_check_cells_keeps_the_rows_of_the_file() -> None:
    frame = pd.DataFrame({"code": [" 1 ", "x"]}, index=[5, 9])
    with pytest.raises(SourceError) as caught:
        check_cells(frame, [CODE], "a.csv")
    assert caught.value.row == 9
    assert check_cells(frame[:1], [CODE], "a.csv")["code"].to_dict() == {5: "1"}


def test_a_pattern_must_fit_the_whole_cell() -> None:
    frame = pd.DataFrame({"code": ["1\n2"]}, index=[2])
    with pytest.raises(SourceError):
        check_cells(frame, [CODE], "a.csv")


@pytest.mark.parametrize(
    ("pattern", "cell", "right"),
    [
        (LATITUDE, "37.21", True),
        (LATITUDE, "-14.3", True),
        (LATITUDE, "", True),
        (LATITUDE, "-93.29", False),
        (LONGITUDE, "-93.29", True),
        (LONGITUDE, "171.2", True),
        (LONGITUDE, "181", False),
        (FILLED, "  ", False),
    ],
)
def test_patterns(pattern: str, cell: str, right: bool) -> None:
    frame = pd.DataFrame({"x": [cell]}, index=[2])
    try:
        check_cells(frame, [Field("x", "x", pattern)], "a.csv")
    except SourceError:
        assert not right
    else:
        assert right


def test_pad_codes_counts_what_it_padded() -> None:
    notices: list[Notice] = []
    codes = pd.Series(["1001", "", "29077", "501"], index=[2, 3, 4, 5], dtype="str")
    assert pad_codes(codes, 5, "a", "x", notices).tolist() == ["01001", "", "29077", "00501"]
    assert [(n.code, n.row, n.value, n.count) for n in notices] == [
        ("lost_leading_zero", 2, "1001", 2)
    ]


def test_pad_codes_raises_no_notice_for_whole_codes() -> None:
    notices: list[Notice] = []
    pad_codes(pd.Series(["01001", ""], dtype="str"), 5, "a", "x", notices)
    assert notices == []


def test_drop_doubles_keeps_the_first_row_and_names_the_others() -> None:
    notices: list[Notice] = []
    rows = pd.DataFrame({"a": ["1", "1", "2"], "b": ["x", "x", "x"]}, index=[2, 3, 4])
    assert drop_doubles(rows, ["a", "b"], "t", notices).index.tolist() == [2, 4]
    assert [(n.code, n.row, n.entity) for n in notices] == [("duplicate_key", 3, "1/x")]


def test_name_table() -> None:
    assert name_table(Path("x/c2024_a.csv.gz")) == "c2024_a"
    assert name_table(Path("oe.data.0.Current.gz")) == "oe.data.0.Current"
