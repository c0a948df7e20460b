"""How far the review of a week is (進みぐあい), told from the decisions alone.

Nothing else is kept: the next step is the first question about which nothing stands in the week.
So a reload, another page, a restart and another computer find the review where it was left.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.book import Book
from core.settings import Settings
from core.weekly.catalogue import QUESTIONS

#: The steps beside the questions: what was decided before, and the sentence of the week.
LAST, SENTENCE = "last", "sentence"
_WEEK = dt.timedelta(days=7)
#: Months at whose first review the lots of a quarter are judged too.
_QUARTERS = (1, 4, 7, 10)


@dataclass(frozen=True)
class Progress:
    """The review of one week.

    Attributes:
        week: its Monday.
        decided: {code of a question: its decision} of this week, as rows of the table.
        sentence: 今週決めたこと, empty while the review is not over.
        opened: decisions of earlier weeks of which nobody has said yet what became of them.
        before: the sentence of the newest week before, with its Monday; None without one.
        first_of_month: no review of this month is over yet.
    """

    week: dt.date
    decided: dict[str, dict[str, Any]]
    sentence: str
    opened: pd.DataFrame
    before: tuple[dt.date, str] | None
    first_of_month: bool

    @property
    def done(self) -> int:
        """How many of the questions are answered."""
        return sum(kind.code in self.decided for kind in QUESTIONS)

    @property
    def of(self) -> int:
        """How many questions there are."""
        return len(QUESTIONS)

    @property
    def finished(self) -> bool:
        """The week has its sentence."""
        return bool(self.sentence)

    @property
    def begun(self) -> bool:
        """Something of this week stands there."""
        return bool(self.done or self.sentence)

    @property
    def next_step(self) -> str:
        """Where to go on: earlier decisions, the first open question, the sentence."""
        if not self.begun and len(self.opened):
            return LAST
        still = [kind.code for kind in QUESTIONS if kind.code not in self.decided]
        return still[0] if still else SENTENCE

    @property
    def next_week(self) -> dt.date:
        """The Monday of the next review."""
        return self.week + _WEEK

    @property
    def quarterly(self) -> bool:
        """Whether the lots of the quarter are to be looked at with this review."""
        return self.first_of_month and self.week.month in _QUARTERS


def progress(book: Book, week: dt.date, settings: Settings) -> Progress:
    """Read the decisions of a week and of those before it.

    Args:
        book: the business.
        week: the Monday of the review (:attr:`core.calls.CallList.week`).
        settings: how far back decisions are looked at again.
    """
    rows = book.table("decisions")
    rows = rows if "row_id" in rows else rows.assign(row_id=0)
    monday = rows["week"] - pd.to_timedelta(rows["week"].dt.day_of_week, unit="D")
    now = rows[monday == pd.Timestamp(week)]
    earlier = rows.assign(monday=monday)[monday < pd.Timestamp(week)]
    sentences = earlier[earlier["question"] == ""].sort_values("monday", kind="stable")
    decided = {str(row["question"]): row for row in _records(now[now["question"] != ""])}
    sentence = now.loc[now["question"] == "", "decision"]
    same_month = sentences["monday"].dt.strftime("%Y-%m") == f"{week:%Y-%m}"
    return Progress(
        week=week,
        decided=decided,
        sentence=str(sentence.iloc[-1]) if len(sentence) else "",
        opened=_opened(earlier, week, settings),
        before=_newest(sentences),
        first_of_month=not bool(same_month.any()),
    )


def steps(found: Progress) -> tuple[str, ...]:
    """The steps of the review in order; what was decided before only where something was."""
    codes = tuple(kind.code for kind in QUESTIONS)
    return (LAST, *codes, SENTENCE) if len(found.opened) else (*codes, SENTENCE)


def _opened(earlier: pd.DataFrame, week: dt.date, settings: Settings) -> pd.DataFrame:
    """Open decisions of the last weeks, the newest week first."""
    since = pd.Timestamp(week - _WEEK * settings.review.checked_weeks)
    rows = earlier[(earlier["monday"] >= since) & (earlier["outcome"] == "")]
    return rows.sort_values("monday", ascending=False, kind="stable").reset_index(drop=True)


def _newest(sentences: pd.DataFrame) -> tuple[dt.date, str] | None:
    if not len(sentences):
        return None
    row = sentences.iloc[-1]
    return row["monday"].date(), str(row["decision"])


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]
