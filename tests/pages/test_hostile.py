"""Hostile text in every field, on every page and in every file that a page offers."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import pytest
from streamlit.delta_generator import DeltaGenerator

from core.export import cells
from core.workspace import Workspace
from pages._ui import cards, words
from pages._ui.registry import PAGES
from tests.core.hostile import EVIL, LINKED, attack, fill, live, live_html, who
from tests.pages.conftest import MOMENT, Seen
from tests.pages.run import open_page

#: (element, field) that Streamlit shows as it is, or does not show: no Markdown, no HTML.
PLAIN = {
    ("TextInput", "default"), ("TextArea", "default"), ("TextInput", "value"),
    ("TextArea", "value"), ("Selectbox", "options"), ("MultiSelect", "options"),
    ("Selectbox", "raw_value"), ("MultiSelect", "raw_values"), ("Text", "body"),
    ("Code", "code_text"),
}  # fmt: skip
CARDS = (0, 1, 2, 5)
TURNS = 4


@dataclass
class Found:
    """What a walk over the pages met.

    Attributes:
        alive: attacks that came through, each with where.
        files: {name: its content} that the pages offer.
        texts: how many texts with an attack in them were shown, escaped or plain.
    """

    alive: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    texts: int = 0


@pytest.fixture(scope="session")
def hostile_seen(tmp_path_factory) -> Seen:
    """A business whose every text is an attack, its name too."""
    root = tmp_path_factory.mktemp("hostile_home")
    with Workspace.create(root, attack("shop"), now=lambda: MOMENT) as shop:
        fill(shop, shop.today())
        return Seen.of(shop, root)


@pytest.fixture
def hostile(hostile_seen, tmp_path, monkeypatch):
    return hostile_seen.at_work(tmp_path / "home", monkeypatch)


def texts_in(message):
    """((element, field), text) of everything in a message to the browser."""
    for descriptor, value in message.ListFields():
        parts = value.values() if hasattr(value, "values") else value
        if isinstance(parts, str | bytes) or not hasattr(parts, "__iter__"):
            parts = [parts]
        for part in parts:
            if isinstance(part, str):
                yield (message.DESCRIPTOR.name, descriptor.name), part
            elif hasattr(part, "ListFields"):
                yield from texts_in(part)


def nodes_of(at):
    nodes = [at._tree]
    while nodes:
        node = nodes.pop()
        nodes += list(getattr(node, "children", {}).values())
        if getattr(node, "proto", None) is not None:
            yield node.proto


def look(at, path: str, found: Found) -> None:
    """Look for attacks that are alive in what a page sends."""
    for proto in nodes_of(at):
        for place, text in texts_in(proto):
            shown = EVIL in html.unescape(text)
            found.texts += shown
            if not shown or place in PLAIN or place[1] in ("id", "form_id", "widget_id"):
                continue
            dead = EVIL not in text and not LINKED.search(html.unescape(text))
            bad = live_html(text) if place == ("Html", "body") else [text] * (not dead)
            found.alive += [f"{path} {place}: {one[:120]}" for one in bad]


def opened(path: str, locale: str, customer: int | None = None):
    """A page with everything unfolded that can be."""
    at = open_page(path, locale=locale)
    if customer is not None:
        at.session_state["_customer"] = who(customer)
        at.run()
    known: set[str] = set()
    for _turn in range(TURNS):
        keys = {
            proto.id.split("-", 2)[-1]
            for proto in nodes_of(at)
            if proto.DESCRIPTOR.name == "Block" and proto.id and proto.WhichOneof("type")
            in ("expandable", "popover")
        }  # fmt: skip
        if keys <= known:
            break
        for key in keys - known:
            at.session_state[key] = True
        known |= keys
        at.run()
    assert not at.exception
    assert "error_again" not in {button.key for button in at.button}, path
    return at


def walk(monkeypatch, paths, *, locale="ja-JP", customers=CARDS) -> Found:
    """Open pages, and make each file that they offer."""
    found, offered = Found(), {}
    original = DeltaGenerator._download_button

    def offer(self, label, data, file_name=None, *args, **how):
        offered[f"{how.get('key')} {file_name}"] = data
        return original(self, label, data, file_name, *args, **how)

    monkeypatch.setattr(DeltaGenerator, "_download_button", offer)
    for path in paths:
        which = customers if path == "pages/customer.py" else (None,)
        for customer in which:
            look(opened(path, locale, customer), path, found)
            for name, data in offered.items():
                content = data() if callable(data) else data
                found.files[name] = content.encode() if isinstance(content, str) else content
            offered.clear()
    for name, data in found.files.items():
        found.alive += [f"{name}: {bad}" for bad in live(name, data)]
    return found


def test_no_attack_of_a_cell_comes_alive_on_any_page_or_in_any_file(hostile, monkeypatch):
    found = walk(monkeypatch, [page.path for page in PAGES])
    assert found.alive == []
    assert found.texts > 500
    assert found.files


def test_nor_in_english(hostile, monkeypatch):
    paths = ["pages/calls.py", "pages/cases.py", "pages/customer.py", "pages/voices.py"]
    found = walk(monkeypatch, paths, locale="en-GB", customers=(1,))
    assert found.alive == []
    assert found.texts > 100


PLANTED = {
    "Markdown of facts": (words, "safe", str, "pages/cases.py"),
    "HTML of a phone": (cards.html, "escape", lambda text, **_how: text, "pages/calls.py"),
    "formulas of lists": (cells, "neutral", lambda value: value, "pages/ledger.py"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_the_walk_notices_a_fault_that_is_planted(hostile, monkeypatch, fault):
    module, name, without, path = PLANTED[fault]
    monkeypatch.setattr(module, name, without)
    assert walk(monkeypatch, [path]).alive != []
