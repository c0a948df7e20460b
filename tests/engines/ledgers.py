"""Ledgers on which engines could differ, and what every kernel is asked of them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import strategies as st

from core.metrics.moment import day_number
from tests.core.ledgers import purchases_of
from tests.core.oracle import LINE
from tests.core.test_engine import INTS, KERNELS, ints_of

__all__ = ["ANYTHING", "ASKED", "KERNELS", "LEDGERS", "WHOLE", "asked", "frame_of", "ints_of"]

NAMES = (
    "customer_id date amount cost discount product staff store category quantity payment order_id"
)
#: Names whose order differs between an alphabet and bytes, and signs that a format may lose.
ODD = ["", "a", "B", "ä", "Ａ", "田中", "𠮷野", 'say "no", \\', "two\nlines", "it's", " x", "x "]
FULL = st.builds(
    lambda line, more: line | more,
    LINE,
    st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from(["A1", "b", "B", "ä", "顧客3", "𠮷", "d d"]),
            "product": st.sampled_from(ODD),
            "staff": st.sampled_from(ODD),
            "category": st.sampled_from(["", "", "本"]),
            "quantity": st.sampled_from([None, 1.0, 0.1, -2.5, 0.333]),
            "payment": st.sampled_from(["", "paid", "late", "unpaid"]),
            "order_id": st.sampled_from(["", "7"]),
        }
    ),
)
ONE = FULL.map(lambda line: line | {"customer_id": "A1"})
RETURNS = FULL.map(lambda line: line | {"amount": -abs(line["amount"] or 1)})
FAR = st.builds(
    lambda line, day: line | {"date": day},
    FULL,
    st.sampled_from([dt.date(1900, 1, 1), dt.date(2100, 12, 31), dt.date(1969, 12, 31)]),
)
HUGE = st.builds(
    lambda line, amount: line | {"amount": amount, "cost": amount},
    FULL,
    st.sampled_from([2**56, -(2**56), 2**53 + 1, -(2**53) - 1]),
)
TIES = FULL.map(lambda line: line | {"date": dt.date(2025, 11, 15), "amount": 1000})
#: Every kind of ledger that ENGINE's rules came from, each by its name.
LEDGERS = {
    "anything": st.lists(FULL, max_size=30),
    "one customer": st.lists(ONE, max_size=15),
    "returns only": st.lists(RETURNS, min_size=1, max_size=12),
    "extreme days": st.lists(FAR, min_size=1, max_size=12),
    "huge amounts": st.lists(HUGE, min_size=1, max_size=30),
    "ties": st.lists(TIES, min_size=1, max_size=12),
}
ANYTHING = st.one_of(*LEDGERS.values())
#: The day to which everything is counted.
ASKED = st.sampled_from([dt.date(1969, 12, 31), dt.date(2024, 2, 29), dt.date(2025, 11, 15),
                         dt.date(2100, 12, 31)])  # fmt: skip


def frame_of(lines) -> pd.DataFrame:
    """The lines as the ingest would hand them on."""
    return purchases_of([[line[name] for name in NAMES.split()] for line in lines], NAMES)


def asked(kernel: str, day: dt.date = dt.date(2025, 11, 15), **other: int) -> dict[str, int]:
    """Numbers for a kernel, all counted back from one day."""
    moved = day_number(day) - INTS["asof"]
    fixed = {"min_net", "by_year", "cno", "from_ym"}
    ints = {n: v if n in fixed else v + moved for n, v in ints_of(kernel).items()}
    if "from_ym" in ints:
        ints["from_ym"] = (day.year - 2) * 12 + 3
    if "first_from" in ints:
        ints["first_from"] -= 500
    return ints | {name: value for name, value in other.items() if name in ints}


def _whole() -> list[dict]:
    """One ledger with a bit of everything, for engines that take a second for a query."""
    lines, number = [], 0
    for customer in [*("A1", "b", "B", "ä", "顧客3", "𠮷"), *(f"C{n:03}" for n in range(60))]:
        for visit in range(1 + len(customer) * number % 9):
            number += 1
            date = dt.date(2023, 1, 1) + dt.timedelta(days=(number * 37 + visit * 91) % 1070)
            lines += [
                {
                    "customer_id": customer,
                    "date": date,
                    "amount": [1000, 2**55, -1000, None, 0, 999, -(2**55), 1000][number * k % 8],
                    "cost": [None, 400, 400, -400][(number + k) % 4],
                    "discount": [None, 0, 100, -100][number * (k + 1) % 4],
                    "product": ODD[number * (k + 1) % len(ODD)],
                    "staff": ODD[number * (k + 3) % 5],
                    "store": ["本店", "支店"][number % 2],
                    "category": ["", "本"][k % 2],
                    "quantity": [None, 1.0, 0.1, -2.5][(number + k) % 4],
                    "payment": ["", "paid", "late", "unpaid"][number * k % 4],
                    "order_id": "",
                }
                for k in range(1 + number % 3)
            ]
    far = (dt.date(1900, 1, 1), dt.date(1969, 12, 31), dt.date(2100, 12, 31))
    lines += [lines[n] | {"date": day} for n, day in enumerate(far)]
    new = ("2025-08-20", "2025-09-20", "2025-10-10", "2025-11-01", "2025-11-15", "2026-01-05")
    lines += [
        lines[n + k] | {"customer_id": f"N{n}", "date": dt.date.fromisoformat(day)}
        for n, day in enumerate(new)
        for k in range(4)
    ]
    return lines + lines[:20]  # and the same lines once more


WHOLE = _whole()
