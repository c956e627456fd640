"""Published files -> typed tables: one module per publisher, listed once in SOURCES."""

from __future__ import annotations

from typing import Final

from pathways.sources import geography, ipeds, nces, oews, onet, projections, soc, wage_law
from pathways.sources.base import Source

SOURCES: Final[tuple[Source, ...]] = (
    oews.SOURCE,
    onet.SOURCE,
    projections.SOURCE,
    soc.SOURCE,
    nces.SOURCE,
    geography.SOURCE,
    ipeds.SOURCE,
    wage_law.SOURCE,
)
"""Every collection that a build reads, in reading order."""
