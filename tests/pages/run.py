"""Helpers for page tests: open a page, read what it says."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
KINDS = (
    "title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "success",
    "html",
)  # fmt: skip


def run_through_app(patch: pytest.MonkeyPatch) -> None:
    """Let every page run through app.py.

    Streamlit's test runner forgets before each run that app.py has run and would then take pages/
    for the old kind of app. The fresh server itself is tested in Chromium.
    """
    original = PagesManager.__init__

    def begin(manager, *args, **options):
        PagesManager.uses_pages_directory = False
        original(manager, *args, **options)

    patch.setattr(PagesManager, "__init__", begin)


def to_the_end(calling: Coroutine[object, object, object]) -> object:
    """Run a coroutine to its end, in a thread of its own: a browser may hold this one's loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, calling).result()


def open_page(path: str = "", *, locale: str = "ja-JP") -> AppTest:
    """The app's page of that file, as a browser of that language sees it."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.context = {"locale": locale, "timezone": "Asia/Tokyo"}
    if path:
        at.switch_page(path)
    at.run()
    assert not at.exception
    assert "error_again" not in {button.key for button in at.button}, said(at)
    return at


def said(at: AppTest) -> str:
    """Everything the page says as it is read: entities resolved, without signs of no width."""
    texts = [e.value for part in (at, at.sidebar) for kind in KINDS for e in getattr(part, kind)]
    texts += [f"{m.label} {m.value}" for m in at.metric]
    texts += [b.label for b in at.button]
    texts += [link.value for link in at.page_link]
    texts += [" ".join(map(str, table.value.to_numpy().ravel())) for table in at.table]
    return html.unescape("\n".join(str(text) for text in texts)).replace("\u200b", "")


def labels(at: AppTest) -> list[str]:
    """The labels of all buttons."""
    return [html.unescape(button.label) for button in at.button]


def field(at: AppTest, name: str):
    """The field of a column in the record form that is open."""
    key = f"form{at.session_state['_draft'].mark}_{name}"
    every = (at.text_input, at.text_area, at.selectbox, at.date_input, at.number_input)
    return next(widget for part in every for widget in part if widget.key == key)


def press(at: AppTest, name: str) -> AppTest:
    """Click a button of the record form that is open."""
    return at.button(key=f"form{at.session_state['_draft'].mark}_{name}").click().run()


def unfold(at: AppTest, key: str) -> AppTest:
    """Open an expander."""
    at.session_state[key] = True
    return at.run()
