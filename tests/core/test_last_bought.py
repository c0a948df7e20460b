"""When each customer last bought what a plan begins with."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.foresight.baskets import Baskets, Goods
from core.foresight.last_bought import last_bought
from tests.core.samples import sample

DAY_0 = pd.Timestamp("2026-01-01")


def baskets(*lines):
    """(customer, product, day, yen), in order."""
    names = sorted({line[1] for line in lines})
    begin = int((DAY_0 - pd.Timestamp("1970-01-01")).days)
    columns = [
        np.array([line[0] for line in lines], dtype=np.int64),
        np.array([names.index(line[1]) for line in lines], dtype=np.int64),
        np.array([begin + line[2] for line in lines], dtype=np.int64),
        np.array([line[3] for line in lines], dtype=np.float64),
    ]
    goods = Goods(np.array(names, object), np.array(["機械"] * len(names), object))
    ids = pd.Series([f"C{n}" for n in range(9)], index=range(9), dtype="str")
    return Baskets(*columns, goods, ids)


def found(some, name, since=dt.date(2027, 1, 1)):
    rows = last_bought(some, {name: since})[name]
    return {row.customer_id: (row.date - DAY_0).days for row in rows.itertuples()}


def days_of_all(some, name, since):
    rows = last_bought(some, {name: since})[name]
    return [(row.customer_id, (row.date - DAY_0).days) for row in rows.itertuples()]


def test_the_last_purchase_of_a_product_or_category_counts_and_what_came_back_does_not():
    some = baskets((1, "A", 0, 5), (1, "A", 9, 5), (1, "B", 4, 5), (2, "A", 3, 5), (2, "A", 4, -5))

    assert found(some, "A") == {"C1": 9}
    assert found(some, "Ａ ") == {"C1": 9}
    assert found(some, "機械") == {"C1": 9}
    assert found(some, "C") == {}
    assert last_bought(some, {}) == {}
    assert days_of_all(some, "機械", DAY_0.date()) == [("C1", 0), ("C1", 4), ("C1", 9)]
    assert days_of_all(some, "A", dt.date(2026, 1, 2)) == [("C1", 9)]


def test_on_the_salon_it_is_what_the_lines_say():
    review = sample("salon")
    lines = pd.concat([pd.read_parquet(path) for path in review.book.purchases])
    lines = lines[lines["date"] <= pd.Timestamp(review.book.asof)]
    name = lines["product"].value_counts().index[0]
    totals = lines[lines["product"] == name]
    day = totals.groupby(["customer_id", "date"])["amount"].sum()
    own = totals.groupby("customer_id")["amount"].sum()
    slow = {}
    for (who, when), amount in day.items():
        if amount > 0 and own[who] > 0:
            slow[who] = max(when, slow.get(who, when))

    rows = last_bought(review.measures.baskets, {name: dt.date(2030, 1, 1)})[name]

    assert dict(zip(rows["customer_id"], rows["date"], strict=True)) == slow
