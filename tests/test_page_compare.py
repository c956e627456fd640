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
    find_way,
    list_jobs,
    list_spells,
    name_item,
    read_items,
    say_difference,
    say_pairs,
    write_items,
)
from pathways.person import make_person
from pathways.region import Region, open_region, read_cell
from pathways.settings import ROOT
from pathways.store import Graph
from pathways.trace import trace_pathways
from pathways.ui import compare as parts
from pathways.words import escape_markdown
from tests.test_screen import CHROMIUM, FLAGS, PHONE, WIDE, Visit, serve
from tests.test_wording import PROMISES, find_words

NURSE = ("31-1131", "29-1141")
PRACTICAL = ("31-1131", "29-2061")
AIDE = ("31-1131",)
ELECTRICIAN = ("47-2111",)
KEY = write_items([NURSE, PRACTICAL, AIDE])
ME = make_person(starts=["31-1131"], home="MO")
FLAT = {"a": Pay(12_000, 24_000, {}), "b": Pay(36_000, 48_000, {})}


@pytest.fixture(scope="module")
def compared(region_stl: Region) -> Comparison:
    """Registered nurse, practical nurse, and staying a nursing assistant."""
    return compare_items(region_stl, ME, [NURSE, PRACTICAL, AIDE], base="31-1131")


@pytest.fixture(scope="module")
def mixed(region_stl: Region) -> Comparison:
    """Two jobs alone asked for first, a pathway to one of them, and staying a nursing assistant."""
    items = [ELECTRICIAN, ("29-1141",), NURSE, AIDE]
    return compare_items(region_stl, ME, items, base="31-1131")


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
    return Line(tuple(start + month * n for n in range(MONTHS + 1)), () if priced else ("Job",))


def test_lines_cross_where_they_are_equal() -> None:
    (found,) = find_crossings([straight(0, 100), straight(-1_050, 200)])
    assert (found.ahead, found.behind) == (1, 0)
    assert found.month == pytest.approx(10.5)
    assert found.total == 1_050


def test_lines_that_start_together_do_not_cross() -> None:
    assert list(find_crossings([straight(0, 100), straight(0, 200), None])) == []


def test_lines_that_run_together_for_a_while_cross_where_they_meet() -> None:
    one = Line((0, 1, 2, 3, 4) + (4,) * (MONTHS - 4))
    other = Line((1, 2, 2, 3, 3) + (3,) * (MONTHS - 4))
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


def hide_price(compared: Comparison, place: int, *, known: int) -> Comparison:
    """Return a comparison in which one line lacks the price of its last step."""
    items = list(compared.compared)
    line = items[place].line
    assert line is not None
    last = items[place].titles[-1]
    items[place] = items[place]._replace(line=line._replace(unpriced=(last,), priced=known))
    return compared._replace(compared=tuple(items))


def test_an_unknown_price_is_named_by_its_step(region_stl: Region) -> None:
    items = [NURSE, PRACTICAL, ("31-1131", "29-2061", "29-1141"), AIDE]
    found = compare_items(region_stl, ME, items, base="31-1131")
    for place, item in enumerate(found.compared):
        assert item.line is not None
        steps = item.pathway["steps"] if item.pathway else []
        assert item.line.unpriced == tuple(s["title"] for s in steps if s["cost"] is None)
        assert len(item.line.unpriced) == (item.pathway["unknown_costs"] if item.pathway else 0)
        assert item.line.priced == (item.pathway["known_cost"] if item.pathway else 0)
        assert ("not included" in parts.say_end(found, place)) is bool(item.line.unpriced)
        assert ("not included" in parts.label_line(found, place)) is bool(item.line.unpriced)
    told = " ".join(parts.list_assumptions(found))
    assert ("is not included" in told) is any(i.line and i.line.unpriced for i in found.compared)


def test_a_part_that_was_taken_off_is_not_called_all_of_the_price(compared: Comparison) -> None:
    title = compared.compared[0].titles[-1]
    part = hide_price(compared, 0, known=10_888)
    assert "(part of the price not included)" in parts.label_line(part, 0)
    said = parts.say_end(part, 0)
    assert f"A part of the price is not published and not included: the step to {title}." in said
    assert "$10,888 of other steps is taken off" in said
    whole = hide_price(compared, 0, known=0)
    assert parts.label_line(whole, 0).endswith("(price not included)")
    said = parts.say_end(whole, 0)
    assert f"The price is not published and not included: the step to {title}." in said
    assert "taken off" not in said


