"""A customer's reason as a line of an advertisement, without a name in it."""

from __future__ import annotations

import pytest

from core.rules.copy_lines import copy_line
from tests.core.samples import sample


@pytest.mark.parametrize(
    "reason", ["仕事で昇格するために英語が必要", "実は仕事で昇格するためには英語が必要なんだよね"]
)
def test_the_line_speaks_of_the_reason_that_was_heard_not_of_the_one_that_was_guessed(reason):
    line = copy_line(reason).text

    assert line == "仕事で昇格したいあなたへ"
    assert "昇格" in line
    assert "外国人" not in line
    assert "友達" not in line


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("若く見られたい", "若く見られたいあなたへ"),
        ("痩せるため", "痩せたいあなたへ"),
        ("プロになるために通っています", "プロになりたいあなたへ"),
        ("健康のために歩きたい", "健康のために歩きたいあなたへ"),
        ("白髪が目立ってきた", "白髪が目立ってきたあなたへ"),
        ("くせ毛で朝がたいへん", "くせ毛で朝がたいへんなあなたへ"),
        ("腰痛が悩みです。", "腰痛にお悩みのあなたへ"),
        ("コピー機が壊れました", "コピー機が壊れたあなたへ"),
        ("姉に聞きました", "「姉に聞きました」というあなたへ"),
        ("肩こり", "「肩こり」が気になるあなたへ"),
        ("I want to be promoted at work", "For you who want to be promoted at work"),
        ("My printer is too slow.", "For you who say: “My printer is too slow”"),
    ],
)
def test_a_line_is_made_of_the_customers_own_words(reason, line):
    assert copy_line(reason).text == line


@pytest.mark.parametrize(
    ("reason", "gone"),
    [
        ("佐藤　花子さんに勧められた", "佐藤"),
        ("大野さんに勧められた", "大野"),
        ("かどや試験堂と同じ物が欲しい", "試験堂"),
        ("090-0123-4567に電話が欲しい", "0123"),
        ("taro@example.jpに送ってほしい", "example"),
        ("I was sent by Mary Stone", "Stone"),
    ],
)
def test_a_copied_line_carries_no_name_and_no_way_to_reach_anybody(reason, gone):
    line = copy_line(reason, ["佐藤 花子", "かどや試験堂", "Mary Stone", "林"])

    assert line.named
    assert gone in reason
    assert gone not in line.text


@pytest.mark.parametrize("reason", ["お母さんに楽をさせたい", "お客さんに喜ばれたい"])
def test_kin_and_callings_are_nobodys_names(reason):
    line = copy_line(reason, ["佐藤 花子"])

    assert line.text == f"{reason}あなたへ"
    assert not line.named


def test_of_nothing_no_line_is_made():
    assert copy_line("　").text == ""


def test_every_reason_of_the_salon_becomes_a_line_to_somebody():
    customers = sample("salon").customers
    reasons = set(customers["purchase_reason"]) - {""}

    lines = [copy_line(reason, customers["name"]) for reason in reasons]

    assert len(lines) == 7
    assert all(line.text.endswith("あなたへ") and not line.named for line in lines)
