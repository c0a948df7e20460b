"""A week of calls played through in a real browser: list, outcomes of every kind, next week."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from core.locale.words import say
from core.review import review
from core.store.schema import BUSINESS
from core.tables.activities import OUTCOME_CHOICES
from core.workspace import Workspace, current
from tests.e2e.conftest import MOMENT, serving
from tests.e2e.look import SECONDS, TRIES, Timeout, go, listen, settle, visit

WORDS = {choice.code: say(choice.label) for choice in OUTCOME_CHOICES}
#: Ten kinds in this order: every outcome, and whoever is left off the list for a while.
LEFT_OFF = "left_off"
PLAYED = ("talked", "no_answer", "promised", "bought", "not_now", "declined", "complaint", "stop",
          "referral", LEFT_OFF)  # fmt: skip
FIRST = ("talked", "no_answer", "promised", "bought")
NOTES = ("talked", "promised", "declined", "complaint")


def record(page, outcome, done):
    """Record an outcome on the first card that had none yet; returns the customer's id."""
    customer_id = next(i for i in listed(page) if i not in {who for who, _outcome in done})
    card = page.locator(f".st-key-call_{customer_id}")
    if outcome in NOTES:
        type_in(page, card.get_by_label("お話ししたこと（一行）"), f"{WORDS[outcome]}の話")
    if outcome == "promised":
        card.get_by_role("spinbutton").first.focus()
        page.keyboard.type("20261201")
        page.keyboard.press("Tab")
        settle(page)
    where = card
    if outcome not in FIRST:
        where = more(page, card)
    if outcome == LEFT_OFF:
        where.get_by_role("button", name="2週間", exact=True).click()
        page.get_by_text("名簿に出さないことにしました").wait_for(timeout=SECONDS)
        settle(page)
        return customer_id
    if outcome == "not_now":
        where.get_by_label("今はいらないわけ").click()
        page.get_by_role("option").first.click()
        settle(page)
    if outcome == "referral":
        type_in(page, where.get_by_label("ご紹介いただいた方"), "新島 試")
    where.get_by_role("button", name=WORDS[outcome], exact=True).click()
    page.get_by_text(f"「{WORDS[outcome]}」と記録しました。").wait_for(timeout=SECONDS)
    settle(page)
    return customer_id


def more(page, card):
    """The further outcomes of a card; a click that went nowhere is made again."""
    body = page.get_by_test_id("stPopoverBody")
    for _try in range(TRIES):
        card.get_by_role("button", name="そのほか").click()
        try:
            body.get_by_label("ご紹介いただいた方").wait_for(timeout=SECONDS // TRIES)
        except Timeout:
            continue
        break
    else:
        raise AssertionError("the further outcomes do not open")
    settle(page)
    return body


def type_in(page, field, text):
    field.fill(text)
    field.press("Tab")
    settle(page)


def listed(page):
    """The customers of the first page of cards."""
    settle(page)
    keys = [card.get_attribute("class") for card in page.locator("[class*=st-key-call_]").all()]
    return [re.search(r"st-key-call_(\S+)", key).group(1) for key in keys]


def a_week_later(home):
    """Let the sample, which lives on its own day, wake up a week later."""
    slug = current(home)
    engine = sa.create_engine(f"sqlite:///{home / 'businesses' / slug / 'ledger.db'}")
    with engine.begin() as connection:
        connection.execute(sa.update(BUSINESS).values(today=dt.date(2026, 11, 29)))
    engine.dispose()


def test_every_kind_of_outcome_is_played():
    assert set(PLAYED) == {*WORDS, LEFT_OFF}
    assert len(PLAYED) == len(set(PLAYED)) == 10


@pytest.mark.parametrize("sample", ["salon", "lease", "builder"])
def test_a_week_is_played_through_and_the_next_one_knows_of_it(sample, sample_in, tmp_path, page):
    home = tmp_path / "home"
    sample_in(home, sample)
    with serving(home) as server:
        heard = listen(page, server.url)
        go(page, server.url, title="今週の見直し")
        visit(page, "今週かける人")
        done = []
        for outcome in PLAYED:
            done.append((record(page, outcome, done), outcome))
        assert heard.foreign == []
        assert heard.complaints == []
        page.goto("about:blank")
    assert len({customer_id for customer_id, _outcome in done}) == len(PLAYED)
    with Workspace.open(home, current(home), now=lambda: MOMENT) as workspace:
        book = workspace.book()
        said = book.table("activities")
        people = book.table("customers").set_index("customer_id")
    for customer_id, outcome in done[:-1]:
        assert outcome in set(said[said["customer_id"] == customer_id]["outcome"])
    by = {outcome: customer_id for customer_id, outcome in done}
    assert people.loc[by["stop"], "contact_permission"] == "stop"
    kept = {"promised": "promises", "not_now": "not_now", "complaint": "complaints",
            "referral": "referrals", LEFT_OFF: "overrides"}  # fmt: skip
    for outcome, table in kept.items():
        assert by[outcome] in set(book.table(table)["customer_id"])
    assert "新島 試" in set(people["name"])
    a_week_later(home)
    with serving(home) as server:
        go(page, f"{server.url}/calls", title="今週かける人")
        assert page.get_by_text("2026年11月30日(月)からの週").count() == 1
        names = listed(page)
        assert by["stop"] not in names
        assert by["promised"] in names
        assert by["complaint"] in names
    with Workspace.open(home, current(home), now=lambda: MOMENT) as workspace:
        calls = review(workspace.book(), workspace.settings()).calls
    # Who was talked to a week ago, or is left off, rests, but for what we promised.
    again = calls.rows[calls.rows["customer_id"].isin([by["talked"], by[LEFT_OFF]])]
    assert set(again["class"]) <= {"promise"}
    assert by["stop"] not in set(calls.rows["customer_id"])
