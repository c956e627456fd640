"""A region's graph as a CSV folder, workbook, GraphML or JSON, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import networkx as nx

from pathways.errors import CannotWriteError
from pathways.export.sources import list_sources
from pathways.export.writers import make_csv, make_graphml, make_workbook
from pathways.network import build_network
from pathways.region import Region

OWN_FILE: Final = re.compile(r"(nodes|edges)_[a-z_]+\.csv|sources\.csv")
"""What a folder of ours holds; a folder with anything else in it is not written over."""


def export_region(region: Region, form: str, out: Path) -> list[str]:
    """Write the region's graph to ``out`` and return the names of the files written.

    ``form`` is a key of FORMS; csv makes a folder. What stood there before stays until the new one
    is whole. Text that a spreadsheet would run as a formula is neutralised with an apostrophe in
    CSV and stored as text in the workbook. Raises CannotWriteError for another form, where nothing
    can be written, or where the folder holds files that are not ours.
    """
    if form not in FORMS:
        msg = f"There is no form {form!r} to export. Forms: {', '.join(FORMS)}."
        raise CannotWriteError(msg)
    check_place(form, out)
    return write_whole(
        out, lambda draft: FORMS[form](build_network(region), list_sources(region), draft)
    )


def write_whole(out: Path, write: Callable[[Path], list[str]]) -> list[str]:
    """Let ``write`` fill a draft beside ``out``, put it there, and return the names that it wrote.

    Raises CannotWriteError where that fails; what stood there before is then as it was.
    """
    draft = out.with_name(f".{out.name}.draft-{os.getpid()}")
    try:
        written = write(draft)
        _swap(draft, out)
    except OSError as error:
        msg = f"{out} cannot be written: {error.strerror or error}"
        raise CannotWriteError(msg) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if draft.is_file():
            draft.unlink()
    return [name.replace(draft.name, out.name) for name in written]


def check_place(form: str, out: Path) -> None:
    """Raise CannotWriteError where ``out`` is a folder for a file, a file for a folder, or not ours."""
    problem = None
    if not out.parent.is_dir():
        problem = f"there is no folder {str(out.parent)!r}"
    elif form != "csv" and out.is_dir():
        problem = "it is a folder, and this form is one file"
    elif form == "csv" and out.is_file():
        problem = "it is a file, and csv makes a folder"
    elif form == "csv" and out.is_dir():
        strange = sorted(path.name for path in out.iterdir() if not OWN_FILE.fullmatch(path.name))
        if strange:
            problem = f"the folder holds {strange[0]!r}, which no export made; name a new folder"
    if problem:
        msg = f"{out} cannot be written: {problem}"
        raise CannotWriteError(msg)


def _swap(draft: Path, out: Path) -> None:
    """Put the draft in the place of ``out``; an old folder stays until the new one stands."""
    if not draft.is_dir():
        draft.replace(out)
        return
    previous = out.with_name(f".{out.name}.previous-{os.getpid()}")
    if out.exists():
        out.rename(previous)
    try:
        draft.rename(out)
    except OSError:
        if previous.exists():
            previous.rename(out)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def list_tables(graph: nx.DiGraph) -> dict[str, list[dict[str, Any]]]:
    """Return the graph as tables: nodes by type, edges by relation, rows sorted."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for node, attributes in sorted(graph.nodes(data=True)):
        tables.setdefault(f"nodes_{attributes['type']}", []).append({"id": node, **attributes})
    for origin, destination, attributes in sorted(
        graph.edges(data=True), key=lambda edge: edge[:2]
    ):
        tables.setdefault(f"edges_{attributes['relation']}", []).append(
            {"from": origin, "to": destination, **attributes}
        )
    return tables


def _write_csv(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    out.mkdir()
    written = []
    for name, rows in {**list_tables(graph), "sources": sources}.items():
        path = out / f"{name}.csv"
        path.write_bytes(make_csv(rows))
        written.append(path.name)
    return written


def _write_workbook(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    out.write_bytes(make_workbook({**list_tables(graph), "sources": sources}))
    return [out.name]


def _write_graphml(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    out.write_bytes(make_graphml(graph, sources=json.dumps(sources, ensure_ascii=False)))
    return [out.name]


def _write_json(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    document = nx.node_link_data(graph, edges="edges")
    document["sources"] = sources
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    out.write_text(text, encoding="utf-8")
    return [out.name]


FORMS: Final[Mapping[str, Callable[[nx.DiGraph, list[dict[str, str]], Path], list[str]]]] = {
    "csv": _write_csv,
    "xlsx": _write_workbook,
    "graphml": _write_graphml,
    "json": _write_json,
}
"""Form of an export -> the function that writes it."""
