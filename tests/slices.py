"""The committed published rows: listed as a sources.toml lists them, built, and changed by a test."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from pathways.build import build_graph
from pathways.build.inputs import count_rows
from pathways.settings import SETTINGS, Settings
from pathways.sources import SOURCES
from pathways.sources.base import hash_file
from tests.workbooks import write_sheets

PUBLISHED = Path(__file__).parent / "data" / "published"
FILES = tuple(name for source in SOURCES for name in source.files)
SHEET_HEADERS = {
    "bls_projections/occupation.xlsx": 2,
    "bls_projections/education.xlsx": 2,
    "bls_projections/industry.xlsx": 2,
    "bls_projections/skills.xlsx": 2,
    "nces/CIP2020_SOC2018_Crosswalk.xlsx": 1,
    "onet_29/Skills.xlsx": 1,
    "onet_29/Knowledge.xlsx": 1,
    "geography/list1_2023.xlsx": 3,
    "geography/area_definitions_m2021.xlsx": 1,
}
"""Rows above the data in each workbook."""

FOOT = ("Footnote", "Note:", "Source:", "Data Source", "Table Source")
"""How the rows under the data of a sheet start."""

Row = list[Any]


class Built(NamedTuple):
    """A built slice: where its files and folders are, and the manifest of the graph."""

    folder: Path
    settings: Settings
    manifest: Mapping[str, Any]


def list_sources(folder: Path, place: Path) -> Path:
    """Write a sources.toml for the files of a folder: data/sources.toml with their rows and sha256."""
    published = tomllib.loads(SETTINGS.sources_list.read_text(encoding="utf-8"))["file"]
    known = {entry["path"]: entry for entry in published}
    lines = []
    for name in FILES:
        path = folder / name
        rows = 0 if path.suffix == ".xlsx" else count_rows(path)
        entry = {**known[name], "rows": rows, "sha256": hash_file(path)}
        lines += ["[[file]]", *(f"{key} = {json.dumps(value)}" for key, value in entry.items())]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def build_slice(folder: Path, place: Path) -> Built:
    """Build the graph of a folder of published files under ``place``, with the real curated tables."""
    settings = Settings(
        graph_dir=place / "graph", sources_list=list_sources(folder, place / "sources.toml")
    )
    return Built(folder, settings, build_graph(folder, settings=settings))


def copy_slice(place: Path) -> Path:
    """Copy the published rows to a folder that a test may change, and return it."""
    return Path(shutil.copytree(PUBLISHED, place / "published"))


def read_text(path: Path) -> str:
    """Return the text of a file, line ends kept, unpacked where its name ends in .gz."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def write_text(path: Path, text: str) -> None:
    """Write the text of a file, packed where its name ends in .gz."""
    data = text.encode("utf-8")
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def split_records(text: str) -> list[str]:
    """Split a delimited file into records with their line ends; quoted cells may hold line ends."""
    records: list[str] = []
    for line in text.splitlines(keepends=True):
        if records and records[-1].count('"') % 2:
            records[-1] += line
        else:
            records.append(line)
    return records


def read_book(path: Path) -> dict[str, list[Row]]:
    """Return the rows of every sheet of a workbook."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def change_rows(folder: Path, name: str, change: Callable[[list[Row]], object]) -> None:
    """Let ``change`` edit the rows of one file in place, header row first.

    A text file gives its cells as text, a workbook gives every sheet in turn, its title rows left
    out. Commas inside cells are not supported: pick a file without them.
    """
    path = folder / name
    if path.suffix == ".xlsx":
        sheets = read_book(path)
        above = SHEET_HEADERS[name] - 1
        for rows in sheets.values():
            if len(rows) > above + 1:
                body = rows[above:]
                change(body)
                rows[above:] = body
        write_sheets(path, sheets)
        return
    delimiter = "," if ".csv" in name else "\t"
    records = split_records(read_text(path))
    end = "\r\n" if records[0].endswith("\r\n") else "\n"
    rows = [split_cells(record.rstrip("\r\n"), delimiter) for record in records]
    change(rows)
    write_text(path, "".join(delimiter.join(row) + end for row in rows))


def split_cells(record: str, delimiter: str) -> Row:
    """Split a record at its delimiters, keeping quoted cells with their quotes."""
    cells: Row = []
    for part in record.split(delimiter):
        if cells and delimiter == "," and cells[-1].count('"') % 2:
            cells[-1] += delimiter + part
        else:
            cells.append(part)
    return cells


def find_column(rows: Sequence[Row], column: str) -> int:
    """Return the position of a header, padding left aside."""
    return [str(header).strip() for header in rows[0]].index(column)


def shuffle_file(folder: Path, name: str, seed: int) -> None:
    """Shuffle the data rows of one file; header, title rows and footnotes keep their places."""
    path = folder / name
    dice = random.Random(seed)
    if path.suffix == ".xlsx":
        sheets = read_book(path)
        for rows in sheets.values():
            start = SHEET_HEADERS[name]
            end = next(
                (n for n in range(start, len(rows)) if str(rows[n][0]).startswith(FOOT)), len(rows)
            )
            body = rows[start:end]
            dice.shuffle(body)
            rows[start:end] = body
        write_sheets(path, sheets)
        return
    header, *records = split_records(read_text(path))
    dice.shuffle(records)
    write_text(path, header + "".join(r if r.endswith("\n") else r + "\n" for r in records))
