"""Whether a credential counts as a recognized postsecondary credential, and by which rule.

The answer is ours, read from the rule beside it; the board that reports decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pathways.graph import Row
from pathways.store import Graph, list_rows

RULE_OF_AWARD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("20", "21", "1", "2", "4"), "rec-award-certificate"),
    "3": "rec-associate",
    "5": "rec-bachelor",
    **dict.fromkeys(("6", "8"), "rec-postbacc"),
    **dict.fromkeys(("7", "17", "18", "19"), "rec-graduate"),
}
"""IPEDS award level -> rule."""
RULE_OF_KIND: Final[Mapping[str, str]] = {
    "license": "rec-license",
    "apprenticeship": "rec-apprenticeship",
    "certification": "rec-certification",
}
BASIC_FIELDS: Final = ("32.", "33.", "34.", "35.", "36.", "37.")
"""CIP series of basic, civic, leisure and personal skills: none of one occupation."""
RULE_OF_NAME: Final = (
    (("osha 10", "osha-10", "10-hour", "10 hour"), "rec-osha10"),
    (("osha 30", "osha-30", "30-hour", "30 hour"), "rec-osha30"),
    (("career readiness", "work readiness", "employability"), "rec-work-readiness"),
    (("food handler",), "rec-food-handler"),
    (("food protection manager", "servsafe manager", "food manager"), "rec-food-manager"),
    (("cpr", "first aid", "basic life support", "heartsaver", "aed"), "rec-cpr"),
)
"""Words of a name that put a card or certification under a rule of its own, first match wins."""


class Recognition(NamedTuple):
    """The answer (yes, no, unclear, conditional), what it depends on, and the rule's own text."""

    counts: str
    condition: str | None
    rule: str
    text: str
    source: str
    read_on: str


@lru_cache(maxsize=4)
def _rules(graph: Graph) -> dict[str, Row]:
    return {row["rule"]: row for row in list_rows(graph.table("facts/recognition"))}


def name_rule(credential: Mapping[str, Any]) -> str:
    """Return the id of the rule that a row of ``nodes/credential`` falls under."""
    kind = credential["kind"]
    if kind == "award":
        if (credential["cip"] or "").startswith(BASIC_FIELDS):
            return "rec-award-basic"
        return RULE_OF_AWARD[credential["awlevel"]]
    words = f" {credential['title'].casefold()} "
    for names, rule in RULE_OF_NAME:
        if any(f" {name} " in words or (len(name) > 5 and name in words) for name in names):
            return rule
    return RULE_OF_KIND[kind]


def recognize(graph: Graph, credential: Mapping[str, Any]) -> Recognition:
    """Return whether a credential counts and why. Raises KeyError for a rule that is not in graph/."""
    row = _rules(graph)[name_rule(credential)]
    return Recognition(
        row["counts"], row["condition"], row["rule"], row["text"], row["source"], row["read_on"]
    )
