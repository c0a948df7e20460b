"""The report of the week: what each version tells and what it may never hold."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from functools import cache

import pandas as pd
import pytest

from core.calls.card import stopped_words
from core.errors import InputError
from core.export.report import report
from core.export.report_case import without_money
from core.export.report_facts import facts
from core.export.report_html import report_html
from core.export.report_parts import Phone, Share
from core.export.report_plotly import DRAW, digest, harmless, pictures, script, script_digest
from core.locale.words import Money, _, say, say_money
from core.review import review
from core.rules import commitments
from core.rules.roles import PRIVATE, Role
from core.weekly import ten_questions
from core.weeks import seen_before
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet
from tests.core.samples import copied, sample

QUESTIONS = [
    "data", "existing", "active", "new", "verdict", "referrals", "moved", "silent",
    "complaints", "promises", "calls",
]  # fmt: skip
OWNERS = ["signs", "worth", "parting"]


@cache
def counted(code="salon"):
    return facts(sample(code), "つばめ <b>&")


def seen_by(review_):
    """What was counted, beside another review."""
    return dataclasses.replace(
        counted(), weekly=dataclasses.replace(counted().weekly, review=review_)
    )


@cache
def told(code="salon", role=Role.OWNER, language="ja"):
    return report(counted(code), role, language)


@cache
def printed(code="salon", role=Role.OWNER, language="ja"):
    return report_html(told(code, role, language), language)


def seen(page):
    """The page without the script that draws and without the style: all that is told."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return page.replace(script(), "")


def listed(found, code):
    return next(listing for _section, listing in found.tables if listing.code == code)


def section(found, code):
    return next(one for one in found.sections if one.code == code)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_the_ten_questions_stand_in_their_order_each_with_its_day_and_its_count(code, language):
    found = told(code, Role.OWNER, language)
    assert [one.code for one in found.sections][:11] == QUESTIONS
    assert [one.code for one in found.sections if one.code in OWNERS] == OWNERS
    for one in found.sections:
        assert "day" in one.based.facts or "week" in one.based.facts
        assert isinstance(one.based.facts["n"], int)
        assert say(one.verdict, language)
    text = seen(printed(code, Role.OWNER, language))
    assert not re.search(r">\s*(None|nan|NaT|<NA>)\s*<", text)


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_each_question_is_answered_in_the_words_of_the_page(code):
    answers = {one.code: one for one in ten_questions(counted(code).weekly)}
    for name in QUESTIONS:
        one = section(told(code), name)
        if name != "moved":  # no week is kept yet, so the records of today tell of the week before
            assert one.verdict == answers[name].words
        shown = [row[0] for one in one.figures if one.code == f"{name}_figures"
                 for row in one.rows]  # fmt: skip
        assert shown == [fact.label for fact in answers[name].facts]
    lent = {row[0] for row in listed(told(code, Role.STAFF), "existing_figures").rows}
    assert lent == {fact.label for fact in answers["existing"].facts if not fact.money}


def test_a_kept_week_says_who_moved_since_as_it_was_seen_then(tmp_path):
    with copied("salon", tmp_path, now=clock()) as shop:
        monday = TODAY - dt.timedelta(days=TODAY.weekday())
        past = shop.book(monday - dt.timedelta(days=6))
        shop.freeze(review(past.at(past.asof - dt.timedelta(days=7), past.today), shop.settings()))
        now = review(shop.book(), shop.settings())
        seen_then = seen_before(shop, now)
        made = facts(now, "店", seen=seen_then)
    assert made.since == seen_then[0] < monday
    steps = seen_then[1][seen_then[1]["what"] == "stage"]
    assert len(steps) > 0
    assert list(made.moved["customer_id"]) == list(steps["customer_id"])
    found = report(made, Role.OWNER, "ja")
    assert section(found, "moved").lines[0].facts["week"] == made.since


def test_the_sentence_of_the_week_is_the_verdict_of_the_page():
    assert told().headline == sample("salon").verdict.words
    assert section(told(), "verdict").urgent


def test_figures_and_names_are_those_of_the_pages_they_come_from():
    review_, found = sample("salon"), told()
    rows = listed(found, "weeks").rows
    assert sum(row[1].minor for row in rows) == review_.windows.existing_now
    assert sum(row[3].minor for row in rows) == review_.windows.new_now
    assert sum(row[2].minor for row in rows) == review_.windows.existing_before
    moves = listed(found, "moves").rows
    assert sum(row[2].minor for row in moves[:-1]) == moves[-1][2].minor
    assert listed(found, "active").rows[0][1] == review_.windows.active_now
    assert [row[0] for row in listed(found, "call_list").rows] == list(review_.calls.rows["rank"])
    rungs = {row[0].message: row[1] for row in listed(found, "rungs").rows}
    assert sum(rungs.values()) == len(review_.customers)
    due = commitments.due_list(review_.customers, review_.book)
    assert len(listed(found, "ours").rows) == int(due["ours"].sum())


