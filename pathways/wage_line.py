"""The pay that somebody wants to pass: their own amount or a named measure, and whether a job passes it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from pathways.errors import UnknownCodeError
from pathways.graph import Row, get_counties, get_minimum_wages
from pathways.store import Graph, list_rows
from pathways.words import _, format_hourly, format_yearly

HOURS_A_YEAR: Final = 2_080
"""Hours of full-time work all year, by which a wage law's hourly rate is compared with yearly pay."""
CENTS: Final = 100
OWN: Final = "own"
HIGH_SCHOOL: Final = "hs_earnings"
POVERTY: Final = "poverty_guideline"
MINIMUM: Final = "minimum_wage"
MEASURES: Final = (HIGH_SCHOOL, POVERTY, MINIMUM)
"""The named measures of ``facts/wage_lines``, in the order they are offered."""

NATION: Final = "US"
OWN_GUIDELINE: Final = ("AK", "HI")
"""States with a poverty guideline of their own; territories have none at all."""
CONTIGUOUS: Final = "48 states and DC"
TERRITORIES: Final = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI"})


class WageMeasure(NamedTuple):
    """One amount that pay can be held against, in USD a year.

    ``hourly`` (USD) is set only where the measure is published by the hour. ``household``, ``year``
    and ``source`` are None where the measure has none. ``group`` is the state, ``US``, or a group of
    states; None for a person's own amount.
    """

    measure: str
    household: int | None
    annual: int
    hourly: float | None
    year: str | None
    source: str | None
    caveat: str | None
    group: str | None = None


def set_own_line(annual: int) -> WageMeasure:
    """Return a person's own wage line (USD a year) in the form of a measure."""
    return WageMeasure(OWN, None, annual, None, None, None, None)


def list_measures(
    graph: Graph, state: str | None, household: int | None = None
) -> list[WageMeasure]:
    """Return the named measures that hold in a state, each with its year, source and caveat.

    With ``household`` the poverty guideline is that of so many people only. A measure that is not
    published for the state is absent; None (the nation) has national measures only. Raises
    UnknownCodeError for a state that is none and a household that no guideline is published for.
    """
    _check_state(graph, state)
    found = [_read_measure(graph, row) for row in _select_rows(graph, state)]
    if household is not None:
        _check_household(found, household)
    kept = [line for line in found if household is None or line.household in (None, household)]
    return sorted(kept, key=lambda line: (MEASURES.index(line.measure), line.household or 0))


def find_line(
    graph: Graph, state: str | None, measure: str, household: int | None = None
) -> WageMeasure:
    """Return one measure of a state. The poverty guideline needs a household, the others ignore it.

    Raises UnknownCodeError with what is published for the state.
    """
    published = list_measures(graph, state)
    found = [line for line in published if line.measure == measure]
    if not found:
        raise UnknownCodeError(
            "wage measure", measure, list(dict.fromkeys(line.measure for line in published))
        )
    if measure != POVERTY:
        return found[0]
    _check_household(found, household)
    return next(line for line in found if line.household == household)


def choose_line(graph: Graph, state: str | None, own: int | None = None) -> WageMeasure | None:
    """Return the line to use where nobody chose one: the person's own, else the first measure.

    None where the state has no measure and no amount was said.
    """
    if own is not None:
        return set_own_line(own)
    return next(iter(list_measures(graph, state)), None)


def cross(p25: int | None, line: int, legal_minimum: int | None) -> bool | None:
    """Say whether a newer worker's yearly pay (USD) is at or over a line; None where pay is unknown.

    ``legal_minimum`` is the wage law in force at home in cents an hour, None where it is unknown. A
    survey is older than the law: where its figure is lower, what the law gives for full-time work
    all year is compared.
    """
    if p25 is None:
        return None
    return lift_to_law(p25, legal_minimum) >= line


def lift_to_law(yearly: int, legal_minimum: int | None) -> int:
    """Return yearly pay (USD), or what the law gives for full-time work all year where that is more.

    ``legal_minimum`` is in cents an hour; None leaves the pay as it is.
    """
    return yearly if legal_minimum is None else max(yearly, legal_minimum * HOURS_A_YEAR // CENTS)


def get_legal_minimum(graph: Graph, state: str | None) -> int | None:
    """Return the minimum wage in force in a state in cents an hour, None where it is unknown."""
    row = get_minimum_wages(graph).get(state or "")
    return None if row is None else int(row["hourly"])


def say_line(line: WageMeasure) -> str:
    """Return a line in words with its amount, where it holds and its year."""
    annual = format_yearly(line.annual)
    if line.measure == OWN:
        return _("Your own wage line: {annual}").format(annual=annual)
    if line.measure == HIGH_SCHOOL:
        return _("Middle pay with a high school diploma, {group}: {annual}").format(
            group=line.group, annual=annual
        )
    if line.measure == POVERTY:
        people = (
            _("1 person")
            if line.household == 1
            else _("{count} people").format(count=line.household)
        )
        return _("Poverty guideline for a household of {people}, {year}: {annual}").format(
            people=people, year=line.year, annual=annual
        )
    return _("Full-time work at the minimum wage, {group}, {year}: {annual} ({hourly})").format(
        group=line.group,
        year=line.year,
        annual=annual,
        hourly=_("not published") if line.hourly is None else format_hourly(line.hourly),
    )


def _check_state(graph: Graph, state: str | None) -> None:
    if state is None:
        return
    states = _list_states(graph)
    if state not in states:
        near = [known for known in states if known[:1] == state[:1].upper()]
        raise UnknownCodeError("state", state, near[:3])


@lru_cache(maxsize=4)
def _list_states(graph: Graph) -> tuple[str, ...]:
    return tuple(sorted({row["state"] for row in get_counties(graph).values()}))


def _check_household(found: list[WageMeasure], household: int | None) -> None:
    sizes = [line.household for line in found if line.household is not None]
    if household not in sizes:
        near = sorted(sizes, key=lambda size: (abs(size - (household or 1)), size))[:3]
        raise UnknownCodeError(
            "household", _("not said") if household is None else str(household), [*map(str, near)]
        )


@lru_cache(maxsize=4)
def _list_rows(graph: Graph) -> tuple[Row, ...]:
    return tuple(list_rows(graph.table("facts/wage_lines")))


def _select_rows(graph: Graph, state: str | None) -> list[Row]:
    groups = {state or NATION}
    if state in OWN_GUIDELINE:
        groups = {state}
    elif state is not None and state not in TERRITORIES:
        groups = {state, CONTIGUOUS}
    return [row for row in _list_rows(graph) if row["group"] in groups]


def _read_measure(graph: Graph, row: Row) -> WageMeasure:
    hourly = get_legal_minimum(graph, row["group"]) if row["measure"] == MINIMUM else None
    return WageMeasure(
        row["measure"],
        row["household"],
        row["annual"],
        None if hourly is None else hourly / CENTS,
        row["year"],
        row["source"],
        row["caveat"],
        row["group"],
    )
