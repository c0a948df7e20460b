"""The owner's own columns by hand: written, corrected, taken away, and never lost by an import."""

from __future__ import annotations

import json

import pytest

from core.errors import ChangedMeanwhile, StoreError
from tests.core.keeping import bring, customer, everything, row_id, rows_of, sheet


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, who="店主") as workspace:
        yield workspace


def fill(workspace):
    bring(workspace, with_dog("ポチ"))


def with_dog(name, number=1):
    """A sheet with a column that the ledger does not know."""
    said = sheet([customer(number)])
    said.tables["customers"]["犬の名前"] = name
    return said


def free(workspace, customer_id="C1"):
    frame = rows_of(workspace)
    return json.loads(frame.loc[frame["customer_id"] == customer_id, "extra"].iloc[0])


def test_a_free_column_is_corrected_and_taken_back(shop):
    before = everything(shop)
    action = shop.correct("customers", row_id(shop, "C1"), {"extra.犬の名前": "ハチ"})
    assert free(shop) == {"犬の名前": "ハチ"}
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert free(shop) == {"犬の名前": "ハチ"}


def test_a_new_free_column_is_added_and_an_empty_text_takes_it_away(shop):
    row = row_id(shop, "C1")
    shop.correct("customers", row, {"extra. 車の 色 ": " 青 ", "memo": "m"})
    assert free(shop) == {"犬の名前": "ポチ", "車の 色": "青"}
    action = shop.correct("customers", row, {"extra.車の 色": "", "extra.犬の名前": ""})
    assert free(shop) == {}
    shop.undo(action)
    assert free(shop) == {"犬の名前": "ポチ", "車の 色": "青"}


def test_a_new_row_takes_free_columns_with_it(shop):
    action = shop.add("customers", {"customer_id": "N1", "name": "新", "extra.車の色": "赤"})
    assert free(shop, "N1") == {"車の色": "赤"}
    shop.undo(action)
    shop.redo(action)
    assert free(shop, "N1") == {"車の色": "赤"}


def test_an_import_does_not_overwrite_what_was_corrected_by_hand(shop):
    action = shop.correct("customers", row_id(shop, "C1"), {"extra.犬の名前": "ハチ"})
    batch = bring(shop, with_dog("シロ"), name="b.csv")
    assert free(shop) == {"犬の名前": "ハチ"}
    shop.undo(action)
    assert free(shop) == {"犬の名前": "シロ"}
    shop.redo(action)
    shop.undo_batch(batch.id)
    assert free(shop) == {"犬の名前": "ハチ"}
    shop.undo(action)
    assert free(shop) == {"犬の名前": "ポチ"}


def test_a_column_written_by_hand_alone_survives_imports_and_their_undoing(shop):
    shop.correct("customers", row_id(shop, "C1"), {"extra.車の色": "青"})
    batch = bring(shop, with_dog("シロ"), name="b.csv")
    assert free(shop) == {"犬の名前": "シロ", "車の色": "青"}
    shop.undo_batch(batch.id)
    assert free(shop) == {"犬の名前": "ポチ", "車の色": "青"}
    cleared = shop.correct("customers", row_id(shop, "C1"), {"extra.犬の名前": ""})
    bring(shop, with_dog("クロ"), name="c.csv")
    assert free(shop) == {"車の色": "青"}
    shop.undo(cleared)
    assert free(shop) == {"車の色": "青", "犬の名前": "クロ"}


def test_a_row_written_by_hand_that_an_import_knows_too_keeps_its_free_columns(shop):
    action = shop.add("customers", {"customer_id": "C9", "name": "九", "extra.車の色": "赤"})
    batch = bring(shop, with_dog("シロ", number=9), name="b.csv")
    assert free(shop, "C9") == {"車の色": "赤", "犬の名前": "シロ"}
    shop.undo_batch(batch.id)
    assert free(shop, "C9") == {"車の色": "赤"}
    shop.redo_batch(batch.id)
    shop.undo(action)
    assert free(shop, "C9") == {"犬の名前": "シロ"}


@pytest.mark.parametrize("name", ["extra.", "extra. ", f"extra.{'長' * 61}"])
def test_a_free_column_needs_a_usable_name(shop, name):
    with pytest.raises(StoreError):
        shop.correct("customers", row_id(shop, "C1"), {name: "x"})


@pytest.mark.parametrize("name", ["電話", "Phone"])
def test_a_free_column_cannot_be_called_like_one_of_the_ledger(shop, name):
    for write in (
        lambda: shop.correct("customers", row_id(shop, "C1"), {f"extra.{name}": "x"}),
        lambda: shop.add("customers", {"customer_id": "N2", "name": "二", f"extra.{name}": "x"}),
    ):
        with pytest.raises(StoreError) as refused:
            write()
        assert name in refused.value.say("ja")
    assert free(shop) == {"犬の名前": "ポチ"}


def test_what_a_cell_said_and_could_not_be_read_is_corrected_under_its_own_header(shop):
    said = sheet([customer(2)])
    said.tables["customers"]["電話"] = "12-34"
    said.tables["customers"]["備考\n(" + "長" * 70 + ")"] = "x"
    bring(shop, said, name="b.csv")
    odd = next(name for name in free(shop, "C2") if name.startswith("備考"))
    shop.correct("customers", row_id(shop, "C2"), {"extra.電話": "", f"extra.{odd}": "y"})
    assert free(shop, "C2") == {odd: "y"}


def test_a_free_column_that_another_window_changed_is_not_overwritten(shop):
    row = row_id(shop, "C1")
    seen = {"extra.犬の名前": "ポチ"}
    shop.correct("customers", row, {"extra.犬の名前": "ハチ"}, seen=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        shop.correct("customers", row, {"extra.犬の名前": "クロ"}, seen=seen)
    assert "犬の名前" in refused.value.say("ja")
    assert "ハチ" in refused.value.say("ja")


def test_a_free_column_cleared_on_a_joined_customer_does_not_come_back_from_the_other(shop):
    bring(shop, with_dog("シロ", number=2), name="b.csv")
    shop.same_person("C1", "C2", same=True)
    shop.correct("customers", row_id(shop, "C1"), {"extra.犬の名前": ""})
    assert free(shop) == {}
