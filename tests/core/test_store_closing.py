"""A complaint is closed by two people, whoever writes it, and by sheets as they say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import StoreError
from core.locale.words import say
from core.store.closing import same_written
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, row_id, sheet, value

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "試験商店", now=clock()) as workspace:
        bring(workspace, sheet([customer(1)]))
        workspace.add("complaints", {"received_date": DAY, "customer_id": "C1", "content": "x"})
        yield workspace


def close(shop, **names):
    return shop.correct("complaints", row_id(shop, "C1", "complaints"),
                        {"resolved_date": TODAY, **names})  # fmt: skip


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({}, "二人で"),
        ({"closed_by": "野口"}, "二人で"),
        ({"second_name": "野口"}, "二人で"),
        ({"closed_by": "  ", "second_name": "野口"}, "二人で"),
        ({"closed_by": "野口", "second_name": "野口"}, "二回"),
        ({"closed_by": "ノグチ 仁", "second_name": "ﾉｸﾞﾁ仁 "}, "二回"),
    ],
)
def test_a_complaint_is_not_closed_by_one_alone(shop, names, said):
    with pytest.raises(StoreError) as refused:
        close(shop, **names)
    assert said in say(refused.value.words)
    assert str(value(shop, "C1", "resolved_date", "complaints")) == "NaT"


def test_two_names_close_it_and_undoing_opens_it_again(shop):
    action = close(shop, closed_by="野口", second_name="川端")
    assert value(shop, "C1", "second_name", "complaints") == "川端"
    shop.undo(action)
    assert str(value(shop, "C1", "resolved_date", "complaints")) == "NaT"
    shop.redo(action)
    assert value(shop, "C1", "closed_by", "complaints") == "野口"


def test_a_closed_one_keeps_its_two_names_whatever_is_corrected(shop):
    close(shop, closed_by="野口", second_name="川端")
    number = row_id(shop, "C1", "complaints")
    with pytest.raises(StoreError):
        shop.correct("complaints", number, {"second_name": ""})
    with pytest.raises(StoreError):
        shop.correct("complaints", number, {"closed_by": "川端"})
    shop.correct("complaints", number, {"prevention": "二人で数える"})
    shop.correct("complaints", number, {"resolved_date": None})
    assert value(shop, "C1", "second_name", "complaints") == "川端"


def test_a_new_one_that_is_resolved_already_needs_both_names_too(shop):
    row = {"received_date": DAY, "customer_id": "C1", "content": "y", "resolved_date": TODAY}
    with pytest.raises(StoreError):
        shop.add("complaints", row)
    shop.add("complaints", {**row, "closed_by": "野口", "second_name": "川端"})


def test_a_sheet_without_names_is_taken_as_it_says(shop):
    said = {"received_date": DAY, "customer_id": "C1", "content": "z", "resolved_date": TODAY}
    bring(shop, sheet(complaints=[said]), "b.csv")
    rows = shop.book(TODAY).table("complaints")
    old = rows[rows["content"] == "z"].iloc[0]
    assert str(old["resolved_date"].date()) == str(TODAY)
    # It may be completed by hand without making up who closed it.
    shop.correct("complaints", int(old["row_id"]), {"prevention": "札を付ける"})


NAMES = st.text(st.sampled_from("野口 川ノﾉaＡ\u3000"), max_size=4)


@given(first=NAMES, second=NAMES)
def test_names_are_the_same_only_where_their_letters_are(first, second):
    plain = [name.replace(" ", "").replace("\u3000", "") for name in (first, second)]
    plain = [p.replace("ﾉ", "ノ").replace("Ａ", "a") for p in plain]
    assert (same_written(first) == same_written(second)) == (plain[0] == plain[1])
