"""The occupation page: its figures are those of the library, and unknown is a word."""

from __future__ import annotations

import random
import re

import pytest
from streamlit.testing.v1 import AppTest

from pathways.facts import describe_moves, describe_occupation
from pathways.graph import get_occupations
from pathways.moves import list_moves
from pathways.neighbors import (
    PERCENTILES,
    describe_pay,
    list_links,
    list_moves_into,
    list_names,
    list_trainers,
)
from pathways.region import open_region
from pathways.rules import describe_gates
from pathways.settings import ROOT
from pathways.ui.occupation import list_needs
from pathways.ui.pay import draw_pay, list_cells
from pathways.words import explain_withheld, format_money
from tests.test_wording import PROMISES, UNSEEN, find_words

PAGE = "pathways/ui/pages/occupation.py"
HEADINGS = [
    "Pay here, in the state, in the nation",
    "Where these jobs are",
    "Outlook",
    "What you need to work as one in Missouri",
    "What leads here",
    "Where it leads",
    "Skills that carry over, and skills to gain",
    "Who teaches it near you",
    "Apprenticeship sponsors listed here",
    "Names people use",
    "Read more at the publishers",
]


def open_page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page(PAGE)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    assert not app.error
    return app


def read_words(app: AppTest) -> str:
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.warning]
    return " ".join(str(part.value) for part in parts).replace("\\", "")


def read_table(app: AppTest, column: str):
    """Return the first table that has a column of that name."""
    return next(table for table in read_tables(app) if column in table.columns)


def read_tables(app: AppTest) -> list:
    """Return the tables of the page, headers and cells as plain words."""
    found = []
    for shown in app.table:
        table = shown.value.map(lambda cell: str(cell).replace("\\", ""))
        found.append(table.rename(columns=lambda name: re.sub(r":gray|:small|[\[\]\\]", "", name)))
    return found


def read_first(cells) -> list[str]:
    """Return the first line of each cell; small print stands below it."""
    return [cell.partition("  \n")[0] for cell in cells]


# ---- the page


def test_the_blocks_stand_in_the_order_of_the_design():
    app = open_page(soc="29-2061", place="zip:63103")
    assert [title.value for title in app.title] == [
        "Licensed Practical and Licensed Vocational Nurses"
    ]
    assert [header.value for header in app.header] == HEADINGS


def test_without_a_choice_it_is_the_start_job():
    assert open_page().title[0].value == "Nursing Assistants"
    assert open_page(job="53-3032").title[0].value.startswith("Heavy and Tractor")


def test_cards_are_those_of_the_library(region_stl):
    facts = describe_occupation(region_stl, "29-2061")
    shown = [metric.value.replace("\\", "") for metric in open_page(soc="29-2061").metric]
    assert shown == [
        format_money(facts["p25"]),
        format_money(facts["median"]),
        f"{facts['employment']:,}",
        f"{facts['openings']:,}",
    ]


def test_hourly_pay_on_request(region_stl):
    facts = describe_occupation(region_stl, "29-2061")
    app = open_page(soc="29-2061", unit="hour")
    assert app.metric[0].value.replace("\\", "") == f"${facts['hourly_p25']:,.2f}"
    assert f"an hour · {format_money(facts['p25'])} a year" in read_words(app)
    assert read_table(app, "National")["National"][1].startswith("$")
    assert "," not in read_table(app, "National")["National"][1]


def test_the_table_says_what_the_picture_draws(region_stl):
    rows = describe_pay(region_stl, "29-2061", "year")
    table = read_table(open_page(soc="29-2061"), "National")
    assert list(table.columns) == ["Pay", "St. Louis", "Missouri", "National"]
    for row, column in zip(rows, list(table.columns)[1:], strict=True):
        assert list(table[column])[:5] == [format_money(int(row.figures[n])) for n in PERCENTILES]


def test_moves_in_and_out_are_those_of_the_library(region_stl):
    app = open_page(soc="29-2061")
    tables = [table for table in read_tables(app) if "Carries over" in table.columns]
    into, out = tables[0], tables[1]
    feeders = [m for m in list_moves_into(region_stl, "29-2061") if m["kind"] != "step_back"]
    leads = [m for m in describe_moves(region_stl, "29-2061", top=40) if m["kind"] != "step_back"]
    assert read_first(into["Job"]) == [move["title"] for move in feeders[:8]]
    assert read_first(out["Job"]) == [move["title"] for move in leads[:8]]
    assert list(out["Carries over"]) == [f"{100 * move['similarity']:.0f}%" for move in leads[:8]]
    assert all("\n:gray[:small[" in cell for cell in into["Job"])  # how we know, below it
    own = describe_occupation(region_stl, feeders[0]["soc"])
    assert into["Newer worker"][0].startswith(format_money(own["p25"]))


