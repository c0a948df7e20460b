"""The entrance of a shared ledger: who is not signed in gets nothing but the sign-in page.

It stands behind the gate, which has looked at host and origin, and in front of everything of
Streamlit: pages, files, uploads, the websocket. What is behind learns who it is by a header that
only the entrance writes; what a browser sends under that name is thrown away.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from streamlit.runtime import Runtime, exists
from streamlit.runtime.media_file_storage import MediaFileKind

from core.errors import DaifukuchoError
from core.locale.words import Words, _, language_of, n_
from core.rules.roles import SEES
from core.share.door import Door
from core.share.sessions import Session
from pages._ui.asgi import App, Message, Receive, Scope, Send, header, headers_named
from pages._ui.gate import SIGN_IN
from pages._ui.registry import PAGES
from pages._ui.sign_in import page

COOKIE = "daifukucho"
#: Names the session to the pages; its value opens nothing.
HANDLE = "x-daifukucho-handle"
SIGN_OUT = "/logout"
_PREFIX = b"x-daifukucho-"
_UPLOADS = "/_stcore/upload_file"
_MEDIA = "/media/"
#: More than a name and a password can have.
LONGEST_FORM = 8_192
#: So often, in seconds, it is looked whether the session of an open page has ended.
LOOKS_EACH = 2.0
_PATHS = {"/"} | {f"/{one.path.removeprefix('pages/').removesuffix('.py')}" for one in PAGES}


def picture_now(name: str) -> bool:
    """Whether Streamlit holds a picture of a page under this name, and no file to take out."""
    if not exists():
        return False
    file = Runtime.instance().media_file_mgr.read_file(name)
    return file is not None and file.kind == MediaFileKind.MEDIA


class Entrance:
    """ASGI middleware: sign-in before everything."""

    def __init__(self, app: App, door: Door, picture: Callable[[str], bool] = picture_now) -> None:
        self._app = app
        self._door = door
        self._picture = picture

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through who is signed in; others are shown the way, or refused."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        cookie = _cookie(scope)
        session = self._door.holder(cookie)
        if scope["type"] == "http" and scope["path"] in (SIGN_IN, SIGN_OUT):
            await self._sign(scope, receive, send, cookie)
        elif session is None:
            await _refuse(scope, receive, send)
        elif scope["type"] == "http" and not self._may(session, str(scope["path"])):
            await _answer(send, 403)
        else:
            alive = _Alive(self._door, cookie, send, receive)
            behind = _told(scope, session.handle)
            if scope["type"] == "websocket":
                await self._app(behind, alive.receive, alive.send)
            else:
                await self._app(behind, receive, send)

    def _may(self, session: Session, path: str) -> bool:
        """Whether somebody may send a file in, or fetch one that was made to be taken out."""
        person = self._door.sessions.by_handle(session.handle)
        if person is None:
            return False
        if path.startswith(_UPLOADS):
            return SEES[person.role].deletes
        taken = path.startswith(_MEDIA) and not self._picture(path.removeprefix(_MEDIA))
        return SEES[person.role].exports or not taken

    async def _sign(self, scope: Scope, receive: Receive, send: Send, cookie: str) -> None:
        if scope["path"] == SIGN_OUT:
            await self._sign_out(scope, send, cookie)
        elif scope["method"] == "POST":
            await self._sign_in(scope, receive, send)
        elif self._door.holder(cookie) is not None:
            await _go(send, "/")
        else:
            await _page(scope, send, status=200)

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _of_our_page(scope):
            await _answer(send, 403)
            return
        body = await _body(receive)
        if body is None:
            await _answer(send, 413)
            return
        typed = {name: values[0] for name, values in _fields(body).items()}
        name, password = typed.get("name", ""), typed.get("password", "")
        try:
            answer = await asyncio.to_thread(self._door.sign_in, name, password, _address(scope))
        except DaifukuchoError as refusal:
            await _page(scope, send, status=503, name=name, why=refusal.words)
            return
        if answer.wait:
            why = n_(
                "Too many tries. Please wait {n} second.",
                "Too many tries. Please wait {n} seconds.", n=answer.wait,
            )  # fmt: skip
            wait = (b"retry-after", str(answer.wait).encode())
            await _page(scope, send, status=429, name=name, why=why, headers=[wait])
        elif not answer.cookie:
            why = _("Name or password is wrong.")
            await _page(scope, send, status=401, name=name, why=why)
        else:
            days = self._door.people.kept().days
            held = _set_cookie(scope, answer.cookie, days * 86_400)
            await _go(send, _wanted(typed.get("next", "")), headers=[held])

    async def _sign_out(self, scope: Scope, send: Send, cookie: str) -> None:
        """The cookie never comes with a click on another page (SameSite=Strict)."""
        if header(scope, b"sec-fetch-site") in ("cross-site", "same-site"):
            await _answer(send, 403)
            return
        with contextlib.suppress(DaifukuchoError):  # it has ended all the same
            self._door.sign_out(cookie)
        await _go(send, SIGN_IN, headers=[_set_cookie(scope, "", 0)])


class _Alive:
    """A websocket that is shut as soon as its session has ended, also when nobody clicks."""

    def __init__(self, door: Door, cookie: str, send: Send, receive: Receive) -> None:
        self._door, self._cookie = door, cookie
        self._send, self._receive = send, receive
        self._shut = False

    async def receive(self) -> Message:
        message = await self._said()
        if message is None:
            return {"type": "websocket.disconnect", "code": 1008}
        if message["type"] == "websocket.receive" and not await self._open(used=True):
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    async def _said(self) -> Message | None:
        """What the browser says next; none where the session ends before it says anything."""
        waiting = asyncio.ensure_future(self._receive())
        try:
            while not (await asyncio.wait({waiting}, timeout=LOOKS_EACH))[0]:
                if not await self._open(used=False):
                    return None
            return waiting.result()
        finally:
            waiting.cancel()

    async def send(self, message: Message) -> None:
        if message["type"] != "websocket.close" and not await self._open(used=False):
            return
        if not self._shut:
            await self._send(message)

    async def _open(self, *, used: bool) -> bool:
        if not self._shut and self._door.holder(self._cookie, used=used) is None:
            self._shut = True
            await self._send({"type": "websocket.close", "code": 1008})
        return not self._shut


def _told(scope: Scope, handle: str) -> Scope:
    """The request as what is behind sees it: with our header, without the cookie of the door."""
    kept = [
        (name, _without_ours(value) if name.lower() == b"cookie" else value)
        for name, value in scope["headers"]
        if not name.lower().startswith(_PREFIX)
    ]
    return {**scope, "headers": [*kept, (HANDLE.encode(), handle.encode())]}


def _without_ours(value: bytes) -> bytes:
    parts = [part.strip() for part in value.split(b";")]
    return b"; ".join(p for p in parts if not p.startswith(f"{COOKIE}=".encode()))


def _cookie(scope: Scope) -> str:
    """What the browser holds of us; nothing where it sends two."""
    found = []
    for value in headers_named(scope, b"cookie"):
        try:
            jar: SimpleCookie = SimpleCookie(value)
        except CookieError:
            return ""
        found += [jar[COOKIE].value] if COOKIE in jar else []
    return found[0] if len(found) == 1 else ""


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _of_our_page(scope: Scope) -> bool:
    """Whether the form was sent by our own page; a browser says so in one of two ways."""
    site, origins = header(scope, b"sec-fetch-site"), headers_named(scope, b"origin")
    if site:
        return site == "same-origin"
    return len(origins) == 1  # the gate has compared it with the host


async def _body(receive: Receive) -> bytes | None:
    """The whole form; none where it is longer than any."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > LONGEST_FORM:
            return None
        more = message.get("more_body", False)
    return body


