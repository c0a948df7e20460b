"""Lifecycle tags: only what was told makes one, and its day decides."""

from __future__ import annotations

import pytest

from core.rules.lifecycle import LIFECYCLE, lifecycle
from core.settings import Settings
from tests.core.profiles import TODAY, ago, book_with, calm, day, profile_of

SALON = Settings(trade_code="salon")


def tags_of(row=None, **tables):
    found = lifecycle(profile_of(row or calm()), book_with(**tables), SALON)
    assert set(found["customer_id"]) <= {"A"}
    return list(found["tag"])


def event(kind, on, **changed):
    return {"date": on, "customer_id": "A", "kind": kind, **changed}


def held(kind, start, **changed):
    row = {"customer_id": "A", "kind": kind, "start_date": start, "end_date": day("2031-01-01")}
    return {**row, **changed}


def test_nothing_told_makes_no_tag():
    assert tags_of() == []
    assert tags_of(calm(birthday="05-20")) == []


@pytest.mark.parametrize(
    ("birthday", "tag"),
    [
        ("1986-11-22", "life_age_40"),
        ("1986-11-23", "life_age_30"),  # 40 tomorrow
        ("1946-01-01", "life_age_70"),
        ("1926-01-01", "life_age_70"),
        ("2020-01-01", "life_age_0"),
    ],
)
def test_the_band_of_age_comes_from_the_year_of_birth(birthday, tag):
    assert day("2026-11-22") == TODAY
    assert tags_of(calm(birthday=birthday)) == [tag]


@pytest.mark.parametrize(("days", "near"), [(365, 1), (366, 0), (-365, 1), (-366, 0)])
def test_a_family_event_is_near_for_a_year_before_and_after(days, near):
    assert tags_of(events=[event("wedding", ago(days))]) == ["life_family_event"] * near


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2022-05-01", ["life_preschool"]),
        ("2020-11-22", ["life_schoolchild"]),  # six today
        ("2008-11-22", []),  # eighteen today
        ("2026-10-01", ["life_family_event", "life_preschool"]),
    ],
)
def test_children_are_as_old_as_their_birth_says(born, expected):
    assert tags_of(events=[event("birth", day(born))]) == expected


@pytest.mark.parametrize(
    ("founded", "expected"),
    [
        ("2024-01", ["life_young_company"]),
        ("2023-11", []),  # three years this month
        ("2017-06", ["life_founding_year"]),  # ten years next June
        ("2016-11", []),  # ten years this month: the next is far
        ("1997-11", ["life_founding_year"]),
        ("1997-12", []),  # in thirteen months
    ],
)
def test_a_company_is_young_or_has_a_round_year_ahead(founded, expected):
    assert tags_of(calm(founded_month=founded)) == expected


@pytest.mark.parametrize(("month", "soon"), [(11, True), (1, True), (2, False), (10, False)])
def test_the_books_close_within_three_months(month, soon):
    assert tags_of(calm(fiscal_month=month)) == ["life_fiscal"] * soon


def test_a_move_changes_a_company():
    assert tags_of(events=[event("relocation", ago(30))]) == ["life_company_event"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (held("lease", day("2022-11-22")), ["life_equipment"]),
        (held("lease", day("2022-11-23")), []),
        (held("lease", day("2020-01-01"), partner="他社"), []),
        (held("lease", day("2020-01-01"), status="cancelled"), []),
        (held("warranty", day("2016-01-01")), ["life_house"]),
        (held("warranty", day("2018-01-01")), []),
    ],
)
def test_machines_and_houses_grow_old_by_what_is_held_with_us(row, expected):
    assert tags_of(due_dates=[row]) == expected


def test_a_car_grows_old_from_its_delivery():
    assert tags_of(events=[event("vehicle_delivery", day("2019-01-01"))]) == ["life_vehicle"]


def test_a_customer_may_have_several_tags_each_once():
    found = tags_of(
        calm(birthday="1980-01-01", fiscal_month=12),
        events=[event("birth", day("2018-01-01")), event("birth", day("2016-01-01"))],
    )

    assert found == ["life_age_40", "life_schoolchild", "life_fiscal"]
    assert set(found) <= set(LIFECYCLE)


def test_the_thresholds_are_settings():
    settings = SALON.changed({"lifecycle.fiscal_months": 1})
    found = lifecycle(profile_of(calm(fiscal_month=12)), book_with(), settings)

    assert found.empty
