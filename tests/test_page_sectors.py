"""The page of growth sectors, by itself, without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.designations import list_designations
from pathways.region import Region, open_region
from pathways.sectors import describe_sectors
from pathways.settings import ROOT
from pathways.store import Graph
from pathways.ui.sector_jobs import say_band
from pathways.ui.sectors import (
    DOCUMENTS,
    choose_first,
    choose_rows,
    group_designations,
    say_rule,
)
from pathways.wage_line import choose_line
from pathways.words import MINUS, escape_markdown, format_percent, link_source, speaking

PAGE = ROOT / "pathways" / "ui" / "pages" / "sectors.py"
NEVER = {"funded", "eligible", "free", "hiring"}


def open_page(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    page.switch_page("pathways/ui/pages/sectors.py")
    for key, value in query.items():
        page.query_params[key] = value
    return check(page.run())


def check(page: AppTest) -> AppTest:
    """Return the page; the last-resort error of app.py is a failure as an exception is."""
    assert not page.exception
    assert not page.error
    return page


def read_words(page: AppTest) -> str:
    parts = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption]
    said = " ".join(str(part.value) for part in parts)
    said += " ".join(f"{metric.label} {metric.value}" for metric in page.metric)
    said += " ".join(str(warning.value) for warning in page.warning)
    return said.replace("\\", "")


def read_list(page: AppTest) -> Any:
    return page.table[0].value


@pytest.fixture(scope="module")
def rows(region_stl: Region) -> list[dict[str, Any]]:
    line = choose_line(region_stl.graph, "MO")
    assert line is not None
    return describe_sectors(region_stl, wage_line=line.annual)


def test_the_list_is_the_librarys(rows: list[dict[str, Any]]) -> None:
    shown = read_list(open_page(shown="all"))
    assert list(shown.columns) == [
        f":gray[:small[{name}]]"
        for name in ("Sector", "National outlook, ten years", "Jobs and pay here")
    ]
    assert len(shown) == len(rows)
    by_title = {row["title"]: row for row in rows}
    seen_withheld = False
    for sector, outlook, here in shown.replace(r"\\", "", regex=True).to_numpy().tolist():
        row = by_title[sector.partition("  \n")[0]]
        assert outlook.startswith(format_percent(row["growth_pct"], signed=True) + "  \n")
        assert f"{row['openings_national']:,} openings a year" in outlook
        if row["jobs"] is None:
            seen_withheld = True
            assert here.startswith("withheld  \n")
        else:
            assert here.startswith(f"{row['jobs']:,} jobs  \n")
            assert f"{row['location_quotient']:.2f} times the nation's share" in here
            passing = format_percent(100 * row["share_over_line"])
            assert f"{passing} of jobs pass the pay" in here
        assert f"{row['published']} of {row['possible']} occupations published" in here
        assert f"By our rule: {say_rule(row['by_our_rule'])}" in sector
    assert seen_withheld


def test_a_shrinking_sector_has_a_true_minus(rows: list[dict[str, Any]]) -> None:
    falling = [row for row in rows if row["growth_pct"] is not None and row["growth_pct"] < 0]
    assert falling
    said = " ".join(read_list(open_page(shown="all")).to_numpy().ravel()).replace("\\", "")
    for row in falling:
        assert f"{MINUS}{abs(row['growth_pct']):.1f}".removesuffix(".0") + "%" in said
    assert "-1.2%" not in said


def test_a_sector_is_chosen_from_the_list() -> None:
    page = open_page(shown="all")
    page.selectbox(key="sectors_list").select("manufacturing").run()
    check(page)
    assert page.query_params["sector"] == "manufacturing"
    assert "Advanced manufacturing" in [header.value for header in page.header]


def test_a_sector_outside_the_view_can_still_be_seen() -> None:
    page = open_page(shown="by_rule", sector="retail")
    assert page.selectbox(key="sectors_list").value == "retail"


def test_no_table_of_the_page_has_more_than_three_columns() -> None:
    page = open_page(shown="designated", sector="health")
    assert len(page.table) >= 5
    assert max(len(table.value.columns) for table in page.table) == 3


def test_designated_and_by_rule_are_two_lists(region_stl: Region) -> None:
    named = group_designations(list_designations(region_stl))
    rows = describe_sectors(region_stl)
    designated = [row["sector"] for row in choose_rows(rows, "designated", set(named))]
    by_rule = [row["sector"] for row in choose_rows(rows, "by_rule", set(named))]
    assert set(designated) == set(named)
    assert by_rule == [row["sector"] for row in rows if row["by_our_rule"]]
    assert set(designated) != set(by_rule)
    assert len(choose_rows(rows, "all", set(named))) == len(rows)


def test_a_document_that_may_not_hold_here_designates_nothing(region_stl: Region) -> None:
    found = list_designations(region_stl)
    doubtful = [one for one in found if one.extent == "unknown" and one.sector]
    assert doubtful
    kept = group_designations(found)
    assert all(one.extent != "unknown" for said in kept.values() for one in said)


def read_documents(page: AppTest) -> Any:
    """Return the table of designations with plain headers, None where the page has none."""
    for table in page.table:
        frame = table.value
        frame.columns = [name.removeprefix(":gray[:small[")[:-2] for name in frame.columns]
        if "Document" in frame.columns:
            return frame
    return None


def test_designations_show_document_date_and_source(graph: Graph) -> None:
    found = list_designations(open_region(graph, "0036740"))
    page = open_page(place="0036740", shown="designated")
    assert len(read_documents(page)) == DOCUMENTS < len(found)
    page.toggle(key="sectors_documents").set_value(True).run()
    table = read_documents(check(page))
    assert len(table) == len(found)
    for one, cell in zip(found, table["Document"], strict=True):
        assert cell == f"{escape_markdown(one.document)}  \n:small[{link_source(one.source)}]"
    assert any("17 Oct 2018" in cell for cell in table["Sector or job"])
    assert read_documents(open_page(place="0036740", shown="by_rule")) is None


def test_the_selected_sector_is_in_the_address(rows: list[dict[str, Any]]) -> None:
    page = open_page(sector="manufacturing")
    assert "Advanced manufacturing" in [header.value for header in page.header]
    row = next(row for row in rows if row["sector"] == "manufacturing")
    shown = [metric.value.replace("\\", "") for metric in page.metric]
    assert shown[1] == f"{row['jobs']:,} jobs"


def test_with_none_selected_the_first_with_figures_is_shown(rows: list[dict[str, Any]]) -> None:
    ordered = choose_rows(rows, "all", set())
    assert ordered[0]["sector"] == "it" and ordered[0]["jobs"] is None
    assert choose_first(ordered) == "health"
    assert choose_first([ordered[0]]) == "it"
    assert choose_first([]) is None


def test_a_flat_sector_with_many_openings_has_its_badge() -> None:
    assert "steady, many openings" in read_words(open_page(sector="retail", shown="all"))
    assert ":blue-badge" not in read_words(open_page(sector="health", shown="all"))


def test_the_rule_shows_its_numbers(rows: list[dict[str, Any]]) -> None:
    said = read_words(open_page(sector="health", shown="all"))
    assert "+8.4% against +3.1% for all industries" in said
    assert "77 of 99 occupations published. So: no." in said
    assert "OEWS, May 2025, St. Louis, MO-IL" in said
    assert "BLS Employment Projections, 2024-34, nation" in said


# ---- the pay to pass


def test_the_pay_to_pass_is_named_and_can_be_changed() -> None:
    page = open_page(sector="health", shown="all")
    assert "Middle pay with a high school diploma, MO: $34,809 a year" in read_words(page)
    before = [metric.value for metric in page.metric]
    page.selectbox(key="sectors_line").select("poverty_guideline.8").run()
    check(page)
    assert page.query_params["line"] == "poverty_guideline.8"
    assert "household of 8 people, 2026: $55,720 a year" in read_words(page)
    assert [metric.value for metric in page.metric] != before


def test_a_persons_own_line_goes_first() -> None:
    said = read_words(open_page(sector="health", shown="all", min_wage="50000"))
    assert "Your own wage line: $50,000 a year" in said


# ---- the ladder, credentials, sponsors


def test_the_ladder_starts_from_an_entry_job() -> None:
    page = open_page(sector="health", shown="all")
    start = page.selectbox(key="sector_start")
    assert start.label == "Start from this entry job"
    assert any("The ladder from Home Health" in header.value for header in page.header)
    other = next(option for option in ("35-3041", "39-9011") if option != start.value)
    start.select(other).run()
    check(page)
    assert page.query_params["job"] == other


def test_a_sector_without_moves_has_no_picture() -> None:
    page = open_page(sector="it", shown="all")
    assert not [box for box in page.selectbox if box.key == "sector_start"]
    assert "No school that reports here confers an award linked to these jobs" in read_words(page)


def test_what_our_sources_see_is_said() -> None:
    said = read_words(open_page(sector="health", shown="all"))
    assert "Our sources see most of 12 fields here" in said
    assert "Our sources see little of 4 fields here" in said
    assert "jobs.mo.gov" in said


def test_pay_bands() -> None:
    from pathways.sector_ladder import Rung

    rung = Rung("11-1111", "Test", 30_000, None, "0041180", None, None, False, None)
    assert say_band(rung) == "$30,000 to $39,999"
    assert say_band(rung._replace(pay=29_999)) == "$20,000 to $29,999"
    assert say_band(rung._replace(pay=None, why_no_pay="top_coded")) == "Above the cap"
    assert say_band(rung._replace(pay=None, why_no_pay="suppressed")) == "Pay not published"


# ---- anywhere


@pytest.mark.parametrize(
    "query",
    [
        {"place": "0000000"},
        {"place": "0044180", "sector": "energy"},
        {"place": "7200006", "sector": "health"},
        {"place": "6600000"},
        {"place": "zip:33101", "shown": "by_rule"},
        {"place": "county:29213", "sector": "construction", "node": "47-1011"},
        {"place": "2900000", "sector": "retail", "line": "minimum_wage"},
    ],
    ids=lambda query: "-".join(query.values()),
)
def test_links_open(query: dict[str, str]) -> None:
    said = read_words(open_page(**query)).casefold()
    assert not NEVER & set(said.split())
    assert " nan" not in said
    assert " none " not in said.replace("none of", "").replace("none in", "")


@pytest.mark.parametrize("key", ["sector", "shown", "line", "min_wage", "place"])
@pytest.mark.parametrize("value", ["<script>", "../..", "nothing", "-1", "9" * 40])
def test_a_malformed_choice_is_as_if_not_there(key: str, value: str) -> None:
    page = open_page(**{key: value})
    assert page.title[0].value == "Growth sectors"
    assert any("Health care" in header.value for header in page.header)


def test_an_unknown_place_is_said() -> None:
    assert "Shown instead: St. Louis, MO-IL" in read_words(open_page(place="9999999"))


def test_sector_names_follow_the_language() -> None:
    from pathways.ui.sectors import name_sectors

    with speaking("es"):
        assert name_sectors()["agriculture"] == "Agricultura y alimentos"
    assert name_sectors()["agriculture"] == "Agriculture and food"


def test_the_page_is_short() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 100
