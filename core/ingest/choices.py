"""What the owner decides about a file where the program asks or guesses (列の対応の指定)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.ingest.headers import header_key
from core.locale.words import Words

#: Stands for a field: keep the column under its own header; do not take it at all.
OWN_COLUMN, LEAVE_OUT = "", "-"


@dataclass(frozen=True)
class SheetChoices:
    """Decisions about one table of a file; what is not decided is found by the program.

    Attributes:
        take: whether the table is read at all.
        kind: a table's name (:data:`core.tables.TABLES`), empty as found.
        header_row: number of the row that names the columns, as a spreadsheet shows it; 0 for a
            table without one; None as found.
        columns: {header in the file: field}; :data:`OWN_COLUMN` keeps a column under its own
            header, :data:`LEAVE_OUT` does not take it.
        date_order: {header in the file: one of :data:`core.ingest.dates.ORDERS`}.
        months_across: whether columns that are years, months or days become rows; None asks.
        fill_down: {header in the file: whether the value above holds for blank cells}.
    """

    take: bool = True
    kind: str = ""
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: Mapping[str, str] = field(default_factory=dict)
    months_across: bool | None = None
    fill_down: Mapping[str, bool] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> SheetChoices:
        """From :meth:`plain`; words of other versions are passed over."""
        known = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain}
        return cls(**known)


@dataclass(frozen=True)
class FileChoices:
    """Decisions about one file.

    Attributes:
        password: opens a locked workbook; never kept.
        encoding: of a text whose encoding the owner chose; empty as found.
        sheets: {:attr:`core.ingest.sheet.SheetReading.key`: decisions}.
    """

    password: str = field(default="", repr=False)
    encoding: str = ""
    sheets: Mapping[str, SheetChoices] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it, without the password."""
        sheets = {key: chosen.plain() for key, chosen in self.sheets.items()}
        return {"encoding": self.encoding, "sheets": sheets}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> FileChoices:
        """From :meth:`plain`; nothing is decided where that says nothing."""
        sheets = {key: SheetChoices.of(said) for key, said in plain.get("sheets", {}).items()}
        return cls(encoding=str(plain.get("encoding", "")), sheets=sheets)


@dataclass(frozen=True)
class Question:
    """Something that only the owner can know; until it is answered nothing is guessed.

    Attributes:
        code: ``date_order``, ``months_across``, ``no_header``, ``which_table``, ``kind``,
            ``column``, ``encoding``, ``fill_down``.
        words: the question.
        column: the header in the file that it is about, empty for the whole table; for
            ``column`` the field that is looked for.
        options: the answers: {value for the choice: words}. The values are ``ymd rmd mdy dmy`` of
            a date order, ``yes no`` of months across and of filling down, the number of the
            header's row (``0`` for none), the keys of the tables to choose from, a table's name
            of a kind, the header of a column, an encoding;
            :func:`core.ingest.answers.answer` makes decisions of them.
    """

    code: str
    words: Words
    column: str = ""
    options: Mapping[str, Words] = field(default_factory=dict)


def shape_of(headers: Iterable[str]) -> str:
    """The fingerprint of a table's shape: the same columns in the same order.

    Args:
        headers: names of the columns as they stand in the file.
    """
    keys = "\n".join(header_key(header) for header in headers)
    return hashlib.sha256(keys.encode()).hexdigest()[:16]
