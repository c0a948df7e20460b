"""Sheets that are not taken in yet: kept whole, for this account only, for some days."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from core.errors import StoreError
from core.ingest.choices import FileChoices, SheetChoices
from core.store import inbox
from core.workspace import Workspace
from tests.core.keeping import START, bring, clock, customer, sheet

DATA = "顧客番号,氏名\nC001,朝比奈 雫\n".encode()
SHA = hashlib.sha256(DATA).hexdigest()
DAYS = 7


def after(**time):
    return START + dt.timedelta(**time)


def waiting(root, now=START):
    return [one.name for one in inbox.waiting(root, now=now, days=DAYS)]


def files(root):
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def test_a_sheet_waits_with_its_name_content_and_moment(tmp_path):
    assert inbox.waiting(tmp_path / "none", now=START, days=DAYS) == []
    kept = inbox.keep(tmp_path / "home", "名簿.csv", DATA, now=START)
    assert inbox.waiting(tmp_path / "home", now=after(days=6), days=DAYS) == [kept]
    assert (kept.sha256, kept.name, kept.since) == (SHA, "名簿.csv", START)
    assert inbox.content(tmp_path / "home", SHA) == DATA


@pytest.mark.parametrize("name", ["../../etc/名簿.csv", "C:\\temp\\a.csv", "", "a\0b", "\ud800"])
def test_no_name_of_a_file_becomes_a_path(tmp_path, name):
    inbox.keep(tmp_path, name, DATA, now=START)
    assert files(tmp_path) == [f"inbox/{SHA}/about.json", f"inbox/{SHA}/content"]
    assert waiting(tmp_path) == [name]


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_only_this_account_may_read_it(tmp_path):
    one = inbox.keep(tmp_path, "a.csv", DATA, now=START)
    inbox.note(tmp_path, one, {"encoding": "cp932"})
    for path in (tmp_path / "inbox").rglob("*"):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected
    assert stat.S_IMODE((tmp_path / "inbox").stat().st_mode) == 0o700


def test_answers_wait_too_and_no_password_is_among_them(tmp_path):
    chosen = SheetChoices(kind="customers", fill_down={"店": True}, months_across=False)
    answers = FileChoices(password="ひみつ2026", encoding="cp932", sheets={"a": chosen})
    inbox.note(tmp_path, inbox.keep(tmp_path, "a.csv", DATA, now=START), answers.plain())
    (one,) = inbox.waiting(tmp_path, now=START, days=DAYS)
    assert FileChoices.of(one.answers) == FileChoices(encoding="cp932", sheets={"a": chosen})
    assert "2026" not in (tmp_path / "inbox" / SHA / "about.json").read_text().partition("answ")[2]


def test_chosen_again_it_waits_as_long_anew_with_its_answers(tmp_path):
    inbox.note(tmp_path, inbox.keep(tmp_path, "a.csv", DATA, now=START), {"encoding": "cp932"})
    inbox.keep(tmp_path, "b.csv", DATA, now=after(days=5))
    (one,) = inbox.waiting(tmp_path, now=after(days=11), days=DAYS)
    assert (one.name, one.answers) == ("b.csv", {"encoding": "cp932"})


def test_what_is_too_old_is_removed_when_it_is_looked_at(tmp_path):
    inbox.keep(tmp_path, "a.csv", DATA, now=START)
    inbox.keep(tmp_path, "b.csv", b"x", now=after(days=3))
    assert waiting(tmp_path, after(days=7)) == ["a.csv", "b.csv"]
    assert waiting(tmp_path, after(days=7, seconds=1)) == ["b.csv"]
    assert inbox.content(tmp_path, SHA) is None
    assert waiting(tmp_path, after(days=-30)) == []  # the clock was set back meanwhile
    assert files(tmp_path) == []


def test_what_is_too_old_goes_when_a_business_is_opened(tmp_path):
    Workspace.create(tmp_path, "x", now=lambda: START).close()
    inbox.keep(tmp_path, "a.csv", DATA, now=after(days=-8))
    inbox.keep(tmp_path, "b.csv", b"x", now=START)
    Workspace.open(tmp_path, "x", now=lambda: START).close()
    assert inbox.names(tmp_path) == ("b.csv",)


def test_what_is_half_there_or_damaged_is_no_sheet(tmp_path):
    inbox.keep(tmp_path, "a.csv", DATA, now=START)
    place = tmp_path / "inbox" / SHA
    (place / "content").write_bytes(b"other")
    assert inbox.content(tmp_path, SHA) is None
    for said in (
        b"",
        b"{}",
        b"[]",
        b'{"name": "a", "since": "2026-11-22", "answers": {}}',
        b"\xff",
    ):
        place.mkdir(parents=True, exist_ok=True)
        (place / "about.json").write_bytes(said)
        assert waiting(tmp_path) == []
        assert not place.exists()
    inbox.keep(tmp_path, "a.csv", DATA, now=START)
    (place / "content").unlink()
    assert waiting(tmp_path) == []


def test_a_damaged_one_makes_room_for_the_sheet_chosen_again(tmp_path):
    place = tmp_path / "inbox" / SHA
    place.mkdir(parents=True)
    (place / "content").write_bytes(b"other")
    inbox.keep(tmp_path, "a.csv", DATA, now=START)
    assert inbox.content(tmp_path, SHA) == DATA


def test_another_window_may_be_quicker(tmp_path, monkeypatch):
    rename = Path.rename

    def later(path, target):
        monkeypatch.setattr(Path, "rename", rename)
        inbox.keep(tmp_path, "theirs.csv", DATA, now=START)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", later)
    inbox.keep(tmp_path, "ours.csv", DATA, now=START)
    assert waiting(tmp_path) == ["theirs.csv"]
    assert files(tmp_path) == [f"inbox/{SHA}/about.json", f"inbox/{SHA}/content"]


def test_thrown_away_it_is_gone_and_a_strange_mark_names_no_file(tmp_path):
    inbox.keep(tmp_path, "a.csv", DATA, now=START)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "content").write_bytes(b"s")
    inbox.throw_away(tmp_path, "../secret")
    assert inbox.content(tmp_path, "../secret") is None
    one = inbox.waiting(tmp_path, now=START, days=DAYS)[0]
    inbox.throw_away(tmp_path, SHA)
    inbox.throw_away(tmp_path, SHA)
    inbox.note(tmp_path, one, {"encoding": "cp932"})
    assert files(tmp_path) == ["secret/content"]


def test_a_folder_that_is_none_refuses_in_words(tmp_path):
    (tmp_path / "inbox").write_bytes(b"")
    with pytest.raises(StoreError):
        inbox.keep(tmp_path, "a.csv", DATA, now=START)
    assert waiting(tmp_path) == []
    with pytest.raises(StoreError):
        inbox.keep(Path("//server/share"), "a.csv", DATA, now=START)


def test_a_program_that_died_while_keeping_leaves_nothing_after_an_hour(tmp_path):
    Workspace.create(tmp_path, "x", now=clock()).close()
    half = tmp_path / "inbox" / "0123.tmp"
    half.mkdir(parents=True)
    (half / "content").write_bytes(DATA)
    for path in (half / "content", half):
        os.utime(path, (1, 1))
    Workspace.open(tmp_path, "x", now=clock()).close()
    assert not half.exists()


def test_an_erasure_empties_the_inbox_and_says_what_lay_there(tmp_path):
    inbox.keep(tmp_path, "名簿.csv", DATA, now=START)
    with Workspace.create(tmp_path, "x", now=lambda: START) as shop:
        bring(shop, sheet([customer(1, name="朝比奈 雫"), customer(2)]))
        assert shop.erasure("C1").waiting == ("名簿.csv",)
        assert waiting(tmp_path) == ["名簿.csv"]
        shop.erase("C1")
    for path in tmp_path.rglob("*"):
        assert (
            path.is_dir()
            or "朝比奈 雫".encode() not in path.read_bytes()
            or "backups" in (path.relative_to(tmp_path).parts)
        )
    assert not (tmp_path / "inbox").exists()


def test_no_backup_and_no_file_for_another_computer_holds_what_waits(tmp_path):
    inbox.keep(tmp_path, "名簿.csv", DATA, now=START)
    with Workspace.create(tmp_path, "x", now=lambda: START) as shop:
        bring(shop, sheet([customer(1)]))
        shop.back_up()
        target = io.BytesIO()
        shop.write_bundle(target)
    with zipfile.ZipFile(target) as bundle:
        assert not any(DATA in bundle.read(name) for name in bundle.namelist())
        assert not any(SHA in name or "inbox" in name for name in bundle.namelist())
    backed_up = [p for p in (tmp_path / "backups").rglob("*") if p.is_file()]
    assert backed_up
    assert not any(DATA in path.read_bytes() for path in backed_up)
