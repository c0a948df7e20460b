import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.locale.words import say
from core.rules.ladder import BUYING, CODES, RANK, missing, stages, why
from core.rules.state import state
from core.settings import Settings
from tests.core.profiles import ago, book_with, bought_once, calm, day, lead, profile_of, silent
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
OTHER = Settings(trade_code="other")
INSURANCE = Settings(trade_code="insurance")
LEASE = Settings(trade_code="lease")
BUILDER = Settings(trade_code="builder")
RENTAL = Settings(trade_code="rental")


def judged(*rows, settings=SALON, week_before=None, **tables):
    book = book_with(**tables)
    frame = profile_of(*rows)
    frame["state"] = state(frame, book, settings)
    before = None if week_before is None else profile_of(*week_before)
    return frame.join(stages(frame, book, settings, week_before=before))


def ladder_of(row, **kwargs):
    return judged(row, **kwargs).iloc[0]


def stage_of(row, **kwargs):
    return ladder_of(row, **kwargs)["stage"]


def few_gaps(customer_id="A", **changed):
    """A regular without enough gaps to be a supporter."""
    return calm(customer_id, gaps_24m=3, regular_gaps_24m=3, **changed)


def owner(field, value, days=1, **changed):
    return {"date": ago(days), "customer_id": "A", "field": field, "value": value, **changed}


def referral(days=10, referred="B", **changed):
    row = {"date": ago(days), "customer_id": "A", "kind": "referral", "referred_id": referred}
    return {**row, **changed}


# --- prospect, customer, regular --------------------------------------------------------------


def test_without_a_purchase_one_is_a_prospect_and_with_one_a_customer():
    assert stage_of(lead()) == "prospect"
    assert stage_of(bought_once()) == "customer"


@pytest.mark.parametrize(("count", "expected"), [(2, "customer"), (3, "regular")])
def test_three_purchases_within_the_window_make_a_regular(count, expected):
    assert stage_of(few_gaps(count_regular_window=count)) == expected


@pytest.mark.parametrize(("count", "expected"), [(5, "customer"), (6, "regular")])
def test_how_many_purchases_are_needed_is_the_trades_own(count, expected):
    row = few_gaps(count_regular_window=count)

    found = ladder_of(row, settings=RENTAL)

    assert found["stage"] == expected
    if expected == "customer":
        assert found["stage_missing"] == (("purchases", {"n": 1, "months": 6}),)


@pytest.mark.parametrize("days", [150, 400, 2000])
def test_silence_never_demotes_a_regular(days):
    row = silent(days=days, count_12m=0 if days > 365 else 1, count_24m=0)

    found = ladder_of(row)

    assert (found["stage"], found["buying_stage"]) == ("regular", "regular")
    assert found["former"]


def test_who_was_no_regular_on_the_day_of_no_return_is_no_former_regular():
    found = ladder_of(silent(days=500, count_regular_window=2))

    assert found["stage"] == "customer"
    assert not found["former"]


def test_a_regular_who_still_comes_is_not_former():
    assert not ladder_of(silent(days=149))["former"]


def contract(**changed):
    row = {"customer_id": "A", "kind": "insurance", "start_date": ago(300), "end_date": ago(-65)}
    return {**row, **changed}


def test_a_second_contract_makes_a_regular_in_a_contract_trade():
    one, two = [contract()], [contract(), contract(kind="contract")]

    assert stage_of(bought_once(), settings=INSURANCE, due_dates=one) == "customer"
    assert stage_of(bought_once(), settings=INSURANCE, due_dates=two) == "regular"
    assert stage_of(bought_once(), settings=SALON, due_dates=two) == "customer"


def test_a_contract_that_has_not_begun_or_is_a_rivals_does_not_count():
    later = contract(start_date=ago(-1))
    theirs = contract(partner="他社")

    for other in (later, theirs):
        assert stage_of(bought_once(), settings=LEASE, due_dates=[contract(), other]) == "customer"


def test_two_inspections_done_make_a_regular_of_a_builder():
    done = {"customer_id": "A", "kind": "inspection", "end_date": ago(400), "status": "done"}
    open_one = {**done, "status": "open", "end_date": ago(-30)}

    assert stage_of(bought_once(), settings=BUILDER, due_dates=[done, open_one]) == "customer"
    assert stage_of(bought_once(), settings=BUILDER, due_dates=[done, done]) == "regular"


# --- supporter ----------------------------------------------------------------------------------


