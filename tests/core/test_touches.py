"""How often we are in touch with somebody, against what the rung asks for, and how much sells."""

import pytest

from core.locale.words import say
from core.rules.touches import said, touches, wanted
from core.settings import Settings
from tests.core.cared import SETTINGS, contact, row_with, talk
from tests.core.profiles import ago, calm, day, lead


def of(*contacts, person=None, settings=SETTINGS):
    row, _judged, book = row_with(person or calm(), activities=list(contacts))
    return touches(row, book, settings)


def words(*contacts):
    return [say(line) for line in said(of(*contacts))]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [("prospect", 2), ("customer", 4), ("regular", 6), ("supporter", 12), ("partner", 12)],
)
def test_each_rung_asks_for_so_many_contacts_a_year(stage, expected):
    assert wanted(stage, SETTINGS.care) == expected


def test_the_cadence_is_a_setting():
    assert of(settings=Settings().changed({"care.touches_supporting": 9})).wanted == 9


def test_contacts_are_counted_in_thirty_ninety_and_365_days_without_calls_nobody_answered():
    found = of(talk(1), talk(40), talk(300), talk(400), talk(2, kind="chat"),
               contact(3, channel="phone", outcome="no_answer"))  # fmt: skip
    assert dict(found.counts) == {30: 2, 90: 3, 365: 4}
    assert (found.year, found.days_since) == (4, 1)


def test_both_ways_ours_and_the_last_of_each_are_told_apart():
    letter = contact(10, channel="postcard", direction="out", kind="thanks")
    asked = contact(20, channel="line", direction="in")
    found = of(letter, asked)
    assert (found.two_way, found.outbound) == (1, 1)
    assert (found.last_in, found.last_out) == (ago(20), ago(10))


def test_the_selling_ratio_is_of_the_contacts_from_us():
    sold = contact(9, channel="other", kind="sales")
    found = of(sold, talk(50), talk(80), contact(5, channel="line", direction="in"))
    assert (found.selling, found.outbound, found.giving) == (1, 3, 2)
    assert "こちらからの3回のうち売り込みは1回です（売り込み比率33%）。" in words(
        sold, talk(50), talk(80)
    )


def test_after_two_selling_contacts_without_a_purchase_the_next_must_not_sell():
    sold = [contact(n, channel="other", kind="sales") for n in (9, 4)]
    assert of(*sold).money_only
    assert words(*sold)[0].startswith("こちらからの連絡は2回続けて売り込みで")
    assert not of(*sold, talk(1)).money_only
    assert not of(sold[0]).money_only


def test_a_purchase_in_between_ends_the_row_of_selling():
    sold = [contact(n, channel="other", kind="sales") for n in (30, 4)]
    bought = calm(last_purchase_date=day("2026-11-02"))
    assert not of(*sold, person=bought).money_only


def test_too_few_contacts_are_said_with_how_many_are_missing():
    assert "あと11回足りません" in words(talk(5))[0]


def test_somebody_never_contacted_is_said_so():
    row, _judged, book = row_with(lead())
    lines = [say(line) for line in said(touches(row, book, SETTINGS))]
    assert lines[-1] == "連絡の記録はまだありません。"
