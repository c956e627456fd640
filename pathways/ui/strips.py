"""A pathway as a card: lead figure, totals and a strip of jobs and moves that stands up on a phone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from pathways.compare import BETWEEN_JOBS, list_jobs
from pathways.person import Pay, Person
from pathways.ui import cache, state
from pathways.ui.facts import say_minimum
from pathways.ui.limits import name_preset
from pathways.ui.moves import name_evidence
from pathways.ui.notes import show_heading, show_note, show_table, write_small
from pathways.ui.permits import CLOSES, UNCHECKED, list_required
from pathways.ui.shell import show_link, write_filled
from pathways.ui.sources import list_sources, show_sources
from pathways.words import (
    EVIDENCE,
    LEVEL,
    _,
    count_things,
    describe_day,
    escape_markdown,
    explain_withheld,
    format_count,
    format_gain,
    format_money,
    format_months,
    format_price,
    format_yearly,
    get_language,
    link_source,
    say_hourly,
    say_yearly,
    shorten_area,
    start_upper,
)

HERE: Final = Path(__file__).parent
SCALE: Final = 10_000

_STRIP = st.components.v2.component(
    "pathway_strip",
    html='<div class="card">\n</div>',
    css=(HERE / "strip.css").read_text(encoding="utf-8"),
    js=(HERE / "strip.js").read_text(encoding="utf-8"),
)


def name_pathway(pathway: Mapping[str, Any]) -> str:
    """Return the id by which an address names a pathway: its jobs, start first."""
    return BETWEEN_JOBS.join(list_jobs(pathway))


def show_pathways(
    answer: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    person: Person,
    *,
    goal_title: str | None,
    chosen: Mapping[str, Any] | None = None,
) -> None:
    """Show the pathways found as cards; ``facts`` holds the facts of every job in them.

    The ``chosen`` one comes first: among those found, or above them where it is not.
    """
    found, searched = answer["pathways"], answer["searched"]
    unpriced = [pathway for pathway in answer["cost_unknown"] if pathway is not chosen]
    best = name_preset(searched["rank"], has_line=searched["min_wage"] is not None)
    honour = (found[0], best) if found else None
    if any(pathway is chosen for pathway in found):
        found = lead_with(chosen, found)
    elif chosen is not None:
        _show_chosen(chosen, facts, person, first=len(found) + len(unpriced))
    show_heading(_say_found(found, searched, goal_title), _say_limits(searched, person))
    if goal_title:
        st.button(
            _("Show pathways to any job"),
            key="goal_clear",
            icon=":material/undo:",
            on_click=state.write_choice,
            args=("goals", None),
        )
    if person.education is None and any(_begins_with_diploma(path) for path in (*found, *unpriced)):
        _ask_diploma()
    show_cards(found, facts, person, honour=honour, chosen=chosen)
    if unpriced:
        show_heading(
            _("Price not published"),
            _("These fit your other limits. Ask the school for the price."),
        )
        show_cards(unpriced, facts, person, first=len(found))


def _begins_with_diploma(pathway: Mapping[str, Any]) -> bool:
    return any(option["kind"] == "equivalency" for option in pathway["steps"][0]["options"])


def _ask_diploma() -> None:
    """Ask for what most changes the answer: schooling that was taken for granted, as nobody said it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            _("You did not say what school you finished, so we took no high school diploma.")
        )
        st.button(
            _("I have a diploma or GED"),
            key="has_diploma",
            on_click=state.write_choice,
            args=("education", "high_school"),
        )


def find_chosen(
    answer: Mapping[str, Any], name: str | None, place: str, person: Person
) -> tuple[Mapping[str, Any] | None, str]:
    """Return the pathway of an address by its name: one of the answer, or one made anew.

    None, with the reason where there is one to say: no name, another start job's, or no such pathway
    any more.
    """
    wanted = tuple(name.split(BETWEEN_JOBS)) if name else ()
    if len(wanted) < 2 or wanted[:1] != person.starts:
        return None, ""
    for pathway in (*answer["pathways"], *answer["cost_unknown"]):
        if list_jobs(pathway) == wanted:
            return pathway, ""
    made = cache.get_comparison(place, person, (wanted,), wanted[0], get_language())
    if made.compared:
        return made.compared[0].pathway, ""
    return None, made.left_out[0][1]


