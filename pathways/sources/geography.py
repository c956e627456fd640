"""Counties with their OEWS areas, and ZIP codes with their counties.

Connecticut replaced its eight counties by nine planning regions in 2022. OEWS areas and IPEDS use
the regions (09110 to 09190); the county file and most ZIP rows still use the counties (09001 to
09015). Two of the counties (Litchfield, Windham) lie in several areas and stay unsettled, so every
Connecticut ZIP is taken to its planning region, and the regions stand in ``counties`` beside the
old counties: a metropolitan region with the area that the Census list gives, a micropolitan one
with the state's only nonmetropolitan area. A provider there is placed by its filed region or by its
ZIP; both give the same area.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    FILLED,
    LATITUDE,
    LONGITUDE,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    pad_codes,
    read_delimited,
    read_sheet,
)

FOLDER: Final = "geography"
COUNTIES: Final = f"{FOLDER}/county_to_oews_area.csv"
ZIPS: Final = f"{FOLDER}/zip_county_cbsa_2022.csv.gz"
CORE_AREAS: Final = f"{FOLDER}/list1_2023.xlsx"
DEFINITIONS: Final = f"{FOLDER}/area_definitions_m2021.xlsx"
UNRESOLVED: Final = "UNRESOLVED"

_POSTAL_CODES = (
    "-- AL AK -- AZ AR CA -- CO CT DE DC FL GA -- HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO "
    "MT NE NV NH NJ NM NY NC ND OH OK OR PA -- RI SC SD TN TX UT VT VA -- WA WV WI WY -- -- -- "
    "AS -- -- -- FM -- GU -- MH MP PW -- PR -- UM -- -- -- VI"
)
STATE_OF_FIPS: Final[Mapping[str, str]] = {
    f"{fips:02}": state for fips, state in enumerate(_POSTAL_CODES.split()) if state != "--"
}
"""FIPS state code -> postal code (Census Bureau, ANSI INCITS 38), in the order of the codes.

Not taken from the ZIP file, where the county of 13 ZIPs lies in another state than the ZIP."""

CONNECTICUT: Final = "09"
REGION_OF_OLD_COUNTY: Final[Mapping[str, str]] = {
    "09001": "09190",
    "09003": "09110",
    "09005": "09160",
    "09007": "09130",
    "09009": "09170",
    "09011": "09180",
    "09013": "09110",
    "09015": "09150",
}
"""Connecticut county -> planning region of its towns, save those in REGION_OF_PLACE.

Regions are the councils of governments that the Census Bureau took as county equivalents
(Federal Register 87 FR 34235, 6 June 2022), towns by the councils' own lists."""
REGION_OF_PLACE: Final[Mapping[str, Mapping[str, str]]] = {
    county: {place: region for region, places in regions.items() for place in places.split(", ")}
    for county, regions in {
        "09001": {
            "09120": "Bridgeport, Easton, Fairfield, Monroe, Southport, Stevenson, Stratford, "
            "Trumbull",
            "09140": "Shelton",
        },
        "09003": {
            "09140": "Bristol",
            "09160": "Burlington, East Hartland, Hartland, Riverton, West Hartland",
        },
        "09005": {
            "09140": "Bethlehem, Oakville, Pequabuck, Plymouth, Terryville, Thomaston, Watertown, "
            "Woodbury",
            "09190": "Bridgewater, Gaylordsville, New Milford",
        },
        "09009": {
            "09140": "Ansonia, Beacon Falls, Cheshire, Derby, Middlebury, Naugatuck, Oxford, "
            "Prospect, Seymour, South Britain, Southbury, Waterbury, Wolcott",
        },
        "09011": {
            "09130": "Hadlyme, Lyme, Old Lyme, South Lyme",
            "09150": "Voluntown",
        },
        "09013": {"09150": "Union"},
        "09015": {"09180": "North Windham, South Windham, Willimantic, Windham"},
    }.items()
}
"""Connecticut county -> post office of a town outside the county's usual region -> its region."""
OTHER_NAMES: Final = (
    ("09110", "Capitol Region"),
    ("09120", "Connecticut Metropolitan"),
    ("09170", "South Central Regional"),
)
"""Names that the ZIP file gives to Connecticut planning regions and the Census list does not."""

