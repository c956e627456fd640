"""What Find is asked, made answerable: the example stands in for a code that nobody has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from pathways.errors import AmbiguousPlaceError, UnknownCodeError
from pathways.person import Person
from pathways.region import Region
from pathways.ui import cache, state


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


def read_question(choices: state.Choices) -> Question:
    """Return the question of the choices in force, the example's parts where a code is unknown."""
    problem: Exception | None = None
    place, job = choices.place, choices.job
    try:
        region = cache.load_region(place)
    except (UnknownCodeError, AmbiguousPlaceError) as error:
        problem, place = error, state.EXAMPLE["place"]
        region = cache.load_region(place)
    try:
        facts = cache.get_facts(place, job)
    except UnknownCodeError as error:
        problem = error
        facts = cache.get_facts(place, state.EXAMPLE["job"])
    person = replace(choices.person, starts=(facts["soc"],), home=region.jurisdiction)
    return Question(place, region, facts, person, problem)


def answer_question(question: Question, top: int) -> tuple[Question, dict[str, Any]]:
    """Return the question with its answer; goals, holdings and sectors that nobody has are dropped."""
    language = state.read_language()
    try:
        return question, cache.find_pathways(question.place, question.person, top, language)
    except UnknownCodeError as error:
        person = replace(question.person, goals=(), exclude=(), sectors=(), holds=())
        known = question._replace(person=person, problem=error)
        return known, cache.find_pathways(question.place, person, top, language)
