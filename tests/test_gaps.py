"""Where pathways break: each list recomputed from the stored tables, and nothing concluded from what is unseen."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pathways.coverage import SEES_LITTLE, find_coverage
from pathways.errors import UnknownCodeError
from pathways.facts import describe_moves, describe_occupation
from pathways.gaps import LISTS, find_gaps, open_gap_region
from pathways.gaps.rows import tabulate_gaps
from pathways.gaps.untaught import judge_coverage
from pathways.gaps.view import list_region_counties, look_around, measure_miles
from pathways.graph import get_occupations
from pathways.region import Region, open_region
from pathways.store import Graph
from tests.test_wording import PROMISES, UNSEEN, find_words

AREAS = ("0041180", "0044180", "0045300", "2900000", "0000000")
NOT_PLACED = "0025500"
"""Harrisonburg: its county and city are settled in no area, so no provider can be placed in it."""
UNTAUGHT = ("missing_links", "training_deserts", "not_visible")
SCHOOL = ("certificate", "associate", "bachelors", "masters", "doctoral")
EVERY_FIELD = (
    "id title kind from to reason jobs completions sectors value value_capped sources withheld"
)
LINCOLN_LAND = "146685"


@pytest.fixture(scope="module", params=AREAS)
def region(graph: Graph, request: pytest.FixtureRequest) -> Region:
    return open_region(graph, request.param)


@pytest.fixture(scope="module")
def gaps(region: Region) -> dict[str, Any]:
    return find_gaps(region)


@pytest.fixture(scope="module")
def stl(region_stl: Region) -> dict[str, Any]:
    return find_gaps(region_stl)


def list_entries(answer: Mapping[str, Any], *names: str) -> Iterator[dict[str, Any]]:
    for name in names or LISTS:
        yield from answer[name]


def find_entry(answer: Mapping[str, Any], code: str) -> tuple[str, dict[str, Any]] | None:
    """Return the list and the entry of an untaught occupation."""
    for name in UNTAUGHT:
        for entry in answer[name]:
            if entry["soc"] == code:
                return name, entry
    return None


def list_awards_of(graph: Graph) -> dict[str, set[str]]:
    links = defaultdict(set)
    for row in graph.table("edges/prepares_for").select(["credential", "occupation"]).to_pylist():
        if row["credential"].startswith("award/"):
            links[row["occupation"]].add(row["credential"])
    return links


def change_table(graph: Graph, name: str, table: pa.Table) -> Graph:
    return Graph({**graph.tables, name: table}, graph.manifest)


# ---- form


def test_every_entry_has_the_fields_of_the_contract(gaps: dict[str, Any]) -> None:
    assert set(gaps) == {*LISTS, "searched"}
    for entry in list_entries(gaps):
        assert [name for name in EVERY_FIELD.split() if name not in entry] == []
        assert entry["reason"].endswith((".", "?"))
        assert entry["value_of"] and entry["value_capped_of"]


def test_what_is_absent_has_its_reason_and_what_is_known_its_source(gaps: dict[str, Any]) -> None:
    for entry in list_entries(gaps):
        for name in ("jobs", "openings", "completions", "value", "value_capped"):
            assert (entry[name] is None) == (name in entry["withheld"]), (entry["id"], name)
        for name in ("jobs", "completions"):
            if entry[name] is not None:
                assert entry["sources"][name].count("/") == 2


def test_at_most_is_never_more_than_the_people_or_the_openings(gaps: dict[str, Any]) -> None:
    capped = 0
    for entry in list_entries(gaps):
        if entry["value_capped"] is None:
            assert entry["value"] is None or entry["openings"] is None
            continue
        assert 0 <= entry["value_capped"] <= entry["value"]
        if entry["kind"] not in ("dead_end", "orphan_credential"):
            assert entry["value_capped"] <= entry["openings"]
            capped += entry["value_capped"] < entry["value"]
    assert capped > 5


def test_lists_are_sorted_and_the_same_each_time(region: Region, gaps: dict[str, Any]) -> None:
    again = open_region(region.graph, region.area)
    assert json.dumps(find_gaps(again), allow_nan=False) == json.dumps(gaps, allow_nan=False)
    for name in LISTS:
        measure = "completions" if name == "orphan_credentials" else "jobs"
        keys = [
            (entry[measure] is None, -(entry[measure] or 0), entry["id"]) for entry in gaps[name]
        ]
        assert keys == sorted(keys)
        assert len({entry["id"] for entry in gaps[name]}) == len(gaps[name])


def test_only_occupations_published_here_count(region: Region, gaps: dict[str, Any]) -> None:
    here = region.wages[region.area]
    for entry in list_entries(gaps, *UNTAUGHT, "dead_ends", "single_provider"):
        assert entry["soc"] in here
        published = here[entry["soc"]]["employment"]
        assert entry["jobs"] == published
    for entry in gaps["missing_rungs"]:
        assert {opened["soc"] for opened in entry["opens"]} <= set(here)


# ---- occupations that nobody here is seen to prepare for


def test_the_untaught_are_those_of_the_tables(region: Region, gaps: dict[str, Any]) -> None:
    graph = region.graph
    links = list_awards_of(graph)
    conferred = set(region.offers["credential"])
    placed = [str(code) for code in region.select_placed("nodes/employer")["employer"]]
    trains = graph.table("edges/trains")
    trains = trains.filter(pc.is_in(trains["employer"].cast(pa.string()), pa.array(placed)))
    sponsored = set(trains["occupation"].to_pylist())
    occupations = get_occupations(graph)
    gated = [
        soc for soc in region.wages[region.area] if occupations[soc]["gate_education"] in SCHOOL
    ]
    untaught = {soc for soc in gated if not links[soc] & conferred}
    found = [entry["soc"] for entry in list_entries(gaps, *UNTAUGHT)]
    assert sorted(found) == sorted(untaught - sponsored)
    searched = gaps["searched"]
    assert set(searched["by_apprenticeship"]) == untaught & sponsored
    assert searched["gated"] == len(gated)
    assert searched["gated"] == searched["taught"] + len(untaught)


def test_each_stands_where_what_we_see_of_it_puts_it(region: Region, gaps: dict[str, Any]) -> None:
    links = list_awards_of(region.graph)
    for name in UNTAUGHT:
        for entry in gaps[name]:
            row = judge_coverage(region.graph, entry["soc"])
            kind = row["class"] if row else None
            assert entry["coverage"] == kind
            is_linked = bool(links[entry["soc"]])
            if name == "training_deserts":
                assert (kind, is_linked, bool(entry["nearest"])) == ("most", True, True)
                assert entry["completions"] == 0
            elif name == "not_visible":
                assert kind != "most"
                assert entry["completions"] is None
                assert (entry["kind"] == "sees_little") == (kind == "little")
                assert kind == "little" or is_linked
            else:
                assert kind != "little"
                assert is_linked == (entry["kind"] == "not_conferred")


def test_nothing_is_called_empty_nor_promised(gaps: dict[str, Any]) -> None:
    for entry in list_entries(gaps):
        said = f"{entry['reason']} {entry['value_of']} {entry['value_capped_of']}"
        names = [school["provider_name"] for school in entry.get("nearest", [])]
        for published in (*names, str(entry["from_title"]), str(entry["to_title"])):
            said = said.replace(published, "")
        assert find_words(said, UNSEEN + PROMISES) == []
    for name in ("single_provider", "missing_rungs", "training_deserts"):
        assert {entry["coverage"] for entry in gaps[name]} <= {"most"}


def test_what_is_seen_little_says_so_with_the_states_own_list(stl: dict[str, Any]) -> None:
    little = [entry for entry in stl["not_visible"] if entry["kind"] == "sees_little"]
    assert little
    for entry in little:
        assert entry["reason"].startswith(SEES_LITTLE)
        assert entry["coverage_words"].startswith(SEES_LITTLE)
        assert entry["state_list"].startswith("https://jobs.mo.gov/")


def test_sonography_is_taught_elsewhere_only_while_we_see_most_of_it(
    graph: Graph, stl: dict[str, Any]
) -> None:
    name, entry = find_entry(stl, "29-2032") or ("", {})
    assert (name, entry["coverage"]) == ("training_deserts", "most")
    coverage = graph.table("facts/coverage")
    rows = coverage.to_pylist()
    at = next(place for place, row in enumerate(rows) if "29-2032" in row["occupations"])
    for row, expected in (
        (None, ("not_visible", "not_in_data")),
        ({**rows[at], "class": "little"}, ("not_visible", "sees_little")),
    ):
        changed = [*rows[:at], *([row] if row else []), *rows[at + 1 :]]
        table = pa.Table.from_pylist(changed, schema=coverage.schema)
        region = open_region(change_table(graph, "facts/coverage", table), "0041180")
        found = find_entry(find_gaps(region), "29-2032")
        assert found is not None
        assert (found[0], found[1]["kind"]) == expected


def test_a_sponsor_here_is_a_way_in(graph: Graph, stl: dict[str, Any]) -> None:
    assert "49-2091" in stl["searched"]["by_apprenticeship"]
    assert find_entry(stl, "49-2091") is None
    trains = graph.table("edges/trains")
    others = trains.filter(pc.not_equal(trains["occupation"].cast(pa.string()), "49-2091"))
    region = open_region(change_table(graph, "edges/trains", others), "0041180")
    found = find_entry(find_gaps(region), "49-2091")
    assert found is not None and found[0] == "training_deserts"


def test_a_link_that_is_taken_away_is_a_missing_link(graph: Graph) -> None:
    prepares = graph.table("edges/prepares_for")
    is_nurse = pc.and_(
        pc.equal(prepares["occupation"].cast(pa.string()), "29-1141"),
        pc.starts_with(prepares["credential"].cast(pa.string()), "award/"),
    )
    table = prepares.filter(pc.invert(is_nurse))
    coverage = graph.table("facts/coverage")
    seen = pa.Table.from_pylist(
        [row for row in coverage.to_pylist() if "29-1141" not in row["occupations"]],
        schema=coverage.schema,
    )
    changed = change_table(change_table(graph, "edges/prepares_for", table), "facts/coverage", seen)
    found = find_entry(find_gaps(open_region(changed, "0041180")), "29-1141")
    if found is None:  # a sponsor may be listed for it here
        assert (
            "29-1141" in find_gaps(open_region(changed, "0041180"))["searched"]["by_apprenticeship"]
        )
        return
    name, entry = found
    assert (name, entry["kind"]) == ("missing_links", "no_such_link")
    assert entry["jobs"] > 10_000


def test_college_teachers_are_set_aside_by_our_rule(stl: dict[str, Any]) -> None:
    kinds = {entry["soc"]: entry["kind"] for entry in stl["missing_links"]}
    assert kinds["25-1022"] == "set_aside"
    assert kinds["25-3031"] == "no_such_link"
    assert {soc[:4] for soc, kind in kinds.items() if kind == "set_aside"} == {"25-1"}


def test_the_job_before_asks_less_school_and_pays_less(
    region: Region, gaps: dict[str, Any]
) -> None:
    occupations = get_occupations(region.graph)
    named = 0
    for entry in list_entries(gaps, *UNTAUGHT):
        for feeder in entry["feeders"]:
            named += 1
            assert feeder["soc"] in region.wages[region.area]
            levels = ("none", "high_school", *SCHOOL)
            before = levels.index(occupations[feeder["soc"]]["gate_education"])
            assert before < levels.index(entry["gate_education"])
            assert feeder["wage_change"] >= 0.1 * feeder["p25"]
        if entry["feeders"]:
            first = entry["feeders"][0]
            others = ["expert list" not in feeder["evidence"] for feeder in entry["feeders"]]
            assert others == sorted(others)
            assert entry["from"] == f"occupation:{first['soc']}"
            assert entry["value"] == entry["from_jobs"] == first["jobs"]
            assert entry["p25"] - entry["from_p25"] == entry["wage_change"]
        else:
            assert (entry["from"], entry["value"]) == (None, entry["jobs"])
    assert named > 10


def test_where_no_county_is_known_no_school_is_judged(graph: Graph) -> None:
    region = open_region(graph, NOT_PLACED)
    assert list_region_counties(region) == []
    answer = find_gaps(region, within=50)
    assert [answer[name] for name in ("training_deserts", "missing_links", "single_provider")] == [
        [],
        [],
        [],
    ]
    assert {entry["kind"] for entry in answer["not_visible"]} <= {"not_in_data", "sees_little"}
    assert all("which counties" in entry["reason"] for entry in answer["not_visible"])
    assert "which counties" in answer["searched"]["note"]


# ---- miles


def test_miles_are_great_circles_to_the_nearest_county(graph: Graph, region_stl: Region) -> None:
    zips: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in graph.table("facts/zips").to_pylist():
        if row["county"] and row["latitude"] is not None:
            zips[row["county"]].append((row["latitude"], row["longitude"]))
    school = next(
        row for row in graph.table("nodes/provider").to_pylist() if row["provider"] == LINCOLN_LAND
    )
    assert (school["title"], school["state"]) == ("Lincoln Land Community College", "IL")

    def measure(place: tuple[float, float]) -> float:
        a, b = math.radians(school["latitude"]), math.radians(place[0])
        turn = math.radians(school["longitude"] - place[1])
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
        return 3958.8 * math.acos(cosine)

    centres = [
        tuple(math.fsum(values) / len(values) for values in zip(*zips[county], strict=True))
        for county in list_region_counties(region_stl)
    ]
    expected = min(measure((latitude, longitude)) for latitude, longitude in centres)
    assert measure_miles(region_stl)[LINCOLN_LAND] == pytest.approx(expected, abs=0.01)
    assert 20 < expected < 60


def test_who_stands_here_is_no_mile_away_and_the_closed_are_left_out(region: Region) -> None:
    miles = measure_miles(region)
    if not list_region_counties(region):
        assert miles == {}
        return
    status = region.providers["status"]
    here = set(region.providers.index[status != "closed"]) & set(miles)
    assert {miles[code] for code in here} == {0.0}
    assert not set(region.providers.index[status == "closed"]) & set(miles)


def test_more_miles_leave_fewer_untaught(region_stl: Region) -> None:
    before: set[str] | None = None
    for within in (None, 0, 25, 50, 100, 3_000):
        answer = find_gaps(region_stl, within=within)
        untaught = {entry["soc"] for entry in list_entries(answer, *UNTAUGHT)}
        for entry in list_entries(answer, "training_deserts", "missing_rungs"):
            assert all(school["miles"] >= (within or 0) for school in entry["nearest"])
        if before is not None:
            assert untaught <= before
        before = untaught
    assert answer["training_deserts"] == []
    assert answer["missing_links"]


@pytest.mark.parametrize("within", [25, 50, 100])
def test_what_counts_as_here_is_what_was_conferred_within_the_miles(
    region_stl: Region, within: int
) -> None:
    view = look_around(region_stl, within)
    status = region_stl.providers["status"]
    near = {code for code, far in measure_miles(region_stl).items() if far <= within}
    assert view.providers == near | set(region_stl.providers.index[status != "closed"])
    assert len(view.providers) > len(look_around(region_stl, None).providers)
    conferred: dict[str, dict[str, int]] = defaultdict(dict)
    for row in region_stl.graph.table("edges/offers").to_pylist():
        if row["completions"] > 0 and row["provider"] in view.providers:
            conferred[row["credential"]][row["provider"]] = row["completions"]
    assert view.conferred == conferred


@pytest.mark.parametrize("within", [-1, -100])
def test_miles_cannot_be_under_zero(region_stl: Region, within: int) -> None:
    with pytest.raises(ValueError, match="under 0"):
        find_gaps(region_stl, within=within)


# ---- dead ends, one school, rungs, awards without occupation


def test_dead_ends_are_those_without_an_upward_move(region: Region, gaps: dict[str, Any]) -> None:
    here = region.wages[region.area]
    dead = {entry["soc"] for entry in gaps["dead_ends"]}
    unknown = set(gaps["searched"]["pay_unknown"])
    assert not dead & unknown
    for soc in here:
        upward = [
            move for move in describe_moves(region, soc, top=40, upward=True) if move["soc"] in here
        ]
        assert bool(upward) == (soc not in dead | unknown), soc
    for entry in gaps["dead_ends"]:
        best = entry["best"]
        assert entry["p25"] is not None or entry["withheld"]["p25"] == "top_coded"
        if best is not None:
            pay = region.compare_pay(entry["soc"], best["soc"], "annual_p25")
            assert pay.change == best["wage_change"] < 0.1 * (pay.before or 0)


def test_a_dead_end_is_made_by_taking_its_upward_moves_away(graph: Graph) -> None:
    region = open_region(graph, "0041180")
    upward = {move["soc"] for move in describe_moves(region, "31-1131", top=40, upward=True)}
    moves = graph.table("edges/advances_to")
    keep = pc.invert(
        pc.and_(
            pc.equal(moves["origin"].cast(pa.string()), "31-1131"),
            pc.is_in(moves["destination"].cast(pa.string()), pa.array(sorted(upward))),
        )
    )
    changed = open_region(change_table(graph, "edges/advances_to", moves.filter(keep)), "0041180")
    found = {entry["soc"]: entry for entry in find_gaps(changed)["dead_ends"]}
    assert found["31-1131"]["jobs"] == region.wages["0041180"]["31-1131"]["employment"]


@pytest.mark.parametrize(
    ("place", "soc", "is_dead"),
    [
        ("2900000", "29-1249", True),
        ("2900000", "29-1211", False),
        ("2900000", "29-1214", False),
    ],
    ids=["only lower pay", "lower pay and more than the cap", "pay at the cap"],
)
def test_published_pay_under_the_cap_is_lower_than_pay_at_it(
    graph: Graph, place: str, soc: str, is_dead: bool
) -> None:
    """Surgeons in Missouri are paid the cap or more: a cashier's pay is lower, not unknown."""
    answer = find_gaps(open_region(graph, place), sector="health")
    found = {entry["soc"]: entry for entry in answer["dead_ends"]}
    assert (soc in found) == is_dead
    assert (soc in answer["searched"]["pay_unknown"]) != is_dead
    if is_dead:
        assert found[soc]["withheld"]["p25"] == "top_coded"
        assert found[soc]["moves_without_pay"] < found[soc]["moves"] / 2


