"""An upload that breaks half way, a tab closed too early: nothing half, and again works."""

from __future__ import annotations

import re
import socket

from core.workspace import Workspace, businesses
from tests.core.keeping import clock
from tests.e2e.look import SECONDS, go
from tests.e2e.test_intake import JANUARY_TO_JUNE, TITLE, choose

TAKEN = "を取り込みました"


def half_sent(route, port, broken):
    """Send what the browser would, but only half of the file, and hang up."""
    request = route.request
    body = request.post_data_buffer
    said = {name: text for name, text in request.all_headers().items() if name[0] != ":"}
    said |= {"content-length": f"{len(body)}", "host": f"127.0.0.1:{port}"}
    path = request.url.partition(f":{port}")[2]
    head = [f"{request.method} {path} HTTP/1.1", *(f"{n}: {t}" for n, t in said.items()), "", ""]
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall("\r\n".join(head).encode() + body[: len(body) // 2])
    broken.append(len(body))
    route.abort()


def own_files(home):
    """Everything in the data folder but what is looked after while nobody waits."""
    return [p for p in home.rglob("*") if p.is_file() and p.name != "running.json"]


def press(page):
    page.get_by_role("button", name="取り込む", exact=True).click()


def test_a_broken_upload_leaves_nothing_and_the_next_one_works(fresh, page):
    go(page, f"{fresh.url}/intake", title=TITLE)
    upload = re.compile("_stcore/upload_file")
    broken = []
    page.route(upload, lambda route: half_sent(route, fresh.port, broken))
    choose(page, "売上.csv", JANUARY_TO_JUNE)
    page.wait_for_timeout(1_000)
    assert broken
    assert own_files(fresh.home) == []
    page.unroute(upload)
    page.reload()
    choose(page, "売上.csv", JANUARY_TO_JUNE)
    press(page)
    page.get_by_text(TAKEN).first.wait_for(timeout=SECONDS)
    assert len(businesses(fresh.home)) == 1


def test_a_tab_closed_while_it_is_taken_in_leaves_all_or_nothing(fresh, page):
    go(page, f"{fresh.url}/intake", title=TITLE)
    choose(page, "売上.csv", JANUARY_TO_JUNE)
    press(page)
    other = page.context.new_page()
    page.close()
    go(other, f"{fresh.url}/intake", title=TITLE)
    other.wait_for_timeout(3_000)
    for business in businesses(fresh.home):
        with Workspace.open(fresh.home, business.slug, now=clock()) as shop:
            uploads = {p.name for p in (shop.folder / "uploads").glob("*")}
            assert len(uploads) == len(shop.batches()) <= 1
    choose(other, "ほか.csv", JANUARY_TO_JUNE + b"\r\nC009,x,2026/7/1,1")
    press(other)
    other.get_by_text(TAKEN).first.wait_for(timeout=SECONDS)
