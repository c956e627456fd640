"""The plan sheet and the case note: real pathways, one page, readable by machines, never markup."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest
import segno
from typer.testing import CliRunner

from pathways import store
from pathways.cli import app
from pathways.errors import UnknownCodeError
from pathways.facts import describe_occupation
from pathways.person import make_person
from pathways.plan import (
    NOTE_LIMIT,
    Action,
    count_characters,
    draw_sheet,
    find_designated,
    make_sheet,
    write_note,
)
from pathways.plan.evidence import Source, say_source
from pathways.plan.outline import add_months, outline_plan
from pathways.plan.sheet import CUTS, Fit, _say_left_out, draw_code, list_fits
from pathways.plan.titles import TITLE_WIDTH, clean_text, cut_text
from pathways.region import open_region
from pathways.trace import trace_pathways
from pathways.words import describe_day, format_money, speaking
from tests.test_wording import PROMISES, UNSEEN, find_words

TODAY = date(2026, 11, 21)
LINK = "https://pathways.example.gov/plan?job=31-1131&place=0041180&p=31-1131~29-1141"
QUESTIONS: dict[str, dict[str, Any]] = {
    "nurse": {"starts": ["31-1131"], "goals": ["29-1141"]},
    "aide": {"starts": ["31-1131"]},
    "mover": {"starts": ["53-7062"], "min_wage": 50_000},
    "counter": {"starts": ["35-3023"], "max_elapsed": 200, "max_months": 96},
    "cashier": {"starts": ["41-2011"], "education": "none", "max_steps": 5},
    "laborer": {"starts": ["47-2061"], "pay": "median", "min_wage": 60_000},
}
LETTER = (612, 792)


@pytest.fixture(scope="module")
def answers(region_stl) -> dict[str, dict[str, Any]]:
    """Real answers of trace in St. Louis."""
    return {
        name: trace_pathways(region_stl, make_person(home="MO", **asked), top=8)
        for name, asked in QUESTIONS.items()
    }


@pytest.fixture(scope="module")
def facts(region_stl, answers) -> dict[str, dict[str, Any]]:
    codes = {
        code
        for answer in answers.values()
        for pathway in answer["pathways"]
        for code in (pathway["start"], *(step["soc"] for step in pathway["steps"]))
    }
    return {code: describe_occupation(region_stl, code) for code in sorted(codes)}


@pytest.fixture(scope="module")
def longest(answers) -> tuple[dict[str, Any], int]:
    """A real pathway of at least three steps, one of them school."""
    for answer in answers.values():
        for number, pathway in enumerate(answer["pathways"]):
            taught = any(step["providers"] for step in pathway["steps"])
            if len(pathway["steps"]) >= 3 and taught:
                return answer, number
    pytest.fail("no real pathway has three steps")


@pytest.fixture(scope="module")
def sheets(answers, facts) -> list[tuple[dict[str, Any], bytes]]:
    """Every real pathway with its sheet."""
    return [
        (
            answer["pathways"][number],
            make_sheet(answer, number, link=LINK, today=TODAY, facts=facts),
        )
        for answer, number in list_plans(answers)
    ]


def list_plans(answers: dict[str, dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int]]:
    for answer in answers.values():
        for number in range(len(answer["pathways"])):
            yield answer, number


def open_pdf(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def read_text(content: bytes) -> str:
    """Return the text of the sheet in reading order, on one line."""
    return " ".join(open_pdf(content).pages[0].extract_text().split())


def list_fonts(reader: pypdf.PdfReader) -> Iterator[tuple[str, dict[str, Any]]]:
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        yield str(font.get_object()["/BaseFont"]), descendant["/FontDescriptor"].get_object()


def list_tags(node: Any) -> Iterator[str]:
    """Yield the structure types of a tagged PDF in their order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from list_tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from list_tags(node["/K"])


# ---- the sheet


def test_there_are_enough_real_pathways(answers):
    plans = list(list_plans(answers))
    assert len(plans) >= 30
    assert {len(a["pathways"][n]["steps"]) for a, n in plans} >= {1, 2, 3}


