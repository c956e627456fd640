"""The ladder picture: places, limits, lines, and nothing but plain text in it."""

from __future__ import annotations

import copy
import itertools
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.draw import (
    COLUMN,
    LEAST_GAP,
    LINES,
    MOST_BYTES,
    MOST_IN_COLUMN,
    MOST_NODES,
    draw_ladder,
    read_vis_script,
    spread_boxes,
)
from pathways.facts import describe_moves
from pathways.person import Person
from pathways.trace import trace_pathways

START = {"soc": "31-1131", "title": "Nursing Assistants"}
NURSE = {"soc": "29-1141", "title": "Registered Nurses", "kind": "lateral_advancement"}
LPN = {"soc": "29-2061", "title": "Licensed Practical Nurses", "kind": "lateral_advancement"}
PATHWAY = {"steps": [LPN, {**NURSE, "kind": "advancement"}]}
PAY = {"31-1131": 37180, "29-2061": 61010, "29-1141": 77410}


def draw(moves=(), pathways=(), pay=PAY, **options):
    return draw_ladder(START, moves, pathways, pay=pay, place="St. Louis", **options)


def nodes_of(ladder):
    return {ladder.jobs[n["id"]].soc: n for n in ladder.payload["nodes"] if n["id"] in ladder.jobs}


def crowd(number):
    moves = [
        {"soc": f"99-{place:04}", "title": f"Job {place}", "kind": "similar"}
        for place in range(number)
    ]
    return moves, {move["soc"]: 40_000 + 10 * place for place, move in enumerate(moves)}


def test_columns_are_steps_and_more_pay_stands_higher():
    drawn = nodes_of(draw(pathways=[PATHWAY]))
    assert [drawn[soc]["x"] for soc in PAY] == [0, COLUMN, 2 * COLUMN]
    assert drawn["31-1131"]["y"] > drawn["29-2061"]["y"] > drawn["29-1141"]["y"]
    assert all(node["fixed"] and not node["physics"] for node in drawn.values())


def test_a_job_is_drawn_once_where_its_pathway_reaches_it():
    drawn = nodes_of(draw([NURSE], [PATHWAY]))
    assert len(drawn) == 3
    assert drawn["29-1141"]["x"] == 2 * COLUMN


def test_ids_are_opaque_and_lead_back_to_the_job():
    ladder = draw([NURSE], [PATHWAY])
    assert set(ladder.jobs) == {"n0", "n1", "n2"}
    assert ladder.jobs[ladder.find_node("29-1141")].soc == "29-1141"
    assert ladder.find_node("00-0000") is None
    assert ladder.find_node(None) is None
    assert "29-1141" not in json.dumps(ladder.payload)


@pytest.mark.parametrize("kind", LINES)
def test_the_line_is_the_kind_of_move(kind):
    edge = draw([{**NURSE, "kind": None if kind == "unknown" else kind}]).payload["edges"][0]
    assert (edge["width"], edge["dashes"]) == LINES[kind]
    assert edge["arrows"] == "to"


def test_the_chosen_pathway_is_filled_and_wide():
    payload = draw([], [PATHWAY, {"steps": [NURSE]}]).payload
    assert [edge["width"] for edge in payload["edges"] if edge["chosen"]] == [3.2, 3.2]
    assert {node["group"] for node in payload["nodes"]} == {"chosen"}
    plain = draw([], [PATHWAY], chosen=None).payload
    assert {node["group"] for node in plain["nodes"]} == {"start", "job"}


def test_eight_a_column_then_one_box_says_how_many_more():
    moves, pay = crowd(20)
    ladder = draw(moves, pay={**PAY, **pay})
    assert sum(1 for job in ladder.jobs.values() if job.step == 1) == MOST_IN_COLUMN
    more = [node for node in ladder.payload["nodes"] if node["group"] == "more"]
    assert [node["label"] for node in more] == ["12 more"]
    assert ladder.hidden == 12
    assert more[0]["id"] not in ladder.jobs


def test_forty_nodes_with_the_longest_titles_fit_into_the_message():
    moves, pay = crowd(8)
    paths = [
        {
            "steps": [
                {"soc": f"{step}{path}-0000", "title": "W" * 400, "kind": "advancement"}
                for step in range(5)
            ]
        }
        for path in range(10)
    ]
    ladder = draw(moves, paths, pay=pay)
    assert len(ladder.jobs) <= MOST_NODES
    assert len(json.dumps(ladder.payload)) < MOST_BYTES


