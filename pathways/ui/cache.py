"""Everything that is kept between runs: the graph, regions, the title index, and their answers.

Streamlit collects garbage after every run; what is frozen here is never looked at again.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from pathways.atlas import Atlas, open_atlas
from pathways.compare import Codes, Comparison, compare_items, find_pathway
from pathways.designations import Designation, list_designations
from pathways.facts import describe_moves, describe_occupation
from pathways.fields import Field, describe_provider, list_taught
from pathways.gaps import find_gaps
from pathways.graph import get_areas, get_occupations
from pathways.neighbors import list_moves_into, list_trainers
from pathways.offers import describe_offers
from pathways.person import Person
from pathways.region import Region, open_region
from pathways.rules import describe_gates
from pathways.search import TitleIndex, build_index
from pathways.sector_ladder import (
    SectorLadder,
    build_ladder,
    list_credentials,
    list_sponsors,
)
from pathways.sectors import describe_sectors
from pathways.store import Graph, open_graph
from pathways.trace import trace_pathways
from pathways.ui.garbage import keep_searches_short
from pathways.words import get_language, speaking

REGIONS_KEPT = 32
ANSWERS_KEPT = 2_000


@st.cache_resource(show_spinner="Opening the data ...")
def load_graph() -> Graph:
    """Return the nation's tables, read and verified once for everybody."""
    graph = open_graph()
    keep_searches_short()
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


def get_facts(place: str, soc: str) -> dict[str, Any]:
    """Return ``facts.describe_occupation`` here, in the language in force. Raises UnknownCodeError."""
    return _keep_facts(load_region(place), soc, get_language())


@lru_cache(maxsize=ANSWERS_KEPT)
def _keep_facts(region: Region, soc: str, language: str) -> dict[str, Any]:
    # a page asks for dozens a run: handed out as they are, not copied, so nobody may change one
    with speaking(language):
        return describe_occupation(region, soc)


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_moves(place: str, soc: str) -> list[dict[str, Any]]:
    """Return every move of ``facts.describe_moves`` here, best first."""
    return describe_moves(load_region(place), soc, top=40)


def get_rules(place: str, soc: str) -> dict[str, Any]:
    """Return ``rules.describe_gates``: what the law asks of a worker here. Raises UnknownCodeError."""
    return _keep_rules(load_region(place), soc, get_language())


@lru_cache(maxsize=ANSWERS_KEPT)
def _keep_rules(region: Region, soc: str, language: str) -> dict[str, Any]:
    with speaking(language):
        return describe_gates(region, soc)


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
    region, language = load_region(place), get_language()
    return {
        code: {
            **_keep_facts(region, code, language),
            "rules": _keep_rules(region, code, language),
        }
        for code in sorted(codes)
    }


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_sectors(place: str, wage_line: int | None) -> list[dict[str, Any]]:
    """Return ``sectors.describe_sectors`` here."""
    return describe_sectors(load_region(place), wage_line=wage_line)


@st.cache_data(show_spinner=False, max_entries=REGIONS_KEPT)
def get_designations(place: str) -> list[Designation]:
    """Return ``designations.list_designations`` here."""
    return list_designations(load_region(place))


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_sector_ladder(place: str, sector: str, wage_line: int | None) -> SectorLadder:
    """Return ``sector_ladder.build_ladder`` of one sector here."""
    return build_ladder(load_region(place), sector, wage_line=wage_line)


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_sector_training(
    place: str, sector: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the awards and the sponsors of one sector here (``sector_ladder``)."""
    region = load_region(place)
    return list_credentials(region, sector), list_sponsors(region, sector)


@st.cache_data(show_spinner=False)
def get_occupation_titles() -> Mapping[str, str]:
    """Return the title of every occupation by its code."""
    return {soc: str(row["title"]) for soc, row in get_occupations(load_graph()).items()}


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT // 10)
def get_gaps(place: str, sector: str | None, within: int | None, language: str) -> dict[str, Any]:
    """Return ``gaps.find_gaps`` here, its sentences in a language. Raises UnknownCodeError."""
    with speaking(language):
        return find_gaps(load_region(place), sector=sector, within=within)


@st.cache_data(show_spinner=False, max_entries=REGIONS_KEPT)
def get_fields(place: str) -> list[Field]:
    """Return ``fields.list_taught`` here."""
    return list_taught(load_region(place))


def get_offers(place: str, soc: str | None, field: str | None) -> list[dict[str, Any]]:
    """Return ``offers.describe_offers`` here, offers of closed providers left out."""
    return _keep_offers(place, soc, field, get_language())


@st.cache_data(show_spinner=False, max_entries=REGIONS_KEPT)
def _keep_offers(
    place: str, soc: str | None, field: str | None, language: str
) -> list[dict[str, Any]]:
    with speaking(language):
        found = describe_offers(load_region(place), occupation=soc, field=field)
    return [offer for offer in found if offer["status"] != "closed"]


def get_provider(place: str, provider: str) -> dict[str, Any]:
    """Return ``fields.describe_provider`` with prices for the home here. Raises UnknownCodeError."""
    return _keep_provider(place, provider, get_language())


@st.cache_data(show_spinner=False, max_entries=REGIONS_KEPT)
def _keep_provider(place: str, provider: str, language: str) -> dict[str, Any]:
    with speaking(language):
        return describe_provider(load_region(place), provider)


@st.cache_data(show_spinner=False, max_entries=REGIONS_KEPT)
def get_atlas(place: str) -> Atlas | None:
    """Return ``atlas.open_atlas`` here."""
    return open_atlas(load_region(place))


@st.cache_data(show_spinner="Looking for pathways ...", max_entries=ANSWERS_KEPT)
def find_pathways(place: str, person: Person, top: int, language: str) -> dict[str, Any]:
    """Return ``trace.trace_pathways`` for a person here, its sentences in a language."""
    with speaking(language):
        return trace_pathways(load_region(place), person, top=top)


@st.cache_data(show_spinner="Looking for pathways ...", max_entries=ANSWERS_KEPT)
def get_pathway(place: str, person: Person, codes: Codes, language: str) -> dict[str, Any] | None:
    """Return ``compare.find_pathway`` for a person here, its sentences in a language."""
    with speaking(language):
        return find_pathway(load_region(place), person, codes)


@st.cache_data(show_spinner=False)
def get_sector_titles() -> Mapping[str, str]:
    """Return the title of every sector by its id."""
    rows = load_graph().table("nodes/sector").to_pylist()
    return {row["sector"]: str(row["title"]) for row in rows}


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_feeders(place: str, soc: str) -> list[dict[str, Any]]:
    """Return ``neighbors.list_moves_into`` here: every move into a job, best scored first."""
    return list_moves_into(load_region(place), soc)


@st.cache_data(show_spinner=False, max_entries=ANSWERS_KEPT)
def get_trainers(place: str, soc: str) -> list[dict[str, str]]:
    """Return the apprenticeship sponsors placed here that are listed for a job, by name."""
    return list_trainers(load_region(place), soc)


@st.cache_data(show_spinner="Looking for pathways ...", max_entries=ANSWERS_KEPT)
def get_comparison(
    place: str, person: Person, items: tuple[Codes, ...], base: str, language: str
) -> Comparison:
    """Return ``compare.compare_items`` for a person here, its sentences in a language."""
    with speaking(language):
        return compare_items(load_region(place), person, items, base=base)
