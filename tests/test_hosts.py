"""Whose pages the reviewed tables rest on: official ones where they say so, none that nobody can defend."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from pathways.settings import SETTINGS

Row = dict[str, str]

GOVERNMENT: Final = re.compile(r"\.(gov|mil)$|\.[a-z]{2}\.us$")
"""Federal, state and local government; a two-letter state before .us, which anybody may own."""
LAW_TEXTS: Final = (
    "casetext.com", "codes.findlaw.com", "ecfr.io", "elaws.us", "faraim.org", "getpocketlaw.com",
    "govregs.com", "instalawyer.io", "justia.com", "kansasstatutes.lesterama.org", "law.lawstack.com",
    "law.onecle.com", "laws9.com", "lawserver.com", "legalfix.com", "legiplex.com", "lexbuild.dev",
    "lexfed.com", "minesafetyinstitute.org", "public.law", "self-law.org", "statutes.laws-info.com",
    "statutes.laws.com", "syfert.com", "vlex.com",
)  # fmt: skip
"""Copies of the text of the law itself: secondary, and read as the rule, so one of them suffices."""
NOBODY_DEFENDS: Final = re.compile(
    r"quiz|uncensored|podcast|uservoice|wiki(sum|pedia|source)|everything\.explained"  # quizzes, talk, mirrors
    r"|astrial|bardy\.io|cloudfront\.net|pages\.dev|blogspot|forum\.|crack"
    r"|checkoutapi|howtodo|requirements\.co\.za|pathwaystojobs|openfarmtech"  # unrelated pages
    r"|visualfoodie|eatsip365|winenfood|roamgood|vivodoc|jobhuntday|precisionmetalworks|viewpointwrap"
    r"|//\d+\.\d+\.\d+\.\d+|:\d{4,5}/"  # machines without a name
)
DUMPS: Final = re.compile(
    r"docbox|docslib|docplayer|dokumen|fdocuments|vdocuments|pdfslide|slideplayer|kipdf|123doku|1library"
    r"|moam\.info|zbook|paperzz|studylib|readkong|5y1\.org"
)
"""Places where anybody leaves documents."""
COPIES: Final = ("copy of a ", "program outline")
"""How apprenticeship terms say that a document of somebody else was read in such a place."""
TABLES: Final = sorted(path.stem for path in SETTINGS.curated_dir.glob("*.csv"))


def read_table(name: str) -> list[Row]:
    with (SETTINGS.curated_dir / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def read_official() -> tuple[tuple[str, str], ...]:
    """Host and path prefix of official pages that are not named like a government's."""
    path = Path(__file__).parent / "data" / "official_hosts.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple((row["host"], row["path"]) for row in csv.DictReader(stream))


def name_host(page: str) -> str:
    return (urlsplit(page).hostname or "").rstrip(".").removeprefix("www.")


def belongs(host: str, owner: str) -> bool:
    return host == owner or host.endswith(f".{owner}")


def is_official(page: str) -> bool:
    host, path = name_host(page), urlsplit(page).path
    return bool(GOVERNMENT.search(host)) or any(
        belongs(host, owner) and path.startswith(start) for owner, start in read_official()
    )


def is_law_text(page: str) -> bool:
    return any(belongs(name_host(page), owner) for owner in LAW_TEXTS)


@pytest.mark.parametrize(
    ("page", "official"),
    [
        ("http://leg.state.fl.us/statutes/index.cfm", True),
        ("https://www.revisor.mo.gov/main/OneSection.aspx", True),
        ("https://www.law.cornell.edu/regulations/missouri/19-CSR-30-84-010", True),
        ("https://issuu.com./stlcogov/docs/license_application", True),
        ("https://issuu.com./somebody/docs/license_application", False),
        ("http://fl.elaws.us/law/1", False),
        ("https://notisbe.net/page", False),
        ("https://example.gov.com/page", False),
        ("https://regulations.justia.com/states/missouri/", False),
    ],
)
def test_whose_page_it_is(page: str, official: bool) -> None:
    assert is_official(page) is official


def test_a_rule_that_is_called_official_rests_on_an_official_page() -> None:
    gates = read_table("gates")
    named = [row for row in gates if row["source_kind"] != "secondary"]
    assert len(named) > 500
    assert [row["gate_id"] for row in named if not is_official(row["source"])] == []


def test_a_required_rule_of_secondary_pages_has_two_or_the_text_of_the_law() -> None:
    found = [
        row
        for row in read_table("gates")
        if row["status"] == "required" and row["source_kind"] == "secondary"
    ]
    assert len(found) > 100
    alone = [
        row["gate_id"]
        for row in found
        if name_host(row["source_2"]) in ("", name_host(row["source"]))
        and not is_law_text(row["source"])
    ]
    assert alone == []


@pytest.mark.parametrize("name", TABLES)
def test_no_table_names_a_page_that_nobody_can_defend(name: str) -> None:
    for row in read_table(name):
        for page in (row.get("source", ""), row.get("source_2", "")):
            if "//" not in (page or ""):
                continue
            assert not NOBODY_DEFENDS.search(page), row
            copied = row.get("source_kind", "").startswith(COPIES)
            assert not DUMPS.search(page) or (name == "apprenticeship_terms" and copied), row


@pytest.mark.parametrize(
    "gate",
    [
        "mo-31-1131-license", "mo-31-1131-education", "mo-31-1131-check", "fl-31-1131-license",
        "mo-29-2061-license", "mo-29-2061-education", "fl-29-2061-license", "fl-29-2061-education",
        "mo-29-1141-license", "mo-29-1141-education", "fl-29-1141-license", "fl-29-1141-education",
        "mo-47-2111-state-license", "fl-47-2111-employee-exempt", "us-53-3032-cdl",
        "us-53-3032-eldt", "mo-53-3032-cdl", "fl-53-3032-cdl", "mo-39-5012-license-school",
        "mo-41-2011-alcohol-age",
    ],
)  # fmt: skip
def test_the_example_ladders_rest_on_official_pages(gate: str) -> None:
    row = next(row for row in read_table("gates") if row["gate_id"] == gate)
    assert is_official(row["source"])
