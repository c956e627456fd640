"""Figures, codes and reasons in words."""

from __future__ import annotations

import pytest

from pathways import words
from pathways.schema import LEVELS


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.format_money(61010), "$61,010"),
        (words.format_money(-8580), "\u2212$8,580"),
        (words.format_money(0), "$0"),
        (words.format_yearly(61010), "$61,010 a year"),
        (words.format_hourly(29.3), "$29.30 an hour"),
        (words.format_gain(40230), "+$40,230"),
        (words.format_gain(-140), "\u2212$140"),
        (words.format_gain(0), "$0"),
        (words.format_percent(2.34, signed=True), "+2.3%"),
        (words.format_percent(-10.0), "\u221210%"),
        (words.format_percent(31), "31%"),
        (words.format_percent(-0.04, signed=True), "0%"),
        (words.format_count(14620), "14,620"),
        (words.format_months(9, 12), "9 to 12 months"),
        (words.format_months(1), "1 month"),
        (words.format_months(24, 24), "24 months"),
        (words.format_months(0), "0 months"),
        (words.count_things(1, "school", "schools"), "1 school"),
        (words.count_things(18, "school", "schools"), "18 schools"),
        (words.join_words([]), ""),
        (words.join_words(["a", "b", "c"]), "a, b and c"),
        (words.shorten_area("St. Louis, MO-IL"), "St. Louis"),
        (words.shorten_area("Southwest Missouri nonmetropolitan area"),
         "Southwest Missouri nonmetropolitan area"),
    ],
)  # fmt: skip
def test_figures_read_as_people_say_them(said, expected):
    assert said == expected


@pytest.mark.parametrize("reason", [*words.WITHHELD, None, "a reason of the future"])
def test_a_withheld_figure_is_words_never_a_dash_or_zero(reason):
    said = words.explain_withheld(reason)
    assert said.replace(" ", "").isalpha()


def test_a_wage_at_the_cap_is_at_least_the_cap():
    facts = {
        "p25": None,
        "hourly_p25": None,
        "at_least": {"annual": 239200, "hourly": 115.0},
        "withheld": {"p25": "top_coded", "hourly_p25": "top_coded"},
    }
    assert words.say_yearly(facts, "p25") == "$239,200 or more"
    assert words.say_hourly(facts, "hourly_p25") == "$115.00 an hour or more"


@pytest.mark.parametrize("reason", ["suppressed", "not_in_area", "hourly_only"])
def test_an_absent_wage_says_why(reason):
    facts = {"p25": None, "hourly_p25": None, "withheld": {"p25": reason, "hourly_p25": reason}}
    assert words.say_yearly(facts, "p25") == words.WITHHELD[reason]
    assert words.WITHHELD[reason] in words.say_hourly(facts, "hourly_p25")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("oews/May 2025/0041180", "OEWS, May 2025, St. Louis, MO-IL"),
        ("onet/O*NET 30.1/0000000", "O*NET 30.1, nation"),
        ("projections/2024-34/0000000", "BLS Employment Projections, 2024-34, nation"),
        ("minimum_wage/October 2026/MO", "State minimum wage table, October 2026, MO"),
        ("curated/RSMo 198.082", "Reviewed by us: RSMo 198.082"),
        ("projections/2024-34/0000000 rate x oews/May 2025/0041180 jobs",
         "rate from BLS Employment Projections, 2024-34, nation x "
         "jobs from OEWS, May 2025, St. Louis, MO-IL"),
        ("new_one/2030/0041180", "new_one, 2030, St. Louis, MO-IL"),
    ],
)  # fmt: skip
def test_a_source_names_dataset_release_and_area(source, expected):
    assert words.describe_source(source, {"0041180": "St. Louis, MO-IL"}) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Nurses", "Nurses"),
        ("Physical Therapist Assistants", "Physical Therapist\nAssistants"),
        ("Licensed Practical and Licensed Vocational Nurses",
         "Licensed Practical\nand Licensed..."),
    ],
)  # fmt: skip
def test_a_title_takes_two_lines_at_most(title, expected):
    assert words.wrap_title(title, width=21) == expected


@pytest.mark.parametrize(
    "text",
    ["$1 and $2", "[a](javascript:x)", ":red[x]", "<b>x</b>", "a*b_c`d", "# a", "~x~", "&lt;"],
)
def test_markdown_marks_are_made_plain(text):
    escaped = words.escape_markdown(text)
    assert escaped.replace("\\", "") == text
    for place, letter in enumerate(escaped):
        if letter in "$[]()<>*_`#~:&":
            assert escaped[place - 1] == "\\"


def test_a_price_is_one_figure_or_its_lowest_and_highest():
    assert words.format_price(5_444, 10_888) == "$5,444 to $10,888"
    assert words.format_price(5_444, 5_444) == words.format_price(None, 5_444) == "$5,444"


def test_pay_that_may_fall_is_about_the_same():
    assert words.KIND["lateral_transition"].startswith("About the same pay")
    assert words.KIND["similar"].startswith("About the same pay")


def test_every_level_has_words():
    assert set(words.LEVEL) == set(words.LEVEL_FINISHED) == set(LEVELS)


@pytest.mark.parametrize("word", ["funded", "eligible", "free", "hiring"])
def test_words_that_promise_are_never_said(word):
    tables = (words.WITHHELD, words.LEVEL, words.LEVEL_FINISHED, words.KIND, words.BASIS)
    said = " ".join(text for table in tables for text in table.values()).casefold()
    assert word not in said.split()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-03", "3 Nov 2026"),
        ("2026-11", "Nov 2026"),
        ("2026", "2026"),
        ("2026-13-01", "2026-13-01"),
        ("soon", "soon"),
    ],
)
def test_a_day_reads_as_people_write_it(day, expected):
    assert words.describe_day(day) == expected


@pytest.mark.parametrize(
    ("source", "is_link"),
    [
        ("https://www.revisor.mo.gov/main/OneSection.aspx?section=335.0", True),
        ("http://pr.mo.gov/nursing.asp", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<b>", False),
        ("https://a.b/<img src=x>", False),
        ("https://a.b/\nx", False),
        ("http://[x", False),
        ("RSMo 335.046", False),
    ],
)
def test_only_a_plain_web_address_becomes_a_link(source, is_link):
    said = words.link_source(source)
    assert said.startswith("[") is is_link
    assert ("](<" in said) is is_link


def test_a_link_is_named_by_its_site():
    assert words.link_source("https://www.tsa.gov/x") == "[tsa\\.gov](<https://www.tsa.gov/x>)"


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("bLS", "BLS"), ("a job", "A job")])
def test_only_the_first_letter_is_raised(text, expected):
    assert words.start_upper(text) == expected
