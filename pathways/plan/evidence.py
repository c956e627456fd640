"""Why a plan can be believed: openings, outlook and places of the jobs, and every figure's source."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from pathways.plan.needs import find_chosen, is_rule, is_school, select_checks
from pathways.plan.schools import pick_options
from pathways.plan.titles import NAME_WIDTH, clean_text, name_title
from pathways.words import (
    _,
    describe_day,
    describe_source,
    explain_withheld,
    format_count,
    format_percent,
    join_words,
    shorten_area,
    start_upper,
)

Facts = Mapping[str, Mapping[str, Any]]
"""Occupation code -> its ``facts.describe_occupation``; a code may be missing."""

NAMED: Final = 3
INDUSTRIES: Final = 2
FROM_FACTS: Final = ("openings", "growth_pct", "industries")
"""What is taken from the facts of a job where the answer itself has none."""
COUNTED: Final = ("providers", "sponsors", "industries", "paid_months", "experience_months")
"""Fields of a step that are not shown where they are 0 or empty."""
CURATED: Final = "curated"


class Source(NamedTuple):
    """One source in words; ``of`` is what it is of: field of the answer -> what that is called."""

    text: str
    of: Mapping[str, str]


def list_entered(pathway: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the steps that lead into another job; a diploma earned in the start job does not."""
    return [step for step in pathway["steps"] if step["soc"] != pathway["start"]]


def say_openings(
    pathway: Mapping[str, Any], searched: Mapping[str, Any], facts: Facts
) -> Iterator[str]:
    """Yield one sentence with the openings of every job on the way, and one with what they count."""
    steps = list_entered(pathway)
    counts = [step.get("openings") for step in steps]
    if counts[-1] is None:
        counts[-1] = pathway.get("openings")
    said, known = [], False
    for step, count in zip(steps, counts, strict=True):
        held = facts.get(step["soc"], {})
        count = held.get("openings") if count is None else count
        known = known or count is not None
        reason = (held.get("withheld") or {}).get("openings", "not_built")
        number = (
            _(explain_withheld(reason))
            if count is None
            else _("about {count}").format(count=format_count(count))
        )
        said.append(f"{name_title(step['title'])}, {number}")
    area = shorten_area(name_title(searched.get("area_name") or _("this area")))
    yield _("Openings a year in {area}: {jobs}.").format(area=area, jobs="; ".join(said))
    if known:
        yield _("This counts replacing people who leave, at the national rate.")


def say_outlook(steps: Sequence[Mapping[str, Any]], facts: Facts) -> Iterator[str]:
    """Yield one sentence with the national outlook of every job that has one."""
    said = []
    for step in steps:
        growth = step.get("growth_pct", facts.get(step["soc"], {}).get("growth_pct"))
        if growth is not None:
            said.append(f"{name_title(step['title'])}, {format_percent(growth, signed=True)}")
    if said:
        yield _("Change in jobs over ten years, nation: {jobs}.").format(jobs="; ".join(said))


def say_places(steps: Sequence[Mapping[str, Any]], facts: Facts) -> Iterator[str]:
    """Yield where the nation's jobs are and which apprenticeship sponsors are listed, job by job."""
    for step in steps:
        title = name_title(step["title"])
        industries = step.get("industries") or facts.get(step["soc"], {}).get("industries") or ()
        named = [
            f"{name_title(row['title'])} ({format_percent(100 * row['share'])})"
            for row in industries[:INDUSTRIES]
            if row.get("share") is not None
        ]
        if named:
            yield _("Where {title} work, share of the nation's jobs: {industries}.").format(
                title=title, industries=join_words(named)
            )
        sponsors = step.get("sponsors")
        names = _list_names(sponsors)
        if isinstance(sponsors, int) and sponsors > 0:
            yield _("Apprenticeship sponsors listed here for {title}: {count}.").format(
                title=title, count=format_count(sponsors)
            )
        if names:
            yield _("Apprenticeship sponsors listed here for {title}: {names}.").format(
                title=title, names="; ".join(names)
            )


def _list_names(things: object) -> list[str]:
    if not isinstance(things, Sequence) or isinstance(things, str):
        return []
    names = (
        (thing.get("title") or thing.get("name")) if isinstance(thing, Mapping) else thing
        for thing in things
    )
    return [name_title(name) for name in names if name][:NAMED]


# ---- sources


