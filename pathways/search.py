"""Find the occupations that the words a person types stand for.

Method: SQLite FTS5 (trigrams for misspellings, prefixes for half-typed words) and rapidfuzz propose
names; a blend of rapidfuzz scores, or the share of rare words two texts have in common, ranks them.
No single scorer copes with typing errors, word order, half words and filler at once.
"""

from __future__ import annotations

import bisect
import math
import re
import sqlite3
import threading
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

import pyarrow as pa
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pathways.awards import count_completions
from pathways.graph import Row, get_credentials, slice_area
from pathways.schema import NATION
from pathways.store import Graph

MAX_QUERY = 200
"""Characters of a query that are read; the rest is ignored."""
MIN_SCORE = 60.0
"""Matches below this (0-100) are not shown: an empty answer is more honest than a random one."""
KIND_BONUS: Mapping[str, float] = {
    "occupation": 3.0, "synonym": 3.0, "member": 2.0, "reported": 0.5, "short": 0.5, "alternate": 0.0
}  # fmt: skip
"""Points a name earns for its kind: a reviewed name outweighs one of 56,000 alternate titles."""

_SYMBOLS = (("c++", " cplusplus "), ("c#", " csharp "), (".net", " dotnet "), ("&", " and "))
_WORD = re.compile(r"[a-z0-9]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_TAIL = re.compile(r",?\s+(?:except|including)\b.*", re.IGNORECASE)
_PAY = re.compile(r"\$\s?[0-9][0-9.,k]*(?:\s*(?:/|an|per|-)?\s*(?:hr|hour|h)\b)?", re.IGNORECASE)
_CODE = re.compile(r"([0-9]{2})-?([0-9]{4})(?:\.[0-9]{2})?")

# dropped from names and queries alike, so that articles never decide
_ARTICLES = "and the of for in at to with by de del la el los las en y con"
# dropped from queries, as a further reading only: "night auditor", "amazon driver" stay findable
_NOISE = """
a an i im am my me is was be been being used as do did does doing who that want wants need needed looking
look seeking find any some kind job jobs position work works working career opening hiring experience
experienced no yes entry level senior sr junior jr trainee lead temp temporary seasonal part full time night
nights day days evening weekend weekends overnight morning shift 1st 2nd 3rd first second third hour hourly
per week immediate start now remote local near someone person people guy gal lady man woman certified licensed
new soy fui era busco buscar quiero quisiera ser estoy como trabajo trabajos trabajar trabajaba empleo puesto
un una mi noche dia tiempo completo medio turno experiencia sin urgente se necesita para walmart amazon target
publix fedex ups costco kroger walgreens cvs aldi"""
# (ending, what stands for it, shortest word it applies to): plurals first, then gender
_ENDINGS = (
    (re.compile("(?<=[dts]or)es$"), "", 8),
    (re.compile("ies$"), "y", 5),
    (re.compile("(?<![sui])s$"), "", 4),
    (re.compile("(?<=[dts]or)a$"), "", 6),
    (re.compile("a$"), "o", 5),
)
_ABBREVIATIONS = {"asst": "assistant", "mgr": "manager", "rep": "representative"}
_SHORT = 4
# most weight of a rare word; weight of one that no name has, likely a brand or a place
_RARE, _UNKNOWN = 7.0, 3.0


class Match(NamedTuple):
    """One occupation found: SOC code, own title, the name that matched ("also called"), score 0-100."""

    soc: str
    title: str
    matched: str
    score: float


# an occupation that bears a name, the name as published, the points of its kind
_Holder = tuple[str, str, float]


@dataclass(frozen=True, slots=True, eq=False)
class TitleIndex:
    """Names of occupations, ready to search. Made by `build_index`, never changed afterwards.

    Safe to share between threads: one in-memory connection with `check_same_thread=False`, each
    statement run to its last row under `lock`. A lock, because statements take milliseconds and a
    connection per thread would each hold a copy. Not picklable: keep it in `st.cache_resource`.
    """

    keys: list[str]
    rows: Mapping[str, int]
    holders: list[tuple[_Holder, ...]]
    titles: Mapping[str, str]
    codes: Mapping[str, set[str]]
    edge: Mapping[str, float]
    rarity: Mapping[str, float]
    spelled: list[str]
    grams: Mapping[str, int]
    database: sqlite3.Connection
    lock: threading.Lock = field(default_factory=threading.Lock)


def build_index(titles: pa.Table, employment: Mapping[str, int]) -> TitleIndex:
    """Index every name of every occupation. Raise KeyError for a missing column or unknown kind.

    `titles` has columns occupation (SOC code), title and kind: a key of `KIND_BONUS`, or
    member_code, whose title is a code published only inside that aggregate. Its language is not
    read, because people mix languages. `employment` is national jobs; a missing one loses ties.
    """
    own: dict[str, str] = {}
    codes: dict[str, set[str]] = defaultdict(set)
    bearers: dict[str, dict[str, _Holder]] = defaultdict(dict)
    columns = (titles.column(name).to_pylist() for name in ("occupation", "title", "kind"))
    for soc, title, kind in zip(*columns, strict=True):
        codes[soc].add(soc)
        if kind == "member_code":
            codes[title[:7]].add(soc)
            continue
        if kind == "occupation":
            own[soc] = title
        bonus = KIND_BONUS[kind]
        for key in _spellings(title):
            if soc not in bearers[key] or bearers[key][soc][2] < bonus:
                bearers[key][soc] = (soc, title, bonus)
    keys = sorted(bearers, key=lambda key: (len(key), key))
    counts = Counter(word for key in keys for word in set(key.split()))
    database = _open_database(keys)
    return TitleIndex(
        keys=keys,
        rows={key: row for row, key in enumerate(keys)},
        holders=[tuple(bearers[key].values()) for key in keys],
        titles=own,
        codes=dict(codes),
        edge={soc: 0.4 * math.log10(jobs + 1) for soc, jobs in employment.items()},
        rarity={word: math.log(len(keys) / n) for word, n in counts.items()},
        spelled=sorted(counts),
        grams=dict(database.execute("SELECT term, doc FROM frequency")),
        database=database,
    )


@lru_cache(maxsize=2)
def open_index(graph: Graph) -> TitleIndex:
    """Index the names of a graph's occupations once; ties follow its national employment."""
    nation = slice_area(graph.table("facts/wages"), NATION).select(["occupation", "employment"])
    employment = {
        row["occupation"]: row["employment"]
        for row in nation.to_pylist()
        if row["employment"] is not None
    }
    return build_index(graph.table("facts/titles"), employment)


def search_occupations(index: TitleIndex, query: str, *, limit: int = 10) -> list[Match]:
    """Find the occupations that a query names, best first, each once.

    A SOC code (31-1131, 31-1131.00, 311131) answers that occupation, or the aggregate it is
    published in. Among near-equal scores national employment decides (it weighs at most 3 points,
    which `score` does not show). Empty when the query is blank, an unknown code, or like no name.
    """
    text = query[:MAX_QUERY].strip()
    if code := _CODE.fullmatch(text):
        found = sorted(index.codes.get(f"{code[1]}-{code[2]}", ()))
        return [Match(soc, index.titles.get(soc, soc), text, 100.0) for soc in found][:limit]
    readings = _read(index, text)
    best: dict[str, tuple[float, Match]] = {}
    for row in _candidates(index, readings):
        closeness = max(_closeness(index, reading, index.keys[row]) for reading in readings)
        for soc, name, bonus in index.holders[row]:
            order = closeness + bonus + index.edge.get(soc, 0.0)
            score = round(min(100.0, closeness + bonus), 1)
            if score >= MIN_SCORE and (soc not in best or order > best[soc][0]):
                best[soc] = (order, Match(soc, index.titles.get(soc, soc), name, score))
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].soc))
    return [match for _, match in ranked[:limit]]


