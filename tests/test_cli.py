"""The command line: one JSON document and nothing else, agreed exit codes, errors in one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from click import Context
from click.testing import Result
from typer.testing import CliRunner

from pathways import store
from pathways.build import standing
from pathways.cli import app
from pathways.errors import SourceError
from pathways.person import Person
from pathways.settings import ROOT, Settings
from pathways.store import Graph
from tests.slices import Built

VERBS = {
    "build": ["build", "--check"],
    "check": ["check"],
    "docs": ["docs"],
    "gates": ["gates", "29-1141", "--home", "MO"],
    "gaps": ["gaps", "--area", "0041180", "--sector", "health", "--within", "25"],
    "regions": ["regions", "springfield"],
    "search": ["search", "CNA"],
    "facts": ["facts", "31-1131", "--area", "0044180"],
    "moves": ["moves", "31-1131", "--area", "0041180"],
    "trace": ["trace", "--start", "31-1131", "--goal", "29-1141", "--area", "0041180"],
    "feeders": ["feeders", "29-1141", "--area", "0041180"],
}
ELSEWHERE = ("bench", "export", "plan")
"""Verbs that take long or write files; they have tests of their own."""

FIELDS = {
    "build": "built stale",
    "check": "errors warnings notices counts manifest",
    "gates": "licenses_checked gates",
    "regions": "area name kind states",
    "search": "soc title matched score",
    "facts": "soc title area median p10 p25 p75 p90 hourly_median employment location_quotient "
    "wage_area openings growth_pct entry_education gate_education experience ojt job_zone "
    "industries sectors sources withheld",
    "moves": "soc title score similarity kind evidence wage_change compare_area gates",
    "trace": "pathways cost_unknown relaxations person searched",
    "feeders": "soc title workers months cost wage_change gates",
}
NUMBERS = (
    "median p10 p25 p75 p90 hourly_median employment location_quotient openings growth_pct job_zone "
    "score wage_change months elapsed_months paid_months experience_months cost unknown_costs "
    "wage_start wage_end wage_gain months_low months_high completions providers"
)
PATHWAY = (
    "start steps months paid_months experience_months elapsed_months cost unknown_costs wage_start "
    "wage_end wage_gain break_even_months weakest_evidence why"
)
STEP = (
    "soc title kind similarity evidence months paid_months experience_months elapsed_months cost "
    "cost_basis median p25 compare_area gates options"
)


@pytest.fixture(autouse=True)
def one_graph(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verb uses the graph that is open already, and docs/ is not written."""
    monkeypatch.setattr(store, "open_graph", lambda: graph)
    monkeypatch.setattr("pathways.reference.write_pages", lambda folder: [])


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="pathways")


