"""The settings that keep the app private, and the few files it serves."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from streamlit import config as known

from pathways.settings import ROOT

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
        ("server", "maxUploadSize", 10),
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
