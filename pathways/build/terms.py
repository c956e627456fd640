"""What is published about an offer: months, price of the program, earnings and debt afterwards.

A school that charges by program publishes up to six programs by 6-digit field, with months and price,
but not the award level. The level is the one that it files in that field; where it files several, also
without completions, the one that the length fits (``months.match_levels``), and none where the length
fits several. Outcomes stand for a 4-digit field and a
credential level, all campuses together, and are joined to offers of just that field and level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import pandas as pd

from pathways.months import (
    Months,
    MonthsBasis,
    find_median,
    is_usual_length,
    join_months,
    match_levels,
    may_use_median,
)
from pathways.notices import Notice, make_notice
from pathways.prices import PriceBasis, ProgramPrice
from pathways.schema import TABLE

OUTCOME_LEVEL_OF_AWARD: Final[Mapping[str, str]] = {
    "20": "1",
    "21": "1",
    "1": "1",
    "2": "1",
    "4": "1",
    "3": "2",
    "5": "3",
    "6": "8",
    "7": "5",
    "8": "8",
    "17": "6",
    "19": "6",
    "18": "7",
}
"""IPEDS award level -> Scorecard CREDLEV. From the file's own award counts set beside completions: 1
holds undergraduate certificates of every length, 8 holds levels 6 and 8, 6 holds 17 and 19. CREDLEV 4
(post-baccalaureate certificate) and 99 have no award counts and are joined to nothing."""

FIGURES: Final = ("earnings_1yr", "earnings_4yr", "debt")
TERMS: Final = TABLE["facts/terms"].column_names

Fit = Literal["only", "fits", "field"]
_BASIS_OF_FIT: Final[Mapping[Fit, MonthsBasis]] = {
    "only": "program",
    "fits": "program_fits",
    "field": "field",
}
_PRICE_OF_FIT: Final[Mapping[Fit, PriceBasis]] = {
    "only": "program",
    "fits": "program_fits",
    "field": "field",
}
Award = tuple[str, str, str]
"""Provider, 6-digit field, award level."""

BACHELORS: Final = "5"
SHORTEST_BACHELORS: Final = 30
"""Months below which a program at the bachelor's level is for people with a degree or much credit
(completion, accelerated second degree): its length and price would promise too little to others."""


class Program(NamedTuple):
    """One published program of a school; an absent figure is None, amounts are USD."""

    provider: str
    cip: str
    months: int | None
    price: int | None
    tuition_fees: int | None
    year: str


class Placed(NamedTuple):
    """A published program on an award that the school gives, and how the award was found."""

    award: Award
    program: Program
    fit: Fit


def build_terms(
    offers: pd.DataFrame,
    credentials: pd.DataFrame,
    field_outcomes: pd.DataFrame,
    program_prices: pd.DataFrame,
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``facts/terms`` frame, offers about which something is published only, and notices.

    months_low, months_high, months_basis, months_programs: the school's own length or the median of
    field and level; absent where only the usual length of the level is known (facts/award_levels).
    price_program_*: whole program, USD; absent where the school charges by the year (facts/charges).
    Outcomes as ``read_scorecard`` gives them; a withheld column is absent where nothing is published
    about field and level at all. outcomes_level is a Scorecard CREDLEV; outcomes_awards counts the
    school's own awards (completed in the year) of that 4-digit field and level, which the figures
    pool: above 1 they are not the figures of this award alone.
    """
    awards = list_awards(offers, credentials)
    placed, notices = place_programs(awards, program_prices)
    by_award: dict[Award, list[Placed]] = defaultdict(list)
    for found in placed:
        by_award[found.award].append(found)
    medians = find_medians(placed)
    by_program = frozenset(program_prices["provider"])
    keys = list(awards[["provider", "cip", "awlevel", "cip4"]].itertuples(index=False, name=None))
    months: list[Months | None] = []
    prices: list[ProgramPrice | None] = []
    for provider, cip, awlevel, cip4 in keys:
        programs = by_award.get((provider, cip, awlevel), [])
        prices.append(sum_prices(programs))
        own = sum_months(programs)
        usable = may_use_median(awlevel, by_program=provider in by_program)
        months.append(own or (medians.get((cip4, awlevel)) if usable else None))
    frame = awards[["provider", "credential"]].assign(
        months_low=_integers([m and m.low for m in months], awards.index),
        months_high=_integers([m and m.high for m in months], awards.index),
        months_basis=_texts([m and m.basis for m in months], awards.index),
        months_programs=_integers([m and m.programs for m in months], awards.index),
        price_program_low=_integers([p.low if p else None for p in prices], awards.index),
        price_program_high=_integers([p.high if p else None for p in prices], awards.index),
        price_program_basis=_texts([p.basis if p else None for p in prices], awards.index),
        price_year=_texts([p.year if p else None for p in prices], awards.index),
    )
    outcomes, found_notices = join_outcomes(awards, field_outcomes)
    frame = pd.concat([frame, outcomes], axis=1)
    told = frame.drop(columns=["provider", "credential"]).notna().any(axis=1)
    kept = frame.loc[told, list(TERMS)].sort_values(["provider", "credential"])
    return kept.reset_index(drop=True), [*notices, *found_notices]


