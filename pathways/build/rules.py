"""The reviewed rules: what the law asks for, as table, as credentials and as ``required_for`` edges."""

from __future__ import annotations

from typing import Final

import pandas as pd

from pathways.crosswalk import Crosswalk
from pathways.notices import Notice, make_notice
from pathways.schema import PERMITS, TABLE
from pathways.sources.curated import REVIEWED

JOINED: Final = "|"


def build_rules(
    gates: pd.DataFrame, crosswalk: Crosswalk
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[Notice]]:
    """Return the ``facts/gates`` frame, licence rows of ``nodes/credential``, ``edges/required_for``.

    A rule of a SOC code that OEWS publishes in an aggregate stands at the aggregate and keeps the
    code; one may also be written for the aggregate itself. ``required_for`` holds what a worker must
    hold for the whole occupation or its usual form; contractors', inspectors' and establishments'
    permits, part-of-the-job rules and unconfirmed rows never become one.
    """
    occupations = gates["soc"].map(lambda code: place_code(code, crosswalk))
    notices = [
        make_notice("soc_not_in_wages", "gates.csv", row=int(str(row)), entity=str(soc))
        for row, soc in gates.loc[occupations.isna(), "soc"].items()
    ]
    before = gates["held_first"].map(lambda codes: place_codes(codes, crosswalk))
    rules = gates.assign(occupation=occupations, held_first=before).dropna(subset=["occupation"])
    rules = limit_members(rules.replace({"": None}), crosswalk)
    required = rules[
        (rules["status"] == "required")
        & (rules["who"] == "worker")
        & rules["kind"].isin(PERMITS)
        & (rules["scope"] != "part")
    ]
    credentials = pd.DataFrame(
        {
            "credential": name_permit(required),
            "kind": required["kind"].replace({"credential": "certification"}),
            "title": required["title"],
            "state": required["jurisdiction"].replace({"EVERY": None}),
            "agency": required["issuer"],
            "url": required["source"],
            "dataset": "curated",
        }
    ).reindex(columns=TABLE["nodes/credential"].column_names)
    edges = pd.DataFrame(
        {
            "credential": credentials["credential"],
            "occupation": required["occupation"],
            "jurisdiction": required["jurisdiction"],
            "evidence": "rule",
            "dataset": "curated",
            "vintage": REVIEWED,
        }
    ).drop_duplicates(["credential", "occupation"])
    return rules, credentials, edges, notices


def place_code(code: str, crosswalk: Crosswalk) -> str | None:
    """Return the OEWS occupation of a SOC code or of an aggregate, None where none publishes it."""
    return code if code in crosswalk.members else crosswalk.map_soc(code)


def place_codes(codes: str, crosswalk: Crosswalk) -> str:
    """Return the OEWS occupations of codes joined by ``|``, in their order, each once."""
    found = (place_code(code, crosswalk) for code in codes.split(JOINED) if code)
    return JOINED.join(dict.fromkeys(code for code in found if code is not None))


def limit_members(rules: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return the rules with those of single members of an aggregate marked as part of the job.

    A rule written for one member says nothing about the others, unless every member of the
    aggregate has a rule of that kind in the same place.
    """
    members = rules["soc"] != rules["occupation"]
    alone = []
    for key, found in rules[members].groupby(["occupation", "jurisdiction", "kind"]):
        if set(found["soc"]) != set(crosswalk.expand_occupation(str(key[0]))):
            alone += list(found.index)
    here = rules.index.isin(alone)
    only = "only " + rules["soc"] + rules["covers"].map(lambda text: f"; {text}" if text else "")
    return rules.assign(
        scope=rules["scope"].mask(here, "part"), covers=rules["covers"].mask(here, only)
    )


def name_permit(rules: pd.DataFrame) -> pd.Series:
    """Return ``license/<jurisdiction>/<gate>``, the id of a reviewed permit."""
    return "license/" + rules["jurisdiction"] + "/" + rules["gate"]


def close_providers(
    providers: pd.DataFrame, closures: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the providers with reviewed closings applied; a merged one still teaches and stays."""
    closed = closures[(closures["kind"] == "provider") & (closures["status"] == "closed")]
    unknown = closed.loc[~closed["id"].isin(providers["provider"]), "id"]
    notices = [
        make_notice("foreign_key_violation", "closures.csv", row=int(str(row)), value=str(value))
        for row, value in unknown.items()
    ]
    closed_on = providers["provider"].map(closed.set_index("id")["closed_on"])
    shut = providers["provider"].isin(closed["id"])
    return (
        providers.assign(
            status=providers["status"].mask(shut, "closed"),
            closed_on=providers["closed_on"].mask(shut, closed_on.replace({"": None})),
        ),
        notices,
    )


def drop_closed_hospitals(hospitals: pd.DataFrame, closures: pd.DataFrame) -> pd.DataFrame:
    """Return the hospitals without those that a reviewed row calls closed."""
    closed = closures[(closures["kind"] == "hospital") & (closures["status"] == "closed")]
    return hospitals[~hospitals["hospital"].isin(closed["id"])]
