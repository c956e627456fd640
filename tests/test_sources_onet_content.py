"""O*NET content: no rating invented, the publisher's marks obeyed, every fault named with its place."""

from __future__ import annotations

import datetime
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pathways.errors import SourceError
from pathways.notices import Notice
from pathways.sources.base import Reading
from pathways.sources.onet_content import SOURCE, read_onet_content
from tests.workbooks import write_workbook

PUBLISHED = Path(__file__).parent / "data" / "published"
SKILLS = "onet_29/Skills.xlsx"
KNOWLEDGE = "onet_29/Knowledge.xlsx"
ACTIVITIES = "onet_30_1/work_activities_importance_by_soc.csv"
TECHNOLOGY = "onet_30_1/Technology Skills.txt"
TASKS = "onet_30_1/Tasks to DWAs.txt"
DWAS = "onet_30_1/DWA Reference.txt"
TEXTS = (ACTIVITIES, TECHNOLOGY, TASKS, DWAS)
BOOKS = (SKILLS, KNOWLEDGE)
AIDE = "31-1131.00"
Rows = list[list[object]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_onet_content(PUBLISHED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in SOURCE.files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PUBLISHED / name, tmp_path / name)
    return tmp_path


def edit_book(folder: Path, name: str, change: Callable[[Rows], object]) -> None:
    """Rewrite a workbook of one sheet with its rows changed in place."""
    book = CalamineWorkbook.from_path(str(folder / name))
    sheet = book.sheet_names[0]
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    change(rows)
    write_workbook(folder / name, sheet, rows)


def edit_text(folder: Path, name: str, change: Callable[[list[str]], object]) -> None:
    """Rewrite a text file with its lines (line ends kept) changed in place."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
    change(lines)
    (folder / name).write_text("".join(lines), encoding="utf-8", newline="")


def refuse(folder: Path, name: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_onet_content(folder)
    assert caught.value.file.startswith(Path(name).name)
    assert caught.value.fix
    return caught.value


def found(reading: Reading, code: str) -> list[Notice]:
    return [notice for notice in reading.notices if notice.code == code]


def brute_ratings(name: str) -> dict[tuple[str, str, str], tuple[float, str, str]]:
    rows = CalamineWorkbook.from_path(str(name)).get_sheet_by_index(0).to_python()
    return {(r[0], r[2], r[4]): (r[6], r[11], r[12]) for r in rows[1:]}


def assert_ratings_equal(levels: pd.DataFrame, folder: Path) -> None:
    expected = {}
    for name in BOOKS:
        expected |= brute_ratings(folder / name)
    assert len(levels) * 2 == len(expected)
    for row in levels.itertuples():
        importance = expected[row.onet_soc, row.element, "IM"]
        level = expected[row.onet_soc, row.element, "LV"]
        assert (row.importance, row.level) == (importance[0], level[0])
        assert row.importance_suppress == (importance[1] == "Y")
        assert row.level_suppress == (level[1] == "Y")
        assert row.not_relevant == (level[2] == "Y")


def test_ratings_are_those_published(reading: Reading) -> None:
    levels = reading.tables["skill_levels"]
    assert_ratings_equal(levels, PUBLISHED)
    assert Counter(levels["kind"]) == {"skill": 385, "knowledge": 363}
    assert levels["importance"].between(1, 5).all()
    assert levels["level"].between(0, 7).all()


def test_suppressed_ratings_are_marked_and_counted(reading: Reading) -> None:
    levels = reading.tables["skill_levels"]
    counted = {(n.table, n.column): n.count for n in found(reading, "rating_suppressed")}
    for kind, table in (("skill", "Skills.xlsx"), ("knowledge", "Knowledge.xlsx")):
        of_kind = levels[levels["kind"] == kind]
        for scale in ("importance", "level"):
            assert counted.get((table, scale), 0) == of_kind[f"{scale}_suppress"].sum()
    assert counted[("Knowledge.xlsx", "level")] > 0


def test_text_tables_are_those_published(reading: Reading) -> None:
    lines = {name: (PUBLISHED / name).read_text(encoding="utf-8").splitlines() for name in TEXTS}
    cells = {name: [line.split("\t") for line in lines[name][1:]] for name in TEXTS}
    technology = reading.tables["technology"]
    assert [
        (r.onet_soc, r.example, r.commodity, r.title, "NY"[r.hot], "NY"[r.in_demand])
        for r in technology.itertuples()
    ] == [tuple(row) for row in cells[TECHNOLOGY]]
    pairs = reading.tables["dwas"]
    assert set(pairs.itertuples(index=False, name=None)) == {(r[0], r[2]) for r in cells[TASKS]}
    assert not pairs.duplicated().any()
    titles = reading.tables["dwa_titles"]
    assert [(r.iwa, r.dwa, r.title) for r in titles.itertuples()] == [
        tuple(row[1:]) for row in cells[DWAS]
    ]
    assert len(reading.tables["activities"]) == len(lines[ACTIVITIES]) - 1


def test_no_task_is_kept(reading: Reading) -> None:
    columns = {name: list(frame.columns) for name, frame in reading.tables.items()}
    assert columns["dwas"] == ["onet_soc", "dwa"]
    assert not any("task" in column for names in columns.values() for column in names)


def test_clean_files_raise_only_suppressed_ratings(reading: Reading) -> None:
    assert {notice.code for notice in reading.notices} == {"rating_suppressed"}


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("header", ["O*NET-SOC Code", "Element ID", "Scale ID", "Data Value"])
def test_workbook_column_deleted(folder: Path, name: str, header: str) -> None:
    def change(rows: Rows) -> None:
        position = rows[0].index(header)
        for row in rows:
            del row[position]

    edit_book(folder, name, change)
    assert "is missing" in refuse(folder, name).problem


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize(
    ("left", "right"),
    [("Element ID", "Element Name"), ("Data Value", "N"), ("Scale ID", "Recommend Suppress")],
)
def test_workbook_columns_swapped(folder: Path, name: str, left: str, right: str) -> None:
    def change(rows: Rows) -> None:
        a, b = rows[0].index(left), rows[0].index(right)
        for row in rows[1:]:
            row[a], row[b] = row[b], row[a]

    edit_book(folder, name, change)
    assert refuse(folder, name).row == 2


@pytest.mark.parametrize(
    "code", ["11-Jan", datetime.date(2031, 11, 1), "31-1131", "311131.00", 31.1131]
)
def test_workbook_code_damaged(folder: Path, code: object) -> None:
    edit_book(folder, SKILLS, lambda rows: rows[5].__setitem__(0, code))
    error = refuse(folder, SKILLS)
    assert error.row == 6
    assert ("date" in error.problem) == (code == "11-Jan" or isinstance(code, datetime.date))


def test_scales_exchanged(folder: Path) -> None:
    def change(rows: Rows) -> None:
        for row in rows[1:]:
            row[4] = {"IM": "LV", "LV": "IM"}[str(row[4])]

    edit_book(folder, KNOWLEDGE, change)
    assert "between 1 and 5" in refuse(folder, KNOWLEDGE).problem


@pytest.mark.parametrize("value", [7.01, 8, -0.5, "n/a", ""])
def test_rating_off_the_scale(folder: Path, value: object) -> None:
    edit_book(folder, SKILLS, lambda rows: rows[2].__setitem__(6, value))
    assert refuse(folder, SKILLS).row == 3


def test_rating_at_the_ends_of_the_scale(folder: Path) -> None:
    def change(rows: Rows) -> None:
        rows[1][6], rows[2][6], rows[3][6], rows[4][6] = 5, 7, 1, 0

    edit_book(folder, SKILLS, change)
    rows = read_onet_content(folder).tables["skill_levels"].iloc[:2]
    assert rows[["importance", "level"]].to_numpy().tolist() == [[5, 7], [1, 0]]


def test_workbooks_exchanged(folder: Path) -> None:
    book = CalamineWorkbook.from_path(str(folder / KNOWLEDGE))
    rows = book.get_sheet_by_index(0).to_python()
    write_workbook(folder / SKILLS, "Skills", rows)
    assert refuse(folder, SKILLS).value == "2.C.1.a"


@pytest.mark.parametrize("name", BOOKS)
def test_workbook_cut_off(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    assert "cannot be read" in refuse(folder, name).problem


@pytest.mark.parametrize("name", BOOKS)
def test_workbook_header_only(folder: Path, name: str) -> None:
    def change(rows: Rows) -> None:
        del rows[1:]

    edit_book(folder, name, change)
    assert "no rows" in refuse(folder, name).problem


def test_workbook_rows_lost_are_noted(folder: Path) -> None:
    def change(rows: Rows) -> None:
        del rows[-3:]

    edit_book(folder, SKILLS, change)
    reading = read_onet_content(folder)
    (notice,) = found(reading, "ratings_incomplete")
    assert (notice.table, notice.entity) == ("Skills.xlsx", "47-2111.00")
    assert notice.value == "33 elements"
    last = reading.tables["skill_levels"].query("kind == 'skill'").iloc[-1]
    assert last["importance"] > 0
    assert pd.isna(last["level"])
    assert not last["not_relevant"]


def test_whole_occupation_lost_is_not_incomplete(folder: Path) -> None:
    def change(rows: Rows) -> None:
        rows[1:] = [row for row in rows[1:] if row[0] != AIDE]

    edit_book(folder, SKILLS, change)
    assert not found(read_onet_content(folder), "ratings_incomplete")


def test_rating_twice_is_noted_and_the_first_kept(folder: Path) -> None:
    edit_book(folder, SKILLS, lambda rows: rows.append([*rows[1][:6], 1.0, *rows[1][7:]]))
    reading = read_onet_content(folder)
    (notice,) = found(reading, "duplicate_key")
    assert notice.entity == "29-1141.00/2.A.1.a/IM"
    first = reading.tables["skill_levels"].iloc[0]
    assert (
        first["importance"] == brute_ratings(PUBLISHED / SKILLS)["29-1141.00", "2.A.1.a", "IM"][0]
    )


@pytest.mark.parametrize("name", TEXTS)
def test_text_column_deleted(folder: Path, name: str) -> None:
    delimiter = "," if name.endswith(".csv") else "\t"

    def change(lines: list[str]) -> None:
        lines[:] = [line.split(delimiter, 1)[1] for line in lines]

    if name == DWAS:
        edit_text(
            folder, name, lambda lines: lines.__setitem__(0, lines[0].replace("DWA ID", "DWA"))
        )
    else:
        edit_text(folder, name, change)
    assert "is missing" in refuse(folder, name).problem


@pytest.mark.parametrize("name", TEXTS)
def test_text_header_only_and_empty(folder: Path, name: str) -> None:
    edit_text(folder, name, lambda lines: lines.__delitem__(slice(1, None)))
    assert "no rows" in refuse(folder, name).problem
    (folder / name).write_bytes(b"")
    assert "empty" in refuse(folder, name).problem


@pytest.mark.parametrize("name", TEXTS)
def test_text_row_of_wrong_length(folder: Path, name: str) -> None:
    delimiter = "," if name.endswith(".csv") else "\t"
    edit_text(folder, name, lambda lines: lines.__setitem__(4, delimiter + lines[4]))
    error = refuse(folder, name)
    assert "wrong number of fields" in error.problem
    assert error.row == 5


@pytest.mark.parametrize("name", TEXTS)
def test_text_cut_off_in_a_row(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes().rstrip()
    cut = data.rfind(b"," if name.endswith(".csv") else b"\t")
    (folder / name).write_bytes(data[:cut])
    assert "wrong number of fields" in refuse(folder, name).problem


@pytest.mark.parametrize(
    ("name", "cell"),
    [(ACTIVITIES, b"29-1141"), (TECHNOLOGY, b"soft"), (TASKS, b".I"), (DWAS, b".D")],
)
def test_text_not_utf8(folder: Path, name: str, cell: bytes) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data.replace(cell, b"\xe9", 1))
    error = refuse(folder, name)
    assert "UTF-8" in error.problem
    assert error.column is not None


@pytest.mark.parametrize("name", [ACTIVITIES, TECHNOLOGY, TASKS])
@pytest.mark.parametrize("damaged", ["11-Jan", "2031-11-01", "311131", "1-1131.00"])
def test_text_code_damaged(folder: Path, name: str, damaged: str) -> None:
    delimiter = "," if name.endswith(".csv") else "\t"

    def change(lines: list[str]) -> None:
        lines[2] = delimiter.join([damaged, *lines[2].split(delimiter)[1:]])

    edit_text(folder, name, change)
    error = refuse(folder, name)
    assert (error.row, error.value) == (3, damaged)
    assert ("date" in error.problem) == (damaged in ("11-Jan", "2031-11-01"))


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        (ACTIVITIES, 0, 1),
        (ACTIVITIES, 1, 3),
        (TECHNOLOGY, 1, 2),
        (TECHNOLOGY, 3, 4),
        (TASKS, 0, 2),
        (TASKS, 1, 2),
        (DWAS, 1, 2),
    ],
)
def test_text_columns_swapped(folder: Path, name: str, left: int, right: int) -> None:
    delimiter = "," if name.endswith(".csv") else "\t"

    def change(lines: list[str]) -> None:
        for position, line in enumerate(lines[1:], start=1):
            cells = line.rstrip("\r\n").split(delimiter)
            if len(cells) == 4 or delimiter == "\t":
                cells[left], cells[right] = cells[right], cells[left]
                lines[position] = delimiter.join(cells) + "\r\n"

    edit_text(folder, name, change)
    assert refuse(folder, name).row is not None


@pytest.mark.parametrize("value", ["0.99", "5.01", "10", "", "-"])
def test_importance_off_the_scale(folder: Path, value: str) -> None:
    def change(lines: list[str]) -> None:
        lines[1] = ",".join([*lines[1].split(",")[:-1], value]) + "\n"

    edit_text(folder, ACTIVITIES, change)
    assert refuse(folder, ACTIVITIES).row == 2


def test_commodity_without_its_leading_digit(folder: Path) -> None:
    edit_text(
        folder, TECHNOLOGY, lambda lines: lines.__setitem__(1, lines[1].replace("\t4", "\t", 1))
    )
    assert refuse(folder, TECHNOLOGY).column == "Commodity Code"


@pytest.mark.parametrize("name", [ACTIVITIES, TECHNOLOGY, DWAS])
def test_text_row_twice_is_noted(folder: Path, name: str) -> None:
    before = len(found(read_onet_content(folder), "duplicate_key"))
    edit_text(folder, name, lambda lines: lines.append(lines[3]))
    notices = found(read_onet_content(folder), "duplicate_key")
    assert (before, len(notices)) == (0, 1)
    assert notices[0].table == Path(name).name


def test_several_tasks_of_one_activity_are_no_double(folder: Path, reading: Reading) -> None:
    edit_text(folder, TASKS, lambda lines: lines.append(lines[3]))
    again = read_onet_content(folder)
    pd.testing.assert_frame_equal(again.tables["dwas"], reading.tables["dwas"])
    assert again.notices == reading.notices


def test_activities_lost_are_noted(folder: Path) -> None:
    edit_text(folder, ACTIVITIES, lambda lines: lines.__delitem__(-1))
    (notice,) = found(read_onet_content(folder), "ratings_incomplete")
    assert notice.value == "40 elements"


def test_unknown_activity_is_left_out_and_noted(folder: Path, reading: Reading) -> None:
    unknown = f"{AIDE}\t1\t4.A.1.a.1.I09.D99\t07/2014\tAnalyst\r\n"
    edit_text(folder, TASKS, lambda lines: lines.append(unknown))
    again = read_onet_content(folder)
    (notice,) = found(again, "unknown_activity_code")
    assert notice.value == "4.A.1.a.1.I09.D99"
    assert notice.row == len((PUBLISHED / TASKS).read_text().splitlines()) + 1
    pd.testing.assert_frame_equal(again.tables["dwas"], reading.tables["dwas"])


@pytest.mark.parametrize("name", SOURCE.files)
def test_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refuse(folder, name).problem == "the file is missing"


@pytest.mark.raw
def test_raw_counts(raw: Path) -> None:
    reading = read_onet_content(raw)
    tables = reading.tables
    levels = tables["skill_levels"]
    assert len(levels) == (61_530 + 58_014) // 2
    assert levels["onet_soc"].nunique() == 879
    assert levels.groupby("kind")["element"].nunique().to_dict() == {"skill": 35, "knowledge": 33}
    assert not levels[["importance", "level"]].isna().any(axis=None)
    assert_ratings_equal(levels, raw)
    activities = tables["activities"]
    assert len(activities) == 775 * 41
    assert activities.groupby("soc")["element"].nunique().eq(41).all()
    assert len(tables["technology"]) == 32_773
    assert tables["technology"].groupby("commodity")["title"].nunique().eq(1).all()
    assert len(tables["dwas"]) == 18_357
    assert len(tables["dwa_titles"]) == 2_087
    assert (tables["dwa_titles"]["dwa"].str.slice(0, -4) == tables["dwa_titles"]["iwa"]).all()
    assert {(n.code, n.table, n.column, n.count) for n in reading.notices} == {
        ("rating_suppressed", "Skills.xlsx", "level", 124),
        ("rating_suppressed", "Knowledge.xlsx", "importance", 19),
        ("rating_suppressed", "Knowledge.xlsx", "level", 4_778),
    }