def lead_with(
    chosen: Mapping[str, Any] | None, found: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the pathways found with the chosen one before all others; None changes nothing."""
    others = [pathway for pathway in found if pathway is not chosen]
    return others if chosen is None else [chosen, *others]


def _show_chosen(
    chosen: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]], person: Person, *, first: int
) -> None:
    show_heading(_("Chosen pathway"), _("It is shown whether or not it fits your limits."))
    show_cards([chosen], facts, person, chosen=chosen, first=first)
    st.button(
        _("Put the chosen pathway away"),
        key="chosen_away",
        icon=":material/close:",
        on_click=state.write_choice,
        args=("p", None),
    )


def show_cards(
    found: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]],
    person: Person,
    *,
    honour: tuple[Mapping[str, Any], str] | None = None,
    chosen: Mapping[str, Any] | None = None,
    first: int = 0,
) -> None:
    """Show pathways as cards with their actions; keys count from ``first``.

    ``honour`` is the pathway that is best at something, and at what.
    """
    unit = state.read_choices().unit
    amounts = [facts[soc][person.pay] for path in found for soc in list_jobs(path)]
    top = _top_of_scale([*amounts, person.min_wage])
    for place, pathway in enumerate(found):
        with st.container(border=True):
            _STRIP(
                key=f"strip_{first + place}",
                data=describe_card(
                    pathway,
                    facts,
                    top=top,
                    honour=honour[1] if honour and pathway is honour[0] else None,
                    line=person.min_wage,
                    chosen=pathway is chosen,
                    pay=person.pay,
                    unit=unit,
                ),
            )
            _show_actions(pathway, first + place)
            with st.expander(_("Why, and what if you stop early"), expanded=place + first == 0):
                _show_why(pathway)
            details = st.expander(
                _("Schools, rules, and where each number comes from"),
                key=f"details_{first + place}",
                on_change="rerun",  # made when opened: they are the larger part of a card
            )
            if details.open:
                with details:
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


def _show_actions(pathway: Mapping[str, Any], place: int) -> None:
    name = name_pathway(pathway)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            write_filled(_("Make a plan"), icon="print"), key=f"plan_{place}", type="primary"
        ):
            state.write_choice("p", name)
            st.switch_page("pathways/ui/pages/plan.py", query_params=state.read_address())
        _show_compare(name, place)
        st.button(
            _("Go to this job"),
            key=f"goal_{place}",
            icon=":material/flag:",
            on_click=state.write_choice,
            args=("goals", list_jobs(pathway)[-1]),
        )
        link = st.popover(
            _("Copy link"),
            icon=":material/link:",
            key=f"link_{place}",
            on_change="rerun",  # made when opened, as it is asked for on few cards
        )
        if link.open:
            with link:
                st.markdown(f"**{_('Link to this pathway')}**")
                shown = state.read_choices()
                show_link(f"link_private_{place}", job=pathway["start"], place=shown.place, p=name)


def _show_compare(name: str, place: int) -> None:
    """Show the button that compares a pathway or, where it is compared, takes it out again."""
    compared = state.read_choices().compare
    others = [other for other in compared if other != name]
    # callbacks: the page list takes along what stood in the address before the page ran
    if name in compared:
        st.button(
            _("Take out of compare"),
            key=f"compared_{place}",
            icon=":material/check:",
            on_click=state.write_compare,
            args=(others,),
        )
    else:
        st.button(
            _("Add to compare"),
            key=f"compare_{place}",
            icon=":material/compare_arrows:",
            on_click=_add_to_compare,
            args=(name,),
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
    chosen: bool = False,
    pay: Pay = "p25",
    unit: str = "year",
) -> dict[str, Any]:
    """Return the words and bar lengths of one card; the browser only sets them as text."""
    start = facts[pathway["start"]]
    crosses = _find_crossing(pathway, line, pay)
    shown = (pay, unit, top, line)
    items: list[dict[str, Any]] = [_describe_job(start, "now", *shown, crossed=crosses == 0)]
    for place, step in enumerate(pathway["steps"], start=1):
        items.append(_describe_move(step))
        role = "end" if place == len(pathway["steps"]) else "mid"
        crossed = crosses is not None and crosses <= place
        job = _describe_job(facts[step["soc"]], role, *shown, crossed=crossed)
        items.append({**job, "title": step["title"]})
    end = facts[list_jobs(pathway)[-1]]["title"]
    badges = [{"text": _("Chosen pathway"), "tone": "blue"}] if chosen else []
    if honour:
        badges.append({"text": honour, "tone": "blue"})
    badges.append({"text": _say_evidence(pathway), "tone": "quiet"})
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


def _say_evidence(pathway: Mapping[str, Any]) -> str:
    """Return how we know of a pathway's moves: of several that we know differently, the weakest."""
    weakest = pathway["weakest_evidence"]
    moves = [step["evidence"] for step in pathway["steps"] if step["evidence"]]
    if all(weakest in evidence for evidence in moves):
        return _("How we know: {evidence}").format(evidence=_(EVIDENCE[weakest]))
    return _("Weakest evidence: {evidence}").format(evidence=name_evidence()[weakest])


def _find_crossing(pathway: Mapping[str, Any], line: int | None, pay: Pay) -> int | None:
    """Return the step after which pay is past the wage line, 0 for the start, None for none.

    A pathway found beyond the person's limits was not asked for the line: it is read from its pay.
    """
    crosses = pathway.get("crosses_at")
    if crosses is not None or line is None:
        return (crosses or {}).get(pay)
    pays = [pathway["wage_start"], *(step[pay] for step in pathway["steps"])]
    return next((n for n, paid in enumerate(pays) if paid is not None and paid >= line), None)


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
        if not pathway["cost"]:
            return _("No schooling to pay")
        return format_price(pathway.get("cost_low"), pathway["cost"])
    if pathway.get("known_cost"):
        known = format_price(pathway.get("known_cost_low"), pathway["known_cost"])
        return _("{price} and a part not published").format(price=known)
    return _("Not published")


def _describe_job(
    facts: Mapping[str, Any],
    role: str,
    pay: Pay,
    unit: str,
    top: int,
    line: int | None,
    *,
    crossed: bool,
) -> dict[str, Any]:
    other: Pay = "median" if pay == "p25" else "p25"
    names = {"p25": _("New: {pay}"), "median": _("With experience: {pay}")}
    amount = facts[pay]
    yearly, hourly = say_yearly(facts, pay), say_hourly(facts, f"hourly_{pay}")
    is_hourly = unit == "hour" and facts[f"hourly_{pay}"] is not None
    a_year = yearly if amount is None else format_yearly(amount)
    lines = [names[pay].format(pay=a_year if is_hourly else hourly)]
    more = say_yearly(facts, other)
    if facts[other] is not None and facts[f"hourly_{other}"] is not None:
        more = f"{more}, {say_hourly(facts, f'hourly_{other}')}"
    lines.append(names[other].format(pay=more))
    if facts["wage_area"] != facts["area"] and facts["p25"] is not None:
        lines.append(_("{area} figures").format(area=shorten_area(facts["wage_area_name"])))
    if facts["below_minimum"]:
        lines.append(say_minimum(facts["below_minimum"]))
    if role == "end" and facts["openings"] is not None:
        lines.append(
            _("About {count} openings a year, estimated").format(
                count=format_count(facts["openings"])
            )
        )
    return {
        "type": "job",
        "role": role,
        "title": facts["title"],
        "pay": hourly if is_hourly else yearly,
        "unit": "" if amount is None or is_hourly else _("a year"),
        "share": None if amount is None else round(100 * amount / top, 1),
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
            _("{price} published price").format(
                price=format_price(chosen["cost_low"], chosen["cost"])
            )
            if chosen["cost"] is not None
            else _("Price not published")
        )
        if step["providers"]:
            lines.append(_say_schools(step))
    if step["sponsors"] and _find_kind(step, chosen) == "apprenticeship":
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


def _say_schools(step: Mapping[str, Any]) -> str:
    """Return how many schools are listed, and from which price on where some publish one."""
    lowest = step.get("cost_from")
    if lowest is None or step["providers"] == 1:
        return count_things(step["providers"], _("school here"), _("schools here"))
    return _("From {price}; {priced} of {count} listed schools publish a price").format(
        price=format_money(lowest), priced=step["providers_priced"], count=step["providers"]
    )


def _find_kind(step: Mapping[str, Any], chosen: Mapping[str, Any]) -> str | None:
    """Return the kind of the way chosen; hired into what is usually an apprenticeship is one."""
    is_usual = any(gate["kind"] == "apprenticeship" for gate in step["gates"])
    return "apprenticeship" if chosen.get("kind") == "hired" and is_usual else chosen.get("kind")


def _say_need(step: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
    """Return what the move asks first, in a few words."""
    kind = _find_kind(step, chosen)
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
            show_table(
                [_describe_option(option) for option in schools],
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
    openings = {"sources": {"openings": jobs[-1]["sources"].get("openings")}}
    show_sources(list_sources(pathway, *pathway["steps"], *wages, openings))


def _describe_option(option: Mapping[str, Any]) -> dict[str, str]:
    other = _(", other state: rules differ") if option["other_state"] else ""
    price = _("not published")
    if option["cost"] is not None:
        price = format_price(option["cost_low"], option["cost"])
    finished = option["completions"]
    small = [
        option["title"],
        _("Finished last year: {count}").format(
            count=_("not published") if finished is None else format_count(finished)
        ),
        _("Months: {basis}").format(basis=option["months_basis"]),
    ]
    if option["cost_basis"]:
        small.append(_("Price: {basis}").format(basis=option["cost_basis"]))
    name = f"{option['provider_name']}, {option['state']}{other}"
    return {
        _("School"): escape_markdown(name) + write_small(*small),
        _("Months"): escape_markdown(format_months(option["months_low"], option["months_high"])),
        _("Published price"): escape_markdown(price),
    }
