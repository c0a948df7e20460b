"""What the owner may do, each with its effect, and what a price rise would change."""

import pytest

from core.locale.words import say
from core.rules.doubtful import Doubtful
from core.rules.parting import FAREWELL, WAYS, price_rise, ways
from core.settings import Settings
from tests.core.cared import judged_with
from tests.core.profiles import book_with, bought_once, calm

SETTINGS = Settings().changed({"money.margin": 0.5})
ONE = Doubtful("A", "客", (), profit=8_000, hours=3_000, unpaid=1_200, spend=20_000, days=4,
               minutes=60, contacts=5)  # fmt: skip


def test_each_way_stands_with_its_effect_on_the_gross_profit_and_what_it_is_counted_from():
    found = ways(ONE, 5.0, book_with())
    assert {way.code: way.effect for way in found} == {
        "price": 1_000, "prepaid": 1_200, "passive": 3_000, "decline": -5_000,
    }  # fmt: skip
    assert [way.code for way in found] == list(WAYS)
    assert "4日分" in say(found[0].words)
    assert "連絡5回" in say(found[2].words)


def test_the_farewell_blames_nobody_and_finishes_what_was_agreed():
    text = "".join(say(line) for line in FAREWELL)
    assert "お約束済みの分は責任をもって終えます" in text
    assert "カスハラ" not in text


def test_a_price_rise_adds_its_share_of_the_sales_of_those_who_stay():
    """60,000 at a half is 30,000; 10 % more brings 6,000."""
    judged, _book = judged_with(calm(), settings=SETTINGS)
    found = price_rise(judged, 10.0, {}, SETTINGS)
    assert (found.before, found.after) == (30_000, 36_000)


def test_the_lost_share_of_a_stage_takes_its_profit_away():
    judged, _book = judged_with(calm(), bought_once("B", 30), settings=SETTINGS)
    found = price_rise(judged, 10.0, {"customer": 0.5}, SETTINGS)
    stages = found.stages.set_index("stage")
    assert stages.loc["supporter", "after"] == pytest.approx(36_000)
    assert stages.loc["customer", "after"] == pytest.approx(0.5 * (5_000 + 1_000))
    assert stages.loc["customer", "lost"] == pytest.approx(0.5)


def test_supporters_who_would_pay_most_more_are_named_first_and_who_chose_us_for_the_price():
    people = [calm("A", chosen_for="price"), calm("B", spend_12m=90_000), bought_once("C", 30)]
    judged, _book = judged_with(*people, settings=SETTINGS)
    hurt = price_rise(judged, 10.0, {}, SETTINGS).hurt
    assert list(hurt["customer_id"]) == ["B", "A"]
    assert list(hurt["more"]) == [9_000, 6_000]
    assert list(hurt["for_price"]) == [False, True]
