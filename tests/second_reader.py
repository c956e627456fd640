"""A second reader: draws facts of the product and reads them again from the publishers' files.

Plain Python on purpose: nothing of ``pathways.sources``, ``pathways.build``, ``pathways.months`` or
``pathways.prices`` is used to read or to compute what is expected. Every rule is written out a second
time from design.md. To write the page anew: python -m tests.second_reader FOLDER
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pathways.graph import get_areas
from pathways.offers import describe_offers
from pathways.region import open_region
from pathways.settings import SETTINGS
from pathways.store import Graph, open_graph

SEED = 20261121
PAGE = "second_reader.md"
USUAL = {
    "20": (1, 5), "21": (3, 12), "1": (1, 12), "2": (7, 16), "4": (11, 27), "3": (12, 24),
    "5": (15, 38), "7": (11, 36),
}  # fmt: skip
DEGREES = {"3": 1, "5": 2, "7": 3}
WHOLE_BACHELORS = 30
BY_CALENDAR = {"3", "5", "6", "7", "8", "17", "18", "19"}
GRADUATE = {"6", "7", "8", "17", "19"}
PRICE_CODE = {"only": "program", "fits": "program_fits", "field": "field"}

Award = tuple[str, str, str]
"""Provider, CIP code, award level."""


class Result(NamedTuple):
    """One fact compared: what it is, how the raw files have it and how the product has it."""

    kind: str
    key: str
    expected: object
    found: object


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV, packed or not, cells stripped."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {key.strip(): (value or "").strip() for key, value in row.items() if key}


def whole(cell: str, most: float) -> int | None:
    """Return a cell as whole number, None where it is blank, a word or outside 0 to ``most``."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return round(number) if 0 <= number <= most else None


class Program(NamedTuple):
    """One program of a school that charges by program."""

    provider: str
    cip: str
    months: int | None
    price: int | None
    fees: int | None


