"""What belongs together is one action: a word on a complaint, its end, a deal that is closed."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import StoreError
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, everything, row_id, rows_of, sheet

DAY = dt.date(2026, 11, 12)


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "試験商店", now=clock()) as workspace:
        bring(workspace, sheet(
            [customer(1), customer(2)],
            complaints=[{"received_date": DAY, "customer_id": "C1", "content": "x"},
                        {"received_date": TODAY, "customer_id": "C1", "content": "y"}],
            deals=[{"start_date": DAY, "customer_id": "C2", "product": "複合機", "step": "quote"}],
        ))  # fmt: skip
        yield workspace


def undone(shop, work):
    """Do it, look, and take it back: everything stands as before."""
    before = everything(shop)
    action = work()
    after = {n: rows_of(shop, n) for n in ("complaints", "activities", "deals", "not_now",
                                           "doubts", "overrides")}  # fmt: skip
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    return after


def number(shop):
    return row_id(shop, "C1", "complaints")


def test_a_word_on_a_complaint_stops_the_first_clock_and_is_a_contact(shop):
    after = undone(shop, lambda: shop.answer_complaint(
        number(shop), day=TODAY, words="お詫びした", staff="大塚"))  # fmt: skip
    row = after["complaints"].set_index("content").loc["x"]
    assert (str(row["first_response_date"].date()), row["our_reply"]) == (str(TODAY), "お詫びした")
    assert row["staff"] == "大塚"
    shop.answer_complaint(number(shop), day=TODAY, words="もう一度", staff="川端")
    row = rows_of(shop, "complaints").set_index("content").loc["x"]
    assert (row["our_reply"], row["staff"]) == ("お詫びした", "大塚")
    assert rows_of(shop, "activities")["note"].tolist() == ["お詫びした", "もう一度"]


def test_closing_keeps_both_names_and_days(shop):
    after = undone(shop, lambda: shop.close_complaint(
        number(shop), day=TODAY, first="大塚", second="川端"))  # fmt: skip
    row = after["complaints"].set_index("content").loc["x"]
    assert (row["closed_by"], row["second_name"]) == ("大塚", "川端")
    days = ["resolved_date", "closed_by_date", "second_date", "first_response_date"]
    assert {str(row[day].date()) for day in days} == {str(TODAY)}


@pytest.mark.parametrize("names", [("大塚", ""), ("", "大塚"), ("大塚", " 大塚")])
def test_closing_alone_is_refused_and_changes_nothing(shop, names):
    before = everything(shop)
    with pytest.raises(StoreError):
        shop.close_complaint(number(shop), day=TODAY, first=names[0], second=names[1])
    assert everything(shop) == before


def test_who_was_told_stands_with_each_case_and_as_a_contact(shop):
    ids = rows_of(shop, "complaints")["row_id"].tolist()
    after = undone(shop, lambda: shop.tell_fixed(ids, day=TODAY, words="席を分けました"))
    assert after["complaints"]["told_date"].notna().all()
    assert after["activities"]["kind"].tolist() == ["useful"]


def test_harassment_is_judged_of_the_complaint_and_taken_back(shop):
    judge = shop.judge_harassment
    after = undone(shop, lambda: judge(number(shop), harassment=True))
    assert after["complaints"].set_index("content")["harassment"].to_dict() == {
        "x": "yes",
        "y": "",
    }
    assert after["overrides"].empty
    after = undone(shop, lambda: judge(number(shop), harassment=False))
    assert after["complaints"].set_index("content").loc["x", "harassment"] == "no"


@pytest.mark.parametrize(
    ("said", "register"),
    [
        ({}, None),
        ({"lost_to": "海猫", "next_time": dt.date(2031, 3, 1)}, ("contract", "2031-03-01")),
        ({"why_not_now": "budget"}, ("budget", "NaT")),
    ],
)
def test_a_deal_is_closed_with_a_reason_and_goes_on_to_the_register(shop, said, register):
    deal = row_id(shop, "C2", "deals")
    after = undone(shop, lambda: shop.lose_deal(deal, day=TODAY, reason="価格", **said))
    row = after["deals"].iloc[0]
    assert (row["step"], row["lost_reason"], row["lost_to"]) == (
        "lost", "価格", said.get("lost_to", ""),
    )  # fmt: skip
    later = [(r["reason"], str(r["next_time"])[:10]) for r in after["not_now"].to_dict("records")]
    assert later == ([register] if register else [])


def test_a_deal_without_a_reason_and_a_doubt_without_words_are_refused(shop):
    with pytest.raises(StoreError):
        shop.lose_deal(row_id(shop, "C2", "deals"), day=TODAY, reason=" ")
    with pytest.raises(StoreError):
        shop.hear_doubt("C2", day=TODAY, words=" ")


def test_what_held_somebody_back_is_a_doubt_and_a_contact(shop):
    after = undone(
        shop, lambda: shop.hear_doubt("C2", day=TODAY, words="置く場所が", kind="effort")
    )
    assert after["doubts"][["customer_id", "kind"]].to_numpy().tolist() == [["C2", "effort"]]
    assert after["activities"]["kind"].tolist() == ["chat"]
