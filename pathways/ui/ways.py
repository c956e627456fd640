"""What leads to a job and where it leads, which skills carry over, who teaches it and who trains in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.moves import EVIDENCE
from pathways.region import Region
from pathways.similarity import Element, compare_occupations, list_carried, list_gains
from pathways.store import Graph
from pathways.ui import cache, state
from pathways.ui.notes import say_share, show_heading, show_note, show_table, write_small
from pathways.ui.training import show_coverage
from pathways.words import (
    _,
    count_things,
    describe_release,
    escape_markdown,
    explain_withheld,
    format_count,
    format_gain,
    format_money,
    format_months,
    format_percent,
    mark,
    say_hourly,
    say_yearly,
    shorten_area,
    start_upper,
)

Row = dict[str, Any]

TRAINING: Final = "pathways/ui/pages/training.py"
BELOW: Final = "step_back"
MOVES_SHOWN: Final = 8
OFFERS_SHOWN: Final = 8
SPONSORS_SHOWN: Final = 10
ELEMENTS_SHOWN: Final = 4
PARTS: Final = ("skills", "knowledge", "technology")
"""Parts of ``similarity`` whose single elements are shown."""
KNOWN: Final = (mark("observed"), mark("expert list"), mark("estimated"), mark("asked"))
"""Evidence of a move, as a cell of the table says it."""


# ---- what leads here and where it leads


def show_ways(region: Region, place: str, soc: str, choices: state.Choices) -> None:
    """Show what leads to a job and where it leads, as two tables of the best scored moves."""
    left, right = st.columns(2)
    with left:
        show_heading(_("What leads here"), _("Pay is that of the job you would leave."))
        _show_moves(
            cache.get_feeders(place, soc),
            region,
            place,
            choices,
            to=soc,
            empty=_("We know of no move into this job yet."),
        )
    with right:
        show_heading(_("Where it leads"), _("Pay is that of the job you would go to."))
        _show_moves(
            cache.get_moves(place, soc),
            region,
            place,
            choices,
            start=soc,
            empty=_("We know of no move from this job yet."),
        )
    graph = region.graph
    show_note(
        _(
            "Carries over: how much of what the new job needs is there in the old one, by {onet}. "
            "More a year: {oews}, the closest area that publishes both jobs. "
            "How we know: {mobility}."
        ).format(
            onet=describe_release("onet", graph.vintage("onet")),
            oews=describe_release("oews", graph.vintage("oews")),
            mobility=describe_release("mobility", graph.vintage("mobility")),
        )
    )


def _show_moves(
    moves: Sequence[Row],
    region: Region,
    place: str,
    choices: state.Choices,
    *,
    empty: str,
    start: str | None = None,
    to: str | None = None,
) -> None:
    kept = [move for move in moves if move["kind"] != BELOW]
    if not kept:
        st.markdown(empty if not moves else _("Every move that we know of pays less."))
        return
    pay = _("With experience") if choices.person.pay == "median" else _("Newer worker")
    show_table(
        [
            {
                _("Job"): _write_job(move),
                pay: escape_markdown(say_pay(cache.get_facts(place, move["soc"]), choices)),
                _("More a year"): escape_markdown(
                    _say_change(region, start or move["soc"], to or move["soc"], choices)
                ),
                _("Carries over"): say_share(move["similarity"]),
            }
            for move in kept[:MOVES_SHOWN]
        ],
        alt=_("Jobs that lead here, best known first")
        if to
        else _("Jobs that this one leads to, best known first"),
    )
    hidden = len(kept) - len(kept[:MOVES_SHOWN])
    less = len(moves) - len(kept)
    said = []
    if hidden:
        said.append(_("{count} more are known.").format(count=hidden))
    if less:
        said.append(_("{count} that would pay less are left out.").format(count=less))
    if said:
        show_note(" ".join(said))


def _write_job(move: Row) -> str:
    """Return a job with how we know of the move, in small print below it."""
    return escape_markdown(move["title"]) + write_small(_say_evidence(move["evidence"]))


def say_pay(facts: Mapping[str, Any], choices: state.Choices) -> str:
    """Return a job's pay as chosen, by year or hour, with the area where it is not this one."""
    name = choices.person.pay
    if choices.unit == "year":
        said = say_yearly(facts, name)
    else:
        after = _("{money} an hour").format(money="")  # the column says that it is by the hour
        said = say_hourly(facts, f"hourly_{name}").partition(after)[0]
    if facts["wage_area"] != facts["area"] and facts[name] is not None:
        said += f" ({shorten_area(facts['wage_area_name'])})"
    return said


