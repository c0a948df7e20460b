"""The command line: sheets in, results out; one sentence and exit 2 for what cannot be used."""

from __future__ import annotations

import datetime as dt
import io
import json

import openpyxl
import pandas as pd
import pytest

from core.cli import main
from core.cli.verbs import CALL_COLUMNS, PROFILE_COLUMNS, SAMPLE_DATA

TODAY = dt.date(2026, 11, 22)
PLAIN = "customer_id,date,amount\n001,2026-10-01,1200\n001,2026-11-05,800\n002,2026-11-10,500\n"


def run(capsys, *arguments):
    code = main([str(a) for a in arguments], today=TODAY)
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def frame_of(text):
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False).set_index(
        "customer_id"
    )


@pytest.fixture
def plain_csv(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def test_a_plain_csv_of_customer_date_amount_gives_a_profile_without_any_question(
    capsys, plain_csv
):
    code, out, err = run(capsys, "profile", plain_csv)

    frame = frame_of(out)
    assert (code, err) == (0, "")
    assert [frame.index.name, *frame.columns] == PROFILE_COLUMNS
    assert frame.loc["001", "purchase_count"] == "2"
    assert frame.loc["001", "total_spend"] == "2000"
    assert frame.loc["001", "last_purchase_date"] == "2026-11-05"
    assert frame.loc["002", "days_since_last_purchase"] == "0"


def test_what_is_foretold_stands_in_the_profile_and_says_that_it_is_rough(capsys, plain_csv):
    _code, out, _err = run(capsys, "profile", plain_csv)

    frame = frame_of(out)
    assert (frame["rung"] == "0").all()
    assert frame["p_buy_30"].astype(float).between(0, 1).all()
    assert (frame["p_buy_30"].astype(float) <= frame["p_buy_90"].astype(float)).all()
    assert (frame["next_date_low"] <= frame["next_date"]).all()
    assert (frame["next_date"] <= frame["next_date_high"]).all()
    assert (frame["expected_spend_365"] == "").all()  # two months of history do not carry a year


def test_a_backtest_says_per_past_day_and_in_all_how_ours_and_the_rules_of_others_did(capsys):
    sheet = SAMPLE_DATA / "salon.xlsx"
    code, out, err = run(capsys, "backtest", sheet, "--cuts", "2")

    said = json.loads(out)
    assert (code, err) == (0, "")
    assert said["asof"] == "2026-11-15"
    assert [cut["cut"] for cut in said["cuts"]] == ["2026-08-17", "2026-05-19"]
    for methods in (said["all"], *(cut["methods"] for cut in said["cuts"])):
        assert set(methods) == {
            "ours", "bg_nbd", "recency", "rfm", "revenue_12m", "own_interval"
        }  # fmt: skip
        assert methods["ours"]["hit"] > methods["recency"]["hit"]
        assert "log_loss" not in methods["rfm"]
    products = said["next_product"]
    assert [cut["cut"] for cut in products["cuts"]] == ["2026-08-17", "2026-05-19"]
    assert products["all"]["again"] > products["all"]["again_popular"] > 0
    assert 0 < products["all"]["new"] <= 1
    assert products["left_out"] == []


def test_as_of_cuts_what_came_later(capsys, plain_csv):
    _code, out, _err = run(capsys, "profile", plain_csv, "--as-of", "2026-10-31")

    frame = frame_of(out)
    assert frame.loc["001", "purchase_count"] == "1"
    assert frame.loc["001", "days_since_last_purchase"] == "30"


def test_amounts_with_decimals_come_out_in_major_units_without_loss(capsys, tmp_path):
    path = tmp_path / "pounds.csv"
    path.write_text("customer_id,date,amount\na,2026-11-01,0.10\na,2026-11-02,0.20\n", "utf-8")

    _code, out, _err = run(capsys, "profile", path, "--currency", "GBP")

    assert float(frame_of(out).loc["a", "total_spend"]) == 0.3


def test_read_says_how_the_sheet_was_understood(capsys, plain_csv, tmp_path):
    code, out, _err = run(capsys, "read", plain_csv, "--tables", tmp_path / "tables")

    sheet = json.loads(out)["sheets"][0]
    assert code == 0
    assert sheet["kind"] == "purchases"
    assert sheet["mapping"] == {"customer_id": "customer_id", "date": "date", "amount": "amount"}
    assert sheet["totals"] == {"rows": 3, "amount": 2500}
    written = pd.read_csv(tmp_path / "tables" / "purchases.csv", dtype="str")
    assert list(written["amount"]) == ["1200", "800", "500"]
    assert list(written["customer_id"]) == ["001", "001", "002"]


def test_calls_lists_rows_and_writes_those_left_out_with_their_reason(capsys, plain_csv, tmp_path):
    left_out = tmp_path / "left.csv"

    code, out, _err = run(capsys, "calls", plain_csv, "--capacity", "3", "--left-out", left_out)

    listed = frame_of(out)
    left = pd.read_csv(left_out, dtype="str", keep_default_na=False)
    assert code == 0
    assert [listed.index.name, *listed.columns] != []
    assert set(CALL_COLUMNS) == {*listed.columns, "customer_id"}
    assert {*listed.index, *left["customer_id"]} == {"001", "002"}
    assert (left["reason"] != "").all()
    assert (left["message"] != "").all()


def test_growth_counts_new_and_existing_customers_by_month(capsys, plain_csv):
    code, out, _err = run(capsys, "growth", plain_csv)

    report = json.loads(out)
    assert code == 0
    assert report["asof"] == "2026-11-10"
    assert report["months"] == [
        {
            "month": "2026-10",
            "new_customers": 1,
            "existing_customers": 0,
            "new_revenue": 1200,
            "existing_revenue": 0,
        },
        {
            "month": "2026-11",
            "new_customers": 1,
            "existing_customers": 1,
            "new_revenue": 500,
            "existing_revenue": 800,
        },
    ]
    assert set(report["verdict"]) >= {"existing", "new", "code"}
    worth = report["asset"]
    assert (worth["loyal_customers"], worth["value"], worth["asof"]) == (0, None, "2026-11-10")
    assert worth["so_far"] == {"amount": 2500, "basis": "sales", "customers": 2, "left_out": 0}
    assert worth["ahead"]["amount"] is None
    assert worth["retention"]["regular"] == {"kept": 0, "of": 0, "share": None}


def test_growth_tells_weeks_trail_waterfall_and_what_the_revenue_is_made_of(capsys, plain_csv):
    _code, out, _err = run(capsys, "growth", plain_csv)
    report = json.loads(out)

    assert [week["end"] for week in report["weeks"]][-2:] == ["2026-11-03", "2026-11-10"]
    assert sum(week["new_now"] for week in report["weeks"]) == 1200 + 800 + 500
    assert report["weeks"][0]["start_before"] == "2025-08-13"
    assert [point["end"] for point in report["trail"]][::7] == ["2026-09-22", "2026-11-10"]
    assert {point["code"] for point in report["trail"]} == {"unknown"}
    assert report["trail"][-1]["existing_change"] is None
    assert report["verdict"]["code"] == report["year"]["code"] == "unknown"
    assert (report["waterfall"]["before"], report["waterfall"]["now"]) == (0, 0)
    assert set(report["waterfall"]["customers"].values()) == {0}
    new = report["decomposition"]["new"]
    assert new["now"] == {"customers": 2, "purchases": 3, "revenue": 2500}
    assert new["effects"] == {"customers": 2500, "frequency": 0, "price": 0}
    assert (report["active"]["at_end"], report["active"]["new"]) == (2, 2)
    assert (report["active"]["retention"], report["active"]["weeks"]) == (None, [])


def test_growth_says_who_came_back_by_month_and_who_stayed_by_year(capsys, plain_csv):
    _code, out, _err = run(capsys, "growth", plain_csv)
    report = json.loads(out)

    first, second = report["cohorts"]
    assert (first["cohort"], first["customers"], first["open"]) == ("2026-10", 1, False)
    assert first["months"] == [
        {"since": 0, "buyers": 1, "share": 1.0, "revenue": 1200, "profit": 1200, "closed": True},
        {"since": 1, "buyers": 1, "share": 1.0, "revenue": 800, "profit": 800, "closed": False},
    ]
    assert (second["open"], second["f2_share"], second["basis"]) == (True, None, "sales")
    hughes = [round(100 * row["hughes"], 1) for row in report["survival"]]
    assert hughes == [100.0, 50.0, 27.5, 16.5]
    last = report["survival"][-1]
    assert (last["year"], last["own"], last["of"], last["at_risk"]) == (3, None, 0, 0)


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "parquet"])
def test_a_result_is_written_in_the_form_of_the_name_that_was_asked_for(
    capsys, plain_csv, tmp_path, ending
):
    target = tmp_path / f"profile.{ending}"

    code, out, _err = run(capsys, "profile", plain_csv, "--out", target)

    read = {
        "csv": lambda: pd.read_csv(target),
        "json": lambda: pd.read_json(target),
        "xlsx": lambda: pd.read_excel(target, engine="openpyxl"),
        "parquet": lambda: pd.read_parquet(target),
    }
    assert (code, out) == (0, "")
    assert list(read[ending]().columns) == PROFILE_COLUMNS
    assert [p.name for p in tmp_path.glob(".*part*")] == []


