"""The part of the workspace through which a ledger leaves it: as a workbook, as a whole folder."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import BinaryIO

from core.settings import Settings
from core.store.clock import JST, Clock, stamp
from core.store.connection import Ledger
from core.store.holding import Holding, holding
from core.store.kept import Business
from core.store.places import Place


class Carrying(ABC):
    """What a workspace gives out."""

    business: Business
    _place: Place
    _ledger: Ledger
    _now: Clock

    @abstractmethod
    def settings(self) -> Settings:
        """The settings in force."""

    @abstractmethod
    def today(self) -> dt.date:
        """The real day, or a sample's own."""

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
        self, target: BinaryIO, *, tell: Callable[[float], None] = lambda _share: None
    ) -> None:
        """Write the whole business, history and all, as one file for another computer.

        Args:
            target: an open binary file.
            tell: hears the share done, from 0 to 1; what it raises ends the writing.

        Raises:
            StoreError: the ledger is on a server, or the disk refuses.
        """
        from core.export.bundle import write_bundle  # noqa: PLC0415

        made = stamp(self._now())
        write_bundle(self._ledger, self._place, target, made=made, tell=tell)
        self.note_export()
