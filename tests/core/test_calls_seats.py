"""Who gets a seat: the room of each class, the shares inside class 4, the lottery."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.calls import call_list
from core.calls.lottery import by_lot, sure_and_drawn, ticket
from core.calls.seats import rooms
from core.settings import Settings
from core.settings.calls import CallSettings
from tests.core.call_cases import TODAY, book, day, judged, reasons_left_out, slipping


def room(capacity, **waiting):
    given_out = rooms(Counter(waiting), capacity, CallSettings())
    return (given_out.promise, given_out.due, given_out.thanks, given_out.sales)


def test_promises_have_all_they_need():
    assert room(5, promise=7, due=3, thanks=3, sales=3) == (7, 0, 0, 0)


def test_due_dates_have_at_most_half_of_the_rest():
    assert room(16, promise=2, due=20, thanks=20, sales=20) == (2, 7, 3, 4)


def test_thanks_have_a_fifth_for_sure():
    assert room(10, due=5, thanks=5, sales=20) == (0, 5, 2, 3)


def test_a_seat_that_nobody_else_wants_is_given_back():
    assert room(10, due=20) == (0, 10, 0, 0)
    assert room(10, thanks=20) == (0, 0, 10, 0)
    assert room(10, due=6, thanks=20, sales=1) == (0, 6, 3, 1)


def test_a_single_seat_goes_to_the_due_date():
    assert room(1, due=1, thanks=1, sales=1) == (0, 1, 0, 0)


COUNTS = st.integers(0, 30)


@profile(max_examples=200, deadline=None)
@given(capacity=COUNTS, promise=COUNTS, due=COUNTS, thanks=COUNTS, sales=COUNTS)
def test_seats_are_neither_left_empty_nor_given_twice(capacity, promise, due, thanks, sales):
    waiting = {"promise": promise, "due": due, "thanks": thanks, "sales": sales}

    given_out = room(capacity, **waiting)

    wanted = tuple(waiting.values())
    assert all(0 <= seats <= want for seats, want in zip(given_out, wanted, strict=True))
    assert sum(given_out) == max(promise, min(capacity, sum(wanted)))


@profile(max_examples=200, deadline=None)
@given(capacity=st.integers(5, 30), promise=st.integers(0, 5))
def test_with_everybody_waiting_the_shares_hold(capacity, promise):
    _promise, due, thanks, sales = room(capacity, promise=promise, due=99, thanks=99, sales=99)
    rest = capacity - promise

    assert due <= max(rest / 2, 1)
    assert thanks >= rest // 5
    assert due + thanks + sales == rest


# ---- inside class 4


def listed(people, capacity, *, settings=None, **tables):
    return call_list(judged(*people), book(**tables), settings or Settings(), capacity=capacity)


def due_now(customer_id, **more):
    """Worth less per minute than somebody slipping away."""
    return {
        "customer_id": customer_id, "lateness": 1.0, "annual_profit": 60_000, **more,
    }  # fmt: skip


WITHOUT_LOTS = Settings().changed({"calls.lottery": False})


def test_one_reason_takes_at_most_four_of_ten_seats_while_others_wait():
    people = [slipping(f"S{i}") for i in range(20)] + [due_now(f"D{i}") for i in range(4)]
    people += [due_now(f"P{i}", lateness=0.1, stage="customer", count_12m=2) for i in range(4)]

    calls = listed(people, 10, settings=WITHOUT_LOTS)

    first = Counter(reasons[0].code for reasons in calls.rows["reasons"])
    assert first == {"lapse_risk": 4, "due_now": 4, "promotion": 2}


def test_seats_that_no_other_reason_wants_go_to_the_same_reason():
    calls = listed([slipping(f"S{i:02}") for i in range(20)], 10, settings=WITHOUT_LOTS)

    assert calls.rows["customer_id"].tolist() == [f"S{i:02}" for i in range(10)]
    assert set(reasons_left_out(calls).values()) == {"over_capacity"}
    assert calls.left_out["rank"].tolist() == list(range(11, 21))


@pytest.mark.parametrize("settings", [Settings(), WITHOUT_LOTS], ids=["lots", "no lots"])
def test_two_supporters_of_little_revenue_keep_their_seats(settings):
    rich = [slipping(f"R{i:02}", annual_profit=90_000) for i in range(30)]
    friends = [slipping(f"F{i}", stage="supporter", annual_profit=20_000) for i in range(3)]

    calls = listed(rich + friends, 10, settings=settings)

    seated = calls.rows["customer_id"].tolist()
    assert {"F0", "F1"} <= set(seated)
    assert seated[-2:] == ["F0", "F1"] or "F2" in seated


def test_one_seat_is_for_listening_and_the_lot_says_to_whom():
    people = [slipping(f"S{i:02}") for i in range(10)] + [
        {"customer_id": f"L{i}"} for i in range(3)
    ]
    doubts = [{"customer_id": f"L{i}", "date": day(-3), "words": "高い"} for i in range(3)]

    calls = listed(people, 5, doubts=doubts)

    listeners = [name for name in calls.rows["customer_id"] if name.startswith("L")]
    week = calls.week
    assert listeners == [min(("L0", "L1", "L2"), key=lambda name: ticket(name, week))]
    assert calls.rows["expected_profit_per_call"].isna().tolist()[-1]
    assert sorted(reasons_left_out(calls).values()).count("doubting") == 2


def test_with_seats_to_spare_still_only_one_is_listened_to():
    people = [{"customer_id": f"L{i}"} for i in range(3)]
    doubts = [{"customer_id": f"L{i}", "date": day(-3)} for i in range(3)]

    calls = listed(people, 10, doubts=doubts)

    assert len(calls.rows) == 1
    assert set(reasons_left_out(calls).values()) == {"doubting"}


def test_a_single_seat_is_not_for_listening():
    doubts = [{"customer_id": "L1", "date": day(-3)}]

    calls = listed([slipping("S1"), {"customer_id": "L1"}], 1, doubts=doubts)

    assert calls.rows["customer_id"].tolist() == ["S1"]
    assert reasons_left_out(calls) == {"L1": "over_capacity"}


def test_no_seat_for_sales_lists_nobody_for_sales():
    calls = listed([slipping("S1")], 0)

    assert reasons_left_out(calls) == {"S1": "over_capacity"}
    assert len(calls.rows) == 0


# ---- lots


@pytest.mark.parametrize(
    ("seats", "shares"), [(20, (10, 10, 20)), (7, (3, 4, 8)), (1, (0, 1, 2)), (0, (0, 0, 0))]
)
def test_half_of_the_seats_are_sure_and_the_rest_is_drawn_from_twice_as_many(seats, shares):
    assert sure_and_drawn(seats) == shares


def test_the_lot_is_the_same_on_every_machine():
    assert ticket("C1", TODAY).startswith("51ff1d26")  # sha256 of C1|2026-11-22
    assert sorted(by_lot(["C1", "C2", "C3"], TODAY)) == [0, 1, 2]
