"""With many customers a click does not wait until everybody has been judged again."""

from __future__ import annotations

import threading
import time

import pytest
from streamlit.testing.v1 import AppTest

from core.workspace import Workspace
from pages._ui import recount
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

WAITING = "いま全員を数え直しています"


@pytest.fixture
def many(ledger, monkeypatch):
    """A ledger that counts as large, and a gate that the counting thread waits at."""
    monkeypatch.setattr(recount, "MANY", 1)
    gate = threading.Event()
    original = recount.review

    def slow(*args, **options):
        if threading.current_thread().name == "recount":
            assert gate.wait(30)
        return original(*args, **options)

    monkeypatch.setattr(recount, "review", slow)
    yield gate
    gate.set()


def talk_with_the_last(at):
    """Record a talk on the last card of the page; returns the button's key."""
    button = [b for b in at.button if b.key.startswith("talked_")][-1]
    at.text_input(key=f"note_{button.key.removeprefix('talked_')}").set_value("元気")
    button.click().run()
    return button.key


def until_counted(at):
    """Run the page until the review is that of now."""
    end = time.monotonic() + 30
    while WAITING in said(at):
        assert time.monotonic() < end
        time.sleep(0.05)
        at.run()
    return at


def test_a_large_review_is_set_aside_from_the_collector_and_a_small_one_is_not(
    ledger, monkeypatch
):
    asked = []
    monkeypatch.setattr(recount, "set_aside", lambda: asked.append(True))
    at = open_page("pages/calls.py")
    talk_with_the_last(at)
    until_counted(at)
    assert asked == []
    monkeypatch.setattr(recount, "MANY", 1)
    talk_with_the_last(at)
    until_counted(at)
    assert asked == [True]


def test_what_was_recorded_is_kept_and_off_the_list_while_everybody_is_judged_again(many):
    at = open_page("pages/calls.py")
    key = talk_with_the_last(at)

    assert WAITING in said(at)
    assert key not in [b.key for b in at.button]
    assert "undo" in [b.key for b in at.button]
    many.set()
    until_counted(at)
    assert not at.exception
    assert key not in [b.key for b in at.button]


def test_taken_back_while_it_is_counted_the_customer_is_listed_again(many):
    at = open_page("pages/calls.py")
    key = talk_with_the_last(at)
    at.button(key="undo").click().run()
    many.set()
    until_counted(at)

    assert key in [b.key for b in at.button]


def test_a_count_that_fails_behind_is_made_again_in_sight_and_says_why(many, monkeypatch):
    at = open_page("pages/calls.py")
    monkeypatch.setattr(recount, "review", _failing)
    talk_with_the_last(at)
    end = time.monotonic() + 30
    while not at.code and time.monotonic() < end:
        time.sleep(0.05)
        at.run()

    assert "うまくいかないことがありました" in said(at)


def _failing(*_args, **_options):
    raise ValueError("x")


def test_new_purchases_are_waited_for(many, ledger):
    many.set()
    open_page("pages/calls.py")
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        workspace.undo_batch(1)
    at = open_page("pages/intake.py")
    at.switch_page("pages/review.py").run()

    assert not at.exception
    assert WAITING not in said(at)


def test_each_review_of_a_new_week_is_kept(ledger):
    open_page()
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        assert len(workspace.frozen_weeks()) == 1


def test_the_next_in_line_has_the_seat_before_everybody_is_judged_again(many, monkeypatch):
    at = open_page("pages/calls.py")
    ordered = []
    original = recount.retaken

    def watched(before, book):
        ordered.append(original(before, book))
        return ordered[-1]

    monkeypatch.setattr(recount, "retaken", watched)
    key = talk_with_the_last(at)
    end = time.monotonic() + 30
    while not ordered:
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(0.1)
    at.run()

    assert WAITING in said(at)
    assert key.removeprefix("talked_") not in set(ordered[-1].rows["customer_id"])
    assert f"載せたのは{len(ordered[-1].rows)}人です" in said(at)
    assert len(ordered) == 1
    many.set()
    until_counted(at)
    assert not at.exception


def counting(n, until_done):
    """A page that counts for a business of ``n`` customers."""
    from types import SimpleNamespace  # noqa: PLC0415 - a script of its own

    import streamlit as st  # noqa: PLC0415

    from pages._ui import recount  # noqa: PLC0415

    book = SimpleNamespace(table=lambda _name: range(n))
    with recount.told(SimpleNamespace(book=book)) as tell:
        if tell is not None:
            tell(0.4, "Counting purchases")
        if not until_done:
            st.stop()


@pytest.mark.parametrize(
    ("n", "until_done", "bars"),
    [(recount.MANY, False, 1), (recount.MANY, True, 0), (recount.MANY - 1, False, 0)],
)
def test_a_long_count_says_how_far_it_is_until_it_is_done(n, until_done, bars):
    at = AppTest.from_function(counting, kwargs={"n": n, "until_done": until_done}).run()
    assert len(at.get("progress")) == bars
    assert [bar.proto.value for bar in at.get("progress")] == [40] * bars
