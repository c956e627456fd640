"""Pathways from start jobs: search, limits, choice and what to say when nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from pathways.errors import UnknownCodeError
from pathways.facts import list_sectors
from pathways.feeders import list_origins
from pathways.front import LOOSEST, SIDEWAYS, WIDEST, Caps, Front, search_front
from pathways.graph import (
    find_occupation,
    get_area_name,
    get_counties,
    get_occupations,
    get_pay_cap,
    get_state_area,
)
from pathways.ledger import describe_candidate
from pathways.person import PRESETS, Person, Preset
from pathways.rank import (
    Candidate,
    Equivalency,
    choose_differing,
    keep_opened,
    order,
    say_best,
    say_difference,
)
from pathways.region import Comparison, Region
from pathways.relax import Change, Relaxation, explain_none, find_relaxations, list_changes
from pathways.rules import find_state
from pathways.steps import Held, Steps, check_holding, hold_at_start, keep_steps, list_steps
from pathways.store import Graph
from pathways.wage_line import get_legal_minimum, lift_to_law
from pathways.words import LEVEL, _, mark

MONTHS_WITHOUT_GOAL: Final = 24
"""Months of study that pathways may ask in all while no goal is named: an associate degree's."""
ELAPSED_WITHOUT_GOAL: Final = 48
"""Calendar months that they may take then: four years."""
NOTE: Final = mark(
    "Months of study are full time once admitted; prerequisites and waiting lists are not included. "
    "Experience is counted at its low end (at least), learning on the job at its high end. Prices are "
    "published ones before any aid; exams, tools and license fees are not included. Where it says "
    "that licenses were not checked, ask the state board before training starts."
)


class Fronts(NamedTuple):
    """What was searched from one start, each part with the diploma that is earned first, if any."""

    start: str
    parts: tuple[tuple[Front, Equivalency | None], ...]


def trace_pathways(
    region: Region, person: Person, *, top: int = 3, every: bool = False
) -> dict[str, Any]:
    """Return pathways in the form of the ``trace`` verb, best first.

    ``person`` says starts, goals, limits and the preset. Without a goal the answers pay at least a
    tenth more, and limits of study and time that were not said are MONTHS_WITHOUT_GOAL and
    ELAPSED_WITHOUT_GOAL. Without a start, every job that leads to a goal in one step is one.
    ``every`` gives the whole set that no other pathway beats, within the limits said. An empty list
    is the answer "none", with the smallest relaxations. Raises UnknownCodeError for a code in no list.
    """
    person = settle_person(region, person)
    limits = person if every else settle_limits(person)
    starts = person.starts or _list_starts(region, person)
    caps = LOOSEST if person.starts else LOOSEST._replace(steps=1)
    fronts = [open_fronts(region, person, start, caps) for start in starts]
    judged = list(_judge(region, limits, fronts)) or list(_judge_widely(region, limits))
    fitting = [candidate for candidate, changes in judged if not changes]
    preset = person.rank or ("quickest" if person.goals or person.min_wage else "best_pay")
    ordered = order(fitting, preset)
    chosen = ordered if every else _choose(person, ordered, top)
    unpriced = [
        candidate
        for candidate, changes in judged
        if changes == (Change("max_cost", limits.max_cost, None),)
        and candidate.sums[3] <= (limits.max_cost or 0)
    ]
    if not ordered:
        # lowest_price orders fully priced pathways alone: those that fit but are not are told apart
        unpriced += fitting
    if not every:
        unpriced = _choose(person, order(unpriced, "quickest"), top)
    relaxations: list[Relaxation] = []
    if not fitting and not unpriced:
        relaxations = find_relaxations(judged)
    tell = _Teller(region, limits)
    return {
        "pathways": tell.tell_all(chosen, preset, compare=not every),
        "cost_unknown": tell.tell_all(unpriced, "quickest", compare=False),
        "relaxations": [_describe_relaxation(tell, relaxation) for relaxation in relaxations],
        "person": describe_person(region, person),
        "searched": {
            "area": region.area,
            "area_name": region.name,
            "starts": list(starts),
            "goals": list(person.goals),
            "max_steps": limits.max_steps,
            "max_months": limits.max_months,
            "max_elapsed": limits.max_elapsed,
            "max_cost": limits.max_cost,
            "min_wage": limits.min_wage,
            "limits_said": {
                name: getattr(person, name) is not None for name in ("max_months", "max_elapsed")
            },
            "rank": preset,
            "fit": len(fitting),
            "reached": len({candidate.end for candidate in fitting}),
            "licenses": "searched",
            "note": " ".join(filter(None, (_say_assumption(region, person, starts), _(NOTE)))),
            "none": "" if fitting or relaxations or unpriced else _say_none(region, person, starts),
        },
    }