def test_unknown_pay_is_words_and_stands_below():
    drawn = nodes_of(draw([NURSE, LPN], pay={"31-1131": 37180, "29-2061": 61010}))
    assert "pay not published" in drawn["29-1141"]["label"]
    assert drawn["29-1141"]["y"] > drawn["29-2061"]["y"]


def test_nothing_known_still_draws():
    assert len(draw([NURSE], pay={}).jobs) == 2


def test_the_wage_line_stands_at_its_amount():
    line = draw([NURSE], wage_line=52000).payload["wage_line"]
    axis = {row["label"]: row["y"] for row in draw([NURSE], wage_line=52000).payload["axis"]}
    assert line["label"] == "Your wage line $52,000"
    assert axis["$60,000"] < line["y"] < axis["$50,000"]
    assert draw([NURSE]).payload["wage_line"] is None


def test_the_summary_is_one_line_of_words():
    summary = draw([NURSE], [PATHWAY]).payload["summary"]
    assert summary.startswith("Ladder from Nursing Assistants in St. Louis: 2 jobs within 2 steps.")
    assert "$77,410" in summary


@pytest.mark.parametrize("title", ["<img src=x onerror=alert(1)>", "*_`href`_*", "a" * 300])
def test_a_hostile_title_is_only_a_label(title):
    ladder = draw([{**NURSE, "title": title}])
    node = nodes_of(ladder)["29-1141"]
    assert "title" not in node  # vis-network's own pop-up is never used
    inner = node["label"].replace("*\n*", "\n").split("\n$")[0].strip("*")
    assert not set("*_`") & set(inner)


def test_drawing_changes_nothing_it_was_given_and_repeats_itself():
    moves, paths = [NURSE, LPN], [PATHWAY]
    before = copy.deepcopy((moves, paths))
    assert draw(moves, paths).payload == draw(moves, paths).payload
    assert (moves, paths) == before


def test_pyvis_is_not_loaded_until_something_is_drawn():
    code = "import sys, pathways.draw; assert not {'pyvis', 'IPython'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_script_is_the_one_in_the_wheel():
    script = read_vis_script()
    assert "vis-network" in script[:400]
    assert len(script) > 400_000


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], []),
        ([5], [5]),
        ([0, 100, 300], [0, 100, 300]),
        ([0, 0], [-32, 32]),
        ([0, 10, 500], [-27, 37, 500]),
    ],
)
def test_boxes_move_apart_by_the_least(wanted, expected):
    assert spread_boxes(wanted, 64) == expected


@given(st.lists(st.integers(-2000, 2000), max_size=7))
def test_boxes_keep_order_and_distance(wanted):
    placed = spread_boxes(sorted(wanted), LEAST_GAP)
    assert all(after - before >= LEAST_GAP for before, after in itertools.pairwise(placed))


@given(st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_no_other_placing_moves_less(wanted):
    wanted = sorted(wanted)
    moved = sum(abs(a - b) for a, b in zip(spread_boxes(wanted, 5), wanted, strict=True))
    span = range(-20, 51)
    best = {height: abs(height - wanted[0]) for height in span}
    for height_wanted in wanted[1:]:
        best = {
            height: abs(height - height_wanted)
            + min((cost for low, cost in best.items() if height - low >= 5), default=10**6)
            for height in span
        }
    assert moved <= min(best.values()) + len(wanted)  # rounding to whole pixels


def test_the_forty_busiest_jobs_fit_into_the_message(region_stl):
    nodes = region_stl.graph.table("nodes/occupation").to_pylist()
    busiest = sorted(nodes, key=lambda row: -(row["employment_base"] or 0))[:40]
    for node in busiest:
        soc = node["occupation"]
        moves = describe_moves(region_stl, soc, top=40)
        found = trace_pathways(region_stl, Person(starts=(soc,)), top=3)["pathways"]
        pay = {move["soc"]: move["p25"] for move in moves}
        pay |= {step["soc"]: step["p25"] for path in found for step in path["steps"]}
        start = {"soc": soc, "title": node["title"]}
        ladder = draw_ladder(start, moves, found, pay=pay, place="St. Louis")
        assert len(json.dumps(ladder.payload)) <= MOST_BYTES
        heights: dict[int, list[int]] = {}
        for drawn in ladder.payload["nodes"]:
            heights.setdefault(drawn["x"], []).append(drawn["y"])
        for column in heights.values():
            assert len(column) <= MOST_IN_COLUMN + 1  # and the box that says how many more
            placed = sorted(column)
            assert all(b - a >= LEAST_GAP for a, b in itertools.pairwise(placed))
