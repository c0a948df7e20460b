"""Two days beside each other: who went from which group to which, with how many yen."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import flow
from core.review import review
from core.rules.ladder import CODES
from core.workspace import JST, Workspace
from tests.core.keeping import bring, customer, line, sheet
from tests.core.samples import copied

MOMENT = dt.datetime(2026, 11, 22, 9, tzinfo=JST)
ABSENT = flow.ABSENT


def stood(**groups: tuple[str, int]) -> pd.DataFrame:
    """Where people stood: name=(group, sales)."""
    frame = pd.DataFrame(
        {
            "customer_id": list(groups),
            "stage": [group for group, _sales in groups.values()],
            "spend_12m": pd.array([sales for _group, sales in groups.values()], dtype="Int64"),
        }
    )
    return flow.standing(frame, "stage")


@pytest.fixture
def moved():
    then = stood(A=("customer", 10), B=("regular", 500), C=("regular", 300), E=("customer", 7))
    now = stood(A=("regular", 90), B=("regular", 600), C=("customer", 100), D=("customer", 20))
    return flow.paths(then, now)


def test_everybody_of_both_days_is_on_a_path(moved):
    ways = {name: (row["before"], row["after"]) for name, row in moved.iterrows()}

    assert ways == {
        "A": ("customer", "regular"),
        "B": ("regular", "regular"),
        "C": ("regular", "customer"),
        "D": (ABSENT, "customer"),
        "E": ("customer", ABSENT),
    }


def test_a_from_to_table_counts_people_and_yen(moved):
    found = flow.crossing(moved, CODES)
    cells = {(r["before"], r["after"]): r for r in found.to_dict("records")}

    assert list(cells) == [
        (ABSENT, "customer"), ("customer", ABSENT), ("customer", "regular"),
        ("regular", "customer"), ("regular", "regular"),
    ]  # fmt: skip
    up = cells["customer", "regular"]
    assert (up["people"], up["sales_before"], up["sales_after"]) == (1, 10, 90)
    assert pd.isna(cells[ABSENT, "customer"]["sales_before"])


def test_who_came_and_went_explains_how_a_group_grew(moved):
    found = flow.in_and_out(flow.crossing(moved, CODES), CODES).set_index("group")

    customer_ = found.loc["customer"]
    assert customer_.tolist() == [2, 2, 120, 2, 17, 2]
    assert found.loc["regular"].tolist() == [2, 1, 90, 1, 300, 2]
    assert found.loc["partner"].tolist() == [0, 0, 0, 0, 0, 0]


def test_up_and_down_name_the_largest_first_and_leave_out_who_came_or_left(moved):
    found = flow.up_and_down(moved, CODES)

    assert list(found["up"].index) == ["A"]
    assert list(found["down"].index) == ["C"]


def test_behind_a_cell_stand_its_people_the_largest_first():
    then = stood(A=("customer", 1), B=("customer", 2))
    now = stood(A=("regular", 10), B=("regular", 20))

    rows = flow.behind(flow.paths(then, now), "customer", "regular")

    assert list(rows.index) == ["B", "A"]


def test_a_week_that_was_kept_has_no_yen():
    kept = pd.DataFrame({"stage": ["customer"]}, index=pd.Index(["A"], name="customer_id"))

    moved = flow.paths(flow.standing(kept, "stage"), stood(A=("regular", 5)))

    cell = flow.crossing(moved, CODES).iloc[0]
    assert pd.isna(cell["sales_before"])
    assert cell["sales_after"] == 5
    assert pd.isna(
        flow.in_and_out(flow.crossing(moved, CODES), CODES)
        .set_index("group")
        .loc["customer", "went_sales"]
    )


GROUPS = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.tuples(st.sampled_from(CODES), st.integers(-5, 999))
)


@given(then=GROUPS, now=GROUPS)
def test_nobody_is_lost_between_two_days(then, now):
    moved = flow.paths(stood(**then), stood(**now))
    crossed = flow.crossing(moved, CODES)
    flows = flow.in_and_out(flow.crossing(moved, CODES), CODES)

    assert crossed["people"].sum() == len(moved) == len(then.keys() | now.keys())
    assert crossed["sales_after"].fillna(0).sum() == sum(sales for _g, sales in now.values())
    assert crossed["sales_before"].fillna(0).sum() == sum(sales for _g, sales in then.values())
    assert (flows["before"] + flows["came"] - flows["went"] == flows["after"]).all()


@pytest.fixture
def shop(tmp_path):
    """Three who came often, the first of them no more since spring."""
    days = pd.date_range("2025-01-06", "2026-11-10", freq="30D")
    lines = [line(f"{d.date()}", n, order_id=f"{n}-{d.date()}") for d in days for n in (2, 3)]
    lines += [line(f"{d.date()}", 1, order_id=f"1-{d.date()}") for d in days[:16]]
    lines += [line("2026-10-20", 4)]
    with Workspace.create(tmp_path, "shop", trade_code="salon", now=lambda: MOMENT) as workspace:
        bring(workspace, sheet([customer(n, phone="090-0000-0001") for n in (1, 2, 3, 4)], lines))
        yield workspace


def judged(workspace, day):
    book = workspace.as_of(day)
    measured = flow.measure(book, workspace.settings())
    return flow.judged(measured, book, workspace.settings()).set_index("customer_id")


def test_today_judged_as_a_past_day_is_the_review_of_today(shop):
    today = judged(shop, shop.today())
    seen = review(shop.book(), shop.settings()).customers.set_index("customer_id")

    for column in ("stage", "policy", "relation", "state", "segment"):
        assert today[column].to_dict() == seen[column].to_dict()


def test_a_past_day_knows_only_what_was_bought_by_then(shop):
    then = judged(shop, dt.date(2026, 4, 6))

    assert then["state"].to_dict() == {"C1": "active", "C2": "active", "C3": "active"}
    assert judged(shop, shop.today())["state"]["C1"] != "active"


def test_the_lines_are_counted_anew_only_when_they_or_the_day_change(shop):
    day = dt.date(2026, 5, 1)
    before = flow.lines_mark(shop.as_of(day))
    shop.add(
        "overrides",
        {"date": day, "customer_id": "C1", "field": "stage", "value": "partner", "reason": "x"},
    )

    assert flow.lines_mark(shop.as_of(day)) == before
    assert flow.lines_mark(shop.as_of(dt.date(2026, 6, 1))) != before


def test_the_salons_supporters_fall_and_new_customers_come_in_thirteen_weeks(tmp_path):
    with copied("salon", tmp_path) as salon:
        then, now = (
            flow.standing(judged(salon, day).reset_index(), "stage")
            for day in (salon.today() - dt.timedelta(days=91), salon.today())
        )
    moved = flow.paths(then, now)
    found = flow.in_and_out(flow.crossing(moved, CODES), CODES).set_index("group")

    assert found.loc["supporter", "went"] > found.loc["supporter", "came"]
    assert found.loc["supporter", "went_sales"] > found.loc["supporter", "came_sales"] > 0
    assert len(flow.behind(moved, "supporter", "regular")) == 40


STATES = (ABSENT, "lead", "active", "at_risk", "dormant", "lapsed", "dnc")


def test_who_came_to_the_active_ones_and_who_left_is_told_apart():
    pairs = {
        "a": ("active", "active"), "b": (ABSENT, "active"), "c": ("lead", "active"),
        "d": ("dormant", "active"), "e": ("dnc", "active"), "f": ("active", "at_risk"),
        "g": ("active", "dormant"), "h": ("active", "lapsed"), "i": ("active", "dnc"),
        "j": ("active", ABSENT), "k": ("at_risk", "dormant"), "l": (ABSENT, "lead"),
    }  # fmt: skip
    moved = pd.DataFrame.from_dict(pairs, orient="index", columns=["before", "after"])

    assert flow.active_steps(moved).to_dict() == {
        "a": "stayed", "b": "new", "c": "new", "d": "back", "e": "back", "f": "at_risk",
        "g": "dormant", "h": "lapsed", "i": "gone", "j": "gone", "k": "", "l": "",
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), max_size=40))
def test_the_steps_lead_from_the_active_ones_of_one_day_to_those_of_the_other(pairs):
    moved = pd.DataFrame(pairs, columns=["before", "after"], dtype="str")

    counts = flow.active_steps(moved).value_counts()

    came = sum(counts.get(step, 0) for step in ("new", "back"))
    went = sum(counts.get(step, 0) for step in ("at_risk", "dormant", "lapsed", "gone"))
    assert (moved["before"] == "active").sum() == counts.get("stayed", 0) + went
    assert (moved["after"] == "active").sum() == counts.get("stayed", 0) + came
