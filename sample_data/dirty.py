"""The same businesses as their sheets really look: the faults that DOMAIN 5.1 asks for.

Title rows and an export date above the header, a header of two rows with merged groups, kana in
half width, digits in full width, days in Japanese years or in Excel's built-in Japanese formats,
amounts such as «¥1,200円» and «▲3,200», subtotals and a total, merged cells, returns, days in the
future, and one customer twice: 髙橋 and 高橋, or under her maiden name.
"""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sample_data.business import ASOF, Business, Row, era
from sample_data.sheets import NOTICE

#: Stand-ins for number formats that the file names by id alone: 31 yyyy年m月d日, 57 令和 … .
BUILT_IN = {"yyyy\\.mm\\.dd\\a": 31, "yyyy\\.mm\\.dd\\b": 57}
#: Header words as shops write them: (group, header, symbol).
CUSTOMER_HEADERS = (
    ("お客様", "会員番号", "customer_id"),
    ("お客様", "お名前", "name"),
    ("お客様", "フリガナ", "kana"),
    ("連絡先", "電話番号", "phone"),
    ("連絡先", "〒", "postal_code"),
    ("連絡先", "ご住所", "address"),
    ("その他", "生年月日", "birthday"),
    ("その他", "備考", "memo"),
)
PURCHASE_HEADERS = (
    "来店日",
    "会員番号",
    "お名前",
    "店舗",
    "商品名",
    "数量",
    "金額（税込）",
    "担当者",
)
#: ASCII digits, hyphen and comma to their full-width forms.
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789-,"}
_VOICED = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
_HALF = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッー",
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ",
        strict=True,
    )
)


def half_width(kana: str) -> str:
    """ふりがな as old machines print it: ﾀｶﾊｼ ﾊﾅｺ."""
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in kana)
    split = unicodedata.normalize("NFD", katakana)
    return "".join(_VOICED.get(c, _HALF.get(c, c)) for c in split)


def workbook(business: Business, seed: int, customers: int, days: int) -> Workbook:
    """A part of the business, badly kept: so many customers, the last so many days."""
    rng = random.Random(seed)
    since = ASOF - dt.timedelta(days=days)
    lines = [row for row in business.rows("purchases") if row["date"] >= since]
    ids = list(dict.fromkeys(row["customer_id"] for row in lines))[:customers]
    people = [row for row in business.rows("customers") if row["customer_id"] in set(ids)]
    names = {row["customer_id"]: row["name"] for row in people}
    book = Workbook()
    book.remove(book.active)
    _customers(book.create_sheet("お客様リスト"), rng, business.name, people)
    kept = [row for row in lines if row["customer_id"] in names]
    _purchases(book.create_sheet("売上"), rng, names, [*kept, *_odd_lines(kept)])
    return book


def twice(people: list[Row]) -> list[Row]:
    """The same people again under another number: another 高, a maiden name."""
    married, maiden = people[3]["name"].split()[0], people[7]["name"].split()
    phone = "090-0555-0101"
    taka = {"customer_id": "9001", "name": "髙橋 花子", "kana": "たかはし はなこ", "phone": phone}
    return [
        taka,
        taka | {"customer_id": "9002", "name": "高橋　花子"},
        people[7]
        | {
            "customer_id": "9003",
            "name": f"{married} {maiden[-1]}",
            "memo": f"旧姓 {maiden[0]}",
        },
    ]


def _customers(sheet: Worksheet, rng: random.Random, shop: str, people: list[Row]) -> None:
    _titles(sheet, f"{shop} お客様リスト（{NOTICE}）")
    sheet.append([group for group, _header, _name in CUSTOMER_HEADERS])
    for cells in ("A4:C4", "D4:F4", "G4:H4"):
        sheet.merge_cells(cells)
    sheet.append([header for _group, header, _name in CUSTOMER_HEADERS])
    for row in [*people, *twice(people)]:
        sheet.append([_messy(rng, name, row) for _group, _header, name in CUSTOMER_HEADERS])