def _spellings(title: str) -> set[str]:
    """Give the keys a title can be asked by: without brackets, what they hold, before "except"."""
    outside = _BRACKETS.sub(" ", title)
    texts = (outside, _TAIL.sub("", outside), *_BRACKETS.findall(title))
    return {" ".join(words) for text in texts if (words := _words(text))}


def _words(text: str) -> list[str]:
    """Fold case, accents, symbols and inflection; drop function words."""
    folded = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", text.casefold()))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    for symbol, word in _SYMBOLS:
        folded = folded.replace(symbol, word)
    return [_fold(w) for w in _WORD.findall(folded[: 2 * MAX_QUERY]) if w not in _FUNCTION_WORDS]


@lru_cache(maxsize=2**15)
def _fold(word: str) -> str:
    """Reduce a word to one form for number and Spanish gender.

    English words pass through the Spanish rules too (camera -> camero): harmless, because names and
    queries are folded alike and people see the published name.
    """
    word = _ABBREVIATIONS.get(word, word)
    for ending, short, stem in _ENDINGS:
        if len(word) >= stem and ending.search(word):
            word = ending.sub(short, word)
    return word


_NOISE_WORDS = frozenset(map(_fold, _NOISE.split()))
_FUNCTION_WORDS = frozenset(_ARTICLES.split())


