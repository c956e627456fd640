"""OEWS industries: which industry codes the survey publishes and at which display level.

The jobs themselves (industry x occupation, nation only) are read by ``oews`` in its one pass over
the data file, as table ``oews_staffing``. How the publisher codes industries (May 2025):

- level 2 is a NAICS sector written as a half-open range (``31--34``, ``99-100``), level 3 a
  3-digit and level 4 a 4-digit industry (``621600``), level 5 some 5- and 6-digit ones.
- Six 3-digit industries have no level 4 (327, 455, 484, 517, 523, 531); ``3250A1`` and the like
  join several 4-digit industries of one 3-digit industry.
- State- and local-owned schools and hospitals are counted in 611 and 622, casinos owned by local
  (tribal) government in 71 and 72, the Postal Service in 491. ``999000`` and its parts 999100,
  999200, 999300 leave them out; ``999001``, ``999101``, ``999201`` and ``999301`` hold them
  **again**. Federal schools and hospitals are in 999100 only.
- ``611002``, ``611003``, ``611005`` and the same of 622 split the industry by owner (2 state,
  3 local, 5 private): they hold its jobs **again**, beside the 4-digit industries of the same
  display level. ``000001`` is private ownership only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pathways.notices import Notice
from pathways.sources.base import FILLED, Field, Reading, Source, drop_doubles, read_delimited

FOLDER: Final = "oews"
INDUSTRIES: Final = f"{FOLDER}/oe.industry"
INDUSTRY: Final = r"\d{6}|\d{2}-(-\d{2}|\d{3})|\d{4}A\d"


def read_staffing(folder: Path) -> Reading:
    """Read ``oews_industries``: industry code, title, display level "0" (all) to "5" (finest)."""
    notices: list[Notice] = []
    path = folder / INDUSTRIES
    industries = read_delimited(
        path,
        [
            Field("industry", "industry_code", INDUSTRY, "621600"),
            Field("title", "industry_name", FILLED, "Home Health Care Services"),
            Field("level", "display_level", "[0-5]", "4"),
        ],
        delimiter="\t",
        notices=notices,
    )
    industries = drop_doubles(industries, ["industry"], path.name, notices)
    return Reading({"oews_industries": industries}, tuple(notices))


SOURCE: Final = Source("staffing", (INDUSTRIES,), read_staffing)