def test_a_name_of_an_unknown_form_is_refused_and_nothing_is_written(capsys, plain_csv, tmp_path):
    code, _out, err = run(
        capsys, "profile", plain_csv, "--out", tmp_path / "x.docx", "--lang", "en"
    )

    assert code == 2
    assert ".csv" in err
    assert not (tmp_path / "x.docx").exists()


def test_the_blank_ledger_has_a_sheet_for_every_table(capsys, tmp_path):
    target = tmp_path / "顧客台帳.xlsx"

    code, _out, _err = run(capsys, "template", "--out", target)

    sheets = openpyxl.load_workbook(target).sheetnames
    assert code == 0
    assert {"顧客台帳", "購入履歴", "対応履歴", "約束", "クレーム", "使い方"} <= set(sheets)


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_the_files_of_a_sample_business_are_copied_out(capsys, tmp_path, business):
    code, _out, _err = run(capsys, "sample", business, "--out", tmp_path / "out")

    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert code == 0
    assert {f"{business}.xlsx", f"{business}_purchases.csv"} <= names


NO_CUSTOMER = b"date,amount\n2026-11-01,100\n2026-11-02,200\n2026-11-03,100\n"
BAD_FILES = {
    "empty.csv": b"",
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "nobody.csv": NO_CUSTOMER,
    "random.csv": bytes(range(1, 256)) * 4,
}


