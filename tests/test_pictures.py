"""The pictures of the documents: each is there, in both languages, and can be taken anew."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.pictures import FOLDER, HOMES, LANGUAGES, MOST_BYTES, PICTURES
from tests.test_docs import DOCUMENTS, ROOT, named, text

NAMES = [picture.name for picture in PICTURES]
TUTORIALS = {"ja": "docs/tutorial.ja.md", "en": "docs/tutorial.md"}
#: Wherever a document names one: in a link, or as a path in a table.
NAMED = re.compile(r"screenshots/(ja|en)/(\w+)\.png")
#: What the tutorial asks to press or look at.
ON_THE_SCREEN = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def in_folder(language: str) -> set[str]:
    return {path.stem for path in (FOLDER / language).glob("*.png")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_folder_holds_every_picture_of_the_table_and_no_other(language):
    assert in_folder(language) == set(NAMES), "run python -m tests.pictures"


def test_every_picture_stands_once_in_the_table_over_a_home_that_there_is():
    assert len(set(NAMES)) == len(NAMES)
    assert {picture.home for picture in PICTURES} == set(HOMES)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_picture_that_a_document_names_is_there(path):
    found = NAMED.findall(path.read_text(encoding="utf-8"))

    assert [name for language, name in found if name not in in_folder(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_picture_is_too_heavy_for_the_repository(language):
    sizes = {path.name: path.stat().st_size for path in (FOLDER / language).glob("*.png")}

    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_both_tutorials_show_the_same_pictures_each_in_its_language():
    shown = {language: NAMED.findall(text(path)) for language, path in TUTORIALS.items()}

    assert shown["ja"]
    assert [name for _ja, name in shown["ja"]] == [name for _en, name in shown["en"]]
    assert all(of == language for language, found in shown.items() for of, _name in found)


@pytest.mark.parametrize(("language", "path"), TUTORIALS.items())
def test_what_the_tutorial_calls_by_name_stands_on_the_screen_in_these_words(language, path):
    words = said(language)
    called = [" ".join(found.split()) for found in ON_THE_SCREEN.findall(text(path))]

    assert called
    assert [each for each in called if each not in words] == []


@pytest.mark.parametrize("path", ["README.md", "README.ja.md"])
def test_the_readme_leads_to_the_tutorial_and_the_guide_to_its_command(path):
    language = "ja" if ".ja" in path else "en"

    assert f"({TUTORIALS[language]})" in text(path)
    assert "python -m tests.pictures" in text("CONTRIBUTING.md")


def said(language: str) -> set[str]:
    """Every sentence of the catalogues, as it is said in a language."""
    found: set[str] = set()
    for path in (ROOT / "core" / "locale" / language).glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                several = isinstance(message.string, tuple | list)
                found |= set(message.string) if several else {str(message.string)}
    return {each.replace(" {n}/{of}", "") for each in found}
