"""Locking what is kept, on the settings page, and the form that opens it again."""

from __future__ import annotations

import pytest

from core.store import recovery_key, vault
from pages._ui import cache
from tests.core.locked import CIPHER, OTHER, PASSPHRASE, easily, forget
from tests.pages.run import open_page, said

PAGE = "pages/settings.py"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    easily(monkeypatch)
    cache.forget_ledgers()
    yield
    cache.forget_ledgers()
    forget()


def filled(at, key: str, *, typed: str = ""):
    """The form with a passphrase and what was typed off the paper."""
    at.text_input(key="lock_one").set_value(PASSPHRASE)
    at.text_input(key="lock_again").set_value(PASSPHRASE)
    at.text_input(key="lock_typed").set_value(typed or key[-5:])
    return at.button(key="lock_yes").click().run()


def prepared():
    at = open_page(PAGE)
    at.button(key="lock_prepare").click().run()
    (key,) = [code.value for code in at.code if code.value.count("-") == recovery_key.GROUPS - 1]
    return at, key


@CIPHER
def test_nothing_is_locked_before_the_key_was_printed_and_typed_off_the_paper(ledger):
    at, key = prepared()
    assert "二度と開けられません" in said(at)

    filled(at, key, typed="XXXXX")

    assert "先に印刷してください" in said(at)
    assert vault.find(ledger) is None


@CIPHER
def test_what_is_locked_is_opened_by_the_passphrase_after_a_restart(ledger):
    at, key = prepared()
    filled(at, key)
    assert not at.exception
    assert "すべてに鍵をかけました" in said(at)
    forget()
    cache.forget_ledgers()

    again = open_page(PAGE)
    assert "データのフォルダーに鍵がかかっています" in said(again)
    again.text_input(key="open_passphrase").set_value(OTHER)
    again.button(key="open_yes").click().run()
    assert "合言葉が違います" in said(again)
    again.text_input(key="open_passphrase").set_value(PASSPHRASE)
    again.button(key="open_yes").click().run()
    assert "データのフォルダーに鍵がかかっています" not in said(again)
    assert "このソフトを始めるたびに合言葉を聞きます" in said(open_page(PAGE))


@CIPHER
def test_the_paper_opens_it_and_the_lock_can_be_changed_and_taken_away(ledger):
    at, key = prepared()
    filled(at, key)
    forget()
    cache.forget_ledgers()
    at = open_page(PAGE)
    at.text_input(key="open_recovery").set_value(key.lower())
    at.text_input(key="open_new").set_value(OTHER)
    at.button(key="open_recover").click().run()

    at = open_page(PAGE)
    at.text_input(key="lock_old").set_value(OTHER)
    at.text_input(key="lock_new").set_value(PASSPHRASE)
    at.button(key="lock_keep").click().run()
    assert "新しい合言葉になりました" in said(at)
    at.text_input(key="lock_off_said").set_value(PASSPHRASE)
    at.button(key="lock_off_yes").click().run()

    assert not at.exception
    assert "鍵を外しました" in said(at)
    assert vault.find(ledger) is None


def test_without_the_package_the_page_says_what_to_install(ledger, monkeypatch):
    monkeypatch.setattr(vault, "PACKAGES", ("no_such_package",))

    at = open_page(PAGE)

    assert "no_such_package" in said(at)
    assert "lock_prepare" not in {button.key for button in at.button}
