"""What was chosen, kept in the page's address as plain ids, so that a link restores the screen.

What only the person can know (``person.PRIVATE``) stays out of the address unless the person asks
for it; it then lives in the browser's session alone and is gone when the page is loaded again.
Nothing of a person is stored or logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from pathways.person import PRIVATE, Person, from_query
from pathways.schema import LEVELS
from pathways.words import LANGUAGES, set_language

EXAMPLE: Final[Mapping[str, str]] = {"job": "31-1131", "place": "0041180"}
"""The real example that the first page opens with."""

_SOC: Final = r"\d{2}-\d{4}"
_PATH: Final = rf"{_SOC}(?:~{_SOC}){{1,6}}"
_ITEM: Final = rf"{_SOC}(?:~{_SOC}){{0,6}}"
"""What is compared: a pathway, or one job alone."""
MOST_COMPARED: Final = 4

SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "job": re.compile(_SOC),
    "place": re.compile(r"\d{7}|(?:zip|county):\d{5}"),
    "education": re.compile("|".join(LEVELS)),
    "goal": re.compile(_SOC),
    "node": re.compile(_SOC),
    "soc": re.compile(_SOC),
    "skills": re.compile(rf"(?:from|to)~{_SOC}"),
    "lang": re.compile("|".join(LANGUAGES)),
    "unit": re.compile("year|hour"),
    "sector": re.compile(r"[a-z_]{1,30}"),
    "p": re.compile(_PATH),
    "compare": re.compile(rf"{_ITEM}(?:~~{_ITEM}){{0,{MOST_COMPARED - 1}}}"),
    "home": re.compile(r"[A-Z]{2}|\d{5}"),
    "holds": re.compile(r"[\w./|:-]{1,80}(?:~[\w./|:-]{1,80}){0,39}"),
    "sectors": re.compile(r"[a-z_]{1,30}(?:~[a-z_]{1,30}){0,39}"),
}
"""Key of the address -> what its value looks like; anything else is as if it were not there.

``goal`` is how older links name a single goal of ``goals``.
"""

OF_PERSON: Final = tuple(field.name for field in fields(Person))
WRITTEN: Final = tuple(name for name in OF_PERSON if name not in ("starts", "home"))
"""Fields of a person that the limits write: the start is the ``job``, the home comes from the place."""
SETTINGS: Final[tuple[str, ...]] = ("lang", "unit")
"""How things are shown: goes along to every page, whatever else its address says."""
CARRIED: Final = ("job", "place", "p", "compare", *WRITTEN)
"""What goes along to another page whose address says none of it."""
SHARED: Final = (*SETTINGS, *CARRIED)
"""Keys that mean the same on every page; other keys are one page's own."""
DEPENDENT: Final = ("goal", "goals", "node", "p")
"""What another start job takes out of the address."""
DEFAULTS: Final[Mapping[str, str]] = {"lang": "en", "unit": "year", "pay": "p25"}

UNDO_KEPT: Final = 20
_UNDO: Final = "_limits_before"
_HELD: Final = "_held_back"
_TICKED: Final = "_private_in_address"
_PAGE: Final = "_page"
_LAST: Final = "_last_address"
_FOLLOWED: Final = "_choice_behind_widget"
_BARE: Final = "_meant_by_bare_address"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices in force. ``education`` None: not said; ``node`` None: nothing selected.

    ``compare`` holds pathways or single jobs as they stand in the address. ``person`` has ``job`` as
    its only start; its home is None where the place decides it.
    """

    job: str
    place: str
    education: str | None
    node: str | None
    person: Person
    unit: str
    compare: tuple[str, ...]


def read_choices() -> Choices:
    """Return the choices in force, the example's where nothing usable is said."""
    said = read_address()
    found = {key: _fit(key, said) for key in SHAPES}
    job = found["job"] or EXAMPLE["job"]
    person = replace(_read_person(said), starts=(job,))
    return Choices(
        job,
        found["place"] or EXAMPLE["place"],
        person.education,
        found["node"],
        person,
        found["unit"] or DEFAULTS["unit"],
        tuple(found["compare"].split("~~")) if found["compare"] else (),
    )


