"""Every sentence has its Spanish, in words that we may use, and jobseekers' English reads easily."""

from __future__ import annotations

import ast
import gettext
import importlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from string import Formatter

import pytest
import textstat
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from pathways import words
from pathways.prices import (
    CAMPUS_COUNTY,
    PROGRAM_WORDS,
    Charges,
    Rate,
    Years,
    price_years,
    say_price_basis,
)
from pathways.settings import ROOT
from pathways.ui import cache
from pathways.words import (
    DATASET,
    LOCALE_DIR,
    describe_source,
    format_hourly,
    format_months,
    format_yearly,
    speaking,
)
from tests.test_wording import PROMISES, UNSEEN, find_words

JOBSEEKER = (
    "ui/ask.py", "ui/limits.py", "ui/moves.py", "ui/occupation.py", "ui/pages/find.py",
    "ui/pages/plan.py", "ui/plan.py", "ui/relaxations.py", "ui/strips.py",
)  # fmt: skip
"""Files that hold the sentences of Find a pathway, Occupation and Plan."""

HIGHEST_GRADE = 8
"""Of a page as a whole."""
HARDEST = 9
"""Of one sentence, without the names that it may hold."""
SENTENCE = 6
"""Words from which a text is a sentence, not a label."""


@lru_cache(maxsize=1)
def list_sentences() -> dict[str, frozenset[str]]:
    """Return every sentence of the code with the files under pathways/ (or app.py) that say it.

    Read from the syntax tree: babel's reader misses calls inside f-strings before Python 3.12 and
    takes the key of ``_(WORDS["key"])`` for a sentence.
    """
    found: dict[str, set[str]] = {}
    code = ROOT / "pathways"
    for path in [*code.rglob("*.py"), ROOT / "app.py"]:
        name = path.relative_to(code if code in path.parents else ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="_" | "mark"), args=[ast.Constant(value=str(text)), *_rest]
                ):
                    found.setdefault(text, set()).add(name)
    return {text: frozenset(names) for text, names in found.items()}


@lru_cache(maxsize=1)
def read_spanish() -> dict[str, str]:
    with (LOCALE_DIR / "es.po").open("rb") as file:
        return {
            str(entry.id): str(entry.string) for entry in read_po(file, locale="es") if entry.id
        }


def list_fields(text: str) -> list[str]:
    """Return the placeholders of a text with their formats, sorted."""
    parts = Formatter().parse(text)
    return sorted(f"{name}:{form}" for _text, name, form, _as in parts if name is not None)


def frame(text: str) -> tuple[bool, bool, bool]:
    """Return what joins a text to its neighbours: spaces at its ends and the full stop."""
    return text != text.lstrip(), text != text.rstrip(), text.rstrip().endswith(".")


# ---- the catalogue


def test_sentences_are_found() -> None:
    found = list_sentences()
    assert "ui/ask.py" in found["What do you do now?"]
    assert "app.py" in found["Missing links"]
    assert "not published" in found  # marked, said by name


def test_every_sentence_has_its_spanish() -> None:
    spanish = read_spanish()
    missing = [
        f"{', '.join(sorted(names))}: {text}"
        for text, names in list_sentences().items()
        if not spanish.get(text, "").strip()
    ]
    assert missing == []


def test_placeholders_are_kept() -> None:
    for text, said in read_spanish().items():
        assert list_fields(said) == list_fields(text), text


def test_ends_are_kept() -> None:
    for text, said in read_spanish().items():
        assert frame(said) == frame(text), text


def test_long_sentences_are_not_left_in_english() -> None:
    for text, said in read_spanish().items():
        if len(text.split()) >= SENTENCE:
            assert said != text


def test_the_catalogue_compiles_without_doubtful_entries(tmp_path) -> None:
    with (LOCALE_DIR / "es.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    assert not [entry.id for entry in catalogue if entry.fuzzy and entry.id]
    with (tmp_path / "es.mo").open("wb") as file:
        write_mo(file, catalogue)


# ---- words


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_promises(language: str) -> None:
    texts: Iterable[str] = list_sentences() if language == "en" else read_spanish().values()
    said = {text: find_words(text, PROMISES + UNSEEN) for text in texts}
    assert {text: found for text, found in said.items() if found} == {}


def test_spanish_says_usted() -> None:
    informal = re.compile(r"(?<!\w)(tú|tu|tus|tienes|puedes|quieres|eres|haz)(?!\w)")
    assert [said for said in read_spanish().values() if informal.search(said.casefold())] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # binding words of the visual direction, section 10
        ("Find a pathway", "Busque una ruta"),
        ("What do you do now?", "¿En qué trabaja ahora?"),
        ("Highest school finished", "Estudios terminados"),
        ("Limits", "Límites"),
        ("Past your wage line", "Supera su meta de sueldo"),
        ("On the job, paid", "En el trabajo, con sueldo"),
        ("Not published", "Sin publicar"),
        ("Make a plan", "Hacer un plan"),
        ("Missing links", "Enlaces que faltan"),
        ("Taught only elsewhere", "Solo se enseña en otro lugar"),
    ],
)
def test_binding_words(text: str, said: str) -> None:
    assert read_spanish()[text] == said


