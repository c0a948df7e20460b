"""What was made of one state of the data lies there for everybody who asks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages._ui.shelf import Shelf


def test_a_thing_is_made_once_and_under_another_name_another():
    shelf, made = Shelf(), []

    def make():
        made.append(True)
        return len(made)

    assert [shelf.get("one", make), shelf.get("one", make), shelf.get("two", make)] == [1, 1, 2]


def test_whoever_asks_while_it_is_made_waits_for_it():
    shelf, asked, go, made = Shelf(), threading.Event(), threading.Event(), []

    def slow():
        made.append(True)
        asked.set()
        assert go.wait(10)
        return "made"

    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(shelf.get, "one", slow)
        assert asked.wait(10)
        second = threads.submit(shelf.get, "one", slow)
        other = threads.submit(shelf.get, "two", lambda: "at once").result(10)
        go.set()
        assert (first.result(10), second.result(10), other) == ("made", "made", "at once")
    assert made == [True]


def test_what_could_not_be_made_is_made_when_it_is_asked_for_again():
    shelf = Shelf()
    with pytest.raises(ZeroDivisionError):
        shelf.get("one", lambda: 1 // 0)
    assert shelf.get("one", lambda: "made") == "made"


def test_what_nobody_asked_for_the_longest_goes_first():
    shelf, made = Shelf(most=2), []
    for name in ("one", "two", "one", "three", "one", "two"):
        shelf.get(name, lambda name=name: made.append(name))
    assert made == ["one", "two", "three", "two"]
