"""A whole ledger leaves as one workbook and comes back as the same ledger."""

from __future__ import annotations

import datetime as dt
import io
import json
import string
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from core.errors import InputError, StoreError, UnknownType
from core.export.template import template
from core.ingest import combine, our_cells, read
from core.ingest.choices import OWN_COLUMN, FileChoices, SheetChoices
from core.ingest.convert import choice_codes, read_choice
from core.locale.words import LANGUAGES, say
from core.settings import Settings
from core.store.frames import EXTRA
from core.tables import DTYPES, TABLES
from core.workspace import Workspace
from tests.core.keeping import TODAY, amounts, bring, clock, customer, line, sheet
from tests.core.samples import copied
from tests.core.whole_ledgers import brought, everything_held, same_again, workbook
from tests.drills.share import count

STATE = [name for name in TABLES if name != "purchases"]
NASTY = st.sampled_from(
    [
        "001", "1E5", "NA", "None", "nan", "#N/A", "'#N/A", "=1+1", "+81 90-0123-4567", "-5%",
        "@SUM(A1)", "\t=1", "令和8年", "2026/11/22", "12:30", "TRUE", "髙橋㈱①", "𠮷野家😀",
        "a\r\nb", "一行目\n二行目", "_x000D_", "_x0041_", "<b>&amp;</b>", "'", "''=1", "＝1", "0",
        "1,000円", " 　前後  ", "…[→1]", "\u200b", "x\ufffey", "a\x0bb", "本店:001", "合計",
        "長い文の一つです。" * 5, "long " * 20,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=12), NASTY)
HEADERS = st.one_of(st.text(string.ascii_letters + "電話 =+'\n😀", min_size=1, max_size=6), NASTY)
DAYS = st.dates(dt.date(1868, 1, 1), dt.date(2199, 12, 31)) | st.dates(
    dt.date(2024, 1, 1), dt.date(2026, 11, 22)
)
BY_KIND = {
    "id": st.sampled_from(["C1", "C2", "001", "本店:001", "=1+1", "ａ", "N-0123456789", "T-0312"]),
    "text": TEXTS,
    "phone": st.sampled_from(["090-0123-4567", "03-1234-5678", "+1 212 555 0100", "0901234567"]),
    "email": st.sampled_from(["a@example.jp", "A.B@Example.JP", "x@docomo.ne"]),
    "postal": st.sampled_from(["000-0001", "0600001", "〒100-0001"]),
    "month_day": st.sampled_from(["1980-04-01", "04-01", "4/1", "昭和55年4月1日", "02-29"]),
    "month": st.sampled_from(["2026-11", "R8.11", "1999/1"]),
    "date": DAYS,
    "money": st.integers(-(10**6), 10**6) | st.integers(0, 9 * 10**14),
    "integer": st.integers(-3, 40) | st.integers(0, 10**14),
    "number": st.floats(1e-9, 1e14) | st.sampled_from([0.1 + 0.2, 1.5, 1e-9]),
}


def cells(column):
    """Values of a column; a blank one now and then."""
    if column.choices:
        found = st.sampled_from([choice.code for choice in column.choices])
    else:
        found = BY_KIND[column.kind]
    return found if column.needed else st.none() | found


@st.composite
def typed(draw):
    """A row by hand: its table, its values, now and then with columns of the owner's own."""
    table = TABLES[draw(st.sampled_from(STATE))]
    values = {column.name: draw(cells(column)) for column in table.columns}
    free = draw(st.dictionaries(HEADERS, TEXTS, max_size=2))
    return table.name, values | {f"{EXTRA}{name.strip()}": text for name, text in free.items()}


@st.composite
def bought(draw):
    """A line of purchases as the reader hands it over: outer spaces are off."""
    values = {column.name: draw(cells(column)) for column in TABLES["purchases"].columns}
    free = draw(
        st.dictionaries(st.sampled_from(["電話", "日付", "=a", "Memo"]), TEXTS, max_size=2)
    )
    values |= free
    return {n: v.strip() if isinstance(v, str) else v for n, v in values.items()}


def frame_of(rows):
    """Lines as a checked frame, their free columns behind the table's."""
    table = TABLES["purchases"]
    frame = pd.DataFrame(rows, dtype=object)
    for column in table.columns:
        if DTYPES[column.kind] == "str":
            frame[column.name] = frame[column.name].fillna("")
    free = [name for name in frame.columns if name not in table.names]
    frame[free] = frame[free].fillna("")
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    return table.shape(frame)


