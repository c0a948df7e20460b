"""Pages in Streamlit's own test runner, over real ledgers in a temporary home."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from core.workspace import JST, Workspace, create_sample, current, set_current
from tests.core.keeping import TODAY, bring, customer, line, sheet
from tests.pages.run import run_through_app

#: The sample businesses live on their own day; this clock only stamps the journal.
MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)


@pytest.fixture(autouse=True)
def served_before(monkeypatch):
    """Run pages as a server does once app.py has run in it."""
    run_through_app(monkeypatch)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory) -> Path:
    """A home with the sample salon, made once; for tests that only look."""
    root = tmp_path_factory.mktemp("sample_home")
    with create_sample(root, "salon", now=lambda: MOMENT) as made:
        set_current(root, made.business.slug)
    return root


@pytest.fixture
def shown(sample_home, monkeypatch) -> Path:
    """The shared home: look, do not write."""
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(sample_home))
    return sample_home


@pytest.fixture
def ledger(sample_home, tmp_path, monkeypatch) -> Path:
    """A copy of the sample home to write in."""
    root = tmp_path / "home"
    shutil.copytree(sample_home, root)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    return root


@pytest.fixture
def nothing_yet(tmp_path, monkeypatch) -> Path:
    """A home in which nothing was ever done."""
    root = tmp_path / "empty_home"
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    return root


@pytest.fixture(scope="session")
def small_home(tmp_path_factory):
    """A small business of the owner's own, with three customers and one known from sales only."""
    root = tmp_path_factory.mktemp("small")
    with Workspace.create(root, "試験商店", now=lambda: MOMENT) as workspace:
        people = [
            customer(
                1, name="佐藤 花子", kana="サトウ ハナコ", phone="090-0123-4567", staff="野口"
            ),
            customer(2, name="鈴木 実", total_need=5000),
            customer(3, name="髙橋 桂"),
        ]
        bring(workspace, sheet(people, lines=[line(TODAY, 9)]))
        set_current(root, workspace.business.slug)
    return root


@pytest.fixture
def shop(small_home, tmp_path, monkeypatch):
    """A copy of the small business to write in."""
    root = tmp_path / "home"
    shutil.copytree(small_home, root)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        yield workspace
