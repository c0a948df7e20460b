"""The first tour: five stops for the owner, fewer for others, gone once ended or skipped."""

from __future__ import annotations

import html

import pytest

from core.locale.words import say
from core.rules.roles import SEES, Role, curtained
from core.store import looks
from core.store.looks import TOUR, keep_tour, kept_tour
from core.workspace import Workspace, home
from pages._ui import tour
from pages._ui.registry import PAGES, allowed
from tests.core.sharing import person
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

WAYS = {"tour_next", "tour_back", "tour_skip"}
TITLES = [
    "まず、お店の表を入れます",
    "週に一度、15分の見直し",
    "だれに電話するか、どうだったか",
    "困ったとき、間違えたとき",
    "データは外へ出ません",
]


@pytest.fixture
def new_owner(ledger):
    """A copy of the sample salon, whose owner has not been shown round yet."""
    (ledger / TOUR).unlink()
    return ledger


def ways(at):
    return {button.key for button in at.button} & WAYS


def press(at, way):
    return at.button(key=f"tour_{way}").click().run()


def stop(at):
    """The title of the stop that is shown; empty without one."""
    shown = [e.value for e in at.subheader if html.unescape(e.value) in TITLES]
    return shown[0] if shown else ""


def test_the_owner_is_led_past_five_stops_and_the_tour_is_over(new_owner):
    at = open_page()
    seen = []
    for number in range(1, 6):
        assert f"はじめての案内 {number}/5" in said(at)
        seen.append(stop(at))
        press(at, "next")
    assert seen == TITLES
    assert not ways(at)
    assert kept_tour(home(), "") == tour.OVER


def test_the_last_stop_ends_and_the_first_has_nothing_before_it(new_owner):
    at = open_page()
    assert ways(at) == {"tour_next", "tour_skip"}
    for _stop in range(4):
        press(at, "next")
    assert ways(at) == {"tour_next", "tour_back"}
    assert at.button(key="tour_next").label == "案内を終える"


def test_one_click_skips_it_and_it_comes_back_neither_by_reload_nor_on_another_page(new_owner):
    at = open_page()
    press(at, "skip")
    for path in ("", "pages/intake.py", "pages/calls.py"):
        assert not ways(open_page(path)), path


def test_a_reload_goes_on_where_it_was_and_back_leads_to_the_stop_before(new_owner):
    at = press(press(open_page(), "next"), "next")
    again = open_page()
    assert stop(again) == stop(at) == TITLES[2]
    assert stop(press(again, "back")) == TITLES[1]
    assert kept_tour(home(), "") == "review"


def test_the_card_goes_along_to_the_page_of_its_stop_and_nowhere_else(new_owner):
    at = open_page("pages/intake.py")
    assert stop(at) == TITLES[0]
    assert not ways(open_page("pages/growth.py"))
    press(at, "next")
    assert at.title[0].value == "今週の見直し"
    assert stop(at) == TITLES[1]


def test_it_stands_over_no_step_of_the_review(new_owner):
    at = open_page()
    at.query_params["step"] = "data"
    assert not ways(at.run())


def test_it_is_spoken_in_english_too(new_owner):
    at = open_page(locale="en-GB")
    text = said(at)
    assert "First tour 1/5" in text
    assert "First, your sheets" in text
    assert {"Next stop", "Skip the tour"} <= set(labels(at))


def test_there_is_no_tour_before_there_is_a_business(nothing_yet):
    assert not ways(open_page())
    assert not ways(open_page("pages/intake.py"))


def test_a_business_without_any_sheet_begins_with_the_tour(nothing_yet):
    Workspace.create(nothing_yet, "試験商店", now=lambda: MOMENT).close()
    at = open_page()
    assert stop(at) == TITLES[0]
    assert "to_intake" in {button.key for button in at.button}


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER])
def test_others_are_led_past_what_they_may_open_each_for_themselves(new_owner, sharing, role):
    sharing.sign_in(role)
    at = open_page()
    assert at.title[0].value == "今週かける人"
    assert "はじめての案内 1/3" in said(at)
    assert [stop(at), stop(press(at, "next")), stop(press(at, "next"))] == TITLES[2:]
    assert not any("設定" in part.value for part in at.markdown)
    press(at, "next")
    assert not ways(open_page())
    who = person(sharing.door, role)
    assert (kept_tour(home(), who.id), kept_tour(home(), "")) == (tour.OVER, "")


def test_whoever_changes_nothing_is_told_nothing_of_writing():
    looking = " ".join(say(stop.said(SEES[Role.VIEWER]), "en") for stop in tour.STOPS)
    assert "press" not in looking
    assert "Undo" not in looking


@pytest.mark.parametrize("sees", [*SEES.values(), *map(curtained, SEES.values())])
@pytest.mark.parametrize("role", list(Role))
def test_every_stop_leads_to_a_page_that_may_be_opened(role, sees):
    pages = allowed(role, sees)
    found = tour.stops(pages)
    assert found
    assert {stop.page for stop in found} - {""} <= {page.path for page in pages}


def test_every_stop_speaks_of_a_page_that_there_is():
    assert {stop.page for stop in tour.STOPS} - {""} <= {page.path for page in PAGES}


def test_a_ledger_on_a_server_is_not_said_to_lie_on_this_computer(new_owner, shared_by_several):
    keep_tour(home(), "", "private")
    text = said(open_page())
    assert "データベースのサーバー" in text
    assert "お手元のパソコンの中だけで動き" not in text


def test_the_help_leads_to_the_first_stop_again(ledger):
    at = open_page("pages/growth.py")
    at.button(key="help").click().run()
    at.button(key="tour_again").click().run()
    assert kept_tour(home(), "") == "sheets"
    assert stop(open_page()) == TITLES[0]


def test_a_damaged_file_or_an_unknown_stop_begins_anew(new_owner):
    for text in ("{", "[1]", '{"": 7}', '{"": "gone"}'):
        (home() / TOUR).write_text(text, encoding="utf-8")
        assert stop(open_page()) == TITLES[0], text


def test_a_full_disk_stops_nobody_and_says_so(new_owner, monkeypatch):
    def full(path, text):
        raise OSError(28, "No space left on device")

    at = open_page()
    monkeypatch.setattr(looks, "write_text", full)
    press(at, "next")
    assert stop(at) == TITLES[1]
    assert at.sidebar.error
