"""The catalogue of reasons: every one has its class, its minutes, its words and its opener."""

import dataclasses

import pytest

from core.calls.opener import Said, opener
from core.calls.reasons import CLASSES, REASONS, Reason, sentence
from core.locale.words import say
from core.settings.calls import CallSettings
from tests.core.call_cases import day, judged

FACTS = {
    "due": day(3).date(), "event": day(-20).date(), "late": 0, "silent": 20, "silent_contact": 20,
    "rhythm": 60, "count": 2, "step": 21, "product": "コピー機", "text": "木村", "detail": "lease",
    "row_id": 0,
}  # fmt: skip
VARIANTS = {
    "plain": {},
    "late": {"late": 3},
    "early": {"late": -3},
    "bare": {"product": "", "text": "", "detail": "", "late": -3},
    "warranty": {"detail": "warranty"},
}
#: Reasons whose records need no day.
UNDATED = ("not_now", "not_now_arrived", "keep_in_touch")


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_names_settings_that_exist(code):
    kind = REASONS[code]
    names = {field.name for field in dataclasses.fields(CallSettings)}

    assert kind.class_ in CLASSES
    assert kind.minutes in names
    assert not kind.effect or kind.effect in names


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_can_be_said_in_both_languages(code, variant):
    words = sentence(Reason(code, FACTS | VARIANTS[variant]))

    japanese, english = say(words, "ja"), say(words, "en")

    assert japanese != english
    assert "{" not in japanese + english


@pytest.mark.parametrize("product", ["", "コピー機"])
@pytest.mark.parametrize("code", UNDATED)
def test_a_record_without_a_day_is_said_without_one(code, product):
    reason = Reason(code, FACTS | {"event": None, "product": product})
    row = judged({"customer_id": "C1"}).to_dict("records")[0]

    lines = [sentence(reason), *opener(row, Said("", None, ""), [reason])]

    assert not [line for line in lines for words in ("ja", "en") if "None" in say(line, words)]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_an_opener_that_invents_nothing(code, variant):
    row = judged({"customer_id": "C1", "name": "北川"}).to_dict("records")[0]
    reason = Reason(code, FACTS | VARIANTS[variant])

    lines = [say(words, "ja") for words in opener(row, Said("", None, ""), [reason])]

    assert lines[0] == "北川様、いつもありがとうございます。"
    assert 1 <= len(lines) <= 2
    assert "None" not in "".join(lines)
    assert "「」" not in "".join(lines)
