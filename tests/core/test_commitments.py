"""How we keep our promises: of those due in ninety days, kept on time."""

import pytest

from core.locale.words import say
from core.rules.commitments import Kept, kept, kept_words
from tests.core.cared import SETTINGS
from tests.core.profiles import TODAY, ago, book_with


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
