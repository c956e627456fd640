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
from typing import NamedTuple

import pyarrow as pa
from rapidfuzz import fuzz, process

MAX_QUERY = 200
"""Characters of a query that are read; the rest is ignored."""

MIN_SCORE = 60.0
"""Matches below this (0-100) are not shown: an empty answer is more honest than a random one."""

KIND_BONUS: Mapping[str, float] = {
    "occupation": 3.0, "synonym": 3.0, "member": 2.0, "reported": 1.0, "short": 0.5, "alternate": 0.0
}  # fmt: skip
"""Points a name earns for its kind: a reviewed name outweighs one of 56,000 alternate titles."""

_SYMBOLS = (("c++", " cplusplus "), ("c#", " csharp "), (".net", " dotnet "), ("&", " and "))
_WORD = re.compile(r"[a-z0-9]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_TAIL = re.compile(r",?\s+(?:except|including)\b.*", re.IGNORECASE)
_PAY = re.compile(r"\$\s?[0-9][0-9.,k]*(?:\s*(?:/|an|per|-)?\s*(?:hr|hour|h)\b)?", re.IGNORECASE)
_CODE = re.compile(r"([0-9]{2})-?([0-9]{4})(?:\.[0-9]{2})?")

# dropped from names and queries alike, so that articles never decide
_FUNCTION_WORDS = frozenset("and the of for in at to with by de del la el los las en y con".split())
# dropped from queries only, and as a further reading: "night auditor" must stay findable
_NOISE = """a an i im am my me is was be been being used as do did does doing who that want wants need
    needed looking look seeking find any some kind job jobs position work works working career opening
    hiring experience experienced no yes entry level senior sr junior jr trainee lead temp temporary
    seasonal part full time night nights day days evening weekend weekends overnight morning shift 1st
    2nd 3rd first second third hour hourly per week immediate start now remote local near someone
    person people guy gal lady man woman certified licensed new soy fui era busco buscar quiero quisiera
    ser estoy como trabajo trabajos trabajar trabajaba empleo puesto un una mi noche dia tiempo completo
    medio turno experiencia sin urgente se necesita para"""
_SHORT = 4
_RARE = 7.0
_UNKNOWN = 3.0


class Match(NamedTuple):
    """One occupation found: SOC code, own title, the name that matched ("also called"), score 0-100."""

    soc: str
    title: str
    matched: str
    score: float


class _Holder(NamedTuple):
    """One occupation that bears a name, the name as published, and the points of its kind."""

    soc: str
    name: str
    bonus: float


@dataclass(frozen=True, slots=True, eq=False)
class TitleIndex:
    """Names of occupations, ready to search. Made by `build_index`, never changed afterwards.

    Safe to share between threads: the in-memory database is one connection opened with
    `check_same_thread=False`, and each statement runs to its last row under `lock`. A lock, because
    statements take milliseconds and a connection per thread would hold a copy of the index each.
    Not picklable: keep it in `st.cache_resource`.
    """

    keys: list[str]
    rows: Mapping[str, int]
    holders: list[tuple[_Holder, ...]]
    titles: Mapping[str, str]
    codes: Mapping[str, set[str]]
    edge: Mapping[str, float]
    words: Mapping[str, int]
    spelled: list[str]
    grams: Mapping[str, int]
    database: sqlite3.Connection
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rarity(self, word: str) -> float:
        """Weigh a word by how few names have it; a word of no name is likely a brand or a place."""
        count = self.words.get(word)
        return min(_RARE, math.log(len(self.keys) / count)) if count else _UNKNOWN


def build_index(titles: pa.Table, employment: Mapping[str, int]) -> TitleIndex:
    """Index every name of every occupation.

    Parameters
    ----------
    titles
        Columns occupation (SOC code), title, kind (a key of `KIND_BONUS`, or member_code: then the
        title is a code published only inside that aggregate). Column language is not read, because
        people mix languages.
    employment
        National jobs per occupation; one that is missing is unknown and loses ties.

    Raises
    ------
    KeyError
        A column is missing, or a kind is not known.
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
        _add_names(bearers, _Holder(soc, title, KIND_BONUS[kind]))
    keys = sorted(bearers, key=lambda key: (len(key), key))
    words = Counter(word for key in keys for word in set(key.split()))
    database = _open_database(keys)
    return TitleIndex(
        keys=keys,
        rows={key: row for row, key in enumerate(keys)},
        holders=[tuple(bearers[key].values()) for key in keys],
        titles=own,
        codes=dict(codes),
        edge={soc: 0.4 * math.log10(jobs + 1) for soc, jobs in employment.items()},
        words=words,
        spelled=sorted(words),
        grams=dict(database.execute("SELECT term, doc FROM frequency")),
        database=database,
    )


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


def _add_names(bearers: dict[str, dict[str, _Holder]], holder: _Holder) -> None:
    """File a title under each spelling it can be asked by; an occupation keeps its best kind."""
    outside = _BRACKETS.sub(" ", holder.name)
    for spelling in (outside, _TAIL.sub("", outside), *_BRACKETS.findall(holder.name)):
        key = " ".join(_words(spelling))
        held = bearers[key].get(holder.soc) if key else holder
        if held is None or held.bonus < holder.bonus:
            bearers[key][holder.soc] = holder


def _words(text: str) -> list[str]:
    """Fold case, accents, symbols and inflection; drop function words."""
    folded = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", text.casefold()))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    for symbol, word in _SYMBOLS:
        folded = folded.replace(symbol, word)
    return [_fold(w) for w in _WORD.findall(folded[: 2 * MAX_QUERY]) if w not in _FUNCTION_WORDS]


def _fold(word: str) -> str:
    """Reduce a word to one form for number and Spanish gender.

    English words pass through the Spanish rules too (camera -> camero): harmless, because names and
    queries are folded alike and people see the published name.
    """
    if len(word) > 7 and word.endswith(("dores", "tores", "sores")):
        word = word[:-2]
    elif len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 5 and word.endswith(("dora", "tora", "sora")):
        return word[:-1]
    return word[:-1] + "o" if len(word) > 4 and word.endswith("a") else word


_NOISE_WORDS = frozenset(map(_fold, _NOISE.split()))


def _read(index: TitleIndex, text: str) -> list[str]:
    """Give the readings of a query: as typed, without filler, and with unknown words corrected."""
    words = _words(_PAY.sub(" ", text))
    core = [w for w in words if w not in _NOISE_WORDS and (w in index.words or not w.isdigit())]
    core = core or words
    mended = [_mend(index, word, last=word is core[-1]) for word in core[:12]]
    readings = (" ".join(reading) for reading in (words, core, mended))
    return [reading for reading in dict.fromkeys(readings) if reading]


def _mend(index: TitleIndex, word: str, *, last: bool) -> str:
    """Replace a word that no name has by the likeliest word; the last may still be half typed."""
    if len(word) < _SHORT or word in index.words:
        return word
    place = bisect.bisect_left(index.spelled, word)
    if last and index.spelled[place : place + 1] and index.spelled[place].startswith(word):
        return word
    near = process.extract(word, index.spelled, scorer=fuzz.ratio, score_cutoff=80.0, limit=5)
    return (
        max(near, key=lambda n: (n[1] + 2 * math.log(index.words[n[0]]), n[0]))[0] if near else word
    )


def _open_database(keys: list[str]) -> sqlite3.Connection:
    """Fill two full-text tables that store no text of their own: row n is keys[n]."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.executescript(
        """
        CREATE VIRTUAL TABLE grams USING fts5(name, content='', tokenize='trigram', detail='none');
        CREATE VIRTUAL TABLE heads USING fts5(name, content='', prefix='2 3', detail='none');
        CREATE VIRTUAL TABLE frequency USING fts5vocab(grams, row);
        """
    )
    with database:
        for table in ("grams", "heads"):
            statement = f"INSERT INTO {table}(rowid, name) VALUES (?, ?)"
            database.executemany(statement, enumerate(keys))
    return database