def test_figures_in_spanish() -> None:
    with speaking("es"):
        assert format_yearly(61_010) == "$61,010 al año"
        assert format_hourly(29.33) == "$29.33 la hora"
        assert format_months(9, 12) == "de 9 a 12 meses"
        assert format_months(1) == "1 mes"


def test_sources_in_spanish() -> None:
    source = "projections/BLS Employment Projections 2024-34/0000000 rate x oews/May 2025/1 jobs"
    with speaking("es"):
        said = describe_source(source, {"1": "St. Louis, MO-IL"})
    assert said == (
        "tasa de BLS Employment Projections 2024-34, todo el país x "
        "trabajos de OEWS, May 2025, St. Louis, MO-IL"
    )


@pytest.mark.parametrize("basis", [*PROGRAM_WORDS.values(), CAMPUS_COUNTY])
def test_every_part_of_a_basis_is_translated(basis: str) -> None:
    assert say_price_basis(basis) == basis
    assert all(part in read_spanish() for part in basis.split("; "))
    with speaking("es"):
        assert not set(say_price_basis(basis).split("; ")) & set(basis.split("; "))


def test_a_price_by_the_year_is_said_in_spanish() -> None:
    charges = Charges(5_000, 7_000, 9_000, None, "2023-24")
    price = price_years("3", Rate("in_state"), charges, Years(2, 3))
    assert say_price_basis(price.basis) == price.basis
    with speaking("es"):
        assert say_price_basis(price.basis) == (
            "matrícula y cuotas por año (en el estado); los libros no están publicados ni "
            "incluidos; años escolares: de 2 a 3"
        )


# ---- the page


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the texts that are asked for in Spanish and are not in the catalogue, as they come.

    Datasets named by letters (OEWS) have no other name.
    """
    found: set[str] = set()

    class Listening(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            said = read_spanish().get(message)
            if said is None and message not in DATASET.values():
                found.add(message)
            return said or message

    monkeypatch.setattr(words, "_load_translation", lambda _language: Listening())
    return found


def open_page(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    if page != "find":
        app.switch_page(f"pathways/ui/pages/{page}.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def test_the_first_page_speaks_the_language_of_its_address() -> None:
    app = open_page("find", lang="es")
    assert app.title[0].value == "Busque una ruta"
    assert "Estudios terminados" in {box.label for box in app.selectbox}
    app.query_params["lang"] = "en"
    app.run()
    assert app.title[0].value == "Find a pathway"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("find", "Busque una ruta"),
        ("occupation", None),
        ("sectors", "Sectores que crecen"),
        ("training", "Estudios y credenciales"),
        ("links", "Enlaces que faltan"),
        ("compare", "Comparar"),
        ("about", "Sobre los datos"),
    ],
)
def test_all_that_a_page_says_has_its_spanish(page: str, title: str | None, unsaid) -> None:
    app = open_page(page, lang="es", soc="29-1141")
    if title:
        assert app.title[0].value == title
    assert unsaid == set()


def test_answers_are_not_kept_across_languages() -> None:
    # the same question in both languages: what is kept for one must not answer the other
    asked = ("0041180", "29-1141", None)
    with speaking("en"):
        english = cache.get_offers(*asked)
    with speaking("es"):
        spanish = cache.get_offers(*asked)
    assert len(english) == len(spanish) > 0
    pairs = list(zip(english, spanish, strict=True))
    assert all(en["months_basis"] != es["months_basis"] for en, es in pairs)
    assert [en["months_high"] for en in english] == [es["months_high"] for es in spanish]


# ---- reading grade


@pytest.fixture
def measure_grade(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], float]:
    """Return textstat's Flesch-Kincaid grade, syllables by its own rules: its word list is a download."""
    counting = importlib.import_module("textstat.backend.counts._count_syllables")
    monkeypatch.setattr(counting, "get_cmudict", lambda _language: None)
    return textstat.flesch_kincaid_grade


def list_jobseekers_sentences(value: str) -> list[str]:
    """Return their sentences with words in place of each value, sorted."""
    return [
        re.sub(r"\{\w+\}", value, text if text[-1] in ".?" else f"{text}.")
        for text, names in sorted(list_sentences().items())
        if names & set(JOBSEEKER) and len(text.split()) >= SENTENCE
    ]


def test_the_grade_tells_hard_words_from_plain_ones(measure_grade) -> None:
    assert measure_grade("Ask the school for the price before you pay.") < 4
    hard = "Occupational credentialing requirements necessitate jurisdictional verification."
    assert measure_grade(hard) > HIGHEST_GRADE


def test_jobseekers_sentences_read_at_grade_8(measure_grade) -> None:
    sentences = list_jobseekers_sentences("nursing assistants")
    assert len(sentences) > 50
    assert measure_grade(" ".join(sentences)) <= HIGHEST_GRADE


def test_no_jobseekers_sentence_stands_out(measure_grade) -> None:
    graded = {text: measure_grade(text) for text in list_jobseekers_sentences("one")}
    assert {text: grade for text, grade in graded.items() if grade > HARDEST} == {}
