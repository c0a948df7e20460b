"""How many calls fit in the week to be called (capacity)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import jpholiday

from core.settings.calls import CallSettings

_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Capacity:
    """The week to be called and what fits in it.

    Attributes:
        week: its Monday.
        working_days: days of it that are worked: no Saturday, Sunday or Japanese holiday.
        calls: how many calls fit.
    """

    week: dt.date
    working_days: int
    calls: int

    @property
    def end(self) -> dt.date:
        """The Sunday of the week."""
        return self.week + dt.timedelta(days=6)


def week_of(today: dt.date, settings: CallSettings) -> dt.date:
    """The Monday of the week to be called: this week, or the next when its working days are over.

    Source: DOMAIN 3.4 (Sunday 2026-11-22 plans the week of 2026-11-23).
    """
    monday = today - dt.timedelta(days=today.weekday())
    over = today.weekday() > max(settings.working_weekdays)
    return monday + _WEEK if over else monday


def capacity(today: dt.date, settings: CallSettings, *, calls: int | None = None) -> Capacity:
    """Working days times calls a day, or ``calls`` where the owner says how many.

    Source: DOMAIN 3.2 (Monday 2026-11-23 is a holiday, so 16 and not 20).
    """
    week = week_of(today, settings)
    working = len(working_days(week, settings))
    return Capacity(week, working, settings.per_day * working if calls is None else calls)


def working_days(week: dt.date, settings: CallSettings) -> list[dt.date]:
    """The days of a week, given by its Monday, that are worked: no Japanese holiday is."""
    days = [week + dt.timedelta(days=weekday) for weekday in sorted(settings.working_weekdays)]
    return [day for day in days if not jpholiday.is_holiday(day)]
