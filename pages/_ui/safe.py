"""Customer text may be Markdown: a name such as ``![x](http://…)`` would fetch a picture.

Everything that a sheet or the owner wrote goes through :func:`safe` before it stands in markdown,
a label, a metric or a caption. Backslashes do not help against ``:material/…:``; entities do. They
do not against an address of the web, which becomes a link after they were read: a space without
width takes it apart.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"[!-/:-@\[-`{-~]")
_ADDRESS = re.compile(r"(?i)https?:(?=//)|www(?=\.)")
_SPACE = re.compile(r"\s+")


def safe(text: object) -> str:
    """The text as one line in which nothing has a meaning to Markdown or HTML."""
    line = _SPACE.sub(" ", "" if text is None else str(text)).strip()
    apart = _ADDRESS.sub(lambda start: f"{start[0]}\u200b", line)
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", apart)
