"""How every published file is read: as strings first, each cell against its column's pattern."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from python_calamine import CalamineError, CalamineWorkbook
from rapidfuzz import process

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice

ANY: Final = r"(?s).*"
FILLED: Final = r"(?s).*\S.*"
SOC: Final = r"\d{2}-\d{4}"
ONET_SOC: Final = r"\d{2}-\d{4}\.\d{2}"
CIP: Final = r"\d{2}\.\d{4}"
DIGITS: Final = r"\d+"
NUMBER: Final = r"-?\d+(\.\d+)?"
LATITUDE: Final = r"(-?[0-8]?\d(\.\d+)?)?"
LONGITUDE: Final = r"(-?(1[0-7]\d|\d?\d)(\.\d+)?)?"

SAVE_AS_TEXT: Final = (
    "A spreadsheet has turned the code into a date or number. Download the file again and do not "
    "save it from a spreadsheet, or format the column as Text before the codes are pasted"
)
DOWNLOAD_AGAIN: Final = "Download the file again from the publisher named in data/sources.toml"
NOT_UTF8: Final = "the file is not UTF-8 text"
WRONG_LENGTH: Final = "a row has the wrong number of fields"
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}.*|\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d{1,4}|\d{1,2}/\d{1,2}/\d{2,4}"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a source needs: our name, the published header, and what a cell must match.

    ``header`` and ``pattern`` are regular expressions matched against the whole text; a header
    pattern lets the years in a publisher's header change from release to release.
    """

    name: str
    header: str
    pattern: str = ANY
    example: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source read: typed tables by name, and the notices it raised on the way."""

    tables: dict[str, pd.DataFrame]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher's collection: the files it needs under the data folder, and their reader."""

    name: str
    files: tuple[str, ...]
    read: Callable[[Path], Reading]


