"""Backups on the settings page, and the card of a damaged ledger, over real ledgers."""

from __future__ import annotations

import shutil

import pytest

from core.store.backup import shelf_of
from core.workspace import Workspace, backups
from pages._ui import cache
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/settings.py"
SLUG = "sample-salon"


@pytest.fixture(autouse=True)
def opened_anew():
    cache.forget_ledgers()
    yield
    cache.forget_ledgers()


def shop(home):
    return Workspace.open(home, SLUG, now=lambda: MOMENT)


def kept(home):
    return [b.why for b in backups(home, SLUG)]


def test_a_backup_is_taken_by_hand_and_stands_in_the_list(ledger):
    at = open_page(PAGE)
    at.button(key="back_up").click().run()
    assert "控えを取りました" in said(at)
    assert "ご自分で取った控え" in said(at)
    assert "hand" in kept(ledger)


def test_going_back_says_what_will_be_gone_and_the_pages_show_the_restored_ledger(ledger):
    with shop(ledger) as salon:
        taken = salon.back_up()
        salon.new_customer({"name": "試験 新子"})
    at = open_page(PAGE)
    at.selectbox(key="backup_chosen").set_value(taken.id).run()
    at.button(key="go_back").click().run()
    text = said(at)
    assert "そのあとの記録" in text
    assert "今の台帳も控えに取っておく" in text
    at.button(key="restore_yes").click().run()
    assert not at.exception
    assert "台帳を戻しました" in said(at)
    assert "restore" in kept(ledger)
    with shop(ledger) as salon:
        assert "試験 新子" not in set(salon.book().table("customers")["name"])


def test_the_second_of_three_backups_of_one_minute_is_the_one_that_is_gone_back_to(ledger):
    with shop(ledger) as salon:
        taken = [
            (salon.new_customer({"name": name}), salon.back_up()) for name in ("甲", "乙", "丙")
        ]
    at = open_page(PAGE)
    chosen = at.selectbox(key="backup_chosen")
    assert len(set(chosen.options)) == len(chosen.options) >= 3
    # A browser sends what the choice is called.
    label = next(o for o in chosen.options if o.startswith(f"{taken[1][1].number}: "))
    chosen.set_value(label).run()
    at.button(key="go_back").click().run()
    at.button(key="restore_yes").click().run()
    with shop(ledger) as salon:
        names = set(salon.book().table("customers")["name"])
    assert {"甲", "乙"} <= names
    assert "丙" not in names


def test_where_the_chosen_backup_went_for_another_of_its_minute_the_page_offers_that(ledger):
    with shop(ledger) as salon:
        gone = salon.back_up()
    at = open_page(PAGE)
    at.selectbox(key="backup_chosen").set_value(gone.id).run()
    with shop(ledger) as salon:
        (shelf_of(ledger, SLUG).folder / f"{gone.id}.json").unlink()
        salon.new_customer({"name": "試験 新子"})
        other = salon.back_up()
    at.run()
    assert at.selectbox(key="backup_chosen").value == other.id
    at.button(key="go_back").click().run()
    at.button(key="restore_yes").click().run()
    with shop(ledger) as salon:
        assert "試験 新子" in set(salon.book().table("customers")["name"])


def test_one_need_not_go_back(ledger):
    with shop(ledger) as salon:
        salon.back_up()
    at = open_page(PAGE)
    at.button(key="go_back").click().run()
    at.button(key="restore_no").click().run()
    assert "この控えに戻す" in labels(at)
    assert "restore" not in kept(ledger)


@pytest.mark.parametrize(
    ("locale", "word"), [("ja-JP", "台帳が壊れています"), ("en", "is damaged")]
)
def test_a_damaged_ledger_is_said_on_every_page_and_brought_back_with_one_click(
    ledger, locale, word
):
    with shop(ledger) as salon:
        salon.back_up()
        path = salon.folder / "ledger.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    at = open_page(locale=locale)
    assert word in said(at)
    assert not at.code
    at.button(key="restore_newest").click().run()
    assert not at.exception
    assert word not in said(at)
    assert len(list((ledger / "set-aside").iterdir())) == 1


def test_a_damaged_file_is_mended_without_losing_anything(ledger):
    with shop(ledger) as salon:
        salon.back_up()
        salon.new_customer({"name": "試験 新子"})
        next((salon.folder / "purchases").iterdir()).write_bytes(b"no lines")
    at = open_page()
    at.button(key="mend").click().run()
    assert not at.exception
    with shop(ledger) as salon:
        assert "試験 新子" in set(salon.book().table("customers")["name"])


def test_a_business_of_which_only_backups_are_left_comes_back(ledger):
    with shop(ledger) as salon:
        salon.back_up()
        folder = salon.folder
    shutil.rmtree(folder)
    at = open_page(PAGE)
    assert "控えだけが残っています" in said(at)
    at.button(key=f"restore_lost_{SLUG}").click().run()
    assert not at.exception
    assert (folder / "ledger.db").exists()


def test_without_a_good_backup_that_is_said(ledger):
    with shop(ledger) as salon:
        folder = salon.folder
    shutil.rmtree(ledger / "backups", ignore_errors=True)
    (folder / "ledger.db").write_bytes(b"no ledger" * 1000)
    at = open_page()
    assert "使える控えが見つかりませんでした" in said(at)
    assert not [b for b in at.button if b.key == "restore_newest"]
