"""Which backups stay (世代): seven days, eight weeks, the last of each occasion, for 90 days.

Backups are ordered by their numbers, which grow whatever the clock says. Days and weeks are those
of Japan, weeks begin on Monday. What a wrong clock dated is held between its neighbours; and old
ones go only once two different days of the last 90 have a backup, so that one look with a clock
far ahead does not take everything away.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from core.store.backup import Backup

DAYS = 7
WEEKS = 8
#: How many of each occasion stay beside those.
OCCASIONS = {"import": 5, "migration": 3, "hand": 5, "restore": 3}
OLDEST = dt.timedelta(days=90)
#: So many days with backups must lie within :data:`OLDEST` before older ones go.
SURE = 2


def staying(good: Sequence[Backup], today: dt.date) -> set[str]:
    """The ids of those backups that stay.

    Args:
        good: all whole backups.
        today: the day that it is in Japan, as far as the computer knows.
    """
    newest = sorted(good, key=lambda b: b.number, reverse=True)
    kept = {backup.id for backup in newest[:1]}
    kept |= _first_of_each([(str(b.at.date()), b.id) for b in newest], DAYS)
    kept |= _first_of_each([(_week(b.at.date()), b.id) for b in newest], WEEKS)
    for occasion, count in OCCASIONS.items():
        kept |= {b.id for b in [b for b in newest if b.why == occasion][:count]}
    return kept - set(too_old(newest, today))


def too_old(found: Sequence[Backup], today: dt.date) -> list[str]:
    """The ids of those that are to go for their age; never the newest.

    Args:
        found: backups, whole or not.
        today: the day that it is in Japan, as far as the computer knows.
    """
    if not sure(found, today):
        return []
    dated = _dated(found, today)
    return [backup.id for backup, day in dated[:-1] if today - day > OLDEST]


def sure(found: Sequence[Backup], today: dt.date) -> bool:
    """Whether there are enough fresh backups to trust the clock and let go of old ones."""
    return len({day for _b, day in _dated(found, today) if today - day <= OLDEST}) >= SURE


def _first_of_each(newest: Sequence[tuple[str, str]], count: int) -> set[str]:
    """The newest of each of the last so many days (or weeks): (day, id)."""
    found: dict[str, str] = {}
    for day, backup_id in newest:
        found.setdefault(day, backup_id)
    return set(list(found.values())[:count])


def _week(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-{week}"


def _dated(found: Sequence[Backup], today: dt.date) -> list[tuple[Backup, dt.date]]:
    """The eldest first, each with its day as far as it can be true.

    One dated after today was made by a clock that was ahead: it is not younger than its next one.
    One dated before its elder was made by a clock that was behind: it is not older than that.
    """
    newest_first = sorted(found, key=lambda b: b.number, reverse=True)
    days, next_day = [], today
    for backup in newest_first:
        next_day = backup.at.date() if backup.at.date() <= today else next_day
        days.append(next_day)
    return [
        (backup, day)
        for backup, day in zip(
            reversed(newest_first), itertools.accumulate(reversed(days), max), strict=True
        )
    ]
