"""What the law asks of a worker in an occupation at a home: the reviewed rules, and what is only listed.

A missing rule is "not checked", never "none needed". What a register lists is never required.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from pathways.graph import (
    Row,
    find_occupation,
    get_counties,
    get_credentials,
    get_occupations,
    select_arrow,
)
from pathways.region import Region, name_source, settle_home
from pathways.schema import NATION, PERMITS
from pathways.store import Graph, list_rows
from pathways.words import _

FEDERAL: Final = "US"
EVERY_STATE: Final = "EVERY"
"""Jurisdiction of what every state asks by its own law."""
SETTLED: Final = ("required", "none", "local")
"""Statuses that say something about a licence; an unconfirmed row says nothing."""


@lru_cache(maxsize=4)
def _rules_by_occupation(graph: Graph) -> dict[str, tuple[Row, ...]]:
    rules: dict[str, list[Row]] = {}
    for row in list_rows(graph.table("facts/gates")):
        rules.setdefault(row["occupation"], []).append(row)
    return {occupation: tuple(found) for occupation, found in rules.items()}


def list_rules(graph: Graph, soc: str, home: str | None) -> list[Row]:
    """Return the reviewed rules that hold for an occupation at a home (state or county FIPS).

    Nation first, then every state, the state, the county. What every state asks is left out where
    the state's own rule of that kind stands. Without a home only federal ones.
    """
    state = find_state(graph, home)
    wanted = [FEDERAL]
    if state is not None:
        wanted += [EVERY_STATE, state]
    if home is not None and home.isdigit():
        wanted.append(home)
    rules = [
        row for row in _rules_by_occupation(graph).get(soc, ()) if row["jurisdiction"] in wanted
    ]
    own = {
        row["kind"] for row in rules if row["jurisdiction"] == state and row["status"] in SETTLED
    }
    kept = [row for row in rules if row["jurisdiction"] != EVERY_STATE or row["kind"] not in own]
    return sorted(kept, key=lambda row: (wanted.index(row["jurisdiction"]), row["gate"]))


def find_state(graph: Graph, home: str | None) -> str | None:
    """Return the state of a home: itself, or the county's."""
    if home is None or not home.isdigit():
        return home
    county = get_counties(graph).get(home)
    return county["state"] if county else None


def is_checked(rules: Iterable[Row], state: str | None) -> bool:
    """Say whether the worker's licences were checked.

    That takes a settled licence row about the whole job or its usual form, of the state or of every
    state, or a licence that federal law requires.
    """
    return any(
        row["kind"] == "license"
        and row["who"] == "worker"
        and row["scope"] != "part"
        and (
            (row["status"] in SETTLED and row["jurisdiction"] in (state, EVERY_STATE))
            or (row["status"] == "required" and row["jurisdiction"] == FEDERAL)
        )
        for row in rules
    )


def gates_worker(rule: Row) -> bool:
    """Say whether a rule stands between a worker and the occupation.

    It has to be required of the worker, for the whole occupation or its usual form.
    """
    return (
        rule["status"] == "required"
        and rule["who"] == "worker"
        and rule["scope"] in ("all", "usual")
    )


def name_holding(rule: Row) -> str:
    """Return the id by which a person says to meet a rule, without ``credential:``."""
    return f"license/{rule['jurisdiction']}/{rule['gate']}"


def is_permit(rule: Row) -> bool:
    """Say whether a rule is a permit that the graph holds as a credential: one that gates a worker."""
    return gates_worker(rule) and rule["kind"] in PERMITS


def describe_gates(region: Region, soc: str, home: str | None = None) -> dict[str, Any]:
    """Return everything that entering an occupation asks at a home, in the form of the ``gates`` verb.

    Reviewed rules first, then education, experience and learning on the job from the publishers,
    then what the state's register lists. ``home`` (state or county FIPS) defaults to the region's.
    Raises UnknownCodeError for an occupation or home that is in no list.
    """
    graph = region.graph
    occupation = find_occupation(graph, soc)
    if home is not None:
        region = replace(region, place=settle_home(graph, region.place, home))
    home = region.jurisdiction
    state = find_state(graph, home)
    rules = list_rules(graph, occupation.soc, home)
    checked = is_checked(rules, state)
    gates = [describe_rule(rule) for rule in rules]
    gates.append({**_blank(), **describe_education(region, occupation.soc), "status": "required"})
    gates += _describe_publishers(region, occupation.soc)
    gates += _list_register(graph, occupation.soc, state)
    return {
        "soc": occupation.soc,
        "title": occupation.title,
        "home": home,
        "licenses_checked": checked,
        "note": None
        if checked
        else f"Licence not checked for {state or 'this place'}: ask the state board.",
        "gates": gates,
    }


