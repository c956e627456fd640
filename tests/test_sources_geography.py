"""Counties and ZIPs: published rows in, one county each, every doubtful row counted."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pathways.errors import SourceError
from pathways.notices import NOTICES, Notice
from pathways.sources.base import Reading
from pathways.sources.geography import (
    CORE_AREAS,
    COUNTIES,
    DEFINITIONS,
    REGION_OF_OLD_COUNTY,
    REGION_OF_PLACE,
    SOURCE,
    STATE_OF_FIPS,
    ZIPS,
    find_county,
    fold_county_name,
    index_names,
    read_geography,
)
from tests.workbooks import write_workbook

PUBLISHED = Path(__file__).parent / "data" / "published"
Rows = list[list[str]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_geography(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / "geography", tmp_path / "geography")
    return tmp_path


def read_text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def write_text(path: Path, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def edit(folder: Path, name: str, change: Callable[[Rows], object]) -> None:
    """Rewrite one delimited file with its rows changed in place."""
    path = folder / name
    rows = list(csv.reader(io.StringIO(read_text(path))))
    change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    write_text(path, out.getvalue())


def find(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def area_of(reading: Reading, zip_code: str) -> object:
    zips = reading.tables["zips"].set_index("zip")["county"]
    return reading.tables["counties"].set_index("county")["area"].get(zips[zip_code])


def row_of(rows: Rows, code: str) -> list[str]:
    return next(row for row in rows if row[0] == code)


# counties


def test_each_county_stands_once_with_state_and_area(reading: Reading) -> None:
    counties = reading.tables["counties"].set_index("county")
    assert counties.index.is_unique
    assert counties.index.is_monotonic_increasing
    assert counties.loc["29077"].tolist() == ["Greene County", "MO", "0044180"]
    assert counties.loc["29091", "area"] == "2900003"
    assert counties.loc["01081", "area"] == "0012220"
    assert counties["state"].notna().all()


@pytest.mark.parametrize("county", ["05069", "10005", "17199", "02261"])
def test_an_unresolved_county_has_no_area_whatever_code_it_carries(
    reading: Reading, county: str
) -> None:
    assert reading.tables["counties"].set_index("county")["area"].isna()[county]


@pytest.mark.parametrize(
    ("county", "name"),
    [
        ("11001", "District of Columbia"),
        ("02158", "Kusilvak Census Area"),
        ("02195", "Petersburg Borough"),
        ("36047", "Kings County"),
        ("36061", "New York County"),
        ("46102", "Oglala Lakota County"),
    ],
)
def test_a_county_that_stands_twice_keeps_one_name_and_the_other_as_alias(
    reading: Reading, county: str, name: str
) -> None:
    counties = reading.tables["counties"].set_index("county")
    names = reading.tables["county_names"]
    assert counties.loc[county, "name"] == name
    assert name in set(names.loc[names["county"] == county, "name"])
    assert (names["county"] == county).sum() >= 2


def test_order_of_rows_does_not_change_what_is_kept(folder: Path, reading: Reading) -> None:
    def turn(rows: Rows) -> None:
        rows[1:] = rows[:0:-1]

    edit(folder, COUNTIES, turn)
    turned = read_geography(folder)
    assert turned.tables["counties"].equals(reading.tables["counties"])


def test_a_resolved_row_wins_over_an_unresolved_one(folder: Path) -> None:
    def change(rows: Rows) -> None:
        row_of(rows, "02158")[5] = "UNRESOLVED"

    edit(folder, COUNTIES, change)
    counties = read_geography(folder).tables["counties"].set_index("county")
    assert counties.loc["02158", "area"] == "0200006"


def test_county_names_hold_every_county(reading: Reading) -> None:
    names, counties = reading.tables["county_names"], reading.tables["counties"]
    assert set(names["county"]) == set(counties["county"])
    assert not names.duplicated().any()


def test_states_are_those_of_the_postal_service() -> None:
    assert len(STATE_OF_FIPS) == 60
    assert (STATE_OF_FIPS["29"], STATE_OF_FIPS["12"], STATE_OF_FIPS["78"]) == ("MO", "FL", "VI")


# ZIPs


@pytest.mark.parametrize(
    ("zip_code", "county"),
    [
        ("65806", "29077"),
        ("63101", "29510"),
        ("63150", "29510"),
        ("63006", "29189"),
        ("33101", "12086"),
        ("24001", "51770"),
        ("21203", "24510"),
        ("22320", "51510"),
        ("89702", "32510"),
        ("94102", "06075"),
        ("99619", "02150"),
        ("61204", "17161"),
        ("00821", "78010"),
        ("02138", "25017"),
    ],
)
def test_a_zip_is_placed_by_code_or_by_name(reading: Reading, zip_code: str, county: str) -> None:
    assert reading.tables["zips"].set_index("zip")["county"][zip_code] == county


def test_st_louis_city_is_never_st_louis_county(reading: Reading) -> None:
    counties = reading.tables["counties"].set_index("county")
    assert counties.loc["29510", "name"] == "St. Louis city"
    assert counties.loc["29189", "name"] == "St. Louis County"
    for zip_code, county in (("63150", "29510"), ("63167", "29189"), ("55802", "27137")):
        assert reading.tables["zips"].set_index("zip")["county"][zip_code] == county


def test_a_military_zip_has_no_county_and_coordinates_are_degrees(reading: Reading) -> None:
    zips = reading.tables["zips"].set_index("zip")
    assert zips["county"].isna()["09001"]
    assert 37 < zips.loc["65806", "latitude"] < 38
    assert -94 < zips.loc["65806", "longitude"] < -93


def test_a_zip_keeps_its_own_state_where_its_county_lies_in_another(reading: Reading) -> None:
    row = reading.tables["zips"].set_index("zip").loc["72338"]
    assert (row["state"], row["county"]) == ("AR", "47167")


# Connecticut


@pytest.mark.parametrize(
    ("zip_code", "region", "area"),
    [
        ("06103", "09110", "0025540"),
        ("06604", "09120", "0014860"),
        ("06601", "09120", "0014860"),
        ("06371", "09130", "0025540"),
        ("06702", "09140", "0047930"),
        ("06703", "09140", "0047930"),
        ("06484", "09140", "0047930"),
        ("06384", "09150", "0900001"),
        ("06790", "09160", "0900001"),
        ("06501", "09170", "0035300"),
        ("06226", "09180", "0035980"),
        ("06776", "09190", "0014860"),
        ("06875", "09190", "0014860"),
    ],
)
def test_a_connecticut_zip_lies_in_its_planning_region(
    reading: Reading, zip_code: str, region: str, area: str
) -> None:
    assert reading.tables["zips"].set_index("zip")["county"][zip_code] == region
    assert area_of(reading, zip_code) == area


def test_connecticut_regions_and_old_counties_stand_side_by_side(reading: Reading) -> None:
    area = reading.tables["counties"].set_index("county")["area"]
    assert set(REGION_OF_OLD_COUNTY.values()) | {"09120", "09140"} == {
        code for code in area.index if code.startswith("091")
    }
    assert area[[code for code in area.index if code.startswith("091")]].notna().all()
    assert area["09009"] == "0035300"
    assert area[["09005", "09015"]].isna().all()


def test_filed_regions_of_connecticut_providers_agree_with_their_zips(reading: Reading) -> None:
    zips = reading.tables["zips"].set_index("zip")["county"]
    rows = csv.DictReader(io.StringIO(read_text(PUBLISHED / "ipeds" / "hd2024.csv")))
    filed = {row["ZIP"][:5]: row["COUNTYCD"].zfill(5) for row in rows if row["STABBR"] == "CT"}
    assert len(filed) >= 5
    assert {zip_code: zips[zip_code] for zip_code in filed} == filed


def test_old_counties_stay_where_the_list_has_no_planning_regions(folder: Path) -> None:
    keep_rows(folder / CORE_AREAS, lambda row: "Planning Region" not in str(row[7]))
    zips = read_geography(folder).tables["zips"].set_index("zip")["county"]
    assert zips["06103"] == "09003"


def test_the_micropolitan_region_is_unsettled_where_two_areas_could_be_meant(folder: Path) -> None:
    def change(row: list[object]) -> None:
        if row[7] == "Torrington town":
            row[3] = "0900002"

    keep_rows(folder / DEFINITIONS, lambda row: True, change)
    area = read_geography(folder).tables["counties"].set_index("county")["area"]
    assert area[["09150", "09160"]].isna().all()
    assert area["09140"] == "0047930"


def keep_rows(
    path: Path,
    kept: Callable[[list[object]], bool],
    change: Callable[[list[object]], None] = lambda row: None,
) -> None:
    """Rewrite a workbook with some rows changed or left out."""
    book = CalamineWorkbook.from_path(str(path))
    name = book.sheet_names[0]
    rows = [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    for row in rows:
        change(row)
    write_workbook(path, name, [row for row in rows if kept(row)])


def test_places_outside_the_usual_region_are_filed_under_the_county_they_lie_in() -> None:
    regions = set(REGION_OF_OLD_COUNTY.values()) | {"09120", "09140"}
    for county, places in REGION_OF_PLACE.items():
        assert county in REGION_OF_OLD_COUNTY
        assert set(places.values()) <= regions - {REGION_OF_OLD_COUNTY[county]}


# names


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("St. Louis (city)", ("stlouis", True)),
        ("St. Louis city", ("stlouis", True)),
        ("Saint Louis", ("stlouis", False)),
        ("St. Louis County", ("stlouis", False)),
        ("City of Alexandria", ("alexandria", True)),
        ("City and County of San Francisco", ("sanfrancisco", False)),
        ("Juneau City and Borough", ("juneau", False)),
        ("Carson City (city)", ("carson", True)),
        ("Carson City", ("carson", True)),
        ("Charles City County", ("charlescity", False)),
        ("Bayamón Municipio", ("bayamon", False)),
        ("LaSalle Parish", ("lasalle", False)),
        ("La Salle", ("lasalle", False)),
        ("Prince George's", ("princegeorges", False)),
        ("the Bronx Borough", ("bronx", False)),
        ("St. Croix Island District", ("stcroix", False)),
        ("Rock Island", ("rockisland", False)),
        ("Ste. Genevieve County", ("stegenevieve", False)),
        ("", ("", False)),
    ],
)
def test_fold_county_name(name: str, folded: tuple[str, bool]) -> None:
    assert fold_county_name(name) == folded


WORDS = st.lists(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéíñöç", min_size=1, max_size=8),
    min_size=1,
    max_size=3,
).map(" ".join)
SUFFIXES = ["County", "Parish", "Borough", "Census Area", "Municipality", "Municipio"]


def is_plain(name: str) -> bool:
    return fold_county_name(name) == fold_county_name(f"{name} County")


@given(WORDS.filter(is_plain), st.sampled_from(SUFFIXES))
def test_a_suffix_case_and_accents_do_not_change_a_name(name: str, suffix: str) -> None:
    folded = fold_county_name(f"{name} {suffix}")
    assert fold_county_name(name.upper()) == fold_county_name(name) == folded
    assert fold_county_name(f"{name} {suffix.upper()}") == folded
    assert folded[0].isascii()


@given(WORDS.filter(is_plain))
def test_a_city_and_a_county_of_one_name_stay_apart(name: str) -> None:
    stem, _ = fold_county_name(name)
    county_of = {("MO", stem, False): "29189", ("MO", stem, True): "29510"}
    assert find_county("MO", f"{name} County", county_of) == "29189"
    assert find_county("MO", name, county_of) == "29189"
    assert find_county("MO", f"{name} (city)", county_of) == "29510"
    assert find_county("MO", f"{name} city", county_of) == "29510"
    assert find_county("IL", name, county_of) is None


def test_a_bare_name_falls_back_on_the_city_only_where_there_is_no_county() -> None:
    assert find_county("VA", "Bristol", {("VA", "bristol", True): "51520"}) == "51520"
    assert find_county("VA", "James City", {("VA", "jamescity", False): "51095"}) == "51095"
    assert find_county("VA", "Roanoke (city)", {("VA", "roanoke", False): "51161"}) is None
    assert find_county("VA", "", {("VA", "", False): "51161"}) is None


def test_a_name_that_two_counties_share_finds_neither() -> None:
    names = pd.DataFrame(
        {
            "county": ["51161", "51162", "51163", "51163"],
            "name": ["Roanoke County", "Roanoke Parish", "Bath County", "Bath"],
            "state": ["VA", "VA", "VA", "VA"],
        }
    )
    assert index_names(names) == {("VA", "bath", False): "51163"}


# notices: each fires once, and does not fire beside


def test_the_published_rows_raise_these_notices(reading: Reading) -> None:
    counts: dict[str, int] = {}
    for notice in reading.notices:
        assert notice.code in NOTICES
        counts[notice.code] = counts.get(notice.code, 0) + notice.count
    assert counts == {
        "zip_without_state": 2,
        "duplicate_key": 9,
        "county_unsettled": 14,
        "unknown_county_code": 1,
        "zip_without_county": 3,
    }


def test_duplicate_key_names_the_row_left_out(reading: Reading) -> None:
    found = {notice.entity: notice for notice in find(reading, "duplicate_key")}
    assert found["11001"].value == "Washington"
    rows = read_text(PUBLISHED / COUNTIES).splitlines()
    assert "Washington" in rows[(found["11001"].row or 0) - 1]


def test_duplicate_key_does_not_fire_for_single_rows(folder: Path) -> None:
    def change(rows: Rows) -> None:
        seen: set[str] = set()
        rows[:] = [row for row in rows if not (row[0] in seen or seen.add(row[0]))]

    edit(folder, COUNTIES, change)
    assert not find(read_geography(folder), "duplicate_key")


def test_a_zip_that_stands_twice_is_kept_once(folder: Path) -> None:
    edit(folder, ZIPS, lambda rows: rows.append(row_of(rows, "65806")))
    reading = read_geography(folder)
    assert reading.tables["zips"]["zip"].is_unique
    found = [n for n in find(reading, "duplicate_key") if n.entity == "65806"]
    assert [n.row for n in found] == [len(read_text(folder / ZIPS).splitlines())]


def test_county_unsettled_and_zip_notices_stop_when_the_rows_are_mended(folder: Path) -> None:
    def settle(rows: Rows) -> None:
        for row in rows[1:]:
            row[5] = row[5].replace("UNRESOLVED", "CBSA July 2023")
            row[3] = row[3] or "0200006"

    def place(rows: Rows) -> None:
        for row in rows[1:]:
            row[1] = row[1] or "MO"
            if not row[2] or row[1] == "MH" or row[3] == "02063":
                row[3] = "29077"

    edit(folder, COUNTIES, settle)
    edit(folder, ZIPS, place)
    reading = read_geography(folder)
    assert {notice.code for notice in reading.notices} == {"duplicate_key"}


def test_unknown_county_code_names_zip_and_row(reading: Reading) -> None:
    (notice,) = find(reading, "unknown_county_code")
    assert (notice.entity, notice.value, notice.row) == ("99574", "02063", 2)
    assert reading.tables["zips"].set_index("zip")["county"].isna()["99574"]


@pytest.mark.parametrize("name", [COUNTIES, ZIPS])
def test_codes_without_their_leading_zeros_are_padded_with_a_notice(
    folder: Path, reading: Reading, name: str
) -> None:
    def change(rows: Rows) -> None:
        for row in rows[1:]:
            row[0] = row[0].lstrip("0")
            if name == ZIPS:
                row[3] = row[3].lstrip("0")
            else:
                row[3] = row[3].lstrip("0")

    edit(folder, name, change)
    padded = read_geography(folder)
    for table, frame in reading.tables.items():
        assert padded.tables[table].equals(frame)
    assert find(padded, "lost_leading_zero")
    assert not find(reading, "lost_leading_zero")


def test_a_blank_row_at_the_end_changes_nothing_but_a_notice(
    folder: Path, reading: Reading
) -> None:
    write_text(folder / COUNTIES, read_text(folder / COUNTIES) + "\n")
    blank = read_geography(folder)
    assert blank.tables["counties"].equals(reading.tables["counties"])
    assert [n.table for n in find(blank, "blank_row")] == ["county_to_oews_area"]


# faults


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_geography(folder)
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (COUNTIES, "county_fips"),
        (COUNTIES, "oews_area"),
        (COUNTIES, "basis"),
        (ZIPS, "zip"),
        (ZIPS, "county_fips"),
        (ZIPS, "county"),
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
        (COUNTIES, "county_fips", "county"),
        (COUNTIES, "county_fips", "oews_area"),
        (COUNTIES, "county_fips", "state_fips"),
        (ZIPS, "zip", "state"),
        (ZIPS, "county_fips", "primary_city"),
        (ZIPS, "lat", "lon"),
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


@pytest.mark.parametrize("name", [COUNTIES, ZIPS])
def test_a_header_alone_is_refused(folder: Path, name: str) -> None:
    write_text(folder / name, read_text(folder / name).splitlines()[0] + "\n")
    assert refuse(folder).problem == "there are no rows"


@pytest.mark.parametrize("name", [COUNTIES, ZIPS])
def test_a_row_of_the_wrong_length_is_named(folder: Path, name: str) -> None:
    lines = read_text(folder / name).splitlines()
    write_text(folder / name, "\n".join([*lines[:9], lines[9] + ",x", *lines[10:]]) + "\n")
    assert refuse(folder).row == 10


def test_a_byte_that_is_not_utf8_is_named(folder: Path) -> None:
    data = read_text(folder / ZIPS).encode().replace(b"Hartford", b"H\xe1rtford", 1)
    write_text(folder / ZIPS, data)
    error = refuse(folder)
    assert error.problem == "the file is not UTF-8 text"
    assert error.row is not None


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(folder: Path, share: float) -> None:
    data = (folder / ZIPS).read_bytes()
    (folder / ZIPS).write_bytes(data[: int(len(data) * share)])
    assert refuse(folder).file == Path(ZIPS).name


def test_a_date_in_a_code_column_is_refused_with_its_row(folder: Path) -> None:
    def change(rows: Rows) -> None:
        rows[4][0] = "11-Jan"

    edit(folder, COUNTIES, change)
    error = refuse(folder)
    assert (error.row, error.column, error.value) == (5, "county_fips", "11-Jan")


@pytest.mark.parametrize("name", SOURCE.files)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refuse(folder).file == Path(name).name
