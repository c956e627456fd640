"""Candidates and scores of moves: an origin's own observed rows never speak about itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.build.move_features import fill_from_relatives, is_supervisor
from pathways.build.moves import (
    CHOSEN,
    FOLDS,
    MOST,
    OF_ONE_GROUP,
    SEEN,
    build_scored_moves,
    carry_shares,
    choose_candidates,
    find_members,
    find_supervisors,
    place_observed,
    weigh_group,
)
from pathways.crosswalk import Crosswalk

CODES = tuple(
    f"{major}-{minor}0{detail}1" for major in (31, 41, 43, 47, 53) for minor in (1, 2, 3, 4) for detail in (1, 2, 3)
)  # fmt: skip
GROUPS = tuple(sorted({f"{code[:6]}0" for code in CODES}))
VINTAGES = {"mobility": "2010s", "onet": "O*NET 30.1"}
OLD_CODE = {code: f"{code[:6]}1" for code in CODES}
TIES = {CODES[0]: CODES[3]}
"""The 2010 code of the first became both: its group and that of the second are one family."""

Frames = dict[str, pd.DataFrame]


def make_crosswalk() -> Crosswalk:
    since = {OLD_CODE[code]: tuple({code, TIES.get(code, code)}) for code in CODES}
    return Crosswalk({code: code for code in CODES}, {}, since)


@cache
def make_frames() -> Frames:
    """A made-up country of 60 occupations; the last has no vectors, wage or job zone."""
    dice = np.random.default_rng(7)
    described = CODES[:-1]
    rated = [(code, element) for code in described for element in ("e1", "e2", "e3", "e4")]
    skills = pd.DataFrame(rated, columns=["occupation", "element"]).assign(
        kind=lambda rows: np.where(rows["element"] < "e3", "skill", "knowledge"),
        importance=dice.integers(100, 500, len(rated)),
        level=dice.integers(0, 700, len(rated)),
    )
    wages = pd.DataFrame({"occupation": described, "area": "0000000"}).assign(
        employment=dice.integers(1_000, 900_000, len(described)),
        annual_mean=dice.integers(25_000, 150_000, len(described)),
        hourly_mean=2_000,
        top_coded=0,
    )
    nodes = pd.DataFrame({"occupation": CODES}).assign(
        title=[f"Job {code}" for code in CODES],
        job_zone=[*dice.integers(1, 6, len(described)), None],
        employment_base=dice.integers(1_000, 900_000, len(CODES)),
        growth_pct=dice.normal(3, 4, len(CODES)),
        openings_national=dice.integers(100, 90_000, len(CODES)),
        entry_education="High school diploma or equivalent",
        gate_education=dice.choice(["none", "high_school", "bachelors"], len(CODES)),
        experience=dice.choice(["None", "5 years or more"], len(CODES)),
        ojt_high=dice.integers(0, 24, len(CODES)),
    )
    lists = [(code, f"d{n}") for code in described for n in dice.choice(30, 6, replace=False)]
    tools = [(code, f"t{n}") for code in described for n in dice.choice(20, 4, replace=False)]
    tool_rows = pd.DataFrame(tools, columns=["occupation", "commodity"])
    industries = [(code, f"{n}", 1 / 3) for code in CODES for n in dice.choice(9, 3, False)]
    return {
        "nodes/occupation": nodes,
        "facts/skills": skills,
        "facts/activities": skills[["occupation", "element", "importance"]],
        "facts/dwas": pd.DataFrame(lists, columns=["occupation", "dwa"]),
        "facts/technology": tool_rows.assign(
            title=tool_rows["commodity"], hot=False, in_demand=False, examples=1
        ),
        "facts/titles": pd.DataFrame({"occupation": CODES}).assign(
            language="en", title=nodes["title"], kind="occupation"
        ),
        "facts/industries": pd.DataFrame(
            industries, columns=["occupation", "naics", "share_of_occupation"]
        ),
        "edges/in_sector": pd.DataFrame(industries, columns=["occupation", "sector", "share"]),
        "facts/wages": wages,
        "facts/wage_caps": pd.DataFrame({"basis": ["annual"], "cap": [239_200]}),
    }


@cache
def make_related() -> pd.DataFrame:
    dice = np.random.default_rng(8)
    rows = [
        (origin, destination, ("Primary-Short", "Primary-Long", "Supplemental")[place // 2], place + 1)
        for origin in CODES[:-1]
        for place, destination in enumerate(
            dice.choice([code for code in CODES if code != origin], 6, replace=False)
        )
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["origin", "destination", "tier", "rank"])


@cache
def make_observed() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shares between groups for three origins in four, and the list of groups."""
    dice = np.random.default_rng(9)
    rows = [
        (origin, destination, round(float(dice.exponential(0.002)), 6))
        for origin in GROUPS[: len(GROUPS) * 3 // 4]
        for destination in GROUPS
        if origin != destination and dice.random() < 0.5
    ]
    groups = pd.DataFrame({"code": GROUPS}).assign(
        title="A group", employment=1000, mean_wage=50_000, minor="", major=""
    )
    return pd.DataFrame(rows, columns=["origin", "destination", "share"]), groups


def build(moves: pd.DataFrame) -> Frames:
    return build_scored_moves(
        make_frames(), make_related(), moves, make_observed()[1], make_crosswalk(), VINTAGES
    )


@cache
def built() -> Mapping[str, pd.DataFrame]:
    return build(make_observed()[0])


def members(group: str) -> set[str]:
    rows = built()["facts/group_members"]
    return set(rows.loc[rows["code"] == group, "occupation"])


def pick_blind(edges: pd.DataFrame, origins: set[str]) -> pd.DataFrame:
    """Return the moves of some origins that are not known by observation alone, with their scores."""
    rows = edges[edges["origin"].isin(origins) & (edges["evidence"] != "observed")]
    return rows[["origin", "destination", "score", "similarity"]].reset_index(drop=True)


# ---- weights


def test_the_weights_of_every_group_sum_to_1() -> None:
    total = built()["facts/group_members"].groupby("code")["weight"].sum()
    assert set(total.index) == set(GROUPS)
    assert np.allclose(total, 1, atol=1e-5)


@given(
    jobs=st.dictionaries(st.sampled_from(CODES), st.integers(min_value=0, max_value=10**6)),
    group=st.sampled_from(GROUPS),
)
def test_weights_sum_to_1_whatever_the_jobs(jobs: dict[str, int], group: str) -> None:
    crosswalk = make_crosswalk()
    weights = weigh_group(group, find_members(GROUPS, crosswalk)[group], crosswalk, jobs)
    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) >= 0


