"""The collector is kept away from what stays, and forgets nothing for good."""

from __future__ import annotations

import gc
import weakref

import pytest

from pages._ui.aside import set_aside


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
