"""A part of the business: chosen once, it holds on every page and after a restart (絞り込み)."""

from __future__ import annotations

from contextlib import closing

import pytest

from core.engine import open_engine
from core.metrics.growth import months
from core.scope import Period, Scope
from core.workspace import Workspace, current, home, keep_look, kept_look
from pages._ui.filters import choices
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said, unfold

PAGE = "pages/growth.py"


@pytest.fixture
def book(ledger):
    with Workspace.open(home(), current(home()), now=lambda: MOMENT) as workspace:
        return workspace.book()


def chosen(at, part):
    return next(m for m in at.multiselect if m.key.endswith(f"_{part}"))


def newest_month(at):
    """The newest row of the months' table."""
    at.segmented_control(key="growth_view").set_value("months").run()
    tables = [table.value for table in at.table]
    table = next(t for t in tables if {"月", "既存のお客様", "新しいお客様"} <= set(t.columns))
    return table.iloc[0]


def customers_of_november(at):
    return newest_month(at)[["既存のお客様", "新しいお客様"]].tolist()


def expected(book, scope):
    with closing(open_engine(book.within(scope))) as engine:
        last = months(engine, book).iloc[-1]
    return [f"{last['existing_customers']:,}", f"{last['new_customers']:,}"]


def test_what_can_be_chosen_is_what_stands_on_the_lines(book):
    at = unfold(open_page(PAGE), "filters")
    with closing(open_engine(book)) as engine:
        found = choices(engine, book)
    staff = [name or "書かれていない" for name in found[found["kind"] == "staff"]["name"]]
    assert list(chosen(at, "staff").options) == staff
    assert "紹介" in list(chosen(at, "ways").options)


def test_a_choice_counts_that_part_only_and_says_so(book):
    at = unfold(open_page(PAGE), "filters")
    name = chosen(at, "staff").options[0]
    whole = customers_of_november(at)
    chosen(at, "staff").set_value([name]).run()
    assert customers_of_november(at) == expected(book, Scope(staff=(name,))) != whole
    assert "この中での初めてのお買い上げを新規" in said(at)
    assert any(name in e.label for e in at.expander)


def test_a_choice_is_kept_for_the_next_session_and_can_be_let_go(book):
    at = unfold(open_page(PAGE), "filters")
    name = chosen(at, "staff").options[0]
    chosen(at, "staff").set_value([name]).run()
    again = unfold(open_page(PAGE), "filters")
    assert chosen(again, "staff").value == [name]
    again.button(key="filters_off").click().run()
    assert kept_look(home(), current(home())) == (Scope(), Period())
    assert chosen(unfold(open_page(PAGE), "filters"), "staff").value == []


def test_months_after_the_last_one_looked_at_are_not_counted(book):
    keep_look(home(), current(home()), Scope(), Period(last="2026-06"))
    at = open_page(PAGE)
    assert "2026年6月30日(火)の時点" in said(at)
    assert newest_month(at)["月"] == "2026年6月"


def test_a_damaged_file_of_looks_is_as_good_as_none(ledger):
    (home() / "looks.json").write_text('{"x": 3, "y": {"scope": {"stores": 4}}}', encoding="utf-8")
    assert kept_look(home(), "x") == kept_look(home(), "y") == (Scope(), Period())
    (home() / "looks.json").write_text("{", encoding="utf-8")
    assert kept_look(home(), "x") == (Scope(), Period())
    keep_look(home(), "x", Scope(ways=("",)), Period("2026-01", ""))
    assert kept_look(home(), "x") == (Scope(ways=("",)), Period("2026-01", ""))
