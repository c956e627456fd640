"""The ladder picture as pyvis nodes, edges and options. The only module that knows pyvis.

Columns are steps, height is pay for a newer worker. Positions are computed here and fixed; ids are
opaque (n0, n1, ...), so nothing that a file says can become an id, a colour or markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from statistics import median
from typing import Any, Final

from pathways.words import _, format_money, format_steps, wrap_title

COLUMN: Final = 260
LEAST_GAP: Final = 64
LETTERS: Final = 21
"""Letters of a line of the title that fit into a box."""
MOST_NODES: Final = 40
MOST_IN_COLUMN: Final = 8
HEIGHT: Final = (300, 560)
"""Least and greatest pixels between the lowest and the highest pay drawn."""
GRID_STEPS: Final = (10_000, 20_000, 50_000)
GRID_GAP: Final = 73
"""Pixels between two gridlines while they fit."""
LEAST_GRID_GAP: Final = 40
MOST_BYTES: Final = 60_000
LINK: Final = 284
"""Pixels from box to box of a chain; where its link breaks, the words need BREAK."""
BREAK: Final = 400

LINES: Final[Mapping[str, tuple[float, list[int] | bool]]] = {
    "advancement": (2.2, False),
    "lateral_advancement": (2.2, [10, 5]),
    "similar": (1.4, False),
    "lateral_transition": (1.4, [3, 4]),
    "step_back": (1.4, [1, 5]),
    "unknown": (1.4, [3, 4]),
}
"""Kind of move -> width and dashes of its line."""

OPTIONS: Final = """{
  "physics": {"enabled": false}, "layout": {"improvedLayout": false},
  "interaction": {"dragNodes": false, "dragView": false, "zoomView": false, "hover": true,
    "selectConnectedEdges": false, "hoverConnectedEdges": false, "keyboard": {"enabled": false}},
  "nodes": {"shape": "box", "borderWidth": 1.5, "borderWidthSelected": 1.5,
    "labelHighlightBold": false, "margin": {"top": 6, "bottom": 6, "left": 10, "right": 6},
    "shapeProperties": {"borderRadius": 5}, "widthConstraint": {"minimum": 168, "maximum": 168},
    "heightConstraint": {"minimum": 44, "valign": "middle"}},
  "edges": {"arrows": {"to": {"enabled": true, "scaleFactor": 0.5}}, "arrowStrikethrough": false,
    "selectionWidth": 0, "hoverWidth": 0, "smooth": {"enabled": true, "type": "cubicBezier",
      "forceDirection": "horizontal", "roundness": 0.5}}
}"""
"""vis-network's options: nothing moves, boxes of 184 x 56 with their margins."""


@dataclass(slots=True)
class Job:
    """One job of the picture: the step it stands at and what a newer worker earns (USD a year)."""

    soc: str
    title: str
    step: int
    pay: int | None
    chosen: bool = False


@dataclass(slots=True)
class Ladder:
    """The picture: what the browser is sent (``payload``) and which job each node id stands for."""

    payload: dict[str, Any]
    jobs: dict[str, Job]
    hidden: int
    links: list[tuple[str, str, str]] = field(default_factory=list)

    def find_node(self, soc: str | None) -> str | None:
        """Return the node id of a job, None where it is not drawn."""
        return next((node for node, job in self.jobs.items() if job.soc == soc), None)


