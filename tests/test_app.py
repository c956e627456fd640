"""The pages through app.py, without a browser."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.errors import GraphDamagedError, GraphNotBuiltError
from pathways.person import PRESETS
from pathways.settings import ROOT
from pathways.ui.state import EXAMPLE, SHAPES, WRITTEN
from pathways.words import LANGUAGES, format_gain, format_money, format_months

PAGES = sorted((ROOT / "pathways" / "ui" / "pages").glob("*.py"))
NEVER = {"funded", "eligible", "free", "hiring", "financiado", "elegible", "gratis", "contratando"}
STRIP, LADDER = "pathway_strip", "pathway_ladder"
NOTHING_FITS = {
    "place": "0033100",
    "max_months": "0",
    "max_elapsed": "0",
    "max_cost": "0",
    "min_wage": "90000",
}


def open_page(page: str = "find", **query: str) -> AppTest:
    """Open a page of app.py; other pages are known by name once the first one has run."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    if page != "find":
        app.switch_page(f"pathways/ui/pages/{page}.py")
        app.query_params.update(query)
        app.run()
    assert not app.exception
    assert not app.error
    return app


def read_limits(app: AppTest) -> list[str]:
    """Return the limits in force as the buttons that take them out say them."""
    unset = [button for button in app.button if str(button.key).startswith("unset_")]
    return [button.label.replace("\\", "") for button in unset]


