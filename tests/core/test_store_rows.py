"""Rows by hand: added, corrected, removed, taken back and done again, in any order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ChangedMeanwhile, StoreError
from core.locale.words import say
from core.workspace import Workspace
from tests.core.keeping import (
    TODAY,
    bring,
    clock,
    customer,
    everything,
    row_id,
    rows_of,
    sheet,
    value,
)
from tests.drills.share import examples

pytestmark = pytest.mark.usefixtures("ledger_kind")


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, who="店主") as workspace:
        yield workspace


def fill(workspace):
    bring(workspace, sheet([customer(1, memo="a"), customer(2)]))


def test_the_one_character_that_not_every_database_takes_is_left_out(shop):
    shop.add("promises", {"customer_id": "C1", "content": "x\0y", "due_date": TODAY})
    assert list(rows_of(shop, "promises")["content"]) == ["xy"]
    bring(shop, sheet([customer(2, memo="a\0b", **{"席": "窓\0側"}), customer(3)]))
    assert (value(shop, "C2", "memo"), value(shop, "C2", "extra")) == ("ab", '{"席": "窓側"}')


def test_a_row_added_is_there_and_gone_when_taken_back(shop):
    before = everything(shop)
    action = shop.add("promises", {"customer_id": "C1", "content": "x", "due_date": TODAY})
    assert len(rows_of(shop, "promises")) == 1
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert list(rows_of(shop, "promises")["content"]) == ["x"]


def test_corrections_are_taken_back_in_any_order(shop):
    row = row_id(shop, "C1")
    first = shop.correct("customers", row, {"memo": "b"})
    second = shop.correct("customers", row, {"memo": "c"})
    shop.undo(first)
    assert value(shop, "C1", "memo") == "c"
    shop.undo(second)
    assert value(shop, "C1", "memo") == "a"
    shop.redo(first)
    assert value(shop, "C1", "memo") == "b"


def test_correcting_to_what_stands_there_changes_nothing(shop):
    before = everything(shop)
    shop.correct("customers", row_id(shop, "C1"), {"memo": "a"})
    assert everything(shop) == before


def test_a_correction_over_what_another_window_wrote_meanwhile_is_refused(shop):
    row = row_id(shop, "C1")
    shop.correct("customers", row, {"memo": "theirs"}, seen={"memo": "a"})
    with pytest.raises(ChangedMeanwhile) as refused:
        shop.correct("customers", row, {"memo": "ours"}, seen={"memo": "a"})
    assert refused.value.column == "memo"
    assert refused.value.value == "theirs"
    assert "theirs" in refused.value.say("ja")
    assert value(shop, "C1", "memo") == "theirs"
    shop.correct("customers", row, {"memo": "ours"}, seen={"memo": "theirs"})
    assert value(shop, "C1", "memo") == "ours"


def test_a_correction_of_another_column_than_the_other_window_loses_neither(shop):
    row = row_id(shop, "C1")
    seen = {"memo": "a", "hobby": ""}
    shop.correct("customers", row, {"hobby": "fishing"}, seen=seen)
    shop.correct("customers", row, {"memo": "b"}, seen=seen)
    assert value(shop, "C1", "hobby") == "fishing"
    assert value(shop, "C1", "memo") == "b"


def test_what_a_joined_customer_lent_to_the_shown_row_counts_as_seen(shop):
    other = row_id(shop, "C2")
    shop.correct("customers", other, {"hobby": "go"})
    shop.same_person("C1", "C2", same=True)
    assert value(shop, "C1", "hobby") == "go"
    shop.correct("customers", row_id(shop, "C1"), {"hobby": "shogi"}, seen={"hobby": "go"})
    assert value(shop, "C1", "hobby") == "shogi"


def test_an_action_cannot_be_taken_back_twice_nor_done_again_when_it_stands(shop):
    action = shop.correct("customers", row_id(shop, "C1"), {"memo": "b"})
    with pytest.raises(StoreError):
        shop.redo(action)
    shop.undo(action)
    with pytest.raises(StoreError):
        shop.undo(action)
    with pytest.raises(StoreError):
        shop.undo(9999)


def test_a_row_removed_cannot_be_corrected_or_removed_again(shop):
    row = row_id(shop, "C1")
    shop.remove("customers", row)
    with pytest.raises(StoreError):
        shop.correct("customers", row, {"memo": "b"})
    with pytest.raises(StoreError):
        shop.remove("customers", row)
    with pytest.raises(StoreError):
        shop.correct("customers", 12345, {"memo": "b"})


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("promises", {"customer_id": "C1", "content": "x"}),
        ("promises", {"customer_id": "C1", "due_date": "soon"}),
        ("customers", {"customer_id": "C1", "name": "同じ"}),
        ("customers", {"customer_id": "C9", "name": "x", "contact_permission": "maybe"}),
        ("customers", {"customer_id": "C9", "name": "x", "employees": "many"}),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_and_nothing_is_written(shop, table, values):
    before, actions = everything(shop), shop.last_actions(50)
    with pytest.raises(StoreError) as refused:
        shop.add(table, values)
    assert refused.value.say("ja")
    assert everything(shop) == before
    assert shop.last_actions(50) == actions


def test_the_customer_id_of_a_row_cannot_be_changed(shop):
    with pytest.raises(StoreError):
        shop.correct("customers", row_id(shop, "C1"), {"customer_id": "C7"})


def test_a_table_or_column_that_does_not_exist_is_a_mistake_of_the_program(shop):
    with pytest.raises(KeyError):
        shop.add("promises", {"colour": "red"})


def test_every_kind_of_value_is_kept_as_it_was_given(shop):
    shop.add(
        "satisfaction",
        {"date": dt.datetime(2026, 11, 3, 10), "customer_id": "C1", "score": 4, "note": None},
    )
    shop.add("deals", {"start_date": TODAY, "customer_id": "C1", "amount": 5000})
    assert value(shop, "C1", "score", "satisfaction") == 4
    assert value(shop, "C1", "date", "satisfaction").date() == dt.date(2026, 11, 3)
    assert value(shop, "C1", "amount", "deals") == 5000


def test_two_equal_rows_by_hand_are_two(shop):
    for _number in range(2):
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "outcome": "no_answer"})
    assert len(rows_of(shop, "activities")) == 2


def test_the_journal_says_what_was_done_newest_first_in_both_languages(shop):
    shop.correct("customers", row_id(shop, "C1"), {"memo": "b"})
    shop.add("stores", {"store": "本店"})
    removed = shop.remove("customers", row_id(shop, "C2"))
    shop.undo(removed)
    shop.redo(removed)
    actions = shop.last_actions(10)
    assert [a.verb for a in actions] == ["redo", "undo", "remove", "add", "correct", "import"]
    assert [say(a.words, "en") for a in actions] == [
        "Done again: Removed from Customer ledger: 試験 2",
        "Taken back: Removed from Customer ledger: 試験 2",
        "Removed from Customer ledger: 試験 2",
        "Added to Stores: 本店",
        "Corrected in Customer ledger: 試験 1",
        "Imported: a.csv",
    ]
    assert {a.who for a in actions} == {"店主"}
    assert [a.undoable for a in actions] == [False, False, True, True, True, True]
    assert actions[0].at > actions[-1].at


def test_a_customers_history_is_what_changed_their_rows(shop):
    shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "話した"})
    shop.correct("customers", row_id(shop, "C2"), {"memo": "b"})
    bring(shop, sheet([customer(1, memo="c")]))
    assert [a.verb for a in shop.history("C1")] == ["import", "add"]
    assert [a.verb for a in shop.history("C2")] == ["correct"]


STEP = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 2)),
    st.tuples(st.just("correct"), st.sampled_from(["a", "b", "c", ""])),
    st.tuples(st.just("remove"), st.none()),
)


@pytest.mark.file_only
@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(steps=st.lists(STEP, min_size=1, max_size=6), data=st.data())
def test_undoing_everything_in_any_order_brings_back_the_beginning(tmp_path_factory, steps, data):
    with Workspace.create(tmp_path_factory.mktemp("home"), "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1, memo="a"), customer(2)]))
        before = everything(shop)
        actions = [done for kind, what in steps if (done := _do(shop, kind, what))]
        after = everything(shop)
        order = data.draw(st.permutations(actions))
        for action in order:
            shop.undo(action)
        assert everything(shop) == before
        for action in data.draw(st.permutations(actions)):
            shop.redo(action)
        assert everything(shop) == after


def _do(shop, kind, what):
    if kind == "add":
        return shop.add("activities", {"date": TODAY, "customer_id": f"C{what}"})
    ids = list(rows_of(shop)["row_id"])
    if not ids:
        return None
    if kind == "correct":
        return shop.correct("customers", int(ids[0]), {"memo": what})
    return shop.remove("customers", int(ids[-1]))
