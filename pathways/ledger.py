"""One pathway as it is told: every step with its gates, options and pay, totals, and where it rests.

What is not known is None with its reason in ``withheld``; every figure names dataset, vintage and area.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import Any, Final

from pathways.awards import BACHELORS
from pathways.employers import count_sponsors
from pathways.entry import Way
from pathways.facts import describe_occupation, list_industries
from pathways.front import COST, ELAPSED, MONTHS, UNKNOWN
from pathways.gates import rank_level
from pathways.graph import (
    Row,
    get_area_name,
    get_credentials,
    get_occupations,
    select_arrow,
)
from pathways.months import BASIS_WORDS
from pathways.moves import find_weakest
from pathways.offers import OTHER_STATE
from pathways.person import Person
from pathways.prices import PROGRAM_WORDS, say_price_basis
from pathways.rank import Candidate, Equivalency
from pathways.region import Region, name_source
from pathways.rules import describe_education, describe_rule, find_state, is_checked, list_rules
from pathways.schema import NATION
from pathways.steps import Held, Option, Step, Steps, hold_on_arrival, is_held
from pathways.store import Graph, list_rows
from pathways.wage_line import cross, get_legal_minimum
from pathways.words import LEVEL, _, mark

OPTIONS_SHOWN: Final = 10
MEASURE: Final[Mapping[str, str]] = {"p25": "annual_p25", "median": "annual_median"}

OPTION_WORDS: Final[Mapping[str, str]] = {
    "usual": mark(
        "usual length of the award; who teaches it here is not in our data: ask the state"
    ),
    "course": mark("hours that the rule states, {hours} a month full time"),
    "hired": mark("nothing to study before"),
    "apprenticeship": mark("registered apprenticeship: learned on the job, paid"),
    "held": mark("schooling already held"),
}
EQUIVALENCY: Final = "credential:equivalency/high_school"
PAID_BANDS: Final = "curated/ojt_months.csv"
"""Months of training on the job that a publisher names in words, and an apprenticeship's usual term."""


def describe_candidate(
    region: Region,
    person: Person,
    steps: Steps,
    candidate: Candidate,
) -> dict[str, Any]:
    """Return one pathway in the form of the ``trace`` verb, without why it was chosen."""
    path = candidate.path
    occupations = get_occupations(region.graph)
    pay = region.compare_pay(candidate.start, candidate.end, "annual_p25")
    median = region.compare_pay(candidate.start, candidate.end, "annual_median")
    asked = pay if person.pay == "p25" else median
    described = [describe_step(region, steps, step) for step in path]
    if candidate.equivalency:
        described.insert(0, describe_equivalency(region, candidate.start, candidate.equivalency))
    cost = candidate.sums[COST]
    cost_low = sum(step.chosen.cost_low or 0 for step in path)
    unknown = candidate.sums[UNKNOWN]
    openings = _count_openings(region, candidate.end)
    withheld = {}
    sources = {"openings": openings["source"]}
    for name, value, figure in (
        ("wage_start", asked.before, asked),
        ("wage_end", asked.after, asked),
        ("wage_gain", asked.change, asked),
        ("median_start", median.before, median),
        ("median_end", median.after, median),
    ):
        if value is None:
            withheld[name] = figure.withheld or "not_published"
        if figure.area:
            sources[name] = name_source(region, "oews", figure.area)
    if unknown:
        withheld["cost"] = "not_published"
    if openings["openings"] is None:
        withheld["openings"] = openings["withheld"]
    break_even = find_break_even(None if unknown else cost, asked.change)
    if break_even is None:
        has_no_gain = asked.change is not None and asked.change <= 0
        withheld["break_even_months"] = (
            "no_gain" if has_no_gain else withheld.get("wage_gain", "not_published")
        )
    return {
        "start": candidate.start,
        "start_title": occupations[candidate.start]["title"],
        "end": candidate.end,
        "steps": described,
        "months": candidate.sums[MONTHS],
        "paid_months": sum(step.paid for step in path),
        "experience_months": sum(step.experience for step in path),
        "elapsed_months": candidate.sums[ELAPSED],
        "cost": None if unknown else cost,
        "cost_low": None if unknown else cost_low,
        "known_cost": cost,
        "known_cost_low": cost_low,
        "unknown_costs": unknown,
        "wage_start": asked.before,
        "median_start": median.before,
        "wage_end": asked.after,
        "median_end": median.after,
        "wage_gain": asked.change,
        "compare_area": asked.area,
        "compare_area_name": get_area_name(region.graph, asked.area) if asked.area else None,
        "crosses_at": find_crossing(region, person, candidate),
        "break_even_months": break_even,
        "openings": openings["openings"],
        "weakest_evidence": find_weakest(step.move for step in path),
        "off_ramps": list_off_ramps(region, candidate, path),
        "sources": sources,
        "withheld": withheld,
    }


