"""The gate in front of Streamlit: whom it answers, and with which headers (SAFETY 4.4).

Streamlit's own ``allowedHosts`` guards the websocket only; every HTTP route would still answer a
foreign Host, and a websocket with a foreign Origin makes Streamlit look up its address on the
internet before it refuses. The gate is plain ASGI, because Starlette's BaseHTTPMiddleware never
sees a websocket.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from streamlit import config, file_util

from pages._ui.asgi import App, Message, Receive, Scope, Send, header, headers_named
from pages._ui.script import csp_hash, shell_script

#: The path of the sign-in page of a shared ledger.
SIGN_IN = "/login"
#: Routes that tell about the server and that no page needs.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
#: Program files without any customer in them: they may stay in the browser's cache.
CACHED = ("/static/", "/app/static/")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Gate:
    """ASGI middleware: host and origin check for http and websocket, headers on every answer."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._script_sources = " ".join(_script_hashes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or refuse before any of Streamlit's handlers has seen the request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        host = header(scope, b"host")
        status = _refusal(scope, host)
        guarded = self._with_headers(scope, host if status != 400 else "", send)
        if not status:
            await self._app(scope, receive, guarded)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await guarded({"type": "http.response.start", "status": status, "headers": []})
            await guarded({"type": "http.response.body", "body": b""})

    def _with_headers(self, scope: Scope, host: str, send: Send) -> Send:
        headers = self._headers(host, str(scope["path"]))
        names = {name for name, _value in headers}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [h for h in message.get("headers", []) if h[0].lower() not in names]
                message = {**message, "headers": [*kept, *headers]}
            await send(message)

        return sending

    def _headers(self, host: str, path: str) -> list[tuple[bytes, bytes]]:
        # Without a referrer a browser hides the origin of a form, by which we know our own page.
        told = b"same-origin" if path == SIGN_IN else b"no-referrer"
        headers = [
            (b"content-security-policy", self._policy(host).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", told),
            (b"x-frame-options", b"DENY"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]
        return headers if path.startswith(CACHED) else [*headers, (b"cache-control", b"no-store")]

    def _policy(self, host: str) -> str:
        sockets = f"ws://{host} wss://{host} " if host else ""
        return (
            "default-src 'self'; "
            # Plotly compiles its accessors; without 'unsafe-eval' no chart is drawn.
            f"script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' {self._script_sources}; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            f"font-src 'self' data:; connect-src 'self' {sockets}data: blob:; "
            "worker-src 'self' blob:; frame-ancestors 'none'; frame-src 'none'; "
            "object-src 'none'; base-uri 'none'; form-action 'self'"
        )


def host_allowed(host: str) -> bool:
    """Whether the Host header names this computer (``server.allowedHosts``)."""
    try:
        parts = urlsplit(f"//{host}")
        named = (parts.hostname or "").rstrip(".")
        _port = parts.port
    except ValueError:
        return False
    if parts.netloc != host or parts.username is not None:
        return False
    allowed: list[str] = config.get_option("server.allowedHosts")
    return named in allowed


def _refusal(scope: Scope, host: str) -> int:
    """The status to refuse with, 0 to let through."""
    if not host_allowed(host):
        return 400
    if str(scope["path"]).startswith(CLOSED):
        return 404
    changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
    if changes and not _same_origin(scope, host):
        return 403
    return 0


def _same_origin(scope: Scope, host: str) -> bool:
    """Browsers always send the Origin of the page; programs on this computer send none."""
    origins = headers_named(scope, b"origin")
    return not origins or (len(origins) == 1 and urlsplit(origins[0]).netloc == host)


def _script_hashes() -> list[str]:
    """Hashes of the only inline scripts allowed: our shell's and those of Streamlit's page."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return [csp_hash(shell_script()), *map(csp_hash, _INLINE_SCRIPT.findall(page))]
