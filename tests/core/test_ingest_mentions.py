"""A person named in somebody else's text, however it is typed."""

from __future__ import annotations

import pandas as pd
import pytest

from core.ingest.identifying import identities
from core.ingest.mentions import seeker
from core.store.texts import blanked
from core.tables import TABLES


def people(**told):
    return TABLES["customers"].shape(pd.DataFrame([{"customer_id": "C00123", **told}]))


LOOK = seeker(
    people(
        name="髙橋 花子",
        kana="ﾀｶﾊｼ ﾊﾅｺ",
        phone="090-0123-4567",
        email="Hanako@example.jp",
        address="東京都試験区朝露町1-2-3",
    )
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("高橋花子さんの紹介で", "○○さんの紹介で"),
        ("花子高橋", "○○"),
        ("たかはし　はなこ様", "○○様"),
        ("TEL ０９０ー０１２３ー４５６７ です", "TEL ○○ です"),
        ("09001234567", "○○"),
        ("+81 90 0123 4567", "+○○"),
        ("hanako@example.jpまで", "○○まで"),
        ("C00123から", "○○から"),
        ("東京都試験区朝露町1-2-3へ", "○○へ"),
        (" C00123 ", "○○"),
    ],
)
def test_what_is_surely_the_person_is_found_and_nothing_else_of_the_text_goes(text, left):
    found = LOOK.find(text)

    assert found.sure
    assert blanked(text, found.places) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [("高橋様の紹介", "○○様の紹介"), ("ﾀｶﾊｼｻﾝ", "○○ｻﾝ"), ("高橋さんち", "○○さんち")],
)
def test_a_family_name_with_an_honorific_may_be_anybody(text, left):
    found = LOOK.find(text)

    assert not found.sure
    assert blanked(text, found.places) == left


@pytest.mark.parametrize(
    "text", ["高橋工務店", "xC001234", "190901234567", "花子", "hanako@example.jpx", "晴れ", ""]
)
def test_other_words_are_left_alone(text):
    assert LOOK.find(text) is None


def test_a_company_is_found_without_its_form_too():
    look = seeker(people(name="株式会社山田試験堂", contact_person="山田 太郎"))

    assert look.find("山田試験堂の紹介").sure
    assert look.find("山田太郎さん").sure


def test_who_nobody_knows_anything_of_is_found_nowhere():
    assert seeker(people().iloc[:0]).find("何か") is None


def test_a_name_alone_or_a_phone_alone_tells_nobody():
    assert identities(people(name="髙橋 花子")) == [frozenset()]
    assert identities(people(phone="090-0123-4567")) == [frozenset()]


def test_a_person_is_told_by_name_and_phone_mail_or_birthday_however_typed():
    one = people(name="髙橋 花子", phone="090-0123-4567", email="H@example.jp")
    other = people(name="高橋花子様", phone="09001234567", email="h@EXAMPLE.jp")

    assert identities(one) == identities(other)
    assert {identity[0] for identity in identities(one)[0]} == {"phone", "mail"}
