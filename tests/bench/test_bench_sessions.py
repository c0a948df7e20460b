"""Many sessions at once, and very many one after the other, at 50,000 customers.

Each session speaks Streamlit's own words over a websocket, as a browser does, to a server of ours.
``python3 start.py test bench`` prints the tables; nothing is judged here. ``BENCH_SESSIONS`` and
``BENCH_SOAK`` change how many there are.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.bench.test_bench_pages import large_home  # noqa: F401 - a fixture
from tests.e2e.conftest import Server, serving
from tests.e2e.talk import PATH, Answer, ask
from tests.pages.run import to_the_end

pytestmark = pytest.mark.bench
#: What is looked at in a shop, as often as it is.
PAGES = (
    "calls",
    "customer",
    "calls",
    "cases",
    "calls",
    "customer",
    "",
    "calls",
    "customer",
    "groups",
)
#: {sessions at once: the bar for the slowest twentieth, in seconds}.
BARS = {1: 0.3, 10: 0.3, 20: 0.8, 50: 2.0}
THINK, STEPS, SECONDS = 5.0, 12, 120
MEMORY, SLOPE, GROWTH = 700.0, 64.0, 1.25
SOAK = int(os.environ.get("BENCH_SOAK", "2000"))
AT_ONCE = [int(n) for n in os.environ.get("BENCH_SESSIONS", "1,10,20,50").split(",")]
#: Streamlit keeps so many sessions whose tab was closed; before that memory is bound to grow.
KEPT, MEASURED = 128, 50


@dataclass
class Seen:
    """What the sessions met.

    Attributes:
        taken: seconds of each step; ``errors``: what went wrong.
    """

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def large(large_home, tmp_path_factory):  # noqa: F811 - the fixture
    """A server over the large salon, every page of the walk opened once."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(large_home, home)
    with serving(home, "streamlit") as server:
        to_the_end(session(server, Seen(), steps=2 * len(PAGES), think=0))
        yield server


async def session(server: Server, seen: Seen, *, steps: int, think: float) -> None:
    """One session: opens the app, then goes from page to page and thinks in between."""
    try:
        async with connect(
            f"ws://127.0.0.1:{server.port}{PATH}", origin=server.url, max_size=None,
            subprotocols=["streamlit", "PLACEHOLDER"], open_timeout=SECONDS,
        ) as line:  # fmt: skip
            first = await _answer(line, ask())
            for step in range(steps):
                await asyncio.sleep(random.uniform(0.5, 1.5) * think)
                start = time.perf_counter()
                await _answer(line, ask(first.pages[PAGES[step % len(PAGES)]]))
                seen.taken.append(time.perf_counter() - start)
    except Exception as error:  # noqa: BLE001 - each is one for the table
        seen.errors.append(f"{type(error).__name__}: {error}")


async def _answer(line, message: bytes) -> Answer:
    await line.send(message)
    found = Answer(read=False)
    async with asyncio.timeout(SECONDS):
        while not found.hear(await line.recv()):
            pass
    return found


def megabytes(server: Server) -> float:
    """What the server holds in memory."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu(server: Server) -> float:
    """Seconds of work of the server until now, whoever else is at work on this computer."""
    told = Path(f"/proc/{server.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def load() -> str:
    return "/".join(f"{one:.1f}" for one in os.getloadavg())


def test_many_sessions_at_once_at_fifty_thousand_customers(large):
    print(
        "\nsessions  steps   p50 s   p95 s   of its bar  errors  RSS MB  CPU a step, share"
        "  load before and after"
    )
    for n in AT_ONCE:
        seen, before, worked, began = Seen(), load(), cpu(large), time.perf_counter()

        async def all_of_them(n=n, seen=seen):
            await asyncio.gather(*(_later(large, seen) for _one in range(n)))

        to_the_end(all_of_them())
        slowest = statistics.quantiles(seen.taken, n=20)[-1]
        worked, lasted = cpu(large) - worked, time.perf_counter() - began
        print(
            f"{n:8} {len(seen.taken):6} {statistics.median(seen.taken):7.2f} {slowest:7.2f}"
            f" {slowest / BARS.get(n, 2.0):12.2f} {len(seen.errors):7} {megabytes(large):7.0f}"
            f"  {worked / len(seen.taken):8.3f} s {worked / lasted:10.0%}  {before} {load()}"
        )
        assert seen.errors == []


async def _later(server: Server, seen: Seen) -> None:
    await asyncio.sleep(random.uniform(0, THINK))
    await session(server, seen, steps=STEPS, think=THINK)


def test_very_many_sessions_one_after_the_other_do_not_fill_the_memory(large):
    seen, held, before = Seen(), [], load()
    print(f"\nRSS in MB each {MEASURED} sessions:", end="")
    for n in range(SOAK):
        to_the_end(session(large, seen, steps=2, think=0))
        if n % MEASURED == MEASURED - 1:
            held.append(megabytes(large))
            print(f" {held[-1]:.0f}", end="", flush=True)
    at = [MEASURED * (n + 1) for n in range(len(held))]
    half = len(held) // 2 if len(held) > 3 else 0
    slope = statistics.linear_regression(at[half:], held[half:]).slope * 1_024
    warm = held[max(0, 2 * KEPT // MEASURED - 1)]
    print(
        f"\n{SOAK} sessions, {len(seen.taken) + SOAK} runs: {slope:.1f} KB a session over the last"
        f" half, {slope / SLOPE:.2f} of its bar; RSS {warm:.0f} → {held[-1]:.0f} MB,"
        f" {held[-1] / warm:.2f} of warm (bar {GROWTH}); errors {len(seen.errors)};"
        f" load {before} {load()}"
    )
    assert seen.errors == []
