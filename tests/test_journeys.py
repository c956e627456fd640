"""Whole errands in a real browser: what people come for, from the question to what they take away."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

import tests.test_screen as screen
from tests.test_screen import PHONE, WIDE, Visit, shoot

pytestmark = pytest.mark.browser
app, browser, visit = screen.app, screen.browser, screen.visit

HEADING = "[data-testid=stMain] h1"
NEVER = re.compile(
    r"\b(funded|eligible|free|hiring|financiad[oa]s?|elegibles?|gratis|contratando)\b",
    re.IGNORECASE,
)
STRIP = "ol[aria-label^='Pathway from']"
ASKED = "place=zip:63103&education=high_school&max_elapsed=48"


def read(page) -> str:
    return page.locator("[data-testid=stMain]").inner_text()


def choose(one: Visit, label: str, typed: str, answer: str) -> None:
    """Type into an input that answers while one types, and press one of the answers."""
    one.page.get_by_label(label).fill(typed)
    one.page.get_by_role("button", name=answer).first.click(timeout=30_000)
    one.settle()


def set_limit(one: Visit, **fields: str) -> None:
    """Open the limits, fill fields by their label and put them in force."""
    one.page.get_by_role("button", name="Limits").first.click()
    for label, value in fields.items():
        one.page.get_by_label(label.replace("_", " ")).fill(value)
    one.page.get_by_role("button", name="Use these limits").click()
    one.settle()


# ---- staff of a job center


def test_a_client_a_limit_and_a_way_to_registered_nurse(app, visit):
    """S1: a nursing assistant in 63103 with high school and 48 months sees months, price, law, source."""
    one = visit()
    page = one.open(f"{app}/?job=53-3032")
    choose(one, "What do you do now?", "cna", "Nursing Assistants")
    choose(one, "Where?", "63103", "63103")
    page.get_by_label("Highest school finished").click()
    page.get_by_role("option", name="High school", exact=True).click()
    one.settle()
    page.get_by_role("button", name="Limits").first.click()
    page.get_by_label("Months from today, at most").fill("48")
    page.get_by_role("button", name="Use these limits").click()
    page.get_by_text("At most 48 months from today").wait_for(timeout=30_000)
    one.settle()
    assert urlsplit(page.url).query.count("max_elapsed=48") == 1
    card = page.locator(STRIP, has_text="Registered Nurses").first
    strip = card.inner_text()
    assert "Nursing Assistants" in strip
    assert re.search(r"\d+( to \d+)? months", strip)
    assert re.search(r"\$[\d,]+ published price|Price not published", strip)
    assert "Registered nurse license" in strip
    assert "Required by rule" in strip
    leads = page.get_by_role("heading", name="from today to").all_inner_texts()
    assert any(re.match(r"\d+ months\s+from today to Registered Nurses", lead) for lead in leads)
    assert all(int(lead.split()[0]) <= 48 for lead in leads)
    page.get_by_text("Schools, rules, and where each number comes from").first.click()
    page.get_by_text("Where each number comes from", exact=True).first.wait_for()
    one.settle()
    said = read(page)
    assert "OEWS, May 2025, St. Louis" in said
    assert re.search(r"read \d+ \w+ 20\d\d", said)
    assert not NEVER.search(said)


def test_from_a_card_to_a_plan(app, visit):
    """S5: one press gives the sheet, its files and a note that fits the case notes."""
    one = visit()
    page = one.open(f"{app}/?{ASKED}")
    page.get_by_role("button", name="Make a plan").first.click()
    page.wait_for_url("**/plan?**", timeout=30_000)
    page.wait_for_selector("[data-testid=stMain] img", timeout=60_000)
    one.settle()
    assert parse_qs(urlsplit(page.url).query)["p"][0].startswith("31-1131~")
    said = read(page)
    assert "of 4,000 characters" in said
    assert not NEVER.search(said)
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="Download the sheet (PDF)").click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


# ---- jobseekers, on a phone


def test_say_it_my_way(app, visit):
    """J1: slang, a typo or an acronym gives the right job within three answers."""
    one = visit(size=PHONE)
    page = one.open(app)
    for typed, wanted in (
        ("lpn", "Licensed Practical"),
        ("trucker", "Heavy and Tractor-Trailer"),
        ("nursing asistant", "Nursing Assistants"),
        ("cashier", "Cashiers"),
    ):
        page.get_by_label("What do you do now?").fill(typed)
        answers = page.locator("[class*='st-key-job_is_']")
        answers.filter(has_text=wanted).first.wait_for(timeout=30_000)
        one.settle()
        assert any(wanted in answer for answer in answers.all_inner_texts()[:3]), typed


def test_what_can_i_do_now(app, visit):
    """J2: without any training, ways are shown or an honest none; pay is compared with today's."""
    one = visit(size=PHONE)
    page = one.open(f"{app}/?{ASKED}")
    set_limit(one, **{"Months_of_training,_at_most": "0"})
    said = read(page)
    if page.locator(STRIP).count():
        first = page.locator(STRIP).first.inner_text()
        assert "of study" not in first
        assert re.search(r"\$[\d,]+\s+a year", first)
        assert re.search(r"New: \$[\d.]+ an hour", first)
    else:
        assert "No pathway fits all your limits" in said
    assert "Next moves" in said
    assert re.search(r"\+\$[\d,]+", said)


