"""The budget for trust (アフター予算): what may be spent on customers we have, and what is.

Article 1 asks: is it set, and is it not zero? The ceiling is what aftercare could earn: a few more
of the existing customers kept for a year, each worth a year's gross profit. Half of it leaves the
other half as gain.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows
from core.rules.ladder import RANK
from core.rules.policies import PRESENT
from core.rules.spending import AFTERCARE, costs, first_month, ratio, touches
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent on aftercare in a year and what was, money in minor units.

    Attributes:
        people: existing customers (active or drifting); ``yearly``: their gross profit a year;
            ``on_sales``: of how many only sales are known.
        gain: more of them kept in a year that is believable (a share).
        ceiling: ``yearly`` x ``gain``; ``suggested``: the part of it to spend.
        in_sheet, touched: aftercare costs of the sheet, and contacts and gifts beside them.
        touches: contacts with existing customers in these months.
        acquisition: spent on new customers in the same months.
        start, end: the months looked at.
        stages: ``stage, people, yearly, suggested, spent`` (contacts and gifts), highest first.
    """

    people: int
    yearly: int
    on_sales: int
    gain: float
    ceiling: int
    suggested: int
    in_sheet: int
    touched: int
    touches: int
    acquisition: int
    start: dt.date
    end: dt.date
    stages: pd.DataFrame

    @property
    def spent(self) -> int:
        """All that went into aftercare."""
        return self.in_sheet + self.touched

    @property
    def per_touch(self) -> float | None:
        """What one contact costs, everything included; None without any."""
        return self.spent / self.touches if self.touches else None

    @property
    def share(self) -> float | None:
        """Aftercare as a share of all that was spent on customers; None where nothing was."""
        total = self.spent + self.acquisition
        return self.spent / total if total else None


def ceiling(people: int, yearly_each: float, gain: float) -> float:
    """What aftercare may cost at most: 400 people x ¥30,000 x 3 points = ¥360,000 a year."""
    return people * yearly_each * gain


def budget(rows: pd.DataFrame, book: Book, settings: Settings) -> Budget:
    """The aftercare budget of a shop (DOMAIN 2.8).

    Args:
        rows: judged customers with their yearly value (:func:`core.asset.with_value`).
        book: the business.
        settings: its settings.
    """
    limits = settings.spending
    here = rows[rows["state"].isin(PRESENT) & rows["last_purchase_date"].notna()]
    worth = _rows.numbers(here["annual_profit"]).clip(lower=0).fillna(0.0)
    spent = touches(rows, book, settings)
    spent = spent[spent["old"]]
    both = ratio(rows, book, settings)
    most = ceiling(len(here), float(worth.mean()) if len(here) else 0.0, limits.retention_gain)
    return Budget(
        people=len(here),
        yearly=round(float(worth.sum())),
        on_sales=int((here["value_basis"] == "sales").sum()),
        gain=limits.retention_gain,
        ceiling=round(most),
        suggested=round(most * limits.budget_share),
        in_sheet=int(costs(book, settings, AFTERCARE)["amount"].sum()),
        touched=round(float(spent["cost"].sum())),
        touches=int(spent["contact"].sum()),
        acquisition=both.acquisition + both.acquisition_touches,
        start=first_month(book, settings),
        end=book.asof,
        stages=_by_stage(here.assign(worth=worth), rows, spent, settings),
    )


def _by_stage(
    here: pd.DataFrame, rows: pd.DataFrame, spent: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """The suggested sum parted by what each rung brings, beside what its contacts cost."""
    limits = settings.spending
    by = here.groupby("stage")["worth"]
    table = pd.DataFrame({"people": by.size(), "yearly": by.sum()})
    table["suggested"] = table["yearly"] * limits.retention_gain * limits.budget_share
    stage = _rows.looked_up(spent["customer_id"], rows.set_index("customer_id")["stage"])
    table["spent"] = spent["cost"].groupby(stage).sum().reindex(table.index).fillna(0.0)
    table = table.round().astype("int64").rename_axis("stage").reset_index()
    order = table["stage"].map(RANK).to_numpy()
    return table.iloc[np.argsort(-order, kind="stable")].reset_index(drop=True)
