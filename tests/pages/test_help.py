"""The help of each page, opened on the page itself."""

from __future__ import annotations

import html

import pytest

from core.locale.words import say
from pages._ui import manual
from pages._ui.registry import PAGES
from tests.pages.run import open_page

HELP = {"ja": "使い方", "en": "Help"}


@pytest.fixture
def small(small_seen, monkeypatch):
    """A small business to look at."""
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(small_seen.root))
    small_seen.shown_before(small_seen.root)


def opened(page, **kept):
    """The page with its help open, in Japanese; with what its widgets stand at."""
    at = open_page(page.path)
    for key, value in kept.items():
        at.session_state[key] = value
    return at.button(key="help").click().run()


def told(at):
    """What stands in markdown, entities resolved."""
    return html.unescape("\n".join(mark.value for mark in at.markdown))


@pytest.mark.parametrize("entry", PAGES, ids=manual.code_of)
def test_every_page_opens_its_help_in_the_language_spoken(small, entry):
    code = manual.code_of(entry)
    at = open_page(entry.path)
    assert html.unescape(at.button(key="help").label) == HELP["ja"]

    for language, name in HELP.items():
        at.session_state["_language"] = language
        at.button(key="help").click().run()

        assert not at.exception
        assert html.unescape(at.button(key="help").label) == name
        assert at.title[0].value == say(entry.title, language)
        assert at.selectbox(key="help_chosen").value == code
        assert manual.shown(code, language) in [mark.value for mark in at.markdown]


def test_the_help_shows_the_words_it_uses_with_their_meaning(small):
    at = opened(PAGES[0], help_chosen="ladder")

    assert "**顧客 / customer**: 一度でも買ってくださった方です。" in told(at)
    assert "**死守 / defend**" not in told(at)


def test_a_word_is_looked_up_with_its_meaning_and_its_threshold(small):
    at = opened(PAGES[0], help_word="声かけ日")

    assert "**声かけ日 / nudge day**: ひと声かけるころあいになる日数です。" in told(at)
    assert "`lapse.nudge_share`" in told(at)


def test_a_word_that_is_not_there_is_said_to_be_none_and_never_read_as_markup(small):
    at = opened(PAGES[0], help_word="<b>ない")

    assert "「<b>ない」に合う言葉はありません。" in told(at)
    assert "<b>" not in "".join(mark.value for mark in at.markdown)


def test_help_of_a_topic_can_be_chosen(small):
    at = opened(PAGES[0], help_chosen="backup")

    assert manual.shown("backup", "ja") in [mark.value for mark in at.markdown]
