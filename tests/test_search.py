"""Words a person types find the right occupation."""

import csv
import importlib.util
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.graph import get_credentials
from pathways.search import (
    MAX_QUERY,
    TitleIndex,
    build_index,
    search_credentials,
    search_occupations,
)
from pathways.store import Graph

QUERIES = Path(__file__).parent / "data" / "everyday_queries.csv"
SYNONYMS = Path(__file__).parents[1] / "data" / "curated" / "synonyms.csv"
ROWS = [
    ("31-1131", "Nursing Assistants", "occupation", "en"),
    ("31-1131", "Certified Nursing Assistant (CNA)", "reported", "en"),
    ("31-1120", "Home Health and Personal Care Aides", "occupation", "en"),
    ("31-1120", "Home Health Aides", "member", "en"),
    ("31-1120", "31-1121", "member_code", "en"),
    ("31-1120", "31-1122", "member_code", "en"),
    ("29-1141", "Registered Nurses", "occupation", "en"),
    ("29-1141", "RN (Registered Nurse)", "alternate", "en"),
    ("29-1141", "enfermera", "synonym", "es"),
    ("35-2014", "Cooks, Restaurant", "occupation", "en"),
    ("35-2014", "Cook", "alternate", "en"),
    ("35-2014", "cocinero", "synonym", "es"),
    ("35-2013", "Cooks, Private Household", "occupation", "en"),
    ("35-2013", "Cook", "alternate", "en"),
    ("43-5041", "Bookers of Meters", "occupation", "en"),
    ("43-5041", "Book", "alternate", "en"),
    ("53-3032", "Heavy and Tractor-Trailer Truck Drivers", "occupation", "en"),
    ("53-3032", "Truck Driver", "alternate", "en"),
    ("53-7065", "Stockers and Order Fillers", "occupation", "en"),
    ("53-7065", "Stocker", "alternate", "en"),
    ("13-2011", "Accountants and Auditors", "occupation", "en"),
    ("43-4081", "Hotel, Motel, and Resort Desk Clerks", "occupation", "en"),
    ("43-4081", "Night Auditor", "alternate", "en"),
    ("47-2111", "Electricians", "occupation", "en"),
    ("47-2111", "electricista", "synonym", "es"),
    ("47-2021", "Brickmasons and Blockmasons", "occupation", "en"),
    ("47-2021", "albañil", "synonym", "es"),
    ("15-1252", "Software Developers", "occupation", "en"),
    ("15-1252", "C++ Developer", "alternate", "en"),
    ("15-1299", "Computer Occupations, All Other", "occupation", "en"),
    ("15-1299", "C# Developer", "alternate", "en"),
    (
        "37-2011",
        "Janitors and Cleaners, Except Maids and Housekeeping Cleaners",
        "occupation",
        "en",
    ),
    ("37-2012", "Maids and Housekeeping Cleaners", "occupation", "en"),
    ("41-2031", "Retail Salespersons", "occupation", "en"),
    ("41-2031", "vendedor", "synonym", "es"),
]
EMPLOYMENT = {"35-2014": 1_400_000, "35-2013": 1_100, "29-1141": 3_300_000, "37-2012": 860_000}


def title_table(rows: list[tuple[str, str, str, str]]) -> pa.Table:
    names = ("occupation", "title", "kind", "language")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    for name in ("occupation", "kind", "language"):
        columns[name] = pa.array(columns[name]).dictionary_encode()
    return pa.table(columns)


@pytest.fixture(scope="module")
def index() -> TitleIndex:
    return build_index(title_table(ROWS), EMPLOYMENT)


def first(index: TitleIndex, query: str) -> str:
    found = search_occupations(index, query)
    return found[0].soc if found else ""


