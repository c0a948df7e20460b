"""How counting grows with the rows: ``python -m tests.bench.scaling [ROWS …]`` prints the table.

Each figure comes from a process of its own, so that its peak of memory is its own too; beside the
kernels stand what they are measured by: the plain scan of the same Parquet (the floor), the same
summary by DuckDB from that Parquet, by pandas written well and written naively. CPU seconds are
those to compare where other programs run. Without words: 100,000, 1,000,000 and 10,000,000 rows.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.book import Book
from core.engine import open_engine
from tests.bench.test_bench_engine import ASOF, lines
from tests.core.test_engine import ints_of

ROWS = (100_000, 1_000_000, 10_000_000)
PART = 1_000_000
#: Beyond so many rows a way is not tried: it would take minutes.
MOST = {"pandas, naive": 100_000, "pandas, well": 10_000_000}
KERNELS = ("customers", "months", "cohorts", "seasons", "first_lines", "usual_lines", "baskets")


def book_of(folder: Path) -> Book:
    return Book({}, tuple(sorted(folder.glob("*.parquet"))), ASOF, ASOF)


def made(folder: Path, rows: int) -> None:
    """Parquet files of that many rows, each million an import of its own with its customers."""
    for number in range(max(1, rows // PART)):
        part = lines(min(rows, PART))
        part["customer_id"] = f"{number:03}" + part["customer_id"]
        for name in ("order_id", "category", "staff", "store", "payment"):
            part[name] = ""
        part = part.assign(quantity=1.0, cost=part["amount"] // 2, discount=0)
        table = pa.Table.from_pandas(part, preserve_index=False)
        pq.write_table(table, folder / f"{number:03}.parquet")


def source(folder: Path) -> str:
    return f"read_parquet('{folder}/*.parquet')"


def scanned(folder: Path) -> None:
    names = ("customer_id", "date", "amount", "product", "quantity", "cost")
    columns = ", ".join(f"max({name})" for name in names)
    duckdb.sql(f"SELECT {columns} FROM {source(folder)}").fetchall()


def raw(folder: Path) -> None:
    duckdb.sql(
        "SELECT customer_id, min(date), max(date), count(DISTINCT date), sum(amount),"
        " sum(CASE WHEN date > DATE '2025-11-15' THEN amount ELSE 0 END)"
        f" FROM {source(folder)} GROUP BY customer_id ORDER BY customer_id"
    ).df()


def in_pandas(folder: Path) -> None:
    whole = pd.read_parquet(folder, columns=["customer_id", "date", "amount"])
    whole["customer_id"] = whole["customer_id"].astype("category")
    days = whole.groupby(["customer_id", "date"], observed=True)["amount"].sum().reset_index()
    by = days.groupby("customer_id", observed=True)
    summary = by["date"].agg(["min", "max", "size"]).join(by["amount"].sum())
    recent = days[days["date"] > pd.Timestamp("2025-11-15")]
    summary["recent"] = recent.groupby("customer_id", observed=True)["amount"].sum()


def naively(folder: Path) -> None:
    whole = pd.read_parquet(folder, columns=["customer_id", "date", "amount"])
    whole.groupby("customer_id")[["date", "amount"]].apply(
        lambda own: pd.Series(
            {
                "min": own["date"].min(),
                "max": own["date"].max(),
                "size": own["date"].nunique(),
                "sum": own["amount"].sum(),
                "recent": own.loc[own["date"] > pd.Timestamp("2025-11-15"), "amount"].sum(),
            }
        )
    )


def layer(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as cache:
        open_engine(book_of(folder), cache=Path(cache) / "cache").close()


OTHERS = {
    "six-column scan (floor)": scanned,
    "layer, once per import": layer,
    "summary, DuckDB on raw Parquet": raw,
    "pandas, well": in_pandas,
    "pandas, naive": naively,
}


def one(name: str, folder: Path) -> dict[str, float]:
    """Do one thing in this process: seconds by the clock, of CPU, and the peak of memory in MB.

    A kernel counts three times over the layer that is kept; the middle one is said.
    """
    if name in OTHERS:
        return timed(lambda: OTHERS[name](folder))
    with closing(open_engine(book_of(folder), cache=folder / "kept" / "cache")) as engine:
        found = [timed(lambda: engine.run(name, **ints_of(name))) for _time in range(3)]
    return sorted(found, key=lambda figures: figures["cpu"])[1]


def timed(work) -> dict[str, float]:
    import resource  # noqa: PLC0415 - not on Windows

    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall": wall, "cpu": cpu, "mb": peak}


def measured(rows: int) -> dict[str, dict[str, float]]:
    """Every figure of one size."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made(folder, rows)
        found = {}
        for name in (*OTHERS, *KERNELS):
            if rows <= MOST.get(name, rows):
                command = [sys.executable, "-m", "tests.bench.scaling", "--one", name, place]
                said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                found[name] = json.loads(said.splitlines()[-1])
        return found


def table(figures: dict[int, dict[str, dict[str, float]]]) -> list[str]:
    """The figures as a table of Markdown."""
    sizes = sorted(figures)
    head = [f"{rows:,}" for rows in sizes]
    text = [f"| wall s / CPU s / peak MB | {' | '.join(head)} | exponent (CPU) |"]
    text.append("|---|" + "---|" * (len(sizes) + 1))
    for name in figures[sizes[0]]:
        cells = [
            "{wall:.2f} / {cpu:.2f} / {mb:,.0f}".format(**figures[rows][name])
            if name in figures[rows]
            else "not tried"
            for rows in sizes
        ]
        text.append(f"| {name} | {' | '.join(cells)} | {exponent(figures, name)} |")
    return text


def exponent(figures, name: str) -> str:
    """By which power of the rows the seconds of CPU grow, between the two largest sizes."""
    sizes = [rows for rows in sorted(figures) if name in figures[rows]][-2:]
    if len(sizes) < 2:
        return ""
    less, more = (figures[rows][name]["cpu"] for rows in sizes)
    return f"{math.log(more / less) / math.log(sizes[1] / sizes[0]):.2f}"


def main(words: list[str]) -> None:
    """Print the table, or with ``--one NAME FOLDER`` one figure as JSON."""
    if words[:1] == ["--one"]:
        print(json.dumps(one(words[1], Path(words[2]))))
        return
    figures = {}
    for rows in [int(word) for word in words] or ROWS:
        figures[rows] = measured(rows)
        print("\n".join(table(figures)), end="\n\n", flush=True)


if __name__ == "__main__":
    np.seterr(all="raise")
    main(sys.argv[1:])
