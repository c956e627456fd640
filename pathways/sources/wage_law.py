"""Minimum wages in force by state, from the table of the U.S. Department of Labor."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

import pandas as pd

from pathways.notices import Notice
from pathways.sources.base import (
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    read_delimited,
)

FILE: Final = "wage_line/state_minimum_wage_2026.csv"
FEDERAL: Final = 725
"""Federal minimum wage in US cents an hour (29 U.S.C. 206(a)(1)): no state's counts lower."""
_DOLLARS = r"\d{1,2}(\.\d{1,2})?"


def read_wage_law(folder: Path) -> Reading:
    """Read ``minimum_wages``: state, hourly (US cents, the rate in force), note.

    The rate is the general one of the state, never under the federal minimum; other rates that the
    table knows of (a city, a part of the state, a disputed rate) stand in ``note``, else missing.
    """
    notices: list[Notice] = []
    rows = read_delimited(
        folder / FILE,
        [
            Field("state", "state", "[A-Z]{2}", "MO"),
            Field("current", r"current_\d{4}_\d{2}", _DOLLARS, "15.0"),
            Field("note", "note"),
        ],
        notices=notices,
    )
    rows = drop_doubles(rows, ["state"], name_table(Path(FILE)), notices)
    cents = [max(FEDERAL, int(Decimal(rate) * 100)) for rate in rows["current"]]
    wages = pd.DataFrame(
        {
            "state": rows["state"],
            "hourly": pd.Series(cents, index=rows.index, dtype="Int32"),
            "note": rows["note"].mask(rows["note"] == ""),
        }
    )
    return Reading({"minimum_wages": wages.reset_index(drop=True)}, tuple(notices))


SOURCE: Final = Source("minimum_wage", (FILE,), read_wage_law)
