"""What is worked out once in a run of a page, however often the page asks for it.

Nothing of it outlives the run, and no other session's run sees it. What runs outside of one, a
callback, a fragment that is drawn again, a file that is taken out, works everything out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        worked: {what, with everything that it depends on: what came of it}.
        values: {name: value of the session}; see :mod:`pages._ui.state`.
    """

    worked: dict[Hashable, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


_NOW: ContextVar[Run | None] = ContextVar("run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """For as long as the block lasts, what is worked out once is known."""
    token = _NOW.set(Run())
    try:
        yield
    finally:
        _NOW.reset(token)


def running() -> Run | None:
    """The run that this thread is in; none outside of one."""
    return _NOW.get()


def once(what: Hashable, work: Callable[[], T]) -> T:
    """What was worked out before in this run, else what comes of working it out now.

    Args:
        what: its name, with everything that it depends on and that may change within a run.
        work: works it out.
    """
    run = _NOW.get()
    if run is None:
        return work()
    if what not in run.worked:
        run.worked[what] = work()
    found: T = run.worked[what]
    return found


def anew() -> None:
    """Work everything out anew from here on: another business is looked at, or came or went."""
    run = _NOW.get()
    if run is not None:
        run.worked.clear()
