"""How many calls fit in the week to be called."""

import datetime as dt

import pytest

from core.calls.capacity import capacity, week_of
from core.settings.calls import CallSettings


def test_a_holiday_takes_its_calls_away():
    week = capacity(dt.date(2026, 11, 22), CallSettings())

    assert (week.week, week.working_days, week.calls) == (dt.date(2026, 11, 23), 4, 16)


def test_a_week_without_holidays_has_twenty_calls():
    week = capacity(dt.date(2026, 12, 7), CallSettings())

    assert (week.week, week.working_days, week.calls) == (dt.date(2026, 12, 7), 5, 20)


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-27", "2026-11-23"),
        ("2026-11-28", "2026-11-30"),
        ("2026-11-29", "2026-11-30"),
    ],
)
def test_the_weekend_plans_the_next_week(today, monday):
    assert week_of(dt.date.fromisoformat(today), CallSettings()).isoformat() == monday


def test_a_shop_that_works_on_saturday_still_calls_this_week():
    settings = CallSettings(working_weekdays=(1, 2, 3, 4, 5))

    week = capacity(dt.date(2026, 11, 28), settings)

    assert (week.week, week.working_days) == (dt.date(2026, 11, 23), 5)
    assert week.end == dt.date(2026, 11, 29)


def test_the_owner_may_say_how_many_calls():
    assert capacity(dt.date(2026, 11, 22), CallSettings(), calls=7).calls == 7
