"""The call lists of past weeks go out with the workbook and come back: the lottery goes on."""

from __future__ import annotations

import datetime as dt
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.ingest import combine, read
from core.ingest.our_lists import HEADERS, KINDS, WIDTH, lists_of, rest_of
from core.locale.words import say
from core.review import review
from core.settings import Settings
from core.store.snapshots import CALLS, LOTS, ListRow
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet
from tests.core.samples import copied, sample
from tests.core.whole_ledgers import brought, everything_held, workbook


def judged(workspace):
    return review(workspace.book(TODAY), workspace.settings())


LIST = ListRow(
    "2026-11-16", CALLS,
    {"week": "2026-11-16", "customer_id": "C1", "rank": 1, "class": "sales",
     "reasons": ["due_now"], "key": 12.5, "minutes": 5, "expected_profit_per_call": None,
     "chance": 0.25, "late": False},
)  # fmt: skip
LOT = ListRow(
    "2026-11-16", LOTS,
    {"week": "2026-11-16", "customer_id": "C2", "reason": "due_now", "drawn": True, "weight": 1.0},
)  # fmt: skip


def lots_of_last_week(calls):
    """Last week's lottery as it would have to be for this week's to come out the other way."""
    return [
        LOT._replace(
            said={**LOT.said, "customer_id": row["customer_id"], "drawn": not row["drawn"]}
        )
        for row in calls.lots.to_dict("records")
    ]


def test_the_lottery_goes_on_after_a_round_trip(tmp_path):
    forgetful = sample("lease").calls
    with copied("lease", tmp_path / "first", now=clock()) as lease:
        bring(lease, with_lists(sheet(), *lots_of_last_week(forgetful)))
        before = judged(lease).calls
        assert before.rows["customer_id"].tolist() != forgetful.rows["customer_id"].tolist()
        assert lease.freeze(judged(lease))
        again, reading = brought(tmp_path / "again", workbook(lease), trade_code="lease")
        with again:
            pd.testing.assert_frame_equal(again.listed(), lease.listed())
            assert everything_held(again) == everything_held(lease)
            after = judged(again).calls
            assert after.rows["customer_id"].tolist() == before.rows["customer_id"].tolist()
    (told_of,) = (say(p.words) for p in reading.problems if p.code == "our_lists")
    assert told_of.startswith("1週分")


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path / "shop", "試験商店", now=clock()) as workspace:
        said = sheet([customer(1), customer(2)], [line("2026-11-01", 1), line("2026-11-01", 2)])
        yield workspace, said


def with_lists(said, *rows):
    return type(said)(**{**vars(said), "lists": rows, "exact": True})


def told(workspace):
    return [(r.seen, r.kind, r.said["customer_id"]) for r in workspace.holding().lists]


def test_taking_the_import_back_takes_its_lists_back_and_doing_it_again_brings_them(shop):
    workspace, said = shop
    batch = bring(workspace, with_lists(said, LIST, LOT))
    assert told(workspace) == [("2026-11-16", CALLS, "C1"), ("2026-11-16", LOTS, "C2")]
    assert workspace.listed()["customer_id"].tolist() == ["C1", "C2"]
    workspace.undo_batch(batch.id)
    assert told(workspace) == []
    assert workspace.listed().empty
    workspace.redo_batch(batch.id)
    assert len(workspace.listed()) == 2


def test_a_week_that_is_kept_here_stays_as_it_is(shop):
    workspace, said = shop
    bring(workspace, with_lists(said, LIST))
    other = LIST._replace(said={**LIST.said, "customer_id": "C2"})
    older = LOT._replace(seen="2026-11-09", said={**LOT.said, "week": "2026-11-09"})
    bring(workspace, with_lists(said, other, older), "b.csv")
    assert told(workspace) == [("2026-11-09", LOTS, "C2"), ("2026-11-16", CALLS, "C1")]


def test_a_list_that_came_is_no_week_that_was_seen_here(shop):
    workspace, said = shop
    bring(workspace, with_lists(said, LIST))
    assert workspace.frozen_weeks() == []
    assert workspace.freeze(judged(workspace))
    assert workspace.frozen_weeks() == [dt.date(2026, 11, 16)]
    # The list of that week stays as it was first seen; who is added stands behind it.
    assert told(workspace)[0] == ("2026-11-16", CALLS, "C1")


def test_who_was_erased_does_not_come_back_with_an_old_list(shop):
    workspace, said = shop
    bring(workspace, said)
    workspace.erase("C1")
    bring(workspace, with_lists(said, LIST, LOT), "b.csv")
    assert told(workspace) == [("2026-11-16", LOTS, "C2")]


def cells(row, language="ja"):
    words = say(KINDS[row.kind], language)
    return [row.seen, row.said["week"], words, row.said["customer_id"], "名", "1", rest_of(row)]


def test_the_rows_of_the_sheet_are_known_again_in_both_languages():
    for language in ("ja", "en"):
        head = [say(words, language) for words in HEADERS]
        found = lists_of([head, cells(LIST, language), [""] * WIDTH, cells(LOT, language)])
        assert found == ((LIST, LOT), 0)


@pytest.mark.parametrize(
    ("place", "text"),
    [(0, "2026-11-17"), (0, "先週"), (1, ""), (2, "そのほか"), (3, " "), (6, "{"), (6, "[]"),
     (6, '{"rank": "一"}'), (6, json.dumps({**LIST.said, "reasons": "due_now"})),
     (6, json.dumps({**LIST.said, "minutes": True}))],
)  # fmt: skip
def test_a_row_that_was_changed_beyond_reading_is_counted_and_left_aside(place, text):
    row = cells(LIST)
    row[place] = text
    assert lists_of([row]) == ((), 1)


def test_a_workbook_says_how_many_rows_of_its_lists_cannot_be_read(shop):
    workspace, said = shop
    bring(workspace, with_lists(said, LIST, LOT))
    book = load_workbook(io.BytesIO(workbook(workspace)))
    page = book["毎週の一覧の控え"]
    assert [c.value for c in page[2]][:6] == ["2026-11-16"] * 2 + [
        "一覧に載った方",
        "C1",
        "試験 1",
        1,
    ]
    page["G2"] = "？"
    target = io.BytesIO()
    book.save(target)
    reading = read(target.getvalue(), "w.xlsx", settings=Settings(), today=TODAY)
    found = {p.code: p for p in reading.problems}
    assert "1行" in say(found["our_lists_unread"].words)
    assert combine([reading]).lists == (LOT,)


@given(st.lists(st.text(max_size=20), min_size=WIDTH, max_size=WIDTH))
def test_whatever_stands_in_a_row_is_read_or_counted(row):
    found = lists_of([row])
    assert len(found.rows) + found.left <= 1