def find_break_even(cost: int | None, gain: int | None) -> int | None:
    """Return the first month after training at which gained pay has met the published price.

    0 where nothing is to be paid; None where price or gain is unknown or there is no gain. Wages
    lost while training are not counted.
    """
    if cost is None or gain is None or gain <= 0:
        return None
    return ceil(12 * cost / gain)


def find_crossing(
    region: Region, person: Person, candidate: Candidate
) -> dict[str, int | None] | None:
    """Return the first step at which each pay passes the wage line; 0 is the start job.

    None for a pay that never does or is not known; None in all where no line was said.
    """
    if person.min_wage is None:
        return None
    legal = get_legal_minimum(region.graph, region.home)
    found: dict[str, int | None] = {}
    for name, measure in MEASURE.items():
        crossed = (
            place
            for place, soc in enumerate((candidate.start, *candidate.ids))
            if cross(_whole(region.get_figure(soc, measure).value), person.min_wage, legal)
        )
        place = next(crossed, None)
        shift = 1 if candidate.equivalency and place else 0
        found[name] = None if place is None else place + shift
    return found


def list_off_ramps(
    region: Region, candidate: Candidate, path: Sequence[Step]
) -> list[dict[str, Any]]:
    """Return what is reached if the person stops after each step but the last."""
    ramps = []
    elapsed = candidate.equivalency.months_high if candidate.equivalency else 0
    first = 2 if candidate.equivalency else 1
    for place, step in enumerate(path[:-1], first):
        elapsed += step.elapsed
        pay = region.compare_pay(candidate.start, step.destination, "annual_p25")
        wages = name_source(region, "oews", pay.area) if pay.area else None
        figures = {"p25": pay.after, "gain": pay.change}
        reason = pay.withheld or "not_published"
        ramps.append(
            {
                "step": place,
                "soc": step.destination,
                "title": get_occupations(region.graph)[step.destination]["title"],
                "elapsed_months": elapsed,
                **figures,
                "sources": dict.fromkeys(figures, wages) if wages else {},
                "withheld": {name: reason for name, value in figures.items() if value is None},
            }
        )
    return ramps


def describe_equivalency(region: Region, start: str, first: Equivalency) -> dict[str, Any]:
    """Return the high-school equivalency as the first step: the job stays, the diploma is added."""
    pay = region.compare_pay(start, start, "annual_p25")
    median = region.compare_pay(start, start, "annual_median")
    page = f"curated/{first.source}"
    sources = dict.fromkeys(("months", "paid_months", "experience_months"), page)
    unknown = ("cost", "completions", "providers", "providers_priced", "cost_from", "sponsors")
    withheld = dict.fromkeys(unknown, "not_published")
    for name, figure in (("p25", pay), ("median", median)):
        if figure.after is None:
            withheld[name] = figure.withheld or "not_published"
        if figure.area:
            sources[name] = name_source(region, "oews", figure.area)
    return {
        "soc": start,
        "title": _("High school equivalency"),
        "kind": "similar",
        "similarity": 1.0,
        "evidence": [],
        "months": first.months_high,
        "paid_months": 0,
        "experience_months": 0,
        "elapsed_months": first.months_high,
        "cost": None,
        "cost_low": None,
        "cost_basis": None,
        "median": median.after,
        "p25": pay.after,
        "compare_area": pay.area,
        "compare_area_name": get_area_name(region.graph, pay.area) if pay.area else None,
        "gates": [
            {
                "kind": "education",
                "credential": EQUIVALENCY,
                "title": _(LEVEL["high_school"]),
                "level": "high_school",
                "basis": "curated",
                "source": page,
                "held": False,
            }
        ],
        "licenses_checked": True,
        "options": [
            {
                "kind": "equivalency",
                "credential": EQUIVALENCY,
                "title": _("High school equivalency"),
                "provider": None,
                "provider_name": None,
                "state": region.home,
                "other_state": False,
                "months_low": first.months_low,
                "months_high": first.months_high,
                "months_basis": first.reason,
                "paid_months": 0,
                "experience_months": 0,
                "completions": None,
                "cost_low": None,
                "cost": None,
                "cost_basis": None,
                "paid": False,
                "chosen": True,
                "sources": dict.fromkeys(("months", "paid_months", "experience_months"), page),
                "withheld": {"cost": "not_published", "completions": "not_published"},
            }
        ],
        "options_total": 1,
        "providers": None,
        "providers_priced": None,
        "cost_from": None,
        "sponsors": None,
        "industries": [],
        "sources": sources,
        "withheld": withheld,
    }


