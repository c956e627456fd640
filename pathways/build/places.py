"""Areas, counties, ZIPs and state minimum wages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from pathways.notices import Notice, make_notice
from pathways.sources.geography import STATE_OF_FIPS

KIND_OF_TYPE: Final[Mapping[str, str]] = {"N": "nation", "S": "state", "M": "metro"}
TERRITORIES: Final = frozenset({"GU", "PR", "VI"})
NONMETRO: Final = "nonmetropolitan area"
_STATES_IN_NAME = re.compile(r", ([A-Z]{2}(?:-[A-Z]{2})*)$")


def build_areas(oews_areas: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    """Return the ``facts/areas`` frame.

    States come from the area's name, in its order (``St. Louis, MO-IL``); an area whose name holds
    none takes the state of its own code. The nation has none.
    """
    placed = counties["area"].value_counts()
    rows = []
    columns = ["area", "name", "type", "state_fips"]
    for area, name, area_type, state_fips in oews_areas[columns].astype(str).to_numpy().tolist():
        own = STATE_OF_FIPS.get(state_fips)
        named = _STATES_IN_NAME.search(name)
        states = named[1].split("-") if named else [own] if own else []
        rows.append(
            {
                "area": area,
                "name": name,
                "kind": _name_kind(area_type, name, own),
                "states": "|".join(states) or None,
                "counties": int(placed.get(area, 0)),
            }
        )
    return pd.DataFrame(rows)


def _name_kind(area_type: str, name: str, state: str | None) -> str:
    if NONMETRO in name:
        return "nonmetro"
    if area_type == "S" and state in TERRITORIES:
        return "territory"
    return KIND_OF_TYPE[area_type]


def check_counties(
    counties: pd.DataFrame, areas: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the counties with areas that OEWS does not publish taken out, and a notice for each."""
    unknown = counties["area"].notna() & ~counties["area"].isin(areas["area"])
    notices = [
        make_notice(
            "unknown_area_code", "county_to_oews_area", value=str(row.area), entity=str(row.county)
        )
        for row in counties[unknown].itertuples(index=False)
    ]
    return counties.assign(area=counties["area"].mask(unknown)), notices
