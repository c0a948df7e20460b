"""The ten questions: each rule at its edge, figures against plain loops, what unlocks what."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import closing
from functools import cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import open_engine
from core.locale.words import say
from core.review import review
from core.rules import by_way, commitments
from core.settings import Settings
from core.tables import TABLES
from core.tables.decisions import QUESTION_CHOICES
from core.weekly import QUESTIONS, Facts, answer, gather, ten_questions
from core.weekly.customers import by_month, ways
from core.weekly.growing import empty_weeks
from tests.core import slow_weekly as slow
from tests.core.ledgers import TODAY, book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples

SAMPLES = ("salon", "lease", "builder")
BY_DEFAULT = Settings()
ASOF = dt.date(2026, 11, 15)


@cache
def facts_of(code) -> Facts:
    seen = sample(code)
    with closing(open_engine(seen.book)) as engine:
        return gather(seen, engine)


def facts_from(book, by=BY_DEFAULT, **more) -> Facts:
    seen = review(book, by)
    with closing(open_engine(book)) as engine:
        return gather(seen, engine, **more)


def shop(tmp_path, sales, people=None, **tables) -> Facts:
    book = book_of(purchases_of(sales), people, tmp_path=tmp_path, asof=ASOF, tables=tables)
    return facts_from(book)


def figures(question) -> dict[str, str]:
    return {say(fact.label, "en"): say(fact.value, "en") for fact in question.facts}


def groups(question) -> dict[str, set[str]]:
    return {say(group.label, "en"): set(group.ids) for group in question.groups}


def totals(question) -> dict[str, int]:
    return {say(group.label, "en"): group.total for group in question.groups}


def visits(people, days, amount=1_000):
    return [(f"c{n}", day, amount) for n in range(people) for day in days]


# ---- the catalogue


def test_the_questions_stand_in_the_order_of_the_rule_book_from_0_to_10():
    assert [kind.code for kind in QUESTIONS] == [
        "data", "existing", "active", "new", "verdict", "referrals", "moved", "silent",
        "complaints", "promises", "calls",
    ]  # fmt: skip
    assert [choice.code for choice in QUESTION_CHOICES][:-1] == [kind.code for kind in QUESTIONS]


def test_every_further_sheet_feeds_one_question_and_one_only():
    fed = [name for kind in QUESTIONS for name in kind.fed_by]

    assert sorted(fed) == sorted(set(TABLES) - {"customers", "purchases", "decisions"})


@pytest.mark.parametrize("code", SAMPLES)
def test_each_answer_has_a_sentence_figures_or_names_and_something_to_decide(code):
    for question in ten_questions(facts_of(code)):
        assert say(question.words)
        assert question.decisions
        assert question.facts or question.groups
        assert all(len(group.ids) <= min(group.total, 10) for group in question.groups)


@pytest.mark.parametrize("code", SAMPLES)
def test_nobody_who_wants_no_contact_is_named(code):
    facts = facts_of(code)
    people = facts.people
    stopped = set(people.loc[people["state"] == "dnc", "customer_id"])
    named = {i for q in ten_questions(facts) for group in q.groups for i in group.ids}

    assert stopped
    assert named & stopped == set()


# ---- purchases only


def test_purchases_alone_answer_most_and_each_other_question_names_its_sheet(tmp_path):
    year, now = ("2025-09-01", "2025-10-01"), ("2026-09-01", "2026-10-01")
    facts = shop(tmp_path, [*visits(40, ["2025-01-10", *year, *now]), ("late", ASOF, 1000)])

    found = {question.code: question for question in ten_questions(facts)}

    assert {c for c, q in found.items() if q.locked} == {"referrals", "complaints", "promises"}
    assert found["referrals"].missing[0] == "referrals"
    assert found["complaints"].missing[0] == "complaints"
    assert found["promises"].missing[0] == "promises"
    assert found["new"].missing == ("costs",)
    assert found["existing"].mark == "good"
    assert "There are no days of contact yet" in " ".join(
        say(line, "en") for line in found["calls"].details
    )


def test_a_sheet_that_came_in_unlocks_its_question(tmp_path):
    promise = {"customer_id": "c1", "content": "電話", "due_date": pd.Timestamp(2026, 11, 21)}
    promises = pd.DataFrame([{**promise, "by_whom": "us"}])
    facts = shop(tmp_path, visits(2, [ASOF]), promises=promises)

    found = answer("promises", facts)

    assert not found.locked
    assert found.mark == "bad"
    assert "promises" not in found.missing
    assert groups(found)["We are late with them"] == {"c1"}


def test_a_shop_with_few_customers_hears_names_and_no_percentage(tmp_path):
    days = pd.date_range("2025-08-20", "2026-11-14", freq="7D")
    facts = shop(tmp_path, [(f"c{n % 5}", day.date(), 900) for n, day in enumerate(days)] * 2
                 + visits(5, [f"2025-0{m}-0{d}" for m in (1, 9) for d in (1, 2, 3, 4, 5, 6, 7, 8)])
                 + visits(5, [f"2026-09-0{d}" for d in range(1, 9)]))  # fmt: skip

    found = answer("existing", facts)

    assert facts.few
    assert found.mark != "unknown"
    assert figures(found)["Change on last year"] == "too few customers for a percentage"
    for question in ten_questions(facts):
        assert not any("%" in said for said in figures(question).values())


# ---- question 0


@pytest.mark.parametrize(("days", "stale"), [(10, False), (11, True)])
def test_data_of_more_than_ten_days_ago_are_too_old_for_a_verdict(tmp_path, days, stale):
    asof = TODAY - dt.timedelta(days=days)
    book = book_of(purchases_of([("a", asof, 100)]), tmp_path=tmp_path, asof=asof)

    facts = facts_from(book)

    assert facts.stale is stale
    assert answer("data", facts).mark == ("bad" if stale else "good")


def test_a_week_without_a_purchase_is_missing_where_last_year_had_none(tmp_path):
    days = [d.date() for d in pd.date_range("2025-06-02", "2026-11-15", freq="D")]
    hole = [d for d in days if not dt.date(2026, 9, 21) <= d <= dt.date(2026, 9, 27)]
    facts = shop(tmp_path, [("a", day, 100) for day in hole])

    found = answer("data", facts)

    assert found.mark == "watch"
    assert figures(found)["Weeks without a purchase, of 13"] == "1"
    assert "21 Sep 2026 (Mon) to 27 Sep 2026 (Sun)" in say(found.details[0], "en")


def test_a_shop_that_sells_now_and_then_misses_no_week(tmp_path):
    facts = shop(tmp_path, visits(3, ["2025-03-01", "2025-10-01", "2026-10-01"]))

    assert empty_weeks(facts.counted.grown.weeks) == []


def test_sales_of_who_stands_in_no_ledger_are_counted(tmp_path):
    known = pd.DataFrame({"customer_id": ["c0"], "name": ["試験 花子"]})
    facts = shop(tmp_path, visits(3, [ASOF]), known)

    found = answer("data", facts)

    assert figures(found)["Sales without a name in the customer ledger"] == "2"


# ---- questions 1 and 2


@pytest.mark.parametrize("code", SAMPLES)
def test_sales_and_heads_are_those_of_plain_loops(code):
    facts = facts_of(code)
    now, before = slow.existing_sales(facts.book)

    sales = figures(answer("existing", facts))
    heads = answer("active", facts)

    assert sales["Last 13 weeks"] == f"¥{now:,}"
    assert sales["The same weeks of last year"] == f"¥{before:,}"
    assert figures(heads)["Bought within 12 months"].split()[0].replace(",", "") == str(
        len(slow.active_ids(facts.book, facts.book.asof))
    )
    people = facts.people
    stopped = set(people.loc[people["state"] == "dnc", "customer_id"])
    gone = slow.no_longer_active(facts.book) - stopped
    assert totals(heads)["Active 13 weeks ago and no longer"] == len(gone)


@pytest.mark.parametrize(
    ("amount", "mark", "sentence"),
    [(1_031, "good", "rise"), (1_030, "good", "level"), (970, "good", "level"),
     (969, "bad", "fall")],
)  # fmt: skip
def test_three_percent_either_way_is_level(tmp_path, amount, mark, sentence):
    old = visits(30, ["2025-01-10", "2025-10-01"])
    facts = shop(tmp_path, old + visits(30, ["2026-10-01"], amount))

    found = answer("existing", facts)

    assert found.mark == mark
    assert sentence in say(found.words, "en")


@pytest.mark.parametrize(("people", "known"), [(29, False), (30, True)])
def test_thirty_purchases_in_each_window_are_needed(tmp_path, people, known):
    facts = shop(tmp_path, visits(people, ["2025-01-10", "2025-10-01", "2026-10-01"]))

    found = answer("existing", facts)

    assert (found.mark != "unknown") is known
    assert bool(found.details) is not known
    assert (answer("active", facts).mark != "unknown") is known


# ---- question 3


@pytest.mark.parametrize("code", SAMPLES)
def test_who_is_new_and_came_once_is_named_by_plain_loops(code):
    facts = facts_of(code)
    people = facts.people
    stopped = set(people.loc[people["state"] == "dnc", "customer_id"])

    found = answer("new", facts)

    assert totals(found)["New, and came once so far"] == len(slow.new_once(facts.book) - stopped)


@pytest.mark.parametrize("code", SAMPLES)
def test_what_a_new_customer_cost_is_what_the_page_of_costs_says(code):
    facts = facts_of(code)
    with closing(open_engine(facts.book)) as engine:
        whole = by_way.payback(engine, facts.book, facts.people, facts.settings)

    said = figures(answer("new", facts))["One new customer cost"]

    assert said == f"¥{round(whole.total['cac']):,}"


def test_the_coupon_month_of_the_salon_never_paid_back():
    details = [say(line, "en") for line in answer("new", facts_of("salon")).details]

    assert "never paid back what it cost, the last one Mar 2026" in " ".join(details)


# ---- question 4


def test_the_salon_is_a_bucket_with_a_hole_and_its_drifting_customers_are_named():
    facts = facts_of("salon")

    found = answer("verdict", facts)

    assert found.mark == "bad"
    assert "穴の空いたバケツ" in say(found.words)
    drifting = int((facts.people["state"] == "at_risk").sum())
    assert totals(found)["Drifting away, the most valuable first"] == drifting


# ---- question 5


def test_eight_weeks_without_a_referral_are_said(tmp_path):
    def told(day):
        rows = pd.DataFrame({"date": [pd.Timestamp(day)], "customer_id": ["c0"],
                             "referred_id": ["c1"], "kind": ["referral"]})  # fmt: skip
        folder = tmp_path / f"{day:%m%d}"
        folder.mkdir()
        return answer("referrals", shop(folder, visits(3, [ASOF]), referrals=rows))

    silent, fresh = (told(TODAY - dt.timedelta(days=days)) for days in (56, 55))

    assert (silent.mark, fresh.mark) == ("watch", "good")
    assert "8 weeks" in say(silent.words, "en")


@pytest.mark.parametrize("code", SAMPLES)
def test_referrals_by_month_are_those_of_the_last_year(code):
    facts = facts_of(code)

    found = by_month(facts)

    assert len(found) == 12
    assert found.index[-1] == "2026-11"
    written = facts.book.table("referrals")
    november = written[(written["date"] >= "2026-11-01") & (written["date"] <= "2026-11-22")]
    november = november[november["kind"].isin(("", "referral"))]
    assert found.iloc[-1] >= len(november)


# ---- question 6


def moved_rows(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "what", "before", "after"])


def test_up_and_down_are_told_by_the_rungs_of_the_ladder():
    up, down = ways(
        moved_rows(
            ("a", "stage", "customer", "regular"), ("b", "stage", "supporter", "regular"),
            ("c", "state", "active", "at_risk"), ("d", "stage", "prospect", "customer"),
        )
    )  # fmt: skip

    assert up["customer_id"].tolist() == ["a", "d"]
    assert down["customer_id"].tolist() == ["b"]


def test_more_down_than_up_is_to_watch_and_the_first_week_says_from_when_it_can_tell(tmp_path):
    facts = shop(tmp_path, visits(3, [ASOF]))
    moves = moved_rows(("c0", "stage", "regular", "customer"))
    later = dataclasses.replace(facts, moves=moves, since=dt.date(2026, 11, 9))

    assert answer("moved", facts).mark == "unknown"
    found = answer("moved", later)
    assert found.mark == "watch"
    assert groups(found)["Went down the ladder"] == {"c0"}


# ---- question 7


@pytest.mark.parametrize("code", SAMPLES)
def test_regulars_fallen_silent_are_those_of_plain_loops(code):
    facts = facts_of(code)
    gone = slow.silent_regulars(facts.people)

    found = answer("silent", facts)

    assert sum(totals(found).values()) == len(gone)
    assert set().union(*groups(found).values()) <= gone


def test_a_customer_to_defend_who_fell_silent_stands_first_and_is_bad():
    found = answer("silent", facts_of("salon"))

    assert found.mark == "bad"
    assert say(found.groups[0].label) == "死守する方"
    assert found.groups[0].total == 1


# ---- questions 8 to 10


def test_the_waiting_time_of_the_salon_is_the_first_task_of_the_company():
    facts = facts_of("salon")

    found = answer("complaints", facts)

    assert found.mark == "bad"
    assert "納期・待ち時間" in say(found.words)
    assert figures(found)["Complaints in 90 days"] == str(slow.complaints_of(facts.book))


@pytest.mark.parametrize("code", SAMPLES)
def test_overdue_promises_are_those_of_plain_loops(code):
    facts = facts_of(code)
    late = slow.overdue(facts.book)

    found = answer("promises", facts)

    assert figures(found)["Overdue"] == str(len(late))
    assert groups(found)["We are late with them"] == set(late)
    kept = commitments.kept(facts.book, facts.settings)
    assert figures(found)["Kept on time in 90 days"] == f"{kept.on_time} of {kept.due}"


@pytest.mark.parametrize(("on_time", "mark"), [(19, "good"), (18, "watch")])
def test_fewer_than_95_percent_kept_are_to_watch(tmp_path, on_time, mark):
    due = pd.Timestamp(2026, 11, 10)
    rows = [
        {"customer_id": "c0", "by_whom": "us", "due_date": due,
         "done_date": due if n < on_time else due + pd.Timedelta(days=1)}
        for n in range(20)
    ]  # fmt: skip
    facts = shop(tmp_path, visits(1, [ASOF]), promises=pd.DataFrame(rows))

    assert answer("promises", facts).mark == mark


@pytest.mark.parametrize("code", SAMPLES)
def test_the_calls_are_those_of_the_call_list(code):
    facts = facts_of(code)
    calls = facts.review.calls

    found = answer("calls", facts)

    assert figures(found)["On the list"] == f"{len(calls.rows)} people"
    assert found.groups[0].ids == tuple(calls.rows["customer_id"][:10])


# ---- any ledger

DAYS = st.dates(dt.date(2025, 1, 1), ASOF)
LINES = st.lists(
    st.tuples(st.sampled_from("abcd"), DAYS, st.integers(-500, 2_000)), min_size=0, max_size=25
)


@pytest.mark.drill
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=LINES)
def test_any_ledger_is_answered_and_its_counts_are_those_of_plain_loops(lines, tmp_path_factory):
    book = book_of(
        purchases_of(lines), tmp_path=tmp_path_factory.mktemp("any"), asof=ASOF, has_amounts=True
    )
    facts = facts_from(book)

    found = {question.code: question for question in ten_questions(facts)}

    now, before = slow.existing_sales(book)
    sales = figures(found["existing"])
    assert sales["Last 13 weeks"].replace("−", "-").replace("¥", "").replace(",", "") == str(now)
    assert sales["The same weeks of last year"].replace("−", "-").replace("¥", "").replace(
        ",", ""
    ) == str(before)
    gone = totals(found["active"])["Active 13 weeks ago and no longer"]
    assert gone == len(slow.no_longer_active(book))
    assert totals(found["new"])["New, and came once so far"] == len(slow.new_once(book))
