"""Files that people take away: they re-read equal, name their sources, and run nothing in a spreadsheet."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from pathways import store
from pathways.cli import app
from pathways.errors import CannotWriteError
from pathways.export import (
    FORMS,
    FORMULA_STARTS,
    NOT_XML,
    export_region,
    list_sources,
    list_tables,
    neutralise,
)
from pathways.export import region as region_export
from pathways.network import build_network
from pathways.region import Region
from pathways.schema import Column, Table
from pathways.store import Graph, to_table

STL = "0041180"
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
XML_TYPE = {str: "string", int: "long", float: "double", bool: "boolean"}
FILE_OF = {"csv": "stl", "xlsx": "stl.xlsx", "graphml": "stl.graphml", "json": "stl.json"}

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def stl(region_stl: Region) -> nx.DiGraph:
    return build_network(region_stl)


@pytest.fixture(scope="module")
def written(region_stl: Region, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """St. Louis in every form."""
    folder = tmp_path_factory.mktemp("export")
    paths = {form: folder / name for form, name in FILE_OF.items()}
    for form, path in paths.items():
        export_region(region_stl, form, path)
    return paths


@pytest.fixture(scope="module")
def reread(written: dict[str, Path]) -> nx.DiGraph:
    """The GraphML of St. Louis as networkx reads it."""
    return nx.read_graphml(written["graphml"])


def read_csv(path: Path) -> Rows:
    """Read a CSV as any program would: every cell a text, absent cells left out."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{k: v for k, v in row.items() if v != ""} for row in csv.DictReader(stream)]


def read_workbook(content: Path | BytesIO) -> dict[str, Rows]:
    """Read every sheet with another library than the one that wrote it."""
    book = CalamineWorkbook.from_object(content if isinstance(content, BytesIO) else str(content))
    tables = {}
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False) or [[]]
        tables[name] = [
            {key: cell for key, cell in zip(header, row, strict=True) if cell != ""} for row in rows
        ]
    return tables


def show_text(value: object) -> str:
    """Return a value as a CSV cell holds it, the apostrophe of a formula start included."""
    return str(neutralise(value))


# ---- the four forms of one region


def test_every_form_has_a_file(written: dict[str, Path]) -> None:
    assert set(written) == set(FORMS)
    assert all(path.exists() for path in written.values())


def test_csv_reads_back_equal(written: dict[str, Path], stl: nx.DiGraph) -> None:
    tables = list_tables(stl)
    files = {path.stem for path in written["csv"].iterdir()}
    assert files == {*tables, "sources"}
    for name, rows in tables.items():
        expected = [{key: show_text(value) for key, value in row.items()} for row in rows]
        assert read_csv(written["csv"] / f"{name}.csv") == expected


def test_numbers_come_back_from_csv_to_their_last_digit(
    written: dict[str, Path], stl: nx.DiGraph
) -> None:
    for name, rows in list_tables(stl).items():
        for row, cells in zip(rows, read_csv(written["csv"] / f"{name}.csv"), strict=True):
            for key, value in row.items():
                if isinstance(value, bool):
                    assert cells[key] == str(value)
                elif isinstance(value, int | float):
                    assert type(value)(cells[key]) == value


def test_the_workbook_reads_back_equal(written: dict[str, Path], stl: nx.DiGraph) -> None:
    sheets = read_workbook(written["xlsx"])
    tables = list_tables(stl)
    assert set(sheets) == {*tables, "sources"}
    for name, rows in tables.items():
        assert sheets[name] == rows
        for row, cells in zip(rows, sheets[name], strict=True):
            # codes stay texts, numbers numbers: a workbook has one kind of number
            assert {k: isinstance(v, str) for k, v in cells.items()} == {
                k: isinstance(v, str) for k, v in row.items()
            }


def test_graphml_reads_back_equal_in_networkx(reread: nx.DiGraph, stl: nx.DiGraph) -> None:
    again = reread
    assert isinstance(again, nx.DiGraph)
    assert dict(again.nodes(data=True)) == dict(stl.nodes(data=True))
    assert list(again.edges) == list(stl.edges)
    assert {e: again.edges[e] for e in again.edges} == {e: stl.edges[e] for e in stl.edges}
    assert (again.graph["area"], again.graph["name"]) == (STL, "St. Louis, MO-IL")


def test_graphml_keeps_the_type_of_every_value(reread: nx.DiGraph, stl: nx.DiGraph) -> None:
    again = reread
    for node, facts in stl.nodes(data=True):
        assert {k: type(v) for k, v in again.nodes[node].items()} == {
            k: type(v) for k, v in facts.items()
        }
    for *ends, facts in stl.edges(data=True):
        assert {k: type(v) for k, v in again.edges[ends].items()} == {
            k: type(v) for k, v in facts.items()
        }