def test_the_skills_of_another_move_are_kept_in_the_address():
    app = open_page(soc="29-2061")
    box = app.selectbox(key="skills_pair")
    assert box.value == "from~31-1131"  # the person's own job first
    before = read_table(app, "What").to_dict()
    box.select("to~29-1141").run()
    assert not app.exception
    assert "to~29-1141" in str(app.query_params["skills"])
    assert read_table(app, "What").to_dict() != before


def test_ways_on_go_to_the_first_page_with_the_choice():
    app = open_page(soc="29-2061", place="zip:63103")
    app.button(key="find_to").click().run()
    assert app.title[0].value == "Find a pathway"
    query = {key: str(app.query_params[key]).strip("[]'") for key in app.query_params}
    assert query["goals"] == "29-2061"
    assert query["place"] == "zip:63103"
    assert "soc" not in query
    app = open_page(soc="29-2061")
    app.button(key="start_here").click().run()
    assert str(app.query_params["job"]).strip("[]'") == "29-2061"


def test_a_job_is_added_to_compare_once():
    app = open_page(soc="29-2061", compare="31-1131~29-1141")
    app.button(key="compare_add").click().run()
    app.button(key="compare_add").click().run()
    assert str(app.query_params["compare"]).strip("[]'") == "31-1131~29-1141~~29-2061"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"soc": "21-1093"}, "License not checked for this state: ask the state board"),
        ({"soc": "29-1141"}, "Registered nurse license"),
        ({"soc": "31-1120", "place": "0044180"}, "$15.00 an hour by law in MO now"),
        ({"soc": "31-1121", "place": "0044180"}, "31-1121 is published together with others"),
        ({"soc": "29-1215", "place": "0010540"}, "$239,200 or more"),
        ({"soc": "43-4151", "place": "0044180"}, "Pay is for National: not published here"),
        ({"soc": "53-3032"}, "Our sources see little of this"),
        ({"soc": "29-1141"}, "Our sources see most of this field"),
        ({"soc": "99-9999"}, "No occupation '99-9999'"),
        ({"place": "9999999"}, "No place '9999999'"),
        ({"soc": "29-1141"}, "We do not know whether they have openings"),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else None,
)
def test_the_page_says_what_is_odd(query, expected):
    assert expected in read_words(open_page(**query))


def test_a_job_paid_by_the_hour_only_is_said_so():
    table = read_table(open_page(soc="27-2011"), "National")
    assert set(table["National"][:5]) == {explain_withheld("hourly_only")}
    assert read_table(open_page(soc="27-2011", unit="hour"), "National")["National"][2][0] == "$"


def test_spanish_names_are_shown_in_spanish():
    assert "chofer" in read_words(open_page(soc="53-3032", lang="es"))
    assert "chofer" not in read_words(open_page(soc="53-3032"))


def test_thirty_jobs_in_thirty_places_open_and_promise_nothing(graph):
    jobs = sorted(graph.table("nodes/occupation")["occupation"].to_pylist())
    places = sorted(graph.table("facts/areas")["area"].to_pylist())
    dice = random.Random(20261123)
    app = open_page()
    for job, place in zip(dice.sample(jobs, 30), dice.sample(places, 30), strict=True):
        app.query_params["soc"], app.query_params["place"] = job, place
        app.run()
        assert not app.exception, (job, place)
        assert not app.error, (job, place)
        said = read_words(app)
        assert "nan" not in said.casefold().split(), (job, place)
        assert find_words(said, UNSEEN) == [], (job, place)
        own = " ".join(str(header.value) for header in app.header)
        assert find_words(own, PROMISES) == [], (job, place)


# ---- what it is made from


def test_each_area_has_its_own_figures_and_none_of_another(graph):
    region = open_region(graph, "0044180")
    rows = {row.area: row for row in describe_pay(region, "43-4151", "year")}
    assert list(rows) == ["0044180", "2900000", "0000000"]
    here = rows["0044180"]
    assert not here.figures
    assert set(here.withheld) == set(PERCENTILES)
    assert rows["0000000"].figures


