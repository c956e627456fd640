"""What each step of a plan asks, what to clear first, and what stands if the person stops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pathways.plan.titles import NAME_WIDTH, name_title
from pathways.words import (
    LEVEL,
    _,
    describe_day,
    explain_withheld,
    format_money,
    format_months,
    join_words,
    start_upper,
)

STUDIED: Final = ("award", "usual", "course", "equivalency")
"""Kinds of option that are school; an option of no kind is an award of a provider."""
SPOKEN_FOR: Final = ("education", "check", "experience", "on_the_job", "apprenticeship")
"""Kinds of gate that have a line of their own."""


class Move(NamedTuple):
    """One move: how long it takes, what it needs, and what stands if the person stops.

    ``stop`` is a label and a sentence in the person's own voice, ``stopped`` the same for a note.
    """

    months: str
    needs: tuple[str, ...]
    stop: tuple[str, str]
    stopped: str


def list_moves_of(pathway: Mapping[str, Any]) -> Iterator[Move]:
    """Yield every move of a pathway in words."""
    steps = pathway["steps"]
    # the first off-ramp of a step stands for it
    off_ramps = {ramp["step"]: ramp for ramp in reversed(pathway.get("off_ramps") or ())}
    before: Mapping[str, Any] | None = None
    for number, step in enumerate(steps, start=1):
        # an off-ramp is the job of that step: where the answer names none, the step itself says it
        # a step that stays in the start job, for a diploma, changes nothing there
        stays = step["soc"] == pathway["start"]
        ramp = None if number == len(steps) or stays else off_ramps.get(number, step)
        yield Move(
            format_months(step["elapsed_months"]),
            tuple(_list_needs(step)),
            _say_stop(number, ramp, before),
            _say_stopped(number, pathway["start_title"], before),
        )
        before = ramp


def say_pay(job: Mapping[str, Any], name: str) -> str:
    """Return a job's yearly pay, or in words why there is none."""
    value = job.get(name)
    if value is None:
        return _(explain_withheld((job.get("withheld") or {}).get(name)))
    return format_money(int(value))


def _say_stop(
    number: int, ramp: Mapping[str, Any] | None, before: Mapping[str, Any] | None
) -> tuple[str, str]:
    if ramp is not None:
        return _("If I stop here:"), _say_ramp(ramp)
    if before is None:
        return _("If I stop midway:"), _("I still have the job that I have now.")
    said = _("I still have the job of step {number}.").format(number=number - 1)
    return _("If I stop midway:"), said


def _say_ramp(ramp: Mapping[str, Any]) -> str:
    return _("{title}, newer worker {pay} a year.").format(
        title=name_title(ramp["title"]), pay=say_pay(ramp, "p25")
    )


def _say_stopped(number: int, start: str, before: Mapping[str, Any] | None) -> str:
    said = name_title(start) + "." if before is None else _say_ramp(before)
    return _("Before step {number} is done: {job}").format(number=number, job=said)


# ---- what a step asks


