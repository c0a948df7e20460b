"""Cells that stand once and are blank below each other, as a merged column leaves them in a CSV.

The value above may hold for the blank cells (店名, 日付, 担当 of a group of rows), or they may be
blank because nobody knows: only the owner can say. It is asked, and filled when the owner says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from core.errors import Problem
from core.ingest.choices import Question
from core.ingest.headers import header_key, words_of
from core.ingest.issues import problem
from core.ingest.kinds import Kind
from core.ingest.tabulate import Body
from core.locale.words import _

#: Fields that stand once for a group of rows; those of the first line hold in a list of customers.
_GROUPS = ("store", "staff")
_HEADS = ("date", "customer_id", "name", "order_id")
_LEAST_ROWS = 4
#: So many of its cells are filled at most: of a group, and of what every row needs.
_MOST_FILLED = 0.5
_MOST_NEEDED = 0.8


def filled_down(
    body: Body, decided: Mapping[str, bool], file: str
) -> tuple[Body, tuple[Problem, ...]]:
    """The rows with the value above in the blank cells of some columns, and what was done.

    Args:
        body: the data rows.
        decided: {header: whether the value above holds}.
        file: the file's name.
    """
    texts, notes = body.texts, []
    for column, header in body.names.items():
        cells = texts[column]
        blank = cells.eq("")
        if not (decided.get(header) and blank.any()):
            continue
        filled = cells.mask(blank).ffill().fillna("").astype("str")
        given = blank & filled.ne("")
        if given.any():
            texts = texts.copy() if texts is body.texts else texts
            texts[column] = filled
            count, first = int(given.sum()), str(filled[given].iloc[0])
            notes.append(problem("filled_down", count, first, file, body.sheet, column=header))
    return replace(body, texts=texts), tuple(notes)


def questions(body: Body, kind: Kind, decided: Mapping[str, bool]) -> tuple[Question, ...]:
    """Whether the value above holds, for each column that looks like it.

    Args:
        body: the data rows, merged cells filled.
        kind: what the table is and which column is which field.
        decided: columns about which the owner has said it.
    """
    fields = _fields(body, kind)
    asked = {
        column: name
        for column, name in fields.items()
        if _stands_once(body.texts[column], group=name in _GROUPS)
    }
    if not {"date", "customer_id", "name"} & set(asked.values()):
        asked = {column: name for column, name in asked.items() if name != "order_id"}
    return tuple(
        _question(body.names[column], body.texts[column])
        for column in asked
        if body.names[column] not in decided
    )


def _fields(body: Body, kind: Kind) -> dict[int, str]:
    """Columns that may stand once for several rows, and what they are."""
    found = {}
    for mapping in (kind.person, kind.mapping):
        for name, columns in mapping.columns.items():
            if name in _GROUPS or (name in _HEADS and kind.name != "customers"):
                found[columns[0]] = name
    for column, header in body.names.items():
        for name in _GROUPS:
            known = words_of("purchases").get(name, {})
            if column not in kind.used | kind.out and header_key(header) in known:
                found[column] = name
    return found


def _stands_once(cells: pd.Series, *, group: bool) -> bool:
    """Whether a column begins with a value and is blank below most of its values."""
    filled = cells.ne("")
    if len(cells) < _LEAST_ROWS or not filled.iloc[0]:
        return False
    share = filled.mean()
    if not group:
        return bool(share <= _MOST_NEEDED)
    again = cells[filled & cells.ne(cells.shift())].duplicated().any()
    return bool(share <= _MOST_FILLED and not again)


def _question(header: str, cells: pd.Series) -> Question:
    words = _(
        "In {column} the cells below {value} are blank. Does the value above hold for them too?",
        column=header,
        value=cells.iloc[0],
    )
    yes = _("Yes: fill {n} blank cells with the value above", n=int(cells.eq("").sum()))
    return Question("fill_down", words, header, {"yes": yes, "no": _("No: leave them blank")})
