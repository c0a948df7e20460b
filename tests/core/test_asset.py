import pytest

from core.asset import with_value
from core.rules.judge import judge
from core.settings import Settings
from tests.core.profiles import ago, book_with, bought_once, calm, lead, profile_of, silent

SALES = Settings(trade_code="salon")
MARGIN = SALES.changed({"money.margin": 0.4})


def valued(*rows, settings=SALES, **tables):
    book = book_with(**tables)
    return with_value(judge(profile_of(*rows), book, settings), book, settings).set_index(
        "customer_id"
    )


def value_of(*rows, settings=SALES):
    return valued(*rows, settings=settings)["annual_profit"].tolist()


def test_gross_profit_of_a_year_is_the_value():
    found = valued(calm(profit_12m=21_000), settings=MARGIN).loc["A"]

    assert found["annual_profit"] == 21_000
    assert found["value_basis"] == "profit"


def test_without_costs_the_margin_makes_the_profit():
    found = valued(calm(), settings=MARGIN).loc["A"]

    assert (found["annual_profit"], found["value_basis"]) == (24_000, "profit")


def test_without_costs_and_margin_the_value_is_sales_and_says_so():
    found = valued(calm()).loc["A"]

    assert (found["annual_profit"], found["value_basis"]) == (60_000, "sales")


def test_a_first_year_is_drawn_halfway_to_the_mean_of_its_stage():
    settled = [
        bought_once("A", days=400, spend_12m=8_000),
        bought_once("B", days=400, spend_12m=4_000),
    ]
    for row in settled:
        row.update(nudge_day=500.0, no_return_day=600.0, stop_day=700.0)
    beginner = bought_once("C", days=50, spend_12m=10_000)

    # (10,000 + 1 x 6,000) / 2; below 90 days nothing is annualised.
    assert value_of(*settled, beginner) == [8_000, 4_000, 8_000]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (89, 8_000),  # (10,000 + 6,000) / 2
        (90, 23_278),  # (10,000 x 365/90 + 6,000) / 2 = (40,555.6 + 6,000) / 2
        (364, 8_014),  # (10,000 x 365/364 + 6,000) / 2
        (365, 10_000),  # a full year stands for itself
    ],
)
def test_from_ninety_days_on_a_first_year_is_annualised(days, expected):
    long_ago = {"nudge_day": 500.0, "no_return_day": 600.0, "stop_day": 700.0}
    settled = bought_once("A", days=400, spend_12m=6_000, **long_ago)
    beginner = bought_once("B", days=days, spend_12m=10_000, **long_ago)

    assert value_of(settled, beginner)[1] == expected


def test_beginners_are_compared_with_each_other_where_nobody_is_settled():
    one, other = bought_once("A", spend_12m=4_000), bought_once("B", spend_12m=8_000)

    # The mean is 6,000.
    assert value_of(one, other) == [5_000, 7_000]


def test_who_has_fallen_silent_does_not_lower_the_mean_of_the_stage():
    gone = silent("A", 400, spend_12m=0, count_12m=0)
    settled = calm("B", gaps_24m=0, spend_12m=60_000)
    beginner = calm("C", first_purchase_date=ago(300), gaps_24m=0, spend_12m=30_000)

    found = value_of(gone, settled, beginner)

    assert found[0] == 0
    assert found[2] == round((30_000 * 365 / 300 + 60_000) / 2)


def test_profit_and_sales_are_never_averaged_together():
    sales = bought_once("A", days=10, spend_12m=10_000)
    profit = bought_once("B", days=10, spend_12m=10_000, profit_12m=2_000)

    found = valued(sales, profit)

    assert found["annual_profit"].tolist() == [10_000, 2_000]
    assert found["value_basis"].tolist() == ["sales", "profit"]


def test_a_lead_is_worth_what_a_first_year_customer_is_worth():
    one, other = bought_once("A", spend_12m=4_000), bought_once("B", spend_12m=8_000)

    assert value_of(one, other, lead("C"))[2] == 6_000
    assert value_of(lead("C")) == [0]


def test_a_referral_is_worth_half_the_first_year_of_who_came():
    came = bought_once("B", days=100, referrer_id="A", spend_12m=9_000)

    found = valued(calm("A"), came, settings=MARGIN)

    # Half of 9,000 x 40 %.
    assert found["referral_value"].tolist() == [1_800, 0]


def test_of_a_second_year_only_the_first_years_part_counts():
    came = calm(
        "B",
        referrer_id="A",
        first_purchase_date=ago(511),
        spend_prev_12m=10_000,
        spend_12m=36_500,
        profit_12m=18_250,
    )

    found = valued(calm("A"), came)

    # 511 days of tenure: 219 of the last 365 days belong to the first year: 36,500 x 219/365 =
    # 21,900; with the 10,000 before 31,900, of which half is profit, of which half is R.
    assert found.loc["A", "referral_value"] == 7_975


def test_who_stopped_buying_within_a_year_still_counts_with_what_they_brought():
    came = bought_once("B", days=500, referrer_id="A", spend_prev_12m=10_000)

    assert valued(calm("A"), came, settings=MARGIN).loc["A", "referral_value"] == 2_000


@pytest.mark.parametrize(("days", "expected"), [(730, 5_000), (731, 0)])
def test_referrals_count_for_twenty_four_months(days, expected):
    came = bought_once("B", days=days, referrer_id="A", spend_prev_12m=10_000)

    assert valued(calm("A"), came).loc["A", "referral_value"] == expected


def test_a_referral_is_never_worth_more_than_the_customers_own_value():
    came = bought_once("B", referrer_id="A", spend_12m=900_000)

    assert valued(calm("A"), came).loc["A", "referral_value"] == 60_000


def test_returns_leave_no_negative_referral_value():
    came = bought_once("B", referrer_id="A", spend_12m=-5_000)
    poor = calm("A", spend_12m=-1_000)

    found = valued(poor, came)

    assert found.loc["A", "annual_profit"] == -1_000
    assert found.loc["A", "referral_value"] == 0


def test_the_same_person_referred_twice_counts_once():
    came = bought_once("B", referrer_id="A", spend_12m=8_000)
    written = {"date": ago(20), "customer_id": "A", "kind": "referral", "referred_id": "B"}

    found = valued(calm("A"), came, referrals=[written, {**written, "date": ago(10)}])

    assert found.loc["A", "referral_value"] == 4_000


def test_value_is_in_whole_minor_units():
    found = valued(calm(spend_12m=3_333), settings=MARGIN)

    assert found["annual_profit"].dtype == "Int64"
    assert found["referral_value"].dtype == "Int64"
    assert found.loc["A", "annual_profit"] == 1_333
