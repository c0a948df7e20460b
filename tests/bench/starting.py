"""What a start takes: ``python -m tests.bench.starting`` prints its steps and what they load.

From ``python3 start.py`` on an installed program to the first page served, each step in a process
of its own, and the packages whose loading takes longest.
"""

from __future__ import annotations

import collections
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 3
STEPS = {
    "Python itself": "",
    "start.py: is everything installed": "import start; start.in_step(start.ROOT, 'app')",
    "core.serving: does it run already": "import core.serving.command",
    "the server's own: streamlit": "import streamlit.web.cli",
    "the server and our pages": "import streamlit.web.cli, app",
}
LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def used() -> float:
    """Seconds of CPU of all processes that ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def steps() -> Iterator[tuple[str, float, float]]:
    """(step, seconds by the clock, of CPU), the middle of three each."""
    for name, text in STEPS.items():
        taken = []
        for _round in range(ROUNDS):
            start, before = time.perf_counter(), used()
            subprocess.run([sys.executable, "-c", text], cwd=ROOT, check=True, capture_output=True)
            taken.append((time.perf_counter() - start, used() - before))
        yield name, *(statistics.median(each) for each in zip(*taken, strict=True))
    taken = [served() for _round in range(ROUNDS)]
    yield (
        "python3 start.py → page served",
        *(statistics.median(each) for each in zip(*taken, strict=True)),
    )


def served() -> tuple[float, float]:
    """From the command to the first page; in a data folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        before, start = used(), time.perf_counter()
        command = [sys.executable, "start.py", "--no-browser", "--port", "8596"]
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "DAIFUKUCHO_HOME": home},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while server.poll() is None:
                try:
                    urllib.request.urlopen("http://127.0.0.1:8596/", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.02)
            taken = time.perf_counter() - start
        finally:
            server.terminate()
            server.wait()
        return taken, used() - before


def loading(text: str) -> dict[str, tuple[float, int]]:
    """{package: (milliseconds of its own modules, how many)}; of three loadings the least."""
    least: dict[str, int] = {}
    for _round in range(ROUNDS):
        command = [sys.executable, "-X", "importtime", "-c", text]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr
        for micro, module in LINE.findall(said):
            least[module] = min(int(micro), least.get(module, int(micro)))
    found: dict[str, list[int]] = collections.defaultdict(list)
    for module, micro in least.items():
        own = module.startswith(("core.", "pages."))
        found[".".join(module.split(".")[: 2 if own else 1])].append(micro)
    sums = {package: (sum(each) / 1000, len(each)) for package, each in found.items()}
    return dict(sorted(sums.items(), key=lambda item: -item[1][0]))


def main() -> None:
    """Print both tables."""
    print("| step | wall s | CPU s |\n|---|---|---|")
    for name, wall, cpu in steps():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} |", flush=True)
    print("\n| package | modules | ms |\n|---|---|---|")
    found = loading(STEPS["the server and our pages"])
    for package, (milliseconds, modules) in list(found.items())[:16]:
        print(f"| {package} | {modules} | {milliseconds:.0f} |")
    print(f"| all {len(found)} | {sum(n for _ms, n in found.values()):,} | "
          f"{sum(ms for ms, _n in found.values()):,.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()
