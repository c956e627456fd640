"""The graph folder: one Parquet file per table and a manifest that proves each of them.

Files are written to a new folder, read back, synced and swapped in; opening verifies every sha256.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pathways.errors import GraphDamagedError, GraphNotBuiltError
from pathways.schema import BUILD, TABLE, TABLES, Table
from pathways.settings import SETTINGS

MANIFEST: Final = "manifest.json"
README: Final = "README.md"
REBUILD: Final = "Run: python -m pathways build --from <folder with the published files>"
ARROW_TYPE: Final[Mapping[str, pa.DataType]] = {
    "code": pa.dictionary(pa.int32(), pa.string()),
    "text": pa.string(),
    "integer": pa.int32(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True, eq=False)
class Graph:
    """The frozen tables of the nation, as Arrow tables by name, and the manifest they came with.

    A graph is equal only to itself, so that what is derived from it can be cached by it.
    """

    tables: Mapping[str, pa.Table]
    manifest: Mapping[str, Any]

    def table(self, name: str) -> pa.Table:
        """Return one table by its name in ``schema.TABLES``. Raise KeyError for another name."""
        return self.tables[name]

    def vintage(self, dataset: str) -> str:
        """Return the release or period of a dataset, as shown beside its figures."""
        vintages: Mapping[str, str] = self.manifest["vintages"]
        return vintages[dataset]


def list_rows(table: pa.Table) -> list[dict[str, Any]]:
    """Return a table's rows as dicts, absent cells None.

    Use it instead of ``to_pylist``, which looks up every cell of a dictionary-coded column by
    itself: rows are made several times as fast, and equal codes are one string in memory.
    """
    columns = [_list_cells(column) for column in table.columns]
    names = table.column_names
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _list_cells(column: pa.ChunkedArray) -> list[Any]:
    if not pa.types.is_dictionary(column.type):
        cells: list[Any] = column.to_pylist()
        return cells
    coded = column.combine_chunks()
    words = coded.dictionary.to_pylist()
    return [None if code is None else words[code] for code in coded.indices.to_pylist()]


def to_table(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a frame as the stored form of a table: typed, sorted by key, absent cells null.

    Raises ValueError for a missing or unknown column, an absent required cell and a double key.
    """
    if sorted(frame.columns) != sorted(table.column_names):
        differing = sorted(set(frame.columns) ^ set(table.column_names))
        raise ValueError(f"{table.name}: columns differ from the schema: {differing}")
    arrays = {}
    for column in table.columns:
        kind = ARROW_TYPE["text"] if column.type == "code" else ARROW_TYPE[column.type]
        array = pa.Array.from_pandas(frame[column.name], type=kind, safe=True)
        if column.required and array.null_count:
            raise ValueError(f"{table.name}: {column.name} is absent in {array.null_count} rows")
        arrays[column.name] = array
    plain = pa.table(arrays)
    plain = plain.sort_by([(name, "ascending") for name in table.key])
    keys = plain.select(list(table.key))
    if keys.group_by(list(table.key)).aggregate([]).num_rows != keys.num_rows:
        raise ValueError(f"{table.name}: a key stands twice")
    for position, column in enumerate(table.columns):
        if column.type == "code":
            plain = plain.set_column(
                position, column.name, _encode_sorted(plain[column.name].combine_chunks())
            )
    return plain.combine_chunks()


def _encode_sorted(array: pa.Array) -> pa.Array:
    """Dictionary-code with a sorted dictionary, so that equal tables have equal codes."""
    values = pc.unique(array).drop_null()
    values = values.take(pc.sort_indices(values))
    indices = pc.cast(pc.index_in(array, values), pa.int32())
    return pa.DictionaryArray.from_arrays(indices, values)


def hash_content(table: pa.Table) -> str:
    """Return the sha256 of a table's rows as canonical text: the same on any machine.

    Cells are separated by tabs and rows by line feeds; an absent cell is the NUL character.
    Decimals are written by Arrow's shortest round-trip form.
    """
    columns = []
    for name in table.column_names:
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, pa.string())
        columns.append(pc.fill_null(pc.cast(column, pa.string()), "\0"))
    rows = pc.binary_join_element_wise(*columns, "\t")
    digest = hashlib.sha256("\t".join(table.column_names).encode())
    for row in rows.to_pylist():
        digest.update(b"\n")
        digest.update(row.encode())
    return digest.hexdigest()


