"""Customer text stays text: no Markdown, no HTML, no picture fetched."""

from __future__ import annotations

import ast
import html

import pytest

from core.locale.words import _
from pages._ui.cards import copy_button, tel_link
from pages._ui.safe import safe
from pages._ui.words import md
from tests.core.hostile import LINKED
from tests.pages.run import ROOT

#: The language's own name, and the two ends of the kana that the search makes alike.
ALLOWED = {"shell.py": ["日本語"], "search.py": ["ァ", "ヶ"]}
NASTY = [
    "![x](http://evil.example/i.png)", "定価$100$", ":red[赤字]屋", "株式会社*星*", "_下線_",
    "`code`", "# 見出し", "- 箇条書き", "1. 一", "> 引用", "<b>太字</b>", "<img src=x onerror=a>",
    "[link](javascript:alert(1))", ":material/delete:", "a|b", "~~消~~", "\\*", "&amp;",
    "http://evil.example", "=1+1", ":smile:",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_no_mark_of_markdown_or_html_is_left(text):
    escaped = safe(text)
    assert html.unescape(escaped).replace("\u200b", "") == text
    bare = escaped.replace("&#", "").replace(";", "").replace("\u200b", "")
    assert all(c.isalnum() or c in " " for c in bare), bare


@pytest.mark.parametrize(
    "text",
    ["http://evil.example", "見て HTTPS://evil.example/x?y#z", "www.evil.example", "http://"],
)
def test_no_address_of_the_web_becomes_a_link(text):
    seen = html.unescape(safe(text))
    assert not LINKED.search(seen)
    assert seen.replace("\u200b", "") == text


def test_a_text_of_several_lines_becomes_one_line():
    assert safe("一行\n\n# 二行\t三") == "一行 &#35; 二行 三"
    assert safe(None) == ""


def test_facts_in_a_sentence_are_escaped_with_it():
    assert "![" not in md(_("{name}", name="![x](http://evil.example)"))


def test_a_phone_link_dials_digits_alone_and_shows_escaped_text():
    assert tel_link("090-0123-4567") == '<a href="tel:09001234567">☎ 090-0123-4567</a>'
    assert tel_link("") == ""
    assert copy_button("") == ""
    assert 'data-copy="090&quot;&gt;&lt;b&gt;"' in copy_button('090"><b>')
    assert tel_link('090"><script>') == '<a href="tel:090">☎ 090&quot;&gt;&lt;script&gt;</a>'


@pytest.mark.parametrize(
    "path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_no_japanese_stands_in_the_code_and_html_is_never_allowed_in_markdown(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    words = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in docstrings
    ]
    japanese = [w for w in words if any("\u3041" <= c <= "\u9fff" for c in w)]
    assert japanese == ALLOWED.get(path.name, [])
    assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_no_sentence_stands_in_an_f_string_where_the_catalogue_would_not_find_it(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = [
        node.func.id
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert "_" not in marked
    assert "n_" not in marked
