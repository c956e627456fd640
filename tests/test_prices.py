"""Published price for a home: own program first, then by the year; unknown is None, never 0."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.prices import (
    GRADUATE_LEVELS,
    PROFESSIONAL,
    PROGRAM_WORDS,
    Campus,
    Charges,
    Districts,
    Home,
    Price,
    PriceBasis,
    ProgramPrice,
    Rate,
    Residence,
    Years,
    count_years,
    find_price,
    find_rate,
    make_districts,
    make_level_years,
    price_years,
)

LCC = Campus("146603", "IL", "17119", public=True)
LCC_CHARGES = Charges(3552, 9552, 12552, 1008, "2023-24")
STLCC = Campus("179308", "MO", "29189", public=True)
STLCC_CHARGES = Charges(3660, 5130, 6990, 1000, "2023-24")
RANKEN = Campus("178891", "MO", "29510")
RANKEN_CHARGES = Charges(17490, 17490, 17490, 2500, "2023-24")
MIAMI_DADE_CHARGES = Charges(2838, 2838, 9661, 1500, "2023-24")
DISTRICTS = make_districts(
    [
        ("179308", "29510", "whole county: the page names the City of St. Louis"),
        ("179308", "29189", "whole county: the page names St. Louis County"),
        ("179308", "29099", "part of county: only where two school districts reach in"),
        ("146603", "17119", "part of county: the college names parts of seven counties"),
        ("146603", "17083", "part of county: the college names parts of seven counties"),
    ]
)
TWO = Years(2, 2)
CERTIFICATE = Years(0.33, 1)
MONEY = st.none() | st.integers(0, 250_000)
CHARGES = st.builds(Charges, MONEY, MONEY, MONEY, MONEY, st.just("2023-24"), MONEY, MONEY, MONEY)
YEARS = st.tuples(st.floats(0.05, 6), st.floats(0.05, 6)).map(lambda y: Years(min(y), max(y)))
RATES = st.builds(
    Rate, st.sampled_from(get_args(Residence)), st.sampled_from(["", "doubt"]), st.booleans()
)
LEVELS = st.sampled_from(["20", "21", "1", "2", "3", "4", "5", "6", "7", "8", "17", "18", "19"])
PROGRAMS = st.none() | st.builds(
    ProgramPrice,
    st.just(0),
    st.integers(0, 250_000),
    st.sampled_from(sorted(PROGRAM_WORDS)),
    st.just("2021-22"),
)


def price(campus: Campus, charges: Charges, home: Home, level: str = "3") -> Price:
    return find_price(level, find_rate(campus, home, DISTRICTS), None, charges, TWO)


@pytest.mark.parametrize(
    ("home", "residence", "annual"),
    [
        (Home("MO", "29189"), "out_of_state", 12552),
        (Home("MO"), "out_of_state", 12552),
        (Home("IL", "17119"), "in_district", 3552),
        (Home("IL", "17163"), "in_state", 9552),
        (Home("IL", "17083"), "in_state", 9552),
        (Home("IL"), "in_state", 9552),
    ],
)
def test_lewis_and_clark_follows_the_home(home: Home, residence: str, annual: int) -> None:
    """The published figures are tuition and fees of one year; books (1,008) come on top."""
    found = price(LCC, LCC_CHARGES, home)
    assert (found.low, found.high) == (2 * (annual + 1008), 2 * (annual + 1008))
    assert (found.residence, found.year, found.code) == (residence, "2023-24", "annual")


def test_a_campus_county_partly_in_the_district_says_that_it_may_not_hold() -> None:
    assert "only part of this county" in price(LCC, LCC_CHARGES, Home("IL", "17119")).basis
    assert "part of the home county" in price(LCC, LCC_CHARGES, Home("IL", "17083")).basis
    assert "part" not in price(LCC, LCC_CHARGES, Home("MO", "29189")).basis


def test_a_campus_county_of_an_unchecked_district_says_so_too() -> None:
    rate = find_rate(LCC, Home("IL", "17119"), Districts())
    assert rate.residence == "in_district"
    assert "may not hold" in find_price("3", rate, None, LCC_CHARGES, TWO).basis


@pytest.mark.parametrize(
    ("county", "total", "words"),
    [
        ("29510", 9320, "the whole home county is in the district"),
        ("29189", 9320, "the whole home county is in the district"),
        ("29099", 12260, "part of the home county is in the district"),
        ("29183", 12260, "(in-state)"),
    ],
)
def test_st_louis_community_college(county: str, total: int, words: str) -> None:
    found = price(STLCC, STLCC_CHARGES, Home("MO", county))
    assert found.high == total
    assert words in found.basis


def test_one_charge_for_every_home_names_no_residence() -> None:
    for home in (Home("MO", "29510"), Home("IL", "17119"), Home(None)):
        found = price(RANKEN, RANKEN_CHARGES, home)
        assert (found.high, found.residence) == (39980, None)
        assert "the same for every home" in found.basis
        assert "district" not in found.basis


def test_a_college_without_a_district_speaks_of_none() -> None:
    campus = Campus("135717", "FL", "12086", public=True)
    found = price(campus, MIAMI_DADE_CHARGES, Home("FL", "12086"))
    assert found.high == 2 * (2838 + 1500)
    assert "(in-state)" in found.basis
    assert "district" not in found.basis


def test_no_home_gives_the_range_of_charges_and_says_so() -> None:
    found = price(LCC, LCC_CHARGES, Home(None))
    assert (found.low, found.high) == (2 * (3552 + 1008), 2 * (12552 + 1008))
    assert "no home was given" in found.basis


def test_certificates_run_from_their_fewest_to_their_most_hours() -> None:
    found = find_price("21", Rate("out_of_state"), None, LCC_CHARGES, CERTIFICATE)
    assert (found.low, found.high) == (round(0.33 * 13560), 13560)
    assert "0.33 to 1" in found.basis


@pytest.mark.parametrize(
    ("level", "months", "years"),
    [
        # a certificate of one to two years: 12 months are one academic year, 13 one and a half
        (Years(1, 2), (12, 12), (1, 1)),
        (Years(1, 2), (13, 15), (1.5, 1.5)),
        (Years(1, 2), (12, 19), (1, 2)),
        # never fewer nor more than the level's hours say
        (Years(1, 2), (7, 7), (1, 1)),
        (Years(1, 2), (30, 30), (2, 2)),
        (Years(0.33, 1), (4, 9), (0.5, 1)),
        # a degree keeps its years though a school that teaches all year is done sooner
        (Years(2, 2), (16, 20), (2, 2)),
        (Years(4, 4), (36, 36), (4, 4)),
        # halves are too coarse for what is shorter than one
        (Years(0.08, 0.33), (1, 2), (0.08, 0.33)),
        (Years(1, 2), (None, None), (1, 2)),
    ],
)
def test_academic_years_follow_the_months(
    level: Years, months: tuple[int | None, int | None], years: tuple[float, float]
) -> None:
    found = count_years(level, *months)
    assert found is not None
    assert (found.low, found.high) == years


def test_no_years_of_a_level_stay_none() -> None:
    assert count_years(None, 12, 12) is None


@given(level=YEARS, low=st.integers(1, 60), more=st.integers(0, 24))
def test_years_of_months_stay_within_those_of_the_level(level: Years, low: int, more: int) -> None:
    found = count_years(level, low, low + more)
    assert found is not None
    assert level.low <= found.low <= found.high <= level.high


def test_a_price_says_that_its_years_are_counted_by_the_months() -> None:
    rate = Rate("in_state")
    said = price_years("2", rate, LCC_CHARGES, count_years(Years(1, 2), 12, 12))
    assert (said.low, said.high) == (9552 + 1008, 9552 + 1008)
    assert "academic years: 1; counted by the months of study" in said.basis
    by_level = price_years("2", rate, LCC_CHARGES, Years(1, 2))
    assert (by_level.low, by_level.high) == (9552 + 1008, 2 * (9552 + 1008))
    assert "counted by" not in by_level.basis


def test_the_programs_own_price_comes_first_and_is_never_multiplied() -> None:
    program = ProgramPrice(4578, 4578, "program", "2021-22")
    found = find_price("2", Rate("in_state", public=True), program, LCC_CHARGES, TWO)
    assert (found.low, found.high, found.year, found.code) == (4578, 4578, "2021-22", "program")
    assert "other states" not in found.basis
    away = find_price("2", Rate("out_of_state", public=True), program, LCC_CHARGES, TWO)
    assert "other states" in away.basis
    private = find_price("2", Rate("out_of_state"), program, LCC_CHARGES, TWO)
    assert "other states" not in private.basis


def test_the_largest_programs_tuition_says_that_books_are_missing() -> None:
    program = ProgramPrice(4278, 4278, "largest_program", "2021-22")
    assert "books are not included" in find_price("2", Rate("in_state"), program, None, None).basis


def test_books_that_are_not_published_are_said_to_be_missing() -> None:
    charges = LCC_CHARGES._replace(books=None)
    found = find_price("3", Rate("in_state"), None, charges, TWO)
    assert found.high == 2 * 9552
    assert "books are not published" in found.basis
    assert "books are not published" not in price(LCC, LCC_CHARGES, Home("IL")).basis


def test_graduate_awards_take_graduate_charges_only() -> None:
    charges = LCC_CHARGES._replace(
        graduate_in_district=11000, graduate_in_state=11000, graduate_out_of_state=20000
    )
    assert find_price("7", Rate("out_of_state"), None, charges, TWO).high == 2 * (20000 + 1008)
    without = find_price("7", Rate("out_of_state"), None, LCC_CHARGES, TWO)
    assert without.high is None
    assert "graduate" in without.basis


def test_professional_doctorates_are_unknown() -> None:
    assert find_price(PROFESSIONAL, Rate("in_state"), None, LCC_CHARGES, TWO).high is None


@pytest.mark.parametrize(
    ("residence", "level", "is_told"),
    [("in_state", "3", True), ("out_of_state", "3", False), ("unknown", "3", True)],
)
def test_a_charge_made_by_the_publisher_says_so(
    residence: Residence, level: str, is_told: bool
) -> None:
    charges = LCC_CHARGES._replace(flags="in_state:C")
    basis = find_price(level, Rate(residence), None, charges, TWO).basis
    assert ("by the publisher" in basis) == is_told


@given(
    level=LEVELS, rate=RATES, program=PROGRAMS, charges=st.none() | CHARGES, years=st.none() | YEARS
)
def test_every_answer_has_a_basis_and_unknown_is_none(
    level: str,
    rate: Rate,
    program: ProgramPrice | None,
    charges: Charges | None,
    years: Years | None,
) -> None:
    found = find_price(level, rate, program, charges, years)
    assert found.basis
    assert (found.low is None) == (found.high is None) == (found.code == "unknown")
    assert found.code in get_args(PriceBasis)
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high
        assert found.year
    for word in ("free", "funded", "eligible", "out-of-pocket", "None", "{", ";;"):
        assert word not in found.basis


@given(level=LEVELS, rate=RATES, charges=CHARGES, years=YEARS)
def test_a_missing_charge_is_never_read_as_zero(
    level: str, rate: Rate, charges: Charges, years: Years
) -> None:
    found = price_years(level, rate, charges, years)
    graduate = level in GRADUATE_LEVELS
    names = ["in_district", "in_state", "out_of_state"]
    scale = dict(zip(names, charges[5:8] if graduate else charges[:3], strict=True))
    wanted = names if rate.residence == "unknown" else [rate.residence]
    known = [scale[name] for name in wanted if scale[name] is not None]
    assert (found.high is not None) == (bool(known) and level != PROFESSIONAL)


@given(charges=CHARGES, years=YEARS, rate=RATES)
def test_more_books_never_make_it_cheaper(charges: Charges, years: Years, rate: Rate) -> None:
    cheap = price_years("3", rate, charges._replace(books=100), years)
    dear = price_years("3", rate, charges._replace(books=900), years)
    if cheap.high is not None and dear.high is not None:
        assert cheap.high <= dear.high


@given(charges=CHARGES, years=YEARS)
def test_without_a_home_the_range_holds_every_home(charges: Charges, years: Years) -> None:
    whole = price_years("3", Rate("unknown"), charges, years)
    for residence in ("in_district", "in_state", "out_of_state"):
        one = price_years("3", Rate(residence), charges, years)
        if one.low is not None and one.high is not None:
            assert whole.low is not None
            assert whole.high is not None
            assert whole.low <= one.low <= one.high <= whole.high


COUNTIES = st.sampled_from(["17119", "17083", "29189", "29099", None])


@given(
    state=st.sampled_from(["IL", "MO", None]),
    county=COUNTIES,
    campus_county=COUNTIES,
    partly=st.booleans(),
)
def test_only_the_campus_county_or_a_whole_county_is_in_district(
    state: str | None, county: str | None, campus_county: str | None, partly: bool
) -> None:
    campus = Campus("1", "IL", campus_county)
    pairs = frozenset({("1", "17083")})
    districts = Districts(part=pairs) if partly else Districts(whole=pairs)
    rate = find_rate(campus, Home(state, county), districts)
    inside = state is not None and county is not None
    inside = inside and (county == campus_county or (county == "17083" and not partly))
    assert (rate.residence == "in_district") == inside
    assert (rate.residence == "unknown") == (state is None)
    if rate.residence == "in_district":
        assert rate.doubt


def test_a_county_that_is_wholly_in_counts_once_and_other_reasons_never() -> None:
    districts = make_districts(
        [
            ("1", "a", "part of county: x"),
            ("1", "a", "whole county: y"),
            ("1", "b", "named somewhere"),
        ]
    )
    assert districts == Districts(frozenset({("1", "a")}), frozenset({("1", "b")}))


def test_level_years_keep_both_ends() -> None:
    years = make_level_years([("20", 0.33, "high"), ("20", 0.08, "low"), ("3", 2.0, "single")])
    assert years == {"20": Years(0.08, 0.33), "3": Years(2.0, 2.0)}
