"""The worked example of docs/api.md runs as it is printed."""

from __future__ import annotations

import doctest

from pathways.settings import ROOT


def test_the_worked_example_prints_what_it_says() -> None:
    page = ROOT / "docs" / "api.md"
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted >= 15
    assert result.failed == 0
