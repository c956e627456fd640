"""Which place and which occupation a text means: one answer, several to choose from, or the nearest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.errors import AmbiguousPlaceError, UnknownCodeError
from pathways.graph import (
    find_occupation,
    find_place,
    find_places,
    get_areas,
    get_counties,
    get_occupations,
    get_state_area,
    select_rows,
    slice_area,
)
from pathways.schema import NATION
from pathways.store import Graph

SPRINGFIELD = "0044180"


@pytest.mark.parametrize(
    ("text", "area", "county", "home"),
    [
        ("0044180", SPRINGFIELD, None, "MO"),
        (" 0044180 ", SPRINGFIELD, None, "MO"),
        ("zip:65804", SPRINGFIELD, "29077", "MO"),
        ("ZIP: 65804", SPRINGFIELD, "29077", "MO"),
        ("county:29077", SPRINGFIELD, "29077", "MO"),
        ("65804", SPRINGFIELD, "29077", "MO"),
        ("29077", SPRINGFIELD, "29077", "MO"),
        ("Springfield, MO", SPRINGFIELD, None, "MO"),
        ("springfield, mo", SPRINGFIELD, None, "MO"),
        ("SPRINGFIELD,MO", SPRINGFIELD, None, "MO"),
        ("Greene County, MO", SPRINGFIELD, "29077", "MO"),
        ("St. Louis, MO-IL", "0041180", None, "MO"),
        ("county:17163", "0041180", "17163", "IL"),
        ("Missouri", "2900000", None, "MO"),
        ("National", NATION, None, None),
        ("zip:33130", "0033100", "12086", "FL"),
    ],
)
def test_a_place_is_found(
    graph: Graph, text: str, area: str, county: str | None, home: str | None
) -> None:
    place = find_place(graph, text)
    assert (place.area, place.county, place.home) == (area, county, home)


@pytest.mark.parametrize(
    ("zip_code", "county", "area"),
    [
        ("06103", "09110", "0025540"),
        ("06702", "09140", "0047930"),
        ("06790", "09160", "0900001"),
        ("06260", "09150", None),
    ],
)
def test_a_connecticut_zip_lies_in_a_planning_region(
    graph: Graph, zip_code: str, county: str, area: str | None
) -> None:
    place = find_place(graph, f"zip:{zip_code}")
    assert (place.county, place.home) == (county, "CT")
    assert place.area == find_place(graph, f"county:{county}").area
    assert area in (None, place.area)


def test_every_zip_means_the_area_of_its_county(graph: Graph) -> None:
    differing = []
    for row in graph.table("facts/zips").to_pylist()[::40]:
        if row["county"]:
            by_zip = find_place(graph, f"zip:{row['zip']}")
            if by_zip != find_place(graph, f"county:{row['county']}"):
                differing.append(row["zip"])
    assert differing == []


def test_an_unsettled_county_means_its_state(graph: Graph) -> None:
    unsettled = [code for code, row in get_counties(graph).items() if row["area"] is None]
    assert unsettled
    for code in unsettled:
        place = find_place(graph, f"county:{code}")
        assert place.kind in ("state", "territory", "nation")
        assert place.home == get_counties(graph)[code]["state"]


def test_a_bare_code_that_fits_zip_and_county_lists_both(graph: Graph) -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        find_place(graph, "01001")
    assert caught.value.readings == ("zip:01001", "county:01001")


def test_every_bare_code_of_two_kinds_is_ambiguous(graph: Graph) -> None:
    zips = set(graph.table("facts/zips")["zip"].to_pylist())
    both = sorted(zips & set(get_counties(graph)))
    assert len(both) > 1000
    for code in both[::25]:
        with pytest.raises(AmbiguousPlaceError):
            find_places(graph, code)
        for reading in (f"zip:{code}", f"county:{code}"):
            assert find_place(graph, reading).county is not None or reading.startswith("zip")


def test_a_name_of_several_areas_lists_them(graph: Graph) -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        find_place(graph, "springfield")
    assert [reading.split(" ", 1)[1] for reading in caught.value.readings] == [
        "Springfield, IL",
        "Springfield, MA",
        "Springfield, MO",
        "Springfield, OH",
    ]


def test_places_of_a_name_are_listed_best_first(graph: Graph) -> None:
    names = [place.name for place in find_places(graph, "springfield")]
    assert names[:4] == ["Springfield, IL", "Springfield, MA", "Springfield, MO", "Springfield, OH"]


@pytest.mark.parametrize("limit", [1, 3, 8])
def test_no_more_places_than_asked_are_listed(graph: Graph, limit: int) -> None:
    assert len(find_places(graph, "springfield", limit=limit)) == limit


def test_a_misspelt_name_finds_the_nearest(graph: Graph) -> None:
    with pytest.raises(UnknownCodeError) as caught:
        find_place(graph, "Sprngfield, MO")
    assert "0044180 Springfield, MO" in caught.value.closest
    assert "0044180 Springfield, MO" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Saint Lous", "0041180"),
        ("St Loius", "0041180"),
        ("st. louis, missouri", "0041180"),
        ("miami dad", "0033100"),
        ("63101", "0041180"),
        ("St. Louis, MO", "0041180"),
        ("Ohoi", "3900000"),
        ("kansas cty", "0028140"),
        ("charleston west virginia", "0016620"),
        ("West Virginia", "5400000"),
    ],
)
def test_what_people_type_finds_the_place_first(graph: Graph, text: str, area: str) -> None:
    assert find_places(graph, text)[0].area == area


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "javascript:alert", "qwerty", "asdfghjkl", "drop table users",
     "hello world", "lorem ipsum", "nursing assistant", "what jobs pay well", "zzzzzzzzzz", "sf"],
)  # fmt: skip
def test_nonsense_is_like_no_place(graph: Graph, text: str) -> None:
    assert find_places(graph, text) == []
    with pytest.raises(UnknownCodeError) as caught:
        find_place(graph, text)
    assert caught.value.closest == ()


@pytest.mark.parametrize("text", ["zip:00000", "county:99999", "9999999", "99999"])
def test_an_unknown_code_is_no_place(graph: Graph, text: str) -> None:
    assert find_places(graph, text) == []
    with pytest.raises(UnknownCodeError, match=re.escape(repr(text))):
        find_place(graph, text)


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_typed_is_no_place(graph: Graph, text: str) -> None:
    assert find_places(graph, text) == []


def test_any_text_gives_places_or_one_of_two_errors(graph: Graph) -> None:
    @settings(max_examples=15)
    @given(st.text(max_size=12))
    def check(text: str) -> None:
        try:
            found = find_places(graph, text)
        except AmbiguousPlaceError as error:
            assert len(error.readings) > 1
        else:
            assert all(place.area in get_areas(graph) for place in found)

    check()


def test_every_area_is_found_by_its_name(graph: Graph) -> None:
    wrong = [
        row["name"]
        for code, row in get_areas(graph).items()
        if find_place(graph, row["name"]).area != code
    ]
    assert wrong == []


def test_an_area_in_several_states_names_them_in_order(graph: Graph) -> None:
    assert find_place(graph, "0041180").states == ("MO", "IL")


@pytest.mark.parametrize(
    ("state", "area"), [("MO", "2900000"), ("PR", "7200000"), ("AS", None), (None, None)]
)
def test_the_area_of_a_state(graph: Graph, state: str | None, area: str | None) -> None:
    assert get_state_area(graph, state) == area


# ---- occupations


@pytest.mark.parametrize(
    ("code", "soc", "asked"),
    [
        ("31-1131", "31-1131", None),
        (" 31-1131 ", "31-1131", None),
        ("31-1131.00", "31-1131", None),
        ("31-1120", "31-1120", None),
        ("31-1121", "31-1120", "31-1121"),
        ("31-1122.00", "31-1120", "31-1122"),
        ("25-2055", "25-2052", "25-2055"),
    ],
)
def test_an_occupation_is_found(graph: Graph, code: str, soc: str, asked: str | None) -> None:
    found = find_occupation(graph, code)
    assert (found.soc, found.asked) == (soc, asked)
    assert found.title == get_occupations(graph)[soc]["title"]


@pytest.mark.parametrize(("code", "near"), [("31-1139", "31-1131"), ("29-114", "29-1141")])
def test_an_unknown_occupation_names_its_neighbours(graph: Graph, code: str, near: str) -> None:
    with pytest.raises(UnknownCodeError) as caught:
        find_occupation(graph, code)
    assert any(closest.startswith(near) for closest in caught.value.closest)


@pytest.mark.parametrize("code", ["", "311131", "31-1131.0", "31-11", "occupation:31-1131"])
def test_what_is_no_occupation_code_is_refused(graph: Graph, code: str) -> None:
    with pytest.raises(UnknownCodeError):
        find_occupation(graph, code)


# ---- rows


@pytest.mark.parametrize("area", [NATION, SPRINGFIELD, "7800000"])
def test_the_rows_of_an_area_are_cut_out_whole(graph: Graph, area: str) -> None:
    wages = graph.table("facts/wages")
    wanted = [code for code in wages["area"].to_pylist() if code == area]
    assert slice_area(wages, area)["area"].to_pylist() == wanted != []


def test_an_area_without_rows_gives_none(graph: Graph) -> None:
    assert slice_area(graph.table("facts/wages"), "9999999").num_rows == 0


def test_rows_are_selected_by_value(graph: Graph) -> None:
    chosen = select_rows(graph.table("facts/zips"), "zip", ["65804", "00000"])
    assert chosen["zip"].tolist() == ["65804"]
