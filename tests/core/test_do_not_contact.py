"""Who asked not to be contacted, closed down or died: in nothing that serves contact, for good."""

from __future__ import annotations

import random
import time

import pandas as pd
import pytest

from core.calls import call_list, card
from core.review import review
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, row_id, sheet
from tests.drills.share import count, report

PEOPLE = count(10_000)
FLAGS = (
    {"contact_permission": "stop"},
    {"status": "closed"},
    {"status": "deceased"},
    {"contact_permission": "stop", "contact_preference": "phone"},
)


def phone(number):
    return f"090-0{number // 10_000:03}-{number % 10_000:04}"


def served(shop):
    """Everybody who stands in anything that serves contact: list, cards, reasons, openers."""
    book, settings = shop.book(TODAY), shop.settings()
    judged = review(book, settings).customers
    calls = call_list(judged, book, settings, capacity=2 * PEOPLE).rows
    assert list(calls["customer_id"]) == [made.customer_id for made in calls["card"]]
    found = {book.aliases.get(i, i) for i in calls["customer_id"]}
    dialled = {
        i for i, row in zip(judged["customer_id"], judged.to_dict("records"), strict=True)
        if (made := card(row, book, settings)).phone or made.opener
    }  # fmt: skip
    return found, dialled


@pytest.mark.drill
def test_nobody_who_is_stopped_appears_however_the_flag_came(tmp_path):
    begin, chance = time.monotonic(), random.Random(20261122)
    flags = {n: chance.choice(FLAGS) for n in range(1, PEOPLE + 1) if chance.random() < 0.5}
    people = [customer(n, phone=phone(n)) for n in range(1, PEOPLE + 1)]
    owed = [
        {
            "made_date": pd.Timestamp(TODAY),
            "customer_id": f"C{n}",
            "content": "見本を送る",
            "due_date": pd.Timestamp(TODAY),
            "by_whom": "us",
        }
        for n in range(1, PEOPLE + 1)
    ]
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([c | flags.get(n, {}) for n, c in enumerate(people, 1)], promises=owed))
        joined = _flag_others(shop, flags, chance)
        stopped = {f"C{n}" for n in flags} | joined
        assert wrongly_served(shop, stopped) == (set(), set())
        # The next export says yes, or nothing; and something else is taken back.
        bring(shop, sheet([c | {"contact_permission": "yes"} for c in people]), "yes.csv")
        assert wrongly_served(shop, stopped) == (set(), set())
        bring(shop, sheet([c | {"contact_permission": ""} for c in people]), "blank.csv")
        shop.undo(shop.change_settings({"calls.per_day": 3}))
        assert wrongly_served(shop, stopped) == (set(), set())
    report("random flags of no contact", PEOPLE, "0 appearances", time.monotonic() - begin)


def _flag_others(shop, flags, chance):
    """Flags on another number that is joined with somebody: they hold for both."""
    free = [n for n in range(1, PEOPLE + 1) if n not in flags]
    chosen = chance.sample(free, max(4, PEOPLE // 500))
    others = [customer(n + 20_000, **chance.choice(FLAGS)) for n in chosen]
    bring(shop, sheet(others), "other.csv")
    for n in chosen:
        shop.same_person(f"C{n}", f"C{n + 20_000}", same=True)
    return {f"C{n}" for n in chosen}


def wrongly_served(shop, stopped):
    """Who stands on the list and should not, or the other way round; whose card could be rung."""
    found, dialled = served(shop)
    wanted = {f"C{n}" for n in range(1, PEOPLE + 1)} - stopped
    return found ^ wanted, dialled & stopped


def test_a_stop_is_kept_with_its_day_and_words_and_said_on_the_card(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1, phone=phone(1))]))
        shop.log_outcome("C1", "stop", day=TODAY, note="もう電話しないで")
        book, settings = shop.book(TODAY), shop.settings()
        row = review(book, settings).customers.to_dict("records")[0]

        made = card(row, book, settings)

        assert (made.phone, made.opener, made.why) == ("", (), ())
        assert made.stopped is not None
        assert made.stopped.facts == {"day": TODAY, "note": "もう電話しないで"}
        shop.undo(shop.last_actions(1)[0].id)
        row = review(shop.book(TODAY), settings).customers.to_dict("records")[0]
        assert card(row, shop.book(TODAY), settings).stopped is None


def test_a_stop_without_words_or_by_a_sheet_is_said_too(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1, contact_permission="stop"), customer(2, phone=phone(2))]))
        shop.correct("customers", row_id(shop, "C2"), {"status": "deceased"})
        book, settings = shop.book(TODAY), shop.settings()
        rows = review(book, settings).customers.to_dict("records")

        said = [card(row, book, settings).stopped.message for row in rows]

        assert said == ["Asked to stop; the day is not on record.", "Deceased."]
