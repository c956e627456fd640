"""A pathway as a card: lead figure, totals and a strip of jobs and moves that stands up on a phone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from pathways.person import Person
from pathways.ui import state
from pathways.ui.limits import name_preset
from pathways.ui.notes import show_heading, show_note
from pathways.ui.permits import CLOSES, UNCHECKED, list_required
from pathways.ui.shell import write_filled
from pathways.ui.sources import list_sources, show_sources
from pathways.words import (
    EVIDENCE,
    LEVEL,
    _,
    count_things,
    describe_day,
    escape_markdown,
    explain_withheld,
    format_gain,
    format_money,
    format_months,
    link_source,
    say_hourly,
    say_yearly,
    shorten_area,
    start_upper,
)

HERE: Final = Path(__file__).parent
SCALE: Final = 10_000
SEPARATOR: Final = "~"

_STRIP = st.components.v2.component(
    "pathway_strip",
    html='<div class="card">\n</div>',
    css=(HERE / "strip.css").read_text(encoding="utf-8"),
    js=(HERE / "strip.js").read_text(encoding="utf-8"),
)


def name_pathway(pathway: Mapping[str, Any]) -> str:
    """Return the id by which an address names a pathway: its jobs, start first."""
    return SEPARATOR.join(list_jobs(pathway))


def list_jobs(pathway: Mapping[str, Any]) -> list[str]:
    """Return the jobs of a pathway, start first; a diploma earned in the start job adds none."""
    jobs = [pathway["start"]]
    for step in pathway["steps"]:
        if step["soc"] != jobs[-1]:
            jobs.append(step["soc"])
    return jobs


def show_pathways(
    answer: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    person: Person,
    *,
    goal_title: str | None,
) -> None:
    """Show the pathways found as cards; ``facts`` holds the facts of every job in them."""
    found, searched = answer["pathways"], answer["searched"]
    show_heading(_say_found(found, searched, goal_title), _say_limits(searched, person))
    if goal_title:
        st.button(
            _("Show pathways to any job"),
            key="goal_clear",
            icon=":material/undo:",
            on_click=state.write_choice,
            args=("goals", None),
        )
    show_cards(found, facts, person, honour=_name_honour(answer))
    if answer["cost_unknown"]:
        show_heading(
            _("Price not published"),
            _("These fit your other limits. Ask the school for the price."),
        )
        show_cards(answer["cost_unknown"], facts, person, honour=None, first=len(found))


def show_cards(
    found: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]],
    person: Person,
    *,
    honour: str | None,
    first: int = 0,
) -> None:
    """Show pathways as cards with their actions; keys count from ``first``."""
    amounts = [facts[soc]["p25"] for path in found for soc in list_jobs(path)]
    top = _top_of_scale([*amounts, person.min_wage])
    for place, pathway in enumerate(found):
        with st.container(border=True):
            _STRIP(
                key=f"strip_{first + place}",
                data=describe_card(
                    pathway,
                    facts,
                    top=top,
                    honour=honour if place == 0 else None,
                    line=person.min_wage,
                ),
            )
            _show_actions(pathway, first + place)
            with st.expander(_("Why, and what if you stop early"), expanded=place + first == 0):
                _show_why(pathway)
            with st.expander(_("Schools, rules, and where each number comes from")):
                show_details(pathway, facts)


def show_more(question: Hashable) -> None:
    """Show the button that asks for more ways; they stay shown while the question is the same."""
    st.button(
        _("Show more ways"),
        key="show_more",
        icon=":material/add:",
        on_click=st.session_state.__setitem__,
        args=("more_shown", question),
    )


def _name_honour(answer: Mapping[str, Any]) -> str | None:
    found = answer["pathways"]
    return name_preset(answer["searched"]["rank"]) if found else None


def _show_actions(pathway: Mapping[str, Any], place: int) -> None:
    name = name_pathway(pathway)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            write_filled(_("Make a plan"), icon="print"), key=f"plan_{place}", type="primary"
        ):
            state.write_choice("p", name)
            st.switch_page("pathways/ui/pages/plan.py", query_params=state.read_address())
        st.button(
            _("Add to compare"),
            key=f"compare_{place}",
            icon=":material/compare_arrows:",
            # a callback: the page list takes along what stood in the address before the page ran
            on_click=_add_to_compare,
            args=(name,),
        )
        st.button(
            _("Go to this job"),
            key=f"goal_{place}",
            icon=":material/flag:",
            on_click=state.write_choice,
            args=("goals", list_jobs(pathway)[-1]),
        )


def _add_to_compare(name: str) -> None:
    if state.add_to_compare(name):
        st.toast(_("Added. Open Compare to see them side by side."))
    else:
        full = _("At most {count} can be compared at once.").format(count=state.MOST_COMPARED)
        st.toast(escape_markdown(full), icon=":material/warning:")


def _say_found(found: Sequence[Any], searched: Mapping[str, Any], goal: str | None) -> str:
    if not found:
        if goal:
            return _("No pathway to {job} fits your limits.").format(job=goal)
        return _("No pathway fits all your limits.")
    many = count_things(searched["fit"], _("pathway fits"), _("pathways fit"))
    to = _(", to {job}").format(job=goal) if goal else ""
    shown = (
        _("Here is 1.")
        if len(found) == 1
        else _("Here are {count} that differ.").format(count=len(found))
    )
    return f"{many}{to}. {shown}"


def _say_limits(searched: Mapping[str, Any], person: Person) -> str:
    """Return which limits hold though nobody set them, and what months and prices leave out."""
    said = []
    study, elapsed = searched["max_months"], searched["max_elapsed"]
    unsaid = (
        study is not None and not searched["limits_said"]["max_months"],
        elapsed is not None and not searched["limits_said"]["max_elapsed"],
    )
    if all(unsaid):
        said.append(
            _(
                "No limits on time were set: shown are ways with at most {study} months of study and "
                "{elapsed} months in all."
            ).format(study=study, elapsed=elapsed)
        )
    elif unsaid[0] and (elapsed is None or study < elapsed):
        said.append(
            _(
                "No limit on study was set: shown are ways with at most {study} months of it."
            ).format(study=study)
        )
    elif unsaid[1]:
        said.append(
            _(
                "No limit on the whole time was set: shown are ways with at most {elapsed} months "
                "in all."
            ).format(elapsed=elapsed)
        )
    said.append(
        _(
            "Months are full time, once you are admitted; waiting lists are not included. Prices are "
            "published ones, before any aid."
        )
    )
    if person.min_wage is not None:
        said.append(_("The upright mark on a bar is your wage line."))
    return " ".join(said)


def _top_of_scale(amounts: Sequence[int | None]) -> int:
    return -(-max((amount for amount in amounts if amount), default=SCALE) // SCALE) * SCALE


def describe_card(
    pathway: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    top: int,
    honour: str | None,
    line: int | None = None,
) -> dict[str, Any]:
    """Return the words and bar lengths of one card; the browser only sets them as text."""
    start = facts[pathway["start"]]
    crosses = (pathway.get("crosses_at") or {}).get("p25")
    items: list[dict[str, Any]] = [_describe_job(start, "now", top, line, crossed=crosses == 0)]
    for place, step in enumerate(pathway["steps"], start=1):
        items.append(_describe_move(step))
        role = "end" if place == len(pathway["steps"]) else "mid"
        crossed = crosses is not None and crosses <= place
        job = _describe_job(facts[step["soc"]], role, top, line, crossed=crossed)
        items.append({**job, "title": step["title"]})
    end = facts[list_jobs(pathway)[-1]]["title"]
    badges = [{"text": honour, "tone": "blue"}] if honour else []
    badges.append(
        {
            "text": _("How we know: {evidence}").format(
                evidence=_(EVIDENCE[pathway["weakest_evidence"]])
            ),
            "tone": "quiet",
        }
    )
    if not _is_checked(pathway):
        badges.append({"text": _(UNCHECKED), "tone": "outline"})
    return {
        "label": _("Pathway from {start} to {end}").format(start=start["title"], end=end),
        "lead": format_months(pathway["elapsed_months"]),
        "to": _("from today to {job}").format(job=end),
        "badges": badges,
        "totals": [{"name": name, "value": value} for name, value in _list_totals(pathway)],
        "items": items,
    }


def _list_totals(pathway: Mapping[str, Any]) -> list[tuple[str, str]]:
    gain = pathway["wage_gain"]
    totals = [(_("Training"), format_months(pathway["months"]))]
    if pathway["paid_months"]:
        totals.append((_("On the job, paid"), format_months(pathway["paid_months"])))
    if pathway["experience_months"]:
        totals.append(
            (
                _("Experience first"),
                _("at least {months}").format(months=format_months(pathway["experience_months"])),
            )
        )
    totals.append((_("Published price"), say_price(pathway)))
    totals.append(
        (
            _("More pay a year"),
            start_upper(explain_withheld(pathway["withheld"].get("wage_gain")))
            if gain is None
            else format_gain(gain),
        )
    )
    return totals


def say_price(pathway: Mapping[str, Any]) -> str:
    """Return the published price of a pathway; a part that is not known is said."""
    if pathway["cost"] is not None:
        return format_money(pathway["cost"]) if pathway["cost"] else _("No schooling to pay")
    if pathway.get("known_cost"):
        return _("{price} and a part not published").format(
            price=format_money(pathway["known_cost"])
        )
    return _("Not published")


def _describe_job(
    facts: Mapping[str, Any], role: str, top: int, line: int | None, *, crossed: bool
) -> dict[str, Any]:
    lines = [_("New: {pay}").format(pay=say_hourly(facts, "hourly_p25"))]
    lines.append(_("With experience: {pay}").format(pay=say_yearly(facts, "median")))
    if facts["wage_area"] != facts["area"] and facts["p25"] is not None:
        lines.append(_("{area} figures").format(area=shorten_area(facts["wage_area_name"])))
    if facts["below_minimum"]:
        lines.append(_("Survey is older than today's minimum wage"))
    pay = facts["p25"]
    return {
        "type": "job",
        "role": role,
        "title": facts["title"],
        "pay": say_yearly(facts, "p25"),
        "unit": "" if pay is None else _("a year"),
        "share": None if pay is None else round(100 * pay / top, 1),
        "line": None if line is None else round(100 * min(line, top) / top, 1),
        "past": _("Past your wage line") if crossed else "",
        "lines": lines,
    }


def _is_checked(pathway: Mapping[str, Any]) -> bool:
    """Say whether somebody read the license rules of every step; unsaid counts as no."""
    return all(step.get("licenses_checked", False) for step in pathway["steps"])


def _describe_move(step: Mapping[str, Any]) -> dict[str, Any]:
    chosen = next(option for option in step["options"] if option["chosen"])
    lines: list[str] = []
    if chosen["months_high"]:
        lines.append(
            _("{months} of study").format(
                months=format_months(chosen["months_low"], chosen["months_high"])
            )
        )
        lines.append(
            _("{price} published price").format(price=format_money(chosen["cost"]))
            if chosen["cost"] is not None
            else _("Price not published")
        )
        if step["providers"]:
            lines.append(count_things(step["providers"], _("school here"), _("schools here")))
    if step["sponsors"] and chosen["kind"] == "apprenticeship":
        lines.append(
            count_things(step["sponsors"], _("listed sponsor here"), _("listed sponsors here"))
        )
    lines += list_required(step["gates"], *CLOSES, "check")
    if step["experience_months"]:
        lines.append(
            _("At least {months} of experience first").format(
                months=format_months(step["experience_months"])
            )
        )
    if step["paid_months"]:
        lines.append(
            _("Up to {months} learning on the job, paid").format(
                months=format_months(step["paid_months"])
            )
        )
    return {
        "type": "move",
        "dashed": step["kind"] in ("lateral_advancement", "lateral_transition"),
        "need": _say_need(step, chosen),
        "lines": lines,
        "badges": _badge_move(step, chosen),
    }


def _say_need(step: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
    """Return what the move asks first, in a few words."""
    kind = chosen.get("kind")
    if kind in ("course", "apprenticeship", "hired", "held", "equivalency"):
        names = {
            "course": _("A course the rule asks"),
            "apprenticeship": _("Apprenticeship, paid while you learn"),
            "hired": _("Hired and trained on the job"),
            "held": _("You already have the schooling"),
            "equivalency": _("High school equivalency"),
        }
        return names[kind]
    levels = [LEVEL[gate["level"]] for gate in step["gates"] if gate.get("level") in LEVEL]
    return start_upper(_(levels[0])) if levels else _("School needed: not published")


def _badge_move(step: Mapping[str, Any], chosen: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the badges of a move: what a rule asks, or that nobody read the rules; then doubt."""
    badges = []
    if list_required(step["gates"], *CLOSES):
        badges.append({"text": _("Required by rule"), "tone": "green"})
    elif not step.get("licenses_checked", False):
        badges.append({"text": _(UNCHECKED), "tone": "outline"})
    if chosen.get("kind") == "usual":
        badges.append({"text": _("Our sources see little of this"), "tone": "outline"})
    elif chosen.get("other_state"):
        badges.append({"text": _("Other state: rules differ"), "tone": "outline"})
    return badges


