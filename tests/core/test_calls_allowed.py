"""What may be done with a group is what the gates do with it, in words and in the list."""

from __future__ import annotations

import pytest

from core.calls.allowed import ACTIONS, allowed
from core.calls.gates import GATES
from core.calls.reasons import CLASSES
from core.locale.words import say
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.state import STATES
from tests.core.samples import sample

AXES = {"policy": POLICIES, "relation": RELATIONS, "state": STATES}


def answers(axis, code):
    return {action.action: action.answer for action in allowed(axis, code)}


def test_every_group_of_every_axis_has_an_answer_to_every_action():
    for axis, entries in AXES.items():
        for code in entries:
            assert list(answers(axis, code)) == list(ACTIONS)


@pytest.mark.parametrize(
    ("axis", "code", "closed"),
    [
        ("policy", "standard", set()),
        ("policy", "defend", set()),
        ("policy", "passive", {"sales"}),
        ("policy", "no_approach", {"due", "thanks", "sales"}),
        ("relation", "lost_to", {"due", "thanks", "sales"}),
        ("relation", "lapsed", {"thanks", "sales"}),
        ("relation", "new_30", set()),
        ("state", "dnc", set(CLASSES)),
    ],
)
def test_the_calls_that_are_closed_are_those_of_the_rule_book(axis, code, closed):
    found = answers(axis, code)

    assert {name for name in CLASSES if found[name] == "no"} == closed


def test_a_no_is_said_in_the_words_of_the_gate_that_is_shut():
    words = {action.action: action.why for action in allowed("policy", "passive")}
    gate = next(gate for gate in GATES if gate.code == "passive")

    assert say(words["sales"], "ja") == say(gate.words(None), "ja")


def test_where_selling_is_shut_nothing_is_given_away_and_where_thanks_are_nobody_is_visited():
    for axis, entries in AXES.items():
        for code in entries:
            found = answers(axis, code)
            if found["sales"] == "no":
                assert found["discount"] == "no"
            if found["thanks"] == "no":
                assert found["visit"] == "no"


def test_only_an_investment_may_cost_us_and_those_to_defend_are_visited():
    costly = [code for code in POLICIES if answers("policy", code)["discount"] != "no"]

    assert costly == ["invest"]
    assert answers("policy", "defend")["visit"] == "yes"


def test_a_gate_that_is_taken_out_changes_the_words(monkeypatch):
    open_again = tuple(gate for gate in GATES if gate.code != "passive")
    monkeypatch.setattr("core.calls.allowed.GATES", open_again)
    monkeypatch.setattr("core.calls.gates.GATES", open_again)
    allowed.cache_clear()
    try:
        assert answers("policy", "passive")["sales"] == "yes"
    finally:
        allowed.cache_clear()


@pytest.mark.parametrize("axis", list(AXES))
def test_the_list_of_a_sample_business_does_what_is_said(sample_review, axis):
    people = sample_review.customers.set_index("customer_id")
    listed = sample_review.calls.rows

    assert len(listed) > 5
    for row in listed.to_dict("records"):
        code = people.loc[row["customer_id"], axis]
        assert answers(axis, code)[row["class"]] == "yes"


@pytest.fixture(scope="module")
def sample_review():
    return sample("salon")
