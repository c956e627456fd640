"""The plan sheet: one letter page to print and sign, as a tagged PDF or as a picture.

The page is set by ``sheet.typ``; every word reaches it as JSON, so that no text of the data can be
read as markup. What does not fit is left out in a fixed order, and the sheet says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import segno
import typst

from pathways.plan.evidence import Facts, say_source
from pathways.plan.needs import Move
from pathways.plan.note import fit_note
from pathways.plan.outline import Action, Job, Outline, outline_plan
from pathways.plan.schools import Comparison
from pathways.plan.titles import TITLE_WIDTH, clean_text, cut_text
from pathways.words import _, get_language, join_words, speaking

Form = Literal["pdf", "png"]

TEMPLATE: Final = Path(__file__).parent / "sheet.typ"
FONTS: Final = Path(__file__).parent / "fonts"
STANDARD: Final = "ua-1"
PREVIEW_PPI: Final = 110
ROW_OF_JOBS: Final = 4
"""Job boxes that stand beside each other."""
HEAD_WIDTH: Final = 52
"""Letters of a job's title in the sheet's own title; the whole title is in its box."""
LINE_WIDTH: Final = 120
LONG_WORD: Final = re.compile(r"\S{31,}")
PART: Final = 6
KNOWN_LETTERS: Final = 0x17F
"""Last letter of Latin Extended-A; what is further on may be in no font that we carry."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What one try at the page holds: numbers are the most of each, ``body`` and ``gap`` points."""

    body: float = 9.5
    gap: float = 9
    rows: int = 6
    barriers: int = 3
    needs: int = 8
    checks: int = 5
    schools: int = 3
    title: int = TITLE_WIDTH
    bases: bool = True
    places: bool = True
    outlook: bool = True
    openings: bool = True
    stops: bool = True


CUTS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"rows": 5},
    {"rows": 4, "barriers": 2},
    {"body": 9, "gap": 6},
    {"rows": 3},
    {"places": False},
    {"bases": False},
    {"gap": 4, "barriers": 1},
    {"outlook": False},
    {"needs": 5, "checks": 4},
    {"needs": 4, "checks": 3},
    {"schools": 2},
    {"rows": 2},
    {"needs": 3, "checks": 2},
    {"openings": False},
    {"stops": False},
    {"needs": 2},
    {"title": 60},
    {"needs": 1, "checks": 1, "schools": 1},
    {"title": 40, "schools": 0},
    {"needs": 0},
)
"""What each try gives up on top of the one before: room for handwriting first, then detail, never
a step or its pay."""


def list_fits() -> Iterator[Fit]:
    """Yield the tries at the page in their order, the fullest first."""
    fit = Fit()
    for cut in CUTS:
        fit = replace(fit, **cut)
        yield fit


def make_sheet(
    answer: Mapping[str, Any],
    pathway_number: int,
    *,
    link: str | None,
    today: date,
    language: str = "en",
    facts: Facts | None = None,
    actions: Sequence[Action] = (),
    form: Form = "pdf",
) -> bytes:
    """Return the plan of one pathway as a PDF of one page, tagged for screen readers (PDF/UA-1).

    ``form`` png makes a picture of the page instead. ``pathway_number`` is the place in ``answer["pathways"]``, from 0. ``link`` opens the plan again
    and becomes the printed code; None or a link too long for a code leaves the code out. The same
    input gives the same bytes. Raises UnknownCodeError for a place that is not there.
    """
    with speaking(language):
        outline = outline_plan(answer, pathway_number, today=today, facts=facts)
        return _typeset(outline, link, actions, today=today, form=form)


draw_sheet = partial(make_sheet, form="png")
"""The page of ``make_sheet`` as a PNG picture, to be looked at before printing."""


def _typeset(
    outline: Outline,
    link: str | None,
    actions: Sequence[Action],
    *,
    today: date,
    form: Form,
) -> bytes:
    try:
        return _render(_find_fit(outline, link, actions), today, form)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    # a letter that none of our fonts has: the sheet shows the mark for an unknown letter instead
    return _render(_find_fit(outline, link, actions, plain=True), today, form)


def _find_fit(
    outline: Outline,
    link: str | None,
    actions: Sequence[Action],
    *,
    plain: bool = False,
) -> str:
    """Return the words of the first try that is one page; the last try is the least there is."""
    payload = ""
    for fit in list_fits():
        said = _clean(_describe_page(outline, link, actions, fit), plain=plain)
        payload = json.dumps(said, ensure_ascii=False)
        if _count_pages(payload) == 1:
            break
    return payload


def _count_pages(payload: str) -> int:
    found = typst.query(
        TEMPLATE,
        "<pages>",
        field="value",
        one=True,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"plan": payload},
    )
    return int(found)


