"""What customers felt: the newest satisfaction, where it moved, the mean of reactions."""

import pytest

from core.locale.words import say
from core.rules.feelings import action_label, by_action, mean_of, satisfaction, satisfaction_words
from tests.core.profiles import ago, book_with


def answer(days, score, scale="five"):
    return {"date": ago(days), "customer_id": "A", "score": score, "scale": scale}


def words(*answers):
    found = satisfaction("A", book_with(satisfaction=list(answers)))
    return [say(line) for line in satisfaction_words(found)]


def test_without_an_answer_there_is_no_satisfaction():
    assert (
        satisfaction("A", book_with(satisfaction=[{**answer(3, 4), "customer_id": "B"}])) is None
    )


def test_the_newest_answer_stands_with_its_day_and_scale():
    assert words(answer(50, 4)) == ["満足度は5点のうち4点（2026年10月3日(土)）。"]


@pytest.mark.parametrize(
    ("before", "told"),
    [(3, "前回の3から上がりました（2件）。"), (4, "前回と同じです（2件）。"),
     (5, "前回の5から下がりました（2件）。何があったか伺いましょう。")],
)  # fmt: skip
def test_the_trend_compares_with_the_answer_before_on_the_same_scale(before, told):
    other = answer(60, 9, "nps")
    assert words(answer(90, before), other, answer(50, 4))[1] == told


def test_the_mean_reaction_of_a_customer_and_of_an_action_stand_with_their_count():
    said = [
        {"date": ago(9), "customer_id": "A", "kind": "thanks", "reaction": 2},
        {"date": ago(8), "customer_id": "B", "kind": "thanks", "reaction": 1},
        {"date": ago(7), "customer_id": "B", "kind": "sales", "reaction": -1},
        {"date": ago(6), "customer_id": "B", "kind": "sales"},
    ]
    extras = [{"date": ago(2), "customer_id": "A", "note": "傘", "reaction": 1}]
    book = book_with(activities=said, extras=extras)
    assert say(mean_of("A", book)) == "反応の平均は+1.5（−2〜+2、2件）。"
    assert mean_of("C", book) is None
    found = by_action(book)
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("thanks", 1.5, 2), ("extras", 1.0, 1), ("sales", -1.0, 1),
    ]  # fmt: skip
    assert [say(action_label(a)) for a in found["action"]][1] == "特別な計らい"
