"""Known exports: every preset is sound, its headers are those of the list, its sample is read.

``pytest --refresh-golden`` writes ``tests/golden/presets/<preset>.json`` anew;
``python -m tests.preset_samples`` the samples themselves.
"""

from __future__ import annotations

import csv
import random
from functools import cache

import pandas as pd
import pytest

from core.errors import InputError
from core.ingest import read
from core.ingest.decided import find_preset
from core.ingest.headers import is_sensitive
from core.ingest.preset import FOLDER, PresetError, presets, read_preset
from core.locale.words import say
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests import preset_samples
from tests.core.sheets_in import TODAY, codes, read_csv
from tests.preset_samples import PEOPLE, SALES

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
SHARE = IntakeSettings().known_headers_share
#: Exports that name no customers.
REFUSED = ("aiship_orders", "airregi_cash", "airregi_daily", "airregi_journal")
#: Amounts by person that the sales come to, by what became of the third and the last one.
SPENT = {
    "rakuten_orders": [4200, 6400, 0, 9000],
    "shopify_orders": [4200, 6400, 0, 9000],
    "base_orders": [4200, 6400, 0, 9000],
    "minne_orders": [4200, 6400, 0, 9000],
    "creema_orders": [4200, 6400, 0, 9000],
    "colorme_orders": [4200, 6400, 1200, 9000],
    "next_engine_orders": [4200, 6400, 1200, 9000],
    "freee_deals": [4200, 6400, None, 9000],
    "yayoi_journal": [4200, 6400, None, 9000],
    "paypal_payments": [4200, 6400, None, 9000],
}


@cache
def sample(name):
    """A sample read as a file of any name."""
    data = (preset_samples.FOLDER / f"{name}.csv").read_bytes()
    try:
        return read(data, "export.csv", settings=Settings(), today=TODAY)
    except InputError as error:
        return error.reading


def plain(frame):
    """A table as text, without columns that are blank."""
    cells = frame.drop(columns=["source_file", "source_sheet", "source_row"])
    texts = cells.astype("str").astype("object").where(cells.notna(), "")
    return texts.loc[:, texts.ne("").any()].to_dict("records")


# ---- the files


def test_every_preset_loads_and_none_is_missing():
    assert list(presets()) == NAMES
    assert len(NAMES) == 36


@pytest.mark.data
def test_the_presets_are_those_of_the_known_lists_headers_to_the_letter(shared):
    lists = preset_samples.lists()
    assert {preset.listed for preset in presets().values()} == set(lists)
    for name, preset in presets().items():
        listed = lists[preset.listed]
        assert list(preset.headers) == [h for h in listed["headers"] if not h.startswith("<")], (
            name
        )
        assert (preset.partial is not None) == (listed["status"] != "verbatim"), name


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_the_header_row_of_the_list_to_the_letter(shared, name):
    listed = preset_samples.lists()[presets()[name].listed]
    text = (preset_samples.FOLDER / f"{name}.csv").read_bytes()
    rows = list(csv.reader(text.decode(preset_samples.encoding_of(listed)).splitlines(),
                           delimiter="\t" if "amazon" in name else ","))  # fmt: skip
    header = rows[1] if name == "lstep_friends" else rows[0]
    own = [h for h in header if h in preset_samples.OWN_FIELDS and name == "kintone_app"]
    assert [h for h in header if h not in own] == [
        h for h in listed["headers"] if not h.startswith("<")
    ]


def test_titles_speak_both_languages():
    for preset in presets().values():
        assert preset.title.ja
        assert preset.title.en.isascii()


def test_passwords_and_bank_columns_of_known_exports_are_all_dropped():
    kept = {
        header
        for preset in presets().values()
        for header in preset.headers
        if is_sensitive(header) and header not in preset.drop
    }
    # The card of digicats is the shop's own.
    assert kept == {"カード番号"}


