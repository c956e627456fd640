"""Occupations that lead nowhere known, and those whose awards one school confers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pathways.facts import UPWARD
from pathways.gaps.entry import name_award, name_provider, set_value, start_entry
from pathways.gaps.untaught import SCHOOL_LEVELS, judge_coverage
from pathways.gaps.view import Entry, View
from pathways.graph import get_occupations
from pathways.moves import Move, list_moves
from pathways.region import Comparison, Region, name_move, read_cell
from pathways.schema import NATION
from pathways.words import _


def find_dead_ends(
    view: View, jobs: Sequence[str], provider: str | None, found: Mapping[str, list[Entry]]
) -> list[str]:
    """Add the occupations without a known move that pays a tenth more; return those not comparable."""
    unknown = []
    for soc in jobs:
        taught = _list_taught(view, soc)
        if provider is not None and not any(provider in schools for schools in taught.values()):
            continue
        moves = [
            (move, view.region.compare_pay(soc, move.destination, "annual_p25"))
            for move in list_moves(view.region.graph).get(soc, ())
            if move.destination in view.here
        ]
        if any(name_move(soc, move.destination, pay) in UPWARD for move, pay in moves):
            continue
        pay_here = view.region.get_figure(soc, "annual_p25")
        is_known = pay_here.value is not None or pay_here.withheld == "top_coded"
        if not is_known or any(_may_rise(view.region, move, pay) for move, pay in moves):
            unknown.append(soc)
            continue
        known = [(pay.change, move, pay) for move, pay in moves if pay.change is not None]
        best = max(known, key=lambda row: (row[0], row[1].destination), default=None)
        lower = sum(pay.is_under_cap for _move, pay in moves)
        without_pay = len(moves) - len(known) - lower
        entry = start_entry(view, soc, "dead_end")
        entry |= {
            "from": f"occupation:{soc}",
            "from_title": entry["title"],
            "to": None,
            "to_title": None,
            "moves": len(moves),
            "moves_without_pay": without_pay,
            "best": None
            if best is None
            else {
                "soc": best[1].destination,
                "title": view.describe(best[1].destination)["title"],
                "wage_change": best[0],
                "compare_area": best[2].area,
            },
            "completions": sum(sum(schools.values()) for schools in taught.values()),
            "reason": _explain_dead_end(view, len(moves), without_pay),
        }
        entry["sources"] |= {
            "completions": view.source("ipeds_completions"),
            "moves": view.source("mobility", NATION),
        }
        if best is not None:
            entry["sources"]["best"] = view.source("oews", best[2].area)
        set_value(entry, entry["jobs"], _("workers here in this occupation"), entry["jobs"])
        found["dead_ends"].append(entry)
    return unknown


def _list_taught(view: View, soc: str) -> dict[str, Mapping[str, int]]:
    """Return the awards that lead to an occupation and were conferred here, with who conferred them."""
    awards = view.links.get(soc, ())
    return {award: view.conferred[award] for award in awards if award in view.conferred}


def _may_rise(region: Region, move: Move, pay: Comparison) -> bool:
    """Say whether pay at the publisher's cap hides how much a move pays more."""
    if pay.withheld != "top_coded" or pay.area is None or pay.is_under_cap:
        return False
    wages = region.wages[pay.area]
    return (
        pay.after is not None or read_cell(wages, move.destination, "annual_p25")[1] == "top_coded"
    )


def _explain_dead_end(view: View, moves: int, without_pay: int) -> str:
    if not moves:
        return _("We know of no move from it to an occupation published in {place}.").format(
            place=view.place
        )
    said = _("None of the {moves} moves that we know of pays a tenth more in {place}.").format(
        moves=moves, place=view.place
    )
    if without_pay:
        said += " " + _("For {count} of them pay cannot be compared.").format(count=without_pay)
    return said


def find_single(
    view: View, jobs: Sequence[str], provider: str | None, found: Mapping[str, list[Entry]]
) -> list[str]:
    """Add the occupations whose awards one provider confers; return those we see too little of to say."""
    graph = view.region.graph
    not_judged = []
    for soc in jobs:
        taught = _list_taught(view, soc)
        schools = {code for rows in taught.values() for code in rows}
        if len(schools) != 1 or (provider is not None and provider not in schools):
            continue
        coverage = judge_coverage(graph, soc)
        if coverage is None or coverage["class"] != "most":
            not_judged.append(soc)
            continue
        code = min(schools)
        completions = {award: rows[code] for award, rows in taught.items()}
        largest = min(completions, key=lambda award: (-completions[award], award))
        sponsors = view.sponsors.get(soc, 0)
        entry = start_entry(view, soc, "one_school")
        entry |= {
            "from": f"provider:{code}",
            "from_title": view.names[code]["title"],
            "to": f"occupation:{soc}",
            "to_title": entry["title"],
            **name_provider(view, code),
            **name_award(view, largest),
            "credentials": [name_award(view, award) for award in sorted(completions)],
            "completions": sum(completions.values()),
            "sponsors": sponsors,
            "coverage": coverage["class"],
            "reason": _explain_single(view, soc, view.names[code]["title"], sponsors),
        }
        entry["sources"] |= {
            "completions": view.source("ipeds_completions"),
            "credentials": view.source("cip_soc", NATION),
            "coverage": f"curated/{coverage['source']}",
            "sponsors": view.source("apprenticeship_sponsors"),
        }
        set_value(
            entry, entry["jobs"], _("jobs here whose schooling hangs on it"), entry["openings"]
        )
        found["single_provider"].append(entry)
    return not_judged


def _explain_single(view: View, soc: str, school: str, sponsors: int) -> str:
    said = [
        _("Only {school} reported awards that lead to it in {place} last year.").format(
            school=school, place=view.where
        )
    ]
    if get_occupations(view.region.graph)[soc]["gate_education"] not in SCHOOL_LEVELS:
        said.append(_("The occupation can be entered without an award."))
    if sponsors:
        said.append(
            _("Apprenticeship sponsors listed for it here: {count}.").format(count=sponsors)
        )
    return " ".join(said)
