"""Where the jobs of an occupation are: its industries, and the share of its jobs in each sector.

Every job is counted once. The tree of industries runs sector (level 2), 3-digit (3), 4-digit (4);
its leaves add up to all jobs. Codes that hold the same jobs again, by owner or with government
schools and hospitals inside, are not in it (``sources.staffing`` lists them).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pathways.notices import Notice, make_notice

ALL: Final = "000000"
EVERY_OCCUPATION: Final = "00-0000"
SECTOR_LEVEL, THREE_DIGIT, FOUR_DIGIT = "2", "3", "4"
LARGEST: Final = 5
"""Industries kept of every occupation; others are kept where they are usual."""
USUAL: Final = ((0.01, 0.05), (0.005, 0.10))
"""An industry usually employs an occupation where the occupation has at least the first share of
its jobs and it has at least the second share of the occupation's (design.md section 3)."""
POSTAL_SERVICE: Final = "491"
ROUNDING: Final = 10
"""OEWS rounds jobs to the nearest 10."""
_RANGE = re.compile(r"(\d{2})-(?:-(\d{2})|(\d{3}))")
_BY_OWNER = re.compile(r"\d{3}00[235]")
_TABLE = "oe.data.0.Current"


@dataclass(frozen=True, eq=False)
class Staffing:
    """National jobs by industry and occupation, and the tree that counts each of them once.

    ``jobs`` has a row per industry of the tree and per ``000000`` (all), a column per occupation
    and ``00-0000`` (all): jobs, missing where they were not released. ``titles`` names industries,
    ``parent`` maps one to the next coarser (a sector to None), ``leaves`` are the finest.
    """

    jobs: pd.DataFrame
    titles: Mapping[str, str]
    parent: Mapping[str, str | None]
    leaves: tuple[str, ...]


def make_staffing(
    oews_staffing: pd.DataFrame, oews_industries: pd.DataFrame
) -> tuple[Staffing, list[Notice]]:
    """Return the staffing of one OEWS release from the tables of ``sources.oews`` and ``staffing``.

    Notes an industry without a title, a level whose industries do not add up to all jobs, cells
    that were not released, and an industry with more jobs of an occupation than the nation has.
    """
    listed = oews_industries.set_index("industry")
    notices: list[Notice] = []
    for code in sorted(set(oews_staffing["industry"]) - set(listed.index)):
        notices.append(make_notice("unknown_industry_code", _TABLE, value=code))
    parent = _find_parents(dict(zip(listed.index, listed["level"], strict=True)))
    above = set(parent.values())
    kept = oews_staffing[oews_staffing["industry"].isin([ALL, *parent])]
    jobs = (
        kept.astype({"jobs": "float64"})
        .pivot(index="industry", columns="occupation", values="jobs")
        .reindex([ALL, *sorted(parent)])
    )
    jobs = jobs.reindex(columns=sorted({EVERY_OCCUPATION, *jobs.columns}))
    staffing = Staffing(
        jobs,
        dict(zip(listed.index, listed["title"], strict=True)),
        parent,
        tuple(sorted(code for code in parent if code not in above)),
    )
    suppressed = int(kept["jobs"].isna().sum())
    if suppressed:
        notices.append(make_notice("industry_cell_suppressed", _TABLE, count=suppressed))
    return staffing, notices + _check_totals(staffing) + _check_cells(staffing)


def _find_parents(level: Mapping[str, str]) -> dict[str, str | None]:
    """Return the tree: sectors by their range, 3-digit under sectors, 4-digit under 3-digit."""
    parent: dict[str, str | None] = {}
    sector_of: dict[str, str] = {}
    for code in sorted(level):
        found = _RANGE.fullmatch(code)
        if level[code] == SECTOR_LEVEL and found:
            parent[code] = None
            stop = int(found[2] or found[3])
            sector_of |= {str(two_digit): code for two_digit in range(int(found[1]), stop)}
    for code in sorted(level):
        if level[code] == THREE_DIGIT and code[:2] in sector_of:
            parent[code] = sector_of[code[:2]]
    for code in sorted(level):
        above = f"{code[:3]}000"
        if level[code] == FOUR_DIGIT and above in parent and not _BY_OWNER.fullmatch(code):
            parent[code] = above
    return parent


