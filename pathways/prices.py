"""What an award costs by published prices, before any aid, for a person's home.

The program's own published price; else the annual charge that holds for the home, with annual books,
times the academic years: those of the program's months where they are published, else the fewest and
the most of the level. Exams, tools and license fees are not included. Unknown is None, never 0. Pure
functions over plain values; amounts are USD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Final, Literal, NamedTuple

from pathways.words import _, mark

Residence = Literal["in_district", "in_state", "out_of_state", "unknown"]
PriceBasis = Literal["program", "program_fits", "field", "largest_program", "annual", "unknown"]

GRADUATE_LEVELS: Final = frozenset({"6", "7", "8", "17", "19"})
"""IPEDS award levels after a bachelor's degree: graduate charges hold, not undergraduate ones."""

PROFESSIONAL: Final = "18"
"""Professional doctorates (law, medicine, pharmacy): each charges on its own; we hold no such charge."""

PART_OF_COUNTY: Final = "part of county"
WHOLE_COUNTY: Final = "whole county"
"""How the reason of a row in data/curated/districts.csv begins."""

PROGRAM_WORDS: Final[Mapping[PriceBasis, str]] = {
    "program": mark("published price of the whole program: tuition, fees, books"),
    "program_fits": "; ".join(
        (
            mark("published price of a whole program in this field (tuition, fees, books)"),
            mark("the provider gives awards of several levels there and the length fits this one"),
        )
    ),
    "field": mark(
        "published price of the whole program in the same 4-digit field: tuition, fees, books"
    ),
    "largest_program": "; ".join(
        (
            mark("published tuition and fees of this program, the provider's largest"),
            mark("books are not included"),
        )
    ),
}
"""How a program's own price was found; parts are joined by "; ", as in every basis."""
PUBLIC_PROGRAM: Final = "; ".join(
    (
        mark("one price is published"),
        mark("a public provider may ask more of people from other states"),
    )
)
CHARGE_WORDS: Final[Mapping[Residence, str]] = {
    "in_district": mark("in-district"),
    "in_state": mark("in-state"),
    "out_of_state": mark("out-of-state"),
}
CAMPUS_COUNTY: Final = "; ".join(
    (
        mark("in-district is taken from the campus county"),
        mark(
            "where the district covers only part of the county, the in-district charge may not "
            "hold: ask the provider"
        ),
    )
)
CAMPUS_COUNTY_PART: Final = mark(
    "the district covers only part of this county, so the in-district charge may not hold: ask the "
    "provider"
)
DISTRICT_COUNTY: Final = mark("the whole home county is in the district")
DISTRICT_PART: Final = mark(
    "part of the home county is in the district, where the in-district charge holds: ask the provider"
)
COUNTY_NOT_SAID: Final = mark("no home county was given: in-district not looked for")
HOME_NOT_SAID: Final = mark("no home was given: from the lowest to the highest charge")
YEARS_OF_MONTHS: Final = mark("counted by the months of study")
HALF: Final = 0.5
"""Part of an academic year in which charges are counted where months are known."""
HALVES: Final = 6
"""Calendar months in which half an academic year is charged."""
_ANNUAL: Final = re.compile(r"annual (graduate )?tuition and fees(?: \((.+)\))?")
_YEARS: Final = re.compile(r"academic years: (\S+?)(?: to (\S+))?")


class Home(NamedTuple):
    """Where a person lives: state (``MO``) and county FIPS, each None where not said."""

    state: str | None
    county: str | None = None


class Campus(NamedTuple):
    """A provider's main campus: UNITID, state, county FIPS; ``public`` is its control."""

    provider: str
    state: str
    county: str | None
    public: bool = False


class Districts(NamedTuple):
    """College districts as (UNITID, county FIPS) pairs: counties wholly and partly in them."""

    whole: frozenset[tuple[str, str]] = frozenset()
    part: frozenset[tuple[str, str]] = frozenset()


class Rate(NamedTuple):
    """Which charge holds for a home at a provider, and what is doubtful about it ("" = nothing)."""

    residence: Residence
    doubt: str = ""
    public: bool = False


class Charges(NamedTuple):
    """Published charges of one academic year; books are in none of the six. None = not published."""

    in_district: int | None
    in_state: int | None
    out_of_state: int | None
    books: int | None
    year: str
    graduate_in_district: int | None = None
    graduate_in_state: int | None = None
    graduate_out_of_state: int | None = None
    flags: str | None = None


