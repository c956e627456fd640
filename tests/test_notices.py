"""Every notice of the catalogue fires on a bad row and stays silent on the next best one."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.notices import KEPT_PER_CODE, NOTICES, Notice, cap_notices, make_notice
from pathways.store import Graph, open_graph
from tests.notice_cases import CASES, ELSEWHERE


@pytest.fixture
def slice_graph(request: pytest.FixtureRequest) -> Callable[[], Graph]:
    """Open the graph of the slice, which is built only for the cases that ask for it."""
    return lambda: open_graph(request.getfixturevalue("built").settings.graph_dir)


@pytest.mark.parametrize("code", CASES)
def test_a_notice_fires_on_the_bad_row(
    code: str, tmp_path: Path, slice_graph: Callable[[], Graph]
) -> None:
    fire, _ = CASES[code]
    found = [notice for notice in fire(tmp_path, slice_graph) if notice.code == code]
    assert found
    assert min(notice.count for notice in found) >= 1
    assert {notice.severity for notice in found} == {NOTICES[code].severity}


@pytest.mark.parametrize("code", CASES)
def test_a_notice_is_silent_on_the_near_miss(
    code: str, tmp_path: Path, slice_graph: Callable[[], Graph]
) -> None:
    _, miss = CASES[code]
    assert [notice for notice in miss(tmp_path, slice_graph) if notice.code == code] == []


# ---- the catalogue


def test_every_code_of_the_catalogue_has_its_cases() -> None:
    """A new code adds its pair to CASES, or names the test that raises it in ELSEWHERE."""
    assert sorted(NOTICES) == sorted([*CASES, *ELSEWHERE])


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_notice_that_is_raised_elsewhere_is_named_in_that_test(code: str) -> None:
    module, name = ELSEWHERE[code].split(":")
    text = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
    said = [
        "\n".join(
            text.splitlines()[min(d.lineno for d in (*n.decorator_list, n)) - 1 : n.end_lineno]
        )
        for n in ast.parse(text).body
        if isinstance(n, ast.FunctionDef) and n.name == name
    ]
    assert [f'"{code}"' in words for words in said] == [True]


@pytest.mark.parametrize("code", NOTICES)
def test_a_rule_says_what_was_found_and_what_to_do(code: str) -> None:
    rule = NOTICES[code]
    assert rule.condition[0].isupper() and not rule.condition.endswith(".")
    assert rule.fix[0].isupper() and not rule.fix.endswith(".")


def test_a_code_outside_the_catalogue_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        make_notice("invented", "table")


def test_every_notice_of_the_committed_graph_is_in_the_catalogue(graph: Graph) -> None:
    for notice in graph.table("notices").to_pylist():
        rule = NOTICES[notice["code"]]
        assert (notice["severity"], notice["message"], notice["fix"]) == (
            rule.severity,
            rule.condition,
            rule.fix,
        )


def test_the_committed_graph_has_no_error_notice(graph: Graph) -> None:
    assert "error" not in graph.table("notices")["severity"].to_pylist()


@pytest.mark.parametrize(
    ("value", "shown"),
    [("x", "x"), ("a\nb", "a\\x0ab"), ("\x1b[31m", "\\x1b[31m"), ("é", "é"), ("x" * 99, "x" * 80)],
)
def test_what_was_found_is_shown_printable_and_short(value: str, shown: str) -> None:
    assert make_notice("blank_row", "t", value=value).value == shown


# ---- the cap

notices = st.builds(
    make_notice,
    st.sampled_from(("blank_row", "duplicate_key")),
    st.sampled_from(("a", "b")),
    row=st.none() | st.integers(1, 500),
    count=st.integers(1, 5),
)


@given(st.lists(notices, max_size=30))
def test_no_two_kept_notices_have_the_same_key(found: list[Notice]) -> None:
    """Equal keys would stop the build when the notices are stored."""
    keys = [(n.code, n.table, n.row, n.column, n.value, n.entity) for n in cap_notices(found)]
    assert len(keys) == len(set(keys))


@given(st.lists(notices, max_size=400))
def test_counts_stay_true_when_notices_are_cut(found: list[Notice]) -> None:
    def count(some: list[Notice]) -> dict[tuple[str, str], int]:
        total: dict[tuple[str, str], int] = {}
        for notice in some:
            key = (notice.code, notice.table)
            total[key] = total.get(key, 0) + notice.count
        return total

    assert count(cap_notices(found)) == count(found)


def test_no_more_are_kept_than_agreed() -> None:
    found = [make_notice("blank_row", "a", row=row) for row in range(1, 251)]
    kept = cap_notices(found)
    assert [notice.row for notice in kept] == list(range(1, KEPT_PER_CODE + 1))
    assert kept[-1].count == 151


@given(st.lists(notices, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_notices_does_not_matter(found: list[Notice], dice) -> None:
    assert cap_notices(dice.sample(found, len(found))) == cap_notices(found)
