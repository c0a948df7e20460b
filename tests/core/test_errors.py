"""Errors and problems say themselves in the owner's language."""

from __future__ import annotations

import pytest

from core import errors
from core.errors import DaifukuchoError, EmptyFile, InputError, Problem
from core.locale.words import Words


def every_error():
    return [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, DaifukuchoError)
    ]


def test_an_error_says_its_sentence_with_its_facts():
    error = EmptyFile(Words("The file {file} holds nothing at all.", "", {"file": "名簿.csv"}))

    assert error.say("en") == "The file 名簿.csv holds nothing at all."


def test_every_refusal_of_a_sheet_is_an_input_error():
    names = {kind.__name__ for kind in every_error() if issubclass(kind, InputError)}

    assert names >= {"EmptyFile", "UnknownType", "PasswordNeeded", "UnsafeFile", "NoHeader"}


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_is_drawn_in_the_tree_of_the_module(kind):
    assert kind.__name__ in errors.__doc__


def test_a_problem_is_a_value_that_knows_its_place_and_cannot_change():
    problem = Problem("unreadable_date", Words("x"), file="a.csv", row=3, column="日付", value="?")

    assert (problem.row, problem.column, problem.kept) == (3, "日付", False)
    with pytest.raises(AttributeError):
        problem.row = 4
