import datetime as dt
import math

import pytest

from core.locale.words import say
from core.metrics.growth import Windows
from core.rules.verdict import VERDICTS, verdict
from core.settings import Settings

SETTINGS = Settings()
CALM = {
    "start_now": dt.date(2026, 8, 24),
    "end_now": dt.date(2026, 11, 22),
    "start_before": dt.date(2025, 8, 25),
    "end_before": dt.date(2025, 11, 23),
    "existing_now": 1_000_000,
    "existing_before": 1_000_000,
    "new_now": 200_000,
    "new_before": 200_000,
    "existing_buyers_now": 80,
    "existing_buyers_before": 80,
    "new_buyers_now": 25,
    "new_buyers_before": 25,
    "existing_days_now": 100,
    "existing_days_before": 100,
    "new_days_now": 40,
    "new_days_before": 40,
    "active_now": 300,
    "active_before": 300,
    "first_day": dt.date(2023, 1, 1),
}


def judged(**changed):
    return verdict(Windows(**{**CALM, **changed}), SETTINGS)


ARROWS = {"up": 1.2, "flat": 1.0, "down": 0.8}


@pytest.mark.parametrize("existing", ARROWS)
@pytest.mark.parametrize("new", ARROWS)
def test_each_pair_of_arrows_has_its_own_sentence(existing, new):
    found = judged(
        existing_now=int(1_000_000 * ARROWS[existing]),
        active_now=int(300 * ARROWS[existing]),
        new_now=int(200_000 * ARROWS[new]),
    )

    assert (found.existing, found.new) == (existing, new)
    assert found.code == f"{existing}_{new}"
    assert found.words == VERDICTS[found.code].meaning


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("up_up", "理想です。既存を守りながら伸びています"),
        ("up_flat", "土台は強いです。紹介をお願いする時期です"),
        ("up_down", "既存は堅いものの、次の世代の新規が細っています"),
        ("flat_up", "伸びは新規頼みです。2回目のご来店に"),
        ("flat_flat", "横ばいです。得意客を一段上げる人を3人選びましょう"),
        ("flat_down", "静かに縮む前触れです。ご紹介と時期台帳に"),
        ("down_up", "危険: 穴の空いたバケツです。新規が減少を隠しています"),
        ("down_flat", "既存のお客様が減っています。離れかけの方から電話を"),
        ("down_down", "緊急です。死守の方と約束だけに集中"),
    ],
)
def test_the_nine_cells_say_what_the_rule_book_says(code, words):
    assert say(VERDICTS[code].meaning, "ja").startswith(words)


def test_new_customers_may_hide_that_existing_ones_leave():
    # The planted story of the sample salon: total +4 %, existing -9 %.
    found = judged(existing_now=910_000, active_now=270, new_now=338_000)

    assert found.code == "down_up"
    assert "穴の空いたバケツ" in say(found.words, "ja")


@pytest.mark.parametrize(
    ("now", "arrow"),
    [(1_030_000, "flat"), (1_030_001, "up"), (970_000, "flat"), (969_999, "down")],
)
def test_three_percent_either_way_is_level(now, arrow):
    found = judged(existing_now=now, active_now=400)
    new = judged(new_now=now // 5 + (now % 5 > 0), new_before=200_000)

    assert found.existing == arrow
    assert new.new == arrow if arrow != "down" else new.new == "flat"


@pytest.mark.parametrize(
    ("revenue", "heads", "arrow"),
    [(1.2, 0.9, "down"), (0.9, 1.2, "down"), (1.2, 1.0, "flat"), (1.2, 1.2, "up")],
)
def test_the_existing_arrow_is_the_worse_of_revenue_and_head_count(revenue, heads, arrow):
    found = judged(existing_now=int(1_000_000 * revenue), active_now=int(300 * heads))

    assert found.existing == arrow
    assert found.existing_change == pytest.approx(revenue - 1)
    assert found.active_change == pytest.approx(heads - 1)


@pytest.mark.parametrize("window", ["existing_days_now", "existing_days_before"])
def test_below_thirty_purchases_in_a_window_nothing_is_said(window):
    assert judged(**{window: 30}).existing == "flat"

    found = judged(**{window: 29})

    assert (found.existing, found.code, found.n) == ("unknown", "unknown", 29)
    assert "数が少なく、くらべられません" in say(found.details[0], "ja")
    assert "±0%" in say(found.details[2], "ja")
    assert say(found.words, "ja") == "まだ言えません。"


@pytest.mark.parametrize("window", ["new_days_now", "new_days_before"])
def test_too_few_new_purchases_leave_the_existing_verdict_standing(window):
    found = judged(**{window: 29}, existing_now=800_000)

    assert (found.existing, found.new, found.code) == ("down", "unknown", "down_unknown")
    assert found.new_n == 29


@pytest.mark.parametrize(
    ("first_day", "code"),
    [
        (None, "unknown"),
        (dt.date(2025, 8, 25), "unknown"),
        (dt.date(2025, 8, 24), "flat_flat"),
    ],
)
def test_a_ledger_that_does_not_reach_back_a_year_says_nothing(first_day, code):
    assert judged(first_day=first_day).code == code


def test_without_amounts_the_purchases_are_compared():
    nothing = {"existing_now": 0, "existing_before": 0, "new_now": 0, "new_before": 0}

    found = judged(**nothing, existing_days_now=120, active_now=330, new_days_now=32)

    assert found.code == "up_down"


def test_without_last_years_sales_there_is_nothing_to_compare():
    found = judged(existing_before=0, new_before=-5, active_before=0)

    assert found.code == "unknown"
    assert found.new == "unknown"
    assert math.isnan(found.new_change)
    assert "くらべる記録がありません" in say(found.details[0], "ja")


def test_the_figures_behind_the_verdict_are_said():
    found = judged(existing_now=910_000, active_now=300, new_now=250_000)

    assert [say(words, "en") for words in found.details] == [
        "Sales to existing customers: −9% on the same 13 weeks of last year"
        " (100 purchases, then 100).",
        "Customers who bought within a year: ±0% (300, then 300).",
        "Sales to new customers: +25% on the same 13 weeks of last year (40 purchases, then 40).",
    ]
