"""What came of a call and what it writes."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from core.calls import call_list
from core.calls.outcomes import OUTCOMES, Change, Logged, effects, missing
from core.settings import Settings
from core.settings.calls import CallSettings
from core.tables import TABLES
from core.tables.activities import OUTCOME_CHOICES
from tests.core.call_cases import TODAY, book, day, judged, reasons_left_out, rows_of, slipping

LIMITS = CallSettings()
FULL = Logged(
    "C1", TODAY, note="折り返しを希望", next_date=dt.date(2026, 12, 1), product="カット",
    reason="budget", severity=3, reason_code="lapse_risk", referred_name="木村",
    new_customer_id="C900", promise_id=7, referral_id=8, minutes=4, staff="店主",
)  # fmt: skip
BARE = Logged("C1", TODAY)


def tables_of(outcome, logged=FULL):
    return [change.table for change in effects(outcome, logged, LIMITS)]


def only(outcome, table, logged=FULL):
    (change,) = [c for c in effects(outcome, logged, LIMITS) if c.table == table and c.row is None]
    return change.values


def test_the_nine_outcomes_are_those_of_the_contacts_table():
    assert list(OUTCOMES) == [choice.code for choice in OUTCOME_CHOICES]


@pytest.mark.parametrize("logged", [FULL, BARE], ids=["full", "bare"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_row_of_every_outcome_can_stand_in_its_table(outcome, logged):
    changes = effects(outcome, logged, LIMITS)

    assert changes[0].table == "activities"
    for change in changes:
        assert set(change.values) <= set(TABLES[change.table].names)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_an_outcome_adds_passes_the_checks_of_its_table(outcome):
    logged = dataclasses.replace(FULL, promise_id=None, referral_id=None)

    for change in effects(outcome, logged, LIMITS):
        if change.row is None:
            assert len(rows_of(change.table, [change.values])) == 1


@pytest.mark.parametrize(
    ("reason_code", "kind"),
    [
        ("lapse_risk", "sales"), ("expiry", "check"), ("birthday", "thanks"),
        ("promise_due", "promise"), ("complaint_due", "complaint"), ("listen", "chat"),
        ("", "chat"),
    ],
)  # fmt: skip
def test_the_contact_is_of_the_kind_that_its_reason_says(reason_code, kind):
    logged = dataclasses.replace(BARE, reason_code=reason_code)

    contact = effects("talked", logged, LIMITS)[0].values

    assert (contact["kind"], contact["direction"], contact["outcome"]) == (kind, "out", "talked")


def test_no_answer_writes_the_try_alone():
    assert tables_of("no_answer", BARE) == ["activities"]


def test_a_day_that_was_promised_becomes_a_promise_of_ours():
    promise = only("promised", "promises")

    assert (promise["due_date"], promise["by_whom"]) == (dt.date(2026, 12, 1), "us")
    assert promise["content"] == "折り返しを希望"


def next_date_after(outcome, logged):
    """What becomes of the next date: the new one, None where it is cleared, «kept»."""
    changes = [c for c in effects(outcome, logged, LIMITS) if "next_date" in c.values]
    return changes[0].values["next_date"] if changes else "kept"


@pytest.mark.parametrize("outcome", ["talked", "promised", "bought", "no_answer", "declined"])
def test_the_next_date_is_set_with_the_outcome(outcome):
    assert next_date_after(outcome, FULL) == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("outcome", "left"), [("talked", None), ("bought", None), ("no_answer", "kept")]
)
def test_a_talk_uses_the_next_date_up_and_a_call_nobody_answered_does_not(outcome, left):
    assert next_date_after(outcome, BARE) == left


@pytest.mark.parametrize("outcome", ["not_now", "complaint", "stop"])
def test_a_day_that_stands_in_a_register_of_its_own_is_no_second_next_date(outcome):
    assert next_date_after(outcome, FULL) is None


def test_not_now_goes_into_the_timing_register_with_its_reason_and_time():
    row = only("not_now", "not_now")

    assert (row["reason"], row["next_time"]) == ("budget", dt.date(2026, 12, 1))
    assert (row["named_by"], row["certainty"]) == ("customer", "high")


def test_not_now_without_a_time_is_asked_once_more_after_ninety_days():
    row = only("not_now", "not_now", BARE)

    assert row["next_time"] == TODAY + dt.timedelta(days=90)
    assert (row["named_by"], row["certainty"], row["reason"]) == ("us", "low", "timing")


def test_a_complaint_is_opened_with_its_severity_and_the_promised_day():
    row = only("complaint", "complaints", dataclasses.replace(FULL, reason="delay"))

    assert (row["cause"], row["severity"]) == ("delay", 3)
    assert row["promised_contact_date"] == dt.date(2026, 12, 1)
    assert only("complaint", "complaints", BARE)["severity"] == LIMITS.complaint_severity
    assert only("complaint", "complaints", BARE)["cause"] == "other"


def test_stop_takes_the_permission_away_at_once():
    assert effects("stop", BARE, LIMITS)[1:] == [
        Change("customers", {"contact_permission": "stop"}, "C1"),
        Change("customers", {"next_date": None}, "C1"),
    ]


def test_a_referral_brings_a_prospect_and_owes_thanks():
    changes = effects("referral", dataclasses.replace(FULL, referral_id=None), LIMITS)

    prospect, introduced = changes[1:3]
    assert prospect.values["referrer_id"] == "C1"
    assert (introduced.values["referred_id"], introduced.values["kind"]) == ("C900", "referral")
    assert tables_of("referral", BARE) == ["activities", "referrals", "customers"]


def test_a_kept_promise_and_spoken_thanks_are_settled_by_a_talk_only():
    changed = [change for change in effects("talked", FULL, LIMITS) if change.row is not None]
    settled = [change for change in changed if change.table != "customers"]

    assert settled == [
        Change("promises", {"done_date": TODAY}, 7),
        Change("referrals", {"thanked_date": TODAY}, 8),
    ]
    assert tables_of("no_answer", BARE) == ["activities"]


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        ("talked", ["note"]), ("no_answer", []), ("promised", ["note", "next_date"]),
        ("not_now", ["reason"]), ("referral", ["referred_name"]), ("stop", []),
    ],
)  # fmt: skip
def test_an_outcome_says_what_it_still_needs(outcome, fields):
    assert missing(outcome, BARE) == fields
    assert missing(outcome, FULL) == []


# ---- the logged outcome changes the list at once


@pytest.mark.parametrize(
    ("outcome", "left_out"),
    [
        ("talked", "next_date_set"), ("declined", "next_date_set"), ("stop", "stopped"),
        ("complaint", "open_complaint"), ("not_now", "talked_lately"),
    ],
)  # fmt: skip
def test_a_logged_outcome_takes_the_customer_off_the_list(outcome, left_out):
    logged = Logged("C1", TODAY, note="話した", reason_code="lapse_risk", next_date=day(60).date())
    people, tables = applied(effects(outcome, logged, LIMITS))

    calls = call_list(people, tables, Settings())

    assert reasons_left_out(calls) == {"C1": left_out}


def test_a_promise_made_on_the_phone_is_listed_when_its_day_comes():
    logged = Logged("C1", TODAY, note="カタログを送る", next_date=day(3).date())
    people, tables = applied(effects("promised", logged, LIMITS))

    rows = call_list(people, tables, Settings()).rows

    assert rows["class"].tolist() == ["promise"]


def test_after_three_calls_without_an_answer_a_card_is_due():
    tries = [
        change
        for days in (8, 5, 1)
        for change in effects("no_answer", Logged("C1", day(-days).date()), LIMITS)
    ]
    people, tables = applied(tries)

    assert reasons_left_out(call_list(people, tables, Settings())) == {"C1": "no_answer"}
    people, tables = applied(tries[:2])
    assert len(call_list(people, tables, Settings()).rows) == 1


def test_the_friend_who_brought_somebody_is_thanked_although_we_have_just_talked():
    logged = Logged("C1", TODAY, referred_name="木村", reason_code="lapse_risk")
    people, tables = applied(effects("referral", logged, LIMITS))

    rows = call_list(people, tables, Settings()).rows

    assert [reasons[0].code for reasons in rows["reasons"]] == ["referral_thanks"]


def applied(changes):
    """The customer and the tables after the rows were written."""
    person = slipping("C1")
    tables: dict[str, list[dict]] = {}
    for change in changes:
        if change.table == "customers":
            person |= change.values
        elif change.row is None:
            dated = {
                name: pd.Timestamp(value) if isinstance(value, dt.date) else value
                for name, value in change.values.items()
            }
            tables.setdefault(change.table, []).append(dated)
    return judged(person), book(**tables)
