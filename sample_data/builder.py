"""みどり野工務店: houses and repairs for 420 households in fifteen years.

Planted (DOMAIN 5.1): inspections due and overdue; ten-year warranties that end; renovations that
went to others; a partner family whose five referrals bought; a broken promise followed by a
complaint; cards at New Year and in summer; and every fifth date in Japanese years, as the owner's
father used to write them.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from sample_data import builder_records as records
from sample_data.business import ASOF, TODAY, Business, Row
from sample_data.people import Person, Town, mail
from sample_data.rhythm import DAY, pick, usual_gap

START = dt.date(2011, 11, 16)
HOUSEHOLDS = 420
STAFF = ("山内 誠", "飯田 茂")
#: Months after the handover at which a house is looked at, and what is checked in the end.
INSPECTIONS = (
    (3, "3か月点検"),
    (6, "6か月点検"),
    (12, "1年点検"),
    (24, "2年点検"),
    (60, "5年点検"),
    (120, "10年点検"),
)
#: Works: share, price range in 10,000 yen and gross margin.
REPAIRS = {
    "水回り修理": (30, 3, 18, 0.34),
    "建具・網戸": (22, 1, 6, 0.36),
    "外壁塗装": (10, 80, 160, 0.27),
    "浴室リフォーム": (8, 90, 180, 0.25),
    "キッチンリフォーム": (7, 110, 240, 0.25),
    "雨どい・屋根": (13, 5, 60, 0.30),
    "手すり・段差": (10, 4, 25, 0.33),
}
PARTNER_REFERRALS = 5


@dataclass
class Household:
    """One family on the way to becoming rows."""

    built: bool  # a house of ours; otherwise they came with a repair
    start: dt.date
    person: Person
    customer_id: str = ""
    story: str = ""  # partner, referred, broken, elsewhere
    lines: list[Row] = field(default_factory=list)


def build(seed: int) -> Business:
    """The whole builder from a seed."""
    rng = random.Random(seed)
    town = Town(rng)
    homes = sorted((_household(rng, town) for _ in range(HOUSEHOLDS)), key=lambda h: h.start)
    for number, home in enumerate(homes, start=1):
        home.customer_id = f"M{number:03d}"
    _plant(rng, homes)
    for home in homes:
        home.lines = _lines(rng, home)
    business = Business("builder", "みどり野工務店", extra={"customers": ("築年月",)}, era_step=5)
    business.tables["customers"] = [_row(rng, town, home) for home in homes]
    business.tables["purchases"] = _numbered(homes)
    business.tables["due_dates"] = _due_dates(rng, homes)
    stories = {
        story: [home.customer_id for home in homes if home.story == story]
        for story in ("partner", "referred", "broken", "elsewhere")
    }
    _families(business, stories)
    records.add(rng, business, stories)
    return business


def _household(rng: random.Random, town: Town) -> Household:
    days = (ASOF - START).days
    start = START + DAY * rng.randint(0, days)
    return Household(rng.random() < 0.34, start, town.person(born=(1948, 1988)))


def _plant(rng: random.Random, homes: list[Household]) -> None:
    """Choose who carries a story."""
    early = [h for h in homes if h.built and dt.date(2014, 1, 1) < h.start < dt.date(2021, 1, 1)]
    late = [h for h in homes if dt.date(2024, 12, 1) < h.start < dt.date(2026, 9, 1)]
    chosen = rng.sample(early, 8)
    chosen[0].story = "partner"
    chosen[1].story = "broken"
    for home in chosen[2:]:
        home.story = "elsewhere"
    for home in rng.sample(late, PARTNER_REFERRALS):
        home.story = "referred"


def _lines(rng: random.Random, home: Household) -> list[Row]:
    """The house or the first repair, and what came after it."""
    first = _house(rng, home) if home.built else _repair(rng, home, home.start)
    lines = [first]
    gap = usual_gap(rng, 1150, 0.5)
    day = home.start + DAY * max(200, round(rng.gammavariate(2.0, gap / 2.0)))
    while day <= ASOF and (rng.random() < 0.72 or home.story == "partner"):
        if home.story != "elsewhere":
            lines.append(_repair(rng, home, day))
        day += DAY * max(60, round(rng.gammavariate(2.0, gap / 2.0)))
    if home.story == "partner":
        lines.append(_repair(rng, home, dt.date(2026, 4, 18)))
    return lines


def _house(rng: random.Random, home: Household) -> Row:
    price = rng.randint(1750, 3200) * 10000
    return _line(home, home.start, "新築工事", price, round(price * 0.79))


def _repair(rng: random.Random, home: Household, day: dt.date) -> Row:
    product = pick(rng, {name: row[0] for name, row in REPAIRS.items()})
    _share, low, high, margin = REPAIRS[product]
    price = rng.randint(low * 10, high * 10) * 1000
    return _line(home, day, product, price, round(price * (1 - margin)))


def _line(home: Household, day: dt.date, product: str, price: int, cost: int) -> Row:
    return {
        "date": day, "customer_id": home.customer_id, "product": product, "quantity": 1,
        "category": "新築" if product == "新築工事" else "リフォーム・修理", "amount": price,
        "tax": "included", "cost": cost, "discount": 0, "payment": "paid",
        "staff": STAFF[int(home.customer_id[1:]) % 2],
    }  # fmt: skip


def _numbered(homes: list[Household]) -> list[Row]:
    lines = sorted(
        (line for home in homes for line in home.lines),
        key=lambda line: (line["date"], line["customer_id"]),
    )
    lines[-1]["date"] = ASOF
    for number, line in enumerate(lines, start=1):
        line["order_id"] = f"G{number:04d}"
    return lines


def _row(rng: random.Random, town: Town, home: Household) -> Row:
    """The ledger's row of a household."""
    person, number = home.person, int(home.customer_id[1:])
    row: Row = {
        "customer_id": home.customer_id, "kind": "person", "name": person.name,
        "kana": person.kana, "household_id": f"H{number:03d}", "postal_code": town.postal(),
        "address": town.address(), "phone": town.landline(), "phone_other": town.mobile(),
        "email": mail("midorino", number) if rng.random() < 0.25 else "",
        "trigger": pick(rng, {"referral": 40, "flyer": 20, "event": 15, "sign": 15, "search": 10}),
        "first_visit_date": home.start - DAY * rng.randint(20, 200),
        "contact_permission": pick(rng, {"yes": 93, "news_only": 5, "stop": 2}),
        "contact_preference": pick(rng, {"phone": 5, "postcard": 4, "visit": 1}),
        "family": pick(rng, {"": 60, "ご夫婦と子ども2人": 20, "三世代": 10, "ご夫婦": 10}),
        "築年月": f"{home.start.year}年{home.start.month}月" if home.built else "",
    }  # fmt: skip
    if rng.random() < 0.45:
        row["birthday"] = f"{person.birthday:%Y-%m-%d}"
    if home.built:
        row |= {"anniversary": f"{home.start:%Y-%m-%d}", "anniversary_note": "お引き渡し"}
    if home.story:
        row["contact_permission"] = "yes"
    return row


