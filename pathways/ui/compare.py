"""The blocks of the compare page: equal cards, pay over ten years as a chart and a table, and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.compare import (
    BETWEEN_JOBS,
    MONTHS,
    MOST,
    YEARS,
    Codes,
    Compared,
    Comparison,
    mark_item,
    name_item,
    say_pairs,
    write_items,
)
from pathways.region import Region
from pathways.settings import ROOT
from pathways.ui import state
from pathways.ui.notes import show_heading, show_note, show_table
from pathways.ui.sources import show_sources
from pathways.ui.strips import say_price
from pathways.words import (
    _,
    describe_source,
    escape_markdown,
    explain_withheld,
    format_count,
    format_gain,
    format_money,
    format_months,
    join_words,
    shorten_area,
    start_upper,
    wrap_title,
)

PAGES: Final = ROOT / "pathways" / "ui" / "pages"
FIND: Final = str(PAGES / "find.py")
PLAN: Final = str(PAGES / "plan.py")
HEIGHT: Final = 400
LETTERS: Final = 30
"""Letters of a line's label; a longer title is cut at a word."""
APART: Final = 0.075
"""Share of the chart's height that a line of a label takes at least."""
NARROW: Final = "width < 560"
"""When a label is the item's mark alone, and the list below the chart names it, in Vega's words."""
ROOM: Final = 3.8
"""Years of room beside the ends for labels, where the chart is wide."""
ROOM_NARROW: Final = 0.8
SIDE_BY_SIDE: Final = 2
"""Columns of money in one table: more do not fit a phone."""
DASHES: Final = ([1, 0], [10, 4], [2, 3], [12, 3, 2, 3])
"""Dash pattern of each line, in the order of the items."""
COLOURS: Final[Mapping[str, Mapping[str, Any]]] = {
    "light": {
        "lines": ["#0B5C8A", "#B86E00", "#7D1450", "#139C6E"],
        "ink": "#17212B",
        "ink_2": "#4A5764",
        "line": "#C3CBD0",
        "page": "#FFFFFF",
    },
    "dark": {
        "lines": ["#74BCE6", "#E8B13A", "#E0559F", "#C9F0DE"],
        "ink": "#EEF2F4",
        "ink_2": "#B4BFC7",
        "line": "#33414C",
        "page": "#11181F",
    },
}
"""Theme -> colours of the chart, those of the visual direction."""


class Row:
    """One row of the cards: its name, how an item's value reads, and which value is best.

    ``value`` is None where nothing can be compared; ``best`` is ``min`` or ``max``.
    """

    def __init__(
        self,
        name: str,
        say: Callable[[Compared], str],
        value: Callable[[Compared], float | None],
        best: Callable[..., float],
    ) -> None:
        self.name = name
        self.say = say
        self.value = value
        self.best = best

    def find_best(self, items: Sequence[Compared]) -> set[int]:
        """Return the places of the items with the best value; none where all are alike."""
        values = {n: v for n, item in enumerate(items) if (v := self.value(item)) is not None}
        if len(set(values.values())) < 2:
            return set()
        top = self.best(values.values())
        return {place for place, value in values.items() if value == top}


# ---- nothing, or too little, to compare


def show_empty(items: Sequence[Codes], job: str, title: str, example: Sequence[str]) -> None:
    """Show what to do where fewer than two items can be compared.

    ``job`` is the job one has now, ``example`` the keys of the first pathways from it.
    """
    said = (
        _("Nothing to compare yet. Find a pathway and press Add to compare.")
        if not items
        else _("One more is needed. Find a pathway and press Add to compare.")
    )
    st.markdown(escape_markdown(said))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            FIND,
            label=_("Find a pathway"),
            icon=":material/search:",
            query_params=state.read_address() or None,
        )
        if not items and len(example) > 1:
            st.button(
                _("Compare two pathways from {job}").format(job=title),
                key="compare_example",
                icon=":material/compare_arrows:",
                on_click=_write,
                args=([tuple(key.split(BETWEEN_JOBS)) for key in example[:2]],),
            )
        _offer_job(items, job, title)


