"""Tenure: who has been with us for how long, in customers and in margin."""

from __future__ import annotations

import numpy as np
import pytest

from core.rules.judge import judge
from core.rules.tenure import BANDS, band, tenure
from core.settings import Settings
from tests.core.profiles import TODAY, ago, book_with, bought_once, calm, profile_of
from tests.core.samples import sample

SALON = Settings(trade_code="salon")


@pytest.mark.parametrize(
    ("days", "expected"),
    [(365, "first"), (366, "second"), (1095, "second"), (1096, "third"), (1826, "third"),
     (1827, "oldest")],
)  # fmt: skip
def test_the_bands_end_after_one_three_and_five_years(days, expected):
    rows = profile_of(calm(first_purchase_date=ago(days)))

    assert band(rows, TODAY, SALON).tolist() == [expected]


def test_shares_are_of_those_who_bought_within_a_year():
    rows = profile_of(
        calm("A", first_purchase_date=ago(4000), profit_12m=300),
        calm("B", first_purchase_date=ago(4000), profit_12m=100),
        bought_once("C", profit_12m=100),
        bought_once("D", days=900, count_12m=0),
    )

    found = tenure(judge(rows, book_with(), SALON), TODAY, SALON)

    assert list(found.index) == list(BANDS)
    assert found["people"].tolist() == [1, 0, 0, 2]
    assert found.loc["oldest", "share"] == pytest.approx(2 / 3)
    assert found.loc["oldest", "profit_share"] == 0.8
    assert found["profit"].sum() == 500


def test_without_buyers_there_is_nothing_to_share():
    found = tenure(judge(profile_of(), book_with(), SALON), TODAY, SALON)

    assert found["people"].sum() == 0
    assert np.isnan(found["share"]).all()


def test_the_lease_firm_lives_on_its_oldest_customers():
    seen = sample("lease")
    found = tenure(seen.customers, seen.book.asof, seen.settings)

    assert found.loc["oldest", "share"] > 0.7
    assert found.loc["oldest", "profit_share"] > found.loc["oldest", "share"]
