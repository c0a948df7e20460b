import pytest

from core.rules.judge import judge
from core.rules.policies import cuttable_deals, policies, set_by_hand
from core.settings import Settings
from tests.core.profiles import ago, book_with, calm, lead, profile_of

SETTINGS = Settings()


def judged(*rows):
    """Rows with the axes that the policies look at; each row may name its own."""
    frame = profile_of(*rows)
    for axis, usual in (("state", "active"), ("stage", "regular"), ("relation", "repeat")):
        frame[axis] = [row.get(axis, usual) for row in rows]
        frame[axis] = frame[axis].astype("str")
    return frame


def policy_of(*rows, settings=SETTINGS, **tables):
    return policies(judged(*rows), book_with(**tables), settings)["policy"].tolist()


def proposed(*rows, **tables):
    return policies(judged(*rows), book_with(**tables), SETTINGS)["policy_proposed"].tolist()


def equal_customers(count, **changed):
    return [calm(f"C{n:02d}", **changed) for n in range(count)]


def test_without_a_sign_the_policy_is_standard():
    assert policy_of(calm()) == ["standard"]


def test_who_may_not_be_contacted_is_not_approached():
    owner = {"date": ago(1), "customer_id": "A", "field": "policy", "value": "invest"}

    found = policies(judged(calm(state="dnc")), book_with(overrides=[owner]), SETTINGS)

    assert found["policy"].tolist() == ["no_approach"]
    assert not found["policy_by_hand"].iloc[0]


def test_those_in_the_first_half_of_the_profit_are_defended():
    # 10 x 10,000 + 40 x 1,000 = 140,000: the half of 70,000 is reached within the 7th; rank 10
    # and a fifth of 50 customers both allow 10.
    few = equal_customers(10, spend_12m=10_000)
    many = [calm(f"M{n}", spend_12m=1_000) for n in range(40)]

    assert policy_of(*few, *many) == ["defend"] * 10 + ["standard"] * 40


def test_the_first_half_of_the_profit_may_be_more_than_ten_but_not_more_than_a_fifth():
    # Equal profits: half of the profit is half of the customers; a fifth of 100 is 20.
    found = policy_of(*equal_customers(100))

    assert found == ["defend"] * 20 + ["standard"] * 80


def test_the_customer_who_crosses_the_half_still_counts():
    rows = [calm("A", spend_12m=49), calm("B", spend_12m=48), calm("C", spend_12m=3)]
    limits = SETTINGS.changed({"policies.defend_top": 0, "policies.defend_active_share": 1.0})

    assert policy_of(*rows, settings=limits) == ["defend", "defend", "standard"]


def test_in_a_small_shop_at_most_a_fifth_is_defended():
    assert policy_of(*equal_customers(4)).count("defend") == 0
    assert policy_of(*equal_customers(5)).count("defend") == 1
    assert policy_of(*equal_customers(14)).count("defend") == 2


def test_only_those_still_with_us_are_defended():
    gone = [calm(f"G{n}", state="lapsed", spend_12m=90_000) for n in range(5)]
    never = [lead("L", state="lead", total_need=1)]

    found = policy_of(*gone, *never, *equal_customers(5))

    assert found[:6] == ["standard"] * 6
    assert found[6:].count("defend") == 1


@pytest.mark.parametrize(("need", "expected"), [(81_190, "defend"), (81_200, "standard")])
def test_a_share_of_three_quarters_of_the_need_is_defended(need, expected):
    # 60,000 / 81,190 = 0.7390; 60,000 / 81,200 = 0.7389.
    assert policy_of(calm(total_need=need)) == [expected]


def test_a_partner_is_defended():
    assert policy_of(calm(stage="partner")) == ["defend"]
    assert policy_of(calm(stage="partner", state="lapsed")) == ["standard"]


def test_a_dormant_customer_is_answered_when_asked_unless_defended():
    assert policy_of(calm(state="dormant")) == ["passive"]
    assert policy_of(calm(state="dormant", stage="partner")) == ["defend"]
    assert policy_of(calm(state="lapsed")) == ["standard"]


def minutes(customer_id, count, days=10, **changed):
    return {"date": ago(days), "customer_id": customer_id, "minutes": count, **changed}


