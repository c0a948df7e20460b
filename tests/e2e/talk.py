"""Streamlit's own words over a websocket, for what needs no browser."""

from __future__ import annotations

from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

SECONDS = 60
PATH = "/_stcore/stream"
#: Stands in the name of the button that a page shows where something went wrong.
ERROR = "error_again"


def ask(page: str = "", **pressed: bool) -> bytes:
    """The message of a click, or of a page that is opened.

    Args:
        page: the page's mark; empty for where the address leads.
        pressed: {id of a button: True}.
    """
    said = BackMsg()
    said.rerun_script.query_string = ""
    said.rerun_script.page_script_hash = page
    for widget, value in pressed.items():
        state = said.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = widget, value
    return said.SerializeToString()


def clear_caches() -> bytes:
    """The message behind "Clear cache" of Streamlit's menu for developers."""
    said = BackMsg()
    said.clear_cache = True
    return said.SerializeToString()


@dataclass
class Answer:
    """What came of one message.

    Attributes:
        pages: {address of a page: its mark}; empty but in the first answer.
        session: the session's name, likewise.
        texts: every text shown, and the names of what is to be pressed.
        size: bytes of all messages.
        done: the script has run to its end.
        read: whether texts are read, which takes its time.
    """

    pages: dict[str, str] = field(default_factory=dict)
    session: str = ""
    texts: list[str] = field(default_factory=list)
    size: int = 0
    done: bool = False
    read: bool = True

    def hear(self, data: bytes) -> bool:
        """Take in one message; whether it was the last."""
        self.size += len(data)
        told = ForwardMsg.FromString(data)
        kind = told.WhichOneof("type")
        if kind == "new_session":
            self.session = told.new_session.initialize.session_id
        elif kind == "navigation":
            self.pages = {p.url_pathname: p.page_script_hash for p in told.navigation.app_pages}
        elif kind == "delta" and self.read:
            self.texts += texts_in(told.delta)
        elif kind == "script_finished":
            self.done = told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return self.done


def texts_in(message) -> list[str]:
    """Every text in a message, and in those within."""
    found = []
    for _descriptor, value in message.ListFields():
        many = (
            value if hasattr(value, "__iter__") and not isinstance(value, str | bytes) else [value]
        )
        for part in many.values() if hasattr(many, "values") else many:
            if isinstance(part, str):
                found.append(part)
            elif hasattr(part, "ListFields"):
                found += texts_in(part)
    return found


def opened(port: int, *, cookie: str = "", known: str = "") -> ClientConnection:
    """A websocket as a browser at this computer opens it."""
    return connect(
        f"ws://127.0.0.1:{port}{PATH}", origin=f"http://127.0.0.1:{port}",
        subprotocols=["streamlit", "PLACEHOLDER", *([known] if known else [])],
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None, open_timeout=SECONDS,
    )  # fmt: skip


def answer(line: ClientConnection, message: bytes) -> Answer:
    """Send a message and wait for what comes of it."""
    line.send(message)
    found = Answer()
    while not found.hear(line.recv(timeout=SECONDS)):
        pass
    return found
