"""The ladder on the screen: vis-network is sent once, then only what to draw; a click comes back."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import streamlit as st

from pathways.draw import Ladder, read_vis_script

TOO_NARROW = "The picture needs a wider screen. The list below says the same."


def read_asset(name: str) -> str:
    """Return one of the scripts or style sheets beside this module."""
    return files("pathways.ui").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _library_code() -> str:
    # a message of its own that never changes: the browser keeps it and reruns do not send it again
    return f"// vis-network\n{read_vis_script()}\nexport default function () {{}}\n"


def show_ladder(ladder: Ladder, *, selected: str | None, key: str) -> str | None:
    """Draw the ladder and return the code of the job that was clicked, None where none was."""
    library = st.components.v2.component("vis_network", html="<span></span>\n", js=_library_code())
    picture = st.components.v2.component(
        "ladder",
        html=(
            '<div class="holder"><div class="ladder" role="img"></div>'
            f'<p class="narrow">{TOO_NARROW}</p></div>\n'
        ),
        css=read_asset("ladder.css"),
        js=read_asset("ladder.js"),
    )
    library(key=f"{key}-library", height=1)
    data = {**ladder.payload, "selected": ladder.find_node(selected)}
    clicked = picture(key=key, data=data, on_node_change=lambda: None).get("node")
    job = ladder.jobs.get(clicked) if isinstance(clicked, str) else None
    return job.soc if job else None
