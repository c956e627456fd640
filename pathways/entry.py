"""The ways into each occupation of a region: schooling, course hours, experience, paid learning, rules.

Every way is enough by itself. It joins the publishers' figures with the reviewed rules that hold at
the region's home; a rule that is not there is "not checked", never "none needed".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil
from typing import Final, Literal, NamedTuple

from pathways.employers import count_sponsors
from pathways.gates import LEVEL_OF_TYPICAL, rank_level
from pathways.graph import Row, get_occupations
from pathways.region import Region
from pathways.rules import find_state, gates_worker, is_checked, list_rules
from pathways.schema import Level

WayKind = Literal["school", "course", "hired", "apprenticeship"]

HOURS_OF_STUDY: Final = 160
"""Course hours in a month: full time, forty a week for four weeks."""
HOURS_OF_WORK: Final = 2_000
"""Hours of paid work in a year (design, section 5)."""
APPRENTICESHIP: Final = 60
"""Paid months of an apprenticeship whose term is not in our tables: high end of 36 to 60 (design)."""
CERTIFICATE: Final[Level] = "certificate"
HIGH_SCHOOL: Final[Level] = "high_school"
SCHOOL: Final[Level] = "certificate"
"""The lowest level that an award gives."""


class Way(NamedTuple):
    """One way in. ``level`` is the schooling asked: of a school way, what the award must give.

    Months: ``study`` are unpaid course hours that rules state, ``experience`` work in a related job
    before (at least), ``paid`` learning after being hired. ``rules`` are the reviewed ones that gate
    the worker on this way, ``route`` their letter ("" where there is only one).
    """

    kind: WayKind
    route: str
    level: Level
    study: int
    experience: int
    paid: int
    rules: tuple[Row, ...]

    @property
    def first(self) -> frozenset[str]:
        """Occupations of which one has to be held before, by a rule; empty where none is."""
        return frozenset(
            soc for rule in self.rules for soc in (rule.get("held_first") or "").split("|") if soc
        )

    @property
    def asks_award(self) -> bool:
        """Say whether an award of a field closes it, not a diploma or hours alone."""
        return self.kind == "school"


class Entry(NamedTuple):
    """All ways into one occupation at a home; ``is_checked``: its licences were looked up there."""

    ways: tuple[Way, ...]
    is_checked: bool


@lru_cache(maxsize=16)
def list_entries(region: Region) -> dict[str, Entry]:
    """Return the entry of every occupation at the region's home."""
    state = find_state(region.graph, region.jurisdiction)
    sponsored = count_sponsors(region)
    entries = {}
    for soc, node in get_occupations(region.graph).items():
        if node["gate_education"] is None:
            continue
        rules = list_rules(region.graph, soc, region.jurisdiction)
        gating = [rule for rule in rules if gates_worker(rule)]
        checked = is_checked(rules, state)
        ways = list_ways(node, gating, has_sponsor=soc in sponsored, checked=checked)
        entries[soc] = Entry(ways, checked)
    return entries


