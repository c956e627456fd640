"""Which pathways are shown: one criterion per preset, answers that differ, and what each is best at."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.front import search_front
from pathways.person import PRESETS, Preset
from pathways.rank import (
    CRITERIA,
    Candidate,
    choose_differing,
    order,
    say_best,
    say_difference,
)
from pathways.region import Comparison
from pathways.trace import list_presets
from tests.step_tables import Edge, draw_edges, make_candidates, make_table

BEFORE = 30_000
EDGES = [
    # job 1: soonest, and no time in school; 2: best paid; 3: lowest price; 4: nothing to pay or study
    # but long; 5: two steps; 6: most alike, price not published
    Edge(0, 1, paid=3, likeness=60),
    Edge(0, 2, months=48, cost=20_000, likeness=50),
    Edge(0, 3, months=12, cost=900, likeness=70),
    Edge(0, 4, paid=60, likeness=40),
    Edge(4, 5, paid=1, likeness=80),
    Edge(0, 6, months=6, cost=None, likeness=95),
]
PAYS = {"1": 34_000, "2": 90_000, "3": 45_000, "4": 70_000, "5": 80_000, "6": None}


@pytest.fixture(scope="module")
def candidates() -> list[Candidate]:
    return make_candidates(EDGES, PAYS, before=BEFORE)


def list_ends(found: list[Candidate]) -> list[str]:
    return [candidate.end for candidate in found]


def test_every_preset_has_a_criterion_and_words() -> None:
    assert list(CRITERIA) == list(PRESETS) == list(list_presets())
    assert len(set(list_presets().values())) == len(PRESETS)


@pytest.mark.parametrize(
    ("preset", "ends"),
    [
        ("quickest", ["1", "6", "3", "2", "4", "5"]),
        ("best_pay", ["2", "5", "4", "3", "1", "6"]),
        ("lowest_price", ["1", "4", "5", "3", "2"]),
        ("earn_while_learning", ["5", "4", "1", "6", "3", "2"]),
        ("closest", ["6", "3", "1", "2", "4", "5"]),
        ("fewest_steps", ["2", "4", "3", "1", "6", "5"]),
    ],
)
def test_a_preset_orders_by_what_it_says(
    candidates: list[Candidate], preset: Preset, ends: list[str]
) -> None:
    assert list_ends(order(candidates, preset)) == ends


def test_a_price_that_is_not_fully_published_is_no_lowest_price(
    candidates: list[Candidate],
) -> None:
    assert "6" in list_ends(candidates)
    assert "6" not in list_ends(order(candidates, "lowest_price"))


@pytest.mark.parametrize("preset", PRESETS)
def test_the_order_found_in_changes_nothing(candidates: list[Candidate], preset: Preset) -> None:
    assert order(candidates, preset) == order(reversed(candidates), preset)


def test_of_equal_ones_the_smaller_codes_stand_first() -> None:
    equal = make_candidates([Edge(0, 2), Edge(0, 1), Edge(0, 3)], dict.fromkeys("123", 40_000))
    for preset in PRESETS:
        assert list_ends(order(equal, preset)) == ["1", "2", "3"]


# ---- a published price


def make_ways(*ways: tuple[int, int, int | None]) -> list[Candidate]:
    """Return candidates of one move by options of these low and high months and price."""
    steps = []
    for low, high, cost in ways:
        (step,) = make_table([Edge(0, 1, months=high, cost=cost)])["0"]
        steps.append(step._replace(chosen=step.chosen._replace(months_low=low)))
    front = search_front({"0": tuple(steps)}, "0")
    pay = Comparison(BEFORE, 40_000, "0000000", None)
    return [
        Candidate("0", front, row, tuple(front.sums[row, :6].tolist()), "1", pay)
        for row in front.answer(sideways=True).nonzero()[0].tolist()
    ]


def list_costs(found: list[Candidate]) -> list[int | None]:
    return [candidate.path[0].chosen.cost for candidate in found]


@pytest.mark.parametrize("preset", ["quickest", "best_pay", "closest", "fewest_steps"])
def test_of_months_that_overlap_the_published_price_is_shown(preset: Preset) -> None:
    # 22 months are not known to be sooner than 21 to 24
    assert list_costs(order(make_ways((22, 22, None), (21, 24, 10_888)), preset)) == [10_888, None]
    # 18 months are: the first is done before the other can be
    assert list_costs(order(make_ways((18, 18, None), (21, 24, 10_888)), preset)) == [None, 10_888]


def test_an_unpriced_way_follows_the_one_that_stands_for_it() -> None:
    ways = make_ways((22, 22, None), (21, 24, 10_888), (24, 26, 9_000), (12, 12, 30_000))
    assert list_costs(order(ways, "quickest")) == [30_000, 10_888, None, 9_000]


def test_learning_at_work_stands_for_no_school() -> None:
    edges = [Edge(0, 1, months=12, cost=None), Edge(0, 1, paid=12, experience=6, cost=0)]
    found = order(make_candidates(edges, {"1": 40_000}), "quickest")
    assert list_costs(found) == [None, 0]


def test_pay_at_the_cap_counts_as_the_cap() -> None:
    (found,) = make_candidates([Edge(0, 1)], {"1": None})
    capped = found._replace(pay=Comparison(100_000, None, "0000000", "top_coded", 239_200))
    (known,) = make_candidates([Edge(0, 1)], {"1": 200_000})
    assert order([known, capped], "best_pay") == [capped, known]
    assert say_best([capped], 0).endswith("pay rises above the highest figure published.")


def test_without_a_wage_line_no_preset_promises_one() -> None:
    assert list_presets(has_line=False)["quickest"] == "Quickest to more pay"
    assert list_presets(has_line=True)["quickest"] == "Quickest to my wage line"


# ---- answers that differ


@pytest.mark.parametrize("one_end", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_shown_pathways_share_at_most_half_their_steps(seed: int, one_end: bool) -> None:
    dice = random.Random(seed)
    edges = [edge._replace(builds=True) for edge in draw_edges(dice, plain=False)]
    pays = {str(job): 10_000 * job for job in range(7)}
    ordered = order(make_candidates(edges, pays), "quickest")
    shown = choose_differing(ordered, 4, one_end=one_end)
    for one, other in combinations(shown, 2):
        shared = set(one.ids) & set(other.ids)
        assert 2 * len(shared) <= min(len(one.ids), len(other.ids))
        assert one_end or one.end != other.end
    assert shown[:1] == ordered[:1]
    places = [ordered.index(candidate) for candidate in shown]
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.parametrize("top", [0, 1, 3])
def test_no_more_are_shown_than_asked_for(candidates: list[Candidate], top: int) -> None:
    ordered = order(candidates, "quickest")
    assert len(choose_differing(ordered, max(top, 1), one_end=False)) == max(top, 1)


def test_what_is_left_out_shares_too_much_with_one_shown() -> None:
    edges = [Edge(0, 1), Edge(1, 2, months=6), Edge(1, 3, months=12), Edge(0, 3, months=24)]
    ordered = order(make_candidates(edges, dict.fromkeys("123", 40_000)), "quickest")
    assert [candidate.ids for candidate in ordered] == [("1",), ("1", "2"), ("1", "3"), ("3",)]
    assert [c.ids for c in choose_differing(ordered, 9, one_end=False)] == [("1",), ("3",)]


# ---- in words


def test_a_pathway_says_what_it_is_best_at(candidates: list[Candidate]) -> None:
    shown = order(candidates, "best_pay")
    said = {candidate.end: say_best(shown, place) for place, candidate in enumerate(shown)}
    assert said["1"].startswith("Soonest of those shown. ")
    assert said["2"].startswith("Best paid of those shown. ")
    assert said["6"].startswith("Most like your job of those shown. ")
    assert "of those shown" not in said["4"]
    assert said["2"].endswith("48 months from today, 48 of them study: +$60,000 a year.")
    assert said["6"].endswith("pay cannot be compared here.")


def test_alone_a_pathway_is_best_at_nothing(candidates: list[Candidate]) -> None:
    assert "of those shown" not in say_best(candidates[:1], 0)


def test_what_is_equal_is_no_claim() -> None:
    equal = make_candidates([Edge(0, 2), Edge(0, 1)], dict.fromkeys("12", 40_000))
    assert not any("of those shown" in say_best(equal, place) for place in (0, 1))


def test_the_difference_to_another_is_time_pay_and_price(candidates: list[Candidate]) -> None:
    by_end = {candidate.end: candidate for candidate in candidates}
    assert say_difference(by_end["3"], by_end["2"]) == (
        "36 months longer, $45,000 a year more, published price $19,100 higher"
    )
    assert say_difference(by_end["2"], by_end["3"]) == (
        "36 months shorter, $45,000 a year less, published price $19,100 lower"
    )
    assert say_difference(by_end["3"], by_end["6"]) == (
        "6 months shorter, its price is not fully published"
    )


def test_no_difference_is_said_to_be_none() -> None:
    one, other = make_candidates([Edge(0, 2), Edge(0, 1)], dict.fromkeys("12", 40_000))
    assert say_difference(one, other) == "about the same in time, pay and price"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_differences_are_mirrored(pay: int, other: int) -> None:
    edges = [Edge(0, 1, months=6), Edge(0, 2, months=18)]
    one, two = make_candidates(edges, {"1": pay, "2": other})
    there, back = say_difference(one, two), say_difference(two, one)
    swapped = there.replace("longer", "shorter").replace("more", "MORE").replace("less", "more")
    assert swapped.replace("MORE", "less") == back


def test_a_candidate_names_its_steps() -> None:
    front = search_front(make_table([Edge(0, 1), Edge(1, 2)]), "0")
    pay = Comparison(BEFORE, None, None, "suppressed")
    row = int((front.sums[:, 0] == 2).argmax())
    candidate = Candidate("0", front, row, (2, 0, 0, 0, 0, 2), "2", pay)
    assert candidate.ids == ("1", "2")
    assert [step.origin for step in candidate.path] == ["0", "1"]
