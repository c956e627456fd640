"""Pay of one job here, in the home's state and in the nation: a picture and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any, Final

import streamlit as st

from pathways.neighbors import AreaPay
from pathways.ui.notes import show_heading, show_note, show_table
from pathways.words import (
    _,
    escape_markdown,
    explain_withheld,
    format_count,
    format_money,
    shorten_area,
    wrap_title,
)

NAME_WIDTH: Final = 16
"""Letters of an area's name on one line; a longer one is wrapped in the picture and "Here" above a column."""

COLOURS: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {
        "here": "#0B5C8A", "here_soft": "#B9D6E6", "other": "#74808A", "other_soft": "#D5DADC",
        "ink": "#17212B", "ink_2": "#4A5764", "line": "#C3CBD0",
    },
    "dark": {
        "here": "#74BCE6", "here_soft": "#2C5A76", "other": "#83919B", "other_soft": "#3A4751",
        "ink": "#EEF2F4", "ink_2": "#B4BFC7", "line": "#33414C",
    },
}  # fmt: skip
"""Theme -> colours of the pay picture, those of the visual direction."""


def show_pay(rows: Sequence[AreaPay], unit: str, wage_line: int | None, release: str) -> None:
    """Show pay as a picture of five percentiles an area, and the same figures as a table."""
    show_heading(
        _("Pay here, in the state, in the nation"),
        _(
            "Thick edge: newer worker. Thin line: with experience. Ends: lowest and highest tenth. "
            "Source: {release}."
        ).format(release=release),
    )
    line = wage_line if unit == "year" else None
    if any(row.figures for row in rows):
        st.echarts_chart(
            draw_pay(rows, unit, line, st.context.theme.type or "light"),
            height=76 + 52 * len(rows),
            renderer="svg",
            theme=None,
            alt=_("Pay of this job by area; the table below says the same."),
        )
    show_table(
        [
            {escape_markdown(name): escape_markdown(cell) for name, cell in row.items()}
            for row in list_cells(rows, unit)
        ],
        alt=_("Pay and jobs here, in the state and in the nation"),
    )
    if wage_line is not None and line is None:
        show_note(_("The wage line is by the year; choose yearly pay to see it."))


def list_cells(rows: Sequence[AreaPay], unit: str) -> list[dict[str, str]]:
    """Return the table of the picture: a row for each percentile and one for jobs, a column an area."""
    names = {
        "p10": _("Lowest tenth"),
        "p25": _("Newer worker"),
        "median": _("With experience"),
        "p75": _("Upper quarter"),
        "p90": _("Highest tenth"),
    }
    table = [
        {_("Pay"): label, **{_name_column(row): _say_cell(row, name, unit) for row in rows}}
        for name, label in names.items()
    ]
    jobs = {
        _name_column(row): explain_withheld(row.jobs_withheld)
        if row.jobs is None
        else format_count(row.jobs)
        for row in rows
    }
    return [*table, {_("Pay"): _("Jobs"), **jobs}]


def _name_column(row: AreaPay) -> str:
    name = shorten_area(row.name)
    return name if len(name) <= NAME_WIDTH else _("Here")


def _say_cell(row: AreaPay, name: str, unit: str) -> str:
    value = row.figures.get(name)
    return explain_withheld(row.withheld[name]) if value is None else _format_pay(value, unit)


def _format_pay(value: float, unit: str) -> str:
    return format_money(int(value)) if unit == "year" else f"${value:,.2f}"


def draw_pay(
    rows: Sequence[AreaPay], unit: str, wage_line: int | None, theme: str
) -> dict[str, Any]:
    """Return the ECharts picture of pay: a thin line from lowest to highest tenth, a box, two marks.

    What an area does not publish is not drawn. Yearly pay is in thousands, which its labels spell out.
    """
    colour = COLOURS.get(theme, COLOURS["light"])
    scale = 1_000 if unit == "year" else 1
    series: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        pay = {name: value / scale for name, value in row.figures.items()}
        ink = colour["here" if place == 0 else "other"]
        soft = colour["here_soft" if place == 0 else "other_soft"]
        name = wrap_title(shorten_area(row.name), width=NAME_WIDTH)
        for ends, width, shade in ((("p10", "p90"), 2, ink), (("p25", "p75"), 20, soft)):
            if all(end in pay for end in ends):
                series.append(_draw_line([[pay[end], name] for end in ends], width, shade))
        for mark, size, shade in (
            ("p10", [2, 12], ink),
            ("p90", [2, 12], ink),
            ("p25", [6, 26], ink),
            ("median", [2, 22], colour["ink"]),
        ):
            if mark in pay:
                series.append(_draw_mark([pay[mark], name], size, shade))
    known = [value / scale for row in rows for value in row.figures.values()]
    if wage_line is not None:
        known.append(wage_line / scale)
        if series:
            series[0]["markLine"] = _draw_wage_line(wage_line, scale, colour["ink"])
    low, high = floor(0.95 * min(known, default=0)), ceil(1.02 * max(known, default=1))
    label = {"color": colour["ink_2"], "fontSize": 12.5, "fontFamily": "Public Sans, sans-serif"}
    return {
        "animation": False,
        "grid": {"left": 4, "right": 26, "top": 8, "bottom": 30, "containLabel": True},
        "xAxis": {
            "type": "value",
            "position": "top",
            "min": low,
            "max": high,
            "splitNumber": 4,
            "axisLabel": {
                **label,
                "formatter": "${value},000" if unit == "year" else "${value}",
                "hideOverlap": True,
                "showMinLabel": False,
                "showMaxLabel": False,
            },
            "splitLine": {"lineStyle": {"color": colour["line"]}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [wrap_title(shorten_area(row.name), width=NAME_WIDTH) for row in rows],
            "axisLabel": {**label, "color": colour["ink"]},
            "axisLine": {"show": False},
            "axisTick": {"show": False},
        },
        "series": series,
    }


def _draw_line(ends: list[list[Any]], width: int, colour: str) -> dict[str, Any]:
    return {
        "type": "line",
        "data": ends,
        "showSymbol": False,
        "silent": True,
        "z": 2,
        "lineStyle": {"width": width, "color": colour, "cap": "butt"},
    }


def _draw_mark(at: list[Any], size: list[int], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "data": [at],
        "symbol": "rect",
        "symbolSize": size,
        "silent": True,
        "z": 3,
        "itemStyle": {"color": colour, "opacity": 1},
    }


def _draw_wage_line(wage_line: int, scale: int, colour: str) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"type": "dotted", "width": 2, "color": colour},
        "label": {
            "position": "end",
            "color": colour,
            "fontSize": 12.5,
            "fontFamily": "Public Sans, sans-serif",
            "formatter": _("Wage line {pay}").format(pay=format_money(wage_line)),
        },
        "data": [{"xAxis": wage_line / scale}],
    }
