"""Everything about one person leaves as one readable file, with the reasons, also after a stop."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from openpyxl import load_workbook

from core.review import review
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, row_id, sheet


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    root = tmp_path_factory.mktemp("person")
    with Workspace.create(root, "つばめ", now=clock(), trade_code="salon", who="野口") as shop:
        people = [
            customer(1, phone="090-0123-4567", contact_permission="stop", data_source="来店時"),
            customer(2, memo="秘密の話", referrer_id="C1"),
            customer(3),
        ]
        bought = [line("2026-10-01", 1, 9800, product="カット"), line("2026-11-02", 2, 500)]
        said = sheet(people, bought)
        said.purchases["メモ"] = ["窓側", ""]
        said.tables["customers"]["犬の名前"] = ["ポチ", "", ""]
        bring(shop, said, name="顧客.csv")
        bring(shop, sheet([customer(2)]), name="other.csv")
        shop.log_outcome("C1", "talked", day=TODAY, note="=髪の話")
        shop.add("promises", {"customer_id": "C1", "content": "色見本", "due_date": TODAY})
        shop.add("complaints", {"customer_id": "C1", "received_date": TODAY, "content": "待った"})
        shop.add("referrals", {"date": TODAY, "customer_id": "C3", "referred_id": "C1"})
        shop.correct("customers", row_id(shop, "C1"), {"memo": "窓の席がお好き"})
        shop.change_settings({"privacy.purpose": "ご案内のため"})
        yield shop


@pytest.fixture(scope="module")
def file(shop):
    target = io.BytesIO()
    judged = review(shop.book(TODAY), shop.settings())
    shop.write_person("C1", judged, target, "ja")
    return zipfile.ZipFile(io.BytesIO(target.getvalue()))


@pytest.fixture(scope="module")
def record(file):
    return json.loads(file.read("record.json"))


def cells(record, code):
    return [str(cell) for row in record[code]["rows"] for cell in row]


def test_it_says_who_what_for_as_of_when_and_where_the_data_come_from(record):
    about = dict(record["about"]["rows"])
    assert about["利用目的"] == "ご案内のため"
    assert about["基準日"] == "2026-11-22"
    assert about["情報の入手元"] == "来店時"
    brought = [row[1] for row in record["about"]["rows"] if row[0] == "ファイルから"]
    assert len(brought) == 1
    assert "顧客.csv" in brought[0]


def test_all_that_is_written_of_the_person_is_there_and_nothing_of_another(record, file):
    profile = dict(record["profile"]["rows"])
    assert profile["電話"] == "090-0123-4567"
    assert profile["連絡可否"] == "停止希望"
    assert profile["犬の名前"] == "ポチ"
    assert "=髪の話" in cells(record, "activities")
    assert "色見本" in cells(record, "promises")
    assert "待った" in cells(record, "complaints")
    assert "C3" in cells(record, "referrals")
    assert {"カット", "窓側", "9,800円"} <= set(cells(record, "purchases"))
    assert "秘密の話" not in file.read("record.json").decode()


def test_what_was_concluded_is_told_with_its_reasons_also_after_a_stop(record):
    told = [row[0] for row in record["judgements"]["rows"]]
    assert {"状態", "段", "方針", "関係", "信頼", "なぜこの段か"} <= set(told)
    assert "今週の電話リストにない理由" in told
    assert record["trust"]["rows"]


def test_who_changed_what_stands_in_the_history(record):
    assert "窓の席がお好き" in cells(record, "history")
    assert "野口" in cells(record, "history")


def test_the_workbook_says_the_same_and_computes_nothing(record, file):
    book = load_workbook(io.BytesIO(file.read("record.xlsx")))
    assert book.sheetnames == [section["title"] for section in record.values()]
    kinds = {c.data_type for page in book.worksheets for row in page.iter_rows() for c in row}
    assert "f" not in kinds
    notes = [cell.value for row in book["対応履歴"].iter_rows(min_row=2) for cell in row]
    assert "'=髪の話" in notes


def test_that_it_left_is_written_down(shop, file):
    assert file
    assert shop.last_actions(1)[0].verb == "export_person"


def test_somebody_written_by_hand_without_a_purchase_has_a_record_too(tmp_path):
    with Workspace.create(tmp_path, "new", now=clock()) as shop:
        shop.add("customers", customer(9))
        target = io.BytesIO()
        shop.write_person("C9", review(shop.book(TODAY), shop.settings()), target, "en")
        record = json.loads(zipfile.ZipFile(target).read("record.json"))
    about = dict(record["about"]["rows"])
    assert about["For what the data are used"] == "Not written down yet"
    assert about["Came in with a file"] == "No file: written by hand"
    assert "purchases" not in record
