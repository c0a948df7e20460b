"""The part of the workspace that answers for a person's rights: who did what, and erasing."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod

from core.store import chain
from core.store.connection import Ledger
from core.store.journal import Action, Entry, Write
from core.store.keyed import known
from core.store.places import Place


class Erasing(ABC):
    """What a workspace does for one person's rights (個情法 33–35条)."""

    _place: Place
    _ledger: Ledger

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    def verify_history(self) -> Action | None:
        """The first action at which the journal's chain does not hold; none where all do.

        An action written, changed or dropped outside the program breaks it, and so does another
        key file; see :mod:`core.store.chain`.
        """
        with self._ledger.reading() as connection:
            return chain.first_broken(connection, known(self._place.key))

    def note_export(self, customer_id: str = "") -> int:
        """Write down that one person's record, or the whole ledger, was written to a file.

        To be called when the file is made; no name is kept with it. Returns the action's number.
        """
        with self._writing() as write:
            write.begin("export_person" if customer_id else "export_ledger", {})
            if customer_id:
                write.note(Entry("export_person", "action", None, customer_id, {}, {}))
            return write.id
