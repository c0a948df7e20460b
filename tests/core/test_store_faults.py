"""A locked file, a clock that goes back, another zone: everything still right, said in words."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import time
from functools import partial

import pytest

from core.errors import StoreError
from core.review import review
from core.store import crosscheck, damage, seal
from core.store.faults import said
from core.store.places import Place
from core.workspace import JST, Workspace
from tests.core.keeping import (
    START,
    TODAY,
    bring,
    clock,
    customer,
    everything,
    line,
    rows_of,
    sheet,
)
from tests.drills.forked import worker
from tests.drills.share import FULL

#: Moments on the wall clock in Japan, and the day that it is there.
MOMENTS = [
    (dt.datetime(2026, 12, 31, 23, 59, tzinfo=JST), dt.date(2026, 12, 31)),
    (dt.datetime(2027, 1, 1, 0, 0, tzinfo=JST), dt.date(2027, 1, 1)),
    (dt.datetime(2027, 2, 28, 0, 1, tzinfo=JST), dt.date(2027, 2, 28)),
    (dt.datetime(2027, 3, 1, 0, 1, tzinfo=JST), dt.date(2027, 3, 1)),
    (dt.datetime(2028, 2, 29, 23, 59, tzinfo=JST), dt.date(2028, 2, 29)),
    (START - dt.timedelta(days=1), TODAY - dt.timedelta(days=1)),
    (START.replace(year=2036), TODAY.replace(year=2036)),
]
ZONES = ("UTC", "America/New_York", "Asia/Tokyo")
#: At these the week is looked at whole, and not the day alone: at all of them in a drill.
LOOKED_AT = MOMENTS if FULL else MOMENTS[::3]


def test_a_failure_of_the_system_becomes_a_refusal_that_remembers_it():
    with pytest.raises(StoreError) as refused, said():
        raise OSError(28, "No space left on device")
    assert isinstance(refused.value.__cause__, OSError)
    with pytest.raises(ZeroDivisionError), said():
        raise ZeroDivisionError


def test_a_ledger_that_another_program_holds_is_refused_in_words_and_works_afterwards(tmp_path):
    Workspace.create(tmp_path, "shop", now=clock()).close()
    contact = {"date": TODAY, "customer_id": "C1", "note": "電話"}
    with Workspace.open(tmp_path, "shop", now=clock(), busy_ms=50) as shop:
        bring(shop, sheet([customer(1)]))
        with contextlib.closing(sqlite3.connect(shop.folder / "ledger.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            for work in (
                partial(shop.add, "activities", contact),
                partial(shop.book, TODAY),
                partial(Workspace.open, tmp_path, "shop", now=clock(), busy_ms=50),
            ):
                with pytest.raises(StoreError) as refused:
                    work()
                assert "別の画面が書き込み中" in refused.value.say("ja")
        shop.add("activities", contact)
        assert list(rows_of(shop, "activities")["note"]) == ["電話"]


def test_a_ledger_that_others_write_to_meanwhile_is_not_taken_for_damaged(tmp_path, monkeypatch):
    contact = {"date": TODAY, "customer_id": "C1", "note": "電話"}
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1)]))
    other = Workspace.open(tmp_path, "shop", now=clock(), busy_ms=200)
    place = Place(other.folder)
    seal.remove(place)  # so that everything is looked at row by row
    highest, written = crosscheck._highest, []

    def highest_while_another_writes(connection, table):
        if not written:
            written.append(table)
            with contextlib.suppress(StoreError):  # it has to wait for the one who looks
                other.add("activities", contact)
        return highest(connection, table)

    monkeypatch.setattr(crosscheck, "_highest", highest_while_another_writes)
    with contextlib.closing(other):
        assert damage.examine(place).damages == ()
    assert written


@pytest.mark.parametrize("back", [dt.timedelta(days=1), dt.timedelta(days=366)])
def test_a_clock_that_is_set_back_changes_neither_order_nor_undo(tmp_path, back):
    seconds = iter(range(1_000))
    moved = [dt.timedelta()]
    Workspace.create(tmp_path, "shop", now=clock()).close()

    def now():
        return START - moved[0] + dt.timedelta(seconds=next(seconds))

    with Workspace.open(tmp_path, "shop", now=now) as shop:
        bring(shop, sheet([customer(1)], [line("2026-10-01", order_id="1")]), "first.csv")
        first = everything(shop), shop.digest(TODAY)
        moved[0] = back
        second = bring(shop, sheet([customer(1, memo="later")], [line("2026-10-02")]), "b.csv")
        note = shop.log_outcome("C1", "talked", day=TODAY, note="電話")
        assert [b.id for b in shop.batches()] == [1, second.id]
        assert [a.verb for a in shop.last_actions(2)] == ["outcome", "import"]
        assert shop.last_actions(1)[0].at < shop.last_actions(3)[2].at
        assert rows_of(shop)["memo"].tolist() == ["later"]  # the later import, not the later time
        assert shop.digest(TODAY) != first[1]
        shop.undo(note)
        shop.undo_batch(second.id)
        assert everything(shop) == first[0]
        assert shop.verify_history() is None


def looked_at_from(root, _shop, *, zone):
    """What the week looks like on a computer of that zone, at every moment."""
    os.environ["TZ"] = zone
    time.tzset()
    found = []
    for moment, day in MOMENTS:
        # A clock tells the moment in the computer's own zone.
        with Workspace.open(root, "shop", now=lambda m=moment: m.astimezone()) as shop:
            assert shop.today() == day
            if (moment, day) in LOOKED_AT:
                seen = review(shop.book(), shop.settings())
                found.append(repr((day, seen.customers.astype(str).to_csv(), seen.calls)))
    (root / f"{zone.replace('/', '-')}.txt").write_text("\n".join(found), encoding="utf-8")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is fixed here")
@pytest.mark.drill
def test_the_week_is_the_same_whatever_zone_the_computer_lives_in(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        people = [customer(1, birthday="1984-02-29"), customer(2, birthday="1990-12-31")]
        days = ["2026-02-28", "2026-06-30", "2026-11-21", "2026-11-22"]
        bought = [line(day, n, 1000 * n, order_id=f"{n}{day}") for day in days for n in (1, 2)]
        bring(shop, sheet(people, bought))
    for zone in ZONES:
        with worker(tmp_path, partial(looked_at_from, zone=zone)) as there:
            assert there.do() == "done"
    texts = {(tmp_path / f"{z.replace('/', '-')}.txt").read_text(encoding="utf-8") for z in ZONES}
    assert len(texts) == 1
