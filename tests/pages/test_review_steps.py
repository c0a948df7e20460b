"""The weekly review step by step: taken up again, grey when old, with purchases alone, closed."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3

import pytest

from core.locale.words import say
from core.rules.verdict import VERDICTS
from core.weekly import QUESTIONS
from core.workspace import Workspace, set_current
from tests.core.keeping import bring, line, sheet
from tests.pages import conftest
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said, unfold

CODES = [kind.code for kind in QUESTIONS]
WEEK = dt.date(2026, 11, 23)
SENTENCE = "離れかけの方に電話する"


def begin(at):
    return at.button(key="review_begin").click().run(timeout=60)


def on(at):
    at = at.button(key="review_on").click().run(timeout=60)
    assert not at.exception
    return at


def decisions(home):
    with Workspace.open(home, "sample-salon", now=lambda: MOMENT) as workspace:
        return workspace.book().table("decisions")


def answered(home, codes, *, sentence=""):
    """Questions of this week answered before, on another day."""
    with Workspace.open(home, "sample-salon", now=lambda: MOMENT) as workspace:
        for code in codes:
            workspace.decide(WEEK, f"{code}を決めた", question=code)
        if sentence:
            workspace.decide(WEEK, sentence)


def a_week_later(home):
    path = home / "businesses" / "sample-salon" / "ledger.db"
    with contextlib.closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE business SET today = '2026-11-29'")


def test_the_review_is_walked_from_what_was_decided_before_to_the_sentence_of_the_week(ledger):
    at = begin(open_page())
    for code in ["last", *CODES]:
        assert at.session_state["_review_step"] == code
        assert at.query_params["step"] == code
        at = on(at)
    at.text_input(key=f"sentence_{WEEK}").set_value(SENTENCE).run()
    at = on(at)

    text = said(at)
    assert "お疲れさまでした" in text
    assert SENTENCE in text
    assert "次の見直しは、2026年11月30日(月)からの週の分です" in text
    rows = decisions(ledger)
    kept = rows[rows["week"].dt.date == WEEK].set_index("question")
    assert set(kept.index) == {*CODES, ""}
    assert kept.loc["verdict", "decision"] == say(VERDICTS["down_up"].approach)
    assert kept.loc["data", "outcome"] == "nothing"
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        assert len(workspace.calls_kept(WEEK)) == 16


def test_after_a_restart_the_review_goes_on_with_the_first_open_question(ledger):
    answered(ledger, CODES[:4])

    at = open_page()

    assert "続ける（4/11）" in labels(at)
    assert begin(at).session_state["_review_step"] == "verdict"
    assert "5/11" in said(at)


def test_a_reload_and_another_page_come_back_to_the_same_step(ledger):
    answered(ledger, CODES[:4])
    at = begin(open_page())

    at.switch_page("pages/calls.py").run()
    at.switch_page("pages/review.py").run()

    assert at.header[0].value == "判定は"
    again = open_page()
    again.query_params["step"] = "verdict"
    assert again.run().header[0].value == "判定は"


def test_own_words_count_more_than_the_choice_and_stand_there_when_one_comes_back(ledger):
    answered(ledger, CODES[:1])
    at = begin(open_page())
    at.text_input(key=f"own_{WEEK}_existing").set_value("三人に手紙を書く").run()

    at = on(at)
    at = at.button(key="review_back").click().run()

    assert at.header[0].value == "既存のお客様の売上は増えているか"
    assert at.text_input(key=f"own_{WEEK}_existing").value == "三人に手紙を書く"
    row = decisions(ledger).query("question == 'existing'").iloc[0]
    assert (row["decision"], row["outcome"]) == ("三人に手紙を書く", "")


def test_earlier_decisions_and_promises_are_kept_carried_over_or_dropped_with_a_click(ledger):
    at = begin(open_page())
    numbers = decisions(ledger).sort_values("week")["row_id"].tolist()
    for number, outcome in zip(numbers, ("dropped", "kept", "carried"), strict=True):
        at = at.button(key=f"{outcome}_{number}").click().run()
    late = [b.key for b in at.button if b.key.startswith("promise_")]
    assert len(late) == 6
    for key in (late[0], late[4]):  # the first is kept, the second put off
        at = at.button(key=key).click().run()

    assert "これまでに決めたことは、すべて見直しました" in said(at)
    assert "期限の過ぎたお約束はありません" in said(at)
    found = decisions(ledger)
    assert found["outcome"].tolist().count("carried") == 1
    assert found.query("question == 'carried'")["week"].dt.date.tolist() == [WEEK]
    assert on(at).session_state["_review_step"] == "data"


def test_old_data_grey_every_verdict_in_words_and_the_next_week_opens_with_the_decision(ledger):
    answered(ledger, CODES, sentence=SENTENCE)
    a_week_later(ledger)

    at = open_page()

    assert f"前回（2026年11月23日(月)からの週）決めたこと「{SENTENCE}」" in said(at)
    assert "データが古いため、参考です" in said(at)
    assert SENTENCE in said(begin(at))
    for code in ("existing", "verdict", "promises"):
        at.query_params["step"] = code
        assert "データが古いため、参考です" in said(at.run())
    at.query_params["step"] = "data"
    assert "どの判定も参考です" in said(at.run())


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A business that has brought in purchases and nothing else."""
    root = tmp_path / "home"
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    now = dt.datetime(2026, 11, 22, 9, tzinfo=MOMENT.tzinfo)
    with Workspace.create(root, "試験商店", now=lambda: now) as workspace:
        days = [dt.date(2026, 11, 20) - dt.timedelta(days=9 * n) for n in range(60)]
        bring(workspace, sheet(lines=[line(day, n % 7) for n, day in enumerate(days)]))
        set_current(root, workspace.business.slug)
    return root


