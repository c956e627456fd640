"""Credentials beside awards: licences, registered apprenticeships, certifications; and how awards stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import pandas as pd

from pathways.crosswalk import Crosswalk
from pathways.notices import Notice, make_notice
from pathways.schema import TABLE
from pathways.sources.curated import REVIEWED

COLUMNS: Final = TABLE["nodes/credential"].column_names
LINK_COLUMNS: Final = TABLE["edges/prepares_for"].column_names
RUNGS: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(levels) for levels in (("20", "1", "21"), ("2",), ("4",), ("3",), ("5",), ("7",))
)
"""Award levels of a field from the shortest to the longest; each rung leads to the next one awarded.
Post-baccalaureate and post-master's certificates and doctorates are no rung of a ladder to a job."""
OTHER_WORDING: Final = ("(existing title", "(alternate title", "(formerly")


def build_licenses(
    licenses: pd.DataFrame, links: pd.DataFrame, crosswalk: Crosswalk, *, vintage: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return licence rows of ``nodes/credential`` and their register links of ``edges/prepares_for``.

    A link means that a register lists the licence beside the occupation, not that it is required.
    """
    nodes = pd.DataFrame(
        {
            "credential": "license/" + licenses["license"],
            "kind": "license",
            "title": licenses["title"],
            "state": licenses["state"],
            "agency": licenses["agency"],
            "url": licenses["url"],
            "dataset": "careeronestop_licenses",
        }
    ).reindex(columns=COLUMNS)
    edges = _link(
        "license/" + links["license"],
        links["soc"].map(crosswalk.map_soc),
        evidence="register",
        dataset="careeronestop_licenses",
        vintage=vintage,
    )
    return nodes, edges[edges["credential"].isin(nodes["credential"])]


def build_apprenticeships(
    rapids: pd.DataFrame, crosswalk: Crosswalk, *, vintage: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return apprenticeship rows of ``nodes/credential``, their links, and every title of a code.

    The display title of a code is the shortest that does not name another wording of it.
    """
    ordered = rapids.assign(
        worded=rapids["title"].str.casefold().apply(lambda t: any(w in t for w in OTHER_WORDING)),
        length=rapids["title"].str.len(),
    ).sort_values(["rapids", "worded", "length", "title"])
    first = ordered.drop_duplicates("rapids")
    nodes = pd.DataFrame(
        {
            "credential": "apprenticeship/" + first["rapids"],
            "kind": "apprenticeship",
            "title": first["title"],
            "dataset": "rapids",
        }
    ).reindex(columns=COLUMNS)
    edges = _link(
        "apprenticeship/" + rapids["rapids"],
        rapids["soc"].map(crosswalk.map_soc),
        evidence="crosswalk",
        dataset="rapids",
        vintage=vintage,
    )
    names = pd.DataFrame(
        {"credential": "apprenticeship/" + rapids["rapids"], "title": rapids["title"]}
    ).drop_duplicates()
    return nodes, edges, names


def build_certifications(
    certifications: pd.DataFrame, reviewed: pd.DataFrame, occupations: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Notice]]:
    """Return certification rows of ``nodes/credential``, the reviewed links, and what did not fit.

    The register names no occupation: only rows of ``data/curated/certifications.csv`` link one.
    """
    nodes = pd.DataFrame(
        {
            "credential": "certification/" + certifications["certification"],
            "kind": "certification",
            "title": certifications["title"],
            "agency": certifications["organisation"],
            "url": certifications["url"],
            "dataset": "careeronestop_certifications",
        }
    ).reindex(columns=COLUMNS)
    pairs = reviewed.assign(occupation=reviewed["occupation"].str.split("|")).explode("occupation")
    known = pairs["certification"].isin(certifications["certification"]) & pairs["occupation"].isin(
        list(occupations)
    )
    notices = [
        make_notice(
            "foreign_key_violation", "certifications.csv", row=int(str(row)), value=str(value)
        )
        for row, value in pairs.loc[~known, "certification"].items()
    ]
    kept = pairs[known]
    edges = _link(
        "certification/" + kept["certification"],
        kept["occupation"],
        evidence="reviewed",
        dataset="curated",
        vintage=REVIEWED,
    )
    return nodes, edges, notices


def build_stacks(credentials: pd.DataFrame, *, vintage: str) -> pd.DataFrame:
    """Return the ``edges/stacks_into`` frame: from each award to the next rung of its field.

    Inferred from field and level alone; no agreement about credits is known.
    """
    rung_of = {level: place for place, levels in enumerate(RUNGS) for level in levels}
    awards = credentials[credentials["kind"] == "award"]
    awards = awards.assign(rung=awards["awlevel"].map(rung_of)).dropna(subset=["rung"])
    rows: list[tuple[str, str]] = []
    for _, field in awards.groupby("cip"):
        by_rung: Mapping[float, list[str]] = {
            float(str(rung)): sorted(found["credential"]) for rung, found in field.groupby("rung")
        }
        rungs = sorted(by_rung)
        for lower, upper in pairwise(rungs):
            rows += [(one, next_one) for one in by_rung[lower] for next_one in by_rung[upper]]
    return pd.DataFrame(rows, columns=["credential", "next"]).assign(
        evidence="inferred", dataset="ipeds_completions", vintage=vintage
    )


def _link(
    credentials: pd.Series, occupations: pd.Series, *, evidence: str, dataset: str, vintage: str
) -> pd.DataFrame:
    frame = pd.DataFrame({"credential": credentials, "occupation": occupations}).dropna()
    frame = frame.drop_duplicates(["credential", "occupation"])
    return frame.assign(evidence=evidence, dataset=dataset, vintage=vintage)[list(LINK_COLUMNS)]
