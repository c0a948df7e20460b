"""Every page, every word that a page shows and every threshold is explained, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.locale.words import say
from core.settings import TRADES
from pages._ui import manual
from pages._ui.registry import PAGES
from tests.refresh_help import (
    LANGUAGES,
    TOLD,
    catalogues,
    groups,
    heading,
    told,
    trade_heading,
)

HELP = Path(__file__).parents[1] / "docs" / "help"
CODES = [manual.code_of(page) for page in PAGES]
#: What every page's help says, in the order of reading.
PARTS = {
    "ja": ("見かた", "今週すること", "数字のもと"),
    "en": ("How to read it", "In a week", "Where the figures come from"),
}
LONGEST_ANSWER = 160


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=manual.code_of)
def test_every_page_has_help_under_its_own_title(page, language):
    assert manual.name(manual.code_of(page), language) == say(page.title, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_help_answers_first_then_says_how_to_read_what_to_do_and_where_figures_come_from(
    code, language
):
    shown = manual.shown(code, language)
    answer = shown.split("\n", 1)[0]
    places = [shown.find(f"**{part}") for part in PARTS[language]]

    assert 0 < len(answer) <= LONGEST_ANSWER
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_help_of_nothing_and_none_is_missing_in_one_language(language):
    files = {path.stem for path in (HELP / language).glob("*.md")}

    assert files == {*CODES, *manual.TOPICS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*CODES, *manual.TOPICS])
def test_what_the_app_shows_leads_nowhere_outside_of_it(code, language):
    shown = manual.shown(code, language)

    assert not re.search(r"!\[|\]\(|<[a-z!]|https?:", shown)
    assert set(manual.leads_to(code, language)) <= {*CODES, *manual.TOPICS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", catalogues())
def test_every_entry_of_the_catalogues_has_its_heading_and_a_sentence(name, language):
    written = manual.text("words", language)
    for code, label, meaning in catalogues()[name]:
        sentence = told(meaning, language)

        assert f"{heading(label, code, language)}\n\n{sentence}\n" in written, code
        assert sentence.rstrip()[-1] in "。.?", code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trade_and_every_threshold_has_its_heading(language):
    written = manual.text("thresholds", language)
    for code in TRADES:
        assert f"\n{trade_heading(code, language)}\n" in written
    for group, fields in groups():
        assert re.search(rf"^## .+ \(`{group}`\)$", written, re.M), group
        for field in fields:
            assert re.search(rf"^### .+ \(`{group}\.{field.name}`\)$", written, re.M), field.name
            assert field.metadata["unit"]
            assert field.metadata["source"]


def test_no_words_are_kept_for_what_there_is_not_any_more():
    names = {f"{group}.{field.name}" for group, fields in groups() for field in fields}
    codes = {name: {code for code, *_rest in entries} for name, entries in catalogues().items()}

    assert set(TOLD["thresholds"]) == names
    assert set(TOLD["groups"]) == {group for group, _fields in groups()}
    assert set(TOLD["reasons"]) == codes["reasons"]
    assert set(TOLD["outcomes"]) == codes["outcomes"]


def test_no_two_thresholds_of_a_group_are_called_the_same():
    for group, fields in groups():
        names = [TOLD["thresholds"][f"{group}.{field.name}"] for field in fields]

        assert len(set(names)) == len(names), group


# ---- glossary


def test_every_term_has_one_sentence_in_japanese_and_a_meaning_in_english():
    for term in manual.glossary("ja"):
        assert re.fullmatch(r"[^|]+。", term.meaning), term.japanese
        assert len(term.meaning) <= 60, term.japanese
        assert re.search(r"[぀-ヿ]", term.meaning), term.japanese
    for term in manual.glossary("en"):
        assert re.match(r"[A-Za-z0-9]", term.meaning), term.english


def test_both_glossaries_have_the_same_terms():
    path = HELP.parent / "glossary.ja.md"
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", path.read_text(encoding="utf-8"), re.M)

    assert rows[0] == "用語"
    assert rows[1:] == [term.japanese for term in manual.glossary("ja")]


def test_a_word_is_found_by_part_of_it_in_either_language_before_its_meaning():
    assert manual.found("戻らぬ", "ja")[0].english == "day of no return"
    assert manual.found("No Return", "ja")[0].japanese == "戻らぬ日"
    assert manual.found("rung", "en")[0].japanese == "段"
    assert manual.found("  ", "ja") == []


def test_a_reason_or_threshold_is_found_by_its_name_or_code():
    assert [name for name, _text in manual.headings_with("calls.lottery", "ja")] == [
        "くじをするか (`calls.lottery`)"
    ]
    assert manual.headings_with("", "ja") == []


def test_the_terms_of_a_text_are_those_that_it_uses():
    words = {term.japanese for term in manual.terms_in("cohorts", "ja")}

    assert {"戻らぬ日", "声かけ日", "粗利"} <= words
    assert "死守" not in words