# ---- a job alone is no pathway


def test_a_job_alone_stands_apart_and_after_the_pathways(mixed: Comparison) -> None:
    assert [item.codes for item in mixed.compared] == [NURSE, AIDE, ELECTRICIAN, ("29-1141",)]
    assert [item.apart for item in mixed.compared] == [False, False, True, True]
    names = [name_item(mixed.compared, place) for place in range(4)]
    assert [name[:3] for name in names] == ["1. ", "2. ", "A. ", "B. "]
    assert parts.split_groups(mixed) == ([0, 1], [2, 3])


def test_a_job_alone_is_never_ranked_with_a_pathway(mixed: Comparison) -> None:
    ways, apart = parts.split_groups(mixed)
    for crossing in mixed.crossings:
        assert {crossing.ahead, crossing.behind} <= set(ways)
    said = say_pairs(mixed)
    assert len(said) == 2
    assert "1. " in said[0] and "2. " in said[0]
    assert "A. " in said[1] and "B. " in said[1]
    for places in (ways, apart):
        spec = parts.draw_years(mixed, "light", places)
        drawn = {row["item"] for row in spec["layer"][0]["data"]["values"]}
        assert drawn == {str(place) for place in places}


def test_no_crossing_with_a_job_alone_is_marked(region_stl: Region) -> None:
    items = [PRACTICAL, ("35-3023",)]
    apart = compare_items(region_stl, ME, items, base="31-1131")
    assert len(list(find_crossings([item.line for item in apart.compared]))) == 1
    assert apart.crossings == ()
    mine = replace(ME, starts=("35-3023",))
    assert len(compare_items(region_stl, mine, items, base="35-3023").crossings) == 1


def test_staying_is_ranked_with_the_pathways(region_stl: Region, compared: Comparison) -> None:
    assert [item.apart for item in compared.compared] == [False, False, False]
    elsewhere = compare_items(region_stl, ME, [NURSE, AIDE], base="35-3023")
    assert [item.apart for item in elsewhere.compared] == [False, True]


def test_the_pathway_to_a_job_alone_is_offered(region_stl: Region, mixed: Comparison) -> None:
    ways = [item.way for item in mixed.compared]
    assert ways[:2] == [(), ()]
    for item in mixed.compared[2:]:
        assert item.way[:1] == AIDE and item.way[-1:] == item.codes
        assert find_pathway(region_stl, ME, item.way) is not None
    assert find_way(region_stl, ME, "31-1131", "31-1131") == ()


# ---- sentences, labels and tables


def test_every_pair_has_a_sentence_on_what_differs_most(compared: Comparison) -> None:
    said = say_pairs(compared)
    assert len(said) == 3
    for sentence, (first, second) in zip(said, [(0, 1), (0, 2), (1, 2)], strict=True):
        for place in (first, second):
            assert f"{place + 1}. {compared.compared[place].titles[-1]}" in sentence


def test_the_largest_share_is_said(compared: Comparison) -> None:
    first = compared.compared[1]
    assert first.pathway is not None and first.line is not None

    def tell(*, pay: int = 50_000, total: int = 500_000, months: int = 24, price: int = 0) -> str:
        made = []
        for amounts in ((50_000, 500_000, 24, 0), (pay, total, months, price)):
            line = Line((0,) * MONTHS + (amounts[1],))
            pathway = {**(first.pathway or {}), "elapsed_months": amounts[2], "cost": amounts[3]}
            made.append(first._replace(pay=Pay(amounts[0], 60_000, {}), line=line, pathway=pathway))
        return say_difference(made, 0, 1)

    assert "alike" in tell()
    # what a reader held against the page: 7% of pay beside more than half of what ten years bring
    assert "over 10 years: $500,000 against $221,000" in tell(pay=54_350, total=221_000)
    assert "pay for a newer worker: $50,000 a year against $80,000" in tell(pay=80_000)
    assert "24 months from today against 48 months" in tell(months=48, pay=60_000, total=400_000)
    assert "published price: $0 against $9,000" in tell(price=9_000, total=491_000)
    # a month against two, or nothing to pay against a little, is no great matter
    assert "newer worker" in tell(pay=60_000, total=420_000, price=2_000, months=25)


def test_time_under_a_year_is_a_share_of_a_year(compared: Comparison) -> None:
    first = compared.compared[1]
    assert first.pathway is not None
    one = first._replace(pathway={**first.pathway, "elapsed_months": 1})
    other = first._replace(
        pathway={**first.pathway, "elapsed_months": 2}, pay=first.pay._replace(p25=40_000)
    )
    assert first.pay.p25 and first.pay.p25 > 45_000
    assert "newer worker" in say_difference((one, other), 0, 1)