def _check_totals(staffing: Staffing) -> list[Notice]:
    """Return a notice for every industry whose parts do not add up to its jobs."""
    totals = staffing.jobs[EVERY_OCCUPATION]
    if np.isnan(totals[ALL]):
        return [make_notice("industries_do_not_add_up", _TABLE, entity=ALL)]
    parts_of: dict[str, list[str]] = {}
    for code, above in staffing.parent.items():
        parts_of.setdefault(above or ALL, []).append(code)
    return [
        make_notice("industries_do_not_add_up", _TABLE, entity=whole)
        for whole, parts in sorted(parts_of.items())
        if not abs(totals[parts].sum() - totals[whole]) <= ROUNDING * (len(parts) + 1) / 2
    ]


def _check_cells(staffing: Staffing) -> list[Notice]:
    nation = staffing.jobs.loc[ALL]
    parts = staffing.jobs.drop(index=ALL)
    rows, columns = np.nonzero((parts - nation > ROUNDING).to_numpy())
    return [
        make_notice(
            "industry_exceeds_occupation",
            _TABLE,
            entity=f"{parts.index[row]}/{parts.columns[column]}",
        )
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]


def build_industries(staffing: Staffing) -> pd.DataFrame:
    """Return the ``facts/industries`` frame: the five largest leaves of each occupation, and usual ones.

    Columns: occupation, naics (published industry code), title, jobs, share_of_occupation (of its
    national jobs; missing where those are not released), share_of_industry, rank (1 = most jobs,
    ties by code). A cell that was not released is left out: its jobs are unknown.
    """
    leaves = staffing.jobs.loc[list(staffing.leaves)].rename_axis(index="naics")
    nation, every = staffing.jobs.loc[ALL], leaves[EVERY_OCCUPATION]
    cells = (
        leaves.drop(columns=EVERY_OCCUPATION)
        .reset_index()
        .melt(id_vars="naics", var_name="occupation", value_name="jobs")
        .dropna(subset=["jobs"])
    )
    cells["title"] = cells["naics"].map(staffing.titles)
    cells["share_of_occupation"] = cells["jobs"] / nation.reindex(cells["occupation"]).to_numpy()
    cells["share_of_industry"] = cells["jobs"] / every.reindex(cells["naics"]).to_numpy()
    cells = cells.sort_values(
        ["occupation", "jobs", "naics"], ascending=[True, False, True], ignore_index=True
    )
    cells["rank"] = cells.groupby("occupation").cumcount() + 1
    kept = cells[(cells["rank"] <= LARGEST) | is_usual(cells)]
    columns = [
        "occupation", "naics", "title", "jobs", "share_of_occupation", "share_of_industry", "rank"
    ]  # fmt: skip
    return kept[columns].astype({"jobs": "int64"}).reset_index(drop=True)


def is_usual(industries: pd.DataFrame) -> pd.Series:
    """Return True for the rows of ``facts/industries`` whose industry usually employs the occupation."""
    usual = pd.Series(False, index=industries.index)
    for of_industry, of_occupation in USUAL:
        usual |= (industries["share_of_industry"] >= of_industry) & (
            industries["share_of_occupation"] >= of_occupation
        )
    return usual


def sector_shares(staffing: Staffing, sectors: pd.DataFrame) -> tuple[pd.DataFrame, list[Notice]]:
    """Return what share of each occupation's national jobs is in each sector, where it is known.

    ``sectors`` has columns sector and naics (prefixes joined by ``|``). Columns: occupation,
    sector, share, jobs, is_complete. The coarsest released cells are used; where one was not
    released its released parts are, and then ``is_complete`` is False and the share a lower bound.
    No row = nothing released: unknown, not 0. Notes industries in no sector and in two.
    """
    prefixes = {
        str(sector): tuple(str(naics).split("|"))
        for sector, naics in zip(sectors["sector"], sectors["naics"], strict=True)
    }
    notices = _check_sectors(staffing, prefixes)
    nation = staffing.jobs.loc[ALL].drop(EVERY_OCCUPATION)
    known, is_complete = _fill_jobs(staffing)
    pieces = []
    for sector in sorted(prefixes):
        tops = _find_tops(staffing, prefixes[sector])
        jobs = known.loc[tops, nation.index].sum(min_count=1)
        pieces.append(
            pd.DataFrame(
                {
                    "occupation": nation.index,
                    "sector": sector,
                    "share": (jobs / nation).clip(upper=1.0).to_numpy(),
                    "jobs": jobs.to_numpy(),
                    "is_complete": is_complete.loc[tops, nation.index].all().to_numpy(),
                }
            )
        )
    shares = pd.concat(pieces).dropna(subset=["share"]).astype({"jobs": "int64"})
    return shares.sort_values(["occupation", "sector"], ignore_index=True), notices


