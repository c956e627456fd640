"""Everything that is kept between runs: the graph, regions, the title index, and their answers.

Streamlit collects garbage after every run; what is frozen here is never looked at again.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pathways.facts import describe_moves, describe_occupation
from pathways.graph import get_areas
from pathways.person import make_person
from pathways.region import Region, open_region
from pathways.rules import describe_gates
from pathways.search import TitleIndex, build_index
from pathways.store import Graph, open_graph
from pathways.trace import trace_pathways

REGIONS_KEPT = 32
ANSWERS_KEPT = 2_000


@st.cache_resource(show_spinner="Opening the data ...")
def load_graph() -> Graph:
    """Return the nation's tables, read and verified once for everybody."""
    graph = open_graph()
    gc.collect()
    gc.freeze()
    return graph


@st.cache_resource(show_spinner=False)
def load_titles() -> TitleIndex:
    """Return the index of names that people use for jobs."""
    graph = load_graph()
    nodes = graph.table("nodes/occupation").select(["occupation", "employment_base"])
    jobs = {row["occupation"]: row["employment_base"] or 0 for row in nodes.to_pylist()}
    index = build_index(graph.table("facts/titles"), jobs)
    gc.collect()
    gc.freeze()
    return index


@st.cache_resource(show_spinner=False, max_entries=REGIONS_KEPT)
def load_region(place: str) -> Region:
    """Return the region of a place id. Raises as ``graph.find_place`` does."""
    return open_region(load_graph(), place)


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_facts(place: str, soc: str) -> dict[str, Any]:
    """Return ``facts.describe_occupation`` here. Raises UnknownCodeError."""
    return describe_occupation(load_region(place), soc)


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_moves(place: str, soc: str) -> list[dict[str, Any]]:
    """Return every move of ``facts.describe_moves`` here, best first."""
    return describe_moves(load_region(place), soc, top=40)


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_pathways(
    place: str, soc: str, education: str | None, goal: str | None, top: int
) -> dict[str, Any]:
    """Return ``trace.trace_pathways`` from one job here, to one goal or to any."""
    region = load_region(place)
    person = make_person(home=region.place.county or region.home, education=education)
    return trace_pathways(
        region, person, starts=[soc], goals=[goal] if goal else [], max_steps=3, top=top
    )


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_rules(place: str, soc: str) -> dict[str, Any]:
    """Return ``rules.describe_gates``: what the law asks of a worker here. Raises UnknownCodeError."""
    return describe_gates(load_region(place), soc)


@st.cache_data(show_spinner=False)
def get_area_names() -> Mapping[str, str]:
    """Return the name of every area and, for sources of a state's law, of every state."""
    return {area: str(row["name"]) for area, row in get_areas(load_graph()).items()}


def get_facts_of(
    place: str,
    soc: str,
    goal: str | None,
    moves: Sequence[Mapping[str, Any]],
    pathways: Sequence[Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:
    """Return the facts of every job that a page shows, with its ``rules``, by code."""
    codes = {soc, *(move["soc"] for move in moves)} | ({goal} if goal else set())
    codes |= {step["soc"] for pathway in pathways for step in pathway["steps"]}
    return {
        code: {**get_facts(place, code), "rules": get_rules(place, code)} for code in sorted(codes)
    }
