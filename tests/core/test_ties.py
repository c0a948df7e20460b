"""What a customer would lose by leaving: each of the five ties with the record behind it."""

import pytest

from core.locale.words import say
from core.rules.ties import TIES, advice, held, ties
from tests.core.cared import SETTINGS, row_with, talk
from tests.core.profiles import ago, bought_once, calm, lead


def found(person, **tables):
    row, _judged, book = row_with(person, **tables)
    return {tie.code: tie.fact and say(tie.fact) for tie in ties(row, book, SETTINGS)}


def due(kind, days=90, **changed):
    return {"customer_id": "A", "kind": kind, "item": "品", "end_date": ago(-days), **changed}


NEW = bought_once()


def test_somebody_new_has_none_of_the_five():
    assert found(NEW) == dict.fromkeys(TIES)


def test_a_long_history_is_told_with_years_and_days():
    assert found(calm())["history"] == "お付き合い2年、お買い上げは12日。"
    assert found(lead())["history"] is None


@pytest.mark.parametrize(
    ("kind", "tie"),
    [("points", "points"), ("warranty", "warranty"), ("lease", "setting"),
     ("membership", "setting"), ("inspection", "warranty")],
)  # fmt: skip
def test_a_running_due_date_is_a_tie_until_it_ends(kind, tie):
    assert found(NEW, due_dates=[due(kind)])[tie] == "品（2027年2月20日(土)まで）。"
    assert found(NEW, due_dates=[due(kind, -1)])[tie] is None
    assert found(NEW, due_dates=[due(kind, status="lost")])[tie] is None


def test_what_they_want_written_down_is_set_up_for_them():
    wished = {**NEW, "true_purpose": "朝を楽にしたい"}
    assert "朝を楽にしたい" in found(wished)["setting"]


def test_a_person_they_know_is_who_talked_with_them_three_times_or_looks_after_them():
    talks = [talk(n, staff="野口") for n in (10, 100, 200)]
    assert found(NEW, activities=talks)["person"] == "野口が2年で3回お話ししています。"
    assert found(NEW, activities=talks[:2])["person"] is None
    assert found({**NEW, "staff": "野口"})["person"] == "野口が担当しています。"
    left = [{"staff": "野口", "left_date": ago(3)}]
    assert found(NEW, activities=talks, staff=left)["person"] is None


def test_high_value_with_little_that_holds_brings_advice_and_nobody_else_does():
    rich = calm(spend_12m=900_000, first_purchase_date=ago(200), last_purchase_date=ago(5))
    others = [calm(f"B{n}", spend_12m=1_000 * (n + 1)) for n in range(9)]
    row, judged, book = row_with(rich, *others)
    five = ties(row, book, SETTINGS)
    assert held(five) == 0
    assert "大切なお客様なのに" in say(advice(five, row, judged, SETTINGS))
    assert advice(five, judged.to_dict("records")[1], judged, SETTINGS) is None
    bound = [due("points"), due("warranty")]
    row, judged, book = row_with(rich, *others, due_dates=bound)
    assert advice(ties(row, book, SETTINGS), row, judged, SETTINGS) is None
