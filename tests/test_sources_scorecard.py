"""College Scorecard: withheld apart from absent, months and prices whole, every exchange seen."""

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

from pathways.errors import SourceError
from pathways.notices import NOTICES, Notice
from pathways.sources.base import Reading
from pathways.sources.scorecard import (
    CREDENTIAL_LEVELS,
    FIGURES,
    OUTCOMES,
    PROGRAMS,
    SOURCE,
    THRESHOLDS,
    find_year,
    read_scorecard,
)

PUBLISHED = Path(__file__).parent / "data" / "published"
FIRST_ROW = {OUTCOMES: 2, PROGRAMS: 3, THRESHOLDS: 2}
"""Row of each published file that put() changes, header = 1."""

LINDSEY_HOPKINS = "135294"
MCFATTER = "138479"
NAMES = (OUTCOMES, PROGRAMS, THRESHOLDS)
Rows = list[list[str]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_scorecard(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PUBLISHED / "scorecard", tmp_path / "scorecard")
    return tmp_path


def load(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def save(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def edit(folder: Path, name: str, change: Callable[[Rows], object]) -> Reading:
    """Read the folder with one file's rows changed in place."""
    path = folder / name
    rows = list(csv.reader(io.StringIO(load(path).decode())))
    change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    save(path, out.getvalue().encode())
    return read_scorecard(folder)


def place(rows: Rows, column: str) -> int:
    return rows[0].index(column)


def find_first(rows: Rows) -> int:
    """Return the place of the first row with a field of study, 1 being the first after the header."""
    named = [column for column in ("CIPCODE", "CIPCODE1", "state") if column in rows[0]]
    return next(n for n, row in enumerate(rows) if n and row[place(rows, named[0])])


def put(column: str, value: str) -> Callable[[Rows], None]:
    """Return a change of one cell in the first row with a field of study."""

    def change(rows: Rows) -> None:
        rows[find_first(rows)][place(rows, column)] = value

    return change


def swap(first: str, second: str) -> Callable[[Rows], None]:
    """Return a change that exchanges the contents of two columns under their headers."""

    def change(rows: Rows) -> None:
        a, b = place(rows, first), place(rows, second)
        for row in rows[1:]:
            row[a], row[b] = row[b], row[a]

    return change


def drop(column: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        at = place(rows, column)
        for row in rows:
            del row[at]

    return change


def get(frame: pd.DataFrame, **key: str) -> pd.Series:
    for name, value in key.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def coded(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def test_the_published_rows_are_read_with_just_these_notices(reading: Reading) -> None:
    assert {name: len(frame) for name, frame in reading.tables.items()} == {
        "field_outcomes": 1346,
        "program_prices": 132,
        "high_school_earnings": 53,
    }
    assert [(n.code, n.column, n.count) for n in reading.notices] == [
        ("outcome_suppressed", "EARN_MDN_1YR", 1324),
        ("outcome_suppressed", "EARN_MDN_4YR", 965),
        ("outcome_suppressed", "DEBT_ALL_STGP_ANY_MDN", 1112),
        ("price_of_zero", "CIPTFBS1", 1),
        ("price_of_zero", "CIPTFBS2", 1),
    ]
    assert SOURCE.files == NAMES


def test_a_published_outcome_is_kept_and_its_withheld_neighbour_flagged(reading: Reading) -> None:
    row = get(reading.tables["field_outcomes"], provider=MCFATTER, cip4="51.39", credlev="1")
    assert (row["earnings_4yr"], row["earnings_4yr_withheld"]) == (56486, False)
    assert pd.isna(row["earnings_1yr"])
    assert row["earnings_1yr_withheld"]
    assert row["completions"] == 45


def test_figures_of_several_campuses_say_so(reading: Reading) -> None:
    outcomes = reading.tables["field_outcomes"]
    fenton = get(outcomes, provider="442426", cip4="51.39", credlev="1")
    city = get(outcomes, provider="179511", cip4="51.39", credlev="1")
    assert fenton["earnings_4yr"] == city["earnings_4yr"] == 48743
    assert fenton["campuses"] == city["campuses"] == 2


def test_months_and_price_of_a_program(reading: Reading) -> None:
    programs = reading.tables["program_prices"]
    lpn = get(programs, provider=LINDSEY_HOPKINS, cip="51.3901")
    assert (lpn["price"], lpn["price_annual"], lpn["months"]) == (4578, 3052, 14)
    assert (lpn["program"], lpn["tuition_fees"], lpn["year"]) == (1, 4278, "2021-22")
    second = get(programs, provider=LINDSEY_HOPKINS, cip="46.0302")
    assert (second["program"], second["months"]) == (2, 13)
    assert pd.isna(second["tuition_fees"])


def test_two_lengths_of_one_field_are_both_kept(reading: Reading) -> None:
    programs = reading.tables["program_prices"]
    both = programs[(programs["provider"] == "104568") & (programs["cip"] == "12.0413")]
    assert both["price"].tolist() == [3149, 3109]


def test_a_published_zero_stays_zero(reading: Reading) -> None:
    programs = reading.tables["program_prices"]
    assert programs.loc[programs["provider"] == "419420", "price"].tolist()[:2] == [0, 0]


def test_a_further_location_has_eight_digits(reading: Reading) -> None:
    providers = set(reading.tables["program_prices"]["provider"])
    assert {provider for provider in providers if len(provider) != 6} == {"10635101"}


def test_high_school_earnings_hold_the_nation(reading: Reading) -> None:
    earnings = reading.tables["high_school_earnings"].set_index("state")["earnings"]
    assert earnings["US"] == 36082
    assert earnings["AK"] == 42938
    assert len(earnings) == 53


@pytest.mark.parametrize("word", ["PS", "PrivacySuppressed"])
def test_suppressed_is_withheld(folder: Path, word: str) -> None:
    row = edit(folder, OUTCOMES, put("EARN_MDN_4YR", word)).tables["field_outcomes"].iloc[0]
    assert pd.isna(row["earnings_4yr"])
    assert row["earnings_4yr_withheld"]


@pytest.mark.parametrize("word", ["", "NULL", "NA"])
def test_absent_is_not_withheld(folder: Path, word: str) -> None:
    row = edit(folder, OUTCOMES, put("EARN_MDN_4YR", word)).tables["field_outcomes"].iloc[0]
    assert pd.isna(row["earnings_4yr"])
    assert not row["earnings_4yr_withheld"]


@pytest.mark.parametrize(
    ("value", "code", "kept"),
    [
        ("-1", "outcome_out_of_range", False),
        ("1000001", "outcome_out_of_range", False),
        ("1000000", None, True),
        ("0", None, True),
        ("3000000000", "number_too_large", False),
    ],
)
def test_an_outcome_out_of_range(folder: Path, value: str, code: str | None, kept: bool) -> None:
    found = edit(folder, OUTCOMES, put("DEBT_ALL_STGP_ANY_MDN", value))
    row = found.tables["field_outcomes"].iloc[0]
    assert row["debt"] == int(value) if kept else pd.isna(row["debt"])
    assert not row["debt_withheld"]
    codes = {n.code: n for n in found.notices}
    assert (
        (code in codes) if code else not {"outcome_out_of_range", "number_too_large"} & set(codes)
    )
    if code:
        assert (codes[code].row, codes[code].column) == (2, "DEBT_ALL_STGP_ANY_MDN")
        assert codes[code].count == 1


@pytest.mark.parametrize(
    ("column", "value", "name", "code"),
    [
        ("CIPTFBS1", "250001.0", "price", "price_out_of_range"),
        ("CIPTFBS1", "-1", "price", "price_out_of_range"),
        ("TUITIONFEE_PROG", "999999", "tuition_fees", "price_out_of_range"),
        ("MTHCMP1", "121.0", "months", "program_months_out_of_range"),
        ("MTHCMP1", "-1", "months", "program_months_out_of_range"),
    ],
)
def test_a_program_figure_out_of_range_is_left_out(
    folder: Path, column: str, value: str, name: str, code: str
) -> None:
    found = edit(folder, PROGRAMS, put(column, value))
    assert pd.isna(found.tables["program_prices"].iloc[0][name])
    assert [(n.row, n.column, n.count) for n in coded(found, code)] == [(3, column, 1)]


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [("CIPTFBS1", "250000.0", "price"), ("MTHCMP1", "120.0", "months"), ("MTHCMP1", "0", "months")],
)
def test_a_program_figure_at_the_edge_is_kept(
    folder: Path, column: str, value: str, name: str
) -> None:
    found = edit(folder, PROGRAMS, put(column, value))
    assert found.tables["program_prices"].iloc[0][name] == float(value)
    assert not coded(found, "price_out_of_range")
    assert not coded(found, "program_months_out_of_range")


@pytest.mark.parametrize("word", ["", "NULL", "PS"])
def test_an_unknown_price_is_absent_never_zero(folder: Path, word: str) -> None:
    found = edit(folder, PROGRAMS, put("CIPTFBS1", word))
    first = found.tables["program_prices"].iloc[0]
    assert pd.isna(first["price"])
    assert first["months"] > 0


def test_exchanged_whole_and_annual_prices_are_seen(folder: Path) -> None:
    found = edit(folder, PROGRAMS, swap("CIPTFBS1", "CIPTFBSANNUAL1"))
    notices = coded(found, "program_price_below_annual")
    assert [n.column for n in notices] == ["CIPTFBS1"]
    assert notices[0].count > 10
    assert notices[0].severity == "error"


def test_exchanged_months_and_prices_are_seen(folder: Path) -> None:
    found = edit(folder, PROGRAMS, swap("CIPTFBS1", "MTHCMP1"))
    assert coded(found, "program_months_out_of_range")[0].count > 10


def test_a_lost_leading_zero_is_padded_in_both_files(folder: Path) -> None:
    found = edit(folder, OUTCOMES, put("CIPCODE", "103"))
    assert found.tables["field_outcomes"].iloc[0]["cip4"] == "01.03"
    assert [(n.row, n.value) for n in coded(found, "lost_leading_zero")] == [(2, "103")]
    found = edit(folder, PROGRAMS, put("CIPCODE1", "1.8301"))
    assert found.tables["program_prices"].iloc[0]["cip"] == "01.8301"
    assert [n.column for n in coded(found, "lost_leading_zero")] == ["CIPCODE", "CIPCODE1"]


def test_a_row_that_stands_twice_is_kept_once(folder: Path) -> None:
    found = edit(folder, OUTCOMES, lambda rows: rows.append(list(rows[1])))
    assert len(found.tables["field_outcomes"]) == 1346
    assert [n.row for n in coded(found, "duplicate_key")] == [1348]
    found = edit(folder, PROGRAMS, lambda rows: rows.append(list(rows[1])))
    assert len(found.tables["program_prices"]) == 132
    assert len(coded(found, "duplicate_key")) == 2
    found = edit(folder, THRESHOLDS, lambda rows: rows.append(["MO", "1.0", "36082.0"]))
    assert [n.entity for n in coded(found, "duplicate_key")][-1] == "MO"


def test_an_unknown_level_is_left_out_and_another_wording_told(folder: Path) -> None:
    found = edit(folder, OUTCOMES, put("CREDLEV", "12"))
    assert len(found.tables["field_outcomes"]) == 1345
    assert [n.entity for n in coded(found, "unknown_credential_level")] == ["12"]
    found = edit(folder, OUTCOMES, put("CREDLEV", "1"))
    found = edit(folder, OUTCOMES, put("CREDDESC", "Short certificate"))
    told = coded(found, "credential_level_reworded")
    assert [(n.entity, n.value, n.count) for n in told] == [("1", "Short certificate", 1)]
    assert len(found.tables["field_outcomes"]) == 1346


def test_a_blank_row_is_counted(folder: Path) -> None:
    found = edit(folder, PROGRAMS, lambda rows: rows.append([""] * len(rows[0])))
    assert [(n.code, n.row) for n in found.notices if n.code == "blank_row"] == [("blank_row", 57)]


@pytest.mark.parametrize(
    ("name", "column"),
    [(OUTCOMES, c) for c in ("UNITID", "OPEID6", "CIPCODE", "CREDLEV", "CREDDESC", "IPEDSCOUNT1")]
    + [(OUTCOMES, c) for c in FIGURES.values()]
    + [
        (PROGRAMS, c)
        for c in ("UNITID", "TUITIONFEE_PROG", "CIPCODE3", "CIPTFBS6", "CIPTFBSANNUAL1", "MTHCMP2")
    ]
    + [(THRESHOLDS, c) for c in ("state", "earnings_threshold_state")],
)
def test_a_deleted_column_is_named(folder: Path, name: str, column: str) -> None:
    with pytest.raises(SourceError, match="missing") as caught:
        edit(folder, name, drop(column))
    assert (caught.value.file, caught.value.column) == (Path(name).name, column)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        (OUTCOMES, "UNITID", "OPEID6"),
        (OUTCOMES, "CREDLEV", "CREDDESC"),
        (OUTCOMES, "CIPCODE", "CREDLEV"),
        (OUTCOMES, "IPEDSCOUNT1", "EARN_MDN_1YR"),
        (PROGRAMS, "UNITID", "OPEID6"),
        (PROGRAMS, "CIPCODE1", "CIPTFBS1"),
        (THRESHOLDS, "state", "earnings_threshold_state"),
    ],
)
def test_exchanged_columns_are_refused(folder: Path, name: str, first: str, second: str) -> None:
    with pytest.raises(SourceError, match="not of the expected form"):
        edit(folder, name, swap(first, second))


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        (OUTCOMES, "CIPCODE", "11-Jan"),
        (PROGRAMS, "CIPCODE1", "11-Jan"),
        (PROGRAMS, "CIPCODE1", "2011-01-11"),
        (PROGRAMS, "CIPCODE1", "51.39010001"),
        (OUTCOMES, "EARN_MDN_4YR", "$52,000"[:3]),
        (OUTCOMES, "EARN_MDN_4YR", "52k"),
        (PROGRAMS, "CIPTFBS1", "1e400"),
        (PROGRAMS, "MTHCMP1", "nan"),
        (OUTCOMES, "UNITID", "12345"),
        (THRESHOLDS, "state", "Missouri"),
    ],
)
def test_a_wrong_cell_is_named(folder: Path, name: str, column: str, value: str) -> None:
    with pytest.raises(SourceError) as caught:
        edit(folder, name, put(column, value))
    place = (caught.value.row, caught.value.column, caught.value.value)
    assert place == (FIRST_ROW[name], column, value)


