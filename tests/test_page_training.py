"""The page of training and credentials: without a browser, and its map in one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.atlas import open_atlas
from pathways.fields import describe_provider, list_taught
from pathways.offers import describe_offers
from pathways.region import Region, open_region
from pathways.settings import ROOT
from pathways.store import Graph
from pathways.ui.map import COLOURS, Dot, make_spec
from pathways.ui.short import FEW
from pathways.ui.state import WRITTEN
from pathways.ui.training import (
    FIELDS_SHOWN,
    SHAPES,
    SHOWN,
    Wanted,
    select_offers,
    write_offer,
)
from pathways.words import escape_markdown, explain_withheld, format_months
from tests.test_page_compare import find_cut
from tests.test_screen import CHROMIUM, FLAGS, PHONE, READY, WIDE, Visit, serve

PAGE = ROOT / "pathways" / "ui" / "pages" / "training.py"
NEVER = {"funded", "eligible", "free", "hiring"}
NURSE = "29-1141"
MOST_BYTES = 300_000


def open_page(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    page.switch_page("pathways/ui/pages/training.py")
    for key, value in query.items():
        page.query_params[key] = value
    return check(page.run())


def check(page: AppTest) -> AppTest:
    """Return the page; the last-resort error of app.py is a failure as an exception is."""
    assert not page.exception
    assert not page.error
    return page


def read_words(page: AppTest) -> str:
    parts = [*page.title, *page.header, *page.subheader, *page.markdown, *page.warning]
    return " ".join(str(part.value) for part in parts).replace("\\", "")


@pytest.fixture(scope="module")
def offers(region_stl: Region) -> list[dict[str, Any]]:
    found = describe_offers(region_stl, occupation=NURSE)
    return [offer for offer in found if offer["status"] != "closed"]


# ---- what fits


def test_no_limit_leaves_every_offer(offers: list[dict[str, Any]]) -> None:
    assert select_offers(offers, Wanted()) == (offers, {})


@pytest.mark.parametrize(
    ("wanted", "key", "fits"),
    [
        (Wanted(max_months=24), "months_high", lambda value: value <= 24),
        (Wanted(max_cost=30_000), "price_high", lambda value: value <= 30_000),
        (Wanted(max_cost=0), "price_high", lambda value: value <= 0),
        (Wanted(min_awards=0), "completions", lambda value: value >= 0),
        (Wanted(min_awards=60), "completions", lambda value: value >= 60),
        (Wanted(min_earnings=60_000), "earnings_1yr", lambda value: value >= 60_000),
        (Wanted(level="associate"), "level", lambda value: value == "associate"),
        (Wanted(state="IL"), "state", lambda value: value == "IL"),
    ],
    ids=[f"limit{place}" for place in range(8)],
)
def test_a_limit_keeps_what_is_known_to_fit(
    offers: list[dict[str, Any]], wanted: Wanted, key: str, fits: Any
) -> None:
    found = select_offers(offers, wanted)
    assert found.offers == [o for o in offers if o[key] is not None and fits(o[key])]
    missing = sum(offer[key] is None for offer in offers)
    assert found.unknown == ({key: missing} if missing else {})


def test_limits_together(offers: list[dict[str, Any]]) -> None:
    found = select_offers(offers, Wanted(level="bachelors", state="MO", max_months=48))
    assert {(o["level"], o["state"]) for o in found.offers} == {("bachelors", "MO")}
    assert 0 < len(found.offers) < len(offers)


# ---- the page


def read_table(page: AppTest, column: str) -> Any:
    """Return the first table with a column, its headers plain and its cells without escapes."""
    for table in page.table:
        frame = table.value.replace(r"\\", "", regex=True)
        frame.columns = [name.removeprefix(":gray[:small[")[:-2] for name in frame.columns]
        if column in frame.columns:
            return frame
    pytest.fail(f"no table with {column}")


def test_the_first_screen_lists_the_fields_taught_here(region_stl: Region) -> None:
    page = open_page()
    taught = list_taught(region_stl)
    assert f"{len(taught)} fields of study are taught in St. Louis" in read_words(page)
    table = read_table(page, "Field of study")
    titles = [cell.partition("  \n")[0] for cell in table["Field of study"]]
    assert titles == [field.title for field in taught[:FIELDS_SHOWN]]
    assert list(table["Awards last year"]) == [f"{f.completions:,}" for f in taught[:FIELDS_SHOWN]]
    page.toggle(key="training_fields").set_value(True).run()
    assert len(read_table(check(page), "Field of study")) == len(taught)
    schools = page.dataframe[0].value
    open_here = (region_stl.providers["status"] != "closed").sum()
    assert 0 < len(schools) <= open_here


def test_the_filters_that_come_later_are_announced() -> None:
    said = "Once you have, you can also set the level, school, state, months, price, awards and"
    before, after = open_page(), open_page(soc=NURSE)
    assert said in read_words(before) and said not in read_words(after)
    assert not before.number_input
    labels = [box.label for box in (*after.selectbox, *after.number_input)]
    for word in ("Level", "School", "State", "Months", "price", "Awards", "Earnings"):
        assert any(word in label for label in labels)


def test_the_short_list_of_offers_fits_a_phone_and_is_the_librarys(
    offers: list[dict[str, Any]],
) -> None:
    page = open_page(soc=NURSE)
    table = read_table(page, "School and award")
    assert list(table.columns) == ["School and award", "Months", "Published price"]
    assert len(table) == FEW < len(offers)
    page.toggle(key="training_list_all").set_value(True).run()
    table = read_table(check(page), "School and award")
    assert len(table) == len(offers)
    for offer, (school, months, price) in zip(offers, table.to_numpy().tolist(), strict=True):
        assert school.startswith(f"{offer['provider_name']}, {offer['city']}")
        assert offer["title"] in school
        high, cost = offer["months_high"], offer["price_high"]
        assert months == (
            "not published" if high is None else format_months(offer["months_low"], high)
        )
        assert price == ("not published" if cost is None else f"${cost:,}")
    assert {"not published"} < set(table["Published price"])


def test_nothing_published_is_said_and_a_zero_stays_a_zero() -> None:
    offer = {
        "title": "Welding, Certificate", "months_low": None, "months_high": None,
        "price_high": 0, "completions": 0, "earnings_1yr": None,
        "withheld": {"earnings_1yr": "not_published"},
    }  # fmt: skip
    cells = list(write_offer(offer, "").values())
    assert cells[1:] == ["not published", escape_markdown("$0")]
    plain = cells[0].replace("\\", "")
    assert "Awards last year: 0" in plain and "Earnings after 1 year: not published" in plain
    hidden = write_offer({**offer, "withheld": {"earnings_1yr": "suppressed"}}, "")
    assert explain_withheld("suppressed") in next(iter(hidden.values())).replace("\\", "")


def test_a_school_is_chosen_from_the_list(offers: list[dict[str, Any]]) -> None:
    page = open_page(soc=NURSE)
    school = offers[-1]["provider"]
    page.selectbox(key="training_provider").select(school).run()
    check(page)
    assert page.query_params["provider"] == school
    headers = [header.value.replace("\\", "") for header in page.header]
    assert offers[-1]["provider_name"] in headers
    page.selectbox(key="training_provider").select("").run()
    assert "provider" not in page.query_params


def test_all_figures_of_the_offers_are_the_librarys(offers: list[dict[str, Any]]) -> None:
    page = open_page(soc=NURSE)
    table = page.dataframe[0].value
    assert list(table["School"]) == [offer["provider_name"] for offer in offers]
    assert list(table["Award"]) == [offer["title"] for offer in offers]
    for column, key in (
        ("Months from", "months_low"),
        ("Months to", "months_high"),
        ("Published price ($)", "price_high"),
        ("Awards last year", "completions"),
        ("Earnings, 1 yr ($)", "earnings_1yr"),
        ("Earnings, 4 yr ($)", "earnings_4yr"),
        ("Debt ($)", "debt"),
    ):
        for shown, offer in zip(table[column], offers, strict=True):
            # unknown stays absent and is shown as a word; a zero stays a zero
            assert (
                shown == offer[key] if offer[key] is not None else shown != shown or shown is None
            )
    assert set(table["Standing"]) == {"conferred last year", "listed, no completers"}
    schools = len({offer["provider"] for offer in offers})
    assert f"{len(offers)} of {len(offers)} programs fit, at {schools} schools" in read_words(page)


def test_the_list_of_schools_is_complete(offers: list[dict[str, Any]]) -> None:
    table = open_page(soc=NURSE).dataframe[1].value
    counts = Counter(
        f"{offer['provider_name']}, {offer['city']}, {offer['state']}" for offer in offers
    )
    assert list(table.columns) == ["School", "Programs"]
    assert dict(zip(table["School"], table["Programs"], strict=True)) == counts


def test_a_limit_is_kept_in_the_address_and_can_be_blank_again(
    offers: list[dict[str, Any]],
) -> None:
    page = open_page(soc=NURSE)
    page.number_input(key="training_program_price").set_value(30_000).run()
    check(page)
    assert page.query_params["program_price"] == "30000"
    found = select_offers(offers, Wanted(max_cost=30_000))
    assert len(page.dataframe[0].value) == len(found.offers)
    assert f"Left out: {found.unknown['price_high']} whose price is not published" in read_words(
        page
    )
    page.number_input(key="training_program_price").set_value(None).run()
    assert "program_price" not in page.query_params
    assert len(page.dataframe[0].value) == len(offers)


def test_a_filter_is_no_limit_on_pathways_nor_the_other_way_round(
    offers: list[dict[str, Any]],
) -> None:
    page = open_page(soc=NURSE, max_months="6", max_cost="1000")  # as an older link said it
    assert len(page.dataframe[0].value) == len(offers)
    page.number_input(key="training_program_months").set_value(24).run()
    page.number_input(key="training_program_price").set_value(30_000).run()
    check(page)
    assert 0 < len(page.dataframe[0].value) < len(offers)
    assert (page.query_params["max_months"], page.query_params["max_cost"]) == ("6", "1000")
    page.number_input(key="training_program_months").set_value(None).run()
    assert page.query_params["max_months"] == "6"
    assert not set(SHAPES) & set(WRITTEN)


def test_zero_is_a_limit() -> None:
    page = open_page(soc=NURSE, program_price="0")
    assert page.number_input(key="training_program_price").value == 0
    assert "0 of 20 programs fit" in read_words(page)


def test_a_job_is_found_by_what_people_call_it() -> None:
    page = open_page()
    page.text_input(key="training_job").input("cna").run()
    page.button(key="soc_is_31-1131").click().run()
    check(page)
    assert page.query_params["soc"] == "31-1131"
    assert "Our sources see little of this" in read_words(page)
    page.text_input(key="training_job").input("").run()
    assert "soc" not in page.query_params


def test_a_field_can_be_chosen() -> None:
    page = open_page()
    page.selectbox(key="training_field").select("48.0508").run()
    assert page.query_params["field"] == "48.0508"
    assert all("Welding" in title for title in page.dataframe[0].value["Award"])
    page.selectbox(key="training_field").select("").run()
    assert "field" not in page.query_params


def test_a_long_list_says_what_it_leaves_out(graph: Graph) -> None:
    page = open_page(place="1200000", soc="31-9092")
    found = [
        offer
        for offer in describe_offers(open_region(graph, "1200000"), occupation="31-9092")
        if offer["status"] != "closed"
    ]
    shown = page.dataframe[0].value
    assert len(shown) == min(len(found), SHOWN)
    assert ("Narrow the list" in read_words(page)) is (len(found) > SHOWN)
    page = open_page(place="0000000", field="51.3801")
    assert len(page.dataframe[0].value) == SHOWN
    assert f"The first {SHOWN} are shown" in read_words(page)
    assert "There is no map of this place" in read_words(page)


def test_a_school_shows_all_that_it_offers(region_stl: Region) -> None:
    page = open_page(soc=NURSE, provider="179867")
    found = describe_provider(region_stl, "179867")
    said = read_words(page)
    assert found["title"] in [header.value for header in page.header]
    assert "Ask which campus" in said
    assert f"What it offers: {len(found['offers'])} programs" in said
    table = next(t.value for t in page.dataframe if "Results are of" in t.value.columns)
    assert list(table["Award"]) == [offer["title"] for offer in found["offers"]]
    short = read_table(page, "Award")
    assert list(short.columns) == ["Award", "Months", "Published price"]
    firsts = [cell.partition("  \n")[0] for cell in short["Award"]]
    assert firsts == [offer["title"] for offer in found["offers"][:FEW]]
    assert "College Scorecard" in said
    page.button(key="provider_close").click().run()
    assert "provider" not in page.query_params


def test_a_closed_school_says_so(graph: Graph) -> None:
    closed = [row for row in graph.table("nodes/provider").to_pylist() if row["status"] == "closed"]
    page = open_page(provider=closed[0]["provider"])
    assert "This school has closed" in read_words(page)


def test_a_closed_school_is_in_no_list(graph: Graph) -> None:
    for area in ("2900000", "1200000"):
        region = open_region(graph, area)
        closed = region.providers[region.providers["status"] == "closed"]
        if len(closed):
            break
    assert len(closed)
    for table in open_page(place=area).dataframe:
        if "School" in table.value.columns:
            named = set(table.value["School"])
            for title in closed["title"]:
                assert not [name for name in named if name.startswith(f"{title}, ")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"soc": "99-9999"}, "No occupation '99-9999'"),
        ({"field": "99.9999"}, "No school here reports the field 99.9999"),
        ({"provider": "000000"}, "No provider '000000'"),
        ({"place": "9999999"}, "Shown instead: St. Louis, MO-IL"),
        ({"soc": "31-1121"}, "Home Health"),
    ],
)
def test_what_is_unknown_is_said(query: dict[str, str], expected: str) -> None:
    page = open_page(**query)
    said = read_words(page) + page.text_input(key="training_job").value
    assert expected in said


@pytest.mark.parametrize("key", SHAPES)
@pytest.mark.parametrize("value", ["<script>", "../..", "nothing", "-1", "9" * 40])
def test_a_malformed_choice_is_as_if_not_there(key: str, value: str) -> None:
    said = read_words(open_page(**{key: value}))
    assert "fields of study are taught in St. Louis" in said


@pytest.mark.parametrize(
    "query",
    [
        {"place": "6600000"},
        {"place": "7200006", "soc": NURSE},
        {"place": "0900000", "soc": NURSE, "in_state": "CT"},
        {"place": "zip:63103", "soc": "53-3032"},
        {"soc": NURSE, "field": "51.3801", "level": "doctoral", "school": "179867"},
        {"soc": "29-1215"},
        {"soc": "35-3023"},
    ],
    ids=lambda query: "-".join(query.values()),
)
def test_links_open(query: dict[str, str]) -> None:
    said = read_words(open_page(**query)).casefold()
    assert not NEVER & set(said.split())
    assert " nan" not in said
    assert " none " not in said


def test_the_page_is_short() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 100


# ---- the map


@pytest.mark.parametrize("area", ["0041180", "2900000", "1200000", "4800000", "0600000", "0200000"])
def test_a_map_is_small_and_holds_all_its_data(graph: Graph, area: str) -> None:
    region = open_region(graph, area)
    atlas = open_atlas(region)
    assert atlas is not None
    rows = region.providers[region.providers["latitude"].notna()]
    dots = [
        Dot(row.title, f"{row.city}, {row.state}", 1, row.longitude, row.latitude)
        for row in rows.itertuples()
    ]
    spec = make_spec(atlas, dots, "light")
    text = json.dumps(spec)
    assert len(text) <= MOST_BYTES
    assert "http" not in text and '"url"' not in text
    assert len(spec["layer"][0]["data"]["values"]) == len(atlas.outlines)
    assert len(spec["layer"][-1]["data"]["values"]) == len(dots)


def test_no_name_stands_under_a_dot(region_stl: Region) -> None:
    atlas = open_atlas(region_stl)
    assert atlas is not None
    named = {row["name"] for row in make_spec(atlas, [], "dark")["layer"][1]["data"]["values"]}
    assert "Jefferson" in named
    dot = Dot("School", "Hillsboro, MO", 1, -90.55, 38.26)
    left = make_spec(atlas, [dot], "dark")["layer"][1]["data"]["values"]
    assert "Jefferson" not in {row["name"] for row in left}


def test_an_unknown_theme_is_drawn_as_light(region_stl: Region) -> None:
    atlas = open_atlas(region_stl)
    assert atlas is not None
    assert make_spec(atlas, [], "sepia") == make_spec(atlas, [], "light")
    assert set(COLOURS) == {"light", "dark"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    yield from serve(ROOT / "app.py")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def look(browser: Any, address: str, size: tuple[int, int], scheme: str = "light") -> Visit:
    one = Visit(browser, size=size, scheme=scheme)
    one.page.goto(address)
    one.page.wait_for_selector("h2", timeout=60_000)
    one.settle()
    return one


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["training?soc=29-1141&provider=179867", "sectors?sector=health&shown=designated"]
)
@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (PHONE, "light"), (WIDE, "dark")], ids=str
)
def test_the_page_fits_keeps_the_rules_and_asks_nothing_outside(
    address: str, browser: Any, path: str, size: tuple[int, int], scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    one = look(browser, f"{address}/{path}", size, scheme)
    page = one.page
    # axe must not see a picture before it has its words
    if path.startswith("training"):
        page.locator("[data-testid=stVegaLiteChart]").locator("canvas, svg").first.wait_for()
    else:
        page.wait_for_selector(READY, state="attached", timeout=60_000)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    assert find_cut(page) == []
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    assert one.outside == []
    assert one.faults == []
    one.context.close()


@pytest.mark.browser
def test_the_map_is_drawn_with_its_counties(address: str, browser: Any, tmp_path: Path) -> None:
    one = look(browser, f"{address}/training?soc=29-1141", WIDE)
    chart = one.page.locator("[data-testid=stVegaLiteChart]")
    chart.scroll_into_view_if_needed()
    one.page.wait_for_timeout(800)
    path = tmp_path / "map.png"
    chart.screenshot(path=str(path))
    from PIL import Image

    colours = Counter(Image.open(path).convert("RGB").get_flattened_data())
    grey, dot = (tuple(bytes.fromhex(COLOURS["light"][key][1:])) for key in ("county", "dot"))
    assert colours[grey] > 20_000  # counties filled
    assert (
        sum(
            n
            for c, n in colours.items()
            if max(abs(a - b) for a, b in zip(c, dot, strict=True)) < 40
        )
        > 300
    )
    one.context.close()