class Raw:
    """The publishers' files, read once, and the rules of design.md written out again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def schools(self) -> dict[str, dict[str, str]]:
        rows = read_rows(self.folder / "ipeds/hd2024.csv")
        return {row["UNITID"]: row for row in rows if row["SECTOR"] != "0"}

    @cached_property
    def completions(self) -> dict[Award, int]:
        levels = {row["awlevel"] for row in read_rows(self.folder / "ipeds/award_levels.csv")}
        found = {}
        for row in read_rows(self.folder / "ipeds/c2024_a.csv.gz"):
            if row["CIPCODE"] == "99" or row["AWLEVEL"] not in levels or row["MAJORNUM"] != "1":
                continue
            if row["UNITID"] in self.schools:
                cip = row["CIPCODE"].rjust(7, "0")
                found[row["UNITID"], cip, row["AWLEVEL"]] = int(row["CTOTALT"])
        return found

    @cached_property
    def levels_given(self) -> dict[tuple[str, str], list[str]]:
        """Levels that a school files in a field, completed or not."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for provider, cip, level in sorted(self.completions):
            found[provider, cip].append(level)
        return dict(found)

    @cached_property
    def programs(self) -> list[Program]:
        found = []
        for row in read_rows(self.folder / "scorecard/MERGED2021_22_PP.csv.gz"):
            for n in range(1, 7):
                cip = row[f"CIPCODE{n}"]
                if not cip[:1].isdigit():
                    continue
                found.append(
                    Program(
                        row["UNITID"],
                        cip.rjust(7, "0"),
                        whole(row[f"MTHCMP{n}"], 120),
                        whole(row[f"CIPTFBS{n}"], 250_000),
                        whole(row["TUITIONFEE_PROG"], 250_000) if n == 1 else None,
                    )
                )
        return found

    @cached_property
    def placed(self) -> dict[Award, list[tuple[Program, str]]]:
        """Programs by the award they lead to, with how it was found: only, fits, field."""
        same_field = self._match_fields()
        found: dict[Award, list[tuple[Program, str]]] = defaultdict(list)
        for program in self.programs:
            cip, other = program.cip, False
            if (program.provider, cip) not in self.levels_given:
                cip, other = same_field.get((program.provider, cip), ""), True
            levels = self.levels_given.get((program.provider, cip), [])
            months = program.months
            fitting = [lv for lv in levels if months is not None and self._is_usual(months, lv)]
            how = "field" if other else "only" if len(levels) == 1 else "fits"
            if how == "only":
                fitting = levels
            elif how == "fits" and fitting:
                lowest = min(DEGREES.get(level, 0) for level in fitting)
                fitting = [level for level in fitting if DEGREES.get(level, 0) == lowest]
            too_short = fitting == ["5"] and months is not None and months < WHOLE_BACHELORS
            if len(fitting) == 1 and not too_short:
                found[program.provider, cip, fitting[0]].append((program, how))
        return found

    def _is_usual(self, months: int, level: str) -> bool:
        return level in USUAL and USUAL[level][0] <= months <= USUAL[level][1]

    def _match_fields(self) -> dict[tuple[str, str], str]:
        """A school's one program without awards and one award without program in a 4-digit field."""
        without_award: dict[tuple[str, str], set[str]] = defaultdict(set)
        without_program: dict[tuple[str, str], set[str]] = defaultdict(set)
        described = {(program.provider, program.cip) for program in self.programs}
        for provider, cip in described - set(self.levels_given):
            without_award[provider, cip[:5]].add(cip)
        for provider, cip in set(self.levels_given) - described:
            without_program[provider, cip[:5]].add(cip)
        return {
            (provider, min(cips)): min(without_program[provider, four])
            for (provider, four), cips in without_award.items()
            if len(cips) == 1 and len(without_program[provider, four]) == 1
        }

    @cached_property
    def medians(self) -> dict[tuple[str, str], int]:
        lengths: dict[tuple[str, str], list[int]] = defaultdict(list)
        for (_, cip, level), programs in self.placed.items():
            for program, how in programs:
                if how == "only" and program.months is not None:
                    lengths[cip[:5], level].append(program.months)
        return {
            key: math.ceil(statistics.median(found))
            for key, found in lengths.items()
            if len(found) >= 10
        }

    @cached_property
    def charges(self) -> dict[str, dict[str, str]]:
        return {row["UNITID"]: row for row in read_rows(self.folder / "ipeds/ic2023_ay.csv.gz")}

    @cached_property
    def curated(self) -> dict[str, list[dict[str, str]]]:
        names = ("level_months", "level_years", "closures")
        return {name: list(read_rows(SETTINGS.curated_dir / f"{name}.csv")) for name in names}

    def find_months(self, award: Award) -> tuple[int | None, int | None, str]:
        """Return low, high, basis: the school's own, the median of field and level, the usual."""
        provider, cip, level = award
        own = [(p.months, how) for p, how in self.placed.get(award, []) if p.months is not None]
        if own:
            months = [length for length, _ in own]
            basis = PRICE_CODE[self.placed[award][0][1]]
            return min(months), max(months), basis
        by_program = any(program.provider == provider for program in self.programs)
        median = self.medians.get((cip[:5], level))
        if median is not None and (by_program or level not in BY_CALENDAR):
            return median, median, "median"
        for row in self.curated["level_months"]:
            if row["awlevel"] == level and row["months_high"]:
                return int(row["months_low"]), int(row["months_high"]), "level"
        return None, None, "unknown"

    def find_price(self, award: Award) -> tuple[int | None, int | None, str, str | None]:
        """Return low, high, basis and year for somebody who lives in the campus's state."""
        programs = self.placed.get(award, [])
        own = [program.price for program, _ in programs if program.price is not None]
        if own:
            return min(own), max(own), PRICE_CODE[programs[0][1]], "2021-22"
        fees = [program.fees for program, _ in programs if program.fees is not None]
        if fees:
            return min(fees), max(fees), "largest_program", "2021-22"
        provider, _, level = award
        row = self.charges.get(provider)
        if row is None or level == "18":
            return None, None, "unknown", None
        if level in GRADUATE:
            parts = [whole(row["TUITION6"], 250_000), whole(row["FEE6"], 250_000)]
            charge = None if None in parts else sum(part or 0 for part in parts)
        else:
            charge = whole(row["CHG2AY3"], 250_000)
        if charge is None:
            return None, None, "unknown", None
        books = whole(row["CHG4AY3"], 250_000) or 0
        years = [float(r["years"]) for r in self.curated["level_years"] if r["awlevel"] == level]
        least, most = min(years), max(years)
        low, high, how = self.find_months(award)
        if how not in ("level", "unknown") and least < most and most >= 0.5:
            # a year of charges for every twelve published months, by halves
            longer = [math.ceil(length / 6) / 2 for length in (low or 0, high or 0)]
            least, most = (sorted((min(years), taken, max(years)))[1] for taken in longer)
        year = charge + books
        return round(year * least), round(year * most), "annual", "2023-24"

    @cached_property
    def occupation_of_title(self) -> dict[str, str]:
        """O*NET title -> OEWS occupation, by the survey's own list of what it publishes together."""
        published = {
            f"{line[:2]}-{line[2:6]}"
            for line in (self.folder / "oews/oe.occupation").read_text().splitlines()[1:]
        }
        together = {}
        for row in read_rows(self.folder / "soc/oes_hybrid_crosswalk.csv"):
            together[row["SOCCode2018"]] = row["OES2019EstimatesCode"]
        found = {}
        text = (self.folder / "onet_30_1/Occupation Data.txt").read_text(encoding="utf-8")
        for line in text.splitlines()[1:]:
            code, title = line.split("\t")[:2]
            soc = code[:7]
            # the list is of 2019: what the survey publishes by itself today needs no aggregate
            occupation = soc if soc in published else together.get(soc)
            if occupation in published:
                found[title] = occupation
        return found

    @cached_property
    def sponsors(self) -> dict[str, dict[str, str]]:
        return {r["sponsor_id"]: r for r in read_rows(self.folder / "apprenticeship/sponsors.csv")}

    @cached_property
    def zips(self) -> dict[str, dict[str, str]]:
        rows = read_rows(self.folder / "geography/zip_county_cbsa_2022.csv.gz")
        return {row["zip"].rjust(5, "0"): row for row in rows}

    @cached_property
    def state_of_prefix(self) -> dict[str, str]:
        """First two digits of a county code -> state, by the counties of most ZIPs."""
        seen = Counter((r["county_fips"][:2], r["state"]) for r in self.zips.values())
        return {prefix: state for (prefix, state), _ in reversed(seen.most_common())}

    def find_county(self, filed: str | None, state: str, zip_code: str | None) -> str | None:
        """Return the filed county; one of another state, or none, gives way to the ZIP's."""
        if filed is not None and self.state_of_prefix.get(filed[:2]) == state:
            return filed
        return self.zips.get(zip_code or "", {}).get("county_fips") or None

    @cached_property
    def hospitals(self) -> dict[str, dict[str, str]]:
        rows = read_rows(self.folder / "employers/hifld_hospitals_2020.csv")
        return {row["ID"].rjust(10, "0"): row for row in rows}

    def list_occupations(self, sponsor: str) -> list[str]:
        """Return the occupations of a sponsor's titles; a cut last title counts where one fits."""
        cell = self.sponsors[sponsor]["occupations"]
        titles = [title.strip() for title in cell.split("|") if title.strip()]
        known = self.occupation_of_title
        found = {known[title] for title in titles if title in known}
        if len(cell) >= 1023 and titles[-1] not in known:
            begun = [title for title in known if title.startswith(titles[-1])]
            found |= {known[title] for title in begun if len(begun) == 1}
        return sorted(found)


