"""The collector is kept away from what stays, and forgets nothing for good."""

from __future__ import annotations

import gc
import weakref

import pytest

from pages._ui import aside
from pages._ui.aside import OFTEN, SLOW, Watch, set_aside


class Held:
    """Something that may hold itself."""


@pytest.fixture(autouse=True)
def looked_at_again():
    yield
    gc.unfreeze()


def test_what_is_there_is_not_looked_through_again():
    held = Held()
    assert any(one is held for one in gc.get_objects())
    set_aside()
    assert not any(one is held for one in gc.get_objects())


def test_what_was_set_aside_and_nobody_holds_any_more_is_found_the_next_time():
    held = Held()
    held.itself = held
    gone = weakref.ref(held)
    set_aside()
    del held
    gc.collect()
    assert gone() is not None
    set_aside()
    assert gone() is None


def collected(watch, generation=2):
    """Tell of a collection from its beginning to its end."""
    for phase in ("start", "stop"):
        watch(phase, {"generation": generation})


def takes(seconds):
    """A clock on which everything takes so long."""
    return iter([0.0, seconds] * OFTEN).__next__


@pytest.mark.parametrize(
    ("seconds", "generation", "aside"),
    [(2 * SLOW, 2, True), (SLOW / 2, 2, False), (2 * SLOW, 1, False)],
)
def test_what_makes_a_full_collection_slow_is_set_aside_too(seconds, generation, aside):
    held = Held()
    collected(Watch(takes(seconds)), generation)
    assert aside is not any(one is held for one in gc.get_objects())


def test_now_and_then_all_of_it_is_looked_through_once():
    held, watch = Held(), Watch(takes(2 * SLOW))
    for _time in range(OFTEN - 1):
        collected(watch)
    assert not any(one is held for one in gc.get_objects())
    collected(watch)
    assert any(one is held for one in gc.get_objects())


def test_it_is_done_as_long_as_the_process_lives_and_undone_at_its_end(monkeypatch):
    at_the_end = []
    monkeypatch.setattr(aside.atexit, "register", at_the_end.append)
    aside.keep_setting_aside()
    (watch,) = [one for one in gc.callbacks if isinstance(one, Watch)][-1:]
    assert len(at_the_end) == 1
    at_the_end[0]()
    assert watch not in gc.callbacks
    assert gc.get_freeze_count() == 0
