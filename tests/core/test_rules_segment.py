"""The eleven segments: each on its axis, with its part of customers, sales and margin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.judge import judge
from core.rules.lifecycle import LIFECYCLE, lifecycle
from core.rules.policies import POLICIES
from core.rules.segment import AXES, ELEVEN, eleven, on_axis, shares
from core.settings import Settings
from tests.core.profiles import ago, book_with, bought_once, calm, lead, profile_of
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
NO_TAGS = pd.DataFrame({"customer_id": [], "tag": []}, dtype="str")


def looked_at(*rows, settings=SALON, **tables):
    book = book_with(**tables)
    people = judge(profile_of(*rows), book, settings)
    found = eleven(people, lifecycle(people, book, settings), settings)
    return found.set_index("code")


def test_the_eleven_are_those_of_the_article_in_its_order():
    assert [segment.number for segment in ELEVEN] == [1, 2, 3, 4, 5, 6, 7, 7, 7, 8, 9, 10, 11]
    for segment in ELEVEN:
        entries = AXES[segment.axis]
        assert segment.code in entries or segment.axis == "lifecycle"


def test_each_segment_has_its_part_of_customers_sales_and_margin():
    found = looked_at(
        calm("A", spend_12m=60_000, profit_12m=30_000),
        bought_once("B", spend_12m=20_000, profit_12m=20_000),
        lead("C"),
        lead("D", contact_permission="stop"),
    )

    new = found.loc["new_30"]
    assert (new["people"], new["share"]) == (1, 0.25)
    assert (new["sales"], new["sales_share"]) == (20_000, 0.25)
    assert (new["profit"], new["profit_share"]) == (20_000, 0.4)
    assert found.loc["repeat", "people"] == 1
    assert found.loc["no_approach", ["people", "labelled"]].tolist() == [1, 1]
    assert found.loc["lost_to", "people"] == 0


def test_a_customer_may_stand_in_several_of_the_eleven():
    found = looked_at(calm("A", birthday="1980-01-01", stage_override="partner"))

    assert found.loc[["defend", "repeat", "tagged"], "people"].tolist() == [1, 1, 1]
    assert found.loc[["defend", "repeat", "tagged"], "labelled"].tolist() == [1, 0, 0]


def test_what_is_only_proposed_waits_and_is_counted_apart():
    found = looked_at(calm("A", total_need=500_000))

    assert found.loc["invest", ["people", "proposed"]].tolist() == [0, 1]


def test_the_owners_no_is_remembered_until_its_day():
    def proposed(expires):
        no = {"date": ago(1), "customer_id": "A", "field": "invest", "value": "no"}
        no["expires_date"] = expires
        return looked_at(calm("A", total_need=500_000), overrides=[no]).loc["invest", "proposed"]

    assert proposed(ago(-10)) == 0
    assert proposed(ago(0)) == 1


def test_no_deal_is_proposed_for_closing_that_the_owner_wants_open():
    deal = {"customer_id": "A", "start_date": ago(90), "product": "複合機", "step": "quote"}
    tries = [
        {"customer_id": "A", "date": ago(n), "direction": "out", "outcome": "no_answer"}
        for n in (80, 70, 65)
    ]
    no = {"date": ago(1), "customer_id": "A", "field": "cut_deal", "value": "no"}

    assert looked_at(lead(), deals=[deal], activities=tries).loc["cut_deal", "proposed"] == 1
    found = looked_at(lead(), deals=[deal], activities=tries, overrides=[no])
    assert found.loc["cut_deal", "proposed"] == 0


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from([calm, bought_once, lead]),
            "spend_12m": st.integers(-5_000, 90_000),
            "total_need": st.sampled_from([None, 10_000, 900_000]),
            "contact_permission": st.sampled_from(["", "stop"]),
            "policy_override": st.sampled_from(["", *list(POLICIES)[1:]]),
            "birthday": st.sampled_from(["", "01-05", "1970-01-05"]),
        }
    ),
    max_size=40,
)


@pytest.mark.drill
@settings(max_examples=examples(200))
@given(people=PEOPLE)
def test_policy_and_relation_partition_any_table_of_customers(people):
    rows = []
    for number, given_ in enumerate(people):
        changed = {k: v for k, v in given_.items() if k != "kind"}
        rows.append(given_["kind"](str(number), **changed))
    book = book_with()
    table = judge(profile_of(*rows), book, SALON)
    tags = lifecycle(table, book, SALON)

    for axis in ("policy", "relation"):
        groups = on_axis(table, tags, axis)
        found = shares(table, groups, SALON)
        assert found["people"].sum() == len(rows)
        assert set(found.index) <= set(AXES[axis])
        assert found["sales"].sum() == sum(row["spend_12m"] for row in rows)
        assert rows == [] or np.isclose(found["share"].sum(), 1)
    assert not tags.duplicated().any()
    assert set(tags["tag"]) <= set(LIFECYCLE)


def test_nobody_and_nothing_are_shares_of_nothing():
    empty = judge(profile_of(), book_with(), SALON)
    unsold = judge(profile_of(lead()), book_with(), SALON)

    assert eleven(empty, NO_TAGS, SALON)["people"].sum() == 0
    found = shares(unsold, on_axis(unsold, NO_TAGS, "relation"), SALON)
    assert found.loc["lead", "share"] == 1
    assert np.isnan(found.loc["lead", "sales_share"])


@pytest.fixture(scope="module")
def lease():
    seen = sample("lease")
    people = seen.customers
    return people, lifecycle(people, seen.book, seen.settings), seen.settings


def test_the_lease_firms_planted_stories_stand_in_their_segments(lease):
    people, tags, settings = lease
    found = eleven(people, tags, settings).set_index("code")

    assert found.loc["lost_to", "people"] == 2  # two just lost to a rival
    assert found.loc["defend", "profit_share"] > 0.4
    assert found.loc["invest", "proposed"] == 8
    assert found.loc["tagged", "people"] == 100
    assert (tags["tag"] == "life_fiscal").sum() > 0
    assert (tags["tag"] == "life_equipment").sum() > 0