def filled(root, rows, lines, *, scale, currency):
    """A ledger with rows by hand and lines of an import, as far as the ledger takes them."""
    workspace = Workspace.create(root, "first", now=clock(), trade_code="salon")
    bring(workspace, sheet([customer(1), customer(2)], scale=scale, currency=currency))
    if lines:
        said = replace(sheet(scale=scale, currency=currency), purchases=frame_of(lines))
        bring(workspace, said, name="lines.csv")
    for table, values in rows:
        try:
            workspace.add(table, values)
        except StoreError:
            continue  # what no sheet could bring, what breaks a rule, who is there already
    return workspace


@pytest.fixture(scope="module")
def short_cells():
    """Cells that hold little, so that texts need not be long to be too long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(our_cells, "LONGEST", 30)
        yield


@pytest.mark.drill
@pytest.mark.usefixtures("short_cells")
@settings(max_examples=count(150), phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(typed(), max_size=25),
    st.lists(bought(), max_size=6),
    st.sampled_from([(0, "JPY"), (2, "USD")]),
    st.sampled_from(LANGUAGES),
    st.sampled_from([2, 1_000]),
)
def test_any_ledger_comes_back_from_its_workbook_as_it_was(rows, lines, money, language, most):
    scale, currency = money
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with filled(root, rows, lines, scale=scale, currency=currency) as ledger:
            reading = same_again(ledger, root, language, sheet_rows=most)
    assert all(found.kept for found in reading.problems)


# What the file is like


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A small ledger with something of everything that needs care."""
    root = tmp_path_factory.mktemp("shop")
    with Workspace.create(root, "つばめ", now=clock(), trade_code="salon") as shop:
        people = [
            customer(1, phone="090-0123-4567", postal_code="000-0001", contact_permission="stop"),
            customer(2, kind="company", memo="=1+1", founded_month="1990-04", birthday="04-01"),
        ]
        said = sheet(people, [line("2026-11-01", 1, 9800, order_id="001", payment="late"),
                              line("2026-11-02", 2, -500)])  # fmt: skip
        said.purchases["メモ"] = ["+81 90", ""]
        said.tables["customers"]["犬の名前"] = ["ポチ", ""]
        said.tables["customers"]["電話"] = ["", "内線12"]
        bring(shop, said)
        old = {"date": dt.date(1868, 1, 25), "customer_id": "C1", "kind": "founding"}
        shop.add("events", old)
        shop.add("activities", {"date": dt.date(2026, 11, 30), "customer_id": "C2"})
        shop.add("activities", {"date": TODAY, "customer_id": "T-0312345678", "note": "-5%の話"})
        shop.same_person("C1", "C2", same=False)
        shop.change_settings({"calls.per_day": 4, "privacy.purpose": "ご来店のご案内のため"})
        shop.change_settings({"calls.people": (("野口", 3, 20, (0, 2)),),
                              "calls.days_off": (("野口", "2026-11-25"),)})  # fmt: skip
        yield shop


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ledger_with_something_of_everything_comes_back(shop, tmp_path, language):
    reading = same_again(shop, tmp_path, language)
    codes = [(found.code, found.value, found.kept) for found in reading.problems]
    assert codes == [
        ("our_workbook", "", True),
        ("our_pairs", "", True),
        ("our_settings", "", True),
        ("future_date", "2026-11-30", True),
    ]


@pytest.mark.no_cover
def test_the_salon_sample_comes_back(tmp_path):
    now = clock()
    with copied("salon", tmp_path, now=now) as salon:
        reading = same_again(salon, tmp_path)
    assert all(found.kept for found in reading.problems)


@pytest.fixture(scope="module")
def data(shop):
    return workbook(shop)


@pytest.fixture(scope="module")
def book(data):
    """To be looked at only."""
    return load_workbook(io.BytesIO(data))


def opened(workspace, language="ja", **how):
    return load_workbook(io.BytesIO(workbook(workspace, language, **how)))


def column(book, sheet_name, header):
    """The cells below a header; the last column of that name."""
    page = book[sheet_name]
    place = [cell.value for cell in page[1]][::-1].index(header)
    return [row[-1 - place] for row in page.iter_rows(min_row=2)]


