"""Revenue of existing and new customers as it was counted (売上の図): 13 weeks, who moved it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.book import Book
from core.figures import Figure, Unit
from core.figures.growth import Step, Week, in_unit, waterfall, weeks, wide_unit
from core.locale.words import Words, _, say
from core.metrics.moves import WAYS
from core.rules.grown import Grown

#: What each of :data:`core.metrics.moves.WAYS` is called.
WAY_WORDS: dict[str, Words] = {
    "more": _("Bought more"),
    "returned": _("Came back"),
    "joined": _("Joined since"),
    "less": _("Bought less"),
    "left": _("Did not come"),
}
#: The four numbers of a week, and what they are called, in the order of a table.
WEEK_PARTS: dict[str, Words] = {
    "existing_now": _("Existing customers"),
    "existing_before": _("Existing, last year"),
    "new_now": _("New customers"),
    "new_before": _("New, last year"),
}
#: One digit more than over a month fits over the bar of a week.
_WEEKS_WIDER = 10


def revenue_weeks(rows: pd.DataFrame, book: Book, *, amounts: bool, language: str) -> Figure:
    """13 weeks beside last year's: money, or purchases where no amount is told.

    Args:
        rows: the frame of :func:`core.metrics.by_week.weeks`.
        book: for the currency.
        amounts: whether money is told.
        language: ``ja`` or ``en``.
    """
    tail = "" if amounts else "_days"
    axis, minor, decimals = say(_("purchases"), language), 1, 0
    if amounts:
        sums = [rows[f"existing_{when}"] + rows[f"new_{when}"] for when in ("now", "before")]
        largest = max(int(column.max()) for column in sums)
        unit = wide_unit(largest, book.currency, book.scale, language, wider=_WEEKS_WIDER)
        axis, minor, decimals = say(unit.label, language), unit.minor, unit.decimals
    shown = [
        Week(f"{row['end'].month}/{row['end'].day}", f"{row['end']:%Y-%m-%d}",
             {part: int(row[f"{part}{tail}"]) / minor for part in WEEK_PARTS})
        for row in rows.to_dict("records")
    ]  # fmt: skip
    years = (say(_("This year"), language), say(_("Last year"), language))
    return weeks(shown, axis=axis, decimals=decimals, years=years, language=language)


def revenue_moves(found: Grown, book: Book, *, language: str) -> Figure:
    """The waterfall from last year's revenue of existing customers to this year's."""
    spans = found.windows
    changes = {way: int(getattr(found.waterfall, way)) for way in WAYS}
    unit = waterfall_unit(spans.existing_before, list(changes.values()), book, language)
    steps = [
        Step(say(_("A year before"), language), "before", in_unit(spans.existing_before, unit),
             total=True),
        *(Step(say(WAY_WORDS[way], language), way, in_unit(change, unit))
          for way, change in changes.items()),
        Step(say(_("Now"), language), "now", in_unit(spans.existing_now, unit), total=True),
    ]  # fmt: skip
    return waterfall(
        steps, axis=say(unit.label, language), decimals=unit.decimals, language=language
    )


def waterfall_unit(start: int, changes: Sequence[int], book: Book, language: str) -> Unit:
    """The unit of a waterfall: by the level farthest from the ground that its bars reach."""
    levels = [start]
    for change in changes:
        levels.append(levels[-1] + change)
    return wide_unit(max(map(abs, levels)), book.currency, book.scale, language)
