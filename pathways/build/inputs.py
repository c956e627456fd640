"""Read every source, check each file against data/sources.toml, and say what went in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pathways.errors import SourceError
from pathways.notices import Notice, make_notice
from pathways.sources import SOURCES
from pathways.sources.base import DOWNLOAD_AGAIN, hash_file, open_file
from pathways.sources.curated import read_curated

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Inputs:
    """Everything a build reads: published tables, curated tables, notices, and the files' records."""

    tables: Mapping[str, pd.DataFrame]
    curated: Mapping[str, pd.DataFrame]
    notices: tuple[Notice, ...]
    files: tuple[Mapping[str, Any], ...]
    vintages: Mapping[str, str]


def list_files(sources_list: Path) -> list[dict[str, Any]]:
    """Return the entries of data/sources.toml. Raises SourceError where it cannot be read."""
    try:
        with sources_list.open("rb") as stream:
            entries: list[dict[str, Any]] = tomllib.load(stream)["file"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SourceError(
            f"the list of sources cannot be read ({error})",
            file=sources_list.name,
            fix="Restore it from version control",
        ) from error
    return entries


def read_inputs(folder: Path, curated_dir: Path, sources_list: Path, report: Progress) -> Inputs:
    """Read all sources under ``folder`` and the curated tables; ``report`` is told each step.

    Raises SourceError for the first file that cannot be used, before anything is written.
    """
    entries = {entry["path"]: entry for entry in list_files(sources_list)}
    tables: dict[str, pd.DataFrame] = {}
    notices: list[Notice] = []
    files: list[dict[str, Any]] = []
    for source in SOURCES:
        report(f"reading {source.name}")
        for name in source.files:
            record, found = _check_file(folder / name, name, entries)
            files.append(record)
            notices += found
        reading = source.read(folder)
        tables |= reading.tables
        notices += reading.notices
    vintages = {entry["dataset"]: entry["vintage"] for entry in files}
    return Inputs(tables, read_curated(curated_dir), tuple(notices), tuple(files), vintages)


def _check_file(
    path: Path, name: str, entries: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, Any], list[Notice]]:
    """Return the file's record for the manifest and a notice where it is not the listed file."""
    if name not in entries:
        raise SourceError(
            f"data/sources.toml does not list {name}",
            file="sources.toml",
            fix="Add an entry with its publisher, release, licence, rows and sha256",
        )
    if not path.is_file():
        raise SourceError("the file is missing", file=name, fix=DOWNLOAD_AGAIN)
    entry = entries[name]
    sha256 = hash_file(path)
    if sha256 == entry["sha256"]:
        return dict(entry), []
    if path.suffix != ".xlsx" and count_rows(path) < entry["rows"]:
        raise SourceError(
            f"there are fewer rows than data/sources.toml says ({entry['rows']:,}): the file may "
            "have been cut off",
            file=name,
            value=f"{count_rows(path):,} rows",
            fix=f"{DOWNLOAD_AGAIN}. If it is a newer release, write its rows and sha256 there",
        )
    return {**entry, "sha256": sha256}, [make_notice("input_differs", name, value=sha256)]


def count_rows(path: Path) -> int:
    """Return the lines of a text file after its header, a last one without line end included."""
    lines, last = 0, b"\n"
    try:
        with open_file(path) as stream:
            while piece := stream.read(1 << 20):
                lines += piece.count(b"\n")
                last = piece[-1:]
    except (OSError, EOFError) as error:
        raise SourceError(
            f"the file ends too early or is damaged ({error})", file=path.name, fix=DOWNLOAD_AGAIN
        ) from error
    return lines - 1 + (last != b"\n")
