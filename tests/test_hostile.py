"""What comes from outside is only words: addresses, what is typed, and the titles of a hostile graph."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

import tests.test_screen as screen
from pathways.ui.state import SHAPES, WRITTEN
from tests.test_screen import CHROMIUM, PHONE, WIDE, Visit, click_box, serve

pytestmark = pytest.mark.browser
app, browser, visit = screen.app, screen.browser, screen.visit

HIT = "window.hit=1"
TAGS = (
    "<script>{hit}</script>",
    "<ScRiPt>{hit}</sCrIpT>",
    "</script><script>{hit}</script>",
    "<img src=x onerror={hit}>",
    "<img src=x onerror='{hit}'>",
    "<img/src=x/onerror={hit}>",
    "<svg onload={hit}>",
    "<svg><script>{hit}</script></svg>",
    "<svg><animate onbegin={hit} attributeName=x dur=1s>",
    "<body onload={hit}>",
    "<iframe src=javascript:parent.hit=1></iframe>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<object data=javascript:{hit}></object>",
    "<embed src=javascript:{hit}>",
    "<details open ontoggle={hit}>x</details>",
    "<video><source onerror={hit}></video>",
    "<audio src=x onerror={hit}></audio>",
    "<input autofocus onfocus={hit}>",
    "<select autofocus onfocus={hit}></select>",
    "<textarea autofocus onfocus={hit}></textarea>",
    "<marquee onstart={hit}>x</marquee>",
    "<a href=javascript:{hit}>x</a>",
    "<math><mi xlink:href='javascript:{hit}'>x</mi></math>",
    "<link rel=stylesheet href=javascript:{hit}>",
    "<meta http-equiv=refresh content='0;url=javascript:{hit}'>",
    "<base href=javascript:{hit}//>",
    "<style>@import 'javascript:{hit}'</style>",
    "<div style='width:expression({hit})'>",
    "<template><script>{hit}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={hit}>'>",
)
ATTRIBUTES = (
    '" onmouseover={hit} x="',
    "' onfocus={hit} autofocus x='",
    '"><script>{hit}</script>',
    "'><img src=x onerror={hit}>",
    "--><script>{hit}</script>",
    "]]><script>{hit}</script>",
    "`${{{hit}}}`",
    "{{{{constructor.constructor('{hit}')()}}}}",
    "${{{hit}}}",
    "';{hit};//",
    '";{hit};//',
    "\\';{hit};//",
    "javascript:{hit}",
    "JaVaScRiPt:{hit}",
    "java\tscript:{hit}",
    "data:text/html,<script>{hit}</script>",
)
MARKDOWN = (
    "[x](javascript:{hit})",
    "[x](<javascript:{hit}>)",
    "[x](data:text/html;base64,PHNjcmlwdD5oaXQ9MTwvc2NyaXB0Pg==)",
    '![x](x" onerror="{hit})',
    "<javascript:{hit}>",
    "[x]: javascript:{hit}",
    ":red[<img src=x onerror={hit}>]",
    "$\\href{{javascript:{hit}}}{{x}}$",
    "$$\\htmlData{{x=<img src=x onerror={hit}>}}{{x}}$$",
    "**<svg onload={hit}>**",
    "`<script>{hit}</script>`",
    "# <script>{hit}</script>",
    ":material/<img src=x onerror={hit}>:",
    "\u202e<script>{hit}</script>",
)
PAYLOADS = tuple(text.format(hit=HIT) for text in (*TAGS, *ATTRIBUTES, *MARKDOWN))
KEYS = tuple(dict.fromkeys((*SHAPES, *WRITTEN, "starts", "q", "<img src=x onerror=window.hit=1>")))
LIVE = {"What do you do now?": "No job called", "Where?": "No place called"}
"""Input that answers while one types -> how its answer begins where nothing is found."""
UNKNOWN = "<qqqqzzzz>"
RESTING = "[data-testid=stApp][data-test-script-state=notRunning]"
HEADING = "[data-testid=stMain] h1"
MADE = "a[href^='javascript' i], a[href^='data:'], [onerror], [onload], [onfocus], [src=x], iframe"
"""Parts that only markup made from words could have put on the page."""

HOSTILE = """
import copy
import streamlit as st
from pathways.ui.ladder import show_ladder
from pathways.ui.moves import show_moves
from pathways.ui.strips import show_pathways
from pathways.ui.facts import show_pay_notices
from pathways.ui.permits import show_rules
from pathways.person import Person
from pathways.ui import cache, state
st.set_page_config(layout="wide")
BAD = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "[href](javascript:window.hit=1) href",
    "</script><svg onload=window.hit=1>",
    ":red[x] $a$ **b** :material/check:",
]
start = cache.get_facts("0041180", "31-1131")
moves = [dict(move) for move in cache.get_moves("0041180", "31-1131")]
answer = cache.find_pathways("0041180", Person(starts=("31-1131",)), 3, "en")
state.speak()
facts = cache.get_facts_of("0041180", "31-1131", None, moves, answer["pathways"])
for place, (soc, known) in enumerate(sorted(facts.items())):
    known["title"] = known["wage_area_name"] = known["area_name"] = BAD[place % len(BAD)]
    known["rules"] = copy.deepcopy(known["rules"])
    for number, gate in enumerate(known["rules"]["gates"]):
        gate["title"] = BAD[number % len(BAD)]
        gate["source"] = ["javascript:window.hit=1", "http://[x", "https://a.b/<img src=x>"][number % 3]
