"""The masked copy: nobody can be told from it, and it is read (or refused) like the original."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from core.errors import InputError, PasswordNeeded
from core.export.anonymise import anonymise
from core.export.masking import Mask
from core.ingest import read
from core.ingest.contacts import read_phone
from core.ingest.dates import open_parts, read_date
from core.ingest.guard import scan
from core.ingest.money import read_money
from core.ingest.process import RawBook, Source, open_file
from core.ingest.sniff import kind_of
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.core.sheets_in import TODAY

SAMPLES = Path(__file__).parents[2] / "sample_data"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
CSV = (
    "顧客ID,氏名,電話番号,生年月日,金額,メモ\r\n"
    "C001,髙橋　花子様,090-0123-4567,昭和64年1月3日,\"￥12,500\",娘さんは美咲ちゃん\r\n"
    "C002,㈱山﨑商店,03-1234-5678,8/11/22,△1.5万円,なし\r\n"
    "C001,髙橋　花子様,０９０－０１２３－４５６７,2026/2/30,\"=cmd|calc\",\r\n"
)  # fmt: skip


def masked_lines(text: str, encoding: str = "cp932") -> list[str]:
    data, _name = anonymise(text.encode(encoding), "顧客.csv", seed=1)
    return data.decode(encoding).split("\r\n")


def test_headers_stay_and_no_value_does():
    lines = masked_lines(CSV)
    assert lines[0] == "顧客ID,氏名,電話番号,生年月日,金額,メモ"
    body = "\n".join(lines[1:])
    for value in ("髙橋", "花子", "山﨑", "美咲", "0123-4567", "1234-5678", "12,500", "C001"):
        assert value not in body


def test_equal_values_stay_equal_and_different_ones_different():
    ids = [line.split(",")[0] for line in masked_lines(CSV)[1:4]]
    assert ids[0] == ids[2] != ids[1]


def test_every_character_keeps_its_kind_and_its_place():
    for before, after in zip(CSV, "\r\n".join(masked_lines(CSV)), strict=True):
        kinds = unicodedata.category(before), unicodedata.category(after)
        assert kinds[0] == kinds[1], (before, after)
        if not before.isalnum():
            assert before == after


def test_oddities_stay_odd():
    _head, first, second, third, _end = masked_lines(CSV)
    assert first.split(",")[1].endswith("様")
    assert second.split(",")[1].startswith("㈱")
    assert "万円" in second
    assert "△" in second
    assert "なし" in second
    assert open_parts(second.split(",")[3]) is not None
    assert third.split(",")[3].endswith("/30")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_text_keeps_its_encoding(encoding):
    data, name = anonymise(CSV.encode(encoding), "x.csv", seed=1)
    assert name == "diagnosis.csv"
    assert data.decode(encoding).startswith("顧客ID,")
    assert data.startswith(CSV.encode(encoding)[:2])


def test_a_damaged_byte_stays_damaged():
    broken = CSV.encode().replace("花子".encode(), b"\x93" + "花".encode(), 1)
    data, _name = anonymise(broken, "x.csv", seed=1)
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


@given(st.dates(min_value=TODAY.replace(year=1930), max_value=TODAY))
def test_a_date_stays_a_date_of_its_form(day):
    mask = Mask(7)
    for text in (f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        masked = mask.text(text)
        assert read_date(masked).value is not None
        assert re.sub(r"\d", "9", masked) == re.sub(r"\d", "9", text) or "年" in text


@given(st.integers(0, 10**8 - 1))
def test_a_phone_stays_a_phone_that_cannot_ring(number):
    masked = Mask(7).text(f"090-{number // 10**4:04d}-{number % 10**4:04d}")
    assert re.fullmatch(r"090-0\d{3}-\d{4}", masked)
    assert read_phone(masked).value == masked


@given(st.integers(2, 10**7))
def test_an_amount_keeps_its_size_and_its_signs(number):
    text = f"△¥{number:,}円"
    masked = Mask(7).text(text)
    assert re.sub(r"\d", "9", masked) == re.sub(r"\d", "9", text)
    assert read_money(masked).value < 0


def test_without_a_seed_two_copies_differ():
    one, _name = anonymise(CSV.encode(), "x.csv")
    two, _name = anonymise(CSV.encode(), "x.csv")
    assert one != two


def values_of(data: bytes) -> set[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [
        book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    ]
    return {str(cell) for rows in sheets for row in rows[1:] for cell in row if cell != ""}


@pytest.mark.no_cover
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda p: p.stem)
def test_a_sample_is_read_alike_and_shares_no_telling_value(path):
    original = path.read_bytes()
    data, name = anonymise(original, path.name, seed=3)
    assert name == "diagnosis.xlsx"
    before = read(original, path.name, settings=Settings(), today=TODAY)
    after = read(data, name, settings=Settings(), today=TODAY)
    assert [s.kind for s in after.sheets] == [s.kind for s in before.sheets]
    assert [s.mapping for s in after.sheets] == [s.mapping for s in before.sheets]
    shared = values_of(original) & values_of(data)
    telling = {v for v in shared if len(v) > 3 and not re.fullmatch(r"[\d.:\s-]+", v)}
    for sheet in before.sheets:
        if "customers" in sheet.tables:
            assert not telling & set(sheet.tables["customers"]["name"])
            assert not telling & set(sheet.tables["customers"]["phone"])


def test_a_workbook_loses_every_part_that_is_not_known_to_be_structure(tmp_path):
    path = next(iter(sorted(SAMPLES.glob("*.xlsx"))))
    target = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            text = source.read(info).decode()
            if "worksheets/" in info.filename:
                link = '<hyperlinks><hyperlink ref="A1" display="秘密の花子"/></hyperlinks>'
                text = text.replace("</worksheet>", f"<!-- 秘密の花子 -->{link}</worksheet>")
            copy.writestr(info.filename, text)
        copy.writestr("xl/comments1.xml", "<comments>秘密の花子</comments>")
        copy.writestr("docProps/custom.xml", "<x>秘密の花子</x>")
    data, name = anonymise(target.getvalue(), path.name, seed=3)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all("秘密" not in archive.read(part).decode() for part in archive.namelist())
        assert {"xl/comments1.xml", "docProps/custom.xml"}.isdisjoint(archive.namelist())
    assert read(data, name, settings=Settings(), today=TODAY).sheets


def test_formulas_lose_their_text_and_stay_formulas_without_a_result():
    book = Workbook()
    book.active.append(["顧客ID", "氏名", "金額", "日付"])
    book.active.append(["C001", "髙橋花子", '=IF(B2="髙橋花子",9800,0)', "2026/11/1"])
    target = io.BytesIO()
    book.save(target)
    data, _name = anonymise(target.getvalue(), "x.xlsx", seed=1)
    masked = load_workbook(io.BytesIO(data)).worksheets[0]
    assert str(masked["C2"].value) == "=0"
    assert scan(data, "x", IntakeSettings()).sheets[masked.title].uncalculated == 1


def test_date_cells_move_and_stay_dates():
    book = Workbook()
    book.active.append(["顧客ID", "氏名", "誕生日"])
    book.active.append(["C001", "髙橋花子", dt.date(1980, 4, 1)])
    target = io.BytesIO()
    book.save(target)
    data, _name = anonymise(target.getvalue(), "x.xlsx", seed=1)
    day = load_workbook(io.BytesIO(data)).worksheets[0]["C2"].value.date()
    assert dt.date(1979, 2, 1) < day < dt.date(1980, 4, 1)


def test_a_locked_workbook_and_a_broken_one_give_nothing_out():
    for data in (b"PK\x03\x04 cut off", b"", b"%PDF-1.7"):
        with pytest.raises(InputError):
            anonymise(data, "x.xlsx")


@pytest.mark.data
def test_other_workbooks_become_one_with_the_same_cells():
    path = CORPUS / "calamine" / "tests__merge_cells.xls"
    data, name = anonymise(path.read_bytes(), path.name, seed=1)
    assert name == "diagnosis.xlsx"
    before = open_book(path.read_bytes(), path.name)
    after = open_book(data, name)
    assert [len(s.rows) for s in after.sheets] == [len(s.rows) for s in before.sheets]
    assert [set(s.merged) for s in after.sheets] == [set(s.merged) for s in before.sheets]


def open_book(data: bytes, name: str) -> RawBook:
    limits = IntakeSettings()
    return open_file(Source(data, name, scan(data, name, limits), limits), kind_of(data, name))


@pytest.mark.data
def test_a_locked_workbook_is_not_masked_blindly():
    path = CORPUS / "calamine" / "tests__pass_protected.xlsx"
    with pytest.raises(PasswordNeeded):
        anonymise(path.read_bytes(), path.name)
