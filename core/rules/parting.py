"""What the owner may do about a customer (お断り・見直し), and what a price rise would change.

Every way can be taken back. Each is shown with its effect on the gross profit of a year; none is
proposed before another, and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Money, Words, _
from core.rules import _rows, worth
from core.rules.doubtful import Doubtful
from core.rules.treatment import TOP_STAGES
from core.settings import Settings

#: The gentlest first.
WAYS: dict[str, Words] = {
    "price": _("Another price"),
    "prepaid": _("Pay first, or fewer bookings"),
    "passive": _("Answer only when they come"),
    "decline": _("Decline politely"),
}
#: The draft of a polite farewell; it is copied and written by hand, never sent from here.
FAREWELL: tuple[Words, ...] = (
    _("Thank you for having come to us for so long."),
    _(
        "We have thought about how well we can serve you, and have come to the conclusion that "
        "we can no longer do what you wish."
    ),
    _("We shall finish what we have agreed on. After that, please turn to another business."),
    _("We are sorry, and thank you once more for your custom."),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way, and what it would change in a year.

    Attributes:
        code: of :data:`WAYS`.
        effect: gross profit more (or less) in a year, minor units.
        words: how that figure comes about, with what it was counted from.
    """

    code: str
    effect: int
    words: Words


def ways(one: Doubtful, percent: float, book: Book) -> list[Way]:
    """The four ways for one customer.

    Args:
        one: the customer.
        percent: the price rise to think about.
        book: its currency.
    """
    more = round(one.spend * percent / 100)
    return [
        Way(
            "price",
            more,
            _(
                "{percent}% more on sales of {spend} (n={n} days), if they stay.",
                percent=f"{percent:g}",
                spend=_money(one.spend, book),
                n=one.days,
            ),
        ),
        Way(
            "prepaid",
            one.unpaid,
            _("What is unpaid today, {unpaid}, would not be.", unpaid=_money(one.unpaid, book)),
        ),
        Way(
            "passive",
            one.hours,
            _(
                "{minutes} minutes of ours (n={n} contacts) would be free for others.",
                minutes=one.minutes,
                n=one.contacts,
            ),
        ),
        Way(
            "decline",
            one.hours - one.profit,
            _(
                "{profit} of gross profit less, {hours} of our time back (n={n} days).",
                profit=_money(one.profit, book),
                hours=_money(one.hours, book),
                n=one.days,
            ),
        ),
    ]


_OF_A_RISE = (
    "customer_id", "name", "state", "stage", "count_12m", "spend_12m", "profit_12m", "chosen_for",
)  # fmt: skip


@dataclass(frozen=True)
class PriceRise:
    """What a price rise would do in a year.

    Attributes:
        stages: stage, customers, before, after (gross profit), lost (customers expected to go).
        before, after: gross profit in all, minor units.
        all_stay: gross profit of each stage afterwards if nobody left.
        hurt: supporters and above with what they would pay more, the most first: customer_id,
            name, stage, more (minor units), for_price (bool: they chose us for the price).
    """

    stages: pd.DataFrame
    before: int
    after: int
    all_stay: pd.Series[float]
    hurt: pd.DataFrame


def price_rise(
    judged: pd.DataFrame, percent: float, lost: Mapping[str, float], settings: Settings
) -> PriceRise:
    """A price rise with the share of each stage that would leave (価格は人を選ぶ; seed 2-3).

    Args:
        judged: one row per customer, with value.
        percent: by how much prices rise.
        lost: {stage: share that leaves, 0 to 1}.
        settings: the margin where costs are not known.
    """
    # Fifty thousand rows are picked from: only of the columns that are read.
    rows = judged[list(_OF_A_RISE)]
    rows = rows[rows["state"].isin(("active", "at_risk")) & (rows["count_12m"] > 0)]
    spend = _rows.numbers(rows["spend_12m"]).fillna(0.0).clip(lower=0.0)
    before = worth.year_profit(rows, settings)
    shares = {stage: lost.get(stage, 0.0) for stage in rows["stage"].unique()}
    stays = 1.0 - rows["stage"].map(shares).astype("float64")
    all_stay = before + spend * percent / 100
    after = stays * all_stay
    frame = pd.DataFrame(
        {"stage": rows["stage"], "before": before, "after": after, "lost": 1.0 - stays}
    )
    stages = frame.groupby("stage", sort=False).agg(
        customers=("before", "size"),
        before=("before", "sum"),
        after=("after", "sum"),
        lost=("lost", "sum"),
    )
    return PriceRise(
        stages=stages.reset_index(),
        before=round(float(before.sum())),
        after=round(float(after.sum())),
        all_stay=all_stay.groupby(rows["stage"], sort=False).sum(),
        hurt=_hurt(rows, spend * percent / 100),
    )


def _hurt(rows: pd.DataFrame, more: pd.Series[float]) -> pd.DataFrame:
    """Supporters and above with what they would pay more, the most first."""
    top = rows["stage"].isin(TOP_STAGES)
    found = rows.loc[top, ["customer_id", "name", "stage"]].assign(
        more=more[top].round().astype("Int64"), for_price=rows.loc[top, "chosen_for"] == "price"
    )
    return found.sort_values("more", ascending=False, kind="stable").reset_index(drop=True)


def _money(minor: int, book: Book) -> Money:
    return Money(minor, book.currency, book.scale)