def _name_figures() -> dict[str, str]:
    """Return the field of ``sources`` -> what it is called, in the order in which they are said."""
    return {
        "p25": _("pay"),
        "median": _("pay"),
        "wage_start": _("pay"),
        "wage_end": _("pay"),
        "wage_gain": _("pay"),
        "openings": _("openings"),
        "growth_pct": _("outlook"),
        "industries": _("where the jobs are"),
        "sponsors": _("sponsors"),
        "options": _("schools"),
        "providers": _("schools"),
        "completions": _("how many finished"),
        "earnings_1yr": _("earnings after the program"),
        "cost": _("prices"),
        "months": _("months of school"),
        "paid_months": _("learning on the job"),
        "experience_months": _("experience"),
        "evidence": _("that people make the moves"),
    }


def _name_evidence() -> dict[str, str]:
    """Return the evidence of a move -> what it is called."""
    return {
        "observed": _("observed moves"),
        "expert list": _("an expert list"),
        "estimated": _("estimated"),
        "asked": _("asked for by the person, on no list"),
        "local confirmed": _("confirmed by the local team"),
        "local proposed": _("proposed by the local team"),
    }


def list_sources(
    answer: Mapping[str, Any], pathway: Mapping[str, Any], facts: Facts
) -> Iterator[Source]:
    """Yield each source in words with what it is of, the sites of rules, and the weakest evidence."""
    areas = _name_areas(answer, pathway)
    holders = list(_list_holders(pathway, facts))
    found: dict[str, dict[str, str]] = {}
    for field, name in _name_figures().items():
        for holder in holders:
            if holder.get(field):
                said = _say_release(str(holder[field]), areas)
                found.setdefault(said, {})[field] = name
    for said, of in found.items():
        yield Source(said, of)
    sites = list(dict.fromkeys(_read_sites(pathway["steps"])))
    if sites:
        yield Source("; ".join(sites), {"gates": _("rules")})
    if pathway.get("weakest_evidence"):
        weakest = str(pathway["weakest_evidence"])
        said = _name_evidence().get(weakest, name_title(weakest))
        yield Source(said, {"weakest_evidence": _("weakest evidence of a move")})


def say_source(source: Source, *, without: Container[str] = ()) -> str:
    """Return a source and what it is of in one sentence, empty where nothing of it is shown."""
    names = dict.fromkeys(name for field, name in source.of.items() if field not in without)
    if not names:
        return ""
    return f"{start_upper(join_words(list(names)))}: {source.text}."


def _name_areas(answer: Mapping[str, Any], pathway: Mapping[str, Any]) -> dict[str, str]:
    searched = answer.get("searched") or {}
    named = [(searched.get("area"), searched.get("area_name"))]
    for holder in (pathway, *pathway["steps"]):
        named.append((holder.get("compare_area"), holder.get("compare_area_name")))
    return {str(code): name_title(name) for code, name in named if code and name}


def _list_holders(pathway: Mapping[str, Any], facts: Facts) -> Iterator[Mapping[str, Any]]:
    """Yield the sources of every part that the plan shows a figure of."""
    yield pathway.get("sources") or {}
    for step in pathway["steps"]:
        hidden = {field for field in COUNTED if not step.get(field)}
        if not is_school(find_chosen(step)):
            hidden |= {"months", "cost", "options"}
        sources = step.get("sources") or {}
        yield {field: source for field, source in sources.items() if field not in hidden}
        yield from (option.get("sources") or {} for option in pick_options(step))
        held = facts.get(step["soc"], {})
        sources = held.get("sources") or {}
        yield {name: sources[name] for name in FROM_FACTS if held.get(name) and name in sources}


def _read_sites(steps: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the site and day of every rule that is shown."""
    for step in steps:
        for gate in [*filter(is_rule, step["gates"]), *select_checks(step)]:
            source, day = gate.get("source"), gate.get("checked")
            if not source or not day:
                continue
            name = name_site(str(source))
            yield _("{site} read {day}").format(site=name, day=describe_day(day))


def name_site(source: str) -> str:
    """Return the site of a web address, a document's name as it is."""
    try:
        site = urlsplit(source).hostname
    except ValueError:
        site = None
    return clean_text(site.removeprefix("www.")) if site else name_title(source)


def _say_release(source: str, areas: Mapping[str, str]) -> str:
    """Return a source in words; of a page that we read only the site, which fits a line."""
    dataset, _slash, rest = source.partition("/")
    if dataset == CURATED:
        return clean_text(describe_source(f"{CURATED}/{name_site(rest)}", areas))
    return name_title(describe_source(source, areas), width=NAME_WIDTH)
