"""Figures of docs/benchmarks.md on many people at once: ``python -m tests.bench_sessions``.

Websocket clients that speak Streamlit's protocol open Find at addresses of their own, then move a
limit every few seconds. Prints one JSON document. Not a test: times depend on the machine, and the
clients share it with the server.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from pathways.settings import ROOT
from tests.bench_screen import read_cpu
from tests.test_screen import run_app

EMPTY: Final = """
import streamlit as st
st.set_page_config(layout="wide")
st.number_input("Months", 0, 240, None, key="limit_elapsed")
"""
"""An app that does nothing: what a rerun costs by itself."""

STARTS: Final = (
    "31-1131",
    "41-2011",
    "35-3023",
    "43-4051",
    "53-3032",
    "31-1120",
    "35-2014",
    "37-2011",
)
PLACES: Final = ("0041180", "0028140", "0033100", "0045300", "0027260", "zip:65101")
OPEN: Final = "limits_open"
THINK_S: Final = 5.0
"""Mean of the pause before each thing a person does; each is drawn from half of it to one and a half."""
ARRIVE_S: Final = 20.0
"""Everybody comes within it, each at a moment of their own; moves are counted when all are there."""
LASTS_S: Final = 40.0
PATIENCE_S: Final = 60.0
MOVES: Final = 40


@dataclass
class Client:
    """One browser window: its socket, what it was sent, and what it has set."""

    socket: ClientConnection
    query: str
    page: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    hashes: set[str] = field(default_factory=set)
    values: dict[str, WidgetState] = field(default_factory=dict)
    received: int = 0
    errors: list[str] = field(default_factory=list)

    async def run(self, **changes: Any) -> float:
        """Set numbers (by key; True presses a button), run, and return the seconds it took.

        The run is over when the server says that the script has finished and starts no other.
        """
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page
        state.cached_message_hashes.extend(sorted(self.hashes))
        for key, value in changes.items():
            if value is True:
                state.widget_states.widgets.add(id=self.ids[key], trigger_value=True)
            else:
                self.values[key].double_value = value
        for key, widget in self.values.items():
            state.widget_states.widgets.add(id=self.ids[key]).MergeFrom(widget)
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            await self._finish()
        return time.perf_counter() - begun

    async def open_form(self) -> float:
        """Open the form of limits; return the seconds it took."""
        self.values[OPEN] = WidgetState(bool_value=True)
        return await self.run()

    async def use_form(self, months: float) -> float:
        """Use the form, which closes, with other months; return the seconds it took."""
        took = await self.run(limit_elapsed=months, use_limits=True)
        self.values[OPEN] = WidgetState(bool_value=False)
        return took

    async def _finish(self) -> None:
        finished = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        while True:
            data = await self.socket.recv(decode=False)
            self.received += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if message.metadata.cacheable:
                self.hashes.add(message.hash)
            if kind == "new_session":
                self.page = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._read_element(message.delta.new_element)
            elif kind == "delta":
                block = message.delta.add_block
                self._read_id(getattr(block, block.WhichOneof("type") or "", block))
            elif kind == "script_finished" and message.script_finished in finished:
                return

    def _read_element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        if kind == "exception":
            self.errors.append(shown.message)
        key = self._read_id(shown)
        if key is not None and kind in READ:
            # a browser sends what every box says, not only what was changed
            self.values[key] = READ[kind](shown)

    def _read_id(self, shown: Any) -> str | None:
        name = getattr(shown, "id", "")
        if not isinstance(name, str) or not name.startswith("$$ID-"):
            return None
        key = name.split("-", 2)[2]
        self.ids[key] = name
        return key


def read_number(shown: Any) -> WidgetState:
    """Return what a box for a number says; nothing where it is empty."""
    name = "value" if shown.set_value else "default"
    says = WidgetState()
    if shown.HasField(name):
        says.double_value = getattr(shown, name)
    return says


def read_tick(shown: Any) -> WidgetState:
    """Return whether a box is ticked."""
    return WidgetState(bool_value=shown.value if shown.set_value else shown.default)


def read_choice(shown: Any) -> WidgetState:
    """Return what is chosen from a list."""
    return WidgetState(
        string_value=shown.raw_value if shown.set_value else shown.options[shown.default]
    )


def read_several(shown: Any) -> WidgetState:
    """Return what is chosen from a list of which several can be."""
    chosen = shown.raw_values if shown.set_value else [shown.options[n] for n in shown.default]
    return WidgetState(string_array_value=StringArray(data=chosen))


def read_pills(shown: Any) -> WidgetState:
    """Return what is chosen among pills."""
    if shown.set_value:
        chosen = list(shown.raw_values)
    else:
        chosen = [shown.options[n].content for n in shown.default]
    return WidgetState(string_array_value=StringArray(data=chosen))


READ: Final[Mapping[str, Callable[[Any], WidgetState]]] = {
    "number_input": read_number,
    "checkbox": read_tick,
    "selectbox": read_choice,
    "multiselect": read_several,
    "button_group": read_pills,
}


async def open_client(address: str, query: str = "") -> Client:
    """Return a window that is connected, nothing run yet."""
    socket = await connect(
        f"{address.replace('http', 'ws')}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,  # type: ignore[list-item]
    )
    return Client(socket, query)


def read_resident(process: int) -> float:
    """Return the MB that a process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def write_query(number: int) -> str:
    """Return an address of Find: another job and place for each number, 48 of them."""
    job = STARTS[number % len(STARTS)]
    return f"job={job}&place={PLACES[number // len(STARTS) % len(PLACES)]}"


