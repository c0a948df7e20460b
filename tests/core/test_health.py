"""The health of the ledger: of how many sales it is known who, what and how much."""

from __future__ import annotations

from contextlib import closing

from core.engine import open_engine
from core.metrics.health import health
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet
from tests.core.samples import sample


def test_each_line_is_asked_who_what_and_how_much(tmp_path):
    lines = [
        line(TODAY, 1, product="カット"),
        line(TODAY, 1, amount=0, product="カット", order_id="2"),
        line(TODAY, 2, order_id="3"),
        line(TODAY, 9, order_id="4", product="カラー"),
    ]
    with Workspace.create(tmp_path, "試験商店", now=clock()) as workspace:
        bring(workspace, sheet([customer(1), customer(2)], lines=lines))
        book = workspace.book(TODAY)
        with closing(open_engine(book)) as engine:
            found = health(engine, book)

    assert (found.lines, found.who, found.what, found.how_much) == (4, 3, 3, 3)


def test_of_the_salon_every_sale_is_known():
    found = sample("salon").measures.health

    assert (found.lines, found.who, found.what) == (10_443, 10_443, 10_443)
