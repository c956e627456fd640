"""Pathways side by side: the sums by hand, the same area for all, and the page on both screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pathways.compare import (
    MONTHS,
    MOST,
    NEWER,
    Comparison,
    Line,
    Pay,
    Spell,
    add_up,
    choose_area,
    compare_items,
    find_crossings,
    find_pathway,
    list_jobs,
    list_spells,
    read_items,
    say_pairs,
    write_items,
)
from pathways.person import make_person
from pathways.region import Region, open_region, read_cell
from pathways.settings import ROOT
from pathways.store import Graph
from pathways.trace import trace_pathways
from pathways.ui import compare as parts
from tests.test_screen import CHROMIUM, FLAGS, PHONE, WIDE, Visit, serve
from tests.test_wording import PROMISES, find_words

NURSE = ("31-1131", "29-1141")
PRACTICAL = ("31-1131", "29-2061")
AIDE = ("31-1131",)
KEY = write_items([NURSE, PRACTICAL, AIDE])
ME = make_person(starts=["31-1131"], home="MO")
FLAT = {"a": Pay(12_000, 24_000, {}), "b": Pay(36_000, 48_000, {})}


@pytest.fixture(scope="module")
def compared(region_stl: Region) -> Comparison:
    """Registered nurse, practical nurse, and staying a nursing assistant."""
    return compare_items(region_stl, ME, [NURSE, PRACTICAL, AIDE], base="31-1131")


# ---- what the address says


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        ("31-1131", [AIDE]),
        (KEY, [NURSE, PRACTICAL, AIDE]),
        ("31-1131~29-1141~~31-1131~29-1141", [NURSE]),
        ("31-1131~~~~29-1141", [AIDE, ("29-1141",)]),
        ("<script>~~31-1131", [AIDE]),
        ("31-1131~29-11411~~x", []),
    ],
)
def test_an_address_is_read(text: str, items: list[tuple[str, ...]]) -> None:
    assert read_items(text) == items


CODES = st.lists(st.from_regex(r"[0-9]{2}-[0-9]{4}", fullmatch=True), min_size=1, max_size=6)


@given(st.lists(CODES.map(tuple), max_size=6, unique=True))
def test_what_is_written_is_read_back(items: list[tuple[str, ...]]) -> None:
    assert read_items(write_items(items)) == items


# ---- ten years, by hand


def test_staying_is_two_years_newer_then_experienced() -> None:
    totals = add_up([Spell(MONTHS, "a")], FLAT)
    assert len(totals) == MONTHS + 1
    assert (totals[0], totals[NEWER], totals[36]) == (0, 24_000, 48_000)
    assert totals[-1] == 24_000 + 8 * 24_000


def test_years_already_worked_count_in_the_first_job_alone() -> None:
    spells = [Spell(12, "a"), Spell(MONTHS, "b")]
    fresh, served = add_up(spells, FLAT), add_up(spells, FLAT, served=NEWER)
    assert (fresh[12], served[12]) == (12_000, 24_000)
    assert served[24] - served[12] == fresh[24] - fresh[12] == 36_000


def test_unpaid_study_earns_nothing_and_price_is_taken_when_its_step_begins() -> None:
    spells = [Spell(12, "a", price=5_000), Spell(6, None), Spell(12, "b", learning=True)]
    totals = add_up([*spells, Spell(MONTHS, "b")], FLAT)
    assert totals[0] == -5_000
    assert totals[12] == totals[18] == 12_000 - 5_000
    assert totals[30] - totals[18] == 36_000
    # a year was learned in the job: one more as a newer worker, then with experience
    assert totals[42] - totals[30] == 36_000
    assert totals[54] - totals[42] == 48_000


def test_the_price_of_a_later_step_is_taken_later() -> None:
    spells = [Spell(6, "a"), Spell(0, None), Spell(0, "b", price=900), Spell(MONTHS, "b")]
    totals = add_up(spells, FLAT)
    assert totals[5] == 5_000
    assert totals[6] == 6_000 - 900


def test_long_learning_keeps_the_pay_of_a_newer_worker() -> None:
    totals = add_up([Spell(60, "b", learning=True), Spell(MONTHS, "b")], FLAT)
    assert totals[60] == 5 * 36_000
    assert totals[72] - totals[60] == 48_000


def test_a_way_longer_than_ten_years_ends_with_them() -> None:
    assert len(add_up([Spell(90, None), Spell(90, "a"), Spell(MONTHS, "b")], FLAT)) == MONTHS + 1


SPELLS = st.builds(
    Spell, st.integers(0, 40), st.sampled_from([None, "a", "b"]), st.booleans(), st.integers(0, 9)
)


@given(st.lists(SPELLS, max_size=6), st.integers(0, 40))
def test_no_month_earns_more_than_the_best_pay(spells: list[Spell], served: int) -> None:
    totals = add_up([*spells, Spell(MONTHS, "b")], FLAT, served=served)
    assert len(totals) == MONTHS + 1
    for before, after in pairwise(totals):
        assert after - before <= 4_000 + 1
    spent = sum(spell.price for spell in spells)
    assert totals[-1] >= -spent


def test_a_pathway_is_spent_as_its_steps_say(compared: Comparison) -> None:
    for item in compared.compared[:2]:
        pathway = item.pathway
        assert pathway is not None
        spells = list_spells(pathway)
        assert sum(spell.months for spell in spells) == pathway["elapsed_months"]
        assert sum(spell.price for spell in spells) == pathway["known_cost"]
        studied = sum(spell.months for spell in spells if spell.soc is None)
        assert studied == pathway["months"]


# ---- where lines cross


def straight(start: int, month: int, *, priced: bool = True) -> Line:
    return Line(tuple(start + month * n for n in range(MONTHS + 1)), priced)


def test_lines_cross_where_they_are_equal() -> None:
    (found,) = find_crossings([straight(0, 100), straight(-1_050, 200)])
    assert (found.ahead, found.behind) == (1, 0)
    assert found.month == pytest.approx(10.5)
    assert found.total == 1_050


def test_lines_that_start_together_do_not_cross() -> None:
    assert list(find_crossings([straight(0, 100), straight(0, 200), None])) == []


def test_lines_that_run_together_for_a_while_cross_where_they_meet() -> None:
    one = Line((0, 1, 2, 3, 4) + (4,) * (MONTHS - 4), True)
    other = Line((1, 2, 2, 3, 3) + (3,) * (MONTHS - 4), True)
    (found,) = find_crossings([one, other])
    assert (found.ahead, found.behind, found.month, found.total) == (0, 1, 2.0, 2)


def test_a_line_without_its_price_crosses_nothing() -> None:
    lines = [straight(0, 100), straight(-1_050, 200, priced=False)]
    assert list(find_crossings(lines)) == []


# ---- real pathways


@pytest.mark.parametrize("start", ["31-1131", "53-7065", "47-2061"])
def test_every_pathway_shown_is_found_again_by_its_jobs(region_stl: Region, start: str) -> None:
    person = make_person(starts=[start], home="MO")
    answer = trace_pathways(region_stl, person, top=4)
    shown = answer["pathways"] + answer["cost_unknown"]
    assert shown
    for pathway in shown:
        again = find_pathway(region_stl, person, list_jobs(pathway))
        assert again is not None and again["steps"] == pathway["steps"]


def test_limits_that_no_longer_let_it_through_do_not_lose_it(region_stl: Region) -> None:
    tight = replace(ME, max_months=1, max_elapsed=1, max_cost=1)
    found = find_pathway(region_stl, tight, NURSE)
    assert found is not None and list_jobs(found) == NURSE


def test_a_pathway_that_another_beats_is_joined_from_its_steps(region_stl: Region) -> None:
    """Two steps where one would do are on no front: they are made from the single steps."""
    codes = find_beaten(region_stl)
    asked = make_person(starts=[codes[0]], goals=[codes[-1]], home="MO", max_steps=5)
    answer = trace_pathways(region_stl, asked, every=True)
    assert codes not in [list_jobs(pathway) for pathway in answer["pathways"]]
    found = find_pathway(region_stl, make_person(starts=[codes[0]], home="MO"), codes)
    assert found is not None and list_jobs(found) == codes
    assert found["elapsed_months"] == sum(step["elapsed_months"] for step in found["steps"])


def find_beaten(region: Region) -> tuple[str, ...]:
    """Return two joined pathways' jobs that no front holds though every step of them is there."""
    from pathways.compare import _join_steps
    from pathways.trace import settle_person

    first = trace_pathways(region, make_person(starts=["31-1131"], home="MO"), top=6)
    for pathway in first["pathways"]:
        middle = list_jobs(pathway)[1]
        more = trace_pathways(region, make_person(starts=[middle], home="MO"), top=12)
        for later in more["pathways"]:
            codes = ("31-1131", middle, list_jobs(later)[1])
            asked = make_person(
                starts=[codes[0]], goals=[codes[-1]], home="MO", max_steps=5, rank="quickest"
            )
            held = [list_jobs(p) for p in trace_pathways(region, asked, every=True)["pathways"]]
            if codes not in held and _join_steps(region, settle_person(region, asked), codes):
                return codes
    pytest.fail("no pathway was found that another beats")


