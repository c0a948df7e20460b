"""The week on paper, in a calendar and as addresses: complete, safe, without who wants none."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pandas as pd
import pytest

from core.calls import call_list
from core.calls.capacity import working_days
from core.export.addresses import address_csv, addressees
from core.export.icalendar import week_calendar
from core.export.paper import call_paper
from core.locale.words import say
from core.settings import Settings
from core.settings.calls import CallSettings
from core.tables.activities import OUTCOME_CHOICES
from core.workspace import JST
from tests.core.call_cases import TODAY, book, judged
from tests.core.samples import sample

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=JST)
EVIL = '<img src=x onerror=alert(1)>"&'


@pytest.fixture(scope="module")
def calls():
    return sample("salon").calls


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_paper_has_a_card_with_boxes_for_every_call(calls, language):
    page = call_paper(calls, "つばめ", language)
    assert page.count("<article>") == len(calls.rows)
    assert page.count("☐") == len(calls.rows) * len(OUTCOME_CHOICES)
    for row in calls.rows.to_dict("records"):
        assert row["name"] in page
        assert row["phone"] in page
        assert all(say(line, language).replace("&", "&amp;") in page for line in row["why"])
    assert "break-inside: avoid" in page
    assert "size: A4" in page


def test_the_paper_asks_nothing_of_elsewhere_and_runs_nothing(calls):
    page = call_paper(calls, "つばめ", "ja")
    assert "<script" not in page
    assert not re.search(r"https?://|//[a-z]|url\(|@import", page)


def test_what_a_customer_is_called_is_text_on_the_paper():
    people = judged({"customer_id": "C1", "name": EVIL, "state": "at_risk",
                     "days_since_last_purchase": 90, "p_return": 0.5})  # fmt: skip
    calls = call_list(people, book(), Settings())
    page = call_paper(calls, EVIL, "ja")
    assert len(calls.rows) == 1
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&amp;" in page


def lines_of(content):
    """The calendar's lines, folded ones put together again (RFC 5545, 3.1)."""
    text = content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_has_each_call_once_and_promises_on_their_day(calls):
    lines = lines_of(week_calendar(calls, CallSettings(), shop="つばめ", language="ja", now=NOW))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    texts = "\n".join(line for line in lines if line.startswith("DESCRIPTION:"))
    for row in calls.rows.to_dict("records"):
        assert (
            len(re.findall(rf"(?:^|:|\\n){row['rank']}\. {re.escape(row['name'])} ", texts)) == 1
        )
    promised = calls.rows[calls.rows["class"] == "promise"]
    assert sum(line.startswith("SUMMARY:約束") for line in lines) == len(promised)
    days = {line.partition(":")[2] for line in lines if line.startswith("DTSTART")}
    assert {f"{day:%Y%m%d}" for day in working_days(calls.week, CallSettings())} <= days


def test_a_calendar_taken_in_again_replaces_the_events(calls):
    one, two = (
        lines_of(week_calendar(calls, CallSettings(), shop="a", language="ja", now=now))
        for now in (NOW, NOW + dt.timedelta(hours=1))
    )
    uids = [line for line in one if line.startswith("UID:")]
    assert uids == [line for line in two if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    assert one != two


def test_signs_with_a_meaning_in_calendars_are_escaped():
    people = judged({"customer_id": "C1", "name": "試験, 太郎; \\", "state": "at_risk",
                     "days_since_last_purchase": 90, "p_return": 0.5})  # fmt: skip
    calls = call_list(people, book(), Settings())
    text = "\n".join(lines_of(
        week_calendar(calls, CallSettings(), shop="a\nb", language="ja", now=NOW)
    ))  # fmt: skip
    assert "試験\\, 太郎\\; \\\\" in text
    assert "a\\nb" in text


def test_the_working_days_leave_out_holidays():
    found = working_days(dt.date(2026, 11, 23), CallSettings())
    assert [day.day for day in found] == [24, 25, 26, 27]
    assert working_days(dt.date(2026, 5, 4), CallSettings(working_weekdays=(0, 1))) == []


def addressed(**said):
    return {"customer_id": "C1", "name": "試験", **said}


def with_address(*people):
    rows = judged(*people)
    for name in ("address", "postal_code", "contact_permission", "contact_preference", "status",
                 "kind", "contact_person"):  # fmt: skip
        rows[name] = pd.array([p.get(name, "") for p in people], dtype="str")
    return rows


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"address": "北町1"}, True),
        ({"address": " "}, False),
        ({"address": "北町1", "contact_permission": "stop"}, False),
        ({"address": "北町1", "contact_permission": "news_only"}, True),
        ({"address": "北町1", "state": "dnc"}, False),
        ({"address": "北町1", "status": "deceased"}, False),
        ({"address": "北町1", "status": "closed"}, False),
        ({"address": "北町1", "contact_preference": "none"}, False),
    ],
)
def test_nobody_is_written_to_who_wants_no_contact(said, kept):
    assert len(addressees(with_address(addressed(**said)))) == kept


def test_the_addresses_open_in_excel_with_the_right_form_of_address():
    rows = with_address(
        addressed(address="北町1", postal_code="000-0001"),
        addressed(name="青葉試験堂", kind="company", address="北町2"),
        addressed(name="=1+1", kind="company", contact_person="野口", address="北町3"),
    )
    target = io.BytesIO()
    address_csv(rows, target, "ja")
    content = target.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    head, *told = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == ["お名前", "ご担当者", "敬称", "郵便番号", "住所"]
    assert told[0] == ["試験", "", "様", "000-0001", "北町1"]
    assert told[1][2] == "御中"
    assert told[2][:3] == ["'=1+1", "野口", "様"]


def test_nobody_who_asked_to_stop_stands_in_what_serves_contact():
    review = sample("salon")
    stopped = set(review.customers[review.customers["state"] == "dnc"]["customer_id"])
    assert stopped
    assert not stopped & set(review.calls.rows["customer_id"])
    assert not stopped & set(addressees(review.customers)["customer_id"])
    assert review.book.today == TODAY
