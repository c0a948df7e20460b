"""More or fewer calls a week: the list seated anew, its yen, its hours, who answers."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from scipy.stats import beta

from core.calls import call_list
from core.calls.rates import Rate, Rates, blended
from core.locale.words import say
from core.settings import Settings
from core.simulators.phoning import last_call, phoning, phoning_bases
from tests.core.call_cases import TODAY, book, judged, slipping
from tests.core.samples import sample

SETTINGS = Settings()
NO_LOTS = SETTINGS.changed({"calls.lottery": False})


def tried(people, tables, counts, settings=SETTINGS):
    calls = call_list(people, tables, settings)
    return phoning(people, calls, tables, settings, counts)


def slipping_people(number):
    return judged(
        *(slipping(f"C{i:02}", annual_profit=20_000.0 + 1_000 * i) for i in range(number))
    )


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_at_every_number_the_yen_are_those_of_the_list_drawn_up_for_it(code):
    review = sample(code)
    counts = [0, 7, review.calls.capacity, 40]
    found = phoning(review.customers, review.calls, review.book, review.settings, counts)
    plain = dataclasses.replace(
        review.settings, calls=dataclasses.replace(review.settings.calls, lottery=False)
    )
    people = review.customers.reset_index(drop=True)
    for count in counts:
        rows = call_list(review.customers, review.book, plain, capacity=count).rows
        gross, in_yen = 0.0, 0
        for row in rows.to_dict("records"):
            if pd.isna(row["expected_profit_per_call"]):
                continue
            gross += row["expected_profit_per_call"] + row["minutes"] * 50
            in_yen += 1
        step = found.steps.set_index("calls").loc[count]
        assert (step["listed"], step["in_yen"]) == (len(rows), in_yen)
        assert step["gross"] == pytest.approx(gross, abs=len(rows))
        assert step["minutes"] == rows["minutes"].sum()
        assert step["net"] == pytest.approx(step["gross"] - 50 * step["minutes"])
        assert people.loc[found.who[count], "customer_id"].tolist() == rows["customer_id"].tolist()


def test_the_range_is_that_of_the_assumed_effect_worth_twenty_cases():
    """Effect of a call on who slips away: 12 %, Beta(2.4, 17.6), eight cases of ten inside."""
    people = slipping_people(3)
    step = tried(people, book(), [10]).steps.iloc[0]
    low, high = (beta.ppf(share, 2.4, 17.6) / 0.12 for share in (0.1, 0.9))
    assert step["low"] == pytest.approx(step["gross"] * low)
    assert step["high"] == pytest.approx(step["gross"] * high)


def test_the_last_call_adds_what_the_next_in_line_brings():
    people = slipping_people(6)
    found = tried(people, book(), [0, 1, 2, 3, 20])
    each = call_list(people, book(), NO_LOTS).rows["expected_profit_per_call"].tolist()
    assert last_call(found.steps, 0) is None
    assert last_call(found.steps, 2) == pytest.approx(each[1], abs=1)
    assert last_call(found.steps, 99) is None


def test_with_nobody_left_to_call_the_last_calls_add_nothing_that_can_be_told():
    found = tried(slipping_people(2), book(), [5, 10])
    assert found.steps["listed"].tolist() == [2, 2]
    assert last_call(found.steps, 10) is None


def test_a_thank_you_costs_minutes_and_has_no_yen():
    people = judged({"customer_id": "A", "purchase_count": 1, "big_purchase": True,
                     "last_purchase_date": pd.Timestamp(TODAY) - pd.Timedelta(days=17),
                     "lateness": 0.1})  # fmt: skip
    step = tried(people, book(), [5]).steps.iloc[0]
    assert (step["listed"], step["in_yen"], step["gross"]) == (1, 0, 0.0)
    assert step["net"] == -3 * 50


def learned(hits, n):
    """The list of three, reckoned with what so many calls have taught."""
    people = slipping_people(3)
    rates = Rates(connects={"person": blended(hits, n, 0.5, 20)})
    calls = dataclasses.replace(call_list(people, book(), SETTINGS), rates=rates)
    return phoning(people, calls, book(), SETTINGS, [5])


def test_with_twenty_calls_on_record_ones_own_share_of_answers_is_told():
    """30 of 40 answered: (20 · 0.5 + 30) / (20 + 40) = 2/3."""
    found = learned(30, 40)
    person = found.answers.set_index("kind").loc["person"]
    assert (person["answered"], person["of"], person["own"]) == (30, 40, True)
    assert person["rate"] == pytest.approx(2 / 3)
    line = phoning_bases(found, book(), SETTINGS)[0]
    assert line.own
    assert "40件のうち30件" in say(line.words)


def test_with_fewer_calls_on_record_it_is_said_to_be_assumed():
    line = phoning_bases(learned(15, 19), book(), SETTINGS)[0]
    assert not line.own
    assert "記録はまだ19件" in say(line.words)


def test_an_effect_that_the_lottery_moved_brings_its_own_range():
    people = slipping_people(2)
    calls = call_list(people, book(), SETTINGS)
    effect = Rate(0.10, 0.05, 0.20, 0, 40, 0.12, learned=True)
    codes = calls.line["code"].unique()
    taught = dataclasses.replace(calls, rates=Rates(effects=dict.fromkeys(codes, effect)))
    step = phoning(people, taught, book(), SETTINGS, [5]).steps.iloc[0]
    assert step["low"] == pytest.approx(step["gross"] / 2)
    assert step["high"] == pytest.approx(step["gross"] * 2)


def test_customers_without_known_costs_are_said_to_count_with_their_sales():
    people = slipping_people(2).assign(value_basis="sales")
    found = tried(people, book(), [5])
    assert found.of_sales
    assert any("売上ベース" in say(one.words) for one in phoning_bases(found, book(), SETTINGS))


def test_with_nobody_to_call_every_number_brings_nothing():
    found = tried(judged({"customer_id": "A"}), book(), [0, 5])
    assert found.steps["gross"].tolist() == [0.0, 0.0]
    assert found.who == {0: [], 5: []}
