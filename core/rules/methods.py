"""The five methods of keeping customers (顧客を維持する5つの方法) as figures of a week, article 3.

Listen, use what is known, speak to the one person, answer complaints, look after them afterwards:
each is counted over the week to the data-as-of day and held against a rule. What did not come up
in the week is neither done nor left undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules import _rows, contact
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Method:
    """One method in one week.

    Attributes:
        code: listen, use, person, complaints, after.
        done: how often it was done; ``of``: of how many times it came up (voices: the goal).
        met: whether the rule is met; None where it did not come up.
        words: what was found; ``rule``: what is asked for.
        start, end: the week.
    """

    code: str
    done: int
    of: int
    met: bool | None
    words: Words
    rule: Words
    start: dt.date
    end: dt.date


def methods(rows: pd.DataFrame, book: Book, settings: Settings) -> list[Method]:
    """The five methods in the order of article 3.

    Args:
        rows: one row per customer with last purchase and rhythm.
        book: the business.
        settings: its settings.
    """
    week = _Week.of(book, settings)
    return [
        _listen(week, settings),
        _use(week, rows, settings),
        _person(week, settings),
        _complaints(week, settings),
        _after(week, settings),
    ]


@dataclass(frozen=True)
class _Week:
    """The seven days, and the tables as far as they fall into them."""

    book: Book
    start: dt.date
    end: dt.date

    @classmethod
    def of(cls, book: Book, settings: Settings) -> _Week:
        back = dt.timedelta(days=settings.methods.week_days - 1)
        return cls(book, book.asof - back, book.asof)

    def rows(self, table: str, column: str = "date") -> pd.DataFrame:
        """The rows of a table dated inside the week."""
        found = _rows.until(self.book.table(table), column, self.end)
        return _rows.since(found, column, pd.Timestamp(self.start))

    def ours(self) -> pd.DataFrame:
        """Contacts from us that reached somebody."""
        contacts = self.rows("activities")
        return contacts[contact.from_us(contacts) & (contacts["outcome"] != "no_answer")]

    def method(self, code: str, counts: tuple[int, int], met: bool | None, said: _Said) -> Method:
        done, of = counts
        words, rule = said
        return Method(code, done, of, met, words, rule, self.start, self.end)


_Said = tuple[Words, Words]
_Sign = Callable[[pd.DataFrame], "pd.Series[bool]"]
#: What is a voice of a customer: the table, its day, and which of its rows.
_VOICES: tuple[tuple[str, str, _Sign | None], ...] = (
    ("satisfaction", "date", None),
    ("doubts", "date", None),
    ("complaints", "received_date", None),
    ("activities", "date", lambda rows: (rows["direction"] == "in") & _written(rows["note"])),
)


def _written(column: pd.Series[str]) -> pd.Series[bool]:
    return column.str.strip() != ""


def _listen(week: _Week, settings: Settings) -> Method:
    """Voices taken: satisfaction asked, doubts, complaints, and what they came to us with."""
    n = 0
    for table, column, sign in _VOICES:
        found = week.rows(table, column)
        n += len(found) if sign is None else int(sign(found).sum())
    goal = settings.methods.voices
    rule = _(
        "At least {goal} a week: satisfaction, doubts, complaints, words of theirs.", goal=goal
    )
    return week.method("listen", (n, goal), n >= goal, (_("{n} voices were taken.", n=n), rule))


def _use(week: _Week, rows: pd.DataFrame, settings: Settings) -> Method:
    """Selling contacts at the customer's own time: it has come, a date is near, or they bought."""
    limits = settings.methods
    sold = week.ours()
    sold = sold[sold["kind"] == "sales"]
    known = rows.set_index("customer_id")
    last = _rows.looked_up(sold["customer_id"], known["last_purchase_date"])
    rhythm = _rows.looked_up(sold["customer_id"], known["rhythm_days"])
    silent = (sold["date"] - last).dt.days
    timely = (silent >= limits.own_rhythm * rhythm) | (silent <= 0) | _dated(week, sold)
    n, of = int(timely.sum()), len(sold)
    rule = _(
        "At least {percent}% of selling contacts when the time has come: {share} of their own "
        "rhythm, or a date of theirs.",
        percent=round(100 * limits.timely_share), share=f"{limits.own_rhythm:g}",
    )  # fmt: skip
    if not of:
        return week.method("use", (0, 0), None, (_("Nothing was offered this week."), rule))
    words = _("{n} of {all} offers came at the customer's own time.", n=n, all=of)
    return week.method("use", (n, of), n >= limits.timely_share * of, (words, rule))


