"""What somebody holds and wants, as far as the search needs it. Never who they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final, Literal, cast, get_args

from pathways.errors import UnknownCodeError
from pathways.schema import LEVELS, Level

Pay = Literal["p25", "median"]
Preset = Literal[
    "quickest", "best_pay", "lowest_price", "earn_while_learning", "closest", "fewest_steps"
]
PAYS: Final[tuple[Pay, ...]] = get_args(Pay)
PRESETS: Final[tuple[Preset, ...]] = get_args(Preset)
MOST_STEPS: Final = 5

PRIVATE: Final = ("education", "years", "holds", "min_wage")
"""Fields that a shared link leaves out unless the person asks for them."""

_SOC: Final = re.compile(r"\d{2}-\d{4}")
_SEPARATOR: Final = "~"
"""Between the parts of a list in an address: needs no escaping and is in no code."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's holdings and wishes; None means not said, an empty tuple none.

    ``home`` is a state (``MO``) or county FIPS (``29077``): licences and prices follow it.
    ``education`` is the highest level finished; not said, it is the start job's own gate level.
    ``years`` are whole years of work in the start job, ``holds`` credential ids
    (``credential:award/51.3901/2``). Caps: ``max_months`` of unpaid training, ``max_elapsed``
    calendar months from today, ``max_cost`` USD of published price, ``max_steps`` moves.
    ``min_wage`` is the wage line in USD a year, held against the ``pay`` chosen (p25 is a newer
    worker's). ``sectors`` are those the last job must lie in, ``exclude`` jobs to leave out.
    """

    home: str | None = None
    education: Level | None = None
    years: int | None = None
    holds: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_months: int | None = None
    max_elapsed: int | None = None
    max_cost: int | None = None
    max_steps: int = 3
    min_wage: int | None = None
    paid_only: bool = False
    pay: Pay = "p25"
    rank: Preset | None = None

    def to_query(self, *, private: bool = False) -> dict[str, str]:
        """Return what was said as plain strings for an address; ``from_query`` reads them back.

        What is at its default is left out, and so are the PRIVATE fields unless asked for.
        """
        query = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default or (field.name in PRIVATE and not private):
                continue
            if isinstance(value, tuple):
                query[field.name] = _SEPARATOR.join(value)
            else:
                query[field.name] = "yes" if value is True else str(value)
        return query


def make_person(
    *,
    home: str | None = None,
    education: str | None = None,
    years: int | None = None,
    holds: Iterable[str] = (),
    starts: Iterable[str] = (),
    goals: Iterable[str] = (),
    sectors: Iterable[str] = (),
    exclude: Iterable[str] = (),
    max_months: int | None = None,
    max_elapsed: int | None = None,
    max_cost: int | None = None,
    max_steps: int = 3,
    min_wage: int | None = None,
    paid_only: bool = False,
    pay: str = "p25",
    rank: str | None = None,
) -> Person:
    """Make a person from what was typed; lists lose repeats and keep their order.

    Raises UnknownCodeError for a level, pay or preset that is not one, and for a number below 0 or
    steps outside 1 to MOST_STEPS.
    """
    for kind, value, known in (
        ("education level", education, LEVELS),
        ("pay", pay, PAYS),
        ("preset", rank, PRESETS),
    ):
        if value is not None and value not in known:
            raise UnknownCodeError(kind, value, known)
    if not 1 <= max_steps <= MOST_STEPS:
        raise UnknownCodeError("number of steps", str(max_steps), ("1", str(MOST_STEPS)))
    for kind, number in (
        ("years", years),
        ("months", max_months),
        ("calendar months", max_elapsed),
        ("price", max_cost),
        ("wage line", min_wage),
    ):
        if number is not None and number < 0:
            raise UnknownCodeError(kind, str(number), ("0",))
    return Person(
        home=home,
        education=cast("Level | None", education),
        years=years,
        holds=_keep_once(holds),
        starts=_keep_once(starts),
        goals=_keep_once(goals),
        sectors=_keep_once(sectors),
        exclude=_keep_once(exclude),
        max_months=max_months,
        max_elapsed=max_elapsed,
        max_cost=max_cost,
        max_steps=max_steps,
        min_wage=min_wage,
        paid_only=paid_only,
        pay=cast("Pay", pay),
        rank=cast("Preset | None", rank),
    )


def _keep_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def from_query(query: Mapping[str, str]) -> Person:
    """Read a person from an address. What cannot be read is as if it were not there."""
    known = {field.name: field for field in fields(Person)}
    read: dict[str, object] = {}
    for name, text in query.items():
        if name not in known or not text:
            continue
        default = known[name].default
        if isinstance(default, tuple):
            found: object = tuple(part for part in text.split(_SEPARATOR) if part)
            if name in ("starts", "goals", "exclude"):
                found = tuple(part for part in text.split(_SEPARATOR) if _SOC.fullmatch(part))
        elif isinstance(default, bool):
            found = text == "yes"
        elif name in ("home", "education", "pay", "rank"):
            found = text
        elif text.isascii() and text.isdigit() and len(text) <= 9:
            found = int(text)
        else:
            continue
        try:
            make_person(**{name: found})  # type: ignore[arg-type]
        except UnknownCodeError:
            continue
        read[name] = found
    return make_person(**read)  # type: ignore[arg-type]
