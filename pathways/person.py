"""What somebody holds and wants, as far as the search needs it. Never who they are."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.errors import UnknownCodeError
from pathways.schema import LEVELS, Level


@dataclass(frozen=True, slots=True)
class Person:
    """One person's holdings; None means not said.

    ``home`` is a state (``MO``) or county FIPS (``29077``): licences and prices follow it.
    ``education`` is the highest level finished; not said, it is the start job's own gate level.
    """

    home: str | None = None
    education: Level | None = None


def make_person(*, home: str | None = None, education: str | None = None) -> Person:
    """Make a person from what was typed. Raises UnknownCodeError for a level that is not one."""
    if education is not None and education not in LEVELS:
        raise UnknownCodeError("education level", education, LEVELS)
    return Person(home, education)
