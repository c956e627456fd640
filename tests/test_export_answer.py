"""Files of one answer: every figure comes back, sources stand inside, nothing of the person does."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
import rdflib
from python_calamine import CalamineWorkbook
from rdflib import RDF, Literal, URIRef
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from pathways import store
from pathways.cli import app
from pathways.errors import CannotWriteError
from pathways.export import ANSWER_FORMS, FORMULA_STARTS, export_answer, list_sources
from pathways.export.answer import build_pathway_network, withhold_private, write_answer
from pathways.export.rows import MISSING, SOURCES, STEP_COLUMNS, list_pathways, list_steps
from pathways.person import make_person
from pathways.region import Region
from pathways.store import Graph
from pathways.trace import trace_pathways
from pathways.ui.downloads import FILES, make_file, name_file
from pathways.words import WITHHELD, explain_withheld, speaking
from tests.test_screen import CHROMIUM, FLAGS, Visit, serve
from tests.test_wording import PROMISES, find_words

DAY = date(2026, 11, 22)
STL = "0041180"
CTDL = rdflib.Namespace("https://purl.org/ctdl/terms/")
ASN = rdflib.Namespace("https://purl.org/ctdlasn/terms/")
DURATION = URIRef("https://schema.org/Duration")

COMPONENT = frozenset(
    [
        "ceasn:hasChild",
        "ceasn:isChildOf",
        "ceterms:description",
        "ceterms:hasCondition",
        "ceterms:isPartOf",
        "ceterms:isDestinationComponentOf",
        "ceterms:name",
        "ceterms:precededBy",
        "ceterms:precedes",
        "ceterms:proxyFor",
        "ceterms:subjectWebpage",
    ]
)
CREDENTIAL = frozenset(
    [
        "ceterms:description",
        "ceterms:estimatedCost",
        "ceterms:estimatedDuration",
        "ceterms:instructionalProgramType",
        "ceterms:name",
        "ceterms:offeredBy",
        "ceterms:subjectWebpage",
    ]
)
DOMAIN: dict[str, frozenset[str]] = {
    "ceterms:Pathway": frozenset(
        [
            "ceterms:description",
            "ceterms:hasDestinationComponent",
            "ceterms:hasPart",
            "ceterms:name",
            "ceterms:occupationType",
        ]
    ),
    "ceterms:JobComponent": COMPONENT | {"ceterms:occupationType"},
    "ceterms:CredentialComponent": COMPONENT,
    "ceterms:CourseComponent": COMPONENT,
    "ceterms:WorkExperienceComponent": COMPONENT,
    "ceterms:BasicComponent": COMPONENT | {"ceterms:componentCategory"},
    "ceterms:ComponentCondition": frozenset(
        ["ceterms:name", "ceterms:requiredNumber", "ceterms:targetComponent"]
    ),
    **dict.fromkeys(
        (
            "ceterms:Certificate",
            "ceterms:AssociateDegree",
            "ceterms:BachelorDegree",
            "ceterms:MasterDegree",
            "ceterms:DoctoralDegree",
            "ceterms:License",
            "ceterms:GeneralEducationDevelopment",
        ),
        CREDENTIAL,
    ),
    "ceterms:LearningOpportunityProfile": CREDENTIAL | {"ceterms:isRegisteredApprenticeship"},
    "ceterms:CredentialOrganization": frozenset(
        ["ceterms:address", "ceterms:ipedsID", "ceterms:name"]
    ),
    "ceterms:Place": frozenset(
        ["ceterms:addressCountry", "ceterms:addressLocality", "ceterms:addressRegion"]
    ),
    "ceterms:CostProfile": frozenset(
        [
            "ceterms:currency",
            "ceterms:description",
            "ceterms:directCostType",
            "ceterms:name",
            "ceterms:price",
        ]
    ),
    "ceterms:DurationProfile": frozenset(
        [
            "ceterms:description",
            "ceterms:exactDuration",
            "ceterms:maximumDuration",
            "ceterms:minimumDuration",
        ]
    ),
    "ceterms:CredentialAlignmentObject": frozenset(
        [
            "ceterms:codedNotation",
            "ceterms:framework",
            "ceterms:frameworkName",
            "ceterms:targetNode",
            "ceterms:targetNodeName",
        ]
    ),
}
"""Class of CTDL -> those of its properties that we use, as the published schema gives its domains."""

Answer = dict[str, Any]


def ask(region: Region, **wishes: Any) -> Answer:
    return trace_pathways(region, make_person(**wishes), top=6)


@pytest.fixture(scope="module")
def answer(region_stl: Region) -> Answer:
    """Six pathways from nursing assistant."""
    return ask(region_stl, starts=["31-1131"])


@pytest.fixture(scope="module")
def answers(region_stl: Region, answer: Answer) -> list[Answer]:
    """Answers that hold every kind of option: schools, courses, hiring, apprenticeship, a diploma."""
    return [
        answer,
        ask(region_stl, starts=["47-2061"], goals=["47-2152"]),
        ask(region_stl, starts=["47-2061"]),
        ask(region_stl, goals=["29-2053"]),
        ask(region_stl, goals=["17-3024"]),
        ask(region_stl, starts=["53-7065"], goals=["53-3032"]),
        ask(region_stl, starts=["31-1131"], goals=["39-5012"]),
        ask(region_stl, starts=["31-1131"], goals=["29-1141"]),
        ask(region_stl, starts=["35-3023"], max_cost=1),
    ]


def shown(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*answer["pathways"], *answer["cost_unknown"]]


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    header, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [dict(zip(header, row, strict=True)) for row in rows]


# ---- tables


def test_the_answers_hold_every_kind_of_option(answers: list[Answer]) -> None:
    kinds = {
        option["kind"]
        for answer in answers
        for pathway in shown(answer)
        for step in pathway["steps"]
        for option in step["options"]
        if option["chosen"]
    }
    assert kinds >= {"award", "usual", "course", "hired", "held", "equivalency", "apprenticeship"}


def test_every_step_is_a_row_with_its_figures(region_stl: Region, answers: list[Answer]) -> None:
    for answer in answers:
        rows = read_csv(export_answer(region_stl, answer, "csv", made_on=DAY))
        steps = [(n, s) for n, p in enumerate(shown(answer), 1) for s in p["steps"]]
        assert len(rows) == len(steps)
        for row, (number, step) in zip(rows, steps, strict=True):
            assert list(row)[: len(STEP_COLUMNS)] == list(STEP_COLUMNS)
            assert (row["pathway"], row["soc"]) == (str(number), step["soc"])
            for figure in ("months", "paid_months", "experience_months", "elapsed_months"):
                assert row[figure] == str(step[figure])
            for figure in ("cost", "p25", "median"):
                known = step[figure] is not None
                assert row[figure] == (str(step[figure]) if known else "")
                assert row[f"{figure}_missing"] == (
                    "" if known else explain_withheld(step["withheld"][figure])
                )
            assert row["made_on"] == "2026-11-22"
            for gate in step["gates"]:
                assert gate["title"] in row["gates"] and gate["source"] in row["gates"]


def test_a_price_that_is_not_known_is_an_empty_cell_with_its_reason(
    region_stl: Region, answers: list[Answer]
) -> None:
    reasons = set()
    for answer in answers:
        for row in read_sheet(export_answer(region_stl, answer, "xlsx"), "steps"):
            if row["cost"] == "":
                reasons.add(row["cost_missing"])
    assert reasons == {WITHHELD["not_published"]}


def test_a_row_names_the_job_that_it_leaves(answer: Answer) -> None:
    rows = list_steps(answer, "2026-11-22")
    for before, row in pairwise(rows):
        if row["step"] > 1:
            assert row["from_soc"] == before["soc"]
        else:
            assert row["from_soc"] == "31-1131"


def test_the_diploma_leaves_no_job(region_stl: Region, answers: list[Answer]) -> None:
    diploma = next(row for row in list_steps(answers[1], "x") if "equivalency" in row["title"])
    assert diploma["soc"] == diploma["from_soc"] == "47-2061"
    assert diploma["cost"] is None and diploma["cost_missing"] == "not published"


def test_every_published_figure_of_a_row_names_its_source(answer: Answer) -> None:
    for row in list_steps(answer, "x"):
        for figure in ("p25", "median", "evidence"):
            assert row[figure] in (None, "") or row[f"source_{figure}"].count("/") >= 2
        if row["cost"]:
            assert row["source_cost"]
    assert {f"source_{name}" for name in SOURCES} <= set(STEP_COLUMNS)


def test_the_workbook_holds_what_the_answer_says(region_stl: Region, answer: Answer) -> None:
    content = export_answer(region_stl, answer, "xlsx", made_on=DAY)
    steps = read_sheet(content, "steps")
    expected = list_steps(answer, "2026-11-22")
    told = [{key: "" if value is None else value for key, value in row.items()} for row in expected]
    assert steps == told
    for row, pathway in zip(list_pathways(answer, "x"), shown(answer), strict=True):
        for figure in MISSING:
            assert row[figure] == pathway[figure]
            assert (row[f"{figure}_missing"] is None) == (pathway[figure] is not None)
    about = {row["name"]: row["value"] for row in read_sheet(content, "about")}
    assert about["made_on"] == "2026-11-22"
    assert "waiting lists" in about["note"] and "O*NET 30.1" in about["attribution"]
    sources = [
        {key: "" if value is None else value for key, value in row.items()}
        for row in list_sources(region_stl)
    ]
    assert read_sheet(content, "sources") == sources


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_runs(region_stl: Region, answer: Answer, start: str) -> None:
    evil = deepcopy(answer)
    for step in evil["pathways"][0]["steps"]:
        step["title"] = f"{start}cmd|' /C calc'!A0"
        step["gates"] = []
        step["options"][0]["title"] = f"{start}1+1"
    for row in read_csv(export_answer(region_stl, evil, "csv")):
        for cell in row.values():
            assert not cell.startswith(FORMULA_STARTS)
    first = read_csv(export_answer(region_stl, evil, "csv"))[0]
    assert first["title"] == f"'{start}cmd|' /C calc'!A0"
    if start not in "\0\r\n":
        sheet = read_sheet(export_answer(region_stl, evil, "xlsx"), "steps")
        assert sheet[0]["title"] == evil["pathways"][0]["steps"][0]["title"]


def test_an_answer_without_pathways_is_a_header(region_stl: Region, answer: Answer) -> None:
    empty = {**answer, "pathways": [], "cost_unknown": []}
    content = export_answer(region_stl, empty, "csv").decode("utf-8-sig")
    assert content.splitlines() == [",".join([*STEP_COLUMNS, "area", "area_name", "attribution"])]
    with pytest.raises(CannotWriteError, match="no pathway"):
        export_answer(region_stl, empty, "ctdl")


# ---- JSON and what is private


def test_json_is_the_answer_with_its_sources(region_stl: Region, answer: Answer) -> None:
    content = export_answer(region_stl, answer, "json", made_on=DAY, private=True)
    document = json.loads(content)
    assert {key: document[key] for key in answer} == json.loads(json.dumps(answer))
    assert document["sources"] == list_sources(region_stl)
    assert (document["made_on"], document["area"]) == ("2026-11-22", STL)


@pytest.fixture(scope="module")
def personal(region_stl: Region) -> Answer:
    """An answer of somebody who said everything."""
    return ask(
        region_stl,
        starts=["31-1131"],
        education="high_school",
        years=7,
        min_wage=48_765,
        holds=["license/MO/mo-29-2043-check"],
    )


@pytest.mark.parametrize("form", sorted(ANSWER_FORMS))
def test_nothing_of_the_person_is_in_a_file(
    region_stl: Region, personal: Answer, form: str
) -> None:
    assert personal["pathways"] and personal["person"]["years"] == 7
    content = export_answer(region_stl, personal, form, made_on=DAY)
    if form == "xlsx":
        names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
        text = json.dumps([read_sheet(content, name) for name in names])
    else:
        text = content.decode("utf-8-sig")
    for said in ("48765", "48,765", '"years"', '"holds"', "education_basis", '"held": ', "crosses"):
        assert said not in text


def test_what_would_tell_the_wage_line_goes_with_it(region_stl: Region) -> None:
    rich = ask(region_stl, starts=["31-1131"], goals=["29-2061"], min_wage=400_000)
    assert rich["relaxations"] and rich["relaxations"][0]["criterion"] == "min_wage"
    public = withhold_private(rich)
    assert public["relaxations"] == [] and "min_wage" not in public["searched"]
    assert rich["relaxations"] and "min_wage" in rich["searched"], "the answer itself is left alone"


def test_private_keeps_what_the_person_said(region_stl: Region, personal: Answer) -> None:
    document = json.loads(export_answer(region_stl, personal, "json", private=True))
    assert document["person"]["years"] == 7
    assert document["searched"]["min_wage"] == 48_765


@pytest.mark.parametrize("form", ["csv", "json", "graphml", "ctdl"])
def test_the_same_answer_gives_the_same_file(region_stl: Region, answer: Answer, form: str) -> None:
    first = export_answer(region_stl, answer, form, made_on=DAY)
    assert first == export_answer(region_stl, deepcopy(answer), form, made_on=DAY)
    assert b"2026-11-22" in first or b"22 Nov 2026" in first


@pytest.mark.parametrize("form", ["csv", "json", "graphml", "ctdl"])
def test_no_file_promises_anything(region_stl: Region, answers: list[Answer], form: str) -> None:
    published = {row["licence"] for row in list_sources(region_stl)} - {""}
    for answer in answers:
        if form == "ctdl" and not shown(answer):
            continue
        content = export_answer(region_stl, answer, form).decode("utf-8-sig")
        for name in published:
            content = content.replace(name, "")
        assert find_words(content, PROMISES) == []


def test_another_form_is_refused(region_stl: Region, answer: Answer) -> None:
    with pytest.raises(CannotWriteError, match="no form 'pdf'"):
        export_answer(region_stl, answer, "pdf")


# ---- GraphML


def test_graphml_holds_every_move_of_every_pathway(
    region_stl: Region, answers: list[Answer]
) -> None:
    for answer in answers:
        again = nx.read_graphml(io.BytesIO(export_answer(region_stl, answer, "graphml")))
        moves = {
            (facts["pathway"], facts["step"], origin, end): facts
            for origin, end, facts in again.edges(data=True)
            if facts["relation"] == "advances_to"
        }
        expected = 0
        for number, pathway in enumerate(shown(answer), 1):
            origin = pathway["start"]
            for place, step in enumerate(pathway["steps"], 1):
                if step["soc"] == origin:
                    continue
                told = moves[number, place, f"occupation:{origin}", f"occupation:{step['soc']}"]
                assert told["elapsed_months"] == step["elapsed_months"]
                assert told.get("cost") == step["cost"]
                origin = step["soc"]
                expected += 1
        assert len(moves) == expected


def test_what_must_be_held_is_told_from_what_prepares(region_stl: Region, answer: Answer) -> None:
    graph = build_pathway_network(region_stl, answer)
    assert {facts["relation"] for *_, facts in graph.edges(data=True)} == {
        "advances_to",
        "prepares_for",
        "required_for",
        "offers",
    }
    for _origin, end, facts in graph.edges(data=True):
        if facts["relation"] == "required_for":
            assert facts["source"].startswith("http") and facts["checked"]
            assert end.startswith("occupation:")
    for node, facts in graph.nodes(data=True):
        assert facts["type"] == node.partition(":")[0] and facts["title"]


def test_the_diploma_opens_the_next_job(region_stl: Region, answers: list[Answer]) -> None:
    graph = build_pathway_network(region_stl, answers[1])
    opened = list(graph.successors("credential:equivalency/high_school"))
    assert opened and "occupation:47-2061" not in opened
    assert not list(nx.selfloop_edges(graph))


def test_another_program_reads_the_graphml(
    region_stl: Region, answer: Answer, tmp_path: Path
) -> None:
    path = tmp_path / "pathways.graphml"
    path.write_bytes(export_answer(region_stl, answer, "graphml", made_on=DAY))
    again = igraph.Graph.Read_GraphML(str(path))
    graph = build_pathway_network(region_stl, answer)
    assert (again.vcount(), again.ecount()) == (len(graph), graph.number_of_edges())
    assert again["made_on"] == "2026-11-22"
    assert "IPEDS" in again["sources"]


# ---- CTDL


def list_alone(answers: list[Answer]) -> list[Answer]:
    """Return every pathway as an answer of its own: ctdl writes the first."""
    return [
        {**answer, "pathways": [pathway], "cost_unknown": []}
        for answer in answers
        for pathway in shown(answer)
    ]


def read_ctdl(region: Region, answer: Answer) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(export_answer(region, answer, "ctdl", made_on=DAY))
    return document


def parse(document: Mapping[str, Any]) -> rdflib.Graph:
    with warnings.catch_warnings():
        # the reader's own: it builds a class that it has announced the end of
        warnings.simplefilter("ignore", DeprecationWarning)
        return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def walk(node: Any) -> list[dict[str, Any]]:
    """Return every typed node of a document, nested ones too."""
    if isinstance(node, list):
        return [found for part in node for found in walk(part)]
    if not isinstance(node, dict):
        return []
    found = [node] if "@type" in node else []
    return found + [each for value in node.values() for each in walk(value)]


@pytest.fixture(scope="module")
def documents(region_stl: Region, answers: list[Answer]) -> list[tuple[Answer, dict[str, Any]]]:
    return [(alone, read_ctdl(region_stl, alone)) for alone in list_alone(answers)]


def test_ctdl_uses_published_terms_where_they_belong(
    documents: list[tuple[Answer, dict[str, Any]]],
) -> None:
    seen = set()
    for _alone, document in documents:
        for node in walk(document["@graph"]):
            used = {key for key in node if not key.startswith("@")}
            assert used <= DOMAIN[node["@type"]], node["@type"]
            seen.add(node["@type"])
    assert seen >= {"ceterms:Pathway", "ceterms:License", "ceterms:CostProfile", "ceterms:Place"}
    assert seen >= {"ceterms:GeneralEducationDevelopment", "ceterms:WorkExperienceComponent"}


def test_ctdl_parses_as_rdf_without_asking_anybody(
    documents: list[tuple[Answer, dict[str, Any]]],
) -> None:
    for alone, document in documents:
        pathway = alone["pathways"][0]
        assert isinstance(document["@context"], dict)
        graph = parse(document)
        (node,) = graph.subjects(RDF.type, CTDL.Pathway)
        (end,) = graph.objects(node, CTDL.hasDestinationComponent)
        assert (end, CTDL.isDestinationComponentOf, node) in graph
        (alignment,) = graph.objects(end, CTDL.occupationType)
        assert graph.value(alignment, CTDL.codedNotation) == Literal(pathway["end"])
        parts = set(graph.objects(node, CTDL.hasPart))
        assert parts == set(graph.subjects(CTDL.isPartOf, node))
        for part in parts:
            assert str(part).startswith("urn:uuid:")
        jobs = {
            str(graph.value(alignment, CTDL.codedNotation))
            for part in graph.subjects(RDF.type, CTDL.JobComponent)
            for alignment in graph.objects(part, CTDL.occupationType)
        }
        assert jobs == {pathway["start"], *(step["soc"] for step in pathway["steps"])}


def test_ctdl_runs_from_the_end_back_to_the_start(
    documents: list[tuple[Answer, dict[str, Any]]],
) -> None:
    for _alone, document in documents:
        graph = parse(document)
        for one, other in ((CTDL.precededBy, CTDL.precedes), (ASN.hasChild, ASN.isChildOf)):
            pairs = set(graph.subject_objects(one))
            assert pairs and pairs == {(b, a) for a, b in graph.subject_objects(other)}
        (node,) = graph.subjects(RDF.type, CTDL.Pathway)
        (end,) = graph.objects(node, CTDL.hasDestinationComponent)
        reached, latest = {end}, {end}
        while latest:
            latest = {a for b in latest for a in graph.objects(b, CTDL.precededBy)} - reached
            reached |= latest
        assert reached == set(graph.objects(node, CTDL.hasPart))
        for condition in graph.subjects(RDF.type, CTDL.ComponentCondition):
            targets = set(graph.objects(condition, CTDL.targetComponent))
            asked = graph.value(condition, CTDL.requiredNumber)
            assert targets and asked is not None and 1 <= int(asked) <= len(targets)


def test_ctdl_prices_and_months_are_those_of_the_answer(
    documents: list[tuple[Answer, dict[str, Any]]],
) -> None:
    seen = set()
    for alone, document in documents:
        graph = parse(document)
        for step in alone["pathways"][0]["steps"]:
            chosen = next(option for option in step["options"] if option["chosen"])
            if chosen["kind"] not in ("award", "usual"):
                continue
            ways = [option for option in step["options"] if option["kind"] == chosen["kind"]]
            for option in ways:
                offers = [
                    thing
                    for thing in graph.subjects(CTDL.name, Literal(option["title"], lang="en-US"))
                    if graph.value(thing, CTDL.estimatedDuration)
                    and name_provider(graph, thing) == option["provider_name"]
                ]
                assert len(offers) >= 1
                told = [read_terms(graph, offer) for offer in offers]
                low, high = option["months_low"], option["months_high"]
                assert (low, high, option["cost"]) in told
                seen.add(option["cost"] is None)
    assert seen == {True, False}


def name_provider(graph: rdflib.Graph, thing: Any) -> str | None:
    provider = graph.value(thing, CTDL.offeredBy)
    return None if provider is None else str(graph.value(provider, CTDL.name))


def read_terms(graph: rdflib.Graph, thing: Any) -> tuple[int, int, int | None]:
    duration = graph.value(thing, CTDL.estimatedDuration)
    exact = graph.value(duration, CTDL.exactDuration)
    low = exact or graph.value(duration, CTDL.minimumDuration)
    high = exact or graph.value(duration, CTDL.maximumDuration)
    assert low.datatype == high.datatype == DURATION
    cost = graph.value(thing, CTDL.estimatedCost)
    price = None if cost is None else graph.value(cost, CTDL.price)
    if cost is not None:
        assert graph.value(cost, CTDL.currency) == Literal("USD")
        assert "before any aid" in str(graph.value(cost, CTDL.description))
        assert price.datatype == rdflib.XSD.decimal
    return (
        int(str(low)[1:-1]),
        int(str(high)[1:-1]),
        None if price is None else int(price.toPython()),
    )


def test_ctdl_invents_no_ctid_and_keeps_its_ids(region_stl: Region, answer: Answer) -> None:
    first = export_answer(region_stl, answer, "ctdl", made_on=DAY)
    later = export_answer(region_stl, answer, "ctdl", made_on=date(2027, 1, 1))
    assert b"ctid" not in first and b"credentialengineregistry" not in first
    ids = [[node["@id"] for node in json.loads(content)["@graph"]] for content in (first, later)]
    assert ids[0] == ids[1] and len(set(ids[0])) == len(ids[0])


def test_a_group_of_occupations_is_not_called_soc(region_stl: Region) -> None:
    document = read_ctdl(region_stl, ask(region_stl, starts=["43-4051"], goals=["13-1020"]))
    frameworks = {
        node["ceterms:codedNotation"]: node["ceterms:frameworkName"]["en-US"]
        for node in walk(document["@graph"])
        if "ceterms:codedNotation" in node and "-" in node["ceterms:codedNotation"]
    }
    assert frameworks["13-1020"].startswith("OEWS")
    assert frameworks["43-4051"].startswith("Standard Occupational")


def test_sentences_of_ours_carry_their_language(region_stl: Region, answer: Answer) -> None:
    with speaking("es"):
        document = read_ctdl(region_stl, answer)
    pathway = document["@graph"][0]
    assert list(pathway["ceterms:name"]) == ["en-US"]
    assert list(pathway["ceterms:description"]) == ["es"]


# ---- the verb


@pytest.fixture
def opened(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "open_graph", lambda: graph)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["export", "--area", STL, *words])


@pytest.mark.usefixtures("opened")
def test_the_verb_writes_the_best_pathway(region_stl: Region, tmp_path: Path) -> None:
    out = tmp_path / "pathway.json"
    asked = ("--format", "ctdl", "--start", "31-1131", "--goal", "29-1141", "--out", str(out))
    result = run(*asked, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, ["pathway.json"])
    best = ask(region_stl, starts=["31-1131"], goals=["29-1141"])
    written = json.loads(out.read_bytes())["@graph"]
    assert [node["@id"] for node in written] == [
        node["@id"] for node in read_ctdl(region_stl, best)["@graph"]
    ]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "ctdl"), "--start"),
        (("--format", "json", "--start", "31-1131"), "no other form"),
        (("--format", "ctdl", "--start", "99-9999"), "99-9999"),
        (("--format", "ctdl", "--start", "31-1131", "--goal", "11-1011"), "no pathway"),
        (("--format", "ctdl", "--start", "31-1131", "--education", "PhD"), "PhD"),
    ],
)
def test_the_verb_refuses_in_one_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = run(*words, "--out", str(tmp_path / "out.json"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused(
    region_stl: Region, answer: Answer, tmp_path: Path
) -> None:
    with pytest.raises(CannotWriteError, match="no folder"):
        write_answer(region_stl, answer, "ctdl", tmp_path / "missing" / "x.json")
    with pytest.raises(CannotWriteError, match="one file"):
        write_answer(region_stl, answer, "csv", tmp_path)


# ---- the page's buttons, and the picture

BUTTONS = """
import streamlit as st
from pathways.ui import cache
from pathways.ui.downloads import show_downloads
from pathways.person import make_person

