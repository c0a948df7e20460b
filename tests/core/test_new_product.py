"""Whom a new product fits: points worked out by hand, and a check on launches of the past."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.foresight.baskets import baskets
from core.foresight.fit import Known, Wanted, best_fit, similar_items
from core.foresight.fit_words import basis, behind, reasons
from core.locale.words import LANGUAGES, say
from core.metrics.moment import day_number
from core.settings.products import ProductSettings
from tests.core.ledgers import book_of, purchases_of

NAMES = "customer_id date product category amount"
#: a and b bought 入浴剤; besides, a, b and c have 店販, all on one day in April at one price.
SIX = [
    ("a", "2026-04-01", "入浴剤", "ギフト", 1000), ("a", "2026-04-01", "洗髪剤", "店販", 2000),
    ("b", "2026-04-02", "入浴剤", "ギフト", 1000), ("b", "2026-04-02", "洗髪剤", "店販", 2000),
    ("c", "2026-04-03", "洗髪剤", "店販", 2000), ("d", "2026-04-04", "カット", "技術", 2000),
    ("e", "2026-04-05", "カット", "技術", 2000), ("f", "2026-04-06", "カット", "技術", 2000),
]  # fmt: skip
LIKE = Wanted(products=("入浴剤",))


def known(rows, tmp_path, reason=None, **limits):
    book = book_of(purchases_of(rows, NAMES), tmp_path=tmp_path)
    with closing(open_engine(book)) as engine:
        found = baskets(engine, book)
    kinds = pd.Series(reason or {}, dtype="str")
    settings = dataclasses.replace(ProductSettings(), **limits)
    return Known(found, day_number(book.asof), kinds, book.has_amounts, settings)


def points_of(found):
    """{(code, detail): points above 0}"""
    named = zip(found.scored.traits.named, found.scored.points, strict=True)
    return {name: float(points) for name, points in named if points > 1e-9}


def list_of(found, allowed="abcdef", count=10):
    return [one.customer_id for one in found.best(list(allowed), count)]


def test_points_are_those_worked_out_by_hand(tmp_path):
    found = best_fit(LIKE, known(SIX, tmp_path))

    # Two of two buyers have 店販, one of the four others; 5 more of each count as usual, 3 of 6.
    shelf = 10 * math.log(((2 + 2.5) / 7) / ((1 + 2.5) / 9))
    like = 10 * math.log(((2 + 5 * 2 / 6) / 7) / ((5 * 2 / 6) / 9))
    points = points_of(found)
    assert points["category", "店販"] == pytest.approx(shelf)
    assert points["similar", "1"] == pytest.approx(like)
    assert ("category", "技術") not in points
    assert [round(one.points, 6) for one in found.best(["a", "c"], 5)] == [
        round(like + sum(v for k, v in points.items() if k[0] != "similar"), 6),
        round(sum(v for k, v in points.items() if k[0] != "similar"), 6),
    ]
    assert list_of(found)[:3] == ["b", "a", "c"]  # equal points: b bought it last


def test_the_list_names_only_those_who_may_be_asked(tmp_path):
    found = best_fit(LIKE, known(SIX, tmp_path))

    assert list_of(found, "ac") == ["a", "c"]
    assert list_of(found, "") == []
    assert list_of(found, "abc", 1) == ["b"]


def test_the_reason_for_buying_speaks_where_the_buyers_share_it(tmp_path):
    found = best_fit(LIKE, known(SIX, tmp_path, {"a": "worry", "b": "worry", "e": "worry"}))

    assert points_of(found)["reason", "worry"] > 0
    e, d = found.best(["e"], 1)[0].points, found.best(["d"], 1)
    assert not d or e > d[0].points


def test_a_category_or_a_price_names_what_is_similar(tmp_path):
    shop = known(SIX, tmp_path)
    goods = shop.baskets.goods

    def names(wanted):
        return set(goods.product[similar_items(wanted, shop)])

    assert names(Wanted(categories=("技術", "店販"))) == {"カット", "洗髪剤"}
    assert names(Wanted(categories=("ギフト",), products=("カット",))) == {"入浴剤", "カット"}
    assert names(Wanted(categories=("ギフト", "技術"), price=900)) == {"入浴剤"}
    assert names(Wanted(products=("カット",), price=50_000)) == {"カット"}  # nothing in reach
    assert names(Wanted(price=1_000)) == {"入浴剤", "洗髪剤", "カット"}


def test_what_nobody_bought_is_like_nothing(tmp_path):
    assert best_fit(Wanted(products=("人形",)), known(SIX, tmp_path)) is None
    assert best_fit(LIKE, known([], tmp_path)) is None
    given_back = [*SIX[:1], ("a", "2026-04-02", "入浴剤", "ギフト", -1000), *SIX[4:]]
    assert best_fit(LIKE, known(given_back, tmp_path)) is None


def launched(dice=7, customers=200):
    """A shop in which those who buy sweets take each new sweet, and hardly anybody else."""
    rng = np.random.default_rng(dice)
    rows = []
    for number in range(customers):
        sweet = number % 4 == 0
        for _visit in range(6):
            day = dt.date(2024, 1, 1) + dt.timedelta(days=int(rng.integers(0, 700)))
            kind = "菓子" if sweet or rng.random() < 0.1 else "茶"
            rows.append((f"c{number:03}", day, f"{kind}{rng.integers(3)}", kind, 500))
        if rng.random() < (0.7 if sweet else 0.05):
            day = dt.date(2025, 6, 1) + dt.timedelta(days=int(rng.integers(0, 80)))
            rows.append((f"c{number:03}", day, "新菓子", "菓子", 500))
    return rows


def test_a_launch_of_the_past_shows_what_the_list_is_worth(tmp_path):
    rows = launched()
    shop = known(rows, tmp_path)

    found = best_fit(Wanted(products=("新菓子", "菓子0")), shop)

    seen = found.check
    first = min(day for _c, day, product, _k, _a in rows if product == "新菓子")
    assert found.goods.product[seen.item] == "新菓子"
    assert seen.day == day_number(first)
    before = {c for c, day, *_rest in rows if day < first}
    end = first + dt.timedelta(days=90)
    came = {c for c, day, product, *_ in rows if product == "新菓子" and day < end} & before
    assert (seen.all, seen.all_bought) == (len(before), len(came))
    assert seen.best == round(len(before) / 5)
    assert seen.best_bought / seen.best > 2 * seen.all_bought / seen.all


def test_a_relative_of_the_category_is_looked_at_where_the_named_ones_were_always_there(tmp_path):
    seen = best_fit(Wanted(products=("菓子0",)), known(launched(), tmp_path)).check

    assert seen is not None
    tea = best_fit(Wanted(products=("茶0",)), known(launched(), tmp_path))
    assert tea.check is None


def test_the_check_knows_nothing_of_what_came_after_the_launch(tmp_path):
    rows = launched()
    first = min(day for _c, day, product, _k, _a in rows if product == "新菓子")
    later = [
        (f"c{n:03}", first + dt.timedelta(days=95 + n % 5), "茶0", "茶", 500) for n in range(200)
    ]
    wanted = Wanted(products=("新菓子",))

    assert (
        best_fit(wanted, known(rows, tmp_path)).check
        == best_fit(wanted, known([*rows, *later], tmp_path)).check
    )


def test_the_order_of_rows_and_the_unit_of_money_change_nothing(tmp_path):
    rows = launched(customers=60)
    mixed = [rows[place] for place in np.random.default_rng(1).permutation(len(rows))]
    dear = [(c, d, p, k, a * 100) for c, d, p, k, a in mixed]
    wanted = Wanted(categories=("菓子",))

    plain, other = (best_fit(wanted, known(r, tmp_path)) for r in (rows, dear))

    every = [f"c{n:03}" for n in range(60)]
    assert plain.best(every, 30) == other.best(every, 30)
    assert plain.check == other.check


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_words(tmp_path, language):
    shop = known(launched(), tmp_path, {"c000": "hope", "c004": "hope"})
    checked, alone = (best_fit(Wanted(products=(p,)), shop) for p in ("新菓子", "茶0"))

    day = dt.date(2025, 12, 1)
    sure = [say(line, language) for line in basis(checked, shop.limits, day)]
    rough = [say(line, language) for line in basis(alone, shop.limits, day)]
    few = best_fit(LIKE, known(SIX, tmp_path))

    assert "新菓子" in sure[-1]
    reference = {"ja": "参考", "en": "For reference"}[language]
    assert not any(reference in line for line in sure)
    assert reference in rough[-1]
    assert sum(reference in say(line, language) for line in basis(few, shop.limits, day)) == 2
    one = checked.best(["c000"], 1)[0]
    lines = [say(line, language) for line in reasons(checked, one)]
    assert 0 < len(lines) <= 3
    assert all("+" in line for line in lines)
    assert all(say(words, language) for row in behind(checked) for words in row[:3])


def test_reasons_name_the_product_and_the_day(tmp_path):
    found = best_fit(LIKE, known(SIX, tmp_path))
    one = found.best(["a"], 1)[0]

    assert "2026年4月1日(水)に「入浴剤」を買った。似た品は1日（+10）" in [
        say(line, "ja") for line in reasons(found, one)
    ]
    top = [say(words, "en") for words in behind(found)[0][:3]]
    assert top == ["bought something like it on 1 day or more", "2 of 2", "0 of 4"]
