"""The case note: the same plan as plain text to paste into a system of record, 4,000 characters at most.

Whole lines are left out in a fixed order where it would be longer, and the note says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from pathways.plan.evidence import Facts, say_source
from pathways.plan.outline import Action, Outline, outline_plan
from pathways.plan.schools import Comparison
from pathways.plan.titles import clean_text, cut_text
from pathways.words import _, join_words, speaking

NOTE_LIMIT: Final = 4_000
ACTION_LINES: Final = 3
MANY: Final = 3
"""Sources of one area from which its name is said once."""
LINE_WIDTH: Final = 330
"""Letters of a line built from names; names alone are cut before, so this is rarely met."""
HARD_WIDTH: Final = 150
"""Letters of a line in a note that is still too long after everything else was left out."""
BLANK: Final = "_" * 12

SHORTENED: Final = (
    ("questions", 2),
    ("bases", 2),
    ("checks", 3),
    ("outlook", 0),
    ("bases", 0),
    ("questions", 0),
    ("sources", 10),
    ("needs", 4),
    ("sources", 8),
    ("schools", 2),
    ("needs", 3),
    ("sources", 6),
    ("places", 2),
    ("schools", 1),
    ("sources", 3),
    ("designated", 0),
    ("openings", 1),
    ("places", 0),
    ("later_schools", 0),
    ("needs", 1),
    ("checks", 1),
    ("stops", 2),
    ("stops", 0),
    ("sources", 1),
    ("needs", 0),
)
"""Part of the note -> the most of it that stays, in the order in which parts are shortened: first what
the person asks and how we know, last where the jobs are, later schools and what stands after a stop."""


@dataclass(frozen=True, slots=True)
class Most:
    """The most lines of each part that stay; ``width`` is the most letters of one line."""

    places: int = 99
    designated: int = 99
    bases: int = 99
    outlook: int = 99
    questions: int = 99
    later_schools: int = 99
    checks: int = 99
    stops: int = 99
    sources: int = 99
    needs: int = 99
    schools: int = 99
    openings: int = 99
    width: int = LINE_WIDTH


def write_note(
    answer: Mapping[str, Any],
    pathway_number: int,
    *,
    today: date,
    language: str = "en",
    facts: Facts | None = None,
    actions: Sequence[Action] = (),
) -> str:
    """Return the case note of one pathway, at most NOTE_LIMIT characters by ``count_characters``.

    ``pathway_number`` is the place in ``answer["pathways"]``, from 0; ``facts`` as in
    ``outline_plan``. Raises UnknownCodeError for a place that is not there.
    """
    with speaking(language):
        outline = outline_plan(answer, pathway_number, today=today, facts=facts)
        return fit_note(outline, actions)[0]


def fit_note(outline: Outline, actions: Sequence[Action]) -> tuple[str, tuple[str, ...]]:
    """Return the note of an outline, and the parts of which it had to leave something out."""
    most = Most()
    note = _compose(outline, actions, most, {})
    left: dict[str, int] = {}
    for part, count in SHORTENED:
        if count_characters(note) <= NOTE_LIMIT:
            return note, tuple(left)
        if _count_lines(outline, part) <= count:
            continue
        most = replace(most, **{part: count})
        left[part] = count
        note = _compose(outline, actions, most, left)
    if count_characters(note) > NOTE_LIMIT:
        note = _compose(outline, actions[:ACTION_LINES], replace(most, width=HARD_WIDTH), left)
    return note, tuple(left)


def count_characters(note: str) -> int:
    """Return the length as a form counts it: a line end as two, a rare letter as two."""
    return len(note.replace("\n", "\r\n").encode("utf-16-le")) // 2


def _count_lines(outline: Outline, part: str) -> int:
    """Return how many lines a part has at most where nothing is left out."""
    counts = {
        "later_schools": len(outline.compared[1:]),
        "schools": max((len(part.schools) for part in outline.compared[:1]), default=0),
        "bases": max((len(part.bases) for part in outline.compared), default=0),
        "stops": len(outline.moves),
        "needs": max(len(move.needs) for move in outline.moves),
        "places": len(outline.places),
        "designated": len(outline.designated),
        "outlook": len(outline.outlook),
        "openings": len(outline.openings),
        "checks": len(outline.checks),
        "questions": len(outline.questions),
        "sources": len(outline.sources),
    }
    return counts[part]


def _compose(
    outline: Outline, actions: Sequence[Action], most: Most, left: Mapping[str, int]
) -> str:
    parts: list[tuple[str, list[str]]] = [
        (_("Goal"), list(_write_goal(outline))),
        (_("Steps"), list(_write_steps(outline, most))),
        (_("Demand"), _write_demand(outline, most)),
        *_write_schools(outline, most),
        (_("Check first"), _mark(outline.checks[: most.checks])),
        (
            _("Ask each school") if outline.has_school else _("Ask each employer"),
            _mark(outline.questions[: most.questions]),
        ),
        (_("If the person stops early"), [move.stopped for move in outline.moves][: most.stops]),
        (_("Barriers (to fill in)"), [BLANK]),
        (_("Next actions"), list(_write_actions(actions))),
        (
            _("Signatures"),
            [
                _("Participant: {blank} Date: {short}").format(blank=BLANK, short=BLANK[:8]),
                _("Staff: {blank} Date: {short}").format(blank=BLANK, short=BLANK[:8]),
            ],
        ),
        (_("Sources"), list(_write_sources(outline, most, left))),
    ]
    title = _("PLAN: {start} to {goal}").format(start=outline.start, goal=outline.goal)
    about = [outline.area, _("made {day}").format(day=outline.made)]
    if outline.home:
        about.insert(1, _("home: {home}").format(home=outline.home))
    blocks = ["\n".join(_fit_lines([title, "; ".join(about)], most))]
    for heading, lines in parts:
        if lines:
            blocks.append("\n".join([heading.upper(), *_fit_lines(lines, most)]))
    return "\n\n".join(blocks)


def _fit_lines(lines: Sequence[str], most: Most) -> list[str]:
    return [cut_text(clean_text(line), most.width) for line in lines]


def _mark(lines: Sequence[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _write_goal(outline: Outline) -> Iterator[str]:
    last = outline.jobs[-1]
    yield _("{title} ({code}), {pay} a year for a newer worker; now {now}.").format(
        title=last.title, code=last.soc, pay=last.pay, now=outline.jobs[0].pay
    )
    yield " ".join(_("{value}: {name}.").format(**total._asdict()) for total in outline.totals)
    if outline.has_line:
        yield outline.wage_line
    if outline.break_even:
        yield outline.break_even


def _write_steps(outline: Outline, most: Most) -> Iterator[str]:
    for job, move in zip(outline.jobs[1:], outline.moves, strict=True):
        yield _("{when}: {title} ({code}), {months}. Pay {pay}; {more}.").format(
            when=job.when,
            title=job.title,
            code=job.soc,
            months=move.months,
            pay=job.pay,
            more="; ".join(job.lines),
        )
        yield from (f"- {need}" for need in move.needs[: most.needs])


def _write_demand(outline: Outline, most: Most) -> list[str]:
    return [
        *outline.openings[: most.openings],
        *outline.outlook[: most.outlook],
        # the last lines are of the job that the plan leads to
        *outline.places[max(0, len(outline.places) - most.places) :],
        *outline.designated[: most.designated],
    ]


def _write_schools(outline: Outline, most: Most) -> Iterator[tuple[str, list[str]]]:
    for place, comparison in enumerate(outline.compared):
        if place and place > most.later_schools:
            return
        heading = _("Schools compared, step {number}").format(number=comparison.step)
        yield heading, list(_write_comparison(comparison, most))


def _write_comparison(comparison: Comparison, most: Most) -> Iterator[str]:
    yield f"{comparison.credential}."
    for school in comparison.schools[: most.schools]:
        name = ", ".join(filter(None, (school.name, school.place, school.kind, school.teaches)))
        yield _("- {school}: {months}; price {price}; {finished} finished last year").format(
            school=name, **school._asdict()
        ) + (f"; {school.earned}" if school.earned else "")
    if not comparison.has_earnings:
        yield _("Earnings after the program: not reported for these schools.")
    if comparison.more:
        yield _("{count} more here teach this field.").format(count=comparison.more)
    yield from comparison.bases[: most.bases]


def _write_actions(actions: Sequence[Action]) -> Iterator[str]:
    written = [action for action in actions if any(action)]
    blank = [Action()] * max(0, ACTION_LINES - len(written))
    for place, action in enumerate([*written, *blank], start=1):
        yield _("{number}. {what} Who: {who} By: {when}").format(
            number=place,
            what=cut_text(clean_text(action.what), 120) or BLANK,
            who=cut_text(clean_text(action.who), 40) or BLANK[:8],
            when=cut_text(clean_text(action.when), 30) or BLANK[:8],
        )


def _name_part(part: str, kept: int) -> str:
    names = {
        "places": _("where the earlier jobs are") if kept else _("where the jobs are"),
        "designated": _("what was designated"),
        "bases": _("how months and prices are known"),
        "outlook": _("outlook"),
        "questions": _("some questions"),
        "later_schools": _("schools of later steps"),
        "checks": _("some checks"),
        "stops": _("some ways to stop early"),
        "sources": _("some sources"),
        "needs": _("some of what each step needs"),
        "schools": _("some schools"),
        "openings": _("some openings"),
    }
    return names[part]


def _write_sources(outline: Outline, most: Most, left: Mapping[str, int]) -> Iterator[str]:
    hidden = {
        "growth_pct": most.outlook,
        "industries": most.places,
        "sponsors": most.places,
        "earnings_1yr": most.schools,
    }
    without = [field for field, shown in hidden.items() if not shown]
    said = [say_source(source, without=without) for source in outline.sources]
    kept = [sentence for sentence in said if sentence][: most.sources]
    # the area's name stands once, not after every source
    here = f", {outline.area}."
    if sum(sentence.endswith(here) for sentence in kept) >= MANY:
        kept = [sentence.replace(here, ".") for sentence in kept]
        kept.append(_("Sources that name no place are of {area}.").format(area=outline.area))
    yield from kept
    yield _(
        "Months are full time, once admitted; waiting lists and classes needed first are extra."
    )
    yield _("This plan shows choices. It decides nothing about aid or admission.")
    if left:
        names = [_name_part(part, kept) for part, kept in left.items()]
        yield _("Left out to fit {limit} characters: {parts}.").format(
            limit=f"{NOTE_LIMIT:,}", parts=join_words(names)
        )