def test_a_steady_customer_is_a_supporter_by_inference():
    found = ladder_of(calm())

    assert (found["stage"], found["stage_evidence"]) == ("supporter", "inferred")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"gaps_24m": 4, "regular_gaps_24m": 3}, "supporter"),  # exactly 75 %
        ({"gaps_24m": 5, "regular_gaps_24m": 3}, "regular"),  # 60 %
        ({"gaps_24m": 3, "regular_gaps_24m": 3}, "regular"),
        ({"first_purchase_date": ago(365)}, "supporter"),
        ({"first_purchase_date": ago(364)}, "regular"),
        ({"discount_share": 0.20}, "supporter"),
        ({"discount_share": 0.21}, "regular"),
        ({"competitor": "隣のサロン"}, "regular"),
        ({"count_12m": 5}, "supporter"),  # 4.15 visits are a full need
        ({"count_12m": 4}, "regular"),
        ({"median_gap": 14.0}, "supporter"),  # 20 <= 21 days
        ({"median_gap": 13.0}, "regular"),  # 20 > 19.5 days
    ],
)
def test_each_condition_of_a_supporter_is_needed(changed, expected):
    assert stage_of(calm(**changed)) == expected


def test_where_the_need_of_the_trade_is_not_known_it_is_not_asked_for():
    assert stage_of(calm(count_12m=3), settings=OTHER) == "supporter"


@pytest.mark.parametrize(
    ("need", "stage", "confidence"),
    [
        (81_190, "supporter", "high"),  # 73.90 %
        (81_200, "supporter", "middle"),  # 73.89 %
        (143_880, "supporter", "middle"),  # 41.70 %
        (143_900, "regular", ""),  # 41.69 %
    ],
)
def test_a_known_share_of_the_need_tells_more_than_the_rhythm(need, stage, confidence):
    found = ladder_of(few_gaps(total_need=need))

    assert (found["stage"], found["stage_confidence"]) == (stage, confidence)


def test_a_small_share_of_the_need_is_no_supporter_however_steady():
    assert stage_of(calm(total_need=500_000)) == "regular"


@pytest.mark.parametrize(
    ("settings", "changed", "confidence"),
    [
        (SALON, {}, "high"),
        (OTHER, {"discount_share": 0.1}, "middle"),
        (OTHER, {}, "low"),
    ],
)
def test_the_confidence_grows_with_what_is_known(settings, changed, confidence):
    assert ladder_of(calm(**changed), settings=settings)["stage_confidence"] == confidence


def test_who_consults_us_first_is_a_supporter_with_high_confidence():
    asked = {"date": ago(700), "customer_id": "A", "kind": "consult", "direction": "in"}

    assert ladder_of(calm(), settings=OTHER, activities=[asked])["stage_confidence"] == "high"


def answer(days=10, only_us="yes", **changed):
    row = {"date": ago(days), "customer_id": "A", "score": 9, "scale": "nps", "only_us": only_us}
    return {**row, **changed}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([answer()], "supporter"),
        ([answer(score=8)], "regular"),
        ([answer(score=4, scale="five")], "supporter"),
        ([answer(only_us="no")], "regular"),
        ([answer(days=20), answer(only_us="no")], "regular"),
        ([answer(days=365)], "supporter"),
        ([answer(days=366)], "regular"),
        ([answer(days=-1)], "regular"),
    ],
)
def test_who_says_only_you_is_a_confirmed_supporter_for_a_year(answers, expected):
    found = ladder_of(few_gaps(), satisfaction=answers)

    assert found["stage"] == expected
    assert found["stage_evidence"] == "confirmed"


def test_the_word_alone_does_not_make_a_supporter_of_who_hardly_buys():
    assert stage_of(bought_once(), satisfaction=[answer()]) == "customer"


def test_the_owners_tick_confirms_and_the_owners_no_refutes():
    ticked = ladder_of(few_gaps(), overrides=[owner("supporter", "yes")])
    refuted = ladder_of(calm(), overrides=[owner("supporter", "no")])

    assert (ticked["stage"], ticked["stage_evidence"]) == ("supporter", "confirmed")
    assert refuted["stage"] == "regular"


def inspections(*statuses, **changed):
    return [
        {
            "customer_id": "A",
            "kind": "inspection",
            "end_date": ago(400 - 365 * n),
            "status": status,
            **changed,
        }
        for n, status in enumerate(statuses)
    ]