# ---- the samples


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_is_known_and_understood_as_written_down(name, golden):
    found = sample(name)
    (sheet,) = found.sheets
    assert (found.preset, sheet.preset) == (name, name)
    told = {
        "encoding": found.encoding,
        "kind": sheet.kind,
        "mapping": sheet.mapping,
        "unmapped": [h for h in sheet.unmapped if h not in presets()[name].headers],
        "rows": [sheet.rows_read, sheet.rows_unread, sheet.rows_dropped],
        "problems": sorted({f"{p.code} {p.column}".strip() for p in sheet.problems}),
        "tables": {table: plain(frame) for table, frame in sheet.tables.items()},
    }
    assert told == golden(f"presets/{name}", told)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in REFUSED])
def test_the_people_of_a_sample_are_those_that_were_put_in(name):
    tables = sample(name).sheets[0].tables
    if name == "smaregi_transactions":
        assert list(tables) == ["purchases"]
        return
    truth = {f"{p['family']} {p['given']}": p for p in PEOPLE}
    for row in tables["customers"].to_dict("records"):
        person = truth.get(row["name"]) or truth["髙橋 陸"]
        assert row["phone"] in ("", person["phone"], person["tel"])
        assert row["email"] in ("", person["email"])
        assert row["postal_code"] in ("", person["postal"])
        assert row["birthday"] in ("", person["birthday"])
        assert row["kana"] in ("", f"{person['family_kana']} {person['given_kana']}")
        whole = person["pref"] + person["city"] + person["street"] + person["building"]
        assert row["address"] in whole
        assert row["customer_id"] == person["id"] or row["customer_id"].startswith("N-")


@pytest.mark.parametrize("name", SPENT)
def test_each_person_has_spent_what_the_sales_come_to(name):
    tables = sample(name).sheets[0].tables
    names = tables["customers"].set_index("customer_id")["name"]
    spent = tables["purchases"].groupby("customer_id")["amount"].sum()
    by_name = {names[key]: int(amount) for key, amount in spent.items()}
    people = [f"{p['family']} {p['given']}" for p in PEOPLE]
    assert [by_name.get(person) for person in people] == SPENT[name]


def test_returns_and_voided_lines_of_the_register_are_netted():
    sheet = sample("smaregi_transactions").sheets[0]
    spent = sheet.tables["purchases"].groupby("customer_id")["amount"].sum()
    assert spent.to_dict() == {"1001": 4200, "1002": 0, "1003": 0, "1004": 9000}
    assert {"voided", "cancelled"} <= set(codes(sheet.problems))


def test_expenses_are_left_aside_with_the_reason_and_nothing_else_is_said_of_them():
    sheet = sample("freee_deals").sheets[0]
    assert sheet.rows_unread == 1
    assert list(sheet.unread["reason"]) == ["not_kept"]
    assert set(sheet.issues[sheet.issues["source_row"].eq(5)]["code"]) == {"not_kept"}


def test_nothing_of_a_dropped_column_is_kept_and_that_is_said():
    for name in ("membership_system", "freee_partners", "freee_deals"):
        sheet = sample(name).sheets[0]
        assert "sensitive" in codes(sheet.problems)
        for frame in sheet.tables.values():
            assert not frame.astype("str").apply(lambda c: c.str.contains("himitsu")).any().any()


@pytest.mark.parametrize("name", REFUSED)
def test_exports_that_name_nobody_are_refused_in_words(name):
    data = (preset_samples.FOLDER / f"{name}.csv").read_bytes()
    with pytest.raises(InputError) as refusal:
        read(data, "export.csv", settings=Settings(), today=TODAY)
    assert refusal.value.say("ja") != refusal.value.say("en")
    assert sample(name).sheets[0].kind == "totals"


def test_a_list_of_which_not_all_is_known_says_so_in_both_languages():
    sheet = sample("colorme_orders").sheets[0]
    (note,) = [p for p in sheet.problems if p.code == "preset_partial"]
    assert "カラーミーショップ" in say(note.words, "ja")
    assert "Color Me" in say(note.words, "en")
    assert note.kept


