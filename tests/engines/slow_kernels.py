"""Every kernel once more, slowly: plain Python over a list of lines, one thing at a time.

A function has the name of its kernel, takes its numbers, and returns its rows (in any order). It
knows neither SQL nor the layer: it begins with the lines as they were imported.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from types import SimpleNamespace

NEVER = 9_999_999
EPOCH = dt.date(1970, 1, 1)


class Shop:
    """The lines of a ledger, and what each customer's days add up to.

    ``lines`` are dicts with customer_id, date, amount, cost, discount (whole numbers or None),
    quantity (a multiple of 0.001 or None), product, category, staff, store and payment.
    """

    def __init__(self, lines):
        self.ids = sorted({line["customer_id"] for line in lines})
        self.lines = [self._line(line) for line in lines]
        self.days = {}  # of a customer: {day: sums}
        for line in self.lines:
            day = self.days.setdefault(line.cno, {}).setdefault(line.day, Counter())
            day["spend"] += line.amount
            day["cost"] += -abs(line.cost) if line.amount < 0 else line.cost
            day["uncosted"] += line.amount > 0 and not line.has_cost
            day["reduced"] += line.discount != 0

    def _line(self, line):
        date = line["date"]
        return SimpleNamespace(
            customer_id=line["customer_id"],
            cno=self.ids.index(line["customer_id"]),
            day=(date - EPOCH).days,
            ym=date.year * 12 + date.month - 1,
            amount=line["amount"] or 0,
            qty=round((line["quantity"] or 0) * 1000),
            cost=line["cost"] or 0,
            discount=line["discount"] or 0,
            has_cost=int(line["cost"] is not None),
            has_discount=int(line["discount"] is not None),
            late=line["payment"] in {"late", "unpaid"},
            unpaid=int(line["payment"] == "unpaid"),
            **{name: line[name] for name in ("product", "category", "staff", "store")},
        )

    def until(self, asof):
        """The lines up to a day."""
        return [line for line in self.lines if line.day <= asof]

    def whole_days(self, asof, after=-NEVER):
        """(customer, day, sums) of every day after one up to another, returns included."""
        return [
            (cno, day, sums)
            for cno, days in sorted(self.days.items())
            for day, sums in sorted(days.items())
            if after < day <= asof
        ]

    def bought(self, asof, min_net, after=-NEVER):
        """{customer: [purchase days]}, without those who bought nothing."""
        found = defaultdict(list)
        for cno, day, sums in self.whole_days(asof, after):
            if sums["spend"] >= min_net:
                found[cno].append(day)
        return dict(found)

    def firsts(self, asof, min_net):
        """{customer: first purchase day}, of those without one a day that never comes."""
        bought = self.bought(asof, min_net)
        return {cno: bought.get(cno, [NEVER])[0] for cno in range(len(self.ids))}


def date_of(day):
    return EPOCH + dt.timedelta(days=day)


def month_of(day):
    date = date_of(day)
    return date.year * 12 + date.month - 1


def period_of(day, by_year):
    return date_of(day).year if by_year else month_of(day)


def active(shop, *, from_day, to_day, min_net):
    return [(len(shop.bought(to_day, min_net, after=from_day)),)]


def _goods(shop, asof):
    named = Counter(
        (line.product, line.category) for line in shop.until(asof) if line.product or line.category
    )
    return {pair: (number, named[pair]) for number, pair in enumerate(sorted(named), 1)}


def goods(shop, *, asof):
    return [(number, *pair, total) for pair, (number, total) in _goods(shop, asof).items()]


def baskets(shop, *, asof):
    numbers = _goods(shop, asof)
    money, pieces = Counter(), Counter()
    for line in shop.until(asof):
        if (line.product, line.category) in numbers:
            key = (line.cno, numbers[line.product, line.category][0], line.day)
            money[key] += line.amount
            pieces[key] += line.qty
    return [(*key, money[key], pieces[key]) for key in money]


def brought_since(shop, *, cno, from_day, asof):
    days = [sums for own, _day, sums in shop.whole_days(asof, from_day - 1) if own == cno]
    sums = [sum(day[name] for day in days) for name in ("spend", "cost", "uncosted")]
    return [(cno, *sums)] if days else []


def choices(shop, *, asof):
    kinds = ("store", "staff", "product", "category")
    found = Counter((kind, getattr(line, kind)) for line in shop.until(asof) for kind in kinds)
    return [(*key, lines) for key, lines in found.items()]


def cohort_buyers(shop, *, asof, min_net, by_year):
    found = Counter()
    for days in shop.bought(asof, min_net).values():
        periods = {period_of(day, by_year) for day in days}
        found.update((min(periods), period) for period in periods)
    return [(*key, buyers) for key, buyers in found.items()]


def cohorts(shop, *, asof, min_net, by_year):
    begins = {cno: period_of(days[0], by_year) for cno, days in shop.bought(asof, min_net).items()}
    found = defaultdict(Counter)
    for cno, day, sums in shop.whole_days(asof):
        if cno in begins and period_of(day, by_year) >= begins[cno]:
            total = found[begins[cno], period_of(day, by_year)]
            for name in ("spend", "cost", "uncosted"):
                total[name] += sums[name]
    return [(*key, s["spend"], s["cost"], s["uncosted"]) for key, s in found.items()]


def cohort_people(shop, *, asof, min_net, from_day, to_day, first_from, first_to):
    rows = []
    for cno, bought in shop.bought(asof, min_net).items():
        days = shop.whole_days(min(asof, to_day), from_day - 1)
        own = [sums["spend"] for other, _day, sums in days if other == cno]
        if own and first_from <= bought[0] <= first_to:
            rows.append((shop.ids[cno], sum(own), int(any(net >= min_net for net in own))))
    return rows


def customer_ids(shop):
    return list(enumerate(shop.ids))


def customers(shop, *, asof, min_net, from_12m, from_24m):
    rows = []
    for cno, days in shop.days.items():
        known = {day: sums for day, sums in days.items() if day <= asof}
        if not known:
            continue
        bought = sorted(day for day, sums in known.items() if sums["spend"] >= min_net)
        last = {day: sums for day, sums in known.items() if day > from_12m}
        both = {day: sums for day, sums in known.items() if day > from_24m}
        before = [sums["spend"] for day, sums in both.items() if day <= from_12m]

        def total(some, name):
            return sum(sums[name] for sums in some.values())

        rows.append((
            cno, shop.ids[cno], len(bought),
            bought[0] if bought else NEVER, bought[-1] if bought else -NEVER,
            total(known, "spend"), total(last, "spend"), sum(before), total(both, "spend"),
            sum(day in last for day in bought), sum(day in both for day in bought),
            total(last, "cost"), total(both, "cost"),
            total(last, "uncosted"), total(both, "uncosted"),
            sum(known[day]["reduced"] > 0 for day in bought),
        ))  # fmt: skip
    return rows


def discounts(shop, *, asof):
    days, off = defaultdict(set), Counter()
    for line in shop.until(asof):
        if line.discount:
            days[line.ym].add((line.cno, line.day))
            off[line.ym] += abs(line.discount)
    return [(ym, len(days[ym]), off[ym]) for ym in days]


def earned(shop, *, asof):
    found = defaultdict(Counter)
    for cno, _day, sums in shop.whole_days(asof):
        for name in ("spend", "cost", "uncosted"):
            found[cno][name] += sums[name]
    return [(cno, shop.ids[cno], s["spend"], s["cost"], s["uncosted"]) for cno, s in found.items()]


def filled_lines(shop, *, asof):
    by = defaultdict(list)
    for line in shop.until(asof):
        by[line.cno].append(line)
    return [
        (cno, shop.ids[cno], len(own), sum(bool(line.product or line.category) for line in own),
         sum(line.amount != 0 for line in own))
        for cno, own in by.items()
    ]  # fmt: skip


def first_day(shop, *, asof, min_net):
    found = defaultdict(set)
    for days in shop.bought(asof, min_net).values():
        for day in days:
            found[month_of(day)].add(day)
    return [(ym, min(days)) for ym, days in found.items()]


def first_days(shop, *, asof, min_net):
    return [
        (cno, shop.ids[cno], days[0], [*days, NEVER][1])
        for cno, days in shop.bought(asof, min_net).items()
    ]


def first_discounts(shop, *, asof, min_net):
    first = shop.firsts(asof, min_net)
    price, off = Counter(), Counter()
    for line in shop.lines:
        if line.amount > 0 and line.day == first[line.cno]:
            price[line.cno] += line.amount
            off[line.cno] += abs(line.discount)
    return [(cno, price[cno], off[cno]) for cno in price]


def _standing_for(shop, day_of):
    """The line that stands for a day: with a product, the largest, then by name."""
    rows = []
    for cno, day in day_of.items():
        line = min(
            (line for line in shop.lines if (line.cno, line.day) == (cno, day)),
            key=lambda line: (line.product == "", -line.amount, line.product, line.staff,
                              line.store),
        )  # fmt: skip
        rows.append((cno, line.product, line.staff, line.store))
    return rows


def first_lines(shop, *, asof, min_net):
    return _standing_for(shop, {c: days[0] for c, days in shop.bought(asof, min_net).items()})


def last_lines(shop, *, asof, min_net):
    return _standing_for(shop, {c: days[-1] for c, days in shop.bought(asof, min_net).items()})


def first_visits(shop, *, asof, min_net):
    return [
        (cno, len(days), *[*days, 0, 0][:3], days[-1])
        for cno, days in shop.bought(asof, min_net).items()
    ]


def kept_columns(shop, *, asof):
    found = Counter((line.has_cost, line.has_discount) for line in shop.until(asof))
    return [(*key, lines) for key, lines in found.items()]


def late_payments(shop, *, asof, from_12m):
    unpaid, money = Counter(), Counter()
    for line in shop.until(asof):
        if line.late and line.day > from_12m:
            unpaid[line.customer_id, line.day] += line.unpaid
            money[line.customer_id, line.day] += line.amount
    return [(*key, unpaid[key], money[key]) for key in money]


def months(shop, *, asof, min_net):
    first = shop.firsts(asof, min_net)
    money, buys = Counter(), set()
    for cno, day, sums in shop.whole_days(asof):
        money[cno, month_of(day)] += sums["spend"]
        if sums["spend"] >= min_net:
            buys.add((cno, month_of(day)))
    rows = defaultdict(lambda: [0, 0, 0, 0])
    for (cno, ym), net in money.items():
        is_new = first[cno] < NEVER and month_of(first[cno]) == ym
        rows[ym][0 if is_new else 1] += (cno, ym) in buys
        rows[ym][2 if is_new else 3] += net
    return [(ym, *sums) for ym, sums in rows.items()]


def purchase_days(shop, *, asof, min_net):
    days = shop.whole_days(asof)
    return [(cno, day, s["spend"]) for cno, day, s in days if s["spend"] >= min_net]


def recent_days(shop, *, asof, from_day, min_net):
    first = shop.firsts(asof, min_net)
    days = shop.whole_days(asof, from_day)
    return [(cno, day, sums["spend"], first[cno]) for cno, day, sums in days]


def recent_profit(shop, *, asof, from_day):
    days = shop.whole_days(asof, from_day)
    return [(cno, day, s["spend"], s["cost"], s["uncosted"]) for cno, day, s in days]


def seasons(shop, *, asof, min_net):
    rows = []
    for cno, days in shop.bought(asof, min_net).items():
        years, count = defaultdict(set), Counter()
        for date in map(date_of, days):
            years[date.month].add(date.year)
            count[date.month] += 1
        month = min(years, key=lambda m: (-len(years[m]), -count[m], m))
        elsewhere = Counter(d.year for d in map(date_of, days) if d.month != month)
        rows.append((cno, month, len(years[month]), max(elsewhere.values(), default=0)))
    return rows


def since_joining(shop, *, asof, min_net, from_ym):
    first = shop.firsts(asof, min_net)
    found = defaultdict(Counter)
    for cno, day, sums in shop.whole_days(asof):
        if first[cno] < NEVER and from_ym <= month_of(first[cno]) <= month_of(day):
            for name in ("spend", "cost", "uncosted"):
                found[cno, month_of(day)][name] += sums[name]
    return [(*key, s["spend"], s["cost"], s["uncosted"]) for key, s in found.items()]


def spans(shop, *, asof, min_net):
    return [(cno, d[0], d[-1]) for cno, d in shop.bought(asof, min_net).items()]


def terms(shop, *, from_day, mid_day, to_day, min_net):
    first = shop.firsts(to_day, min_net)
    rows = {}
    for later, after, until in ((0, from_day, mid_day), (1, mid_day, to_day)):
        for line in shop.lines:
            if not after < line.day <= until:
                continue
            is_new = int(after < first[line.cno] <= until)
            sums, buyers = rows.setdefault((later, is_new), (Counter(), set()))
            off = abs(line.discount) if line.amount > 0 else 0
            if line.amount > 0:
                buyers.add(line.cno)
            cost = -line.cost if line.amount < 0 < line.cost else line.cost
            sums.update({
                "revenue": line.amount, "sold": max(line.amount, 0), "off": off,
                "reduced": off > 0, "lines": line.amount > 0,
                "costed": line.has_cost * line.amount, "cost": line.has_cost * cost,
            })  # fmt: skip
    names = ("revenue", "sold", "off", "reduced", "lines", "costed", "cost")
    return [(*key, len(b), *(sums[name] for name in names)) for key, (sums, b) in rows.items()]


def usual_lines(shop, *, asof, min_net):
    days, money = defaultdict(lambda: defaultdict(set)), Counter()
    for line in shop.until(asof):
        if line.product and line.amount >= min_net:
            days[line.cno][line.product].add(line.day)
            money[line.cno, line.product] += line.amount
    return [
        (cno, min(own, key=lambda p, own=own, cno=cno: (-len(own[p]), -money[cno, p], p)))
        for cno, own in days.items()
    ]


def usual_staff(shop, *, asof, from_day, min_net):
    days, money = defaultdict(lambda: defaultdict(set)), Counter()
    for line in shop.until(asof):
        if line.staff and line.amount >= min_net and line.day > from_day:
            days[line.cno][line.staff].add(line.day)
            money[line.cno, line.staff] += line.amount
    return [
        (shop.ids[cno], min(own, key=lambda s, own=own, cno=cno: (
            -len(own[s]), -max(own[s]), -money[cno, s], s)))
        for cno, own in days.items()
    ]  # fmt: skip


def waterfall(shop, *, from_now, to_now, from_before, to_before, min_net):
    first = shop.firsts(to_now, min_net)
    ways = defaultdict(Counter)
    for cno in shop.days:
        now = [s["spend"] for own, _d, s in shop.whole_days(to_now, from_now) if own == cno]
        old = [s["spend"] for own, _d, s in shop.whole_days(min(to_before, to_now), from_before)
               if own == cno]  # fmt: skip
        new_now = from_now < first[cno] <= to_now
        new_then = from_before < first[cno] <= to_before
        money_now, days_now = (0, 0) if new_now else (sum(now), sum(n >= min_net for n in now))
        money_then, days_then = 0 if new_then else sum(old), sum(n >= min_net for n in old)
        if not (days_now or days_then or money_now or money_then):
            continue
        if from_before < first[cno] <= from_now:
            way = "joined"
        elif days_then and not days_now:
            way = "left"
        elif days_now and not days_then:
            way = "returned"
        else:
            way = "more" if money_now >= money_then else "less"
        ways[way].update({"now": money_now, "then": money_then, "people": 1})
    return [(way, s["now"], s["then"], s["people"]) for way, s in ways.items()]


def window_sums(shop, *, from_day, to_day, min_net):
    first = shop.firsts(to_day, min_net)
    found, buyers = defaultdict(Counter), defaultdict(set)
    for cno, _day, sums in shop.whole_days(to_day, from_day):
        side = int(from_day < first[cno] <= to_day)
        found[side]["revenue"] += sums["spend"]
        found[side]["days"] += sums["spend"] >= min_net
        if sums["spend"] >= min_net:
            buyers[side].add(cno)
    return [(side, s["revenue"], len(buyers[side]), s["days"]) for side, s in found.items()]
