"""Parts of the page of missing links: kinds, notice, list, the broken place, its figures, and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import streamlit as st

from pathways.draw import draw_chain
from pathways.export.sources import list_sources
from pathways.export.writers import make_csv, make_workbook
from pathways.gaps.rows import tabulate_gaps
from pathways.gaps.view import find_provider
from pathways.region import Region
from pathways.store import list_rows
from pathways.ui import cache, state
from pathways.ui.gap_words import (
    KINDS,
    Entry,
    explain_kind,
    list_boxes,
    list_cells,
    list_entry_sources,
    list_figures,
    name_kind,
    name_place,
    say_entry,
    set_columns,
    write_proposal,
)
from pathways.ui.ladder import show_chain
from pathways.ui.notes import show_heading, show_note
from pathways.ui.sources import show_sources
from pathways.words import (
    _,
    escape_markdown,
    format_count,
    get_language,
    link_source,
    shorten_area,
    start_upper,
)

MILES: Final = (25, 50, 100)
FIND: Final = "pathways/ui/pages/find.py"
TAUGHT_AWAY: Final = ("taught_elsewhere", "not_in_data", "sees_little")
"""Kinds of an occupation that is not taught here as far as we see, but may be elsewhere."""
EVERY: Final = "all"
"""Choice of a sector or a distance that sets no limit."""
ROW: Final = 84
"""Pixels of a row: over 64, Streamlit wraps words; four lines of a long title fit."""
MOST_ROWS: Final = 5
"""Rows shown before the list scrolls."""

# ---- what is asked


def ask_sector() -> str | None:
    """Ask for a sector, kept in the address; None means every sector."""
    rows = list_rows(cache.load_graph().table("nodes/sector"))
    title = "title_es" if get_language() == "es" else "title"
    names = {EVERY: _("All sectors"), **{row["sector"]: row[title] for row in rows}}
    chosen = _ask("sector", _("Sector"), names)
    return None if chosen == EVERY else chosen


def ask_within() -> int | None:
    """Ask how far around the region counts as here, kept in the address; None means the region only."""
    names = {EVERY: _("In the region only")} | {
        str(miles): _("Within {miles} miles").format(miles=miles) for miles in MILES
    }
    chosen = _ask("within", _("How far counts as here?"), names)
    return None if chosen == EVERY else int(chosen)


def _ask(key: str, label: str, names: Mapping[str, str]) -> str:
    asked = state.read_address().get(key, EVERY)
    chosen = asked if asked in names else EVERY
    widget = f"links_{key}"
    state.follow(widget, chosen, chosen)

    def remember() -> None:
        value = st.session_state[widget]
        state.write_choice(key, None if value == EVERY else value)

    st.selectbox(label, list(names), format_func=names.__getitem__, key=widget, on_change=remember)
    return chosen


def ask_kind(groups: Mapping[str, Sequence[Entry]]) -> str:
    """Ask for a kind of missing link, kept in the address; the first that is found is the default."""
    asked = state.read_address().get("kind", "")
    first = next((kind for kind in KINDS if groups[kind]), KINDS[0])
    kind = asked if asked in groups else first
    state.follow("links_kind", kind, kind)

    def remember() -> None:
        state.write_choice("kind", st.session_state["links_kind"])

    st.segmented_control(
        _("Kind of missing link"),
        KINDS,
        format_func=lambda kind: f"**{format_count(len(groups[kind]))}** {name_kind(kind)}",
        key="links_kind",
        on_change=remember,
        required=True,
        width="stretch",
        wrap=True,
    )
    show_note(explain_kind(kind))
    return kind


# ---- what is shown


def show_notice(answer: Mapping[str, Any]) -> None:
    """Show that this is no count of every school, with the state's own list where we know it."""
    link = answer["searched"]["state_list"]
    words = f"**{_('Not a count of every school.')}** " + _(
        "Short private and employer courses are often not reported."
    )
    if link:
        words += " " + _("The state's own list of training providers: {link}.").format(
            link=link_source(link)
        )
    st.warning(words, icon=":material/warning:")


def show_empty(kind: str, answer: Mapping[str, Any]) -> None:
    """Show in words that nothing of a kind was found."""
    show_heading(f"{name_kind(kind)}: {format_count(0)}")
    place = answer["searched"]["place"]
    words = _("Nothing of this kind was found for {place}. Try another kind or all sectors.")
    st.markdown(escape_markdown(words.format(place=place)))


