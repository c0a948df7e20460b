"""Customers who are one person: joined in the Book, parted again, the owner's word above all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import StoreError
from core.locale.words import say
from core.store import lines
from core.store.joining import Apart, Link, apart_of, join
from core.workspace import Workspace
from tests.core.keeping import (
    TODAY,
    clock,
    customer,
    everything,
    line,
    lines_that_count,
    row_id,
    rows_of,
    sheet,
    value,
)
from tests.core.keeping import bring_as_promised as bring

PHONE = "090-0123-4567"
HANAKO = {"name": "高橋 花子", "phone": PHONE}


def hanako(number, **columns):
    return customer(number, **(HANAKO | columns))


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock(), who="店主") as workspace:
        yield workspace


def ids(workspace):
    return list(rows_of(workspace)["customer_id"])


def told(frame):
    return list(zip(frame["one"], frame["other"], frame["how"], strict=True))


def test_a_customer_kept_twice_is_one_row_under_the_older_number(shop):
    twice = [hanako(1), customer(2), hanako(3, name="髙橋花子様", email="h@example.jp")]
    bring(
        shop, sheet(twice, [line("2026-11-01", 1), line("2026-11-02", 3), line("2026-11-03", 2)])
    )
    book = shop.book(TODAY)
    assert dict(book.aliases) == {"C3": "C1"}
    assert ids(shop) == ["C1", "C2"]
    assert value(shop, "C1", "name") == "高橋 花子"
    assert value(shop, "C1", "email") == "h@example.jp"
    assert [row[:2] for row in lines_that_count(book)] == [
        ("11-01", "C1"), ("11-02", "C1"), ("11-03", "C2"),
    ]  # fmt: skip


def test_without_anybody_twice_nothing_is_written_anew(shop):
    bring(shop, sheet([hanako(1), customer(2)], [line("2026-11-01", 1)]))
    book = shop.book(TODAY)
    assert dict(book.aliases) == {}
    assert [path.parent.name for path in book.purchases] == ["purchases"]


def test_only_files_that_name_a_joined_customer_are_written_anew(shop):
    bring(shop, sheet([hanako(1), hanako(3)], [line("2026-11-01", 3)]))
    bring(shop, sheet([customer(2)], [line("2026-12-01", 2)]))
    first, second = shop.book(TODAY).purchases
    assert (first.parent.name, second.parent.name) == ("lines", "purchases")
    assert shop.book(TODAY).purchases == (first, second)


def test_purchases_are_looked_through_for_joined_customers_once(shop, monkeypatch):
    bring(shop, sheet([hanako(1), hanako(3)], [line("2026-11-01", 3)]))
    first = shop.book(TODAY).purchases
    shop.log_outcome("C1", "talked", day=TODAY, note="x")
    looked = []
    monkeypatch.setattr(lines, "_beside_aliases", lambda path, _aliases: looked.append(path))

    again = shop.book(TODAY).purchases

    assert (again, looked) == (first, [])


def test_what_was_taken_out_of_the_cache_is_written_anew(shop):
    bring(shop, sheet([hanako(1), hanako(3)], [line("2026-11-01", 3)]))
    (path,) = shop.book(TODAY).purchases
    path.unlink()
    assert [row[1] for row in lines_that_count(shop.book(TODAY))] == ["C1"]


def test_who_stands_for_whom_is_told_without_the_purchases(shop, monkeypatch):
    bring(shop, sheet([hanako(1), hanako(3)], [line("2026-11-01", 3)]))
    monkeypatch.setattr(lines, "under_one_id", None)
    assert dict(shop.aliases()) == {"C3": "C1"}


@pytest.mark.usefixtures("ledger_kind")
def test_every_table_follows_and_what_keeps_us_from_calling_holds(shop):
    first, second = hanako(1, memo="a", referrer_id="C3"), hanako(3, memo="b")
    first, second = (
        first | {"first_visit_date": "2025-05-05"},
        second | {"first_visit_date": "2020-01-01"},
    )
    second |= {"contact_permission": "stop", "phone_other": "03-1123-4567", "caution": "c"}
    bring(
        shop,
        sheet(
            [first, second, customer(2, referrer_id="C3")],
            promises=[{"customer_id": "C3", "content": "x", "due_date": TODAY}],
            referrals=[{"customer_id": "C3", "referred_id": "C2", "date": "2026-11-01"}],
        ),
    )  # fmt: skip
    assert list(rows_of(shop, "promises")["customer_id"]) == ["C1"]
    assert list(rows_of(shop, "referrals")["customer_id"]) == ["C1"]
    assert value(shop, "C2", "referrer_id") == "C1"
    (row,) = rows_of(shop)[lambda f: f["customer_id"] == "C1"].to_dict("records")
    assert row["referrer_id"] == ""
    assert row["contact_permission"] == "stop"
    assert (row["memo"], row["caution"]) == ("a\nb", "c")
    assert (row["phone"], row["phone_other"]) == (PHONE, "03-1123-4567")
    assert f"{row['first_visit_date']:%Y-%m-%d}" == "2020-01-01"


def test_free_columns_of_both_are_kept_the_older_one_wins(shop):
    bring(shop, sheet([hanako(1, 犬="ポチ"), hanako(3, 犬="タマ", 車="青")]))
    assert json.loads(value(shop, "C1", "extra")) == {"犬": "ポチ", "車": "青"}


@pytest.mark.usefixtures("ledger_kind")
def test_the_owner_parts_two_and_is_never_asked_again(shop):
    bring(shop, sheet([hanako(1), hanako(3)]))
    before, digest = everything(shop), shop.digest(TODAY)
    action = shop.same_person("C3", "C1", False)
    assert ids(shop) == ["C1", "C3"]
    assert shop.digest(TODAY) != digest
    again = bring(shop, sheet([hanako(1, memo="x"), hanako(3, email="h@example.jp")]))
    found = shop.same_people()
    assert (len(found.joined), len(found.open)) == (0, 0)
    assert told(found.apart) == [("C1", "C3", "owner")]
    assert found.apart["reasons"].iloc[0] == ("name_equal", "family_equal", "phone")
    shop.undo_batch(again.id)
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert ids(shop) == ["C1", "C3"]


def test_the_owner_joins_two_of_whom_nothing_agrees(shop):
    bring(shop, sheet([customer(1), customer(2)], [line("2026-11-01", 2)]))
    shop.same_person("C2", "C1", True)
    assert ids(shop) == ["C1"]
    assert told(shop.same_people().joined) == [("C1", "C2", "owner")]
    assert [row[1] for row in lines_that_count(shop.book(TODAY))] == ["C1"]
    shop.same_person("C1", "C2", None)
    assert ids(shop) == ["C1", "C2"]
    assert [say(a.words, "en").split(":")[0] for a in shop.last_actions(2)] == [
        "No longer decided", "The same person",
    ]  # fmt: skip


@pytest.mark.usefixtures("ledger_kind")
def test_decisions_about_one_pair_are_taken_back_in_any_order(shop):
    bring(shop, sheet([hanako(1), hanako(3), customer(2)]))
    apart = shop.same_person("C1", "C3", False)
    same = shop.same_person("C1", "C3", True)
    shop.same_person("C1", "C2", False)
    shop.undo(apart)
    assert told(shop.same_people().joined) == [("C1", "C3", "owner")]
    shop.undo(same)
    assert told(shop.same_people().joined) == [("C1", "C3", "evidence")]
    shop.redo(apart)
    assert told(shop.same_people().apart) == [("C1", "C2", "owner"), ("C1", "C3", "owner")]


def test_a_decision_needs_two_customers_who_are_there(shop):
    bring(shop, sheet([customer(1)]))
    for other in ("C1", "C9"):
        with pytest.raises(StoreError):
            shop.same_person("C1", other, True)
    assert shop.same_people().joined.empty


def test_what_is_not_sure_is_asked_and_an_answer_settles_the_whole_group(shop):
    bring(shop, sheet([hanako(1), hanako(2, name="高橋花子"), hanako(3, name="鈴木 花子")]))
    found = shop.same_people()
    assert told(found.open) == [("C1", "C3", "evidence")]
    assert list(found.open["name_other"]) == ["鈴木 花子"]
    assert list(found.customers["customer_id"]) == ["C1", "C2", "C3"]
    shop.same_person("C1", "C3", False)
    assert shop.same_people().open.empty


@pytest.mark.usefixtures("ledger_kind")
def test_undoing_an_import_that_brought_one_of_the_two_restores_exactly(shop):
    bring(shop, sheet([hanako(1)], [line("2026-11-01", 1)]))
    before = everything(shop)
    batch = bring(shop, sheet([hanako(3)], [line("2026-11-02", 3)]))
    assert ids(shop) == ["C1"]
    shop.undo_batch(batch.id)
    assert everything(shop) == before
    assert dict(shop.book(TODAY).aliases) == {}


def test_logs_survive_joining_and_parting(shop):
    bring(shop, sheet([hanako(1), hanako(3)], [line("2026-11-01", 3)]))
    shop.log_outcome("C1", "talked", day=TODAY, note="元気")
    earlier = shop.history("C1")
    parted = shop.same_person("C1", "C3", False)
    shop.log_outcome("C3", "talked", day=TODAY, note="もう一人")
    assert sorted(rows_of(shop, "activities")["customer_id"]) == ["C1", "C3"]
    assert len(shop.history("C1")) == len(earlier) + 1
    shop.undo(parted)
    assert list(rows_of(shop, "activities")["customer_id"]) == ["C1", "C1"]
    assert len(shop.history("C1")) == len(shop.history("C3")) == len(earlier) + 3


def test_what_is_corrected_on_the_joined_row_does_not_come_back_from_the_other(shop):
    bring(shop, sheet([hanako(1), hanako(3, email="h@example.jp", contact_permission="stop")]))
    row = row_id(shop, "C1")
    before = everything(shop)
    action = shop.correct(
        "customers", row, {"email": "", "contact_permission": "yes", "memo": "m"}
    )
    assert [value(shop, "C1", c) for c in ("email", "contact_permission", "memo")] == [
        "", "yes", "m",
    ]  # fmt: skip
    shop.undo(action)
    assert everything(shop) == before


def test_removing_the_joined_row_removes_the_person(shop):
    bring(shop, sheet([hanako(1), hanako(3), customer(2)]))
    action = shop.remove("customers", row_id(shop, "C1"))
    assert ids(shop) == ["C2"]
    shop.undo(action)
    assert ids(shop) == ["C1", "C2"]
    promise = shop.add("promises", {"customer_id": "C1", "content": "x", "due_date": TODAY})
    shop.remove("promises", int(rows_of(shop, "promises")["row_id"].iloc[0]))
    assert rows_of(shop, "promises").empty
    assert promise


def test_two_stores_with_the_same_numbers_and_other_people_are_not_mixed(shop):
    main = [customer(1, name="佐藤 健一"), customer(2, name="鈴木 花子", phone=PHONE)]
    branch = [
        {"customer_id": "本店:C1", "name": "田中 一郎"},
        {"customer_id": "本店:C2", "name": "鈴木花子", "phone": PHONE},
        {"customer_id": "本店:C3", "name": "佐藤 健一"},
    ]
    bring(shop, sheet(main))
    bring(shop, sheet(branch))
    assert ids(shop) == ["C1", "C2", "本店:C1", "本店:C3"]
    assert dict(shop.book(TODAY).aliases) == {"本店:C2": "C2"}


def test_a_family_gets_a_household_but_a_person_kept_twice_does_not(shop):
    bring(shop, sheet([hanako(1), hanako(2, name="高橋 太郎"), customer(3, name="佐藤 健一")]))
    first, second, third = rows_of(shop)["household_id"]
    assert (first == second != "", third) == (True, "")
    bring(
        shop,
        sheet(
            [
                customer(4, name="佐藤 健一", phone="03-1123-4567"),
                customer(3, phone="03-1123-4567", name="佐藤 健一"),
            ]
        ),
    )
    assert ids(shop) == ["C1", "C2", "C3"]
    assert list(rows_of(shop)["household_id"]) == [first, first, ""]


def test_the_cache_may_be_lost_or_damaged_at_any_time(shop):
    bring(shop, sheet([hanako(1), hanako(3)], [line("2026-11-01", 3)]))
    before = everything(shop)
    for path in list((shop.folder / "cache").rglob("*.parquet")):
        path.write_bytes(b"damaged") if path.parent.name == "people" else path.unlink()
    (shop.folder / "cache" / "people" / "mark").write_text("no line")
    assert everything(shop) == before


def test_settings_of_the_rule_are_followed(shop):
    bring(shop, sheet([hanako(1), hanako(3)]))
    shop.change_settings({"people.same_from": 20})
    assert ids(shop) == ["C1", "C3"]
    assert told(shop.same_people().open) == [("C1", "C3", "evidence")]


def test_of_a_rewritten_file_only_the_newest_versions_stay(shop):
    people = [hanako(1), *(customer(n) for n in range(2, 8))]
    bring(shop, sheet(people, [line("2026-11-01", n) for n in range(1, 8)]))
    for number in range(2, 8):
        shop.same_person("C1", f"C{number}", True)
        shop.book(TODAY)
    assert len(list((shop.folder / "cache" / "lines").glob("*-*.parquet"))) == 3
    assert {row[1] for row in lines_that_count(shop.book(TODAY))} == {"C1"}


# ---- joining in general


def groups_of(links, apart=(), birthdays=None):
    groups, held = join(links, Apart(apart_of(apart), birthdays or {}))
    return {frozenset(members) for members in groups.all()}, [(k.one, k.other) for k in held]


def test_of_a_chain_the_weakest_link_gives_way_to_the_owners_word():
    chain = [Link("A", "B", 9), Link("B", "C", 8), Link("C", "D", 12)]
    assert groups_of(chain)[0] == {frozenset("ABCD")}
    assert groups_of(chain, [("A", "C")]) == (
        {frozenset("AB"), frozenset("CD")}, [("C", "D"), ("A", "B")],
    )  # fmt: skip


def test_a_person_without_a_birthday_does_not_bring_two_birthdays_together():
    chain = [Link("A", "B", 9), Link("B", "C", 8)]
    days = {"A": "1980-04-01", "C": "1990-05-05"}
    assert groups_of(chain, birthdays=days)[0] == {frozenset("AB")}
    assert groups_of(chain, birthdays=days | {"C": "04-01"})[0] == {frozenset("ABC")}
    by_owner = [Link("A", "B", 9), Link("B", "C", 8, by_owner=1)]
    assert groups_of(by_owner, birthdays=days)[0] == {frozenset("BC")}


PEOPLE = "ABCDEF"
PAIRS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda p: p[0] != p[1])


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(PAIRS, st.integers(1, 9)), max_size=12), st.lists(PAIRS, max_size=4))
def test_nobody_is_ever_joined_across_the_owners_apart(links, apart):
    groups, held = groups_of([Link(*pair, points) for pair, points in links], apart)
    assert all(not set(pair) <= group for group in groups for pair in apart)
    assert all(any(set(pair) <= group for group in groups) for pair in held)
    assert sum(map(len, groups)) == len(set().union(*groups)) if groups else True