@pytest.mark.parametrize(
    ("query", "soc"),
    [
        ("registered nurse", "29-1141"),
        ("REGISTERED NURSES", "29-1141"),
        ("regsitered nurce", "29-1141"),  # typing errors
        ("electrision", "47-2111"),
        ("assistant nursing", "31-1131"),  # word order
        ("cna", "31-1131"),  # acronym that stands in brackets
        ("RN", "29-1141"),  # the words outside brackets count too
        ("electri", "47-2111"),  # half a word
        ("truck dri", "53-3032"),
        ("I am looking for a part time job as a truck driver near me", "53-3032"),  # filler
        ("truck driver - $27.50/hr", "53-3032"),
        ("walmart stocker", "53-7065"),
        ("night auditor", "43-4081"),  # a filler word that belongs to the name
        ("auditor", "13-2011"),
        ("janitor", "37-2011"),  # what "except" shuts out is no name of the occupation
        ("housekeeping cleaner", "37-2012"),
        ("c++ developer", "15-1252"),
        ("c# developer", "15-1299"),
        ("home health", "31-1120"),
        ("albañil", "47-2021"),
        ("albanil", "47-2021"),  # without the accent
        ("albañiles", "47-2021"),
        ("cocinera", "35-2014"),  # gender
        ("vendedoras", "41-2031"),
        ("soy enfermero", "29-1141"),
        ("busco trabajo de eletricista", "47-2111"),
    ],
)
def test_first_match_is_the_occupation_meant(index: TitleIndex, query: str, soc: str) -> None:
    assert first(index, query) == soc


@pytest.mark.parametrize(
    ("query", "soc"),
    [
        ("31-1131", "31-1131"),
        ("31-1131.00", "31-1131"),
        (" 311131 ", "31-1131"),
        ("31-1121", "31-1120"),
        ("31-1122.00", "31-1120"),
    ],
)
def test_code_answers_its_occupation_or_aggregate(index: TitleIndex, query: str, soc: str) -> None:
    [match] = search_occupations(index, query)
    assert (match.soc, match.matched, match.score) == (soc, query.strip(), 100.0)


@pytest.mark.parametrize(
    "query", ["", "   ", "\x00", "99-9999", "000000", "zzqqxxww", "看護師", "!!!"]
)
def test_nothing_like_it_is_an_empty_answer(index: TitleIndex, query: str) -> None:
    assert search_occupations(index, query) == []


def test_match_says_own_title_and_the_name_that_matched(index: TitleIndex) -> None:
    match = search_occupations(index, "cna")[0]
    assert match.title == "Nursing Assistants"
    assert match.matched == "Certified Nursing Assistant (CNA)"
    assert 90 < match.score <= 100


def test_equal_names_are_ordered_by_employment(index: TitleIndex) -> None:
    assert [m.soc for m in search_occupations(index, "cook")][:2] == ["35-2014", "35-2013"]


def test_unknown_employment_loses_the_tie() -> None:
    rows = [
        ("11-1111", "Widget Maker", "alternate", "en"),
        ("22-2222", "Widget Maker", "alternate", "en"),
    ]
    index = build_index(title_table(rows), {"22-2222": 10})
    assert [m.soc for m in search_occupations(index, "widget maker")] == ["22-2222", "11-1111"]


def test_occupation_without_a_title_of_its_own_shows_its_code() -> None:
    index = build_index(title_table([("11-1111", "Widget Maker", "alternate", "en")]), {})
    assert search_occupations(index, "widget maker")[0].title == "11-1111"


def test_short_word_is_never_taken_for_another_trade(index: TitleIndex) -> None:
    scores = {m.soc: m.score for m in search_occupations(index, "book")}
    assert scores["43-5041"] > 90
    assert scores.get("35-2014", 0) < 70


def test_each_occupation_appears_once_best_first_up_to_the_limit(index: TitleIndex) -> None:
    found = search_occupations(index, "cleaner", limit=2)
    assert len(found) == len({m.soc for m in found}) == 2
    assert search_occupations(index, "cleaner", limit=0) == []


def test_only_the_first_characters_are_read(index: TitleIndex) -> None:
    padded = "registered nurse".ljust(MAX_QUERY)
    assert search_occupations(index, padded + "electrician" * 900) == search_occupations(
        index, padded
    )


