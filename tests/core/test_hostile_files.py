"""Hostile text in the files that leave: nothing of it runs, fetches or leads elsewhere."""

from __future__ import annotations

import io

import pytest

from core.calls import call_list
from core.export import call_sheet as sheets
from core.export import icalendar, paper, report_book, report_html
from core.export.addresses import address_csv, addressees
from core.export.report import report
from core.export.report_facts import facts
from core.review import review
from core.rules.roles import Role
from core.settings import Settings
from core.workspace import Workspace
from tests.core.call_cases import book, judged
from tests.core.hostile import EVIL, FAMILIES, fill, live, who
from tests.core.keeping import START, TODAY, clock

#: A name with a tag, a line of its own and a formula.
NAME = f"{FAMILIES[0]}\nURL:http://{EVIL}"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with Workspace.create(tmp_path_factory.mktemp("hostile"), NAME, now=clock()) as shop:
        fill(shop, TODAY)
        yield shop


@pytest.fixture(scope="module")
def found(shop):
    return review(shop.book(TODAY), shop.settings())


@pytest.fixture(scope="module")
def calls():
    people = judged(*[
        {"customer_id": who(n), "name": f"{FAMILIES[n % 3]}\nURL:http://{EVIL}",
         "state": "at_risk", "days_since_last_purchase": 90, "p_return": 0.5,
         "kana": FAMILIES[(n + 1) % 3]}
        for n in range(6)
    ])  # fmt: skip
    made = call_list(people, book(), Settings())
    assert len(made.rows) == 6
    return made


def written(write) -> bytes:
    target = io.BytesIO()
    write(target)
    return target.getvalue()


MAKERS = {
    "paper.html": lambda shop, found, calls: paper.call_paper(
        calls, NAME, "ja", by_person=True
    ).encode(),
    "calls.xlsx": lambda shop, found, calls: written(
        lambda out: sheets.call_sheet(calls, out, "ja", by_person=True)
    ),
    "calls.ics": lambda shop, found, calls: icalendar.week_calendar(
        calls, found.settings.calls, shop=NAME, language="ja", now=START
    ),
    "addresses.csv": lambda shop, found, calls: written(
        lambda out: address_csv(addressees(found.customers), out, "ja")
    ),
    "ledger.xlsx": lambda shop, found, calls: written(lambda out: shop.write_workbook(out, "ja")),
    "person.zip": lambda shop, found, calls: written(
        lambda out: shop.write_person(who(1), found, out, "ja")
    ),
    "report.html": lambda shop, found, calls: report_html.report_html(
        report(facts(found, NAME), Role.OWNER, "ja"), "ja"
    ).encode(),
    "report.xlsx": lambda shop, found, calls: written(
        lambda out: report_book.report_book(
            report(facts(found, NAME), Role.OWNER, "ja"), out, "ja"
        )
    ),
}


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_comes_alive_in_a_file(shop, found, calls, name):
    data = MAKERS[name](shop, found, calls)
    assert len(data) > 100
    assert live(name, data) == []


def _as_it_is(text, **_how):
    return text


PLANTED = {
    "paper.html": (paper.html, "escape", _as_it_is),
    "report.html": (report_html, "escape", _as_it_is),
    "calls.xlsx": (sheets, "neutral", _as_it_is),
    "calls.ics": (icalendar, "_escaped", lambda text: f"{text}\r\nURL:http://{EVIL}"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_planted_is_noticed(shop, found, calls, monkeypatch, name):
    monkeypatch.setattr(*PLANTED[name])
    assert live(name, MAKERS[name](shop, found, calls)) != []
