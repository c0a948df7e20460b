"""Headers of real exports of systems that Japanese shops use, and real and odd files."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from core.errors import InputError
from core.ingest import combine, read
from core.ingest.guard import scan
from core.ingest.match import Sample, match
from core.ingest.process import Source, open_file
from core.ingest.sniff import kind_of
from core.locale.words import say
from core.settings import Settings
from core.settings.intake import IntakeSettings
from core.tables import TABLES
from tests.core.sheets_in import TODAY

pytestmark = pytest.mark.data

#: What must be found in each export: {system and kind: {field: header}}.
EXPECTED = {
    "楽天RMS orders": {
        "date": "注文日",
        "order_id": "注文番号",
        "name": "注文者姓 + 注文者名",
        "phone": "注文者電話番号1 + 注文者電話番号2 + 注文者電話番号3",
    },
    "Shopify customers": {
        "customer_id": "Customer ID",
        "name": "Last Name + First Name",
        "phone": "Phone",
    },
    "BASE orders": {
        "date": "注文日時",
        "amount": "合計金額",
        "name": "氏(請求先) + 名(請求先)",
        "phone": "電話番号(請求先)",
        "order_id": "注文ID",
    },
    "minne orders": {
        "date": "注文日",
        "customer_id": "注文者のユーザーID",
        "name": "注文者の氏名",
        "phone": "注文者の電話番号",
    },
    "Creema orders": {"date": "購入日", "name": "氏名", "phone": "TEL", "order_id": "注文ID"},
    "カラーミーショップ orders": {
        "date": "受注日",
        "name": "購入者 名前",
        "phone": "購入者 電話番号",
    },
    "ネクストエンジン orders": {
        "date": "受注日",
        "amount": "合計金額",
        "customer_id": "顧客コード",
        "name": "受注名",
        "kana": "受注名カナ",
        "phone": "受注電話番号",
    },
    "Amazon (注文レポート, TSV) orders": {
        "date": "purchase-date",
        "name": "buyer-name",
        "phone": "buyer-phone-number",
        "order_id": "order-id",
    },
    "スマレジ transactions": {"date": "取引日時", "customer_id": "会員ID", "order_id": "取引ID"},
    "freee 取引先 customers": {
        "customer_id": "取引先コード",
        "phone": "電話番号",
        "kana": "カナ名称",
    },
    "freee 取引 transactions": {"date": "発生日", "amount": "金額", "customer_id": "取引先コード"},
    "マネーフォワード クラウド (取引先) customers": {
        "customer_id": "取引先コード",
        "name": "取引先名",
    },
    "らくうるカート customers": {
        "name": "氏名(姓) + 氏名(名)",
        "phone": "電話番号",
        "birthday": "生年月日",
    },
    "aiship customers": {"name": "氏名", "kana": "氏名(フリガナ)", "phone": "電話番号"},
    "イーショップス カートS2 customers": {
        "customer_id": "顧客番号",
        "name": "氏名(姓) + 氏名(名)",
    },
    "digicats 顧客管理アプリ customers": {"name": "顧客名", "customer_id": "ID"},
    "digicats 顧客管理アプリ visits": {
        "date": "来店日時",
        "customer_id": "顧客ID",
        "name": "顧客名",
    },
    "汎用会員登録システム customers": {
        "name": "姓 + 名",
        "kana": "姓カナ + 名カナ",
        "phone": "電話番号",
    },
    "自動車整備業の顧客CSV（一例） customers": {
        "customer_id": "顧客コード",
        "name": "顧客名",
        "kana": "フリガナ",
        "phone": "電話番号",
    },
    "ホットペッパー風（開発者の想定） customers": {
        "customer_id": "会員番号",
        "name": "氏名",
        "kana": "氏名（フリガナ）",
        "phone": "電話番号",
    },
    "Eight (名刺) contacts": {"name": "姓 + 名", "email": "e-mail"},
    "宛名職人 address book": {"name": "姓 + 名", "kana": "姓かな + 名かな", "phone": "自宅電話"},
}


@pytest.fixture(scope="module")
def exports(shared):
    lists = json.loads((shared / "data/headers/known_exports.json").read_text("utf-8"))
    return {f"{e['system']} {e['kind']}": e["headers"] for e in lists}


@pytest.mark.parametrize("export", EXPECTED)
def test_the_columns_that_matter_are_found_in_real_exports(exports, export):
    names = dict(enumerate(exports[export]))
    sample = Sample(pd.DataFrame({column: ["", ""] for column in names}, dtype="str"))
    table = (
        "purchases"
        if export.rpartition(" ")[2] in ("orders", "transactions", "visits")
        else "customers"
    )
    found = match(table, names, sample)
    headers = found.headers(names)
    if table == "purchases":
        person = match(
            "customers", names, sample, only=("name", "kana", "phone"), taken=frozenset(found.used)
        )
        headers |= person.headers(names)
    assert EXPECTED[export].items() <= headers.items()


def test_excels_japanese_dates_are_dates_in_the_real_workbook(shared):
    """495 cells of format id 56, which the usual readers take for bare numbers (SHEETS 0.1)."""
    data = (shared / "corpus/code4nagoya/data__source.xlsx").read_bytes()
    facts = scan(data, "source.xlsx", IntakeSettings())
    book = open_file(Source(data, "source.xlsx", facts, IntakeSettings()), "book")
    cells = book.sheets[0].texts[1].iloc[3:]
    assert cells.str.fullmatch(r"2020-\d\d-\d\d").sum() == 495


@pytest.mark.parametrize(
    ("file", "expected"), [("dates.xlsx", "2026-11-22"), ("cjk55.xls", "2026-11-22")]
)
def test_every_built_in_date_format_is_a_date(shared, file, expected):
    data = (shared / "corpus/tricky" / file).read_bytes()
    facts = scan(data, file, IntakeSettings())
    source = Source(data, file, facts, IntakeSettings())
    sheet = open_file(source, kind_of(data, file)).sheets[0]
    texts = dict(zip(sheet.texts[0], sheet.texts.iloc[:, -1], strict=True))
    built_in = [
        f"fmt{n}" for n in (14, 22, *range(27, 32), 34, 36, *range(50, 52), *range(54, 59))
    ]
    dates = [texts[name] for name in built_in if name in texts] or list(sheet.texts.iloc[:, -1])
    assert {date[:10] for date in dates} == {expected}


@pytest.mark.parametrize(
    "folder", ["tricky", "msoffcrypto", "python-calamine", "code4nagoya", "csv-cio"]
)
def test_real_and_odd_files_are_read_or_refused_in_words(shared, folder):
    files = sorted((shared / "corpus" / folder).iterdir())
    refusals = {}
    assert files
    for path in files:
        try:
            found = read(path.read_bytes(), path.name, settings=Settings(), today=TODAY)
        except InputError as error:
            refusals[path.name] = (error.say("ja"), error.say("en"))
            continue
        for problem in found.problems:
            assert say(problem.words, "ja") != say(problem.words, "en")
        for sheet in found.sheets:
            rows = sheet.rows_read + sheet.rows_unread
            assert rows >= sum(
                len(frame) for name, frame in sheet.tables.items() if name == sheet.kind
            )
    assert all(japanese != english for japanese, english in refusals.values())


def test_a_real_japanese_master_is_read_whole(shared):
    data = (shared / "data/jp_100knocks/customer.csv").read_bytes()
    sheet = read(data, "customer.csv", settings=Settings(), today=TODAY).sheets[0]
    assert (sheet.kind, sheet.rows_read, sheet.rows_unread) == ("customers", 21_971, 0)
    assert sheet.mapping == {
        "customer_id": "customer_id",
        "name": "customer_name",
        "birthday": "birth_day",
        "postal_code": "postal_cd",
        "address": "address",
        "first_visit_date": "application_date",
    }
    people = sheet.tables["customers"].set_index("customer_id")
    first = people.loc["CS021313000114"]
    assert first["name"] == "大野 あや子"
    assert first["first_visit_date"] == pd.Timestamp("2015-09-05")
    assert first["birthday"] == "1981-04-29"


def test_the_sample_that_every_paper_uses_is_read_to_the_cent(shared):
    data = (shared / "data/purchases/cdnow_sample.csv").read_bytes()
    both = combine([read(data, "cdnow_sample.csv", settings=Settings(), today=TODAY)])
    assert (len(both.purchases), both.purchases["customer_id"].nunique()) == (6919, 2357)
    plain = pd.read_csv(shared / "data/purchases/cdnow_sample.csv")
    assert both.purchases["amount"].sum() == round(plain["amount"].sum() * 100)


def test_the_wholesalers_half_million_lines_are_all_accounted_for(shared):
    lines = pd.read_parquet(shared / "data/purchases/online_retail_uci1_lines.parquet")
    data = lines.to_csv(index=False).encode()
    sheet = read(data, "online_retail.csv", settings=Settings(), today=TODAY).sheets[0]
    assert (sheet.rows_read, sheet.rows_unread) == (406_829, 135_080)
    assert sheet.rows_read + sheet.rows_unread == len(lines)
    assert set(sheet.unread["reason"]) == {"missing_customer_id"}
    missing = [p for p in sheet.problems if p.code == "missing_customer_id"]
    assert len(missing) == 1
    assert "135,080" in say(missing[0].words, "ja")
    known = lines[lines["CustomerID"].notna()]
    exact = (known["UnitPrice"] * 1000).round().astype("int64") * known["Quantity"]
    # Four lines cost a tenth of a penny each; all others are whole pence.
    assert sheet.total_amount == (exact[exact % 10 == 0] // 10).sum()
    assert list(sheet.tables) == ["purchases"]
    assert (
        list(sheet.tables["purchases"].columns[: len(TABLES["purchases"].names)])
        == TABLES["purchases"].names
    )