def test_one_school_is_one_school(region: Region, gaps: dict[str, Any]) -> None:
    links = list_awards_of(region.graph)
    offers = region.offers
    schools: dict[str, set[str]] = defaultdict(set)
    for code, award in offers[["provider", "credential"]].itertuples(index=False, name=None):
        schools[award].add(code)
    expected = {}
    for soc in region.wages[region.area]:
        found = {code for award in links[soc] for code in schools.get(award, ())}
        row = judge_coverage(region.graph, soc)
        if len(found) == 1 and row is not None and row["class"] == "most":
            expected[soc] = min(found)
    assert {entry["soc"]: entry["provider"] for entry in gaps["single_provider"]} == expected
    for entry in gaps["single_provider"]:
        rows = offers[
            (offers["provider"] == entry["provider"])
            & offers["credential"].isin(links[entry["soc"]])
        ]
        assert entry["completions"] == rows["completions"].sum()


def test_a_missing_rung_is_conferred_by_nobody_here_and_opens_more(
    region: Region, gaps: dict[str, Any]
) -> None:
    stacks = region.graph.table("edges/stacks_into").to_pylist()
    following = {row["credential"]: row["next"] for row in stacks}
    links = region.graph.table("edges/prepares_for").to_pylist()
    conferred = set(region.offers["credential"])
    for entry in gaps["missing_rungs"]:
        award = entry["from"].removeprefix("credential:")
        rung = entry["to"].removeprefix("credential:")
        assert following[award] == rung
        assert award in conferred
        leads = {
            code: {row["occupation"] for row in links if row["credential"] == code}
            for code in (award, rung)
        }
        assert {opened["soc"] for opened in entry["opens"]} <= leads[rung] - leads[award]
        assert leads[award] & set(region.wages[region.area])
        while award in following:
            award = following[award]
            assert award not in conferred


