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


@dataclass(frozen=True)
class PriceRise:
    """What a price rise would do in a year.

    Attributes:
        stages: stage, customers, before, after (gross profit), lost (customers expected to go).
        before, after: gross profit in all, minor units.
        hurt: supporters and above with what they would pay more, the most first: customer_id,
            name, stage, more (minor units), for_price (bool: they chose us for the price).
    """

    stages: pd.DataFrame
    before: int
    after: int
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
    rows = judged[judged["state"].isin(("active", "at_risk")) & (judged["count_12m"] > 0)]
    spend = _rows.numbers(rows["spend_12m"]).fillna(0.0).clip(lower=0.0)
    before = worth.year_profit(rows, settings)
    stays = 1.0 - rows["stage"].map(lambda stage: lost.get(stage, 0.0)).astype("float64")
    after = stays * (before + spend * percent / 100)
    frame = pd.DataFrame(
        {"stage": rows["stage"], "before": before, "after": after, "lost": 1.0 - stays}
    )
    stages = frame.groupby("stage", sort=False).agg(
        customers=("before", "size"),
        before=("before", "sum"),
        after=("after", "sum"),
        lost=("lost", "sum"),
    )
    top = rows["stage"].isin(TOP_STAGES)
    hurt = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "name": rows["name"],
            "stage": rows["stage"],
            "more": (spend * percent / 100).round().astype("Int64"),
            "for_price": rows["chosen_for"] == "price",
        }
    )[top]
    return PriceRise(
        stages=stages.reset_index(),
        before=round(float(before.sum())),
        after=round(float(after.sum())),
        hurt=hurt.sort_values("more", ascending=False, kind="stable").reset_index(drop=True),
    )


def _money(minor: int, book: Book) -> Money:
    return Money(minor, book.currency, book.scale)
