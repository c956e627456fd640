"""The growth sectors of a region: which, in three columns, and one of them from its entry jobs up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.designations import Designation
from pathways.region import Region
from pathways.sectors import CONCENTRATED, FEWEST_PUBLISHED
from pathways.ui import cache, state
from pathways.ui.notes import show_heading, show_note, show_table, write_small
from pathways.ui.short import show_first
from pathways.wage_line import OWN, WageMeasure, choose_line, list_measures, say_line, set_own_line
from pathways.words import (
    _,
    describe_day,
    describe_source,
    escape_markdown,
    format_count,
    format_percent,
    get_language,
    link_source,
    shorten_area,
)

Row = Mapping[str, Any]

DESIGNATED: Final = "designated"
BY_RULE: Final = "by_rule"
ALL: Final = "all"
VIEWS: Final = (DESIGNATED, BY_RULE, ALL)
"""What the list shows; the first two are never merged."""
LIST: Final = "sectors_list"
DOCUMENTS: Final = 5
"""Documents shown at first."""
_CODE: Final = re.compile(r"[a-z_]{1,30}(\.[1-8])?")


def read_choice(key: str) -> str | None:
    """Return a choice of this page from the address, None where it is not shaped like one."""
    value = state.read_address().get(key, "")
    return value if _CODE.fullmatch(value) else None


def name_sectors() -> dict[str, str]:
    """Return the name of every sector in the language in force."""
    column = "title_es" if get_language() == "es" else "title"
    rows = cache.load_graph().table("nodes/sector").to_pylist()
    return {row["sector"]: row[column] for row in rows}


# ---- what is shown, and which pay it is held against


def ask_view(designated: set[str], rows: Sequence[Row]) -> str:
    """Ask which sectors to list: designated, by our rule, or all; the address keeps the answer."""
    by_rule = sum(row["by_our_rule"] is True for row in rows)
    labels = {
        DESIGNATED: _("Designated · {count}").format(count=len(designated)),
        BY_RULE: _("By our rule · {count}").format(count=by_rule),
        ALL: _("All · {count}").format(count=len(rows)),
    }
    asked = read_choice("shown")
    view = asked if asked in VIEWS else DESIGNATED if designated else ALL
    state.follow("sectors_view", view, view)

    def remember() -> None:
        state.write_choice("shown", st.session_state["sectors_view"])

    st.segmented_control(
        _("Which sectors"),
        VIEWS,
        format_func=lambda option: labels[option],
        key="sectors_view",
        on_change=remember,
        required=True,
    )
    show_note(
        {
            DESIGNATED: _(
                "Named in a document of a state or a workforce board that holds here. "
                "Each document is listed below with its date."
            ),
            BY_RULE: _(
                "Projected to grow faster than all industries, and concentrated here. "
                "Our own rule; nobody designated them by it."
            ),
            ALL: _("Every sector, with both answers side by side. Neither is made from the other."),
        }[view]
    )
    return view


def ask_line(region: Region, own: int | None) -> WageMeasure | None:
    """Ask which yearly pay jobs are held against: the person's own, else a named measure."""
    state_code = region.home
    measures = {_name_measure(line): line for line in list_measures(region.graph, state_code)}
    if own is not None:
        measures = {OWN: set_own_line(own), **measures}
    default = choose_line(region.graph, state_code, own)
    if default is None:
        return None
    asked = read_choice("line")
    chosen = asked if asked in measures else _name_measure(default)
    state.follow("sectors_line", chosen, chosen)

    def remember() -> None:
        state.write_choice("line", st.session_state["sectors_line"])

    st.selectbox(
        _("Pay to pass"),
        list(measures),
        format_func=lambda name: say_line(measures[name]),
        key="sectors_line",
        on_change=remember,
    )
    return measures[chosen]


def _name_measure(line: WageMeasure) -> str:
    return line.measure if line.household is None else f"{line.measure}.{line.household}"


# ---- the list


def choose_rows(rows: Sequence[Row], view: str, designated: set[str]) -> list[Row]:
    """Return the sectors of a view, fastest growing in the nation first."""
    kept = [
        row
        for row in rows
        if view == ALL
        or (view == DESIGNATED and row["sector"] in designated)
        or (view == BY_RULE and row["by_our_rule"] is True)
    ]
    return sorted(
        kept, key=lambda row: (row["growth_pct"] is None, -(row["growth_pct"] or 0), row["sector"])
    )


def choose_first(rows: Sequence[Row]) -> str | None:
    """Return the sector shown when none was chosen: the first whose figures are published here."""
    published = [row for row in rows if row["jobs"] is not None]
    return next((str(row["sector"]) for row in [*published, *rows]), None)


