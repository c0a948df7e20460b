"""The weekly review played through with the keyboard alone, in two successive weeks."""

from __future__ import annotations

import datetime as dt

import pytest

from core.locale.words import say
from core.tables.decisions import QUESTION_CHOICES
from core.weekly.catalogue import QUESTIONS
from core.workspace import Workspace, current
from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, barriers, go, listen, settle, tab_to
from tests.e2e.test_week import MOMENT, a_week_later

ASKED = {choice.code: say(choice.label) for choice in QUESTION_CHOICES}
CODES = tuple(kind.code for kind in QUESTIONS)
WEEK, NEXT_WEEK = dt.date(2026, 11, 23), dt.date(2026, 11, 30)
TITLE = "今週の見直し"
ON, OWN = "決めて次へ", "または自分の言葉で（書けば、こちらに決まります）"
#: Decided in words of one's own in the first week; before the second of them the page is reloaded.
TYPED = {"existing": "週に三人、こちらから電話する", "referrals": "紹介のお礼を月曜に書く"}
SENTENCE = {WEEK: "休んでいる方に、先にお電話する", NEXT_WEEK: "約束を一つも遅らせない"}
DECIDED = "[class*=st-key-decided_]"
AT_TOP = "() => document.querySelector('[data-testid=stMain]').scrollTop === 0"


def kept(home):
    """The rows of the weekly decisions, and the weeks whose call list was accepted."""
    with Workspace.open(home, current(home), now=lambda: MOMENT) as workspace:
        rows = workspace.book().table("decisions")
        accepted = [w for w in (WEEK, NEXT_WEEK) if workspace.calls_kept(w) is not None]
    return rows, accepted


def still_open(rows):
    return int((rows["outcome"] == "").sum())


def enter(page, name):
    tab_to(page, name)
    page.keyboard.press("Enter")


def at(page, heading):
    """Wait for the step of that heading; it is looked at from its top."""
    page.get_by_role("heading", name=heading, exact=True).first.wait_for(timeout=SECONDS)
    settle(page)
    page.wait_for_function(AT_TOP, timeout=SECONDS)


def answer_all(page, typed, look):
    """Answer each question in its order; where nothing of one's own is typed, what lies near."""
    for number, code in enumerate(CODES, 1):
        at(page, ASKED[code])
        assert page.get_by_text(f"{number}/{len(CODES)}", exact=True).count() == 1
        verdict = page.locator(f".st-key-verdict_{code}, .st-key-stale_{code}")
        assert verdict.get_by_text("データは2026年11月").count() == 1
        look(page)
        if code in typed:
            tab_to(page, OWN)
            page.keyboard.type(typed[code])
        enter(page, ON)


def finish(page, sentence, look):
    at(page, "今週決めたこと")
    look(page)
    tab_to(page, "今週決めたことを一言で")
    page.keyboard.type(sentence)
    enter(page, "保存して終わる")
    page.get_by_text("お疲れさまでした").wait_for(timeout=SECONDS)
    settle(page)


def look_back(page, opened, look):
    """Say of each decision that stands open that it was kept."""
    at(page, "はじめに：決めたことと、お約束")
    look(page)
    for count in range(opened, 0, -1):
        assert page.locator(DECIDED).count() == count
        enter(page, "守れた")
        page.wait_for_function(
            "([of, n]) => document.querySelectorAll(of).length === n",
            arg=[DECIDED, count - 1], timeout=SECONDS,
        )  # fmt: skip
        settle(page)
    enter(page, "次へ")


def first_week(page, server, opened, look):
    go(page, server.url, title=TITLE)
    enter(page, "見直しを始める（15分）")
    look_back(page, opened, look)
    at(page, ASKED["data"])
    enter(page, ON)
    at(page, ASKED["existing"])
    page.reload()
    at(page, ASKED["existing"])
    # Another tab, which knows of no step, finds the review where it was left.
    go(page, server.url, title=TITLE)
    enter(page, f"続ける（1/{len(CODES)}）")
    at(page, ASKED["existing"])
    enter(page, "戻る")
    answer_all(page, TYPED, look)
    finish(page, SENTENCE[WEEK], look)


def second_week(page, server, opened, look):
    go(page, server.url, title=TITLE)
    assert page.get_by_text(f"「{SENTENCE[WEEK]}」").count() == 1
    enter(page, "見直しを始める（15分）")
    for text in TYPED.values():
        page.locator(DECIDED).filter(has_text=text).wait_for(timeout=SECONDS)
    look_back(page, opened, look)
    answer_all(page, {}, look)
    finish(page, SENTENCE[NEXT_WEEK], look)


@pytest.mark.parametrize("sample", ["salon", "builder", "lease"])
def test_two_weeks_are_reviewed_with_the_keyboard_alone(sample, sample_in, tmp_path, page):
    home, found = tmp_path / "home", []
    sample_in(home, sample)

    def look(page):
        if sample == "salon":
            found.append(barriers(page))

    opened = still_open(kept(home)[0])
    with serving(home) as server:
        heard = listen(page, server.url)
        first_week(page, server, opened, look)
        assert (heard.foreign, heard.complaints) == ([], [])
        page.goto("about:blank")
    rows, accepted = kept(home)
    now = rows[rows["week"] == f"{WEEK}"]
    assert sorted(now["question"]) == sorted(["", *CODES])
    by = now.set_index("question")["decision"]
    assert {code: by[code] for code in TYPED} == TYPED
    assert by[""] == SENTENCE[WEEK]
    assert accepted == [WEEK]
    assert set(rows[rows["week"] < f"{WEEK}"]["outcome"]) == {"kept"}
    a_week_later(home)
    with serving(home) as server:
        heard = listen(page, server.url)
        second_week(page, server, still_open(rows), look)
        assert (heard.foreign, heard.complaints) == ([], [])
        page.goto("about:blank")
    rows, accepted = kept(home)
    assert set(rows[rows["week"] == f"{WEEK}"]["outcome"]) <= {"kept", "nothing"}
    assert sorted(rows[rows["week"] == f"{NEXT_WEEK}"]["question"]) == sorted(["", *CODES])
    assert accepted == [WEEK, NEXT_WEEK]
    assert found == [{}] * len(found)
    assert len(found) == (0 if sample != "salon" else 2 * (len(CODES) + 2))