def describe_step(region: Region, steps: Steps, step: Step) -> dict[str, Any]:
    """Return one step with its gates, its options here (the chosen one first) and its pay."""
    node = get_occupations(region.graph)[step.destination]
    median = region.compare_pay(step.origin, step.destination, "annual_median")
    held = (
        steps.begin
        if step.origin == steps.start
        else hold_on_arrival(region, steps.begin, step.origin)
    )
    chosen = step.chosen
    others = [option for option in step.options if option is not chosen]
    shown = [chosen, *others[: OPTIONS_SHOWN - 1]]
    rules = list_rules(region.graph, step.destination, region.jurisdiction)
    withheld = {}
    if chosen.cost is None:
        withheld["cost"] = "not_published"
    if step.move.similarity is None:
        withheld["similarity"] = "not_published"
    providers = len({option.provider for option in step.options if option.provider})
    prices = list_school_prices(step.options)
    if providers and not prices:
        withheld["cost_from"] = "not_published"
    if chosen.kind == "usual" and not providers:
        withheld |= dict.fromkeys(("providers", "providers_priced", "cost_from"), "not_published")
    for name, value, pay in (("p25", step.pay.after, step.pay), ("median", median.after, median)):
        if value is None:
            withheld[name] = pay.withheld or "not_published"
    return {
        "soc": step.destination,
        "title": node["title"],
        "kind": step.kind,
        "similarity": step.move.similarity,
        "evidence": list(step.move.evidence),
        "months": step.months,
        "paid_months": step.paid,
        "experience_months": step.experience,
        "elapsed_months": step.elapsed,
        "cost": chosen.cost,
        "cost_low": chosen.cost_low,
        "cost_basis": say_cost_basis(chosen) if chosen.cost is not None else None,
        "median": median.after,
        "p25": step.pay.after,
        "compare_area": step.pay.area,
        "compare_area_name": get_area_name(region.graph, step.pay.area) if step.pay.area else None,
        "gates": list_gates(region, step, held),
        "licenses_checked": is_checked(rules, find_state(region.graph, region.jurisdiction)),
        "options": [
            describe_option(region, step.destination, option, chosen=place == 0)
            for place, option in enumerate(shown)
        ],
        "options_total": len(step.options),
        "providers": None if "providers" in withheld else providers,
        "providers_priced": None if "providers" in withheld else len(prices),
        "cost_from": min(prices.values(), default=None),
        "sponsors": count_sponsors(region).get(step.destination, 0),
        "industries": list_industries(region, step.destination),
        "sources": _step_sources(region, step, median.area),
        "withheld": withheld,
    }


def list_school_prices(options: Sequence[Option]) -> dict[str, int]:
    """Return the lowest published price of each school that publishes one, USD, by provider."""
    found: dict[str, int] = {}
    for option in options:
        if option.provider and option.cost_low is not None:
            found[option.provider] = min(
                option.cost_low, found.get(option.provider, option.cost_low)
            )
    return found


def list_gates(region: Region, step: Step, held: Held) -> list[dict[str, Any]]:
    """Return what the chosen way in asks: education, experience, rules, learning on the job.

    ``held`` says what the person has when the step begins.
    """
    way = step.chosen.way
    education = describe_education(region, step.destination)
    is_closed = step.chosen.kind == "held" or (
        not way.asks_award and rank_level(held.level) >= rank_level(way.level)
    )
    gates = [
        {
            **education,
            "title": LEVEL[way.level],
            "level": way.level,
            "credential": f"credential:{step.chosen.credential}"
            if step.chosen.credential
            else None,
            "held": is_closed,
        }
    ]
    gates += _list_publisher_gates(region, step, way)
    longest = _find_experience_rule(region, step.destination, way)
    for rule in way.rules:
        gate = {**describe_rule(rule), "held": is_held(held, rule)}
        if rule is longest:
            gate["months"] = [way.experience, rule["months_high"]]
            gate["held"] |= step.experience == 0
        gates.append(gate)
    return gates


