"""Employers of a region: sponsors and hospitals as listed, and who usually hires for what.

``Usually`` is estimated from the national staffing of an industry; it never says that one employer
has openings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pandas as pd

from pathways.graph import select_arrow
from pathways.region import Region
from pathways.store import Graph, list_rows

MOST_USUAL: Final = 15
"""Occupations that an estimated employer is shown with."""
COLLEGE_INDUSTRY: Final = {
    "1": "611300", "2": "611300", "3": "611300", "4": "611200", "5": "611200", "6": "611200"
}  # fmt: skip
"""IPEDS sector -> industry: four-year institutions, two-year institutions. Shorter ones are trade
schools of many industries; nothing is estimated for them."""


class Usual(NamedTuple):
    """One estimated ``employs`` edge, with the node it leaves from."""

    employer: str
    occupation: str
    node: dict[str, Any]
    edge: dict[str, Any]


def list_employers(region: Region) -> pd.DataFrame:
    """Return the employers and sponsors placed in the region, in the layout of ``nodes/employer``."""
    return region.select_placed("nodes/employer")


@lru_cache(maxsize=16)
def count_sponsors(region: Region) -> dict[str, int]:
    """Return how many apprenticeship sponsors placed here are listed for each occupation.

    An occupation without any is absent.
    """
    trains = region.graph.table("edges/trains").select(["employer", "occupation"])
    here = select_arrow(trains, "employer", list(list_employers(region)["employer"]))
    return dict(Counter(row["occupation"] for row in list_rows(here)))


@lru_cache(maxsize=4)
def list_usual_occupations(graph: Graph) -> dict[str, tuple[tuple[str, float, float], ...]]:
    """Return, by industry, the occupations it usually employs: code and its two shares.

    Most jobs first, at most MOST_USUAL. The threshold is the two-sided one of ``build.industries``.
    """
    rows: dict[str, list[tuple[int, str, float, float]]] = {}
    for row in list_rows(graph.table("facts/industries")):
        if row["usual"]:
            rows.setdefault(row["naics"], []).append(
                (
                    -row["jobs"],
                    row["occupation"],
                    row["share_of_occupation"],
                    row["share_of_industry"],
                )
            )
    return {
        naics: tuple(
            (occupation, of_occupation, of_industry)
            for _, occupation, of_occupation, of_industry in sorted(found)[:MOST_USUAL]
        )
        for naics, found in rows.items()
    }


def list_usual(region: Region) -> Iterator[Usual]:
    """Yield what hospitals and colleges here usually employ: estimated, never that they hire now."""
    usual = list_usual_occupations(region.graph)
    vintage = region.graph.vintage("oews")
    for row in _hospitals_and_colleges(region):
        for occupation, of_occupation, of_industry in usual.get(row["naics"], ()):
            yield Usual(
                row["employer"],
                occupation,
                row["node"],
                {
                    "relation": "employs",
                    "evidence": "estimated",
                    "dataset": "oews",
                    "vintage": vintage,
                    "share_of_occupation": of_occupation,
                    "share_of_industry": of_industry,
                },
            )


def _hospitals_and_colleges(region: Region) -> Iterator[dict[str, Any]]:
    employers = list_employers(region)
    hospitals = employers[employers["kind"] == "hospital"]
    for row in hospitals.to_dict("records"):
        yield {
            "employer": row["employer"],
            "naics": f"{str(row['naics'])[:4]}00",
            "node": {"type": "employer", "title": row["title"], "dataset": row["dataset"]},
        }
    colleges = region.providers[region.providers["status"] != "closed"]
    for unitid, college in colleges.iterrows():
        industry = COLLEGE_INDUSTRY.get(str(college["sector"]))
        if industry:
            yield {
                "employer": f"ipeds/{unitid}",
                "naics": industry,
                "node": {
                    "type": "employer",
                    "title": college["title"],
                    "kind": "college",
                    "state": college["state"],
                    "dataset": "ipeds_hd",
                },
            }
