"""The vocabulary of the graph: node types, relations, levels, and every stored table with its columns.

Unknown is an absent cell, never 0, "" or NaN; a published zero stays 0. Codes are strings as published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

BUILD: Final = 9
"""Raised whenever the same inputs would give other tables."""

Level = Literal[
    "none", "high_school", "certificate", "associate", "bachelors", "masters", "doctoral"
]
LEVELS: Final[tuple[Level, ...]] = (
    "none",
    "high_school",
    "certificate",
    "associate",
    "bachelors",
    "masters",
    "doctoral",
)
"""Education levels, lowest first (certificate includes some college, bachelors post-baccalaureate)."""

NATION: Final = "0000000"
"""OEWS area code of the nation."""

PERMITS: Final = ("license", "credential")
"""Kinds of reviewed rule about something that a person holds: where one gates, it is a credential node."""

NODE_TYPES: Final[Mapping[str, str]] = {
    "occupation": "OEWS occupation code (SOC 2018, with the survey's own aggregates)",
    "credential": "award/<CIP 2020>/<IPEDS level>, license/<US or state>/<register id>, "
    "apprenticeship/<RAPIDS code>, certification/<register id>",
    "provider": "IPEDS UNITID",
    "employer": "sponsor/<id of the partner finder>, hospital/<HIFLD id>, ipeds/<UNITID>",
    "sector": "our own sectors, data/curated/sectors.csv",
}
"""Node type -> code system of the part of the id after the colon."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One kind of edge: what it runs between, what it asserts and in which table it is kept."""

    origin: str
    destination: str
    asserts: str
    table: str


RELATIONS: Final[Mapping[str, Relation]] = {
    "advances_to": Relation(
        "occupation", "occupation", "people do or could make this move", "edges/advances_to"
    ),
    "prepares_for": Relation(
        "credential",
        "occupation",
        "a recognised preparation in that field",
        "edges/prepares_for",
    ),
    "required_for": Relation(
        "credential", "occupation", "must be held, in a jurisdiction", "edges/required_for"
    ),
    "stacks_into": Relation(
        "credential", "credential", "the next rung of the same field", "edges/stacks_into"
    ),
    "trains": Relation(
        "employer", "occupation", "listed as registered apprenticeship sponsor", "edges/trains"
    ),
    "employs": Relation("employer", "occupation", "hires for it", "edges/employs"),
    "in_sector": Relation(
        "occupation", "sector", "has this share of its jobs in the sector", "edges/in_sector"
    ),
    "offers": Relation(
        "provider", "credential", "reported conferring it or having it", "edges/offers"
    ),
}

