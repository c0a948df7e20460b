"""While others look on nobody can be told from another, and nothing is written (目隠し)."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest

from core.errors import StoreError
from core.weekly import QUESTIONS
from core.weekly.progress import LAST, SENTENCE
from core.workspace import Workspace
from pages._ui import at_work, state
from pages._ui.registry import PAGES
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

CURTAINED = [page.path for page in PAGES if page.curtained]
HOMES = {"ledger": "sample-salon", "lease": "sample-lease"}
#: What is said, written or dialled; short words of one or two characters stand in ours too.
TEXTS = {
    "customers": (
        "name", "kana", "phone", "email", "address", "memo", "family", "hobby", "caution",
    ),
    "activities": ("note", "next_question"),
    "complaints": ("content",),
    "promises": ("content",),
    "doubts": ("words",),
}  # fmt: skip
SHORTEST = 4


def sent(at) -> bytes:
    """Everything that goes to the browser."""
    found, nodes = [], [at._tree]
    while nodes:
        node = nodes.pop()
        nodes += list(getattr(node, "children", {}).values())
        if getattr(node, "proto", None) is not None:
            found.append(node.proto.SerializeToString())
    return b"\n".join(found)


def private(root, slug) -> set[str]:
    """Every text that tells who somebody is or what they said."""
    with Workspace.open(root, slug, now=lambda: MOMENT) as shop:
        book = shop.book()
    texts: set[str] = set()
    for table, columns in TEXTS.items():
        frame = book.table(table)
        for column in [c for c in columns if c in frame.columns]:
            texts |= {str(text) for text in frame[column].dropna() if len(str(text)) >= SHORTEST}
    return texts


def told(page: bytes, texts: set[str]) -> list[str]:
    """Those of the texts that stand in what was sent, plain or as JSON writes them."""
    return [
        text
        for text in sorted(texts)
        if text.encode() in page or json.dumps(text)[1:-1].encode() in page
    ]


@pytest.fixture(params=HOMES)
def covered(request):
    """A home whose owner has drawn the curtain."""
    root = request.getfixturevalue(request.param)
    at = open_page("pages/review.py")
    before = sent(at)
    at.sidebar.toggle(key="curtain_False").set_value(True).run()
    assert not at.exception
    return root, HOMES[request.param], before


def test_no_page_behind_the_curtain_tells_who_is_who_or_what_they_said(covered):
    root, slug, before = covered
    texts = private(root, slug)
    assert len(texts) > 50
    assert told(before, texts), "without the curtain names are shown"
    pages = {path: open_page(path) for path in CURTAINED}
    assert {path: told(sent(at), texts) for path, at in pages.items()} == {
        path: [] for path in CURTAINED
    }


def test_no_step_of_the_review_and_no_report_tells_who_is_who(covered):
    root, slug, _before = covered
    texts = private(root, slug)
    at = open_page("pages/review.py")
    assert "report" not in {box.key for box in at.get("expander")}
    for step in (LAST, *(kind.code for kind in QUESTIONS), SENTENCE):
        at.query_params["step"] = step
        at.run(timeout=60)
        assert not at.exception
        assert told(sent(at), texts) == [], step
        assert not at.get("download_button"), step
        assert at.session_state[state.REVIEW_STEP.name] == step


def test_figures_stay_and_other_pages_are_shut(ledger):
    open_page("pages/review.py").sidebar.toggle(key="curtain_False").set_value(True).run()
    at = open_page("pages/money.py")  # a browser that loads the page anew
    assert re.search(r"[1-9][\d,]+円", said(at))
    at = open_page("pages/ledger.py")
    assert "「名前を隠す」" in said(at)
    assert "お客様を考える" not in "".join(link.label for link in at.sidebar.page_link)


def test_no_outcome_can_be_recorded_until_the_curtain_is_opened_again(ledger):
    open_page("pages/calls.py").sidebar.toggle(key="curtain_False").set_value(True).run()
    at = open_page("pages/calls.py")
    assert "○○" in said(at)
    assert "話せた" not in said(at)
    at.sidebar.toggle(key="curtain_True").set_value(False).run()
    assert not at.exception
    assert "○○" not in said(at)
    assert "話せた" in said(at)


def test_the_door_is_shut_even_where_a_button_is_left(ledger, monkeypatch):
    monkeypatch.setattr(state, "CURTAIN", SimpleNamespace(get=lambda: True))
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT, keep=at_work.keep()) as shop:
        with pytest.raises(StoreError):
            shop.change_settings({"language": "en"})
        monkeypatch.setattr(state, "CURTAIN", SimpleNamespace(get=lambda: False))
        shop.change_settings({"language": "en"})
        assert shop.settings().language == "en"
