"""After an erasure a ledger is the one in which the person never was, whatever was in it."""

from __future__ import annotations

import random
import time

import pandas as pd
import pytest

from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, everything, line, row_id, sheet
from tests.drills.share import count, report

ROUNDS = count(100)
OTHERS = range(2, 5)


def day(chance):
    return pd.Timestamp(f"2026-{chance.randint(1, 10):02}-{chance.randint(1, 28):02}")


def told(chance, number):
    """What one import says of somebody: a customer, lines, contacts."""
    person = customer(number, hobby=f"h{chance.random()}", phone=f"090-0{number:03}-0000")
    slips = chance.random() < 0.5
    lines = [
        line(day(chance), number, chance.randint(1, 9) * 100,
             order_id=f"S{number}-{turn}" if slips else "", product=f"p{chance.randint(1, 3)}")
        for turn in range(chance.randint(0, 4))
    ]  # fmt: skip
    contacts = [
        {"date": day(chance), "customer_id": f"C{number}", "note": f"n{chance.random()}"}
        for _turn in range(chance.randint(0, 2))
    ]
    return person, lines, contacts


def ledger(root, name, seed, people):
    """The same history of others, with or without somebody more in it."""
    shop = Workspace.create(root, name, now=clock())
    for step in range(3):
        # Everybody has a chance of his own, so that one more changes nothing of the others.
        said = [told(random.Random(f"{seed}-{step}-{number}"), number) for number in people]
        how = random.Random(f"{seed}-{step}").choice(("replace", "add", "once"))
        bring(
            shop,
            sheet([p for p, _l, _c in said], [x for _p, ls, _c in said for x in ls],
                  activities=[x for _p, _l, cs in said for x in cs]),
            f"{step}.csv",
            same_days=how,
        )  # fmt: skip
    for number in people:
        shop.add("activities", {"date": TODAY, "customer_id": f"C{number}", "note": "by hand"})
        shop.correct("customers", row_id(shop, f"C{number}"), {"hobby": "by hand"})
    shop.undo_batch(2)
    return shop


def plain(shop):
    tables, *rest = everything(shop)
    for rows in tables.values():
        for row in rows:
            row.pop("row_id")
    return tables, rest


@pytest.mark.drill
def test_the_rest_is_as_if_the_person_had_never_been(tmp_path):
    begin = time.monotonic()
    for seed in range(ROUNDS):
        with (
            ledger(tmp_path, f"with-{seed}", seed, [1, *OTHERS]) as shop,
            ledger(tmp_path, f"never-{seed}", seed, OTHERS) as never,
        ):
            shop.erase("C1")
            assert plain(shop) == plain(never)
            for one in (shop, never):
                one.redo_batch(2)
                one.undo_batch(1)
            assert plain(shop) == plain(never)
            assert shop.verify_history() is None
    report("erased = never was", ROUNDS, "0 differences", time.monotonic() - begin)
