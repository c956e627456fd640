"""The page about the data: every file and every kind of notice is on it, in words people know."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from pathways.notices import NOTICES
from pathways.settings import ROOT
from pathways.ui.about import (
    list_coverage,
    list_datasets,
    list_limits,
    list_notices,
    list_words,
)
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


def test_both_classes_of_coverage_are_shown_whole(app, graph):
    tables = [table.value for table in app.tabs[2].dataframe]
    little, most = list_coverage(graph, "little"), list_coverage(graph, "most")
    assert len(little) + len(most) == graph.table("facts/coverage").num_rows
    assert list(tables[0]["Field"]) == [row["title"] for row in little]
    assert list(tables[1]["Field"]) == [row["title"] for row in most]
    assert "Missouri's list" in tables[0].columns
    assert "Missouri's list" not in tables[1].columns


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
