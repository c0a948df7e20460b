"""What worked is found again by any word, in whatever width or kana, and by kind of customer."""

from __future__ import annotations

import pytest

from core.rules.worked import kinds_of, search
from tests.core.call_cases import book, day
from tests.core.samples import sample

NOTES = [
    {
        "date": day(-1),
        "customer_kind": "40代で紹介の方",
        "note": "はがきを送る",
        "result": "3人来た",
    },
    {"date": day(-2), "customer_kind": "40代で紹介の方", "note": "ﾊﾟｰﾏの写真"},
    {"date": day(-3), "note": "名前で呼ぶ", "staff": "野口"},
]


@pytest.mark.parametrize(
    ("typed", "kind", "found"),
    [
        ("", "", 3),
        ("ハガキ", "", 1),
        ("パーマ 写真", "", 1),
        ("野口", "", 1),
        ("写真 はがき", "", 0),
        ("", "40代で紹介の方", 2),
        ("はがき", "40代で紹介の方", 1),
        ("はがき", "60代", 0),
    ],
)
def test_notes_are_found_by_words_and_by_kind(typed, kind, found):
    assert len(search(book(know_how=NOTES).table("know_how"), typed, kind)) == found


def test_kinds_stand_with_the_most_frequent_first():
    assert kinds_of(book(know_how=NOTES).table("know_how")) == ["40代で紹介の方"]
    assert kinds_of(sample("salon").book.table("know_how"))