@pytest.mark.parametrize(
    ("statuses", "tenure", "expected"),
    [
        (("done", "renewed"), 730, "supporter"),
        (("done", "renewed"), 729, "regular"),  # two cycles of 365 days
        (("done", "lost"), 730, "customer"),
        (("done",), 730, "customer"),
    ],
)
def test_in_long_cycles_two_renewals_in_a_row_make_a_supporter(statuses, tenure, expected):
    row = bought_once(days=tenure, no_return_day=1825.0, stop_day=36500.0)

    assert stage_of(row, settings=BUILDER, due_dates=inspections(*statuses)) == expected


def test_renewals_count_only_in_long_cycles_and_without_a_rival():
    row = few_gaps(competitor="他社工務店")

    assert stage_of(row, settings=BUILDER, due_dates=inspections("done", "done")) == "regular"
    assert stage_of(few_gaps(), due_dates=inspections("done", "done")) == "regular"


# --- advocate and partner ---------------------------------------------------------------------


def test_one_referral_is_enough_for_an_advocate_whatever_they_buy():
    found = ladder_of(bought_once(), referrals=[referral(referred="", referred_name="友人")])

    assert (found["stage"], found["buying_stage"]) == ("advocate", "customer")
    assert found["stage_evidence"] == "confirmed"


def test_an_advocate_must_have_bought():
    assert stage_of(lead(), referrals=[referral()]) == "prospect"


@pytest.mark.parametrize("kind", ["word_of_mouth", "review", "agency"])
def test_word_of_mouth_is_a_sign_too(kind):
    assert stage_of(bought_once(), referrals=[referral(kind=kind)]) == "advocate"


def test_help_at_an_event_alone_is_no_recommendation():
    assert stage_of(bought_once(), referrals=[referral(kind="event")]) == "customer"


def test_a_referral_given_in_a_call_is_a_sign():
    given_in_call = {"date": ago(1), "customer_id": "A", "outcome": "referral"}

    assert stage_of(bought_once(), activities=[given_in_call]) == "advocate"


@pytest.mark.parametrize(
    ("on", "expected"), [("2023-11-22", "advocate"), ("2023-11-21", "customer")]
)
def test_a_sign_is_remembered_thirty_six_months(on, expected):
    assert stage_of(bought_once(), referrals=[referral(date=day(on))]) == expected


def test_the_ledgers_referrer_column_is_a_referral():
    found = judged(bought_once("A"), bought_once("B", referrer_id="A"), lead("C", referrer_id="C"))

    assert found["stage"].tolist() == ["advocate", "customer", "prospect"]


def test_a_referral_without_a_date_does_not_lapse():
    assert judged(bought_once("A"), lead("B", referrer_id="A"))["stage"].iloc[0] == "advocate"


def test_a_referral_of_somebody_who_comes_tomorrow_is_not_known_yet():
    row = lead("B", referrer_id="A", first_visit_date=ago(-1))

    assert judged(bought_once("A"), row)["stage"].iloc[0] == "customer"


def friends(count, **changed):
    return [bought_once(f"F{n}", **changed) for n in range(count)]


def brought(count, days=10):
    return [referral(days=days, referred=f"F{n}") for n in range(count)]


@pytest.mark.parametrize(("count", "expected"), [(2, False), (3, True)])
def test_three_referrals_that_bought_propose_a_partner(count, expected):
    found = judged(bought_once(), *friends(3), referrals=brought(count)).iloc[0]

    assert found["stage"] == "advocate"
    assert bool(found["partner_proposed"]) is expected


def test_referrals_that_did_not_buy_or_are_older_than_two_years_propose_nobody():
    leads = [lead(f"F{n}") for n in range(3)]

    assert not judged(bought_once(), *leads, referrals=brought(3))["partner_proposed"].iloc[0]
    old = judged(bought_once(), *friends(3), referrals=brought(3, days=731))
    assert not old["partner_proposed"].iloc[0]


@pytest.mark.parametrize(("days", "expected"), [(365, True), (366, False)])
def test_two_referrals_and_an_event_of_the_last_year_propose_a_partner(days, expected):
    event = referral(days=days, kind="event", referred="")

    found = judged(bought_once(), *friends(2), referrals=[*brought(2), event])

    assert bool(found["partner_proposed"].iloc[0]) is expected


def test_an_agency_agreement_proposes_a_partner():
    agreement = referral(kind="agency", referred="")

    assert ladder_of(bought_once(), referrals=[agreement])["partner_proposed"]


