"""Published files and curated tables -> the tables of the graph folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pathways.build.inputs import Inputs, Progress, read_inputs
from pathways.build.occupations import (
    build_moves,
    build_occupations,
    build_titles,
    note_unmapped,
)
from pathways.build.places import build_areas, check_counties
from pathways.build.readme import write_readme
from pathways.build.training import (
    build_credentials,
    build_offers,
    build_preparations,
    build_providers,
    check_award_levels,
    note_unlinked,
)
from pathways.crosswalk import ONET_DETAIL, make_crosswalk
from pathways.gates import LEVEL_OF_AWARD
from pathways.notices import Notice, cap_notices
from pathways.schema import TABLE, TABLES
from pathways.settings import SETTINGS, Settings
from pathways.sources.curated import CURATED_FILES
from pathways.store import hash_content, read_manifest, to_table, write_graph


def build_graph(
    folder: Path, *, settings: Settings = SETTINGS, report: Progress = lambda step: None
) -> dict[str, Any]:
    """Build the graph folder from the published files under ``folder`` and return its manifest.

    Nothing is written before every file has been read and every table made; the old graph stays
    in place until the new one is proved. Raises SourceError for a file that cannot be used.
    """
    inputs = read_inputs(folder, settings.curated_dir, settings.sources_list, report)
    report("making tables")
    frames, about = build_frames(inputs)
    tables = {table.name: to_table(frames[table.name], table) for table in TABLES}
    about |= {"curated": hash_curated(settings.curated_dir)}
    report("writing graph")
    return write_graph(tables, about, write_readme(about, tables), settings.graph_dir)


def compare_build(
    folder: Path, *, settings: Settings = SETTINGS, report: Progress = lambda step: None
) -> list[str]:
    """Rebuild in memory and return the names of tables whose content differs from the graph folder."""
    manifest = read_manifest(settings.graph_dir)
    inputs = read_inputs(folder, settings.curated_dir, settings.sources_list, report)
    report("making tables")
    frames, _ = build_frames(inputs)
    report("comparing")
    return [
        table.name
        for table in TABLES
        if hash_content(to_table(frames[table.name], table))
        != manifest["tables"][table.name]["content"]
    ]


def hash_curated(folder: Path) -> dict[str, str]:
    """Return the sha256 of every curated table, line ends made equal, by file name."""
    return {
        f"{name}.csv": hashlib.sha256(
            (folder / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n")
        ).hexdigest()
        for name in sorted(CURATED_FILES)
    }


def build_frames(inputs: Inputs) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return one frame per table of the schema, and what the manifest says about the build."""
    published, curated = inputs.tables, inputs.curated
    vintages = inputs.vintages
    notices: list[Notice] = list(inputs.notices)
    crosswalk = make_crosswalk(
        published["oews_occupations"],
        published["oews_members"],
        published["soc_structure"],
        published["soc_2010_2018"],
    )
    occupations, found = build_occupations(published, curated, crosswalk)
    notices += found
    titles, found = build_titles(published, curated, crosswalk)
    notices += found
    moves, found = build_moves(published, crosswalk, vintage=vintages["onet"])
    notices += found

    socs = {
        "Occupation Data": published["onet_occupations"]["onet_soc"].str.slice(0, -ONET_DETAIL),
        "CIP2020_SOC2018_Crosswalk": published["cip_soc"]["soc"],
    }
    for name, codes in socs.items():
        notices += note_unmapped(codes, name, crosswalk, published["soc_structure"])

    areas = build_areas(published["oews_areas"], published["counties"])
    counties, found = check_counties(published["counties"], areas)
    notices += found

    completions, award_levels, found = check_award_levels(
        published["completions"], published["award_levels"]
    )
    notices += found
    credentials, found = build_credentials(completions, published["cip_titles"], award_levels)
    notices += found
    providers, found = build_providers(published["institutions"], counties, published["zips"])
    notices += found
    offers, found = build_offers(completions, providers, vintage=vintages["ipeds_completions"])
    notices += found
    preparations, dropped = build_preparations(
        credentials,
        occupations,
        published["cip_soc"],
        curated["cip_soc"],
        crosswalk,
        vintage=vintages["cip_soc"],
    )
    notices += note_unlinked(occupations, published["cip_soc"], curated["cip_soc"], crosswalk)
    frames = {
        "nodes/occupation": occupations,
        "nodes/credential": credentials,
        "nodes/provider": providers,
        "edges/advances_to": moves,
        "edges/prepares_for": preparations,
        "edges/offers": offers,
        "facts/wages": published["oews_wages"],
        "facts/wage_caps": published["oews_caps"],
        "facts/areas": areas,
        "facts/counties": counties,
        "facts/zips": published["zips"],
        "facts/titles": titles,
        "facts/minimum_wage": published["minimum_wages"],
        "facts/award_levels": _time_award_levels(award_levels, curated["level_months"]),
        "notices": pd.DataFrame([asdict(notice) for notice in cap_notices(notices)]),
    }
    about = {
        "inputs": sorted(inputs.files, key=lambda entry: str(entry["path"])),
        "vintages": dict(vintages),
        "dropped_links": {str(reason): int(count) for reason, count in dropped.items()},
    }
    return {name: _pick(frame, name) for name, frame in frames.items()}, about


def _pick(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[list(TABLE[name].column_names)].reset_index(drop=True)


def _time_award_levels(award_levels: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    timed = award_levels.merge(months, on="awlevel", how="left")
    return timed.assign(level=timed["awlevel"].map(LEVEL_OF_AWARD), basis=timed["reason"])


def count_graph(tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Return how many of each kind a graph holds."""
    offers = tables["edges/offers"]
    return {
        "areas": tables["facts/areas"].num_rows,
        "occupations": tables["nodes/occupation"].num_rows,
        "credentials": tables["nodes/credential"].num_rows,
        "providers": tables["nodes/provider"].num_rows,
        "offers": offers.num_rows,
        "moves": tables["edges/advances_to"].num_rows,
        "preparations": tables["edges/prepares_for"].num_rows,
        "wages": tables["facts/wages"].num_rows,
        "titles": tables["facts/titles"].num_rows,
        "counties": tables["facts/counties"].num_rows,
        "zips": tables["facts/zips"].num_rows,
    }
