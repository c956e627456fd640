"""Imports point upward in the list of design.md only; each library is used where it belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pathways.settings import ROOT

ORDER = (
    ("errors", "schema", "settings", "words"),
    ("notices",),
    ("person",),
    ("sources",),
    ("crosswalk",),
    ("store",),
    # Pure functions over rows, which the build calls: above build, not below it.
    ("gates", "months", "prices", "similarity"),
    # validate before build: build.standing reports what it finds.
    ("validate", "build"),
    ("moves",),
    (
        "graph",
        "region",
        "coverage",
        "recognition",
        "employers",
        "rules",
        "facts",
        "neighbors",
        "awards",
        "entry",
        "steps",
        "offers",
        "network",
    ),
    ("search",),
    ("wage_line", "front", "rank", "ledger", "relax", "feeders", "trace", "compare"),
    (
        "designations",
        "atlas",
        "fields",
        "sectors",
        "sector_ladder",
        "gaps",
        "changes",
        "evaluate",
        "bench",
    ),
    ("draw", "plan", "export"),
    ("layers", "proposals"),
    ("reference",),
    ("ui",),
    ("cli", "__main__"),
)
"""A module may import those of earlier lines and those to its left in its own line."""

PLACE = {name: place for place, name in enumerate(name for line in ORDER for name in line)}
NETWORK = (
    "socket", "ssl", "http.client", "http.server", "urllib.request", "urllib3", "requests",
    "httpx", "aiohttp", "ftplib", "smtplib", "websockets", "socketserver", "xmlrpc",
)  # fmt: skip
VAGUE = ("utils", "util", "helpers", "helper", "misc", "common", "manager", "service", "services")
CODE = sorted((ROOT / "pathways").rglob("*.py"))


def name_module(path: Path) -> str:
    """Return the dotted name of a file under the root; a package is called by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def list_imports(source: str) -> Iterator[str]:
    """Yield every module that a source imports, anywhere in it, one entry for each name taken."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def find_downward(module: str, source: str) -> list[str]:
    """Return the imports of a module of pathways that do not point upward."""
    parts = module.split(".")
    if len(parts) == 1:
        return sorted({name for name in list_imports(source) if name.startswith("pathways")})
    own = parts[1]
    found = set()
    for name in list_imports(source):
        if not name.startswith("pathways."):
            continue
        other = name.split(".")[1]
        if other != own and PLACE.get(other, len(PLACE)) >= PLACE.get(own, -1):
            found.add(name)
    return sorted(found)


def find_library(library: str, source: str) -> list[str]:
    """Return the imports that take a library or a part of it."""
    return sorted(
        {name for name in list_imports(source) if name == library or name.startswith(f"{library}.")}
    )


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_a_module_has_its_line_in_the_order(path: Path) -> None:
    parts = name_module(path).split(".")
    assert parts[1:2] == [] or parts[1] in PLACE


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_imports_point_upward(path: Path) -> None:
    assert find_downward(name_module(path), read(path)) == []


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_imports_are_absolute(path: Path) -> None:
    relative = [
        node.lineno
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_no_module_of_a_package_imports_in_a_circle() -> None:
    names = {name_module(path) for path in CODE}
    wants = {
        name_module(path): {
            target
            for name in list_imports(read(path))
            for target in (name, name.rpartition(".")[0])
            if target in names and target != name_module(path)
        }
        for path in CODE
    }
    while free := [name for name, others in wants.items() if not others & wants.keys()]:
        for name in free:
            del wants[name]
    assert sorted(wants) == []


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_streamlit_lives_only_in_ui(path: Path) -> None:
    if not name_module(path).startswith("pathways.ui"):
        assert find_library("streamlit", read(path)) == []


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_pyvis_lives_only_in_draw(path: Path) -> None:
    if not name_module(path).startswith("pathways.draw"):
        assert find_library("pyvis", read(path)) == []


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_nothing_reaches_for_the_network(path: Path) -> None:
    source = read(path)
    assert [name for library in NETWORK for name in find_library(library, source)] == []


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_no_module_has_a_vague_name(path: Path) -> None:
    assert not set(name_module(path).split(".")) & set(VAGUE)


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_the_first_line_says_what_the_module_does(path: Path) -> None:
    said = ast.get_docstring(ast.parse(read(path)))
    assert said is not None and said.splitlines()[0].endswith((".", ",", ":"))


@pytest.mark.parametrize("path", CODE, ids=name_module)
def test_nothing_prints_but_the_command_line(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert calls == []


def test_app_is_short() -> None:
    path = ROOT / "app.py"
    if not path.is_file():
        pytest.skip("app.py is not there yet")
    assert len(read(path).splitlines()) <= 80


# ---- the checks themselves can fail

LOWER = "from pathways.trace import trace_pathways\n"


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("pathways.moves", LOWER, ["pathways.trace.trace_pathways"]),
        ("pathways.moves", f"def f():\n    {LOWER}", ["pathways.trace.trace_pathways"]),
        ("pathways.moves", "import pathways.cli\n", ["pathways.cli"]),
        ("pathways.moves", "from pathways import cli\n", ["pathways.cli"]),
        ("pathways.graph", "from pathways.region import Region\n", ["pathways.region.Region"]),
        ("pathways.region", "from pathways.graph import Place\n", []),
        ("pathways.sources.oews", "from pathways.store import Graph\n", ["pathways.store.Graph"]),
        ("pathways.sources.oews", "from pathways.sources.base import Field\n", []),
        ("pathways.ui.pages.start", LOWER, []),
        ("pathways.moves", "from pathways.invented import x\n", ["pathways.invented.x"]),
        ("pathways", "from pathways.errors import SourceError\n", ["pathways.errors.SourceError"]),
        ("pathways.moves", "import json\n", []),
    ],
)
def test_a_downward_import_is_found(module: str, source: str, found: list[str]) -> None:
    assert find_downward(module, source) == found


@pytest.mark.parametrize(
    ("library", "source", "found"),
    [
        ("urllib.request", "from urllib.request import urlopen\n", ["urllib.request.urlopen"]),
        ("urllib.request", "from urllib import request\n", ["urllib.request"]),
        ("urllib.request", "from urllib.parse import quote\n", []),
        ("streamlit", "import streamlit as st\n", ["streamlit"]),
        ("requests", "import requests_cache\n", []),
    ],
)
def test_a_library_is_found(library: str, source: str, found: list[str]) -> None:
    assert find_library(library, source) == found
