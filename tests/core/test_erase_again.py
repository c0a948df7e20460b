"""Who was erased does not come back: by no sheet, by no hand, by no older ledger."""

from __future__ import annotations

import json
import shutil

import pytest

from core.errors import StoreError
from core.store import tombstones
from core.store.keyed import keyed
from core.store.restore import restore
from core.workspace import Workspace
from tests.core.erasable import THEIRS, fill, hits, marks
from tests.core.keeping import (
    START,
    TODAY,
    bring,
    clock,
    customer,
    everything,
    line,
    lines_that_count,
    rows_of,
    sheet,
)

WORDS = {"en": "somebody who was erased on", "ja": "ご依頼"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    root = tmp_path_factory.mktemp("filled")
    with Workspace.create(root, "shop", now=clock()) as made:
        fill(made)
    return root


@pytest.fixture
def shop(filled, tmp_path):
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with Workspace.open(tmp_path, "shop", now=clock()) as opened:
        yield opened


def again(shop, said, name="again.csv"):
    """The same sheet once more, as the owner's till exports it every month."""
    promised = shop.preview(said)
    batch = shop.commit(said, files=[(name, f"{THEIRS['name']} {name}".encode())])
    assert batch.counts["erased_rows"] == promised.counts["erased_rows"]
    return promised, batch


def sourced(said, file="again.csv", page="一覧"):
    """Rows with the place in the file from which they came."""
    for frame in (*said.tables.values(), said.purchases):
        frame["source_file"], frame["source_sheet"] = file, page
        frame["source_row"] = range(2, len(frame) + 2)
    return said


def test_their_rows_of_the_next_export_are_left_aside_and_said_without_a_name(shop):
    shop.erase("C1")
    whole = everything(shop)
    said = sourced(
        sheet([customer(1, **THEIRS), customer(2)], [line("2026-11-02"), line("2026-11-02", 2, 5)])
    )

    promised, batch = again(shop, said)

    assert batch.counts["erased_rows"] == 2
    assert [(p.code, p.file, p.sheet, p.row, p.kept) for p in promised.erased] == [
        ("erased_person", "again.csv", "一覧", 2, False),
        ("erased_person", "again.csv", "一覧", 2, False),
    ]
    for problem in promised.erased:
        assert problem.value == ""
        for language, words in WORDS.items():
            assert words in StoreError(problem.words).say(language)
    assert set(rows_of(shop)["customer_id"]) == {"C2", "C3"}
    assert len(lines_that_count(shop.book(TODAY))) == len(whole[1]) + 1
    assert batch.counts["originals_removed"] == 1
    assert hits(shop.folder, [*marks(), "C1"]) == []


@pytest.mark.parametrize(
    "told",
    [
        {"name": "朝比奈雫様", "phone": "09001112233"},
        {"name": "朝比奈　雫", "phone": "", "phone_other": "090-0111-2233"},
        {"name": "朝比奈 雫", "phone": "", "email": "Shizuku.A@example.jp"},
        {"name": "朝比奈 雫", "phone": "", "birthday": "1983-07-19"},
        {"name": "アサヒナシズク", "phone": "03-1444-5566"},
    ],
)
def test_the_same_person_under_another_number_is_known_again(shop, told):
    shop.erase("C1")

    _promised, batch = again(shop, sheet([customer(91, **told)], [line("2026-11-02", 91)]))

    assert batch.counts["erased_rows"] == 2
    assert "C91" not in set(rows_of(shop)["customer_id"])
    assert [row for row in lines_that_count(shop.book(TODAY)) if row[1] == "C91"] == []


@pytest.mark.parametrize(
    "told",
    [
        {"name": "朝比奈 露子", "phone": "090-0111-2233"},
        {"name": "朝比奈 雫", "phone": "090-0999-9999"},
        {"name": "朝比奈 雫", "birthday": "1990-01-01"},
    ],
)
def test_a_sister_on_the_same_phone_or_a_namesake_comes_in(shop, told):
    shop.erase("C1")

    batch = bring(shop, sheet([customer(91, **told)]))

    assert "erased_rows" not in batch.counts
    assert "C91" in set(rows_of(shop)["customer_id"])


def test_two_of_one_name_and_phone_whom_the_owner_keeps_apart_are_two_here_too(shop):
    bring(shop, sheet([customer(8, name=THEIRS["name"], phone=THEIRS["phone"])]))
    shop.same_person("C1", "C8", same=False)

    shop.erase("C1")

    assert "C8" in set(rows_of(shop)["customer_id"])
    batch = bring(shop, sheet([customer(8, name=THEIRS["name"], phone=THEIRS["phone"], memo="m")]))
    assert batch.counts["customers_updated"] == 1


def test_everybody_who_is_shown_as_one_goes_as_one(shop):
    bring(
        shop, sheet([customer(8, name="霧島 雫", phone="090-0777-0000")], [line("2026-11-01", 8)])
    )
    shop.same_person("C1", "C8", same=True)

    assert shop.erasure("C8").ids == ("C1", "C8")
    shop.erase("C8")

    assert set(rows_of(shop)["customer_id"]) == {"C2", "C3"}
    assert hits(shop.folder, ["霧島 雫", "09007770000", "090-0777-0000", "C8", "C1"]) == []
    assert shop.erasures()[0].numbers == 2


def test_somebody_known_from_purchases_alone_can_be_erased(shop):
    bring(shop, sheet([], [line("2026-11-01", 70, 7)]))
    found = shop.erasure("C70")
    assert (found.lines, found.amount, found.rows) == (1, 7, {})

    shop.erase("C70")

    assert 7 not in [row[-1] for row in lines_that_count(shop.book(TODAY))]
    with pytest.raises(StoreError) as refused:
        shop.erase("C70")
    assert "C70" in refused.value.say("en")
    assert not (shop.folder / "erasing" / "marks").exists()


def test_amounts_that_stay_stay_also_when_the_till_says_them_again(shop):
    shop.erase("C1", keep_amounts=True)
    before = lines_that_count(shop.book(TODAY))
    bought = [
        line(
            "2026-09-30",
            1,
            1100,
            product="青磁色のカラー",
            order_id="T-77-3141",
            tag="自由な欄の言葉",
        ),
        line("2026-10-01", 2, 2000),
        line("2026-10-02", 3, 3000, order_id="S-2"),
    ]

    shop.commit(sheet([customer(1, **THEIRS)], bought), files=[("a.csv", b"again")])

    assert lines_that_count(shop.book(TODAY)) == before
    left = [m for m in marks() if m != "青磁色のカラー"]
    assert hits(shop.folder, [*left, "C1"]) == []


def test_by_hand_they_are_refused_with_the_way_out(shop):
    shop.erase("C1")

    for told in ({"customer_id": "C1", "name": "x"}, {"customer_id": "N1", **THEIRS}):
        with pytest.raises(StoreError) as refused:
            shop.add("customers", told)
        assert "22 Nov 2026" in refused.value.say("en")
    with pytest.raises(StoreError):
        shop.new_customer({"name": THEIRS["name"], "phone": THEIRS["phone"]})
    shop.add("customers", {"customer_id": "N1", "name": "別の方"})
    shop.new_customer({"name": THEIRS["name"], "phone": "090-0444-4444"})


def test_the_owner_may_accept_them_again(shop):
    shop.erase("C1")
    (erased,) = shop.erasures()
    assert (erased.numbers, erased.keeps_amounts) == (1, False)

    shop.accept_again(erased.at)

    assert shop.erasures() == []
    assert (
        shop.last_actions(1)[0].words.message == "A person who had been erased may come in again"
    )
    bring(shop, sheet([customer(1, **THEIRS)]))
    assert "C1" in set(rows_of(shop)["customer_id"])
    with pytest.raises(StoreError):
        shop.accept_again(erased.at)
    assert shop.verify_history() is None


def test_marks_say_nothing_without_the_key_and_stand_beside_the_ledger_too(shop):
    shop.erase("C1", blank=[m.text for m in shop.erasure("C1").mentions])
    beside = (shop.folder / "erased").read_text("ascii")
    marks_there = {row.split(" ", 2)[2] for row in beside.splitlines()}

    assert tombstones.id_mark(keyed(shop.folder / "key"), "C1") in marks_there
    assert all(len(mark.split(":")[-1]) >= 5 for mark in marks_there)
    assert hits(shop.folder, [*marks(), "C1"]) == []


# An older ledger in its place


@pytest.fixture
def older(shop, tmp_path):
    """The whole folder as it was before the erasure."""
    copy = tmp_path / "older"
    shutil.copytree(shop.folder, copy)
    return copy


def bring_back(shop, older):
    """Put the older ledger and its files in the place of ours; key and marks stay."""
    shop.close()
    for name in ("ledger.db", "purchases", "layers", "uploads"):
        target, whole = shop.folder / name, older / name
        shutil.rmtree(target, ignore_errors=True)
        if whole.is_dir():
            shutil.copytree(whole, target)
        elif whole.exists():
            shutil.copy(whole, target)


def test_a_restored_older_ledger_is_cleansed_before_anybody_sees_it(shop, older, tmp_path):
    shop.erase("C1")
    whole = everything(shop)
    bring_back(shop, older)
    assert hits(shop.folder, ["C1"])

    with Workspace.open(tmp_path, "shop", now=clock()) as restored:
        assert hits(restored.folder, [*marks(), "C1"]) == []
        assert everything(restored)[:2] == whole[:2]
        assert [e.numbers for e in restored.erasures()] == [1]
        assert restored.verify_history() is None
        restored.undo_batch(1)
        restored.redo_batch(1)
        assert hits(restored.folder, [*marks(), "C1"]) == []


def test_going_back_to_a_backup_of_before_brings_nobody_back(shop, tmp_path):
    kept = shop.back_up()
    shop.erase("C1")
    assert shop.backups()[0].why == "erase"
    shop.close()
    restore(tmp_path, "shop", kept.id, now=START)

    with Workspace.open(tmp_path, "shop", now=clock()) as restored:
        assert set(rows_of(restored)["customer_id"]) == {"C2", "C3"}
        assert hits(restored.folder, [*marks(), "C1"]) == []
        assert [e.numbers for e in restored.erasures()] == [1]
        assert restored.verify_history() is None


def test_a_restored_ledger_knows_who_was_accepted_again_meanwhile(shop, tmp_path):
    shop.erase("C1")
    copy = tmp_path / "older"
    shutil.copytree(shop.folder, copy)
    shop.accept_again(shop.erasures()[0].at)
    bring(shop, sheet([customer(1, **THEIRS)]))
    bring_back(shop, copy)

    with Workspace.open(tmp_path, "shop", now=clock()) as restored:
        assert restored.erasures() == []
        bring(restored, sheet([customer(1, **THEIRS)]))
        assert "C1" in set(rows_of(restored)["customer_id"])


def test_words_blanked_since_are_blanked_in_a_restored_ledger_too(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1, **THEIRS), customer(2, memo="朝比奈様のご紹介")]))
        copy = tmp_path / "older"
        shutil.copytree(shop.folder, copy)
        shop.erase("C1", blank=["朝比奈様のご紹介"])
        bring_back(shop, copy)
    with Workspace.open(tmp_path, "shop", now=clock()) as restored:
        assert set(rows_of(restored)["memo"]) == {"○○様のご紹介"}
        assert hits(restored.folder, ["朝比奈"]) == []


def test_a_lost_file_beside_the_ledger_is_written_anew(shop, tmp_path):
    shop.erase("C1")
    before = (shop.folder / "erased").read_text("ascii")
    (shop.folder / "erased").unlink()
    shop.close()

    with Workspace.open(tmp_path, "shop", now=clock()) as opened:
        assert (opened.folder / "erased").read_text("ascii") == before
        assert not opened.strange_key


def test_another_key_is_noticed(shop, tmp_path):
    assert not shop.strange_key
    shop.erase("C1")
    (shop.folder / "key").write_text(json.dumps("00" * 32).strip('"'))

    assert shop.strange_key
