"""Whether a state or board named the sector of a plan's last job, in which document and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pathways.designations import Designation, find_reach, list_designations
from pathways.facts import list_sectors
from pathways.plan.evidence import name_site
from pathways.plan.titles import NAME_WIDTH, name_title
from pathways.region import Region
from pathways.words import _, describe_day, get_language


def find_designated(region: Region, soc: str) -> dict[str, Any] | None:
    """Return the newest designation here of an occupation or of its largest sector named, as a dict.

    Keys: ``by``, ``document``, ``designated_on`` (None where the document has no date), ``source`` and
    ``titles``: what it names, by language (an occupation has only its published title). Those of
    another state than the home's are left out, and those of which we do not know whether they reach
    here. None where there is none.
    """
    sectors = [row["sector"] for row in list_sectors(region, soc)]
    for one in (
        one
        for sector in (None, *sectors)
        for one in list_designations(region)
        if _names(one, soc, sector)
    ):
        if one.extent == "unknown":
            continue
        if region.home not in (None, find_reach(region.graph, one.jurisdiction).state):
            continue
        return {
            "by": one.designated_by,
            "document": one.document,
            "designated_on": one.designated_on,
            "source": one.source,
            "titles": _list_titles(region, one),
        }
    return None


def _names(one: Designation, soc: str, sector: str | None) -> bool:
    """Say whether a designation is of the occupation itself or, with a sector, of the whole sector."""
    if sector is None:
        return one.occupation == soc
    return one.occupation is None and one.sector == sector


def _list_titles(region: Region, one: Designation) -> dict[str, str]:
    if one.occupation is not None:
        table, key, code = "nodes/occupation", "occupation", one.occupation
    else:
        table, key, code = "nodes/sector", "sector", str(one.sector)
    row = next(row for row in region.graph.table(table).to_pylist() if row[key] == code)
    return {"en": row["title"], "es": row.get("title_es") or row["title"]}


def say_designated(found: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield one sentence about a designation: what, by whom, document, date and site."""
    if not found:
        return
    titles = found["titles"]
    day = found["designated_on"]
    yield _("{what}, named by {by}: {document}; {day}; {site}. It may no longer hold.").format(
        what=name_title(titles.get(get_language(), titles["en"])),
        by=name_title(found["by"]),
        document=name_title(found["document"], width=NAME_WIDTH),
        day=describe_day(day) if day else _("no date on the page"),
        site=name_site(str(found["source"])),
    )
