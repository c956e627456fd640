"""A plan as a file: the sheet as ``.pdf``, the case note as ``.txt``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pathways.errors import CannotWriteError, UnknownCodeError
from pathways.plan.evidence import Facts
from pathways.plan.note import write_note
from pathways.plan.sheet import make_sheet
from pathways.words import LANGUAGES

FORMS: Final = (".pdf", ".txt")


def check_form(out: Path, language: str = "en") -> None:
    """Raise UnknownCodeError for a file that is no sheet or note by its name, or another language."""
    if language not in LANGUAGES:
        raise UnknownCodeError("language", language, tuple(LANGUAGES))
    if out.suffix.lower() not in FORMS:
        raise UnknownCodeError("form of a plan", out.suffix or out.name, FORMS)


def save_plan(
    answer: Mapping[str, Any],
    pathway_number: int,
    out: Path,
    *,
    today: date,
    link: str | None = None,
    language: str = "en",
    facts: Facts | None = None,
) -> None:
    """Write the plan of one pathway (its place in the answer, from 0) to a file, by the name's end.

    Raises UnknownCodeError for another form or place, CannotWriteError where it cannot be written.
    """
    check_form(out, language)
    if out.suffix.lower() == ".pdf":
        content = make_sheet(
            answer, pathway_number, link=link, today=today, language=language, facts=facts
        )
    else:
        note = write_note(answer, pathway_number, today=today, language=language, facts=facts)
        content = f"{note}\n".encode()
    try:
        out.write_bytes(content)
    except OSError as error:
        msg = f"{out} cannot be written: {error.strerror}"
        raise CannotWriteError(msg) from error
