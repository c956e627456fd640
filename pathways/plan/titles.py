"""Published titles and names as a plan prints them: on one line, no hidden marks, not too long."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Final

TITLE_WIDTH: Final = 115
"""Letters of a title that are shown; the longest of the occupations has 111."""
NAME_WIDTH: Final = 140
"""Letters of a credential, rule or check that are shown."""
UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories that no reader sees; the marks that turn the direction of text are among them."""
SPACES: Final = "\t\r\n\v\f"


def clean_text(text: object) -> str:
    """Return text on one line without what no reader sees: control marks and marks of direction."""
    normal = unicodedata.normalize("NFC", str(text))
    seen = "".join(
        " " if letter in SPACES else letter
        for letter in normal
        if letter in SPACES or unicodedata.category(letter) not in UNSEEN
    )
    return " ".join(seen.split())


def name_title(title: object, *, width: int = TITLE_WIDTH) -> str:
    """Return a title or name on one line, cut at a word with three dots where it is too long."""
    return cut_text(clean_text(title), width)


def cut_text(text: str, width: int) -> str:
    """Return text of at most ``width`` letters, cut at a word with three dots."""
    if len(text) <= width:
        return text
    short = textwrap.shorten(text, width, placeholder="...")
    # one word longer than the half is cut inside
    return short if len(short) > width // 2 else f"{text[: width - 3].rstrip()}..."
