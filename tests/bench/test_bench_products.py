"""The next product beside the bars of its design: hit@5 on real lines, and the time it takes.

``python3 start.py test bench`` prints the table; nothing is judged here. The thresholds were
chosen at the two earlier days of the gift wholesaler; the last one is that of the design. The
other real data sets beside the project name no products.
"""

from __future__ import annotations

import datetime as dt
import time
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.foresight.assortment import assort
from core.foresight.baskets import Baskets, Goods, baskets, put_together
from core.foresight.fit import Known, checked, score
from core.foresight.hits import judge
from core.foresight.products import best_again, best_new, suggest
from core.metrics.moment import day_number
from core.settings.products import ProductSettings
from core.tables import TABLES
from tests.core.ledgers import book_of

pytestmark = [pytest.mark.bench, pytest.mark.data]
LIMITS = ProductSettings()
FIRST = pd.Timestamp("1970-01-01")
CUTS = ("2011-05-31", "2011-07-31", "2011-09-09")


@cache
def wholesaler(folder: Path, column: str, kept: int = 0) -> Baskets:
    """The lines of UCI Online Retail; ``kept`` customers of them drawn at random."""
    raw = pd.read_parquet(folder / "data/purchases/online_retail_uci1_lines.parquet")
    raw = raw.dropna(subset=["CustomerID"])
    if kept:
        every = raw["CustomerID"].drop_duplicates().sort_values()
        raw = raw[raw["CustomerID"].isin(every.sample(kept, random_state=4))]
    item, names = pd.factorize(raw[column].fillna(""), sort=True)
    cno, ids = pd.factorize(raw["CustomerID"], sort=True)
    day = (raw["InvoiceDate"].dt.normalize() - FIRST).dt.days.to_numpy(np.int64)
    net = (raw["Quantity"] * raw["UnitPrice"] * 100).round().to_numpy(np.float64)
    goods = Goods(np.array(names, object), np.full(len(names), "", object))
    whose = pd.Series(np.asarray(ids).astype(str))
    return put_together(
        Baskets(cno.astype(np.int64), item.astype(np.int64), day, net, goods, whose)
    )


@pytest.mark.parametrize("column", ["StockCode", "Description"])
def test_hits_of_both_lists_on_real_lines(shared, column):
    for kept in (0, 400):
        found = wholesaler(shared, column, kept)
        for text in CUTS:
            shop = assort(found, day_number(dt.date.fromisoformat(text)), LIMITS)
            one = judge(shop, found)
            assert 0 < one.customers_new <= one.customers
            print(
                f"\nUCI by {column}{f', {kept} customers' if kept else ''}, {text}: of "
                f"{one.customers} again {one.share('again'):.3f} (bar .65; popular "
                f"{one.share('again_popular'):.3f}); of {one.customers_new} new "
                f"{one.share('new'):.3f} (bar .235; popular {one.share('new_popular'):.3f}); new "
                f"of all {one.hits['new'] / one.customers:.3f}"
            )


def test_the_time_it_takes_on_real_lines(shared):
    found = wholesaler(shared, "Description")
    day = day_number(dt.date.fromisoformat(CUTS[-1]))
    begin = time.perf_counter()
    shop = assort(found, day, LIMITS)
    learned = time.perf_counter()
    every = np.arange(len(shop.cno))
    again, new = best_again(shop, every, 5), best_new(shop, every, 5)
    done = time.perf_counter()
    assert again.shape == new.shape == (len(every), 5)
    print(
        f"\n{len(found):,} entries, {len(every):,} customers, {len(shop.units):,} products: "
        f"learned in {learned - begin:.2f} s, both lists of all in {done - learned:.2f} s "
        "(bar 1 s together)"
    )


def test_a_review_of_fifty_thousand_customers(tmp_path):
    dice, lines = np.random.default_rng(1), 1_000_000
    good = np.minimum(dice.geometric(1 / 300, lines), 3_000)
    days = pd.to_timedelta(dice.integers(0, 1_095, lines), "D")
    frame = pd.DataFrame(
        {
            "customer_id": np.char.add("c", dice.integers(0, 50_000, lines).astype(str)),
            "date": (pd.Timestamp("2023-11-22") + days).astype("datetime64[us]"),
            "product": np.char.add("p", good.astype(str)),
            "category": np.char.add("k", (good % 40).astype(str)),
            "amount": dice.integers(100, 9_000, lines),
        }
    )
    book = book_of(TABLES["purchases"].shape(frame), tmp_path=tmp_path)
    engine = open_engine(book, cache=tmp_path / "cache")
    begin = time.perf_counter()
    found = baskets(engine, book)
    counted = time.perf_counter()
    shop = assort(found, day_number(book.asof), LIMITS)
    learned = time.perf_counter()
    engine.close()
    cards = [suggest(shop, name) for name in list(shop.places)[:20]]
    done = time.perf_counter()
    assert all(card.again and card.new for card in cards)
    print(
        f"\n50,000 customers, {lines:,} lines: counted in {counted - begin:.2f} s, learned in "
        f"{learned - counted:.2f} s (bar 1 s together), a card "
        f"{(done - learned) / 20 * 1e3:.0f} ms"
    )


def test_the_list_of_a_new_product_on_real_launches(shared):
    """Products first sold after half a year; like them: up to three with the same last word."""
    found = wholesaler(shared, "Description")
    known = Known(found, int(found.day.max()), pd.Series(dtype="str"), True, LIMITS)
    had, names = known.had, [str(name).split() for name in found.goods.product]
    count = np.bincount(had.item, minlength=len(names))
    first = np.full(len(names), np.iinfo(np.int64).max)
    np.minimum.at(first, had.item, had.day)
    begin, lifts, seconds = int(had.day.min()) + LIMITS.launch_history, [], []
    for item in np.flatnonzero((first >= begin) & (first <= known.asof - LIMITS.launch_days)):
        earlier = np.flatnonzero(first < first[item])
        like = [int(j) for j in earlier if names[item][-1] in names[j]]
        like = sorted(like, key=lambda j: -count[j])[:3]
        if not like or count[item] < 60:
            continue
        start = time.perf_counter()
        day = int(first[item])
        scored = score(found.bought(day - 1), np.array(like), known)
        seen = checked(int(item), day, scored, known)
        seconds.append(time.perf_counter() - start)
        if seen.all_bought >= 10:
            lifts.append(seen.best_bought / seen.best * seen.all / seen.all_bought)
    assert lifts
    print(
        f"\n{len(lifts)} launches: the best-fitting fifth bought {np.mean(lifts):.2f} x as often "
        f"as all (median {np.median(lifts):.2f}, worst {min(lifts):.2f}), "
        f"{np.mean(seconds):.2f} s each"
    )
