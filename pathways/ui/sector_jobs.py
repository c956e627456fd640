"""Inside one sector on the page: its ladder from entry jobs up, its credentials, its sponsors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from pathways.coverage import find_coverage, say_coverage
from pathways.region import Region
from pathways.sector_ladder import Climb, Rung, SectorLadder, list_routes
from pathways.ui import cache, state
from pathways.ui.ladder import show_ladder
from pathways.ui.notes import show_heading, show_note, write_small
from pathways.ui.short import show_first
from pathways.words import (
    LEVEL,
    _,
    count_things,
    escape_markdown,
    explain_withheld,
    format_count,
    format_money,
    join_words,
    link_source,
    start_upper,
)

BAND: Final = 10_000
"""Dollars a year of a band of pay."""
SHOWN: Final = 6
"""Rows of a list shown at first."""
NEXT: Final = 3
"""Next jobs named in a row, most usual first."""


def show_jobs(ladder: SectorLadder, name: str, place: str, node: str | None) -> None:
    """Show the sector's ladder: the picture from one entry job, then every job by pay."""
    if not ladder.rungs:
        show_heading(_("Jobs from entry to higher pay"))
        st.markdown(_("None of its jobs is published in this place."))
        return
    starts = list_starts(ladder)
    if starts:
        _show_picture(ladder, starts, place, node)
    show_heading(
        _("Jobs from entry to higher pay: {sector}").format(sector=name),
        _(
            "Pay is a year, for a newer worker. The next jobs lie in this sector and pay at least "
            "a tenth more here, most usual first. What each job asks is not checked for you: "
            "Find a pathway does that."
        ),
    )
    show_first(
        [_list_cells(rung, ladder) for rung in ladder.rungs],
        key="sector_rungs",
        alt=_("Jobs of the sector by pay, lowest first"),
        few=SHOWN,
    )
    if ladder.not_here:
        show_note(
            _("{count} more jobs of this sector are not published here.").format(
                count=ladder.not_here
            )
        )


def list_starts(ladder: SectorLadder) -> list[Rung]:
    """Return the jobs that a picture can start from, most jobs here first.

    Entry jobs with a move up inside the sector; where there is none, any job with a move up.
    """
    leaving = {climb.origin for climb in ladder.climbs}
    able = [rung for rung in ladder.rungs if rung.soc in leaving]
    chosen = [rung for rung in able if rung.entry] or able
    return sorted(chosen, key=lambda rung: (-(rung.employment or 0), rung.soc))


def _show_picture(
    ladder: SectorLadder, starts: Sequence[Rung], place: str, node: str | None
) -> None:
    titles = {rung.soc: rung.title for rung in starts}
    asked = state.read_choices().job
    start = asked if asked in titles else starts[0].soc
    state.follow("sector_start", f"{start}/{'.'.join(titles)}", start)

    def remember() -> None:
        state.write_choice("job", st.session_state["sector_start"])

    label = _("Start from this entry job") if starts[0].entry else _("Start from this job")
    with st.container(width=420):
        st.selectbox(
            label,
            list(titles),
            format_func=lambda soc: titles[soc],
            key="sector_start",
            on_change=remember,
            filter_mode="contains",
        )
    if not starts[0].entry:
        show_note(_("No entry job by our rule has a move up inside this sector."))
    names = {rung.soc: rung.title for rung in ladder.rungs}
    routes = [
        {"steps": [_make_step(climb, names) for climb in route]}
        for route in list_routes(ladder, start)
    ]
    facts = cache.get_facts_of(place, start, None, [], routes)
    show_ladder(facts[start], [], routes, facts, node=node)


def _make_step(climb: Climb, names: Mapping[str, str]) -> dict[str, Any]:
    return {"soc": climb.destination, "title": names[climb.destination], "kind": climb.kind}


def _list_cells(rung: Rung, ladder: SectorLadder) -> dict[str, str]:
    """Return the cells of a job as markdown, in three columns; what is not published is a word."""
    names = {other.soc: other.title for other in ladder.rungs}
    onward = sorted(
        (climb for climb in ladder.climbs if climb.origin == rung.soc),
        key=lambda climb: (-climb.score, climb.destination),
    )
    after = "; ".join(names[climb.destination] for climb in onward[:NEXT])
    school = start_upper(_(LEVEL.get(rung.level or "", "not published")))
    passes = {True: _("Yes"), False: _("No"), None: _("Not known")}[rung.crosses]
    pay = explain_withheld(rung.why_no_pay) if rung.pay is None else format_money(rung.pay)
    return {
        _("Job"): escape_markdown(rung.title)
        + write_small(
            _("Entry job") if rung.entry else "",
            _("School asked: {level}").format(level=school),
            _("Next jobs up: {jobs}").format(jobs=after or _("none in this sector")),
        ),
        _("Newer worker"): escape_markdown(pay)
        + write_small(
            _("Pay band: {band}").format(band=say_band(rung)),
            _("Past the pay: {answer}").format(answer=passes),
        ),
        _("Jobs here"): escape_markdown(
            _("not published") if rung.employment is None else format_count(rung.employment)
        ),
    }


