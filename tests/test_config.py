"""The settings that keep the app private, and the few files it serves."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import streamlit
from streamlit import config as known

from pathways.settings import ROOT
from tests.header_proxy import add_headers
from tests.test_screen import CHROMIUM, FLAGS, serve

FOLDER = ROOT / ".streamlit"
SETTINGS: dict[str, Any] = tomllib.loads((FOLDER / "config.toml").read_text(encoding="utf-8"))
SERVED = {"PublicSans-LICENSE.txt", "PublicSans.woff2", "logo.svg", "wordmark.svg"}


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("browser", "gatherUsageStats", False),
        ("client", "showErrorDetails", "none"),
        ("client", "toolbarMode", "minimal"),
        ("client", "disableDataExport", True),
        ("server", "address", "127.0.0.1"),
        ("server", "enableXsrfProtection", True),
        ("server", "enableCORS", True),
        ("server", "enableAgentApi", False),
        ("server", "maxUploadSize", 50),
        ("server", "maxMessageSize", 50),
        ("server", "disconnectedSessionTTL", 120),
        ("server", "fileWatcherType", "none"),
        ("server", "enableStaticServing", True),
        ("runner", "magicEnabled", False),
    ],
)
def test_a_setting_keeps_it_private(table, name, value):
    assert SETTINGS[table][name] == value


@pytest.mark.parametrize("table", [name for name in SETTINGS if name != "theme"])
def test_every_setting_is_one_that_streamlit_knows(table):
    known.get_config_options()
    for name in SETTINGS[table]:
        assert f"{table}.{name}" in known._config_options_template


def test_only_our_own_files_are_served():
    assert {path.name for path in (ROOT / "static").rglob("*")} == SERVED


def test_there_are_no_secrets_and_no_second_settings():
    assert {path.name for path in FOLDER.iterdir()} == {"config.toml"}


def test_the_font_is_served_from_here_and_nothing_is_loaded_from_elsewhere():
    assert [face["url"] for face in SETTINGS["theme"]["fontFaces"]] == [
        "app/static/PublicSans.woff2"
    ]
    lines = (FOLDER / "config.toml").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "http" in line.partition("#")[0]]


@pytest.mark.parametrize("picture", ["logo.svg", "wordmark.svg"])
def test_a_picture_holds_no_script_and_no_outside_link(picture):
    text = (ROOT / "static" / picture).read_text(encoding="utf-8").casefold()
    for part in ("<script", "onload", "href", "foreignobject", "@import", "url("):
        assert part not in text


def test_light_and_dark_name_the_same_colours():
    assert set(SETTINGS["theme"]["light"]) == set(SETTINGS["theme"]["dark"])
    assert set(SETTINGS["theme"]["light"]["sidebar"]) == set(SETTINGS["theme"]["dark"]["sidebar"])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("part", ["", "sidebar"])
def test_a_warning_has_the_colours_of_care(theme, part):
    colours = SETTINGS["theme"][theme]
    colours = colours[part] if part else colours
    for kind in ("Color", "TextColor", "BackgroundColor"):
        assert colours[f"yellow{kind}"] == colours[f"orange{kind}"]
    assert contrast(colours["yellowTextColor"], colours["yellowBackgroundColor"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it."""

    def weigh(colour: str) -> float:
        parts = [value / 255 for value in bytes.fromhex(colour[1:])]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((weigh(one), weigh(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# ---- the samples of a proxy


def read_nginx() -> dict[str, str]:
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    return dict(re.findall(r'add_header (\S+) "?([^;"]+(?:;[^"]*)?)"? always;', text))


def read_caddy() -> dict[str, str]:
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    block = text.partition("header {")[2].partition("defer")[0]
    return dict(re.findall(r'^\s*([A-Z][\w-]+) "(.*)"$', block, re.MULTILINE))


READ = {"nginx.conf": read_nginx, "Caddyfile": read_caddy}
HASH = re.compile(r"'sha256-([^']+)'")


def split_policy(policy: str) -> dict[str, set[str]]:
    """Return the sources that each directive of a content security policy lets in."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


@pytest.fixture(params=READ)
def headers(request) -> dict[str, str]:
    return READ[request.param]()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_a_sample_sends_the_header(headers, name, value):
    assert headers[name] == value


@pytest.mark.parametrize("power", ["camera", "microphone", "geolocation", "payment", "usb"])
def test_a_sample_takes_powers_from_the_page(headers, power):
    assert f"{power}=()" in headers["Permissions-Policy"].split(", ")


def test_a_sample_lets_nothing_in_from_elsewhere(headers):
    policy = split_policy(headers["Content-Security-Policy"])
    assert policy["default-src"] == {"'self'"}
    assert policy["connect-src"] == {"'self'"}
    assert policy["frame-ancestors"] == policy["object-src"] == {"'none'"}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & policy["script-src"]
    for sources in policy.values():
        assert not [source for source in sources if "." in source or "//" in source]


def test_both_samples_send_the_same_policy():
    for name in ("Content-Security-Policy", "Permissions-Policy", "Strict-Transport-Security"):
        assert read_nginx()[name] == read_caddy()[name]


def test_the_policy_knows_the_inline_script_of_this_streamlit(headers):
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    wanted = {
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    }
    assert wanted
    assert set(HASH.findall(headers["Content-Security-Policy"])) == wanted


def test_nothing_but_hashed_files_is_kept_by_the_browser():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.search(r'default\s+"no-store";\s+~\^/static/\s+"public', nginx)
    assert read_nginx()["Cache-Control"] == "$pathways_cache"
    caddy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert '@personal not path /static/*\n\theader @personal >Cache-Control "no-store"' in caddy
    assert caddy.count("Cache-Control") == 2


def test_the_logs_of_the_samples_have_no_query():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    form = nginx.partition("log_format pathways")[2].partition(";")[0]
    assert "$uri" in form
    for leaky in ("$request ", '$request"', "$request_uri", "$args", "$query_string", "referer"):
        assert leaky not in form
    assert re.findall(r"^\s*access_log (.*);", nginx, re.MULTILINE) == [
        "off",
        "/var/log/nginx/pathways.log pathways",
    ]
    caddy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert 'request>uri regexp [?].* ""' in caddy
    assert "request>headers delete" in caddy


def test_a_sample_passes_websockets_and_limits_requests():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header Upgrade $http_upgrade;" in nginx
    assert "proxy_http_version 1.1;" in nginx
    most = SETTINGS["server"]["maxUploadSize"]
    assert f"client_max_body_size {most}m;" in nginx
    caddy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert f"max_size {most}MB" in caddy
    assert "reverse_proxy 127.0.0.1:8501" in caddy


@pytest.mark.parametrize("sample", READ)
def test_numbers_about_the_server_stay_inside(sample):
    assert "/_stcore/metrics" in (ROOT / "deploy" / sample).read_text(encoding="utf-8")


@pytest.mark.browser
def test_every_page_works_under_the_policy():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    pages = sorted(path.stem for path in (ROOT / "pathways" / "ui" / "pages").glob("*.py"))
    said: list[str] = []
    refused = "document.addEventListener('securitypolicyviolation', e => console.log('REFUSED ' + e.violatedDirective + ' ' + e.blockedURI))"
    for app in serve(ROOT / "app.py"):
        with (
            add_headers(urlsplit(app).port or 0, read_nginx()) as address,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.add_init_script(refused)
            page.on("console", lambda one: said.append(one.text) if "REFUSED" in one.text else None)
            for name in pages:
                page.goto(f"{address}/{'' if name == 'find' else name}")
                page.wait_for_selector("h1", timeout=60_000)
                page.wait_for_timeout(1_500)
                page.wait_for_selector(
                    "[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000
                )
            # the listener is alive: what the policy forbids is heard
            assert said == []
            page.evaluate(
                "() => document.body.appendChild(Object.assign(document.createElement('script'),"
                " {textContent: '1'}))"
            )
            page.wait_for_timeout(500)
            assert len(said) == 1
            browser.close()