def _offer_job(items: Sequence[Codes], job: str, title: str) -> None:
    """Offer to add the job one has now: what staying in it pays."""
    if (job,) in items or not items or len(items) >= MOST:
        return
    st.button(
        _("Add the job you have now: {job}").format(job=title),
        key="compare_job",
        icon=":material/add:",
        on_click=_write,
        args=([*items, (job,)],),
    )


def _write(items: Sequence[Codes]) -> None:
    state.write_choice("compare", write_items(items) or None)


def show_left_out(comparison: Comparison) -> None:
    """Say which items are not shown and why."""
    for _key, reason in comparison.left_out:
        st.warning(escape_markdown(reason), icon=":material/info:")


# ---- cards


def show_cards(comparison: Comparison, items: Sequence[Codes], job: str, title: str) -> None:
    """Show one card an item, those of a group with the same rows in the same order.

    ``items`` are those of the address, ``title`` that of ``job``, the job one has now.
    """
    rows = list_rows(comparison.cap)
    ways, apart = split_groups(comparison)
    if ways:
        show_heading(_("Side by side"))
        _show_group(comparison, ways, rows, items, title)
    if len(comparison.compared) > 1:
        _offer_job(items, job, title)
    if apart:
        show_heading(
            _("If you already had this job"),
            _(
                "A job by itself is no way to it. The time and the price to get there are not "
                "counted, so do not hold these figures against those of a pathway."
            ),
        )
        _show_group(comparison, apart, list_rows_apart(comparison.cap), items, title)
    show_note(
        _(
            "Bold: the best of those shown. Pay is by the year in {area}, the closest area that "
            "publishes all of these jobs where one does. Months are full time, once you are "
            "admitted. Prices are published ones, before any aid. More pay is counted from the first "
            "job of each pathway; for a job alone, from {job}."
        ).format(area=comparison.area_name, job=title)
    )


def split_groups(comparison: Comparison) -> tuple[list[int], list[int]]:
    """Return the places of what can be held against each other: pathways and the job one has, and
    other jobs alone.
    """
    places = range(len(comparison.compared))
    return (
        [place for place in places if not comparison.compared[place].apart],
        [place for place in places if comparison.compared[place].apart],
    )


def _show_group(
    comparison: Comparison,
    places: Sequence[int],
    rows: Sequence[Row],
    items: Sequence[Codes],
    title: str,
) -> None:
    compared = comparison.compared
    best = [row.find_best([compared[place] for place in places]) for row in rows]
    with st.grid(columns=max(2, len(places)), min_column_width=230):
        for n, place in enumerate(places):
            item = compared[place]
            with st.container(border=True, height="stretch", gap="small"):
                st.subheader(escape_markdown(name_item(compared, place)), anchor=False)
                show_note(_say_way(item))
                _show_rows(
                    [
                        (row.name, row.say(item), n in winners)
                        for row, winners in zip(rows, best, strict=True)
                    ],
                    alt=_("Figures of {item}").format(item=name_item(compared, place)),
                )
                if item.apart:
                    _offer_way(item, items, place, title)
                _show_actions(item, items, place)


def _offer_way(item: Compared, items: Sequence[Codes], place: int, title: str) -> None:
    """Offer the pathway to a job in its stead, where there is one from the job one has."""
    if not item.way:
        show_note(_("We find no pathway to it from {job} here.").format(job=title))
    elif item.way in items:
        show_note(_("The pathway to it from {job} is compared above.").format(job=title))
    else:
        st.button(
            _("Compare the pathway to it instead"),
            key=f"compare_way_{place}",
            icon=":material/compare_arrows:",
            on_click=_write,
            args=([item.way if other == item.asked else other for other in items],),
        )


def _say_way(item: Compared) -> str:
    if item.apart:
        return _("The job itself, not a pathway to it")
    if item.pathway is None:
        return _("Staying in the job you have now")
    return _("From {jobs}").format(jobs=" → ".join(item.titles[:-1]))


