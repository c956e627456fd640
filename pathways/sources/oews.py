"""BLS Occupational Employment and Wage Statistics, time-series flat files: areas, occupations, wages.

A series id is ``OEU`` + area type + area (7) + industry (6) + occupation (6) + data type (2).
A value of ``-`` carries a footnote: 8 not released, 5 at or above the cap, 4 published on the
other basis (hourly or annual) only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice
from pathways.schema import BIT, MEASURES
from pathways.sources.base import (
    DIGITS,
    DOWNLOAD_AGAIN,
    FILLED,
    Field,
    Reading,
    Source,
    open_batches,
    read_delimited,
)

FOLDER: Final = "oews"
DATA: Final = f"{FOLDER}/oe.data.0.Current.gz"
ALL_INDUSTRIES: Final = "000000"
DETAILED: Final = "3"
ALL_OCCUPATIONS: Final = "000000"
FLAG_OF_FOOTNOTE: Final[Mapping[str, str]] = {
    "8": "suppressed",
    "5": "top_coded",
    "4": "other_basis",
}
PERCENTILES: Final = ("p10", "p25", "median", "p75", "p90")
JOBS: Final = "01"
_NATIONAL = "OEUN"
_SERIES = r"OEU[NSM]\d{7}[0-9A-Z\-]{6}\d{8}"
_DATA_FIELDS = (
    Field("series", "series_id", _SERIES, "OEUM004418000000031113104"),
    Field("value", "value", r"-|\d+(\.\d+)?", "38200"),
    Field("footnote", "footnote_codes", "[458]?", "8"),
)
_CAPS = re.compile(r"\$([\d,.]+) per hour or \$([\d,]+) per year")


def read_oews(folder: Path) -> Reading:
    """Read areas, detailed occupations, wage caps, all-industry wages and national staffing.

    ``wages`` has one row per area and detailed occupation: integer dollars, integer cents (hourly),
    decimals for errors, ratio and jobs per 1,000; a withheld cell is missing and its bit is set in
    ``suppressed``, ``top_coded`` or ``other_basis``. ``oews_staffing`` has the nation's jobs by
    industry and occupation (``000000`` = all industries, ``00-0000`` = all occupations), missing
    where they were not released; ``staffing`` reads what the industry codes mean.
    """
    areas = read_delimited(
        folder / FOLDER / "oe.area",
        [
            Field("state_fips", "state_code", r"\d{2}", "29"),
            Field("area", "area_code", r"\d{7}", "0044180"),
            Field("type", "areatype_code", "[NSM]", "M"),
            Field("name", "area_name", FILLED, "Springfield, MO"),
        ],
        delimiter="\t",
    )
    occupations = _read_occupations(folder)
    wages, staffing = _read_data(
        folder / DATA, set(areas["area"]), occupations["occupation"].tolist()
    )
    tables = {
        "oews_areas": areas,
        "oews_occupations": occupations,
        "oews_wages": wages,
        "oews_staffing": staffing,
        "oews_caps": _read_caps(folder),
    }
    return Reading(tables, tuple(note_wages(wages)))


def _read_occupations(folder: Path) -> pd.DataFrame:
    listed = read_delimited(
        folder / FOLDER / "oe.occupation",
        [
            Field("code", "occupation_code", r"\d{6}", "311131"),
            Field("title", "occupation_name", FILLED, "Nursing Assistants"),
            Field("display_level", "display_level", DIGITS, "3"),
        ],
        delimiter="\t",
    )
    detailed = listed[listed["display_level"] == DETAILED]
    codes = detailed["code"].str.slice(0, 2) + "-" + detailed["code"].str.slice(2)
    return pd.DataFrame({"occupation": codes, "title": detailed["title"]})


def _read_caps(folder: Path) -> pd.DataFrame:
    footnotes = read_delimited(
        folder / FOLDER / "oe.footnote",
        [
            Field("code", "footnote_code", DIGITS, "5"),
            Field("text", "footnote_text", FILLED, "This wage is equal to or greater than ..."),
        ],
        delimiter="\t",
    )
    text = " ".join(footnotes.loc[footnotes["code"] == "5", "text"])
    found = _CAPS.search(text)
    if found is None:
        raise SourceError(
            "footnote 5 names no hourly and annual cap",
            file="oe.footnote",
            column="footnote_text",
            value=text,
            fix=DOWNLOAD_AGAIN,
        )
    hourly = round(float(found[1].replace(",", "")) * 100)
    return pd.DataFrame(
        {"basis": ["hourly", "annual"], "cap": [hourly, int(found[2].replace(",", ""))]}
    )


def _read_data(
    path: Path, areas: set[str], occupations: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read wages and staffing in one pass: the file holds six million values."""
    detailed = pa.array([code.replace("-", "") for code in occupations])
    wages, staffing = [], []
    row = 2
    for batch in open_batches(path, _DATA_FIELDS, delimiter="\t"):
        cells = {name: pc.utf8_trim_whitespace(batch[name]) for name in batch.column_names}
        _check_batch(cells, path.name, row)
        row += batch.num_rows
        series = cells["series"]
        pieces = pa.table(
            {
                "area": pc.utf8_slice_codeunits(series, 4, 11),
                "industry": pc.utf8_slice_codeunits(series, 11, 17),
                "occupation": pc.utf8_slice_codeunits(series, 17, 23),
                "datatype": pc.utf8_slice_codeunits(series, 23, 25),
                "value": cells["value"],
                "footnote": cells["footnote"],
            }
        )
        is_detailed = pc.is_in(pieces["occupation"], detailed)
        wages.append(
            pieces.filter(pc.and_(pc.equal(pieces["industry"], ALL_INDUSTRIES), is_detailed)).drop(
                "industry"
            )
        )
        national = pc.starts_with(series, _NATIONAL)
        if pc.any(national, min_count=0).as_py():
            is_counted = pc.or_(is_detailed, pc.equal(pieces["occupation"], ALL_OCCUPATIONS))
            is_jobs = pc.equal(pieces["datatype"], JOBS)
            staffing.append(pieces.filter(pc.and_(national, pc.and_(is_counted, is_jobs))))
    cells_table = pa.concat_tables(wages).combine_chunks()
    unknown = set(pc.unique(cells_table["area"]).to_pylist()) - areas
    if unknown:
        raise SourceError(
            "a series names an area that oe.area does not hold",
            file=path.name,
            column="series_id",
            value=sorted(unknown)[0],
            fix=DOWNLOAD_AGAIN,
        )
    return _pivot_wages(cells_table, path.name), _type_staffing(staffing, path.name)


