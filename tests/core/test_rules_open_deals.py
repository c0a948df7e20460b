"""Deals: open against the usual days, won, lost to whom, dropped; closed without pressure."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from core.locale.words import say
from core.rules import open_deals as deals
from core.settings import Settings
from tests.core import slow_timing as slow
from tests.core.cared import judged_with
from tests.core.profiles import ago, book_with, calm, lead
from tests.core.samples import sample

SETTINGS = Settings()
RIVAL = "海猫事務機"


def deal(start, **changed):
    return {"start_date": ago(start), "customer_id": "A", "product": "複合機", "step": "quote",
            **changed}  # fmt: skip


def won(number, days=50):
    return deal(100 + number, step="won", end_date=ago(100 + number - days), amount=1000)


def test_open_deals_stand_against_the_usual_days_to_win():
    rows = [won(n) for n in range(10)]
    people, book = judged_with(calm("A"), deals=[*rows, deal(75), deal(101), deal(9, step="lost")])
    found = deals.open_deals(people, book, SETTINGS)
    assert found["age_days"].tolist() == [101, 75]
    assert found["usual"].tolist() == [101 / 50, 1.5]
    assert found["cut"].tolist() == [True, False]
    assert found["name"].tolist() == ["客A", "客A"]


def test_with_few_won_deals_nothing_is_usual():
    people, book = judged_with(calm("A"), deals=[won(1), deal(75)])
    assert math.isnan(deals.open_deals(people, book, SETTINGS)["usual"].iloc[0])
    assert math.isnan(deals.won(book, SETTINGS).usual_days)


@pytest.mark.parametrize(("n", "told"), [(4, "4件のうち、成約は4件"), (10, "100%")])
def test_the_share_of_won_deals_is_told_from_the_least_count_on(n, told):
    found = deals.won(book_with(deals=[won(i) for i in range(n)]), SETTINGS)
    assert (found.won, found.amount) == (n, n * 1000)
    assert told in say(found.words(SETTINGS)).replace("％", "%")


def test_lost_customers_stand_with_the_rival_and_the_day_to_ask_again():
    lost = {"step": "lost", "lost_to": RIVAL, "end_date": ago(40)}
    tables = {
        "deals": [deal(90, **lost), deal(80, customer_id="B", **lost)],
        "due_dates": [{"customer_id": "A", "kind": "lease", "end_date": ago(-700),
                       "partner": RIVAL, "status": "lost", "start_date": ago(35)}],
    }  # fmt: skip
    away = {"last_purchase_date": ago(100), "days_since_last_purchase": 100}
    people, book = judged_with(calm("A", **away), calm("B", **away), **tables)
    rival = deals.rivals(book).iloc[0]
    assert (rival["lost_to"], rival["n"], rival["unknown"]) == (RIVAL, 2, 1)
    assert rival["recheck"] == pd.Timestamp(ago(-700))
    found = deals.lost(people, book)
    assert found["customer_id"].tolist() == ["A", "B"]
    assert found["recheck"].notna().tolist() == [True, False]


def test_who_dropped_out_is_asked_once_and_not_after_they_told_us():
    people, book = judged_with(lead("A"), lead("B"), deals=[
        deal(200), deal(200, customer_id="B")], doubts=[
        {"date": ago(3), "customer_id": "B", "words": "高い"}])  # fmt: skip
    found = deals.dropped(people, book)
    assert found[["customer_id", "product"]].to_numpy().tolist() == [["A", "複合機"]]
    assert "引っかかりましたか" in say(deals.QUESTION)


def test_the_closing_words_thank_and_do_not_press():
    for product in ("", "複合機"):
        words = say(deals.closing_words("髙橋様", product))
        assert words.startswith("髙橋様、")
        assert "お伺いすることはいたしません" in words
        assert product in words


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_the_samples_are_counted_as_slowly(code):
    seen = sample(code)
    found = deals.open_deals(seen.customers, seen.book, seen.settings)
    mine = {
        row: (age, None if math.isnan(usual) else usual)
        for row, age, usual in zip(found["row_id"], found["age_days"], found["usual"], strict=True)
    }
    assert mine == slow.open_deals(seen.book)


def test_the_two_lost_to_a_rival_of_the_lease_business_have_their_contract_end():
    seen = sample("lease")
    found = deals.lost(seen.customers, seen.book)
    assert len(found) == 2
    assert found["recheck"].notna().all()
    assert set(found["lost_to"]) == {"海猫そらごと事務機"}
    assert deals.rivals(seen.book)["n"].tolist() == [2]
