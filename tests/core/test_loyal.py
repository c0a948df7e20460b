"""The loyal customers as an asset: what supporters and above bring over five years."""

from __future__ import annotations

import pandas as pd
import pytest

from core.lifetime import years_worth
from core.locale.words import say
from core.loyal import loyal, loyal_words
from core.settings import Settings
from tests.core.profiles import TODAY

SETTINGS = Settings(trade_code="salon")


def shop(*groups):
    """Rows of (how many, stage, yearly profit, purchases of the year before, of this year)."""
    rows = [
        {
            "stage": stage, "annual_profit": profit, "value_basis": "profit",
            "count_24m": before + now, "count_12m": now, "purchase_count": before + now,
            "state": "active", "status": "",
            "days_since_last_purchase": 20, "no_return_day": 150.0,
        }
        for many, stage, profit, before, now in groups
        for _one in range(many)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(annual_profit=frame["annual_profit"].astype("Int64"))


def test_forty_people_of_sixty_thousand_yen_at_nine_of_ten_are_worth_what_the_rule_book_says():
    """DOMAIN 2.8: ¥6.84 M, 5.91 to 7.90 with five points of retention either way."""
    found = loyal(
        shop((40, "supporter", 60_000, 3, 3), (50, "regular", 9, 3, 3), (10, "customer", 9, 3, 0)),
        TODAY, SETTINGS,
    )  # fmt: skip
    assert (found.people, found.yearly, found.kept, found.of) == (40, 2_400_000, 90, 100)
    assert [round(end / 10_000) for end in (found.low, found.value, found.high)] == [591, 684, 790]


def test_advocates_and_partners_belong_to_it_and_regulars_do_not():
    found = loyal(
        shop(*((1, stage, 100, 0, 1) for stage in
               ("prospect", "customer", "regular", "supporter", "advocate", "partner"))),
        TODAY, SETTINGS,
    )  # fmt: skip
    assert (found.people, found.yearly) == (3, 300)


def test_who_has_fallen_silent_is_no_asset_any_more():
    rows = shop((40, "supporter", 60_000, 3, 3), (1, "supporter", 60_000, 3, 3))
    rows.loc[40, "state"] = "dormant"
    assert loyal(rows, TODAY, SETTINGS).people == 40


def test_below_thirty_regulars_of_the_year_before_no_asset_is_told():
    found = loyal(shop((29, "supporter", 60_000, 3, 3)), TODAY, SETTINGS)
    assert found.value is None
    lines = [say(line) for line in loyal_words(found, "JPY", 0)]
    assert len(lines) == 2
    assert "29人" in lines[1]


def test_sales_are_never_told_as_an_asset():
    rows = shop((40, "supporter", 60_000, 3, 3)).assign(value_basis="sales")
    found = loyal(rows, TODAY, SETTINGS)
    assert (found.people, found.value) == (0, None)
    assert "粗利" in say(loyal_words(found, "JPY", 0)[0])


def test_the_asset_is_told_with_its_band_its_count_and_what_it_is_not():
    found = loyal(shop((40, "supporter", 60_000, 3, 3)), TODAY, SETTINGS)
    text = " ".join(say(line) for line in loyal_words(found, "JPY", 0))
    assert "40人" in text
    assert "初期値（仮）" in text
    assert "貸借対照表" in text


@pytest.mark.parametrize(("retention", "years"), [(0.0, 0.0), (1.0, 3.790787)])
def test_nobody_staying_is_worth_nothing_and_everybody_an_annuity(retention, years):
    assert years_worth(retention, SETTINGS.asset) == pytest.approx(years, abs=1e-6)


def test_three_digits_of_the_asset_are_told():
    found = loyal(shop((40, "supporter", 61_237, 3, 3)), TODAY, SETTINGS)
    text = " ".join(say(line) for line in loyal_words(found, "JPY", 0))
    assert "約9,290,000円" in text
