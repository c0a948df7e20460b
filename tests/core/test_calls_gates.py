"""Who is not called, for which classes, and until when."""

import pytest

from core.calls import call_list
from core.calls.gates import GATES
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged, reasons_left_out, slipping

PROMISE = {"promises": [{"customer_id": "C1", "content": "資料", "due_date": day(1)}]}
DUE = {
    "due_dates": [{"customer_id": "C1", "kind": "insurance", "end_date": day(30), "item": "火災"}]
}
THANKS = {"referrals": [{"customer_id": "C1", "date": day(-2), "kind": "referral"}]}
SALES = {"not_now": [{"customer_id": "C1", "heard_date": day(-90), "next_time": day(20)}]}
CLASSES = {"promise": PROMISE, "due": DUE, "thanks": THANKS, "sales": SALES}


def outcome(person, tables):
    """The class in which C1 is listed, or the gate that stopped them."""
    calls = call_list(judged({"customer_id": "C1", **person}), book(**tables), Settings())
    return reasons_left_out(calls).get("C1") or calls.rows["class"][0]


def passes(person, **extra):
    """The classes that let the customer through, and the gate that stops the others."""
    seen = {name: outcome(person, tables | extra) for name, tables in CLASSES.items()}
    return {name for name, said in seen.items() if said == name}, set(seen.values()) - set(CLASSES)


def touch(days, **more):
    return {"activities": [{"customer_id": "C1", "date": day(days), "channel": "phone", **more}]}


def test_a_contented_customer_passes_every_gate():
    assert passes({}) == ({"promise", "due", "thanks", "sales"}, set())


@pytest.mark.parametrize(
    ("person", "gate"),
    [
        ({"contact_permission": "stop"}, "stopped"),
        ({"status": "deceased"}, "stopped"),
        ({"status": "closed"}, "stopped"),
        ({"state": "dnc"}, "stopped"),
        ({"phone": ""}, "no_phone"),
        ({"refusal": True}, "refusal"),
    ],
)
def test_some_gates_hold_everything(person, gate):
    assert passes(person) == (set(), {gate})


@pytest.mark.parametrize(
    ("person", "gate"),
    [
        ({"contact_permission": "news_only"}, "no_consent"),
        ({"contact_preference": "none"}, "no_consent"),
        ({"contact_preference": "line"}, "writes"),
        ({"contact_preference": "postcard"}, "writes"),
        ({"open_complaint": True}, "open_complaint"),
        ({"policy": "no_approach"}, "no_approach"),
        ({"relation": "lost_to"}, "no_approach"),
    ],
)
def test_some_gates_let_promises_through(person, gate):
    assert passes(person) == ({"promise"}, {gate})


def test_an_open_complaint_of_the_book_shuts_the_gate_too():
    complaint = {
        "customer_id": "C1", "received_date": day(-1), "promised_contact_date": day(30),
    }  # fmt: skip

    assert passes({}, complaints=[complaint]) == ({"promise"}, {"open_complaint"})


def test_who_is_answered_passively_is_not_sold_to():
    assert passes({"policy": "passive"}) == ({"promise", "due", "thanks"}, {"passive"})


@pytest.mark.parametrize(
    "person", [{"state": "lapsed"}, {"last_purchase_date": day(-366)}], ids=["state", "days"]
)
def test_after_the_stop_day_only_promises_and_recorded_dates_remain(person):
    assert passes(person) == ({"promise", "due"}, {"stop_day"})


def test_on_the_stop_day_itself_the_gate_is_open():
    assert passes({"last_purchase_date": day(-365)})[1] == set()


@pytest.mark.parametrize("person", [{"trust_word": "overdrawn"}, {"selling_streak": 2}])
def test_without_trust_or_after_two_offers_in_a_row_nothing_is_sold(person):
    assert passes(person) == ({"promise", "thanks"}, {"selling_held"})


# ---- the rests


