"""Who employs here: listed only where the source says so, estimated only by the two-sided threshold."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from pathlib import Path

import networkx as nx
import pytest

from pathways.employers import (
    COLLEGE_INDUSTRY,
    MOST_USUAL,
    list_employers,
    list_usual,
    list_usual_occupations,
)
from pathways.network import build_network
from pathways.region import Region, open_region
from pathways.store import Graph

HOSPITALS = ("622100", "622200", "622300")
COLLEGES = ("611200", "611300")
NATION_SERIES = "OEUN0000000"


@pytest.fixture(scope="module")
def stl(region_stl: Region) -> nx.DiGraph:
    return build_network(region_stl)


def is_two_sided(of_industry: float, of_occupation: float) -> bool:
    """The rule of design.md section 3, written out a second time."""
    by_one = of_industry >= 0.01 and of_occupation >= 0.05
    return by_one or (of_industry >= 0.005 and of_occupation >= 0.10)


def test_the_threshold_holds_in_every_row(graph: Graph) -> None:
    rows = graph.table("facts/industries").to_pylist()
    for row in rows:
        shares = row["share_of_industry"], row["share_of_occupation"]
        expected = None not in shares and is_two_sided(*shares)
        assert row["usual"] is expected, row
    assert {row["usual"] for row in rows} == {True, False}


def test_fifteen_at_most_and_the_largest_ones(graph: Graph) -> None:
    usual = defaultdict(list)
    for row in graph.table("facts/industries").to_pylist():
        if row["usual"]:
            usual[row["naics"]].append((row["jobs"], row["occupation"]))
    shown = list_usual_occupations(graph)
    assert set(shown) == set(usual)
    for naics, found in shown.items():
        jobs = {occupation: count for count, occupation in usual[naics]}
        assert len(found) == min(len(jobs), MOST_USUAL)
        kept = [jobs[occupation] for occupation, _, _ in found]
        left_out = sorted(jobs.values(), reverse=True)[len(found) :]
        assert kept == sorted(kept, reverse=True)
        assert not left_out or left_out[0] <= kept[-1]
    assert any(len(found) > MOST_USUAL for found in usual.values())


@pytest.mark.parametrize("area", ["0041180", "0033100", "Florida"])
def test_no_estimated_employer_has_more_than_fifteen_occupations(graph: Graph, area: str) -> None:
    region = open_region(graph, area)
    edges = list(list_usual(region))
    assert edges
    counts = Counter(usual.employer for usual in edges)
    assert max(counts.values()) <= MOST_USUAL
    assert {usual.employer.partition("/")[0] for usual in edges} == {"hospital", "ipeds"}
    assert {usual.edge["evidence"] for usual in edges} == {"estimated"}
    for usual in edges:
        assert is_two_sided(usual.edge["share_of_industry"], usual.edge["share_of_occupation"])


def test_in_the_network_too(stl: nx.DiGraph) -> None:
    counts = Counter(
        origin
        for origin, _, facts in stl.edges(data=True)
        if facts["relation"] == "employs" and facts["evidence"] == "estimated"
    )
    assert counts and max(counts.values()) <= MOST_USUAL
    for origin in counts:
        assert origin.startswith(("employer:hospital/", "employer:ipeds/"))


def test_hospitals_and_colleges_of_st_louis_usually_employ(region_stl: Region) -> None:
    found = defaultdict(set)
    for usual in list_usual(region_stl):
        found[usual.node["title"]].add(usual.occupation)
    assert {"29-1141", "31-1131", "29-2034"} <= found["BARNES-JEWISH HOSPITAL"]
    assert {"25-1072", "21-1012"} <= found["Saint Louis Community College"]


def test_every_college_that_is_open_is_estimated_and_no_trade_school(region_stl: Region) -> None:
    providers = region_stl.providers
    wanted = {
        f"ipeds/{provider}"
        for provider, row in providers.iterrows()
        if row["status"] != "closed" and row["sector"] in COLLEGE_INDUSTRY
    }
    found = {u.employer for u in list_usual(region_stl) if u.employer.startswith("ipeds/")}
    assert found == wanted
    assert set(providers["sector"]) - set(COLLEGE_INDUSTRY)


# ---- sponsors


def test_a_sponsor_hires_only_where_its_types_say_employer(graph: Graph) -> None:
    types = {
        row["employer"]: row["types"].split("|")
        for row in graph.table("nodes/employer").to_pylist()
        if row["kind"] == "sponsor"
    }
    trains = {(r["employer"], r["occupation"]) for r in graph.table("edges/trains").to_pylist()}
    employs = {(r["employer"], r["occupation"]) for r in graph.table("edges/employs").to_pylist()}
    assert employs == {pair for pair in trains if "Employer" in types[pair[0]]}
    assert {pair for pair in trains if types[pair[0]] == ["None"]} - employs
    assert {pair for pair in trains if types[pair[0]] == ["Union/Labor"]} - employs
    for table in ("edges/trains", "edges/employs"):
        assert set(graph.table(table)["evidence"].to_pylist()) == {"listed"}


def test_a_sponsor_that_hires_is_one_edge(stl: nx.DiGraph, graph: Graph) -> None:
    employs = {(r["employer"], r["occupation"]) for r in graph.table("edges/employs").to_pylist()}
    seen = Counter()
    for origin, destination, facts in stl.edges(data=True):
        if facts["relation"] == "trains":
            pair = origin.partition(":")[2], destination.partition(":")[2]
            assert facts.get("employs", False) == (pair in employs)
            seen[pair in employs] += 1
    assert min(seen[True], seen[False]) > 10


def test_coverage_of_sponsors_by_state(graph: Graph) -> None:
    states = Counter(
        row["state"]
        for row in graph.table("nodes/employer").to_pylist()
        if row["kind"] == "sponsor"
    )
    assert (states["CA"], states["NY"], states["VA"]) == (0, 20, 2258)
    assert sum(states.values()) >= 17_800


def test_employers_of_a_region_stand_in_it(graph: Graph, region_stl: Region) -> None:
    metro = list_employers(region_stl)
    assert set(metro["area"]) == {"0041180"}
    assert set(metro["kind"]) == {"sponsor", "hospital"}
    florida = list_employers(open_region(graph, "Florida"))
    assert set(florida["state"]) == {"FL"}
    nation = list_employers(open_region(graph, "0000000"))
    assert len(nation) == graph.table("nodes/employer").num_rows


# ---- the staffing file itself


@pytest.fixture(scope="module")
def staffing(raw: Path) -> dict[tuple[str, str], int]:
    """National jobs by industry and occupation, read line by line from the publisher's file."""
    jobs = {}
    with gzip.open(raw / "oews" / "oe.data.0.Current.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.startswith(NATION_SERIES) and line[23:25] == "01":
                value = line.split("\t")[3].strip()
                if value != "-":
                    jobs[line[11:17], f"{line[17:19]}-{line[19:23]}"] = int(float(value))
    return jobs


@pytest.mark.raw
@pytest.mark.parametrize("naics", [*HOSPITALS, *COLLEGES])
def test_usual_occupations_recomputed_from_the_publishers_file(
    graph: Graph, staffing: dict[tuple[str, str], int], naics: str
) -> None:
    occupations = set(graph.table("nodes/occupation")["occupation"].to_pylist())
    all_jobs = staffing[naics, "00-0000"]
    expected = {}
    for (industry, soc), jobs in staffing.items():
        nation = staffing.get(("000000", soc))
        is_detail = industry == naics and soc in occupations and nation
        if is_detail and is_two_sided(jobs / all_jobs, jobs / nation):
            expected[soc] = jobs
    rows = graph.table("facts/industries").to_pylist()
    found = {r["occupation"]: r["jobs"] for r in rows if r["naics"] == naics and r["usual"]}
    assert found == expected
    shown = [soc for soc, _, _ in list_usual_occupations(graph)[naics]]
    assert shown == sorted(expected, key=lambda soc: (-expected[soc], soc))[:MOST_USUAL]
