"""Value so far and ahead: the rule book's figures, and plain loops over people and lines."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.asset import with_value
from core.engine import open_engine
from core.flow import judged, measure
from core.lifetime import (
    OTHER,
    REGULAR,
    ahead,
    by_group,
    is_loyal,
    largest,
    lifetime,
    retention,
    still_here,
    total,
    years_worth,
)
from core.metrics.earned import earned
from core.rules.ladder import STAGES
from core.settings import Settings
from tests.core import oracle, slow_asset
from tests.core.ledgers import book_of
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
#: Few customers are enough, so that small random ledgers say something.
FEW = Settings().changed({"asset.retention_count": 1})


def person(**changed):
    """A supporter who buys four times a year for 60,000 yen of gross profit."""
    return {
        "customer_id": "A", "name": "客", "stage": "supporter", "state": "active", "status": "",
        "purchase_count": 8, "count_12m": 4, "count_24m": 8, "annual_profit": 60_000,
        "value_basis": "profit", "days_since_last_purchase": 20, "no_return_day": 150.0,
        "first_purchase_date": pd.Timestamp(2020, 1, 1), "last_staff": "", "staff": "",
        "spend_12m": 120_000, "profit_12m": 60_000,
    } | changed  # fmt: skip


def shop(*people):
    frame = pd.DataFrame([p | {"customer_id": f"C{n}"} for n, p in enumerate(people)])
    whole = ["annual_profit", "days_since_last_purchase", "spend_12m", "profit_12m"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def bought_before(*counts):
    """(how many people, purchases of the year before, of this year)."""
    return [
        person(count_12m=now, count_24m=before + now, state="lapsed" if not now else "active")
        for many, before, now in counts
        for _one in range(many)
    ]


def no_lines():
    columns = {"spend": "Int64", "profit": "Int64", "staff": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


# ---- the rule book's figures


@pytest.mark.parametrize(("share", "worth"), [(0.0, 0.0), (1.0, 3.790787), (0.9, 2.850)])
def test_five_years_are_worth_what_they_are_at_ten_percent_a_year(share, worth):
    assert years_worth(share, SALON.asset) == pytest.approx(worth, abs=5e-4)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95])
def test_many_years_come_to_the_infinite_form(share):
    """V·r/(1+i−r) (Gupta, Lehmann & Stuart) is only the check of the five years' sum."""
    for years in (5, 200):
        limits = SALON.changed({"asset.years": years}).asset
        left = (share / 1.1) ** years
        whole = slow_asset.forever(share)
        assert years_worth(share, limits) == pytest.approx(whole * (1 - left), rel=1e-9)


def test_regulars_and_others_have_a_retention_of_their_own():
    rows = shop(*bought_before((27, 3, 3), (3, 4, 0), (10, 1, 1), (30, 2, 0), (5, 0, 1)))
    found = retention(rows, SALON)
    assert (found[REGULAR].kept, found[REGULAR].of, found[REGULAR].share) == (27, 30, 0.9)
    assert (found[OTHER].kept, found[OTHER].of, found[OTHER].share) == (10, 40, 0.25)


def test_below_thirty_of_the_year_before_nothing_ahead_is_told():
    rows = shop(*bought_before((29, 3, 3)))
    assert retention(rows, SALON)[REGULAR].share is None
    assert ahead(rows, SALON).isna().all()


def test_where_purchases_lie_years_apart_nothing_ahead_is_told():
    rows = shop(*bought_before((60, 3, 3)))
    assert retention(rows, Settings(trade_code="builder"))[REGULAR].share is None


# ---- who counts


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"state": "at_risk"}, True),
        ({"state": "dormant"}, False),
        ({"state": "lapsed"}, False),
        ({"state": "lead", "purchase_count": 0}, False),
        ({"state": "dnc"}, True),
        ({"state": "dnc", "days_since_last_purchase": 150}, False),
        ({"state": "dnc", "status": "closed"}, False),
        ({"state": "dnc", "status": "deceased"}, False),
    ],
)
def test_only_who_is_still_here_is_worth_anything_ahead(changed, counts):
    rows = shop(person(**changed), *bought_before((30, 3, 3)))
    assert still_here(rows)[0] == is_loyal(rows)[0] == counts
    assert (ahead(rows, SALON)[0] > 0) == counts


def test_a_loyal_customer_stays_like_a_regular_however_seldom_they_buy():
    rows = shop(
        person(count_12m=1), person(count_12m=1, stage="customer"),
        *bought_before((30, 3, 3), (30, 1, 0)),
    )  # fmt: skip
    assert ahead(rows, SALON)[:2].tolist() == [round(60_000 * years_worth(1.0, SALON.asset)), 0]


def test_returns_make_nobody_worth_less_than_nothing():
    rows = shop(person(annual_profit=-500), *bought_before((30, 3, 3)))
    assert ahead(rows, SALON)[0] == 0


# ---- sums


def test_so_far_is_the_profit_of_all_lines_the_margin_of_sales_or_sales():
    rows = shop(person(), person())
    lines = pd.DataFrame(
        {"spend": [1_000, 1_000], "profit": [700, None], "staff": ["佐藤", ""]},
        index=pd.Index(["C0", "C1"], name="customer_id"),
    ).astype({"spend": "Int64", "profit": "Int64", "staff": "str"})
    plain = lifetime(rows, lines, SALON)
    assert plain["so_far"].tolist() == [700, 1_000]
    assert plain["so_far_basis"].tolist() == ["profit", "sales"]
    margin = lifetime(rows, lines, SALON.changed({"money.margin": 0.4}))
    assert margin["so_far"].tolist() == [700, 400]
    assert margin["so_far_basis"].tolist() == ["profit", "profit"]


