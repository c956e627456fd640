"""What is published about an offer: placed on the awards it can mean, on no other, and never made up."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.build.terms import (
    OUTCOME_LEVEL_OF_AWARD,
    SHORTEST_BACHELORS,
    TERMS,
    build_charges,
    build_terms,
    list_given,
)
from pathways.gates import LEVEL_OF_AWARD
from pathways.months import CALENDAR_LEVELS, FEWEST_PROGRAMS
from pathways.notices import NOTICES, Notice
from pathways.sources.charges import read_charges
from pathways.sources.ipeds import read_ipeds
from pathways.sources.scorecard import CREDENTIAL_LEVELS, FIGURES, read_scorecard

PUBLISHED = Path(__file__).parent / "data" / "published"
Offer = tuple[str, str, str, int]
Program = tuple[str, str, int | None, int | None]


def make_offers(offers: list[Offer]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return offers and credentials of (provider, cip, awlevel, completions) rows."""
    frame = pd.DataFrame(offers, columns=["provider", "cip", "awlevel", "completions"])
    frame = frame.assign(credential="award/" + frame["cip"] + "/" + frame["awlevel"])
    credentials = frame[["credential", "cip", "awlevel"]].drop_duplicates("credential")
    return frame[["provider", "credential", "completions"]], credentials


def make_programs(programs: list[Program], fees: int | None = None) -> pd.DataFrame:
    """Return program_prices of (provider, cip, months, price) rows; ``fees`` on the first one."""
    frame = pd.DataFrame(programs, columns=["provider", "cip", "months", "price"])
    return frame.assign(
        months=frame["months"].astype("Int32"),
        price=frame["price"].astype("Int32"),
        tuition_fees=pd.array([fees if n == 0 else None for n in range(len(frame))], dtype="Int32"),
        year="2021-22",
    )


