"""Which backups stay: seven days, eight weeks, the last of each occasion, for 90 days."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from core.store.backup import Backup
from core.store.clock import JST
from core.store.rotation import OLDEST, staying, sure, too_old
from core.store.seal import Mark

TODAY = dt.date(2026, 11, 22)


def backup(number, day, why="daily", hour=9):
    at = dt.datetime.combine(day, dt.time(hour), JST)
    return Backup(
        id=f"{number:06}",
        number=number,
        at=at,
        why=why,
        business="店",
        revision="0001",
        customers=0,
        lines=0,
        last_action=0,
        content="",
        ledger=Mark(0, ""),
    )


def days_before(today, *counts):
    return [today - dt.timedelta(days=count) for count in counts]


def kept_days(found, today):
    stay = staying(found, today)
    return sorted({b.at.date() for b in found if b.id in stay})


def rotated(start, days, step=1):
    """What is left after a backup and a rotation on each of these days."""
    left = []
    for number in range(0, days, step):
        day = start + dt.timedelta(days=number)
        left.append(backup(number + 1, day))
        stay = staying(left, day)
        left = [b for b in left if b.id in stay]
    return left, day


def test_of_a_year_of_daily_backups_seven_days_and_eight_weeks_stay():
    left, today = rotated(dt.date(2026, 1, 1), 365)

    assert today == dt.date(2026, 12, 31)  # a Thursday
    days = days_before(today, *range(7))
    sundays = [dt.date(2026, 12, 27) - dt.timedelta(weeks=n) for n in range(7)]
    assert {b.at.date() for b in left} == {*days, *sundays}
    assert len({b.at.date().isocalendar()[:2] for b in left}) == 8


def test_weeks_begin_on_monday():
    sunday, monday = dt.date(2026, 11, 15), dt.date(2026, 11, 16)
    old = [backup(1, sunday), backup(2, monday)]
    newer = [backup(3 + n, dt.date(2026, 11, 17) + dt.timedelta(days=n)) for n in range(7)]

    days = kept_days([*old, *newer], dt.date(2026, 11, 23))

    assert sunday in days  # the last of its week
    assert monday not in days  # its week has later ones, and it is the eighth day


def test_of_one_day_the_last_one_stays_and_of_each_occasion_the_last_five():
    found = [backup(n, TODAY, "import", hour=n) for n in range(1, 10)]
    found.append(backup(10, TODAY, hour=12))
    assert staying(found, TODAY) == {"000005", "000006", "000007", "000008", "000009", "000010"}


def test_nothing_older_than_90_days_stays():
    found = [backup(n + 1, d) for n, d in enumerate(days_before(TODAY, 91, 90, 89, 1, 0))]
    assert kept_days(found, TODAY) == sorted(days_before(TODAY, 90, 89, 1, 0))


def test_the_only_one_stays_however_old_it_is():
    old = [backup(1, TODAY - dt.timedelta(days=400))]
    assert staying(old, TODAY) == {"000001"}
    assert staying([], TODAY) == set()


def test_one_look_with_a_clock_far_ahead_takes_nothing_away():
    found = [backup(n + 1, d) for n, d in enumerate(days_before(TODAY, 40, 20, 1, 0))]
    ahead = TODAY + dt.timedelta(days=3650)
    with_one = [*found, backup(9, ahead)]

    assert staying(with_one, ahead) == {b.id for b in with_one}
    back = [*with_one, backup(10, TODAY + dt.timedelta(days=1))]
    assert staying(back, TODAY + dt.timedelta(days=1)) == {b.id for b in back}


def test_after_a_long_holiday_the_old_ones_go_on_the_second_day():
    old = [backup(n + 1, d) for n, d in enumerate(days_before(TODAY, 200, 199))]
    first = [*old, backup(3, TODAY)]
    second = [*first, backup(4, TODAY + dt.timedelta(days=1))]

    assert staying(first, TODAY) == {b.id for b in first}
    assert staying(second, TODAY + dt.timedelta(days=1)) == {"000003", "000004"}


def test_a_clock_set_back_for_a_week_costs_no_good_backup_but_those_whose_turn_it_is():
    before = [backup(n + 1, d) for n, d in enumerate(days_before(TODAY, 6, 5, 4, 3, 2, 1, 0))]
    wrong = dt.date(2020, 1, 1)
    set_back = [backup(10 + n, wrong + dt.timedelta(days=n)) for n in range(4)]
    day = wrong + dt.timedelta(days=3)

    stay = staying([*before, *set_back], day)

    assert {b.id for b in set_back} <= stay
    assert {b.id for b in before[-3:]} <= stay
    assert too_old([*before, *set_back], day) == []
    right_again = [*before, *set_back, backup(20, TODAY + dt.timedelta(days=1))]
    assert too_old(right_again, TODAY + dt.timedelta(days=1)) == []


def test_what_a_clock_ahead_had_dated_goes_in_its_time():
    ahead = backup(1, dt.date(2040, 1, 1))
    found = [ahead, backup(2, TODAY - dt.timedelta(days=91)), backup(3, TODAY), backup(4, TODAY)]
    found.append(backup(5, TODAY - dt.timedelta(days=1)))

    assert too_old([*found, backup(6, TODAY + dt.timedelta(days=1))], TODAY + dt.timedelta(1)) == [
        "000001",
        "000002",
    ]


@pytest.mark.parametrize("back", [0, -3])
def test_the_newest_always_stays_and_nothing_stays_too_long(back):
    chance = random.Random(7)
    for _round in range(100):
        left, day = [], TODAY
        for number in range(1, 60):
            day += dt.timedelta(days=chance.choice((0, 1, 1, 1, 2, 5, 30, back, 1)))
            left.append(backup(number, day, chance.choice(("daily", "import", "hand"))))
            stay = staying(left, day)
            assert left[-1].id in stay
            left = [b for b in left if b.id in stay]
            assert len(left) <= 7 + 8 + 5 + 5 + 1
            if sure(left, day) and not back:
                assert all(day - b.at.date() <= OLDEST for b in left)