class ProgramPrice(NamedTuple):
    """A provider's published price of a whole program, lowest to highest of its lengths."""

    low: int
    high: int
    basis: PriceBasis
    year: str


class Years(NamedTuple):
    """Academic years of an award, fewest and most. ``of_months``: counted from its published months,
    not only from its level.
    """

    low: float
    high: float
    of_months: bool = False


class Price(NamedTuple):
    """A published price before any aid. ``low`` and ``high`` are None where it is unknown.

    ``basis`` says how it was found, in words; ``year`` is the academic year it was published for;
    ``residence`` is the charge used, None where residence makes no difference.
    """

    low: int | None
    high: int | None
    basis: str
    year: str | None
    code: PriceBasis
    residence: Residence | None = None


def make_districts(rows: Iterable[tuple[str, str, str]]) -> Districts:
    """Make districts from (provider, county, reason) rows of data/curated/districts.csv.

    A county whose reason begins with WHOLE_COUNTY is wholly in the district; every other row counts
    as part of it.
    """
    whole: set[tuple[str, str]] = set()
    part: set[tuple[str, str]] = set()
    for provider, county, reason in rows:
        (whole if reason.startswith(WHOLE_COUNTY) else part).add((provider, county))
    return Districts(frozenset(whole), frozenset(part - whole))


def make_level_years(rows: Iterable[tuple[str, float, str]]) -> dict[str, Years]:
    """Make years by award level from (awlevel, years, basis) rows of data/curated/level_years.csv.

    ``basis`` is low, high or single; a level with one end only has both ends equal.
    """
    ends: dict[str, list[float]] = {}
    for awlevel, years, _basis in rows:
        ends.setdefault(awlevel, []).append(years)
    return {awlevel: Years(min(years), max(years)) for awlevel, years in ends.items()}


def count_years(level: Years | None, low: int | None, high: int | None) -> Years | None:
    """Return the academic years that published months of study take, within those of the level.

    A year is charged for every twelve months, by halves and rounded up. The level's own years stay
    where it has but one length, as degrees do; where it is shorter than half a year; and where the
    months are not known.
    """
    if level is None or low is None or high is None:
        return level
    if level.low == level.high or level.high < HALF:
        return level
    fewest, most = (
        min(max(HALF * ceil(months / HALVES), level.low), level.high) for months in (low, high)
    )
    return Years(fewest, most, of_months=True)


def find_rate(campus: Campus, home: Home, districts: Districts) -> Rate:
    """Return which charge holds for a home, and what is doubtful about it.

    In-district: the home county is the campus county or wholly in the district. A county partly in
    it gives the in-state charge, and the words say so.
    """
    if home.state is None:
        return Rate("unknown", HOME_NOT_SAID, campus.public)
    nearest: Residence = "in_state" if home.state == campus.state else "out_of_state"
    if home.county is None:
        return Rate(nearest, COUNTY_NOT_SAID if nearest == "in_state" else "", campus.public)
    pair = (campus.provider, home.county)
    if pair in districts.whole:
        return Rate("in_district", DISTRICT_COUNTY, campus.public)
    partly = pair in districts.part
    if home.county == campus.county:
        doubt = CAMPUS_COUNTY_PART if partly else CAMPUS_COUNTY
        return Rate("in_district", doubt, campus.public)
    return Rate(nearest, DISTRICT_PART if partly else "", campus.public)


def find_price(
    awlevel: str,
    rate: Rate,
    program: ProgramPrice | None,
    charges: Charges | None,
    years: Years | None,
) -> Price:
    """Return the published price of an offer at a home's rate: the program's own, else by the year."""
    if program is None:
        return price_years(awlevel, rate, charges, years)
    words = PROGRAM_WORDS[program.basis]
    if rate.public and rate.residence in ("out_of_state", "unknown"):
        words = f"{words}; {PUBLIC_PROGRAM}"
    return Price(program.low, program.high, words, program.year, program.basis)


def say_price_basis(basis: str) -> str:
    """Return ``Price.basis`` in the language in force.

    A price is kept between people, so its basis is English and is put in their language when said.
    """
    return "; ".join(_say_part(part) for part in basis.split("; "))


