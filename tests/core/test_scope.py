"""A part of a business: counted as though only its lines stood in the ledger (絞り込み)."""

from __future__ import annotations

from contextlib import closing

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine import open_engine
from core.metrics.growth import months, waterfall, windows
from core.metrics.profile import profile
from core.scope import Scope
from core.settings import Settings
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples

NAMES = "customer_id date amount store staff product category"
LINES = [
    ("a", "2026-01-05", 100, "東", "林", "カット", "技術"),
    ("a", "2026-09-05", 200, "西", "林", "カラー", "技術"),
    ("b", "2026-09-06", 300, "西", "森", "シャンプー", "物販"),
    ("b", "2026-10-06", 400, "西", "", "カット", "技術"),
    ("c", "2026-10-07", 500, "", "森", "", ""),
]
PEOPLE = pd.DataFrame(
    {"customer_id": ["a", "b"], "name": ["青木", "馬場"], "trigger": ["referral", "search"]}
)
CASES = [
    (Scope(), [0, 1, 2, 3, 4]),
    (Scope(stores=("西",)), [1, 2, 3]),
    (Scope(stores=("西", "")), [1, 2, 3, 4]),
    (Scope(staff=("森",)), [2, 4]),
    (Scope(products=("カット",)), [0, 3]),
    (Scope(products=("物販", "カラー")), [1, 2]),
    (Scope(ways=("referral",)), [0, 1]),
    (Scope(ways=("",)), [4]),
    (Scope(stores=("西",), ways=("search",), staff=("森",)), [2]),
    (Scope(stores=("北",)), []),
]


def counted(book, cache=None):
    """Everything that the growth page counts, without the engine's own numbers."""
    with closing(open_engine(book, cache=cache)) as engine:
        people = profile(engine, book, Settings())
        bought = people[people["purchase_count"] > 0]
        return (
            months(engine, book).to_dict("records"),
            windows(engine, book, Settings()),
            waterfall(engine, book, Settings()),
            bought[["customer_id", "purchase_count", "total_spend", "first_purchase_date"]]
            .reset_index(drop=True)
            .to_dict("records"),
        )


@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize(("scope", "inside"), CASES)
def test_a_scope_counts_as_though_the_other_lines_were_not_there(scope, inside, on_disk, tmp_path):
    whole = book_of(purchases_of(LINES, NAMES), PEOPLE, tmp_path=tmp_path)
    rows = purchases_of([LINES[place] for place in inside], NAMES)
    alone = book_of(rows, PEOPLE, tmp_path=tmp_path, asof=whole.asof)
    cache = tmp_path / "layer" if on_disk else None
    assert counted(whole.within(scope), cache) == counted(alone)


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.dates(pd.Timestamp("2025-06-01").date(),
                                             pd.Timestamp("2026-11-20").date()),
            st.integers(-500, 900), st.sampled_from(["東", "西", ""]),
            st.sampled_from(["林", "'; DROP TABLE facts; --"]), st.just("x"), st.just(""),
        ),
        max_size=25,
    ),
    st.sampled_from(["東", "西", ""]),
)  # fmt: skip
def test_any_ledger_is_narrowed_as_by_hand(tmp_path_factory, rows, store):
    folder = tmp_path_factory.mktemp("scope")
    staff = "'; DROP TABLE facts; --"
    whole = book_of(purchases_of(rows, NAMES), tmp_path=folder)
    inside = [row for row in rows if row[3] == store and row[4] == staff]
    alone = book_of(purchases_of(inside, NAMES), tmp_path=folder, asof=whole.asof,
                    has_amounts=whole.has_amounts)  # fmt: skip
    assert counted(whole.within(Scope(stores=(store,), staff=(staff,)))) == counted(alone)


def test_the_choices_are_what_stands_on_the_lines(tmp_path):
    book = book_of(purchases_of(LINES, NAMES), tmp_path=tmp_path)
    with closing(open_engine(book)) as engine:
        found = engine.run("choices", asof=30_000)
    told = {(row.kind, row.name_): row.lines for row in found.rename(columns={"name": "name_"})
            .itertuples(index=False)}  # fmt: skip
    assert told["store", "西"] == 3
    assert told["staff", ""] == 1
    assert told["category", "技術"] == 3
    assert told["product", "カット"] == 2


def test_the_parts_of_a_sample_add_up_to_the_whole():
    book = sample("salon").book
    with closing(open_engine(book)) as engine:
        found = engine.run("choices", asof=30_000)
        whole = months(engine, book)
    staff = list(found[found["kind"] == "staff"]["name"])
    assert len(staff) >= 2
    parts = []
    for name in staff:
        with closing(open_engine(book.within(Scope(staff=(name,))))) as engine:
            parts.append(months(engine, book))
    money = sum(int(p[["new_revenue", "existing_revenue"]].sum().sum()) for p in parts)
    assert money == int(whole[["new_revenue", "existing_revenue"]].sum().sum())


def test_a_scope_has_a_digest_of_its_own(tmp_path):
    book = book_of(purchases_of(LINES, NAMES), tmp_path=tmp_path)
    narrowed = book.within(Scope(staff=("林",)))
    assert narrowed.digest not in {book.digest, book.within(Scope(staff=("森",))).digest}
    assert not Scope()
    assert Scope(ways=("",))
    assert not Scope(ways=("referral",)).of_lines
