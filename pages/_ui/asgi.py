"""The plain words of ASGI, for what stands in front of Streamlit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: bytes) -> str:
    """A header's value; empty where it was not sent, or sent twice."""
    values = headers_named(scope, name)
    return values[0] if len(values) == 1 else ""


def headers_named(scope: Scope, name: bytes) -> list[str]:
    """All values of a header, as they were sent."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
