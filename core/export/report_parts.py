"""What a report is made of (報告の部品): questions with sentences, pictures and lists.

The same parts become a page of HTML (:mod:`core.export.report_html`) and a workbook
(:mod:`core.export.report_book`), so that both tell the same numbers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.figures import Figure
from core.locale.words import Money, Words
from core.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 0.25 for a quarter; None where too little is known to say it."""

    value: float | None


class Phone(str):
    """A number to ring; on paper it stands on one line, in Excel it is text."""

    __slots__ = ()


#: Words of ours, text of the owner's, a count, a day, money, a share, or nothing.
Cell = Words | str | int | dt.date | Money | Share | None


@dataclass(frozen=True)
class Listing:
    """A table.

    Attributes:
        code: its English name, unique in a report.
        title: what it shows; ``heads``: of its columns.
        rows: as many cells each as there are heads.
        empty: what is said where it has no row.
    """

    code: str
    title: Words
    heads: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: Words


@dataclass(frozen=True)
class Picture:
    """A figure of :mod:`core.figures` with the same numbers as a table."""

    figure: Figure
    listing: Listing


@dataclass(frozen=True)
class Section:
    """One question of the week (DOMAIN 4).

    Attributes:
        code: its English name.
        title: the question.
        verdict: the answer in a sentence.
        lines: what it rests on.
        based: up to which day, and on how many.
        judges: whether it is a verdict, which old data make grey.
        urgent: to be read first.
        figures: the figures behind the answer and the first names, before any picture.
        pictures, listings: see there.
    """

    code: str
    title: Words
    verdict: Words
    based: Words
    lines: tuple[Words, ...] = ()
    judges: bool = True
    urgent: bool = False
    figures: tuple[Listing, ...] = ()
    pictures: tuple[Picture, ...] = ()
    listings: tuple[Listing, ...] = ()

    @property
    def tables(self) -> tuple[Listing, ...]:
        """Every table in order."""
        return (*self.figures, *(one.listing for one in self.pictures), *self.listings)


@dataclass(frozen=True)
class Report:
    """The week on paper (報告).

    Attributes:
        name: of the business; ``role``: for whom it is.
        today: the day of the report; ``asof``: the data-as-of day.
        stale: the data are so old that every verdict is grey.
        headline: the week in one sentence.
        sections: the questions in order.
        stands_on: every threshold behind it, with whether it is assumed.
    """

    name: str
    role: Role
    today: dt.date
    asof: dt.date
    stale: bool
    headline: Words
    sections: tuple[Section, ...]
    stands_on: Listing

    @property
    def tables(self) -> tuple[tuple[Section, Listing], ...]:
        """Every table with the question that it belongs to, in order."""
        return tuple((section, one) for section in self.sections for one in section.tables)
