"""Published files and curated tables -> the tables of the graph folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pathways.build.frames import build_frames
from pathways.build.inputs import Progress, read_inputs
from pathways.build.readme import write_readme
from pathways.schema import TABLES
from pathways.settings import SETTINGS, Settings
from pathways.sources.curated import CURATED_FILES
from pathways.store import hash_content, read_manifest, to_table, write_graph

REGISTER = "careeronestop_licenses"
FEDERAL = "US"


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


def count_graph(tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Return how many of each kind a graph holds; licences are the register's, state and federal."""
    offers = tables["edges/offers"]
    conferring = offers.filter(pc.greater(offers["completions"], 0))
    credentials = tables["nodes/credential"]
    registered = credentials.filter(pc.equal(credentials["dataset"], REGISTER))
    federal = registered.filter(pc.equal(registered["state"], FEDERAL)).num_rows
    employers = tables["nodes/employer"]
    return {
        "areas": tables["facts/areas"].num_rows,
        "occupations": tables["nodes/occupation"].num_rows,
        "providers": tables["nodes/provider"].num_rows,
        "providers_with_completions": len(pc.unique(conferring["provider"])),
        "offers": offers.num_rows,
        "offers_with_completions": conferring.num_rows,
        "credentials": credentials.num_rows,
        "awards": _count_kind(credentials, "award"),
        "licenses": registered.num_rows - federal,
        "federal_licenses": federal,
        "apprenticeships": _count_kind(credentials, "apprenticeship"),
        "certifications": credentials.filter(
            pc.equal(credentials["dataset"], "careeronestop_certifications")
        ).num_rows,
        "employers": employers.num_rows,
        "sponsors": _count_kind(employers, "sponsor"),
        "hospitals": _count_kind(employers, "hospital"),
        "sectors": tables["nodes/sector"].num_rows,
        "moves": tables["edges/advances_to"].num_rows,
        "gates": tables["facts/gates"].num_rows,
        "wages": tables["facts/wages"].num_rows,
        "titles": tables["facts/titles"].num_rows,
        "counties": tables["facts/counties"].num_rows,
        "zips": tables["facts/zips"].num_rows,
    }


def _count_kind(table: pa.Table, kind: str) -> int:
    return int(pc.sum(pc.equal(table["kind"], kind)).as_py() or 0)
