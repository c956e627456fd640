"""Figures of docs/benchmarks.md: ``python -m tests.bench_screen`` from the folder of app.py.

Prints one JSON document. Not a test: times depend on the machine and its load.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from pathways.settings import ROOT
from tests.test_screen import CHROMIUM, FLAGS, READY, Visit, click_box, find_port

FRESH = """
import json, time
begun = time.perf_counter()
from pathways.store import open_graph
from pathways.region import open_region
imported = time.perf_counter()
graph = open_graph()
opened = time.perf_counter()
region = open_region(graph, "0041180")
done = time.perf_counter()
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({
    "imports_s": imported - begun, "open_graph_s": opened - imported,
    "open_region_s": done - opened, "all_s": done - begun,
    "resident_mb": int(status["VmRSS"].split()[0]) / 1024,
    "most_mb": int(status["VmHWM"].split()[0]) / 1024,
}))
"""
RUNS = 5


def bench_fresh() -> dict[str, float]:
    """Imports, open_graph and open_region in fresh processes: the median of each figure."""
    runs = [
        json.loads(subprocess.check_output([sys.executable, "-c", FRESH], cwd=ROOT))
        for _ in range(RUNS)
    ]
    return {name: round(median(run[name] for run in runs), 2) for name in runs[0]}


def bench_search() -> dict[str, float]:
    """Every everyday query once, the index open."""
    from pathways.search import open_index, search_occupations
    from pathways.store import open_graph

    begun = time.perf_counter()
    graph = open_graph()
    opened = time.perf_counter()
    index = open_index(graph)
    built = time.perf_counter() - opened
    times = []
    with (ROOT / "tests" / "data" / "everyday_queries.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            asked = time.perf_counter()
            search_occupations(index, row["query"])
            times.append(1_000 * (time.perf_counter() - asked))
    return {
        "queries": len(times),
        "index_s": round(built, 2),
        "open_s": round(opened - begun, 2),
        "p50_ms": round(median(times), 1),
        "p95_ms": round(quantiles(times, n=20)[-1], 1),
    }


def read_cpu(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bench_screen() -> dict[str, Any]:
    """From the command to the first answer and the picture; then what one click costs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        port = find_port()
        begun = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
             "--server.headless=true"],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return _visit_app(running, server.pid, f"http://127.0.0.1:{port}", begun)
        finally:
            server.terminate()
            server.wait(timeout=20)
            running.close()


def _visit_app(running: Any, process: int, address: str, begun: float) -> dict[str, Any]:
    one = Visit(running, blocks=False)
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            break
        except OSError:
            time.sleep(0.05)
    one.page.goto(address)
    one.page.wait_for_selector("text=within reach", timeout=60_000)
    answer, used_to_answer = time.perf_counter() - begun, read_cpu(process)
    one.page.wait_for_selector(READY, state="attached", timeout=60_000)
    picture = time.perf_counter() - begun
    one.settle()
    first = list(one.frames)
    clicks, costs, sent = [], [], []
    for node in ("n2", "n3", "n4", "n5"):
        before, used, shown = len(one.frames), read_cpu(process), one.page.url
        asked = time.perf_counter()
        click_box(one.page, node)
        one.page.wait_for_function("shown => location.href !== shown", arg=shown)
        one.settle()
        clicks.append(time.perf_counter() - asked - 0.8)  # settle waits 0.8 s by itself
        costs.append(read_cpu(process) - used)
        sent.append(sum(one.frames[before:]))
    again = Visit(running, blocks=False)
    asked = time.perf_counter()
    again.page.goto(f"{address}/?job=53-3032&place=zip:33101")
    again.page.wait_for_selector("text=within reach", timeout=60_000)
    second = time.perf_counter() - asked
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return {
        "command_to_first_answer_s": round(answer, 2),
        "server_cpu_to_first_answer_s": round(used_to_answer, 2),
        "command_to_picture_s": round(picture, 2),
        "bytes_first_visit": sum(first),
        "largest_message_first_visit": max(first),
        "messages_over_400_kB": sum(size > 400_000 for size in one.frames),
        "bytes_per_rerun": round(median(sent)),
        "rerun_s": round(median(clicks), 2),
        "server_cpu_per_rerun_s": round(median(costs), 3),
        "second_visitor_first_answer_s": round(second, 2),
        "server_resident_mb": int(resident.split()[1]) // 1024,
        "outside_requests": len(one.outside) + len(again.outside),
    }


if __name__ == "__main__":
    load = os.getloadavg()
    report = {
        "load": load,
        "fresh": bench_fresh(),
        "search": bench_search(),
        "screen": bench_screen(),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