def list_rows(cap: int) -> list[Row]:
    """Return the rows of the cards, in their order; ``cap`` is the most yearly pay published (USD)."""
    is_alone = _("Not needed")
    return [
        Row(
            _("Months from today"),
            lambda item: (
                format_months(item.pathway["elapsed_months"]) if item.pathway else is_alone
            ),
            lambda item: item.pathway["elapsed_months"] if item.pathway else None,
            min,
        ),
        Row(
            _("Training"),
            lambda item: _say_training(item.pathway) if item.pathway else is_alone,
            lambda item: item.pathway["months"] if item.pathway else None,
            min,
        ),
        Row(
            _("Published price"),
            lambda item: say_price(item.pathway) if item.pathway else is_alone,
            lambda item: item.pathway["cost"] if item.pathway else None,
            min,
        ),
        Row(
            _("Pay, newer worker"),
            lambda item: _say_pay(item, "p25", cap),
            lambda item: item.pay.p25,
            max,
        ),
        Row(
            _("Pay, with experience"),
            lambda item: _say_pay(item, "median", cap),
            lambda item: item.pay.median,
            max,
        ),
        Row(
            _("More pay a year"),
            lambda item: (
                start_upper(explain_withheld(item.pay.withheld.get("p25")))
                if item.gain is None
                else format_gain(item.gain)
            ),
            lambda item: item.gain,
            max,
        ),
        Row(
            _("Openings a year"),
            lambda item: (
                start_upper(explain_withheld(item.openings_withheld))
                if item.openings is None
                else format_count(item.openings)
            ),
            lambda item: item.openings,
            max,
        ),
    ]


def list_rows_apart(cap: int) -> list[Row]:
    """Return the rows of the cards of jobs alone: of a way to them there is nothing to say."""
    return [
        *list_rows(cap)[3:],
        Row(
            _("Pay over {years} years").format(years=YEARS),
            lambda item: (
                format_money(item.line.totals[MONTHS])
                if item.line
                else start_upper(explain_withheld(next(iter(item.pay.withheld.values()), None)))
            ),
            lambda item: item.line.totals[MONTHS] if item.line else None,
            max,
        ),
    ]


def _say_training(pathway: Mapping[str, Any]) -> str:
    studied = _("{months} of study").format(months=format_months(pathway["months"]))
    said = [studied if pathway["months"] else _("No unpaid study")]
    if pathway["paid_months"]:
        said.append(
            _("up to {months} on the job, paid").format(
                months=format_months(pathway["paid_months"])
            )
        )
    if pathway["experience_months"]:
        said.append(
            _("at least {months} of experience").format(
                months=format_months(pathway["experience_months"])
            )
        )
    return ", ".join(said)


def _say_pay(item: Compared, name: str, cap: int) -> str:
    value = getattr(item.pay, name)
    if value is not None:
        return format_money(value)
    reason = item.pay.withheld.get(name)
    if reason == "top_coded":
        return _("{amount} or more").format(amount=format_money(cap))
    return start_upper(explain_withheld(reason))


def _show_rows(rows: Sequence[tuple[str, str, bool]], *, alt: str) -> None:
    st.table(
        {
            "name": [f":gray[:small[{escape_markdown(name)}]]" for name, _value, _best in rows],
            "value": [
                f"**{escape_markdown(value)}**" if best else escape_markdown(value)
                for _name, value, best in rows
            ],
        },
        border="horizontal",
        hide_index=True,
        hide_header=True,
        alt=alt,
    )


def _show_actions(item: Compared, items: Sequence[Codes], place: int) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if item.pathway is not None:
            st.page_link(
                PLAN,
                label=_("Make a plan"),
                icon=":material/print:",
                query_params={
                    **state.read_address(),
                    "job": item.codes[0],
                    "p": BETWEEN_JOBS.join(item.codes),
                },
            )
        st.button(
            _("Remove"),
            key=f"compare_remove_{place}",
            icon=":material/close:",
            on_click=_write,
            args=([other for other in items if other != item.asked],),
        )


