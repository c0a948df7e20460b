"""The server's log names places in the program; what an error says may be a customer's."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
from streamlit.logger import get_logger
from streamlit.runtime.media_file_storage import MediaFileStorageError

from pages._ui import errors
from pages._ui.quiet import quiet, reports_of
from tests.pages.run import to_the_end

SECRETS = ("武田 和夫", "090-0123-4567")


def failing():
    try:
        {}[SECRETS[0]]
    except KeyError as error:
        raise MediaFileStorageError(f"Callable execution failed: {error} {SECRETS}") from error


def logged(work, *names):
    """What the loggers of these names print while work is done in a server."""
    said = []

    class Kept(logging.Handler):
        def emit(self, record):
            said.append(logging.Formatter().format(record))

    kept = Kept()
    for name in names:
        get_logger(name).addHandler(kept)

    async def served():
        async with quiet(None):
            await asyncio.to_thread(work)

    try:
        to_the_end(served())
    finally:
        for name in names:
            get_logger(name).removeHandler(kept)
    return "\n".join(said)


def test_a_traceback_becomes_the_places_of_all_its_errors():
    def work():
        try:
            failing()
        except MediaFileStorageError:
            get_logger("streamlit.x").exception("Error executing %s", "deferred")

    said = logged(work, "streamlit.x")
    assert "Error executing deferred" in said
    assert "MediaFileStorageError" in said
    assert "KeyError" in said
    assert "tests/pages/test_quiet.py" in said
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize("how", ["as the message", "as a fact", "without one", "with a name"])
def test_an_error_in_a_record_is_called_by_its_kind_alone(how):
    error = ValueError(SECRETS[0])
    log = get_logger("streamlit.x")
    said = logged(
        {
            "as the message": lambda: log.error(error),
            "as a fact": lambda: log.error("it was %s", error),
            "without one": lambda: log.error("it was %s", "ValueError", exc_info=True),
            "with a name": lambda: log.error("it was %(what)s", {"what": "ValueError"}),
        }[how],
        "streamlit.x",
    )
    assert "ValueError" in said
    assert SECRETS[0] not in said


def test_a_thread_that_ends_with_an_error_is_told_by_its_places():
    def work():
        thread = threading.Thread(target=failing)
        thread.start()
        thread.join()

    said = logged(work, "daifukucho.threads")
    assert "a thread ended" in said
    assert [secret for secret in SECRETS if secret in said] == []


def test_a_thread_that_is_told_to_end_says_nothing():
    def work():
        thread = threading.Thread(target=lambda: (_ for _ in ()).throw(SystemExit))
        thread.start()
        thread.join()

    assert logged(work, "daifukucho.threads") == ""


def test_afterwards_everything_is_as_it_was():
    before = logging.getLogRecordFactory(), threading.excepthook
    assert logged(lambda: None) == ""
    assert (logging.getLogRecordFactory(), threading.excepthook) == before


def test_errors_that_came_of_each_other_end():
    first, second = ValueError(SECRETS[0]), KeyError(SECRETS[1])
    first.__cause__, second.__cause__ = second, first
    assert reports_of(first) == "ValueError\nKeyError"


def test_what_a_click_raises_is_our_card_and_not_streamlits(monkeypatch):
    drawn = []
    monkeypatch.setattr(errors, "error_card", drawn.append)
    error = ValueError(SECRETS[0])
    assert errors.told(error) is True
    assert drawn == [error]
