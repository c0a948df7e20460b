"""With many customers, what pages draw from is there before somebody opens them."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from core.rules.roles import Role
from core.workspace import Workspace, current
from pages._ui import ahead, at_work, owner, recount
from pages._ui.business import Here
from pages._ui.registry import PAGES
from pages._ui.shelf import Shelf
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page


@pytest.fixture
def many(monkeypatch) -> None:
    """Every ledger counts as large, and pages are opened without a pause."""
    for module in (recount, ahead):
        monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(ahead, "PAUSE", 0.0)


@pytest.fixture
def made(monkeypatch) -> list[tuple[str, str]]:
    """(thread, what) of everything that is made, in order."""
    found, original = [], Shelf.get

    def get(shelf, what, make):
        def noted():
            found.append((threading.current_thread().name, what))
            return make()

        return original(shelf, what, noted)

    monkeypatch.setattr(Shelf, "get", get)
    return found


def until_opened() -> None:
    """Wait for the thread that opens pages."""
    for thread in threading.enumerate():
        if thread.name == ahead.NAME:
            thread.join(120)


def content(root: Path) -> dict[str, str]:
    """Every file of a data folder but what is counted anew at any time."""
    files = (path for path in root.rglob("*") if path.is_file() and "cache" not in path.parts)
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_was_opened_ahead_makes_nothing_when_the_owner_opens_it(shown, many, made):
    open_page("pages/calls.py")
    until_opened()
    behind = {what for name, what in made if name == ahead.NAME}
    before = len(made)
    for page in PAGES:
        open_page(page.path)
    open_page("pages/classes.py").button_group(key="class_view").set_value("decile").run()
    assert len(behind) > 50
    assert made[before:] == []


def test_opening_ahead_writes_nothing(ledger, many):
    open_page("pages/ledger.py")
    before = content(ledger)
    until_opened()
    open_page("pages/calls.py")
    until_opened()
    assert content(ledger) == before


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The pages that are opened ahead, in order; they are not run."""
    found: list[str] = []
    monkeypatch.setattr(ahead, "_open", lambda page, asked: asked.chosen or found.append(page))
    return found


def stems(pages) -> list[str]:
    return [Path(page.path).stem for page in pages]


def test_pages_are_opened_once_for_each_count(ledger, many, opened):
    for page in ("pages/calls.py", "pages/growth.py", "pages/calls.py"):
        open_page(page)
        until_opened()
    assert opened == stems(PAGES)
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        today = workspace.today()
        promise = {"customer_id": "C0001", "content": "見本", "due_date": today, "by_whom": "us"}
        workspace.add("promises", promise)
    at = open_page("pages/calls.py")
    for thread in threading.enumerate():
        if thread.name == "recount":
            thread.join(60)
    at.run()
    until_opened()
    assert opened == stems(PAGES) * 2


def test_few_customers_wait_for_nothing_ahead(shown, opened):
    open_page("pages/calls.py")
    until_opened()
    assert opened == []


def test_only_the_pages_of_whoever_is_at_work_are_opened(shown, many, opened, sharing):
    sharing.sign_in(Role.STAFF)
    open_page("pages/calls.py")
    until_opened()
    assert opened == ["calls", "cases", "customer"]


def test_what_is_written_meanwhile_ends_it(ledger, many, monkeypatch):
    opened: list[str] = []

    def write(page: str, _asked: object) -> None:
        opened.append(page)
        with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
            workspace.add("events", {"customer_id": "C0001", "date": workspace.today()})

    monkeypatch.setattr(ahead, "_open", write)
    open_page("pages/growth.py")
    until_opened()
    assert opened == ["review"]


def test_a_browser_on_another_computer_stays_one_where_no_run_can_tell():
    class Workplace:
        shared = False

    here = Here("x", "x", False, None, Workplace(), None, None)
    for far in (True, False):
        with at_work.as_from(at_work.Browser("", drawn=False, far=far)):
            assert owner.owner_at_work(here) is not far