def test_a_sum_without_its_whole_price_says_so(compared: Comparison) -> None:
    item = compared.compared[2]
    assert item.line is not None
    doubled = Line(tuple(4 * total for total in item.line.totals), ("Some Job",))
    said = say_difference((item, item._replace(line=doubled)), 0, 1)
    assert said.endswith("A price that is not published is not taken off.")


def test_without_pay_nothing_is_weighed(compared: Comparison) -> None:
    nurse = compared.compared[0]
    blank = nurse._replace(pay=Pay(None, None, {"p25": "suppressed", "median": "suppressed"}))
    assert "is not published in one area" in say_difference((nurse, blank), 0, 1)


def test_labels_stand_apart_in_the_order_of_their_lines(compared: Comparison) -> None:
    nurse = compared.compared[0]
    near = compared._replace(compared=(nurse, nurse, nurse, compared.compared[2]))
    near = hide_price(near, 1, known=900)
    labels = parts.place_labels(near, range(4))
    totals = [total for item in near.compared if item.line for total in item.line.totals]
    least = parts.APART * (max(totals) - min(totals))
    assert [label["mark"] for label in labels] == ["4", "1", "2", "3"]
    assert len(labels[2]["label"]) == 2
    for lower, higher in pairwise(labels):
        assert higher["total"] - lower["total"] >= least * len(higher["label"]) - 1


def test_the_chart_has_one_dash_pattern_and_label_a_line(compared: Comparison) -> None:
    spec = parts.draw_years(compared, "light", range(3))
    lines, *rings, _halo, labels = spec["layer"]
    dashes = lines["encoding"]["strokeDash"]["scale"]
    assert len({tuple(dash) for dash in dashes["range"]}) == len(dashes["domain"]) == 3
    assert lines["encoding"]["strokeDash"]["legend"] is None
    assert len(labels["data"]["values"]) == 3
    assert sum(len(ring["data"]["values"]) for ring in rings) == len(compared.crossings)
    assert "url" not in str(spec) and "http" not in str(spec)
    last = {row["item"]: row["total"] for row in lines["data"]["values"] if row["year"] == 10}
    assert list(last.values()) == [i.line.totals[-1] for i in compared.compared if i.line]


def test_no_words_lie_on_a_line_where_it_is_narrow(compared: Comparison) -> None:
    """Labels start right of the ends: at ten years, with room, a single mark on a phone."""
    spec = parts.draw_years(compared, "light", range(3))
    for layer in spec["layer"][-2:]:
        assert layer["mark"]["align"] == "left" and layer["mark"]["dx"] > 0
        assert layer["mark"]["text"]["expr"].startswith(f"{parts.NARROW} ? datum.mark :")
    for label in spec["layer"][-1]["data"]["values"]:
        assert label["year"] == 10 and len(label["mark"]) == 1
        assert label["label"][0].startswith(f"{label['mark']}. ")
    for place in range(3):
        assert parts.say_end(compared, place).startswith(name_item(compared.compared, place))


def test_a_chart_without_a_crossing_has_no_empty_layer(compared: Comparison) -> None:
    apart = parts.draw_years(compared._replace(crossings=()), "light", range(3))
    assert [layer["mark"]["type"] for layer in apart["layer"]] == ["line", "text", "text"]


def test_the_table_is_the_chart(compared: Comparison) -> None:
    table = parts.list_totals(compared, range(3))
    said = [row["After"].replace("\N{NO-BREAK SPACE}", " ") for row in table]
    assert said[::9] == ["1 year", "10 years"]
    for place, item in enumerate(compared.compared):
        name = escape_markdown(f"{parts.label_line(compared, place)}, USD")
        assert item.line is not None
        for year, row in enumerate(table, start=1):
            cell = row[name].replace("\\", "").replace("$", "").replace(",", "")
            assert int(cell.replace("\u2212", "-")) == item.line.totals[12 * year]


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


def read_cards(app: AppTest) -> list[Any]:
    return [table.value for table in app.table if "name" in table.value.columns]


def read_key(app: AppTest) -> str:
    value = app.query_params.get("compare", "")
    return value[0] if isinstance(value, list) else value


