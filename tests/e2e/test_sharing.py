"""Several people at one ledger, each in a browser of their own: who sees and writes what."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import shutil

import pytest

from core.export.locked import MARK, is_locked
from core.rules.roles import Role
from core.share.people import People
from core.workspace import Workspace, current
from tests.core.sharing import GOOD, kept
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, barriers, go, settle, taken_out
from tests.e2e.test_keyboard import MOMENT
from tests.e2e.test_phone import boxes

AMOUNT = re.compile(r"[0-9][0-9,]*円|[¥￥][0-9]|万円")
PHONE = re.compile(r"0[789]0-[0-9]{4}-[0-9]{4}|0[0-9]{1,3}-[0-9]{2,4}-[0-9]{4}")
MEMO = "HIMITSUMEMO"
CALLS, CARD, SETTINGS = "今週かける人", "お客様カード", "設定"
SIGN_IN = {"ja": "サインインする", "en": "Sign in"}
WIDTHS = (1280, 390)
TRIES_A_MINUTE = 10
SIGNED_OUT, REFUSED = 401, 403


@pytest.fixture(scope="module")
def shop(sample_home, tmp_path_factory):
    """A server as ``start.py share`` starts it; one owner, and notes that are the owner's."""
    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(sample_home, home)
    People(home).add("tenshu", Role.OWNER, GOOD)
    with Workspace.open(home, current(home), now=lambda: MOMENT) as ledger:
        for row_id in ledger.book().table("customers")["row_id"][:40]:
            ledger.correct("customers", int(row_id), {"memo": MEMO})
    with serving(home, DAIFUKUCHO_SHARE="1") as server:
        yield server


@pytest.fixture(scope="module")
def browsers(browser):
    """Makes browsers that share nothing, each with an address of its own."""
    numbers = iter(range(1, 200))
    with contextlib.ExitStack() as stack:

        def another(width=WIDTHS[0], language="ja-JP"):
            context = browser.new_context(
                locale=language, timezone_id="Asia/Tokyo",
                viewport={"width": width, "height": 900}, is_mobile=width < WIDTHS[0],
                extra_http_headers={"X-Forwarded-For": f"192.0.2.{next(numbers)}"},
            )  # fmt: skip
            stack.callback(context.close)
            return context.new_page()

        yield another


@pytest.fixture(scope="module")
def owner(shop, browsers):
    """The owner's browser, signed in."""
    page = browsers()
    sign_in(page, shop, "tenshu", title="今週の見直し")
    return page


@pytest.fixture(scope="module")
def staff(shop, owner, browsers):
    """(page, password) of somebody whom the owner let in on the settings page."""
    password = let_in(owner, shop, "hanako")
    page = browsers()
    sign_in(page, shop, "hanako", password)
    return page, password


def let_in(owner, shop, name):
    """Add somebody of the staff by clicks; the password that is shown once."""
    go(owner, f"{shop.url}/settings", title=SETTINGS)
    owner.locator(".st-key-person_new summary").click()
    owner.get_by_label("サインインに使う名前").fill(name)
    owner.locator(".st-key-person_add button").click()
    shown = owner.get_by_text(re.compile(rf"{name} のパスワード"))
    shown.first.wait_for(timeout=SECONDS)
    return re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){4}", shown.first.inner_text())[0]


def also(shop, name, role):
    """Somebody more who shares, with the good password."""
    people = People(shop.home)
    person = dataclasses.replace(people.owners()[0], id=f"id-{name}", name=name, role=role,
                                 password=kept())  # fmt: skip
    held = people.kept()
    people._write(dataclasses.replace(held, people=(*held.people, person)))
    return person


def sign_in(page, shop, name, password=GOOD, *, title=CALLS, path=""):
    """Come in by the sign-in page."""
    page.goto(f"{shop.url}/{path}")
    fill_in(page, name, password)
    page.get_by_role("heading", name=title, exact=True).first.wait_for(timeout=SECONDS)
    settle(page)


def fill_in(page, name, password):
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.get_by_role("button").click()


def at_the_door(page):
    """Wait until the page has gone to the sign-in by itself."""
    page.locator("#password").wait_for(timeout=SECONDS)
    assert "/login" in page.url
    assert page.locator("[data-testid=stApp]").count() == 0


def all_of(page):
    """Everything in the page, also what is folded."""
    return page.locator("body").inner_text() + page.content()


def cards(page):
    return page.locator("[class*=st-key-call_]")