def show_list(
    rows: Sequence[Row],
    selected: str | None,
    named: Mapping[str, Sequence[Designation]],
    *,
    view: str,
) -> None:
    """Show one row for each sector, and ask which of them to see; the answer goes to the address."""
    names = name_sectors()
    show_table(
        [list_cells(one, names, named) for one in rows],
        alt=_("Sectors with outlook, weight here and pay here"),
    )
    show_note(
        _(
            "Outlook and openings are the nation's. Withheld: fewer than {count} of the sector's "
            "occupations are published here. By our rule: whether it grows and is concentrated here."
        ).format(count=FEWEST_PUBLISHED)
    )
    order = [row["sector"] for row in rows]
    if selected is not None and selected not in order:
        order.append(selected)
    state.follow(LIST, f"{view}/{selected}/{'.'.join(order)}", selected)

    def remember() -> None:
        state.write_choice("sector", st.session_state[LIST])

    with st.container(width=420):
        st.selectbox(
            _("See one sector"),
            order,
            format_func=lambda sector: names[sector],
            key=LIST,
            on_change=remember,
            filter_mode="contains",
        )


def list_cells(
    row: Row, names: Mapping[str, str], named: Mapping[str, Sequence[Designation]]
) -> dict[str, str]:
    """Return the cells of a sector as markdown, in three columns; a figure withheld is a word."""
    growth, openings = row["growth_pct"], row["openings_national"]
    jobs, quotient, share = row["jobs"], row["location_quotient"], row["share_over_line"]
    withheld = _("withheld")
    said = named.get(row["sector"], ())
    day = _("no document held") if not said else _("no date")
    if said and said[0].designated_on:
        day = describe_day(said[0].designated_on)
    here = [
        _("{published} of {possible} occupations published").format(
            published=row["published"], possible=row["possible"]
        )
    ]
    if quotient is not None:
        times = _("{quotient} times the nation's share").format(quotient=f"{quotient:.2f}")
        here.insert(0, times)
    if share is not None:
        passing = format_percent(100 * share)
        here.append(_("{share} of jobs pass the pay").format(share=passing))
    return {
        _("Sector"): escape_markdown(names[row["sector"]])
        + write_small(
            _("Designated: {day}").format(day=day),
            _("By our rule: {answer}").format(answer=say_rule(row["by_our_rule"])),
        ),
        _("National outlook, ten years"): escape_markdown(_say_percent(growth))
        + write_small(
            _("openings not published")
            if openings is None
            else _("{count} openings a year").format(count=format_count(openings))
        ),
        _("Jobs and pay here"): escape_markdown(
            withheld if jobs is None else _("{count} jobs").format(count=format_count(jobs))
        )
        + write_small(*here),
    }


def say_rule(by_our_rule: bool | None) -> str:
    """Return the answer of our rule in a word; withheld figures give none."""
    if by_our_rule is None:
        return _("cannot be told")
    return _("yes") if by_our_rule else _("no")


def group_designations(found: Iterable[Designation]) -> dict[str, list[Designation]]:
    """Return the designations that hold here by sector, in their order; doubtful reach is left out."""
    grouped: dict[str, list[Designation]] = {}
    for one in found:
        if one.sector is not None and one.extent != "unknown":
            grouped.setdefault(one.sector, []).append(one)
    return grouped


def show_designations(found: Sequence[Designation]) -> None:
    """Show every designation with who, where, when, the document and its source, newest first."""
    show_heading(
        _("What was designated, by whom and when"),
        _("As written in the document. An old one may no longer hold: ask the board."),
    )
    if not found:
        st.markdown(_("We hold no document of a state or board for this place."))
        return
    names = name_sectors()
    jobs = cache.get_occupation_titles()
    where = {
        "state": _("the whole state"),
        "here": _("counties here"),
        "unknown": _("part of the state; we do not know whether here"),
    }
    show_first(
        [
            {
                _("Sector or job"): escape_markdown(_name_subject(one, names, jobs))
                + write_small(
                    describe_day(one.designated_on) if one.designated_on else _("not published")
                ),
                _("Document"): escape_markdown(one.document)
                + f"  \n:small[{link_source(one.source)}]",
                _("Designated by"): escape_markdown(one.designated_by)
                + write_small(f"{one.jurisdiction}: {where[one.extent]}"),
            }
            for one in found
        ],
        key="sectors_documents",
        alt=_("Designations with document, date and source"),
        few=DOCUMENTS,
    )


def _name_subject(one: Designation, names: Mapping[str, str], jobs: Mapping[str, str]) -> str:
    parts = [names[one.sector]] if one.sector and one.sector in names else []
    if one.occupation:
        parts.append(jobs.get(one.occupation, one.occupation))
    return ": ".join(parts) or _("none of our sectors; see the document")


# ---- one sector


