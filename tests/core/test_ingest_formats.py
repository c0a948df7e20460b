"""Every format that an owner may have: what it is, and never its name, decides how it is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from core.errors import (
    CannotUnlock,
    PasswordNeeded,
    UnsafeFile,
    WrongPassword,
)
from core.ingest import read
from core.ingest.choices import FileChoices
from core.ingest.guard import scan
from core.ingest.process import Source, open_file, unlock
from core.ingest.sniff import kind_of
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.core.sheets_in import TODAY, codes, locked, xlsx

ROWS = [
    ["顧客ID", "氏名", "電話"],
    ["C001", "佐藤 花子", "090-0000-0001"],
    ["C002", "鈴木 一郎", ""],
]
GOOD = xlsx({"顧客": ROWS})


def opened(data, name="顧客.xls", **choices):
    """The cells of a file, by way of the reading process."""
    source = Source(
        data, name, scan(data, name, IntakeSettings()), IntakeSettings(), FileChoices(**choices)
    )
    return open_file(source, kind_of(data, name))


def tables(book):
    """{name: rows of text} of what was opened."""
    return {sheet.name: sheet.texts.to_numpy().tolist() for sheet in book.sheets}


def reading(data, name="顧客.xls", settings=None, **choices):
    return read(
        data, name, settings=settings or Settings(), today=TODAY, choices=FileChoices(**choices)
    )


# --- texts and mark-up that call themselves .xls ------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "cp932"), ("\t", "utf-16"), ("\t", "utf-8"), (";", "utf-8")]
)
def test_a_text_that_calls_itself_a_workbook_is_read_as_a_text(delimiter, encoding):
    data = "\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding)

    found = reading(data)

    assert found.encoding.startswith(encoding[:5])
    assert found.sheets[0].rows_read == 2


def test_a_web_page_that_calls_itself_a_workbook_gives_its_tables():
    page = """<html><head><meta charset="Shift_JIS"><style>td {color: red}</style></head><body>
      <table><tr><td>menu<table><caption>顧客 一覧</caption>
      <tr><th>顧客ID<th colspan=2>氏名</tr>
      <tr><td rowspan="2"> C001 </td><td>佐藤<br>花子</td><td>A &amp; B&nbsp;</td></tr>
      <tr><td>鈴木
          一郎</td><td><script>x</script>1,500円</td></tr>
      </table></td></tr></table>
      <table><tr><td></td></tr></table><table><tr><td>別の表</td></tr></body>"""

    book = opened(page.encode("cp932"))

    assert book.encoding == "cp932"
    assert tables(book) == {
        "顧客 一覧": [
            ["顧客ID", "氏名", ""],
            ["C001", "佐藤\n花子", "A & B\xa0"],
            ["", "鈴木 一郎", "1,500円"],
        ],
        "顧客 - 2": [["別の表"]],
    }
    assert book.sheets[0].merged == ((1, 1, 1, 2), (2, 0, 3, 0))


def test_a_web_page_of_absurd_spans_stays_small():
    page = "<table><tr><td colspan=99999 rowspan=99999>a</td><td colspan='x'>b</td></tr></table>"

    texts = opened(page.encode()).sheets[0].texts

    assert texts.shape[1] <= IntakeSettings().max_columns + 1
    assert texts[0].tolist() == ["a"]


def test_a_customer_list_in_a_web_page_is_a_customer_list():
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)

    found = reading(f"<table border=1>{rows}</table>".encode("utf-8-sig"))

    assert (found.sheets[0].kind, found.sheets[0].rows_read) == ("customers", 2)


SHEET_XML = """<?xml version="1.0" encoding="{}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
 <Worksheet ss:Name="売上"><Table>
  <Row ss:Index="2"><Cell><Data ss:Type="String">日付</Data></Cell>
   <Cell ss:Index="3" ss:MergeAcross="1"><Data ss:Type="String">金<B>額</B></Data></Cell></Row>
  <Row><Cell><Data ss:Type="DateTime">2026-11-22T00:00:00.000</Data></Cell>
   <Cell ss:MergeDown="1"><Data ss:Type="DateTime">1899-12-31T09:30:00.000</Data></Cell>
   <Cell><Data ss:Type="Number">1500</Data></Cell><Cell ss:StyleID="s1"/></Row>
  <Row ss:Index="5"><Cell><Data ss:Type="DateTime">2026-11-22T10:15:00.000</Data></Cell>
   <Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
   <Cell><Data ss:Type="Number">many</Data></Cell>
   <Cell ss:Index="9999"><Data ss:Type="String">far</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="隠し"><Table><Row><Cell><Data ss:Type="String">a</Data></Cell></Row></Table>
  <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
 <Worksheet ss:Name="超隠し"><Table><Row><Cell><Data ss:Type="String">b</Data></Cell></Row></Table>
  <x:WorksheetOptions><x:Visible>SheetVeryHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "Shift_JIS"])
