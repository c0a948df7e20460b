"""A ledger in which every text is an attack, walked through by an owner and by the staff."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from core.rules.roles import Role
from core.share.people import People
from core.workspace import Workspace, set_current
from tests.core.hostile import EVIL, FAMILIES, attack, fill, live, who
from tests.core.sharing import GOOD
from tests.e2e import watch
from tests.e2e.conftest import Server, serving
from tests.e2e.look import SECONDS, go
from tests.e2e.planted import LIVELY
from tests.e2e.test_guarded import shake_hands
from tests.e2e.test_intake import choose, sheet, take_in
from tests.e2e.test_keyboard import MOMENT
from tests.e2e.test_sharing import also, sign_in
from tests.e2e.walk import Walked, titles

CUSTOMERS = (1,)
FIRST = "今週の見直し"
PHONE = "090-0999-0123"


@dataclass
class Shop:
    """A server over the hostile ledger.

    Attributes:
        server: it; ``calls``: what its processes tried to reach; ``faults``: where they sleep.
    """

    server: Server
    calls: object
    faults: object


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    home, faults = root / "home", root / "faults"
    faults.mkdir()
    with Workspace.create(home, attack("shop"), now=lambda: MOMENT) as made:
        fill(made, made.today())
        set_current(home, made.business.slug)
    People(home).add("tenshu", Role.OWNER, GOOD)
    planted = {"DAIFUKUCHO_SHARE": "1", "DAIFUKUCHO_PLANTED": str(faults)}
    told = watch.watched(root / "calls")
    with serving(home, "tests.e2e.planted", **planted, **told) as server:
        yield Shop(server, root / "calls", faults)


@pytest.fixture(scope="module")
def page_of(shop, browser):
    """Makes a browser of its own for somebody who signs in, listened to from the beginning."""
    opened = []

    def of(name, title):
        context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
        opened.append(context)
        page, seen = context.new_page(), Walked()
        seen.follow(page, shop.server.url)
        sign_in(page, shop.server, name, title=title)
        return page, seen

    yield of
    for context in opened:
        context.close()


def turn(page, seen, names):
    """Go from page to page by the links beside them."""
    for title in names.values():
        page.locator(".st-key-pages").get_by_role("link", name=title, exact=True).click()
        page.get_by_role("heading", name=title, exact=True).first.wait_for(timeout=SECONDS)
        seen.look(page, title, EVIL)


@pytest.fixture(scope="module")
def owner(shop, page_of):
    """What the owner met on every page, a hostile sheet brought in before."""
    page, seen = page_of("tenshu", FIRST)
    rows = [[f"K{n}", text, PHONE, "2026/11/0" + str(n + 1), "3000", text]
            for n, text in enumerate(FAMILIES)]  # fmt: skip
    head = ["顧客番号", "氏名", "電話番号", "売上日", "金額", "ひとこと"]
    go(page, f"{shop.server.url}/intake", title="表の取り込み")
    choose(page, f"<img src=http://{EVIL}/i.png>.csv", sheet(head, *rows, encoding="utf-8"))
    page.get_by_text("読んだ行 3").wait_for(timeout=SECONDS)
    seen.look(page, "preview", EVIL)
    take_in(page)
    turn(page, seen, titles())
    for customer in CUSTOMERS:
        page.goto(f"{shop.server.url}/customer")
        search = page.get_by_label("お名前・ふりがな・電話・番号でさがす")
        search.fill(who(customer))
        search.press("Enter")
        page.locator(".st-key-found").get_by_role("button").first.click()
        page.get_by_role("heading", name="信頼通帳").wait_for(timeout=SECONDS)
        seen.look(page, f"customer {customer}", EVIL)
    return seen


@pytest.fixture(scope="module")
def staff(shop, page_of):
    """What somebody of the staff met on every page of theirs, and on one that is not."""
    also(shop.server, "hanako", Role.STAFF)
    page, seen = page_of("hanako", "今週かける人")
    turn(page, seen, titles(Role.STAFF))
    page.goto(f"{shop.server.url}/money")
    seen.look(page, "money", EVIL)
    return seen


@pytest.fixture(params=["owner", "staff"])
def seen(request, owner, staff):
    return {"owner": owner, "staff": staff}[request.param]


def test_nothing_of_a_cell_runs_fetches_or_leads_elsewhere(seen):
    assert seen.alive == []
    assert seen.dialogs == []
    assert seen.heard.foreign == []
    assert seen.heard.complaints == []
    assert seen.shown > 20


def test_no_page_breaks_on_it(seen):
    assert seen.broken == []
    assert seen.pages >= 4


def test_every_page_was_walked_and_no_file_that_it_offers_computes_or_leads_elsewhere(owner):
    assert owner.pages == len(titles()) + len(CUSTOMERS) + 1
    assert len(owner.files) > 10
    known = ("csv", "xlsx", "html", "ics", "zip", "json")
    told = {name: data for name, data in owner.files.items() if name.endswith(known)}
    assert [f"{name}: {bad}" for name, data in told.items() for bad in live(name, data)] == []


def test_the_staff_are_offered_no_file(staff):
    assert staff.files == {}


def test_no_process_of_the_server_tried_to_reach_another_computer(shop, owner, staff):
    assert shake_hands(shop.server, origin=f"http://{EVIL}") == 403
    started = " ".join(where for event, where in watch.tries(shop.calls) if event == "started")
    assert "tests.e2e.planted" in started
    assert "core.ingest" in started
    assert watch.elsewhere(shop.calls) == []


@pytest.mark.parametrize(
    "tried",
    ["socket.create_connection(('192.0.2.1', 80), 0.01)", "socket.getaddrinfo('evil.example', 80)",
     "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
     "urllib.request.urlopen('http://evil.example', timeout=0.01)", "os.system('true')"],
)  # fmt: skip
def test_a_try_is_noticed_also_where_it_comes_to_nothing(tmp_path, tried):
    program = f"import os, socket, urllib.request\ntry: {tried}\nexcept OSError: pass"
    told = {**os.environ, **watch.watched(tmp_path / "calls")}
    subprocess.run([sys.executable, "-c", program], env=told, check=True)
    assert watch.elsewhere(tmp_path / "calls") != []


def test_this_computer_alone_is_no_other(tmp_path):
    program = "import socket; socket.getaddrinfo('127.0.0.1', 80); socket.getaddrinfo('::1', 80)"
    told = {**os.environ, **watch.watched(tmp_path / "calls")}
    subprocess.run([sys.executable, "-c", program], env=told, check=True)
    assert len(watch.tries(tmp_path / "calls")) == 3
    assert watch.elsewhere(tmp_path / "calls") == []


def test_neither_the_servers_log_nor_that_of_sharing_says_what_was_brought_in(shop, owner, staff):
    outside = [file for file in shop.server.home.iterdir() if file.is_file()]
    told = {file: file.read_bytes() for file in (shop.server.log, *outside)}
    assert len(told) > 2
    secrets = [EVIL.encode(), PHONE.encode(), PHONE.replace("-", "").encode()]
    assert [(file, one) for file, text in told.items() for one in secrets if one in text] == []


@pytest.mark.parametrize("fault", LIVELY)
def test_the_walk_notices_a_fault_that_is_planted(shop, owner, page_of, fault):
    where = {"markdown": "cases", "html": "calls", "formulas": "ledger"}[fault]
    page, seen = page_of("tenshu", FIRST)
    (shop.faults / fault).write_text("awake", encoding="utf-8")
    try:
        turn(page, seen, {where: titles()[where]})
    finally:
        (shop.faults / fault).unlink()
    found = [bad for name, data in seen.files.items() for bad in live(name, data)]
    assert seen.alive + found + seen.heard.foreign != []
