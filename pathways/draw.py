"""The ladder picture as pyvis nodes, edges and options. The only module that knows pyvis.

Columns are steps, height is pay for a newer worker. A crowded step has two lanes, so that its boxes
stay near their true heights. Positions and the course of every line are computed here and fixed: a
line runs in the gaps between lanes and passes a lane only where no box stands. Ids are opaque
(n0, n1, ...), so nothing that a file says can become an id, a colour or markup.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from statistics import median
from typing import Any, Final, NamedTuple

from pathways.words import _, format_money, format_months, format_steps, wrap_title

COLUMN: Final = 248
"""Pixels from the last lane of a step to the first of the next one."""
LANE: Final = 212
"""Pixels between the two lanes of a crowded step."""
WIDEST: Final = 956
"""Pixels from the first lane to the last that a wide screen shows without scrolling."""
HALF: Final = (92, 28)
"""Half a box."""
LEAST_GAP: Final = 68
CLEAR: Final = LEAST_GAP // 2
"""Least pixels from a line to the middle of a box that it passes: 6 to its edge."""
MARK, ARROW, LEAST_TURN = 16, 11, 20
"""Pixels along a line: of a mark, of the arrow, and the fewest that a turn needs."""
CORNER: Final = 4
"""Pixels that a line goes on level beside a box that it has passed."""
SEEN_SHIFT: Final = 8
"""A box moved by more pixels than this gets a mark at its true height."""
LETTERS: Final = 21
"""Letters of a line of the title that fit into a box."""
MOST_NODES: Final = 40
MOST_IN_COLUMN: Final = 8
HEIGHT: Final = (300, 760)
"""Least and greatest pixels between the lowest and the highest pay drawn."""
GRID_STEPS: Final = (10_000, 20_000, 50_000)
GRID_GAP: Final = 116
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
    "study": (1.4, False),
}
"""Kind of move -> width and dashes of its line; ``study`` leads to what is earned while the job stays."""
CHOSEN_WIDTH: Final = 3.2
STUDIED: Final = ("award", "usual", "course")
"""Kinds of option by which a step is made with an award or a course."""

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
    """One stop of the picture: the step it stands at and what a newer worker earns (USD a year).

    Where ``earned`` is said it is no job but a credential: ``soc`` is its id, ``earned`` how long it
    takes, and ``pay`` that of the job which is kept meanwhile.
    """

    soc: str
    title: str
    step: int
    pay: int | None
    chosen: bool = False
    earned: str | None = None


class Link(NamedTuple):
    """One line of the picture: its kind (a key of LINES), and whether a step is made by an award."""

    kind: str
    chosen: bool
    studied: bool


class Spot(NamedTuple):
    """The middle of a box, and the height of its pay where that is known."""

    x: int
    y: int
    true: int | None = None


@dataclass(slots=True)
class Ladder:
    """The picture: what the browser is sent (``payload``) and which job each node id stands for.

    ``links`` are origin, end and kind of every line; ``width`` is in pixels from the first lane to
    the last.
    """

    payload: dict[str, Any]
    jobs: dict[str, Job]
    hidden: int
    links: list[tuple[str, str, str]] = field(default_factory=list)
    width: int = 0

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
    licensed: Collection[str] = (),
    studied: Collection[str] = (),
) -> Ladder:
    """Draw the jobs that next moves and pathways reach, as one ladder.

    ``start`` has soc and title, ``moves`` soc, title and kind, ``pathways`` steps of the same. A step
    that stays in its job is a credential earned there, drawn as a stop of its own. ``pay`` is what a
    newer worker earns by soc (absent: unknown). ``chosen`` is the place of the pathway drawn as
    chosen. ``licensed`` are jobs that a rule closes without a license, ``studied`` those that the
    start job's own move reaches by an award or a course. Jobs of pathways come first when there are
    too many; ``hidden`` counts the jobs left out.
    """
    found, links = _collect_jobs(start, moves, pathways, pay, chosen, studied)
    kept = _limit_jobs(found)
    hidden = len(found) - len(kept)
    scale = _scale_pay([job.pay for job in kept] + ([wage_line] if wage_line else []))
    nodes = {f"n{place}": job for place, job in enumerate(kept)}
    ids = {job.soc: node for node, job in nodes.items()}
    drawn = [(a, b, link) for (a, b), link in links.items() if a in ids and b in ids]
    network = _make_network()
    columns = _place_lanes(kept, scale, wage_line)
    spots = {soc: spot for column in columns for soc, spot in column.items()}
    for node, job in nodes.items():
        _add_job(network, node, job, spots[job.soc])
    boxes = list(spots.values())
    for step, count in _count_left_out(found, kept).items():
        column = columns[step].values() if step < len(columns) else ()
        if not column:  # the picture is full before this step
            continue
        spot = Spot(min(spot.x for spot in column), _below([spot.y for spot in column]))
        boxes.append(spot)
        words = _("{count} more").format(count=count)
        _add_box(network, f"m{step}", words, "more", spot)
    lanes = _list_lanes(boxes)
    for origin, end, link in drawn:
        width, dashes = LINES[link.kind]
        asked = (("studied", link.studied), ("licensed", end in licensed))
        marks = [name for name, is_asked in asked if is_asked]
        points = route_line(lanes, spots[origin], spots[end], tail=MARK * len(marks))
        network.add_edge(
            ids[origin],
            ids[end],
            width=CHOSEN_WIDTH if link.chosen else width,
            dashes=dashes,
            kind=link.kind,
            chosen=link.chosen,
            points=[pixel for point in points for pixel in point],
            marks=marks,
        )
    payload = {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
        "axis": scale.lines(),
        "wage_line": None
        if wage_line is None
        else {
            "y": scale.y(wage_line),
            "x": _find_label(lanes, scale.y(wage_line)),
            "label": _("Your wage line {money}").format(money=format_money(wage_line)),
        },
        "columns": [
            {
                "x": _find_middle(column.values()),
                "label": _("Step {number}").format(number=step) if step else _("Today"),
            }
            for step, column in enumerate(columns)
            if column
        ],
        "summary": _summarise(start, kept, hidden, place),
    }
    if len(json.dumps(payload).encode()) > MOST_BYTES:
        raise ValueError(f"the ladder of {start['soc']} does not fit into {MOST_BYTES} bytes")
    told = [(origin, end, link.kind) for origin, end, link in drawn]
    return Ladder(payload, nodes, hidden, told, max(lanes) - min(lanes))


def draw_chain(
    boxes: Sequence[tuple[str, ...]], *, broken: int | None, words: str, summary: str
) -> dict[str, Any]:
    """Draw a chain of boxes, each a title and a line below, whose link ``broken`` is cut.

    A third part names what a box is, its shape: ``job`` (where none is said), ``credential``,
    ``missing`` (a credential that is not to be had here) or ``school``. ``words`` stand beside the
    cut; None cuts no link. Return what the browser is sent: the form of ``Ladder.payload``, without
    columns and axis. On a narrow screen the chain stands up.
    """
    network = _make_network()
    across = 0
    for place, (title, note, *kind) in enumerate(boxes):
        group = kind[0] if kind else "job"
        _add_box(network, f"n{place}", _write_label(title, note), group, Spot(across, 0))
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


def _add_job(network: Any, node: str, job: Job, spot: Spot) -> None:
    """Add a job, or what is earned while the job stays; a mark stands where its pay is, if elsewhere."""
    if job.earned is not None:
        label = _write_label(job.title, job.earned)
        _add_box(network, node, label, "credential", spot, chosen=job.chosen)
        return
    amount = format_money(job.pay) if job.pay is not None else _("pay not published")
    group = "chosen" if job.chosen else "start" if job.step == 0 else "job"
    is_moved = spot.true is not None and abs(spot.true - spot.y) > SEEN_SHIFT
    more = {"pay_y": spot.true} if is_moved else {}
    _add_box(network, node, _write_label(job.title, amount), group, spot, **more)


def _add_box(
    network: Any, node: str, label: str, group: str, spot: Spot, **more: int | bool | None
) -> None:
    network.add_node(
        node,
        label=label,
        group=group,
        shape="box",
        x=spot.x,
        y=spot.y,
        fixed=True,
        physics=False,
        **more,
    )


def _write_label(title: str, note: str) -> str:
    """Return the label of a box: the title in bold, a line below if there is one."""
    label = wrap_title(_as_plain(title), width=LETTERS)
    return f"*{label}*".replace("\n", "*\n*") + (f"\n{_as_plain(note)}" if note else "")


def _as_plain(text: str) -> str:
    """Return text without the three marks that vis-network reads as bold, italics and code."""
    return text.translate(str.maketrans("*_`", "   "))


def _collect_jobs(
    start: Mapping[str, Any],
    moves: Sequence[Mapping[str, Any]],
    pathways: Sequence[Mapping[str, Any]],
    pay: Mapping[str, int | None],
    chosen: int | None,
    studied: Collection[str],
) -> tuple[list[Job], dict[tuple[str, str], Link]]:
    """Return every stop and line once; a job stands where a pathway reaches it, else at step 1.

    The chosen pathway comes first: its jobs stand at its own steps.
    """
    jobs = {start["soc"]: Job(start["soc"], start["title"], 0, pay.get(start["soc"]))}
    jobs[start["soc"]].chosen = chosen is not None and bool(pathways)
    links: dict[tuple[str, str], Link] = {}
    for number, pathway in sorted(enumerate(pathways), key=lambda pair: pair[0] != chosen):
        at, worked = start["soc"], start["soc"]
        for place, step in enumerate(pathway["steps"], start=1):
            option = find_option(step)
            stays = step["soc"] == worked
            key = option.get("credential") or f"{worked} kept" if stays else step["soc"]
            if key not in jobs:
                jobs[key] = Job(key, step["title"], place, pay.get(step["soc"]))
                jobs[key].earned = _say_study(option) if stays else None
            jobs[key].chosen = jobs[key].chosen or number == chosen
            before = links.get((at, key))
            links[at, key] = Link(
                "study" if stays else step["kind"] or "unknown",
                number == chosen or (before is not None and before.chosen),
                option.get("kind") in STUDIED or (before is not None and before.studied),
            )
            at, worked = key, step["soc"]
    for move in moves:
        soc = move["soc"]
        jobs.setdefault(soc, Job(soc, move["title"], 1, pay.get(soc)))
        link = Link(move["kind"] or "unknown", False, soc in studied)
        links.setdefault((start["soc"], soc), link)
    return list(jobs.values()), links


def find_option(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the option by which a step is made; empty where the step says none."""
    return next((option for option in step.get("options", ()) if option["chosen"]), {})


