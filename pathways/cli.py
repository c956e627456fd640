"""The command line: each verb calls the function of that name and prints words or one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid

from pathways.errors import (
    AmbiguousPlaceError,
    GraphDamagedError,
    GraphNotBuiltError,
    PathwaysError,
    SourceError,
    UnknownCodeError,
)
from pathways.person import Person, make_person

EXIT_USAGE = 2
EXIT_DATA = 3

app = typer.Typer(
    name="pathways",
    help="Career pathways from published data. Every verb takes --json.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
screen = Console()
errors = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Area = Annotated[
    str,
    typer.Option(help="OEWS area code, name, zip:NNNNN or county:NNNNN."),
]
Home = Annotated[
    str | None,
    typer.Option(help="State or county FIPS that licenses and prices follow."),
]


def show(answer: Any, words: Callable[[], None], *, as_json: bool) -> None:
    """Print an answer as JSON or in words."""
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        words()


def fail(message: str, code: int) -> NoReturn:
    """Print one line to standard error and leave with the exit code."""
    sys.stderr.write(f"pathways: {message}\n")
    raise typer.Exit(code)


@contextmanager
def answering(*, otherwise: int = EXIT_USAGE) -> Iterator[None]:
    """Turn the package's errors into one line and the agreed exit codes."""
    try:
        yield
    except (UnknownCodeError, AmbiguousPlaceError) as error:
        fail(str(error), EXIT_USAGE)
    except (SourceError, GraphDamagedError, GraphNotBuiltError) as error:
        fail(str(error), EXIT_DATA)
    except PathwaysError as error:
        fail(str(error), otherwise)


@app.command()
def build(
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder with the publishers' files.")
    ] = None,
    check_only: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Change nothing: compare graph/ with its manifest, curated files and version; "
            "with --from, rebuild and compare contents.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build graph/ from the publishers' files, or check that it is what they make."""
    from pathways.build import build_graph, compare_build
    from pathways.build.standing import find_stale

    if source is None and not check_only:
        fail("build needs --from DIR (or --check)", EXIT_USAGE)
    if source is not None and not source.is_dir():
        fail(f"--from: there is no folder {str(source)!r}", EXIT_USAGE)
    with answering(), _progress() as report:
        if not check_only and source is not None:
            manifest = build_graph(source, report=report)
            rows = {name: entry["rows"] for name, entry in manifest["tables"].items()}
            answer: dict[str, Any] = {"built": True, "tables": rows}
        else:
            stale = find_stale()
            if not stale and source is not None:
                stale = [
                    f"{name} differs from a rebuild. Run: python -m pathways build --from DIR"
                    for name in compare_build(source, report=report)
                ]
            answer = {"built": False, "stale": stale}

    def words() -> None:
        if answer["built"]:
            screen.print(f"graph/ built: {sum(answer['tables'].values()):,} rows")
        else:
            screen.print("\n".join(answer["stale"]) or "graph/ is up to date")

    show(answer, words, as_json=as_json)
    if answer.get("stale"):
        raise typer.Exit(EXIT_DATA)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the step under way on standard error, on a terminal as a moving line."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda step: progress.update(task, description=step)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Check graph/ against its rules and list what the build noticed."""
    from pathways.build.standing import describe_standing

    with answering():
        answer = describe_standing()

    def words() -> None:
        counts = ", ".join(f"{count:,} {name}" for name, count in answer["counts"].items())
        screen.print(f"{answer['errors']} errors, {answer['warnings']} warnings. {counts}.")
        grid = Grid("code", "severity", "where", "count", "what was found")
        for notice in answer["notices"]:
            grid.add_row(
                notice["code"],
                notice["severity"],
                notice["table"],
                f"{notice['count']:,}",
                notice["message"],
            )
        screen.print(grid)

    show(answer, words, as_json=as_json)
    if answer["errors"]:
        raise typer.Exit(EXIT_DATA)


