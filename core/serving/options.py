"""The words after ``start.py`` and ``start.py share``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Options of ``share`` that have a value.
SHARED = ("--address", "--cert", "--key", "--new-password")
#: What the launcher asks ``python -m core.serving`` before it changes what is installed.
RUNNING = "running"


class Unknown(Exception):
    """A word that cannot be used; the message is the word."""


@dataclass
class Options:
    """What was asked for.

    Attributes:
        share: whether others may come, over the network.
        browser: whether to open one.
        port: 0 for any.
        named: the other options with their values.
    """

    share: bool = False
    browser: bool = True
    port: int = 0
    named: dict[str, str] = field(default_factory=dict)


def options(words: Sequence[str]) -> Options:
    """The options in these words.

    Raises:
        Unknown: a word that is none of them.
    """
    rest = list(words)
    found = Options(share=rest[:1] == ["share"])
    rest = rest[int(found.share) :]
    while rest:
        word = rest.pop(0)
        name, _equals, value = word.partition("=")
        if word == "--no-browser":
            found.browser = False
        elif name == "--port" and (value or rest):
            found.port = _port(value or rest.pop(0))
        elif found.share and name in SHARED and (value or rest):
            found.named[name] = value or rest.pop(0)
        else:
            raise Unknown(word)
    return found


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**16:
        return int(text)
    raise Unknown("--port " + text)
