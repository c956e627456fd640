"""Rows and graphs as file contents that run nothing: CSV, workbook, GraphML."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, Final

import networkx as nx

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

NOT_XML: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML file cannot hold, or that do not come back as they were (CR)."""

SHEET_LETTERS: Final = 31
"""Letters that the name of a sheet may have."""

Rows = Sequence[Mapping[str, Any]]


def neutralise(value: object) -> object:
    """Return text that a spreadsheet will not run; anything but text stays as it is."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def list_columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return every key of the rows, in the order in which they first stand."""
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
    return list(columns)


def make_csv(rows: Rows, columns: Sequence[str] | None = None) -> bytes:
    """Return rows as a CSV file with a byte order mark; an absent or None cell is empty.

    ``columns`` are the keys of the rows where none are named; they are the header of a table without
    rows.
    """
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, list(columns) if columns else list_columns(rows))
    writer.writeheader()
    for row in rows:
        writer.writerow({key: neutralise(value) for key, value in row.items()})
    return stream.getvalue().encode("utf-8-sig")


class _Exact(float):
    """A number that the workbook keeps to its last digit; its writer would keep sixteen."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


def make_workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return tables as a workbook, one sheet each; every text is stored as a text."""
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
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name[:SHEET_LETTERS])
            columns = list_columns(rows)
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
    return content.getvalue()


def make_graphml(graph: nx.Graph, **facts: str) -> bytes:
    """Return a graph with further ``facts`` of its own as GraphML; what XML cannot hold is marked."""
    told = graph.__class__(**_fit_xml({**graph.graph, **facts}))
    told.add_nodes_from((node, _fit_xml(facts)) for node, facts in graph.nodes(data=True))
    keyed = {"keys": True} if graph.is_multigraph() else {}
    told.add_edges_from(
        (*ends, _fit_xml(facts)) for *ends, facts in graph.edges(data=True, **keyed)
    )
    content = BytesIO()
    # True gives an attribute one type: whole numbers beside decimals are decimals, in every program
    nx.write_graphml_xml(told, content, encoding="utf-8", infer_numeric_types=True)
    return content.getvalue()


def _fit_xml(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
        for name, value in facts.items()
    }
