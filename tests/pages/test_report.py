"""The report on the review page: for whom, made only when somebody asks for it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from core.rules.roles import Role
from core.workspace import Workspace
from pages._ui import report as report_ui
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, unfold

OUT = {"ja": {"報告（HTML）", "報告（Excel）"}, "en": {"Report (HTML)", "Report (Excel)"}}


def opened(locale="ja-JP"):
    return unfold(open_page("pages/review.py", locale=locale), "report")


def offered(at):
    return {button.proto.label for button in at.get("download_button")}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_review_page_offers_the_report_in_both_forms(shown, language):
    at = opened({"ja": "ja-JP", "en": "en-GB"}[language])
    assert not at.exception
    assert OUT[language] <= offered(at)


def test_nothing_is_counted_for_the_report_before_somebody_asks(shown, monkeypatch):
    asked = []
    monkeypatch.setattr(report_ui, "facts", lambda *a, **k: asked.append(a))
    at = opened()
    assert OUT["ja"] <= offered(at)
    assert asked == []


def test_what_is_saved_is_the_version_that_was_chosen(shop, small_seen):
    found = small_seen.review
    owner = report_ui.page_of(shop, found, Role.OWNER, "ja").decode()
    staff = report_ui.page_of(shop, found, Role.STAFF, "en").decode()
    book = openpyxl.load_workbook(
        io.BytesIO(report_ui.book_of(shop, found, Role.STAFF, "ja"))
    )  # fmt: skip
    assert "今週の報告：試験商店" in owner
    assert "The week at 試験商店, for the staff" in staff
    assert book.worksheets[0].cell(1, 1).value == "今週の報告（店員用）：試験商店"


def test_elsewhere_only_the_staffs_version_is_offered(shown, shared_by_several):
    at = opened()
    assert at.segmented_control(key="report_for").options == ["店員"]


def test_here_the_owner_chooses_for_whom(shown):
    at = opened()
    assert at.segmented_control(key="report_for").options == ["店主", "店員"]


def test_saving_a_report_writes_nothing(sample_seen, tmp_path):
    sample_seen.copy(tmp_path / "home")
    with Workspace.open(tmp_path / "home", sample_seen.slug, now=lambda: MOMENT) as shop:
        before = [action.id for action in shop.last_actions(5)]
        page = report_ui.page_of(shop, sample_seen.review, Role.OWNER, "ja")
        assert len(page) > 4_000_000
        assert [action.id for action in shop.last_actions(5)] == before


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER])
def test_who_may_take_no_file_along_is_offered_no_report(shown, monkeypatch, role):
    monkeypatch.setattr(report_ui.at_work, "role", lambda: role)
    assert not OUT["ja"] & offered(opened())