def test_a_code_that_became_a_date_says_so(folder: Path) -> None:
    with pytest.raises(SourceError, match="become a date"):
        edit(folder, PROGRAMS, put("CIPCODE1", "11-Jan"))


@pytest.mark.parametrize("name", NAMES)
def test_faults_of_the_file_itself(folder: Path, name: str) -> None:
    path = folder / name
    packed, text = path.read_bytes(), load(path)
    for data, word in (
        (text.replace(b"\n", b",\n", 2).replace(b",\n", b"\n", 1), "wrong number of fields"),
        (text.splitlines(keepends=True)[0], "no rows"),
        (b"", "empty"),
    ):
        save(path, data)
        with pytest.raises(SourceError, match=word):
            read_scorecard(folder)
    if path.suffix == ".gz":
        path.write_bytes(packed[: len(packed) // 2])
        with pytest.raises(SourceError, match=r"too early or is damaged|cannot be read"):
            read_scorecard(folder)
    path.unlink()
    with pytest.raises(SourceError, match="missing"):
        read_scorecard(folder)


@pytest.mark.parametrize(
    ("name", "column"), [(OUTCOMES, "CREDDESC"), (PROGRAMS, "CIPCODE1"), (THRESHOLDS, "state")]
)
def test_a_byte_that_is_not_utf8_is_named(folder: Path, name: str, column: str) -> None:
    path = folder / name
    rows = list(csv.reader(io.StringIO(load(path).decode())))
    rows[1][place(rows, column)] = "cafe!"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    save(path, out.getvalue().encode().replace(b"cafe!", b"caf\xe9"))
    with pytest.raises(SourceError, match="not UTF-8") as caught:
        read_scorecard(folder)
    assert (caught.value.row, caught.value.column) == (2, column)


@given(start=st.integers(2000, 2098))
def test_the_year_comes_from_the_file_name(start: int) -> None:
    expected = f"{start}-{(start + 1) % 100:02d}"
    assert find_year(f"MERGED{start}_{(start + 1) % 100:02d}_PP.csv.gz") == expected
    assert find_year(f"ic{start}_ay.csv.gz") == expected


def test_a_file_name_without_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="no year"):
        find_year("charges.csv")


def test_nothing_read_names_a_person_or_keeps_prose(reading: Reading) -> None:
    for frame in reading.tables.values():
        assert not {"title", "name", "words", "institution"} & set(frame.columns)


def test_every_notice_code_of_this_source_is_in_the_catalogue() -> None:
    assert {
        "outcome_suppressed",
        "outcome_out_of_range",
        "unknown_credential_level",
        "credential_level_reworded",
        "number_too_large",
        "price_out_of_range",
        "price_of_zero",
        "program_months_out_of_range",
        "program_price_below_annual",
    } <= set(NOTICES)


@pytest.fixture(scope="module")
def whole(raw: Path) -> Reading:
    return read_scorecard(raw)


@pytest.mark.raw
def test_the_whole_files(whole: Reading) -> None:
    reading = whole
    outcomes = reading.tables["field_outcomes"]
    programs = reading.tables["program_prices"]
    assert len(outcomes) == 220_960
    assert len(programs) == 8_084
    assert outcomes.notna().sum()[
        ["earnings_1yr", "earnings_4yr", "debt", "completions"]
    ].tolist() == [
        4_754,
        57_172,
        46_131,
        197_362,
    ]
    assert set(outcomes["credlev"]) == set(CREDENTIAL_LEVELS)
    for name in FIGURES:
        assert (outcomes[name].isna() == outcomes[f"{name}_withheld"]).all()
    assert programs["months"].between(1, 60).all()
    assert programs["price"].isna().sum() == 6
    assert programs["provider"].str.len().eq(8).sum() == 79
    assert {n.code for n in reading.notices} == {"outcome_suppressed", "price_of_zero"}
    assert not (outcomes["earnings_1yr"].notna() & outcomes["earnings_4yr"].notna()).any()


@pytest.mark.raw
@pytest.mark.parametrize(
    ("provider", "months", "price"),
    [
        ("135294", 14, 4578),
        ("136826", 18, 6491),
        ("138479", 11, 5724),
        ("137245", 12, 5316),
        ("132374", 11, 5745),
        ("135647", 15, 4021),
    ],
    ids=["Lindsey Hopkins", "Robert Morgan", "McFatter", "Sheridan", "Atlantic", "Miami Lakes"],
)
def test_practical_nursing_near_miami(
    whole: Reading, provider: str, months: int, price: int
) -> None:
    row = get(whole.tables["program_prices"], provider=provider, cip="51.3901")
    assert (row["months"], row["price"], row["year"]) == (months, price, "2021-22")
