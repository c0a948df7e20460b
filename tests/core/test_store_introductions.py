"""Introductions never go in a circle: refused by hand, left blank and said in an import."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import StoreError
from core.store.introductions import Introductions
from core.workspace import Workspace
from tests.core.keeping import TODAY, clock, customer, everything, row_id, sheet, value
from tests.core.keeping import bring_as_promised as bring


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        people = [customer(1), customer(2, referrer_id="C1"), customer(3, referrer_id="C2")]
        bring(workspace, sheet(people))
        yield workspace


def test_a_referrer_who_came_through_the_customer_is_refused_with_both_names(shop):
    before = everything(shop)
    with pytest.raises(StoreError) as refused:
        shop.correct("customers", row_id(shop, "C1"), {"referrer_id": "C3"})
    assert "試験 1" in refused.value.say("ja")
    assert "試験 3" in refused.value.say("ja")
    assert everything(shop) == before


def test_a_recorded_referral_that_closes_a_circle_is_refused(shop):
    said = {"date": TODAY, "customer_id": "C3", "referred_id": "C1", "kind": "referral"}
    with pytest.raises(StoreError):
        shop.add("referrals", said)
    shop.add("referrals", said | {"referred_id": "C4"})
    shop.add("referrals", said | {"customer_id": "C1", "referred_id": "C3"})  # twice, no circle


def test_the_wrong_one_of_two_may_be_corrected_to_the_other_way_round(shop):
    shop.correct("customers", row_id(shop, "C2"), {"referrer_id": ""})
    shop.correct("customers", row_id(shop, "C1"), {"referrer_id": "C3"})
    assert value(shop, "C1", "referrer_id") == "C3"


def test_an_import_that_closes_a_circle_leaves_the_referrer_blank_and_says_whose(shop):
    said = sheet([customer(1, referrer_id="C3", memo="x"), customer(4, referrer_id="C1")])
    assert shop.preview(said).circles == ("C1",)
    bring(shop, said)
    assert value(shop, "C1", "referrer_id") == ""
    assert value(shop, "C1", "memo") == "x"
    assert value(shop, "C4", "referrer_id") == "C1"


def test_an_import_that_corrects_who_brought_whom_replaces_what_the_ledger_said(shop):
    said = sheet([customer(2, referrer_id="C3"), customer(3, referrer_id="C1")])
    assert shop.preview(said).circles == ()


def test_a_circle_inside_a_sheet_is_cut_at_the_row_that_closes_it(tmp_path):
    with Workspace.create(tmp_path, "new", now=clock()) as workspace:
        said = sheet([customer(1, referrer_id="C2"), customer(2, referrer_id="C1")])
        assert workspace.preview(said).circles == ("C2",)
        bring(workspace, said)
        assert value(workspace, "C1", "referrer_id") == "C2"
        assert value(workspace, "C2", "referrer_id") == ""


PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=30)


@given(PAIRS)
def test_whatever_is_told_in_whatever_order_nobody_comes_through_himself(pairs):
    introductions = Introductions()
    kept = [pair for pair in pairs if introductions.add(*pair)]
    reached = {who: {by for came, by in kept if came == who} for who in "abcdef"}
    for _step in "abcdef":
        reached = {w: b | {c for by in b for c in reached[by]} for w, b in reached.items()}
    assert all(who not in before for who, before in reached.items())