def make_outcomes(rows: list[tuple[str, str, str, int | None, bool]]) -> pd.DataFrame:
    """Return field_outcomes of (provider, cip4, credlev, earnings after 4 years, withheld) rows."""
    columns = ["provider", "cip4", "credlev", "earnings_4yr", "earnings_4yr_withheld"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.assign(earnings_4yr=frame["earnings_4yr"].astype("Int32"))
    for name in ("earnings_1yr", "debt"):
        frame[name] = pd.array([None] * len(frame), dtype="Int32")
        frame[f"{name}_withheld"] = True
    for name in FIGURES:
        frame[f"{name}_withheld"] = frame[f"{name}_withheld"].astype(bool)
    return frame.assign(
        completions=pd.array([1] * len(frame), dtype="Int32"),
        campuses=pd.array([1] * len(frame), dtype="Int32"),
    )


def build(
    offers: list[Offer],
    programs: list[Program] | None = None,
    outcomes: list[tuple[str, str, str, int | None, bool]] | None = None,
    fees: int | None = None,
) -> tuple[pd.DataFrame, list[Notice]]:
    frame, notices = build_terms(
        *make_offers(offers), make_outcomes(outcomes or []), make_programs(programs or [], fees)
    )
    return frame.set_index(["provider", "credential"]), notices


def codes(notices: list[Notice]) -> dict[str, int]:
    return {notice.code: notice.count for notice in notices}


LPN = ("135294", "51.3901", "2", 40)


def test_a_program_stands_on_the_one_award_of_its_field() -> None:
    terms, notices = build([LPN, ("135294", "51.3902", "20", 5)], [("135294", "51.3901", 14, 4578)])
    row = terms.loc["135294", "award/51.3901/2"]
    assert row["months_low"] == row["months_high"] == 14
    assert (row["months_basis"], row["months_programs"]) == ("program", 1)
    assert row["price_program_low"] == row["price_program_high"] == 4578
    assert (row["price_program_basis"], row["price_year"]) == ("program", "2021-22")
    assert ("135294", "award/51.3902/20") not in terms.index
    assert notices == []


def test_a_level_that_nobody_completed_may_be_the_programs() -> None:
    """Florida Academy of Nursing: one bachelor's completed, none of the associate it teaches."""
    offers = [("496681", "51.3801", "3", 0), ("496681", "51.3801", "5", 1)]
    terms, notices = build(offers, [("496681", "51.3801", 16, 13097)])
    assert list(terms.index) == [("496681", "award/51.3801/3")]
    row = terms.iloc[0]
    assert (row["months_high"], row["months_basis"]) == (16, "program_fits")
    assert (row["price_program_high"], row["price_program_basis"]) == (13097, "program_fits")
    assert notices == []


@pytest.mark.parametrize("listed", ["21", "4"])
def test_a_length_that_fits_several_filed_levels_stands_on_none(listed: str) -> None:
    offers = [LPN, ("135294", "51.3901", listed, 0)]
    terms, notices = build(offers, [("135294", "51.3901", 11, 6491)])
    assert terms.empty
    assert codes(notices) == {"program_level_unclear": 1}


@pytest.mark.parametrize("months", [15, 20, 29])
def test_a_program_too_short_for_a_bachelors_is_on_no_offer(months: int) -> None:
    offers = [("1", "51.3801", "5", 9)]
    terms, notices = build(offers, [("1", "51.3801", months, 40000)])
    assert terms.empty
    assert codes(notices) == {"program_shorter_than_degree": 1}


def test_a_program_as_long_as_a_bachelors_stands_and_one_without_length_keeps_its_price() -> None:
    offers = [("1", "51.3801", "5", 9), ("2", "51.3801", "5", 9), ("3", "51.3801", "3", 9)]
    terms, notices = build(
        offers,
        [("1", "51.3801", 30, 70000), ("2", "51.3801", None, 60000), ("3", "51.3801", 20, 30000)],
    )
    assert terms["months_high"].tolist()[:1] == [30]
    assert pd.isna(terms.loc["2", "award/51.3801/5"]["months_high"])
    assert terms["price_program_high"].tolist() == [70000, 60000, 30000]
    assert notices == []


def test_of_several_levels_the_length_decides_and_says_so() -> None:
    offers = [("1", "47.0201", "20", 3), ("1", "47.0201", "2", 9)]
    terms, _ = build(offers, [("1", "47.0201", 3, 900), ("1", "47.0201", 12, 4000)])
    assert terms["price_program_high"].to_dict() == {
        ("1", "award/47.0201/2"): 4000,
        ("1", "award/47.0201/20"): 900,
    }
    assert set(terms["months_basis"]) == {"program_fits"}


def test_a_short_program_never_stands_for_a_degree() -> None:
    offers = [("1", "51.0701", "3", 9), ("1", "51.0701", "5", 9)]
    terms, _ = build(offers, [("1", "51.0701", 15, 19384)])
    assert list(terms.index) == [("1", "award/51.0701/3")]


def test_two_lengths_give_a_range() -> None:
    terms, _ = build(
        [("1", "47.0604", "2", 9)], [("1", "47.0604", 13, 39265), ("1", "47.0604", 18, 50365)]
    )
    row = terms.iloc[0]
    assert (row["months_low"], row["months_high"], row["months_programs"]) == (13, 18, 2)
    assert (row["price_program_low"], row["price_program_high"]) == (39265, 50365)


def test_a_program_filed_under_a_neighbouring_code_is_matched_only_without_doubt() -> None:
    terms, notices = build([("1", "51.3901", "2", 9)], [("1", "51.3999", 13, 7196)])
    assert terms["months_basis"].tolist() == terms["price_program_basis"].tolist() == ["field"]
    assert notices == []
    offers = [("1", "12.0401", "2", 9), ("1", "12.0409", "2", 9)]
    terms, notices = build(offers, [("1", "12.0413", 7, 2900)])
    assert terms.empty
    assert codes(notices) == {"program_without_offer": 1}
    terms, notices = build([("1", "12.0401", "2", 9)], [("1", "12.0413", 3, 2900)])
    assert terms.empty
    assert codes(notices) == {"program_level_unclear": 1}


def test_a_neighbouring_program_never_replaces_one_that_is_filed() -> None:
    terms, notices = build(
        [("1", "12.0401", "2", 9)], [("1", "12.0401", 12, 14000), ("1", "12.0413", 8, 2900)]
    )
    assert terms.iloc[0][["months_high", "price_program_high"]].tolist() == [12, 14000]
    assert codes(notices) == {"program_without_offer": 1}


def test_an_unplaced_program_is_counted_and_a_placed_one_not() -> None:
    offers = [("1", "46.0503", "20", 3), ("1", "46.0503", "21", 3)]
    assert codes(build(offers, [("1", "46.0503", 34, 9000)])[1]) == {"program_level_unclear": 1}
    assert codes(build(offers, [("1", "46.0503", 4, 9000)])[1]) == {"program_level_unclear": 1}
    assert codes(build(offers, [("1", "46.0503", 2, 9000)])[1]) == {}
    assert codes(build(offers, [("2", "46.0503", 4, 9000)])[1]) == {"program_without_offer": 1}


def test_an_unusual_length_is_kept_and_told() -> None:
    terms, notices = build([("1", "47.0201", "21", 3)], [("1", "47.0201", 48, 9000)])
    assert terms.iloc[0]["months_high"] == 48
    assert codes(notices) == {"program_length_unlike_level": 1}
    assert codes(build([("1", "47.0201", "21", 3)], [("1", "47.0201", 12, 9000)])[1]) == {}


def test_an_unknown_price_or_length_stays_unknown() -> None:
    terms, _ = build([LPN], [("135294", "51.3901", 14, None)])
    assert terms["price_program_low"].isna().all()
    assert terms["price_program_basis"].isna().all()
    terms, _ = build([LPN], [("135294", "51.3901", None, 4578)])
    assert terms["months_low"].isna().all()
    assert terms["price_program_low"].tolist() == [4578]
    terms, _ = build([LPN], [("135294", "51.3901", None, None)])
    assert terms.empty


def test_the_largest_programs_tuition_stands_in_only_for_that_program() -> None:
    offers = [LPN, ("135294", "47.0604", "4", 9)]
    programs: list[Program] = [("135294", "51.3901", 14, None), ("135294", "47.0604", 21, None)]
    terms, _ = build(offers, programs, fees=4278)
    row = terms.loc["135294", "award/51.3901/2"]
    assert (row["price_program_high"], row["price_program_basis"]) == (4278, "largest_program")
    assert pd.isna(terms.loc["135294", "award/47.0604/4"]["price_program_high"])


@pytest.mark.parametrize(
    ("count", "is_known"), [(FEWEST_PROGRAMS - 1, False), (FEWEST_PROGRAMS, True)]
)
def test_the_median_of_field_and_level_needs_ten_programs(count: int, is_known: bool) -> None:
    schools = [str(100 + n) for n in range(count)]
    offers: list[Offer] = [(school, "51.3901", "2", 9) for school in schools]
    offers += [("9", "51.3999", "2", 9), ("9", "51.3901", "21", 9)]
    terms, _ = build(offers, [(school, "51.3901", 12, 9000) for school in schools])
    assert (("9", "award/51.3999/2") in terms.index) == is_known
    assert ("9", "award/51.3901/21") not in terms.index
    if is_known:
        row = terms.loc["9", "award/51.3999/2"]
        assert row[["months_high", "months_basis", "months_programs"]].tolist() == [
            12,
            "median",
            10,
        ]
        assert pd.isna(row["price_program_high"])


def test_the_median_of_a_degree_is_for_schools_that_teach_all_year() -> None:
    schools = [str(100 + n) for n in range(12)]
    offers: list[Offer] = [(school, "51.3801", "3", 9) for school in schools]
    offers += [("8", "51.3801", "3", 9), ("8", "11.0101", "2", 9), ("9", "51.3801", "3", 9)]
    programs: list[Program] = [(school, "51.3801", 18, 40000) for school in schools]
    terms, _ = build(offers, [*programs, ("8", "11.0101", 10, 5000)])
    assert terms.loc["8", "award/51.3801/3"]["months_high"] == 18
    assert ("9", "award/51.3801/3") not in terms.index


def test_outcomes_are_joined_at_their_own_field_and_level_only() -> None:
    offers = [
        ("1", "51.3901", "2", 9),
        ("1", "51.3902", "20", 9),
        ("1", "51.3902", "21", 0),
        ("1", "51.3801", "3", 9),
    ]
    terms, notices = build(
        offers, outcomes=[("1", "51.39", "1", 56486, False), ("1", "51.39", "2", 60000, False)]
    )
    assert terms["earnings_4yr"].tolist() == [56486, 56486, 56486]
    assert ("1", "award/51.3801/3") not in terms.index
    assert set(terms["outcomes_cip4"]) == {"51.39"}
    assert set(terms["outcomes_level"]) == {"1"}
    assert set(terms["outcomes_awards"]) == {2}
    assert codes(notices) == {"outcome_without_offer": 1}


def test_withheld_published_and_nothing_are_three_things() -> None:
    offers = [("1", "11.0101", "2", 9), ("2", "11.0101", "2", 9), ("3", "11.0101", "2", 9)]
    terms, notices = build(
        offers, outcomes=[("1", "11.01", "1", None, True), ("2", "11.01", "1", None, False)]
    )
    withheld = terms["earnings_4yr_withheld"]
    assert withheld["1", "award/11.0101/2"]
    assert not withheld["2", "award/11.0101/2"]
    assert ("3", "award/11.0101/2") not in terms.index
    assert notices == []


def test_every_award_level_has_an_outcome_level_that_exists() -> None:
    assert set(OUTCOME_LEVEL_OF_AWARD) == set(LEVEL_OF_AWARD)
    assert set(OUTCOME_LEVEL_OF_AWARD.values()) <= set(CREDENTIAL_LEVELS)
    assert not {"4", "99"} & set(OUTCOME_LEVEL_OF_AWARD.values())


def test_nothing_published_makes_an_empty_table_with_every_column() -> None:
    frame, notices = build_terms(*make_offers([LPN]), make_outcomes([]), make_programs([]))
    assert frame.empty
    assert tuple(frame.columns) == TERMS
    assert notices == []


CIPS = st.sampled_from(["12.0401", "12.0409", "51.3901", "51.3902", "51.3999"])
LEVELS = st.sampled_from(["20", "21", "2", "4", "3", "5"])
SCHOOLS = st.sampled_from(["1", "2", "3"])


@settings(max_examples=100, deadline=None)
@given(
    offers=st.dictionaries(
        st.tuples(SCHOOLS, CIPS, LEVELS), st.integers(0, 3), min_size=1, max_size=20
    ),
    programs=st.lists(
        st.tuples(
            SCHOOLS, CIPS, st.none() | st.integers(1, 60), st.none() | st.integers(0, 90_000)
        ),
        max_size=12,
    ),
)
def test_whatever_is_filed(
    offers: dict[tuple[str, str, str], int], programs: list[Program]
) -> None:
    rows: list[Offer] = [(*key, count) for key, count in offers.items()]
    terms, notices = build(rows, programs)
    again, _ = build(rows[::-1], programs[::-1])
    pd.testing.assert_frame_equal(terms, again)
    assert terms.index.is_unique
    published = defaultdict(set)
    for provider, cip, months, price in programs:
        published[provider, cip[:5]].add((months, price))
    for (provider, credential), row in terms.iterrows():
        _, cip, awlevel = credential.split("/")
        known = published[provider, cip[:5]]
        assert (provider, cip, awlevel) in offers
        assert pd.isna(row["months_low"]) == pd.isna(row["months_basis"])
        assert pd.isna(row["price_program_low"]) == pd.isna(row["price_program_basis"])
        if row["months_basis"] in ("program", "program_fits", "field"):
            lengths = {months for months, _ in known}
            assert {row["months_low"], row["months_high"]} <= lengths
            assert awlevel != "5" or row["months_low"] >= SHORTEST_BACHELORS
        if pd.notna(row["price_program_low"]):
            assert {row["price_program_low"], row["price_program_high"]} <= {p for _, p in known}
    assert all(notice.code in NOTICES for notice in notices)


def test_given_levels_are_all_that_are_filed() -> None:
    awards = pd.DataFrame(
        [("1", "a", "21", 0), ("1", "a", "2", 5), ("1", "b", "2", 0), ("2", "b", "3", 1)],
        columns=["provider", "cip", "awlevel", "completions"],
    )
    assert list_given(awards) == {
        ("1", "a"): ("2", "21"),
        ("1", "b"): ("2",),
        ("2", "b"): ("3",),
    }


def test_charges_of_unknown_providers_are_left_out_and_told() -> None:
    charges = read_charges(PUBLISHED).tables["charges"]
    providers = pd.DataFrame({"provider": ["178891", "179308"]})
    kept, notices = build_charges(charges, providers)
    assert kept["provider"].tolist() == ["178891", "179308"]
    assert {notice.code for notice in notices} == {"charge_without_provider"}
    assert len(notices) == 29
    assert build_charges(kept, providers)[1] == []


def offers_of(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    completions = read_ipeds(folder).tables["completions"]
    return make_offers(list(completions.itertuples(index=False, name=None)))


def test_the_published_rows() -> None:
    tables = read_scorecard(PUBLISHED).tables
    offers, credentials = offers_of(PUBLISHED)
    terms, notices = build_terms(
        offers, credentials, tables["field_outcomes"], tables["program_prices"]
    )
    row = terms.set_index(["provider", "credential"]).loc["135294", "award/51.3901/2"]
    assert (row["months_high"], row["price_program_high"]) == (14, 4578)
    assert row["earnings_4yr_withheld"]
    assert set(codes(notices)) <= {
        "program_without_offer",
        "program_level_unclear",
        "program_length_unlike_level",
        "program_shorter_than_degree",
        "outcome_without_offer",
    }


@pytest.fixture(scope="module")
def whole(raw: Path) -> tuple[pd.DataFrame, list[Notice]]:
    tables = read_scorecard(raw).tables
    return build_terms(*offers_of(raw), tables["field_outcomes"], tables["program_prices"])


@pytest.mark.raw
def test_the_whole_files(whole: tuple[pd.DataFrame, list[Notice]]) -> None:
    terms, notices = whole
    assert len(terms) == 260_067
    assert terms["months_basis"].value_counts().to_dict() == {
        "median": 21_597,
        "program": 5_683,
        "program_fits": 566,
        "field": 73,
    }
    assert terms["price_program_low"].notna().sum() == 6_318
    assert terms["earnings_4yr"].notna().sum() == 80_364
    assert codes(notices) == {
        "program_without_offer": 1_068,
        "program_level_unclear": 371,
        "program_length_unlike_level": 181,
        "program_shorter_than_degree": 22,
        "outcome_without_offer": 5_382,
    }
    level = terms["credential"].str.rsplit("/", n=1).str[1]
    median = terms["months_basis"].eq("median").fillna(False)
    assert terms.loc[median & level.isin(sorted(CALENDAR_LEVELS)), "provider"].nunique() < 200


@pytest.mark.raw
@pytest.mark.parametrize(
    ("provider", "months", "price"),
    [
        ("135294", 14, 4578),
        ("138479", 11, 5724),
        ("137245", 12, 5316),
        ("132374", 11, 5745),
        ("135647", 15, 4021),
        ("419217", 12, 9120),
        ("442426", 15, 32781),
        ("417716", 13, 19300),
    ],
)
def test_practical_nursing_has_months_and_a_price(
    whole: tuple[pd.DataFrame, list[Notice]], provider: str, months: int, price: int
) -> None:
    row = whole[0].set_index(["provider", "credential"]).loc[provider, "award/51.3901/2"]
    assert (row["months_low"], row["months_high"]) == (months, months)
    assert (row["price_program_low"], row["price_program_high"]) == (price, price)
    assert (row["months_basis"], row["price_program_basis"]) == ("program", "program")
