"""What customers felt (満足度・反応): the newest satisfaction, its trend, the mean of reactions.

A mean is shown with its count; reactions are −2 to +2, of contacts and of special treatment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows
from core.tables import TABLES

#: Treatment beyond the price, beside the kinds of contact.
EXTRA = "extras"
_KINDS = {choice.code: choice.label for choice in TABLES["activities"].column("kind").choices}
#: Highest score of each scale.
_TOP = {"five": 5, "nps": 10}


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How content a customer said they are.

    Attributes:
        day: of the newest answer; ``score`` on ``scale`` (five, nps).
        before: the score before on the same scale, None without one.
        n: answers on that scale.
    """

    day: dt.date
    score: int
    scale: str
    before: int | None
    n: int


def satisfaction(customer_id: str, book: Book) -> Satisfaction | None:
    """The newest answer of a customer and the one before on the same scale; None without any."""
    rows = book.table("satisfaction")
    rows = _rows.until(rows[rows["customer_id"] == customer_id], "date", book.today)
    rows = rows.sort_values("date", kind="stable")
    if rows.empty:
        return None
    newest = rows.iloc[-1]
    alike = rows[rows["scale"] == newest["scale"]]["score"]
    before = int(alike.iloc[-2]) if len(alike) > 1 else None
    scale = str(newest["scale"]) or "nps"
    return Satisfaction(newest["date"].date(), int(newest["score"]), scale, before, len(alike))


def satisfaction_words(found: Satisfaction) -> list[Words]:
    """The answer in words, and where it moved."""
    facts = {"score": found.score, "top": _TOP[found.scale], "day": found.day}
    lines = [_("Satisfaction {score} of {top} on {day}.", **facts)]
    if found.before is not None:
        told = {"before": found.before, "n": found.n}
        if found.score > found.before:
            lines.append(_("It rose from {before} (n={n}).", **told))
        elif found.score < found.before:
            lines.append(_("It fell from {before} (n={n}): ask what happened.", **told))
        else:
            lines.append(_("As before (n={n}).", n=found.n))
    return lines


def reactions(book: Book) -> pd.DataFrame:
    """Every reaction on record up to ``book.today``: customer_id, date, action, reaction."""
    columns = ["customer_id", "date", "reaction"]
    contacts, extras = book.table("activities"), book.table("extras")
    told = pd.concat(
        [
            contacts[columns].assign(action=contacts["kind"]),
            extras[columns].assign(action=EXTRA),
        ],
        ignore_index=True,
    )
    told = _rows.until(told, "date", book.today)
    return told[told["reaction"].notna() & (told["action"] != "")]


def mean_of(customer_id: str, book: Book) -> Words | None:
    """The mean reaction of one customer with its count; None without any."""
    rows = reactions(book)
    own = rows[rows["customer_id"] == customer_id]["reaction"]
    if own.empty:
        return None
    return n_(
        "Mean reaction {mean} (−2 to +2, n={n}).",
        "Mean reaction {mean} (−2 to +2, n={n}).",
        n=len(own),
        mean=f"{float(own.mean()):+.1f}",
    )


def by_action(book: Book) -> pd.DataFrame:
    """The mean reaction to each action, the best first.

    Returns:
        action (a kind of contact, or :data:`EXTRA`), mean, n.
    """
    rows = reactions(book)
    found = rows.groupby("action")["reaction"].agg(["mean", "size"])
    found = found.rename(columns={"size": "n"}).astype({"mean": "float64", "n": "int64"})
    return found.sort_values("mean", ascending=False, kind="stable").reset_index()


def action_label(action: str) -> Words:
    """What an action of :func:`by_action` is called."""
    return TABLES[EXTRA].label if action == EXTRA else _KINDS[action]