ColumnType = Literal["code", "text", "integer", "decimal", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a stored table. ``code`` columns are dictionary-coded strings."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One stored table; rows are sorted by ``key``, which is unique."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


MEASURES: Final[tuple[str, ...]] = (
    "employment",
    "employment_rse",
    "hourly_mean",
    "annual_mean",
    "wage_rse",
    "hourly_p10",
    "hourly_p25",
    "hourly_median",
    "hourly_p75",
    "hourly_p90",
    "annual_p10",
    "annual_p25",
    "annual_median",
    "annual_p75",
    "annual_p90",
    "jobs_per_1000",
    "location_quotient",
)
"""OEWS data types 01 to 17, in the publisher's order."""

BIT: Final[Mapping[str, int]] = {name: 1 << place for place, name in enumerate(MEASURES)}
"""Measure -> its bit in the flag columns of ``facts/wages``."""


def _measure_column(name: str) -> Column:
    if name.startswith("hourly"):
        return Column(name, "integer", "published hourly wage", unit="US cents an hour")
    if name.startswith("annual"):
        return Column(name, "integer", "published annual wage", unit="USD a year")
    if name == "employment":
        return Column(name, "integer", "jobs, self-employed left out", unit="jobs")
    if name.endswith("rse"):
        return Column(name, "decimal", "relative standard error", unit="percent")
    if name == "jobs_per_1000":
        return Column(name, "decimal", "jobs in each 1,000 jobs of the area", unit="jobs")
    return Column(name, "decimal", "share of jobs here over share in the nation", unit="ratio")


_EVIDENCE = (
    Column("evidence", "code", "how we know", required=True),
    Column("dataset", "code", "dataset that says so", required=True),
    Column("vintage", "code", "release or period of that dataset", required=True),
)

TABLES: Final[tuple[Table, ...]] = (
    Table(
        "nodes/occupation",
        ("occupation",),
        "Occupations as OEWS publishes them, with outlook and education level needed",
        (
            Column("occupation", "code", "OEWS code", required=True),
            Column("title", "text", "title in OEWS", required=True),
            Column("members", "text", "SOC codes that OEWS publishes together here, joined by |"),
            Column("job_zone", "integer", "O*NET job zone 1 to 5, the lowest of its members"),
            Column("employment_base", "integer", "national jobs in the base year", unit="jobs"),
            Column("growth_pct", "decimal", "projected change over ten years", unit="percent"),
            Column("openings_national", "integer", "openings a year in the nation", unit="jobs"),
            Column("entry_education", "code", "BLS typical education for entry, its label"),
            Column("experience", "code", "BLS work experience in a related occupation"),
            Column("ojt", "code", "BLS typical on-the-job training"),
            Column("gate_education", "code", "education level used as gate"),
            Column("gate_basis", "code", "survey, bls (typical education), or curated"),
            Column("gate_borderline", "boolean", "the survey is within 5 points of the next level"),
            Column("survey_level", "code", "lowest level with 25 % of required-education answers"),
            Column("survey_respondents", "integer", "answers behind survey_level", unit="people"),
            Column("attained_level", "code", "lowest level reached by a quarter of its workers"),
            Column(
                "experience_low", "integer", "related experience asked, at least", unit="months"
            ),
            Column("experience_high", "integer", "upper end of the same band", unit="months"),
            Column("experience_basis", "code", "bls or onet; absent where none is asked"),
            Column("reported_low", "integer", "median of what workers report", unit="months"),
            Column("reported_high", "integer", "upper end of the same band", unit="months"),
            Column("ojt_low", "integer", "paid learning on the job, shortest", unit="months"),
            Column("ojt_high", "integer", "paid learning on the job, longest", unit="months"),
            Column("gate_source", "text", "source of a curated level"),
            Column("gate_reason", "text", "reason of a curated level"),
        ),
    ),
    Table(
        "nodes/credential",
        ("credential",),
        "Awards that some provider reported, licences, apprenticeships and certifications",
        (
            Column("credential", "code", "id without its type", required=True),
            Column(
                "kind", "code", "award, license, apprenticeship or certification", required=True
            ),
            Column("title", "text", "field and level in words, or the name", required=True),
            Column("cip", "code", "CIP 2020 field of study"),
            Column("awlevel", "code", "IPEDS award level"),
            Column("level", "code", "education level that the award gives"),
            Column("state", "code", "state of a licence, US for a federal one"),
            Column("agency", "text", "who grants it, for licences and certifications"),
            Column("url", "text", "page of the agency or organisation"),
            Column("dataset", "code", "dataset that names it", required=True),
        ),
    ),
    Table(
        "nodes/provider",
        ("provider",),
        "Training providers that report to IPEDS, placed at their main campus",
        (
            Column("provider", "code", "IPEDS UNITID", required=True),
            Column("title", "text", "institution name", required=True),
            Column("city", "text", "city of the main campus"),
            Column("state", "code", "state", required=True),
            Column("zip", "code", "five-digit ZIP"),
            Column("county", "code", "county FIPS of the main campus"),
            Column("area", "code", "OEWS area of that county"),
            Column("control", "code", "public, private nonprofit or private for-profit"),
            Column("sector", "code", "IPEDS sector 1 to 9: control and length of programs"),
            Column("status", "code", "active, no_federal_aid or closed", required=True),
            Column("closed_on", "text", "closing date as filed, for closed providers"),
            Column("website", "text", "institution web address"),
            Column("latitude", "decimal", "main campus", unit="degrees"),
            Column("longitude", "decimal", "main campus", unit="degrees"),
            Column("dataset", "code", "dataset that names it", required=True),
        ),
    ),
    Table(
        "nodes/employer",
        ("employer",),
        "Registered apprenticeship sponsors and hospitals",
        (
            Column("employer", "code", "sponsor/<id> or hospital/<id>", required=True),
            Column("kind", "code", "sponsor or hospital", required=True),
            Column("title", "text", "name as published", required=True),
            Column("types", "text", "a sponsor's types joined by |; None = not known"),
            Column("city", "text", "city"),
            Column("state", "code", "state"),
            Column("zip", "code", "five-digit ZIP"),
            Column("county", "code", "county FIPS, filed or of the ZIP"),
            Column("area", "code", "OEWS area of that county"),
            Column("naics", "code", "a hospital's industry"),
            Column("latitude", "decimal", "place", unit="degrees"),
            Column("longitude", "decimal", "place", unit="degrees"),
            Column("dataset", "code", "dataset that names it", required=True),
        ),
    ),
    Table(
        "nodes/sector",
        ("sector",),
        "Sectors as groups of industries",
        (
            Column("sector", "code", "our id", required=True),
            Column("title", "text", "English title", required=True),
            Column("title_es", "text", "Spanish title", required=True),
            Column("naics", "text", "NAICS prefixes joined by |", required=True),
            Column("reason", "text", "what is in it and why", required=True),
            Column("source", "text", "where the grouping comes from", required=True),
            Column("dataset", "code", "dataset that names it", required=True),
        ),
    ),
    Table(
        "edges/required_for",
        ("credential", "occupation"),
        "Permits that a worker must hold in a jurisdiction, by a reviewed rule",
        (
            Column("credential", "code", "reviewed permit", required=True),
            Column("occupation", "code", "occupation", required=True),
            Column("jurisdiction", "code", "US, EVERY, state or county FIPS", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        "edges/stacks_into",
        ("credential", "next"),
        "From each award to the next longer award of its field, inferred",
        (
            Column("credential", "code", "award", required=True),
            Column("next", "code", "the next rung", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        "edges/trains",
        ("employer", "occupation"),
        "Sponsors and the occupations of their registered apprenticeships",
        (
            Column("employer", "code", "sponsor", required=True),
            Column("occupation", "code", "occupation", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        "edges/employs",
        ("employer", "occupation"),
        "Sponsors whose types say Employer, and what they hire for",
        (
            Column("employer", "code", "sponsor", required=True),
            Column("occupation", "code", "occupation", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        "edges/in_sector",
        ("occupation", "sector"),
        "Share of an occupation's national jobs in a sector, where it is known",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("sector", "code", "sector", required=True),
            Column("share", "decimal", "share of its jobs", required=True, unit="0 to 1"),
            Column("jobs", "integer", "national jobs there", required=True, unit="jobs"),
            Column("is_complete", "boolean", "no cell withheld; else a lower bound", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        "edges/advances_to",
        ("origin", "destination"),
        "Moves between occupations, at most 40 from each; evidence, dataset and vintage joined by |",
        (
            Column("origin", "code", "occupation left", required=True),
            Column("destination", "code", "occupation entered", required=True),
            Column("tier", "code", "O*NET relatedness tier"),
            Column("rank", "integer", "place in the publisher's list, 1 = closest"),
            Column(
                "score",
                "decimal",
                "expected yearly share s of the origin's people, as s / (s + 0.0005); computed "
                "without the origin's own observed moves",
                required=True,
                unit="0 to 1",
            ),
            Column(
                "similarity",
                "decimal",
                "how much of what the destination needs is there: mean of the parts",
                unit="0 to 1",
            ),
            *(
                Column(f"similarity_{part}", "decimal", f"its part {part}", unit="0 to 1")
                for part in ("skills", "knowledge", "activities", "dwas", "technology")
            ),
            Column(
                "share",
                "decimal",
                "seen to move in a year, of the origin's people; groups divided by jobs",
                unit="0 to 1",
            ),
            *_EVIDENCE,
        ),
    ),
    Table(
        "facts/related",
        ("origin", "destination"),
        "O*NET's related occupations, all three tiers, as the publisher lists them",
        (
            Column("origin", "code", "occupation", required=True),
            Column("destination", "code", "related occupation", required=True),
            Column("tier", "code", "O*NET relatedness tier", required=True),
            Column("rank", "integer", "place in the publisher's list, 1 = closest", required=True),
        ),
    ),
    Table(
        "facts/move_groups",
        ("code",),
        "Groups of SOC 2010 between which moves were observed, with the fold they are held out in",
        (
            Column("code", "code", "SOC 2010 broad, minor or detailed code", required=True),
            Column("title", "text", "title", required=True),
            Column("employment", "integer", "national jobs", required=True, unit="jobs"),
            Column("mean_wage", "integer", "mean wage", required=True, unit="USD a year"),
            Column("minor", "code", "minor group", required=True),
            Column("major", "code", "major group", required=True),
            Column("fold", "code", "fold of its family; absent = no rows, scored by model all"),
            Column("observed", "boolean", "has rows as an origin", required=True),
        ),
    ),
    Table(
        "facts/group_members",
        ("code", "occupation"),
        "Today's occupations of each group; the weights of a group sum to 1",
        (
            Column("code", "code", "group", required=True),
            Column("occupation", "code", "occupation", required=True),
            Column("weight", "decimal", "part of the group", required=True, unit="0 to 1"),
        ),
    ),
    Table(
        "facts/move_model",
        ("fold", "feature"),
        "Coefficients behind the scores: one ridge regression per held-out fold, and one on all rows",
        (
            Column("fold", "code", "fold held out; all = none", required=True),
            Column("feature", "code", "feature (build.move_features), or constant", required=True),
            Column(
                "coefficient",
                "decimal",
                "change of the log yearly share by one standard deviation",
                required=True,
            ),
        ),
    ),
    Table(
        "edges/prepares_for",
        ("credential", "occupation"),
        "Awards whose field of study prepares for an occupation at a level that can open it",
        (
            Column("credential", "code", "award", required=True),
            Column("occupation", "code", "occupation", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        "edges/offers",
        ("provider", "credential"),
        "Awards that a provider reported for the year, with the number conferred",
        (
            Column("provider", "code", "provider", required=True),
            Column("credential", "code", "award", required=True),
            Column(
                "completions",
                "integer",
                "awards conferred in the year to first majors; 0 = listed, nobody completed",
                required=True,
                unit="awards",
            ),
            *_EVIDENCE,
        ),
    ),
    Table(
        "facts/wages",
        ("area", "occupation"),
        "OEWS employment and wages of every area and detailed occupation",
        (
            Column("area", "code", "OEWS area", required=True),
            Column("occupation", "code", "OEWS occupation", required=True),
            *(_measure_column(name) for name in MEASURES),
            Column("suppressed", "integer", "bits: estimate not released", required=True),
            Column("top_coded", "integer", "bits: at or above the published cap", required=True),
            Column("other_basis", "integer", "bits: published on the other basis", required=True),
        ),
    ),
    Table(
        "facts/wage_caps",
        ("basis",),
        "The cap at or above which OEWS withholds a wage",
        (
            Column("basis", "code", "hourly or annual", required=True),
            Column("cap", "integer", "cents an hour or dollars a year", required=True),
        ),
    ),
    Table(
        "facts/areas",
        ("area",),
        "OEWS areas: nation, states, territories, metropolitan and nonmetropolitan areas",
        (
            Column("area", "code", "OEWS area code", required=True),
            Column("name", "text", "published name", required=True),
            Column("kind", "code", "nation, state, territory, metro or nonmetro", required=True),
            Column("states", "text", "states it reaches into, joined by |, first named first"),
            Column("counties", "integer", "counties we can place in it", required=True),
        ),
    ),
    Table(
        "facts/counties",
        ("county",),
        "Counties with the OEWS area they belong to",
        (
            Column("county", "code", "county FIPS", required=True),
            Column("name", "text", "county name", required=True),
            Column("state", "code", "state", required=True),
            Column("area", "code", "OEWS area; absent where it could not be settled"),
        ),
    ),
    Table(
        "facts/county_shapes",
        ("county",),
        "Outlines of counties for maps, with few points; neighbours share theirs",
        (
            Column("county", "code", "county FIPS", required=True),
            Column(
                "rings",
                "text",
                "rings joined by |, largest first: a point, then the step to each next one "
                "(longitude latitude in thousandths of a degree)",
                required=True,
            ),
        ),
    ),
    Table(
        "facts/zips",
        ("zip",),
        "ZIP codes with their county and place",
        (
            Column("zip", "code", "ZIP code", required=True),
            Column("state", "code", "state", required=True),
            Column("city", "text", "main city of the ZIP"),
            Column("county", "code", "county FIPS; absent where name matching failed"),
            Column("latitude", "decimal", "centre", unit="degrees"),
            Column("longitude", "decimal", "centre", unit="degrees"),
        ),
    ),
    Table(
        "facts/titles",
        ("occupation", "language", "title", "kind"),
        "Names that people use for an occupation",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("language", "code", "en or es", required=True),
            Column("title", "text", "the name", required=True),
            Column(
                "kind",
                "code",
                "occupation, member, member_code, alternate, reported, short or synonym",
                required=True,
            ),
        ),
    ),
    Table(
        "facts/minimum_wage",
        ("state",),
        "State minimum wage in force, federal floor included",
        (
            Column("state", "code", "state", required=True),
            Column("hourly", "integer", "minimum wage", required=True, unit="US cents an hour"),
            Column("note", "text", "caveat of the table"),
        ),
    ),
    Table(
        "facts/award_levels",
        ("awlevel",),
        "IPEDS award levels with the months they take when studied full time",
        (
            Column("awlevel", "code", "IPEDS award level", required=True),
            Column("title", "text", "label", required=True),
            Column("level", "code", "education level that it gives", required=True),
            Column("months_low", "integer", "shortest usual length", unit="months"),
            Column("months_high", "integer", "longest usual length", unit="months"),
            Column("basis", "text", "source of the months"),
            Column("years_low", "decimal", "academic years charged, fewest", unit="years"),
            Column("years_high", "decimal", "academic years charged, most", unit="years"),
        ),
    ),
    Table(
        "facts/equivalency",
        ("source",),
        "How long a high-school equivalency takes, by the page that says so",
        (
            Column("months_low", "integer", "shortest; absent = not published", unit="months"),
            Column("months_high", "integer", "longest; absent = not published", unit="months"),
            Column("hours", "integer", "class hours", unit="hours"),
            Column("source", "text", "page that was read", required=True),
            Column("source_kind", "code", "agency, provider or secondary", required=True),
            Column("read_on", "code", "when", required=True),
            Column("reason", "text", "what the page says, in our words", required=True),
        ),
    ),
    Table(
        "facts/industries",
        ("occupation", "naics"),
        "Where the jobs of an occupation are: its largest industries, and those that usually employ it",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("naics", "code", "industry code as OEWS publishes it", required=True),
            Column("title", "text", "industry", required=True),
            Column("jobs", "integer", "national jobs", required=True, unit="jobs"),
            Column("share_of_occupation", "decimal", "of the occupation's jobs", unit="0 to 1"),
            Column("share_of_industry", "decimal", "of the industry's jobs", unit="0 to 1"),
            Column("rank", "integer", "1 = most jobs", required=True),
            Column("usual", "boolean", "the industry usually employs it", required=True),
        ),
    ),
    Table(
        "facts/sector_outlook",
        ("sector",),
        "Projected change of each sector's jobs in the nation; all = every industry",
        (
            Column("sector", "code", "sector or all", required=True),
            Column("employment_base", "integer", "jobs in the base year", unit="jobs"),
            Column("employment_projected", "integer", "jobs ten years on", unit="jobs"),
            Column("growth_pct", "decimal", "change over ten years", unit="percent"),
        ),
    ),
    Table(
        "facts/terms",
        ("provider", "credential"),
        "What is published about an offer: months, price of the program, earnings and debt afterwards",
        (
            Column("provider", "code", "provider", required=True),
            Column("credential", "code", "award", required=True),
            Column(
                "months_low",
                "integer",
                "shortest; absent = only the level's usual length is known",
                unit="months",
            ),
            Column("months_high", "integer", "longest", unit="months"),
            Column(
                "months_basis",
                "code",
                "program, program_fits, field or median (pathways.months.BASIS_WORDS)",
            ),
            Column(
                "months_programs",
                "integer",
                "published programs behind the months",
                unit="programs",
            ),
            Column(
                "price_program_low",
                "integer",
                "published price of the whole program before any aid, lowest",
                unit="USD",
            ),
            Column("price_program_high", "integer", "highest", unit="USD"),
            Column(
                "price_program_basis",
                "code",
                "program, program_fits, field or largest_program (pathways.prices.PROGRAM_WORDS)",
            ),
            Column("price_year", "code", "academic year of the program price"),
            Column(
                "earnings_1yr",
                "integer",
                "median a year after completion, people with federal aid",
                unit="USD a year",
            ),
            Column(
                "earnings_1yr_withheld",
                "boolean",
                "the publisher withheld it; absent = nothing published on field and level",
            ),
            Column(
                "earnings_4yr", "integer", "median four years after completion", unit="USD a year"
            ),
            Column("earnings_4yr_withheld", "boolean", "as above"),
            Column("debt", "integer", "median federal loan debt at completion", unit="USD"),
            Column("debt_withheld", "boolean", "as above"),
            Column("outcomes_cip4", "code", "4-digit field the outcomes are of"),
            Column(
                "outcomes_level", "code", "Scorecard credential level (CREDLEV) the outcomes are of"
            ),
            Column(
                "outcomes_campuses",
                "integer",
                "schools that show these same figures, computed for all together",
                unit="schools",
            ),
            Column(
                "outcomes_awards",
                "integer",
                "the school's completed awards that the figures pool",
                unit="awards",
            ),
        ),
    ),
    Table(
        "facts/charges",
        ("provider",),
        "Annual charges of providers that charge by academic year",
        (
            Column("provider", "code", "provider", required=True),
            Column(
                "in_district",
                "integer",
                "undergraduate tuition and fees, full time",
                unit="USD a year",
            ),
            Column(
                "in_state",
                "integer",
                "undergraduate tuition and fees, full time",
                unit="USD a year",
            ),
            Column(
                "out_of_state",
                "integer",
                "undergraduate tuition and fees, full time",
                unit="USD a year",
            ),
            Column(
                "books", "integer", "books and supplies, in none of the charges", unit="USD a year"
            ),
            Column(
                "graduate_in_district",
                "integer",
                "graduate tuition and fees, professional doctorates left out",
                unit="USD a year",
            ),
            Column("graduate_in_state", "integer", "as above", unit="USD a year"),
            Column("graduate_out_of_state", "integer", "as above", unit="USD a year"),
            Column("year", "code", "academic year", required=True),
            Column(
                "flags",
                "text",
                "figures that the school did not report itself, name:IPEDS flag joined by |",
            ),
        ),
    ),
    Table(
        "facts/high_school_earnings",
        ("state",),
        "Median earnings of high-school graduates (College Scorecard thresholds)",
        (
            Column("state", "code", "state; US = nation", required=True),
            Column("earnings", "integer", "median", required=True, unit="USD a year"),
        ),
    ),
    Table(
        "facts/gates",
        ("occupation", "jurisdiction", "gate"),
        "Reviewed rules: what the law asks, does not ask, or leaves to places",
        (
            Column("gate", "code", "id of the row", required=True),
            Column("occupation", "code", "OEWS occupation", required=True),
            Column("soc", "code", "SOC 2018 code the rule was written for", required=True),
            Column("jurisdiction", "code", "US, EVERY, state or county FIPS", required=True),
            Column("kind", "code", "license, education, credential, ...", required=True),
            Column("status", "code", "required, none, local or unconfirmed", required=True),
            Column("who", "code", "worker, contractor, inspector, establishment", required=True),
            Column("title", "text", "what is asked", required=True),
            Column("issuer", "text", "who grants or checks it"),
            Column("education", "code", "education level that the rule names"),
            Column("months_low", "integer", "that the rule states", unit="months"),
            Column("months_high", "integer", "that the rule states", unit="months"),
            Column("hours", "integer", "that the rule states", unit="hours"),
            Column(
                "spent",
                "code",
                "study (unpaid, before), work (paid) or within (inside the degree, or a course that "
                "another rule names); absent = the rule states no time",
            ),
            Column(
                "held_first",
                "text",
                "OEWS occupations joined by |, of which one has to be held before; absent = none named",
            ),
            Column("min_age", "integer", "that the rule states", unit="years"),
            Column("route", "code", "letter of an alternative; any one suffices"),
            Column("covers", "text", "part of the job that the rule is about"),
            Column("scope", "code", "all, usual (form of the job) or part", required=True),
            Column("source", "text", "page that was read", required=True),
            Column("source_kind", "code", "statute, rule, board, ...", required=True),
            Column("source_2", "text", "second page"),
            Column("read_on", "code", "when the copy was read"),
            Column("reason", "text", "what the rule says, in our words", required=True),
        ),
    ),
    Table(
        "facts/recognition",
        ("rule",),
        "Which credential counts as a recognized postsecondary credential",
        (
            Column("rule", "code", "id of the rule", required=True),
            Column("credential_kind", "text", "kind of credential", required=True),
            Column("match", "text", "what it applies to", required=True),
            Column("counts", "code", "yes, no, unclear or conditional", required=True),
            Column("condition", "text", "on what it depends"),
            Column("text", "text", "the rule in our words", required=True),
            Column("source", "text", "page that was read", required=True),
            Column("read_on", "code", "when", required=True),
        ),
    ),
    Table(
        "facts/designations",
        ("designated_by", "sector", "occupation", "document"),
        "Sectors and occupations that a board or state designated, by document",
        (
            Column("designated_by", "text", "board or state", required=True),
            Column("jurisdiction", "text", "where it holds", required=True),
            Column("sector", "code", "our sector"),
            Column("occupation", "code", "occupation"),
            Column("document", "text", "document", required=True),
            Column("designated_on", "code", "date of the document"),
            Column("source", "text", "page that was read", required=True),
            Column("reason", "text", "what it says, in our words", required=True),
        ),
    ),
    Table(
        "facts/entry_jobs",
        ("occupation",),
        "Entry jobs by a rule",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("rule", "text", "the rule", required=True),
            Column("reason", "text", "how it fits", required=True),
        ),
    ),
    Table(
        "facts/wage_lines",
        ("measure", "group", "household"),
        "Named measures a wage can be held against, each with its caveat",
        (
            Column(
                "measure", "code", "poverty_guideline, hs_earnings, minimum_wage", required=True
            ),
            Column("group", "text", "state or group of states", required=True),
            Column("household", "integer", "people in the household"),
            Column("annual", "integer", "amount", required=True, unit="USD a year"),
            Column("year", "code", "year of the measure"),
            Column("caveat", "text", "what it does not say", required=True),
            Column("source", "text", "page that was read", required=True),
        ),
    ),
    Table(
        "facts/coverage",
        ("field",),
        "How much of a field of training our sources see: most of it, or little",
        (
            Column("field", "code", "our id", required=True),
            Column("title", "text", "name of the field", required=True),
            Column("class", "code", "most or little", required=True),
            Column(
                "cip",
                "text",
                "CIP 2020 codes, or their first four digits, joined by |",
                required=True,
            ),
            Column("occupations", "text", "occupations it leads to, joined by |", required=True),
            Column("reason", "text", "why, with counts", required=True),
            Column("state_list_mo", "text", "Missouri's own list of training providers"),
            Column("state_list_fl", "text", "Florida's own list of training providers"),
            Column("source", "text", "page or file that was read", required=True),
        ),
    ),
    Table(
        "facts/districts",
        ("provider", "county"),
        "Counties in a college's taxing district",
        (
            Column("provider", "code", "provider", required=True),
            Column("county", "code", "county FIPS", required=True),
            Column("whole", "boolean", "the whole county, not part of it", required=True),
            Column("source", "text", "page that names the county", required=True),
        ),
    ),
    Table(
        "facts/boards",
        ("county",),
        "Local workforce boards by county, where the source gives them",
        (
            Column("county", "code", "county FIPS", required=True),
            Column("state", "code", "state", required=True),
            Column("board", "text", "board", required=True),
            Column("basis", "text", "how the source says it", required=True),
            Column("source", "text", "page that says so", required=True),
        ),
    ),
    Table(
        "facts/credential_titles",
        ("credential", "title"),
        "Every approved title of an apprenticeship",
        (
            Column("credential", "code", "apprenticeship", required=True),
            Column("title", "text", "approved title", required=True),
        ),
    ),
    Table(
        "facts/near_duplicates",
        ("left", "right"),
        "Employers of one city with nearly the same name, for a person to review; none is merged",
        (
            Column("left", "code", "employer", required=True),
            Column("right", "code", "employer", required=True),
            Column("score", "decimal", "likeness", required=True, unit="0 to 100"),
            Column("basis", "code", "what is alike", required=True),
        ),
    ),
    Table(
        "facts/skills",
        ("occupation", "element"),
        "O*NET skills and knowledge: importance 100 to 500, level 0 to 700, in hundredths",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("element", "code", "O*NET element", required=True),
            Column("kind", "code", "skill or knowledge", required=True),
            Column("importance", "integer", "importance", unit="hundredths"),
            Column("level", "integer", "level", unit="hundredths"),
        ),
    ),
    Table(
        "facts/activities",
        ("occupation", "element"),
        "O*NET work activities: importance 100 to 500, in hundredths",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("element", "code", "O*NET element", required=True),
            Column("importance", "integer", "importance", unit="hundredths"),
        ),
    ),
    Table(
        "facts/dwas",
        ("occupation", "dwa"),
        "O*NET detailed work activities of each occupation",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("dwa", "code", "detailed work activity", required=True),
        ),
    ),
    Table(
        "facts/technology",
        ("occupation", "commodity"),
        "Kinds of software and equipment that O*NET names for an occupation",
        (
            Column("occupation", "code", "occupation", required=True),
            Column("commodity", "code", "commodity code", required=True),
            Column("title", "text", "kind of software or equipment", required=True),
            Column("hot", "boolean", "named often in job ads", required=True),
            Column("in_demand", "boolean", "named often for this occupation", required=True),
            Column("examples", "integer", "products named", required=True),
        ),
    ),
    Table(
        "facts/elements",
        ("element",),
        "Names of skills, knowledge and activities",
        (
            Column("element", "code", "O*NET element", required=True),
            Column("kind", "code", "skill, knowledge, activity or dwa", required=True),
            Column("title", "text", "name", required=True),
        ),
    ),
    Table(
        "notices",
        ("code", "table", "row", "column", "value", "entity"),
        "What the build noticed in the published files",
        (
            Column("code", "code", "notice code", required=True),
            Column("severity", "code", "error, warning or info", required=True),
            Column("table", "code", "file or table", required=True),
            Column("row", "integer", "row of the file, header = 1"),
            Column("column", "text", "column"),
            Column("value", "text", "what was found, at most 80 characters"),
            Column("entity", "text", "id concerned"),
            Column("message", "text", "the condition found", required=True),
            Column("fix", "text", "what to do", required=True),
            Column("count", "integer", "how many rows share it", required=True),
        ),
    ),
)

TABLE: Final[Mapping[str, Table]] = {table.name: table for table in TABLES}
