"""Every change of code: aggregates by the publisher's list, SOC 2010 by way of 2018, never a prefix."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.crosswalk import Crosswalk, make_crosswalk
from pathways.graph import get_occupations
from pathways.sources.oews import read_oews
from pathways.sources.soc import read_soc
from pathways.store import Graph
from tests.slices import PUBLISHED

AGGREGATES = (
    "13-1020", "13-2020", "21-1018", "25-2052", "25-9045", "29-2010",
    "31-1120", "39-7010", "47-4090", "51-2028", "51-2090", "53-1047",
)  # fmt: skip


@pytest.fixture(scope="module")
def crosswalk() -> Crosswalk:
    soc = read_soc(PUBLISHED).tables
    return make_crosswalk(
        read_oews(PUBLISHED).tables["oews_occupations"],
        soc["oews_members"],
        soc["soc_structure"],
        soc["soc_2010_2018"],
    )


def test_exactly_twelve_occupations_of_the_graph_are_aggregates(graph: Graph) -> None:
    found = [code for code, node in get_occupations(graph).items() if node["members"]]
    assert tuple(sorted(found)) == AGGREGATES


def test_no_member_of_an_aggregate_is_published_alone(graph: Graph) -> None:
    nodes = get_occupations(graph)
    members = [m for node in nodes.values() if node["members"] for m in node["members"].split("|")]
    assert set(members) & set(nodes) == set()
    assert len(members) == len(set(members))


@pytest.mark.parametrize(
    ("soc", "occupation"),
    [
        ("31-1121", "31-1120"),
        ("31-1122", "31-1120"),
        ("29-2011", "29-2010"),
        ("25-2055", "25-2052"),
        ("25-2056", "25-2052"),
        ("31-1131", "31-1131"),
        ("31-1120", None),
        ("25-2052", None),
        ("31-1129", None),
        ("31-1100", None),
        ("31-112", None),
        ("", None),
    ],
)
def test_a_soc_2018_code_maps_by_the_list_and_never_by_its_prefix(
    crosswalk: Crosswalk, soc: str, occupation: str | None
) -> None:
    assert crosswalk.map_soc(soc) == occupation


@pytest.mark.parametrize(
    ("onet_soc", "occupation"),
    [
        ("31-1121.00", "31-1120"),
        ("31-1131.00", "31-1131"),
        ("29-1141.03", "29-1141"),
        ("31-1129.00", None),
        ("55-1011.00", None),
    ],
)
def test_an_onet_code_maps_to_its_occupation(
    crosswalk: Crosswalk, onet_soc: str, occupation: str | None
) -> None:
    assert crosswalk.map_onet(onet_soc) == occupation


@pytest.mark.parametrize(
    ("occupation", "members"),
    [
        ("31-1120", ("31-1121", "31-1122")),
        ("25-2052", ("25-2055", "25-2056")),
        ("31-1131", ("31-1131",)),
    ],
)
def test_an_occupation_expands_to_its_members_or_itself(
    crosswalk: Crosswalk, occupation: str, members: tuple[str, ...]
) -> None:
    assert crosswalk.expand_occupation(occupation) == members


def test_one_string_means_different_things_in_two_lists(crosswalk: Crosswalk) -> None:
    """25-2052 was an occupation of SOC 2010 and is an aggregate of OEWS, but no code of SOC 2018."""
    assert crosswalk.map_soc_2010("25-2052") == ("25-2055", "25-2056")
    assert crosswalk.map_soc("25-2052") is None
    assert crosswalk.weigh_soc_2010("25-2052", {}) == {"25-2052": 1.0}


@pytest.mark.parametrize("code", ["31-1014", "99-9999", "31-10", "11-1011x"])
def test_an_unknown_soc_2010_code_maps_to_nothing(crosswalk: Crosswalk, code: str) -> None:
    known = code in crosswalk.since_2010
    assert bool(crosswalk.map_soc_2010(code)) == known
    assert bool(crosswalk.weigh_soc_2010(code, {})) == known


def make_small(since: Mapping[str, list[str]], codes: list[str]) -> Crosswalk:
    pairs = [(old, new) for old, news in since.items() for new in news]
    return make_crosswalk(
        pd.DataFrame({"occupation": codes}),
        pd.DataFrame({"occupation": codes, "soc": codes}),
        pd.DataFrame({"soc": codes}),
        pd.DataFrame(pairs, columns=["soc_2010", "soc"]),
    )


def test_weights_follow_jobs() -> None:
    split = make_small({"11-0001": ["11-1001", "11-1002"]}, ["11-1001", "11-1002"])
    weights = split.weigh_soc_2010("11-0001", {"11-1001": 30, "11-1002": 10})
    assert weights == {"11-1001": 0.75, "11-1002": 0.25}


def test_weights_are_equal_where_no_jobs_are_known() -> None:
    split = make_small({"11-0001": ["11-1001", "11-1002"]}, ["11-1001", "11-1002"])
    assert split.weigh_soc_2010("11-0001", {}) == {"11-1001": 0.5, "11-1002": 0.5}


def test_a_successor_that_nobody_publishes_takes_no_weight() -> None:
    split = make_small({"11-0001": ["11-1001", "55-1002"]}, ["11-1001"])
    assert split.weigh_soc_2010("11-0001", {}) == {"11-1001": 1.0}


@given(st.dictionaries(st.sampled_from(AGGREGATES), st.integers(0, 10**7)), st.data())
def test_weights_of_every_soc_2010_code_sum_to_one(
    jobs: dict[str, int], data: st.DataObject
) -> None:
    codes = list(AGGREGATES)
    old = {
        f"99-000{n}": data.draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
        for n in range(3)
    }
    small = make_small(old, codes)
    for code in old:
        weights = small.weigh_soc_2010(code, jobs)
        assert sum(weights.values()) == pytest.approx(1)
        assert min(weights.values()) >= 0


def test_weights_of_every_published_soc_2010_code_sum_to_one(crosswalk: Crosswalk) -> None:
    jobs = {code: number * 1000 for number, code in enumerate(sorted(crosswalk.published), 1)}
    assert crosswalk.since_2010
    for code in crosswalk.since_2010:
        weights = crosswalk.weigh_soc_2010(code, jobs)
        assert not weights or sum(weights.values()) == pytest.approx(1)


@pytest.mark.raw
def test_every_member_that_o_net_names_is_in_the_graph_or_in_no_wage_list(
    raw: Path, graph: Graph
) -> None:
    """Read with csv alone: what the hybrid list joins is what the graph joins."""
    with (raw / "soc" / "oes_hybrid_crosswalk.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    wanted: dict[str, set[str]] = {}
    for row in rows:
        if row["OES2019EstimatesCode"] in AGGREGATES:
            wanted.setdefault(row["OES2019EstimatesCode"], set()).add(row["SOCCode2018"])
    nodes = get_occupations(graph)
    assert wanted == {code: set(nodes[code]["members"].split("|")) for code in AGGREGATES}