def price_years(awlevel: str, rate: Rate, charges: Charges | None, years: Years | None) -> Price:
    """Return annual charge and books times the academic years of the award, at a home's rate."""
    if charges is None or years is None or awlevel == PROFESSIONAL:
        return Price(None, None, _explain_missing(awlevel, charges), None, "unknown")
    scale = _pick_scale(charges, graduate=awlevel in GRADUATE_LEVELS)
    used = _choose_charges(scale, rate.residence)
    if not used:
        return Price(None, None, _explain_missing(awlevel, charges), charges.year, "unknown")
    books = charges.books or 0
    return Price(
        round((min(used) + books) * years.low),
        round((max(used) + books) * years.high),
        _explain_annual(awlevel, rate, charges, years),
        charges.year,
        "annual",
        None if len(set(scale.values())) == 1 else rate.residence,
    )


def _choose_charges(scale: Mapping[Residence, int | None], residence: Residence) -> list[int]:
    """Return the charge of a residence; of an unknown one every charge; nothing where none is known."""
    wanted = list(scale) if residence == "unknown" else [residence]
    return [charge for name in wanted if (charge := scale[name]) is not None]


def _explain_annual(awlevel: str, rate: Rate, charges: Charges, years: Years) -> str:
    graduate = awlevel in GRADUATE_LEVELS
    scale = _pick_scale(charges, graduate=graduate)
    label, doubt = CHARGE_WORDS.get(rate.residence, ""), rate.doubt
    if len(set(scale.values())) == 1:
        label, doubt = mark("the same for every home"), ""
    elif scale["in_district"] == scale["in_state"] and rate.residence != "unknown":
        label = CHARGE_WORDS["in_state"] if rate.residence == "in_district" else label
        doubt = ""
    parts = (
        f"annual {'graduate ' if graduate else ''}tuition and fees{f' ({label})' if label else ''}",
        mark("annual books")
        if charges.books is not None
        else mark("books are not published and not included"),
        f"academic years: {_say_years(years)}",
        YEARS_OF_MONTHS if years.of_months else "",
        doubt,
        _say_flags(charges.flags, rate.residence, graduate=graduate),
    )
    return "; ".join(part for part in parts if part)


def _say_part(part: str) -> str:
    if found := _ANNUAL.fullmatch(part):
        graduate, charge = found.groups()
        said = _("annual graduate tuition and fees") if graduate else _("annual tuition and fees")
        return f"{said} ({_(charge)})" if charge else said
    if found := _YEARS.fullmatch(part):
        low, high = found.groups()
        if high is None:
            return _("academic years: {years}").format(years=low)
        return _("academic years: {low} to {high}").format(low=low, high=high)
    return _(part)


def _explain_missing(awlevel: str, charges: Charges | None) -> str:
    """Return why no price by the year can be given."""
    if awlevel == PROFESSIONAL:
        return "; ".join(
            (
                mark("professional doctorates charge on their own"),
                mark("no such charge is held here"),
            )
        )
    if charges is None:
        return mark("neither a price of this program nor an annual charge is published")
    graduate = awlevel in GRADUATE_LEVELS
    if all(charge is None for charge in _pick_scale(charges, graduate=graduate).values()):
        return (
            mark("no graduate annual charge was published")
            if graduate
            else mark("no undergraduate annual charge was published")
        )
    return mark("the charge for this home, or the academic years of the level, are not known")


def _pick_scale(charges: Charges, *, graduate: bool) -> dict[Residence, int | None]:
    if graduate:
        return {
            "in_district": charges.graduate_in_district,
            "in_state": charges.graduate_in_state,
            "out_of_state": charges.graduate_out_of_state,
        }
    return {
        "in_district": charges.in_district,
        "in_state": charges.in_state,
        "out_of_state": charges.out_of_state,
    }


def _say_years(years: Years) -> str:
    low, high = f"{years.low:g}", f"{years.high:g}"
    return low if low == high else f"{low} to {high}"


def _say_flags(flags: str | None, residence: Residence, *, graduate: bool) -> str:
    """Return words where the publisher, not the provider, made the charge that is used."""
    if not flags:
        return ""
    made = {entry.partition(":")[0] for entry in flags.split("|")}
    prefix = "graduate_" if graduate else ""
    names = CHARGE_WORDS if residence == "unknown" else [residence]
    used = {f"{prefix}{name}" for name in names} | {"books"}
    return mark("corrected or estimated by the publisher") if made & used else ""