def _type_staffing(pieces: list[pa.Table], file: str) -> pd.DataFrame:
    """Return national jobs by industry and occupation; missing where they were not released."""
    if not pieces:
        return pd.DataFrame(
            {"industry": [], "occupation": [], "jobs": pd.array([], dtype="Int64")}
        ).astype({"industry": "str", "occupation": "str"})
    cells = pa.concat_tables(pieces)
    released = pc.if_else(pc.equal(cells["value"], "-"), None, cells["value"])
    codes = cells["occupation"].to_pandas()
    staffing = pd.DataFrame(
        {
            "industry": cells["industry"].to_pandas(),
            "occupation": codes.str.slice(0, 2) + "-" + codes.str.slice(2),
            "jobs": pd.Series(pc.cast(released, pa.float64()).to_pandas()).astype("Int64"),
        }
    )
    if staffing.duplicated(["industry", "occupation"]).any():
        raise SourceError(
            "the same series stands twice", file=file, column="series_id", fix=DOWNLOAD_AGAIN
        )
    return staffing


def _check_batch(cells: Mapping[str, pa.ChunkedArray], file: str, first_row: int) -> None:
    """Raise SourceError for the first series, value or footnote that is not of its form."""
    dash = pc.equal(cells["value"], "-")
    explained = pc.not_equal(cells["footnote"], "")
    checks = [
        (
            field.header,
            cells[field.name],
            pc.match_substring_regex(cells[field.name], f"^(?:{field.pattern})$"),
        )
        for field in _DATA_FIELDS
    ]
    checks.append(("footnote_codes", cells["footnote"], pc.equal(dash, explained)))
    for column, values, right in checks:
        if not pc.all(right, min_count=0).as_py():
            position = pc.index(right, False).as_py()
            raise SourceError(
                "the cell is not of the expected form",
                file=file,
                row=first_row + position,
                column=column,
                value=values[position].as_py(),
                fix=DOWNLOAD_AGAIN,
            )


