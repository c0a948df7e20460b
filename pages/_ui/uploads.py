"""How much may lie in the uploader: files that nobody has taken in are held in memory.

Streamlit bounds each file, not their number, and holds what was sent under names that it never
gave out until the session has ended. Counted is what is held, and what is on its way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from streamlit import config
from streamlit.runtime import Runtime, exists

from core.locale.words import _, language_of, say
from pages._ui.asgi import App, Receive, Scope, Send, header

_MEGABYTE = 1024 * 1024
#: Of one session: two of the largest files, or a year of small ones.
SESSION_BYTES = 400 * _MEGABYTE
SESSION_FILES = 200
#: Of all sessions together, also those whose tab was closed less than an hour ago.
ALL_BYTES = 1_000 * _MEGABYTE
#: What surrounds a file on its way.
_AROUND = 64 * 1024
_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)")

_WORDS = {
    404: _("This page is not open any more. Please reload it."),
    413: _("This file is too large."),
    429: _("Too many files are waiting. Take them in or reload the page, then try again."),
}

#: What is held: {session: {file: bytes}}.
Held = Mapping[str, Mapping[str, int]]


def held_now() -> Held:
    """What Streamlit holds at this moment; nothing before it has begun."""
    storage = getattr(Runtime.instance().uploaded_file_mgr, "file_storage", {}) if exists() else {}
    return {
        session: {file: len(record.data) for file, record in list(files.items())}
        for session, files in list(storage.items())
    }


def known_now(session: str) -> bool:
    """Whether a browser talks with this session at this moment."""
    return exists() and Runtime.instance().is_active_session(session)


class Uploads:
    """ASGI middleware: no more is taken than may be held."""

    def __init__(
        self,
        app: App,
        held: Callable[[], Held] = held_now,
        known: Callable[[str], bool] = known_now,
    ) -> None:
        self._app = app
        self._held = held
        self._known = known
        self._coming: dict[object, tuple[str, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or refuse before anything of the file was read."""
        found = _PATH.fullmatch(str(scope["path"])) if scope["type"] == "http" else None
        if found is None or scope["method"] not in ("PUT", "POST"):
            await self._app(scope, receive, send)
            return
        session, file = found.groups()
        size, largest = _size(scope), _largest()
        status = self._refusal(session, file, size, largest)
        if status:
            await _refuse(scope, send, status)
            return
        ticket = object()
        self._coming[ticket] = (session, size)
        try:
            await self._app(scope, receive, send)
        finally:
            del self._coming[ticket]

    def _refusal(self, session: str, file: str, size: int, largest: int) -> int:
        """The status to refuse with, 0 to let through."""
        if not self._known(session):
            return 404
        if size > largest:
            return 413
        sizes = [*self._coming.values()]
        for of, files in self._held().items():
            sizes += [(of, n) for name, n in files.items() if (of, name) != (session, file)]
        own = [n for of, n in sizes if of == session]
        full = len(own) >= SESSION_FILES or sum(own) + size > SESSION_BYTES
        return 429 if full or sum(n for _of, n in sizes) + size > ALL_BYTES else 0


def _largest() -> int:
    megabytes: int = config.get_option("server.maxUploadSize")
    return megabytes * _MEGABYTE + _AROUND


def _size(scope: Scope) -> int:
    """What a request says of its length; the largest where it does not say, or nonsense."""
    said = header(scope, b"content-length")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else _largest()


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    language = language_of(header(scope, b"accept-language"))
    headers: list[Any] = [(b"content-type", b"text/plain; charset=utf-8")]
    body = say(_WORDS[status], language).encode()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
