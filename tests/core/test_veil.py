"""Others than the owner are shown the same business without what they may not see."""

from __future__ import annotations

import pandas as pd
import pytest

from core.locale.words import Money, Words
from core.rules.roles import SEES, Role
from core.tables import TABLES
from core.veil import masked, veiled_book, veiled_review
from tests.core.samples import sample


@pytest.fixture(scope="module")
def known():
    return sample("salon")


@pytest.fixture(scope="module")
def staff(known):
    return veiled_review(known, SEES[Role.STAFF])


def test_the_owner_sees_it_as_it_is(known):
    seen = veiled_review(known, SEES[Role.OWNER])
    assert all(seen.book.tables[n].equals(known.book.tables[n]) for n in known.book.tables)
    assert seen.calls.rows.equals(known.calls.rows)
    assert seen.book.has_amounts


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER])
def test_no_private_note_and_no_amount_stands_in_what_others_see(known, role):
    book = veiled_book(known.book, SEES[role])
    people = book.table("customers")
    assert set(people["memo"].dropna()) <= {""}
    assert set(people["extra"].dropna()) <= {"{}"}
    assert known.book.table("customers")["memo"].ne("").any()
    assert not book.has_amounts
    for name, frame in book.tables.items():
        for column in TABLES[name].columns:
            if column.kind == "money" and column.name in frame:
                assert frame[column.name].isna().all(), (name, column.name)
    assert not len(book.table("costs"))
    assert len(people) == len(known.book.table("customers"))


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER])
def test_phones_are_stars_and_addresses_are_gone(known, role):
    seen = veiled_review(known, SEES[role])
    for people in (seen.book.table("customers"), seen.customers):
        phones = people["phone"].dropna()
        assert phones.str.contains("*", regex=False).any()
        assert not phones.str.contains(r"[0-9]").any()
        assert set(people["address"].dropna()) <= {""}
        assert set(people["email"].dropna()) <= {""}


def test_the_staff_have_the_numbers_of_who_is_to_be_called_and_a_viewer_has_none(known, staff):
    assert list(staff.calls.rows["phone"]) == list(known.calls.rows["phone"])
    seen = veiled_review(known, SEES[Role.VIEWER]).calls.rows
    assert not any(set("0123456789") & set(phone) for phone in seen["phone"])
    assert [card.phone for card in seen["card"]] == list(seen["phone"])


def test_no_sentence_of_a_call_holds_an_amount(known, staff):
    def amounts(words):
        return any(
            isinstance(fact, Money) or (isinstance(fact, Words) and amounts(fact))
            for fact in words.facts.values()
        )

    def said(rows):
        cards = list(rows["card"])
        return [w for why in rows["why"] for w in why] + [w for card in cards for w in card.why]

    assert any(map(amounts, said(known.calls.rows)))
    assert not any(map(amounts, said(staff.calls.rows)))
    assert all(card.expected is None for card in staff.calls.rows["card"])


def test_who_is_called_and_who_stands_where_does_not_hang_on_who_looks(known, staff):
    columns = ["rank", "customer_id", "class", "minutes"]
    pd.testing.assert_frame_equal(staff.calls.rows[columns], known.calls.rows[columns])
    assert list(staff.customers["stage"]) == list(known.customers["stage"])


def test_each_role_has_a_digest_of_its_own_so_that_nothing_made_for_one_is_shown_to_another(known):
    marks = {veiled_book(known.book, SEES[role]).digest for role in Role}
    assert len(marks | {known.book.digest}) == 4


def test_a_phone_number_keeps_its_length_alone():
    assert masked("090-0123-4567") == "***-****-****"
    assert masked("") == ""
