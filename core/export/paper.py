"""The week's calls on paper (A4): cards with boxes to tick, printed by the browser.

One self-contained page of HTML: no script, nothing from elsewhere. A card is never cut in two.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.calls import CallList, Card
from core.calls.by_person import of_each
from core.locale.words import Words, _, n_, say
from core.rules.ladder import STAGES
from core.rules.state import STATES
from core.tables.activities import OUTCOME_CHOICES

_CSS = """
@page { size: A4; margin: 10mm 9mm 12mm; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.45 "BIZ UDPGothic", "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP",
  sans-serif; color: #000; margin: 0 auto; max-width: 190mm; }
h1 { font-size: 14pt; margin: 0 0 1mm; }
.about { margin: 0 0 3mm; }
article { border: 0.5mm solid #000; border-radius: 1.5mm; padding: 2mm 3mm; margin: 0 0 2.5mm;
  break-inside: avoid; page-break-inside: avoid; }
header { display: flex; gap: 4mm; align-items: baseline; flex-wrap: wrap; }
h2 { font-size: 12pt; margin: 0; }
.phone { font-size: 12pt; font-weight: 700; }
.kana, .state { font-size: 8.5pt; }
dl { display: grid; grid-template-columns: 32mm 1fr; margin: 1mm 0; }
dt { font-weight: 700; } dd { margin: 0; }
dd p { margin: 0; overflow-wrap: anywhere; }
.boxes { display: flex; flex-wrap: wrap; gap: 1mm 5mm; margin: 1.5mm 0; }
.line { border-bottom: 0.3mm solid #000; height: 7mm; display: flex; gap: 2mm; align-items: end; }
.line b { font-weight: 400; font-size: 8.5pt; white-space: nowrap; }
.line i { flex: 1; }
section + section { break-before: page; page-break-before: always; }
@media screen { body { padding: 8mm; } }
"""


def call_paper(calls: CallList, shop: str, language: str, *, by_person: bool = False) -> str:
    """The page.

    Args:
        calls: the list of the week.
        shop: the business's name.
        language: ``ja`` or ``en``.
        by_person: a page of their own for each person in charge, under their name.
    """
    rows = calls.rows.to_dict("records")
    about = n_(
        "Week of {week}: {n} call. Keep these sheets where only those can read them who may.",
        "Week of {week}: {n} calls. Keep these sheets where only those can read them who may.",
        n=len(rows), week=calls.week,
    )  # fmt: skip
    parts = of_each(calls) if by_person else [("", calls)]
    title = _text(_("Whom to call this week: {shop}", shop=shop), language)
    body = "\n".join(_part(part, language, by_person=by_person) for part in parts)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'unsafe-inline'\"><title>{title}</title><style>{_CSS}</style></head>"
        f'<body><h1>{title}</h1><p class="about">{_text(about, language)}</p>{body}</body></html>'
    )


def _part(part: tuple[str, CallList], language: str, *, by_person: bool) -> str:
    """The cards of one person; all of them without a heading where it is not by person."""
    name, calls = part
    cards = "\n".join(_article(row, language) for row in calls.rows.to_dict("records"))
    if not by_person:
        return cards
    heading = _text(_("In charge: {who}", who=name) if name else _("Nobody in charge"), language)
    return f"<section><h2>{heading}</h2>{cards}</section>"


def _article(row: Mapping[Any, Any], language: str) -> str:
    card: Card = row["card"]
    named = _text(_("{name}", name=card.name or "？"), language)
    facts = (
        STAGES[card.stage].label, STATES[card.state].label,
        _("{n} min", n=int(row["minutes"])), card.best_time,
    )  # fmt: skip
    state = " / ".join(_text(words, language) for words in facts if words)
    lines = "".join(_pair(label, told, language) for label, told in _told(card))
    return (
        f"<article><header><h2>{int(row['rank'])}. {named}</h2>"
        f'<span class="kana">{html.escape(card.kana)}</span>'
        f'<span class="phone">{html.escape(card.phone)}</span>'
        f'<span class="state">{state}</span></header>'
        f"<dl>{lines}</dl>{_boxes(language)}{_lines(language)}</article>"
    )


def _told(card: Card) -> Iterator[tuple[Words, Sequence[Words | str]]]:
    """What is read before the call, each with its name; what is not known is left out."""
    yield _("Waiting"), card.waiting
    yield _("Why now"), card.why
    yield _("Last time"), [card.last_note] if card.last_note is not None else []
    yield _("How to begin"), card.opener
    yield _("Worth asking"), [card.to_ask] if card.to_ask is not None else []
    yield _("How to speak with them"), card.manner
    yield _("Better not said"), card.not_to_say
    yield _("Open promises"), card.promises


def _pair(label: Words, told: Sequence[Words | str], language: str) -> str:
    if not told:
        return ""
    paragraphs = "".join(f"<p>{_text(line, language)}</p>" for line in told)
    return f"<dt>{_text(label, language)}</dt><dd>{paragraphs}</dd>"


def _boxes(language: str) -> str:
    """A box for each outcome."""
    boxes = "".join(
        f"<span>☐ {_text(choice.label, language)}</span>" for choice in OUTCOME_CHOICES
    )
    return f'<div class="boxes">{boxes}</div>'


def _lines(language: str) -> str:
    """Room to write."""
    named = (_("Called on"), _("What was said"), _("Next date"))
    return "".join(
        f'<div class="line"><b>{_text(label, language)}</b><i></i></div>' for label in named
    )


def _text(words: Words | str, language: str) -> str:
    return html.escape(say(words, language))
