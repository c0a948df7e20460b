"""What a customer brings in a year, and which part of their need they cover with us."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows
from core.settings import Settings

#: A yen is about a hundredth of a dollar, euro or pound; only the size of the figure matters.
_OTHER_CURRENCY_SHIFT = -2


def minor_of_yen(yen: float, book: Book) -> float:
    """A setting in yen in minor units of the ledger.

    In another currency it is read as hundredths of the major unit.
    """
    shift = 0 if book.currency == "JPY" else _OTHER_CURRENCY_SHIFT
    return float(yen) * 10.0 ** (book.scale + shift)


def margin(settings: Settings) -> float:
    """The gross margin in force: the owner's, else the trade's; 0 where neither is known."""
    return settings.money.margin or settings.trade.margin


def year_profit(rows: pd.DataFrame, settings: Settings) -> pd.Series[float]:
    """Gross profit (粗利) of the last 12 months in minor units, sales where it is not known.

    Costs win over the margin, the margin over plain sales (DOMAIN 1.3, 2.8).
    """
    estimated = _rows.numbers(rows["spend_12m"]) * (margin(settings) or 1.0)
    return _rows.numbers(rows["profit_12m"]).fillna(estimated).fillna(0.0)


def value_basis(rows: pd.DataFrame, settings: Settings) -> pd.Series[str]:
    """``profit`` where :func:`year_profit` is gross profit, ``sales`` where it is sales."""
    known = rows["profit_12m"].notna() | (margin(settings) > 0)
    return pd.Series(np.where(known, "profit", "sales"), index=rows.index, dtype="str")


def need_share(rows: pd.DataFrame) -> pd.Series[float]:
    """Share of wallet (顧客内シェア): spend of 12 months ÷ total need, NaN where unknown."""
    need = _rows.numbers(rows["total_need"])
    return _rows.numbers(rows["spend_12m"]) / need.where(need > 0)