def describe_entry(region: Region, soc: str) -> dict[str, Any]:
    """Return ``gates`` and ``licenses_checked`` of an occupation at the region's home.

    The education gate stands first, then the reviewed rules that gate the worker. What is only
    listed, and months of experience, are in ``describe_gates``.
    """
    rules = list_rules(region.graph, soc, region.jurisdiction)
    return {
        "gates": [
            describe_education(region, soc),
            *(describe_rule(rule) for rule in rules if gates_worker(rule)),
        ],
        "licenses_checked": is_checked(rules, find_state(region.graph, region.jurisdiction)),
    }


def describe_education(region: Region, soc: str) -> dict[str, Any]:
    """Return the education gate of an occupation with its level, basis and source."""
    node = get_occupations(region.graph)[soc]
    basis = node["gate_basis"]
    source = (
        f"curated/{node['gate_source']}"
        if basis == "curated"
        else name_source(region, "onet" if basis == "survey" else "projections", NATION)
    )
    return {
        "kind": "education",
        "credential": None,
        "hold": None,
        "title": node["gate_education"],
        "level": node["gate_education"],
        "basis": basis,
        "source": source,
    }


def say_gate(gate: Mapping[str, Any]) -> str:
    """Return in words what one entry of ``describe_gates`` means for a worker."""
    if gate["status"] == "listed":
        return "listed: check whether it is needed"
    if gate["basis"] != "curated":
        return f"usual ({gate['basis']})"
    if gate["status"] != "required":
        return {"none": "not asked", "local": "city or county decides"}.get(
            gate["status"], "could not be confirmed"
        )
    if gate["who"] not in (None, "worker"):
        return f"asked of the {gate['who']}, not the worker"
    if not gate["gates_worker"]:
        return f"only for part of the job ({gate['covers']})"
    return "required, one of several ways" if gate["route"] else "required"


def describe_rule(rule: Row) -> dict[str, Any]:
    """Return one reviewed rule as the ``gates`` verb gives it.

    ``hold`` is the id by which a person says to meet the rule; ``credential`` names the node of the
    graph, None where the rule is about no permit that gates a worker.
    """
    hold = name_holding(rule)
    return {
        "kind": rule["kind"],
        "status": rule["status"],
        "credential": f"credential:{hold}" if is_permit(rule) else None,
        "hold": hold,
        "title": rule["title"],
        "jurisdiction": rule["jurisdiction"],
        "who": rule["who"],
        "source": rule["source"],
        "source_kind": rule["source_kind"],
        "checked": rule["read_on"],
        "level": rule["education"],
        "basis": "curated",
        "months": None
        if rule["months_low"] is None
        else [rule["months_low"], rule["months_high"] or rule["months_low"]],
        "hours": rule["hours"],
        "spent": rule["spent"],
        "min_age": rule["min_age"],
        "route": rule["route"],
        "covers": rule["covers"],
        "gates_worker": gates_worker(rule),
        "note": rule["reason"],
    }


def _blank() -> dict[str, Any]:
    return dict.fromkeys(
        (
            "credential", "hold", "jurisdiction", "who", "checked", "months", "note", "route",
            "covers", "hours", "spent",
        )
    ) | {"gates_worker": True}  # fmt: skip


def _describe_publishers(region: Region, soc: str) -> list[dict[str, Any]]:
    node = get_occupations(region.graph)[soc]
    found = []
    if node["experience_low"]:
        source = "onet" if node["experience_basis"] == "onet" else "projections"
        found.append(
            {
                **_blank(),
                "kind": "experience",
                "status": "required",
                "title": node["experience"] or _("Work experience reported by workers"),
                "level": None,
                "basis": node["experience_basis"],
                "months": [node["experience_low"], node["experience_high"]],
                "source": name_source(region, source, NATION),
                "note": "At least the lower number of months.",
            }
        )
    if node["ojt_high"]:
        found.append(
            {
                **_blank(),
                "kind": "on_the_job",
                "status": "required",
                "title": node["ojt"],
                "level": None,
                "basis": "bls",
                "months": [node["ojt_low"], node["ojt_high"]],
                "source": name_source(region, "projections", NATION),
                "note": "Paid, after being hired.",
            }
        )
    return found


def _list_register(graph: Graph, soc: str, state: str | None) -> list[dict[str, Any]]:
    """Return what the state's register and the federal list name beside the occupation: listed only."""
    links = list_rows(select_arrow(graph.table("edges/prepares_for"), "occupation", [soc]))
    found = []
    for link in links:
        if link["evidence"] != "register":
            continue
        node: Mapping[str, Any] = get_credentials(graph)[link["credential"]]
        if node["state"] not in (FEDERAL, state):
            continue
        found.append(
            {
                **_blank(),
                "kind": "license",
                "status": "listed",
                "credential": f"credential:{link['credential']}",
                "hold": link["credential"],
                "title": node["title"],
                "jurisdiction": node["state"],
                "source": f"{link['dataset']}/{link['vintage']}/{node['state']}",
                "agency": node["agency"],
                "url": node["url"],
                "level": None,
                "basis": "register",
                "gates_worker": False,
                "note": "On a list. Check whether it is needed.",
            }
        )
    return found