def _candidates(index: TitleIndex, readings: list[str]) -> set[int]:
    """Propose the rows worth scoring, from methods that fail on different queries."""
    found = {index.rows[reading] for reading in readings if reading in index.rows}
    for reading in readings[-2:]:
        if reading not in index.rows:
            found.update(_alike(index, reading))
    words = [f'"{word}"*' for word in readings[-1].split()] if readings else []
    found.update(_select(index, "grams", _rare_trigrams(index, "".join(readings[-1:])), 60))
    found.update(_select(index, "heads", " AND ".join(words), 40))
    found.update(_select(index, "heads", " OR ".join(words), 40))
    return found


def _alike(index: TitleIndex, reading: str, *, cutoff: float = 72.0) -> Iterator[int]:
    """Find the names whose letters are nearest; only lengths that can reach the cutoff are compared."""
    spread = 200.0 / cutoff - 1.0
    first = bisect.bisect_left(index.keys, len(reading) / spread, key=len)
    stop = bisect.bisect_right(index.keys, len(reading) * spread, lo=first, key=len)
    window = index.keys[first:stop]
    near = process.extract(reading, window, scorer=fuzz.ratio, score_cutoff=cutoff, limit=20)
    return (first + place for _, _, place in near)


def _rare_trigrams(index: TitleIndex, text: str, *, budget: int = 8_000) -> str:
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
    if key.startswith(reading) and (key[len(reading)] == " " or asked[-1] not in index.words):
        blend += 4.0
    blend -= 15.0 * _short_words_missed(index, asked, named)
    return max(blend, _overlap(index, asked, named))


def _overlap(index: TitleIndex, asked: list[str], named: list[str]) -> float:
    """Score 0-90 the share of rare words in common; the last word asked may be half typed."""
    seen = index.words.get(asked[-1], 0)
    ends = [n for n in named if n.startswith(asked[-1]) and index.words[n] > 3 * seen]
    ours, theirs = {*asked[:-1], *(ends[:1] or asked[-1:])}, set(named)
    common = sum(map(index.rarity, ours & theirs))
    total = sum(map(index.rarity, ours)) + sum(map(index.rarity, theirs))
    return (45.0 if ends else 50.0) + 80.0 * common / total if common else 0.0


def _short_words_missed(index: TitleIndex, asked: list[str], named: list[str]) -> int:
    """Count the known short words of the query that the name lacks.

    One letter makes another trade of a short word (cook, book; cna, cfa), so likeness is no evidence.
    A short word that no name has is a typing error and may be like anything.
    """
    pairs = [a + b for a, b in zip(asked, asked[1:], strict=False) if a + b in named]
    return sum(
        len(word) <= _SHORT and word in index.words and word not in named
        and not any(len(word) > 2 and name.startswith(word) for name in named)
        and not any(word in pair for pair in pairs)
        for word in asked
    )  # fmt: skip