@app.command()
def docs(as_json: AsJson = False) -> None:
    """Write the generated pages of docs/ anew."""
    from pathways.reference import write_pages
    from pathways.settings import SETTINGS

    written = write_pages(SETTINGS.docs_dir)
    show(
        written,
        lambda: screen.print("\n".join(written) or "docs/ is up to date"),
        as_json=as_json,
    )


@app.command()
def regions(
    query: Annotated[str, typer.Argument(help="Name, ZIP or county.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 8,
    as_json: AsJson = False,
) -> None:
    """Find the regions that a name, ZIP or county means."""
    from pathways.graph import find_places
    from pathways.store import open_graph

    with answering():
        places = find_places(open_graph(), query, limit=limit)
    answer = [
        {
            "area": place.area,
            "name": place.name,
            "kind": place.kind,
            "states": list(place.states),
            "county": place.county,
            "home": place.home,
        }
        for place in places
    ]
    show(
        answer,
        lambda: _print_grid(answer, ("area", "name", "kind", "home"), "No such place."),
        as_json=as_json,
    )


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What people call the job.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find occupations by what people call their job."""
    from pathways.search import open_index, search_occupations
    from pathways.store import open_graph

    with answering():
        matches = search_occupations(open_index(open_graph()), query, limit=limit)
    answer = [match._asdict() for match in matches]
    show(
        answer,
        lambda: _print_grid(answer, ("soc", "title", "matched", "score"), "No job is called that."),
        as_json=as_json,
    )


@app.command()
def facts(
    soc: Annotated[str, typer.Argument(help="Occupation code, such as 31-1131.")],
    area: Area,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say what an occupation pays, asks and promises in a region."""
    from pathways.facts import describe_occupation
    from pathways.region import open_region
    from pathways.store import open_graph

    with answering():
        answer = describe_occupation(open_region(open_graph(), area, home=home), soc)

    def words() -> None:
        for name, value in answer.items():
            if name not in ("sources", "withheld") and value not in (None, []):
                screen.print(f"{name}: {value}  [{answer['sources'].get(name, '')}]", markup=False)
        for name, reason in answer["withheld"].items():
            screen.print(f"{name}: {reason.replace('_', ' ')}", markup=False)

    show(answer, words, as_json=as_json)


@app.command()
def moves(
    soc: Annotated[str, typer.Argument(help="Occupation code, such as 31-1131.")],
    area: Area = "0000000",
    home: Home = None,
    top: Annotated[int, typer.Option(min=1, max=40)] = 20,
    upward: Annotated[bool, typer.Option("--upward", help="Only moves that pay more.")] = False,
    as_json: AsJson = False,
) -> None:
    """List where an occupation can lead, best first."""
    from pathways.facts import describe_moves, explain_no_moves
    from pathways.region import open_region
    from pathways.store import open_graph

    with answering():
        region = open_region(open_graph(), area, home=home)
        answer = describe_moves(region, soc, top=top, upward=upward)
        why = explain_no_moves(region, soc) if not answer else ""
    show(
        answer,
        lambda: _print_grid(answer, ("soc", "title", "kind", "wage_change"), why),
        as_json=as_json,
    )
    if as_json and why:
        sys.stderr.write(f"pathways: {why}\n")


@app.command()
def gates(
    soc: Annotated[str, typer.Argument(help="Occupation code, such as 29-1141.")],
    home: Annotated[str, typer.Option(help="State or county FIPS.")],
    as_json: AsJson = False,
) -> None:
    """Say what entering an occupation asks for at a home, and what is only listed."""
    from pathways.region import open_home
    from pathways.rules import describe_gates, say_gate
    from pathways.store import open_graph

    with answering():
        answer = describe_gates(open_home(open_graph(), home), soc, home)

    def words() -> None:
        screen.print(f"{answer['soc']} {answer['title']}, {answer['home']}", markup=False)
        if answer["note"]:
            screen.print(answer["note"], markup=False)
        rows = [{**gate, "asked": say_gate(gate)} for gate in answer["gates"]]
        _print_grid(rows, ("kind", "asked", "title", "jurisdiction", "route", "source"), "")

    show(answer, words, as_json=as_json)


@app.command()
def gaps(
    area: Annotated[
        str | None, typer.Option(help="OEWS area code, name, zip:NNNNN or county:NNNNN.")
    ] = None,
    state: Annotated[str | None, typer.Option(help="A whole state, such as MO.")] = None,
    provider: Annotated[str | None, typer.Option(help="UNITID: what concerns it, there.")] = None,
    sector: Annotated[str | None, typer.Option(help="Sector id, such as health.")] = None,
    within: Annotated[
        int | None, typer.Option(min=0, help="Miles around the region that count as here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List where pathways break in a region: links that are missing, and what each one touches."""
    from pathways.gaps import LISTS, find_gaps, open_gap_region
    from pathways.store import open_graph

    if sum(given is not None for given in (area, state, provider)) != 1:
        fail("gaps needs one of --area, --state and --provider", EXIT_USAGE)
    with answering():
        region = open_gap_region(open_graph(), area=area, state=state, provider=provider)
        answer = find_gaps(region, sector=sector, within=within, provider=provider)

    def words() -> None:
        screen.print(answer["searched"]["note"], markup=False)
        for name in LISTS:
            screen.print(f"{name}: {len(answer[name])}", markup=False)
            _print_grid(answer[name], ("title", "jobs", "value_capped", "reason"), "")

    show(answer, words, as_json=as_json)


Starts = Annotated[list[str] | None, typer.Option("--start", help="Occupation code one stands in.")]
Goals = Annotated[list[str] | None, typer.Option("--goal", help="Occupation code one wants.")]
Education = Annotated[str | None, typer.Option(help="Highest level finished.")]
Years = Annotated[int | None, typer.Option(min=0, help="Years of work in the start job.")]
Holds = Annotated[list[str] | None, typer.Option("--hold", help="Credential id already held.")]
Sectors = Annotated[list[str] | None, typer.Option("--sector", help="Sector of the last job.")]
Excluded = Annotated[list[str] | None, typer.Option("--exclude", help="Occupation to leave out.")]
MaxMonths = Annotated[int | None, typer.Option(min=0, help="Months of unpaid training in all.")]
MaxElapsed = Annotated[int | None, typer.Option(min=0, help="Calendar months from today.")]
MaxCost = Annotated[int | None, typer.Option(min=0, help="USD of published price in all.")]
MaxSteps = Annotated[int, typer.Option(min=1, max=5, help="Moves.")]
MinWage = Annotated[int | None, typer.Option(min=0, help="Wage line, USD a year.")]
PaidOnly = Annotated[bool, typer.Option("--paid-only", help="No unpaid training.")]
PayOf = Annotated[str, typer.Option("--pay", help="p25 (newer worker) or median.")]
Rank = Annotated[
    str | None,
    typer.Option(
        help="quickest, best_pay, lowest_price, earn_while_learning, closest or fewest_steps."
    ),
]


def read_person(
    *,
    start: Starts = None,
    goal: Goals = None,
    home: Home = None,
    max_months: MaxMonths = None,
    max_elapsed: MaxElapsed = None,
    max_cost: MaxCost = None,
    max_steps: MaxSteps = 3,
    min_wage: MinWage = None,
    education: Education = None,
    years: Years = None,
    hold: Holds = None,
    paid_only: PaidOnly = False,
    sector: Sectors = None,
    exclude: Excluded = None,
    pay: PayOf = "p25",
    rank: Rank = None,
) -> Person:
    """Make the person that the flags of ``asks_person`` say. Raises as ``make_person`` does."""
    return make_person(
        home=home,
        education=education,
        years=years,
        holds=hold or (),
        starts=start or (),
        goals=goal or (),
        sectors=sector or (),
        exclude=exclude or (),
        max_months=max_months,
        max_elapsed=max_elapsed,
        max_cost=max_cost,
        max_steps=max_steps,
        min_wage=min_wage,
        paid_only=paid_only,
        pay=pay,
        rank=rank,
    )


def asks_person(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the flags of ``read_person`` in place of its parameter ``person``."""
    flags = signature(read_person, eval_str=True).parameters
    own = signature(verb, eval_str=True).parameters

    @wraps(verb)
    def run(**given: Any) -> None:
        if not given["start"] and not given["goal"]:
            fail(f"{verb.__name__} needs --start or --goal (or both)", EXIT_USAGE)
        with answering():
            person = read_person(**{name: given.pop(name) for name in flags})
        verb(person=person, **given)

    asked: list[Parameter] = []
    for parameter in own.values():
        asked += flags.values() if parameter.name == "person" else [parameter]
    # every parameter by name, so that a required one may stand behind those with a default
    asked = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in asked]
    # typer reads what a verb takes from both
    run.__signature__ = Signature(asked)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in asked}
    return run


@app.command()
@asks_person
def trace(
    area: Area,
    person: Person,
    top: Annotated[int, typer.Option(min=1, max=50)] = 3,
    every: Annotated[bool, typer.Option("--all", help="The whole set no other beats.")] = False,
    as_json: AsJson = False,
) -> None:
    """Trace pathways from a job to better paid ones, or to a goal from any job that leads there."""
    from pathways.region import open_region
    from pathways.store import open_graph
    from pathways.trace import trace_pathways

    with answering():
        region = open_region(open_graph(), area, home=person.home)
        answer = trace_pathways(region, person, top=top, every=every)
    show(answer, lambda: _print_trace(answer), as_json=as_json)


def _print_trace(answer: dict[str, Any]) -> None:
    if not answer["pathways"]:
        screen.print("No pathway fits these limits.", markup=False)
    if answer["searched"]["none"]:
        screen.print(answer["searched"]["none"], markup=False)
    for relaxation in answer["relaxations"]:
        changes = [relaxation, *relaxation["also"]]
        words = " and ".join(f"{c['criterion']} {c['from']} to {c['to']}" for c in changes)
        screen.print(f"{words}: opens {', '.join(relaxation['opens'])}", markup=False)
    for pathway in answer["pathways"] + answer["cost_unknown"]:
        titles = [pathway["start_title"], *(step["title"] for step in pathway["steps"])]
        screen.print(" > ".join(titles), markup=False)
        screen.print(f"  {pathway['why']}", markup=False)
    screen.print(answer["searched"]["note"], markup=False)


@app.command()
@asks_person
def plan(
    area: Area,
    out: Annotated[Path, typer.Option(help="FILE.pdf for the sheet, FILE.txt for the note.")],
    person: Person,
    link: Annotated[str | None, typer.Option(help="Address for the sheet's code.")] = None,
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Write the first pathway that trace finds as a one-page sheet or a case note."""
    from datetime import date

    from pathways.facts import describe_occupation
    from pathways.plan import check_form, find_designated, save_plan
    from pathways.region import open_region
    from pathways.store import open_graph
    from pathways.trace import trace_pathways

    with answering():
        check_form(out, language)
        region = open_region(open_graph(), area, home=person.home)
        found = trace_pathways(region, person, top=1)
        pathways = found["pathways"]
        if pathways:
            codes = [pathways[0]["start"], *(step["soc"] for step in pathways[0]["steps"])]
            facts = {code: describe_occupation(region, code) for code in codes}
            today = date.today()
            told = {**found, "designated": find_designated(region, codes[-1])}
            save_plan(told, 0, out, today=today, link=link, language=language, facts=facts)
    written = [out.name] if pathways else []
    show(
        {"written": written, "pathways": pathways, "searched": found["searched"]},
        lambda: screen.print("\n".join(written) or "No pathway fits these limits.", markup=False),
        as_json=as_json,
    )


@app.command()
def feeders(
    soc: Annotated[str, typer.Argument(help="Occupation code, such as 29-1141.")],
    area: Area,
    home: Home = None,
    education: Education = None,
    as_json: AsJson = False,
) -> None:
    """List the jobs here that lead to an occupation in one step, most workers first."""
    from pathways.feeders import describe_feeders
    from pathways.region import open_region
    from pathways.store import open_graph

    with answering():
        person = make_person(home=home, education=education)
        region = open_region(open_graph(), area, home=home)
        answer = describe_feeders(region, person, soc)
    show(
        answer,
        lambda: _print_grid(
            answer,
            ("soc", "title", "workers", "elapsed_months", "cost", "wage_change"),
            "No job here leads there in one step that somebody could make.",
        ),
        as_json=as_json,
    )


@app.command()
def export(
    area: Area,
    form: Annotated[
        str, typer.Option("--format", help="graphml, json, csv (a folder), xlsx, or ctdl.")
    ],
    out: Annotated[Path, typer.Option(help="File to write; a folder for csv.")],
    start: Starts = None,
    goal: Goals = None,
    education: Education = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write a region's graph, or with ctdl the best pathway, to a file that other programs read."""
    from pathways.export import export_region, write_answer
    from pathways.region import open_region
    from pathways.store import open_graph
    from pathways.trace import trace_pathways

    if (form == "ctdl") != bool(start or goal):
        fail(
            "export --format ctdl needs --start or --goal (or both); no other form takes them",
            EXIT_USAGE,
        )
    with answering():
        region = open_region(open_graph(), area, home=home)
        if form == "ctdl":
            person = make_person(
                home=home, education=education, starts=start or (), goals=goal or ()
            )
            answer = write_answer(region, trace_pathways(region, person, top=1), form, out)
        else:
            answer = export_region(region, form, out)
    show(answer, lambda: screen.print("\n".join(answer), markup=False), as_json=as_json)


evaluation = typer.Typer(help="Hold our lists against what was observed.", no_args_is_help=True)
app.add_typer(evaluation, name="evaluate")


@evaluation.command("moves")
def evaluate_moves_file(
    file: Annotated[Path, typer.Argument(help="Layout of mobility/observed_moves.csv.")],
    as_json: AsJson = False,
) -> None:
    """Say how many of the observed upward moves our lists hold, beside simple rules and chance."""
    from pathways.evaluate import evaluate_moves, tabulate_recall
    from pathways.store import open_graph

    with answering():
        answer = evaluate_moves(open_graph(), file)

    def words() -> None:
        screen.print(f"{answer['origins']} origins with 5 or more observed upward moves")
        rows = tabulate_recall(answer)
        _print_grid(rows, tuple(rows[0]), "")
        screen.print("Worst origins: " + "; ".join(row["title"] for row in answer["worst"]))

    show(answer, words, as_json=as_json)


@app.command()
def bench(as_json: AsJson = False) -> None:
    """Time our search, regions and pathways beside the usual tools, on the same questions."""
    from pathways.bench import run_bench
    from pathways.store import open_graph

    with answering(otherwise=EXIT_DATA):
        answer = run_bench(open_graph())
    show(
        answer,
        lambda: _print_grid(
            answer, ("case", "ours_ms", "peer", "peer_ms", "ratio", "n", "equal"), ""
        ),
        as_json=as_json,
    )


def _print_grid(rows: list[dict[str, Any]], columns: tuple[str, ...], empty: str) -> None:
    if not rows:
        screen.print(empty, markup=False)
        return
    grid = Grid(*columns)
    for row in rows:
        grid.add_row(*(str("" if row[name] is None else row[name]) for name in columns))
    screen.print(grid)
