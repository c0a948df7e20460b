"""Choices of widgets: whoever chooses gets what was chosen."""

from __future__ import annotations

import re
from pathlib import Path

from pages._ui.choosing import told_apart

PAGES = Path(__file__).parents[2] / "pages"


def test_choices_that_are_called_the_same_are_told_apart_by_a_number():
    said = told_apart({"a": "佐藤", "b": "佐藤", "c": "佐藤 (2)", "d": "佐藤", "e": "鈴木"})
    assert [said[code] for code in "abcde"] == [
        "佐藤", "佐藤 (2)", "佐藤 (2) (2)", "佐藤 (3)", "鈴木",
    ]  # fmt: skip


def test_no_widget_names_its_choices_by_itself():
    """It would go on with the former names after a switch of the language."""
    by_itself = [
        path.relative_to(PAGES).as_posix()
        for path in PAGES.rglob("*.py")
        if re.search(r"\bformat_func\b", path.read_text(encoding="utf-8"))
    ]
    assert by_itself == ["_ui/choosing.py"]
