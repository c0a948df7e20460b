"""The gate answers this computer alone, for http and websocket, with its headers on everything."""

from __future__ import annotations

import datetime as dt
import importlib

import pytest
import streamlit as st
from streamlit.web.server.app_discovery import discover_asgi_app

from pages._ui.gate import Gate, host_allowed
from pages._ui.script import csp_hash, shell_script
from pages._ui.uploads import Uploads
from tests.pages.run import ROOT, to_the_end

HOST = "127.0.0.1:8501"


class Behind:
    """The application behind the gate: says hello and remembers whether it was reached."""

    def __init__(self, headers=()):
        self.reached = False
        self.headers = list(headers)

    async def __call__(self, scope, receive, send):
        self.reached = True
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": self.headers})
            await send({"type": "http.response.body", "body": b"hello"})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.accept"})


def ask(behind, *, kind="http", path="/", method="GET", host=HOST, origin=None, hosts=None):
    """Send one request through the gate; returns the messages that come back."""
    headers = [(b"host", h.encode()) for h in (hosts if hosts is not None else [host])]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {"type": kind, "path": path, "headers": headers}
    if kind == "http":
        scope["method"] = method
    sent = []

    async def receive():
        return {"type": f"{kind}.connect"}

    async def send(message):
        sent.append(message)

    to_the_end(Gate(behind)(scope, receive, send))
    return sent


def headers_of(sent):
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_this_computer_is_let_through_with_the_headers_of_the_house():
    behind = Behind([(b"Cache-Control", b"public"), (b"x-own", b"kept")])
    sent = ask(behind)
    headers = headers_of(sent)
    assert sent[0]["status"] == 200
    assert behind.reached
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert "Cache-Control" not in headers
    assert headers["x-own"] == "kept"


def test_the_policy_allows_our_script_by_hash_and_sockets_to_this_host_alone():
    policy = headers_of(ask(Behind()))["content-security-policy"]
    assert csp_hash(shell_script()) in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert f"connect-src 'self' ws://{HOST} wss://{HOST} data: blob:" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["/static/js/index.js", "/app/static/fonts/x.woff2"])
def test_program_files_may_stay_in_the_browser(path):
    headers = headers_of(ask(Behind([(b"cache-control", b"public")]), path=path))
    assert headers["cache-control"] == "public"
    assert "content-security-policy" in headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:8501", "", "127.0.0.1:http", "a@b",
     "user@127.0.0.1", "127.0.0.1/x", "127.0.0.1?x", "[::1", "10.0.0.5:8501"],
)  # fmt: skip
def test_a_foreign_host_is_refused_before_anything_behind_sees_it(host):
    behind = Behind()
    sent = ask(behind, host=host)
    assert sent[0]["status"] == 400
    assert not behind.reached
    assert headers_of(sent)["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost:8501", "LOCALHOST", "127.0.0.1", "127.0.0.1.:80"])
def test_names_of_this_computer_are_known(host):
    assert host_allowed(host)


@pytest.mark.parametrize("hosts", [[], ["127.0.0.1", "evil.example"], ["127.0.0.1", "127.0.0.1"]])
def test_none_or_two_hosts_are_refused(hosts):
    behind = Behind()
    assert ask(behind, hosts=hosts)[0]["status"] == 400
    assert not behind.reached


def test_a_websocket_from_our_own_page_is_let_through():
    behind = Behind()
    sent = ask(behind, kind="websocket", path="/_stcore/stream", origin=f"http://{HOST}")
    assert sent == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (HOST, "http://evil.example"),
        (HOST, "null"),
        (HOST, "http://127.0.0.1:9999"),
        (HOST, "http://localhost:8501"),
        ("evil.example", "http://evil.example"),
    ],
)
def test_a_websocket_of_a_foreign_page_is_closed_before_streamlit_sees_it(host, origin):
    behind = Behind()
    sent = ask(behind, kind="websocket", path="/_stcore/stream", host=host, origin=origin)
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert not behind.reached


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_foreign_page_cannot_change_anything(method):
    behind = Behind()
    sent = ask(behind, method=method, origin="http://evil.example")
    assert sent[0]["status"] == 403
    assert not behind.reached
    assert ask(Behind(), method=method, origin=f"http://{HOST}")[0]["status"] == 200
    assert ask(Behind(), method=method)[0]["status"] == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_routes_that_no_page_needs_are_closed(path):
    behind = Behind()
    assert ask(behind, path=path)[0]["status"] == 404
    assert not behind.reached


def test_start_and_stop_of_the_server_pass_by():
    behind = Behind()
    to_the_end(Gate(behind)({"type": "lifespan"}, None, None))
    assert behind.reached


def test_the_file_that_streamlit_runs_serves_the_app_behind_the_gate():
    entry = importlib.import_module("app")
    assert isinstance(entry.app, st.App)
    assert [middleware.cls for middleware in entry.app._user_middleware] == [Gate, Uploads]
    found = discover_asgi_app(ROOT / "app.py")
    assert (found.is_asgi_app, found.import_string) == (True, "app:app")
    assert entry.now().utcoffset() == dt.timedelta(hours=9)