def test_with_purchases_alone_each_further_sheet_is_named_with_what_it_would_show(alone):
    at = begin(open_page())
    seen = {}
    for code in CODES:
        assert at.session_state["_review_step"] == code
        seen[code] = said(at)
        at = on(at)

    assert "この問いに答えるには、次の表が要ります" in seen["complaints"]
    assert "クレーム：" in seen["complaints"]
    assert "約束：" in seen["promises"]
    assert "表を取り込む・空の台帳をもらう" in seen["referrals"]
    assert "連絡した日の記録がまだない" in seen["calls"]
    assert all("%" not in line for line in seen["existing"].split("\n") if "とくらべて" in line)
    assert at.header[0].value == "今週決めたこと"


def test_the_sentence_is_asked_for_when_one_finishes_without_it(ledger):
    answered(ledger, CODES)
    at = on(begin(open_page()))

    assert "決めることを書いてください" in said(at)
    assert at.session_state["_review_step"] == "sentence"


def test_the_first_review_of_a_month_leads_to_what_is_asked_once_a_month(ledger, monkeypatch):
    answered(ledger, CODES, sentence=SENTENCE)
    path = ledger / "businesses" / "sample-salon" / "ledger.db"
    with contextlib.closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE decisions SET week = '2026-10-05' WHERE week < '2026-11-23'")
    monkeypatch.setattr(conftest, "READ_BEFORE", {})  # no program writes past the journal

    text = said(open_page())

    assert "月に一度" in text
    assert "考え直すお客様はいるか" in text


def test_on_a_ledger_of_several_computers_the_owners_questions_are_not_asked(
    ledger, shared_by_several, monkeypatch
):
    path = ledger / "businesses" / "sample-salon" / "ledger.db"
    answered(ledger, CODES, sentence=SENTENCE)
    with contextlib.closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE decisions SET week = '2026-10-05' WHERE week < '2026-11-23'")
    monkeypatch.setattr(conftest, "READ_BEFORE", {})  # no program writes past the journal

    text = said(open_page())

    assert "クレームのどの原因を直せたか" in text
    assert "考え直すお客様はいるか" not in text


def test_all_questions_stand_at_a_glance_and_each_can_be_opened(ledger):
    at = unfold(open_page(), "glance")
    for code in CODES:
        assert at.button(key=f"open_{code}")

    at = at.button(key="open_complaints").click().run()

    assert at.header[0].value == "どの不満が繰り返すか"


def test_the_review_speaks_english(ledger):
    at = begin(open_page(locale="en-US"))
    assert "First: what we decided and promised" in said(at)
    at = on(at)
    assert at.header[0].value == "Until when are the data?"
    assert "What do we decide?" in said(at)
