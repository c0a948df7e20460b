"""When something goes wrong: a sentence, a report of places, nothing of a customer."""

from __future__ import annotations

import pandas as pd

from core.errors import StoreError
from core.locale.words import _
from core.workspace import Workspace, set_current
from pages._ui import recount
from pages._ui.errors import report_of
from tests.pages.conftest import MOMENT
from tests.pages.run import ROOT, open_page, said


def failing(secret):
    raise ValueError(secret)


def test_the_report_names_places_and_never_values():
    try:
        failing("武田 和夫 090-0123-4567")
    except ValueError as error:
        report = report_of(error)
    assert report.startswith("ValueError")
    assert "tests/pages/test_errors.py" in report
    assert "failing" in report
    assert "武田" not in report
    assert "090" not in report
    assert str(ROOT) not in report


def test_an_unexpected_error_on_a_page_is_a_card_without_values(shown, monkeypatch, caplog):
    def broken(*_args):
        raise ValueError("武田 和夫")

    at = open_page()
    with monkeypatch.context() as patch:
        patch.setattr(recount, "newest", broken)
        at.run()
    assert not at.exception
    assert "うまくいかないことがありました" in said(at)
    assert "ValueError" in at.code[0].value
    assert "武田" not in said(at) + at.code[0].value + caplog.text
    at.button(key="error_again").click().run()
    assert "穴の空いたバケツ" in said(at)


def test_a_refusal_of_ours_is_its_own_sentence(shown, monkeypatch):
    def refusing(*_args):
        raise StoreError(_("There is no such import."))

    at = open_page()
    monkeypatch.setattr(recount, "newest", refusing)
    at.run()
    assert len(at.error) == 1
    assert not at.code


def test_a_refusal_met_by_a_click_is_said_and_nothing_is_recorded(shown, monkeypatch):
    def refusing(*_args, **_said):
        raise StoreError(_("There is no such import."))

    at = open_page("pages/calls.py")
    monkeypatch.setattr(Workspace, "log_outcome", refusing)
    next(b for b in at.button if b.key.startswith("no_answer_")).click().run()
    assert not at.exception
    assert len(at.error) == 1
    assert "undo" not in [b.key for b in at.button]


def test_pages_leave_the_shared_frames_as_they_were(shown):
    open_page()

    def marks():
        with Workspace.open(shown, "sample-salon", now=lambda: MOMENT) as workspace:
            mark = workspace.settings().mark
            review = recount.slot_of(str(workspace.folder), mark).latest
        plain = review.customers.select_dtypes(include=["number", "datetime", "bool", "str"])
        return pd.util.hash_pandas_object(plain).sum(), list(review.customers.columns)

    before = marks()
    at = open_page()
    for name in ("calls", "customer", "growth", "groups", "settings"):
        at.switch_page(f"pages/{name}.py").run()
        assert not at.exception
    assert marks() == before


def test_a_ledger_that_cannot_be_opened_is_said_and_another_can_be_chosen(ledger):
    broken = ledger / "businesses" / "a-broken"
    broken.mkdir()
    (broken / "ledger.db").write_bytes(b"this is no ledger" * 100)
    set_current(ledger, "a-broken")
    at = open_page()
    assert not at.exception
    assert len(at.error) == 1
    assert not at.code
    at.switch_page("pages/settings.py").run()
    assert len(at.error) == 1
    at.selectbox(key="business_a-broken").set_value("sample-salon").run()
    assert not at.error
    at.switch_page("pages/review.py").run()
    assert "穴の空いたバケツ" in said(at)
