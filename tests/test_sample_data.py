"""The committed sample files are what the generator writes, and tell the stories they promise."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
import zipfile
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from core.locale.words import say
from core.settings import TRADES
from core.tables import DTYPES, TABLES
from sample_data import BUSINESSES, FOLDER
from sample_data.business import ASOF, TODAY, WINDOW, WINDOW_BEFORE, era
from sample_data.generate import generate
from sample_data.salon import COUPON_MONTH, LEAVER, LEAVING_DAY, OWNER

FILES = sorted(p for p in FOLDER.iterdir() if p.suffix in (".xlsx", ".csv"))
WORKBOOKS = [path for path in FILES if path.suffix == ".xlsx"]
SHEETS = {say(table.label): table for table in TABLES.values()}
ERA = re.compile(r"(令和|平成|R|H)(元|\d+)[年.](\d+)[月.](\d+)日?")
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    generate(folder)
    return folder


@cache
def cells(path: Path) -> dict[str, list[list]]:
    """Every cell of a file, by sheet."""
    if path.suffix == ".csv":
        encoding = "cp932" if "dirty" in path.name else "utf-8-sig"
        with path.open(encoding=encoding, newline="") as handle:
            return {"": list(csv.reader(handle))}
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@cache
def rows(business: str, table: str) -> list[dict]:
    """The rows of a clean workbook under the symbols of the table, codes for choices."""
    sheet = cells(FOLDER / f"{business}.xlsx")[say(TABLES[table].label)]
    columns = {say(column.label): column for column in TABLES[table].columns}
    return [
        {
            columns[header].name if header in columns else header: value(columns.get(header), cell)
            for header, cell in zip(sheet[1], line, strict=True)
        }
        for line in sheet[2:]
    ]


def value(column, cell):
    """What a cell says, for somebody who knows the column."""
    if cell == "":
        return None
    if column is not None and column.kind == "choice":
        return {say(choice.label): choice.code for choice in column.choices}[cell]
    if column is not None and column.kind == "date" and isinstance(cell, str):
        name, year, month, day = ERA.fullmatch(cell).groups()
        first = 2018 if name in ("令和", "R") else 1988
        return dt.date(first + (1 if year == "元" else int(year)), int(month), int(day))
    return cell


@cache
def days(business: str) -> dict[str, list[dt.date]]:
    """Everybody's purchase days."""
    found = defaultdict(set)
    for row in rows(business, "purchases"):
        found[row["customer_id"]].add(row["date"])
    return {who: sorted(found[who]) for who in found}


def customers(business: str) -> dict[str, dict]:
    return {row["customer_id"]: row for row in rows(business, "customers")}


def sales(business: str, window, kept=lambda who: True) -> float:
    return sum(
        row["amount"]
        for row in rows(business, "purchases")
        if window[0] <= row["date"] <= window[1] and kept(row["customer_id"])
    )


# --- the files -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_writing_again_gives_the_committed_cells(path, written):
    assert cells(path) == cells(written / path.name)


def test_every_described_file_is_there_and_nothing_else():
    described = {
        name for known in BUSINESSES.values() for name in (*known["files"], *known["other_files"])
    }
    assert described == {path.name for path in FILES}
    assert sum(path.stat().st_size for path in FILES) < 6_000_000


