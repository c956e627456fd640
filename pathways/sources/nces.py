"""NCES/BLS crosswalk between fields of study (CIP 2020) and occupations (SOC 2018)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pathways.notices import make_notice
from pathways.sources.base import CIP, FILLED, SOC, Field, Reading, Source, read_sheet

FILE: Final = "nces/CIP2020_SOC2018_Crosswalk.xlsx"
NO_MATCH: Final = "99-9999"


def read_nces(folder: Path) -> Reading:
    """Read ``cip_titles`` (every field of study) and ``cip_soc`` (field, SOC 2018 occupation).

    A field linked to ``99-9999`` has no occupation; it is counted in a notice and keeps its title.
    """
    links = read_sheet(
        folder / FILE,
        "CIP-SOC",
        [
            Field("cip", r"CIP2020Code", CIP, "51.3902"),
            Field("title", r"CIP2020Title", FILLED, "Nursing Assistant/Aide ..."),
            Field("soc", r"SOC2018Code", SOC, "31-1131"),
        ],
        header_row=1,
    )
    titles = links[["cip", "title"]].drop_duplicates("cip")
    titles = titles.assign(title=titles["title"].str.rstrip("."))
    matched = links[links["soc"] != NO_MATCH]
    unmatched = len(links) - len(matched)
    notices = (
        (make_notice("cip_without_occupation", "CIP2020_SOC2018_Crosswalk", count=unmatched),)
        if unmatched
        else ()
    )
    return Reading({"cip_titles": titles, "cip_soc": matched[["cip", "soc"]]}, notices)


SOURCE: Final = Source("nces", (FILE,), read_nces)
