"""Life events and what follows from them: the dates of every chain, and what is said of them."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from core.foresight.chains import CHAINS, EVENTS, OF_TRADE, ahead, chains_of, said, to_talk_about
from core.locale.words import LANGUAGES, say
from core.settings import TRADES, Settings
from core.tables import TABLES

D = dt.date


def events_of(*rows):
    """(day, kind, person, note) of customer 1."""
    frame = pd.DataFrame(list(rows), columns=["date", "kind", "person", "note"])
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    return TABLES["events"].shape(frame.assign(customer_id="1"))


def found(*rows, today, trade="salon", **limits):
    settings = Settings(trade_code=trade).changed({f"chains.{k}": v for k, v in limits.items()})
    return ahead(events_of(*rows), "1", today, settings)


def dates(*rows, **how):
    """{step in English: day}"""
    return {say(due.what, "en"): due.day for due in found(*rows, ahead_days=36_500, **how)}


def test_a_child_is_followed_from_birth_to_coming_of_age_by_the_school_year():
    born = ("2020-04-01", "birth", "長女", "")  # goes to school with those of the year before
    later = ("2020-04-02", "birth", "長女", "")
    today = D(2020, 4, 10)

    early, late = dates(born, today=today), dates(later, today=today)

    assert early == {
        "The hundredth day": D(2020, 7, 10),
        "Shichi-go-san at three": D(2023, 11, 15),
        "Shichi-go-san at five": D(2025, 11, 15),
        "Starting school": D(2026, 4, 1),
        "Shichi-go-san at seven": D(2027, 11, 15),
        "Coming-of-age ceremony": D(2040, 1, 8),
    }
    assert (late["Starting school"], late["Coming-of-age ceremony"]) == (
        D(2027, 4, 1),
        D(2041, 1, 8),
    )


def test_a_car_is_followed_from_delivery_to_the_next_one():
    assert dates(
        ("2026-01-31", "vehicle_delivery", "", ""), ("2009-03-05", "birth", "長男", ""),
        today=D(2026, 2, 1), trade="car",
    ) == {
        "Check after one month": D(2026, 2, 28),
        "Check after six months": D(2026, 7, 31),
        "Check after twelve months": D(2027, 1, 31),
        "Somebody of the family turns 18: driving licence": D(2027, 3, 5),
        "First vehicle inspection": D(2029, 1, 31),
        "Changing to another car": D(2033, 1, 31),
    }  # fmt: skip


def test_a_house_is_followed_for_fifteen_years():
    house = dates(("2026-01-10", "handover", "", ""), today=D(2026, 1, 11), trade="builder")

    assert list(house.values()) == [
        D(2026, 4, 10), D(2026, 7, 10), D(2027, 1, 10), D(2028, 1, 10), D(2031, 1, 10),
        D(2036, 1, 10), D(2041, 1, 10),
    ]  # fmt: skip


def test_a_step_is_shown_from_a_year_before_to_two_months_after():
    born = ("2023-11-15", "birth", "", "")

    assert [say(d.what, "en") for d in found(born, today=D(2026, 1, 14))] == [
        "Shichi-go-san at three"
    ]
    assert found(born, today=D(2025, 11, 14)) == []
    assert len(found(born, today=D(2027, 1, 14))) == 1
    assert found(born, today=D(2027, 1, 15)) == []


def test_an_event_that_is_to_come_is_a_day_itself_and_one_that_came_settles_its_step():
    wedding = ("2026-06-14", "wedding", "", "")

    before = [say(d.what, "en") for d in found(wedding, today=D(2026, 2, 1))]
    after = dates(wedding, ("2026-12-01", "new_home", "", ""), today=D(2026, 12, 2), late_days=365)

    assert before[0] == "Wedding"
    assert before == ["Wedding", "Honeymoon"]  # the home is more than a year away
    assert list(after) == ["Honeymoon", "First wedding anniversary"]


def test_the_school_entry_of_another_child_settles_nothing():
    first, second = ("2019-05-01", "birth", "長女", ""), ("2020-05-01", "birth", "次女", "")
    began = ("2026-04-06", "school_entry", "長女", "")

    steps = dates(first, second, began, today=D(2026, 4, 7))

    assert steps["Starting school"] == D(2027, 4, 1)


def test_a_word_is_due_its_lead_before_and_that_is_said():
    today = D(2026, 9, 16)
    (due,) = found(("2023-10-01", "birth", "長女", ""), today=today)

    assert (due.day, due.begin) == (D(2026, 11, 15), D(2026, 9, 16))
    assert "お声がけの時期です" in say(said(due, today), "ja")
    assert "長女さんの" in say(said(due, today), "ja")
    assert "a word from" in say(said(due, today - dt.timedelta(days=1)), "en")
    assert "already past" in say(said(due, D(2026, 11, 16)), "en")


def test_what_happened_lately_is_something_to_talk_about():
    events = events_of(
        ("2026-10-01", "new_home", "", "駅の近く"),
        ("2026-11-01", "birth", "長男", ""),
        ("2026-12-01", "wedding", "", "まだ先"),
        ("2026-01-01", "relocation", "", "前の年"),
    )

    lines = to_talk_about(events, "1", D(2026, 11, 22), Settings())

    assert len(lines) == 2
    assert "長男" in say(lines[0], "ja")
    assert "「駅の近く」" in say(lines[1], "ja")
    assert to_talk_about(events, "2", D(2026, 11, 22), Settings()) == []


def test_the_trade_chooses_the_chains_and_the_owner_may():
    assert [chain.code for chain in chains_of(Settings(trade_code="car"))] == ["car"]
    assert [chain.code for chain in chains_of(Settings(trade_code="lease"))] == ["company"]
    assert [chain.code for chain in chains_of(Settings(trade_code="salon"))] == ["family"]
    both = Settings(trade_code="car").changed({"chains.shown": ("house", "insurance")})
    assert [chain.code for chain in chains_of(both)] == ["house", "insurance"]
    assert set(OF_TRADE) <= set(TRADES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_the_six_chains_stands_on_an_event_and_a_setting_and_has_words(language):
    limits = {field.name for field in dataclasses.fields(Settings().chains)}

    assert len(CHAINS) == 6
    for chain in CHAINS.values():
        assert say(chain.label, language)
        for step in chain.steps:
            assert step.event in EVENTS
            assert not step.settled or step.settled in EVENTS
            assert step.lead in limits
            assert say(step.what, language)
            assert step.when(D(2024, 2, 29)) > D(2024, 2, 29)


def test_nobody_is_reminded_of_a_marriage_or_child_that_is_not_on_record():
    words = {say(s.what, "en").lower() for c in CHAINS.values() for s in c.steps}

    assert not {word for word in words if "birth" in word or "baby" in word or "marry" in word}
    assert not {s.settled for c in CHAINS.values() for s in c.steps} & {"birth"}
