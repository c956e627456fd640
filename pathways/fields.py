"""Fields of study that are taught in a region, and one provider there with all that it offers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pathways.awards import list_charges
from pathways.errors import UnknownCodeError
from pathways.graph import Row, get_counties, get_credentials, get_state_area, select_arrow
from pathways.offers import describe_offers
from pathways.prices import Charges
from pathways.region import Region, open_region
from pathways.schema import NATION
from pathways.store import Graph, list_rows


class Field(NamedTuple):
    """One field of study here: CIP code, title, awards, providers of them, and awards conferred last year."""

    cip: str
    title: str
    awards: int
    providers: int
    completions: int


@lru_cache(maxsize=4)
def list_field_titles(graph: Graph) -> dict[str, str]:
    """Return the title of every field of study that some award is in, by its six-digit CIP code."""
    levels = {row["awlevel"]: row["title"] for row in list_rows(graph.table("facts/award_levels"))}
    return {
        row["cip"]: row["title"].removesuffix(f", {levels.get(row['awlevel'], '')}")
        for row in get_credentials(graph).values()
        if row["kind"] == "award"
    }


def list_taught(region: Region) -> list[Field]:
    """Return the fields that open providers here reported awards in, most conferred first."""
    is_open = region.providers["status"] != "closed"
    offers = region.all_offers
    offers = offers[offers["provider"].isin(list(region.providers.index[is_open]))]
    cip = offers["credential"].astype("str").str.split("/").str[1].rename("cip")
    counted = offers.assign(provider=offers["provider"].astype("str")).groupby(cip)
    counts = counted.agg(
        awards=("credential", "size"),
        providers=("provider", "nunique"),
        completions=("completions", "sum"),
    )
    titles = list_field_titles(region.graph)
    found = [
        Field(str(row[0]), titles[str(row[0])], int(row[1]), int(row[2]), int(row[3]))
        for row in counts.itertuples(name=None)
    ]
    return sorted(found, key=lambda field: (-field.completions, field.cip))


def describe_provider(region: Region, provider: str) -> dict[str, Any]:
    """Return one provider, wherever it is, with its offers priced for the region's home.

    ``charges`` are its published annual charges, None where it publishes none by the year. Raises
    UnknownCodeError for a UNITID that nobody has.
    """
    node = _find_provider(region.graph, provider)
    at = region if _is_here(region, provider) else _open_around(region, node)
    fields = {
        str(credential).split("/")[1][:3]
        for credential in at.all_offers.loc[at.all_offers["provider"] == provider, "credential"]
    }
    offers = [
        offer
        for field in sorted(fields)
        for offer in describe_offers(at, field=field)
        if offer["provider"] == provider
    ]
    county = get_counties(region.graph).get(node["county"] or "")
    charges: Charges | None = list_charges(region.graph).get(provider)
    return {
        **{name: node[name] for name in ("provider", "title", "city", "state", "status")},
        **{name: node[name] for name in ("control", "website", "closed_on", "latitude")},
        "county": county["name"] if county else None,
        "charges": None if charges is None else _list_charges(charges),
        "offers": sorted(offers, key=lambda o: (not o["is_option"], -o["completions"], o["title"])),
    }


def _find_provider(graph: Graph, provider: str) -> Row:
    found = list_rows(select_arrow(graph.table("nodes/provider"), "provider", [provider]))
    if not found:
        raise UnknownCodeError("provider", provider)
    return found[0]


def _is_here(region: Region, provider: str) -> bool:
    return region.area != NATION and provider in region.providers.index


def _open_around(region: Region, node: Mapping[str, Any]) -> Region:
    """Return the provider's own area, or state, with the home of the region that asks."""
    area = node["area"] or get_state_area(region.graph, node["state"]) or NATION
    return open_region(region.graph, area, home=region.jurisdiction)


def _list_charges(charges: Charges) -> dict[str, Any]:
    return {
        name: getattr(charges, name)
        for name in ("in_district", "in_state", "out_of_state", "books", "year")
    }
