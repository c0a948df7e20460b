"""Logs of an answering service: calls that came in, matched by the phone."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.ingest import combine, read
from core.ingest.callers import match_by_phone
from core.settings import Settings
from core.tables import TABLES
from core.workspace import JST, Workspace
from tests.core.sheets_in import TODAY

LOG = """受電日時,お名前,会社名,お電話番号,用件,受付者
2026/11/20 10:12,青山様,,090-0123-4567,予約を変えたい,佐野
2026/11/20 11:00,,株式会社空色,03-1234-5678,請求書の件,佐野
2026/11/21 09:30,,,06-1234-0000,無言,
2026/11/21 10:00,湊さん,,090-0999-0000,折り返してほしい,
"""
PEOPLE = """会員番号,氏名,電話番号,その他電話
1,青山梢,090-0123-4567,
2,空色商事,,03-1234-5678
3,南茜,090-0999-0000,
4,南湊,090-0999-0000,
"""


def reading(text, name):
    return read(text.encode(), name, settings=Settings(), today=TODAY)


def test_a_log_of_calls_is_contacts_that_came_in_by_phone():
    sheet = reading(LOG, "log.csv").sheets[0]
    calls = sheet.tables["activities"]
    assert sheet.kind == "activities"
    assert (sheet.rows_read, sheet.rows_unread) == (4, 0)
    assert set(calls["direction"]) == {"in"}
    assert set(calls["channel"]) == {"phone"}
    assert list(calls["note"]) == ["予約を変えたい", "請求書の件", "無言", "折り返してほしい"]
    assert list(calls["受付者"]) == ["佐野", "佐野", "", ""]
    assert calls["date"].iloc[0] == pd.Timestamp("2026-11-20")


def test_callers_are_customers_by_name_or_company_or_phone():
    people = reading(LOG, "log.csv").sheets[0].tables["customers"].set_index("customer_id")
    assert people["name"].to_dict() == {
        "T-09001234567": "青山様",
        "T-0312345678": "株式会社空色",
        "T-0612340000": "06-1234-0000",
        "T-09009990000": "湊さん",
    }


@pytest.mark.parametrize("order", [("people", "log"), ("log", "people")])
def test_calls_stand_with_the_customer_whose_phone_it_is(order):
    both = {"people": reading(PEOPLE, "people.csv"), "log": reading(LOG, "log.csv")}
    found = combine([both[name] for name in order])
    calls = found.tables["activities"].sort_values("source_row")
    # 湊さん is not the whole name of one of the two on that phone: the call waits.
    assert list(calls["customer_id"]) == ["1", "2", "T-0612340000", "T-09009990000"]
    people = found.tables["customers"].set_index("customer_id")["name"]
    assert people["1"] == "青山梢"
    assert set(people.index) == {"1", "2", "3", "4", "T-0612340000", "T-09009990000"}


def test_on_a_family_phone_the_name_decides():
    log = LOG.replace("湊さん", "南 湊 様")
    found = combine([reading(PEOPLE, "people.csv"), reading(log, "log.csv")])
    assert "4" in set(found.tables["activities"]["customer_id"])
    assert "T-09009990000" not in set(found.tables["customers"]["customer_id"])


def test_a_log_without_phones_goes_by_the_name():
    text = "受電日時,お名前,用件\n2026/11/20,青山梢,予約\n2026/11/20,,無言\n"
    sheet = reading(text, "log.csv").sheets[0]
    assert sheet.tables["activities"]["customer_id"].str.startswith("N-").all()
    assert list(sheet.unread["reason"]) == ["missing_customer_id"]


def test_a_log_that_knows_our_numbers_keeps_them():
    text = "受電日時,会員番号,お電話番号,用件\n2026/11/20,7,090-0123-4567,予約\n"
    sheet = reading(text, "log.csv").sheets[0]
    assert list(sheet.tables["activities"]["customer_id"]) == ["7"]
    assert list(sheet.tables) == ["activities"]


def test_what_a_log_says_of_direction_and_channel_holds():
    text = (
        "受電日時,お名前,お電話番号,用件,発着信,手段\n"
        "2026/11/20,青山,090-0123-4567,予約,こちらから,LINE\n"
    )
    calls = reading(text, "log.csv").sheets[0].tables["activities"]
    assert (calls["direction"].iloc[0], calls["channel"].iloc[0]) == ("out", "line")


def test_a_contact_of_our_own_is_not_taken_for_a_call_that_came_in():
    text = "対応日,顧客名,話した内容,次回\n2026/11/20,青山梢,近況,家族のこと\n"
    calls = reading(text, "対応履歴.csv").sheets[0].tables["activities"]
    assert set(calls["direction"]) == {""}


def test_nothing_is_moved_where_nobody_is_known():
    tables = {"customers": TABLES["customers"].empty(), "activities": TABLES["activities"].empty()}
    assert match_by_phone(tables, TABLES["customers"].empty()).keys() == tables.keys()
    assert match_by_phone({}, TABLES["customers"].empty()) == {}


def test_calls_find_the_customers_of_the_ledger(tmp_path):
    def now():
        return dt.datetime(2026, 11, 22, 12, tzinfo=JST)

    with Workspace.create(tmp_path, "店", now=now) as ws:
        ws.commit(combine([reading(PEOPLE, "people.csv")]), files=[("people.csv", b"1")])
        log = combine([reading(LOG, "log.csv")])
        coming = ws.preview(log)
        batch = ws.commit(log, files=[("log.csv", b"2")])
        book = ws.book()
        calls = book.table("activities")
        people = book.table("customers").set_index("customer_id")["name"]
        assert coming.counts["customers_new"] == batch.counts["customers_new"] == 2
        assert sorted(calls["customer_id"]) == ["1", "2", "T-0612340000", "T-09009990000"]
        assert people["1"] == "青山梢"
        assert len(people) == 6
        ws.undo_batch(batch.id)
        assert len(ws.book().table("customers")) == 4
