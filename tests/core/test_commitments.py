"""How we keep our promises: of those due in ninety days, kept on time."""

import pytest

from core.locale.words import say
from core.rules.commitments import (
    Kept,
    due_list,
    kept,
    kept_words,
    lately_done,
    silent,
    their_words,
)
from tests.core.cared import SETTINGS, judged_with
from tests.core.profiles import TODAY, ago, book_with, calm


def promise(due, done=None, **changed):
    row = {"customer_id": "A", "due_date": ago(due), **changed}
    return row if done is None else {**row, "done_date": ago(done)}


def of(*rows, **who):
    return kept(book_with(promises=list(rows)), SETTINGS, **who)


def test_on_time_late_and_open_promises_of_ninety_days_are_counted():
    found = of(promise(10, 10), promise(20, 25), promise(30, 20), promise(40))
    assert (found.due, found.on_time, found.open) == (4, 2, 1)


@pytest.mark.parametrize(("due", "count"), [(0, 0), (1, 1), (89, 1), (90, 0), (-5, 0)])
def test_only_what_fell_due_in_ninety_days_counts(due, count):
    assert of(promise(due)).due == count


def test_their_promises_and_those_to_others_do_not_count():
    rows = promise(5, 5, by_whom="them"), promise(5, 5), promise(5, 5, customer_id="B")
    assert of(*rows).due == 2
    assert of(*rows, customer_id="A").due == 1


@pytest.mark.parametrize(
    ("due", "on_time", "told"),
    [(0, 0, "この90日に期日の来た約束はありません。"),
     (9, 8, "期日どおりは9件のうち8件です。残り1件。"),
     (20, 18, "期日どおりは90%です（20件のうち18件）。目標は95%。残り1件。"),
     (20, 19, "期日どおりは95%です（20件のうち19件）。")],
)  # fmt: skip
def test_the_share_is_told_with_its_count_and_only_from_ten_on(due, on_time, told):
    assert say(kept_words(Kept(due, on_time, 1, TODAY), SETTINGS)) == told


def test_promises_of_both_sides_wait_in_order_of_their_lateness():
    people, book = judged_with(
        calm("A"),
        promises=[promise(-3, content="a"), promise(5, content="b"), promise(9, 9, content="c"),
                  promise(7, by_whom="them", content="d", customer_id="Z")],
    )  # fmt: skip
    found = due_list(people, book)
    assert found[["content", "late", "ours", "name"]].to_numpy().tolist() == [
        ["d", 7, False, "Z"], ["b", 5, True, "客A"], ["a", -3, True, "客A"],
    ]  # fmt: skip
    done = lately_done(people, book, 10)
    assert done["content"].tolist() == ["c"]
    assert lately_done(people, book, 8).empty


@pytest.mark.parametrize(
    ("due", "on_time", "told"),
    [(0, 0, "お客様の約束はありません"), (9, 8, "お客様の約束は9件のうち8件"),
     (20, 18, "お客様の約束は90%")],
)  # fmt: skip
def test_theirs_are_told_with_their_count(due, on_time, told):
    rows = [promise(5 + n, 5 + n if n < on_time else None, by_whom="them") for n in range(due)]
    found = kept(book_with(promises=rows), SETTINGS, theirs=True)
    assert (found.due, found.on_time) == (due, on_time)
    assert told in say(their_words(found, SETTINGS)).replace("％", "%")


def test_what_goes_without_saying_counts_to_how_many_we_owe_it():
    row = {"customer_id": "A", "kind": "lease", "end_date": ago(-9), "status": "open"}
    rows = [row, {**row, "item": "二台目"}, {**row, "customer_id": "B"},
            {**row, "customer_id": "C", "end_date": ago(9)},
            {**row, "customer_id": "D", "partner": "海猫"}]  # fmt: skip
    settings = SETTINGS.changed({"cases.silent_promises": ("lease: 返信2営業日", "壊れた行")})
    found = silent(book_with(due_dates=rows), settings)
    assert found.to_dict("records") == [
        {"kind": "lease", "promise": "返信2営業日", "customers": 2}
    ]
    assert silent(book_with(), SETTINGS).empty
