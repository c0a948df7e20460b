"""ヘアサロンつばめ: a hair salon with 1,200 customers, three years and two stylists.

Planted (DOMAIN 5.1): the stylist who left in June 2026 and her regulars; the coupon month March
2026 whose first-timers do not return; the loyal women in their forties who came by referral; a
referral chain of four generations; birthdays filled in for 60 %; five complaints about waiting in
90 days; and the leaking bucket: sales +4 % in total while the existing customers' fall by 9 %.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from sample_data import salon_records as records
from sample_data.business import ASOF, WINDOW, WINDOW_BEFORE, Business, Row, total
from sample_data.people import Person, Town, mail
from sample_data.rhythm import DAY, LEAVE, Habit, open_day, pick, usual_gap

START = dt.date(2023, 11, 16)
BUYERS, LEADS = 1196, 4
ESTABLISHED = 300
OWNER, LEAVER, SUCCESSOR = "野口 香織", "三宅 彩", "小田 直樹"
LEAVING_DAY = dt.date(2026, 6, 30)
COUPON_MONTH = (2026, 3)
COUPON_GUESTS = 78
EXISTING_CHANGE, TOTAL_CHANGE = 0.91, 1.04
#: Newcomers before this day may be dropped to bring the book to 1,200: it is outside both windows.
OLD_ENOUGH = dt.date(2025, 8, 1)
#: Menu: price and material cost in yen.
MENU = {
    "カット": (4800, 250),
    "メンズカット": (4200, 200),
    "カット＋カラー": (9800, 1400),
    "カット＋パーマ": (11500, 1700),
    "カラー": (6200, 1200),
    "ヘッドスパ": (3800, 450),
    "トリートメント": (3200, 500),
}
RETAIL = {"シャンプー": (2800, 1550), "トリートメント剤": (3200, 1800), "ワックス": (1800, 980)}
WOMEN_MENU = {"カット": 34, "カット＋カラー": 44, "カット＋パーマ": 12, "カラー": 10}
MEN_MENU = {"メンズカット": 88, "ヘッドスパ": 12}
WAYS = {"search": 30, "flyer": 18, "sns": 22, "sign": 16, "referral": 10, "other": 4}


@dataclass
class Guest:
    """One customer on the way to becoming rows."""

    habit: Habit
    start: dt.date
    sex: str
    menu: str
    staff: str
    group: str  # established, loyal, chain, coupon, new
    way: str = "other"
    born: tuple[int, int] = (1948, 2006)
    since: dt.date | None = None  # before the data begin
    referrer: Guest | None = None
    lines: list[Row] = field(default_factory=list)
    customer_id: str = ""
    person: Person | None = None

    @property
    def days(self) -> list[dt.date]:
        return sorted({line["date"] for line in self.lines})

    def stop_after(self, day: dt.date) -> None:
        """Never seen again after that day."""
        self.lines = [line for line in self.lines if line["date"] <= day]


def closed(day: dt.date) -> bool:
    """Mondays, and the days around New Year."""
    return day.weekday() == 0 or (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}


def build(seed: int) -> Business:
    """The whole salon from a seed."""
    rng = random.Random(seed)
    guests = [*_established(rng), *_loyal(rng), *_chain(rng), *_newcomers(rng)]
    for guest in guests:
        guest.lines = _lines(rng, guest)
    guests = _calibrated(rng, [guest for guest in guests if guest.lines])
    business = Business("salon", "ヘアサロンつばめ", extra={"customers": ("性別",)})
    _name_everybody(rng, guests)
    business.tables["customers"] = [_customer(rng, guest) for guest in guests]
    business.tables["purchases"] = _numbered(line for guest in guests for line in guest.lines)
    records.add(rng, business, _groups(guests))
    return business


def _groups(guests: list[Guest]) -> dict[str, list[str]]:
    """Customer ids by group, for the records that tell the planted stories."""
    found: dict[str, list[str]] = {}
    for guest in guests:
        found.setdefault(guest.group, []).append(guest.customer_id)
    return found


def _established(rng: random.Random) -> list[Guest]:
    """Regulars of long standing; the data only begin in the middle of their story."""
    found = []
    for _ in range(ESTABLISHED):
        gap = usual_gap(rng, 48)
        habit = Habit(gap, rng.uniform(2.0, 4.0), leave=(0.0, 0.0, 0.013))
        start = START + DAY * rng.randint(0, round(gap))
        guest = _guest(rng, habit, start, "established")
        guest.since = START - DAY * rng.randint(60, 3500)
        found.append(guest)
    return found


def _loyal(rng: random.Random) -> list[Guest]:
    """Women in their forties who came by referral and buy nowhere else."""
    found = []
    for _ in range(30):
        habit = Habit(rng.uniform(50, 68), rng.uniform(22, 30), leave=(0.0, 0.0, 0.0))
        start = START + DAY * rng.randint(60, 480)
        guest = Guest(
            habit, start, "女", "カット＋カラー", OWNER, "loyal", "referral", (1977, 1986)
        )
        found.append(guest)
    return found


def _chain(rng: random.Random) -> list[Guest]:
    """Four generations of referral: each brought the next."""
    starts = (dt.date(2023, 12, 2), dt.date(2024, 6, 8), dt.date(2025, 3, 15), dt.date(2026, 2, 7))
    chain: list[Guest] = []
    for start in starts:
        habit = Habit(rng.uniform(52, 64), 20.0, leave=(0.0, 0.0, 0.0))
        guest = Guest(
            habit, start, "女", "カット＋カラー", OWNER, "chain", "referral", (1975, 1990)
        )
        guest.referrer = chain[-1] if chain else None
        chain.append(guest)
    chain[0].way = "sign"
    return chain


def _newcomers(rng: random.Random) -> list[Guest]:
    """Those who came month by month, the coupon crowd, and more than enough for this autumn."""
    found = []
    day = START + DAY * 60
    while day <= ASOF:
        in_coupon = (day.year, day.month) == COUPON_MONTH
        per_day = 1.9 if day >= WINDOW[0] else 0.90 if day >= WINDOW_BEFORE[0] else 0.60
        for _ in range(_whole(rng, 0.3 if in_coupon else per_day)):
            found.append(_newcomer(rng, day))
        day += DAY
    month = dt.date(*COUPON_MONTH, 1)
    found += [_coupon_guest(rng, month + DAY * rng.randint(0, 30)) for _ in range(COUPON_GUESTS)]
    return found


def _newcomer(rng: random.Random, day: dt.date) -> Guest:
    habit = Habit(usual_gap(rng, 58), rng.uniform(1.5, 4.0), LEAVE, first_gap=0.6)
    guest = _guest(rng, habit, day, "new")
    guest.way = pick(rng, WAYS)
    return guest


def _coupon_guest(rng: random.Random, day: dt.date) -> Guest:
    habit = Habit(usual_gap(rng, 58), 2.0, leave=(0.91, 0.40, 0.08), first_gap=0.6)
    guest = _guest(rng, habit, day, "coupon")
    guest.way = "flyer"
    return guest


def _guest(rng: random.Random, habit: Habit, day: dt.date, group: str) -> Guest:
    sex = "女" if rng.random() < 0.78 else "男"
    menu = pick(rng, WOMEN_MENU if sex == "女" else MEN_MENU)
    staff = LEAVER if rng.random() < 0.48 else OWNER
    return Guest(habit, day, sex, menu, staff, group)


def _whole(rng: random.Random, mean: float) -> int:
    """A whole number with that mean."""
    return int(mean) + (rng.random() < mean - int(mean))


def _lines(rng: random.Random, guest: Guest) -> list[Row]:
    """Everything this guest bought, were nobody to leave the salon."""
    days = [open_day(day, closed) for day in guest.habit.days(rng, guest.start, ASOF)]
    return [
        line
        for number, day in enumerate(day for day in days if day <= ASOF)
        for line in _visit(rng, guest, day, first=number == 0 and guest.since is None)
    ]


def _visit(rng: random.Random, guest: Guest, day: dt.date, *, first: bool) -> list[Row]:
    usual = rng.random() < 0.72
    table = WOMEN_MENU if guest.sex == "女" else MEN_MENU
    lines = [_line(guest, day, guest.menu if usual else pick(rng, table), "技術", MENU)]
    lines[0]["discount"] = _discount(rng, guest, first=first)
    lines[0]["amount"] -= lines[0]["discount"]
    if rng.random() < 0.10:
        lines.append(_line(guest, day, rng.choice(("ヘッドスパ", "トリートメント")), "技術", MENU))
    if rng.random() < 0.08:
        lines.append(_line(guest, day, rng.choice(list(RETAIL)), "店販", RETAIL))
    return lines


def _discount(rng: random.Random, guest: Guest, *, first: bool) -> int:
    if guest.group == "coupon" and first:
        return 3000 if guest.menu != "メンズカット" else 2000
    if guest.group in ("loyal", "chain"):
        return 1000 if first and guest.way == "referral" else 0
    return 500 if rng.random() < (0.5 if first else 0.08) else 0


def _line(
    guest: Guest, day: dt.date, product: str, category: str, menu: dict[str, tuple[int, int]]
) -> Row:
    price, cost = menu[product]
    staff = SUCCESSOR if guest.staff == LEAVER and day > LEAVING_DAY else guest.staff
    return {
        "date": day, "product": product, "category": category, "quantity": 1, "amount": price,
        "tax": "included", "cost": cost, "discount": 0, "staff": staff, "store": "本店",
        "payment": "paid",
    }  # fmt: skip


def _calibrated(rng: random.Random, guests: list[Guest]) -> list[Guest]:
    """Bring the two windows to −9 % and +4 %, and the book to 1,200."""
    newest = [guest for guest in guests if guest.days[0] >= WINDOW[0]]
    older = [guest for guest in guests if guest.days[0] < WINDOW[0]]
    before = total(_all_lines(older), WINDOW_BEFORE)
    existing_before = sum(
        total(guest.lines, WINDOW_BEFORE) for guest in older if guest.days[0] < WINDOW_BEFORE[0]
    )
    _stylist_leaves(rng, older, round(existing_before * EXISTING_CHANGE))
    existing_now = total(_all_lines(older), WINDOW)
    rng.shuffle(newest)
    kept: list[Guest] = []
    sales = existing_now
    while sales < before * TOTAL_CHANGE:
        kept.append(newest.pop())
        sales += total(kept[-1].lines, WINDOW)
    older = _without_some_old_one_timers(rng, older, BUYERS - len(kept))
    return sorted([*older, *kept], key=lambda guest: (guest.days[0], guest.since or ASOF))


def _stylist_leaves(rng: random.Random, guests: list[Guest], goal: int) -> None:
    """Her regulars stop, half at once and half after one try with her successor."""
    now = total(_all_lines(guests), WINDOW)
    hers = [guest for guest in guests if guest.staff == LEAVER and guest.days[-1] >= WINDOW[0]]
    hers = [guest for guest in hers if sum(day <= LEAVING_DAY for day in guest.days) >= 3]
    rng.shuffle(hers)
    while now > goal:
        guest = hers.pop()
        tried = [day for day in guest.days if LEAVING_DAY < day <= dt.date(2026, 8, 12)]
        now -= total(guest.lines, WINDOW)
        guest.stop_after(tried[0] if tried and rng.random() < 0.8 else LEAVING_DAY)


def _without_some_old_one_timers(
    rng: random.Random, guests: list[Guest], wanted: int
) -> list[Guest]:
    once = [g for g in guests if g.group == "new" and len(g.days) == 1 and g.days[0] < OLD_ENOUGH]
    dropped = rng.sample(once, len(guests) - wanted)
    gone = {id(guest) for guest in dropped}
    return [guest for guest in guests if id(guest) not in gone]


def _all_lines(guests: list[Guest]) -> list[Row]:
    return [line for guest in guests for line in guest.lines]


def _name_everybody(rng: random.Random, guests: list[Guest]) -> None:
    town = Town(rng)
    staff = {OWNER, LEAVER, SUCCESSOR}
    for number, guest in enumerate(guests, start=1):
        guest.customer_id = f"S{number:04d}"
        guest.person = town.person(guest.sex, guest.born)
        while guest.person.name in staff:
            guest.person = town.person(guest.sex, guest.born)
        for line in guest.lines:
            line["customer_id"] = guest.customer_id
    old = [guest for guest in guests if guest.group == "established"]
    for guest in old:
        guest.way = rng.choice(("flyer", "sign", "sns", "search", "other"))
    for guest in guests:
        if guest.way == "referral" and guest.referrer is None:
            known = [g for g in old if (g.since or g.days[0]) < guest.days[0] < g.days[-1]]
            guest.referrer = rng.choice(known[: len(known) // 4 + 1])


def _customer(rng: random.Random, guest: Guest) -> Row:
    """The ledger's row of a guest."""
    person = guest.person
    town = Town(rng)
    number = int(guest.customer_id[1:])
    row: Row = {
        "customer_id": guest.customer_id, "kind": "person", "name": person.name,
        "kana": person.kana, "postal_code": town.postal(), "address": town.address(),
        "trigger": guest.way, "referrer_id": guest.referrer.customer_id if guest.referrer else "",
        "first_visit_date": guest.since or guest.days[0], "contact_permission": "yes",
        "性別": person.sex, **records.likings(rng, person.sex),
    }  # fmt: skip
    row["phone"] = "" if number % 13 == 5 else f"090-0{number % 1000:03d}-{number * 7 % 10000:04d}"
    row["email"] = mail("tsubame", number) if rng.random() < 0.35 else ""
    if rng.random() < 0.60 or guest.group in ("loyal", "chain"):
        row["birthday"] = _birthday(rng, person)
    return row


def _birthday(rng: random.Random, person: Person) -> str:
    """With the year where it is known, else the day alone."""
    if rng.random() < 0.75:
        return f"{person.birthday:%Y-%m-%d}"
    return f"{person.birthday:%m-%d}"


def _numbered(lines: Iterable[Row]) -> list[Row]:
    """Slips numbered in the order in which they were written: one for a customer's day."""
    ordered = sorted(lines, key=lambda line: (line["date"], line["customer_id"]))
    slips: dict[tuple[dt.date, str], str] = {}
    for line in ordered:
        key = (line["date"], line["customer_id"])
        line["order_id"] = slips.setdefault(key, f"T{len(slips) + 1:06d}")
    return ordered
