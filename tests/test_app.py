"""The pages through app.py, without a browser."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pathways.errors import GraphDamagedError, GraphNotBuiltError
from pathways.settings import ROOT
from pathways.ui.state import EXAMPLE, SHAPES

PAGES = sorted((ROOT / "pathways" / "ui" / "pages").glob("*.py"))
NEVER = {"funded", "eligible", "free", "hiring"}


def open_page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def read_words(app: AppTest) -> str:
    """Return what native elements say, without the marks that make Markdown plain."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    said = " ".join(str(part.value) for part in parts)
    said += " ".join(f"{metric.label} {metric.value}" for metric in app.metric)
    said += " ".join(warning.value for warning in app.warning)
    return said.replace("\\", "")


def test_the_first_screen_is_a_real_example():
    app = open_page()
    said = read_words(app)
    assert app.title[0].value == "Find a pathway"
    assert "Nursing Assistants in St. Louis" in said
    assert "OEWS, May 2025, St. Louis, MO-IL" in said
    assert "Pay, newer worker $" in said
    assert not NEVER & set(said.casefold().split())


def test_the_page_has_its_title():
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    assert 'page_title="Career pathways"' in text
    assert open_page().title[0].value == "Find a pathway"


def test_figures_are_those_of_the_library(region_stl):
    from pathways.facts import describe_occupation
    from pathways.words import format_money

    facts = describe_occupation(region_stl, EXAMPLE["job"])
    shown = [metric.value.replace("\\", "") for metric in open_page().metric]
    assert shown[:2] == [format_money(facts["p25"]), format_money(facts["median"])]
    assert shown[2:4] == [f"{facts['employment']:,}", f"{facts['openings']:,}"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_is_in_the_navigation(page: Path):
    assert f"pathways/ui/pages/{page.name}" in (ROOT / "app.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query",
    [
        {"job": "53-3032", "place": "zip:33101", "education": "high_school"},
        {"job": "31-1120", "place": "county:29213", "goal": "29-1141"},
        {"job": "29-1141", "place": "0000000"},
        {"job": "29-1229", "place": "0041180"},  # wages at the publisher's cap
        {"job": "27-2011", "place": "0041180"},  # published by the hour only
        {"job": "31-1121", "place": "2900000"},  # published inside an aggregate
        {"job": "31-1131", "place": "0041180", "goal": "31-1131"},
        {"job": "31-1131", "place": "0041180", "goal": "99-9999", "node": "29-1141"},
        {"job": "23-1011", "place": "7200006", "education": "doctoral"},
    ],
    ids=lambda query: "-".join(query.values()),
)
def test_links_open(query):
    app = open_page(**query)
    assert len(app.header) == 4
    said = read_words(app)
    assert "nan" not in said.casefold().split()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"job": "99-9999"}, "No occupation '99-9999'"),
        ({"place": "9999999"}, "No place '9999999'"),
        ({"place": "zip:00000"}, "No place 'zip:00000'"),
    ],
)
def test_an_unknown_code_is_said_and_the_example_shown(query, expected):
    app = open_page(**query)
    assert expected in read_words(app)
    assert "Nursing Assistants in St. Louis" in read_words(app)


@pytest.mark.parametrize("key", SHAPES)
@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "../..", "'; --", "\u202e", ""])
def test_a_malformed_choice_is_as_if_not_there(key, value):
    assert "Nursing Assistants in St. Louis" in read_words(open_page(**{key: value}))


def test_a_job_is_found_by_what_people_call_it():
    app = open_page()
    app.text_input(key="job_text").input("cna").run()
    found = [button for button in app.button if button.key and button.key.startswith("job_is_")]
    assert found[0].key == "job_is_31-1131"
    assert "also called" in found[0].label


def test_choosing_a_match_puts_the_job_into_the_address():
    app = open_page(goal="29-1141", node="29-1141")
    app.text_input(key="job_text").input("truck driver").run()
    app.button(key="job_is_53-3032").click().run()
    assert not app.exception
    assert app.query_params["job"] == "53-3032"
    assert not {"goal", "node"} & set(app.query_params)
    assert app.text_input(key="job_text").value == app.header[0].value.split(" in ")[0].replace(
        "\\", ""
    )


@pytest.mark.parametrize("text", ["", "   ", "qqqqzzzz", "$$$ [a](b)", "x" * 5000])
def test_any_words_may_be_typed(text):
    app = open_page()
    app.text_input(key="job_text").input(text).run()
    app.text_input(key="place_text").input(text).run()
    assert not app.exception


def test_a_code_of_two_kinds_is_asked_about():
    app = open_page()
    app.text_input(key="place_text").input("29510").run()
    found = [button.key for button in app.button if button.key and "place_is_" in button.key]
    assert found == ["place_is_zip:29510", "place_is_county:29510"]
    app.button(key="place_is_county:29510").click().run()
    assert app.query_params["place"] == "county:29510"
    assert app.text_input(key="place_text").value == "St. Louis city, MO"


def test_a_zip_stays_a_zip():
    app = open_page()
    app.text_input(key="place_text").input("63103").run()
    app.button(key="place_is_zip:63103").click().run()
    assert app.query_params["place"] == "zip:63103"
    assert app.text_input(key="place_text").value.startswith("63103, ")


