"""From the opening of the asset to its closing: exact to the yen, by hand, by loops, by story."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bridge import PARTS, behind, bridge, most_moved
from core.loyal import loyal
from core.rules.ladder import STAGES
from core.settings import Settings
from tests.core import slow_asset
from tests.core.profiles import TODAY
from tests.core.samples import past, sample
from tests.core.test_lifetime import bought_before, person
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
THEN = dt.date(2026, 8, 22)
BEFORE_SHE_LEFT = dt.date(2026, 5, 31)


def shop(kept, **people):
    """Named customers, and a hundred who show how many of a hundred regulars stay."""
    others = bought_before((kept, 3, 3), (100 - kept, 3, 0))
    crowd = [p | {"customer_id": f"Z{n}", "stage": "regular"} for n, p in enumerate(others)]
    named = [p | {"customer_id": name, "count_24m": p["count_12m"]} for name, p in people.items()]
    frame = pd.DataFrame([*named, *crowd])
    whole = ["annual_profit", "days_since_last_purchase", "profit_12m"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def between(then, now):
    return bridge(then, now, (THEN, TODAY), SALON)


def amounts(found):
    return {part: (row["amount"], row["people"]) for part, row in found.parts.iterrows()}


def test_every_way_in_and_out_by_hand():
    """At nine of ten a yearly 10,000 yen is worth 28,501 yen (2.85009 years)."""
    then = shop(
        90,
        stays=person(annual_profit=10_000), more=person(annual_profit=10_000),
        less=person(annual_profit=10_000), demoted=person(annual_profit=10_000),
        lost=person(annual_profit=10_000), closed=person(annual_profit=10_000),
        promoted=person(stage="regular"), back=person(state="dormant"), erased=person(),
        lead=person(state="lead", purchase_count=0, stage="prospect"),
        opaque=person(value_basis="sales"),
    )  # fmt: skip
    now = shop(
        90,
        stays=person(annual_profit=10_000), more=person(annual_profit=20_000),
        less=person(annual_profit=5_000), demoted=person(stage="regular"),
        lost=person(state="dormant"), closed=person(state="dnc", status="closed"),
        promoted=person(annual_profit=10_000), back=person(annual_profit=10_000),
        lead=person(annual_profit=10_000), came=person(annual_profit=10_000),
        opaque=person(annual_profit=10_000),
    )  # fmt: skip
    found = between(then, now)
    assert amounts(found) == {
        "won": (2 * 28_501, 2), "promoted": (28_501, 1), "returned": (28_501, 1),
        "up": (28_501, 1), "known": (28_501, 1), "down": (-14_251, 1),
        "demoted": (-28_501, 1), "lost": (-2 * 28_501 - 171_005, 3),
    }  # fmt: skip
    assert found.opening + found.parts["amount"].sum() == found.closing
    assert (found.opening_people, found.closing_people) == (7, 8)
    assert behind(found, "won").index.tolist() == ["came", "lead"]
    assert behind(found, "lost").index.tolist() == ["erased", "closed", "lost"]
    assert "stays" not in behind(found, "up").index


def test_a_changed_retention_is_told_apart_from_what_the_customers_did():
    one = {"a": person(annual_profit=10_000), "b": person(annual_profit=20_000)}
    found = between(shop(90, **one), shop(80, **one))
    at = [round(10_000 * slow_asset.years(share)) for share in (0.9, 0.8)]
    assert amounts(found)["stay"] == (found.closing - found.opening, 2)
    assert behind(found, "stay")["change"].loc["a"] == at[1] - at[0]
    assert amounts(found)["down"] == (0, 0)
    assert len(most_moved(found)) == 0


def test_rare_parts_are_told_only_where_they_are_not_nothing():
    one = {"a": person()}
    found = between(shop(90, **one), shop(90, **one))
    assert list(found.parts.index) == ["won", "promoted", "up", "down", "demoted", "lost"]


def test_without_a_known_retention_of_both_days_there_is_no_bridge():
    known, unknown = shop(90, a=person()), shop(90, a=person()).head(20)
    assert between(unknown, known) is None
    assert between(known, unknown) is None


def test_the_five_who_moved_it_most_stand_with_the_largest_first():
    then = shop(90, **{f"c{n}": person(annual_profit=10_000) for n in range(7)})
    now = shop(90, **{f"c{n}": person(annual_profit=10_000 + 1_000 * (n - 3)) for n in range(7)})
    found = most_moved(between(then, now))
    assert found.index.tolist() == ["c0", "c6", "c1", "c5", "c2"]
    assert found["change"].abs().is_monotonic_decreasing


def test_of_a_part_of_the_customers_the_rate_is_still_that_of_all():
    then, now = (shop(90, a=person(), b=person(annual_profit=n)) for n in (1_000, 2_000))
    found = bridge(then, now, (THEN, TODAY), SALON, only={"b"})
    whole = between(then, now)
    assert (found.opening_people, found.rates) == (1, whole.rates)
    assert found.closing == whole.rows.loc["b", "after"]
    assert loyal(now, TODAY, SALON, only={"b"}).value == found.closing


# ---- against the slow oracle


def both(then, now, found, used):
    """Opening, closing and parts, as counted and as counted slowly; empty where not told."""
    shares = [_share(slow_asset.plain(rows), used) for rows in (then, now)]
    if None in shares:
        return {} if found is None else {"told": found}, {}
    slowly = slow_asset.bridge(slow_asset.plain(then), slow_asset.plain(now), shares)
    mine = amounts(found) | {
        "opening": (found.opening, found.opening_people),
        "closing": (found.closing, found.closing_people),
    }
    every = {"opening", "closing", *PARTS}
    # A part without any amount is not told, however many stand behind it.
    silent = {part for part in every - set(mine) if slowly.get(part, (0, 0))[0] == 0}
    return (
        {part: mine.get(part, (0, 0)) for part in every - silent},
        {part: slowly.get(part, (0, 0)) for part in every - silent},
    )


def sums(found):
    """The closing less opening and parts, and what names leave over of each part: all zero."""
    if found is None:
        return set()
    parts = set(found.parts.index) - {"stay"}
    rest = {behind(found, part)["change"].sum() - amounts(found)[part][0] for part in parts}
    return rest | {found.closing - found.opening - found.parts["amount"].sum()}


def _share(people, used):
    often = used.trade.regular_purchases
    past = [p for p in people if p["count_24m"] - p["count_12m"] >= often]
    if len(past) < used.asset.retention_count or used.trade.long_cycle:
        return None
    return sum(p["count_12m"] > 0 for p in past) / len(past)


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
@pytest.mark.parametrize("day", [THEN, dt.date(2025, 11, 22)], ids=["quarter", "year"])
def test_the_bridge_of_the_samples_is_that_of_the_slow_oracle(code, day):
    seen, (then, _book) = sample(code), past(code, day)
    found = bridge(then, seen.customers, (day, seen.book.today), seen.settings)
    mine, slowly = both(then, seen.customers, found, seen.settings)
    assert mine == slowly
    assert sums(found) <= {0}


PEOPLE = st.lists(
    st.builds(
        person,
        customer_id=st.sampled_from("abcdefgh"),
        stage=st.sampled_from(list(STAGES)),
        state=st.sampled_from(["lead", "active", "at_risk", "dormant", "lapsed", "dnc"]),
        status=st.sampled_from(["", "closed"]),
        purchase_count=st.integers(0, 3),
        annual_profit=st.integers(-1_000, 90_000),
        value_basis=st.sampled_from(["profit", "profit", "sales"]),
        count_12m=st.integers(0, 4),
        count_24m=st.integers(4, 8),
        days_since_last_purchase=st.integers(0, 300),
    ),
    min_size=1, max_size=8, unique_by=lambda p: p["customer_id"],
)  # fmt: skip


@settings(deadline=None, max_examples=examples(200))
@given(then=PEOPLE, now=PEOPLE)
def test_the_bridge_of_random_people_is_exact_and_that_of_the_slow_oracle(then, now):
    few = SALON.changed({"asset.retention_count": 1})
    whole = ["annual_profit", "days_since_last_purchase"]
    old, new = (pd.DataFrame(p).astype(dict.fromkeys(whole, "Int64")) for p in (then, now))
    found = bridge(old, new, (THEN, TODAY), few)
    mine, slowly = both(old, new, found, few)
    assert mine == slowly
    assert sums(found) <= {0}


# ---- the story of the salon


def test_the_asset_of_the_salon_lost_most_where_the_stylist_who_left_had_served():
    """DOMAIN 5.1: she left at the end of June 2026; of those lost since, 13 of 16 were hers."""
    seen, (then, _book) = sample("salon"), past("salon", BEFORE_SHE_LEFT)
    found = bridge(then, seen.customers, (BEFORE_SHE_LEFT, TODAY), seen.settings)
    left = seen.book.table("staff").query("left_date.notna()")["staff"].iloc[0]
    gone = behind(found, "lost").join(then.set_index("customer_id")["last_staff"])
    assert found.closing < 0.8 * found.opening
    assert ((gone["last_staff"] == left).sum(), len(gone)) == (13, 16)


def test_the_closing_is_the_asset_of_the_day():
    seen, (then, book) = sample("salon"), past("salon", THEN)
    found = bridge(then, seen.customers, (THEN, TODAY), seen.settings)
    assert found.closing == loyal(seen.customers, seen.book.asof, seen.settings).value
    assert found.opening == loyal(then, book.asof, seen.settings).value