def list_awards(offers: pd.DataFrame, credentials: pd.DataFrame) -> pd.DataFrame:
    """Return the offers of awards with provider, credential, completions, cip, awlevel and cip4."""
    fields = credentials.loc[credentials["cip"].notna(), ["credential", "cip", "awlevel"]]
    awards = offers[["provider", "credential", "completions"]].merge(fields, on="credential")
    return awards.assign(cip4=awards["cip"].str[:5])


def place_programs(
    awards: pd.DataFrame, program_prices: pd.DataFrame
) -> tuple[list[Placed], list[Notice]]:
    """Place every published program on the awards it can lead to; notices count those left over."""
    given = list_given(awards[awards["provider"].isin(program_prices["provider"])])
    programs = _list_programs(program_prices)
    taken = {(p.provider, p.cip) for p in programs if (p.provider, p.cip) in given}
    recoded = _match_recoded(programs, given, taken)
    placed: list[Placed] = []
    counts = dict.fromkeys(
        (
            "program_without_offer",
            "program_level_unclear",
            "program_length_unlike_level",
            "program_shorter_than_degree",
        ),
        0,
    )
    for program in programs:
        field = (program.provider, program.cip)
        is_recoded = field not in given
        cip = recoded.get(field, "") if is_recoded else program.cip
        levels = given.get((program.provider, cip))
        if levels is None:
            counts["program_without_offer"] += 1
            continue
        level, fit = _choose_level(program.months, levels, is_recoded=is_recoded)
        if level is None:
            counts["program_level_unclear"] += 1
            continue
        if is_completion(program.months, level):
            counts["program_shorter_than_degree"] += 1
            continue
        placed.append(Placed((program.provider, cip, level), program, fit))
        if fit == "only" and program.months is not None:
            counts["program_length_unlike_level"] += not is_usual_length(program.months, level)
    notices = [
        make_notice(code, "program_prices", count=count) for code, count in counts.items() if count
    ]
    return placed, notices


