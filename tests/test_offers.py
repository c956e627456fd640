"""What providers of a region offer: named by hand, each figure from its own publisher, holes said."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc
import pytest

from pathways.awards import list_award_links
from pathways.coverage import SEES_LITTLE, find_coverage, say_coverage
from pathways.errors import UnknownCodeError
from pathways.graph import find_occupation, get_credentials
from pathways.months import BASIS_WORDS
from pathways.offers import CLOSED, CONFERRED, FIGURES, LISTED, OTHER_STATE, describe_offers
from pathways.region import Region, open_region
from pathways.sources.scorecard import CREDENTIAL_LEVELS
from pathways.store import Graph

MIAMI = "0033100"
LPN, RN, HYGIENIST, RADIOGRAPHER = "29-2061", "29-1141", "29-1292", "29-2034"
AIRCRAFT, WELDER, HVAC, ELECTRICIAN = "49-3011", "51-4121", "49-9021", "47-2111"
AIDE, DRIVER = "31-1131", "53-3032"
LEWIS_AND_CLARK, RANKEN = "146603", "178891"
MADISON = "county:17119"
NAMED = (LPN, RN, HYGIENIST, RADIOGRAPHER, AIRCRAFT, WELDER, HVAC, ELECTRICIAN, AIDE, DRIVER)

Offer = dict[str, Any]


@pytest.fixture(scope="module")
def miami(graph: Graph) -> Region:
    return open_region(graph, MIAMI)


@pytest.fixture(scope="module")
def madison(graph: Graph) -> Region:
    return open_region(graph, MADISON)


def pick(offers: list[Offer], provider: str, credential: str) -> Offer:
    """Return the one offer of a provider and an award."""
    (found,) = [o for o in offers if (o["provider"], o["credential"]) == (provider, credential)]
    return found


# ---- named by hand


@pytest.mark.parametrize(
    ("provider", "name", "completions", "months", "price"),
    [
        ("135294", "Lindsey Hopkins Technical College", 10, 14, 4578),
        ("138479", "William T McFatter Technical College", 36, 11, 5724),
        ("137245", "Sheridan Technical College", 56, 12, 5316),
        ("132374", "Atlantic Technical College", 61, 11, 5745),
    ],
)
def test_miami_technical_colleges_teach_practical_nursing(
    miami: Region, provider: str, name: str, completions: int, months: int, price: int
) -> None:
    offer = pick(describe_offers(miami, occupation=LPN), provider, "award/51.3901/2")
    assert (offer["provider_name"], offer["completions"]) == (name, completions)
    assert (offer["months_low"], offer["months_high"]) == (months, months)
    assert (offer["price_low"], offer["price_high"]) == (price, price)
    assert (offer["price_year"], offer["price_code"]) == ("2021-22", "program")
    assert offer["months_basis"] == BASIS_WORDS["program"]
    assert (offer["standing"], offer["is_option"]) == (CONFERRED, True)
    assert offer["coverage"] == "most" and offer["coverage_words"] == ""
    assert offer["sources"]["price"] == f"scorecard_programs/2021-22/{MIAMI}"
    assert offer["sources"]["completions"] == f"ipeds_completions/2023-24/{MIAMI}"


@pytest.mark.parametrize(
    ("occupation", "level", "credential", "providers"),
    [
        (RN, "associate", "award/51.3801/3", {"179308", LEWIS_AND_CLARK, "177676", "262031"}),
        (RN, "bachelors", "award/51.3801/5", {"179159", "178420", "178059", "149231"}),
        (HYGIENIST, "associate", "award/51.0602/3", {"179308", LEWIS_AND_CLARK}),
        (RADIOGRAPHER, "associate", "award/51.0911/3", {"179308", "177676", "143215"}),
        (AIRCRAFT, "associate", "award/47.0607/3", {"143215"}),
        (AIRCRAFT, "certificate", "award/47.0607/2", {"143215"}),
        (WELDER, "certificate", "award/48.0508/2", {RANKEN, "177676"}),
        (HVAC, "certificate", "award/15.0501/2", {RANKEN}),
        (HVAC, "certificate", "award/47.0201/2", {"177676", "143215"}),
    ],
)
def test_st_louis_programs_are_there_with_months_and_price(
    region_stl: Region, occupation: str, level: str, credential: str, providers: set[str]
) -> None:
    offers = describe_offers(region_stl, occupation=occupation)
    found = {o["provider"]: o for o in offers if o["credential"] == credential and o["is_option"]}
    assert providers <= set(found)
    for provider in providers:
        offer = found[provider]
        assert offer["level"] == level
        assert 0 < offer["months_low"] <= offer["months_high"]
        assert 0 < offer["price_low"] <= offer["price_high"]
        assert offer["price_year"] in ("2021-22", "2023-24")


@pytest.mark.parametrize(
    ("provider", "year"),
    [
        # IC2023_AY: in-state tuition and fees with books of one academic year, as the associate
        # degree's price shows them twice over (St Charles 10,888 / 2, East Central 13,128 / 2)
        ("262031", 5_444),
        ("177250", 6_564),
        # Four Rivers charges one price for every home: 36,690 / 2
        ("177436", 18_345),
    ],
)
def test_a_certificate_of_twelve_months_is_priced_for_one_academic_year(
    region_stl: Region, provider: str, year: int
) -> None:
    offer = pick(describe_offers(region_stl, occupation=LPN), provider, "award/51.3901/2")
    assert (offer["months_low"], offer["months_high"]) == (12, 12)
    assert (offer["price_low"], offer["price_high"]) == (year, year)
    assert "academic years: 1; counted by the months of study" in offer["price_basis"]


def test_where_only_the_level_is_known_the_price_has_two_ends(region_stl: Region) -> None:
    offers = [o for o in describe_offers(region_stl, field="51") if o["price_code"] == "annual"]
    by_level = [o for o in offers if o["months_code"] == "level" and o["credential"].endswith("/2")]
    assert by_level
    for offer in by_level:
        # one to two academic years
        assert abs(offer["price_high"] - 2 * offer["price_low"]) <= 1


def test_ranken_reaches_electricians_by_the_reviewed_link(region_stl: Region) -> None:
    offer = pick(describe_offers(region_stl, occupation=ELECTRICIAN), RANKEN, "award/47.0105/21")
    assert (offer["completions"], offer["is_option"]) == (42, True)
    links = region_stl.graph.table("edges/prepares_for").to_pylist()
    (link,) = [
        row
        for row in links
        if (row["credential"], row["occupation"]) == ("award/47.0105/21", ELECTRICIAN)
    ]
    assert (link["evidence"], link["dataset"]) == ("reviewed", "curated")


def test_st_louis_nursing_aide_shows_its_schools_and_what_is_not_seen(region_stl: Region) -> None:
    offers = describe_offers(region_stl, occupation=AIDE)
    schools = {o["provider_name"]: o["completions"] for o in offers if o["is_option"]}
    assert schools == {
        "Southwestern Illinois College": 255,
        "Kaskaskia College": 222,
        "Lewis and Clark Community College": 79,
        "St Louis College of Health Careers-St Louis": 8,
        "Career Center of Southern Illinois": 2,
    }
    assert {o["coverage"] for o in offers} == {"little"}
    assert all(o["coverage_words"].startswith(SEES_LITTLE) for o in offers)


def test_st_louis_truck_driving_is_listed_without_completers(region_stl: Region) -> None:
    offers = describe_offers(region_stl, occupation=DRIVER)
    assert {o["provider_name"] for o in offers} == {
        "Kaskaskia College",
        "Lewis and Clark Community College",
    }
    for offer in offers:
        assert (offer["standing"], offer["completions"]) == ("listed, no completers", 0)
        assert not offer["is_option"]
        assert offer["coverage_words"].startswith(SEES_LITTLE)


# ---- prices follow the home


@pytest.mark.parametrize(
    ("area", "county", "residence", "charge"),
    [
        ("0041180", None, "out_of_state", 12552),
        ("county:29189", None, "out_of_state", 12552),
        (MADISON, None, "in_district", 3552),
        ("0041180", "17119", "in_district", 3552),
        (MADISON, "29189", "out_of_state", 12552),
        ("county:17163", None, "in_state", 9552),
    ],
)
def test_lewis_and_clark_charges_by_the_home(
    graph: Graph, area: str, county: str | None, residence: str, charge: int
) -> None:
    offers = describe_offers(open_region(graph, area), occupation=RN, home_county=county)
    offer = pick(offers, LEWIS_AND_CLARK, "award/51.3801/3")
    (row,) = [
        row
        for row in graph.table("facts/charges").to_pylist()
        if row["provider"] == LEWIS_AND_CLARK
    ]
    assert row[residence] == charge
    assert offer["price_residence"] == residence
    # two academic years of an associate degree, books each year
    assert offer["price_low"] == offer["price_high"] == 2 * (charge + 1008)
    assert (offer["price_year"], offer["price_code"]) == ("2023-24", "annual")
    assert offer["sources"]["price"].startswith("ipeds_charges/2023-24/")


def test_an_offer_across_the_river_is_marked(region_stl: Region, madison: Region) -> None:
    for region, home in ((region_stl, "MO"), (madison, "IL")):
        for offer in describe_offers(region, occupation=RN):
            assert (offer["note"] == OTHER_STATE) == (offer["state"] != home)


def test_without_a_home_a_charge_runs_from_lowest_to_highest(graph: Graph) -> None:
    nation = open_region(graph, "0000000")
    offer = pick(describe_offers(nation, field="51.0602"), LEWIS_AND_CLARK, "award/51.0602/3")
    assert (offer["price_low"], offer["price_high"]) == (2 * (3552 + 1008), 2 * (12552 + 1008))
    assert offer["note"] is None


# ---- every offer, every figure


@pytest.mark.parametrize("occupation", NAMED)
def test_every_offer_of_the_region_stands_once_and_options_are_the_regions(
    region_stl: Region, occupation: str
) -> None:
    wanted = {award for award, soc in list_award_links(region_stl.graph) if soc == occupation}

    def keys(frame: Any) -> list[tuple[str, str]]:
        rows = frame[frame["credential"].isin(wanted)]
        return sorted(zip(rows["provider"], rows["credential"], strict=True))

    offers = describe_offers(region_stl, occupation=occupation)
    assert offers
    assert sorted((o["provider"], o["credential"]) for o in offers) == keys(region_stl.all_offers)
    options = sorted((o["provider"], o["credential"]) for o in offers if o["is_option"])
    assert options == keys(region_stl.offers)


def test_options_come_first_then_months(region_stl: Region) -> None:
    offers = describe_offers(region_stl, occupation=RN)
    order = [(not o["is_option"], o["months_high"]) for o in offers]
    assert order == sorted(order)


@pytest.fixture(scope="module")
def florida(graph: Graph) -> list[Offer]:
    """Every health offer of Florida: large enough to hold every kind of hole."""
    return describe_offers(open_region(graph, "Florida"), field="51")


def test_an_unknown_figure_is_none_with_its_reason(florida: list[Offer]) -> None:
    groups = {"months": "months_high", "price": "price_low", "coverage": "coverage"}
    reasons: dict[str, set[str]] = {}
    for offer in florida:
        for name, column in (*groups.items(), *((figure, figure) for figure in FIGURES)):
            is_known = offer[column] is not None
            assert is_known == (name in offer["sources"]) == (name not in offer["withheld"])
            reasons.setdefault(name, set()).add(offer["withheld"].get(name, "known"))
    assert reasons["earnings_4yr"] == {"known", "suppressed", "not_published"}
    assert reasons["debt"] == {"known", "suppressed", "not_published"}
    assert {"known", "not_published"} == reasons["price"]
    assert {"known", "not_built"} == reasons["coverage"]


def test_outcomes_carry_the_field_and_level_that_they_are_of(florida: list[Offer]) -> None:
    told = [o for o in florida if any(o[figure] is not None for figure in FIGURES)]
    assert told
    for offer in told:
        level, _, field = offer["outcomes_of"].rpartition(", field ")
        assert level in CREDENTIAL_LEVELS.values()
        assert offer["credential"].startswith(f"award/{field}")
        assert offer["outcomes_awards"] >= 0 and offer["outcomes_campuses"] >= 1


def test_every_source_names_dataset_vintage_and_area(florida: list[Offer], graph: Graph) -> None:
    for offer in florida:
        for name, source in offer["sources"].items():
            dataset, vintage, area = source.split("/", 2)
            if dataset != "curated":
                assert vintage == graph.vintage(dataset), name
                assert area in ("1200000", "0000000"), name


def test_a_closed_provider_is_no_option_and_standing_says_why(florida: list[Offer]) -> None:
    for offer in florida:
        expected = CONFERRED if offer["completions"] else LISTED
        if offer["status"] == "closed":
            expected = CLOSED
        assert offer["standing"] == expected
        assert offer["is_option"] == (expected == CONFERRED)
    assert {CONFERRED, LISTED} <= {offer["standing"] for offer in florida}


def test_a_closed_provider_is_found_where_there_is_one(graph: Graph) -> None:
    providers = graph.table("nodes/provider").to_pylist()
    closed = {row["provider"]: row["area"] for row in providers if row["status"] == "closed"}
    offered = set(pc.unique(graph.table("edges/offers")["provider"]).to_pylist())
    provider = min(set(closed) & offered)
    offers = describe_offers(open_region(graph, closed[provider]), field="")
    theirs = [o for o in offers if o["provider"] == provider]
    assert theirs
    assert {(o["standing"], o["is_option"]) for o in theirs} == {(CLOSED, False)}


def test_asking_changes_nothing(region_stl: Region) -> None:
    first = describe_offers(region_stl, occupation=RN)
    first[0]["sources"].clear()
    again = describe_offers(region_stl, occupation=RN)
    assert again[0]["sources"]
    assert again == describe_offers(region_stl, occupation=RN)


# ---- asking by field, and wrongly


def test_a_field_and_an_occupation_narrow_each_other(region_stl: Region) -> None:
    by_field = describe_offers(region_stl, field="15.0501")
    both = describe_offers(region_stl, occupation=HVAC, field="15.0501")
    keys = {(o["provider"], o["credential"]) for o in by_field}
    assert {o["credential"].split("/")[1] for o in by_field} == {"15.0501"}
    assert {(o["provider"], o["credential"]) for o in both} <= keys
    assert both


def test_a_member_code_is_asked_by_its_aggregate(region_stl: Region) -> None:
    assert describe_offers(region_stl, occupation="31-1121") == describe_offers(
        region_stl, occupation="31-1120"
    )


def test_what_does_not_exist_is_refused(region_stl: Region) -> None:
    with pytest.raises(UnknownCodeError, match=r"29-114"):
        describe_offers(region_stl, occupation="29-1149")
    with pytest.raises(UnknownCodeError, match="field of study"):
        describe_offers(region_stl, field="98.7654")
    with pytest.raises(UnknownCodeError):
        describe_offers(region_stl, field="51", home_county="99999")
    with pytest.raises(ValueError, match="an occupation or a field"):
        describe_offers(region_stl)


# ---- coverage


@pytest.mark.parametrize(
    ("cip", "field", "known"),
    [
        ("49.0205", "cdl", "little"),
        ("51.3902", "nursing-aide", "little"),
        ("51.3901", "practical-nursing", "most"),
        ("12.0401", "cosmetology", "most"),
        ("12.0402", "barbering", "little"),
        ("46.0201", "carpentry", "little"),
        ("48.0508", "welding", "most"),
    ],
)
def test_the_class_of_a_field(graph: Graph, cip: str, field: str, known: str) -> None:
    row = find_coverage(graph, cip=cip)
    assert row is not None
    assert (row["field"], row["class"]) == (field, known)


def test_cosmetology_says_who_reports(graph: Graph) -> None:
    row = find_coverage(graph, occupation="39-5012")
    assert row is not None and row["class"] == "most"
    assert "do not report" in row["reason"]


def test_a_field_without_a_row_has_no_class(graph: Graph) -> None:
    assert find_coverage(graph, cip="16.0905") is None
    assert find_coverage(graph, occupation="19-2011") is None
    assert say_coverage(None, "MO") == ""


def test_every_row_names_known_fields_and_occupations_once(graph: Graph) -> None:
    rows = graph.table("facts/coverage").to_pylist()
    cips = {row["cip"] for row in get_credentials(graph).values() if row["cip"]}
    awarded = cips | {cip[:5] for cip in cips}
    fields = [cip for row in rows for cip in row["cip"].split("|")]
    assert len(fields) == len(set(fields))
    for row in rows:
        assert awarded & set(row["cip"].split("|")), row["field"]
        # two SOC codes of one row may be one OEWS occupation, those of two rows never
        for soc in row["occupations"].split("|"):
            found = find_coverage(graph, occupation=find_occupation(graph, soc).soc)
            assert found is not None and found["field"] == row["field"]
    assert {row["class"] for row in rows} == {"most", "little"}


def test_find_coverage_needs_one_question(graph: Graph) -> None:
    with pytest.raises(ValueError, match="either"):
        find_coverage(graph)
    with pytest.raises(ValueError, match="either"):
        find_coverage(graph, cip="49.0205", occupation=DRIVER)


@pytest.mark.parametrize(
    ("state", "link"),
    [
        ("MO", "https://jobs.mo.gov/community/missouri-eligible-training-provider-list"),
        ("FL", "https://www.employflorida.com"),
        ("IL", None),
        (None, None),
    ],
)
def test_the_sentence_and_the_states_own_list(
    graph: Graph, state: str | None, link: str | None
) -> None:
    said = say_coverage(find_coverage(graph, occupation=DRIVER), state)
    assert said.startswith("Our sources see few schools of this kind.")
    assert said.endswith(link or SEES_LITTLE)
    assert say_coverage(find_coverage(graph, occupation=WELDER), state) == ""
