"""Files that nobody has taken in: so many bytes and files are held, and no more."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from streamlit import config

from pages._ui import uploads
from pages._ui.uploads import ALL_BYTES, SESSION_BYTES, SESSION_FILES, Uploads, held_now, known_now
from tests.pages.run import to_the_end
from tests.pages.test_gate import Behind

MEGABYTE = 1024 * 1024
PATH = "/_stcore/upload_file/ours/file"


def scope(*, path=PATH, method="PUT", size="1000", language="en-GB", kind="http"):
    headers = [(b"accept-language", language.encode())]
    if size is not None:
        headers.append((b"content-length", size.encode()))
    return {"type": kind, "path": path, "method": method, "headers": headers}


def limit(behind, held=None):
    return Uploads(behind, held=lambda: held or {}, known=lambda session: session != "gone")


def put(held=None, **said):
    """One upload: (status, words, whether Streamlit saw it)."""
    behind, sent = Behind(), []

    async def send(message):
        sent.append(message)

    to_the_end(limit(behind, held)(scope(**said), None, send))
    return sent[0]["status"], sent[1]["body"].decode(), behind.reached


def test_a_file_is_let_through_while_there_is_room():
    assert put({"ours": {"a": 100 * MEGABYTE}}) == (200, "hello", True)


def test_a_session_that_is_not_open_takes_nothing():
    status, words, reached = put(path="/_stcore/upload_file/gone/file")
    assert (status, reached) == (404, False)
    assert "reload" in words


@pytest.mark.parametrize(
    "held",
    [
        {"ours": {"a": SESSION_BYTES}},
        {"ours": {str(n): 1 for n in range(SESSION_FILES)}},
        {str(n): {"a": ALL_BYTES // 4} for n in range(4)},
    ],
    ids=["bytes of a session", "files of a session", "bytes of all"],
)
def test_what_is_full_takes_no_more_and_says_what_helps(held):
    status, words, reached = put(held)
    assert (status, reached) == (429, False)
    assert "Take them in" in words
    assert put(held, language="ja")[1] != words


def test_a_file_sent_again_takes_its_own_place():
    assert put({"ours": {"file": SESSION_BYTES}})[0] == 200


@pytest.mark.parametrize("size", [None, "-1", "nonsense", "9" * 20, "1" * 15])
def test_a_length_that_is_not_said_counts_as_the_largest(size):
    largest = config.get_option("server.maxUploadSize") * MEGABYTE
    assert put({"ours": {"a": SESSION_BYTES - largest}}, size=size)[0] in (413, 429)


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    assert put(size=str(300 * MEGABYTE))[:1] == (413,)


def test_everything_else_passes_by():
    assert put(path="/media/x", method="GET")[2]
    assert put({"ours": {"a": SESSION_BYTES}}, method="DELETE")[2]
    behind = Behind()
    to_the_end(limit(behind)({"type": "lifespan"}, None, None))
    assert behind.reached


def test_files_on_their_way_are_counted_until_they_have_arrived():
    statuses, door, waiting = [], asyncio.Event(), asyncio.Event()

    async def slow(_scope, _receive, send):
        waiting.set()
        await door.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message):
        statuses.append(message.get("status"))

    async def three():
        middleware = limit(slow)
        large = str(190 * MEGABYTE)
        first = asyncio.create_task(middleware(scope(size=large), None, send))
        second = asyncio.create_task(middleware(scope(size=large), None, send))
        await waiting.wait()
        await asyncio.sleep(0)
        await middleware(scope(size=large), None, send)
        assert statuses == [429, None]
        door.set()
        await asyncio.gather(first, second)
        await middleware(scope(size=large), None, send)

    to_the_end(three())
    assert statuses == [429, None, 204, 204, 204]


def test_without_a_server_nothing_is_held_and_nobody_known():
    assert held_now() == {}
    assert not known_now("ours")


def test_what_streamlit_holds_is_asked_of_streamlit_itself(monkeypatch):
    held = SimpleNamespace(file_storage={"ours": {"a": SimpleNamespace(data=b"12345")}})

    class Running:
        uploaded_file_mgr = held

        @staticmethod
        def is_active_session(session):
            return session == "ours"

    monkeypatch.setattr(uploads, "exists", lambda: True)
    monkeypatch.setattr(uploads.Runtime, "instance", Running)
    assert held_now() == {"ours": {"a": 5}}
    assert known_now("ours")
    assert not known_now("theirs")
