"""A full and a read-only disk on the pages: a sentence, never a traceback, and usable again."""

from __future__ import annotations

import pytest

from core.workspace import Workspace
from tests.drills import mounted, works
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

pytestmark = pytest.mark.skipif(bool(why := mounted.why_not()), reason=why or "-")

SHEET = "顧客番号,氏名,売上日,金額\nC001,佐藤 花子,2026/11/1,5000\n".encode()
FULL, READ_ONLY = "空きがありません", "書き込めません"


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A data folder with a business on a disk of 8 MB of its own."""
    with mounted.small_disk(tmp_path, 8) as folder:
        root = folder / "home"
        works.begin(root)
        monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
        yield folder


def uploaded(page):
    page.file_uploader[0].upload("売上.csv", SHEET)
    return page.run(timeout=60)


def take(page):
    return page.button(key="intake_commit").click().run(timeout=60)


def imports(disk):
    with Workspace.open(disk / "home", "shop", now=lambda: MOMENT) as shop:
        return len(shop.batches())


def test_an_import_on_a_full_disk_is_refused_on_the_page_and_works_once_there_is_room(disk):
    page = uploaded(open_page("pages/intake.py"))
    with mounted.full(disk):
        take(page)
        assert not page.exception
        assert FULL in said(page)
    assert imports(disk) == 1
    take(page)
    assert not page.exception
    assert page.success
    assert imports(disk) == 2


def test_every_page_says_on_a_full_disk_what_is_wrong_or_shows_what_it_can(disk):
    with mounted.full(disk):
        page = open_page()
        for name in ("calls", "customer", "growth", "groups", "intake", "settings"):
            page.switch_page(f"pages/{name}.py").run(timeout=60)
            assert not page.exception
            assert "error_again" not in {b.key for b in page.button}, name  # unexpected error
        page.sidebar.segmented_control[0].set_value("en").run(timeout=60)
        assert not page.exception
        assert "The disk is full" in page.sidebar.error[0].value
    page.switch_page("pages/calls.py").run(timeout=60)
    assert not page.error


def test_a_read_only_folder_is_said_on_the_page(disk):
    page = uploaded(open_page("pages/intake.py"))
    with mounted.read_only(disk):
        take(page)
        assert not page.exception
        assert READ_ONLY in said(page)
    assert imports(disk) == 1