def read_language() -> str:
    """Return the code of the language in force."""
    return read_key("lang") or DEFAULTS["lang"]


def speak() -> None:
    """Put the language of the address in force; a fragment that runs on its own needs it, too."""
    set_language(read_language())


def read_address() -> dict[str, str]:
    """Return what the page's address says, or means where it says nothing; a repeated key is joined.

    Without what is held back: fit to be handed to another page as it is.
    """
    said = {key: st.query_params[key] for key in st.query_params}
    repeated = st.query_params.get_all("compare")
    if len(repeated) > 1:
        said["compare"] = "~~".join(repeated)
    return said or dict(st.session_state.get(_BARE, {}).get(st.session_state.get(_PAGE), {}))


def read_shared(**changes: str | None) -> dict[str, str]:
    """Return what a link to another page takes along, with some choices changed or, None, left out."""
    said = {key: value for key, value in read_address().items() if key in SHARED}
    return {key: value for key, value in {**said, **changes}.items() if value is not None}


def read_key(key: str) -> str | None:
    """Return one choice of the address, None where it says nothing shaped like one."""
    return _fit(key, read_address())


def _fit(key: str, said: Mapping[str, str]) -> str | None:
    value = said.get(key, "")
    return value if SHAPES[key].fullmatch(value) else None


def _read_person(said: Mapping[str, str]) -> Person:
    query = {"goals": said.get("goal", ""), **said}
    if not any(name in said for name in PRIVATE) and not is_ticked():
        query |= st.session_state.get(_HELD, {})
    for name in OF_PERSON:
        if name in SHAPES and not SHAPES[name].fullmatch(query.get(name, "")):
            query.pop(name, None)
    return from_query(query)


def write_choice(key: str, value: str | None) -> None:
    """Put one choice into the address, a private one where it belongs; None takes it out.

    Another job also drops goals, node and pathway; another place the home that was said.
    """
    said = read_address()
    key = "goals" if key == "goal" else key
    for dependent in DEPENDENT if key == "job" else ("home",) if key == "place" else ():
        said.pop(dependent, None)
    if key == "goals":
        said.pop("goal", None)
    if key in PRIVATE:
        _write_private({**_read_private(), key: value or ""}, said)
        return
    if value is None or DEFAULTS.get(key) == value:
        said.pop(key, None)
    else:
        said[key] = value
    _write_address(said)


def write_person(person: Person) -> None:
    """Put a person's holdings and limits in force; ``undo`` takes the last change back.

    Starts and home are left as they are: the job and the place decide them.
    """
    before = read_choices().person
    changed = {
        name: getattr(before, name)
        for name in WRITTEN
        if getattr(before, name) != getattr(person, name)
    }
    if not changed:
        return
    stack = [*st.session_state.get(_UNDO, []), changed]
    st.session_state[_UNDO] = stack[-UNDO_KEPT:]
    _put_person(person)


def _put_person(person: Person) -> None:
    said = {key: value for key, value in read_address().items() if key not in (*WRITTEN, "goal")}
    query = {key: value for key, value in person.to_query().items() if key in WRITTEN}
    private = {key: value for key, value in person.to_query(private=True).items() if key in PRIVATE}
    _write_private(private, {**said, **query})


def can_undo() -> bool:
    """Say whether a change of limits can be taken back; one that Back took back no longer can."""
    person = read_choices().person
    stack = st.session_state.get(_UNDO, [])
    while stack and all(getattr(person, name) == value for name, value in stack[-1].items()):
        stack = stack[:-1]
    st.session_state[_UNDO] = stack
    return bool(stack)


def undo() -> None:
    """Take back the last change of limits; without one, change nothing."""
    if can_undo():
        *stack, last = st.session_state[_UNDO]
        st.session_state[_UNDO] = stack
        _put_person(replace(read_choices().person, **last))


# ---- what is held back from the address


def is_ticked() -> bool:
    """Say whether the person wants school, holdings and wage line in the address and its link."""
    return bool(st.session_state.get(_TICKED, any(name in st.query_params for name in PRIVATE)))