def _list_publisher_gates(region: Region, step: Step, way: Way) -> list[dict[str, Any]]:
    node = get_occupations(region.graph)[step.destination]
    found = []
    if way.experience and not _find_experience_rule(region, step.destination, way):
        found.append(
            {
                "kind": "experience",
                "credential": None,
                "title": node["experience"],
                "source": name_experience_source(region, step.destination, way),
                "months": [way.experience, node["experience_high"]],
                "held": step.experience == 0,
            }
        )
    if way.kind == "apprenticeship" or node["ojt"] == "Apprenticeship":
        found.append(
            {
                "kind": "apprenticeship",
                "credential": None,
                "title": _("Registered apprenticeship"),
                "source": name_paid_source(region, step.destination, way),
                "months": [way.paid, way.paid],
                "held": False,
            }
        )
    elif way.paid:
        found.append(
            {
                "kind": "on_the_job",
                "credential": None,
                "title": node["ojt"],
                "source": name_paid_source(region, step.destination, way),
                "months": [node["ojt_low"], way.paid],
                "held": False,
            }
        )
    return found


def _find_experience_rule(region: Region, soc: str, way: Way) -> Row | None:
    """Return the rule that asks a way's months of experience, None where the publisher does."""
    if way.experience <= (get_occupations(region.graph)[soc]["experience_low"] or 0):
        return None
    asking = [rule for rule in way.rules if rule["spent"] == "work"]
    return next((rule for rule in asking if rule["kind"] == "experience"), None)


def name_experience_source(region: Region, soc: str, way: Way) -> str:
    """Return where the months of experience that a way asks come from; none asked is an answer too."""
    rule = _find_experience_rule(region, soc, way)
    if rule:
        return f"curated/{rule['source']}"
    basis = get_occupations(region.graph)[soc]["experience_basis"]
    return name_source(region, "onet" if basis == "onet" else "projections", NATION)


def name_paid_source(region: Region, soc: str, way: Way) -> str:
    """Return where a way's paid months of learning come from: the publisher, a rule or our own band."""
    if way.paid <= (get_occupations(region.graph)[soc]["ojt_high"] or 0):
        return name_source(region, "projections", NATION)
    for rule in way.rules:
        if rule["spent"] == "work" and rule["kind"] != "experience":
            return f"curated/{rule['source']}"
    return PAID_BANDS


def _step_sources(region: Region, step: Step, median_area: str | None) -> dict[str, str]:
    chosen = step.chosen
    is_listed_only = step.move.evidence == ("expert list",)
    sources = {
        "evidence": name_source(region, "onet" if is_listed_only else "mobility", NATION),
        "similarity": name_source(region, "onet", NATION),
        "industries": name_source(region, "oews", NATION),
        "sponsors": name_source(region, "apprenticeship_sponsors", region.area),
        "providers": name_source(region, "ipeds_completions", region.area),
    }
    if step.pay.area:
        sources["p25"] = name_source(region, "oews", step.pay.area)
    if median_area:
        sources["median"] = name_source(region, "oews", median_area)
    # what the schools charge by the year; where one publishes its program's price, its option says so
    charges = name_source(region, "ipeds_charges", region.area)
    sources |= dict.fromkeys(("providers_priced", "cost_from"), charges)
    chosen_sources = list_option_sources(region, step.destination, chosen)
    chosen_sources.pop("completions", None)
    return sources | chosen_sources


def list_option_sources(region: Region, soc: str, option: Option) -> dict[str, str]:
    """Return where the months and the price of an option into an occupation come from.

    That nothing is studied, and so nothing paid, is what the education gate says.
    """
    asked = describe_education(region, soc)["source"]
    sources = {
        "paid_months": name_paid_source(region, soc, option.way),
        "experience_months": name_experience_source(region, soc, option.way),
    }
    if option.kind in ("award", "usual"):
        by_level = option.months_basis == "level"
        area = NATION if option.months_basis in ("level", "median") else region.area
        dataset = "ipeds_levels" if by_level else "scorecard_programs"
        sources["months"] = name_source(region, dataset, area)
    elif option.months_high:
        rule = next(rule for rule in option.way.rules if rule["spent"] == "study")
        sources["months"] = f"curated/{rule['source']}"
    else:
        sources["months"] = asked
    if option.cost is not None:
        dataset = "ipeds_charges" if option.cost_code == "annual" else "scorecard_programs"
        is_award = option.kind == "award"
        sources["cost"] = name_source(region, dataset, region.area) if is_award else asked
    if option.completions:
        sources["completions"] = name_source(region, "ipeds_completions", region.area)
    return sources


