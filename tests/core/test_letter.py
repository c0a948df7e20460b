"""The thank-you letter, the ideas that cost nothing, and the dates ahead: facts only."""

import pytest

from core.calls.ahead import dates_ahead
from core.calls.ideas import ideas
from core.calls.letter import letter
from core.locale.words import say
from tests.core.cared import row_with, talk
from tests.core.profiles import ago, calm, lead

HEARD = {"likes": "いちご", "hobby": "登山", "family": "娘さん", "purchase_reason": "朝を楽に"}


def of(make, person, **tables):
    row, _judged, book = row_with(person, **tables)
    return [say(words) for words in make(row, book)]


def test_the_letter_thanks_for_what_was_bought_and_quotes_what_was_said():
    lines = of(letter, calm(call_name="花さん", **HEARD), activities=[talk(5, note="引っ越した")])
    assert lines[0] == "花さん"
    assert lines[1] == "2026年11月2日(月)にはカットをありがとうございました。"
    assert "「引っ越した」とおっしゃっていた" in lines[2]
    assert "登山を楽しむ時間" in lines[4]


def test_the_letter_asks_for_nothing():
    text = "".join(of(letter, calm(**HEARD), activities=[talk(5, note="引っ越した")]))
    assert not [word for word in ("予約", "お得", "ご案内", "割引", "ご来店") if word in text]


def test_what_they_dislike_never_stands_in_the_letter_or_the_ideas():
    person = calm(dislikes="登山、カット", **HEARD)
    for make in (letter, ideas):
        text = "".join(of(make, person, activities=[talk(5, note="登山はもうこりごり")]))
        assert "登山" not in text
        assert "カット" not in text


def test_a_missing_fact_leaves_its_line_out_of_the_letter():
    assert of(letter, lead()) == [
        "客A様", "いつもお引き立てくださり、ありがとうございます。",
        "どうぞお体を大切になさってください。",
    ]  # fmt: skip


def test_the_sender_signs_where_there_is_one():
    row, _judged, book = row_with(lead())
    assert say(letter(row, book, sender="野口")[-1]) == "野口"


def test_three_ideas_stand_on_the_customers_own_facts_first():
    lines = of(ideas, calm(**HEARD), activities=[talk(5, note="引っ越した")])
    assert lines == ["前回の「引っ越した」の続きを話す", "お好きな「いちご」を用意しておく",
                     "登山の話を伺う"]  # fmt: skip


def test_a_line_by_hand_is_for_a_day_of_their_own_and_never_for_business_of_ours():
    promise = {"customer_id": "A", "content": "見本", "made_date": ago(5), "due_date": ago(-2)}
    lines = of(ideas, calm(birthday="04-01"), promises=[promise])
    assert lines[0] == "2027年4月1日(木)（誕生日）に手書きの一言を"


def test_three_ideas_are_there_also_where_nothing_is_known():
    lines = of(ideas, lead())
    assert len(lines) == 3
    assert lines[0] == "「客A様」とお名前でお迎えする"


# ---- dates ahead


def ahead(person, **tables):
    row, _judged, book = row_with(person, **tables)
    return [(str(one.day), say(one.words)) for one in dates_ahead(row, book)]


def test_the_next_twelve_months_stand_in_order_from_every_record():
    person = calm(birthday="1980-04-01", anniversary="12-01", anniversary_note="開店",
                  next_date=ago(-3))  # fmt: skip
    own = {"customer_id": "A"}
    found = ahead(
        person,
        due_dates=[{**own, "kind": "lease", "item": "複合機", "end_date": ago(-60)}],
        events=[{**own, "kind": "wedding", "person": "娘さん", "date": ago(-90)}],
        promises=[{**own, "content": "見本", "made_date": ago(5), "due_date": ago(-2)},
                  {**own, "content": "入金", "due_date": ago(-1), "by_whom": "them"},
                  {**own, "content": "済み", "due_date": ago(-1), "done_date": ago(0)}],
        plans=[{**own, "action": "はがき", "date": ago(-5)}],
        not_now=[{**own, "product": "紙", "heard_date": ago(5), "next_time": ago(-30)}],
    )  # fmt: skip
    assert [words for _day, words in found] == [
        "先方の約束：入金", "こちらの約束：見本", "決めておいた次回日", "予定：はがき",
        "記念日: 開店", "「紙」の時期（ご本人の言葉）", "リース：複合機",
        "結婚式（娘さん）", "誕生日",
    ]  # fmt: skip
    assert found == sorted(found, key=lambda line: line[0])


@pytest.mark.parametrize(("days", "count"), [(1, 0), (0, 1), (-365, 1), (-366, 0)])
def test_what_lies_behind_or_beyond_a_year_is_not_ahead(days, count):
    due = {"customer_id": "A", "kind": "", "end_date": ago(days)}
    assert len(ahead(calm(), due_dates=[due])) == count


def test_what_is_handled_or_has_no_kind_is_told_as_it_is():
    own = {"customer_id": "A", "kind": "", "end_date": ago(-9)}
    assert ahead(calm(), due_dates=[own, {**own, "status": "done"}])[0][1] == "期限"
    event = {"customer_id": "A", "kind": "", "date": ago(-9)}
    assert len(ahead(calm(), events=[event])) == 1