def test_every_real_pathway_is_one_letter_page(sheets):
    for _, content in sheets:
        reader = open_pdf(content)
        assert len(reader.pages) == 1
        assert tuple(reader.pages[0].mediabox[2:]) == LETTER


def test_the_sheet_is_tagged_titled_and_in_its_language(longest, facts):
    answer, number = longest
    for language in ("en", "es"):
        content = make_sheet(answer, number, link=LINK, today=TODAY, language=language, facts=facts)
        root = open_pdf(content).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
        assert str(root["/Lang"]) == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
        tags = list(list_tags(root["/StructTreeRoot"]))
        assert tags.count("/H1") == 1
        assert tags.index("/H1") < tags.index("/H2")
        assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(tags)


def test_fonts_are_ours_and_embedded(longest, facts):
    answer, number = longest
    fonts = list(list_fonts(open_pdf(make_sheet(answer, number, link=LINK, today=TODAY))))
    assert any("PublicSans" in name for name, _ in fonts)
    assert all("/FontFile2" in font or "/FontFile3" in font for _, font in fonts)


def test_nothing_on_the_sheet_is_coloured(longest, facts):
    answer, number = longest
    content = open_pdf(make_sheet(answer, number, link=LINK, today=TODAY, facts=facts))
    drawn = content.pages[0].get_contents().get_data().decode("latin-1")
    colours = re.findall(r"([\d. ]+) (?:rg|RG|scn|SCN|sc|SC)\b", drawn)
    assert colours
    assert all(len(set(colour.split())) == 1 for colour in colours)


def test_each_step_stands_once_and_in_order(sheets):
    for pathway, content in sheets:
        said = read_text(content)
        places, elapsed = [], 0
        for place, step in enumerate(pathway["steps"], start=1):
            elapsed += step["elapsed_months"]
            label = f"Step {place}, by {add_months(TODAY, elapsed)}"
            assert said.count(label) == 1
            places.append(said.index(label))
            # a word wider than the box is hyphenated
            box = re.sub("[ -]", "", said[places[-1] : places[-1] + 400])
            assert re.sub("[ -]", "", step["title"]) in box
            assert format_money(step["p25"]) in box or step["p25"] is None
        assert places == sorted(places)
        assert said.index("Now") < places[0]


def test_figures_on_the_sheet_are_those_of_the_answer(answers, facts):
    pathway = answers["nurse"]["pathways"][0]
    said = read_text(make_sheet(answers["nurse"], 0, link=LINK, today=TODAY, facts=facts))
    step = pathway["steps"][0]
    for amount in (pathway["wage_start"], step["p25"], step["median"]):
        assert format_money(amount) in said
    assert f"{pathway['elapsed_months']} months" in said
    assert f"+{format_money(pathway['wage_gain'])} a year" in said
    assert step["options"][0]["provider_name"] in said
    assert "OEWS, May 2025, St. Louis, MO-IL" in said
    assert "made 21 Nov 2026" in said
    license_gates = [gate for gate in step["gates"] if gate["kind"] == "license"]
    assert license_gates
    assert all(gate["title"] in said for gate in license_gates)


def test_a_wage_line_is_counted_to_and_marked(answers, facts):
    answer = copy.deepcopy(answers["mover"])
    outline = outline_plan(answer, 0, today=TODAY, facts=facts)
    pathway = answer["pathways"][0]
    step = pathway["crosses_at"]["p25"]
    months = sum(part["elapsed_months"] for part in pathway["steps"][:step])
    assert outline.totals[1].value == f"{months} months"
    assert "$50,000" in outline.totals[1].name
    assert [job.is_past for job in outline.jobs][step]
    assert not any(job.is_past for job in outline.jobs[:step])
    assert "✓" in read_text(make_sheet(answer, 0, link=LINK, today=TODAY, facts=facts))
    pathway["crosses_at"] = {"p25": None, "median": None}
    assert outline_plan(answer, 0, today=TODAY).totals[1].value == "Not reached"
    pathway["crosses_at"] = {"p25": 0, "median": 0}
    assert "already meets" in outline_plan(answer, 0, today=TODAY).wage_line


