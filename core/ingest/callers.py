"""Logs of an answering service (電話代行): who called is known by the phone alone.

A row without a customer number gets an id made of its phone (``T-0312345678``). As soon as a
customer of that phone is known, in the same upload or in the ledger, the calls are put under that
customer. A caller whom nobody knows becomes a customer, so that no call is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from core.ingest.headers import is_inbound
from core.ingest.names import name_key

if TYPE_CHECKING:
    from core.ingest.combining import Combined

_MARK = "T-"
#: An id made of a phone, behind the name of a source where it has one.
_CALLER = re.compile(r"(?:.*:)?T-([+\d]+)")
_ID_COLUMNS = ("customer_id", "referred_id", "referrer_id")


def caller_ids(ids: pd.Series[str], phones: pd.Series[str]) -> pd.Series[str]:
    """Ids made of the phone where there is a phone and no number of the customer.

    Args:
        ids: numbers that are known.
        phones: as read, such as ``03-1234-5678``.
    """
    made = _MARK + phones.str.replace(r"[^0-9+]", "", regex=True)
    return ids.where(ids.ne("") | phones.eq(""), made).astype("str")


def with_names(people: pd.DataFrame) -> pd.DataFrame:
    """Callers of whom only the phone is known are called by it."""
    blank = pd.Series("", index=people.index, dtype="str")
    name = people["name"] if "name" in people.columns else blank
    return people.assign(name=name.where(name.ne(""), people["phone"]).astype("str"))


def as_inbound(activities: pd.DataFrame, date_header: str) -> pd.DataFrame:
    """The contacts of a log of calls: from them, by phone, where no column says otherwise."""
    if not is_inbound(date_header):
        return activities
    given = {"direction": "in", "channel": "phone"}
    for name, code in given.items():
        if name not in activities.columns:
            activities = activities.assign(**{name: code})
    return activities.astype(dict.fromkeys(given, "str"))


def match_by_phone(
    tables: Mapping[str, pd.DataFrame], known: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Calls put under the customer whose phone it is.

    One phone may be a family's: then the name decides, and where it does not the caller stays.

    Args:
        tables: checked frames by name; callers stand in ``customers``.
        known: customers that may be meant: those of the upload, or those of the ledger.

    Returns:
        The tables; a caller who was found is no customer of the upload any more.
    """
    found = _found(tables.get("customers"), known)
    if not found:
        return dict(tables)
    people = tables["customers"]
    rest = people[~people["customer_id"].isin(found.keys())].reset_index(drop=True)
    moved = {name: _moved(frame, found) for name, frame in {**tables, "customers": rest}.items()}
    return {name: frame for name, frame in moved.items() if len(frame) or name != "customers"}


def with_callers(combined: Combined, known: pd.DataFrame) -> Combined:
    """What was read, with the callers found among the customers of the ledger.

    Args:
        combined: all tables of the files.
        known: the ledger's customers.
    """
    return replace(combined, tables=match_by_phone(combined.tables, known))


def _found(people: pd.DataFrame | None, known: pd.DataFrame) -> dict[str, str]:
    """{id made of a phone: the customer's}."""
    if people is None:
        return {}
    callers = people[people["customer_id"].str.fullmatch(_CALLER)]
    if callers.empty or not {"customer_id", "name", "phone"} <= set(known.columns):
        return {}
    by_phone = _by_phone(known[~known["customer_id"].str.fullmatch(_CALLER)])
    found = {}
    for key, name in zip(callers["customer_id"], callers["name"], strict=True):
        owners = by_phone.get(_CALLER.sub(r"\1", key), {})
        named = [owner for owner, known_name in owners.items() if known_name == name_key(name)]
        fitting = list(owners) if len(owners) == 1 else named
        if len(fitting) == 1:
            found[key] = fitting[0]
    return found


def _by_phone(known: pd.DataFrame) -> dict[str, dict[str, str]]:
    """{digits: {customer id: key of the name}}."""
    owners: dict[str, dict[str, str]] = {}
    for column in ("phone", "phone_other"):
        if column not in known.columns:
            continue
        there = known[known[column].ne("")]
        for key, name, phone in zip(
            there["customer_id"], there["name"], there[column], strict=True
        ):
            owners.setdefault(re.sub(r"[^0-9+]", "", phone), {})[key] = name_key(name)
    return owners


def _moved(frame: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    columns = [c for c in _ID_COLUMNS if c in frame.columns and frame[c].isin(found.keys()).any()]
    return frame.assign(**{column: frame[column].replace(dict(found)) for column in columns})