def _families(business: Business, stories: dict[str, list[str]]) -> None:
    """The partner family's five referrals, and whom a family lost its renovation to."""
    for customer_id in stories["referred"]:
        row = business.customer(customer_id)
        row |= {"trigger": "referral", "referrer_id": stories["partner"][0]}
    for customer_id in stories["elsewhere"]:
        business.customer(customer_id)["competitor"] = "月見まぼろしリフォーム"


def _due_dates(rng: random.Random, homes: list[Household]) -> list[Row]:
    """Inspections of every house of ours, and the warranty of ten years."""
    rows = []
    for home in homes:
        if not home.built:
            continue
        for months, item in INSPECTIONS:
            end = _later(home.start, months)
            if end <= TODAY + DAY * 400:
                rows.append(_inspection(rng, home, end, item))
        end = _later(home.start, 120)
        status = "open" if end >= TODAY - DAY * 30 else "done"
        row = {"kind": "warranty", "item": "構造10年保証", "end_date": end, "status": status}
        rows.append({"customer_id": home.customer_id, "start_date": home.start} | row)
    return sorted(rows, key=lambda row: (row["end_date"], row["customer_id"], row["item"]))


def _inspection(rng: random.Random, home: Household, end: dt.date, item: str) -> Row:
    """Done in the past but for some that were forgotten within the last year."""
    forgotten = end > TODAY - DAY * 330 and rng.random() < 0.45
    status = "open" if end >= TODAY - DAY * 20 or forgotten else "done"
    return {
        "customer_id": home.customer_id, "kind": "inspection", "item": item, "end_date": end,
        "start_date": home.start, "status": status,
    }  # fmt: skip


def _later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, 28))
