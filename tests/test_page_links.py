"""The page of missing links: the library's lists on the screen, in files, and on a phone."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from pathways.draw import BREAK, LINK, draw_chain
from pathways.export.writers import FORMULA_STARTS, make_csv, make_workbook
from pathways.gaps import LISTS, find_gaps
from pathways.gaps.rows import tabulate_gaps
from pathways.region import Region, open_region
from pathways.settings import ROOT
from pathways.store import Graph
from pathways.ui import gap_words
from pathways.ui import gaps as parts
from tests.test_screen import CHROMIUM, FLAGS, PHONE, WIDE, Visit, serve
from tests.test_wording import PROMISES, UNSEEN, find_words

PAGE = ROOT / "pathways" / "ui" / "pages" / "links.py"
HOSTILE = '=HYPERLINK("http://x")', "+1", "-1", "@x", "<script>window.hit=1</script>"


def open_page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pathways/ui/pages/links.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def read_words(app: AppTest) -> str:
    parts_ = [*app.title, *app.header, *app.markdown, *app.warning]
    said = " ".join(str(part.value) for part in parts_)
    said += " ".join(f" {metric.label} {metric.value}" for metric in app.metric)
    return said.replace("\\", "")


def read_kinds(app: AppTest) -> dict[str, int]:
    """Return the number that stands before each kind."""
    options = app.button_group(key="links_kind").options
    found = [re.fullmatch(r"\*\*([\d,]+)\*\* (.+)", option) for option in options]
    return {match[2]: int(match[1].replace(",", "")) for match in found if match}


def choose_kind(app: AppTest, kind: str) -> AppTest:
    app.button_group(key="links_kind").set_value(kind).run()
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def stl(region_stl: Region) -> dict[str, Any]:
    return find_gaps(region_stl)


# ---- the screen


def test_the_first_screen_is_the_library_s_answer(stl: dict[str, Any]) -> None:
    app = open_page()
    groups = gap_words.group_entries(stl)
    assert app.title[0].value == "Missing links"
    assert read_kinds(app) == {gap_words.name_kind(kind): len(groups[kind]) for kind in groups}
    entry = groups["taught_elsewhere"][0]
    said = read_words(app)
    assert entry["reason"] in said
    assert f"Workers in the job before it {entry['from_jobs']:,}" in said
    assert f"Could gain a year, at most {entry['value_capped']:,}" in said
    assert f"More pay a year +${entry['wage_change']:,}" in said
    assert "Not a count of every school." in said
    assert "jobs.mo.gov" in said


@pytest.mark.parametrize("kind", gap_words.KINDS)
def test_every_kind_opens_with_three_figures_or_a_sentence(
    kind: str, graph: Graph, stl: dict[str, Any]
) -> None:
    for place in ("0041180", "0044180", "0000000"):
        app = open_page(kind=kind, place=place)
        entries = gap_words.group_entries(
            stl if place == "0041180" else find_gaps(open_region(graph, place))
        )[kind]
        said = read_words(app)
        if not entries:
            assert "Nothing of this kind was found" in said
            assert not app.dataframe
            continue
        assert app.header[0].value.replace("\\", "").endswith(f": {len(entries):,}")
        table = app.dataframe[0].value
        assert len(table) == len(entries)
        assert not table.isna().any(axis=None)
        assert {"", "None", "nan", "0"}.isdisjoint(table.to_numpy().ravel())
        assert entries[0]["reason"] in said
        assert said.count("at most") >= (kind not in ("dead_end", "orphan_credential"))
        for code in ("no_such_link", "not_built", "not_published", "suppressed", "lateral_"):
            assert code not in said


@pytest.mark.parametrize("place", ["0041180", "0044180", "0000000", "zip:63103", "0025500"])
def test_nothing_on_the_screen_is_called_empty(place: str) -> None:
    app = open_page(place=place)
    for kind in gap_words.KINDS:
        choose_kind(app, kind)
        assert gap_words.explain_kind(kind) in read_words(app)
        shown = read_words(app)
        for name in re.findall(r"The nearest school that we see is .+? in ", shown):
            shown = shown.replace(name, "")
        assert find_words(shown, UNSEEN + PROMISES) == []


def test_a_link_restores_sector_distance_kind_and_the_chosen_place(region_stl: Region) -> None:
    answer = find_gaps(region_stl, sector="health", within=50)
    entries = gap_words.group_entries(answer)["not_in_data"]
    chosen = entries[-1]
    app = open_page(sector="health", within="50", kind="not_in_data", link=chosen["id"])
    assert app.selectbox(key="links_sector").value == "health"
    assert app.selectbox(key="links_within").value == "50"
    assert app.selectbox(key="links_pick").value == chosen["id"]
    assert len(app.dataframe[0].value) == len(entries)
    assert chosen["reason"] in read_words(app)


def test_what_is_chosen_stands_in_the_address(stl: dict[str, Any]) -> None:
    app = open_page(kind="one_school")
    second = gap_words.group_entries(stl)["one_school"][1]
    app.selectbox(key="links_pick").select(second["id"]).run()
    assert app.query_params["link"] in (second["id"], [second["id"]])
    assert second["reason"] in read_words(app)
    choose_kind(app, "dead_end")
    assert app.query_params["kind"] in ("dead_end", ["dead_end"])
    app.selectbox(key="links_sector").select("health").run()
    assert app.query_params["sector"] in ("health", ["health"])
    app.selectbox(key="links_within").select("100").run()
    assert app.query_params["within"] in ("100", ["100"])
    app.selectbox(key="links_sector").select(parts.EVERY).run()
    assert "sector" not in app.query_params
    assert not app.exception


@pytest.mark.parametrize("key", ["sector", "within", "kind", "link", "place"])
@pytest.mark.parametrize("value", ["<script>", "../..", "set_aside", "-1", "9999999999", ""])
def test_a_choice_that_is_none_is_as_if_not_there(key: str, value: str) -> None:
    app = open_page(**{key: value})
    assert app.selectbox(key="links_sector").value == parts.EVERY
    assert app.selectbox(key="links_within").value == parts.EVERY
    assert "Missing links" in read_words(app)


def test_an_unknown_place_is_said_and_the_example_shown() -> None:
    said = read_words(open_page(place="zip:00000"))
    assert "No place 'zip:00000'" in said
    assert "Shown instead: St. Louis, MO-IL" in said


def test_what_is_set_aside_is_counted_and_not_listed(stl: dict[str, Any]) -> None:
    app = open_page(kind="no_such_link")
    aside = [entry for entry in stl["missing_links"] if entry["kind"] == "set_aside"]
    assert f"{len(aside)} occupations of college teachers" in read_words(app)
    shown = set(app.dataframe[0].value["To"])
    assert not shown & {entry["title"] for entry in aside}
    assert len(shown) == len(stl["missing_links"]) - len(aside)


def test_every_kind_of_entry_is_shown_or_set_aside(graph: Graph) -> None:
    kinds = {
        entry["kind"]
        for area in ("0041180", "0044180", "0000000")
        for name in LISTS
        for entry in find_gaps(open_region(graph, area))[name]
    }
    assert kinds <= {*gap_words.KIND_OF, "set_aside"}
    for kind in gap_words.KINDS:
        assert gap_words.name_kind(kind)
        assert gap_words.explain_kind(kind).endswith(".")


# ---- the picture


def test_a_chain_is_cut_at_one_link() -> None:
    chain = draw_chain(
        [("A *b*", "$1"), ("C", ""), ("D", "")], broken=0, words="here", summary="A to D"
    )
    assert [edge["broken"] for edge in chain["edges"]] == [True, False]
    assert [node["x"] for node in chain["nodes"]] == [0, BREAK, BREAK + LINK]
    assert chain["nodes"][0]["label"] == "*A b*\n$1"
    assert (chain["axis"], chain["columns"], chain["wage_line"]) == ([], [], None)
    assert (chain["chain"], chain["summary"]) == ("here", "A to D")
    whole = draw_chain([("A", ""), ("B", "")], broken=None, words="", summary="")
    assert [edge["broken"] for edge in whole["edges"]] == [False]


def test_only_one_school_is_drawn_whole(stl: dict[str, Any]) -> None:
    for name in LISTS:
        for entry in stl[name]:
            if entry["kind"] in gap_words.KIND_OF:
                boxes, broken, words = gap_words.list_boxes(entry)
                assert len(boxes) in (2, 3)
                assert all(title for title, _note, _shape in boxes)
                shapes = {shape for _title, _note, shape in boxes}
                assert shapes <= {"job", "credential", "missing", "school"}
                assert ("school" in shapes) == (entry["kind"] == "one_school")
                assert (broken is None) == (entry["kind"] == "one_school")
                unseen = entry["id"] in {other["id"] for other in stl["not_visible"]}
                is_unseen = unseen and entry["kind"] in ("not_in_data", "sees_little")
                assert (words == "The link breaks here") is not is_unseen


# ---- what to do with it


@pytest.mark.parametrize("kind", gap_words.KINDS)
def test_a_proposal_says_what_we_see_and_what_to_add(kind: str, stl: dict[str, Any]) -> None:
    for entry in gap_words.group_entries(stl)[kind]:
        text = gap_words.write_proposal(entry, stl, "2026-11-22")
        assert "Region: St. Louis, MO-IL (0041180)" in text
        assert f"Kind: {gap_words.name_kind(kind)}" in text
        assert entry["reason"] in text
        for end in ("from", "to"):
            if entry[end]:
                assert f"{end.title()}: {entry[f'{end}_title']} (" in text
        for label, figure, _note in gap_words.list_figures(entry):
            assert f"- {label}: {figure}" in text
        for school in (entry.get("nearest") or [])[:3]:
            assert f"{school['provider_name']}, {school['city']}, {school['state']}" in text
        asks = [line for line in text.splitlines() if line.endswith(":")]
        assert asks == [f"- {ask}:" for ask in gap_words.list_asks(entry["kind"])]
        assert len(asks) >= 3
        assert text.endswith("Written on 22 Nov 2026.")
        for _name, source in gap_words.list_entry_sources(entry):
            assert source in text
        for raw in (
            ": None",
            "(None",
            "occupation:",
            "credential:",
            "provider:",
            "not_published",
            "award/",
        ):
            assert raw not in text
        ours = text.replace(entry["reason"], "")
        assert find_words(ours, UNSEEN + PROMISES) == []


def test_the_page_offers_the_proposal_of_the_chosen_place(stl: dict[str, Any]) -> None:
    second = gap_words.group_entries(stl)["one_school"][1]
    app = open_page(kind="one_school", link=second["id"])
    texts = [code.value for code in app.code if code.value.startswith("PROPOSED LINK")]
    assert texts == [gap_words.write_proposal(second, stl, date.today().isoformat())]


def find_way_on(app: AppTest) -> dict[str, str] | None:
    """Return the query of the link to the pathways of a place, None where there is none."""
    for one in app.get("page_link"):
        if one.proto.label == "See pathways with it":
            query = parse_qs(urlsplit(f"?{one.proto.query_string}").query)
            return {key: value[0] for key, value in query.items()}
    return None


def test_pathways_are_those_of_the_place_where_it_is_taught(
    graph: Graph, stl: dict[str, Any]
) -> None:
    entry = gap_words.group_entries(stl)["taught_elsewhere"][0]
    query = find_way_on(open_page(link=entry["id"], p="31-1131~29-1141"))
    assert query is not None
    assert query["goals"] == entry["soc"] == "29-2032"
    assert query["job"] == "29-2031"
    assert "p" not in query and "link" not in query
    school = entry["nearest"][0]
    rows = graph.table("nodes/provider").to_pylist()
    county = next(row["county"] for row in rows if row["provider"] == school["provider"])
    assert query["place"] == f"county:{county}"
    find = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    find.query_params.update(query)
    find.run()
    assert not find.exception
    assert "to Diagnostic Medical Sonographers" in find.header[0].value
    assert "No pathway" not in find.header[0].value


@pytest.mark.parametrize("kind", gap_words.KINDS)
def test_a_way_on_is_offered_where_a_pathway_can_use_the_link(
    kind: str, graph: Graph, stl: dict[str, Any]
) -> None:
    offered = [parts.find_way(entry) for entry in gap_words.group_entries(stl)[kind]]
    if kind in ("no_such_link", "missing_rung", "dead_end", "orphan_credential"):
        assert set(offered) == {None}
        assert find_way_on(open_page(kind=kind)) is None
        return
    assert any(offered)
    for way in filter(None, offered):
        assert (way.where == "") == (kind == "one_school") == ("place" not in way.query)
        if way.where:
            assert open_region(graph, way.query["place"])


# ---- files


def make_hostile(stl: dict[str, Any]) -> dict[str, Any]:
    answer = {name: [dict(entry) for entry in stl[name]] for name in LISTS}
    for name in LISTS:
        for place, entry in enumerate(answer[name]):
            entry["to_title"] = entry["from_title"] = HOSTILE[place % len(HOSTILE)]
    return {**answer, "searched": stl["searched"]}


def test_the_csv_holds_every_entry_and_runs_nothing(stl: dict[str, Any]) -> None:
    hostile = make_hostile(stl)
    text = make_csv(tabulate_gaps(hostile)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == sum(len(stl[name]) for name in LISTS)
    assert not [row for row in rows for cell in row.values() if cell.startswith(FORMULA_STARTS)]
    assert f"'{HOSTILE[0]}" in {row["to_title"] for row in rows}
    first = stl["missing_links"][0]
    assert (rows[0]["list"], rows[0]["jobs"]) == ("missing_links", str(first["jobs"]))
    assert f"jobs={first['sources']['jobs']}" in rows[0]["sources"]


def test_the_workbook_holds_text_as_text_and_its_sources(
    stl: dict[str, Any], region_stl: Region
) -> None:
    content = make_workbook(parts.list_sheets(region_stl, make_hostile(stl)))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.read("xl/workbook.xml").decode()
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/s" in name]
        words = book.read("xl/sharedStrings.xml").decode()
    assert re.findall(r'<sheet name="(\w+)"', names) == ["missing_links", "searched", "sources"]
    assert not any("<f>" in sheet for sheet in sheets)
    assert "HYPERLINK" in words
    assert "Bureau of Labor Statistics" in words
    rows = len(re.findall("<row ", sheets[0]))
    assert rows == 1 + sum(len(stl[name]) for name in LISTS)


def test_the_files_are_offered() -> None:
    app = open_page()
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Download CSV", "Download XLSX"]


def test_the_page_is_short() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 100


# ---- in a browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    for root in serve(ROOT / "app.py"):
        yield f"{root}/links"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_page_fits_shows_its_picture_and_is_accessible(
    address: str, browser: Any, size: tuple[int, int], scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    one = Visit(browser, size=size, scheme=scheme)
    page = one.open(f"{address}?kind=taught_elsewhere")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    picture = page.locator(".picture")
    assert picture.is_visible()
    assert "Diagnostic Medical Sonographers" in (picture.get_attribute("aria-label") or "")
    assert not page.get_by_role("button", name="Show the picture").is_visible()
    box = picture.locator("canvas").bounding_box()
    assert (box["height"] > 300) == (size == PHONE)  # on a phone the chain stands up
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    assert (one.outside, one.faults) == ([], [])
    one.context.close()


@pytest.mark.browser
def test_a_row_that_is_chosen_shows_its_place_and_a_file_comes(address: str, browser: Any) -> None:
    one = Visit(browser)
    page = one.open(f"{address}?kind=one_school")
    before = page.get_by_label("Chosen link").input_value()
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    page.mouse.click(place["x"] + 16, place["y"] + 36 + parts.ROW + parts.ROW / 2)
    page.wait_for_url("**link=*", timeout=20_000)
    one.settle()
    after = page.get_by_label("Chosen link").input_value()
    assert after != before
    assert "one school" in page.get_by_role("heading", level=2).last.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert after in text
    assert download.value.suggested_filename == "missing_links_0041180.csv"
    assert (one.outside, one.faults) == ([], [])
    one.context.close()
