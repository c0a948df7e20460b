"""The workspace: books, settings, outcomes, call lists, samples."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.errors import StoreError
from core.store import reading
from core.workspace import JST, Workspace, businesses, create_sample
from tests.core.keeping import (
    TODAY,
    bring,
    clock,
    customer,
    everything,
    line,
    row_id,
    rows_of,
    sheet,
    value,
)

pytestmark = pytest.mark.usefixtures("ledger_kind")


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, "つばめ", trade_code="salon") as workspace:
        yield workspace


def fill(workspace):
    bring(workspace, sheet([customer(1), customer(2)], [line("2026-11-01")]))


def test_a_business_is_found_again_under_its_name(tmp_path, shop):
    (found,) = businesses(tmp_path)
    assert (found.name, found.trade_code, found.sample, found.today) == (
        "つばめ", "salon", False, None,
    )  # fmt: skip
    with Workspace.open(tmp_path, found.slug, now=clock()) as again:
        assert everything(again) == everything(shop)


def test_an_empty_business_is_as_of_today(tmp_path):
    with Workspace.create(tmp_path, "new", now=clock()) as empty:
        book = empty.book()
        assert (book.asof, book.today, book.purchases) == (TODAY, TODAY, ())
        assert book.has_amounts
        assert all(frame.empty for frame in book.tables.values())


def test_today_is_japans_day_whatever_the_zone_of_the_clock(tmp_path):
    late = dt.datetime(2026, 11, 21, 16, tzinfo=dt.UTC)
    with Workspace.create(tmp_path, "new", now=lambda: late) as empty:
        assert empty.today() == dt.date(2026, 11, 22)


def test_the_book_is_as_of_the_last_purchase_or_contact_not_after_today(shop):
    assert shop.book(TODAY).asof == dt.date(2026, 11, 1)
    shop.log_outcome("C1", "talked", day=dt.date(2026, 11, 20), note="話した")
    assert shop.book(TODAY).asof == dt.date(2026, 11, 20)
    assert shop.book(dt.date(2026, 11, 10)).asof == dt.date(2026, 11, 1)
    assert shop.book(dt.date(2026, 10, 1)).asof == dt.date(2026, 10, 1)
    bring(shop, sheet(lines=[line("2026-09-05", 2), line("2026-11-03", 2)]))
    assert shop.book(dt.date(2026, 10, 1)).asof == dt.date(2026, 9, 5)


def test_frames_of_a_book_have_the_tables_columns_and_kinds(shop):
    frame = shop.book(TODAY).table("customers")
    assert list(frame.columns[-2:]) == ["row_id", "extra"]
    assert frame["employees"].dtype == "Int64"
    assert frame["last_contact_date"].dtype == "datetime64[us]"
    assert frame["name"].dtype == "str"


def test_the_digest_changes_with_whatever_changes_and_with_nothing_else(shop):
    seen = [shop.digest(TODAY)]
    assert shop.digest(TODAY) == shop.book(TODAY).digest == seen[0]
    steps = [
        lambda: shop.log_outcome("C1", "no_answer", day=TODAY),
        lambda: shop.correct("customers", row_id(shop, "C1"), {"memo": "x"}),
        lambda: shop.undo(shop.last_actions(1)[0].id),
        lambda: bring(shop, sheet(lines=[line("2026-11-02")])),
        lambda: shop.change_settings({"calls.per_day": 9}),
    ]
    for step in steps:
        step()
        seen.append(shop.digest(TODAY))
    assert len(set(seen)) == len(seen)
    assert shop.digest(TODAY + dt.timedelta(days=1)) not in seen
    assert shop.digest(TODAY) == shop.book(TODAY).digest == seen[-1]


def test_large_tables_are_cached_and_the_cache_is_never_stale(shop, monkeypatch):
    monkeypatch.setattr(reading, "CACHED_FROM", 1)
    monkeypatch.setattr(reading, "PATCHED_UP_TO", 2)
    first = everything(shop)
    (cached,) = (shop.folder / "cache" / "tables").glob("customers-*")
    assert everything(shop) == first
    shop.correct("customers", row_id(shop, "C2"), {"memo": "y"})
    shop.remove("customers", row_id(shop, "C1"))
    assert list(rows_of(shop)["memo"]) == ["y"]
    assert cached.exists()
    bring(shop, sheet([customer(n) for n in range(3, 7)]))
    assert len(rows_of(shop)) == 5
    assert not cached.exists()
    (cached,) = (shop.folder / "cache" / "tables").glob("customers-*")
    cached.write_bytes(b"damaged")
    assert len(rows_of(shop)) == 5


@pytest.mark.file_only
def test_a_cached_table_of_another_past_is_not_used(shop, monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "CACHED_FROM", 1)
    backup = (shop.folder / "ledger.db").read_bytes()
    shop.correct("customers", row_id(shop, "C1"), {"memo": "before the restore"})
    assert value(shop, "C1", "memo") == "before the restore"
    for path in (shop.folder / "cache" / "tables").iterdir():
        path.unlink()
    everything(shop)
    shop.close()
    (shop.folder / "ledger.db").write_bytes(backup)
    later = clock()
    for _second in range(3600):
        later()
    with Workspace.open(tmp_path, shop.folder.name, now=later) as restored:
        restored.correct("customers", row_id(restored, "C2"), {"memo": "after the restore"})
        assert list(rows_of(restored)["memo"]) == ["", "after the restore"]


def test_settings_are_kept_and_taken_back(shop):
    assert shop.settings().trade_code == "salon"
    action = shop.change_settings({"calls.per_day": 7, "language": "en"})
    assert (shop.settings().calls.per_day, shop.settings().language) == (7, "en")
    shop.undo(action)
    assert shop.settings().language == ""
    shop.redo(action)
    shop.change_settings({"calls.per_day": None, "trade_code": "ec"})
    assert shop.settings().calls.per_day != 7
    assert shop.settings().trade.code == "ec"
    with pytest.raises(StoreError) as refused:
        shop.change_settings({"calls.per_day": 3, "calls.colour": "red"})
    assert refused.value.say("en").endswith("knows no setting named calls.colour.")
    assert shop.settings().calls.per_day != 3


OUTCOMES = {
    "talked": ({"note": "元気"}, {}),
    "no_answer": ({}, {}),
    "promised": ({"note": "見積り", "next_date": dt.date(2026, 11, 27)}, {"promises": 1}),
    "bought": ({"product": "カット"}, {}),
    "not_now": ({"reason": "budget", "note": "来年"}, {"not_now": 1}),
    "declined": ({"note": "結構です", "product": "カラー"}, {}),
    "complaint": ({"note": "待った", "reason": "delay"}, {"complaints": 1}),
    "stop": ({}, {}),
    "referral": ({"referred_name": "試験 三郎"}, {"referrals": 1, "customers": 1}),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_writes_all_that_follows_from_it_and_one_undo_takes_it_back(shop, outcome):
    said, expected = OUTCOMES[outcome]
    before = everything(shop)
    sizes = {name: len(frame) for name, frame in shop.book(TODAY).tables.items()}
    action = shop.log_outcome("C1", outcome, day=TODAY, **said)
    (contact,) = rows_of(shop, "activities").to_dict("records")
    assert (contact["outcome"], contact["customer_id"]) == (outcome, "C1")
    assert contact["date"] == pd.Timestamp(TODAY)
    grown = {
        name: len(frame) - sizes[name]
        for name, frame in shop.book(TODAY).tables.items()
        if len(frame) != sizes[name]
    }
    assert grown == {"activities": 1, **expected}
    after = everything(shop)
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert everything(shop) == after


def test_stop_holds_at_once_also_for_a_customer_known_from_purchases_only(shop):
    shop.log_outcome("C1", "stop", day=TODAY)
    action = shop.log_outcome("C9", "stop", day=TODAY)
    assert value(shop, "C1", "contact_permission") == "stop"
    assert value(shop, "C9", "contact_permission") == "stop"
    shop.undo(action)
    assert list(rows_of(shop)["customer_id"]) == ["C1", "C2"]


def test_a_call_settles_the_promise_that_it_was_for(shop):
    promise = {"customer_id": "C1", "content": "電話", "due_date": TODAY}
    shop.add("promises", promise)
    row = row_id(shop, "C1", "promises")
    shop.log_outcome("C1", "talked", day=TODAY, note="済み", promise_id=row)
    assert value(shop, "C1", "done_date", "promises") == pd.Timestamp(TODAY)


def test_an_outcome_that_cannot_be_written_writes_nothing(shop):
    before = everything(shop)
    with pytest.raises(StoreError):
        shop.log_outcome("C1", "talked", day=TODAY, note="x", promise_id=999)
    with pytest.raises(KeyError):
        shop.log_outcome("C1", "vanished", day=TODAY)
    assert everything(shop) == before


def test_a_referral_gives_the_prospect_a_free_id(shop):
    for name in ("試験 三郎", "試験 四郎"):
        shop.log_outcome("C1", "referral", day=TODAY, referred_name=name)
    frame = rows_of(shop)
    assert list(frame["customer_id"]) == ["C1", "C2", "R1", "R2"]
    assert list(frame["referrer_id"])[2:] == ["C1", "C1"]


def test_they_called_us_is_written_as_such(shop):
    shop.log_outcome("C1", "talked", day=TODAY, note="x", direction="in", channel="line")
    assert value(shop, "C1", "direction", "activities") == "in"
    assert value(shop, "C1", "channel", "activities") == "line"


def test_the_accepted_call_list_is_kept_as_it_was(shop):
    week = dt.date(2026, 11, 23)
    assert shop.calls_kept(week) is None
    shop.keep_calls(week, [{"rank": 1, "customer_id": "C1", "due": TODAY}])
    shop.keep_calls(week, [{"rank": 1, "customer_id": "C2", "due": TODAY}])
    assert shop.calls_kept(week) == [{"rank": 1, "customer_id": "C2", "due": "2026-11-22"}]
    newest, _older = shop.last_actions(2)
    assert (newest.verb, newest.undoable) == ("call_list", False)
    assert "11" in newest.words.facts["week"].isoformat()
    with pytest.raises(TypeError):
        shop.keep_calls(week, [{"why": object()}])


@pytest.mark.file_only
def test_the_sample_salon_is_a_business_of_its_own_on_its_own_day(tmp_path, shop):
    told = []
    clock_of_2030 = lambda: dt.datetime(2030, 1, 1, tzinfo=JST)  # noqa: E731
    with create_sample(
        tmp_path, "salon", now=clock_of_2030, progress=lambda share, words: told.append(share)
    ) as sample:
        assert sample.business.name == "ヘアサロンつばめ"
        assert sample.business.sample
        book = sample.book()
        assert (book.today, book.asof) == (TODAY, dt.date(2026, 11, 15))
        assert len(book.table("customers")) == 1200
        assert len(sample.batches()) == 1
    assert told == sorted(told)
    assert told
    with create_sample(tmp_path, "salon", now=clock_of_2030, language="en") as again:
        assert len(again.batches()) == 1
    assert {b.slug: b.sample for b in businesses(tmp_path)} == {
        "sample-salon": True, shop.folder.name: False,
    }  # fmt: skip
    assert len(rows_of(shop)) == 2


@pytest.mark.file_only
def test_a_sample_that_fails_half_way_leaves_nothing(tmp_path):
    def stop(*_told):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_sample(tmp_path, "salon", now=clock(), language="en", progress=stop)
    assert businesses(tmp_path) == []
    assert list((tmp_path / "businesses").iterdir()) == []
