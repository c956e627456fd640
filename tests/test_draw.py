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
from streamlit.testing.v1 import AppTest

from pathways.draw import (
    CLEAR,
    COLUMN,
    CORNER,
    HALF,
    LANE,
    LEAST_GAP,
    LINES,
    MOST_BYTES,
    MOST_IN_COLUMN,
    MOST_NODES,
    SEEN_SHIFT,
    WIDEST,
    Spot,
    draw_chain,
    draw_ladder,
    read_vis_script,
    route_line,
    spread_around,
    spread_boxes,
)
from pathways.facts import describe_moves, describe_occupation
from pathways.person import Person
from pathways.region import open_region
from pathways.settings import ROOT
from pathways.trace import trace_pathways
from pathways.ui.ladder import Entry, _legend, _list_entry

START = {"soc": "31-1131", "title": "Nursing Assistants"}
NURSE = {"soc": "29-1141", "title": "Registered Nurses", "kind": "lateral_advancement"}
LPN = {"soc": "29-2061", "title": "Licensed Practical Nurses", "kind": "lateral_advancement"}
PATHWAY = {"steps": [LPN, {**NURSE, "kind": "advancement"}]}
PAY = {"31-1131": 37180, "29-2061": 61010, "29-1141": 77410}
DIPLOMA = "credential:equivalency/high_school"
EARNED = {
    "soc": "31-1131",
    "title": "High school equivalency",
    "kind": "similar",
    "options": [
        {
            "kind": "equivalency",
            "chosen": True,
            "credential": DIPLOMA,
            "months_low": 10,
            "months_high": 10,
        }
    ],
}
ASKED = (
    ("41-2011", "zip:33101"),
    ("31-1131", "0041180"),
    ("35-3023", "0044180"),
    ("53-3032", "0041180"),
    ("37-2011", "zip:65802"),
    ("53-7065", "0019100"),
    ("43-9061", "county:29510"),
    ("39-9011", "0016980"),
    ("47-2061", "zip:33101"),
    ("29-2061", "0044180"),
)
"""Start jobs and places whose first answers are drawn."""


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


@given(
    st.lists(st.integers(-2000, 2000), max_size=7),
    st.integers(-2000, 2000),
    st.sampled_from([34, 68]),
)
def test_no_box_is_moved_over_the_line(wanted, line, gap):
    wanted = sorted(wanted)
    over = sum(height <= line for height in wanted)
    placed = spread_around(wanted, gap, line, over)
    assert all(after - before >= gap for before, after in itertools.pairwise(placed))
    assert all(height <= line for height in placed[:over])
    assert all(height >= line for height in placed[over:])
    if all(b - a >= gap for a, b in itertools.pairwise(wanted)):
        assert placed == wanted


@pytest.mark.parametrize(
    ("wanted", "over", "expected"),
    [
        ([-10, 10], 1, [-34, 34]),
        ([-10, -5, 0], 3, [-136, -68, 0]),
        ([0, 5], 0, [0, 68]),
        ([-500, 500], 1, [-500, 500]),
    ],
)
def test_boxes_at_the_line_give_way_to_their_own_side(wanted, over, expected):
    placed = spread_around(wanted, LEAST_GAP, 0, over)
    cost = sum(abs(a - b) for a, b in zip(placed, wanted, strict=True))
    assert cost == sum(abs(a - b) for a, b in zip(expected, wanted, strict=True))
    assert all(height <= 0 for height in placed[:over])
    assert all(height >= 0 for height in placed[over:])


# ---- lines


