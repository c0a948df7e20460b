"""Nobody was brought by somebody whom they brought."""

from __future__ import annotations

import pytest

from core.errors import StoreError
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, everything, row_id, sheet, value


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        bring(workspace, sheet([customer(1), *(customer(n + 1, referrer_id=f"C{n}")
                                               for n in (1, 2, 3))]))  # fmt: skip
        yield workspace


def referral(by, brought, **more):
    return {"date": TODAY, "customer_id": by, "referred_id": brought, "kind": "referral", **more}


@pytest.mark.parametrize("by", ["C1", "C2", "C3", "C4"])
def test_the_first_of_a_chain_cannot_come_through_one_of_it(shop, by):
    before = everything(shop)
    with pytest.raises(StoreError) as refused:
        shop.correct("customers", row_id(shop, "C1"), {"referrer_id": by})
    assert "試験 1" in refused.value.say("ja")
    assert everything(shop) == before


def test_a_referral_that_would_close_a_circle_is_refused_too(shop):
    for row in (referral("C4", "C1"), referral("C4", "C1", kind="")):
        with pytest.raises(StoreError):
            shop.add("referrals", row)
    shop.add("referrals", referral("C4", "C1", kind="word_of_mouth"))
    row = row_id(shop, "C4", "referrals")
    with pytest.raises(StoreError):
        shop.correct("referrals", row, {"kind": "referral"})


def test_both_tables_make_one_chain(shop):
    shop.add("referrals", referral("C4", "C9"))
    with pytest.raises(StoreError):
        shop.correct("customers", row_id(shop, "C1"), {"referrer_id": "C9"})
    with pytest.raises(StoreError):
        shop.add("customers", {"customer_id": "C1", "name": "x", "referrer_id": "C9"})


def test_a_chain_may_grow_and_change(shop):
    shop.add("customers", {"customer_id": "C5", "name": "五", "referrer_id": "C4"})
    shop.correct("customers", row_id(shop, "C4"), {"referrer_id": "C1"})
    assert value(shop, "C4", "referrer_id") == "C1"


def test_a_circle_that_a_sheet_brought_hinders_no_other_correction(shop):
    bring(shop, sheet([customer(1, referrer_id="C4")]), name="b.csv")
    shop.correct("customers", row_id(shop, "C1"), {"memo": "m"})
    assert value(shop, "C1", "memo") == "m"
    with pytest.raises(StoreError):
        shop.correct("customers", row_id(shop, "C2"), {"referrer_id": "C3"})
    shop.correct("customers", row_id(shop, "C1"), {"referrer_id": ""})
    assert value(shop, "C1", "referrer_id") == ""