def test_the_median_is_said_to_be_with_experience(answers):
    outline = outline_plan(answers["laborer"], 0, today=TODAY)
    step = answers["laborer"]["pathways"][0]["steps"][0]
    assert outline.pay == "Pay is with experience."
    assert outline.jobs[1].pay == format_money(step["median"])
    assert f"Newer worker: {format_money(step['p25'])}" in outline.jobs[1].lines


@pytest.mark.parametrize(
    ("low", "cost", "known", "unknown", "said"),
    [
        (0, None, 0, 1, "Not published"),
        (4_000, None, 4_000, 1, "$4,000 or more"),
        (4_000, None, 8_000, 1, "$4,000 or more"),
        (12_260, 12_260, 12_260, 0, "$12,260"),
        (5_444, 10_888, 10_888, 0, "$5,444 to $10,888"),
        (0, 0, 0, 0, "$0"),
    ],
)
def test_the_price_is_known_a_range_a_floor_or_a_word(answers, low, cost, known, unknown, said):
    answer = copy.deepcopy(answers["nurse"])
    answer["pathways"][0] |= {"cost": cost, "known_cost": known, "unknown_costs": unknown}
    answer["pathways"][0] |= {"cost_low": None if cost is None else low, "known_cost_low": low}
    answer["pathways"][0]["withheld"] = {"cost": "not_published"}
    assert outline_plan(answer, 0, today=TODAY).totals[2].value == said


def test_what_is_missing_from_an_answer_is_a_word(answers):
    answer = copy.deepcopy(answers["nurse"])
    pathway = answer["pathways"][0]
    for name in (
        "crosses_at", "openings", "off_ramps", "break_even_months", "unknown_costs", "sources",
        "weakest_evidence", "known_cost", "withheld",
    ):  # fmt: skip
        pathway.pop(name, None)
    pathway |= {"cost": None, "wage_gain": None}
    for name in ("sponsors", "industries", "sources", "providers", "licenses_checked"):
        pathway["steps"][0].pop(name, None)
    pathway["steps"][0] |= {"p25": None, "median": None}
    for option in pathway["steps"][0]["options"]:
        for name in ("cost", "completions", "months_high", "city", "sources", "withheld"):
            option.pop(name, None)
    said = read_text(make_sheet(answer, 0, link=None, today=TODAY))
    assert "None" not in said
    assert "Registered Nurses, not in our data yet" in said
    assert "not published" in said
    assert "months not published" in said
    assert "License not checked for this state" in said
    note = write_note(answer, 0, today=TODAY)
    assert "None" not in note
    assert "not in our data yet" in note


def test_without_a_gain_the_note_says_that_none_meets_the_price(region_stl) -> None:
    person = make_person(home="MO", starts=["29-1141"], goals=["29-2061"])
    answer = trace_pathways(region_stl, person)
    assert answer["pathways"][0]["cost"] > 0 > answer["pathways"][0]["wage_gain"]
    said = "Published pay does not rise, so no gain meets the published price."
    assert said in write_note(answer, 0, today=TODAY)
    answer["pathways"][0]["cost"] = 0
    assert said not in write_note(answer, 0, today=TODAY)


def test_blanks_hold_what_was_written(answers):
    actions = [Action("Call both schools", "me", "5 Dec"), Action(), Action("", "", "12 Dec")]
    said = read_text(make_sheet(answers["nurse"], 0, link=LINK, today=TODAY, actions=actions))
    assert "Call both schools me 5 Dec" in said
    assert "12 Dec" in said
    note = write_note(answers["nurse"], 0, today=TODAY, actions=actions)
    assert "1. Call both schools Who: me By: 5 Dec" in note
    assert "2. ____" in note


def test_the_same_plan_is_the_same_bytes(answers):
    first = make_sheet(answers["nurse"], 0, link=LINK, today=TODAY)
    assert make_sheet(answers["nurse"], 0, link=LINK, today=TODAY) == first
    assert make_sheet(answers["nurse"], 0, link=LINK, today=date(2026, 11, 22)) != first


