"""CareerOneStop: licences that states list, the occupations they stand with, and certifications.

A link between a licence and an occupation means *listed*, never *required*: federal maritime and
military licences stand with unrelated occupations, and the rows of some states are years old
(``updated``; Florida's are of 2020). California is absent from the licence files; so are all
territories. Occupation codes are SOC 2018. Certifications name no occupation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice
from pathways.sources.base import (
    FILLED,
    SAVE_AS_TEXT,
    SOC,
    Field,
    Reading,
    Source,
    drop_doubles,
    name_table,
    read_delimited,
)
from pathways.sources.geography import STATE_OF_FIPS

FOLDER: Final = "careeronestop"
LICENSES: Final = f"{FOLDER}/licenses.csv"
LINKS: Final = f"{FOLDER}/license_occupations.csv"
CERTIFICATIONS: Final = f"{FOLDER}/certifications.csv"

FEDERAL: Final = "Federal"
NATION: Final = "US"
STATES: Final = tuple(state for fips, state in STATE_OF_FIPS.items() if fips <= "56")
"""The fifty states and DC: FIPS codes up to 56 (Wyoming); territories come after."""

_ID = Field("id", "license_id", r"\d{2}-.+", "29-676291141")
_STATE = Field("state", "state", "[A-Z]{2}", "MO")
_FLAG = "[01]?"
_DAY = r"(\d{4}-\d{2}-\d{2})?"
_TYPES = "Core|Advanced|Specialty|Product/Equipment|Skill|Unclassified"
_BECAME_DATE = re.compile(
    r"\d{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(-\d+)?|\d{4}-\d{2}-\d{2}.*"
)
_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+\.?(?::\d+)?(?:[/?#][^\s<>\"\x00-\x20\x7f]*)?",
    re.IGNORECASE,
)
_BETWEEN_OFFICES = " · "
_NO_OFFICE = re.compile(r"null|", re.IGNORECASE)
_CONTACT = re.compile(
    r"\b(?:attn|attention|c/o)\b.*|\S+@\S+|\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b", re.IGNORECASE
)


def read_careeronestop(folder: Path) -> Reading:
    """Read ``licenses``, ``license_links`` and ``certifications``.

    ``licenses``: license (``US/<id>`` for a federal one, which the file repeats in every state and
    stands here once; else ``<STATE>/<id>``; an id may hold blanks and slashes), state (US or postal
    code), title, jurisdiction (federal, state), agency (offices joined by `` · ``, blank ones,
    repetitions, contact persons and telephone numbers taken out), url, updated (ISO date).
    ``license_links``: license, soc (SOC 2018), every state's links of a federal licence together.
    ``certifications``: certification, title, acronym, organisation, types (joined by ``|``), exam
    and training (whether the publisher marks one), renewal_years (years from one renewal to the
    next, a published 0 stays 0), url. A url is http or https; what is not published or not usable
    is missing.
    """
    notices: list[Notice] = []
    published = _read_licenses(folder / LICENSES, notices)
    tables = {
        "licenses": _settle_licenses(published, notices),
        "license_links": _read_links(folder / LINKS, published, notices),
        "certifications": _read_certifications(folder / CERTIFICATIONS, notices),
    }
    return Reading(tables, tuple(notices))


def _read_licenses(path: Path, notices: list[Notice]) -> pd.DataFrame:
    """Return one row for each state and licence, federal ones repeated, with ``license``."""
    rows = read_delimited(
        path,
        [
            _ID,
            _STATE,
            Field("title", "title", FILLED, "Registered Nurse"),
            Field("jurisdiction", "jurisdiction", f"{FEDERAL}|State", "State"),
            Field("agency", "agency", example="Missouri State Board of Nursing"),
            Field("url", "url", example="https://pr.mo.gov/nursing.asp"),
            Field("updated", "updated", _DAY, "2024-04-03"),
        ],
        notices=notices,
    )
    _refuse_dates(rows["id"], path)
    table = name_table(path)
    rows = drop_doubles(rows, ["state", "id"], table, notices)
    place = rows["state"].mask(rows["jurisdiction"] == FEDERAL, NATION)
    note_missing_states(rows["state"], table, notices)
    return rows.assign(license=place + "/" + rows["id"], place=place)


def _refuse_dates(ids: pd.Series, path: Path) -> None:
    """Raise SourceError for the first licence id that a spreadsheet has made a date."""
    for row, value in ids.items():
        if _BECAME_DATE.fullmatch(value):
            raise SourceError(
                "the code has become a date",
                file=path.name,
                row=int(str(row)),
                column=_ID.header,
                value=value,
                fix=SAVE_AS_TEXT,
            )


def _settle_licenses(rows: pd.DataFrame, notices: list[Notice]) -> pd.DataFrame:
    """Return each licence once, its agency, address and date cleaned."""
    table = name_table(Path(LICENSES))
    ordered = rows.sort_values(["license", "state"])
    once = ordered.drop_duplicates("license")
    _note_differing(ordered, table, notices)
    frame = pd.DataFrame(
        {
            "license": once["license"],
            "state": once["place"],
            "title": once["title"],
            "jurisdiction": once["jurisdiction"].str.lower(),
            "agency": _clean_agencies(once["agency"], table, notices),
            "url": keep_addresses(once["url"], table, "url", notices),
            "updated": _keep_dates(once["updated"], table, notices),
        }
    )
    return frame.reset_index(drop=True)


def _note_differing(ordered: pd.DataFrame, table: str, notices: list[Notice]) -> None:
    """Add a notice for each federal licence that two states describe differently."""
    told = ordered.drop_duplicates(["license", "title", "agency", "url", "updated"])
    for row, code in told.loc[told.duplicated("license"), "license"].items():
        notices.append(
            make_notice("federal_license_differs", table, row=int(str(row)), entity=code)
        )


def _clean_agencies(column: pd.Series, table: str, notices: list[Notice]) -> pd.Series:
    """Return agencies as the distinct offices they name; a counted notice for contacts removed."""
    contacts = column[[_CONTACT.search(text) is not None for text in column]]
    if len(contacts):
        first = int(contacts.index.min())
        notices.append(
            make_notice(
                "personal_data_removed", table, row=first, column="agency", count=len(contacts)
            )
        )
    return _blank_to_missing(pd.Series([clean_agency(text) for text in column], column.index))


def clean_agency(text: str) -> str:
    """Return the offices of one agency cell, each once: no NULL, contact person or number."""
    offices = [_CONTACT.sub("", office).strip() for office in text.split(_BETWEEN_OFFICES.strip())]
    named = [office for office in offices if not _NO_OFFICE.fullmatch(office)]
    return _BETWEEN_OFFICES.join(dict.fromkeys(named))


def keep_addresses(column: pd.Series, table: str, header: str, notices: list[Notice]) -> pd.Series:
    """Return web addresses with the scheme in lower case; what is no http or https one is missing.

    The counted notice never repeats the cell: some cells hold the name of a person instead.
    """
    kept = [text if text == "" or _ADDRESS.fullmatch(text) else None for text in column]
    refused = [int(row) for row, text in zip(column.index, kept, strict=True) if text is None]
    if refused:
        notices.append(
            make_notice("invalid_url", table, row=min(refused), column=header, count=len(refused))
        )
    lowered = [_lower_scheme(text) if text else None for text in kept]
    return pd.Series(lowered, column.index, dtype="str")


def _lower_scheme(address: str) -> str:
    scheme, rest = address.split(":", 1)
    return f"{scheme.lower()}:{rest}"


def _keep_dates(column: pd.Series, table: str, notices: list[Notice]) -> pd.Series:
    """Return days that the calendar holds; others are missing, with a counted notice."""
    wrong = column[[text != "" and not is_date(text) for text in column]]
    if len(wrong):
        first = int(wrong.index.min())
        notices.append(
            make_notice(
                "invalid_date",
                table,
                row=first,
                column="updated",
                value=wrong[first],
                count=len(wrong),
            )
        )
    return _blank_to_missing(column.mask(column.index.isin(wrong.index), ""))


def is_date(text: str) -> bool:
    """Return whether ISO text is a day of the calendar: 2021-04-31 is not."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def note_missing_states(states: pd.Series, table: str, notices: list[Notice]) -> None:
    """Add a ``state_not_covered`` notice for each of the fifty states and DC without a row."""
    present = set(states)
    for state in sorted(set(STATES) - present):
        notices.append(make_notice("state_not_covered", table, entity=state))


