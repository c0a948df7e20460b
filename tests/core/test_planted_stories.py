"""The stories that the three sample businesses were given light up (DOMAIN 5.1)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.rules.doubtful import doubtful
from core.rules.lamps import closing
from tests.core.samples import sample

TODAY = pd.Timestamp(2026, 11, 22)


def first_reasons(business: str) -> pd.Series:
    """The deciding reason of each call, by customer."""
    calls = sample(business).calls.rows
    codes = calls["reasons"].map(lambda reasons: reasons[0].code)
    return codes.set_axis(calls["customer_id"])


def test_the_salon_is_a_bucket_with_a_hole():
    """Sales grow by 4 % while those to existing customers fall by 9 %."""
    seen = sample("salon")
    windows = seen.windows
    now = windows.existing_now + windows.new_now
    before = windows.existing_before + windows.new_before
    assert seen.verdict.code == "down_up"
    assert now / before == pytest.approx(1.04, abs=0.01)
    assert windows.existing_now / windows.existing_before == pytest.approx(0.91, abs=0.01)


def test_the_regulars_of_the_stylist_who_left_drift_away():
    seen = sample("salon")
    left = seen.book.table("staff").query("left_date.notna()")["staff"].iloc[0]
    rows = seen.customers[seen.customers["buying_stage"].isin(("regular", "supporter"))]
    theirs = rows["last_staff"] == left
    quiet = rows["state"].isin(("at_risk", "dormant", "lapsed"))
    assert quiet[theirs].mean() > 2 * quiet[~theirs].mean()


def test_of_the_month_of_the_coupon_one_in_ten_came_again_and_of_the_months_before_four():
    rows = sample("salon").customers
    first = rows["first_purchase_date"]
    coupon = rows[(first >= "2026-03-01") & (first < "2026-04-01")]
    usual = rows[(first >= "2025-09-01") & (first < "2026-03-01")]
    assert (coupon["purchase_count"] > 1).mean() == pytest.approx(0.12, abs=0.03)
    assert (usual["purchase_count"] > 1).mean() == pytest.approx(0.40, abs=0.05)


def test_five_complaints_of_waiting_fall_into_ninety_days():
    complaints = sample("salon").book.table("complaints")
    recent = complaints[complaints["received_date"] > TODAY - pd.Timedelta(days=90)]
    assert recent["cause"].value_counts().to_dict() == {"delay": 5}


def test_six_of_ten_birthdays_of_the_salon_are_known():
    known = sample("salon").customers["birthday"] != ""
    assert known.mean() == pytest.approx(0.6, abs=0.02)


def test_fourteen_leases_end_within_nine_months_and_two_are_on_the_list():
    dates = sample("lease").book.table("due_dates")
    end = dates["end_date"]
    soon = (dates["kind"] == "lease") & (end > TODAY) & (end < TODAY + pd.DateOffset(months=9))
    assert soon.sum() == 14
    assert (first_reasons("lease") == "expiry").sum() == 2


def test_two_companies_lost_to_a_rival_are_not_chased():
    seen = sample("lease")
    lost = seen.customers.loc[seen.customers["relation"] == "lost_to", "customer_id"]
    assert len(lost) == 2
    assert not set(lost) & set(seen.calls.rows["customer_id"])


def test_the_company_to_defend_whose_orders_shrink_is_late_enough_to_alarm():
    rows = sample("lease").customers
    largest = rows[rows["policy"] == "defend"].nlargest(1, "total_spend").iloc[0]
    assert largest["spend_12m"] < 0.7 * largest["spend_prev_12m"]
    assert largest["lateness"] >= 1.2


def test_not_now_prospects_come_back_when_the_time_they_named_has_come():
    assert (first_reasons("lease") == "not_now_arrived").sum() == 6


def test_the_bad_payer_is_the_one_to_think_about_by_two_kinds_of_evidence():
    seen = sample("lease")
    late = seen.measures.late_payments
    assert late["customer_id"].unique().tolist() == ["K086"]
    assert len(late) >= 2
    found = doubtful(seen.customers, late, seen.book, seen.settings, minute_cost=50.0)
    assert [one.customer_id for one in found] == ["K086"]
    assert len(found[0].evidence) >= 2


def test_the_total_need_of_sixty_companies_is_known():
    assert sample("lease").customers["total_need"].notna().sum() == 60


def test_the_house_of_the_broken_promise_stands_first_with_overdrawn_trust_and_an_open_complaint():
    seen = sample("builder")
    broken = seen.customers.nsmallest(1, "trust").iloc[0]
    assert broken["trust_word"] == "overdrawn"
    assert broken["open_complaint"]
    assert first_reasons("builder").index[0] == broken["customer_id"]


def test_inspections_and_guarantees_bring_calls_in_time():
    due = sample("builder").calls.rows
    kinds = {row[0].code for row in due["reasons"]}
    assert "expiry" in kinds


def test_the_partner_of_the_builder_is_one_family_that_the_owner_confirmed():
    rows = sample("builder").customers
    assert rows.loc[rows["stage"] == "partner", "stage_evidence"].tolist() == ["confirmed"]


def test_the_salon_closes_the_week_with_a_longer_list_of_those_who_came_once():
    seen = sample("salon")
    measures = seen.measures
    found = closing(seen.customers, seen.book, measures.health, measures.once, seen.settings)
    lamps = {lamp.code: lamp.lit for lamp in found}
    assert lamps["once"] is True
    assert lamps["too_long"] is True
    assert seen.book.asof == dt.date(2026, 11, 15)
