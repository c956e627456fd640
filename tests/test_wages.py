"""Every stored wage is the published one: read again with the standard library alone, and compared."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from pathways.region import BIT
from pathways.schema import MEASURES
from pathways.store import Graph

SAMPLE = Path(__file__).parent / "data" / "published_wage_cells.csv"
"""300 cells drawn from the May 2025 file with a fixed seed: 150 published, 50 of each footnote."""

FLAG = {"8": "suppressed", "5": "top_coded", "4": "other_basis"}
ROWS = 223_174


def read_cell(value: str, place: int) -> int | float | None:
    """Return a published value as the graph stores its measure: cents, dollars, jobs or decimals."""
    if value == "-":
        return None
    name = MEASURES[place]
    if name.startswith("hourly"):
        cents = Decimal(value) * 100
        assert cents == int(cents)
        return int(cents)
    if name.startswith("annual") or name == "employment":
        assert Decimal(value) == int(Decimal(value))
        return int(Decimal(value))
    return float(value)


def read_sample() -> list[tuple[str, str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        return [(row["series_id"], row["value"], row["footnote"]) for row in csv.DictReader(stream)]


@pytest.fixture(scope="module")
def stored(graph: Graph) -> dict[tuple[str, str], int]:
    """Row of the wage table by area and occupation."""
    wages = graph.table("facts/wages")
    areas, codes = (wages[name].to_pylist() for name in ("area", "occupation"))
    return {pair: row for row, pair in enumerate(zip(areas, codes, strict=True))}


def test_the_sample_holds_every_kind_of_cell() -> None:
    footnotes = [footnote for _, _, footnote in read_sample()]
    assert {note: footnotes.count(note) for note in ("", "8", "5", "4")} == {
        "": 150,
        "8": 50,
        "5": 50,
        "4": 50,
    }


def test_the_sampled_cells_are_stored_as_published(
    graph: Graph, stored: dict[tuple[str, str], int]
) -> None:
    wages = graph.table("facts/wages")
    wrong = []
    for series, value, footnote in read_sample():
        place = int(series[23:25]) - 1
        row = stored[series[4:11], f"{series[17:19]}-{series[19:23]}"]
        found = wages[MEASURES[place]][row].as_py()
        flags = [flag for flag in FLAG.values() if wages[flag][row].as_py() & BIT[MEASURES[place]]]
        if (found, flags) != (read_cell(value, place), [FLAG[footnote]] if footnote else []):
            wrong.append((series, value, footnote, found, flags))
    assert wrong == []


def test_the_table_has_every_row(graph: Graph) -> None:
    assert graph.table("facts/wages").num_rows == ROWS


def read_published(raw: Path) -> dict[tuple[str, str], list[tuple[str, str] | None]]:
    """Read the publisher's file line by line: value and footnote of every cell we store."""
    detailed = set()
    for line in (raw / "oews" / "oe.occupation").read_text(encoding="utf-8").splitlines()[1:]:
        code, _, level = line.split("\t")
        if level.strip() == "3":
            detailed.add(code)
    cells: dict[tuple[str, str], list[tuple[str, str] | None]] = {}
    kept: dict[tuple[str, str], tuple[str, str]] = {}
    with gzip.open(raw / "oews" / "oe.data.0.Current.gz", "rt", encoding="ascii") as stream:
        next(stream)
        for line in stream:
            if line[11:17] != "000000" or line[17:23] not in detailed:
                continue
            _, _, _, value, footnote = line.split("\t")
            cell = (value.strip(), footnote.strip())
            cell = kept.setdefault(cell, cell)
            row = cells.setdefault((line[4:11], line[17:23]), [None] * len(MEASURES))
            place = int(line[23:25]) - 1
            assert row[place] is None, f"series {line[:30]} stands twice"
            row[place] = cell
    return cells


@pytest.mark.raw
def test_every_cell_is_the_published_one(
    raw: Path, graph: Graph, stored: dict[tuple[str, str], int]
) -> None:
    published = read_published(raw)
    assert len(published) == ROWS
    wages = graph.table("facts/wages")
    assert {(area, code[:2] + code[3:]) for area, code in stored} == set(published)
    order = [published[area, code[:2] + code[3:]] for area, code in stored]
    flags = {flag: wages[flag].to_pylist() for flag in FLAG.values()}
    wrong = []
    for place, measure in enumerate(MEASURES):
        known: dict[tuple[str, str] | None, tuple[int | float | None, str | None]] = {
            None: (None, None)
        }
        for row, found in enumerate(wages[measure].to_pylist()):
            cell = order[row][place]
            if cell not in known:
                known[cell] = (read_cell(cell[0], place), FLAG.get(cell[1]))
            value, flag = known[cell]
            bits = [name for name in flags if flags[name][row] >> place & 1]
            if found != value or bits != ([flag] if flag else []):
                wrong.append((row, measure, cell, found, bits))
    assert wrong[:5] == []


@pytest.mark.raw
def test_the_caps_are_those_of_the_footnote(raw: Path, graph: Graph) -> None:
    text = (raw / "oews" / "oe.footnote").read_text(encoding="utf-8")
    caps = {row["basis"]: row["cap"] for row in graph.table("facts/wage_caps").to_pylist()}
    assert f"${caps['hourly'] / 100:.2f} per hour or ${caps['annual']:,} per year" in text
