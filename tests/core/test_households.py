"""Who belongs to one household or company, by the owner's word, over what was found."""

from __future__ import annotations

import pytest

from core.errors import StoreError
from core.locale.words import say
from tests.core.keeping import bring, customer, everything, sheet, value


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path) as workspace:
        yield workspace


def fill(workspace):
    home = {"phone": "03-1234-5678", "address": "北町1-2-3"}
    family = [
        customer(1, **home) | {"name": "佐藤 一郎"},
        customer(2, **home) | {"name": "佐藤 花子"},
        customer(3, **home) | {"name": "佐藤 桂"},
    ]
    bring(workspace, sheet([*family, customer(4), customer(5, household_id="K1")]))


def homes(shop):
    return [value(shop, f"C{n}", "household_id") for n in range(1, 6)]


def test_a_family_is_found_and_one_of_it_can_leave_and_come_back(shop):
    before = everything(shop)
    found = homes(shop)[0]
    assert homes(shop)[:3] == [found] * 3
    assert found != ""
    action = shop.leave_household("C2")
    left = homes(shop)
    assert left[0] == left[2] == found
    assert left[1] not in ("", found)
    assert say(shop.last_actions(1)[0].words, "en").endswith("佐藤 花子")
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert homes(shop) == left
    with pytest.raises(StoreError):
        shop.join_household("C2", "C2")
    shop.join_household("C2", "C1")
    assert homes(shop)[:3] == [found] * 3


def test_somebody_joins_a_household_that_has_a_number_or_gets_one(shop):
    shop.join_household("C4", "C5")
    assert homes(shop)[3:] == ["K1", "K1"]
    shop.leave_household("C5")
    assert homes(shop)[3] == "K1"
    action = shop.join_household("C9", "C5")
    assert value(shop, "C9", "household_id") == homes(shop)[4]
    shop.undo(action)
    assert "C9" not in set(shop.book().table("customers")["customer_id"])


def test_whoever_is_together_already_or_alone_is_refused(shop):
    before = everything(shop)
    for refused in (
        lambda: shop.join_household("C1", "C2"),
        lambda: shop.leave_household("C4"),
    ):
        with pytest.raises(StoreError):
            refused()
    assert everything(shop) == before


def test_a_leaver_whose_number_named_the_household_gets_another(shop):
    shop.join_household("C4", "C9")
    assert value(shop, "C9", "household_id") == "H-C9"
    shop.leave_household("C9")
    assert value(shop, "C4", "household_id") == "H-C9"
    assert value(shop, "C9", "household_id") == "H-C9-1"
