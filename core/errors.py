"""What can go wrong, in one place.

::

    DaifukuchoError            says itself in the owner's language: what was found, what to do
    ├── InputError             the sheet cannot be used (command line: exit 2; page: st.error)
    │   ├── EmptyFile          nothing in it
    │   ├── UnknownType        not a spreadsheet, whatever its name says
    │   ├── PasswordNeeded     the workbook is locked; a password opens it
    │   │   └── WrongPassword  not the one that was given
    │   ├── CannotUnlock       locked in a way that no password opens here
    │   ├── UnsafeFile         would take too much memory or time, or hides a bomb
    │   ├── UnreadableFile     damaged, or an encoding that cannot be told
    │   ├── NoHeader           no row of column names found
    │   └── NoCustomerColumn   nothing says which customer a row belongs to
    ├── StoreError             the ledger refuses (newer version, network folder, disk full)
    │   ├── ChangedMeanwhile   somebody else corrected the same thing since it was shown
    │   ├── DamagedLedger      a file of the business is not what it was; nothing was counted
    │   └── LockedVault        the data folder is locked; a passphrase opens it
    └── EngineError            the counting engine refuses (memory, a wrong table)

Bad data are not errors but :class:`Problem` values: the row is kept aside with its place and
said on the page and in the report; nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.locale.words import Words, _, say


class DaifukuchoError(Exception):
    """Base of everything this product raises on purpose.

    Attributes:
        words: the sentence for the owner.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.message)

    def say(self, language: str) -> str:
        """The sentence in the owner's language."""
        return say(self.words, language)


class InputError(DaifukuchoError):
    """A sheet that cannot be used; nothing was written.

    Attributes:
        reading: what was seen of the file all the same (:class:`core.ingest.Reading`), so that the
            owner can say what its columns are; None where nothing was.
    """

    reading: Any = None


class EmptyFile(InputError):
    """A file or sheet with nothing in it."""


class UnknownType(InputError):
    """Content that is no spreadsheet, whatever the file's name says."""


class PasswordNeeded(InputError):
    """A file that is locked with a password; the right one opens it."""


class WrongPassword(PasswordNeeded):
    """A file that is locked with another password than the one given."""


class CannotUnlock(InputError):
    """A file that is locked in a way that no password opens here."""


class UnsafeFile(InputError):
    """A file that would take too much memory or time, or that hides a bomb."""


class UnreadableFile(InputError):
    """A damaged file, or text whose encoding cannot be told."""


class NoHeader(InputError):
    """A sheet in which no row of column names was found."""


class NoCustomerColumn(InputError):
    """A sheet in which nothing says which customer a row belongs to."""


class StoreError(DaifukuchoError):
    """The ledger cannot be opened or written as asked."""


class LockedVault(StoreError):
    """The data folder is locked, and nobody has opened it in this process yet."""

    def __init__(self) -> None:
        super().__init__(
            _("This data folder is locked. Please open it with your passphrase first.")
        )


class ChangedMeanwhile(StoreError):
    """Somebody else corrected a column since it was shown; nothing was written.

    Attributes:
        column: its symbol.
        value: what stands there now, in kept form (dates as ISO text).
    """

    def __init__(self, label: Words | str, column: str, value: object) -> None:
        self.column = column
        self.value = value
        super().__init__(
            _(
                "{column} was changed by somebody else in the meantime. It now says "
                "“{value}”. Please look at it and save again if yours is right.",
                column=label,
                value="" if value is None else str(value),
            )
        )


class DamagedLedger(StoreError):
    """Files of a business are not what they were; nothing was read of them and nothing changed.

    Attributes:
        what: each of them, for the owner.
    """

    def __init__(self, what: Sequence[Words]) -> None:
        self.what = tuple(what)
        super().__init__(
            _(
                "The ledger is damaged and was not opened. Nothing was changed. Please restore a "
                "backup."
            )
        )


class EngineError(DaifukuchoError):
    """Purchases cannot be counted as asked."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell or row that could not be taken as it stands.

    Attributes:
        code: the kind of problem, in English (``unreadable_date``, ``future_date`` …).
        words: what was found and what to do, for the owner.
        file: the file's name; ``sheet``, ``row`` (1-based, as the spreadsheet shows it) and
            ``column`` (the header as it stands in the file) say where; empty or 0 when the
            problem is of the whole.
        value: the value as it stands in the file.
        kept: whether the row was taken all the same (a warning) or left aside.
    """

    code: str
    words: Words
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    kept: bool = False
