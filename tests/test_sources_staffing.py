"""Industries and their jobs: nation only, one pass with the wages, nothing unknown read as 0."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pathways.errors import SourceError
from pathways.sources.oews import DATA, read_oews
from pathways.sources.staffing import INDUSTRIES, read_staffing

HERE = Path(__file__).parent / "data"
PUBLISHED = HERE / "published"
AIDE = "31-1131"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The published rows, with the staffing rows in place of the wages of areas."""
    shutil.copytree(PUBLISHED / "oews", tmp_path / "oews")
    shutil.copy(HERE / "staffing" / "oe.data.0.Current.gz", tmp_path / DATA)
    return tmp_path


def edit(path: Path, change: Callable[[list[str]], object]) -> None:
    """Rewrite a text file with its lines (line ends kept) changed in place."""
    packed = path.suffix == ".gz"
    data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    lines = data.decode().splitlines(keepends=True)
    change(lines)
    data = "".join(lines).encode()
    path.write_bytes(gzip.compress(data) if packed else data)


def read_cells(path: Path) -> dict[tuple[str, str], str]:
    """Return the published value of every national series of jobs by industry and occupation."""
    found = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines()[1:]:
        series, _, _, value, _ = (cell.strip() for cell in line.split("\t"))
        if series[3] == "N" and series[23:] == "01":
            found[series[11:17], f"{series[17:19]}-{series[19:23]}"] = value
    return found


def assert_cells_equal(staffing: pd.DataFrame, cells: dict[tuple[str, str], str]) -> None:
    read = {(r.industry, r.occupation): r.jobs for r in staffing.itertuples()}
    assert set(read) == set(cells)
    for key, value in cells.items():
        assert (pd.isna(read[key]) and value == "-") or read[key] == int(value)


def test_jobs_are_those_published(folder: Path) -> None:
    staffing = read_oews(folder).tables["oews_staffing"]
    cells = read_cells(folder / DATA)
    assert_cells_equal(staffing, cells)
    assert staffing["jobs"].isna().any()
    assert (staffing["jobs"].dropna() > 0).all()
    assert ("621600", AIDE) in cells
    assert ("000000", "00-0000") in cells


def test_areas_and_other_measures_are_left_out() -> None:
    staffing = read_oews(PUBLISHED).tables["oews_staffing"]
    cells = read_cells(PUBLISHED / DATA)
    detailed = {key: value for key, value in cells.items() if key[1] != "31-0000"}
    assert len(detailed) < len(cells)
    assert_cells_equal(staffing, detailed)


def test_wages_are_the_same_with_and_without_industries(folder: Path) -> None:
    before = read_oews(folder).tables["oews_wages"]
    edit(
        folder / DATA,
        lambda lines: lines.__setitem__(
            slice(1, None), [line for line in lines[1:] if line[11:17] == "000000"]
        ),
    )
    reading = read_oews(folder)
    pd.testing.assert_frame_equal(reading.tables["oews_wages"], before)
    assert set(reading.tables["oews_staffing"]["industry"]) == {"000000"}


def test_file_without_the_nation_has_no_staffing(folder: Path) -> None:
    edit(
        folder / DATA,
        lambda lines: lines.__setitem__(
            slice(1, None), [line.replace("OEUN0000000", "OEUS2900000", 1) for line in lines[1:]]
        ),
    )
    staffing = read_oews(folder).tables["oews_staffing"]
    assert staffing.empty
    assert list(staffing.columns) == ["industry", "occupation", "jobs"]


def test_series_twice(folder: Path) -> None:
    def change(lines: list[str]) -> None:
        lines.append(next(line for line in lines if line[11:24] == "6216003111310"))

    edit(folder / DATA, change)
    with pytest.raises(SourceError, match="twice"):
        read_oews(folder)


@pytest.mark.parametrize("value", ["n/a", "", "1,000", "-5"])
def test_value_damaged(folder: Path, value: str) -> None:
    def change(lines: list[str]) -> None:
        cells = lines[7].split("\t")
        lines[7] = "\t".join([*cells[:3], value, "\n"])

    edit(folder / DATA, change)
    with pytest.raises(SourceError) as caught:
        read_oews(folder)
    assert (caught.value.row, caught.value.column) == (8, "value")