def test_the_preview_is_a_picture_of_a_letter_page(answers):
    picture = draw_sheet(answers["nurse"], 0, link=LINK, today=TODAY)
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert height / width == pytest.approx(11 / 8.5, rel=0.01)


def test_a_number_that_is_no_pathway_is_refused(answers):
    for number in (-1, 1_000):
        with pytest.raises(UnknownCodeError):
            make_sheet(answers["nurse"], number, link=None, today=TODAY)


def test_less_and_less_is_asked_of_the_page():
    fits = list(list_fits())
    assert len(fits) == len(CUTS)
    assert fits[-1].needs == 0
    assert min(fit.body for fit in fits) >= 9


def test_what_is_left_out_is_said(longest, facts):
    answer, number = copy.deepcopy(longest)
    full = outline_plan(answer, number, today=TODAY, facts=facts)
    said = read_text(make_sheet(answer, number, link=LINK, today=TODAY, facts=facts))
    is_there = all(place.split(":")[0] in said for place in full.places)
    assert is_there != ("Left out to fit one page:" in said and "where the jobs are" in said)
    for step in answer["pathways"][number]["steps"]:
        step["gates"] = [
            {**gate, "title": f"{gate['title']} {copy_number}"}
            for gate in step["gates"]
            for copy_number in range(20)
        ]
    content = make_sheet(answer, number, link=LINK, today=TODAY, facts=facts)
    assert len(open_pdf(content).pages) == 1
    assert "Left out to fit one page:" in read_text(content)


def test_a_source_is_said_of_what_is_shown():
    source = Source("OEWS, May 2025", {"p25": "pay", "median": "pay", "industries": "places"})
    assert say_source(source) == "Pay and places: OEWS, May 2025."
    assert say_source(source, without=["industries"]) == "Pay: OEWS, May 2025."
    assert say_source(source, without=["p25", "median", "industries"]) == ""


# ---- the code


def test_the_code_is_the_link():
    picture = draw_code(LINK)
    expected = segno.make(LINK, error="l", micro=False, boost_error=True)
    side = len(expected.matrix)
    drawn = [[0] * side for _ in range(side)]
    path = re.search(r'd="([^"]+)"', picture)
    assert path is not None
    # segno draws rows of dark modules as lines from the last place: M x y, h run, m dx dy
    x, y = 0.0, 0.0
    for mark, numbers in re.findall(r"([Mmh])([^Mmh]+)", path.group(1)):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if mark == "h":
            for place in range(int(values[0])):
                drawn[int(y)][int(x) + place] = 1
            x += values[0]
        elif mark == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    assert drawn == [list(row) for row in expected.matrix]


def test_a_reader_finds_the_link_on_the_sheet(answers):
    zxing = pytest.importorskip("zxingcpp", reason="no reader of codes is at hand")
    image = pytest.importorskip("PIL.Image", reason="no reader of pictures is at hand")
    picture = draw_sheet(answers["nurse"], 0, link=LINK, today=TODAY)
    found = zxing.read_barcodes(image.open(io.BytesIO(picture)))
    assert [code.text for code in found] == [LINK]


def test_the_link_can_be_followed_and_a_long_one_is_left_out(answers):
    page = open_pdf(make_sheet(answers["nurse"], 0, link=LINK, today=TODAY)).pages[0]
    links = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert [str(link) for link in links] == [LINK]
    for link in (None, "https://pathways.example.gov/?p=" + "1" * 4_000):
        content = make_sheet(answers["nurse"], 0, link=link, today=TODAY)
        assert "Open this plan again" not in read_text(content)
        assert len(open_pdf(content).pages) == 1


# ---- the note


