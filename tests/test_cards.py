"""A pathway's card and its link, limits that one press takes out, and files of one occupation."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import tomllib
import zipfile
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

import tests.test_screen as screen
from pathways.compare import list_jobs
from pathways.errors import CannotWriteError, UnknownCodeError
from pathways.export import FORMULA_STARTS, OCCUPATION_FORMS, export_occupation
from pathways.export.occupation import describe_all, list_figures, list_parts
from pathways.facts import describe_occupation
from pathways.neighbors import describe_pay, list_moves_into, list_trainers
from pathways.offers import describe_offers
from pathways.person import PRIVATE, Person
from pathways.region import Region, open_region
from pathways.rules import describe_gates
from pathways.settings import ROOT
from pathways.store import Graph
from pathways.trace import trace_pathways
from pathways.ui.ask import read_typed
from pathways.ui.downloads import FILES, make_occupation_file, name_file
from pathways.ui.limits import list_limits, read_wage
from pathways.ui.strips import describe_card, find_chosen, lead_with
from tests.test_screen import PHONE, WIDE

app, browser, visit = screen.app, screen.browser, screen.visit
DAY = date(2026, 11, 22)
NURSE = "31-1131~29-2061~29-1141"
FULL = {
    "min_wage": "52000",
    "max_elapsed": "48",
    "max_months": "30",
    "max_cost": "40000",
    "max_steps": "2",
    "years": "4",
    "sectors": "health~education",
    "exclude": "29-1141",
}


def open_find(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params.update(query)
    page.run()
    assert not page.exception
    return page


def list_cards(page: AppTest) -> list[dict[str, Any]]:
    """Return what each card shows, in the order of the page."""
    return [
        json.loads(part.proto.json)
        for part in page.get("bidi_component")
        if part.proto.component_name.endswith("pathway_strip")
    ]


def say_address(page: AppTest) -> dict[str, str]:
    return {key: str(page.query_params[key]).strip("[]'") for key in page.query_params}


def list_unset(page: AppTest) -> list[str]:
    return [str(one.key) for one in page.button if str(one.key).startswith("unset_")]


# ---- the link of one pathway


def open_link(page: AppTest, place: int) -> str:
    page.session_state[f"link_{place}"] = True
    page.run()
    assert not page.exception
    links = [code.value for code in page.code if "p=" in code.value]
    assert len(links) == 1
    return links[0]


def test_a_link_is_made_when_it_is_asked_for_and_says_the_whole_question():
    page = open_find(place="zip:63103", max_elapsed="48")
    assert not [code for code in page.code if "p=" in code.value]
    said = parse_qs(urlsplit(open_link(page, 1)).query)
    assert said["job"] == ["31-1131"]
    assert said["place"] == ["zip:63103"]
    assert said["max_elapsed"] == ["48"]
    assert said["p"][0].startswith("31-1131~")


@pytest.mark.parametrize("ticked", [False, True])
def test_what_only_the_person_knows_is_in_the_link_if_ticked(ticked):
    page = open_find(place="zip:63103", education="associate", min_wage="52000", years="3")
    page.checkbox(key="link_private").set_value(ticked).run()
    said = parse_qs(urlsplit(open_link(page, 0)).query)
    assert {name for name in PRIVATE if name in said} == (
        {"education", "min_wage", "years"} if ticked else set()
    )
    assert "p" in said


def test_a_tick_beside_the_link_is_that_of_the_sidebar():
    page = open_find(place="zip:63103", education="associate")
    page.checkbox(key="link_private").set_value(False).run()
    open_link(page, 0)
    page.checkbox(key="link_private_0").set_value(True).run()
    assert page.checkbox(key="link_private").value
    assert "education=associate" in open_link(page, 0)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_link_restores_its_pathway_as_the_first_card(place):
    first = open_find(place="zip:63103", max_elapsed="48")
    link = open_link(first, place)
    query = {key: value[0] for key, value in parse_qs(urlsplit(link).query).items()}
    cards = list_cards(open_find(**query))
    wanted = list_cards(first)[place]
    assert cards[0]["label"] == wanted["label"]
    assert [badge["text"] for badge in cards[0]["badges"]].count("Chosen pathway") == 1
    assert len(cards) == 3
    assert not [b for card in cards[1:] for b in card["badges"] if b["text"] == "Chosen pathway"]


def test_a_pathway_beyond_the_limits_is_shown_above_those_that_fit():
    page = open_find(place="zip:63103", max_elapsed="14", min_wage="52000", p=NURSE)
    headings = [header.value.replace("\\", "") for header in page.header]
    assert headings[0] == "Chosen pathway"
    assert "fit" in headings[1]
    card = list_cards(page)[0]
    assert card["label"] == "Pathway from Nursing Assistants to Registered Nurses"
    jobs = [item for item in card["items"] if item["type"] == "job"]
    # found without the wage line: it is still said where pay is past it
    assert [bool(job["past"]) for job in jobs] == [False, True, True]
    page.button(key="chosen_away").click().run()
    assert "p" not in say_address(page)
    assert page.header[0].value != "Chosen pathway"


@pytest.mark.parametrize(
    "name", ["29-2061~29-1141", "31-1131~99-9999", "31-1131~31-1131", "31-1131", "<script>"]
)
def test_a_pathway_that_is_none_is_said_or_ignored(name):
    page = open_find(place="zip:63103", p=name)
    assert page.header[0].value != "Chosen pathway"
    assert len(list_cards(page)) == 3
    assert len(page.warning) == (name.startswith("31-1131~"))


def test_the_chosen_one_comes_first_and_is_the_answer_s_own(region_stl: Region):
    person = Person(starts=("31-1131",), home=region_stl.jurisdiction)
    answer = trace_pathways(region_stl, person, top=3)
    last = answer["pathways"][-1]
    name = "~".join(list_jobs(last))
    chosen, gone = find_chosen(answer, name, "0041180", person)
    assert chosen is last
    assert not gone
    assert lead_with(chosen, answer["pathways"]) == [last, *answer["pathways"][:-1]]
    assert lead_with(None, answer["pathways"]) == answer["pathways"]
    assert find_chosen(answer, None, "0041180", person) == (None, "")
    assert find_chosen(answer, "29-2061~29-1141", "0041180", person) == (None, "")


def test_a_card_says_past_the_line_only_where_pay_is_past_it(region_stl: Region):
    person = Person(starts=("31-1131",), goals=("29-1141",), home=region_stl.jurisdiction)
    pathway = trace_pathways(region_stl, person, top=1)["pathways"][0]
    facts = {soc: describe_occupation(region_stl, soc) for soc in list_jobs(pathway)}
    for line in (30_000, 52_000, 90_000):
        unsaid = describe_card(
            {**pathway, "crosses_at": None}, facts, top=90_000, honour=None, line=line
        )
        jobs = [item for item in unsaid["items"] if item["type"] == "job"]
        assert [bool(job["past"]) for job in jobs] == [
            facts[soc]["p25"] >= line for soc in list_jobs(pathway)
        ]


# ---- limits in force


def test_every_limit_has_a_button_that_takes_out_it_alone():
    page = open_find(place="zip:63103", **FULL)
    keys = list_unset(page)
    assert len(keys) == 9
    for key in keys:
        before = say_address(page)
        page.button(key=key).click().run()
        assert not page.exception
        assert set(list_unset(page)) == set(keys) - {key}
        after = say_address(page)
        name = next(one for one in FULL if key.startswith(f"unset_{one}"))
        same = set(FULL) - {name}
        assert {one: before.get(one) for one in same} == {one: after.get(one) for one in same}
        page.button(key="undo").click().run()
        assert list_unset(page) == keys
        assert say_address(page) == before


def test_a_limit_is_taken_out_of_the_person_and_nothing_else():
    person = Person(
        starts=("31-1131",), education="associate", min_wage=1, max_steps=2, sectors=("a", "b")
    )
    limits = {limit.name: limit.without for limit in list_limits(person)}
    assert set(limits) == {"min_wage", "max_steps", "sectors_a", "sectors_b"}
    assert limits["sectors_a"].sectors == ("b",)
    assert limits["max_steps"].max_steps == 3
    assert limits["min_wage"].min_wage is None
    for without in limits.values():
        assert len(list_limits(without)) == 3
        assert (without.education, without.starts) == ("associate", ("31-1131",))


def test_change_opens_the_limits():
    page = open_find(place="zip:63103", max_elapsed="48")
    assert not page.session_state["limits_open"]
    page.button(key="limits_change").click().run()
    assert page.session_state["limits_open"]
    assert not open_find(place="zip:63103").session_state["limits_open"]
    assert not [one for one in open_find().button if one.key == "limits_change"]


def test_sectors_are_chosen_by_pills_and_kept():
    page = open_find(place="zip:63103", sectors="health")
    page.button(key="limits_change").click().run()
    pills = page.button_group(key="limit_sectors")
    assert pills.value == ["health"]
    pills.set_value(["health", "education"])
    next(one for one in page.button if one.key == "use_limits").click().run()
    assert say_address(page)["sectors"] == "health~education"


# ---- ink on filled buttons


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours ``#RRGGBB`` as WCAG defines it."""

    def measure(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        lit = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]

    low, high = sorted((measure(one), measure(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("part", ["", "sidebar"])
def test_the_ink_on_a_filled_button_and_the_blue_on_the_page_can_be_read(theme, part):
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    colours = tomllib.loads(text)["theme"][theme]
    colours = colours[part] if part else colours
    assert measure_contrast(colours["violetTextColor"], colours["primaryColor"]) >= 4.5
    assert measure_contrast(colours["primaryColor"], colours["backgroundColor"]) >= 4.5
    assert measure_contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_every_filled_button_is_written_in_that_ink_and_nothing_else_is():
    filled = 0
    for path in sorted((ROOT / "pathways" / "ui").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert path.name == "shell.py" or ":violet" not in source
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and any(
                word.arg == "type" and '"primary"' in ast.unparse(word.value).replace("'", '"')
                for word in node.keywords
            ):
                filled += 1
                label = ast.unparse(node.args[0])
                assert "write_filled" in label or label == "written", path.name
                assert "icon" not in {word.arg for word in node.keywords}, path.name
    assert filled >= 4


# ---- files of an occupation


@pytest.fixture(scope="module")
def region(graph: Graph) -> Region:
    return open_region(graph, "zip:63103")


@pytest.fixture(scope="module")
def told(region: Region) -> dict[str, Any]:
    return describe_all(region, "29-2061")


def test_the_parts_are_those_of_the_library(region, told):
    assert told["facts"] == describe_occupation(region, "29-2061")
    assert told["gates"] == describe_gates(region, "29-2061")["gates"]
    assert told["moves_in"] == list_moves_into(region, "29-2061")
    assert len(told["pay"]) == 2 * len(describe_pay(region, "29-2061", "year"))
    offers = describe_offers(region, occupation="29-2061")
    assert told["offers"] == [offer for offer in offers if offer["status"] != "closed"]
    named = [{k: v for k, v in row.items() if k != "source"} for row in told["sponsors"]]
    assert named == list_trainers(region, "29-2061")
    assert told["sponsors"]


@pytest.mark.parametrize("form", OCCUPATION_FORMS)
def test_every_file_names_place_day_and_sources_and_nothing_of_a_person(region, form):
    content = export_occupation(region, "29-2061", form, made_on=DAY)
    if form == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        text = "\n".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    else:
        text = content.decode("utf-8-sig")
    for word in ("2026-11-22", "0041180", "St. Louis, MO-IL", "29-2061", "61010", "OEWS"):
        assert word in text, word
    assert "oews/May 2025/0041180" in text
    assert "creativecommons" in text.casefold() or "CC BY" in text
    assert not re.search(r"min_wage|['\"](held|holds)['\"]", text)


def test_the_workbook_has_a_sheet_a_part(region, told):
    content = export_occupation(region, "29-2061", "xlsx", made_on=DAY)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [*list_parts(told), "sources", "about"]
    for name, rows in list_parts(told).items():
        assert len(book.get_sheet_by_name(name).to_python()) == len(rows) + 1
    facts = dict(row[:2] for row in book.get_sheet_by_name("facts").to_python()[1:])
    assert facts["p25"] == told["facts"]["p25"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "<f>" not in "".join(
            parts.read(one).decode() for one in parts.namelist() if "sheet" in one
        )


def test_the_table_has_a_row_a_figure_with_its_source_or_its_reason(region, told):
    text = export_occupation(region, "29-2061", "csv", made_on=DAY).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    figures = list_figures(told)
    assert len([row for row in rows if row["part"] != "sources"]) == len(figures)
    assert not [
        row for row in rows if not row["value"] and not row["missing"] and row["part"] != "sources"
    ]
    found = {(row["part"], row["figure"], row["title"]): row for row in rows}
    pay = found["facts", "p25", told["facts"]["title"]]
    assert (pay["value"], pay["source"]) == ("61010", "oews/May 2025/0041180")
    paid = [row for row in rows if row["figure"] == "earnings_1yr" and not row["value"]]
    assert paid
    assert all(row["missing"] in ("withheld by the publisher", "not published") for row in paid)
    unsourced = {
        row["figure"]
        for row in figures
        if isinstance(row["value"], int | float)
        and not isinstance(row["value"], bool)
        and not row["source"]
    }
    assert unsourced <= {"outcomes_awards", "outcomes_campuses"}
    cells = [cell for row in rows for cell in row.values()]
    runs = [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert runs
    assert all(re.fullmatch(r"-[\d.]+", cell) for cell in runs)  # pay that falls


def test_the_json_comes_back_as_it_was(region, told):
    document = json.loads(export_occupation(region, "29-2061", "json", made_on=DAY))
    assert document["made_on"] == "2026-11-22"
    assert document["facts"] == json.loads(json.dumps(told["facts"]))
    assert document["offers"] == json.loads(json.dumps(told["offers"]))
    assert document["sources"][-1]["dataset"] == "attribution"


@pytest.mark.parametrize(("place", "soc"), [("0010540", "29-1215"), ("0044180", "43-4151"), ("0000000", "27-2011")])  # fmt: skip
def test_what_is_withheld_is_a_word_and_never_a_number(graph, place, soc):
    rows = list_figures(describe_all(open_region(graph, place), soc))
    absent = [row for row in rows if row["missing"]]
    assert absent
    assert all(row["value"] is None for row in absent)
    assert all(re.fullmatch(r"[a-z][a-z ]+", row["missing"]) for row in absent)


def test_another_form_or_code_is_refused(region):
    with pytest.raises(CannotWriteError, match="xlsx, csv, json"):
        export_occupation(region, "29-2061", "ctdl")
    with pytest.raises(UnknownCodeError):
        export_occupation(region, "99-9999", "csv")


def test_the_page_offers_each_form_and_words_follow_the_language(region):
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.run()
    page.switch_page("pathways/ui/pages/occupation.py")
    page.query_params.update({"soc": "29-2061", "place": "zip:63103"})
    page.run()
    assert not page.exception
    keys = {one.proto.id.rpartition("-")[2] for one in page.get("download_button")}
    assert keys == {f"download_{form}" for form in OCCUPATION_FORMS}
    assert set(OCCUPATION_FORMS) <= set(FILES)
    english = make_occupation_file(region, "29-2061", "csv", DAY, "en")
    spanish = make_occupation_file(region, "29-2061", "csv", DAY, "es")
    assert english != spanish
    name = name_file("St. Louis, MO-IL", DAY, "csv", what="occupation_29-2061")
    assert name == "occupation_29-2061_st-louis-mo-il_2026-11-22.csv"


# ---- in a browser


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_link_is_copied_and_opens_the_same_pathway(app, visit, size):
    one = visit(size=size)
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = one.open(f"{app}/?place=zip:63103&max_elapsed=48")
    label = page.locator("ol[aria-label^='Pathway from']").nth(1).get_attribute("aria-label")
    page.get_by_role("button", name="Copy link").nth(1).click()
    one.settle()
    code = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    code.hover()
    code.get_by_role("button").first.click()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(app)
    again = visit(size=size).open(link)
    assert (
        again.locator("ol[aria-label^='Pathway from']").first.get_attribute("aria-label") == label
    )


@pytest.mark.browser
def test_change_opens_the_limits_and_a_press_takes_one_out(app, visit):
    one = visit(size=PHONE)
    page = one.open(f"{app}/?place=zip:63103&max_elapsed=48&max_cost=40000")
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Months from today, at most").wait_for()
    assert page.get_by_label("Months from today, at most").input_value() == "48"
    page.keyboard.press("Escape")
    page.get_by_label("Months from today, at most").wait_for(state="hidden")
    one.settle()
    page.get_by_role("button", name="At most 48 months from today").click()
    page.wait_for_url(lambda url: "max_elapsed" not in url, timeout=20_000)
    one.settle()
    assert page.get_by_role("button", name="At most 48 months from today").count() == 0
    page.get_by_role("button", name="Undo last change").click()
    page.get_by_role("button", name="At most 48 months from today").wait_for()


@pytest.mark.browser
def test_limits_that_are_set_stand_in_the_form_whenever_it_is_opened(app, visit):
    one = visit()
    page = one.open(f"{app}/?place=zip:63103&max_elapsed=48&sectors=health")
    page.get_by_role("button", name="Add to compare").first.click()  # a run with the form closed
    page.wait_for_url("**compare=**", timeout=20_000)
    one.settle()
    page.get_by_role("button", name="Limits").click()
    months = page.get_by_label("Months from today, at most")
    months.wait_for()
    one.settle()
    assert months.input_value() == "48"
    page.get_by_role("button", name="Use these limits").click()
    one.settle()
    assert "max_elapsed=48" in page.url
    assert "sectors=health" in page.url


@pytest.mark.browser
def test_no_table_on_a_phone_is_wider_than_the_page(app, visit):
    one = visit(size=PHONE)
    page = one.open(f"{app}/occupation?soc=29-2061&place=zip:63103", "h1")
    page.wait_for_selector("table")
    one.settle()
    tables = page.locator("[data-testid=stTable]")
    assert tables.count() >= 8
    wide = "parts => parts.map(part => part.scrollWidth - part.clientWidth)"
    assert max(tables.evaluate_all(wide)) <= 1
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    assert page.locator("[data-testid=stMain] [data-testid=stDataFrame]").count() == 0


@pytest.mark.parametrize(
    ("said", "yearly"),
    [(20, 41_600), (999, 2_077_920), (1_000, 1_000), (52_000, 52_000), (None, None)],
)
def test_a_small_number_is_a_wage_by_the_hour(said: int | None, yearly: int | None) -> None:
    assert read_wage(said) == yearly


def test_a_compared_pathway_can_be_taken_out_where_it_was_put_in() -> None:
    app = open_find()
    app.button(key="compare_0").click().run()
    assert "compare" in app.query_params
    app.button(key="compared_0").click().run()
    assert "compare" not in app.query_params


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Nursing Assistantscashier", "cashier"),
        ("Nursing Assistants", ""),
        ("  cashier ", "cashier"),
        (None, ""),
        ("", ""),
    ],
)
def test_what_is_typed_behind_a_choice_is_read_alone(text: str | None, typed: str) -> None:
    assert read_typed(text, "Nursing Assistants") == typed


def test_a_usual_apprenticeship_names_its_sponsors_and_openings_say_estimated(graph: Graph) -> None:
    region = open_region(graph, "0041180")
    person = Person(home="MO", starts=("47-3013",), goals=("47-2111",))
    pathway = trace_pathways(region, person, top=1)["pathways"][0]
    facts = {code: describe_occupation(region, code) for code in list_jobs(pathway)}
    card = describe_card(pathway, facts, top=90_000, honour=None)
    move, job = card["items"][1:]
    assert pathway["steps"][0]["sponsors"] == 15
    assert "15 listed sponsors here" in move["lines"]
    assert move["need"] == "Apprenticeship, paid while you learn"
    openings = facts["47-2111"]["openings"]
    assert f"About {openings:,} openings a year, estimated" in job["lines"]
