"""Both lists at past days against what came, counted by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from core.foresight.assortment import assort
from core.foresight.hindsight import look_back_products, products_of
from core.foresight.hits import LISTS, backtest_products, judge
from core.locale.words import say
from core.metrics.moment import day_number
from core.settings.products import ProductSettings
from tests.core.test_next_products import LIMITS, SIX, shop_at

THEN = dt.date(2026, 6, 5)
#: a takes her カット again, b is new to カラー, d to a thing nobody sold before, e comes too late,
#: f gives back what she took, g was not known.
CAME = [
    ("a", "2026-06-20", "カット", "技術", 4000, 1),
    ("a", "2026-06-30", "カラー", "技術", 6000, 1),  # not in her next basket
    ("b", "2026-07-01", "カラー", "技術", 6000, 1),
    ("d", "2026-07-02", "パーマ", "技術", 9000, 1),
    ("e", "2026-09-04", "カット", "技術", 4000, 1),  # 91 days
    ("f", "2026-07-03", "カット", "技術", 4000, 1),
    ("f", "2026-07-04", "カット", "技術", -4000, -1),
    ("g", "2026-07-05", "カット", "技術", 4000, 1),
]


def test_hits_are_counted_by_hand(tmp_path):
    shop, found = shop_at([*SIX, *CAME], tmp_path, day=THEN)

    two, one = judge(shop, found), judge(shop, found, 1)

    assert (two.day, two.customers, two.customers_new) == (day_number(THEN), 3, 2)
    # a: カット stands in hers; b: カラー, the only thing new to him; d: nobody knew it.
    assert two.hits == {"again": 1, "again_popular": 2, "new": 1, "new_popular": 1}
    assert one.hits == {"again": 1, "again_popular": 1, "new": 1, "new_popular": 1}
    assert two.share("again") == pytest.approx(1 / 3)
    assert two.share("new") == pytest.approx(1 / 2)


def test_the_past_is_judged_as_it_was_known_then(tmp_path):
    shop, found = shop_at([*SIX, *CAME], tmp_path, day=THEN)
    past = found.day <= day_number(THEN)
    parts = {name: getattr(found, name)[past] for name in ("cno", "item", "day", "net")}

    early = assort(dataclasses.replace(found, **parts), day_number(THEN), LIMITS)

    assert judge(early, found) == judge(shop, found)


def test_days_without_enough_are_left_out_and_named(tmp_path):
    asof = day_number(THEN) + 90
    _shop, found = shop_at([*SIX, *CAME], tmp_path, day=THEN)

    judged = backtest_products(found, asof, 3, dataclasses.replace(LIMITS, customers_needed=2))

    assert [cut.day for cut in judged.cuts] == [asof - 90, asof - 180]
    assert judged.left_out == ((asof - 270, "few_customers"),)
    assert set(judged.mean) == set(LISTS)
    assert judged.mean["new"] == pytest.approx(
        np.nanmean([cut.share("new") for cut in judged.cuts])
    )
    few = backtest_products(found, asof, 1, ProductSettings())
    assert few.left_out == ((asof - 90, "few_customers"),)
    assert np.isnan(few.mean["again"])
    nobody = backtest_products(found, asof + 1_000, 1, LIMITS)
    assert nobody.left_out == ((asof + 910, "nothing"),)


def test_the_past_is_told_in_both_languages(tmp_path):
    shop, found = shop_at([*SIX, *CAME], tmp_path, day=THEN)
    again, new = products_of(judge(shop, found))

    assert "3人のうち1人" in say(again, "ja")
    assert "of 2 customers who took something they never had, 1 took" in say(new, "en")
    assert len(look_back_products(found, day_number(THEN) + 90, LIMITS)) >= 2
    assert look_back_products(found, 0, LIMITS) == []
