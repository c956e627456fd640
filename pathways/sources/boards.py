"""Local workforce boards: which counties each one serves, Florida and part of Missouri.

Florida is whole (67 counties, 21 boards, as realigned in July 2024). Missouri is partial (36 of 115
counties, some from pages as old as 2014): a county that is not here has no board *in this table*, and
nobody fills it in by guess; its OEWS area stands in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    DOWNLOAD_AGAIN,
    FILLED,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    pad_codes,
    read_delimited,
)
from pathways.sources.geography import STATE_OF_FIPS

FOLDER: Final = "boards"
FILES: Final = (f"{FOLDER}/fl_county_to_lwda.csv", f"{FOLDER}/mo_county_to_lwda.csv")


def read_boards(folder: Path) -> Reading:
    """Read ``boards``: county (FIPS, once), state, board, basis (how the row is known), source."""
    notices: list[Notice] = []
    boards = pd.concat([_read_file(folder / name, notices) for name in FILES])
    return Reading(
        {"boards": boards.sort_values("county", ignore_index=True)},
        tuple(notices),
    )


def _read_file(path: Path, notices: list[Notice]) -> pd.DataFrame:
    table = name_table(path)
    rows = read_delimited(
        path,
        [
            Field("county", "county_fips", r"\d{4,5}", "29077"),
            Field("state", "state", "[A-Z]{2}", "MO"),
            Field("board", "board_or_area", FILLED, "Ozark"),
            Field("basis", "basis", "(verbatim|inferred).*", "verbatim"),
            Field("source", "source", FILLED, "a page or a document"),
        ],
        notices=notices,
    )
    rows = rows.assign(county=pad_codes(rows["county"], 5, table, "county_fips", notices))
    _check_states(rows, path)
    rows = drop_doubles(rows, ["county"], table, notices)
    for row, county, board in rows.loc[
        rows["basis"].str.startswith("inferred"), ["county", "board"]
    ].itertuples():
        notices.append(
            make_notice(
                "board_inferred", table, row=int(row), column="basis", value=board, entity=county
            )
        )
    return rows


def _check_states(rows: pd.DataFrame, path: Path) -> None:
    """Raise SourceError for the first county whose code is of another state."""
    wrong = rows[rows["county"].str.slice(0, 2).map(STATE_OF_FIPS) != rows["state"]]
    if len(wrong):
        raise SourceError(
            f"the county is not in {wrong['state'].iloc[0]}",
            file=path.name,
            row=int(wrong.index[0]),
            column="county_fips",
            value=wrong["county"].iloc[0],
            fix=f"Correct the county code. {DOWNLOAD_AGAIN}",
        )


SOURCE: Final = Source(FOLDER, FILES, read_boards)
