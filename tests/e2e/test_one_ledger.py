"""Two computers at one ledger in PostgreSQL, by clicks: nothing is lost, each sees the other."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from core.store.looks import keep_tour
from core.workspace import JST, Workspace, current, join_shared, set_current
from pages._ui import tour
from tests.core.keeping import bring, clock, customer, line, sheet
from tests.core.server import MISSING
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, go, settle
from tests.e2e.test_week import WORDS, listed, type_in

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING}")
#: Long past on any day on which this runs, so that the promises stand on the list.
DUE = dt.date(2026, 11, 20)
CALLS = "今週かける人"
PEOPLE = 8


@pytest.fixture
def homes(server, tmp_path):
    """The data folders of two computers with one business on a server."""
    address = server.database()
    here, there = tmp_path / "here" / "home", tmp_path / "there" / "home"
    here.mkdir(parents=True)
    there.mkdir(parents=True)
    owed = [
        {"made_date": pd.Timestamp(DUE), "due_date": pd.Timestamp(DUE), "by_whom": "us",
         "customer_id": f"C{n}", "content": f"見本{n}を送る"}
        for n in range(1, PEOPLE + 1)
    ]  # fmt: skip
    people = [customer(n, phone=f"090-0111-00{n:02}") for n in range(1, PEOPLE + 1)]
    bought = [line("2026-11-15", n) for n in range(1, PEOPLE + 1)]
    with Workspace.create(here, "試験商店", now=clock(), url=address) as made:
        bring(made, sheet(people, bought, promises=owed))
        set_current(here, made.business.slug)
    set_current(there, join_shared(there, address)[0])
    for home in (here, there):
        keep_tour(home, "", tour.OVER)
    return here, there


@dataclasses.dataclass
class Desk:
    """One person at one computer."""

    page: object

    def write(self, customer_id, note):
        """Fill in what was said; the click comes later."""
        self.card = self.page.locator(f".st-key-call_{customer_id}")
        type_in(self.page, self.card.get_by_label("お話ししたこと（一行）"), note)

    def click(self):
        self.card.get_by_role("button", name=WORDS["talked"], exact=True).click()

    def recorded(self):
        said = self.page.get_by_text(f"「{WORDS['talked']}」と記録しました。")
        said.wait_for(timeout=SECONDS)
        settle(self.page)


def test_what_one_computer_records_the_other_sees_and_both_can_write_at_once(homes, browser):
    with serving(homes[0]) as one, serving(homes[1]) as other:
        desks = []
        for server in (one, other):
            page = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo").new_page()
            go(page, f"{server.url}/calls", title=CALLS)
            desks.append(Desk(page))
        here, there = desks
        assert {"C1", "C2", "C3"} <= set(listed(here.page)) == set(listed(there.page))

        here.write("C1", "こちらの話")
        here.click()
        here.recorded()
        assert "C1" not in listed(here.page)
        there.write("C2", "むこうの話")  # its next step on the page brings what was written
        assert "C1" not in listed(there.page)

        here.write("C3", "同時の話")
        there.click()
        here.click()
        for desk in desks:
            desk.recorded()
            desk.page.reload()
            settle(desk.page)
            assert not {"C1", "C2", "C3"} & set(listed(desk.page))
            desk.page.context.close()
    moment = dt.datetime(2026, 11, 30, 9, tzinfo=JST)
    for home in homes:
        with Workspace.open(home, current(home), now=lambda: moment) as ledger:
            said = ledger.book().table("activities").set_index("customer_id")["note"]
            assert dict(said) == {"C1": "こちらの話", "C2": "むこうの話", "C3": "同時の話"}
            assert ledger.verify_history() is None