def test_it_has_every_sheet_of_the_blank_ledger_with_its_headers_and_lists(book):
    blank = io.BytesIO()
    template(blank, "ja")
    blank_book = load_workbook(blank)
    names = list(blank_book.sheetnames)
    assert [name for name in book.sheetnames if name in names] == names
    assert book.sheetnames[0] == "この台帳について"
    for table in TABLES.values():
        page, other = (b[say(table.label, "ja")] for b in (book, blank_book))
        width = len(table.columns)
        assert [c.value for c in page[1]][:width] == [c.value for c in other[1]]
        assert [c.font.bold for c in page[1]][:width] == [c.font.bold for c in other[1]]
        assert page.freeze_panes == "A2"
        lists = [offer.formula1 for offer in page.data_validations.dataValidation]
        assert lists == [offer.formula1 for offer in other.data_validations.dataValidation]
        widths = [page.column_dimensions[get_column_letter(n + 1)].width for n in range(width)]
        letters = [get_column_letter(n + 1) for n in range(width)]
        assert widths == [other.column_dimensions[letter].width for letter in letters]


def test_days_are_days_numbers_are_numbers_and_ids_and_phones_are_text(book):
    days = column(book, "購入履歴", "日付")
    assert [cell.value for cell in days] == [dt.datetime(2026, 11, 1), dt.datetime(2026, 11, 2)]
    assert {cell.number_format for cell in days} == {"yyyy/m/d"}
    assert [cell.value for cell in column(book, "購入履歴", "金額")] == [9800, -500]
    slip = column(book, "購入履歴", "伝票番号")[0]
    assert (slip.value, slip.data_type, slip.number_format) == ("001", "s", "@")
    phone = next(row[13] for row in book["顧客台帳"].iter_rows(min_row=2))
    assert (phone.value, phone.data_type, phone.number_format) == ("090-0123-4567", "s", "@")
    assert column(book, "顧客台帳", "連絡可否")[0].value == "停止希望"
    assert column(book, "顧客台帳", "設立年月")[1].value == "1990-04"
    assert column(book, "顧客台帳", "誕生日")[1].value == "04-01"
    assert column(book, "出来事", "日付")[0].value == "1868-01-25"


def test_the_owners_own_columns_stand_on_the_right(book):
    page = book["顧客台帳"]
    headers = [cell.value for cell in page[1]]
    assert headers[len(TABLES["customers"].columns) :] == ["犬の名前", "電話"]
    assert [cell.value for cell in column(book, "顧客台帳", "電話")] == [None, "内線12"]


def test_no_cell_is_a_formula_and_signs_in_front_stay_readable(book):
    kinds = {c.data_type for page in book.worksheets for row in page.iter_rows() for c in row}
    assert "f" not in kinds
    assert column(book, "顧客台帳", "メモ")[1].value == "'=1+1"
    assert column(book, "購入履歴", "メモ")[0].value == "+81 90"
    assert column(book, "対応履歴", "話した内容")[1].value == "'-5%の話"


def test_the_first_sheet_says_what_it_is_of_which_day_how_much_and_what_for(book):
    told = {row[2]: row[1] for row in book.worksheets[0].values if row[2]}
    assert told["format"] == "daifukucho-ledger/1"
    assert told["business"] == "つばめ"
    assert told["asof"] == dt.datetime(2026, 11, 22)
    assert told["purpose"] == "ご来店のご案内のため"
    assert (told["rows.customers"], told["rows.purchases"], told["rows.deals"]) == (2, 2, 0)


def test_without_a_purpose_it_says_so(tmp_path):
    with Workspace.create(tmp_path, "new", now=clock()) as empty:
        same_again(empty, tmp_path / "other")
        told = {row[2]: row[1] for row in opened(empty, "en").worksheets[0].values if row[2]}
        assert told["purpose"] == "Not written down yet"


def test_more_rows_than_a_sheet_holds_go_to_further_sheets(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1)], [line(f"2026-11-{n:02}") for n in range(1, 8)]))
        names = opened(shop, sheet_rows=3).sheetnames
        place = names.index("購入履歴")
        assert names[place : place + 3] == ["購入履歴", "購入履歴 (2)", "購入履歴 (3)"]
        reading = same_again(shop, tmp_path / "other", sheet_rows=3)
        assert [(s.name, s.rows_read) for s in reading.sheets if s.kind == "purchases"] == [
            ("購入履歴", 3), ("購入履歴 (2)", 3), ("購入履歴 (3)", 1),
        ]  # fmt: skip