def test_graphml_gives_each_attribute_one_type(written: dict[str, Path], stl: nx.DiGraph) -> None:
    declared = {}
    for _, key in ET.iterparse(written["graphml"]):
        if key.tag == f"{NAMESPACE}key":
            name = key.get("for"), key.get("attr.name")
            assert name not in declared, f"{name} is declared twice"
            declared[name] = key.get("attr.type")
    for scope, data in (("node", stl.nodes(data=True)), ("edge", stl.edges(data=True))):
        for *_, facts in data:
            for key, value in facts.items():
                assert declared[scope, key] == XML_TYPE[type(value)]
    assert declared["edge", "completions"] == "long"
    assert declared["node", "cip"] == declared["node", "county"] == "string"


def test_graphml_reads_back_equal_in_igraph(written: dict[str, Path], stl: nx.DiGraph) -> None:
    again = igraph.Graph.Read_GraphML(str(written["graphml"]))
    assert again.is_directed()
    names = again.vs["id"]
    assert names == list(stl.nodes)
    # igraph gives every vertex every attribute; an absent one is "" or NaN there
    for vertex in again.vs:
        assert keep_told(vertex.attributes(), "id") == stl.nodes[vertex["id"]]
    edges = {(names[edge.source], names[edge.target]): edge.attributes() for edge in again.es}
    assert set(edges) == set(stl.edges)
    for ends, facts in stl.edges.items():
        # an absent boolean is false in igraph: only true ones can be compared
        told = {key: value for key, value in facts.items() if value is not False}
        assert {k: v for k, v in keep_told(edges[ends]).items() if v is not False} == told


def keep_told(facts: dict[str, Any], *but: str) -> dict[str, Any]:
    return {k: v for k, v in facts.items() if k not in but and v == v and v not in ("", None)}


def test_json_reads_back_equal(written: dict[str, Path], stl: nx.DiGraph) -> None:
    document = json.loads(written["json"].read_text(encoding="utf-8"))
    again = nx.node_link_graph(document, edges="edges")
    assert dict(again.nodes(data=True)) == dict(stl.nodes(data=True))
    assert {e: again.edges[e] for e in again.edges} == {e: stl.edges[e] for e in stl.edges}


def test_a_whole_number_beside_decimals_is_one_attribute(tmp_path: Path) -> None:
    mixed = nx.DiGraph()
    mixed.add_node("a", type="sector", share=1)
    mixed.add_node("b", type="sector", share=0.25, is_open=False)
    FORMS["graphml"](mixed, [], tmp_path / "mixed.graphml")
    again = nx.read_graphml(tmp_path / "mixed.graphml")
    assert again.nodes["a"] == {"type": "sector", "share": 1.0}
    assert again.nodes["b"] == {"type": "sector", "share": 0.25, "is_open": False}
    assert igraph.Graph.Read_GraphML(str(tmp_path / "mixed.graphml")).vs["share"] == [1.0, 0.25]


# ---- attributions


def test_every_form_carries_its_sources(
    written: dict[str, Path], reread: nx.DiGraph, region_stl: Region
) -> None:
    sources = list_sources(region_stl)
    told = [{key: value for key, value in row.items() if value} for row in sources]
    assert read_csv(written["csv"] / "sources.csv") == told
    assert read_workbook(written["xlsx"])["sources"] == told
    assert json.loads(written["json"].read_text(encoding="utf-8"))["sources"] == sources
    assert json.loads(reread.graph["sources"]) == sources


def test_the_sources_are_all_files_with_licence_and_what_onet_asks_for(
    region_stl: Region, stl: nx.DiGraph
) -> None:
    *files, last = list_sources(region_stl)
    assert len(files) == len(region_stl.graph.manifest["inputs"])
    for row in files:
        assert all(row[name] for name in ("dataset", "title", "release", "publisher", "licence"))
    assert {"CC BY 4.0"} <= {row["licence"] for row in files}
    for words in ("O*NET 30.1", "CC BY 4.0", "modified", "USDOL/ETA"):
        assert words in last["title"]
    used = {facts["dataset"] for *_, facts in stl.edges(data=True)}
    used |= {facts["dataset"] for _, facts in stl.nodes(data=True)}
    used = {name for joined in used for name in joined.split("|")}
    assert used - {"curated", "computed"} <= {row["dataset"] for row in files}


# ---- formulas and odd texts

