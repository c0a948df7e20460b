"""How much is known of customers, in the six groups of article 4."""

from __future__ import annotations

import pytest

from core.locale.words import say
from core.rules.known import FACTS, GROUPS, known, label, lacking, least_known
from tests.core.call_cases import judged
from tests.core.samples import sample


def people(*rows):
    return judged(*({"customer_id": f"C{n}", **row} for n, row in enumerate(rows))).assign(
        first_product=""
    )


def test_shares_are_told_for_everybody_and_by_rung():
    rows = people(
        {"purchase_reason": "安い", "trigger": "flyer", "stage": "regular"}, {"stage": "customer"}
    )

    found = known(rows).shares.set_index("stage")

    assert list(found.index) == ["all", "regular", "customer"]
    assert found.loc["all", "reasons"] == pytest.approx(2 / 10)
    assert found.loc["regular", "reasons"] == pytest.approx(2 / 5)


def test_a_company_lacks_no_birthday_and_a_person_no_fiscal_month():
    rows = people({"kind": "company"}, {"kind": "person"})

    assert list(lacking(rows, "birthday")["customer_id"]) == ["C1"]
    assert list(lacking(rows, "fiscal_month")["customer_id"]) == ["C0"]


def test_who_lacks_a_fact_is_named_with_who_buys_most_first():
    rows = people(
        {"total_spend": 10}, {"total_spend": 30}, {"total_spend": 20, "purchase_reason": "近い"}
    )

    assert list(lacking(rows, "purchase_reason")["customer_id"]) == ["C1", "C0"]
    assert lacking(rows, "purchase_reason", "partner").empty


def test_the_fact_of_which_least_is_known_is_looked_at_first():
    rows = people({"trigger": "flyer", "chosen_for": "price"}, {"trigger": "flyer"})
    facts = known(rows).facts

    assert least_known(facts[facts["group"] == "reasons"]) == "reason_kind"
    assert least_known(facts[facts["fact"].isin(["trigger", "chosen_for"])]) == "chosen_for"


def test_every_fact_has_a_name_and_every_group_its_facts():
    assert set(FACTS) == set(GROUPS)
    assert all(say(label(fact)) for facts in FACTS.values() for fact in facts)


def test_of_the_salon_purchases_are_known_better_than_reasons():
    found = known(sample("salon").customers)
    everybody = found.shares.set_index("stage").loc["all"]
    reason = found.facts.set_index("fact").loc["purchase_reason"]

    assert everybody["purchase"] > 0.8
    assert everybody["reasons"] < 0.5
    assert (reason["known"], reason["of"]) == (414, 1200)