def write_graph(
    tables: Mapping[str, pa.Table], about: Mapping[str, Any], readme: str, folder: Path
) -> dict[str, Any]:
    """Write a graph folder in one step and return its manifest.

    ``about`` is the part of the manifest that names inputs and vintages. A crash leaves either the
    old folder or the new one; what was there before is untouched until the new one is proved.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.draft-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    _restore(folder)
    try:
        manifest = _write_draft(tables, about, readme, draft)
        open_graph(draft)
        _swap(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _write_draft(
    tables: Mapping[str, pa.Table], about: Mapping[str, Any], readme: str, draft: Path
) -> dict[str, Any]:
    entries = {}
    for table in TABLES:
        path = draft / f"{table.name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        stored = tables[table.name]
        pq.write_table(
            stored,
            path,
            compression="zstd",
            compression_level=12,
            row_group_size=max(stored.num_rows, 1),
            write_page_checksum=True,
        )
        _sync(path)
        entries[table.name] = {
            "rows": stored.num_rows,
            "content": hash_content(stored),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
    manifest = {"build": BUILD, **about, "tables": entries}
    _write_text(draft / README, readme)
    _write_text(draft / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return manifest


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _swap(draft: Path, folder: Path) -> None:
    """Put the draft in the folder's place; the old folder stays until the new one stands."""
    previous = folder.with_name(f".{folder.name}.previous")
    shutil.rmtree(previous, ignore_errors=True)
    if folder.exists():
        folder.rename(previous)
    try:
        draft.rename(folder)
    except BaseException:
        _restore(folder)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def _restore(folder: Path) -> None:
    """Put the old folder back where a swap was broken off between its two renames."""
    previous = folder.with_name(f".{folder.name}.previous")
    if previous.exists() and not folder.exists():
        previous.rename(folder)


def read_manifest(folder: Path | None = None) -> dict[str, Any]:
    """Return the manifest of a graph folder. Raises GraphNotBuiltError or GraphDamagedError."""
    folder = folder or SETTINGS.graph_dir
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        entries = dict(manifest["tables"])
    except FileNotFoundError as error:
        raise GraphNotBuiltError(f"There is no {MANIFEST} in {folder.name}/. {REBUILD}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise GraphDamagedError(
            f"{folder.name}/{MANIFEST} is not readable JSON. Restore it from version control or "
            f"rebuild. {REBUILD}"
        ) from error
    if set(entries) != set(TABLE) or manifest.get("build") != BUILD:
        raise GraphDamagedError(
            f"{folder.name}/ was built by another version of the program "
            f"(build {manifest.get('build')}, now {BUILD}). {REBUILD}"
        )
    return manifest


def open_graph(folder: Path | None = None) -> Graph:
    """Open a graph folder, verifying every file against the manifest before it is read.

    Raises GraphNotBuiltError where there is none and GraphDamagedError naming the file that is
    missing or changed.
    """
    folder = folder or SETTINGS.graph_dir
    manifest = read_manifest(folder)
    tables = {}
    for name, entry in manifest["tables"].items():
        path = folder / f"{name}.parquet"
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise GraphDamagedError(_explain_damage(folder, name, "is missing")) from error
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise GraphDamagedError(
                _explain_damage(folder, name, "is not the file that the manifest describes")
            )
        with _plain_memory():
            tables[name] = pq.read_table(pa.BufferReader(content))
    return Graph(MappingProxyType(tables), MappingProxyType(manifest))


@contextmanager
def _plain_memory() -> Iterator[None]:
    """Let Arrow allocate from the system: its own pool keeps some 60 MB that reading has freed."""
    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


def _explain_damage(folder: Path, name: str, problem: str) -> str:
    return (
        f"{folder.name}/{name}.parquet {problem}. Restore it from version control or rebuild. "
        f"{REBUILD}"
    )