def test_what_cannot_be_made_is_left_out_and_said(region_stl: Region) -> None:
    found = compare_items(region_stl, ME, [("31-1131", "11-1011", "35-3023"), NURSE, ("99-9999",)])
    assert [item.codes for item in found.compared] == [NURSE]
    (first, why), (second, unknown) = found.left_out
    assert (first, second) == ("31-1131~11-1011~35-3023", "99-9999")
    assert "not a pathway that we find for you here any more" in why
    assert "99-9999" in unknown


def test_more_than_four_are_said(region_stl: Region) -> None:
    jobs = [(code,) for code in ("31-1131", "29-1141", "29-2061", "35-3023", "53-7065")]
    found = compare_items(region_stl, ME, jobs)
    assert len(found.compared) == MOST
    assert found.left_out == (("53-7065", "At most 4 can be compared at once."),)


def test_figures_of_the_cards_are_those_of_the_area(
    region_stl: Region, compared: Comparison
) -> None:
    assert compared.area == "0041180"
    for item in compared.compared:
        row = region_stl.wages[compared.area][item.codes[-1]]
        assert (item.pay.p25, item.pay.median) == (row["annual_p25"], row["annual_median"])
        before = region_stl.wages[compared.area]["31-1131"]["annual_p25"]
        assert item.gain == row["annual_p25"] - before
    assert compared.source == "oews/May 2025/0041180"


