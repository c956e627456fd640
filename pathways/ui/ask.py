"""The question bar: what do you do now, where, and the highest school finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from pathways.errors import AmbiguousPlaceError
from pathways.graph import Place, find_places, get_counties
from pathways.schema import LEVELS
from pathways.search import search_occupations
from pathways.ui import cache, state
from pathways.ui.notes import show_note
from pathways.ui.shell import fragment
from pathways.words import LEVEL_FINISHED, _, escape_markdown, shorten_area

MATCHES: Final = 6
NOT_SAID: Final = "not_said"


def read_typed(text: str | None, shown: str) -> str:
    """Return what somebody typed into a box that shows a choice: also behind it, without a wipe."""
    return (text or "").strip().removeprefix(shown).strip()


@fragment
def ask_job(job: str, title: str, *, key: str = "job", label: str | None = None) -> None:
    """Ask for a job by any name; what matches appears below while the person types.

    The choice goes into the address as ``key``; ``label`` is the question, else what is done now.
    """
    state.follow(f"{key}_text", job, title)
    text = st.text_input(
        label or _("What do you do now?"),
        key=f"{key}_text",
        type="search",
        live=True,
        icon=":material/search:",
        placeholder=_("Any job name, for example CNA"),
    )
    typed = read_typed(text, title)
    if not typed:
        return
    matches = search_occupations(cache.load_titles(), typed, limit=MATCHES)
    if not matches:
        show_note(_("No job called {text}. Try another name for it.").format(text=typed[:60]))
        return
    labels = {
        match.soc: f"**{escape_markdown(match.title)}**"
        + (
            ""
            if match.matched.casefold() == match.title.casefold()
            else _(", also called {name}").format(name=escape_markdown(match.matched))
        )
        for match in matches
    }
    _offer(key, labels)


@fragment
def ask_place(place: str, shown: str) -> None:
    """Ask for a place by ZIP, county or name; where it can mean two, both are offered."""
    state.follow("place_text", place, shown)
    text = st.text_input(
        _("Where?"),
        key="place_text",
        type="search",
        live=True,
        icon=":material/location_on:",
        placeholder=_("ZIP, county, city or area"),
    )
    typed = read_typed(text, shown)
    if not typed:
        return
    try:
        found = find_places(cache.load_graph(), typed)
    except AmbiguousPlaceError as error:
        labels = {reading: _name_reading(reading) for reading in error.readings}
        show_note(_("{text} is both a ZIP and a county code. Which one?").format(text=typed[:60]))
    else:
        labels = {_name_id(option, typed): _name_place(option, typed) for option in found}
        if not labels:
            show_note(_("No place called {text}. Try a ZIP or a county.").format(text=typed[:60]))
            return
    _offer("place", {option: escape_markdown(label) for option, label in labels.items()})


def _offer(choice: str, labels: Mapping[str, str]) -> None:
    """Offer what matches as whole buttons: their words wrap, where a pill's would be cut."""
    with st.container(gap="xsmall"):
        for option, label in labels.items():
            if st.button(label, key=f"{choice}_is_{option}", width="stretch", wrap=True):
                state.write_choice(choice, option)
                st.rerun()


def ask_education(education: str | None) -> None:
    """Ask for the highest school finished; not said means what the start job itself asks."""
    labels = {
        NOT_SAID: _("Not said"),
        **{level: _(words) for level, words in LEVEL_FINISHED.items()},
    }
    state.follow("education_level", education or NOT_SAID, education or NOT_SAID)

    def remember() -> None:
        level = st.session_state["education_level"]
        state.write_choice("education", level if level in LEVELS else None)

    st.selectbox(
        _("Highest school finished"),
        list(labels),
        format_func=lambda level: labels[level],
        key="education_level",
        on_change=remember,
        filter_mode="contains",
    )


def name_choice(place: str, found: Place) -> str:
    """Return the words for a place in force: ``63103, St. Louis, MO-IL``."""
    kind, _, code = place.partition(":")
    if kind == "zip":
        return f"{code}, {found.name}"
    if kind == "county":
        county = get_counties(cache.load_graph())[code]
        return f"{county['name']}, {county['state']}"
    return found.name


def _name_reading(reading: str) -> str:
    kind, _colon, code = reading.partition(":")
    names = sorted({place.name for place in find_places(cache.load_graph(), reading)})
    return f"{_('ZIP') if kind == 'zip' else _('County')} {code} ({'; '.join(names)})"


def _name_id(place: Place, typed: str) -> str:
    bare = typed.casefold().replace(" ", "").removeprefix("zip:")
    if bare.isdigit() and len(bare) == 5 and bare != place.county:
        return f"zip:{bare}"
    return f"county:{place.county}" if place.county else place.area


def _name_place(place: Place, typed: str) -> str:
    if place.county is None:
        return place.name
    county = get_counties(cache.load_graph())[place.county]
    named = f"{county['name']}, {county['state']}"
    bare = typed.casefold().replace(" ", "").removeprefix("zip:")
    ahead = f"{bare}, " if bare.isdigit() and bare != place.county else ""
    return f"{ahead}{named} ({shorten_area(place.name)} area)"
