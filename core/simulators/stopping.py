"""What another stop day would change (一年ルールの試算): who is parked, what is saved and lost.

Somebody is parked once silent for the stop day, yet never before four of their own rhythms and
their own day of no return (DOMAIN 0a). Saved is what our touches to them cost in a year; forgone
is what those touches may have brought: V · Δ · 4p(1−p) of each who is touched at all, with V what
they brought a year while they came and p the chance that they return by themselves (DOMAIN 3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.value import minute_cost
from core.locale.words import Money, Words, _
from core.metrics.rhythm import Flags
from core.rules import _rows, worth
from core.rules.contact import from_us
from core.settings import Settings
from core.simulators.assumed import Basis, beta_range

MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Silent:
    """What is known of everybody who has bought, for any stop day.

    Attributes:
        people: ``customer_id, name, silent`` (days), ``earliest`` (days before which nobody is
            parked, whatever the stop day)``, yearly`` (V while they came)``, hope`` (4p(1−p)).
        touches: our contacts of a year with customers past their day of no return; ``quiet``: how
            many those are; ``own``: enough contacts are on record to say a number a head.
        effect, low, high: Δ and its range.
        of_sales: no cost or margin is known, so V is sales (売上ベース).
        asof: the data-as-of day.
    """

    people: pd.DataFrame
    touches: int
    quiet: int
    own: bool
    effect: float
    low: float
    high: float
    of_sales: bool

    @property
    def a_head(self) -> float:
        """Touches a year of one of them; 0 where there are none."""
        return self.touches / self.quiet if self.quiet else 0.0


@dataclass(frozen=True, slots=True)
class Touching:
    """What the owner says about touches, or the settings.

    Attributes:
        a_year: touches a year of one customer.
        cost: of one touch, minor units; ``minutes``: of ours for it.
        minute: what a minute of ours costs, minor units.
    """

    a_year: float
    cost: float
    minutes: float
    minute: float


@dataclass(frozen=True, slots=True)
class Parked:
    """One stop day, for a year, in minor units.

    Attributes:
        people: how many are parked.
        touches: that are not made; ``hours``: of ours that they take.
        postage: saved; ``time``: what the hours cost; ``saved``: both.
        forgone: gross profit that those touches may have brought; ``low``, ``high``: its range.
    """

    people: int
    touches: float
    hours: float
    postage: int
    time: int
    saved: int
    forgone: int
    low: int
    high: int


def silent(rows: pd.DataFrame, book: Book, settings: Settings) -> Silent:
    """What is known, whatever the stop day will be.

    Args:
        rows: customers, judged and valued; whoever wants no contact is left out, nobody touches
            them anyhow.
        book: the business; its contacts of a year are counted.
        settings: its settings.
    """
    bought = rows[(rows["purchase_count"] > 0) & (rows["state"] != "dnc")]
    days = _rows.numbers(bought["days_since_last_purchase"])
    earliest = np.maximum(
        settings.lapse.stop_rhythms * bought["rhythm_days"].fillna(0.0),
        bought["no_return_day"].fillna(0.0),
    )
    chance = bought["p_return"].fillna(0.0).to_numpy()
    touches, quiet, own = _touches(bought, days, book, settings)
    effect = settings.calls.effect_return
    low, high = beta_range(effect, settings.laws.prior_cases, settings.laws.interval)
    people = pd.DataFrame(
        {
            "customer_id": bought["customer_id"],
            "name": bought["name"],
            "silent": days,
            "earliest": earliest,
            "yearly": _while_they_came(bought, settings),
            "hope": 4.0 * chance * (1.0 - chance),
        }
    ).reset_index(drop=True)
    of_sales = not (worth.margin(settings) or bought["profit_12m"].notna().any())
    return Silent(people, touches, quiet, own, effect, low, high, of_sales)


def _while_they_came(rows: pd.DataFrame, settings: Settings) -> pd.Series[float]:
    """Gross profit of a year between the first and the last purchase, of a year at least."""
    year = settings.asset.first_year_days
    stay = (rows["last_purchase_date"] - rows["first_purchase_date"]).dt.days.astype("float64")
    years = (stay / year).clip(lower=1.0)
    spend = _rows.numbers(rows["total_spend"]).clip(lower=0.0)
    known = rows[rows["profit_12m"].notna()]
    sold = float(_rows.numbers(known["spend_12m"]).sum())
    rate = float(_rows.numbers(known["profit_12m"]).sum()) / sold if sold > 0 else 0.0
    rate = rate or worth.margin(settings) or 1.0
    return spend * rate / years


def _touches(
    rows: pd.DataFrame, days: pd.Series[float], book: Book, settings: Settings
) -> tuple[int, int, bool]:
    """Our contacts of a year with customers past their day of no return."""
    contacts = _rows.until(book.table("activities"), "date", book.today)
    ages = _rows.days_until(contacts["date"], book.today)
    ours = contacts[(ages < settings.lamps.year_days) & from_us(contacts)]
    quiet = rows[days >= rows["no_return_day"]]
    made = int(ours["customer_id"].isin(quiet["customer_id"]).sum())
    return made, len(quiet), len(ours) >= settings.lamps.least_count and len(quiet) > 0


def usual_touching(found: Silent, book: Book, settings: Settings) -> Touching:
    """How often and at what cost, the shop's own number where contacts are on record."""
    limits = settings.laws
    return Touching(
        a_year=round(found.a_head, 1) if found.own else limits.touches_a_year,
        cost=worth.minor_of_yen(settings.spending.postcard_cost, book),
        minutes=limits.touch_minutes,
        minute=minute_cost(book, settings.calls),
    )


