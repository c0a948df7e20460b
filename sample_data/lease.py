"""北町オフィス機器: copiers on lease, toner, paper and counter fees; 180 companies, six years.

Planted (DOMAIN 5.1): fourteen leases that end within nine months; two companies just lost to a
rival, with the end of the rival's contract; a company to defend at all cost whose orders halved;
one that pays late; the total need filled in for sixty; and a hundred who said «not now», many of
them bound by a contract or waiting for the budget of their fiscal year.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from sample_data import lease_records as records
from sample_data.business import ASOF, TODAY, Business, Row, ago
from sample_data.people import TRADES, Town, mail
from sample_data.rhythm import DAY, Habit, open_day, usual_gap

START = dt.date(2020, 11, 16)
COMPANIES, PROSPECTS = 180, 100
ENDING_SOON, LOST, WITH_NEED = 14, 2, 60
RIVAL = "海猫そらごと事務機"
#: From here on the company to defend orders half of what it did.
HALVED_FROM = dt.date(2026, 5, 16)
LEASE_YEARS = 5
STAFF = ("大塚 健一", "千葉 陽子")
#: Goods: price and cost in yen, and how often they are on a slip.
GOODS = {
    "トナー 黒": (14800, 9900, 30),
    "トナー カラー": (19800, 13600, 22),
    "コピー用紙 A4": (2480, 1900, 40),
    "コピー用紙 A3": (3480, 2650, 8),
    "カウンター料金": (12600, 5200, 46),
    "文具": (5400, 3900, 12),
    "保守点検": (18000, 7000, 9),
}


@dataclass
class Company:
    """One customer on the way to becoming rows."""

    number: int
    gap: float
    days: list[dt.date]
    size: int  # cartons and machines: a slip's quantities
    story: str = ""  # defend, bad_payer, lost
    lines: list[Row] = field(default_factory=list)

    @property
    def customer_id(self) -> str:
        return f"K{self.number:03d}"


def build(seed: int) -> Business:
    """The whole dealer from a seed."""
    rng = random.Random(seed)
    companies = [_company(rng, number) for number in range(1, COMPANIES + 1)]
    _plant(rng, companies)
    business = Business("lease", "北町オフィス機器")
    town = Town(rng)
    business.tables["customers"] = [_row(rng, town, company) for company in companies]
    business.tables["purchases"] = _numbered(companies)
    _total_needs(rng, business, companies)
    business.tables["due_dates"] = _leases(rng, companies)
    lost = [company.customer_id for company in companies if company.story == "lost"]
    prospects = [_prospect(rng, town, number) for number in range(1, PROSPECTS + 1)]
    business.rows("customers").extend(prospects)
    records.add(rng, business, lost, RIVAL)
    return business


def _company(rng: random.Random, number: int) -> Company:
    """Most have been customers from the start; one in four came later."""
    gap = usual_gap(rng, 45, 0.30)
    late = rng.random() < 0.25
    start = START + DAY * (rng.randint(60, 1900) if late else rng.randint(0, round(gap)))
    habit = Habit(gap, rng.uniform(2.5, 4.0), leave=(0.004, 0.004, 0.004))
    days = [open_day(day, _closed) for day in habit.days(rng, start, ASOF)]
    return Company(number, gap, [day for day in days if day <= ASOF], rng.choice((1, 1, 1, 2, 3)))


def _closed(day: dt.date) -> bool:
    return day.weekday() >= 5 or (day.month == 1 and day.day <= 4)


def _plant(rng: random.Random, companies: list[Company]) -> None:
    """Choose who carries a story, and bend their orders to it."""
    active = [c for c in companies if c.days[-1] >= ago(60) and c.days[0] < START + DAY * 200]
    chosen = rng.sample(active, 2 + LOST)
    defend = chosen[0]
    defend.story, defend.size = "defend", 14
    defend.days = _every(rng, 20, START + DAY, ASOF)
    defend.days = [
        day for number, day in enumerate(defend.days) if day < HALVED_FROM or number % 2
    ]
    chosen[1].story = "bad_payer"
    chosen[1].days = _every(rng, 30, START + DAY * 9, ASOF)
    for number, company in enumerate(chosen[2:]):
        company.story = "lost"
        company.days = [day for day in company.days if day <= ago(40 + 20 * number)]
    for company in companies:
        company.lines = _lines(rng, company)


def _every(rng: random.Random, gap: int, start: dt.date, end: dt.date) -> list[dt.date]:
    """A punctual customer's days."""
    days, day = [], start
    while day <= end:
        days.append(open_day(day, _closed))
        day += DAY * (gap + rng.randint(-3, 3))
    return [day for day in days if day <= end]


def _lines(rng: random.Random, company: Company) -> list[Row]:
    lines = [line for day in company.days for line in _slip(rng, company, day)]
    if company.story == "bad_payer":
        for line in lines:
            if line["date"] >= ago(330) and line["date"].month % 2:
                line["payment"] = "late"
            if ago(75) <= line["date"] <= ago(45):
                line["payment"] = "unpaid"
    return lines


def _slip(rng: random.Random, company: Company, day: dt.date) -> list[Row]:
    names = rng.choices(list(GOODS), weights=[row[2] for row in GOODS.values()], k=2)
    wanted = names[: 1 if rng.random() < 0.75 else 2]
    return [_line(rng, company, day, name) for name in dict.fromkeys(wanted)]