# ---- ten years


def show_years(comparison: Comparison) -> None:
    """Show pay less price over ten years as a chart, as a table, and where lines cross; jobs alone
    have a chart of their own where there are two or more.
    """
    ways, apart = split_groups(comparison)
    groups = [places for places in (ways, apart) if places is ways or len(places) > 1]
    for places in groups:
        if not places:
            continue
        if places is apart:
            show_heading(
                _("Pay over {years} years, if you already had this job").format(years=YEARS),
                _("A model from published averages. No time and no price to get there is counted."),
            )
        else:
            show_heading(
                _("Pay over {years} years, less the published price").format(years=YEARS),
                _("A model from published averages, not a promise of what anybody will earn."),
            )
        _show_lines(comparison, places, key=f"compare_years{places[0] or ''}")
    st.markdown(f"**{_('What is assumed')}**")
    st.markdown("\n".join(f"- {escape_markdown(said)}" for said in list_assumptions(comparison)))
    drawn = [list_drawn(comparison, places) for places in groups]
    if not any(drawn):
        return
    show_heading(_("The same as a table"), _("At the end of each year, in dollars (USD)."))
    with st.grid(columns=2, min_column_width=300):
        for places in drawn:
            for first in range(0, len(places), SIDE_BY_SIDE):
                show_table(
                    list_totals(comparison, places[first : first + SIDE_BY_SIDE]),
                    alt=_("Pay so far less published price, at the end of each year"),
                )


def _show_lines(comparison: Comparison, places: Sequence[int], *, key: str) -> None:
    drawn = list_drawn(comparison, places)
    if drawn:
        st.vega_lite_chart(
            spec=draw_years(comparison, st.context.theme.type or "light", drawn),
            width="stretch",
            theme=None,
            key=key,
            alt=_say_chart(comparison, drawn),
        )
    said = [say_end(comparison, place) for place in places]
    if not comparison.compared[places[0]].apart:
        said += list_crossings(comparison)
    st.markdown("\n".join(f"- {escape_markdown(one)}" for one in said))


def list_drawn(comparison: Comparison, places: Sequence[int]) -> list[int]:
    """Return the places whose pay is published, so that they have a line."""
    return [place for place in places if comparison.compared[place].line]


def say_end(comparison: Comparison, place: int) -> str:
    """Return what an item's line comes to, and which price is not in it; or why it has no line."""
    item = comparison.compared[place]
    name = name_item(comparison.compared, place)
    if item.line is None:
        return _("{item} has no line: pay is not published in {area} for {jobs}.").format(
            item=name, area=comparison.area_name, jobs=", ".join(item.missing)
        )
    said = _("{item}: {amount} after {years} years.").format(
        item=name, amount=format_money(item.line.totals[MONTHS]), years=YEARS
    )
    if not item.line.unpriced:
        return said
    step = join_words(item.line.unpriced)
    if item.line.priced:
        left = _(
            "A part of the price is not published and not included: the step to {job}. {amount} of "
            "other steps is taken off."
        ).format(job=step, amount=format_money(item.line.priced))
    else:
        left = _("The price is not published and not included: the step to {job}.").format(job=step)
    return f"{said} {left}"


def list_assumptions(comparison: Comparison) -> list[str]:
    """Return in plain words what the ten years rest on."""
    said = [
        _("While you study without pay, we count no pay at all. Work beside school would lift the line."),
        _("While you learn on the job, we count the pay of a newer worker in that job."),
        _("While you gain experience first, we count the pay of the job you are in."),
        _("For the first two years in a job you get the pay of a newer worker, then the pay of a "
          "worker with experience."),
        _("The published price is taken when its step begins. It is before any aid."),
        _("Nothing is taken off for later years, and pay does not rise over time. Taxes, hours and "
          "raises are not counted."),
    ]  # fmt: skip
    if any(item.line and item.line.unpriced for item in comparison.compared):
        said.append(
            _(
                "Where a price or a part of it is not included, the line would lie lower. "
                "No crossing is marked with it."
            )
        )
    if any(item.apart for item in comparison.compared):
        said.append(
            _("A job that you do not have yet is paid from today, as if you already had it.")
        )
    return said


