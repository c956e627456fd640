"""Searches for garbage stay short: what a long one left alive is set aside, and looked at again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from pathways.ui import garbage
from pathways.ui.garbage import LONG_S, LOOKED_AGAIN, Keeper, keep_searches_short

FULL = {"generation": 2, "collected": 0, "uncollectable": 0}
YOUNG = {"generation": 1, "collected": 0, "uncollectable": 0}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Times that the keeper reads, first to last; afterwards nothing is set aside any more."""
    times: list[float] = []
    monkeypatch.setattr(garbage, "thread_time", lambda: times.pop(0))
    gc.unfreeze()
    yield times
    gc.unfreeze()


def search(keeper: Keeper, info: dict[str, int]) -> None:
    """Tell a keeper of one search."""
    keeper("start", info)
    keeper("stop", info)


def test_a_long_search_sets_aside_what_is_alive(clock: list[float]) -> None:
    clock += [0.0, 2 * LONG_S]
    search(Keeper(), FULL)
    assert gc.get_freeze_count() > 1_000


@pytest.mark.parametrize(("took", "info"), [(LONG_S / 2, FULL), (2 * LONG_S, YOUNG)])
def test_a_short_search_and_one_of_the_young_set_nothing_aside(
    clock: list[float], took: float, info: dict[str, int]
) -> None:
    clock += [0.0, took]
    search(Keeper(), info)
    assert gc.get_freeze_count() == 0


def test_everything_is_looked_at_again_after_a_while(clock: list[float]) -> None:
    keeper = Keeper()
    for _ in range(LOOKED_AGAIN - 1):
        clock += [0.0, 2 * LONG_S]
        search(keeper, FULL)
    assert gc.get_freeze_count() > 1_000
    clock += [0.0, 2 * LONG_S]
    search(keeper, FULL)
    assert gc.get_freeze_count() == 0


def test_the_keeper_is_hung_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "callbacks", [])
    keep_searches_short()
    keep_searches_short()
    assert [type(callback) for callback in gc.callbacks] == [Keeper]
