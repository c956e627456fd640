"""NCES IPEDS student charges (IC_AY): what a school that charges by academic year publishes.

CHG1AY3, CHG2AY3 and CHG3AY3 are tuition and required fees of a full-time undergraduate for one
academic year, in-district, in-state and out-of-state; the file repeats the three years before, and
the last digit 3 is the year of the collection (the file's own). CHG4AY3 is books and supplies for a
year and is in none of the three. Graduate charges (TUITION5 to 7 with FEE5 to 7) leave out doctors'
programs of professional practice, which charge on their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    note_rows,
    read_delimited,
)
from pathways.sources.scorecard import HIGHEST_PRICE, find_year

FILE: Final = "ipeds/ic2023_ay.csv.gz"
UNDERGRADUATE: Final[Mapping[str, str]] = {
    "in_district": "CHG1AY3",
    "in_state": "CHG2AY3",
    "out_of_state": "CHG3AY3",
    "books": "CHG4AY3",
}
GRADUATE: Final[Mapping[str, str]] = {
    "graduate_in_district": "5",
    "graduate_in_state": "6",
    "graduate_out_of_state": "7",
}
ORDERED: Final = (
    ("in_district", "in_state"),
    ("in_state", "out_of_state"),
    ("graduate_in_district", "graduate_in_state"),
    ("graduate_in_state", "graduate_out_of_state"),
)
"""Charges of which the first is expected not to be above the second."""

PLAIN_FLAGS: Final = ("R", "A", "Z")
"""Reported, not applicable, implied zero. Every other flag says that somebody else than the school
made the number: C corrected by an analyst, P carried forward, N nearest neighbour, L group median ..."""

MISSING: Final = (".", "")
_VALUE = r"-?\d+|\.|"
_FLAG = "[A-Z]"


def read_charges(folder: Path) -> Reading:
    """Read ``charges``, one row per provider (UNITID), all in USD a year.

    in_district, in_state, out_of_state (tuition and required fees, full-time undergraduate), books
    (books and supplies), graduate_in_district, graduate_in_state, graduate_out_of_state (tuition and
    required fees, professional doctorates left out), year, flags (``in_state:C`` joined by a bar for
    figures that the school did not report itself). An absent figure was not published; 0 is published.
    Providers without any figure are left out.
    """
    path = folder / FILE
    notices: list[Notice] = []
    rows = read_delimited(path, _list_fields(), notices=notices)
    rows = drop_doubles(rows, ["provider"], name_table(path), notices)
    frame = rows[["provider"]].copy()
    flags = pd.Series("", index=rows.index)
    for name, header in UNDERGRADUATE.items():
        frame[name] = _read_money(rows[name], header, name_table(path), notices)
        flags += _read_flags(rows[f"{name}_flag"], frame[name], name)
    for name, digit in GRADUATE.items():
        tuition = _read_money(rows[name], f"TUITION{digit}", name_table(path), notices)
        fees = _read_money(rows[f"{name}_fees"], f"FEE{digit}", name_table(path), notices)
        frame[name] = tuition + fees
        for part in ("", "_fees"):
            found = _read_flags(rows[f"{name}{part}_flag"], frame[name], name)
            flags = flags.where(flags.str.contains(name, regex=False), flags + found)
    flags = flags.str.removesuffix("|")
    _check_order(frame, name_table(path), notices)
    made = flags != ""
    if made.any():
        notices.append(note_rows("charge_not_reported", flags[made], name_table(path), None))
    figures = [*UNDERGRADUATE, *GRADUATE]
    frame = frame.assign(year=find_year(path.name), flags=flags.mask(~made))
    return Reading(
        {"charges": frame.dropna(subset=figures, how="all").reset_index(drop=True)}, tuple(notices)
    )


def _list_fields() -> list[Field]:
    fields = [Field("provider", "UNITID", r"[1-9]\d{5}", "178697")]
    for name, header in UNDERGRADUATE.items():
        fields += _pair_fields(name, f"X{header}", header)
    for name, digit in GRADUATE.items():
        fields += _pair_fields(name, f"XTUIT{digit}", f"TUITION{digit}")
        fields += _pair_fields(f"{name}_fees", f"XFEE{digit}", f"FEE{digit}")
    return fields


def _pair_fields(name: str, flag_header: str, header: str) -> list[Field]:
    return [
        Field(f"{name}_flag", flag_header, _FLAG, "R"),
        Field(name, header, _VALUE, "3552 or ."),
    ]


def _read_money(cells: pd.Series, header: str, table: str, notices: list[Notice]) -> pd.Series:
    """Return whole dollars; missing or outside 0 to HIGHEST_PRICE is absent, the latter with a notice."""
    numbers = pd.to_numeric(cells.mask(cells.isin(MISSING)))
    wrong = ((numbers < 0) | (numbers > HIGHEST_PRICE)).fillna(False)
    if wrong.any():
        notices.append(note_rows("price_out_of_range", cells[wrong], table, header))
    return numbers.mask(wrong).astype("Int32")


def _read_flags(flags: pd.Series, figures: pd.Series, name: str) -> pd.Series:
    """Return ``name:flag|`` where a figure stands that the school did not report, else nothing."""
    made = ~flags.isin(PLAIN_FLAGS) & figures.notna()
    return (name + ":" + flags + "|").where(made, "")


def _check_order(frame: pd.DataFrame, table: str, notices: list[Notice]) -> None:
    for low, high in ORDERED:
        wrong = (frame[low] > frame[high]).fillna(False)
        for row, provider in frame.loc[wrong, "provider"].items():
            notices.append(
                make_notice(
                    "charges_unordered",
                    table,
                    row=int(str(row)),
                    column=low,
                    value=str(frame.at[row, low]),
                    entity=str(provider),
                )
            )


SOURCE: Final = Source("charges", (FILE,), read_charges)
