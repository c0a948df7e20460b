"""Pictures inside of a page that opens from a disk: plotly.js of the pinned wheel, without plotly.

The script is read from the installed package's folder as a file; plotly itself is never imported,
so that core stays free of it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.figures import Figure
from core.locale.words import _

#: What our own figures write into texts; every other sign of markup in them is text.
_OURS = re.compile(r"<(?!/?b>|br>|extra></extra>|/extra>)")
#: Signs that could end the block of data, or the line that holds it.
_RISKY = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
#: Draws every picture of the page; widths follow the paper, on a phone the screen.
DRAW = """
const told = JSON.parse(document.getElementById("pictures").textContent);
for (const [id, figure] of Object.entries(told)) {
  const place = document.getElementById(id);
  const width = Math.min(690, Math.max(300, place.clientWidth));
  Plotly.newPlot(place, figure.data, {...figure.layout, width},
    {displayModeBar: false, displaylogo: false, scrollZoom: false, showTips: false});
}
"""
FONT = '"BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif'
FONT_SIZE = 13


@cache
def script() -> str:
    """plotly.min.js of the installed wheel.

    Raises:
        InputError: it is not there.
    """
    found = importlib.util.find_spec("plotly")
    folder = Path(found.origin).parent if found and found.origin else Path()
    path = folder / "package_data" / "plotly.min.js"
    if not path.is_file():
        raise InputError(
            _("The part that draws pictures is missing from this installation. Please run the "
              "start program with “setup” and try again.")
        )  # fmt: skip
    text = path.read_text(encoding="utf-8")
    # A script block ends at its first closing tag, wherever that stands.
    return text.replace("</script", "<\\/script")


def digest(text: str) -> str:
    """How a content security policy names a script that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def script_digest() -> str:
    """The digest of :func:`script`."""
    return digest(script())


def pictures(figures: dict[str, Figure]) -> str:
    """All figures as one block of data that no browser takes for markup.

    Args:
        figures: by the id of the element that each is drawn in.
    """
    text = json.dumps(
        {name: _drawn(figure) for name, figure in figures.items()},
        ensure_ascii=False, separators=(",", ":"), default=_plain,
    )  # fmt: skip
    return "".join(_RISKY.get(sign, sign) for sign in text)


def _drawn(figure: Figure) -> Figure:
    """The figure in the type of the page, with only our own markup in its texts."""
    font = {"family": FONT, "size": FONT_SIZE, "color": "#1f1f1f"}
    shown: Figure = harmless({"data": figure["data"], "layout": figure["layout"]})
    shown["layout"] |= {"font": font}
    return shown


def harmless(value: Any) -> Any:  # noqa: ANN401 - any part of a figure
    """A part of a figure in whose texts plotly finds no link and no markup but ours.

    plotly reads ``<a href>`` in a label as a link; what is no ``<b>`` or ``<br>`` of our own is
    written so that it is shown as it stands.
    """
    if isinstance(value, str):
        return _OURS.sub("&lt;", value)
    if isinstance(value, dict):
        return {name: harmless(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [harmless(part) for part in value]
    return value


def _plain(value: Any) -> Any:  # noqa: ANN401 - json's own hook
    """Numbers of numpy as plain ones."""
    return value.item()
