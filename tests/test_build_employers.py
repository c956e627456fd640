"""Near-duplicate names are linked for review and never merged; titles find their occupation."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pathways.build.employers import (
    NEAR,
    find_near_duplicates,
    fold_city,
    fold_name,
    match_titles,
    note_near_duplicates,
)
from pathways.sources.apprenticeship import read_apprenticeship
from pathways.sources.employers import read_employers
from pathways.sources.onet import read_onet
from tests.slices import PUBLISHED

Row = tuple[str, str | None, str | None]
WORDS = ["mercy", "hospital", "st louis", "plumbing", "local 1", "local 22", "inc", "&", "GE"]
CITIES = ["St. Louis", "Saint Louis", "ST LOUIS", "Miami", "", None]


def make_employers(rows: list[Row]) -> pd.DataFrame:
    """Employers e00, e01, ... of title, city, state."""
    frame = pd.DataFrame(rows, columns=["title", "city", "state"], dtype="str")
    return frame.assign(employer=[f"e{number:02}" for number in range(len(rows))])


def link(*titles: str, city: str = "Miami") -> pd.DataFrame:
    return find_near_duplicates(make_employers([(title, city, "FL") for title in titles]))


@pytest.mark.parametrize(
    ("one", "other", "basis"),
    [
        ("Midwestern Mechanical, Inc.", "MIDWESTERN MECHANICAL, INC.", "same name"),
        ("The Sack Company", "Sack Company, The", "same name"),
        ("Peña Electric", "Pena Electric", "same name"),
        ("St. Mary's Hospital", "ST MARYS HOSPITAL", "same name"),
        ("Smith & Sons", "Smith and Sons", "same name"),
        ("BASF", "BASF North America", "name within name"),
        ("Boilermakers Local Lodge No. 27", "Boilermakers Local Lodge No. 374", "other number"),
        ("Providence Sierra Campus Hospital", "Providence Siera Campus Hospital", "similar name"),
    ],
)
def test_nearly_equal_names_of_one_city_are_linked(one: str, other: str, basis: str) -> None:
    pairs = link(one, other)
    assert pairs[["left", "right", "basis"]].values.tolist() == [["e00", "e01", basis]]
    assert NEAR <= pairs["score"].iloc[0] <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mercy Hospital", "Memorial Hospital"),
        ("Acme Electric Inc", "Acme Plumbing Inc"),
        ("", ""),
        ("***", "***"),
        ("Plumbers Local 27", "Plumbers Local 374"),
    ],
)
def test_other_names_are_not_linked(one: str, other: str) -> None:
    assert link(one, other).empty


@pytest.mark.parametrize(
    ("city", "state", "linked"),
    [
        ("St. Louis", "MO", True),
        ("SAINT LOUIS", "MO", True),
        ("Saint Charles", "MO", False),
        ("St. Louis", "IL", False),
        ("", "MO", False),
        (None, "MO", False),
        ("St. Louis", None, False),
    ],
)
def test_only_employers_of_one_city_and_state_are_compared(
    city: str | None, state: str | None, linked: bool
) -> None:
    rows: list[Row] = [("Acme", "St Louis", "MO"), ("Acme", city, state)]
    assert len(find_near_duplicates(make_employers(rows))) == linked


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ft. Myers", "FORT MYERS"), ("Mt. Vernon", "Mount Vernon"), ("O'Fallon", "O\u2019Fallon")],
)
def test_a_city_has_one_spelling(one: str, other: str) -> None:
    assert fold_city(one) == fold_city(other)


@given(st.text(max_size=40))
def test_folding_a_name_twice_changes_nothing_more(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


rows_of_employers = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        st.sampled_from(CITIES),
        st.sampled_from(["MO", "FL"]),
    ),
    max_size=12,
)


@given(rows_of_employers)
def test_blocks_find_what_comparing_everybody_finds(rows: list[Row]) -> None:
    employers = make_employers(rows)
    found = find_near_duplicates(employers)
    expected = [
        (left["employer"], right["employer"])
        for position, left in enumerate(employers.to_dict("records"))
        for right in employers.to_dict("records")[position + 1 :]
        if is_same_place(left, right)
        and fold_name(left["title"])
        and fold_name(right["title"])
        and fuzz.token_set_ratio(fold_name(left["title"]), fold_name(right["title"])) >= NEAR
    ]
    assert list(zip(found["left"], found["right"], strict=True)) == expected
    assert found["score"].between(NEAR, 100).all()


def is_same_place(left: dict[str, object], right: dict[str, object]) -> bool:
    cities = [row["city"] for row in (left, right)]
    if not all(isinstance(city, str) and city for city in cities):
        return False
    return left["state"] == right["state"] and fold_city(str(cities[0])) == fold_city(
        str(cities[1])
    )


@given(rows_of_employers, st.randoms())
def test_order_changes_nothing_and_the_argument_stays(rows: list[Row], dice: object) -> None:
    employers = make_employers(rows)
    before = employers.copy()
    found = find_near_duplicates(employers)
    assert employers.equals(before)
    order = list(range(len(rows)))
    dice.shuffle(order)
    assert find_near_duplicates(employers.iloc[order]).equals(found)


def test_a_city_of_more_than_one_portion_is_compared_whole() -> None:
    titles = [f"Employer {number:04} {number * 7919:08}" for number in range(1100)]
    titles[1099] = titles[3]
    titles[600] = titles[599]
    employers = pd.DataFrame(
        {
            "employer": [f"e{number:04}" for number in range(1100)],
            "title": titles,
            "city": "Miami",
            "state": "FL",
        }
    )
    found = find_near_duplicates(employers)
    same = found[found["basis"] == "same name"]
    assert same[["left", "right"]].values.tolist() == [["e0003", "e1099"], ["e0599", "e0600"]]


def test_no_employer_gives_an_empty_table_with_its_columns() -> None:
    found = find_near_duplicates(make_employers([]))
    assert found.columns.tolist() == ["left", "right", "score", "basis"]
    assert found.empty


def test_a_pair_gives_a_notice_and_no_pair_none() -> None:
    (notice,) = note_near_duplicates(link("Acme", "ACME"))
    assert (notice.code, notice.entity, notice.value) == ("near_duplicate_name", "e00", "e01")
    assert note_near_duplicates(link("Acme", "Zenith")) == []


# titles


def make_titles(*titles: str) -> pd.DataFrame:
    codes = [f"11-{number:04}.00" for number in range(len(titles))]
    return pd.DataFrame({"title": titles, "onet_soc": codes})


def make_pairs(*pairs: tuple[str, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["title", "cut"])
    return frame.assign(sponsor="s1")


@pytest.mark.parametrize(
    ("title", "cut", "code", "basis"),
    [
        ("Carpenters", False, "11-0000.00", "title"),
        ("Carpenters", True, "11-0000.00", "title"),
        ("Avionics Techn", True, "11-0001.00", "completed"),
        ("Avionics Techn", False, None, None),
        ("Cook", True, None, None),
        ("Cooks, Fast Food", True, "11-0003.00", "title"),
        ("Zookeepers", True, None, None),
        ("carpenters", False, None, None),
    ],
)
def test_a_title_is_matched_whole_or_completed_where_one_alone_fits(
    title: str, cut: bool, code: str | None, basis: str | None
) -> None:
    onet = make_titles(
        "Carpenters", "Avionics Technicians", "Cooks, Institution", "Cooks, Fast Food"
    )
    frame, notices = match_titles(make_pairs((title, cut)), onet)
    expected = [] if code is None else [["s1", code, basis]]
    assert frame.values.tolist() == expected
    assert [(n.code, n.value, n.entity) for n in notices] == (
        [("unknown_occupation_title", title, "s1")] if code is None else []
    )


def test_a_cut_title_that_another_one_continues_is_not_completed() -> None:
    frame, notices = match_titles(make_pairs(("Cooks", True)), make_titles("Cooks", "Cooks, All"))
    assert frame.empty
    assert len(notices) == 1


def test_titles_do_not_depend_on_the_index_of_the_pairs() -> None:
    pairs = make_pairs(("Unknown", False), ("Carpenters", False)).set_axis([7, 3])
    frame, notices = match_titles(pairs, make_titles("Carpenters"))
    assert frame["onet_soc"].tolist() == ["11-0000.00"]
    assert [n.value for n in notices] == ["Unknown"]


@pytest.mark.raw
def test_the_published_titles_match_but_for_seven_cut_ones(raw: Path) -> None:
    pairs = read_apprenticeship(raw).tables["sponsor_occupations"]
    frame, notices = match_titles(pairs, read_onet(raw).tables["onet_occupations"])
    assert frame["basis"].value_counts().to_dict() == {"title": 33_366, "completed": 17}
    assert [n.value for n in notices] == [
        "Human Resourc", "Elect", "Cut", "Mainten", "Electrical and Electr", "Cooks,", "Powe"
    ]  # fmt: skip
    assert frame["sponsor"].nunique() == 17_842


def join_employers(folder: Path) -> pd.DataFrame:
    """Sponsors and hospitals of a folder, laid out as the pure function takes them."""
    sponsors = read_apprenticeship(folder).tables["sponsors"].assign(source="apprenticeship/")
    hospitals = read_employers(folder).tables["hospitals"].assign(source="hifld/")
    employers = pd.concat(
        [sponsors.rename(columns={"sponsor": "id"}), hospitals.rename(columns={"hospital": "id"})]
    )
    employers = employers.assign(employer=employers["source"] + employers["id"])
    return employers.rename(columns={"name": "title"})[["employer", "title", "city", "state"]]


def test_published_rows_are_linked() -> None:
    found = find_near_duplicates(join_employers(PUBLISHED))
    assert {"same name", "other number"} <= set(found["basis"])
    assert (found["left"] < found["right"]).all()


@pytest.mark.raw
def test_all_published_employers_are_compared_in_seconds(raw: Path) -> None:
    employers = join_employers(raw)
    assert len(employers) == 25_119
    start = time.perf_counter()
    found = find_near_duplicates(employers)
    assert time.perf_counter() - start < 20
    assert len(found) == 1010
