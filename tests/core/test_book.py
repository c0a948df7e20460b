"""The Book is frozen and its mark changes with its dates."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.book import Book

DAY = dt.date(2026, 11, 15)


def a_book(**changes):
    return Book(
        **{"tables": {}, "purchases": (), "asof": DAY, "today": DAY, "digest": "a", **changes}
    )


def test_a_table_of_which_nothing_is_known_is_empty_but_has_its_columns():
    frame = a_book().table("promises")

    assert len(frame) == 0
    assert "due_date" in frame.columns


def test_a_known_table_is_given_as_it_is():
    frame = pd.DataFrame({"customer_id": ["a"]})

    assert a_book(tables={"promises": frame}).table("promises") is frame


def test_a_table_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        a_book().table("dragons")


def test_seen_from_another_day_the_mark_is_another_one():
    book = a_book()
    week_before = book.at(DAY - dt.timedelta(days=7))

    assert week_before.asof == dt.date(2026, 11, 8)
    assert week_before.today == DAY
    assert week_before.digest not in ("", book.digest)


def test_seen_from_the_same_day_the_mark_is_the_same_each_time():
    assert a_book().at(DAY).digest == a_book().at(DAY).digest


def test_buyers_are_everybody_with_a_line_each_once(tmp_path):
    paths = []
    for number, ids in enumerate((["b", "a"], ["a", "c"])):
        paths.append(tmp_path / f"{number}.parquet")
        pd.DataFrame({"customer_id": ids, "amount": 1}).to_parquet(paths[-1])

    assert list(a_book(purchases=tuple(paths)).buyers()) == ["a", "b", "c"]
    assert list(a_book().buyers()) == []
