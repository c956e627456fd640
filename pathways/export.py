"""Files that people take away: a region as CSV folder, workbook, GraphML or JSON, sources inside each."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import networkx as nx

from pathways.build.readme import ATTRIBUTION
from pathways.errors import CannotWriteError
from pathways.network import build_network
from pathways.region import Region

FORMULA_STARTS: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
"""What a spreadsheet takes for the start of a formula (OWASP), full-width forms included."""

OWN_FILE: Final = re.compile(r"(nodes|edges)_[a-z_]+\.csv|sources\.csv")
"""What a folder of ours holds; a folder with anything else in it is not written over."""

NOT_XML: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML file cannot hold, or that do not come back as they were (CR)."""


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
    draft = out.with_name(f".{out.name}.draft-{os.getpid()}")
    try:
        written = FORMS[form](build_network(region), list_sources(region), draft)
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


def list_sources(region: Region) -> list[dict[str, str]]:
    """Return one row per published file behind the graph, and the attribution that they ask for.

    Columns: dataset, title, release, publisher, licence, url.
    """
    columns = ("dataset", "title", "release", "publisher", "licence", "url")
    rows = [
        {name: str(entry.get(name, "")) for name in columns}
        for entry in region.graph.manifest["inputs"]
    ]
    words = " ".join(ATTRIBUTION.partition("Attributions")[2].split())
    return [*rows, {**dict.fromkeys(columns, ""), "dataset": "attribution", "title": words}]


def neutralise(value: object) -> object:
    """Return text that a spreadsheet will not run; anything but text stays as it is."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


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


def _list_columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
    return list(columns)


def _write_csv(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    out.mkdir()
    written = []
    for name, rows in {**list_tables(graph), "sources": sources}.items():
        path = out / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, _list_columns(rows))
            writer.writeheader()
            for row in rows:
                writer.writerow({key: neutralise(value) for key, value in row.items()})
        written.append(path.name)
    return written


class _Exact(float):
    """A number that the workbook keeps to its last digit; its writer would keep sixteen."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


def _write_workbook(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    content = BytesIO()
    with xlsxwriter.Workbook(content, options) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, rows in {**list_tables(graph), "sources": sources}.items():
            sheet = workbook.add_worksheet(name[:31])
            columns = _list_columns(rows)
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            for place, row in enumerate(rows, start=1):
                for column, key in enumerate(columns):
                    value = row.get(key)
                    if isinstance(value, str):
                        sheet.write_string(place, column, value)
                    elif isinstance(value, bool):
                        sheet.write_boolean(place, column, value)
                    elif value is not None:
                        sheet.write_number(place, column, _Exact(value))
    out.write_bytes(content.getvalue())
    return [out.name]


def _write_graphml(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    told = nx.DiGraph(**graph.graph, sources=json.dumps(sources, ensure_ascii=False))
    told.add_nodes_from((node, _fit_xml(facts)) for node, facts in graph.nodes(data=True))
    told.add_edges_from((*ends, _fit_xml(facts)) for *ends, facts in graph.edges(data=True))
    # True gives an attribute one type: whole numbers beside decimals are decimals, in every program
    nx.write_graphml_xml(told, out, encoding="utf-8", infer_numeric_types=True)
    return [out.name]


def _fit_xml(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
        for name, value in facts.items()
    }


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
