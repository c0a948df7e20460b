"""A table takes rows of any shape: good ones come out typed, the others as problems."""

from __future__ import annotations

import pandas as pd
import pytest

from core.ingest.convert import choice_codes, choice_key
from core.locale.words import LANGUAGES, say
from core.tables import DTYPES, ORIGIN, TABLES
from core.tables._table import Column, Rule, Table

#: What a column of each kind may hold.
FILLED = {
    "id": "C0001", "text": "x", "phone": "090-0123-4567", "email": "a@example.jp",
    "postal": "000-0001", "month_day": "04-01", "month": "2026-11", "choice": "",
    "date": pd.Timestamp("2026-11-15"), "money": 1, "integer": 1, "number": 1.0,
}  # fmt: skip


def row(name: str, /, **changes) -> pd.DataFrame:
    """One row of a table that keeps every rule, with changes laid over it."""
    table = TABLES[name]
    filled = {c.name: FILLED[c.kind] for c in table.columns if c.needed}
    return pd.DataFrame([filled | changes])


def codes(name: str, /, **changes) -> tuple[int, list[tuple[str, str, bool]]]:
    """How many rows were taken, and (code, column, kept) of each problem."""
    good, problems = TABLES[name].check(row(name, **changes))
    return len(good), [(p.code, p.column, p.kept) for p in problems]


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_all_columns_and_their_dtypes(name):
    table = TABLES[name]
    good, problems = table.check(pd.DataFrame())
    assert list(table.empty().columns) == table.names == list(good.columns)
    assert {c.name: str(good[c.name].dtype) for c in table.columns} == {
        c.name: DTYPES[c.kind] for c in table.columns
    }
    assert problems == []


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("not_now", "doubts")])
def test_a_row_with_the_needed_columns_alone_is_taken(name):
    assert codes(name) == (1, [])


@pytest.mark.parametrize(
    ("name", "column"),
    [(table.name, c.name) for table in TABLES.values() for c in table.columns if c.needed],
)
def test_a_row_without_a_needed_column_is_left_aside_with_a_problem(name, column):
    taken, found = codes(name, **{column: None})
    assert taken == 0
    assert (f"missing_{column}", column, False) in found


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("complaints", {"severity": 0}, "severity_out_of_range"),
        ("complaints", {"severity": 4}, "severity_out_of_range"),
        ("referrals", {"customer_id": "A", "referred_id": "A"}, "referred_oneself"),
        ("satisfaction", {"scale": "five", "score": 0}, "score_out_of_range"),
        ("satisfaction", {"scale": "five", "score": 6}, "score_out_of_range"),
        ("satisfaction", {"scale": "nps", "score": 11}, "score_out_of_range"),
        ("satisfaction", {"scale": "", "score": 11}, "score_out_of_range"),
        ("satisfaction", {"scale": "nps", "score": -1}, "score_out_of_range"),
        ("not_now", {"customer_id": " ", "prospect_name": ""}, "nobody_named"),
        ("doubts", {"words": "高い"}, "nobody_named"),
    ],
)
def test_a_row_that_cannot_be_right_is_left_aside(name, changes, code):
    taken, found = codes(name, **changes)
    assert taken == 0
    assert [(c, kept) for c, _column, kept in found] == [(code, False)]


DAYS = pd.Timestamp("2026-11-14"), pd.Timestamp("2026-11-15")


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("due_dates", {"end_date": DAYS[0], "start_date": DAYS[1]}, "end_before_start"),
        ("deals", {"end_date": DAYS[0], "start_date": DAYS[1]}, "closed_before_start"),
        ("promises", {"due_date": DAYS[0], "made_date": DAYS[1]}, "due_before_promised"),
        ("promises", {"done_date": DAYS[0], "made_date": DAYS[1]}, "done_before_promised"),
        ("overrides", {"expires_date": DAYS[0], "date": DAYS[1]}, "expires_before_date"),
        ("complaints", {"resolved_date": DAYS[0]}, "resolved_before_received"),
        ("customers", {"customer_id": "A", "referrer_id": "A"}, "referred_oneself"),
        ("customers", {"fiscal_month": 13}, "fiscal_month_out_of_range"),
        ("customers", {"fiscal_month": 0}, "fiscal_month_out_of_range"),
        ("customers", {"employees": -1}, "employees_out_of_range"),
        ("activities", {"minutes": -1}, "minutes_out_of_range"),
        ("activities", {"reaction": 3}, "reaction_out_of_range"),
        ("activities", {"reaction": -3}, "reaction_out_of_range"),
        ("costs", {"amount": -1}, "cost_below_zero"),
        ("extras", {"cost": -1}, "extra_below_zero"),
        ("extras", {"reaction": 3}, "reaction_out_of_range"),
    ],
)
def test_a_doubtful_row_is_kept_with_a_warning(name, changes, code):
    taken, found = codes(name, **changes)
    assert taken == 1
    assert [(c, kept) for c, _column, kept in found] == [(code, True)]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("complaints", {"severity": 1}),
        ("complaints", {"severity": 3}),
        ("satisfaction", {"scale": "five", "score": 1}),
        ("satisfaction", {"scale": "five", "score": 5}),
        ("satisfaction", {"scale": "nps", "score": 0}),
        ("satisfaction", {"scale": "nps", "score": 10}),
        ("customers", {"fiscal_month": 1, "employees": 0}),
        ("customers", {"fiscal_month": 12, "referrer_id": "B"}),
        ("activities", {"reaction": -2, "minutes": 0}),
        ("activities", {"reaction": 2}),
        ("extras", {"reaction": -2, "cost": 0}),
        ("know_how", {"stage": "regular"}),
        ("fixes", {"cause": "delay"}),
        ("due_dates", {"start_date": FILLED["date"]}),
        ("not_now", {"prospect_name": "若葉試験堂"}),
        ("not_now", {"customer_id": "C1"}),
        ("referrals", {"referred_name": "友人"}),
    ],
)
def test_a_value_at_the_edge_of_what_is_allowed_is_taken_without_a_word(name, changes):
    assert codes(name, **changes) == (1, [])


