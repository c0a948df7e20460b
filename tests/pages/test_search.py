"""A customer is found however they are typed."""

from __future__ import annotations

import pandas as pd
import pytest

from pages._ui import anywhere, business
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


def counting(monkeypatch, module, name):
    """How often a function of a module is called."""
    calls, original = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args: calls.append(args) or original(*args))
    return calls


def test_only_what_is_written_is_looked_through(shop):
    here = business.here()
    headers = [each.column.name for each in anywhere.written(here, "customers") if each.column]
    assert {"customer_id", "name", "kana", "phone", "staff"} <= set(headers)
    assert not {"email", "address", "caution"} & set(headers)
    (kana,) = [
        one
        for one in anywhere.written(here, "customers")
        if one.column and one.column.name == "kana"
    ]
    assert (list(kana.whose), list(kana.texts)) == (["C1"], ["サトウ ハナコ"])


def test_what_is_looked_through_is_at_hand_before_a_word_is_typed(shop, monkeypatch):
    anywhere.ready(business.here())
    looked = counting(monkeypatch, anywhere, "_written")
    assert [one.customer_id for one in anywhere.anywhere(business.here(), "サトウ", 5)] == ["C1"]
    assert looked == []


def test_a_word_is_found_in_a_table_that_was_looked_through_before_it_stood_there(
    shop, monkeypatch
):
    looked = counting(monkeypatch, anywhere, "_written")
    assert anywhere.anywhere(business.here(), "山登り", 5) == []
    shop.log_outcome("C1", "talked", day=business.here().today, note="山登りの話")

    (found,) = anywhere.anywhere(business.here(), "山登り", 5)

    assert (found.customer_id, found.text) == ("C1", "山登りの話")
    assert [name for name, _rows in looked].count("customers") == 1
