"""The pages over a million customers: ``python -m tests.bench.million HOME [CUSTOMERS]``.

A business with a million customers and ten million purchases is brought in through the reader and
the workspace, in as many files as there are millions of lines, unless HOME holds it already. Run
once more, every page is opened, run again and worked with: seconds by the clock and of CPU, and
the peak of memory. CPU seconds are those to compare where other programs run.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.ingest import combine, read
from core.settings import Settings
from core.workspace import JST, Workspace, businesses, set_current
from tests.bench.test_bench_pages import TITLES, served_as_by_a_server_that_ran_before

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)
CUSTOMERS, EACH = 1_000_000, 10
#: Lines of one file: what a spreadsheet holds, and what the reader takes at once.
PART = 1_000_000
DAYS = 4 * 365
FIRST = "佐田中山川石木本井村松上野原藤高橋林清水森池小大内西東南北"
LAST = "一二三美子太郎花恵正和明弘幸由香健真直愛里紀久雄彦代奈央"


def _two(rng: np.random.Generator, signs: str, n: int) -> pd.Series:
    pairs = np.array([one + other for one in signs for other in signs])
    return pd.Series(pairs[rng.integers(0, len(pairs), n)])


def people(n: int) -> pd.DataFrame:
    """The customers, with names that several of them share and phones that nobody does."""
    rng, number = np.random.default_rng(5), pd.Series(range(n)).astype("str")
    phone = number.str.zfill(6).str.replace(r"(..)(....)", r"\1-\2", regex=True)
    ways = np.array(["紹介", "チラシ", "検索", "看板", ""])
    return pd.DataFrame(
        {
            "customer_id": "C" + number.str.zfill(7),
            "name": _two(rng, FIRST, n) + " " + _two(rng, LAST, n),
            "phone": "090-00" + phone,
            "trigger": ways[rng.integers(0, len(ways), n)],
        }
    )


def lines(n: int, parts: int) -> Iterator[pd.DataFrame]:
    """The purchases in parts by time: some come often, some stay away, all begin some day."""
    rng = np.random.default_rng(7)
    begun = rng.integers(0, DAYS - 30, n)
    stay = np.maximum(1, np.minimum(DAYS - begun, rng.exponential(700, n).astype(int)))
    often = rng.gamma(0.8, 1.0, n) * stay
    who = np.concatenate([np.arange(n), rng.choice(n, n * (EACH - 1), p=often / often.sum())])
    day = begun[who] + (rng.random(len(who)) * stay[who]).astype(int)
    order = np.argsort(day, kind="stable")
    for chosen in np.array_split(order, parts):
        m = len(chosen)
        good = rng.integers(0, 60, m)
        yield pd.DataFrame(
            {
                "customer_id": "C" + pd.Series(who[chosen]).astype("str").str.zfill(7),
                "date": pd.Timestamp("2022-11-24") + pd.to_timedelta(day[chosen], "D"),
                "amount": (good % 12 + 1) * 500 + rng.integers(0, 40, m) * 100,
                "product": "品" + pd.Series(good).astype("str"),
                "category": "類" + pd.Series(good // 10).astype("str"),
                "store": "店" + pd.Series(who[chosen] % 40).astype("str"),
                "staff": "係" + pd.Series(who[chosen] % 150).astype("str"),
            }
        )


def made(root: Path, n: int) -> None:
    """Bring the business in, file after file, and say what each took."""
    settings, today = Settings(trade_code="salon"), NOW.date()
    parts = max(1, n * EACH // PART)
    sheets = [("people.csv", people(n))]
    with Workspace.create(root, "大きな見本", trade_code="salon", now=lambda: NOW) as ledger:
        for number, part in enumerate(lines(n, parts)):
            sheets.append((f"lines{number}.csv", part))
            for name, frame in sheets:
                data = frame.to_csv(index=False).encode()
                taken = timed(partial(_taken_in, ledger, name, data, settings, today))
                say(f"{name}: {len(frame):,} rows of {len(data) >> 20} MB taken in", taken)
            sheets.clear()
        for number in range(10):  # so that there is somebody to call
            promise = {"customer_id": f"C{number:07}", "content": "見本", "due_date": today}
            ledger.add("promises", {**promise, "by_whom": "us"})
        set_current(root, ledger.business.slug)


def _taken_in(
    ledger: Workspace, name: str, data: bytes, settings: Settings, today: dt.date
) -> None:
    found = combine([read(data, name, settings=settings, today=today)])
    ledger.commit(found, files=[(name, data)], mapping={}, counts={})


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock and of CPU, of this process and of the children that ended."""

    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Taken:
    """How long it takes."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return Taken(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_mb() -> float:
    """The most memory that this process ever held, in MB."""
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, taken: Taken) -> None:
    """One line of the table."""
    print(f"| {what} | {taken.wall:.2f} / {taken.cpu:.2f} | {peak_mb():,.0f} |", flush=True)


def quiet() -> None:
    """Wait until no thread judges anybody or opens pages ahead."""
    for thread in threading.enumerate():
        if thread.name in ("recount", "ahead"):
            thread.join()


def again(at: AppTest, work: Callable[[], object] | None = None, rounds: int = 3) -> Taken:
    """The middle of a few runs, as CPU goes."""
    found = [timed(work or at.run) for _round in range(rounds)]
    return sorted(found, key=lambda taken: taken.cpu)[rounds // 2]


def _typed(key: str, text: str) -> Callable[[AppTest], object]:
    return lambda at: at.text_input(key=key).set_value(text).run()


def _chosen(key: str, value: object) -> Callable[[AppTest], object]:
    def choose(at: AppTest) -> None:
        at.session_state[key] = value
        at.run()

    return choose


def _found(at: AppTest) -> None:
    _typed("customer_search", "C0000001")(at)
    next(one for one in at.button if (one.key or "").startswith("found_")).click().run()


def _part(at: AppTest) -> None:
    part = next(one for one in at.multiselect if one.key.endswith("_stores"))
    part.set_value([] if part.value else part.options[:1]).run()


def _outcome(at: AppTest) -> None:
    button = next(one for one in at.button if (one.key or "").startswith("talked_"))
    at.text_input(key=f"note_{button.key.removeprefix('talked_')}").set_value("x")
    button.click().run()


#: What is done on a page beside opening it: each counts as one click.
CLICKS: dict[str, dict[str, Callable[[AppTest], object]]] = {
    "calls": {
        "the first search": _typed("why_not", "佐田 一二"),
        "another search": _typed("why_not", "C0123"),
        "an outcome": _outcome,
    },
    "customer": {
        "a search": _typed("customer_search", "山川 太郎"),
        "a search that finds nobody": _typed("customer_search", "ない名前"),
        "a card": _found,
    },
    "ladder": {"another rung": _chosen("rung", "customer")},
    "groups": {"another axis": _chosen("group_axis", "state")},
    "classes": {
        "the tenths": _chosen("class_view", "decile"),
        "one tenth": _chosen("pick_decile", "3"),
    },
    "money": {"sorted anew": _chosen("largest_by", "so_far")},
    "ideal": {"another group of facts": _chosen("lack_group", "contact")},
    "ledger": {
        "all customers": _chosen("ledger_kind", "customers"),
        "the next page": _chosen("page_ledger_customers", 2),
        "a search": _typed("ledger_search", "C0123"),
    },
    "growth": {"one store": _part, "all of it again": _part},
}


def shown(at: AppTest, page: str) -> None:
    """Open a page, run it again, and click through it."""
    at.switch_page(page)
    say(f"{page} first", timed(at.run))
    quiet()
    say(f"{page} again", again(at))
    for name, click in CLICKS.get(Path(page).stem, {}).items():
        say(f"{page}: {name}", timed(partial(click, at)))
        assert not at.exception, at.exception
    quiet()
    at.run()  # what was written is counted: pages are opened ahead once more
    quiet()


def main(words: list[str]) -> None:
    """Make the business where it is not there yet, else go through the pages.

    Two runs, so that the peak of memory is that of each alone.
    """
    root = Path(words[0])
    print("| what | wall s / CPU s | peak MB so far |\n|---|---|---|")
    if not businesses(root):
        made(root, int(words[1]) if len(words) > 1 else CUSTOMERS)
        return
    os.environ["DAIFUKUCHO_HOME"] = str(root)
    with pytest.MonkeyPatch.context() as patch:
        served_as_by_a_server_that_ran_before(patch)
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=3_600)
        at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
        say("the first page, all counted", timed(at.run))
        say("all pages opened ahead, behind it", timed(quiet))
        for page, title in TITLES.items():
            shown(at, page)
            assert [one.value for one in at.title] == [title]


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # there is no browser to run for
    main(sys.argv[1:])
