"""A list ordered anew after somebody's records changed is the list that would be made anew."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core.calls import call_list
from core.calls.outcomes import OUTCOMES
from core.calls.retaken import changed, retaken
from core.review import begun_with
from core.settings import Settings
from tests.core.call_cases import book, judged, slipping
from tests.core.samples import copied, sample

TODAY = dt.date(2026, 11, 22)
STEPS = 6
NAMED = {"promised": dt.date(2026, 11, 25), "talked": dt.date(2027, 1, 12)}


@pytest.fixture(scope="module", params=["salon", "lease", "builder"])
def business(request, tmp_path_factory):
    """A sample business, open, and its review after the first call of the day."""
    with copied(request.param, tmp_path_factory.mktemp("retaken")) as made:
        yield made, sample(request.param)


def made_anew(seen, now):
    """The whole list of the same judgements, with every customer's words as they are now."""
    words = now.table("customers").set_index("customer_id")
    people = seen.customers.set_index("customer_id")
    for name in words.columns.intersection(people.columns):
        column = people[name].copy()
        column.loc[words.index] = words[name].astype(column.dtype)
        people[name] = column
    begun = begun_with(seen.measures.baskets, now, seen.settings)
    return call_list(
        people.reset_index()[list(seen.customers)], now, seen.settings,
        bought=seen.measures.bought, begun=begun,
    )  # fmt: skip


def same(one, other):
    """Whether two lists say the same, cards and those left out too."""
    frames = ((one.rows, other.rows), (one.left_out, other.left_out), (one.line, other.line))
    alike = all(a.map(str).equals(b.map(str)) for a, b in frames)
    cards = one.rows["card"].tolist() == other.rows["card"].tolist()
    return alike and cards and (one.rates, one.overflow) == (other.rates, other.overflow)


def log(made, calls, rng):
    """Somebody of the list, of those left out, or of a household: a call with some outcome."""
    outcome = str(rng.choice([code for code in OUTCOMES if code != "referral"]))
    people = calls.weighed.case.judged
    homes = people.loc[people["household_id"] != "", "customer_id"]
    pools = [calls.rows["customer_id"], calls.left_out["customer_id"], homes]
    pool = [some for some in pools if len(some)][rng.integers(0, sum(len(p) > 0 for p in pools))]
    reasons = {"reason": "budget"} if outcome == "not_now" else {}
    made.log_outcome(
        str(rng.choice(pool.to_numpy())), outcome, day=TODAY, note="見本",
        next_date=NAMED.get(outcome), **reasons,
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_outcomes_the_list_is_that_which_would_be_made_anew(business, seed):
    made, seen = business
    rng = np.random.default_rng(seed)
    calls = seen.calls
    for _step in range(STEPS):
        log(made, calls, rng)
        now = made.book()
        calls = retaken(calls, now)
        assert same(calls, made_anew(seen, now))


def test_somebody_who_was_called_gives_the_seat_to_the_next_and_undone_has_it_back(business):
    made, seen = business
    before = retaken(seen.calls, made.book())
    who = before.rows["customer_id"].iloc[0]
    action = made.log_outcome(who, "stop", day=TODAY, note="見本")
    after = retaken(before, made.book())
    made.undo(action)

    again = retaken(after, made.book())

    assert who not in set(after.rows["customer_id"])
    assert same(again, before)


def test_who_is_not_touched_keeps_the_card_as_it_was_written(business):
    made, seen = business
    made.log_outcome(seen.calls.rows["customer_id"].iloc[0], "no_answer", day=TODAY)
    after = retaken(seen.calls, made.book())

    kept = [who for who in after.cards if seen.calls.cards.get(who) is after.cards[who]]
    assert len(kept) >= len(after.rows) // 2


def two_books(**tables):
    """A book, and the same with other tables."""
    old = book()
    return old, dataclasses.replace(old, tables={**old.tables, **tables})


def test_a_new_customer_or_another_day_asks_for_a_new_list():
    people = judged(slipping("C1"), slipping("C2"))
    words = people[["customer_id", "name"]].assign(row_id=[1, 2])
    old, new = two_books(customers=words)
    calls = call_list(people, new, Settings())

    assert retaken(calls, dataclasses.replace(new, today=new.today + dt.timedelta(days=1))) is None
    assert changed(new, dataclasses.replace(new, tables={"customers": words.iloc[:1]})) is None
    assert changed(old, old) == set()


def test_whose_rows_differ_is_found_by_what_came_went_or_reads_otherwise():
    rows = pd.DataFrame(
        {"customer_id": ["C1", "C2", "C3"], "note": ["a", "b", None], "row_id": [1, 2, 3]}
    )
    old, new = two_books(promises=rows)
    later = pd.DataFrame(
        {"customer_id": ["C2", "C3", "C4"], "note": ["x", None, "d"], "row_id": [2, 3, 4]}
    )
    assert changed(old, new) == {"C1", "C2", "C3"}
    assert changed(new, two_books(promises=later)[1]) == {"C1", "C2", "C4"}


def test_a_plan_that_changed_is_no_single_customer():
    steps = pd.DataFrame({"plan": ["care"], "row_id": [1]})
    old, new = two_books(plan_steps=steps)
    assert changed(old, new) is None
