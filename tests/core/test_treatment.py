"""Extras against discounts, and whom nothing special was done for."""

import pandas as pd
import pytest

from core.locale.words import say
from core.rules.treatment import last_words, special, verdict, without_extra
from core.settings import Settings
from tests.core.cared import SETTINGS, judged_with
from tests.core.profiles import ago, book_with, calm


def extra(days, who="A", cost=None):
    return {"date": ago(days), "customer_id": who, "note": "傘をお貸しした", "cost": cost}


def reduced(**months):
    rows = [(name.replace("m", "2026-"), n, n * 100) for name, n in months.items()]
    frame = pd.DataFrame(rows, columns=["month", "days", "discount"])
    return frame.astype({"month": "str", "days": "Int64", "discount": "Int64"})


def test_the_last_twelve_months_are_counted_month_by_month():
    book = book_with(extras=[extra(1, cost=80), extra(2), extra(500)])
    found = special(reduced(m11=3, m10=1), book)
    assert len(found.months) == 12
    assert list(found.months["month"].tail(2)) == ["2026-10", "2026-11"]
    assert list(found.months["extras"].tail(2)) == [0, 2]
    assert list(found.months["discounts"].tail(2)) == [1, 3]
    assert list(found.months["extra_cost"].tail(1)) == [80]
    assert (found.n, round(found.share, 2)) == (6, 0.67)


def test_more_than_half_of_what_is_special_being_a_discount_is_warned_of():
    book = book_with(extras=[extra(1), extra(2)])
    warned = say(verdict(special(reduced(m11=3), book), SETTINGS))
    assert "60%が値引きです（5件）。特別感に値引きは要りません" in warned
    even = say(verdict(special(reduced(m11=2), book), SETTINGS))
    assert even == "この12か月の「特別」のうち50%が値引きです（4件）。"
    lax = Settings().changed({"care.discount_share": 0.7})
    assert "要りません" not in say(verdict(special(reduced(m11=3), book), lax))


def test_nothing_special_at_all_is_said_in_words_and_not_as_a_share():
    found = special(reduced(), book_with())
    assert found.share is None
    assert say(verdict(found, SETTINGS)) == "特別な計らいも値引きも記録がありません。"


@pytest.mark.parametrize(("days", "listed"), [(179, []), (180, ["A"]), (None, ["A"])])
def test_supporters_for_whom_nothing_was_done_in_180_days_are_listed(days, listed):
    told = [] if days is None else [extra(days)]
    judged, book = judged_with(calm(), calm("B", count_24m=1, gaps_24m=0), extras=told)
    assert list(without_extra(judged, book, SETTINGS)["customer_id"]) == listed


def test_the_newest_extras_of_a_customer_are_told_with_the_days_since():
    book = book_with(extras=[extra(n) for n in (5, 50, 100, 200)])
    lines = [say(line) for line in last_words("A", book)]
    assert lines[0] == "最後は5日前です。"
    assert len(lines) == 4
    assert last_words("B", book) == []
