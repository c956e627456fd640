"""Awards that prepare for occupations, and what it takes to earn one at a provider of a region.

Months are the school's own published ones, its field's median, or the level's usual length; prices
are published ones before any aid, at the rate of the region's home and for as long as those months.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pyarrow.compute as pc

from pathways.gates import LEVEL_OF_AWARD, rank_level
from pathways.graph import Row, select_arrow
from pathways.months import Months, find_months
from pathways.prices import (
    Campus,
    Charges,
    Districts,
    Home,
    Price,
    ProgramPrice,
    Rate,
    Years,
    count_years,
    find_price,
    find_rate,
)
from pathways.region import Region
from pathways.schema import Level
from pathways.store import Graph, list_rows

AWARD: Final = "award/"
AFTER_BACHELORS: Final = frozenset({"6", "7", "8", "17", "18", "19"})
"""Award levels that are studied after a bachelor's degree."""
BACHELORS: Final = "5"
CIP4: Final = 5
"""Length of a CIP code's first four digits with their point: ``51.38``."""


class AwardLevel(NamedTuple):
    """An award level: its usual months and the academic years that are charged."""

    months: Months | None
    years: Years | None


class Award(NamedTuple):
    """An award conferred last year by an open provider here, for somebody who may start it at once.

    The high ends, ``months.high`` and ``cost``, are what the search and the ranking use; ``cost_low``
    differs where only the level says how many academic years are charged. Prices are USD, None where
    none is published. ``credential`` is ``award/<cip>/<award level>``.
    """

    credential: str
    provider: str
    months: Months
    cost_low: int | None
    cost: int | None
    cost_basis: str
    cost_code: str
    cost_year: str | None
    completions: int

    @property
    def awlevel(self) -> str:
        return self.credential.rsplit("/", 1)[1]

    @property
    def level(self) -> Level:
        """The education level that it gives."""
        return LEVEL_OF_AWARD[self.awlevel]

    @property
    def cip4(self) -> str:
        return self.credential.split("/")[1][:CIP4]


@lru_cache(maxsize=4)
def list_award_links(graph: Graph) -> tuple[tuple[str, str], ...]:
    """Return every award and an occupation that it prepares for; registers' lists are left out."""
    table = graph.table("edges/prepares_for").select(["credential", "occupation"])
    return tuple(
        (row["credential"], row["occupation"])
        for row in list_rows(table)
        if row["credential"].startswith(AWARD)
    )


