import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.locale.words import say
from core.rules.trust import ENTRIES, TRUST_WORDS, balances, passbook
from core.settings import Settings
from tests.core.profiles import TODAY, ago, book_with, calm, profile_of
from tests.drills.share import examples

SETTINGS = Settings()
ROWS = profile_of(calm())


def balance(today=TODAY, **tables):
    return balances(ROWS, book_with(today=today, **tables), SETTINGS)["trust"].iloc[0]


def said(today=TODAY, **tables):
    return round(balance(today, **tables), 1)


def entries(**tables):
    found = passbook("A", ROWS, book_with(**tables), SETTINGS)
    return list(zip(found["code"], found["points"].round(2), strict=True))


def talk(days, **changed):
    return {
        "date": ago(days),
        "customer_id": "A",
        "channel": "phone",
        "outcome": "talked",
        **changed,
    }


def contact(days, **changed):
    return {"date": ago(days), "customer_id": "A", **changed}


# --- the worked figures of DOMAIN 2.5 ---------------------------------------------------------

#: Eleven talks, one every 60 days, the last one today.
REGULAR = [talk(60 * n) for n in range(11)]


def later(days):
    return TODAY + dt.timedelta(days=days)


def complaint(**changed):
    """Received five days before the last talk."""
    return {"customer_id": "A", "received_date": ago(5), "severity": 2, **changed}


def test_a_salon_regular_with_a_talk_every_sixty_days_has_13_4():
    assert said(activities=REGULAR) == 13.4


@pytest.mark.parametrize(("days", "expected"), [(180, 6.7), (360, 3.3)])
def test_silence_halves_the_balance_every_180_days(days, expected):
    assert said(later(days), activities=REGULAR) == expected


def test_a_complaint_of_severity_two_leaves_5_5():
    assert said(activities=REGULAR, complaints=[complaint()]) == 5.5


def test_the_complaint_resolved_a_week_later_brings_10_2():
    resolved = complaint(resolved_date=later(7))

    assert said(later(7), activities=REGULAR, complaints=[resolved]) == 10.2


def test_an_unresolved_complaint_and_then_a_broken_promise_leave_minus_4_5():
    broken = {"customer_id": "A", "due_date": ago(15), "by_whom": "us"}

    assert said(activities=REGULAR, complaints=[complaint()], promises=[broken]) == -4.5


def test_ten_postcards_in_a_month_are_worth_only_3_6():
    cards = [contact(3 * n, channel="postcard", kind="thanks") for n in range(10)]

    assert said(activities=cards) == 3.6


# --- each entry ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ({"outcome": "talked"}, [("talk", 3.0)]),
        ({"outcome": "not_now", "kind": "sales"}, [("talk", 3.0)]),
        ({"direction": "in", "channel": "phone", "kind": "consult"}, [("consult", 4.0)]),
        ({"channel": "postcard", "kind": "thanks"}, [("card", 2.0)]),
        ({"channel": "line", "kind": "useful"}, [("useful", 1.0)]),
        ({"channel": "email", "kind": "check"}, [("useful", 1.0)]),
        ({"channel": "postcard", "kind": "sales"}, [("sales_pitch", -1.0)]),
        ({"channel": "phone", "kind": "sales", "outcome": "declined"}, [("sales_declined", -2.0)]),
        ({"channel": "phone", "kind": "sales", "outcome": "no_answer"}, []),
        ({"channel": "phone", "kind": "thanks", "outcome": "no_answer"}, []),
        ({"outcome": "complaint"}, []),
        ({"outcome": "stop"}, []),
        ({"channel": "visit", "kind": "complaint"}, []),
    ],
)
def test_a_contact_is_one_line_of_the_passbook(activity, expected):
    assert entries(activities=[contact(0, **activity)]) == expected


def test_an_offer_made_in_a_talk_is_both():
    both = contact(0, channel="phone", kind="sales", outcome="talked")

    assert sorted(entries(activities=[both])) == [("sales_pitch", -1.0), ("talk", 3.0)]