def test_a_code_without_occupation_gives_no_weights() -> None:
    assert weigh_group("99-9990", ["99-9991"], make_crosswalk(), {}) == {}


def test_a_code_belongs_to_its_narrowest_group() -> None:
    codes = {"31-1011": ("31-1011",), "31-1012": ("31-1012",), "31-1021": ("31-1021",)}
    crosswalk = Crosswalk({}, {}, codes)
    found = find_members(["31-1000", "31-1010", "31-1012"], crosswalk)
    assert found == {"31-1000": ["31-1021"], "31-1010": ["31-1011"], "31-1012": ["31-1012"]}


def test_observed_shares_are_divided_and_not_counted_twice() -> None:
    moves, groups = make_observed()
    jobs = dict.fromkeys(CODES, 100)
    observed = place_observed(moves, groups, make_crosswalk(), jobs, CODES)
    carried = carry_shares(observed)
    single = CODES.index("31-3011")
    told = moves.loc[moves["origin"] == "31-3010", "share"].sum()
    assert carried[single].sum() == pytest.approx(told)


# ---- folds


def test_groups_with_a_common_occupation_share_a_fold() -> None:
    folds = built()["facts/move_groups"].set_index("code")["fold"]
    assert folds[f"{CODES[0][:6]}0"] == folds[f"{TIES[CODES[0]][:6]}0"]
    assert set(folds.dropna()) <= {str(fold) for fold in range(FOLDS)}
    assert len(set(folds.dropna())) > 2


def test_groups_without_rows_have_no_fold() -> None:
    groups = built()["facts/move_groups"].set_index("code")
    assert groups.loc[list(GROUPS[45:]), "fold"].isna().all()
    assert not groups.loc[list(GROUPS[45:]), "observed"].any()


@settings(max_examples=12, deadline=None)
@given(
    group=st.sampled_from(GROUPS[:45]),
    seed=st.integers(min_value=0, max_value=99),
    how=st.sampled_from(["deal", "zero", "boost", "replace"]),
)
def test_an_origins_own_rows_never_influence_its_candidates_or_scores(
    group: str, seed: int, how: str
) -> None:
    moves = make_observed()[0].copy()
    own = moves["origin"] == group
    dice = np.random.default_rng(seed)
    if how == "deal":
        moves.loc[own, "share"] = dice.permutation(moves.loc[own, "share"])
    elif how == "zero":
        moves.loc[own, "share"] = 0.0
    elif how == "boost":
        moves.loc[own, "share"] = 0.02
    else:
        ends = [end for end in GROUPS if end != group]
        rows = pd.DataFrame(
            {"origin": group, "destination": ends, "share": dice.random(len(ends)) / 50}
        )
        moves = pd.concat([moves[~own], rows], ignore_index=True)  # fmt: skip
    before = pick_blind(built()["edges/advances_to"], members(group))
    after = pick_blind(build(moves)["edges/advances_to"], members(group))
    pd.testing.assert_frame_equal(before, after)
    assert len(before) >= CHOSEN


def test_the_rows_of_others_do_influence_it() -> None:
    moves = make_observed()[0].copy()
    moves.loc[moves["origin"] == GROUPS[5], "share"] = 0.02
    others = set(CODES) - members(GROUPS[5])
    before = pick_blind(built()["edges/advances_to"], others)
    assert not before.equals(pick_blind(build(moves)["edges/advances_to"], others))


