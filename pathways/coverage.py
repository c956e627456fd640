"""How much of a field of training our sources see, and the sentence that says so.

Where they see little, nothing may be concluded from what is absent: the sentence points to the
state's own list instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from pathways.graph import Row, find_occupation
from pathways.store import Graph
from pathways.words import _, mark

Coverage = Literal["most", "little"]

SEES_LITTLE: Final = mark("Our sources see few schools of this kind.")
FIELD_DIGITS: Final = 5
"""Length of a CIP code's first four digits with their point: ``46.02``."""
_STATE_LISTS: Final[Mapping[str, str]] = {"MO": "state_list_mo", "FL": "state_list_fl"}
"""State -> column that holds the address of its own list of training providers."""


def find_coverage(
    graph: Graph, *, cip: str | None = None, occupation: str | None = None
) -> Row | None:
    """Return the row of ``facts/coverage`` for a field of study or an occupation, None where none is.

    A row of six digits goes before one of the first four. A field without a row has no class:
    it is not known how much of it we see. Raises UnknownCodeError for an unknown occupation,
    ValueError where neither or both are given.
    """
    if (cip is None) == (occupation is None):
        msg = "find_coverage needs either cip or occupation"
        raise ValueError(msg)
    if cip is not None:
        fields = _rows_by_field(graph)
        return fields.get(cip) or fields.get(cip[:FIELD_DIGITS])
    soc = find_occupation(graph, occupation or "").soc
    return _rows_by_occupation(graph).get(soc)


def say_coverage(row: Row | None, state: str | None) -> str:
    """Return what the screen says beside a field: the sentence and the home's own list.

    Empty where our sources see most of the field, or where the field has no class.
    """
    if row is None or row["class"] != "little":
        return ""
    link = row.get(_STATE_LISTS.get(state or "", ""))
    if link is None:
        return _(SEES_LITTLE)
    listed = _("The state's own list of training providers: {link}").format(link=link)
    return f"{_(SEES_LITTLE)} {listed}"


@lru_cache(maxsize=4)
def _rows_by_field(graph: Graph) -> dict[str, Row]:
    rows = graph.table("facts/coverage").to_pylist()
    return {cip: row for row in rows for cip in row["cip"].split("|")}


@lru_cache(maxsize=4)
def _rows_by_occupation(graph: Graph) -> dict[str, Row]:
    rows = graph.table("facts/coverage").to_pylist()
    return {
        find_occupation(graph, soc).soc: row
        for row in rows
        for soc in row["occupations"].split("|")
    }