@pytest.mark.parametrize(("days", "code"), [(29, "sales_too_soon"), (30, "sales_pitch")])
def test_an_offer_within_thirty_days_of_the_last_is_too_soon(days, code):
    offers = [contact(n, channel="email", kind="sales") for n in (0, days)]

    assert entries(activities=offers)[0][0] == code


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("2026-05-03", "birthday"),
        ("2026-05-10", "birthday"),
        ("2026-05-02", "useful"),
        ("2026-05-11", "useful"),
    ],
)
def test_wishes_in_the_week_before_the_birthday_are_birthday_wishes(sent, code):
    rows = profile_of(calm(birthday="1980-05-10"))
    wishes = contact(0, channel="line", kind="thanks", direction="out")
    book = book_with(activities=[{**wishes, "date": dt.date.fromisoformat(sent)}])

    assert passbook("A", rows, book, SETTINGS)["code"].tolist() == [code]


@pytest.mark.parametrize("birthday", ["", "02-29"])
def test_a_birthday_that_is_unknown_or_not_this_year_gives_no_birthday_wishes(birthday):
    rows = profile_of(calm(birthday=birthday))
    book = book_with(activities=[contact(267, channel="line", kind="thanks")])

    assert passbook("A", rows, book, SETTINGS)["code"].tolist() == ["useful"]


@pytest.mark.parametrize(
    ("asked", "answered", "late"),
    [
        ("2026-11-18", "2026-11-20", False),  # Wednesday to Friday
        ("2026-11-18", "2026-11-21", True),
        ("2026-11-13", "2026-11-17", False),  # Friday to Tuesday
        ("2026-11-13", "2026-11-18", True),
        ("2026-11-14", "2026-11-17", False),  # Saturday to Tuesday
        ("2026-11-18", None, True),  # still open today, a Sunday
        ("2026-11-20", None, False),
    ],
)
def test_a_written_inquiry_wants_an_answer_within_two_business_days(asked, answered, late):
    inquiry = contact(0, direction="in", channel="email", kind="chat")
    reply = contact(0, direction="out", channel="email", kind="check")
    found = [{**inquiry, "date": dt.date.fromisoformat(asked)}]
    if answered:
        found.append({**reply, "date": dt.date.fromisoformat(answered)})

    codes = [code for code, _points in entries(activities=found)]

    assert ("unanswered" in codes) is late


def promise(**changed):
    return {"customer_id": "A", "due_date": ago(10), "by_whom": "us", **changed}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (promise(done_date=ago(11)), [("promise_early", 5.0)]),
        (promise(done_date=ago(10)), [("promise_kept", 4.0)]),
        (promise(done_date=ago(9)), [("promise_late", -6.0)]),
        (promise(due_date=TODAY), []),
        (promise(due_date=ago(1)), [("promise_late", -6.0)]),
        (promise(due_date=ago(14)), [("promise_late", -6.0)]),
        (promise(due_date=ago(15)), [("promise_broken", -10.0)]),
        (promise(due_date=ago(15), done_date=ago(-1)), [("promise_broken", -10.0)]),
        (promise(due_date=ago(15), by_whom="them"), []),
        (promise(due_date=ago(15), by_whom=""), [("promise_broken", -10.0)]),
    ],
)
def test_a_promise_is_kept_late_or_broken(row, expected):
    assert entries(promises=[row]) == expected


@pytest.mark.parametrize(("severity", "points"), [(1, -4.0), (2, -8.0), (3, -15.0), (None, -8.0)])
def test_a_complaint_costs_by_its_severity(severity, points):
    assert entries(complaints=[complaint(severity=severity)]) == [("complaint", points)]


def test_the_same_cause_again_costs_half_more():
    first = complaint(received_date=ago(50), cause="delay")
    other = complaint(received_date=ago(40), cause="price")
    again = complaint(received_date=ago(5), cause="delay")

    assert entries(complaints=[again, first, other])[0] == ("complaint_again", -12.0)
    assert entries(complaints=[complaint(), complaint()])[0] == ("complaint", -8.0)


@pytest.mark.parametrize(("severity", "points"), [(1, 4.0), (2, 5.0), (3, 5.0)])
def test_a_resolution_never_earns_more_than_the_loss(severity, points):
    resolved = complaint(severity=severity, resolved_date=TODAY)

    assert entries(complaints=[resolved])[0] == ("complaint_resolved", points)


