"""Where lines end: amounts stand whole, fields and buttons show all that they say."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, go, settle
from tests.e2e.test_guarded import NAMES
from tests.e2e.test_phone import PHONE
from tests.pictures import lease

#: Amounts of tables that go on in the next line.
BROKEN = """() => { const broken = [];
  for (const cell of document.querySelectorAll("[data-testid=stTable] td")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode, whole = document.createRange();
      if (!/^[−+]?[0-9,]+円$/.test(text.data.trim())) continue;
      whole.selectNodeContents(text);
      const lines = [...whole.getClientRects()].map(box => Math.round(box.top));
      if (new Set(lines).size > 1) broken.push(text.data);
    }
  }
  return broken; }"""
AMOUNTS = """() => [...document.querySelectorAll("[data-testid=stTable] td")]
  .filter(cell => /[0-9]円$/.test(cell.innerText.trim())).length"""
#: Fields for a day of which a part lies outside.
CUT = """() => [...document.querySelectorAll("[data-testid=stDateInputFieldsScroller]")]
  .filter(field => field.scrollWidth > field.clientWidth + 1).map(field => field.innerText)"""


@pytest.mark.parametrize("path", ["groups", "costs", "ladder"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_amount_of_a_table_is_broken_between_two_lines(salon, page, path, width):
    page.set_viewport_size({"width": width, "height": 1800})
    go(page, f"{salon.url}/{path}", title=NAMES[path])
    settle(page)
    assert page.evaluate(AMOUNTS)
    assert page.evaluate(BROKEN) == []


def test_no_outcome_is_cut_off_on_a_phone_in_either_language(salon, browser):
    for locale, title in (("ja-JP", NAMES["calls"]), ("en-GB", "Whom to call this week")):
        context = browser.new_context(**{**PHONE, "locale": locale})
        page = context.new_page()
        go(page, f"{salon.url}/calls", title=title)
        buttons = page.locator("[class*=st-key-outcomes_] button p")
        buttons.first.wait_for(timeout=SECONDS)
        cut = "all => all.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.innerText)"
        assert buttons.evaluate_all(cut) == []
        context.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A server over the firm that leases office machines, which has open deals."""
    home = tmp_path_factory.mktemp("office") / "home"
    home.mkdir()
    lease(home, "ja")
    with serving(home) as server:
        yield server


def test_a_field_for_a_day_shows_its_whole_form(office, page):
    go(page, f"{office.url}/deals", title=NAMES["deals"])
    page.get_by_test_id("stDateInputField").first.wait_for(timeout=SECONDS)
    assert page.evaluate(CUT) == []