def test_cards_show_what_the_library_says(entry: Path, compared: Comparison) -> None:
    app = open_page(entry, compare=KEY)
    said = read_words(app)
    for place, item in enumerate(compared.compared):
        assert f"{place + 1}. {item.titles[-1]}" in said
    tables = read_cards(app)
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
    assert len(read_cards(app)) == 2


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


def test_a_job_alone_is_listed_apart_with_its_pathway_offered(entry: Path) -> None:
    app = open_page(entry, compare=write_items([NURSE, ELECTRICIAN, AIDE]))
    said = read_words(app)
    assert [header.value for header in app.header][:2] == [
        "Side by side",
        "If you already had this job",
    ]
    assert "A. Electricians" in said and "Staying in the job you have now" in said
    assert "A. Electricians:" not in said and "A. Electricians differ" not in said
    cards = read_cards(app)
    assert [len(card) for card in cards] == [7, 7, 5]
    assert "Months from today" not in " ".join(cards[2]["name"])
    app.button(key="compare_way_2").click().run()
    assert not app.exception
    items = read_items(read_key(app))
    assert items[0] == NURSE and items[2] == AIDE
    assert items[1][0] == "31-1131" and items[1][-1] == "47-2111"
    assert "If you already had" not in read_words(app)


def test_two_jobs_alone_have_a_chart_of_their_own(entry: Path) -> None:
    app = open_page(entry, compare=write_items([NURSE, AIDE, ELECTRICIAN, ("29-1141",)]))
    headers = [header.value for header in app.header]
    assert "Pay over 10 years, if you already had this job" in headers
    assert len(app.get("vega_lite_chart")) == 2
    assert "The pathway to it from Nursing Assistants is compared above." in read_words(app)


def test_no_table_has_more_than_three_columns(entry: Path) -> None:
    app = open_page(entry, compare=write_items([NURSE, PRACTICAL, AIDE, ELECTRICIAN]))
    assert not app.dataframe
    widths = [len(table.value.columns) for table in app.table]
    assert len(widths) > 4 and max(widths) == 3


def test_what_is_not_there_any_more_is_said(entry: Path) -> None:
    app = open_page(entry, compare=write_items([("31-1131", "11-1011", "35-3023"), NURSE, AIDE]))
    assert "not a pathway that we find for you here any more" in app.warning[0].value
    assert len(read_cards(app)) == 2


@pytest.mark.parametrize("key", ["compare", "place", "job"])
@pytest.mark.parametrize("value", ["<script>", "../..", "~~~~", "99-9999", "zip:00000"])
def test_hostile_addresses_show_a_page(entry: Path, key: str, value: str) -> None:
    app = open_page(entry, **{"compare": KEY, key: value})
    assert app.title[0].value == "Compare"
    assert "<script>" not in read_words(app).replace("'<script>'", "")


def test_a_holding_that_is_in_no_list_is_said_and_left_out(entry: Path) -> None:
    app = open_page(entry, compare=KEY, holds="credential:nothing")
    assert "credential:nothing" in app.warning[0].value.replace("\\", "")
    whole = open_page(entry, compare=KEY)
    assert [part.value for part in app.subheader] == [part.value for part in whole.subheader] != []


def test_the_page_speaks_spanish_without_a_fault(entry: Path) -> None:
    app = open_page(entry, compare=KEY, lang="es")
    assert find_words(read_words(app), PROMISES) == []


# ---- in a browser


@pytest.fixture(scope="module")
def address(entry: Path) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    for root in serve(entry):
        yield f"{root}/?compare={KEY}~~31-1131~11-1011~35-3023"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def find_cut(page: Any) -> list[str]:
    """Return the start of every table whose words do not fit, so that it scrolls sideways."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stTable] *')]"
        ".filter(part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0"
        " && getComputedStyle(part).overflowX !== 'visible')"
        ".map(part => part.innerText.slice(0, 60))"
    )
    return found


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
    cards = heights[:3]
    assert len(heights) == 5 and max(cards) - min(cards) < 2
    assert find_cut(page) == []
    # the box that says what is left out has our colours, which axe then weighs
    box = page.locator("[data-testid=stAlertContainer]").first
    colour = box.evaluate("part => getComputedStyle(part).backgroundColor")
    assert colour == {"light": "rgb(252, 240, 220)", "dark": "rgb(59, 44, 20)"}[scheme]
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    assert visit.outside == [] and visit.faults == []
    headings = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")
    assert headings[0] == "H1" and set(headings) == {"H1", "H2", "H3"}
    assert re.search(r"Compare", page.title() + page.inner_text("h1"))
    visit.context.close()