def test_industries_are_those_published() -> None:
    reading = read_staffing(PUBLISHED)
    industries = reading.tables["oews_industries"]
    lines = (PUBLISHED / INDUSTRIES).read_text(encoding="utf-8").splitlines()[1:]
    assert [tuple(row) for row in industries.itertuples(index=False)] == [
        tuple(cell.strip() for cell in line.split("\t")) for line in lines
    ]
    assert len(industries) == 444
    assert reading.notices == ()


def refuse(folder: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_staffing(folder)
    assert caught.value.file == "oe.industry"
    return caught.value


@pytest.mark.parametrize("header", ["industry_code", "industry_name", "display_level"])
def test_column_deleted(folder: Path, header: str) -> None:
    edit(
        folder / INDUSTRIES,
        lambda lines: lines.__setitem__(0, lines[0].replace(header, "other")),
    )
    assert "is missing" in refuse(folder).problem


@pytest.mark.parametrize("swap", [(0, 1), (1, 2), (0, 2)])
def test_columns_swapped(folder: Path, swap: tuple[int, int]) -> None:
    def change(lines: list[str]) -> None:
        for position, line in enumerate(lines[1:], start=1):
            cells = line.rstrip("\r\n").split("\t")
            cells[swap[0]], cells[swap[1]] = cells[swap[1]], cells[swap[0]]
            lines[position] = "\t".join(cells) + "\n"

    edit(folder / INDUSTRIES, change)
    assert refuse(folder).row == 2


@pytest.mark.parametrize("code", ["21600", "6216", "62160A", "11-Jan", "2031-11-01", "62--"])
def test_code_damaged(folder: Path, code: str) -> None:
    edit(folder / INDUSTRIES, lambda lines: lines.__setitem__(3, f"{code}\tLogging\t4\n"))
    error = refuse(folder)
    assert (error.row, error.value) == (4, code)


def test_row_of_wrong_length(folder: Path) -> None:
    edit(folder / INDUSTRIES, lambda lines: lines.__setitem__(4, "113300\tLogging\n"))
    assert "wrong number of fields" in refuse(folder).problem


def test_not_utf8(folder: Path) -> None:
    data = (folder / INDUSTRIES).read_bytes()
    (folder / INDUSTRIES).write_bytes(data.replace(b"Logging", b"Logg\xe9", 1))
    assert "UTF-8" in refuse(folder).problem


def test_header_only_and_empty_and_missing(folder: Path) -> None:
    edit(folder / INDUSTRIES, lambda lines: lines.__delitem__(slice(1, None)))
    assert "no rows" in refuse(folder).problem
    (folder / INDUSTRIES).write_bytes(b"")
    assert "empty" in refuse(folder).problem
    (folder / INDUSTRIES).unlink()
    assert "missing" in refuse(folder).problem


def test_industry_twice_is_noted(folder: Path) -> None:
    edit(folder / INDUSTRIES, lambda lines: lines.append(lines[5]))
    reading = read_staffing(folder)
    (notice,) = reading.notices
    assert (notice.code, notice.row) == ("duplicate_key", 446)
    assert len(reading.tables["oews_industries"]) == 444


@pytest.mark.raw
def test_raw_counts(raw: Path) -> None:
    tables = read_oews(raw).tables
    staffing = tables["oews_staffing"]
    assert len(staffing) == 83_036
    assert staffing["jobs"].isna().sum() == 5_704
    assert not (staffing["jobs"] == 0).any()
    industries = read_staffing(raw).tables["oews_industries"]
    assert set(staffing["industry"]) == set(industries["industry"])
    assert industries["level"].value_counts().to_dict() == {
        "4": 247, "5": 86, "3": 85, "2": 23, "1": 2, "0": 1
    }  # fmt: skip
    wages = tables["oews_wages"]
    national = wages[wages["area"] == "0000000"].set_index("occupation")["employment"]
    everywhere = staffing[staffing["industry"] == "000000"].set_index("occupation")["jobs"]
    assert everywhere.drop("00-0000").astype(int).to_dict() == national.astype(int).to_dict()


@pytest.mark.raw
def test_raw_cells_by_brute_force(raw: Path) -> None:
    wanted = {}
    detailed = set(read_oews(raw).tables["oews_occupations"]["occupation"]) | {"00-0000"}
    with gzip.open(raw / DATA, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line[3] == "N" and line[23:25] == "01":
                occupation = f"{line[17:19]}-{line[19:23]}"
                if occupation in detailed:
                    wanted[line[11:17], occupation] = line.split("\t")[3].strip()
    assert_cells_equal(read_oews(raw).tables["oews_staffing"], wanted)
