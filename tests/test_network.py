"""A region as networkx graph: every node and edge says what it is and who says so; nothing dangles."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pytest

from pathways.graph import get_counties, get_occupations
from pathways.network import NODE_COLUMNS, build_network, is_known
from pathways.region import Region, open_region
from pathways.schema import NODE_TYPES, RELATIONS
from pathways.store import Graph

MIAMI = "0033100"


@pytest.fixture(scope="module")
def stl(region_stl: Region) -> nx.DiGraph:
    return build_network(region_stl)


@pytest.fixture(scope="module", params=["0041180", MIAMI, "county:29095", "Wyoming"])
def region(graph: Graph, request: pytest.FixtureRequest) -> Region:
    return open_region(graph, request.param)


@pytest.fixture(scope="module")
def network(region: Region) -> nx.DiGraph:
    return build_network(region)


def test_every_node_has_type_title_and_dataset(network: nx.DiGraph) -> None:
    for node, facts in network.nodes(data=True):
        assert facts["type"] == node.partition(":")[0], node
        assert facts["type"] in NODE_TYPES
        assert facts["title"].strip(), node
        assert facts["dataset"].strip(), node


def test_every_edge_has_relation_evidence_dataset_and_vintage(network: nx.DiGraph) -> None:
    for origin, destination, facts in network.edges(data=True):
        relation = RELATIONS[facts["relation"]]
        assert origin.startswith(f"{relation.origin}:"), origin
        assert destination.startswith(f"{relation.destination}:"), destination
        for name in ("evidence", "dataset", "vintage"):
            assert facts[name].strip(), (origin, destination, name)


def test_every_node_id_resolves(network: nx.DiGraph, graph: Graph) -> None:
    known = {
        node_type: set(graph.table(f"nodes/{node_type}")[node_type].to_pylist())
        for node_type in NODE_TYPES
    }
    colleges = {f"ipeds/{provider}" for provider in known["provider"]}
    for node in network:
        node_type, _, code = node.partition(":")
        assert code in known[node_type] or (node_type == "employer" and code in colleges), node


def test_no_edge_made_a_node_by_naming_it(network: nx.DiGraph) -> None:
    assert [node for node, facts in network.nodes(data=True) if "type" not in facts] == []


def test_providers_and_employers_have_no_edge_in_and_sectors_none_out(network: nx.DiGraph) -> None:
    kinds = nx.get_node_attributes(network, "type")
    assert {node for node, degree in network.in_degree if degree and kinds[node] == "provider"} == (
        set()
    )
    assert {node for node, degree in network.in_degree if degree and kinds[node] == "employer"} == (
        set()
    )
    assert {node for node, degree in network.out_degree if degree and kinds[node] == "sector"} == (
        set()
    )
    assert {"provider", "employer", "sector"} <= set(kinds.values())


def test_a_walk_between_occupations_passes_occupations_only(stl: nx.DiGraph) -> None:
    reached = nx.descendants(stl, "occupation:31-1131")
    assert {stl.nodes[node]["type"] for node in reached} == {"occupation", "sector"}


def test_an_unknown_fact_is_an_absent_key(network: nx.DiGraph) -> None:
    attributes = [facts for _, facts in network.nodes(data=True)]
    attributes += [facts for *_, facts in network.edges(data=True)]
    for facts in attributes:
        assert all(is_known(value) and value != "" for value in facts.values()), facts


@pytest.mark.parametrize(
    ("value", "known"),
    [(None, False), (float("nan"), False), (0, True), (0.0, True), (False, True), ("x", True)],
)
def test_zero_is_a_fact_and_nan_is_none(value: object, known: bool) -> None:
    assert is_known(value) is known


def test_published_zero_completions_stay_zero(stl: nx.DiGraph, region_stl: Region) -> None:
    edges = {
        (origin, destination): facts["completions"]
        for origin, destination, facts in stl.edges(data=True)
        if facts["relation"] == "offers"
    }
    assert edges == {
        (f"provider:{row['provider']}", f"credential:{row['credential']}"): row["completions"]
        for row in region_stl.all_offers.to_dict("records")
    }
    assert Counter(count == 0 for count in edges.values())[True] > 100


def test_pay_is_the_regions_and_says_from_where(stl: nx.DiGraph, region_stl: Region) -> None:
    for soc in get_occupations(region_stl.graph):
        facts = stl.nodes[f"occupation:{soc}"]
        for measure in ("annual_p25", "annual_median", "employment"):
            figure = region_stl.get_figure(soc, measure)
            assert facts.get(measure) == figure.value
            assert (f"{measure}_area" in facts) == (figure.value is not None)


def test_all_occupations_and_sectors_are_in_every_region(network: nx.DiGraph, graph: Graph) -> None:
    counts = Counter(facts["type"] for _, facts in network.nodes(data=True))
    assert counts["occupation"] == graph.table("nodes/occupation").num_rows
    assert counts["sector"] == graph.table("nodes/sector").num_rows


def test_providers_and_permits_are_of_the_region(network: nx.DiGraph, region: Region) -> None:
    counties = {
        code for code, row in get_counties(region.graph).items() if row["state"] in region.states
    }
    for node, facts in network.nodes(data=True):
        if facts["type"] == "provider":
            assert node.partition(":")[2] in region.providers.index
        if facts["type"] == "credential" and "state" in facts:
            assert facts["state"] in {*region.states, "US"} | counties


def test_what_must_be_held_in_the_regions_states_is_there(
    network: nx.DiGraph, region: Region
) -> None:
    rules = {
        (f"credential:{row['credential']}", f"occupation:{row['occupation']}")
        for row in region.graph.table("edges/required_for").to_pylist()
        if row["jurisdiction"] in (*region.states, "US", "EVERY")
    }
    found = {
        (origin, destination): facts["evidence"]
        for origin, destination, facts in network.edges(data=True)
        if facts["relation"] == "required_for"
    }
    assert rules and rules <= set(found)
    assert set(found.values()) == {"rule"}


def test_rules_of_a_city_reach_its_region_only(graph: Graph, stl: nx.DiGraph) -> None:
    city = {
        f"credential:{row['credential']}"
        for row in graph.table("edges/required_for").to_pylist()
        if row["jurisdiction"] == "29510"
    }
    assert city and city <= set(stl)
    assert not city & set(build_network(open_region(graph, MIAMI)))


def test_every_relation_of_the_schema_is_in_a_region(stl: nx.DiGraph) -> None:
    assert {facts["relation"] for *_, facts in stl.edges(data=True)} == set(RELATIONS)


def test_awards_are_those_offered_here(network: nx.DiGraph) -> None:
    for node, facts in network.nodes(data=True):
        if facts["type"] == "credential" and facts["kind"] == "award":
            assert any(
                network.edges[edge]["relation"] == "offers" for edge in network.in_edges(node)
            )


def test_only_listed_columns_reach_a_node(stl: nx.DiGraph) -> None:
    pay = {"annual_p25", "annual_median", "employment"}
    extra = {"type", "dataset", *pay, *(f"{name}_area" for name in pay)}
    for node, facts in stl.nodes(data=True):
        assert set(facts) <= {*NODE_COLUMNS[facts["type"]], *extra}, node


def test_the_same_region_gives_the_same_graph(stl: nx.DiGraph, region_stl: Region) -> None:
    again = build_network(region_stl)
    assert list(again.nodes(data=True)) == list(stl.nodes(data=True))
    assert list(again.edges(data=True)) == list(stl.edges(data=True))


@pytest.mark.parametrize(
    ("origin", "destination", "relation"),
    [
        ("provider:178891", "credential:award/47.0105/21", "offers"),
        ("credential:award/47.0105/21", "occupation:47-2111", "prepares_for"),
        ("provider:179308", "credential:award/51.3801/3", "offers"),
        ("credential:award/51.3801/3", "occupation:29-1141", "prepares_for"),
        ("occupation:31-1131", "occupation:29-2061", "advances_to"),
        ("occupation:29-1141", "sector:health", "in_sector"),
    ],
)
def test_edges_named_by_hand(stl: nx.DiGraph, origin: str, destination: str, relation: str) -> None:
    assert stl.edges[origin, destination]["relation"] == relation
