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

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español"}
"""Language code -> its own name."""

LOCALE_DIR: Final = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")

MINUS: Final = "\N{MINUS SIGN}"

WITHHELD: Final[Mapping[str, str]] = {
    "suppressed": "withheld by the publisher",
    "top_coded": "above the highest figure published",
    "hourly_only": "published by the hour only",
    "annual_only": "published by the year only",
    "not_in_area": "not in this area",
    "not_published": "not published",
    "not_built": "not in our data yet",
}
"""Reason in ``withheld`` -> words shown in place of the figure."""

LEVEL: Final[Mapping[str, str]] = {
    "none": "no diploma",
    "high_school": "high school diploma",
    "certificate": "certificate or some college",
    "associate": "associate degree",
    "bachelors": "bachelor's degree",
    "masters": "master's degree",
    "doctoral": "doctoral or professional degree",
}
"""Education level -> words inside a sentence."""

LEVEL_FINISHED: Final[Mapping[str, str]] = {
    "none": "No diploma yet",
    "high_school": "High school",
    "certificate": "Certificate or some college",
    "associate": "Associate degree",
    "bachelors": "Bachelor's degree",
    "masters": "Master's degree",
    "doctoral": "Doctoral or professional",
}
"""Education level -> choice under "Highest school finished"."""

KIND: Final[Mapping[str, str]] = {
    "advancement": "More pay, same job family",
    "lateral_advancement": "More pay, other job family",
    "similar": "About the same pay",
    "lateral_transition": "Same pay, other job family",
    "step_back": "Less pay",
}
"""Kind of move -> words."""

UNKNOWN_KIND: Final = "Pay cannot be compared"

DATASET: Final[Mapping[str, str]] = {
    "oews": "OEWS",
    "projections": "BLS Employment Projections",
    "onet": "O*NET",
    "ipeds_levels": "Usual program length by award level",
    "ipeds_completions": "IPEDS completions",
    "ipeds_institutions": "IPEDS institutions",
    "minimum_wage": "State minimum wage table",
    "curated": "Reviewed by us",
}
"""Dataset id -> the name people know it by."""

BASIS: Final[Mapping[str, str]] = {
    "survey": "from what workers in the job answered",
    "bls": "typical, says BLS",
    "curated": "from a rule we read",
}
"""Basis of an education level -> words."""

NATION: Final = "0000000"
MONTH: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
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


def escape_markdown(text: str) -> str:
    """Return text that markdown shows as it is: no link, formula, icon, colour or tag in it."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def format_money(usd: int) -> str:
    """Return dollars without cents: ``$61,010``; a loss has a true minus."""
    return f"{MINUS if usd < 0 else ''}${abs(usd):,}"


def format_yearly(usd: int) -> str:
    """Return yearly pay: ``$61,010 a year``."""
    return f"{format_money(usd)} a year"


def format_hourly(usd: float) -> str:
    """Return hourly pay with cents: ``$29.33 an hour``."""
    return f"${usd:,.2f} an hour"


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
        return f"{low} month" if low == 1 else f"{low} months"
    return f"{low} to {high} months"


def format_steps(number: int) -> str:
    """Return ``1 step`` or ``2 steps``."""
    return "1 step" if number == 1 else f"{number} steps"


def count_things(number: int, one: str, many: str) -> str:
    """Return a number with its noun: ``1 school``, ``18 schools``."""
    return f"{number:,} {one if number == 1 else many}"


def explain_withheld(reason: str | None) -> str:
    """Return why a figure is absent, in words; an unknown reason reads ``not published``."""
    return WITHHELD.get(reason or "", WITHHELD["not_published"])


def say_yearly(facts: Mapping[str, Any], name: str) -> str:
    """Return a yearly figure of a facts dict, "or more" at the cap, else why it is absent."""
    value = facts[name]
    if value is not None:
        return format_money(int(value))
    cap = (facts.get("at_least") or {}).get("annual")
    if facts["withheld"].get(name) == "top_coded" and cap is not None:
        return f"{format_money(int(cap))} or more"
    return explain_withheld(facts["withheld"].get(name))


def say_hourly(facts: Mapping[str, Any], name: str) -> str:
    """Return an hourly figure of a facts dict, "or more" at the cap, else why it is absent."""
    value = facts[name]
    if value is not None:
        return format_hourly(value)
    cap = (facts.get("at_least") or {}).get("hourly")
    if facts["withheld"].get(name) == "top_coded" and cap is not None:
        return f"{format_hourly(cap)} or more"
    return f"By the hour: {explain_withheld(facts['withheld'].get(name))}"


def describe_source(source: str, areas: Mapping[str, str]) -> str:
    """Return a source as people read it.

    ``oews/May 2025/0041180`` becomes ``OEWS, May 2025, St. Louis, MO-IL``. ``areas`` names the
    area codes; a source joined by " x " keeps both sides, a curated one is its document.
    """
    if " x " in source:
        parts = [part.rsplit(" ", 1) for part in source.split(" x ")]
        return " x ".join(f"{what} from {describe_source(ref, areas)}" for ref, what in parts)
    dataset, _, rest = source.partition("/")
    if dataset == "curated":
        return f"{DATASET[dataset]}: {rest}"
    vintage, _, area = rest.rpartition("/")
    where = "nation" if area == NATION else areas.get(area, area)
    return f"{describe_release(dataset, vintage)}, {where}"


def describe_release(dataset: str, vintage: str) -> str:
    """Return a dataset and its release in words: ``OEWS, May 2025``; none is said twice."""
    name = DATASET.get(dataset, dataset)
    return vintage if name in vintage else f"{name}, {vintage}"


def describe_day(day: str) -> str:
    """Return a day or month of the calendar: ``2026-11-03`` as ``3 Nov 2026``, ``2026-11`` as ``Nov 2026``."""
    parts = day.split("-")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        return day
    if not 1 <= int(parts[1]) <= len(MONTH):
        return day
    words = [str(int(parts[2]))] if len(parts) == 3 else []
    return " ".join([*words, MONTH[int(parts[1]) - 1], parts[0]])


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
    return f"{', '.join(items[:-1])} and {items[-1]}"
