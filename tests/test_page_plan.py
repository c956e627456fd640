"""The plan page: empty, with a pathway, with a pathway that is not there, and with blanks filled."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pathways.compare import list_jobs
from pathways.facts import describe_occupation
from pathways.person import Person
from pathways.plan import NOTE_LIMIT, draw_sheet
from pathways.region import Region
from pathways.settings import ROOT
from pathways.trace import trace_pathways
from pathways.ui import plan
from pathways.ui.limits import name_preset
from pathways.ui.shell import write_filled
from pathways.ui.strips import describe_card
from tests.test_wording import PROMISES, UNSEEN, find_words

PAGES = ROOT / "pathways" / "ui" / "pages"
SCRIPT = f"""
import streamlit as st
pages = [
    st.Page({str(PAGES / "plan.py")!r}, title="Plan", url_path="plan", default=True),
    st.Page({str(PAGES / "find.py")!r}, title="Find a pathway", url_path="find"),
]
st.navigation(pages).run()
"""
CHOSEN = {
    "job": "31-1131",
    "place": "0041180",
    "goal": "29-1141",
    "p": "31-1131~29-1141",
}


def open_plan(**query: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def read_words(app: AppTest) -> str:
    parts = [*app.title, *app.header, *app.markdown, *app.code]
    return " ".join(str(part.value) for part in parts).replace("\\", "")


@pytest.fixture(scope="module")
def chosen() -> AppTest:
    return open_plan(**CHOSEN)


def list_kinds(app: AppTest, kind: str) -> list:
    return list(app.get(kind))


def test_without_a_pathway_the_page_leads_to_find():
    app = open_plan()
    assert app.title[0].value == "Plan"
    assert "No pathway is chosen yet" in read_words(app)
    assert [link.proto.label for link in list_kinds(app, "page_link")] == ["Find a pathway"]
    assert not app.code


@pytest.mark.parametrize(
    "p",
    [
        "",
        "~",
        "31-1131",
        "31-1131~",
        "31-1131~31-1131",
        "<script>",
        "31-1131~29-1141~x",
        "31-1131~29-1141~31-1131",
        "31-1131~99-9999~29-1141",
        "99-9999~99-9998",
        "31-1131~53-2011",
        "~".join(["31-1131", "29-2061"] * 30),
    ],
)
def test_a_pathway_that_is_not_there_leads_to_find(p: str):
    app = open_plan(**(CHOSEN | {"p": p}))
    assert list_kinds(app, "page_link")
    assert not app.code


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({"place": "9999999"}, "No place '9999999'"), ({"job": "99-9999"}, "No occupation '99-9999'")],
)
def test_no_plan_is_made_of_the_example_instead(changed: dict[str, str], expected: str):
    app = open_plan(**(CHOSEN | changed))
    assert expected in read_words(app)
    assert not app.code


def test_what_nobody_can_hold_is_left_out_as_on_find(chosen: AppTest):
    app = open_plan(**(CHOSEN | {"holds": "credential:nothing", "sectors": "nothing"}))
    assert app.code[0].value == chosen.code[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"job": "35-3023"},
        {"job": "53-7065", "min_wage": "52000"},
        {"job": "53-7065", "holds": "credential:award/51.3901/2", "years": "5"},
        {"job": "35-3023", "max_elapsed": "24"},
        {"job": "35-3023", "paid_only": "yes", "pay": "median"},
        {"job": "53-7065", "rank": "earn_while_learning"},
        {"job": "29-2061", "max_cost": "5000", "education": "certificate"},
    ],
    ids=lambda query: "-".join(query.values()),
)
def test_every_pathway_shown_on_find_opens_with_its_figures(query: dict[str, str]):
    find = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    find.query_params.update(query)
    find.run()
    cards = [
        json.loads(part.proto.json)
        for part in find.get("bidi_component")
        if part.proto.component_name == "pathway_strip"
    ]
    assert cards
    for place, card in enumerate(cards):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params.update(query)
        app.run().button(key=f"plan_{place}").click().run()
        assert not app.exception and not app.error
        assert app.code, app.query_params["p"]
        assert f", {card['lead']} from today" in str(app.get("image")[0].proto), card["label"]


def test_the_wage_line_is_in_the_plan():
    app = open_plan(**(CHOSEN | {"min_wage": "52000"}))
    assert "Pay meets the wage line of $52,000 at step 1." in app.code[0].value


def test_limits_set_later_leave_the_plan_and_its_wage_line_as_they_are():
    within = open_plan(**(CHOSEN | {"min_wage": "52000"}))
    beyond = open_plan(**(CHOSEN | {"min_wage": "52000", "max_elapsed": "1"}))
    assert beyond.code[0].value == within.code[0].value
    never = open_plan(**(CHOSEN | {"min_wage": "200000"}))
    assert "does not reach the wage line of $200,000" in never.code[0].value


def test_the_printed_code_leaves_out_what_only_the_person_knows_until_its_own_box_is_ticked(
    monkeypatch: pytest.MonkeyPatch,
):
    links: list[str] = []

    def draw(*parts: Any, link: str, **named: Any) -> bytes:
        links.append(link)
        return draw_sheet(*parts, link=link, **named)

    monkeypatch.setattr(plan, "draw_sheet", draw)
    monkeypatch.setattr(type(st.context), "url", "http://here/plan")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["place"] = "zip:63103"
    app.run().selectbox(key="education_level").select("associate").run()
    app.button(key="plan_0").click().run()
    app.checkbox(key="plan_all").check().run()
    app.checkbox(key="plan_all").uncheck().run()
    assert not app.checkbox(key="link_private").value
    read = [parse_qs(urlsplit(link).query) for link in links]
    assert [one.get("education") for one in read] == [None, ["associate"], None]
    assert {link.split("?")[0] for link in links} == {"http://here/plan"}
    assert all(one["place"] == ["zip:63103"] and one["p"] for one in read)


def test_the_way_out_keeps_job_and_place():
    app = open_plan(**(CHOSEN | {"p": "31-1131~53-2011"}))
    query = list_kinds(app, "page_link")[0].proto.query_string
    assert "job=31-1131" in query
    assert "place=0041180" in query
    assert "p=31" not in query


def test_the_plan_shows_downloads_picture_and_note(chosen: AppTest):
    assert "Nursing Assistants to Registered Nurses" in read_words(chosen)
    labels = [button.proto.label for button in list_kinds(chosen, "download_button")]
    assert labels == [
        write_filled("Download the sheet (PDF)", icon="download"),
        "Download the note (text)",
    ]
    note = chosen.code[0].value
    assert note.startswith("PLAN: Nursing Assistants to Registered Nurses")
    assert f"of {NOTE_LIMIT:,} characters" in read_words(chosen)
    pictures = list_kinds(chosen, "image")
    assert len(pictures) == 1
    assert "Registered Nurses" in str(pictures[0].proto)


def test_downloads_stand_above_the_picture_and_the_note_below(chosen: AppTest):
    kinds = [element.type for element in chosen.main]
    order = [kinds.index(kind) for kind in ("text_input", "download_button", "image", "code")]
    assert order == sorted(order)


def test_the_start_job_may_be_left_out_of_the_address(chosen: AppTest):
    app = open_plan(**(CHOSEN | {"p": "29-1141"}))
    assert app.code[0].value == chosen.code[0].value


def test_what_is_typed_goes_into_the_note_only():
    app = open_plan(**CHOSEN)
    app.text_input(key="plan_what_1").input("Call #both $schools$").run()
    assert not app.exception
    assert "1. Call #both $schools$ Who: ___" in app.code[0].value
    assert "Call" not in str(app.query_params)


def test_nothing_is_promised(chosen: AppTest):
    assert find_words(read_words(chosen), PROMISES + UNSEEN) == []
    inputs = [field.label for field in chosen.text_input]
    assert len(inputs) == len(set(inputs)) == 9


def test_a_card_says_the_lowest_price_and_how_many_schools_publish_one(region_stl: Region):
    asked = Person(starts=("31-1131",), goals=("29-1141",))
    pathway = trace_pathways(region_stl, asked)["pathways"][0]
    facts = {soc: describe_occupation(region_stl, soc) for soc in list_jobs(pathway)}
    card = describe_card(pathway, facts, top=100_000, honour=None, line=None)
    (move,) = [item for item in card["items"] if item["type"] == "move"]
    # two of the seventeen schools publish no price; the lowest is St Charles's two years
    assert "From $10,888; 15 of 17 listed schools publish a price" in move["lines"]
    pathway["steps"][0]["cost_from"] = None
    card = describe_card(pathway, facts, top=100_000, honour=None, line=None)
    (move,) = [item for item in card["items"] if item["type"] == "move"]
    assert "17 schools here" in move["lines"]


@pytest.mark.parametrize(
    ("line", "said"), [(None, "Quickest to more pay"), (45_000, "my wage line")]
)
def test_a_card_is_quickest_to_a_wage_line_only_where_one_is_set(line: int | None, said: str):
    assert said in name_preset("quickest", has_line=line is not None)
