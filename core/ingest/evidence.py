"""What the cells of a column say where its header says nothing (値からの推測)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.ingest.match import Mapping, Sample
from core.tables import TABLES

#: Fields of a customer by the look of their cells, the surest first.
_PERSON = (("email", "email"), ("postal_code", "postal"), ("phone", "phone"))
_DATE = re.compile(r".*[/年.\-].*|(?:19|20)\d{6}")
_MONEY = re.compile(r"[¥￥△▲\-−(]*[\d,，]+(?:\.\d+)?[)円\s]*")
_MONEY_SIGN = re.compile(r"[¥￥円△▲]|\d[,，]\d{3}")


def looks_of(column: int, sample: Sample, share: float) -> str:
    """What the cells of a column cannot but be.

    Args:
        column: its position.
        sample: the first rows.
        share: of the distinct cells that must look so.

    Returns:
        ``email``, ``postal``, ``phone``, ``date``, ``money``, ``number``, or empty.
    """
    cells = sample.cells(column)
    if not cells:
        return ""
    if _telling(cells):
        for _name, kind in _PERSON:
            if sample.looks_like(kind, column) >= share:
                return kind
    if _part(_DATE, cells) >= share and sample.looks_like("date", column) >= share:
        return "date"
    if sample.looks_like("money", column) >= share and _part(_MONEY, cells) >= share:
        return "money" if any(_MONEY_SIGN.search(cell) for cell in cells) else "number"
    return ""


def guess_person(found: Mapping, columns: Iterable[int], sample: Sample, share: float) -> set[str]:
    """Take columns with an unknown header whose cells can only be a phone, postal code or e-mail.

    Args:
        found: a mapping of customers, completed in place.
        columns: those that are no field yet.
        sample: the cells.
        share: of a column's cells that must look like it.

    Returns:
        The fields that were found so.
    """
    guessed = set()
    for column in columns:
        look = looks_of(column, sample, share)
        name = next((name for name, kind in _PERSON if kind == look), "")
        if name and name not in found.columns:
            found.columns[name] = (column,)
            guessed.add(name)
    return guessed


def guess_only(found: Mapping, columns: Iterable[int], sample: Sample, share: float) -> set[str]:
    """The needed day of a table and the amount of a purchase, where only one column can be it.

    Args:
        found: a mapping of any table but customers, completed in place.
        columns: those that are no field yet.
        sample: the cells.
        share: of a column's cells that must look like it.

    Returns:
        The fields that were found so.
    """
    looks = {column: looks_of(column, sample, share) for column in columns}
    guessed = set()
    for name, kind in _wanted(found):
        fitting = [column for column, look in looks.items() if look == kind]
        if len(fitting) == 1:
            found.columns[name] = (fitting[0],)
            guessed.add(name)
    return guessed


def _wanted(found: Mapping) -> list[tuple[str, str]]:
    """Fields that a table lacks, with the look of their cells."""
    wanted = [
        (column.name, "date")
        for column in TABLES[found.table].columns
        if column.needed and column.kind == "date" and column.name not in found.columns
    ]
    if found.table == "purchases" and not {"amount", "unit_price"} & set(found.columns):
        wanted.append(("amount", "money"))
    return wanted


def _telling(cells: list[str]) -> bool:
    """Bare digits may be anything; a hyphen, a leading zero or an @ tells."""
    return all("-" in c or "@" in c or c.startswith(("0", "+", "〒")) for c in cells)


def _part(pattern: re.Pattern[str], cells: list[str]) -> float:
    return sum(pattern.fullmatch(cell) is not None for cell in cells) / len(cells)