def _show_why(pathway: Mapping[str, Any]) -> None:
    """Show why this one, why not the others, and what if the person stops early."""
    with st.grid(columns=3, min_column_width=220):
        with st.container(gap="xsmall"):
            st.markdown(f"**{_('Why this one')}**")
            st.markdown(escape_markdown(pathway["why"]))
            if pathway["break_even_months"]:
                show_note(
                    _(
                        "The extra pay has met the published price after {months} of work. Pay lost "
                        "while in school is not counted."
                    ).format(months=format_months(pathway["break_even_months"]))
                )
        with st.container(gap="xsmall"):
            st.markdown(f"**{_('Why not the others')}**")
            others = [
                f"- {escape_markdown(other['title'])}: {escape_markdown(other['text'])}"
                for other in pathway["why_not"]
            ]
            st.markdown("\n".join(others) or escape_markdown(_("No other pathway is shown.")))
        with st.container(gap="xsmall"):
            st.markdown(f"**{_('If you stop early')}**")
            ramps = [
                "- "
                + escape_markdown(
                    _("After step {step}: {job}, {pay}, {months} from today").format(
                        step=ramp["step"],
                        job=ramp["title"],
                        pay=_("pay not published")
                        if ramp["p25"] is None
                        else _("{pay} a year").format(pay=format_money(ramp["p25"])),
                        months=format_months(ramp["elapsed_months"]),
                    )
                )
                for ramp in pathway["off_ramps"]
            ]
            st.markdown(
                "\n".join(ramps)
                or escape_markdown(
                    _("This is one step. If you stop in it, you still have the job you have now.")
                )
            )