def list_crossings(comparison: Comparison) -> list[str]:
    """Return where one line passes another, in words."""
    compared = comparison.compared
    return [
        _("{ahead} passes {behind} after {months}.").format(
            ahead=name_item(compared, crossing.ahead),
            behind=name_item(compared, crossing.behind),
            months=format_months(round(crossing.month)),
        )
        for crossing in comparison.crossings
    ]


def list_totals(comparison: Comparison, places: Sequence[int]) -> list[dict[str, str]]:
    """Return the chart as a table: a row a year, a column an item, its unit in the header.

    Headers and cells are markdown; every place has a line.
    """
    rows = []
    for year in range(1, YEARS + 1):
        after = _("{count} years").format(count=year) if year != 1 else _("1 year")
        row = {_("After"): after.replace(" ", "\N{NO-BREAK SPACE}")}
        for place in places:
            line = comparison.compared[place].line
            name = _("{item}, USD").format(item=label_line(comparison, place))
            if line:
                row[escape_markdown(name)] = escape_markdown(format_money(line.totals[12 * year]))
        rows.append(row)
    return rows


def label_line(comparison: Comparison, place: int) -> str:
    """Return what a line is called: its mark, the last job, and a price left out."""
    return " ".join(split_label(comparison, place))


def split_label(comparison: Comparison, place: int) -> list[str]:
    """Return the lines of words of a line's label: its mark with the last job, and a price left out."""
    item = comparison.compared[place]
    title = wrap_title(item.titles[-1], width=LETTERS, lines=1)
    said = [f"{mark_item(comparison.compared, place)}. {title}"]
    if item.line and item.line.unpriced:
        said.append(
            _("(part of the price not included)") if item.line.priced else _("(price not included)")
        )
    return said


def draw_years(comparison: Comparison, theme: str, places: Sequence[int]) -> dict[str, Any]:
    """Return the Vega-Lite picture: a line an item with its own dashes, a label at its end, and a
    ring where two lines cross. The data are in it, so nothing is fetched.

    Where it is narrow a label is the mark of its item, so that no words lie on a line.
    """
    colour = COLOURS.get(theme, COLOURS["light"])
    drawn = [(place, line) for place in places if (line := comparison.compared[place].line)]
    values = [
        {"year": month / 12, "total": total, "item": str(place)}
        for place, line in drawn
        for month, total in enumerate(line.totals)
    ]
    domain = [str(place) for place, _line in drawn]
    scale = {"domain": domain, "range": [colour["lines"][int(place)] for place in domain]}
    shared = {
        "x": {
            "field": "year",
            "type": "quantitative",
            "scale": {
                "domainMin": 0,
                "domainMax": {"expr": f"{NARROW} ? {YEARS + ROOM_NARROW} : {YEARS + ROOM}"},
                "nice": False,
            },
            "axis": {"title": _("Years from today"), "values": [0, 2, 4, 6, 8, 10]},
        },
        "y": {
            "field": "total",
            "type": "quantitative",
            "axis": {"title": None, "format": "$,.0f", "tickCount": 6},
        },
    }
    text = {
        "type": "text",
        "fontSize": 13.5,
        "align": "left",
        "baseline": "middle",
        "dx": 8,
        "text": {"expr": f"{NARROW} ? datum.mark : datum.label"},
    }
    halo = {"stroke": colour["page"], "strokeWidth": 4, "strokeJoin": "round"}
    labels = {"values": place_labels(comparison, places)}
    crossings = [
        {"year": crossing.month / 12, "total": crossing.total}
        for crossing in comparison.crossings
        if {crossing.ahead, crossing.behind} <= set(places)
    ]
    # a layer without a mark would be a picture without words
    rings = {
        "data": {"values": crossings},
        "mark": {
            "type": "point",
            "shape": "circle",
            "size": 110,
            "filled": False,
            "stroke": colour["ink"],
            "strokeWidth": 1.8,
        },
        "encoding": shared,
    }
    return {
        "height": HEIGHT,
        "background": "transparent",
        "autosize": {"type": "fit", "contains": "padding"},
        "config": {
            "font": "Public Sans, sans-serif",
            "view": {"stroke": None},
            "axis": {
                "labelColor": colour["ink_2"],
                "titleColor": colour["ink_2"],
                "labelFontSize": 12.5,
                "titleFontSize": 12.5,
                "titleFontWeight": "normal",
                "gridColor": colour["line"],
                "domainColor": colour["line"],
                "tickColor": colour["line"],
            },
            "axisX": {"grid": False},
        },
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "strokeWidth": 2.4},
                "encoding": {
                    **shared,
                    "color": {"field": "item", "type": "nominal", "scale": scale, "legend": None},
                    "strokeDash": {
                        "field": "item",
                        "type": "nominal",
                        "scale": {"domain": domain, "range": [DASHES[int(p)] for p in domain]},
                        "legend": None,
                    },
                },
            },
            *([rings] if crossings else []),
            {"data": labels, "mark": {**text, **halo}, "encoding": shared},
            {"data": labels, "mark": {**text, "fill": colour["ink"]}, "encoding": shared},
        ],
    }


