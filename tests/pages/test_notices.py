"""Notices: drafts with a button each, whom we no longer chase, and the way back."""

from __future__ import annotations

import pandas as pd

from core.calls.notices import notices, parked
from core.workspace import Workspace, current, home
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/notices.py"


def book_now():
    with Workspace.open(home(), current(home()), now=lambda: MOMENT) as workspace:
        return workspace.book()


def test_who_is_written_to_and_how_many_are_said(shown, sample_seen):
    at = open_page(PAGE)
    review = sample_seen.review
    found = notices(review.customers, review.calls, review.book, review.settings)
    assert f"ご案内を出す方は{len(found)}人です" in said(at)
    assert at.title[0].value == "ご案内と追わない方"


def test_a_notice_that_was_sent_is_a_contact_and_the_next_one_moves_up(ledger):
    at = open_page(PAGE)
    sent = next(b for b in at.button if b.key.startswith("sent_"))
    customer_id = sent.key.removeprefix("sent_")
    before = book_now().table("activities")
    sent.click().run()
    rows = book_now().table("activities")
    new = rows[~rows.index.isin(before.index)] if len(rows) > len(before) else pd.DataFrame()
    assert list(new["customer_id"]) == [customer_id]
    assert f"sent_{customer_id}" not in [b.key for b in at.button]
    at.button(key="undo").click().run()
    assert len(book_now().table("activities")) == len(before)


def test_an_offer_stands_in_every_draft_and_is_kept(ledger):
    at = open_page(PAGE)
    at.text_input(key="notice_offer").set_value("トリートメント進呈").run()
    drafts = [code.value for code in at.code]
    assert drafts
    assert all("トリートメント進呈" in text for text in drafts)
    assert open_page(PAGE).text_input(key="notice_offer").value == "トリートメント進呈"


def test_one_who_is_not_chased_any_more_can_be_called_once_more(ledger, sample_seen):
    at = open_page(PAGE)
    review = sample_seen.review
    found = parked(review.customers, review.book, review.settings)
    assert f"止める日を過ぎた方は{len(found.rows)}人です" in said(at)
    customer_id = found.rows.iloc[0]["customer_id"]
    at.button(key=f"chase_{customer_id}").click().run()
    people = book_now().table("customers").set_index("customer_id")
    assert people.loc[customer_id, "next_date"] == pd.Timestamp("2026-11-22")
    assert customer_id in [
        b.key.removeprefix("talked_") for b in open_page("pages/calls.py").button
        if b.key.startswith("talked_")
    ]  # fmt: skip