# ---- one person


async def measure_empty(address: str, process: int) -> dict[str, float]:
    """Change the number of the empty app: server CPU, seconds and bytes of a run."""
    client = await open_client(address)
    first, size = await client.run(), client.received
    used, received, times = read_cpu(process), client.received, []
    for months in range(MOVES):
        times.append(await client.run(limit_elapsed=12.0 + months))
    used, received = read_cpu(process) - used, client.received - received
    assert not client.errors, client.errors
    await client.socket.close()
    return {
        "first_ms": round(1_000 * first),
        "first_bytes": size,
        "cpu_ms": round(1_000 * used / MOVES, 1),
        "p50_ms": round(1_000 * median(times), 1),
        "bytes": round(received / MOVES),
    }


async def measure_moves(address: str, process: int, query: str) -> dict[str, float]:
    """Move the limit of months up one by one, each twice: server CPU, seconds and bytes of a run.

    A run is that of the form's button; opening the form is one of its own, measured apart.
    """
    client = await open_client(address, query)
    first, size = await client.run(), client.received
    cpu: dict[str, float] = dict.fromkeys(("open", "new", "asked_before"), 0.0)
    received, times = 0, []
    for kind in ("new", "asked_before"):
        for months in range(MOVES):
            begun = read_cpu(process)
            await client.open_form()
            opened, before = read_cpu(process), client.received
            times.append(await client.use_form(12.0 + months))
            cpu["open"] += (opened - begun) / 2
            cpu[kind] += read_cpu(process) - opened
            received += client.received - before
    assert not client.errors, client.errors
    await client.socket.close()
    return {
        "first_ms": round(1_000 * first),
        "first_bytes": size,
        **{f"cpu_{kind}_ms": round(1_000 * used / MOVES, 1) for kind, used in cpu.items()},
        "p50_ms": round(1_000 * median(times), 1),
        "bytes": round(received / MOVES / 2),
    }


# ---- many people


@dataclass
class Log:
    """What many people waited, in seconds, and what went wrong."""

    first: list[float] = field(default_factory=list)
    moves: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def live(address: str, number: int, log: Log, chance: random.Random) -> None:
    """One person: comes, then opens the form of limits and uses it, in turn, after every pause."""
    all_here = time.perf_counter() + ARRIVE_S
    await asyncio.sleep(chance.uniform(0, ARRIVE_S))
    try:
        client = await open_client(address, write_query(number))
        log.first.append(await client.run())
        steps = cycle((client.open_form, lambda: client.use_form(chance.randrange(3, 120))))
        while (now := time.perf_counter()) < all_here + LASTS_S:
            await asyncio.sleep(chance.uniform(THINK_S / 2, THINK_S * 1.5))
            took = await next(steps)()
            if now > all_here:
                log.moves.append(took)
        log.errors += client.errors
        await client.socket.close()
    except Exception as error:  # every failure is counted, whatever it is
        log.errors.append(repr(error))


async def measure_many(address: str, process: int, count: int) -> dict[str, Any]:
    """Let ``count`` people use the app at once: their waits, errors, CPU and memory."""
    log, before, used, begun = Log(), read_resident(process), read_cpu(process), time.perf_counter()
    people = [live(address, n, log, random.Random(n)) for n in range(count)]
    await asyncio.gather(*people)
    clock = time.perf_counter() - begun
    return {
        "people": count,
        "moves": len(log.moves),
        "move_p50_ms": round(1_000 * median(log.moves)),
        "move_p95_ms": round(1_000 * quantiles(log.moves, n=20)[-1]),
        "first_p50_ms": round(1_000 * median(log.first)),
        "first_p95_ms": round(1_000 * quantiles(log.first, n=20)[-1]),
        "errors": len(log.errors),
        "first_errors": log.errors[:3],
        "server_cpu_share": round((read_cpu(process) - used) / clock, 2),
        "resident_before_mb": round(before),
        "resident_after_mb": round(read_resident(process)),
    }


async def warm(address: str) -> None:
    """Open every address once, as a server in use has done."""
    for number in range(len(STARTS) * len(PLACES)):
        client = await open_client(address, write_query(number))
        await client.run()
        await client.socket.close()


async def measure_memory(address: str, process: int, count: int) -> float:
    """Return the MB that a window adds, over ``count`` windows at answers made before."""
    await warm(address)
    kept, before = [], read_resident(process)
    for number in range(count):
        kept.append(await open_client(address, write_query(number)))
        await kept[-1].run()
    grown = read_resident(process) - before
    for client in kept:
        await client.socket.close()
    return round(grown / count, 2)


def main() -> None:
    """Measure all and print it."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        with run_app(empty) as (address, process):
            found["empty"] = asyncio.run(measure_empty(address, process))
    with run_app(ROOT / "app.py") as (address, process):
        found["find"] = asyncio.run(measure_moves(address, process, write_query(0)))
        found["mb_a_window"] = asyncio.run(measure_memory(address, process, 50))
    for count in (25, 100):
        with run_app(ROOT / "app.py") as (address, process):
            asyncio.run(warm(address))
            found[f"{count}_people"] = asyncio.run(measure_many(address, process, count))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