@pytest.mark.parametrize(
    "query",
    ['"', "'); DROP TABLE grams; --", "NEAR(a b)", "a* OR b*", "col:umn", "-", "^nurse", "(((", "\ud800",
     "\ufdfa" * 300, "a " * 5000, "nurse " * 2000, "x" * 10_000, "\N{COMBINING ACUTE ACCENT}" * 50],
)  # fmt: skip
def test_hostile_text_is_just_text(index: TitleIndex, query: str) -> None:
    assert isinstance(search_occupations(index, query), list)
    assert first(index, "registered nurse") == "29-1141"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    for match in search_occupations(SMALL, text):
        assert 0 <= match.score <= 100
        assert match.soc in SMALL.titles


SMALL = build_index(title_table(ROWS), EMPLOYMENT)


def test_empty_table_answers_nothing() -> None:
    empty = title_table(ROWS).slice(0, 0)
    assert search_occupations(build_index(empty, {}), "nurse") == []


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="nickname"):
        build_index(title_table([("11-1111", "Widget Maker", "nickname", "en")]), {})


def test_threads_share_one_index(index: TitleIndex) -> None:
    queries = ["cook", "registered nurse", "truck driver", "cna", "albanil"] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: first(index, query), queries))
    assert found == [first(index, query) for query in queries]


def test_index_cannot_be_pickled_by_mistake(index: TitleIndex) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(index)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_synonym_names_its_source_and_reason() -> None:
    rows = read_rows(SYNONYMS)
    assert list(rows[0]) == ["phrase", "occupation", "language", "source", "checked", "reason"]
    assert all(all(value.strip() for value in row.values()) for row in rows)
    assert {row["language"] for row in rows} == {"en", "es"}
    phrases = [row["phrase"].casefold() for row in rows]
    assert len(phrases) == len(set(phrases))


def test_everyday_queries_are_many_and_varied() -> None:
    rows = read_rows(QUERIES)
    copied = {row["phrase"].casefold() for row in read_rows(SYNONYMS)}
    assert len(rows) >= 200
    assert sum(row["note"].startswith("es") for row in rows) >= 60
    assert sum(row["query"].casefold() in copied for row in rows) < len(rows) / 2


@pytest.fixture(scope="module")
def real_index() -> Iterator[TitleIndex]:
    if importlib.util.find_spec("pathways.store") is None:
        pytest.skip("pathways.store is not written yet: there are no real titles to search")
    from pathways.store import open_graph

    graph = open_graph()
    wages = graph.table("facts/wages").select(["area", "occupation", "employment"])
    nation = wages.filter(pc.equal(wages["area"].cast(pa.string()), "0000000")).to_pylist()
    jobs = {row["occupation"]: row["employment"] for row in nation if row["employment"] is not None}
    yield build_index(graph.table("facts/titles"), jobs)


def test_everyday_queries_find_their_occupation(real_index: TitleIndex) -> None:
    misses, top1, top5 = [], 0, 0
    rows = read_rows(QUERIES)
    for row in rows:
        codes = set(row["codes"].split("|"))
        assert codes <= real_index.titles.keys(), f"{row['query']}: unknown code"
        found = [match.soc for match in search_occupations(real_index, row["query"], limit=5)]
        top1 += bool(codes & set(found[:1]))
        top5 += bool(codes & set(found))
        if not codes & set(found[:1]):
            misses.append(f"{row['query']}: wanted {row['codes']}, found {found}")
    report = "\n".join(misses)
    assert top1 / len(rows) >= 0.90, report
    assert top5 / len(rows) >= 0.98, report


def test_a_license_that_opens_a_step_stands_for_the_one_of_the_states_list(graph: Graph) -> None:
    found = [match.credential for match in search_credentials(graph, "practical nurse", "MO")]
    assert "license/MO/mo-29-2061-license" in found
    assert "license/MO/29-576292061" in get_credentials(graph)
    assert "license/MO/29-576292061" not in found


def test_a_word_begun_finds_a_credential_and_three_letters_do_not(graph: Graph) -> None:
    assert any("osmetolog" in m.title for m in search_credentials(graph, "cosmetolog", "FL"))
    assert search_credentials(graph, "zqx", "FL") == []
