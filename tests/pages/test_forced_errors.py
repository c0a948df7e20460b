"""An error on any page, with a customer in its message: neither the page nor the log tells it."""

from __future__ import annotations

import logging

import pytest

from pages._ui import guard
from pages._ui.registry import PAGES
from tests.pages.run import open_page, said

SECRETS = ("武田 和夫", "090-0123-4567", "もう電話しないで")


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_no_page_tells_a_customer_when_something_goes_wrong(shown, monkeypatch, caplog, path):
    at = open_page("pages/laws.py" if path == "pages/settings.py" else "pages/settings.py")

    def broken(_path):
        row = {"name": SECRETS[0], "phone": SECRETS[1]}
        try:
            row[SECRETS[2]]
        except KeyError as error:
            raise ValueError(f"{row}") from error

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(guard, "require_app", broken)
    at.switch_page(path).run()
    assert not at.exception
    assert [button.key for button in at.button].count("error_again") == 1
    told = said(at) + at.code[0].value + caplog.text
    assert "ValueError" in told
    assert [secret for secret in SECRETS if secret in told] == []