def sector_outlook(
    industry_outlook: pd.DataFrame, sectors: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return sector, employment_base, employment_projected (jobs) and growth_pct of the nation.

    Takes ``industry_outlook`` of ``sources.projections``. A sector with a NAICS code that it does
    not publish is left out and noted: part of a sector is not its outlook.
    """
    by_naics = industry_outlook[industry_outlook["is_whole"]].set_index("naics")
    pieces, notices = [], []
    for sector, naics in zip(sectors["sector"], sectors["naics"], strict=True):
        wanted = set(str(naics).split("|"))
        found = [code for code in by_naics.index if set(code.split("|")) <= wanted]
        missing = wanted - {part for code in found for part in code.split("|")}
        notices += [
            make_notice("sector_without_outlook", "Table 2.11", value=code, entity=str(sector))
            for code in sorted(missing)
        ]
        if missing:
            continue
        # the matrix lists the Postal Service under government, NAICS under 48-49
        found += [POSTAL_SERVICE] if "49" in wanted and POSTAL_SERVICE in by_naics.index else []
        base, projected = by_naics.loc[found, ["employment_base", "employment_projected"]].sum()
        pieces.append(
            {
                "sector": sector,
                "employment_base": base,
                "employment_projected": projected,
                "growth_pct": round((projected / base - 1) * 100, 1),
            }
        )
    columns = ["sector", "employment_base", "employment_projected", "growth_pct"]
    return pd.DataFrame(pieces, columns=columns), notices


def find_naics(industry: str) -> tuple[str, ...]:
    """Return the NAICS codes that hold an industry of the tree: several for a sector of several.

    ``31--34`` -> 31, 32, 33; ``622000`` -> 622; ``621600`` -> 6216; ``3250A1`` (a part) -> 325.
    """
    found = _RANGE.fullmatch(industry)
    if found:
        return tuple(str(code) for code in range(int(found[1]), int(found[2] or found[3])))
    if not industry.isdigit():
        return (industry[:3],)
    return (industry[:3] if industry[3] == "0" else industry[:4],)


def _is_inside(industry: str, prefixes: Sequence[str]) -> bool:
    return all(
        any(naics.startswith(prefix) for prefix in prefixes) for naics in find_naics(industry)
    )


def _find_tops(staffing: Staffing, prefixes: Sequence[str]) -> list[str]:
    """Return the coarsest industries that lie wholly inside a sector, sorted."""
    inside = {code for code in staffing.parent if _is_inside(code, prefixes)}
    return sorted(code for code in inside if staffing.parent[code] not in inside)


def _check_sectors(staffing: Staffing, prefixes: Mapping[str, Sequence[str]]) -> list[Notice]:
    notices = []
    for leaf in staffing.leaves:
        held_by = sorted(sector for sector in prefixes if _is_inside(leaf, prefixes[sector]))
        if not held_by:
            notices.append(make_notice("industry_without_sector", "sectors.csv", value=leaf))
        elif len(held_by) > 1:
            notices.append(
                make_notice(
                    "industry_in_two_sectors",
                    "sectors.csv",
                    value=leaf,
                    entity="|".join(held_by),
                )
            )
    return notices


def _fill_jobs(staffing: Staffing) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return jobs with the sum of released parts where a cell was not, and which cells were."""
    known = staffing.jobs
    above = pd.Series(dict(staffing.parent)).dropna()
    leaves = above.index.isin(staffing.leaves)
    for step in (above[leaves], above[~leaves]):
        parts = known.loc[step.index].groupby(step.to_numpy()).sum(min_count=1)
        known = known.where(known.notna(), parts.reindex(known.index))
    return known, staffing.jobs.notna()
