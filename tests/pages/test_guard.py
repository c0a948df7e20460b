"""No page is drawn without the shell, and every page begins with the guard."""

from __future__ import annotations

import ast

import pytest

from pages._ui.registry import PAGES, entry, grouped
from tests.pages.run import ROOT, open_page, said

FILES = sorted(p for p in (ROOT / "pages").glob("*.py") if p.name != "__init__.py")


def test_every_page_file_is_in_the_registry_and_the_other_way_round():
    assert {f"pages/{p.name}" for p in FILES} == {page.path for page in PAGES}
    with pytest.raises(KeyError):
        entry("pages/nothing.py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_first_thing_a_page_does_is_the_guard(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    statements = [s for s in body[1:] if not isinstance(s, ast.Import | ast.ImportFrom)]
    assert ast.unparse(statements[0]) == f"require_app('pages/{path.name}')"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_page_is_thin(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


def test_a_page_opened_before_the_shell_goes_through_it_and_comes_back(shown):
    at = open_page("pages/groups.py")
    del at.session_state["_shell"]
    at.session_state["_wanted"] = "pages/groups.py"
    at.run()
    assert not at.exception
    assert "お客様のはしご" in said(at)


def test_every_page_stands_in_one_group_of_the_navigation():
    paths = [page.path for _name, pages in grouped() for page in pages]
    assert sorted(paths) == sorted(page.path for page in PAGES)
