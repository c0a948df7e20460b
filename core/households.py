"""Households and companies (世帯・グループ) by hand: who belongs together, and who does not."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import reading, rows
from core.store.journal import Write
from core.store.people import Finder
from core.store.places import Place


class Households(ABC):
    """What a workspace does about households; found ones are overruled, never forgotten."""

    _place: Place

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    @staticmethod
    @abstractmethod
    def _finder(connection: sa.Connection) -> Finder: ...

    def join_household(self, customer_id: str, other: str) -> int:
        """Put a customer into the household or company of another; returns the action's number.

        Raises:
            StoreError: it is one and the same customer, or they are together already.
        """
        with self._writing() as write:
            homes = self._homes(write.connection)
            shared = homes.get(other) or _new(other)
            if customer_id == other or homes.get(customer_id) == shared:
                raise StoreError(_("They belong together already."))
            names = [rows.name_of(write.connection, each) for each in (customer_id, other)]
            write.begin("join_household", {"name": names[0], "other": names[1]})
            for each in (other, customer_id):
                _put(write, each, shared)
            return write.id

    def leave_household(self, customer_id: str) -> int:
        """Take a customer out of a household or company; returns the action's number.

        The others are written down as its members, so that nobody is put back by the evidence
        by which the household was found.

        Raises:
            StoreError: the customer is in none.
        """
        with self._writing() as write:
            homes = self._homes(write.connection)
            shared = homes.get(customer_id)
            if not shared:
                raise StoreError(_("This customer is in no household or company."))
            name = rows.name_of(write.connection, customer_id)
            write.begin("leave_household", {"name": name})
            own = _new(customer_id)
            _put(write, customer_id, own if own != shared else f"{own}-1")
            for each in (n for n, home in homes.items() if home == shared and n != customer_id):
                _put(write, each, shared)
            return write.id

    def _homes(self, connection: sa.Connection) -> dict[str, str]:
        """{customer: household}, the owner's and those found."""
        finder = self._finder(connection)
        customers, who = reading.customers_and_who(connection, self._place, finder)
        return dict(zip(customers["customer_id"], who.households, strict=True))


def _new(customer_id: str) -> str:
    return f"H-{customer_id}"


def _put(write: Write, customer_id: str, home: str) -> None:
    row_id = rows.customer_row_or_new(write, customer_id)
    rows.correct(write, "customers", row_id, {"household_id": home})
