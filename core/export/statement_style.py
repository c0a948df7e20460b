"""How the page about the asset looks: A4, black and white, and its bars as plain SVG."""

from __future__ import annotations

from collections.abc import Sequence

STYLE = """
@page { size: A4; margin: 10mm 12mm; }
* { box-sizing: border-box; }
body { font: 8.5pt/1.4 "BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP",
  sans-serif; color: #111; margin: 0 auto; max-width: 186mm; }
h1 { font-size: 16pt; margin: 0 0 1mm; } h2 { font-size: 10pt; margin: 3mm 0 1mm;
  border-bottom: 0.4mm solid #111; break-after: avoid; }
p { margin: 0.6mm 0; }
table { border-collapse: collapse; width: 100%; break-inside: avoid; }
th, td { text-align: right; padding: 0.5mm 1.5mm; border-bottom: 0.2mm solid #999;
  font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
.boxes { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2mm; margin-top: 2mm; }
.box { border: 0.4mm solid #111; padding: 1.5mm; } .box b { font-size: 12pt; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; align-items: center; }
.two.top { align-items: start; }
svg { width: 100%; height: auto; } svg text { font-size: 8px; }
"""
_WIDTH, _ROW, _NAMES, _THICK = 320, 16, 78, 10
_GREY, _BLACK = "#777777", "#111111"


def bars(steps: Sequence[tuple[str, int, bool]]) -> str:
    """A waterfall that lies down; what rises is black, what falls is hollow, whole sums grey.

    Args:
        steps: (name, safe in HTML; amount; whether it is a whole sum), from opening to closing.
    """
    reach = max(1, *_levels(steps))
    scale = (_WIDTH - _NAMES) / reach
    drawn, level = [], 0
    for place, (name, amount, whole) in enumerate(steps):
        start, end = (0, amount) if whole else (level, level + amount)
        left, width = min(start, end) * scale + _NAMES, max(abs(end - start) * scale, 0.5)
        paint = _GREY if whole else _BLACK if amount >= 0 else "#ffffff"
        top = place * _ROW
        drawn.append(f'<text x="0" y="{top + _THICK}">{name}</text>')
        drawn.append(
            f'<rect x="{left:.1f}" y="{top + 2}" width="{width:.1f}" height="{_THICK}" '
            f'fill="{paint}" stroke="{_BLACK}"/>'
        )
        level = end
    height = len(steps) * _ROW
    return f'<svg viewBox="0 0 {_WIDTH + 2} {height}" role="img">{"".join(drawn)}</svg>'


def _levels(steps: Sequence[tuple[str, int, bool]]) -> list[int]:
    """Every level that a bar reaches."""
    found, level = [0], 0
    for _name, amount, whole in steps:
        level = amount if whole else level + amount
        found.append(level)
    return found