def test_a_register_that_has_a_column_for_the_customer_is_taken_and_its_returns_netted():
    text = (
        "取引No,元取引No,取引種別,取引日,取引時間,商品名,商品単価,商品数,商品合計金額,"
        "個別割引・割増合計金額,現金,お預り金額,おつり金額,クレジットカード(Airペイ),会員番号\n"
        "1,,会計,2026/11/01,10:00,茶,500,2,1000,0,1000,1000,0,0,M1\n"
        "2,1,返品,2026/11/02,10:00,茶,500,1,500,0,500,500,0,0,M1\n"
    )
    sheet = read_csv(text).sheets[0]
    assert (sheet.kind, sheet.preset) == ("purchases", "airregi_journal")
    assert list(sheet.tables["purchases"]["amount"]) == [1000, -500]


# ---- which one


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("name", ["rakuten_orders", "hotpepper_like", "creema_orders"])
def test_columns_renamed_added_dropped_and_reordered_are_still_the_export(name, seed):
    """SAFETY R9: thirty variants of each."""
    chance = random.Random(seed)
    preset = presets()[name]
    others = [h for h in preset.headers if h not in preset.key]
    kept = chance.sample(others, k=len(others) - chance.randrange(len(preset.headers) // 3))
    headers = [*preset.key, *kept, *(f"追加{n}" for n in range(chance.randrange(8)))]
    renamed = chance.choice(kept)
    headers[headers.index(renamed)] = f"{renamed}（新）"
    chance.shuffle(headers)
    names = dict(enumerate(headers))
    found = find_preset(names, SHARE)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("dropped", ["注文ID", "購入日", "作品タイトル", "氏名"])
def test_without_one_of_its_key_columns_it_is_something_else(dropped):
    headers = [h for h in presets()["creema_orders"].headers if h != dropped]
    assert find_preset(dict(enumerate(headers)), SHARE) is None


def test_too_few_of_its_columns_are_something_else():
    preset = presets()["rakuten_orders"]
    headers = [*preset.key, *preset.headers[10:60]]
    assert len(set(headers) & set(preset.headers)) < SHARE * len(preset.headers)
    assert find_preset(dict(enumerate(headers)), SHARE) is None


def test_a_short_list_is_the_whole_file_or_something_else():
    own = ["取引先コード", "取引先名", "住所", "電話番号", "担当", "メモ"]
    assert find_preset(dict(enumerate(own)), SHARE) is None
    found = find_preset(dict(enumerate(own[:2])), SHARE)
    assert found is not None
    assert found.name == "moneyforward_partners"


def test_signs_widths_and_two_header_rows_do_not_hide_an_export():
    headers = [f"基本／{h}" for h in presets()["hotpepper_like"].headers]
    headers[1] = "基本／【必須】氏名"
    found = find_preset(dict(enumerate(headers)), SHARE)
    assert found is not None
    assert found.name == "hotpepper_like"


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_taken_for_no_other(name):
    found = find_preset(dict(enumerate(presets()[name].headers)), SHARE)
    assert found is not None
    assert found.name == name


def test_a_sheet_of_our_own_template_is_no_export():
    headers = ["顧客ID", "氏名", "フリガナ", "電話番号", "住所", "誕生日", "メモ", "最終連絡日"]
    assert find_preset(dict(enumerate(headers)), SHARE) is None


# ---- the example of the guide, and slips in a file

GUIDE = """
title = { ja = "そらレジ", en = "Sora register" }
kind = "purchases"
source = "sora"
key = ["伝票", "取引日", "会員コード", "合計"]
headers = ["伝票", "取引日", "会員コード", "品名", "合計", "区分", "引落口座"]
drop = ["引落口座"]
slip_total = true
void = [{ column = "区分", values = ["取消"] }]
[columns]
date = "取引日"
order_id = "伝票"
customer_id = "会員コード"
product = "品名"
amount = "合計"
"""


@pytest.fixture
def guide(tmp_path, monkeypatch):
    """The presets of the product with one more."""
    path = tmp_path / "sora_lines.toml"
    path.write_text(GUIDE, encoding="utf-8")
    known = {**presets(), "sora_lines": read_preset(path)}
    monkeypatch.setattr("core.ingest.decided.presets", lambda: known)


@pytest.mark.usefixtures("guide")
def test_a_total_that_stands_on_each_line_of_a_slip_counts_once():
    text = (
        "伝票,取引日,会員コード,品名,合計,区分,引落口座\n"
        "1,2026/11/01,A1,茶,3000,売上,999\n"
        "1,2026/11/01,A1,菓子,3000,売上,999\n"
        "2,2026/11/02,A2,茶,500,取消,999\n"
    )
    sheet = read_csv(text).sheets[0]
    assert sheet.preset == "sora_lines"
    assert list(sheet.tables["purchases"]["amount"]) == [3000, 0, 0]
    assert codes(sheet.problems) == ["sensitive", "slip_total", "voided"]


@pytest.mark.usefixtures("guide")
def test_a_cancelled_line_without_amounts_is_no_purchase(monkeypatch, tmp_path):
    path = tmp_path / "visits.toml"
    path.write_text(GUIDE.replace('amount = "合計"\n', "").replace("slip_total = true\n", ""),
                    encoding="utf-8")  # fmt: skip
    monkeypatch.setattr("core.ingest.decided.presets", lambda: {"visits": read_preset(path)})
    text = (
        "伝票,取引日,会員コード,品名,合計,区分,引落口座\n"
        "1,2026/11/01,A1,茶,3000,売上,\n"
        "2,2026/11/02,A2,茶,500,取消,\n"
    )
    sheet = read_csv(text).sheets[0]
    assert list(sheet.tables["purchases"]["customer_id"]) == ["A1"]
    assert list(sheet.unread["reason"]) == ["voided"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('date = "取引日"', 'date = "取引日 "', "'取引日 ' is not in headers"),
        ('date = "取引日"', "", "date needs a column that is a key"),
        ('customer_id = "会員コード"', "", "customer_id needs a column that is a key"),
        ('product = "品名"', 'produkt = "品名"', "there is no field 'produkt'"),
        ('product = "品名"', "product = []", "product has no column"),
        ('product = "品名"', 'product = "引落口座"', "product is both taken and dropped"),
        ('kind = "purchases"', 'kind = "sales"', "there is no table 'sales'"),
        ('kind = "purchases"', 'refuse = "totals"', "neither kind nor columns"),
        ('kind = "purchases"', 'kind = "purchases"\nsort = 1', "there is no 'sort' in a preset"),
        ("slip_total = true", 'slip_total = "yes"', "slip_total must be a bool"),
        ('order_id = "伝票"', "", "slip_total and first_line need order_id"),
        ('amount = "合計"', "", "slip_total needs amount"),
        ('values = ["取消"] }]', "values = [] }]", "a rule has a column and values"),
        ('source = "sora"', 'source = "そら"', "source is a short code"),
        ('ja = "そらレジ"', 'ja = ""', "must say something in ja and en"),
        ('"引落口座"]\ndrop', '"引落口座", "引落 口座"]\ndrop', "cannot be told apart"),
        ("[columns]", "[columns", "sora_lines: "),
    ],
)  # fmt: skip
def test_a_slip_in_a_preset_is_named_when_it_is_loaded(tmp_path, old, new, complaint):
    assert GUIDE.count(old) == 1
    path = tmp_path / "sora_lines.toml"
    path.write_text(GUIDE.replace(old, new), encoding="utf-8")
    with pytest.raises(PresetError, match="sora_lines: ") as error:
        read_preset(path)
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ('headers = ["a", "b"]\nkey = ["a"]', "say whole = true"),
        ("headers = []\nkey = []\nwhole = true", "headers are missing"),
        ('headers = ["a", "b"]\nwhole = true', "key is missing"),
    ],
)
def test_a_list_that_says_too_little_is_refused(tmp_path, words, complaint):
    path = tmp_path / "short.toml"
    head = 'title = { ja = "短", en = "short" }\nsource = "short"\n'
    path.write_text(head + words, encoding="utf-8")
    with pytest.raises(PresetError, match=complaint):
        read_preset(path)


def test_the_sales_of_the_samples_are_what_the_figures_above_were_worked_from():
    became = [sale["became"] for sale in SALES]
    assert became == ["done", "done", "done", "cancelled", "done", "returned"]
    lines = pd.Series([sale["price"] * sale["quantity"] for sale in SALES])
    assert lines.tolist() == [2400, 1800, 3200, 1200, 9000, 3200]
