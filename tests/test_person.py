"""A person is what somebody holds and wants, and an address can carry them; never who they are."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import UnknownCodeError
from pathways.person import (
    MOST_STEPS,
    PAYS,
    PRESETS,
    PRIVATE,
    Person,
    from_query,
    make_person,
)
from pathways.schema import LEVELS

FIELDS = (
    "home education years holds starts goals sectors exclude max_months max_elapsed max_cost "
    "max_steps min_wage paid_only pay rank"
)
NEVER = ("sex", "gender", "race", "ethnic", "age", "birth", "name", "email", "phone", "disab")

codes = st.from_regex(r"[0-9]{2}-[0-9]{4}", fullmatch=True)
ids = st.from_regex(r"credential:(award|license)/[0-9A-Z.]{2,7}/[a-z0-9-]{1,12}", fullmatch=True)
numbers = st.none() | st.integers(0, 999_999_999)


def listed(items: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, max_size=4, unique=True).map(tuple)


people = st.builds(
    Person,
    home=st.none() | st.sampled_from(("MO", "FL", "29077")),
    education=st.none() | st.sampled_from(LEVELS),
    years=numbers,
    holds=listed(ids),
    starts=listed(codes),
    goals=listed(codes),
    sectors=listed(st.sampled_from(("health", "construction", "finance"))),
    exclude=listed(codes),
    max_months=numbers,
    max_elapsed=numbers,
    max_cost=numbers,
    max_steps=st.integers(1, MOST_STEPS),
    min_wage=numbers,
    paid_only=st.booleans(),
    pay=st.sampled_from(PAYS),
    rank=st.none() | st.sampled_from(PRESETS),
)


def test_the_fields_are_the_agreed_ones() -> None:
    assert " ".join(field.name for field in fields(Person)) == FIELDS


def test_nothing_says_who_somebody_is() -> None:
    parts = {part for field in fields(Person) for part in field.name.split("_")}
    assert [word for word in NEVER if any(part.startswith(word) for part in parts)] == []


@given(people)
def test_an_address_brings_the_same_person_back(person: Person) -> None:
    assert from_query(person.to_query(private=True)) == person


@given(people)
def test_a_shared_link_leaves_out_what_is_private(person: Person) -> None:
    query = person.to_query()
    assert not set(PRIVATE) & set(query)
    blank = Person()
    unsaid = {name: getattr(blank, name) for name in PRIVATE}
    assert from_query(query) == replace(person, **unsaid)


@given(people)
def test_an_address_is_plain_text(person: Person) -> None:
    for name, text in person.to_query(private=True).items():
        assert type(name) is type(text) is str
        assert text


def test_what_is_private_is_what_somebody_would_not_tell_everybody() -> None:
    assert PRIVATE == ("education", "years", "holds", "min_wage")


def test_nothing_said_is_an_empty_address() -> None:
    assert Person().to_query(private=True) == {}
    assert from_query({}) == Person()


def test_a_zero_that_was_said_is_kept() -> None:
    person = make_person(max_months=0, max_cost=0, years=0)
    assert person.to_query(private=True) == {"max_months": "0", "max_cost": "0", "years": "0"}
    assert from_query(person.to_query(private=True)) == person


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("education", "phd"),
        ("years", "-1"),
        ("years", "two"),
        ("years", "²"),
        ("years", "9" * 10),
        ("max_cost", "1e3"),
        ("max_cost", ""),
        ("max_months", "12.5"),
        ("max_steps", "0"),
        ("max_steps", "6"),
        ("max_steps", "99"),
        ("paid_only", "true"),
        ("pay", "mean"),
        ("rank", "fastest"),
        ("starts", "nurse~<script>"),
        ("goals", "29-114~291141"),
        ("exclude", "~~"),
        ("holds", "~"),
        ("sex", "f"),
        ("age", "40"),
        ("__class__", "x"),
        ("to_query", "x"),
        ("job", "31-1131"),
    ],
)
def test_what_cannot_be_read_is_as_if_it_were_not_there(name: str, text: str) -> None:
    assert from_query({name: text}) == Person()
    assert from_query({name: text, "min_wage": "3"}) == Person(min_wage=3)


def test_one_thing_that_cannot_be_read_loses_nothing_else() -> None:
    query = {"years": "many", "max_cost": "900", "starts": "31-1131~xx~41-2011", "age": "40"}
    assert from_query(query) == Person(max_cost=900, starts=("31-1131", "41-2011"))


@given(st.dictionaries(st.sampled_from(FIELDS.split()), st.text(max_size=12)))
def test_any_address_can_be_read(query: dict[str, str]) -> None:
    person = from_query(query)
    assert from_query(person.to_query(private=True)) == person


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ({"education": "associates"}, "associate"),
        ({"pay": "mean"}, "median"),
        ({"rank": "fastest"}, "quickest"),
        ({"max_steps": 0}, "1"),
        ({"max_steps": MOST_STEPS + 1}, str(MOST_STEPS)),
        ({"years": -1}, "0"),
        ({"max_months": -1}, "0"),
        ({"max_elapsed": -1}, "0"),
        ({"max_cost": -1}, "0"),
        ({"min_wage": -1}, "0"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(said: dict[str, object], near: str) -> None:
    with pytest.raises(UnknownCodeError, match=near):
        make_person(**said)


def test_lists_lose_repeats_and_keep_their_order() -> None:
    person = make_person(starts=["41-2011", "31-1131", "41-2011"], holds=["b", "a", "b"])
    assert (person.starts, person.holds) == (("41-2011", "31-1131"), ("b", "a"))


def test_what_is_said_are_the_fields() -> None:
    said = {"home": "MO", "starts": ("31-1131",), "max_steps": 2, "paid_only": True}
    assert make_person(**said) == Person(**said)  # type: ignore[arg-type]
