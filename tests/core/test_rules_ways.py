"""Which way in a way of the cost sheet stands for."""

from __future__ import annotations

import pandas as pd
import pytest

from core.rules.ways import chosen, ways_of, with_choice
from core.settings import Settings


def way(text, **settings):
    return ways_of(pd.Series([text], dtype="str"), Settings().changed(settings))[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("チラシ", "flyer"), ("折込チラシ", "flyer"), ("ﾁﾗｼ", "flyer"), ("見学会", "event"),
        ("Instagram広告", "sns"), ("Referral", "referral"), ("紹介", "referral"),
        ("クーポンサイト", ""), ("", ""), ("飛び込み・広告", ""),
    ],
)  # fmt: skip
def test_a_way_goes_by_its_words(text, code):
    assert way(text) == code


def test_the_owners_word_comes_first_and_nonsense_in_it_is_passed_over():
    told = {"spending.ways": ("チラシ=sign", "クーポン=nowhere", "=flyer")}

    assert way("チラシ", **told) == "sign"
    assert way("クーポン", **told) == ""


def test_a_choice_is_kept_beside_the_others_and_taken_back():
    settings = Settings().changed({"spending.ways": ("A=sign",)})
    both = with_choice(settings, "クーポン", "flyer")
    assert both == ("A=sign", "クーポン=flyer")
    again = settings.changed({"spending.ways": both})
    assert chosen(again) == {"A": "sign", "クーポン": "flyer"}
    assert with_choice(again, "クーポン", "") == ("A=sign",)