_COUNTY_SUFFIX = re.compile(
    r" (?:city and borough|census area|planning region|county|parish|borough|municipality"
    r"|municipio|island district|district)$"
)
_CITY_PREFIX = re.compile(r"^city of (.+)$")
_CITY_SUFFIX = re.compile(r"^(.+?)(?: city)? \(city\)$|^(.+) city$")


def read_geography(folder: Path) -> Reading:
    """Read ``counties``, ``county_names`` and ``zips``.

    ``counties``: county (five-digit FIPS, once each), name, state, area (seven-digit OEWS code;
    missing where the file calls it unresolved, whatever code stands beside). ``county_names``:
    every name that some file gives a county, for matching. ``zips``: zip, state, city, county
    (missing where there is none or it cannot be told), latitude and longitude in degrees.
    """
    notices: list[Notice] = []
    listed = _read_counties(folder / COUNTIES, notices)
    regions = _read_regions(folder)
    published = _read_zips(folder / ZIPS, notices)
    names = _list_names(listed, regions, published)
    counties = _settle_counties(listed, regions, published, notices)
    zips = _settle_zips(published, counties, names, notices)
    tables = {"counties": counties, "county_names": names, "zips": zips}
    return Reading(tables, tuple(notices))


def _read_counties(path: Path, notices: list[Notice]) -> pd.DataFrame:
    """Return county, name, state, area for every row of the file, area missing where unresolved."""
    rows = read_delimited(
        path,
        [
            Field("county", "county_fips", r"\d{4,5}", "29077"),
            Field("name", "county", FILLED, "Greene County"),
            Field("area", "oews_area", r"(\d{5,7})?", "44180 or 2900004"),
            Field("basis", "basis", FILLED, "CBSA July 2023 (Census list1_2023)"),
        ],
        notices=notices,
    )
    resolved = (rows["basis"] != UNRESOLVED) & (rows["area"] != "")
    county = pad_codes(rows["county"], 5, name_table(path), "county_fips", notices)
    return pd.DataFrame(
        {
            "county": county,
            "name": rows["name"],
            "state": county.str.slice(0, 2).map(STATE_OF_FIPS),
            "area": rows["area"].str.zfill(7).where(resolved),
        }
    )


def _read_regions(folder: Path) -> pd.DataFrame:
    """Return Connecticut's planning regions with their OEWS areas, laid out as the counties."""
    listed = read_sheet(
        folder / CORE_AREAS,
        "List 1",
        [
            Field("core", "CBSA Code", r"\d{5}", "44180"),
            Field("kind", "Metropolitan/Micropolitan Statistical Area", FILLED),
            Field("name", "County/County Equivalent", FILLED, "Greene County"),
            Field("state_fips", "FIPS State Code", r"\d{1,2}", "29"),
            Field("county", "FIPS County Code", r"\d{1,3}", "077"),
        ],
        header_row=3,
    )
    defined = read_sheet(
        folder / DEFINITIONS,
        "area_definitions_m2021",
        [
            Field("state_fips", "FIPS code", r"\d{1,2}", "29"),
            Field("area", "May 2021 MSA code", r"\d{5,7}", "2900004"),
        ],
        header_row=1,
    )
    here = defined[defined["state_fips"].str.zfill(2) == CONNECTICUT]["area"]
    nonmetro = sorted(set(here[here.str.startswith(CONNECTICUT)]))
    regions = listed[
        (listed["state_fips"].str.zfill(2) == CONNECTICUT)
        & listed["name"].str.endswith(" Planning Region")
    ]
    elsewhere = nonmetro[0] if len(nonmetro) == 1 else None
    metro = regions["kind"].str.startswith("Metropolitan")
    return pd.DataFrame(
        {
            "county": CONNECTICUT + regions["county"].str.zfill(3),
            "name": regions["name"],
            "state": STATE_OF_FIPS[CONNECTICUT],
            "area": regions["core"].str.zfill(7).where(metro, elsewhere),
        }
    )