def show_list(kind: str, entries: Sequence[Entry], answer: Mapping[str, Any]) -> Entry:
    """Show the entries of a kind as a table and a select box, and return the one that is chosen."""
    place = shorten_area(answer["searched"]["place"])
    order = _("Most jobs in {place} first. Choose a row to see the place.")
    if kind == "orphan_credential":
        order = _("Most awards in {place} last year first. Choose a row to see the place.")
    show_heading(f"{name_kind(kind)}: {format_count(len(entries))}", order.format(place=place))
    ids = [entry["id"] for entry in entries]
    asked = state.read_address().get("link", "")
    chosen = asked if asked in ids else ids[0]
    row = ids.index(chosen)
    searched = [answer["searched"][name] for name in ("area", "sector", "within")]
    state.follow("links_table", f"{searched} {kind} {chosen}", {"selection": {"rows": [row]}})

    def remember_row() -> None:
        # Streamlit reports a row that we set ourselves as a choice, too, one run later
        rows = st.session_state["links_table"]["selection"]["rows"]
        if rows and rows != [row] and rows[0] < len(ids):
            state.write_choice("link", ids[rows[0]])

    table = [list_cells(kind, entry) for entry in entries]
    st.dataframe(
        table,
        key="links_table",
        hide_index=True,
        row_height=ROW,
        height="content" if len(table) <= MOST_ROWS else MOST_ROWS * ROW + 40,
        on_select=remember_row,
        selection_mode="single-row",
        column_config=set_columns(table[0]),
        alt=_("Missing links of this kind, one in each row"),
    )
    state.follow("links_pick", f"{searched} {kind} {chosen}", chosen)

    def remember_pick() -> None:
        state.write_choice("link", st.session_state["links_pick"])

    titles = {entry["id"]: entry["title"] for entry in entries}
    st.selectbox(
        _("Chosen link"),
        ids,
        format_func=titles.__getitem__,
        key="links_pick",
        on_change=remember_pick,
    )
    return entries[row]


def show_set_aside(answer: Mapping[str, Any]) -> None:
    """Show how many occupations are without a linked field by our own rule."""
    count = sum(entry["kind"] == "set_aside" for entry in answer["missing_links"])
    if count:
        show_note(
            _(
                "Left out of this list: {count} occupations of college teachers. They hold a degree "
                "in the subject that they teach, so we link no one field. They are in the files."
            ).format(count=count)
        )


def show_broken(entry: Entry) -> None:
    """Show the broken place as a picture, its three figures, and the same in words."""
    show_heading(name_place(entry["kind"]))
    boxes, broken, words = list_boxes(entry)
    sentence = say_entry(entry)
    show_chain(draw_chain(boxes, broken=broken, words=words, summary=sentence), key="links_chain")
    with st.grid(columns=3, min_column_width=220):
        for label, figure, note in list_figures(entry):
            _show_figure(label, figure, note)
    st.markdown(escape_markdown(sentence))
    rows = list_entry_sources(entry)
    with st.popover(_("Where each number comes from"), type="tertiary"):
        show_sources(rows)


def show_next(entry: Entry, answer: Mapping[str, Any]) -> None:
    """Show what to do with the place: copy a proposal to mend it, and see pathways that use the link.

    Nothing is sent or stored.
    """
    way = find_way(entry)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(_("Propose a link"), icon=":material/add:", key="links_propose"):
            show_note(
                _(
                    "Copy this text, fill it in, and send it to the person who keeps your data. We store nothing."
                )
            )
            st.code(
                write_proposal(entry, answer, date.today().isoformat()),
                language=None,
                wrap_lines=True,
            )
        if way:
            st.page_link(
                FIND,
                label=_("See pathways with it"),
                icon=":material/search:",
                query_params=state.read_shared(p=None, goal=None, **way.query),
            )
    if way and way.where:
        words = _("The pathways are those of {place}, where the nearest school that we see is.")
        show_note(words.format(place=way.where))


class Way(NamedTuple):
    """What Find is asked to show pathways that use a link; ``where`` is the town, empty: here."""

    query: Mapping[str, str]
    where: str


def find_way(entry: Entry) -> Way | None:
    """Return what shows pathways that use the link; None where no pathway can.

    What is not taught here has pathways where it is taught: in the county of the nearest school.
    """
    if entry["kind"] == "one_school":
        return Way({"goals": entry["soc"]}, "")
    if entry["kind"] not in TAUGHT_AWAY or not entry["nearest"]:
        return None
    school = entry["nearest"][0]
    county = find_provider(cache.load_graph(), school["provider"])["county"]
    if not county:
        return None
    origin = {"job": entry["from"].partition(":")[2]} if entry["from"] else {}
    query = {**origin, "goals": entry["soc"], "place": f"county:{county}"}
    return Way(query, f"{school['city']}, {school['state']}")


def show_downloads(region: Region, answer: Mapping[str, Any]) -> None:
    """Show the buttons that give every kind, not only the one on the screen, as a file."""
    rows = tabulate_gaps(answer)
    name = f"missing_links_{region.area}"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    with st.container(horizontal=True):
        for label, ending, mime, make in (
            (_("Download CSV"), "csv", "text/csv", lambda: make_csv(rows)),
            (_("Download XLSX"), "xlsx", sheet, lambda: make_workbook(list_sheets(region, answer))),
        ):
            _offer_file(label, f"{name}.{ending}", mime, make, disabled=not rows)
    show_note(_("Both files hold every kind, with the source of each number."))


def _offer_file(
    label: str, name: str, mime: str, make: Callable[[], bytes], *, disabled: bool
) -> None:
    st.download_button(
        label,
        make,
        file_name=name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        disabled=disabled,
    )


def _show_figure(label: str, figure: str, note: str) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        if any(letter.isdigit() for letter in figure):
            st.metric(label, escape_markdown(figure))
        else:
            st.markdown(f"{label}  \n**{escape_markdown(start_upper(figure))}**")
        show_note(note)


# ---- files


def list_sheets(region: Region, answer: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the sheets of the workbook: the gaps, what was searched, the published files behind it."""
    return {
        "missing_links": tabulate_gaps(answer),
        "searched": [
            {"name": name, "value": str(value)} for name, value in answer["searched"].items()
        ],
        "sources": list_sources(region),
    }