def test_the_staffs_version_has_neither_money_nor_what_is_the_owners_alone():
    found, page = told(role=Role.STAFF), seen(printed(role=Role.STAFF))
    assert not {one.code for one in found.sections} & set(OWNERS)
    assert not any(
        isinstance(cell, Money) for _s, one in found.tables for row in one.rows for cell in row
    )
    own_words = _words_of_customers(sample("salon").book)
    for text in own_words:
        page = page.replace(text, "")
    amounts = re.findall(r"[¥￥]\s?\d|\d[\d,]*\s?万?円", page)
    assert amounts == []
    assert "万円" not in page


def _words_of_customers(book):
    """What customers or we said, in which a price may be named."""
    texts = [
        *book.table("doubts")["words"], *book.table("activities")["note"],
        *book.table("promises")["content"], *book.table("complaints")["content"],
    ]  # fmt: skip
    return sorted({text for text in texts if "円" in text}, key=len, reverse=True)


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_no_amount_of_any_customer_stands_in_the_staffs_file(code):
    review_, page = sample(code), seen(printed(code, Role.STAFF))
    for text in _words_of_customers(review_.book):
        page = page.replace(text, "")
    columns = ["total_spend", "spend_12m", "annual_profit"]
    amounts = {int(v) for name in columns for v in review_.customers[name].dropna() if v >= 100}
    said = {say_money(Money(n), "ja") for n in amounts}
    assert len(said) > 50
    assert [text for text in said if text in page] == []


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER])
def test_no_private_note_stands_in_what_others_read(role):
    marks = {
        name: f"秘密{place}の覚え書き" for place, name in enumerate(sorted(PRIVATE["customers"]))
    }
    review_ = sample("salon")
    free = {name: marks[name] for name in ("memo", "override_reason")}
    rows = review_.customers.assign(**free)
    tables = dict(review_.book.tables) | {
        "customers": review_.book.table("customers").assign(**free),
        "overrides": review_.book.table("overrides").assign(reason="秘密の訳"),
    }
    book = dataclasses.replace(review_.book, tables=tables)
    changed = dataclasses.replace(review_, book=book, customers=rows)
    page = report_html(report(facts(changed, "店"), role, "ja"), "ja")
    assert "秘密" not in page
    notes = {*review_.book.table("customers")["memo"], *review_.book.table("overrides")["reason"]}
    notes = {note for note in notes if len(note) > 3}
    assert notes
    assert [note for note in notes if note in seen(printed(role=role))] == []


def test_whom_the_owner_thinks_about_is_named_to_the_owner_only():
    owner = listed(told(), "parting")
    assert len(owner.rows) == 1
    evidence = owner.rows[0][1]
    assert evidence.split("\n")[0] in printed()
    assert "parting" not in printed(role=Role.STAFF)
    assert evidence.split("\n")[0] not in printed(role=Role.STAFF)


def test_phones_stand_on_the_call_list_of_those_who_call_and_nowhere_else():
    review_ = sample("salon")
    called = {p for p in review_.calls.rows["phone"] if p}
    every = {p for p in review_.customers["phone"] if p}
    for role, wanted in ((Role.OWNER, called), (Role.STAFF, called), (Role.VIEWER, set())):
        page = seen(printed(role=role))
        assert {phone for phone in every if phone in page} == wanted
    cells = {c for row in listed(told(role=Role.STAFF), "call_list").rows for c in row}
    assert {str(cell) for cell in cells if isinstance(cell, Phone)} - {""} == called


def test_who_is_not_to_be_contacted_is_never_named_without_saying_so():
    review_, found = sample("salon"), told()
    rows = review_.customers.to_dict("records")
    stopped = {r["name"] for r in rows if stopped_words(r, review_.book) is not None}
    free = {r["name"] for r in rows if stopped_words(r, review_.book) is None}
    marked = []
    for _s, listing in found.tables:
        for row in listing.rows:
            for cell in row:
                assert not (isinstance(cell, str) and cell in stopped - free)
                if (
                    not isinstance(cell, str) and say(cell, "ja").endswith("（停止）")
                    if hasattr(cell, "message")
                    else False
                ):
                    marked.append(listing.code)
    assert marked
    assert "call_list" not in marked


