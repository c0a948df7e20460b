"""The owner's word about a sheet: questions, corrections, same days, other shops, same people."""

from __future__ import annotations

import html

import pytest

from core.workspace import Workspace
from pages._ui import mailbox
from tests.pages.conftest import MOMENT
from tests.pages.files import locked_workbook
from tests.pages.run import labels, open_page, said
from tests.pages.test_intake import PAGE, SALES, book_of, own, take, upload

DATES = "\n".join(
    ["顧客番号,氏名,来店日,金額,ひとこと"]
    + [f"C{n:03d},佐藤 {n}子,{n}/{n + 1}/25,{1000 * n},*常連*" for n in range(1, 8)]
).encode()
UNKNOWN = "ひと,いつ,いくら\n佐藤 花子,2026/4/1,5000\n鈴木 一郎,2026/5/1,3000\n".encode()
FAMILY = "\n".join(
    [
        "顧客番号,氏名,フリガナ,電話番号,住所",
        "A1,田中 裕子,タナカ ユウコ,090-0123-0001,青葉野市北町1-2-3",
        "A2,田中 優子,タナカ ユウコ,,青葉野市北町1-2-3",
        "A3,佐々木 進,ササキ ススム,090-0123-0003,青葉野市南町4-5-6",
    ]
).encode()


def sales(months, people=("C001,佐藤 花子", "C002,鈴木 一郎")):
    rows = [f"{who},2026/{m}/{d},1000" for m in months for d in (5, 20) for who in people]
    return "\n".join(["顧客番号,氏名,来店日,金額", *rows]).encode()


def open_matching(at):
    """Unfold the corrections of the first table."""
    sha = next(iter(at.session_state["_choices"]))
    at.session_state[f"match_{sha[:12]}_0"] = True
    return at.run(timeout=60)


def column(at, header):
    wanted = f"「{header}」の読みとり方"
    return next(box for box in at.selectbox if html.unescape(box.label) == wanted)


# ---- questions