def _messy(rng: random.Random, name: str, row: Row) -> Any:
    """One cell of the customers' list."""
    value = row.get(name) or None
    if value is None:
        return None
    if name == "kana":
        return half_width(value)
    if name == "name":
        return value.replace(" ", "　") if rng.random() < 0.5 else value
    if name in ("phone", "postal_code"):
        return value.translate(FULL_WIDTH) if rng.random() < 0.5 else value.replace("-", "")
    return _birthday(rng, value) if name == "birthday" else value


def _birthday(rng: random.Random, text: str) -> str:
    if len(text) == len("04-12"):
        return f"{int(text[:2])}月{int(text[3:])}日"
    day = dt.date.fromisoformat(text)
    if day < dt.date(1989, 1, 8) and rng.random() < 0.6:
        return f"昭和{day.year - 1925}年{day.month}月{day.day}日"
    return f"{day.year}.{day.month}.{day.day}"


def _titles(sheet: Worksheet, title: str) -> None:
    sheet.append([title])
    sheet.append([f"出力日：{era(ASOF)}"])
    sheet.append([])


def _purchases(
    sheet: Worksheet, rng: random.Random, names: dict[str, str], lines: list[Row]
) -> None:
    """Sales with the shop's name merged over each month, a subtotal under it, and a total."""
    _titles(sheet, f"売上一覧（{NOTICE}）")
    sheet.append(list(PURCHASE_HEADERS))
    months: dict[tuple[int, int], list[Row]] = {}
    for line in lines:
        months.setdefault((line["date"].year, line["date"].month), []).append(line)
    for (_year, month), rows in sorted(months.items()):
        first = sheet.max_row + 1
        for line in rows:
            _append(sheet, rng, names, line)
        if sheet.max_row > first:
            sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=4, end_column=4)
        sheet.append(["小計", None, f"{month}月", None, None, None, _sum(rows)])
    sheet.append(["合計", None, None, None, None, None, _sum(lines)])


def _append(sheet: Worksheet, rng: random.Random, names: dict[str, str], line: Row) -> None:
    day, number_format = _day(rng, line["date"])
    name = names.get(line["customer_id"], "")
    sheet.append(
        [
            day, line["customer_id"], name, "本店", line["product"], line.get("quantity", 1),
            _amount(rng, line["amount"]), line.get("staff"),
        ]
    )  # fmt: skip
    if number_format:
        sheet.cell(sheet.max_row, 1).number_format = number_format


def _day(rng: random.Random, day: dt.date) -> tuple[Any, str]:
    """A day in one of the ways that stand side by side in one column."""
    japanese, reiwa = BUILT_IN
    full_width = f"{day.year}/{day.month}/{day.day}".translate(FULL_WIDTH)
    ways = (
        (day, japanese), (day, reiwa), (day, "yyyy/m/d"), (era(day), ""),
        (era(day, short=True), ""), (full_width, ""),
    )  # fmt: skip
    return rng.choice(ways)


def _amount(rng: random.Random, amount: int) -> Any:
    if amount < 0:
        return rng.choice((amount, f"▲{-amount:,}", f"△{-amount:,}"))
    return rng.choice(
        (amount, amount, f"¥{amount:,}円", f"{amount:,}", f"{amount:,}".translate(FULL_WIDTH))
    )


def _odd_lines(lines: list[Row]) -> list[Row]:
    """Three returns of what was bought, and two days that have not come yet."""
    returns = [
        row | {"amount": -row["amount"], "product": f"{row['product']} 返品"} for row in lines[5:8]
    ]
    future = [
        row | {"date": dt.date(2027, 11, 15) + dt.timedelta(days=n)}
        for n, row in enumerate(lines[:2])
    ]
    return [*returns, *future]


def _sum(lines: list[Row]) -> int:
    return sum(line["amount"] for line in lines)


def customer_lines(business: Business, seed: int, customers: int) -> list[list[str]]:
    """A customers' list for a Shift_JIS csv, the notice first."""
    rng = random.Random(seed)
    people = business.rows("customers")[-customers:]
    rows = [
        ["" if value is None else str(value) for value in cells]
        for cells in (
            [_messy(rng, name, row) for _group, _header, name in CUSTOMER_HEADERS]
            for row in [*people, *twice(people)]
        )
    ]
    return [[NOTICE], [header for _group, header, _name in CUSTOMER_HEADERS], *rows]
