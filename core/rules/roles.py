"""Roles (役割): who may see and do what in a shared ledger; pages, papers and the door ask here.

Whoever is not named owner gets only what is granted here by name: what is new is the owner's
until somebody decides otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from core.locale.words import Words, _


class Role(StrEnum):
    """What somebody is to the business: owner (店主), staff (店員), or looking on (見るだけ)."""

    OWNER = "owner"
    STAFF = "staff"
    VIEWER = "viewer"


@dataclass(frozen=True)
class Sees:
    """What a role may see and do.

    Attributes:
        names: what people are called, and what was said and written of them.
        money: amounts of money: what was bought for, value, costs, margins.
        refusals: whom the owner thinks about parting with (お断り) and the evidence.
        private_notes: what the owner wrote for himself, see :data:`PRIVATE`.
        phones: phone numbers, addresses and mail of everybody.
        listed_phones: the phone number of who is to be called this week, where it is called.
        exports: files that leave the program: workbooks, bundles, letters, one person's data.
        changes: anything at all may be written; what, says :func:`may`.
        deletes: rows and persons may be removed, imports made and taken back.
        settings: thresholds, businesses, backups, people who share.
    """

    names: bool = False
    money: bool = False
    refusals: bool = False
    private_notes: bool = False
    phones: bool = False
    listed_phones: bool = False
    exports: bool = False
    changes: bool = False
    deletes: bool = False
    settings: bool = False


_ALL = Sees(**dict.fromkeys(Sees.__dataclass_fields__, True))

#: What each role may see and do.
SEES: Mapping[Role, Sees] = MappingProxyType(
    {
        Role.OWNER: _ALL,
        Role.STAFF: Sees(names=True, listed_phones=True, changes=True),
        Role.VIEWER: Sees(names=True),
    }
)


def curtained(sees: Sees) -> Sees:
    """What is left to see while others look on (目隠し): figures, of whom nobody can be told."""
    return Sees(money=sees.money)


#: Roles in the owner's words.
NAMES: Mapping[Role, Words] = MappingProxyType(
    {
        Role.OWNER: _("Owner"),
        Role.STAFF: _("On the staff"),
        Role.VIEWER: _("Only looks"),
    }
)

#: {table: columns that hold the owner's own notes (店主のメモ)}.
PRIVATE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "customers": frozenset({"memo", "policy_override", "stage_override", "override_reason"}),
        "overrides": frozenset({"reason"}),
    }
)

#: {table: columns by which somebody can be reached (連絡先)}.
REACHED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "customers": frozenset(
            {"phone", "phone_other", "email", "line", "postal_code", "address"}
        ),
    }
)

#: {table: columns that only the owner writes}: they judge somebody (カスハラ).
JUDGED: Mapping[str, frozenset[str]] = MappingProxyType({"complaints": frozenset({"harassment"})})

#: Tables in which the staff add and correct rows: what comes of talks.
_WORKED_ON = frozenset({"activities", "promises", "complaints"})
_CALLED = frozenset({"outcome", "outcomes"})


def may(role: Role, verb: str, facts: Mapping[str, Any]) -> bool:
    """Whether somebody of a role may do an action.

    Args:
        role: theirs.
        verb: as the journal writes it, see :class:`core.store.journal.Action`.
        facts: as they stand beside it: ``table`` of a row, ``verb`` and ``facts`` of an action
            that is taken back or done again.
    """
    if role is Role.OWNER:
        return True
    if not SEES[role].changes:
        return False
    if verb in ("undo", "redo"):
        return may(role, str(facts.get("verb", "")), facts.get("facts", {}))
    if verb in _CALLED:
        return True
    return verb in ("add", "correct") and facts.get("table") in _WORKED_ON
