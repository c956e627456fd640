"""One training provider on the page: what it is, what it charges, all that it offers, and its results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pathways.ui import cache, state
from pathways.ui.notes import show_heading, show_note, show_pairs
from pathways.ui.training import show_programs
from pathways.words import (
    _,
    count_things,
    describe_day,
    escape_markdown,
    format_money,
    link_source,
)


def show_provider(provider: Mapping[str, Any], home: str | None) -> None:
    """Show one provider with its status, charges and offers, and where each figure comes from."""
    if provider["status"] == "closed":
        show_heading(provider["title"])
        when = provider["closed_on"]
        st.warning(
            escape_markdown(
                _("This school has closed ({date}).").format(date=describe_day(when))
                if when
                else _("This school has closed.")
            )
        )
        return
    place = ", ".join(
        part for part in (provider["city"], provider["county"], provider["state"]) if part
    )
    show_heading(provider["title"], place)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(
            _("takes federal student aid")
            if provider["status"] == "active"
            else _("reports, takes no federal student aid now"),
            color="gray",
        )
        st.badge(_("Ask which campus"), color="orange", icon=":material/place:")
        if home not in (None, provider["state"]):
            st.badge(_("Other state: rules differ"), color="orange", icon=":material/map:")
    show_note(
        _(
            "Shown is the main campus. What is taught there and what elsewhere is not published: "
            "ask the school."
        )
    )
    show_pairs(_list_pairs(provider), alt=_("What is published about the school"))
    website = _find_address(provider["website"])
    if website:
        st.markdown(_("The school's own site: {link}").format(link=link_source(website)))
    _show_offers(provider)
    st.button(
        _("Close this school"),
        key="provider_close",
        on_click=state.write_choice,
        args=("provider", None),
    )


def _find_address(website: str | None) -> str | None:
    """Return a published web address with its scheme, which the publisher often leaves out."""
    if not website:
        return None
    return website if website.startswith(("http://", "https://")) else f"https://{website}"


def _list_pairs(provider: Mapping[str, Any]) -> list[tuple[str, str]]:
    charges = provider["charges"]
    control = {
        "public": _("the public"),
        "private nonprofit": _("a private nonprofit"),
        "private for-profit": _("a private company, for profit"),
    }
    pairs = [(_("Run by"), control.get(provider["control"] or "", _("not published")))]
    if charges is None:
        return [*pairs, (_("Charges by academic year"), _("not published"))]
    names = {
        "in_district": _("Tuition and fees, in district"),
        "in_state": _("Tuition and fees, in state"),
        "out_of_state": _("Tuition and fees, out of state"),
        "books": _("Books and supplies"),
    }
    for key, name in names.items():
        amount = charges[key]
        said = (
            _("not published")
            if amount is None
            else _("{amount} a year, {year}").format(
                amount=format_money(amount), year=charges["year"]
            )
        )
        pairs.append((name, said))
    return pairs


def _show_offers(provider: Mapping[str, Any]) -> None:
    offers = provider["offers"]
    st.subheader(
        escape_markdown(
            _("What it offers: {programs}").format(
                programs=count_things(len(offers), _("program"), _("programs"))
            )
        ),
        anchor=False,
    )
    if not offers:
        st.markdown(_("It reported no award."))
        return
    show_programs(
        offers,
        [{} for _offer in offers],
        key="provider_offers",
        alt=_("All that the school offers"),
        more=[
            {
                _("Results are of"): offer["outcomes_of"] or _("not published"),
                _("Schools in the results"): offer["outcomes_campuses"],
            }
            for offer in offers
        ],
    )
    with st.popover(_("Where each number comes from"), type="tertiary"):
        st.markdown("\n".join(f"- {line}" for line in _list_sources(offers)))


def _list_sources(offers: list[dict[str, Any]]) -> list[str]:
    """Return every source of the figures once: what it gives, its title, publisher and release."""
    names = {
        "completions": _("Awards last year"),
        "months": _("Months"),
        "price": _("Published price"),
        "earnings_1yr": _("Earnings after 1 year"),
        "earnings_4yr": _("Earnings after 4 years"),
        "debt": _("Debt"),
    }
    found: dict[str, dict[str, None]] = {}
    for offer in offers:
        for key, name in names.items():
            if key in offer["sources"]:
                dataset = offer["sources"][key].partition("/")[0]
                found.setdefault(dataset, {})[name] = None
    inputs = cache.load_graph().manifest["inputs"]
    lines = []
    for dataset, figures in found.items():
        entry = next((one for one in inputs if one["dataset"] == dataset), None)
        said = f"{entry['title']}, {entry['publisher']}, {entry['release']}" if entry else dataset
        lines.append(f"**{escape_markdown(', '.join(figures))}**: {escape_markdown(said)}")
    return lines
