"""How the work grows with the rows: ``python -m tests.bench.scaling [ROWS …]`` prints the tables.

Without words: 100,000 to 100,000,000 rows, which takes half an hour and 5 GB of disk. Each figure
comes from a process of its own, so that its peak of memory is its own too; beside ours stand the
plain scan of the same Parquet (the floor) and the peers of :mod:`tests.bench.peers`. Seconds of
CPU are those to compare where other programs run. The last table says how the bars are met;
nothing is judged here.
"""

from __future__ import annotations

import gc
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.testing import assert_frame_equal

from core.book import Book
from core.engine import DuckDBEngine
from core.engine.kernel import filled, places
from core.foresight.assortment import assort
from core.foresight.baskets import baskets
from core.foresight.foretold import foretell, purchases
from core.garbage import look_seldom
from core.ingest import combine, read
from core.metrics.cohorts import cohorts
from core.metrics.growth import months, windows
from core.metrics.moment import Moment, day_number
from core.metrics.profile import profile
from core.review import review
from core.settings import Settings
from core.workspace import Workspace
from tests.bench import peers
from tests.bench.test_bench_engine import ASOF, lines
from tests.bench.test_bench_intake import FAMILY, customers
from tests.core.keeping import clock
from tests.core.test_engine import INTS
from tests.sheets import write_xlsx

ROWS = (100_000, 1_000_000, 10_000_000, 100_000_000)
PART = 1_000_000
SETTINGS = Settings(trade_code="ec")
#: Kernels that are timed alone; the first four are what the peers count too.
FOUR = ("customers", "cohorts", "months", "baskets")
KERNELS = (*FOUR, "seasons", "first_lines", "usual_lines")
#: Of a size that a way is not tried beyond: it would take very long, or more memory than there is.
MOST = {
    "pandas, naively": 100_000,
    "pandas, well: four": 10_000_000,
    "lifetimes, archived": 1_000_000,
    "sheets read": 10_000_000,
    "committed": 10_000_000,
    "xlsx → call list": 1_000_000,
    "xlsx of as many customers → call list": 100_000,
    "pandas reading that xlsx": 100_000,
    "LibreOffice opening it": 100_000,
    "baskets": 10_000_000,
    "seasons": 10_000_000,
    "first_lines": 10_000_000,
    "usual_lines": 10_000_000,
    "profile": 10_000_000,
    "foresight": 10_000_000,
    "next product": 10_000_000,
    "everything, with the call list": 10_000_000,
    "four kernels": 10_000_000,
    "DuckDB on the lines: four": 10_000_000,
}
SHEET, LIST = "sales.xlsx", "customers.xlsx"
TEXTS = "texts"


