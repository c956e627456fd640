"""What was chosen: in the address as plain ids, what only the person knows held back, undo and Back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pathways.person import PRIVATE, Person
from pathways.ui import state
from pathways.ui.state import EXAMPLE

SCRIPT = """
import streamlit as st
do = st.session_state.pop("do", None)
st.session_state["got"] = do() if do else None
"""
SAID = {
    "job": "53-3032",
    "place": "zip:63103",
    "max_elapsed": "24",
    "lang": "es",
}


class Session:
    """One browser window: its address and what the app does in one run."""

    def __init__(self, **query: str) -> None:
        self.app = AppTest.from_string(SCRIPT, default_timeout=30)
        self.app.query_params.update(query)

    def run(self, do: Callable[[], Any]) -> Any:
        self.app.session_state["do"] = do
        self.app.run()
        assert not self.app.exception
        return self.app.session_state["got"]

    @property
    def query(self) -> dict[str, str]:
        return {
            key: value[0] if isinstance(value, list) else value
            for key, value in self.app.query_params.items()
        }

    @property
    def person(self) -> Person:
        return self.run(state.read_choices).person

    def limit(self, **limits: Any) -> None:
        self.run(lambda: state.write_person(replace(state.read_choices().person, **limits)))

    def go(self, page: str, **query: str) -> None:
        """Open a page as the page list does, at a bare address, or as Back does, at an older one."""
        self.app.query_params.clear()
        self.app.query_params.update(query)
        self.run(lambda: state.carry(page))


# ---- reading


def test_without_choices_it_is_the_example():
    choices = Session().run(state.read_choices)
    assert (choices.job, choices.place) == (EXAMPLE["job"], EXAMPLE["place"])
    assert choices.person == Person(starts=(EXAMPLE["job"],))
    assert (choices.unit, choices.compare) == ("year", ())
    assert Session().run(state.read_language) == "en"


def test_every_choice_is_read():
    session = Session(
        **SAID,
        node="29-1141",
        unit="hour",
        sector="health",
        p="31-1131~29-2061~29-1141",
        compare="31-1131~29-2061~~31-1131~29-1141",
        education="associate",
        goals="29-1141~29-2061",
        holds="credential:award/51.3901/2",
        pay="median",
        years="3",
        paid_only="yes",
    )
    choices = session.run(state.read_choices)
    assert (choices.job, choices.place, choices.node) == ("53-3032", "zip:63103", "29-1141")
    assert choices.unit == "hour"
    assert session.run(lambda: [state.read_key(key) for key in ("lang", "sector", "p")]) == [
        "es",
        "health",
        "31-1131~29-2061~29-1141",
    ]
    assert choices.compare == ("31-1131~29-2061", "31-1131~29-1141")
    assert choices.education == "associate"
    assert choices.person == Person(
        starts=("53-3032",),
        goals=("29-1141", "29-2061"),
        education="associate",
        holds=("credential:award/51.3901/2",),
        years=3,
        max_elapsed=24,
        paid_only=True,
        pay="median",
    )


def test_an_older_link_names_one_goal():
    session = Session(goal="29-1141")
    assert session.person.goals == ("29-1141",)
    session.run(lambda: state.write_choice("goal", "29-2061"))
    assert session.query == {"goals": "29-2061"}


@pytest.mark.parametrize(
    "query",
    [
        {"home": "<script>"},
        {"holds": "credential:x y"},
        {"sectors": "../.."},
        {"compare": "31-1131~~x"},
        {"p": "31-1131~"},
        {"lang": "fr"},
        {"unit": "day"},
        {"max_steps": "99"},
        {"min_wage": "-1"},
        {"goals": "nurse"},
    ],
)
def test_a_malformed_choice_is_as_if_not_there(query):
    session = Session(**query)
    assert session.run(state.read_choices) == Session().run(state.read_choices)
    shaped = set(query) & set(state.SHAPES)
    assert not any(session.run(lambda: [state.read_key(key) for key in shaped]))


# ---- what only the person knows


def test_what_is_private_stays_out_of_the_address_and_in_force():
    session = Session(job="53-3032")
    session.limit(min_wage=50_000, years=4, holds=("credential:x/1",), max_elapsed=24)
    session.run(lambda: state.write_choice("education", "associate"))
    assert session.query == {"job": "53-3032", "max_elapsed": "24"}
    assert session.person == Person(
        starts=("53-3032",),
        education="associate",
        min_wage=50_000,
        years=4,
        holds=("credential:x/1",),
        max_elapsed=24,
    )
    # a new window with the same address knows nothing of it
    assert Session(**session.query).person == Person(starts=("53-3032",), max_elapsed=24)


def test_the_tick_puts_it_into_the_address_and_takes_it_out():
    session = Session()
    session.limit(min_wage=50_000, education="associate")
    before = session.person
    session.run(lambda: state.tick(True))
    assert session.query == {"min_wage": "50000", "education": "associate"}
    session.limit(min_wage=60_000)
    assert session.query["min_wage"] == "60000"
    session.limit(min_wage=50_000)
    session.run(lambda: state.tick(False))
    assert session.query == {}
    assert session.person == before


def test_a_link_that_holds_it_keeps_it():
    session = Session(education="associate", job="31-1131")
    assert session.run(state.is_ticked)
    session.run(lambda: state.write_choice("education", "bachelors"))
    assert session.query["education"] == "bachelors"
    session.run(lambda: state.write_choice("education", None))
    assert "education" not in session.query
    assert session.person.education is None


@pytest.mark.parametrize("private", [False, True])
def test_the_link_holds_what_was_asked_for(private):
    session = Session(job="53-3032", place="zip:63103")
    session.limit(min_wage=50_000, max_cost=9_000)
    link = session.run(lambda: state.make_link(private=private))
    read = {key: value[0] for key, value in parse_qs(link.removeprefix("?")).items()}
    kept = {"min_wage": "50000"} if private else {}
    assert read == {"job": "53-3032", "place": "zip:63103", "max_cost": "9000", **kept}
    assert bool(set(PRIVATE) & set(read)) is private
    opened = Session(**read).person
    assert opened == replace(session.person, min_wage=50_000 if private else None)


def test_the_example_has_the_plain_address():
    assert Session().run(state.make_link) == ""


# ---- writing


def test_another_job_drops_what_hung_on_the_old_one():
    session = Session(job="31-1131", goals="29-1141", node="29-1141", p="31-1131~29-1141")
    session.run(lambda: state.write_choice("job", "53-3032"))
    assert session.query == {"job": "53-3032"}


def test_another_place_drops_the_home_that_was_said():
    session = Session(home="MO", place="0041180")
    assert session.person.home == "MO"
    session.run(lambda: state.write_choice("place", "0033100"))
    assert session.query == {"place": "0033100"}


def test_limits_leave_start_and_home_alone():
    session = Session(job="53-3032")
    session.limit(home="29510", starts=("11-1011",), max_cost=5_000)
    assert session.query == {"job": "53-3032", "max_cost": "5000"}


@pytest.mark.parametrize(("key", "value"), [("lang", "en"), ("unit", "year"), ("pay", "p25")])
def test_what_is_usual_is_not_written(key, value):
    session = Session(**{key: {"lang": "es", "unit": "hour", "pay": "median"}[key]})
    session.run(lambda: state.write_choice(key, value))
    assert session.query == {}


def test_compare_has_room_for_a_few_and_no_twins():
    session = Session()
    paths = [f"31-1131~29-{number}" for number in range(1000, 1006)]
    added = [session.run(lambda path=path: state.add_to_compare(path)) for path in paths]
    assert added == [True] * state.MOST_COMPARED + [False, False]
    assert session.run(lambda: state.add_to_compare(paths[0])) is True
    assert session.run(state.read_choices).compare == tuple(paths[: state.MOST_COMPARED])
    session.run(lambda: state.write_compare(paths[2:4]))
    assert session.run(state.read_choices).compare == tuple(paths[2:4])
    session.run(lambda: state.write_compare([]))
    assert session.query == {}


# ---- undo, start over, Back


def test_undo_takes_back_one_change_after_the_other():
    session = Session()
    assert session.run(state.can_undo) is False
    session.limit(max_elapsed=24)
    session.limit(max_elapsed=12, min_wage=40_000)
    session.run(lambda: state.write_choice("education", "associate"))
    session.run(state.undo)
    assert (session.person.max_elapsed, session.person.min_wage) == (24, None)
    assert session.person.education == "associate"  # school is no limit: its own question shows it
    session.run(state.undo)
    assert session.person.max_elapsed is None
    assert session.run(state.can_undo) is False
    session.run(state.undo)
    assert session.person.education == "associate"


def test_the_stack_of_undo_is_bounded():
    session = Session()
    for months in range(1, state.UNDO_KEPT + 6):
        session.limit(max_elapsed=months)
    for _turn in range(state.UNDO_KEPT):
        session.run(state.undo)
    assert session.run(state.can_undo) is False
    assert session.person.max_elapsed == 5


def test_no_change_is_nothing_to_undo():
    session = Session(max_elapsed="24")
    session.limit(max_elapsed=24)
    assert session.run(state.can_undo) is False


def test_back_to_older_limits_is_followed_and_leaves_nothing_to_undo():
    session = Session(job="53-3032")
    session.run(lambda: state.carry("find"))
    session.limit(max_elapsed=24)
    session.go("find", job="53-3032")
    assert session.person.max_elapsed is None
    assert session.run(state.can_undo) is False


def test_choices_come_along_to_another_page():
    session = Session(**SAID, node="29-1141", kind="orphan")
    session.run(lambda: state.carry("find"))
    session.go("plan")
    assert session.query == SAID  # the node and another page's own keys stay behind
    session.go("find")
    assert session.query == SAID


def test_what_is_held_back_comes_along_without_being_seen():
    session = Session()
    session.run(lambda: state.carry("find"))
    session.limit(min_wage=50_000)
    session.go("plan")
    assert session.query == {}
    assert session.person.min_wage == 50_000


def test_a_link_to_another_page_goes_before_what_was_chosen():
    session = Session(**SAID)
    session.run(lambda: state.carry("find"))
    session.go("plan", place="0033100")
    assert session.query == {"place": "0033100", "lang": "es"}


def test_back_goes_through_the_bare_address_of_a_page():
    session = Session(**SAID)
    session.run(lambda: state.carry("find"))
    session.go("plan")
    session.go("plan")  # Back: the address that the page list opened
    assert session.query == {}  # nothing is written, so that the next Back leaves the page
    assert session.run(state.read_choices).job == "53-3032"
    assert session.run(state.read_language) == "es"
    session.go("find", **SAID)
    assert session.query == SAID


def test_start_over_forgets_all_but_the_language():
    session = Session(**SAID)
    session.run(lambda: state.carry("find"))
    session.go("plan")
    session.limit(min_wage=50_000)
    session.run(state.start_over)
    assert session.query == {"lang": "es"}
    assert session.person == Person(starts=(EXAMPLE["job"],))
    assert session.run(state.can_undo) is False
    assert session.run(lambda: set(st.session_state)) == {"_page", "_limits_before", "got"}


def test_a_widget_follows_its_choice_and_starts_anew_on_another_page():
    session = Session()

    def show(value: str) -> str:
        state.follow("box", value, value.upper())
        return st.session_state["box"]

    def type_in() -> None:
        st.session_state["box"] = "typed"

    session.run(lambda: state.carry("find"))
    assert session.run(lambda: show("a")) == "A"
    session.run(type_in)
    assert session.run(lambda: show("a")) == "typed"
    assert session.run(lambda: show("b")) == "B"
    session.run(type_in)
    session.go("plan")
    assert session.run(lambda: show("b")) == "B"