def test_an_unanswered_question_blocks_nothing_and_its_answer_is_read_at_once(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", DATES))
    assert "何通りにも読めます" in said(at)
    assert "お答えがないところは読まずに残します" in said(at)
    assert "取り込む" in labels(at)
    at.radio[0].set_value("mdy").run(timeout=60)
    assert "読んだ行 7" in said(at)
    assert "お答えがないところ" not in said(at)
    assert "何通りにも読めます" in said(at), "an answer can be changed"
    at.radio[0].set_value("dmy").run(timeout=60)
    assert "2025-02-01" in at.dataframe[1].value.to_string()


def test_the_answer_is_remembered_for_the_next_file_of_that_shape(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", DATES))
    at.radio[0].set_value("mdy").run(timeout=60)
    take(at)
    later = DATES.replace(b"/25,", b"/26,")
    at = upload(at, ("売上2.csv", later))
    assert "何通りにも読めます" not in said(at)
    assert "2026-01-02" in at.dataframe[1].value.to_string()


# ---- columns


def test_a_column_that_the_owner_leaves_out_is_not_taken(nothing_yet):
    at = open_matching(upload(open_page(PAGE), ("売上.csv", SALES)))
    column(at, "電話番号").set_value("-").run(timeout=60)
    take(at)
    people = book_of(nothing_yet, own(nothing_yet)).table("customers")
    assert list(people["phone"]) == ["", "", ""]
    assert "佐藤 花子" in list(people["name"])


def test_a_refused_sheet_is_read_once_the_owner_names_its_columns(nothing_yet):
    at = upload(open_page(PAGE), ("メモ.csv", UNKNOWN))
    assert len(at.error) == 1
    assert "intake_commit" not in [b.key for b in at.button]
    column(at, "ひと").set_value("name").run(timeout=60)
    column(at, "いつ").set_value("date").run(timeout=60)
    column(at, "いくら").set_value("amount").run(timeout=60)
    assert not at.error
    assert "合計 8,000円" in said(at)
    take(at)
    assert len(book_of(nothing_yet, own(nothing_yet)).table("customers")) == 2


def test_a_table_that_is_not_wanted_can_be_wanted_again(nothing_yet):
    at = open_matching(upload(open_page(PAGE), ("売上.csv", SALES)))
    at.checkbox[0].uncheck().run(timeout=60)
    assert "intake_commit" not in [b.key for b in at.button]
    at.checkbox[0].check().run(timeout=60)
    assert "intake_commit" in [b.key for b in at.button]


def test_the_row_of_the_column_names_can_be_set(nothing_yet):
    at = open_matching(upload(open_page(PAGE), ("売上.csv", SALES)))
    at.number_input[0].set_value(2).run(timeout=60)
    assert not at.exception
    sha = next(iter(at.session_state["_choices"]))
    assert at.session_state["_choices"][sha].sheets["売上"].header_row == 2


# ---- what lies in the uploader


def test_the_same_content_under_two_names_is_read_once(nothing_yet):
    at = upload(open_page(PAGE), ("a.csv", SALES), ("b.csv", SALES))
    assert "b.csv は、選ばれたほかのファイルと中身が同じです" in said(at)
    take(at)
    assert len(book_of(nothing_yet, own(nothing_yet)).table("customers")) == 3


def test_an_unchanged_file_is_not_read_again_by_a_click(nothing_yet, monkeypatch):
    at = upload(open_page(PAGE), ("売上.csv", SALES))
    counted = []
    monkeypatch.setattr(mailbox, "read", lambda *_a, **_k: counted.append(1))
    at.run(timeout=60)
    assert not counted


def test_a_locked_workbook_asks_for_its_password_and_forgets_it(nothing_yet):
    at = upload(open_page(PAGE), ("名簿.xlsx", locked_workbook("ひみつ123")))
    assert len(at.error) == 1
    at.text_input[0].set_value("ちがう")
    at.button(key=form_button(at)).click().run(timeout=60)
    assert "このパスワードでは" in said(at)
    at.text_input[0].set_value("ひみつ123")
    at.button(key=form_button(at)).click().run(timeout=60)
    assert not at.error
    assert not at.text_input
    assert "読んだ行 2" in said(at)
    take(at)
    assert at.session_state["_choices"] == {}
    assert at.session_state["_readings"] == {}


def form_button(at):
    return next(b.key for b in at.button if b.label == "ファイルを開く")


def test_a_masked_copy_is_made_on_demand(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", SALES))
    button = next(b for b in at.button if b.label == "この表を診断")
    button.click().run(timeout=60)
    _sha, copy, name = at.session_state["_diagnosis"]
    assert name.endswith(".csv")
    assert "佐藤" not in copy.decode("cp932")
    assert "顧客番号" in copy.decode("cp932")


# ---- before the commit


def test_what_will_change_is_counted_before_it_is_done(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", sales(range(1, 4)))))
    at = upload(at, ("売上2.csv", sales(range(4, 6), ("C001,佐藤 花子", "C009,田中 実"))))
    rows = next(t.value for t in at.table if "新しい" in t.value.columns)
    by_table = rows.set_index("表")
    assert by_table.loc["顧客台帳", "新しい"] == "1"
    assert by_table.loc["購入履歴", "新しい"] == "8"


@pytest.mark.parametrize(("choice", "lines"), [("replace", 28), ("add", 52)])
def test_days_that_came_before_are_replaced_unless_both_shall_count(nothing_yet, choice, lines):
    at = take(upload(open_page(PAGE), ("前期.csv", sales(range(1, 7)))))
    at = upload(at, ("今期.csv", sales(range(1, 8))))
    assert "同じ期間です" in said(at)
    asked = at.radio(key="same_days")
    assert asked.value == "replace"
    asked.set_value(choice).run(timeout=60)
    take(at)
    batches = batches_of(nothing_yet)
    assert batches[-1].same_days == choice
    assert (
        sum(b.lines for b in batches)
        - batches[-1].counts["lines_known"]
        - batches[-1].counts.get("lines_replaced", 0)
        == lines
    )


def batches_of(home):
    with Workspace.open(home, own(home), now=lambda: MOMENT) as workspace:
        return workspace.batches()


def test_the_numbers_of_another_shop_are_kept_apart_under_its_name(nothing_yet):
    at = take(upload(open_page(PAGE), ("本店.csv", sales(range(1, 4)))))
    others = sales(range(8, 10), ("C001,渡辺 健", "C002,小林 春"))
    at = upload(at, ("駅前店.csv", others))
    assert "別の方の番号になっているお客様番号が2件" in said(at)
    assert at.text_input(key="source_name").value == "駅前店"
    take(at)
    people = book_of(nothing_yet, own(nothing_yet)).table("customers")
    assert set(people["customer_id"]) == {"C001", "C002", "駅前店:C001", "駅前店:C002"}


def test_the_owner_may_say_that_they_are_the_same_people(nothing_yet):
    at = take(upload(open_page(PAGE), ("本店.csv", sales(range(1, 4)))))
    others = sales(range(8, 10), ("C001,渡辺 健", "C002,小林 春"))
    at = upload(at, ("本店2.csv", others))
    at.radio(key="other_people").set_value("same").run(timeout=60)
    take(at)
    people = book_of(nothing_yet, own(nothing_yet)).table("customers")
    assert set(people["name"]) == {"渡辺 健", "小林 春"}


# ---- same person?


def test_a_pair_is_asked_about_decided_and_taken_back(nothing_yet):
    at = take(upload(open_page(PAGE), ("名簿.csv", FAMILY)))
    assert "同じ方かもしれない組が1組" in said(at)
    at.session_state["pairs_box"] = True
    at.run(timeout=60)
    beside = next(t.value for t in at.table if "お一人め" in t.value.columns)
    assert "田中 裕子" in beside.to_string()
    assert "田中 優子" in beside.to_string()
    at.button(key="same_A1_A2").click().run(timeout=60)
    assert "お一人にまとめました" in said(at)
    assert len(book_of(nothing_yet, own(nothing_yet)).table("customers")) == 2
    at.button(key="unsaid_A1_A2").click().run(timeout=60)
    assert len(book_of(nothing_yet, own(nothing_yet)).table("customers")) == 3
    at.button(key="apart_A1_A2").click().run(timeout=60)
    assert "別の方として扱います" in said(at)
    assert "おたずねする方はいません" in said(at)


def test_nobody_is_asked_about_where_all_differ(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    at.session_state["pairs_box"] = True
    at.run(timeout=60)
    assert "おたずねする方はいません" in said(at)
