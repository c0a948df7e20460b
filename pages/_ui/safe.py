"""Customer text may be Markdown: a name such as ``![x](http://…)`` would fetch a picture.

Everything that a sheet or the owner wrote goes through :func:`safe` before it stands in markdown,
a label, a metric or a caption. Backslashes do not help against ``:material/…:``; entities do.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"[!-/:-@\[-`{-~]")
_SPACE = re.compile(r"\s+")


def safe(text: object) -> str:
    """The text as one line in which no mark has a meaning to Markdown or HTML."""
    line = _SPACE.sub(" ", "" if text is None else str(text)).strip()
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", line)
