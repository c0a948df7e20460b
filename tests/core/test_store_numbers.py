"""A new customer gets the next number, in the manner of those that are there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.store.numbers import next_id
from core.workspace import Workspace
from tests.core.keeping import bring_as_promised as bring
from tests.core.keeping import clock, customer, row_id, rows_of, sheet


@pytest.mark.parametrize(
    ("ids", "following"),
    [
        ([], "C0001"), (["C0007", "C0012"], "C0013"), (["9", "10"], "11"), (["099"], "100"),
        (["a-1", "C1", "C2"], "C3"), (["R1", "R2", "N-0123456789", "T-0901"], "C0001"),
        (["本店:001", "本店:002", "7"], "本店:003"), (["山田", "C0001"], "C0002"),
        (["C0009", "C0008", "C0010x"], "C0010"), (["C9999"], "C10000"),
    ],
)  # fmt: skip
def test_the_next_number_follows_the_commonest_manner(ids, following):
    assert next_id(ids) == following


def test_a_number_that_is_taken_otherwise_is_passed_over():
    assert next_id(["C0001", "C0002", "C003", "C0003x"]) == "C004"
    assert next_id(["R1", "C0001"]) == "C0002"
    assert next_id(["N-1", "C0000"]) == "C0001"


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def test_a_new_customer_needs_no_more_than_a_name(shop):
    action, number = shop.new_customer({"name": "新しい 方"})
    assert number == "C0001"
    assert list(rows_of(shop)["name"]) == ["新しい 方"]
    shop.undo(action)
    assert len(rows_of(shop)) == 0


def test_the_number_of_somebody_removed_or_known_from_purchases_is_not_given_again(shop):
    bring(shop, sheet([customer(1), customer(2)]))
    shop.remove("customers", row_id(shop, "C2"))
    assert shop.new_customer({"name": "三"})[1] == "C3"
    assert shop.new_customer({"name": "十"}, known=["C9"])[1] == "C10"


def test_ten_at_once_get_ten_numbers(shop):
    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(lambda n: shop.new_customer({"name": f"試験 {n}"})[1], range(10)))
    assert sorted(numbers) == [f"C{n:04d}" for n in range(1, 11)]