# ---- what is drawn, and how both sides have it


def draw_offers(raw: Raw, graph: Graph, dice: random.Random) -> Iterator[Result]:
    """Half are drawn from the graph, half from the publisher's file."""
    stored = {
        (row["provider"], *row["credential"].split("/")[1:]): row["completions"]
        for row in graph.table("edges/offers").to_pylist()
    }
    keys = dice.sample(sorted(stored), 50) + dice.sample(sorted(raw.completions), 50)
    for key in keys:
        yield Result("offers", "/".join(key), raw.completions.get(key), stored.get(key))


def draw_terms(raw: Raw, graph: Graph, dice: random.Random) -> Iterator[Result]:
    """Months and prices as the product shows them, for a home in the campus's state.

    Half of each are drawn from offers of which the school publishes the program, half from all.
    """
    area_of = {
        row["states"]: area
        for area, row in get_areas(graph).items()
        if row["kind"] in ("state", "territory")
    }
    state_of = {row["provider"]: row["state"] for row in graph.table("nodes/provider").to_pylist()}
    awards = sorted(
        (row["provider"], *row["credential"].split("/")[1:])
        for row in graph.table("edges/offers").to_pylist()
        if state_of[row["provider"]] in area_of
    )
    told = sorted(
        (row["provider"], *row["credential"].split("/")[1:])
        for row in graph.table("facts/terms").to_pylist()
        if row["price_program_low"] is not None and state_of[row["provider"]] in area_of
    )
    drawn = {kind: dice.sample(told, 50) + dice.sample(awards, 50) for kind in ("months", "prices")}
    regions = {
        state: open_region(graph, area_of[state])
        for state in sorted({state_of[award[0]] for keys in drawn.values() for award in keys})
    }
    for kind, keys in drawn.items():
        for provider, cip, level in keys:
            (offer,) = [
                offer
                for offer in describe_offers(regions[state_of[provider]], field=cip)
                if offer["provider"] == provider and offer["credential"] == f"award/{cip}/{level}"
            ]
            key = f"{provider}/{cip}/{level}"
            if kind == "months":
                found: tuple[Any, ...] = (
                    offer["months_low"], offer["months_high"], offer["months_code"]
                )  # fmt: skip
                yield Result(kind, key, raw.find_months((provider, cip, level)), found)
            else:
                year = offer["price_year"] if offer["price_low"] is not None else None
                found = offer["price_low"], offer["price_high"], offer["price_code"], year
                yield Result(kind, key, raw.find_price((provider, cip, level)), found)