def list_ways(
    node: Row, rules: Sequence[Row], *, has_sponsor: bool, checked: bool = True
) -> tuple[Way, ...]:
    """Return the ways into an occupation (a row of ``nodes/occupation``) under some gating rules.

    Rules without a route hold on every way; each route letter is a way of its own. Without routes
    there is one way, or two doors where the level is high school and BLS says postsecondary award:
    hired and trained, or the certificate, neither with an experience gate. A licensed occupation
    has no first door unless a rule states the hours of a course, and neither has one whose licences
    were not ``checked``. Where a sponsor trains here and no
    rule asks more, a registered apprenticeship stands beside a certificate.
    """
    base: Level = node["gate_education"]
    always = [rule for rule in rules if not rule["route"]]
    routes = sorted({rule["route"] for rule in rules if rule["route"]})
    if routes:
        ways: list[Way] = []
        for route in routes:
            own = [rule for rule in rules if rule["route"] == route]
            ways += _route_ways(node, base, route, always, own)
        return tuple(ways)
    asked = max([base, *_levels(always)], key=rank_level)
    study, experience, paid = _sum_months(node, always)
    two_doors = (
        LEVEL_OF_TYPICAL.get(node["entry_education"]) == CERTIFICATE
        and node["entry_education"].startswith("Postsecondary")
        and base == HIGH_SCHOOL
        and rank_level(asked) < rank_level(SCHOOL)
    )
    gating = tuple(always)
    if two_doors:
        licensed = any(rule["kind"] == "license" for rule in always)
        ways = [Way("school", "", CERTIFICATE, study, 0, paid, gating)]
        if study or (checked and not licensed):
            ways.insert(0, Way("course" if study else "hired", "", asked, study, 0, paid, gating))
        return tuple(ways)
    if rank_level(asked) < rank_level(SCHOOL):
        kind: WayKind = "course" if study else "hired"
        return (Way(kind, "", asked, study, experience, paid, gating),)
    ways = [Way("school", "", asked, study, experience, paid, gating)]
    schooled_by_rule = any(rank_level(level) >= rank_level(SCHOOL) for level in _levels(always))
    if has_sponsor and asked == CERTIFICATE and not schooled_by_rule:
        term = max(paid, APPRENTICESHIP)
        ways.append(Way("apprenticeship", "", HIGH_SCHOOL, study, experience, term, gating))
    return tuple(ways)


def _route_ways(
    node: Row, base: Level, route: str, always: Sequence[Row], own: Sequence[Row]
) -> list[Way]:
    rules = [*always, *own]
    levels = _levels(own)
    in_work = any(_is_paid(rule) for rule in own)
    # a trade learned in paid work asks no award where its rule names no schooling
    floor = min([base, HIGH_SCHOOL], key=rank_level) if in_work else base
    asked = max([*(levels or [floor]), *_levels(always)], key=rank_level)
    study, experience, paid = _sum_months(node, rules)
    gating = tuple(rules)
    if rank_level(asked) >= rank_level(SCHOOL):
        return [Way("school", route, asked, study, experience, paid, gating)]
    kind: WayKind = "apprenticeship" if in_work else "course" if study else "hired"
    ways = [Way(kind, route, asked, study, experience, paid, gating)]
    if study and not in_work:
        ways.append(Way("school", route, CERTIFICATE, study, experience, paid, gating))
    return ways


def _levels(rules: Iterable[Row]) -> list[Level]:
    return [rule["education"] for rule in rules if rule["education"]]


def _is_paid(rule: Row) -> bool:
    """Say whether a rule's hours are worked for pay in the trade itself, not in a job before it."""
    return bool(rule["spent"] == "work" and rule["kind"] != "experience")


def _sum_months(node: Row, rules: Sequence[Row]) -> tuple[int, int, int]:
    """Return months of study, of experience and of paid learning.

    Of one kind of rule the longest counts (a state's hours hold the nation's floor), kinds add up.
    """
    study: dict[str, int] = {}
    experience, paid = node["experience_low"] or 0, node["ojt_high"] or 0
    for rule in rules:
        if rule["spent"] == "study":
            months = _read_months(rule, HOURS_OF_STUDY)
            study[rule["kind"]] = max(study.get(rule["kind"], 0), months)
        elif _is_paid(rule):
            paid = max(paid, _read_months(rule, HOURS_OF_WORK / 12))
        elif rule["spent"] == "work":
            experience = max(experience, _read_months(rule, HOURS_OF_WORK / 12))
    return sum(study.values()), experience, paid


def _read_months(rule: Row, hours_a_month: float) -> int:
    """Return the months of a rule: its hours of study or work, else the months that it states.

    Months beside hours are the time a rule allows for them. Experience is counted at its low end (at
    least), everything else at its high end; 0 where a rule states neither.
    """
    if rule["hours"]:
        return ceil(int(rule["hours"]) / hours_a_month)
    low, high = rule["months_low"], rule["months_high"]
    if low is None:
        return 0
    return int(low if rule["kind"] == "experience" else high or low)