def describe_option(region: Region, soc: str, option: Option, *, chosen: bool) -> dict[str, Any]:
    """Return one way to do what a step into an occupation asks.

    A price that is not known is None with its reason, and so are completions nobody is seen to give.
    """
    credential = get_credentials(region.graph).get(option.credential or "")
    provider = region.providers.loc[option.provider] if option.provider else None
    state = None if provider is None else provider["state"]
    is_elsewhere = region.home is not None and state not in (None, region.home)
    sources = list_option_sources(region, soc, option)
    withheld = {
        name: "not_published"
        for name, is_unknown in (
            ("cost", option.cost is None),
            ("completions", bool(option.credential) and not option.completions),
        )
        if is_unknown
    }
    earnings = None
    if option.provider and option.credential:
        # of everybody who finished the field and level there, one year after
        said = _read_outcomes(region.graph, option.provider).get(option.credential, {})
        earnings = said.get("earnings_1yr")
        if earnings is None:
            is_suppressed = said.get("earnings_1yr_withheld")
            withheld["earnings_1yr"] = "suppressed" if is_suppressed else "not_published"
        else:
            sources["earnings_1yr"] = name_source(region, "scorecard_fields", region.area)
    return {
        "kind": option.kind,
        "credential": f"credential:{option.credential}" if option.credential else None,
        "title": credential["title"] if credential else say_option(option),
        "provider": f"provider:{option.provider}" if option.provider else None,
        "provider_name": None if provider is None else provider["title"],
        "city": None if provider is None else _known(provider["city"]),
        "state": state,
        "control": None if provider is None else _known(provider["control"]),
        "other_state": is_elsewhere,
        "note": _(OTHER_STATE) if is_elsewhere else None,
        "months_low": option.months_low,
        "months_high": option.months_high,
        "months_basis": say_months_basis(option),
        "paid_months": option.paid,
        "experience_months": option.experience,
        "completions": option.completions or None,
        "cost_low": option.cost_low,
        "cost": option.cost,
        "cost_basis": say_cost_basis(option) if option.cost is not None else None,
        "cost_year": option.cost_year,
        "earnings_1yr": earnings,
        "paid": option.months_high == 0,
        "chosen": chosen,
        "sources": sources,
        "withheld": withheld,
    }


@lru_cache(maxsize=1_024)
def _read_outcomes(graph: Graph, provider: str) -> dict[str, Row]:
    """Return what is published about the awards of one provider, by credential."""
    columns = ["provider", "credential", "earnings_1yr", "earnings_1yr_withheld"]
    table = graph.table("facts/terms").select(columns)
    rows = list_rows(select_arrow(table, "provider", [provider]))
    return {row["credential"]: row for row in rows}


def say_option(option: Option) -> str:
    """Return the name of an option without an award."""
    return {
        "course": _("Course that the rule asks"),
        "hired": _("Hired and trained on the job"),
        "apprenticeship": _("Registered apprenticeship"),
        "held": _("Schooling already held"),
    }.get(option.kind, _("Training"))


def say_months_basis(option: Option) -> str:
    """Return in words where an option's months come from."""
    if option.kind in OPTION_WORDS:
        return _(OPTION_WORDS[option.kind]).format(hours=160)
    basis = BASIS_WORDS[option.months_basis]  # type: ignore[index]
    words = _(basis).format(programs=option.programs)
    if (
        option.credential
        and option.credential.endswith(f"/{BACHELORS}")
        and option.months_high == 24
    ):
        return _("{words}, after an associate degree in the same field").format(words=words)
    if option.first:
        return _("{words}, with the degree that it asks first").format(words=words)
    return words


def say_cost_basis(option: Option) -> str:
    """Return in words what a published price holds; where nothing is studied there is none to pay."""
    if option.kind != "award":
        return _("no schooling is asked, so no price of one")
    if option.cost_code in PROGRAM_WORDS and not option.cost_basis:
        return say_price_basis(PROGRAM_WORDS[option.cost_code])  # type: ignore[index]
    return say_price_basis(option.cost_basis)


@lru_cache(maxsize=4_096)
def _count_openings(region: Region, soc: str) -> dict[str, Any]:
    facts = describe_occupation(region, soc)
    return {
        "openings": facts["openings"],
        "withheld": facts["withheld"].get("openings", "not_published"),
        "source": facts["sources"]["openings"],
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _known(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None
