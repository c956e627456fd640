"""A region as it is searched for gaps: whose awards count as conferred here, and how far the others are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pathways.awards import list_linked
from pathways.employers import count_sponsors
from pathways.errors import UnknownCodeError
from pathways.facts import describe_occupation
from pathways.graph import NEAREST, Row, get_counties, select_rows
from pathways.region import Region, name_source
from pathways.schema import NATION
from pathways.store import Graph, list_rows
from pathways.words import _

Entry = dict[str, Any]

EARTH_MILES: Final = 3958.8
"""Mean radius of the earth."""


@dataclass(frozen=True, eq=False)
class View:
    """A region as it is searched: whose awards count as conferred here, and how far the others are.

    ``providers`` are the open ones here (and within so many miles), ``conferred`` what they conferred
    last year by award, ``sponsors`` how many apprenticeship sponsors here are listed by occupation,
    ``miles`` how far every open provider is from the nearest county of the region.
    """

    region: Region
    within: int | None
    providers: frozenset[str]
    conferred: Mapping[str, Mapping[str, int]]
    sponsors: Mapping[str, int]
    miles: Mapping[str, float]
    links: Mapping[str, tuple[str, ...]]
    describe: Callable[[str], dict[str, Any]]

    @property
    def here(self) -> Mapping[str, Row]:
        """The occupations that OEWS publishes in the region."""
        return self.region.wages[self.region.area]

    @property
    def place(self) -> str:
        """The region's name as it stands in a sentence."""
        return _("the nation") if self.region.area == NATION else self.region.name

    @property
    def where(self) -> str:
        """The region in words, with the miles around it that count as here."""
        if self.within is None:
            return self.place
        return _("{place} or within {miles} miles of it").format(
            place=self.place, miles=self.within
        )

    @cached_property
    def is_placed(self) -> bool:
        """Whether we know which counties the region has; without them no school stands in it."""
        return self.region.area == NATION or bool(list_region_counties(self.region))

    @cached_property
    def names(self) -> Mapping[str, Row]:
        """Every provider's row by UNITID."""
        return list_providers(self.region.graph)

    def source(self, dataset: str, area: str | None = None) -> str:
        """Return the source of a figure; without an area it is the region's."""
        return name_source(self.region, dataset, area or self.region.area)


def look_around(region: Region, within: int | None) -> View:
    """Return a region as it is searched, with the providers at most so many miles away.

    Raises ValueError for miles under 0.
    """
    if within is not None and within < 0:
        msg = f"miles cannot be under 0: {within}"
        raise ValueError(msg)
    status = region.providers["status"]
    here = {str(code) for code in region.providers.index[status != "closed"]}
    miles = measure_miles(region)
    near: set[str] = set()
    if within is not None:
        near = {code for code, far in miles.items() if far <= within} - here
    offers = region.offers[["provider", "credential", "completions"]]
    if near:
        more = select_rows(region.graph.table("edges/offers"), "provider", sorted(near))
        more = more.loc[more["completions"] > 0, ["provider", "credential", "completions"]]
        offers = pd.concat([offers, more])
    conferred: dict[str, dict[str, int]] = {}
    for code, credential, completions in offers.itertuples(index=False, name=None):
        conferred.setdefault(credential, {})[code] = int(completions)
    return View(
        region,
        within,
        frozenset(here | near),
        conferred,
        count_sponsors(region),
        miles,
        list_linked(region.graph),
        cache(lambda soc: describe_occupation(region, soc)),
    )


@lru_cache(maxsize=4)
def list_providers(graph: Graph) -> dict[str, Row]:
    """Return every provider's row by UNITID."""
    return {row["provider"]: row for row in list_rows(graph.table("nodes/provider"))}


def find_provider(graph: Graph, provider: str) -> Row:
    """Return the row of a UNITID. Raises UnknownCodeError with the nearest codes."""
    providers = list_providers(graph)
    row = providers.get(provider.strip())
    if row is None:
        near = process.extract(provider, sorted(providers), scorer=fuzz.ratio, limit=NEAREST)
        names = [f"{code} {providers[code]['title']}" for code, _score, _place in near]
        raise UnknownCodeError("provider", provider, names)
    return row


def list_region_counties(region: Region) -> list[str]:
    """Return the counties of a region (FIPS): those of its area, or of its state; empty for the nation."""
    if region.area == NATION:
        return []
    is_state = region.place.kind in ("state", "territory")
    return sorted(
        county
        for county, row in get_counties(region.graph).items()
        if (row["state"] in region.states if is_state else row["area"] == region.area)
    )


@lru_cache(maxsize=4)
def _list_centres(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return the centre of each county in degrees: the mean of its ZIP codes' centres."""
    zips = graph.table("facts/zips").select(["county", "latitude", "longitude"]).to_pandas()
    means = zips.dropna().groupby("county", observed=True)[["latitude", "longitude"]].mean()
    return {str(row.Index): (row.latitude, row.longitude) for row in means.itertuples()}


def measure_miles(region: Region) -> dict[str, float]:
    """Return how far every open provider is from the region's nearest county, in miles.

    Great circle from the main campus to the county's centre; 0 for a provider that stands here. A
    provider without coordinates is left out; so is everybody where the region has no known county.
    """
    centres = _list_centres(region.graph)
    places = [centres[code] for code in list_region_counties(region) if code in centres]
    rows = [
        (code, row["latitude"], row["longitude"])
        for code, row in list_providers(region.graph).items()
        if row["status"] != "closed" and row["latitude"] is not None
    ]
    if not places:
        return {}
    counties = np.radians(np.array(places))
    campuses = np.radians(np.array([row[1:] for row in rows], dtype=float))
    half = (campuses[:, None, :] - counties[None, :, :]) / 2
    chord = (
        np.sin(half[..., 0]) ** 2
        + np.cos(campuses[:, None, 0]) * np.cos(counties[None, :, 0]) * np.sin(half[..., 1]) ** 2
    )
    nearest = 2 * EARTH_MILES * np.arcsin(np.sqrt(np.clip(chord, 0, 1))).min(axis=1)
    miles = {row[0]: float(far) for row, far in zip(rows, nearest, strict=True)}
    return miles | {str(code): 0.0 for code in region.providers.index if str(code) in miles}
