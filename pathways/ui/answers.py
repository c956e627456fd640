"""Answers on the screen: pathways as cards, the ladder with its twin list, and the next moves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pathways.draw import draw_ladder
from pathways.ui import cache, state
from pathways.ui.ladder import show_ladder
from pathways.ui.strips import describe_totals, show_strip
from pathways.words import (
    KIND,
    LEVEL,
    UNKNOWN_KIND,
    count_things,
    describe_source,
    escape_markdown,
    explain_withheld,
    format_gain,
    format_money,
    format_months,
    format_yearly,
    shorten_area,
)


def show_pathways(answer: dict[str, Any]) -> None:
    """Show the pathways found, or say that there is none and what was looked through."""
    pathways, searched = answer["pathways"], answer["searched"]
    place = shorten_area(searched["area_name"])
    if not pathways:
        st.header("No pathway found")
        st.info(
            escape_markdown(
                f"Within {searched['max_steps']} steps and {searched['max_months']} months of "
                f"study in {place} we found no job that pays more. Try another place or job."
            )
        )
        return
    reached = count_things(searched["reached"], "job", "jobs")
    st.header(f"{reached} can be reached. Here are {len(pathways)} ways up.")
    st.caption(
        escape_markdown(
            f"Best paid first, at most {searched['max_months']} months of study in all. Months are "
            "full time, once you are admitted. Waiting lists are not included."
        )
    )
    for number, pathway in enumerate(pathways):
        _show_card(pathway, number)


def _show_card(pathway: dict[str, Any], number: int) -> None:
    end = pathway["steps"][-1]
    with st.container(border=True):
        lead, totals = st.columns([2, 3], vertical_alignment="center")
        with lead:
            months = format_months(pathway["elapsed_months"])
            st.subheader(escape_markdown(f"{months} from today to {end['title']}"))
        with totals, st.container(horizontal=True, horizontal_alignment="right", gap="medium"):
            for label, figure in describe_totals(pathway):
                st.markdown(
                    f"{escape_markdown(label)}  \n**{escape_markdown(figure)}**", width="content"
                )
        show_strip(pathway, key=f"strip-{number}-{pathway['start']}-{end['soc']}")
        with st.expander(escape_markdown(f"Who teaches it, and how we know ({end['title']})")):
            for step in pathway["steps"]:
                _show_step(step)


def _show_step(step: dict[str, Any]) -> None:
    areas = cache.get_area_names()
    gate, sources = step["gates"][0], step["sources"]
    st.markdown(f"**{escape_markdown(step['title'])}**")
    told = [
        f"Schooling asked: {LEVEL.get(gate['level'], 'not known')} "
        f"({describe_source(gate['source'], areas)})",
        f"Pay: {describe_source(sources['p25'], areas)}"
        if "p25" in sources
        else "Pay: not published",
        f"Move: {describe_source(sources['evidence'], areas)}",
        *(f"{rule['title']}, {rule['jurisdiction']}: required" for rule in step["gates"][1:]),
    ]
    if not step["licenses_checked"]:
        told.append("License not checked: ask the state board")
    st.caption(escape_markdown(". ".join(told) + "."))
    if not step["options"]:
        return
    st.dataframe(
        [
            {
                "School": option["provider_name"],
                "State": option["state"],
                "Award": option["title"],
                "Months": format_months(option["months_low"], option["months_high"]),
                "Finished last year": option["completions"],
                "Months from": option["months_basis"],
            }
            for option in step["options"]
        ],
        hide_index=True,
        alt=f"Schools here whose awards prepare for {step['title']}",
    )
    st.caption(
        escape_markdown(
            f"{describe_source(sources['options'], areas)}. Schools stand at their main campus: ask "
            "which campus. Prices: not in this search yet."
        )
    )


def show_picture(
    facts: dict[str, Any],
    moves: list[dict[str, Any]],
    pathways: list[dict[str, Any]],
    choices: state.Choices,
) -> None:
    """Draw start job, next moves and pathways as one picture; a click puts the job in the address."""
    pay = {facts["soc"]: facts["p25"], **{move["soc"]: move["p25"] for move in moves}}
    pay |= {step["soc"]: step["p25"] for pathway in pathways for step in pathway["steps"]}
    upward = [move for move in moves if move["kind"] != "step_back"]
    ladder = draw_ladder(facts, upward, pathways, pay=pay, place=facts["area_name"])
    st.header(escape_markdown(f"The ladder from {facts['title']}"))
    st.caption("Left to right: steps. Up: pay for a newer worker. Choose a box to see its facts.")
    clicked = show_ladder(
        ladder, selected=choices.node, key=f"ladder-{choices.job}-{choices.place}"
    )
    with st.container(horizontal=True):
        st.badge("Filled box: on the first way up", color="blue")
        st.badge("Long dashes: more pay, other job family", color="gray")
        st.badge("Dots: same pay, other job family", color="gray")
    if ladder.hidden:
        hidden = count_things(ladder.hidden, "job is", "jobs are")
        st.caption(f"{hidden} in the list below, not in the picture.")
    if clicked and clicked != choices.node and clicked != st.session_state.get("ladder_seen"):
        st.session_state["ladder_seen"] = clicked
        state.write_choice("node", clicked)
        st.rerun()
    _show_selected(
        {job.soc: (job.title, job.pay, job.step) for job in ladder.jobs.values()}, choices
    )


def _show_selected(jobs: dict[str, tuple[str, int | None, int]], choices: state.Choices) -> None:
    if choices.node is None or choices.node not in jobs or choices.node == choices.job:
        return
    title, pay, step = jobs[choices.node]
    with st.container(border=True):
        st.subheader(escape_markdown(title))
        earns = (
            explain_withheld(None) if pay is None else f"{format_yearly(pay)} for a newer worker"
        )
        st.markdown(escape_markdown(f"Step {step}. {earns}."))
        with st.container(horizontal=True):
            if st.button("Start from this job", icon=":material/restart_alt:"):
                state.write_choice("job", choices.node)
                st.rerun()
            if st.button("Close", icon=":material/close:"):
                state.write_choice("node", None)
                st.rerun()


def show_moves(moves: list[dict[str, Any]], choices: state.Choices) -> None:
    """List the next moves: the picture's twin, complete, closest first; a row selects its job."""
    st.header("Next moves, as a list")
    chosen = st.dataframe(
        [
            {
                "Job": move["title"],
                "Newer worker": _say_pay(move),
                "More pay a year": _say_change(move),
                "Kind of move": KIND.get(move["kind"] or "", UNKNOWN_KIND),
                "Schooling asked": LEVEL.get(move["gates"][0]["level"], "not known"),
                "Pay of": move["compare_area_name"] or "",
            }
            for move in moves
        ],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"moves-{choices.job}-{choices.place}",
        alt="Jobs that O*NET relates to this one, with pay",
    )
    rows = chosen["selection"]["rows"]
    picked = moves[rows[0]]["soc"] if rows else None
    if picked and picked != st.session_state.get("list_seen"):
        st.session_state["list_seen"] = picked
        state.write_choice("node", picked)
        st.rerun()
    source = describe_source(moves[0]["sources"]["score"], cache.get_area_names())
    st.caption(
        escape_markdown(f"Order: O*NET's list of related occupations, closest first. {source}.")
    )


def _say_pay(move: dict[str, Any]) -> str:
    if move["p25"] is None:
        return explain_withheld(move["withheld"].get("wage_change"))
    return format_money(move["p25"])


def _say_change(move: dict[str, Any]) -> str:
    if move["wage_change"] is None:
        return explain_withheld(move["withheld"].get("wage_change"))
    return format_gain(move["wage_change"])
