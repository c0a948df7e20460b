"""Errors forced in every layer of a real server: neither page nor log says of whom they were."""

from __future__ import annotations

import shutil
import time

import pytest

from core.workspace import Workspace, current
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, go, settle
from tests.e2e.planted import FAILING
from tests.e2e.test_intake import TITLE, choose
from tests.e2e.test_keyboard import MOMENT
from tests.e2e.walk import ERROR, titles

#: Stands in every error, and nowhere in the ledger.
SECRET = "秘密野 密子 090-0999-0777 もう電話しないで"
TOLD = "ValueError"


@pytest.fixture(scope="module")
def faulty(sample_home, tmp_path_factory):
    """A server over the sample salon, and the folder in which its faults sleep."""
    root = tmp_path_factory.mktemp("faulty")
    (root / "faults").mkdir()
    shutil.copytree(sample_home, root / "home")
    planted = {"DAIFUKUCHO_PLANTED": str(root / "faults")}
    with serving(root / "home", "tests.e2e.planted", **planted) as server:
        yield server, root / "faults"


#: {layer: (page, what makes it fail there)}.
LAYERS = {
    "shell": ("calls", lambda page: page.reload()),
    "page": ("calls", lambda page: page.reload()),
    "review": ("groups", lambda page: page.reload()),
    "callback": ("calls", lambda page: page.get_by_role("radio", name="English").click()),
    "store": ("calls", lambda page: page.get_by_role("button", name="不在").first.click()),
    "file": ("ledger", lambda page: page.locator(".st-key-ledger_csv button").click()),
    "upload": ("intake", lambda page: choose(page, f"{SECRET}.csv", SECRET.encode())),
}  # fmt: skip
#: Where the page goes on as it was and says it beside a button.
BESIDE = {"file", "upload"}


def test_every_planted_error_is_forced():
    assert set(LAYERS) == set(FAILING)


@pytest.mark.parametrize("layer", FAILING)
def test_an_error_says_where_it_was_and_nothing_of_whom(faulty, page, layer):
    server, faults = faulty
    where, how = LAYERS[layer]
    printed = []
    page.on("console", lambda message: printed.append(message.text))
    go(page, f"{server.url}/{where}", title=titles()[where])
    before = len(server.log.read_text(encoding="utf-8"))
    (faults / layer).write_text(SECRET, encoding="utf-8")
    try:
        how(page)
        if layer not in BESIDE:
            page.get_by_text(ERROR).first.wait_for(timeout=SECONDS)
            assert TOLD in page.get_by_test_id("stCode").first.inner_text()
        log = logged(server, before)
        settle(page)
        seen = page.locator("body").inner_text() + page.content()
    finally:
        (faults / layer).unlink()
    assert TOLD in log
    assert "tests/e2e/planted.py" in log
    shown = seen if layer != "upload" else ""  # the file's own name stands there
    assert [part for part in SECRET.split() if part in log + shown + " ".join(printed)] == []
    assert page.get_by_test_id("stException").count() == 0


def logged(server, before):
    """What the server wrote since, once it has written of an error."""
    ends = time.monotonic() + SECONDS / 1_000
    while time.monotonic() < ends:
        text = server.log.read_text(encoding="utf-8")[before:]
        if TOLD in text:
            return text
        time.sleep(0.05)
    raise AssertionError("the server wrote of no error")


@pytest.mark.parametrize("name", ["名簿.xlsx", "名簿.csv", "名簿.numbers"])
def test_a_damaged_file_is_refused_in_words_and_what_is_in_it_is_in_no_log(faulty, page, name):
    server, _faults = faulty
    broken = {
        "名簿.csv": b"\x00\xff" * 50,
        "名簿.xlsx": b"PK\x03\x04",
        "名簿.numbers": b"PK\x05\x06",
    }
    go(page, f"{server.url}/intake", title=TITLE)
    choose(page, name, broken[name] + SECRET.encode() * 20)
    page.get_by_test_id("stAlert").first.wait_for(timeout=SECONDS)
    settle(page)
    assert ERROR not in page.locator("body").inner_text()
    log = server.log.read_text(encoding="utf-8")
    assert [part for part in SECRET.split() if part in log] == []


def test_after_all_that_no_name_and_no_phone_of_the_ledger_stands_in_the_log(faulty):
    server, _faults = faulty
    with Workspace.open(server.home, current(server.home), now=lambda: MOMENT) as ledger:
        people = ledger.book().table("customers")
    private = {*people["name"], *people["phone"], *people["memo"], *people["address"]} - {""}
    assert len(private) > 1_000
    log = server.log.read_text(encoding="utf-8")
    assert [one for one in private if one in log] == []
