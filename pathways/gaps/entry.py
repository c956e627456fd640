"""What every entry of a gap list says: ids, jobs, schools, sectors, and how many people it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from pathways.facts import LEAST_SHARE
from pathways.gaps.view import Entry, View
from pathways.graph import get_credentials
from pathways.store import Graph, list_rows
from pathways.words import _

SHOWN: Final = 3
"""Schools and jobs before it that are named in one entry."""


@lru_cache(maxsize=4)
def list_main_sectors(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the sectors that hold at least a tenth of each occupation's national jobs, largest first."""
    rows = [
        (-row["share"], row["sector"], row["occupation"])
        for row in list_rows(graph.table("edges/in_sector"))
        if row["share"] >= LEAST_SHARE
    ]
    sectors: dict[str, list[str]] = {}
    for _share, sector, occupation in sorted(rows):
        sectors.setdefault(occupation, []).append(sector)
    return {occupation: tuple(found) for occupation, found in sectors.items()}


def start_entry(view: View, soc: str, kind: str) -> Entry:
    """Return what every entry about an occupation says: ids, jobs, openings, pay, sectors, sources."""
    facts = view.describe(soc)
    return {
        "id": f"occupation:{soc}",
        "soc": soc,
        "title": facts["title"],
        "kind": kind,
        "gate_education": facts["gate_education"],
        "jobs": None if facts["employment"] is None else int(facts["employment"]),
        "openings": facts["openings"],
        "p25": facts["p25"],
        "sectors": list(list_main_sectors(view.region.graph).get(soc, ())),
        "sources": {
            "jobs": facts["sources"]["employment"],
            "openings": facts["sources"]["openings"],
            "p25": facts["sources"]["p25"],
            "gate_education": facts["sources"]["gate_education"],
            "sectors": facts["sources"]["sectors"],
        },
        "withheld": {
            ours: facts["withheld"][theirs]
            for ours, theirs in (("jobs", "employment"), ("openings", "openings"), ("p25", "p25"))
            if theirs in facts["withheld"]
        },
    }


def set_value(entry: Entry, value: float | None, of: str, cap: float | None) -> None:
    """Set what mending it touches, and how many at most gain in a year; unknown is None with a reason."""
    entry["value"] = None if value is None else int(value)
    entry["value_of"] = of
    entry["value_capped"] = None if value is None or cap is None else int(min(value, cap))
    entry["value_capped_of"] = _("at most, held to the openings a year that it leads to")
    if entry["kind"] in ("dead_end", "orphan_credential"):
        entry["value_capped_of"] = _("at most")
    why = entry["withheld"]
    if entry["value"] is None:
        why["value"] = why.get("from_jobs") or why.get("jobs") or "not_published"
    if entry["value_capped"] is None:
        why["value_capped"] = why.get("value") or why.get("openings") or "not_published"


def name_provider(view: View, code: str) -> Entry:
    """Return a provider's UNITID, name, city and state."""
    row = view.names[code]
    return {
        "provider": code,
        "provider_name": row["title"],
        "city": row["city"],
        "state": row["state"],
    }


def name_award(view: View, award: str) -> Entry:
    """Return an award's id and title."""
    title = get_credentials(view.region.graph)[award]["title"]
    return {"credential": f"credential:{award}", "credential_title": title}


def name_nearest(view: View, conferred: Mapping[str, Sequence[tuple[str, int]]]) -> list[Entry]:
    """Return the nearest providers of some awards, each with the one it conferred most of."""
    by_provider: dict[str, list[tuple[int, str]]] = {}
    for award, rows in conferred.items():
        for code, completions in rows:
            by_provider.setdefault(code, []).append((-completions, award))
    nearest = sorted(by_provider, key=lambda code: (view.miles[code], code))[:SHOWN]
    return [
        {
            **name_provider(view, code),
            "miles": round(view.miles[code]),
            "completions": -sum(count for count, _award in by_provider[code]),
            **name_award(view, min(by_provider[code])[1]),
        }
        for code in nearest
    ]


def say_nearest(school: Entry) -> str:
    """Return which school is nearest, and how far, in words."""
    return _(
        "The nearest school that we see is {school} in {city}, {state}, {miles} miles from the "
        "region's nearest county."
    ).format(
        school=school["provider_name"],
        city=school["city"],
        state=school["state"],
        miles=school["miles"],
    )


def add_up(numbers: Iterable[float | None]) -> int | None:
    """Return the sum of the known numbers, None where none is known."""
    known = [number for number in numbers if number is not None]
    return int(sum(known)) if known else None


def find_state_list(graph: Graph, state: str | None) -> str | None:
    """Return the address of a state's own list of training providers, None where we have none."""
    if state is None:
        return None
    column = f"state_list_{state.lower()}"
    table = graph.table("facts/coverage")
    if column not in table.column_names:
        return None
    links = {link for link in table[column].to_pylist() if link}
    return min(links, default=None)