def list_given(awards: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the levels that each (provider, field) files, those that nobody completed included.

    A level without completions may be the one that the published program leads to.
    """
    listed: dict[tuple[str, str], set[str]] = defaultdict(set)
    columns = ["provider", "cip", "awlevel"]
    for provider, cip, awlevel in awards[columns].itertuples(index=False, name=None):
        listed[provider, cip].add(awlevel)
    return {field: tuple(sorted(found)) for field, found in listed.items()}


def is_completion(months: int | None, awlevel: str) -> bool:
    """Return whether a published length at the bachelor's level is not that of a whole degree."""
    return awlevel == BACHELORS and months is not None and months < SHORTEST_BACHELORS


def find_medians(placed: list[Placed]) -> dict[tuple[str, str], Months]:
    """Return the median length by 4-digit field and award level, of programs of one level only."""
    lengths: dict[tuple[str, str], list[int]] = defaultdict(list)
    for found in placed:
        _, cip, awlevel = found.award
        if found.fit == "only" and found.program.months is not None:
            lengths[cip[:5], awlevel].append(found.program.months)
    return {
        key: Months(median, median, "median", len(months))
        for key, months in sorted(lengths.items())
        if (median := find_median(months)) is not None
    }


def sum_months(placed: list[Placed]) -> Months | None:
    """Return the shortest and longest published length on one award, None without any."""
    lengths = [found.program.months for found in placed if found.program.months is not None]
    return join_months(lengths, _BASIS_OF_FIT[placed[0].fit]) if lengths else None


def sum_prices(placed: list[Placed]) -> ProgramPrice | None:
    """Return the lowest and highest published program price on one award, None without any.

    Tuition and fees of the largest program stand in only where none has a price of its own.
    """
    whole = [found.program.price for found in placed if found.program.price is not None]
    largest = [
        found.program.tuition_fees for found in placed if found.program.tuition_fees is not None
    ]
    prices = whole or largest
    if not prices:
        return None
    basis: PriceBasis = _PRICE_OF_FIT[placed[0].fit] if whole else "largest_program"
    return ProgramPrice(min(prices), max(prices), basis, placed[0].program.year)


def join_outcomes(
    awards: pd.DataFrame, field_outcomes: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the outcome columns of facts/terms for each award, and a notice of those left over."""
    key = ["provider", "outcomes_cip4", "outcomes_level"]
    wanted = pd.DataFrame(
        {
            "provider": awards["provider"],
            "outcomes_cip4": awards["cip4"],
            "outcomes_level": awards["awlevel"].map(OUTCOME_LEVEL_OF_AWARD),
        }
    )
    named = field_outcomes.drop(columns="completions").rename(
        columns={
            "cip4": "outcomes_cip4",
            "credlev": "outcomes_level",
            "campuses": "outcomes_campuses",
        }
    )
    named = named.assign(
        **{f"{f}_withheld": named[f"{f}_withheld"].astype("boolean") for f in FIGURES}
    )
    joined = wanted.merge(named, on=key, how="left").set_axis(awards.index)
    absent = joined["outcomes_campuses"].isna()
    completed = wanted[key].assign(completed=awards["completions"] > 0)
    pooled = completed.groupby(key)["completed"].transform("sum").set_axis(awards.index)
    joined = joined.assign(
        outcomes_awards=pooled.astype("Int32").mask(absent),
        **{name: joined[name].mask(absent) for name in key[1:]},
    )
    offered = pd.MultiIndex.from_frame(wanted[key].dropna())
    with_figures = named[named[list(FIGURES)].notna().any(axis=1)]
    left_over = ~pd.MultiIndex.from_frame(with_figures[key]).isin(offered)
    notices = (
        [make_notice("outcome_without_offer", "field_outcomes", count=int(left_over.sum()))]
        if left_over.any()
        else []
    )
    return joined.drop(columns="provider"), notices


def build_charges(
    charges: pd.DataFrame, providers: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``facts/charges`` frame: annual charges of the providers that the directory holds."""
    known = charges["provider"].isin(providers["provider"])
    notices = [
        make_notice("charge_without_provider", "charges", entity=str(provider))
        for provider in charges.loc[~known, "provider"]
    ]
    return charges[known].sort_values("provider").reset_index(drop=True), notices


def _list_programs(program_prices: pd.DataFrame) -> list[Program]:
    columns = ["provider", "cip", "months", "price", "tuition_fees", "year"]
    return [
        Program(provider, cip, _number(months), _number(price), _number(fees), year)
        for provider, cip, months, price, fees, year in program_prices[columns].itertuples(
            index=False, name=None
        )
    ]


def _match_recoded(
    programs: list[Program],
    given: Mapping[tuple[str, str], tuple[str, ...]],
    taken: set[tuple[str, str]],
) -> dict[tuple[str, str], str]:
    """Return the field that a school files instead of its program's, where there is no doubt.

    In one 4-digit field of a school one program field is without awards and one awarded field is
    without a program: they are taken for the same.
    """
    strays: dict[tuple[str, str], set[str]] = defaultdict(set)
    for program in programs:
        if (program.provider, program.cip) not in given:
            strays[program.provider, program.cip[:5]].add(program.cip)
    open_fields: dict[tuple[str, str], set[str]] = defaultdict(set)
    for provider, cip in given:
        if (provider, cip) not in taken:
            open_fields[provider, cip[:5]].add(cip)
    return {
        (provider, next(iter(cips))): next(iter(open_fields[provider, cip4]))
        for (provider, cip4), cips in strays.items()
        if len(cips) == 1 and len(open_fields.get((provider, cip4), ())) == 1
    }


def _choose_level(
    months: int | None, levels: tuple[str, ...], *, is_recoded: bool
) -> tuple[str | None, Fit]:
    """Return the one level that a program of this length leads to, None where several or none fit."""
    fit: Fit = "field" if is_recoded else "only" if len(levels) == 1 else "fits"
    if fit == "only":
        return levels[0], fit
    if months is None:
        return None, fit
    if is_recoded:
        fitting = tuple(level for level in levels if is_usual_length(months, level))
    else:
        fitting = match_levels(months, levels).levels
    return (fitting[0] if len(fitting) == 1 else None), fit


def _number(cell: object) -> int | None:
    return None if cell is None or pd.isna(cell) else int(cell)  # type: ignore[call-overload]


def _integers(values: list[int | None], index: pd.Index) -> pd.Series:
    return pd.Series(pd.array(values, dtype="Int32"), index=index)


def _texts(values: list[str | None], index: pd.Index) -> pd.Series:
    return pd.Series(pd.array(values, dtype="str"), index=index)