def _render(payload: str, today: date, form: Form) -> bytes:
    made = datetime(today.year, today.month, today.day, tzinfo=UTC)
    page = typst.compile(
        TEMPLATE,
        format=form,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"plan": payload},
        ppi=PREVIEW_PPI if form == "png" else None,
        pdf_standards=[STANDARD] if form == "pdf" else [],
        timestamp=int(made.timestamp()),
    )
    # a picture of several pages is a list
    return page[0] if isinstance(page, list) else page


def _clean(value: Any, *, plain: bool) -> Any:
    """Return a payload with every text on one line and, if asked, only letters that we can print."""
    if isinstance(value, dict):
        return {
            key: part if key in ("code", "link") else _clean(part, plain=plain)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_clean(part, plain=plain) for part in value]
    if not isinstance(value, str):
        return value
    text = clean_text(value)
    text = "".join(map(_replace_unknown, text)) if plain else text
    return LONG_WORD.sub(_open_word, text)


def _open_word(word: re.Match[str]) -> str:
    """Return a word that is wider than any box with places at which a line may end."""
    letters = word.group()
    parts = [letters[place : place + PART] for place in range(0, len(letters), PART)]
    return "\N{ZERO WIDTH SPACE}".join(parts)


def _replace_unknown(letter: str) -> str:
    known = ord(letter) <= KNOWN_LETTERS or letter in "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}’‘“”…"
    return letter if known else "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=64)
