"""For each notice code, an input that raises it and its nearest neighbour that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from pathways.build.employers import build_employers
from pathways.build.inputs import read_inputs
from pathways.build.occupations import build_moves, build_occupations, build_titles, note_unmapped
from pathways.build.places import build_areas, check_counties
from pathways.build.training import (
    build_credentials,
    build_offers,
    build_providers,
    check_award_levels,
    note_unlinked,
)
from pathways.crosswalk import Crosswalk, make_crosswalk
from pathways.notices import Notice
from pathways.settings import SETTINGS
from pathways.sources.curated import read_curated
from pathways.sources.geography import COUNTIES, ZIPS, read_geography
from pathways.sources.ipeds import COMPLETIONS, read_ipeds
from pathways.sources.nces import FILE as CROSSWALK_FILE
from pathways.sources.nces import read_nces
from pathways.sources.oews import DATA, read_oews
from pathways.sources.onet import read_onet
from pathways.sources.projections import read_projections
from pathways.sources.soc import read_soc
from pathways.sources.wage_law import FILE as WAGE_FILE
from pathways.sources.wage_law import read_wage_law
from pathways.store import Graph
from pathways.validate import check_graph
from tests.slices import (
    PUBLISHED,
    Row,
    change_rows,
    copy_slice,
    find_column,
    list_sources,
    shuffle_file,
    write_text,
)
from tests.workbooks import write_workbook

Case = Callable[[Path, Callable[[], Graph]], Iterable[Notice]]
"""Reads or builds something small under the folder given; the graph is that of the slice, opened when called."""

Tables = dict[str, pd.DataFrame]


@lru_cache(maxsize=1)
def read_tables() -> Tables:
    """The published tables of the slice that the cases start from."""
    readers = (read_oews, read_onet, read_projections, read_soc, read_nces, read_ipeds)
    tables: Tables = {}
    for read in readers:
        tables |= read(PUBLISHED).tables
    return tables | read_geography(PUBLISHED).tables


@lru_cache(maxsize=1)
def read_curated_once() -> Tables:
    return read_curated(SETTINGS.curated_dir)


@lru_cache(maxsize=1)
def make_slice_crosswalk() -> Crosswalk:
    tables = read_tables()
    return make_crosswalk(
        tables["oews_occupations"],
        tables["oews_members"],
        tables["soc_structure"],
        tables["soc_2010_2018"],
    )


def change_cell(name: str, column: str, value: str, row: int = 1) -> Callable[[Path], Path]:
    """Return a function that copies the slice and sets one cell of a file."""

    def change(place: Path) -> Path:
        folder = copy_slice(place)

        def spoil(rows: list[Row]) -> None:
            rows[row][find_column(rows, column)] = value

        change_rows(folder, name, spoil)
        return folder

    return change


def drop_rows(folder: Path, name: str, is_wrong: Callable[[dict[str, str]], bool]) -> Path:
    """Leave out the rows of a file that a test would call wrong."""

    def drop(rows: list[Row]) -> None:
        headers = [str(header).strip() for header in rows[0]]
        rows[1:] = [row for row in rows[1:] if not is_wrong(dict(zip(headers, row, strict=True)))]

    change_rows(folder, name, drop)
    return folder


# ---- files


def read_shuffled(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
    folder = copy_slice(place)
    listed = list_sources(folder, place / "sources.toml")
    shuffle_file(folder, "oews/oe.area", 1)
    return read_inputs(folder, SETTINGS.curated_dir, listed, lambda step: None).notices


def read_as_listed(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
    listed = list_sources(PUBLISHED, place / "sources.toml")
    return read_inputs(PUBLISHED, SETTINGS.curated_dir, listed, lambda step: None).notices


def read_wage_law_with(*extra: Row) -> Case:
    def read(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        folder = copy_slice(place)

        def add(rows: list[Row]) -> None:
            width = len(rows[0])
            rows += [row + [""] * (width - len(row)) if row else list(rows[1]) for row in extra]

        change_rows(folder, WAGE_FILE, add)
        return read_wage_law(folder).notices

    return read


# ---- wages


def read_wages_of(*cells: tuple[int, str, str]) -> Case:
    """Read one occupation in one area; each cell is data type, value, footnote."""

    def read(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        folder = copy_slice(place)
        lines = ["series_id\tyear\tperiod\tvalue\tfootnote_codes"]
        lines += [
            f"OEUM0044180000000311131{datatype:02}   \t2025\tA01\t  {value}\t{footnote}"
            for datatype, value, footnote in cells
        ]
        write_text(folder / DATA, "\n".join(lines) + "\n")
        return read_oews(folder).notices

    return read


# ---- geography and completions


def read_geography_without(name: str, is_wrong: Callable[[dict[str, str]], bool]) -> Case:
    def read(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        return read_geography(drop_rows(copy_slice(place), name, is_wrong)).notices

    return read


def read_geography_with(name: str, column: str, value: str) -> Case:
    return lambda place, slice_graph: (
        read_geography(change_cell(name, column, value)(place)).notices
    )


def read_slice_geography(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
    return read_geography(PUBLISHED).notices


def read_completions_with(column: str, value: str) -> Case:
    return lambda place, slice_graph: (
        read_ipeds(change_cell(COMPLETIONS, column, value)(place)).notices
    )


def check_counties_in(area: str) -> Case:
    def check(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        counties = pd.DataFrame({"county": ["29077"], "area": [area]})
        areas = build_areas(read_tables()["oews_areas"], counties)
        return check_counties(counties, areas)[1]

    return check


def place_provider(county: str, zip_code: str) -> Case:
    def place_it(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        filed = pd.DataFrame({"provider": ["1"], "county": [county], "zip": [zip_code]})
        tables = read_tables()
        return build_providers(filed, tables["counties"], tables["zips"])[1]

    return place_it


def place_hospital(county: str | None, zip_code: str) -> Case:
    def place_it(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        tables = read_tables()
        hospital = {"hospital": ["1"], "name": ["H"], "county": [county], "zip": [zip_code]}
        sponsors = pd.DataFrame(columns=["sponsor", "name", "county", "zip"], dtype="str")
        hospitals = pd.DataFrame(hospital, dtype="str")
        return build_employers(sponsors, hospitals, tables["counties"], tables["zips"])[1]

    return place_it


# ---- occupations and training


def map_codes(*codes: str) -> Case:
    return lambda place, slice_graph: note_unmapped(
        pd.Series(codes), "t", make_slice_crosswalk(), read_tables()["soc_structure"]
    )


def build_one_occupation(
    soc: str, change: Callable[[Tables], Tables] = lambda tables: tables
) -> Case:
    def build(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        tables = read_tables()
        listed = tables["oews_occupations"]
        one = tables | {"oews_occupations": listed[listed["occupation"] == soc]}
        return build_occupations(change(one), read_curated_once(), make_slice_crosswalk())[1]

    return build


def drop_outlook(tables: Tables) -> Tables:
    return tables | {"outlook": tables["outlook"].iloc[:0]}


def refuse_answers(tables: Tables) -> Tables:
    return tables | {"onet_answers": tables["onet_answers"].assign(suppress=True)}


def relate(tier: str) -> Case:
    def build(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        tables = {
            "onet_related": pd.DataFrame(
                [("31-1131.00", "29-2061.00", tier, 1)],
                columns=["onet_soc", "related_soc", "tier", "rank"],
            ),
            "oews_occupations": pd.DataFrame({"occupation": ["31-1131"]}),
        }
        return build_moves(tables, make_slice_crosswalk(), vintage="v")[1]

    return build


def link_field(soc: str) -> Case:
    def note(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        corrections = pd.DataFrame(columns=["cip", "occupation", "action"], dtype="str")
        links = pd.DataFrame({"cip": ["51.3902"], "soc": [soc]})
        occupations = pd.DataFrame({"occupation": ["31-1131"]})
        return note_unlinked(occupations, links, corrections, make_slice_crosswalk())

    return note


def write_crosswalk(*rows: Row) -> Case:
    def read(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        (place / "nces").mkdir()
        headers = ["CIP2020Code", "CIP2020Title", "SOC2018Code", "SOC2018Title"]
        write_workbook(place / CROSSWALK_FILE, "CIP-SOC", [headers, *rows])
        return read_nces(place).notices

    return read


def complete_award(provider: str = "177472", cip: str = "51.3801", awlevel: str = "3") -> Tables:
    tables = read_tables()
    row = {"provider": [provider], "cip": [cip], "awlevel": [awlevel], "completions": [1]}
    return tables | {"completions": pd.DataFrame(row)}


def offer_award(provider: str) -> Case:
    def build(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        tables = complete_award(provider)
        return build_offers(tables["completions"], tables["institutions"], vintage="v")[1]

    return build


def title_award(cip: str) -> Case:
    def build(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        tables = complete_award(cip=cip)
        return build_credentials(
            tables["completions"], tables["cip_titles"], tables["award_levels"]
        )[1]

    return build


def level_award(awlevel: str) -> Case:
    def check(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        tables = complete_award(awlevel=awlevel)
        return check_award_levels(tables["completions"], tables["award_levels"])[2]

    return check


def name_in_synonyms(soc: str) -> Case:
    def build(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
        curated = read_curated_once()
        one = curated["synonyms"].iloc[:1].assign(occupation=soc)
        return build_titles(read_tables(), curated | {"synonyms": one}, make_slice_crosswalk())[1]

    return build


# ---- the stored graph


def check_slice(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
    return check_graph(slice_graph())


def check_loop(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
    graph = slice_graph()
    moves = graph.table("edges/advances_to")
    looped = moves.set_column(1, "destination", moves["origin"])
    return check_graph(replace_table(graph, "edges/advances_to", looped))


def check_stranger(place: Path, slice_graph: Callable[[], Graph]) -> Iterable[Notice]:
    graph = slice_graph()
    counties = graph.table("facts/counties")
    where = counties.column_names.index("area")
    strange = pa.array(["0099999"] * counties.num_rows)
    return check_graph(
        replace_table(graph, "facts/counties", counties.set_column(where, "area", strange))
    )


def replace_table(graph: Graph, name: str, table: pa.Table) -> Graph:
    return replace(graph, tables=MappingProxyType({**graph.tables, name: table}))


RN_ROW = ["51.3801", "Registered Nursing.", "29-1141", "Registered Nurses"]
UNMATCHED_ROW = ["01.0309", "Viticulture and Enology.", "99-9999", "NO MATCH"]

CASES: dict[str, tuple[Case, Case]] = {
    "input_differs": (read_shuffled, read_as_listed),
    "blank_row": (read_wage_law_with(["", ""]), read_wage_law_with()),
    "lost_leading_zero": (
        read_geography_with(ZIPS, "zip", "6875"),
        read_geography_with(ZIPS, "zip", "06875"),
    ),
    "duplicate_key": (read_wage_law_with([]), read_wage_law_with()),
    "unknown_soc_code": (map_codes("31-1131", "31-9999"), map_codes("31-1131", "55-1013")),
    "soc_not_in_wages": (map_codes("31-1121", "55-1013"), map_codes("31-1121", "31-9999")),
    "unknown_area_code": (check_counties_in("0099999"), check_counties_in("0044180")),
    "unknown_award_level": (level_award("9"), level_award("8")),
    "foreign_key_violation": (name_in_synonyms("11-1012"), name_in_synonyms("11-1011")),
    "self_loop": (check_loop, check_slice),
    "unknown_provider": (offer_award("999999"), offer_award("177472")),
    "completions_total_differs": (
        read_completions_with("CTOTALM", "999"),
        read_completions_with("CTOTALM", ""),
    ),
    "county_unsettled": (
        read_slice_geography,
        read_geography_without(COUNTIES, lambda row: row["basis"] == "UNRESOLVED"),
    ),
    "zip_without_county": (
        read_slice_geography,
        read_geography_without(ZIPS, lambda row: not row["county_fips"]),
    ),
    "zip_without_state": (
        read_slice_geography,
        read_geography_without(ZIPS, lambda row: not row["state"]),
    ),
    "unknown_county_code": (
        read_slice_geography,
        read_geography_without(ZIPS, lambda row: row["county_fips"] == "02063"),
    ),
    "provider_without_area": (place_provider("99999", "00000"), place_provider("29077", "00000")),
    "employer_without_area": (place_hospital(None, "00000"), place_hospital(None, "65804")),
    "wage_suppressed": (
        read_wages_of((13, "-", "8")),
        read_wages_of((13, "35000", ""), (1, "-", "8")),
    ),
    "wage_top_coded": (read_wages_of((15, "-", "5")), read_wages_of((15, "869540", ""))),
    "annual_only_wage": (
        read_wages_of((8, "-", "4"), (13, "35000", "")),
        read_wages_of((8, "16.5", ""), (13, "35000", "")),
    ),
    "hourly_only_wage": (
        read_wages_of((8, "16.5", ""), (13, "-", "4")),
        read_wages_of((8, "16.5", ""), (13, "35000", "")),
    ),
    "wage_percentiles_unordered": (
        read_wages_of((11, "35010", ""), (12, "-", "8"), (13, "35000", "")),
        read_wages_of((11, "35000", ""), (12, "-", "8"), (13, "35000", "")),
    ),
    "occupation_without_related": (relate("Supplemental"), relate("Primary-Long")),
    "occupation_without_outlook": (
        build_one_occupation("31-1131", drop_outlook),
        build_one_occupation("31-1131"),
    ),
    "education_answers_refused": (
        build_one_occupation("31-1131", refuse_answers),
        build_one_occupation("31-1131"),
    ),
    "occupation_without_field": (link_field("31-1121"), link_field("31-1131")),
    "cip_without_occupation": (write_crosswalk(RN_ROW, UNMATCHED_ROW), write_crosswalk(RN_ROW)),
    "unknown_cip_code": (title_award("99.8888"), title_award("51.3801")),
}
"""Notice code -> (raises it, its nearest neighbour that does not)."""

ELSEWHERE = {
    "ratings_incomplete": "test_sources_onet_content:test_workbook_rows_lost_are_noted",
    "rating_suppressed": "test_sources_onet_content:test_suppressed_ratings_are_marked_and_counted",
    "occupation_without_ratings": "test_build_vectors:"
    "test_notices_name_what_has_no_wages_and_what_is_not_described",
    "unknown_activity_code": "test_sources_onet_content:"
    "test_unknown_activity_is_left_out_and_noted",
    "unknown_industry_code": "test_build_industries:"
    "test_industry_unknown_to_the_list_is_noted_and_left_out",
    "industry_cell_suppressed": "test_build_industries:test_published_slice_adds_up",
    "industries_do_not_add_up": "test_build_industries:test_parts_that_do_not_add_up_are_noted",
    "industry_exceeds_occupation": "test_build_industries:test_industry_above_the_nation_is_noted",
    "industry_without_sector": "test_build_industries:"
    "test_industry_in_no_sector_and_in_two_is_noted",
    "industry_in_two_sectors": "test_build_industries:"
    "test_industry_in_no_sector_and_in_two_is_noted",
    "sector_without_outlook": "test_build_industries:"
    "test_sector_with_an_unpublished_part_has_no_outlook",
    "requirements_differ": "test_sources_projection_details:test_requirement_that_differs_is_noted",
    "outlook_inconsistent": "test_sources_projection_details:test_exchanged_employments_are_noted",
    "outcome_suppressed": "test_sources_scorecard:"
    "test_the_published_rows_are_read_with_just_these_notices",
    "outcome_out_of_range": "test_sources_scorecard:test_an_outcome_out_of_range",
    "unknown_credential_level": "test_sources_scorecard:"
    "test_an_unknown_level_is_left_out_and_another_wording_told",
    "credential_level_reworded": "test_sources_scorecard:"
    "test_an_unknown_level_is_left_out_and_another_wording_told",
    "number_too_large": "test_sources_scorecard:test_an_outcome_out_of_range",
    "price_out_of_range": "test_sources_charges:test_a_charge_out_of_range",
    "price_of_zero": "test_sources_scorecard:"
    "test_the_published_rows_are_read_with_just_these_notices",
    "program_months_out_of_range": "test_sources_scorecard:"
    "test_a_program_figure_out_of_range_is_left_out",
    "program_price_below_annual": "test_sources_scorecard:"
    "test_exchanged_whole_and_annual_prices_are_seen",
    "charge_not_reported": "test_sources_charges:test_the_published_rows_give_just_these_notices",
    "charges_unordered": "test_sources_charges:"
    "test_unordered_charges_are_told_and_ordered_ones_not",
    "program_without_offer": "test_build_terms:"
    "test_an_unplaced_program_is_counted_and_a_placed_one_not",
    "program_level_unclear": "test_build_terms:"
    "test_an_unplaced_program_is_counted_and_a_placed_one_not",
    "program_length_unlike_level": "test_build_terms:test_an_unusual_length_is_kept_and_told",
    "program_shorter_than_degree": "test_build_terms:"
    "test_a_program_too_short_for_a_bachelors_is_on_no_offer",
    "outcome_without_offer": "test_build_terms:"
    "test_outcomes_are_joined_at_their_own_field_and_level_only",
    "charge_without_provider": "test_build_terms:"
    "test_charges_of_unknown_providers_are_left_out_and_told",
    "state_not_covered": "test_sources_careeronestop:"
    "test_states_without_a_row_are_named_and_states_with_one_are_not",
    "federal_license_differs": "test_sources_careeronestop:"
    "test_a_federal_licence_told_differently_is_noticed",
    "invalid_url": "test_sources_careeronestop:test_only_web_addresses_are_kept",
    "invalid_date": "test_sources_careeronestop:"
    "test_days_that_no_calendar_holds_are_missing_and_counted",
    "personal_data_removed": "test_sources_careeronestop:"
    "test_a_contact_is_removed_with_a_notice_that_does_not_repeat_it",
    "ambiguous_crosswalk": "test_sources_apprenticeship:"
    "test_a_code_with_two_occupations_is_noticed_and_one_with_two_titles_is_not",
    "list_cut_off": "test_sources_apprenticeship:test_a_list_at_the_limit_has_its_last_title_marked",
    "unknown_occupation_title": "test_build_employers:"
    "test_a_title_is_matched_whole_or_completed_where_one_alone_fits",
    "test_record_suspected": "test_sources_apprenticeship:"
    "test_a_sponsor_made_for_a_test_is_noticed_and_kept",
    "coordinates_outside_country": "test_sources_apprenticeship:"
    "test_coordinates_outside_the_country_are_left_out",
    "county_outside_state": "test_sources_employers:"
    "test_a_county_of_another_state_is_missing_with_a_notice",
    "board_inferred": "test_sources_boards:test_an_inferred_board_is_noticed_and_a_read_one_is_not",
    "near_duplicate_name": "test_build_employers:test_a_pair_gives_a_notice_and_no_pair_none",
}
"""Notice code -> the test, beside its source, that raises it."""