def draw_sponsors(raw: Raw, graph: Graph, dice: random.Random) -> Iterator[Result]:
    """Name, place, types, occupations trained for and hired for."""
    nodes = {row["employer"]: row for row in graph.table("nodes/employer").to_pylist()}
    edges = {}
    for relation in ("trains", "employs"):
        edges[relation] = defaultdict(list)
        for row in graph.table(f"edges/{relation}").to_pylist():
            edges[relation][row["employer"]].append(row["occupation"])
    for sponsor in dice.sample(sorted(raw.sponsors), 40):
        row, employer = raw.sponsors[sponsor], f"sponsor/{sponsor}"
        trained = raw.list_occupations(sponsor)
        expected = (
            row["name"],
            row["city"] or None,
            row["state"],
            row["zip"].rjust(5, "0") if row["zip"] else None,
            row["sponsor_type"],
            float(row["latitude"]) if row["latitude"] else None,
            float(row["longitude"]) if row["longitude"] else None,
            trained,
            trained if "Employer" in row["sponsor_type"].split("|") else [],
        )
        node = nodes.get(employer)
        found = None
        if node is not None:
            names = ("title", "city", "state", "zip", "types", "latitude", "longitude")
            lists = (sorted(edges["trains"][employer]), sorted(edges["employs"][employer]))
            found = (*(node[name] for name in names), *lists)
        yield Result("sponsors", sponsor, expected, found)


def draw_hospitals(raw: Raw, graph: Graph, dice: random.Random) -> Iterator[Result]:
    """Name, place and industry; a hospital that a reviewed row calls closed must be absent."""
    nodes = {row["employer"]: row for row in graph.table("nodes/employer").to_pylist()}
    closed = {
        row["id"]
        for row in raw.curated["closures"]
        if (row["kind"], row["status"]) == ("hospital", "closed")
    }

    def known(cell: str, digits: int = 0) -> str | None:
        return None if cell in ("", "NOT AVAILABLE") else cell.rjust(digits, "0")

    for hospital in dice.sample(sorted(raw.hospitals), 40):
        row = raw.hospitals[hospital]
        expected = None
        if hospital not in closed:
            expected = (
                row["NAME"],
                known(row["CITY"]),
                row["STATE"],
                known(row["ZIP"], 5),
                raw.find_county(known(row["COUNTYFIPS"], 5), row["STATE"], known(row["ZIP"], 5)),
                known(row["NAICS_CODE"]),
                float(row["LATITUDE"]),
                float(row["LONGITUDE"]),
            )
        node = nodes.get(f"hospital/{hospital}")
        names = ("title", "city", "state", "zip", "county", "naics", "latitude", "longitude")
        found = None if node is None else tuple(node[name] for name in names)
        yield Result("hospitals", hospital, expected, found)