def test_problems_say_where_the_row_came_from_and_what_stood_there():
    frame = row("complaints", severity=9).assign(
        source_file="a.xlsx", source_sheet="クレーム", source_row=7
    )
    _good, (problem,) = TABLES["complaints"].check(frame)
    assert (problem.file, problem.sheet, problem.row) == ("a.xlsx", "クレーム", 7)
    assert (problem.column, problem.value) == ("severity", "9")


def test_a_missing_column_is_named_in_the_owners_language():
    _good, (problem,) = TABLES["purchases"].check(row("purchases", customer_id=""))
    assert say(problem.words) == "「顧客ID」が空のため、この行は取り込みませんでした。"
    assert say(problem.words, "en") == "Customer ID is missing, so this row was left aside."
    assert problem.value == ""


def test_origin_and_the_owners_own_columns_stay_behind_the_known_ones():
    frame = row("purchases", 席="窓側", source_row=3, source_file="a.csv", source_sheet="")
    good, _problems = TABLES["purchases"].check(frame)
    assert list(good.columns[: len(TABLES["purchases"].names)]) == TABLES["purchases"].names
    assert set(good.columns) == {*TABLES["purchases"].names, *ORIGIN, "席"}
    assert good.loc[0, "席"] == "窓側"


def test_text_is_never_missing_and_amounts_may_be():
    good, _problems = TABLES["purchases"].check(row("purchases", product=None, amount=None))
    assert good.loc[0, "product"] == ""
    assert good.loc[0, "amount"] is pd.NA


def test_good_rows_get_a_fresh_index_and_keep_their_order():
    frame = pd.concat([row("stores", store=name) for name in ("本店", "", "駅前")])
    good, problems = TABLES["stores"].check(frame)
    assert list(good["store"]) == ["本店", "駅前"]
    assert list(good.index) == [0, 1]
    assert len(problems) == 1


def test_one_row_is_left_aside_once_however_many_rules_it_breaks():
    never = Rule("never", "a", lambda frame: frame["a"] == frame["a"], TABLES["stores"].label)
    table = Table("t", TABLES["stores"].label, (Column("a", "text", never.words),), (never, never))
    good, problems = table.check(pd.DataFrame({"a": ["x"]}))
    assert (len(good), [p.code for p in problems]) == (0, ["never"])


def test_a_column_is_found_by_its_symbol_and_an_unknown_one_is_an_error():
    assert TABLES["customers"].column("name").needed
    with pytest.raises(KeyError):
        TABLES["customers"].column("shoe_size")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_headers_and_choices_of_a_table_cannot_be_confused(name, language):
    table = TABLES[name]
    headers = [say(column.label, language) for column in table.columns]
    assert len(set(headers)) == len(headers)
    for column in table.columns:
        words = [say(choice.label, language) for choice in column.choices]
        assert len(set(words)) == len(words)
        assert bool(words) == (column.kind == "choice")


@pytest.mark.parametrize("word", ["お断りした", "お断り・カスハラ", "refuse"])
def test_the_word_that_stood_for_a_choice_in_earlier_books_is_still_read(word):
    codes = choice_codes(TABLES["overrides"].column("field"))
    assert codes[choice_key(word)] == "refuse"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_names_are_distinct_and_short_enough_for_excel(language):
    names = [say(table.label, language) for table in TABLES.values()]
    assert len(set(names)) == len(names)
    assert max(len(name) for name in names) <= 31


@pytest.mark.parametrize(
    ("table", "column", "header"),
    [
        ("customers", "name", "氏名・会社名"),
        ("customers", "kana", "ふりがな"),
        ("customers", "call_name", "呼び方"),
        ("purchases", "amount", "金額"),
        ("due_dates", "end_date", "満了日"),
        ("deals", "end_date", "終了日"),
        ("not_now", "prospect_name", "見込名"),
        ("complaints", "confirmed_date", "確認日"),
    ],
)
def test_japanese_headers_are_those_of_the_ledger_template(table, column, header):
    assert say(TABLES[table].column(column).label) == header
