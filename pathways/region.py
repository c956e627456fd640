"""One region: its wages with their fallbacks, its providers and what they offer, its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import pandas as pd

from pathways.errors import UnknownCodeError
from pathways.graph import (
    Place,
    Row,
    find_place,
    get_areas,
    get_counties,
    get_pay_cap,
    get_state_area,
    select_arrow,
    select_rows,
    slice_area,
)
from pathways.schema import BIT, NATION
from pathways.store import Graph, list_rows

TENTH: Final = 10
"""Pay is similar within one part in so many; a raise is that part or more, a cut more than it."""


class Figure(NamedTuple):
    """One wage or job figure: cents for hourly, dollars for annual; absent with the reason why.

    ``area`` is the one that publishes it, or that was asked where nothing is.
    """

    value: float | None
    area: str
    withheld: str | None


class Comparison(NamedTuple):
    """The pay of two occupations in the finest area that publishes both; None where none does.

    ``cap`` is set where one of them or both are at the publisher's cap (``withheld`` top_coded): pay
    so flagged is at least this, USD a year.
    """

    before: int | None
    after: int | None
    area: str | None
    withheld: str | None
    cap: int | None = None

    @property
    def change(self) -> int | None:
        """Dollars a year more (or less, negative); None where either is unknown."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def least_after(self) -> int | None:
        """The pay moved to, at least: the cap itself where it is known to be at the cap."""
        # where one of the two is known, the other one is at the cap
        return self.cap if self.after is None and self.before is not None else self.after

    @property
    def is_raise(self) -> bool:
        """Say whether pay is known to rise by a tenth at least, to pay at the cap by the cap itself."""
        before, least = self.before, self.least_after
        if before is None or least is None:
            return False
        return TENTH * (least - before) >= before

    @property
    def is_under_cap(self) -> bool:
        """Say whether pay at the publisher's cap is left for published pay under it."""
        # where one of the two is known, the other one is at the cap
        if self.cap is None or self.before is not None or self.after is None:
            return False
        return self.after < self.cap

    @property
    def is_cut(self) -> bool:
        """Say whether pay is known to fall by more than a tenth, from pay at the cap by one of the cap."""
        before, after = self.before, self.after
        if before is None and after is not None:
            before = self.cap
        return before is not None and after is not None and TENTH * (before - after) > before


@dataclass(frozen=True, eq=False)
class Region:
    """A place with its wage areas, finest first: itself, the home's state, the nation."""

    graph: Graph
    place: Place
    wage_areas: tuple[str, ...]
    wages: Mapping[str, Mapping[str, Row]]

    @property
    def area(self) -> str:
        return self.place.area

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def states(self) -> tuple[str, ...]:
        return self.place.states

    @property
    def home(self) -> str | None:
        return self.place.home

    @property
    def jurisdiction(self) -> str | None:
        """Where the law is asked for: the home's county (FIPS) where one is known, else its state."""
        return self.place.county or self.place.home

    @cached_property
    def providers(self) -> pd.DataFrame:
        """Providers whose main campus stands here, of every status, by UNITID."""
        return self.select_placed("nodes/provider").set_index("provider")

    @cached_property
    def offers(self) -> pd.DataFrame:
        """What open providers here conferred last year: provider, credential, completions > 0."""
        open_here = self.providers.index[self.providers["status"] != "closed"]
        offers = select_rows(self.graph.table("edges/offers"), "provider", list(open_here))
        return offers[offers["completions"] > 0]

    @cached_property
    def all_offers(self) -> pd.DataFrame:
        """Every award that providers here reported, those with no completions included."""
        return select_rows(self.graph.table("edges/offers"), "provider", list(self.providers.index))

    @cached_property
    def terms(self) -> dict[tuple[str, str], Row]:
        """What is published about offers here (``facts/terms``), by provider and credential."""
        rows = select_arrow(self.graph.table("facts/terms"), "provider", list(self.providers.index))
        return {(row["provider"], row["credential"]): row for row in list_rows(rows)}

    def select_placed(self, table: str) -> pd.DataFrame:
        """Return the rows of a node table that are placed here: by area, by state, or all of them."""
        rows = self.graph.table(table)
        if self.area == NATION:
            everywhere: pd.DataFrame = rows.to_pandas()
            return everywhere
        if self.place.kind in ("state", "territory"):
            return select_rows(rows, "state", list(self.states))
        return select_rows(rows, "area", [self.area])

    def get_figure(self, occupation: str, measure: str) -> Figure:
        """Return a figure from the finest area that publishes it.

        Wages fall back to the home's state and the nation; jobs and ratios do not. A cell at the
        cap, or published on the other basis, is an answer of its own and never falls back.
        """
        is_wage = measure.startswith(("hourly", "annual"))
        reason = None
        for area in self.wage_areas if is_wage else self.wage_areas[:1]:
            value, withheld = read_cell(self.wages[area], occupation, measure)
            if value is not None:
                return Figure(value, area, None)
            if withheld in ("top_coded", "hourly_only", "annual_only"):
                return Figure(None, area, withheld)
            reason = reason or withheld
        return Figure(None, self.area, reason)

    def compare_pay(self, origin: str, destination: str, measure: str) -> Comparison:
        """Return annual pay of two occupations from the finest area that publishes both.

        No change is computed from a cell at the cap; the cap itself is given (``Comparison.cap``).
        """
        reason = None
        for area in self.wage_areas:
            before, why_before = read_cell(self.wages[area], origin, measure)
            after, why_after = read_cell(self.wages[area], destination, measure)
            if before is not None and after is not None:
                return Comparison(int(before), int(after), area, None)
            why = why_before or why_after
            if "top_coded" in (why_before, why_after):
                cap = get_pay_cap(self.graph)
                return Comparison(_whole(before), _whole(after), area, "top_coded", cap)
            reason = reason or why
        return Comparison(None, None, None, reason)


