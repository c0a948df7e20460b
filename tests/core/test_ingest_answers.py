"""An answer becomes a decision about the file, and can be read back from it."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import EmptyFile, InputError
from core.ingest import read
from core.ingest.answers import answer, answer_to
from core.ingest.choices import FileChoices, Question, SheetChoices
from core.locale.words import _
from core.settings import Settings


def question(code, *values, column=""):
    return Question(code, _("?"), column, {value: _("?") for value in values})


DATES = question("date_order", "ymd", "mdy", column="来店日")
MONTHS = question("months_across", "yes", "no")
HEADER = question("no_header", "0", "3")
TABLES = question("which_table", "売上", "売上#2")
KIND = question("kind", "customers", "purchases")
ENCODING = question("encoding", "cp932", "euc_jp")


@pytest.mark.parametrize(
    ("asked", "value", "decided"),
    [
        (DATES, "mdy", SheetChoices(date_order={"来店日": "mdy"})),
        (MONTHS, "yes", SheetChoices(months_across=True)),
        (MONTHS, "no", SheetChoices(months_across=False)),
        (HEADER, "0", SheetChoices(header_row=0)),
        (KIND, "customers", SheetChoices(kind="customers")),
    ],
)
def test_an_answer_about_a_table_is_kept_for_that_table_alone(asked, value, decided):
    before = FileChoices(password="x", sheets={"別": SheetChoices(take=False)})

    after = answer(before, "売上", asked, value)

    assert after.sheets == {"別": SheetChoices(take=False), "売上": decided}
    assert after.password == "x"
    assert answer_to(before, "売上", asked) is None
    assert answer_to(after, "売上", asked) == value


def test_a_second_answer_stands_beside_the_first():
    once = answer(FileChoices(), "売上", DATES, "ymd")
    twice = answer(once, "売上", MONTHS, "yes")

    assert answer_to(twice, "売上", DATES) == "ymd"
    assert answer_to(twice, "売上", MONTHS) == "yes"


def test_choosing_one_table_leaves_the_others_out():
    after = answer(FileChoices(), "売上", TABLES, "売上#2")

    assert after.sheets == {"売上": SheetChoices(take=False), "売上#2": SheetChoices(take=True)}
    assert answer_to(after, "売上", TABLES) == "売上#2"
    assert answer_to(FileChoices(), "売上", TABLES) is None


def test_an_encoding_is_the_whole_files():
    after = answer(FileChoices(), "", ENCODING, "euc_jp")

    assert after == FileChoices(encoding="euc_jp")
    assert answer_to(after, "", ENCODING) == "euc_jp"


def test_a_password_stands_in_no_printed_form():
    assert "hunter2" not in repr(FileChoices(password="hunter2"))


def test_a_refusal_carries_what_was_seen_so_that_the_owner_can_name_the_columns():
    data = "得意先さま,いつ,いくら\n佐藤 花子,2026/4/1,5000\n鈴木 一郎,2026/5/1,3000\n".encode()

    with pytest.raises(InputError) as refused:
        read(data, "メモ.csv", settings=Settings(), today=dt.date(2026, 11, 22))

    seen = refused.value.reading
    assert list(seen.sheets[0].raw.columns) == ["得意先さま", "いつ", "いくら"]
    assert not any(sheet.tables for sheet in seen.sheets)


def test_a_file_with_nothing_in_it_has_nothing_to_show():
    with pytest.raises(EmptyFile) as refused:
        read(b"", "空.csv", settings=Settings(), today=dt.date(2026, 11, 22))

    assert refused.value.reading is None