@lru_cache(maxsize=4)
def list_linked(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the awards that prepare for each occupation, sorted."""
    linked: dict[str, set[str]] = {}
    for credential, occupation in list_award_links(graph):
        linked.setdefault(occupation, set()).add(credential)
    return {occupation: tuple(sorted(found)) for occupation, found in linked.items()}


@lru_cache(maxsize=4)
def list_fields(graph: Graph) -> dict[str, frozenset[str]]:
    """Return the fields of study (CIP) that prepare for each occupation."""
    return {
        occupation: frozenset(award.split("/")[1] for award in awards)
        for occupation, awards in list_linked(graph).items()
    }


@lru_cache(maxsize=4)
def list_linked_fields(graph: Graph) -> dict[str, frozenset[str]]:
    """Return the 4-digit fields (CIP) that prepare for each occupation."""
    return {
        occupation: frozenset(field[:CIP4] for field in fields)
        for occupation, fields in list_fields(graph).items()
    }


@lru_cache(maxsize=4)
def list_levels(graph: Graph) -> dict[str, AwardLevel]:
    """Return the usual months and charged years of every award level."""
    return {
        row["awlevel"]: _read_level(row) for row in graph.table("facts/award_levels").to_pylist()
    }


def _read_level(row: Row) -> AwardLevel:
    has_months, has_years = row["months_high"] is not None, row["years_high"] is not None
    return AwardLevel(
        Months(row["months_low"], row["months_high"], "level") if has_months else None,
        Years(row["years_low"], row["years_high"]) if has_years else None,
    )


@lru_cache(maxsize=4)
def count_completions(graph: Graph) -> dict[str, int]:
    """Return how many people completed each award in the nation last year."""
    table = graph.table("edges/offers").select(["credential", "completions"])
    sums = table.group_by("credential").aggregate([("completions", "sum")])
    return {row["credential"]: row["completions_sum"] or 0 for row in list_rows(sums)}


@lru_cache(maxsize=4)
def list_usual_awards(graph: Graph) -> dict[str, str]:
    """Return the award most often conferred in the nation for each occupation, ties by id."""
    count = count_completions(graph)
    return {
        occupation: min(awards, key=lambda award: (-count.get(award, 0), award))
        for occupation, awards in list_linked(graph).items()
    }


@lru_cache(maxsize=16)
def list_awards(region: Region) -> dict[str, tuple[Award, ...]]:
    """Return the awards conferred here last year that prepare for each occupation.

    Sorted by months, price (unknown last), completions (most first) and ids. An award without
    known months is left out.
    """
    given: dict[str, list[Award]] = {}
    for award in _list_conferred(region):
        given.setdefault(award.credential, []).append(award)
    found: dict[str, list[Award]] = {}
    for credential, occupation in list_award_links(region.graph):
        found.setdefault(occupation, []).extend(given.get(credential, ()))
    return {
        occupation: tuple(sorted(awards, key=_order_award))
        for occupation, awards in found.items()
        if awards
    }


def _order_award(award: Award) -> tuple[Any, ...]:
    return (
        award.months.high,
        award.months.low,
        award.cost is None,
        award.cost or 0,
        -award.completions,
        award.credential,
        award.provider,
    )


def _list_conferred(region: Region) -> Iterator[Award]:
    levels = list_levels(region.graph)
    terms = _list_terms(region)
    pricer = Pricer(region)
    columns = ["provider", "credential", "completions"]
    for provider, credential, completions in region.offers[columns].itertuples(
        index=False, name=None
    ):
        awlevel = credential.rsplit("/", 1)[1]
        said = terms.get((provider, credential), {})
        if awlevel not in levels:
            continue
        months = read_months(said, levels[awlevel].months)
        if months.high is None:
            continue
        price = pricer.price(provider, awlevel, said, months=months)
        yield Award(
            credential,
            provider,
            months,
            price.low,
            price.high,
            price.basis,
            price.code,
            price.year,
            int(completions),
        )


def read_months(said: Row, level: Months | None) -> Months:
    """Return the months of an offer by its row of ``facts/terms``, which may be empty; else its level's.

    The row already says which came first, the school's own or its field's median.
    """
    own = None
    if said.get("months_high") is not None:
        programs = said["months_programs"] or 0
        own = Months(said["months_low"], said["months_high"], said["months_basis"], programs)
    return find_months(own, None, level)


def _list_terms(region: Region) -> dict[tuple[str, str], Row]:
    """Return months and program prices of offers here.

    Reads these columns alone: all of ``Region.terms`` of the nation would be 300 MB of rows.
    """
    columns = ["months_low", "months_high", "months_basis", "months_programs"]
    columns += [f"price_program_{name}" for name in ("low", "high", "basis")] + ["price_year"]
    table = region.graph.table("facts/terms").select(["provider", "credential", *columns])
    known = pc.or_(pc.is_valid(table["months_high"]), pc.is_valid(table["price_program_low"]))
    rows = list_rows(select_arrow(table.filter(known), "provider", list(region.providers.index)))
    return {(row["provider"], row["credential"]): row for row in rows}


class Pricer:
    """Prices of a region's offers for its home, with each provider's rate looked up once."""

    def __init__(self, region: Region, home: Home | None = None) -> None:
        self.graph = region.graph
        self.home = home or Home(region.place.home, region.place.county)
        self.rates: dict[str, Rate] = {}
        self.campuses = {
            str(unitid): Campus(str(unitid), state, county, control == "public")
            for unitid, state, county, control in region.providers[
                ["state", "county", "control"]
            ].itertuples(name=None)
        }

    def price(
        self,
        provider: str,
        awlevel: str,
        said: Mapping[str, Any],
        *,
        months: Months | None = None,
        years: Years | None = None,
    ) -> Price:
        """Return the published price of an offer, for its ``months`` where they are known.

        ``years`` are academic years other than the level's.
        """
        rate = self.rates.get(provider)
        if rate is None:
            campus = self.campuses[provider]
            county = campus.county if isinstance(campus.county, str) else None
            rate = find_rate(campus._replace(county=county), self.home, list_districts(self.graph))
            self.rates[provider] = rate
        program = None
        if said.get("price_program_low") is not None:
            program = ProgramPrice(
                said["price_program_low"],
                said["price_program_high"],
                said["price_program_basis"],
                said["price_year"],
            )
        charges = list_charges(self.graph).get(provider)
        charged = years or find_years(list_levels(self.graph)[awlevel].years, months)
        return find_price(awlevel, rate, program, charges, charged)


def find_years(level: Years | None, months: Months | None) -> Years | None:
    """Return the academic years that an award is charged for: by its months, else by its level.

    A level's usual months say no more than the level.
    """
    if months is None or months.basis in ("level", "unknown"):
        return level
    return count_years(level, months.low, months.high)


@lru_cache(maxsize=4)
def list_charges(graph: Graph) -> dict[str, Charges]:
    """Return the annual charges of every provider that publishes some."""
    rows = graph.table("facts/charges").to_pylist()
    return {row.pop("provider"): Charges(**row) for row in rows}


@lru_cache(maxsize=4)
def list_districts(graph: Graph) -> Districts:
    """Return the counties that lie wholly and partly in a college's district."""
    rows = graph.table("facts/districts").to_pylist()

    def pairs(*, whole: bool) -> Iterator[tuple[str, str]]:
        return ((row["provider"], row["county"]) for row in rows if row["whole"] is whole)

    return Districts(frozenset(pairs(whole=True)), frozenset(pairs(whole=False)))


def is_level(award: str, least: Level) -> bool:
    """Say whether an award id gives at least the level."""
    level = LEVEL_OF_AWARD.get(award.rsplit("/", 1)[1])
    return level is not None and rank_level(level) >= rank_level(least)