def _say_evidence(evidence: Sequence[str]) -> str:
    ordered = sorted(evidence, key=EVIDENCE.index)
    return start_upper(", ".join(_(one) for one in ordered))


def _say_change(region: Region, origin: str, destination: str, choices: state.Choices) -> str:
    change = region.compare_pay(origin, destination, f"annual_{choices.person.pay}")
    if change.change is None:
        return explain_withheld(change.withheld)
    return format_gain(change.change)


# ---- skills


def show_skills(region: Region, place: str, soc: str, job: str) -> None:
    """Show what carries over between this job and another, and what is to be gained."""
    pairs = _list_pairs(place, soc, job)
    if not pairs:
        return
    asked = state.read_key("skills")
    chosen = asked if asked in pairs else next(iter(pairs))
    state.follow("skills_pair", chosen, chosen)

    def remember() -> None:
        state.write_choice("skills", st.session_state["skills_pair"])

    graph = region.graph
    show_heading(
        _("Skills that carry over, and skills to gain"),
        _("Share of what the new job needs. Source: {release}, nation.").format(
            release=describe_release("onet", graph.vintage("onet"))
        ),
    )
    st.selectbox(
        _("Which move?"),
        list(pairs),
        format_func=lambda pair: pairs[pair],
        key="skills_pair",
        on_change=remember,
        width=560,
    )
    way, _sign, other = chosen.partition("~")
    origin, destination = (other, soc) if way == "from" else (soc, other)
    whole = compare_occupations(graph, origin, destination).value
    if whole is None:
        st.markdown(_("O*NET does not rate both of these jobs."))
        return
    st.markdown(
        _("In all, **{share}** of what the new job needs carries over.").format(
            share=format_percent(round(100 * whole))
        )
    )
    left, right = st.columns(2)
    with left:
        st.subheader(_("Carries over"), anchor=False)
        _show_elements(graph, origin, destination, gains=False)
    with right:
        st.subheader(_("To gain"), anchor=False)
        _show_elements(graph, origin, destination, gains=True)


def _list_pairs(place: str, soc: str, job: str) -> dict[str, str]:
    """Return the moves that can be asked about, the one from the person's own job first."""
    titles = cache.get_occupation_titles()
    came = [row["soc"] for row in cache.get_feeders(place, soc)]
    goes = [row["soc"] for row in cache.get_moves(place, soc)]
    own = [job] if job != soc and job in titles else []
    pairs = {
        f"from~{code}": _("From {job} to this job").format(job=titles[code])
        for code in [*own, *came[:MOVES_SHOWN]]
    }
    return pairs | {
        f"to~{code}": _("From this job to {job}").format(job=titles[code])
        for code in goes[:MOVES_SHOWN]
    }


def _show_elements(graph: Graph, origin: str, destination: str, *, gains: bool) -> None:
    named = {
        "skills": _("Skill"),
        "knowledge": _("Knowledge"),
        "technology": _("Software and tools"),
    }
    ask = list_gains if gains else list_carried
    found: list[Element] = [
        element
        for part in PARTS
        for element in ask(graph, origin, destination, part=part, most=ELEMENTS_SHOWN)
    ]
    if not found:
        st.markdown(_("Nothing of note."))
        return
    show_table(
        [
            {
                _("What"): escape_markdown(element.title) + write_small(named[element.part]),
                _("Share of need"): say_share(element.share),
            }
            for element in found
        ],
        alt=_("What is to be gained, by kind") if gains else _("What carries over, by kind"),
    )


