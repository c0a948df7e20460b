"""A locked data folder in a real browser: asked for at the start, opened, and nothing bare."""

from __future__ import annotations

import shutil

from playwright.sync_api import expect

from core.store import locking, recovery_key
from tests.core.locked import CIPHER, PASSPHRASE, forget, found
from tests.e2e.conftest import serving

pytestmark = CIPHER


def test_a_server_over_a_locked_folder_asks_for_the_passphrase_and_shows_the_week(
    page, sample_home, tmp_path
):
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    locking.turn_on(home, PASSPHRASE, recovery_key.new())
    forget()
    with serving(home, TMPDIR=str(tmp_path)) as server:
        page.goto(server.url)
        asked = page.get_by_role("heading", name="データのフォルダーに鍵がかかっています")
        expect(asked).to_be_visible(timeout=60_000)
        page.get_by_label("合言葉", exact=True).first.fill(PASSPHRASE)
        page.get_by_role("button", name="開ける", exact=True).click()
        expect(page.get_by_role("heading", name="今週の見直し")).to_be_visible(timeout=120_000)

        assert found([home, tmp_path], ["090-0"]) == {}
