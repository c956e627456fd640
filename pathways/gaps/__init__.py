"""Where pathways break in a region: what nobody teaches here, what leads nowhere, what hangs on one school.

Absence is told apart: no link known, taught only elsewhere, not settled in our data, or hardly seen by
our sources. Where they see little of a field, nothing is concluded from what is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rapidfuzz import fuzz, process

from pathways.errors import UnknownCodeError
from pathways.gaps.awards import find_orphans, find_rungs
from pathways.gaps.ends import find_dead_ends, find_single
from pathways.gaps.entry import find_state_list, list_main_sectors
from pathways.gaps.untaught import find_untaught
from pathways.gaps.view import Entry, View, find_provider, look_around
from pathways.graph import NEAREST
from pathways.region import Region, open_home, open_region
from pathways.store import Graph
from pathways.words import _

LISTS: Final = (
    "missing_links",
    "training_deserts",
    "not_visible",
    "dead_ends",
    "single_provider",
    "missing_rungs",
    "orphan_credentials",
)
"""Names of the lists in the answer."""


def open_gap_region(
    graph: Graph, *, area: str | None = None, state: str | None = None, provider: str | None = None
) -> Region:
    """Return the region of an area, of a whole state, or the one that a provider stands in.

    Raises UnknownCodeError for an unknown code, ValueError unless exactly one is given.
    """
    given = [value for value in (area, state, provider) if value is not None]
    if len(given) != 1:
        msg = "say one of area, state and provider"
        raise ValueError(msg)
    if area is not None:
        return open_region(graph, area)
    if state is not None:
        return open_home(graph, state)
    row = find_provider(graph, provider or "")
    home = row["county"] if row["area"] and row["county"] else row["state"]
    return open_home(graph, home)


def find_gaps(
    region: Region,
    *,
    sector: str | None = None,
    within: int | None = None,
    provider: str | None = None,
) -> dict[str, Any]:
    """Return where pathways break in a region, in the form of the ``gaps`` verb.

    Only occupations that OEWS publishes here count; with ``sector``, those with at least a tenth of
    their jobs in it. What providers at most ``within`` miles from the nearest county of the region
    confer counts as conferred here. ``provider`` (UNITID) narrows what concerns one provider to it:
    awards without occupation, next rungs, one school only, and dead ends after its awards.
    Lists are sorted by jobs here (unknown last), then code; awards without occupation by the number
    conferred. Raises UnknownCodeError for an unknown sector or provider, ValueError for miles under 0.
    """
    graph = region.graph
    _check_sector(graph, sector)
    if provider is not None:
        provider = find_provider(graph, provider)["provider"]
    view = look_around(region, within)
    sectors = list_main_sectors(graph)
    jobs = [soc for soc in sorted(view.here) if sector is None or sector in sectors.get(soc, ())]
    found: dict[str, list[Entry]] = {name: [] for name in LISTS}
    counts = find_untaught(view, jobs, found)
    counts["pay_unknown"] = find_dead_ends(view, jobs, provider, found)
    counts["not_judged"] = {
        "single_provider": find_single(view, jobs, provider, found),
        "missing_rungs": find_rungs(view, jobs, provider, found),
    }
    find_orphans(view, sector, provider, found)
    searched = {
        "area": region.area,
        "name": region.name,
        "place": view.place,
        "home": region.home,
        "sector": sector,
        "within": within,
        "provider": provider,
        "providers": len(view.providers),
        "occupations": len(jobs),
        **counts,
        "state_list": find_state_list(graph, region.home),
        "note": _say_searched(view, counts),
    }
    return {**{name: _order(name, found[name]) for name in LISTS}, "searched": searched}


def _order(name: str, entries: list[Entry]) -> list[Entry]:
    measure = "completions" if name == "orphan_credentials" else "jobs"
    return sorted(
        entries, key=lambda entry: (entry[measure] is None, -(entry[measure] or 0), entry["id"])
    )


def _say_searched(view: View, counts: Mapping[str, Any]) -> str:
    said = [
        _(
            "{gated} occupations published in {place} ask for more than a high school diploma."
        ).format(gated=counts["gated"], place=view.place)
    ]
    if view.is_placed:
        said.append(
            _("For {taught} of them awards were reported in {where} last year.").format(
                taught=counts["taught"], where=view.where
            )
        )
    else:
        said.append(_("We do not know which counties this area has, so no school is placed in it."))
    if counts["by_apprenticeship"]:
        said.append(
            _("For {count} more an apprenticeship sponsor here is listed.").format(
                count=len(counts["by_apprenticeship"])
            )
        )
    said.append(
        _("Schools stand at their main campus: ask which campus. Miles are in a straight line.")
    )
    return " ".join(said)


def _check_sector(graph: Graph, sector: str | None) -> None:
    sectors = graph.table("nodes/sector")["sector"].to_pylist()
    if sector is not None and sector not in sectors:
        near = process.extract(sector, sectors, scorer=fuzz.ratio, limit=NEAREST)
        raise UnknownCodeError("sector", sector, [code for code, _score, _place in near])
