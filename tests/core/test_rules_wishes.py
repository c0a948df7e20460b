"""Why customers buy, in six groups, with the words they used."""

from __future__ import annotations

import pytest

from core.rules.wishes import (
    GROUPS,
    by_text,
    frequent_words,
    phrases_of_the_best,
    unknown_reasons,
    verbatims,
    words_of,
)
from core.settings.voices import VoiceSettings
from tests.core.call_cases import day, judged
from tests.core.samples import sample

USUAL = VoiceSettings()


def people(*rows):
    bought = {"first_purchase_date": day(-400)}
    return judged(*({"customer_id": f"C{n}", **bought, **row} for n, row in enumerate(rows)))


def groups(*texts, settings=USUAL):
    found = verbatims(people(*({"purchase_reason": text} for text in texts)), settings)
    return dict(zip(found["text"], found["group"], strict=True))


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("くせ毛で朝がたいへん", "trouble"),
        ("白髪が目立ってきた", "problem"),
        ("薬剤が合うか気になる", "worry"),
        ("仕事で昇格するために英語が必要", "hope"),
        ("新しい車が欲しい", "desire"),
        ("娘の結婚式で褒められたい", "dream"),
        ("近所だから", ""),
        ("ｗａｎｔ ｔｏ be promoted", "hope"),
    ],
)
def test_a_reason_without_a_kind_is_grouped_by_its_words(text, group):
    assert groups(text) == {text: group}


def test_the_kind_that_the_owner_chose_stands_above_the_words():
    rows = people(
        {"purchase_reason": "くせ毛で朝がたいへん", "reason_kind": "dream"},
        {"purchase_reason": "白髪", "reason_kind": "concern"},
    )

    found = verbatims(rows, USUAL)

    assert list(found["group"]) == ["dream", "worry"]
    assert list(found["chosen"]) == [True, True]


def test_the_owners_words_of_a_group_take_the_place_of_the_usual_ones():
    own = VoiceSettings(trouble=("朝",))

    assert groups("朝が早い", "困っている", settings=own) == {
        "朝が早い": "trouble",
        "困っている": "",
    }
    assert words_of(own)["trouble"] == ("朝",)


def test_what_customers_said_stands_with_the_highest_rung_first():
    rows = people(
        {"stage": "customer", "purchase_reason": "安いから"},
        {"stage": "partner", "expectation": "長く使いたい"},
        {"stage": "supporter", "true_purpose": "店を大きくしたい"},
    )

    found = verbatims(rows, USUAL)

    assert list(found["stage"]) == ["partner", "supporter", "customer"]
    assert list(found["field"]) == ["expectation", "true_purpose", "purchase_reason"]


def test_the_same_words_of_several_customers_are_one_row():
    rows = people(
        {"stage": "customer", "purchase_reason": "若く見られたい"},
        {"stage": "supporter", "purchase_reason": "若く見られたい"},
    )

    found = by_text(verbatims(rows, USUAL)).iloc[0]

    assert found["n"] == 2
    assert [stage for _who, _name, stage in found["who"]] == ["supporter", "customer"]


def test_words_are_counted_by_customers_as_runs_of_kanji_and_katakana():
    rows = people(
        {"purchase_reason": "白髪と白髪染め", "stage": "supporter"},
        {"purchase_reason": "白髪が気になる", "stage": "supporter"},
        {"purchase_reason": "ﾊﾟｰﾏをかけたい"},
    )
    said = verbatims(rows, USUAL)

    found = frequent_words(said, rows).set_index("word")

    assert found.loc["白髪", ["n", "best"]].tolist() == [2, 2]
    assert found.loc["パーマ", "n"] == 1
    assert list(phrases_of_the_best(said, rows, USUAL)["word"]) == ["白髪"]


def test_how_many_reasons_are_not_known_is_counted_of_those_who_bought():
    rows = people({"purchase_reason": "安い"}, {}, {"first_purchase_date": None})

    assert unknown_reasons(rows) == (1, 2)


def test_without_any_reason_nothing_is_made_up():
    said = verbatims(people({}), USUAL)

    assert len(said) == 0
    assert len(frequent_words(said, people({}))) == 0


def test_the_salons_reasons_fall_into_all_six_groups_by_kind_and_by_words():
    customers = sample("salon").customers

    assert set(verbatims(customers, USUAL)["group"]) == set(GROUPS)
    assert set(verbatims(customers.assign(reason_kind=""), USUAL)["group"]) == set(GROUPS)
