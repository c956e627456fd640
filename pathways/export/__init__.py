"""Files that people take away: a region's graph, or the answer of a search, sources inside each."""

from __future__ import annotations

from pathways.export.answer import ANSWER_FORMS, export_answer, write_answer
from pathways.export.occupation import OCCUPATION_FORMS, export_occupation
from pathways.export.region import FORMS, export_region, list_tables
from pathways.export.sources import list_sources
from pathways.export.writers import FORMULA_STARTS, NOT_XML, neutralise

__all__ = [
    "ANSWER_FORMS",
    "FORMS",
    "FORMULA_STARTS",
    "NOT_XML",
    "OCCUPATION_FORMS",
    "export_answer",
    "export_occupation",
    "export_region",
    "list_sources",
    "list_tables",
    "neutralise",
    "write_answer",
]
