"""What people see, in a real browser: nothing leaves the machine, everything can be reached."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pathways.settings import ROOT

pytestmark = pytest.mark.browser

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)  # fmt: skip
SHOTS = ROOT / "docs" / "screenshots"
READY = "[data-ready=yes]"
WIDE, PHONE = (1280, 900), (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_app(script: Path) -> Iterator[tuple[str, int]]:
    """Run an app on loopback until the end of the block; give its address and its process."""
    port = find_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}",
         "--server.headless=true"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("the app did not start within a minute")
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def serve(script: Path) -> Iterator[str]:
    with run_app(script) as (address, _process):
        yield address


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    yield from serve(ROOT / "app.py")


@pytest.fixture(scope="module")
def browser() -> Iterator:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Visit:
    """One page with everything it asked for, said and was sent."""

    def __init__(self, browser, size=WIDE, scheme="light", *, blocks=True) -> None:
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.faults: list[str] = []
        self.frames: list[int] = []
        if blocks:
            self.page.route("**/*", self._guard)
        else:  # only counted: handling each request here takes time of its own
            self.page.on("request", self._count)
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("websocket", self._listen)

    def _guard(self, route) -> None:
        if self._count(route.request):
            route.continue_()
        else:
            route.abort()

    def _count(self, request) -> bool:
        """Say whether a request stays on this machine; keep it where it does not."""
        parts = urlsplit(request.url)
        stays = parts.scheme in ("data", "blob") or parts.hostname == "127.0.0.1"
        if not stays:
            self.outside.append(request.url)
        return stays

    def _listen(self, channel) -> None:
        if urlsplit(channel.url).hostname != "127.0.0.1":
            self.outside.append(channel.url)
        channel.on("framereceived", lambda frame: self.frames.append(len(frame)))

    def open(self, address: str, ready: str = READY):
        """Open an address and return its page once ``ready`` is in it; READY is in Find's picture."""
        self.page.goto(address)
        self.page.wait_for_selector(ready, state="attached", timeout=60_000)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the app has stopped running and sending."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000
        )
        self.page.wait_for_timeout(400)


@pytest.fixture
def visit(browser) -> Iterator:
    made: list[Visit] = []

    def start(**options) -> Visit:
        made.append(Visit(browser, **options))
        return made[-1]

    yield start
    for one in made:
        assert not one.outside
        assert not one.faults
        one.context.close()


def shoot(page, name: str, size: tuple[int, int], height: int) -> None:
    """Keep a picture of the upper part of a page, only where PATHWAYS_SCREENSHOTS=1 asks for it."""
    if os.environ.get("PATHWAYS_SCREENSHOTS") != "1":
        return
    page.set_viewport_size({"width": size[0], "height": height})
    page.wait_for_timeout(1_200)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / name))


def find_boxes(page) -> dict[str, list[float]]:
    """Return the middle of each box of the picture by id, in pixels from the picture's corner."""
    return json.loads(page.locator(".picture").get_attribute("data-middles"))


def click_box(page, node: str) -> None:
    """Click a box of the picture: n0 is the start job, n1 the first stop of the first pathway."""
    canvas = page.locator(".picture canvas")
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    x, y = find_boxes(page)[node]
    page.mouse.click(place["x"] + x, place["y"] + y)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_first_screen_fits_and_asks_nothing_outside(app, visit, size):
    one = visit(size=size)
    page = one.open(app)
    widths = page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(part => part.scrollWidth)"
    )
    assert max(widths) <= size[0]
    assert page.evaluate("() => document.fonts.check('16px \"Public Sans\"')")


def test_a_click_on_the_picture_selects_and_a_link_restores(app, visit):
    one = visit()
    page = one.open(app)
    first = page.get_by_label("Selected job").input_value()
    sent = len(one.frames)
    click_box(page, "n2")
    page.wait_for_url("**/?node=*", timeout=20_000)
    one.settle()
    assert max(one.frames[sent:]) < 60_000  # only JSON: vis-network is not sent again
    chosen = page.get_by_label("Selected job").input_value()
    assert chosen != first
    again = visit().open(page.url)
    assert again.get_by_label("Selected job").input_value() == chosen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_earned_can_be_chosen_in_the_picture(app, visit, scheme):
    one = visit(scheme=scheme)
    page = one.open(f"{app}/?job=41-2011&place=zip:33101")
    assert page.locator(".legend").inner_text().count("Credential") == 1
    shown = page.locator(".scroller").bounding_box()["width"]
    assert all(0 < x < shown for x, _ in find_boxes(page).values())  # nothing to scroll for
    click_box(page, "n1")
    page.get_by_text("This is schooling, not a job.").wait_for(timeout=20_000)
    one.settle()
    assert page.get_by_label("Selected job").input_value() == "High school equivalency"
    assert "node=" not in page.url


def test_the_picture_is_not_a_trap_for_the_keyboard(app, visit):
    page = visit().open(app)
    assert page.locator(".picture [tabindex], .picture canvas[tabindex]").count() == 0
    assert page.locator(".picture").get_attribute("role") == "img"
    assert "Ladder from Nursing Assistants" in page.locator(".picture").get_attribute("aria-label")
    page.get_by_label("Selected job").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?node=*", timeout=20_000)


