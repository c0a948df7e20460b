"""Settings: how many individuals the ledger holds, and the checklist above the line."""

from __future__ import annotations

import pytest

from core.individuals import individuals
from core.workspace import Workspace
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/settings.py"


@pytest.mark.parametrize(("locale", "word"), [("ja-JP", "人"), ("en-GB", "individuals")])
def test_below_the_line_only_the_number_is_said(shown, sample_seen, locale, word):
    text = said(open_page(PAGE, locale=locale))
    assert f"{individuals(sample_seen.review.book):,}{'' if word == '人' else ' '}{word}" in text
    assert "5,000" not in text


def test_above_the_line_stand_a_notice_and_the_checklist(ledger):
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as shop:
        shop.change_settings({"privacy.individuals": 10})
    text = said(open_page(PAGE))
    assert "中小規模事業者" in text
    assert "3〜5日" in text
