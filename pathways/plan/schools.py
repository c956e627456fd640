"""The schools that a plan compares: at most three for a step, with months, price and who finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pathways.plan.needs import find_chosen, is_school, say_months
from pathways.plan.titles import NAME_WIDTH, clean_text, name_title
from pathways.words import (
    _,
    explain_withheld,
    format_count,
    format_money,
    format_price,
    join_words,
)

COMPARED: Final = 3
BASIS_WIDTH: Final = 280
"""Letters of how months or a price are known that are shown; the longest of ours has fewer."""


class School(NamedTuple):
    """One school; ``teaches`` is empty where it is the comparison's own credential.

    ``kind`` is empty where nobody said public or private; ``earned`` is what people earned a year
    after they finished, or a word; empty where no school of the comparison has it published.
    """

    name: str
    teaches: str
    place: str
    kind: str
    months: str
    price: str
    finished: str
    earned: str


class Comparison(NamedTuple):
    """The schools of one step; ``more`` is how many others there are, ``bases`` how we know.

    ``has_earnings``: of one at least it is published what people earned after.
    """

    step: int
    credential: str
    schools: tuple[School, ...]
    more: int
    bases: tuple[str, ...]
    has_earnings: bool


def compare_schools(
    steps: Sequence[Mapping[str, Any]], person: Mapping[str, Any]
) -> Iterator[Comparison]:
    """Yield the comparison of every step whose way in is taught by a school that is named."""
    for number, step in enumerate(steps, start=1):
        options = pick_options(step)
        if not options:
            continue
        credential = options[0].get("title")
        count = count_named(step.get("providers"))
        yield Comparison(
            number,
            name_title(credential or "", width=NAME_WIDTH),
            tuple(
                _describe_school(option, credential, has_earnings=_has_earnings(options))
                for option in options
            ),
            max(0, (count or 0) - len(options)),
            tuple(_say_bases(options, person)),
            _has_earnings(options),
        )


def count_named(things: object) -> int | None:
    """Return how many a field names, which is a number or a list; None where it says nothing."""
    if isinstance(things, int):
        return things
    return len(things) if isinstance(things, Sequence) else None


def pick_options(step: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the chosen option and the next ones of other schools, a public one among them."""
    chosen = find_chosen(step)
    if not is_school(chosen):
        return []
    named: dict[str, Mapping[str, Any]] = {}
    for option in (chosen, *step["options"]):
        if is_school(option) and option.get("provider_name"):
            named.setdefault(str(option["provider"]), option)
    # the chosen one, then those of the home's own state; the order of the answer otherwise
    found = sorted(
        named.values(), key=lambda option: (option is not chosen, bool(option.get("other_state")))
    )
    picked = found[:COMPARED]
    if len(picked) > 1 and not any(option.get("control") == "public" for option in picked):
        picked[-1] = next(
            (option for option in found if option.get("control") == "public"), picked[-1]
        )
    return picked


def _has_earnings(options: Sequence[Mapping[str, Any]]) -> bool:
    return any(option.get("earnings_1yr") is not None for option in options)


def _describe_school(
    option: Mapping[str, Any], credential: object, *, has_earnings: bool
) -> School:
    cost, completions = option.get("cost"), option.get("completions")
    is_same = option.get("title") == credential
    withheld = option.get("withheld") or {}
    return School(
        name_title(option["provider_name"]),
        "" if is_same else name_title(option.get("title") or ""),
        clean_text(", ".join(str(option[key]) for key in ("city", "state") if option.get(key))),
        _name_control(option.get("control")),
        say_months(option),
        _(explain_withheld(withheld.get("cost")))
        if cost is None
        else format_price(option.get("cost_low"), cost),
        _(explain_withheld(withheld.get("completions")))
        if completions is None
        else format_count(completions),
        _say_earned(option.get("earnings_1yr")) if has_earnings else "",
    )


def _say_earned(earnings: int | None) -> str:
    if earnings is None:
        return _("earnings after it not reported")
    return _("{money} a year earned after it").format(money=format_money(earnings))


def _name_control(control: str | None) -> str:
    names = {
        "public": _("Public"),
        "private nonprofit": _("Private"),
        "private for-profit": _("Private, for profit"),
    }
    return names.get(control or "", "")


def _say_bases(options: Sequence[Mapping[str, Any]], person: Mapping[str, Any]) -> Iterator[str]:
    """Yield how months and prices are known and which schools lie in another state."""
    months = _list_once(options, "months_basis")
    if months:
        yield _("Months: {basis}.").format(basis="; ".join(months))
    priced = [option for option in options if option.get("cost") is not None]
    prices = _list_once(priced, "cost_basis")
    if prices:
        years = ", ".join(_list_once(priced, "cost_year"))
        said = _("Price, {years}: {basis}.") if years else _("Price: {basis}.")
        yield said.format(basis="; ".join(prices), years=years)
    if _has_earnings(options):
        yield _(
            "Earnings: median one year after finishing, people with federal aid, all awards of the "
            "field and level together."
        )
    elsewhere = {str(option["state"]) for option in options if _is_elsewhere(option, person)}
    if elsewhere:
        yield _("{states}: other state, price and license rules differ.").format(
            states=join_words(sorted(elsewhere))
        )


def _list_once(options: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    said = (name_title(option.get(name) or "", width=BASIS_WIDTH) for option in options)
    return [basis for basis in dict.fromkeys(said) if basis]


def _is_elsewhere(option: Mapping[str, Any], person: Mapping[str, Any]) -> bool:
    if not option.get("state"):
        return False
    if "other_state" in option:
        return bool(option["other_state"])
    home = str(person.get("home") or "")
    return len(home) == 2 and option["state"] != home
