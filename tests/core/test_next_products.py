"""The next product: two lists with their facts, worked out by hand on six customers."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.foresight import assortment
from core.foresight.assortment import assort
from core.foresight.baskets import baskets
from core.foresight.product_words import basis, said, silence, title
from core.foresight.products import Suggestion, best_again, best_new, name_of, suggest
from core.locale.words import say
from core.metrics.moment import day_number
from core.settings.products import ProductSettings
from tests.core.ledgers import book_of, purchases_of

LIMITS = ProductSettings(buyers_needed=2, together=1, customers_needed=3)
NAMES = "customer_id date product category amount quantity"
#: Buyers: カット a b c d e, 洗髪剤 a b c, カラー d e f; カット with 洗髪剤: 3, with カラー: 2.
SIX = [
    ("a", "2026-01-05", "カット", "技術", 4000, 1),
    ("a", "2026-03-06", "カット", "技術", 4000, 1),
    ("a", "2026-05-05", "カット", "技術", 4000, 1),
    ("a", "2026-05-05", "洗髪剤", "店販", 2000, 1),
    ("b", "2026-04-01", "カット", "技術", 4000, 1),
    ("b", "2026-04-01", "洗髪剤", "店販", 2000, 1),
    ("c", "2026-04-02", "カット", "技術", 4000, 1),
    ("c", "2026-06-02", "洗髪剤", "店販", 2000, 1),
    ("d", "2026-04-03", "カット", "技術", 4000, 1),
    ("d", "2026-04-03", "カラー", "技術", 6000, 1),
    ("e", "2026-02-04", "カット", "技術", 4000, 1),
    ("e", "2026-04-04", "カラー", "技術", 6000, 1),
    ("f", "2026-06-05", "カラー", "技術", 6000, 1),
]


def shop_of(rows, tmp_path, limits=LIMITS, names=NAMES, **how):
    """What the product knows of the goods of a shop with these lines."""
    return shop_at(rows, tmp_path, limits, names=names, **how)[0]


def shop_at(rows, tmp_path, limits=LIMITS, names=NAMES, day=None, **how):
    book = book_of(purchases_of(rows, names), tmp_path=tmp_path, **how)
    with closing(open_engine(book)) as engine:
        found = baskets(engine, book)
    return assort(found, day_number(day or book.asof), limits), found


def lists(shop, customer):
    found = suggest(shop, customer)
    return [one.product for one in found.again], [one.product for one in found.new]


def test_both_lists_of_six_customers_are_those_worked_out_by_hand(tmp_path):
    shop = shop_of(SIX, tmp_path)

    # Bought just now, days of 60 days ago counting half: カット 2.90, 洗髪剤 2.14, カラー 1.97.
    # So e, whose カット is 59 days older than カラー: 0.89 + 0.99 against 1 + 0.99 x 1.97 / 2.90.
    # 洗髪剤 goes with カット (3 x 6 customers against 5 x 3 by chance), カラー does not (2 x 6);
    # where nothing goes with what they have, what is bought just now stands.
    assert {who: lists(shop, who) for who in "abcdef"} == {
        "a": (["カット", "洗髪剤"], ["カラー"]),
        "b": (["カット", "洗髪剤"], ["カラー"]),
        "c": (["カット", "洗髪剤"], ["カラー"]),
        "d": (["カット", "カラー"], ["洗髪剤"]),
        "e": (["カット", "カラー"], ["洗髪剤"]),
        "f": (["カラー"], ["カット", "洗髪剤"]),
    }


def test_the_reasons_are_counts_that_can_be_checked_in_the_ledger(tmp_path):
    shop = shop_of(SIX, tmp_path)

    a, d, f = (suggest(shop, who) for who in "adf")

    assert a.again[0] == Suggestion(
        "カット", "技術", "again", {"times": 3, "last": dt.date(2026, 5, 5), "gap": 60}
    )
    assert a.again[1].facts == {"times": 1, "last": dt.date(2026, 5, 5), "gap": None}
    assert d.new[0] == Suggestion("洗髪剤", "店販", "also", {"because": "カット", "n": 3, "m": 5})
    # From 8 March to 5 June all six bought: カット four of them, 洗髪剤 three, カラー three.
    assert f.new[0].facts == {"n": 4, "m": 6, "days": 90}
    assert a.new[0].facts == {"n": 3, "m": 6, "days": 90}
    assert f.new[1] == Suggestion("洗髪剤", "店販", "popular", {"n": 3, "m": 6, "days": 90})


def test_what_was_declined_is_not_offered_again(tmp_path):
    shop = shop_of(SIX, tmp_path)

    f = suggest(shop, "f", declined={" ｶｯﾄ"})
    a = suggest(shop, "a", declined={"カット", "カラー"})

    assert [one.product for one in f.new] == ["洗髪剤"]
    assert [one.product for one in a.again] == ["洗髪剤"]
    assert (a.new, a.silent) == ((), "nothing")


def test_likeness_is_the_shrunk_cosine(tmp_path):
    shop = shop_of(SIX, tmp_path)
    place = {name_of(shop, unit)[0]: unit for unit in range(len(shop.units))}
    alike = shop.alike(np.arange(len(shop.units)))

    assert alike[place["カット"], place["洗髪剤"]] == pytest.approx(3 / 15**0.5 * 3 / 8)
    assert alike[place["カット"], place["カラー"]] == 0  # less often than chance
    assert alike[place["洗髪剤"], place["カラー"]] == 0
    assert (np.diag(alike) == 0).all()


def test_who_has_both_of_two_is_the_same_whether_it_is_kept_or_counted(tmp_path, monkeypatch):
    shop = shop_of(SIX, tmp_path)
    place = {name_of(shop, unit)[0]: unit for unit in range(len(shop.units))}
    kept = shop.common(np.arange(len(shop.units)))
    monkeypatch.setattr(assortment, "_KEPT_UP_TO", 0)
    some = np.array([place["洗髪剤"], place["カット"]])

    assert kept[place["カット"], place["洗髪剤"]] == 3
    assert (shop.common(some) == kept[some]).all()
    assert shop.common(some).dtype == kept.dtype


def test_what_was_given_back_was_never_bought(tmp_path):
    back = [
        ("f", "2026-06-06", "カラー", "技術", -6000, -1),  # on a later day
        ("e", "2026-04-04", "カラー", "技術", -6000, -1),  # on the same day
        ("a", "2026-05-06", "カット", "技術", -4000, -1),  # one of three
    ]
    shop = shop_of([*SIX, *back], tmp_path)

    assert suggest(shop, "f").silent == "no_purchase"
    assert lists(shop, "e")[0] == ["カット"]
    assert suggest(shop, "a").again[0].facts["times"] == 3
    assert suggest(shop, "a").new == ()  # only d is left with カラー: too few


def test_without_amounts_pieces_tell_what_came_back(tmp_path):
    rows = [(c, d, p, k, None, q) for c, d, p, k, _amount, q in SIX]
    rows.append(("f", "2026-06-06", "カラー", "技術", None, -1))

    shop = shop_of(rows, tmp_path)

    assert suggest(shop, "f").silent == "no_purchase"
    assert lists(shop, "a") == (["カット", "洗髪剤"], ["カラー"])


def test_a_rare_product_counts_as_its_category(tmp_path):
    rows = [
        row
        for who in "abcdef"
        for row in (
            (who, "2026-05-01", "カット", "技術", 4000, 1),
            (who, "2026-05-01", f"色{who}", "店販", 900, 1),
        )
    ]
    rows += [("g", "2026-05-02", "カット", "技術", 4000, 1)]

    shop = shop_of(rows, tmp_path, dataclasses.replace(LIMITS, buyers_needed=5))

    new = suggest(shop, "g").new
    assert new == (Suggestion("", "店販", "also", {"because": "カット", "n": 6, "m": 7}),)
    assert say(title(new[0]), "ja") == "「店販」の品"
    assert suggest(shop, "a").new == ()  # has something of it
    assert lists(shop, "a")[0] == ["カット", "色a"]


def test_a_sheet_with_categories_alone_gets_lists_of_categories(tmp_path):
    rows = [(who, day, "", category, amount, 1) for who, day, _p, category, amount, _q in SIX]

    shop = shop_of(rows, tmp_path)

    assert [one.category for one in suggest(shop, "a").again] == ["技術", "店販"]
    assert [(one.category, one.code) for one in suggest(shop, "f").new] == [("店販", "also")]
    assert say(title(suggest(shop, "a").again[0]), "ja") == "技術"


def test_a_product_under_two_categories_is_one_product(tmp_path):
    rows = [*SIX, ("b", "2026-04-20", "カット", "その他", 4000, 1)]

    again = suggest(shop_of(rows, tmp_path), "b").again

    assert (again[0].product, again[0].category, again[0].facts["times"]) == ("カット", "技術", 2)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_files_changes_nothing(tmp_path, seed):
    mixed = [SIX[place] for place in np.random.default_rng(seed).permutation(len(SIX))]
    plain, other = shop_of(SIX, tmp_path), shop_of(mixed, tmp_path, imports=1 + seed)

    assert all(suggest(plain, who) == suggest(other, who) for who in "abcdef")


def test_the_unit_of_money_changes_nothing(tmp_path):
    dear = [(c, d, p, k, amount * 100, q) for c, d, p, k, amount, q in SIX]
    plain, other = shop_of(SIX, tmp_path), shop_of(dear, tmp_path, currency="EUR", scale=2)

    assert all(suggest(plain, who) == suggest(other, who) for who in "abcdef")


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_was_bought_is_called_new_and_nothing_else_again(tmp_path, seed):
    dice = np.random.default_rng(seed)
    goods = np.minimum(dice.geometric(0.1, 600), 30)
    rows = [
        (f"c{dice.integers(40):02}", f"2026-{dice.integers(1, 11):02}-{dice.integers(1, 28):02}",
         f"p{good:02}", f"k{good % 4}", 100, 1)
        for good in goods
    ]  # fmt: skip
    shop = shop_of(rows, tmp_path, ProductSettings(shown=5))
    had = pd.DataFrame(rows).groupby(0)[2].agg(set)
    kinds = pd.DataFrame(rows).groupby(0)[3].agg(set)

    for who, theirs in had.items():
        found = suggest(shop, who)
        assert found.again
        assert {one.product for one in found.again} <= theirs
        assert not {one.product for one in found.new} & theirs
        for one in found.new:
            assert one.product or one.category not in kinds[who]
            assert 0 < one.facts["n"] <= one.facts["m"]


def test_many_customers_at_once_get_the_lists_of_each_alone(tmp_path):
    shop = shop_of(SIX, tmp_path)
    every = np.arange(len(shop.cno))

    for best in (best_again, best_new):
        alone = [best(shop, every[[place]], 4)[0] for place in every]
        assert (best(shop, every, 4) == np.array(alone)).all()


def test_what_came_later_is_not_known_at_a_past_day(tmp_path):
    early = shop_at(SIX, tmp_path, day=dt.date(2026, 4, 30))[0]
    cut = shop_of([row for row in SIX if row[1] <= "2026-04-30"], tmp_path)

    assert early.places.keys() == cut.places.keys()
    assert [lists(early, who)[0] for who in "abcde"] == [lists(cut, who)[0] for who in "abcde"]


@pytest.mark.parametrize(
    ("rows", "who", "code", "words"),
    [
        ([], "a", "no_goods", "商品"),
        ([("a", "2026-05-01", "", "", 100, 1)], "a", "no_goods", "取り込んでください"),
        (SIX[:1], "a", "few_customers", "いまは1人"),
        (SIX[:8], "a", "nothing", "ありません"),
        (SIX, "z", "no_purchase", "商品が書かれていない"),
    ],
    ids=["nobody", "no product named", "one customer", "three customers", "a stranger"],
)
def test_too_little_is_said_in_words(tmp_path, rows, who, code, words):
    shop = shop_of(rows, tmp_path)
    found = suggest(shop, who)

    assert (found.new, found.silent) == ((), code)
    assert words in say(silence(found, shop), "ja")
    assert say(silence(found, shop), "en")


def test_every_reason_is_a_sentence_in_both_languages(tmp_path):
    shop = shop_of(SIX, tmp_path)
    a, d, f = (suggest(shop, who) for who in "adf")

    ja = [say(said(one), "ja") for one in (*a.again, *d.new, f.new[1])]
    en = [say(said(one), "en") for one in (*a.again, *d.new, f.new[1])]

    assert "3日買っています" in ja[0]
    assert "およそ60日おき" in ja[0]
    assert "「カット」を買った5人のうち3人" in ja[2]
    assert en[2] == "洗髪剤: of 5 customers who bought “カット”, 3 bought this too"
    assert "3 of 6 customers bought it in the last 90 days" in en[3]
    assert silence(a, shop) is None
    assert "6" in say(basis(shop, dt.date(2026, 6, 5))[0], "en")