def _say_study(option: Mapping[str, Any]) -> str:
    return format_months(option["months_low"], option["months_high"]) if option else ""


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


def _place_lanes(jobs: Sequence[Job], scale: _Scale, line: int | None) -> list[dict[str, Spot]]:
    """Return the place of every box by soc, one mapping for each step.

    A step whose boxes would be moved off their heights has two lanes, boxes in turn by pay; the worst
    steps first, as many as the picture has room for. Boxes of unknown pay stand below their step.
    """
    columns = [
        [job for job in jobs if job.step == step]
        for step in range(max(job.step for job in jobs) + 1)
    ]
    shifts = [_measure_shift(column, scale, line) for column in columns]
    crowded = [step for step, shift in enumerate(shifts) if shift > HALF[1]]
    room = max(1, (WIDEST - COLUMN * (len(columns) - 1)) // LANE)
    doubled = sorted(crowded, key=lambda step: -shifts[step])[:room]
    placed, x = [], 0
    for step, column in enumerate(columns):
        placed.append(_place_column(column, scale, line, x, lanes=2 if step in doubled else 1))
        x = max([x, *(spot.x for spot in placed[-1].values())]) + COLUMN
    return placed


def _measure_shift(column: Sequence[Job], scale: _Scale, line: int | None) -> int:
    """Return the most pixels that a box of one lane is moved; 0 for a pair, which needs no second."""
    spots = _place_column(column, scale, line, 0, lanes=1).values()
    shifts = [abs(spot.y - spot.true) for spot in spots if spot.true is not None]
    return max(shifts) if len(shifts) > 2 else 0


def _place_column(
    column: Sequence[Job], scale: _Scale, line: int | None, x: int, *, lanes: int
) -> dict[str, Spot]:
    known = sorted(
        (job for job in column if job.pay is not None), key=lambda job: (-(job.pay or 0), job.soc)
    )
    wanted = [scale.y(job.pay or 0) for job in known]
    gap = LEAST_GAP // lanes
    if line is None:
        heights = spread_boxes(wanted, gap)
    else:
        over = sum((job.pay or 0) >= line for job in known)
        heights = spread_around(wanted, gap, scale.y(line), over)
    spots = {
        job.soc: Spot(x + place % lanes * LANE, height, true)
        for place, (job, height, true) in enumerate(zip(known, heights, wanted, strict=True))
    }
    lowest = max([0, *heights]) if known else -LEAST_GAP
    for place, job in enumerate((job for job in column if job.pay is None), start=1):
        spots[job.soc] = Spot(x, max(lowest, 0) + place * LEAST_GAP)
    return spots


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


def spread_around(wanted: Sequence[int], gap: int, line: int, over: int) -> list[int]:
    """Return heights as ``spread_boxes`` does, the first ``over`` not below a line, the others not above."""
    upper, lower = spread_boxes(wanted[:over], gap), spread_boxes(wanted[over:], gap)
    best: list[int] = []
    for lowest in range(line - gap, line + 1):
        above = [min(y, lowest - (over - 1 - place) * gap) for place, y in enumerate(upper)]
        first = max([line, *(y + gap for y in above[-1:])])
        placed = above + [max(y, first + place * gap) for place, y in enumerate(lower)]
        if not best or _sum_shifts(placed, wanted) < _sum_shifts(best, wanted):
            best = placed
    return best


def _sum_shifts(placed: Sequence[int], wanted: Sequence[int]) -> int:
    return sum(abs(a - b) for a, b in zip(placed, wanted, strict=True))


# ---- lines


def _list_lanes(boxes: Sequence[Spot]) -> dict[int, list[int]]:
    """Return the heights of the boxes of every lane, left to right."""
    lanes: dict[int, list[int]] = {}
    for spot in sorted(boxes):
        lanes.setdefault(spot.x, []).append(spot.y)
    return lanes


def route_line(
    lanes: Mapping[int, Sequence[int]], begin: Spot, end: Spot, *, tail: int = 0
) -> list[tuple[int, int]]:
    """Return the points of a line from box to box that passes behind no other box.

    It is drawn from each point to the next: level within a lane, as a curve with level ends between
    lanes. Between boxes of one lane it goes round on their right: then the middle point is its turn.
    The last ``tail`` pixels and the arrow are level where there is room, for what stands on them.
    """
    half = HALF[0]
    if begin.x == end.x:
        turn = begin.x + half + (14 if begin.x + LANE in lanes else 36)
        return [
            (begin.x + half, begin.y),
            (turn, (begin.y + end.y) // 2),
            (end.x + half, end.y),
        ]
    if begin.x > end.x:
        return route_line(lanes, end, begin)[::-1]
    points = [(begin.x + half, begin.y)]
    for x in (x for x in lanes if begin.x < x < end.x):
        share = (x - begin.x) / (end.x - begin.x)
        wanted = round(begin.y + share * (end.y - begin.y))
        if x == begin.x + LANE:
            wanted = begin.y
        elif x == end.x - LANE:
            wanted = end.y
        level = _find_level(lanes[x], wanted)
        points += [(x - half - CORNER, level), (x + half + CORNER, level)]
    last = end.x - half
    if tail and last - points[-1][0] > tail + ARROW + LEAST_TURN:
        points.append((last - tail - ARROW, end.y))
    return [*points, (last, end.y)]


def _find_level(boxes: Sequence[int], wanted: int) -> int:
    """Return the height nearest to one wanted at which a line passes all boxes of a lane."""
    levels = [wanted, *(y + side for y in boxes for side in (-CLEAR, CLEAR))]
    clear = [level for level in levels if all(abs(level - y) >= CLEAR for y in boxes)]
    return min(clear, key=lambda level: (abs(level - wanted), level))


def _find_label(lanes: Mapping[int, Sequence[int]], line: int) -> int:
    """Return the first lane where the words above the wage line meet no box; else the first of all."""
    free = (x for x, boxes in lanes.items() if all(abs(y - line + 9) > HALF[1] + 12 for y in boxes))
    return next(free, min(lanes))


def _find_middle(column: Collection[Spot]) -> int:
    places = [spot.x for spot in column]
    return (min(places) + max(places)) // 2


def _summarise(start: Mapping[str, Any], jobs: Sequence[Job], hidden: int, place: str) -> str:
    reached = [job for job in jobs if job.step > 0 and job.earned is None]
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