def test_a_talk_rests_due_dates_and_sales_for_two_weeks():
    # The referral came two days ago, so a talk before it does not hold its thanks.
    assert passes({}, **touch(-13, outcome="talked")) == ({"promise", "thanks"}, {"talked_lately"})
    assert passes({}, **touch(-14, outcome="talked"))[1] == set()


def test_a_purchase_is_not_a_talk():
    assert passes({"last_purchase_date": day(-1)})[1] == set()


def test_thanks_wait_when_we_have_talked_since_what_they_are_for():
    first = {"purchase_count": 1, "last_purchase_date": day(-17)}

    assert outcome(first, touch(-13, outcome="talked")) == "talked_lately"
    assert outcome(first, touch(-17, outcome="talked")) == "thanks"


def test_an_offer_rests_selling_for_a_month():
    offer = touch(-29, kind="sales", channel="postcard")

    assert passes({}, **offer) == ({"promise", "thanks"}, {"sold_lately"})
    assert passes({}, **touch(-30, kind="sales", channel="postcard"))[1] == set()


def test_a_refusal_rests_selling_for_two_months_and_two_for_three():
    once = touch(-59, outcome="declined")
    twice = {"activities": [*once["activities"], *touch(-80, outcome="declined")["activities"]]}

    assert passes({}, **once) == ({"promise", "thanks"}, {"declined_lately"})
    assert passes({}, **touch(-60, outcome="declined"))[1] == set()
    people = judged({"customer_id": "C1"})
    left = call_list(people, book(**SALES, **twice), Settings()).left_out
    assert left["eligible_date"].tolist() == [day(31)]


def test_three_calls_without_an_answer_ask_for_a_card():
    tries = {
        "activities": [touch(-d, outcome="no_answer")["activities"][0] for d in (9, 6, 2)]
    }  # fmt: skip

    assert passes({}, **tries) == ({"promise"}, {"no_answer"})
    left = call_list(judged({"customer_id": "C1"}), book(**SALES, **tries), Settings()).left_out
    assert left["eligible_date"].tolist() == [day(12)]
    assert "はがき" in say(left["words"][0], "ja")


def test_a_rest_says_from_when_the_customer_may_be_called():
    talked = touch(-9, outcome="talked")

    left = call_list(judged(slipping("C1")), book(**talked), Settings()).left_out

    assert left["reason"].tolist() == ["talked_lately"]
    assert left["eligible_date"].tolist() == [day(5)]
    assert "11月27日" in say(left["words"][0], "ja")


# ---- refused products


def refused(product, person=None):
    tables = {"due_dates": DUE["due_dates"], **touch(-400, outcome="declined", product=product)}
    return outcome(person or {}, tables)


def test_a_person_who_refused_a_product_is_not_asked_about_it_again():
    assert refused("火災") == "declined_product"
    assert refused(" 火災　") == "declined_product"
    assert refused("自動車") == "due"
    assert refused("") == "due"


def test_business_buyers_are_exempt():
    assert refused("火災", {"kind": "company"}) == "due"


def test_a_refused_product_says_nothing_about_a_customer_without_a_reason():
    assert outcome({}, touch(-400, outcome="declined", product="火災")) == "nothing_due"


# ---- doubts


def test_who_has_a_doubt_is_listened_to_and_not_sold_to():
    doubt = {"doubts": [{"customer_id": "C1", "date": day(-9), "words": "効くのか"}]}
    people = judged(slipping("C1"))

    rows = call_list(people, book(**doubt), Settings()).rows

    assert [[reason.code for reason in reasons] for reasons in rows["reasons"]] == [["listen"]]


# ---- the catalogue


def test_the_first_gate_that_stops_somebody_is_the_reason_they_keep():
    person = {"contact_permission": "stop", "phone": "", "state": "lapsed"}

    assert outcome(person, SALES) == "stopped"


def test_codes_of_gates_are_unique_and_every_one_can_be_said():
    assert len({gate.code for gate in GATES}) == len(GATES)
    for gate in GATES:
        words = gate.words(day(1).date())
        assert say(words, "ja") != say(words, "en")