def test_only_the_owner_makes_a_partner():
    yes, no = [owner("partner", "yes")], [owner("partner", "no")]
    rows = [bought_once(), *friends(3)]

    confirmed = judged(*rows, referrals=brought(3), overrides=yes).iloc[0]
    refused = judged(*rows, referrals=brought(3), overrides=no).iloc[0]

    assert (confirmed["stage"], confirmed["partner_proposed"]) == ("partner", False)
    assert (refused["stage"], refused["partner_proposed"]) == ("advocate", False)
    assert stage_of(lead(), overrides=yes) == "prospect"


# --- two looks, and the owner's hand ----------------------------------------------------------


def test_demotion_needs_two_looks_and_promotion_only_one():
    strong, weak = calm(), few_gaps(count_regular_window=2)

    assert stage_of(weak, week_before=[strong]) == "supporter"
    assert stage_of(weak, week_before=[weak]) == "customer"
    assert stage_of(strong, week_before=[weak]) == "supporter"
    assert stage_of(strong, week_before=[lead("B")]) == "supporter"


def test_a_stage_that_is_kept_says_so():
    found = ladder_of(few_gaps(count_regular_window=2), week_before=[few_gaps()])

    assert found["stage_reasons"][0] == ("kept", {})


def test_last_weeks_look_knows_only_last_weeks_records():
    new = referral(days=3)

    found = ladder_of(bought_once(), week_before=[bought_once()], referrals=[new])

    assert found["stage"] == "advocate"


def test_the_owners_stage_wins_and_the_computed_one_stays_visible():
    found = ladder_of(calm(), overrides=[owner("stage", "customer", reason="越されました")])

    assert (found["stage"], found["buying_stage"]) == ("customer", "customer")
    assert found["stage_computed"] == "supporter"
    assert found["stage_evidence"] == "by_hand"


def test_the_owners_stage_ends_after_twelve_months():
    assert stage_of(calm(), overrides=[owner("stage", "customer", days=365)]) == "supporter"
    assert stage_of(calm(), overrides=[owner("stage", "customer", days=364)]) == "customer"


def test_a_recommending_stage_set_by_hand_leaves_the_buying_stage():
    found = ladder_of(bought_once(), overrides=[owner("stage", "partner")])

    assert (found["stage"], found["buying_stage"]) == ("partner", "customer")


def test_the_ledgers_column_counts_below_a_dated_setting():
    row = calm(stage_override="advocate", override_reason="よく勧めてくださる")

    assert stage_of(row) == "advocate"
    assert stage_of(row, overrides=[owner("stage", "regular")]) == "regular"
    assert stage_of(calm(stage_override="王様")) == "supporter"


# --- why, and what is missing -----------------------------------------------------------------


def said(row, **kwargs):
    return [say(words, "en") for words in why(row, book_with(**kwargs))]


def test_a_supporter_is_explained_by_at_most_four_facts():
    found = ladder_of(calm(discount_share=0.1))

    assert said(found) == [
        "Came 6 times in a year, as often as anyone needs.",
        "Comes steadily: 10 of 11 intervals were as usual.",
        "Only 10% of the purchases had a discount.",
        "Bought on 6 days within 12 months.",
    ]


def test_an_advocate_is_explained_by_whom_they_brought():
    people = [{"customer_id": "B", "name": "青木"}, {"customer_id": "C", "name": "井上"}]
    people[1]["referrer_id"] = "A"
    rows = [bought_once("A"), bought_once("B"), bought_once("C", referrer_id="A")]
    tables = {"referrals": [referral()], "customers": people}

    found = judged(*rows, **tables).iloc[0]

    assert said(found, **tables)[0] == "Brought 青木, 井上 (2 referrals, 2 bought)."


def test_a_friend_without_a_row_of_their_own_is_named_as_written():
    tables = {"referrals": [referral(referred="", referred_name="宇野")]}

    assert said(ladder_of(bought_once(), **tables), **tables)[0] == "Brought 宇野 (1 referral)."


def test_a_referral_of_a_person_without_a_name_is_counted():
    tables = {"referrals": [referral(referred="Z")]}

    assert said(ladder_of(bought_once(), **tables), **tables)[0] == "1 referral."


def test_a_prospect_is_explained_by_how_they_came():
    row = ladder_of(lead(trigger="flyer", last_contact_date=day("2026-11-02")))

    assert said(row) == [
        "No purchase yet.",
        "Came to us through: Flyer",
        "Last contact on 2 Nov 2026 (Mon).",
    ]