def test_pay_by_the_hour_is_in_dollars(region_stl):
    facts = describe_occupation(region_stl, "31-1131")
    here = describe_pay(region_stl, "31-1131", "hour")[0]
    assert here.figures["p25"] == facts["hourly_p25"]


def test_the_picture_draws_what_is_published_only(graph, region_stl):
    full = draw_pay(describe_pay(region_stl, "29-2061", "year"), "year", 52_000, "light")
    assert len(full["series"]) == 18  # two lines and four marks for each of three areas
    assert full["series"][0]["markLine"]["data"] == [{"xAxis": 52.0}]
    part = draw_pay(
        describe_pay(open_region(graph, "0044180"), "43-4151", "year"), "year", None, "dark"
    )
    names = {str(point[1]) for one in part["series"] for point in one["data"]}
    assert names == {"National"} | ({"Missouri"} & names)
    assert part["xAxis"]["min"] > 0


def test_a_cell_at_the_cap_is_a_word_and_never_drawn(graph):
    rows = describe_pay(open_region(graph, "0010540"), "29-1215", "year")
    assert "top_coded" in rows[0].withheld.values()
    marks = [
        point[0]
        for one in draw_pay(rows, "year", None, "light")["series"]
        if one["type"] == "scatter"
        for point in one["data"]
    ]
    published = [
        row.figures[name] / 1_000
        for row in rows
        for name in ("p10", "p90", "p25", "median")
        if name in row.figures
    ]
    assert marks == published
    words = {word for row in list_cells(rows, "year") for word in row.values()}
    assert explain_withheld("top_coded") in words


def test_moves_into_a_job_are_all_that_lead_to_it(graph, region_stl):
    found = list_moves_into(region_stl, "29-1141")
    wanted = {
        origin
        for origin, moves in list_moves(graph).items()
        if any(move.destination == "29-1141" for move in moves)
    }
    assert {row["soc"] for row in found} == wanted
    assert [row["score"] for row in found] == sorted((r["score"] for r in found), reverse=True)
    titles = {soc: row["title"] for soc, row in get_occupations(graph).items()}
    assert all(row["title"] == titles[row["soc"]] for row in found)


@pytest.mark.parametrize("soc", ["29-2061", "53-3032", "31-1131", "21-1093", "25-2031"])
@pytest.mark.parametrize("place", ["zip:63103", "zip:33101"])
def test_what_must_be_held_is_required_by_a_rule_that_was_read(graph, soc, place):
    rules = describe_gates(open_region(graph, place), soc)
    must, know = list_needs(rules)
    required = {
        gate["title"]
        for gate in rules["gates"]
        if gate["status"] == "required" and gate["basis"] == "curated" and gate.get("gates_worker") and gate["who"]
    }  # fmt: skip
    assert {need.title for need in must} == required
    listed = {gate["title"] for gate in rules["gates"] if gate["status"] == "listed"}
    assert not listed & {need.title for need in must} - required
    assert all(need.markdown for need in must)
    assert {need.badge for need in must} <= {"Required by rule"}
    assert "Required by rule" not in {need.badge for need in know}


def test_sponsors_are_those_placed_here_and_listed_for_the_job(graph, region_stl):
    found = list_trainers(region_stl, "47-2111")
    trains = graph.table("edges/trains").to_pylist()
    wanted = {row["employer"] for row in trains if row["occupation"] == "47-2111"}
    nodes = graph.table("nodes/employer").to_pylist()
    here = {row["title"] for row in nodes if row["employer"] in wanted and row["area"] == "0041180"}
    assert {row["title"] for row in found} == here
    assert here


def test_names_come_most_used_first_and_in_the_language(graph):
    assert list_names(graph, "29-1141", "en")[:2] == ["Nurse", "RN"]
    assert "electricista" in list_names(graph, "47-2111", "es")
    assert list_names(graph, "11-1011", "es") == list_names(graph, "11-1011", "en")


def test_links_go_to_publishers_by_code():
    links = list_links("31-1120", ["31-1121", "31-1122"], "May 2025")
    addresses = [address for _name, address in links]
    assert addresses[0] == "https://www.bls.gov/oes/2025/may/oes311120.htm"
    assert "https://www.onetonline.org/link/summary/31-1122.00" in addresses
    assert not [address for address in addresses if "31-1120.00" in address]
    hosts = {address.split("/")[2] for address in addresses}
    assert hosts == {"www.bls.gov", "www.onetonline.org", "www.careeronestop.org"}