def test_awards_without_occupation_add_up(region: Region, gaps: dict[str, Any]) -> None:
    linked = {
        award.split("/")[1] for awards in list_awards_of(region.graph).values() for award in awards
    }
    offers = region.offers
    orphans = offers[~offers["credential"].str.split("/").str[1].isin(linked)]
    assert sum(entry["completions"] for entry in gaps["orphan_credentials"]) == (
        orphans["completions"].sum()
    )
    assert {entry["id"] for entry in gaps["orphan_credentials"]} == {
        f"credential:{award}" for award in orphans["credential"]
    }
    for entry in gaps["orphan_credentials"]:
        assert sum(school["completions"] for school in entry["providers"]) == entry["completions"]


# ---- what is asked


@pytest.mark.parametrize("sector", ["health", "manufacturing", "education"])
def test_a_sector_keeps_what_lies_in_it(
    region_stl: Region, stl: dict[str, Any], sector: str
) -> None:
    answer = find_gaps(region_stl, sector=sector)
    for name in (*UNTAUGHT, "dead_ends", "single_provider", "orphan_credentials"):
        wanted = [entry["id"] for entry in stl[name] if sector in entry["sectors"]]
        assert [entry["id"] for entry in answer[name]] == wanted
    assert any(answer[name] for name in LISTS)
    facts = describe_occupation(region_stl, "29-2032")
    held = next(entry for entry in stl["training_deserts"] if entry["soc"] == "29-2032")
    assert held["sectors"] == [row["sector"] for row in facts["sectors"]]


