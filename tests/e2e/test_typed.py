"""What is being typed in the weekly review survives a reload, in this tab and for this person."""

from __future__ import annotations

import dataclasses
import shutil

from core.rules.roles import Role
from core.share.people import People
from tests.core.sharing import GOOD
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, visit
from tests.e2e.test_review import ASKED, CODES, ON, OWN, TITLE, at
from tests.e2e.test_sharing import sign_in

CODE = CODES[0]
#: A step of which no other test saves anything.
UNSAVED = CODES[2]
WORDS = "週に三人、こちらから電話する"
OTHER_WORDS = "紹介のお礼を月曜に書く"
KEPT = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('daifukucho-typed'))"


def step(page, server, code=CODE):
    """Open a step of the review by its address."""
    page.goto(f"{server.url}/?step={code}")
    at(page, ASKED[code])


def own(page):
    return page.get_by_label(OWN)


def has(page, text):
    """Wait until the field of one's own words holds a text."""
    page.wait_for_function(
        "([label, text]) => [...document.querySelectorAll('input')].some("
        "(one) => one.getAttribute('aria-label') === label && one.value === text)",
        arg=[OWN, text], timeout=SECONDS,
    )  # fmt: skip


def kept(page, count):
    """Wait until the tab keeps so many texts."""
    page.wait_for_function(f"(count) => ({KEPT})().length === count", arg=count, timeout=SECONDS)


def type_in(page, text):
    own(page).press_sequentially(text)
    kept(page, 1)


def test_it_is_back_after_a_reload_and_gone_once_it_is_saved(fresh_salon, page):
    step(page, fresh_salon)
    type_in(page, WORDS)
    page.reload()
    at(page, ASKED[CODE])
    has(page, WORDS)
    # What is back counts like what was typed: the click saves it.
    page.get_by_role("button", name=ON, exact=True).click()
    at(page, ASKED[CODES[1]])
    kept(page, 0)
    page.reload()
    at(page, ASKED[CODES[1]])
    has(page, "")
    step(page, fresh_salon)
    has(page, WORDS)
    assert page.evaluate(KEPT) == []


def test_two_tabs_do_not_mix_and_another_business_knows_nothing_of_it(fresh_salon, context, page):
    step(page, fresh_salon, UNSAVED)
    type_in(page, WORDS)
    other = context.new_page()
    step(other, fresh_salon, UNSAVED)
    assert other.evaluate(KEPT) == []
    type_in(other, OTHER_WORDS)
    for tab, words in ((page, WORDS), (other, OTHER_WORDS)):
        tab.reload()
        at(tab, ASKED[UNSAVED])
        has(tab, words)
    visit(page, "設定")
    kept(page, 1)
    page.locator(".st-key-new_business summary").click()
    page.get_by_label("お店・会社の名前").fill("試験商店")
    page.get_by_role("button", name="作る", exact=True).click()
    kept(page, 0)
    kept(other, 1)


def test_signing_out_clears_it_and_a_session_that_grew_idle_does_not(sample_home, tmp_path, page):
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    people = People(home)
    people.add("tenshu", Role.OWNER, GOOD)
    people.add("okami", Role.OWNER, GOOD)
    with serving(home, DAIFUKUCHO_SHARE="1") as server:
        sign_in(page, server, "tenshu", title=TITLE)
        step(page, server)
        type_in(page, WORDS)
        page.get_by_role("link", name="サインアウトする").click()
        page.locator("#name").wait_for(timeout=SECONDS)
        assert page.evaluate(KEPT) == []

        sign_in(page, server, "tenshu", title=TITLE)
        step(page, server)
        type_in(page, WORDS)
        grow_idle(people, page)
        sign_in(page, server, "tenshu", title=TITLE)
        step(page, server)
        has(page, WORDS)

        grow_idle(people, page)
        sign_in(page, server, "okami", title=TITLE)
        step(page, server)
        kept(page, 0)
        assert own(page).input_value() == ""
        page.goto("about:blank")


def grow_idle(people, page):
    """Let no hour without a click be allowed until the page, which nobody touches, has noticed."""
    held = people.kept()
    people._write(dataclasses.replace(held, idle_hours=0))
    page.locator("#name").wait_for(timeout=SECONDS)
    people._write(held)