def place_labels(comparison: Comparison, places: Sequence[int]) -> list[dict[str, Any]]:
    """Return each line's label at its end, moved up where two would touch."""
    lines = [(line, place) for place in places if (line := comparison.compared[place].line)]
    totals = [total for line, _place in lines for total in line.totals]
    gap = APART * (max(totals) - min(totals))
    found = []
    height = min(totals) - gap * 2
    for total, place in sorted((line.totals[MONTHS], place) for line, place in lines):
        label = split_label(comparison, place)
        # the lines of a label hang below its height, which is the middle of the first
        height = max(total, height + gap * len(label))
        found.append(
            {
                "year": YEARS,
                "total": round(height),
                "mark": mark_item(comparison.compared, place),
                "label": label,
            }
        )
    return found


def _say_chart(comparison: Comparison, places: Sequence[int]) -> str:
    ends = "; ".join(say_end(comparison, place).removesuffix(".") for place in places)
    return _("Pay so far less published price after {years} years. {ends}. The table says the same.").format(
        years=YEARS, ends=ends
    )  # fmt: skip


# ---- sentences and sources


def show_differences(comparison: Comparison) -> None:
    """Show one sentence for each pair: on what they differ most."""
    said = say_pairs(comparison)
    if said:
        show_heading(
            _("What differs most"),
            _(
                "The difference that is the largest share of pay, of ten years, of time or of price."
            ),
        )
        st.markdown("\n".join(f"- {escape_markdown(one)}" for one in said))


def show_origins(comparison: Comparison, region: Region, areas: Mapping[str, str]) -> None:
    """Show where the figures compared come from."""
    rows = [(_("Pay"), describe_source(comparison.source, areas))]
    for item in comparison.compared:
        for step in (item.pathway or {"steps": []})["steps"]:
            for name, field in ((_("Months"), "months"), (_("Published price"), "cost")):
                source = step["sources"].get(field)
                if source:
                    rows.append((name, describe_source(source, areas)))
    openings = next(
        (item.pathway["sources"]["openings"] for item in comparison.compared if item.pathway), None
    )
    if openings:
        rows.append((_("Openings a year"), describe_source(openings, areas)))
    with st.popover(_("Where each number comes from"), type="tertiary"):
        show_sources(list(dict.fromkeys(rows)))
    show_note(
        _("Openings include replacing people who leave; national rate, for {area}.").format(
            area=shorten_area(region.name)
        )
    )