def _list_needs(step: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a step asks, one line each: the way in, rules, experience, learning on the job."""
    gates, chosen = step.get("gates") or (), find_chosen(step)
    paid = step.get("paid_months") or 0
    if chosen is None:
        yield from _say_level(gates)
    else:
        yield _say_way(chosen, paid)
        other = _find_other_way(step, chosen)
        if other is not None:
            yield _("Another way in: {way}").format(way=_say_way(other, 0))
    apprenticeships = [gate for gate in gates if gate["kind"] == "apprenticeship"]
    if apprenticeships and (chosen or {}).get("kind") != "apprenticeship":
        yield _say_rule(apprenticeships[0])
    yield from dict.fromkeys(_say_rule(gate) for gate in gates if is_rule(gate))
    if step.get("experience_months"):
        yield _("At least {months} of experience first").format(
            months=format_months(step["experience_months"])
        )
    if paid and (chosen is None or is_school(chosen)):
        yield _("Up to {months} of learning on the job, paid").format(months=format_months(paid))
    if not step.get("licenses_checked", False):
        yield _("License not checked for this state. Ask the state board.")


def find_chosen(step: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the option that the search counted, None where a step names none."""
    options: Sequence[Mapping[str, Any]] = step.get("options") or ()
    return next((option for option in options if option.get("chosen")), None)


def is_school(option: Mapping[str, Any] | None) -> bool:
    """Say whether an option is to study somewhere, not to be hired or to hold it already."""
    return option is not None and (option.get("kind") or "award") in STUDIED


def _find_other_way(step: Mapping[str, Any], chosen: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the first option of another manner than the chosen one: hired beside school, say."""
    options: Sequence[Mapping[str, Any]] = step["options"]
    for option in options:
        both_school = is_school(option) and is_school(chosen)
        if option.get("kind") != chosen.get("kind") and not both_school:
            return option
    return None


def _say_way(option: Mapping[str, Any], paid: int) -> str:
    """Return an option in words; ``paid`` are the months of learning on the job that go with it."""
    kind, title = option.get("kind") or "award", option.get("title")
    if kind == "held":
        return _("No new school needed")
    if kind == "hired":
        if paid:
            months = format_months(paid)
            return _("Hired and trained on the job, paid, up to {months}").format(months=months)
        return _("No new school needed; training by the employer")
    named = name_title(title, width=NAME_WIDTH) if title else ""
    if kind == "apprenticeship":
        way = named or _("Registered apprenticeship")
        if paid:
            months = format_months(paid)
            return _("{apprenticeship}, paid, up to {months}").format(
                apprenticeship=way, months=months
            )
        return _("{apprenticeship}, paid while learning").format(apprenticeship=way)
    return _("{credential}, {months}").format(
        credential=named or _("A course; ask who teaches it"), months=say_months(option)
    )


def say_months(option: Mapping[str, Any]) -> str:
    """Return the months of an option from low to high."""
    low, high = option.get("months_low"), option.get("months_high")
    if high is None:
        return _("months not published")
    return format_months(high if low is None else low, high)


def _say_level(gates: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for gate in gates:
        if gate["kind"] == "education" and gate.get("level") in LEVEL:
            if gate.get("held"):
                yield _("No new school needed")
            else:
                level = _(LEVEL[gate["level"]])
                yield _("School: {level}. Ask who teaches it.").format(level=level)
            return


def asks_worker(gate: Mapping[str, Any]) -> bool:
    """Say whether a gate is required of this worker, not only listed or asked of somebody else."""
    return gate.get("status", "required") == "required" and bool(gate.get("gates_worker", True))


def is_rule(gate: Mapping[str, Any]) -> bool:
    """Say whether a gate is a rule with a line of its own: neither a mere level nor a check."""
    if not asks_worker(gate):
        return False
    # a reviewed rule about schooling names the training; the publishers' gate only its level
    is_training = gate["kind"] == "education" and bool(gate.get("checked"))
    return is_training or gate["kind"] not in SPOKEN_FOR


def _say_rule(gate: Mapping[str, Any]) -> str:
    title = start_upper(name_title(gate["title"], width=NAME_WIDTH))
    if gate.get("held"):
        return _("Already held: {title}").format(title=title)
    notes = []
    if gate.get("route"):
        notes.append(_("one of several ways"))
    if gate.get("checked"):
        notes.append(_("rule read {day}").format(day=describe_day(gate["checked"])))
    return f"{title} ({', '.join(notes)})" if notes else title


# ---- what to clear and what to ask


def select_checks(step: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the checks that a step makes of the person and that are still to pass."""
    return [
        gate
        for gate in step.get("gates") or ()
        if gate["kind"] == "check" and asks_worker(gate) and not gate.get("held")
    ]


def list_checks(steps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what to clear before paying for school, each with the steps that ask it."""
    asked: dict[str, list[int]] = {}
    for number, step in enumerate(steps, start=1):
        for gate in select_checks(step):
            asked.setdefault(name_title(gate["title"], width=NAME_WIDTH), []).append(number)
        # a check of age names it itself
        rules = [gate for gate in step["gates"] if gate["kind"] != "check" and asks_worker(gate)]
        ages = [gate["min_age"] for gate in rules if gate.get("min_age")]
        if ages:
            asked.setdefault(_("Age {age} or older").format(age=max(ages)), []).append(number)
    found = [
        _("{check} (step {steps})").format(
            check=start_upper(check), steps=join_words([str(n) for n in dict.fromkeys(numbers)])
        )
        for check, numbers in asked.items()
    ]
    if not asks_license(steps) and not asked:
        found.append(_("Which checks does an employer make before work starts?"))
    found.append(_("Could anything on my record stop me? Ask before paying for school."))
    return tuple(found)


def asks_license(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a license stands before any of the jobs."""
    return any(
        gate["kind"] == "license" and asks_worker(gate) for step in steps for gate in step["gates"]
    )


def list_questions(steps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what to ask schools, or employers where no step is school."""
    if not any(is_school(find_chosen(step)) for step in steps):
        return (
            _("Who trains new workers, how long, and is it paid?"),
            _("Which days and hours would I work?"),
            _("What do you look for in a person who wants to move up?"),
        )
    asked = [
        _("What aid can I ask about? When is it due?"),
        _("Is there a waiting list? How long?"),
        _("Evening or weekend classes? Which campus?"),
    ]
    if asks_license(steps):
        asked.append(_("Does this program count for the state license?"))
    return tuple(asked)