def show_figures(row: Row, line: WageMeasure | None, region: Region) -> None:
    """Show one sector's three figures side by side, each with what it means."""
    here = shorten_area(region.name)
    few = _("Fewer than {count} of its occupations are published here ({found}).").format(
        count=FEWEST_PUBLISHED, found=row["published"]
    )
    with st.container(horizontal=True, gap="xsmall"):
        if row["steady"]:
            st.badge(_("steady, many openings"), color="blue", icon=":material/work:")
        if row["by_our_rule"]:
            st.badge(_("growing and concentrated, by our rule"), color="green")
    with st.grid(columns=3, min_column_width=230):
        _show_card(
            _("National outlook, ten years"),
            format_percent(row["growth_pct"], signed=True)
            if row["growth_pct"] is not None
            else None,
            _("{openings} openings a year in the nation, also to replace people who leave.").format(
                openings=format_count(row["openings_national"])
            ),
        )
        _show_card(
            _("Weight in {place}").format(place=here),
            None
            if row["jobs"] is None
            else _("{count} jobs").format(count=format_count(row["jobs"])),
            few
            if row["location_quotient"] is None
            else _("{quotient} times the nation's share of jobs.").format(
                quotient=f"{row['location_quotient']:.2f}"
            ),
        )
        _show_card(
            _("Pay in {place}").format(place=here),
            None
            if row["share_over_line"] is None
            else _("{share} of jobs").format(share=format_percent(100 * row["share_over_line"])),
            _("No pay to pass is published for this place.")
            if line is None
            else few
            if row["share_over_line"] is None
            else _("pay a newer worker as much or more. {line}.").format(line=say_line(line)),
        )


def _show_card(label: str, figure: str | None, below: str) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        if figure is None:
            show_note(label)
            st.markdown(f"**{escape_markdown(_('Withheld'))}**")
        else:
            st.metric(escape_markdown(label), escape_markdown(figure))
        show_note(below)


def show_rule(
    row: Row, line: WageMeasure | None, region: Region, said: Sequence[Designation]
) -> None:
    """Show, on demand, the rule with the numbers that it used for this sector, and their sources."""
    areas = cache.get_area_names()
    sector = next(
        one
        for one in region.graph.table("nodes/sector").to_pylist()
        if one["sector"] == row["sector"]
    )
    quotient = row["location_quotient"]
    lines = [
        _(
            "By our rule a sector grows here when its jobs in the nation are projected to grow "
            "faster than those of all industries, and it is concentrated here: {quotient} times "
            "the nation's share of jobs or more, with at least {count} of its occupations published."
        ).format(quotient=CONCENTRATED, count=FEWEST_PUBLISHED),
        _(
            "Here: {growth} against {every} for all industries; {quotient} times the nation's "
            "share; {published} of {possible} occupations published. So: {answer}."
        ).format(
            growth=_say_percent(row["growth_pct"]),
            every=_say_percent(row["growth_pct_all"]),
            quotient=_("withheld") if quotient is None else f"{quotient:.2f}",
            published=row["published"],
            possible=row["possible"],
            answer=say_rule(row["by_our_rule"]),
        ),
        _(
            "Counted are occupations that have at least half of their national jobs in the sector. "
            "Its industries (NAICS): {naics}. {reason}"
        ).format(naics=sector["naics"].replace("|", ", "), reason=sector["reason"]),
        _(
            "Steady, many openings: jobs in the nation change by no more than all industries do, up "
            "or down, and the sector has at least one in fifty of the nation's openings. "
            "Openings follow occupations, the outlook follows industries."
        ),
        _(
            "Pay is what a newer worker earns (a quarter earn less), by the survey, or by the "
            "minimum wage in force where the law gives more. Where the area publishes no pay for a "
            "job, the state's or the nation's is used. Pay over the publisher's cap passes."
        ),
        _("Designated: {count} documents that hold here. A designation changes no figure.").format(
            count=len(said)
        ),
    ]
    sources = [
        _("Outlook: {source}").format(source=describe_source(row["sources"]["growth_pct"], areas)),
        _("Jobs and pay: {source}").format(source=describe_source(row["sources"]["jobs"], areas)),
    ]
    with st.expander(_("The rule and its numbers")):
        st.markdown("\n".join(f"- {escape_markdown(text)}" for text in lines + sources))
        if line is not None and line.caveat:
            st.markdown(
                f"{escape_markdown(say_line(line))}. {escape_markdown(line.caveat)} "
                + _("Source: {source}").format(source=say_file(line.source or ""))
            )


def _say_percent(value: float | None) -> str:
    return _("not published") if value is None else format_percent(value, signed=True)


def say_file(source: str) -> str:
    """Return a curated source as markdown: a published file by its title and publisher, else its link."""
    path = source.removeprefix("file:data/")
    for entry in cache.load_graph().manifest["inputs"]:
        if entry["path"] == path:
            return escape_markdown(f"{entry['title']}, {entry['publisher']}, {entry['release']}")
    return link_source(source)