def ten_with_minutes(**changed):
    """Ten customers with 1,000 to 10,000 profit and 10 minutes each, without those to defend."""
    rows = [calm(f"C{n}", spend_12m=n * 1_000, **changed) for n in range(1, 11)]
    return rows, [minutes(f"C{n}", 10) for n in range(1, 11)]


NO_DEFENCE = SETTINGS.changed({"policies.defend_active_share": 0.0})


def test_the_top_two_fifths_by_profit_per_minute_are_efficient():
    rows, contacts = ten_with_minutes()

    found = policy_of(*rows, settings=NO_DEFENCE, activities=contacts)

    assert [n for n, policy in enumerate(found, 1) if policy == "efficient"] == [7, 8, 9, 10]


def test_visits_for_more_than_three_in_ten_orders_are_not_efficient():
    rows, contacts = ten_with_minutes(count_12m=10)
    visits = [minutes("C10", 0, channel="visit")] * 3

    found = policy_of(*rows, settings=NO_DEFENCE, activities=[*contacts, *visits])
    one_more = policy_of(*rows, settings=NO_DEFENCE, activities=[*contacts, *visits, visits[0]])

    assert found[9] == "efficient"
    assert one_more[9] == "standard"


def test_who_has_no_minutes_written_down_is_not_called_efficient():
    rows, contacts = ten_with_minutes()

    found = policy_of(*rows, settings=NO_DEFENCE, activities=contacts[:9])

    assert found[9] == "standard"


def test_minutes_of_more_than_a_year_ago_do_not_count():
    rows, contacts = ten_with_minutes()
    contacts[9] = minutes("C10", 10, days=366)

    found = policy_of(*rows, settings=NO_DEFENCE, activities=contacts)

    assert found[9] == "standard"
    contacts[9] = minutes("C10", 10, days=365)
    assert policy_of(*rows, settings=NO_DEFENCE, activities=contacts)[9] == "efficient"


def test_little_profit_for_much_work_is_answered_when_asked():
    rows, contacts = ten_with_minutes()
    contacts[0] = minutes("C1", 200)

    found = policy_of(*rows, settings=NO_DEFENCE, activities=contacts)

    assert found[:3] == ["passive", "standard", "standard"]


def test_where_all_are_alike_nobody_is_at_the_bottom_or_the_top():
    rows = equal_customers(10)
    contacts = [minutes(row["customer_id"], 10) for row in rows]

    assert set(policy_of(*rows, settings=NO_DEFENCE, activities=contacts)) == {"standard"}
    assert policy_of(calm(), activities=[minutes("A", 10)]) == ["standard"]


def test_little_profit_with_room_to_grow_stays_standard():
    rows, contacts = ten_with_minutes()
    rows[0]["total_need"] = 2_000
    contacts[0] = minutes("C1", 200)

    assert policy_of(*rows, settings=NO_DEFENCE, activities=contacts)[0] == "standard"


@pytest.mark.parametrize(
    ("need", "expected"),
    [(0, ""), (143_000, ""), (143_900, "invest"), (500_000, "invest")],
)
def test_a_small_share_of_a_large_need_is_proposed_as_an_investment(need, expected):
    # 60,000 / 143,885 = 0.417, and more than twice today's purchases.
    assert proposed(calm(total_need=need)) == [expected]


def test_a_lead_with_a_need_may_be_an_investment():
    assert proposed(lead(state="lead", relation="lead", total_need=100_000)) == ["invest"]


@pytest.mark.parametrize("axes", [{"state": "lapsed"}, {"state": "dnc"}, {"relation": "lost_to"}])
def test_nobody_is_proposed_who_is_out_of_reach(axes):
    assert proposed(calm(total_need=500_000, **axes)) == [""]


def test_at_most_five_or_three_in_a_hundred_are_proposed_the_largest_gaps_first():
    rows = [calm(f"C{n}", total_need=500_000 + n) for n in range(9)]
    many = [calm(f"M{n:03d}", total_need=500_000) for n in range(200)]

    assert proposed(*rows) == [""] * 4 + ["invest"] * 5
    assert proposed(*many).count("invest") == 6


