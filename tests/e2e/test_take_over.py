"""Over the real websocket: who knows the name of a session cannot go on with it."""

from __future__ import annotations

import contextlib
import http.client
import urllib.parse

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect

from core.rules.roles import Role
from core.share.people import People
from tests.core.sharing import GOOD
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS


def signed_in(server):
    """The cookie of a browser that signs in."""
    form = urllib.parse.urlencode({"name": "tenshu", "password": GOOD})
    headers = {"Origin": server.url, "Content-Type": "application/x-www-form-urlencoded"}
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS / 1_000)
    with contextlib.closing(line):
        line.request("POST", "/login", form, headers)
        with line.getresponse() as answer:
            return answer.getheader("set-cookie").partition(";")[0]


def opened(server, *, cookie="", known="", origin=""):
    """A websocket as a browser opens it, which may ask to go on with a known session."""
    return connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        origin=origin or server.url,
        subprotocols=["streamlit", "PLACEHOLDER", *([known] if known else [])],
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None, open_timeout=SECONDS / 1_000,
    )  # fmt: skip


def session_of(line):
    """The name of the session behind a websocket, as its first run tells it."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    line.send(asked.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(line.recv(timeout=SECONDS / 1_000))
        if told.WhichOneof("type") == "new_session":
            return told.new_session.initialize.session_id


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A server as ``start.py share`` starts it, with one owner and no business."""
    home = tmp_path_factory.mktemp("shared") / "home"
    home.mkdir()
    People(home).add("tenshu", Role.OWNER, GOOD)
    with serving(home, DAIFUKUCHO_SHARE="1") as server:
        yield server


def test_another_cookie_gets_a_session_of_its_own_and_the_first_goes_on(shared):
    mine, theirs = signed_in(shared), signed_in(shared)
    assert mine != theirs
    with opened(shared, cookie=mine) as first:
        name = session_of(first)
        with opened(shared, cookie=theirs, known=name) as other:
            assert session_of(other) != name
        assert session_of(first) == name
    with opened(shared, cookie=theirs, known=name) as other:
        assert session_of(other) != name
    with opened(shared, cookie=mine, known=name) as again:
        assert session_of(again) == name


def test_without_a_cookie_no_session_is_gone_on_with(shared):
    with opened(shared, cookie=signed_in(shared)) as first:
        name = session_of(first)
        with pytest.raises(InvalidHandshake):
            opened(shared, known=name)


def test_a_page_of_another_address_cannot_go_on_with_a_session_of_this_computer(fresh):
    with opened(fresh) as first:
        name = session_of(first)
        for origin in ("http://evil.example", f"http://localhost:{fresh.port}", "null"):
            with pytest.raises(InvalidHandshake):
                opened(fresh, known=name, origin=origin)
        assert session_of(first) == name
