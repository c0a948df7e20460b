"""The call lists of past weeks in our own workbook (毎週の一覧の控え), known again row by row.

:mod:`core.export.beside` writes them, so that the lottery of calls goes on after a round trip.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from core.locale.words import LANGUAGES, Words, _, say
from core.store.snapshots import CALLS, LOTS, ListRow

#: What a row of a weekly list is.
KINDS: dict[str, Words] = {CALLS: _("Stood on the list"), LOTS: _("In the lottery")}
#: Columns of the sheet: seen in the week of, list of the week of, kind, id, name, rank, the rest.
WIDTH = 7


def _number(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _whole(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int) and not isinstance(value, bool)


def _codes(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, list) and all(isinstance(code, str) for code in value)


def _text(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str)


def _flag(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, bool)


#: What is kept of each kind of row beside week and customer, and what each value may be.
_FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    CALLS: {
        "rank": _whole, "class": _text, "reasons": _codes, "key": _number, "minutes": _whole,
        "expected_profit_per_call": _number, "chance": _number, "late": _flag,
    },
    LOTS: {"reason": _text, "drawn": _flag, "weight": _number},
}  # fmt: skip
#: What a list of an early version may lack.
_LATER = {"chance": None, "late": False, "weight": None}


class Lists(NamedTuple):
    """The weekly lists of a workbook.

    Attributes:
        rows: as they are kept.
        left: how many rows could not be understood.
    """

    rows: tuple[ListRow, ...] = ()
    left: int = 0


def rest_of(row: ListRow) -> str:
    """What a row says beside week and customer, as the text of one cell."""
    said = {name: row.said[name] for name in _FIELDS[row.kind] if name in row.said}
    return json.dumps(said, ensure_ascii=False)


def lists_of(cells: Iterable[Sequence[str]]) -> Lists:
    """The weekly lists that the rows of a sheet tell.

    Args:
        cells: the texts of each row, :data:`WIDTH` of them.
    """
    filled = [row for row in cells if any(text.strip() for text in row) and not _headers(row)]
    found = tuple(_rows(filled))
    return Lists(found, len(filled) - len(found))


def _rows(cells: Iterable[Sequence[str]]) -> Iterator[ListRow]:
    kinds = {say(words, lang): kind for kind, words in KINDS.items() for lang in LANGUAGES}
    for seen, week, kind, customer_id, _name, _rank, rest in cells:
        code = kinds.get(kind.strip(), "")
        days = [_monday(text.strip()) for text in (seen, week)]
        said = _said(code, rest)
        if said is not None and all(days) and customer_id.strip():
            told = {"week": str(days[1]), "customer_id": customer_id.strip(), **said}
            yield ListRow(str(days[0]), code, told)


def _headers(row: Sequence[str]) -> bool:
    return row[-1] in {say(HEADERS[-1], language) for language in LANGUAGES}


HEADERS = (
    _("Seen in the week of"), _("List of the week of"), _("Kind"), _("Customer ID"), _("Name"),
    _("Rank"), _("The rest (please leave it)"),
)  # fmt: skip


def _monday(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.weekday() == 0 else None


def _said(kind: str, rest: str) -> dict[str, Any] | None:
    """The rest of a row where each of its values is one that may stand there."""
    try:
        said = json.loads(rest)
    except ValueError:
        return None
    if kind not in _FIELDS or not isinstance(said, dict):
        return None
    fields = _FIELDS[kind]
    full = {name: said.get(name, _LATER.get(name)) for name in fields}
    if not all(may(full[name]) for name, may in fields.items()):
        return None
    return {name: value for name, value in full.items() if name in said}
