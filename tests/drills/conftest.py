"""What the drills share."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.drills.works")

from core.store.places import remove_folder  # noqa: E402 - assertions are told in full, see above
from core.workspace import Workspace  # noqa: E402
from tests.core.keeping import clock  # noqa: E402
from tests.drills import traced, works  # noqa: E402
from tests.drills.forked import Work, worker  # noqa: E402


class Prepared:
    """A data folder to begin with, and what it says before and after each work.

    Attributes:
        before: what the folder says at the beginning.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first = folder / "first"
        works.begin(self._first)
        self.before = works.state(self.copy("before"))

    @cache  # noqa: B019 - lives as long as the test run
    def after(self, work: Work) -> str:
        """What the folder says once the work is done."""
        root = self.copy("after")
        with Workspace.open(root, "shop", now=clock()) as shop:
            work(root, shop)
        return works.state(root)

    @cache  # noqa: B019 - lives as long as the test run
    def points(self, work: Work) -> list[traced.Point]:
        """Every call of the work that changes the disk."""
        root = self.copy("counted")
        with worker(root, work) as counted, traced.points(counted.pid) as points:
            assert counted.do() == "done"
        return points

    def copy(self, name: str) -> Path:
        """The folder as it is at the beginning, under a name of its own."""
        root = self._folder / name
        remove_folder(root)
        shutil.copytree(self._first, root)
        return root


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Prepared:
    """A data folder to be copied, hurt and looked at."""
    return Prepared(tmp_path_factory.mktemp("drills"))
