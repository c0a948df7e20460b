"""Several browsers at one ledger at the same time: what is not saved stays with who typed it."""

from __future__ import annotations

import shutil

import pytest

from core.rules.roles import Role
from core.share.people import People
from core.workspace import Workspace, current
from tests.core.sharing import GOOD
from tests.e2e import talk
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, go, settle
from tests.e2e.test_intake import COMMIT, TITLE, choose, month
from tests.e2e.test_keyboard import MOMENT
from tests.e2e.test_sharing import also, sign_in
from tests.e2e.walk import titles

FIRST, CALLS = "今週の見直し", "今週かける人"
WORD = "ヒミツノコトバ"
SEARCH = "お名前・ふりがな・電話・番号でさがす"
NAME = "売上.csv"
#: {who: what they send under the same name, how many rows that are, how much in all}.
FILES = {
    "tenshu": (month("2026/1/5", "2026/1/20"), "読んだ行 4", "4,020円"),
    "okami": (month(*(f"2026/{m}/7" for m in range(1, 7))), "読んだ行 12", "12,300円"),
}


@pytest.fixture(scope="module")
def shared(sample_home, tmp_path_factory):
    """A server as ``start.py share`` starts it, over the sample salon, with two owners."""
    home = tmp_path_factory.mktemp("isolated") / "home"
    shutil.copytree(sample_home, home)
    People(home).add("tenshu", Role.OWNER, GOOD)
    with serving(home, DAIFUKUCHO_SHARE="1") as server:
        also(server, "okami", Role.OWNER)
        also(server, "hanako", Role.STAFF)
        yield server


@pytest.fixture
def signed_in(shared, browser):
    """Makes a browser of its own for somebody, signed in."""
    contexts = []

    def of(name, title=FIRST):
        contexts.append(browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo"))
        page = contexts[-1].new_page()
        sign_in(page, shared, name, title=title)
        return page

    yield of
    for context in contexts:
        context.close()


def all_of(page):
    return page.locator("body").inner_text() + page.content()


def test_a_word_that_somebody_types_is_seen_by_nobody_else(shared, signed_in):
    pages = {name: signed_in(name) for name in ("tenshu", "okami")}
    pages["hanako"] = signed_in("hanako", CALLS)
    mine = pages.pop("tenshu")
    go(mine, f"{shared.url}/calls", title=CALLS)
    note = mine.get_by_label("お話ししたこと（一行）").first
    note.fill(f"{WORD}1")
    note.press("Tab")
    settle(mine)
    for page in pages.values():
        go(page, f"{shared.url}/calls", title=CALLS)
        assert WORD not in all_of(page)
    go(mine, f"{shared.url}/customer", title=titles()["customer"])
    mine.get_by_label(SEARCH).fill(f"{WORD}2")
    mine.get_by_label(SEARCH).press("Enter")
    settle(mine)
    for page in pages.values():
        go(page, f"{shared.url}/customer", title=titles()["customer"])
        assert WORD not in all_of(page)
        assert page.get_by_label(SEARCH).input_value() == ""
    assert mine.get_by_label(SEARCH).input_value() == f"{WORD}2"


def test_two_files_of_one_name_sent_at_the_same_time_are_told_apart(shared, signed_in):
    pages = {name: signed_in(name) for name in FILES}
    for page in pages.values():
        go(page, f"{shared.url}/intake", title=TITLE)
    for name, page in pages.items():
        choose(page, NAME, FILES[name][0])
    for name, page in pages.items():
        _data, rows, total = FILES[name]
        page.get_by_text(rows).first.wait_for(timeout=SECONDS)
        page.get_by_role("button", name=COMMIT, exact=True).wait_for(timeout=SECONDS)
        settle(page)
        (other,) = FILES.keys() - {name}
        seen = page.get_by_test_id("stMain").inner_text()
        assert total in seen
        assert FILES[other][1] not in seen.replace(rows, "")
        assert FILES[other][2] not in seen


def test_a_file_that_was_taken_out_is_fetched_by_no_staff_and_not_after_signing_out(
    shared, signed_in
):
    mine, theirs = signed_in("tenshu"), signed_in("hanako", CALLS)
    go(mine, f"{shared.url}/ledger", title=titles()["ledger"])
    with mine.expect_response(lambda answer: "/media/" in answer.url) as got:
        mine.locator(".st-key-ledger_csv button").click()
    address = got.value.url
    picture = theirs.locator("link[rel*=icon]").get_attribute("href")
    assert mine.request.get(address).status == 200
    assert theirs.request.get(address).status == 403
    assert theirs.request.get(f"{shared.url}/{picture.lstrip('/')}").status == 200
    mine.request.get(f"{shared.url}/logout")
    assert mine.request.get(address).status == 401


def test_who_clears_the_caches_of_the_server_makes_nobody_lose_anything(fresh_salon, page):
    server = fresh_salon
    go(page, f"{server.url}/calls", title=CALLS)
    done = page.locator("[class*=st-key-call_]").count()
    with talk.opened(server.port) as line:
        first = talk.answer(line, talk.ask())
        for n in range(3):
            line.send(talk.clear_caches())
            page.get_by_role("button", name="不在", exact=True).first.click()
            page.get_by_text("「不在」と記録しました。").first.wait_for(timeout=SECONDS)
            settle(page)
            again = talk.answer(line, talk.ask(first.pages["calls"]))
            assert len(again.texts) > 100, n
    with Workspace.open(server.home, current(server.home), now=lambda: MOMENT) as ledger:
        assert [one.verb for one in ledger.last_actions(3)] == ["outcome"] * 3
    assert done > 3


def test_the_browser_offers_nobody_to_clear_them(fresh_salon, page):
    go(page, f"{fresh_salon.url}/calls", title=CALLS)
    for key in ("c", "C", "Shift+C"):
        page.locator("body").press(key)
    settle(page)
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_test_id("stMainMenu").count() == 0
    assert "Clear cache" not in all_of(page)
