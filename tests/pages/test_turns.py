"""Runs of pages take turns."""

import threading
import time
from contextlib import contextmanager

import pytest

from pages._ui.turns import Turns

SOON = 10.0


@contextmanager
def drawing(turns, name, drawn):
    """A run of its own thread, which draws until the block ends."""
    begun, end = threading.Event(), threading.Event()

    def run():
        with turns.turn():
            drawn.append(name)
            begun.set()
            end.wait(SOON)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield begun
    finally:
        end.set()
        thread.join(SOON)
        assert not thread.is_alive()


def waiting(turns):
    """So many wait."""
    return len(turns._waiting)


def until(true):
    ends = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_one_draws_at_a_time_and_who_came_first_is_first():
    turns, drawn, threads = Turns(patience=SOON), [], []

    def run(name):
        with turns.turn():
            drawn.append(name)

    with drawing(turns, "long", drawn) as begun:
        begun.wait(SOON)
        for name in range(8):
            threads.append(threading.Thread(target=run, args=(name,)))
            threads[-1].start()
            until(lambda name=name: waiting(turns) == name + 1)
        assert drawn == ["long"]
    for thread in threads:
        thread.join(SOON)
    assert drawn == ["long", *range(8)]


def test_who_draws_for_long_keeps_nobody_waiting():
    turns, drawn = Turns(patience=0.01), []
    with drawing(turns, "long", drawn) as begun:
        begun.wait(SOON)
        with turns.turn():
            assert drawn == ["long"]


def test_a_run_that_ends_with_an_error_gives_its_turn_on():
    turns = Turns(patience=SOON)
    with pytest.raises(ValueError, match="broken"), turns.turn():
        raise ValueError("broken")
    with turns.turn():
        assert waiting(turns) == 0
    assert turns._drawing == []


def test_two_draw_at_once_where_two_may():
    turns, drawn = Turns(2, patience=SOON), []
    with drawing(turns, "one", drawn) as one, drawing(turns, "other", drawn) as other:
        assert one.wait(SOON)
        assert other.wait(SOON)
    assert sorted(drawn) == ["one", "other"]
