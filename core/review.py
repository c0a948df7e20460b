"""Everything the pages and the command line draw from, computed once for a Book (今週の見直し)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypedDict

import pandas as pd

from core.asset import with_value
from core.book import Book
from core.calls import CallList, call_list
from core.engine import Engine, open_engine
from core.foresight.assortment import Assortment, assort
from core.foresight.baskets import Baskets, baskets
from core.foresight.foretold import Foretold, foretell, purchases
from core.foresight.last_bought import last_bought
from core.foresight.pairs import due_after
from core.foresight.seasons import in_season
from core.locale.words import Words, _
from core.metrics.bought import bought_by
from core.metrics.growth import Windows, months, windows
from core.metrics.health import Health, health
from core.metrics.moment import day_number
from core.metrics.no_return import no_return_days
from core.metrics.once import came_once
from core.metrics.payments import discounts, late_payments
from core.metrics.profile import looked_back, profile_of, with_customers
from core.metrics.rhythm import shop_gap
from core.metrics.shop import read_shop
from core.rules.judge import judge
from core.rules.plans import bought_since
from core.rules.renewals import Renewals, by_contract, renewals
from core.rules.verdict import Verdict, verdict
from core.rules.worth import margin
from core.settings import Settings
from core.targets import with_targets

#: Demotion needs two evaluations, a week apart (DOMAIN 0a).
EVALUATION_GAP = dt.timedelta(days=7)
Progress = Callable[[float, Words], None]


@dataclass(frozen=True)
class Measures:
    """What purchases and the customer ledger alone decide, before any judgement.

    Attributes:
        profile: one row per customer (``core.metrics.profile``); ``week_before``: what the
            ladder needs of it a week earlier (``looked_back``).
        months: new and existing customers and revenue, one row per month.
        windows: 13 weeks against the same 13 weeks of last year.
        foretelling: what to expect of each customer (``foretold``), worked out beside the rest.
        no_return: the days of no return (``core.metrics.no_return``).
        discounts, late_payments: see :mod:`core.metrics.payments`.
        baskets: who bought which product when; ``assortment``: what they tell about the goods.
        cross: who is due for what others came for next (:func:`core.foresight.pairs.due_after`).
        health: of how many lines it is known who, what and how much.
        once: who had come a single time, 13 weeks ago and now.
        bought: what everybody on a kept call list bought since (``core.metrics.bought``).
    """

    profile: pd.DataFrame
    week_before: pd.DataFrame
    months: pd.DataFrame
    windows: Windows
    foretelling: Future[Foretold]
    no_return: pd.DataFrame
    discounts: pd.DataFrame
    late_payments: pd.DataFrame
    baskets: Baskets
    assortment: Assortment
    cross: pd.DataFrame
    health: Health
    once: tuple[int, int]
    bought: pd.DataFrame

    @property
    def foretold(self) -> Foretold:
        """What to expect of each customer; whoever asks first waits until it is worked out."""
        return self.foretelling.result()


class _Goods(TypedDict):
    """What :class:`Measures` holds of the goods."""

    baskets: Baskets
    assortment: Assortment
    cross: pd.DataFrame


@dataclass(frozen=True)
class Review:
    """One business at one moment, measured and judged.

    Attributes:
        book: what was measured; ``settings``: by which thresholds.
        measures: what the judgements stand on.
        customers: one row per customer with the columns of ``core.rules.judge``, of
            ``core.asset.with_value``, of ``core.foresight.foretold`` and of
            ``core.rules.renewals``, and ``foreseen_by``.
        verdict: the four-quadrant verdict (四象限の判定).
        calls: whom to call this week, and who was left out and why.
        renewals: what became of contracts so far.
    """

    book: Book
    settings: Settings
    measures: Measures
    customers: pd.DataFrame
    verdict: Verdict
    calls: CallList
    renewals: Renewals

    @property
    def months(self) -> pd.DataFrame:
        """New and existing customers and revenue, one row per month."""
        return self.measures.months

    @property
    def windows(self) -> Windows:
        """13 weeks against the same 13 weeks of last year."""
        return self.measures.windows


def review(
    book: Book,
    settings: Settings,
    *,
    cache: Path | None = None,
    engine_url: str = "",
    capacity: int | None = None,
    before: Review | None = None,
    progress: Progress | None = None,
) -> Review:
    """Measure, judge and list one business.

    Args:
        book: the tables and the two dates.
        settings: every threshold.
        cache: folder for the engine's content-addressed layer; none keeps it in memory.
        engine_url: which engine counts purchases; empty is DuckDB in this process.
        capacity: calls this week instead of the one from the settings.
        before: an earlier review of the same business; where neither purchases nor the as-of day
            nor who is a customer have changed since, nothing is counted again (a logged call).
        progress: told (share done, what is being done).

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    tell = progress or (lambda _share, _words: None)
    alike = before if before is not None and _measured_alike(before, book, settings) else None
    if alike and capacity is None and _judged_alike(alike, book):
        return replace(alike, book=book)
    if alike:
        measures = _with_customers(alike, book)
    else:
        measures = measure(book, settings, cache=cache, engine_url=engine_url, progress=tell)
    tell(0.6, _("Judging every customer"))
    kept = renewals(book)
    judged = _judged(measures, book, settings)
    tell(0.7, _("Who will buy again, and when"))
    customers = _foreseen(judged, measures, book, settings, kept)
    tell(0.9, _("Choosing whom to call"))
    begun, bought = begun_with(measures.baskets, book, settings), measures.bought
    calls = call_list(customers, book, settings, capacity=capacity, bought=bought, begun=begun)
    tell(1.0, _("Done"))
    said = verdict(measures.windows, settings)
    return Review(book, settings, measures, customers, said, calls, kept)