def _read(index: TitleIndex, text: str) -> list[str]:
    """Give the readings of a query: as typed, without filler, and with unknown words corrected."""
    words = _words(_PAY.sub(" ", text))
    known = [word for word in words if word in index.rarity or not word.isdigit()]
    core = [word for word in known if word not in _NOISE_WORDS] or words
    mended = [_mend(index, word, last=word is core[-1]) for word in core[:12]]
    readings = (" ".join(reading) for reading in (words, core, mended))
    return [reading for reading in dict.fromkeys(readings) if reading]


def _mend(index: TitleIndex, word: str, *, last: bool) -> str:
    """Replace a word that no name has by the likeliest word; the last may still be half typed."""
    if len(word) < _SHORT or word in index.rarity:
        return word
    place = bisect.bisect_left(index.spelled, word)
    if last and index.spelled[place : place + 1] and index.spelled[place].startswith(word):
        return word
    likeness = OSA.normalized_similarity
    near = process.extract(word, index.spelled, scorer=likeness, score_cutoff=0.7, limit=8)
    # people rarely miss the first letter, and mean a common word more often than a rare one
    likely = ((100 * like - 2 * index.rarity[w] + 6 * (w[0] == word[0]), w) for w, like, _ in near)
    return max(likely, default=(0.0, word))[1]


