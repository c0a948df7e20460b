"""Who gets a seat: the room of each class, the shares inside class 4, the lottery."""

import dataclasses
import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.calls import call_list
from core.calls.lottery import by_lot, in_pairs, sure_and_drawn, ticket
from core.calls.seats import rooms
from core.locale.words import say
from core.settings import Settings
from core.settings.calls import CallSettings
from tests.core.call_cases import TODAY, book, day, judged, reasons_left_out, slipping
from tests.core.listed_cases import listed as kept_lists


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


# ---- lots that stand


def remembering(*rows):
    """Lots of earlier weeks as (customer, weeks ago, drawn)."""
    week = dt.date(2026, 11, 23)
    return kept_lists([
        {"customer_id": name, "week": week - dt.timedelta(weeks=ago), "rank": None,
         "lot": "drawn" if drawn else "not_drawn"}
        for name, ago, drawn in rows
    ])  # fmt: skip


def forty(memory=None):
    people = [slipping(f"C{i:02}", annual_profit=99_000 - i) for i in range(40)]
    of = book()
    if memory is not None:
        of = dataclasses.replace(of, listed=memory)
    return call_list(judged(*people), of, Settings(), capacity=10)


def lots_of(calls):
    return dict(zip(calls.lots["customer_id"], calls.lots["drawn"], strict=True))


def test_five_are_drawn_and_five_not_and_the_list_says_so():
    calls = forty()
    drawn = lots_of(calls)

    assert set(drawn) == {f"C{i:02}" for i in range(5, 15)}
    assert sum(drawn.values()) == 5
    assert {name for name, won in drawn.items() if won} == set(calls.rows["customer_id"][5:])
    assert calls.lots["weight"].tolist() == [1.0] * 10


@pytest.mark.parametrize("ago", [0, 1, 7])
def test_who_was_not_drawn_stays_so_for_eight_weeks_and_others_are_drawn(ago):
    calls = forty(remembering(("C06", ago, False), ("C07", ago, False)))

    left = reasons_left_out(calls)
    assert (left["C06"], left["C07"]) == ("lottery", "lottery")
    assert set(lots_of(calls)) == {f"C{i:02}" for i in range(5, 17)} - {"C06", "C07"}


def test_after_eight_weeks_the_lot_is_drawn_anew():
    assert "C06" in lots_of(forty(remembering(("C06", 8, False))))


def test_who_was_drawn_keeps_the_seat_and_fewer_are_drawn():
    calls = forty(remembering(("C06", 2, True), ("C09", 2, True)))

    assert {"C06", "C09"} <= set(calls.rows["customer_id"])
    assert len(lots_of(calls)) == 6
    assert len(calls.rows) == 10


def test_the_newest_lot_of_a_customer_counts():
    calls = forty(remembering(("C06", 5, True), ("C06", 1, False)))

    assert reasons_left_out(calls)["C06"] == "lottery"


def test_somebody_not_drawn_who_climbs_among_the_sure_is_called():
    calls = forty(remembering(("C02", 1, False)))

    assert "C02" in set(calls.rows["customer_id"])


def test_the_list_with_its_own_lots_remembered_is_the_same_list():
    first = forty()
    names = lots_of(first)

    again = forty(remembering(*((name, 0, won) for name, won in names.items())))

    assert again.rows["customer_id"].tolist() == first.rows["customer_id"].tolist()
    assert reasons_left_out(again) == reasons_left_out(first)
    assert len(again.lots) == 0


def mixed(reasons, memory=None, capacity=10, prefix="C"):
    """Customers of these reasons, the first worth most; so all orders are that of the names."""
    made = {
        "lapse": lambda name, worth: slipping(name, annual_profit=worth),
        "second": lambda name, worth: slipping(name, annual_profit=worth, purchase_count=1),
        "due": lambda name, worth: due_now(name, annual_profit=4 * worth),
    }
    people = [made[kind](f"{prefix}{i:02}", 99_000 - i) for i, kind in enumerate(reasons)]
    of = book() if memory is None else dataclasses.replace(book(), listed=memory)
    return call_list(judged(*people), of, Settings(), capacity=capacity)


REASONS_MIXED = st.lists(
    st.sampled_from(["lapse", "lapse", "lapse", "second", "due"]), min_size=20, max_size=40
)


@profile(max_examples=6, deadline=None)
@given(reasons=REASONS_MIXED, capacity=st.integers(3, 12))
def test_drawn_and_not_drawn_have_the_same_reasons_but_for_one(reasons, capacity):
    lots = mixed(reasons, capacity=capacity).lots

    drawn, not_drawn = (Counter(lots.loc[lots["drawn"] == side, "reason"]) for side in (1, 0))
    assert drawn.total() == not_drawn.total()
    assert all(abs(drawn[code] - not_drawn[code]) <= 1 for code in {*drawn, *not_drawn})


def test_the_share_of_one_reason_says_who_may_be_drawn_not_who_is():
    won = Counter()
    reasons = ["lapse", "lapse", "second", "lapse", "lapse", "due", "second", "due"] * 8
    for number in range(6):
        calls = mixed(reasons, capacity=20, prefix=f"N{number}-")
        first = Counter(reasons[0].code for reasons in calls.rows["reasons"])
        assert first["lapse_risk"] == 8
        won.update(zip(calls.lots["reason"], calls.lots["drawn"], strict=True))

    for code in ("lapse_risk", "second_purchase", "due_now"):
        assert won[code, True] == pytest.approx(won[code, False], abs=6)


@profile(max_examples=6, deadline=None)
@given(reasons=REASONS_MIXED, capacity=st.integers(3, 12))
def test_a_second_look_at_any_list_with_its_lots_remembered_is_the_same(reasons, capacity):
    first = mixed(reasons, capacity=capacity)
    rows = [(name, 0, won) for name, won in lots_of(first).items()]

    again = mixed(reasons, remembering(*rows) if rows else None, capacity)

    assert again.rows["customer_id"].tolist() == first.rows["customer_id"].tolist()


def test_pairs_are_of_one_reason_and_next_in_rank_and_the_odd_stand_together():
    assert in_pairs([0, 1, 2, 3, 5, 6], "aababba") == [(0, 1), (2, 5), (3, 6)]
    assert in_pairs([0, 1, 2, 3], "aaab") == [(0, 1), (2, 3)]


def test_no_seat_stays_empty_when_nearly_everybody_has_a_lot_that_stands():
    calls = forty(remembering(*((f"C{i:02}", 1, False) for i in range(5, 38))))

    assert len(calls.rows) == 10
    assert len(calls.lots) == 0


@pytest.mark.parametrize(
    ("people", "settings", "words"),
    [
        (8, Settings(), "全員かけられます"),
        (12, Settings(), "あまり変わらず"),
        (40, WITHOUT_LOTS, "設定で止めて"),
        (40, Settings(), "抽選で決めました"),
    ],
    ids=["enough seats", "few wait", "switched off", "lots"],
)
def test_whether_lots_were_drawn_is_said_with_the_reason(people, settings, words):
    calls = listed([slipping(f"C{i:02}") for i in range(people)], 10, settings=settings)

    assert words in say(calls.lottery, "ja")
    assert (len(calls.lots) > 0) == (words == "抽選で決めました")


def test_lots_of_one_week_fall_half_and_half_over_many_customers():
    drawn = Counter()
    for number in range(200):
        line = by_lot([f"K{number}-{i}" for i in range(20)], TODAY)
        drawn.update(position < 10 for position in line[:10])

    assert 900 <= drawn[True] <= 1100
