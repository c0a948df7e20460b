"""The trade is guessed from what is sold, with its facts, and never where it is not clear."""

from __future__ import annotations

import pandas as pd
import pytest

from core.ingest.preset import presets
from core.locale.words import say
from core.rules.trade import Guess, _known, guess
from core.settings import TRADES
from tests.core.keeping import TODAY
from tests.core.profiles import book_with


def shop(*products: str, each: int = 10) -> pd.DataFrame:
    names = [name for name in products for _n in range(each)]
    return pd.DataFrame(
        {
            "customer_id": [f"C{n}" for n in range(len(names))],
            "usual_product": pd.Series(names, dtype="str"),
            "first_product": pd.Series(names, dtype="str"),
        }
    )


NOTHING = book_with()


@pytest.mark.parametrize(
    ("trade", "products"),
    [
        ("salon", ("カット", "ｶﾗｰ", "ヘアオイル")),
        ("restaurant", ("ランチA", "宴会コース", "ソース")),
        ("school", ("ピアノ月謝", "発表会")),
        ("printing", ("名刺100枚", "封筒 長3", "のぼり")),
        ("car", ("車検", "タイヤ交換", "部品")),
        ("lease", ("トナー 黒", "コピー用紙")),
        ("builder", ("外壁塗装", "浴室リフォーム", "網戸")),
        ("insurance", ("自動車保険", "火災保険")),
        ("rental", ("DVDレンタル", "菓子")),
    ],
)
def test_what_is_sold_speaks_for_the_trade(trade, products):
    found = guess(shop(*products), NOTHING)
    assert found is not None
    assert found.code == trade
    assert found.of == 10 * len(products)
    assert 10 <= found.customers <= found.of
    assert set(found.products) <= set(products)


def test_a_few_customers_or_words_of_two_trades_are_no_guess():
    assert guess(shop("カット", each=9), NOTHING) is None
    assert guess(shop("ねじ", "くぎ"), NOTHING) is None
    assert guess(shop("カット", "ランチ"), NOTHING) is None
    assert guess(shop("カット", *(["ねじ"] * 4)), NOTHING) is None  # a fifth of them


def test_the_end_of_a_contract_speaks_too():
    due = [{"customer_id": f"C{n}", "kind": "insurance", "end_date": TODAY} for n in range(12)]
    found = guess(shop("", ""), book_with(due_dates=due))
    assert found == Guess("insurance", 12, 20, ())


def test_an_online_shops_system_speaks_for_all_its_customers():
    found = guess(shop("ピアス", "指輪"), NOTHING, ["minne"])
    assert found is not None
    assert (found.code, found.customers) == ("ec", 20)


def test_the_guess_is_said_with_its_facts_in_both_languages():
    found = guess(shop("カット", "カラー"), NOTHING)
    assert found is not None
    assert "20人のうち20人" in say(found.words, "ja")
    assert "カット / カラー" in say(found.words, "ja")
    assert "Hair salon (it shows with 20 of 20 customers" in say(found.words, "en")


def test_every_trade_of_the_list_is_one_and_every_system_has_a_preset():
    sources = {preset.source for preset in presets().values()}
    for code, signs in _known().items():
        assert code in TRADES
        assert signs["words"]
        assert set(signs.get("sources", ())) <= sources
