"""Every owner-facing word is there in Japanese and in English, and nothing stale is."""

from __future__ import annotations

import re
from collections import defaultdict
from string import Formatter

import pytest

from core.locale import refresh
from core.locale.words import LANGUAGES

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MARKED = refresh.messages()


def parts(language: str) -> set[str]:
    return {path.stem for path in (refresh.ROOT / "core/locale" / language).glob("*.po")}


def key(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def strings(text: str | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def places(text: str) -> set[str]:
    return {field for _text, field, _spec, _conversion in Formatter().parse(text) if field}


def fits(used: set[str], forms: list[set[str]]) -> bool:
    """Whether a translation uses what all forms of its message use, and nothing that none does."""
    return set.intersection(*forms) <= used <= set.union(*forms)


def entries(language: str):
    """(part, message id, translations) of everything in the catalogues of a language."""
    for part in sorted(parts(language)):
        for entry in refresh.load(language, part):
            if entry.id:
                yield part, entry.id, strings(entry.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_catalogue_for_every_part_that_speaks_and_no_other(language):
    assert parts(language) == set(MARKED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_in_the_source_has_its_translation(language):
    translated = {(part, key(message)) for part, message, text in entries(language) if all(text)}
    wanted = {(part, key(message)) for part, found in MARKED.items() for message in found}

    assert wanted - translated == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_holds_a_message_that_nothing_says(language):
    marked = {(part, key(message)) for part, found in MARKED.items() for message in found}
    held = {(part, key(message)) for part, message, _text in entries(language)}

    assert held - marked == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_message(language):
    wrong = [
        (part, message, text)
        for part, message, text in entries(language)
        for one in text
        if one and not fits(places(one), [places(form) for form in strings(message)])
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_message_is_said_the_same_way_in_all_parts(language):
    said = defaultdict(set)
    for _part, message, text in entries(language):
        said[key(message)].update([tuple(text)] if all(text) else [])

    assert {message: texts for message, texts in said.items() if len(texts) > 1} == {}


def test_japanese_is_japanese_and_english_is_not():
    not_english = [text for _part, _message, text in entries("en") if JAPANESE.search(text[0])]
    untranslated = [
        (message, text)
        for _part, message, text in entries("ja")
        if text[0] == key(message) and re.search("[a-z]{4}", re.sub(r"{\w+}", "", text[0]))
    ]

    assert not_english == []
    assert untranslated == []


def test_plurals_have_all_the_forms_of_their_language():
    for language, forms in {"ja": 1, "en": 2}.items():
        wrong = [
            message
            for _part, message, text in entries(language)
            if isinstance(message, tuple) and len(text) != forms
        ]
        assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_translated_alike_in_whatever_parts_it_stands(language):
    said = defaultdict(set)
    for _part, message, translations in entries(language):
        said[key(message)].add(tuple(translations))

    assert {message: forms for message, forms in said.items() if len(forms) > 1} == {}
