"""The gaps of a region as one flat table, for files that people take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

FIGURES: Final = (
    "jobs",
    "openings",
    "completions",
    "from_jobs",
    "wage_change",
    "p25",
    "value",
    "value_capped",
)
"""Numbers of an entry; an absent one has its reason in the column ``withheld``."""
NEAREST: Final = ("provider", "provider_name", "city", "state", "miles")
LISTED: Final = "|"
"""Between the parts of a list in one cell, as in the graph's tables."""


def tabulate_gaps(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every entry of ``find_gaps`` as a row, lists in their order; absent cells are None.

    ``sources`` and ``withheld`` are ``field=value`` joined by a bar.
    """
    return [
        _flatten(name, entry)
        for name, entries in answer.items()
        if name != "searched"
        for entry in entries
    ]


def _flatten(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    nearest = (entry.get("nearest") or [{}])[0]
    return {
        "list": name,
        "kind": entry["kind"],
        "from": entry["from"],
        "from_title": entry["from_title"],
        "to": entry["to"],
        "to_title": entry["to_title"],
        "reason": entry["reason"],
        **{figure: entry.get(figure) for figure in FIGURES},
        "value_of": entry["value_of"],
        "value_capped_of": entry["value_capped_of"],
        "coverage": entry.get("coverage"),
        "sectors": LISTED.join(entry["sectors"]),
        **{f"nearest_{column}": nearest.get(column) for column in NEAREST},
        "sources": _join(entry["sources"]),
        "withheld": _join(entry["withheld"]),
    }


def _join(pairs: Mapping[str, str]) -> str:
    return LISTED.join(f"{field}={value}" for field, value in sorted(pairs.items()))
