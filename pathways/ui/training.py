"""Training on the page: what is asked, the offers that fit, and where their schools are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import streamlit as st

from pathways.coverage import find_coverage, say_coverage
from pathways.fields import Field
from pathways.region import Region
from pathways.search import search_occupations
from pathways.ui import cache, state
from pathways.ui.map import Dot, show_map
from pathways.ui.notes import show_heading, show_note, write_small
from pathways.ui.shell import fragment
from pathways.ui.short import show_first
from pathways.ui.sources import ABOUT
from pathways.words import (
    LEVEL_FINISHED,
    _,
    count_things,
    escape_markdown,
    explain_withheld,
    format_count,
    format_money,
    format_months,
    link_source,
)

Offer = Mapping[str, Any]

MATCHES: Final = 6
SHOWN: Final = 300
"""Rows of the list that are sent at once; the sentence above says how many there are."""
ROW: Final = 66
"""Pixels of a row whose words wrap."""
HEIGHT: Final = 560
LIST: Final = "training_list"
FIELDS: Final = "training_fields"
FIELDS_SHOWN: Final = 12
ANY: Final = ""
DATASETS: Final = (
    "ipeds_hd",
    "ipeds_completions",
    "ipeds_charges",
    "scorecard_fields",
    "scorecard_programs",
    "us_atlas",
)
SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "soc": re.compile(r"\d{2}-\d{4}"),
    "field": re.compile(r"\d{2}\.\d{4}"),
    "level": re.compile("certificate|associate|bachelors|masters|doctoral"),
    "school": re.compile(r"\d{6}"),
    "provider": re.compile(r"\d{6}"),
    "in_state": re.compile(r"[A-Z]{2}"),
    "program_months": re.compile(r"\d{1,3}"),
    "program_price": re.compile(r"\d{1,7}"),
    "min_awards": re.compile(r"\d{1,6}"),
    "min_earnings": re.compile(r"\d{1,7}"),
}
"""Key of the address -> what its value looks like; anything else is as if it were not there.