def _read_links(path: Path, licenses: pd.DataFrame, notices: list[Notice]) -> pd.DataFrame:
    """Return license and soc of every link whose licence is listed, each pair once, sorted."""
    rows = read_delimited(
        path,
        [_STATE, _ID, Field("soc", "soc_code", SOC, "29-1141")],
        notices=notices,
    )
    _refuse_dates(rows["id"], path)
    rows = drop_doubles(rows, ["state", "id", "soc"], name_table(path), notices)
    id_of = licenses.set_index(["state", "id"])["license"]
    found = id_of.reindex(pd.MultiIndex.from_frame(rows[["state", "id"]])).set_axis(rows.index)
    for row, state, code in rows.loc[found.isna(), ["state", "id"]].itertuples():
        notices.append(
            make_notice(
                "foreign_key_violation",
                name_table(path),
                row=int(row),
                column=_ID.header,
                entity=f"{state}/{code}",
            )
        )
    links = pd.DataFrame({"license": found, "soc": rows["soc"]})[found.notna()]
    return links.drop_duplicates().sort_values(["license", "soc"], ignore_index=True)


def _read_certifications(path: Path, notices: list[Notice]) -> pd.DataFrame:
    """Return one row for each certification, its types together."""
    rows = read_delimited(
        path,
        [
            Field("certification", "CERT_ID", r"\d{1,6}", "14541"),
            Field("title", "CERT_NAME", FILLED, "Certified Welder"),
            Field("url", "URL", example="https://www.aws.org/"),
            Field("acronym", "ACRONYM", example="CW"),
            Field("training", "TRAINING", _FLAG, "1"),
            Field("exam", "EXAM", _FLAG, "1"),
            Field("renewal_years", "RENEWAL", r"(\d*\.?\d+)?", "3"),
            Field("types", "TYPE", _TYPES, "Core"),
            Field("organisation", "ORG_NAME", FILLED, "American Welding Society"),
        ],
        notices=notices,
    )
    table = name_table(path)
    types = rows.groupby("certification")["types"].agg(lambda cells: "|".join(sorted(set(cells))))
    rows = _drop_other_types(rows, table, notices)
    frame = pd.DataFrame(
        {
            "certification": rows["certification"],
            "title": rows["title"],
            "acronym": _blank_to_missing(rows["acronym"]),
            "organisation": rows["organisation"],
            "types": rows["certification"].map(types),
            "exam": _read_flags(rows["exam"]),
            "training": _read_flags(rows["training"]),
            "renewal_years": pd.to_numeric(rows["renewal_years"]).astype("float64"),
            "url": keep_addresses(rows["url"], table, "URL", notices),
        }
    )
    return frame.sort_values("certification", ignore_index=True)


def _drop_other_types(rows: pd.DataFrame, table: str, notices: list[Notice]) -> pd.DataFrame:
    """Return the first row of each certification.

    The publisher repeats a certification once for each of its types; rows that differ in more, or
    in nothing, are duplicate keys.
    """
    others: Sequence[str] = [name for name in rows.columns if name != "types"]
    distinct = rows.drop_duplicates(others)
    twice = rows[rows.duplicated(list(rows.columns))]
    odd = pd.concat([distinct[distinct.duplicated("certification")], twice]).sort_index()
    for row, code in odd["certification"].items():
        notices.append(make_notice("duplicate_key", table, row=int(str(row)), entity=code))
    return rows.drop_duplicates("certification")


def _read_flags(column: pd.Series) -> pd.Series:
    return column.map({"1": True, "0": False}).astype("boolean")


def _blank_to_missing(column: pd.Series) -> pd.Series:
    return column.astype("str").mask(column == "")


SOURCE: Final = Source(FOLDER, (LICENSES, LINKS, CERTIFICATIONS), read_careeronestop)
