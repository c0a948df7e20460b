"""The report as a workbook: a sheet for each table, and text that computes nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from core.export.report_book import report_book
from core.export.report_parts import Listing, Phone, Report, Section, Share
from core.locale.words import Money, _, say
from core.rules.roles import Role
from tests.core.test_report import told


def saved(found, language="ja"):
    target = io.BytesIO()
    report_book(found, target, language)
    return target.getvalue()


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("role", [Role.OWNER, Role.STAFF])
def test_every_table_of_the_report_has_a_sheet_with_a_frozen_header_and_a_native_table(
    role, language
):
    found = told("salon", role, language)
    book = opened(saved(found, language))
    assert len(book.worksheets) == len(found.tables) + 2
    tables = {name: sheet for sheet in book.worksheets for name in sheet.tables}
    assert set(tables) == {
        "t_summary", "t_stands_on", *(f"t_{listing.code}" for _s, listing in found.tables)
    }  # fmt: skip
    for name, sheet in tables.items():
        top = int("".join(c for c in sheet.tables[name].ref.split(":")[0] if c.isdigit()))
        assert sheet.freeze_panes == f"A{top + 1}"
        assert sheet.print_title_rows == f"${top}:${top}"
        assert sheet.page_setup.paperSize == 9
    listing = next(one for _s, one in found.tables if one.code == "call_list")
    sheet = tables["t_call_list"]
    heads = [sheet.cell(2, column).value for column in range(1, len(listing.heads) + 1)]
    assert heads == [say(head, language) for head in listing.heads]
    assert sheet.max_row == 2 + len(listing.rows)


def test_numbers_days_money_and_shares_are_what_they_are_and_phones_are_text():
    row = (3, dt.date(2026, 11, 1), Money(1250, "GBP", 2), Money(900), Share(0.25), Share(None),
           Phone("090-0123-4567"), "=1+1", "+81", None)  # fmt: skip
    heads = tuple(_("{n}", n=n) for n in range(len(row)))
    one = Listing("x", _("A: b/c"), heads, (row,), _("Nobody."))
    found = _small(one)
    sheet = opened(saved(found, "en"))["0 A b c"]
    cells = [sheet.cell(3, column) for column in range(1, len(row) + 1)]
    assert [c.value for c in cells] == [
        3, dt.datetime(2026, 11, 1), 12.5, 900, 0.25, None, "090-0123-4567", "'=1+1", "+81", None
    ]  # fmt: skip
    assert cells[2].number_format == "#,##0.00"
    assert cells[3].number_format == "#,##0"
    assert cells[4].number_format == "0%"
    assert (cells[6].number_format, cells[6].data_type) == ("@", "s")
    assert {c.data_type for c in cells} <= {"n", "d", "s"}


def _small(*listings):
    section = Section("q", _("Who"), _("Answer"), _("n: {n}", n=1), listings=listings)
    stands = Listing("stands_on", _("Question"), (_("Who"),), (), _("Nobody."))
    return Report("=店", Role.OWNER, dt.date(2026, 11, 22), dt.date(2026, 11, 15), stale=True,
                  headline=_("Answer"), sections=(section,), stands_on=stands)  # fmt: skip


def test_sheets_have_names_of_their_own_and_empty_tables_say_so():
    long = "あ" * 40
    same = [Listing(f"x{n}", _("{n}", n=long), (_("Who"), _("People")), (), _("Nobody."))
            for n in range(3)]  # fmt: skip
    book = opened(saved(_small(*same), "en"))
    names = book.sheetnames
    assert len(set(names)) == len(names) == 5
    assert all(len(name) <= 31 for name in names)
    assert book[names[1]].cell(3, 1).value == "Nobody."


def test_nothing_in_the_workbook_computes_or_leads_elsewhere():
    hostile = dataclasses.replace(told(), name='=HYPERLINK("http://evil.example","x")\x00')
    data = saved(hostile)
    for sheet in opened(data).worksheets:
        for row in sheet.iter_rows():
            assert [
                cell.coordinate for cell in row if cell.data_type == "f" or cell.hyperlink
            ] == []
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = parts.namelist()
        assert not [n for n in names if "externalLink" in n or "vbaProject" in n]
        assert not any(b"<f>" in parts.read(n) for n in names if n.startswith("xl/worksheets/s"))


def test_the_staffs_workbook_has_no_money_in_any_cell():
    book = opened(saved(told(role=Role.STAFF)))
    titles = {sheet.title for sheet in book.worksheets}
    assert not any("資産" in title or "ご判断" in title for title in titles)
    formats = {cell.number_format for sheet in book.worksheets for row in sheet.iter_rows()
               for cell in row if isinstance(cell.value, int | float)}  # fmt: skip
    assert formats <= {"#,##0", "0%"}
    large = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
             if isinstance(cell.value, int | float) and cell.value > 1_200]  # fmt: skip
    assert large == []  # no count of the sample is above the number of its customers


def test_old_data_are_said_on_the_first_sheet():
    sheet = opened(saved(_small(), "en")).worksheets[0]
    said = [sheet.cell(row, 1).value for row in range(1, 7)]
    assert "The data are old: this may no longer be true." in said