def _judged(measures: Measures, book: Book, settings: Settings) -> pd.DataFrame:
    """Everybody with every judgement and their worth."""
    judged = judge(measures.profile, book, settings, week_before=measures.week_before)
    return with_value(judged, book, settings)


def _foreseen(
    judged: pd.DataFrame, measures: Measures, book: Book, settings: Settings, kept: Renewals
) -> pd.DataFrame:
    """Everybody who was judged, with what is foretold and what suits them."""
    customers = judged.join(measures.foretold.customers, on="customer_id")
    customers = by_contract(in_season(customers, book.asof), kept, settings)
    return with_targets(customers, measures.cross, measures.baskets, book, settings)


def begun_with(some: Baskets, book: Book, settings: Settings) -> dict[str, pd.DataFrame]:
    """The purchases with which plans in use begin, of :mod:`core.foresight.last_bought`."""
    return last_bought(some, bought_since(book.table("plan_steps"), settings, book.today))


def measure(
    book: Book, settings: Settings, *, cache: Path | None, engine_url: str, progress: Progress
) -> Measures:
    """Count the purchases of one business; the arguments are those of :func:`review`.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    progress(0.0, _("Counting purchases"))
    with closing(open_engine(book, cache=cache, url=engine_url)) as engine:
        foretelling = _beside(partial(foretell, *purchases(engine, book), book.asof))
        shop = read_shop(engine, book)
        now = profile_of(shop, engine, book, settings)
        progress(0.4, _("Comparing with last week"))
        week_before = looked_back(engine, book.at(book.asof - EVALUATION_GAP), settings)
        progress(0.5, _("New and existing customers"))
        by_month, compared = months(engine, book), windows(engine, book, settings)
        silences = no_return_days(
            shop.found, shop_gap(shop.found, settings), shop.moment.asof, settings
        )
        progress(0.55, _("What goes with what"))
        goods = _goods(engine, book, settings)
        return Measures(
            profile=now,
            week_before=week_before,
            months=by_month,
            windows=compared,
            foretelling=foretelling,
            no_return=silences,
            discounts=discounts(engine, book),
            late_payments=late_payments(engine, book),
            **goods,
            health=health(engine, book),
            once=(
                came_once(shop.found, shop.moment.asof - settings.lamps.quarter_days),
                came_once(shop.found, shop.moment.asof),
            ),
            bought=bought_by(engine, book, margin(settings)),
        )


def _beside(work: Callable[[], Foretold]) -> Future[Foretold]:
    """Begin with it in a thread of its own: arithmetic over long columns lets others go on."""
    threads = ThreadPoolExecutor(1, "foretelling")
    begun = threads.submit(work)
    threads.shutdown(wait=False)  # it ends with its work
    return begun


def _goods(engine: Engine, book: Book, settings: Settings) -> _Goods:
    """What was bought with what and after what, and who is due for it now."""
    found, limits = baskets(engine, book), settings.calls
    told = assort(found, day_number(book.asof), settings.products)
    cross = due_after(told, begin=limits.cross_from, end=limits.cross_until)
    return {"baskets": found, "assortment": told, "cross": cross}


#: Nobody is judged and nothing is listed by what was decided in a weekly review.
_JUDGES_NOBODY = ("decisions",)


def _judged_alike(before: Review, book: Book) -> bool:
    """Whether nothing changed since but what judges nobody: a decision is no new count."""
    old = before.book
    return (
        (old.today, old.aliases) == (book.today, book.aliases)
        and old.listed.equals(book.listed)
        and all(
            book.table(name) is old.table(name) or book.table(name).equals(old.table(name))
            for name in book.tables
            if name not in _JUDGES_NOBODY
        )
    )


def _measured_alike(before: Review, book: Book, settings: Settings) -> bool:
    """Whether everything that the measures depend on is as it was."""
    old = before.book
    same_lines = (old.purchases, old.has_amounts, old.scale, old.elsewhere) == (
        book.purchases,
        book.has_amounts,
        book.scale,
        book.elsewhere,
    )
    return (
        same_lines
        and old.asof == book.asof
        and before.settings == settings
        and old.table("customers")["customer_id"].equals(book.table("customers")["customer_id"])
    )


def _with_customers(before: Review, book: Book) -> Measures:
    """What was measured, beside the customers' rows as they are now."""
    customers, measures = book.table("customers"), before.measures
    if before.book.table("customers").equals(customers):
        return measures
    return replace(
        measures,
        profile=with_customers(measures.profile, customers),
        week_before=with_customers(measures.week_before, customers),
    )
