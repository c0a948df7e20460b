"""Whose customer numbers these are: two shops, the same numbers, other people."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from core.ingest import combine, read
from core.ingest.sources import (
    agreement,
    clean,
    contradictions,
    propose_source,
    source_name,
    under,
    with_source,
)
from core.locale.words import LANGUAGES, say
from core.settings import Settings
from core.tables import TABLES
from core.workspace import Workspace
from tests.core.keeping import TODAY, clock, everything, rows_of

HEADER = ["顧客ID", "氏名", "電話", "紹介者ID", "世帯・グループID"]
ICHI = [
    ["001", "青木一郎", "090-0111-0001", "", "H1"],
    ["002", "石井花子", "090-0111-0002", "001", "H1"],
    ["003", "上田健", "090-0111-0003", "", ""],
]
NI = [
    ["001", "江口恵", "090-0222-0001", "", ""],
    ["002", "大野武", "090-0222-0002", "001", "H1"],
    ["003", "加藤進", "090-0222-0003", "", ""],
]
BOUGHT = ["日付", "顧客ID", "商品", "金額"]


def file(name, header, rows):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    data = text.getvalue().encode()
    return read(data, name, settings=Settings(), today=TODAY), (name, data)


def people(*rows):
    return TABLES["customers"].shape(
        pd.DataFrame(
            [dict(zip(("customer_id", "name"), row[:2], strict=True)) | row[2] for row in rows]
        )
    )


def one(number, name, **more):
    return (number, name, more)


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def take_in(shop, readings_and_files, **how):
    combined = combine([r for r, _f in readings_and_files], sources=how.pop("sources", None))
    coming = shop.preview(combined, **how)
    batch = shop.commit(combined, files=[f for _r, f in readings_and_files], **how)
    assert batch.counts == coming.counts
    return batch


def names(shop):
    frame = rows_of(shop)
    return dict(zip(frame["customer_id"], frame["name"], strict=True))


def test_two_shops_in_two_imports_keep_their_people_apart(shop):
    take_in(shop, [file("本店.csv", HEADER, ICHI)])
    before = everything(shop)
    reading, content = file("駅前店_2026-11.csv", HEADER, NI)
    combined = combine([reading])
    coming = shop.preview(combined)
    assert coming.source == "駅前店"
    assert list(coming.contradictions.itertuples(index=False, name=None)) == [
        ("001", "江口恵", "青木一郎"),
        ("002", "大野武", "石井花子"),
        ("003", "加藤進", "上田健"),
    ]
    assert coming.counts["customers_updated"] == 3
    named = shop.preview(combined, source=coming.source)
    assert (named.counts["customers_new"], named.counts["customers_updated"]) == (3, 0)
    assert named.contradictions.empty
    batch = shop.commit(combined, files=[content], source=coming.source)
    assert names(shop) == {
        "001": "青木一郎", "002": "石井花子", "003": "上田健",
        "駅前店:001": "江口恵", "駅前店:002": "大野武", "駅前店:003": "加藤進",
    }  # fmt: skip
    assert (batch.source, batch.sources, shop.sources()) == ("駅前店", ("駅前店",), ["駅前店"])
    second = rows_of(shop).set_index("customer_id").loc["駅前店:002"]
    assert (second["referrer_id"], second["household_id"]) == ("駅前店:001", "駅前店:H1")
    shop.undo_batch(batch.id)
    assert everything(shop) == before


def test_two_shops_in_one_upload_are_separated_by_themselves_and_it_is_said(shop):
    files = [file("本店.csv", HEADER, ICHI), file("駅前店.csv", HEADER, NI)]
    combined = combine([reading for reading, _content in files])
    (said,) = [p for p in combined.problems if p.code == "other_people"]
    assert (said.file, said.kept) == ("駅前店.csv", True)
    assert all("駅前店" in say(said.words, language) for language in LANGUAGES)
    assert combined.sources == ("駅前店",)
    batch = take_in(shop, files)
    assert names(shop)["001"] == "青木一郎"
    assert names(shop)["駅前店:001"] == "江口恵"
    assert (batch.source, batch.sources) == ("", ("駅前店",))
    assert shop.sources() == ["駅前店"]
    shop.undo_batch(batch.id)
    assert rows_of(shop).empty


def test_next_months_files_of_both_shops_go_where_they_came_from(shop):
    take_in(shop, [file("本店.csv", HEADER, ICHI), file("駅前店.csv", HEADER, NI)])
    more = ["004", "木村愛", "090-0222-0004", "", ""]
    readings = [file("2.csv", HEADER, [*NI, more]), file("1.csv", HEADER, ICHI)]
    sources = shop.sources_for([reading for reading, _content in readings])
    assert list(sources.values()) == ["駅前店"]
    batch = take_in(shop, readings, sources=sources)
    assert (batch.counts["customers_new"], batch.counts["customers_updated"]) == (1, 0)
    assert names(shop)["駅前店:004"] == "木村愛"


def test_purchases_go_to_the_people_of_their_own_shop(shop):
    lines = [["2026/11/01", "001", "カット", "100"], ["2026/11/01", "001", "カット", "200"]]
    take_in(shop, [file("本店売上.csv", BOUGHT, lines)])
    take_in(shop, [file("駅前店売上.csv", BOUGHT, lines)], source=" 駅前店 ")
    book = shop.book(TODAY)
    bought = pd.concat([pd.read_parquet(path) for path in book.purchases])
    spent = bought.groupby("customer_id")["amount"].sum()
    assert spent.to_dict() == {"001": 300, "駅前店:001": 300}


def test_a_shape_that_came_before_is_proposed_the_source_it_had(shop):
    reading, content = file("x.csv", HEADER, NI)
    combined = combine([reading])
    (sheet,) = reading.sheets
    batch = shop.commit(
        combined, files=[content], source="駅前店", shapes={sheet.shape: sheet.choices}
    )
    assert shop.source_of_shape(sheet.shape) == "駅前店"
    assert shop.remembered() == {sheet.shape: sheet.choices}
    new_people = [["104", "木村愛", "", "", ""]]
    assert shop.preview(combine([file("y.csv", HEADER, new_people)[0]])).source == "駅前店"
    shop.undo_batch(batch.id)
    assert shop.remembered() == {sheet.shape: sheet.choices}
    assert shop.source_of_shape("never seen") == ""


def test_the_last_word_about_a_shape_holds(shop):
    reading, content = file("x.csv", HEADER, NI)
    (sheet,) = reading.sheets
    for source in ("駅前店", ""):
        shop.commit(
            combine([reading]), files=[content], source=source, shapes={sheet.shape: sheet.choices}
        )
    assert shop.source_of_shape(sheet.shape) == ""


def test_the_ledgers_own_source_changes_nothing():
    combined = combine([file("a.csv", HEADER, ICHI)[0]])
    assert with_source(combined, "  ") is combined


def test_a_source_is_put_before_a_number_once():
    combined = combine([file("a.csv", HEADER, ICHI)[0]])
    twice = with_source(with_source(combined, "本店"), "本店")
    assert list(twice.tables["customers"]["customer_id"]) == ["本店:001", "本店:002", "本店:003"]
    assert twice.sources == ("本店",)


def test_numbers_made_of_a_name_are_kept_apart_too():
    frame = under(pd.DataFrame({"customer_id": ["N-0123456789", ""]}, dtype="str"), "本店")
    assert list(frame["customer_id"]) == ["本店:N-0123456789", ""]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (one("1", "山田 花子"), one("1", "山田花子様")),
        (one("1", "髙橋健"), one("1", "高橋健")),
        (one("1", "ヤマダ ハナコ"), one("1", "山田花子", kana="やまだはなこ")),
        (one("1", "山田花子", kana="ヤマダハナコ"), one("1", "やまだ はなこ")),
        (one("1", "山田"), one("1", "山田花子")),
        (one("1", "Hanako Yamada"), one("1", "Yamada Hanako")),
        (one("1", "佐藤花子", phone="090-0111-0001"), one("1", "田中花子", phone="09001110001")),
        (
            one("1", "佐藤花子", phone="090-0111-0001"),
            one("1", "田中花子", phone_other="090-0111-0001"),
        ),
        (one("1", "佐藤花子", email="a@example.jp"), one("1", "田中花子", email="A@example.jp")),
        (one("1", "佐藤花子", birthday="1980-04-01"), one("1", "田中花子", birthday="04-01")),
        (one("1", "佐藤花子", birthday="1980-04-01"), one("1", "田中花子", birthday="1980-04-01")),
        (one("1", "佐藤花子"), one("1", "1")),
        (one("1", "佐藤花子"), one("2", "田中武")),
        (one("1", "佐藤花子"), one("1", "")),
    ],
)
def test_a_name_written_otherwise_or_a_new_surname_is_no_contradiction(here, there):
    assert contradictions(people(here), people(there)).empty


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (one("1", "佐藤花子"), one("1", "田中武")),
        (one("1", "佐藤花子", phone="090-0111-0001"), one("1", "佐藤健", phone="090-0111-0002")),
        (one("1", "佐藤花子", birthday="1980-04-01"), one("1", "田中武", birthday="1981-04-01")),
    ],
)
def test_another_name_with_nothing_in_common_is_a_contradiction(here, there):
    assert list(contradictions(people(here), people(there))["customer_id"]) == ["1"]


def test_a_few_contradictions_make_no_other_source(shop):
    take_in(shop, [file("a.csv", HEADER, ICHI)])
    changed = [ICHI[0], ICHI[1], ["003", "木村愛", "", "", ""]]
    coming = shop.preview(combine([file("b.csv", HEADER, changed)[0]]))
    assert coming.source == ""
    assert list(coming.contradictions["name_here"]) == ["木村愛"]


def test_half_of_the_numbers_are_enough():
    known = people(one("1", "青木一郎"), one("2", "石井花子"))
    customers = people(one("1", "青木一郎"), one("2", "江口恵"))
    assert agreement(customers, known).other_people(0.5)
    assert propose_source(customers, known, [""], share=0.5) is None
    assert propose_source(customers, known, [""], share=0.6) == ""


def test_of_several_sources_the_one_that_knows_the_people_is_proposed():
    known = people(one("1", "青木一郎"), one("東:1", "石井花子"), one("西:1", "江口恵"))
    customers = people(one("1", "江口恵"))
    assert propose_source(customers, known, ["", "東", "西"], share=0.5) == "西"
    assert propose_source(people(one("9", "木村愛")), known, ["東", ""], share=0.5) == "東"


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("駅前店.csv", "駅前店"),
        ("駅前店_2026-11.xlsx", "駅前店"),
        ("駅前店 20261122 (1).csv", "駅前店"),
        ("顧客2026年11月.csv", "顧客"),
        ("店2.csv", "店2"),
        ("20261122.csv", "20261122"),
        ("a:b.csv", "a：b"),
        (".csv", ".csv"),
    ],
)
def test_a_source_is_called_after_its_file(file_name, name):
    assert source_name(file_name) == name


def test_a_name_that_is_taken_gets_a_number():
    assert source_name("店.csv", ["店", "店 2"]) == "店 3"
    assert clean("  駅 前:店 ") == "駅 前：店"


def test_three_shops_in_one_upload_are_three_sources():
    third = [["001", "久保 茜", "", "", ""], ["002", "近藤 誠", "", "", ""]]
    readings = [
        file(f"{n}.csv", HEADER, rows)[0] for n, rows in (("一", ICHI), ("二", NI), ("三", third))
    ]
    combined = combine(readings)
    assert combined.sources == ("二", "三")
    assert len(combined.tables["customers"]) == 8


def test_a_source_that_the_owner_names_is_taken_as_said():
    readings = [file(name, HEADER, rows)[0] for name, rows in (("a.csv", ICHI), ("b.csv", NI))]
    combined = combine(readings, sources={readings[0].sha256: "本店"})
    assert combined.sources == ("本店",)
    assert "001" in set(combined.tables["customers"]["customer_id"])
    assert not [p for p in combined.problems if p.code == "other_people"]


def test_the_same_content_twice_in_one_upload_counts_once():
    line = [["2026/11/01", "001", "カット", "100"], ["2026/11/02", "001", "カット", "200"]]
    first, second = (file(name, BOUGHT, line)[0] for name in ("a.csv", "b.csv"))
    assert combine([first, second]).purchases["amount"].sum() == 300