def _choose(person: Person, ordered: Sequence[Candidate], top: int) -> list[Candidate]:
    """Return the first answers that differ; without a start, the best of every job that leads there."""
    if person.starts:
        chosen = choose_differing(ordered, top, one_end=bool(person.goals))
        return keep_opened(ordered, chosen) if person.holds else chosen
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in ordered:
        best.setdefault((candidate.start, candidate.end), candidate)
    return list(best.values())[:top]


def settle_person(region: Region, person: Person) -> Person:
    """Return the person with OEWS codes for jobs and the region's home; raises UnknownCodeError."""
    for held in person.holds:
        check_holding(region.graph, held)
    known = {row["sector"] for row in region.graph.table("nodes/sector").to_pylist()}
    for sector in person.sectors:
        if sector not in known:
            raise UnknownCodeError("sector", sector, sorted(known))

    def settle(codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(find_occupation(region.graph, code).soc for code in codes))

    return replace(
        person,
        home=region.jurisdiction,
        starts=settle(person.starts),
        goals=settle(person.goals),
        exclude=settle(person.exclude),
    )


def settle_limits(person: Person) -> Person:
    """Return the person with the limits that hold where no goal is named and none was said."""
    if person.goals:
        return person
    return replace(
        person,
        max_months=MONTHS_WITHOUT_GOAL if person.max_months is None else person.max_months,
        max_elapsed=ELAPSED_WITHOUT_GOAL if person.max_elapsed is None else person.max_elapsed,
    )


def _list_starts(region: Region, person: Person) -> tuple[str, ...]:
    return tuple(sorted({origin for goal in person.goals for origin in list_origins(region, goal)}))


def open_fronts(region: Region, person: Person, start: str, caps: Caps = LOOSEST) -> Fronts:
    """Return the searches of one start: as the person is, and with the diploma earned first.

    They are run once at loose caps and kept: every tighter limit is a mask (``Front.mask``).
    """
    steps = list_steps(region, person, start)
    return _keep_fronts(region, steps, start, caps)


@lru_cache(maxsize=256)
def _keep_fronts(region: Region, steps: Steps, start: str, caps: Caps) -> Fronts:
    parts: list[tuple[Front, Equivalency | None]] = [(search_front(steps, start, caps), None)]
    equivalency = find_equivalency(region.graph)
    if steps.begin.level == "none" and equivalency is not None:
        after = keep_steps(region, replace(steps.person, education="high_school"), start)
        shorter = caps._replace(steps=(caps.steps or 1) - 1)
        parts.append((search_front(after, start, shorter), equivalency))
    return Fronts(start, tuple(parts))


@lru_cache(maxsize=4)
def find_equivalency(graph: Graph) -> Equivalency | None:
    """Return how long the high-school equivalency takes; None where no page says so."""
    for row in graph.table("facts/equivalency").to_pylist():
        if row["months_high"] is not None:
            return Equivalency(
                row["months_low"] or 0, row["months_high"], row["source"], row["reason"]
            )
    return None


def _judge(
    region: Region, person: Person, fronts: Sequence[Fronts]
) -> Iterator[tuple[Candidate, tuple[Change, ...]]]:
    """Yield every pathway to a wanted end with the limits that it does not keep."""
    legal = get_legal_minimum(region.graph, region.home)
    is_asked = bool(person.goals and person.starts)
    sectors: dict[str, bool] = {}
    measure = "annual_p25" if person.pay == "p25" else "annual_median"
    for found in fronts:
        pays: dict[str, Comparison] = {}
        candidates: list[Candidate] = []
        for front, equivalency in found.parts:
            first = equivalency.months_high if equivalency else 0
            extra = (1, first, first, 0, 1, 0) if equivalency else (0,) * 6
            for row in np.flatnonzero(front.answer(sideways=is_asked)).tolist():
                end = front.end(row)
                if person.goals and end not in person.goals:
                    continue
                pay = pays.get(end)
                if pay is None:
                    pay = pays[end] = region.compare_pay(found.start, end, measure)
                if not is_asked and not pay.is_raise:
                    continue
                sums = tuple(
                    int(mine) + more
                    for mine, more in zip(front.sums[row, :SIDEWAYS], extra, strict=True)
                )
                candidates.append(Candidate(found.start, front, row, sums, end, pay, equivalency))
        for candidate in candidates if len(found.parts) == 1 else _drop_beaten(candidates):
            end = candidate.end
            if person.sectors and end not in sectors:
                sectors[end] = any(
                    sector["sector"] in person.sectors for sector in list_sectors(region, end)
                )
            earned = _find_earned(region, end, measure, candidate.pay, legal)
            in_sector = sectors.get(end, True)
            yield candidate, list_changes(person, candidate, earned=earned, in_sector=in_sector)


