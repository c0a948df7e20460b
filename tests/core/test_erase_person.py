"""Erasing a person: nothing of them is left in any file, and everything else stands."""

from __future__ import annotations

import shutil

import pytest

from core import erasing
from core.errors import StoreError
from core.locale.words import say
from core.review import review
from core.store.erase import STEPS
from core.workspace import Workspace
from tests.core.erasable import NOTES, THEIRS, fill, hits, marks
from tests.core.keeping import TODAY, clock, everything, rows_of


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


def test_before_the_erasure_every_mark_can_be_found(shop):
    found = " ".join(hits(shop.folder, marks()))

    assert len(set(marks())) >= 40
    assert [word for word in marks() if word not in found] == []


def test_afterwards_nothing_of_them_stands_in_any_file(shop):
    shop.book(TODAY)
    shop.erase("C1")

    assert hits(shop.folder, marks()) == []
    assert hits(shop.folder, ["C1"]) == []
    assert not shop.erasure_unfinished
    assert "C1" not in set(rows_of(shop)["customer_id"])


def test_how_far_it_is_rises_to_the_whole_in_words_of_both_languages(shop, monkeypatch):
    monkeypatch.setattr(erasing, "AT_ONCE", 1)  # so that each other number is looked at alone
    told = []
    shop.erase("C1", progress=lambda share, words: told.append((share, words)))

    shares = [share for share, _words in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    others = STEPS["others"][1]
    assert [share for share, words in told if words == others] == pytest.approx([0.03, 0.22, 0.41])
    assert list(dict.fromkeys(words for _share, words in told)) == [w for _s, w in STEPS.values()]
    for language in ("ja", "en"):
        assert len({say(words, language) for _share, words in told}) == len(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_whoever_ends_the_telling_has_erased_wholly_or_not_at_all(shop, step):
    def tell(share, _words):
        if share >= STEPS[step][0]:
            raise KeyboardInterrupt

    before = everything(shop)
    with pytest.raises(KeyboardInterrupt):
        shop.erase("C1", progress=tell)

    assert not shop.erasure_unfinished
    if step in ("finish", "done"):
        assert hits(shop.folder, [*marks(), "C1"]) == []
        assert shop.backups()[0].why == "erase"
    else:
        assert everything(shop) == before
        assert shop.erasures() == []
        shop.erase("C1")


def test_the_rest_of_the_ledger_is_as_if_they_had_never_been(shop, tmp_path):
    shop.erase("C1")

    with Workspace.create(tmp_path, "never", now=clock()) as never:
        fill(never, with_them=False)
        ours, theirs = everything(shop), everything(never)
        assert [b.lines for b in shop.batches()] == [b.lines for b in never.batches()]
        assert [b.first_day for b in shop.batches()] == [b.first_day for b in never.batches()]
    for tables in (ours[0], theirs[0]):
        for rows in tables.values():
            for row in rows:
                row.pop("row_id")
    assert ours == theirs


def test_the_journal_still_holds_and_says_that_somebody_was_erased(shop):
    action = shop.erase("C1")

    assert shop.verify_history() is None
    last = shop.last_actions(100)
    assert last[0].id == action
    assert last[0].words.message == "One person was erased"
    assert {a.words.message for a in last if a.erased} == {
        "An entry about somebody who was erased"
    }
    assert shop.history("C1") == []
    told = str(shop.past(limit=100))
    assert [mark for mark in [*marks(), "erased:", "'C1'"] if mark in told] == []
    assert shop.calls_kept(TODAY) == [{"customer_id": "C2"}]


def test_what_was_about_them_cannot_be_taken_back_or_done_again(shop):
    theirs = [a for a in shop.last_actions(100) if a.verb in ("add", "correct", "outcome")]
    shop.undo(theirs[0].id)
    shop.erase("C1")

    with pytest.raises(StoreError):
        shop.redo(theirs[0].id)
    with pytest.raises(StoreError):
        shop.undo(theirs[1].id)
    assert not any(a.undoable for a in shop.last_actions(100) if a.erased)


def test_imports_can_be_taken_back_and_done_again_and_never_bring_them_back(shop):
    shop.erase("C1")
    whole = everything(shop)

    for batch in (1, 2):
        shop.undo_batch(batch)
        assert "C1" not in set(rows_of(shop)["customer_id"])
    for batch in (2, 1):
        shop.redo_batch(batch)
    assert everything(shop)[0]["customers"] == whole[0]["customers"]
    assert everything(shop)[1] == whole[1]
    assert hits(shop.folder, marks()) == []


def test_originals_that_named_them_are_gone_and_their_imports_say_so(shop):
    assert shop.erasure("C1").originals == ("customers.xlsx",)
    shop.erase("C1")

    first, second = shop.batches()
    assert first.counts["originals_removed"] == 1
    assert "originals_removed" not in second.counts
    assert [p.read_bytes() for p in (shop.folder / "uploads").iterdir()] == [b"C3"]


def test_weeks_as_they_were_seen_lose_the_person_and_keep_the_figures(shop):
    shop.freeze(review(shop.book(TODAY), shop.settings()))
    (week,) = shop.frozen_weeks()
    before = shop.frozen(week)
    assert hits(shop.folder, ["C1"])

    shop.erase("C1")

    assert hits(shop.folder, [*marks(), "C1"]) == []
    after = shop.frozen(week)
    assert after.figures == before.figures
    assert set(after.standing.index) == {"C2", "C3"}


def test_a_window_that_was_open_during_the_erasure_cannot_bring_them_back(shop):
    seen = review(shop.book(TODAY), shop.settings())
    shop.erase("C1")

    shop.freeze(seen)
    shop.keep_calls(TODAY, [{"customer_id": "C1", "name": THEIRS["name"]}, {"customer_id": "C2"}])
    for write in (
        lambda: shop.log_outcome("C1", "talked", day=TODAY, note=NOTES["deals"]["product"]),
        lambda: shop.add("activities", {"customer_id": "C1", "date": TODAY}),
    ):
        with pytest.raises(StoreError):
            write()
    assert hits(shop.folder, [*marks(), "C1"]) == []


def test_the_amounts_may_stay_under_a_number_that_says_nothing(shop):
    before = sum(row[-1] for row in everything(shop)[1])
    shop.erase("C1", keep_amounts=True)

    lines = everything(shop)[1]
    assert sum(row[-1] for row in lines) == before
    theirs = next(row for row in lines if row[-1] == 1100)
    assert theirs[1].startswith("X-")
    assert theirs[3] == "青磁色のカラー"
    left = [m for m in marks() if m != "青磁色のカラー"]
    assert hits(shop.folder, [*left, "C1"]) == []
    assert [e.keeps_amounts for e in shop.erasures()] == [True]
