"""Published files -> typed tables: one module per publisher, listed once in SOURCES."""

from __future__ import annotations

from typing import Final

from pathways.sources import (
    apprenticeship,
    boards,
    careeronestop,
    charges,
    employers,
    geography,
    ipeds,
    mobility,
    naics,
    nces,
    oews,
    onet,
    onet_content,
    projections,
    scorecard,
    soc,
    staffing,
    us_atlas,
    wage_law,
)
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
    projections.DETAILS,
    staffing.SOURCE,
    onet_content.SOURCE,
    careeronestop.SOURCE,
    apprenticeship.SOURCE,
    employers.SOURCE,
    boards.SOURCE,
    naics.SOURCE,
    charges.SOURCE,
    scorecard.SOURCE,
    mobility.SOURCE,
    us_atlas.SOURCE,
)
"""Every collection that a build reads, in reading order."""
