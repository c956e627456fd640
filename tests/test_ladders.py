"""Every ladder of ladders.csv is found with its gates and months; every refusal for its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any, NamedTuple, get_args

import pytest

from pathways.gates import rank_level
from pathways.ledger import list_gates
from pathways.moves import ASKED
from pathways.person import MOST_STEPS, Person, make_person
from pathways.region import Region, open_region
from pathways.schema import Level
from pathways.settings import SETTINGS
from pathways.steps import UNLIKE, Option, Step, list_steps
from pathways.store import Graph
from pathways.trace import find_equivalency, trace_pathways

Row = dict[str, str]
Sums = tuple[int, ...]

NO_MOVE = "no_move"
LIMITS = ("max_months", "max_elapsed", "max_cost")
"""Columns of refusals.csv that hold a limit, named as in an answer."""
CRITERIA = {"months": {"max_months", "max_elapsed"}, "price": {"max_cost"}}
"""What has to be relaxed where the reason is the limit itself, not a gate."""


def read_rows(name: str) -> list[Row]:
    with (SETTINGS.curated_dir / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Rung(NamedTuple):
    """One step of a ladder; ``held`` is the schooling that its person has when it begins."""

    row: Row
    held: Level

    @property
    def kinds(self) -> set[str]:
        return set(self.row["gate_kinds"].split("|")) - {""}

    @property
    def months(self) -> tuple[int, int]:
        return int(self.row["months_low"]), int(self.row["months_high"])


def read_ladders() -> dict[str, list[Rung]]:
    ladders: dict[str, list[Rung]] = {}
    for row in sorted(read_rows("ladders"), key=lambda row: (row["ladder_id"], int(row["step"]))):
        rungs = ladders.setdefault(row["ladder_id"], [])
        held = find_first_level(row) if not rungs else find_highest(rungs)
        rungs.append(Rung(row, held))
    return ladders


def find_first_level(row: Row) -> Level:
    """Schooling before a first step: what it asks without a month of study is held already.

    A diploma that it names as a gate is not: it is earned first, and those months are not the step's.
    """
    if int(row["months_high"]):
        return "high_school"
    if row["education"] == "high_school" and "education" in row["gate_kinds"].split("|"):
        return "none"
    return read_level(row["education"])


def find_highest(rungs: Sequence[Rung]) -> Level:
    levels = [rungs[0].held, *(read_level(rung.row["education"]) for rung in rungs)]
    return max(levels, key=rank_level)


def read_level(text: str) -> Level:
    assert text in get_args(Level)
    return text  # type: ignore[return-value]


LADDERS = read_ladders()
REFUSALS = {row["refusal_id"]: row for row in read_rows("refusals")}
RUNGS = {
    f"{name}-{place}": rung
    for name, rungs in LADDERS.items()
    for place, rung in enumerate(rungs, 1)
}


@cache
def open_place(graph: Graph, area: str, home: str) -> Region:
    return open_region(graph, area, home=home)


def open_row(graph: Graph, row: Row) -> Region:
    return open_place(graph, row["area"], row["home"])


def list_ids(pathway: dict[str, Any]) -> tuple[str, ...]:
    """The occupations of a pathway as told, without an equivalency earned first."""
    steps = pathway["steps"]
    return tuple(step["soc"] for step in steps if not is_equivalency(step))


def is_equivalency(step: dict[str, Any]) -> bool:
    return step["options"][0]["kind"] == "equivalency"


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


# ---- each step of a ladder


@pytest.mark.parametrize("rung", RUNGS.values(), ids=list(RUNGS))
def test_a_step_is_found_with_the_gates_and_months_of_its_row(graph: Graph, rung: Rung) -> None:
    region = open_row(graph, rung.row)
    start, end = rung.row["from_occupation"], rung.row["occupation"]
    person = Person(
        home=rung.row["home"], education=rung.held, starts=(start,), goals=(end,), max_steps=2
    )
    told = trace_pathways(region, person, every=True)
    direct = [pathway for pathway in told["pathways"] if list_ids(pathway) == (end,)]
    assert direct, "the step is not found"
    assert all(pathway["weakest_evidence"] != ASKED for pathway in direct)
    first = set[str]().union(*(list_kinds(list_earned(pathway)) for pathway in direct))
    found = [
        (first | list_kinds(gates), (option.months_low, option.months_high))
        for option, gates in list_told(region, person, start, end)
    ]
    fitting = [months for kinds, months in found if rung.kinds <= kinds]
    assert fitting, (
        f"asked {sorted(rung.kinds)}, told {sorted({tuple(sorted(k)) for k, _ in found})}"
    )
    assert any(overlap(rung.months, months) for months in fitting), f"{rung.months}: {set(fitting)}"


def list_kinds(gates: Sequence[dict[str, Any]]) -> set[str]:
    """The kinds of gates told; schooling that is held already is no gate of the step."""
    return {gate["kind"] for gate in gates if gate["kind"] != "education" or not gate["held"]}


def list_earned(pathway: dict[str, Any]) -> list[dict[str, Any]]:
    """The gates of the equivalency that a pathway begins with, if it does."""
    return [gate for step in pathway["steps"] if is_equivalency(step) for gate in step["gates"]]


def list_told(
    region: Region, person: Person, start: str, end: str
) -> Iterator[tuple[Option, list[dict[str, Any]]]]:
    """Every option of a step with the gates that are told where it is chosen."""
    if person.education == "none":
        diploma = Person(home=person.home, education="high_school", goals=person.goals)
        yield from list_options_told(region, person, start, end)
        yield from list_options_told(region, diploma, start, end)
    else:
        yield from list_options_told(region, person, start, end)


def list_options_told(
    region: Region, person: Person, start: str, end: str
) -> Iterator[tuple[Option, list[dict[str, Any]]]]:
    steps = list_steps(region, person, start)
    for step in steps[start]:
        if step.destination == end:
            for option in step.options:
                yield option, list_gates(region, step._replace(chosen=option), steps.begin)
            return


# ---- a whole ladder in one search


@pytest.mark.parametrize("rungs", LADDERS.values(), ids=list(LADDERS))
def test_a_ladder_is_found_in_one_search_or_beaten_by_what_is(
    graph: Graph, rungs: list[Rung]
) -> None:
    first, ids = rungs[0], tuple(rung.row["occupation"] for rung in rungs)
    region = open_row(graph, first.row)
    start = first.row["from_occupation"]
    diploma = find_diploma(graph) if first.held == "none" else None
    person = Person(
        home=first.row["home"],
        education=first.held,
        starts=(start,),
        goals=(ids[-1],),
        max_steps=len(ids) + bool(diploma),
    )
    climbed = [add_up(path) for path in list_paths(region, person, start, ids)]
    if diploma is not None:
        after = replace(person, education="high_school")
        climbed += [add(add_up(path), diploma) for path in list_paths(region, after, start, ids)]
    assert climbed, "no steps lead up the ladder"
    told = trace_pathways(region, person, every=True)["pathways"]
    answers = [measure_told(pathway) for pathway in told]
    left = [sums for sums in climbed if not any(is_no_worse(answer, sums) for answer in answers)]
    assert not left, f"{left[0]} is not among {len(answers)} answers and none is as good"


def find_diploma(graph: Graph) -> Sums | None:
    """What a high-school equivalency adds to a pathway."""
    found = find_equivalency(graph)
    return (1, found.months_high, found.months_high, 0, 1, 0) if found else None


def list_paths(
    region: Region, person: Person, start: str, ids: Sequence[str]
) -> list[tuple[Step, ...]]:
    """Every way up a ladder for one person, a rung that pays no more included."""
    steps = list_steps(region, person, start)
    origins = (start, *ids)
    rungs = [
        [step for step in steps[origin] if step.destination == end]
        for origin, end in zip(origins, ids, strict=False)
    ]
    return list(product(*rungs))


def add_up(path: Sequence[Step]) -> Sums:
    """Steps, months, calendar months, known price, prices not known and dissimilarity, by hand."""
    return (
        len(path),
        sum(step.chosen.months_high for step in path),
        sum(step.chosen.elapsed for step in path),
        sum(step.chosen.cost or 0 for step in path),
        sum(step.chosen.cost is None for step in path),
        sum(step.dissimilarity for step in path),
    )


def add(one: Sums, other: Sums) -> Sums:
    return tuple(mine + more for mine, more in zip(one, other, strict=True))


def measure_told(pathway: dict[str, Any]) -> Sums:
    """The same sums of a pathway as it is told."""
    likeness = [step["similarity"] for step in pathway["steps"] if not is_equivalency(step)]
    return (
        len(pathway["steps"]),
        pathway["months"],
        pathway["elapsed_months"],
        pathway["known_cost"],
        pathway["unknown_costs"],
        sum(UNLIKE if like is None else max(1, round(UNLIKE * (1 - like))) for like in likeness),
    )


def is_no_worse(one: Sums, other: Sums) -> bool:
    return all(mine <= its for mine, its in zip(one, other, strict=True))


# ---- what cannot be done


@pytest.mark.parametrize("row", REFUSALS.values(), ids=list(REFUSALS))
def test_a_refusal_is_refused_for_its_reason(graph: Graph, row: Row) -> None:
    region = open_row(graph, row)
    limits = {name: int(row[name]) for name in LIMITS if row[name]}
    person = make_person(
        home=row["home"],
        education=row["education"] or None,
        holds=row["hold"].split("|") if row["hold"] else (),
        starts=[row["start"]],
        goals=[row["goal"]],
        max_steps=MOST_STEPS,
        **limits,
    )
    told = trace_pathways(region, person, every=True)
    assert not told["pathways"], [list_ids(pathway) for pathway in told["pathways"][:3]]
    if row["reason_kind"] == NO_MOVE:
        assert told["searched"]["none"]
        return
    if row["reason_kind"] == "price" and told["cost_unknown"]:
        assert all(pathway["unknown_costs"] for pathway in told["cost_unknown"])
        return
    assert not told["cost_unknown"]
    assert told["relaxations"], "nothing is said that would open it"
    for relaxation in told["relaxations"]:
        assert set(limits) & list_criteria(relaxation), list_criteria(relaxation)
        assert list_criteria(relaxation) <= set(limits)
        if row["reason_kind"] in CRITERIA:
            assert list_criteria(relaxation) & CRITERIA[row["reason_kind"]]
        else:
            last = relaxation["pathway"]["steps"][-1]
            missing = {gate["kind"] for gate in last["gates"] if not gate["held"]}
            assert row["reason_kind"] in missing, sorted(missing)


def list_criteria(relaxation: dict[str, Any]) -> set[str]:
    return {relaxation["criterion"], *(also["criterion"] for also in relaxation["also"])}