ODD = st.text(max_size=40) | st.builds(
    str.__add__, st.sampled_from(FORMULA_STARTS), st.text(max_size=20)
)
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def make_titled(texts: list[str]) -> nx.DiGraph:
    """Return a graph with one node for each text."""
    graph = nx.DiGraph()
    for place, text in enumerate(texts):
        graph.add_node(f"employer:{place:03}", type="employer", title=text)
    return graph


@SLOW
@given(st.lists(ODD, min_size=1, max_size=5))
@example(["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "\r=1", "\n=1", "\0=1", "'=1"])
@example(["=HYPERLINK(A1)", "\uff1d1+1", "", " ", ";=1", "0123", "1e5", "2-3"])
def test_no_cell_of_a_csv_starts_a_formula(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    out = tmp_path_factory.mktemp("csv") / "out"
    FORMS["csv"](make_titled(texts), [], out)
    with (out / "nodes_employer.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(texts)
    for text, row in zip(texts, rows, strict=True):
        assert not row["title"].startswith(FORMULA_STARTS)
        # what was written is there, after at most one apostrophe
        assert row["title"] == (f"'{text}" if text.startswith(FORMULA_STARTS) else text)


@SLOW
@given(st.lists(ODD.filter(bool), min_size=1, max_size=5))
@example(["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "=1+1", "0123", "1e5", "http://a.b", "#N/A"])
def test_every_text_stays_a_text_in_the_workbook(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    out = tmp_path_factory.mktemp("xlsx") / "out.xlsx"
    kept = [NOT_XML.sub("", text) for text in texts]
    kept = [text for text in kept if text]
    FORMS["xlsx"](make_titled(kept), [], out)
    book = CalamineWorkbook.from_path(str(out))
    sheet = book.get_sheet_by_name("nodes_employer") if kept else None
    rows = sheet.to_python(skip_empty_area=False)[1:] if sheet else []
    for text, (_, _, cell) in zip(kept, rows, strict=True):
        assert isinstance(cell, str)
        assert cell == text
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)


@SLOW
@given(st.lists(ODD.filter(bool), min_size=1, max_size=5))
@example(["a\0b", "a\x1bb", "a\rb", "<&>\"'", "]]>", "\ufffe", " a  b "])
def test_graphml_holds_every_text_or_marks_what_xml_cannot(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    out = tmp_path_factory.mktemp("graphml") / "out.graphml"
    FORMS["graphml"](make_titled(texts), [], out)
    again = nx.read_graphml(out)
    told = [facts["title"] for _, facts in again.nodes(data=True)]
    assert told == [NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text) for text in texts]


@given(ODD)
def test_neutralising_twice_changes_nothing_more(text: str) -> None:
    once = neutralise(text)
    assert neutralise(once) == once
    assert str(once).endswith(text)


@pytest.mark.parametrize("value", [0, -5, -93.3, 1e-9, True, None])
def test_numbers_are_left_as_they_are(value: object) -> None:
    assert neutralise(value) is value


# ---- codes and numbers, exactly

CODE = st.from_regex(
    r"[0-9]{5,7}|0[0-9]\.[0-9]{4}|[0-9]{2}-[0-9]{4}|award/0[1-9]\.0100/2", fullmatch=True
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TABLE = Table(
    "facts/made",
    ("code",),
    "made",
    (
        Column("code", "code", "a code", required=True),
        Column("text", "text", "a text"),
        Column("count", "integer", "a number"),
        Column("share", "decimal", "a number"),
        Column("flag", "boolean", "yes or no"),
    ),
)
MADE = st.fixed_dictionaries(
    {},
    optional={
        "text": CODE,
        "count": st.integers(-(2**31), 2**31 - 1),
        "share": NUMBERS,
        "flag": st.booleans(),
    },
)
MADE_ROWS = st.dictionaries(CODE, MADE, min_size=1, max_size=6)


@SLOW
@given(MADE_ROWS)
@example(
    {"0123456": {"share": 0.1 + 0.2, "count": 0}, "00501": {"share": 5e-324, "text": "01.0100"}}
)
def test_codes_and_numbers_go_through_csv_workbook_and_parquet(
    tmp_path_factory: pytest.TempPathFactory, made: dict[str, dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("exact")
    graph = nx.DiGraph()
    for code, facts in made.items():
        graph.add_node(code, type="employer", **facts)
    rows = [{"id": code, "type": "employer", **made[code]} for code in sorted(made)]

    FORMS["csv"](graph, [], folder / "csv")
    cells = read_csv(folder / "csv" / "nodes_employer.csv")
    read = {"count": int, "share": float, "flag": "True".__eq__}
    assert [{k: read.get(k, str)(v) for k, v in row.items()} for row in cells] == rows

    FORMS["xlsx"](graph, [], folder / "made.xlsx")
    assert read_workbook(folder / "made.xlsx")["nodes_employer"] == rows

    columns = list(TABLE.column_names)
    frame = pd.DataFrame([{"code": code, **made[code]} for code in made], columns=columns)
    frame = frame.astype({"count": "Int64", "flag": "boolean"})
    stored = to_table(frame, TABLE)
    pq.write_table(stored, folder / "made.parquet")
    again = pq.read_table(folder / "made.parquet")
    assert again.equals(stored)
    expected = [{**dict.fromkeys(columns), "code": code, **made[code]} for code in sorted(made)]
    assert again.to_pylist() == expected


def test_leading_zeros_of_the_committed_graph_are_kept(graph: Graph) -> None:
    zips = graph.table("facts/zips")["zip"].to_pylist()
    assert "00601" in zips and {len(code) for code in zips} == {5}
    cips = {row for row in graph.table("nodes/credential")["cip"].to_pylist() if row}
    assert "01.0000" in cips and {len(cip) for cip in cips} == {7}


# ---- writing in one step


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> nx.DiGraph:
    """A graph of one node in place of a region's."""
    graph = make_titled(["first"])
    monkeypatch.setattr(region_export, "build_network", lambda region: graph)
    return graph


def list_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_broken_write_leaves_what_was_there(
    region_stl: Region,
    small: nx.DiGraph,
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    export_region(region_stl, form, out)
    before = list(list_folder(tmp_path))
    whole = FORMS[form]

    def break_off(graph: nx.DiGraph, sources: Rows, place: Path) -> list[str]:
        whole(make_titled(["other"]), sources, place)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(region_export, "FORMS", {form: break_off})
    with pytest.raises(CannotWriteError, match="No space left"):
        export_region(region_stl, form, out)
    assert list(list_folder(tmp_path)) == before


@pytest.mark.parametrize("form", sorted(FORMS))
def test_an_export_is_written_over_by_the_next(
    region_stl: Region, small: nx.DiGraph, form: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export_region(region_stl, form, out)
    first = list(list_folder(tmp_path))
    small.nodes["employer:000"]["title"] = "second"
    assert export_region(region_stl, form, out)
    second = list(list_folder(tmp_path))
    assert [name for name, _ in first] == [name for name, _ in second]
    assert first != second


def test_a_folder_that_is_not_ours_is_left_alone(
    region_stl: Region, small: nx.DiGraph, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CannotWriteError, match=r"letter\.txt"):
        export_region(region_stl, "csv", tmp_path)
    assert list(list_folder(tmp_path)) == [("letter.txt", b"mine")]


def test_places_that_cannot_be_written_are_refused(
    region_stl: Region, small: nx.DiGraph, tmp_path: Path
) -> None:
    with pytest.raises(CannotWriteError, match="no folder"):
        export_region(region_stl, "json", tmp_path / "missing" / "out.json")
    with pytest.raises(CannotWriteError, match="one file"):
        export_region(region_stl, "json", tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWriteError, match="csv makes a folder"):
        export_region(region_stl, "csv", tmp_path / "file")
    with pytest.raises(CannotWriteError, match="no form 'pdf'"):
        export_region(region_stl, "pdf", tmp_path / "out.pdf")
    assert [name for name, _ in list_folder(tmp_path)] == ["file"]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_same_graph_gives_the_same_file(
    region_stl: Region, small: nx.DiGraph, form: str, tmp_path: Path
) -> None:
    if form == "xlsx":
        pytest.skip("a workbook carries the time it was made")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        export_region(region_stl, form, tmp_path / name / "out")
    assert list(list_folder(tmp_path / "one")) == list(list_folder(tmp_path / "two"))


# ---- the verb


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_verb_prints_the_files_it_wrote(
    graph: Graph,
    small: nx.DiGraph,
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "open_graph", lambda: graph)
    out = tmp_path / FILE_OF[form]
    words = ["export", "--area", STL, "--format", form, "--out", str(out)]
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0
    names = json.loads(result.stdout)
    folder = out if form == "csv" else tmp_path
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    plain = CliRunner().invoke(app, words)
    assert plain.exit_code == 0
    assert plain.stdout.split() == names


@pytest.mark.parametrize(
    ("form", "area", "out", "said"),
    [
        ("pdf", STL, "out.pdf", "graphml"),
        ("json", "9999999", "out.json", "9999999"),
        ("json", STL, "missing/out.json", "no folder"),
    ],
)
def test_the_verb_refuses_in_one_line(
    graph: Graph,
    form: str,
    area: str,
    out: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "open_graph", lambda: graph)
    words = ["export", "--area", area, "--format", form, "--out", str(tmp_path / out), "--json"]
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
