"""A pathway to take along: the one-page plan sheet and the case note, both from one outline."""

from __future__ import annotations

from pathways.plan.designated import find_designated
from pathways.plan.file import check_form, save_plan
from pathways.plan.note import NOTE_LIMIT, count_characters, write_note
from pathways.plan.outline import Action
from pathways.plan.sheet import draw_sheet, make_sheet

__all__ = [
    "NOTE_LIMIT",
    "Action",
    "check_form",
    "count_characters",
    "draw_sheet",
    "find_designated",
    "make_sheet",
    "save_plan",
    "write_note",
]