for place, move in enumerate(moves):
    move["title"] = BAD[place % len(BAD)]
for pathway in answer["pathways"]:
    for place, step in enumerate(pathway["steps"]):
        step["title"] = BAD[place % len(BAD)]
        step["evidence"] = [BAD[1]]
        for number, gate in enumerate(step["gates"]):
            gate["title"] = BAD[number % len(BAD)]
            gate["source"] = "javascript:window.hit=1"
        for option in step["options"]:
            option["provider_name"] = option["title"] = BAD[0]
start = {**facts["31-1131"], "note": BAD[1]}
st.title("Hostile")
show_pay_notices({**start, 'below_minimum': None, 'wage_area': '0000000'})
show_rules(start['rules'])
show_pathways(answer, facts, Person(min_wage=52000), goal_title=BAD[1])
show_moves(moves, facts, area="0041180", empty=BAD[0])
show_ladder(start, moves, answer["pathways"], facts, node=None, wage_line=52000, can_leave_out=True)
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    script = tmp_path_factory.mktemp("hostile") / "hostile.py"
    script.write_text(HOSTILE, encoding="utf-8")
    yield from serve(script)


@pytest.fixture(scope="module")
def opened(app, browser) -> Iterator[Visit]:
    one = Visit(browser, WIDE)
    one.open(app)
    yield one
    assert not one.outside
    one.context.close()


def assert_only_words(page) -> None:
    assert page.evaluate("() => window.hit") is None
    main = page.locator("[data-testid=stMain]")
    assert main.locator(MADE).count() == 0


def write_query(payload: str) -> str:
    """Return an address with the payload in every key."""
    return "&".join(f"{quote(key)}={quote(payload)}" for key in KEYS)


def test_there_are_sixty_payloads():
    assert len(set(PAYLOADS)) == len(PAYLOADS) == 60


def turn_to(page, query: str) -> None:
    """Put another address into the open page, as Back and Forward do: quicker than loading it."""
    page.evaluate(
        "query => { history.pushState({}, '', query); dispatchEvent(new PopStateEvent('popstate')) }",
        query,
    )
    page.wait_for_timeout(120)
    page.wait_for_selector(RESTING, timeout=60_000)


def test_an_address_of_payloads_is_only_words(app, opened):
    """Every payload stands in every key of Find."""
    page = opened.open(f"{app}/?{write_query(PAYLOADS[0])}")
    for payload in PAYLOADS:
        turn_to(page, f"?{write_query(payload)}")
        assert_only_words(page)
    assert page.get_by_text("Something went wrong on our side").count() == 0
    turn_to(page, "?job=53-3032")  # the addresses were read: so is this one
    opened.settle()
    assert page.get_by_label("What do you do now?").input_value().startswith("Heavy and Tractor")


@pytest.mark.parametrize(
    "name", ["occupation", "compare", "sectors", "training", "links", "plan", "about"]
)
def test_the_other_pages_take_payloads_as_words(app, opened, name):
    page = opened.open(f"{app}/{name}?{write_query(PAYLOADS[0])}", HEADING)
    assert_only_words(page)
    for payload in PAYLOADS[3::12]:
        turn_to(page, f"?{write_query(payload)}")
        assert_only_words(page)
    assert page.get_by_text("Something went wrong on our side").count() == 0


@pytest.mark.parametrize("label", LIVE)
def test_what_is_typed_is_only_words(app, opened, label):
    page = opened.open(app)
    asked = page.get_by_label(label)
    for payload in PAYLOADS:
        asked.fill(payload)
        page.wait_for_timeout(120)
        assert page.evaluate("() => window.hit") is None
    asked.fill(UNKNOWN)
    page.get_by_text(f"{LIVE[label]} {UNKNOWN}").first.wait_for(timeout=30_000)
    opened.settle()
    assert_only_words(page)


def test_what_is_typed_as_a_holding_is_only_words(app, opened):
    page = opened.open(app)
    page.get_by_role("button", name="Limits").click()
    asked = page.get_by_label("Add a license, certificate or degree")
    for payload in PAYLOADS:
        asked.fill(payload)
        page.wait_for_timeout(120)
    opened.settle()
    assert_only_words(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_hostile_titles_are_only_words(hostile, visit, size):
    page = visit(size=size).open(hostile)
    if size == PHONE:
        page.get_by_role("button", name="Show the picture").click()
    else:
        click_box(page, "n1")
    page.wait_for_timeout(1500)
    assert page.evaluate("() => window.hit") is None
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("[data-testid=stMain] img[src=x]").count() == 0
    assert page.get_by_text("<script>window.hit = 1</script>").count() > 0


def test_the_hostile_words_would_run_where_markup_is_made(hostile, visit):
    """The control: the same words, set as markup, do fire; so a page where they do not is proof."""
    page = visit().open(hostile)
    page.evaluate(
        "() => { document.body.lastElementChild.innerHTML += \"<img src=x onerror='window.hit = 1'>\" }"
    )
    page.wait_for_function("() => window.hit === 1", timeout=10_000)


def test_enough_of_the_payloads_would_run_where_markup_is_made(browser):
    """The control of the payloads: in a page that is made of them, they do fire."""
    one = Visit(browser)
    fired = []
    for payload in PAYLOADS:
        one.page.set_content(f"<body>{payload}</body>")
        one.page.wait_for_timeout(60)
        if one.page.evaluate("() => window.hit") == 1:
            fired.append(payload)
        one.page.evaluate("() => { delete window.hit }")
    one.context.close()
    assert len(fired) >= 12, fired