def sample_line(points, parts=40):
    """Yield points of a line as the picture draws it: curves with level ends, or one turn."""
    xy = list(zip(points[::2], points[1::2], strict=True))
    if len(xy) == 3 and xy[0][0] == xy[2][0]:
        bend = xy[0][0] + (xy[1][0] - xy[0][0]) / 0.75
        curves = [(xy[0], bend, xy[2])]
    else:
        curves = [(a, (a[0] + b[0]) / 2, b) for a, b in itertools.pairwise(xy)]
    for (x1, y1), bend, (x2, y2) in curves:
        for part in range(parts + 1):
            t = part / parts
            start, first, second, end = (
                (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            )  # fmt: skip
            x = start * x1 + (first + second) * bend + end * x2
            yield x, (start + first) * y1 + (second + end) * y2


def list_crossings(payload):
    """Return the ids of boxes that a line comes nearer than its width to, without being theirs."""
    boxes = {node["id"]: node for node in payload["nodes"]}
    found = []
    for edge in payload["edges"]:
        apart = edge["width"] / 2 + 2
        for x, y in sample_line(edge["points"]):
            for node in boxes.values():
                near = abs(x - node["x"]) < HALF[0] + apart and abs(y - node["y"]) < HALF[1] + apart
                if near and node["id"] not in (edge["from"], edge["to"]):
                    found.append((edge["from"], edge["to"], node["id"]))
    return sorted(set(found))


def test_a_line_that_skips_a_step_goes_between_its_boxes():
    lanes = {0: [0], 248: [-40, 28], 496: [0]}
    points = route_line(lanes, Spot(0, 0), Spot(496, 0))
    level = points[1][1]
    assert points[1][0] == 248 - HALF[0] - CORNER
    assert points[2] == (248 + HALF[0] + CORNER, level)
    assert all(abs(level - y) >= CLEAR for y in lanes[248])
    assert points[0] == (HALF[0], 0)
    assert points[-1] == (496 - HALF[0], 0)


def test_a_line_goes_back_and_round_where_it_has_to():
    lanes = {0: [0, 100], 248: [0]}
    there = route_line(lanes, Spot(0, 100), Spot(248, 0))
    assert route_line(lanes, Spot(248, 0), Spot(0, 100)) == there[::-1]
    first, turn, last = route_line(lanes, Spot(0, 0), Spot(0, 100))
    assert first[0] == last[0] == HALF[0] < turn[0] < 248 - HALF[0]


def test_what_stands_on_a_line_stands_where_it_is_level():
    points = route_line({0: [0], 248: [300]}, Spot(0, 0), Spot(248, 300), tail=16)
    assert points[-2] == (248 - HALF[0] - 16 - 11, 300)


@pytest.fixture(scope="module")
def drawn_answers(graph):
    """The picture of each start and place, without and with a wage line, and the answer it shows."""
    found = []
    for soc, place in ASKED:
        region = open_region(graph, place)
        moves = [
            move for move in describe_moves(region, soc, top=40) if move["kind"] != "step_back"
        ]
        for line in (None, 40_000, 52_000):
            person = Person(starts=(soc,), min_wage=line)
            paths = trace_pathways(region, person, top=3)["pathways"]
            socs = {soc, *(step["soc"] for path in paths for step in path["steps"])}
            socs |= {move["soc"] for move in moves[:6]}
            pay = {code: describe_occupation(region, code)["p25"] for code in socs}
            start = {"soc": soc, "title": soc}
            ladder = draw_ladder(
                start,
                moves[:6],
                paths,
                pay=pay,
                place=place,
                wage_line=line,
                licensed=sorted(socs)[::2],
                studied=sorted(socs)[::3],
            )
            found.append((ladder, paths, line))
    return found


def test_no_line_runs_behind_a_box_that_is_not_its_own(drawn_answers):
    assert len(drawn_answers) == 3 * len(ASKED)
    assert [list_crossings(ladder.payload) for ladder, _, _ in drawn_answers] == [[]] * 30


def test_a_line_behind_a_box_would_be_seen():
    payload = draw([NURSE], [PATHWAY]).payload
    edge = next(edge for edge in payload["edges"] if edge["chosen"])
    payload["nodes"].append({"id": "x", "x": COLUMN, "y": edge["points"][-1]})
    edge["points"] = [HALF[0], edge["points"][1], 2 * COLUMN, edge["points"][-1]]
    assert list_crossings(payload)


def test_the_chosen_lines_are_the_steps_of_the_first_pathway_and_no_others(drawn_answers):
    lengths = set()
    for ladder, paths, _ in drawn_answers:
        if not paths:
            continue
        titles = {node: job.title for node, job in ladder.jobs.items()}
        chain = [edge for edge in ladder.payload["edges"] if edge["chosen"]]
        assert [titles[edge["to"]] for edge in chain] == [s["title"] for s in paths[0]["steps"]]
        assert [edge["from"] for edge in chain[1:]] == [edge["to"] for edge in chain[:-1]]
        steps = [ladder.jobs[edge["to"]].step for edge in chain]
        assert steps == list(range(1, len(chain) + 1))
        lengths.add(len(chain))
    assert max(lengths) > 1


def test_heights_tell_the_pay(drawn_answers):
    moved = 0
    for ladder, _, line in drawn_answers:
        axis = [(row["y"], float(row["label"].strip("$").replace(",", "")))
                for row in ladder.payload["axis"]]  # fmt: skip
        (y0, pay0), (y1, pay1) = axis[0], axis[-1]
        places = {node["id"]: node for node in ladder.payload["nodes"]}
        steps: dict[int, list[tuple[int, int]]] = {}
        for node, job in ladder.jobs.items():
            if job.pay is None or job.earned is not None:
                continue
            y = places[node]["y"]
            true = y0 + (job.pay - pay0) / (pay1 - pay0) * (y1 - y0)
            marked = places[node].get("pay_y", y)
            assert abs(marked - true) <= (1 if "pay_y" in places[node] else SEEN_SHIFT + 1)
            moved += "pay_y" in places[node]
            steps.setdefault(job.step, []).append((job.pay, y))
            if line is not None:  # the middle of the box is on its own side, or on the line
                at = ladder.payload["wage_line"]["y"]
                assert (y <= at) if job.pay >= line else (y >= at)
        for boxes in steps.values():
            for (pay, y), (other, below) in itertools.combinations(boxes, 2):
                assert pay == other or (pay > other) == (y < below)
    assert moved


def test_a_crowded_step_has_two_lanes_and_its_boxes_stay_nearer_their_heights(drawn_answers):
    lanes = 0
    for ladder, _, _ in drawn_answers:
        xs = {}
        for node in ladder.payload["nodes"]:
            if node["id"] in ladder.jobs:
                xs.setdefault(ladder.jobs[node["id"]].step, set()).add(node["x"])
        assert all(len(places) <= 2 for places in xs.values())
        lanes += sum(len(places) == 2 for places in xs.values())
        most = max(LANE, WIDEST - COLUMN * (len(xs) - 1))
        assert ladder.width <= COLUMN * (len(xs) - 1) + most
    assert lanes
    moves, pay = crowd(6)
    nodes = nodes_of(draw(moves, pay={**PAY, **pay}))
    columns = {nodes[move["soc"]]["x"] for move in moves}
    assert columns == {COLUMN, COLUMN + LANE}
    heights = [nodes[move["soc"]]["y"] for move in moves]
    assert max(heights) - min(heights) == 5 * LEAST_GAP // 2


# ---- shapes


def test_what_is_earned_while_the_job_stays_is_a_stop_of_its_own():
    ladder = draw(pathways=[{"steps": [EARNED, LPN]}], pay=PAY)
    assert [job.soc for job in ladder.jobs.values()] == ["31-1131", DIPLOMA, "29-2061"]
    node = nodes_of(ladder)[DIPLOMA]
    assert (node["group"], node["chosen"]) == ("credential", True)
    assert node["label"] == "*High school*\n*equivalency*\n10 months"
    assert node["y"] == nodes_of(ladder)["31-1131"]["y"]
    assert [(a, b) for a, b, _ in ladder.links] == [("31-1131", DIPLOMA), (DIPLOMA, "29-2061")]
    assert "1 jobs" in ladder.payload["summary"]  # it is no job
    assert {row["kind"] for row in _legend(ladder)} >= {"job", "credential", "chosen"}


def test_marks_say_which_steps_need_an_award_or_a_license():
    award = {"kind": "award", "chosen": True, "credential": "credential:award/1"}
    steps = [LPN, {**NURSE, "kind": "advancement", "options": [award]}]
    ladder = draw(
        [{**NURSE, "soc": "29-2010"}, {**NURSE, "soc": "29-2011"}],
        [{"steps": steps}],
        licensed=["29-2061", "29-1141"],
        studied=["29-2010"],
    )
    ends = {node: job.soc for node, job in ladder.jobs.items()}
    marks = {ends[edge["to"]]: edge["marks"] for edge in ladder.payload["edges"]}
    assert marks == {
        "29-2061": ["licensed"],
        "29-1141": ["studied", "licensed"],
        "29-2010": ["studied"],
        "29-2011": [],
    }
    shown = [row["kind"] for row in _legend(ladder)]
    assert shown.index("job") < shown.index("studied") < shown.index("licensed")
    assert "credential" not in shown


def test_a_chain_names_the_shapes_of_its_boxes():
    boxes = [("A", ""), ("B", "far", "missing"), ("C", "", "school"), ("D", "", "credential")]
    chain = draw_chain(boxes, broken=0, words="here", summary="s")
    assert [node["group"] for node in chain["nodes"]] == ["job", "missing", "school", "credential"]


# ---- the page


def open_find(**query):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def read_panel(app):
    """Return names and values of the facts beside the picture."""
    table = next(
        part.value
        for part in app.table
        if any("Newer worker" in str(n) for n in part.value.iloc[:, 0])
    )
    names = [
        str(name).removeprefix(":gray[:small[").removesuffix("]]") for name in table.iloc[:, 0]
    ]
    return dict(zip(names, (str(v).strip("*") for v in table.iloc[:, 1]), strict=True))


def test_the_facts_of_a_job_have_months_and_price_whatever_is_asked_first():
    asked = {"job": "31-1131", "place": "0041180", "node": "29-2061"}
    panels = [read_panel(open_find(rank=rank, **asked)) for rank in ("best_pay", "quickest")]
    for panel in panels:
        assert panel["This step starts from"] == "Nursing Assistants"
        assert "months" in panel["Study for this step"]
        assert panel["Published price"].startswith(("\\$", "$", "Not published"))


def test_a_step_that_nobody_knows_says_so_and_a_known_one_says_what_it_asks():
    assert _list_entry(None) == [
        ("Study and price of this step", "not worked out: no direct step is known")
    ]
    option = {"chosen": True, "months_low": 9, "months_high": 12, "cost": None}
    step = {"options": [option], "experience_months": 0, "paid_months": 0}
    assert _list_entry(Entry("Cashiers", step)) == [
        ("This step starts from", "Cashiers"),
        ("Study for this step", "9 to 12 months"),
        ("Published price", "not published"),
    ]
    hired = {"chosen": True, "months_low": 0, "months_high": 0, "cost": 0}
    step = {"options": [hired], "experience_months": 12, "paid_months": 1}
    assert _list_entry(Entry("Cashiers", step))[1:] == [
        ("Study for this step", "none, so no school to pay"),
        ("Experience first", "at least 12 months"),
        ("Learning on the job, paid", "1 month"),
    ]


def test_the_start_job_has_no_step_and_the_diploma_is_schooling_not_a_job():
    asked = {"job": "41-2011", "place": "zip:33101"}
    app = open_find(node="41-2011", **asked)
    assert not {"Study for this step", "This step starts from"} & set(read_panel(app))
    app = open_find(**asked)
    box = app.selectbox(key="ladder_job")
    assert box.options.count("High school equivalency") == 1
    assert box.options[box.index] == "Gambling Change Persons and Booth Cashiers"
    box.select_index(box.options.index("High school equivalency")).run()
    assert not app.exception
    box = app.selectbox(key="ladder_job")
    assert box.options[box.index] == "High school equivalency"
    assert "node" not in app.query_params  # it is no job: it has no code
    assert any("This is schooling" in part.value for part in app.markdown)
    rows = [part.value.to_numpy().tolist() for part in app.table]
    told = next(
        row for row in rows if "Study for this step" in str(row) and "School]" not in str(row)
    )
    assert [value for _, value in told][:3] == [
        "**Cashiers**",
        "**10 months**",
        "**Not published**",
    ]


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
        assert list_crossings(ladder.payload) == []