None of them is a limit of the person's: what is left out of a list here is no wish about pathways.
"""


class Wanted(NamedTuple):
    """What is asked of an offer; None is no limit, 0 is a limit of nothing."""

    level: str | None = None
    provider: str | None = None
    state: str | None = None
    max_months: int | None = None
    max_cost: int | None = None
    min_awards: int | None = None
    min_earnings: int | None = None


class Fitting(NamedTuple):
    """The offers that fit, and how many were left out because a figure asked about is unknown."""

    offers: list[Offer]
    unknown: dict[str, int]


def read_key(key: str) -> str | None:
    """Return one choice of this page from the address, None where it is not shaped like one."""
    value = state.read_address().get(key, "")
    return value if SHAPES[key].fullmatch(value) else None


def read_wanted() -> Wanted:
    """Return the limits that the address asks for."""
    numbers = (
        int(value) if (value := read_key(key)) is not None else None
        for key in ("program_months", "program_price", "min_awards", "min_earnings")
    )
    return Wanted(read_key("level"), read_key("school"), read_key("in_state"), *numbers)


def select_offers(offers: Sequence[Offer], wanted: Wanted) -> Fitting:
    """Return the offers within the limits. One whose figure is unknown is left out and counted."""
    plain: tuple[tuple[str | None, str], ...] = (
        (wanted.level, "level"),
        (wanted.provider, "provider"),
        (wanted.state, "state"),
    )
    kept = [
        offer
        for offer in offers
        if all(value is None or offer[key] == value for value, key in plain)
    ]
    unknown: dict[str, int] = {}
    limits: tuple[tuple[str, int | None, Callable[[int, int], bool]], ...] = (
        ("completions", wanted.min_awards, int.__ge__),
        ("months_high", wanted.max_months, int.__le__),
        ("price_high", wanted.max_cost, int.__le__),
        ("earnings_1yr", wanted.min_earnings, int.__ge__),
    )
    for key, limit, fits in limits:
        if limit is None:
            continue
        missing = sum(offer[key] is None for offer in kept)
        if missing:
            unknown[key] = missing
        kept = [offer for offer in kept if offer[key] is not None and fits(int(offer[key]), limit)]
    return Fitting(kept, unknown)


# ---- what is asked


@fragment
def ask_occupation(soc: str | None, title: str) -> None:
    """Ask for the job that the training should prepare for, by any name; blank is any job."""
    state.follow("training_job", title, title)
    text = st.text_input(
        _("For which job?"),
        key="training_job",
        type="search",
        live=True,
        icon=":material/search:",
        placeholder=_("Any job"),
    )
    typed = (text or "").strip()
    if typed == title:
        return
    if not typed:
        if soc is not None:
            state.write_choice("soc", None)
            st.rerun()
        return
    matches = search_occupations(cache.load_titles(), typed, limit=MATCHES)
    if not matches:
        show_note(_("No job called {text}. Try another name for it.").format(text=typed[:60]))
    for match in matches:
        label = f"**{escape_markdown(match.title)}**"
        if match.matched.casefold() != match.title.casefold():
            label += _(", also called {name}").format(name=escape_markdown(match.matched))
        if st.button(label, key=f"soc_is_{match.soc}", width="stretch", wrap=True):
            state.write_choice("soc", match.soc)
            st.rerun()


def ask_field(fields: Sequence[Field], chosen: str | None) -> None:
    """Ask for a field of study taught here; blank is any field."""
    titles = {field.cip: field.title for field in sorted(fields, key=lambda field: field.title)}
    _ask_one(_("Field of study"), "field", {ANY: _("Any field"), **titles}, chosen)


def ask_limits(offers: Sequence[Offer], wanted: Wanted, states: Sequence[str]) -> None:
    """Ask for level, school, state and the four figures; a blank box is no limit, 0 is a limit."""
    levels = {offer["level"] for offer in offers}
    names = {offer["provider"]: offer["provider_name"] for offer in offers}
    by_name = dict(sorted(names.items(), key=lambda pair: (pair[1], pair[0])))
    _ask_one(
        _("Level"),
        "level",
        {ANY: _("Any level"), **{k: _(v) for k, v in LEVEL_FINISHED.items() if k in levels}},
        wanted.level,
    )
    _ask_one(_("School"), "school", {ANY: _("Any school"), **by_name}, wanted.provider)
    if len(states) > 1:
        _ask_one(
            _("State"),
            "in_state",
            {ANY: _("Any state"), **{code: code for code in states}},
            wanted.state,
        )
    _ask_number(_("Months, at most"), "program_months", wanted.max_months)
    _ask_number(_("Published price, at most ($)"), "program_price", wanted.max_cost)
    _ask_number(_("Awards last year, at least"), "min_awards", wanted.min_awards)
    _ask_number(_("Earnings after 1 year, at least ($)"), "min_earnings", wanted.min_earnings)


def _ask_one(label: str, key: str, options: Mapping[str, str], chosen: str | None) -> None:
    shown = chosen if chosen in options else ANY
    widget = f"training_{key}"
    state.follow(widget, f"{shown}/{len(options)}", shown)

    def remember() -> None:
        state.write_choice(key, st.session_state[widget] or None)

    st.selectbox(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=widget,
        on_change=remember,
        filter_mode="contains",
    )


def _ask_number(label: str, key: str, limit: int | None) -> None:
    widget = f"training_{key}"
    state.follow(widget, str(limit), limit)

    def remember() -> None:
        number = st.session_state[widget]
        state.write_choice(key, None if number is None else str(int(number)))

    st.number_input(
        label,
        min_value=0,
        max_value=9_999_999 if key in ("program_price", "min_earnings") else 999,
        step=1,
        value=None,
        key=widget,
        on_change=remember,
        placeholder=_("No limit"),
    )


# ---- what fits


def show_fields(fields: Sequence[Field], place: str) -> None:
    """Show the fields taught here, most awards first, and what can be asked once one is chosen."""
    st.markdown(
        escape_markdown(
            _(
                "{fields} are taught in {place}. Choose a field or name a job above, to see "
                "schools, length, price and results."
            ).format(
                fields=count_things(len(fields), _("field of study"), _("fields of study")),
                place=place,
            )
        )
    )
    show_note(
        _(
            "Once you have, you can also set the level, school, state, months, price, awards and "
            "earnings."
        )
    )
    show_first(
        [
            {
                _("Field of study"): escape_markdown(field.title)
                + write_small(
                    count_things(field.awards, _("program listed"), _("programs listed"))
                ),
                _("Awards last year"): format_count(field.completions),
                _("Schools"): format_count(field.providers),
            }
            for field in fields
        ],
        key=FIELDS,
        alt=_("Fields of study taught here, most awards first"),
        few=FIELDS_SHOWN,
    )


def show_count(fitting: Fitting, total: int) -> None:
    """Say how many offers fit, what was left out for an unknown figure, and how many are shown."""
    offers = fitting.offers
    schools = len({offer["provider"] for offer in offers})
    conferred = sum(offer["is_option"] for offer in offers)
    said = _("**{count} of {total} programs fit, at {schools}.** {conferred} had awards last year.")
    st.markdown(
        said.format(
            count=format_count(len(offers)),
            total=format_count(total),
            schools=count_things(schools, _("school"), _("schools")),
            conferred=format_count(conferred),
        )
    )
    names = {
        "completions": _("awards"),
        "months_high": _("months"),
        "price_high": _("price"),
        "earnings_1yr": _("earnings"),
    }
    for key, count in fitting.unknown.items():
        show_note(
            _("Left out: {count} whose {figure} is not published.").format(
                count=format_count(count), figure=names[key]
            )
        )
    if len(offers) > SHOWN:
        show_note(
            _("The first {count} are shown. Narrow the list to see the others.").format(
                count=format_count(SHOWN)
            )
        )


def show_coverage(region: Region, soc: str | None, field: str | None) -> None:
    """Show how much of the job's or field's training our sources see, where somebody has said."""
    if field is not None:
        row = find_coverage(region.graph, cip=field)
    elif soc is not None:
        row = find_coverage(region.graph, occupation=soc)
    else:
        return
    if row is None:
        return
    if row["class"] == "most":
        st.badge(_("Our sources see most of this field"), color="green", icon=":material/check:")
        return
    st.badge(_("Our sources see little of this"), color="orange", icon=":material/visibility_off:")
    words, at, address = say_coverage(row, region.home).partition("https://")
    st.markdown(
        f":gray[:small[{escape_markdown(words)}]]"
        + (f" :small[{link_source(at + address)}]" if at else "")
    )


def show_offers(offers: Sequence[Offer], provider: str | None) -> None:
    """Show the offers, and ask which school to see; it goes to the address and is shown below."""
    shown = offers[:SHOWN]
    show_programs(
        shown,
        [{_("School"): offer["provider_name"], _("City"): _say_city(offer)} for offer in shown],
        key=LIST,
        alt=_("Programs that fit, shortest first"),
    )
    show_note(
        _(
            "Price is published, before any aid, for your home; earnings and debt are of people "
            "with federal aid, all awards of the field and level together. Full time, once admitted."
        )
    )
    names = {offer["provider"]: offer["provider_name"] for offer in shown}
    by_name = dict(sorted(names.items(), key=lambda pair: (pair[1], pair[0])))
    with st.container(width=420):
        _ask_one(_("See one school"), "provider", {ANY: _("Choose a school"), **by_name}, provider)


def show_programs(
    offers: Sequence[Offer],
    schools: Sequence[Mapping[str, str]],
    *,
    key: str,
    alt: str,
    more: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Show offers as a table that fits a phone, and on demand all their figures as a wide one.

    ``schools`` are the names and cities that stand before the award, empty rows where all offers
    are of one school; ``more`` are further cells of the wide table. Both have a row for each offer.
    """
    show_first(
        [
            write_offer(offer, ", ".join(school.values()))
            for offer, school in zip(offers, schools, strict=True)
        ],
        key=f"{key}_all",
        alt=alt,
    )
    with st.expander(_("All figures as a wide table")):
        rows = [
            {**school, **list_cells(offer)} for offer, school in zip(offers, schools, strict=True)
        ]
        if more:
            rows = [{**row, **cells} for row, cells in zip(rows, more, strict=True)]
        st.dataframe(
            rows,
            hide_index=True,
            height=min(38 + ROW * len(offers), HEIGHT),
            row_height=ROW,
            placeholder=_("not published"),
            column_config=configure_cells(),
            alt=_("Length, price and results of each program"),
        )