def test_nothing_is_fetched_and_only_our_own_two_scripts_may_run():
    page = printed()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    blocks = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert [digest(block) for block in blocks] == [script_digest(), digest(DRAW)]
    assert page.count("plotly.js v") == 1
    assert (
        re.findall(r"(?:src|href)=\"(?!#)|@import|<(?:link|img|iframe|object)", seen(page)) == []
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_business_that_is_called_by_markup_is_only_text(language):
    page = printed(language=language)
    assert "つばめ &lt;b&gt;&amp;" in page
    assert "つばめ <b>" not in page


def test_no_text_of_a_picture_is_a_link_or_markup_of_somebody_elses():
    figure = {
        "data": [{"type": "bar", "text": ['<a href="http://evil.example">x</a>', "<b>1</b><br>"],
                  "hovertemplate": "%{x}<extra></extra>"}],
        "layout": {"title": {"text": "<span style='color:red'>赤</span>"}},
    }  # fmt: skip
    shown = harmless(figure)
    assert shown["data"][0]["text"] == [
        '&lt;a href="http://evil.example">x&lt;/a>', "<b>1</b><br>"
    ]  # fmt: skip
    assert shown["data"][0]["hovertemplate"] == "%{x}<extra></extra>"
    assert shown["layout"]["title"]["text"].startswith("&lt;span")
    block = pictures({"p": figure | {"data": [{"name": "</script><script>alert(1)\u2028"}]}})
    assert not re.search("[<>&\u2028\u2029]", block)
    assert json.loads(block)["p"]["data"][0]["name"] == "&lt;/script>&lt;script>alert(1)\u2028"


def test_hostile_cells_are_only_text(tmp_path):
    evil = '</script><img src=x onerror=alert(1)>"=1+1'
    with Workspace.create(tmp_path, evil, now=clock()) as shop:
        people = [customer(n, name=f"{evil}{n}", phone=f"090-0000-000{n}") for n in range(1, 4)]
        owed = [{"made_date": pd.Timestamp(TODAY), "customer_id": "C1", "content": evil,
                 "due_date": pd.Timestamp(TODAY), "by_whom": "us"}]  # fmt: skip
        lines = [line(f"{TODAY - dt.timedelta(days=9 * n)}", n) for n in range(1, 4)]
        bring(shop, sheet(people, lines=lines, promises=owed))
        found = review(shop.book(TODAY), shop.settings())
        made = facts(found, shop.business.name)
    for language in ("ja", "en"):
        page = seen(report_html(report(made, Role.OWNER, language), language))
        assert "<img" not in page
        assert page.count("</script>") == 3
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_every_assumed_threshold_is_marked_and_one_of_the_owners_is_not():
    rows = {row[0].message: (row[1], row[2].message) for row in told().stands_on.rows}
    assert rows["A change within this is none"] == ("3%", "rule of this program")
    assert rows["Customers needed before a lamp is told"][1] == "initial value, provisional"
    assert "初期値（仮）" in printed()
    changed = dataclasses.replace(
        sample("salon"), settings=sample("salon").settings.changed({"verdict.dead_band": 0.05})
    )
    own = report(seen_by(changed), Role.OWNER, "ja")
    said = {row[0].message: (row[1], row[2].message) for row in own.stands_on.rows}
    assert said["A change within this is none"] == ("5%", "set by the owner")


def test_old_data_grey_every_verdict_and_say_so_in_words():
    old = dataclasses.replace(
        sample("salon").book, today=sample("salon").book.asof + dt.timedelta(days=11)
    )
    made = seen_by(dataclasses.replace(sample("salon"), book=old))
    found = report(made, Role.OWNER, "ja")
    assert found.stale
    assert section(found, "data").urgent
    assert '<body class="stale">' in report_html(found, "ja")
    assert not told().stale
    assert '<body class="stale">' not in printed()


def test_a_ledger_of_purchases_only_has_a_report_without_amounts_too(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        people = [customer(n) for n in range(1, 11)]
        lines = [line(f"{TODAY - dt.timedelta(days=20 * n + k)}", n) for n in range(1, 11)
                 for k in (0, 40, 90)]  # fmt: skip
        bring(shop, sheet(people, lines=lines))
        found = review(shop.book(TODAY), shop.settings())
        made = facts(dataclasses.replace(
            found, book=dataclasses.replace(found.book, has_amounts=False)), "shop")  # fmt: skip
    for language in ("ja", "en"):
        page = report(made, Role.OWNER, language)
        assert [one.code for one in page.sections] == [*QUESTIONS, "parting"]
        assert not any(isinstance(cell, Money)
                       for _s, one in page.tables for row in one.rows for cell in row)  # fmt: skip
        assert page.headline.message == "We cannot say yet."
        assert report_html(page, language).count("<h2>") == len(page.sections) + 1


def test_an_empty_ledger_is_refused_in_words(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        found = review(shop.book(TODAY), shop.settings())
        with pytest.raises(InputError, match="nothing to report yet"):
            facts(found, "shop")


def test_shares_are_only_told_where_there_are_enough():
    rows = listed(told(), "second").rows
    few = [row for row in rows if row[1] < sample("salon").settings.cohorts.f2_least]
    assert few
    assert all(isinstance(row[3], Share) and row[3].value is None for row in few)


def test_sentences_with_an_amount_are_left_out_however_deep_it_stands():
    deep = _("{a}", a=_("{b}", b=Money(3)))
    plain = _("{a}", a=_("{b}", b=3))
    assert without_money([deep, plain]) == (plain,)
