"""What a plan says: one pathway of an answer of ``trace`` in words, for the sheet and the note alike.

Every text is in the language in force. What is unknown is a word, never 0 and never empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from pathways.errors import UnknownCodeError
from pathways.plan.designated import say_designated
from pathways.plan.evidence import (
    Facts,
    Source,
    list_entered,
    list_sources,
    say_openings,
    say_outlook,
    say_places,
)
from pathways.plan.needs import (
    Move,
    find_chosen,
    is_school,
    list_checks,
    list_moves_of,
    list_questions,
    say_pay,
)
from pathways.plan.schools import Comparison, compare_schools
from pathways.plan.titles import name_title
from pathways.words import (
    _,
    describe_day,
    explain_withheld,
    format_gain,
    format_hourly,
    format_money,
    format_months,
    format_price,
    shorten_area,
    start_upper,
)

YEAR: Final = 12


class Action(NamedTuple):
    """One next action that the person wrote; an empty text is a blank to fill by hand."""

    what: str = ""
    who: str = ""
    when: str = ""


class Figure(NamedTuple):
    """One total and what it counts."""

    value: str
    name: str


class Job(NamedTuple):
    """One job of the pathway. ``is_past``: its pay meets the person's wage line."""

    soc: str
    title: str
    when: str
    pay: str
    lines: tuple[str, ...]
    is_past: bool


class Outline(NamedTuple):
    """A plan in words. ``jobs`` holds the start job and then one job for each of ``moves``.

    ``pay`` says whose pay stands first; ``home``, ``break_even`` and tuples are empty where the
    answer says nothing.
    """

    goal: str
    start: str
    area: str
    home: str
    made: str
    pay: str
    jobs: tuple[Job, ...]
    moves: tuple[Move, ...]
    totals: tuple[Figure, ...]
    wage_line: str
    has_line: bool
    break_even: str
    has_school: bool
    compared: tuple[Comparison, ...]
    checks: tuple[str, ...]
    questions: tuple[str, ...]
    openings: tuple[str, ...]
    outlook: tuple[str, ...]
    designated: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[Source, ...]


def outline_plan(
    answer: Mapping[str, Any], number: int, *, today: date, facts: Facts | None = None
) -> Outline:
    """Put one pathway of an answer of ``trace`` into words.

    ``number`` is its place in ``answer["pathways"]``, from 0; ``facts`` adds hourly pay, openings,
    outlook and industries where the answer has none; ``answer["designated"]`` is what
    ``designated.find_designated`` found for its last job. Raises UnknownCodeError for a place that is
    not there.
    """
    pathways = answer["pathways"]
    if not 0 <= number < len(pathways):
        known = [str(place) for place in range(len(pathways))]
        raise UnknownCodeError("pathway", str(number), known)
    pathway, known_facts = pathways[number], facts or {}
    person, searched = _read_person(answer), answer.get("searched") or {}
    steps: Sequence[Mapping[str, Any]] = pathway["steps"]
    return Outline(
        goal=name_title(steps[-1]["title"]),
        start=name_title(pathway["start_title"]),
        area=name_title(searched.get("area_name") or _("this area")),
        home=_say_home(person),
        made=describe_day(today.isoformat()),
        pay=_("Pay is with experience.")
        if person.get("pay") == "median"
        else _("Pay is for a newer worker."),
        jobs=tuple(_list_jobs(answer, pathway, today, known_facts)),
        moves=tuple(list_moves_of(pathway)),
        totals=_total(pathway, person),
        wage_line=_say_wage_line(pathway, person),
        has_line=person.get("min_wage") is not None,
        break_even=_say_break_even(pathway),
        has_school=any(is_school(find_chosen(step)) for step in steps),
        compared=tuple(compare_schools(steps, person)),
        checks=list_checks(steps),
        questions=list_questions(steps),
        openings=tuple(say_openings(pathway, searched, known_facts)),
        outlook=tuple(say_outlook(list_entered(pathway), known_facts)),
        designated=tuple(say_designated(answer.get("designated"))),
        places=tuple(say_places(list_entered(pathway), known_facts)),
        sources=tuple(list_sources(answer, pathway, known_facts)),
    )


def add_months(today: date, months: int) -> str:
    """Return the month that lies so many months ahead: ``Jan 2028``."""
    ahead = today.year * YEAR + today.month - 1 + months
    return describe_day(f"{ahead // YEAR:04d}-{ahead % YEAR + 1:02d}")