def test_one_step_then_the_next(app, visit):
    """J3: every step ends in a job that has a name, and its facts are one press away."""
    one = visit(size=PHONE)
    page = one.open(f"{app}/?{ASKED}")
    for strip in page.locator(STRIP).all():
        kinds = [part.get_attribute("class").split()[0] for part in strip.locator("> li").all()]
        assert kinds[0] == kinds[-1] == "job"
        assert kinds[1::2] == ["move"] * (len(kinds) // 2)
    page.get_by_role("button", name="Start from this job").click()
    one.settle()
    assert "job=" in page.url
    assert page.get_by_label("What do you do now?").input_value() != "Nursing Assistants"


def test_if_i_must_stop(app, visit):
    """J4: at each step that has a next one, the job and the pay of whoever stops there."""
    one = visit(size=PHONE)
    page = one.open(f"{app}/?{ASKED}&max_months=0")
    page.locator(STRIP).first.wait_for(timeout=30_000)
    opened = 0
    for number, strip in enumerate(page.locator(STRIP).all()):
        steps = strip.locator("> li.move").count()
        why = page.get_by_text("Why, and what if you stop early").nth(number)
        if number:
            why.click()
            one.settle()
        if steps > 1:
            opened += 1
            assert (
                page.get_by_text(re.compile(r"^After step 1: .+ months from today$")).count()
                >= opened
            )
    assert page.get_by_text("If you stop early").first.is_visible()
    assert opened > 0


def test_can_we_live_on_it(app, visit):
    """J5: a wage line is chosen by its name; what passes it is marked beside each job, in words."""
    one = visit(size=PHONE)
    page = one.open(f"{app}/?place=zip:63103")
    page.get_by_role("button", name="Limits").first.click()
    page.get_by_label("Pay to pass").scroll_into_view_if_needed()
    one.settle()
    page.get_by_label("Pay to pass").click()
    options = page.get_by_role("option")
    options.first.wait_for(state="attached")
    named = options.all_inner_texts()
    assert any("4" in name and re.search(r"20\d\d", name) for name in named)
    options.filter(has_text=re.compile("4")).filter(has_text=re.compile(r"\$")).first.click()
    page.get_by_role("button", name="Use these limits").click()
    one.settle()
    assert "Wage line $" in read(page)
    assert "min_wage" not in page.url  # stays in this window
    assert "Past your wage line" in page.locator(STRIP).first.inner_text()
    assert "New: $" in page.locator(STRIP).first.inner_text()


# ---- two ways side by side, files, links, Spanish


def test_two_pathways_side_by_side(app, visit):
    one = visit()
    page = one.open(f"{app}/?{ASKED}")
    for number in (0, 1):
        page.get_by_role("button", name="Add to compare").nth(number).click()
        one.settle()
    page.get_by_role("link", name="Compare").first.click()
    page.wait_for_url("**/compare**", timeout=30_000)
    page.wait_for_selector(HEADING, timeout=60_000)
    one.settle()
    said = read(page)
    assert len(parse_qs(urlsplit(page.url).query)["compare"][0].split("~~")) == 2
    assert "Registered Nurses" in said
    assert not NEVER.search(said)


def test_what_is_taken_away_and_opened_again(app, visit):
    one = visit()
    page = one.open(f"{app}/?{ASKED}&goals=29-1141")
    leads = page.get_by_role("heading", name="from today to").all_inner_texts()
    assert leads
    page.get_by_role("button", name="Download", exact=False).last.click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="JSON, everything").click()
    answer = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert "29-1141" in json.dumps(answer)
    again = visit().open(page.url)
    assert again.get_by_role("heading", name="from today to").all_inner_texts() == leads
    assert again.get_by_label("Where?").input_value().startswith("63103")


def test_in_spanish(app, visit):
    one = visit(size=PHONE)
    page = one.open(app)
    page.get_by_role("radio", name="Español").or_(
        page.get_by_role("button", name="Español")
    ).first.click()
    page.wait_for_url("**lang=es*", timeout=30_000)
    page.get_by_role("heading", name="Busque una ruta").wait_for(timeout=30_000)
    one.settle()
    assert not NEVER.search(read(page))
    page.get_by_label("Español").count()
    again = visit(size=PHONE).open(page.url)
    assert again.get_by_role("heading", name="Busque una ruta").count() == 1


# ---- the pictures of the documentation

PICTURES = (
    ("find.png", f"?{ASKED}&min_wage=52000", WIDE, 1500),
    ("find_phone.png", f"?{ASKED}&min_wage=52000", PHONE, 2000),
    ("occupation.png", "occupation?job=31-1131&soc=29-1141&place=zip:63103", WIDE, 1600),
    ("sectors.png", "sectors?place=zip:63103", WIDE, 1500),
    ("training.png", "training?place=zip:63103", WIDE, 1400),
    ("links.png", "links?place=zip:63103", WIDE, 1500),
    ("plan.png", f"plan?{ASKED}&job=31-1131&p=31-1131~29-1141", WIDE, 1500),
    ("compare.png", f"compare?{ASKED}&compare=31-1131~29-1141~~31-1131~29-2061", WIDE, 1500),
)


@pytest.mark.parametrize(
    ("name", "address", "size", "height"), PICTURES, ids=[row[0] for row in PICTURES]
)
def test_the_pages_of_the_documentation_open(app, visit, name, address, size, height):
    one = visit(size=size)
    page = one.open(f"{app}/{address}", HEADING)
    page.wait_for_selector(HEADING, timeout=60_000)
    one.settle()
    assert page.get_by_text("Something went wrong on our side").count() == 0
    shoot(page, name, size, height)
