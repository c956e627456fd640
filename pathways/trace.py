"""Pathways from a start job: every pathway that no other beats, and how they are told.

Labels (steps, months of study, elapsed months, dissimilarity) grow one step a round. Every step adds at
least 1 to the last, so a pathway never visits a job twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pathways.graph import find_occupation, get_area_name, get_credentials, get_occupations
from pathways.months import BASIS_WORDS
from pathways.moves import find_weakest
from pathways.person import Person
from pathways.region import Region, name_source
from pathways.rules import describe_entry
from pathways.schema import NATION
from pathways.steps import Option, Step, list_steps
from pathways.words import LEVEL

MOST_STEPS: Final = 3
OPTIONS_SHOWN: Final = 10
MONTHS_WITHOUT_GOAL: Final = 24
"""Months of study that pathways may ask in all while no goal is named: an associate degree's."""
NOT_YET: Final = (
    "Licenses are shown with each step and do not yet lengthen it; where it says not checked, ask "
    "the state board before training starts. Prices are not in this search yet. Months of study are full time once admitted, waiting lists and prerequisites not "
    "included; experience asked for is counted at its low end (at least)."
)


class Cost(NamedTuple):
    """What a pathway asks, all additive and all to be small."""

    steps: int
    months: int
    elapsed: int
    dissimilarity: int

    def add(self, step: Step) -> Cost:
        return Cost(
            self.steps + 1,
            self.months + step.months,
            self.elapsed + step.elapsed,
            self.dissimilarity + step.move.place,
        )

    def beats(self, other: Cost) -> bool:
        """Say whether this cost is nowhere larger than the other (equal costs beat each other)."""
        return all(mine <= theirs for mine, theirs in zip(self, other, strict=True))