def test_one_job_that_the_area_does_not_publish_moves_all_to_a_wider_one(graph: Graph) -> None:
    region = open_region(graph, "0041180")
    here = region.wages["0041180"]
    absent = next(
        code
        for code, row in sorted(region.wages[region.wage_areas[1]].items())
        if row["annual_p25"] and row["annual_median"] and code not in here
    )
    assert choose_area(region, [NURSE]) == "0041180"
    assert choose_area(region, [NURSE, (absent,)]) == region.wage_areas[1]
    found = compare_items(region, ME, [NURSE, (absent,)])
    assert found.area == region.wage_areas[1]
    assert all(item.line for item in found.compared)


def test_pay_at_the_cap_has_no_line(graph: Graph) -> None:
    region = open_region(graph, "2900000")
    capped = [
        code
        for code in sorted(region.wages["2900000"])
        if read_cell(region.wages["2900000"], code, "annual_median")[1] == "top_coded"
    ]
    found = compare_items(region, ME, [(capped[0],), AIDE])
    assert found.area == "2900000"
    first, second = found.compared
    assert first.line is None and first.missing == first.titles
    assert first.pay.withheld["median"] == "top_coded" and second.line
    row = parts.list_rows(found.cap)[4]
    assert row.say(first) == f"${found.cap:,} or more"


def test_an_unknown_price_marks_its_line(compared: Comparison) -> None:
    nurse, practical, aide = compared.compared
    assert nurse.pathway and practical.pathway and nurse.line and practical.line and aide.line
    for place, item in enumerate(compared.compared):
        is_known = item.pathway is None or item.pathway["cost"] is not None
        assert item.line and item.line.price_included is is_known
        assert ("price not included" in parts.label_line(compared, place)) is not is_known
    told = " ".join(parts.list_assumptions(compared))
    assert ("price not included" in told) is (not nurse.line.price_included)


# ---- sentences, labels and tables


def test_every_pair_has_a_sentence_on_what_differs_most(compared: Comparison) -> None:
    said = say_pairs(compared)
    assert len(said) == 3
    for sentence, (first, second) in zip(said, [(0, 1), (0, 2), (1, 2)], strict=True):
        for place in (first, second):
            assert f"{place + 1}. {compared.compared[place].titles[-1]}" in sentence
    assert f"${compared.compared[0].pay.p25:,}" in said[1]