def _fields(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=8)
    except ValueError:
        return {}


def _wanted(path: str) -> str:
    return path if path in _PATHS else "/"


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """To the sign-in page for somebody who looks at a page; no for everything else."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    elif scope["method"] in ("GET", "HEAD") and "text/html" in header(scope, b"accept"):
        wanted = _wanted(str(scope["path"]))
        await _go(send, SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={wanted}")
    else:
        await _answer(send, 401)


async def _page(
    scope: Scope,
    send: Send,
    *,
    status: int,
    name: str = "",
    why: Words | None = None,
    headers: Any = (),  # noqa: ANN401 - pairs of bytes
) -> None:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    language = language_of(header(scope, b"accept-language"))
    wanted = _wanted(asked.get("next", ["/"])[0])
    open_air = scope.get("scheme", "http") == "http"
    body = page(language, name=name, wanted=wanted, why=why, open_air=open_air)
    if scope["method"] == "HEAD":
        body = ""
    await _answer(send, status, body, [(b"content-type", b"text/html; charset=utf-8"), *headers])


async def _go(send: Send, where: str, headers: Any = ()) -> None:  # noqa: ANN401 - pairs of bytes
    await _answer(send, 303, headers=[(b"location", where.encode()), *headers])


async def _answer(
    send: Send,
    status: int,
    body: str = "",
    headers: Any = (),  # noqa: ANN401 - pairs of bytes
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body.encode()})


def _set_cookie(scope: Scope, value: str, seconds: int) -> tuple[bytes, bytes]:
    said = f"{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict"
    if scope.get("scheme") == "https":
        said += "; Secure"
    return b"set-cookie", said.encode()
