"""The list of a week stays as first seen: late arrivals are marked, lots are remembered."""

from __future__ import annotations

import datetime as dt
import random
import shutil

import pandas as pd
import pytest

from core.review import review
from core.workspace import JST, Workspace
from tests.core.keeping import bring, customer, line, sheet

MONDAY = dt.date(2026, 11, 16)


class Day:
    """A clock that is set by hand."""

    def __init__(self, day):
        self.day = day

    def __call__(self):
        return dt.datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=JST)


@pytest.fixture
def day():
    return Day(MONDAY)


@pytest.fixture(scope="module")
def kept_shop(tmp_path_factory):
    """Sixty regulars who come every month or two; a third of them have been away longer."""
    root = tmp_path_factory.mktemp("kept")
    with Workspace.create(root, "shop", trade_code="salon", now=Day(MONDAY)) as workspace:
        people = [customer(n, phone=f"090-0{n:03}-0001") for n in range(60)]
        lines = [
            line(f"{bought}", n, amount=90_000 - 100 * n)
            for n in range(60)
            for bought in visits(random.Random(n), MONDAY - dt.timedelta(days=3 + n * 2))
        ]
        lines += [line("2026-11-12", 99, amount=10)]
        bring(workspace, sheet(people, lines))
        workspace.change_settings({"calls.per_day": 2})
        return root, workspace.business.slug


@pytest.fixture
def shop(kept_shop, tmp_path, day):
    """A copy of that shop to write in."""
    root, slug = kept_shop
    shutil.copytree(root, tmp_path / "home")
    with Workspace.open(tmp_path / "home", slug, now=day) as workspace:
        yield workspace


def visits(dice, last):
    """Days of purchases, the last one and two years back from it."""
    days = [last]
    while days[-1] > last - dt.timedelta(days=730):
        days.append(days[-1] - dt.timedelta(days=dice.randint(20, 90)))
    return days


def look(workspace):
    found = review(workspace.book(), workspace.settings())
    workspace.freeze(found)
    return found


def test_the_list_and_the_lots_of_a_week_are_kept_with_their_chances(shop):
    found = look(shop)

    kept = shop.listed()

    on_it = kept[kept["rank"].notna()]
    assert on_it.sort_values("rank")["customer_id"].tolist() == list(
        found.calls.rows["customer_id"]
    )
    assert set(on_it["week"]) == {pd.Timestamp(MONDAY)}
    assert not kept["late"].any()
    assert on_it["chance"].between(0, 1).all()
    lots = kept[kept["lot"] != ""].set_index("customer_id")["lot"] == "drawn"
    assert lots.to_dict() == dict(
        zip(found.calls.lots["customer_id"], found.calls.lots["drawn"], strict=True)
    )
    assert lots.sum() == (~lots).sum() > 0


def test_who_comes_onto_the_list_after_it_was_seen_is_added_as_late(shop):
    first = look(shop)
    shop.add("promises", {"made_date": MONDAY, "customer_id": "C55", "content": "call back",
                          "due_date": MONDAY, "by_whom": "us"})  # fmt: skip
    look(shop)

    kept = shop.listed().set_index("customer_id")

    assert kept.loc["C55", "late"]
    assert kept.loc["C55", "reason"].startswith("promise")
    assert not kept.loc[list(first.calls.rows["customer_id"]), "late"].any()


def test_new_sheets_in_the_week_change_nothing_of_the_list_that_was_seen(shop, day):
    first = look(shop)
    day.day = MONDAY + dt.timedelta(days=2)
    gone = first.calls.rows["customer_id"].iloc[0]
    bring(shop, sheet((), [line("2026-11-17", int(gone[1:]))]), "b.csv")
    second = look(shop)

    kept = shop.listed().set_index("customer_id")

    assert gone not in set(second.calls.rows["customer_id"])
    assert kept.loc[gone, "rank"] == 1
    assert kept.loc[list(first.calls.rows["customer_id"]), "late"].sum() == 0
    fresh = set(second.calls.rows["customer_id"]) - set(first.calls.rows["customer_id"])
    assert fresh
    assert kept.loc[list(fresh), "late"].all()


def test_a_second_look_keeps_nothing_new(shop):
    look(shop)

    assert shop.freeze(review(shop.book(), shop.settings())) is False


def test_who_was_not_drawn_is_not_drawn_next_week_either(shop, day):
    first = look(shop)
    lost = set(first.calls.lots.loc[~first.calls.lots["drawn"], "customer_id"])
    for name in first.calls.rows["customer_id"]:
        shop.log_outcome(name, "talked", day=MONDAY, note="x")
    day.day = MONDAY + dt.timedelta(days=7)

    second = look(shop)

    assert lost
    assert not lost & set(second.calls.lots["customer_id"])
    reasons = dict(zip(second.calls.left_out["customer_id"], second.calls.left_out["reason"],
                       strict=True))  # fmt: skip
    seated = set(second.calls.rows["customer_id"])
    assert "lottery" in {reasons[name] for name in lost - seated}
    assert set(shop.listed()["week"]) == {pd.Timestamp(MONDAY), pd.Timestamp(day.day)}


def test_calls_of_the_list_teach_the_list_of_the_next_week(shop, day):
    names = list(look(shop).calls.rows["customer_id"])
    for name in names:
        shop.log_outcome(name, "no_answer", day=MONDAY)
    day.day = MONDAY + dt.timedelta(days=7)

    rate = look(shop).calls.rates.connects["person"]

    assert (rate.hits, rate.n) == (0, len(names))
    assert rate.value == pytest.approx(10 / (len(names) + 20))


def test_what_listed_customers_bought_since_is_counted_with_its_profit(shop, day):
    name = look(shop).calls.rows["customer_id"].iloc[0]
    day.day = MONDAY + dt.timedelta(days=9)
    lines = [line("2026-11-18", int(name[1:]), amount=1000, cost=300),
             line("2026-11-19", 98, amount=500)]  # fmt: skip
    bring(shop, sheet((), lines), "b.csv")

    bought = look(shop).measures.bought

    assert bought.to_dict("records") == [
        {
            "customer_id": name, "day": pd.Timestamp("2026-11-18"), "purchase": True,
            "spend": 1000, "profit": 700.0,
        }
    ]  # fmt: skip


def test_a_list_planned_on_the_weekend_is_that_of_the_coming_week(shop, day):
    day.day = MONDAY + dt.timedelta(days=6)
    sunday = look(shop)
    day.day = MONDAY + dt.timedelta(days=7)
    look(shop)

    kept = shop.listed()

    on_it = kept[kept["rank"].notna()]
    assert set(kept["week"]) == {pd.Timestamp("2026-11-23")}
    assert on_it.loc[~on_it["late"], "customer_id"].tolist() == list(
        sunday.calls.rows["customer_id"]
    )
    assert not on_it["customer_id"].duplicated().any()


def test_an_erased_customer_is_gone_from_kept_lists_and_lots(shop):
    name = look(shop).calls.lots["customer_id"].iloc[0]

    shop.erase(name)

    assert name not in set(shop.listed()["customer_id"])