def _drop_beaten(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return what no other to the same end beats, the diploma counted in; of equal ones the first."""
    best: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda candidate: candidate.sums):
        kept = best.setdefault(candidate.end, [])
        if not any(
            all(mine <= more for mine, more in zip(other.sums, candidate.sums, strict=True))
            for other in kept
        ):
            kept.append(candidate)
    return [candidate for kept in best.values() for candidate in kept]


def _find_earned(
    region: Region, end: str, measure: str, pay: Comparison, legal: int | None
) -> int | None:
    """Return the pay that a wage line is held against: the region's own figure, by law at least.

    Pay above the publisher's cap counts as the cap; None where it is not known.
    """
    if pay.after is None and pay.withheld != "top_coded":
        return None
    figure = region.get_figure(end, measure)
    value = figure.value
    if value is None:
        if figure.withheld != "top_coded":
            return None
        value = get_pay_cap(region.graph)
    return lift_to_law(int(value), legal)


def _judge_widely(region: Region, person: Person) -> Iterator[tuple[Candidate, tuple[Change, ...]]]:
    """Yield pathways beyond the loosest caps to a goal that nothing within them reaches."""
    if not person.goals:
        return
    for start in person.starts:
        fronts = open_fronts(region, person, start, WIDEST)
        yield from _judge(region, person, [fronts])


class _Teller:
    """Tells candidates, with the steps of each front at hand."""

    def __init__(self, region: Region, person: Person) -> None:
        self.region = region
        self.person = person

    def tell(self, candidate: Candidate) -> dict[str, Any]:
        education = "high_school" if candidate.equivalency else self.person.education
        person = replace(self.person, education=education)
        steps = list_steps(self.region, person, candidate.start)
        return describe_candidate(self.region, self.person, steps, candidate)

    def tell_all(
        self, shown: Sequence[Candidate], preset: Preset, *, compare: bool
    ) -> list[dict[str, Any]]:
        told = []
        for place, candidate in enumerate(shown):
            others = [other for other in shown if other is not candidate] if compare else []
            told.append(
                {
                    **self.tell(candidate),
                    "why": say_best(shown if compare else [candidate], 0 if not compare else place),
                    "why_not": [
                        {
                            "end": other.end,
                            "title": get_occupations(self.region.graph)[other.end]["title"],
                            "text": say_difference(candidate, other),
                        }
                        for other in others
                    ],
                    "rank": preset,
                }
            )
        return told


def _describe_relaxation(tell: _Teller, relaxation: Relaxation) -> dict[str, Any]:
    first, *also = relaxation.changes
    return {
        "criterion": first.criterion,
        "from": first.before,
        "to": first.after,
        "also": [
            {"criterion": change.criterion, "from": change.before, "to": change.after}
            for change in also
        ],
        "opens": list(relaxation.opens),
        "pathway": tell.tell_all([relaxation.candidate], "quickest", compare=False)[0],
    }


def describe_person(region: Region, person: Person) -> dict[str, Any]:
    """Return what was taken for the person, and how it was known."""
    return {
        "home": region.jurisdiction,
        "home_name": _name_home(region),
        "home_state": find_state(region.graph, region.jurisdiction),
        "education": person.education,
        "education_basis": "said" if person.education else "the start job's own level",
        "years": person.years,
        "holds": list(person.holds),
        "sectors": list(person.sectors),
        "exclude": list(person.exclude),
        "paid_only": person.paid_only,
        "pay": person.pay,
    }


def _name_home(region: Region) -> str | None:
    """Return the home by name: its county and state, or its state; None where none is known."""
    state = get_state_area(region.graph, region.home)
    named = get_area_name(region.graph, state) if state else region.home
    if region.place.county is None:
        return named
    return f"{get_counties(region.graph)[region.place.county]['name']}, {region.home}"


def _say_assumption(region: Region, person: Person, starts: Sequence[str]) -> str:
    """Return what is taken for the person's schooling where it was not said."""
    if person.education is not None or not person.starts:
        return ""
    level = get_occupations(region.graph)[starts[0]]["gate_education"] or "none"
    return _("Highest school finished was not said: taken as {level}, what the job asks.").format(
        level=_(LEVEL[level])
    )


def _say_none(region: Region, person: Person, starts: Sequence[str]) -> str:
    """Return why there is no pathway and nothing to relax."""

    def hold(start: str) -> Held:
        held = hold_at_start(region, person, start)
        if held.level == "none" and find_equivalency(region.graph):
            return hold_at_start(region, replace(person, education="high_school"), start)
        return held

    return explain_none(region, person, starts, hold)


def list_presets(*, has_line: bool = True) -> Mapping[Preset, str]:
    """Return the presets with the sentence that each is shown as; ``has_line``: a wage line is set."""
    words: tuple[str, ...] = (
        _("Quickest to my wage line") if has_line else _("Quickest to more pay"),
        _("Best pay"),
        _("Lowest published price"),
        _("Earn while I learn"),
        _("Closest to what I do"),
        _("Fewest steps"),
    )
    return dict(zip(PRESETS, words, strict=True))
