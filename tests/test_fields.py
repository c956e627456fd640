"""Fields of study taught in a region, and one provider with all that it offers."""

from __future__ import annotations

from collections import Counter

import pytest

from pathways.errors import UnknownCodeError
from pathways.fields import describe_provider, list_field_titles, list_taught
from pathways.offers import describe_offers
from pathways.region import Region, open_region
from pathways.store import Graph


def test_fields_count_the_offers_of_open_providers(region_stl: Region) -> None:
    closed = set(region_stl.providers.index[region_stl.providers["status"] == "closed"])
    awards: Counter[str] = Counter()
    completions: Counter[str] = Counter()
    providers: dict[str, set[str]] = {}
    for row in region_stl.all_offers.to_dict("records"):
        if row["provider"] not in closed:
            cip = row["credential"].split("/")[1]
            awards[cip] += 1
            completions[cip] += row["completions"]
            providers.setdefault(cip, set()).add(row["provider"])
    taught = list_taught(region_stl)
    assert {field.cip: field.awards for field in taught} == awards
    assert {field.cip: field.completions for field in taught} == completions
    assert {field.cip: field.providers for field in taught} == {
        cip: len(found) for cip, found in providers.items()
    }
    assert [field.completions for field in taught] == sorted(completions.values(), reverse=True)


def test_a_field_is_named_without_its_level(graph: Graph) -> None:
    titles = list_field_titles(graph)
    assert titles["51.3801"] == "Registered Nursing/Registered Nurse"
    assert titles["48.0508"] == "Welding Technology/Welder"
    levels = [row["title"] for row in graph.table("facts/award_levels").to_pylist()]
    assert not [t for t in titles.values() if any(t.endswith(f", {level}") for level in levels)]


def test_a_provider_has_all_that_it_reported(region_stl: Region) -> None:
    found = describe_provider(region_stl, "177977")
    assert found["provider"] == "177977"
    reported = open_region(region_stl.graph, "2900000").all_offers
    mine = reported[reported["provider"] == "177977"]
    assert sorted(offer["credential"] for offer in found["offers"]) == sorted(mine["credential"])
    assert [o["is_option"] for o in found["offers"]] == sorted(
        (o["is_option"] for o in found["offers"]), reverse=True
    )


def test_a_providers_offers_are_those_of_its_region(region_stl: Region) -> None:
    provider = str(region_stl.offers["provider"].astype("str").value_counts().index[0])
    found = describe_provider(region_stl, provider)
    one = next(offer for offer in found["offers"] if offer["is_option"])
    field = one["credential"].split("/")[1]
    assert one in describe_offers(region_stl, field=field)


def test_prices_follow_the_home_that_asks(graph: Graph) -> None:
    """A public college in Illinois charges a Missouri home another rate than an Illinois one."""
    here, there = open_region(graph, "2900000"), open_region(graph, "1700000")
    rows = graph.table("nodes/provider").to_pylist()
    public = [
        row["provider"]
        for row in rows
        if row["state"] == "IL" and row["control"] == "public" and row["area"] == "0041180"
    ]
    assert public
    college = public[0]
    ours = {o["credential"]: o["price_high"] for o in describe_provider(here, college)["offers"]}
    theirs = {o["credential"]: o["price_high"] for o in describe_provider(there, college)["offers"]}
    assert ours.keys() == theirs.keys()
    assert any(ours[key] != theirs[key] for key in ours)


def test_an_unknown_provider_is_refused(region_stl: Region) -> None:
    with pytest.raises(UnknownCodeError, match="provider '000000'"):
        describe_provider(region_stl, "000000")
