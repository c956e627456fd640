"""The graph folder: what is written is what is read, damage is named, a crash loses nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways import store
from pathways.errors import GraphDamagedError, GraphNotBuiltError
from pathways.schema import BUILD, TABLE, TABLES, Column, Table
from pathways.store import hash_content, open_graph, read_manifest, to_table, write_graph
from tests.slices import Built

SMALL = Table(
    "small",
    ("key", "other"),
    "made up",
    (
        Column("key", "code", "key", required=True),
        Column("other", "code", "other half of the key"),
        Column("number", "integer", "a number"),
        Column("share", "decimal", "a decimal"),
        Column("said", "text", "words"),
        Column("yes", "boolean", "or no"),
    ),
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "key": words,
            "other": words,
            "number": st.none() | st.integers(-(2**31), 2**31 - 1),
            "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "said": st.none() | words,
            "yes": st.none() | st.booleans(),
        }
    ),
    unique_by=lambda row: (row["key"], row["other"]),
    max_size=12,
)


def make_frame(found: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=list(SMALL.column_names), dtype="object")


@pytest.fixture
def tables(built: Built) -> dict[str, pa.Table]:
    return dict(open_graph(built.settings.graph_dir).tables)


@pytest.fixture
def folder(built: Built, tmp_path: Path) -> Path:
    """A built graph folder that a test may damage."""
    return Path(shutil.copytree(built.settings.graph_dir, tmp_path / "graph"))


def make_about(vintage: str) -> dict[str, Any]:
    return {"inputs": [], "vintages": {"oews": vintage}, "curated": {}, "dropped_links": {}}


# ---- one table


@settings(max_examples=40)
@given(rows)
def test_cells_are_stored_as_given(found: list[dict[str, Any]]) -> None:
    stored = to_table(make_frame(found), SMALL).to_pylist()
    assert stored == sorted(found, key=lambda row: (row["key"].encode(), row["other"].encode()))


@settings(max_examples=40)
@given(rows, st.randoms(use_true_random=False))
def test_content_does_not_depend_on_the_order_of_rows(found: list[dict[str, Any]], dice) -> None:
    shuffled = dice.sample(found, len(found))
    assert hash_content(to_table(make_frame(found), SMALL)) == hash_content(
        to_table(make_frame(shuffled), SMALL)
    )


def test_content_does_not_depend_on_the_bytes_of_the_file(built: Built, tmp_path: Path) -> None:
    """Another writer, other compression, no dictionaries: other bytes, same content."""
    table = open_graph(built.settings.graph_dir).table("nodes/provider")
    plain = pa.table(
        {
            name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )
    pq.write_table(plain, tmp_path / "a.parquet", compression="snappy", row_group_size=3)
    pq.write_table(table, tmp_path / "b.parquet", compression="none")
    first, second = (pq.read_table(tmp_path / name) for name in ("a.parquet", "b.parquet"))
    assert (tmp_path / "a.parquet").read_bytes() != (tmp_path / "b.parquet").read_bytes()
    assert hash_content(first) == hash_content(second) == hash_content(table)


@pytest.mark.parametrize(
    ("column", "value"),
    [("number", 1), ("number", None), ("share", 0.1), ("said", ""), ("said", None), ("yes", True)],
)
def test_content_changes_with_every_cell(column: str, value: object) -> None:
    row = {"key": "a", "other": "b", "number": 0, "share": 0.0, "said": "x", "yes": False}
    before = hash_content(to_table(make_frame([row]), SMALL))
    assert hash_content(to_table(make_frame([{**row, column: value}]), SMALL)) != before


def test_content_tells_absent_from_zero_and_blank() -> None:
    hashes = {
        hash_content(to_table(make_frame([{"key": "a", "other": "b", **cells}]), SMALL))
        for cells in ({}, {"number": 0}, {"share": 0.0}, {"said": ""}, {"yes": False})
    }
    assert len(hashes) == 5


def test_absent_stays_absent_and_zero_stays_zero(tmp_path: Path) -> None:
    table = to_table(
        make_frame(
            [{"key": "a", "other": "b", "number": 0, "share": 0.0}, {"key": "c", "other": "d"}]
        ),
        SMALL,
    )
    pq.write_table(table, tmp_path / "t.parquet")
    read = pq.read_table(tmp_path / "t.parquet").to_pydict()
    assert (read["number"], read["share"], read["said"]) == ([0, None], [0.0, None], [None, None])


def test_equal_tables_have_equal_codes_for_their_words() -> None:
    frame = make_frame([{"key": key, "other": "x"} for key in "cab"])
    column = to_table(frame, SMALL)["key"].combine_chunks()
    assert column.dictionary.to_pylist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([{"key": None, "other": "b"}], "key is absent in 1 rows"),
        ([{"key": "a", "other": "b"}, {"key": "a", "other": "b"}], "a key stands twice"),
    ],
)
def test_a_bad_table_is_refused(found: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        to_table(make_frame(found), SMALL)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda frame: frame.drop(columns="said"), "said"),
        (lambda frame: frame.assign(extra=1), "extra"),
    ],
)
def test_columns_that_differ_from_the_schema_are_named(change, named: str) -> None:
    frame = make_frame([{"key": "a", "other": "b"}])
    with pytest.raises(ValueError, match=named):
        to_table(change(frame), SMALL)


def test_a_number_with_a_fraction_is_no_integer() -> None:
    with pytest.raises(pa.ArrowInvalid):
        to_table(make_frame([{"key": "a", "other": "b"}]).assign(number=1.5), SMALL)


# ---- the folder


def test_a_written_graph_reads_back_the_same(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    target = tmp_path / "graph"
    manifest = write_graph(tables, make_about("now"), "words", target)
    opened = open_graph(target)
    assert all(opened.table(name).equals(tables[name]) for name in tables)
    assert dict(opened.manifest) == manifest
    assert opened.vintage("oews") == "now"
    assert (target / "README.md").read_text(encoding="utf-8") == "words"


def test_every_table_is_one_file_and_nothing_else_is_written(folder: Path) -> None:
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {f"{t.name}.parquet" for t in TABLES} | {"manifest.json", "README.md"}


def test_a_graph_cannot_be_changed_through_its_tables(built: Built) -> None:
    opened = open_graph(built.settings.graph_dir)
    with pytest.raises(TypeError):
        opened.tables["nodes/occupation"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        opened.manifest["build"] = 0  # type: ignore[index]


def test_one_changed_byte_is_named_with_its_file_and_the_remedy(folder: Path) -> None:
    for name in TABLE:
        path = folder / f"{name}.parquet"
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        with pytest.raises(GraphDamagedError) as caught:
            open_graph(folder)
        path.write_bytes(whole)
        assert f"graph/{name}.parquet is not the file" in str(caught.value)
        assert "python -m pathways build --from" in str(caught.value)
    assert open_graph(folder).tables.keys() == set(TABLE)


@pytest.mark.parametrize("name", ["facts/wages", "notices"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.parquet").unlink()
    with pytest.raises(GraphDamagedError, match=rf"graph/{name}\.parquet is missing"):
        open_graph(folder)


def test_no_folder_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(GraphNotBuiltError, match="python -m pathways build --from"):
        open_graph(tmp_path / "graph")


def test_a_manifest_that_is_no_json_is_damage(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(GraphDamagedError, match=r"manifest\.json is not readable JSON"):
        open_graph(folder)


@pytest.mark.parametrize("text", ["[]", "null", '"x"', '{"tables": 3, "build": 1}', "{}"])
def test_a_manifest_of_another_form_is_damage(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(GraphDamagedError):
        open_graph(folder)


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **changes}), encoding="utf-8")


@pytest.mark.parametrize("number", [BUILD + 1, BUILD - 1, None, str(BUILD)])
def test_a_graph_of_another_build_is_refused(folder: Path, number: object) -> None:
    change_manifest(folder, build=number)
    with pytest.raises(GraphDamagedError, match="another version"):
        open_graph(folder)


def test_a_manifest_without_a_table_of_the_schema_is_refused(folder: Path) -> None:
    entries = read_manifest(folder)["tables"]
    change_manifest(folder, tables={n: e for n, e in entries.items() if n != "facts/zips"})
    with pytest.raises(GraphDamagedError, match="another version"):
        open_graph(folder)


# ---- crashes


def list_leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(".graph"))


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("error", [OSError("disk"), KeyboardInterrupt()])
def test_a_crash_between_the_swaps_leaves_the_old_graph(
    folder: Path,
    tables: dict[str, pa.Table],
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
    error: BaseException,
) -> None:
    before = read_manifest(folder)
    real, calls = Path.rename, []

    def rename(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(type(error)):
        write_graph(tables, make_about("new"), "words", folder)
    monkeypatch.undo()
    assert len(calls) >= failing
    assert dict(open_graph(folder).manifest) == before
    assert list_leftovers(folder) == []


def test_a_crash_after_the_swap_leaves_the_new_graph(
    folder: Path, tables: dict[str, pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.rmtree

    def rmtree(path: Path, **options: Any) -> None:
        if path.name.endswith(".previous") and path.exists():
            raise KeyboardInterrupt
        real(path, **options)

    monkeypatch.setattr(shutil, "rmtree", rmtree)
    with pytest.raises(KeyboardInterrupt):
        write_graph(tables, make_about("new"), "words", folder)
    monkeypatch.undo()
    assert open_graph(folder).vintage("oews") == "new"


def test_power_lost_between_the_swaps_loses_no_graph(
    folder: Path, tables: dict[str, pa.Table]
) -> None:
    """Both folders are still there under other names; the next write starts from the old one."""
    before = read_manifest(folder)
    folder.rename(folder.with_name(".graph.previous"))
    broken = {name: table for name, table in tables.items() if name != "notices"}
    with pytest.raises(KeyError):
        write_graph(broken, make_about("new"), "words", folder)
    assert dict(open_graph(folder).manifest) == before


def test_what_power_lost_left_behind_is_cleared_by_the_next_write(
    folder: Path, tables: dict[str, pa.Table]
) -> None:
    folder.rename(folder.with_name(".graph.previous"))
    write_graph(tables, make_about("new"), "words", folder)
    assert open_graph(folder).vintage("oews") == "new"
    assert list_leftovers(folder) == []


def test_a_table_that_fails_to_write_leaves_the_old_graph_and_no_draft(
    folder: Path, tables: dict[str, pa.Table]
) -> None:
    before = read_manifest(folder)
    del tables["notices"]
    with pytest.raises(KeyError):
        write_graph(tables, make_about("new"), "words", folder)
    assert dict(open_graph(folder).manifest) == before
    assert list_leftovers(folder) == []


def test_a_draft_that_reads_back_wrong_is_never_swapped_in(
    folder: Path, tables: dict[str, pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_manifest(folder)
    real = store._write_draft

    def write(tables: Any, about: Any, readme: str, draft: Path) -> dict[str, Any]:
        manifest = real(tables, about, readme, draft)
        with (draft / "facts" / "zips.parquet").open("ab") as stream:
            stream.write(b"x")
        return manifest

    monkeypatch.setattr(store, "_write_draft", write)
    with pytest.raises(GraphDamagedError):
        write_graph(tables, make_about("new"), "words", folder)
    assert dict(open_graph(folder).manifest) == before
    assert list_leftovers(folder) == []


def test_a_write_leaves_nothing_beside_the_folder(
    folder: Path, tables: dict[str, pa.Table]
) -> None:
    write_graph(tables, make_about("new"), "words", folder)
    assert list_leftovers(folder) == []
