"""Who may see and do what: the owner everything, others only what is granted by name."""

from __future__ import annotations

import dataclasses

import pytest

from core.locale.words import say
from core.rules.roles import NAMES, PRIVATE, REACHED_BY, SEES, Role, Sees, may
from core.tables import TABLES

WRITTEN = ["add", "correct", "remove", "outcome", "outcomes", "import", "settings", "same_person",
           "hand_over", "join_household", "leave_household", "plan", "attach", "call_list",
           "export_person", "export_ledger", "erase", "accept_again", "restore"]  # fmt: skip


def test_the_owner_sees_everything():
    assert all(dataclasses.astuple(SEES[Role.OWNER]))


def test_whoever_looks_on_is_granted_nothing_beyond_looking_and_the_names():
    assert SEES[Role.VIEWER] == Sees(names=True)


def test_the_staff_see_no_money_no_refusal_no_private_note_and_take_nothing_out():
    sees = SEES[Role.STAFF]
    assert sees == Sees(names=True, listed_phones=True, changes=True)
    hidden = (sees.money, sees.refusals, sees.private_notes, sees.exports, sees.phones)
    assert not any(hidden)


@pytest.mark.parametrize("verb", [*WRITTEN, "undo", "redo", "invented"])
@pytest.mark.parametrize("table", ["activities", "promises", "complaints", "customers", "staff"])
def test_a_viewer_may_do_nothing_at_all(verb, table):
    facts = {"table": table, "verb": "outcome", "facts": {}}
    assert not may(Role.VIEWER, verb, facts)
    assert may(Role.OWNER, verb, facts)


def test_the_staff_log_calls_and_write_down_promises_and_complaints_and_nothing_else():
    allowed = {
        (verb, table)
        for verb in [*WRITTEN, "invented"]
        for table in TABLES
        if may(Role.STAFF, verb, {"table": table, "name": "佐藤"})
    }
    worked_on = {"activities", "promises", "complaints"}
    assert allowed == {
        *((verb, table) for verb in ("add", "correct") for table in worked_on),
        *((verb, table) for verb in ("outcome", "outcomes") for table in TABLES),
    }


def test_the_staff_take_back_what_they_may_do_and_no_import():
    call = {"verb": "outcome", "facts": {"name": "佐藤", "outcome": "talked"}}
    assert may(Role.STAFF, "undo", call)
    assert may(Role.STAFF, "redo", call)
    assert not may(Role.STAFF, "undo", {"verb": "import", "facts": {"files": ["x.csv"]}})
    assert not may(Role.STAFF, "undo", {"verb": "remove", "facts": {"table": "promises"}})
    assert not may(Role.STAFF, "undo", {})


def test_every_private_column_is_a_column_of_its_table():
    for columns in (PRIVATE, REACHED_BY):
        for table, names in columns.items():
            assert names <= {column.name for column in TABLES[table].columns}


def test_each_role_has_a_name_in_both_languages():
    assert [say(NAMES[role], "en") for role in Role] == ["Owner", "On the staff", "Only looks"]
    assert len({say(NAMES[role], "ja") for role in Role}) == len(Role)
