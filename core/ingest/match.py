"""Which column of the file is which field of a table (列の対応)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from core.ingest.contacts import read_email, read_phone, read_postal
from core.ingest.dates import open_parts, read_date
from core.ingest.headers import Joined, header_key, joined, words_of
from core.ingest.money import read_money, read_number
from core.ingest.values import Read, readable
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
#: Below this share of fitting cells a header's word is not believed where another fits too.
_DOUBT = 0.5
_LAST = 1000
#: A second column of the same words is that field.
_SECOND = {"phone": "phone_other"}
#: What stands between columns that are written together; elsewhere a space.
BETWEEN = {"phone": "-", "postal_code": "-", "address": ""}


@dataclass
class Mapping:
    """How the columns of a sheet become fields of one table.

    Attributes:
        table: the table's name.
        columns: {field: column positions}; several positions are written together.
        between: {field: what stands between the joined columns}.
        ranks: {field: how telling its header was} (0 is the field's own label).
        first: fields of which the first filled column counts instead of all together.
    """

    table: str
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    between: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    first: set[str] = field(default_factory=set)

    @property
    def used(self) -> set[int]:
        """All columns that became a field; of which only the first counts may stay a column."""
        return {
            column
            for name, columns in self.columns.items()
            for column in (columns[:1] if name in self.first else columns)
        }

    def headers(self, names: dict[int, str]) -> dict[str, str]:
        """{field: header in the file}."""
        return {
            name: (" / " if name in self.first else " + ").join(names[c] for c in columns)
            for name, columns in self.columns.items()
        }


@dataclass(frozen=True)
class Decided:
    """Columns about which nothing is left to be found: a preset or the owner has said it.

    Attributes:
        fields: {field: columns}; several are written together.
        first: fields of which the first filled column counts.
        own: columns that stay columns of the owner.
        out: columns that are not taken.
    """

    fields: dict[str, tuple[int, ...]] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    own: frozenset[int] = frozenset()
    out: frozenset[int] = frozenset()

    @property
    def columns(self) -> frozenset[int]:
        """All decided columns."""
        of_fields = {column for columns in self.fields.values() for column in columns}
        return frozenset(of_fields | self.own | self.out)


_UNDECIDED = Decided()


class Sample:
    """The first data rows, to tell by the cells what a column holds.

    Args:
        texts: the rows as text, outer spaces off.
    """

    def __init__(self, texts: pd.DataFrame) -> None:
        self._filled = {
            int(str(c)): [readable(cell) for cell in texts[c] if cell] for c in texts.columns
        }
        self._cells = {
            column: list(dict.fromkeys(cells)) for column, cells in self._filled.items()
        }
        self._known: dict[tuple[str, int], float] = {}

    def cells(self, column: int) -> list[str]:
        """The distinct filled cells of a column."""
        return self._cells[column]

    def repetition(self, column: int) -> float:
        """Share of the filled cells that say what a cell above them said."""
        filled = len(self._filled[column])
        return 1 - len(self._cells[column]) / filled if filled else 0.0

    def looks_like(self, kind: str, column: int) -> float:
        """Share of the cells that look like values of a kind; 1 for kinds without a look."""
        look, cells = _LOOKS.get(kind), self._cells[column]
        if look is None or not cells:
            return 1.0
        if (kind, column) not in self._known:
            good = sum(look(cell).value is not None or _open(kind, cell) for cell in cells)
            self._known[kind, column] = good / len(cells)
        return self._known[kind, column]


def match(
    table: str,
    names: dict[int, str],
    sample: Sample,
    *,
    only: tuple[str, ...] = (),
    taken: frozenset[int] = frozenset(),
    decided: Decided = _UNDECIDED,
) -> Mapping:
    """Match headers to the fields of one table.

    Args:
        table: its name.
        names: {column: header}.
        sample: decides between headers that fit equally.
        only: fields to look for; all when empty.
        taken: columns that already are something else.
        decided: what is not looked for any more; its fields are taken as they are.
    """
    found = _as_decided(table, decided)
    closed = taken | decided.columns
    free = {column: keys_of(name) for column, name in names.items() if column not in closed}
    _join(found, free, only, sample)
    for rank, column, name in _offers(table, free, sample, only):
        field_name = _SECOND.get(name, name) if name in found.columns else name
        if field_name not in found.columns and column not in found.used:
            found.columns[field_name] = (column,)
            found.ranks[field_name] = rank
    _join_more(found, free, only, decided)
    return found


def _as_decided(table: str, decided: Decided) -> Mapping:
    """A mapping with the decided fields only."""
    fields = decided.fields
    return Mapping(
        table,
        dict(fields),
        {name: BETWEEN.get(name, " ") for name, columns in fields.items() if len(columns) > 1},
        dict.fromkeys(fields, 0),
        set(decided.first & set(fields)),
    )


def _offers(
    table: str, free: dict[int, list[str]], sample: Sample, only: tuple[str, ...]
) -> list[tuple[int, int, str]]:
    """(rank, column, field) for every header that fits a field, the best first."""
    offers = [
        (rank, column, name)
        for name, words in words_of(table).items()
        if not only or name in only
        for column, keys in free.items()
        if (rank := min((words[key] for key in keys if key in words), default=-1)) >= 0
    ]
    rivals = Counter(name for _rank, _column, name in offers)

    def order(offer: tuple[int, int, str]) -> tuple[int, float, int]:
        rank, column, name = offer
        if rivals[name] == 1:
            return rank, 0.0, column
        evidence = sample.looks_like(kind_of(table, name), column)
        # A header that fits by name but not by its cells stands behind all others.
        return rank if evidence >= _DOUBT else _LAST, -evidence, column

    return sorted(offers, key=order)


def kind_of(table: str, name: str) -> str:
    """The kind of a field or helper."""
    return HELPER_KINDS.get(name) or TABLES[table].column(name).kind


def _open(kind: str, cell: str) -> bool:
    return kind == "date" and open_parts(cell) is not None


def keys_of(name: str) -> list[str]:
    """A joined header is tried whole and by its lower part."""
    parts = [name, name.rpartition("／")[2]]
    return list(dict.fromkeys(header_key(part) for part in parts))


def _join(
    found: Mapping, free: dict[int, list[str]], only: tuple[str, ...], sample: Sample
) -> None:
    """Fields whose every part stands in a column of its own, such as 姓 and 名."""
    for entry in _joined_in(found.table, only):
        columns = [_first(part, free) for part in entry.parts]
        present = tuple(column for column in columns if column is not None)
        if entry.optional or len(present) < len(columns) or entry.field in found.columns:
            continue
        kind = kind_of(found.table, entry.field)
        # 電話番号1 to 3 may also be three whole numbers.
        whole = kind in _LOOKS and sample.cells(present[0])
        if not whole or sample.looks_like(kind, present[0]) < _DOUBT:
            _take(found, entry, present)


def _join_more(
    found: Mapping, free: dict[int, list[str]], only: tuple[str, ...], decided: Decided
) -> None:
    """Fields of which any two parts are enough, such as 都道府県 and 住所."""
    for entry in _joined_in(found.table, only):
        if entry.field in decided.fields:
            continue
        others = found.used - set(found.columns.get(entry.field, ()))
        available = {column: keys for column, keys in free.items() if column not in others}
        columns = [_first(part, available) for part in entry.parts]
        present = tuple(column for column in columns if column is not None)
        if entry.optional and len(present) > 1:
            _take(found, entry, present)


def _joined_in(table: str, only: tuple[str, ...]) -> list[Joined]:
    fields = words_of(table)
    return [e for e in joined() if e.field in fields and (not only or e.field in only)]


def _take(found: Mapping, entry: Joined, columns: tuple[int, ...]) -> None:
    found.columns[entry.field] = columns
    found.between[entry.field] = entry.between
    found.ranks.setdefault(entry.field, 1)


def _first(part: tuple[str, ...], available: dict[int, list[str]]) -> int | None:
    for word in part:
        for column, keys in available.items():
            if word in keys:
                return column
    return None
