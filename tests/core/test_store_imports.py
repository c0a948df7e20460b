"""Imports: whole or not at all, later fills, the hand wins, undone in any order."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import StoreError
from core.store import frames, imports, kept_bytes, layers, upsert
from core.workspace import Workspace
from tests.core.keeping import (
    TODAY,
    amounts,
    clock,
    customer,
    everything,
    line,
    row_id,
    rows_of,
    sheet,
    value,
)
from tests.core.keeping import bring_as_promised as bring
from tests.drills.share import examples

pytestmark = pytest.mark.usefixtures("ledger_kind")


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def test_an_import_says_who_is_new_updated_and_unchanged(shop):
    bring(shop, sheet([customer(1), customer(2), customer(3)]))
    again = [customer(1), customer(2, phone="090-0111-0000"), customer(3), customer(4)]
    batch = bring(shop, sheet(again))
    said = {key.removeprefix("customers_"): n for key, n in batch.counts.items()}
    assert said == {"new": 1, "updated": 1, "unchanged": 2}


def test_the_same_sheet_again_changes_nothing(shop):
    said = sheet([customer(1, memo="a")], [line("2026-11-01")], promises=[promise()])
    bring(shop, said)
    before = everything(shop)
    batch = bring(shop, said)
    assert everything(shop) == before
    assert {key: n for key, n in batch.counts.items() if n} == {
        "lines": 1, "lines_known": 1, "customers_unchanged": 1, "promises_unchanged": 1,
    }  # fmt: skip


def promise(**columns):
    return {"customer_id": "C1", "content": "見積り", "due_date": "2026-11-30"} | columns


def test_later_fills_and_replaces_and_blanks_never_overwrite(shop):
    bring(shop, sheet([customer(1, phone="090-0111-0000", memo="古い")]))
    bring(shop, sheet([customer(1, phone="", memo="新しい", kana="しけん")]))
    assert value(shop, "C1", "phone") == "090-0111-0000"
    assert value(shop, "C1", "memo") == "新しい"
    assert value(shop, "C1", "kana") == "しけん"


def test_a_promise_marked_done_in_the_sheet_is_the_same_promise(shop):
    bring(shop, sheet([customer(1)], promises=[promise()]))
    batch = bring(shop, sheet(promises=[promise(done_date="2026-11-20")]))
    assert batch.counts["promises_updated"] == 1
    (done,) = rows_of(shop, "promises")["done_date"]
    assert done == pd.Timestamp("2026-11-20")


def test_two_equal_rows_of_one_sheet_are_two_things(shop):
    bring(shop, sheet(promises=[promise(), promise()]))
    assert len(rows_of(shop, "promises")) == 2
    bring(shop, sheet(promises=[promise(), promise(), promise()]))
    assert len(rows_of(shop, "promises")) == 3


def test_rows_read_and_written_a_few_at_a_time_are_the_same_rows(shop, monkeypatch):
    said = [customer(number, memo=f"{number}", **{"席": "窓側"}) for number in range(5)]
    bring(shop, sheet(said))
    shop.add("customers", {"customer_id": "C9", "name": "見本"})
    with shop._ledger.reading() as connection:
        whole = frames.read_rows(connection, "customers")
        monkeypatch.setattr(frames, "_AT_ONCE", 2)
        monkeypatch.setattr(upsert, "_AT_ONCE", 2)
        pd.testing.assert_frame_equal(frames.read_rows(connection, "customers"), whole)
    batch = bring(shop, sheet([*said, *(customer(number) for number in range(10, 15))]))
    assert (batch.counts["customers_new"], batch.counts["customers_unchanged"]) == (5, 5)
    assert len(rows_of(shop, "customers")) == 11


def test_free_columns_of_the_owner_are_kept_and_filled(shop):
    bring(shop, sheet([customer(1, **{"席": "窓側"}), customer(2)]))
    bring(shop, sheet([customer(1, **{"席": "", "飲み物": "緑茶"})]))
    assert value(shop, "C1", "extra") == '{"席": "窓側", "飲み物": "緑茶"}'
    assert value(shop, "C2", "extra") == "{}"


def test_a_correction_by_hand_wins_over_every_import_until_it_is_taken_back(shop):
    bring(shop, sheet([customer(1, memo="表")]))
    action = shop.correct("customers", row_id(shop, "C1"), {"memo": "手"})
    batch = bring(shop, sheet([customer(1, memo="新しい表")]))
    assert value(shop, "C1", "memo") == "手"
    assert batch.counts["customers_updated"] == 1
    shop.undo(action)
    assert value(shop, "C1", "memo") == "新しい表"


def test_a_cell_filled_by_hand_that_imports_leave_blank_or_fill_later(shop):
    bring(shop, sheet([customer(1)]))
    values = {"employees": 5, "last_contact_date": "2026-11-03"}
    action = shop.correct("customers", row_id(shop, "C1"), values)
    bring(shop, sheet([customer(1)]))
    bring(shop, sheet([customer(1, employees=3)]))
    assert value(shop, "C1", "employees") == 5
    shop.undo(action)
    assert value(shop, "C1", "employees") == 3
    assert pd.isna(value(shop, "C1", "last_contact_date"))


def test_who_asked_to_stop_stays_stopped_through_every_import(shop):
    bring(shop, sheet([customer(1, contact_permission="stop"), customer(2)]))
    shop.log_outcome("C2", "stop", day=TODAY)
    allowed = {"contact_permission": "yes"}
    bring(shop, sheet([customer(1, **allowed), customer(2, **allowed)]))
    assert list(rows_of(shop)["contact_permission"]) == ["stop", "stop"]
    shop.correct("customers", row_id(shop, "C1"), allowed)
    assert value(shop, "C1", "contact_permission") == "yes"


def test_undoing_an_import_restores_exactly_what_was_before(shop):
    bring(shop, sheet([customer(1, memo="a"), customer(2)], [line("2026-10-01")]))
    shop.correct("customers", row_id(shop, "C1"), {"kana": "てなおし"})
    before = everything(shop)
    second = bring(
        shop,
        sheet(
            [customer(1, memo="b", kana="ひょう"), customer(3, **{"席": "窓"})],
            [line("2026-10-01"), line("2026-11-02")],
            promises=[promise()],
        ),
    )
    after = everything(shop)
    shop.undo_batch(second.id)
    assert everything(shop) == before
    shop.redo_batch(second.id)
    assert everything(shop) == after


def test_an_import_cannot_be_undone_or_redone_twice(shop):
    batch = bring(shop, sheet([customer(1)]))
    with pytest.raises(StoreError):
        shop.redo_batch(batch.id)
    shop.undo_batch(batch.id)
    with pytest.raises(StoreError):
        shop.undo_batch(batch.id)
    with pytest.raises(StoreError):
        shop.undo_batch(99)


def test_undoing_an_earlier_import_leaves_what_a_later_one_says(shop):
    first = bring(shop, sheet([customer(1, memo="a", phone="090-0111-0000"), customer(2)]))
    bring(shop, sheet([customer(1, memo="b")]))
    shop.undo_batch(first.id)
    assert list(rows_of(shop)["customer_id"]) == ["C1"]
    assert value(shop, "C1", "memo") == "b"
    assert value(shop, "C1", "phone") == ""


def test_what_was_removed_by_hand_does_not_come_back_with_the_next_import(shop):
    bring(shop, sheet([customer(1), customer(2)]))
    action = shop.remove("customers", row_id(shop, "C2"))
    bring(shop, sheet([customer(1), customer(2, memo="neu")]))
    assert list(rows_of(shop)["customer_id"]) == ["C1"]
    shop.undo(action)
    assert value(shop, "C2", "memo") == "neu"


def test_a_customer_written_by_hand_is_the_same_one_in_a_sheet(shop):
    action = shop.add("customers", customer(1, memo="手", hobby="釣り"))
    batch = bring(shop, sheet([customer(1, memo="表")]))
    assert batch.counts["customers_new"] == 0
    assert (value(shop, "C1", "memo"), value(shop, "C1", "hobby")) == ("表", "釣り")
    shop.undo(action)
    assert (value(shop, "C1", "memo"), value(shop, "C1", "hobby")) == ("表", "")
    shop.redo(action)
    assert (value(shop, "C1", "memo"), value(shop, "C1", "hobby")) == ("表", "釣り")
    shop.undo_batch(batch.id)
    assert value(shop, "C1", "memo") == "手"
    shop.undo(action)
    assert rows_of(shop).empty


def test_what_was_logged_here_is_known_when_an_exported_sheet_brings_it_back(shop):
    contact = {"date": "2026-11-20", "customer_id": "C1", "note": "元気", "channel": "phone"}
    shop.add("activities", contact)
    batch = bring(shop, sheet(activities=[contact]))
    assert batch.counts["activities_new"] == 0
    assert len(rows_of(shop, "activities")) == 1


def test_a_row_corrected_by_hand_is_known_when_an_exported_sheet_brings_it_back(shop):
    contact = {"date": "2026-11-20", "customer_id": "C1", "note": "元気"}
    bring(shop, sheet(activities=[contact]))
    shop.correct("activities", row_id(shop, "C1", "activities"), {"note": "お元気"})
    batch = bring(shop, sheet(activities=[contact | {"note": "お元気"}]))
    assert batch.counts["activities_new"] == 0
    assert list(rows_of(shop, "activities")["note"]) == ["お元気"]


def test_the_same_file_is_recognised_while_its_import_counts(shop):
    content = b"the file"
    sha256 = hashlib.sha256(content).hexdigest()
    assert shop.already(sha256) is None
    batch = shop.commit(sheet([customer(1)]), files=[("a.csv", content)])
    found = shop.already(sha256)
    assert found is not None
    assert found.id == batch.id
    shop.undo_batch(batch.id)
    assert shop.already(sha256) is None
    assert kept_bytes.read(shop.folder / "uploads" / sha256) == content


def test_what_the_reader_said_is_kept_as_evidence(shop):
    shop.commit(
        sheet([customer(1)], [line("2026-10-01"), line("2026-11-05")]),
        files=[("顧客.xlsx", b"1"), ("売上.csv", b"2")],
        mapping={"顧客": {"name": "氏名"}},
        counts={"rows_unread": 3},
        preset="square",
    )
    (batch,) = shop.batches()
    assert batch.files == ("顧客.xlsx", "売上.csv")
    assert batch.mapping == {"顧客": {"name": "氏名"}}
    assert batch.counts["rows_unread"] == 3
    assert batch.preset == "square"
    assert (str(batch.first_day), str(batch.last_day)) == ("2026-10-01", "2026-11-05")


def test_amounts_in_another_currency_are_refused_and_nothing_changes(shop):
    bring(shop, sheet(lines=[line("2026-11-01")]))
    before = everything(shop)
    with pytest.raises(StoreError) as refused:
        bring(shop, sheet(lines=[line("2026-11-02")], currency="GBP"))
    assert "GBP" in refused.value.say("ja")
    assert everything(shop) == before
    assert shop.book(TODAY).currency == "JPY"


def test_the_first_amounts_decide_the_currency(shop):
    bring(shop, sheet([customer(1)]))
    bring(shop, sheet(lines=[line("2026-11-01")], currency="GBP", scale=2))
    assert shop.book(TODAY).currency == "GBP"


def test_amounts_too_fine_to_be_kept_are_refused(shop):
    with pytest.raises(StoreError):
        bring(shop, sheet(lines=[line("2026-11-01")], scale=5))


def test_money_of_all_tables_follows_the_ledgers_decimals(shop):
    bring(shop, sheet([customer(1, total_need=500)]))
    bring(shop, sheet([customer(2, total_need=12345)], scale=2))
    assert list(rows_of(shop)["total_need"]) == [50000, 12345]
    shop.correct("customers", row_id(shop, "C1"), {"total_need": 777})
    assert value(shop, "C1", "total_need") == 777


@pytest.mark.parametrize("broken", ["write_layer", "apply"])
def test_a_failure_on_the_way_leaves_nothing_behind(shop, monkeypatch, broken):
    bring(shop, sheet([customer(1)], [line("2026-10-01")]))
    before, kept = everything(shop), sorted(shop.folder.rglob("*"))
    module = layers if broken == "write_layer" else imports

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, broken, fail)
    with pytest.raises(StoreError) as refused:
        bring(shop, sheet([customer(2)], [line("2026-11-01")]))
    assert "full" in refused.value.say("en")
    monkeypatch.undo()
    assert everything(shop) == before
    assert len(shop.batches()) == 1
    shop.close()
    Workspace.open(shop.folder.parents[1], shop.folder.name, now=clock()).close()
    left = sorted(shop.folder.rglob("*"))
    assert _files(left) == _files(kept)


def _files(paths):
    """What is kept; a seal is written a moment after the last write, by another thread."""
    seals = (".seal.lock", "ledger.seal")
    return [p for p in paths if p.is_file() and "cache" not in p.parts and p.name not in seals]


def test_many_rows_are_looked_up_as_well_as_few(shop, monkeypatch):
    monkeypatch.setattr(upsert, "_FEW", 0)
    bring(shop, sheet([customer(1), customer(2)]))
    batch = bring(shop, sheet([customer(2, memo="x")]))
    assert batch.counts["customers_updated"] == 1


SAID = st.fixed_dictionaries(
    {},
    optional={
        "memo": st.sampled_from(["", "a", "b"]),
        "phone": st.sampled_from(["", "090-0111-0000"]),
        "contact_permission": st.sampled_from(["", "yes", "stop"]),
        "employees": st.sampled_from([None, 1, 2]),
        "last_contact_date": st.sampled_from([None, "2026-11-01"]),
        "席": st.sampled_from(["", "窓"]),
    },
)
FILE = st.dictionaries(st.integers(1, 3), SAID, min_size=1)


HOW = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["", "支店"]),
        "same_days": st.sampled_from(["", "replace", "add", "once"]),
    }
)
BROUGHT = st.tuples(FILE, st.lists(st.integers(1, 4), min_size=1, max_size=4), HOW)


@pytest.mark.file_only
@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(files=st.lists(BROUGHT, min_size=2, max_size=4), data=st.data())
def test_after_undoing_any_imports_it_is_as_if_only_the_others_had_come(
    tmp_path_factory, files, data
):
    gone = data.draw(st.lists(st.sampled_from(range(len(files))), unique=True))
    back = data.draw(st.lists(st.sampled_from(gone), unique=True)) if gone else []
    said = [
        sheet(
            [customer(n, **row) for n, row in file.items()],
            [line(f"2026-10-0{day}", amount=100 * number + day) for day in days],
        )
        for number, (file, days, _how) in enumerate(files)
    ]
    hows = [how for _file, _days, how in files]
    root = tmp_path_factory.mktemp("home")
    with (
        Workspace.create(root, "all", now=clock()) as every,
        Workspace.create(root, "some", now=clock()) as some,
    ):
        ids = [bring(every, one, **how).id for one, how in zip(said, hows, strict=True)]
        every.log_outcome("C1", "talked", day=TODAY, note="元気")
        for number in gone:
            every.undo_batch(ids[number])
        for number in back:
            every.redo_batch(ids[number])
        for number, (one, how) in enumerate(zip(said, hows, strict=True)):
            if number not in gone or number in back:
                bring(some, one, **how)
        assert _plain(every) == _plain(some)
        assert amounts(every.book(TODAY)) == amounts(some.book(TODAY))
        assert list(rows_of(every, "activities")["note"]) == ["元気"]


def _plain(workspace):
    frame = rows_of(workspace).drop(columns="row_id").sort_values("customer_id")
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def contact(staff, **columns):
    return {"date": "2026-11-20", "customer_id": "C1", "staff": staff} | columns


def test_a_sheet_that_was_sorted_changes_nothing(shop):
    calls = [contact("青木"), contact("野口", minutes=5), contact("青木", channel="phone")]
    bring(shop, sheet([customer(1), customer(2)], activities=calls))
    before = everything(shop)
    batch = bring(shop, sheet([customer(2), customer(1)], activities=calls[::-1]))
    assert batch.counts == {
        "customers_new": 0, "customers_updated": 0, "customers_unchanged": 2,
        "activities_new": 0, "activities_updated": 0, "activities_unchanged": 3,
    }  # fmt: skip
    assert everything(shop) == before


def test_one_more_row_of_the_same_kind_in_the_middle_is_one_new_row(shop):
    calls = [contact("青木"), contact("野口")]
    bring(shop, sheet(activities=calls))
    batch = bring(shop, sheet(activities=[calls[0], contact("石井"), calls[1]]))
    assert (batch.counts["activities_new"], batch.counts["activities_unchanged"]) == (1, 2)
    assert sorted(rows_of(shop, "activities")["staff"]) == ["石井", "野口", "青木"]


def test_one_of_two_alike_rows_filled_in_is_one_update(shop):
    bring(shop, sheet(promises=[promise(), promise(due_date="2026-12-24")]))
    said = [promise(due_date="2026-12-24", done_date="2026-11-21"), promise()]
    batch = bring(shop, sheet(promises=said))
    assert (batch.counts["promises_new"], batch.counts["promises_updated"]) == (0, 1)
