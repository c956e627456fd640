"""Around one occupation: its pay area by area, what leads to it, who trains in it, its other names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pathways.employers import list_employers
from pathways.facts import CENTS, PERCENTILES, describe_move
from pathways.graph import get_area_name, get_occupations, select_arrow
from pathways.moves import list_moves
from pathways.region import Region, read_cell
from pathways.store import Graph, list_rows

NAME_KINDS: Final = ("short", "synonym", "member", "reported", "alternate")
"""Kinds of names in ``facts/titles`` of equal weight in this order; official titles and codes are not among them."""


class AreaPay(NamedTuple):
    """The pay of a job as one area publishes it: dollars a year, or an hour, by percentile.

    A figure not published is absent; ``withheld`` has its reason. ``jobs`` None: not published.
    """

    area: str
    name: str
    figures: Mapping[str, float]
    withheld: Mapping[str, str]
    jobs: float | None
    jobs_withheld: str | None


def describe_pay(region: Region, soc: str, unit: str) -> list[AreaPay]:
    """Return the pay of a job here, in the home's state and in the nation, nothing taken from another.

    ``unit`` is year or hour.
    """
    basis, divisor = ("annual", 1) if unit == "year" else ("hourly", CENTS)
    found = []
    for area in region.wage_areas:
        figures, withheld = {}, {}
        for name in PERCENTILES:
            value, reason = read_cell(region.wages[area], soc, f"{basis}_{name}")
            if value is None:
                withheld[name] = reason or "not_published"
            else:
                figures[name] = value / divisor
        jobs, why = read_cell(region.wages[area], soc, "employment")
        found.append(AreaPay(area, get_area_name(region.graph, area), figures, withheld, jobs, why))
    return found


def list_moves_into(region: Region, soc: str) -> list[dict[str, Any]]:
    """Return the moves into a job as ``facts.describe_move`` gives them, best scored first.

    ``soc`` and ``title`` are those of the job that is left.
    """
    nodes = get_occupations(region.graph)
    found = [
        {
            **describe_move(region, origin, move),
            "soc": origin,
            "title": nodes[origin]["title"],
        }
        for origin, moves in list_moves(region.graph).items()
        for move in moves
        if move.destination == soc
    ]
    return sorted(found, key=lambda row: (-row["score"], row["soc"]))


def list_trainers(region: Region, soc: str) -> list[dict[str, str]]:
    """Return the apprenticeship sponsors placed here that are listed for a job, by name.

    ``types`` are the publisher's words, empty where it gives none.
    """
    listed = select_arrow(region.graph.table("edges/trains"), "occupation", [soc])
    wanted = {row["employer"] for row in list_rows(listed)}
    here = list_employers(region)
    rows = here[here["employer"].isin(wanted)].to_dict("records")
    named = [
        {name: row[name] if isinstance(row[name], str) else "" for name in ("title", "city", "state", "types")}
        for row in rows
    ]  # fmt: skip
    return sorted(named, key=lambda row: (row["title"], row["city"], row["state"]))


def list_names(graph: Graph, soc: str, language: str) -> list[str]:
    """Return the names that people use for a job in a language, those that most others contain first.

    English where nobody gave any in that language; the official title is not among them.
    """
    rows = list_rows(select_arrow(graph.table("facts/titles"), "occupation", [soc]))
    named = [row for row in rows if row["kind"] in NAME_KINDS]
    own = [row for row in named if row["language"] == language]
    own = own or [row for row in named if row["language"] == "en"]
    words = [set(re.findall(r"\w+", row["title"].casefold())) for row in own]

    def weigh(row: dict[str, Any]) -> tuple[int, int, int, str]:
        said = set(re.findall(r"\w+", row["title"].casefold()))
        others = sum(said <= other for other in words)
        return -others, NAME_KINDS.index(row["kind"]), len(row["title"]), row["title"]

    return list(dict.fromkeys(str(row["title"]) for row in sorted(own, key=weigh)))


def list_links(soc: str, members: Sequence[str], vintage: str) -> list[tuple[str, str]]:
    """Return name and address of the publishers' own pages about a job, by its code.

    A job that OEWS publishes together has O*NET pages for its members only. ``vintage`` is that of
    OEWS (``May 2025``).
    """
    month, year = vintage.lower().split()
    plain = soc.replace("-", "")
    links = [
        (
            f"BLS OEWS: {soc}",
            f"https://www.bls.gov/oes/{year}/{month}/oes{plain}.htm",
        )
    ]
    for code in members or [soc]:
        links += [
            (
                f"O*NET OnLine: {code}",
                f"https://www.onetonline.org/link/summary/{code}.00",
            ),
            (
                f"CareerOneStop: {code}",
                "https://www.careeronestop.org/Toolkit/Careers/Occupations/occupation-profile.aspx"
                f"?keyword={code}.00",
            ),
        ]
    return links