def show_details(pathway: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> None:
    """Show the schools of every step, the rules with their sources, and where each number is from."""
    if pathway["compare_area"] and pathway["compare_area"] != facts[pathway["start"]]["area"]:
        where = pathway["compare_area_name"]
        show_note(
            _("Pay is compared in {area}, the closest area that publishes both.").format(area=where)
        )
    has_school = False
    for place, step in enumerate(pathway["steps"], 1):
        schools = [option for option in step["options"] if option["provider_name"]]
        if schools:
            has_school = True
            st.markdown(
                f"**{escape_markdown(_('Schools for step {n}: {job}').format(n=place, job=step['title']))}**"
            )
            st.dataframe(
                [_describe_option(option) for option in schools],
                hide_index=True,
                alt=_("Schools that teach a way into {job}").format(job=step["title"]),
            )
    if has_school:
        show_note(
            _(
                "Shown are up to 10 ways a step. Place is the main campus: ask which campus teaches it."
            )
        )
    rules = {
        f"{escape_markdown(gate['title'])}: {link_source(gate['source'])}, "
        f"{_('read {day}').format(day=describe_day(gate['checked']))}"
        for step in pathway["steps"]
        for gate in step["gates"]
        if gate["title"] in list_required(step["gates"], *CLOSES, "check")
    }
    if rules:
        st.markdown(f"**{_('Required by rule')}**")
        st.markdown("\n".join(f"- {rule}" for rule in sorted(rules)))
    st.markdown(f"**{_('Where each number comes from')}**")
    jobs = [facts[soc] for soc in list_jobs(pathway)]
    wages = [
        {"sources": {k: v for k, v in job["sources"].items() if k in ("p25", "median")}}
        for job in jobs
    ]
    show_sources(list_sources(pathway, *pathway["steps"], *wages))


def _describe_option(option: Mapping[str, Any]) -> dict[str, str]:
    other = _(", other state: rules differ") if option["other_state"] else ""
    price = _("not published")
    if option["cost"] is not None:
        price = format_money(option["cost"])
        if option["cost_low"] is not None and option["cost_low"] != option["cost"]:
            price = f"{format_money(option['cost_low'])} to {price}"
    return {
        _("School"): option["provider_name"],
        _("State"): f"{option['state']}{other}",
        _("Credential"): option["title"],
        _("Months"): format_months(option["months_low"], option["months_high"]),
        _("Published price"): price,
        _("What the price holds"): option["cost_basis"] or "",
        _("Finished last year"): f"{option['completions']:,}" if option["completions"] else "",
        _("How we know the months"): option["months_basis"],
    }