def write_offer(offer: Offer, school: str) -> dict[str, str]:
    """Return the cells of an offer as markdown: what is taught where, months, and price.

    ``school`` is empty where it need not be said. What is not published is a word.
    """
    unknown = explain_withheld("not_published")
    low, high, price = offer["months_low"], offer["months_high"], offer["price_high"]
    finished, paid = offer["completions"], offer["earnings_1yr"]
    title = offer["title"]
    results = [
        _("Awards last year: {count}").format(
            count=unknown if finished is None else format_count(finished)
        ),
        _("Earnings after 1 year: {pay}").format(
            pay=explain_withheld(offer["withheld"].get("earnings_1yr"))
            if paid is None
            else format_money(paid)
        ),
    ]
    said = [title if school else "", " · ".join(results)]
    name = _("School and award") if school else _("Award")
    return {
        name: escape_markdown(school or title) + write_small(*said),
        _("Months"): unknown if high is None else escape_markdown(format_months(low, high)),
        _("Published price"): unknown if price is None else escape_markdown(format_money(price)),
    }


def list_cells(offer: Offer) -> dict[str, Any]:
    """Return one offer as a row: award, length, price, results; None is a figure not published."""
    low, high = offer["price_low"], offer["price_high"]
    basis = offer["price_basis"] or _("not published")
    if low is not None and low != high:
        basis = _("from ${low}; {basis}").format(low=format_count(low), basis=basis)
    return {
        _("Award"): offer["title"],
        _("Months from"): offer["months_low"],
        _("Months to"): offer["months_high"],
        _("Published price ($)"): high,
        _("Awards last year"): offer["completions"],
        _("Standing"): offer["standing"],
        _("Earnings, 1 yr ($)"): offer["earnings_1yr"],
        _("Earnings, 4 yr ($)"): offer["earnings_4yr"],
        _("Debt ($)"): offer["debt"],
        _("Length is"): offer["months_basis"],
        _("Price is"): basis,
        _("Price year"): offer["price_year"],
    }


