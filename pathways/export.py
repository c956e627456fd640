"""Files that people take away: a region as CSV folder, workbook, GraphML or JSON, sources inside each."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import networkx as nx

from pathways.network import build_network
from pathways.region import Region

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""What a spreadsheet takes for the start of a formula (OWASP)."""


def export_region(region: Region, form: str, out: Path) -> list[str]:
    """Write the region's graph to ``out`` and return the names of the files written.

    ``form`` is a key of FORMS. Text that a spreadsheet would run as a formula is neutralised with
    an apostrophe in CSV and stored as text in the workbook. Raises KeyError for another form.
    """
    graph = build_network(region)
    return FORMS[form](graph, list_sources(region), out)


def list_sources(region: Region) -> list[dict[str, str]]:
    """Return one row per published file behind the graph: dataset, release, publisher, licence, address."""
    columns = ("dataset", "title", "release", "publisher", "licence", "url")
    return [
        {name: str(entry.get(name, "")) for name in columns}
        for entry in region.graph.manifest["inputs"]
    ]


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
    out.mkdir(parents=True, exist_ok=True)
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


def _write_workbook(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out), options) as workbook:
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
                    elif value is not None:
                        sheet.write(place, column, value)
    return [out.name]


def _write_graphml(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    told = graph.copy()
    told.graph["sources"] = json.dumps(sources, ensure_ascii=False)
    nx.write_graphml(told, out, encoding="utf-8", infer_numeric_types=False)
    return [out.name]


def _write_json(graph: nx.DiGraph, sources: list[dict[str, str]], out: Path) -> list[str]:
    document = nx.node_link_data(graph, edges="edges")
    document["sources"] = sources
    out.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return [out.name]


FORMS: Final[Mapping[str, Callable[[nx.DiGraph, list[dict[str, str]], Path], list[str]]]] = {
    "csv": _write_csv,
    "xlsx": _write_workbook,
    "graphml": _write_graphml,
    "json": _write_json,
}
"""Form of an export -> the function that writes it."""
