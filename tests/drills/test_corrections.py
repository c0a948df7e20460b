"""One cell corrected in a large file: the total changes, every time (SAFETY R21)."""

from __future__ import annotations

import random
import time

import pytest

from core.ingest import combine, read
from core.review import measure
from core.settings import Settings
from core.workspace import Workspace
from tests.core.keeping import TODAY, clock
from tests.drills.share import count, report

pytestmark = pytest.mark.drill
ROWS = 60_000
CORRECTIONS = 30
PLAINLY = {"engine_url": "", "progress": lambda _share, _words: None}
HEADERS = {True: "伝票番号,顧客番号,売上日,金額", False: "顧客番号,売上日,金額"}


def lines(*, numbered):
    """A large shop's sales, one row each."""
    dice = random.Random("sales")
    for number in range(ROWS):
        day = f"2026/{dice.randint(1, 10)}/{dice.randint(1, 28)}"
        cells = [f"C{dice.randrange(9_000):04}", day, dice.randint(500, 20_000)]
        yield [f"S{number:06}", *cells] if numbered else cells


def total_after_import(shop, name, header, rows):
    """Take a file in as the page does; the total of all customers, counted anew."""
    data = "\n".join([header, *(",".join(map(str, row)) for row in rows)]).encode()
    combined = combine([read(data, name, settings=Settings(), today=TODAY)])
    shop.commit(combined, files=[(name, data)])
    measured = measure(shop.book(TODAY), Settings(), cache=shop.folder / "cache", **PLAINLY)
    return int(measured.profile["total_spend"].sum()), shop.digest(TODAY)


@pytest.mark.parametrize("numbered", [True, False], ids=["with slip numbers", "without"])
def test_each_corrected_cell_of_sixty_thousand_rows_changes_the_total(tmp_path, numbered):
    begin, tries = time.monotonic(), count(CORRECTIONS)
    dice, rows = random.Random("corrections"), list(lines(numbered=numbered))
    right = 0
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        seen = {total_after_import(shop, "0.csv", HEADERS[numbered], rows)}
        for number in range(tries):
            rows[dice.randrange(ROWS)][-1] += dice.randint(1, 500)
            outcome = total_after_import(shop, f"{number + 1}.csv", HEADERS[numbered], rows)
            new = all(outcome[0] != total and outcome[1] != mark for total, mark in seen)
            right += new and outcome[0] == sum(row[-1] for row in rows)
            seen.add(outcome)
    how = "with" if numbered else "without"
    what = f"one cell of {ROWS:,} rows corrected, {how} slip numbers: the total changes"
    report(what, tries, f"{right} of {tries}", time.monotonic() - begin)
    assert right == tries
