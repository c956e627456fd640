"""Institutions and awards: codes whole, status told, no row lost, every doubtful sum seen."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.ipeds import COMPLETIONS, DIRECTORY, LEVELS, SOURCE, read_ipeds

PUBLISHED = Path(__file__).parent / "data" / "published"
OTC = "177472"
Rows = list[list[str]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_ipeds(PUBLISHED)


@pytest.fixture(scope="module")
def institutions(reading: Reading) -> pd.DataFrame:
    return reading.tables["institutions"].set_index("provider")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / "ipeds", tmp_path / "ipeds")
    return tmp_path


def read_text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def write_text(path: Path, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def edit(folder: Path, name: str, change: Callable[[Rows], object]) -> None:
    """Rewrite one file with its rows changed in place."""
    rows = list(csv.reader(io.StringIO(read_text(folder / name))))
    change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    write_text(folder / name, out.getvalue())


def set_cell(provider: str, column: str, value: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        row = next(row for row in rows if row[0] == provider)
        row[rows[0].index(column)] = value

    return change


def find(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


# institutions


def test_a_provider_has_its_place_and_control(institutions: pd.DataFrame) -> None:
    row = institutions.loc[OTC]
    assert row["title"] == "Ozarks Technical Community College"
    assert row[["city", "state", "zip", "county"]].tolist() == [
        "Springfield",
        "MO",
        "65802",
        "29077",
    ]
    assert (row["control"], row["sector"], row["status"]) == ("public", "1", "active")
    assert pd.isna(row["closed_on"])
    assert 37 < row["latitude"] < 38
    assert -94 < row["longitude"] < -93


@pytest.mark.parametrize(
    ("provider", "column", "value"),
    [
        ("100654", "county", "01089"),
        ("166027", "zip", "02138"),
        ("135717", "zip", "33132"),
        ("129367", "county", "09110"),
        ("178891", "control", "private nonprofit"),
        ("482097", "control", "private for-profit"),
    ],
)
def test_codes_are_whole_and_control_is_named(
    institutions: pd.DataFrame, provider: str, column: str, value: str
) -> None:
    assert institutions.loc[provider, column] == value


def test_what_is_not_filed_is_missing(institutions: pd.DataFrame) -> None:
    assert pd.isna(institutions.loc["376695", "county"])
    assert pd.isna(institutions.loc["500546", "control"])
    assert not institutions.select_dtypes("str").eq("").any().any()


def test_offices_are_left_out(institutions: pd.DataFrame) -> None:
    assert "178439" not in institutions.index
    assert "144500" not in institutions.index
    assert (institutions["sector"] != "0").all()
    assert len(institutions) == 41


@pytest.mark.parametrize(
    ("provider", "status", "closed_on"),
    [
        (OTC, "active", None),
        ("129428", "closed", "12/22/2023"),
        ("367884", "closed", "08/25/2024"),
        ("192004", "closed", "2024"),
        ("131098", "closed", "2024"),
        ("178828", "no_federal_aid", None),
        ("494597", "no_federal_aid", None),
        ("492801", "active", None),
    ],
)
def test_status(
    institutions: pd.DataFrame, provider: str, status: str, closed_on: str | None
) -> None:
    row = institutions.loc[provider]
    assert row["status"] == status
    assert (None if pd.isna(row["closed_on"]) else row["closed_on"]) == closed_on


@pytest.mark.parametrize(
    ("column", "value", "status"),
    [
        ("CLOSEDAT", "06/30/2026", "closed"),
        ("CLOSEDAT", "Jun 2026", "closed"),
        ("CLOSEDAT", ".", "active"),
        ("CLOSEDAT", "", "active"),
        ("CLOSEDAT", "-2", "active"),
        ("DEATHYR", "2025", "closed"),
        ("OPEFLAG", "5", "no_federal_aid"),
        ("OPEFLAG", "6", "no_federal_aid"),
        ("OPEFLAG", "7", "no_federal_aid"),
        ("OPEFLAG", "4", "active"),
        ("OPEFLAG", "8", "active"),
    ],
)
def test_status_follows_each_column(folder: Path, column: str, value: str, status: str) -> None:
    edit(folder, DIRECTORY, set_cell(OTC, column, value))
    table = read_ipeds(folder).tables["institutions"].set_index("provider")
    assert table.loc[OTC, "status"] == status


# completions


def test_offers_are_first_majors_without_grand_totals(reading: Reading) -> None:
    awards = reading.tables["completions"]
    assert len(awards) == 336
    assert (awards["cip"] != "99").all()
    assert awards["cip"].str.fullmatch(r"\d{2}\.\d{4}").all()
    assert int((awards["completions"] == 0).sum()) == 57
    assert str(awards["completions"].dtype) == "Int32"


def test_a_published_zero_stays_zero(reading: Reading) -> None:
    rows = list(csv.DictReader(io.StringIO(read_text(PUBLISHED / COMPLETIONS))))
    zero = next(row for row in rows if row["CTOTALT"] == "0" and row["CIPCODE"] != "99")
    awards = reading.tables["completions"].set_index(["provider", "cip", "awlevel"])
    assert awards.loc[(zero["UNITID"], zero["CIPCODE"], zero["AWLEVEL"]), "completions"] == 0


def test_awards_add_up_to_the_totals_that_the_publisher_files(reading: Reading) -> None:
    rows = csv.DictReader(io.StringIO(read_text(PUBLISHED / COMPLETIONS)))
    totals = {
        (row["UNITID"], row["AWLEVEL"]): int(row["CTOTALT"])
        for row in rows
        if row["CIPCODE"] == "99"
    }
    sums = reading.tables["completions"].groupby(["provider", "awlevel"])["completions"].sum()
    assert sums.to_dict() == totals


def test_every_offer_is_of_an_institution_and_a_level(
    reading: Reading, institutions: pd.DataFrame
) -> None:
    awards = reading.tables["completions"]
    assert set(awards["provider"]) <= set(institutions.index)
    assert set(awards["awlevel"]) <= set(reading.tables["award_levels"]["awlevel"])


def test_second_majors_are_left_out(folder: Path, reading: Reading) -> None:
    edit(folder, COMPLETIONS, lambda rows: rows.append([OTC, "51.3801", "2", "3", "4", "1", "3"]))
    second = read_ipeds(folder)
    assert second.tables["completions"].equals(reading.tables["completions"])
    assert second.notices == reading.notices


def test_award_levels_keep_their_words(reading: Reading) -> None:
    levels = reading.tables["award_levels"].set_index("awlevel")
    assert len(levels) == 13
    assert levels.loc["3", "title"] == "Associate's degree"
    assert levels.loc["21", "clock_hours"] == "300-899"
    assert pd.isna(levels.loc["3", "clock_hours"])


# notices: each fires, and does not fire beside


def test_the_published_rows_raise_only_the_padding_of_counties(reading: Reading) -> None:
    assert [(n.code, n.table, n.column, n.value, n.count) for n in reading.notices] == [
        ("lost_leading_zero", "hd2024", "COUNTYCD", "1089", 7)
    ]


def test_whole_county_codes_raise_no_notice(folder: Path) -> None:
    def change(rows: Rows) -> None:
        position = rows[0].index("COUNTYCD")
        for row in rows[1:]:
            row[position] = row[position].zfill(5) if row[position] != "-2" else "-2"

    edit(folder, DIRECTORY, change)
    assert read_ipeds(folder).notices == ()


@pytest.mark.parametrize(("filed", "whole"), [("2138", "02138"), ("2138-0001", "02138")])
def test_a_zip_without_its_zero_is_padded_with_a_notice(
    folder: Path, filed: str, whole: str
) -> None:
    edit(folder, DIRECTORY, set_cell("166027", "ZIP", filed))
    reading = read_ipeds(folder)
    assert reading.tables["institutions"].set_index("provider").loc["166027", "zip"] == whole
    assert "ZIP" in [n.column for n in find(reading, "lost_leading_zero")]


def test_a_field_of_study_without_its_zero_is_padded_with_a_notice(
    folder: Path, reading: Reading
) -> None:
    def change(rows: Rows) -> None:
        for row in rows[1:]:
            row[1] = row[1].removeprefix("0")

    edit(folder, COMPLETIONS, change)
    padded = read_ipeds(folder)
    assert padded.tables["completions"].equals(reading.tables["completions"])
    assert "CIPCODE" in [n.column for n in find(padded, "lost_leading_zero")]


@pytest.mark.parametrize("name", [DIRECTORY, COMPLETIONS, LEVELS])
def test_a_key_that_stands_twice_is_kept_once_with_a_notice(
    folder: Path, reading: Reading, name: str
) -> None:
    edit(folder, name, lambda rows: rows.append(rows[1]))
    twice = read_ipeds(folder)
    for table, frame in reading.tables.items():
        assert twice.tables[table].equals(frame)
    (notice,) = find(twice, "duplicate_key")
    assert notice.row == len(read_text(folder / name).splitlines())
    assert not find(reading, "duplicate_key")


def test_men_and_women_that_do_not_make_the_total_give_a_notice(folder: Path) -> None:
    def change(rows: Rows) -> None:
        rows[9][5] = str(int(rows[9][5]) + 1)

    edit(folder, COMPLETIONS, change)
    (notice,) = find(read_ipeds(folder), "completions_total_differs")
    assert (notice.row, notice.column, notice.count, notice.severity) == (10, "CTOTALT", 1, "error")


def test_blank_men_and_women_give_no_notice(folder: Path) -> None:
    def change(rows: Rows) -> None:
        rows[9][5] = rows[9][6] = ""

    edit(folder, COMPLETIONS, change)
    assert not find(read_ipeds(folder), "completions_total_differs")


def test_a_lost_row_of_awards_gives_a_notice_that_names_the_total(folder: Path) -> None:
    def change(rows: Rows) -> None:
        lost = next(
            number
            for number, row in enumerate(rows)
            if row[0] == OTC and row[1] != "99" and row[4] != "0"
        )
        del rows[lost]

    edit(folder, COMPLETIONS, change)
    (notice,) = find(read_ipeds(folder), "completions_total_differs")
    assert notice.column == "CIPCODE"
    assert (notice.entity or "").startswith(f"{OTC}/99/")


def test_exchanged_numbers_of_awards_give_a_notice(folder: Path) -> None:
    def change(rows: Rows) -> None:
        for row in rows[1:]:
            row[4], row[5] = row[5], row[4]

    edit(folder, COMPLETIONS, change)
    assert find(read_ipeds(folder), "completions_total_differs")[0].count > 100


@pytest.mark.parametrize("name", [DIRECTORY, COMPLETIONS, LEVELS])
@pytest.mark.parametrize("end", ["\n", "commas"])
def test_a_blank_row_at_the_end_changes_nothing_but_a_notice(
    folder: Path, reading: Reading, name: str, end: str
) -> None:
    text = read_text(folder / name)
    commas = "," * (len(next(csv.reader(text.splitlines()))) - 1) + "\n"
    write_text(folder / name, text + (commas if end == "commas" else end))
    blank = read_ipeds(folder)
    for table, frame in reading.tables.items():
        assert blank.tables[table].equals(frame)
    assert [n.row for n in find(blank, "blank_row")] == [len(text.splitlines()) + 1]


# faults


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_ipeds(folder)
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (DIRECTORY, "UNITID"),
        (DIRECTORY, "COUNTYCD"),
        (DIRECTORY, "CLOSEDAT"),
        (DIRECTORY, "LONGITUD"),
        (COMPLETIONS, "CIPCODE"),
        (COMPLETIONS, "MAJORNUM"),
        (COMPLETIONS, "CTOTALT"),
        (LEVELS, "label"),
    ],
)
def test_a_deleted_column_is_named(folder: Path, name: str, column: str) -> None:
    def change(rows: Rows) -> None:
        position = rows[0].index(column)
        for row in rows:
            del row[position]

    edit(folder, name, change)
    error = refuse(folder)
    assert (error.file, error.row, error.column) == (Path(name).name, 1, column)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        (DIRECTORY, "CITY", "STABBR"),
        (DIRECTORY, "ZIP", "COUNTYCD"),
        (DIRECTORY, "LATITUDE", "LONGITUD"),
        (DIRECTORY, "UNITID", "INSTNM"),
        (DIRECTORY, "CONTROL", "CLOSEDAT"),
        (COMPLETIONS, "CIPCODE", "AWLEVEL"),
        (COMPLETIONS, "UNITID", "CIPCODE"),
        (COMPLETIONS, "MAJORNUM", "CTOTALT"),
        (LEVELS, "awlevel", "label"),
    ],
)
def test_exchanged_columns_are_refused(folder: Path, name: str, one: str, other: str) -> None:
    def change(rows: Rows) -> None:
        i, j = rows[0].index(one), rows[0].index(other)
        for row in rows[1:]:
            row[i], row[j] = row[j], row[i]

    edit(folder, name, change)
    error = refuse(folder)
    assert error.file == Path(name).name
    assert error.row is not None
    assert error.column in (one, other)


@pytest.mark.parametrize("value", ["11-Jan", "2011-01-11", "11/1/2011"])
def test_a_field_of_study_that_became_a_date_is_refused_with_the_hint(
    folder: Path, value: str
) -> None:
    def change(rows: Rows) -> None:
        rows[6][1] = value

    edit(folder, COMPLETIONS, change)
    error = refuse(folder)
    assert (error.row, error.column, error.value) == (7, "CIPCODE", value)
    assert "as Text" in error.fix


@pytest.mark.parametrize("value", ["11.01", "11.020099999", "11", "511.3801"])
def test_a_field_of_study_that_lost_digits_is_refused(folder: Path, value: str) -> None:
    def change(rows: Rows) -> None:
        rows[6][1] = value

    edit(folder, COMPLETIONS, change)
    assert (refuse(folder).row, refuse(folder).value) == (7, value)


@pytest.mark.parametrize("value", ["", "-1", "3.5", "1,200", "x"])
def test_a_number_of_awards_that_is_none_is_refused(folder: Path, value: str) -> None:
    def change(rows: Rows) -> None:
        rows[6][4] = value

    edit(folder, COMPLETIONS, change)
    assert (refuse(folder).row, refuse(folder).column) == (7, "CTOTALT")


@pytest.mark.parametrize("name", SOURCE.files)
def test_a_header_alone_is_refused(folder: Path, name: str) -> None:
    write_text(folder / name, read_text(folder / name).splitlines()[0] + "\n")
    error = refuse(folder)
    assert (error.file, error.problem) == (Path(name).name, "there are no rows")


@pytest.mark.parametrize("name", SOURCE.files)
def test_a_row_of_the_wrong_length_is_named(folder: Path, name: str) -> None:
    lines = read_text(folder / name).splitlines()
    write_text(folder / name, "\n".join([*lines[:4], lines[4] + ",x", *lines[5:]]) + "\n")
    assert refuse(folder).row == 5


def test_a_byte_that_is_not_utf8_is_named(folder: Path) -> None:
    data = (folder / DIRECTORY).read_bytes().replace(b"Ozarks Tech", b"Ozarks T\xe9ch", 1)
    (folder / DIRECTORY).write_bytes(data)
    error = refuse(folder)
    assert (error.problem, error.column) == ("the file is not UTF-8 text", "INSTNM")
    assert OTC.encode() in data.splitlines()[(error.row or 0) - 1]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95, 0.999])
def test_a_truncated_file_is_refused(folder: Path, share: float) -> None:
    data = (folder / COMPLETIONS).read_bytes()
    (folder / COMPLETIONS).write_bytes(data[: int(len(data) * share)])
    assert refuse(folder).file == Path(COMPLETIONS).name


@pytest.mark.parametrize("name", SOURCE.files)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refuse(folder).file == Path(name).name


@pytest.mark.parametrize("name", [DIRECTORY, COMPLETIONS])
def test_bom_and_crlf_read_the_same(folder: Path, reading: Reading, name: str) -> None:
    text = read_text(folder / name).replace("\n", "\r\n")
    write_text(folder / name, b"\xef\xbb\xbf" + text.encode())
    same = read_ipeds(folder)
    for table, frame in reading.tables.items():
        assert same.tables[table].equals(frame)
    assert same.notices == reading.notices


@settings(max_examples=15, deadline=None)
@given(order=st.randoms(use_true_random=False))
def test_order_of_rows_does_not_change_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, order: object
) -> None:
    folder = tmp_path_factory.mktemp("x")
    shutil.copytree(PUBLISHED / "ipeds", folder / "ipeds")

    def shuffle(rows: Rows) -> None:
        body = rows[1:]
        order.shuffle(body)  # type: ignore[attr-defined]
        rows[1:] = body

    edit(folder, COMPLETIONS, shuffle)
    key = ["provider", "cip", "awlevel"]
    read = read_ipeds(folder).tables["completions"].sort_values(key, ignore_index=True)
    whole = read_ipeds(PUBLISHED).tables["completions"].sort_values(key, ignore_index=True)
    assert read.equals(whole)