def test_profit_and_sales_are_never_added_together():
    rows = shop(person(), person(value_basis="sales", annual_profit=999_999))
    lines = no_lines().reindex(["C0", "C1"]).assign(spend=[10, 50], profit=[4, None])
    lines = lines.astype({"spend": "Int64", "profit": "Int64"}).assign(staff="")
    found = total(lifetime(rows, lines, SALON), "so_far")
    assert (found.amount, found.basis, found.people, found.left_out) == (4, "profit", 1, 1)


def test_without_costs_and_margin_all_is_told_on_sales():
    rows = shop(*[p | {"value_basis": "sales"} for p in bought_before((30, 3, 3))])
    lines = pd.DataFrame({"spend": 7, "profit": None, "staff": ""}, index=rows["customer_id"])
    lines = lines.astype({"spend": "Int64", "profit": "Int64", "staff": "str"})
    found = lifetime(rows, lines, SALON)
    assert (total(found, "so_far").amount, total(found, "so_far").basis) == (210, "sales")
    assert total(found, "ahead").basis == "sales"


def test_nobody_and_nothing_known_is_no_amount():
    found = lifetime(shop(person()), no_lines(), SALON)
    assert total(found, "ahead").amount is None
    empty = lifetime(shop(person()).head(0), no_lines(), SALON)
    assert (total(empty, "so_far").amount, total(empty, "so_far").people) == (None, 0)


def test_the_largest_stand_first_and_of_equals_the_lower_number():
    rows = shop(
        person(annual_profit=10_000), person(annual_profit=90_000), person(annual_profit=10_000),
        *bought_before((30, 3, 3)),
    )  # fmt: skip
    found = lifetime(rows, no_lines(), SALON)
    assert found.loc[["C0", "C2"], "ahead"].nunique() == 1
    first = largest(found[found.index.isin(["C0", "C1", "C2"])], "ahead", 3)
    assert first.index.tolist() == ["C1", "C0", "C2"]
    everybody = largest(found, "ahead", len(found))
    for count in range(1, len(found)):
        cut = largest(found, "ahead", count)
        assert cut.index.tolist() == everybody.index[:count].tolist()


# ---- against the slow oracle


def both(rows, lines, asof, used):
    """Who stays and what each customer will bring, as counted and as counted slowly."""
    often, least = used.trade.regular_purchases, used.asset.retention_count
    kept = slow_asset.kept(lines, asof, often)
    known = {code: k / n if n >= least and not used.trade.long_cycle else None
             for code, (k, n) in kept.items()}  # fmt: skip
    found = retention(rows, used)
    mine = {
        "kept": {code: (k.kept, k.of) for code, k in found.items()},
        "known": {code: k.share for code, k in found.items()},
        "ahead": dict(zip(rows["customer_id"], map(_plain, ahead(rows, used)), strict=True)),
    }
    worth = {p["customer_id"]: slow_asset.ahead(p, known, often) for p in slow_asset.plain(rows)}
    return mine, {"kept": kept, "known": known, "ahead": worth}


def sums(found, rows, worth, so_far):
    """People, so far and ahead of each rung, as added up and as added up slowly."""
    by_rung = by_group(found, found["stage"], tuple(STAGES))
    mine = {
        rung: (row["people"], _plain(row["so_far"]), _plain(row["ahead"]))
        for rung, row in by_rung.iterrows()
    }
    slowly = {}
    for rung in STAGES:
        people = [p for p in slow_asset.plain(rows) if p["stage"] == rung and p["purchase_count"]]
        past = [so_far[p["customer_id"]] for p in people]
        future = [worth[p["customer_id"]] for p in people
                  if p["value_basis"] == "profit" and slow_asset.here(p)]  # fmt: skip
        slowly[rung] = (len(people), _sum(past), _sum(future))
    return mine, slowly


def _plain(value):
    return None if pd.isna(value) else value


def _sum(values):
    """The sum of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_every_value_of_the_samples_is_that_of_the_slow_oracle(code):
    seen = sample(code)
    frame = pd.concat([pd.read_parquet(path) for path in seen.book.purchases])
    lines = slow_asset.lines_of(frame)
    mine, slowly = both(seen.customers, lines, seen.book.asof, seen.settings)
    assert mine == slowly
    with closing(open_engine(seen.book)) as engine:
        found = lifetime(seen.customers, earned(engine, seen.book), seen.settings)
    past = {c: profit for c, (_s, profit) in slow_asset.earned(lines, seen.book.asof).items()}
    so_far = {c: past.get(c) for c in seen.customers["customer_id"]}
    by_rung, by_hand = sums(found, seen.customers, slowly["ahead"], so_far)
    assert by_rung == by_hand
    for part, place in (("so_far", 1), ("ahead", 2)):
        known = [row[place] for row in by_rung.values() if row[place] is not None]
        assert (total(found, part).amount or 0) == sum(known)


STANDING = st.lists(st.sampled_from([*STAGES, ""]), min_size=4, max_size=4)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(lines=oracle.LINES, asof=oracle.ASOF, rungs=STANDING)
def test_every_value_of_a_random_ledger_is_that_of_the_slow_oracle(lines, asof, rungs):
    people = pd.DataFrame({"customer_id": ["A1", "b", "顧客3", "d"], "stage_override": rungs})
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(
            oracle.frame_of(lines), people.assign(name="客"), tmp_path=Path(folder), asof=asof,
            today=asof, has_amounts=True,
        )  # fmt: skip
        rows = with_value(judged(measure(book, FEW), book, FEW), book, FEW)
    mine, slowly = both(rows, lines, asof, FEW)
    assert mine == slowly
