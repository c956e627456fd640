"""Licences, their links and certifications: listed once, cleaned, every doubtful cell counted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.careeronestop import (
    CERTIFICATIONS,
    FOLDER,
    LICENSES,
    LINKS,
    SOURCE,
    STATES,
    clean_agency,
    is_date,
    keep_addresses,
    read_careeronestop,
)
from pathways.sources.soc import read_soc
from tests.slices import PUBLISHED, Row, change_rows, find_column, read_text, shuffle_file

TABLES = ("licenses", "license_links", "certifications")
KEY = {"licenses": "license", "license_links": "license", "certifications": "certification"}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_careeronestop(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / FOLDER, tmp_path / FOLDER)
    return tmp_path


def find(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def set_cell(folder: Path, name: str, key: str, column: str, value: str) -> int:
    """Write one cell of every record that starts with ``key``; return the first such row."""
    found: list[int] = []

    def change(rows: list[Row]) -> None:
        place = find_column(rows, column)
        for number, row in enumerate(rows, start=1):
            if ",".join(row).startswith(key):
                row[place] = value
                found.append(number)

    change_rows(folder, name, change)
    return found[0]


def add_rows(folder: Path, name: str, *records: str) -> int:
    """Append records and return the row of the first one."""
    path = folder / name
    text = path.read_text()
    path.write_text(text + "".join(record + "\n" for record in records))
    return text.count("\n") + 1


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_careeronestop(folder)
    assert caught.value.fix
    return caught.value


# licences


def test_a_state_licence_has_its_state_agency_address_and_date(reading: Reading) -> None:
    licenses = reading.tables["licenses"].set_index("license")
    assert licenses.loc["MO/29-676291141"].tolist() == [
        "MO",
        "Registered Nurse",
        "state",
        "Missouri Department of Commerce and Insurance · Division Of Professional Registration · "
        "Missouri State Board of Nursing",
        "http://pr.mo.gov/nursing.asp",
        "2024-04-03",
    ]


def test_a_federal_licence_that_three_states_repeat_stands_once(reading: Reading) -> None:
    licenses = reading.tables["licenses"]
    published = read_text(PUBLISHED / LICENSES)
    assert published.count("\n00-02,") == 3
    pilot = licenses[licenses["license"].str.endswith("/00-02")]
    assert pilot[["license", "state", "jurisdiction"]].values.tolist() == [
        ["US/00-02", "US", "federal"]
    ]
    links = reading.tables["license_links"]
    assert links.loc[links["license"] == "US/00-02", "soc"].tolist() == ["53-2011", "53-2012"]


def test_ids_are_unique_and_kept_as_published(reading: Reading) -> None:
    ids = reading.tables["licenses"]["license"]
    assert ids.is_unique
    assert {"MS/28-12251194 C", "CO/08-MARRI&FXL", "CO/08-MILKS/TLL"} <= set(ids)


def test_unpublished_cells_are_missing(reading: Reading) -> None:
    licenses = reading.tables["licenses"].set_index("license")
    assert licenses["agency"].isna()["NH/33-cdl"]
    assert licenses["url"].isna()["NH/33-cdl"]
    assert not licenses.isin(["", "NULL", "null"]).any().any()


@pytest.mark.parametrize(
    ("cell", "agency"),
    [
        ("NULL · Board of Psychologists", "Board of Psychologists"),
        ("Department of Licensing · NULL · Board", "Department of Licensing · Board"),
        ("Office of Nursing · Office of Nursing", "Office of Nursing"),
        ("Insurance · Agents · 555-010-1212", "Insurance · Agents"),
        ("Judicial Branch · Attn: Jane Doe · Board", "Judicial Branch · Board"),
        ("Board of Nursing jane@example.org", "Board of Nursing"),
        ("Board (555) 010-1212", "Board"),
        ("null", ""),
        # near misses
        ("Nullification Board", "Nullification Board"),
        ("Board of Attendance", "Board of Attendance"),
        ("Nevada Revised Statutes Chapter 622.062", "Nevada Revised Statutes Chapter 622.062"),
        ("License Unit, Bldg 12, Rm. 161", "License Unit, Bldg 12, Rm. 161"),
    ],
)
def test_an_agency_is_the_offices_it_names(cell: str, agency: str) -> None:
    assert clean_agency(cell) == agency


@given(st.text(max_size=60))
def test_cleaning_an_agency_twice_changes_nothing_more(text: str) -> None:
    once = clean_agency(text)
    assert clean_agency(once) == once


def test_a_contact_is_removed_with_a_notice_that_does_not_repeat_it(folder: Path) -> None:
    assert find(read_careeronestop(folder), "personal_data_removed") == []
    row = set_cell(folder, LICENSES, "29-676291141,MO", "agency", "Board · Attn: Jane Doe")
    reading = read_careeronestop(folder)
    (notice,) = find(reading, "personal_data_removed")
    assert (notice.row, notice.column, notice.value, notice.count) == (row, "agency", None, 1)
    assert reading.tables["licenses"].set_index("license").loc["MO/29-676291141", "agency"] == (
        "Board"
    )


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("https://pr.mo.gov/nursing.asp", "https://pr.mo.gov/nursing.asp"),
        ("Http://www.example.gov", "http://www.example.gov"),
        ("http://www.example.com.", "http://www.example.com."),
        ("http://184.175.130.101/laws#25", "http://184.175.130.101/laws#25"),
        ("http://barber.example.gov#http://x", "http://barber.example.gov#http://x"),
        ("", None),
        ("https://No URL Provided", None),
        ("https://Jane Doe", None),
        ("https://0", None),
        ("https://,", None),
        ("javascript:alert(1)", None),
        ("www.example.gov", None),
        ("ftp://example.gov", None),
        ("https://user@example.gov/", None),
        ('https://example.gov/"onclick', None),
        ("https://example.gov/a b", None),
    ],
)
def test_only_web_addresses_are_kept(cell: str, kept: str | None) -> None:
    notices: list[Notice] = []
    found = keep_addresses(pd.Series([cell], [7]), "licenses", "url", notices)
    assert found.iloc[0] == kept if kept else found.isna().all()
    refused = cell != "" and kept is None
    assert [(n.code, n.row, n.value) for n in notices] == [("invalid_url", 7, None)] * refused


@pytest.mark.parametrize(
    ("cell", "valid"),
    [("2024-02-29", True), ("2023-02-29", False), ("2021-04-31", False), ("1013-20-21", False)],
)
def test_a_date_is_a_day_of_the_calendar(cell: str, valid: bool) -> None:
    assert is_date(cell) is valid


def test_days_that_no_calendar_holds_are_missing_and_counted(reading: Reading) -> None:
    (notice,) = find(reading, "invalid_date")
    assert (notice.column, notice.count) == ("updated", 3)
    days = reading.tables["licenses"]["updated"]
    assert days.isna().sum() == 4
    assert days.dropna().map(is_date).all()


def test_states_without_a_row_are_named_and_states_with_one_are_not(reading: Reading) -> None:
    lacking = {n.entity for n in find(reading, "state_not_covered")}
    assert "CA" in lacking
    assert not lacking & {"MO", "FL", "IL"}
    assert len(STATES) == 51
    assert lacking <= set(STATES)


def test_a_federal_licence_told_differently_is_noticed(folder: Path) -> None:
    assert find(read_careeronestop(folder), "federal_license_differs") == []
    row = set_cell(folder, LICENSES, "00-02,MO", "title", "Another Pilot")
    reading = read_careeronestop(folder)
    assert [(n.row, n.entity) for n in find(reading, "federal_license_differs")] == [
        (row, "US/00-02")
    ]
    title = reading.tables["licenses"].set_index("license").loc["US/00-02", "title"]
    assert title == "Airline Transport Pilot"


# links


def test_every_link_names_a_listed_licence_and_stands_once(reading: Reading) -> None:
    links = reading.tables["license_links"]
    assert set(links["license"]) == set(reading.tables["licenses"]["license"])
    assert not links.duplicated().any()


@pytest.mark.raw
def test_every_linked_code_is_of_soc_2018(raw: Path) -> None:
    links = read_careeronestop(raw).tables["license_links"]
    assert set(links["soc"]) <= set(read_soc(raw).tables["soc_structure"]["soc"])


def test_a_link_without_licence_is_left_out_with_a_notice(folder: Path) -> None:
    before = read_careeronestop(folder)
    assert find(before, "foreign_key_violation") == []
    row = add_rows(folder, LINKS, "MO,29-000000,29-1141")
    after = read_careeronestop(folder)
    assert [(n.table, n.row, n.entity) for n in find(after, "foreign_key_violation")] == [
        ("license_occupations", row, "MO/29-000000")
    ]
    assert after.tables["license_links"].equals(before.tables["license_links"])


# certifications


def test_a_certification_that_stands_under_two_types_is_kept_once(reading: Reading) -> None:
    certifications = reading.tables["certifications"].set_index("certification")
    assert certifications.index.is_unique
    assert certifications.loc["14051", "types"] == "Advanced|Core"
    assert certifications.loc["0019", "types"] == "Core"
    assert find(reading, "duplicate_key") == []


def test_flags_and_years_that_are_not_published_are_missing(reading: Reading) -> None:
    certifications = reading.tables["certifications"].set_index("certification")
    computer = certifications.loc["0019"]
    assert (computer["title"], computer["exam"], computer["renewal_years"]) == (
        "CompTIA A+ Certification",
        True,
        3,
    )
    assert pd.isna(computer["training"])
    assert pd.isna(computer["acronym"])
    flags = certifications.loc["10100", ["exam", "training", "renewal_years"]]
    assert flags.tolist() == [True, False, 0]


@pytest.mark.parametrize("name", SOURCE.files)
def test_order_of_rows_changes_no_table(folder: Path, reading: Reading, name: str) -> None:
    shuffle_file(folder, name, seed=3)
    shuffled = read_careeronestop(folder)
    for table in TABLES:
        assert shuffled.tables[table].equals(reading.tables[table])


# faults


@pytest.mark.parametrize(
    ("name", "record", "table"),
    [
        (LICENSES, "29-676291141,MO,Nurse,State,Board,,2024-04-03", "licenses"),
        (LINKS, "MO,29-676291141,29-1141", "license_occupations"),
    ],
)
def test_a_key_that_stands_twice_is_kept_once_with_a_notice(
    folder: Path, name: str, record: str, table: str
) -> None:
    row = add_rows(folder, name, record)
    reading = read_careeronestop(folder)
    assert [(n.table, n.row) for n in find(reading, "duplicate_key")] == [(table, row)]
    assert reading.tables["licenses"]["license"].is_unique


@pytest.mark.parametrize(
    ("column", "value"), [("CERT_NAME", "Another name"), ("TYPE", "Core")], ids=["other", "same"]
)
def test_a_certification_that_differs_in_more_than_type_is_noticed(
    folder: Path, column: str, value: str
) -> None:
    """The two rows of 14051 are Core and Advanced: in one, change another cell or make them equal."""
    found: list[int] = []

    def change(rows: list[Row]) -> None:
        place, kind = find_column(rows, column), find_column(rows, "TYPE")
        for number, row in enumerate(rows, start=1):
            if row[0] == "14051" and row[kind] == "Advanced":
                row[place] = value
                found.append(number)

    change_rows(folder, CERTIFICATIONS, change)
    reading = read_careeronestop(folder)
    (notice,) = find(reading, "duplicate_key")
    assert (notice.table, notice.entity) == ("certifications", "14051")
    assert notice.row in {found[0], found[0] + 1}


NEEDED = {LICENSES: "jurisdiction", LINKS: "soc_code", CERTIFICATIONS: "CERT_NAME"}
SWAPPED = {
    LICENSES: ("title", "jurisdiction"),
    LINKS: ("license_id", "soc_code"),
    CERTIFICATIONS: ("CERT_NAME", "TYPE"),
}
CODE = {LINKS: "soc_code", LICENSES: "license_id"}


@pytest.mark.parametrize("name", SOURCE.files)
def test_a_column_that_is_gone_is_named(folder: Path, name: str) -> None:
    def drop(rows: list[Row]) -> None:
        place = find_column(rows, NEEDED[name])
        for row in rows:
            del row[place]

    change_rows(folder, name, drop)
    error = refuse(folder)
    assert (error.file, error.row, error.column) == (Path(name).name, 1, NEEDED[name])


@pytest.mark.parametrize("name", SOURCE.files)
def test_exchanged_columns_are_refused(folder: Path, name: str) -> None:
    def swap(rows: list[Row]) -> None:
        one, other = (find_column(rows, column) for column in SWAPPED[name])
        for row in rows[1:]:
            row[one], row[other] = row[other], row[one]

    change_rows(folder, name, swap)
    assert refuse(folder).file == Path(name).name


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize("value", ["11-Jan", "2011-01-11"])
def test_a_code_that_became_a_date_is_refused(folder: Path, name: str, value: str) -> None:
    def spoil(rows: list[Row]) -> None:
        rows[4][find_column(rows, CODE[name])] = value

    change_rows(folder, name, spoil)
    error = refuse(folder)
    assert (error.row, error.column, error.value) == (5, CODE[name], value)
    if name == LINKS or value == "11-Jan":
        assert "date" in error.problem


@pytest.mark.parametrize("value", ["11-JAN", "08-DEC"])
def test_an_id_in_capitals_is_no_date(folder: Path, value: str) -> None:
    add_rows(folder, LICENSES, f"{value},MO,Some licence,State,Board,,2024-04-03")
    assert f"MO/{value}" in set(read_careeronestop(folder).tables["licenses"]["license"])


@pytest.mark.parametrize("name", SOURCE.files)
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


@pytest.mark.parametrize("name", SOURCE.files)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refuse(folder).problem == "the file is missing"


@pytest.mark.raw
def test_the_published_files_give_the_known_counts(raw: Path) -> None:
    reading = read_careeronestop(raw)
    licenses, links = reading.tables["licenses"], reading.tables["license_links"]
    assert licenses["jurisdiction"].value_counts().to_dict() == {"state": 9110, "federal": 74}
    assert licenses["state"].nunique() == 51
    assert len(links) == 16_378
    assert links["license"].str.startswith("US/").sum() == 92
    assert links["license"].nunique() == len(licenses)
    assert links["soc"].nunique() == 342
    certifications = reading.tables["certifications"]
    assert len(certifications) == 6408
    assert certifications["types"].str.contains("|", regex=False).sum() == 36
    counts = {(n.code, n.table): n.count for n in reading.notices}
    assert counts == {
        ("state_not_covered", "licenses"): 1,
        ("personal_data_removed", "licenses"): 42,
        ("invalid_url", "licenses"): 671,
        ("invalid_date", "licenses"): 69,
        ("invalid_url", "certifications"): 4,
    }
    assert [n.entity for n in find(reading, "state_not_covered")] == ["CA"]