def _read_zips(path: Path, notices: list[Notice]) -> pd.DataFrame:
    """Return the rows of the ZIP file that name a state, once for each ZIP."""
    rows = read_delimited(
        path,
        [
            Field("zip", "zip", r"\d{3,5}", "65804"),
            Field("state", "state", r"([A-Z]{2})?", "MO"),
            Field("city", "primary_city", example="Springfield"),
            Field("county", "county_fips", r"(\d{4,5})?", "29077"),
            Field("county_name", "county", example="Greene County"),
            Field("latitude", "lat", LATITUDE, "37.2"),
            Field("longitude", "lon", LONGITUDE, "-93.3"),
        ],
        notices=notices,
    )
    rows["zip"] = pad_codes(rows["zip"], 5, name_table(path), "zip", notices)
    rows["county"] = pad_codes(rows["county"], 5, name_table(path), "county_fips", notices)
    nowhere = rows["state"] == ""
    if nowhere.any():
        notices.append(make_notice("zip_without_state", name_table(path), count=int(nowhere.sum())))
    return drop_doubles(rows[~nowhere], ["zip"], name_table(path), notices)


def _list_names(listed: pd.DataFrame, regions: pd.DataFrame, zips: pd.DataFrame) -> pd.DataFrame:
    """Return county, name, state of every name that a file gives a county, sorted."""
    by_zip = zips.loc[(zips["county"] != "") & (zips["county_name"] != "")]
    other = pd.DataFrame(
        [row for row in OTHER_NAMES if row[0] in set(regions["county"])],
        columns=["county", "name"],
        dtype="str",
    )
    names = pd.concat(
        [
            listed[["county", "name"]],
            regions[["county", "name"]],
            by_zip[["county", "county_name"]].rename(columns={"county_name": "name"}),
            other,
        ]
    ).drop_duplicates()
    known = names["county"].isin(listed["county"]) | names["county"].isin(regions["county"])
    names = names[known].sort_values(["county", "name"], ignore_index=True)
    return names.assign(state=names["county"].str.slice(0, 2).map(STATE_OF_FIPS))


def _settle_counties(
    listed: pd.DataFrame, regions: pd.DataFrame, zips: pd.DataFrame, notices: list[Notice]
) -> pd.DataFrame:
    """Return one row for each county: settled area first, then the name that the ZIP file uses."""
    used = set(zip(zips["county"], zips["county_name"], strict=True))
    order = pd.DataFrame(
        {
            "county": listed["county"],
            "unsettled": listed["area"].isna(),
            "unused": [
                pair not in used for pair in zip(listed["county"], listed["name"], strict=True)
            ],
            "name": listed["name"],
        }
    ).sort_values(["county", "unsettled", "unused", "name"])
    ordered = listed.loc[order.index]
    for row in ordered.index[ordered.duplicated("county")]:
        notices.append(
            make_notice(
                "duplicate_key",
                name_table(Path(COUNTIES)),
                row=int(row),
                column="county",
                value=str(listed["name"][row]),
                entity=str(listed["county"][row]),
            )
        )
    new = regions[~regions["county"].isin(ordered["county"])]
    counties = pd.concat([ordered.drop_duplicates("county"), new]).sort_values("county")
    unsettled = int(counties["area"].isna().sum())
    if unsettled:
        notices.append(make_notice("county_unsettled", name_table(Path(COUNTIES)), count=unsettled))
    return counties.reset_index(drop=True)


