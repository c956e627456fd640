"""What surrounds every page: language, what is set once, the link to copy, and the last-resort error."""

from __future__ import annotations

import logging
import secrets
import threading
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Final, Protocol

import streamlit as st

from pathways.settings import ROOT
from pathways.ui import state
from pathways.ui.notes import show_note
from pathways.words import LANGUAGES, _, escape_markdown

LOG: Final = logging.getLogger("pathways.ui")
TURN: Final = threading.RLock()
"""Pages are made one after the other: Python runs one at a time anyway, and many that take turns
within a page keep everybody waiting for longer. A fragment within its page already has the turn."""
REFERENCE_BYTES: Final = 4
DEEPEST: Final = 40
"""Calls of a traceback that are logged, the innermost ones."""


class Runnable(Protocol):
    """A page of the page list."""

    @property
    def url_path(self) -> str:
        """Return the page's part of the address, empty for the first page."""

    def run(self) -> None:
        """Show the page."""


def start_page(page: Runnable) -> None:
    """Bring what was chosen along to the page that is open, and speak its language."""
    if state.carry(page.url_path):
        st.rerun()  # the page list was written before its language was known
    state.speak()


def run_page(page: Runnable) -> None:
    """Show a page; should it fail, show what can be done instead, never why in the program's words.

    What Streamlit raises to stop or run again is no ``Exception`` and passes.
    """
    try:
        with TURN:
            page.run()
    except Exception as error:
        show_failure(error, page.url_path or "first page")


def fragment(part: Callable[..., None]) -> Callable[..., None]:
    """Make a part of a page that runs again on its own, in the page's language and with its error page.

    It runs without app.py then: a plain ``st.fragment`` would speak English and fail in its own words.
    """

    @wraps(part)
    def run(*args: object, **named: object) -> None:
        state.speak()
        try:
            with TURN:
                part(*args, **named)
        except Exception as error:
            show_failure(error, part.__name__)

    made: Callable[..., None] = st.fragment(run)
    return made


def write_filled(label: str, *, icon: str | None = None) -> str:
    """Return the label of a filled button as markdown that can be read in both themes.

    Streamlit writes white on the filling, which the light blue of the dark theme does not carry; a
    blue that carries white cannot be read as a word on the dark page, where pills and tabs use it.
    So the theme's violet is no violet: in .streamlit/config.toml it is the ink of filled buttons,
    white or dark, and the browser changes it with the theme. ``icon`` is the name of a Material
    symbol: given to the button it would stay white.
    """
    return f":violet[:material/{icon}: {label}]" if icon else f":violet[{label}]"


def show_failure(error: Exception, place: str) -> None:
    """Log an error once under a new reference number and show that number with a way on."""
    reference = log_failure(error, place)
    with st.container(border=True):
        st.error(
            escape_markdown(
                _("Something went wrong on our side. Reference {number}.").format(number=reference)
            ),
            icon=":material/error:",
        )
        show_note(
            _("Your choices are still in the address of this page. Tell us the reference number.")
        )
        st.button(
            _("Start over"),
            key=f"start_over_{reference}",
            icon=":material/restart_alt:",
            on_click=state.start_over,
        )


def log_failure(error: Exception, place: str) -> str:
    """Write one line to the log and return its reference number, 8 hex digits.

    The line names the kinds of error and the calls that led there. Their messages are left out, as
    they can repeat what somebody typed; so is the address.
    """
    reference = secrets.token_hex(REFERENCE_BYTES).upper()
    LOG.error("reference %s in %s: %s", reference, place, _describe_error(error))
    return reference


def _describe_error(error: BaseException) -> str:
    calls = [
        f"{_name_file(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    ]
    said = f"{type(error).__name__} at {' > '.join(calls)}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{said}; after {_describe_error(cause)}" if cause else said


def _name_file(name: str) -> str:
    path = Path(name)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


# ---- the first row


def show_language() -> None:
    """Ask for the language, at the right of the first row; the address keeps the answer."""
    language = state.read_language()
    state.follow("language", language, language)

    def remember() -> None:
        state.write_choice("lang", st.session_state["language"])

    with st.container(horizontal=True, horizontal_alignment="right"):
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            format_func=lambda code: LANGUAGES[code],
            key="language",
            on_change=remember,
            required=True,
            label_visibility="collapsed",
        )


# ---- the sidebar


def show_sidebar() -> None:
    """Show what is set once for every page, the link to copy, and the way back to the start."""
    choices = state.read_choices()
    _ask_setting(
        _("Show pay"),
        "unit",
        {"year": _("By the year"), "hour": _("By the hour")},
        choices.unit,
    )
    _ask_setting(
        _("Compare pay of"),
        "pay",
        {"p25": _("A newer worker"), "median": _("With experience")},
        choices.person.pay,
    )
    st.markdown(f"**{_('Link to this page')}**")
    show_link("link_private")
    st.button(
        _("Start over"),
        key="start_over",
        icon=":material/restart_alt:",
        on_click=state.start_over,
    )


def _ask_setting(label: str, key: str, options: dict[str, str], chosen: str) -> None:
    widget = f"set_{key}"
    state.follow(widget, chosen, chosen)

    def remember() -> None:
        state.write_choice(key, st.session_state[widget])

    st.radio(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=widget,
        on_change=remember,
    )


def show_link(key: str, **changes: str) -> None:
    """Show the address that restores this screen; what only the person can know is in it if ticked.

    ``key`` is that of the box to tick; ``changes`` are choices that differ in the link.
    """
    ticked = state.is_ticked()
    state.follow(key, str(ticked), ticked)

    def remember() -> None:
        state.tick(st.session_state[key])

    address = (st.context.url or "").split("?")[0]
    link = state.make_link(private=ticked, **changes)
    st.code(address + link, language=None, wrap_lines=True)
    st.checkbox(
        _("Include my school, what I hold and my wage line"),
        key=key,
        on_change=remember,
    )
    show_note(
        _(
            "Unless you tick this, they stay in this window only and are gone when the page is "
            "loaded again. Nothing is stored."
        )
    )
