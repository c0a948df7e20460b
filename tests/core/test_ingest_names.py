"""Names as keys: the same person or company however it is typed (SHEETS 4 and 9)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.names import _PAIRS, katakana, made_id, name_key


@pytest.mark.parametrize(
    "names",
    [
        ("髙橋　健一", "高橋健一", "高橋 健一様", "髙橋健一 さん"),
        ("渡邉 花子", "渡邊花子", "渡辺　花子"),
        ("齋藤 実", "斎藤実", "斉藤　実"),
        ("㈱山田試験堂", "株式会社山田試験堂", "山田試験堂（株）", "山田試験堂 株式会社 御中"),
        ("㈲山田工務店", "有限会社 山田工務店", "山田工務店(有)御中", "（有）山田工務店"),
        ("医療法人山田会", "(医)山田会"),
        ("NPO法人みどり", "特定非営利活動法人 みどり", "ＮＰＯ法人みどり"),
        ("濵田 實", "濱田実", "浜田　實", "浜田 実殿"),
        ("澤口 國男", "沢口国男先生"),
        ("邉\U000e0101見 榮", "辺見栄"),
        ("山﨑・太郎", "山崎 太郎"),
        ("𠮷田 翔", "吉田翔さん"),
        ("ﾀｶﾊｼ ｹﾝｲﾁ", "タカハシケンイチ"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_one_person_typed_in_several_ways_has_one_key(names):
    assert len({name_key(name) for name in names}) == 1
    assert len({made_id(name, "090-0123-4567") for name in names}) == 1


def test_a_made_id_tells_people_of_other_names_and_phones_apart():
    made = {made_id("佐藤健一"), made_id("佐藤健二"), made_id("佐藤健一", "090-0123-4567")}
    assert len(made) == 3
    assert made_id("佐藤健一", "09001234567") == made_id("佐藤健一", "090-0123-4567")
    assert made_id("") == ""
    assert name_key("株式会社") == "株式会社"


def test_a_reading_is_kept_in_full_width_katakana():
    assert katakana("ﾀｶﾊｼ　たろう") == "タカハシ タロウ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佐藤 裕子", "佐藤 優子"),
        ("畑中 実", "畠中 実"),
        ("佐藤みどり", "佐藤ミドリ"),
        ("山田工務店", "山田商店"),
        ("NA", "None"),
    ],
)
def test_other_names_have_other_keys(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["様", "株式会社", "(株)", "NA", "None", "null", "nan", "N/A"])
def test_a_name_that_is_nothing_but_a_title_or_a_word_for_nothing_is_a_name(name):
    assert name_key(name)
    assert made_id(name).startswith("N-")


def test_every_variant_leads_to_one_form_and_no_form_leads_on():
    pairs = _PAIRS.split()
    old, new = [pair[0] for pair in pairs], {pair[1] for pair in pairs}
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs)
    assert len(old) == len(set(old))
    assert not new & set(old)


@given(st.text(max_size=20))
def test_a_key_is_its_own_key_unless_a_title_stands_behind_a_title(name):
    key = name_key(name)
    assert not re.search(r"\s", key)
    assert name_key(f"{name} ") == key
