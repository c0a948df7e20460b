"""Five sessions of one program and five programs write at once: nothing is lost, nobody waits in
vain, and nobody meets a lock.
"""

from __future__ import annotations

import threading
import time
import traceback

import pytest

from core.errors import StoreError
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, row_id, rows_of, sheet
from tests.drills.forked import CONTEXT
from tests.drills.share import count, report

pytestmark = pytest.mark.drill
SESSIONS = PROGRAMS = 5
WRITES = count(200)


def writes(shop, who, failed):
    """What a writer does; whatever it meets is told."""
    try:
        for number in range(WRITES):
            if number % 10 == 9:
                shop.log_outcome("C1", "talked", day=TODAY, note=f"{who} {number}")
                shop.digest()
            else:
                contact = {"date": TODAY, "customer_id": "C1", "note": f"{who} {number}"}
                shop.add("activities", contact)
    except Exception:  # noqa: BLE001 - whatever it was, the test must see it
        failed.append(traceback.format_exc())


def program(root, work, who, answers):
    """A program with one writer, or that does something else as often."""
    failed = []
    try:
        with Workspace.open(root, "shop", now=clock(), who=f"program {who}") as shop:
            work(shop, f"program {who}", failed)
    except BaseException:  # noqa: BLE001 - the drill waits for an answer
        failed.append(traceback.format_exc())
    answers.put(failed)


def at_once(root, work):
    """Let all sessions and programs do it at once; returns what any of them met."""
    answers = CONTEXT.SimpleQueue()
    programs = [
        CONTEXT.Process(target=program, args=(root, work, who, answers)) for who in range(PROGRAMS)
    ]
    failed = []
    with Workspace.open(root, "shop", now=clock()) as shop:  # as pages do: one for all sessions
        sessions = [
            threading.Thread(target=work, args=(shop, f"session {who}", failed))
            for who in range(SESSIONS)
        ]
        for writer in (*programs, *sessions):
            writer.start()
        for _program in programs:
            failed += answers.get()
        for writer in (*programs, *sessions):
            writer.join()
    return failed


@pytest.mark.usefixtures("ledger_kind")
def test_ten_writers_at_once_lose_nothing_and_meet_no_lock(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1)]))
    begin = time.monotonic()
    failed = at_once(tmp_path, writes)
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        notes = list(rows_of(shop, "activities")["note"])
        actions = shop.last_actions(10**6)
        assert shop.verify_history() is None
    everybody = [f"{kind} {who}" for kind in ("program", "session") for who in range(5)]
    wanted = sorted(f"{who} {number}" for who in everybody for number in range(WRITES))
    lost = len(set(wanted) - set(notes))
    tries = WRITES * len(everybody)
    result = f"{lost} lost, {len(failed)} errors"
    report("5 sessions and 5 programs write at once", tries, result, time.monotonic() - begin)
    assert failed == [], "\n".join(failed)
    assert sorted(notes) == wanted
    assert [a.id for a in actions] == list(range(len(wanted) + 1, 0, -1))


def corrects(shop, who, failed):
    """The same customer's telephone and note, again and again."""
    try:
        row = row_id(shop, "C1")
        for number in range(max(WRITES // 10, 2)):
            shop.correct("customers", row, {"memo": f"{who} {number}"})
    except StoreError as refused:
        failed.append(refused.say("en"))


def test_ten_who_correct_the_same_customer_meet_no_lock(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1)]))
    assert at_once(tmp_path, corrects) == []
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        last = rows_of(shop)["memo"].iloc[0]
        corrected = [a for a in shop.history("C1") if a.verb == "correct"]
        shop.undo(corrected[0].id)  # whoever was last: the one before him stands again
        assert rows_of(shop)["memo"].iloc[0] != last
    assert len(corrected) == max(WRITES // 10, 2) * (SESSIONS + PROGRAMS)


def makes_a_business(shop, who, failed):
    """A business of the same name as everybody's."""
    try:
        root = shop.folder.parents[1]
        Workspace.create(root, "branch", now=clock()).close()
    except Exception:  # noqa: BLE001 - whatever it was, the test must see it
        failed.append(f"{who}: {traceback.format_exc()}")


def test_ten_who_make_a_business_of_the_same_name_get_one_each(tmp_path):
    Workspace.create(tmp_path, "shop", now=clock()).close()
    assert at_once(tmp_path, makes_a_business) == []
    numbers = ["", *(f"-{n}" for n in range(2, SESSIONS + PROGRAMS + 1))]
    there = {path.name for path in (tmp_path / "businesses").iterdir()}
    assert there == {"shop", *(f"branch{number}" for number in numbers)}
