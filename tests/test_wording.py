"""No text of the product says what our sources cannot know, nor promises money, a place or a job.

"Desert", "single provider" and "no provider" may be said of no field of which our sources see
little; "funded", "eligible", "free" and "hiring" stand in no sentence of ours, in either language.
Published names (of providers, places, employers, programs, documents) are exempt, and so are addresses.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pathways.coverage import find_coverage, say_coverage
from pathways.offers import describe_offers
from pathways.reference import PAGES
from pathways.region import Region, open_region
from pathways.settings import ROOT
from pathways.store import Graph

UNSEEN = (
    "desert",
    "single provider",
    "no provider",
    "desierto",
    "único proveedor",
    "ningún proveedor",
)
"""What absence may not be called."""

PROMISES = (
    "funded", "eligible", "free", "hiring", "financiado", "financiada", "elegible", "gratis",
    "gratuito", "gratuita", "contratando",
)  # fmt: skip
"""What we cannot promise."""

KEYS = {"training_deserts", "single_provider", "not_visible"}
"""Names of the JSON contract (design.md section 8): keys, not sentences."""

WORD_LISTS = {("pathways/search.py", "_NOISE")}
"""File and constant of lists of words that people type; nobody is shown them."""

CODE = [*sorted((ROOT / "pathways").rglob("*.py")), ROOT / "app.py"]
ASSETS = sorted(
    path for path in (ROOT / "pathways" / "ui").rglob("*") if path.suffix in (".js", ".html")
)

PUBLISHED = {
    "facts/areas", "facts/award_levels", "facts/boards", "facts/counties", "facts/credential_titles",
    "facts/elements", "facts/industries", "facts/minimum_wage", "facts/near_duplicates",
    "facts/technology", "facts/titles", "facts/zips", "nodes/employer", "nodes/provider",
}  # fmt: skip
"""Tables whose texts are names that publishers gave."""

PUBLISHED_COLUMNS = {
    ("nodes/credential", "title"),
    ("nodes/credential", "agency"),
    ("nodes/occupation", "title"),
    ("facts/designations", "document"),
    ("notices", "value"),
}
"""Columns of other tables that hold published names or what a file held."""

_ADDRESS = re.compile(r"\b(https?://|www\.)\S+")


def find_words(text: str, words: tuple[str, ...]) -> list[str]:
    """Return the words that stand in a text, its addresses left out; plurals are found too."""
    folded = " ".join(text.casefold().split())
    near = [word for word in words if word in folded]
    if not near:
        return []
    plain = _ADDRESS.sub(" ", folded)
    return [word for word in near if re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", plain)]


def list_literals(source: str, lists: frozenset[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """Yield line and text of every string literal, docstrings and parts of f-strings included.

    Texts put together from several literals are one; values of the constants ``lists`` are left out.
    """
    skipped: set[ast.AST] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id in lists for target in targets):
                skipped |= set(ast.walk(node.value))
        if node in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            skipped |= set(node.values)
            parts = [
                v.value if isinstance(v, ast.Constant) else "\N{REPLACEMENT CHARACTER}"
                for v in node.values
            ]
            yield node.lineno, "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def find_in_source(source: str, name: str = "") -> list[str]:
    """Return the forbidden words of a source with their lines; names of the contract are let pass."""
    lists = frozenset(constant for file, constant in WORD_LISTS if file == name)
    return [
        f"{name}:{line}: {word}"
        for line, text in list_literals(source, lists)
        if text not in KEYS
        for word in find_words(text, UNSEEN + PROMISES)
    ]


def name_file(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ---- the code


@pytest.mark.parametrize("path", CODE, ids=name_file)
def test_no_string_of_the_code_says_it(path: Path) -> None:
    assert find_in_source(path.read_text(encoding="utf-8"), name_file(path)) == []


@pytest.mark.parametrize("path", ASSETS, ids=name_file)
def test_no_asset_of_the_screen_says_it(path: Path) -> None:
    text = re.sub(r"<!--.*?-->|/\*.*?\*/", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert find_words(text, UNSEEN + PROMISES) == []


def test_the_lists_that_are_let_pass_are_there() -> None:
    for name, constant in WORD_LISTS:
        source = (ROOT / name).read_text(encoding="utf-8")
        every = {text for _, text in list_literals(source)}
        assert every - {text for _, text in list_literals(source, frozenset({constant}))}


# ---- generated pages, and the tables that screens show


@pytest.mark.parametrize("page", sorted(PAGES))
def test_no_generated_page_says_it(page: str) -> None:
    assert find_words(PAGES[page](), UNSEEN + PROMISES) == []


def test_the_readme_of_the_graph_says_it_only_in_a_licence() -> None:
    for line in (ROOT / "graph" / "README.md").read_text(encoding="utf-8").splitlines():
        # the licence column names who paid for the register, in its own words
        shown = re.sub(r"U\.S\. Departments? of Labor funded", "", line)
        assert find_words(shown, UNSEEN + PROMISES) == [], line


def list_texts(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and text of all that we wrote ourselves into the graph."""
    for name, table in graph.tables.items():
        if name in PUBLISHED:
            continue
        for column in table.column_names:
            kind = table[column].type
            is_text = pa.types.is_string(kind) or pa.types.is_dictionary(kind)
            if is_text and (name, column) not in PUBLISHED_COLUMNS:
                for text in pc.unique(table[column].cast(pa.string())).drop_null().to_pylist():
                    yield name, column, text


