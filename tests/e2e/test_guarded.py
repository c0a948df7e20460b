"""What must not happen: pages without the shell, strangers, requests to elsewhere, barriers."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from core.locale.words import say
from pages._ui.registry import PAGES
from tests.e2e.look import SECONDS, barriers, go, listen, settle, visit

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
#: {the page's address: its title}; the start page is at the root.
NAMES = {"" if page is PAGES[0] else Path(page.path).stem: say(page.title) for page in PAGES}


def ask(server, path="/", *, host=None, method="GET", headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": host or f"127.0.0.1:{server.port}", **(headers or {})}.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def shake_hands(server, *, host=None, origin=None):
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.port}")
    for name, value in {**upgrade, **({"Origin": origin} if origin else {})}.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("path", ["/", "/calls", "/_stcore/health", "/_stcore/host-config",
                                  "/media/nothing", "/nothing/at/all.js"])  # fmt: skip
def test_every_answer_carries_the_headers_and_is_not_kept(salon, path):
    response = ask(salon, path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/calls", "/_stcore/health", "/_stcore/upload_file/a/b"])
def test_a_foreign_host_is_refused_by_http(salon, path):
    assert ask(salon, path, host="evil.example").status == 400


def test_a_websocket_is_for_our_own_page_alone(salon):
    own = f"http://127.0.0.1:{salon.port}"
    assert shake_hands(salon, origin=own) == 101
    assert shake_hands(salon, origin="http://evil.example") == 403
    assert shake_hands(salon, origin="null") == 403
    assert shake_hands(salon, host="evil.example", origin="http://evil.example") == 403
    assert "external IP" not in salon.log.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
def test_the_server_listens_on_this_computer_alone(salon):
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    rows = [row.split() for t in tables if t.exists() for row in t.read_text("ascii").splitlines()]
    listening = [
        row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{salon.port:04X}")
    ]
    assert listening == [f"0100007F:{salon.port:04X}"]


@pytest.mark.parametrize("path", ["calls"])
def test_a_deep_link_on_a_fresh_server_comes_through_the_shell(fresh_salon, page, path):
    page.goto(f"{fresh_salon.url}/{path}")
    page.get_by_role("heading", name=NAMES[path], exact=True).wait_for(timeout=SECONDS)
    settle(page)
    # Drawn by app.py alone: its navigation, the tab's title, the language.
    assert page.locator(".st-key-pages").get_by_role("link").count() == len(PAGES)
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.locator("[data-testid=stSidebarNavLink]").count() == 0
    assert page.title() == f"{NAMES[path]} - 大福帳"


@pytest.fixture(scope="module")
def opened(salon, browser, browser_context_args):
    """A page on which one goes from page to page, and what it asked for and complained of."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    heard = listen(page, salon.url)
    go(page, f"{salon.url}/settings", title=NAMES["settings"])
    yield page, heard
    context.close()


# Each by its link; by its address each is opened on a phone, in test_phone.
@pytest.mark.parametrize("path", list(NAMES))
def test_a_page_asks_nobody_else_breaks_no_rule_and_bars_nobody(opened, path):
    page, heard = opened
    visit(page, NAMES[path])
    page.wait_for_function("title => document.title === title", arg=f"{NAMES[path]} - 大福帳")
    if path in ("", "growth"):
        page.locator(".js-plotly-plot .barlayer").first.wait_for(timeout=SECONDS)
    assert (heard.foreign, heard.complaints) == ([], [])
    assert barriers(page) == {}


def test_the_fonts_are_our_own_and_nothing_is_smaller_than_it_should_be(salon, page):
    go(page, f"{salon.url}/calls", title=NAMES["calls"])
    assert page.evaluate("document.fonts.check('18px \"BIZ UDPGothic\"', '顧客')")
    sizes = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert sizes == "18px"
    small = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] button')]"
        ".filter(b => b.offsetHeight && b.offsetHeight < 44 && b.innerText.trim())"
        ".map(b => b.innerText)"
    )
    assert small == []
