"""Counts the tests that a run left out (skipped or deselected), for ``start.py test``.

Loaded with ``-p tests.left_out``. With xdist every worker collects everything and runs a share, so
what is left out at collection is the largest count of any worker and what is skipped while
running is the sum. A test marked xfail was run and is not counted.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest


class LeftOut:
    """The counts of this process and, in the controller, those that the workers sent."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.collecting = 0
        self.running = 0
        self.from_workers: list[tuple[int, int]] = []

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.collecting += len(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.collecting += report.skipped

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.running += report.skipped and not hasattr(report, "wasxfail")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node) -> None:
        output = getattr(node, "workeroutput", {})  # a worker that crashed sends none
        self.from_workers.append(output.get("left_out", (0, 0)))

    def pytest_sessionfinish(self) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["left_out"] = (self.collecting, self.running)
        elif place := os.environ.get("DAIFUKUCHO_LEFT_OUT"):
            Path(place).write_text(str(self.total()), encoding="ascii")

    def total(self) -> int:
        if not self.from_workers:
            return self.collecting + self.running
        collecting, running = zip(*self.from_workers, strict=True)
        return max(collecting) + sum(running)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LeftOut(config), "left-out")