def test_a_proposal_is_the_policy_only_when_the_owner_says_so():
    row = calm(total_need=500_000)
    owner = {"date": ago(1), "customer_id": "A", "field": "policy", "value": "invest"}

    found = policies(judged(row), book_with(overrides=[owner]), SETTINGS).iloc[0]

    assert policy_of(row) == ["standard"]
    assert (found["policy"], found["policy_proposed"]) == ("invest", "")
    assert found["policy_by_hand"]


def test_the_dated_word_wins_over_the_ledgers_column_and_ends_after_a_year():
    row = calm(policy_override="passive")
    owner = {"date": ago(366), "customer_id": "A", "field": "policy", "value": "defend"}

    assert policy_of(row) == ["passive"]
    assert policy_of(row, overrides=[{**owner, "date": ago(1)}]) == ["defend"]
    assert policy_of(row, overrides=[owner]) == ["passive"]
    assert policy_of(calm(), overrides=[{**owner, "date": ago(1), "value": "x"}]) == ["standard"]


def deal(**changed):
    return {"customer_id": "A", "start_date": ago(70), "step": "quote", **changed}


def tries(*days):
    return [
        {"date": ago(n), "customer_id": "A", "channel": "phone", "outcome": "no_answer"}
        for n in days
    ]


def cut(*deals, activities=()):
    book = book_with(deals=list(deals), activities=list(activities))
    return cuttable_deals(book, SETTINGS)


def test_three_unanswered_contacts_and_sixty_days_of_silence_close_a_deal():
    found = cut(deal(), activities=tries(30, 20, 10))

    assert found["unanswered"].tolist() == [3]
    assert found["silent_days"].tolist() == [70]
    assert cut(deal(), activities=tries(20, 10)).empty
    assert cut(deal(start_date=ago(59)), activities=tries(30, 20, 10)).empty


def test_a_talk_begins_the_count_again():
    talk = {"date": ago(60), "customer_id": "A", "outcome": "talked"}

    assert len(cut(deal(), activities=[talk, *tries(30, 20, 10)])) == 1
    assert cut(deal(), activities=[{**talk, "date": ago(59)}, *tries(30, 20, 10)]).empty
    assert cut(deal(), activities=[talk, *tries(65, 20, 10)]).empty


def test_an_open_deal_older_than_twice_the_usual_is_closed():
    won = [deal(customer_id="B", step="won", end_date=ago(40))] * 10  # 30 days to win

    assert len(cut(deal(start_date=ago(61)), *won)) == 1
    assert cut(deal(start_date=ago(60)), *won).empty
    assert cut(deal(start_date=ago(61)), *won[:9]).empty


@pytest.mark.parametrize("step", ["won", "lost"])
def test_a_closed_deal_is_not_closed_again(step):
    assert cut(deal(step=step), activities=tries(30, 20, 10)).empty


def test_closing_the_deal_is_proposed_only_without_a_purchase_in_two_years():
    tables = {"deals": [deal()], "activities": tries(30, 20, 10)}
    recent, long_ago = calm(), calm(last_purchase_date=ago(731), total_need=500_000)

    assert proposed(recent, **tables) == [""]
    assert proposed(long_ago, **tables) == ["cut_deal"]
    assert proposed(lead(state="lead"), **tables) == ["cut_deal"]
    assert proposed(lead(state="dnc"), **tables) == [""]


def test_the_order_of_the_rows_decides_nothing():
    rows = equal_customers(10)

    assert policy_of(*rows) == policy_of(*rows[::-1])[::-1]


def test_what_the_owner_decided_stands_with_its_reason_and_its_end():
    word = {"date": ago(1), "customer_id": "A", "field": "policy", "value": "invest"}
    book = book_with(overrides=[word | {"reason": "新社屋", "expires_date": ago(-90)}])
    people = judge(profile_of(calm("A"), calm("B", policy_override="defend")), book, SETTINGS)

    found = set_by_hand(people, book, SETTINGS)

    assert found["customer_id"].tolist() == ["A"]
    assert found.loc[0, ["policy", "reason"]].tolist() == ["invest", "新社屋"]
    assert found.loc[0, "expires_date"].date() == ago(-90)
