"""The chain of the journal: what was changed outside the program is noticed."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
import sys

import pytest

from core.store.keyed import GONE, Keyed, is_gone, keyed, known
from tests.core.keeping import TODAY, bring, customer, line, row_id, sheet


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, who="owner") as made:
        yield made


def fill(made):
    bring(made, sheet([customer(1), customer(2)], [line("2026-11-01")]))
    made.add("activities", {"date": TODAY, "customer_id": "C1", "note": "talked"})
    bought = made.log_outcome("C2", "bought", day=TODAY)
    made.correct("customers", row_id(made, "C1"), {"hobby": "walking"})
    made.undo(bought)
    bring(made, sheet([customer(1, memo="later")]), "b.csv")
    made.change_settings({"calls.per_day": 3})
    made.same_person("C1", "C2", same=False)


def by_hand(shop, statement, *values):
    """Change the ledger as another program would."""
    with contextlib.closing(sqlite3.connect(shop.folder / "ledger.db")) as plain, plain:
        plain.execute(statement, values)


def actions(shop):
    with contextlib.closing(sqlite3.connect(shop.folder / "ledger.db")) as plain:
        return plain.execute("SELECT id, chain FROM action ORDER BY id").fetchall()


def test_every_action_is_sealed_and_the_chain_holds(shop):
    links = [chain for _id, chain in actions(shop)]

    assert all(links)
    assert len(set(links)) == len(links) == 8
    assert shop.verify_history() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE action SET who = 'somebody' WHERE id = 4", 4),
        ("UPDATE action SET at = '2026-01-01T00:00:00+09:00' WHERE id = 2", 2),
        ("UPDATE action SET verb = 'remove' WHERE id = 2", 2),
        ("UPDATE action SET batch_id = 2 WHERE id = 1", 1),
        ("UPDATE action SET chain = '' WHERE id = 6", 6),
        ("UPDATE journal SET customer_id = 'C2' WHERE action_id = 4", 4),
        ("DELETE FROM journal WHERE action_id = 8", 8),
        (
            "INSERT INTO action (at, who, verb, facts, chain)"
            " VALUES ('2026-11-22', 'somebody', 'settings', '{}', 'abc')",
            9,
        ),
    ],
)
def test_what_was_changed_outside_the_program_is_named(shop, statement, broken):
    by_hand(shop, statement)

    assert shop.verify_history().id == broken


def test_an_action_that_was_dropped_breaks_the_one_after_it(shop):
    by_hand(shop, "DELETE FROM journal WHERE action_id = 4")
    by_hand(shop, "DELETE FROM action WHERE id = 4")

    assert shop.verify_history().id == 5


def test_what_was_written_about_a_customer_may_be_emptied(shop):
    mark = keyed(shop.folder / "key").gone("C1")
    emptied = "UPDATE journal SET before = '{}', after = '{}', customer_id = ?"
    by_hand(shop, f"{emptied} WHERE customer_id = 'C1'", mark)
    assert shop.verify_history() is None

    by_hand(shop, "UPDATE journal SET customer_id = ? WHERE customer_id = 'C2'", mark)
    assert shop.verify_history().id == 3  # the first that was about C2


def test_actions_from_before_the_chain_stand_in_front_of_it(shop):
    by_hand(shop, "UPDATE action SET chain = ''")
    assert shop.verify_history() is None

    shop.change_settings({"calls.per_day": 4})

    assert shop.verify_history() is None
    assert [bool(chain) for _id, chain in actions(shop)] == [False] * 8 + [True]


def test_without_its_key_the_chain_is_not_confirmed(shop):
    (shop.folder / "key").unlink()
    assert shop.verify_history().id == 1

    shop.change_settings({"calls.per_day": 4})  # makes another key
    assert shop.verify_history().id == 1


def test_what_failed_leaves_no_link_behind(shop):
    with pytest.raises(KeyError):
        shop.log_outcome("C1", "no such outcome", day=TODAY)

    assert len(actions(shop)) == 8
    assert shop.verify_history() is None


def test_the_key_is_made_once_and_nobody_else_on_the_computer_may_read_it(tmp_path):
    path = tmp_path / "key"
    assert known(path) == Keyed(b"")

    made = keyed(path)

    assert len(made.key) == 32
    assert keyed(path) == known(path) == made
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_mark_says_nothing_without_the_key_and_is_made_once_only():
    one, other = Keyed(b"one"), Keyed(b"other")

    assert one.gone("C1") == one.gone("C1") != other.gone("C1")
    assert one.gone(one.gone("C1")) == one.gone("C1")
    assert one.mark("id", "a", "b") != one.mark("id", "ab")
    assert is_gone(one.gone("C1"))
    assert not is_gone("C1")
    assert not is_gone(f"{GONE}C1")
