"""The first tour in a real browser: with the keyboard alone, on a phone, and gone for good."""

from __future__ import annotations

import pytest

from core.store.looks import TOUR, kept_tour
from pages._ui import tour
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, barriers, go, listen, press, settle, tab_to
from tests.e2e.test_phone import NOTHING_AMISS, PHONE, boxes

REVIEW, INTAKE = "今週の見直し", "表の取り込み"
FOCUSED_PLACE = "document.activeElement.dataset.place || ''"


def stop(page, number: int, of: int = 5):
    """Wait until that stop is shown."""
    page.get_by_text(f"はじめての案内 {number}/{of}").wait_for(timeout=SECONDS)
    settle(page)


@pytest.fixture
def new_salon(fresh_salon):
    """A server over the sample salon, whose owner has not been shown round yet."""
    (fresh_salon.home / TOUR).unlink()
    return fresh_salon


def test_the_keyboard_alone_goes_through_the_tour_and_it_stays_away(new_salon, browser):
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    heard = listen(page, new_salon.url)
    go(page, new_salon.url, title=REVIEW)
    stop(page, 1)
    assert barriers(page) == {}
    tab_to(page, "次へ")
    page.keyboard.press("Enter")
    stop(page, 2)
    assert page.evaluate(FOCUSED_PLACE) == "tour_review"
    page.reload()
    stop(page, 2)
    for number in (3, 4, 5):
        tab_to(page, "次へ")
        page.keyboard.press("Enter")
        stop(page, number)
    assert barriers(page) == {}
    tab_to(page, "案内を終える")
    page.keyboard.press("Enter")
    page.locator(".st-key-tour").wait_for(state="detached", timeout=SECONDS)
    settle(page)
    assert heard.foreign == []
    with serving(new_salon.home) as restarted:
        go(page, restarted.url, title=REVIEW)
        assert page.locator(".st-key-tour").count() == 0
    assert kept_tour(new_salon.home, "") == tour.OVER
    context.close()


def test_a_thumb_follows_a_stop_to_its_page_comes_back_by_the_next_and_skips(new_salon, browser):
    context = browser.new_context(**PHONE)
    page = context.new_page()
    go(page, new_salon.url, title=REVIEW)
    stop(page, 1)
    assert boxes(page) == NOTHING_AMISS
    assert barriers(page) == {}
    page.get_by_role("link", name=f"開く：{INTAKE}").tap()
    page.get_by_role("heading", name=INTAKE, exact=True).wait_for(timeout=SECONDS)
    stop(page, 1)
    page.get_by_role("button", name="次へ", exact=True).tap()
    page.get_by_role("heading", name=REVIEW, exact=True).wait_for(timeout=SECONDS)
    stop(page, 2)
    page.get_by_role("button", name="案内をとばす", exact=True).tap()
    page.locator(".st-key-tour").wait_for(state="detached", timeout=SECONDS)
    page.reload()
    page.get_by_role("heading", name=REVIEW, exact=True).wait_for(timeout=SECONDS)
    settle(page)
    assert page.locator(".st-key-tour").count() == 0
    context.close()


def test_the_help_of_another_page_begins_it_again(fresh_salon, page):
    go(page, f"{fresh_salon.url}/growth", title="増えた・減った")
    press(page, "使い方")
    page.get_by_role("dialog").get_by_role("button", name="はじめての案内を見る").click()
    page.get_by_role("heading", name=REVIEW, exact=True).wait_for(timeout=SECONDS)
    stop(page, 1)
    assert page.get_by_role("dialog").count() == 0