def tick(include: bool) -> None:
    """Put what is held back into the address, or take it out; it stays in force either way."""
    private = _read_private()
    st.session_state[_TICKED] = include
    _write_private(private, read_address())


def _read_private() -> dict[str, str]:
    query = _read_person(read_address()).to_query(private=True)
    return {key: value for key, value in query.items() if key in PRIVATE}


def _write_private(private: Mapping[str, str], said: Mapping[str, str]) -> None:
    kept = {key: value for key, value in private.items() if value}
    # settled before the address changes: from then on the address is no longer asked
    st.session_state[_TICKED] = is_ticked()
    st.session_state[_HELD] = kept
    shown = {key: value for key, value in said.items() if key not in PRIVATE}
    _write_address({**shown, **kept} if st.session_state[_TICKED] else shown)


def _write_address(said: Mapping[str, str]) -> None:
    if not said and st.session_state.get(_PAGE) in st.session_state.get(_BARE, {}):
        st.session_state[_BARE][st.session_state[_PAGE]] = {}
    if {key: st.query_params[key] for key in st.query_params} != dict(said):
        st.query_params.from_dict(dict(said))


def make_link(*, private: bool = False, **changes: str) -> str:
    """Return the query of a link that restores this screen: ``?job=...``, empty for the example.

    What only the person can know is in it when ``private``; ``changes`` are choices put in.
    """
    said = {key: value for key, value in read_address().items() if key not in PRIVATE}
    if private:
        said |= _read_private()
    said |= changes
    return f"?{urlencode(said, safe=':~')}" if said else ""


# ---- compare


def add_to_compare(pathway: str) -> bool:
    """Put a pathway (its codes joined by ``~``) or a job among those compared; False: no room."""
    compared = read_choices().compare
    if pathway not in compared and len(compared) < MOST_COMPARED:
        write_compare((*compared, pathway))
        return True
    return pathway in compared


def write_compare(pathways: Iterable[str]) -> None:
    """Put the pathways that are compared into the address."""
    write_choice("compare", "~~".join(pathways) or None)


# ---- from page to page, and back to the start


def carry(page: str) -> bool:
    """Bring the choices along to the page that is open now; say whether any came.

    Call it once a run, before anything is shown.

    The page list opens a page at a bare address. What was chosen is then written into it; the bare
    address that is left behind in the browser's history means the same, so that Back goes through.
    """
    said = {key: st.query_params[key] for key in st.query_params}
    last: dict[str, str] = st.session_state.get(_LAST, {})
    wanted: dict[str, str] = {}
    if st.session_state.get(_PAGE, page) != page:
        wanted = {key: last[key] for key in SETTINGS if key in last and key not in said}
        if not any(key in said for key in (*CARRIED, "goal")):
            wanted |= {key: last[key] for key in CARRIED if key in last}
        if not said:
            st.session_state.setdefault(_BARE, {})[page] = wanted
        said |= wanted
        if wanted:
            st.query_params.from_dict(said)
    st.session_state[_PAGE] = page
    st.session_state[_LAST] = said or read_address()
    return bool(wanted)


def start_over() -> None:
    """Forget every choice: the example again, in the same language."""
    language = read_language()
    page = st.session_state.get(_PAGE)
    st.query_params.clear()
    for key in list(st.session_state):
        del st.session_state[key]
    if page is not None:
        st.session_state[_PAGE] = page
    write_choice("lang", language)


def follow(widget: str, value: str, shown: Any) -> None:
    """Set a widget's state to ``shown`` whenever ``value``, the choice behind it, has changed.

    Call it before the widget. What is typed in between stays; on another page it starts anew, and in
    another language, too: a browser sends a choice as the words it was shown as.
    """
    mark = (st.session_state.get(_PAGE), read_language(), value)
    # one entry for all: Streamlit walks through every entry at every widget
    marks: dict[str, tuple[str | None, str, str]] = st.session_state.setdefault(_FOLLOWED, {})
    if marks.get(widget) != mark or widget not in st.session_state:
        marks[widget] = mark
        st.session_state[widget] = shown