def open_first_card(page):
    """The card of whoever is called first, in the drawer over the list."""
    page.locator("[class*=st-key-open_call_] button").first.click()
    page.get_by_role("dialog").get_by_role("heading", name="信頼通帳").wait_for(timeout=SECONDS)
    settle(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", list(SIGN_IN))
def test_the_door_speaks_the_browsers_language_and_bars_nobody(shop, browsers, language, width):
    page = browsers(width, {"ja": "ja-JP", "en": "en-GB"}[language])
    page.goto(f"{shop.url}/calls")
    assert page.url == f"{shop.url}/login?next=/calls"
    assert page.get_by_role("button").inner_text() == SIGN_IN[language]
    assert page.evaluate("document.documentElement.lang") == language
    assert boxes(page) == {"over": 0, "wide": [], "small": []}
    assert barriers(page) == {}


def test_the_staff_see_the_calls_without_money_notes_or_groups_and_take_nothing_out(shop, staff):
    page, _password = staff
    assert [link.inner_text().split("\n")[-1] for link in
            page.locator(".st-key-pages").get_by_role("link").all()] == [
        CALLS, "クレームと約束", CARD,
    ]  # fmt: skip
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        go(page, f"{shop.url}/calls", title=CALLS)
        assert barriers(page) == {}
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert PHONE.search(cards(page).first.inner_text())
    open_first_card(page)
    seen = all_of(page)
    assert not AMOUNT.search(seen), AMOUNT.search(seen)
    assert not PHONE.search(page.get_by_role("dialog").inner_text())
    assert MEMO not in seen
    assert "お断り" not in seen
    assert page.locator("[data-testid=stDownloadButton], a[download]").count() == 0


def test_a_page_of_the_owners_is_shut_by_its_address_too_and_no_file_comes_in(shop, staff):
    page, _password = staff
    go(page, f"{shop.url}/money", title="お客様という資産")
    assert "この画面は店主だけのものです" in page.get_by_test_id("stMain").inner_text()
    assert page.get_by_test_id("stMain").get_by_role("button").count() == 0
    put = """async () => (await fetch("/_stcore/upload_file/a/b", {method: "PUT"})).status"""
    assert page.evaluate(put) == REFUSED


def test_what_the_staff_record_the_owner_reads_with_their_name(shop, owner, staff):
    page, _password = staff
    go(page, f"{shop.url}/calls", title=CALLS)
    card = cards(page).first
    customer_id = re.search(r"st-key-call_(\S+)", card.get_attribute("class"))[1]
    note = card.get_by_label("お話ししたこと（一行）")
    note.fill("来週お見えになる")
    note.press("Tab")
    settle(page)
    card.get_by_role("button", name="話せた", exact=True).click()
    page.get_by_text("「話せた」と記録しました。").wait_for(timeout=SECONDS)
    go(owner, f"{shop.url}/calls", title=CALLS)
    assert owner.locator(f".st-key-call_{customer_id}").count() == 0
    with Workspace.open(shop.home, current(shop.home), now=lambda: MOMENT) as ledger:
        newest = ledger.book().table("activities").sort_values("row_id").iloc[-1]
        assert (newest["customer_id"], newest["note"]) == (customer_id, "来週お見えになる")
        assert ledger.last_actions(1)[0].who == "hanako"


def test_who_only_looks_finds_nothing_to_write_with(shop, browsers):
    also(shop, "taro", Role.VIEWER)
    page = browsers(WIDTHS[1])
    sign_in(page, shop, "taro")
    main = page.get_by_test_id("stMain")
    assert cards(page).count() > 0
    assert not PHONE.search(main.inner_text())
    assert not AMOUNT.search(main.inner_text())
    assert main.get_by_role("button", name="話せた", exact=True).count() == 0
    assert main.get_by_role("textbox").count() == 0


def test_the_owner_gives_another_role_and_the_open_page_asks_to_sign_in_anew(
    shop, owner, browsers
):
    person = also(shop, "jiro", Role.STAFF)
    page = browsers()
    sign_in(page, shop, "jiro", path="cases", title="クレームと約束")
    go(owner, f"{shop.url}/settings", title=SETTINGS)
    owner.locator(f".st-key-change_{person.id} button").first.click()
    owner.get_by_test_id("stPopoverBody").get_by_label("役割").click()
    owner.get_by_role("option", name="見るだけ").click()
    owner.get_by_text("役割を変えました。").first.wait_for(timeout=SECONDS)
    at_the_door(page)
    assert page.url == f"{shop.url}/login?next=/cases"
    fill_in(page, "jiro", GOOD)
    page.get_by_text("この画面は店主だけのものです").wait_for(timeout=SECONDS)
    settle(page)
    assert page.locator(".st-key-pages").get_by_role("link").count() == len((CALLS, CARD))


def test_who_is_signed_out_by_the_owner_or_by_themselves_is_out_in_every_window(
    shop, owner, browsers
):
    person = also(shop, "saburo", Role.STAFF)
    page = browsers()
    sign_in(page, shop, "saburo")
    second = page.context.new_page()
    go(second, f"{shop.url}/calls", title=CALLS)
    second.get_by_role("link", name="サインアウトする").click()
    at_the_door(second)
    at_the_door(page)
    fill_in(page, "saburo", GOOD)
    page.get_by_role("heading", name=CALLS, exact=True).wait_for(timeout=SECONDS)
    go(owner, f"{shop.url}/settings", title=SETTINGS)
    owner.locator(f".st-key-change_{person.id} button").first.click()
    owner.get_by_role("button", name="すべての機械でサインアウトする").click()
    owner.get_by_text("サインインし直すことに").first.wait_for(timeout=SECONDS)
    at_the_door(page)
    assert [one.url.partition("?")[0] for one in (second, page)] == [f"{shop.url}/login"] * 2
    assert page.request.get(f"{shop.url}/_stcore/health").status == SIGNED_OUT


def test_a_page_of_somebody_who_was_removed_goes_to_the_door_by_itself(shop, browsers):
    person = also(shop, "shiro", Role.STAFF)
    page = browsers()
    sign_in(page, shop, "shiro")
    People(shop.home).remove(person.id)
    at_the_door(page)
    assert page.url.partition("?")[0] == f"{shop.url}/login"
    assert page.request.get(f"{shop.url}/_stcore/health").status == SIGNED_OUT


def test_wrong_passwords_are_told_and_then_have_to_wait(shop, browsers):
    page = browsers()
    page.goto(shop.url)
    fill_in(page, "tenshu", "wrong")
    page.get_by_text("お名前かパスワードが違います").wait_for(timeout=SECONDS)
    assert page.locator("#name").input_value() == "tenshu"
    form = {"name": "nobody", "password": "wrong"}
    headers = {"Origin": shop.url, "Sec-Fetch-Site": "same-origin"}
    for _try in range(TRIES_A_MINUTE - 1):
        page.context.request.post(f"{shop.url}/login", form=form, headers=headers)
    fill_in(page, "tenshu", GOOD)
    alert = page.get_by_role("alert")
    alert.filter(has_text="秒").wait_for(timeout=SECONDS)
    assert re.search(r"[0-9]+ 秒", alert.inner_text())


def test_the_owner_reads_who_came_saw_changed_and_took_something_out(shop, owner, staff):
    page, _password = staff
    go(page, f"{shop.url}/calls", title=CALLS)
    open_first_card(page)
    page.get_by_role("dialog").get_by_role("button", name="閉じる").click()
    settle(page)
    cards(page).first.get_by_role("button", name="不在", exact=True).click()
    page.get_by_text("「不在」と記録しました。").wait_for(timeout=SECONDS)
    open_log(owner, shop)
    assert saved(owner, "seen_csv").suggested_filename == "access-log.csv"
    assert is_locked(saved(owner, "carry_bundle").path().read_bytes()[: len(MARK)])
    open_log(owner, shop)
    rows = owner.locator(".st-key-seen_log table tr").all()
    lines = [[c.strip() for c in row.locator("td, th").all_inner_texts()] for row in rows]
    told = {tuple(line[1:4]) for line in lines}
    assert {
        ("hanako", "サインインした", ""),
        ("hanako", "お客様カードを見た", ""),
        ("hanako", "書き込んだ", "電話の結果"),
        ("tenshu", "共有する人を変えた", ""),
        ("tenshu", "書き出した", "この記録"),
        ("tenshu", "書き出した", "台帳の全体"),
    } <= told
    seen = next(line for line in lines if line[1:3] == ["hanako", "お客様カードを見た"])
    assert seen[4]
    assert seen[5].startswith("192.0.2.")


def saved(page, key):
    """The file of a button."""
    return taken_out(page, page.locator(f".st-key-{key} button"))


def open_log(owner, shop):
    """The log of sharing on the settings page."""
    go(owner, f"{shop.url}/settings", title=SETTINGS)
    owner.locator(".st-key-seen_log summary").click()
    owner.get_by_text("記録は完全です").wait_for(timeout=SECONDS)
    settle(owner)