@pytest.mark.parametrize(
    ("row", "tables", "expected"),
    [
        (lead(), {}, ["first_purchase"]),
        (bought_once(), {}, ["purchases"]),
        (few_gaps(), {}, ["gaps", "ask_only_us"]),
        (calm(gaps_24m=5, regular_gaps_24m=3), {}, ["steady", "ask_only_us"]),
        (few_gaps(total_need=500_000), {}, ["share", "ask_only_us"]),
        (calm(count_12m=4), {}, ["need", "ask_only_us"]),
        (calm(discount_share=0.5), {}, ["discounts", "ask_only_us"]),
        (calm(competitor="隣"), {}, ["rival", "ask_only_us"]),
        (calm(median_gap=10.0), {}, ["silent", "ask_only_us"]),
        (calm(first_purchase_date=ago(300)), {}, ["tenure", "ask_only_us"]),
        (calm(), {}, ["referral"]),
        (bought_once(), {"referrals": [referral()]}, ["bought_referrals"]),
        (bought_once(), {"referrals": [referral(kind="agency")]}, ["confirm_partner"]),
        (bought_once(), {"overrides": [owner("partner", "yes")]}, []),
    ],
)
def test_only_what_is_missing_for_the_next_stage_is_said(row, tables, expected):
    found = ladder_of(row, **tables)

    assert [code for code, _facts in found["stage_missing"]] == expected
    assert len(missing(found)) == len(expected)


def every_kind_of_row():
    """Rows and tables that together give every reason and every missing condition."""
    tables = {
        "referrals": [
            referral(),
            referral(kind="review"),
            referral(kind="event"),
            {**referral(), "customer_id": "K"},
        ],
        "overrides": [
            owner("partner", "yes"),
            {**owner("stage", "regular", reason="長いお付き合い"), "customer_id": "D"},
            {**owner("stage", "regular"), "customer_id": "E"},
            {**owner("supporter", "yes"), "customer_id": "F"},
        ],
        "satisfaction": [{**answer(), "customer_id": "G"}],
        "activities": [{"date": ago(5), "customer_id": "G", "kind": "consult"}],
        "due_dates": [{**row, "customer_id": "H"} for row in inspections("done", "done")],
    }
    rows = [
        calm("A"),
        bought_once("B", first_product=""),
        lead("C", trigger="sns", last_contact_date=ago(3)),
        calm("D"),
        calm("E"),
        few_gaps("F"),
        few_gaps("G"),
        bought_once("H", days=730, no_return_day=1825.0, stop_day=36500.0),
        calm("I", total_need=70_000, discount_share=0.05),
        silent("J", 400),
        bought_once("K"),
        calm("L", stage_override="regular"),
        calm("M", stage_override="regular", override_reason="店主の勘"),
    ]
    return rows, tables


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("trade", ["salon", "builder"])
def test_every_reason_is_said_in_both_languages(language, trade):
    rows, tables = every_kind_of_row()
    book = book_with(**tables)

    for row in judged(*rows, settings=Settings(trade_code=trade), **tables).to_dict("records"):
        sentences = [say(w, language) for w in (*why(row, book), *missing(row))]
        assert 1 <= len(why(row, book)) <= 4
        assert all(sentences)
        assert not any("{" in sentence for sentence in sentences)


# --- properties ---------------------------------------------------------------------------------


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(
    days=st.integers(0, 3000),
    counts=st.integers(0, 12),
    referred=st.lists(st.integers(0, 1500), max_size=5),
    extra=st.integers(0, 1500),
)
def test_a_stage_is_total_and_another_referral_never_lowers_it(days, counts, referred, extra):
    row = silent(days=days, count_regular_window=counts)
    some = [referral(days=n, referred=f"F{i}") for i, n in enumerate(referred)]
    more = [*some, referral(days=extra, referred="F9")]

    before = judged(row, *friends(9), referrals=some).iloc[0]
    after = judged(row, *friends(9), referrals=more).iloc[0]

    assert before["stage"] in CODES
    assert before["buying_stage"] in BUYING
    assert RANK[before["stage"]] >= RANK[before["buying_stage"]]
    assert RANK[after["stage"]] >= RANK[before["stage"]]
    assert bool(after["partner_proposed"]) >= bool(before["partner_proposed"])


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(longer=st.integers(150, 4000))
def test_from_dormancy_on_more_silence_changes_no_buying_stage(longer):
    on_the_day = ladder_of(silent(days=150))
    much_later = ladder_of(silent(days=longer))

    assert much_later["buying_stage"] == on_the_day["buying_stage"] == "regular"
