"""The report as one page of HTML (報告): opened from a disk, sent by nobody, printed on A4.

Everything is inside: the script that draws, the figures, the type. The page may fetch nothing and
run nothing but those two scripts, which its own policy names by their digest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from core.export.report_parts import Cell, Listing, Phone, Picture, Report, Section, Share
from core.export.report_plotly import DRAW, digest, pictures, script, script_digest
from core.export.report_style import STYLE
from core.figures import Figure
from core.locale.words import Money, Words, _, say, say_date, say_money
from core.rules.roles import Role

_NONE = "–"
#: Tables of so many columns take no more room than they need.
FEW = 3
#: One of so many rows is not broken over two pages.
SHORT = 8
#: A table of at most so many columns and more rows stands in so many pieces beside each other.
NARROW, LONG, BESIDE = 2, 20, 3
TITLES: dict[Role, Words] = {
    Role.OWNER: _("The week at {name}"),
    Role.STAFF: _("The week at {name}, for the staff"),
    Role.VIEWER: _("The week at {name}, to read"),
}


def report_html(report: Report, language: str) -> str:
    """The page.

    Args:
        report: what it tells, made in the same language.
        language: ``ja`` or ``en``.

    Raises:
        InputError: the part that draws is missing from the installation.
    """
    page = _Page(language)
    title = page.say(title_of(report))
    sections = "".join(page.section(section) for section in report.sections)
    ends = page.listing(report.stands_on)
    body = (
        f"<header><h1>{title}</h1>{page.about(report)}</header>"
        f"{page.contents(report)}<main>{page.headline(report)}{sections}"
        f'<section id="stands_on"><h2>{page.say(report.stands_on.title)}</h2>{ends}</section>'
        "</main>"
    )
    drawn = ""
    if page.figures:
        drawn = (
            f'<script type="application/json" id="pictures">{pictures(page.figures)}</script>'
            f"<script>{script()}</script><script>{DRAW}</script>"
        )
    stale = ' class="stale"' if report.stale else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(bool(page.figures))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body{stale}>{body}{drawn}</body></html>\n"
    )


def title_of(report: Report) -> Words:
    """What a report is called."""
    words = TITLES[report.role]
    return Words(words.message, "", {"name": report.name})


def _policy(drawn: bool) -> str:
    """What the page may do: show itself, and run our two scripts. Nothing is ever fetched."""
    scripts = f"script-src '{script_digest()}' '{digest(DRAW)}'; " if drawn else ""
    return (
        f"default-src 'none'; {scripts}style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'"
    )


def _side(cell: Cell) -> str:
    """The head of a number stands over it."""
    plain = cell is None or isinstance(cell, int | Money | Share)
    return ' class="n"' if plain else ""


class _Page:
    """The page while it is written in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.figures: dict[str, Figure] = {}

    def say(self, words: Words | str) -> str:
        """Safe in HTML."""
        return escape(say(words, self.language))

    def about(self, report: Report) -> str:
        """For which days it is, and that it names people."""
        days = _("Data up to {day}, written on {today}.", day=report.asof, today=report.today)
        keep = _("It names people: keep it where only those can read it who may.")
        return f'<p class="about">{self.say(days)} {self.say(keep)}</p>'

    def headline(self, report: Report) -> str:
        """The week in one sentence."""
        old = ""
        if report.stale:
            words = _("The data are old: this may no longer be true.")
            old = f'<p class="mark">{self.say(words)}</p>'
        return f'<p class="headline">{self.say(report.headline)}</p>{old}'

    def contents(self, report: Report) -> str:
        """The questions, each a step away."""
        links = "".join(
            f'<li><a href="#{section.code}">{place}. {self.say(section.title)}</a></li>'
            for place, section in enumerate(report.sections)
        )
        label = self.say(_("The questions of the week"))
        return f'<nav aria-label="{label}"><ol>{links}</ol></nav>'

    def section(self, section: Section) -> str:
        """One question."""
        kinds = [kind for kind, holds in (("judged", section.judges), ("urgent", section.urgent))
                 if holds]  # fmt: skip
        lines = "".join(f"<li>{self.say(line)}</li>" for line in section.lines)
        first = _("To be looked at first.")
        urgent = f'<p class="mark">{self.say(first)}</p>' if section.urgent else ""
        return (
            f'<section id="{section.code}" class="{" ".join(kinds)}">'
            f"<h2>{self.say(section.title)}</h2>{urgent}"
            f'<p class="verdict">{self.say(section.verdict)}</p>'
            f"{f'<ul>{lines}</ul>' if lines else ''}"
            f'<p class="based">{self.say(section.based)}</p>'
            f"{''.join(self.listing(listing) for listing in section.figures)}"
            f"{''.join(self.picture(picture) for picture in section.pictures)}"
            f"{''.join(self.listing(listing) for listing in section.listings)}</section>"
        )

    def picture(self, picture: Picture) -> str:
        """A place where the figure is drawn, and its numbers."""
        name = f"picture_{picture.listing.code}"
        self.figures[name] = picture.figure
        label = self.say(picture.listing.title)
        return (
            f'<div class="picture" id="{name}" role="img" aria-label="{label}"></div>'
            f"{self.listing(picture.listing)}"
        )

    def listing(self, listing: Listing) -> str:
        """A table, or what is said where it has no row."""
        title = self.say(listing.title)
        if not listing.rows:
            return f"<h3>{title}</h3><p>{self.say(listing.empty)}</p>"
        if len(listing.heads) <= NARROW and len(listing.rows) > LONG:
            part = -(-len(listing.rows) // BESIDE)
            pieces = [listing.rows[i : i + part] for i in range(0, len(listing.rows), part)]
            tables = "".join(self.table(listing, rows, title) for rows in pieces)
            return f'<h3>{title}</h3><div class="beside">{tables}</div>'
        table = self.table(listing, listing.rows, title, caption=True)
        return f'<div class="wide" role="region" aria-label="{title}" tabindex="0">{table}</div>'

    def table(
        self,
        listing: Listing,
        rows: Sequence[Sequence[Cell]],
        title: str,
        *,
        caption: bool = False,
    ) -> str:
        """The rows under their heads; few columns take no more room than they need."""
        head = "".join(
            f'<th scope="col"{_side(cell)}>{self.say(words)}</th>'
            for words, cell in zip(listing.heads, rows[0], strict=True)
        )
        body = "".join("<tr>" + "".join(map(self.cell, row)) + "</tr>" for row in rows)
        named = f"<caption>{title}</caption>" if caption else ""
        label = "" if caption else f' aria-label="{title}"'
        kinds = [kind for kind, holds in (("few", len(listing.heads) <= FEW),
                                          ("short", len(rows) <= SHORT)) if holds]  # fmt: skip
        kind = f' class="{" ".join(kinds)}"' if kinds else ""
        shown = f"{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        return f"<table{kind}{label}>{shown}</table>"

    def cell(self, cell: Cell) -> str:
        """A cell: numbers on the right, days and numbers never broken."""
        if isinstance(cell, Phone):
            return f'<td class="phone">{escape(cell)}</td>'
        if isinstance(cell, Words | str):
            return f"<td>{self.say(cell)}</td>"
        return f'<td class="{"d" if isinstance(cell, dt.date) else "n"}">{self._told(cell)}</td>'

    def _told(self, cell: int | dt.date | Money | Share | None) -> str:
        if isinstance(cell, dt.date):
            return escape(say_date(cell, self.language))
        if isinstance(cell, Money):
            return escape(say_money(cell, self.language))
        if isinstance(cell, Share):
            return _NONE if cell.value is None else f"{cell.value:.0%}"
        return _NONE if cell is None else f"{cell:,}"