def hash_file(path: Path) -> str:
    """Return the sha256 of a file as lower-case hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_file(path: Path) -> pa.NativeFile:
    """Open a file for reading, unpacking ``.gz``. Raise SourceError if it is not there."""
    if not path.is_file():
        raise SourceError("the file is missing", file=path.name, fix=DOWNLOAD_AGAIN)
    return pa.input_stream(str(path), compression="gzip" if path.suffix == ".gz" else None)


def open_batches(path: Path, fields: Sequence[Field], *, delimiter: str) -> Iterable[pa.Table]:
    """Yield a delimited file in pieces, all cells as strings, columns renamed to the field names.

    Raises SourceError for a missing column, a row of the wrong length, bytes that are not UTF-8
    and a file that ends too early. Rows without values are left out. Cells are not matched against
    their patterns here.
    """
    for table in _read_pieces(path, fields, delimiter):
        yield table.filter(_find_filled(table))


def _read_pieces(path: Path, fields: Sequence[Field], delimiter: str) -> Iterator[pa.Table]:
    """Yield every row of a delimited file, those without values included."""
    headers = _read_headers(path, delimiter)
    found = _match_headers(headers, fields, path.name)
    _check_quotes(path, delimiter)
    try:
        reader = pyarrow.csv.open_csv(
            open_file(path),
            read_options=pyarrow.csv.ReadOptions(block_size=1 << 24),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=delimiter == ",",
                ignore_empty_lines=False,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={header: pa.string() for header in headers},
                strings_can_be_null=False,
                include_columns=[headers[position] for position in found],
            ),
        )
        for batch in reader:
            yield pa.Table.from_batches([batch]).rename_columns([f.name for f in fields])
    except (pa.ArrowInvalid, OSError, EOFError) as error:
        problem = _explain_unreadable(str(error))
        row, column = _find_unreadable(path, delimiter, headers, problem)
        raise SourceError(
            problem, file=path.name, row=row, column=column, fix=DOWNLOAD_AGAIN
        ) from error


def _find_filled(table: pa.Table) -> pa.ChunkedArray:
    """Return True for every row with a value in some column."""
    filled = pc.not_equal(table.column(0), "")
    for column in table.columns[1:]:
        if pc.all(filled, min_count=0).as_py():
            break
        filled = pc.or_(filled, pc.not_equal(column, ""))
    return filled


def read_delimited(
    path: Path,
    fields: Sequence[Field],
    *,
    delimiter: str = ",",
    notices: list[Notice] | None = None,
) -> pd.DataFrame:
    """Read a delimited file (gzip by suffix) as trimmed strings, one column per field.

    The index is the row of the file, header = 1. A blank cell is "". Rows without values are left
    out; where ``notices`` is given, a ``blank_row`` notice that counts them is added to it. Raises
    SourceError as ``open_batches`` does, and for the first cell that its field's pattern refuses.
    """
    pieces = list(_read_pieces(path, fields, delimiter))
    filled = _find_filled(pa.concat_tables(pieces)).to_numpy() if pieces else np.array([], bool)
    if not filled.any():
        raise SourceError("there are no rows", file=path.name, fix=DOWNLOAD_AGAIN)
    frame = pa.concat_tables(pieces).filter(pa.array(filled)).to_pandas()
    frame.index = pd.Index(np.flatnonzero(filled) + 2)
    blank = np.flatnonzero(~filled) + 2
    if len(blank) and notices is not None:
        row = int(blank[0])
        notices.append(make_notice("blank_row", name_table(path), row=row, count=len(blank)))
    return check_cells(frame, fields, path.name)


def read_sheet(path: Path, sheet: str, fields: Sequence[Field], *, header_row: int) -> pd.DataFrame:
    """Read one sheet of a workbook as trimmed strings, one column per field.

    ``header_row`` counts from 1. The index is the row of the sheet. Reading stops at the first
    row whose first field is blank, or that starts the publisher's footnotes.
    """
    if not path.is_file():
        raise SourceError("the file is missing", file=path.name, fix=DOWNLOAD_AGAIN)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = [name for name in workbook.sheet_names if name.strip() == sheet]
        if not names:
            raise SourceError(f"there is no sheet {sheet!r}", file=path.name, fix=DOWNLOAD_AGAIN)
        rows = workbook.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise SourceError(
            f"the workbook cannot be read ({error})", file=path.name, fix=DOWNLOAD_AGAIN
        ) from error
    if len(rows) <= header_row:
        raise SourceError(f"sheet {sheet!r} has no rows", file=path.name, fix=DOWNLOAD_AGAIN)
    headers = [cell_text(cell) for cell in rows[header_row - 1]]
    found = _match_headers(headers, fields, f"{path.name}, sheet {sheet!r}")
    cells: list[list[str]] = []
    for row in rows[header_row:]:
        values = [cell_text(row[position]) for position in found]
        if values[0] == "" or values[0].startswith(("Footnote", "Note:", "Source:")):
            break
        cells.append(values)
    _check_rest(rows, header_row + len(cells), found, fields, f"{path.name}, sheet {sheet!r}")
    frame = pd.DataFrame(cells, columns=[f.name for f in fields], dtype="str")
    frame.index = pd.RangeIndex(header_row + 1, header_row + 1 + len(frame))
    return check_cells(frame, fields, f"{path.name}, sheet {sheet!r}")


def _check_rest(
    rows: Sequence[Sequence[object]],
    end: int,
    found: Sequence[int],
    fields: Sequence[Field],
    file: str,
) -> None:
    """Raise SourceError where a row of data follows after the end of the table."""
    if all(field.pattern in (ANY, FILLED) for field in fields):
        return
    for number, row in enumerate(rows[end:], start=end + 1):
        values = [cell_text(row[position]) for position in found]
        if all(
            value != "" and re.fullmatch(field.pattern, value)
            for field, value in zip(fields, values, strict=True)
        ):
            raise SourceError(
                f"a row of data follows after the table ends in row {end}",
                file=file,
                row=number,
                column=fields[0].header,
                value=values[0],
                fix=f"Remove the blank row or the text inside the table. {DOWNLOAD_AGAIN}",
            )


def cell_text(cell: object) -> str:
    """Return a workbook cell as text: whole floats without ``.0``, blanks as ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def check_cells(frame: pd.DataFrame, fields: Sequence[Field], file: str) -> pd.DataFrame:
    """Return the frame with trimmed cells. Raise SourceError for the first cell that is wrong."""
    checked = {}
    for field in fields:
        column = pc.utf8_trim_whitespace(pa.array(frame[field.name], type=pa.string()))
        if field.pattern != ANY:
            right = pc.match_substring_regex(column, f"^(?:{field.pattern})$")
            if not pc.all(right, min_count=0).as_py():
                position = pc.index(right, False).as_py()
                _refuse_cell(field, column[position].as_py(), file, int(frame.index[position]))
        checked[field.name] = column.to_pandas().set_axis(frame.index)
    return pd.DataFrame(checked, index=frame.index)


def name_table(path: Path) -> str:
    """Return the name by which notices call a file: its own without ``.csv`` and ``.gz``."""
    return path.name.removesuffix(".gz").removesuffix(".csv")


def pad_codes(
    codes: pd.Series, width: int, table: str, column: str, notices: list[Notice]
) -> pd.Series:
    """Return codes with the leading zeros that a spreadsheet took off; blank ones stay blank.

    One counted ``lost_leading_zero`` notice is added to ``notices`` where any were padded.
    """
    short = (codes != "") & (codes.str.len() < width)
    if not short.any():
        return codes
    notices.append(note_rows("lost_leading_zero", codes[short], table, column))
    return codes.where(~short, codes.str.zfill(width))


