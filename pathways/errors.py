"""Exceptions of the package: bad calls and unreadable files. Doubtful data is a notice, never an exception."""

from __future__ import annotations

from collections.abc import Sequence


class PathwaysError(Exception):
    """Root of every error that this package raises on purpose."""


class SourceError(PathwaysError, ValueError):
    """A published or curated file cannot be used as it stands.

    The message says what was found, where (file, row, column) and what to do.
    Row 1 is the header; ``row`` and ``column`` are None where the whole file is meant.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str,
        fix: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = file
        self.row = row
        self.column = column
        self.value = value
        self.fix = fix
        place = file
        if row is not None:
            place += f", row {row}"
        if column is not None:
            place += f", column {column!r}"
        found = "" if value is None else f" (found {value[:80]!r})"
        super().__init__(f"{place}: {problem}{found}. {fix}")


class GraphNotBuiltError(PathwaysError, FileNotFoundError):
    """There is no readable graph folder; the message names the command that makes one."""


class GraphDamagedError(PathwaysError, ValueError):
    """A file of the graph folder is not the one its manifest describes."""


class UnknownCodeError(PathwaysError, LookupError):
    """A code, name or place that the graph does not hold; ``closest`` lists near matches."""

    def __init__(self, kind: str, value: str, closest: Sequence[str] = ()) -> None:
        self.kind = kind
        self.value = value
        self.closest = tuple(closest)
        hint = f" Closest: {'; '.join(self.closest)}." if self.closest else ""
        super().__init__(f"No {kind} {value!r} in this graph.{hint}")


class AmbiguousPlaceError(PathwaysError, LookupError):
    """A place that can be read in more than one way; ``readings`` lists them as typed forms."""

    def __init__(self, value: str, readings: Sequence[str]) -> None:
        self.value = value
        self.readings = tuple(readings)
        super().__init__(f"{value!r} can mean {' or '.join(self.readings)}. Say which.")


class CannotWriteError(PathwaysError, OSError):
    """A file or folder that somebody asked for cannot be written there; the message says why."""