def _dated(week: _Week, sold: pd.DataFrame) -> pd.Series[bool]:
    """Whether a contract of the customer ends, or their not-now time lies, soon after."""
    dates = week.book.table("due_dates")
    ahead = dates[(dates["end_date"] >= pd.Timestamp(week.start)) & (dates["status"] != "lost")]
    limit = pd.Timestamp(week.end) + pd.Timedelta(days=DATED_AHEAD)
    later = _rows.until(week.book.table("not_now"), "heard_date", week.end)
    near = {
        *ahead.loc[ahead["end_date"] <= limit, "customer_id"],
        *later.loc[later["next_time"] <= limit, "customer_id"],
    }
    return sold["customer_id"].isin(near)


#: The longest lead of a dated call (DOMAIN 1.3, a lease), in days.
DATED_AHEAD = 270


def _person(week: _Week, settings: Settings) -> Method:
    """Contacts with something that is only theirs: a note of the talk, or one spoken with them."""
    ours, limits = week.ours(), settings.methods
    own = _written(ours["note"]) | _written(ours["next_question"])
    n, of = int(own.sum()), len(ours)
    rule = _("At least {percent}% of our contacts with a note of their own.",
             percent=round(100 * limits.personal_share))  # fmt: skip
    if not of:
        return week.method("person", (0, 0), None, (_("We contacted nobody this week."), rule))
    words = _("{n} of {all} contacts have something of that customer alone.", n=n, all=of)
    return week.method("person", (n, of), n >= limits.personal_share * of, (words, rule))


def _complaints(week: _Week, settings: Settings) -> Method:
    """Complaints whose day of the first word fell into the week: was it given in time?"""
    days = settings.calls.first_response_days
    every = week.book.table("complaints")
    due = every["received_date"] + pd.Timedelta(days=days)
    inside = (due >= pd.Timestamp(week.start)) & (due <= pd.Timestamp(week.end))
    waiting = (due < pd.Timestamp(week.start)) & ~(
        every["first_response_date"] <= pd.Timestamp(week.end)
    )
    waiting &= ~(every["resolved_date"] <= pd.Timestamp(week.end))
    here = every[inside | waiting]
    n = int((here["first_response_date"] <= due[here.index]).sum())
    rule = _("A first word within {n} day to everybody.", n=days)
    if here.empty:
        said = _("No complaint was waiting for its first word.")
        return week.method("complaints", (0, 0), None, (said, rule))
    words = _("{n} of {all} complaints had a first word in time.", n=n, all=len(here))
    return week.method("complaints", (n, len(here)), n == len(here), (words, rule))


def _after(week: _Week, settings: Settings) -> Method:
    """Planned steps of aftercare that fell due in the week and were done."""
    steps, limits = week.rows("plans"), settings.methods
    n, of = int((steps["done_date"] <= pd.Timestamp(week.end)).sum()), len(steps)
    rule = _("At least {percent}% of the steps due.", percent=round(100 * limits.steps_share))
    if not of:
        said = _("No step of aftercare was planned for this week.")
        return week.method("after", (0, 0), None, (said, rule))
    words = _("{n} of {all} planned steps were done.", n=n, all=of)
    return week.method("after", (n, of), n >= limits.steps_share * of, (words, rule))