def draw_ladder(
    start: Mapping[str, Any],
    moves: Sequence[Mapping[str, Any]],
    pathways: Sequence[Mapping[str, Any]],
    *,
    pay: Mapping[str, int | None],
    place: str,
    wage_line: int | None = None,
    chosen: int | None = 0,
) -> Ladder:
    """Draw the jobs that next moves and pathways reach, as one ladder.

    ``start`` has soc and title, ``moves`` soc, title and kind, ``pathways`` steps of the same.
    ``pay`` is what a newer worker earns by soc (absent: unknown). ``chosen`` is the place of the
    pathway drawn as chosen. Jobs of pathways come first when there are too many; ``hidden`` counts
    the jobs left out.
    """
    found, links = _collect_jobs(start, moves, pathways, pay, chosen)
    kept = _limit_jobs(found)
    hidden = len(found) - len(kept)
    scale = _scale_pay([job.pay for job in kept] + ([wage_line] if wage_line else []))
    nodes = {f"n{place}": job for place, job in enumerate(kept)}
    ids = {job.soc: node for node, job in nodes.items()}
    drawn = [(a, b, kind, on) for (a, b), (kind, on) in links.items() if a in ids and b in ids]
    network = _make_network()
    heights = _place_jobs(kept, scale)
    for node, job in nodes.items():
        label = wrap_title(_as_plain(job.title), width=LETTERS)
        amount = format_money(job.pay) if job.pay is not None else _("pay not published")
        network.add_node(
            node,
            label=f"*{label}*".replace("\n", "*\n*") + f"\n{amount}",
            group="chosen" if job.chosen else "start" if job.step == 0 else "job",
            shape="box",
            x=job.step * COLUMN,
            y=heights[job.soc],
            fixed=True,
            physics=False,
        )
    for left_out, column in _count_left_out(found, kept).items():
        network.add_node(
            f"m{left_out}",
            label=_("{count} more").format(count=column),
            group="more",
            shape="box",
            x=left_out * COLUMN,
            y=_below([heights[job.soc] for job in kept if job.step == left_out]),
            fixed=True,
            physics=False,
        )
    for origin, destination, kind, on_chosen in drawn:
        width, dashes = LINES[kind]
        network.add_edge(
            ids[origin],
            ids[destination],
            width=3.2 if on_chosen else width,
            dashes=dashes,
            kind=kind,
            chosen=on_chosen,
        )
    columns = max(job.step for job in kept)
    payload = {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
        "axis": scale.lines(),
        "wage_line": None
        if wage_line is None
        else {
            "y": scale.y(wage_line),
            "label": _("Your wage line {money}").format(money=format_money(wage_line)),
        },
        "columns": [{"x": 0, "label": _("Today")}]
        + [
            {"x": step * COLUMN, "label": _("Step {number}").format(number=step)}
            for step in range(1, columns + 1)
        ],
        "summary": _summarise(start, kept, hidden, place),
    }
    if len(json.dumps(payload).encode()) > MOST_BYTES:
        raise ValueError(f"the ladder of {start['soc']} does not fit into {MOST_BYTES} bytes")
    return Ladder(payload, nodes, hidden, [(a, b, kind) for a, b, kind, _on in drawn])


def draw_chain(
    boxes: Sequence[tuple[str, str]], *, broken: int | None, words: str, summary: str
) -> dict[str, Any]:
    """Draw a chain of boxes, each a title and a line below, whose link ``broken`` is cut.

    ``words`` stand beside the cut; None cuts no link. Return what the browser is sent: the form of
    ``Ladder.payload``, without columns and axis. On a narrow screen the chain stands up.
    """
    network = _make_network()
    across = 0
    for place, (title, note) in enumerate(boxes):
        label = wrap_title(_as_plain(title), width=LETTERS)
        network.add_node(
            f"n{place}",
            label=f"*{label}*".replace("\n", "*\n*") + (f"\n{_as_plain(note)}" if note else ""),
            group="job",
            shape="box",
            x=across,
            y=0,
            fixed=True,
            physics=False,
        )
        across += BREAK if place == broken else LINK
    for place in range(len(boxes) - 1):
        network.add_edge(f"n{place}", f"n{place + 1}", width=2.2, broken=place == broken)
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
        "axis": [],
        "wage_line": None,
        "columns": [],
        "summary": summary,
        "chain": words,
    }


def read_vis_script() -> str:
    """Return the vis-network script that pyvis ships in its wheel."""
    folder = resources.files("pyvis") / "lib" / "vis-9.1.2"
    return (folder / "vis-network.min.js").read_text(encoding="utf-8")


def _as_plain(text: str) -> str:
    """Return text without the three marks that vis-network reads as bold, italics and code."""
    return text.translate(str.maketrans("*_`", "   "))


def _collect_jobs(
    start: Mapping[str, Any],
    moves: Sequence[Mapping[str, Any]],
    pathways: Sequence[Mapping[str, Any]],
    pay: Mapping[str, int | None],
    chosen: int | None,
) -> tuple[list[Job], dict[tuple[str, str], tuple[str, bool]]]:
    """Return every job and move once; a job stands where a pathway reaches it, else at step 1."""
    jobs = {start["soc"]: Job(start["soc"], start["title"], 0, pay.get(start["soc"]), True)}
    jobs[start["soc"]].chosen = chosen is not None and bool(pathways)
    links: dict[tuple[str, str], tuple[str, bool]] = {}
    for number, pathway in enumerate(pathways):
        origin = start["soc"]
        for place, step in enumerate(pathway["steps"], start=1):
            soc = step["soc"]
            job = jobs.setdefault(soc, Job(soc, step["title"], place, pay.get(soc)))
            job.chosen = job.chosen or number == chosen
            before = links.get((origin, soc), ("", False))[1]
            links[origin, soc] = (step["kind"] or "unknown", before or number == chosen)
            origin = soc
    for move in moves:
        soc = move["soc"]
        jobs.setdefault(soc, Job(soc, move["title"], 1, pay.get(soc)))
        links.setdefault((start["soc"], soc), (move["kind"] or "unknown", False))
    return list(jobs.values()), links