def drop_doubles(
    rows: pd.DataFrame, key: Sequence[str], table: str, notices: list[Notice]
) -> pd.DataFrame:
    """Return the first row of each key; every other one adds a ``duplicate_key`` notice."""
    twice = rows.duplicated(list(key))
    for row, *cells in rows.loc[twice, list(key)].itertuples():
        notices.append(make_notice("duplicate_key", table, row=int(row), entity="/".join(cells)))
    return rows[~twice]


def note_rows(code: str, found: pd.Series, table: str, column: str | None) -> Notice:
    """Return one notice for several rows: the place and value of the first, and the count."""
    return make_notice(
        code,
        table,
        row=int(str(found.index[0])),
        column=column,
        value=str(found.iloc[0]),
        count=len(found),
    )


def _refuse_cell(field: Field, value: str, file: str, row: int) -> None:
    is_code = any(code in field.pattern for code in (SOC, ONET_SOC, CIP))
    became_date = is_code and _DATE.fullmatch(value) is not None
    raise SourceError(
        "the code has become a date" if became_date else "the cell is not of the expected form",
        file=file,
        row=row,
        column=field.header,
        value=value,
        fix=SAVE_AS_TEXT
        if became_date
        else f"Expected for example {field.example!r}. {DOWNLOAD_AGAIN}",
    )


def _read_headers(path: Path, delimiter: str) -> list[str]:
    try:
        with open_file(path) as stream:
            start = stream.read(1 << 16).decode("utf-8-sig", errors="replace")
    except (OSError, EOFError) as error:
        raise SourceError(
            f"the file cannot be read ({error})", file=path.name, fix=DOWNLOAD_AGAIN
        ) from error
    for headers in csv.reader(start.splitlines(keepends=True), delimiter=delimiter):
        twice = sorted({name for name in headers if headers.count(name) > 1})
        if twice:
            raise SourceError(
                f"the column {twice[0]!r} stands twice",
                file=path.name,
                row=1,
                column=twice[0],
                fix=DOWNLOAD_AGAIN,
            )
        return headers
    raise SourceError("the file is empty", file=path.name, fix=DOWNLOAD_AGAIN)


def _match_headers(headers: Sequence[str], fields: Sequence[Field], file: str) -> list[int]:
    """Return the position of each field's column; a header is used once, leftmost first."""
    found: list[int] = []
    trimmed = [header.strip() for header in headers]
    for field in fields:
        fits = [
            position
            for position, header in enumerate(trimmed)
            if position not in found and re.fullmatch(field.header, header)
        ]
        if not fits:
            near = process.extractOne(field.header, trimmed)
            hint = f" The nearest column is {near[0]!r}." if near else ""
            raise SourceError(
                f"the column {field.header!r} is missing",
                file=file,
                row=1,
                column=field.header,
                fix=f"{DOWNLOAD_AGAIN}.{hint}",
            )
        found.append(fits[0])
    return found


def _explain_unreadable(message: str) -> str:
    if "UTF8" in message or "UTF-8" in message:
        return NOT_UTF8
    if "Expected" in message and "columns" in message:
        return f"{WRONG_LENGTH} ({message.splitlines()[0]})"
    return f"the file ends too early or is damaged ({message.splitlines()[0]})"


def _check_quotes(path: Path, delimiter: str) -> None:
    """Raise SourceError where the file ends inside a quoted cell: Arrow takes it for a cell."""
    if delimiter != ",":
        return
    quotes = row = 0
    try:
        with open_file(path) as stream:
            while piece := stream.read(1 << 20):
                quotes += piece.count(b'"')
        if quotes % 2 == 0:
            return
        with io.TextIOWrapper(open_file(path), "utf-8-sig", "replace", newline="") as text:
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            for _ in reader:
                row += 1
    except (OSError, EOFError) as error:
        raise SourceError(
            _explain_unreadable(str(error)), file=path.name, fix=DOWNLOAD_AGAIN
        ) from error
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise SourceError(
                "the file ends inside a quoted cell",
                file=path.name,
                row=row + 1,
                fix=DOWNLOAD_AGAIN,
            ) from error


def _find_unreadable(
    path: Path, delimiter: str, headers: Sequence[str], problem: str
) -> tuple[int | None, str | None]:
    """Return row and column of the first cell that is not UTF-8 or row of the wrong length."""
    if not problem.startswith((NOT_UTF8, WRONG_LENGTH)):
        return None, None
    try:
        with io.TextIOWrapper(
            open_file(path), "utf-8-sig", errors="surrogateescape", newline=""
        ) as text:
            for row, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):
                if problem.startswith(WRONG_LENGTH) and cells and len(cells) != len(headers):
                    return row, None
                for column, cell in zip(headers, cells, strict=False):
                    if problem == NOT_UTF8 and _BAD_BYTE.search(cell):
                        return row, column.strip()
    except (OSError, EOFError, csv.Error):
        pass
    return None, None
