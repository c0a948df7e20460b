"""What is made once for a state of the data: by its name and by the place that makes it."""

from __future__ import annotations

from functools import partial

from pages._ui import business
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
