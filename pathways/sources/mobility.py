"""Observed moves between occupations, and the SOC 2010 groups that they are counted in.

Yearly occupation changes in the March supplement of the CPS, 2010s (del Rio-Chanona et al.). The
groups are mostly SOC 2010 broad occupations, some detailed ones and a few minor groups.
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
    SOC,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    read_delimited,
)

FOLDER: Final = "mobility"
MOVES: Final = f"{FOLDER}/observed_moves.csv"
GROUPS: Final = f"{FOLDER}/broad_occupations.csv"
_SHARE: Final = r"(0(\.\d+)?|\d(\.\d+)?[eE]-\d+|1(\.0+)?)"
_COUNT: Final = r"\d+(\.0+)?"
ALL: Final = 1.0 + 1e-9


def read_mobility(folder: Path) -> Reading:
    """Read ``observed_moves`` (origin, destination, share: yearly, of the people in the origin) and
    ``broad_occupations`` (code, title, employment in jobs, mean_wage in USD a year, minor, major).

    A move that names a group which is not listed, or that leads to itself, is left out with a notice.
    """
    notices: list[Notice] = []
    groups = _read_groups(folder / GROUPS, notices)
    moves = read_observed_moves(folder / MOVES, notices)
    unlisted = ~moves["origin"].isin(groups["code"]) | ~moves["destination"].isin(groups["code"])
    notices += [
        make_notice(
            "foreign_key_violation",
            name_table(Path(MOVES)),
            row=int(str(row)),
            value=f"{origin}/{destination}",
        )
        for row, origin, destination in moves.loc[unlisted, ["origin", "destination"]].itertuples()
    ]
    return Reading(
        {
            "observed_moves": moves[~unlisted].reset_index(drop=True),
            "broad_occupations": groups.reset_index(drop=True),
        },
        tuple(notices),
    )


def read_observed_moves(path: Path, notices: list[Notice]) -> pd.DataFrame:
    """Return origin, destination and share of one file; the index is the row of the file.

    Adds a notice for each pair that stands twice or leads to itself. Raises SourceError for a cell
    that is wrong and for an origin whose shares come to more than 1.
    """
    moves = read_delimited(
        path,
        [
            Field("origin", "origin_soc2010_broad", SOC, "31-1010"),
            Field("destination", "destination_soc2010_broad", SOC, "29-2060"),
            Field("share", "annual_share", _SHARE, "0.0045124"),
        ],
        notices=notices,
    )
    moves = drop_doubles(moves, ["origin", "destination"], name_table(path), notices)
    stays = moves["origin"] == moves["destination"]
    notices += [
        make_notice("self_loop", name_table(path), row=int(str(row)), value=code)
        for row, code in moves.loc[stays, "origin"].items()
    ]
    moves = moves[~stays].assign(share=moves["share"].astype("float64"))
    total = moves.groupby("origin")["share"].sum()
    if (total > ALL).any():
        code = str(total.idxmax())
        raise SourceError(
            "the shares of one origin come to more than 1",
            file=path.name,
            row=int(str(moves.index[moves["origin"] == code][0])),
            column="annual_share",
            value=f"{code}: {total[code]:.4f}",
            fix=f"Shares are fractions of the people in the origin, not percentages. {DOWNLOAD_AGAIN}",
        )
    return moves


def _read_groups(path: Path, notices: list[Notice]) -> pd.DataFrame:
    groups = read_delimited(
        path,
        [
            Field("code", "soc2010_broad", SOC, "31-1010"),
            Field("title", "title", FILLED, "Nursing, Psychiatric, and Home Health Aides"),
            Field("employment", "employment", _COUNT, "2289770"),
            Field("mean_wage", "mean_annual_wage", _COUNT, "123880"),
            Field("minor", "minor_group", SOC, "31-1000"),
            Field("major", "major_group", SOC, "31-0000"),
        ],
        notices=notices,
    )
    groups = drop_doubles(groups, ["code"], name_table(path), notices)
    return groups.assign(
        **{
            name: groups[name].astype("float64").astype("Int64")
            for name in ("employment", "mean_wage")
        }
    )


SOURCE: Final = Source("mobility", (MOVES, GROUPS), read_mobility)
