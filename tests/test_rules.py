"""What the law asks: which reviewed rules hold at a home, which of them gate, and how they are said."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pathways.graph import Row
from pathways.region import Region, open_region
from pathways.rules import (
    EVERY_STATE,
    FEDERAL,
    SETTLED,
    describe_entry,
    describe_gates,
    describe_rule,
    find_state,
    gates_worker,
    is_checked,
    list_rules,
    say_gate,
)
from pathways.store import Graph, list_rows

RN, NP, GUARD, BARBER, ELECTRICIAN = "29-1141", "29-1171", "33-9032", "39-5011", "47-2111"
TRUCK, TAXI, CASHIER = "53-3032", "53-3053", "41-2011"
ADVANCED_NURSES = ("29-1151", "29-1161", NP)
ST_LOUIS_CITY, ST_LOUIS_COUNTY, SEDGWICK = "29510", "29189", "20173"
STATES = ("MO", "FL", "IL", "KS", "TX")


@pytest.fixture(scope="module")
def rules(graph: Graph) -> list[Row]:
    """Every reviewed rule of the committed graph."""
    return list_rows(graph.table("facts/gates"))


def name_rules(graph: Graph, soc: str, home: str | None) -> list[str]:
    return [rule["gate"] for rule in list_rules(graph, soc, home)]


def pick(rules: list[Row], gate: str) -> Row:
    return next(rule for rule in rules if rule["gate"] == gate)


# ---- which rules hold


def test_rules_stand_nation_every_state_state_county(graph: Graph, rules: list[Row]) -> None:
    occupations = sorted({rule["occupation"] for rule in rules})
    places = [(state, state) for state in STATES]
    places += [(ST_LOUIS_CITY, "MO"), (SEDGWICK, "KS")]
    for home, state in places:
        order = [FEDERAL, EVERY_STATE, state, home]
        for soc in occupations:
            found = [rule["jurisdiction"] for rule in list_rules(graph, soc, home)]
            assert found == sorted(found, key=order.index)
    assert name_rules(graph, TAXI, "MO") == ["us-53-3053-cdl", "mo-53-3053-classe"]


def test_a_county_adds_its_own_rule_and_another_county_does_not(graph: Graph) -> None:
    city = name_rules(graph, GUARD, ST_LOUIS_CITY)
    assert city[-1] == "29510-33-9032-license"
    assert name_rules(graph, GUARD, ST_LOUIS_COUNTY) == city[:-1] == name_rules(graph, GUARD, "MO")
    assert name_rules(graph, ELECTRICIAN, SEDGWICK)[-1] == "20173-47-2111-license"


def test_a_states_own_rule_replaces_that_kind_of_every_state_only(graph: Graph) -> None:
    assert "every-29-1141-license" in name_rules(graph, RN, "TX")
    assert "every-29-1141-license" not in name_rules(graph, RN, "MO")
    assert name_rules(graph, NP, "MO") == ["every-29-1171-rn-first", "mo-29-1171-license"]
    assert name_rules(graph, NP, "TX") == ["every-29-1171-license", "every-29-1171-rn-first"]


def test_no_rule_of_every_state_is_lost_without_a_settled_one(
    graph: Graph, rules: list[Row]
) -> None:
    every = [rule for rule in rules if rule["jurisdiction"] == EVERY_STATE]
    assert len(every) > 40
    for rule in every:
        for state in STATES:
            own = {
                other["status"]
                for other in rules
                if (other["occupation"], other["jurisdiction"], other["kind"])
                == (rule["occupation"], state, rule["kind"])
            }
            held = rule["gate"] in name_rules(graph, rule["occupation"], state)
            assert held is not bool(own & set(SETTLED))


def test_without_a_home_only_federal_rules_hold(graph: Graph, rules: list[Row]) -> None:
    for soc in {rule["occupation"] for rule in rules}:
        assert {rule["jurisdiction"] for rule in list_rules(graph, soc, None)} <= {FEDERAL}
    assert name_rules(graph, RN, None) == []
    assert "us-53-3032-cdl" in name_rules(graph, TRUCK, None)


def test_the_state_of_a_home(graph: Graph) -> None:
    assert find_state(graph, "MO") == "MO"
    assert find_state(graph, ST_LOUIS_CITY) == "MO"
    assert find_state(graph, "99999") is None
    assert find_state(graph, None) is None


# ---- whether licences were checked


@pytest.mark.parametrize(
    ("soc", "state", "checked"),
    [
        (RN, "MO", True),
        (RN, "TX", True),  # every state's rule
        (TRUCK, "TX", True),  # a federal licence
        (TAXI, "TX", False),  # that federal law asks none says nothing of Texas
        (TAXI, "MO", True),
        (GUARD, "MO", True),  # local: the state was read, cities decide
        (CASHIER, "TX", False),
        ("17-2051", "MO", False),  # only sealing engineering work needs the licence
        ("29-1151", "TX", False),  # registered nurse first, but no licence row of Texas
    ],
)
def test_is_checked(graph: Graph, soc: str, state: str, checked: bool) -> None:
    assert is_checked(list_rules(graph, soc, state), state) is checked


@pytest.mark.parametrize(
    "change",
    [{"kind": "check"}, {"who": "contractor"}, {"scope": "part"}, {"status": "unconfirmed"}],
)
def test_what_does_not_make_a_licence_checked(rules: list[Row], change: dict[str, str]) -> None:
    rule = pick(rules, "mo-29-1141-license")
    assert is_checked([rule], "MO")
    assert not is_checked([{**rule, **change}], "MO")
    assert not is_checked([rule], "FL")
    assert not is_checked([], "MO")


# ---- which rules gate


@pytest.mark.parametrize(
    ("gate", "gates"),
    [
        ("mo-29-1141-license", True),
        ("fl-33-9032-license", True),  # usual: guards of agencies
        ("fl-33-9032-armed", False),  # part: armed guards
        ("fl-47-2111-contractor", False),
        ("mo-39-5011-shop-license", False),
        ("mo-33-9032-license", False),  # local
        ("us-53-3053-cdl", False),  # none
        ("mo-33-3012-diploma", False),  # unconfirmed
    ],
)
def test_gates_worker(rules: list[Row], gate: str, gates: bool) -> None:
    assert gates_worker(pick(rules, gate)) is gates


def test_a_part_of_the_job_never_gates(rules: list[Row], region_stl: Region) -> None:
    parts = [rule for rule in rules if rule["scope"] == "part"]
    assert len(parts) > 100
    assert not any(gates_worker(rule) for rule in parts)
    asked = {
        gate["hold"]
        for soc in {rule["occupation"] for rule in parts}
        for gate in describe_entry(region_stl, soc)["gates"]
    }
    assert not asked & {describe_rule(rule)["hold"] for rule in parts}


def test_only_what_gates_is_in_the_entry(region_stl: Region) -> None:
    entry = describe_entry(region_stl, RN)
    assert entry["licenses_checked"]
    assert entry["gates"][0]["kind"] == "education"
    assert [gate["hold"] for gate in entry["gates"][1:]] == [
        "license/MO/mo-29-1141-check",
        "license/MO/mo-29-1141-education",
        "license/MO/mo-29-1141-license",
    ]
    guard = describe_entry(region_stl, GUARD)["gates"]
    assert [gate["kind"] for gate in guard] == ["education"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("soc", ADVANCED_NURSES)
def test_advanced_nurses_are_registered_nurses_first(graph: Graph, soc: str, state: str) -> None:
    found = [rule for rule in list_rules(graph, soc, state) if gates_worker(rule)]
    assert "Registered nurse license held first" in {rule["title"] for rule in found}


# ---- how one rule is given


def test_the_credential_is_a_node_or_nothing_and_required_as_an_edge_says(
    graph: Graph, rules: list[Row]
) -> None:
    nodes = set(graph.table("nodes/credential")["credential"].to_pylist())
    edges = {
        (row["credential"], row["occupation"])
        for row in list_rows(graph.table("edges/required_for"))
    }
    given = Counter()
    for rule in rules:
        said = describe_rule(rule)
        assert said["hold"] == f"license/{rule['jurisdiction']}/{rule['gate']}"
        is_node = said["hold"] in nodes
        assert said["credential"] == (f"credential:{said['hold']}" if is_node else None)
        assert is_node == ((said["hold"], rule["occupation"]) in edges)
        given[is_node] += 1
    assert given[True] == len(edges) > 300
    assert given[False] > 600


@pytest.mark.parametrize(
    ("soc", "home"), [(RN, "MO"), (RN, "TX"), (BARBER, "FL"), (TRUCK, "29510"), (CASHIER, "MO")]
)
def test_every_gate_has_the_same_fields(
    graph: Graph, region_stl: Region, soc: str, home: str
) -> None:
    gates = describe_gates(region_stl, soc, home)["gates"]
    nodes = set(graph.table("nodes/credential")["credential"].to_pylist())
    for gate in gates:
        assert {"hold", "credential", "hours", "spent", "gates_worker", "status"} <= set(gate)
        assert gate["credential"] is None or gate["credential"] == f"credential:{gate['hold']}"
        assert gate["credential"] is None or gate["hold"] in nodes
        if gate["basis"] == "curated" and gate["kind"] != "education":
            assert gate["hold"]
    holds = [gate["hold"] for gate in gates if gate["hold"]]
    assert len(holds) == len(set(holds))


@pytest.mark.parametrize(
    ("gate", "spent", "months", "hours"),
    [
        ("mo-39-5011-license-school", "study", [6, 6], 1000),
        ("mo-39-5011-license-apprentice", "work", None, 2000),
        ("mo-29-1051-license", "within", None, 1500),
        ("fl-41-9021-experience", "work", [24, 24], None),
        ("us-49-3011-exp-work", "work", [18, 30], None),
        ("mo-29-1141-license", None, None, None),
    ],
)
def test_how_hours_are_spent_is_given(
    rules: list[Row], gate: str, spent: str | None, months: list[int] | None, hours: int | None
) -> None:
    said = describe_rule(pick(rules, gate))
    assert (said["spent"], said["months"], said["hours"]) == (spent, months, hours)


# ---- how a gate is said


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ("mo-29-1141-license", "required"),
        ("mo-39-5011-license-school", "required, one of several ways"),
        ("mo-39-5011-license-apprentice", "required, one of several ways"),
        ("fl-33-9032-armed", "only for part of the job (armed guards only)"),
        ("fl-47-2111-contractor", "asked of the contractor, not the worker"),
        ("mo-39-5011-shop-license", "asked of the establishment, not the worker"),
        ("us-53-3053-cdl", "not asked"),
        ("mo-33-9032-license", "city or county decides"),
        ("mo-33-3012-diploma", "could not be confirmed"),
    ],
)
def test_a_rule_is_said_in_words(rules: list[Row], gate: str, words: str) -> None:
    assert say_gate(describe_rule(pick(rules, gate))) == words


def test_every_rule_can_be_said(rules: list[Row]) -> None:
    said = {rule["status"]: {say_gate(describe_rule(rule))} for rule in rules}
    assert set(said) == {"required", *SETTLED, "unconfirmed"}
    for rule in rules:
        words = say_gate(describe_rule(rule))
        assert words and "None" not in words
        assert words.startswith("required") is gates_worker(rule)


def say_all(region: Region, soc: str, home: str) -> dict[str, list[dict[str, Any]]]:
    by_words: dict[str, list[dict[str, Any]]] = {}
    for gate in describe_gates(region, soc, home)["gates"]:
        by_words.setdefault(say_gate(gate), []).append(gate)
    return by_words


def test_what_a_register_lists_and_what_is_usual_are_never_said_to_be_required(
    region_stl: Region,
) -> None:
    said = say_all(region_stl, "29-2061", "MO")
    listed = said["listed: check whether it is needed"]
    assert {gate["basis"] for gate in listed} == {"register"}
    assert not any(gate["gates_worker"] for gate in listed)
    usual = [words for words in said if words.startswith("usual")]
    assert usual and all("(" in words for words in usual)


def test_letters_are_alternatives_of_one_kind_and_place(rules: list[Row]) -> None:
    """A route is a choice: no required letter stands alone for an occupation in a place."""
    letters: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        if rule["route"] and rule["status"] in ("required", "local"):
            letters.setdefault((rule["occupation"], rule["jurisdiction"]), set()).add(rule["route"])
    assert letters[BARBER, "MO"] == {"a", "b"}
    assert [key for key, found in letters.items() if "a" not in found] == []


def test_the_region_decides_where_no_home_is_named(graph: Graph) -> None:
    texas = open_region(graph, "4800000")
    answer = describe_gates(texas, CASHIER)
    assert answer["home"] == "TX"
    assert not answer["licenses_checked"]
    assert answer["note"] == "Licence not checked for TX: ask the state board."
    assert describe_gates(texas, RN)["note"] is None
