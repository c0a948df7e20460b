"""Purchases of days that an earlier import has too: never counted twice, never lost in silence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workspace import Workspace
from tests.core.keeping import (
    TODAY,
    amounts,
    clock,
    everything,
    line,
    lines_that_count,
    sheet,
)
from tests.core.keeping import bring_as_promised as bring
from tests.drills.share import examples

DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=7 * n) for n in range(30)]


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def weeks(first, last, **columns):
    """Two lines a week without slip numbers."""
    return [
        line(DAYS[n].isoformat(), number, 100 * n + number, **columns)
        for n in range(first, last)
        for number in (1, 2)
    ]


def slip(number, day, *amounts_said, customer=1, **columns):
    return [
        line(day, customer, amount, order_id=str(number), product=f"品{n}", **columns)
        for n, amount in enumerate(amounts_said)
    ]


def total(shop):
    return sum(amounts(shop.book(TODAY)))


@pytest.mark.usefixtures("ledger_kind")
def test_january_to_july_after_january_to_june_counts_no_day_twice_and_loses_none(shop):
    bring(shop, sheet(lines=weeks(0, 26)))
    coming = shop.preview(sheet(lines=weeks(4, 30)))
    (same,) = coming.same_period
    assert (same.first_day, same.last_day) == (DAYS[4], DAYS[25])
    assert (same.lines_before, same.lines_now, same.lines_known) == (44, 44, 44)
    assert same.amount_before == same.amount_now == sum(r["amount"] for r in weeks(4, 26))
    assert (same.batch_id, same.files, same.proposed) == (1, ("a.csv",), "replace")
    bring(shop, sheet(lines=weeks(4, 30)))
    assert total(shop) == sum(row["amount"] for row in weeks(0, 30))


def test_the_newer_file_replaces_its_days_even_where_no_line_is_the_same(shop):
    bring(shop, sheet(lines=weeks(0, 10)))
    renamed = [
        row | {"product": "新しい名前", "amount": row["amount"] + 5} for row in weeks(2, 12)
    ]
    coming = shop.preview(sheet(lines=renamed))
    assert coming.counts["lines_replaced"] == 16
    assert coming.replaced_amount == sum(row["amount"] for row in weeks(2, 10))
    (same,) = coming.same_period
    assert (same.amount_before, same.amount_now) == (
        coming.replaced_amount,
        same.amount_before + 80,
    )
    bring(shop, sheet(lines=renamed))
    rest = [row["amount"] for row in (*weeks(0, 2), *renamed)]
    assert amounts(shop.book(TODAY)) == sorted(rest)


def test_days_that_only_the_earlier_file_has_stay_when_the_later_one_is_no_newer_version(shop):
    bring(shop, sheet(lines=weeks(0, 6)))
    other = [row | {"amount": 7} for row in (*weeks(0, 1), *weeks(5, 6))]
    bring(shop, sheet(lines=other))
    kept = [row["amount"] for row in weeks(1, 5)]
    assert amounts(shop.book(TODAY)) == sorted([*kept, 7, 7, 7, 7])


def test_a_sale_moved_to_another_day_in_a_newer_version_counts_once(shop):
    lonely = [line(day.isoformat(), amount=n) for n, day in enumerate(DAYS)]
    bring(shop, sheet(lines=lonely))
    lonely[7] = lonely[7] | {"date": (DAYS[7] + dt.timedelta(days=1)).isoformat()}
    bring(shop, sheet(lines=lonely))
    assert amounts(shop.book(TODAY)) == list(range(30))


def test_two_registers_of_one_shop_both_count_when_the_owner_says_so(shop):
    bring(shop, sheet(lines=weeks(0, 5)))
    bring(shop, sheet(lines=weeks(0, 5)), same_days="add")
    assert total(shop) == 2 * sum(row["amount"] for row in weeks(0, 5))


def test_an_excerpt_of_one_customer_is_recognised_and_costs_nothing(shop):
    every = [*weeks(0, 10), *(line(DAYS[n].isoformat(), 3, n) for n in range(10))]
    bring(shop, sheet(lines=every))
    excerpt = [*weeks(0, 6)[::2], line(DAYS[3].isoformat(), 1, 99_999)]
    coming = shop.preview(sheet(lines=excerpt))
    assert coming.same_days == "once"
    batch = bring(shop, sheet(lines=excerpt), same_days=coming.same_days)
    assert (batch.counts["lines_known"], batch.counts["lines_replaced"]) == (6, 0)
    assert total(shop) == sum(row["amount"] for row in every) + 99_999


def test_the_next_export_of_one_of_two_registers_counts_no_day_twice_as_it_is_proposed(shop):
    here, there = weeks(0, 5), [line(d.isoformat(), 9, 7) for d in DAYS[:5]]
    bring(shop, sheet(lines=here))
    assert shop.preview(sheet(lines=there)).same_days == "add"
    bring(shop, sheet(lines=there), same_days="add")
    coming = shop.preview(sheet(lines=weeks(0, 8)))
    assert coming.same_days == "once"
    bring(shop, sheet(lines=weeks(0, 8)), same_days=coming.same_days)
    assert total(shop) == sum(row["amount"] for row in [*weeks(0, 8), *there])


def test_a_choice_that_does_not_exist_is_refused(shop):
    with pytest.raises(KeyError):
        shop.preview(sheet(lines=weeks(0, 1)), same_days="sometimes")
    with pytest.raises(KeyError):
        bring(shop, sheet(lines=weeks(0, 1)), same_days="sometimes")
    assert shop.batches() == []


def test_different_sources_are_always_added_up(shop):
    bring(shop, sheet(lines=weeks(0, 5)))
    assert shop.preview(sheet(lines=weeks(0, 5)), source="支店").same_period == ()
    bring(shop, sheet(lines=weeks(0, 5)), source="支店")
    assert total(shop) == 2 * sum(row["amount"] for row in weeks(0, 5))
    batch = bring(shop, sheet(lines=weeks(0, 5)), source="支店")
    assert batch.counts["lines_known"] == 10
    assert total(shop) == 2 * sum(row["amount"] for row in weeks(0, 5))


def test_a_slip_said_again_is_replaced_as_a_whole_and_the_others_stay(shop):
    january = [*slip(1, "2026-01-05", 100, 200), *slip(2, "2026-01-06", 300)]
    bring(shop, sheet(lines=january))
    february = [*slip(1, "2026-01-05", 100, 250, 50), *slip(3, "2026-02-01", 400)]
    assert shop.preview(sheet(lines=february)).same_period == ()
    batch = bring(shop, sheet(lines=february))
    assert (batch.counts["lines_known"], batch.counts["lines_replaced"]) == (1, 1)
    assert amounts(shop.book(TODAY)) == [50, 100, 250, 300, 400]


@pytest.mark.parametrize(
    "changed", [{"date": "2026-01-08"}, {"customer_id": "C9"}, {"amount": 5}, {"product": "別"}]
)
def test_a_slip_with_one_cell_corrected_counts_once(shop, changed):
    said = [row for n in range(8) for row in slip(n, f"2026-01-0{n + 1}", 100 + n)]
    bring(shop, sheet(lines=said))
    corrected = [*said[:4], said[4] | changed, *said[5:]]
    bring(shop, sheet(lines=corrected))
    assert len(amounts(shop.book(TODAY))) == 8
    assert total(shop) == sum(row["amount"] for row in corrected)


def test_slip_numbers_that_begin_anew_every_day_belong_to_their_day(shop):
    def day(date, *amounts_said):
        return [line(date, n, amount, order_id=str(n)) for n, amount in enumerate(amounts_said)]

    bring(shop, sheet(lines=[*day("2026-01-05", 1, 2), *day("2026-01-06", 3, 4)]))
    later = [*day("2026-01-06", 3, 4, 5), *day("2026-01-07", 6, 7, 8)]
    batch = bring(shop, sheet(lines=later))
    assert batch.counts["lines_known"] == 2
    assert amounts(shop.book(TODAY)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_slip_numbers_that_begin_anew_every_month_replace_nothing_of_the_month_before(shop):
    january = [row for n in range(1, 5) for row in slip(n, f"2026-01-{10 + n}", 100 + n)]
    february = [row for n in range(1, 5) for row in slip(n, f"2026-02-{10 + n}", 200 + n)]
    bring(shop, sheet(lines=january))
    bring(shop, sheet(lines=february))
    assert len(amounts(shop.book(TODAY))) == 8


def test_equal_slip_numbers_of_another_register_replace_nothing(shop):
    ours = [row for n in range(6) for row in slip(n, f"2026-01-0{n + 1}", 100, customer=n)]
    theirs = [row for n in range(6) for row in slip(n, f"2026-01-0{n + 1}", 100, customer=n + 50)]
    bring(shop, sheet(lines=ours))
    batch = bring(shop, sheet(lines=theirs))
    assert batch.counts["lines_replaced"] == 0
    assert len(amounts(shop.book(TODAY))) == 12


def test_an_export_that_now_has_slip_numbers_replaces_the_days_it_had_without(shop):
    bring(shop, sheet(lines=weeks(0, 6)))
    numbered = [row | {"order_id": f"A{n}"} for n, row in enumerate(weeks(0, 8))]
    (same,) = shop.preview(sheet(lines=numbered)).same_period
    assert (same.lines_before, same.lines_now) == (12, 12)
    bring(shop, sheet(lines=numbered))
    assert total(shop) == sum(row["amount"] for row in weeks(0, 8))


def test_an_export_without_its_slip_numbers_replaces_the_days_too(shop):
    numbered = [row | {"order_id": f"A{n}"} for n, row in enumerate(weeks(0, 6))]
    bring(shop, sheet(lines=numbered))
    (same,) = shop.preview(sheet(lines=weeks(1, 6))).same_period
    assert (same.lines_before, same.lines_now) == (10, 10)
    bring(shop, sheet(lines=weeks(1, 6)))
    assert total(shop) == sum(row["amount"] for row in weeks(0, 6))


@pytest.mark.usefixtures("ledger_kind")
def test_two_files_of_one_upload_that_overlap_count_once(shop):
    both = [
        *(row | {"source_file": "1-6月.csv"} for row in weeks(0, 26)),
        *(row | {"source_file": "1-7月.csv"} for row in weeks(0, 30)),
    ]
    (same,) = shop.preview(sheet(lines=both)).same_period
    assert (same.batch_id, same.files) == (0, ("1-6月.csv",))
    batch = bring(shop, sheet(lines=both))
    assert (batch.counts["lines"], batch.counts["lines_known"]) == (112, 52)
    assert total(shop) == sum(row["amount"] for row in weeks(0, 30))
    shop.undo_batch(batch.id)
    assert amounts(shop.book(TODAY)) == []
    shop.redo_batch(batch.id)
    assert total(shop) == sum(row["amount"] for row in weeks(0, 30))


def test_amounts_of_the_same_period_are_told_in_the_finer_decimals(shop):
    bring(shop, sheet(lines=[line("2026-01-05", amount=100)]))
    coming = shop.preview(sheet(lines=[line("2026-01-05", amount=12345)], scale=2))
    (same,) = coming.same_period
    assert (same.amount_before, same.amount_now) == (10000, 12345)
    assert (coming.replaced_amount, coming.scale) == (10000, 2)


@pytest.mark.usefixtures("ledger_kind")
def test_a_preview_leaves_nothing_behind(shop):
    bring(shop, sheet(lines=weeks(0, 10)))
    before, kept = everything(shop), _files(shop)
    shop.preview(sheet(lines=weeks(5, 15)))
    assert everything(shop) == before
    assert _files(shop) == kept


def _files(shop):
    """Every file but the seal, which is written a second after the import and not by what came."""
    seals = {"ledger.seal", ".seal.lock"}
    return sorted(p for p in shop.folder.rglob("*") if p.is_file() and p.name not in seals)


LINE = st.builds(
    lambda day, number, amount, order: line(DAYS[day].isoformat(), number, amount, order_id=order),
    st.integers(0, 3),
    st.integers(1, 2),
    st.integers(1, 3),
    st.sampled_from(["", "", "7", "8"]),
)
IMPORT = st.tuples(
    st.lists(LINE, min_size=1, max_size=5),
    st.sampled_from(["", "replace", "add", "once"]),
    st.sampled_from(["", "支店"]),
)


@pytest.mark.drill
@settings(max_examples=examples(60))
@given(said=st.lists(IMPORT, min_size=2, max_size=4), data=st.data())
def test_whatever_is_undone_it_is_as_if_only_the_others_had_come(tmp_path_factory, said, data):
    gone = data.draw(st.permutations(range(len(said))))[: data.draw(st.integers(0, len(said)))]
    back = data.draw(st.sets(st.sampled_from(gone))) if gone else set()
    root = tmp_path_factory.mktemp("home")
    with (
        Workspace.create(root, "all", now=clock()) as every,
        Workspace.create(root, "some", now=clock()) as some,
    ):
        ids = [
            bring(every, sheet(lines=rows), same_days=days, source=source).id
            for rows, days, source in said
        ]
        for number in gone:
            every.undo_batch(ids[number])
        for number in back:
            every.redo_batch(ids[number])
        for number, (rows, days, source) in enumerate(said):
            if number not in gone or number in back:
                bring(some, sheet(lines=rows), same_days=days, source=source)
        assert lines_that_count(every.book(TODAY)) == lines_that_count(some.book(TODAY))


@pytest.mark.drill
@settings(max_examples=examples(60))
@given(before=st.lists(LINE, max_size=6), now=st.lists(LINE, min_size=1, max_size=6))
def test_lines_without_slips_count_as_the_days_say(tmp_path_factory, before, now):
    before = [row | {"order_id": ""} for row in before]
    now = [row | {"order_id": ""} for row in now]
    root = tmp_path_factory.mktemp("home")
    with Workspace.create(root, "shop", now=clock()) as shop:
        if before:
            bring(shop, sheet(lines=before))
        bring(shop, sheet(lines=now))
        counted = lines_that_count(shop.book(TODAY))
        days = {row["date"] for row in now}
        newest = [row for row in counted if f"2026-{row[0]}" in days]
        assert sorted(row[-1] for row in newest) == sorted(row["amount"] for row in now)
        outside = [r for r in before if not min(days) <= r["date"] <= max(days)]
        assert len([r for r in counted if f"2026-{r[0]}" not in days]) >= len(outside)