def _pivot_wages(cells: pa.Table, file: str) -> pd.DataFrame:
    area = cells["area"].dictionary_encode().combine_chunks()
    occupation = cells["occupation"].dictionary_encode().combine_chunks()
    area_index = area.indices.to_numpy().astype(np.int64)
    occupation_index = occupation.indices.to_numpy().astype(np.int64)
    width = len(occupation.dictionary)
    pairs, place = np.unique(area_index * width + occupation_index, return_inverse=True)
    measure = pc.cast(cells["datatype"], pa.int8()).to_numpy().astype(np.int64) - 1
    slot = place * len(MEASURES) + measure
    if len(np.unique(slot)) != len(slot):
        raise SourceError(
            "the same series stands twice", file=file, column="series_id", fix=DOWNLOAD_AGAIN
        )
    is_dash = pc.equal(cells["value"], "-")
    number = pc.cast(pc.if_else(is_dash, None, cells["value"]), pa.float64())
    values = np.full(len(pairs) * len(MEASURES), np.nan)
    values[slot] = number.to_numpy(zero_copy_only=False)
    grid = values.reshape(len(pairs), len(MEASURES))
    codes = [f"{code[:2]}-{code[2:]}" for code in occupation.dictionary.to_pylist()]
    frame = pd.DataFrame(
        {
            "area": pd.Categorical.from_codes(
                pairs // width, pd.Index(area.dictionary.to_pylist())
            ),
            "occupation": pd.Categorical.from_codes(pairs % width, pd.Index(codes)),
        }
    )
    for position, name in enumerate(MEASURES):
        frame[name] = _type_measure(name, grid[:, position])
    footnote = cells["footnote"].to_numpy(zero_copy_only=False)
    for code, flag in FLAG_OF_FOOTNOTE.items():
        bits = np.zeros(len(pairs), dtype=np.int64)
        flagged = footnote == code
        np.bitwise_or.at(bits, place[flagged], 1 << measure[flagged])
        frame[flag] = bits
    return frame


def _type_measure(name: str, values: np.ndarray) -> pd.Series:
    if name.startswith("hourly"):
        return pd.Series(np.rint(values * 100)).astype("Int32")
    if name.startswith("annual") or name == "employment":
        return pd.Series(np.rint(values)).astype("Int32")
    return pd.Series(values)


def note_wages(wages: pd.DataFrame) -> list[Notice]:
    """Return one notice per kind of withheld wage, counted, and one per row of unordered percentiles."""
    notices = []
    annual, hourly = BIT["annual_median"], BIT["hourly_median"]
    wage_bits = sum(BIT[name] for name in MEASURES if name.startswith(("hourly", "annual")))
    counted = {
        "wage_suppressed": (wages["suppressed"] & wage_bits) > 0,
        "wage_top_coded": (wages["top_coded"] & wage_bits) > 0,
        "annual_only_wage": (wages["other_basis"] & hourly) > 0,
        "hourly_only_wage": (wages["other_basis"] & annual) > 0,
    }
    for code, rows in counted.items():
        if rows.any():
            notices.append(make_notice(code, "oe.data.0.Current", count=int(rows.sum())))
    for basis in ("hourly", "annual"):
        steps = wages[[f"{basis}_{p}" for p in PERCENTILES]].to_numpy(
            dtype=np.float64, na_value=np.nan
        )
        filled = np.fmax.accumulate(np.nan_to_num(steps, nan=-1.0), axis=1)
        falls = (~np.isnan(steps)) & (steps < filled)
        for position in np.flatnonzero(falls.any(axis=1)):
            notices.append(
                make_notice(
                    "wage_percentiles_unordered",
                    "oe.data.0.Current",
                    column=f"{basis} percentiles",
                    entity=f"{wages['area'].iloc[position]}/{wages['occupation'].iloc[position]}",
                )
            )
    return notices


SOURCE: Final = Source(
    FOLDER,
    (
        DATA,
        f"{FOLDER}/oe.area",
        f"{FOLDER}/oe.occupation",
        f"{FOLDER}/oe.datatype",
        f"{FOLDER}/oe.footnote",
    ),
    read_oews,
)
