"""A complaint judged to be harassment (カスハラ) bars its customer from every list, until not."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
from openpyxl import Workbook

from core.calls.asking import questions, unknown_times
from core.calls.notices import notices
from core.ingest import read
from core.locale.words import say
from core.review import review
from core.rules import causes, contact, open_deals, passbook, timing, treatment
from core.rules.doubtful import harassed
from core.settings import Settings
from core.tables import TABLES
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, row_id, sheet
from tests.core.samples import sample

DAY = pd.Timestamp("2026-10-01")


def everywhere(seen):
    """{every list of people to speak with or to: who stands on it}."""
    people, book, settings = seen.customers, seen.book, seen.settings
    told = causes.to_tell(people, book, settings)
    return {
        "calls": set(seen.calls.rows["customer_id"]),
        "questions": set(questions(people, book, settings)["customer_id"]),
        "times": set(unknown_times(people, book, settings)["customer_id"]),
        "notices": set(notices(people, seen.calls, book, settings)["customer_id"]),
        "ready": set(passbook.ready(people, settings)["customer_id"]),
        "not now": set(timing.register(people, book, settings)["customer_id"]),
        "dropped": set(open_deals.dropped(people, book)["customer_id"]),
        "special": set(treatment.without_extra(people, book, settings)["customer_id"]),
        "put right": set(told.loc[~told["barred"], "customer_id"]),
    }


def voiced(seen, who, mark):
    """The same business with a resolved complaint of each, judged so."""
    rows = [
        {"customer_id": one, "received_date": DAY, "resolved_date": DAY, "harassment": mark}
        for one in who
    ]
    told = (
        TABLES["complaints"].shape(pd.DataFrame(rows)).assign(row_id=range(900, 900 + len(rows)))
    )
    both = pd.concat([seen.book.table("complaints"), told], ignore_index=True)
    tables = {**seen.book.tables, "complaints": both}
    return replace(seen.book, tables=tables, digest=f"harassment {mark}")


def test_whoever_harassed_our_people_by_a_complaint_stands_on_no_list_at_all():
    seen = sample("lease")
    before = everywhere(seen)
    who = sorted(set.union(*before.values()))
    assert len(who) > 20
    for kept in ("calls", "questions", "notices", "ready", "not now"):
        assert before[kept]
    after = review(voiced(seen, who, "yes"), seen.settings, before=seen)
    assert not set(who) & set.union(*everywhere(after).values())
    reasons = after.calls.left_out.set_index("customer_id").loc[who]
    said = {say(words) for words in reasons["words"]}
    assert "お断り・迷惑行為の印がついています。" in said


def test_a_complaint_that_is_judged_to_be_none_bars_nobody():
    seen = sample("lease")
    who = sorted(everywhere(seen)["calls"])
    assert contact.refused(voiced(seen, who, "no"), seen.settings) == contact.refused(
        seen.book, seen.settings
    )


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "試験商店", now=clock()) as workspace:
        bring(
            workspace,
            sheet([customer(1), customer(2)], [line("2026-11-01", 1), line("2026-11-01", 2)]),
        )
        workspace.add(
            "complaints", {"received_date": TODAY, "customer_id": "C1", "content": "怒号"}
        )
        yield workspace


def barred(workspace):
    return sorted(set(contact.refused(workspace.book(TODAY), Settings())))


def test_it_is_judged_taken_back_undone_and_done_again(shop):
    number = row_id(shop, "C1", "complaints")
    judged = shop.judge_harassment(number, harassment=True)
    assert barred(shop) == ["C1"]
    found = harassed(shop.book(TODAY), Settings())
    assert found[["customer_id", "reason"]].to_numpy().tolist() == [["C1", "怒号"]]
    shop.undo(judged)
    assert barred(shop) == []
    shop.redo(judged)
    shop.judge_harassment(number, harassment=False)
    assert barred(shop) == []
    assert harassed(shop.book(TODAY), Settings()).empty


def test_the_journal_says_who_was_judged_and_what_stood_there_before(shop):
    shop.judge_harassment(row_id(shop, "C1", "complaints"), harassment=True)
    newest = shop.history("C1")[0]
    assert newest.verb == "correct"
    assert "クレーム" in say(newest.words)


def test_taking_it_back_for_a_customer_lifts_every_mark_at_once(shop):
    number = row_id(shop, "C1", "complaints")
    shop.judge_harassment(number, harassment=True)
    said = {"date": TODAY, "customer_id": "C1", "field": "harassment"}
    shop.add("overrides", {**said, "value": "yes"})
    assert len(harassed(shop.book(TODAY), Settings())) == 1
    action = shop.forgive_harassment("C1", [number], day=TODAY)
    assert barred(shop) == []
    shop.undo(action)
    assert barred(shop) == ["C1"]


def test_one_mark_of_two_that_stays_keeps_the_customer_barred(shop):
    shop.add("complaints", {"received_date": TODAY, "customer_id": "C1", "harassment": "yes"})
    number = row_id(shop, "C1", "complaints")
    shop.judge_harassment(number, harassment=True)
    shop.judge_harassment(number, harassment=False)
    assert barred(shop) == ["C1"]


@pytest.mark.parametrize(
    ("header", "word", "code"),
    [
        ("カスハラ", "はい", "yes"),
        ("カスタマーハラスメント", "いいえ", "no"),
        ("harassment", "Yes", "yes"),
    ],
)
def test_a_sheet_of_complaints_may_say_it_in_the_owners_words(shop, header, word, code):
    book = Workbook()
    book.active.title = "クレーム"
    book.active.append(["受付日", "顧客ID", "内容", header])
    book.active.append(["2026/11/20", "C2", "土下座を求められた", word])
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue(), "苦情.xlsx", settings=Settings(), today=TODAY)
    (found,) = reading.sheets
    assert found.mapping["harassment"] == header
    assert found.tables["complaints"]["harassment"].tolist() == [code]