def open_region(graph: Graph, area: str, *, home: str | None = None) -> Region:
    """Return the region of an area code, name, ``zip:`` or ``county:``.

    ``home`` (state or county FIPS) is where licenses and prices are decided; a county or ZIP in
    ``area`` decides it otherwise, else the first state in the area's name. Raises as
    ``graph.find_place`` does.
    """
    place = find_place(graph, area)
    if home is not None:
        place = settle_home(graph, place, home)
    state_area = get_state_area(graph, place.home)
    wage_areas = tuple(dict.fromkeys(a for a in (place.area, state_area, NATION) if a))
    wages = graph.table("facts/wages")
    rows = {
        area: {row["occupation"]: row for row in list_rows(slice_area(wages, area))}
        for area in wage_areas
    }
    return Region(graph, place, wage_areas, rows)


def open_home(graph: Graph, home: str) -> Region:
    """Return the region of a home: the county's area, or the whole state. Raises UnknownCodeError."""
    if home.isdigit():
        return open_region(graph, f"county:{home}")
    area = get_state_area(graph, home.upper())
    if area is None:
        states = sorted({row["states"] for row in get_areas(graph).values() if row["states"]})
        raise UnknownCodeError("state", home, [s for s in states if s[:1] == home[:1].upper()][:3])
    return open_region(graph, area)


def settle_home(graph: Graph, place: Place, home: str) -> Place:
    """Return the place with the person's own home, a state or a county FIPS.

    Raises UnknownCodeError where it is neither.
    """
    if home.isdigit():
        county = find_place(graph, f"county:{home}")
        return place._replace(home=county.home, county=county.county)
    state = home.strip().upper()
    if state not in {row["state"] for row in get_counties(graph).values()}:
        raise UnknownCodeError("state or county", home, place.states)
    return place._replace(home=state, county=None)


def read_cell(
    wages: Mapping[str, Row], occupation: str, measure: str
) -> tuple[float | None, str | None]:
    """Return one cell of an area's wage rows, or None and the reason it is withheld."""
    row = wages.get(occupation)
    if row is None:
        return None, "not_in_area"
    value = row[measure]
    if value is not None:
        return value, None
    bit = BIT[measure]
    if row["suppressed"] & bit:
        return None, "suppressed"
    if row["top_coded"] & bit:
        return None, "top_coded"
    if row["other_basis"] & bit:
        return None, "annual_only" if measure.startswith("hourly") else "hourly_only"
    return None, "not_published"


def name_source(region: Region, dataset: str, area: str) -> str:
    """Return ``dataset/vintage/area``, the form in which every figure names its source."""
    return f"{dataset}/{region.graph.vintage(dataset)}/{area}"


def name_move(origin: str, destination: str, change: Comparison) -> str | None:
    """Return the kind of a move by relative pay and major group; None where pay is unknown.

    Pay at the publisher's cap counts as the cap, where that is enough to tell: published pay far
    under it rises to it and falls from it.
    """
    if change.before == 0:
        return None
    same_group = origin[:2] == destination[:2]
    if change.is_raise:
        return "advancement" if same_group else "lateral_advancement"
    if change.is_cut:
        return "step_back"
    if change.change is None:
        return None
    return "similar" if same_group else "lateral_transition"


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
