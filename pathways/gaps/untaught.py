"""Occupations that ask for school and that nobody here is seen to prepare for, told apart by why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pathways.awards import list_fields
from pathways.build.training import POSTSECONDARY_TEACHERS
from pathways.coverage import SEES_LITTLE, find_coverage, say_coverage
from pathways.facts import UPWARD
from pathways.gaps.entry import (
    SHOWN,
    find_state_list,
    name_nearest,
    name_provider,
    say_nearest,
    set_value,
    start_entry,
)
from pathways.gaps.view import Entry, View
from pathways.gates import rank_level
from pathways.graph import Row, get_occupations, select_arrow
from pathways.moves import Move, list_moves
from pathways.region import Comparison, Region, name_move
from pathways.schema import LEVELS, NATION
from pathways.store import Graph, list_rows
from pathways.words import _, count_things

SCHOOL_LEVELS: Final = LEVELS[LEVELS.index("certificate") :]
"""Levels above a high school diploma."""

LIST_OF: Final[Mapping[str, str]] = {
    "no_such_link": "missing_links",
    "set_aside": "missing_links",
    "not_conferred": "missing_links",
    "taught_elsewhere": "training_deserts",
    "not_in_data": "not_visible",
    "sees_little": "not_visible",
}
"""Kind of an occupation that nobody here is seen to prepare for -> the list it stands in."""


EXPERTS: Final = "expert list"
"""Evidence of a move that people who know both occupations gave."""


class Feeder(NamedTuple):
    """An occupation of the region that leads to another one which asks for more school and pays more."""

    soc: str
    move: Move
    pay: Comparison


def find_untaught(
    view: View, jobs: Sequence[str], found: Mapping[str, list[Entry]]
) -> dict[str, Any]:
    """Add the occupations that ask for school and have no award here; return the counts that add up.

    ``gated`` is the sum of those taught, those with an apprenticeship sponsor here, and those added.
    """
    occupations = get_occupations(view.region.graph)
    gated = [soc for soc in jobs if occupations[soc]["gate_education"] in SCHOOL_LEVELS]
    untaught = [
        soc
        for soc in gated
        if not any(award in view.conferred for award in view.links.get(soc, ()))
    ]
    # a sponsor that trains for it here is a way in, though no school is
    by_sponsor = [soc for soc in untaught if view.sponsors.get(soc)]
    missing = [soc for soc in untaught if not view.sponsors.get(soc)]
    elsewhere = _list_elsewhere(view, missing)
    listed = _list_listed(view, missing)
    for soc in missing:
        entry = _describe_untaught(view, soc, elsewhere.get(soc, []), listed.get(soc, []))
        found[LIST_OF[entry["kind"]]].append(entry)
    return {
        "gated": len(gated),
        "taught": len(gated) - len(untaught),
        "by_apprenticeship": by_sponsor,
    }


def _list_elsewhere(view: View, jobs: Iterable[str]) -> dict[str, list[Entry]]:
    """Return, for each occupation, the nearest open providers outside that confer an award for it."""
    wanted = {award for soc in jobs for award in view.links.get(soc, ())}
    table = view.region.graph.table("edges/offers")
    table = table.select(["provider", "credential", "completions"])
    conferred: dict[str, list[tuple[str, int]]] = {}
    for row in list_rows(select_arrow(table, "credential", sorted(wanted))):
        far = row["provider"] in view.miles and row["provider"] not in view.providers
        if row["completions"] and far:
            conferred.setdefault(row["credential"], []).append(
                (row["provider"], row["completions"])
            )
    return {
        soc: name_nearest(view, {award: conferred.get(award, []) for award in view.links[soc]})
        for soc in jobs
        if soc in view.links
    }


def _list_listed(view: View, jobs: Iterable[str]) -> dict[str, list[str]]:
    """Return the providers here that list an award for an occupation, though nobody completed one."""
    table = view.region.graph.table("edges/offers").select(["provider", "credential"])
    table = select_arrow(table, "provider", sorted(view.providers))
    wanted = {award for soc in jobs for award in view.links.get(soc, ())}
    rows: dict[str, list[str]] = {}
    for row in list_rows(select_arrow(table, "credential", sorted(wanted))):
        rows.setdefault(row["credential"], []).append(row["provider"])
    return {
        soc: sorted({code for award in view.links.get(soc, ()) for code in rows.get(award, ())})
        for soc in jobs
    }


def judge_coverage(graph: Graph, soc: str) -> Row | None:
    """Return the row of ``facts/coverage`` that decides how much we see of what leads to an occupation.

    The occupation's own row; else that of a linked field of which little is seen; else one of its
    fields where most of every field is seen. None: not settled.
    """
    own = find_coverage(graph, occupation=soc)
    if own is not None:
        return own
    rows = [find_coverage(graph, cip=cip) for cip in sorted(list_fields(graph).get(soc, ()))]
    little = [row for row in rows if row is not None and row["class"] == "little"]
    if little:
        return little[0]
    return rows[0] if rows and all(row is not None for row in rows) else None


def _count_other_levels(view: View, soc: str) -> Entry | None:
    """Return what was completed here in the fields of an occupation at levels that do not lead there.

    Completions and the number of providers; None where there were none.
    """
    fields, linked = list_fields(view.region.graph).get(soc, frozenset()), view.links.get(soc, ())
    beside = [
        by_provider
        for credential, by_provider in view.conferred.items()
        if credential.split("/")[1] in fields and credential not in linked
    ]
    if not beside:
        return None
    schools = {code for by_provider in beside for code in by_provider}
    total = sum(count for by_provider in beside for count in by_provider.values())
    return {"completions": total, "providers": len(schools)}


def _describe_untaught(view: View, soc: str, nearest: list[Entry], listed: Sequence[str]) -> Entry:
    graph = view.region.graph
    coverage = judge_coverage(graph, soc)
    is_linked = soc in view.links
    if not view.is_placed:
        kind = "not_in_data"
    elif coverage is not None and coverage["class"] == "little":
        kind = "sees_little"
    elif not is_linked:
        kind = "set_aside" if soc.startswith(POSTSECONDARY_TEACHERS) else "no_such_link"
    elif coverage is None:
        kind = "not_in_data"
    else:
        kind = "taught_elsewhere" if nearest else "not_conferred"
    entry = start_entry(view, soc, kind)
    other_levels = _count_other_levels(view, soc)
    entry |= {
        "from": None,
        "from_title": None,
        "to": f"occupation:{soc}",
        "to_title": entry["title"],
        "coverage": coverage["class"] if coverage else None,
        "coverage_words": say_coverage(coverage, view.region.home),
        "state_list": find_state_list(graph, view.region.home),
        "fields": sorted(list_fields(graph).get(soc, ())),
        "nearest": nearest,
        "miles": nearest[0]["miles"] if nearest else None,
        "listed": [name_provider(view, code) for code in listed],
        "other_levels": other_levels,
        "reason": _explain_untaught(view, kind, nearest, len(listed), other_levels),
        # 0 is only true where our sources would have seen one
        "completions": 0 if kind in ("taught_elsewhere", "not_conferred") else None,
    }
    if entry["completions"] is None:
        entry["withheld"]["completions"] = "not_built" if not is_linked else "not_published"
    if coverage is None:
        entry["withheld"]["coverage"] = "not_built"
    else:
        entry["sources"]["coverage"] = f"curated/{coverage['source']}"
    if is_linked:
        entry["sources"]["fields"] = view.source("cip_soc", NATION)
        entry["sources"]["other_levels"] = view.source("ipeds_completions")
        entry["sources"]["completions"] = view.source("ipeds_completions")
    if not nearest:
        entry["withheld"]["miles"] = "not_built"
    else:
        entry["sources"]["nearest"] = view.source("ipeds_completions", NATION)
        entry["sources"]["miles"] = view.source("ipeds_hd", NATION)
    _add_feeder(view, soc, entry)
    return entry


def _explain_untaught(
    view: View, kind: str, nearest: Sequence[Entry], listed: int, other_levels: Entry | None
) -> str:
    said = [_say_kind(view, kind)]
    if other_levels:
        said.append(
            _(
                "In the same field, but at a level other than this job usually asks: {count} "
                "finished here, at {schools}."
            ).format(
                count=other_levels["completions"],
                schools=count_things(other_levels["providers"], _("school"), _("schools")),
            )
        )
    if nearest:
        said.append(say_nearest(nearest[0]))
    if listed:
        said.append(
            _("Schools here that list such an award, though nobody completed it: {count}.").format(
                count=listed
            )
        )
    return " ".join(said)


def _say_kind(view: View, kind: str) -> str:
    if not view.is_placed:
        return _("We do not know which counties this area has, so no school is placed in it.")
    if kind == "taught_elsewhere":
        return _("No such award was reported in {place} last year.").format(place=view.where)
    if kind == "not_in_data":
        return _(
            "No such award is in our data for {place}. How much of this field our sources see is "
            "not settled, so nothing follows from that."
        ).format(place=view.where)
    if kind == "sees_little":
        return _(SEES_LITTLE)
    if kind == "not_conferred":
        return _("Its fields of study are known, but no such award is in our data anywhere.")
    if kind == "set_aside":
        return _(
            "College teachers hold a degree in the subject that they teach. No one field leads "
            "here, so we link none."
        )
    return _("No field of study is linked to this occupation in our data. We can name no school.")


def list_feeders(region: Region, soc: str) -> list[Feeder]:
    """Return the occupations here that lead to one which asks for more school and pays a tenth more.

    Moves that experts list go before those that were only observed or estimated, then by score.
    """
    occupations = get_occupations(region.graph)
    gate = rank_level(occupations[soc]["gate_education"])
    found = []
    for origin, move in _list_origins(region.graph).get(soc, ()):
        held = occupations[origin]["gate_education"]
        if origin not in region.wages[region.area] or held is None or rank_level(held) >= gate:
            continue
        pay = region.compare_pay(origin, soc, "annual_p25")
        # to pay at the cap a raise is known, but not by how much: nothing to show or to sort by
        if pay.change is not None and name_move(origin, soc, pay) in UPWARD:
            found.append(Feeder(origin, move, pay))
    return sorted(found, key=_order_feeder)


def _order_feeder(feeder: Feeder) -> tuple[bool, float, str]:
    # a few observed moves between broad groups say little of two single occupations
    return EXPERTS not in feeder.move.evidence, -feeder.move.score, feeder.soc


@lru_cache(maxsize=4)
def _list_origins(graph: Graph) -> dict[str, tuple[tuple[str, Move], ...]]:
    """Return the moves into each occupation, with where they start."""
    origins: dict[str, list[tuple[str, Move]]] = {}
    for origin, moves in list_moves(graph).items():
        for move in moves:
            origins.setdefault(move.destination, []).append((origin, move))
    return {destination: tuple(found) for destination, found in origins.items()}


def _add_feeder(view: View, soc: str, entry: Entry) -> None:
    """Add the job before it, what it would gain, and how many people that touches at most."""
    feeders = list_feeders(view.region, soc)
    entry["feeders"] = [
        {
            "soc": feeder.soc,
            "title": view.describe(feeder.soc)["title"],
            "jobs": view.describe(feeder.soc)["employment"],
            "p25": feeder.pay.before,
            "wage_change": feeder.pay.change,
            "compare_area": feeder.pay.area,
            "evidence": list(feeder.move.evidence),
        }
        for feeder in feeders[:SHOWN]
    ]
    first = entry["feeders"][0] if feeders else None
    if first is None:
        entry |= dict.fromkeys(("from_jobs", "from_p25", "wage_change", "compare_area"))
        entry["withheld"] |= dict.fromkeys(("from_jobs", "from_p25", "wage_change"), "not_built")
        set_value(entry, entry["jobs"], _("jobs here in the occupation"), entry["openings"])
        return
    entry |= {
        "from": f"occupation:{first['soc']}",
        "from_title": first["title"],
        "from_jobs": first["jobs"],
        "from_p25": first["p25"],
        "p25": feeders[0].pay.after,
        "wage_change": first["wage_change"],
        "compare_area": first["compare_area"],
    }
    pay = view.source("oews", first["compare_area"])
    entry["sources"] |= {"from_jobs": view.source("oews"), "wage_change": pay, "p25": pay}
    entry["withheld"].pop("p25", None)
    if first["jobs"] is None:
        entry["withheld"]["from_jobs"] = view.describe(first["soc"])["withheld"]["employment"]
    set_value(
        entry, first["jobs"], _("workers here in the occupation before it"), entry["openings"]
    )
