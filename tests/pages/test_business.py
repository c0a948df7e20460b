"""What is made once for a state of the data: by its name and by the place that makes it."""

from __future__ import annotations

from functools import partial

from pages._ui import business, effects, people
from pages._ui.business import _where


def one():
    return lambda: "one"


def other():
    return lambda: "other"


def test_two_places_that_use_one_name_do_not_get_each_others(shop, monkeypatch):
    here = business.here()
    made = []

    def count(word):
        made.append(word)
        return word

    def first(word):
        return here.made("silent", lambda: count(word))

    def second(word):
        return here.made("silent", lambda: count(word))

    assert (first("a"), second("b"), first("c"), second("d")) == ("a", "b", "a", "b")
    assert made == ["a", "b"]


def test_a_function_is_known_by_its_module_and_name():
    assert _where(one()) == "tests.pages.test_business.one.<locals>.<lambda>"
    assert _where(one()) != _where(other())
    assert _where(partial(one, 1)) == _where(one) == "tests.pages.test_business.one"


def talked(here):
    """The business after a talk was written down, before anybody is judged again."""
    row = here.review().customers.iloc[0]
    here.workspace.log_outcome(row["customer_id"], "talked", day=here.today, note="x")
    return business.here()


def test_what_hangs_on_the_review_alone_is_made_again_with_the_next_one(counted_later, shop):
    made = []

    def count():
        made.append(True)

    def draw(here):
        here.judged("silent", count)
        here.made("silent", count)

    here = business.here()
    draw(here)
    draw(later := talked(here))

    assert later.book.digest != here.book.digest
    assert later.review().book.digest == here.review().book.digest
    assert len(made) == 3  # the page's own of the moment after it once more


def test_what_came_of_calls_is_not_counted_again_before_everybody_is_judged_anew(
    counted_later, shop, monkeypatch
):
    counted = []
    original = effects.effects
    monkeypatch.setattr(effects, "effects", lambda *args: counted.append(True) or original(*args))
    here = business.here()
    effects.effects_of(here)
    effects.effects_of(talked(here))
    assert counted == [True]


def test_whom_a_search_looks_through_is_found_again_only_with_other_customers(shop, monkeypatch):
    indexed = []
    original = people.search_index
    monkeypatch.setattr(
        people, "search_index", lambda rows: indexed.append(True) or original(rows)
    )
    here = business.here()
    before = people.everybody(here)
    same = people.everybody(talked(here))
    here.workspace.add("customers", {"customer_id": "C-new", "name": "見本"})
    anew = people.everybody(business.here())

    assert same is before
    assert people.find(business.here(), "C-new", 1) == ["C-new"]
    assert anew is not same
    assert indexed == [True, True]
