"""What the reviewed tables say and how the build takes it: hours, advanced nurses, equivalency."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pathways.build.training import ADVANCED_PRACTICE, explain_drop
from pathways.errors import SourceError
from pathways.rules import gates_worker
from pathways.settings import SETTINGS
from pathways.sources.curated import CURATED_FILES, read_curated
from pathways.store import Graph, list_rows, open_graph
from tests.slices import Built

Change = Callable[[dict[str, str]], object]
NURSE, ANESTHETIST, MIDWIFE, PRACTITIONER = "29-1141", *ADVANCED_PRACTICE
MASTERS, RESEARCH, PRACTICE, POST_MASTERS = "7", "17", "18", "8"


@pytest.fixture(scope="module")
def curated() -> dict[str, pd.DataFrame]:
    return read_curated(SETTINGS.curated_dir)


def change_gate(place: Path, gate: str, **cells: str) -> Path:
    """Copy the reviewed tables and set cells of one rule."""
    for path in SETTINGS.curated_dir.glob("*.csv"):
        (place / path.name).write_bytes(path.read_bytes())
    path = place / "gates.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["gate_id"] == gate:
            row |= cells
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return place


# ---- how stated time is spent


def test_exactly_the_rules_that_state_time_say_how_it_is_spent(
    curated: dict[str, pd.DataFrame],
) -> None:
    gates = curated["gates"]
    states_time = gates["months_low"].notna() | gates["hours"].notna()
    assert (gates["spent"] != "").equals(states_time)
    assert set(gates.loc[states_time, "spent"]) == {"study", "work", "within"}


@pytest.mark.parametrize(
    ("gate", "cells", "problem"),
    [
        ("mo-39-5012-license-school", {"spent": ""}, "does not say how they are spent"),
        ("mo-29-1141-license", {"spent": "study"}, "states none"),
        ("mo-29-1141-license", {"hours": "90"}, "does not say how they are spent"),
        ("mo-41-9021-license", {"months_low": "", "hours": ""}, "states none"),
    ],
)
def test_a_rule_that_does_not_fit_its_time_is_refused(
    tmp_path: Path, gate: str, cells: dict[str, str], problem: str
) -> None:
    folder = change_gate(tmp_path, gate, **cells)
    with pytest.raises(SourceError) as caught:
        read_curated(folder)
    lines = (folder / "gates.csv").read_text(encoding="utf-8").splitlines()
    assert problem in caught.value.problem
    assert (caught.value.column, lines[(caught.value.row or 0) - 1].split(",")[0]) == (
        "spent",
        gate,
    )


def test_another_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_curated(change_gate(tmp_path, "mo-39-5012-license-school", spent="paid"))
    assert (caught.value.column, caught.value.value) == ("spent", "paid")


def test_apprenticeship_and_experience_are_work_and_school_routes_study(
    curated: dict[str, pd.DataFrame],
) -> None:
    gates = curated["gates"].set_index("gate")
    spent = gates.loc[gates["spent"] != "", "spent"]
    assert set(spent[spent.index.str.endswith("-apprentice")]) == {"work"}
    assert set(spent[spent.index.str.endswith("-school")]) == {"study"}
    experience = gates.loc[spent.index, "kind"].eq("experience")
    assert spent[experience & spent.ne("work")].index.tolist() == ["us-53-2012-hours"]
    assert spent["mo-29-1051-license"] == "within"
    assert spent["fl-41-9021-experience"] == "work"


def test_the_same_course_is_study_in_one_row_only(curated: dict[str, pd.DataFrame]) -> None:
    """Kinds add up, so hours that a course row states are ``within`` in the licence row beside it."""
    gates = curated["gates"]
    study = gates[(gates["spent"] == "study") & gates["hours"].gt(0)]
    key = ["soc", "jurisdiction", "route", "hours"]
    courses = study[(study["status"] == "required") & (study["scope"] != "part")]
    assert courses[courses.duplicated(key, keep=False)]["gate"].tolist() == []


@pytest.mark.parametrize(
    ("gate", "hours"),
    [
        ("mo-33-3051-license", 600),
        ("il-33-3051-license", 560),
        ("fl-33-3012-diploma", 420),
        ("fl-33-9032-license", 40),
        ("mo-39-5011-license-school", 1000),
    ],
)
def test_hours_that_a_row_names_are_in_its_hours(
    curated: dict[str, pd.DataFrame], gate: str, hours: int
) -> None:
    row = curated["gates"].set_index("gate").loc[gate]
    assert row["hours"] == hours
    assert f"{hours:,}" in row["reason"] or str(hours) in row["reason"]


def test_entry_driver_training_has_no_hours_because_the_rule_fixes_none(
    curated: dict[str, pd.DataFrame],
) -> None:
    gates = curated["gates"].set_index("gate")
    assert gates.loc[gates.index.str.endswith("-eldt"), "hours"].isna().all()


# ---- advanced practice nurses


@pytest.mark.parametrize(
    ("cip", "awlevel", "level", "occupation", "gate"),
    [
        ("51.3805", MASTERS, "masters", PRACTITIONER, "masters"),
        ("51.3805", PRACTICE, "doctoral", PRACTITIONER, "masters"),
        ("51.3804", PRACTICE, "doctoral", ANESTHETIST, "doctoral"),
        ("51.3807", MASTERS, "masters", MIDWIFE, "masters"),
    ],
)
def test_a_graduate_award_of_the_role_opens_it(
    cip: str, awlevel: str, level: str, occupation: str, gate: str
) -> None:
    assert explain_drop(cip, awlevel, level, occupation, gate, "Master's degree") is None


@pytest.mark.parametrize(
    ("cip", "awlevel", "level", "occupation", "gate", "reason"),
    [
        ("51.3805", MASTERS, "masters", NURSE, "associate", "advanced nursing"),
        ("51.3805", MASTERS, "masters", "11-9111", "bachelors", "advanced nursing"),
        ("51.3805", POST_MASTERS, "masters", PRACTITIONER, "masters", "post-master's"),
        ("51.3804", MASTERS, "masters", ANESTHETIST, "doctoral", "below the education level"),
        ("51.3805", "5", "bachelors", PRACTITIONER, "masters", "below the education level"),
    ],
)
def test_what_is_still_no_way_in(
    cip: str, awlevel: str, level: str, occupation: str, gate: str, reason: str
) -> None:
    typical = "Bachelor's degree" if occupation == NURSE else "Master's degree"
    found = explain_drop(cip, awlevel, level, occupation, gate, typical)
    assert found is not None
    assert reason in found


def list_awards(graph: Graph, occupation: str) -> set[tuple[str, str]]:
    """Return field and level of every award that prepares for an occupation."""
    return {
        (parts[1], parts[2])
        for row in list_rows(graph.table("edges/prepares_for"))
        if row["occupation"] == occupation and (parts := row["credential"].split("/"))[0] == "award"
    }


def test_the_graph_links_each_role_to_its_own_fields(graph: Graph) -> None:
    practitioner = list_awards(graph, PRACTITIONER)
    assert {cip for cip, _ in practitioner} == {
        f"51.38{field}" for field in ("03", "05", "06", "09", "10", "14", "21", "22")
    }
    assert {level for _, level in practitioner} == {MASTERS, RESEARCH, PRACTICE, "19"}
    assert {cip for cip, _ in list_awards(graph, ANESTHETIST)} == {"51.3804"}
    assert list_awards(graph, MIDWIFE) == {("51.3807", MASTERS), ("51.3807", PRACTICE)}
    assert {level for cip, level in list_awards(graph, NURSE) if cip.startswith("51.38")} <= {
        "3", "5", "6",
    }  # fmt: skip


def test_registered_nurse_first_is_required_of_each_role(graph: Graph) -> None:
    required = {
        (row["credential"], row["occupation"])
        for row in list_rows(graph.table("edges/required_for"))
    }
    for soc in ADVANCED_PRACTICE:
        assert (f"license/EVERY/every-{soc}-rn-first", soc) in required
    rules = [r for r in list_rows(graph.table("facts/gates")) if r["gate"].endswith("-rn-first")]
    assert len(rules) == len(ADVANCED_PRACTICE)
    assert all(gates_worker(rule) and rule["kind"] == "credential" for rule in rules)


# ---- equivalency, levels read in one state


def test_the_equivalency_is_stored_as_it_was_given(
    graph: Graph, curated: dict[str, pd.DataFrame]
) -> None:
    stored = graph.table("facts/equivalency").to_pylist()
    given = curated["equivalency"].to_dict("records")
    assert [(row["months_low"], row["months_high"], row["hours"]) for row in stored] == [
        (row["months_low"], row["months_high"], row["hours"]) for row in given
    ]
    assert all(row["source"].startswith("https://") and row["reason"] for row in stored)


def test_every_reviewed_table_is_read_and_none_lies_beside_unread() -> None:
    on_disk = {path.stem for path in SETTINGS.curated_dir.glob("*.csv")}
    assert on_disk == set(CURATED_FILES)


def test_a_level_read_in_missouri_says_so(curated: dict[str, pd.DataFrame]) -> None:
    education = curated["education"]
    missouri = education["source"].str.contains(r"missouri|\bmo\.gov|moga\.mo|revisor", case=False)
    assert missouri.sum() >= 25
    unsaid = education[
        missouri
        & ~education["reason"].str.contains(
            r"other states|states were not read|Florida", case=False, regex=True
        )
    ]
    assert unsaid["occupation"].tolist() == []


@pytest.mark.parametrize(
    ("table", "file", "column"),
    [
        ("facts/entry_jobs", "entry_jobs.csv", "occupation"),
        ("facts/designations", "designations.csv", "occupation"),
        ("facts/districts", "districts.csv", "provider"),
        ("facts/boards", "boards", "county"),
    ],
)
def test_a_row_that_names_what_the_graph_does_not_hold_is_left_out_and_told(
    built: Built, graph: Graph, table: str, file: str, column: str
) -> None:
    """The slice holds few occupations, schools and counties; the whole graph holds all that is named."""
    sliced = open_graph(built.settings.graph_dir)

    def list_told(found: Graph) -> set[str]:
        return {
            str(notice["value"])
            for notice in list_rows(found.table("notices"))
            if (notice["code"], notice["table"], notice["column"])
            == ("foreign_key_violation", file, column)
        }

    kept = set(sliced.table(table)[column].to_pylist()) - {None}
    assert list_told(sliced)
    assert not list_told(sliced) & kept
    assert list_told(graph) == set()
    assert sliced.table(table).num_rows < graph.table(table).num_rows
