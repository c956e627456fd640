"""docs/ says what the code says."""

import pytest

from pathways.reference import PAGES
from pathways.settings import SETTINGS


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_page_is_current(name: str) -> None:
    page = (SETTINGS.docs_dir / name).read_text(encoding="utf-8")
    assert page == PAGES[name](), "Run: python -m pathways docs"