def test_schooling_and_goal_change_the_pathways():
    app = open_page()
    app.selectbox(key="education_level").select("associate").run()
    assert app.query_params["education"] == "associate"
    app.button(key="goal_29-1141").click().run()
    assert app.query_params["goal"] == "29-1141"
    assert any("to Registered Nurses" in header.value for header in app.header)
    app.button(key="goal_clear").click().run()
    assert "goal" not in app.query_params


def test_the_selected_job_is_kept_in_the_address():
    app = open_page(node="29-2061")
    chosen = app.selectbox(key="ladder_job")
    assert chosen.format_func(chosen.value).startswith("Licensed Practical")
    chosen.select(next(o for o in ("n1", "n2", "n3", "n4") if o != chosen.value)).run()
    assert app.query_params["node"] != "29-2061"


def test_start_over_forgets():
    app = open_page(job="53-3032", education="associate")
    app.button(key="start_over").click().run()
    assert not app.exception
    assert "Nursing Assistants in St. Louis" in read_words(app)
    assert app.text_input(key="job_text").value == "Nursing Assistants"


def test_the_entry_and_its_pages_are_short():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 80
    for page in PAGES:
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 100


@pytest.mark.parametrize(
    "path", [ROOT / "app.py", *sorted((ROOT / "pathways" / "ui").rglob("*.*"))]
)
def test_no_markup_is_made_from_text(path: Path):
    if path.suffix not in (".py", ".js", ".html"):
        return
    text = path.read_text(encoding="utf-8")
    for way in ("unsafe_allow_html", "innerHTML", "insertAdjacentHTML", "st.html", "components.v1"):
        assert way not in text


def test_what_is_kept_is_out_of_the_collectors_way():
    import gc

    from pathways.ui import cache

    cache.load_graph.clear()
    before = gc.get_freeze_count()
    cache.load_graph()
    assert gc.get_freeze_count() > max(before, 100_000)


@pytest.mark.parametrize("checked", [True, False])
def test_a_card_says_what_a_rule_requires_or_that_nobody_checked(checked, region_stl):
    from pathways.facts import describe_occupation
    from pathways.person import Person
    from pathways.trace import trace_pathways
    from pathways.ui.strips import UNCHECKED, describe_card

    found = trace_pathways(region_stl, Person(), starts=["31-1131"], goals=["29-1141"], top=1)
    pathway = found["pathways"][0]
    facts = {
        soc: describe_occupation(region_stl, soc)
        for soc in ("31-1131", *(step["soc"] for step in pathway["steps"]))
    }
    rule = {
        "kind": "license",
        "status": "required",
        "title": "Nurse license",
        "level": None,
        "gates_worker": True,
    }
    for step in pathway["steps"]:
        step["licenses_checked"] = checked
        step["gates"] = [step["gates"][0], *([rule] if checked else [])]
    card = describe_card(pathway, facts, top=90_000, honour=None)
    moves = [line for item in card["items"] if item["type"] == "move" for line in item["lines"]]
    marks = [badge["text"] for item in card["items"] for badge in item.get("badges", [])]
    badges = [badge["text"] for badge in card["badges"]]
    assert (UNCHECKED in marks and UNCHECKED in badges) is not checked
    assert ("Required by rule" in marks) is checked
    assert ("Nurse license" in moves) is checked


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"job": "31-1121", "place": "0044180"}, "31-1121 is published together with others"),
        ({"job": "43-4151", "place": "0044180"}, "Pay is for National: not published here"),
        ({"job": "29-1215", "place": "0010540"}, "$239,200 or more"),
        ({"job": "31-1120", "place": "0044180"}, "$15.00 an hour by law in MO now"),
        ({"job": "21-1093"}, "Not checked for this state: ask the state board"),
        ({"job": "29-1141"}, "Registered nurse license"),
        ({"job": "35-3023"}, "Not asked by the state"),
    ],
    ids=["member", "suppressed", "capped", "below the law", "unchecked", "license", "none"],
)  # fmt: skip
def test_the_screen_says_what_is_odd(query, expected):
    app = open_page(**query)
    tables = " ".join(" ".join(map(str, table.value.to_numpy().flat)) for table in app.table)
    assert expected in read_words(app) + tables.replace("\\", "")


@pytest.mark.parametrize("fault", [GraphDamagedError, GraphNotBuiltError])
def test_a_graph_that_cannot_be_opened_is_one_clear_sentence(fault, monkeypatch):
    from pathways.ui import cache

    def refuse():
        raise fault("graph/facts/wages.parquet is missing. Rebuild.")

    cache.load_graph.clear()
    monkeypatch.setattr(cache, "open_graph", refuse)
    app = open_page()
    assert [error.value.replace("\\", "") for error in app.error] == [
        "graph/facts/wages.parquet is missing. Rebuild."
    ]
    assert not app.metric


def test_forty_jobs_in_forty_places_open(graph):
    jobs = sorted(graph.table("nodes/occupation")["occupation"].to_pylist())
    places = sorted(graph.table("facts/areas")["area"].to_pylist())
    dice = random.Random(20261122)
    app = open_page()
    for job, place in zip(dice.sample(jobs, 40), dice.sample(places, 40), strict=True):
        app.query_params["job"], app.query_params["place"] = job, place
        app.run()
        assert not app.exception, (job, place)
        assert len(app.header) == 4, (job, place)
