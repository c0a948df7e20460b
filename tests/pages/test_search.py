"""A customer is found however they are typed."""

from __future__ import annotations

import pandas as pd
import pytest

from pages._ui.search import all_plain, matches, plain, search_index


@pytest.fixture(scope="module")
def index():
    people = pd.DataFrame(
        {
            "customer_id": ["C1", "C12", "A3"],
            "name": ["佐藤 花子", "ＡＢＣ商事", "髙橋ケイ"],
            "kana": ["サトウ ハナコ", "", "タカハシ ケイ"],
            "call_name": ["", "", "けいさん"],
            "phone": ["090-0123-4567", "03-1234-5678", ""],
            "phone_other": ["", "", "090-0999-0000"],
        }
    ).astype("str")
    return search_index(people)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("佐藤花子", ["C1"]), ("さとう", ["C1"]), ("サトウ", ["C1"]), ("ｻﾄｳ", ["C1"]),
        ("abc", ["C12"]), ("けいさん", ["A3"]), ("0123", ["C1"]), ("090 0123 4567", ["C1"]),
        ("０９０－０９９９", ["A3"]), ("090", []), ("c1", ["C1", "C12"]), ("C12", ["C12"]),
        ("", []), ("　", []), (".*", []), ("zzz", []),
    ],
)  # fmt: skip
def test_what_is_typed_finds_whom_it_means(index, typed, found):
    assert matches(index, typed, 10) == found


def test_no_more_than_asked_for_are_found(index):
    assert len(matches(index, "c", 1)) == 1


def test_kana_width_case_and_spaces_are_made_alike():
    assert plain("ｶﾞ ギ　Ａ") == "がぎa"


@pytest.mark.parametrize("texts", [["ｶﾞ ギ　Ａ", "", "ﾊ", "ﾞ"], ["a\0b", "Ｃ"], []])
def test_many_texts_are_made_alike_as_each_alone_is(texts):
    assert all_plain(texts) == [plain(text) for text in texts]