def test_no_reviewed_text_in_the_graph_says_it(graph: Graph) -> None:
    texts = list(list_texts(graph))
    assert {"facts/coverage", "facts/gates", "nodes/sector", "notices"} <= {t for t, *_ in texts}
    found = [
        (table, column, word, text)
        for table, column, text in texts
        for word in find_words(text, UNSEEN + PROMISES)
    ]
    assert found == []


# ---- what is said of fields that our sources see little of


@pytest.mark.parametrize("area", ["0041180", "0033100", "0029180"])
def test_fields_seen_little_are_never_called_empty(graph: Graph, area: str) -> None:
    region = open_region(graph, area)
    rows = [r for r in graph.table("facts/coverage").to_pylist() if r["class"] == "little"]
    assert len(rows) > 20
    for row in rows:
        for offer in ask_all(region, row["occupations"].split("|")):
            for name, text in list_own_words(offer):
                assert find_words(text, UNSEEN + PROMISES) == [], (row["field"], name)
            if find_coverage(graph, cip=offer["credential"].split("/")[1]) == row:
                assert offer["coverage_words"].startswith("Our sources see few schools")
        for state in ("MO", "FL", "KS", None):
            assert find_words(say_coverage(row, state), UNSEEN + PROMISES) == []


def ask_all(region: Region, occupations: list[str]) -> Iterator[dict[str, Any]]:
    for occupation in occupations:
        yield from describe_offers(region, occupation=occupation)


def list_own_words(offer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts of an offer that are ours: not the names of provider, place and award."""
    for name, value in offer.items():
        if isinstance(value, str) and name not in ("provider_name", "city", "title"):
            yield name, value


# ---- the checks themselves can fail


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This county is a training desert.", ["desert"]),
        ("Training deserts", ["desert"]),
        ("There is a SINGLE provider here", ["single provider"]),
        ("no\n   provider teaches it", ["no provider"]),
        ("No providers", ["no provider"]),
        ("a free course", ["free"]),
        ("WIOA-funded", ["funded"]),
        ("You are eligible.", ["eligible"]),
        ("They are hiring!", ["hiring"]),
        ("Es gratis", ["gratis"]),
        ("freedom and freeze", []),
        ("an ineligible refund", []),
        ("see https://jobs.mo.gov/missouri-eligible-training-provider-list", []),
        ("see www.free.org/eligible today", []),
        ("training_deserts", []),
        ("Our sources see few schools of this kind.", []),
    ],
)
def test_a_forbidden_word_is_found(text: str, found: list[str]) -> None:
    assert find_words(text, UNSEEN + PROMISES) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('say("a free course")', [":1: free"]),
        ('say(f"{name} is the single provider")', [":1: single provider"]),
        ('say("no "\n    "provider")', [":1: no provider"]),
        ('say(f"no " f"provider")', [":1: no provider"]),
        ('"""They are hiring."""', [":1: hiring"]),
        ('say({"training_deserts": [], "single_provider": []})', []),
        ('say("single_provider training_deserts are free")', [":1: free"]),
        ("# a free comment\nhiring = 1", []),
        ('_NOISE = "hiring"', [":1: hiring"]),
    ],
)
def test_a_forbidden_word_in_a_source_is_found(source: str, found: list[str]) -> None:
    assert find_in_source(source) == found


def test_a_word_list_is_let_pass_only_in_its_file() -> None:
    source = '_NOISE = "hiring"\nOTHER = "hiring"'
    assert find_in_source(source, "pathways/search.py") == ["pathways/search.py:2: hiring"]
    assert len(find_in_source(source, "pathways/words.py")) == 2


def test_a_word_in_a_table_is_found(graph: Graph) -> None:
    table = graph.table("facts/coverage")
    place = table.column_names.index("reason")
    wrong = table.set_column(place, "reason", pa.array(["a desert"] * table.num_rows))
    changed = Graph({**graph.tables, "facts/coverage": wrong}, graph.manifest)
    words = {w for *_, text in list_texts(changed) for w in find_words(text, UNSEEN)}
    assert words == {"desert"}