def _open_database(keys: list[str]) -> sqlite3.Connection:
    """Fill two full-text tables that store no text of their own: row n is keys[n]."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    for table, option in (("grams", "tokenize='trigram'"), ("heads", "prefix='2 3'")):
        columns = f"name, content='', detail='none', {option}"
        database.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({columns})")
        database.executemany(f"INSERT INTO {table}(rowid, name) VALUES (?, ?)", enumerate(keys))
    database.execute("CREATE VIRTUAL TABLE frequency USING fts5vocab(grams, row)")
    database.commit()
    return database


def _candidates(index: TitleIndex, readings: list[str]) -> set[int]:
    """Propose the rows worth scoring, from methods that fail on different queries."""
    found = {index.rows[reading] for reading in readings if reading in index.rows}
    for reading in set(readings[-1:]) - index.rows.keys():
        found.update(_alike(index, reading))
    words = readings[-1].split()[:12] if readings else []
    parts = (" ".join(words[i:j]) for i, j in combinations(range(len(words) + 1), 2))
    found.update(index.rows[part] for part in parts if part in index.rows)
    found.update(_select(index, "grams", _rare_trigrams(index, " ".join(words)), 60))
    found.update(_select(index, "heads", " AND ".join(f'"{word}"*' for word in words), 40))
    for word in sorted(words, key=lambda word: -index.rarity.get(word, math.inf))[:4]:
        found.update(_select(index, "heads", f'"{word}"*', 20))
    return found


def _alike(index: TitleIndex, reading: str, *, cutoff: float = 72.0) -> Iterator[int]:
    """Find the names whose letters are nearest, among lengths that can reach the cutoff."""
    spread = 200.0 / cutoff - 1.0
    first = bisect.bisect_left(index.keys, len(reading) / spread, key=len)
    stop = bisect.bisect_right(index.keys, len(reading) * spread, lo=first, key=len)
    window = index.keys[first:stop]
    near = process.extract(reading, window, scorer=fuzz.ratio, score_cutoff=cutoff, limit=20)
    return (first + place for _, _, place in near)


def _rare_trigrams(index: TitleIndex, text: str, *, budget: int = 5_000) -> str:
    """Join the rarest trigrams of a text, up to a budget of rows to read."""
    grams = {text[i : i + 3] for i in range(len(text) - 2)} & index.grams.keys()
    chosen: list[str] = []
    for gram in sorted(grams, key=lambda g: (index.grams[g], g)):
        budget -= index.grams[gram]
        if budget >= 0:
            chosen.append(f'"{gram}"')
    return " OR ".join(chosen)


def _select(index: TitleIndex, table: str, match: str, limit: int) -> Iterator[int]:
    """Run one full-text query, best rank first; an empty expression matches nothing."""
    statement = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?"
    with index.lock:
        rows = index.database.execute(statement, (match, limit)).fetchall() if match else []
    return (row for (row,) in rows)


def _closeness(index: TitleIndex, reading: str, key: str) -> float:
    """Score 0-97 how close a name is to one reading of the query."""
    if reading == key:
        return 97.0
    asked, named = reading.split(), key.split()
    blend = 0.75 * max(fuzz.ratio(reading, key), fuzz.token_sort_ratio(reading, key))
    blend = 0.9 * (blend + 0.25 * fuzz.token_set_ratio(reading, key))
    begins = key.startswith(reading) and (key[len(reading)] == " " or asked[-1] not in index.rarity)
    blend += 4.0 * begins - 15.0 * _short_words_missed(index, asked, named)
    return max(blend, _overlap(index, asked, named))


def _overlap(index: TitleIndex, asked: list[str], named: list[str]) -> float:
    """Score 0-90 the share of rare words in common; the last word asked may be half typed."""
    rarity = index.rarity.get(asked[-1], math.inf)
    ends = [n for n in named if n.startswith(asked[-1]) and index.rarity[n] < rarity - 1.1]
    ours, theirs = {*asked[:-1], *(ends[:1] or asked[-1:])}, set(named)
    common, ours_all, theirs_all = (
        sum(min(_RARE, 2 * len(word), index.rarity.get(word, _UNKNOWN)) for word in words)
        for words in (ours & theirs, ours, theirs)
    )
    return (45.0 if ends else 50.0) + 80.0 * common / (ours_all + theirs_all) if common else 0.0


def _short_words_missed(index: TitleIndex, asked: list[str], named: list[str]) -> int:
    """Count the known short words asked that a name lacks; an unknown one may be a typing error."""
    # one letter makes another trade of a short word (cook, book; cna, cfa): likeness is no evidence
    pairs = [a + b for a, b in pairwise(asked) if a + b in named]
    short = [w for w in asked if len(w) <= _SHORT and w in index.rarity and w not in named]
    begun = [w for w in short if len(w) > 2 and any(name.startswith(w) for name in named)]
    return sum(word not in begun and not any(word in pair for pair in pairs) for word in short)


PERMIT_BONUS = 12.0
"""Points of a licence or certification: as an award that ten thousand people complete in a year."""


class CredentialMatch(NamedTuple):
    """A credential found by words: its id without ``credential:``, its title, and 0 to 100."""

    credential: str
    title: str
    score: float


LEAST_BEGUN = 4
"""Letters of a word from which its beginning alone finds a credential."""
WHOLE = 99.0


def search_credentials(
    graph: Graph, query: str, state: str | None, *, limit: int = 10
) -> list[CredentialMatch]:
    """Return the awards, certifications and permits whose names are nearest to some words.

    Permits are federal ones and those of the state. One of the state's list is left out where a
    reviewed rule names the license for all its jobs: only that one opens a step. Best first, ties by
    title; empty where nothing is near enough.
    """
    asked = " ".join(_WORD.findall(_plain(query[:MAX_QUERY])))
    if not asked:
        return []
    ids, names, titles = _list_credentials(graph, state)
    count = count_completions(graph)
    found = process.extract(
        asked, names, scorer=fuzz.token_set_ratio, limit=None, score_cutoff=MIN_SCORE + 10
    )
    if not found and len(asked) >= LEAST_BEGUN:  # a word that is still being typed
        found = process.extract(
            asked, names, scorer=fuzz.partial_ratio, limit=None, score_cutoff=WHOLE
        )
    ranked = sorted(
        (
            (
                0.6 * score + 0.4 * fuzz.WRatio(asked, name) + _weigh(ids[place], count),
                titles[place],
                ids[place],
            )
            for name, score, place in found
        ),
        key=lambda match: (-match[0], match[1], match[2]),
    )
    return [CredentialMatch(code, title, score) for score, title, code in ranked[:limit]]


def _weigh(credential: str, count: Mapping[str, int]) -> float:
    """Return points for how usual an award is; a permit counts as much as a common one."""
    if credential.startswith("award/"):
        return 3 * math.log10(1 + count.get(credential, 0))
    return PERMIT_BONUS


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


@lru_cache(maxsize=64)
def _list_credentials(graph: Graph, state: str | None) -> tuple[list[str], list[str], list[str]]:
    def is_wanted(node: Row) -> bool:
        return node["kind"] in ("award", "certification") or node["state"] in ("US", state)

    covered = _list_covered(graph, state)
    nodes = [
        node
        for node in get_credentials(graph).values()
        if is_wanted(node) and node["credential"] not in covered
    ]
    titles = [str(node["title"]) for node in nodes]
    names = [" ".join(_WORD.findall(_plain(title))) for title in titles]
    return [str(node["credential"]) for node in nodes], names, titles


def _list_covered(graph: Graph, state: str | None) -> set[str]:
    """Return the permits of a state's list for all of whose jobs a reviewed rule names the license."""
    required = graph.table("edges/required_for").to_pylist()
    reviewed = {row["credential"] for row in required}
    named = {row["occupation"] for row in required if row["jurisdiction"] in ("US", state)}
    jobs: dict[str, set[str]] = {}
    for row in graph.table("edges/prepares_for").select(["credential", "occupation"]).to_pylist():
        if row["credential"].startswith("license/") and row["credential"] not in reviewed:
            jobs.setdefault(row["credential"], set()).add(row["occupation"])
    return {permit for permit, asked in jobs.items() if asked <= named}
