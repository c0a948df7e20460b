"""One sheet: the tables that stand on it, each read by itself."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.blocks import blocks_of, stripped
from core.ingest.cards import is_card
from core.ingest.choices import SheetChoices
from core.ingest.guard import SheetFacts
from core.ingest.kinds import table_named
from core.ingest.own import without_our_marks
from core.ingest.process import RawSheet
from core.ingest.sheet_reading import Context, SheetReading
from core.ingest.table import read_table

__all__ = ["Context", "SheetReading", "read_sheet"]


def read_sheet(sheet: RawSheet, context: Context) -> list[SheetReading]:
    """Read all tables of one sheet.

    Returns:
        A reading for each; where one is no table of ours it has no tables and says why.
    """
    clean = without_our_marks(stripped(sheet))
    if not len(clean.texts):
        return [SheetReading(sheet.name, "unknown", why="empty", key=sheet.name)]
    readings = []
    for number, block in enumerate(_blocks(clean, context), start=1):
        key = sheet.name if number == 1 else f"{sheet.name}#{number}"
        readings.append(read_table(sheet, block, key, _about(context, number, key)))
    return readings


def _blocks(clean: RawSheet, context: Context) -> list[RawSheet]:
    """The tables of a sheet; a form of one customer and a page that explains are one."""
    limits = context.settings.intake
    forced = context.chosen.get(clean.name, context.choices).header_row
    if forced is None and (table_named(clean.name) == "ignored" or is_card(clean, limits)):
        return [clean]
    blocks = blocks_of(clean, limits.header_rows, limits.table_gap)
    # A header that the owner names outside of where the sheet was cut undoes the cut.
    outside = bool(forced) and forced not in blocks[0].rows
    return [clean] if outside else blocks


def _about(context: Context, number: int, key: str) -> Context:
    """What reading one table needs: its own choices; what is hidden is said of the first."""
    if number == 1:
        return replace(context, choices=context.chosen.get(key, context.choices))
    return replace(context, choices=context.chosen.get(key, SheetChoices()), facts=SheetFacts())
