"""What is foretold of a whole business: of the samples, and of a book without a purchase."""

from __future__ import annotations

from contextlib import closing

import pandas as pd
import pytest

from core.engine import open_engine
from core.foresight.evidence import RHYTHMS
from core.foresight.foretold import COLUMNS, foretell, purchases
from core.foresight.telling import because, much
from core.locale.words import say
from core.review import review
from core.settings import Settings
from tests.core.ledgers import book_of, purchases_of
from tests.pages.conftest import sample_seen  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
def salon(request):
    return request.getfixturevalue("sample_seen").review


def test_every_customer_of_the_salon_is_told_with_the_rung_of_evidence(salon):
    bought = salon.customers[salon.customers["purchase_count"] > 0]
    assert bought[list(COLUMNS)].notna().all(axis=None)
    assert set(bought["rung"]) == {salon.measures.foretold.evidence.rung} == {RHYTHMS}
    never = salon.customers[salon.customers["purchase_count"] == 0]
    assert never[list(COLUMNS)].isna().all(axis=None)


def test_the_chance_to_return_and_the_chance_to_buy_do_not_contradict_each_other(salon):
    both = salon.customers[["p_return", "p_buy_90"]].dropna().astype(float)
    assert both.corr("spearman").iloc[0, 1] > 0.9


def test_the_next_purchase_lies_after_the_day_from_which_is_foretold(salon):
    dates = salon.customers[["next_purchase_low", "next_purchase", "next_purchase_high"]].dropna()
    asof = pd.Timestamp(salon.book.asof)
    assert (dates > asof).all(axis=None)
    assert (dates <= asof + pd.Timedelta(days=180)).all(axis=None)


def test_of_a_book_without_a_purchase_nothing_is_foretold(tmp_path):
    people = pd.DataFrame({"customer_id": ["a"], "name": ["見本 花子"]})
    book = book_of(purchases_of([]), people, tmp_path=tmp_path)
    with closing(open_engine(book)) as engine:
        told = foretell(*purchases(engine, book), book.asof)
    assert told.evidence is None
    judged = review(book, Settings()).customers
    assert judged[list(COLUMNS)].isna().all(axis=None)


def test_how_often_and_how_much_is_said_roughly_and_a_chance_of_the_trade_says_so(salon):
    row = salon.customers[salon.customers["purchase_count"] > 5].iloc[0].to_dict()
    lines = [say(words, "ja") for words in much(row, "JPY", 0)]
    assert lines[0].startswith("このさき90日のお買い物：およそ")
    assert "円" in lines[1]
    assert lines[2].startswith("このごぶさたのあと、戻る見込み：")
    row |= {"expected_spend_365": 123_456.0, "p_return_basis": "preset"}
    english = [say(words, "en") for words in much(row, "JPY", 0)]
    assert "120,000" in english[1]
    assert "provisional" in english[2]
    assert much(row | {"p_buy_30": float("nan")}, "JPY", 0) == []


def test_the_facts_behind_it_are_the_days_the_gap_and_how_late_somebody_is(salon):
    row = salon.customers[salon.customers["purchase_count"] > 5].iloc[0]
    late = f"{row['lateness']:.1f}倍"
    assert late in say(because(row), "ja")
