"""The part of the workspace through which a ledger leaves it: as a workbook, as a whole folder."""

from __future__ import annotations

import datetime as dt
import io
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import BinaryIO

import sqlalchemy as sa

from core.review import Review
from core.settings import Settings
from core.share.door import Keep
from core.store.clock import JST, Clock, stamp
from core.store.connection import Ledger
from core.store.history import Told
from core.store.holding import Holding, holding
from core.store.kept import Business
from core.store.origins import origins
from core.store.places import Place

#: More than anybody can have done to one customer.
ALL_ACTIONS = 1_000_000


class Carrying(ABC):
    """What a workspace gives out."""

    business: Business
    _place: Place
    _ledger: Ledger
    _now: Clock
    _keep: Keep

    @abstractmethod
    def settings(self) -> Settings:
        """The settings in force."""

    @abstractmethod
    def today(self) -> dt.date:
        """The real day, or a sample's own."""

    @abstractmethod
    def past(self, customer_id: str = "", *, limit: int, offset: int = 0) -> list[Told]:
        """What was done to the rows of a customer."""

    @abstractmethod
    def _ids(self, connection: sa.Connection, customer_id: str) -> list[str] | None: ...

    @abstractmethod
    def note_export(self, customer_id: str = "") -> int:
        """Write down that something left the program."""

    def holding(self) -> Holding:
        """Everything that the ledger holds, before anybody is shown as one with another."""
        with self._ledger.reading() as connection:
            return holding(connection, self._place, self.business, self.today())

    def write_workbook(
        self,
        target: BinaryIO,
        language: str,
        *,
        tell: Callable[[float], None] = lambda _share: None,
        sheet_rows: int | None = None,
    ) -> None:
        """Write the whole ledger as a workbook, which makes the same ledger where it is read.

        Args:
            target: an open binary file.
            language: ``ja`` or ``en``.
            tell: hears the share done, from 0 to 1; what it raises ends the writing.
            sheet_rows: rows of a sheet, as many as Excel can hold without it.

        Raises:
            InputError: more columns of the owner's own than can be read again.
        """
        from core.export.workbook import SHEET_ROWS, write_workbook  # noqa: PLC0415

        self._keep.allow("export_ledger", {})
        purpose = self.settings().privacy.purpose
        made = self._now().astimezone(JST)
        write_workbook(
            self.holding(),
            target,
            language,
            made=made,
            purpose=purpose,
            tell=tell,
            sheet_rows=sheet_rows or SHEET_ROWS,
        )
        self.note_export()

    def write_bundle(
        self,
        target: BinaryIO,
        password: str = "",
        *,
        tell: Callable[[float], None] = lambda _share: None,
    ) -> None:
        """Write the whole business, history and all, as one file for another computer.

        Args:
            target: an open binary file.
            password: what opens it; with none everybody can read it.
            tell: hears the share done, from 0 to 1; what it raises ends the writing.

        Raises:
            StoreError: the disk or the server refuses.
            InputError: the password is too short.
        """
        from core.export.bundle import write_bundle  # noqa: PLC0415
        from core.export.locked import lock, refuse_short  # noqa: PLC0415

        if password:
            refuse_short(password)
        whole = io.BytesIO() if password else target
        write_bundle(self._ledger, self._place, whole, made=stamp(self._now()), tell=tell)
        if isinstance(whole, io.BytesIO) and password:
            target.write(lock(whole.getvalue(), password))
        self.note_export()

    def write_person(
        self, customer_id: str, review: Review, target: BinaryIO, language: str
    ) -> None:
        """Write everything about one person as a zip with a workbook and the same as JSON.

        Also for a customer who asked to stop.

        Args:
            customer_id: who.
            review: the business, measured and judged.
            target: an open binary file.
            language: ``ja`` or ``en``.
        """
        from core.export.person import Person, write_person  # noqa: PLC0415

        self._keep.allow("export_person", {})
        with self._ledger.reading() as connection:
            ids = self._ids(connection, customer_id) or [customer_id]
            found = origins(connection, self._place, ids)
        person = Person(
            customer_id,
            ids,
            review,
            self.past(customer_id, limit=ALL_ACTIONS),
            found,
            self.settings().privacy.purpose,
            self._now().astimezone(JST),
        )
        write_person(person, target, language)
        self.note_export(customer_id)
