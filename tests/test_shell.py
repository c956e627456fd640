"""What surrounds every page: language, settings, link, and the error page of last resort."""

from __future__ import annotations

import logging
import re
import threading
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from pathways.errors import UnknownCodeError
from pathways.settings import ROOT
from pathways.ui import cache, shell, state
from pathways.words import get_language
from tests import test_screen as screen

app, browser, visit = screen.app, screen.browser, screen.visit
REFERENCE = re.compile(r"Referenc(?:e|ia) ([0-9A-F]{8})\.")
TYPED = "my secret name"


def open_page(page: str = "find", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    if page != "find":
        app.switch_page(f"pathways/ui/pages/{page}.py")
        app.query_params.update(query)
        app.run()
    return app


def read_errors(app: AppTest) -> str:
    return " ".join(error.value.replace("\\", "") for error in app.error)


class Page:
    """A page that does one thing."""

    url_path = "plan"

    def __init__(self, fault: BaseException | None) -> None:
        self.fault = fault

    def run(self) -> None:
        if self.fault:
            raise self.fault
        st.title("Done")


# ---- the error page


def test_a_failing_page_shows_a_reference_and_the_log_has_it_once(monkeypatch, caplog):
    def fail(_place: str) -> None:
        raise ValueError(f"cannot read {TYPED}")

    app = open_page(job="53-3032")
    assert not app.error
    monkeypatch.setattr(cache, "load_region", fail)
    with caplog.at_level(logging.ERROR):
        app.run()
    assert not app.exception
    found = REFERENCE.search(read_errors(app))
    assert found
    shown = " ".join(str(block.value) for block in [*app.error, *app.markdown])
    for leak in ("Traceback", "ValueError", ".py", str(ROOT), TYPED):
        assert leak not in shown
    lines = [record.getMessage() for record in caplog.records if record.name == "pathways.ui"]
    assert len(lines) == 1
    assert found[1] in lines[0]
    assert "ValueError at " in lines[0]
    assert "pathways/ui/pages/find.py:" in lines[0]
    assert lines[0].splitlines() == lines  # one line
    for leak in (TYPED, "53-3032", "cannot read", str(ROOT)):
        assert leak not in lines[0]


def test_the_error_page_leads_back_to_the_start(monkeypatch):
    real = cache.load_region

    def fail(place: str) -> None:
        if place == "zip:63103":
            raise ZeroDivisionError
        return real(place)

    monkeypatch.setattr(cache, "load_region", fail)
    app = open_page(place="zip:63103")
    reference = REFERENCE.search(read_errors(app))[1]
    app.button(key=f"start_over_{reference}").click().run()
    assert not app.error
    assert app.title[0].value == "Find a pathway"
    assert not app.query_params


def test_the_other_pages_go_on(monkeypatch):
    def fail(_place: str) -> None:
        raise ValueError

    monkeypatch.setattr(cache, "load_region", fail)
    assert REFERENCE.search(read_errors(open_page("occupation")))
    app = open_page("about")
    assert not app.error
    assert app.title[0].value == "About the data"


@pytest.mark.parametrize("fault", [StopException(), RerunException(RerunData())])
def test_what_streamlit_raises_to_stop_or_run_again_passes(fault, caplog):
    with pytest.raises(type(fault)):
        shell.run_page(Page(fault))
    assert not caplog.records


def test_the_log_names_the_cause_without_its_words():
    try:
        try:
            raise UnknownCodeError("place", TYPED)
        except UnknownCodeError as cause:
            raise RuntimeError(TYPED) from cause
    except RuntimeError as error:
        said = shell._describe_error(error)
    assert said.startswith("RuntimeError at tests/test_shell.py:")
    assert "; after UnknownCodeError at tests/test_shell.py:" in said
    assert TYPED not in said


def test_every_reference_is_its_own():
    made = {shell.log_failure(ValueError(), "plan") for _turn in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch("[0-9A-F]{8}", one) for one in made)


# ---- language


def test_a_language_is_asked_for_first_on_every_page_and_kept_in_the_address():
    app = open_page()
    control = app.button_group(key="language")
    assert control.options == ["English", "Español"]
    control.set_value("es").run()
    assert app.query_params["lang"] in ("es", ["es"])
    control = app.button_group(key="language")
    assert control.value == "es"
    control.set_value("en").run()
    assert "lang" not in app.query_params


def test_a_part_that_runs_alone_speaks_the_language_and_has_the_error_page():
    def page() -> None:
        import streamlit as st

        from pathways.ui import shell, state
        from pathways.words import get_language, set_language

        @shell.fragment
        def part() -> None:
            st.text(get_language())
            if st.button("Fail"):
                raise ValueError("secret")

        state.speak()
        part()
        set_language("en")  # as a thread of its own would have it

    app = AppTest.from_function(page, default_timeout=30)
    app.query_params["lang"] = "es"
    app.run()
    assert app.text[0].value == "es"
    app.button[0].click().run()
    assert not app.exception
    assert REFERENCE.search(read_errors(app))


def test_the_language_is_put_in_force_and_taken_back():
    def page() -> None:
        from pathways.ui import state

        state.speak()

    app = AppTest.from_function(page)
    app.query_params["lang"] = "fr"
    app.run()
    assert get_language() == "en"


# ---- the sidebar


def test_settings_go_into_the_address():
    app = open_page()
    app.radio(key="set_unit").set_value("hour").run()
    app.radio(key="set_pay").set_value("median").run()
    query = {key: app.query_params[key] for key in app.query_params}
    assert {key: str(value).strip("[]'") for key, value in query.items()} == {
        "unit": "hour",
        "pay": "median",
    }


def test_the_link_leaves_out_what_only_the_person_knows_until_it_is_ticked():
    app = open_page(place="zip:63103")
    app.selectbox(key="education_level").select("associate").run()
    assert "education" not in app.query_params
    links = [block.value for block in app.sidebar.code]
    assert len(links) == 1
    assert "place=zip:63103" in links[0]
    assert "education" not in links[0]
    app.checkbox(key="link_private").check().run()
    assert "education=associate" in app.sidebar.code[0].value
    assert str(app.query_params["education"]).strip("[]'") == "associate"
    app.checkbox(key="link_private").uncheck().run()
    assert "education" not in app.query_params
    assert app.selectbox(key="education_level").value == "associate"


def test_the_pages_share_what_was_chosen():
    app = open_page(place="zip:63103", job="53-3032")
    app.switch_page("pathways/ui/pages/occupation.py").run()
    assert not app.exception
    assert app.title[0].value.startswith("Heavy and Tractor")
    assert state.EXAMPLE["job"] not in str(app.query_params)


def test_a_job_added_to_compare_comes_along_to_the_page_that_is_opened_next():
    app = open_page("occupation", soc="29-1141")
    app.button(key="compare_add").click().run()
    assert "Added." in app.toast[0].value
    app.switch_page("pathways/ui/pages/compare.py")
    app.query_params.clear()  # as the page list opens it
    app.run()
    assert str(app.query_params["compare"]).strip("[]'") == "29-1141"


def test_a_filled_button_has_the_ink_that_the_theme_keeps_for_it():
    assert shell.write_filled("Plan", icon="print") == ":violet[:material/print: Plan]"
    assert shell.write_filled("Plan") == ":violet[Plan]"


# ---- in a browser


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "kept"), [("find?job=53-3032", "/find?job=53-3032"), ("nothing", "/")]
)
def test_the_first_page_answers_to_its_name_and_to_no_pages_name(app, visit, path, kept):
    one = visit()
    page = one.open(f"{app}/{path}", "h1")
    one.settle()
    assert page.get_by_role("heading", level=1).first.inner_text() == "Find a pathway"
    assert page.url == f"{app}{kept}"
    assert page.get_by_text("Page not found").count() == (path == "nothing")
    # the name typed is no page of its own in the page list
    assert page.get_by_role("link", name="Find a pathway", exact=True).count() == 1