def test_real_notes_fit_and_end_in_whole_sentences(answers, facts):
    for answer, number in list_plans(answers):
        note = write_note(answer, number, today=TODAY, facts=facts)
        assert len(note) <= count_characters(note) <= NOTE_LIMIT
        pathway = answer["pathways"][number]
        for step in pathway["steps"]:
            assert step["title"] in note
            assert step["soc"] in note
        assert not any(line.endswith("...") for line in note.splitlines())
        sources = note.partition("\nSOURCES\n")[2].splitlines()
        assert sources
        assert all(line.endswith(".") for line in sources)


def test_the_note_has_every_part_in_order(answers, facts):
    note = write_note(answers["nurse"], 0, today=TODAY, facts=facts)
    headings = [
        line for line in note.splitlines() if line and line == line.upper() and "_" not in line
    ]
    assert headings == [
        "GOAL", "STEPS", "DEMAND", "SCHOOLS COMPARED, STEP 1", "CHECK FIRST", "ASK EACH SCHOOL",
        "IF THE PERSON STOPS EARLY", "BARRIERS (TO FILL IN)", "NEXT ACTIONS", "SIGNATURES", "SOURCES",
    ]  # fmt: skip
    # 24 months after November 2026: the public college's 21 to 24, counted high
    assert "Nov 2028" in note
    assert len(re.findall(r"finished last year$", note, re.M)) == 3
    assert "Earnings after the program: not reported for these schools." in note
    openings = answers["nurse"]["pathways"][0]["openings"]
    assert f"about {openings:,}" in note
    assert "Where Registered Nurses work" in note
    assert "waiting list" in note
    assert "Participant: ___" in note


def test_a_note_that_is_shortened_says_so_and_keeps_what_matters(longest, facts):
    answer, number = copy.deepcopy(longest)
    for step in answer["pathways"][number]["steps"]:
        step["gates"] = [
            {**gate, "title": f"{gate['title']} and one more rule like it, number {copy_number}"}
            for gate in step["gates"]
            for copy_number in range(12)
        ]
    note = write_note(answer, number, today=TODAY, facts=facts)
    assert count_characters(note) <= NOTE_LIMIT
    assert "Left out to fit 4,000 characters: " in note
    assert "some questions" in note.splitlines()[-1]
    for heading in ("GOAL", "STEPS", "NEXT ACTIONS", "SIGNATURES", "SOURCES"):
        assert heading in note.splitlines()


@pytest.mark.parametrize("language", ["en", "es"])
def test_real_notes_keep_jobs_later_schools_designations_and_stops(
    answers, facts, region_stl, language
):
    """What the sheet may leave out stands in the note of every real pathway."""
    for answer, number in list_plans(answers):
        pathway = answer["pathways"][number]
        told = {**answer, "designated": find_designated(region_stl, pathway["end"])}
        note = write_note(told, number, today=TODAY, facts=facts, language=language)
        with speaking(language):
            full = outline_plan(told, number, today=TODAY, facts=facts)
        assert all(move.stopped in note for move in full.moves)
        assert all(line in note for line in full.designated)
        goal = [line for line in full.places if full.goal in line]
        assert all(line in note for line in goal)
        for comparison in full.compared:
            assert f"{comparison.credential}." in note
            assert comparison.schools[0].name in note


def test_a_designation_is_told_with_who_document_and_day(answers, facts, region_stl):
    found = find_designated(region_stl, "29-1141")
    assert found is not None
    row = next(
        row
        for row in region_stl.graph.table("facts/designations").to_pylist()
        if row["document"] == found["document"]
    )
    assert (row["sector"], row["jurisdiction"]) == ("health", "MO")
    note = write_note({**answers["nurse"], "designated": found}, 0, today=TODAY, facts=facts)
    for said in (row["designated_by"], row["document"], describe_day(row["designated_on"])):
        assert said in note
    assert "designated" not in answers["nurse"]
    assert row["document"] not in write_note(answers["nurse"], 0, today=TODAY, facts=facts)


