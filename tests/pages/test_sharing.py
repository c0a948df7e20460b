"""共有する人 on the settings page: who comes in as what, and who saw what."""

from __future__ import annotations

import contextlib
import html
import re
import sqlite3

import pytest

from core.errors import StoreError
from core.rules.roles import Role
from pages._ui import at_work, seen_log
from pages._ui.at_work import handle as handle_of_the_server
from tests.core.sharing import GOOD, person
from tests.pages.run import open_page, said, unfold

OTHER = "yama no mukou no chiisana mura"


@pytest.fixture
def owner(shop, sharing):
    """The owner is signed in; the door they look after."""
    sharing.sign_in(Role.OWNER)
    return sharing.door


def settings():
    return open_page("pages/settings.py")


def press(at, key):
    return at.button(key=key).click().run()


def made(at):
    """The password that is shown once."""
    found = re.search(r"\b[a-z2-9]{4}(-[a-z2-9]{4}){4}\b", shows(at))
    assert found, shows(at)
    return found[0]


def shows(at):
    return html.unescape(html.unescape(said(at)))


def opens(door, name, password):
    return bool(door.sign_in(name, password, "192.0.2.30").cookie)


def add(at, name, role, password=""):
    at.text_input(key="person_name").input(name)
    at.selectbox(key="person_role").select(role)
    at.text_input(key="person_password").input(password)
    return press(at, "person_add")


def test_without_sharing_the_section_tells_how_to_begin(shop):
    at = settings()
    assert [code.value for code in at.code] == ["python3 start.py share"]
    assert "person_add" not in {button.key for button in at.button}


def test_somebody_is_added_with_a_password_and_comes_in(owner):
    at = add(settings(), "  jiro   2 ", Role.STAFF, OTHER)
    assert not at.exception
    assert owner.people.by_name("jiro 2").role is Role.STAFF
    assert opens(owner, "jiro 2", OTHER)
    assert OTHER not in said(at)
    assert "jiro 2" in said(at)


def test_a_password_that_is_left_empty_is_made_and_shown_once(owner):
    at = add(settings(), "jiro", Role.VIEWER)
    assert opens(owner, "jiro", made(at))
    password = made(at)
    assert password not in shows(at.run())


@pytest.mark.parametrize(
    ("name", "password"), [("", OTHER), ("hanako", OTHER), ("jiro", "short"), ("jiro", "a" * 20)]
)
def test_who_cannot_be_added_is_told_why_and_nothing_is_written(owner, name, password):
    before = owner.people.kept()
    at = add(settings(), name, Role.STAFF, password)
    assert at.main.error or at.main.warning
    assert owner.people.kept() == before


def test_a_role_is_changed_and_ends_the_sessions_of_before(owner, sharing):
    held = owner.sign_in("hanako", GOOD, "192.0.2.31").cookie
    hanako = person(owner, Role.STAFF)
    at = settings()
    at.selectbox(key=f"role_{hanako.id}_{hanako.version}").select(Role.VIEWER).run()
    assert owner.people.by_name("hanako").role is Role.VIEWER
    assert owner.holder(held) is None


def test_a_new_password_is_shown_once_and_the_old_one_opens_nothing(owner):
    at = press(settings(), f"new_{person(owner, Role.STAFF).id}")
    assert opens(owner, "hanako", made(at))
    assert not opens(owner, "hanako", GOOD)


def test_who_is_removed_stays_out_until_let_in_again(owner):
    taro = person(owner, Role.VIEWER)
    held = owner.sign_in("taro", GOOD, "192.0.2.31").cookie
    at = press(settings(), f"off_{taro.id}")
    assert owner.holder(held) is None
    assert not opens(owner, "taro", GOOD)
    press(at, f"back_{taro.id}")
    assert opens(owner, "taro", GOOD)
    assert owner.holder(held) is None


def test_signing_out_everywhere_ends_every_browser_of_that_person_alone(owner):
    held = [owner.sign_in("hanako", GOOD, f"192.0.2.{n}").cookie for n in (31, 32)]
    other = owner.sign_in("taro", GOOD, "192.0.2.33").cookie
    at = settings()
    assert "いま 2 台でサインイン" in shows(at)
    press(at, f"out_{person(owner, Role.STAFF).id}")
    assert [owner.holder(one) for one in held] == [None, None]
    assert owner.holder(other) is not None


def test_an_own_password_is_changed_and_one_signs_in_again(owner):
    at = settings()
    at.text_input(key="own_password").input(OTHER)
    at = press(at, "own_set")
    assert opens(owner, "tenshu", OTHER)
    assert "person_add" not in {button.key for button in at.button}
    assert "もう一度サインイン" in said(at)


def test_the_owner_cannot_remove_or_demote_themselves_here(owner):
    me = person(owner, Role.OWNER)
    keys = {button.key for button in settings().button}
    assert f"off_{me.id}" not in keys
    assert f"off_{person(owner, Role.STAFF).id}" in keys


def test_the_hours_of_a_session_are_kept(owner):
    at = settings()
    at.number_input(key="idle_hours").set_value(3).run()
    at.number_input(key="most_days").set_value(2).run()
    kept = owner.people.kept()
    assert (kept.idle_hours, kept.days) == (3, 2)


def test_who_is_demoted_while_the_page_is_open_changes_nobody(owner, sharing):
    at = settings()
    hanako = person(owner, Role.STAFF)
    sharing.sign_in(Role.STAFF)
    at = press(at, f"off_{hanako.id}")
    assert owner.people.by_name("hanako") == hanako
    assert "店主" in said(at)


def test_the_log_names_who_did_what_and_is_saved_whole(owner):
    owner.sign_in("hanako", "wrong wrong wrong", "192.0.2.40")
    at = press(settings(), f"new_{person(owner, Role.VIEWER).id}")
    at = unfold(at, "seen_log")
    text = shows(at)
    assert "hanako" in text
    assert "tenshu" in text
    assert "192.0.2.40" in text
    assert "wrong wrong" not in text
    assert not at.main.error
    file = seen_log.saved(owner, "ja").decode("utf-8-sig")
    assert "192.0.2.40" in file


def test_a_file_that_is_made_after_the_run_is_taken_out_by_who_it_was_drawn_for(
    owner, shop, monkeypatch
):
    files = [
        at_work.taken_out(lambda: b"names", "list"),
        at_work.taken_out(lambda: bytes([shop_of_the_pages(shop).note_export()])),
    ]
    monkeypatch.setattr(at_work, "handle", handle_of_the_server)
    assert [bool(made()) for made in files] == [True, True]
    found = [(line.person, line.what) for line in owner.trail.last(9, kinds=["exported"])]
    assert found == [("owner-1", "export_ledger"), ("owner-1", "list")]
    owner.people.sign_out_everywhere(person(owner, Role.OWNER).id)
    for made in files:
        with pytest.raises(StoreError):
            made()


def shop_of_the_pages(shop):
    """The ledger as pages open it, with its keeper at the door."""
    shop._keep = at_work.keep()
    return shop


def test_a_log_that_was_changed_outside_is_said_to_be(owner):
    owner.sign_in("hanako", GOOD, "192.0.2.40")
    with contextlib.closing(sqlite3.connect(owner.trail._file)) as connection, connection:
        connection.execute("UPDATE access SET address = '192.0.2.41'")
    at = unfold(settings(), "seen_log")
    assert len(at.main.error) == 1
    assert "外で変えられて" in at.main.error[0].value
