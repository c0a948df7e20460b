"""How many calls and minutes fit in the week to be called (capacity): for the shop, for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import jpholiday

from core.settings.calls import CallSettings

_WEEK = dt.timedelta(days=7)
_WEEKDAYS = range(7)
_NOBODY_LEFT: Mapping[str, dt.date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody in charge (担当) can do, as set.

    Attributes:
        name: as in the column 担当.
        calls: a working day.
        minutes: a working day; 0 is no limit.
        weekdays: those on which they phone, Monday is 0; none are those of the shop.
    """

    name: str
    calls: int
    minutes: int = 0
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What fits in the week of one person, or of nobody in particular (空の名前).

    Attributes:
        name: who; empty is the common rest, for customers whose person has no share.
        working_days: how many days of the week they work.
        calls: how many calls fit.
        minutes: how many minutes fit; None is no limit.
    """

    name: str
    working_days: int
    calls: int
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """The week to be called and what fits in it.

    Attributes:
        week: its Monday.
        working_days: days of it that are worked: no Saturday, Sunday or Japanese holiday.
        calls: how many calls fit.
        minutes: how many minutes fit; None is no limit.
        people: the shares of those in charge, where they have any.
    """

    week: dt.date
    working_days: int
    calls: int
    minutes: int | None = None
    people: tuple[Share, ...] = ()

    @property
    def end(self) -> dt.date:
        """The Sunday of the week."""
        return self.week + dt.timedelta(days=6)

    @property
    def shared(self) -> bool:
        """Something besides the number of calls limits the list."""
        return bool(self.people) or self.minutes is not None

    @property
    def common(self) -> Share:
        """What is left of the shop's week when all shares are taken off."""
        calls = self.calls - sum(share.calls for share in self.people)
        minutes = self.minutes
        if minutes is not None:
            minutes = max(minutes - sum(share.minutes or 0 for share in self.people), 0)
        return Share("", self.working_days, max(calls, 0), minutes)


def week_of(today: dt.date, settings: CallSettings) -> dt.date:
    """The Monday of the week to be called: this week, or the next when its working days are over.

    Source: DOMAIN 3.4 (Sunday 2026-11-22 plans the week of 2026-11-23).
    """
    monday = today - dt.timedelta(days=today.weekday())
    over = today.weekday() > max(settings.working_weekdays)
    return monday + _WEEK if over else monday


def capacity(
    today: dt.date,
    settings: CallSettings,
    *,
    calls: int | None = None,
    left: Mapping[str, dt.date] = _NOBODY_LEFT,
) -> Capacity:
    """Working days times calls a day, or ``calls`` where the owner says how many.

    Where the people in charge together can do more than is set for the shop, theirs counts.

    Args:
        today: decides the week.
        settings: calls and minutes a day of the shop and of each person.
        calls: so many in this week, whatever is set.
        left: {name: last day} of those who no longer work here.

    Source: DOMAIN 3.2 (Monday 2026-11-23 is a holiday, so 16 and not 20).
    """
    week = week_of(today, settings)
    working = len(working_days(week, settings))
    people = tuple(_share(person, week, settings, left) for person in people_of(settings))
    own = max(settings.per_day * working, sum(share.calls for share in people))
    minutes = _minutes(settings.minutes_per_day * working, people)
    return Capacity(week, working, own if calls is None else calls, minutes, people)


def _minutes(shop: int, people: Iterable[Share]) -> int | None:
    """Minutes of the whole shop; 0 is no limit."""
    return max(shop, sum(share.minutes or 0 for share in people)) if shop else None


def _share(
    person: Person, week: dt.date, settings: CallSettings, left: Mapping[str, dt.date]
) -> Share:
    days = len(own_days(person, week, settings, left))
    return Share(person.name, days, person.calls * days, person.minutes * days or _none(person))


def _none(person: Person) -> int | None:
    """No minutes are none at all where minutes are limited, and no limit where they are not."""
    return 0 if person.minutes else None


def own_days(
    person: Person,
    week: dt.date,
    settings: CallSettings,
    left: Mapping[str, dt.date] = _NOBODY_LEFT,
) -> list[dt.date]:
    """The days of a week on which somebody phones: no holiday, no day off, none after the last."""
    weekdays = person.weekdays or settings.working_weekdays
    off = {day for name, day in days_off(settings) if name == person.name}
    last = left.get(person.name, dt.date.max)
    days = [week + dt.timedelta(days=weekday) for weekday in sorted(set(weekdays))]
    return [d for d in days if not jpholiday.is_holiday(d) and d not in off and d <= last]


def working_days(week: dt.date, settings: CallSettings) -> list[dt.date]:
    """The days of a week, given by its Monday, that are worked: no Japanese holiday is."""
    days = [week + dt.timedelta(days=weekday) for weekday in sorted(settings.working_weekdays)]
    return [day for day in days if not jpholiday.is_holiday(day)]


def people_of(settings: CallSettings) -> list[Person]:
    """Those with a capacity of their own.

    The setting may come from a workbook that was changed by hand: an entry that cannot be read is
    as good as none, and of two for one name the first counts.
    """
    found: dict[str, Person] = {}
    for entry in settings.people if isinstance(settings.people, tuple) else ():
        person = _person(entry)
        if person is not None:
            found.setdefault(person.name, person)
    return list(found.values())


def _person(entry: Any) -> Person | None:  # noqa: ANN401 - whatever a workbook says
    try:
        name, calls, minutes, weekdays = entry
        person = Person(
            str(name).strip(), int(calls), int(minutes), tuple(int(day) for day in weekdays)
        )
    except (TypeError, ValueError):
        return None
    good = person.name and min(person.calls, person.minutes) >= 0
    return person if good and set(person.weekdays) <= set(_WEEKDAYS) else None


def days_off(settings: CallSettings) -> list[tuple[str, dt.date]]:
    """(who, when) of the days off; what is no day is passed over."""
    found = []
    for entry in settings.days_off if isinstance(settings.days_off, tuple) else ():
        try:
            name, day = entry
            found.append((str(name).strip(), dt.date.fromisoformat(str(day))))
        except (TypeError, ValueError):
            continue
    return found