def made(folder: Path, rows: int) -> None:
    """Parquet files of that many rows, each million an import of its own with its customers.

    Beside them the same as CSV, and a workbook of twelve columns, where those are read.
    """
    texts = folder / TEXTS
    texts.mkdir()
    for number in range(max(1, rows // PART)):
        part = lines(min(rows, PART))
        part["customer_id"] = f"{number:03}" + part["customer_id"]
        if rows <= MOST["sheets read"]:
            part.to_csv(texts / f"{number:03}.csv", index=False)
        for name in ("order_id", "category", "staff", "store", "payment"):
            part[name] = ""
        part = part.assign(quantity=1.0, cost=part["amount"] // 2, discount=0)
        table = pa.Table.from_pandas(part, preserve_index=False)
        pq.write_table(table, folder / f"{number:03}.parquet")
    if rows <= MOST["xlsx → call list"]:
        write_xlsx(sales(rows), texts / SHEET, "売上")
    if rows <= MOST["xlsx of as many customers → call list"]:
        write_xlsx(people(rows), texts / LIST, "顧客")


def people(rows: int) -> pd.DataFrame:
    """A customer list in which names come back as often as they do, and houses hold few."""
    rng = np.random.default_rng(11)
    given = pd.Series([a + b for a in "美陽優直大健翔拓花幸" for b in "子香奈太郎介也樹斗央"])
    family = pd.Series(FAMILY)[rng.integers(0, len(FAMILY), rows)].reset_index(drop=True)
    house = pd.Series(rng.integers(0, rows, rows)).astype("str")
    whole = customers(rows)
    return whole.assign(
        氏名=family + " " + given[rng.integers(0, len(given), rows)].reset_index(drop=True),
        フリガナ="",
        住所=whole["住所"] + "-" + house,
    )


def sales(rows: int) -> pd.DataFrame:
    """Sales of twelve columns as a till writes them, with who bought."""
    rng = np.random.default_rng(13)
    found = lines(rows)
    ids = found["customer_id"].unique()
    who = people(len(ids)).iloc[pd.Series(range(len(ids)), index=ids)[found["customer_id"]]]
    day = found["date"].dt.strftime("%Y/%m/%d")
    return pd.DataFrame({
        "伝票番号": pd.Series(np.arange(rows) // 4).astype("str").str.zfill(7),
        "日付": day,
        "会員番号": found["customer_id"],
        "氏名": who["氏名"].to_numpy(),
        "電話番号": who["電話"].to_numpy(),
        "商品名": found["product"],
        "分類": np.array(["カット", "カラー", "パーマ", "物販"])[rng.integers(0, 4, rows)],
        "数量": 1,
        "金額": found["amount"].map("{:,}".format),
        "支払方法": "現金",
        "担当者": pd.Series(FAMILY)[rng.integers(0, len(FAMILY), rows)].to_numpy(),
        "店舗": "本店",
    })  # fmt: skip


def book_of(folder: Path) -> Book:
    return Book({}, tuple(sorted(folder.glob("*.parquet"))), ASOF, ASOF)


def ints_of(kernel: str) -> dict[str, int]:
    """The numbers that a kernel asks for, as of the day of these lines."""
    now = Moment.of(book_of(Path()))
    day = {"asof": now.asof, "min_net": now.min_net, "to_day": now.asof}
    day |= {"from_12m": now.from_12m, "from_24m": now.from_24m}
    return {name: {**INTS, **day}[name] for name in places(kernel)}


@contextmanager
def counting(folder: Path, megabytes: int = 2000) -> Iterator[DuckDBEngine]:
    """An engine over the layer that is kept, made by whoever counts first."""
    engine = DuckDBEngine(book_of(folder), cache=folder / "kept" / "cache", memory_mb=megabytes)
    with closing(engine):
        yield engine


# ---- what is measured: each prepares itself, then hands back the work to be timed

Work = Callable[[], object]


def plain(work: Callable[[Path], object]) -> Callable[[Path], Iterator[Work]]:
    @contextmanager
    def ready(folder: Path) -> Iterator[Work]:
        yield lambda: work(folder)

    return ready


def counted(work: Callable[[DuckDBEngine, Book], object], megabytes: int = 2000):
    @contextmanager
    def ready(folder: Path) -> Iterator[Work]:
        with counting(folder, megabytes) as engine:
            yield lambda: work(engine, book_of(folder))

    return ready


def kernels(*names: str, megabytes: int = 2000):
    def run(engine: DuckDBEngine, _book: Book) -> None:
        for name in names:
            engine.run(name, **ints_of(name))

    return counted(run, megabytes)


def layer_made(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as cache:
        DuckDBEngine(book_of(folder), cache=Path(cache) / "cache").close()


def combined_of(folder: Path):
    files = [(path.name, path.read_bytes()) for path in sorted((folder / TEXTS).glob("*.csv"))]
    found = combine([read(data, name, settings=SETTINGS, today=ASOF) for name, data in files])
    return found, files


@contextmanager
def committing(folder: Path) -> Iterator[Work]:
    found, files = combined_of(folder)
    with (
        tempfile.TemporaryDirectory() as root,
        Workspace.create(Path(root), "x", trade_code="ec", now=clock()) as business,
    ):
        yield lambda: business.commit(found, files=files, mapping={}, counts={})


def to_call_list(path: Path) -> None:
    """From the bytes of a workbook to the list of calls, everything kept on the way."""
    data = path.read_bytes()
    with tempfile.TemporaryDirectory() as place:
        found = combine([read(data, path.name, settings=SETTINGS, today=ASOF)])
        with Workspace.create(Path(place), "x", trade_code="ec", now=clock()) as business:
            business.commit(found, files=[(path.name, data)], mapping={}, counts={})
            review(business.book(), SETTINGS, cache=Path(business.folder, "cache"))


def next_product(engine: DuckDBEngine, book: Book) -> None:
    assort(baskets(engine, book), day_number(book.asof), SETTINGS.products)


def foreseen(engine: DuckDBEngine, book: Book) -> None:
    foretell(*purchases(engine, book), book.asof)


def week(folder: Path) -> None:
    review(book_of(folder), SETTINGS, cache=folder / "kept" / "cache")


def of_sheet(work: Callable[[Path], object], name: str = SHEET):
    return plain(lambda folder: work(folder / TEXTS / name))


STEPS = {
    "six-column scan (floor)": plain(peers.scanned),
    "sheets read": plain(combined_of),
    "committed": committing,
    "layer, once per import": plain(layer_made),
    **{name: kernels(name) for name in KERNELS},
    "customers within 4 GB": kernels("customers", megabytes=4000),
    "customers within 1 GB": kernels("customers", megabytes=1000),
    "four kernels": kernels(*FOUR),
    "profile": counted(lambda engine, book: profile(engine, book, SETTINGS)),
    "cohorts, both ways": counted(lambda engine, book: cohorts(engine, book, SETTINGS)),
    "flow": counted(lambda engine, book: (months(engine, book), windows(engine, book, SETTINGS))),
    "next product": counted(next_product),
    "foresight": counted(foreseen),
    "everything, with the call list": plain(week),
    "DuckDB on the lines: customers": plain(lambda f: peers.by_duckdb(f, "customers")),
    "DuckDB on the lines: four": plain(peers.by_duckdb),
    "pandas, well: four": plain(peers.by_pandas),
    "pandas, naively": plain(peers.naively),
    "lifetimes, archived": plain(peers.by_lifetimes),
    "xlsx → call list": of_sheet(to_call_list),
    "xlsx of as many customers → call list": of_sheet(to_call_list, LIST),
    "LibreOffice opening it": of_sheet(peers.by_libreoffice),
}
#: The work of others, for comparison.
OTHERS = {
    "six-column scan (floor)",
    "DuckDB on the lines: customers",
    "DuckDB on the lines: four",
    "pandas, well: four",
    "pandas, naively",
    "lifetimes, archived",
    "LibreOffice opening it",
}
#: Of others, too, as anybody would run them who has nothing of ours loaded.
SCRIPTS = {"pandas reading that xlsx": peers.PANDAS_READS}
#: What is short is done three times over; the middle one is said.
SHORT = {"six-column scan (floor)", *KERNELS, "customers within 4 GB", "four kernels"}


def one(name: str, folder: Path) -> dict[str, float]:
    """Do one thing in this process: seconds by the clock and of CPU, and the peak in MB."""
    if name in OTHERS:
        gc.freeze()  # what this file loads beside them is not theirs to look through
    else:
        look_seldom()  # as the command line does
    with STEPS[name](folder) as work:
        found = [timed(work) for _time in range(3 if name in SHORT else 1)]
    return sorted(found, key=lambda figures: figures["cpu"])[len(found) // 2]


def timed(work: Work) -> dict[str, float]:
    """Do it once; the processes that it starts count as its own."""
    import resource  # noqa: PLC0415 - not on Windows

    def used() -> float:
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in both)

    wall, cpu = time.perf_counter(), used()
    work()
    wall, cpu = time.perf_counter() - wall, used() - cpu
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"wall": wall, "cpu": cpu, "mb": max(own_peak(), others)}


def own_peak() -> float:
    """The most memory that this process held, in MB; 0 where the system does not tell.

    What ``getrusage`` says begins with the peak of the process that started this one.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text() if status.exists() else "")
    return int(found[1]) / 1024 if found else 0.0


def measured(rows: int) -> dict[str, dict[str, float]]:
    """Every figure of one size."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made(folder, rows)
        with counting(folder) as engine:  # the layer is there for all that count
            if rows <= PART:
                peers.alike(folder, {name: engine.run(name, **ints_of(name)) for name in FOUR})
        found = {}
        for name in (*STEPS, *SCRIPTS):
            if rows <= MOST.get(name, rows):
                found[name] = in_its_own_process(name, folder)
                print(f"{rows:,} {name}: {found[name]}", file=sys.stderr, flush=True)
        return {name: figures for name, figures in found.items() if figures}


def in_its_own_process(name: str, folder: Path) -> dict[str, float]:
    """The figures of one thing; none where what it needs is not installed or memory gave out."""
    command = [sys.executable, "-m", "tests.bench.scaling", "--one", name, str(folder)]
    if name in SCRIPTS:
        command = [sys.executable, "-c", SCRIPTS[name], str(folder / TEXTS / SHEET)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr, flush=True)
        return {}
    return json.loads(done.stdout.splitlines()[-1])


# ---- what is printed

Figures = dict[int, dict[str, dict[str, float]]]


def table(figures: Figures) -> list[str]:
    """The figures as a table of Markdown."""
    sizes = sorted(figures)
    head = [f"{rows:,}" for rows in sizes]
    text = [f"| wall s / CPU s / peak MB | {' | '.join(head)} | exponent (CPU) |"]
    text.append("|---|" + "---|" * (len(sizes) + 1))
    for name in (*STEPS, *SCRIPTS):
        cells = [cell(figures[rows].get(name)) for rows in sizes]
        if any(cells):
            shown = " | ".join(each or "–" for each in cells)
            text.append(f"| {name} | {shown} | {exponent(figures, name)} |")
    return text


def cell(found: dict[str, float] | None) -> str:
    return "{wall:.2f} / {cpu:.2f} / {mb:,.0f}".format(**found) if found else ""


def exponent(figures: Figures, name: str) -> str:
    """By which power of the rows the seconds of CPU grow, between a million and the most."""
    sizes = [rows for rows in sorted(figures) if name in figures[rows]]
    begin = next((rows for rows in sizes if rows >= PART), None)
    if begin is None or begin == sizes[-1]:
        return ""
    less, more = (figures[rows][name]["cpu"] for rows in (begin, sizes[-1]))
    return f"{math.log(more / less) / math.log(sizes[-1] / begin):.2f}"


#: (rows, ours, the other, at most so many times the other's, by what).
RATIOS = (
    (PART, "four kernels", "DuckDB on the lines: four", 0.6, "wall"),
    (PART, "four kernels", "pandas, well: four", 0.3, "wall"),
    (100_000, "customers", "pandas, naively", 1 / 50, "wall"),
    (10 * PART, "customers", "six-column scan (floor)", 2.5, "wall"),
    (100 * PART, "customers", "six-column scan (floor)", 2.5, "wall"),
    (100 * PART, "customers within 1 GB", "customers within 4 GB", 2.0, "wall"),
    (100_000, "xlsx → call list", "pandas reading that xlsx", 1 / 3, "wall"),
)
#: (rows, what, at most, of what).
BARS = (
    (PART, "four kernels", 1.0, "wall"),
    (100_000, "xlsx → call list", 5.0, "wall"),
    (100 * PART, "customers within 4 GB", 4_600, "mb"),
    (100 * PART, "customers within 1 GB", 1_200, "mb"),
)


def met(figures: Figures) -> Iterator[str]:
    """Each bar with what was measured, as a table of Markdown."""
    yield "| bar | measured | at most |"
    yield "|---|---|---|"
    for rows, ours, other, most, by in RATIOS:
        found = figures.get(rows, {})
        if ours in found and other in found:
            ratio = found[ours][by] / found[other][by]
            yield f"| {rows:,}: {ours} ÷ {other} ({by}) | {ratio:.3f} | {most:.3f} |"
    for rows, name, most, by in BARS:
        if name in figures.get(rows, {}):
            yield f"| {rows:,}: {name} ({by}) | {figures[rows][name][by]:,.2f} | {most:,.2f} |"


# ---- one text against the engine's own words


def by_its_own_words(rows: int = 100_000) -> Iterator[str]:
    """``Engine.run`` against the driver, and our text of ``customers`` against faster ways."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made(folder, rows)
        with counting(folder) as engine:
            driver = engine._connection.cursor()
            asked = {name: (filled(name, ints_of(name)), ints_of(name)) for name in FOUR}
            own = FAST.format(**ints_of("customers"))
            right = engine.run("customers", **asked["customers"][1])
            found = driver.execute(own).df()[[*right]].fillna(0)  # a sum of nothing is none there
            assert_frame_equal(found.astype(right.dtypes), right)
            works = [lambda: driver.execute(own).df()]
            for name, (text, ints) in asked.items():
                works.append(partial(engine.run, name, **ints))
                works.append(lambda text=text: driver.execute(text).df())
            taken = in_turns(*works)
    fast, *both = (1000 * statistics.median(each) for each in taken)
    ways = dict(zip(FOUR, zip(both[::2], both[1::2], strict=True), strict=True))
    ours, text = ways.pop("customers")
    for name, (ran, plainly) in ways.items():
        yield f"| {rows:,}: Engine.run over the driver, {name} | {ran / plainly:.2f} | 1.10 |"
        yield f"| {rows:,}: the same, ms more | {ran - plainly:.1f} | 5.0 |"
    yield f"| {rows:,}: customers, portable text over DuckDB's own | {text / fast:.2f} | 2.20 |"
    yield f"| {rows:,}: customers, portable text over stretches | {text / ours:.2f} | 2.20 |"


#: The same answer with the words that DuckDB alone knows, added up before names are joined.
FAST = """
WITH sums AS (
    SELECT cno, count(*) FILTER (spend >= {min_net}) AS purchases,
        min(day) FILTER (spend >= {min_net}) AS first_day,
        max(day) FILTER (spend >= {min_net}) AS last_day, sum(spend) AS total_spend,
        sum(spend) FILTER (day > {from_12m}) AS spend_12m,
        sum(spend) FILTER (day > {from_24m} AND day <= {from_12m}) AS spend_prev_12m,
        sum(spend) FILTER (day > {from_24m}) AS spend_24m,
        count(*) FILTER (day > {from_12m} AND spend >= {min_net}) AS count_12m,
        count(*) FILTER (day > {from_24m} AND spend >= {min_net}) AS count_24m,
        sum(cost) FILTER (day > {from_12m}) AS cost_12m,
        sum(cost) FILTER (day > {from_24m}) AS cost_24m,
        sum(uncosted) FILTER (day > {from_12m}) AS uncosted_12m,
        sum(uncosted) FILTER (day > {from_24m}) AS uncosted_24m,
        count(*) FILTER (reduced > 0 AND spend >= {min_net}) AS reduced_days
    FROM purchase_day WHERE day <= {asof} GROUP BY cno
)
SELECT customer_id, sums.* FROM sums JOIN customer USING (cno) ORDER BY cno"""


def in_turns(*works: Work, rounds: int = 61) -> list[list[float]]:
    """Seconds by the clock of each, done in turns; each goes as often before as behind another."""
    taken: list[list[float]] = [[] for _work in works]
    for number in range(rounds):
        turns = list(zip(works, taken, strict=True))
        for work, seconds in turns if number % 2 else reversed(turns):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return taken


def main(words: list[str]) -> None:
    """Print the tables, or with ``--one NAME FOLDER`` one figure as JSON."""
    if words[:1] == ["--one"]:
        print(json.dumps(one(words[1], Path(words[2]))))
        return
    figures: Figures = {}
    for rows in [int(word) for word in words] or ROWS:
        figures[rows] = measured(rows)
    print("\n".join([*table(figures), "", *met(figures), *by_its_own_words()]), flush=True)


if __name__ == "__main__":
    np.seterr(all="raise")
    main(sys.argv[1:])
