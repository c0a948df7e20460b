"""The list of the week by person in charge (担当ごと)."""

from __future__ import annotations

from dataclasses import replace

from core.calls.listing import CallList


def names_of(calls: CallList) -> list[str]:
    """Who has a part of the list or a week of their own; the empty name is nobody in charge."""
    shares = [load.share.name for load in calls.loads if load.share.name]
    listed = sorted(set(calls.rows["staff"]) - set(shares), key=lambda name: (not name, name))
    return [*shares, *listed]


def of_person(calls: CallList, name: str) -> CallList:
    """The part of the list that is one person's; everybody keeps their place on the whole."""
    rows = calls.rows[(calls.rows["staff"] == name).to_numpy(dtype=bool)]
    return replace(calls, rows=rows.reset_index(drop=True))


def of_each(calls: CallList) -> list[tuple[str, CallList]]:
    """(name, part) of everybody who has to call anybody; one empty part where nobody has."""
    parts = [(name, of_person(calls, name)) for name in names_of(calls)]
    return [part for part in parts if len(part[1].rows)] or [("", calls)]
