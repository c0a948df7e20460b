"""Owner-facing words in either language, with dates, money and counts as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from core.locale import words
from core.locale.words import Both, Money, Words, _, language_of, n_, say, say_date, say_money

SUNDAY = dt.date(2026, 11, 22)


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Two parts of a Japanese catalogue in a folder of their own, and no English one."""
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "one.po").write_text(
        header + 'msgid "Hello {name}"\nmsgstr "こんにちは、{name}様"\n\n'
        'msgid "{n} person"\nmsgid_plural "{n} people"\nmsgstr[0] "{n}人"\n',
        encoding="utf-8",
    )
    (tmp_path / "ja" / "two.po").write_text(
        header + 'msgid "Because: {reason}"\nmsgstr "理由: {reason}"\n', encoding="utf-8"
    )
    monkeypatch.setattr(words, "_HERE", tmp_path)
    words._catalogue.cache_clear()
    yield
    words._catalogue.cache_clear()


def test_a_message_is_said_in_either_language(catalogue):
    hello = _("Hello {name}", name="山田")

    assert say(hello, "ja") == "こんにちは、山田様"
    assert say(hello, "en") == "Hello 山田"
    assert say(hello) == say(hello, "ja")


@pytest.mark.parametrize(
    ("n", "japanese", "english"),
    [(0, "0人", "0 people"), (1, "1人", "1 person"), (1234, "1,234人", "1,234 people")],
)
def test_counting_follows_the_plural_rule_of_the_language(catalogue, n, japanese, english):
    people = n_("{n} person", "{n} people", n=n)

    assert say(people, "ja") == japanese
    assert say(people, "en") == english


def test_words_within_words_are_said_in_the_same_language_from_any_part(catalogue):
    nested = _("Because: {reason}", reason=n_("{n} person", "{n} people", n=2))

    assert say(nested, "ja") == "理由: 2人"
    assert say(nested, "en") == "Because: 2 people"


def test_a_fact_in_both_languages_is_said_in_the_one_that_is_spoken():
    title = _("{title} was read.", title=Both("楽天の受注", "Rakuten orders"))
    assert say(title, "en") == "Rakuten orders was read."
    assert say(title, "ja").startswith("楽天の受注")


def test_text_stays_as_it_is_even_with_braces():
    assert say("{山田}", "ja") == "{山田}"


@pytest.mark.parametrize(
    ("fact", "japanese", "english"),
    [
        (SUNDAY, "2026年11月22日(日)", "22 Nov 2026 (Sun)"),
        (dt.datetime(2026, 1, 5, 23, 59), "2026年1月5日(月)", "5 Jan 2026 (Mon)"),
        (Money(12300), "12,300円", "¥12,300"),
        (12300, "12,300", "12,300"),
        (True, "True", "True"),
        (0.5, "0.5", "0.5"),
        ("株式会社{星}", "株式会社{星}", "株式会社{星}"),
    ],
)
def test_facts_are_written_as_people_write_them(fact, japanese, english):
    assert say(_("{fact}", fact=fact), "ja") == japanese
    assert say(_("{fact}", fact=fact), "en") == english


def test_every_weekday_has_its_sign():
    said = [say_date(SUNDAY + dt.timedelta(days=n))[-2] for n in range(7)]

    assert "".join(said) == "日月火水木金土"


@pytest.mark.parametrize(
    ("money", "japanese", "english"),
    [
        (Money(0), "0円", "¥0"),
        (Money(-1500), "−1,500円", "−¥1,500"),
        (Money(123456, "GBP", 2), "GBP 1,234.56", "GBP 1,234.56"),
        (Money(-5, "GBP", 2), "−GBP 0.05", "−GBP 0.05"),
        (Money(1050, "JPY", 1), "105.0円", "¥105.0"),
    ],
)
def test_money_is_said_in_major_units(money, japanese, english):
    assert say_money(money, "ja") == japanese
    assert say_money(money, "en") == english


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ja-JP", "ja"), ("en", "en"), ("EN-gb", "en"), ("fr-FR", "ja"), ("", "ja"), (None, "ja")],
)
def test_the_browsers_language_is_english_or_else_japanese(locale, language):
    assert language_of(locale) == language


def test_equal_words_hash_alike_although_facts_are_a_dictionary():
    one = Words("{a}{b}", "", {"a": 1, "b": [2]})
    other = Words("{a}{b}", "", {"b": [2], "a": 1})

    assert one == other
    assert len({one, other, Words("{a}{b}", "", {"a": 2, "b": [2]})}) == 2
