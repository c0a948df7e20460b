"""Contracts on the card and on the growth page: how many were renewed, and what to expect."""

from __future__ import annotations

import pytest

from tests.pages.run import open_page, said


@pytest.fixture
def lease(lease_seen, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(lease_seen.root))
    lease_seen.shown_before(lease_seen.root)
    return lease_seen.review


def test_the_growth_page_shows_each_renewal_with_its_n_and_the_forecast(lease):
    text = said(open_page("pages/growth.py"))
    assert "契約は続いているか" in text
    assert f"満了した契約{lease.renewals.decided}件のうち{lease.renewals.kept}件" in text
    assert "1回目" in text
    english = said(open_page("pages/growth.py", locale="en-US"))
    assert "Do contracts go on?" in english
    assert "five cases of experience (initial value, provisional)" in english


def test_a_shop_without_contracts_is_not_asked_about_them(shown):
    assert "契約は続いているか" not in said(open_page("pages/growth.py"))


def test_the_card_says_until_when_the_contract_runs_and_how_likely_it_goes_on(lease):
    runs = lease.customers[lease.customers["renewal_date"].notna()].iloc[0]
    at = open_page("pages/customer.py")
    at.session_state["_customer"] = runs["customer_id"]
    text = said(at.run())
    assert "契約は" in text
    assert "続ける見込み：" in text
    assert "満了した更新" in text
