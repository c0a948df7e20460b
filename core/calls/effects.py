"""Everything that kept lists, calls and lots say about calling (電話の効き目), put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.book import Book
from core.calls.called import called
from core.calls.golden import Golden, golden_lists
from core.calls.learned import learn_rates, responses
from core.calls.rates import Rate, Rates, blended
from core.calls.trial import Verdict, judge_lots, lots_seen
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """How customers answered to calls for one reason.

    Attributes:
        reason: code of the reason.
        called: how many were called; ``connected``: of them reached.
        due: of those called, whose days to buy have passed; ``bought``: of them bought.
        profit: gross profit of those who bought, minor units.
        reached: the share reached, the assumption counting as so many calls.
        buys: the share that bought, the chances foretold counting as so many calls. It is not
            the effect of the call.
        effect: what a call that connects moves, by the lottery; None until lots were judged.
    """

    reason: str
    called: int
    connected: int
    due: int
    bought: int
    profit: float
    reached: Rate
    buys: Rate
    effect: Rate | None


@dataclass(frozen=True)
class Effects:
    """What is known of calling.

    Attributes:
        calls: one row for each listed customer of each week (:func:`core.calls.called.called`).
        answers: by reason, those called.
        rates: what the list reckons with.
        lots: every lot (:func:`core.calls.trial.lots_seen`); ``verdict``: at the quarter's end.
        lists: the last weeks, the newest first.
    """

    calls: pd.DataFrame
    answers: list[Answer]
    rates: Rates
    lots: pd.DataFrame
    verdict: Verdict
    lists: list[Golden]


def effects(book: Book, settings: Settings, bought: pd.DataFrame) -> Effects:
    """What kept lists, calls and lots say.

    Args:
        book: its ``listed`` (:meth:`core.weeks.Weeks.listed` has this week in it too).
        settings: every threshold.
        bought: :func:`core.metrics.bought.bought_by` of the same book.
    """
    calls = called(book, settings, bought)
    rates = learn_rates(book, settings, bought)
    lots = lots_seen(book, settings, bought)
    return Effects(
        calls=calls,
        answers=answers(calls, rates, settings),
        rates=rates,
        lots=lots,
        verdict=judge_lots(lots, book, settings),
        lists=golden_lists(calls, bought, book.asof, settings),
    )


def answers(calls: pd.DataFrame, rates: Rates, settings: Settings) -> list[Answer]:
    """The responses by reason with their blended rates, in the order of the reasons."""
    made = calls[calls["called"]]
    limits, cases = settings.calls, settings.learning.prior_cases
    assumed = (
        made["kind"]
        .map({"person": limits.connect_person, "company": limits.connect_company})
        .astype("float64")
    )
    reached = assumed.groupby(made["reason"]).mean()
    foretold = made["chance"].groupby(made["reason"]).mean()
    found = responses(calls)
    usual = (found["bought"].sum() + 1) / (found["due"].sum() + 2)
    rows: list[Any] = list(found.itertuples())
    return [
        Answer(
            row.reason, row.called, row.connected, row.due, row.bought, row.profit,
            blended(row.connected, row.called, float(reached[row.reason]), cases),
            blended(row.bought, row.due, _known(foretold[row.reason], usual), cases),
            rates.effects.get(row.reason),
        )
        for row in rows
    ]  # fmt: skip


def _known(share: float, otherwise: float) -> float:
    return float(otherwise if pd.isna(share) else share)
