import datetime as dt
from contextlib import closing

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.asset import with_value
from core.engine import open_engine
from core.locale.words import say
from core.metrics.growth import windows
from core.metrics.profile import looked_back, profile
from core.rules._catalogue import Entry, catalogue
from core.rules.judge import judge
from core.rules.ladder import BUYING, CODES, STAGES, computed
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.segment import PRIORITY, SEGMENTS, segment
from core.rules.state import STATES
from core.rules.trust import TRUST_WORDS
from core.rules.verdict import ARROWS, VERDICTS, verdict
from core.settings import TRADES, Settings
from tests.core.ledgers import book_of, purchases_of
from tests.core.profiles import ago, book_with, bought_once, calm, lead, profile_of, silent
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")
CATALOGUES = {
    "states": STATES,
    "stages": STAGES,
    "policies": POLICIES,
    "relations": RELATIONS,
    "segments": SEGMENTS,
    "verdicts": VERDICTS,
}


# --- the catalogues ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_entry_is_known_by_its_code_and_says_itself_in_both_languages(name):
    for code, entry in CATALOGUES[name].items():
        assert entry.code == code
        assert entry.source
        for words in (entry.label, entry.meaning, entry.approach):
            assert say(words, "en")
            assert say(words, "ja") != say(words, "en")


def test_the_catalogues_stand_in_the_order_of_the_rule_book():
    assert [*STATES] == ["lead", "active", "at_risk", "dormant", "lapsed", "dnc"]
    assert [*STAGES] == ["prospect", "customer", "regular", "supporter", "advocate", "partner"]
    assert [*POLICIES] == [
        "standard", "invest", "efficient", "cut_deal", "no_approach", "passive", "defend",
    ]  # fmt: skip
    assert [*RELATIONS] == [
        "lost_to", "dropped", "lead", "lapsed", "new_30", "new_90", "new_365", "repeat",
    ]  # fmt: skip
    assert set(VERDICTS) == {f"{e}_{n}" for e in ARROWS for n in (*ARROWS, "unknown")} | {
        "unknown"
    }


def test_a_code_stands_once_in_a_catalogue():
    entry = STATES["lead"]

    with pytest.raises(ValueError, match="twice"):
        catalogue(entry, Entry("lead", entry.label, entry.meaning, entry.approach, "x"))


# --- the displayed label -----------------------------------------------------------------------


def label(**axes):
    usual = {"state": "active", "policy": "standard", "relation": "repeat"}
    return segment(pd.DataFrame([{**usual, **axes}])).iloc[0]


def test_the_first_of_the_priority_is_displayed():
    weaker = []
    for axis, code in reversed(PRIORITY):
        weaker.append({axis: code})
        for other in weaker:
            assert label(**{**other, axis: code}) == code


@pytest.mark.parametrize("relation", ["lead", "lapsed", "repeat"])
def test_without_a_stronger_label_the_relation_is_displayed(relation):
    assert label(relation=relation) == relation


# --- everything together ------------------------------------------------------------------------


def test_all_columns_stand_beside_the_profile_in_the_same_rows():
    rows = profile_of(calm("B"), lead("A"), silent("C", 200)).set_axis([7, 3, 5])

    found = judge(rows, book_with(), SALON)

    assert found.index.tolist() == [7, 3, 5]
    assert found["customer_id"].tolist() == ["B", "A", "C"]
    assert found["stage"].tolist() == ["supporter", "prospect", "regular"]
    assert {
        "state", "stage", "buying_stage", "stage_evidence", "stage_reasons", "former", "policy",
        "policy_proposed", "relation", "segment", "trust", "trust_word", "selling_streak",
        "last_talk_date", "last_contact_date_any", "last_note", "last_note_date",
        "next_question", "open_complaint", "refusal",
    } <= set(found.columns)  # fmt: skip


def test_an_empty_ledger_is_judged_as_nobody():
    book = book_with()

    found = with_value(judge(profile_of(), book, SALON), book, SALON)

    assert found.empty
    assert {"segment", "annual_profit"} <= set(found.columns)


def test_the_order_of_the_rows_decides_nothing():
    rows = profile_of(
        *(calm(f"C{n}", spend_12m=n * 100, total_need=n * 1_000) for n in range(12)), lead("L")
    )
    shuffled = rows.sample(frac=1, random_state=1)
    columns = ["state", "stage", "policy", "policy_proposed", "relation", "segment", "trust"]

    one = judge(rows, book_with(), SALON).set_index("customer_id")[columns]
    other = judge(shuffled, book_with(), SALON).set_index("customer_id")[columns]

    pd.testing.assert_frame_equal(one, other.loc[one.index])


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["lead", "once", "calm", "silent"]),
        st.integers(0, 2500),
        st.sampled_from(["", "yes", "stop"]),
        st.sampled_from(["", "closed"]),
        st.sampled_from([None, 50_000, 500_000]),
    ),
    max_size=6,
)
RECORDS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 1500),
        st.sampled_from(["lost", "quote", "inquiry", "won"]),
        st.sampled_from(["", "他社"]),
        st.sampled_from(["lost", "open", "done", "renewed", "cancelled"]),
    ),
    max_size=6,
)


