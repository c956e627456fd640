"""The plan page: empty, with a pathway, with a pathway that is not there, and with blanks filled."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pathways.plan import NOTE_LIMIT
from pathways.settings import ROOT
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
    ["", "~", "31-1131~", "<script>", "31-1131~29-1141~x", "99-9999~99-9998", "31-1131~53-2011"],
)
def test_a_pathway_that_is_not_there_leads_to_find(p: str):
    app = open_plan(**(CHOSEN | {"p": p}))
    assert list_kinds(app, "page_link")
    assert not app.code


def test_the_way_out_keeps_job_and_place():
    app = open_plan(**(CHOSEN | {"p": "31-1131~53-2011"}))
    query = list_kinds(app, "page_link")[0].proto.query_string
    assert "job=31-1131" in query
    assert "place=0041180" in query
    assert "p=31" not in query


def test_the_plan_shows_downloads_picture_and_note(chosen: AppTest):
    assert "Nursing Assistants to Registered Nurses" in read_words(chosen)
    labels = [button.proto.label for button in list_kinds(chosen, "download_button")]
    assert labels == ["Download the sheet (PDF)", "Download the note (text)"]
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
