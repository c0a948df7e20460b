"""How far the review is, told from the decisions alone."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.settings import Settings
from core.weekly import QUESTIONS, progress
from core.weekly.progress import LAST, SENTENCE, steps
from tests.core.ledgers import book_of, purchases_of

WEEK = dt.date(2026, 11, 23)
CODES = [kind.code for kind in QUESTIONS]
BY_DEFAULT = Settings()


@pytest.fixture
def seen(tmp_path):
    def of(*rows):
        table = pd.DataFrame(rows, columns=["week", "question", "decision", "outcome"])
        table = table.assign(week=pd.to_datetime(table["week"]))
        book = book_of(
            purchases_of([("a", "2026-11-15", 1)]), tmp_path=tmp_path, tables={"decisions": table}
        )
        return progress(book, WEEK, BY_DEFAULT)

    return of


def decided(*codes, week=WEEK):
    return [(week, code, "決めた", "") for code in codes]


def test_without_a_word_the_review_begins_with_the_data(seen):
    found = seen()

    assert (found.done, found.of, found.next_step) == (0, 11, "data")
    assert not found.begun
    assert steps(found) == (*CODES, SENTENCE)


def test_open_decisions_of_the_last_weeks_come_first(seen):
    old = [("2026-11-02", "", "昔の", ""), ("2026-11-16", "", "先週の", ""),
           ("2026-11-16", "existing", "した", "kept"), ("2026-10-19", "", "古い", "")]  # fmt: skip

    found = seen(*old)

    assert found.opened["decision"].tolist() == ["先週の", "昔の"]
    assert found.before == (dt.date(2026, 11, 16), "先週の")
    assert found.next_step == LAST
    assert steps(found)[0] == LAST


def test_it_goes_on_with_the_first_question_of_which_nothing_is_said(seen):
    found = seen(*decided("data", "existing", "new"), ("2026-11-16", "", "先週の", ""))

    assert (found.done, found.next_step) == (3, "active")
    assert found.begun


def test_after_the_questions_comes_the_sentence_and_then_it_is_over(seen):
    asked, over = seen(*decided(*CODES)), seen(*decided(*CODES, ""))

    assert (asked.next_step, asked.finished) == (SENTENCE, False)
    assert (over.sentence, over.finished) == ("決めた", True)
    assert over.next_week == dt.date(2026, 11, 30)


def test_a_day_within_the_week_belongs_to_it(seen):
    found = seen(("2026-11-27", "data", "見た", ""), ("2026-11-22", "existing", "先週", ""))

    assert set(found.decided) == {"data"}


def test_what_was_carried_over_is_no_answer_to_a_question(seen):
    found = seen((WEEK, "carried", "続ける", ""))

    assert found.done == 0
    assert set(found.decided) == {"carried"}


@pytest.mark.parametrize(("earlier", "first"), [("2026-11-16", False), ("2026-10-26", True)])
def test_the_first_review_of_a_month_asks_for_more(seen, earlier, first):
    assert seen((earlier, "", "決めた", "")).first_of_month is first


def test_the_lots_are_judged_with_the_first_review_of_a_quarter(seen, tmp_path):
    book = book_of(purchases_of([("a", "2026-11-15", 1)]), tmp_path=tmp_path)

    assert not seen().quarterly
    assert progress(book, dt.date(2027, 1, 4), BY_DEFAULT).quarterly
