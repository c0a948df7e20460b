"""What a line of a purchase amounts to: quantity × price, cancellations, totals of a slip."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

from core.ingest.convert import CENTS, to_minor
from core.ingest.headers import header_key
from core.ingest.issues import Issues
from core.ingest.tabulate import Fields

_CANCELLED = (
    "返品",
    "取消",
    "取り消し",
    "キャンセル",
    "打消",
    "赤伝",
    "返金",
    "refund",
    "return",
    "cancel",
    "void",
    "赤",
)
#: Headers that name the total of the whole slip, not of its line.
_SLIP_TOTALS = frozenset(
    header_key(word)
    for word in (
        "合計金額",
        "請求金額",
        "請求額",
        "注文の合計",
        "ご注文金額",
        "注文金額",
        "合計",
        "総額",
        "Total",
        "お支払い金額",
    )
)
#: Headers that tell the state of an order; a cancelled one has no second line to net it.
_STATES = frozenset(
    header_key(word) for word in ("ステータス", "注文状況", "Status", "ステータス名")
)


def add_amounts(
    frame: pd.DataFrame, fields: Fields, headers: dict[str, str], scale: int, issues: Issues,
    *, slip_total: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """The frame with ``amount`` as it counts.

    Args:
        frame: purchases as read, with ``amount`` where the sheet has it.
        fields: the read fields, ``unit_price`` and ``reversal`` among them.
        headers: {field: header in the file}.
        scale: decimal places of the sheet's amounts.
        issues: takes what was done.
        slip_total: whether the amounts are known to be totals of the slip.
    """
    if "amount" not in frame.columns and "unit_price" in fields.values:
        frame = frame.assign(amount=multiplied(fields, scale))
    elif slip_total or header_key(headers.get("amount", "")) in _SLIP_TOTALS:
        frame = frame.assign(
            amount=_once_per_slip(frame, fields, headers["amount"], scale, issues)
        )
    if "amount" in frame.columns and "reversal" in fields.texts:
        frame = frame.assign(
            amount=_reversed(frame["amount"], fields, headers["reversal"], issues)
        )
    return frame


def multiplied(fields: Fields, scale: int) -> pd.Series:
    """Quantity × unit price in minor units, exact; a line without a quantity counts once."""
    price, factor = fields.values["unit_price"], fields.units["unit_price"].factor
    prices = [None if read.value is None else read.value * factor for read in price.found]
    counts: list[Decimal | None] = [Decimal(1)]
    places = np.zeros(len(price.index), dtype=np.int64)
    if "quantity" in fields.values:
        counts = [read.value for read in fields.values["quantity"].found]
        places = fields.values["quantity"].index.astype(np.int64)
    pairs, inverse = np.unique(price.index * len(counts) + places, return_inverse=True)
    amounts = [_product(prices[p // len(counts)], counts[p % len(counts)], scale) for p in pairs]
    return pd.Series(pd.array(amounts, dtype="Int64").take(inverse))


def _product(price: Decimal | None, count: Decimal | None, scale: int) -> int | None:
    return None if price is None or count is None else to_minor(price * count, scale)


def product_scale(fields: Fields) -> int:
    """Decimal places that quantity × price needs."""
    exact = fields.values["unit_price"]
    factor = fields.units["unit_price"].factor
    return CENTS if any(r.value is not None and (r.value * factor) % 1 for r in exact.found) else 0


def _once_per_slip(
    frame: pd.DataFrame, fields: Fields, header: str, scale: int, issues: Issues
) -> pd.Series:
    """A slip's total that is repeated on each of its lines counts on the first line only."""
    if "order_id" not in frame.columns:
        return frame["amount"]
    named = frame["order_id"].ne("")
    slips = frame[named].groupby("order_id", sort=False)["amount"]
    several = slips.transform("size") > 1
    same = slips.transform("nunique") == 1
    if not several.any() or not same[several].all():
        return frame["amount"]
    if "unit_price" in fields.values and "quantity" in fields.values:
        # Where each line has its own price, the lines say more than the total.
        return multiplied(fields, scale)
    again = frame["order_id"].duplicated() & named
    issues.add(again, header, "slip_total", fields.texts["amount"], kept=True)
    return frame["amount"].mask(again & frame["amount"].notna(), 0)


def _reversed(amount: pd.Series, fields: Fields, header: str, issues: Issues) -> pd.Series:
    """Lines marked 返品 or 打消 count as negative; an order whose state is 取消 counts nothing."""
    texts = fields.texts["reversal"]
    marked = {text for text in texts.unique() if any(word in text.lower() for word in _CANCELLED)}
    turn = (texts.isin(marked) & (amount > 0).fillna(False)).to_numpy(dtype=bool)
    is_state = header_key(header) in _STATES
    issues.add(turn, header, "voided" if is_state else "cancelled", texts, kept=True)
    return amount.mask(turn, 0 if is_state else -amount)
