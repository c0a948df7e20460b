"""A cell that could not be read keeps its text until a later file brings the right value."""

from __future__ import annotations

import functools
import json

import pandas as pd
import pytest

from core.ingest import combine, read
from core.ingest.choices import OWN_COLUMN, FileChoices, SheetChoices
from core.settings import Settings
from core.workspace import Workspace
from tests.core.keeping import TODAY, clock, everything, row_id, rows_of, value
from tests.core.keeping import bring_as_promised as bring

HEAD = "顧客番号,氏名,電話,誕生日\n"
UNREAD = HEAD + "C1,佐藤 花子,090-0111-0001,2月30日\nC2,鈴木 一郎,090-0111-0002,1980/4/1\n"
RIGHT = HEAD + "C1,佐藤 花子,090-0111-0001,1975/2/28\n"
BLANK = HEAD + "C1,佐藤 花子,090-0111-0001,\n"
OTHER_HEADER = "顧客番号,氏名,生年月日\nC1,佐藤 花子,1975/2/28\n"


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


@functools.cache
def files(*texts, own=()):
    """What some files of an upload say together; ``own`` are columns that the owner keeps."""
    choices = SheetChoices(columns=dict.fromkeys(own, OWN_COLUMN))
    return combine([
        read(
            text.encode(), f"{n}.csv", settings=Settings(), today=TODAY,
            choices=FileChoices(sheets={str(n): choices}),
        )
        for n, text in enumerate(texts)
    ])  # fmt: skip


def texts_of(shop, customer="C1"):
    return json.loads(value(shop, customer, "extra"))


def birthday(shop, customer="C1"):
    return value(shop, customer, "birthday")


def test_the_text_goes_when_a_later_file_brings_the_value(shop):
    bring(shop, files(UNREAD))
    assert (birthday(shop), texts_of(shop)) == ("", {"誕生日": "2月30日"})
    bring(shop, files(RIGHT))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {})


def test_the_text_goes_under_whatever_header_the_value_comes(shop):
    bring(shop, files(UNREAD))
    bring(shop, files(OTHER_HEADER))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {})


@pytest.mark.parametrize("later", [BLANK, UNREAD, BLANK.replace("C1", "C3")])
def test_the_text_stays_while_no_file_brings_the_value(shop, later):
    bring(shop, files(UNREAD))
    bring(shop, files(later))
    assert (birthday(shop), texts_of(shop)) == ("", {"誕生日": "2月30日"})


@pytest.mark.usefixtures("ledger_kind")
def test_taking_back_the_file_with_the_value_brings_the_text_back(shop):
    bring(shop, files(UNREAD))
    before = everything(shop)
    batch = bring(shop, files(RIGHT))
    settled = everything(shop)
    shop.undo_batch(batch.id)
    assert everything(shop) == before
    shop.redo_batch(batch.id)
    assert everything(shop) == settled


def test_a_text_that_comes_after_the_value_stands_until_the_next_value(shop):
    bring(shop, files(RIGHT))
    bring(shop, files(UNREAD))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {"誕生日": "2月30日"})
    bring(shop, files(RIGHT))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {})


@pytest.mark.parametrize("texts", [(UNREAD, RIGHT), (UNREAD + RIGHT.removeprefix(HEAD),)])
def test_two_files_of_one_upload_and_two_rows_of_one_file_do_the_same(shop, texts):
    bring(shop, files(*texts))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {})
    assert texts_of(shop, "C2") == {}


def test_the_later_text_of_two_rows_stays(shop):
    bring(shop, files(RIGHT, UNREAD))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {"誕生日": "2月30日"})


def test_a_column_of_the_owners_own_stays_though_a_field_once_had_its_name(shop):
    cake = "顧客番号,氏名,誕生日,生年月日\nC1,佐藤 花子,ケーキは苺,1975/2/28\n"
    bring(shop, files(UNREAD))
    bring(shop, files(cake, own=("誕生日",)))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {"誕生日": "ケーキは苺"})
    bring(shop, files(OTHER_HEADER))
    assert texts_of(shop) == {"誕生日": "ケーキは苺"}


def test_what_the_owner_wrote_by_hand_under_that_name_stays(shop):
    bring(shop, files(UNREAD))
    shop.correct("customers", row_id(shop, "C1"), {"extra.誕生日": "秘密"})
    bring(shop, files(RIGHT))
    assert (birthday(shop), texts_of(shop)) == ("1975-02-28", {"誕生日": "秘密"})


def test_a_cell_that_was_only_unsure_loses_its_text_too(shop):
    phones = "顧客番号,氏名,電話\nC1,佐藤 花子,{}\n"
    bring(shop, files(phones.format("090-0111-0001（留守電）12")))
    kept = texts_of(shop)
    bring(shop, files(phones.format("090-0111-0002")))
    assert kept
    assert (value(shop, "C1", "phone"), texts_of(shop)) == ("090-0111-0002", {})


def test_other_tables_do_the_same(shop):
    complaint = "顧客番号,受付日,クレーム内容,解決日\nC1,2026/11/1,味が薄い,{}\n"
    bring(shop, files(complaint.format("2月30日")))
    assert json.loads(rows_of(shop, "complaints")["extra"].iloc[0]) == {"解決日": "2月30日"}
    bring(shop, files(complaint.format("2026/11/5")))
    (kept,) = rows_of(shop, "complaints").to_dict("records")
    assert (kept["resolved_date"], kept["extra"]) == (pd.Timestamp("2026-11-05"), "{}")
