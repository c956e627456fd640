"""Every page for everybody: axe's rules, the order of the keyboard, and no request that leaves the machine."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

import tests.test_screen as screen
from tests.test_screen import PHONE, READY, WIDE, name_focus

pytestmark = pytest.mark.browser
app, browser, visit = screen.app, screen.browser, screen.visit

HEADING = "[data-testid=stMain] h1"
CHOSEN = "job=31-1131&place=zip:63103&max_elapsed=48"
PAGES = {
    "find": ("", READY),
    "find nothing": (
        "?place=0033100&max_months=0&max_elapsed=0&max_cost=0&min_wage=90000",
        HEADING,
    ),
    "occupation": (f"occupation?{CHOSEN}&soc=29-1141", HEADING),
    "compare": (f"compare?{CHOSEN}&compare=31-1131~29-1141~~31-1131~29-2061~~31-1131", HEADING),
    "compare two": (f"compare?{CHOSEN}&compare=31-1131~29-1141~~31-1131", HEADING),
    "sectors": (f"sectors?{CHOSEN}", HEADING),
    "training": (f"training?{CHOSEN}", HEADING),
    "links": (f"links?{CHOSEN}", HEADING),
    "plan": (f"plan?{CHOSEN}&p=31-1131~29-1141", HEADING),
    "about": ("about", HEADING),
}
"""Page -> its address and what is there once it is shown."""


DARK = """() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor
  === 'rgb(17, 24, 31)'"""


def find_faults(page) -> list[tuple[str, str]]:
    """Return what axe finds, each rule with the first part of the page that breaks it."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:240]) for rule in found]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_rule_is_broken_and_nothing_leaves_the_machine(app, visit, name, size):
    address, ready = PAGES[name]
    one = visit(size=size)
    page = one.open(f"{app}/{address}", ready)
    page.wait_for_selector(HEADING, timeout=60_000)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    if name == "find":
        if size == PHONE:
            page.get_by_role("button", name="Show the picture").click()
        page.get_by_text("Schools, rules, and where each number comes from").first.click()
        one.settle()
    page.wait_for_timeout(1_500)  # a chart has its words a moment after its lines
    assert find_faults(page) == []
    page.emulate_media(color_scheme="dark")
    page.reload()  # a chart's colours follow the theme from the next run on
    page.wait_for_selector(ready, state="attached", timeout=60_000)
    page.wait_for_function(DARK, timeout=20_000)
    one.settle()
    page.wait_for_timeout(1_500)
    assert find_faults(page) == []
    assert one.outside == []


@pytest.mark.parametrize("name", ["find", "plan"])
def test_a_filled_button_can_be_read_when_the_theme_changes_under_it(app, visit, name):
    address, ready = PAGES[name]
    one = visit()
    page = one.open(f"{app}/{address}", ready)
    filled = page.locator("[data-testid=stBaseButton-primary]").first
    filled.wait_for()
    inks = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(1_500)
        inks.append(filled.locator("span.stMarkdownColoredText").evaluate(
            "part => getComputedStyle(part).color"
        ))  # fmt: skip
        faults = find_faults(page)
        assert not [part for rule, part in faults if "olor" in rule and "stBaseButton" in part]
        assert not [part for rule, part in faults if "stMarkdownColoredText" in part]
    assert inks == ["rgb(255, 255, 255)", "rgb(17, 24, 31)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_is_broken_in_the_limits(app, visit, scheme):
    page = visit(size=PHONE, scheme=scheme).open(f"{app}/?sectors=health")
    page.get_by_role("button", name="Limits").click()
    page.get_by_label("Months from today, at most").wait_for()
    assert find_faults(page) == []


def test_the_rules_find_what_is_wrong(app, visit):
    """The control: a picture without words is reported, so that no report is proof."""
    page = visit().open(f"{app}/about", HEADING)
    page.evaluate("() => document.querySelector('h1').append(document.createElement('img'))")
    assert "image-alt" in [rule for rule, _part in find_faults(page)]


def test_a_card_is_read_and_tabbed_in_the_order_of_its_steps(app, visit):
    page = visit().open(f"{app}/?place=zip:63103")
    cards = page.locator("ol[aria-label^='Pathway from']")
    assert cards.count() == 3
    for number in range(cards.count()):
        parts = cards.nth(number).locator("> li").all()
        kinds = [part.get_attribute("class").split()[0] for part in parts]
        assert kinds == ["job", *["move", "job"] * (len(kinds) // 2)]
        boxes = [part.bounding_box() for part in parts]
        stands = cards.nth(number).locator("xpath=..").get_attribute("class") == "frame long"
        places = [box["y" if stands else "x"] for box in boxes]
        assert places == sorted(places)
        assert len(set(places)) == len(places)
    page.get_by_role("button", name="Make a plan").first.focus()
    met = [name_focus(page)]
    for _ in range(30):
        page.keyboard.press("Tab")
        met.append(name_focus(page))
    plans = [place for place, name in enumerate(met) if "Make a plan" in name]
    compares = [place for place, name in enumerate(met) if "Add to compare" in name]
    assert len(plans) == len(compares) == 3
    assert all(plan < compare for plan, compare in zip(plans, compares, strict=True))
    assert compares[0] < plans[1]


def test_what_a_strip_shows_by_colour_it_says_in_words(app, visit):
    page = visit().open(f"{app}/?min_wage=52000")
    strip = page.locator("ol[aria-label^='Pathway from']").first
    assert "Past your wage line" in strip.inner_text()
    assert strip.locator(".bar").first.get_attribute("aria-hidden") == "true"