@pytest.fixture(scope="module")
def answers(graph: Graph) -> dict[str, Result]:
    """What each verb answers with --json, asked once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "open_graph", lambda: graph)
        patch.setattr("pathways.reference.write_pages", lambda folder: [])
        return {verb: run(*words, "--json") for verb, words in VERBS.items()}


def refuse_constant(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def read_json(result: Result) -> Any:
    return json.loads(result.stdout, parse_constant=refuse_constant)


def test_every_verb_is_tested() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert names == {*VERBS, *ELSEWHERE}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_json_is_one_document_and_nothing_else(answers: dict[str, Result], verb: str) -> None:
    result = answers[verb]
    answer = read_json(result)
    assert result.stdout == json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    assert result.exit_code in ((0, 3) if verb == "build" else (0,))


@pytest.mark.parametrize("verb", sorted(FIELDS))
def test_the_fields_of_the_contract_are_there(answers: dict[str, Result], verb: str) -> None:
    answer = read_json(answers[verb])
    first = answer[0] if isinstance(answer, list) else answer
    assert [name for name in FIELDS[verb].split() if name not in first] == []


def test_the_fields_of_a_pathway_and_its_steps_are_there(answers: dict[str, Result]) -> None:
    pathway = read_json(answers["trace"])["pathways"][0]
    step = pathway["steps"][0]
    assert [name for name in PATHWAY.split() if name not in pathway] == []
    assert [name for name in STEP.split() if name not in step] == []


@pytest.mark.parametrize("verb", ["facts", "moves", "trace", "feeders"])
def test_numbers_are_numbers(answers: dict[str, Result], verb: str) -> None:
    """A number of another library would be written as text."""
    wrong = []

    def walk(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for key in value.keys() - {"sources", "withheld"}:
                walk(key, value[key])
        elif isinstance(value, list):
            for inner in value:
                walk(name, inner)
        elif isinstance(value, str) and name in NUMBERS.split():
            wrong.append((name, value))

    walk("", read_json(answers[verb]))
    assert wrong == []


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_words_are_printed_without_json(verb: str) -> None:
    result = run(*VERBS[verb])
    assert result.stdout.strip()
    assert not result.stdout.startswith(("{", "["))


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(verb: str) -> None:
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert "--json" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("regions", "zzzzzzzzzz"),
        ("regions", "zip:99999"),
        ("search", "zzzzqqqq"),
        ("moves", "29-1243", "--area", "0041180", "--upward"),
        (
            "trace",
            "--start",
            "31-1131",
            "--goal",
            "11-1011",
            "--area",
            "0041180",
            "--max-steps",
            "1",
        ),
    ],
)
def test_an_empty_answer_is_an_answer(words: tuple[str, ...]) -> None:
    result = run(*words, "--json")
    answer = read_json(result)
    assert result.exit_code == 0
    assert (answer["pathways"] if isinstance(answer, dict) else answer) == []


def test_an_empty_list_of_moves_says_why_beside_the_document() -> None:
    result = run("moves", "29-1243", "--area", "0041180", "--upward", "--json")
    assert read_json(result) == []
    assert "is known to pay at least a tenth more" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("facts", "31-1139", "--area", "0044180"), "31-1131 Nursing Assistants"),
        (("moves", "31-1139"), "31-1131 Nursing Assistants"),
        (("trace", "--start", "31-1139", "--area", "0041180"), "31-1131 Nursing Assistants"),
        (
            ("trace", "--start", "31-1131", "--goal", "29-1140", "--area", "0041180"),
            "29-1141 Registered Nurses",
        ),
        (("facts", "31-1131", "--area", "Sprngfield, MO"), "0044180 Springfield, MO"),
        (("facts", "31-1131", "--area", "01001"), "zip:01001 or county:01001"),
        (("regions", "01001"), "zip:01001 or county:01001"),
        (("facts", "31-1131", "--area", "springfield"), "0044140 Springfield, MA"),
        (("facts", "31-1131", "--area", "zip:99999"), "'zip:99999'"),
        (("facts", "31-1131", "--area", "0041180", "--home", "XX"), "MO; IL"),
        (
            ("trace", "--start", "31-1131", "--area", "0041180", "--education", "phd"),
            "doctoral",
        ),
        (("build",), "--from"),
        (("build", "--from", "/nowhere/at/all"), "/nowhere/at/all"),
        (("facts", "--area", "0041180"), "Missing argument"),
        (("facts", "31-1131"), "--area"),
        (
            ("trace", "--start", "31-1131", "--area", "0041180", "--hold", "award/51.3801/9"),
            "Closest: award/51.3801/",
        ),
        (("trace", "--start", "31-1131", "--area", "0041180", "--sector", "helth"), "health"),
        (
            ("trace", "--start", "31-1131", "--area", "0041180", "--exclude", "29-1140"),
            "29-1141 Registered Nurses",
        ),
        (("trace", "--start", "31-1131", "--area", "0041180", "--rank", "fastest"), "quickest"),
        (("trace", "--start", "31-1131", "--area", "0041180", "--pay", "mean"), "median"),
        (("feeders", "29-1140", "--area", "0041180"), "29-1141 Registered Nurses"),
        (("trace", "--area", "0041180"), "--start"),
        (("trace", "--start", "31-1131", "--area", "0041180", "--max-steps", "9"), "max-steps"),
        (("trace", "--start", "31-1131", "--area", "0041180", "--max-months", "-1"), "max-months"),
        (("nonsense",), "nonsense"),
    ],
)
def test_a_wrong_call_exits_2_and_names_what_is_near(words: tuple[str, ...], said: str) -> None:
    result = run(*words, "--json")
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("held", "near"),
    [
        ("award/51.3901/22", "award/51.3901/2 Licensed Practical"),
        ("license/MO/mo-31-1131-lic", "license/MO/mo-31-1131-license Certified nurse assistant"),
        ("certified nursing asistant", "Certified Nursing Assistant"),
    ],
)
def test_an_unknown_holding_names_what_is_most_like_it(held: str, near: str) -> None:
    result = run("trace", "--start", "31-1131", "--area", "0041180", "--hold", held)
    assert result.exit_code == 2
    assert near in result.stderr.split("Closest: ")[1].split(";")[0]


def test_a_holding_like_nothing_names_nothing() -> None:
    result = run("trace", "--start", "31-1131", "--area", "0041180", "--hold", "zzzz")
    assert (result.exit_code, "Closest" in result.stderr) == (2, False)


# ---- a person's flags


def list_flags(verb: str) -> dict[str, tuple[Any, ...]]:
    group = typer.main.get_command(app)
    command = group.get_command(Context(group), verb)
    return {option.opts[-1]: (option.help, option.default) for option in command.params}


def test_trace_and_plan_ask_the_same_of_a_person() -> None:
    trace, plan = list_flags("trace"), list_flags("plan")
    shared = set(trace) & set(plan)
    assert shared >= {"--start", "--goal", "--hold", "--min-wage", "--paid-only", "--rank"}
    assert set(trace) - shared == {"--top", "--all"}
    assert set(plan) - shared == {"--out", "--link", "--language"}
    for flag in shared:
        assert trace[flag] == plan[flag]
        assert trace[flag][0], flag


@pytest.mark.parametrize("verb", [("trace",), ("plan", "--out", "plan.txt")])
def test_every_flag_of_a_person_reaches_the_search(
    verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Person] = []

    def trace(region: object, person: Person, **options: Any) -> dict[str, Any]:
        asked.append(person)
        none = {"none": "", "note": ""}
        return {"pathways": [], "cost_unknown": [], "relaxations": [], "searched": none}

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pathways.trace.trace_pathways", trace)
    flags = (
        "--start 31-1131 --goal 29-1141 --home MO --max-months 1 --max-elapsed 2 --max-cost 3 "
        "--max-steps 4 --min-wage 5 --education associate --years 6 --hold award/51.3901/2 "
        "--paid-only --sector health --exclude 41-2011 --pay median --rank closest"
    )
    result = run(*verb, "--area", "0041180", *flags.split())
    assert result.exit_code == 0, result.stderr
    assert asked == [
        Person(
            home="MO",
            education="associate",
            years=6,
            holds=("award/51.3901/2",),
            starts=("31-1131",),
            goals=("29-1141",),
            sectors=("health",),
            exclude=("41-2011",),
            max_months=1,
            max_elapsed=2,
            max_cost=3,
            max_steps=4,
            min_wage=5,
            paid_only=True,
            pay="median",
            rank="closest",
        )
    ]


# ---- broken data


@pytest.fixture
def damaged(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A damaged graph folder in the place of the committed one."""
    monkeypatch.undo()
    folder = Path(shutil.copytree(built.settings.graph_dir, tmp_path / "graph"))
    (folder / "facts" / "wages.parquet").write_bytes(b"broken")
    monkeypatch.setattr(store, "SETTINGS", Settings(graph_dir=folder))
    return folder