def test_what_weighs_most_is_said(compared: Comparison) -> None:
    nurse = compared.compared[1]
    assert nurse.pathway is not None

    def change(**facts: Any) -> str:
        pathway = {**nurse.pathway, **facts} if nurse.pathway else None
        other = nurse._replace(pathway=pathway)
        return say_pairs(compared._replace(compared=(nurse, other)))[0]

    months, price = nurse.pathway["elapsed_months"], nurse.pathway["cost"]
    assert "differ most in time" in change(elapsed_months=months + 24, cost=price + 1_000)
    assert "differ most in published price" in change(elapsed_months=months, cost=price + 1_000)
    assert "alike" in change()
    blank = nurse._replace(pay=Pay(None, None, {"p25": "suppressed", "median": "suppressed"}))
    pair = compared._replace(compared=(nurse, blank))
    assert "is not published in one area" in say_pairs(pair)[0]


def test_labels_stand_apart_in_the_order_of_their_lines(compared: Comparison) -> None:
    nurse = compared.compared[0]
    near = compared._replace(compared=(nurse, nurse, nurse, compared.compared[2]))
    labels = parts.place_labels(near)
    heights = [label["total"] for label in labels]
    totals = [total for item in near.compared if item.line for total in item.line.totals]
    least = parts.APART * (max(totals) - min(totals))
    assert all(b - a >= least - 1 for a, b in pairwise(heights))
    assert labels[0]["label"].startswith("4. ")


def test_the_chart_has_one_dash_pattern_and_label_a_line(compared: Comparison) -> None:
    spec = parts.draw_years(compared, "light")
    lines, points, _halo, labels = spec["layer"]
    dashes = lines["encoding"]["strokeDash"]["scale"]
    assert len({tuple(dash) for dash in dashes["range"]}) == len(dashes["domain"]) == 3
    assert lines["encoding"]["strokeDash"]["legend"] is None
    assert len(labels["data"]["values"]) == 3
    assert len(points["data"]["values"]) == len(compared.crossings)
    assert "url" not in str(spec) and "http" not in str(spec)
    last = {row["item"]: row["total"] for row in lines["data"]["values"] if row["year"] == 10}
    assert list(last.values()) == [i.line.totals[-1] for i in compared.compared if i.line]


def test_the_table_is_the_chart(compared: Comparison) -> None:
    table = parts.list_totals(compared)
    assert [row["After"] for row in table][::9] == ["1 year", "10 years"]
    for place, item in enumerate(compared.compared):
        name = f"{parts.label_line(compared, place)}, USD"
        assert item.line is not None
        for year, row in enumerate(table, start=1):
            shown = int(row[name].replace("$", "").replace(",", "").replace("\u2212", "-"))
            assert shown == item.line.totals[12 * year]


def test_the_best_of_a_row_is_bold_and_a_tie_is_not(compared: Comparison) -> None:
    rows = parts.list_rows(compared.cap)
    assert len(rows) == 7
    months, _training, _price, newer, *_rest = rows
    nurse, practical, _aide = compared.compared
    assert nurse.pathway and practical.pathway
    quicker = 0 if nurse.pathway["elapsed_months"] < practical.pathway["elapsed_months"] else 1
    assert months.find_best(compared.compared) == {quicker}
    assert newer.find_best(compared.compared) == {0}
    assert newer.find_best((nurse, nurse)) == set()


# ---- the page

