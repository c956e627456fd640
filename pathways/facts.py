"""What we know about one occupation in one region, each figure with dataset, vintage and area."""

from __future__ import annotations

from typing import Any, Final

from pathways.graph import (
    find_occupation,
    get_area_name,
    get_minimum_wages,
    get_occupations,
    select_arrow,
)
from pathways.moves import Move, list_moves
from pathways.region import Region, name_move, name_source
from pathways.rules import (
    describe_education,
    describe_entry,
    find_state,
    gates_worker,
    is_checked,
    list_rules,
)
from pathways.schema import NATION
from pathways.store import list_rows
from pathways.words import _

PERCENTILES: Final = ("p10", "p25", "median", "p75", "p90")
CENTS: Final = 100
LARGEST: Final = 5
LEAST_SHARE: Final = 0.1
UPWARD: Final = ("advancement", "lateral_advancement")


def describe_occupation(region: Region, soc: str) -> dict[str, Any]:
    """Return the facts of one occupation here, in the form of the ``facts`` verb.

    Wages are dollars (yearly whole, hourly with cents) and fall back to state and nation;
    ``wage_area`` says which. A withheld figure is None with its reason in ``withheld``. Raises
    UnknownCodeError for a code that is in no list.
    """
    occupation = find_occupation(region.graph, soc)
    node = get_occupations(region.graph)[occupation.soc]
    facts: dict[str, Any] = {
        "soc": occupation.soc,
        "title": occupation.title,
        "note": _explain_aggregate(region, occupation.asked, occupation.soc),
        "area": region.area,
        "area_name": region.name,
    }
    sources: dict[str, str] = {}
    withheld: dict[str, str] = {}
    _add_wages(region, occupation.soc, facts, sources, withheld)
    _add_jobs(region, occupation.soc, facts, sources, withheld)
    for name in ("growth_pct", "entry_education", "experience", "ojt"):
        facts[name] = node[name]
        sources[name] = name_source(region, "projections", NATION)
    facts |= {
        "gate_education": node["gate_education"],
        "gate_basis": node["gate_basis"],
        "gate_borderline": node["gate_borderline"],
        "gate_source": node["gate_source"],
        "gate_reason": node["gate_reason"],
        "job_zone": node["job_zone"],
        "members": node["members"].split("|") if node["members"] else [],
        "industries": list_industries(region, occupation.soc),
        "sectors": list_sectors(region, occupation.soc),
        **describe_permits(region, occupation.soc),
    }
    sources["gate_education"] = describe_education(region, occupation.soc)["source"]
    sources["job_zone"] = name_source(region, "onet", NATION)
    for name in ("industries", "sectors"):
        sources[name] = name_source(region, "oews", NATION)
        if not facts[name]:
            withheld[name] = "not_published"
    for name in ("growth_pct", "entry_education", "experience", "ojt", "job_zone"):
        if facts[name] is None:
            withheld[name] = "not_published"
    facts["below_minimum"] = _compare_minimum(region, facts)
    return {**facts, "sources": sources, "withheld": withheld}


def _add_wages(
    region: Region,
    soc: str,
    facts: dict[str, Any],
    sources: dict[str, str],
    withheld: dict[str, str],
) -> None:
    for basis in ("annual", "hourly"):
        for percentile in PERCENTILES:
            name = percentile if basis == "annual" else f"hourly_{percentile}"
            figure = region.get_figure(soc, f"{basis}_{percentile}")
            if figure.value is None:
                facts[name] = None
                withheld[name] = figure.withheld or "not_published"
            else:
                facts[name] = (
                    int(figure.value) if basis == "annual" else round(figure.value / CENTS, 2)
                )
            sources[name] = name_source(region, "oews", figure.area)
    headline = region.get_figure(soc, "annual_p25")
    if headline.value is None:
        headline = region.get_figure(soc, "hourly_p25")
    facts["wage_area"] = headline.area
    facts["wage_area_name"] = get_area_name(region.graph, headline.area)
    top_coded = [name for name, reason in withheld.items() if reason == "top_coded"]
    if top_coded:
        facts["at_least"] = {
            row["basis"]: row["cap"] if row["basis"] == "annual" else row["cap"] / CENTS
            for row in region.graph.table("facts/wage_caps").to_pylist()
        }


def _add_jobs(
    region: Region,
    soc: str,
    facts: dict[str, Any],
    sources: dict[str, str],
    withheld: dict[str, str],
) -> None:
    node = get_occupations(region.graph)[soc]
    for name in ("employment", "location_quotient"):
        figure = region.get_figure(soc, name)
        facts[name] = figure.value
        sources[name] = name_source(region, "oews", region.area)
        if figure.withheld:
            withheld[name] = figure.withheld
    facts["openings"] = None
    if facts["employment"] is None:
        withheld["openings"] = withheld["employment"]
    elif node["openings_national"] is None or not node["employment_base"]:
        withheld["openings"] = "not_published"
    else:
        rate = node["openings_national"] / node["employment_base"]
        facts["openings"] = round(rate * facts["employment"])
    sources["openings"] = (
        f"{name_source(region, 'projections', NATION)} rate x "
        f"{name_source(region, 'oews', region.area)} jobs"
    )