person = make_person(starts=["31-1131"], home="MO", min_wage=48_765)
answer = cache.find_pathways("0041180", person, 2, "en")
show_downloads(answer if not st.query_params.get("none") else
               {**answer, "pathways": [], "cost_unknown": []}, cache.load_region("0041180"))
"""
LADDER = """
import streamlit as st
from pathways.ui import cache
from pathways.ui.ladder import show_chain, show_ladder
from pathways.draw import draw_chain

facts = cache.get_facts_of("0041180", "31-1131", None, cache.get_moves("0041180", "31-1131"), [])
st.set_page_config(layout="wide")
st.title("Ladder")
moves = cache.get_moves("0041180", "31-1131")
show_ladder(facts["31-1131"], moves, [], facts, node=None)
show_chain(draw_chain([("a", ""), ("b", "")], broken=0, words="cut", summary="s"), key="chain")
"""


def test_each_form_is_a_button_of_its_own() -> None:
    page = AppTest.from_string(BUTTONS, default_timeout=60).run()
    assert not page.exception
    assert set(FILES) == set(ANSWER_FORMS)
    told = {button.proto.id.rpartition("download_")[2] for button in page.get("download_button")}
    assert told == set(ANSWER_FORMS)
    page.query_params["none"] = "yes"
    assert not page.run().get("download_button")


@pytest.mark.parametrize("form", sorted(ANSWER_FORMS))
def test_a_button_makes_the_file_of_its_language(
    region_stl: Region, personal: Answer, form: str
) -> None:
    assert make_file(region_stl, personal, form, DAY, "en") or form == "xlsx"
    if form in ("csv", "ctdl"):
        with speaking("es"):
            english = make_file(region_stl, personal, form, DAY, "en")
        assert english == export_answer(region_stl, personal, form, made_on=DAY)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("St. Louis, MO-IL", "pathways_st-louis-mo-il_2026-11-22.csv"),
        ("../../etc/passwd\0\r\n", "pathways_etc-passwd_2026-11-22.csv"),
        ("", "pathways_region_2026-11-22.csv"),
    ],
)
def test_a_file_name_holds_place_and_date_alone(place: str, name: str) -> None:
    assert name_file(place, DAY, "csv") == name


@pytest.mark.browser
def test_the_picture_is_saved_with_title_legend_sources_and_date(tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    script = tmp_path / "ladder.py"
    script.write_text(LADDER, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for address in serve(script):
            visit = Visit(browser)
            page = visit.page
            page.add_init_script(KEEP_WORDS)
            page.goto(address)
            page.wait_for_selector("button.save:visible", timeout=60_000)
            page.wait_for_selector("[data-places=yes]", state="attached", timeout=60_000)
            visit.settle()
            assert page.locator("button.save:visible").count() == 1, "a broken chain has none"
            drawn = page.locator(".picture canvas").first.bounding_box()
            with page.expect_download() as waiting:
                page.get_by_role("button", name="Save picture").click()
            name = waiting.value.suggested_filename
            assert name == name_file("St. Louis, MO-IL", date.today(), "png")
            waiting.value.save_as(tmp_path / name)
            content = (tmp_path / name).read_bytes()
            assert content.startswith(b"\x89PNG")
            width, height = (int.from_bytes(content[n : n + 4]) for n in (16, 20))
            assert width >= drawn["width"] and height > drawn["height"] + 100
            words = " ".join(page.evaluate("() => globalThis.drawnWords"))
            for said in (
                "The ladder from Nursing Assistants, St. Louis, MO-IL",
                "More pay, other job family",
                "OEWS, May 2025",
                "Made on",
            ):
                assert said in words
            assert visit.outside == [] and visit.faults == []
            visit.context.close()
        browser.close()


KEEP_WORDS = """
globalThis.drawnWords = []
const write = CanvasRenderingContext2D.prototype.fillText
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  if (!this.canvas.isConnected) globalThis.drawnWords.push(text)
  return write.call(this, text, ...rest)
}
"""
"""Keeps what is written onto canvases that are not on the page: the picture that is saved."""
