"""Which column of the file is which field of a table (列の対応)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from core.ingest.contacts import read_email, read_phone, read_postal
from core.ingest.dates import open_parts, read_date
from core.ingest.headers import header_key, joined, words_of
from core.ingest.money import read_money, read_number
from core.ingest.values import Read
from core.settings.intake import IntakeSettings
from core.tables import TABLES

#: What the cells of a column of that kind should look like.
_LOOKS: dict[str, Callable[[str], Read]] = {
    "date": read_date,
    "money": read_money,
    "number": read_number,
    "phone": read_phone,
    "email": read_email,
    "postal": read_postal,
}
#: Fields that are no columns of the table but that an amount may be made from.
HELPER_KINDS = {"unit_price": "money", "reversal": "text"}


@dataclass
class Mapping:
    """How the columns of a sheet become fields of one table.

    Attributes:
        table: the table's name.
        columns: {field: column positions}; several positions are written together.
        between: {field: what stands between the joined columns}.
        ranks: {field: how telling its header was} (0 is the field's own label).
    """

    table: str
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    between: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    @property
    def used(self) -> set[int]:
        """All columns that became a field."""
        return {column for columns in self.columns.values() for column in columns}

    def headers(self, names: dict[int, str]) -> dict[str, str]:
        """{field: header in the file}."""
        return {
            name: " + ".join(names[column] for column in columns)
            for name, columns in self.columns.items()
        }


def match(
    table: str,
    names: dict[int, str],
    sample: pd.DataFrame,
    settings: IntakeSettings,
    *,
    only: tuple[str, ...] = (),
    taken: frozenset[int] = frozenset(),
) -> Mapping:
    """Match headers to the fields of one table.

    Args:
        table: its name.
        names: {column: header}.
        sample: the first data rows as text, to decide between headers that fit equally.
        settings: how many cells must look like a field.
        only: fields to look for; all when empty.
        taken: columns that already are something else.
    """
    found = Mapping(table)
    free = {column: _keys(name) for column, name in names.items() if column not in taken}
    offers = sorted(
        (rank, -looks_like(kind_of(table, name), sample[column]), column, name)
        for name, words in words_of(table).items()
        if not only or name in only
        for column, keys in free.items()
        if (rank := min((words[key] for key in keys if key in words), default=-1)) >= 0
    )
    for rank, _evidence, column, name in offers:
        if name not in found.columns and column not in found.used:
            found.columns[name] = (column,)
            found.ranks[name] = rank
    _join(found, free, only)
    if table == "customers":
        _guess(found, free, sample, settings)
    return found


def kind_of(table: str, name: str) -> str:
    """The kind of a field or helper."""
    return HELPER_KINDS.get(name) or TABLES[table].column(name).kind


def looks_like(kind: str, cells: pd.Series) -> float:
    """Share of the filled cells that look like values of a kind; 1 for kinds without a look."""
    look = _LOOKS.get(kind)
    filled = [cell for cell in cells.unique() if cell.strip()]
    if look is None or not filled:
        return 1.0
    good = sum(look(cell).value is not None or _open(kind, cell) for cell in filled)
    return good / len(filled)


def _open(kind: str, cell: str) -> bool:
    return kind == "date" and open_parts(cell) is not None


def _keys(name: str) -> list[str]:
    """A joined header is tried whole and by its lower part; a numbered one by its plain form."""
    parts = [name, name.rpartition("／")[2]]
    return list(dict.fromkeys(header_key(part) for part in parts))


def _join(found: Mapping, free: dict[int, list[str]], only: tuple[str, ...]) -> None:
    """Fields that stand in several columns, such as 姓 and 名."""
    fields = words_of(found.table)
    for entry in joined():
        if entry.field not in fields or (only and entry.field not in only):
            continue
        available = {
            c: k
            for c, k in free.items()
            if c not in found.used - set(found.columns.get(entry.field, ()))
        }
        columns = [_first(part, available) for part in entry.parts]
        present = tuple(column for column in columns if column is not None)
        if len(present) > 1 and (entry.optional or len(present) == len(columns)):
            found.columns[entry.field] = present
            found.between[entry.field] = entry.between
            found.ranks.setdefault(entry.field, 1)


def _first(part: tuple[str, ...], available: dict[int, list[str]]) -> int | None:
    for word in part:
        for column, keys in available.items():
            if word in keys:
                return column
    return None


def _guess(
    found: Mapping, free: dict[int, list[str]], sample: pd.DataFrame, settings: IntakeSettings
) -> None:
    """Columns with an unknown header whose cells cannot be anything else."""
    for column in free:
        if column in found.used or not sample[column].str.strip().ne("").any():
            continue
        for name, kind in (("email", "email"), ("postal_code", "postal"), ("phone", "phone")):
            share = looks_like(kind, sample[column]) if _telling(sample[column]) else 0.0
            if name not in found.columns and share >= settings.evidence_share:
                found.columns[name] = (column,)
                found.ranks[name] = 99
                break


def _telling(cells: pd.Series) -> bool:
    """Bare digits may be anything; a hyphen, a leading zero or an @ tells."""
    filled = [cell for cell in cells if cell.strip()]
    return all("-" in cell or "@" in cell or cell.startswith(("0", "+", "〒")) for cell in filled)
