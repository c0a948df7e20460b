"""Years, months or days across a table (月や年が横に並ぶ表): asked about, then made rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.choices import Question, SheetChoices
from core.ingest.headers import header_key
from core.ingest.money import read_money
from core.ingest.periods import Period, dated, period_of, year_in, years_in_a_row
from core.ingest.rows import is_total
from core.ingest.tabulate import Body
from core.ingest.values import is_nothing, plain
from core.locale.words import Words, _, say
from core.settings.intake import IntakeSettings
from core.tables import TABLES


@dataclass(frozen=True)
class Across:
    """The columns of a table that are years, months or days.

    Attributes:
        days: {column: the day, the first of a month or year}.
        span: ``day``, ``month`` or ``year``: what each of them stands for.
        year_said: whether the file says the year.
        sums: columns that only sum them up.
    """

    days: dict[int, dt.date]
    span: str
    year_said: bool
    sums: frozenset[int]


def find_across(
    body: Body, above: list[str], limits: IntakeSettings, title: str = ""
) -> Across | None:
    """The columns that are years, months or days over amounts.

    Beside months a year may only sum them up: its column stays as it is.

    Args:
        body: the data rows under the names of their columns.
        above: what stands above the header; the year may stand there.
        limits: how many columns and which share of amounts it takes.
        title: names of sheet and file; the year may stand there too.

    Returns:
        None where there are too few, where they hold something else than amounts, where one of
        them does not exist or comes again.
    """
    heads = {c: p for c, p in _periods(body).items() if _amounts(body.texts[c], limits)}
    heads = {c: p for c, p in heads.items() if not p.whole_year} or heads
    if len(heads) < limits.months_across:
        return None
    said = year_in([*reversed(above), title])
    periods = list(heads.values())
    year = said or _latest_year(periods, body.today)
    days = {c: day for c, day in zip(heads, dated(periods, year), strict=True) if day}
    if len(set(days.values())) < len(heads):
        return None
    year_said = said is not None or periods[0].year is not None
    sums = frozenset(c for c, name in body.names.items() if c not in heads and is_total(name))
    return Across(days, _span(periods), year_said, sums)


def _periods(body: Body) -> dict[int, Period]:
    """What the names of columns say, bare years side by side too."""
    columns, names = list(body.names), list(body.names.values())
    bare = {columns[place]: year for place, year in years_in_a_row(names).items()}
    said = {c: period for c, name in body.names.items() if (period := period_of(name))}
    return dict(sorted({**said, **bare}.items()))


def _span(periods: list[Period]) -> str:
    if all(period.whole_year for period in periods):
        return "year"
    return "month" if all(period.day is None for period in periods) else "day"


def question(across: Across, body: Body) -> Question:
    """Whether the columns become purchases."""
    shown = _range(across)
    words = _(
        "The columns from {first} to {last} look like months or days. Is what stands in them the "
        "amount that a customer bought then?",
        first=body.names[min(across.days)],
        last=body.names[max(across.days)],
    )
    yes = _("Yes: make purchases of them, {shown}", shown=shown)
    if across.span == "year":
        words = _(
            "The columns from {first} to {last} look like years. Is what stands in them the "
            "amount that a customer bought in each?",
            first=body.names[min(across.days)],
            last=body.names[max(across.days)],
        )
        yes = _("Yes: make a purchase of each year, on its first day ({shown})", shown=shown)
    if not across.year_said:
        yes = _("Yes: make purchases of them; the file says no year, so {shown}", shown=shown)
    no = _("No: keep the columns with the customer as they are")
    return Question("months_across", words, options={"yes": yes, "no": no})


def melt(body: Body, across: Across) -> tuple[Body, SheetChoices]:
    """Make a row of each amount.

    Args:
        body: one row per customer.
        across: the columns of months.

    Returns:
        The rows and what is known of their columns. Blank cells and zeros are no purchase; cells
        that cannot be read stay, to be left aside and said.
    """
    fixed = [c for c in body.names if c not in across.days and c not in across.sums]
    date, amount = max(body.names) + 1, max(body.names) + 2
    parts = [(c, np.flatnonzero(_bought(body.texts[c]))) for c in across.days]
    places = np.concatenate([found for _c, found in parts])
    which = np.concatenate([np.full(len(found), n) for n, (_c, found) in enumerate(parts)])
    order = np.lexsort((which, places))
    amounts = pd.concat([body.texts[c].iloc[found] for c, found in parts], ignore_index=True)
    days = pd.Series([day.isoformat() for day in across.days.values()], dtype="str")
    texts = body.texts[fixed].iloc[places[order]].reset_index(drop=True)
    texts[date] = days.iloc[which[order]].reset_index(drop=True)
    texts[amount] = amounts.iloc[order].reset_index(drop=True)
    names = _names(body, fixed)
    made = {**{c: body.names[c] for c in fixed}, date: names[0], amount: names[1]}
    kinds = {c: kind[places][order] for c, kind in body.kinds.items() if c in fixed}
    rows = body.rows[places][order]
    chosen = SheetChoices(
        kind="purchases", columns={names[0]: "date", names[1]: "amount"}, months_across=True
    )
    return replace(body, texts=texts, rows=rows, names=made, kinds=kinds), chosen


def _amounts(cells: pd.Series, limits: IntakeSettings) -> bool:
    """Whether the filled cells of a column are amounts."""
    filled = [plain(str(cell)) for cell in cells.head(limits.evidence_rows) if cell]
    good = sum(is_nothing(cell) or read_money(cell).value is not None for cell in filled)
    return good >= limits.evidence_share * len(filled)


def _bought(cells: pd.Series) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where a cell says more than nothing."""
    nothing = {
        text
        for text in cells.unique()
        if is_nothing(plain(str(text))) or read_money(str(text)).value == 0
    }
    return ~cells.isin(nothing).to_numpy(dtype=bool)


def _latest_year(periods: list[Period], today: dt.date) -> int:
    """The latest year in which none of the periods begins after today."""
    late = max((day for day in dated(periods, today.year) if day), default=today)
    year = today.year - (late.year - today.year)
    ahead = any(day > today for day in dated(periods, year) if day)
    return year - 1 if ahead else year


def _range(across: Across) -> Words:
    first, last = min(across.days.values()), max(across.days.values())
    if across.span != "month":
        return _("{first} to {last}", first=first, last=last)
    return _("{first} to {last}", first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")


def _names(body: Body, fixed: list[int]) -> tuple[str, str]:
    """Names for the two columns that come of it, in the language of the others."""
    language = "en" if all(name.isascii() for name in body.names.values()) else "ja"
    labels = [say(TABLES["purchases"].column(name).label, language) for name in ("date", "amount")]
    taken = {header_key(body.names[c]) for c in fixed}
    date, amount = (f"{label}_2" if header_key(label) in taken else label for label in labels)
    return date, amount
