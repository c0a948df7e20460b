"""The kernel ``customers`` over a kept layer: sums over stretches of rows instead of groups.

A database groups by looking up, for each day, whose it is. In the kept layer the days are sorted
by customer: those of one are a stretch of rows, and a sum is what all rows come to at its end,
less what they came to before it. The answer is that of ``customers.sql``, which stays the rule:
tests hold one against the other. No other kernel has a second way (docs/decisions, 039).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

from core.engine.protocol import TEXTS

Column = npt.NDArray[np.int64]
DAYS, NAMES = "purchase_day.parquet", "customer.parquet"
READ = ("cno", "day", "spend", "cost", "uncosted", "reduced")
LARGEST = 2**63 - 1
#: Of who has no purchase, as in ``customers.sql``.
NEVER = 9_999_999
#: How two become one, and what stands where nothing is: of most columns, and of these.
ADDED = (np.add, 0)
ENDS = {"first_day": (np.minimum, NEVER), "last_day": (np.maximum, -NEVER)}
COLUMNS = (
    "purchases", "first_day", "last_day", "total_spend", "spend_12m", "spend_24m", "count_12m",
    "count_24m", "cost_12m", "cost_24m", "uncosted_12m", "uncosted_24m", "reduced_days",
)  # fmt: skip


def summable(layer: Path) -> bool:
    """Whether all sums surely stay within 64 bits; a database counts further and says so.

    Args:
        layer: the folder of a kept layer (:mod:`core.engine.layer`).

    Raises:
        OSError, pa.ArrowException: a file of it is missing or damaged.
    """
    metadata = pq.read_metadata(layer / DAYS)
    names = [metadata.schema.column(number).name for number in range(metadata.num_columns)]
    sums = ("spend", "cost", "uncosted")
    return all(_at_most(metadata, names.index(name)) <= LARGEST for name in sums)


def _at_most(metadata: pq.FileMetaData, column: int) -> int:
    """What the values of a column come to at most, each without its sign."""
    total = 0
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        said = group.column(column).statistics
        if said is not None and said.has_min_max:
            total += group.num_rows * max(abs(said.min), abs(said.max))
        elif group.num_rows:
            return LARGEST + 1
    return total


def customers(layer: Path, ints: dict[str, int]) -> pd.DataFrame:
    """The rows of the kernel ``customers``.

    Args:
        layer: the folder of a kept layer whose sums fit (:func:`summable`).
        ints: the numbers that ``customers.sql`` names.

    Raises:
        OSError, pa.ArrowException: a file of it is missing or damaged.
    """
    ids = pq.read_table(layer / NAMES, columns=["customer_id"])["customer_id"]
    found = {name: np.full(len(ids), ENDS.get(name, ADDED)[1]) for name in COLUMNS}
    seen = np.zeros(len(ids), bool)
    for part in _parts(layer / DAYS, ints):
        who = part.pop("cno")
        for name, column in part.items():
            both, _nothing = ENDS.get(name, ADDED)
            found[name][who] = both(found[name][who], column)
        seen[who] = True
    frame = pd.DataFrame({"cno": np.arange(len(ids)), **found}, copy=False)
    named = pd.Series(ids.to_pandas(types_mapper=TEXTS.get))
    frame.insert(1, "customer_id", named)
    before = frame["spend_24m"] - frame["spend_12m"]
    frame.insert(list(frame).index("spend_24m"), "spend_prev_12m", before)
    return frame if seen.all() else frame[seen].reset_index(drop=True)


def _parts(days: Path, ints: dict[str, int]) -> Iterator[dict[str, Column]]:
    """Each row group summed, by all cores, in order; who stands in two of them comes twice."""
    metadata = pq.read_metadata(days)

    def part(group: int) -> dict[str, Column]:
        with pq.ParquetFile(days, metadata=metadata) as file:
            return _summed(_read(file, group, ints["asof"]), ints)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(part, range(metadata.num_row_groups))


def _read(file: pq.ParquetFile, group: int, asof: int) -> dict[str, Column]:
    """One row group in numbers, nothing after the day."""
    table = file.read_row_group(group, columns=[*READ], use_threads=False)
    read = {name: table[name].to_numpy() for name in READ}
    until = read["day"] <= asof
    return read if until.all() else {name: column[until] for name, column in read.items()}


def _summed(read: dict[str, Column], ints: dict[str, int]) -> dict[str, Column]:
    """One row for each customer of a part."""
    day, cno = read["day"], read["cno"]
    last = np.flatnonzero(np.append(cno[1:] != cno[:-1], len(cno) > 0))
    first = np.append(0, last + 1)[:-1]
    bought = read["spend"] >= ints["min_net"]
    added = {
        "purchases": bought,
        "total_spend": read["spend"],
        "reduced_days": bought & (read["reduced"] > 0),
    }
    for span in ("12m", "24m"):
        inside = day > ints[f"from_{span}"]
        added[f"count_{span}"] = bought & inside
        for name in ("spend", "cost", "uncosted"):
            added[f"{name}_{span}"] = read[name] * inside
    return {
        "cno": cno[last],
        "first_day": np.minimum.reduceat(np.where(bought, day, NEVER), first),
        "last_day": np.maximum.reduceat(np.where(bought, day, -NEVER), first),
        **{
            name: np.diff(np.cumsum(column, dtype=np.int64)[last], prepend=0)
            for name, column in added.items()
        },
    }