@pytest.mark.parametrize("name", [*BAD_FILES, "missing.csv"])
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("verb", ["read", "profile", "calls", "growth", "backtest"])
def test_a_file_that_cannot_be_used_ends_in_one_sentence_and_exit_2(
    capsys, tmp_path, name, lang, verb
):
    path = tmp_path / name
    if name in BAD_FILES:
        path.write_bytes(BAD_FILES[name])
    target = tmp_path / "out.json"

    code, out, err = run(capsys, verb, path, "--lang", lang, "--out", target)

    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert not target.exists()


@pytest.mark.parametrize(
    "words", [[], ["dance"], ["profile"], ["calls", "x.csv", "--capacity", "-1"]]
)
def test_a_call_that_makes_no_sense_is_refused_with_the_usage(capsys, words):
    with pytest.raises(SystemExit) as stop:
        main(words, today=TODAY)

    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_blank_ledger_is_read_back_without_taking_its_explanations_for_customers(
    capsys, tmp_path, lang
):
    ledger = tmp_path / "ledger.xlsx"
    run(capsys, "template", "--out", ledger, "--lang", lang)

    _code, out, _err = run(capsys, "read", ledger, "--lang", lang)

    sheets = json.loads(out)["sheets"]
    assert [s["kind"] for s in sheets].count("customers") == 1
    assert [s["sheet"] for s in sheets if s["problems"]] == []


def test_anonymise_writes_a_copy_that_is_read_alike_and_names_nobody(capsys, tmp_path):
    sheet, copy = tmp_path / "sheet.csv", tmp_path / "copy.csv"
    sheet.write_text("顧客ID,氏名,電話\nC001,佐藤花子,090-0123-4567\n", encoding="utf-8")

    assert run(capsys, "anonymise", sheet, "--out", copy) == (0, "", "")
    text = copy.read_text(encoding="utf-8")
    assert text.startswith("顧客ID,氏名,電話\n")
    assert "佐藤" not in text
    assert "4567" not in text


def test_anonymise_refuses_a_name_of_another_kind_and_writes_nothing(capsys, tmp_path, plain_csv):
    copy = tmp_path / "copy.xlsx"
    code, out, err = run(capsys, "anonymise", plain_csv, "--out", copy, "--lang", "en")

    assert (code, out) == (2, "")
    assert ".csv" in err
    assert not copy.exists()


def test_two_shops_with_the_same_numbers_are_kept_apart_and_it_is_said(capsys, tmp_path):
    for shop, names in (("本店", ("青木一郎", "石井花子")), ("駅前店", ("江口恵", "大野武"))):
        rows = "".join(f"2026/11/0{n},00{n},{name},100\n" * 2 for n, name in enumerate(names, 1))
        (tmp_path / f"{shop}.csv").write_text(f"日付,顧客ID,氏名,金額\n{rows}", encoding="utf-8")
    files = [tmp_path / "本店.csv", tmp_path / "駅前店.csv"]
    code, out, err = run(capsys, "profile", *files)
    assert code == 0
    assert err.startswith("駅前店.csv: ")
    frame = frame_of(out)
    assert sorted(frame["name"]) == ["大野武", "江口恵", "石井花子", "青木一郎"]


def test_months_that_stand_in_two_of_the_files_count_once(capsys, tmp_path):
    rows = [f"2026/{month:02}/05,001,{100 * month}" for month in range(1, 8)]
    for name, last in (("1-6", 6), ("1-7", 7)):
        text = "\n".join(["日付,顧客ID,金額", *rows[:last]])
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    _code, out, _err = run(capsys, "profile", tmp_path / "1-6.csv", tmp_path / "1-7.csv")
    (row,) = frame_of(out).to_dict("records")
    assert int(row["total_spend"]) == 2800


def test_read_says_what_it_would_ask_and_what_holds_for_the_whole_file(capsys, tmp_path):
    path = tmp_path / "dates.csv"
    path.write_text("顧客ID,日付,金額\n1,8/11/22,100\n", encoding="utf-8")

    code, out, _err = run(capsys, "read", path, "--lang", "en")
    report = json.loads(out)
    assert code == 0
    (question,) = report["sheets"][0]["questions"]
    assert (question["code"], question["column"]) == ("date_order", "日付")
    assert list(question["options"]) == ["ymd", "rmd", "mdy", "dmy"]
    assert report["problems"] == []
