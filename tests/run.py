"""Runs the tests with their gates; ``python3 start.py test`` calls it in the environment.

The last line printed says how many tests were left out (skipped or deselected).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

#: A browser, the Japanese fonts it draws with, and what makes single system calls fail.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk", "fonts-morisawa-bizud-gothic", "strace")
#: What Spark runs on.
JAVA = "default-jre-headless"
WORKERS = ("-n", "2", "--dist", "worksteal")
#: The order of tests where the run decides, so that what it says of a change can be repeated. At
#: every other run another one is drawn.
ORDER = "--randomly-seed=3095235622"
#: What runs in the environment of the other engines: their own tests, and those of the engine that
#: ships on its former release.
ENGINES = ("tests/engines", "tests/core/test_engine.py")
#: Branch coverage in per cent that each part must keep.
GATES = (("core/*", 95), ("pages/*,app.py", 90))


def main(words: Sequence[str]) -> int:
    """Run ``bench``, ``drills`` or ``engines``, or pytest with these words; returns the exit code.

    With words the coverage gates are not judged: they mean something for the whole run only.
    """
    if list(words[:1]) == ["bench"]:
        return run([*python("pytest"), "tests/bench", "-s", "-p", "no:randomly", *words[1:]])
    if list(words[:1]) == ["drills"]:
        drills = [*python("pytest"), "tests", "-m", "drill", "-s", "-p", "no:randomly", *words[1:]]
        return run(drills, DAIFUKUCHO_DRILLS="full")
    if list(words[:1]) == ["engines"]:
        return engines(words[1:])
    said(missing_packages())
    code, left_out = run_pytest([*WORKERS, *([ORDER] if in_ci() else [])], words)
    if not words:
        code = max(code, gates())
    return judged(code, left_out)


def engines(words: Sequence[str]) -> int:
    """Every kernel on every other engine, in the environment that ``start.py`` made for them.

    Spark needs Java; where there is none and none may be installed, it is left out.
    """
    if shutil.which("java") is None:
        said(installed([JAVA]) if shutil.which("dpkg-query") else [JAVA])
    code, left_out = run_pytest([], words or ENGINES)
    return judged(code, left_out)


def judged(code: int, left_out: int) -> int:
    """Say what was left out; where the run decides, nothing may be."""
    if left_out and in_ci():
        code = code or 1
    print(f"left out: {left_out}", flush=True)
    return code


def said(missing: Sequence[str]) -> None:
    """Say what is missing and how to get it."""
    if missing:
        print(f"足りないもの / missing: sudo apt install {' '.join(missing)}", flush=True)


def in_ci() -> bool:
    """Whether this run decides about a change: then nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def run_pytest(options: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    """Run pytest; returns its exit code and how many tests it skipped or deselected."""
    command = [*python("pytest"), "-p", "tests.left_out", *options]
    if not words:
        command += ["--cov", "--cov-report="]
    with tempfile.TemporaryDirectory() as folder:
        count = Path(folder) / "left_out"
        code = run([*command, *words], DAIFUKUCHO_LEFT_OUT=str(count))
        return code, int(count.read_text(encoding="ascii")) if count.exists() else 0


def gates() -> int:
    """Judge branch coverage of each part by its own limit; returns 0 when all hold."""
    codes = []
    for part, least in GATES:
        print(f"\nBranch coverage of {part}, at least {least} %:", flush=True)
        report = [*python("coverage"), "report", f"--include={part}", f"--fail-under={least}"]
        codes.append(run(report))
    return max(codes)


def missing_packages() -> list[str]:
    """Install the browser and fonts where we may; returns what is still missing."""
    if shutil.which("dpkg-query") is None:
        return [] if shutil.which("chromium") else ["chromium"]
    return installed(DEBIAN_PACKAGES)


def installed(packages: Sequence[str]) -> list[str]:
    """Install Debian's packages where we may; returns those that are still missing."""
    wanted = absent(packages)
    if wanted and os.geteuid() == 0:
        run(["apt-get", "update", "-q"], DEBIAN_FRONTEND="noninteractive")
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted]
        run(install, DEBIAN_FRONTEND="noninteractive")
        wanted = absent(packages)
    return wanted


def absent(packages: Sequence[str]) -> list[str]:
    """Those of the Debian packages that are not installed."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${Status}\n", *packages]
    answer = subprocess.run(query, check=False, capture_output=True, text=True).stdout
    there = {line.split()[0] for line in answer.splitlines() if line.endswith("ok installed")}
    return [package for package in packages if package not in there]


def python(module: str) -> list[str]:
    """The command that runs a module in this environment."""
    return [sys.executable, "-m", module]


def run(command: Sequence[str], **more: str) -> int:
    """Run a command in sight of the user; returns its exit code."""
    return subprocess.run(command, check=False, env={**os.environ, **more}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