def test_a_search_while_typing_leads_to_a_job_and_back(app, visit):
    one = visit()
    page = one.open(app)
    page.get_by_label("What do you do now?").fill("truck drive")
    page.get_by_role("button", name="Heavy and Tractor-Trailer Truck Drivers").click(timeout=30_000)
    page.wait_for_url("**/?job=53-3032", timeout=20_000)
    one.settle()
    asked = page.get_by_label("What do you do now?").input_value()
    assert asked == "Heavy and Tractor-Trailer Truck Drivers"
    page.get_by_label("Highest school finished").click()
    page.get_by_role("option", name="Associate degree").click()
    one.settle()
    assert "education" not in page.url  # only the person can know it: not in the address
    assert "node" not in page.url  # nothing was selected by itself
    assert page.get_by_label("Highest school finished").input_value() == "Associate degree"


def test_a_strip_lies_where_there_is_room_and_stands_up_on_a_phone(app, visit):
    for size, stands in ((WIDE, False), (PHONE, True)):
        page = visit(size=size).open(app)
        boxes = [job.bounding_box() for job in page.locator("ol").first.locator("li.job").all()]
        first, last = boxes[0], boxes[-1]
        assert (last["y"] >= first["y"] + first["height"]) is stands
        assert (last["x"] >= first["x"] + first["width"]) is not stands
        assert all(box["x"] + box["width"] <= size[0] for box in boxes)


def test_the_limits_can_be_set_on_a_phone(app, visit):
    one = visit(size=PHONE)
    page = one.open(app)
    page.get_by_role("button", name="Limits").click()
    field = page.get_by_label("Months from today, at most")
    field.fill("12")
    use = page.get_by_role("button", name="Use these limits")
    use.scroll_into_view_if_needed()
    box = use.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    use.click()
    page.wait_for_url("**max_elapsed=12*", timeout=20_000)
    one.settle()
    assert page.get_by_text("At most 12 months from today").count() > 0
    page.get_by_role("button", name="Undo last change").click()
    page.wait_for_url(lambda address: "max_elapsed" not in address, timeout=20_000)


def test_on_a_phone_the_picture_waits_behind_a_button(app, visit):
    page = visit(size=PHONE).open(app)
    assert not page.locator(".picture").is_visible()
    page.get_by_role("button", name="Show the picture").click()
    assert page.locator(".picture").is_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    assert (
        page.get_by_role("button", name="Hide the picture").get_attribute("aria-expanded") == "true"
    )


def name_focus(page) -> str:
    """Return the name of what the keyboard is on, also inside a component."""
    return page.evaluate(
        """() => {
          let part = document.activeElement
          while (part.shadowRoot?.activeElement) part = part.shadowRoot.activeElement
          const label = part.labels?.[0]?.innerText
          return (part.getAttribute("aria-label") || label || part.innerText || "").trim()
        }"""
    )


def test_the_tab_key_follows_the_order_of_reading(app, visit):
    page = visit().open(app)
    page.get_by_label("What do you do now?").focus()
    met = [name_focus(page)]
    for _ in range(110):
        page.keyboard.press("Tab")
        met.append(name_focus(page))
    wanted = [
        "What do you do now?",
        "Where?",
        "Highest school finished",
        "Limits",
        "Quickest to more pay",
        "Make a plan",
        "Add to compare",
        "Why, and what if you stop early",
        "Show more ways",
        "Download",
        "Also show",
        "Pathways to it",
        "Start from it",
        "Picture of the ladder",
        "Selected job",
        "Pathways to this job",
        "Start from this job",
        "Leave this job out",
    ]
    places = [next((n for n, name in enumerate(met) if part in name), -1) for part in wanted]
    assert -1 not in places, (wanted, met)
    assert places == sorted(places)


def test_headings_go_down_one_level_at_a_time(app, visit):
    page = visit().open(app)
    levels = [
        int(heading.evaluate("part => part.tagName")[1])
        for heading in page.locator("h1, h2, h3, h4, h5, h6").all()
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_cna_offers_nursing_assistants_and_the_choice_is_in_the_address(app, visit):
    one = visit()
    page = one.open(f"{app}/?job=53-3032")
    asked = page.get_by_label("What do you do now?")
    asked.press("Control+a")
    asked.press_sequentially("cna", delay=60)
    offered = page.get_by_role("button", name="Nursing Assistants")
    offered.first.click(timeout=30_000)
    page.wait_for_url("**/?job=31-1131", timeout=20_000)
    one.settle()
    assert asked.input_value() == "Nursing Assistants"


def test_a_place_is_found_by_zip(app, visit):
    one = visit()
    page = one.open(app)
    page.get_by_label("Where?").fill("65802")
    page.get_by_role("button", name="65802").first.click(timeout=30_000)
    page.wait_for_url("**place=zip*65802", timeout=20_000)
    one.settle()
    assert page.get_by_label("Where?").input_value().startswith("65802, Springfield")
    assert "in Springfield" in page.get_by_text("Left to right: steps").inner_text()


def test_the_address_of_a_click_restores_every_choice(app, visit):
    address = f"{app}/?job=31-1131&place=zip:65802&education=high_school&node=29-1141"
    page = visit().open(address)
    assert page.get_by_label("Selected job").input_value() == "Registered Nurses"
    assert page.get_by_label("Highest school finished").input_value() == "High school"
    assert page.get_by_label("Where?").input_value().startswith("65802, Springfield")
