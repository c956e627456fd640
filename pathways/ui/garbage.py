"""Keeps Python's search for garbage short: what lives long is set aside from it.

Streamlit looks through every object after every run. Regions, moves and kept answers are hundreds
of thousands of objects that stay, and a look at all of them takes longer than the run itself.
"""

from __future__ import annotations

import gc
from time import thread_time
from typing import Final, Literal

LONG_S: Final = 0.005
"""A full search that takes longer sets aside what it found alive."""
LOOKED_AGAIN: Final = 64
"""After so many times everything is looked through once more: what was set aside can have died."""


class Keeper:
    """Sets aside (``gc.freeze``) what a long full search left alive; it hangs in ``gc.callbacks``."""

    def __init__(self) -> None:
        self.begun = 0.0
        self.times = 0

    def __call__(self, phase: Literal["start", "stop"], info: dict[str, int]) -> None:
        """Take the time of a full search and, where it was long, set aside what is alive."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self.begun = thread_time()
        elif thread_time() - self.begun > LONG_S:
            self.times += 1
            if self.times % LOOKED_AGAIN:
                gc.freeze()
            else:
                gc.unfreeze()  # the next search is over everything, long, and sets aside again


def keep_searches_short() -> None:
    """Hang one keeper into Python's search for garbage; a second call changes nothing."""
    if not any(isinstance(callback, Keeper) for callback in gc.callbacks):
        gc.callbacks.append(Keeper())