def read_words(app: AppTest) -> str:
    """Return what native elements say, without the marks that make Markdown plain."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    said = " ".join(str(part.value) for part in parts)
    said += " ".join(f"{metric.label} {metric.value}" for metric in app.metric)
    said += " ".join(warning.value for warning in app.warning)
    said += " ".join(" ".join(map(str, table.value.to_numpy().flat)) for table in app.table)
    return said.replace("\\", "")


def read_data(app: AppTest, component: str) -> list[dict[str, Any]]:
    """Return what each of our own components was sent."""
    parts = [part.proto for part in app.get("bidi_component")]
    return [json.loads(part.json) for part in parts if part.component_name == component]


def read_cards(app: AppTest) -> list[str]:
    """Return the pathways shown, each as its name, its lead figure and its totals."""
    return [
        " ".join([card["label"], card["lead"], *(total["value"] for total in card["totals"])])
        for card in read_data(app, STRIP)
    ]


@cache
def read_example() -> tuple[str, ...]:
    app = open_page()
    return (read_words(app), *read_cards(app))


def test_the_first_screen_is_a_real_example():
    app = open_page()
    said = read_words(app)
    assert app.title[0].value == "Find a pathway"
    assert app.text_input(key="job_text").value == "Nursing Assistants"
    assert "pathways fit. Here are 3 that differ." in said
    assert "OEWS, May 2025" in said
    assert [card["label"].split(" to ")[0] for card in read_data(app, STRIP)] == [
        "Pathway from Nursing Assistants"
    ] * 3
    assert not NEVER & set(said.casefold().split())


def test_the_page_has_its_title():
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    assert 'page_title="Career pathways"' in text
    assert open_page().title[0].value == "Find a pathway"


def test_figures_are_those_of_the_library(region_stl):
    from pathways.facts import describe_occupation

    facts = describe_occupation(region_stl, EXAMPLE["job"])
    metrics = [metric.value.replace("\\", "") for metric in open_page("occupation").metric]
    assert metrics[:2] == [format_money(facts["p25"]), format_money(facts["median"])]
    assert metrics[2:4] == [f"{facts['employment']:,}", f"{facts['openings']:,}"]


def test_pathways_are_those_of_the_library(region_stl):
    from pathways.facts import describe_occupation
    from pathways.person import make_person
    from pathways.trace import trace_pathways

    person = make_person(home=region_stl.jurisdiction, starts=[EXAMPLE["job"]])
    found = trace_pathways(region_stl, person, top=3)["pathways"]
    cards = read_data(open_page(), STRIP)
    assert [card["lead"] for card in cards] == [
        format_months(pathway["elapsed_months"]) for pathway in found
    ]
    for card, pathway in zip(cards, found, strict=True):
        totals = {total["name"]: total["value"] for total in card["totals"]}
        assert totals["More pay a year"] == format_gain(pathway["wage_gain"])
        socs = [pathway["start"], *(step["soc"] for step in pathway["steps"])]
        paid = [describe_occupation(region_stl, soc)["p25"] for soc in socs]
        shown = [item["pay"] for item in card["items"] if item["type"] == "job"]
        assert shown == [format_money(pay) for pay in paid]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_is_in_the_navigation(page: Path):
    assert f"pathways/ui/pages/{page.name}" in (ROOT / "app.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_opens_in_every_language(page: Path, lang: str):
    app = open_page(page.stem, lang=lang)
    said = read_words(app)
    assert app.title[0].value
    assert not NEVER & set(said.casefold().split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_preset_has_its_answer(lang: str):
    app = open_page(lang=lang)
    first = set()
    for preset in PRESETS:
        app.button_group(key="preset").set_value(preset).run()
        assert not app.exception
        assert app.query_params["rank"] == preset
        cards = read_data(app, STRIP)
        assert cards
        first.add(cards[0]["label"])
    assert len(first) > 1


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
@pytest.mark.parametrize("page", ["find", "occupation"])
def test_links_open(page, query):
    app = open_page(page, **query)
    assert app.title[0].value
    assert len(app.header) >= 2
    assert "nan" not in read_words(app).casefold().split()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"job": "99-9999"}, "No occupation '99-9999'"),
        ({"place": "9999999"}, "No place '9999999'"),
        ({"place": "zip:00000"}, "No place 'zip:00000'"),
        ({"goals": "99-9999"}, "99-9999"),
        ({"holds": "credential:nothing"}, "credential:nothing"),
        ({"sectors": "nothing"}, "nothing"),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)
def test_an_unknown_code_is_said_and_the_example_shown(query, expected):
    app = open_page(**query)
    said = app.warning[0].value.replace("\\", "")
    assert expected in said
    assert "Shown instead: Nursing Assistants in St. Louis" in said
    assert read_cards(app) == list(read_example()[1:])


@pytest.mark.parametrize("key", [*SHAPES, *(name for name in WRITTEN if name not in SHAPES)])
def test_a_malformed_choice_is_as_if_not_there(key):
    app = open_page()
    for value in ("<script>alert(1)</script>", "../..?", "'; --", "\u202e", "-1", ""):
        if key in SHAPES and SHAPES[key].fullmatch(value):
            continue
        app.query_params.clear()
        app.query_params[key] = value
        app.run()
        assert not app.exception
        assert (read_words(app), *read_cards(app)) == read_example(), value


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
    assert not {"goal", "goals", "node"} & set(app.query_params)
    assert app.text_input(key="job_text").value == "Heavy and Tractor-Trailer Truck Drivers"


def open_limits(app: AppTest) -> AppTest:
    """Open the form of limits, which is made only then."""
    app.session_state["limits_open"] = True
    return app.run()


@pytest.mark.parametrize("text", ["", "   ", "qqqqzzzz", "$$$ [a](b)", "x" * 5000])
def test_any_words_may_be_typed(text):
    app = open_limits(open_page())
    for key in ("job_text", "place_text", "holding_text"):
        app.text_input(key=key).input(text).run()
        assert not app.exception
        assert not app.error


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
    before = read_cards(app)
    app.selectbox(key="education_level").select("none").run()
    assert "education" not in app.query_params  # only the person can know it: see tests of state
    assert read_cards(app) != before
    app.button(key="goal_29-1141").click().run()
    assert app.query_params["goals"] == "29-1141"
    assert ", to Registered Nurses. " in app.header[0].value.replace("\\", "")
    ends = {card["label"].split(" to ")[1] for card in read_data(app, STRIP)}
    assert ends == {"Registered Nurses"}
    app.button(key="goal_clear").click().run()
    assert "goals" not in app.query_params


def test_limits_are_counted_named_and_taken_back():
    app = open_page()
    before = read_cards(app)
    open_limits(app)
    app.number_input(key="limit_elapsed").set_value(12)
    app.number_input(key="limit_wage").set_value(52_000)
    app.selectbox(key="limit_line").set_value("own")
    app.button(key="use_limits").click().run()
    assert not app.exception
    assert app.query_params["max_elapsed"] == "12"
    assert "min_wage" not in app.query_params
    said = read_words(app)
    assert read_limits(app) == ["Wage line $52,000 a year", "At most 12 months from today"]
    assert "No limits on time were set" not in said
    assert read_cards(app) != before
    app.button(key="undo").click().run()
    assert read_cards(app) == before
    assert "max_elapsed" not in app.query_params
    open_limits(app)
    assert app.number_input(key="limit_elapsed").value is None
    assert app.selectbox(key="limit_line").value == "nothing"


def test_the_sentence_on_limits_says_only_what_was_not_set():
    assert "No limits on time were set" in read_words(open_page())
    said = read_words(open_page(max_elapsed="36"))
    assert "No limits on time were set" not in said
    assert "No limit on study was set: shown are ways with at most 24 months of it." in said
    said = read_words(open_page(max_months="12"))
    assert "No limit on study was set" not in said


@pytest.mark.parametrize("name", ["max_months", "max_elapsed", "max_cost", "min_wage", "years"])
def test_a_limit_beyond_what_the_form_offers_is_kept(name):
    app = open_limits(open_page(**{name: "999999999"}))
    assert not app.exception
    assert app.query_params[name] == "999999999"


def test_where_nothing_fits_the_smallest_changes_are_buttons():
    app = open_page(**NOTHING_FITS)
    assert "No pathway fits all your limits." in app.header[0].value.replace("\\", "")
    assert not read_data(app, STRIP)
    changes = [button for button in app.button if (button.key or "").startswith("relax_")]
    assert 1 <= len(changes) <= 3
    assert all(": opens " in button.label for button in changes)
    changes[0].click().run()
    assert not app.exception
    assert read_data(app, STRIP)
    assert "pathway" in app.header[0].value
    app.button(key="undo").click().run()
    assert not read_data(app, STRIP)


def test_a_job_nothing_leads_from_says_why():
    app = open_page(goals="31-1131")
    assert not [button for button in app.button if (button.key or "").startswith("relax_")]
    assert not read_data(app, STRIP)
    assert len(read_words(app)) > 200


def test_more_ways_are_shown_on_demand():
    app = open_page()
    assert len(read_data(app, STRIP)) == 3
    app.button(key="show_more").click().run()
    assert len(read_data(app, STRIP)) > 3
    assert not any(button.key == "show_more" for button in app.button)


def test_a_card_leads_to_the_plan_and_to_compare():
    app = open_page()
    app.button(key="compare_0").click().run()
    assert app.query_params["compare"] == "31-1131~29-1141"
    app.button(key="compare_1").click().run()
    assert len(app.query_params["compare"].split("~~")) == 2
    app.switch_page("pathways/ui/pages/compare.py")
    app.query_params.clear()  # as the page list opens it
    app.run()
    assert len(app.query_params["compare"].split("~~")) == 2
    app = open_page()
    app.button(key="plan_0").click().run()
    assert not app.exception
    assert app.query_params["p"] == "31-1131~29-1141"


def test_a_fifth_pathway_is_not_compared():
    four = "~~".join(f"31-1131~{soc}" for soc in ("29-1141", "29-2061", "31-9092", "43-4051"))
    app = open_page(compare=four)
    app.button(key="compare_2").click().run()
    assert app.query_params["compare"] == four
    assert "At most 4 can be compared at once" in app.toast[0].value.replace("\\", "")


def test_the_selected_job_is_kept_in_the_address():
    app = open_page(node="29-2061")
    chosen = app.selectbox(key="ladder_job")
    assert chosen.format_func(chosen.value).startswith("Licensed Practical")
    chosen.select(next(o for o in ("n1", "n2", "n3", "n4") if o != chosen.value)).run()
    assert app.query_params["node"] != "29-2061"


def test_a_job_can_be_left_out_and_taken_back():
    app = open_page(node="29-1141")
    app.button(key="ladder_leave").click().run()
    assert app.query_params["exclude"] == "29-1141"
    assert read_limits(app) == ["Without Registered Nurses"]
    assert not any("Registered Nurses" in card["label"] for card in read_data(app, STRIP))
    app.button(key="undo").click().run()
    assert "exclude" not in app.query_params
    assert any("Registered Nurses" in card["label"] for card in read_data(app, STRIP))


def test_the_facts_of_the_selected_job_leave_nothing_open():
    said = read_words(open_page(node="29-2061"))
    assert "not in our data yet" not in said.casefold()
    assert "Licensed practical nurse license" in said


def test_the_wage_line_is_on_the_cards_and_on_the_picture():
    app = open_page(min_wage="52000")
    jobs = [item for item in read_data(app, STRIP)[0]["items"] if item["type"] == "job"]
    assert {item["line"] for item in jobs} != {None}
    assert jobs[-1]["past"] == "Past your wage line"
    assert "$52,000" in read_data(app, LADDER)[0]["wage_line"]["label"]
    assert read_data(open_page(), LADDER)[0]["wage_line"] is None
    assert read_data(open_page(min_wage="999999999"), LADDER)[0]["wage_line"] is None


def test_start_over_forgets():
    app = open_page(job="53-3032", education="associate", min_wage="52000")
    app.button(key="start_over").click().run()
    assert not app.exception
    assert read_cards(app) == list(read_example()[1:])
    assert app.text_input(key="job_text").value == "Nursing Assistants"
    assert app.selectbox(key="education_level").value == "not_said"


def test_the_entry_and_its_pages_are_short():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 80
    for page in PAGES:
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 100, page.name


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
    from pathways.person import make_person
    from pathways.trace import trace_pathways
    from pathways.ui.permits import UNCHECKED
    from pathways.ui.strips import describe_card

    person = make_person(home=region_stl.jurisdiction, starts=["31-1131"], goals=["29-1141"])
    pathway = trace_pathways(region_stl, person, top=1)["pathways"][0]
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
        ({"job": "29-1215", "place": "0010540"}, "$239,200"),
        ({"job": "31-1120", "place": "0044180"}, "$15.00 an hour by law in MO now"),
        ({"job": "21-1093"}, "License not checked for this state: ask the state board"),
        ({"job": "29-1141"}, "Registered nurse license"),
        ({"job": "35-3023"}, "not asked by the state"),
    ],
    ids=["member", "suppressed", "capped", "below the law", "unchecked", "license", "none"],
)  # fmt: skip
def test_the_occupation_page_says_what_is_odd(query, expected):
    assert expected.casefold() in read_words(open_page("occupation", **query)).casefold()


@pytest.mark.parametrize("fault", [GraphDamagedError, GraphNotBuiltError])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_graph_that_cannot_be_opened_is_one_clear_sentence(page, fault, monkeypatch):
    from pathways.ui import cache

    def refuse():
        raise fault("graph/facts/wages.parquet is missing. Rebuild.")

    cache.load_graph.clear()
    monkeypatch.setattr(cache, "open_graph", refuse)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(f"pathways/ui/pages/{page.name}").run()
    assert len(app.title) == 1
    assert [error.value.replace("\\", "") for error in app.error] == [
        "graph/facts/wages.parquet is missing. Rebuild."
    ]
    assert not app.get("bidi_component")


def test_forty_jobs_in_forty_places_open(graph):
    jobs = sorted(graph.table("nodes/occupation")["occupation"].to_pylist())
    places = sorted(graph.table("facts/areas")["area"].to_pylist())
    dice = random.Random(20261122)
    app = open_page()
    for job, place in zip(dice.sample(jobs, 40), dice.sample(places, 40), strict=True):
        app.query_params["job"], app.query_params["place"] = job, place
        app.run()
        assert not app.exception, (job, place)
        assert not app.error, (job, place)
        assert len(app.header) == 3, (job, place)
