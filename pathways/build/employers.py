"""Employers: sponsors and hospitals, what they train and hire for, and near-duplicate names to review."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pathways.crosswalk import Crosswalk
from pathways.notices import Notice, make_notice
from pathways.schema import TABLE

NEAR: Final = 93.0
"""Token set ratio (0 to 100) from which two names of one place are shown for review."""

_AT_ONCE: Final = 500
_WORD = re.compile(r"[a-z0-9]+")
_CITY_WORDS: Final[Mapping[str, str]] = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
}


def find_near_duplicates(employers: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of employers of one city whose names are nearly the same; nothing is merged.

    Takes employer (id), title, city, state. Gives left and right (ids, left before right), score
    (rapidfuzz token set ratio of the folded names, 93 to 100) and basis: ``same name``,
    ``other number`` (Local 1 and Local 22), ``name within name`` or ``similar name``. Employers
    without city or state are compared with nobody. Sorted by left, right; names are compared
    within a city only, so 25,000 take seconds.
    """
    ordered = employers.sort_values("employer")
    ids = ordered["employer"].tolist()
    names = [fold_name(title) for title in ordered["title"]]
    pairs = [
        (ids[left], ids[right], score, _explain_pair(names[left], names[right]))
        for block in _list_blocks(ordered["city"], ordered["state"])
        for left, right, score in _score_block(block, names)
    ]
    frame = pd.DataFrame(pairs, columns=["left", "right", "score", "basis"])
    frame = frame.astype({"left": "str", "right": "str", "score": "float64", "basis": "str"})
    return frame.sort_values(["left", "right"], ignore_index=True)


def note_near_duplicates(pairs: pd.DataFrame) -> list[Notice]:
    """Return a notice for each pair that ``find_near_duplicates`` found."""
    return [
        make_notice("near_duplicate_name", "nodes/employer", value=right, entity=left)
        for left, right in zip(pairs["left"], pairs["right"], strict=True)
    ]


def fold_name(name: str) -> str:
    """Return a name in small letters without accents or points: ``O'Fallon & Co.`` as ``ofallon and co``."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(re.sub(r"['\u2019.]", "", plain)))


def fold_city(city: str) -> str:
    """Return a city in one spelling: ``ST. LOUIS`` as ``saint louis``."""
    return " ".join(_CITY_WORDS.get(word, word) for word in fold_name(city).split())


def _list_blocks(cities: pd.Series, states: pd.Series) -> Iterator[list[int]]:
    """Yield the positions of the employers of each city that has two or more, in order."""
    places: dict[tuple[str, str], list[int]] = {}
    for position, (city, state) in enumerate(zip(cities, states, strict=True)):
        if isinstance(city, str) and isinstance(state, str) and (folded := fold_city(city)):
            places.setdefault((state, folded), []).append(position)
    yield from (block for block in places.values() if len(block) > 1)


def _score_block(block: Sequence[int], names: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Yield left, right, score of the pairs of one block that reach NEAR; blank names never do."""
    named = [position for position in block if names[position]]
    texts = [names[position] for position in named]
    for start in range(0, len(named), _AT_ONCE):
        scores = process.cdist(
            texts[start : start + _AT_ONCE],
            texts[start:],
            scorer=fuzz.token_set_ratio,
            score_cutoff=NEAR,
            dtype=np.float64,
        )
        for row, column in np.argwhere(np.triu(scores, k=1) >= NEAR).tolist():
            yield named[start + row], named[start + column], float(scores[row, column])


def _explain_pair(left: str, right: str) -> str:
    """Return the basis of a pair of folded names."""
    one, other = set(left.split()), set(right.split())
    if one == other:
        return "same name"
    if {word for word in one ^ other if word.isdigit()}:
        return "other number"
    return "name within name" if one < other or other < one else "similar name"


