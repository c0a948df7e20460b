"""The week as an iCalendar file (RFC 5545): promises on their days, the calls of each day.

Taken in again it replaces what it was: each event keeps its name (UID). Names of customers stand
in it, so it belongs in a calendar that stays with the owner.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from core.calls import CallList
from core.calls.capacity import working_days
from core.calls.reasons import sentence
from core.locale.words import _, n_, say
from core.settings.calls import CallSettings

#: A line is folded at so many octets.
_OCTETS = 75
_PROMISES = "promise"


def week_calendar(
    calls: CallList, settings: CallSettings, *, shop: str, language: str, now: dt.datetime
) -> bytes:
    """The file.

    Args:
        calls: the list of the week; nobody who wants no contact is in it.
        settings: which weekdays are worked.
        shop: the business's name.
        language: ``ja`` or ``en``.
        now: the moment of writing, with its time zone.
    """
    title = say(_("Calls of {shop}", shop=shop), language)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daifukucho//calls//JA", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(title)}",
    ]  # fmt: skip
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for key, day, summary, text in _events(calls, settings, language):
        lines += [
            "BEGIN:VEVENT", f"UID:{_uid(shop, key)}", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(summary)}", f"DESCRIPTION:{_escaped(text)}",
            "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _events(
    calls: CallList, settings: CallSettings, language: str
) -> Iterator[tuple[str, dt.date, str, str]]:
    """Key, day, title and text of each event."""
    rows = calls.rows.to_dict("records")
    for row in rows:
        lead = row["reasons"][0]
        day = lead.facts.get("due")
        if row["class"] == _PROMISES and isinstance(day, dt.date):
            title = say(_("Promise: {name}", name=row["name"]), language)
            key = f"{row['customer_id']}|{lead.code}|{day}"
            yield key, day, title, say(sentence(lead), language)
    days = working_days(calls.week, settings) or [calls.week]
    for number, day in enumerate(days):
        share = rows[number :: len(days)]
        if share:
            title = say(n_("{n} call", "{n} calls", n=len(share)), language)
            text = "\n".join(_line(row, language) for row in share)
            yield f"calls|{day}", day, title, text


def _line(row: Mapping[Any, Any], language: str) -> str:
    why = say(row["why"][0], language) if row["why"] else ""
    lead = row["reasons"][0].facts if row["reasons"] else {}
    script = lead.get("script", "")
    planned = say(_("“{note}”", note=script), language) if script else ""
    return f"{int(row['rank'])}. {row['name']} {row['phone']} {why} {planned}".strip()


def _uid(shop: str, key: str) -> str:
    mark = hashlib.sha256(f"{shop}|{key}".encode()).hexdigest()[:32]
    return f"{mark}@daifukucho.invalid"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no sign cut in two."""
    piece, size, room = "", 0, _OCTETS
    for sign in line:
        octets = len(sign.encode())
        if size + octets > room:
            yield piece
            piece, size, room = " ", 1, _OCTETS
        piece, size = piece + sign, size + octets
    yield piece