def test_a_designation_is_of_the_homes_own_state(graph):
    """The region lies in two states: what Missouri named is nothing to a home in Illinois."""
    rows = graph.table("facts/designations").to_pylist()
    state_of = {row["document"]: row["jurisdiction"] for row in rows}
    found = {}
    for home in ("MO", "IL"):
        here = open_region(graph, "0041180", home=home)
        for soc in ("29-1141", "51-4041", "15-1252"):
            found[home, soc] = find_designated(here, soc)
            assert found[home, soc] is None or state_of[found[home, soc]["document"]] == home
    assert found["MO", "29-1141"] is not None
    assert found["MO", "29-1141"] != found["IL", "29-1141"]
    assert find_designated(open_region(graph, "0000000"), "29-1141") is None


def test_earnings_after_a_program_are_told_or_said_not_to_be_reported(answers, facts):
    answer = copy.deepcopy(answers["nurse"])
    options = answer["pathways"][0]["steps"][0]["options"]
    assert all(option["earnings_1yr"] is None for option in options[:3])
    options[0]["earnings_1yr"] = 61_234
    note = write_note(answer, 0, today=TODAY, facts=facts)
    assert "finished last year; $61,234 a year earned after it" in note
    assert note.count("finished last year; earnings after it not reported") == 2


def test_the_sheet_names_the_note_only_where_it_has_what_was_left_out(answers, facts):
    sends = {False: 0, True: 0}
    for answer, number in list_plans(answers):
        outline = outline_plan(answer, number, today=TODAY, facts=facts)
        note = write_note(answer, number, today=TODAY, facts=facts)
        full = Fit()
        assert _say_left_out(outline, full, ()) is None
        said = _say_left_out(outline, replace(full, outlook=False), ())
        is_there = outline.outlook[0] in note if outline.outlook else True
        if outline.outlook:
            assert ("Ask for the case note." in said) == is_there
            sends[is_there] += 1
    assert min(sends.values()) > 0


def test_the_home_is_named_not_coded(answers, facts):
    said = read_text(make_sheet(answers["nurse"], 0, link=None, today=TODAY, facts=facts))
    assert "home: Missouri" in said
    assert "home: MO" not in said


def test_a_line_end_counts_as_two_characters():
    assert count_characters("a\nb") == 4
    assert count_characters("😀") == 2


# ---- words


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_forbidden_word_in_either_language(answers, facts, language):
    for answer, number in list_plans(answers):
        content = make_sheet(answer, number, link=None, today=TODAY, language=language, facts=facts)
        note = write_note(answer, number, today=TODAY, language=language, facts=facts)
        for said in (read_text(content), note):
            assert find_words(said, PROMISES + UNSEEN) == []


def test_the_language_is_left_as_it_was(answers):
    with speaking("es"):
        make_sheet(answers["nurse"], 0, link=None, today=TODAY, language="en")
        from pathways.words import get_language

        assert get_language() == "es"


@pytest.mark.parametrize(
    ("months", "said"), [(0, "2026-11"), (1, "2026-12"), (2, "2027-01"), (26, "2029-01")]
)
def test_months_are_counted_from_today(months, said):
    assert add_months(TODAY, months) == describe_day(said)


# ---- hostile text

HOSTILE = {
    "markup": '#import "x" $a_b$ [*bold*] \\ = heading <label> @ref `raw` // c /* d */ #panic() ',
    "braces": "{0} {title} %s {{}} }{ ",
    "rtl": "\u202e\u2066مرحبا שלום \u200f",
    "wide": "W" * 300,
    "unknown": "日本語😀 ",
    "control": "a\x00b\x07c\x1b[31m\n\t ",
}
FIXED = (
    "kind", "soc", "start", "level", "sources", "area", "source", "checked", "status", "withheld",
    "compare_area", "credential", "provider", "route", "home", "chosen", "pay",
)  # fmt: skip


