"""Figures, codes and reasons as people read them. Pure: a value goes in, words come out."""

from __future__ import annotations

import gettext
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def mark(text: str) -> str:
    """Return text as it is: it is to be translated where it is used, by ``_``."""
    return text


LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español"}
"""Language code -> its own name."""

LOCALE_DIR: Final = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")

MINUS: Final = "\N{MINUS SIGN}"

WITHHELD: Final[Mapping[str, str]] = {
    "suppressed": mark("withheld by the publisher"),
    "top_coded": mark("above the highest figure published"),
    "hourly_only": mark("published by the hour only"),
    "annual_only": mark("published by the year only"),
    "not_in_area": mark("not in this area"),
    "not_published": mark("not published"),
    "not_built": mark("not in our data yet"),
    "no_gain": mark("no gain in pay"),
}
"""Reason in ``withheld`` -> words shown in place of the figure."""

LEVEL: Final[Mapping[str, str]] = {
    "none": mark("no diploma"),
    "high_school": mark("high school diploma"),
    "certificate": mark("certificate or some college"),
    "associate": mark("associate degree"),
    "bachelors": mark("bachelor's degree"),
    "masters": mark("master's degree"),
    "doctoral": mark("doctoral or professional degree"),
}
"""Education level -> words inside a sentence."""

LEVEL_FINISHED: Final[Mapping[str, str]] = {
    "none": mark("No diploma yet"),
    "high_school": mark("High school"),
    "certificate": mark("Certificate or some college"),
    "associate": mark("Associate degree"),
    "bachelors": mark("Bachelor's degree"),
    "masters": mark("Master's degree"),
    "doctoral": mark("Doctoral or professional"),
}
"""Education level -> choice under "Highest school finished"."""

KIND: Final[Mapping[str, str]] = {
    "advancement": mark("More pay, same job family"),
    "lateral_advancement": mark("More pay, other job family"),
    "similar": mark("About the same pay"),
    "lateral_transition": mark("About the same pay, other job family"),
    "step_back": mark("Less pay"),
}
"""Kind of move -> words."""

EVIDENCE: Final[Mapping[str, str]] = {
    "observed": mark("people were seen to make these moves"),
    "expert list": mark("an expert list names these moves"),
    "estimated": mark("estimated from what similar people do"),
    "asked": mark("your goal; no list of moves names it"),
    "local confirmed": mark("confirmed by your team"),
    "local proposed": mark("proposed by your team"),
}
"""Evidence of a move, or the weakest of a pathway -> words."""

UNKNOWN_KIND: Final = mark("Pay cannot be compared")

DATASET: Final[Mapping[str, str]] = {
    "oews": "OEWS",
    "projections": mark("BLS Employment Projections"),
    "onet": "O*NET",
    "ipeds_levels": mark("Usual program length by award level"),
    "ipeds_completions": mark("IPEDS completions"),
    "ipeds_institutions": mark("IPEDS institutions"),
    "ipeds_charges": mark("IPEDS student charges"),
    "scorecard_programs": mark("College Scorecard, program lengths and prices"),
    "scorecard_fields": mark("College Scorecard, earnings and debt by field"),
    "apprenticeship_sponsors": mark("Apprenticeship.gov sponsors"),
    "careeronestop_licenses": mark("CareerOneStop licenses"),
    "careeronestop_certifications": mark("CareerOneStop certifications"),
    "hifld_hospitals": mark("HIFLD hospitals"),
    "mobility": mark("Observed moves between occupations, CPS-ASEC"),
    "minimum_wage": mark("State minimum wage table"),
    "curated": mark("Reviewed by us"),
}
"""Dataset id -> the name people know it by."""

BASIS: Final[Mapping[str, str]] = {
    "survey": mark("from what workers in the job answered"),
    "bls": mark("typical, says BLS"),
    "curated": mark("from a rule we read"),
}
"""Basis of an education level -> words."""

PARTS: Final = (mark("rate"), mark("jobs"))
"""Parts of a figure that two sources make together."""

NATION: Final = "0000000"
MONTH: Final = [
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
]  # fmt: skip
_UNSAFE: Final = re.compile(r"[\s<>\\\x00-\x1f]")
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")


def _(text: str) -> str:
    """Return the sentence in the language in force, itself where it has no translation.

    Values go in afterwards: ``_("{count} jobs").format(count=3)``.
    """
    language = _language.get()
    return text if language == "en" else _load_translation(language).gettext(text)


def get_language() -> str:
    """Return the code of the language in force."""
    return _language.get()