def _compare_minimum(region: Region, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Return both figures where the newer worker's survey wage is below the law in force at home."""
    minimum = get_minimum_wages(region.graph).get(region.home or "")
    survey = facts["hourly_p25"]
    if minimum is None or survey is None or round(survey * CENTS) >= minimum["hourly"]:
        return None
    return {
        "survey_hourly": survey,
        "minimum_hourly": minimum["hourly"] / CENTS,
        "state": region.home,
        "source": name_source(region, "minimum_wage", region.home or ""),
    }


def list_industries(region: Region, soc: str) -> list[dict[str, Any]]:
    """Return where the nation's jobs of an occupation are: at most five industries, most jobs first."""
    rows = list_rows(select_arrow(region.graph.table("facts/industries"), "occupation", [soc]))
    return [
        {"naics": row["naics"], "title": row["title"], "share": _round(row["share_of_occupation"])}
        for row in sorted(rows, key=lambda row: row["rank"])
        if row["rank"] <= LARGEST
    ]


def list_sectors(region: Region, soc: str) -> list[dict[str, Any]]:
    """Return the sectors that hold at least a tenth of an occupation's national jobs, largest first.

    ``is_complete`` False means that a cell was withheld: the share is a lower bound.
    """
    rows = list_rows(select_arrow(region.graph.table("edges/in_sector"), "occupation", [soc]))
    return [
        {"sector": row["sector"], "share": _round(row["share"]), "is_complete": row["is_complete"]}
        for row in sorted(rows, key=lambda row: (-row["share"], row["sector"]))
        if row["share"] >= LEAST_SHARE
    ]


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def describe_permits(region: Region, soc: str) -> dict[str, Any]:
    """Return ``permits`` (titles a rule asks of the worker here) and whether licences were checked."""
    rules = list_rules(region.graph, soc, region.jurisdiction)
    titles = [
        rule["title"]
        for rule in rules
        if gates_worker(rule) and rule["kind"] in ("license", "credential", "check")
    ]
    return {
        "permits": list(dict.fromkeys(titles)),
        "licenses_checked": is_checked(rules, find_state(region.graph, region.jurisdiction)),
    }


def _explain_aggregate(region: Region, asked: str | None, soc: str) -> str | None:
    if asked is None:
        return None
    title = get_occupations(region.graph)[soc]["title"]
    return _(
        "{asked} is published together with others as {soc} {title}; the figures are theirs."
    ).format(asked=asked, soc=soc, title=title)


def describe_moves(
    region: Region, soc: str, *, top: int = 20, upward: bool = False
) -> list[dict[str, Any]]:
    """Return the moves out of an occupation here, best first, in the form of the ``moves`` verb.

    ``upward`` keeps those that pay at least a tenth more. Pay is what newer workers earn (p25) in
    the finest area that publishes both. Raises UnknownCodeError.
    """
    origin = find_occupation(region.graph, soc).soc
    described = [
        describe_move(region, origin, move) for move in list_moves(region.graph).get(origin, ())
    ]
    if upward:
        described = [move for move in described if move["kind"] in UPWARD]
    return described[:top]


def describe_move(region: Region, origin: str, move: Move) -> dict[str, Any]:
    """Return one move with its pay here and the education that its destination asks."""
    node = get_occupations(region.graph)[move.destination]
    pay = region.compare_pay(origin, move.destination, "annual_p25")
    median = region.compare_pay(origin, move.destination, "annual_median")
    sources = {
        "score": name_source(region, "mobility", NATION),
        "similarity": name_source(region, "onet", NATION),
        "share": name_source(region, "mobility", NATION),
    }
    withheld = {
        name: "not_published"
        for name, value in (("similarity", move.similarity), ("share", move.share))
        if value is None
    }
    if pay.area:
        sources["wage_change"] = name_source(region, "oews", pay.area)
    if pay.change is None:
        withheld["wage_change"] = pay.withheld or "not_published"
    return {
        "soc": move.destination,
        "title": node["title"],
        "score": move.score,
        "similarity": move.similarity,
        "share": move.share,
        "kind": name_move(origin, move.destination, pay),
        "evidence": list(move.evidence),
        "wage_change": pay.change,
        "compare_area": pay.area,
        "compare_area_name": get_area_name(region.graph, pay.area) if pay.area else None,
        "p25": pay.after,
        "median": median.after,
        **describe_entry(region, move.destination),
        "sources": sources,
        "withheld": withheld,
    }


def explain_no_moves(region: Region, soc: str) -> str:
    """Return why a list of moves is empty: we know of none, or none passed the filter."""
    origin = find_occupation(region.graph, soc)
    if origin.soc not in list_moves(region.graph):
        return _(
            "Neither an expert list nor observed moves name a next move from {soc} {title}."
        ).format(soc=origin.soc, title=origin.title)
    return _(
        "None of the moves out of {soc} {title} is known to pay at least a tenth more in {place}."
    ).format(soc=origin.soc, title=origin.title, place=region.name)