ENTRY = """
import streamlit as st
from pathways.ui import shell, state
from pathways.words import _

state.speak()
st.set_page_config(page_title="Career pathways", layout="wide")
names = ("compare", "find", "plan", "about")
pages = [st.Page(f"pathways/ui/pages/{name}.py", title=name, url_path=name) for name in names]
page = st.navigation(pages, position="top")
shell.start_page(page)
with st.container(horizontal_alignment="center"), st.container(width=1120, gap="medium"):
    shell.show_language()
    page.run()
"""


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app whose first page compares: the page by itself, with those that it links to."""
    folder = tmp_path_factory.mktemp("app")
    for name in ("pathways", "static"):
        (folder / name).symlink_to(ROOT / name)
    script = folder / "app.py"
    script.write_text(ENTRY, encoding="utf-8")
    return script


def open_page(entry: Path, **query: str) -> AppTest:
    app = AppTest.from_file(str(entry), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def read_words(app: AppTest) -> str:
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.warning]
    return " ".join(str(part.value) for part in shown).replace("\\", "")


def read_key(app: AppTest) -> str:
    value = app.query_params.get("compare", "")
    return value[0] if isinstance(value, list) else value


def test_cards_show_what_the_library_says(entry: Path, compared: Comparison) -> None:
    app = open_page(entry, compare=KEY)
    said = read_words(app)
    for place, item in enumerate(compared.compared):
        assert f"{place + 1}. {item.titles[-1]}" in said
    tables = [table.value for table in app.table]
    names = [list(table["name"]) for table in tables]
    assert len(tables) == 3 and names[0] == names[1] == names[2] and len(names[0]) == 7
    for item, table in zip(compared.compared, tables, strict=True):
        cells = " ".join(table["value"]).replace("\\", "")
        assert f"${item.pay.p25:,}" in cells and f"${item.pay.median:,}" in cells
        if item.pathway:
            assert f"{item.pathway['elapsed_months']} months" in cells
    for said_once in (*say_pairs(compared), *parts.list_assumptions(compared)):
        assert said_once in said
    assert "we count no pay at all" in said and "not a promise" in said
    assert find_words(said, PROMISES) == []


def test_nothing_to_compare_leads_to_two_real_pathways(entry: Path) -> None:
    app = open_page(entry)
    assert "Nothing to compare yet" in read_words(app)
    app.button(key="compare_example").click().run()
    assert not app.exception
    items = read_items(read_key(app))
    assert len(items) == 2 and all(item[0] == "31-1131" for item in items)
    assert len(app.table) == 2


def test_one_item_asks_for_another_and_offers_the_job_one_has(entry: Path) -> None:
    app = open_page(entry, compare=write_items([NURSE]))
    assert "One more is needed" in read_words(app)
    app.button(key="compare_job").click().run()
    assert not app.exception
    assert read_items(read_key(app)) == [NURSE, AIDE]


def test_what_is_removed_leaves_the_address(entry: Path) -> None:
    app = open_page(entry, compare=KEY)
    app.button(key="compare_remove_1").click().run()
    assert not app.exception
    assert read_items(read_key(app)) == [NURSE, AIDE]
    assert "Licensed Practical" not in read_words(app)


def test_what_is_not_there_any_more_is_said(entry: Path) -> None:
    app = open_page(entry, compare=write_items([("31-1131", "11-1011", "35-3023"), NURSE, AIDE]))
    assert "not a pathway that we find for you here any more" in app.warning[0].value
    assert len(app.table) == 2


@pytest.mark.parametrize("key", ["compare", "place", "job"])
@pytest.mark.parametrize("value", ["<script>", "../..", "~~~~", "99-9999", "zip:00000"])
def test_hostile_addresses_show_a_page(entry: Path, key: str, value: str) -> None:
    app = open_page(entry, **{"compare": KEY, key: value})
    assert app.title[0].value == "Compare"
    assert "<script>" not in read_words(app).replace("'<script>'", "")


def test_the_page_speaks_spanish_without_a_fault(entry: Path) -> None:
    app = open_page(entry, compare=KEY, lang="es")
    assert find_words(read_words(app), PROMISES) == []


# ---- in a browser


@pytest.fixture(scope="module")
def address(entry: Path) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    for root in serve(entry):
        yield f"{root}/?compare={KEY}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
def test_the_page_fits_and_asks_nothing_outside(
    address: str, browser: Any, size: tuple[int, int], scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visit = Visit(browser, size=size, scheme=scheme)
    page = visit.page
    page.goto(address)
    page.wait_for_selector(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    )
    visit.settle()
    page.wait_for_timeout(1_500)
    widths = page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(part => part.scrollWidth)"
    )
    assert max(widths) <= size[0]
    heights = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stTable]')]"
        ".map(part => part.getBoundingClientRect().width)"
    )
    assert len(heights) == 3 and max(heights) - min(heights) < 2
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    assert visit.outside == [] and visit.faults == []
    headings = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")
    assert headings[0] == "H1" and set(headings) == {"H1", "H2", "H3"}
    assert re.search(r"Compare", page.title() + page.inner_text("h1"))
    visit.context.close()
