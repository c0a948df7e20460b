"""The call sheet in Excel: written, filled in by a program, read back, logged (紙で回す)."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook

from core.calls import call_list
from core.calls.outcomes import OUTCOMES
from core.errors import NoHeader, PasswordNeeded, UnknownType, WrongPassword
from core.export.call_sheet import FIELDS, call_sheet
from core.export.called import Called, read_called
from core.ingest.our_calls import MARK
from core.ingest.reading import read
from core.locale.words import say
from core.review import review
from core.settings import Settings
from core.tables.activities import OUTCOME_CHOICES
from core.tables.not_now import REASON_CHOICES
from tests.core.call_cases import book, judged, slipping
from tests.core.keeping import clock
from tests.core.samples import copied, sample

TODAY = dt.date(2026, 11, 22)
PLACE = {field.name: place for place, field in enumerate(FIELDS, start=1)}
LABEL = {language: {c.code: say(c.label, language) for c in (*OUTCOME_CHOICES, *REASON_CHOICES)}
         for language in ("ja", "en")}  # fmt: skip
#: What is written for each outcome.
WRITTEN = {
    "talked": {"note": "お元気そう"},
    "no_answer": {},
    "promised": {"note": "見積りを送る", "next_date": dt.datetime(2026, 12, 1)},
    "bought": {"note": ""},
    "not_now": {"reason": "budget", "next_date": "2027年4月1日"},
    "declined": {"note": "いらない"},
    "complaint": {"note": "待たされた"},
    "stop": {},
    "referral": {"referred_name": "新島 試"},
}


def written(calls, language="ja"):
    target = io.BytesIO()
    call_sheet(calls, target, language)
    return target.getvalue()


def filled(calls, rows, language="ja", mess=lambda _sheet: None):
    """The sheet with {row: what is written}, as a program fills it."""
    book = load_workbook(io.BytesIO(written(calls, language)))
    sheet = book.worksheets[0]
    for row, said in rows.items():
        for name, value in said.items():
            word = LABEL[language].get(value, value) if name in ("outcome", "reason") else value
            sheet.cell(row, PLACE[name], word)
    mess(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def back(data, name="用紙.xlsx"):
    return read_called(data, name, settings=Settings(), today=TODAY)


@pytest.fixture(scope="module")
def calls():
    return sample("salon").calls


def test_the_sheet_tells_who_why_and_how_and_prints_on_a4(calls):
    sheet = load_workbook(io.BytesIO(written(calls))).worksheets[0]
    assert [c.value for c in sheet[1]][: len(FIELDS)] == [say(f.label) for f in FIELDS]
    assert sheet.max_row == len(calls.rows) + 1
    first = calls.rows.iloc[0]
    assert sheet.cell(2, PLACE["name"]).value == first["name"]
    assert say(first["why"][0]) in sheet.cell(2, PLACE["why"]).value
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$1:$1"
    assert len(sheet.data_validations.dataValidation) == 2


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_outcome_comes_back_by_the_mark_of_its_row(calls, language):
    rows = {place: {"outcome": code, "day": dt.datetime(2026, 11, 21), **WRITTEN[code]}
            for place, code in enumerate(OUTCOMES, start=2)}  # fmt: skip
    found = back(filled(calls, rows, language))
    assert found.problems == ()
    assert [call.outcome for call in found.calls] == list(OUTCOMES)
    assert [call.logged.customer_id for call in found.calls] == list(
        calls.rows["customer_id"].head(len(OUTCOMES))
    )
    assert {call.logged.day for call in found.calls} == {dt.date(2026, 11, 21)}
    assert found.not_called == len(calls.rows) - len(OUTCOMES)
    by = {call.outcome: call.logged for call in found.calls}
    assert by["promised"].next_date == dt.date(2026, 12, 1)
    assert (by["not_now"].reason, by["not_now"].next_date) == ("budget", dt.date(2027, 4, 1))
    assert by["referral"].referred_name == "新島 試"


def test_rows_may_be_sorted_and_left_out(calls):
    def mess(sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for place, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column, value)
        sheet.delete_rows(2, 3)

    who = calls.rows.iloc[0]["customer_id"]
    found = back(filled(calls, {2: {"outcome": "talked", "note": "話せた"}}, mess=mess))
    assert [call.logged.customer_id for call in found.calls] == [who]
    assert found.not_called == len(calls.rows) - 4


SHORT = [
    ({"outcome": "たぶん"}, "unknown_choice"),
    ({"outcome": "talked"}, "missing_note"),
    ({"outcome": "promised", "note": "x"}, "missing_next_date"),
    ({"outcome": "not_now"}, "missing_reason"),
    ({"outcome": "referral"}, "missing_referred_name"),
    ({"outcome": "bought", "day": "そのうち"}, "unreadable_date"),
    ({"outcome": "bought", "day": dt.datetime(2026, 12, 24)}, "future_date"),
    ({"note": "話した"}, "no_outcome"),
]


def test_a_row_that_says_too_little_is_named_and_the_others_are_taken(calls):
    rows = {place: said for place, (said, _code) in enumerate(SHORT, start=3)}
    found = back(filled(calls, rows | {2: {"outcome": "no_answer"}}))
    assert [(p.code, p.row) for p in found.problems] == [
        (code, place) for place, (_said, code) in enumerate(SHORT, start=3)
    ]
    assert {(p.file, p.sheet) for p in found.problems} == {("用紙.xlsx", "今週の電話")}
    assert [call.outcome for call in found.calls] == ["no_answer"]


def test_a_row_without_its_mark_is_nobodys(calls):
    found = back(filled(calls, {2: {"outcome": "no_answer"}},
                        mess=lambda sheet: sheet.cell(2, len(FIELDS) + 1, "消えた")))  # fmt: skip
    assert [p.code for p in found.problems] == ["no_mark"]
    assert found.calls == ()


def test_a_file_that_is_no_call_sheet_is_refused_with_what_to_do():
    book = Workbook()
    book.active.append(["日付", "金額"])
    book.active.append(["2026-01-01", 100])
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(NoHeader, match="no call sheet"):
        back(target.getvalue())


def test_a_call_sheet_among_the_sheets_brought_in_is_sent_to_its_page(calls):
    with pytest.raises(UnknownType, match="call sheet"):
        read(written(calls), "用紙.xlsx", settings=Settings(), today=TODAY)


def test_what_customers_are_called_never_computes(calls):
    data = written(calls)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert MARK in [cell.value for cell in sheet[1]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "d",
        "inlineStr",
    }


def test_a_filled_sheet_is_logged_once_whole_and_taken_back_whole(tmp_path):
    with copied("salon", tmp_path, now=clock()) as workspace:
        before = review(workspace.book(), workspace.settings())
        codes = itertools.islice(itertools.cycle(OUTCOMES), 9)
        rows = {place: {"outcome": code, **WRITTEN[code]} for place, code in enumerate(codes, 2)}
        found = back(filled(before.calls, rows))
        said = [(call.outcome, call.logged) for call in found.calls]
        contacts = len(workspace.book().table("activities"))

        action, logged = workspace.log_sheet(said)

        assert logged == 9
        after = workspace.book()
        assert len(after.table("activities")) == contacts + 9
        stopped = next(c.logged.customer_id for c in found.calls if c.outcome == "stop")
        people = after.table("customers").set_index("customer_id")
        assert people.loc[stopped, "contact_permission"] == "stop"
        assert workspace.log_sheet(said) == (0, 0)
        assert "9" in say(workspace.last_actions(1)[0].words)

        workspace.undo(action)

        assert len(workspace.book().table("activities")) == contacts


def test_a_call_names_its_customer_for_the_preview(calls):
    (call,) = back(filled(calls, {2: {"outcome": "no_answer"}})).calls
    assert isinstance(call, Called)
    assert (call.name, call.row) == (calls.rows.iloc[0]["name"], 2)


def of_two_people(extra=""):
    """A list of which each of two people, and nobody, has a part."""
    people = [slipping("C1", staff="野口/[1]"), slipping("C2", staff=extra or "小田"),
              slipping("C3")]  # fmt: skip
    return call_list(judged(*people), book(), Settings())


def test_a_sheet_for_each_person_comes_back_whole():
    calls = of_two_people()
    target = io.BytesIO()
    call_sheet(calls, target, "ja", by_person=True)
    workbook = load_workbook(target)
    assert workbook.sheetnames == ["小田", "野口  1", "担当なし", "選択肢"]
    for sheet in workbook.worksheets[:3]:
        assert sheet.max_row == 2
        sheet.cell(2, PLACE["outcome"], LABEL["ja"]["no_answer"])
    filled_in = io.BytesIO()
    workbook.save(filled_in)

    found = back(filled_in.getvalue())

    assert [(c.logged.customer_id, c.outcome) for c in found.calls] == [
        ("C2", "no_answer"), ("C1", "no_answer"), ("C3", "no_answer"),
    ]  # fmt: skip
    assert found.problems == ()


def test_names_that_excel_takes_for_one_become_two_sheets():
    target = io.BytesIO()
    call_sheet(of_two_people("野口/*1*"), target, "ja", by_person=True)
    assert len(load_workbook(target).sheetnames) == 4


def test_a_locked_sheet_is_opened_with_its_password_alone():
    locked = io.BytesIO()
    calls = of_two_people()
    OOXMLFile(io.BytesIO(filled(calls, {2: {"outcome": "no_answer"}}))).encrypt("ひみつ", locked)
    data = locked.getvalue()
    with pytest.raises(PasswordNeeded):
        back(data)
    with pytest.raises(WrongPassword):
        read_called(data, "x.xlsx", settings=Settings(), today=TODAY, password="ちがう")
    found = read_called(data, "x.xlsx", settings=Settings(), today=TODAY, password="ひみつ")
    assert len(found.calls) == 1