def test_two_builds_and_another_order_of_rows_give_the_same() -> None:
    moves = make_observed()[0].sample(frac=1, random_state=3)
    for name, frame in build(moves).items():
        pd.testing.assert_frame_equal(frame, built()[name])


# ---- edges


def test_at_most_forty_moves_and_none_to_itself() -> None:
    edges = built()["edges/advances_to"]
    counts = edges.groupby("origin").size()
    assert counts.max() <= MOST
    assert set(counts.index) == set(CODES)
    assert (edges["origin"] != edges["destination"]).all()
    assert not edges.duplicated(["origin", "destination"]).any()


def test_evidence_says_who_knows_of_a_move() -> None:
    edges = built()["edges/advances_to"]
    held = edges["evidence"].str.split("|").map(set)
    assert {name for names in held for name in names} == {"expert list", "estimated", "observed"}
    assert (edges["evidence"] != "").all()
    seen = edges["share"].fillna(0) >= SEEN
    assert (held.map(lambda names: "observed" in names) == seen).all()
    listed = held.map(lambda names: "expert list" in names)
    assert edges.loc[listed, "tier"].notna().all()
    assert (edges.loc[listed & (edges["evidence"] == "expert list"), "dataset"] == "onet").all()
    both = edges["evidence"] == "estimated|expert list"
    assert (edges.loc[both, "vintage"] == "2010s|O*NET 30.1").all()


def test_primary_occupations_of_the_expert_list_are_all_kept() -> None:
    related = make_related()
    primary = related[related["tier"] != "Supplemental"]
    kept = set(built()["edges/advances_to"][["origin", "destination"]].itertuples(index=False))
    assert set(primary[["origin", "destination"]].itertuples(index=False)) <= kept


def test_every_origin_has_a_supervisor_of_its_major_group() -> None:
    edges = built()["edges/advances_to"]
    for origin in CODES:
        leads = {
            code for code in CODES if is_supervisor(code) and code[:2] == origin[:2] != "31"
        } - {origin}
        ends = set(edges.loc[edges["origin"] == origin, "destination"])
        assert len(leads & ends) >= min(2, len(leads))


def test_an_occupation_without_vectors_has_moves_but_no_similarity() -> None:
    edges = built()["edges/advances_to"]
    rows = edges[edges["origin"] == CODES[-1]]
    assert len(rows) == CHOSEN
    assert rows["similarity"].isna().all()
    assert edges.loc[edges["origin"] == CODES[0], "similarity"].notna().any()


def test_scores_and_similarities_are_between_0_and_1_in_thousandths() -> None:
    edges = built()["edges/advances_to"]
    for name in ("score", "similarity", "similarity_skills", "similarity_technology"):
        cells = edges[name].dropna().astype(float)
        assert cells.between(0, 1).all()
        assert np.allclose(cells, cells.round(3))


def test_every_fold_and_the_whole_have_a_model() -> None:
    models = built()["facts/move_model"]
    assert set(models["fold"]) == {*(str(fold) for fold in range(FOLDS)), "all"}
    assert models.groupby("fold").size().nunique() == 1


def test_without_observed_moves_the_expert_list_still_stands() -> None:
    edges = build(make_observed()[0].iloc[:0])["edges/advances_to"]
    assert set(edges["origin"]) == set(CODES)
    assert edges["share"].isna().all()
    assert (edges["score"] == 0).all()


# ---- choice


def test_the_best_scored_supervisors_of_the_own_major_group_are_found() -> None:
    codes = ["41-1011", "41-1012", "41-1013", "41-2011", "43-1011", "31-1011"]
    scores = np.zeros((6, 6))
    scores[3] = [0.1, 0.3, 0.2, 0, 0.9, 0.9]
    found = find_supervisors(scores, codes)
    assert np.flatnonzero(found[3]).tolist() == [1, 2]
    assert np.flatnonzero(found[1]).tolist() == [0, 2]
    assert not found[5].any()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_candidates_keep_the_rules(seed: int) -> None:
    dice = np.random.default_rng(seed)
    scores = dice.random((90, 90)).round(1)
    primary = dice.random((90, 90)) < 0.05
    np.fill_diagonal(primary, False)
    owner = dice.integers(0, 40, 90)
    kept, by_score = choose_candidates(scores, primary, dice.random(90), owner)
    for origin in range(90):
        assert not kept[origin, origin]
        assert kept[origin].sum() <= CHOSEN
        assert kept[origin, primary[origin]].all()
        free = np.flatnonzero(by_score[origin])
        assert np.bincount(owner[free]).max() <= OF_ONE_GROUP


def test_absent_rows_take_the_mean_of_the_nearest_relatives() -> None:
    codes = ["31-1011", "31-1012", "31-1019", "41-1011"]
    values = np.array([1.0, 3.0, np.nan, 100.0])
    assert fill_from_relatives(values, codes).tolist() == [1, 3, 2, 100]
    assert fill_from_relatives(np.array([np.nan]), ["31-1011"]).tolist() == [0]