def _line(rng: random.Random, company: Company, day: dt.date, name: str) -> Row:
    price, cost, _weight = GOODS[name]
    quantity = company.size * (rng.randint(1, 3) if name.startswith("コピー用紙") else 1)
    discount = round(price * quantity * 0.1) if rng.random() < 0.12 else 0
    return {
        "date": day, "customer_id": company.customer_id, "product": name,
        "category": "消耗品" if name.startswith(("トナー", "コピー", "文具")) else "保守",
        "quantity": quantity, "amount": price * quantity - discount, "tax": "excluded",
        "cost": cost * quantity, "discount": discount, "staff": STAFF[company.number % 2],
        "payment": "paid",
    }  # fmt: skip


def _numbered(companies: list[Company]) -> list[Row]:
    lines = sorted(
        (line for company in companies for line in company.lines),
        key=lambda line: (line["date"], line["customer_id"]),
    )
    slips: dict[tuple[dt.date, str], str] = {}
    for line in lines:
        key = (line["date"], line["customer_id"])
        line["order_id"] = slips.setdefault(key, f"D{len(slips) + 1:05d}")
    return lines


def _row(rng: random.Random, town: Town, company: Company) -> Row:
    """The ledger's row of a company."""
    return _firm(rng, town, company.customer_id) | {
        "trigger": rng.choice(("referral", "flyer", "search", "other", "event")),
        "first_visit_date": company.days[0] if company.days[0] > START + DAY * 59 else None,
        "memo": "支払いが遅れがち" if company.story == "bad_payer" else "",
    }


def _firm(rng: random.Random, town: Town, customer_id: str) -> Row:
    person = town.person(born=(1960, 1998))
    number = int(customer_id[1:])
    return {
        "customer_id": customer_id, "kind": "company", "name": town.firm(),
        "call_name": f"{person.surname}様", "contact_person": person.name,
        "department": rng.choice(("総務部 課長", "総務部", "経理部", "代表取締役", "管理部 主任")),
        "industry": rng.choice(TRADES), "employees": max(3, round(rng.lognormvariate(2.9, 0.8))),
        "founded_month": f"{rng.randint(1955, 2019)}-{rng.randint(1, 12):02d}",
        "fiscal_month": rng.choice((3, 3, 3, 3, 12, 9, 6, 5, 8, 2)), "postal_code": town.postal(),
        "address": town.address(), "phone": town.landline(),
        "email": mail("soumu", number) if customer_id[0] == "K" else "",
        "contact_permission": "stop" if customer_id in ("K044", "P031") else "yes",
        "best_time": rng.choice(("", "", "午前中", "月初を避ける", "平日14時〜16時")),
    }  # fmt: skip


def _prospect(rng: random.Random, town: Town, number: int) -> Row:
    """A company that has bought nothing yet."""
    way = rng.choice(("flyer", "search", "event", "referral"))
    return _firm(rng, town, f"P{number:03d}") | {"trigger": way}


def _total_needs(rng: random.Random, business: Business, companies: list[Company]) -> None:
    """What sixty companies need in a year, by our estimate, and whom they buy the rest from."""
    year = [
        (sum(line["amount"] for line in company.lines if line["date"] >= ago(364)), company)
        for company in companies
    ]
    spent = sorted(((amount, c.number, c) for amount, c in year if amount), reverse=True)
    for place, (amount, _number, company) in enumerate(spent[:WITH_NEED]):
        share = 0.80 if place < 6 else rng.choice((0.12, 0.20, 0.28, 0.35, 0.45, 0.60, 0.75))
        row = business.customer(company.customer_id)
        row["total_need"] = round(amount / share, -4)
        if share < 0.5:
            row["competitor"] = rng.choice((RIVAL, "月影ためし書商会", ""))


def _leases(rng: random.Random, companies: list[Company]) -> list[Row]:
    """Every company's lease: fourteen end soon, some were renewed, two went to the rival."""
    rows = []
    going = [company for company in companies if company.story != "lost"]
    active = [company for company in going if company.days[-1] >= ago(120)]
    soon = rng.sample(active, ENDING_SOON)
    for company in active:
        ahead = rng.randint(3, 268) if company in soon else rng.randint(290, 1780)
        end = TODAY + DAY * ahead
        rows.append(_lease(company, end, "open"))
        if company.number % 4 == 0:
            rows.append(_lease(company, _years_before(end, LEASE_YEARS), "renewed"))
    for number, company in enumerate(c for c in companies if c.story == "lost"):
        end = dt.date(2026, 10, 31 - number)
        rows.append(_lease(company, end, "lost"))
        theirs = _lease(company, end.replace(year=2031), "open")
        rows.append(theirs | {"partner": RIVAL, "start_date": end + DAY})
    return sorted(rows, key=lambda row: (row["end_date"], row["customer_id"]))


def _lease(company: Company, end: dt.date, status: str) -> Row:
    return {
        "customer_id": company.customer_id, "kind": "lease", "status": status, "end_date": end,
        "item": f"複合機 MK-{20 + company.number % 5 * 10}", "start_date": _years_before(end, 5),
    }  # fmt: skip


def _years_before(day: dt.date, years: int) -> dt.date:
    return (day - DAY if (day.month, day.day) == (2, 29) else day).replace(year=day.year - years)
