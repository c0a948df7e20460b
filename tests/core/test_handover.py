"""Somebody leaves: their customers and open work go to another, in one step and back again."""

from __future__ import annotations

import datetime as dt
import time

import pandas as pd
import pytest

from core.errors import StoreError
from core.handover import concerned
from core.locale.words import say
from core.workspace import Workspace
from tests.core.keeping import (
    TODAY,
    bring,
    clock,
    customer,
    everything,
    rows_of,
    sheet,
    value,
)

LAST_DAY = dt.date(2026, 11, 30)


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, who="店主") as workspace:
        yield workspace


def fill(workspace):
    people = [customer(n, staff=s) for n, s in ((1, "野口"), (2, "星"), (3, ""))]
    promises = [
        {"customer_id": "C1", "due_date": TODAY, "content": "a", "staff": "野口"},
        {"customer_id": "C1", "due_date": TODAY, "content": "b", "staff": "野口",
         "done_date": TODAY},
        {"customer_id": "C2", "due_date": TODAY, "content": "c", "staff": "星"},
    ]  # fmt: skip
    deals = [
        {"customer_id": "C1", "start_date": TODAY, "product": p, "step": s, "staff": "野口"}
        for p, s in (("x", "quote"), ("y", "lost"))
    ]
    plans = [{"customer_id": "C2", "date": TODAY, "action": "電話", "staff": "野口"}]
    complaints = [{"customer_id": "C2", "received_date": TODAY, "content": "z", "staff": "野口"}]
    said = sheet(people, promises=promises, deals=deals, plans=plans, complaints=complaints)
    bring(workspace, said)


def people(workspace, **served):
    """The customers with who served them last, as the profile has them."""
    frame = rows_of(workspace)
    return frame.assign(last_staff=[served.get(who, "") for who in frame["customer_id"]])


def test_concerned_are_their_customers_and_those_of_nobody_whom_they_served_last(shop):
    found = concerned(people(shop, C2="野口", C3="野口"), shop.book(TODAY), "野口")
    assert list(found.customers["customer_id"]) == ["C1", "C3"]
    assert found.work == {"promises": 1, "plans": 1, "complaints": 1, "deals": 1}


def test_nobody_and_nothing_is_concerned_by_a_name_that_stands_nowhere(shop):
    found = concerned(people(shop), shop.book(TODAY), "だれか")
    assert len(found.customers) == 0
    assert set(found.work.values()) == {0}


def test_customers_and_open_work_go_over_and_what_is_done_stays(shop):
    shop.hand_over("野口", "星", ["C1", "C3"], left_date=LAST_DAY)
    assert [value(shop, f"C{n}", "staff") for n in (1, 2, 3)] == ["星", "星", "星"]
    promises = rows_of(shop, "promises").set_index("content")["staff"]
    assert dict(promises) == {"a": "星", "b": "野口", "c": "星"}
    assert dict(rows_of(shop, "deals").set_index("product")["staff"]) == {"x": "星", "y": "野口"}
    assert list(rows_of(shop, "plans")["staff"]) == ["星"]
    assert list(rows_of(shop, "complaints")["staff"]) == ["星"]
    staff = rows_of(shop, "staff")
    assert list(staff["staff"]) == ["野口"]
    assert staff["left_date"].iloc[0] == pd.Timestamp(LAST_DAY)


def test_a_handing_over_is_one_action_that_is_taken_back_whole(shop):
    before = everything(shop)
    action = shop.hand_over("野口", "星", ["C1", "C3"], left_date=LAST_DAY)
    after = everything(shop)
    last = shop.last_actions(1)[0]
    assert (last.id, last.undoable) == (action, True)
    assert say(last.words, "ja") == "担当の引き継ぎ：野口 → 星（2人）"
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert everything(shop) == after


def test_a_handing_over_wins_over_an_import_and_its_undoing_shows_the_import(shop):
    action = shop.hand_over("野口", "星", ["C1"])
    bring(shop, sheet([customer(1, staff="野口")]), name="b.csv")
    assert value(shop, "C1", "staff") == "星"
    shop.undo(action)
    assert value(shop, "C1", "staff") == "野口"


def test_a_customer_known_from_purchases_only_gets_a_row_and_the_successor(shop):
    shop.hand_over("野口", "星", ["P7"])
    assert value(shop, "P7", "staff") == "星"


def test_the_last_day_of_somebody_among_the_staff_is_corrected(shop):
    shop.add("staff", {"staff": "野口", "kana": "のぐち"})
    shop.hand_over("野口", "星", [], left_date=LAST_DAY)
    staff = rows_of(shop, "staff")
    assert list(staff["kana"]) == ["ノグチ"]
    assert staff["left_date"].iloc[0] == pd.Timestamp(LAST_DAY)


@pytest.mark.parametrize(("leaving", "successor"), [("", "星"), ("野口", " "), ("星", "星 ")])
def test_two_different_people_must_be_named(shop, leaving, successor):
    before = everything(shop)
    with pytest.raises(StoreError):
        shop.hand_over(leaving, successor, ["C1"])
    assert everything(shop) == before


def test_two_thousand_customers_go_over_and_back_in_seconds(tmp_path):
    with Workspace.create(tmp_path, "large", now=clock()) as workspace:
        bring(workspace, sheet([customer(n, staff="野口") for n in range(2000)]))
        ids = [f"C{n}" for n in range(2000)]
        start = time.perf_counter()
        action = workspace.hand_over("野口", "星", ids)
        over = time.perf_counter() - start
        workspace.undo(action)
        back = time.perf_counter() - start - over
        assert set(rows_of(workspace)["staff"]) == {"野口"}
    print(f"over {over:.2f} s, back {back:.2f} s")
    assert over + back < 60