def set_language(language: str) -> None:
    """Put a language in force for this thread; one that we do not have means English."""
    _language.set(language if language in LANGUAGES else "en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Put a language in force for a while."""
    before = _language.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(before)


@lru_cache(maxsize=8)
def _load_translation(language: str) -> gettext.NullTranslations:
    """Read ``locale/<language>.po``; compiled in memory, so that no binary file is kept."""
    compiled = BytesIO()
    with (LOCALE_DIR / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=8_192)
def escape_markdown(text: str) -> str:
    """Return text that markdown shows as it is: no link, formula, icon, colour or tag in it."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def format_money(usd: int) -> str:
    """Return dollars without cents: ``$61,010``; a loss has a true minus."""
    return f"{MINUS if usd < 0 else ''}${abs(usd):,}"


def format_price(low: int | None, high: int) -> str:
    """Return a price: ``$10,888``, or its lowest and highest: ``$5,444 to $10,888``."""
    if low is None or low == high:
        return format_money(high)
    return _("{low} to {high}").format(low=format_money(low), high=format_money(high))


def format_yearly(usd: int) -> str:
    """Return yearly pay: ``$61,010 a year``."""
    return _("{money} a year").format(money=format_money(usd))


def format_hourly(usd: float) -> str:
    """Return hourly pay with cents: ``$29.33 an hour``."""
    return _("{money} an hour").format(money=f"${usd:,.2f}")


def format_gain(usd: int) -> str:
    """Return a change of pay with its sign: ``+$40,230``; no change is ``$0``."""
    return f"+{format_money(usd)}" if usd > 0 else format_money(usd)


def format_percent(value: float, *, signed: bool = False) -> str:
    """Return a percentage in at most one decimal: ``31%``, signed ``+2.3%``."""
    number = f"{abs(value):.1f}".removesuffix(".0")
    sign = "" if number == "0" else MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{number}%"


def format_count(value: float) -> str:
    """Return a whole number with thousands marked."""
    return f"{round(value):,}"


def format_months(low: int, high: int | None = None) -> str:
    """Return a length in months: ``9 to 12 months``, ``1 month``, ``no months of school``."""
    if high is None or low == high:
        return _("1 month") if low == 1 else _("{count} months").format(count=low)
    return _("{low} to {high} months").format(low=low, high=high)


def format_steps(number: int) -> str:
    """Return ``1 step`` or ``2 steps``."""
    return _("1 step") if number == 1 else _("{count} steps").format(count=number)


def count_things(number: int, one: str, many: str) -> str:
    """Return a number with its noun: ``1 school``, ``18 schools``."""
    return f"{number:,} {one if number == 1 else many}"


def explain_withheld(reason: str | None) -> str:
    """Return why a figure is absent, in words; an unknown reason reads ``not published``."""
    return _(WITHHELD.get(reason or "", WITHHELD["not_published"]))


def say_yearly(facts: Mapping[str, Any], name: str) -> str:
    """Return a yearly figure of a facts dict, "or more" at the cap, else why it is absent."""
    value = facts[name]
    if value is not None:
        return format_money(int(value))
    cap = (facts.get("at_least") or {}).get("annual")
    if facts["withheld"].get(name) == "top_coded" and cap is not None:
        return _("{money} or more").format(money=format_money(int(cap)))
    return explain_withheld(facts["withheld"].get(name))


def say_hourly(facts: Mapping[str, Any], name: str) -> str:
    """Return an hourly figure of a facts dict, "or more" at the cap, else why it is absent."""
    value = facts[name]
    if value is not None:
        return format_hourly(value)
    cap = (facts.get("at_least") or {}).get("hourly")
    if facts["withheld"].get(name) == "top_coded" and cap is not None:
        return _("{money} or more").format(money=format_hourly(cap))
    return _("By the hour: {reason}").format(reason=explain_withheld(facts["withheld"].get(name)))


def describe_source(source: str, areas: Mapping[str, str]) -> str:
    """Return a source as people read it.

    ``oews/May 2025/0041180`` becomes ``OEWS, May 2025, St. Louis, MO-IL``. ``areas`` names the
    area codes; a source joined by " x " keeps both sides, a curated one is its document.
    """
    if " x " in source:
        parts = [part.rsplit(" ", 1) for part in source.split(" x ")]
        return " x ".join(
            _("{what} from {source}").format(what=_(what), source=describe_source(ref, areas))
            for ref, what in parts
        )
    dataset, _slash, rest = source.partition("/")
    if dataset == "curated":
        return f"{_(DATASET[dataset])}: {rest}"
    vintage, _slash, area = rest.rpartition("/")
    where = _("nation") if area == NATION else areas.get(area, area)
    return f"{describe_release(dataset, vintage)}, {where}"


def describe_release(dataset: str, vintage: str) -> str:
    """Return a dataset and its release in words: ``OEWS, May 2025``; none is said twice."""
    name = DATASET.get(dataset, dataset)
    return vintage if name in vintage else f"{_(name)}, {vintage}"


def describe_day(day: str) -> str:
    """Return a day or month of the calendar: ``2026-11-03`` as ``3 Nov 2026``, ``2026-11`` as ``Nov 2026``."""
    parts = day.split("-")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        return day
    if not 1 <= int(parts[1]) <= len(MONTH):
        return day
    words = [str(int(parts[2]))] if len(parts) == 3 else []
    return " ".join([*words, _(MONTH[int(parts[1]) - 1]), parts[0]])


def link_source(source: str) -> str:
    """Return a source as markdown: a web address as a link named by its site, else plain words."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return escape_markdown(source)
    if parts.scheme in ("http", "https") and parts.hostname and not _UNSAFE.search(source):
        return f"[{escape_markdown(parts.hostname.removeprefix('www.'))}](<{source}>)"
    return escape_markdown(source)


def start_upper(text: str) -> str:
    """Return text with its first letter as a capital and the rest as it is."""
    return text[:1].upper() + text[1:]


def shorten_area(name: str) -> str:
    """Return an area's name without its list of states where it is a metro: ``St. Louis``."""
    return re.sub(r", [A-Z]{2}(-[A-Z]{2})*$", "", name)


def wrap_title(title: str, *, width: int = 24, lines: int = 2) -> str:
    """Return a title on at most ``lines`` lines, cut at a word; the cut is shown by three dots."""
    wrapped = textwrap.wrap(
        " ".join(title.split()), width, break_long_words=True, max_lines=lines, placeholder="..."
    )
    return "\n".join(wrapped)


def join_words(items: Sequence[str]) -> str:
    """Return a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return _("{items} and {last}").format(items=", ".join(items[:-1]), last=items[-1])