def test_a_provider_keeps_what_concerns_it(graph: Graph) -> None:
    region = open_gap_region(graph, provider="177472")
    assert (region.area, region.home) == ("0044180", "MO")
    whole, own = find_gaps(region), find_gaps(region, provider="177472")
    assert [own[name] for name in UNTAUGHT] == [whole[name] for name in UNTAUGHT]
    assert {entry["provider"] for entry in own["single_provider"]} == {"177472"}
    assert 0 < len(own["single_provider"]) < len(whole["single_provider"])
    for entry in list_entries(own, "orphan_credentials", "missing_rungs"):
        assert "177472" in {school["provider"] for school in entry["providers"]}
    assert len(own["orphan_credentials"]) < len(whole["orphan_credentials"])


@pytest.mark.parametrize(
    ("options", "near"),
    [({"sector": "helth"}, "health"), ({"provider": "17747"}, "177472")],
)
def test_an_unknown_code_names_what_is_near(
    region_stl: Region, options: dict[str, str], near: str
) -> None:
    with pytest.raises(UnknownCodeError, match=near):
        find_gaps(region_stl, **options)


@pytest.mark.parametrize(
    "options", [{}, {"area": "0041180", "state": "MO"}, {"state": "MO", "provider": "177472"}]
)
def test_a_region_is_asked_for_in_one_way(graph: Graph, options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one of area, state and provider"):
        open_gap_region(graph, **options)


def test_a_whole_state_is_one_region(graph: Graph) -> None:
    assert open_gap_region(graph, state="MO").area == "2900000"
    assert len(list_region_counties(open_gap_region(graph, state="MO"))) == 115


def test_coverage_of_an_occupation_is_most_only_where_every_field_is_seen(graph: Graph) -> None:
    rows = {soc: judge_coverage(graph, soc) for soc in get_occupations(graph)}
    links = list_awards_of(graph)
    own = {
        soc
        for row in graph.table("facts/coverage").to_pylist()
        for soc in row["occupations"].split("|")
    }
    derived = 0
    for soc, row in rows.items():
        if row is None or row["class"] != "most" or soc in own:
            continue
        derived += 1
        for award in links[soc]:
            field = find_coverage(graph, cip=award.split("/")[1])
            assert field is not None and field["class"] == "most"
    assert derived > 3


# ---- rows for files


def test_rows_hold_every_entry_once_with_the_same_columns(stl: dict[str, Any]) -> None:
    rows = tabulate_gaps(stl)
    assert len(rows) == sum(len(stl[name]) for name in LISTS)
    assert len({tuple(row) for row in rows}) == 1
    for row, entry in zip(rows, list_entries(stl), strict=True):
        assert (row["reason"], row["jobs"], row["value"]) == (
            entry["reason"],
            entry["jobs"],
            entry["value"],
        )
        for value in row.values():
            assert value is None or isinstance(value, str | int)


def test_awards_of_the_field_at_another_level_are_named(graph: Graph) -> None:
    answer = find_gaps(open_region(graph, "0041180"), sector="health")
    (sonographers,) = (
        entry for entry in answer["training_deserts"] if entry["to"] == "occupation:29-2032"
    )
    # IPEDS 2023-24, CIP 51.0910, certificates of one to two years: 1 + 7 + 25 at three schools
    assert sonographers["other_levels"] == {"completions": 33, "providers": 3}
    assert "33 finished here, at 3 schools" in sonographers["reason"]