def _settle_zips(
    published: pd.DataFrame, counties: pd.DataFrame, names: pd.DataFrame, notices: list[Notice]
) -> pd.DataFrame:
    """Return the ZIPs with the county filed, else the one of their state with the name filed."""
    table = name_table(Path(ZIPS))
    filed = published["county"].mask(published["county"] == "")
    unknown = filed.notna() & ~filed.isin(counties["county"])
    for row, zip_code, code in published.loc[unknown, ["zip", "county"]].itertuples():
        notices.append(
            make_notice(
                "unknown_county_code",
                table,
                row=int(row),
                column="county_fips",
                value=code,
                entity=zip_code,
            )
        )
    county_of = index_names(names)
    open_rows = published[filed.isna()]
    named = [
        find_county(state, name, county_of)
        for state, name in zip(open_rows["state"], open_rows["county_name"], strict=True)
    ]
    county = filed.mask(unknown)
    county[open_rows.index] = pd.Series(named, index=open_rows.index, dtype="str")
    lost = int(county[open_rows.index].isna().sum())
    if lost:
        notices.append(make_notice("zip_without_county", table, count=lost))
    return pd.DataFrame(
        {
            "zip": published["zip"],
            "state": published["state"],
            "city": published["city"].mask(published["city"] == ""),
            "county": _move_to_regions(county, published["city"], set(counties["county"])),
            "latitude": pd.to_numeric(published["latitude"]).astype("float64"),
            "longitude": pd.to_numeric(published["longitude"]).astype("float64"),
        }
    ).reset_index(drop=True)


def _move_to_regions(county: pd.Series, city: pd.Series, known: set[str]) -> pd.Series:
    """Return the counties, Connecticut's old ones replaced by the planning region of the place."""
    old = county[county.isin(list(REGION_OF_OLD_COUNTY))]
    regions = [
        REGION_OF_PLACE.get(code, {}).get(place, REGION_OF_OLD_COUNTY[code])
        for code, place in zip(old, city[old.index], strict=True)
    ]
    moved = pd.Series(regions, index=old.index, dtype="str")
    return moved[moved.isin(list(known))].reindex(county.index).fillna(county)


def fold_county_name(name: str) -> tuple[str, bool]:
    """Return a county's name in one spelling, and whether it is an independent city.

    Case, accents, points, blanks, "Saint" and the words County, Parish, Borough and so on do not
    count. ``St. Louis (city)`` and ``St. Louis city`` are the city; ``St. Louis`` is the county.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = " ".join(re.sub(r"[.'\u2019]", "", plain).replace("-", " ").split())
    plain = plain.removeprefix("the ").removeprefix("city and county of ")
    is_city = False
    if prefixed := _CITY_PREFIX.match(plain):
        plain, is_city = prefixed[1], True
    elif _COUNTY_SUFFIX.search(plain):
        plain = _COUNTY_SUFFIX.sub("", plain)
    elif suffixed := _CITY_SUFFIX.match(plain):
        plain, is_city = suffixed[1] or suffixed[2], True
    plain = re.sub(r"\bsainte\b", "ste", re.sub(r"\bsaint\b", "st", plain))
    return plain.replace(" ", ""), is_city


def index_names(names: pd.DataFrame) -> dict[tuple[str, str, bool], str]:
    """Return (state, folded name, is a city) -> county; names that two counties share are out."""
    found: dict[tuple[str, str, bool], set[str]] = {}
    for county, name, state in zip(names["county"], names["name"], names["state"], strict=True):
        found.setdefault((state, *fold_county_name(name)), set()).add(county)
    return {key: min(counties) for key, counties in found.items() if len(counties) == 1}


def find_county(
    state: str, name: str, county_of: Mapping[tuple[str, str, bool], str]
) -> str | None:
    """Return the state's county of that name, or None. A bare name is a county before a city."""
    folded, is_city = fold_county_name(name)
    if not folded:
        return None
    found = county_of.get((state, folded, is_city))
    if found is None and is_city:
        found = county_of.get((state, f"{folded}city", False))
    if found is None:
        found = county_of.get((state, folded, True))
    return found


SOURCE: Final = Source(
    FOLDER,
    (COUNTIES, ZIPS, CORE_AREAS, DEFINITIONS),
    read_geography,
)
