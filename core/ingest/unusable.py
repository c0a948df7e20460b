"""The sentence for a file in which nothing can be used: what was found and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import EmptyFile, InputError, NoCustomerColumn, NoHeader
from core.ingest.sheet_reading import SheetReading
from core.ingest.sniff import nothing_in
from core.locale.words import Words, _

_HEADERS_SHOWN = 8


def nothing_usable(sheets: Sequence[SheetReading], name: str) -> InputError:
    """The refusal that says most about a file in which no sheet is a table of ours.

    Args:
        sheets: what was seen of them.
        name: the file's name.
    """
    whys = {sheet.why for sheet in sheets} - {"empty", "ignored"}
    if not whys:
        return EmptyFile(nothing_in(name)) if _all_empty(sheets) else NoHeader(_no_header(name))
    if whys == {"header"}:
        return NoHeader(_no_header(name))
    for why, words in (("months", _months(name)), ("card", _card(name))):
        if why in whys:
            return InputError(words)
    if whys == {"left_out"}:
        return InputError(_("All tables of {name} were left out.", name=name))
    best = max(sheets, key=lambda sheet: (len(sheet.mapping), sheet.why == "customer"))
    return _missing(best, name, ", ".join(best.unmapped[:_HEADERS_SHOWN]))


def _all_empty(sheets: Sequence[SheetReading]) -> bool:
    return all(sheet.why == "empty" for sheet in sheets)


def _no_header(name: str) -> Words:
    return _(
        "No row of column names was found in {name}. Write the names such as customer "
        "ID, date and amount in the first row and choose it again.",
        name=name,
    )


def _months(name: str) -> Words:
    return _(
        "{name} has months or days across its columns. Say first whether what stands in them is "
        "what the customers bought.",
        name=name,
    )


def _card(name: str) -> Words:
    return _(
        "{name} is a form of one customer, with the names on the left and what they are beside "
        "them. Take the blank ledger, write one customer in each row and choose that file.",
        name=name,
    )


def _missing(best: SheetReading, name: str, columns: str) -> InputError:
    """What the sheet that comes nearest to a table of ours has not."""
    gone = next((found for found in best.problems if found.code == "column_gone"), None)
    if gone is not None:
        return InputError(_("{name}: {what}", name=name, what=gone.words))
    if best.kind == "totals":
        return NoCustomerColumn(
            _(
                "{name} says what was sold ({columns}) but not to whom: it may be a list of "
                "totals. Choose a list with a customer ID or a name in each row.",
                name=name,
                columns=columns,
            )
        )
    if best.why == "date":
        return InputError(
            _(
                "{name} has no column with the date of a purchase, only {columns}. Add a column "
                "headed «date» and choose it again.",
                name=name,
                columns=columns,
            )
        )
    if best.why == "name":
        return InputError(
            _(
                "{name} has customer IDs but neither names nor purchases, only {columns}. Add a "
                "column headed «name», or «date» and «amount», and choose it again.",
                name=name,
                columns=columns,
            )
        )
    return NoCustomerColumn(
        _(
            "{name} has no column that says which customer a row belongs to, only {columns}. "
            "Add a column headed «customer ID» or «name» and choose it again.",
            name=name,
            columns=columns,
        )
    )