def poison(value: Any, text: str) -> Any:
    """Return a copy of an answer in which every name is 300 letters of a hostile text."""
    if isinstance(value, dict):
        return {k: part if k in FIXED else poison(part, text) for k, part in value.items()}
    if isinstance(value, list):
        return [poison(part, text) for part in value]
    return (text * 300)[:300] if isinstance(value, str) else value


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_comes_out_as_text(longest, facts, name):
    answer, number = longest
    bad = poison(answer, HOSTILE[name])
    content = make_sheet(bad, number, link=LINK, today=TODAY, facts=facts)
    assert len(open_pdf(content).pages) == 1
    said = read_text(content)
    note = write_note(bad, number, today=TODAY, facts=facts)
    assert count_characters(note) <= NOTE_LIMIT
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", note)
    if name in ("markup", "braces"):
        assert clean_text(HOSTILE[name])[:20] in said
        assert clean_text(HOSTILE[name]) in note
    if name == "rtl":
        assert "مرحبا" in said
    if name == "unknown":
        assert "\N{REPLACEMENT CHARACTER}" in said
    if name == "wide":
        assert "W" * TITLE_WIDTH not in said.replace(" ", "")[:200]


def test_hostile_text_in_blanks_is_text(answers):
    action = Action("#panic() $x$ [*b*] \\", "@me <l>", "= now")
    said = read_text(make_sheet(answers["nurse"], 0, link=LINK, today=TODAY, actions=[action]))
    assert "#panic() $x$ [*b*] \\ @me <l> = now" in said


@pytest.mark.parametrize("count", [4, 5])
def test_five_steps_fit_too(longest, facts, count):
    answer, number = copy.deepcopy(longest)
    pathway = answer["pathways"][number]
    pathway["steps"] = [copy.deepcopy(pathway["steps"][n % 3]) for n in range(count)]
    for bad in (answer, poison(answer, HOSTILE["markup"]), poison(answer, "wide ")):
        content = make_sheet(bad, number, link=LINK, today=TODAY, facts=facts)
        assert len(open_pdf(content).pages) == 1
        said = read_text(content)
        labels = [said.count(f"Step {place}, by") for place in range(1, count + 1)]
        assert labels == [1] * count
        note = write_note(bad, number, today=TODAY, facts=facts, actions=[Action("x" * 400)] * 9)
        assert count_characters(note) <= NOTE_LIMIT


@pytest.mark.parametrize(
    ("text", "width", "said"),
    [
        ("Nursing Assistants", 40, "Nursing Assistants"),
        ("Nursing Assistants and Orderlies", 25, "Nursing Assistants and..."),
        ("W" * 50, 20, "W" * 17 + "..."),
    ],
)
def test_a_name_is_cut_at_a_word(text, width, said):
    assert cut_text(text, width) == said
    assert len(cut_text(text, width)) <= width


def test_no_real_title_is_cut(graph):
    titles = graph.table("nodes/occupation").column("title").to_pylist()
    assert max(map(len, titles)) <= TITLE_WIDTH


# ---- the verb


def run(*words: str):
    return CliRunner().invoke(app, ["plan", *words], prog_name="pathways")


@pytest.fixture
def one_graph(graph, monkeypatch):
    monkeypatch.setattr(store, "open_graph", lambda: graph)


ASKED = ("--start", "31-1131", "--goal", "29-1141", "--area", "0041180")


def test_the_verb_writes_a_sheet_and_a_note(one_graph, tmp_path):
    sheet, note = tmp_path / "plan.pdf", tmp_path / "plan.txt"
    result = run(*ASKED, "--out", str(sheet), "--link", LINK, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["written"] == ["plan.pdf"]
    assert "Registered Nurses" in read_text(sheet.read_bytes())
    assert run(*ASKED, "--out", str(note)).stdout == "plan.txt\n"
    assert note.read_text(encoding="utf-8").startswith("PLAN: Nursing Assistants to Registered")


def test_no_pathway_is_an_answer_and_writes_nothing(one_graph, tmp_path):
    out = tmp_path / "plan.pdf"
    result = run(*ASKED, "--max-months", "0", "--max-elapsed", "0", "--out", str(out), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["written"] == []
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "plan.doc"), ".pdf"),
        (("--out", "plan.pdf", "--language", "fr"), "language"),
        (("--out", "nowhere/deep/plan.pdf"), "cannot be written"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(one_graph, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    result = run(*ASKED, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
