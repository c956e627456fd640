"""Every change of code: SOC 2010 to 2018, O*NET-SOC to SOC, SOC 2018 to what OEWS publishes.

A code's version is named by the function that maps it, because one string can stand in several
lists: 25-2052 is an OEWS aggregate today and was an occupation of SOC 2010.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

ONET_DETAIL: Final = 3
"""Length of the ``.NN`` that O*NET adds to a SOC code."""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Occupation codes of SOC 2018 and the OEWS occupations that publish them.

    ``published`` maps a SOC 2018 code to its OEWS occupation, ``members`` an OEWS aggregate to its
    SOC 2018 codes (ordinary occupations are not in it), ``since_2010`` a SOC 2010 code to the
    SOC 2018 codes it became.
    """

    published: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    since_2010: Mapping[str, tuple[str, ...]]

    def map_soc(self, soc: str) -> str | None:
        """Return the OEWS occupation that publishes a SOC 2018 code, None where none does."""
        return self.published.get(soc)

    def map_onet(self, onet_soc: str) -> str | None:
        """Return the OEWS occupation of an O*NET-SOC code (``31-1121.00``), None where none is."""
        return self.published.get(onet_soc[:-ONET_DETAIL])

    def map_soc_2010(self, soc_2010: str) -> tuple[str, ...]:
        """Return the SOC 2018 codes that a SOC 2010 code became; empty where it is unknown."""
        return self.since_2010.get(soc_2010, ())

    def expand_occupation(self, occupation: str) -> tuple[str, ...]:
        """Return the SOC 2018 codes that an OEWS occupation publishes: its members, or itself."""
        return self.members.get(occupation, (occupation,))

    def weigh_soc_2010(self, soc_2010: str, employment: Mapping[str, int]) -> dict[str, float]:
        """Share one SOC 2010 code out over today's OEWS occupations; the weights sum to 1.

        Weights follow national employment (jobs by OEWS occupation) and are equal where none of
        the occupations has a figure. An unknown code gives an empty dict.
        """
        found = {self.map_soc(soc) for soc in self.map_soc_2010(soc_2010)}
        occupations = sorted(code for code in found if code is not None)
        if not occupations:
            return {}
        jobs = [employment.get(occupation, 0) for occupation in occupations]
        if not sum(jobs):
            return {occupation: 1 / len(occupations) for occupation in occupations}
        return {
            occupation: count / sum(jobs)
            for occupation, count in zip(occupations, jobs, strict=True)
        }


def make_crosswalk(
    oews_occupations: pd.DataFrame,
    oews_members: pd.DataFrame,
    soc_structure: pd.DataFrame,
    soc_2010_2018: pd.DataFrame,
) -> Crosswalk:
    """Make the crosswalk of one OEWS release.

    Takes the tables of ``sources.oews`` and ``sources.soc``. An OEWS occupation that SOC 2018 does
    not hold is an aggregate; its members come from the publisher's own list, never from a prefix.
    """
    published_codes = set(oews_occupations["occupation"])
    detailed = set(soc_structure["soc"])
    published = {soc: soc for soc in sorted(published_codes & detailed)}
    members: dict[str, tuple[str, ...]] = {}
    for occupation in sorted(published_codes - detailed):
        rows = oews_members[oews_members["occupation"] == occupation]
        members[occupation] = tuple(sorted(set(rows["soc"])))
        published.update(dict.fromkeys(members[occupation], occupation))
    since_2010: dict[str, tuple[str, ...]] = {
        str(soc_2010): tuple(sorted(rows["soc"]))
        for soc_2010, rows in soc_2010_2018.groupby("soc_2010")
    }
    return Crosswalk(published, members, since_2010)