def compare(folder: Path, graph: Graph, *, seed: int = SEED) -> list[Result]:
    """Return everything drawn with both readings."""
    raw, dice = Raw(folder), random.Random(seed)
    return [
        *draw_offers(raw, graph, dice),
        *draw_terms(raw, graph, dice),
        *draw_sponsors(raw, graph, dice),
        *draw_hospitals(raw, graph, dice),
    ]


WORDS = {
    "offers": ("awards conferred of one provider, field and level", "`ipeds/c2024_a.csv.gz`"),
    "months": (
        "low, high and basis as shown",
        "`scorecard/MERGED2021_22_PP.csv.gz`, `ipeds/c2024_a.csv.gz`, `data/curated/level_months.csv`",
    ),
    "prices": (
        "low, high, basis and year as shown, home in the campus's state",
        "as months, `ipeds/ic2023_ay.csv.gz`, `data/curated/level_years.csv`",
    ),
    "sponsors": (
        "name, city, state, ZIP, types, coordinates, occupations trained and hired for",
        "`apprenticeship/sponsors.csv`, `onet_30_1/Occupation Data.txt`, `soc/oes_hybrid_crosswalk.csv`",
    ),
    "hospitals": (
        "name, city, state, ZIP, county, industry, coordinates",
        "`employers/hifld_hospitals_2020.csv`",
    ),
}
"""Kind -> what is compared, and the files that the second reader reads for it."""


def describe_results(results: list[Result]) -> str:
    """Return the page docs/second_reader.md."""
    lines = [
        "<!-- Generated by `python -m tests.second_reader FOLDER`; do not edit. -->",
        "",
        "# Second reader",
        "",
        "Facts of the product drawn by chance and read again from the publishers' files by a program of",
        "its own (`tests/second_reader.py`, plain Python, none of our importers). It writes every rule",
        f"out a second time. Seed {SEED}; a test marked `raw` repeats it and compares this page.",
        "",
        "| drawn | compared | equal | differing | what | files read |",
        "|---|---|---|---|---|---|",
    ]
    for kind, (what, files) in WORDS.items():
        drawn = [result for result in results if result.kind == kind]
        equal = sum(result.expected == result.found for result in drawn)
        lines.append(
            f"| {kind} | {len(drawn)} | {equal} | {len(drawn) - equal} | {what} | {files} |"
        )
    lines += ["", "How the drawn months and prices are known, and how many of each were drawn:", ""]
    lines += ["| drawn | basis | count |", "|---|---|---|"]
    for kind in ("months", "prices"):
        bases = sorted(str(r.expected[2]) for r in results if r.kind == kind)  # type: ignore[index]
        lines += [f"| {kind} | {basis} | {bases.count(basis)} |" for basis in dict.fromkeys(bases)]
    lines += ["", "Half of the offers are drawn from the graph and half from the file, so that a"]
    lines += [
        "missing one is found as well; sponsors and hospitals are drawn from their files. Half"
    ]
    lines += [
        "of the months and prices are offers whose program the school publishes, half any offer"
    ]
    lines += ["of a state or territory that OEWS covers."]
    differing = [result for result in results if result.expected != result.found]
    if differing:
        lines += ["", "## Differing", ""]
        lines += [f"- {r.kind} {r.key}: file {r.expected}, product {r.found}" for r in differing]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    page = describe_results(compare(Path(sys.argv[1]), open_graph()))
    (SETTINGS.docs_dir / PAGE).write_text(page, encoding="utf-8", newline="\n")
    sys.stdout.write(page)
