"""Settings: the whole ledger leaves as a file; one of another computer becomes a business."""

from __future__ import annotations

import io
import json
import zipfile

from openpyxl import load_workbook

from core.review import review
from core.workspace import Workspace, businesses, current
from pages._ui import carrying
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/settings.py"
NOW = lambda: MOMENT  # noqa: E731


def test_the_page_offers_both_files_and_says_what_locks_them(shown):
    at = open_page(PAGE)
    text = said(at)
    assert "持ち出す・受け取る" in text
    assert "ブックには鍵がかかりません" in text
    proposed = at.text_input(key="carry_password").value
    assert len(proposed) == 24
    at.run()
    assert at.text_input(key="carry_password").value == proposed
    at.text_input(key="carry_password").set_value("短い").run()
    assert "15文字以上" in said(at)
    at.text_input(key="carry_password").set_value("").run()
    assert "だれでも読めます" in said(at)


def test_a_locked_file_is_taken_in_with_its_password_only(ledger):
    with Workspace.open(ledger, "sample-salon", now=NOW) as salon:
        data = carrying.bundle(salon, "K7QF-9M2X-TTRA-8WPC-3GHJ")
    at = open_page(PAGE)
    at.file_uploader[0].upload("whole.zip.age", data, "application/octet-stream").run()
    assert at.button(key="carry_take_in").disabled
    field = next(box for box in at.text_input if box.key.startswith("carry_open_"))
    field.set_value("K7QF-9M2X-TTRA-8WPC-0000").run()
    at.button(key="carry_take_in").click().run()
    assert "合言葉が合わない" in said(at)
    assert current(ledger) != "salon"
    field = next(box for box in at.text_input if box.key.startswith("carry_open_"))
    field.set_value("K7QF-9M2X-TTRA-8WPC-3GHJ").run()
    at.button(key="carry_take_in").click().run()
    assert not at.exception
    assert current(ledger) == "salon"


def test_the_purpose_is_kept_and_printed_on_the_workbook(ledger):
    at = open_page(PAGE)
    at.text_area(key="purpose_sample-salon").set_value(" ご案内のため ").run()
    assert not at.exception
    with Workspace.open(ledger, "sample-salon", now=NOW) as salon:
        assert salon.settings().privacy.purpose == "ご案内のため"
        book = load_workbook(io.BytesIO(carrying.workbook(salon, "ja")), read_only=True)
    told = {row[2]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert told["purpose"] == "ご案内のため"
    at.text_area(key="purpose_sample-salon").set_value("").run()
    with Workspace.open(ledger, "sample-salon", now=NOW) as salon:
        assert salon.settings().privacy.purpose == ""


def test_a_file_of_another_computer_becomes_a_business_and_is_looked_at(ledger):
    with Workspace.open(ledger, "sample-salon", now=NOW) as salon:
        data = carrying.bundle(salon)
    at = open_page(PAGE)
    at.file_uploader[0].upload("whole.zip", data, "application/zip").run()
    at.button(key="carry_take_in").click().run()
    assert not at.exception
    assert current(ledger) == "salon"
    assert "取り込みました" in said(at)
    assert [found.slug for found in businesses(ledger)] == ["salon", "sample-salon"]


def test_a_file_that_is_none_is_refused_in_words(nothing_yet):
    at = open_page(PAGE)
    at.file_uploader[0].upload("whole.zip", b"PK", "application/zip").run()
    at.button(key="carry_take_in").click().run()
    assert not at.exception
    assert "壊れているか" in said(at)


def test_the_card_offers_the_persons_record_with_its_reasons(ledger):
    with Workspace.open(ledger, "sample-salon", now=NOW) as salon:
        customer_id = salon.book().table("customers")["customer_id"].iloc[0]
        judged = review(salon.book(), salon.settings())
        data = carrying.person(salon, judged, customer_id, "ja")
    record = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("record.json"))
    assert record["judgements"]["rows"]
    at = open_page("pages/customer.py")
    at.session_state["_customer"] = customer_id
    at.run()
    assert not at.exception
    assert "この方の記録を書き出す" in [box.label for box in at.expander]
