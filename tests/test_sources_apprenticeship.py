"""Apprenticeship codes and sponsors: lists split, cut ones marked, places outside the country gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.apprenticeship import (
    FOLDER,
    LIST_LIMIT,
    RAPIDS,
    SOURCE,
    SPONSORS,
    UNKNOWN_TYPE,
    read_apprenticeship,
)
from pathways.sources.base import Reading
from pathways.sources.soc import read_soc
from tests.slices import PUBLISHED, Row, change_rows, find_column, shuffle_file

CUT = "partner-rapids-sponsor_2017-SC-462"
HEADER = (
    "sponsor_id,name,city,state,zip,latitude,longitude,occupations,sponsor_type,"
    "employer_structure,instruction,updated\n"
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_apprenticeship(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / FOLDER, tmp_path / FOLDER)
    return tmp_path


def find(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def write_sponsor(folder: Path, **cells: str) -> Path:
    """Make the sponsors file one row: a plain sponsor with some cells changed."""
    row = {
        "sponsor_id": "partner-rapids-sponsor_2020-MO-1",
        "name": "Acme Electric",
        "city": "Springfield",
        "state": "MO",
        "zip": "65802",
        "latitude": "37.2",
        "longitude": "-93.3",
        "occupations": "Electricians",
        "sponsor_type": "Employer",
        "employer_structure": "Single Employer",
        "instruction": "Classroom",
        "updated": "2026-01-31",
    } | cells
    (folder / SPONSORS).write_text(HEADER + ",".join(row.values()) + "\n")
    return folder


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_apprenticeship(folder)
    assert caught.value.fix
    return caught.value


# codes


def test_a_code_keeps_all_its_titles(reading: Reading) -> None:
    rapids = reading.tables["rapids"]
    assert rapids.columns.tolist() == ["rapids", "title", "soc"]
    assert not rapids.duplicated().any()
    electricians = rapids[rapids["rapids"] == "0159"]
    assert set(electricians["soc"]) == {"47-2111"}
    assert "Electrician" in set(electricians["title"])
    assert rapids["rapids"].str.fullmatch(r"\d{4}").all()


def test_a_code_with_two_occupations_is_noticed_and_one_with_two_titles_is_not(
    reading: Reading,
) -> None:
    found = {n.entity: n.value for n in find(reading, "ambiguous_crosswalk")}
    assert found["0480"] == "47-2031 47-2181"
    assert len(found) == 11
    assert "0023" not in found


def test_a_code_without_its_leading_zero_is_padded_with_a_notice(folder: Path) -> None:
    assert find(read_apprenticeship(folder), "lost_leading_zero") == []

    def strip(rows: list[Row]) -> None:
        rows[1][0] = rows[1][0].lstrip("0")

    change_rows(folder, RAPIDS, strip)
    reading = read_apprenticeship(folder)
    assert [(n.row, n.value) for n in find(reading, "lost_leading_zero")] == [(2, "2")]
    assert reading.tables["rapids"]["rapids"].iloc[0] == "0002"


# sponsors


def test_a_sponsor_is_read_as_published(folder: Path) -> None:
    sponsors = read_apprenticeship(write_sponsor(folder)).tables["sponsors"]
    assert sponsors.iloc[0].to_dict() == {
        "sponsor": "partner-rapids-sponsor_2020-MO-1",
        "name": "Acme Electric",
        "city": "Springfield",
        "state": "MO",
        "zip": "65802",
        "latitude": 37.2,
        "longitude": -93.3,
        "types": "Employer",
        "structure": "Single Employer",
        "occupations": "Electricians",
        "updated": "2026-01-31",
    }


def test_contact_columns_are_not_read(folder: Path) -> None:
    def add(rows: list[Row]) -> None:
        for row, cells in zip(
            rows, [["contact", "email", "phone"], *[["Jane Doe", "j@x.org", "555"]] * len(rows)],
            strict=False,
        ):  # fmt: skip
            row += cells

    change_rows(folder, SPONSORS, add)
    sponsors = read_apprenticeship(folder).tables["sponsors"]
    assert not sponsors.isin(["Jane Doe", "j@x.org", "555"]).any().any()


def test_the_word_none_is_a_type_and_not_a_missing_cell(reading: Reading) -> None:
    types = reading.tables["sponsors"]["types"]
    assert types.notna().all()
    assert (types == UNKNOWN_TYPE).any()


def test_cells_that_are_not_published_are_missing(reading: Reading, folder: Path) -> None:
    assert reading.tables["sponsors"]["updated"].isna().sum() == 2
    sponsors = read_apprenticeship(
        write_sponsor(folder, city="", zip="", latitude="", longitude="")
    ).tables["sponsors"]
    assert sponsors[["city", "zip", "latitude", "longitude"]].isna().all().all()


def test_a_zip_without_its_leading_zero_is_padded_with_a_notice(folder: Path) -> None:
    reading = read_apprenticeship(write_sponsor(folder, state="NH", zip="3820"))
    assert reading.tables["sponsors"]["zip"].tolist() == ["03820"]
    assert [n.value for n in find(reading, "lost_leading_zero")] == ["3820"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "kept"),
    [
        ("37.2", "-93.3", True),
        ("-14.3", "-170.7", True),
        ("13.5", "144.8", True),
        ("17.7", "-64.8", True),
        ("71.3", "-156.8", True),
        ("0.0", "0.0", False),
        ("51.75", "5.51", False),
        ("-18.5", "-70.3", False),
        ("39.95", "15.97", False),
        ("47.56", "-52.72", False),
    ],
)
def test_coordinates_outside_the_country_are_left_out(
    folder: Path, latitude: str, longitude: str, kept: bool
) -> None:
    reading = read_apprenticeship(write_sponsor(folder, latitude=latitude, longitude=longitude))
    place = reading.tables["sponsors"][["latitude", "longitude"]].iloc[0]
    assert place.notna().all() if kept else place.isna().all()
    assert len(find(reading, "coordinates_outside_country")) == (not kept)


@pytest.mark.parametrize(
    ("name", "suspected"),
    [
        ("KLIMAN-TEST/COMPANY", True),
        ("Iowa (Test) Sponsor", True),
        ("State Office (TEST Account)", True),
        ("Region 2 Test Program", True),
        ("Reliance Test & Technology Program", False),
        ("Troy7 Armstrong Test Facility", False),
        ("Contest Programs Inc", False),
    ],
)
def test_a_sponsor_made_for_a_test_is_noticed_and_kept(
    folder: Path, name: str, suspected: bool
) -> None:
    reading = read_apprenticeship(write_sponsor(folder, name=name))
    assert len(reading.tables["sponsors"]) == 1
    assert len(find(reading, "test_record_suspected")) == suspected


def test_states_without_a_sponsor_are_named(reading: Reading) -> None:
    lacking = {n.entity for n in find(reading, "state_not_covered")}
    assert "CA" in lacking
    assert not lacking & {"MO", "FL"}


# sponsors' occupations


def test_a_list_of_titles_becomes_one_row_each(folder: Path) -> None:
    titles = "Plumbers, Pipefitters, and Steamfitters|Carpenters|Electricians"
    pairs = read_apprenticeship(write_sponsor(folder, occupations=f'"{titles}"')).tables[
        "sponsor_occupations"
    ]
    assert pairs["title"].tolist() == titles.split("|")
    assert not pairs["cut"].any()


def fill_list(length: int) -> str:
    """A list of that many characters: short titles, the last one as long as needed."""
    titles = "".join(f"Title {number:03}|" for number in range(99))
    return titles + "x" * (length - len(titles))


@pytest.mark.parametrize(
    ("length", "full"), [(LIST_LIMIT, True), (LIST_LIMIT - 1, True), (LIST_LIMIT - 2, False)]
)
def test_a_list_at_the_limit_has_its_last_title_marked(
    folder: Path, length: int, full: bool
) -> None:
    reading = read_apprenticeship(write_sponsor(folder, occupations=fill_list(length)))
    assert len(find(reading, "list_cut_off")) == full
    pairs = reading.tables["sponsor_occupations"]
    assert len(pairs) == 100
    assert pairs["cut"].tolist() == [False] * 99 + [full]


def test_a_published_list_that_was_cut_is_noticed(reading: Reading) -> None:
    pairs = reading.tables["sponsor_occupations"]
    cut = pairs[pairs["cut"]].set_index("sponsor")["title"]
    assert cut[CUT] == "Human Resourc"
    assert CUT in {n.entity for n in find(reading, "list_cut_off")}
    assert not pairs.duplicated(["sponsor", "title"]).any()
    assert set(pairs["sponsor"]) == set(reading.tables["sponsors"]["sponsor"])


def test_a_bar_at_the_end_adds_no_title(folder: Path) -> None:
    pairs = read_apprenticeship(write_sponsor(folder, occupations="Carpenters|")).tables[
        "sponsor_occupations"
    ]
    assert pairs["title"].tolist() == ["Carpenters"]


# faults


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sponsor_type", ""),
        ("sponsor_type", "Employer;Other"),
        ("sponsor_type", "Single Employer"),
        ("employer_structure", "Employer"),
        ("occupations", ""),
        ("occupations", "Carpenters||Electricians"),
        ("updated", "31-Jan"),
        ("updated", "01/31/2026"),
        ("updated", "2026-13-01"),
        ("latitude", "-93.3"),
        ("latitude", "37,2"),
        ("zip", "65802-1234"),
        ("state", "Missouri"),
        ("name", ""),
    ],
)
def test_a_cell_of_another_form_is_refused(folder: Path, column: str, value: str) -> None:
    cell = f'"{value}"' if "," in value else value
    error = refuse(write_sponsor(folder, **{column: cell}))
    assert (error.file, error.row, error.column) == ("sponsors.csv", 2, column)


@pytest.mark.parametrize("value", ["11-Jan", "2011-01-11"])
def test_a_soc_code_that_became_a_date_is_refused(folder: Path, value: str) -> None:
    def spoil(rows: list[Row]) -> None:
        rows[4][find_column(rows, "soc_code")] = value

    change_rows(folder, RAPIDS, spoil)
    error = refuse(folder)
    assert (error.row, error.column, error.problem) == (5, "soc_code", "the code has become a date")


def test_a_key_that_stands_twice_is_kept_once_with_a_notice(folder: Path) -> None:
    for name in SOURCE.files:
        path = folder / name
        path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    reading = read_apprenticeship(folder)
    assert sorted(n.table for n in find(reading, "duplicate_key")) == [
        "rapids_occupations",
        "sponsors",
    ]
    assert reading.tables["sponsors"]["sponsor"].is_unique


NEEDED = {RAPIDS: "soc_code", SPONSORS: "sponsor_type"}
SWAPPED = {RAPIDS: ("title", "soc_code"), SPONSORS: ("sponsor_type", "employer_structure")}


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


@pytest.mark.parametrize("name", SOURCE.files)
def test_order_of_rows_changes_no_row(folder: Path, reading: Reading, name: str) -> None:
    shuffle_file(folder, name, seed=3)
    shuffled = read_apprenticeship(folder)
    for table, frame in reading.tables.items():
        assert sort_rows(shuffled.tables[table]).equals(sort_rows(frame))


def sort_rows(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(frame.columns[:3].tolist(), ignore_index=True)


@pytest.mark.raw
def test_the_published_files_give_the_known_counts(raw: Path) -> None:
    reading = read_apprenticeship(raw)
    rapids, sponsors, pairs = (
        reading.tables[name] for name in ("rapids", "sponsors", "sponsor_occupations")
    )
    assert (len(rapids), rapids["rapids"].nunique()) == (929, 718)
    assert set(rapids["soc"]) <= set(read_soc(raw).tables["soc_structure"]["soc"])
    assert (len(sponsors), sponsors["state"].nunique()) == (17_842, 50)
    assert (sponsors["types"] == UNKNOWN_TYPE).sum() == 1775
    assert sponsors["types"].str.split("|").explode().eq("Employer").sum() == 12_922
    assert (len(pairs), pairs["title"].nunique(), pairs["cut"].sum()) == (33_390, 497, 25)
    counts = {code: len(find(reading, code)) for code in {n.code for n in reading.notices}}
    assert counts == {
        "state_not_covered": 1,
        "test_record_suspected": 5,
        "coordinates_outside_country": 13,
        "ambiguous_crosswalk": 11,
        "list_cut_off": 25,
    }