@pytest.mark.parametrize("verb", ["regions", "search", "facts", "moves", "trace", "feeders"])
def test_a_damaged_graph_exits_3_and_names_the_file_and_the_remedy(
    damaged: Path, verb: str
) -> None:
    result = run(*VERBS[verb], "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "graph/facts/wages.parquet" in result.stderr
    assert "build --from" in result.stderr


def test_no_graph_exits_3_and_says_how_to_build_one(damaged: Path) -> None:
    shutil.rmtree(damaged)
    result = run("regions", "springfield", "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "build --from" in result.stderr


def test_a_published_file_that_cannot_be_used_exits_3(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(folder: Path, **options: Any) -> None:
        raise SourceError("the file is missing", file="oe.area", fix="Download it")

    monkeypatch.setattr("pathways.build.build_graph", build)
    result = run("build", "--from", str(built.folder), "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "oe.area: the file is missing. Download it" in result.stderr


def test_a_stale_graph_exits_3_and_says_what_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "find_stale", lambda: ["x has changed"])
    result = run("build", "--check", "--json")
    assert (result.exit_code, read_json(result)["stale"]) == (3, ["x has changed"])


def test_a_current_graph_exits_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "find_stale", list)
    result = run("build", "--check", "--json")
    assert (result.exit_code, read_json(result)) == (0, {"built": False, "stale": []})


def test_a_build_tells_the_rows_of_each_table(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathways.build.build_graph", lambda folder, **options: built.manifest)
    result = run("build", "--from", str(built.folder), "--json")
    assert (result.exit_code, read_json(result)["tables"]["facts/areas"]) == (0, 583)


def test_a_graph_that_breaks_a_rule_exits_3(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"errors": 2, "warnings": 0, "notices": [], "counts": {}, "manifest": {}}
    monkeypatch.setattr(standing, "describe_standing", lambda: answer)
    result = run("check", "--json")
    assert (result.exit_code, read_json(result)) == (3, answer)


# ---- as people run it


def run_program(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pathways", *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_program_prints_one_document() -> None:
    done = run_program("facts", "31-1120", "--area", "zip:65804", "--json")
    facts = json.loads(done.stdout)
    assert (done.returncode, facts["soc"], facts["area"]) == (0, "31-1120", "0044180")
    assert done.stderr == ""


def test_the_program_exits_2_without_a_traceback() -> None:
    done = run_program("facts", "31-1139", "--area", "0044180")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("pathways: No occupation '31-1139'")
    assert len(done.stderr.splitlines()) == 1
