"""The page about the data: every file and every kind of notice is on it, in words people know."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from pathways.graph import get_occupations
from pathways.notices import NOTICES
from pathways.region import open_region
from pathways.rules import describe_entry
from pathways.settings import ROOT
from pathways.ui.about import (
    list_coverage,
    list_datasets,
    list_limits,
    list_notices,
    list_states,
    list_words,
)
from pathways.ui.short import FEW
from tests.test_wording import PROMISES, UNSEEN, find_words

TABS = ["Datasets", "Notices", "What we see and do not see", "Glossary"]


@pytest.fixture(scope="module")
def app() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page("pathways/ui/pages/about.py").run()
    assert not app.exception
    assert not app.error
    return app


def test_it_has_four_parts(app):
    assert [tab.label for tab in app.tabs] == TABS
    assert app.title[0].value == "About the data"


def test_every_published_file_is_listed_with_its_address(app, graph):
    manifest = json.loads((ROOT / "graph" / "manifest.json").read_text(encoding="utf-8"))
    table = app.tabs[0].dataframe[0].value
    assert list(table.columns) == [
        "Dataset", "Publisher", "Release", "License", "Retrieved", "Rows", "Link",
    ]  # fmt: skip
    assert sorted(table["Dataset"]) == sorted(row["title"] for row in manifest["inputs"])
    assert all(address.startswith("https://") for address in table["Link"])
    assert set(table["Retrieved"]) == {"Nov 2026"}
    row = next(row for row in list_datasets(graph.manifest) if row["title"].startswith("OEWS empl"))
    assert (row["rows"], row["release"]) == (6_023_970, "May 2025 (2025A01)")


def test_every_kind_of_notice_is_listed_once_with_its_true_count(app, graph):
    rows = graph.table("notices").to_pylist()
    groups = list_notices(graph.table("notices"))
    assert {group["code"] for group in groups} == {row["code"] for row in rows}
    assert sum(group["count"] for group in groups) == sum(row["count"] for row in rows)
    for group in groups:
        rule = NOTICES[group["code"]]
        assert (group["severity"], group["fix"]) == (rule.severity, rule.fix)
    order = [("error", "warning", "info").index(group["severity"]) for group in groups]
    assert order == sorted(order)
    table = app.tabs[1].dataframe[0].value
    assert list(table["Code"]) == [group["code"] for group in groups]
    assert list(table["Rows"]) == [group["count"] for group in groups]


def read_tables(app):
    """Return the tables of the third part with plain headers and cells without escapes."""
    tables = []
    for table in app.tabs[2].table:
        frame = table.value.replace(r"\\", "", regex=True)
        frame.columns = [name.removeprefix(":gray[:small[")[:-2] for name in frame.columns]
        tables.append(frame)
    return tables


def show_all() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page("pathways/ui/pages/about.py").run()
    for key in ("about_little", "about_most", "about_states"):
        app.toggle(key=key).set_value(True)
    app.run()
    assert not app.exception
    assert not app.error
    return app


def test_both_classes_of_coverage_are_shown_whole(app, graph):
    little, most = list_coverage(graph, "little"), list_coverage(graph, "most")
    assert len(little) + len(most) == graph.table("facts/coverage").num_rows
    firsts = read_tables(app)
    assert [len(table) for table in firsts] == [FEW, FEW, FEW]
    tables = read_tables(show_all())
    for table, rows in zip(tables, (little, most), strict=False):
        assert list(table["Field"]) == [row["title"] for row in rows]
        assert list(table["Why"]) == [" ".join(row["reason"].split()) for row in rows]


def test_every_state_is_found_with_what_is_held_for_it(graph):
    states = list_states(graph)
    areas = graph.table("facts/areas").to_pylist()
    wanted = {area["name"] for area in areas if area["kind"] in ("state", "territory")}
    assert len(wanted) == 54
    assert {row["name"] for row in states} == wanted
    assert {row["state"] for row in states[:4]} == {"FL", "IL", "KS", "MO"}
    listed = {row["state"] for row in states if row["list"]}
    assert listed == {"MO", "FL"}
    app = show_all()
    table = read_tables(app)[2]
    assert list(table["State"]) == [row["name"] for row in states]
    for row, cell in zip(states, table["The state's own list"], strict=True):
        assert ("https://" in cell) is bool(row["list"])
        assert ("Not in our data" in cell) is not bool(row["list"])
    said = " ".join(block.value for block in app.tabs[2].markdown).replace("\\", "")
    assert "the same in every state: the two lists above hold for all" in said


def test_a_job_counts_as_checked_in_a_state_as_its_page_says(graph):
    counts = {row["state"]: row["licenses"] for row in list_states(graph)}
    for state, area in (("MO", "2900000"), ("AL", "0100000")):
        region = open_region(graph, area)
        checked = [
            soc for soc in get_occupations(graph) if describe_entry(region, soc)["licenses_checked"]
        ]
        assert counts[state] == len(checked)
    assert counts["MO"] > counts["AL"] > 0


@pytest.mark.parametrize(
    "subject", ["work for themselves", "minimum wage", "main campus", "before any aid", "estimate"]
)
def test_what_the_numbers_do_not_say_is_said(app, subject):
    said = " ".join(block.value for block in app.tabs[2].markdown).replace("\\", "")
    assert subject in said.casefold()


@pytest.mark.parametrize(
    "word",
    ["job", "credential", "provider", "employer", "sponsor", "sector", "region", "pathway", "step",
     "move", "gate", "off-ramp", "wage line", "evidence", "vintage", "notice", "layer"],
)  # fmt: skip
def test_the_glossary_has_the_words_of_the_product(app, word):
    named = [name.casefold() for name, _meaning in list_words()]
    assert any(word in name for name in named)
    said = " ".join(block.value for block in app.tabs[3].markdown).casefold()
    assert word in said.replace("\\", "")


def test_it_promises_nothing_and_calls_nothing_empty():
    for name, sentence in [*list_limits(), *list_words()]:
        assert find_words(f"{name}. {sentence}", UNSEEN + PROMISES) == []


def test_sentences_are_short():
    for _name, text in [*list_limits(), *list_words()]:
        for sentence in text.split(". "):
            assert len(sentence.split()) <= 24, sentence