def test_excels_xml_of_2003_gives_typed_cells_in_their_places(encoding):
    book = opened(SHEET_XML.format(encoding).encode(encoding))

    sheet = book.sheets[0]
    assert tables(book) == {
        "売上": [
            ["日付", "", "金額", ""],
            ["2026-11-22", "09:30:00", "1500", ""],
            ["2026-11-22 10:15:00", "", "TRUE", "many"],
        ],
        "隠し": [["a"]],
    }
    assert sheet.rows.tolist() == [2, 3, 5]
    assert sheet.errors == 1
    assert sheet.merged == ((2, 2, 2, 3), (3, 1, 4, 1))
    assert [s.hidden for s in book.sheets] == [False, True]


def test_errors_in_xml_are_said_like_those_of_a_workbook():
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in ROWS
    )
    broken = (
        '<Row><Cell><Data Type="String">C003</Data></Cell><Cell><Data Type="Error">#N/A</Data>'
    )
    text = (
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet Name="顧客">'
        f"<Table>{rows}{broken}</Cell></Row></Table></Worksheet></Workbook>"
    )

    assert "error_cells" in codes(reading(text.encode()).problems)


# --- other workbooks ----------------------------------------------------------------------------


def ods(*, more=()):
    """A small workbook as LibreOffice writes it."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    schemas = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {schemas}><office:body>'
        f'<office:spreadsheet><table:table table:name="顧客">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        manifest = "<manifest:manifest/>"
        book.writestr("META-INF/manifest.xml", manifest)
        for name in more:
            book.writestr(name, "x")
    return buffer.getvalue()


def test_a_workbook_of_libreoffice_is_read():
    assert reading(ods(), "顧客.ods").sheets[0].rows_read == 2


def test_a_locked_workbook_of_libreoffice_is_refused_in_words_and_asks_no_password():
    for name in ("a.ods", "a.xls"):
        with pytest.raises(CannotUnlock):
            reading(ods(more=["encrypted-package"]), name, password="正しい")


def test_macros_are_said_and_only_the_values_are_read():
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")

    found = reading(buffer.getvalue(), "顧客.xlsm")

    assert found.sheets[0].rows_read == 2
    assert codes(found.problems).count("macros") == 1


def test_what_numbers_adds_to_its_export_to_excel_is_left_out_and_its_names_are_used():
    summary = [
        ["この書類はNumbersから書き出されました。各表はExcelのワークシートに変換されました。"],
        ["Numbersシート名", "Numbers表名", "Excelワークシート名"],
        ["本店"],
        [None, "顧客台帳", "本店 - 顧客台帳 1"],
        [None, "「シートのすべての図形」", "本店 - Drawings"],
    ]
    data = xlsx(
        {"書き出しの概要": summary, "本店 - 顧客台帳 1": ROWS, "本店 - Drawings": [["図"]]}
    )

    found = reading(data, "顧客.xlsx")

    assert [sheet.name for sheet in found.sheets if sheet.tables] == ["本店 - 顧客台帳"]
    assert "numbers_summary" in codes(found.problems)


# --- passwords ----------------------------------------------------------------------------------


def test_a_locked_workbook_opens_with_its_password_and_asks_for_it():
    data = locked(GOOD, "ひみつ 123")

    with pytest.raises(PasswordNeeded) as asked:
        reading(data)
    with pytest.raises(WrongPassword) as wrong:
        reading(data, password="ひみつ123")
    found = reading(data, password="ひみつ 123")

    assert not isinstance(asked.value, WrongPassword)
    assert wrong.value.say("ja") != asked.value.say("ja")
    assert found.sheets[0].rows_read == 2
    assert found.sha256 == reading(data, password="ひみつ 123").sha256
    assert found.sha256 != reading(GOOD).sha256


def test_a_workbook_that_excel_locked_by_itself_opens_without_a_question():
    assert reading(locked(GOOD, "VelvetSweatshop")).sheets[0].rows_read == 2


def test_the_password_is_never_written_to_a_disk(monkeypatch, tmp_path):
    written = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def look(_share, _words):
        written.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    read(
        locked(GOOD, "himitsu-0001"), "a.xlsx", settings=Settings(), today=TODAY,
        choices=FileChoices(password="himitsu-0001"), progress=look,
    )  # fmt: skip
    assert not any(b"himitsu-0001" in content for content in written)
    assert list(tmp_path.iterdir()) == []


def test_a_plain_file_does_not_mind_a_password():
    assert reading(GOOD, password="anything").sheets[0].rows_read == 2


# --- real files ---------------------------------------------------------------------------------

LOCKED = {
    "calamine/tests__pass_protected.xlsx": "123",
    "msoffcrypto/tests__inputs__example_password.xlsx": "Password1234_",
    "msoffcrypto/tests__inputs__rc4cryptoapi_password.xls": "Password1234_",
    "msoffcrypto/tests__inputs__xor_password_123456789012345.xls": "123456789012345",
    "sheetjs/password_2002_128_strong.xls": "password",
    "sheetjs/password_2002_40_basecrypto.xls": "password",
}


@pytest.mark.data
@pytest.mark.parametrize("path", LOCKED)
def test_workbooks_that_office_locked_open_with_their_passwords(shared, path):
    data = (shared / "corpus" / path).read_bytes()
    limits = IntakeSettings()

    def unlocked(password):
        return unlock(Source(data, path, scan(data, path, limits), limits, FileChoices(password)))

    assert kind_of(data, path) == "locked"
    assert opened(unlocked(LOCKED[path]), path).sheets
    with pytest.raises(PasswordNeeded):
        unlocked("")
    with pytest.raises(WrongPassword):
        unlocked("not this one")


@pytest.mark.data
@pytest.mark.parametrize(
    "path", ["sheetjs/biff5__password_2002_40_xor.xls", "calamine/tests__pass_protected.ods"]
)
def test_old_and_other_locks_are_refused_in_words_that_ask_for_no_password(shared, path):
    with pytest.raises(CannotUnlock) as refused:
        reading((shared / "corpus" / path).read_bytes(), path, password="password")
    assert "パスワード" in refused.value.say("ja")


@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["dim_only.xlsx", "far_cell.xlsx", "far_space.xlsx", "far_value.xlsx"]
)
def test_fifty_rows_stay_fifty_wherever_the_sheet_says_it_ends(shared, name):
    sheet = opened((shared / "corpus" / "tricky" / name).read_bytes(), name).sheets[0]

    assert sheet.texts.shape == (51, 12)
    assert set(sheet.texts.ne("").all()) == {True} or name == "far_value.xlsx"


@pytest.mark.data
@pytest.mark.parametrize("name", ["laughs.xlsx", "xxe.xlsx"])
def test_entities_are_refused_before_a_reader_sees_them(shared, name):
    with pytest.raises(UnsafeFile):
        opened((shared / "corpus" / "tricky" / name).read_bytes(), name)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("csv.xls", [["氏名", "電話"]]),
        ("tsv.xls", [["氏名", "電話"]]),
        ("html.xls", [["氏名"]]),
        ("sml2003.xls", [["氏名"]]),
    ],
)
def test_real_texts_and_mark_up_named_xls_open_as_what_they_are(shared, name, cells):
    book = opened((shared / "corpus" / "tricky" / name).read_bytes(), name)
    assert book.sheets[0].texts.head(1).to_numpy().tolist() == cells
