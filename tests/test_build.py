"""Published rows become the same graph whatever their order; a broken file leaves graph/ as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pathways.build import build_frames, build_graph, compare_build, inputs
from pathways.build.inputs import read_inputs
from pathways.build.standing import describe_standing, find_stale
from pathways.errors import SourceError
from pathways.schema import NODE_TYPES, RELATIONS, TABLE, TABLES
from pathways.settings import ROOT, Settings
from pathways.sources import SOURCES
from pathways.sources.base import hash_file
from pathways.store import Graph, hash_content, open_graph, to_table
from pathways.validate import NODE_TABLE, check_graph
from tests.slices import (
    FILES,
    PUBLISHED,
    Built,
    Row,
    build_slice,
    change_rows,
    copy_slice,
    find_column,
    read_text,
    shuffle_file,
    split_records,
    write_text,
)

TEXT_FILES = [name for name in FILES if not name.endswith((".xlsx", ".json"))]
NOT_READ = ("oews/oe.datatype",)
"""Files that are only proved to be the ones described; none of their cells is used."""

OUTLINES = ("geography/counties-10m.json",)
"""Files without rows and columns; their own tests break them (test_atlas)."""

Refuse = Callable[..., SourceError]

NEEDED_COLUMN = {
    "oews/oe.data.0.Current.gz": "value",
    "oews/oe.area": "area_name",
    "oews/oe.occupation": "display_level",
    "oews/oe.footnote": "footnote_text",
    "onet_30_1/Occupation Data.txt": "Title",
    "onet_30_1/Alternate Titles.txt": "Short Title",
    "onet_30_1/Sample of Reported Titles.txt": "Reported Job Title",
    "onet_30_1/Job Zones.txt": "Job Zone",
    "onet_30_1/Education, Training, and Experience.txt": "Recommend Suppress",
    "onet_30_1/Related Occupations.txt": "Relatedness Tier",
    "bls_projections/occupation.xlsx": "2024 National Employment Matrix code",
    "bls_projections/education.xlsx": "Bachelor's degree",
    "soc/soc2018_structure.csv": "SOCGroup",
    "soc/soc2010_to_2018_crosswalk.csv": "SOCCode2010",
    "soc/oes_hybrid_crosswalk.csv": "SOCTitle2018",
    "nces/CIP2020_SOC2018_Crosswalk.xlsx": "SOC2018Code",
    "geography/county_to_oews_area.csv": "basis",
    "geography/zip_county_cbsa_2022.csv.gz": "county_fips",
    "geography/list1_2023.xlsx": "FIPS County Code",
    "geography/area_definitions_m2021.xlsx": "May 2021 MSA code",
    "ipeds/hd2024.csv": "OPEFLAG",
    "ipeds/c2024_a.csv.gz": "AWLEVEL",
    "ipeds/award_levels.csv": "label",
    "wage_line/state_minimum_wage_2026.csv": "current_2026_10",
    "bls_projections/industry.xlsx": "Industry type",
    "bls_projections/skills.xlsx": "2024 National Employment Matrix code",
    "oews/oe.industry": "industry_name",
    "onet_29/Skills.xlsx": "Element ID",
    "onet_29/Knowledge.xlsx": "Data Value",
    "onet_30_1/work_activities_importance_by_soc.csv": "importance",
    "onet_30_1/Technology Skills.txt": "Hot Technology",
    "onet_30_1/Tasks to DWAs.txt": "DWA ID",
    "onet_30_1/DWA Reference.txt": "DWA Title",
    "careeronestop/licenses.csv": "title",
    "careeronestop/license_occupations.csv": "soc_code",
    "careeronestop/certifications.csv": "CERT_NAME",
    "apprenticeship/rapids_occupations.csv": "soc_code",
    "apprenticeship/sponsors.csv": "sponsor_type",
    "employers/hifld_hospitals_2020.csv": "COUNTYFIPS",
    "boards/fl_county_to_lwda.csv": "board_or_area",
    "boards/mo_county_to_lwda.csv": "basis",
    "naics/naics_2022.csv": "title",
    "mobility/observed_moves.csv": "annual_share",
    "mobility/broad_occupations.csv": "mean_annual_wage",
    "ipeds/ic2023_ay.csv.gz": "UNITID",
    "scorecard/Most-Recent-Cohorts-Field-of-Study.csv.gz": "CREDLEV",
    "scorecard/MERGED2021_22_PP.csv.gz": "TUITIONFEE_PROG",
    "scorecard/high_school_earnings_by_state.csv": "state",
}

EXCHANGED = [
    ("oews/oe.data.0.Current.gz", "value", "footnote_codes"),
    ("oews/oe.data.0.Current.gz", "series_id", "value"),
    ("oews/oe.area", "area_code", "area_name"),
    ("oews/oe.occupation", "occupation_code", "occupation_name"),
    ("onet_30_1/Occupation Data.txt", "O*NET-SOC Code", "Title"),
    ("onet_30_1/Alternate Titles.txt", "O*NET-SOC Code", "Alternate Title"),
    ("onet_30_1/Job Zones.txt", "O*NET-SOC Code", "Job Zone"),
    ("onet_30_1/Education, Training, and Experience.txt", "Scale ID", "Category"),
    ("onet_30_1/Related Occupations.txt", "Relatedness Tier", "Index"),
    ("bls_projections/occupation.xlsx", "Occupation type", "2024 National Employment Matrix code"),
    ("soc/soc2018_structure.csv", "SOCCode", "SOCTitle"),
    ("soc/oes_hybrid_crosswalk.csv", "SOCCode2018", "SOCTitle2018"),
    ("nces/CIP2020_SOC2018_Crosswalk.xlsx", "CIP2020Code", "SOC2018Code"),
    ("ipeds/c2024_a.csv.gz", "CIPCODE", "CTOTALT"),
]

CODE_COLUMN = {
    "oews/oe.occupation": "occupation_code",
    "onet_30_1/Occupation Data.txt": "O*NET-SOC Code",
    "onet_30_1/Alternate Titles.txt": "O*NET-SOC Code",
    "onet_30_1/Sample of Reported Titles.txt": "O*NET-SOC Code",
    "onet_30_1/Job Zones.txt": "O*NET-SOC Code",
    "onet_30_1/Education, Training, and Experience.txt": "O*NET-SOC Code",
    "onet_30_1/Related Occupations.txt": "Related O*NET-SOC Code",
    "bls_projections/occupation.xlsx": "2024 National Employment Matrix code",
    "bls_projections/education.xlsx": "2024 National Employment Matrix code",
    "soc/soc2018_structure.csv": "SOCCode",
    "soc/soc2010_to_2018_crosswalk.csv": "SOCCode2018",
    "soc/oes_hybrid_crosswalk.csv": "OES2019EstimatesCode",
    "nces/CIP2020_SOC2018_Crosswalk.xlsx": "CIP2020Code",
    "ipeds/c2024_a.csv.gz": "CIPCODE",
}


@pytest.fixture(scope="module")
def frames(built: Built) -> dict[str, pd.DataFrame]:
    """The tables of the slice before they are stored."""
    settings = built.settings
    found = read_inputs(
        built.folder, settings.curated_dir, settings.sources_list, lambda step: None
    )
    return build_frames(found)[0]


def hash_tables(built: Built) -> dict[str, str]:
    return {name: entry["content"] for name, entry in built.manifest["tables"].items()}


def list_findings(graph: Graph) -> list[tuple[Any, ...]]:
    """Return a graph's notices without the row that is named first, which follows the file's order."""
    columns = ["code", "table", "column", "entity", "count"]
    return sorted(
        tuple(str(row[name]) for name in columns) for row in graph.table("notices").to_pylist()
    )


# ---- what the build makes


def test_every_file_is_listed_once_and_has_a_column_to_delete() -> None:
    """A new source adds its line to NEEDED_COLUMN."""
    assert sorted(FILES) == sorted({*NEEDED_COLUMN, *NOT_READ, *OUTLINES})


def test_every_table_of_the_schema_has_rows(built: Built) -> None:
    empty = [name for name, entry in built.manifest["tables"].items() if not entry["rows"]]
    assert (sorted(built.manifest["tables"]), empty) == (sorted(TABLE), [])


def test_the_manifest_names_every_input_with_its_sha256(built: Built) -> None:
    assert sorted(entry["path"] for entry in built.manifest["inputs"]) == sorted(FILES)
    assert all(len(entry["sha256"]) == 64 for entry in built.manifest["inputs"])


def test_the_built_graph_breaks_no_rule(built: Built) -> None:
    assert check_graph(open_graph(built.settings.graph_dir)) == []


def test_every_node_type_has_the_table_that_holds_its_ids() -> None:
    assert sorted(NODE_TABLE) == sorted(NODE_TYPES)
    for table, column in NODE_TABLE.values():
        assert TABLE[table].key == (column,)


def test_every_relation_is_a_table_whose_first_columns_are_its_ends() -> None:
    for relation in RELATIONS.values():
        assert TABLE[relation.table].key[:2] == TABLE[relation.table].column_names[:2]
        assert {relation.origin, relation.destination} <= set(NODE_TYPES)


def test_a_fresh_graph_is_not_stale(built: Built) -> None:
    assert find_stale(built.settings) == []


def test_a_changed_curated_table_makes_the_graph_stale(built: Built, tmp_path: Path) -> None:
    for path in built.settings.curated_dir.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "ojt_months.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    changed = Settings(graph_dir=built.settings.graph_dir, curated_dir=tmp_path)
    assert find_stale(changed) == ["data/curated/ojt_months.csv has changed since graph/ was built"]


def test_standing_counts_what_the_graph_holds(built: Built) -> None:
    standing = describe_standing(built.settings)
    rows = {name: entry["rows"] for name, entry in built.manifest["tables"].items()}
    assert standing["counts"]["occupations"] == rows["nodes/occupation"]
    assert standing["counts"]["wages"] == rows["facts/wages"]


def test_the_readme_names_tables_inputs_and_o_net(built: Built) -> None:
    readme = (built.settings.graph_dir / "README.md").read_text(encoding="utf-8")
    assert all(f"### {table.name}" in readme for table in TABLES)
    assert all(name.rsplit("/", 1)[-1] in readme for name in FILES)
    assert "O*NET 30.1 Database" in readme


def test_no_description_of_the_publisher_is_kept(built: Built) -> None:
    columns = {column.name for table in TABLES for column in table.columns}
    assert not columns & {"description", "task", "tasks", "definition"}


# ---- the same graph every time


def test_two_builds_give_the_same_contents(built: Built, tmp_path: Path) -> None:
    assert hash_tables(build_slice(PUBLISHED, tmp_path)) == hash_tables(built)


def test_a_rebuild_in_memory_agrees_with_the_graph(built: Built) -> None:
    assert compare_build(built.folder, settings=built.settings) == []


@pytest.mark.parametrize("seed", [1])
def test_the_order_of_published_rows_changes_no_table(
    built: Built, tmp_path: Path, seed: int
) -> None:
    folder = copy_slice(tmp_path)
    for number, name in enumerate(FILES):
        shuffle_file(folder, name, seed * 100 + number)
    shuffled = build_slice(folder, tmp_path)
    theirs, ours = hash_tables(shuffled), hash_tables(built)
    differing = [name for name in ours if ours[name] != theirs[name]]
    assert set(differing) <= {"notices"}
    assert list_findings(open_graph(shuffled.settings.graph_dir)) == list_findings(
        open_graph(built.settings.graph_dir)
    )


def test_the_seed_of_python_hashing_changes_no_table(built: Built, tmp_path: Path) -> None:
    script = (
        "import json, sys; from pathlib import Path; from tests.slices import *; "
        "b = build_slice(PUBLISHED, Path(sys.argv[1])); "
        "print(json.dumps({n: e['content'] for n, e in b.manifest['tables'].items()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4321"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == hash_tables(built)


# ---- a file that cannot be used


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_slice(tmp_path)


@pytest.fixture
def settings(built: Built, tmp_path: Path) -> Settings:
    """Settings whose list of sources describes the whole files; graph/ holds what was there before."""
    target = tmp_path / "graph"
    for name in ("manifest.json", "nodes/occupation.parquet"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes((built.settings.graph_dir / name).read_bytes())
    return Settings(graph_dir=target, sources_list=built.settings.sources_list)


@pytest.fixture
def refuse(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], SourceError]:
    """Build with the source of one file read first; expect one refusal, and graph/ untouched."""

    def run(name: str, settings: Settings = settings) -> SourceError:
        first = sorted(SOURCES, key=lambda source: name not in source.files)
        monkeypatch.setattr(inputs, "SOURCES", tuple(first))
        before = read_tree(settings.graph_dir)
        with pytest.raises(SourceError) as caught:
            build_graph(folder, settings=settings)
        assert read_tree(settings.graph_dir) == before
        assert list(settings.graph_dir.parent.glob(".graph*")) == []
        error = caught.value
        assert name.rsplit("/", 1)[-1] in error.file
        assert error.fix and error.fix in str(error) and error.file in str(error)
        return error

    return run


def read_tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", sorted(NEEDED_COLUMN))
def test_a_deleted_column_is_named(folder: Path, name: str, refuse: Refuse) -> None:
    column = NEEDED_COLUMN[name]

    def delete(rows: list[Row]) -> None:
        headers = [str(header).strip() for header in rows[0]]
        if column in headers:
            for row in rows:
                del row[headers.index(column)]

    change_rows(folder, name, delete)
    error = refuse(name)
    assert error.row == 1
    assert error.column is not None


@pytest.mark.parametrize("name", [source.files[-1] for source in SOURCES])
def test_a_missing_file_is_named(folder: Path, name: str, refuse: Refuse) -> None:
    (folder / name).unlink()
    assert refuse(name).problem == "the file is missing"


@pytest.mark.parametrize("name", TEXT_FILES)
def test_a_file_cut_at_a_line_end_is_refused(folder: Path, name: str, refuse: Refuse) -> None:
    records = split_records(read_text(folder / name))
    write_text(folder / name, "".join(records[:-1]))
    error = refuse(name)
    assert ("fewer rows" in error.problem, str(error.value).endswith(" rows")) == (True, True)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".gz", ".xlsx"))])
@pytest.mark.parametrize("share", [0.6, 0.99])
def test_a_packed_file_cut_anywhere_is_refused(
    folder: Path, name: str, share: float, refuse: Refuse
) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])
    refuse(name)


@pytest.mark.parametrize(("name", "one", "other"), EXCHANGED)
def test_exchanged_columns_are_refused_with_row_and_column(
    folder: Path, name: str, one: str, other: str, refuse: Refuse
) -> None:
    def exchange(rows: list[Row]) -> None:
        headers = [str(header).strip() for header in rows[0]]
        if one in headers and other in headers:
            left, right = headers.index(one), headers.index(other)
            for row in rows[1:]:
                row[left], row[right] = row[right], row[left]

    change_rows(folder, name, exchange)
    error = refuse(name)
    assert error.row is not None and error.row >= 2
    assert error.column is not None
    assert error.value is not None


@pytest.mark.parametrize("name", sorted(CODE_COLUMN))
def test_a_code_that_became_a_date_is_refused_with_its_row(
    folder: Path, name: str, refuse: Refuse
) -> None:
    def spoil(rows: list[Row]) -> None:
        if CODE_COLUMN[name] in [str(header).strip() for header in rows[0]]:
            rows[4][find_column(rows, CODE_COLUMN[name])] = "11-Jan"

    change_rows(folder, name, spoil)
    error = refuse(name)
    header_row = {"bls_projections": 2}.get(name.split("/")[0], 1)
    assert (error.row, error.value) == (header_row + 4, "11-Jan")
    assert error.column is not None
    assert ("format the column as Text" in error.fix) == (name != "oews/oe.occupation")


def test_a_wage_that_is_no_number_is_refused_with_its_row(folder: Path, refuse: Refuse) -> None:
    name = "oews/oe.data.0.Current.gz"

    def spoil(rows: list[Row]) -> None:
        rows[100][find_column(rows, "value")] = "1.2.3"

    change_rows(folder, name, spoil)
    error = refuse(name)
    assert (error.row, error.column, error.value) == (101, "value", "1.2.3")


def test_a_withheld_wage_without_its_footnote_is_refused(folder: Path, refuse: Refuse) -> None:
    name = "oews/oe.data.0.Current.gz"

    def spoil(rows: list[Row]) -> None:
        rows[100][find_column(rows, "value")] = "-"
        rows[100][find_column(rows, "footnote_codes")] = ""

    change_rows(folder, name, spoil)
    error = refuse(name)
    assert (error.row, error.column) == (101, "footnote_codes")


def test_a_series_that_stands_twice_is_refused(folder: Path, refuse: Refuse) -> None:
    name = "oews/oe.data.0.Current.gz"
    change_rows(folder, name, lambda rows: rows.append(rows[-1]))
    assert refuse(name).column == "series_id"


def test_a_series_of_an_area_that_is_not_listed_is_refused(folder: Path, refuse: Refuse) -> None:
    def rename(rows: list[Row]) -> None:
        column = find_column(rows, "area_code")
        rows[:] = [
            [*row[:column], "0044181", *row[column + 1 :]] if row[column] == "0044180" else row
            for row in rows
        ]

    change_rows(folder, "oews/oe.area", rename)
    assert refuse("oews/oe.data.0.Current.gz").value == "0044180"


def test_tables_of_the_projections_that_disagree_are_refused(folder: Path, refuse: Refuse) -> None:
    name = "bls_projections/occupation.xlsx"

    def shorten(rows: list[Row]) -> None:
        if any("Labor force exit rate" in str(header) for header in rows[0]):
            rows[:] = [row for row in rows if row[1] != "41-2011"]

    change_rows(folder, name, shorten)
    assert refuse(name).value == "41-2011"


def test_a_file_that_sources_toml_does_not_list_is_refused(
    settings: Settings, tmp_path: Path, refuse: Refuse
) -> None:
    listed = settings.sources_list.read_text(encoding="utf-8")
    shorter = tmp_path / "shorter.toml"
    shorter.write_text(listed.replace("oews/oe.area", "oews/oe.other"), encoding="utf-8")
    without = Settings(graph_dir=settings.graph_dir, sources_list=shorter)
    assert "oews/oe.area" in refuse("sources.toml", without).problem


@pytest.mark.parametrize("text", ["[[file]\n", "", None])
def test_a_sources_toml_that_cannot_be_read_is_refused(
    refuse: Refuse, settings: Settings, tmp_path: Path, text: str | None
) -> None:
    broken = tmp_path / "broken.toml"
    if text is not None:
        broken.write_text(text, encoding="utf-8")
    refuse("broken.toml", Settings(graph_dir=settings.graph_dir, sources_list=broken))


# ---- a file that is another one, and fine


def list_differing(folder: Path, settings: Settings) -> list[str]:
    found = read_inputs(
        folder, settings.curated_dir, settings.sources_list, report=lambda step: None
    )
    return [notice.table for notice in found.notices if notice.code == "input_differs"]


def test_other_files_with_enough_rows_give_a_notice_each(folder: Path, settings: Settings) -> None:
    for name in TEXT_FILES:
        shuffle_file(folder, name, 7)
    assert sorted(list_differing(folder, settings)) == sorted(TEXT_FILES)


def test_the_files_that_are_described_give_no_such_notice(folder: Path, settings: Settings) -> None:
    assert list_differing(folder, settings) == []


def test_what_is_recorded_is_the_sha256_of_the_file_that_was_read(
    folder: Path, settings: Settings
) -> None:
    shuffle_file(folder, "oews/oe.area", 7)
    found = read_inputs(folder, settings.curated_dir, settings.sources_list, lambda step: None)
    recorded = {entry["path"]: entry["sha256"] for entry in found.files}
    assert recorded == {name: hash_file(folder / name) for name in FILES}


def test_an_award_of_a_level_that_nobody_lists_is_left_out_with_a_notice(
    folder: Path, settings: Settings
) -> None:
    """It used to stop the build with an error of the store."""

    def spoil(rows: list[Row]) -> None:
        rows[1][find_column(rows, "AWLEVEL")] = "99"

    change_rows(folder, "ipeds/c2024_a.csv.gz", spoil)
    manifest = build_graph(folder, settings=settings)
    notices = open_graph(settings.graph_dir).table("notices").to_pylist()
    found = [n["value"] for n in notices if n["code"] == "unknown_award_level"]
    assert (found, manifest["tables"]["edges/offers"]["rows"]) == (["99"], 335)


def test_frames_have_the_columns_of_the_schema(frames: dict[str, pd.DataFrame]) -> None:
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == {
        table.name: table.column_names for table in TABLES
    }


def test_shuffled_frames_are_stored_alike(built: Built, frames: dict[str, pd.DataFrame]) -> None:
    for name, frame in frames.items():
        shuffled = to_table(frame.sample(frac=1, random_state=1), TABLE[name])
        assert hash_content(shuffled) == built.manifest["tables"][name]["content"]


def test_sources_are_named_once() -> None:
    names = [source.name for source in SOURCES]
    assert len(names) == len(set(names))
