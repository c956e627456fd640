"""All tables of the schema from all inputs: each step takes published tables and gives frames."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from pathways.build.credentials import (
    build_apprenticeships,
    build_certifications,
    build_licenses,
    build_stacks,
)
from pathways.build.employers import (
    build_employers,
    build_sponsored,
    find_near_duplicates,
    match_titles,
    note_near_duplicates,
)
from pathways.build.industries import (
    build_industries,
    is_usual,
    make_staffing,
    sector_outlook,
    sector_shares,
)
from pathways.build.inputs import Inputs
from pathways.build.moves import build_scored_moves
from pathways.build.occupations import (
    build_moves,
    build_occupations,
    build_titles,
    note_unmapped,
)
from pathways.build.places import build_areas, check_counties
from pathways.build.rules import build_rules, close_providers, drop_closed_hospitals
from pathways.build.shapes import build_shapes
from pathways.build.terms import build_charges, build_terms
from pathways.build.training import (
    build_credentials,
    build_offers,
    build_preparations,
    build_providers,
    check_award_levels,
    note_unlinked,
)
from pathways.build.vectors import build_vectors
from pathways.crosswalk import ONET_DETAIL, Crosswalk, make_crosswalk
from pathways.gates import LEVEL_OF_AWARD
from pathways.notices import Notice, cap_notices, make_notice
from pathways.prices import WHOLE_COUNTY
from pathways.schema import TABLE

Frames = dict[str, pd.DataFrame]
EVERY_INDUSTRY = "Total, all industries"


def build_frames(inputs: Inputs) -> tuple[Frames, dict[str, Any]]:
    """Return one frame per table of the schema, and what the manifest says about the build."""
    published = inputs.tables
    crosswalk = make_crosswalk(
        published["oews_occupations"],
        published["oews_members"],
        published["soc_structure"],
        published["soc_2010_2018"],
    )
    notices: list[Notice] = list(inputs.notices)
    frames = _build_places(inputs, notices)
    frames |= _build_occupations(inputs, crosswalk, notices)
    frames |= _build_industries(inputs, notices)
    frames |= build_scored_moves(
        frames,
        frames["facts/related"],
        inputs.tables["observed_moves"],
        inputs.tables["broad_occupations"],
        crosswalk,
        inputs.vintages,
    )
    training, dropped = _build_training(inputs, frames, crosswalk, notices)
    frames |= training
    frames |= _build_other_credentials(inputs, frames, crosswalk, notices)
    frames |= _build_employers(inputs, frames, crosswalk, notices)
    frames |= _build_reviewed(inputs, frames, notices)
    frames["notices"] = pd.DataFrame([asdict(notice) for notice in cap_notices(notices)])
    about = {
        "inputs": sorted(inputs.files, key=lambda entry: str(entry["path"])),
        "vintages": dict(inputs.vintages),
        "dropped_links": {str(reason): int(count) for reason, count in dropped.items()},
    }
    return {name: _pick(frame, name) for name, frame in frames.items()}, about


def _pick(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[list(TABLE[name].column_names)].reset_index(drop=True)


def _build_places(inputs: Inputs, notices: list[Notice]) -> Frames:
    published = inputs.tables
    areas = build_areas(published["oews_areas"], published["counties"])
    counties, found = check_counties(published["counties"], areas)
    notices += found
    return {
        "facts/areas": areas,
        "facts/counties": counties,
        "facts/county_shapes": build_shapes(published["outline_arcs"], published["county_rings"]),
        "facts/zips": published["zips"],
        "facts/minimum_wage": published["minimum_wages"],
        "facts/boards": _keep_known(published["boards"], "county", counties, "boards", notices),
        "facts/high_school_earnings": published["high_school_earnings"],
    }


def _build_occupations(inputs: Inputs, crosswalk: Crosswalk, notices: list[Notice]) -> Frames:
    published, curated = inputs.tables, inputs.curated
    occupations, found = build_occupations(published, curated, crosswalk)
    notices += found
    titles, found = build_titles(published, curated, crosswalk)
    notices += found
    related, found = build_moves(published, crosswalk, vintage=inputs.vintages["onet"])
    notices += found
    socs = {
        "Occupation Data": published["onet_occupations"]["onet_soc"].str.slice(0, -ONET_DETAIL),
        "CIP2020_SOC2018_Crosswalk": published["cip_soc"]["soc"],
    }
    for name, codes in socs.items():
        notices += note_unmapped(codes, name, crosswalk, published["soc_structure"])
    notices += note_unlinked(occupations, published["cip_soc"], curated["cip_soc"], crosswalk)
    vectors, found = build_vectors(dict(published), crosswalk)
    notices += found
    return {
        "nodes/occupation": occupations,
        "facts/related": related,
        "facts/titles": titles,
        "facts/wages": published["oews_wages"],
        "facts/wage_caps": published["oews_caps"],
        **vectors,
    }


def _build_industries(inputs: Inputs, notices: list[Notice]) -> Frames:
    published, sectors = inputs.tables, inputs.curated["sectors"]
    staffing, found = make_staffing(published["oews_staffing"], published["oews_industries"])
    notices += found
    industries = build_industries(staffing)
    shares, found = sector_shares(staffing, sectors)
    notices += found
    outlook, found = sector_outlook(published["industry_outlook"], sectors)
    notices += found
    every = published["industry_outlook"]
    every = every.loc[every["title"] == EVERY_INDUSTRY].assign(sector="all")
    return {
        "facts/industries": industries.assign(usual=is_usual(industries)),
        "facts/sector_outlook": pd.concat([outlook, every]),
        "nodes/sector": sectors.assign(dataset="curated"),
        "edges/in_sector": shares.assign(
            evidence="computed", dataset="oews", vintage=inputs.vintages["oews"]
        ),
    }


def _build_training(
    inputs: Inputs, frames: Frames, crosswalk: Crosswalk, notices: list[Notice]
) -> tuple[Frames, pd.Series]:
    published, curated, vintages = inputs.tables, inputs.curated, inputs.vintages
    completions, award_levels, found = check_award_levels(
        published["completions"], published["award_levels"]
    )
    notices += found
    credentials, found = build_credentials(completions, published["cip_titles"], award_levels)
    notices += found
    providers, found = build_providers(
        published["institutions"], frames["facts/counties"], published["zips"]
    )
    notices += found
    providers, found = close_providers(providers, curated["closures"])
    notices += found
    offers, found = build_offers(completions, providers, vintage=vintages["ipeds_completions"])
    notices += found
    preparations, dropped = build_preparations(
        credentials,
        frames["nodes/occupation"],
        published["cip_soc"],
        curated["cip_soc"],
        crosswalk,
        vintage=vintages["cip_soc"],
    )
    terms, found = build_terms(
        offers, credentials, published["field_outcomes"], published["program_prices"]
    )
    notices += found
    charges, found = build_charges(published["charges"], providers)
    notices += found
    districts = _keep_known(curated["districts"], "provider", providers, "districts.csv", notices)
    districts = _keep_known(districts, "county", frames["facts/counties"], "districts.csv", notices)
    return {
        "nodes/credential": credentials,
        "nodes/provider": providers,
        "edges/offers": offers,
        "edges/prepares_for": preparations,
        "edges/stacks_into": build_stacks(credentials, vintage=vintages["ipeds_completions"]),
        "facts/terms": terms,
        "facts/charges": charges,
        "facts/districts": districts.assign(whole=districts["reason"].str.startswith(WHOLE_COUNTY)),
        "facts/award_levels": _describe_levels(award_levels, curated),
    }, dropped


def _describe_levels(award_levels: pd.DataFrame, curated: Any) -> pd.DataFrame:
    """Return award levels with months and academic years, low and high."""
    levels = award_levels.merge(curated["level_months"], on="awlevel", how="left")
    years = curated["level_years"].assign(years=curated["level_years"]["years"].astype("float64"))
    low = years[years["basis"] != "high"].set_index("awlevel")["years"]
    high = years[years["basis"] != "low"].set_index("awlevel")["years"]
    return levels.assign(
        level=levels["awlevel"].map(LEVEL_OF_AWARD),
        basis=levels["reason"],
        years_low=levels["awlevel"].map(low),
        years_high=levels["awlevel"].map(high),
    )


def _build_other_credentials(
    inputs: Inputs, frames: Frames, crosswalk: Crosswalk, notices: list[Notice]
) -> Frames:
    published, vintages = inputs.tables, inputs.vintages
    licenses, listed = build_licenses(
        published["licenses"],
        published["license_links"],
        crosswalk,
        vintage=vintages["careeronestop_licenses"],
    )
    apprenticeships, approved, names = build_apprenticeships(
        published["rapids"], crosswalk, vintage=vintages["rapids"]
    )
    certifications, reviewed, found = build_certifications(
        published["certifications"],
        inputs.curated["certifications"],
        frames["nodes/occupation"]["occupation"].tolist(),
    )
    notices += found
    rules, permits, required, found = build_rules(inputs.curated["gates"], crosswalk)
    notices += found
    nodes = [frames["nodes/credential"], licenses, permits, apprenticeships, certifications]
    edges = [frames["edges/prepares_for"], listed, approved, reviewed]
    return {
        "nodes/credential": pd.concat(nodes, ignore_index=True),
        "edges/prepares_for": pd.concat(edges, ignore_index=True),
        "edges/required_for": required,
        "facts/credential_titles": names,
        "facts/gates": rules,
    }


def _keep_known(
    frame: pd.DataFrame, column: str, holder: pd.DataFrame, name: str, notices: list[Notice]
) -> pd.DataFrame:
    """Return the rows whose code the holder's column of that name has, or that name none.

    Adds a notice for each code of the others.
    """
    known = frame[column].isin(holder[column]) | frame[column].fillna("").eq("")
    counted = frame.loc[~known, column].value_counts().sort_index()
    notices += [
        make_notice("foreign_key_violation", name, column=column, value=str(code), count=int(count))
        for code, count in counted.items()
    ]
    return frame[known]


def _build_reviewed(inputs: Inputs, frames: Frames, notices: list[Notice]) -> Frames:
    """Return the curated tables that are stored as they were given, blanks made absent."""
    names = (
        "recognition", "designations", "entry_jobs", "wage_lines", "coverage", "equivalency",
    )  # fmt: skip
    curated = dict(inputs.curated)
    for name in ("entry_jobs", "designations"):
        curated[name] = _keep_known(
            curated[name], "occupation", frames["nodes/occupation"], f"{name}.csv", notices
        )
    curated["designations"] = _keep_known(
        curated["designations"], "sector", frames["nodes/sector"], "designations.csv", notices
    )
    return {f"facts/{name}": curated[name].replace({"": None}) for name in names}


def _build_employers(
    inputs: Inputs, frames: Frames, crosswalk: Crosswalk, notices: list[Notice]
) -> Frames:
    published = inputs.tables
    employers, found = build_employers(
        published["sponsors"],
        drop_closed_hospitals(published["hospitals"], inputs.curated["closures"]),
        frames["facts/counties"],
        published["zips"],
    )
    notices += found
    matched, found = match_titles(published["sponsor_occupations"], published["onet_occupations"])
    notices += found
    trains, employs = build_sponsored(
        published["sponsors"],
        matched,
        crosswalk,
        vintage=inputs.vintages["apprenticeship_sponsors"],
    )
    pairs = find_near_duplicates(employers)
    notices += note_near_duplicates(pairs)
    return {
        "nodes/employer": employers,
        "edges/trains": trains,
        "edges/employs": employs,
        "facts/near_duplicates": pairs,
    }
