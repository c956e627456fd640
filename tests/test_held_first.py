"""What has to be held before: jobs that a rule names, awards too short for a job, steps up a zone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pathways.build.rules import place_code, place_codes
from pathways.build.training import OTHER_LEVEL, build_preparations
from pathways.crosswalk import Crosswalk
from pathways.entry import list_entries
from pathways.errors import SourceError
from pathways.graph import get_occupations
from pathways.person import make_person
from pathways.region import Region, open_region
from pathways.rules import gates_worker
from pathways.settings import SETTINGS
from pathways.sources.curated import read_curated
from pathways.steps import (
    PREPARED,
    hold_at_start,
    list_options,
    list_possible,
    list_wanted,
)
from pathways.store import Graph, list_rows
from pathways.trace import trace_pathways

CASHIER, NURSE, PRACTITIONER, TECHNICIAN, PARAMEDIC = (
    "41-2011", "29-1141", "29-1171", "29-2042", "29-2043",
)  # fmt: skip
MIAMI = "0033100"


@pytest.fixture(scope="module")
def curated() -> dict[str, pd.DataFrame]:
    return read_curated(SETTINGS.curated_dir)


@pytest.fixture(scope="module")
def region_miami(graph: Graph) -> Region:
    return open_region(graph, MIAMI, home="12086")


def list_held_first(graph: Graph) -> dict[str, set[str]]:
    """Return for every occupation the jobs that its rules name, whatever the place."""
    found: dict[str, set[str]] = {}
    for rule in list_rows(graph.table("facts/gates")):
        if rule["held_first"]:
            found.setdefault(rule["occupation"], set()).update(rule["held_first"].split("|"))
    return found


# ---- jobs that a rule names


def test_every_job_named_is_an_occupation_and_its_rule_gates(graph: Graph) -> None:
    rules = [rule for rule in list_rows(graph.table("facts/gates")) if rule["held_first"]]
    assert rules
    assert all(gates_worker(rule) for rule in rules)
    for occupation, named in list_held_first(graph).items():
        assert named <= set(get_occupations(graph)) - {occupation}


def test_a_job_comes_only_after_one_that_its_rules_name(
    graph: Graph, region_stl: Region, region_miami: Region
) -> None:
    for region in (region_stl, region_miami):
        named = {
            soc: frozenset[str]().union(*(way.first for way in entry.ways))
            for soc, entry in list_entries(region).items()
        }
        assert {soc for soc in named if named[soc]} <= set(list_held_first(graph))
        seen = set()
        for origin, moves in list_possible(region).items():
            held = hold_at_start(region, make_person(education="doctoral"), origin)
            for possible in moves:
                for option in list_options(region, held, possible)[0]:
                    if option.way.first:
                        assert origin in option.way.first
                        seen.add(possible.move.destination)
        assert {PRACTITIONER, PARAMEDIC, "41-9021", "33-1012"} <= seen


def test_the_job_named_is_asked_for_on_the_way_to_a_goal(region_stl: Region) -> None:
    assert list_wanted(region_stl, [PARAMEDIC]) == {PARAMEDIC, TECHNICIAN}
    assert list_wanted(region_stl, [CASHIER]) == {CASHIER}
    assert list_wanted(region_stl, []) == frozenset()
    found = trace_pathways(
        region_stl,
        make_person(education="high_school", starts=[CASHIER], goals=[PRACTITIONER], max_steps=5),
        every=True,
    )["pathways"]
    assert found
    for pathway in found:
        jobs = [step["soc"] for step in pathway["steps"]]
        assert jobs[-2:] == [NURSE, PRACTITIONER]


def make_crosswalk() -> Crosswalk:
    published = {"31-1121": "31-1120", "31-1122": "31-1120", "29-1141": "29-1141"}
    return Crosswalk(published, {"31-1120": ("31-1121", "31-1122")}, {})


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ("29-1141", "29-1141"),
        ("31-1121|29-1141|31-1122", "31-1120|29-1141"),
        ("31-1120", "31-1120"),
        ("55-1011|29-1141", "29-1141"),
        ("", ""),
    ],
)
def test_codes_become_occupations_of_the_wage_survey_once_each(codes: str, found: str) -> None:
    assert place_codes(codes, make_crosswalk()) == found


def test_a_rule_may_be_written_for_an_aggregate(
    graph: Graph, curated: dict[str, pd.DataFrame]
) -> None:
    assert place_code("31-1120", make_crosswalk()) == "31-1120"
    assert place_code("55-1011", make_crosswalk()) is None
    placed = {rule["gate"] for rule in list_rows(graph.table("facts/gates"))}
    known = set(get_occupations(graph))
    written = curated["gates"].set_index("gate")["soc"]
    assert {gate for gate, soc in written.items() if soc in known} <= placed
    assert "mo-25-2052-license" in placed


# ---- awards too short for a job


def list_levels(graph: Graph, field: str, occupation: str) -> set[str]:
    return {
        row["credential"].rsplit("/", 1)[1]
        for row in list_rows(graph.table("edges/prepares_for"))
        if row["occupation"] == occupation and row["credential"].startswith(f"award/{field}/")
    }


def test_a_link_holds_for_the_levels_that_it_is_limited_to(
    graph: Graph, curated: dict[str, pd.DataFrame]
) -> None:
    links = curated["cip_soc"]
    limits = links[links["action"] == "limit"]
    assert not limits.empty
    for row in limits.itertuples(index=False):
        found = list_levels(graph, str(row.cip), str(row.occupation))
        assert found
        assert found <= set(str(row.awlevels).split("|"))
    assert "21" in list_levels(graph, "51.0904", TECHNICIAN)


def make_preparations(awlevels: str) -> tuple[set[str], dict[str, int]]:
    credentials = pd.DataFrame(
        {
            "credential": ["award/51.0904/21", "award/51.0904/2"],
            "kind": "award",
            "cip": "51.0904",
            "awlevel": ["21", "2"],
            "level": "certificate",
        }
    )
    occupations = pd.DataFrame(
        {
            "occupation": [PARAMEDIC],
            "gate_education": ["certificate"],
            "entry_education": ["Postsecondary nondegree award"],
        }
    )
    corrections = pd.DataFrame(
        {
            "cip": ["51.0904"],
            "occupation": [PARAMEDIC],
            "action": ["limit" if awlevels else "add"],
            "awlevels": [awlevels],
        }
    )
    frame, dropped = build_preparations(
        credentials,
        occupations,
        pd.DataFrame({"cip": ["51.0904"], "soc": [PARAMEDIC]}),
        corrections,
        Crosswalk({PARAMEDIC: PARAMEDIC}, {}, {}),
        vintage="v",
    )
    return set(frame["credential"]), dropped.to_dict()


def test_a_level_outside_the_limit_is_dropped_and_counted() -> None:
    assert make_preparations("2|4|3") == ({"award/51.0904/2"}, {OTHER_LEVEL: 1})
    assert make_preparations("") == ({"award/51.0904/21", "award/51.0904/2"}, {})


@pytest.mark.parametrize(("action", "awlevels"), [("limit", ""), ("add", "2|4")])
def test_levels_stand_exactly_where_a_link_is_limited(
    tmp_path: Path, action: str, awlevels: str
) -> None:
    for path in SETTINGS.curated_dir.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "cip_soc.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"99.9999,29-2043,{action},{awlevels},a page,why\r\n")
    with pytest.raises(SourceError) as caught:
        read_curated(tmp_path)
    assert (caught.value.column, caught.value.value) == ("awlevels", awlevels)


# ---- steps up a zone


def test_a_step_climbs_two_zones_only_where_it_prepares_for_them(region_stl: Region) -> None:
    open_ways: list[Any] = []
    for origin, moves in list_possible(region_stl).items():
        held = hold_at_start(region_stl, make_person(education="high_school"), origin)
        for possible in moves:
            options = list_options(region_stl, held, possible)[0]
            if possible.climbs and options:
                open_ways.append(options)
    prepared = [
        (option.months_high > 0, option.way.experience > 0, option.paid >= PREPARED)
        for options in open_ways
        for option in options
    ]
    assert all(
        any(o.months_high or o.way.experience or o.paid >= PREPARED for o in options)
        for options in open_ways
    )
    assert [any(kinds) for kinds in zip(*prepared, strict=True)] == [True, True, True]