def configure_cells() -> dict[str, Any]:
    """Return the form of the columns of ``list_cells``: dollars, whole months, wrapping words."""
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    money = number(format="localized", width=126)
    return {
        _("School"): text(width=190),
        _("City"): text(width=110),
        _("Award"): text(width=230),
        _("Months from"): number(width=100),
        _("Months to"): number(width=90),
        _("Published price ($)"): number(format="localized", width=140),
        _("Awards last year"): number(format="localized", width=122),
        _("Standing"): text(width=130),
        _("Earnings, 1 yr ($)"): money,
        _("Earnings, 4 yr ($)"): money,
        _("Debt ($)"): money,
        _("Length is"): text(width=210),
        _("Price is"): text(width=260),
        _("Price year"): text(width=90),
        _("Results are of"): text(width=260),
    }


def _say_city(offer: Mapping[str, Any]) -> str:
    city = offer["city"] if isinstance(offer["city"], str) else _("city not published")
    return f"{city}, {offer['state']}"


# ---- where they are


def show_places(place: str, region: Region, counts: Mapping[str, int]) -> None:
    """Show the schools as a complete list and as a map; ``counts`` are programs by provider."""
    here = region.providers
    rows = here.loc[[code for code in counts if code in here.index]]
    schools = [
        {str(name): cell for name, cell in row.items()} | {"programs": counts[str(code)]}
        for code, row in zip(rows.index, rows.to_dict("records"), strict=True)
    ]
    schools.sort(key=lambda school: (-school["programs"], school["title"]))
    known = [school for school in schools if school["latitude"] == school["latitude"]]  # not NaN
    show_heading(
        _("Where the schools are"),
        _("Placed at the main campus. A school may teach elsewhere: ask which campus."),
    )
    listing, picture = st.columns([2, 3], gap="medium")
    with listing:
        st.dataframe(
            [
                {
                    _("School"): f"{school['title']}, {_say_city(school)}",
                    _("Programs"): school["programs"],
                }
                for school in schools
            ],
            hide_index=True,
            height=min(38 + ROW * len(schools), 520),
            row_height=ROW,
            column_config={
                _("School"): st.column_config.TextColumn(width=260),
                _("Programs"): st.column_config.NumberColumn(width=84),
            },
            alt=_("Schools that fit, with city and number of programs"),
        )
        if len(known) < len(schools):
            show_note(
                _("{count} of them have no published place and are not on the map.").format(
                    count=len(schools) - len(known)
                )
            )
    with picture:
        atlas = cache.get_atlas(place)
        if atlas is None:
            show_note(_("There is no map of this place: choose a state or a smaller area."))
            return
        dots = [
            Dot(
                school["title"],
                _say_city(school),
                school["programs"],
                school["longitude"],
                school["latitude"],
            )
            for school in known
        ]
        show_map(atlas, dots, place=region.name)


def show_sources(region: Region) -> None:
    """Show the last block of the page: every file used with publisher and release."""
    inputs = cache.load_graph().manifest["inputs"]
    used: dict[str, str] = {}
    for entry in inputs:
        if entry["dataset"] in DATASETS:
            said = f"{entry['title']}, {entry['release']} ({entry['publisher']})"
            used.setdefault(entry["dataset"], said)
    show_note(
        _(
            "Schools of {place} that report to IPEDS. Sources: {sources}. Schools that take no "
            "federal student aid often do not report."
        ).format(place=region.name, sources="; ".join(used.values()))
    )
    st.page_link(
        ABOUT,
        label=_("About the data"),
        icon=":material/info:",
        query_params=state.read_shared() or None,
    )
