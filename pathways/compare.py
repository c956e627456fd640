"""Two to four pathways or jobs side by side: same figures, same area, and pay over ten years.

The ten years are a model and say so: no pay while studying, pay of a newer worker for two years in a
job and of one with experience after that, nothing discounted, published price taken when its step
begins. A job alone, other than the one the person has, is no way to it: it stands apart and is held
against other jobs only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from pathways.errors import UnknownCodeError
from pathways.facts import describe_occupation
from pathways.front import WIDEST, search_front
from pathways.graph import find_occupation, get_area_name, get_occupations, get_pay_cap
from pathways.ledger import MEASURE, describe_candidate
from pathways.person import Person
from pathways.rank import Candidate, Equivalency, order
from pathways.region import Region, name_source, read_cell
from pathways.steps import Steps, keep_steps, list_steps
from pathways.trace import find_equivalency, settle_limits, settle_person, trace_pathways
from pathways.words import _, format_money, format_months

MOST: Final = 4
BETWEEN_ITEMS: Final = "~~"
BETWEEN_JOBS: Final = "~"
YEARS: Final = 10
MONTHS: Final = 12 * YEARS
NEWER: Final = 24
"""Months in a job for which pay is that of a newer worker."""
_SOC: Final = re.compile(r"\d{2}-\d{4}")

Codes = tuple[str, ...]


class Spell(NamedTuple):
    """Months in a row spent in one way. ``soc`` is the job that pays, None while studying.

    ``learning``: the job is being learned, so its pay is a newer worker's. ``price`` is USD taken
    when the spell begins.
    """

    months: int
    soc: str | None
    learning: bool = False
    price: int = 0


class Pay(NamedTuple):
    """Yearly pay of one job in the area compared, USD; None with its reason in ``withheld``."""

    p25: int | None
    median: int | None
    withheld: Mapping[str, str]


class Line(NamedTuple):
    """Pay so far less price so far, in whole USD, at the end of every month: MONTHS + 1 figures.

    ``unpriced`` names the steps whose price is not known and so is not taken off, ``priced`` is USD
    that was taken off.
    """

    totals: tuple[int, ...]
    unpriced: tuple[str, ...] = ()
    priced: int = 0


class Compared(NamedTuple):
    """One pathway or, where ``pathway`` is None, one job.

    ``asked`` are the codes it was asked for by, ``codes`` and ``titles`` its jobs, start first. ``pay`` is the last job's, ``gain`` what it
    pays a newer worker more than the start (or for a job alone than ``base``), USD a year in the
    area compared. ``openings`` are the last job's a year. ``line`` None: ``missing`` names the jobs
    whose pay is not known there. ``apart``: a job alone that the person does not have; ``way`` are
    then the jobs of a pathway to it from the job they have, empty where none is found.
    """

    asked: Codes
    codes: Codes
    titles: tuple[str, ...]
    pathway: Mapping[str, Any] | None
    pay: Pay
    gain: int | None
    openings: int | None
    openings_withheld: str | None
    line: Line | None
    missing: tuple[str, ...]
    apart: bool = False
    way: Codes = ()


class Crossing(NamedTuple):
    """Where the line at place ``ahead`` passes the one at ``behind``: months from today, and USD."""

    ahead: int
    behind: int
    month: float
    total: int


class Comparison(NamedTuple):
    """What is compared, in the finest ``area`` that publishes all of it; what was left out, and why.

    ``compared`` has the jobs that stand ``apart`` last. ``cap`` is the most yearly pay that is
    published, USD.
    """

    area: str
    area_name: str
    source: str
    cap: int
    base: str | None
    compared: tuple[Compared, ...]
    left_out: tuple[tuple[str, str], ...]
    crossings: tuple[Crossing, ...]


# ---- what is asked for


def read_items(text: str) -> list[Codes]:
    """Read the items of an address: joined by ``~~``, the jobs of a pathway by ``~``, start first.

    What is no list of codes is as if it were not there, and so is a repeated item.
    """
    items = [tuple(item.split(BETWEEN_JOBS)) for item in text.split(BETWEEN_ITEMS)]
    kept = [item for item in items if all(_SOC.fullmatch(code) for code in item)]
    return list(dict.fromkeys(kept))


def write_items(items: Sequence[Codes]) -> str:
    """Return items as ``read_items`` reads them."""
    return BETWEEN_ITEMS.join(BETWEEN_JOBS.join(item) for item in items)


def compare_items(
    region: Region, person: Person, items: Sequence[Codes], *, base: str | None = None
) -> Comparison:
    """Return up to MOST items side by side for a person; ``base`` is the job that gains of a single
    job are counted from.

    A pathway that this person cannot make here any more, and a code that is in no list, are left
    out with the reason. A job alone other than ``base`` stands apart, after the others.
    """
    made: list[tuple[Codes, Codes, Mapping[str, Any] | None]] = []
    left_out: list[tuple[str, str]] = []
    for item in items:
        key = BETWEEN_JOBS.join(item)
        if len(made) == MOST:
            left_out.append((key, _("At most {count} can be compared at once.").format(count=MOST)))
            continue
        try:
            codes = tuple(find_occupation(region.graph, code).soc for code in item)
        except UnknownCodeError as error:
            left_out.append((key, str(error)))
            continue
        pathway = find_pathway(region, person, codes) if len(codes) > 1 else None
        if len(codes) > 1 and pathway is None:
            left_out.append((key, _say_unmade(region, codes)))
        else:
            made.append((item, codes, pathway))
    area = choose_area(region, [codes for _item, codes, _pathway in made])
    described = [
        _describe(region, person, area, codes, pathway, base)._replace(asked=item)
        for item, codes, pathway in made
    ]
    compared = tuple(sorted(described, key=lambda one: one.apart))
    return Comparison(
        area,
        get_area_name(region.graph, area),
        name_source(region, "oews", area),
        get_pay_cap(region.graph),
        base,
        compared,
        tuple(left_out),
        tuple(find_crossings([None if item.apart else item.line for item in compared])),
    )


def _say_unmade(region: Region, codes: Codes) -> str:
    titles = get_occupations(region.graph)
    return _("{start} to {end} is not a pathway that we find for you here any more.").format(
        start=titles[codes[0]]["title"], end=titles[codes[-1]]["title"]
    )


# ---- pathways from their codes


def find_pathway(region: Region, person: Person, codes: Codes) -> dict[str, Any] | None:
    """Return the pathway through these jobs, start first, in the form of ``trace``; None where there
    is none.

    Of several ways through the same jobs it is the one that the person's preset puts first, within
    their limits where one is. A pathway that another one beats is put together from its steps.
    """
    preset = person.rank or ("quickest" if person.goals or person.min_wage else "best_pay")
    asked = replace(settle_limits(person), starts=codes[:1], goals=codes[-1:], rank=preset)
    for limited in (asked, _forget_limits(asked)):
        answer = trace_pathways(region, limited, every=True)
        for pathway in (*answer["pathways"], *answer["cost_unknown"]):
            if list_jobs(pathway) == codes:
                return dict(pathway)
    return _join_steps(region, settle_person(region, _forget_limits(asked)), codes)


def find_way(region: Region, person: Person, start: str, end: str) -> Codes:
    """Return the jobs of the quickest pathway from a job to another, start first, empty where none is.

    One within the person's limits goes before one that is not.
    """
    asked = replace(settle_limits(person), starts=(start,), goals=(end,), rank="quickest")
    for limited in (asked, _forget_limits(asked)):
        answer = trace_pathways(region, limited, top=1)
        for pathway in (*answer["pathways"], *answer["cost_unknown"]):
            return list_jobs(pathway)
    return ()


def list_jobs(pathway: Mapping[str, Any]) -> Codes:
    """Return the jobs of a pathway, start first; a diploma earned in the start job adds none."""
    jobs = [pathway["start"]]
    for step in pathway["steps"]:
        if step["soc"] != jobs[-1]:
            jobs.append(step["soc"])
    return tuple(jobs)


def _forget_limits(person: Person) -> Person:
    """Return the person with what they hold, where they start and what they want, and no limit."""
    return Person(
        home=person.home,
        education=person.education,
        years=person.years,
        holds=person.holds,
        starts=person.starts,
        goals=person.goals,
        pay=person.pay,
        rank=person.rank,
        max_steps=5,
    )


def _join_steps(region: Region, person: Person, codes: Codes) -> dict[str, Any] | None:
    """Return the pathway made of the single steps between these jobs, None where one is missing."""
    steps = list_steps(region, person, codes[0])
    found = _join(region, person, steps, codes, None)
    equivalency = find_equivalency(region.graph)
    if not found and steps.begin.level == "none" and equivalency:
        steps = keep_steps(region, replace(steps.person, education="high_school"), codes[0])
        found = _join(region, person, steps, codes, equivalency)
    best = order(found, person.rank or "quickest")
    if not best:
        return None
    told = describe_candidate(region, person, steps, best[0])
    return {**told, "why": "", "why_not": [], "rank": person.rank}


def _join(
    region: Region, person: Person, steps: Steps, codes: Codes, first: Equivalency | None
) -> list[Candidate]:
    chain = {
        origin: tuple(step for step in steps[origin] if step.destination == end)
        for origin, end in pairwise(codes)
    }
    front = search_front(chain, codes[0], WIDEST)
    pay = region.compare_pay(codes[0], codes[-1], MEASURE[person.pay])
    months = first.months_high if first else 0
    extra = (1, months, months, 0, 1, 0) if first else (0,) * 6
    found = []
    for row in np.flatnonzero(front.answer(sideways=True)).tolist():
        sums = tuple(int(mine) + more for mine, more in zip(front.sums[row], extra, strict=False))
        candidate = Candidate(codes[0], front, row, sums, front.end(row), pay, first)
        if (codes[0], *candidate.ids) == codes:
            found.append(candidate)
    return found


# ---- the same figures, the same area


def choose_area(region: Region, items: Sequence[Codes]) -> str:
    """Return the finest wage area that publishes newer and experienced pay of every job compared.

    Where none does, the finest of those that publish it for the most items. Pay above the
    publisher's cap counts as published, as in ``Region.compare_pay``.
    """

    def is_published(area: str, code: str) -> bool:
        return set(read_pay(region, area, code).withheld.values()) <= {"top_coded"}

    def count(area: str) -> int:
        return sum(all(is_published(area, code) for code in item) for item in items)

    return max(region.wage_areas, key=count)


def read_pay(region: Region, area: str, soc: str) -> Pay:
    """Return the yearly pay of a job that one area publishes."""
    found: dict[str, int | None] = {}
    withheld: dict[str, str] = {}
    for name, measure in MEASURE.items():
        value, reason = read_cell(region.wages[area], soc, measure)
        found[name] = None if value is None else int(value)
        if value is None:
            withheld[name] = reason or "not_published"
    return Pay(found["p25"], found["median"], withheld)


def _describe(
    region: Region,
    person: Person,
    area: str,
    codes: Codes,
    pathway: Mapping[str, Any] | None,
    base: str | None,
) -> Compared:
    pays = {code: read_pay(region, area, code) for code in codes}
    start = codes[0] if pathway else base
    before = read_pay(region, area, start).p25 if start else None
    end = pays[codes[-1]]
    gain = None if before is None or end.p25 is None else end.p25 - before
    facts = describe_occupation(region, codes[-1])
    spells = list_spells(pathway) if pathway else []
    needed = [spell.soc for spell in spells if spell.months and spell.soc] + [codes[-1]]
    missing = tuple(dict.fromkeys(code for code in needed if pays[code].withheld))
    line = None
    if not missing:
        served = 12 * (person.years or 0) if codes[0] in person.starts else 0
        totals = add_up([*spells, Spell(MONTHS, codes[-1])], pays, served=served)
        steps = pathway["steps"] if pathway else ()
        line = Line(
            totals,
            tuple(step["title"] for step in steps if step["cost"] is None),
            sum(spell.price for spell in spells),
        )
    titles = get_occupations(region.graph)
    apart = pathway is None and codes != (base,)
    return Compared(
        codes,
        codes,
        tuple(titles[code]["title"] for code in codes),
        pathway,
        end,
        gain,
        facts["openings"],
        facts["withheld"].get("openings"),
        line,
        tuple(titles[code]["title"] for code in missing),
        apart,
        find_way(region, person, base, codes[0]) if apart and base else (),
    )


# ---- ten years


def list_spells(pathway: Mapping[str, Any]) -> list[Spell]:
    """Return how the months of a pathway are spent: work in the job left, study, learning in the new
    one, step by step.

    The price of a step is taken when the step begins; one that is not known is not taken.
    """
    spells: list[Spell] = []
    job = pathway["start"]
    for step in pathway["steps"]:
        spells += [
            Spell(step["experience_months"], job, price=step["cost"] or 0),
            Spell(step["months"], None),
            Spell(step["paid_months"], step["soc"], learning=True),
        ]
        job = step["soc"]
    return spells


def add_up(spells: Sequence[Spell], pays: Mapping[str, Pay], *, served: int = 0) -> tuple[int, ...]:
    """Return pay so far less price so far at the end of each of the first MONTHS months, from 0.

    ``served`` are months already worked in the first job. Pay is the newer worker's (p25) for the
    first NEWER months in a job and while it is learned, then the median. Raises TypeError where a
    pay that is needed is None.
    """
    totals = [0.0]
    job, tenure = None, served
    for spell in spells:
        if spell.soc is not None and spell.soc != job:
            tenure = tenure if job is None else 0
            job = spell.soc
        totals[-1] -= spell.price
        for _month in range(spell.months):
            if len(totals) > MONTHS:
                break
            earned = 0.0
            if spell.soc is not None:
                pay = pays[spell.soc]
                is_newer = spell.learning or tenure < NEWER
                yearly = pay.p25 if is_newer else pay.median
                earned = yearly / 12  # type: ignore[operator]
                tenure += 1
            totals.append(totals[-1] + earned)
    return tuple(round(total) for total in totals)


def find_crossings(lines: Sequence[Line | None]) -> Iterator[Crossing]:
    """Yield every point where one line passes another, pair by pair, in the order of months.

    Lines that run together and then part do not cross; a line without its price is not compared.
    """
    for (first, one), (second, other) in combinations(enumerate(lines), 2):
        if one is None or other is None or one.unpriced or other.unpriced:
            continue
        lead, since = 0, 0
        for month, (mine, theirs) in enumerate(zip(one.totals, other.totals, strict=True)):
            sign = (mine > theirs) - (mine < theirs)
            if sign == 0:
                continue
            if lead and sign != lead:
                at = _meet(one.totals, other.totals, since, month)
                total = round(float(np.interp(at, range(MONTHS + 1), one.totals)))
                ahead, behind = (first, second) if sign > 0 else (second, first)
                yield Crossing(ahead, behind, at, total)
            lead, since = sign, month


def _meet(one: Sequence[int], other: Sequence[int], before: int, after: int) -> float:
    """Return the month between two at which lines meet: where they touch first, else straight on."""
    if after - before > 1:
        return float(before + 1)
    gap, later = one[before] - other[before], one[after] - other[after]
    return before + gap / (gap - later)


# ---- what differs most


def say_pairs(comparison: Comparison) -> list[str]:
    """Return one sentence for each pair: on what they differ most, the jobs apart among themselves."""
    compared = comparison.compared
    return [
        say_difference(compared, first, second)
        for first, second in combinations(range(len(compared)), 2)
        if compared[first].apart is compared[second].apart
    ]


def say_difference(compared: Sequence[Compared], first: int, second: int) -> str:
    """Return what two items differ in most, each difference as a share of the larger value.

    Pay of a newer worker, what ten years bring, time and price are held against each other, time
    and price between pathways alone. A difference in time is a share of a year at least, one in
    price a share of a year's pay at least: or one month against two would outweigh all pay.
    """
    one, other = compared[first], compared[second]
    names = {"one": name_item(compared, first), "other": name_item(compared, second)}
    pays = (one.pay.p25, other.pay.p25)
    if pays[0] is None or pays[1] is None:
        return _("{one} and {other}: pay of both is not published in one area.").format(**names)
    shares = {"pay": _share(pays[0], pays[1])}
    said = {
        "pay": _(
            "{one} and {other} differ most in pay for a newer worker: {first} a year against {second}."
        ).format(first=format_money(pays[0]), second=format_money(pays[1]), **names)
    }
    if one.line and other.line:
        sums = (one.line.totals[MONTHS], other.line.totals[MONTHS])
        shares["sum"] = _share(*sums)
        said["sum"] = _(
            "{one} and {other} differ most in pay less price over {years} years: {first} against "
            "{second}."
        ).format(years=YEARS, first=format_money(sums[0]), second=format_money(sums[1]), **names)
        if one.line.unpriced or other.line.unpriced:
            said["sum"] += " " + _("A price that is not published is not taken off.")
    if one.pathway and other.pathway:
        months = (one.pathway["elapsed_months"], other.pathway["elapsed_months"])
        shares["time"] = _share(*months, least=12)
        said["time"] = _(
            "{one} and {other} differ most in time: {first} from today against {second}."
        ).format(first=format_months(months[0]), second=format_months(months[1]), **names)
        prices = (one.pathway["cost"], other.pathway["cost"])
        if prices[0] is not None and prices[1] is not None:
            shares["price"] = _share(prices[0], prices[1], least=max(pays[0], pays[1]))
            said["price"] = _(
                "{one} and {other} differ most in published price: {first} against {second}."
            ).format(first=format_money(prices[0]), second=format_money(prices[1]), **names)
    most = max(shares, key=lambda name: shares[name])
    if not shares[most]:
        return _("{one} and {other} are alike in what we can compare.").format(**names)
    return said[most]


def _share(one: int, other: int, *, least: int = 1) -> float:
    """Return a difference as a share of the larger value, or of ``least`` where that is more."""
    return abs(one - other) / max(abs(one), abs(other), least)


def name_item(compared: Sequence[Compared], place: int) -> str:
    """Return an item's mark and last job: ``2. Registered Nurses``."""
    return f"{mark_item(compared, place)}. {compared[place].titles[-1]}"


def mark_item(compared: Sequence[Compared], place: int) -> str:
    """Return what an item is called for short: a number, or a letter where it stands apart."""
    ways = sum(not item.apart for item in compared)
    return chr(ord("A") + place - ways) if compared[place].apart else str(place + 1)
