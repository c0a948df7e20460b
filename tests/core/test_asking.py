"""What is worth asking: facts that are not known, by what they may bring."""

from __future__ import annotations

import pytest

from core.calls.asking import (
    QUESTIONS,
    TIMES,
    asks,
    first_questions,
    questions,
    unknown_times,
)
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged
from tests.core.samples import sample

KNOWN = {
    "competitor": "月見堂", "purchase_reason": "近い", "chosen_for": "price", "birthday": "04-01",
    "trigger": "flyer", "first_purchase_date": day(-300),
}  # fmt: skip
FIRM = {**KNOWN, "kind": "company", "birthday": "", "fiscal_month": 3, "total_need": 100}


def asked(*people, trade="other", **tables):
    rows = judged(*({"customer_id": f"C{n}", **person} for n, person in enumerate(people)))
    return questions(rows, book(**tables), Settings(trade_code=trade))


@pytest.mark.parametrize(
    ("person", "fact"),
    [
        ({"competitor": ""}, "competitor"),
        ({"purchase_reason": " "}, "purchase_reason"),
        ({"chosen_for": ""}, "chosen_for"),
        ({"birthday": ""}, "birthday"),
        ({"trigger": ""}, "trigger"),
    ],
)
def test_the_one_fact_that_is_missing_is_asked_for(person, fact):
    assert list(asked({**KNOWN, **person})["fact"]) == [fact]


@pytest.mark.parametrize(
    ("firm", "fact"),
    [({"fiscal_month": None}, "fiscal_month"), ({"total_need": None}, "total_need")],
)
def test_a_company_is_asked_for_its_year_and_its_need(firm, fact):
    contract = {"customer_id": "C0", "kind": "lease", "end_date": day(200), "status": "open"}

    assert list(asked({**FIRM, **firm}, due_dates=[contract])["fact"]) == [fact]


def test_a_missing_end_of_a_lease_is_asked_first_of_those_who_are_worth_most():
    contract = {"customer_id": "C2", "kind": "lease", "end_date": day(200), "status": "open"}
    found = asked(
        {**FIRM, "annual_profit": 100_000.0},
        {**FIRM, "annual_profit": 300_000.0},
        {**FIRM, "annual_profit": 900_000.0},
        trade="lease",
        due_dates=[contract],
    )

    assert list(found["customer_id"]) == ["C1", "C0"]
    assert set(found["fact"]) == {"contract_end"}
    assert list(found["yen"]) == [30_000, 10_000]


def test_one_question_a_customer_the_one_that_is_worth_most():
    found = asked({"annual_profit": 50_000.0, "referral_value": 10_000.0})

    assert list(found["fact"]) == ["competitor"]
    assert list(found["yen"]) == [2_400]


def test_who_said_that_there_is_nobody_else_is_not_asked_for_a_rival():
    told = {"date": day(-5), "customer_id": "C0", "score": 10, "scale": "nps", "only_us": "yes"}

    assert asked({**KNOWN, "competitor": ""}, satisfaction=[told]).empty


@pytest.mark.parametrize(
    "person",
    [
        {"state": "dnc"}, {"state": "lapsed"}, {"refusal": True}, {"open_complaint": True},
        {"status": "deceased"}, {"contact_permission": "stop"},
    ],
)  # fmt: skip
def test_nobody_is_asked_who_should_be_left_in_peace(person):
    assert asked(person).empty


def test_without_worth_the_order_is_that_of_the_facts():
    found = asked(
        {**KNOWN, "trigger": "", "annual_profit": 0.0},
        {"annual_profit": 0.0},
    )

    assert list(found["fact"]) == ["competitor", "trigger"]
    assert list(found["yen"]) == [0, 0]


def test_each_call_card_carries_one_question_beside_what_the_owner_wrote():
    seen = sample("salon")
    cards = list(seen.calls.rows["card"])
    known = asks(seen.customers, seen.book, seen.settings)

    assert sum(card.to_ask is not None for card in cards) >= 10
    assert all(card.to_ask == known.get(card.customer_id) for card in cards)
    owners = [card for card in cards if card.next_question and card.to_ask]
    assert owners
    for card in owners:
        assert any(card.next_question in say(line) for line in card.opener)


def test_of_the_lease_firm_prospects_without_a_date_are_asked_for_the_end_of_their_contract():
    seen = sample("lease")
    found = questions(seen.customers, seen.book, seen.settings)
    ends = found[found["fact"] == "contract_end"]

    assert len(ends)
    later = seen.book.table("not_now")
    named = later.loc[later["next_time"] >= str(seen.book.today), "customer_id"]
    assert len(named)
    assert not ends["customer_id"].isin(named).any()
    assert found["yen"].is_monotonic_decreasing
    assert found["customer_id"].is_unique


def test_every_question_can_be_said_as_it_stands():
    assert all(say(kind.ask).endswith(("か。", "のです。")) for kind in QUESTIONS.values())


def listed(*people):
    rows = judged(*({"customer_id": f"C{n}", **person} for n, person in enumerate(people)))
    return first_questions(rows, book(), Settings())


def test_the_list_asks_one_fact_four_times_at_most_and_nobody_twice():
    nothing = {"competitor": "", "purchase_reason": "", "chosen_for": "", "birthday": ""}
    found = listed(*({**KNOWN, **nothing, "annual_profit": 1_000.0 * n} for n in range(1, 21)))

    assert len(found) == 10
    assert found["customer_id"].is_unique
    assert found["fact"].value_counts().to_dict() == {
        "competitor": 4, "purchase_reason": 4, "chosen_for": 2
    }  # fmt: skip
    assert list(found["yen"]) == sorted(found["yen"], reverse=True)
    assert found["customer_id"][0] == "C19"


def test_where_only_one_fact_is_missing_the_list_is_short():
    assert len(listed(*({**KNOWN, "competitor": ""} for _n in range(20)))) == 4


def test_where_nothing_is_missing_the_list_is_empty():
    assert not len(listed(KNOWN))


def test_unknown_times_are_asked_of_prospects_too_the_most_worth_first():
    seen = sample("lease")
    found = unknown_times(seen.customers, seen.book, seen.settings)
    assert set(found["fact"]) <= set(TIMES)
    assert found["yen"].is_monotonic_decreasing
    people = seen.customers.set_index("customer_id")
    for row in found.to_dict("records"):
        unknown = QUESTIONS[row["fact"]].unknown(
            seen.customers[seen.customers["customer_id"] == row["customer_id"]],
            seen.book, seen.settings,
        )  # fmt: skip
        assert unknown.all()
    nothing_yet = found[
        people.loc[found["customer_id"], "annual_profit"].fillna(0).to_numpy() <= 0
    ]
    assert (nothing_yet["yen"] > 0).all()
