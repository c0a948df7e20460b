"""Bringing in sheets: seen before taken, refused in words, taken back, apart from the sample."""

from __future__ import annotations

import datetime as dt

import pytest

from core.workspace import Workspace, businesses, current
from tests.pages.conftest import MOMENT
from tests.pages.run import ROOT, labels, open_page, said

PAGE = "pages/intake.py"
LAST_DAY = dt.date(2026, 11, 20)


def day(ago):
    return LAST_DAY - dt.timedelta(days=ago)


def sales_csv(rows, encoding="cp932"):
    """A small sales list in the encoding of Japanese Excel."""
    lines = ["顧客番号,氏名,電話番号,売上日,金額"]
    lines += [
        f"{number},{name},090-0123-{1000 + place},{day(ago):%Y/%m/%d},{amount}"
        for place, (number, name, ago, amount) in enumerate(rows)
    ]
    return "\r\n".join(lines).encode(encoding)


SALES = sales_csv(
    [
        ("C001", "佐藤 花子", 200, 5000),
        ("C001", "佐藤 花子", 140, 5200),
        ("C001", "佐藤 花子", 90, 4800),
        ("C002", "鈴木 一郎", 40, 3000),
        ("C003", "髙橋 﨑子", 10, 12000),
    ]
)


def upload(at, *files):
    for name, data in files:
        at.file_uploader[0].upload(name, data)
    return at.run(timeout=60)


def take(at):
    return at.button(key="intake_commit").click().run(timeout=60)


def own(home):
    return next(b.slug for b in businesses(home) if not b.sample)


def book_of(home, slug):
    with Workspace.open(home, slug, now=lambda: MOMENT) as workspace:
        return workspace.book()


def test_nothing_is_taken_before_the_button_is_pressed(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", SALES))
    assert "取り込む" in labels(at)
    assert not at.success
    assert businesses(nothing_yet) == []


def test_a_sheet_is_shown_as_in_the_file_and_as_understood(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", SALES))
    text = said(at)
    assert "読んだ行 5" in text
    assert "合計 30,000円" in text
    raw, understood = (frame.value for frame in at.dataframe[:2])
    assert "C001" in understood.to_string()
    assert "売上日" in raw.to_string() or "売上日" in " ".join(map(str, raw.columns))
    mapping = at.table[0].value
    assert "売上日" in set(mapping["ファイルの列"])


def test_a_cp932_sheet_is_taken_into_a_ledger_of_ones_own_and_leads_to_the_list(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    assert "売上.csvを取り込みました" in at.success[0].value.replace("&#46;", ".")
    slug = own(nothing_yet)
    assert len(book_of(nothing_yet, slug).table("customers")) == 3
    assert current(nothing_yet) == slug
    at.switch_page("pages/calls.py").run()
    assert "今週かける人" in said(at)
    assert "お客様は3人です" in said(at)


def test_the_uploader_is_empty_after_the_import_and_success_is_said_once(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    assert "intake_commit" not in [b.key for b in at.button]
    at.run()
    assert not at.success


def test_the_same_file_again_is_recognised_and_not_taken_twice(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    at = upload(at, ("copy.csv", SALES))
    assert "取り込み済みです" in said(at)
    assert "intake_commit" not in [b.key for b in at.button]


def test_an_import_is_taken_back_and_brought_in_again(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    slug = own(nothing_yet)
    at.button(key="undo_batch_1").click().run()
    assert "元に戻しました" in said(at)
    assert len(book_of(nothing_yet, slug).table("customers")) == 0
    at.button(key="redo_batch_1").click().run()
    assert len(book_of(nothing_yet, slug).table("customers")) == 3


def test_several_files_are_taken_in_one_step(nothing_yet):
    more = sales_csv([("C009", "田中 実", 30, 8000)], encoding="utf-8")
    at = take(upload(open_page(PAGE), ("a.csv", SALES), ("b.csv", more)))
    assert len(book_of(nothing_yet, own(nothing_yet)).table("customers")) == 4
    assert "a.csv、b.csv" in said(at)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.csv", b""),
        ("写真.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("メモ.csv", "ただの文章です。\nもう一行。\n".encode()),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(nothing_yet, name, data):
    at = upload(open_page(PAGE), (name, data))
    assert not at.exception
    assert len(at.error) == 1
    assert not at.success
    assert "intake_commit" not in [b.key for b in at.button]
    assert businesses(nothing_yet) == []


def test_a_refused_file_does_not_hold_back_a_good_one(nothing_yet):
    at = upload(open_page(PAGE), ("空.csv", b""), ("売上.csv", SALES))
    assert len(at.error) == 1
    assert take(at).success


def test_rows_that_cannot_be_read_are_counted_with_their_places(nothing_yet):
    broken = SALES + "\r\nC004,山田 太郎,090-0123-4567,いつか,1000".encode("cp932")
    at = upload(open_page(PAGE), ("売上.csv", broken))
    assert at.warning
    assert "よけた行 1" in said(at)
    places = [t.value for t in at.table if "ファイルの値" in t.value.columns]
    assert "いつか" in places[0].to_string()
    assert take(at).success


def test_the_dirty_sample_is_taken_with_its_problems_said(nothing_yet):
    data = (ROOT / "sample_data" / "salon_dirty.xlsx").read_bytes()
    at = upload(open_page(PAGE), ("お客様.xlsx", data))
    assert not at.error
    assert at.warning
    assert take(at).success


def test_nothing_is_taken_into_a_sample(ledger):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    assert at.success
    assert len(book_of(ledger, "sample-salon").table("customers")) == 1200
    assert len(book_of(ledger, own(ledger)).table("customers")) == 3
    assert current(ledger) == own(ledger)


def test_the_page_speaks_english_too(nothing_yet):
    at = upload(open_page(PAGE, locale="en-US"), ("sales.csv", SALES))
    assert "Import" in labels(at)
    assert "5 rows read" in said(at)
    assert "Your sheets stay on this computer" in said(at)
