"""NAICS 2022: codes and titles of industries, from sectors to six digits."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pathways.notices import Notice
from pathways.sources.base import (
    FILLED,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    read_delimited,
)

FILE: Final = "naics/naics_2022.csv"


def read_naics(folder: Path) -> Reading:
    """Read ``naics``: code (two to six digits), title.

    Three sectors span several two-digit codes and stand under the first alone: 31 (for 31 to 33),
    44 (44 and 45) and 48 (48 and 49). A code written as such a span is read as its first.
    """
    notices: list[Notice] = []
    rows = read_delimited(
        folder / FILE,
        [
            Field("code", "naics_code", r"\d{2}(-\d{2})?|\d{3,6}", "6221"),
            Field("title", "title", FILLED, "General Medical and Surgical Hospitals"),
        ],
        notices=notices,
    )
    rows = rows.assign(code=rows["code"].str.replace(r"-\d{2}$", "", regex=True))
    rows = drop_doubles(rows, ["code"], name_table(Path(FILE)), notices)
    return Reading({"naics": rows.sort_values("code", ignore_index=True)}, tuple(notices))


SOURCE: Final = Source("naics", (FILE,), read_naics)