def test_a_text_that_no_cell_holds_stands_on_a_sheet_of_its_own(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        shop.add("customers", customer(1, memo="長" * 40_000, caution="a\ufffeb"))
        assert "長い文" in opened(shop).sheetnames
        assert opened(shop)["長い文"].sheet_state == "visible"
        same_again(shop, tmp_path / "other")


def test_the_sheet_of_long_texts_is_hidden_when_there_are_none(book):
    assert book["長い文"].sheet_state == "hidden"


def test_more_columns_of_ones_own_than_can_be_read_again_are_refused_in_words(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        said = sheet([customer(1)])
        wide = {f"列{n}": ["x"] for n in range(500)}
        table = pd.concat([said.tables["customers"], pd.DataFrame(wide)], axis=1)
        bring(shop, replace(said, tables={"customers": table}))
        with pytest.raises(InputError) as refused:
            workbook(shop)
        assert "500" in refused.value.say("ja")


def test_the_bar_goes_from_nothing_to_all_and_what_it_raises_ends_the_writing(shop):
    heard = []
    workbook(shop, tell=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0

    def give_up(_share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        workbook(shop, tell=give_up)


def test_it_is_written_down_that_the_ledger_left(shop, data):
    assert data
    assert shop.last_actions(1)[0].verb == "export_ledger"


# When it comes back changed


def changed(data, change):
    """The workbook after somebody changed it in a spreadsheet program."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def codes(reading):
    return [found.code for found in reading.problems]


def test_rows_that_the_owner_added_are_read_by_the_usual_rules(data, tmp_path):
    def change(book):
        page = book["顧客台帳"]
        page.insert_rows(1)
        page["A1"] = "わたしの台帳"
        headers = [cell.value for cell in page[2]]
        row = {"顧客ID": "C3", "氏名・会社名": "新しい方", "電話": "０９０－０１２３－４５６８"}
        row |= {"誕生日": "昭和55年4月1日", "連絡可否": "停止希望", "従業員数": "たくさん"}
        for name, value in row.items():
            page.cell(5, headers.index(name) + 1, value)

    again, reading = brought(tmp_path, changed(data, change))
    with again:
        found = {
            row["customer_id"]: row
            for row in again.book(TODAY).table("customers").to_dict("records")
        }
    assert found["C3"]["phone"] == "090-0123-4568"
    assert found["C3"]["birthday"] == "1980-04-01"
    assert found["C3"]["contact_permission"] == "stop"
    assert json.loads(found["C3"]["extra"]) == {"従業員数": "たくさん"}
    assert found["C1"]["phone"] == "090-0123-4567"
    assert {"our_rows", "unreadable_number"} <= set(codes(reading))


def test_a_row_that_breaks_a_rule_is_left_aside_with_the_reason(data, tmp_path):
    def change(book):
        book["クレーム"].append([dt.date(2026, 11, 1), "C1", None, 7])
        book["購入履歴"].append([None, "C1", None, "カット"])

    again, reading = brought(tmp_path, changed(data, change))
    again.close()
    left = {s.kind: s for s in reading.sheets if s.rows_unread}
    assert {kind: s.rows_unread for kind, s in left.items()} == {"complaints": 1, "purchases": 1}
    assert list(left["complaints"].unread["reason"]) == ["severity_out_of_range"]
    assert list(left["purchases"].unread["reason"]) == ["missing_date"]


def test_columns_without_a_name_and_of_one_name_are_kept_apart(data, tmp_path):
    def change(book):
        page = book["担当者"]
        for place, name in enumerate((None, "印", "印"), start=5):
            page.cell(1, place, name)
        page.append(["野口", None, None, None, "a", "b", "c"])

    again, _reading = brought(tmp_path, changed(data, change))
    with again:
        (extra,) = again.book(TODAY).table("staff")["extra"]
    assert json.loads(extra) == {"[E]": "a", "印": "b", "印_": "c"}


def test_a_sheet_whose_columns_were_renamed_is_read_as_any_other(data, tmp_path):
    def change(book):
        book["顧客台帳"]["A1"] = "会員番号"
        book.create_sheet("自分のメモ")

    again, reading = brought(tmp_path, changed(data, change))
    with again:
        assert list(again.book(TODAY).table("customers")["customer_id"]) == ["C1", "C2"]
    assert next(s for s in reading.sheets if s.kind == "customers").mapping["customer_id"] == (
        "会員番号"
    )


def test_what_the_owner_chose_for_a_sheet_wins_over_our_own_names(data):
    chosen = FileChoices(sheets={"顧客台帳": SheetChoices(columns={"ふりがな": OWN_COLUMN})})
    how = {"settings": Settings(), "today": TODAY}
    plain, own = read(data, "w.xlsx", **how), read(data, "w.xlsx", **how, choices=chosen)
    assert "kana" in plain.sheets[0].mapping
    assert "kana" not in own.sheets[0].mapping


def test_without_its_mark_it_is_read_as_any_workbook(data, tmp_path):
    def change(book):
        del book["この台帳について"]

    again, reading = brought(tmp_path, changed(data, change))
    with again:
        assert len(again.book(TODAY).table("customers")) == 2
    assert reading.ours is None


def test_one_of_a_newer_version_is_refused_in_words(data):
    def change(book):
        book.worksheets[0]["B2"] = "daifukucho-ledger/2"

    with pytest.raises(UnknownType) as refused:
        read(changed(data, change), "w.xlsx", settings=Settings(), today=TODAY)
    assert "新しい版" in refused.value.say("ja")


def test_what_is_told_beside_the_tables_is_taken_as_far_as_it_can_be_read(shop, data, tmp_path):
    def change(book):
        about = book.worksheets[0]
        for row in about.iter_rows(min_row=2):
            if row[2].value in ("currency", "scale", "rows.deals"):
                row[1].value = None
        book["同じ方・別の方"].append(["C1", "", "C3", "", "さあ"])
        book["変えた設定"].append(["calls.gone", "1"])
        book["変えた設定"].append(["calls.per_day", "{"])

    again, _reading = brought(tmp_path, changed(data, change))
    with again:
        assert again.holding().pairs == shop.holding().pairs
        assert again.holding().settings == shop.holding().settings
        assert (again.book().currency, again.book().scale) == ("JPY", 0)


def test_the_row_by_row_reader_reads_the_same(shop, data, tmp_path):
    few = Settings().changed({"intake.max_dense_cells": 1})
    reading = read(data, "w.xlsx", settings=few, today=TODAY)
    with Workspace.create(tmp_path, "again", now=clock(), trade_code="salon") as again:
        again.commit(combine([reading]), files=[("w.xlsx", data)])
        assert everything_held(again) == everything_held(shop)


# Where there is something already


def test_what_was_decided_here_is_not_overruled_and_all_can_be_taken_back(data, tmp_path):
    with Workspace.create(tmp_path, "again", now=clock()) as again:
        bring(again, sheet([customer(1), customer(2)]))
        again.change_settings({"calls.per_day": 9})
        again.same_person("C1", "C2", same=True)
        before = everything_held(again)
        reading = read(data, "w.xlsx", settings=again.settings(), today=TODAY)
        batch = again.commit(combine([reading]), files=[("w.xlsx", data)])
        assert again.settings().calls.per_day == 9
        assert again.settings().privacy.purpose == "ご来店のご案内のため"
        assert again.holding().pairs == (("C1", "C2", "same"),)
        again.undo_batch(batch.id)
        assert everything_held(again) == before
        again.redo_batch(batch.id)
        assert again.settings().privacy.purpose == "ご来店のご案内のため"
    with Workspace.create(tmp_path, "empty", now=clock()) as empty:
        batch = empty.commit(combine([reading]), files=[("w.xlsx", data)])
        empty.undo_batch(batch.id)
        assert (empty.holding().pairs, empty.holding().settings) == ((), {})


def test_beside_another_file_the_usual_rules_hold(data):
    how = {"settings": Settings(), "today": TODAY}
    whole = read(data, "w.xlsx", **how)
    other = read("顧客ID,氏名\nC9,別の方\n".encode(), "b.csv", **how)
    both = combine([whole, other])
    assert not both.exact
    assert set(both.tables["customers"]["customer_id"]) == {"C1", "C2", "C9"}


def test_numbers_of_another_shop_keep_its_name(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1)], [line("2026-11-01")]), source="本店")
        data = workbook(shop)
        again, _reading = brought(tmp_path / "other", data)
        with again:
            assert again.sources() == ["本店"]
            later = sheet([customer(1)], [line("2026-11-01"), line("2026-11-02")])
            bring(again, later, name="later.csv", source="本店")
            assert amounts(again.book(TODAY)) == [1000, 1000]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_list_means_one_thing(language):
    for table in TABLES.values():
        for found in table.columns:
            codes = choice_codes(found)
            for choice in found.choices:
                assert read_choice(say(choice.label, language), codes=codes).value == choice.code


def test_who_was_erased_here_does_not_come_back_with_a_word_about_two(data, tmp_path):
    with Workspace.create(tmp_path, "again", now=clock()) as again:
        bring(again, sheet([customer(1), customer(2)]))
        again.erase("C2", keep_amounts=False, blank=[])
        reading = read(data, "w.xlsx", settings=again.settings(), today=TODAY)
        again.commit(combine([reading]), files=[("w.xlsx", data)])
        assert again.holding().pairs == ()
        assert list(again.book(TODAY).table("customers")["customer_id"]) == ["C1"]