def are_parked(found: Silent, stop_day: float) -> pd.DataFrame:
    """Who is parked at a stop day, those who brought most a year first."""
    chosen = found.people[_past(found, stop_day)]
    return chosen.sort_values("yearly", ascending=False, kind="stable")


def _past(found: Silent, stop_day: float) -> Flags:
    people = found.people
    earliest = np.maximum(people["earliest"].to_numpy(), stop_day)
    return np.asarray(people["silent"].to_numpy() >= earliest)


def parked(found: Silent, stop_day: float, touching: Touching) -> Parked:
    """What one stop day means for a year.

    Args:
        found: of :func:`silent`.
        stop_day: days of silence.
        touching: how often and at what cost they would be touched.
    """
    past = _past(found, stop_day)
    number = int(past.sum())
    touches = number * touching.a_year
    minutes = touches * touching.minutes
    yearly, hopes = (found.people[name].to_numpy()[past] for name in ("yearly", "hope"))
    hope = float((yearly * hopes).sum())
    # Somebody who would not be touched this year loses nothing by being parked.
    hope *= min(1.0, touching.a_year)
    postage, time = touches * touching.cost, minutes * touching.minute
    return Parked(
        people=number,
        touches=touches,
        hours=minutes / MINUTES_AN_HOUR,
        postage=round(postage),
        time=round(time),
        saved=round(postage) + round(time),
        forgone=round(hope * found.effect),
        low=round(hope * found.low),
        high=round(hope * found.high),
    )


def stop_curve(found: Silent, touching: Touching, days: list[int]) -> pd.DataFrame:
    """Stop days beside each other: ``day, people, saved, forgone, low, high``."""
    rows = [(day, parked(found, day, touching)) for day in days]
    return pd.DataFrame(
        [(day, p.people, p.saved, p.forgone, p.low, p.high) for day, p in rows],
        columns=["day", "people", "saved", "forgone", "low", "high"],
    )


def stopping_bases(
    found: Silent, touching: Touching, book: Book, settings: Settings
) -> list[Basis]:
    """What the result stands on."""
    return [
        _touch_basis(found, book, settings),
        Basis(
            _(
                "A touch costs {cost} and {minutes} minutes of ours at {minute} each.",
                cost=_money(touching.cost, book), minutes=f"{touching.minutes:g}",
                minute=_money(touching.minute, book),
            ),
            own=False,
        ),
        _value_basis(found, book),
        Basis(
            _(
                "A year of touches moves {percent}% of those whose chance to return is 50:50, and "
                "hardly anybody whose chance is near nothing; the rate is worth {n} cases.",
                percent=round(100 * found.effect), n=settings.laws.prior_cases,
            ),
            own=False,
        ),
    ]  # fmt: skip


def _touch_basis(found: Silent, book: Book, settings: Settings) -> Basis:
    if found.own:
        words = _(
            "Of a year {touches} contacts from us with {n} customers past their day of no return "
            "are on record (as of {day}).",
            touches=found.touches, n=found.quiet, day=book.today,
        )  # fmt: skip
        return Basis(words, own=True)
    words = _(
        "{touches} touches a year of one customer; your own contacts are too few to say.",
        touches=f"{settings.laws.touches_a_year:g}",
    )
    return Basis(words, own=False)


def _value_basis(found: Silent, book: Book) -> Basis:
    facts = {"n": len(found.people), "day": book.asof}
    words: Words = _(
        "Lost with somebody: the gross profit of a year while they came (n={n}, as of {day}).",
        **facts,
    )
    if found.of_sales:
        words = _(
            "Lost with somebody: the sales of a year while they came, as no margin is known "
            "(n={n}, as of {day}).",
            **facts,
        )
    return Basis(words, own=True)


def _money(minor: float, book: Book) -> Money:
    return Money(round(minor), book.currency, book.scale)
