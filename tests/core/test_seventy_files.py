"""The seventy odd inputs and the right answer, second half: layouts, formats, encodings."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from numbers_parser import Document

from core.errors import InputError, PasswordNeeded, UnknownType, UnreadableFile
from core.ingest import read
from core.ingest.cells import DATE, DATETIME
from core.ingest.choices import FileChoices, SheetChoices
from core.ingest.guard import scan
from core.ingest.process import Source, open_file
from core.ingest.sniff import kind_of
from core.locale.words import say
from core.settings import Settings
from tests.core.sheets_in import TODAY, codes, read_csv, xlsx

HEAD = ["顧客ID", "日付", "金額"]
LINES = [["1", dt.date(2026, 11, 1), 100], ["2", dt.date(2026, 11, 2), 200]]
CJK_DATES = (31, 55, 56, 57, 58)


def read_book(data, name="表.xlsx", choices=None):
    return read(data, name, settings=Settings(), today=TODAY, choices=choices or FileChoices())


def sheets(rows, choices=None, merged=()):
    """All tables of one sheet with these rows."""
    picked = FileChoices(sheets=choices or {})
    return read_book(xlsx({"Sheet1": rows}, merged), choices=picked).sheets


def bought(sheet):
    return list(sheet.tables["purchases"]["amount"])


def cells_of(data, name):
    """The cells of a file as they stand."""
    limits = Settings().intake
    return open_file(Source(data, name, scan(data, name, limits), limits), kind_of(data, name))


def refusal(data, name, choices=None):
    """What is said of a file, in both languages; it must be refused."""
    with pytest.raises(InputError) as caught:
        read_book(data, name, choices)
    assert all(caught.value.say(language).strip() for language in ("ja", "en"))
    return caught.value


@pytest.fixture(scope="module")
def corpus(shared):
    return shared / "corpus"


@pytest.mark.parametrize("number", CJK_DATES)
def test_case_01_excels_own_japanese_date_formats_are_dates(number):
    plain = xlsx({"Sheet1": [HEAD, ["1", dt.date(2026, 11, 1), 100]]})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            text = source.read(info)
            if info.filename == "xl/styles.xml":
                text = text.replace(b'numFmtId="14"', f'numFmtId="{number}"'.encode())
            copy.writestr(info.filename, text)
    sheet = read_book(target.getvalue()).sheets[0]
    assert [d.date() for d in sheet.tables["purchases"]["date"]] == [dt.date(2026, 11, 1)]


@pytest.mark.data
def test_case_01_all_495_dates_of_a_real_japanese_workbook_are_dates(corpus):
    data = (corpus / "code4nagoya" / "data__source.xlsx").read_bytes()
    book = cells_of(data, "x")
    kinds = [kinds for sheet in book.sheets for kinds in sheet.kinds.values()]
    assert sum(int(((k == DATE) | (k == DATETIME)).sum()) for k in kinds) == 495


def test_case_02_a_workbook_that_counts_from_1904_has_the_right_days():
    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Sheet1": [HEAD]})))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["1", dt.date(2026, 11, 1), 100])
    target = io.BytesIO()
    book.save(target)
    sheet = read_book(target.getvalue()).sheets[0]
    assert [d.date() for d in sheet.tables["purchases"]["date"]] == [dt.date(2026, 11, 1)]


def test_case_29_title_rows_above_the_header_are_passed_over():
    rows = [["売上一覧"], ["出力日: 2026/11/20"], [], HEAD, *LINES]
    (sheet,) = sheets(rows)
    assert sheet.header_row == 4
    assert bought(sheet) == [100, 200]


def test_case_30_two_header_rows_are_one_name():
    rows = [
        ["基本情報", None, "連絡先", None],
        ["顧客ID", "氏名", "電話番号", "住所"],
        ["1", "佐藤花子", "090-0123-4567", "北町1"],
    ]
    (sheet,) = sheets(rows, merged=("A1:B1", "C1:D1"))
    assert sheet.header_row == 2
    assert sheet.mapping["phone"] == "連絡先／電話番号"


def test_case_31_sums_are_no_data_but_check_them():
    (sheet,) = sheets([HEAD, *LINES, ["合計", None, 300]])
    assert bought(sheet) == [100, 200]
    assert "totals_agree" in codes(sheet.problems)
    (wrong,) = sheets([HEAD, *LINES, ["合計", None, 999]])
    assert "totals_differ" in codes(wrong.problems)


def test_case_32_a_header_repeated_on_each_page_is_dropped():
    (sheet,) = sheets([HEAD, LINES[0], HEAD, LINES[1]])
    assert bought(sheet) == [100, 200]
    assert sheet.rows_dropped == 1


def test_case_33_two_tables_side_by_side_are_two_to_choose_from():
    rows = [
        ["顧客ID", "氏名", "電話番号", None, "顧客ID", "日付", "金額"],
        ["1", "佐藤花子", "090-0123-4567", None, "1", dt.date(2026, 11, 1), 100],
        ["2", "鈴木一郎", "090-0123-4568", None, "2", dt.date(2026, 11, 2), 200],
    ]
    found = sheets(rows)
    assert [s.kind for s in found] == ["customers", "purchases"]
    assert len({s.key for s in found}) == 2
    left = sheets(rows, {found[1].key: SheetChoices(take=False)})
    assert [s.kind for s in left if s.tables] == ["customers"]


def test_case_33_two_tables_one_below_the_other_are_two():
    rows = [HEAD, *LINES, [], [], [], ["顧客ID", "氏名", "電話番号"],
            ["1", "佐藤花子", "090-0123-4567"], ["2", "鈴木一郎", "090-0123-4568"]]  # fmt: skip
    assert sorted(s.kind for s in sheets(rows)) == ["customers", "purchases"]


MONTHS = [["顧客ID", "氏名", "2026年9月", "2026年10月", "2026年11月"],
          ["1", "佐藤花子", 100, None, 300], ["2", "鈴木一郎", None, 200, None]]  # fmt: skip


def test_case_34_months_across_become_rows_only_after_asking():
    asked = sheets(MONTHS)[0]
    assert "months_across" in [q.code for q in asked.questions]
    assert "purchases" not in asked.tables
    done = sheets(MONTHS, {asked.key: SheetChoices(months_across=True)})
    lines = next(s for s in done if "purchases" in s.tables).tables["purchases"]
    assert sorted(lines["amount"]) == [100, 200, 300]
    assert sorted({d.date() for d in lines["date"]}) == [dt.date(2026, m, 1) for m in (9, 10, 11)]


def test_case_35_without_a_header_it_is_asked_and_the_cells_make_guesses():
    rows = [["C001", "佐藤花子", "090-0123-4567"], ["C002", "鈴木一郎", "090-0123-4568"],
            ["C003", "高橋桃子", "090-0123-4569"]]  # fmt: skip
    data = xlsx({"Sheet1": rows})
    with pytest.raises(InputError):
        read_book(data)
    columns = {"[A]": "customer_id", "[B]": "name"}
    picked = FileChoices(sheets={"Sheet1": SheetChoices(header_row=0, kind="customers",
                                                        columns=columns)})  # fmt: skip
    sheet = read_book(data, choices=picked).sheets[0]
    assert list(sheet.tables["customers"]["name"]) == ["佐藤花子", "鈴木一郎", "高橋桃子"]
    assert sheet.mapping["phone"] == "[C]"


def test_case_36_two_columns_of_one_name_are_told_apart():
    (sheet,) = sheets([[*HEAD, "備考", "備考"], [*LINES[0], "a", "b"]])
    assert {"備考", "備考_2"} <= {*sheet.unmapped, *sheet.mapping.values()}


def test_case_37_one_customer_written_downwards_is_refused_with_the_template():
    card = [["氏名", "佐藤花子"], ["電話番号", "090-0123-4567"], ["住所", "北町1"],
            ["誕生日", "1980/4/1"], ["メモ", "紅茶"]]  # fmt: skip
    said = refusal(xlsx({"Sheet1": card}), "カード.xlsx").say("ja")
    assert "台帳" in said


def test_case_38_merged_cells_stand_for_all_their_rows():
    rows = [["店舗", *HEAD], ["本店", *LINES[0]], [None, *LINES[1]]]
    (sheet,) = sheets(rows, merged=("A2:A3",))
    assert list(sheet.tables["purchases"]["store"]) == ["本店", "本店"]


def test_case_39_a_row_of_machine_names_above_the_header_is_passed_over():
    text = (
        "登録ID,,,,,,,タグ_1,タグ_2\n"
        "ID,表示名,LINE登録名,本名,システム表示名,対応マーク,電話番号,来店,紹介\n"
        "101,はな,はな,佐藤花子,佐藤花子,,090-0123-4567,1,0\n"
        "102,いち,いち,鈴木一郎,鈴木一郎,,090-0123-4568,0,1\n"
    )
    sheet = read_csv(text, encoding="cp932").sheets[0]
    assert sheet.header_row == 2
    assert list(sheet.tables["customers"]["name"]) == ["佐藤花子", "鈴木一郎"]


def test_case_40_rows_that_explain_are_dropped_and_said():
    (sheet,) = sheets([HEAD, ["※必須", "※必須", "任意"], *LINES])
    assert bought(sheet) == [100, 200]
    assert "header_again" in codes(sheet.problems)


def test_case_41_errors_and_formulas_without_result_are_blank_counted_and_explained():
    rows = [[*HEAD, "メモ"], [*LINES[0], "#N/A"], [*LINES[1], "=A1&B1"]]
    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Sheet1": rows})))
    book.active["D2"].data_type = "e"
    target = io.BytesIO()
    book.save(target)
    sheet = read_book(target.getvalue()).sheets[0]
    assert {"error_cells", "uncalculated"} <= set(codes(sheet.problems))


def test_case_42_hidden_rows_and_sheets_are_read_and_said():
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx({"売上": [HEAD, *LINES], "顧客": [["顧客ID", "氏名", "電話番号"],
                   ["1", "佐藤花子", "090-0123-4567"]], "裏": [HEAD, *LINES]}))
    )  # fmt: skip
    book["売上"].row_dimensions[3].hidden = True
    book["顧客"].sheet_state = "hidden"
    book["裏"].sheet_state = "veryHidden"
    target = io.BytesIO()
    book.save(target)
    reading = read_book(target.getvalue())
    assert {s.name for s in reading.sheets} == {"売上", "顧客"}
    assert {"hidden", "hidden_sheet"} <= set(codes(reading.problems))


def raw_rows(path):
    """Rows that hold anything in the largest sheet of a file."""
    return max(len(sheet.texts) for sheet in cells_of(path.read_bytes(), path.name).sheets)


@pytest.mark.data
@pytest.mark.parametrize("name", ["dim_only", "far_cell", "far_space", "far_value"])
def test_cases_43_to_45_far_cells_give_the_rows_that_are_there(corpus, name):
    assert raw_rows(corpus / "tricky" / f"{name}.xlsx") in (50, 51)


@pytest.mark.data
@pytest.mark.parametrize("name", ["laughs.xlsx", "xxe.xlsx"])
def test_case_46_bombs_are_refused(corpus, name):
    assert refusal((corpus / "tricky" / name).read_bytes(), name).say("ja")


def test_case_46_a_workbook_that_unpacks_without_end_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (150 * 2**20))
    assert refusal(target.getvalue(), "bomb.xlsx").say("ja")


@pytest.mark.data
def test_case_47_a_password_is_asked_for_and_a_wrong_one_is_said(corpus):
    path = corpus / "msoffcrypto" / "tests__inputs__example_password.xlsx"
    data = path.read_bytes()
    asked = refusal(data, path.name)
    assert isinstance(asked, PasswordNeeded)
    wrong = refusal(data, path.name, FileChoices(password="wrong"))
    assert isinstance(wrong, PasswordNeeded)
    assert wrong.say("ja") != asked.say("ja")
    opened = refusal(data, path.name, FileChoices(password="Password1234_"))
    assert not isinstance(opened, PasswordNeeded)  # it opens; it is no table of customers


def test_case_48_a_workbook_called_xls_opens():
    sheet = read_book(xlsx({"Sheet1": [HEAD, *LINES]}), "売上.xls").sheets[0]
    assert bought(sheet) == [100, 200]


@pytest.mark.parametrize("text", [
    "顧客ID,日付,金額\n1,2026/11/1,100\n2,2026/11/2,200\n",
    "顧客ID\t日付\t金額\n1\t2026/11/1\t100\n2\t2026/11/2\t200\n",
    "<html><body><table><tr><th>顧客ID</th><th>日付</th><th>金額</th></tr>"
    "<tr><td>1</td><td>2026/11/1</td><td>100</td></tr>"
    "<tr><td>2</td><td>2026/11/2</td><td>200</td></tr></table></body></html>",
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="売上"><Table>'
    "<Row><Cell><Data>顧客ID</Data></Cell><Cell><Data>日付</Data></Cell><Cell><Data>金額</Data></Cell></Row>"
    "<Row><Cell><Data>1</Data></Cell><Cell><Data>2026/11/1</Data></Cell><Cell><Data>100</Data></Cell></Row>"
    "<Row><Cell><Data>2</Data></Cell><Cell><Data>2026/11/2</Data></Cell><Cell><Data>200</Data></Cell></Row>"
    "</Table></Worksheet></Workbook>",
], ids=["csv", "tsv", "html", "spreadsheetml"])  # fmt: skip
def test_case_49_texts_called_xls_are_opened_as_what_they_are(text):
    sheet = read_book(text.encode(), "売上.xls").sheets[0]
    assert bought(sheet) == [100, 200]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        xlsx({"S": [HEAD, *LINES]})[:900],
        b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
    ],
)
def test_case_50_nothing_cut_off_or_an_error_page_is_refused_in_words(data):
    assert refusal(data, "売上.csv").say("ja")


@pytest.mark.data
def test_case_51_a_workbook_with_macros_gives_its_values_and_says_so(corpus):
    book = openpyxl.load_workbook(corpus / "calamine" / "tests__vba.xlsm", keep_vba=True)
    sheet = book.create_sheet("売上")
    for row in [HEAD, *LINES]:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    reading = read_book(target.getvalue(), "売上.xlsm")
    assert bought(next(s for s in reading.sheets if s.name == "売上")) == [100, 200]
    assert "macros" in codes(reading.problems)


@pytest.mark.data
def test_case_52_a_strict_workbook_is_read(corpus):
    assert raw_rows(corpus / "calamine" / "tests__strict_iso_paths.xlsx")


@pytest.mark.parametrize(
    ("summary", "drawings"),
    [("書き出しの概要", "シート1 - 図形"), ("Export Summary", "Sheet 1 - Drawings")],
)
def test_case_53_what_numbers_adds_to_an_export_is_passed_over(summary, drawings):
    told = [["この書類はNumbersから書き出されました。"], [None, "表1", "シート1 - 表1"]]
    reading = read_book(xlsx({summary: told, "シート1 - 表1": [HEAD, *LINES], drawings: [["図"]]}))
    assert [s.kind for s in reading.sheets if s.tables] == ["purchases"]
    assert summary not in {s.name for s in reading.sheets}


def test_case_54_every_table_of_a_numbers_sheet_is_offered(tmp_path):
    document = Document(sheet_name="シート1", table_name="顧客", num_rows=2, num_cols=3)
    sheet = document.sheets[0]
    tables = [sheet.tables[0], *(sheet.add_table(name, num_rows=3, num_cols=3) for name in "売控")]
    people = [["顧客ID", "氏名", "電話番号"], ["1", "佐藤花子", "090-0123-4567"]]
    sales = [HEAD, ["1", "2026/11/01", 100], ["1", "2026/11/02", 200]]
    for table, rows in zip(tables, (people, sales, sales), strict=True):
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                table.write(place, column, cell)
    document.save(tmp_path / "台帳.numbers")
    data = (tmp_path / "台帳.numbers").read_bytes()
    found = read_book(data, "台帳.numbers").sheets
    assert [s.name for s in found] == ["シート1 - 顧客", "シート1 - 売", "シート1 - 控"]
    assert [s.kind for s in found] == ["customers", "purchases", "purchases"]
    chosen = FileChoices(sheets={found[2].key: SheetChoices(take=False)})
    left = [s for s in read_book(data, "台帳.numbers", chosen).sheets if s.tables]
    assert [s.kind for s in left] == ["customers", "purchases"]


@pytest.mark.data
def test_case_55_a_locked_numbers_file_asks_and_a_damaged_one_says_so(corpus):
    folder = corpus / "numbers-parser"
    locked = folder / "tests__data__test-issue-93.numbers"
    assert isinstance(refusal(locked.read_bytes(), locked.name), PasswordNeeded)
    bad = folder / "tests__data__badindexzip.numbers"
    assert isinstance(refusal(bad.read_bytes(), bad.name), UnreadableFile)


PEOPLE = "顧客ID,氏名,電話番号,メモ\n1,髙橋①子㈱～,090-0123-4567,ﾊﾝｶｸ\n2,鈴木一郎,090-0123-4568,\n"


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_cases_56_57_every_usual_encoding_is_read_exactly(encoding):
    text = PEOPLE.replace(",", "\t") if encoding == "utf-16" else PEOPLE
    sheet = read_csv(text, encoding=encoding).sheets[0]
    assert list(sheet.tables["customers"]["name"]) == ["髙橋①子㈱～", "鈴木一郎"]


def test_case_59_one_broken_byte_marks_its_cell_and_the_rest_is_read():
    lines = "".join(f"{n},佐藤{n}子,090-0123-4567,メモ\n" for n in range(30_000))
    data = bytearray(("顧客ID,氏名,電話番号,メモ\n" + lines).encode())
    place = data.index("佐藤15000子".encode())
    data[place] = 0xFF
    reading = read_csv(bytes(data))
    names = list(reading.sheets[0].tables["customers"]["name"])
    assert len(names) == 30_000
    assert sum("\ufffd" in name for name in names) == 1
    marked = [p for p in reading.problems if p.code == "damaged_text"]
    assert [p.row for p in marked] == [15_002]


def test_case_60_euc_is_read_and_never_garbled_in_silence():
    sheet = read_csv(PEOPLE.replace("髙", "高").replace("①", "一").replace("㈱～", ""),
                     encoding="euc_jp").sheets[0]  # fmt: skip
    assert list(sheet.tables["customers"]["name"]) == ["高橋一子", "鈴木一郎"]


def test_case_61_line_breaks_quotes_and_commas_inside_cells_are_intact():
    sheet = read_csv(
        '顧客ID,氏名,住所,メモ\n1,佐藤花子,"北町1,2F","言った""はい""\n次の行"\n'
    ).sheets[0]
    row = sheet.tables["customers"].iloc[0]
    assert (row["address"], row["memo"]) == ("北町1,2F", '言った"はい"\n次の行')


def test_case_62_ragged_rows_are_kept_and_marked():
    reading = read_csv("顧客ID,氏名,電話番号\n1,佐藤花子\n2,鈴木一郎,090-0123-4568,余り\n")
    sheet = reading.sheets[0]
    assert list(sheet.tables["customers"]["name"]) == ["佐藤花子", "鈴木一郎"]
    assert "ragged_row" in codes(reading.problems)
    assert "余り" in sheet.tables["customers"].to_csv()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_case_63_other_delimiters_are_found(delimiter):
    sheet = read_csv(PEOPLE.replace(",", delimiter)).sheets[0]
    assert sheet.mapping["phone"] == "電話番号"


def test_a_pdf_is_none_of_these_and_says_what_it_is():
    assert isinstance(refusal(b"%PDF-1.7 ...", "x.csv"), UnknownType)
    assert say(refusal(b"%PDF-1.7 ...", "x.csv").words, "en")