def person_of(number, kind, days, permission, status, need):
    make = {
        "lead": lead,
        "once": lambda c, **k: bought_once(c, days=days, **k),
        "calm": calm,
        "silent": lambda c, **k: silent(c, days=days, **k),
    }[kind]
    return make(f"C{number}", contact_permission=permission, status=status, total_need=need)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(100))
@given(people=PEOPLE, records=RECORDS, trade=st.sampled_from([*TRADES]))
def test_the_axes_partition_any_ledger(people, records, trade):
    deals = [
        {"customer_id": f"C{who}", "start_date": ago(days), "step": step, "lost_to": rival}
        for who, days, step, rival, _status in records
    ]
    contracts = [
        {
            "customer_id": f"C{who}",
            "kind": "contract",
            "end_date": ago(days - 700),
            "partner": rival,
            "status": status,
        }
        for who, days, _step, rival, status in records
    ]
    book = book_with(deals=deals, due_dates=contracts)
    rows = profile_of(*(person_of(n, *facts) for n, facts in enumerate(people)))

    found = with_value(
        judge(rows, book, Settings(trade_code=trade), week_before=rows), book, SALON
    )

    assert len(found) == len(people)
    assert set(found["state"]) <= set(STATES)
    assert set(found["stage"]) <= set(CODES)
    assert set(found["buying_stage"]) <= set(BUYING)
    assert set(found["stage_evidence"]) <= {"inferred", "confirmed", "by_hand"}
    assert set(found["policy"]) <= set(POLICIES)
    assert set(found["policy_proposed"]) <= {"", "invest", "cut_deal"}
    assert set(found["relation"]) <= set(RELATIONS)
    assert set(found["segment"]) <= set(SEGMENTS)
    assert set(found["trust_word"]) <= set(TRUST_WORDS)
    assert found[["annual_profit", "referral_value", "trust"]].notna().all(axis=None)


def test_a_real_ledger_is_judged_from_its_purchases(tmp_path):
    today = dt.date(2026, 11, 22)
    visits = [("hana", today - dt.timedelta(days=60 * n), 8_000) for n in range(14)]
    gone = [("gen", today - dt.timedelta(days=400 + 60 * n), 8_000) for n in range(6)]
    once = [("ichi", today - dt.timedelta(days=20), 5_000)]
    people = pd.DataFrame(
        {
            "customer_id": ["hana", "gen", "ichi", "mika"],
            "name": ["花", "源", "一", "未果"],
            "referrer_id": ["", "", "hana", ""],
        }
    )
    book = book_of(purchases_of([*visits, *gone, *once]), people, tmp_path=tmp_path)
    with closing(open_engine(book)) as engine:
        now = profile(engine, book, SALON)
        before = profile(engine, book.at(book.asof - dt.timedelta(days=7)), SALON)
        spans = windows(engine, book, SALON)

    judged = judge(now, book, SALON, week_before=before)
    found = with_value(judged, book, SALON).set_index("customer_id")

    assert found["state"].to_dict() == {
        "hana": "active", "gen": "lapsed", "ichi": "active", "mika": "lead",
    }  # fmt: skip
    assert found["stage"].to_dict() == {
        "hana": "advocate", "gen": "regular", "ichi": "customer", "mika": "prospect",
    }  # fmt: skip
    assert found["former"].to_dict() == {
        "hana": False, "gen": True, "ichi": False, "mika": False,
    }  # fmt: skip
    assert found.loc["hana", "buying_stage"] == "supporter"
    assert found.loc["ichi", "relation"] == "new_30"
    assert found.loc["hana", "annual_profit"] == 7 * 8_000
    assert found.loc["hana", "referral_value"] == 2_500
    assert verdict(spans, SALON).code == "unknown"


@pytest.mark.parametrize("code", ["salon", "builder", "lease"])
def test_a_look_back_tells_the_ladder_as_much_as_the_whole_profile(code):
    seen = sample(code)
    book, limits = seen.book.at(seen.book.asof - dt.timedelta(days=7)), seen.settings
    with closing(open_engine(book)) as engine:
        whole, back = profile(engine, book, limits), looked_back(engine, book, limits)
    pd.testing.assert_frame_equal(computed(back, book, limits), computed(whole, book, limits))
    pd.testing.assert_frame_equal(back, whole[list(back.columns)])


def test_who_is_judged_without_words_stands_where_they_stand_with_them():
    seen = sample("salon")
    people, before = seen.measures.profile, seen.measures.week_before
    bare = judge(people, seen.book, seen.settings, week_before=before, told=False)
    both = judge(people, seen.book, seen.settings, week_before=before)
    pd.testing.assert_frame_equal(bare, both.drop(columns=["stage_reasons", "stage_missing"]))