@pytest.mark.browser
def test_choices_go_along_and_back_leads_home(app, visit):
    one = visit()
    page = one.open(f"{app}/?job=53-3032&place=zip:63103&lang=es", "h1")

    def read() -> tuple[str, str]:
        one.settle()
        heading = page.get_by_role("heading", level=1).first.inner_text()
        return urlsplit(page.url).path, heading

    first = read()
    page.get_by_role("link", name="Growth sectors").or_(
        page.locator("a[href$='/sectors']")
    ).first.click()
    page.wait_for_url("**/sectors?*job=53-3032*", timeout=20_000)
    one.settle()
    assert "lang=es" in page.url
    assert "zip%3A63103" in page.url or "zip:63103" in page.url
    for _turn in range(3):  # at most one bare address lies between two pages
        page.go_back()
        if read() == first:
            break
    assert read() == first
    assert "job=53-3032" in page.url


def test_pages_take_turns_and_give_the_turn_back_when_they_fail() -> None:
    inside, most, lock = 0, 0, threading.Lock()

    class Page:
        url_path = "p"

        def run(self) -> None:
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1
            raise RerunException(RerunData())

    def visit() -> None:
        with suppress(RerunException):
            shell.run_page(Page())

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(timeout=30)
    assert most == 1
    assert shell.TURN.acquire(timeout=1)
    shell.TURN.release()


@pytest.mark.browser
def test_another_language_keeps_every_choice(app, visit):
    page = visit().open(f"{app}/?job=41-2011&place=0033100&education=none&min_wage=30000&unit=hour")
    page.get_by_text("Español", exact=True).click()
    page.wait_for_selector("h1:has-text('ruta')")
    page.wait_for_timeout(2_500)
    asked = parse_qs(urlsplit(page.url).query)
    kept = {"job": ["41-2011"], "place": ["0033100"], "education": ["none"]}
    assert kept | {"min_wage": ["30000"], "unit": ["hour"], "lang": ["es"]} == asked
    page.get_by_test_id("stExpandSidebarButton").click()
    radios = page.get_by_test_id("stSidebar").get_by_role("radio")
    radios.first.wait_for()
    assert sum(radio.is_checked() for radio in radios.all()) == 2
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("h1:has-text('Find a pathway')")
    page.wait_for_timeout(2_500)
    assert sum(radio.is_checked() for radio in radios.all()) == 2
    page.get_by_role("link", name="Occupation").first.click()
    page.wait_for_selector("h1:has-text('Cashiers')")
    asked = parse_qs(urlsplit(page.url).query)
    assert {key: asked.get(key) for key in kept} == kept
    assert asked["unit"] == ["hour"]
