"""What each move asks of one person in one region: the static graph that the search runs on.

On arrival at a job a person holds what they started with plus what that job's gate asked, so a
step depends on the person, where it leaves and where it leads, and on nothing before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import pyarrow.compute as pc

from pathways.gates import rank_level
from pathways.graph import get_occupations, select_arrow
from pathways.months import MonthsBasis
from pathways.moves import Move, list_moves
from pathways.person import Person
from pathways.region import Comparison, Region, name_move
from pathways.schema import Level
from pathways.store import Graph, list_rows

SCHOOL_GATES: Final = ("certificate", "associate", "bachelors", "masters", "doctoral")
"""Levels that an award closes; below them a diploma is asked, which no award here gives."""

BACHELORS: Final = rank_level("bachelors")

SHARED_FIELDS: Final = 0.5
"""More than this share of the fields behind the job left have to prepare for the job entered."""

FURTHEST_ZONE_RISE: Final = 1
"""Job zones that one step may climb (O*NET's zones 1 to 5)."""


AFTER_BACHELORS: Final = frozenset({"6", "7", "8", "17", "18", "19"})
"""Award levels that are studied after a bachelor's degree."""

BACHELORS_AWARD: Final = "5"
AWARD: Final = "award/"
LEVEL_BASIS: Final[MonthsBasis] = "level"

_Length = tuple[int, int, MonthsBasis, int]
"""Months low and high, their basis, and the published programs behind them."""


class Option(NamedTuple):
    """One way to close an education gate here: an award that a provider conferred last year.

    Months include those of a bachelor's degree first where the award asks one and none is held.
    """

    credential: str
    provider: str
    months_low: int
    months_high: int
    months_basis: MonthsBasis
    programs: int
    completions: int
    bachelors_first: bool = False


class Step(NamedTuple):
    """One move as this person would make it; months are calendar months.

    ``months`` is unpaid schooling (the option's high), ``paid`` learning on the new job,
    ``experience`` work in the job left or one like it, at least. ``options`` are sorted, the chosen
    one first; it is empty where nothing has to be earned.
    """

    origin: str
    destination: str
    move: Move
    pay: Comparison
    kind: str | None
    months: int
    paid: int
    experience: int
    options: tuple[Option, ...]

    @property
    def elapsed(self) -> int:
        """Calendar months from leaving one job to having learned the next."""
        return self.months + self.paid + self.experience


def list_steps(region: Region, person: Person, start: str) -> Mapping[str, tuple[Step, ...]]:
    """Return the steps out of every occupation for this person in this region.

    Left out are moves that lose more than a tenth of the pay, that climb more than one job zone,
    that lead to an occupation which OEWS does not publish here at all, and whose education gate is
    neither held nor closed by an award conferred here.
    """
    occupations = get_occupations(region.graph)
    options = {holds: list_options(region, holds_bachelors=holds) for holds in (False, True)}
    held_at_start = person.education or occupations[start]["gate_education"] or "none"
    steps: dict[str, tuple[Step, ...]] = {}
    for origin, moves in list_moves(region.graph).items():
        held = _hold(held_at_start, None if origin == start else _gate_of(region, origin))
        found = [_make_step(region, origin, move, held, options) for move in moves]
        steps[origin] = tuple(step for step in found if step is not None)
    return steps


def _hold(held: Level, gate: Level | None) -> Level:
    return held if gate is None or rank_level(gate) <= rank_level(held) else gate


def _gate_of(region: Region, occupation: str) -> Level | None:
    gate: Level | None = get_occupations(region.graph)[occupation]["gate_education"]
    return gate


def _make_step(
    region: Region,
    origin: str,
    move: Move,
    held: Level,
    options: Mapping[bool, Mapping[str, Sequence[Option]]],
) -> Step | None:
    occupations = get_occupations(region.graph)
    zone = occupations[origin]["job_zone"]
    next_zone = occupations[move.destination]["job_zone"]
    if zone and next_zone and next_zone > zone + FURTHEST_ZONE_RISE:
        return None
    if move.destination not in region.wages[region.wage_areas[0]]:
        return None
    pay = region.compare_pay(origin, move.destination, "annual_p25")
    kind = name_move(origin, move.destination, pay)
    gate = _gate_of(region, move.destination)
    if kind == "step_back" or gate is None:
        return None
    closing: tuple[Option, ...] = ()
    if needs_award(region.graph, origin, move.destination, held):
        closing = tuple(options[rank_level(held) >= BACHELORS].get(move.destination, ()))
        if not closing:
            return None
    elif rank_level(held) < rank_level(gate):
        return None
    months = closing[0].months_high if closing else 0
    node = occupations[move.destination]
    return Step(
        origin,
        move.destination,
        move,
        pay,
        kind,
        months,
        node["ojt_high"] or 0,
        node["experience_low"] or 0,
        closing,
    )


def needs_award(graph: Graph, origin: str, destination: str, held: Level) -> bool:
    """Say whether the move asks for an award: its gate is a school level, and not already closed.

    A level held counts only where more than half of the fields that lead to the job left also
    prepare for the job entered; no credit is assumed for a degree in a field we do not know. An
    occupation that no field is linked to asks for an award that we cannot name.
    """
    gate: Level | None = get_occupations(graph)[destination]["gate_education"]
    if gate not in SCHOOL_GATES:
        return False
    fields = list_fields(graph)
    wanted = fields.get(destination, frozenset())
    left = fields.get(origin, frozenset())
    shares_field = bool(left) and len(wanted & left) > SHARED_FIELDS * len(left)
    return not shares_field or rank_level(held) < rank_level(gate)


@lru_cache(maxsize=4)
def list_award_links(graph: Graph) -> tuple[tuple[str, str], ...]:
    """Return every award and an occupation that it prepares for; registers' lists are left out."""
    table = graph.table("edges/prepares_for").select(["credential", "occupation"])
    return tuple(
        (row["credential"], row["occupation"])
        for row in list_rows(table)
        if row["credential"].startswith(AWARD)
    )


@lru_cache(maxsize=4)
def list_fields(graph: Graph) -> dict[str, frozenset[str]]:
    """Return the fields of study (CIP) that prepare for each occupation."""
    fields: dict[str, set[str]] = {}
    for credential, occupation in list_award_links(graph):
        fields.setdefault(occupation, set()).add(credential.split("/")[1])
    return {occupation: frozenset(found) for occupation, found in fields.items()}


@lru_cache(maxsize=16)
def list_options(region: Region, *, holds_bachelors: bool) -> dict[str, tuple[Option, ...]]:
    """Return the awards conferred here last year that prepare for each occupation.

    Sorted by months (high, then low), completions (most first) and ids. Months are the school's own
    or its field's median where published, else those of the award level; an award without known
    months is no option.
    """
    levels: dict[str, _Length] = {
        row["awlevel"]: (row["months_low"], row["months_high"], LEVEL_BASIS, 0)
        for row in list_rows(region.graph.table("facts/award_levels"))
        if row["months_high"] is not None
    }
    told = _list_months(region)
    bachelors = levels[BACHELORS_AWARD]
    offered: dict[str, list[Option]] = {}
    columns = ["provider", "credential", "completions"]
    for provider, credential, completions in region.offers[columns].itertuples(
        index=False, name=None
    ):
        awlevel = credential.rsplit("/", 1)[1]
        months = told.get((provider, credential)) or levels.get(awlevel)
        if months is None:
            continue
        low, high, basis, programs = months
        first = awlevel in AFTER_BACHELORS and not holds_bachelors
        if first:
            low, high = low + bachelors[0], high + bachelors[1]
        offered.setdefault(credential, []).append(
            Option(credential, provider, low, high, basis, programs, completions, first)
        )
    options: dict[str, list[Option]] = {}
    for credential, occupation in list_award_links(region.graph):
        options.setdefault(occupation, []).extend(offered.get(credential, ()))
    return {
        occupation: tuple(sorted(found, key=_order_option))
        for occupation, found in options.items()
        if found
    }


def _list_months(region: Region) -> dict[tuple[str, str], _Length]:
    """Return the published months of offers here, by provider and credential.

    Reads these columns alone: all of ``Region.terms`` of the nation would be 300 MB of rows.
    """
    columns = ["months_low", "months_high", "months_basis", "months_programs"]
    table = region.graph.table("facts/terms").select(["provider", "credential", *columns])
    table = table.filter(pc.is_valid(table["months_high"]))
    rows = list_rows(select_arrow(table, "provider", list(region.providers.index)))
    return {
        (row["provider"], row["credential"]): tuple(row[name] for name in columns) for row in rows
    }


def _order_option(option: Option) -> tuple[int, int, int, str, str]:
    return (
        option.months_high,
        option.months_low,
        -option.completions,
        option.credential,
        option.provider,
    )