def _read_person(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the person of an answer with the wage line, which stands among the limits searched."""
    person, searched = answer.get("person") or {}, answer.get("searched") or {}
    return {"min_wage": searched.get("min_wage"), **person}


def _say_home(person: Mapping[str, Any]) -> str:
    """Return the home by name, of a county without one the state."""
    home = person.get("home_name") or person.get("home") or ""
    if str(home).isdigit():
        home = person.get("home_state") or ""
    return name_title(home)


# ---- jobs


def _list_jobs(
    answer: Mapping[str, Any], pathway: Mapping[str, Any], today: date, facts: Facts
) -> Iterator[Job]:
    person, area = _read_person(answer), (answer.get("searched") or {}).get("area")
    yield _describe_job(_describe_start(pathway, person), _("Now"), person, area, facts)
    elapsed = 0
    for number, step in enumerate(pathway["steps"], start=1):
        elapsed += step["elapsed_months"]
        month = add_months(today, elapsed)
        when = _("Step {number}, by {month}").format(number=number, month=month)
        yield _describe_job(step, when, person, area, facts)


def _describe_start(pathway: Mapping[str, Any], person: Mapping[str, Any]) -> dict[str, Any]:
    """Return the start job as a step is; ``wage_start`` is the pay that the person asked about."""
    pay = "median" if person.get("pay") == "median" else "p25"
    return {
        "soc": pathway["start"],
        "title": pathway["start_title"],
        "p25": pathway.get("p25_start"),
        "median": pathway.get("median_start"),
        pay: pathway.get("wage_start"),
        "compare_area": pathway.get("compare_area"),
        "compare_area_name": pathway.get("compare_area_name"),
        "withheld": {pay: (pathway.get("withheld") or {}).get("wage_gain")},
    }


def _describe_job(
    job: Mapping[str, Any],
    when: str,
    person: Mapping[str, Any],
    area: str | None,
    facts: Facts,
) -> Job:
    known = facts.get(job["soc"], {})
    pay, other = ("median", "p25") if person.get("pay") == "median" else ("p25", "median")
    lines = []
    hourly = known.get(f"hourly_{pay}")
    # hourly pay of another area than the yearly figure would not match it
    if hourly is not None and known.get(pay) == job.get(pay):
        lines.append(format_hourly(hourly))
    said = say_pay(job, other)
    lines.append(
        _("With experience: {pay}").format(pay=said)
        if other == "median"
        else _("Newer worker: {pay}").format(pay=said)
    )
    if job.get("compare_area") and job["compare_area"] != area:
        name = shorten_area(name_title(job.get("compare_area_name") or job["compare_area"]))
        lines.append(_("Pay of: {area}").format(area=name))
    line, amount = person.get("min_wage"), job.get(pay)
    is_past = line is not None and amount is not None and amount >= line
    return Job(job["soc"], name_title(job["title"]), when, say_pay(job, pay), tuple(lines), is_past)


# ---- totals


def _total(pathway: Mapping[str, Any], person: Mapping[str, Any]) -> tuple[Figure, ...]:
    gain, withheld = pathway.get("wage_gain"), pathway.get("withheld") or {}
    return (
        Figure(format_months(pathway["elapsed_months"]), _("from today to the last job")),
        _total_line(pathway, person),
        _total_price(pathway),
        Figure(
            start_upper(_(explain_withheld(withheld.get("wage_gain"))))
            if gain is None
            else _("{gain} a year").format(gain=format_gain(gain)),
            _("pay with experience, first job to last")
            if person.get("pay") == "median"
            else _("newer-worker pay, first job to last"),
        ),
    )


def _total_line(pathway: Mapping[str, Any], person: Mapping[str, Any]) -> Figure:
    """Return when pay passes the wage line; where none was set, the months of school."""
    if person.get("min_wage") is None:
        return Figure(format_months(pathway["months"]), _("of school, full time"))
    line = format_money(person["min_wage"])
    step = _find_crossing(pathway, person)
    if step is None:
        name = _("my wage line ({line}), on published pay").format(line=line)
        return Figure(_("Not reached"), name)
    months = sum(part["elapsed_months"] for part in pathway["steps"][:step])
    name = _("until pay meets my wage line ({line})").format(line=line)
    return Figure(format_months(months), name)


def _find_crossing(pathway: Mapping[str, Any], person: Mapping[str, Any]) -> int | None:
    """Return the number of the step at which pay meets the wage line, 0 for now, None for never."""
    pay = "median" if person.get("pay") == "median" else "p25"
    if "crosses_at" in pathway:
        step = (pathway["crosses_at"] or {}).get(pay)
        return None if step is None else int(step)
    amounts = [pathway.get("wage_start"), *(step.get(pay) for step in pathway["steps"])]
    for place, amount in enumerate(amounts):
        if amount is not None and amount >= person["min_wage"]:
            return place
    return None


def _say_wage_line(pathway: Mapping[str, Any], person: Mapping[str, Any]) -> str:
    if person.get("min_wage") is None:
        return _("No wage line was set.")
    line, step = format_money(person["min_wage"]), _find_crossing(pathway, person)
    if step is None:
        return _("Published pay does not reach the wage line of {line}.").format(line=line)
    if step == 0:
        return _("Pay now already meets the wage line of {line}.").format(line=line)
    return _("Pay meets the wage line of {line} at step {step}.").format(line=line, step=step)


def _total_price(pathway: Mapping[str, Any]) -> Figure:
    cost, unknown = pathway.get("cost"), pathway.get("unknown_costs") or 0
    low = pathway.get("cost_low")
    if cost is None and pathway.get("known_cost"):
        cost = pathway["known_cost"]
        low = pathway.get("known_cost_low")
    name = _("published price, before any aid")
    if cost is None:
        reason = (pathway.get("withheld") or {}).get("cost")
        return Figure(start_upper(_(explain_withheld(reason))), name)
    if unknown:
        # one price that is missing makes the sum a floor
        return Figure(
            _("{price} or more").format(price=format_money(cost if low is None else low)),
            _("before any aid; prices not published: {count}").format(count=unknown),
        )
    if cost == 0:
        name = _("no school to pay for in this plan")
    return Figure(format_price(low, cost), name)


def _say_break_even(pathway: Mapping[str, Any]) -> str:
    months = pathway.get("break_even_months")
    has_no_gain = (pathway.get("withheld") or {}).get("break_even_months") == "no_gain"
    if has_no_gain and pathway.get("cost"):
        return _("Published pay does not rise, so no gain meets the published price.")
    # 0: there is no price to meet
    if not months:
        return ""
    return _(
        "Gained pay has met the published price {months} after training; wages lost while in "
        "training are not counted."
    ).format(months=format_months(months))