class Label(NamedTuple):
    """One way to reach an occupation."""

    cost: Cost
    path: tuple[Step, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(step.destination for step in self.path)


def search_front(
    steps: Mapping[str, Sequence[Step]], start: str, *, max_steps: int = MOST_STEPS
) -> dict[str, list[Label]]:
    """Return, for every occupation reached, one label for each cost that no other cost beats.

    Among equal costs the smallest sequence of codes stays.
    """
    fronts: dict[str, list[Label]] = {}
    latest: dict[str, list[Label]] = {start: [Label(Cost(0, 0, 0, 0), ())]}
    for _ in range(max_steps):
        reached: dict[str, list[Label]] = {}
        for origin in sorted(latest):
            for label in latest[origin]:
                for step in steps.get(origin, ()):
                    if step.destination == start or step.destination in label.ids:
                        continue
                    longer = Label(label.cost.add(step), (*label.path, step))
                    if _keep_label(fronts.setdefault(step.destination, []), longer):
                        reached.setdefault(step.destination, []).append(longer)
        latest = {
            code: [label for label in labels if label in fronts[code]]
            for code, labels in reached.items()
        }
    return {
        code: sorted(labels, key=lambda label: (label.cost, label.ids))
        for code, labels in sorted(fronts.items())
        if labels
    }


def _keep_label(front: list[Label], label: Label) -> bool:
    """Put the label into the front unless one there beats it; drop those that it beats."""
    for other in front:
        if other.cost == label.cost:
            if other.ids <= label.ids:
                return False
        elif other.cost.beats(label.cost):
            return False
    front[:] = [other for other in front if not label.cost.beats(other.cost)]
    front.append(label)
    return True


def trace_pathways(
    region: Region,
    person: Person,
    *,
    starts: Sequence[str],
    goals: Sequence[str] = (),
    max_steps: int = MOST_STEPS,
    max_months: int | None = None,
    top: int = 3,
) -> dict[str, Any]:
    """Return pathways in the form of the ``trace`` verb, best first.

    With goals, the pathways to them, fewest calendar months first; without, the best paid ends,
    one pathway each, that share at most half their steps. ``max_months`` caps the months of study;
    not said, it is MONTHS_WITHOUT_GOAL where no goal is named. An empty list is the answer "none".
    Raises UnknownCodeError for a start or goal in no list.
    """
    if max_months is None and not goals:
        max_months = MONTHS_WITHOUT_GOAL
    found: list[tuple[str, Label]] = []
    wanted = [find_occupation(region.graph, goal).soc for goal in goals]
    origins = [find_occupation(region.graph, start).soc for start in starts]
    for start in origins:
        front = search_front(list_steps(region, person, start), start, max_steps=max_steps)
        found += [
            (start, label)
            for code in front
            for label in front[code]
            if max_months is None or label.cost.months <= max_months
        ]
    if wanted:
        chosen = sorted(
            (item for item in found if item[1].path[-1].destination in wanted),
            key=lambda item: (item[1].cost.elapsed, item[1].cost, item[1].ids),
        )[:top]
    else:
        chosen = _choose_differing(region, found, top)
    return {
        "pathways": [describe_pathway(region, start, label) for start, label in chosen],
        "cost_unknown": [],
        "relaxations": [],
        "person": {
            "home": person.home or region.home,
            "education": person.education,
            "education_basis": "said" if person.education else "the start job's own level",
        },
        "searched": {
            "area": region.area,
            "area_name": region.name,
            "starts": origins,
            "goals": wanted,
            "max_steps": max_steps,
            "max_months": max_months,
            "reached": len({label.path[-1].destination for _, label in found}),
            "licenses": "shown_not_searched",
            "note": f"{_say_assumption(region, person, origins)}{NOT_YET}",
        },
    }


def _say_assumption(region: Region, person: Person, starts: Sequence[str]) -> str:
    """Return what is taken for the person's schooling where it was not said."""
    if person.education is not None or not starts:
        return ""
    level = get_occupations(region.graph)[starts[0]]["gate_education"] or "none"
    return f"Highest school finished was not said: taken as {LEVEL[level]}, what the job asks. "


def _choose_differing(
    region: Region, found: Sequence[tuple[str, Label]], top: int
) -> list[tuple[str, Label]]:
    """Return the pathways of most gain in pay that share at most half their steps with one kept."""

    def order(item: tuple[str, Label]) -> tuple[float, Cost, tuple[str, ...]]:
        start, label = item
        gain = region.compare_pay(start, label.path[-1].destination, "annual_p25").change
        return (-(gain or 0), label.cost, label.ids)

    chosen: list[tuple[str, Label]] = []
    for start, label in sorted(found, key=order):
        gain = region.compare_pay(start, label.path[-1].destination, "annual_p25").change
        if not gain or gain <= 0:
            continue
        if all(
            2 * len(set(label.ids) & set(kept.ids)) <= len(label.ids)
            and kept.ids[-1] != label.ids[-1]
            for _, kept in chosen
        ):
            chosen.append((start, label))
        if len(chosen) == top:
            break
    return chosen


def describe_pathway(region: Region, start: str, label: Label) -> dict[str, Any]:
    """Return one pathway with its steps, totals and sources; what we do not know is None."""
    occupations = get_occupations(region.graph)
    end = label.path[-1].destination
    pay = region.compare_pay(start, end, "annual_p25")
    median = region.compare_pay(start, end, "annual_median")
    withheld = dict.fromkeys(("cost", "break_even_months"), "not_built")
    if pay.change is None:
        withheld["wage_gain"] = pay.withheld or "not_published"
    return {
        "start": start,
        "start_title": occupations[start]["title"],
        "steps": [describe_step(region, step) for step in label.path],
        "months": label.cost.months,
        "paid_months": sum(step.paid for step in label.path),
        "experience_months": sum(step.experience for step in label.path),
        "elapsed_months": label.cost.elapsed,
        "cost": None,
        "unknown_costs": sum(1 for step in label.path if step.options),
        "wage_start": pay.before,
        "median_start": median.before,
        "wage_end": pay.after,
        "wage_gain": pay.change,
        "compare_area": pay.area,
        "compare_area_name": get_area_name(region.graph, pay.area) if pay.area else None,
        "break_even_months": None,
        "weakest_evidence": find_weakest(step.move for step in label.path),
        "why": _explain(label, pay.change),
        "sources": {"wage_gain": name_source(region, "oews", pay.area)} if pay.area else {},
        "withheld": withheld,
    }


def describe_step(region: Region, step: Step) -> dict[str, Any]:
    """Return one step with its gate, its options here (chosen first) and its pay."""
    median = region.compare_pay(step.origin, step.destination, "annual_median")
    entry = describe_entry(region, step.destination)
    education, *rules = entry["gates"]
    return {
        "soc": step.destination,
        "title": get_occupations(region.graph)[step.destination]["title"],
        "kind": step.kind,
        "similarity": step.move.similarity,
        "evidence": list(step.move.evidence),
        "months": step.months,
        "paid_months": step.paid,
        "experience_months": step.experience,
        "elapsed_months": step.elapsed,
        "cost": None,
        "cost_basis": None,
        "median": median.after,
        "p25": step.pay.after,
        "compare_area": step.pay.area,
        "compare_area_name": get_area_name(region.graph, step.pay.area) if step.pay.area else None,
        "gates": [
            {**education, "held": not step.options},
            *({**rule, "held": False} for rule in rules),
        ],
        "licenses_checked": entry["licenses_checked"],
        "options": [
            describe_option(region, option, chosen=place == 0)
            for place, option in enumerate(step.options[:OPTIONS_SHOWN])
        ],
        "providers": len({option.provider for option in step.options}),
        "sources": _step_sources(region, step),
        "withheld": {"cost": "not_built"}
        | ({"similarity": "not_published"} if step.move.similarity is None else {}),
    }


def _step_sources(region: Region, step: Step) -> dict[str, str]:
    listed = step.move.evidence == ("expert list",)
    sources = {"evidence": name_source(region, "onet" if listed else "mobility", NATION)}
    sources["similarity"] = name_source(region, "onet", NATION)
    if step.pay.area:
        sources |= dict.fromkeys(("p25", "median"), name_source(region, "oews", step.pay.area))
    sources["paid_months"] = name_source(region, "projections", NATION)
    basis = get_occupations(region.graph)[step.destination]["experience_basis"]
    sources["experience_months"] = name_source(
        region, "onet" if basis == "onet" else "projections", NATION
    )
    if step.options:
        sources["months"] = name_source(region, "ipeds_levels", NATION)
        sources["options"] = name_source(region, "ipeds_completions", region.area)
    return sources


def describe_option(region: Region, option: Option, *, chosen: bool) -> dict[str, Any]:
    """Return one way to close the gate; its price is not in our data yet."""
    provider = region.providers.loc[option.provider]
    return {
        "credential": f"credential:{option.credential}",
        "title": _credential_title(region, option.credential),
        "provider": f"provider:{option.provider}",
        "provider_name": provider["title"],
        "state": provider["state"],
        "other_state": region.home is not None and provider["state"] != region.home,
        "months_low": option.months_low,
        "months_high": option.months_high,
        "months_basis": BASIS_WORDS[option.months_basis].format(programs=option.programs)
        + (", with a bachelor's degree first" if option.bachelors_first else ""),
        "completions": option.completions,
        "cost": None,
        "cost_basis": None,
        "paid": False,
        "chosen": chosen,
    }


def _credential_title(region: Region, credential: str) -> str:
    return str(get_credentials(region.graph)[credential]["title"])


def _explain(label: Label, gain: int | None) -> str:
    steps = "1 step" if label.cost.steps == 1 else f"{label.cost.steps} steps"
    pay = "pay cannot be compared here" if gain is None else f"${gain:,} a year more"
    return (
        f"{steps}, {label.cost.elapsed} months from today, {label.cost.months} of them study at "
        f"most, {pay} for a newer worker."
    )