# ---- who teaches it


def show_teachers(region: Region, place: str, soc: str) -> None:
    """Show the schools here whose awards prepare for a job, the coverage of our sources above them."""
    graph = region.graph
    offers = cache.get_offers(place, soc, None)
    options = [offer for offer in offers if offer["is_option"]]
    show_heading(
        _("Who teaches it near you"), _("Place is the main campus. Ask which campus teaches it.")
    )
    show_coverage(region, soc, None)
    if not options:
        st.markdown(
            _("No award for this job was reported here last year. Some jobs are learned at work.")
        )
    else:
        show_table(
            [describe_offer(offer) for offer in options[:OFFERS_SHOWN]],
            alt=_("Schools that teach this job, shortest program first"),
        )
        show_note(
            _(
                "{options} had awards last year; {listed} more are listed without any. Price is "
                "before any aid, for your home. Sources: {ipeds}; {scorecard}."
            ).format(
                options=count_things(len(options), _("program here"), _("programs here")),
                listed=format_count(len(offers) - len(options)),
                ipeds=describe_release("ipeds_completions", graph.vintage("ipeds_completions")),
                scorecard=describe_release(
                    "scorecard_programs", graph.vintage("scorecard_programs")
                ),
            )
        )
    st.page_link(
        TRAINING,
        label=_("All programs for this job"),
        icon=":material/school:",
        query_params=state.read_shared(soc=soc),
    )


def describe_offer(offer: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of an offer as markdown; what is not published is a word."""
    where = f"{offer['city'] or _('city not published')}, {offer['state']}"
    if offer["note"]:
        where += _(" (other state: rules differ)")
    low, high = offer["months_low"], offer["months_high"]
    unknown = explain_withheld("not_published")
    price, paid = offer["price_high"], offer["earnings_1yr"]
    finished = offer["completions"]
    outcomes = [
        _("Finished last year: {count}").format(
            count=unknown if finished is None else format_count(finished)
        ),
        _("Pay after 1 year: {pay}").format(
            pay=explain_withheld(offer["withheld"].get("earnings_1yr"))
            if paid is None
            else format_money(paid)
        ),
    ]
    name = f"{offer['provider_name']}, {where}"
    return {
        _("School"): escape_markdown(name) + write_small(offer["title"], " · ".join(outcomes)),
        _("Months"): unknown if high is None else escape_markdown(format_months(low, high)),
        _("Published price"): unknown if price is None else escape_markdown(format_money(price)),
    }


# ---- who trains in it


def show_sponsors(region: Region, place: str, soc: str) -> None:
    """Show the apprenticeship sponsors listed here for a job."""
    found = cache.get_trainers(place, soc)
    release = describe_release(
        "apprenticeship_sponsors", region.graph.vintage("apprenticeship_sponsors")
    )
    show_heading(
        _("Apprenticeship sponsors listed here"),
        _("Listed does not mean that they take people now. Source: {release}.").format(
            release=release
        ),
    )
    if not found:
        st.markdown(_("None is listed here for this job."))
        return
    show_table(
        [
            {
                _("Sponsor"): escape_markdown(row["title"]),
                _("Place"): escape_markdown(", ".join(filter(None, (row["city"], row["state"]))))
                or _("not published"),
                _("Kind"): escape_markdown(
                    ", ".join(part for part in row["types"].split("|") if part != "None")
                )
                or _("not published"),
            }
            for row in found[:SPONSORS_SHOWN]
        ],
        alt=_("Apprenticeship sponsors listed for this job, by name"),
    )
    if len(found) > SPONSORS_SHOWN:
        show_note(
            _("{count} more are listed.").format(count=format_count(len(found) - SPONSORS_SHOWN))
        )
