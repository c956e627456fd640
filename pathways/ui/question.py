"""What a page is asked, made answerable: the data opened, the example for a code that nobody has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from pathways.errors import (
    AmbiguousPlaceError,
    GraphDamagedError,
    GraphNotBuiltError,
    UnknownCodeError,
)
from pathways.person import Person
from pathways.region import Region
from pathways.store import Graph
from pathways.trace import settle_person
from pathways.ui import cache, state
from pathways.words import _, escape_markdown


class Opened(NamedTuple):
    """A place that exists; ``problem`` says why it is the example's, None where it was asked for."""

    place: str
    region: Region
    problem: Exception | None


class Question(NamedTuple):
    """A start job and a place that exist; ``problem`` is what was asked for and does not, if any."""

    place: str
    region: Region
    facts: dict[str, Any]
    person: Person
    problem: Exception | None

    @property
    def soc(self) -> str:
        """Return the code of the start job."""
        return str(self.facts["soc"])


def open_data(title: str = "") -> Graph:
    """Return the nation's tables; where they cannot be opened, say so and end the page there.

    ``title`` is set above the sentence, for a page that has shown none yet.
    """
    try:
        return cache.load_graph()
    except (GraphDamagedError, GraphNotBuiltError) as error:
        if title:
            st.title(title, anchor=False)
        st.error(escape_markdown(str(error)), icon=":material/error:")
        st.stop()


def open_place(place: str) -> Opened:
    """Return the region of a place, the example's where nobody has it or it can mean two."""
    try:
        return Opened(place, cache.load_region(place), None)
    except (UnknownCodeError, AmbiguousPlaceError) as error:
        place = state.EXAMPLE["place"]
        return Opened(place, cache.load_region(place), error)


def open_job(place: str, job: str) -> tuple[dict[str, Any], UnknownCodeError | None]:
    """Return the facts of a job here, and the problem where they are the example's instead."""
    try:
        return cache.get_facts(place, job), None
    except UnknownCodeError as error:
        return cache.get_facts(place, state.EXAMPLE["job"]), error


def warn_instead(problem: Exception | None, region: Region, title: str = "") -> None:
    """Say what is shown instead of what was asked for: the place, with ``title`` the job, too."""
    if problem is None:
        return
    said = (
        _("{problem} Shown instead: {job} in {place}.")
        if title
        else _("{problem} Shown instead: {place}.")
    )
    words = said.format(problem=problem, job=title, place=region.name)
    st.warning(escape_markdown(words))


def read_question(choices: state.Choices) -> Question:
    """Return the question of the choices in force, the example's parts where a code is unknown."""
    place, region, misplaced = open_place(choices.place)
    facts, unknown = open_job(place, choices.job)
    person = replace(choices.person, starts=(facts["soc"],), home=region.jurisdiction)
    return Question(place, region, facts, person, unknown or misplaced)


def keep_known(region: Region, person: Person) -> tuple[Person, UnknownCodeError | None]:
    """Return the person; without goals, jobs left out, sectors and holdings where nobody has one."""
    try:
        settle_person(region, person)
    except UnknownCodeError as error:
        return replace(person, goals=(), exclude=(), sectors=(), holds=()), error
    return person, None


def answer_question(question: Question, top: int) -> tuple[Question, dict[str, Any]]:
    """Return the question with its answer; goals, holdings and sectors that nobody has are dropped."""
    person, unknown = keep_known(question.region, question.person)
    known = question._replace(person=person, problem=unknown or question.problem)
    return known, cache.find_pathways(question.place, person, top, state.read_language())
