"""The published files behind an export, with the attribution that they ask for."""

from __future__ import annotations

from pathways.build.readme import ATTRIBUTION
from pathways.region import Region


def list_sources(region: Region) -> list[dict[str, str]]:
    """Return one row per published file behind the graph, and the attribution that they ask for.

    Columns: dataset, title, release, publisher, licence, url.
    """
    columns = ("dataset", "title", "release", "publisher", "licence", "url")
    rows = [
        {name: str(entry.get(name, "")) for name in columns}
        for entry in region.graph.manifest["inputs"]
    ]
    return [*rows, {**dict.fromkeys(columns, ""), "dataset": "attribution", "title": attribute()}]


def attribute() -> str:
    """Return the words that the publishers' licences ask for, on one line."""
    return " ".join(ATTRIBUTION.partition("Attributions")[2].split())