def say_band(rung: Rung) -> str:
    """Return the band of pay of a job in words: ``$30,000 to $39,999``."""
    if rung.pay is None:
        return _("Above the cap") if rung.why_no_pay == "top_coded" else _("Pay not published")
    low = rung.pay // BAND * BAND
    return _("{low} to {high}").format(low=format_money(low), high=format_money(low + BAND - 1))


# ---- who teaches and who trains


def show_credentials(awards: Sequence[Mapping[str, Any]], region: Region) -> None:
    """Show the awards taught here for the sector's jobs, with how much of their fields we see."""
    show_heading(
        _("Credentials that prepare for these jobs, taught here"),
        _("Awards conferred last year by schools that report to IPEDS. Most awards first."),
    )
    if not awards:
        st.markdown(_("No school that reports here confers an award linked to these jobs."))
        return
    _show_coverage(awards, region)
    sees = {"most": _("most of it"), "little": _("little of it")}
    show_first(
        [
            {
                _("Award"): escape_markdown(award["title"])
                + write_small(
                    _("Prepares for: {jobs}").format(jobs=_name_some(award["occupations"])),
                    _("What we see of the field: {part}").format(
                        part=sees.get(award["coverage"] or "", _("not known"))
                    ),
                ),
                _("Awards last year"): format_count(award["completions"]),
                _("Schools"): format_count(award["providers"])
                + write_small(
                    _("{count} more listed, no completers").format(count=award["listed"])
                    if award["listed"]
                    else ""
                ),
            }
            for award in awards
        ],
        key="sector_awards",
        alt=_("Awards that prepare for jobs of the sector"),
        few=SHOWN,
    )


def _name_some(titles: Sequence[str]) -> str:
    """Return at most NEXT titles, and how many there are more."""
    named = "; ".join(titles[:NEXT])
    if len(titles) <= NEXT:
        return named
    return _("{titles} and {count} more").format(titles=named, count=len(titles) - NEXT)


def _show_coverage(awards: Sequence[Mapping[str, Any]], region: Region) -> None:
    """Say of which fields our sources see most and of which little, with the state's own list."""
    fields = {
        kind: sorted({a["coverage_field"] for a in awards if a["coverage"] == kind})
        for kind in ("most", "little")
    }
    with st.container(horizontal=True, gap="xsmall"):
        if fields["most"]:
            st.badge(
                _("Our sources see most of {fields} here").format(
                    fields=count_things(len(fields["most"]), _("field"), _("fields"))
                ),
                color="green",
                icon=":material/check:",
            )
        if fields["little"]:
            st.badge(
                _("Our sources see little of {fields} here").format(
                    fields=count_things(len(fields["little"]), _("field"), _("fields"))
                ),
                color="orange",
                icon=":material/visibility_off:",
            )
    if fields["most"]:
        show_note(_("Most: {fields}.").format(fields=join_words(fields["most"])))
    if fields["little"]:
        little = next(award for award in awards if award["coverage"] == "little")
        said = say_coverage(find_coverage(region.graph, cip=little["cip"]), region.home)
        words, at, address = said.partition("https://")
        st.markdown(
            f":gray[:small[{escape_markdown(_('Little: {fields}. {said}').format(fields=join_words(fields['little']), said=words))}]]"
            + (f" :small[{link_source(at + address)}]" if at else "")
        )


def show_sponsors(sponsors: Sequence[Mapping[str, Any]]) -> None:
    """Show the apprenticeship sponsors listed here for the sector's jobs."""
    show_heading(
        _("Apprenticeship sponsors listed here"),
        _(
            "Listed in the federal register of apprenticeship sponsors. "
            "We do not know who has openings: ask."
        ),
    )
    if not sponsors:
        st.markdown(_("No sponsor is listed here for these jobs."))
        return
    st.markdown(escape_markdown(count_things(len(sponsors), _("sponsor"), _("sponsors"))))
    show_first(
        [
            {
                _("Sponsor"): escape_markdown(sponsor["title"])
                + write_small(
                    ", ".join(part for part in (sponsor["city"], sponsor["state"]) if part)
                    or _("place not published")
                ),
                _("Listed for"): escape_markdown("; ".join(sponsor["occupations"])),
            }
            for sponsor in sponsors
        ],
        key="sector_sponsors",
        alt=_("Sponsors listed for jobs of the sector"),
        few=SHOWN,
    )
