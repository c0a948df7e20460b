"""What the server writes to its log names places in the program, never what an error says.

The message of an error may quote a cell, a name or a phone. What a page draws is a report of
places already (:mod:`pages._ui.errors`); of whatever a callback, a file to take out or a thread
raises, Streamlit and the server would write the whole traceback.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from pages._ui.errors import report_of

_LOG = logging.getLogger("daifukucho.threads")
#: So many errors, each met while the next was handled, are told of.
_CHAIN = 5


@asynccontextmanager
async def quiet(_app: object) -> AsyncIterator[dict[str, Any]]:
    """For as long as the server lives, let no record of its log say what an error says."""
    make, ended = logging.getLogRecordFactory(), threading.excepthook
    logging.setLogRecordFactory(partial(_record, make))
    threading.excepthook = _thread_ended
    try:
        yield {}
    finally:
        logging.setLogRecordFactory(make)
        threading.excepthook = ended


def reports_of(error: BaseException) -> str:
    """Where an error came from, and those that it came of."""
    found: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in found and len(found) < _CHAIN:
        found.append(now)
        now = now.__cause__ or now.__context__
    return "\n".join(map(report_of, found))


def _record(
    make: Callable[..., logging.LogRecord],
    *args: Any,  # noqa: ANN401 - as logging has them
    **options: Any,  # noqa: ANN401 - as logging has them
) -> logging.LogRecord:
    record = make(*args, **options)
    error = record.exc_info[1] if record.exc_info else None
    record.exc_info = None
    record.exc_text = reports_of(error) if error else None
    record.msg = _named(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_named, record.args))
    return record


def _named(part: object) -> object:
    """What is to be written; of an error its kind alone."""
    return type(part).__name__ if isinstance(part, BaseException) else part


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
        _LOG.error("a thread ended\n%s", reports_of(told.exc_value))