def draw_code(link: str) -> str | None:
    """Return the QR code of a link as an SVG picture, None where the link is too long for one."""
    try:
        code = segno.make(link, error="l", micro=False, boost_error=True)
    except segno.DataOverflowError:
        return None
    picture = BytesIO()
    code.save(picture, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return picture.getvalue().decode()


# ---- the page in words


def _describe_page(
    outline: Outline, link: str | None, actions: Sequence[Action], fit: Fit
) -> dict[str, Any]:
    shown = outline.compared[:1] if fit.schools else ()
    boxes = [
        _describe_box(job, move, fit, last=job is outline.jobs[-1])
        for job, move in zip(outline.jobs, (None, *outline.moves), strict=True)
    ]
    width = len(boxes) if len(boxes) <= ROW_OF_JOBS else (len(boxes) + 1) // 2
    moves = [_describe_needs(number, move, fit) for number, move in enumerate(outline.moves, 1)]
    code = draw_code(link) if link else None
    start, goal = (cut_text(title, HEAD_WIDTH) for title in (outline.start, outline.goal))
    title = _("My plan: {start} to {goal}").format(start=start, goal=goal)
    about = [outline.area, _("made {day}").format(day=outline.made)]
    if outline.home:
        about.insert(1, _("home: {home}").format(home=outline.home))
    demand = _say_demand(outline, fit)
    return {
        "fit": asdict(fit),
        "language": get_language(),
        "title": title,
        "description": _("Steps, schools, checks and next actions, on one page."),
        "subtitle": " · ".join(about),
        "blanks": [_("Name"), _("Planned with"), _("Phone")],
        "code": code,
        "link": link,
        "code_alt": _("Code that opens this plan again on a phone"),
        "code_words": _("Open this plan again"),
        "totals": [total._asdict() for total in outline.totals],
        "rows": [boxes[place : place + width] for place in range(0, len(boxes), width)],
        "width": width,
        "moves": moves if fit.needs else [],
        "need_columns": len(moves) if len(moves) < ROW_OF_JOBS else (len(moves) + 1) // 2,
        "schools": _describe_schools(shown[0], outline, fit) if shown else None,
        "checks": outline.checks[: fit.checks],
        "questions": outline.questions[: fit.checks],
        "demand": demand,
        "action_columns": ["", _("What"), _("Who"), _("By when")],
        "actions": _list_actions(actions, fit.rows),
        "signatures": [_("My signature"), _("Date"), _("Staff signature"), _("Date")],
        "left_out": _say_left_out(outline, fit, actions),
        "sources": _say_sources(outline, fit),
        "words": {
            "steps": _("My steps"),
            "pay": _say_notes(outline),
            "checks": _("Check first"),
            "questions": _("Ask each school") if outline.has_school else _("Ask each employer"),
            "demand": _("Is there demand here?"),
            "barriers": _("What could get in my way"),
            "actions": _("My next actions"),
            "sources": _("Sources."),
        },
    }


def _describe_box(job: Job, move: Any, fit: Fit, *, last: bool) -> dict[str, Any]:
    return {
        "when": job.when,
        "title": cut_text(job.title, fit.title),
        "pay": job.pay,
        "lines": list(job.lines),
        "past": job.is_past,
        "last": last,
        "months": None if move is None else move.months,
    }


def _describe_needs(number: int, move: Move, fit: Fit) -> dict[str, Any]:
    needs = [cut_text(need, LINE_WIDTH) for need in move.needs]
    more = len(needs) - fit.needs
    return {
        "title": _("Step {number}: what I need").format(number=number),
        "needs": needs[: fit.needs],
        "more": _("and {count} more: ask about each").format(count=more) if more > 0 else None,
        "stop": list(move.stop) if fit.stops else None,
    }


def _describe_schools(comparison: Comparison, outline: Outline, fit: Fit) -> dict[str, Any]:
    schools = comparison.schools[: fit.schools]
    has_kind = any(school.kind for school in schools)
    columns = [
        ("name", _("School"), True, False),
        ("kind", _("Kind"), False, False),
        ("months", _("Months"), False, True),
        ("price", _("Published price"), False, True),
        ("finished", _("Finished last year"), False, True),
    ]
    if not has_kind:
        columns = [column for column in columns if column[0] != "kind"]
    rows = []
    for school in schools:
        name = ", ".join(filter(None, (school.name, school.place)))
        taught = f"{name}: {school.teaches}" if school.teaches else name
        said = school._asdict() | {"name": taught}
        rows.append([*(said[key] for key, _name, _wide, _number in columns), ""])
    notes = list(comparison.bases) if fit.bases else []
    more = comparison.more + len(comparison.schools) - len(schools)
    if more:
        notes.insert(0, _("{count} more here teach this field.").format(count=more))
    others = [str(other.step) for other in outline.compared[1:]]
    if others:
        notes.append(_("Step {steps} needs school too.").format(steps=join_words(others)))
    return {
        "title": _("Schools to compare for step {number}").format(number=comparison.step),
        "columns": [
            *(
                {"name": name, "wide": wide, "number": number, "blank": False}
                for _key, name, wide, number in columns
            ),
            {"name": _("My notes"), "wide": False, "number": False, "blank": True},
        ],
        "rows": rows,
        "notes": [" ".join(notes)] if notes else [],
    }


def _say_demand(outline: Outline, fit: Fit) -> list[str]:
    said = [*outline.openings] if fit.openings else []
    if fit.outlook:
        said += outline.outlook
    if fit.places:
        said += outline.places
    return said


def _say_notes(outline: Outline) -> str:
    said = [outline.pay]
    if any(job.is_past for job in outline.jobs):
        said.append(_("✓ = meets my wage line."))
    said.append(
        _(
            "Months are full time, once admitted; waiting lists and classes I need first are not "
            "included."
        )
    )
    return " ".join(said)


def _list_actions(actions: Sequence[Action], rows: int) -> list[list[str]]:
    written = [action for action in actions if any(action)]
    blank = [Action()] * max(0, rows - len(written))
    return [
        [str(place), *(cut_text(clean_text(part), LINE_WIDTH) for part in action)]
        for place, action in enumerate([*written, *blank], start=1)
    ]


def _say_left_out(outline: Outline, fit: Fit, actions: Sequence[Action]) -> str | None:
    """Return what this try leaves out of what the plan holds; room for handwriting does not count.

    The case note is named only where all of it stands there.
    """
    left = list(_list_left_out(outline, fit))
    if not left:
        return None
    said = _("Left out to fit one page: {parts}.").format(
        parts=join_words([name for name, _parts in left])
    )
    missing = set(fit_note(outline, actions)[1])
    if any(missing & parts for _name, parts in left):
        return said
    return " ".join((said, _("Ask for the case note.")))


def _list_left_out(outline: Outline, fit: Fit) -> Iterator[tuple[str, set[str]]]:
    """Yield the name of each part left out, with what the note calls it."""
    if outline.places and not fit.places:
        yield _("where the jobs are"), {"places"}
    if outline.outlook and not fit.outlook:
        yield _("outlook"), {"outlook"}
    if outline.openings and not fit.openings:
        yield _("openings"), {"openings"}
    if any(part.bases for part in outline.compared) and not fit.bases:
        yield _("how months and prices are known"), {"bases"}
    if any(len(move.needs) > fit.needs for move in outline.moves):
        yield _("some of what each step needs"), {"needs"}
    if len(outline.checks) > fit.checks or len(outline.questions) > fit.checks:
        yield _("some checks and questions"), {"checks", "questions"}
    if any(len(part.schools) > fit.schools for part in outline.compared[:1]):
        yield _("some schools"), {"schools"}
    if not fit.stops:
        yield _("what stands if I stop early"), {"stops"}


def _say_sources(outline: Outline, fit: Fit) -> str:
    """Return the sources of what this try shows."""
    hidden = {
        "openings": fit.openings,
        "growth_pct": fit.outlook,
        "industries": fit.places,
        "sponsors": fit.places,
        # what people earned after a program stands in the note alone
        "earnings_1yr": False,
    }
    without = [field for field, is_shown in hidden.items() if not is_shown]
    said = [say_source(source, without=without) for source in outline.sources]
    said.append(_("This plan shows choices. It decides nothing about aid or admission."))
    return " ".join(filter(None, said))