def _limit_jobs(jobs: Sequence[Job]) -> list[Job]:
    """Return the first jobs of each column, as many as a column and the picture may hold."""
    kept: list[Job] = []
    counts: dict[int, int] = {}
    for job in jobs:
        counts[job.step] = counts.get(job.step, 0) + 1
        if counts[job.step] <= MOST_IN_COLUMN and len(kept) < MOST_NODES:
            kept.append(job)
    return kept


def _count_left_out(found: Sequence[Job], kept: Sequence[Job]) -> dict[int, int]:
    shown = {job.soc for job in kept}
    counts: dict[int, int] = {}
    for job in found:
        if job.soc not in shown:
            counts[job.step] = counts.get(job.step, 0) + 1
    return dict(sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Pay to height: y grows downwards, the grid stands at whole amounts."""

    low: int
    high: int
    pixels: float
    grid: int

    def y(self, pay: float) -> int:
        return -round((pay - self.low) / (self.high - self.low) * self.pixels)

    def lines(self) -> list[dict[str, Any]]:
        return [
            {"y": self.y(amount), "label": format_money(amount)}
            for amount in range(self.low, self.high + 1, self.grid)
        ]


def _scale_pay(amounts: Sequence[int | None]) -> _Scale:
    known = [amount for amount in amounts if amount is not None] or [30_000, 60_000]
    for grid in GRID_STEPS:
        low = min(known) // grid * grid
        high = max(-(-max(known) // grid) * grid, low + 2 * grid)
        count = (high - low) // grid
        pixels = min(max(count * GRID_GAP, HEIGHT[0]), HEIGHT[1])
        if pixels / count >= LEAST_GRID_GAP:
            break
    return _Scale(low, high, pixels, grid)


def _place_jobs(jobs: Sequence[Job], scale: _Scale) -> dict[str, int]:
    """Return the height of each job's box; boxes of unknown pay stand below their column."""
    heights: dict[str, int] = {}
    for step in sorted({job.step for job in jobs}):
        column = [job for job in jobs if job.step == step]
        known = sorted(
            (job for job in column if job.pay is not None),
            key=lambda job: (-(job.pay or 0), job.soc),
        )
        wanted = [scale.y(job.pay or 0) for job in known]
        for job, height in zip(known, spread_boxes(wanted, LEAST_GAP), strict=True):
            heights[job.soc] = height
        lowest = max((heights[job.soc] for job in known), default=-LEAST_GAP)
        for place, job in enumerate((job for job in column if job.pay is None), start=1):
            heights[job.soc] = max(lowest, 0) + place * LEAST_GAP
    return heights


def _below(heights: Sequence[int]) -> int:
    return max(heights, default=0) + LEAST_GAP


def spread_boxes(wanted: Sequence[int], gap: int) -> list[int]:
    """Return heights at least ``gap`` apart in the same order, moved by the least total amount.

    Pool adjacent violators on the heights less their place times the gap, with medians.
    """
    pools: list[list[float]] = []
    for place, height in enumerate(wanted):
        pools.append([height - place * gap])
        while len(pools) > 1 and median(pools[-2]) > median(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    levels = [level for pool in pools for level in [median(pool)] * len(pool)]
    return [round(level) + place * gap for place, level in enumerate(levels)]


def _summarise(start: Mapping[str, Any], jobs: Sequence[Job], hidden: int, place: str) -> str:
    reached = [job for job in jobs if job.step > 0]
    steps = max((job.step for job in jobs), default=0)
    paid = [job for job in reached if job.pay is not None]
    top = max(paid, key=lambda job: job.pay or 0, default=None)
    said = [
        _("Ladder from {job} in {place}: {count} jobs within {steps}.").format(
            job=start["title"], place=place, count=len(reached), steps=format_steps(steps)
        )
    ]
    if top:
        said.append(
            _("Best paid is {job} at {money} a year.").format(
                job=top.title, money=format_money(top.pay or 0)
            )
        )
    if hidden:
        said.append(_("{count} more are not drawn.").format(count=hidden))
    return " ".join([*said, _("The same is in the list below.")])


def _make_network() -> Any:
    from pyvis.network import Network  # takes IPython along: only when a picture is drawn

    network = Network(directed=True)
    network.set_options(OPTIONS)
    return network