@pytest.mark.parametrize(
    ("changed", "in_time"),
    [
        ({"received_date": ago(14), "resolved_date": TODAY}, True),
        ({"received_date": ago(15), "resolved_date": TODAY}, False),
        ({"due_date": ago(3), "resolved_date": ago(3)}, True),
        ({"due_date": ago(3), "resolved_date": ago(2)}, False),
        ({"resolved_date": ago(-1)}, False),
    ],
)
def test_a_resolution_counts_when_it_is_in_time(changed, in_time):
    codes = [code for code, _points in entries(complaints=[complaint(**changed)])]

    assert ("complaint_resolved" in codes) is in_time


@pytest.mark.parametrize(("days", "thanked"), [(7, True), (8, False)])
def test_thanks_for_a_referral_within_seven_days_is_a_deposit(days, thanked):
    brought = {"date": ago(20), "customer_id": "A", "thanked_date": ago(20 - days)}

    assert entries(referrals=[brought]) == ([("referral_thanked", 3.0)] if thanked else [])


# --- the balance --------------------------------------------------------------------------------


def test_deposits_of_the_same_kind_count_half_each_time_within_thirty_days():
    talks = [talk(0), talk(30), talk(60), talk(91)]

    points = [points for _code, points in entries(activities=talks)]

    assert points == [1.5, 1.5, 3.0, 3.0]


def test_deposits_of_other_kinds_and_of_other_customers_do_not_halve_each_other():
    other = {**talk(0), "customer_id": "B"}
    card = contact(1, channel="postcard", kind="thanks")

    assert entries(activities=[talk(0), other, card]) == [("talk", 3.0), ("card", 2.0)]


def test_withdrawals_fade_half_as_fast_as_deposits():
    assert said(later(360), complaints=[complaint(received_date=TODAY)]) == -4.0


def test_the_balance_stays_within_thirty():
    heavy = [complaint(severity=3, cause="safety") for _n in range(9)]
    kept = [promise(due_date=ago(40 * n), done_date=ago(40 * n)) for n in range(60)]

    assert balance(complaints=heavy) == -30.0
    assert balance(promises=kept) <= 30.0


@pytest.mark.parametrize(("days", "word"), [(0, "thick"), (77, "normal"), (390, "thin")])
def test_a_balance_has_its_word(days, word):
    found = balances(ROWS, book_with(today=later(days), activities=REGULAR), SETTINGS)

    assert found["trust_word"].tolist() == [word]


def test_without_entries_trust_is_thin_and_a_loss_is_overdrawn():
    nothing = balances(ROWS, book_with(), SETTINGS)
    lost = balances(ROWS, book_with(complaints=[complaint()]), SETTINGS)

    assert nothing.iloc[0].tolist() == [0.0, "thin"]
    assert lost["trust_word"].tolist() == ["overdrawn"]


def test_the_passbook_sums_to_the_balance_and_shows_the_newest_first():
    book = book_with(activities=REGULAR, complaints=[complaint()])

    found = passbook("A", ROWS, book, SETTINGS)

    assert found["date"].is_monotonic_decreasing
    assert found["effect"].sum() == pytest.approx(balances(ROWS, book, SETTINGS)["trust"].iloc[0])


def test_every_line_and_word_is_said_in_both_languages():
    for words in (*ENTRIES.values(), *TRUST_WORDS.values()):
        assert say(words, "ja") != say(words, "en")


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(
    talks=st.lists(st.integers(0, 900), max_size=12),
    complaints=st.lists(st.integers(0, 900), max_size=6),
)
def test_any_ledger_has_a_balance_within_the_limit_whatever_the_order_of_its_rows(
    talks, complaints
):
    activities = [talk(n) for n in talks]
    losses = [complaint(received_date=ago(n), cause="delay") for n in complaints]

    one = balance(activities=activities, complaints=losses)
    other = balance(activities=activities[::-1], complaints=losses)

    assert -30 <= one <= 30
    assert one == pytest.approx(other)
