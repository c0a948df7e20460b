"""Who was on last week's list and was not reached: since when, and how often nobody answered."""

import dataclasses
import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from core.calls import call_list
from core.export.call_sheet import call_sheet
from core.export.paper import call_paper
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged, reasons_left_out, slipping
from tests.core.listed_cases import listed as kept_lists

A = "C1"
WEEK = dt.date(2026, 11, 23)


def remembering(*rows, activities=()):
    """A book that knows lists of earlier weeks as (customer, weeks ago, class, reason)."""
    lists = kept_lists([
        {"customer_id": one, "week": WEEK - dt.timedelta(weeks=ago), "class": class_,
         "reason": reason}
        for one, ago, class_, reason in rows
    ])  # fmt: skip
    tables = {"activities": list(activities)} if activities else {}
    return dataclasses.replace(book(**tables), listed=lists)


def missed(days):
    return {"customer_id": A, "date": day(days), "channel": "phone", "direction": "out",
            "outcome": "no_answer"}  # fmt: skip


def waiting(of, language="ja", **more):
    """What the card of somebody slipping away says of the time they wait."""
    rows = call_list(judged(slipping(A, **more)), of, Settings()).rows
    return [say(line, language) for line in rows["card"].iloc[0].waiting]


RUN = [(A, ago, "sales", "lapse_risk") for ago in (1, 2, 3)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], []),
        (RUN[:1], ["先週から名簿に載っています。"]),
        (RUN, ["3週間前から名簿に載っています。"]),
        # Not on last week's list: it begins anew.
        ([("C9", 1, "sales", "lapse_risk"), *RUN[1:]], []),
        # For another reason: that one is over.
        ([(A, 1, "thanks", "birthday")], []),
        # No list was kept in between.
        (RUN[2:], ["3週間前から名簿に載っています。"]),
    ],
    ids=["new", "last week", "three weeks", "with a gap", "another reason", "no list kept"],
)
def test_the_card_says_since_when_somebody_is_on_the_list(rows, words):
    assert waiting(remembering(*rows)) == words


def test_a_talk_ends_what_is_carried_over_and_a_call_that_nobody_answered_does_not():
    assert waiting(remembering(*RUN, activities=[missed(-2)]))[0].startswith("3週間前から")
    reached = dict(missed(-16), outcome="talked")
    assert waiting(remembering(*RUN, activities=[reached]))[0].startswith("2週間前から")


def test_a_promise_that_has_become_overdue_is_still_the_same():
    promise = {"customer_id": A, "due_date": day(-9), "content": "x", "by_whom": "us"}
    of = remembering((A, 1, "promise", "promise_due"))
    of = dataclasses.replace(of, tables={**of.tables, **book(promises=[promise]).tables})

    assert waiting(of) == ["先週から名簿に載っています。"]


def test_a_call_that_nobody_answered_is_counted_and_another_weekday_is_proposed():
    # Monday 23 is a holiday; Tuesday was tried in vain, so Wednesday.
    of = remembering(activities=[missed(-12), missed(-5)])

    assert waiting(of) == [
        "不在2回(最後は2026年11月17日(火))：曜日と時間帯を変えて、2026年11月25日(水)にかけてみてください。"
    ]


def test_after_a_try_on_every_weekday_only_the_time_is_changed():
    settings = Settings().changed({"calls.working_weekdays": (1,)})

    rows = call_list(judged(slipping(A)), remembering(activities=[missed(-5)]), settings).rows

    assert "時間帯を変えて" in say(rows["card"].iloc[0].waiting[0], "ja")


def test_after_three_tries_a_card_is_due_instead_and_it_is_said_until_when():
    of = remembering(*RUN, activities=[missed(-3), missed(-5), missed(-9)])

    calls = call_list(judged(slipping(A)), of, Settings())

    assert reasons_left_out(calls) == {A: "no_answer"}
    assert calls.left_out["eligible_date"].iloc[0] == day(11)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_paper_and_excel_say_it_too(language):
    calls = call_list(judged(slipping(A)), remembering(*RUN), Settings())
    words = say(calls.rows["card"].iloc[0].waiting[0], language)
    target = io.BytesIO()

    call_sheet(calls, target, language)

    cells = [c.value for c in load_workbook(target).worksheets[0][2]]
    assert words in cells
    assert words in call_paper(calls, "つばめ", language)
