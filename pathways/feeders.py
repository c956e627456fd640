"""Where people come from: the jobs of a region that lead to an occupation in one step."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pathways.graph import find_occupation, get_occupations
from pathways.ledger import list_gates, list_option_sources
from pathways.person import Person
from pathways.region import Region, name_source
from pathways.schema import NATION
from pathways.steps import (
    Possible,
    Step,
    hold_at_start,
    list_options,
    list_possible,
)


@lru_cache(maxsize=16)
def _list_by_end(region: Region) -> dict[str, tuple[Possible, ...]]:
    found: dict[str, list[Possible]] = {}
    here = region.wages[region.wage_areas[0]]
    for origin, moves in list_possible(region).items():
        if origin in here:
            for possible in moves:
                found.setdefault(possible.move.destination, []).append(possible)
    return {end: tuple(moves) for end, moves in found.items()}


def list_origins(region: Region, goal: str) -> list[str]:
    """Return the jobs published here that have a move to the goal, whoever can make it, by code."""
    return [possible.origin for possible in _list_by_end(region).get(goal, ())]


def list_feeders(region: Region, person: Person, goal: str) -> list[Step]:
    """Return the quickest step into a goal from every job here that this person could make it from.

    Each job counts as the start: education not said is that job's own level. Sorted by jobs here,
    most first, unknown last, then code. Raises UnknownCodeError for an unknown goal.
    """
    goal = find_occupation(region.graph, goal).soc
    found = []
    for possible in _list_by_end(region).get(goal, ()):
        if possible.origin in person.exclude:
            continue
        held = hold_at_start(region, person, possible.origin)
        options, best = list_options(region, held, possible)
        if options:
            chosen = min(best, key=lambda option: (option.elapsed, option.vector))
            found.append(
                Step(
                    possible.origin,
                    goal,
                    possible.move,
                    possible.pay,
                    possible.kind,
                    chosen,
                    options,
                )
            )
    return sorted(found, key=lambda step: (-_count_jobs(region, step.origin), step.origin))


def _count_jobs(region: Region, soc: str) -> float:
    return region.get_figure(soc, "employment").value or 0


def describe_feeders(region: Region, person: Person, goal: str) -> list[dict[str, Any]]:
    """Return the feeders of an occupation in the form of the ``feeders`` verb.

    ``workers`` are the jobs in the occupation left, here; ``cost`` is None where no price of the
    quickest option is published.
    """
    occupations = get_occupations(region.graph)
    described = []
    for step in list_feeders(region, person, goal):
        jobs = region.get_figure(step.origin, "employment")
        held = hold_at_start(region, person, step.origin)
        sources = {
            "workers": name_source(region, "oews", region.area),
            "similarity": name_source(region, "onet", NATION),
            **list_option_sources(region, step.destination, step.chosen),
        }
        withheld = {}
        if step.pay.area:
            sources["wage_change"] = name_source(region, "oews", step.pay.area)
        for name, value, reason in (
            ("workers", jobs.value, jobs.withheld),
            ("wage_change", step.pay.change, step.pay.withheld),
            ("cost", step.chosen.cost, "not_published"),
            ("similarity", step.move.similarity, "not_published"),
        ):
            if value is None:
                withheld[name] = reason or "not_published"
        described.append(
            {
                "soc": step.origin,
                "title": occupations[step.origin]["title"],
                "workers": None if jobs.value is None else int(jobs.value),
                "months": step.months,
                "paid_months": step.paid,
                "experience_months": step.experience,
                "elapsed_months": step.elapsed,
                "cost": step.chosen.cost,
                "wage_change": step.pay.change,
                "compare_area": step.pay.area,
                "kind": step.kind,
                "similarity": step.move.similarity,
                "evidence": list(step.move.evidence),
                "gates": list_gates(region, step, held),
                "sources": sources,
                "withheld": withheld,
            }
        )
    return described