def match_titles(
    sponsor_occupations: pd.DataFrame, onet_occupations: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return sponsor, onet_soc, basis for each occupation title of a sponsor's list, and notices.

    ``basis`` is ``title``, or ``completed`` where the publisher had cut the title off and one
    O*NET title alone begins with what is left. Other titles are left out, each with a notice.
    ``crosswalk.map_onet`` takes the codes on to OEWS occupations.
    """
    code_of = dict(zip(onet_occupations["title"], onet_occupations["onet_soc"], strict=True))
    titles = sorted(code_of)
    found = [
        _complete_title(title, titles) if cut else title
        for title, cut in zip(sponsor_occupations["title"], sponsor_occupations["cut"], strict=True)
    ]
    codes = pd.Series([code_of.get(title or "") for title in found], dtype="str")
    frame = pd.DataFrame(
        {
            "sponsor": sponsor_occupations["sponsor"].to_numpy(),
            "onet_soc": codes,
            "basis": np.where(sponsor_occupations["title"] == found, "title", "completed"),
        }
    )
    lost = codes.isna().to_numpy()
    notices = [
        make_notice("unknown_occupation_title", "sponsors", value=title, entity=sponsor)
        for sponsor, title in sponsor_occupations.loc[lost, ["sponsor", "title"]].itertuples(
            index=False
        )
    ]
    kept = frame[~lost].sort_values(["sponsor", "onet_soc"])
    return kept.drop_duplicates(["sponsor", "onet_soc"]).reset_index(drop=True), notices


def _complete_title(start: str, titles: Sequence[str]) -> str | None:
    """Return the only one of the sorted titles that begins with the text, None for none or many."""
    first = bisect_left(titles, start)
    begun = [title for title in titles[first : first + 2] if title.startswith(start)]
    return begun[0] if len(begun) == 1 else None


EMPLOYER_TYPE: Final = "Employer"
"""The word in a sponsor's types that says it hires; ``None`` there means unknown, not no."""


def build_employers(
    sponsors: pd.DataFrame, hospitals: pd.DataFrame, counties: pd.DataFrame, zips: pd.DataFrame
) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the ``nodes/employer`` frame: apprenticeship sponsors and hospitals, placed by county.

    Where no county is filed, or one that is no more, the ZIP's is taken. One that cannot be placed
    has no area.
    """
    county_of = zips.set_index("zip")["county"]
    area_of = counties.set_index("county")["area"]
    frame = pd.concat(
        [
            sponsors.assign(
                employer="sponsor/" + sponsors["sponsor"],
                kind="sponsor",
                dataset="apprenticeship_sponsors",
            ),
            hospitals.assign(
                employer="hospital/" + hospitals["hospital"],
                kind="hospital",
                dataset="hifld_hospitals",
            ),
        ],
        ignore_index=True,
    )
    frame = frame.rename(columns={"name": "title"})
    filed = frame["county"].where(frame["county"].isin(counties["county"]))
    frame["county"] = filed.fillna(frame["zip"].map(county_of))
    frame["area"] = frame["county"].map(area_of)
    lost = int(frame["area"].isna().sum())
    notices = [make_notice("employer_without_area", "employers", count=lost)] if lost else []
    return frame.reindex(columns=TABLE["nodes/employer"].column_names), notices


def build_sponsored(
    sponsors: pd.DataFrame, matched: pd.DataFrame, crosswalk: Crosswalk, *, vintage: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ``edges/trains`` frame of all sponsors and ``edges/employs`` of those that hire.

    ``matched`` is what ``match_titles`` returns. A sponsor hires only where its types say Employer.
    """
    pairs = pd.DataFrame(
        {
            "sponsor": matched["sponsor"],
            "employer": "sponsor/" + matched["sponsor"],
            "occupation": matched["onet_soc"].map(crosswalk.map_onet),
        }
    ).dropna()
    pairs = pairs.drop_duplicates(["employer", "occupation"]).assign(
        evidence="listed", dataset="apprenticeship_sponsors", vintage=vintage
    )
    types = sponsors.set_index("sponsor")["types"].str.split("|")
    hiring = {sponsor for sponsor, words in types.items() if EMPLOYER_TYPE in words}
    columns = ["employer", "occupation", "evidence", "dataset", "vintage"]
    return pairs[columns], pairs.loc[pairs["sponsor"].isin(hiring), columns]
