"""What an advisor would not say is not shown again; the page names every triple that was read."""

from __future__ import annotations

import pytest

from pathways.region import open_region
from pathways.settings import ROOT
from pathways.store import Graph
from tests.laugh import (
    Shown,
    Triple,
    list_triples,
    read_answers,
    read_laughs,
    say_triple,
)

MOST_ABSURD = 0.02
"""Share of the pathways shown that an advisor would not say."""
LAUGHS = read_laughs("laughs")


@pytest.fixture(scope="module")
def answers(graph: Graph) -> dict[Triple, list[Shown]]:
    return read_answers(graph)


@pytest.mark.parametrize(
    ("triple", "codes"), list(LAUGHS), ids=[f"{t.area}-{t.start}-{codes}" for t, codes in LAUGHS]
)
def test_an_absurd_pathway_is_not_shown(
    answers: dict[Triple, list[Shown]], triple: Triple, codes: str
) -> None:
    assert codes not in {shown.codes for shown in answers[triple]}, LAUGHS[triple, codes]


def test_fewer_than_two_in_a_hundred_are_absurd(answers: dict[Triple, list[Shown]]) -> None:
    shown = {(triple, one.codes) for triple, found in answers.items() for one in found}
    absurd = shown & (set(read_laughs("laughs_left")) | set(LAUGHS))
    assert len(shown) > 250
    assert len(absurd) < MOST_ABSURD * len(shown)


def test_nearly_everything_shown_was_read(answers: dict[Triple, list[Shown]]) -> None:
    shown = {(triple, one.codes) for triple, found in answers.items() for one in found}
    assert len(shown - set(read_laughs("laughs_read"))) <= 0.1 * len(shown)


def test_most_triples_have_an_answer(answers: dict[Triple, list[Shown]]) -> None:
    assert sum(bool(found) for found in answers.values()) >= 0.9 * len(answers)


def test_there_are_sixty_triples_half_of_them_with_schooling_said() -> None:
    triples = list_triples()
    assert len(set(triples)) == 60
    assert sum(triple.education == "high_school" for triple in triples) == 30
    assert {triple.education for triple in triples} == {"", "high_school"}


def test_every_reason_belongs_to_a_triple_that_is_read() -> None:
    named = {triple for triple, _codes in [*LAUGHS, *read_laughs("laughs_left")]}
    assert named <= set(list_triples())
    assert all(LAUGHS.values())


def test_the_page_names_every_triple(graph: Graph) -> None:
    page = (ROOT / "docs" / "laugh_test.md").read_text(encoding="utf-8")
    for place, triple in enumerate(list_triples(), 1):
        heading = say_triple(place, triple, open_region(graph, triple.area))
        assert f"### {heading}\n" in page
    assert page.count("\n### ") == 60