@pytest.mark.parametrize("code", BUSINESSES)
def test_a_business_names_its_trade_and_its_days(code):
    known = BUSINESSES[code]
    assert known["trade_code"] in TRADES
    assert (known["asof"], known["today"]) == (f"{ASOF}", f"{TODAY}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sheet_says_at_once_that_it_is_invented(path):
    for sheet in cells(path).values():
        assert "架空のデータです" in sheet[0][0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_phone_can_ring_and_no_mail_arrives(path):
    texts = [
        unicodedata.normalize("NFKC", str(cell))
        for sheet in cells(path).values()
        for line in sheet
        for cell in line
    ]
    phones = [text for text in texts if re.fullmatch(r"0[\d-]{9,13}", text)]
    assert all(re.fullmatch(r"0900\d{7}|031\d{7}", p.replace("-", "")) for p in phones)
    assert phones or "purchases" in path.name
    assert all(text.endswith("@example.jp") for text in texts if "@" in text)


@pytest.mark.parametrize("code", BUSINESSES)
def test_every_row_of_the_clean_workbook_keeps_the_rules_of_its_table(code):
    for sheet in cells(FOLDER / f"{code}.xlsx"):
        table = SHEETS[sheet]
        frame = pd.DataFrame(rows(code, table.name))
        for column in table.columns:
            if DTYPES[column.kind] == "str":
                frame[column.name] = frame[column.name].fillna("").astype("str")
        good, problems = table.check(frame)
        assert (len(good), problems) == (len(frame), [])


@pytest.mark.parametrize("code", BUSINESSES)
def test_every_row_belongs_to_somebody_in_the_ledger(code):
    known = customers(code).keys()
    assert len(known) == len(rows(code, "customers"))
    for sheet in cells(FOLDER / f"{code}.xlsx"):
        for row in rows(code, SHEETS[sheet].name):
            assert {row.get(key) for key in ("customer_id", "referrer_id", "referred_id")} <= {
                None,
                *known,
            }


@pytest.mark.parametrize("code", BUSINESSES)
def test_the_data_end_on_their_day(code):
    last = [row["date"] for name in ("purchases", "activities") for row in rows(code, name)]
    assert max(last) == ASOF


@pytest.mark.parametrize("code", BUSINESSES)
def test_this_week_has_promises_due_overdue_ones_and_a_referral_to_thank_for(code):
    week = (TODAY, TODAY + DAY * 7)
    open_promises = [
        row for row in rows(code, "promises") if not row["done_date"] and row["by_whom"] == "us"
    ]
    assert sum(week[0] <= row["due_date"] <= week[1] for row in open_promises) >= 2
    assert any(row["due_date"] < TODAY for row in open_promises)
    fresh = [row for row in rows(code, "referrals") if row["date"] >= TODAY - DAY * 7]
    assert fresh
    assert not any(row["thanked_date"] for row in fresh)


@pytest.mark.parametrize("code", BUSINESSES)
def test_some_asked_to_stop_and_some_were_too_busy_last_time(code):
    permissions = Counter(row["contact_permission"] for row in rows(code, "customers"))
    assert permissions["stop"] >= 2
    busy = [row for row in rows(code, "activities") if "仕事が忙しくて" in (row["note"] or "")]
    assert busy
    assert all("お仕事" in row["next_question"] for row in busy)


# --- ヘアサロンつばめ ------------------------------------------------------------------------


def test_the_salon_has_its_size():
    visits = sum(len(found) for found in days("salon").values())
    assert len(rows("salon", "customers")) == 1200
    assert visits == pytest.approx(9000, rel=0.05)
    assert (ASOF - min(found[0] for found in days("salon").values())).days // 365 == 3


@pytest.mark.parametrize(
    "before", [WINDOW_BEFORE, tuple(day.replace(year=2025) for day in WINDOW)]
)
def test_the_salon_grows_by_4_percent_while_its_existing_customers_shrink_by_9(before):
    first = {who: found[0] for who, found in days("salon").items()}
    now = sales("salon", WINDOW, lambda who: first[who] < WINDOW[0])
    then = sales("salon", before, lambda who: first[who] < before[0])
    assert now / then - 1 == pytest.approx(-0.09, abs=0.015)
    whole = sales("salon", WINDOW) / sales("salon", before) - 1
    assert whole == pytest.approx(0.04, abs=0.015)


def first_timers(month=None, *, until=ASOF - DAY * 90) -> list[list[dt.date]]:
    """The purchase days of those who first came in a month, or in the year around it."""
    return [
        found
        for found in days("salon").values()
        if ((found[0].year, found[0].month) == COUPON_MONTH) == (month is not None)
        and dt.date(2025, 8, 1) <= found[0] <= until
    ]


def second_within(found: list[list[dt.date]], limit: int = 90) -> float:
    return sum(len(f) > 1 and (f[1] - f[0]).days <= limit for f in found) / len(found)


def test_the_coupon_crowd_comes_back_far_less_than_others():
    assert second_within(first_timers(COUPON_MONTH)) == pytest.approx(0.12, abs=0.03)
    assert second_within(first_timers()) == pytest.approx(0.40, abs=0.05)
    assert len(first_timers(COUPON_MONTH)) > 2 * 25


def test_the_coupon_never_earned_its_cost():
    crowd = {who for who, found in days("salon").items() if found in first_timers(COUPON_MONTH)}
    earned = sum(
        row["amount"] - row["cost"]
        for row in rows("salon", "purchases")
        if row["customer_id"] in crowd
    )
    spent = sum(
        row["amount"]
        for row in rows("salon", "costs")
        if row["month"] == "2026-03" and row["kind"] == "acquisition"
    )
    assert 0 < earned < spent


def test_regulars_of_the_stylist_who_left_fall_silent():
    served = {
        r["customer_id"]: r["staff"]
        for r in rows("salon", "purchases")
        if r["date"] <= LEAVING_DAY
    }
    year = LEAVING_DAY - DAY * 365
    silent = defaultdict(list)
    for who, found in days("salon").items():
        if sum(year <= day <= LEAVING_DAY for day in found) >= 3:
            silent[served[who]].append((ASOF - found[-1]).days >= 100)
    share = {staff: sum(flags) / len(flags) for staff, flags in silent.items()}
    assert share[LEAVER] > 0.40 > 0.20 > share[OWNER]
    assert {r["staff"]: r["left_date"] for r in rows("salon", "staff")}[LEAVER] == LEAVING_DAY
    assert not any(
        r["staff"] == LEAVER for r in rows("salon", "purchases") if r["date"] > LEAVING_DAY
    )


def test_referrals_reach_over_four_generations():
    ledger = customers("salon")

    def generation(who: str) -> int:
        referrer = ledger[who]["referrer_id"]
        return 1 + (generation(referrer) if referrer else 0)

    deepest = max((generation(who), who) for who in days("salon"))
    assert deepest[0] >= 4
    recorded = {(r["customer_id"], r["referred_id"]) for r in rows("salon", "referrals")}
    who = deepest[1]
    while ledger[who]["referrer_id"]:
        assert (ledger[who]["referrer_id"], who) in recorded
        who = ledger[who]["referrer_id"]


def test_loyal_women_in_their_forties_came_by_referral_and_never_need_a_discount():
    discounts = Counter(
        row["customer_id"] for row in rows("salon", "purchases") if row["discount"]
    )
    loyal = [
        who
        for who, row in customers("salon").items()
        if row["性別"] == "女"
        and row["trigger"] == "referral"
        and isinstance(row["birthday"], dt.date)
        and 1976 <= row["birthday"].year <= 1986
        and sum(day > ASOF - DAY * 365 for day in days("salon").get(who, [])) >= 5
        and discounts[who] <= 1
    ]
    assert len(loyal) >= 18


def test_six_in_ten_birthdays_are_known_and_some_fall_into_this_week():
    births = [row["birthday"] for row in rows("salon", "customers")]
    assert sum(birth is not None for birth in births) / len(births) == pytest.approx(0.6, abs=0.04)
    assert any(isinstance(birth, str) for birth in births)
    near = [b for b in births if isinstance(b, dt.date) and b.month == 11 and 23 <= b.day <= 29]
    assert len(near) >= 2


def test_five_complaints_about_waiting_within_ninety_days():
    recent = [r for r in rows("salon", "complaints") if r["received_date"] >= TODAY - DAY * 90]
    assert Counter(row["cause"] for row in recent)["delay"] == 5
    assert sum(row["resolved_date"] is None for row in recent) == 1


# --- 北町オフィス機器 ------------------------------------------------------------------------


def test_the_dealer_has_its_size():
    orders = {row["order_id"] for row in rows("lease", "purchases")}
    assert len(days("lease")) == 180
    assert len(orders) == pytest.approx(7500, rel=0.05)
    assert (ASOF - min(found[0] for found in days("lease").values())).days > 364 * 6


def test_fourteen_leases_end_within_nine_months():
    ours = [r for r in rows("lease", "due_dates") if r["kind"] == "lease" and not r["partner"]]
    horizon = dt.date(2027, 8, 22)
    soon = [r for r in ours if r["status"] == "open" and TODAY <= r["end_date"] <= horizon]
    assert len(soon) == 14


def test_two_were_just_lost_to_a_rival_whose_contract_end_is_known():
    lost = [r for r in rows("lease", "deals") if r["step"] == "lost"]
    assert len(lost) == 2
    theirs = {r["customer_id"]: r for r in rows("lease", "due_dates") if r["partner"]}
    for deal in lost:
        assert deal["lost_to"] == theirs[deal["customer_id"]]["partner"]
        assert deal["end_date"] > TODAY - DAY * 60
        assert theirs[deal["customer_id"]]["end_date"].year == 2031
        assert days("lease")[deal["customer_id"]][-1] < deal["end_date"]


def test_the_largest_customers_orders_halve():
    half = (ASOF - DAY * 182, ASOF)
    before = tuple(day - DAY * 364 for day in half)
    year_before = Counter()
    for row in rows("lease", "purchases"):
        if before[0] <= row["date"] <= before[1]:
            year_before[row["customer_id"]] += row["amount"]
    largest = year_before.most_common(1)[0][0]
    orders = [sum(w[0] <= day <= w[1] for day in days("lease")[largest]) for w in (half, before)]
    assert orders[0] / orders[1] == pytest.approx(0.5, abs=0.1)


def test_one_pays_late_again_and_again():
    late = Counter(
        row["customer_id"]
        for row in rows("lease", "purchases")
        if row["payment"] in ("late", "unpaid") and row["date"] > ASOF - DAY * 365
    )
    assert len(late) == 1
    assert next(iter(late.values())) >= 4


def test_the_total_need_is_known_for_sixty():
    assert sum(r["total_need"] is not None for r in rows("lease", "customers")) == 60


def test_a_hundred_said_not_now_and_budgets_follow_the_fiscal_month():
    register = rows("lease", "not_now")
    assert len(register) == 100
    assert not {row["customer_id"] for row in register} & days("lease").keys()
    ledger = customers("lease")
    budgets = [row for row in register if row["reason"] == "budget"]
    assert len(budgets) >= 20
    for row in budgets:
        closing = row["next_time"] + DAY * 90
        assert closing.month == ledger[row["customer_id"]]["fiscal_month"]
    assert (
        sum(r["next_time"] is not None and r["next_time"] <= TODAY + DAY * 7 for r in register)
        >= 5
    )


# --- みどり野工務店 --------------------------------------------------------------------------


def test_the_builder_has_its_size():
    assert len(rows("builder", "customers")) == len(days("builder")) == 420
    assert (ASOF - min(found[0] for found in days("builder").values())).days > 364 * 15


def test_inspections_are_due_and_overdue_and_warranties_end():
    waiting = [r for r in rows("builder", "due_dates") if r["status"] == "open"]
    inspections = [r["end_date"] for r in waiting if r["kind"] == "inspection"]
    assert sum(day < TODAY for day in inspections) >= 10
    assert sum(TODAY <= day <= TODAY + DAY * 60 for day in inspections) >= 5
    warranties = [r for r in waiting if r["kind"] == "warranty"]
    ending = [r for r in warranties if TODAY <= r["end_date"] <= TODAY + DAY * 180]
    assert ending
    assert all(r["end_date"].year - r["start_date"].year == 10 for r in ending)


def test_a_partner_family_brought_five_who_bought_within_two_years():
    bought = defaultdict(list)
    for row in rows("builder", "referrals"):
        if row["referred_id"]:
            bought[row["customer_id"]].append(days("builder")[row["referred_id"]][0])
    ((partner, starts),) = bought.items()
    assert len(starts) == 5
    assert min(starts) > ASOF - DAY * 730
    helped = [r["kind"] for r in rows("builder", "referrals") if r["customer_id"] == partner]
    assert "event" in helped
    assert [(r["customer_id"], r["field"]) for r in rows("builder", "overrides")] == [
        (partner, "partner")
    ]


def test_a_promise_was_broken_and_a_complaint_followed():
    (complaint,) = [r for r in rows("builder", "complaints") if not r["resolved_date"]]
    (promise,) = [
        r for r in rows("builder", "promises") if r["customer_id"] == complaint["customer_id"]
    ]
    assert complaint["severity"] == 3
    assert promise["due_date"] < complaint["received_date"]
    assert promise["done_date"] is None


def test_renovations_of_own_houses_went_to_others():
    lost = [r for r in rows("builder", "deals") if r["lost_to"]]
    assert len(lost) >= 5
    houses = {r["customer_id"] for r in rows("builder", "purchases") if r["product"] == "新築工事"}
    assert {row["customer_id"] for row in lost} <= houses


def test_cards_go_out_at_new_year_and_in_summer():
    cards = Counter(
        r["date"].month for r in rows("builder", "activities") if r["channel"] == "postcard"
    )
    assert cards[1] == cards[7] >= 50


def test_every_fifth_day_is_written_in_japanese_years():
    sheet = cells(FOLDER / "builder.xlsx")["購入履歴"][2:]
    written_days = [line[0] for line in sheet]
    assert sum(isinstance(day, str) for day in written_days) == len(written_days) // 5
    assert {day[0] for day in written_days if isinstance(day, str)} == {"令", "平", "R", "H"}


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (dt.date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (dt.date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (dt.date(2026, 11, 15), "令和8年11月15日", "R8.11.15"),
    ],
)
def test_an_era_begins_on_its_first_day(day, long, short):
    assert (era(day), era(day, short=True)) == (long, short)


# --- the dirty variants ----------------------------------------------------------------------


DIRTY = [path for path in WORKBOOKS if "dirty" in path.name]


@pytest.mark.parametrize("path", DIRTY, ids=lambda path: path.name)
def test_a_dirty_workbook_holds_every_fault(path):
    people, lines = cells(path)["お客様リスト"], cells(path)["売上"]
    names, phones = [line[1] for line in people[5:]], [line[3] for line in people[5:]]
    assert people[3][0] == "お客様"
    assert {"髙橋 花子", "高橋 花子"} <= {name.replace("　", " ") for name in names}
    assert any("旧姓" in line[7] for line in people)
    assert any(phone[:1].isdigit() and not phone.isascii() for phone in phones)
    dates = [line[0] for line in lines[4:]]
    assert dates[-1] == "合計"
    assert "小計" in dates
    assert {"令和", "R"} <= {m.group(1) for d in dates if (m := ERA.match(str(d)))}
    assert any(isinstance(day, dt.date) for day in dates)
    assert any(
        "2027" in unicodedata.normalize("NFKC", str(d)) or str(d)[:3] in ("令和9", "R9.")
        for d in dates
    )
    amounts = [str(line[6]) for line in lines[4:]]
    assert any(re.fullmatch(r"¥[\d,]+円", amount) for amount in amounts)
    assert any(amount.startswith(("-", "▲", "△")) for amount in amounts)


@pytest.mark.parametrize("path", DIRTY, ids=lambda path: path.name)
def test_a_dirty_workbook_uses_merged_cells_and_the_built_in_japanese_date_formats(path):
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
    assert {31, 57} <= {int(n) for n in re.findall(r'<xf numFmtId="(\d+)"', styles)}
    assert not re.search(r'<numFmt numFmtId="(31|57)"', styles)
    assert all("<mergeCell " in sheet for sheet in sheets)


def test_the_salons_dirty_list_has_kana_in_half_width():
    kana = [line[2] for line in cells(FOLDER / "salon_dirty.xlsx")["お客様リスト"][5:]]
    assert all(re.fullmatch(r"[ｦ-ﾟ ]+", text) for text in kana)


@pytest.mark.parametrize("code", BUSINESSES)
def test_the_dirty_csv_is_shift_jis(code):
    data = (FOLDER / f"{code}_dirty_customers.csv").read_bytes()
    assert "髙橋" in data.decode("cp932")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
