"""Which lines of purchases count when files overlap."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.store import lines
from core.workspace import Workspace
from tests.core.keeping import TODAY, amounts, clock, line, lines_that_count, sheet
from tests.core.keeping import bring_as_promised as bring
from tests.drills.share import examples

DAYS = [f"2026-10-{day:02}" for day in range(1, 29)]


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def october(*changed, rows=10):
    lines = [line(DAYS[n], n % 3, 1000 + n, product="カット") for n in range(rows)]
    for number, columns in changed:
        lines[number] = lines[number] | columns
    return lines


def test_months_in_files_of_their_own_are_added_up(shop):
    bring(shop, sheet(lines=[line("2026-10-01", amount=100)]))
    bring(shop, sheet(lines=[line("2026-11-01", amount=200)]))
    assert amounts(shop.book(TODAY)) == [100, 200]


def test_a_cumulative_export_counts_every_line_once_and_says_how_many_were_known(shop):
    bring(shop, sheet(lines=october(rows=6)))
    batch = bring(shop, sheet(lines=october(rows=10)))
    assert batch.counts["lines"] == 10
    assert batch.counts["lines_known"] == 6
    assert batch.counts["lines_replaced"] == 0
    assert amounts(shop.book(TODAY)) == [1000 + n for n in range(10)]


def test_a_corrected_amount_in_a_newer_export_replaces_the_wrong_one(shop):
    bring(shop, sheet(lines=october()))
    batch = bring(shop, sheet(lines=october((4, {"amount": 9000}))))
    assert batch.counts["lines_known"] == 9
    assert batch.counts["lines_replaced"] == 1
    assert amounts(shop.book(TODAY)) == sorted([*(1000 + n for n in range(10) if n != 4), 9000])


def test_a_line_gone_from_a_newer_export_is_gone(shop):
    bring(shop, sheet(lines=october()))
    bring(shop, sheet(lines=[*october()[:5], *october()[6:]]))
    assert 1005 not in amounts(shop.book(TODAY))
    assert len(amounts(shop.book(TODAY))) == 9


def test_a_newer_export_speaks_only_for_its_own_days(shop):
    bring(shop, sheet(lines=october()))
    bring(shop, sheet(lines=october()[5:]))
    assert amounts(shop.book(TODAY)) == [1000 + n for n in range(10)]


def test_two_registers_of_the_same_days_are_added_up_when_the_owner_says_so(shop):
    bring(shop, sheet(lines=october()))
    other = [row | {"customer_id": f"X{n}"} for n, row in enumerate(october())]
    assert shop.preview(sheet(lines=other)).same_days == "add"
    batch = bring(shop, sheet(lines=other), same_days="add")
    assert batch.counts["lines_known"] == 0
    assert len(amounts(shop.book(TODAY))) == 20


def test_two_equal_lines_in_one_file_both_count(shop):
    bring(shop, sheet(lines=[line(DAYS[0], amount=500), line(DAYS[0], amount=500)]))
    assert amounts(shop.book(TODAY)) == [500, 500]


def test_a_line_said_by_two_files_has_the_later_ones_words(shop):
    bring(shop, sheet(lines=october((0, {"staff": ""}))))
    bring(shop, sheet(lines=october((0, {"staff": "青木"}))))
    (path,) = shop.book(TODAY).purchases
    assert path.name == "2.parquet"


def test_undoing_either_file_leaves_what_the_other_says(shop):
    first = bring(shop, sheet(lines=october(rows=6)))
    second = bring(shop, sheet(lines=october((2, {"amount": 7}), rows=8)))
    shop.undo_batch(first.id)
    assert 7 in amounts(shop.book(TODAY))
    assert len(amounts(shop.book(TODAY))) == 8
    shop.redo_batch(first.id)
    shop.undo_batch(second.id)
    assert amounts(shop.book(TODAY)) == [1000 + n for n in range(6)]


def test_finer_amounts_bring_the_coarser_ones_to_their_decimals(shop):
    bring(shop, sheet(lines=[line("2026-09-01", amount=100)]))
    bring(shop, sheet(lines=[line("2026-10-01", amount=250)], scale=2))
    book = shop.book(TODAY)
    assert book.scale == 2
    assert amounts(book) == [250, 10000]


def test_the_same_line_is_known_in_other_decimals(shop):
    bring(shop, sheet(lines=[line("2026-09-01", amount=100), line("2026-09-02", amount=5)]))
    both = [line("2026-09-01", amount=10000), line("2026-09-02", amount=550)]
    batch = bring(shop, sheet(lines=both, scale=2))
    assert batch.counts["lines_known"] == 1
    assert amounts(shop.book(TODAY)) == [550, 10000]


def test_lines_without_amounts_are_known_again_too(shop):
    visits = [line(DAYS[n], amount=None) for n in range(4)]
    bring(shop, sheet(lines=visits[:3]))
    batch = bring(shop, sheet(lines=visits))
    assert batch.counts["lines_known"] == 3
    assert not shop.book(TODAY).has_amounts
    assert len(lines_that_count(shop.book(TODAY))) == 4


def test_the_cache_may_be_deleted_at_any_time(shop):
    bring(shop, sheet(lines=october()))
    bring(shop, sheet(lines=[*october()[3:5], line(DAYS[4], 9, 77), line(DAYS[3], 9, 78)]))
    before = lines_that_count(shop.book(TODAY))
    for path in (shop.folder / "cache").rglob("*.parquet"):
        path.unlink()
    assert lines_that_count(shop.book(TODAY)) == before
    shutil.rmtree(shop.folder / "cache")
    assert lines_that_count(shop.book(TODAY)) == before


def test_files_of_imports_are_never_rewritten(shop):
    bring(shop, sheet(lines=october()))
    path = shop.folder / "purchases" / "1.parquet"
    before = path.read_bytes()
    bring(shop, sheet(lines=october((1, {"amount": 5})), scale=2))
    shop.book(TODAY)
    assert path.read_bytes() == before


def test_the_owners_free_columns_stay_in_the_file(shop):
    bring(shop, sheet(lines=[line(DAYS[0], amount=1, **{"席": "窓側", "Date": "x"})]))
    assert lines_that_count(shop.book(TODAY))[0][-1] == 1


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(
    kept=st.lists(st.integers(0, 9), min_size=6, max_size=10, unique=True),
    extra=st.integers(0, 3),
)
def test_the_newest_whole_export_alone_decides(tmp_path_factory, kept, extra):
    root = tmp_path_factory.mktemp("home")
    newest = [*(october()[n] for n in sorted({0, 9, *kept})), *[line(DAYS[5], 8)] * extra]
    with Workspace.create(root, "shop", now=clock()) as shop:
        bring(shop, sheet(lines=october()))
        bring(shop, sheet(lines=newest))
        assert amounts(shop.book(TODAY)) == sorted(row["amount"] for row in newest)


def test_a_file_that_was_written_anew_under_its_name_is_looked_through_again(tmp_path):
    path = tmp_path / "9.parquet"
    for first, last in (("2026-10-01", "2026-10-09"), ("2026-08-01", "2026-08-20")):
        frame = sheet(lines=[line(day) for day in (first, last)]).purchases
        lines.write_lines(path, frame, source="", sources=())
        assert lines.days_in(path) == (first, last)
        assert lines.latest_day([path], "2026-12-31") == last
