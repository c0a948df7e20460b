"""Flipped bits and files cut short: each is said at the start, or says nothing (SAFETY R6)."""

from __future__ import annotations

import os
import random
import shutil
import time

import pytest

from core.errors import DamagedLedger
from core.store.damage import examine
from core.store.places import Place
from core.store.snapshot import digest_of
from core.workspace import Workspace, newest_good
from tests.core.keeping import TODAY, clock, customer, line, sheet
from tests.drills.share import count, report

pytestmark = pytest.mark.drill
TRIES = 200


@pytest.fixture
def shop(tmp_path):
    """A business with free pages, some imports and a backup, closed and sealed."""
    with Workspace.create(tmp_path, "shop", now=clock()) as made:
        for number in range(3):
            people = [customer(400 * number + n, memo="お話" * 20) for n in range(400)]
            lines = [line(f"2026-0{number + 1}-{1 + n % 28:02}", n) for n in range(300)]
            made.commit(sheet(people, lines), files=[(f"{number}.csv", f"{number}".encode())])
        made.add("activities", {"date": TODAY, "customer_id": "C1", "note": "お話"})
        made.back_up()
    return made


def harm(path, dice):
    """Flip a bit, or cut the file short."""
    data = bytearray(path.read_bytes())
    if dice.random() < 0.2:
        os.truncate(path, dice.randrange(len(data)))
        return
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def test_every_flipped_bit_is_said_at_the_start_and_a_good_backup_offered(shop, tmp_path):
    begin, tries, dice = time.monotonic(), count(TRIES), random.Random("damage")
    place, whole = Place(shop.folder), tmp_path / "whole"
    shutil.copytree(shop.folder, whole)
    files = sorted([*place.purchases.iterdir(), *place.layers.glob("*/*")])
    good, said, equal = newest_good(tmp_path, "shop"), 0, 0
    for number in range(tries):
        path = place.ledger if number % 2 == 0 else dice.choice(files)
        original = whole / path.relative_to(place.folder)
        harm(path, dice)
        if examine(place).damages:
            with pytest.raises(DamagedLedger):
                Workspace.open(tmp_path, "shop", now=clock())
            said += 1
        else:
            assert path == place.ledger
            assert digest_of(path.read_bytes()) == digest_of(original.read_bytes())
            equal += 1
        shutil.copyfile(original, path)
    assert newest_good(tmp_path, "shop") == good
    assert examine(place).sealed
    assert said + equal == tries
    result = f"{said} said at the start, {equal} that say nothing, 0 in silence"
    report("bits flipped and files cut short: ledger, Parquet", tries, result,
           time.monotonic() - begin)  # fmt: skip
